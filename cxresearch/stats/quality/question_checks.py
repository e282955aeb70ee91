"""The questions, looked at one by one: what is missing, declined or unreadable, and what stands at the scale's ends.

Nobody's answer is missing in an audience or wave that was not asked: a question counts where somebody answered it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxresearch.result import table_of_words
from cxresearch.survey.answers import Encoded, Encoding, read_answers
from cxresearch.survey.audiences import SPLIT_BY, ordered
from cxresearch.survey.codebook import SCALED, split_text
from cxresearch.survey.passing.pieces import pieces
from cxresearch.survey.scales import DECLINED_ANSWER, KEPT, MISSING, OUTSIDE, UNREADABLE
from cxresearch.survey.survey import Survey
from cxresearch.wording import in_a_row, largest_first, named, plural, say

__all__ = ["Crossing", "Groups", "QuestionChecks", "groups_of", "question_checks", "small_bases"]

_STATUSES = (KEPT, MISSING, DECLINED_ANSWER, OUTSIDE, UNREADABLE)
_NAMES = ("kept", "missing", "declined", "outside", "unreadable")
_CHECKS = {"missing": "missing", "declined": "declined", "outside": "outside the scale", "unreadable": "not readable"}
_COLUMNS = ["check", "audience", "question", "group", "n", "base", "estimate"]
_MOSTLY_BLANK = 0.5
_ROLES = ("audience", "wave")


@dataclass(frozen=True, eq=False)
class Groups:
    """The audiences and waves of a survey, and how many rows each crossing of them has.

    ``labels`` has a row a crossing with its ``audience`` and ``wave``, ``sizes`` its rows, ``audience_of`` its place in
    ``audiences``.
    """

    labels: pd.DataFrame
    sizes: np.ndarray
    audience_of: np.ndarray
    audiences: np.ndarray

    def codes(self, part: Survey) -> np.ndarray:
        """The crossing that each row of the survey, or of a piece of it, belongs to."""
        place = {key: at for at, key in enumerate(zip(self.labels.audience, self.labels.wave, strict=True))}
        code, keys = _crossed(part)
        return np.array([place.get(key, -1) for key in keys], dtype=np.int64)[code]

    def people(self, audience: object) -> int:
        """How many rows an audience has."""
        return int(self.sizes[self.labels.audience.to_numpy() == audience].sum())


class Crossing:
    """How many rows of each group gave each answer to one column; pieces are added up.

    ``answers`` in the order in which they appear, numbers in a small range by size; ``cells`` (groups, answers + 1),
    of which the last column counts those who gave none.
    """

    def __init__(self, groups: int):
        self._codes = Encoding()
        self._cells = np.zeros((groups, 1), dtype=np.int64)

    def add(self, group: np.ndarray, encoded: Encoded) -> np.ndarray:
        """Count some rows; gives each row's code, which stays the same from piece to piece, -1 for none."""
        code = self._codes.add(encoded)
        groups, size = len(self._cells), len(self._codes) + 1
        found = np.bincount(group * size + code + 1, minlength=groups * size).reshape(groups, size)
        found[:, : self._cells.shape[1]] += self._cells
        self._cells = found
        return code

    @property
    def answers(self) -> list:
        return self._codes.answers

    @property
    def cells(self) -> np.ndarray:
        return self._cells[:, [*(at + 1 for at in self._codes.order), 0]]


@dataclass(frozen=True, eq=False)
class QuestionChecks:
    """A row a question, audience and wave (``questions``), and the findings summed over waves (``table``)."""

    questions: pd.DataFrame
    table: pd.DataFrame
    caveats: list[str]


def groups_of(survey: Survey) -> Groups:
    """The groups of a survey, counted where its rows are; a row without an audience or wave belongs to one without a
    name.

    >>> survey = Survey.from_frame(pd.DataFrame({"audience": ["Staff", "Customers", "Staff"], "wave": [1, 1, 2]}))
    >>> groups_of(survey).codes(survey).tolist(), groups_of(survey).audiences.tolist()
    ([0, 2, 1], ['Staff', 'Customers'])
    """
    columns = [survey.roles[role] for role in _ROLES if role in survey.roles]
    found: dict[tuple[str, str], int] = {} if columns or not survey.n_rows else {("", ""): survey.n_rows}
    for piece in pieces(survey, columns) if columns else ():
        code, keys = _crossed(piece.survey)
        rows = np.bincount(code, weights=piece.times, minlength=len(keys))
        for key, many in zip(keys, rows, strict=True):
            if many:
                found[key] = found.get(key, 0) + int(many)
    names = {name for name, _ in found}
    audiences = [*ordered(name for name in names if name), *([""] if "" in names else [])]
    keys = sorted(found, key=lambda key: (audiences.index(key[0]), _rank(key[1])))
    labels = pd.DataFrame(keys, columns=list(_ROLES), dtype=object)
    place = np.array([audiences.index(name) for name, _ in keys], dtype=np.int64)
    return Groups(labels, np.array([found[key] for key in keys], dtype=np.int64), place, np.array(audiences, object))


def _crossed(part: Survey) -> tuple[np.ndarray, list[tuple[str, str]]]:
    """The audience and wave of each row, as a code into their crossings."""
    code, keys = np.zeros(part.n_rows, dtype=np.int64), [()]
    for role in _ROLES:
        names, own = [""], np.zeros(part.n_rows, dtype=np.int64)
        if role in part.roles:
            encoded = part.encoded(part.roles[role])
            names = [*map(_plain, encoded.answers), ""]
            own = np.where(encoded.codes < 0, len(names) - 1, encoded.codes)
        code = code * len(names) + own
        keys = [(*key, name) for key in keys for name in names]
    return code, keys


def _plain(answer) -> str:
    return f"{answer:g}" if isinstance(answer, float) else str(answer)


def _rank(name: str) -> tuple:
    try:
        return (0, float(name), "")
    except ValueError:
        return (1, 0.0, name)


def question_checks(survey: Survey, groups: Groups, counted: Mapping[str, Crossing]) -> QuestionChecks:
    """What became of every answer to every closed question, and how many stand at an end of the scale.

    Parameters
    ----------
    survey : Survey
    groups : Groups
    counted : mapping
        Question to its answers by group.
    """
    parts = [_looked_through(survey, groups, row, counted[row.id]) for row in _asked(survey)]
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
    topics = dict(zip(questions.question, questions.topic, strict=True))
    blank = summed[summed.missing > _MOSTLY_BLANK * summed.rows]
    hints = []
    if len(blank):
        hints.append(
            say(
                "More than half is blank in {n} ({questions}): asked of a part only, or skipped?",
                n=plural(blank.question.nunique(), "question"),
                questions=named(dict.fromkeys(topics[one] or one for one in blank.question), most=4),
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


def _looked_through(survey: Survey, groups: Groups, row, counted: Crossing) -> pd.DataFrame:
    answers, cells, scale = counted.answers, counted.cells, survey.scale_of(row.id)
    if row.kind in SCALED:
        values, statuses = read_answers(answers, scale)
        status = np.array([*(_STATUSES.index(found) for found in statuses), 1])
    else:
        values = np.full(len(answers), np.nan)
        status = np.array([*(1 if isinstance(a, str) and not a.strip() else 0 for a in answers), 1])
    values = np.append(values, np.nan)
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


def small_bases(survey: Survey, groups: Groups, counted: Mapping[str, Crossing], *, smallest_base: int) -> pd.DataFrame:
    """Units, groups, segments and waves of an audience with fewer people than are worth a figure, smallest first."""
    rows = []
    for role in SPLIT_BY:
        if role not in survey.roles:
            continue
        found = counted[survey.roles[role]]
        answers, cells = found.answers, found.cells[:, :-1]
        for code, audience in enumerate(groups.audiences):
            counts = cells[groups.audience_of == code].sum(axis=0)
            rows += [
                (
                    "small_base",
                    audience,
                    "",
                    in_a_row(say(role), _plain(answers[at])),
                    int(counts[at]),
                    int(counts[at]),
                    np.nan,
                )
                for at in np.flatnonzero((counts > 0) & (counts < smallest_base))
                if _plain(answers[at]).strip()
            ]
    for audience in groups.audiences:
        n = groups.people(audience)
        if 0 < n < smallest_base and audience:
            rows.append(("small_base", audience, "", say("all"), n, n, np.nan))
    return table_of_words(rows, _COLUMNS).sort_values("n", kind="stable", ignore_index=True)
