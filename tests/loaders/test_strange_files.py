"""Small files of many trades, tongues and desks: each is read as a person would read it, or refused by name."""

import random

import pytest

import cxresearch as cx
from cxresearch.errors import SurveyFileError
from tests.loaders.made_files import as_csv, put

pytestmark = pytest.mark.filterwarnings("ignore::cxresearch.SurveyWarning")

# A question, its answers from bad to good (or low to high), and the span; each answer is given ten times.
SCALES = {
    "Polish pharmacy": ("Jak oceniasz obsługę?", ["Bardzo źle", "Źle", "Średnio", "Dobrze", "Bardzo dobrze"], (1, 5)),
    "Turkish statement": (
        "Personel kibardı",
        ["Kesinlikle katılmıyorum", "Katılmıyorum", "Kısmen katılıyorum", "Katılıyorum", "Kesinlikle katılıyorum"],
        (1, 5),
    ),
    "German partly": (
        "Die Wege sind kurz",
        ["Stimme gar nicht zu", "Stimme nicht zu", "Stimme teilweise zu", "Stimme zu", "Stimme voll zu"],
        (1, 5),
    ),
    "Japanese expectation": (
        "期待と比べていかがでしたか",
        ["期待をはるかに下回った", "期待を下回った", "期待どおり", "期待を上回った", "期待をはるかに上回った"],
        (1, 5),
    ),
    "Japanese points": ("満足度 1〜10", [f"{point}点" for point in range(1, 11)], (1, 10)),
    "Japanese stars": ("評価", [f"星{point}" for point in range(1, 6)], (1, 5)),
    "full-width figures": ("満足度", list("１２３４５"), (1, 5)),
    "Danish use": ("Hvor ofte?", ["Aldrig", "Sjældent", "Nogle gange", "Ofte", "Altid"], (1, 5)),
    "Danish change": ("Blev det bedre?", ["Meget værre", "Værre", "Uændret", "Bedre", "Meget bedre"], (1, 5)),
    "Portuguese ease": (
        "Foi fácil marcar?", ["Muito difícil", "Difícil", "Nem fácil nem difícil", "Fácil", "Muito fácil"], (1, 5),
    ),
    "Portuguese likelihood": (
        "Voltaria?", ["Com certeza não", "Provavelmente não", "Talvez", "Provavelmente sim", "Com certeza"], (1, 5),
    ),
    "Dutch importance": (
        "Hoe belangrijk is parkeren?",
        ["Helemaal niet belangrijk", "Niet belangrijk", "Neutraal", "Belangrijk", "Heel belangrijk"],
        (1, 5),
    ),
    "denied in English": (
        "How important?", ["Not at all important", "Not important", "Neutral", "Important", "Very important"], (1, 5),
    ),
    "four of English": ("Happy?", ["Not satisfied", "Somewhat satisfied", "Satisfied", "Very satisfied"], (1, 4)),
    "French capitals and apostrophes": (
        "On m'écoute",
        ["PAS DU TOUT D’ACCORD", "plutôt pas d'accord", "Ni d’accord ni pas d’accord", "Plutôt d'accord.",
         "Tout à fait d’accord "],
        (1, 5),
    ),
    "Spanish brackets": (
        "¿Satisfecho?",
        ["Nada satisfecho (1)", "Poco satisfecho (2)", "Algo satisfecho (3)", "Muy satisfecho (4)",
         "Totalmente satisfecho (5)"],
        (1, 5),
    ),
    "smileys": ("Wie war das Essen?", ["😡", "🙁", "😐", "🙂", "😀"], (1, 5)),
    "keycaps": ("Rate the ride", ["1️⃣", "2️⃣", "3️⃣", "4️⃣", "5️⃣"], (1, 5)),
    "stars drawn": ("Beoordeling", ["★☆☆☆☆", "★★☆☆☆", "★★★☆☆", "★★★★☆", "★★★★★"], (1, 5)),
    "fractions": ("Calificación", [f"{part}/5" for part in range(1, 6)], (1, 5)),
    "parts of ten": ("Note du repas", [f"{part} sur 10" for part in range(1, 11)], (1, 10)),
    "percent": ("Wie sicher?", ["0 %", "25 %", "50 %", "75 %", "100 %"], (0, 100)),
    "a middle of zero": ("Bewertung -2 bis +2", ["-2", "-1", "0", "1", "2"], (-2, 2)),
    "words at the ends": (
        "Satisfaction globale", ["1 - Pas du tout satisfait", "2", "3", "4", "5 - Tout à fait satisfait"], (1, 5),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("question", "answers", "span"), SCALES.values(), ids=SCALES)
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_scale_of_any_trade_and_tongue(tmp_path, question, answers, span, separator):
    rows = [["Nr.", question]] + [[at + 1, answer] for at, answer in enumerate(answers[1::2] * 10 + answers[::2] * 10)]
    survey = cx.read_survey(put(tmp_path, "a.csv", as_csv(rows, separator)), audience="Customers")
    asked = survey.codebook.iloc[-1]
    assert asked.kind in ("rating", "effort") and survey.scale_of(asked.id).span == span
    values = [survey.scale_of(asked.id).read(answer).value for answer in answers]
    low, high = span
    assert values == pytest.approx([low + (high - low) * at / (len(answers) - 1) for at in range(len(answers))])
    assert not asked.reversed


TURNED = {
    "Danish": ("Hvor tilfreds er du? (1 = meget tilfreds, 5 = meget utilfreds)", 5),
    "Italian": ("Voto da 1 (ottimo) a 6 (pessimo)", 6),
    "German marks": ("Schulnote für den Service", 6),
    "English": ("Rank our care from 1 (best) to 5 (worst)", 5),
}


@pytest.mark.parametrize(("question", "high"), TURNED.values(), ids=TURNED)
def test_the_text_turns_a_scale(tmp_path, question, high):
    rows = [["Nr.", question]] + [[at, at % high + 1] for at in range(10 * high)]
    survey = cx.read_survey(put(tmp_path, "a.csv", as_csv(rows)), audience="Customers")
    assert bool(survey.codebook.iloc[-1].reversed)


NPS = [
    "Bizi tavsiye etme olasılığınız nedir?",
    "当店を友人に薦める可能性はどのくらいですか", "Poleciłbym tę aptekę (0-10)",
    "Hvor sandsynligt er det, at du vil anbefale os?", "De 0 a 10, qual a probabilidade de recomendar a clínica?",
    "Hoe waarschijnlijk is het dat u ons aanbeveelt?",
]  # fmt: skip


@pytest.mark.parametrize("question", NPS)
def test_a_recommendation(tmp_path, question):
    rows = [["Nr.", question]] + [[at, at % 11] for at in range(44)]
    survey = cx.read_survey(put(tmp_path, "a.csv", as_csv(rows, ";")), audience="Customers")
    assert survey.codebook.iloc[-1].kind == "nps" and cx.nps(survey).table.estimate[0] == pytest.approx(
        -5 / 11 * 100 + 0
    )


def draw(*options):
    chance = random.Random(4)
    return lambda at: chance.choice(options)


# Names of columns, a cell by row, and what each column is taken for.
TABLES = {
    "a dog's weight": (
        ["Weight (kg)", "Height (cm)", "How healthy?"],
        [draw(5, 17, 40, 60), draw(20, 50, 80), draw("Poor", "Fair", "Good", "Very good", "Excellent")],
        ["number", "number", "rating"],
    ),
    "a weight beside a body": (["weight", "height"], [draw(55, 70, 93), draw(150, 190, 173)], ["number", "number"]),
    "ranks": (
        [f"Ordene por importância [{what}]" for what in ("Preço", "Rapidez", "Simpatia")],
        [lambda at, place=place: (at + place * (1 + at % 2)) % 3 + 1 for place in range(3)],
        ["ranking"] * 3,
    ),
    "seconds": (
        ["Durata (secondi)", "Voto (1-5)"], [lambda at: 100 + 7 * at, draw(1, 2, 3, 4, 5)], ["duration", "rating"],
    ),
    "a clock": (["Bearbeitungszeit"], [lambda at: f"00:{at % 60:02d}:12"], ["duration"]),
    "ticks": (
        [f"Hvilke [{what}]" for what in ("Telefon", "App", "Butik")], [draw("x", ""), draw("x", ""), draw("", "x")],
        ["multi"] * 3,
    ),
    "an option with a comma": (["Solved?"], [draw("Yes, fully", "Yes, partly", "No")], ["choice"]),
    "visits": (
        ["Quante volte è venuto?", "Gusto (1-5)"], [draw(0, 1, 2, 3, 8, 12), draw(1, 2, 3, 4, 5)], ["number", "rating"],
    ),
    "an open end": (["Anzahl Besuche"], [draw("1", "2", "3+")], ["choice"]),
    "yes and no in Polish": (["Czy problem rozwiązany?"], [draw("Tak", "Nie", "Nie wiem")], ["choice"]),
    "how often in dates": (["How often?"], [draw("Daily", "Once a week", "Once a month", "Never")], ["choice"]),
    "a dash for nothing": (["Rating"], [draw("1", "2", "3", "4", "5", "-", "n/a", "#N/A")], ["rating"]),
    "four points, many items": ([f"Udsagn {at}" for at in range(14)], [draw(1, 2, 3, 4)] * 14, ["rating"] * 14),
    "mark-up in one column": (["Commentaire"], [lambda at: f"<p>C&#39;&eacute;tait bien, num&eacute;ro {at}</p>"],
                              ["verbatim"]),
}  # fmt: skip


@pytest.mark.parametrize(("names", "cells", "kinds"), TABLES.values(), ids=TABLES)
def test_what_columns_are(tmp_path, names, cells, kinds):
    rows = [names, *([cell(at) for cell in cells] for at in range(120))]
    survey = cx.read_survey(put(tmp_path, "a.csv", as_csv(rows)), audience="Customers")
    assert survey.codebook.kind.tolist() == kinds and "weight" not in survey.roles
    if kinds == ["rating"]:
        assert survey.codebook["scale"].tolist() == ["1-5"]


@pytest.mark.parametrize("name", ["Gewicht", "Waga", "Poids", "Vægt", "Ağırlık", "Ponderación", "weight"])
def test_a_weight_has_a_name_in_many_tongues_and_a_mean_of_one(tmp_path, name):
    rows = [[name, "zufrieden (1-5)"]] + [
        [f"{0.8 + at % 5 / 10:.2f}".replace(".", ","), at % 5 + 1] for at in range(40)
    ]
    survey = cx.read_survey(put(tmp_path, "a.csv", as_csv(rows, ";")), audience="Customers")
    assert survey.roles["weight"] == name
    heavy = [[name, "zufrieden (1-5)"]] + [[60 + at % 30, at % 5 + 1] for at in range(40)]
    survey = cx.read_survey(put(tmp_path, "b.csv", as_csv(heavy, ";")), audience="Customers")
    assert "weight" not in survey.roles and survey.doubts.question[0] == name


def test_codes_for_no_answer_are_left_out_and_doubted(tmp_path):
    chance = random.Random(1)
    rows = [["a", "b", "wage"]] + [
        [chance.choice([1, 2, 3, 4, 5, 99]), chance.choice([1, 2, 3, 4, 5, -9]), chance.choice([1200, 1500, 99999])]
        for _ in range(300)
    ]
    survey = cx.read_survey(put(tmp_path, "a.csv", as_csv(rows)), audience="Customers")
    assert survey.codebook["scale"].tolist()[:2] == ["1-5", "1-5"]
    assert set(survey.doubts.question) == {"a", "b", "wage"} and all(
        "missing=" in line for line in survey.doubts.settle
    )


@pytest.mark.parametrize(
    "below",
    [["Källa: egen undersökning", ""], ["Quelle: eigene Erhebung", ""], ["出典: 自社調査", ""], ["Nota: n = 40", ""]],
)
def test_a_source_below_the_answers_is_nobody(tmp_path, below):
    rows = [["Filial", "Betyg 1-5"], *([f"F{at % 3}", at % 5 + 1] for at in range(40)), ["", ""], below]
    survey = cx.read_survey(put(tmp_path, "a.csv", as_csv(rows, ";")), audience="Customers")
    assert survey.n_rows == 40 and survey.intake["excluded: footnote"] == 1


def test_a_title_above_codes_and_wordings(tmp_path):
    rows = [
        ["Reisebüro 2024", "", "", ""], ["Export vom 03.05.2024", "", "", ""], ["Q1", "Q2_1", "Q3", "Q4"],
        ["Wie zufrieden mit der Buchung?", "Bitte bewerten: - Hotel", "Wie wahrscheinlich empfehlen Sie uns weiter?",
         "Was noch?"],
        *([at % 5 + 1, at % 5 + 1, at % 11, f"Nummer {at} war schön und gut"] for at in range(30)),
    ]  # fmt: skip
    survey = cx.read_survey(put(tmp_path, "a.csv", as_csv(rows, ";")), audience="Customers")
    assert survey.n_rows == 30 and survey.codebook.id.tolist() == ["Q1", "Q2_1", "Q3", "Q4"]
    assert survey.codebook.kind.tolist() == ["rating", "rating", "nps", "verbatim"]


@pytest.mark.parametrize(
    ("mark", "point"), [("'", ","), ("\u2009", ","), ("\u202f", ","), (".", ","), (",", "."), (" ", ".")]
)
def test_thousands_of_any_desk(tmp_path, mark, point):
    cells = [f"{1 + at % 3}{mark}{at * 37 % 1000:03d}{point}50" for at in range(40)]
    rows = [["Magasin", "Dépenses"], *([f"M{at % 4}", cell] for at, cell in enumerate(cells))]
    survey = cx.read_survey(put(tmp_path, "a.csv", as_csv(rows, ";")), audience="Customers")
    assert survey.responses["Dépenses"].tolist() == [1000 * (1 + at % 3) + at * 37 % 1000 + 0.5 for at in range(40)]


def test_a_table_of_results_in_any_tongue_is_refused(tmp_path):
    rows = [["Odpowiedź", "Kobiety", "Mężczyźni"], ["Telefon", 120, 80], ["Wizyta", 60, 44], ["List", 12, 33]]
    with pytest.raises(SurveyFileError, match="counts"):
        cx.read_survey(put(tmp_path, "a.csv", as_csv(rows, ";")), audience="Customers")
