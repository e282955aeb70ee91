"""Promise and delivery in words: on how many topics, where most, and what staff believe."""

import numpy as np
import pandas as pd

from cxresearch.stats.bases.asked import group_label
from cxresearch.stats.bases.naming import base_of, people, topic_in_sentence
from cxresearch.wording import adding_up, interval, largest_first, number, percent_sure, plural, points

__all__ = ["EXPECTATION", "PROMISE", "promise_sentences"]

EXPECTATION, PROMISE = "expectation", "promise"
_WORST = 2


def promise_sentences(result) -> list[str]:
    """All sentences of a :class:`PromiseAndDelivery`: each gap in one line, then where it is widest."""
    said = []
    for gap in dict.fromkeys(result.table.gap):
        rows = result.table[result.table.gap == gap]
        said.append(_summary(result, gap, rows))
        apart = rows[rows.verdict == "gap"]
        names = (apart[name] for name in ("topic", *result.by))
        widest = apart.iloc[largest_first(apart.estimate.abs(), *names)]
        said += [_row(result, gap, row) for _, row in widest.head(_WORST).iterrows()]
    for row in result.ability.itertuples():
        if np.isfinite(row.ci_low):
            said.append(
                f"{people(row.audience).capitalize()} on {row.statement!r}: {number(row.estimate)} of 100 "
                f"({percent_sure(result.confidence)} CI {interval(row.ci_low, row.ci_high)}; "
                f"{base_of(row.audience, row.n, getattr(row, 'persons', None))})."
            )
    return said


# What a gap below zero is called, what one above, and each again where the other was said before.
_CALLED = {
    EXPECTATION: (
        "what {c} experience falls short of what they expected",
        "what {c} experience exceeds what they expected",
        "exceeds it",
    ),
    PROMISE: (
        "the promise is kept less well than {c} expected",
        "the promise is kept better than {c} expected",
        "better",
    ),
    "delivery": (
        "{s} rate the promise kept worse than {c} do",
        "{s} rate the promise kept better than {c} do",
        "better",
    ),
}


def _summary(result, gap: str, rows: pd.DataFrame) -> str:
    shown = rows.verdict == "gap"
    below, above = int((shown & (rows.estimate < 0)).sum()), int((shown & (rows.estimate > 0)).sum())
    less, more, too = (words.format(c=people(result.customers), s=people(result.staff)) for words in _CALLED[gap])
    parts = [f"{less} on {below}"] if below or not above else []
    parts += [f"{too if below else more} on {above}"] if above else []
    counts = {verdict: int((rows.verdict == verdict).sum()) for verdict in ("aligned", "not enough data", "hidden")}
    told = {
        "aligned": f"the two are aligned within {points(result.margin)}",
        "not enough data": "it cannot be settled",
        "hidden": "it is hidden",
    }
    parts += [f"{words} on {counts[verdict]}" for verdict, words in told.items() if counts[verdict]]
    of = plural(len(rows), "topic and group", "topics and groups") if result.by else plural(len(rows), "topic")
    return f"Of {of}, {'; '.join(parts)}."


def _row(result, gap: str, row: pd.Series) -> str:
    topic = topic_in_sentence(row.topic) + (f" ({group_label(row, result.by)})" if result.by else "")
    sure = percent_sure(result.confidence)
    low, high = sorted((abs(row.ci_low), abs(row.ci_high)))
    one, two, apart = adding_up(row.mean_a, row.mean_b)
    size, who = f"{apart} point{'' if apart == '1' else 's'}", people(result.customers)
    persons = row.get("persons_a"), row.get("persons_b")
    if row.paired:
        base = f"{base_of(result.customers, row.n_a, persons[0])} who rated both"
    else:
        other = result.staff if gap == "delivery" else result.customers
        base = f"{base_of(other, row.n_a, persons[0])} against {base_of(result.customers, row.n_b, persons[1])}"
    span = f"({sure} CI {interval(low, high)}; {base})"
    if gap == EXPECTATION:
        way = "short" if row.estimate < 0 else "more"
        return (
            f"On {topic} {who} expected {two} and experienced {one}: {size} {way} {span}."
        )
    if gap == PROMISE:
        way = "less" if row.estimate < 0 else "more"
        return (
            f"On {topic} {who} expected {two} and rate the promise kept at {one}: {size} "
            f"{way} {span}."
        )
    return (
        f"On {topic} {people(result.staff)} rate the promise kept at {one}, {who} at {two}: {size} "
        f"{'below' if row.estimate < 0 else 'above'} {span}."
    )
