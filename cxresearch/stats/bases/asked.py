"""What was asked for: groups, questions and populations as people name them, checked before anything is counted.

A question may be named by id or text, a group by role, column or question, a population by audience or group. What
cannot be meant is refused here, with what could have been.
"""

from collections.abc import Iterable, Mapping, Sequence
from numbers import Real

import numpy as np
import pandas as pd

from cxresearch.errors import OptionError, QuestionError
from cxresearch.survey.answers import as_text
from cxresearch.survey.codebook import SCALED
from cxresearch.survey.guessing.scale_guesses import in_order
from cxresearch.survey.labelling.declining import answering
from cxresearch.survey.survey import Survey
from cxresearch.wording import did_you_mean, named, say

__all__ = [
    "as_list",
    "audience_column",
    "check_choice",
    "check_population",
    "group_label",
    "need_single_answers",
    "one_question",
    "people_told",
    "population_of",
    "some_questions",
]

_CLOSED = (*SCALED, "number")
_MOST_LABELS = 15
_RESULT_COLUMNS = frozenset(
    {
        *("question", "estimate", "std_error", "ci_low", "ci_high", "n", "n_effective", "p_value", "p_adjusted"),
        *("verdict", "group_a", "group_b", "n_a", "n_b", "units", "promoters", "passives", "detractors", "top_box"),
    }
)


def as_list(by: str | Iterable[str] | None) -> list[str]:
    """Grouping columns as a list; a name that a result's own columns use is refused.

    >>> as_list("unit"), as_list(None)
    (['unit'], [])
    """
    names = [] if by is None else [by] if isinstance(by, str) else list(by)
    for name in names:
        if not isinstance(name, str):
            raise OptionError(say("by= takes names of roles, columns or questions; got {name}.", name=repr(name)))
        if name in _RESULT_COLUMNS:
            raise OptionError(say(
                "by={name} is also a column of the result. Rename the column in the data first.",
                name=repr(name),
            ))  # fmt: skip
    if len(set(names)) < len(names):
        raise OptionError(say("by= names a column twice: {names}.", names=named(names)))
    return names


def check_choice(option: str, value: object, allowed: Sequence[str]) -> None:
    """Refuse a value that an option does not have.

    >>> check_choice("method", "wald", ("adjusted-wald", "wald"))
    """
    if not isinstance(value, str) or value not in allowed:
        hint = did_you_mean(str(value), allowed)
        raise OptionError(say(
            "{option} must be one of {allowed}; got {value}.{hint}",
            option=option, allowed=', '.join(map(repr, allowed)), value=repr(value), hint=hint,
        ))  # fmt: skip


def one_question(survey: Survey, question: str | None, *, kind: str | Sequence[str]) -> str:
    """The id of the question that was meant: as named, or the only one of its kind.

    Raises
    ------
    QuestionError
        If there is none or more than one of the kind, or the column named is no closed question.
    """
    kinds = [kind] if isinstance(kind, str) else list(kind)
    if question is not None:
        return _closed(survey, question)
    found = survey.questions(kinds=kinds)
    if len(found) == 1:
        return found[0]
    if found:
        raise QuestionError(say(
            "{survey} has {n} questions of kind {kinds}: {found}. Pass question= one of these.",
            survey=survey.name, n=len(found), kinds="/".join(kinds), found=named(found),
        ))  # fmt: skip
    raise QuestionError(say(
        "{survey} has no question of kind {kinds}. Pass question=. {closed_questions}{remedies}",
        survey=survey.name, kinds="/".join(kinds), closed_questions=_closed_questions(survey),
        remedies=_remedies(survey),
    ))  # fmt: skip


def some_questions(
    survey: Survey,
    questions: str | Iterable[str] | None,
    *,
    kind: str | Sequence[str] = "rating",
    aspect: str | None = None,
) -> list[str]:
    """The ids of the questions that were meant: as named, or all of a kind and aspect; each once, never none.

    Raises
    ------
    QuestionError
        If there is none, or a column named is no closed question.
    """
    kinds = [kind] if isinstance(kind, str) else list(kind)
    if questions is None:
        chosen = survey.questions(kinds=kinds, aspect=aspect)
        if not chosen:
            raise QuestionError(say(
                "{survey} has no question of kind {kinds} and aspect {aspect}. Pass questions=. {closed_questions}"
                "{remedies}" if aspect else
                "{survey} has no question of kind {kinds}. Pass questions=. {closed_questions}{remedies}",
                survey=survey.name, kinds="/".join(kinds), closed_questions=_closed_questions(survey),
                remedies=_remedies(survey), aspect=aspect,
            ))  # fmt: skip
        return chosen
    named = [questions] if isinstance(questions, str) else list(questions)
    if not named:
        raise QuestionError(say("questions= is empty. Name at least one question, or leave it out for all."))
    return list(dict.fromkeys(_closed(survey, name, aspect) for name in named))


def _closed(survey: Survey, name: str, aspect: str | None = None) -> str:
    if not isinstance(name, str):
        raise OptionError(say("A question is named by its id, its text or its topic; got {name}.", name=repr(name)))
    closed = survey.questions(kinds=_CLOSED)
    found = survey.find(name, among=closed, aspect=aspect)
    if found not in closed:
        kind = survey.codebook.set_index("id").kind.get(found)
        raise QuestionError(say(
            "{name} is a question of kind {kind}; answers on a scale are needed. {closed_questions}{remedy}"
            if kind else "{name} is no question; answers on a scale are needed. {closed_questions}{remedy}",
            name=repr(name), kind=kind, closed_questions=_closed_questions(survey),
            remedy=_remedy(survey, found, kind),
        ))  # fmt: skip
    return found


def _remedy(survey: Survey, question: str, kind: str | None) -> str:
    """The line that would make a rating of a choice, with the labels filled in."""
    if kind != "choice":
        return ""
    answers = answering(map(as_text, survey.answer_counts(question)))
    if not 2 <= len(answers) <= _MOST_LABELS:
        return ""
    told = f"scales={{{question!r}: {in_order(answers)[0]}}}"
    return " " + say("If its answers have an order, pass them when reading, lowest first: {scales}.", scales=told)


def _remedies(survey: Survey) -> str:
    """The line that would make ratings of choices, where nothing else is a rating."""
    if survey.questions(kinds=SCALED):
        return ""
    told = (_remedy(survey, question, "choice") for question in survey.questions(kinds=("choice",)))
    return next(filter(None, told), "")


def _closed_questions(survey: Survey) -> str:
    return say("Closed questions: {questions}.", questions=named(survey.questions(kinds=_CLOSED)))


def need_single_answers(survey: Survey, what: str) -> None:
    """Refuse a survey that has scores by unit only; ``what`` is the call or option that needs more.

    Raises
    ------
    QuestionError
        If the survey is aggregated (role n).
    """
    if survey.is_aggregated:
        raise QuestionError(say(
            "{survey} has a score and a number of answers by unit, and {what} needs the single answers. Use "
            "mean_score, or load the file with a row a respondent.",
            survey=survey.name, what=what,
        ))  # fmt: skip


def audience_column(survey: Survey, by: Sequence[str]) -> str | None:
    """The grouping column that holds the audiences, under the caller's name for it."""
    column = survey.roles.get("audience")
    return next((name for name in by if column is not None and survey.find(name) == column), None)


def group_label(row: Mapping, by: Sequence[str] | None = None) -> str:
    """The name of a group in a sentence: the values of its columns.

    >>> group_label({"audience": "Staff", "wave": 2025.0})
    'Staff, 2025'
    """
    values = (row[name] for name in (row.keys() if by is None else by))
    return ", ".join(f"{value:g}" if isinstance(value, float) else str(value) for value in values)


def population_of(
    population: float | Mapping | None, groups: pd.DataFrame, *, survey: Survey, by: Sequence[str]
) -> np.ndarray | None:
    """How many people there are behind each group, NaN where not told; None where nothing was told.

    Parameters
    ----------
    population
        A number where there is one group. Or a mapping to numbers from the audience, from the value of the one
        grouping column, or from a tuple of the values of all grouping columns.
    groups : DataFrame
        A row a group, the columns of ``by``.

    Raises
    ------
    OptionError
        If it names a group that is not there, or does not say how it splits over the groups.
    """
    population = survey.population_told(population, by)
    if population is None:
        return None
    size = len(groups)
    if not isinstance(population, Mapping):
        if size > 1:
            raise OptionError(say(
                "population={population} is one number for {size} groups. Pass {{group: number}}.",
                population=repr(population), size=size,
            ))  # fmt: skip
        return np.full(size, people_told(population, "all"))
    told = {key: people_told(number, key) for key, number in population.items()}
    if by:
        names = [row[0] if len(row) == 1 else row for row in groups[list(by)].itertuples(index=False, name=None)]
    else:
        # Where nothing is grouped, the one audience that answered is the group.
        names = survey.audiences[:1] if len(survey.audiences) == 1 else []
    found, used = np.full(size, np.nan), set()
    for at, name in enumerate(names[:size]):
        for key in told:
            if key == name or str(key) == str(name):
                found[at] = told[key]
                used.add(key)
    # An audience that the survey has but this question's groups do not is no mistake.
    known = set(survey.audiences) if audience_column(survey, by) is not None and len(by) == 1 else set()
    stray = [key for key in told if key not in used and key not in known]
    if stray:
        by_audience = set(stray) <= set(survey.audiences)
        remedy = " " + say(
            "It is told by audience: pass by='audience', or look at one audience."
        ) if by_audience else ""  # fmt: skip
        raise OptionError(say(
            "population= names {stray}, no group here.{remedy} Groups: {names}.",
            stray=named(stray), remedy=remedy, names=named(names),
        ))  # fmt: skip
    return found


def check_population(population: np.ndarray, n: np.ndarray, groups: pd.DataFrame) -> None:
    """Refuse a population that is smaller than the number of its answers, by the name of the group."""
    over = np.flatnonzero(n > population)
    if len(over):
        at = over[0]
        who = group_label(groups.iloc[at]) or "all"
        raise OptionError(say(
            "population= says {population} for {who}, but {n} answered. Correct the number, or leave it out.",
            population=f"{population[at]:,.0f}", who=who, n=f"{n[at]:,.0f}",
        ))  # fmt: skip


def people_told(number: object, what: object) -> float:
    """A number of people that somebody told, or an error that names whose."""
    value = float(number) if isinstance(number, Real) and not isinstance(number, bool) else np.nan
    if not value >= 1:
        raise OptionError(say(
            "population= must be a number of people, at least 1; got {number} for {what}.",
            number=repr(number), what=what,
        ))  # fmt: skip
    return value
