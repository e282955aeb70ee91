"""Perception gaps in words: what a careful consultant would say, with the numbers in it."""

import numpy as np

from cxresearch.stats.bases.asked import group_label
from cxresearch.stats.bases.naming import base_of, people, topic_in_sentence
from cxresearch.stats.perception.nearest import NOT_ADJUSTED, TOO_CLOSE
from cxresearch.wording import (
    capital,
    count,
    interval,
    largest_first,
    listed,
    percent_sure,
    plural,
    points,
    say,
    signed_points,
    steady,
)

__all__ = ["gap_sentences", "is_beyond"]

# From so many answers on, what an audience can show at all needs no sentence of its own.
_SMALL = 30
_MOST_GROUPS = 6


def gap_sentences(result) -> list[str]:
    """All sentences of a :class:`PerceptionGap`, the summary first."""
    table, sure = result.table, percent_sure(result.confidence)
    if not len(table):
        return [say("No question was compared.")]
    said = [_summary(result), *_groups(result), *_what_a_gap_is(result)]
    known = table[table.estimate.notna()]
    if len(known) and round(known.estimate.abs().max(), 9) > 0:
        widest = known.iloc[_widest_first(result, known)[0]]
        said.append(
            say(
                "The views are furthest apart on {topic}: {a} {mean_a} of 100, {b} {mean_b}.",
                topic=topic_in_sentence(widest.topic) + _where(result, widest), a=people(widest.audience_a),
                mean_a=count(widest.mean_a), b=people(widest.audience_b), mean_b=count(widest.mean_b),
            )
        )  # fmt: skip
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
        span = points(low)
        if low != high:
            span = say("{low} (on some questions {high})", low=points(low), high=points(high))
        said.append(
            say("With {who} only gaps above {span} can be shown in this table.", who=base_of(audience, n), span=span)
        )
    return said


def is_beyond(row, margin: float) -> bool:
    """Whether a gap is shown to be larger than the margin: a one-sided test at the adjusted level of its table."""
    return row.verdict == "gap" and bool(abs(row.estimate) - row.smallest_margin > margin)


def _where(result, row) -> str:
    return "".join(f", {name} {getattr(row, name) if hasattr(row, name) else row[name]}" for name in result.by)


def _summary(result) -> str:
    verdicts = result.table.verdict.value_counts()
    gaps, aligned, open_, hidden = (verdicts.get(name, 0) for name in ("gap", "aligned", "not enough data", "hidden"))
    parts = [
        say("{n} shows a gap" if gaps == 1 else "{n} show a gap", n=gaps),
        say(
            "{n} is aligned within {margin}" if aligned == 1 else "{n} are aligned within {margin}",
            n=aligned, margin=points(result.margin),
        ),
        say("{n} cannot be judged on these answers", n=open_),
    ]  # fmt: skip
    if hidden:
        parts.append(
            say(
                "{n} is hidden to protect small groups" if hidden == 1 else "{n} are hidden to protect small groups",
                n=hidden,
            )
        )
    return say("Of {comparisons}, {parts}.", comparisons=plural(len(result.table), "comparison"), parts=listed(parts))


def _groups(result) -> list[str]:
    """Who stands whole beside the groups, and how many gaps each group shows."""
    if not result.by:
        return []
    said = []
    if result.whole:
        said.append(
            say(
                "{audiences} have no {columns}: they stand whole beside every group of the others.",
                audiences=capital(listed([people(name) for name in result.whole])), columns=listed(result.by),
            )
        )  # fmt: skip
    groups = result.table.groupby(list(result.by), sort=False)
    if not 1 < groups.ngroups <= _MOST_GROUPS:
        return said
    parts = [
        say(
            "{group} {n} of {all}", group=group_label(rows.iloc[0], result.by), n=int((rows.verdict == "gap").sum()),
            all=len(rows),
        )
        for _, rows in groups
    ]  # fmt: skip
    return [*said, say("Gaps shown by group: {parts}.", parts=listed(parts))]


def _what_a_gap_is(result) -> list[str]:
    """A gap is told from zero; whether it is larger than the margin is another question, answered here."""
    gaps = int((result.table.verdict == "gap").sum())
    if not gaps:
        return []
    beyond = sum(is_beyond(row, result.margin) for row in result.table.itertuples())
    return [
        say(
            "A gap is a difference beyond chance; {beyond} of {gaps} is also shown to be larger than the margin of "
            "{margin}."
            if beyond == 1
            else "A gap is a difference beyond chance; {beyond} of {gaps} are also shown to be larger than the margin "
            "of {margin}.",
            beyond=beyond, gaps=gaps, margin=points(result.margin),
        )
    ]  # fmt: skip


def _nearest(result) -> list[str]:
    nearest = vars(result)["nearest"]  # without the shares of draws, which take longest
    if not len(nearest):
        return []
    counts = nearest.nearest.value_counts()
    others = [
        name for name in dict.fromkeys([*result.table.audience_a, *result.table.audience_b]) if name != result.reference
    ]
    ranked = sorted(others, key=lambda name: (-counts.get(name, 0), name))
    first, rest = ranked[0], ranked[1:]
    tail = [say("{who} are nearer on {n}", who=people(name), n=counts[name]) for name in rest if counts.get(name, 0)]
    close, alone = counts.get(TOO_CLOSE, 0), counts.get(NOT_ADJUSTED, 0)
    if close:
        tail.append(say("{n} is too close to call" if close == 1 else "{n} are too close to call", n=close))
    if alone:
        tail.append(
            say(
                "{n} is not shown after {tests} comparisons"
                if alone == 1
                else "{n} are not shown after {tests} comparisons",
                n=alone, tests=len(nearest),
            )
        )  # fmt: skip
    compared = people(rest[0]) if rest else ""
    for name in rest[1:]:
        compared = say("{one} or {other}", one=compared, other=people(name))
    nearer = say(
        "On {n} of {questions} {first} stand nearer to {reference} than {others} do",
        n=counts.get(first, 0), questions=plural(len(nearest), "question"), first=people(first),
        reference=people(result.reference), others=compared,
    )  # fmt: skip
    said = ["; ".join([nearer, *tail]) + "."]
    alike = int((nearest.told_apart == False).sum())  # noqa: E712 - the column also holds None
    if alike and len(others) == 2:
        said.append(
            say(
                "On {n} of {questions} {one} and {other} cannot be told apart on these answers, adjusted for the "
                "number of comparisons.",
                n=alike, questions=plural(len(nearest), "question"), one=people(others[0]), other=people(others[1]),
            )
        )  # fmt: skip
    return said


def _sentence(result, row, sure: str) -> str:
    a, b, topic = people(row.audience_a), people(row.audience_b), topic_in_sentence(row.topic) + _where(result, row)
    if row.verdict == "hidden":
        return say("On {topic}, {a} against {b} is hidden: too few people stand behind it.", topic=topic, a=a, b=b)
    if not np.isfinite(row.estimate):
        sides = ((row.audience_a, row.n_a), (row.audience_b, row.n_b))
        silent = listed([people(who) for who, n in sides if not n > 0])
        if silent:
            return say(
                "On {topic}, {a} and {b} cannot be compared: no {silent} answered.", topic=topic, a=a, b=b,
                silent=silent,
            )  # fmt: skip
        return say("On {topic}, {a} and {b} cannot be compared: no unit has answers from both.", topic=topic, a=a, b=b)
    units = getattr(row, "units", np.nan)
    bases = ", ".join(
        base_of(getattr(row, f"audience_{side}"), getattr(row, f"n_{side}"), getattr(row, f"persons_{side}", None))
        for side in "ab"
    )
    if np.isfinite(units):
        bases = f"{plural(units, 'unit')}; {bases}"
    if not np.isfinite(row.ci_low):
        return say(
            "On {topic}, {a} stand at {mean_a} of 100 and {b} at {mean_b} ({bases}): {why}", topic=topic, a=a, b=b,
            mean_a=count(row.mean_a), mean_b=count(row.mean_b), bases=bases, why=_why_no_interval(row, units),
        )  # fmt: skip
    low, high = (-row.ci_high, -row.ci_low) if row.verdict == "gap" and row.estimate < 0 else (row.ci_low, row.ci_high)
    span = say("{sure} CI {interval}; {bases}", sure=sure, interval=interval(low, high), bases=bases)
    margin = say("no margin is wide enough to show agreement")
    if row.smallest_margin <= 100:
        margin = say(
            "agreement could be shown only from a margin of {margin} on"
            if row.verdict == "not enough data"
            else "enough to show agreement from a margin of {margin} on",
            margin=points(np.ceil(steady(row.smallest_margin))),
        )
    if row.verdict == "gap":
        rated = say(
            "{a} rate {topic} {points} above {b} ({span}; {margin})"
            if row.estimate > 0
            else "{a} rate {topic} {points} below {b} ({span}; {margin})",
            a=capital(a), topic=topic, points=points(row.estimate), b=b, span=span, margin=margin,
        )  # fmt: skip
        return say(
            "{rated}: shown to differ, and by more than the margin of {within}."
            if is_beyond(row, result.margin)
            else "{rated}: shown to differ; whether by more than the margin of {within} is open.",
            rated=rated, within=points(result.margin),
        )  # fmt: skip
    observed = {"topic": topic, "a": a, "b": b, "gap": signed_points(row.estimate), "margin": margin}
    if row.verdict == "aligned":
        return say(
            "On {topic}, {a} and {b} are aligned within {within}: {a} minus {b} is {gap} ({span}; {margin}); the "
            "difference is real but small."
            if row.p_adjusted < 1 - result.confidence
            else "On {topic}, {a} and {b} are aligned within {within}: {a} minus {b} is {gap} ({span}; {margin}).",
            within=points(result.margin), span=span, **observed,
        )  # fmt: skip
    settle = _settle(row)
    if row.ci_low > 0 or row.ci_high < 0:
        tests = int((result.table.verdict != "hidden").sum())
        return say(
            "On {topic}, {a} minus {b} is {gap} ({sure} CI {interval} taken alone; {bases}; {margin}); after {tests} a "
            "gap is not shown{settle}.",
            sure=sure, interval=interval(row.ci_low, row.ci_high), bases=bases, tests=plural(tests, "comparison"),
            settle=settle, **observed,
        )  # fmt: skip
    return say(
        "On {topic}, these answers cannot settle whether {a} and {b} differ: {a} minus {b} is {gap} ({span}; "
        "{margin}){settle}.",
        span=span, settle=settle, **observed,
    )  # fmt: skip


def _settle(row) -> str:
    """How many more of those who have not answered would settle a row, where it is known how many there are."""
    ways = []
    for side in "ab":
        more, audience = getattr(row, f"more_{side}", np.nan), getattr(row, f"audience_{side}")
        if np.isfinite(more):
            # The number stands before "more", so the noun is told without it.
            called = base_of(audience, more).removeprefix(f"{count(more)} ")
            ways.append(say("{n} more {who}", n=count(more), who=called))
    if ways:
        either = ways[0] if len(ways) == 1 else say("{one} or {other}", one=ways[0], other=ways[1])
        return say("; about {ways}, answering alike, would settle it", ways=either)
    if any(getattr(row, f"more_{side}", np.nan) == np.inf for side in "ab"):
        return say("; even all who have not answered would not settle it, only a wider margin")
    return ""


def _why_no_interval(row, units: float) -> str:
    if np.isfinite(units):
        return say(
            "fewer than two units, or no variation between them, give no interval."
            if units
            else "no unit has answers from both."
        )
    if min(row.n_a, row.n_b) < 2:
        alone = row.audience_a if row.n_a < 2 else row.audience_b
        return say("a single answer of {people} gives no interval.", people=people(alone))
    return say("all answers come from one unit, which cannot tell how units differ.")
