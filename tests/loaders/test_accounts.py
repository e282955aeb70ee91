"""Nothing is lost on the way: what was written is kept, excluded with its count, or missing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.loaders.made_files import HEADER, as_csv, put, read

ODD = ["", " ", "11", "-99", "12", "ten", "7.5", "8,0", "10 - Extremely likely", "0 - Not at all likely", " 9 ", "٩",
"９", "N/A", "Don't know", "inf",
       "nan", "1_0", "0x0A", "1e1", "true", "1e308", "9" * 400, "4-5", "Dissatisfied", "5"]  # fmt: skip


def rows_of(answers):
    return [
        HEADER,
        *[
            [f"R{i}", ("Staff", "Customers")[i % 2], "U1", answer, 1 + i % 5, "fine", 1]
            for i, answer in enumerate(answers)
        ],
    ]


def test_odd_answers_are_read_or_listed(tmp_path):
    survey, told = read(
        put(tmp_path, "odd.csv", as_csv(rows_of([*ODD, *map(str, range(11))]))), scales={"nps": (0, 10)}
    )
    numbers = dict(zip([*ODD, *map(str, range(11))], survey.numbers(["nps"])["nps"].tolist(), strict=True))
    wanted = {
        "8,0": 8,
        "10 - Extremely likely": 10,
        "0 - Not at all likely": 0,
        " 9 ": 9,
        "٩": 9,
        "９": 9,
        "1e1": 10,
        "5": 5,
    }
    assert {answer: numbers[answer] for answer in wanted} == wanted
    for answer in (
        "11",
        "-99",
        "12",
        "ten",
        "inf",
        "nan",
        "1_0",
        "0x0A",
        "true",
        "1e308",
        "9" * 400,
        "4-5",
        "Dissatisfied",
    ):
        assert numbers[answer] != numbers[answer]
    text = " ".join(told)
    assert all(listed in text for listed in ("11: 1", "-99: 1", "'ten': 1", "not used in any number"))


@settings(max_examples=40)
@given(st.lists(st.sampled_from([*ODD, *map(str, range(11))]), min_size=3, max_size=60))
def test_kept_excluded_and_missing_are_all_rows(tmp_path_factory, answers):
    folder = tmp_path_factory.mktemp("account")
    survey, _ = read(put(folder, "odd.csv", as_csv(rows_of(answers))), scales={"nps": (0, 10)})
    intake = dict(survey.intake)
    assert intake["rows in"] == len(answers) == intake["kept"]
    account = survey.account(["nps"]).iloc[0]
    assert account["kept"] + account["excluded"] + account["missing"] == len(answers) == account["rows"]
    assert account["missing"] == sum(not answer.strip() for answer in answers)
    assert survey.numbers(["nps"])["nps"].between(0, 10).sum() == account["kept"]


def test_repeated_ids_are_counted_and_kept(tmp_path):
    rows = rows_of(list(map(str, range(11))) * 2)
    rows[5][0], rows[9][0], rows[12][0] = " R3", "R3", ""
    survey, told = read(put(tmp_path, "ids.csv", as_csv(rows)))
    assert survey.n_rows == 22
    assert any("'R3' 3 times" in text and "kept" in text for text in told)
    assert any("1 of 22 rows without a respondent id" in text for text in told)


def test_people_who_answer_in_two_waves_are_no_duplicates(tmp_path):
    rows = [
        [*HEADER, "wave"],
        *[[*row, wave] for wave in ("2024", "2025") for row in rows_of(list(map(str, range(11))))[1:]],
    ]
    survey, told = read(put(tmp_path, "waves.csv", as_csv(rows)))
    assert told == [] and survey.n_rows == 22


def test_spellings_of_an_audience_become_one_and_are_noted(tmp_path):
    rows = rows_of(list(map(str, range(11))) * 2)
    for at, name in enumerate(("STAFF ", "staff", "Customers ", "customer", "Management")):
        rows[at + 1][1] = name
    survey, _ = read(put(tmp_path, "names.csv", as_csv(rows)))
    assert survey.audiences == ["Leadership", "Staff", "Customers"]
    assert any("audience names mapped" in note and "'STAFF '" in note for note in survey.notes)


def test_labels_nobody_knows_are_listed_for_mapping(tmp_path):
    labels = ["très mauvais", "plutôt mauvais", "plutôt bon", "très bon"]
    rows = [["id", "L'accueil"], *[[i, labels[i % 4]] for i in range(40)]]
    path = put(tmp_path, "labels.csv", as_csv(rows))
    survey, _ = read(path)
    known = survey.codebook.kind[0] == "rating"
    assert known or any("no known order" in note and "très bon" in note for note in survey.notes)
    mapped, _ = read(path, scales={"L'accueil": labels})
    assert mapped.numbers()["L'accueil"].tolist() == [1.0 + i % 4 for i in range(40)]


@pytest.mark.parametrize("wanted", ["Recommend us", "nsp"])
def test_a_scale_for_nothing_is_an_error(tmp_path, wanted):
    from cxresearch.errors import ScaleError

    with pytest.raises(ScaleError, match="odd.csv"):
        read(put(tmp_path, "odd.csv", as_csv(rows_of(list("123456")))), scales={wanted: (0, 10)})


@pytest.mark.parametrize(
    ("answers", "told"),
    [(["A1", "A2", "A3", "A4", "A5"], True), (["AO01", "AO02", "AO03"], True), (["18-24", "25-34", "35-44"], False)],
)
def test_answer_codes_are_listed_with_their_ready_call_though_they_count_up(tmp_path, answers, told):
    rows = [["id", "How was it?"], *[[at, answers[at % len(answers)]] for at in range(60)]]
    survey, _ = read(put(tmp_path, "codes.csv", as_csv(rows)))
    notes = [note for note in survey.notes if "scales=" in note]
    assert bool(notes) is told
    assert not told or all(code in notes[0] for code in answers)
