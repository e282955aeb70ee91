"""Make the made-up hospital anew: `python hospital.py [--seed 11] [--out DIR]`.

Klinikum Auental asks in German, and asks each audience in other words and on another scale: patients in LimeSurvey
(codes, school marks from 1, very good, to 6), staff in SurveyMonkey (five words), the board in a plain table (marks as
figures). Nobody was asked to predict. Wards have 3 to 80 staff.
"""

import argparse
import csv
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
from answer_shapes import Crowd, answer_shares, write_comment
from steady_workbook import write_workbook

HERE = Path(__file__).resolve().parent
# ward -> staff who answered
WARDS = {
    "Innere 1": 80, "Innere 2": 52, "Kardiologie": 46, "Chirurgie 1": 41, "Chirurgie 2": 33, "Orthopädie": 30,
    "Notaufnahme": 58, "Intensivstation": 37, "Geburtshilfe": 22, "Kinderklinik": 26, "Neurologie": 24, "Urologie": 15,
    "HNO": 11, "Augenklinik": 8, "Palliativstation": 6, "Schmerzambulanz": 4, "Schlaflabor": 3,
}  # fmt: skip
# topic -> (patients, staff, board) on 0-100, where 100 is best
TOPICS = {
    "Wartezeit": (41, 38, 63),
    "Pflege": (81, 74, 80),
    "Aufklärung durch Ärzte": (58, 67, 79),
    "Essen": (44, 47, 52),
    "Sauberkeit": (66, 55, 76),
    "Ruhe in der Nacht": (39, 36, 58),
    "Entlassung": (47, 41, 70),
    "Würde und Respekt": (79, 71, 80),
}
PATIENTS_ASKED = {
    "Wartezeit": "die Wartezeit bei der Aufnahme", "Pflege": "die Betreuung durch die Pflegekräfte",
    "Aufklärung durch Ärzte": "die Erklärungen der Ärztinnen und Ärzte", "Essen": "die Mahlzeiten",
    "Sauberkeit": "die Sauberkeit von Zimmer und Bad", "Ruhe in der Nacht": "die Nachtruhe",
    "Entlassung": "die Vorbereitung auf Ihre Entlassung", "Würde und Respekt": "den respektvollen Umgang mit Ihnen",
}  # fmt: skip
STAFF_ASKED = {
    "Wartezeit": "Wie lange Patienten auf ihre Aufnahme warten", "Pflege": "Pflege am Bett",
    "Aufklärung durch Ärzte": "Aufklärungsgespräche", "Essen": "Verpflegung der Patienten",
    "Sauberkeit": "Reinigung der Zimmer", "Ruhe in der Nacht": "Ruhe auf der Station nachts",
    "Entlassung": "Entlassmanagement", "Würde und Respekt": "Respekt gegenüber Patienten",
}  # fmt: skip
BOARD_ASKED = {
    "Wartezeit": "Wartezeiten", "Pflege": "Pflegequalität", "Aufklärung durch Ärzte": "Ärztliche Aufklärung",
    "Essen": "Essen", "Sauberkeit": "Hygiene und Sauberkeit", "Ruhe in der Nacht": "Nachtruhe",
    "Entlassung": "Entlassung", "Würde und Respekt": "Würde",
}  # fmt: skip
MARKS = ("ungenügend", "mangelhaft", "ausreichend", "befriedigend", "gut", "sehr gut")
WORDS = ("Sehr unzufrieden", "Eher unzufrieden", "Teils, teils", "Eher zufrieden", "Sehr zufrieden")
AGREE = (
    "Stimme überhaupt nicht zu", "Stimme eher nicht zu", "Teils, teils", "Stimme eher zu", "Stimme voll und ganz zu",
)  # fmt: skip
EASE = ("Sehr schwer", "Eher schwer", "Weder leicht noch schwer", "Eher leicht", "Sehr leicht")
RECOMMEND = (4, 1, 2, 3, 4, 9, 8, 15, 22, 15, 17)  # percent of patients for 0..10
EASE_MEAN = 55
NOT_AGAIN = {"hard": 0.24, "other": 0.08}  # would not come again; hard: the two lowest of five
STATEMENTS = {
    "Ich bin stolz, hier zu arbeiten": 61, "Ich habe genug Zeit für meine Patienten": 32,
    "Meine Leitung hört zu, wenn etwas schiefgeht": 49, "Gute Arbeit wird hier gesehen": 43,
}  # fmt: skip
WARD_SHARE, ATTITUDE_SHARE, WARD_LINK = 0.06, 0.28, 0.65
ASKED = {"patients": 1100, "board": 9}
GOOD, BETTER = "Was hat Ihnen bei uns gut gefallen?", "Was sollten wir besser machen?"
CLAUSES = {
    ("Wartezeit", "good"): ["Ich kam schnell dran.", "Kaum Wartezeit in der Aufnahme."],
    ("Wartezeit", "bad"): ["Fünf Stunden in der Notaufnahme gewartet.", "Viel zu lange Wartezeit.",
                           "Termin um acht, dran um elf."],
    ("Pflege", "good"): ["Die Schwestern waren sehr lieb.", "Das Pflegepersonal war immer freundlich.",
                         "Die Pfleger haben sich Zeit genommen."],
    ("Pflege", "bad"): ["Auf die Klingel kam niemand.", "Die Pflege war überlastet und kurz angebunden."],
    ("Aufklärung durch Ärzte", "good"): ["Der Arzt hat alles verständlich erklärt."],
    ("Aufklärung durch Ärzte", "bad"): ["Keiner hat mir den Befund erklärt.", "Jeder Arzt sagte etwas anderes.",
                                        "Die Visite dauerte eine Minute."],
    ("Essen", "good"): ["Das Essen war gut."],
    ("Essen", "bad"): ["Das Essen war kalt.", "Jeden Abend zwei Scheiben Brot.", "Kein Essen für Vegetarier."],
    ("Sauberkeit", "good"): ["Alles war sauber.", "Das Bad war immer gepflegt."],
    ("Sauberkeit", "bad"): ["Das Bad war schmutzig.", "Unter dem Bett lag Staub."],
    ("Ruhe in der Nacht", "good"): ["Nachts war es ruhig."],
    ("Ruhe in der Nacht", "bad"): ["Nachts war es viel zu laut.", "Kein Auge zugetan wegen der Türen."],
    ("Entlassung", "good"): ["Die Entlassung war gut vorbereitet."],
    ("Entlassung", "bad"): ["Ohne Medikamente nach Hause geschickt.", "Der Entlassbrief fehlte.",
                            "Entlassung am Freitagabend, und niemand wusste Bescheid."],
    ("Würde und Respekt", "good"): ["Ich wurde als Mensch behandelt.", "Sehr respektvoll."],
    ("Würde und Respekt", "bad"): ["Man sprach über mich, nicht mit mir.", "Ich lag eine Stunde im Hemd auf dem Flur."],
}  # fmt: skip
NOTHING = ("nichts", "keine Angabe", "k. A.", "-", "Nichts, alles bestens", "weiß nicht")


def comments(rng, tone, n, answered, nothing):
    names, weight = list(TOPICS), np.array([20, 22, 14, 15, 7, 7, 9, 6]) / 100
    told = [write_comment(rng, CLAUSES, tone, names, weight)[0] for _ in range(n)]
    told = np.where(rng.random(n) < nothing, rng.choice(NOTHING, n), told)
    return np.where(rng.random(n) < answered, told, "")


def patients(rng, service):
    """Columns of the LimeSurvey export: code -> (question text, labels of codes or None, values)."""
    n = ASKED["patients"]
    share = np.array([6, 7, 9, 9, 8, 8, 10, 3, 7, 6, 7, 7, 5, 4, 2, 1, 1]) / 100
    units = rng.choice(len(WARDS), n, p=share)
    crowd = Crowd(units, service, rng)
    marks = {f"A{k + 1}": MARKS[5 - k] for k in range(6)}
    sent = [datetime(2026, 2, 2) + timedelta(minutes=int(m)) for m in np.sort(rng.integers(0, 90 * 1440, n))]
    partial = rng.random(n) < 0.03
    found = {
        "id": ("", None, range(1, n + 1)),
        "submitdate": ("", None, ["" if p else f"{d:%Y-%m-%d %H:%M:%S}" for p, d in zip(partial, sent, strict=True)]),
        "lastpage": ("", None, np.where(partial, 2, 4)),
        "startlanguage": ("", None, ["de"] * n),
        "STATION": ("Auf welcher Station lagen Sie zuletzt?", None, np.array(list(WARDS), dtype=object)[units]),
    }
    for k, (topic, means) in enumerate(TOPICS.items(), start=1):
        codes = crowd.answers(answer_shares(means[0], 6), unit_share=WARD_SHARE)
        text = f"[{PATIENTS_ASKED[topic]}] Welche Schulnote geben Sie uns für ...?"
        values = np.where(rng.random(n) < 0.03, "", np.array([f"A{6 - c}" for c in codes], dtype=object))
        found[f"NOTE_SQ{k:03d}"] = (text, marks, values)
    score = crowd.answers(np.array(RECOMMEND) / 100, unit_share=0.05)
    ease = crowd.answers(answer_shares(EASE_MEAN, 5), unit_share=0.03)
    again = np.where(rng.random(n) < np.where(ease < 2, NOT_AGAIN["hard"], NOT_AGAIN["other"]), "N", "Y")
    found["EMPF"] = (
        "Wie wahrscheinlich ist es, dass Sie das Klinikum Auental Freunden oder Angehörigen weiterempfehlen?",
        None,
        score,
    )  # fmt: skip
    found["LEICHT"] = (
        "Wie leicht war es für Sie, Auskunft zu bekommen?", {f"A{k + 1}": word for k, word in enumerate(EASE)},
        np.array([f"A{c + 1}" for c in ease], dtype=object),
    )  # fmt: skip
    found["WIEDER"] = ("Würden Sie wieder zu uns kommen?", {"Y": "Ja", "N": "Nein"}, again)
    found["GUT"] = (GOOD, None, comments(rng, "good", n, 0.55, 0.05))
    found["BESSER"] = (BETTER, None, comments(rng, "bad", n, 0.50, 0.18))
    return found


def write_limesurvey(columns, path):
    """The data with codes, and the syntax file that says what the codes mean."""
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL)
        writer.writerow(columns)
        writer.writerows(zip(*(values for _, _, values in columns.values()), strict=True))
    lines = ["# Auental: labels of the columns beside"]
    for at, (name, (text, labels, _)) in enumerate(columns.items(), start=1):
        lines.append(f'attributes(data)$variable.labels[{at}] <- "{text or name}"')
        if labels:
            codes, words = (", ".join(f'"{part}"' for part in half) for half in (labels, labels.values()))
            lines.append(f"data[, {at}] <- factor(data[, {at}], levels=c({codes}),labels=c({words}))")
        lines.append(f'names(data)[{at}] <- "{name}"')
    path.with_name(f"{path.stem}_R_syntax_file.R").write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def staff_rows(rng, mood):
    """Rows of the SurveyMonkey workbook, the two header rows first."""
    sizes = np.array(list(WARDS.values()))
    units = rng.permutation(np.repeat(np.arange(len(WARDS)), sizes))
    n, crowd = len(units), Crowd(units, mood, rng)
    rated = [crowd.answers(answer_shares(means[1], 5), unit_share=0.05) for means in TOPICS.values()]
    agreed = [crowd.answers(answer_shares(mean, 5), unit_share=ATTITUDE_SHARE) for mean in STATEMENTS.values()]
    better = comments(rng, "bad", n, 0.45, 0.10)
    start = [datetime(2026, 3, 9, 6) + timedelta(minutes=int(m)) for m in rng.integers(0, 21 * 1440, n)]
    first = "Wie zufrieden sind Sie mit dem, was unsere Patienten erleben?"
    second = "Wie weit stimmen Sie zu?"
    heads = [("Respondent ID", ""), ("Collector ID", ""), ("Start Date", ""), ("End Date", ""), ("IP Address", ""),
             ("Email Address", ""), ("First Name", ""), ("Last Name", ""), ("Ihre Station", "Response")]  # fmt: skip
    heads += [(first if k == 0 else "", text) for k, text in enumerate(STAFF_ASKED.values())]
    heads += [(second if k == 0 else "", text) for k, text in enumerate(STATEMENTS)]
    heads.append((BETTER, "Open-Ended Response"))
    rows = [[a for a, _ in heads], [b for _, b in heads]]
    for i in range(n):
        rows.append([
            str(118_400_000_000 + 7_919 * i), "421900177", f"{start[i]:%m/%d/%Y %H:%M:%S}",
            f"{start[i] + timedelta(minutes=9):%m/%d/%Y %H:%M:%S}", "", "", "", "", list(WARDS)[units[i]],
            *(WORDS[codes[i]] for codes in rated), *(AGREE[codes[i]] for codes in agreed), str(better[i]),
        ])  # fmt: skip
    return rows


def board(rng):
    """Columns of the board's plain table: nine members, school marks as figures."""
    n = ASKED["board"]
    crowd = Crowd(np.arange(n), rng.standard_normal(n), rng)
    columns = {"Mitglied": [f"V{k}" for k in range(1, n + 1)]}
    for topic, means in TOPICS.items():
        codes = crowd.answers(answer_shares(means[2], 6, 0.1), unit_share=0.05)
        columns[f"{BOARD_ASKED[topic]} (Schulnote 1 bis 6)"] = 6 - codes
    return columns


def truth():
    """What was planted, as a page."""
    promoters, detractors = sum(RECOMMEND[9:]), sum(RECOMMEND[:7])
    hard = answer_shares(EASE_MEAN, 5)[:2].sum()
    lines = [
        "# The truth about Klinikum Auental", "",
        "Klinikum Auental does not exist; its wards, people and numbers are invented. This page is written",
        "by `hospital.py` from the probabilities that the three files were drawn from. The files are one sample and",
        "differ from it by chance.", "",
        f"Asked: {ASKED['board']} members of the board, {sum(WARDS.values())} staff, {ASKED['patients']:,} patients of"
        f" {len(WARDS)} wards with {min(WARDS.values())} to {max(WARDS.values())} staff. Nobody predicted.", "",
        "0-100, 100 is best. Patients and the board gave school marks (1 is best), staff one of five words.", "",
        "| topic | patients | staff | board | board - patients | staff - patients |",
        "| --- | --- | --- | --- | --- | --- |",
    ]  # fmt: skip
    for topic, (p, s, b) in TOPICS.items():
        lines.append(f"| {topic} | {p} | {s} | {b} | {b - p:+d} | {s - p:+d} |")
    lines += [
        "", f"NPS: {promoters}% promoters, {detractors}% detractors, {promoters - detractors:+d}.",
        f"Effort: {hard:.1%} found it hard to get information; of these {NOT_AGAIN['hard']:.0%} would not come again,"
        f" of the others {NOT_AGAIN['other']:.0%}: a difference of {100 * (NOT_AGAIN['hard'] - NOT_AGAIN['other']):.0f}"
        " points.",
        f"Wards: staff's attitude and service correlate {WARD_LINK} before anybody is sampled; {ATTITUDE_SHARE:.0%} of"
        " the variation in attitude lies between wards.",
        "Wards with fewer than five staff: " + ", ".join(w for w, k in WARDS.items() if k < 5) + ".",
        "", "How the same topic was asked:", "", "| topic | patients | staff | board |", "| --- | --- | --- | --- |",
        *(f"| {t} | {PATIENTS_ASKED[t]} | {STAFF_ASKED[t]} | {BOARD_ASKED[t]} |" for t in TOPICS), "",
    ]  # fmt: skip
    return "\n".join(lines)


def make(seed=11, folder=HERE):
    """Write the sample into `folder / "hospital"`."""
    out = Path(folder) / "hospital"
    out.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng([seed, 0])
    service = rng.standard_normal(len(WARDS))
    mood = WARD_LINK * service + np.sqrt(1 - WARD_LINK**2) * rng.standard_normal(len(WARDS))
    write_limesurvey(patients(np.random.default_rng([seed, 1]), service), out / "patienten.csv")
    write_workbook("Sheet", staff_rows(np.random.default_rng([seed, 2]), mood), out / "mitarbeiter.xlsx", "Auental")
    columns = board(np.random.default_rng([seed, 3]))
    with open(out / "vorstand.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n", delimiter=";")
        writer.writerow(columns)
        writer.writerows(zip(*columns.values(), strict=True))
    (out / "TRUTH.md").write_text(truth(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--out", default=HERE)
    options = parser.parse_args()
    make(options.seed, options.out)
