"""The score beside competitors' in words: ahead of whom, and what being ahead does not say."""

from cxresearch.errors import listing
from cxresearch.wording import in_words, interval, not_shown, number, percent_sure, plural, signed_points

__all__ = ["NOT_ADJUSTED", "competitor_sentences"]

# Ahead or behind were it the only competitor; not shown among all of them.
NOT_ADJUSTED = "not shown after adjustment"


def competitor_sentences(result) -> list[str]:
    """All sentences of an :class:`AgainstCompetitors`, the finding first."""
    own, table = result.own.iloc[0], result.table
    said = [_finding(own, table)]
    if (table.verdict == "ahead").all() and own.nps_ci_high < 0:
        said.append(
            "Negative, but above every competitor: this is the ceiling that everybody in the market believes in. "
            "Customers set no such ceiling: more of them are detractors than promoters."
        )
    sure = percent_sure(result.confidence)
    for row in table.itertuples():
        if row.verdict == "n unknown":
            said.append(f"{row.name} is quoted at {number(row.nps)} without an n, so nothing can be said of it.")
            continue
        if row.ci_low != row.ci_low:
            said.append(
                f"{row.name}: {number(row.nps)} (n = {number(row.n)}); without any spread nothing can be judged."
            )
            continue
        told = f"{number(row.nps)} ({interval(row.nps_ci_low, row.nps_ci_high)}; n = {number(row.n)}"
        said.append(
            f"{row.name}: {told}{_year(row.year)}); ours minus theirs is {signed_points(row.estimate)} ({sure} CI "
            f"{_bounds(row)}{' taken alone' if row.verdict == NOT_ADJUSTED else ''}), "
            f"{not_shown(int(table.p_value.notna().sum())) if row.verdict == NOT_ADJUSTED else row.verdict}."
        )
    return said


def _bounds(row) -> str:
    """A bound that is just off zero is told with a decimal, so that it does not read as zero."""
    settled = row.verdict in ("ahead", "behind")
    return interval(row.ci_low, row.ci_high, digits=int(settled and min(abs(row.ci_low), abs(row.ci_high)) < 0.5))


def _year(year: float) -> str:
    return f", {year:.0f}" if year == year else ""


def _finding(own, table) -> str:
    score = f"NPS is {number(own.nps)} ({interval(own.nps_ci_low, own.nps_ci_high)})"
    by = {verdict: table["name"][table.verdict == verdict].tolist() for verdict in ("ahead", "behind")}
    close = table["name"][table.verdict == "too close to call"].tolist()
    unknown = table["name"][table.verdict == "n unknown"].tolist()
    unadjusted = table["name"][table.verdict == NOT_ADJUSTED].tolist()
    if len(by["ahead"]) == len(table):
        which = {1: f"ahead of {by['ahead'][0]}", 2: "ahead of both competitors"}.get(
            len(table), f"ahead of all {in_words(len(table))} competitors"
        )
        return (
            f"{score}: {which}, and still {number(own.detractors)}% would warn others off (detractors, who answered 0 "
            "to 6 of 10)."
        )
    parts = []
    if by["ahead"]:
        parts.append(f"ahead of {in_words(len(by['ahead']))} of {plural(len(table), 'competitor')}")
    if by["behind"]:
        parts.append(f"behind {listing(by['behind'], most=5)}")
    if close:
        parts.append(f"too close to call against {listing(close, most=5)}")
    if unadjusted:
        parts.append(f"{not_shown(int(table.p_value.notna().sum()))} against {listing(unadjusted, most=5)}")
    if unknown:
        parts.append(f"not to be compared with {listing(unknown, most=5)}")
    return f"{score}: {'; '.join(parts)}; {number(own.detractors)}% are detractors (0 to 6 of 10)."
