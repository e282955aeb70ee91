"""A Result prints the same twice, harms no page, and never says a number that does not exist."""

import math
import re
from dataclasses import FrozenInstanceError, dataclass
from html.parser import HTMLParser
from typing import ClassVar

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxresearch import Result
from cxresearch.wording import count, in_words, interval, number, percent_sure, plural, points, signed_points

EVIL = "<script>alert('x')</script> & \"co\""


@dataclass(frozen=True, eq=False)
class Scores(Result):
    """Made for these tests."""

    heading: ClassVar[str] = "Scores"
    shown: ClassVar[tuple[str, ...]] = ("wave", "question", "estimate", "p_value", "n", "verdict")

    def sentences(self) -> list[str]:
        return [
            f"{row.question} stands at {number(row.estimate)}."
            for row in self.table.dropna(subset="estimate").itertuples()
        ]


def scores(**columns) -> Scores:
    table = pd.DataFrame(
        {
            "wave": [2024.0, 2025.0, np.nan],
            "question": ["Billing", EVIL, "App"],
            "estimate": [31.26, -0.04, np.nan],
            "p_value": [0.00001, 0.25, np.nan],
            "n": [1912.0, 41.0, np.nan],
            "verdict": ["gap", "aligned", "hidden"],
            "aside": [1, 2, 3],
            **columns,
        },
        index=[7, 7, 9],
    )
    return Scores(table, "Welch's t test (1947)", ["Hidden: 1 of 3 rows.", EVIL, EVIL])


class Page(HTMLParser):
    """What a browser would see: the tags in balance, and the text."""

    def __init__(self, text: str):
        super().__init__(convert_charrefs=True)
        self.open, self.seen, self.text = [], set(), []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)
        self.seen.add(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)


def test_its_text_is_this_text():
    lines = [line.rstrip() for line in repr(scores()).splitlines()]
    assert lines == [
        "Scores",
        "",
        "Billing stands at 31.",
        f"{EVIL} stands at 0.",
        "",
        "wave                           question estimate p_value     n verdict",
        "2024                            Billing     31.3 <0.0001 1,912     gap",
        "2025 <script>alert('x')</script> & \"co\"      0.0  0.2500    41 aligned",
        "   –                                App        –       –     –  hidden",
        "",
        "Method: Welch's t test (1947)",
        "Caveat: Hidden: 1 of 3 rows.",
        f"Caveat: {EVIL}",
    ]


def test_two_of_the_same_print_the_same_and_without_addresses():
    assert repr(scores()) == repr(scores())
    assert scores()._repr_html_() == scores()._repr_html_()
    assert not re.search(r"0x[0-9a-f]{6,}", repr(scores()) + scores()._repr_html_())


def test_pandas_options_do_not_change_it():
    before = repr(scores()), scores()._repr_html_()
    with pd.option_context(
        "display.max_columns", 2, "display.width", 40, "display.precision", 9, "display.max_colwidth", 5
    ):
        assert (repr(scores()), scores()._repr_html_()) == before


def test_a_page_gets_text_and_no_script():
    page = Page(scores()._repr_html_())
    assert page.open == []
    assert page.seen <= {
        "div",
        "p",
        "strong",
        "ul",
        "li",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "small",
        "em",
        "code",
    }
    assert "".join(page.text).count(EVIL) == 3, "in a sentence, in the table and once among the caveats"
    evil_columns = Result(pd.DataFrame({EVIL: [1]}), EVIL)
    assert "<script" not in evil_columns._repr_html_()


def test_what_does_not_exist_is_a_dash():
    table = pd.DataFrame(
        {"estimate": [np.nan, math.inf, -math.inf, 1.0], "who": [None, pd.NA, "x", np.nan], "when": pd.NaT}
    )
    cells = Result(table, "m").text_table()
    assert cells.estimate.tolist() == ["–", "–", "–", "1.0"]
    assert cells.who.tolist() == ["–", "–", "x", "–"]
    assert cells.when.tolist() == ["–"] * 4
    assert not re.search(r"\b(nan|None|inf|NaT|<NA>)\b", repr(Result(table, "m")))


def test_cells_of_any_kind():
    table = pd.DataFrame(
        {
            "wave": [2024],
            "rank": [3],
            "n": [12345],
            "estimate": [-0.04],
            "share": [1234.56],
            "sure": [True],
            "list": [[1, 2]],
            "p_value": [1e-9],
        }
    )
    assert Result(table, "m").text_table().iloc[0].tolist() == [
        "2024", "3", "12,345", "0.0", "1,234.6", "True", "[1, 2]", "<0.0001",
    ]  # fmt: skip


def test_many_rows_and_sentences_are_cut_and_counted():
    many = Scores(pd.DataFrame({"question": [f"q{at}" for at in range(25)], "estimate": range(25)}), "m")
    text = repr(many)
    assert "q19 " in text
    assert "q20 stands" not in text
    assert "... and 5 more rows in .table" in text
    assert "... and 17 more in .sentences()" in text
    assert "... and 5 more rows in" in many._repr_html_()
    assert len(many.sentences()) == 25


def test_an_empty_table_is_a_result_too():
    nothing = Result(pd.DataFrame({"estimate": []}), "m")
    assert nothing.sentences() == ["Result: 0 rows."]
    assert repr(nothing) == "Result\n\nResult: 0 rows.\n\nMethod: m"
    assert Page(nothing._repr_html_()).open == []
    assert Result(pd.DataFrame({"a": [1]}), "m").sentences() == ["Result: 1 row."]


def test_it_is_frozen_and_keeps_its_own_table():
    table = pd.DataFrame({"estimate": [1.0, 2.0]}, index=[5, 6])
    result = Result(table, "m", ["a", "b", "a"])
    table.loc[5, "estimate"] = 9
    assert result.table.estimate.tolist() == [1, 2]
    assert isinstance(result.table.index, pd.RangeIndex)
    assert result.caveats == ["a", "b"]
    with pytest.raises(FrozenInstanceError):
        result.method = "other"
    assert result != Result(table, "m"), "results are compared by their tables, not by =="
    assert len({result, Result(table, "m")}) == 2


def test_a_subclass_keeps_the_text_even_where_it_forgets_to_say_so():
    assert not repr(scores()).startswith("Scores(")


# -- numbers in sentences -------------------------------------------------------------------------


@pytest.mark.parametrize("missing", [math.nan, math.inf, -math.inf, None, np.nan])
@pytest.mark.parametrize(
    "say",
    [number, points, signed_points, count, lambda value: interval(0, value), lambda value: plural(value, "leader")],
)
def test_a_number_that_does_not_exist_reaches_no_sentence(say, missing):
    with pytest.raises((ValueError, TypeError)):
        say(missing)


@given(st.floats(-1e6, 1e6))
def test_a_number_in_a_sentence_is_the_number_rounded(value):
    for digits in (0, 1):
        text = number(value, digits=digits)
        assert abs(float(text.replace(",", "")) - value) <= 0.5 * 10**-digits + 1e-9
        assert not re.fullmatch(r"-0(\.0)?", text)


def test_words_for_numbers():
    assert (points(1.2), points(-0.4), points(31), signed_points(-31), signed_points(-0.3)) == (
        "1 point", "0 points", "31 points", "-31 points", "0 points",
    )  # fmt: skip
    assert (plural(1, "leader"), plural(1912.0, "customer"), plural(2, "person", "people")) == (
        "1 leader",
        "1,912 customers",
        "2 people",
    )
    assert (percent_sure(0.95), percent_sure(0.999), in_words(3), in_words(41)) == ("95%", "99.9%", "three", "41")
    assert interval(-3.4, 4.6) == "-3 to 5"
