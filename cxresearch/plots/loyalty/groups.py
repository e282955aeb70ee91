"""What the pictures of grouped results share: which rows, in which order, under which name, on which base."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from cxresearch.plots.drawing.all_answers import Bars
from cxresearch.plots.drawing.captions import base_line, n_words, question_line
from cxresearch.plots.drawing.records import records
from cxresearch.plots.drawing.strokes import sure
from cxresearch.plots.drawing.style import Mark, marks_of
from cxresearch.stats.bases.grouped import GroupedResult
from cxresearch.stats.bases.hidden import group_label
from cxresearch.stats.bases.naming import as_heading
from cxresearch.survey.audiences import ordered
from cxresearch.wording import largest_first, say

__all__ = ["bars", "caption", "ends", "group_name", "in_order", "marks_by", "missing", "named", "overlap"]


def in_order(result: GroupedResult, places: np.ndarray | None = None, *, digits: int = 0) -> pd.DataFrame:
    """The table with the highest figure (or place) on top; waves, and groups named by numbers, keep their order."""
    table = result.table
    if result.by and (result.by == ("wave",) or all(_is_number(value) for value in table[result.by[0]])):
        return table
    order = largest_first(table.estimate if places is None else places, _names(result, table), digits=digits)
    return table.iloc[order].reset_index(drop=True)


def ends(result: GroupedResult, known: pd.DataFrame, *, digits: int = 0) -> tuple[pd.Series, pd.Series]:
    """The highest and the lowest row of those that have a figure."""
    names = _names(result, known)
    high, low = (known.iloc[largest_first(sign * known.estimate, names, digits=digits)[0]] for sign in (1, -1))
    return high, low


def _names(result: GroupedResult, table: pd.DataFrame) -> list[str]:
    return [named(result, row) for row in records(table)]


def _is_number(value) -> bool:
    try:
        float(value)
    except (TypeError, ValueError):
        return False
    return True


def named(result: GroupedResult, row) -> str:
    """What a row is about: its group, its question, or both."""
    topic = str(result.topics.get(row["question"]) or row["question"])
    if not result.by:
        return topic
    group = group_name(result, row)
    return group if result.table.question.nunique() == 1 else f"{topic}: {group}"


def group_name(result: GroupedResult, row) -> str:
    """The values of a row's groups, with the audiences called as in a sentence."""
    told = {name: row[name] for name in result.by}
    if result.audience_by in told:
        told[result.audience_by] = as_heading(told[result.audience_by])
    return group_label(told)


def marks_by(result, parts: Mapping[str, pd.DataFrame]) -> dict[str, Mark]:
    """The mark of each part; where the parts are audiences, theirs."""
    if not result.audience_by or len(result.by) > 1:
        return marks_of(parts)
    own = marks_of(part[result.audience_by].iloc[0] for part in parts.values())
    return {name: own[part[result.audience_by].iloc[0]] for name, part in parts.items()}


def missing(row) -> str:
    """Why a row has no marks."""
    return say("hidden (small group)") if not np.isfinite(row.n) else say("nobody answered")


def caption(result: GroupedResult, shown: pd.DataFrame) -> str:
    """Base and confidence under a picture, and the question where all rows share one."""
    said = []
    if result.by and result.table.question.nunique() == 1:
        question = result.table.question.iloc[0]
        said += question_line(result.topics.get(question) or question)
    if result.audience_by:
        parts = dict(list(shown.groupby(result.audience_by, sort=False)))
        persons = {name: part.persons.astype(float) for name, part in parts.items()} if "persons" in shown else {}
        bases = base_line({name: parts[name].n.astype(float) for name in ordered(parts)}, persons=persons)
        said.append(a_row(bases) if len(shown) > len(parts) else bases)
    elif len(shown):
        who = result.audiences.get(shown.question.iloc[0])
        persons = shown.persons.astype(float) if "persons" in shown else None
        base = say("Base: {base}.", base=n_words(who, shown.n.astype(float), persons))
        said.append(a_row(base) if len(shown) > 1 else base)
    if result.effective:
        said.append(say("Answers are weighted or share units, which the intervals take into account."))
    said.append(say("Bars and brackets: {sure}.", sure=sure(result.confidence)))
    return " ".join(said)


def a_row(base: str) -> str:
    """A base that holds for each row."""
    return say("{base} a row.", base=base.removesuffix("."))


def overlap(high: pd.Series, low: pd.Series) -> bool:
    """Whether the intervals of the highest and the lowest row meet, so that no order may be claimed."""
    return not low.ci_high < high.ci_low


def bars(result: GroupedResult) -> Bars:
    """All answers behind the figures, a bar a question and group."""
    return Bars(result.answers, result.by, lambda row: named(result, row), result.topics)
