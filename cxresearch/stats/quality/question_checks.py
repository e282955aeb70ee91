"""The questions, looked at one by one: what is missing, declined or unreadable, and what stands at the scale's ends.

Nobody's answer is missing in an audience or wave that was not asked: a question counts where somebody answered it.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxresearch.result import table_of_words
from cxresearch.survey.answers import read_answers
from cxresearch.survey.audiences import ordered
from cxresearch.survey.codebook import SCALED, split_text
from cxresearch.survey.scales import DECLINED_ANSWER, KEPT, MISSING, OUTSIDE, UNREADABLE
from cxresearch.survey.survey import Survey
from cxresearch.wording import in_a_row, largest_first, named, plural, say

__all__ = ["Groups", "QuestionChecks", "groups_of", "question_checks", "small_bases"]

_STATUSES = (KEPT, MISSING, DECLINED_ANSWER, OUTSIDE, UNREADABLE)
_NAMES = ("kept", "missing", "declined", "outside", "unreadable")
_CHECKS = {"missing": "missing", "declined": "declined", "outside": "outside the scale", "unreadable": "not readable"}
_COLUMNS = ["check", "audience", "question", "group", "n", "base", "estimate"]
_MOSTLY_BLANK = 0.5


@dataclass(frozen=True, eq=False)
class Groups:
    """The audience and wave of each row.

    ``code`` counts the crossings, ``audience_code`` points into ``audiences``, ``labels`` has a row a crossing.
    """

    code: np.ndarray
    labels: pd.DataFrame
    audience_code: np.ndarray
    audiences: np.ndarray


@dataclass(frozen=True, eq=False)
class QuestionChecks:
    """A row a question, audience and wave (``questions``), and the findings summed over waves (``table``)."""

    questions: pd.DataFrame
    table: pd.DataFrame
    caveats: list[str]


def groups_of(survey: Survey) -> Groups:
    """Where each row belongs; a row without an audience or wave belongs to one without a name.

    >>> survey = Survey.from_frame(pd.DataFrame({"audience": ["Staff", "Customers", "Staff"], "wave": [1, 1, 2]}))
    >>> groups_of(survey).code.tolist(), groups_of(survey).audiences.tolist()
    ([0, 2, 1], ['Staff', 'Customers'])
    """
    rows, told = survey.n_rows, {}
    for role in ("audience", "wave"):
        names, codes = [""], np.zeros(rows, dtype=int)
        if role in survey.roles:
            encoded = survey.encoded(survey.roles[role])
            names = list(dict.fromkeys([*map(_plain, encoded.answers), ""]))
            codes = np.array([names.index(name) for name in [*map(_plain, encoded.answers), ""]])[encoded.codes]
        there = np.bincount(codes, minlength=len(names)) > 0
        told[role] = [name for name, seen in zip(names, there, strict=True) if seen], names, codes
    present, names, codes = told["audience"]
    audiences = np.array([*ordered(name for name in present if name), *([""] if "" in present else [])], dtype=object)
    place = {name: at for at, name in enumerate(audiences)}
    audience_code = np.array([place.get(name, 0) for name in names], dtype=int)[codes]
    present, names, codes = told["wave"]
    waves = sorted(present, key=_rank)
    place = {name: at for at, name in enumerate(waves)}
    wave_code = np.array([place.get(name, 0) for name in names], dtype=int)[codes]
    crossing = audience_code * max(len(waves), 1) + wave_code
    present, code = np.unique(crossing, return_inverse=True)
    labels = pd.DataFrame(
        {
            "audience": audiences[present // max(len(waves), 1)],
            "wave": [waves[at] for at in present % max(len(waves), 1)],
        }
    )
    return Groups(code, labels, audience_code, audiences)


def _plain(answer) -> str:
    return f"{answer:g}" if isinstance(answer, float) else str(answer)


def _rank(name: str) -> tuple:
    try:
        return (0, float(name), "")
    except ValueError:
        return (1, 0.0, name)


def question_checks(survey: Survey, groups: Groups, *, ends: float = 50.0) -> QuestionChecks:
    """What became of every answer to every closed question, and how many stand at an end of the scale.

    Parameters
    ----------
    survey : Survey
        In memory.
    groups : Groups
    """
    parts = [_looked_through(survey, groups, row) for row in _asked(survey)]
    parts = [part for part in parts if len(part)]
    columns = ["question", "topic", "audience", "wave", "rows", *_NAMES, "lowest", "highest", "scaled"]
    questions = pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)
    questions = questions.astype(dict.fromkeys(("rows", *_NAMES, "lowest", "highest"), np.int64))
    summed = questions.groupby(["question", "audience"], sort=False, as_index=False)[
        ["rows", *_NAMES, "lowest", "highest"]
    ].sum()
    table = []
    for name, check in _CHECKS.items():
        found = summed if name == "missing" else summed[summed[name] > 0]
        table.append(_findings(check, found, found[name], found.rows))
    scaled = summed[summed.question.isin(questions.loc[questions.scaled.astype(bool), "question"]) & (summed.kept > 0)]
    for name, check in (("lowest", "floor"), ("highest", "ceiling")):
        table.append(_findings(check, scaled, scaled[name], scaled.kept))
    with np.errstate(divide="ignore", invalid="ignore"):
        questions["missing_share"] = 100 * questions.missing.astype(float) / questions.rows.astype(float)
    blank = summed[summed.missing > _MOSTLY_BLANK * summed.rows]
    hints = []
    if len(blank):
        hints.append(
            say(
                "More than half is blank in {n} ({questions}): asked of a part only, or skipped?",
                n=plural(blank.question.nunique(), "question"),
                questions=named(dict.fromkeys(blank.question), most=4),
            )
        )
    return QuestionChecks(questions, pd.concat(table, ignore_index=True), hints)


def _findings(check: str, rows: pd.DataFrame, n: pd.Series, base: pd.Series) -> pd.DataFrame:
    found = pd.DataFrame(
        {
            "check": check,
            "audience": rows.audience,
            "question": rows.question,
            "group": "",
            "n": n.astype(int),
            "base": base.astype(int),
            "estimate": 100 * n.astype(float) / base.astype(float),
        },
        columns=_COLUMNS,
    )
    return found.iloc[largest_first(found.estimate, found.question, found.audience, digits=1)]


def _asked(survey: Survey) -> list:
    """The closed questions; of a question with several ticks its first choice stands for all."""
    book, seen, asked = survey.codebook, set(), []
    for row in book[book.kind.isin((*SCALED, "choice", "multi"))].itertuples():
        if row.kind == "multi":
            stem, _ = split_text(row.text)
            if stem in seen:
                continue
            seen.add(stem)
        asked.append(row)
    return asked


def _looked_through(survey: Survey, groups: Groups, row) -> pd.DataFrame:
    encoded, scale = survey.encoded(row.id), survey.scale_of(row.id)
    if row.kind in SCALED:
        values, statuses = read_answers(encoded.answers, scale)
        status = np.array([*(_STATUSES.index(found) for found in statuses), 1])
    else:
        values = np.full(len(encoded.answers), np.nan)
        status = np.array([*(1 if isinstance(a, str) and not a.strip() else 0 for a in encoded.answers), 1])
    size = len(groups.labels)
    values = np.append(values, np.nan)
    cells = _cells(groups.code, encoded.codes, size, len(values))
    counts = np.column_stack([cells[:, status == at].sum(axis=1) for at in range(5)])
    part = groups.labels.assign(question=row.id, topic=row.topic, rows=counts.sum(axis=1))
    for at, name in enumerate(_NAMES):
        part[name] = counts[:, at]
    for name, end in (("lowest", scale.low if scale else np.nan), ("highest", scale.high if scale else np.nan)):
        part[name] = cells[:, values == end].sum(axis=1)
    part["scaled"] = row.kind in SCALED
    # Where nobody answered at all, nobody was asked.
    asked = part.kept + part.declined + part.outside + part.unreadable > 0
    return part[asked]


def _cells(groups: np.ndarray, codes: np.ndarray, size: int, answers: int) -> np.ndarray:
    """How many of each group gave each answer; the last column counts those who gave none (code -1)."""
    at = groups * answers + np.where(codes < 0, answers - 1, codes)
    return np.bincount(at, minlength=size * answers).reshape(size, answers)


def small_bases(survey: Survey, groups: Groups, *, smallest_base: int) -> pd.DataFrame:
    """Units, groups, segments and waves of an audience with fewer people than are worth a figure, smallest first."""
    rows = []
    for role in ("unit", "group", "segment", "wave"):
        if role not in survey.roles:
            continue
        encoded = survey.encoded(survey.roles[role])
        for code, audience in enumerate(groups.audiences):
            own = encoded.codes[(groups.audience_code == code) & (encoded.codes >= 0)]
            counts = np.bincount(own, minlength=len(encoded.answers))
            rows += [
                (
                    "small_base",
                    audience,
                    "",
                    in_a_row(say(role), _plain(encoded.answers[at])),
                    int(counts[at]),
                    int(counts[at]),
                    np.nan,
                )
                for at in np.flatnonzero((counts > 0) & (counts < smallest_base))
                if _plain(encoded.answers[at]).strip()
            ]
    for code, audience in enumerate(groups.audiences):
        n = int((groups.audience_code == code).sum())
        if 0 < n < smallest_base and audience:
            rows.append(("small_base", audience, "", "all", n, n, np.nan))
    return table_of_words(rows, _COLUMNS).sort_values("n", kind="stable", ignore_index=True)
