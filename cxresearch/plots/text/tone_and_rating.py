"""Tone by rating: what is said against and what in favour, a row a group of ratings; the two ends may look alike."""

import numpy as np
import pandas as pd

from cxresearch.plots.drawing.layout import lay_out_rows
from cxresearch.plots.drawing.page import Column, Page
from cxresearch.plots.drawing.strokes import between, hidden_row, percent, sure, zero_line
from cxresearch.plots.text.tones import bars, reach, tone_keys
from cxresearch.text.tone_and_rating import ToneAndRating
from cxresearch.wording import capital, count, noun, say, told

__all__ = ["plot_tone_and_rating"]

_TONES = (told("negative"), told("neutral"), told("positive"))


def plot_tone_and_rating(result: ToneAndRating, *, ax=None, title: str | None = None):
    """A row a group of ratings: its negative comments to the left, its positive ones to the right, with intervals."""
    shares = result.shares

    def build(shown: int) -> Page:
        part = shares.head(shown)
        against = [
            f"{percent(row.estimate)} {between(row.ci_low, row.ci_high)}" if np.isfinite(row.estimate) else "–"
            for row in part.itertuples()
        ]
        tones = [Column(capital(say(tone)), [_percent(share) for share in part[tone]]) for tone in _TONES]
        return Page(
            title=title or _finding(shares),
            labels=[capital(noun(name)) for name in part.rating_group],
            columns=[
                Column(say("Against the rating"), against, [True] * len(part)),
                *tones,
                Column(say("Comments"), [count(n) for n in part.n]),
            ],
            keys=tone_keys(),
            footer=[
                say(
                    "Thin lines and brackets: {sure}. The tone is a machine's reading: a contradiction can be the "
                    "scorer's mistake.",
                    sure=sure(result.confidence),
                ),
                *(
                    []
                    if result.codes is None
                    else [say("Corrected for the scorer's errors. {record}", record=result.codes.record())]
                ),
            ],
            x_label=say("Share of the group's scored comments (%)"),
            thickness=1.6,
        )

    shown, ax, _, kind = lay_out_rows(build, len(shares), ax)
    part = shares.head(shown)
    for at, row in enumerate(part.itertuples()):
        if not row.n:
            hidden_row(ax, at, kind, say("no comments"))
            continue
        bars(
            ax,
            at,
            {tone: (getattr(row, tone), *_bounds(row, tone)) for tone in ("negative", "positive")},
            kind,
        )
    left, right = reach(part.negative_ci_high), reach(part.positive_ci_high)
    ax.set_xlim(-left - 2, right + 2)
    ticks = [tick for tick in range(-100, 101, 25) if -left <= tick <= right]
    ax.set_xticks(ticks, [str(abs(tick)) for tick in ticks])
    zero_line(ax, 0, kind)
    return ax


def _percent(share: float) -> str:
    return percent(share) if np.isfinite(share) else "–"


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
