"""All answers to a rating as bars that meet in the middle of the scale, so that a mean cannot hide two camps."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import wraps

import numpy as np
import pandas as pd

from cxresearch.errors import OptionError
from cxresearch.plots.drawing.chart import Rows
from cxresearch.plots.drawing.page import Column, Key
from cxresearch.plots.drawing.strokes import figure, in_piece, percent
from cxresearch.plots.drawing.style import BLUE, INK, PALE, QUIET, VERMILLION, Mark, shades
from cxresearch.stats.bases.asked import check_choice
from cxresearch.stats.bases.grouped import topic_words
from cxresearch.wording import count, say

__all__ = ["Bars", "or_all_answers", "sides_of"]

_NEUTRAL = "#D9D9D9"


@dataclass(frozen=True)
class Bars:
    """The answers behind a Result.

    Attributes
    ----------
    answers : DataFrame
        A row a bar and point of the scale: ``keys``, ``question, answer, value, share, base, excluded``.
    keys : list of str
        The columns that tell the groups apart.
    named : callable
        What a bar is called, from its first row.
    topics : mapping of question to str
    """

    answers: pd.DataFrame
    keys: Sequence[str]
    named: Callable
    topics: Mapping


def or_all_answers(bars: Callable[[object], Bars]):
    """A picture that can be had as all answers too: ``kind="answers"``, with ``neutral`` as below.

    Parameters
    ----------
    bars : callable
        Gives the answers behind a Result.
    """

    def taught(plot: Callable) -> Callable:
        @wraps(plot)
        def plotted(
            result, *, ax=None, rows: int | None = None, title: str | None = None, kind: str | None = None,
            neutral: str = "middle",
        ):  # fmt: skip
            if kind is None:
                return plot(result, ax=ax, rows=rows, title=title)
            check_choice("kind", kind, ("answers",))
            made = _all_answers(bars(result), neutral)
            return (replace(made, title=title) if title else made).drawn(ax, rows)

        # Its options are these, and not those of what it wraps.
        for name in ("__wrapped__", "__signature__"):
            vars(plotted).pop(name, None)
        head, mark, options = plot.__doc__.partition("    rows : ")
        plotted.__doc__ = f"{head}{_KINDS}{mark}{options}"
        return plotted

    return taught


_KINDS = """    kind : str, optional
        "answers" draws all answers as bars that meet in the middle of the scale.
    neutral : str
        Of ``kind="answers"``: "middle" halves neutral answers over the middle of the bars, "apart" sets them right.
"""


def _all_answers(found: Bars, neutral: str) -> Rows:
    """A bar a question and group, cut into all answers in the order of the scale."""
    answers = found.answers
    check_choice("neutral", neutral, ("middle", "apart"))
    if not len(answers):
        raise OptionError(say(
            "All answers can be drawn of questions on a scale of 11 points or fewer, from single answers. Declare "
            "scales=."
        ))  # fmt: skip
    several = answers.groupby("question", sort=False).value.agg(["min", "max"]).drop_duplicates()
    if len(several) > 1:
        raise OptionError(say("These questions have different scales. Draw one at a time."))
    groups = answers.groupby([*found.keys, "question"], sort=False, dropna=False)
    lines = [part.reset_index(drop=True) for _, part in groups]
    values = lines[0].value.to_numpy(float)
    sides = sides_of(values)
    colours = _colours(sides)
    bare = [value for value in values if all(part.share[part.value == value].fillna(0).eq(0).all() for part in lines)]

    def paint(ax, _, kind, kept: list[int]) -> None:
        pieces = [_pieces(lines[at], sides, neutral) for at in kept]
        apart = neutral == "apart" and (sides == 0).any()
        known = [piece for piece in pieces if piece is not None]
        left = max((-start.min() for start, _ in known), default=50.0)
        right = max(((start + wide)[sides != 0].max(initial=0.0) for start, wide in known), default=50.0)
        gap = right + 0.06 * (left + right)
        middle = max((wide[sides == 0].sum() for _, wide in known), default=0.0)
        whole = left + gap + middle if apart else left + right
        ax.set_xlim(-1.02 * left, whole - left + 0.02 * whole)
        for row, piece in enumerate(pieces):
            if piece is None:
                ax.text(0, row, _absent(lines[row]), ha="center", va="center", fontsize=kind.cell, color=QUIET,
                        style="italic")  # fmt: skip
                continue
            start, wide = piece
            if apart:
                start = np.where(sides == 0, gap + start, start)
            for at in range(len(values)):
                ax.barh(row, wide[at], left=start[at], height=0.72, color=colours[at], edgecolor="white", linewidth=0.8,
                        zorder=2, gid=f"answer {values[at]:g}, row {row}")  # fmt: skip
                in_piece(ax, start[at], wide[at], row, kind, colours[at], text=figure(wide[at]), size=0.9)
        ax.axvline(0, color=INK, linewidth=1.0, zorder=1.5, gid="middle")
        if apart:
            ax.axvline(gap, color=PALE, linewidth=1.0, zorder=4)
        end = right if apart else whole - left
        ticks = [tick for tick in np.arange(-100, 101, 25) if -1.02 * left <= tick <= end]
        ax.set_xticks(ticks, [f"{abs(tick):g}" for tick in ticks])

    return Rows(
        paint, _finding(found.topics, lines, sides), [found.named(each.iloc[0]) for each in lines],
        columns=[Column(say("Answers"), [_base(each) for each in lines])],
        keys=[Key(_word(lines[0], at), Mark(colours[at], "")) for at in range(len(values))],
        footer=_footer(lines, bare), x_label=say("Share of answers (%)"), what=say("bars"),
    )  # fmt: skip


def sides_of(values: np.ndarray) -> np.ndarray:
    """-1 for the low answers, 0 for the neutral, 1 for the high; of 0-10 the neutral are 7 and 8, as NPS has them."""
    if len(values) == 11 and values[0] == 0:
        return np.where(values <= 6, -1, np.where(values >= 9, 1, 0))
    middle = (values[0] + values[-1]) / 2
    return np.sign(values - middle).astype(int)


def _colours(sides: np.ndarray) -> list[str]:
    found: list[str] = [""] * len(sides)
    for side, hue in ((-1, VERMILLION), (1, BLUE)):
        places = np.flatnonzero(sides == side)
        # The ends of the scale are the strongest; the answer beside the middle the palest.
        for shade, place in zip(shades(hue, len(places)), places[::-1] if side < 0 else places, strict=True):
            found[place] = shade
    return [colour or _NEUTRAL for colour in found]


def _pieces(line: pd.DataFrame, sides: np.ndarray, neutral: str) -> tuple[np.ndarray, np.ndarray] | None:
    wide = line.share.to_numpy(float)
    if not np.isfinite(wide).all():
        return None
    low, neither = wide[sides < 0].sum(), np.where(sides == 0, wide, 0.0)
    if neutral == "middle":
        start = np.cumsum(wide) - wide - low - neither.sum() / 2
    else:
        others = wide - neither
        start = np.where(sides == 0, np.cumsum(neither) - neither, np.cumsum(others) - others - low)
    return start, wide


def _word(line: pd.DataFrame, at: int) -> str:
    return str(line.answer.iloc[at])


def _base(line: pd.DataFrame) -> str:
    base, out = line.base.iloc[0], line.excluded.iloc[0]
    if not np.isfinite(base):
        return say("hidden")
    return count(base) + ("\n" + say("{n} not used", n=count(out)) if out else "")


def _absent(line: pd.DataFrame) -> str:
    return say("hidden (small group)") if not np.isfinite(line.base.iloc[0]) else say("nobody answered")


def _footer(lines: list[pd.DataFrame], bare: list) -> list[str]:
    told = [say("All answers in the order of the scale; the line stands in the middle of it.")]
    each = pd.concat([line.head(1) for line in lines])
    # People stand once in each banner of a table.
    out = each.groupby(each.banner if "banner" in each else lambda _: 0).excluded.sum().max()
    if out:
        told.append(
            say(
                "Not used: {out} answers that declined or are none of the scale; shares are of the others.",
                out=count(out),
            )
        )
    if bare:
        words = [_word(lines[0], int(np.flatnonzero(lines[0].value == value)[0])) for value in bare[:3]]
        told.append(say("Chosen by nobody: {join}.", join=", ".join(words)))
    return told


def _finding(topics: Mapping, lines: list[pd.DataFrame], sides: np.ndarray) -> str:
    known = [line for line in lines if np.isfinite(line.share.astype(float)).all()]
    if not known:
        return say("No answers can be shown")
    asked = list({line.question.iloc[0]: None for line in lines})
    about = topic_words(str(topics.get(asked[0]) or asked[0])) if len(asked) == 1 else ""
    on = say(" on {about}", about=about) if about else ""
    low = [line.share.to_numpy(float)[sides < 0].sum() for line in known]
    if len(known) == 1:
        high = known[0].share.to_numpy(float)[sides > 0].sum()
        return say("{high} stand above the middle, {low} below{on}", high=percent(high), low=percent(low[0]), on=on)
    span = say("{low} to {high}", low=percent(min(low)), high=percent(max(low)))
    if not on:
        each = len({line.question.iloc[0] for line in known}) == len(known)
        on = say(", depending on the question" if each else ", depending on question and group")
    if len(sides) == 11:
        worst = known[0].answer.to_numpy()[sides < 0]
        return say("{span} answered {first} to {last}{on}", span=span, first=worst[0], last=worst[-1], on=on)
    return say("Below the middle stand {span}{on}", span=span, on=on)
