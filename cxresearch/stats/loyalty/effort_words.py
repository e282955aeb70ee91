"""Effort and leaving in words: who found it hard, how many of them left, and where."""

import numpy as np
import pandas as pd

from cxresearch.errors import listing
from cxresearch.stats.bases.asked import group_label
from cxresearch.stats.bases.grouped import topic_words
from cxresearch.stats.bases.rows import noun
from cxresearch.wording import (
    adding_up,
    count,
    interval,
    largest_first,
    not_shown,
    number,
    percent_sure,
    signed_points,
)

__all__ = ["effort_sentences"]

_MOST_GROUPS = 12


def effort_sentences(result) -> list[str]:
    """All sentences of an :class:`EffortAndLeaving`, the finding first."""
    row, who, sure = result.overall.iloc[0], noun(result.audience), percent_sure(result.confidence)
    if row.verdict == "hidden":
        return [f"Hidden: too few {who} stand behind it."]
    said = [_finding(row, who), *_held(result), _bases(result, row, who, sure), *_company(result, who)]
    return [*said, *_groups(result)] if result.by else said


def _finding(row, who: str) -> str:
    if not (row.n_hard and row.n_others):
        all_alike = "found it hard" if row.n_hard else "found it easy enough"
        return f"All {_base(row, who)} {all_alike}, so there is nobody to compare them with."
    hard, others, _ = adding_up(row.left_hard, row.left_others)
    said = f"Of {who} who found it hard, {hard}% left; of the others, {others}%"
    if row.verdict == "not enough data" and (row.ci_low > 0 or row.ci_high < 0):
        return f"{said}: {_points_between(row)}, {not_shown(1)}."
    if row.verdict == "not enough data":
        return f"{said}. These answers cannot settle whether the two differ: {_points_between(row)}."
    return f"{said}: a difference of {_difference(row)}."


def _held(result) -> list[str]:
    """What is left of the difference with the controls held alike."""
    if len(result.effects) < 2:
        return []
    row = result.effects.iloc[0]
    names = listing(dict.fromkeys(term.split(":")[0] for term in result.effects.term.iloc[1:]))
    if not row.p_value < 1 - result.confidence:
        return [f"With {names} held alike, a difference is not shown: {_points_between(row)}."]
    way = "more" if row.estimate > 0 else "less"
    size = _difference(row).replace(" (", f" {way} leaving (", 1)
    return [f"With {names} held alike, finding it hard goes with {size}."]


def _difference(row) -> str:
    """The size of a difference and its bounds, which need no sign where only one direction is left."""
    low, high = sorted((row.ci_low, row.ci_high)) if row.estimate > 0 else sorted((-row.ci_low, -row.ci_high))
    parts = row.get("left_hard") if isinstance(row, pd.Series) else getattr(row, "left_hard", None)
    size = number(abs(row.estimate)) if parts is None else adding_up(row.left_hard, row.left_others)[2]
    return f"{size} point{'' if size == '1' else 's'} ({interval(low, high)})"


def _points_between(row) -> str:
    return f"{signed_points(row.estimate)} ({interval(row.ci_low, row.ci_high)})"


def _bases(result, row, who: str, sure: str) -> str:
    return (
        f"Hard is {result.boxes} on {topic_words(result.effort)}: {number(row.hard)}% of {_base(row, who)} "
        f"({sure} CI {interval(row.hard_ci_low, row.hard_ci_high)}). Left is {result.word!r} to: {result.leaving}"
    ).rstrip(".") + ("" if result.leaving.endswith("?") else ".")


def _base(row, who: str) -> str:
    """How many, answers apart from persons where some answered more than once."""
    persons = row.get("persons", row.n)
    return f"{count(row.n)} answers of {count(persons)} {who}" if persons < row.n else f"{count(row.n)} {who}"


def _company(result, who: str) -> list[str]:
    said = []
    for row in result.recommending.itertuples():
        if not (row.n_hard and row.n_others and np.isfinite(row.ci_low)):
            continue
        hard, others, size = adding_up(row.hard, row.others)
        sign = "-" if row.hard < row.others and float(size.replace(",", "")) else ""
        apart = f"{sign}{size} point{'' if size == '1' else 's'} ({interval(row.ci_low, row.ci_high)})"
        if row.measure == "nps":
            said.append(f"NPS is {hard} among {who} who found it hard and {others} among the others: {apart}.")
        else:
            who_hard = f"yes for {hard}% of those who found it hard"
            said.append(f"{row.text!r}: {who_hard} and {others}% of the others: {apart}.")
    return said


def _groups(result) -> list[str]:
    table = result.table
    known = table[np.isfinite(table.hard.astype(float))]
    known = known.iloc[largest_first(known.hard, [group_label(row, result.by) for _, row in known.iterrows()])]
    tests = int(table.p_value.notna().sum())
    said = [_group(row, group_label(row, result.by), tests) for _, row in known.head(_MOST_GROUPS).iterrows()]
    rest = len(known) - _MOST_GROUPS
    if rest > 0:
        said.append(f"{rest} more groups, where it was found hard less often, stand in the table.")
    unsettled = int((known.verdict == "not enough data").sum())
    if unsettled:
        said.append(f"In {unsettled} of {len(known)} groups the difference cannot be shown after adjustment.")
    hidden = table[table.verdict == "hidden"]
    if len(hidden):
        names = listing(group_label(row, result.by) for _, row in hidden.iterrows())
        said.append(f"Hidden, so that small groups stay anonymous: {names}.")
    return said


def _group(row: pd.Series, name: str, tests: int) -> str:
    found = f"{name}: {number(row.hard)}% found it hard ({interval(row.hard_ci_low, row.hard_ci_high)})"
    if not (row.n_hard and row.n_others):
        return f"{found}, so that there are no two sides to compare."
    hard, others, _ = adding_up(row.left_hard, row.left_others)
    left = f"of these {hard}% left, of the others {others}%"
    if row.verdict != "not enough data":
        shown = _difference(row)
    elif row.ci_low > 0 or row.ci_high < 0:
        between = f"{signed_points(row.estimate)} ({interval(row.ci_low, row.ci_high)} taken alone)"
        shown = f"{between}, {not_shown(tests)}"
    else:
        shown = f"not settled, {_points_between(row)}"
    return f"{found}; {left}: {shown}."
