"""What looks odd in the data, as shares of who or what is concerned; nothing is excluded by showing it."""

from collections.abc import Mapping

import pandas as pd

from cxresearch.plots.drawing.chart import Rows, chart
from cxresearch.plots.drawing.page import Column
from cxresearch.plots.drawing.strokes import percent
from cxresearch.plots.drawing.style import BLUE, PALE
from cxresearch.stats.bases.naming import people
from cxresearch.stats.quality.health import Quality
from cxresearch.wording import count, largest_first, number, say, told

__all__ = ["plot_quality"]

_OF_PEOPLE = {
    "response_rate": told("Answered at all"),
    "unfinished": told("Broke off before the end"),
    "speeders": told("Answered very fast"),
    "straight_lining": told("Gave one answer to a whole grid"),
    "low_variability": told("Varied their answers very little"),
    "duplicates": told("Repeat an earlier row"),
    "same_respondent": told("Answered more than once"),
}
_OF_QUESTIONS = {
    "missing": told("Left blank"),
    "declined": told("Declined to answer"),
    "outside the scale": told("Outside the scale"),
    "not readable": told("Not readable"),
}
_BY_DESIGN = 50.0
_QUESTIONS = 12


@chart
def plot_quality(result: Quality) -> Rows:
    """A bar a check of the people, then the questions with most that cannot be used."""
    lines = list(_worth_showing(result.table).itertuples())

    def paint(ax, _, kind, kept: list[int]) -> None:
        for at in kept:
            row = lines[at]
            colour = PALE if row.check == "response_rate" else BLUE
            ax.barh(at, row.estimate, height=0.56, color=colour, zorder=2, gid=f"{row.check}, row {at}")
        ax.set_xlim(left=0)

    return Rows(
        paint, _finding(result), [_label(row, result.topics) for row in lines],
        columns=[
            Column(say("Share"), [percent(row.estimate, digits=int(row.estimate < 1)) for row in lines]),
            Column(say("Number"), [say("{n} of {base}", n=count(row.n), base=count(row.base)) for row in lines]),
        ],
        footer=[
            say(
                "A flag is a reason to look, not to exclude. Questions more than half blank and checks that "
                "found nothing stand in the result's table."
            )
        ],
        x_label=say("Share of those concerned (%)"), what=say("findings"), order=say("people first"),
    )  # fmt: skip


def _worth_showing(table: pd.DataFrame) -> pd.DataFrame:
    found = table[(table.n > 0) & table.estimate.notna()]
    of_people = found[found.check.isin(_OF_PEOPLE)]
    of_questions = found[found.check.isin(_OF_QUESTIONS) & (found.estimate <= _BY_DESIGN)]
    order = largest_first(of_questions.estimate, of_questions.question, of_questions.audience, digits=1)
    of_questions = of_questions.iloc[order[:_QUESTIONS]]
    return pd.concat([of_people, of_questions], ignore_index=True)


def _label(row, topics: Mapping) -> str:
    who = f" ({people(row.audience)})" if isinstance(row.audience, str) and row.audience else ""
    what = say({**_OF_PEOPLE, **_OF_QUESTIONS}[row.check])
    asked = row.question if isinstance(row.question, str) else ""
    question = f": {topics.get(asked) or asked}" if asked else ""
    return f"{what}{question}{who}"


def _finding(result: Quality) -> str:
    rows, odd = sum(result.sizes.values()), result.flagged
    if not rows:
        return say("What looks odd in the answers; nothing was excluded")
    if not odd:
        return say("No row of {rows} carries a flag; nothing was excluded", rows=number(rows))
    return say(
        "{odd} of {n} rows carries a flag; nothing was excluded" if odd == 1
        else "{odd} of {n} rows carry a flag; nothing was excluded",
        odd=number(odd), n=number(rows),
    )  # fmt: skip
