"""Kinds of files that are half understood at first sight: what was answered, what is no answer, whose row it is."""

import itertools
import random

import pandas as pd
import pytest

import cxresearch as cx

pytestmark = pytest.mark.filterwarnings("ignore::cxresearch.SurveyWarning")


def _read(tmp_path, frame, **options):
    path = tmp_path / "file.csv"
    frame.to_csv(path, index=False)
    return cx.read_survey(path, **options)


def _ticked(options, n, sign, seed=1):
    rng = random.Random(seed)
    ticks = [[one for one in options if rng.random() < 0.5] or options[:1] for _ in range(n)]
    return ticks if sign is None else [sign.join(ticked) for ticked in ticks]


@pytest.mark.parametrize("sign", [", ", "; ", "|", "\n"])
@pytest.mark.parametrize(
    "options",
    [
        ["Radio", "Plakat", "Freunde", "Internet"],
        ["Kafé (stor, varm)", "Butik", "Bibliotek (1:a vån)", "Gym"],
        ["Metro", "Autobús nocturno", "Bicicleta", "A pie (más de 10 min, diario)", "Coche"],
    ],
)
def test_what_was_ticked_stands_side_by_side_in_cells_of_plain_tables(tmp_path, options, sign):
    cells = _ticked(options, 80, sign)
    survey = _read(tmp_path, pd.DataFrame({"Which of these?": cells, "mood": list(range(1, 6)) * 16}))
    book = survey.codebook
    boxes = book.id[book.kind == "multi"]
    assert len(boxes) == len(options)
    for box in boxes:
        option = next(one for one in options if one in box)
        expected = sum(option in ticked for ticked in _ticked(options, 80, None))
        assert survey.answer_counts(box).get(1.0, 0) == expected


@pytest.mark.parametrize(
    "answers",
    [
        ["Yes, fully", "Yes, partly", "No, not at all"],
        ["Mostly home, some office", "Office only", "Home only"],
        ["Under 1,000", "1,000 to 5,000", "Over 5,000"],
        ["Lima, Peru", "Quito, Ecuador", "Cali, Colombia", "La Paz, Bolivia"],
        ["Good, but slow", "Good, and fast", "Slow", "Fast, but dear"],
    ],
)
def test_a_choice_with_a_comma_in_it_stays_one(tmp_path, answers):
    cells = list(itertools.islice(itertools.cycle(answers), 80))
    survey = _read(tmp_path, pd.DataFrame({"Which?": cells, "mood": list(range(1, 6)) * 16}))
    assert survey.codebook.set_index("id").kind["Which?"] == "choice"


def test_a_sign_between_options_of_one_column_is_no_separator(tmp_path):
    path = tmp_path / "sports.csv"
    path.write_text("Sports\n" + "\n".join(_ticked(["Swim", "Run", "Row"], 60, "|")) + "\n")
    survey = cx.read_survey(path)
    assert survey.n_rows == 60 and list(survey.codebook.kind) == ["multi"] * 3


def test_flags_of_two_sentences_that_begin_alike_are_two_questions(tmp_path):
    mood = list(range(1, 6)) * 12
    flags = pd.DataFrame({"How.often.late.": [0, 1] * 30, "How.much.work.": [1, 0, 0] * 20, "mood": mood})
    assert "multi" not in set(_read(tmp_path, flags).codebook.kind)
    never = pd.DataFrame({"age_imp": ["FALSE"] * 60, "age_value_imp": ["FALSE"] * 60, "mood": mood})
    assert set(_read(tmp_path, never).codebook.kind) == {"choice", "rating"}
    three = pd.DataFrame({f"reason_{one}": [0, 1] * 30 for one in ("price", "place", "staff")}).assign(mood=mood)
    book = _read(tmp_path, three).codebook
    assert set(book.id[book.kind == "multi"]) == {"reason_price", "reason_place", "reason_staff"}


@pytest.mark.parametrize(
    "column", ["employee_id", "Matrikelnummer", "patient id", "StudentID", "id_cliente", "Mitarbeiter-Nr."]
)
def test_a_number_of_somebody_is_the_respondent_where_no_two_rows_share_it(tmp_path, column):
    ids = [f"E{at:04d}" for at in range(60)]
    frame = pd.DataFrame({column: ids, "mood": [1, 2, 3, 4, 5] * 12})
    assert _read(tmp_path, frame).roles.get("respondent") == column
    served = frame.assign(**{column: [f"E{at % 9:04d}" for at in range(60)]})
    assert "respondent" not in _read(tmp_path, served).roles


@pytest.mark.parametrize(
    ("legend", "codes"),
    [
        ("How often? N- Never S- Sometimes A- Always", "NSA"),
        ("Wie oft? (N = Nie, S = Selten, O = Oft)", "NSO"),
        ("La limpieza (M: Mala, R: Regular, B: Buena)", "MRB"),
    ],
)
def test_letters_that_the_question_explains_are_what_it_says(tmp_path, legend, codes):
    survey = _read(tmp_path, pd.DataFrame({legend: list(codes) * 20, "mood": list(range(1, 6)) * 12}))
    row = survey.codebook.set_index("id").loc[legend]
    scale = cx.Scale.parse(row.scale)
    assert row.kind == "rating" and [scale.read(code).value for code in codes] == sorted(
        scale.read(code).value for code in codes
    )
    assert not [one for one in survey.doubted if "choice" in one.doubt]


def test_a_long_file_of_scores_and_comments_is_turned_and_named_by_its_words(tmp_path):
    rng, rows = random.Random(4), []
    for person in range(50):
        rows.append((person * 3 + 1, 500 + person, 71, "NPS", rng.randint(0, 10)))
        rows.append(
            (person * 3 + 2, 500 + person, 72, "comentário", rng.choice(["muito bom", "-", "queria mais tempo"]))
        )
    names = ["answer_id", "student_id", "question_id", "question_category", "answer_content"]
    survey = _read(tmp_path, pd.DataFrame(rows, columns=names))
    scores = [row[4] for row in rows if row[3] == "NPS"]
    assert survey.n_rows == 50 and survey.roles["respondent"] == "student_id"
    assert survey.codebook.set_index("id").kind["NPS"] == "nps"
    expected = 100 * (sum(score >= 9 for score in scores) - sum(score <= 6 for score in scores)) / 50
    assert cx.nps(survey, question="NPS").table.estimate[0] == pytest.approx(expected)


@pytest.mark.parametrize(
    "words", [("Percentage", "Count"), ("Anteil", "Anzahl"), ("pourcentage", "effectif"), ("%", "n")]
)
def test_a_row_a_statement_and_a_measure_is_a_table_of_results(tmp_path, words):
    rows = []
    for statement in ("Rooms are clean", "Staff are kind", "Food is good", "Beds are soft"):
        counts = [40, 119, 405, 464, 243]
        rows += [(statement, words[0], *[f"{count / 12.71:.1f}%" for count in counts]), (statement, words[1], *counts)]
    with pytest.raises(cx.SurveyFileError, match="table of results"):
        _read(tmp_path, pd.DataFrame(rows, columns=["Statement", "Measure", *"12345"]))


@pytest.mark.parametrize(
    "names", [("promotores_pct", "detractores_pct"), ("Promoters", "Detractors"), ("Promotoren", "Kritiker")]
)
def test_shares_of_promoters_by_group_are_a_table_of_results_and_flags_are_not(tmp_path, names):
    rng = random.Random(1)
    rows = [(place, 300, 50 + rng.random(), 25 + rng.random()) for place in ("Lima", "Quito", "Cali", "La Paz")]
    frame = pd.DataFrame(rows, columns=["place", "n", *names])
    with pytest.raises(cx.SurveyFileError, match="table of results"):
        _read(tmp_path, frame)
    flags = pd.DataFrame({"score": [9, 3, 10, 7] * 5, names[0]: [1, 0, 1, 0] * 5, names[1]: [0, 1, 0, 0] * 5})
    assert _read(tmp_path, flags).n_rows == 20


def test_questions_on_a_line_above_the_options_of_typeform_are_their_texts(tmp_path):
    above = ["", "Which systems do you use?", "", "How often do you read these?", "", "", ""]
    names = [
        "#",
        "Linux",
        "Windows",
        "The handbook",
        "The forum",
        "Start Date (UTC)",
        "Submit Date (UTC)",
        "Network ID",
    ]
    rows = [[f"r{at}x", "Linux" if at % 2 else "", "Windows" if at % 3 else "", "Often", "Never" if at % 2 else "Often",
             f"3/11/20 17:{at:02d}", f"3/11/20 18:{at:02d}", f"n{at}"] for at in range(20)]  # fmt: skip
    path = tmp_path / "form.csv"
    pd.DataFrame([[*above, ""], names, *rows]).to_csv(path, index=False, header=False)
    texts = cx.read_survey(path).codebook.set_index("id").text
    assert texts["Linux"] == "Which systems do you use? [Linux]"
    assert texts["The forum"] == "How often do you read these? [The forum]"
