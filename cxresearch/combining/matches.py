"""matches.csv: which questions of the audiences are the same touchpoint. Wording proposes, a person decides.

The same id with the same words, or the same words on the same scale, are confirmed by themselves. Where that scale was
only guessed the row says ``guessed``, and counts as soon as the scale is settled. Everything else is a candidate,
however near its wording comes: "how easy" and "how difficult" are nearly one sentence. Nothing enters a gap until the
row says ``yes`` under ``confirmed``. A question that may belong to a touchpoint that is confirmed without it stands
there behind a ``?``, and is no part of it before the sign is taken away.
"""

import csv
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pandas as pd

from cxresearch.combining.candidates import WORTH_ASKING, AudienceQuestion, Vectors, nearness_of, questions_of
from cxresearch.combining.matching import alike, same_wording
from cxresearch.errors import QuestionError, StudyError
from cxresearch.survey.audiences import CUSTOMERS, of_side, shared_name
from cxresearch.survey.codebook import ASPECTS, SCALED
from cxresearch.survey.labels import normalise, says_yes
from cxresearch.survey.saved import read_table, write_table
from cxresearch.survey.survey import Survey
from cxresearch.wording import did_you_mean, named, say

__all__ = [
    "FILE",
    "Match",
    "draft_matches",
    "extended_matches",
    "matches_table",
    "read_cells",
    "read_matches",
    "write_matches",
]

FILE = "matches.csv"
_HEAD = ["topic", "aspect", "rescale", "confirmed"]
_YES, _NO = frozenset("y x true 1 j".split()), frozenset(("", "n", "false", "0"))
_GUESSED = "guessed"
_PERHAPS = "?"
# How near a question comes to a touchpoint that is settled without it, of 100, before it is put beside it.
_NEAR_A_SETTLED = 60.0


@dataclass(frozen=True)
class Match:
    """One touchpoint: the question that each audience was asked about it.

    ``guessed``: the same words, and the same scale as far as it was guessed; confirmed once the scale is settled.
    ``perhaps``: questions of further audiences that come near, and are no part of the row before a person says so.
    """

    topic: str
    aspect: str
    questions: Mapping[str, str] = field(default_factory=dict)
    confirmed: bool = False
    rescale: bool = False
    line: int = 0
    guessed: bool = False
    perhaps: Mapping[str, str] = field(default_factory=dict)

    @property
    def counts(self) -> bool:
        """Whether this row makes one question of several."""
        return self.confirmed and len(self.questions) > 1

    @property
    def rescale_remedy(self) -> str:
        """How a person allows different scales: "Write yes in the column rescale of matches.csv, line 4"."""
        if not self.line:
            return say("Write yes in the column rescale of {file}", file=FILE)
        return say("Write yes in the column rescale of {file}, line {line}", file=FILE, line=self.line)


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
    groups, left = _beyond_doubt(asked)
    beside, left = _beside(groups, left, vectors, _NEAR_A_SETTLED)
    sure = [replace(_settled_row(group), perhaps=_ids(beside.get(at, ()))) for at, group in enumerate(groups)]
    likely, alone = _candidates(left, vectors)
    return _named([*sure, *likely, *alone])


def extended_matches(
    rows: list[Match],
    surveys: Mapping[str, Survey],
    new: Collection[tuple[str, str]],
    *,
    order: Iterable[str] = (),
    vectors: Vectors | None = None,
) -> list[Match]:
    """Rows that a person has worked on, and the questions that came since; what is decided stays as it was.

    Parameters
    ----------
    rows : list of Match
        As they were read.
    surveys, order, vectors
        As of :func:`draft_matches`.
    new : collection of (audience, question)
        What came since; what stands in a row already is passed over.

    Returns
    -------
    list of Match
        The rows in their order, then new ones. A new question joins a row that is confirmed only in the same words on
        the same scale; else it stands there as one that ``perhaps`` belongs to it.

    Examples
    --------
    >>> staff = Survey.from_frame(pd.DataFrame({"Billing": [4, 5]}), scales={"Billing": (1, 5)}, audience="Staff")
    >>> asked = pd.DataFrame({"billing": [2, 1]})
    >>> customers = Survey.from_frame(asked, scales={"billing": (1, 5)}, audience="Customers")
    >>> both = {"Staff": staff, "Customers": customers}
    >>> [row] = extended_matches(draft_matches({"Staff": staff}), both, {("Customers", "billing")})
    >>> row.questions, row.confirmed
    ({'Staff': 'Billing', 'Customers': 'billing'}, True)
    """
    names = list(order) or list(surveys)
    placed = {member for row in rows for member in (*row.questions.items(), *row.perhaps.items())}
    asked = {(name, one.id): one for name in names for one in questions_of(name, surveys[name])}
    fresh = {name: [one for (who, _), one in asked.items() if who == name and (name, one.id) in new
                    and (name, one.id) not in placed] for name in names}  # fmt: skip
    groups = [[asked[member] for member in row.questions.items() if member in asked] for row in rows]
    rows, rest = list(rows), {}
    for name, questions in fresh.items():
        rest[name] = []
        for one in questions:
            home = [at for at, group in enumerate(groups) if _free(rows[at], group, name)
                    and any(_same(member, one) for member in group)]  # fmt: skip
            if len(home) == 1:
                rows[home[0]] = _joined(rows[home[0]], groups[home[0]], one)
                if name in rows[home[0]].questions:
                    groups[home[0]] = [*groups[home[0]], one]
            else:
                rest[name].append(one)
    sure, left = _beyond_doubt(rest)
    open_ones = [[] if any(name in row.perhaps for name in names) else group
                 for row, group in zip(rows, groups, strict=True)]  # fmt: skip
    beside, left = _beside(open_ones, left, vectors, WORTH_ASKING)
    for at, found in beside.items():
        if rows[at].confirmed:
            rows[at] = replace(rows[at], perhaps={**rows[at].perhaps, **_ids(found)})
        else:
            rows[at] = replace(rows[at], questions={**rows[at].questions, **_ids(found)})
    likely, alone = _candidates(left, vectors)
    return [*rows, *_named([*map(_settled_row, sure), *likely, *alone], rows)]


def _free(row: Match, group: list[AudienceQuestion], audience: str) -> bool:
    return bool(group) and audience not in row.questions and audience not in row.perhaps


def _joined(row: Match, group: list[AudienceQuestion], one: AudienceQuestion) -> Match:
    """A row with a question in the words of one of its own: part of it, or beside it where its scale is another."""
    same = [member for member in group if _same(member, one) and _one_scale([member, one])]
    firm = any(not member.guessed and not one.guessed for member in same)
    if row.confirmed and not firm:
        return replace(row, perhaps={**row.perhaps, one.audience: one.id})
    alone = len(row.questions) == 1
    return replace(
        row, questions={**row.questions, one.audience: one.id},
        confirmed=row.confirmed or (alone and firm), guessed=row.guessed or (alone and bool(same) and not firm),
    )  # fmt: skip


def _ids(questions: Iterable[AudienceQuestion]) -> dict[str, str]:
    return {question.audience: question.id for question in questions}


def _beyond_doubt(
    asked: Mapping[str, list[AudienceQuestion]],
) -> tuple[list[list[AudienceQuestion]], dict[str, list[AudienceQuestion]]]:
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
    sure = [group for group in groups if len(group) > 1]
    return sure, _but(asked, [member for group in sure for member in group])


def _but(
    asked: Mapping[str, list[AudienceQuestion]], used: Iterable[AudienceQuestion]
) -> dict[str, list[AudienceQuestion]]:
    taken = {(question.audience, question.id) for question in used}
    return {name: [q for q in questions if (name, q.id) not in taken] for name, questions in asked.items()}


def _settled_row(group: list[AudienceQuestion]) -> Match:
    """The row of questions in the same words: confirmed on one scale, once nobody has to guess it."""
    guessed = any(question.guessed for question in group)
    return _row(group, confirmed=_one_scale(group) and not guessed, guessed=_one_scale(group) and guessed)


def _beside(
    groups: Sequence[list[AudienceQuestion]],
    left: Mapping[str, list[AudienceQuestion]],
    vectors: Vectors | None,
    least: float,
) -> tuple[dict[int, list[AudienceQuestion]], dict[str, list[AudienceQuestion]]]:
    """Rated questions that come near a group without one of their audience, a group's place to them; and the others.

    A question that comes nearer to one that is left of another audience waits for that one.
    """
    from scipy.optimize import linear_sum_assignment

    rated = {name: [q for q in questions if _can_be_rated(q)] for name, questions in left.items()}
    found: dict[int, list[AudienceQuestion]] = {}
    for name, questions in rated.items():
        free = [at for at, group in enumerate(groups) if group and name not in {member.audience for member in group}]
        if not questions or not free:
            continue
        near = _nearness_to([groups[at] for at in free], questions, vectors)
        rivals = [q for other, theirs in rated.items() if other != name for q in theirs]
        if rivals:
            near = np.where(near > nearness_of(rivals, questions, vectors).max(axis=0), near, 0.0)
        for at, place in zip(*linear_sum_assignment(-near), strict=True):
            if near[at, place] >= least:
                found.setdefault(free[at], []).append(questions[place])
    return found, _but(left, [question for questions in found.values() for question in questions])


def _can_be_rated(question: AudienceQuestion) -> bool:
    return question.kind in SCALED or question.likely_rating


def _nearness_to(
    groups: Sequence[list[AudienceQuestion]], questions: Sequence[AudienceQuestion], vectors: Vectors | None
) -> np.ndarray:
    """Array (groups, questions): a question is as near to a touchpoint as to the nearest that stands there already."""
    return np.maximum.reduce([
        nearness_of([group[min(place, len(group) - 1)] for group in groups], questions, vectors)
        for place in range(max(map(len, groups)))
    ])  # fmt: skip


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
    rated = {name: [q for q in questions if _can_be_rated(q)] for name, questions in left.items()}
    served = of_side([name for name, questions in rated.items() if questions], CUSTOMERS) or ""
    likely: list[tuple[float, list[AudienceQuestion]]] = []
    alone: list[AudienceQuestion] = []
    # First around those who are served, then what they were not asked and others were.
    while any(rated.values()):
        base = served or max(rated, key=lambda name: len(rated[name]))
        groups = _around(base, rated, vectors)
        likely += [(score, group) for score, group in groups if len(group) > 1]
        alone += [group[0] for _, group in groups if len(group) == 1]
        rated = _but(rated, [question for _, group in groups for question in group])
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
        near = _nearness_to(groups, questions, vectors)
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


def _named(rows: list[Match], there: Iterable[Match] = ()) -> list[Match]:
    """Each topic once an aspect; a second one of the same name keeps its question's id."""
    taken = {(normalise(row.topic), row.aspect) for row in there}
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
    taken = {member for row in rows for member in row.questions.items()}

    def perhaps(row: Match, audience: str) -> str:
        question = row.perhaps.get(audience)
        return f"{_PERHAPS} {question}" if question and (audience, question) not in taken else ""

    return pd.DataFrame(
        [
            [row.topic, row.aspect, "yes" if row.rescale else "",
             "yes" if row.confirmed else _GUESSED if row.guessed else "",
             *(row.questions.get(audience, "") or perhaps(row, audience) for audience in audiences)]
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
    table = read_cells(path, surveys)
    audiences = [name for name in table if name not in _HEAD]
    for name in audiences:
        if name not in surveys:
            hint = did_you_mean(name, surveys)
            raise StudyError(
                say("{place}: no audience is called {name}.{hint} Found: {names}. Call it so, or take the column out.",
                    place=_place(path.name, 1), name=repr(name), hint=hint, names=named(surveys))
            )  # fmt: skip
    rows, seen = [], {}
    for line, cells in enumerate(table.fillna("").astype(str).to_dict("records"), 2):
        cells = {name: cell.strip() for name, cell in cells.items()}
        if any(cells.values()):
            rows += _by_aspect(_read_row(path.name, line, cells, audiences, surveys, seen), surveys)
    return _settled(rows, surveys) if any(row.guessed for row in rows) else rows


def read_cells(path: Path, surveys: Mapping[str, Survey]) -> pd.DataFrame:
    """The file's cells, however a spreadsheet stored them: heads as they are called here, audiences as surveys are.

    Raises
    ------
    StudyError
        If it cannot be read, or one of its own columns is missing.
    """
    try:
        table = read_table(path, (question for survey in surveys.values() for question in survey.codebook.id))
    except (OSError, ValueError, csv.Error) as problem:
        raise StudyError(
            say("{file}: cannot be read ({problem}). Save it as CSV, with {names} and the audiences in its first line; "
                "or delete it, and {command} drafts it anew.",
                file=path.name, problem=problem, names=", ".join(_HEAD), command="cxresearch study new DIR")
        ) from None  # fmt: skip
    # A column that nobody named and nobody filled is what a spreadsheet leaves behind.
    table = table.loc[:, [bool(name) or table.iloc[:, at].fillna("").astype(str).str.strip().any()
                          for at, name in enumerate(table.columns)]]  # fmt: skip
    renamed = {}
    for name in table:
        shared = shared_name(name)
        if name.casefold() in _HEAD:
            renamed[name] = name.casefold()
        elif name not in surveys and shared in surveys and shared not in table:
            renamed[name] = shared
    table = table.rename(columns=renamed)
    for name in _HEAD:
        if name not in table:
            raise StudyError(
                say("{file}: the column {name} is missing. It has: {names}. Put it back; its cells may be empty.",
                    file=path.name, name=repr(name), names=named(table))
            )  # fmt: skip
    return under_its_name(table, surveys)


def under_its_name(table: pd.DataFrame, surveys: Mapping[str, Survey]) -> pd.DataFrame:
    """The file's table with the columns of audiences that were called something else when it was written.

    All that stands in such a column was asked of one audience without a column, and of no other such audience.
    """
    lacking = [name for name in surveys if name not in table]
    asked = {name: set(surveys[name].codebook.id) for name in lacking}
    fits = {}
    for column in table:
        if column not in (*_HEAD, *surveys):
            cells = set(table[column].fillna("").astype(str).str.removeprefix(_PERHAPS).str.strip()) - {""}
            fits[column] = [name for name in lacking if cells <= asked[name]]
    taken = [name for names in fits.values() for name in names]
    renamed = {column: names[0] for column, names in fits.items() if len(names) == 1 and taken.count(names[0]) == 1}
    return table.rename(columns=renamed)


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


def _by_aspect(row: Match, surveys: Mapping[str, Survey]) -> list[Match]:
    """The row; where a person has told since it was drafted that its questions ask different aspects, apart."""
    if row.confirmed or len(row.questions) < 2:
        return [row]
    told: dict[str, dict[str, str]] = {}
    for audience, question in row.questions.items():
        book = surveys[audience].codebook
        # What is no rating yet has no aspect of its own.
        own = book["aspect"][book["id"] == question].iloc[0] or row.aspect
        told.setdefault(own, {})[audience] = question
    return [row] if len(told) < 2 else [
        replace(row, aspect=aspect, questions=questions, guessed=False, rescale=False)
        for aspect, questions in told.items()
    ]  # fmt: skip


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
        said = True if word in _YES else False if word in _NO else says_yes(word)
        if said is None:
            raise StudyError(
                say(
                    "{place}: {column} is {cell}. It is yes or empty.", place=place, column=name, cell=repr(cells[name])
                )
            )
        marks[name] = said
    questions, perhaps = {}, {}
    for audience in audiences:
        told = cells[audience].removeprefix(_PERHAPS).strip()
        if not told:
            continue
        try:
            question = surveys[audience].find(told)
        except QuestionError as problem:
            raise StudyError(
                say("{place}, column {column}: {problem}", place=place, column=repr(audience), problem=problem)
            ) from None
        if told != cells[audience]:
            perhaps[audience] = question
            continue
        if (audience, question) in seen:
            raise StudyError(
                say("{place}: {question} of {who} stands in line {line} already. Keep it in one of them.",
                    place=place, question=repr(question), who=audience, line=seen[audience, question])
            )  # fmt: skip
        seen[audience, question] = line
        questions[audience] = question
    return Match(cells["topic"], aspect, questions, line=line, guessed=waits, perhaps=perhaps, **marks)
