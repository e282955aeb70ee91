"""Who is the same person in several rows, and how the persons of a group pull on its figure.

A person who answered in two waves gave two answers and is one person. Where both are in one group, errors are taken
over persons; this looks at the rows once, because counts cannot tell who gave them.
"""

from collections.abc import Callable, Sequence

import narwhals as nw
import numpy as np
import pandas as pd

from cxresearch.stats.bases.designs import Pulls
from cxresearch.survey.answers import encode, read_answers
from cxresearch.survey.scales import KEPT
from cxresearch.survey.survey import Survey
from cxresearch.wording import count, plural, say

__all__ = [
    "each_one", "group_of_rows", "people_crossed", "people_of_rows", "person_pulls", "persons_among",
    "persons_caveat", "repeated", "twice_there", "weights_of_rows",
]  # fmt: skip

_MOST_ANSWERS = 200


def repeated(found) -> bool:
    """Whether a person stands more than once in a group of a `Counted`, by the respondent role."""
    if found.survey.is_lazy:
        return _repeated_there(found)
    person, group = people_of_rows(found.survey), group_of_rows(found)
    if person is None:
        return False
    known = (person >= 0) & (group >= 0)
    key = group[known].astype(np.int64) * (person.max(initial=0) + 1) + person[known]
    return len(np.unique(key)) < len(key)


def person_pulls(found, question: str, scores: np.ndarray, mean: np.ndarray) -> Pulls:
    """How each person, with all the answers that he gave, pulls on the mean of his group; who has no name is one."""
    survey, size = found.survey, len(found.groups)
    if survey.is_lazy and (score := _scored(found, question, scores)) is not None:
        return _pulls_there(found, question, score, mean)
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
    if role not in survey.roles:
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


# -- people of rows that stay on their engine ----------------------------------------------------


def twice_there(survey: Survey) -> int:
    """How many people stand in more than one row, counted by the engine that holds them."""
    rows = _named(_keyed(survey, []))
    several = rows.group_by("_person", "_who").agg(_rows=nw.len()).filter(nw.col("_rows") > 1)
    return int(several.select(_people=nw.len()).collect("pyarrow")["_people"][0])


def _keyed(survey: Survey, by: Sequence[str], **more: nw.Expr):
    """Rows as the person who gave them, his audience, and the columns of some groups."""
    person, who = survey.roles["respondent"], survey.roles.get("audience")
    keys = {f"_by{at}": nw.col(survey.find(name)) for at, name in enumerate(by)}
    # The same number in two audiences' files is not the same person.
    audience = nw.lit("") if who is None else nw.col(who).cast(nw.String).fill_null("")
    return survey.frame.select(_person=nw.col(person), _who=audience, **keys, **more)


def _unnamed(rows) -> nw.Expr:
    person = nw.col("_person")
    none = person.is_null()
    return none | (person.str.strip_chars() == "") if rows.collect_schema()["_person"] == nw.String else none


def _named(rows):
    return rows.filter(~_unnamed(rows))


def _repeated_there(found) -> bool:
    rows = _named(_keyed(found.survey, found.by))
    keys = [f"_by{at}" for at in range(len(found.by))]
    for key in keys:
        rows = rows.filter(~nw.col(key).is_null())
    twice = rows.group_by("_person", "_who", *keys).agg(_rows=nw.len()).filter(nw.col("_rows") > 1)
    return len(twice.select("_rows").head(1).collect("pyarrow")) > 0


def _scored(found, question: str, scores: np.ndarray) -> nw.Expr | None:
    """What each answer scores, in the engine's terms; None where there are too many answers to name them all."""
    survey = found.survey
    counts = list(survey.answer_counts(question))
    if len(counts) > _MOST_ANSWERS:
        return None
    read, fates = read_answers(counts, survey.scale_of(question), turned=survey.is_reversed(question))
    values = found.cells(question).values
    score = nw.lit(None, nw.Float64)
    for answer, value, fate in zip(counts, read, fates, strict=True):
        if fate == KEPT:
            told = float(np.asarray(scores, dtype=float)[np.searchsorted(values, value)])
            score = nw.when(nw.col(question) == answer).then(nw.lit(told)).otherwise(score)
    return score


def _scored_rows(found, score: nw.Expr, middle: float):
    """Rows with a usable answer and weight: who gave them, their groups, the weight, and weight times the score."""
    survey, weight = found.survey, nw.lit(1.0)
    if "weight" in survey.roles:
        given = nw.col(survey.roles["weight"]).cast(nw.Float64)
        weight = nw.when((given > 0) & given.is_finite()).then(given)
    rows = _keyed(survey, found.by, _score=score - middle, _weight=weight)
    rows = rows.filter(~nw.col("_score").is_null() & ~nw.col("_weight").is_null())
    return rows.with_columns(_score=nw.col("_score") * nw.col("_weight"))


def _pulls_there(found, question: str, score: nw.Expr, mean: np.ndarray) -> Pulls:
    """`person_pulls` of rows that stay on their engine: people are added up there, and only groups travel."""
    size = len(found.groups)
    # Sums of squares lose fewer digits around a middle.
    middle = float(np.nanmean(mean)) if np.isfinite(mean).any() else 0.0
    rows = _scored_rows(found, score, middle)
    keys = [f"_by{at}" for at in range(len(found.by))]
    sums = {"_score": nw.col("_score").sum(), "_weight": nw.col("_weight").sum()}
    people = _named(rows).group_by("_person", "_who", *keys).agg(**sums)
    one, other = nw.col("_score"), nw.col("_weight")
    total = found.cells(question).sum_w.sum(axis=1)
    found_people, own, square = np.zeros((3, size))
    # Whoever has no name is one of his own.
    for part in (people, rows.filter(_unnamed(rows))):
        summed = part.with_columns(_ss=one * one, _sw=one * other, _ww=other * other, _all=nw.lit(0))
        named = ("_score", "_weight", "_ss", "_sw", "_ww")
        told = {name: nw.col(name).sum() for name in named}
        table = summed.group_by("_all", *keys).agg(_people=nw.len(), **told).collect("pyarrow")
        groups = pd.DataFrame({name: _stored(table[key]) for name, key in zip(found.by, keys, strict=True)},
                              index=range(len(table)))  # fmt: skip
        place = _places(found, groups)
        here = place >= 0
        place = place[here]
        score_sum, weight_sum, ss, sw, ww = (table[name].to_numpy().astype(float)[here] for name in named)
        away = np.nan_to_num(mean)[place] - middle
        np.add.at(found_people, place, table["_people"].to_numpy()[here])
        np.add.at(own, place, (score_sum - away * weight_sum) / total[place])
        np.add.at(square, place, (ss - 2 * away * sw + away * away * ww) / total[place] ** 2)
    nobody = np.zeros((size, 1))
    return Pulls(nobody, nobody.astype(bool), found_people, own, np.maximum(square, 0.0))


def people_crossed(
    found, question: str, scores: np.ndarray, estimate: np.ndarray
) -> tuple[np.ndarray, np.ndarray] | None:
    """How people pull on two groups' figures together, of rows that stay on their engine.

    Returns
    -------
    products : (groups, groups), sums over people of the product of their pulls, weight times (score minus estimate)
    both : (groups, groups) of int, people who are in both groups; None where there are too many answers to name.
    """
    score = _scored(found, question, scores)
    if score is None:
        return None
    size, keys = len(found.groups), [f"_by{at}" for at in range(len(found.by))]
    middle = float(np.nanmean(estimate)) if np.isfinite(estimate).any() else 0.0
    rows = _named(_scored_rows(found, score, middle))
    people = rows.group_by("_person", "_who", *keys).agg(_score=nw.col("_score").sum(), _weight=nw.col("_weight").sum())
    others = {"_score": "_score2", "_weight": "_weight2", **{key: f"{key}of2" for key in keys}}
    pairs = people.join(people.rename(others), on=["_person", "_who"], how="inner")
    names = [(one, other) for one in ("_score", "_weight") for other in ("_score2", "_weight2")]
    told = {f"{one}{other}": nw.col(one) * nw.col(other) for one, other in names}
    summed = pairs.with_columns(**told, _all=nw.lit(0)).group_by("_all", *keys, *(others[key] for key in keys))
    table = summed.agg(_people=nw.len(), **{name: nw.col(name).sum() for name in told}).collect("pyarrow")
    places = []
    for columns in (keys, [others[key] for key in keys]):
        groups = {name: _stored(table[key]) for name, key in zip(found.by, columns, strict=True)}
        places.append(_places(found, pd.DataFrame(groups, index=range(len(table)))))
    here = (places[0] >= 0) & (places[1] >= 0)
    one, other = (place[here] for place in places)
    ss, sw, ws, ww = (table[name].to_numpy().astype(float)[here] for name in told)
    away = np.nan_to_num(estimate) - middle
    products, both = np.zeros((size, size)), np.zeros((size, size), dtype=int)
    np.add.at(products, (one, other), ss - away[other] * sw - away[one] * ws + away[one] * away[other] * ww)
    np.add.at(both, (one, other), table["_people"].to_numpy()[here].astype(int))
    return products, both


def _stored(column) -> list:
    encoded = encode(column)
    answers = [*encoded.answers, None]
    return [answers[code] for code in encoded.codes]


def _places(found, groups: pd.DataFrame) -> np.ndarray:
    """The place of each group among those of a `Counted`, -1 where a part of it is not stated."""
    if not found.by:
        return np.zeros(len(groups), dtype=int)
    known = {row: at for at, row in enumerate(zip(*(found.groups[name] for name in found.by), strict=True))}
    return np.array([known.get(row, -1) for row in zip(*(groups[name] for name in found.by), strict=True)], dtype=int)
