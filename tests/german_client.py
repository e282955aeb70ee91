"""A German client that no sample knows: a town's library, its three files as its tools might export them.

Readers answer with words, staff by school marks, the board in numbers; a wave, branches, what readers would leave for,
what the board predicts, comments of all kinds. Made anew for each test from fixed draws.
"""

import csv
from pathlib import Path

import numpy as np

TOPICS = {
    "Öffnungszeiten": (0.35, 0.45, 0.75),
    "Auswahl der Medien": (0.7, 0.6, 0.8),
    "Ausleihe am Automaten": (0.55, 0.6, 0.6),
    "Beratung an der Theke": (0.8, 0.75, 0.85),
    "Ruhe im Lesesaal": (0.4, 0.4, 0.7),
}
WORDS = ["sehr unzufrieden", "eher unzufrieden", "teils, teils", "eher zufrieden", "sehr zufrieden"]
BRANCHES = ["Zentrale", "Nord", "Süd", "Hafen", "Weststadt", "Altstadt", "Bahnhof", "Ostend"]
PRAISE = [
    "Die Beratung an der Theke ist sehr freundlich", "Große Auswahl, auch neue Hörbücher", "Tolles Team in der Filiale",
    "Schöner Lesesaal mit viel Licht", "Die Ausleihe am Automaten geht schnell", "nichts", "-",
]  # fmt: skip
BLAME = [
    "Die Öffnungszeiten sind viel zu kurz, samstags ist ab mittags zu", "Im Lesesaal ist es laut",
    "Der Automat ist ständig kaputt", "Mehr Personal an der Theke, die Warteschlange ist zu lang",
    "Vormerkungen dauern Wochen", "Alles gut", "weiß nicht", "",
]  # fmt: skip
LOYAL = "Wie wahrscheinlich ist es, dass Sie die Stadtbibliothek weiterempfehlen? (0-10)"
EFFORT = "Wie leicht war es, das Gesuchte zu bekommen? (1 sehr schwer - 7 sehr leicht)"
STAY = "Verlängern Sie Ihren Ausweis?"
PRIDE = ["Ich bin stolz auf meine Arbeit", "Meine Leitung hört mir zu", "Ich habe genug Zeit für die Leser"]


DAYS = ["montags", "dienstags", "mittwochs", "donnerstags", "freitags", "am Wochenende", "in den Ferien", "abends"]


def _written(draws, lines: list[str]) -> str:
    """Nearly no two comments alike: a line, often a second one, often a day."""
    one, other = draws.choice(len(lines), 2, replace=False)
    day = f", {DAYS[draws.integers(len(DAYS))]}" if lines[one] and draws.random() < 0.7 and len(lines[one]) > 12 else ""
    more = f". {lines[other]}" if draws.random() < 0.5 and len(lines[one]) > 12 and len(lines[other]) > 12 else ""
    return f"{lines[one]}{day}{more}"


def _steps(draws, share: float, n: int, steps: int) -> np.ndarray:
    return 1 + draws.binomial(steps - 1, share, size=n)


def _write(path: Path, head: list[str], rows: list[list], separator: str = ";") -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=separator).writerows([head, *rows])
    return path


def make_files(folder: Path, *, readers: int = 420, staff: int = 96, board: int = 11) -> dict[str, str]:
    """Write the three files; path to audience."""
    draws = np.random.default_rng(7)
    place = draws.integers(len(BRANCHES), size=readers)
    liked = draws.normal(0, 0.08, size=len(BRANCHES))
    rated = [
        np.array([WORDS[step - 1] for step in _steps(draws, 0.5, readers, 5)], dtype=object) for _ in TOPICS
    ]  # fmt: skip
    for at, (view, _, _) in enumerate(TOPICS.values()):
        for row in range(readers):
            share = float(np.clip(view + liked[place[row]], 0.05, 0.95))
            rated[at][row] = WORDS[draws.binomial(4, share)]
    easy = _steps(draws, 0.6, readers, 7)
    loyal = np.clip(np.round(4 + 0.6 * easy + 12 * liked[place] + draws.normal(0, 2, readers)), 0, 10).astype(int)
    stays = np.where(draws.random(readers) < np.where(easy <= 3, 0.7, 0.95), "Ja", "Nein")
    asked = "Wie zufrieden sind Sie mit "
    customers = _write(
        folder / "leser.csv",
        ["Teilnehmer-Nr", "Zweigstelle", "Befragungswelle", "Ausleihkanal", *(f"{asked}{topic}?" for topic in TOPICS),
         *(f"Wie wichtig ist Ihnen {topic}? (1 unwichtig - 5 sehr wichtig)" for topic in TOPICS),
         LOYAL, EFFORT, STAY, "Was gefällt Ihnen?", "Was sollten wir besser machen?"],
        [
            [f"L{row:04}", BRANCHES[place[row]], ("2024", "2025")[row % 2], ("vor Ort", "online")[row % 3 == 0],
             *(answers[row] for answers in rated), *_steps(draws, 0.7, len(TOPICS), 5),
             loyal[row], easy[row], stays[row], _written(draws, PRAISE), _written(draws, BLAME)]
            for row in range(readers)
        ],
    )  # fmt: skip
    where = draws.integers(len(BRANCHES), size=staff)
    team = _write(
        folder / "team.csv",
        ["Zweigstelle", "Abteilung", "Befragungswelle", *(f"{asked}{topic}?" for topic in TOPICS),
         *(f"Wie weit stimmen Sie zu? - {line}" for line in PRIDE), "Was stört die Leser am meisten?"],
        [
            [BRANCHES[where[row]], ("Ausleihe", "Technik", "Veranstaltungen")[row % 3], ("2024", "2025")[row % 2],
             *(WORDS[draws.binomial(4, view[1])] for view in TOPICS.values()),
             *_steps(draws, float(np.clip(0.6 + 3 * liked[where[row]], 0.05, 0.95)), len(PRIDE), 5),
             _written(draws, BLAME)]
            for row in range(staff)
        ],
    )  # fmt: skip
    leaders = _write(
        folder / "leitung.csv",
        ["Befragungswelle", *(f"{asked}{topic}?" for topic in TOPICS),
         *(f"Was werden die Leser zu {topic} antworten? (1 sehr unzufrieden - 5 sehr zufrieden)" for topic in TOPICS),
         *(f"Wie wichtig ist den Lesern {topic}? (1 unwichtig - 5 sehr wichtig)" for topic in TOPICS)],
        [
            [("2024", "2025")[row % 2], *(WORDS[draws.binomial(4, view[2])] for view in TOPICS.values()),
             *(1 + draws.binomial(4, 0.8) for _ in TOPICS), *_steps(draws, 0.6, len(TOPICS), 5)]
            for row in range(board)
        ],
        ",",
    )  # fmt: skip
    return {str(customers): "Customers", str(team): "Staff", str(leaders): "Leadership"}
