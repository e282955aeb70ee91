"""Perception gaps in words: what a careful consultant would say, with the numbers in it."""

import numpy as np

from cxresearch.stats.bases.naming import base_of, people, topic_in_sentence
from cxresearch.stats.perception.nearest import NOT_ADJUSTED, TOO_CLOSE
from cxresearch.wording import count, interval, largest_first, percent_sure, plural, points, signed_points, steady

__all__ = ["gap_sentences"]

# From so many answers on, what an audience can show at all needs no sentence of its own.
_SMALL = 30


def gap_sentences(result) -> list[str]:
    """All sentences of a :class:`PerceptionGap`, the summary first."""
    table, sure = result.table, percent_sure(result.confidence)
    if not len(table):
        return ["No question was compared."]
    said = [_summary(result)]
    known = table[table.estimate.notna()]
    if len(known) and round(known.estimate.abs().max(), 9) > 0:
        widest = known.iloc[_widest_first(result, known)[0]]
        said.append(
            f"The views are furthest apart on {topic_in_sentence(widest.topic)}{_where(result, widest)}: "
            f"{people(widest.audience_a)} "
            f"{count(widest.mean_a)} of 100, {people(widest.audience_b)} {count(widest.mean_b)}."
        )
    said += [*_nearest(result), *_small_boards(result)]
    return said + [_sentence(result, row, sure) for row in table.iloc[_widest_first(result, table)].itertuples()]


def _widest_first(result, table) -> list[int]:
    names = (table[name] for name in ("topic", *result.by, "audience_a", "audience_b"))
    return largest_first(table.estimate.abs(), *names)


def _small_boards(result) -> list[str]:
    """What the smallest audiences can show at all, so that silence about small gaps is not read as agreement."""
    table = result.table
    if "detectable" not in table or result.by:
        return []
    said = []
    for audience in dict.fromkeys([*table.audience_a, *table.audience_b]):
        own = (table.audience_a == audience, table.n_a), (table.audience_b == audience, table.n_b)
        n = max((float(ns[mine].max()) for mine, ns in own if mine.any()), default=np.nan)
        rows = table[(own[0][0] | own[1][0]) & np.isfinite(table.detectable)]
        if not len(rows) or not 0 < n < _SMALL or rows.units.notna().any():
            continue
        low, high = (np.ceil(steady(float(min(end, 100)))) for end in (rows.detectable.min(), rows.detectable.max()))
        span = points(low) if low == high else f"{points(low)} (on some questions {points(high)})"
        who = plural(n, people(audience)[:-1]) if people(audience) == "leaders" else base_of(audience, n)
        said.append(f"With {who} only gaps above {span} can be shown in this table.")
    return said


def _where(result, row) -> str:
    return "".join(f", {name} {getattr(row, name) if hasattr(row, name) else row[name]}" for name in result.by)


def _summary(result) -> str:
    verdicts = result.table.verdict.value_counts()
    parts = [
        f"{verdicts.get('gap', 0)} show a gap",
        f"{verdicts.get('aligned', 0)} are aligned within {points(result.margin)}",
        f"{verdicts.get('not enough data', 0)} cannot be judged on these answers",
    ]
    if verdicts.get("hidden", 0):
        parts.append(f"{verdicts['hidden']} are hidden to protect small groups")
    return f"Of {plural(len(result.table), 'comparison')}, {', '.join(parts[:-1])} and {parts[-1]}."


def _nearest(result) -> list[str]:
    nearest = result.nearest
    if not len(nearest):
        return []
    counts = nearest.nearest.value_counts()
    others = [
        name for name in dict.fromkeys([*result.table.audience_a, *result.table.audience_b]) if name != result.reference
    ]
    ranked = sorted(others, key=lambda name: (-counts.get(name, 0), name))
    first, rest = ranked[0], ranked[1:]
    parts = [f"{people(name)} are nearer on {counts[name]}" for name in rest if counts.get(name, 0)]
    for told, words in ((TOO_CLOSE, TOO_CLOSE), (NOT_ADJUSTED, f"not shown after {len(nearest)} comparisons")):
        if counts.get(told, 0):
            parts.append(f"{counts[told]} {'is' if counts[told] == 1 else 'are'} {words}")
    tail = f"; {'; '.join(parts)}" if parts else ""
    compared = " or ".join(f"{people(name)}" for name in rest)
    said = [
        f"On {counts.get(first, 0)} of {plural(len(nearest), 'question')} {people(first)} stand nearer to "
        f"{people(result.reference)} "
        f"than {compared} do{tail}."
    ]
    alike = int((nearest.told_apart == False).sum())  # noqa: E712 - the column also holds None
    if alike and len(others) == 2:
        said.append(
            f"On {alike} of {plural(len(nearest), 'question')} {people(others[0])} and {people(others[1])} cannot be "
            "told apart on these answers, adjusted for the number of comparisons."
        )
    return said


def _sentence(result, row, sure: str) -> str:
    a, b, topic = people(row.audience_a), people(row.audience_b), topic_in_sentence(row.topic) + _where(result, row)
    if row.verdict == "hidden":
        return f"On {topic}, {a} against {b} is hidden: too few people stand behind it."
    if not np.isfinite(row.estimate):
        silent = " and ".join(
            people(who) for who, n in ((row.audience_a, row.n_a), (row.audience_b, row.n_b)) if not n > 0
        )
        why = f"no {silent} answered" if silent else "no unit has answers from both"
        return f"On {topic}, {a} and {b} cannot be compared: {why}."
    units = getattr(row, "units", np.nan)
    bases = ", ".join(
        base_of(getattr(row, f"audience_{side}"), getattr(row, f"n_{side}"), getattr(row, f"persons_{side}", None))
        for side in "ab"
    )
    if np.isfinite(units):
        bases = f"{plural(units, 'unit')}; {bases}"
    if not np.isfinite(row.ci_low):
        standing = f"{a} stand at {count(row.mean_a)} of 100 and {b} at {count(row.mean_b)}"
        return f"On {topic}, {standing} ({bases}): {_why_no_interval(row, units)}"
    low, high = (-row.ci_high, -row.ci_low) if row.verdict == "gap" and row.estimate < 0 else (row.ci_low, row.ci_high)
    span = f"{sure} CI {interval(low, high)}; {bases}"
    margin = "no margin could be shown"
    if row.smallest_margin <= 100:
        margin = f"smallest margin that could be shown: {points(np.ceil(steady(row.smallest_margin)))}"
    way = "above" if row.estimate > 0 else "below"
    if row.verdict == "gap":
        return f"{a[0].upper()}{a[1:]} rate {topic} {points(row.estimate)} {way} {b} ({span}; {margin})."
    if row.verdict == "aligned":
        small = "; the difference is real but small" if row.p_adjusted < 1 - result.confidence else ""
        inside = f"aligned within {points(result.margin)}: {a} minus {b} is {signed_points(row.estimate)}"
        return f"On {topic}, {a} and {b} are {inside} ({span}; {margin}){small}."
    observed = f"{a} minus {b} is {signed_points(row.estimate)}"
    settle = _settle(row)
    if row.ci_low > 0 or row.ci_high < 0:
        tests = int((result.table.verdict != "hidden").sum())
        return (
            f"On {topic}, {observed} ({sure} CI {interval(row.ci_low, row.ci_high)} taken alone; {bases}; {margin}); "
            f"after {plural(tests, 'comparison')} a gap is not shown{settle}."
        )
    return f"On {topic}, these answers cannot settle whether {a} and {b} differ: {observed} ({span}; {margin}){settle}."


def _settle(row) -> str:
    """How many more of those who have not answered would settle a row, where it is known how many there are."""
    ways = []
    for side in "ab":
        more = getattr(row, f"more_{side}", np.nan)
        if np.isfinite(more):
            noun = people(getattr(row, f"audience_{side}"))
            ways.append(f"{count(more)} more {noun[:-1] if more == 1 and noun in ('leaders', 'customers') else noun}")
    if ways:
        return f"; about {' or '.join(ways)}, answering alike, would settle it"
    if any(getattr(row, f"more_{side}", np.nan) == np.inf for side in "ab"):
        return "; even all who have not answered would not settle it, only a wider margin"
    return ""


def _why_no_interval(row, units: float) -> str:
    if np.isfinite(units):
        return (
            "fewer than two units, or no variation between them, give no interval."
            if units
            else "no unit has answers from both."
        )
    if min(row.n_a, row.n_b) < 2:
        alone = row.audience_a if row.n_a < 2 else row.audience_b
        return f"a single answer of {people(alone)} gives no interval."
    return "all answers come from one unit, which cannot tell how units differ."
