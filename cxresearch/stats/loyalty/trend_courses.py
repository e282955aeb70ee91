"""All waves of a trend together: the straight course in them, and the band that a wave leaves."""

import numpy as np
import pandas as pd

from cxresearch.inference.courses import control_band, straight_course
from cxresearch.inference.intervals import adjust_p
from cxresearch.stats.bases.calibrated import correlation_of
from cxresearch.stats.bases.counts import Counted
from cxresearch.stats.bases.periods import places_of
from cxresearch.stats.loyalty.group_tests import Figures, compared
from cxresearch.stats.loyalty.overlap import linked_people, raked_waves, together
from cxresearch.wording import in_a_row, say, told

__all__ = ["banded", "course_method", "courses_of"]

_FEWEST_FOR_A_COURSE, _FEWEST_FOR_A_BAND = 3, 6
_COURSE = (
    told("Straight course: linear contrast of all waves, with the covariance of people in several of them."),
    told(
        "Bands: three standard errors around the mean of all waves, widened by the steps from wave to wave where "
        "these swing by more than sampling (Shewhart 1931; Laney 2002)."
    ),
)


def courses_of(
    table: pd.DataFrame, found: Counted, question: str, figures: Figures, wave: str, groups: list[str],
    period: str | None, adjust: str, confidence: float,
) -> pd.DataFrame:  # fmt: skip
    """The straight course of each group of three or more waves."""
    linked = None if found.cluster else linked_people(found, question, figures.scores, figures.estimate)
    raked = raked_waves(found, question, figures.scores, figures.estimate)
    rows = []
    for _, part in table.groupby("_group", sort=False):
        part = part[(part.n > 0) & part.estimate.notna() & (part.std_error > 0)]
        if len(part) < _FEWEST_FOR_A_COURSE:
            continue
        place = part.place.to_numpy()
        spread = _covariance(found, question, figures, place, linked, raked, confidence)
        df = np.inf if figures.metric != "mean" else float(figures.df[place].sum())
        when = places_of(part[wave].tolist(), period)
        course = straight_course(figures.estimate[place], spread, when, df=df, confidence=confidence)
        rows.append({name: part[name].iloc[0] for name in groups} | {
            "slope": course.slope, "std_error": course.std_error, "ci_low": course.low, "ci_high": course.high,
            "p_value": course.p_value, "p_bend": course.p_bend, "waves": len(part), "steps": float(np.ptp(when)),
        })  # fmt: skip
    courses = pd.DataFrame(rows)
    return courses.assign(p_adjusted=adjust_p(courses.p_value.to_numpy(float), method=adjust)) if rows else courses


def _covariance(found: Counted, question: str, figures: Figures, place: np.ndarray, linked, raked, confidence: float):
    """Of the figures of some waves: from the errors of all their differences, whatever design made these."""
    error = figures.std_error[place]
    a, b = np.triu_indices(len(place), 1)
    one, other = place[a], place[b]
    if found.cluster:
        apart = compared(found, question, figures, other, one, confidence=confidence).std_error
        shared = (error[a] ** 2 + error[b] ** 2 - apart**2) / 2
    elif raked is not None:
        shared = correlation_of(raked, one, other) * error[a] * error[b]
    elif linked is not None:
        shared = together(linked, one, other, len(found.groups))[0] * error[a] * error[b]
    else:
        shared = np.zeros(len(a))
    spread = np.diag(error**2)
    spread[a, b] = spread[b, a] = shared
    return spread


def banded(table: pd.DataFrame, span: tuple[float, float]) -> pd.DataFrame:
    """The control band of each group of six or more waves within the span of the figure, and which waves left it."""
    found = {name: np.full(len(table), np.nan) for name in ("centre", "band_low", "band_high")}
    for rows in table.groupby("_group", sort=False).indices.values():
        part = table.iloc[rows]
        shown = rows[((part.n > 0) & part.estimate.notna()).to_numpy()]
        if len(shown) < _FEWEST_FOR_A_BAND:
            continue
        part = table.iloc[shown]
        band = control_band(part.estimate, part.std_error, part.n_effective)
        bounds = np.clip(band.low, *span), np.clip(band.high, *span)
        for name, values in zip(found, (band.centre, *bounds), strict=True):
            found[name][shown] = values
    if not np.isfinite(found["centre"]).any():
        return table
    value = table.estimate.to_numpy(float)
    with np.errstate(invalid="ignore"):
        outside = (value < found["band_low"]) | (value > found["band_high"])
    return table.assign(**found, outside=outside)


def course_method(table: pd.DataFrame, courses: pd.DataFrame) -> str:
    """What was asked of all waves together, as the end of a method."""
    parts = zip((len(courses), "centre" in table), _COURSE, strict=True)
    return in_a_row(*(say(part) for there, part in parts if there))
