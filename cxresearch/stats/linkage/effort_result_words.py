"""Effort and result in words: what goes with the outcome, what is only an effort, what cannot be said."""

import numpy as np
import pandas as pd

from cxresearch.errors import listing
from cxresearch.stats.bases.grouped import topic_words
from cxresearch.stats.bases.rows import noun
from cxresearch.wording import interval, not_shown, number, percent_sure, plural

__all__ = ["result_sentences", "units_caveats"]


def result_sentences(result) -> list[str]:
    """All sentences of an :class:`EffortAndResult`: what goes with a result first, then what does not."""
    rank = {"goes with": 0, "no strong link": 1, "not enough data": 2}
    order = result.table.verdict.map(rank).fillna(3).to_numpy()
    table = result.table.iloc[np.argsort(order, kind="stable")]
    said = [_said(result, row) for row in table.itertuples()]
    lost = result.lost_units
    if len(lost):
        parts = [f"{plural(len(rows), 'unit')} of {noun(side)}" for side, rows in lost.groupby("side", sort=False)]
        near = [f"{row.unit!r} / {row.nearest!r}" for row in lost[lost.likely_same].itertuples()]
        spelled = f" Probably the same, spelled differently: {listing(dict.fromkeys(near), most=5)}." if near else ""
        said.append(f"Without a partner on the other side: {' and '.join(parts)}.{spelled}")
    return said


def _said(result, row) -> str:
    name = row.input.replace("_", " ")
    when = f" ({row.wave})" if row.wave and result.table.wave.nunique() > 1 else ""
    what, units = topic_words(row.outcome), plural(row.units, "unit")
    if row.verdict == "cannot be computed":
        return (
            f"{_first(name)} and {what}{when}: nothing can be computed from {units} that hardly differ or are too few."
        )
    if row.verdict == "too few units":
        return f"{units} are too few to say whether {name} and {what} go together{when}."
    r = f"r = {number(row.estimate, digits=2)}"
    bounds = f"{percent_sure(result.confidence)} CI {interval(row.ci_low, row.ci_high, digits=2)}; {units}"
    if row.verdict == "goes with":
        way = "more" if row.slope > 0 else "less"
        together = "go together" if row.slope > 0 else "go opposite ways"
        low, high = sorted((abs(row.slope_ci_low), abs(row.slope_ci_high)))
        span = f" ({interval(low, high, digits=1)})" if row.slope_ci_low * row.slope_ci_high > 0 else ""
        size = f"{number(abs(row.slope), digits=1)} points {way}{span}"
        told = f"{_first(name)} and {what} {together}{when}: {r} ({bounds})."
        return f"{told} Units a standard deviation higher stand {size}."
    if row.verdict == "no strong link":
        return (
            f"{_first(name)}: only an effort as far as these units can tell{when}. A link of "
            f"{number(result.strong, digits=2)} or stronger with {what} can be excluded: {r} ({bounds})."
        )
    least = ""
    if np.isfinite(row.detectable_r):
        least = (
            f" Only a link of {number(row.detectable_r, digits=2)} or more would have been found with 80% probability."
        )
    if row.ci_low > 0 or row.ci_high < 0:
        tests = int(result.table.p_value.notna().sum())
        return f"{_first(name)} and {what}{when}: {r} ({bounds}, taken alone); {not_shown(tests)}.{least}"
    return f"Whether {name} and {what} go together cannot be settled{when}: {r} ({bounds}).{least}"


def _first(text: str) -> str:
    return text[:1].upper() + text[1:]


def units_caveats(table: pd.DataFrame, lost: pd.DataFrame) -> list[str]:
    """What a link between units does not say."""
    told = [
        "This is about units, not persons: that units with more of an input have other averages says nothing about "
        "single customers (ecological fallacy, Robinson 1950).",
        "A link has no direction: units may be given more because they do well, and size or place may do both.",
    ]
    shaky = table[(table.verdict == "goes with") & (table.without_low * table.without_high <= 0)]
    if len(shaky):
        told.append(f"Without a single unit the link of {listing(shaky.input)} would vanish. Look at that unit first.")
    beyond = table[table.corrected_r.abs() > 1]
    if len(beyond):
        told.append(
            "A corrected correlation beyond 1 comes from averages too unreliable to be corrected. Do not quote it."
        )
    if len(lost):
        told.append(
            f"{plural(len(lost), 'unit')} of one side only found no partner and count nowhere; see .lost_units, and "
            "join spellings by survey.relabel(unit={...})."
        )
    return told
