"""Groups against each other: a row a pair, its difference with the interval, and zero for the eye to hold on to."""

import numpy as np

from cxresearch.plots.drawing.captions import capital
from cxresearch.plots.drawing.forest import OPEN, Row, forest
from cxresearch.plots.drawing.page import Column, Key
from cxresearch.plots.drawing.strokes import between, figure, signed, sure
from cxresearch.plots.drawing.style import BLUE, Mark, type_now
from cxresearch.stats.bases.hidden import group_label
from cxresearch.stats.bases.naming import people
from cxresearch.stats.loyalty.groups import GroupComparison
from cxresearch.wording import count, digits_of, largest_first

__all__ = ["PICTURES", "plot_comparison"]


def plot_comparison(result: GroupComparison, *, ax=None, rows: int | None = None, title: str | None = None):
    """A row a pair, the widest difference on top; a filled mark where the pair can be told apart, an open one else.

    Parameters
    ----------
    rows : int, optional
        How many pairs at most; as many as the sheet bears by default.
    title : str, optional
        In place of the finding.
    """
    table = result.table
    digits = max((_digits(result, row) for row in table.itertuples()), default=0)
    order = largest_first(table.estimate.abs(), table.group_a, table.group_b, digits=digits)
    table = table.iloc[order].reset_index(drop=True)
    apart = (table.p_adjusted < 1 - result.confidence).tolist()
    pairs = list(table.itertuples())
    ax, _ = forest(
        [
            Row(
                f"{_name(row.group_a)} minus {_name(row.group_b)}",
                row.estimate,
                row.ci_low,
                row.ci_high,
                filled,
                absent="nothing to compare" if np.isfinite(row.n_a) else "hidden (small group)",
            )  # fmt: skip
            for row, filled in zip(pairs, apart, strict=True)
        ],
        title=title or _finding(result, table),
        ax=ax,
        limit=rows,
        columns=[
            Column("Difference", [_cell(result, row) for row in pairs], apart),
            Column("Answers", [_answers(row) for row in pairs]),
        ],
        keys=_keys(table, apart),
        footer=[_footer(result, table)],
        x_label=f"Difference{f' in {result.unit}' if result.unit else ''}",
        zero=0.0,
        what="pairs",
        order="widest differences first",
    )
    return ax


PICTURES = {GroupComparison: plot_comparison}


def _keys(table, apart: list[bool]) -> list[Key]:
    known = table.p_adjusted.notna()
    keys = [Key("Can be told apart", Mark(BLUE, "o"))] if any(apart) else []
    return [*keys, Key("Not told apart", Mark(OPEN, "o"))] if (known & ~np.array(apart, dtype=bool)).any() else keys


def _name(group) -> str:
    return capital(people(group)) if isinstance(group, str) else group_label({"": group})


def _digits(result: GroupComparison, row) -> int:
    return 0 if result.unit else digits_of(row.std_error)


def _cell(result: GroupComparison, row) -> str:
    if not np.isfinite(row.estimate):
        return "–"
    digits = _digits(result, row)
    figures = f"{signed(row.estimate, digits=digits)} {between(row.ci_low, row.ci_high, digits=digits)}".strip()
    if type_now().height is not None:
        return figures
    if not np.isfinite(row.p_adjusted):
        return f"{figures}\ncannot be tested"
    if row.p_adjusted < 1 - result.confidence:
        return f"{figures}\ntold apart"
    alone = row.ci_low > 0 or row.ci_high < 0
    return f"{figures}\n{'not shown, adjusted' if alone else 'too close to call'}"


def _answers(row) -> str:
    return f"{count(row.n_a)} and {count(row.n_b)}" if np.isfinite(row.n_a) and np.isfinite(row.n_b) else "hidden"


def _footer(result: GroupComparison, table) -> str:
    adjusted = ", after adjusting for the number of pairs" if result.adjust != "none" and len(table) > 1 else ""
    if not table.estimate.notna().any():
        return "Base: hidden, or too few answers."
    return (
        f"Bars and brackets: {sure(result.confidence)}, each taken alone; told apart by test{adjusted}. Not told apart "
        "is no sign of being equal."
    )


def _finding(result: GroupComparison, table) -> str:
    tested = table[table.p_adjusted.notna()]
    if not len(tested):
        return f"No two groups can be compared on {result.topic}"
    apart = tested[tested.p_adjusted < 1 - result.confidence]
    if not len(apart):
        none = "the two groups cannot" if len(tested) == 1 else f"no pair of {count(len(tested))} can"
        return capital(f"{none} be told apart on {result.topic}")
    row = apart.iloc[0]
    above, below = (row.group_a, row.group_b) if row.estimate > 0 else (row.group_b, row.group_a)
    size = figure(abs(row.estimate), digits=_digits(result, row))
    unit = result.unit.removesuffix("s") if size == "1" else result.unit
    distance = " ".join(filter(None, [size, unit]))
    return capital(f"{_name(above)} stands {distance} above {_name(below)} on {result.topic}")
