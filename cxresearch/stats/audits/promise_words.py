"""Promise and delivery in words: on how many topics, where most, and what staff believe."""

import numpy as np
import pandas as pd

from cxresearch.stats.bases.asked import group_label
from cxresearch.stats.bases.naming import base_of, people, topic_in_sentence
from cxresearch.wording import (
    adding_up,
    capital,
    interval,
    largest_first,
    number,
    percent_sure,
    plural,
    points,
    say,
    sized,
    told,
)

__all__ = ["EXPECTATION", "PROMISE", "promise_sentences"]

EXPECTATION, PROMISE = told("expectation"), told("promise")
_WORST = 2


# What each gap is called below zero and above, each again where the other was said before, and the widest rows.
_BELOW = {
    EXPECTATION: told("what {customers} experience falls short of what they expected on {n}"),
    PROMISE: told("the promise is kept less well than {customers} expected on {n}"),
    "delivery": told("{staff} rate the promise kept worse than {customers} do on {n}"),
}
_ABOVE = {
    EXPECTATION: told("what {customers} experience exceeds what they expected on {n}"),
    PROMISE: told("the promise is kept better than {customers} expected on {n}"),
    "delivery": told("{staff} rate the promise kept better than {customers} do on {n}"),
}
_TOO = {EXPECTATION: told("exceeds it on {n}"), PROMISE: told("better on {n}"), "delivery": told("better on {n}")}
_LESS = {
    EXPECTATION: told(
        "On {topic} {customers} expected {two} and experienced {one}: {size} short ({sure} CI {bounds}; {base})."
    ),
    PROMISE: told(
        "On {topic} {customers} expected {two} and rate the promise kept at {one}: {size} less ({sure} CI {bounds}; "
        "{base})."
    ),
    "delivery": told(
        "On {topic} {staff} rate the promise kept at {one}, {customers} at {two}: {size} below ({sure} CI {bounds}; "
        "{base})."
    ),
}
_MORE = {
    EXPECTATION: told(
        "On {topic} {customers} expected {two} and experienced {one}: {size} more ({sure} CI {bounds}; {base})."
    ),
    PROMISE: told(
        "On {topic} {customers} expected {two} and rate the promise kept at {one}: {size} more ({sure} CI {bounds}; "
        "{base})."
    ),
    "delivery": told(
        "On {topic} {staff} rate the promise kept at {one}, {customers} at {two}: {size} above ({sure} CI {bounds}; "
        "{base})."
    ),
}
_OTHERS = {
    "aligned": told("the two are aligned within {margin} on {n}"),
    "not enough data": told("it cannot be settled on {n}"),
    "hidden": told("it is hidden on {n}"),
}


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
                say(
                    "{who} on {statement}: {score} of 100 ({sure} CI {bounds}; {base}).",
                    who=capital(people(row.audience)), statement=repr(row.statement), score=number(row.estimate),
                    sure=percent_sure(result.confidence), bounds=interval(row.ci_low, row.ci_high),
                    base=base_of(row.audience, row.n, getattr(row, "persons", None)),
                )
            )  # fmt: skip
    return said


def _summary(result, gap: str, rows: pd.DataFrame) -> str:
    shown = rows.verdict == "gap"
    below, above = int((shown & (rows.estimate < 0)).sum()), int((shown & (rows.estimate > 0)).sum())
    who = {"customers": people(result.customers), "staff": people(result.staff)}
    parts = [say(_BELOW[gap], n=below, **who)] if below or not above else []
    parts += [say(_TOO[gap] if below else _ABOVE[gap], n=above, **who)] if above else []
    counts = {verdict: int((rows.verdict == verdict).sum()) for verdict in _OTHERS}
    margin = points(result.margin)
    parts += [say(words, n=counts[verdict], margin=margin) for verdict, words in _OTHERS.items() if counts[verdict]]
    of = plural(len(rows), "topic and group", "topics and groups") if result.by else plural(len(rows), "topic")
    return say("Of {topics}, {parts}.", topics=of, parts="; ".join(parts))


def _row(result, gap: str, row: pd.Series) -> str:
    low, high = sorted((abs(row.ci_low), abs(row.ci_high)))
    one, two, apart = adding_up(row.mean_a, row.mean_b)
    persons = row.get("persons_a"), row.get("persons_b")
    base = base_of(result.staff if gap == "delivery" else result.customers, row.n_a, persons[0])
    if row.paired:
        base = say("{people} who rated both", people=base)
    else:
        base = say("{a} against {b}", a=base, b=base_of(result.customers, row.n_b, persons[1]))
    return say(
        (_LESS if row.estimate < 0 else _MORE)[gap],
        topic=topic_in_sentence(row.topic) + (f" ({group_label(row, result.by)})" if result.by else ""),
        customers=people(result.customers), staff=people(result.staff), one=one, two=two, size=sized(apart, "points"),
        sure=percent_sure(result.confidence), bounds=interval(low, high), base=base,
    )  # fmt: skip
