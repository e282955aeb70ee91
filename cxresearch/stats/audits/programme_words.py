"""A map of programmes in words: who sees giving, and which programmes pretend."""

import numpy as np

from cxresearch.errors import listing
from cxresearch.stats.bases.naming import base_of
from cxresearch.stats.bases.rows import noun
from cxresearch.wording import in_words, interval, largest_first, number, percent_sure, plural, points

__all__ = ["DOES_NOT", "PRETENDS", "UNDECIDED", "programme_sentences"]

PRETENDS, DOES_NOT, UNDECIDED = "pretends", "does not", "not enough data"


def programme_sentences(result) -> list[str]:
    """All sentences of a :class:`ProgrammeMap`."""
    said = _ratio_sentences(result)
    return said + (_verdict_sentences(result) if len(result.pretends) else [])


def _ratio_sentences(result) -> list[str]:
    known = result.ratio[result.ratio.estimate.notna()]
    if not len(known):
        return ["Too few people rated the programmes to show any number."]
    n = int(known.programmes.max())
    sure, parts = f"{percent_sure(result.confidence)} CI ", []
    for row in known.itertuples():
        bounds = f"{sure}{interval(row.ci_low, row.ci_high)}; " if np.isfinite(row.ci_low) else ""
        parts.append(f"{noun(row.audience)} {number(row.estimate)}% ({bounds}{base_of(row.audience, row.n)})")
        sure = ""
    said = [f"Giving as a part of giving and getting, over {plural(n, 'programme')}: {', '.join(parts)}."]
    for row in result.ratio_gaps.itertuples():
        if {row.audience_a, row.audience_b} == {result.insiders, result.outsiders} and np.isfinite(row.ci_low):
            low, high = sorted((row.ci_low, row.ci_high)) if row.estimate > 0 else sorted((-row.ci_low, -row.ci_high))
            higher, lower = (row.audience_a, row.audience_b) if row.estimate > 0 else (row.audience_b, row.audience_a)
            if row.p_adjusted < 1 - result.confidence:
                who = noun(higher)
                said.append(
                    f"{who[0].upper()}{who[1:]} see {points(row.estimate)} more of it as giving than {noun(lower)} do "
                    f"({interval(low, high)})."
                )
            else:
                said.append(
                    f"Whether {noun(higher)} and {noun(lower)} differ in this cannot be settled on these answers."
                )
    return said


def _verdict_sentences(result) -> list[str]:
    found = result.pretends
    by = {verdict: found[found.verdict == verdict] for verdict in (PRETENDS, DOES_NOT, UNDECIDED, "hidden")}
    n = len(by[PRETENDS])
    lead = in_words(n) if n else "none is shown to"
    verb = "pretends" if n == 1 else "pretend"
    names = f": {listing(by[PRETENDS].programme)}" if n else ""
    said = [f"Of {plural(len(found), 'programme')}, {lead} {verb}{names}."]
    inside, outside = noun(result.insiders), noun(result.outsiders)
    for row in by[PRETENDS].itertuples():
        said.append(
            f"{row.programme}: {inside} see {points(row.insiders)} more giving than getting, {outside} "
            f"{points(row.outsiders)} more getting than giving."
        )
    open_taker = by[DOES_NOT][(by[DOES_NOT].insiders < 0) & (by[DOES_NOT].outsiders < 0)]
    for row in open_taker.itertuples():
        said.append(
            f"{row.programme} does not pretend: {inside} too see {points(row.insiders)} more getting than giving "
            f"({outside}: {points(row.outsiders)})."
        )
    giver = by[DOES_NOT][(by[DOES_NOT].insiders > 0) & (by[DOES_NOT].outsiders > 0)]
    if len(giver):
        best = giver.iloc[largest_first(giver.outsiders, giver.programme)[0]]
        said.append(
            f"{plural(len(giver), 'programme')} {'gives' if len(giver) == 1 else 'give'} in the eyes of both, most of "
            f"all {best.programme} ({outside}: {points(best.outsiders)} more giving than getting)."
        )
    if len(by[UNDECIDED]):
        said.append(f"Not enough data to tell of {listing(by[UNDECIDED].programme)}.")
    if len(by["hidden"]):
        said.append(f"Hidden to protect small groups: {listing(by['hidden'].programme)}.")
    return said
