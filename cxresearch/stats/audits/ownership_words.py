"""Ownership in words: who is named, where leaders and staff part, and who says "we do"."""

import numpy as np
import pandas as pd

from cxresearch.stats.bases.asked import group_label
from cxresearch.stats.bases.naming import base_of, people
from cxresearch.wording import (
    adding_up,
    capital,
    count,
    interval,
    largest_first,
    listed,
    named,
    number,
    percent_sure,
    plural,
    say,
    sized,
)

__all__ = ["ownership_sentences"]

_MOST_GROUPS, _MOST_GAPS = 8, 3


def ownership_sentences(result) -> list[str]:
    """All sentences of an :class:`Ownership`: the map, the gaps between leaders and staff, own people and others."""
    return [*_map(result), *_gaps(result), *_own(result)]


def _map(result) -> list[str]:
    table, said = result.table, []
    groups = list(table.groupby(list(result.by), sort=False, dropna=False))
    hidden = [_group(result, rows) for _, rows in groups if not np.isfinite(rows.estimate.iloc[0])]
    shown = [rows for _, rows in groups if np.isfinite(rows.estimate.iloc[0])]
    for rows in shown[:_MOST_GROUPS]:
        first = rows.iloc[largest_first(rows.estimate, rows.answer)[0]]
        apart = [
            say("{share}% say {answer}", share=number(row.estimate), answer=_answer(row))
            for row in rows.itertuples() if row.kind != "department" and row.answer != first.answer
        ]  # fmt: skip
        persons, n = first.get("persons", first.n), number(first.n)
        base = f"n = {n}"
        if persons < first.n:
            base = say("n = {n} of {people}", n=n, people=plural(persons, "person", "people"))
        fields = {"group": _group(result, rows), "share": number(first.estimate), "answer": _answer(first),
                  "bounds": interval(first.ci_low, first.ci_high), "base": base}  # fmt: skip
        said.append(
            say("{group}: {share}% say {answer} ({bounds}; {base}); {others}.", others=listed(apart), **fields)
            if apart
            else say("{group}: {share}% say {answer} ({bounds}; {base}).", **fields)
        )
    if len(shown) > _MOST_GROUPS:
        rest = len(shown) - _MOST_GROUPS
        said.append(
            say(
                "1 more group stands in the table." if rest == 1 else "{n} more groups stand in the table.",
                n=count(rest),
            )
        )
    if hidden:
        said.append(say("Hidden, so that small groups stay anonymous: {names}.", names=named(hidden)))
    return said


def _answer(row) -> str:
    return row.answer if row.kind == "department" else row.answer.casefold()


def _group(result, rows: pd.DataFrame) -> str:
    parts = {name: rows[name].iloc[0] for name in result.by}
    if result.audience_by in parts:
        parts[result.audience_by] = str(capital(people(parts[result.audience_by])))
    return group_label(parts)


def _gaps(result) -> list[str]:
    gaps = result.gaps
    if not len(gaps):
        return []
    a, b = (people(name) for name in result.between)
    apart = gaps[gaps.verdict == "gap"]
    said = []
    for row in apart.head(_MOST_GAPS).itertuples():
        bases = ", ".join(
            base_of(name, getattr(row, f"n_{side}"), getattr(row, f"persons_{side}", None))
            for name, side in zip(result.between, "ab", strict=True)
        )
        one, two, size = adding_up(row.share_a, row.share_b)
        said.append(
            say(
                "{answer}: {share_a}% of {a} against {share_b}% of {b}, {gap} ({sure} CI {bounds}; {bases}).",
                answer=row.answer, share_a=one, a=a, share_b=two, b=b, sure=percent_sure(result.confidence),
                gap=sized(f"-{size}" if row.estimate < 0 else size, "points"),
                bounds=interval(row.ci_low, row.ci_high), bases=bases,
            )
        )  # fmt: skip
    if not len(apart):
        said.append(say("On no answer is a gap between {a} and {b} shown; that is no proof that they agree.", a=a, b=b))
    elif len(apart) < len(gaps):
        said.append(
            say(
                "On the other {n} of {all} answers a gap is not shown.",
                n=count(len(gaps) - len(apart)), all=count(len(gaps)),
            )
        )  # fmt: skip
    return said


def _own(result) -> list[str]:
    said = []
    apart = result.own[result.own.verdict == "gap"] if len(result.own) else result.own
    for row in apart.head(_MOST_GAPS).itertuples():
        own, others, size = adding_up(row.share_own, row.share_others)
        said.append(
            say(
                "{department} is named by {own}% of its own people and {others}% of the others: {gap} ({bounds}).",
                department=row.department, own=own, others=others, bounds=interval(row.ci_low, row.ci_high),
                gap=sized(f"-{size}" if row.estimate < 0 else size, "points"),
            )
        )  # fmt: skip
    if len(result.own) and not len(apart):
        said.append(say("No department is shown to be named more, or less, by its own people than by the others."))
    return said
