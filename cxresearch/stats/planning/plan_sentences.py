"""A study plan in words: how far each audience will be known, what a pair can show, and whom to invite."""

import numpy as np

from cxresearch.stats.bases.hidden import people
from cxresearch.wording import count, number, percent_sure, steady

__all__ = ["plan_sentences"]


def plan_sentences(result) -> list[str]:
    """All sentences of a :class:`StudyPlan`."""
    table = result.table
    said = [_alone(result, row) for row in table[table.compared_with == ""].itertuples()]
    for row in table[table.compared_with != ""].itertuples():
        said += _pair(result, row)
    for row in table[table.invite.notna()].itertuples():
        rate = number(100 * row.n / row.invite)
        said.append(f"For {people(row.n, row.audience)} invite {count(row.invite)} (response rate {rate}%).")
    return said


def _alone(result, row) -> str:
    who = people(row.n, row.audience)
    if not np.isfinite(row.mean_precision):
        return f"{who[:1].upper()}{who[1:]}: one answer gives no precision."
    if row.mean_precision == 0:
        return f"{who[:1].upper()}{who[1:]} are everybody there is: no sampling error if all of them answer."
    return (
        f"{who[:1].upper()}{who[1:]}: a mean will be known to within {_points(row.mean_precision)}, a share to "
        f"within {number(row.share_precision, digits=1)} percentage points, NPS to within "
        f"{_points(row.nps_precision)} ({percent_sure(result.confidence)})."
    )


def _pair(result, row) -> list[str]:
    pair = f"{people(row.n, row.audience)} against {people(row.n_other, row.compared_with)}"
    pair = pair[:1].upper() + pair[1:]
    if not np.isfinite(row.detectable_gap):
        return [f"{pair}: one answer on a side gives no precision for the gap."]
    if row.mean_precision == 0:
        return [f"{pair}: everybody is asked, so a gap has no sampling error."]
    powered = f"{number(100 * result.power)}%"
    said = [
        f"{pair}: a gap will be known to within {_points(row.mean_precision)}; a true gap of "
        f"{_points(row.detectable_gap)} is found in {powered} of studies; the smallest margin within which they "
        f"could be shown to be aligned is {_points(row.smallest_margin)}."
    ]
    margin = f"{result.margin:g} point{'' if result.margin == 1 else 's'}"
    chance = "Nearly all" if row.chance_aligned >= 99.5 else f"{number(row.chance_aligned)}% of"
    alike = f"{chance} studies would show it within {margin}, were the two alike"
    if row.chance_aligned <= 0:
        said.append(f"However alike the two are, these bases can never show them to be aligned within {margin}.")
    elif steady(float(row.likely_margin)) > result.margin:
        said.append(f"{alike}; for {powered} of studies to show it the margin must be {_points(row.likely_margin)}.")
    else:
        said.append(f"{alike}.")
    return said


def _points(value: float) -> str:
    text = number(value, digits=1)
    return f"{text} point" if text == "1.0" else f"{text} points"
