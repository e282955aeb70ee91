"""Two audiences meet in a unit: scores by unit for each side, joined by name, and who found no partner.

Staff and customers are different people, so they can be compared only where both belong to the same branch, store or
team. The join is strict: names that differ in a letter are not guessed to be one, they are listed with the nearest
name of the other side, for a person to decide.
"""

import re
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import NamedTuple

import numpy as np
import pandas as pd

from cxresearch.errors import QuestionError
from cxresearch.inference.co_moments import co_moments
from cxresearch.inference.intervals import item_rest_correlation, t_quantile
from cxresearch.privacy.hiding import FEWEST_PEOPLE
from cxresearch.stats.bases.rows import Places, audience_rows, group_of, label_of, score, waves_in
from cxresearch.stats.linkage.components import UnitMoments, UnitSums, sums_by_unit
from cxresearch.survey.audiences import is_employees
from cxresearch.survey.passing.pieces import pieces
from cxresearch.survey.survey import Survey
from cxresearch.wording import named, plural, say, told

__all__ = ["Side", "UnitScores", "join_sides", "lost_units", "nearest_name", "people_behind", "side_of", "unit_scores"]

# What the side is called where a survey has no audiences.
RESPONDENTS = "respondents"
_ALIKE = 0.75
# So many pairs of names are compared letter by letter in one list, some seconds' worth.
_MOST_PAIRS = 250_000
_AGAINST = 0.10


@dataclass(frozen=True, eq=False)
class Side:
    """One audience's scores by unit, aligned to ``units.names``.

    ``mean`` (0-100 where the questions have scales), ``n`` people (0 where nobody answered), ``moments`` of the single
    answers (None where only unit scores are known), ``waves`` as stored, ``label`` of what was measured. ``std_error``
    is of the mean, linearised where answers are weighted; NaN for a single answer and where only unit scores are known.
    """

    audience: str | None
    label: str
    mean: np.ndarray
    n: np.ndarray
    moments: UnitMoments | None
    waves: set
    std_error: np.ndarray
    caveats: tuple[str, ...] = ()

    def of_units(self, counted: bool) -> "Side":
        """The same scores where a row is a unit: single answers are unknown, and their number where it is not told."""
        unknown = np.full(len(self.n), np.nan)
        return replace(self, moments=None, n=self.n if counted else unknown, std_error=unknown)

    def bounds(self, *, confidence: float) -> tuple[np.ndarray, np.ndarray]:
        """Student's t interval of each unit's mean; NaN where there is no error to go by."""
        known = np.isfinite(self.std_error)
        half = np.where(known, t_quantile(confidence, np.where(known, self.n - 1, 1.0)) * self.std_error, np.nan)
        return self.mean - half, self.mean + half

    @property
    def there(self) -> np.ndarray:
        """Which units have a score."""
        return np.isfinite(self.mean)


class UnitScores(NamedTuple):
    """Sums of one score by unit, aligned to the names of the units.

    ``sums`` are weighted where the survey is, ``alone`` counts everybody once. ``answered`` people of the audience gave
    a score; of its ``people``, ``bare`` have no usable weight, ``bare_answered`` of those a score. ``homeless`` have a
    score and no stated unit. ``waves`` as stored.
    """

    sums: UnitSums
    alone: UnitSums
    answered: int
    bare: int
    bare_answered: int
    homeless: int
    waves: set


def unit_scores(survey: Survey, questions: list[str], units: Places, *, audience: str | None) -> UnitScores:
    """The scores of one audience by unit; several questions are one score, as in `score`."""
    columns = [*questions, units.column, *(survey.roles[role] for role in ("audience", "wave") if role in survey.roles)]
    size, sums, alone = len(units.names), None, None
    lost, waves = np.zeros(4), set()
    for piece in pieces(survey, columns):
        here = audience_rows(piece.survey, audience)
        value, code, times = score(piece.survey, questions), units.codes(piece.survey), piece.times
        told = here & ~np.isnan(value)
        bare = np.zeros(len(value), bool) if piece.weight is None else np.isnan(piece.weight)
        lost += [times[rows].sum() for rows in (told, here & bare, told & bare, told & ~bare & (code < 0))]
        kept = told & ~bare & (code >= 0)
        waves |= waves_in(piece.survey, kept)
        about = code[kept], value[kept]
        mine = sums_by_unit(*about, units=size, times=times[kept])
        alone = mine if alone is None else alone + mine
        if piece.weight is not None:
            mine = sums_by_unit(*about, units=size, times=times[kept], weight=piece.weight[kept],
                                square=piece.square[kept])  # fmt: skip
        sums = mine if sums is None else sums + mine
    answered, bare, bare_answered, homeless = map(int, lost)
    return UnitScores(sums, alone, answered, bare, bare_answered, homeless, waves)


def side_of(
    survey: Survey, questions: list[str], *, audience: str | None, units: Places, name: str = told("score")
) -> Side:
    """Scores by unit of one audience; ``name`` is what several questions together are called.

    Raises
    ------
    QuestionError
        If the audience gave no usable answer.
    """
    label = label_of(survey, questions[0])
    if len(questions) > 1:
        label = say("{name} ({questions})", name=say(name), questions=plural(len(questions), "question"))
    found = unit_scores(survey, questions, units, audience=audience)
    if not found.answered:
        raise QuestionError(say(
            "{what} gave no usable answer to {questions} in {survey}. Check the question, or the audience that it was "
            "asked of.",
            what=audience or 'Respondents', questions=named(questions), survey=survey.name,
        ))  # fmt: skip
    hints = _against(survey, questions, audience)
    if found.bare_answered:
        hints.append(
            say(
                "{rows} without a number of answers left out of {topic}."
                if survey.is_aggregated
                else "{rows} without a usable weight left out of {topic}.",
                rows=plural(found.bare_answered, "row"), topic=label,
            )
        )  # fmt: skip
    if found.homeless:
        homeless = group_of(audience, found.homeless)
        hints.append(say("{people} without a stated unit left out of {topic}.", people=homeless, topic=label))
    sums = found.sums
    if survey.is_aggregated:
        unknown = np.full(len(units.names), np.nan)
        return Side(audience, label, sums.mean, sums.total, None, found.waves, unknown, tuple(hints))
    n = found.alone.people
    with np.errstate(divide="ignore", invalid="ignore"):
        error = np.where(n > 1, np.sqrt(sums.away2 * n / (n - 1)) / sums.total, np.nan)
    return Side(audience, label, sums.mean, n, found.alone.moments, found.waves, error, tuple(hints))


def _against(survey: Survey, questions: list[str], audience: str | None) -> list[str]:
    """A caveat on questions that were answered against the others of their score."""
    if len(questions) < 3:
        return []
    columns = [*questions, *([survey.roles["audience"]] if "audience" in survey.roles else [])]
    parts = []
    for piece in pieces(survey, columns):
        answers = piece.survey.numbers(questions).to_numpy(float)
        full = audience_rows(piece.survey, audience) & ~np.isnan(answers).any(axis=1)
        parts.append(co_moments(answers[full], piece.times[full]))
    known = sum(parts[1:], parts[0])
    if known.n < 10:
        return []
    against = item_rest_correlation(known.covariance) < -_AGAINST
    wrong = [label_of(survey, questions[at]) for at in np.flatnonzero(against)]
    if not wrong:
        return []
    return [
        say(
            "{topics} was answered against the other questions of the score: if it is worded the other way round, set "
            "reversed in the codebook."
            if len(wrong) == 1
            else "{topics} were answered against the other questions of the score: if they are worded the other way "
            "round, set reversed in the codebook.",
            topics=named(wrong),
        )
    ]


def people_behind(survey: Survey) -> np.ndarray:
    """How many people stand behind each row of a table of scores; NaN where it is not told."""
    n = survey.numbers([survey.roles["n"]]).iloc[:, 0].to_numpy(float)
    return np.where(n > 0, n, np.nan)


def join_sides(staff: Side, customers: Side, units: Places, *, survey: str) -> np.ndarray:
    """Places of the units that both sides have.

    Raises
    ------
    QuestionError
        If there is none; names what each side has and the nearest pair.
    """
    both = np.flatnonzero(staff.there & customers.there)
    if len(both):
        return both
    left = [units.names[place] for place in np.flatnonzero(staff.there)]
    right = [units.names[place] for place in np.flatnonzero(customers.there)]
    names = _Names(right)
    pair = next(((name, near) for name in left if (near := names.nearest(name))), None)
    hint = ""
    if pair:
        name, near = pair
        hint = " " + say(
            "Perhaps {name} is {near}: {call}.", name=repr(name), near=repr(near),
            call=f"survey.relabel(unit={{{name!r}: {near!r}}})",
        )  # fmt: skip
    raise QuestionError(say(
        "No unit of {survey} has both {what} and {what_2}. {what}: {left}. {what_2}: {right}.{hint}",
        survey=survey, what=staff.audience or RESPONDENTS, what_2=customers.audience or RESPONDENTS,
        left=named(left, most=5), right=named(right, most=5), hint=hint,
    ))  # fmt: skip


def lost_units(staff: Side, customers: Side, units: Places) -> pd.DataFrame:
    """Units that only one side has: ``side, unit, n, nearest, likely_same``.

    ``nearest`` is the most similar name of the other side, "" where none is near; ``likely_same`` is True where the two
    differ in spaces, case or punctuation only. Head counts below five employees are left out. Where there are very many
    names, some are looked up by spaces, case and punctuation alone; ``.attrs["not_compared"]`` is how many.
    """
    found, cut = [], set()
    for mine, other in ((staff, customers), (customers, staff)):
        alone = _Names([units.names[place] for place in np.flatnonzero(other.there & ~mine.there)])
        everybody = _Names([units.names[place] for place in np.flatnonzero(other.there)])
        protected = mine.audience is not None and is_employees(mine.audience)
        for place in np.flatnonzero(mine.there & ~other.there):
            name = units.names[place]
            near = alone.nearest(name) or everybody.nearest(name)
            n = float(mine.n[place])
            found.append(
                {
                    "side": mine.audience or RESPONDENTS, "unit": name,
                    "n": np.nan if protected and n < FEWEST_PEOPLE else n,
                    "nearest": near, "likely_same": bool(near) and _plain(near) == _plain(name),
                }
            )  # fmt: skip
        cut |= alone.cut | everybody.cut
    lost = pd.DataFrame(found, columns=["side", "unit", "n", "nearest", "likely_same"])
    lost.attrs["not_compared"] = len(cut)
    return lost


def nearest_name(name: str, others: list[str]) -> str:
    """The most similar of other names, or "" where none is similar; names with different numbers never are.

    >>> nearest_name("north0", ["North 0", "North 1"]), nearest_name("Store 1", ["Store 11"])
    ('North 0', '')
    """
    return _Names(others).nearest(name)


class _Names:
    """Names to be searched for the most similar one; ``cut`` are those looked for when enough had been compared."""

    def __init__(self, names: list[str]) -> None:
        self.cut: set[str] = set()
        self._left = _MOST_PAIRS
        self._same: dict[tuple, str] = {}
        self._alike: dict[tuple, list[tuple[str, str]]] = {}
        for name in names:
            plain, numbers = _plain(name), _numbers(name)
            self._same.setdefault((numbers, plain), name)
            self._alike.setdefault(numbers, []).append((plain, name))

    def nearest(self, name: str) -> str:
        plain, numbers = _plain(name), _numbers(name)
        same = self._same.get((numbers, plain))
        if same is not None:
            return same
        best, place = 0.0, ""
        others = self._alike.get(numbers, ())
        if len(others) > self._left:
            self.cut.add(name)
            return ""
        self._left -= len(others)
        for other, called in others:
            most = 2 * min(len(plain), len(other)) / (len(plain) + len(other))
            if most < _ALIKE or most <= best:
                continue
            alike = SequenceMatcher(None, plain, other).ratio()
            if alike > best:
                best, place = alike, called
        return place if best >= _ALIKE else ""


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.casefold())


def _numbers(name: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\d+", name))
