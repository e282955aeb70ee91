"""Who owns the customer: leaders beside staff, answer by answer; many departments as a map of fields."""

import numpy as np
import pandas as pd

from cxresearch.plots.drawing.captions import n_words
from cxresearch.plots.drawing.chart import Chart, chart
from cxresearch.plots.drawing.dumbbells import Dumbbells, Line, Stand, gap_cell
from cxresearch.plots.drawing.fields import Field, Fields
from cxresearch.plots.drawing.page import Column
from cxresearch.plots.drawing.strokes import percent, percents, sure
from cxresearch.plots.drawing.style import QUIET
from cxresearch.plots.loyalty.groups import group_name, marks_by
from cxresearch.stats.audits.ownership import Ownership
from cxresearch.stats.bases.naming import people
from cxresearch.wording import capital, largest_first, noun, say, steady

__all__ = ["plot_ownership"]

_SIDE_BY_SIDE = 4


@chart
def plot_ownership(result: Ownership) -> Chart:
    """A row an answer, a mark a group; with more than four groups a row a group and a field an answer.

    "Everybody" and "Nobody" stand below the line."""
    groups = {
        group_name(result, part.iloc[0]): part
        for _, part in result.table.groupby(list(result.by), sort=False, dropna=False)
    }
    if len(groups) > _SIDE_BY_SIDE:
        return _map(result, groups)
    answers = list(dict.fromkeys(result.table.answer))
    kinds = result.table.drop_duplicates("answer").set_index("answer").kind
    at = {name: part.set_index("answer") for name, part in groups.items()}
    known = {name: own for name, own in at.items() if own.estimate.notna().any()}
    marks = marks_by(result, groups)
    gaps = result.gaps.set_index("answer") if len(result.gaps) and result.by == (result.audience_by,) else None
    columns = [Column(name, percents(own.estimate[answers])) for name, own in at.items()]
    if gaps is not None:
        cells = [gap_cell(gaps.loc[answer]) for answer in answers]
        columns = [Column(say("Gap in points"), cells, [gaps.verdict[answer] == "gap" for answer in answers])]
    lines = [
        Line(
            answer,
            {
                name: Stand(*own.loc[answer, ["estimate", "ci_low", "ci_high"]].astype(float))
                for name, own in known.items()
            },
        )
        for answer in answers
    ]
    highest = np.nanmax(result.table.ci_high.to_numpy(float)) if known else 10.0

    def line_apart(ax, kind, kept: list[int]) -> None:
        apart = [row for row, place in enumerate(kept) if kinds[answers[place]] != "department"]
        if apart and apart[0] > 0:
            ax.axhline(apart[0] - 0.5, color=QUIET, linewidth=0.6 * kind.line, zorder=0.6, gid="apart")

    return Dumbbells(
        lines,
        marks,
        title=_finding(result),
        span=(0.0, min(100.0, 10 * np.ceil(steady(float(highest)) / 10))),
        columns=columns,
        footer=[_footer(result, gaps is not None)],
        x_label=say("Share of answers (%)"),
        what=noun("answers"),
        order=say("the first and the last"),
        after=line_apart,
    )


def _map(result: Ownership, groups: dict[str, pd.DataFrame]) -> Fields:
    answers = list(dict.fromkeys(result.table.answer))
    most = np.nanmax(result.table.estimate.to_numpy(float)) if result.table.estimate.notna().any() else 1.0
    fields = {}
    for row, part in enumerate(groups.values()):
        for own in part.itertuples():
            place = row, answers.index(own.answer)
            fields[place] = (
                Field(f"{percent(own.estimate)}", own.estimate / max(most, 1.0))
                if np.isfinite(own.estimate) else Field(say("hidden"), quiet=True)
            )  # fmt: skip
    return Fields(
        fields,
        title=_finding(result),
        rows=[say("{name} say", name=name) for name in groups],
        columns=answers,
        footer=[say("{base} Intervals stand in the result's table.", base=_base(result))],
        x_label=say("who is said to own the customer"),
    )


def _base(result: Ownership) -> str:
    sizes = result.table.drop_duplicates(list(result.by))
    if result.audience_by and len(result.by) == 1:
        bases = "; ".join(n_words(row[result.audience_by], [row.n]) for _, row in sizes.iterrows())
    else:
        bases = say("{base} a group", base=n_words(None, sizes.n.astype(float)))
    return say("Question: {question}? Base: {bases}.", question=result.question.rstrip(".?!"), bases=bases)


def _footer(result: Ownership, gaps: bool) -> str:
    first, second = (people(name) for name in result.between)
    return say(
        "{base} Bars and brackets: {sure}; gap: {first} minus {second}." if gaps
        else "{base} Bars and brackets: {sure}.",
        base=_base(result), sure=sure(result.confidence), first=first, second=second,
    )  # fmt: skip


def _finding(result: Ownership) -> str:
    apart = result.gaps[result.gaps.verdict == "gap"] if len(result.gaps) else result.gaps
    if len(apart) and result.by == (result.audience_by,):
        row = apart.iloc[0]
        a, b = (people(name) for name in result.between)
        return capital(
            say(
                "{answer}, say {share_a} of {a} and {share_b} of {b}",
                answer=row.answer, a=a, b=b, share_a=percent(row.share_a), share_b=percent(row.share_b),
            )
        )  # fmt: skip
    known = result.table[result.table.estimate.notna()]
    if not len(known):
        return say("Who owns the customer is hidden, or nobody answered")
    if result.table.groupby(list(result.by), sort=False, dropna=False).ngroups == 1:
        row = known.iloc[largest_first(known.estimate, known.answer)[0]]
        return say("Who owns the customer: {share} say {answer}", share=percent(row.estimate), answer=row.answer)
    nobody = known[known.kind == "nobody"]
    if len(nobody):
        low, high = percent(nobody.estimate.min()), percent(nobody.estimate.max())
        return say(
            "{answer} owns the customer, say {span} of each of {n} groups",
            answer=nobody.answer.iloc[0], n=len(nobody),
            span=low if low == high else say("{low} to {high}", low=low, high=high),
        )  # fmt: skip
    groups = [part for _, part in known.groupby(list(result.by), sort=False, dropna=False)]
    tops = pd.concat([part.iloc[largest_first(part.estimate, part.answer)[:1]] for part in groups])
    if tops.answer.nunique() == 1:
        low, high = percent(tops.estimate.min()), percent(tops.estimate.max())
        name = tops.answer.iloc[0]
        return say("Everywhere {answer} is named most: by {low} to {high}", answer=name, low=low, high=high)
    return say(
        "{n} groups name {owners} different owners of the customer most often",
        n=len(tops),
        owners=tops.answer.nunique(),
    )
