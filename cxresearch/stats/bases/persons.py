"""Who is the same person in several rows, and how the persons of a group pull on its figure.

A person who answered in two waves gave two answers and is one person. Where both are in one group, errors are taken
over persons; this looks at the rows once, because counts cannot tell who gave them.
"""

from collections.abc import Callable

import numpy as np

from cxresearch.stats.bases.designs import Pulls
from cxresearch.survey.survey import Survey
from cxresearch.wording import count, plural, say

__all__ = [
    "each_one", "group_of_rows", "people_of_rows", "person_pulls", "persons_among", "persons_caveat", "repeated",
    "weights_of_rows",
]  # fmt: skip


def repeated(found) -> bool:
    """Whether a person stands more than once in a group of a `Counted`, by the respondent role."""
    person, group = people_of_rows(found.survey), group_of_rows(found)
    if person is None:
        return False
    known = (person >= 0) & (group >= 0)
    key = group[known].astype(np.int64) * (person.max(initial=0) + 1) + person[known]
    return len(np.unique(key)) < len(key)


def person_pulls(found, question: str, scores: np.ndarray, mean: np.ndarray) -> Pulls:
    """How each person, with all the answers that he gave, pulls on the mean of his group; who has no name is one."""
    survey, size = found.survey, len(found.groups)
    answers = survey.numbers([question]).iloc[:, 0].to_numpy(float)
    weight, group = weights_of_rows(survey), group_of_rows(found)
    person = _once(survey, "each one of rows", lambda: each_one(people_of_rows(survey)))
    usable = ~np.isnan(answers) & (group >= 0) & (weight > 0)
    values = found.cells(question).values
    score = np.asarray(scores, dtype=float)[np.searchsorted(values, answers[usable])]
    group, weight = group[usable], weight[usable]
    total = np.bincount(group, weight, minlength=size)
    pull = weight * (score - np.nan_to_num(mean)[group]) / total[group]
    key, back = np.unique(group * (person.max(initial=0) + 1) + person[usable], return_inverse=True)
    own = np.bincount(back, pull, minlength=len(key))
    at = key // (person.max(initial=0) + 1)
    nobody = np.zeros((size, 1))
    people, sums, squares = (np.bincount(at, part, minlength=size) for part in (np.ones(len(own)), own, own**2))
    return Pulls(nobody, nobody.astype(bool), people, sums, squares)


def persons_among(survey: Survey, rows: np.ndarray) -> np.ndarray | None:
    """A code a row for its person, where among some rows a person stands twice; else None.

    Who has no name counts for himself.
    """
    person = people_of_rows(survey)
    if person is None:
        return None
    named = person[rows & (person >= 0)]
    return each_one(person) if len(np.unique(named)) < len(named) else None


def persons_caveat(persons: float, n: float) -> list[str]:
    """What to say where some people stand in the data more than once."""
    if persons >= n:
        return []
    return [
        say(
            "{n} answers come from {people}: errors are taken by person.",
            n=count(n), people=plural(persons, "person", "people"),
        )
    ]  # fmt: skip


def each_one(person: np.ndarray) -> np.ndarray:
    """Codes of persons in which everybody without a name is one of his own."""
    return np.where(person >= 0, person, person.max(initial=0) + 1 + np.arange(len(person)))


def _once(survey: Survey, what: str, find: Callable[[], np.ndarray]) -> np.ndarray:
    """What is told of all rows of a survey, kept with it; nobody may change it."""
    if what not in survey._cache:
        found = survey._cache[what] = find()
        found.flags.writeable = False
    return survey._cache[what]


def people_of_rows(survey: Survey) -> np.ndarray | None:
    """A code a row for the person, or the unit where only units are known; -1 where none is stated."""
    role = "unit" if survey.is_aggregated else "respondent"
    if role not in survey.roles or survey.is_lazy:
        return None
    return _once(survey, f"{role} of rows", lambda: _coded(survey, role))


def _coded(survey: Survey, role: str) -> np.ndarray:
    encoded = survey.encoded(survey.roles[role])
    code = encoded.codes.astype(np.int64)
    named = (code >= 0) & np.array([*(bool(str(answer).strip()) for answer in encoded.answers), False])[code]
    if "audience" in survey.roles:
        # The same number in two audiences' files is not the same person.
        who = survey.encoded(survey.roles["audience"])
        code = code * (len(who.answers) + 1) + who.codes + 1
    return np.where(named, code, -1)


def weights_of_rows(survey: Survey) -> np.ndarray:
    """Weights of the rows, 0 where one is not usable; the n of units, 1 where there are none."""
    role = "n" if survey.is_aggregated else "weight"
    if role not in survey.roles:
        return np.ones(survey.n_rows)

    def usable() -> np.ndarray:
        weight = survey.numbers([survey.roles[role]]).iloc[:, 0].to_numpy(float)
        return np.where(np.isfinite(weight) & (weight > 0), weight, 0.0)

    return _once(survey, f"usable {role} of rows", usable)


def group_of_rows(found) -> np.ndarray:
    """The place of each row's group, -1 where a part of it is not stated."""
    if "group of rows" not in found._kept:
        found._kept["group of rows"] = _placed(found)
    return found._kept["group of rows"]


def _placed(found) -> np.ndarray:
    survey, key = found.survey, np.zeros(found.survey.n_rows, dtype=np.int64)
    if not found.by:
        return key
    names, stated = {}, np.ones(survey.n_rows, dtype=bool)
    for name in found.by:
        encoded = survey.encoded(survey.find(name))
        filled = [not (isinstance(answer, str) and not answer.strip()) for answer in encoded.answers]
        stated &= np.array([*filled, False], dtype=bool)[encoded.codes]
        names[name] = encoded.answers
        key = key * (len(encoded.answers) + 1) + encoded.codes + 1
    present, back = np.unique(key, return_inverse=True)
    columns, rest = {}, present.copy()
    for name in reversed(found.by):
        size = len(names[name]) + 1
        columns[name] = [names[name][at - 1] if at else None for at in rest % size]
        rest //= size
    known = {group: at for at, group in enumerate(zip(*(found.groups[name] for name in found.by), strict=True))}
    place = np.array([known.get(group, -1) for group in zip(*(columns[name] for name in found.by), strict=True)])
    return np.where(stated, place[back], -1) if len(place) else np.full(survey.n_rows, -1)
