"""Any number format x separator x decimal sign gives the same numbers, in files and in frames."""

import itertools

import pandas as pd
import pytest

import cxresearch as cx
from cxresearch.survey.columns.numbers import decimal_of, numbers_of

NUMBERS = [1200.0, 900.0, 12500.5, 1250000.0, 7.25, 40.0, 1050.0, -3400.0]


def spelled(number: float, mark: str, point: str) -> str:
    whole, _, decimals = f"{number:,.2f}".partition(".")
    return whole.replace(",", mark) + (f"{point}{decimals}" if decimals.strip("0") else "")


@pytest.mark.parametrize(
    ("mark", "point"),
    [pair for pair in itertools.product([",", ".", "'", "’", " ", "\u00a0", "\u202f", ""], ".,") if pair[0] != pair[1]],
)
def test_any_format_gives_the_same_numbers(mark, point):
    cells = {number: spelled(number, mark, point) for number in NUMBERS}
    found = numbers_of(cells.values())
    assert {number: found.values[cell] for number, cell in cells.items()} == {number: number for number in NUMBERS}
    assert not found.words and not found.doubt


@pytest.mark.parametrize(
    ("cells", "first"),
    [
        (["1,200", "900"], 1200),
        (["1,200", "0,850"], 1.2),
        (["1.200", "900"], 1200),
        (["1.234", "450", "780"], 1234),
        (["1.125", "2", "3.375"], 1.125),
        (["1.234", "2.345"], 1.234),
        (["1,234", "2,345"], 1234),
        (["1.234", "5.678.901"], 1234),
        (["1,200", "3,5"], 1.2),
        (["1.200", "3,5"], 1200),
        (["$1,200", "$900"], 1200),
        (["1.200,00 €", "900,00 €"], 1200),
        (["1,20,000", "85,000"], 120000),
    ],
)
def test_the_column_decides(cells, first):
    assert numbers_of(cells).values[cells[0]] == first


def test_the_other_columns_decide_where_the_column_cannot():
    assert decimal_of([["1,5", "2,25"], ["a"], ["3", "4"]]) == ","
    assert numbers_of(["1,234", "2,345"], usual=",").values["1,234"] == 1.234
    assert numbers_of(["1.234", "2.345"], usual=",").values["1.234"] == 1234


def test_what_is_declared_decides():
    assert numbers_of(["1,200", "900"], decimal=",").values["1,200"] == 1.2
    assert numbers_of(["1.234", "2.345"], thousands=".").values["1.234"] == 1234
    assert numbers_of(["1.5", "2"], decimal=",").words == {"1.5"}


def test_contradictions_and_words():
    assert numbers_of(["1.5", "2,5"]) is None
    assert numbers_of(["blue", "4-5", "007"]) is None
    assert numbers_of(["1,200", "n/a", "900"]).words == {"n/a"}


WAYS = [
    (separator, mark, point)
    for separator, mark, point in itertools.product(",;\t|", ["", ",", ".", "'", " ", "\u00a0"], ".,")
    if mark != point
]


@pytest.mark.parametrize(("separator", "mark", "point"), WAYS)
def test_a_file_in_any_format_gives_the_same_numbers(tmp_path, separator, mark, point):
    amounts = [200.5, 1200.0, 900.0, 43210.75, 1050.0, 88.0] * 6
    weights = [0.8, 1.25, 1.0, 0.9, 1.1, 0.95] * 6
    rows = [["branch", "nps", "weight", "spend"]]
    for at, (amount, weight) in enumerate(zip(amounts, weights, strict=True)):
        rows.append([f"B{at % 3}", str(at % 11), f"{weight}".replace(".", point), spelled(amount, mark, point)])
    text = "\n".join(separator.join(f'"{cell}"' if separator in cell else cell for cell in row) for row in rows)
    path = tmp_path / "any.csv"
    path.write_text(text, encoding="utf-8")
    survey = cx.read_survey(path, audience="Customers", scales={"nps": (0, 10)})
    assert survey.responses["spend"].tolist() == amounts
    assert survey.responses["weight"].tolist() == weights
    assert survey.responses.columns.tolist()[:4] == rows[0]


@pytest.mark.parametrize("engine", ["pandas", "polars", "pyarrow"])
def test_a_frame_gives_the_numbers_of_the_file(engine):
    spend = [*["1,200", "2,350", "900", "10,000"] * 24, *["n/a"] * 4]
    frame = pd.DataFrame({"spend": spend, "weight": ["1,200", "900"] * 50})
    frame["nps"] = [10, 0] * 50
    if engine == "polars":
        frame = pytest.importorskip("polars").from_pandas(frame)
    elif engine == "pyarrow":
        import pyarrow as pa

        frame = pa.Table.from_pandas(frame)
    survey = cx.Survey.from_frame(frame, scales={"nps": (0, 10)}, audience="Customers")
    mean = (1200 * 1200 + 2350 * 900 + 900 * 1200 + 10000 * 900) / (2 * 1200 + 2 * 900)
    assert cx.mean_score(survey, "spend").table[["estimate", "n"]].values.tolist() == [[pytest.approx(mean), 96]]
    assert cx.nps(survey, "nps").table.estimate[0] == pytest.approx(14.2857, abs=1e-4)
    assert any("thousand" in note and "spend" in note for note in survey.notes)
