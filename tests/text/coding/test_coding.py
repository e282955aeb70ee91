"""Codes by people: Krippendorff's published values, sklearn's kappa, and a workbook there and back."""

import numpy as np
import openpyxl
import pandas as pd
import pytest

from cxresearch.errors import OptionError, SurveyFileError
from cxresearch.survey.survey import Survey
from cxresearch.text.coding.coders import coding_agreement, coding_sample
from cxresearch.text.coding.human_codes import cohen_kappa, krippendorff_alpha

# Krippendorff (2011): four observers, twelve units.
FOUR = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
]
BOOK = pd.DataFrame({"id": ["why"], "kind": ["verbatim"]})


@pytest.mark.parametrize(("level", "value"), [("nominal", 0.7434), ("ordinal", 0.8154), ("interval", 0.8491)])
def test_values_of_krippendorff(level, value):
    assert krippendorff_alpha(FOUR, level=level) == pytest.approx(value, abs=5e-5)


def test_alpha_where_there_is_nothing_to_compare():
    assert np.isnan(krippendorff_alpha([[1, None], [None, 2]]))
    assert np.isnan(krippendorff_alpha([["a", "a"], ["a", "a"]]))
    with pytest.raises(OptionError):
        krippendorff_alpha(FOUR, level="ratio")
    with pytest.raises(OptionError):
        krippendorff_alpha([[1, 2], [1]])


def test_kappa_is_sklearns():
    from sklearn.metrics import cohen_kappa_score

    a, b = np.random.default_rng(2).choice(["x", "y", "z"], (2, 200))
    b = np.where(np.arange(200) % 2, a, b)
    assert cohen_kappa(a.tolist(), b.tolist()) == pytest.approx(cohen_kappa_score(a, b))
    assert np.isnan(cohen_kappa(["x"], ["x"]))
    assert np.isnan(cohen_kappa([None], ["x"]))


TEXTS = ["the queue is long", "the app is nice", "=fees(1)", "the letter came, but my card did not arrive", "n/a"]


@pytest.fixture
def sheet(tmp_path):
    survey = Survey.from_frame(pd.DataFrame({"why": TEXTS * 5}), codebook=BOOK, audience="Customers")

    def rules(texts):
        return np.array([0.8 if "nice" in text else -0.8 for text in texts])

    return coding_sample(survey, "why", path=tmp_path / "codes.xlsx", rules=rules)


def fill(path, codes):
    book = openpyxl.load_workbook(path)
    for name, by_text in codes.items():
        for row in book[name].iter_rows(min_row=2):
            tone, themes = by_text.get(row[1].value, ("", ""))
            row[2].value, row[3].value = tone, themes
    book.save(path)


def test_a_workbook_holds_each_statement_once(sheet):
    book = openpyxl.load_workbook(sheet)
    rows = list(book["Coder 1"].iter_rows(min_row=2))
    assert sorted(row[1].value for row in rows) == [
        "'=fees(1)", "my card did not arrive", "the app is nice", "the letter came", "the queue is long",
    ]  # fmt: skip
    assert {row[1].data_type for row in rows} == {"s"}
    assert all(row[2].value is None and row[3].value is None for row in rows)
    assert book["Machine"].sheet_state == "hidden"


def test_there_and_back(sheet):
    first = {
        "the queue is long": ("negative", "Waiting time"),
        "the app is nice": ("positive", "Mobile app"),
        "'=fees(1)": ("neutral", "billing and fees"),
        "my card did not arrive": ("negative", "Cards and payments; Letters and e-mails"),
        "the letter came": ("positive", "Letters and e-mails"),
    }
    second = first | {"the letter came": ("neutral", "Letters and e-mails")}
    fill(sheet, {"Coder 1": first, "Coder 2": second})
    found = coding_agreement(sheet)
    table = found.table.set_index(["about", "measure", "label"]).estimate
    sides = [[first[text][0] for text in first], [second[text][0] for text in first]]
    assert table["tone", "alpha", ""] == pytest.approx(krippendorff_alpha(sides))
    assert table["tone", "kappa", ""] == pytest.approx(cohen_kappa(*sides))
    # Four agreed: negative, positive, neutral, negative; the machine says negative, positive, negative, negative.
    assert table["tone", "accuracy", "three classes"] == pytest.approx(3 / 4)
    assert table["tone", "accuracy", "two classes"] == pytest.approx(1)
    assert table["tone", "precision", "negative"] == pytest.approx(2 / 3)
    assert table["tone", "recall", "neutral"] == 0
    assert table["Letters and e-mails", "recall", ""] == pytest.approx(1 / 2)
    assert table["Waiting time", "precision", ""] == 1
    assert found.confusion.set_index(["people", "machine"]).n["neutral", "negative"] == 1
    assert found.confusion.n.sum() == 4
    assert "On three tones the machine is right on 75% (95% CI 30 to 95; 4 statements on which people agree)." in list(
        found.sentences()
    )


def test_what_people_write_is_checked(sheet):
    fill(sheet, {"Coder 1": {"the queue is long": ("angry", "")}})
    with pytest.raises(SurveyFileError, match=r"Coder 1, row \d: 'angry' is no tone"):
        coding_agreement(sheet)
    fill(sheet, {"Coder 1": {"the queue is long": ("Negative", "Parking")}})
    with pytest.raises(SurveyFileError, match="Parking is no theme"):
        coding_agreement(sheet)
    fill(sheet, {"Coder 1": {}})
    assert coding_agreement(sheet).sentences() == [
        "Too few statements were coded by two people to tell how far they agree."
    ]


def test_files_that_are_none(sheet, tmp_path):
    survey = Survey.from_frame(pd.DataFrame({"why": TEXTS}), codebook=BOOK, audience="Customers")
    with pytest.raises(OptionError, match="there already"):
        coding_sample(survey, "why", path=sheet)
    with pytest.raises(OptionError, match="xlsx"):
        coding_sample(survey, "why", path=tmp_path / "a.csv")
    with pytest.raises(SurveyFileError, match="no file"):
        coding_agreement(tmp_path / "b.xlsx")
    (tmp_path / "c.xlsx").write_text("no workbook")
    with pytest.raises(SurveyFileError, match="cannot be read"):
        coding_agreement(tmp_path / "c.xlsx")
    openpyxl.Workbook().save(tmp_path / "d.xlsx")
    with pytest.raises(SurveyFileError, match="no sheet"):
        coding_agreement(tmp_path / "d.xlsx")
