"""Effort and result in words: what goes with the outcome, what is only an effort, what cannot be said."""

import numpy as np
import pandas as pd

from cxresearch.stats.bases.grouped import topic_words
from cxresearch.stats.linkage.link_words import lost_caveats, partnerless
from cxresearch.wording import capital, interval, named, not_shown, number, percent_sure, plural, say

__all__ = ["result_sentences", "units_caveats"]


def result_sentences(result) -> list[str]:
    """All sentences of an :class:`EffortAndResult`: what goes with a result first, then what does not."""
    rank = {"goes with": 0, "no strong link": 1, "not enough data": 2}
    order = result.table.verdict.map(rank).fillna(3).to_numpy()
    table = result.table.iloc[np.argsort(order, kind="stable")]
    return [*(_said(result, row) for row in table.itertuples()), *partnerless(result.lost_units)]


def _said(result, row) -> str:
    when = say(" ({wave})", wave=row.wave) if row.wave and result.table.wave.nunique() > 1 else ""
    units = plural(row.units, "unit")
    about = {"input": row.input.replace("_", " "), "outcome": topic_words(row.outcome), "when": when}
    first = about | {"input": capital(about["input"])}
    if row.verdict == "cannot be computed":
        return say(
            "{input} and {outcome}{when}: nothing can be computed from {units} that hardly differ or are too few.",
            units=units, **first,
        )  # fmt: skip
    if row.verdict == "too few units":
        return say(
            "{units} is too few to say whether {input} and {outcome} go together{when}."
            if row.units == 1
            else "{units} are too few to say whether {input} and {outcome} go together{when}.",
            units=units, **about,
        )  # fmt: skip
    link = {"r": number(row.estimate, digits=2)}
    link["bounds"] = say(
        "{sure} CI {interval}; {units}", sure=percent_sure(result.confidence),
        interval=interval(row.ci_low, row.ci_high, digits=2), units=units,
    )  # fmt: skip
    if row.verdict == "goes with":
        together = say(
            "{input} and {outcome} go together{when}: r = {r} ({bounds})."
            if row.slope > 0
            else "{input} and {outcome} go opposite ways{when}: r = {r} ({bounds}).",
            **first, **link,
        )  # fmt: skip
        low, high = sorted((abs(row.slope_ci_low), abs(row.slope_ci_high)))
        span = ""
        if row.slope_ci_low * row.slope_ci_high > 0:
            span = say(" ({interval})", interval=interval(low, high, digits=1))
        size = say(
            "Units a standard deviation higher stand {n} points more{span}."
            if row.slope > 0
            else "Units a standard deviation higher stand {n} points less{span}.",
            n=number(abs(row.slope), digits=1), span=span,
        )  # fmt: skip
        return f"{together} {size}"
    if row.verdict == "no strong link":
        return say(
            "{input}: only an effort as far as these units can tell{when}. A link of {strong} or stronger with "
            "{outcome} can be excluded: r = {r} ({bounds}).",
            strong=number(result.strong, digits=2), **first, **link,
        )  # fmt: skip
    least = ""
    if np.isfinite(row.detectable_r):
        least = " " + say(
            "Only a link of {r} or more would have been found with 80% probability.",
            r=number(row.detectable_r, digits=2),
        )
    if row.ci_low > 0 or row.ci_high < 0:
        shown = say(
            "{input} and {outcome}{when}: r = {r} ({bounds}, taken alone); {not_shown}.",
            not_shown=not_shown(int(result.table.p_value.notna().sum())), **first, **link,
        )  # fmt: skip
        return f"{shown}{least}"
    open_ = say(
        "Whether {input} and {outcome} go together cannot be settled{when}: r = {r} ({bounds}).", **about, **link
    )
    return f"{open_}{least}"


def units_caveats(table: pd.DataFrame, lost: pd.DataFrame) -> list[str]:
    """What a link between units does not say."""
    hints = [
        say(
            "This is about units, not persons: that units with more of an input have other averages says nothing about "
            "single customers (ecological fallacy, Robinson 1950)."
        ),
        say("A link has no direction: units may be given more because they do well, and size or place may do both."),
    ]
    shaky = table[(table.verdict == "goes with") & (table.without_low * table.without_high <= 0)]
    if len(shaky):
        hints.append(
            say(
                "Without a single unit the link of {inputs} would vanish. Look at that unit first.",
                inputs=named(shaky.input),
            )
        )
    beyond = table[table.corrected_r.abs() > 1]
    if len(beyond):
        hints.append(
            say("A corrected correlation beyond 1 comes from averages too unreliable to be corrected. Do not quote it.")
        )
    return [*hints, *lost_caveats(lost)]
