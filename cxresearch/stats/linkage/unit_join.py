"""Two audiences meet in a unit: scores by unit for each side, joined by name, and who found no partner.

Staff and customers are different people, so they can be compared only where both belong to the same branch, store or
team. The join is strict: names that differ in a letter are not guessed to be one, they are listed with the nearest
name of the other side, for a person to decide.
"""

import re
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

import numpy as np
import pandas as pd

from cxresearch.errors import QuestionError, listing
from cxresearch.inference.intervals import t_quantile
from cxresearch.privacy.hiding import FEWEST_PEOPLE
from cxresearch.stats.bases.rows import Units, audience_rows, group_of, label_of, row_weights, score
from cxresearch.stats.linkage.components import UnitMoments, unit_moments
from cxresearch.survey.audiences import is_employees
from cxresearch.survey.survey import Survey
from cxresearch.wording import named, plural, say, told

__all__ = ["Side", "join_sides", "lost_units", "nearest_name", "people_behind", "side_of"]

# What the side is called where a survey has no audiences.
RESPONDENTS = "respondents"
_ALIKE = 0.75
_AGAINST = 0.10


@dataclass(frozen=True, eq=False)
class Side:
    """One audience's scores by unit, aligned to ``units.names``.

    ``mean`` (0-100 where the questions have scales), ``n`` people (0 where nobody answered), ``moments`` of the single
    answers (None where only unit scores are known), ``rows`` used, ``label`` of what was measured. ``std_error`` is of
    the mean, linearised where answers are weighted; NaN for a single answer and where only unit scores are known.
    """

    audience: str | None
    label: str
    mean: np.ndarray
    n: np.ndarray
    moments: UnitMoments | None
    rows: np.ndarray
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


def side_of(
    survey: Survey, questions: list[str], *, audience: str | None, units: Units, name: str = told("score")
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
    value = score(survey, questions)
    asked = audience_rows(survey, audience)
    weight = people_behind(survey) if survey.is_aggregated else row_weights(survey)
    kept = asked & ~np.isnan(value)
    if not kept.any():
        raise QuestionError(
            f"{audience or 'Respondents'} gave no usable answer to {listing(questions)} in {survey.name}. Check the "
            "question, or the audience that it was asked of."
        )
    hints = _against(survey, questions, kept)
    if weight is not None:
        bare = int((kept & np.isnan(weight)).sum())
        kept &= ~np.isnan(weight)
        if bare:
            hints.append(
                say(
                    "{rows} without a number of answers left out of {topic}."
                    if survey.is_aggregated
                    else "{rows} without a usable weight left out of {topic}.",
                    rows=plural(bare, "row"), topic=label,
                )
            )  # fmt: skip
    homeless = int((kept & (units.code < 0)).sum())
    kept &= units.code >= 0
    if homeless:
        hints.append(
            say("{people} without a stated unit left out of {topic}.", people=group_of(audience, homeless), topic=label)
        )
    size, unit, value = len(units.names), units.code[kept], value[kept]
    by = np.ones(len(value)) if weight is None else weight[kept]
    total = np.bincount(unit, weights=by, minlength=size)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.bincount(unit, weights=by * value, minlength=size) / total
    if survey.is_aggregated:
        return Side(audience, label, mean, total, None, kept, np.full(size, np.nan), tuple(hints))
    moments = unit_moments(unit, value, units=size)
    with np.errstate(divide="ignore", invalid="ignore"):
        squares = np.bincount(unit, weights=(by * (value - mean[unit])) ** 2, minlength=size)
        error = np.sqrt(squares * moments.n / (moments.n - 1)) / total
    error = np.where(moments.n > 1, error, np.nan)
    return Side(audience, label, mean, moments.n, moments, kept, error, tuple(hints))


def _against(survey: Survey, questions: list[str], rows: np.ndarray) -> list[str]:
    """A caveat on questions that were answered against the others of their score."""
    if len(questions) < 3:
        return []
    answers = survey.numbers(questions)[rows].dropna().to_numpy(float)
    if len(answers) < 10:
        return []
    total = answers.sum(axis=1)
    wrong = [
        label_of(survey, question)
        for question, own in zip(questions, answers.T, strict=True)
        if np.ptp(own) > 0 and np.ptp(total - own) > 0 and np.corrcoef(own, total - own)[0, 1] < -_AGAINST
    ]
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


def join_sides(staff: Side, customers: Side, units: Units, *, survey: str) -> np.ndarray:
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
    pairs = [(name, near) for name in left if (near := nearest_name(name, right))]
    hint = ""
    if pairs:
        name, near = pairs[0]
        hint = f" Perhaps {name!r} is {near!r}: survey.relabel(unit={{{name!r}: {near!r}}})."
    raise QuestionError(
        f"No unit of {survey} has both {staff.audience or RESPONDENTS} and {customers.audience or RESPONDENTS}. "
        f"{staff.audience or RESPONDENTS}: {listing(left, most=5)}. {customers.audience or RESPONDENTS}: "
        f"{listing(right, most=5)}.{hint}"
    )


def lost_units(staff: Side, customers: Side, units: Units) -> pd.DataFrame:
    """Units that only one side has: ``side, unit, n, nearest, likely_same``.

    ``nearest`` is the most similar name of the other side, "" where none is near; ``likely_same`` is True where the two
    differ in spaces, case or punctuation only. Head counts below five employees are left out.
    """
    found = []
    for mine, other in ((staff, customers), (customers, staff)):
        alone = [units.names[place] for place in np.flatnonzero(other.there & ~mine.there)]
        everybody = [units.names[place] for place in np.flatnonzero(other.there)]
        for place in np.flatnonzero(mine.there & ~other.there):
            name = units.names[place]
            near = nearest_name(name, alone) or nearest_name(name, everybody)
            n = float(mine.n[place])
            kept_back = mine.audience is not None and is_employees(mine.audience) and n < FEWEST_PEOPLE
            found.append(
                {
                    "side": mine.audience or RESPONDENTS, "unit": name, "n": np.nan if kept_back else n,
                    "nearest": near, "likely_same": bool(near) and _plain(near) == _plain(name),
                }
            )  # fmt: skip
    return pd.DataFrame(found, columns=["side", "unit", "n", "nearest", "likely_same"])


def nearest_name(name: str, others: list[str]) -> str:
    """The most similar of other names, or "" where none is similar; names with different numbers never are.

    >>> nearest_name("north0", ["North 0", "North 1"]), nearest_name("Store 1", ["Store 11"])
    ('North 0', '')
    """
    plain, best, place = _plain(name), 0.0, ""
    for other in others:
        if re.findall(r"\d+", other) != re.findall(r"\d+", name):
            continue
        alike = SequenceMatcher(None, plain, _plain(other)).ratio()
        if alike > best:
            best, place = alike, other
    return place if best >= _ALIKE else ""


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.casefold())
