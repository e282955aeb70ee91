"""Three gaps as three steps: from expected to experienced, from expected to kept, from customers' word to staff's."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cxresearch.plots.drawing.captions import SIGNS, n_words, verdicts_line
from cxresearch.plots.drawing.chart import Rows, chart
from cxresearch.plots.drawing.page import Column, Key
from cxresearch.plots.drawing.strokes import changed, hidden_row, point, row_height, sure, whisker
from cxresearch.plots.drawing.style import GREEN, INK, ORANGE, PALE, SKY, Mark, type_now
from cxresearch.plots.perception.gaps import topic_label
from cxresearch.stats.audits.promises import PromiseAndDelivery
from cxresearch.stats.bases.hidden import group_label
from cxresearch.stats.bases.naming import as_heading, people, topic_in_sentence
from cxresearch.wording import capital, largest_first, noun, plural, points, say, told

__all__ = ["plot_promises"]

_GAPS = {
    "expectation": told("Experienced minus expected"),
    "promise": told("Promise kept minus expected"),
    "delivery": told("{staff} minus {customers}, promise kept"),
}
# What lies apart, and whether below what was expected.
_FINDINGS = {
    ("expectation", True): told("what was experienced on {topic} lies {points} short of what was expected{more}"),
    ("expectation", False): told("what was experienced on {topic} lies {points} above what was expected{more}"),
    ("promise", True): told("the promise kept on {topic} lies {points} short of what was expected{more}"),
    ("promise", False): told("the promise kept on {topic} lies {points} above what was expected{more}"),
}
_START, _GOT, _KEPT, _STAFF = Mark("#FFFFFF", "D"), Mark(GREEN, "o"), Mark(SKY, "s"), Mark(ORANGE, "^")
_ENDS = {"expectation": (_START, _GOT), "promise": (_START, _KEPT), "delivery": (_KEPT, _STAFF)}


@chart
def plot_promises(result: PromiseAndDelivery) -> Rows:
    """A row a topic (and group), the widest gap on top; in it a step a gap, with the gap's interval at its end."""
    gaps = [gap for gap in _GAPS if (result.table.gap == gap).any()]
    parts = [part for _, part in result.table.groupby([*result.by, "topic"], sort=False, dropna=False)]
    widest = [part.estimate.abs().max() for part in parts]
    lines = [parts[at] for at in largest_first(widest, [topic_label(result, part.iloc[0]) for part in parts])]

    def paint(ax, _, kind, kept: list[int]) -> None:
        ax.set_xlim(-1, 101)
        ax.set_xticks(range(0, 101, 20))
        apart = min(0.85 * kind.mark / row_height(ax), 0.8 / len(gaps)) if kept else 0.0
        for row, part in enumerate(lines[: len(kept)]):
            if part.estimate.isna().all():
                hidden = (part.verdict == "hidden").all()
                hidden_row(ax, row, kind, say("hidden (small group)" if hidden else "nothing to compare"))
                continue
            lanes = {gap: row + apart * (at - (len(gaps) - 1) / 2) for at, gap in enumerate(gaps)}
            for gap in part.itertuples():
                if np.isfinite(gap.estimate):
                    _step(ax, gap, lanes[gap.gap], kind)

    return Rows(
        paint, _finding(result), [topic_label(result, part.iloc[0]) for part in lines],
        columns=[_column(result, gap, lines) for gap in gaps], keys=_keys(result, gaps), footer=[_footer(result)],
        x_label=say("Mean on the 0-100 scale"), thickness=1.1 + 0.45 * len(gaps), what=noun("rows"),
        order=say("widest gaps first"),
    )  # fmt: skip


def _step(ax, gap, y: float, kind) -> None:
    """From where customers stand to where the gap ends, with the interval of the gap around its end."""
    start, end = _ENDS[gap.gap]
    ax.plot([gap.mean_b, gap.mean_a], [y, y], color=PALE, linewidth=2.2 * kind.line, solid_capstyle="butt", zorder=1.5,
            gid="step")  # fmt: skip
    whisker(ax, gap.mean_b + gap.ci_low, gap.mean_b + gap.ci_high, y, INK, kind, width=0.7)
    point(ax, gap.mean_b, y, start, kind, label=f"{gap.gap} from", size=0.7)
    point(ax, gap.mean_a, y, end, kind, label=f"{gap.gap} to", size=0.8)


def _column(result: PromiseAndDelivery, gap: str, lines: Sequence[pd.DataFrame]) -> Column:
    found = [part[part.gap == gap] for part in lines]
    header = say(_GAPS[gap], staff=as_heading(result.staff), customers=people(result.customers))
    cells = [_cell(part.iloc[0]) if len(part) else "" for part in found]
    return Column(header, cells, [bool(len(part) and part.verdict.iloc[0] == "gap") for part in found])


def _cell(row) -> str:
    if row.verdict == "hidden":
        return say("hidden")
    if not np.isfinite(row.estimate):
        return "–"
    figures = changed(row.estimate, row.ci_low, row.ci_high)
    return f"{figures}\n{say(row.verdict)}" if type_now().height is None else f"{figures} {SIGNS[row.verdict]}".strip()


def _keys(result: PromiseAndDelivery, gaps: list[str]) -> list[Key]:
    who, staff = people(result.customers), people(result.staff)
    keys = [Key(say("Expected by {who}", who=who), _START)] if {"expectation", "promise"} & set(gaps) else []
    keys += [Key(say("Experienced by {who}", who=who), _GOT)] if "expectation" in gaps else []
    keys += [Key(say("Promise kept, say {who}", who=who), _KEPT)] if {"promise", "delivery"} & set(gaps) else []
    return [*keys, *([Key(say("Promise kept, say {who}", who=staff), _STAFF)] if "delivery" in gaps else [])]


def _footer(result: PromiseAndDelivery) -> str:
    table = result.table
    inside = table[table.gap != "delivery"]
    staff = table[table.gap == "delivery"]
    base = n_words(result.customers, inside.n_a if len(inside) else staff.n_b)
    also = f"; {n_words(result.staff, staff.n_a)}" if len(staff) else ""
    if len(inside) and inside.paired.all():
        base = say("{people} who rated both", people=base)
    signs = verdicts_line(table.verdict, margin=result.margin, in_words=type_now().height is None)
    signs = f" {signs}" if signs and type_now().height is not None else ""
    said = say(
        "Base: {base} a row. Bars and brackets: {sure} of the gap.", base=base + also, sure=sure(result.confidence)
    )
    return said + signs


def _finding(result: PromiseAndDelivery) -> str:
    table = result.table
    known = table[table.estimate.notna()]
    if not len(known):
        return say("Promise and delivery are hidden, or nobody answered")
    gaps = known[known.verdict == "gap"]
    if not len(gaps):
        if (known.verdict == "aligned").all():
            return say("What was expected, promised and delivered lie within {margin}", margin=points(result.margin))
        return say("These answers cannot settle whether the promise is kept")
    row = gaps.iloc[largest_first(gaps.estimate.abs(), gaps.topic, *(gaps[name] for name in result.by), gaps.gap)[0]]
    topic = topic_in_sentence(row.topic) + (f" ({group_label(row, result.by)})" if result.by else "")
    if row.gap == "delivery":
        return capital(
            say(
                "{staff} see the promise on {topic} kept {points} better than {customers} do" if row.estimate > 0
                else "{staff} see the promise on {topic} kept {points} worse than {customers} do",
                staff=people(result.staff), topic=topic, points=points(row.estimate),
                customers=people(result.customers),
            )
        )  # fmt: skip
    short = int(((gaps.gap == row.gap) & (gaps.estimate < 0)).sum())
    of = plural((table.gap == row.gap).sum(), "row" if result.by else "topic")
    more = say("; it falls short on {short} of {of}", short=short, of=of) if short > 1 else ""
    told_of = _FINDINGS[row.gap, bool(row.estimate < 0)]
    return capital(say(told_of, topic=topic, points=points(row.estimate), more=more))
