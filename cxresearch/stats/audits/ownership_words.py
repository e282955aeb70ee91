"""Ownership in words: who is named, where leaders and staff part, and who says "we do"."""

import numpy as np
import pandas as pd

from cxresearch.errors import listing
from cxresearch.stats.bases.asked import group_label
from cxresearch.stats.bases.naming import base_of, people
from cxresearch.wording import interval, largest_first, number, percent_sure, signed_points

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
            f"{number(row.estimate)}% say {row.answer.casefold()}"
            for row in rows.itertuples() if row.kind != "department" and row.answer != first.answer
        ]  # fmt: skip
        lead = f"{_group(result, rows)}: {number(first.estimate)}% say {_answer(first)} "
        persons = first.get("persons", first.n)
        base = f"n = {number(first.n)}" + (f" of {number(persons)} people" if persons < first.n else "")
        lead += f"({interval(first.ci_low, first.ci_high)}; {base})"
        said.append(f"{lead}{'; ' + ' and '.join(apart) if apart else ''}.")
    if len(shown) > _MOST_GROUPS:
        said.append(f"{len(shown) - _MOST_GROUPS} more groups stand in the table.")
    if hidden:
        said.append(f"Hidden, so that small groups stay anonymous: {listing(hidden)}.")
    return said


def _answer(row) -> str:
    return row.answer if row.kind == "department" else row.answer.casefold()


def _group(result, rows: pd.DataFrame) -> str:
    told = {name: rows[name].iloc[0] for name in result.by}
    if result.audience_by in told:
        called = people(told[result.audience_by])
        told[result.audience_by] = called[:1].upper() + called[1:]
    return group_label(told)


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
        said.append(
            f"{row.answer}: {number(row.share_a)}% of {a} against {number(row.share_b)}% of {b}, "
            f"{signed_points(row.estimate)} ({percent_sure(result.confidence)} CI "
            f"{interval(row.ci_low, row.ci_high)}; {bases})."
        )
    if not len(apart):
        said.append(f"On no answer is a gap between {a} and {b} shown; that is no proof that they agree.")
    elif len(apart) < len(gaps):
        said.append(f"On the other {len(gaps) - len(apart)} of {len(gaps)} answers a gap is not shown.")
    return said


def _own(result) -> list[str]:
    said = []
    apart = result.own[result.own.verdict == "gap"] if len(result.own) else result.own
    for row in apart.head(_MOST_GAPS).itertuples():
        said.append(
            f"{row.department} is named by {number(row.share_own)}% of its own people and {number(row.share_others)}% "
            f"of the others: {signed_points(row.estimate)} ({interval(row.ci_low, row.ci_high)})."
        )
    if len(result.own) and not len(apart):
        said.append("No department is shown to be named more, or less, by its own people than by the others.")
    return said
