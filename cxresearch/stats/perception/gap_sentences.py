"""Perception gaps in words: what a careful consultant would say, with the numbers in it."""

import numpy as np

from cxresearch.stats.bases.naming import base_of, people, topic_in_sentence
from cxresearch.wording import count, interval, largest_first, percent_sure, plural, points, signed_points, steady

__all__ = ["gap_sentences"]


def gap_sentences(result) -> list[str]:
    """All sentences of a :class:`PerceptionGap`, the summary first."""
    table, sure = result.table, percent_sure(result.confidence)
    if not len(table):
        return ["No question was compared."]
    said = [_summary(result)]
    known = table[table.estimate.notna()]
    if len(known):
        widest = known.iloc[_widest_first(result, known)[0]]
        said.append(
            f"The views are furthest apart on {topic_in_sentence(widest.topic)}{_where(result, widest)}: "
            f"{people(widest.audience_a)} "
            f"{count(widest.mean_a)} of 100, {people(widest.audience_b)} {count(widest.mean_b)}."
        )
    said += _nearest(result)
    return said + [_sentence(result, row, sure) for row in table.iloc[_widest_first(result, table)].itertuples()]


def _widest_first(result, table) -> list[int]:
    names = (table[name] for name in ("topic", *result.by, "audience_a", "audience_b"))
    return largest_first(table.estimate.abs(), *names)


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
    open_ones = counts.get("too close to call", 0)
    if open_ones:
        parts.append(f"{open_ones} {'is' if open_ones == 1 else 'are'} too close to call")
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
            "told apart on these answers."
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
    bases = f"{base_of(row.audience_a, row.n_a)}, {base_of(row.audience_b, row.n_b)}"
    if np.isfinite(units):
        bases = f"{plural(units, 'unit')}; {bases}"
    if not np.isfinite(row.ci_low):
        standing = f"{a} stand at {count(row.mean_a)} of 100 and {b} at {count(row.mean_b)}"
        return f"On {topic}, {standing} ({bases}): {_why_no_interval(row, units)}"
    low, high = (-row.ci_high, -row.ci_low) if row.verdict == "gap" and row.estimate < 0 else (row.ci_low, row.ci_high)
    span = f"{sure} CI {interval(low, high)}; {bases}"
    margin = f"smallest margin that could be shown: {points(np.ceil(steady(row.smallest_margin)))}"
    way = "above" if row.estimate > 0 else "below"
    if row.verdict == "gap":
        return f"{a[0].upper()}{a[1:]} rate {topic} {points(row.estimate)} {way} {b} ({span}; {margin})."
    if row.verdict == "aligned":
        small = "; the difference is real but small" if row.p_adjusted < 1 - result.confidence else ""
        inside = f"aligned within {points(result.margin)}: {a} minus {b} is {signed_points(row.estimate)}"
        return f"On {topic}, {a} and {b} are {inside} ({span}; {margin}){small}."
    observed = f"{a} minus {b} is {signed_points(row.estimate)}"
    return f"On {topic}, these answers cannot settle whether {a} and {b} differ: {observed} ({span}; {margin})."


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
    return "everybody within each group gave the same answer, so there is no variation to judge the gap by."
