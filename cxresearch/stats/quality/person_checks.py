"""The rows of respondents, looked at one by one: straight lines, variability, speed, doubled rows, broken-off rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from cxresearch.errors import QuestionError
from cxresearch.stats.quality.careless import Repeats, longest_run, low_fence, response_variability, row_keys
from cxresearch.stats.quality.question_checks import Crossing, Groups
from cxresearch.stats.quality.times import Ranked
from cxresearch.stats.quality.timing import Clock, clock_of
from cxresearch.survey.answers import read_answers
from cxresearch.survey.audiences import SPLIT_BY
from cxresearch.survey.codebook import SCALED, split_text
from cxresearch.survey.labels import normalise
from cxresearch.survey.passing.pieces import pieces
from cxresearch.survey.survey import Survey
from cxresearch.wording import count, in_words, plural, say

__all__ = ["FLAGS", "Grid", "LookedAt", "grids_of", "looked_at"]

FLAGS = ("unfinished", "speeders", "straight_lining", "low_variability", "duplicates", "same_respondent")
# A pattern of fewer answers is given by two people by chance.
_FEWEST_TO_REPEAT = 10
_FEWEST_TO_VARY = 10
_FEWEST_TO_TIME = 10
_BLOCK = 32_768
# Of rows that stay on their engine so many flags are listed, and so many different measures are kept apart.
_MOST_LISTED = 100_000
_MOST_APART = 1 << 19


class Grid(NamedTuple):
    """Questions that were asked in one block on one scale; ``stem`` is their common wording, "" without one."""

    stem: str
    questions: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class LookedAt:
    """What was found in the rows: a row a check and audience, flags, measures, and what to say about them.

    ``carried`` rows by flag, ``flagged`` rows with any; ``times`` what `times_taken` takes; ``counted`` the answers to
    closed questions and the values of roles by group. Of rows that stay on their engine ``people`` lists none, and
    ``flags`` none either where they are more than a hundred thousand (``listed`` is False then).
    """

    table: pd.DataFrame
    flags: pd.DataFrame
    people: pd.DataFrame
    caveats: list[str]
    carried: dict[str, int]
    flagged: int
    listed: bool
    times: pd.DataFrame
    counted: dict[str, Crossing]


def grids_of(survey: Survey, *, fewest: int = 3) -> tuple[Grid, ...]:
    """Blocks of rating questions: the rows of one stem, or neighbours on one scale about one aspect.

    >>> frame = pd.DataFrame({f"Rate us - {topic}": [1, 5] for topic in "abc"} | {"nps": [3, 9]})
    >>> survey = Survey.from_frame(frame, scales={**dict.fromkeys(list(frame)[:3], (1, 5)), "nps": (0, 10)})
    >>> [(grid.stem, len(grid.questions)) for grid in grids_of(survey)]
    [('Rate us', 3)]
    """
    book = survey.codebook
    blocks: dict[tuple, list[str]] = {}
    stems: dict[tuple, str] = {}
    before, run = None, 0
    for row in book[book.kind == "rating"].itertuples():
        stem, part = split_text(row.text)
        alike = (row.scale, row.aspect)
        if part:
            key, before = (normalise(stem), *alike), None
        else:
            run += alike != before
            key, before, stem = (run, *alike), alike, ""
        blocks.setdefault(key, []).append(row.id)
        stems[key] = stem
    return tuple(Grid(stems[key], tuple(ids)) for key, ids in blocks.items() if len(ids) >= fewest)


def looked_at(
    survey: Survey, groups: Groups, grids: tuple[Grid, ...], *, speed: float, duration: str | None, fewest: int
) -> LookedAt:
    """Look at every row: once to learn what is usual, once more to say who is not.

    Rows in memory are measured once. Those on an engine pass by in pieces, and only counts of their measures stay.

    Parameters
    ----------
    survey : Survey
    groups : Groups
        Its audiences and waves.
    grids : tuple of Grid
    speed, duration, fewest
        As in `check_quality`.
    """
    clock = clock_of(survey, duration)
    wide = [grid for grid in grids if len(grid.questions) >= fewest]
    rows = _Rows(survey, groups, wide, clock, fewest)
    usual = _Usual(survey, groups)
    for at in range(max(usual.doubled.passes, usual.named.passes)):
        for measured in rows.passing():
            usual.learn(measured, at)
        usual.doubled.close()
        usual.named.close()
    if clock.told and not usual.used:
        raise QuestionError(say(
            "{duration} in {survey} holds no numbers of seconds. Name another column.",
            duration=repr(duration), survey=survey.name,
        ))  # fmt: skip
    usual.settle()
    found = _Found(survey, groups)
    for measured in rows.passing():
        found.add(measured, usual, speed)
    hints = _hints(usual, found, wide, fewest, survey.n_rows)
    return LookedAt(
        found.table(), found.flags(), found.people(), [*hints, *found.hints()], dict(found.carried), found.flagged,
        found.listed, usual.times(), rows.counted,
    )  # fmt: skip


class _Measured(NamedTuple):
    """What is known of some rows by themselves; ``at`` is the place of the first in the survey."""

    at: int
    part: Survey
    group: np.ndarray
    audience: np.ndarray
    answered: np.ndarray
    stopped: np.ndarray
    seconds: np.ndarray
    used: list[str]
    straight: np.ndarray
    run: np.ndarray
    run_of: np.ndarray
    variability: np.ndarray
    may_repeat: np.ndarray
    key: np.ndarray
    named: np.ndarray
    person: np.ndarray


class _Rows:
    """The rows of a survey, measured a piece at a time; rows in memory are one piece, and are measured once."""

    def __init__(self, survey: Survey, groups: Groups, grids: list[Grid], clock: Clock, fewest: int):
        self.survey, self.groups, self.grids, self.clock, self.fewest = survey, groups, grids, clock, fewest
        self.closed = survey.questions(kinds=(*SCALED, "choice", "multi"))
        self.split = [survey.roles[role] for role in SPLIT_BY if role in survey.roles]
        self.counted: dict[str, Crossing] = {}
        self._held: list[_Measured] = []

    def passing(self) -> Iterator[_Measured]:
        if self._held:
            yield from self._held
            return
        if not self.survey.is_lazy:
            self._held.append(self._measured(self.survey, 0))
            yield from self._held
            return
        roles = [self.survey.roles[role] for role in ("audience", "respondent") if role in self.survey.roles]
        at = 0
        self.counted = {}
        for piece in pieces(self.survey, [*self.closed, *self.clock.columns, *self.split, *roles], together=False):
            yield self._measured(piece.survey, at)
            at += len(piece.times)

    def _measured(self, part: Survey, at: int) -> _Measured:
        group = self.groups.codes(part)
        audience = self.groups.audience_of[group]
        for column in dict.fromkeys([*self.closed, *self.split]):
            self.counted.setdefault(column, Crossing(len(self.groups.labels)))
        coded = {column: self.counted[column].add(group, part.encoded(column)) for column in self.counted}
        coded = [coded[column] for column in self.closed]
        answered = sum((codes >= 0).astype(np.int16) for codes in coded) if coded else np.zeros(part.n_rows, np.int16)
        straight, run, run_of, variability, kinds = _read_through(part, self.survey, self.grids, self.fewest)
        seconds, used = self.clock.seconds(part)
        named, person = np.zeros(part.n_rows, dtype=bool), np.zeros(part.n_rows, dtype=np.int64)
        if "respondent" in self.survey.roles:
            encoded = part.encoded(self.survey.roles["respondent"])
            texts = np.array([*map(str, encoded.answers), ""], dtype=object)
            named = encoded.codes >= 0
            person = pd.util.hash_array(texts, categorize=False).astype(np.int64)[encoded.codes]
        return _Measured(
            at, part, group, audience, answered, self.clock.unfinished(part), seconds, used, straight, run, run_of,
            variability, (answered >= _FEWEST_TO_REPEAT) & kinds, row_keys(coded, audience), named,
            row_keys([person], group),
        )  # fmt: skip


class _Usual:
    """What is usual: the fence of variability by audience, the median time by audience and wave, what occurs twice."""

    def __init__(self, survey: Survey, groups: Groups):
        self.groups = groups
        self.doubled, self.named = Repeats(survey.n_rows), Repeats(survey.n_rows if "respondent" in survey.roles else 0)
        self.any_stopped, self.compared, self.used = False, 0, []
        self._varied, self._timed = _Counted(), _Counted()

    def learn(self, rows: _Measured, at: int) -> None:
        judged = rows.may_repeat & ~rows.straight
        if at < self.doubled.passes:
            self.doubled.show(rows.key[judged], at)
        if at < self.named.passes:
            self.named.show(rows.person[rows.named], at)
        if at:
            return
        self.any_stopped |= bool(rows.stopped.any())
        self.compared += int(rows.may_repeat.sum())
        self.used += [column for column in rows.used if column not in self.used]
        known = ~np.isnan(rows.variability)
        self._varied.add(audience=rows.audience[known], value=rows.variability[known])
        timed = ~np.isnan(rows.seconds) & ~rows.stopped
        self._timed.add(group=rows.group[timed], answered=rows.answered[timed], seconds=rows.seconds[timed])

    def settle(self) -> None:
        varied, timed = self._varied.table, self._timed.table
        own = [varied[varied.audience == code] for code in range(len(self.groups.audiences))]
        self.fence = np.array([low_fence(part.value.to_numpy(), part.rows.to_numpy()) for part in own])
        size = len(self.groups.labels)
        self.median, self.fewest = np.full(size, np.nan), np.full(size, np.inf)
        for group, part in timed.groupby("group"):
            if part.rows.sum() >= _FEWEST_TO_TIME:
                self.fewest[group] = 0.5 * Ranked.of(part.answered.to_numpy(), part.rows.to_numpy()).median
                whole = part[part.answered >= self.fewest[group]]
                self.median[group] = Ranked.of(whole.seconds.to_numpy(), whole.rows.to_numpy()).median

    def times(self) -> pd.DataFrame:
        """The seconds of those whose speed could be judged, with how many took so long."""
        timed = self._timed.table
        group = timed.group.to_numpy(dtype=np.int64)
        whole = timed[timed.answered.to_numpy() >= self.fewest[group]]
        group = whole.group.to_numpy(dtype=np.int64)
        names = self.groups.audiences[self.groups.audience_of[group]]
        return pd.DataFrame({
            "audience": names, "seconds": whole.seconds.to_numpy(float),
            "speed": whole.seconds.to_numpy(float) / self.median[group], "rows": whole.rows.to_numpy(np.int64),
        })  # fmt: skip


class _Counted:
    """Combinations of some columns with the number of their rows; pieces are added up."""

    def __init__(self):
        self._parts: list[pd.DataFrame] = []

    def add(self, **columns: np.ndarray) -> None:
        self._parts.append(self._once(pd.DataFrame(columns).assign(rows=1)))
        if sum(map(len, self._parts)) > _MOST_APART:
            self._parts = [self.table]

    @staticmethod
    def _once(table: pd.DataFrame) -> pd.DataFrame:
        by = [column for column in table if column != "rows"]
        return table.groupby(by, sort=False, as_index=False)["rows"].sum()

    @property
    def table(self) -> pd.DataFrame:
        if len(self._parts) > 1:
            self._parts = [self._once(pd.concat(self._parts, ignore_index=True))]
        return self._parts[0]


class _Found:
    """Who stands out, row by row and counted."""

    def __init__(self, survey: Survey, groups: Groups):
        self.survey, self.groups = survey, groups
        size = len(groups.audiences)
        self._n = {flag: np.zeros(size, dtype=np.int64) for flag in FLAGS}
        self._base = {flag: np.zeros(size, dtype=np.int64) for flag in FLAGS}
        self._flags: list[pd.DataFrame] = []
        self._people: list[pd.DataFrame] = []
        self.flagged, self.timed, self.listed = 0, 0, True

    @property
    def carried(self) -> dict[str, int]:
        """How many rows carry each flag."""
        return {flag: int(n.sum()) for flag, n in self._n.items() if n.any()}

    def add(self, rows: _Measured, usual: _Usual, speed: float) -> None:
        size, place = len(rows.group), rows.at + np.arange(len(rows.group))
        with np.errstate(invalid="ignore"):
            timed = ~np.isnan(rows.seconds) & ~rows.stopped & (rows.answered >= usual.fewest[rows.group])
            share = np.where(timed, rows.seconds / usual.median[rows.group], np.nan)
            flat = rows.variability < usual.fence[rows.audience]
        first, again = np.full(size, -1), np.full(size, -1)
        judged = rows.may_repeat & ~rows.straight
        first[judged] = usual.doubled.first(rows.key[judged], place[judged])
        again[rows.named] = usual.named.first(rows.person[rows.named], place[rows.named])
        found = {
            "unfinished": (rows.stopped, np.full(size, usual.any_stopped), np.full(size, np.nan)),
            "speeders": (timed & (share < speed), timed, rows.seconds),
            "straight_lining": (rows.straight, rows.run_of > 0, rows.run.astype(float)),
            "low_variability": (flat, ~np.isnan(rows.variability), rows.variability),
            "duplicates": (first >= 0, rows.may_repeat, first.astype(float)),
            "same_respondent": (again >= 0, rows.named, again.astype(float)),
        }
        self.timed += int(timed.sum())
        anything = np.zeros(size, dtype=bool)
        for flag, (flagged, looked, value) in found.items():
            carries = flagged & looked
            many = len(self.groups.audiences)
            self._n[flag] += np.bincount(rows.audience[carries], minlength=many)
            self._base[flag] += np.bincount(rows.audience[looked], minlength=many)
            anything |= carries
            if self.listed:
                self._flags.append(self._of(rows, np.flatnonzero(carries)).assign(flag=flag, value=value[carries]))
        self.flagged += int(anything.sum())
        if self.survey.is_lazy:
            self.listed = self.listed and sum(map(len, self._flags)) <= _MOST_LISTED
            self._flags = self._flags if self.listed else []
            return
        self._people.append(self._of(rows, np.arange(size)).assign(
            seconds=rows.seconds, speed=share, longest_run=rows.run, longest_run_of=rows.run_of,
            variability=rows.variability, answered=rows.answered.astype(int),
        ))  # fmt: skip

    def _of(self, rows: _Measured, at: np.ndarray) -> pd.DataFrame:
        return pd.DataFrame({
            "row": rows.at + at, "respondent": _respondents(rows.part, at),
            "audience": self.groups.audiences[rows.audience[at]] if len(self.groups.audiences) else "",
        })  # fmt: skip

    def table(self) -> pd.DataFrame:
        rows = [
            ("" + flag, audience, "", "", int(n), int(base), 100 * int(n) / int(base))
            for flag in FLAGS
            for audience, n, base in zip(self.groups.audiences, self._n[flag], self._base[flag], strict=True)
            if base
        ]
        return pd.DataFrame(rows, columns=["check", "audience", "question", "group", "n", "base", "estimate"])

    def flags(self) -> pd.DataFrame:
        columns = ["row", "respondent", "audience", "flag", "value"]
        found = pd.concat(self._flags, ignore_index=True) if self._flags else pd.DataFrame(columns=columns)
        return found.sort_values(["row", "flag"], kind="stable", ignore_index=True)

    def people(self) -> pd.DataFrame:
        columns = ["row", "respondent", "audience", "seconds", "speed", "longest_run", "longest_run_of", "variability",
                   "answered"]  # fmt: skip
        return self._people[0] if self._people else pd.DataFrame(columns=columns)

    def hints(self) -> list[str]:
        if not self.survey.is_lazy:
            return []
        told = [say("Rows stayed on their engine and passed by in pieces, so the table of people lists none.")]
        if not self.listed:
            told.append(
                say(
                    "{rows} carry a flag, too many to be listed one by one where rows stay on their engine: they are "
                    "counted only.",
                    rows=plural(self.flagged, "row"),
                )
            )
        return told


def _hints(usual: _Usual, found: _Found, wide: list[Grid], fewest: int, rows: int) -> list[str]:
    hints = []
    if not usual.used:
        hints.append(say("No column tells how long people took: speeders could not be looked for."))
    elif found.timed < rows:
        hints.append(
            say(
                "Speed: {n} of {rows} not judged (no time, or broken off); time from {columns}.",
                n=count(rows - found.timed),
                rows=plural(rows, "row"),
                columns=", ".join(usual.used),
            )
        )
    if not wide:
        hints.append(
            say("No grid of {n} or more questions: straight lines could not be looked for.", n=in_words(fewest))
        )
    if rows and not usual.compared:
        hints.append(
            say("Doubled rows were not looked for: too few answers ({n} are needed) or too alike.", n=_FEWEST_TO_REPEAT)
        )
    if found.carried.get("duplicates", 0) > 0.05 * usual.compared:
        hints.append(say("So many doubled rows speak of short or one-sided questions rather than of copied rows."))
    return hints


def _read_through(part: Survey, survey: Survey, grids: list[Grid], fewest: int) -> tuple[np.ndarray, ...]:
    """Who drew a straight line, the longest run and of how many, the variability, and who gave three kinds of answers.

    Block by block, so that a million rows take no more memory than what is found of them.
    """
    rows = part.n_rows
    told = {question: (part.encoded(question).codes, _as_ticked(part, question))
            for question in survey.questions(kinds=SCALED)}  # fmt: skip
    ratings = [question for question in told if survey.scale_of(question) is not None]
    straight, run, run_of = np.zeros(rows, dtype=bool), np.zeros(rows, dtype=int), np.zeros(rows, dtype=int)
    variability, kinds = np.full(rows, np.nan), np.ones(rows, dtype=bool)
    for start in range(0, rows, _BLOCK):
        block = slice(start, min(start + _BLOCK, rows))
        ticked = {question: values[codes[block]] for question, (codes, values) in told.items()}
        straight[block], run[block], run_of[block] = _straight(grids, ticked, fewest, block.stop - block.start)
        if not ratings:
            continue
        points = np.column_stack([survey.scale_of(question).to_points(ticked[question]) for question in ratings])
        given = (~np.isnan(points)).sum(axis=1)
        variability[block] = np.where(given >= _FEWEST_TO_VARY, response_variability(points), np.nan)
        low, high = np.fmin.reduce(points, axis=1)[:, None], np.fmax.reduce(points, axis=1)[:, None]
        kinds[block] = ((points > low) & (points < high)).any(axis=1)
    return straight, run, run_of, variability, kinds


def _as_ticked(survey: Survey, question: str) -> np.ndarray:
    """What each code stands for as it was ticked: a reversed question is not turned, or a straight line zigzags."""
    values, _ = read_answers(survey.encoded(question).answers, survey.scale_of(question))
    return np.append(values, np.nan)


def _straight(grids: list[Grid], ticked: dict, fewest: int, rows: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Who drew a straight line in any grid; the longest run in a grid, and how many questions of it were answered."""
    straight, run, run_of = np.zeros(rows, dtype=bool), np.zeros(rows, dtype=int), np.zeros(rows, dtype=int)
    for grid in grids:
        answers = np.column_stack([ticked[question] for question in grid.questions])
        given = (~np.isnan(answers)).sum(axis=1)
        enough = given >= max(fewest, len(grid.questions) // 2)
        longest = np.where(enough, longest_run(answers), 0)
        straight |= enough & (longest == given)  # one answer throughout
        run_of = np.where(longest > run, given, np.where((run_of == 0) & enough, given, run_of))
        run = np.maximum(run, longest)
    return straight, run, run_of


def _respondents(part: Survey, at: np.ndarray) -> np.ndarray:
    if "respondent" not in part.roles:
        return np.full(len(at), "", dtype=object)
    encoded = part.encoded(part.roles["respondent"])
    return np.array([*map(str, encoded.answers), ""], dtype=object)[encoded.codes[at]]
