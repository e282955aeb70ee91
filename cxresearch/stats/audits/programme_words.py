"""A map of programmes in words: who sees giving, and which programmes pretend."""

import numpy as np

from cxresearch.stats.bases.naming import base_of
from cxresearch.stats.bases.rows import those_asked
from cxresearch.wording import (
    capital,
    in_words,
    interval,
    largest_first,
    named,
    number,
    percent_sure,
    plural,
    points,
    say,
    told,
)

__all__ = ["DOES_NOT", "PRETENDS", "UNDECIDED", "programme_sentences"]

PRETENDS, DOES_NOT, UNDECIDED = told("pretends"), told("does not"), told("not enough data")


def programme_sentences(result) -> list[str]:
    """All sentences of a :class:`ProgrammeMap`."""
    said = _ratio_sentences(result)
    return said + (_verdict_sentences(result) if len(result.pretends) else [])


def _ratio_sentences(result) -> list[str]:
    known = result.ratio[result.ratio.estimate.notna()]
    if not len(known):
        return [say("Too few people rated the programmes to show any number.")]
    n = int(known.programmes.max())
    sure, parts = percent_sure(result.confidence), []
    for row in known.itertuples():
        fields = {"who": those_asked(row.audience), "share": number(row.estimate), "base": base_of(row.audience, row.n)}
        bounds = interval(row.ci_low, row.ci_high) if np.isfinite(row.ci_low) else ""
        if not bounds:
            parts.append(say("{who} {share}% ({base})", **fields))
        elif sure:
            parts.append(say("{who} {share}% ({sure} CI {bounds}; {base})", sure=sure, bounds=bounds, **fields))
        else:
            parts.append(say("{who} {share}% ({bounds}; {base})", bounds=bounds, **fields))
        sure = ""
    said = [
        say(
            "Giving as a part of giving and getting, over {programmes}: {parts}.",
            programmes=plural(n, "programme"), parts=", ".join(parts),
        )
    ]  # fmt: skip
    for row in result.ratio_gaps.itertuples():
        if {row.audience_a, row.audience_b} == {result.insiders, result.outsiders} and np.isfinite(row.ci_low):
            low, high = sorted((row.ci_low, row.ci_high)) if row.estimate > 0 else sorted((-row.ci_low, -row.ci_high))
            higher, lower = (row.audience_a, row.audience_b) if row.estimate > 0 else (row.audience_b, row.audience_a)
            if row.p_adjusted < 1 - result.confidence:
                said.append(
                    say(
                        "{higher} see {size} more of it as giving than {lower} do ({bounds}).",
                        higher=capital(those_asked(higher)), size=points(row.estimate), lower=those_asked(lower),
                        bounds=interval(low, high),
                    )
                )  # fmt: skip
            else:
                said.append(
                    say(
                        "Whether {higher} and {lower} differ in this cannot be settled on these answers.",
                        higher=those_asked(higher), lower=those_asked(lower),
                    )
                )  # fmt: skip
    return said


def _verdict_sentences(result) -> list[str]:
    found = result.pretends
    by = {verdict: found[found.verdict == verdict] for verdict in (PRETENDS, DOES_NOT, UNDECIDED, "hidden")}
    n = len(by[PRETENDS])
    of = plural(len(found), "programme")
    if n:
        said = say(
            "Of {programmes}, one pretends: {names}." if n == 1 else "Of {programmes}, {n} pretend: {names}.",
            programmes=of, n=in_words(n), names=named(by[PRETENDS].programme),
        )  # fmt: skip
    else:
        said = say("Of {programmes}, none is shown to pretend.", programmes=of)
    said = [said]
    inside, outside = those_asked(result.insiders), those_asked(result.outsiders)
    for row in by[PRETENDS].itertuples():
        said.append(
            say(
                "{programme}: {inside} see {size} more giving than getting, {outside} {other} more getting than "
                "giving.",
                programme=row.programme, inside=inside, size=points(row.insiders), outside=outside,
                other=points(row.outsiders),
            )
        )  # fmt: skip
    open_taker = by[DOES_NOT][(by[DOES_NOT].insiders < 0) & (by[DOES_NOT].outsiders < 0)]
    for row in open_taker.itertuples():
        said.append(
            say(
                "{programme} does not pretend: {inside} too see {size} more getting than giving ({outside}: {other}).",
                programme=row.programme, inside=inside, size=points(row.insiders), outside=outside,
                other=points(row.outsiders),
            )
        )  # fmt: skip
    giver = by[DOES_NOT][(by[DOES_NOT].insiders > 0) & (by[DOES_NOT].outsiders > 0)]
    if len(giver):
        best = giver.iloc[largest_first(giver.outsiders, giver.programme)[0]]
        said.append(
            say(
                "{programmes} gives in the eyes of both, most of all {best} ({outside}: {size} more giving than "
                "getting)."
                if len(giver) == 1
                else "{programmes} give in the eyes of both, most of all {best} ({outside}: {size} more giving than "
                "getting).",
                programmes=plural(len(giver), "programme"), best=best.programme, outside=outside,
                size=points(best.outsiders),
            )
        )  # fmt: skip
    if len(by[UNDECIDED]):
        said.append(say("Not enough data to tell of {names}.", names=named(by[UNDECIDED].programme)))
    if len(by["hidden"]):
        said.append(say("Hidden to protect small groups: {names}.", names=named(by["hidden"].programme)))
    return said
