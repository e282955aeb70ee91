"""Effort and leaving in words: who found it hard, how many of them left, and where."""

import numpy as np
import pandas as pd

from cxresearch.stats.bases.asked import group_label
from cxresearch.stats.bases.grouped import topic_words
from cxresearch.stats.bases.naming import base_of
from cxresearch.stats.bases.rows import group_of, those_asked
from cxresearch.wording import (
    adding_up,
    interval,
    largest_first,
    named,
    not_shown,
    number,
    percent_sure,
    plural,
    say,
    signed_points,
    sized,
)

__all__ = ["effort_sentences"]

_MOST_GROUPS = 12


def effort_sentences(result) -> list[str]:
    """All sentences of an :class:`EffortAndLeaving`, the finding first."""
    row, who, sure = result.overall.iloc[0], those_asked(result.audience), percent_sure(result.confidence)
    if row.verdict == "hidden":
        return [say("Hidden: too few {who} stand behind it.", who=who)]
    said = [_finding(result, row, who), *_held(result), _bases(result, row, sure), *_company(result, who)]
    return [*said, *_groups(result)] if result.by else said


def _finding(result, row, who: str) -> str:
    if not (row.n_hard and row.n_others):
        return say(
            "All {people} found it hard, so there is nobody to compare them with."
            if row.n_hard
            else "All {people} found it easy enough, so there is nobody to compare them with.",
            people=_base(result, row),
        )
    hard, others, _ = adding_up(row.left_hard, row.left_others)
    fields = {"who": who, "hard": hard, "others": others}
    if row.verdict == "not enough data" and (row.ci_low > 0 or row.ci_high < 0):
        return say(
            "Of {who} who found it hard, {hard}% left; of the others, {others}%: {gap}, {not_shown}.",
            gap=_points_between(row), not_shown=not_shown(1), **fields,
        )  # fmt: skip
    if row.verdict == "not enough data":
        return say(
            "Of {who} who found it hard, {hard}% left; of the others, {others}%. These answers cannot settle whether "
            "the two differ: {gap}.",
            gap=_points_between(row), **fields,
        )  # fmt: skip
    size, bounds = _difference(row)
    return say(
        "Of {who} who found it hard, {hard}% left; of the others, {others}%: a difference of {size} ({bounds}).",
        size=size, bounds=bounds, **fields,
    )  # fmt: skip


def _held(result) -> list[str]:
    """What is left of the difference with the controls held alike."""
    if len(result.effects) < 2:
        return []
    row = result.effects.iloc[0]
    names = named(dict.fromkeys(term.split(":")[0] for term in result.effects.term.iloc[1:]))
    if not row.p_value < 1 - result.confidence:
        return [
            say("With {names} held alike, a difference is not shown: {gap}.", names=names, gap=_points_between(row))
        ]
    size, bounds = _difference(row)
    return [
        say(
            "With {names} held alike, finding it hard goes with {size} more leaving ({bounds})."
            if row.estimate > 0
            else "With {names} held alike, finding it hard goes with {size} less leaving ({bounds}).",
            names=names, size=size, bounds=bounds,
        )
    ]  # fmt: skip


def _difference(row) -> tuple[str, str]:
    """The size of a difference and its bounds, which need no sign where only one direction is left."""
    low, high = sorted((row.ci_low, row.ci_high)) if row.estimate > 0 else sorted((-row.ci_low, -row.ci_high))
    parts = row.get("left_hard") if isinstance(row, pd.Series) else getattr(row, "left_hard", None)
    size = number(abs(row.estimate)) if parts is None else adding_up(row.left_hard, row.left_others)[2]
    return sized(size, "points"), interval(low, high)


def _points_between(row) -> str:
    return f"{signed_points(row.estimate)} ({interval(row.ci_low, row.ci_high)})"


def _bases(result, row, sure: str) -> str:
    return say(
        "Hard is {boxes} on {topic}: {share}% of {people} ({sure} CI {bounds}). Left is {word} to: {question}",
        boxes=result.boxes, topic=topic_words(result.effort), share=number(row.hard), people=_base(result, row),
        sure=sure, bounds=interval(row.hard_ci_low, row.hard_ci_high), word=repr(result.word),
        question=_question(result.leaving),
    )  # fmt: skip


def _question(text: str) -> str:
    return text if text.endswith("?") else f"{text.rstrip('.')}."


def _base(result, row) -> str:
    """How many, answers apart from persons where some answered more than once."""
    if result.audience is None:
        return group_of(None, row.n)
    return base_of(result.audience, row.n, row.get("persons"))


def _company(result, who: str) -> list[str]:
    said = []
    for row in result.recommending.itertuples():
        if not (row.n_hard and row.n_others and np.isfinite(row.ci_low)):
            continue
        hard, others, size = adding_up(row.hard, row.others)
        sign = "-" if row.hard < row.others and any(sign in size for sign in "123456789") else ""
        fields = {"hard": hard, "others": others, "size": sized(f"{sign}{size}", "points"),
                  "bounds": interval(row.ci_low, row.ci_high)}  # fmt: skip
        if row.measure == "nps":
            said.append(
                say(
                    "NPS is {hard} among {who} who found it hard and {others} among the others: {size} ({bounds}).",
                    who=who, **fields,
                )
            )  # fmt: skip
        else:
            said.append(
                say(
                    "{question}: yes for {hard}% of those who found it hard and {others}% of the others: {size} "
                    "({bounds}).",
                    question=repr(row.text), **fields,
                )
            )  # fmt: skip
    return said


def _groups(result) -> list[str]:
    table = result.table
    known = table[np.isfinite(table.hard.astype(float))]
    known = known.iloc[largest_first(known.hard, [group_label(row, result.by) for _, row in known.iterrows()])]
    tests = int(table.p_value.notna().sum())
    said = [_group(row, group_label(row, result.by), tests) for _, row in known.head(_MOST_GROUPS).iterrows()]
    rest = len(known) - _MOST_GROUPS
    if rest > 0:
        said.append(
            say(
                "1 more group, where it was found hard less often, stands in the table."
                if rest == 1
                else "{n} more groups, where it was found hard less often, stand in the table.",
                n=rest,
            )
        )
    unsettled = int((known.verdict == "not enough data").sum())
    if unsettled:
        said.append(
            say(
                "In {n} of {groups} groups the difference cannot be shown after adjustment.",
                n=unsettled, groups=len(known),
            )
        )  # fmt: skip
    hidden = table[table.verdict == "hidden"]
    if len(hidden):
        names = named(group_label(row, result.by) for _, row in hidden.iterrows())
        said.append(say("Hidden, so that small groups stay anonymous: {names}.", names=names))
    return said


def _group(row: pd.Series, name: str, tests: int) -> str:
    if not np.isfinite(row.hard_ci_low):
        return say("{name}: {answers}, too few to say anything.", name=name, answers=plural(row.n, "answer"))
    fields = {"name": name, "share": number(row.hard), "bounds": interval(row.hard_ci_low, row.hard_ci_high)}
    if not (row.n_hard and row.n_others):
        return say("{name}: {share}% found it hard ({bounds}), so that there are no two sides to compare.", **fields)
    hard, others, _ = adding_up(row.left_hard, row.left_others)
    if row.verdict != "not enough data":
        size, bounds = _difference(row)
        shown = f"{size} ({bounds})"
    elif row.ci_low > 0 or row.ci_high < 0:
        shown = say(
            "{gap} ({bounds} taken alone), {not_shown}", gap=signed_points(row.estimate),
            bounds=interval(row.ci_low, row.ci_high), not_shown=not_shown(tests),
        )  # fmt: skip
    elif np.isfinite(row.ci_low):
        shown = say("not settled, {gap}", gap=_points_between(row))
    else:
        shown = say("too few for an interval")
    return say(
        "{name}: {share}% found it hard ({bounds}); of these {hard}% left, of the others {others}%: {shown}.",
        hard=hard, others=others, shown=shown, **fields,
    )  # fmt: skip
