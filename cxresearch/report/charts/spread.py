"""All answers to a rating as bars that meet in the middle of the scale, so that a mean cannot hide two camps."""

import math

import numpy as np

from cxresearch.errors import OptionError
from cxresearch.plots.drawing.all_answers import sides_of
from cxresearch.plots.loyalty.groups import named
from cxresearch.plots.pictures import heading_of
from cxresearch.report.charts.marks import figures
from cxresearch.report.charts.model import BARS, Chart, Series
from cxresearch.stats.bases.grouped import GroupedResult
from cxresearch.wording import count, say

__all__ = ["spread_of"]

_PALEST = 0.4
_ROUND = 5.0


def spread_of(result: GroupedResult) -> list[Chart]:
    """A chart a scale, a bar a question and group; nothing where no single answers are known.

    Every piece is a share of the Result's ``answers``; only the empty length before the first piece is reckoned, so
    that the middle of the scale stands on one line. Hidden groups keep their name and have no bar.
    """
    answers = result.answers
    if not len(answers):
        return []
    lines = [line for _, line in answers.groupby([*result.by, "question"], sort=False, dropna=False)]
    scales: dict[tuple, list] = {}
    for line in lines:
        scales.setdefault(tuple(zip(line.value, line.answer, strict=True)), []).append(line)
    finding = ""
    if len(scales) == 1:
        try:
            finding = heading_of(result, kind="answers")
        except OptionError:  # its picture has no such kind
            return []
    return [_chart(result, scale, own, finding) for scale, own in scales.items() if len(scale) > 1]


def _chart(result: GroupedResult, scale: tuple, lines: list, finding: str) -> Chart:
    values = np.array([value for value, _ in scale], dtype=float)
    sides = sides_of(values)
    shares = np.array([figures(line.share) for line in lines])
    before = shares[:, sides < 0].sum(axis=1) + shares[:, sides == 0].sum(axis=1) / 2
    longest = np.nanmax(np.maximum(before, shares.sum(axis=1) - before), initial=50.0)
    middle = float(_ROUND * math.ceil(round(longest, 6) / _ROUND))
    series = tuple(
        Series(str(word), tuple(map(float, shares[:, at])), colour={-1: 2, 0: 0, 1: 1}[int(sides[at])],
               tint=_tint(sides, at))
        for at, (_, word) in enumerate(scale)
    )  # fmt: skip
    bases = tuple(count(line.base.iloc[0]) if np.isfinite(line.base.iloc[0]) else say("hidden") for line in lines)
    return Chart(
        BARS, tuple(named(result, line.iloc[0]) for line in lines), series, ((say("Answers"), bases),),
        axis=say("Percent of answers; the line stands in the middle of the scale"), span=(0.0, 2 * middle),
        leads=tuple(float(middle - one) for one in before), finding=finding,
    )  # fmt: skip


def _tint(sides: np.ndarray, at: int) -> float:
    """The ends of the scale are the strongest, what stands beside the middle the palest."""
    places = [int(place) for place in np.flatnonzero(sides == sides[at])]
    if sides[at] == 0 or len(places) == 1:
        return 1.0
    far = places.index(at) if sides[at] > 0 else len(places) - 1 - places.index(at)
    return round(_PALEST + (1 - _PALEST) * far / (len(places) - 1), 3)
