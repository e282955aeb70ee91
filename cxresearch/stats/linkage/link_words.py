"""The link between units in words: what may be said, and what these units cannot say."""

import numpy as np
import pandas as pd

from cxresearch.errors import listing
from cxresearch.stats.bases.rows import noun
from cxresearch.wording import interval, number, percent_sure, plural

__all__ = ["FEWEST_UNITS", "link_caveats", "link_sentences"]

FEWEST_UNITS = 8
_UNRELIABLE = 0.70
_ONE_UNIT = 0.10


def link_sentences(result) -> list[str]:
    """All sentences of an :class:`AttitudeLoyalty`, the finding first."""
    row = result.table.iloc[0]
    return [*_finding(result, row), *_steadiness(result, row), *_noise(row), *_lost(result)]


def _finding(result, row) -> list[str]:
    units, sure = plural(row.units, "unit"), percent_sure(result.confidence)
    what = f"{_side(result.attitude, result.staff)} and {_side(result.loyalty, result.customers)}"
    if row.verdict == "cannot be computed":
        return [
            f"No correlation between {what} can be computed from {units}: it takes at least three units that differ "
            "on both."
        ]
    r = f"r = {number(row.estimate, digits=2)}"
    bounds = f" ({sure}: {interval(row.ci_low, row.ci_high, digits=2)})" if np.isfinite(row.ci_low) else ""
    least = ""
    if np.isfinite(row.detectable_r):
        least = (
            f"with {units} only a correlation of {number(row.detectable_r, digits=2)} or more would have been found "
            "with 80% probability"
        )
    if row.verdict == "too few units":
        told = [
            f"{units} {'is' if row.units == 1 else 'are'} too few to say whether {what} go together.",
            "Neither a link nor its absence can be claimed, and no ranking of units by it.",
        ]
        if np.isfinite(row.detectable_r):
            told[0] = told[0][:-1] + f": {least}."
        return told
    if row.verdict == "not shown":
        return [
            f"Across {units} no link between {what} is shown: {r}{bounds}. That does not mean there is none: {least}."
        ]
    way = "go together" if row.estimate > 0 else "go opposite ways"
    told = [f"Across {units}, {what} {way}: {r}{bounds}."]
    if np.isfinite(row.slope):
        more = "more" if row.slope >= 0 else "less"
        reach = interval(row.slope_ci_low, row.slope_ci_high, digits=1)
        told.append(
            f"Units ten points higher on attitude stand {number(abs(row.slope), digits=1)} points {more} on loyalty "
            f"({sure}: {reach})."
        )
    return told


def _side(label: str, audience: str | None) -> str:
    return label if audience is None else f"{label} of {noun(audience)}"


def _steadiness(result, row) -> list[str]:
    if row.verdict in ("cannot be computed", "too few units") or not np.isfinite(row.without_low):
        return []
    shown = result.influence.dropna(subset=["change"])
    told = []
    if len(shown):
        top = shown.iloc[0]
        among = " of the units shown" if len(shown) < len(result.influence) else ""
        told.append(
            f"Leaving out any single unit, r stays between {number(row.without_low, digits=2)} and "
            f"{number(row.without_high, digits=2)}; {top.unit} moves it most{among}."
        )
        if abs(top.change) > _ONE_UNIT:
            weaker = abs(top.estimate_without) < abs(row.estimate)
            lead = "Much of it rests on one unit" if weaker else "One unit stands against it"
            without = f"without {top.unit} r is {number(top.estimate_without, digits=2)}"
            told.append(f"{lead}: {without}. Look at that unit first.")
    if np.isfinite(row.partial_r):
        told.append(f"With the controls held, r is {number(row.partial_r, digits=2)}.")
    return told


def _noise(row) -> list[str]:
    if row.verdict != "linked" or not np.isfinite(row.corrected_r) or abs(row.corrected_r) > 1:
        return []
    bounds = interval(*np.clip([row.corrected_ci_low, row.corrected_ci_high], -1, 1), digits=2)
    return [
        f"Were both averages free of noise, r would be about {number(row.corrected_r, digits=2)} ({bounds}): a "
        "projection, not a finding."
    ]


def _lost(result) -> list[str]:
    lost = result.lost_units
    if not len(lost):
        return []
    parts = [f"{plural(len(rows), 'unit')} of {noun(side)}" for side, rows in lost.groupby("side", sort=False)]
    same = lost[lost.likely_same]
    near = ""
    if len(same):
        pairs = list(
            dict.fromkeys(" / ".join(sorted((repr(row.unit), repr(row.nearest)))) for row in same.itertuples())
        )
        near = f" Probably the same, spelled differently: {listing(pairs, most=5)}."
    return [f"Without a partner on the other side: {' and '.join(parts)}.{near}"]


def link_caveats(row, lost: pd.DataFrame, x, y, same_people: bool, hidden: list[str], aggregated: bool) -> list[str]:
    """What must not be concluded, and what was left out."""
    told = [
        "This is about units, not persons: that averages of units go together says nothing about whether a single "
        "person's answers do (ecological fallacy, Robinson 1950).",
        "A link has no direction: good customers may cheer staff up, and a good location may do both.",
    ]
    if row.verdict == "cannot be computed":
        flat = [name for name, side in (("attitude", x), ("loyalty", y)) if len(side) and not np.ptp(side) > 0]
        why = (
            f"{listing(flat)} is the same in every unit"
            if flat and len(x) > 1
            else "fewer than three units have both sides"
        )
        told.append(f"Nothing can be computed: {why}.")
    elif row.units < FEWEST_UNITS:
        told.append(
            f"Fewer than {FEWEST_UNITS} units: the correlation, its interval and its p value are shown for "
            "completeness; they support no "
            "statement about the client."
        )
    if np.isfinite(row.corrected_r) and abs(row.corrected_r) > 1:
        told.append(
            f"The corrected correlation comes out at {number(row.corrected_r, digits=2)}, beyond 1: the averages are "
            "too unreliable to be "
            "corrected. Do not quote it."
        )
    weak = [
        name for name, icc2 in (("attitude", row.icc2_attitude), ("loyalty", row.icc2_loyalty))
        if np.isfinite(icc2) and icc2 < _UNRELIABLE
    ]  # fmt: skip
    if weak:
        told.append(
            f"Averages of {listing(weak)} by unit are unreliable (ICC(2) below .70), which pulls the correlation "
            "towards zero."
        )
    if aggregated:
        told.append(
            "Only scores by unit are known: how reliable they are, and so the corrected correlation, cannot be told."
        )
    if same_people:
        told.append("Both sides come from the same people: part of the link is how they tick, not what they met.")
    if len(lost):
        told.append(
            f"{plural(len(lost), 'unit')} of one side only found no partner and count nowhere; see .lost_units, and "
            "join spellings by "
            "survey.relabel(unit={...})."
        )
    if any(line.startswith("Hidden") for line in hidden):
        hidden = [*hidden, "Hidden units count in every coefficient; their names and numbers are not shown."]
    return [*told, *hidden]
