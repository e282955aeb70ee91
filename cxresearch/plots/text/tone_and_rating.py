"""Tone by rating: what is said against and what in favour, a row a group of ratings; the two ends may look alike."""

import pandas as pd

from cxresearch.plots.drawing.chart import Rows, chart
from cxresearch.plots.drawing.page import Column
from cxresearch.plots.drawing.strokes import cells, hidden_row, percent, percents, share_cell, sure, zero_line
from cxresearch.plots.text.tones import TONES, bars, reach, tone_keys
from cxresearch.text.tone_and_rating import ToneAndRating
from cxresearch.wording import capital, count, noun, say

__all__ = ["plot_tone_and_rating"]


@chart
def plot_tone_and_rating(result: ToneAndRating) -> Rows:
    """A row a group of ratings: its negative comments to the left, its positive ones to the right, with intervals."""
    shares, sides = result.shares, ("negative", "positive")

    def paint(ax, _, kind, kept: list[int]) -> None:
        part = shares.iloc[kept]
        for at, row in enumerate(part.itertuples()):
            if row.n:
                bars(ax, at, {tone: (getattr(row, tone), *_bounds(row, tone)) for tone in sides}, kind)
            else:
                hidden_row(ax, at, kind, say("no comments"))
        left, right = reach(part.negative_ci_high), reach(part.positive_ci_high)
        ax.set_xlim(-left - 2, right + 2)
        ticks = [tick for tick in range(-100, 101, 25) if -left <= tick <= right]
        ax.set_xticks(ticks, [str(abs(tick)) for tick in ticks])
        zero_line(ax, 0, kind)

    return Rows(
        paint, _finding(shares), [capital(noun(name)) for name in shares.rating_group],
        columns=[
            Column(say("Against the rating"), cells(shares, share_cell), [True] * len(shares)),
            *(Column(capital(say(tone)), percents(shares[tone], "–")) for tone in TONES),
            Column(say("Comments"), [count(n) for n in shares.n]),
        ],
        keys=tone_keys(),
        footer=[
            say(
                "Thin lines and brackets: {sure}. The tone is a machine's reading: a contradiction can be the "
                "scorer's mistake.",
                sure=sure(result.confidence),
            ),
            *([] if result.codes is None else
              [say("Corrected for the scorer's errors. {record}", record=result.codes.record())]),
        ],
        x_label=say("Share of the group's scored comments (%)"), thickness=1.6,
    )  # fmt: skip


def _bounds(row, tone: str) -> tuple[float, float]:
    return getattr(row, f"{tone}_ci_low"), getattr(row, f"{tone}_ci_high")


def _finding(shares: pd.DataFrame) -> str:
    high, low = shares.iloc[0], shares.iloc[-1]
    if not (high.n and low.n):
        return say("Too few comments to set tone against rating")
    for tone, row, other in (("negative", high, low), ("positive", low, high)):
        if row.estimate > 50:
            return say(
                "Even of the comments of {group} {share} are negative; of those of {other} {rest}"
                if tone == "negative"
                else "Even of the comments of {group} {share} are positive; of those of {other} {rest}",
                group=noun(row.rating_group), share=percent(row[tone]), other=noun(other.rating_group),
                rest=percent(other[tone]),
            )  # fmt: skip
    return say(
        "{high} of comments of {best} are negative, {low} of those of {worst} positive",
        high=percent(high.estimate), best=noun(high.rating_group), low=percent(low.estimate),
        worst=noun(low.rating_group),
    )  # fmt: skip
