"""matches.csv: which questions of the audiences are the same touchpoint. Wording proposes, a person decides.

The same id with the same words, or the same words on the same scale, are confirmed by themselves. Where that scale was
only guessed the row says ``guessed``, and counts as soon as the scale is settled. Everything else is a candidate,
however near its wording comes: "how easy" and "how difficult" are nearly one sentence. Nothing enters a gap until the
row says ``yes`` under ``confirmed``.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pandas as pd

from cxresearch.combining.candidates import WORTH_ASKING, AudienceQuestion, Vectors, nearness_of, questions_of
from cxresearch.combining.matching import alike, same_wording
from cxresearch.errors import QuestionError, StudyError
from cxresearch.survey.audiences import CUSTOMERS, side_of
from cxresearch.survey.codebook import ASPECTS, SCALED
from cxresearch.survey.labels import normalise
from cxresearch.survey.saved import read_table, write_table
from cxresearch.survey.survey import Survey
from cxresearch.wording import did_you_mean, named, say

__all__ = ["FILE", "Match", "draft_matches", "matches_table", "read_matches", "write_matches"]

FILE = "matches.csv"
_HEAD = ["topic", "aspect", "rescale", "confirmed"]
_YES = frozenset("yes y x true 1 ja j oui si sí sì".split())
_NO = frozenset(("", "no", "n", "false", "0", "nein", "non"))
_GUESSED = "guessed"


@dataclass(frozen=True)
class Match:
    """One touchpoint: the question that each audience was asked about it.

    ``guessed``: the same words, and the same scale as far as it was guessed; confirmed once the scale is settled.
    """

    topic: str
    aspect: str
    questions: Mapping[str, str] = field(default_factory=dict)
    confirmed: bool = False
    rescale: bool = False
    line: int = 0
    guessed: bool = False

    @property
    def counts(self) -> bool:
        """Whether this row makes one question of several."""
        return self.confirmed and len(self.questions) > 1

    @property
    def rescale_remedy(self) -> str:
        """Where a person allows different scales: "yes in the column rescale of matches.csv, line 4"."""
        return f"yes in the column rescale of {FILE}" + (f", line {self.line}" if self.line else "")


def draft_matches(
    surveys: Mapping[str, Survey], *, order: Iterable[str] = (), vectors: Vectors | None = None
) -> list[Match]:
    """Propose which questions are the same.

    Parameters
    ----------
    surveys : mapping
        Audience to its survey.
    order : list of str, optional
        Audiences in the order of columns.
    vectors : callable, optional
        Texts to their vectors of meaning, array (texts, width); wording alone ranks without it.

    Returns
    -------
    list of Match
        Those that are the same beyond doubt first, confirmed; then candidates by nearness; then questions that stand
        alone.

    Examples
    --------
    >>> staff = Survey.from_frame(pd.DataFrame({"Billing": [4, 5]}), scales={"Billing": (1, 5)}, audience="Staff")
    >>> asked = pd.DataFrame({"billing": [2, 1]})
    >>> customers = Survey.from_frame(asked, scales={"billing": (1, 5)}, audience="Customers")
    >>> [(row.topic, row.confirmed) for row in draft_matches({"Staff": staff, "Customers": customers})]
    [('Billing', True)]
    """
    names = list(order) or list(surveys)
    asked = {name: questions_of(name, surveys[name]) for name in names}
    sure, left = _beyond_doubt(asked)
    likely, alone = _candidates(left, vectors)
    return _named([*sure, *likely, *alone])


def _beyond_doubt(asked: Mapping[str, list[AudienceQuestion]]) -> tuple[list[Match], dict[str, list[AudienceQuestion]]]:
    """Same words, or one id and words that agree; asked on one scale, in one direction."""
    groups: list[list[AudienceQuestion]] = []
    for questions in asked.values():
        for question in questions:
            home = [
                group for group in groups
                if all(member.audience != question.audience for member in group) and _same(group[0], question)
            ]  # fmt: skip
            if len(home) == 1:
                home[0].append(question)
            else:
                groups.append([question])
    sure, used = [], set()
    for group in groups:
        if len(group) > 1:
            used |= {(member.audience, member.id) for member in group}
            guessed = any(question.guessed for question in group)
            sure.append(_row(group, confirmed=_one_scale(group) and not guessed, guessed=_one_scale(group) and guessed))
    left = {
        audience: [question for question in questions if (audience, question.id) not in used]
        for audience, questions in asked.items()
    }
    return sure, left


def _same(one: AudienceQuestion, other: AudienceQuestion) -> bool:
    if {one.family, other.family} == {"scaled", "choice"}:
        # A rating whose answers one file holds in words that no list knows is counted as a choice there.
        return same_wording(one.asked, other.asked)
    if one.asked.aspect != other.asked.aspect or one.family != other.family:
        return False
    if same_wording(one.asked, other.asked):
        return True
    return one.id == other.id and (alike(one.asked, other.asked) or not (one.asked.worded and other.asked.worded))


def _one_scale(group: list[AudienceQuestion]) -> bool:
    if len({question.family for question in group}) > 1:
        return False
    spans = {question.scale.span for question in group if question.scale is not None}
    return len(spans) <= 1 and len({question.turned for question in group}) == 1


def _candidates(left: Mapping[str, list[AudienceQuestion]], vectors: Vectors | None) -> tuple[list[Match], list[Match]]:
    """Rated questions of the audiences, paired by nearness of wording and, where they can be had, of meaning."""
    rated = {name: [q for q in questions if q.kind in SCALED or q.likely_rating] for name, questions in left.items()}
    served = next((name for name, questions in rated.items() if questions and side_of(name) == CUSTOMERS), "")
    likely: list[tuple[float, list[AudienceQuestion]]] = []
    alone: list[AudienceQuestion] = []
    # First around those who are served, then what they were not asked and others were.
    while any(rated.values()):
        base = served or max(rated, key=lambda name: len(rated[name]))
        groups = _around(base, rated, vectors)
        likely += [(score, group) for score, group in groups if len(group) > 1]
        alone += [group[0] for _, group in groups if len(group) == 1]
        used = {(q.audience, q.id) for _, group in groups for q in group}
        rated = {name: [q for q in questions if (name, q.id) not in used] for name, questions in rated.items()}
        served = ""
    likely.sort(key=lambda one: -one[0])
    at = {(q.audience, q.id): place for place, q in enumerate(q for questions in left.values() for q in questions)}
    alone.sort(key=lambda q: at[q.audience, q.id])
    return [_row(group, confirmed=False) for _, group in likely], [_row([q], confirmed=False) for q in alone]


def _around(
    base: str, rated: Mapping[str, list[AudienceQuestion]], vectors: Vectors | None
) -> list[tuple[float, list[AudienceQuestion]]]:
    """Each question of one audience with the nearest of each other, and how near they come."""
    from scipy.optimize import linear_sum_assignment

    groups = [[question] for question in rated[base]]
    scores = [0.0] * len(groups)
    for name, questions in rated.items():
        if name == base or not questions:
            continue
        # A question is as near to a touchpoint as to the nearest question that stands there already.
        near = np.maximum.reduce([
            nearness_of([group[min(place, len(group) - 1)] for group in groups], questions, vectors)
            for place in range(max(map(len, groups)))
        ])  # fmt: skip
        for at, other in zip(*linear_sum_assignment(-near), strict=True):
            if near[at, other] >= WORTH_ASKING:
                groups[at].append(questions[other])
                scores[at] = max(scores[at], float(near[at, other]))
    return list(zip(scores, groups, strict=True))


def _row(group: list[AudienceQuestion], *, confirmed: bool, guessed: bool = False) -> Match:
    topic = min((question.topic for question in group), key=lambda name: (len(name), name))
    aspect = next((question.asked.aspect for question in group if question.kind in SCALED), group[0].asked.aspect)
    asked = {question.audience: question.id for question in group}
    return Match(topic, aspect, asked, confirmed=confirmed, guessed=guessed)


def _named(rows: list[Match]) -> list[Match]:
    """Each topic once an aspect; a second one of the same name keeps its question's id."""
    taken: set[tuple[str, str]] = set()
    out = []
    for row in rows:
        topic = row.topic
        if (normalise(topic), row.aspect) in taken:
            topic = f"{topic} ({next(iter(row.questions.values()))})"
        taken.add((normalise(topic), row.aspect))
        out.append(replace(row, topic=topic))
    return out


# -- the file --------------------------------------------------------------------------------------


def matches_table(rows: list[Match], audiences: list[str]) -> pd.DataFrame:
    """The rows as the file holds them."""
    return pd.DataFrame(
        [
            [row.topic, row.aspect, "yes" if row.rescale else "",
             "yes" if row.confirmed else _GUESSED if row.guessed else "",
             *(row.questions.get(audience, "") for audience in audiences)]
            for row in rows
        ],
        columns=[*_HEAD, *audiences], dtype=object,
    )  # fmt: skip


def write_matches(rows: list[Match], audiences: list[str], path: Path) -> None:
    """Write the file; its texts are defused, so that no program runs one."""
    write_table(matches_table(rows, audiences), path)


def read_matches(path: Path, surveys: Mapping[str, Survey]) -> list[Match]:
    """Read and check the file.

    Raises
    ------
    StudyError
        Naming the line: an audience or a question that is not there, a question that stands twice, an aspect that
        is none, a cell that is neither yes nor empty.
    """
    try:
        table = read_table(path)
    except (OSError, ValueError, csv.Error) as problem:
        raise StudyError(
            say("{file}: cannot be read ({problem}). Save it as CSV in UTF-8.", file=path.name, problem=problem)
        ) from None
    for name in _HEAD:
        if name not in table:
            raise StudyError(
                say("{file}: the column {name} is missing. It has: {names}.",
                    file=path.name, name=repr(name), names=named(table))
            )  # fmt: skip
    audiences = [name for name in table if name not in _HEAD]
    for name in audiences:
        if name not in surveys:
            hint = did_you_mean(name, surveys)
            raise StudyError(
                say("{place}: no audience is called {name}.{hint} Found: {names}.",
                    place=_place(path.name, 1), name=repr(name), hint=hint, names=named(surveys))
            )  # fmt: skip
    rows, seen = [], {}
    for line, cells in enumerate(table.fillna("").astype(str).to_dict("records"), 2):
        cells = {name: cell.strip() for name, cell in cells.items()}
        if any(cells.values()):
            rows.append(_read_row(path.name, line, cells, audiences, surveys, seen))
    return _settled(rows, surveys) if any(row.guessed for row in rows) else rows


def _settled(rows: list[Match], surveys: Mapping[str, Survey]) -> list[Match]:
    """The rows, of which those that waited for a scale are confirmed once nobody has to guess it any more."""
    asked = {(name, one.id): one for name, survey in surveys.items() for one in questions_of(name, survey)}
    out = []
    for row in rows:
        group = [asked[member] for member in row.questions.items() if member in asked]
        waits = any(question.guessed for question in group)
        settled = row.guessed and not waits and _one_scale(group)
        out.append(replace(row, confirmed=row.confirmed or settled, guessed=row.guessed and waits))
    return out


def _place(file: str, line: int) -> str:
    return say("{file}, line {line}", file=file, line=line)


def _read_row(file: str, line: int, cells: dict, audiences: list[str], surveys, seen: dict) -> Match:
    place = _place(file, line)
    if not cells["topic"]:
        raise StudyError(say("{place}: the topic is empty. Name the touchpoint.", place=place))
    aspect = cells["aspect"]
    if aspect and aspect not in ASPECTS:
        hint = did_you_mean(aspect, ASPECTS)
        raise StudyError(
            say("{place}: {aspect} is no aspect.{hint} Known: {names}.",
                place=place, aspect=repr(aspect), hint=hint, names=named(ASPECTS))
        )  # fmt: skip
    marks = {}
    waits = cells["confirmed"].casefold() == _GUESSED
    for name in ("rescale", "confirmed"):
        word = "" if name == "confirmed" and waits else cells[name].casefold()
        if word not in _YES | _NO:
            raise StudyError(
                say(
                    "{place}: {column} is {cell}. It is yes or empty.", place=place, column=name, cell=repr(cells[name])
                )
            )
        marks[name] = word in _YES
    questions = {}
    for audience in audiences:
        if not cells[audience]:
            continue
        try:
            question = surveys[audience].find(cells[audience])
        except QuestionError as problem:
            raise StudyError(
                say("{place}, column {column}: {problem}", place=place, column=repr(audience), problem=problem)
            ) from None
        if (audience, question) in seen:
            raise StudyError(
                say("{place}: {question} of {who} stands in line {line} already. Keep it in one of them.",
                    place=place, question=repr(question), who=audience, line=seen[audience, question])
            )  # fmt: skip
        seen[audience, question] = line
        questions[audience] = question
    return Match(cells["topic"], aspect, questions, line=line, guessed=waits, **marks)
