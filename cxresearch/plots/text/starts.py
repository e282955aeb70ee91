"""What to start: a row a start, the places that it takes in the draws, and beside it all that its place rests on."""

from cxresearch.plots.drawing.chart import chart
from cxresearch.plots.drawing.dumbbells import Dumbbells
from cxresearch.plots.drawing.forest import forest, rows_of
from cxresearch.plots.drawing.page import Column
from cxresearch.plots.drawing.strokes import between, sure
from cxresearch.text.starts import Starts, plain_effort
from cxresearch.wording import capital, count, cut_at_word, number, plural, say

__all__ = ["plot_starts"]


@chart
def plot_starts(result: Starts) -> Dumbbells:
    """A row a start in the order of their places, votes, gap and effort in words beside the bar."""
    table = result.table
    drawn = rows_of(table, [cut_at_word(str(text), 60) for text in table.text], of=("place", "place_low", "place_high"))
    gaps = [
        f"{cut_at_word(str(row.theme), 24)}: {number(row.gap)} {between(row.gap_ci_low, row.gap_ci_high)}"
        for row in table.itertuples()
    ]
    return forest(
        drawn, title=_finding(result),
        columns=[
            Column(say("Place"), [count(place) for place in table.place]),
            Column(say("Votes"), [count(votes) for votes in table.votes]),
            Column(say("Gap"), gaps),
            Column(say("Effort"), [plain_effort(cost) for cost in table.effort]),
        ],
        footer=[
            say(
                "Votes x gap / effort; starts share a place until one is shown to stand above the other. Bars: the "
                "places taken in the draws; brackets: {sure}. {others} of the room stand in the table.",
                sure=sure(result.confidence), others=plural(len(result.others), "other proposal"),
            )
        ],
        x_label=say("Place (1 is the first)"), what=say("starts"), after=_whole_places,
    )  # fmt: skip


def _whole_places(ax, kind, kept: list[int]) -> None:
    """There is no place between two."""
    ax.set_xticks([place for place in ax.get_xticks() if place % 1 == 0])


def _finding(result: Starts) -> str:
    first = result.table[result.table.place == 1]
    if not len(first):
        return say("No start can be placed")
    if len(first) > 1:
        return say("{n} of {all} starts share the first place", n=count(len(first)), all=count(len(result.table)))
    return capital(say("First: {start}", start=cut_at_word(str(first.text.iloc[0]), 80)))
