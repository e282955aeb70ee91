"""Tone by rating: what is said against and what in favour, a row a group of ratings; the two ends may look alike."""

import numpy as np
import pandas as pd

from cxresearch.plots.captions import capital
from cxresearch.plots.layout import lay_out_rows
from cxresearch.plots.page import Column, Key, Page
from cxresearch.plots.strokes import between, figure, hidden_row, sure, whisker, zero_line
from cxresearch.plots.style import BLUE, INK, VERMILLION, Mark, on_colour
from cxresearch.text.tone_and_rating import ToneAndRating
from cxresearch.wording import count

__all__ = ["PICTURES", "plot_tone_and_rating"]

_SIDES = (("negative", VERMILLION, -1), ("positive", BLUE, 1))
_NARROW = 12.0


def plot_tone_and_rating(result: ToneAndRating, *, ax=None, title: str | None = None):
    """A row a group of ratings: its negative comments to the left, its positive ones to the right, with intervals.

    Parameters
    ----------
    title : str, optional
        In place of the finding.
    """
    shares = result.shares

    def build(shown: int) -> Page:
        part = shares.head(shown)
        against = [
            f"{figure(row.estimate)}% {between(row.ci_low, row.ci_high)}" if np.isfinite(row.estimate) else "–"
            for row in part.itertuples()
        ]
        neutral = [f"{figure(row.neutral)}%" if np.isfinite(row.neutral) else "–" for row in part.itertuples()]
        return Page(
            title=title or _finding(shares),
            labels=[capital(name) for name in part.rating_group],
            columns=[
                Column("Against the rating", against, [True] * len(part)),
                Column("Neutral", neutral),
                Column("Comments", [count(n) for n in part.n]),
            ],
            keys=[Key(capital(tone), Mark(colour, "")) for tone, colour, _ in _SIDES],
            footer=[
                f"Bars and brackets: {sure(result.confidence)}. The tone is a machine's reading: a contradiction can "
                "be the scorer's mistake."
            ],
            x_label="Share of the group's scored comments (%)",
            thickness=1.6,
        )

    shown, ax, _, kind = lay_out_rows(build, len(shares), ax)
    part = shares.head(shown)
    for at, row in enumerate(part.itertuples()):
        if not row.n:
            hidden_row(ax, at, kind, "no comments")
            continue
        for tone, colour, side in _SIDES:
            share, low, high = (getattr(row, name) for name in (tone, f"{tone}_ci_low", f"{tone}_ci_high"))
            ax.barh(at, side * share, height=0.62, color=colour, edgecolor="white", gid=f"{tone}, row {at}")
            if share >= _NARROW and low > _NARROW / 2:
                ax.text(
                    side * min(share, low) / 2, at, f"{figure(share)}%", ha="center", va="center", fontsize=kind.cell,
                    color=on_colour(colour), gid="share",
                )  # fmt: skip
            whisker(ax, side * low, side * high, at, INK, kind)
    reach = _reach(part)
    ax.set_xlim(-reach[0], reach[1])
    ticks = [tick for tick in range(-100, 101, 25) if -reach[0] <= tick <= reach[1]]
    ax.set_xticks(ticks, [str(abs(tick)) for tick in ticks])
    zero_line(ax, 0, kind)
    return ax


PICTURES = {ToneAndRating: plot_tone_and_rating}


def _reach(part: pd.DataFrame) -> tuple[float, float]:
    """How far the bars go on either side, with their intervals, in whole quarters of hundred."""
    ends = [np.nanmax([25.0, *part[f"{tone}_ci_high"]]) for tone, _, _ in _SIDES]
    negative, positive = (min(102.0, 25 * np.ceil(end / 25) + 2) for end in ends)
    return negative, positive


def _finding(shares: pd.DataFrame) -> str:
    high, low = shares.iloc[0], shares.iloc[-1]
    if not (high.n and low.n):
        return "Too few comments to set tone against rating"
    for tone, row, other in (("negative", high, low), ("positive", low, high)):
        if row.estimate > 50:
            return (
                f"Even of the comments of {row.rating_group} {figure(row[tone])}% are {tone}; of those of "
                f"{other.rating_group} {figure(other[tone])}%"
            )
    return (
        f"{figure(high.estimate)}% of comments of {high.rating_group} are negative, {figure(low.estimate)}% of those "
        f"of {low.rating_group} positive"
    )
