"""A study plan in words: how far each audience will be known, what a pair can show, and whom to invite."""

import numpy as np

from cxresearch.speaking import Forms
from cxresearch.stats.bases.hidden import people
from cxresearch.wording import capital, count, noun, number, percent_sure, say, steady

__all__ = ["plan_sentences"]


def plan_sentences(result) -> list[str]:
    """All sentences of a :class:`StudyPlan`."""
    table = result.table
    said = [_alone(result, row) for row in table[table.compared_with == ""].itertuples()]
    for row in table[table.compared_with != ""].itertuples():
        said += _pair(result, row)
    for row in table[table.invite.notna()].itertuples():
        said.append(
            say(
                "For {people} invite {n} (response rate {rate}%).", people=people(row.n, row.audience),
                n=count(row.invite), rate=number(100 * row.n / row.invite),
            )
        )  # fmt: skip
    return said


def _alone(result, row) -> str:
    who = capital(people(row.n, row.audience))
    if not np.isfinite(row.mean_precision):
        return say("{people}: one answer gives no precision.", people=who)
    if row.mean_precision == 0:
        return say("{people} are everybody there is: no sampling error if all of them answer.", people=who)
    if row.mean_precision >= 50:
        return say("{people}: too few to tell a mean between 0 and 100 from any other.", people=who)
    return say(
        "{people}: a mean will be known to within {mean}, a share to within {share} percentage points, NPS to within "
        "{nps} ({sure}).",
        people=who, mean=_points(row.mean_precision), share=number(row.share_precision, digits=1),
        nps=_points(row.nps_precision), sure=percent_sure(result.confidence),
    )  # fmt: skip


def _pair(result, row) -> list[str]:
    pair = capital(
        say(
            "{people} against {others}", people=people(row.n, row.audience),
            others=people(row.n_other, row.compared_with),
        )
    )  # fmt: skip
    if not np.isfinite(row.detectable_gap):
        return [say("{pair}: one answer on a side gives no precision for the gap.", pair=pair)]
    if row.mean_precision == 0:
        return [say("{pair}: everybody is asked, so a gap has no sampling error.", pair=pair)]
    if row.detectable_gap > 100:
        return [say("{pair}: too few to show any gap between 0 and 100, or that there is none.", pair=pair)]
    powered = number(100 * result.power)
    said = [
        say(
            "{pair}: a gap will be known to within {precision}; a true gap of {gap} is found in {power}% of studies; "
            "the smallest margin within which they could be shown to be aligned is {margin}.",
            pair=pair, precision=_points(row.mean_precision), gap=_points(row.detectable_gap), power=powered,
            margin=_points(row.smallest_margin),
        )
    ]  # fmt: skip
    digits = len(f"{result.margin:g}".partition(".")[2])
    margin = _with_points(number(result.margin, digits=digits))
    if row.chance_aligned <= 0:
        said.append(
            say(
                "However alike the two are, these bases can never show them to be aligned within {margin}.",
                margin=margin,
            )
        )
        return said
    alike = (
        say("Nearly all studies would show it within {margin}, were the two alike", margin=margin)
        if row.chance_aligned >= 99.5
        else say(
            "{share}% of studies would show it within {margin}, were the two alike",
            share=number(row.chance_aligned), margin=margin,
        )
    )  # fmt: skip
    if steady(float(row.likely_margin)) > result.margin:
        needed = say(
            "for {power}% of studies to show it the margin must be {margin}", power=powered,
            margin=_points(row.likely_margin),
        )  # fmt: skip
        alike = f"{alike}; {needed}"
    said.append(f"{alike}.")
    return said


def _points(value: float) -> str:
    return _with_points(number(value, digits=1))


def _with_points(text: str) -> str:
    """A written number with its points, one of them or many, in all forms."""
    word = noun("point" if text in ("1", "1.0", "1,0") else "points")
    return word.each(lambda form: f"{text} {form}") if isinstance(word, Forms) else f"{text} {word}"
