"""Groups against each other: a row a pair, its difference with the interval, and zero for the eye to hold on to."""

import numpy as np

from cxresearch.plots.drawing.chart import chart
from cxresearch.plots.drawing.dumbbells import Dumbbells
from cxresearch.plots.drawing.forest import OPEN, forest, rows_of
from cxresearch.plots.drawing.page import Column, Key
from cxresearch.plots.drawing.strokes import changed, figure, in_unit, sure, with_unit
from cxresearch.plots.drawing.style import BLUE, Mark, type_now
from cxresearch.stats.bases.hidden import group_label
from cxresearch.stats.bases.naming import as_heading
from cxresearch.stats.loyalty.groups import GroupComparison
from cxresearch.wording import capital, count, digits_of, largest_first, say

__all__ = ["plot_comparison"]


@chart
def plot_comparison(result: GroupComparison) -> Dumbbells:
    """A row a pair, the widest difference on top; a filled mark where the pair can be told apart, an open one else."""
    table = result.table
    digits = max((_digits(result, row) for row in table.itertuples()), default=0)
    order = largest_first(table.estimate.abs(), table.group_a, table.group_b, digits=digits)
    table = table.iloc[order].reset_index(drop=True)
    apart = (table.p_adjusted < 1 - result.confidence).tolist()
    pairs = list(table.itertuples())
    labels = [say("{name} minus {name_2}", name=_name(row.group_a), name_2=_name(row.group_b)) for row in pairs]
    absent = [say("nothing to compare") if np.isfinite(n) else say("hidden (small group)") for n in table.n_a]
    return forest(
        rows_of(table, labels, filled=apart, absent=absent),
        title=_finding(result, table),
        columns=[
            Column(say("Difference"), [_cell(result, row) for row in pairs], apart),
            Column(say("Answers"), [_answers(row) for row in pairs]),
        ],
        keys=_keys(table, apart),
        footer=[_footer(result, table)],
        x_label=say("Difference in {unit}", unit=in_unit(result.unit)) if result.unit else say("Difference"),
        zero=0.0,
        what=say("pairs"),
        order=say("widest differences first"),
    )


def _keys(table, apart: list[bool]) -> list[Key]:
    known = table.p_adjusted.notna()
    keys = [Key(say("Can be told apart"), Mark(BLUE, "o"))] if any(apart) else []
    return (
        [*keys, Key(say("Not told apart"), Mark(OPEN, "o"))] if (known & ~np.array(apart, dtype=bool)).any() else keys
    )


def _name(group) -> str:
    return as_heading(group) if isinstance(group, str) else group_label({"": group})


def _digits(result: GroupComparison, row) -> int:
    return 0 if result.unit else digits_of(row.std_error)


def _cell(result: GroupComparison, row) -> str:
    figures = changed(row.estimate, row.ci_low, row.ci_high, digits=_digits(result, row))
    if type_now().height is not None or not np.isfinite(row.estimate):
        return figures
    if not np.isfinite(row.p_adjusted):
        return f"{figures}\n" + say("cannot be tested")
    if row.p_adjusted < 1 - result.confidence:
        return f"{figures}\n" + say("told apart")
    alone = row.ci_low > 0 or row.ci_high < 0
    return f"{figures}\n" + say("not shown, adjusted" if alone else "too close to call")


def _answers(row) -> str:
    return (
        say("{n_a} and {n_b}", n_a=count(row.n_a), n_b=count(row.n_b))
        if np.isfinite(row.n_a) and np.isfinite(row.n_b)
        else say("hidden")
    )


def _footer(result: GroupComparison, table) -> str:
    if not table.estimate.notna().any():
        return say("Base: hidden, or too few answers.")
    return say(
        "Bars and brackets: {sure}, each taken alone; told apart by test, after adjusting for the number of pairs. "
        "Not told apart is no sign of being equal."
        if result.adjust != "none" and len(table) > 1
        else "Bars and brackets: {sure}, each taken alone; told apart by test. Not told apart is no sign of being "
        "equal.",
        sure=sure(result.confidence),
    )


def _finding(result: GroupComparison, table) -> str:
    tested = table[table.p_adjusted.notna()]
    if not len(tested):
        return say("No two groups can be compared on {topic}", topic=result.topic)
    apart = tested[tested.p_adjusted < 1 - result.confidence]
    if not len(apart):
        return say(
            "The two groups cannot be told apart on {topic}"
            if len(tested) == 1
            else "No pair of {n} can be told apart on {topic}",
            n=count(len(tested)), topic=result.topic,
        )  # fmt: skip
    row = apart.iloc[0]
    above, below = (row.group_a, row.group_b) if row.estimate > 0 else (row.group_b, row.group_a)
    size = figure(abs(row.estimate), digits=_digits(result, row))
    distance = with_unit(size, result.unit)
    return capital(
        say(
            "{name} answered {distance} above {name_2} on {topic}",
            name=_name(above),
            distance=distance,
            name_2=_name(below),
            topic=result.topic,
        )
    )
