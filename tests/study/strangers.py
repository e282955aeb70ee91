"""Clients of trades and tongues that no sample holds, as their survey tools export them, with planted gaps.

A Spanish chain of gyms, a Dutch housing association, an English vendor of software, Polish veterinary surgeries, a
Turkish caterer of airlines, Hungarian baths and a Czech bus line: each has three files of three
tools, on three scales, in three wordings. They are made anew for a test and never kept.
"""

import csv
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

import numpy as np

__all__ = ["STRANGERS", "Stranger"]


@dataclass(frozen=True)
class Stranger:
    """What is planted, and how the files are made."""

    make: Callable[[Path], dict[str, str]]
    # Topic to the mean (0 to 100) of leaders, staff, customers; NaN where it was not asked.
    truth: dict[str, tuple[float, float, float]]
    # What a person edits, in the words of the doubts: below which line of study.toml, and what.
    edits: tuple[tuple[str, str], ...] = ()

    def settle(self, folder: Path, but: Collection[str] = ()) -> int:
        """Make the edits that the doubts ask for, and give the number of lines; the rows of matches.csv are one.

        ``but`` are lines that are not written: those of doubts that are told once others are settled.
        """
        toml = folder / "study.toml"
        text = toml.read_text("utf-8")
        for below, told in self.edits:
            line = "\n".join(line for line in told.splitlines() if line not in but)
            assert text.count(f"{below}\n") == 1, below
            text = text.replace(f"{below}\n", f"{below}\n{line}\n")
        toml.write_text(text, "utf-8")
        matches = folder / "matches.csv"
        with matches.open(encoding="utf-8-sig", newline="") as lines:
            head, *rows = csv.reader(lines)
        for row in rows:
            if sum(bool(cell) for cell in row[4:]) > 1:
                row[2:4] = "yes", "yes"
        write(matches, [head, *rows])
        return sum(len(line.split()) > 0 for _, lines in self.edits for line in lines.splitlines()) + 1


def marks(rng, share: float, n: int, points: int) -> np.ndarray:
    """Answers 0 .. points - 1 whose mean is ``share`` per cent of the way up; people differ."""
    return rng.binomial(points - 1, rng.beta(6 * share / 100, 6 - 6 * share / 100, n))


def of_a_board(rng, share: float, n: int, points: int) -> np.ndarray:
    """Answers of all there are: their mean is the planted one to the nearest answer."""
    total = round(share / 100 * (points - 1) * n)
    found = np.full(n, total // n)
    found[: total % n] += 1
    for _ in range(n):
        one, other = rng.integers(0, n, 2)
        if one != other and found[one] < points - 1 and found[other] > 0 and abs(found[one] - found[other]) < 3:
            found[one] += 1
            found[other] -= 1
    return rng.permutation(found)


def write(path: Path, rows, separator=",", encoding="utf-8-sig") -> None:
    with path.open("w", newline="", encoding=encoding) as out:
        csv.writer(out, delimiter=separator).writerows(rows)


def sheet(path: Path, rows) -> None:
    from openpyxl import Workbook

    book = Workbook()
    for row in rows:
        book.active.append([None if value == "" else value for value in row])
    book.save(path)


def qualtrics(names, texts, answers) -> list:
    head = ["StartDate", "EndDate", "Status", "Progress", "Duration (in seconds)", "Finished", "RecordedDate",
            "ResponseId"]  # fmt: skip
    words = ["Start Date", "End Date", "Response Type", "Progress", "Duration (in seconds)", "Finished",
             "Recorded Date", "Response ID"]  # fmt: skip
    ids = ["startDate", "endDate", "status", "progress", "duration", "finished", "recordedDate", "_recordId"]
    ids += [f"QID{at}" for at in range(len(names))]
    rows = [head + names, words + texts, [f'{{"ImportId":"{one}"}}' for one in ids]]
    for at, answer in enumerate(answers):
        day = f"2024-03-{1 + at % 27:02d} 10:{at % 60:02d}:00"
        rows.append([day, day, "IP Address", 100, 120 + at % 300, "True", day, f"R_{at:09x}", *answer])
    return rows


def written(rng, texts: list[str], n: int) -> list[str]:
    """What people wrote: some nothing, some one thing, some two; few twice the same."""
    found = []
    for _ in range(n):
        told = [text for text in rng.choice(texts, rng.integers(1, 3), replace=False) if text]
        if told and rng.random() < 0.8:
            told[0] += rng.choice([".", "!", "...", f" ({rng.integers(2, 60)}x)", f" {rng.integers(2019, 2026)}."])
        found.append(" ".join(told))
    return found


def blanked(rng, table: list[list], share: float = 0.04) -> list[list]:
    """Some cells were left empty, as in every real file."""
    return [["" if rng.random() < share else value for value in row] for row in table]


# -- gyms, in Spanish ------------------------------------------------------------------------------

GYMS = {"Limpieza": (82, 60, 48), "Clases": (70, 74, 71), "Horario": (75, 52, 58), "Máquinas": (66, 45, 44),
        "Vestuarios": (77, 55, 41), "Precio": (62, 50, 49)}  # fmt: skip
_GYMS = ["Chamberí", "Triana", "Gracia", "Ruzafa", "Delicias", "Indautxu", "Nervión", "Sants", "Benimaclet", "Actur"]
_QUEJAS = ["Las duchas están sucias y huele mal en los vestuarios", "Más máquinas en hora punta, siempre hay cola",
           "El precio sube cada año sin explicar nada", "Las clases se llenan y no se puede reservar",
           "Nada, estoy muy contenta", "Abrir antes de las siete los fines de semana", "",
           "El trato de los monitores es estupendo"]  # fmt: skip


def gyms(folder: Path) -> dict[str, str]:
    rng, topics = np.random.default_rng(41), list(GYMS)
    words = ["Muy insatisfecho", "Insatisfecho", "Ni satisfecho ni insatisfecho", "Satisfecho", "Muy satisfecho"]
    n = 1100
    served = [[words[value] for value in marks(rng, GYMS[topic][2], n, 5)] for topic in topics]
    served.append(list(marks(rng, 62, n, 11)))
    served.append(["No" if value < 0.12 else "Sí" for value in rng.random(n)])
    served.append(written(rng, _QUEJAS, n))
    cells = blanked(rng, [list(row) for row in zip(*served, strict=True)])
    told = [[_GYMS[rng.integers(0, 10)], ["2023", "2024"][value % 2], *row] for value, row in enumerate(cells)]
    asked = [f"¿Cuál es su grado de satisfacción con los siguientes aspectos? - {topic}" for topic in topics]
    write(folder / "socios.csv", qualtrics(
        ["Centro", "Ola", *(f"Q3_{at}" for at in range(1, 7)), "Q5", "Q6", "Q7"],
        ["Centro", "Ola", *asked, "¿Con qué probabilidad recomendaría nuestro gimnasio a un amigo? (0-10)",
         "¿Sigue siendo socio?", "¿Qué deberíamos mejorar?"], told))  # fmt: skip

    sizes = [3, 4, 6, 9, 12, 14, 17, 20, 25, 40]
    places = [place for place, size in zip(_GYMS, sizes, strict=True) for _ in range(size)]
    work = [marks(rng, GYMS[topic][1], len(places), 7) + 1 for topic in topics]
    work += [marks(rng, share, len(places), 7) + 1 for share in (58, 61)]
    rows = blanked(rng, [list(row) for row in zip(*work, strict=True)])
    sheet(folder / "monitores.xlsx", [
        ["Respondent ID", "Collector ID", "Start Date", "End Date", "¿En qué centro trabaja?",
         "Desde su experiencia, ¿cómo funciona en su centro? (1 = muy mal, 7 = muy bien)", *[""] * 5,
         "Me siento orgulloso de trabajar aquí (1 = nada de acuerdo, 7 = totalmente de acuerdo)",
         "Mi responsable me escucha (1 = nada de acuerdo, 7 = totalmente de acuerdo)"],
        ["", "", "", "", "Response", *topics, "Response", "Response"],
        *([11000 + at, 500, "03/04/2024 09:12:00", "03/04/2024 09:20:00", place, *map(_whole, row)]
          for at, (place, row) in enumerate(zip(places, rows, strict=True))),
    ])  # fmt: skip

    board = blanked(rng, [list(row) for row in zip(*[of_a_board(rng, GYMS[topic][0], 14, 10) + 1 for topic in topics],
                                                   strict=True)], 0.02)  # fmt: skip
    write(folder / "direccion.csv", [
        ["Marca temporal", *(f"Valore del 1 al 10 cómo funciona en nuestros gimnasios [{topic}]" for topic in topics)],
        *([f"2024/03/0{1 + at % 9} 8:{at:02d}:11 a. m. CET", *row] for at, row in enumerate(board))])  # fmt: skip
    return {"direccion.csv": "Leadership", "monitores.xlsx": "Staff", "socios.csv": "Customers"}


def _whole(value):
    return int(value) if value != "" else ""


# -- a housing association, in Dutch ---------------------------------------------------------------

HOMES = {"Reparaties": (78, 61, 52), "Schoonmaak": (70, 48, 46), "Contact met de wijkbeheerder": (72, 75, 70),
         "Energiezuinigheid": (68, 40, 35), "Veiligheid in de buurt": (74, 57, 60)}  # fmt: skip
_WIJKEN = ["Kanaleneiland", "Lombok", "Zuilen", "Overvecht", "Hoograven", "Tuindorp", "Vleuten"]
_KLACHTEN = ["De verwarming is al weken kapot en niemand belt terug", "Schimmel in de badkamer, al drie keer gemeld",
             "Het trappenhuis is vies", "Prima contact met de wijkbeheerder", "geen", "De huur is te hoog", "",
             "Isoleer de woningen eindelijk eens, het tocht overal"]  # fmt: skip


def homes(folder: Path) -> dict[str, str]:
    rng, topics = np.random.default_rng(42), list(HOMES)
    n = 900
    served = [marks(rng, HOMES[topic][2], n, 10) + 1 for topic in topics]
    served.append(marks(rng, 55, n, 11))
    served.append(marks(rng, 57, n, 5) + 1)
    rows = blanked(rng, [list(row) for row in zip(*served, strict=True)])
    head = ["id. Antwoord-ID", "submitdate. Datum ingestuurd", "lastpage. Laatste pagina",
            "startlanguage. Starttaal", "W1. In welke wijk woont u?",
            *(f"T1[SQ00{at}]. Welk rapportcijfer geeft u voor: [{topic}]" for at, topic in enumerate(topics, 1)),
            "N1. Hoe waarschijnlijk is het dat u ons aanbeveelt aan vrienden of familie?",
            "G1. Hoe makkelijk was het om uw laatste reparatieverzoek te regelen? "
            "(1 = heel moeilijk, 5 = heel makkelijk)",
            "O1. Wat kunnen wij beter doen?"]  # fmt: skip
    write(folder / "huurders.csv", [head, *(
        [at, f"2025-02-{1 + at % 28:02d} 19:0{at % 10}:00", 4, "nl", _WIJKEN[rng.integers(0, 7)], *row,
         said] for at, (row, said) in enumerate(zip(rows, written(rng, _KLACHTEN, n), strict=True), 1))])  # fmt: skip

    words = ["Zeer ontevreden", "Ontevreden", "Neutraal", "Tevreden", "Zeer tevreden"]
    sizes = [80, 31, 22, 12, 8, 5, 3]
    places = [place for place, size in zip(_WIJKEN, sizes, strict=True) for _ in range(size)] * 2
    waves = ["meting 1"] * (len(places) // 2) + ["meting 2"] * (len(places) // 2)
    work = [[words[value] for value in marks(rng, HOMES[topic][1], len(places), 5)] for topic in topics]
    rows = blanked(rng, [list(row) for row in zip(*work, strict=True)])
    asked = [f"Hoe tevreden ben je over onze dienstverlening? [{topic}]" for topic in topics]
    told = zip(places, waves, rows, strict=True)
    sheet(folder / "medewerkers.xlsx", [
        ["Tijdstempel", "In welke wijk werk je?", "Meting", *asked],
        *(["2025-02-03 11:00:00", place, wave, *row] for place, wave, row in told)])  # fmt: skip

    board = [list(row) for row in zip(*[of_a_board(rng, HOMES[topic][0], 9, 7) + 1 for topic in topics], strict=True)]
    write(folder / "bestuur.csv", [
        ["Nr.", *(f"{topic} (1 = slecht, 7 = uitstekend)" for topic in topics)],
        *([at, *row] for at, row in enumerate(board, 1))], separator=";", encoding="cp1252")  # fmt: skip
    return {"bestuur.csv": "Leadership", "medewerkers.xlsx": "Staff", "huurders.csv": "Customers"}


# -- a vendor of software, in English, with letters as marks ---------------------------------------

VENDOR = {"Onboarding": (76, 58, 50), "Documentation": (64, 42, 40), "Support response": (80, 66, 63),
          "Release quality": (72, 50, 55), "Account management": (70, 71, 69),
          "Integrations": (68, 47, float("nan"))}  # fmt: skip
_SQUADS = ["Atlas", "Borealis", "Cygnus", "Draco", "Electra", "Fornax"]
_NOTES = ["The API docs are outdated and examples do not run", "Support answers fast but never solves it",
          "Upgrades break our integrations every quarter", "n/a", "Great onboarding, thank you", "",
          "Too many releases without notes", "Our account manager changes every six months"]  # fmt: skip


def vendor(folder: Path) -> dict[str, str]:
    rng = np.random.default_rng(43)
    asked = [topic for topic, truth in VENDOR.items() if truth[2] == truth[2]]
    n = 640
    served = [marks(rng, VENDOR[topic][2], n, 7) + 1 for topic in asked]
    served += [marks(rng, 64, n, 11), marks(rng, 60, n, 7) + 1]
    rows = blanked(rng, [list(row) for row in zip(*served, strict=True)])
    told = zip(rows, written(rng, _NOTES, n), strict=True)
    renew = ["We will not renew" if value < 0.2 else "We will renew" for value in rng.random(n)]
    sheet(folder / "clients.xlsx", [
        ["Respondent ID", "Collector ID", "Start Date", "End Date", "Account tier",
         "How would you rate the following? (1 = terrible, 7 = outstanding)", *[""] * (len(asked) - 1),
         "How likely is it that you would recommend us to a colleague?",
         "We made it easy to get your last issue solved (1 = strongly disagree, 7 = strongly agree)",
         "When your contract ends, what will you do?", "What is the one thing we should fix?"],
        ["", "", "", "", "Response", *asked, "Response", "Response", "Response", "Open-Ended Response"],
        *([88000 + at, 77, "05/06/2025 09:12:00", "05/06/2025 09:20:00", ["Starter", "Team", "Enterprise"][at % 3],
           *map(_whole, row), renew[at], said] for at, (row, said) in enumerate(told)),
    ])  # fmt: skip

    sizes = [44, 30, 19, 11, 6, 3]
    places = [place for place, size in zip(_SQUADS, sizes, strict=True) for _ in range(size)]
    words = ["Very poor", "Poor", "Fair", "Good", "Very good"]
    work = [[words[value] for value in marks(rng, truth[1], len(places), 5)] for truth in VENDOR.values()]
    rows = blanked(rng, [list(row) for row in zip(*work, strict=True)])
    thoughts = written(rng, ["Docs are nobody's job here", "We ship too fast", "", "Support is stretched thin"], 113)
    write(folder / "people.csv", qualtrics(
        ["Squad", *(f"Q2_{at}" for at in range(1, 7)), "Q3"],
        ["Which squad are you in?", *(f"From what you see, how good are we at... - {topic}" for topic in VENDOR),
         "What gets in the way of serving our clients well?"],
        [[place, *row, thought] for place, row, thought in zip(places, rows, thoughts, strict=True)]))  # fmt: skip

    letters = ["F", "D", "C", "B", "A"]
    board = zip(
        *[[letters[value] for value in of_a_board(rng, truth[0], 11, 5)] for truth in VENDOR.values()], strict=True
    )
    write(folder / "execs.csv", [
        ["Timestamp", *(f"Grade how clients experience us today [{topic}]" for topic in VENDOR)],
        *([f"6/{1 + at}/2025 14:0{at % 10}:00", *row] for at, row in enumerate(board))])  # fmt: skip
    return {"execs.csv": "Leadership", "people.csv": "Staff", "clients.xlsx": "Customers"}


# -- veterinary surgeries, in Polish, with a table in the code page of an older spreadsheet --------------------------

VETS = {"Czas oczekiwania": (74, 52, 41), "Wyjaśnienie diagnozy": (81, 70, 72), "Cennik": (66, 49, 38),
        "Delikatność wobec zwierząt": (85, 80, 83), "Umawianie wizyt": (70, 45, 57)}  # fmt: skip
_LECZNICE = ["Mokotów", "Praga", "Wola", "Ursynów", "Bielany", "Ochota"]
_UWAGI = ["Za długo się czeka, mimo umówionej wizyty", "Lekarka wszystko spokojnie wyjaśniła", "",
          "Ceny rosną i nikt o tym nie uprzedza", "brak uwag", "Nie da się dodzwonić do recepcji"]  # fmt: skip


def vets(folder: Path) -> dict[str, str]:
    rng, topics = np.random.default_rng(71), list(VETS)
    words = ["Bardzo źle", "Źle", "Przeciętnie", "Dobrze", "Bardzo dobrze"]
    n = 760
    served = [[words[value] for value in marks(rng, VETS[topic][2], n, 5)] for topic in topics]
    served.append(list(marks(rng, 63, n, 11)))
    served.append(["Nie" if value < 0.15 else "Tak" for value in rng.random(n)])
    served.append(written(rng, _UWAGI, n))
    rows = blanked(rng, [list(row) for row in zip(*served, strict=True)])
    write(folder / "klienci.csv", [
        ["Sygnatura czasowa", "Z której lecznicy Pan/Pani korzysta?",
         *(f"Jak ocenia Pan/Pani naszą lecznicę? [{topic}]" for topic in topics),
         "Na ile prawdopodobne jest, że poleci nas Pan/Pani znajomym? (0-10)", "Czy wróci Pan/Pani do nas z pupilem?",
         "Co powinniśmy poprawić?"],
        *([f"{1 + at % 28:02d}.03.2025 1{at % 10}:12:00", _LECZNICE[rng.integers(0, 6)], *row]
          for at, row in enumerate(rows))])  # fmt: skip

    sizes = [24, 17, 13, 9, 6, 4]
    places = [place for place, size in zip(_LECZNICE, sizes, strict=True) for _ in range(size)]
    work = [marks(rng, VETS[topic][1], len(places), 6) + 1 for topic in topics]
    work += [marks(rng, share, len(places), 6) + 1 for share in (60, 55)]
    rows = blanked(rng, [list(row) for row in zip(*work, strict=True)])
    sheet(folder / "zespol.xlsx", [
        ["Respondent ID", "Collector ID", "Start Date", "End Date", "W której lecznicy pracujesz?",
         "Jak nasi klienci to u nas mają? (1 = bardzo źle, 6 = znakomicie)", *[""] * (len(topics) - 1),
         "Lubię tu pracować (1 = nie zgadzam się, 6 = zgadzam się)",
         "Mam czas dla zwierząt (1 = nie zgadzam się, 6 = zgadzam się)"],
        ["", "", "", "", "Response", *topics, "Response", "Response"],
        *([500 + at, 9, "03/04/2025 09:12:00", "03/04/2025 09:20:00", place, *map(_whole, row)]
          for at, (place, row) in enumerate(zip(places, rows, strict=True)))])  # fmt: skip

    board = zip(*[of_a_board(rng, VETS[topic][0], 8, 10) + 1 for topic in topics], strict=True)
    write(folder / "wlasciciele.csv", [
        ["Lp.", *(f"{topic} (1 = źle, 10 = świetnie)" for topic in topics)],
        *([at, *row] for at, row in enumerate(board, 1))], separator=";", encoding="cp1250")  # fmt: skip
    return {"wlasciciele.csv": "Leadership", "zespol.xlsx": "Staff", "klienci.csv": "Customers"}


# -- a caterer of airlines, in Turkish: staff agree to statements, the board guesses what customers will say ----------

CATERER = {"Lezzet": (80, 66, 54), "Porsiyon": (70, 61, 45), "Özel menüler": (74, 42, 40),
           "Zamanında teslimat": (82, 78, 80), "Şikâyet çözümü": (71, 50, 33)}  # fmt: skip
GUESSED_OF_CATERER = {"Lezzet": 76, "Porsiyon": 60, "Özel menüler": 68, "Zamanında teslimat": 81, "Şikâyet çözümü": 66}
_MUTFAK = ["İstanbul", "Ankara", "İzmir", "Antalya", "Trabzon", "Dalaman"]
_DILEK = ["Yemekler soğuk geliyor", "Vejetaryen menü hep eksik", "Teslimat tam saatinde, teşekkürler", "yok", "",
          "Şikâyetimize üç hafta cevap gelmedi"]  # fmt: skip


def caterer(folder: Path) -> dict[str, str]:
    rng, topics = np.random.default_rng(905), list(CATERER)
    words = ["Hiç memnun değilim", "Memnun değilim", "Ne memnunum ne değilim", "Memnunum", "Çok memnunum"]
    n = 800
    served = [[words[value] for value in marks(rng, CATERER[topic][2], n, 5)] for topic in topics]
    served.append(list(marks(rng, 58, n, 11)))
    rows = blanked(rng, [list(row) for row in zip(*served, strict=True)])
    used = ["Sıcak yemek", "Soğuk sandviç", "Temizlik, ekipman ve depolama"]
    ticked = [", ".join(service for service in used if rng.random() < 0.5) for _ in range(n)]
    told = zip(rows, ticked, ["Hayır" if value < 0.12 else "Evet" for value in rng.random(n)],
               written(rng, _DILEK, n), strict=True)  # fmt: skip
    write(folder / "musteriler.csv", [
        ["Zaman damgası", "Hangi mutfaktan hizmet alıyorsunuz?",
         *(f"Aşağıdaki konulardan ne kadar memnunsunuz? [{topic}]" for topic in topics),
         "Bizi başka bir havayoluna tavsiye etme olasılığınız nedir?",
         "Hangi hizmetlerimizi kullanıyorsunuz? (birden fazla seçebilirsiniz)",
         "Gelecek yıl sözleşmemizi yenilemeyi düşünüyor musunuz?", "Neyi daha iyi yapmalıyız?"],
        *([f"{1 + at % 28:02d}.04.2025 {8 + at % 10}:12:11", _MUTFAK[rng.integers(0, 6)], *row, *more]
          for at, (row, *more) in enumerate(told))], encoding="utf-8")  # fmt: skip

    sizes = [50, 30, 20, 14, 9, 4]
    places = [place for place, size in zip(_MUTFAK, sizes, strict=True) for _ in range(size)]
    agreed = ["Kesinlikle katılmıyorum", "Katılmıyorum", "Kararsızım", "Katılıyorum", "Kesinlikle katılıyorum"]
    shares = [*(CATERER[topic][1] for topic in topics), 57, 62]
    work = [[agreed[value] for value in marks(rng, share, len(places), 5)] for share in shares]
    rows = blanked(rng, [list(row) for row in zip(*work, strict=True)])
    sheet(folder / "calisanlar.xlsx", [
        ["Kimlik", "Başlangıç zamanı", "Tamamlanma zamanı", "E-posta", "Ad", "Hangi mutfakta çalışıyorsunuz?",
         "Yemeklerimiz lezzetlidir", "Porsiyonlarımız yeterlidir", "Özel menü taleplerini iyi karşılıyoruz",
         "Teslimatlarımız zamanında yapılır", "Müşteri şikâyetlerini hızlı çözeriz",
         "Burada çalışmaktan gurur duyuyorum", "Yöneticim beni dinler"],
        *([at, "2025-04-02 09:00:00", "2025-04-02 09:07:00", "anonymous", "", place, *row]
          for at, (place, row) in enumerate(zip(places, rows, strict=True), 1))])  # fmt: skip

    board = zip(*[of_a_board(rng, CATERER[topic][0], 13, 10) + 1 for topic in topics],
                *[of_a_board(rng, GUESSED_OF_CATERER[topic], 13, 10) + 1 for topic in topics], strict=True)  # fmt: skip
    write(folder / "yonetim.csv", [
        ["Sıra", *(f"{topic} (1 = çok kötü, 10 = mükemmel)" for topic in topics),
         *(f"Sizce müşterilerimiz {topic} için kaç puan verir? (1-10)" for topic in topics)],
        *([at, *row] for at, row in enumerate(board, 1))], separator=";", encoding="cp1254")  # fmt: skip
    return {"yonetim.csv": "Yöneticiler", "calisanlar.xlsx": "Çalışanlar", "musteriler.csv": "Müşteriler"}


# -- baths, in Hungarian, whose board guesses what guests will say ---------------------------------

BATHS = {"A víz tisztasága": (84, 66, 58), "Az öltözők": (76, 51, 40), "A szauna": (80, 73, 74),
         "A büfé": (65, 45, 39), "A pénztári sorbanállás": (72, 44, 36), "Az úszómesterek": (83, 79, 80)}  # fmt: skip
GUESSES = {"A víz tisztasága": 78, "Az öltözők": 70, "A büfé": 60}
_FURDOK = ["Szent Lukács", "Palatinus", "Dandár", "Pesterzsébet", "Csillaghegy", "Római", "Paskál", "Dagály", "Rudas"]
_PANASZOK = ["Hosszú a sor a pénztárnál", "Az öltözők koszosak és hideg van", "", "Semmi, minden rendben volt",
             "A büfé drága és rossz", "Kedvesek az úszómesterek", "Több szaunát kérünk hétvégén", "nincs"]  # fmt: skip


def baths(folder: Path) -> dict[str, str]:
    rng, topics = np.random.default_rng(7), list(BATHS)
    words = ["Nagyon elégedetlen vagyok", "Elégedetlen vagyok", "Is-is", "Elégedett vagyok", "Nagyon elégedett vagyok"]
    n = 940
    served = [[words[value] for value in marks(rng, BATHS[topic][2], n, 5)] for topic in topics]
    served.append(list(marks(rng, 60, n, 11)))
    served.append(written(rng, _PANASZOK, n))
    rows = blanked(rng, [list(row) for row in zip(*served, strict=True)])
    write(folder / "vendegek.csv", [
        ["Időbélyeg", "Melyik fürdőnkben járt?", *(f"Mennyire elégedett az alábbiakkal? [{topic}]" for topic in topics),
         "Mennyire valószínű, hogy ajánlaná fürdőnket ismerőseinek? (0-10)", "Min változtassunk?"],
        *([f"2025. 03. {1 + at % 28:02d}. {8 + at % 10}:12:11", _FURDOK[rng.integers(0, 9)], *row]
          for at, row in enumerate(rows))])  # fmt: skip

    sizes = [40, 26, 18, 14, 11, 9, 6, 4, 3]
    places = [place for place, size in zip(_FURDOK, sizes, strict=True) for _ in range(size)]
    work = [marks(rng, BATHS[topic][1], len(places), 7) + 1 for topic in topics]
    work += [marks(rng, share, len(places), 7) + 1 for share in (57, 62)]
    rows = blanked(rng, [list(row) for row in zip(*work, strict=True)])
    sheet(folder / "dolgozok.xlsx", [
        ["Respondent ID", "Collector ID", "Start Date", "End Date", "Melyik fürdőben dolgozik?",
         "Ön szerint hogyan működik nálunk? (1 = nagyon rosszul, 7 = kiválóan)", *[""] * 5,
         "Szívesen járok be dolgozni (1 = egyáltalán nem értek egyet, 7 = teljesen egyetértek)",
         "A főnököm meghallgat (1 = egyáltalán nem értek egyet, 7 = teljesen egyetértek)"],
        ["", "", "", "", "Response", *topics, "Response", "Response"],
        *([9000 + at, 4, "03/04/2025 09:12:00", "03/04/2025 09:20:00", place, *map(_whole, row)]
          for at, (place, row) in enumerate(zip(places, rows, strict=True))),
    ])  # fmt: skip

    board = zip(*[of_a_board(rng, BATHS[topic][0], 9, 10) + 1 for topic in topics],
                *[of_a_board(rng, share, 9, 10) + 1 for share in GUESSES.values()], strict=True)  # fmt: skip
    write(folder / "vezetok.csv", [
        ["Sorsz.", *(f"{topic} (1 = gyenge, 10 = kiváló)" for topic in topics),
         *(f"Ön szerint vendégeink hány pontot adnak erre: {topic}? (1-10)" for topic in GUESSES)],
        *([at, *row] for at, row in enumerate(board, 1))], separator=";", encoding="cp1250")  # fmt: skip
    return {"vezetok.csv": "Leadership", "dolgozok.xlsx": "Staff", "vendegek.csv": "Customers"}


# -- a bus line, in Czech: school marks, statements and sliders, two waves, units with numbers -----

BUSES = {"Přesnost": (78, 55, 47), "Čistota vozů": (74, 50, 52), "Chování řidičů": (70, 76, 66),
         "Cena jízdného": (60, 48, 31), "Informace na zastávkách": (69, 41, 38)}  # fmt: skip
_LINKY = ["Linka 101", "Linka 117", "Linka 140", "Linka 205", "Linka 333", "Linka 9"]
_STIZNOSTI = ["Autobus jezdí pořád pozdě", "Řidič byl milý a počkal", "Drahé jízdné za málo spojů", "", "nic",
              "Na zastávce není jízdní řád", "Vozy jsou špinavé a v létě je tam horko",
              "Přidejte spoje večer"]  # fmt: skip


def buses(folder: Path) -> dict[str, str]:
    rng, topics = np.random.default_rng(8), list(BUSES)
    n = 2020
    served = [5 - marks(rng, BUSES[topic][2], n, 5) for topic in topics]  # as at school: 1 is the best
    served += [marks(rng, 52, n, 11), marks(rng, 54, n, 7) + 1]
    rows = blanked(rng, [list(row) for row in zip(*served, strict=True)])
    head = ["id. ID odpovědi", "submitdate. Datum odeslání", "lastpage. Poslední strana",
            "startlanguage. Počáteční jazyk", "L1. Kterou linkou jezdíte nejčastěji?", "V1. Vlna",
            *(f"H1[SQ00{at}]. Oznámkujte nás jako ve škole (1 = výborně, 5 = nedostatečně) [{topic}]"
              for at, topic in enumerate(topics, 1)),
            "D1. Jak pravděpodobné je, že nás doporučíte přátelům? (0-10)",
            "S1. Jak snadné bylo koupit si jízdenku? (1 = velmi obtížné, 7 = velmi snadné)",
            "K1. Co máme zlepšit?"]  # fmt: skip
    write(folder / "cestujici.csv", [head, *(
        [at, f"2025-05-{1 + at % 28:02d} 10:00:00", 5, "cs", _LINKY[rng.integers(0, 6)],
         ["podzim 2024", "jaro 2025"][at % 2], *row, said]
        for at, (row, said) in enumerate(zip(rows, written(rng, _STIZNOSTI, n), strict=True), 1))])  # fmt: skip

    sizes = [38, 27, 15, 10, 6, 4]
    places = [place for place, size in zip(_LINKY, sizes, strict=True) for _ in range(size)]
    words = ["Rozhodně nesouhlasím", "Spíše nesouhlasím", "Ani souhlas, ani nesouhlas", "Spíše souhlasím",
             "Rozhodně souhlasím"]  # fmt: skip
    shares = [*(truth[1] for truth in BUSES.values()), 59, 55]
    work = [[words[value] for value in marks(rng, share, len(places), 5)] for share in shares]
    rows = blanked(rng, [list(row) for row in zip(*work, strict=True)])
    sheet(folder / "ridici.xlsx", [
        ["ID", "Čas zahájení", "Čas dokončení", "E-mail", "Jméno", "Na které lince nejčastěji jezdíte?",
         "Jezdíme přesně", "Naše vozy jsou čisté", "Řidiči se chovají k cestujícím slušně",
         "Cena jízdného je přiměřená", "Na zastávkách je dost informací", "Práce mě baví", "Dispečink mě vyslechne"],
        *([at, "2025-05-02 09:00:00", "2025-05-02 09:07:00", "anonymous", "", place, *row]
          for at, (place, row) in enumerate(zip(places, rows, strict=True), 1))])  # fmt: skip

    # Sliders in steps of five.
    board = zip(*[5 * of_a_board(rng, truth[0], 12, 21) for truth in BUSES.values()], strict=True)
    write(folder / "vedeni.csv", qualtrics(
        [f"Q1_{at}" for at in range(1, 6)],
        [f"Kde podle vás stojíme u cestujících? 0 = velmi špatně, 100 = výborně - {topic}" for topic in topics],
        [list(map(int, row)) for row in board]))  # fmt: skip
    return {"vedeni.csv": "Leadership", "ridici.xlsx": "Staff", "cestujici.csv": "Customers"}


STRANGERS = {
    "gyms": Stranger(gyms, GYMS, (
        ("confidence = 0.95", 'units = "all"\ncode_frame = "general"'),
        ("margin = 10              # the largest gap, in points of 100, that would not matter",
         "populations.Leadership = 14"),
    )),
    "homes": Stranger(homes, HOMES, (
        ("confidence = 0.95", 'units = "all"'),
        ('path = "../huurders.csv"', 'roles.unit = "W1"'),
        ("margin = 10              # the largest gap, in points of 100, that would not matter",
         "populations.Leadership = 9"),
    )),
    "vendor": Stranger(vendor, VENDOR, (
        ('path = "../execs.csv"', 'scales."Grade how clients experience us today" = ["F", "D", "C", "B", "A"]'),
        ("[questions]               # an id, a text or a topic",
         'leaving = { question = "When your contract ends, what will you do?", answer = "We will not renew" }'),
        ("margin = 10              # the largest gap, in points of 100, that would not matter",
         "populations.Leadership = 11"),
    )),
    "vets": Stranger(vets, VETS, (
        ("confidence = 0.95", 'units = "all"\n'
         'roles.unit = ["W której lecznicy pracujesz?", "Z której lecznicy Pan/Pani korzysta?"]'),
        ("margin = 10              # the largest gap, in points of 100, that would not matter",
         "populations.Leadership = 8"),
    )),
    "caterer": Stranger(caterer, CATERER, (
        ("confidence = 0.95", 'units = "all"\n'
         'roles.unit = ["Hangi mutfakta çalışıyorsunuz?", "Hangi mutfaktan hizmet alıyorsunuz?"]'),
        ("margin = 10              # the largest gap, in points of 100, that would not matter",
         "populations.Leadership = 13"),
    )),
    "baths": Stranger(baths, BATHS, (
        ('path = "../vendegek.csv"', 'scales."Mennyire elégedett az alábbiakkal?" = ["Nagyon elégedetlen vagyok", '
         '"Elégedetlen vagyok", "Is-is", "Elégedett vagyok", "Nagyon elégedett vagyok"]'),
        ('path = "../vezetok.csv"',
         'aspects."Ön szerint vendégeink hány pontot adnak erre: *? (1-10)" = "prediction"'),
        ("confidence = 0.95", 'best = "high"\nunits = "all"\npopulations.Leadership = 9\n'
         'roles.unit = ["Melyik fürdőben dolgozik?", "Melyik fürdőnkben járt?"]'),
        ("[questions]               # an id, a text or a topic",
         'nps = "Mennyire valószínű, hogy ajánlaná fürdőnket ismerőseinek? (0-10)"\nattitude = ["Szívesen járok be '
         'dolgozni (1 = egyáltalán nem értek egyet, 7 = teljesen egyetértek)", '
         '"A főnököm meghallgat (1 = egyáltalán nem értek egyet, 7 = teljesen egyetértek)"]'),
    )),
    "buses": Stranger(buses, BUSES, (
        ('path = "../cestujici.csv"',
         'scales."Oznámkujte nás jako ve škole (1 = výborně, 5 = nedostatečně)" = [5, 1]\nroles.wave = "V1"'),
        ('path = "../ridici.xlsx"', 'scales."*" = ["Rozhodně nesouhlasím", "Spíše nesouhlasím", '
         '"Ani souhlas, ani nesouhlas", "Spíše souhlasím", "Rozhodně souhlasím"]'),
        ("confidence = 0.95", 'best = "high"\nunits = "all"\npopulations.Leadership = 12\n'
         'roles.unit = ["Na které lince nejčastěji jezdíte?", "L1"]'),
        ("[questions]               # an id, a text or a topic",
         'nps = "D1"\nattitude = ["Práce mě baví", "Dispečink mě vyslechne"]'),
    )),
}  # fmt: skip
