"""The score beside competitors' in words: ahead of whom, and what being ahead does not say."""

from cxresearch.wording import (
    in_words,
    interval,
    named,
    not_shown,
    number,
    percent_sure,
    plural,
    say,
    signed_points,
    told,
)

__all__ = ["NOT_ADJUSTED", "competitor_sentences"]

# Ahead or behind were it the only competitor; not shown among all of them.
NOT_ADJUSTED = told("not shown after adjustment")
VERDICTS = (told("ahead"), told("behind"), told("too close to call"), told("n unknown"))


def competitor_sentences(result) -> list[str]:
    """All sentences of an :class:`AgainstCompetitors`, the finding first."""
    own, table = result.own.iloc[0], result.table
    said = [_finding(own, table)]
    if (table.verdict == "ahead").all() and own.nps_ci_high < 0:
        said.append(
            say(
                "Negative, but above every competitor: this is the ceiling that everybody in the market believes in. "
                "Customers set no such ceiling: more of them are detractors than promoters."
            )
        )
    sure = percent_sure(result.confidence)
    for row in table.itertuples():
        if row.verdict == "n unknown":
            said.append(
                say(
                    "{name} is quoted at {score} without an n, so nothing can be said of it.",
                    name=row.name, score=number(row.nps),
                )
            )  # fmt: skip
            continue
        if row.ci_low != row.ci_low:
            said.append(
                say(
                    "{name}: {score} (n = {n}); without any spread nothing can be judged.",
                    name=row.name, score=number(row.nps), n=number(row.n),
                )
            )  # fmt: skip
            continue
        alone = row.verdict == NOT_ADJUSTED
        said.append(
            say(
                "{name}: {score} ({bounds}; n = {n}{year}); ours minus theirs is {gap} ({sure} CI {span} taken alone), "
                "{verdict}."
                if alone
                else "{name}: {score} ({bounds}; n = {n}{year}); ours minus theirs is {gap} ({sure} CI {span}), "
                "{verdict}.",
                name=row.name, score=number(row.nps), bounds=interval(row.nps_ci_low, row.nps_ci_high),
                n=number(row.n), year=_year(row.year), gap=signed_points(row.estimate), sure=sure, span=_bounds(row),
                verdict=not_shown(int(table.p_value.notna().sum())) if alone else say(row.verdict),
            )
        )  # fmt: skip
    return said


def _bounds(row) -> str:
    """A bound that is just off zero is told with a decimal, so that it does not read as zero."""
    settled = row.verdict in ("ahead", "behind")
    return interval(row.ci_low, row.ci_high, digits=int(settled and min(abs(row.ci_low), abs(row.ci_high)) < 0.5))


def _year(year: float) -> str:
    return f", {year:.0f}" if year == year else ""


def _finding(own, table) -> str:
    fields = {
        "score": number(own.nps), "bounds": interval(own.nps_ci_low, own.nps_ci_high),
        "detractors": number(own.detractors),
    }  # fmt: skip
    by = {verdict: table["name"][table.verdict == verdict].tolist() for verdict in ("ahead", "behind")}
    close = table["name"][table.verdict == "too close to call"].tolist()
    unknown = table["name"][table.verdict == "n unknown"].tolist()
    unadjusted = table["name"][table.verdict == NOT_ADJUSTED].tolist()
    if len(by["ahead"]) == len(table):
        which = say("ahead of both competitors" if len(table) == 2 else "ahead of all {n} competitors",
                    n=in_words(len(table)))  # fmt: skip
        which = say("ahead of {names}", names=by["ahead"][0]) if len(table) == 1 else which
        return say(
            "NPS is {score} ({bounds}): {which}, and still {detractors}% would warn others off (detractors, who "
            "answered 0 to 6 of 10).",
            which=which, **fields,
        )  # fmt: skip
    parts = []
    if by["ahead"]:
        all_of = plural(len(table), "competitor")
        parts.append(
            say(
                "ahead of one of {competitors}" if len(by["ahead"]) == 1 else "ahead of {n} of {competitors}",
                n=in_words(len(by["ahead"])), competitors=all_of,
            )
        )  # fmt: skip
    if by["behind"]:
        parts.append(say("behind {names}", names=named(by["behind"], most=5)))
    if close:
        parts.append(say("too close to call against {names}", names=named(close, most=5)))
    if unadjusted:
        tests = not_shown(int(table.p_value.notna().sum()))
        parts.append(say("{not_shown} against {names}", not_shown=tests, names=named(unadjusted, most=5)))
    if unknown:
        parts.append(say("not to be compared with {names}", names=named(unknown, most=5)))
    return say(
        "NPS is {score} ({bounds}): {parts}; {detractors}% are detractors (0 to 6 of 10).",
        parts="; ".join(parts), **fields,
    )  # fmt: skip
