"""The link between units in words: what may be said, and what these units cannot say."""

import numpy as np
import pandas as pd

from cxresearch.stats.bases.rows import those_asked
from cxresearch.stats.linkage.unit_join import RESPONDENTS
from cxresearch.wording import interval, listed, named, number, percent_sure, plural, say

__all__ = ["FEWEST_UNITS", "link_caveats", "link_sentences", "partnerless"]

FEWEST_UNITS = 8
_UNRELIABLE = 0.70
_ONE_UNIT = 0.10


def link_sentences(result) -> list[str]:
    """All sentences of an :class:`AttitudeLoyalty`, the finding first."""
    row = result.table.iloc[0]
    return [*_finding(result, row), *_steadiness(result, row), *_noise(row), *partnerless(result.lost_units)]


def _finding(result, row) -> list[str]:
    units, sure = plural(row.units, "unit"), percent_sure(result.confidence)
    sides = {
        "attitude": _side(result.attitude, result.staff), "loyalty": _side(result.loyalty, result.customers),
        "units": units,
    }  # fmt: skip
    if row.verdict == "cannot be computed":
        return [
            say(
                "No correlation between {attitude} and {loyalty} can be computed from {units}: it takes at least three "
                "units that differ on both.",
                **sides,
            )
        ]
    link = {"r": number(row.estimate, digits=2), "bounds": ""}
    if np.isfinite(row.ci_low):
        link["bounds"] = say(" ({sure}: {interval})", sure=sure, interval=interval(row.ci_low, row.ci_high, digits=2))
    least = ""
    if np.isfinite(row.detectable_r):
        least = say(
            "with {units} only a correlation of {r} or more would have been found with 80% probability",
            units=units, r=number(row.detectable_r, digits=2),
        )  # fmt: skip
    if row.verdict == "too few units":
        few = say(
            "{units} is too few to say whether {attitude} and {loyalty} go together"
            if row.units == 1
            else "{units} are too few to say whether {attitude} and {loyalty} go together",
            **sides,
        )
        return [
            f"{few}: {least}." if least else f"{few}.",
            say("Neither a link nor its absence can be claimed, and no ranking of units by it."),
        ]
    if row.verdict == "not shown":
        none = say(
            "Across {units} no link between {attitude} and {loyalty} is shown: r = {r}{bounds}. That does not mean "
            "there is none",
            **sides, **link,
        )  # fmt: skip
        return [f"{none}: {least}." if least else f"{none}."]
    found = [
        say(
            "Across {units}, {attitude} and {loyalty} go together: r = {r}{bounds}."
            if row.estimate > 0
            else "Across {units}, {attitude} and {loyalty} go opposite ways: r = {r}{bounds}.",
            **sides, **link,
        )
    ]  # fmt: skip
    if np.isfinite(row.slope):
        found.append(
            say(
                "Units ten points higher on attitude stand {n} points more on loyalty ({sure}: {interval})."
                if row.slope >= 0
                else "Units ten points higher on attitude stand {n} points less on loyalty ({sure}: {interval}).",
                n=number(abs(row.slope), digits=1), sure=sure, interval=_size(row),
            )
        )  # fmt: skip
    return found


def _size(row) -> str:
    """The bounds of a slope, turned so that they stand with its size: the direction is told in words already."""
    low, high = row.slope_ci_low, row.slope_ci_high
    return interval(low, high, digits=1) if row.slope >= 0 else interval(-high, -low, digits=1)


def _side(label: str, audience: str | None) -> str:
    return label if audience is None else say("{topic} of {people}", topic=label, people=those_asked(audience))


def _steadiness(result, row) -> list[str]:
    if row.verdict in ("cannot be computed", "too few units") or not np.isfinite(row.without_low):
        return []
    shown = result.influence.dropna(subset=["change"])
    said = []
    if len(shown):
        top = shown.iloc[0]
        said.append(
            say(
                "Leaving out any single unit, r stays between {low} and {high}; {unit} moves it most of the units "
                "shown."
                if len(shown) < len(result.influence)
                else "Leaving out any single unit, r stays between {low} and {high}; {unit} moves it most.",
                low=number(row.without_low, digits=2), high=number(row.without_high, digits=2), unit=top.unit,
            )
        )  # fmt: skip
        if abs(top.change) > _ONE_UNIT:
            said.append(
                say(
                    "Much of it rests on one unit: without {unit} r is {r}. Look at that unit first."
                    if abs(top.estimate_without) < abs(row.estimate)
                    else "One unit stands against it: without {unit} r is {r}. Look at that unit first.",
                    unit=top.unit, r=number(top.estimate_without, digits=2),
                )
            )  # fmt: skip
    if np.isfinite(row.partial_r):
        said.append(say("With the controls held, r is {r}.", r=number(row.partial_r, digits=2)))
    return said


def _noise(row) -> list[str]:
    if row.verdict != "linked" or not np.isfinite(row.corrected_r) or abs(row.corrected_r) > 1:
        return []
    bounds = interval(*np.clip([row.corrected_ci_low, row.corrected_ci_high], -1, 1), digits=2)
    return [
        say(
            "Were both averages free of noise, r would be about {r} ({interval}): a projection, not a finding.",
            r=number(row.corrected_r, digits=2), interval=bounds,
        )
    ]  # fmt: skip


def partnerless(lost: pd.DataFrame) -> list[str]:
    """What to say of units that only one side has; spellings that are probably the same stand beside each other."""
    if not len(lost):
        return []
    parts = [
        say(
            "{units} of {people}",
            units=plural(len(rows), "unit"),
            people=those_asked(None if side == RESPONDENTS else side),
        )
        for side, rows in lost.groupby("side", sort=False)
    ]
    said = say("Without a partner on the other side: {parts}.", parts=listed(parts))
    pairs = dict.fromkeys(
        " / ".join(sorted((repr(row.unit), repr(row.nearest)))) for row in lost[lost.likely_same].itertuples()
    )
    if pairs:
        same = say("Probably the same, spelled differently: {pairs}.", pairs=named(pairs, most=5))
        said = f"{said} {same}"
    return [said]


def link_caveats(row, lost: pd.DataFrame, x, y, same_people: bool, hidden: list[str], aggregated: bool) -> list[str]:
    """What must not be concluded, and what was left out."""
    hints = [
        say(
            "This is about units, not persons: that averages of units go together says nothing about whether a single "
            "person's answers do (ecological fallacy, Robinson 1950)."
        ),
        say("A link has no direction: pleasant encounters may cheer staff up, and a good location may do both."),
    ]
    if row.verdict == "cannot be computed":
        flat = [say(name) for name, side in (("attitude", x), ("loyalty", y)) if len(side) and not np.ptp(side) > 0]
        hints.append(
            say("Nothing can be computed: {sides} is the same in every unit.", sides=listed(flat))
            if len(flat) == 1 and len(x) > 1
            else say("Nothing can be computed: {sides} are the same in every unit.", sides=listed(flat))
            if flat and len(x) > 1
            else say("Nothing can be computed: fewer than three units have both sides.")
        )
    elif row.units < FEWEST_UNITS:
        hints.append(
            say(
                "Fewer than {n} units: the correlation, its interval and its p value are shown for completeness; they "
                "support no statement about the client.",
                n=FEWEST_UNITS,
            )
        )
    if np.isfinite(row.corrected_r) and abs(row.corrected_r) > 1:
        hints.append(
            say(
                "The corrected correlation comes out at {r}, beyond 1: the averages are too unreliable to be "
                "corrected. Do not quote it.",
                r=number(row.corrected_r, digits=2),
            )
        )
    weak = [
        say(name) for name, icc2 in (("attitude", row.icc2_attitude), ("loyalty", row.icc2_loyalty))
        if np.isfinite(icc2) and icc2 < _UNRELIABLE
    ]  # fmt: skip
    if weak:
        hints.append(
            say(
                "Averages of {sides} by unit are unreliable (ICC(2) below .70), which pulls the correlation towards "
                "zero.",
                sides=listed(weak),
            )
        )
    if aggregated:
        hints.append(
            say(
                "Only scores by unit are known: how reliable they are, and so the corrected correlation, cannot be "
                "told."
            )
        )
    if same_people:
        hints.append(say("Both sides come from the same people: part of the link is how they tick, not what they met."))
    return [*hints, *lost_caveats(lost), *hidden]


def lost_caveats(lost: pd.DataFrame) -> list[str]:
    """That units without a partner count nowhere, where there are any."""
    if not len(lost):
        return []
    told = [say(
        "{units} of one side only found no partner and count nowhere; see .lost_units, and join spellings by "
        "survey.relabel(unit={{...}}).",
        units=plural(len(lost), "unit"),
    )]  # fmt: skip
    if n := lost.attrs.get("not_compared", 0):
        told.append(say(
            "{units} too many to compare letter by letter: looked for by spaces, case and punctuation alone, so a "
            "misspelt partner may be there all the same.",
            units=plural(n, "unit"),
        ))  # fmt: skip
    return told
