"""The rows of respondents, looked at one by one: straight lines, variability, speed, doubled rows, broken-off rows."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from cxresearch.stats.quality.careless import longest_run, low_fence, repeated_rows, response_variability
from cxresearch.stats.quality.question_checks import Groups
from cxresearch.stats.quality.timing import seconds_taken, unfinished
from cxresearch.survey.answers import read_answers
from cxresearch.survey.codebook import SCALED, split_text
from cxresearch.survey.labels import normalise
from cxresearch.survey.survey import Survey
from cxresearch.wording import count, in_words, plural, say

__all__ = ["FLAGS", "Grid", "LookedAt", "grids_of", "looked_at"]

FLAGS = ("unfinished", "speeders", "straight_lining", "low_variability", "duplicates", "same_respondent")
# A pattern of fewer answers is given by two people by chance.
_FEWEST_TO_REPEAT = 10
_FEWEST_TO_VARY = 10
_FEWEST_TO_TIME = 10
_BLOCK = 32_768


class Grid(NamedTuple):
    """Questions that were asked in one block on one scale; ``stem`` is their common wording, "" without one."""

    stem: str
    questions: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class LookedAt:
    """What was found in the rows: a row a check and audience, flags, measures, and what to say about them."""

    table: pd.DataFrame
    flags: pd.DataFrame
    people: pd.DataFrame
    caveats: list[str]


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
    """Look at every row.

    Parameters
    ----------
    survey : Survey
        In memory.
    groups : Groups
        The audience and wave of each row.
    grids : tuple of Grid
    speed, duration, fewest
        As in `check_quality`.
    """
    rows, hints = survey.n_rows, []
    audience = groups.audience_code
    closed = survey.questions(kinds=(*SCALED, "choice", "multi"))
    coded = [survey.encoded(question).codes for question in closed]
    answered = sum((codes >= 0).astype(int) for codes in coded) if coded else np.zeros(rows, dtype=int)

    stopped = unfinished(survey)
    wide = [grid for grid in grids if len(grid.questions) >= fewest]
    straight, run, run_of, variability, kinds = _read_through(survey, wide, fewest)
    may_repeat = (answered >= _FEWEST_TO_REPEAT) & kinds
    flat = _flat(variability, audience)

    seconds, used = seconds_taken(survey, duration)
    share, timed = _relative_speed(seconds, groups.code, stopped, answered)
    first = repeated_rows(coded, audience, judged=may_repeat & ~straight)
    again, named = _same_respondent(survey, groups)

    judged = {
        "unfinished": (stopped, np.full(rows, stopped.any()), np.full(rows, np.nan)),
        "speeders": (timed & (share < speed), timed, seconds),
        "straight_lining": (straight, run_of > 0, run.astype(float)),
        "low_variability": (flat, ~np.isnan(variability), variability),
        "duplicates": (first >= 0, may_repeat, first.astype(float)),
        "same_respondent": (again >= 0, named, again.astype(float)),
    }
    if not used:
        hints.append(say("No column tells how long people took: speeders could not be looked for."))
    elif not timed.all():
        left = int((~timed).sum())
        hints.append(
            say(
                "Speed: {n} of {rows} not judged (no time, or broken off); time from {columns}.",
                n=count(left),
                rows=plural(rows, "row"),
                columns=", ".join(used),
            )
        )
    if not wide:
        hints.append(
            say("No grid of {n} or more questions: straight lines could not be looked for.", n=in_words(fewest))
        )
    if answered.size and not may_repeat.any():
        hints.append(
            say("Doubled rows were not looked for: too few answers ({n} are needed) or too alike.", n=_FEWEST_TO_REPEAT)
        )
    doubled, compared = int((first >= 0).sum()), int(may_repeat.sum())
    if doubled > 0.05 * compared:
        hints.append(say("So many doubled rows speak of short or one-sided questions rather than of copied rows."))
    people = pd.DataFrame(
        {
            "row": np.arange(rows),
            "respondent": _respondents(survey),
            "audience": groups.audiences[audience] if len(groups.audiences) else "",
            "seconds": seconds,
            "speed": share,
            "longest_run": run,
            "longest_run_of": run_of,
            "variability": variability,
            "answered": answered,
        }
    )
    return LookedAt(_counted(groups, judged), _flag_rows(people, judged), people, hints)


def _read_through(survey: Survey, grids: list[Grid], fewest: int) -> tuple[np.ndarray, ...]:
    """Who drew a straight line, the longest run and of how many, the variability, and who gave three kinds of answers.

    Block by block, so that a million rows take no more memory than what is found of them.
    """
    rows = survey.n_rows
    told = {question: (survey.encoded(question).codes, _as_ticked(survey, question))
            for question in survey.questions(kinds=SCALED)}  # fmt: skip
    ratings = [question for question in told if survey.scale_of(question) is not None]
    straight, run, run_of = np.zeros(rows, dtype=bool), np.zeros(rows, dtype=int), np.zeros(rows, dtype=int)
    variability, kinds = np.full(rows, np.nan), np.ones(rows, dtype=bool)
    for start in range(0, rows, _BLOCK):
        part = slice(start, min(start + _BLOCK, rows))
        ticked = {question: values[codes[part]] for question, (codes, values) in told.items()}
        straight[part], run[part], run_of[part] = _straight(grids, ticked, fewest, part.stop - part.start)
        if not ratings:
            continue
        points = np.column_stack([survey.scale_of(question).to_points(ticked[question]) for question in ratings])
        given = (~np.isnan(points)).sum(axis=1)
        variability[part] = np.where(given >= _FEWEST_TO_VARY, response_variability(points), np.nan)
        low, high = np.fmin.reduce(points, axis=1)[:, None], np.fmax.reduce(points, axis=1)[:, None]
        kinds[part] = ((points > low) & (points < high)).any(axis=1)
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


def _flat(variability: np.ndarray, audience: np.ndarray) -> np.ndarray:
    """Below the fence of one's own audience."""
    flat = np.zeros(len(variability), dtype=bool)
    for code in np.unique(audience):
        own = audience == code
        flat[own] = variability[own] < low_fence(variability[own])
    return flat


def _relative_speed(seconds, group, stopped, answered) -> tuple[np.ndarray, np.ndarray]:
    """Seconds as a share of the median of the group, and who could be judged: timed, and answered most of it."""
    share, timed = np.full(len(seconds), np.nan), np.zeros(len(seconds), dtype=bool)
    for code in np.unique(group):
        own = (group == code) & ~np.isnan(seconds) & ~stopped
        if own.sum() < _FEWEST_TO_TIME:
            continue
        whole = own & (answered >= 0.5 * np.median(answered[own]))
        share[whole] = seconds[whole] / np.median(seconds[whole])
        timed |= whole
    return share, timed


def _same_respondent(survey: Survey, groups: Groups) -> tuple[np.ndarray, np.ndarray]:
    """The first row of the same person in the same audience and wave, -1 where there is none."""
    rows = survey.n_rows
    if "respondent" not in survey.roles:
        return np.full(rows, -1), np.zeros(rows, dtype=bool)
    codes = survey.encoded(survey.roles["respondent"]).codes
    named = codes >= 0
    return repeated_rows([codes], groups.code, judged=named), named


def _respondents(survey: Survey) -> np.ndarray:
    if "respondent" not in survey.roles:
        return np.full(survey.n_rows, "", dtype=object)
    encoded = survey.encoded(survey.roles["respondent"])
    return np.array([*map(str, encoded.answers), ""], dtype=object)[encoded.codes]


def _counted(groups: Groups, judged: dict) -> pd.DataFrame:
    rows = []
    for flag, (flagged, looked, _) in judged.items():
        for code, audience in enumerate(groups.audiences):
            own = groups.audience_code == code
            base = int((own & looked).sum())
            if base:
                n = int((own & looked & flagged).sum())
                rows.append(("" + flag, audience, "", "", n, base, 100 * n / base))
    return pd.DataFrame(rows, columns=["check", "audience", "question", "group", "n", "base", "estimate"])


def _flag_rows(people: pd.DataFrame, judged: dict) -> pd.DataFrame:
    parts = []
    for flag, (flagged, looked, value) in judged.items():
        at = np.flatnonzero(flagged & looked)
        parts.append(people.iloc[at][["row", "respondent", "audience"]].assign(flag=flag, value=value[at]))
    return pd.concat(parts, ignore_index=True).sort_values(["row", "flag"], kind="stable", ignore_index=True)
