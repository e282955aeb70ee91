"""Rows where relations are asked for: who answered, in which unit, with which weight, and who had to be left out.

Counts of single questions cannot say how two answers go together, so the analyses of links, drivers and models go back
to the respondents once. What they share stands here: the audience that is meant, units as integers, scores of several
questions taken together, complete rows, and the sentences about everybody who was left out on the way.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import narwhals as nw
import numpy as np
import pandas as pd

from cxresearch.errors import OptionError, QuestionError
from cxresearch.inference.co_moments import CoMoments, co_moments
from cxresearch.privacy.hiding import hide_small_groups
from cxresearch.stats.bases.asked import some_questions
from cxresearch.stats.bases.naming import audience_name, base_of, people
from cxresearch.stats.bases.topics import require_audience
from cxresearch.survey.audiences import CUSTOMERS, side_of
from cxresearch.survey.codebook import SCALED
from cxresearch.survey.columns.wave_order import order_of_waves
from cxresearch.survey.group_order import in_people_order
from cxresearch.survey.labels import normalise, says_yes
from cxresearch.survey.passing.pieces import pieces
from cxresearch.survey.survey import Survey
from cxresearch.wording import count, cut_at_word, named, plural, say
from cxresearch.wording import noun as said_noun

__all__ = [
    "CompleteRows", "Part", "Places", "Units", "audience_rows", "check_draws", "check_number", "complete_rows",
    "driver_ids", "group_of", "hidden_units", "homeless_units", "label_of", "meant_audience", "places_of",
    "pooled_waves", "row_weights",
    "sampled_units", "score", "sole_question", "those_asked", "units_of", "unweighted", "wave_caveats", "waves_in",
    "weighting", "whole_weights",
]  # fmt: skip

_LONGEST = 60
MEASURES = (*SCALED, "number")
_TICKED, _NOT_TICKED = frozenset(("true", "y")), frozenset(("false", "n"))


class Units(NamedTuple):
    """Units of the rows: ``code`` (one a row, -1 where none is stated) into ``names``; ``stored`` as in the data."""

    code: np.ndarray
    names: list[str]
    stored: list


class Places(NamedTuple):
    """Units of a survey whose rows need not be at hand: ``lookup`` has the place in ``names`` of each stored answer."""

    names: list[str]
    stored: list
    lookup: dict
    column: str

    def codes(self, survey: Survey) -> np.ndarray:
        """The unit of each row of a survey or of a piece of it, -1 where none is stated."""
        encoded = survey.encoded(self.column)
        return np.array([*(self.lookup.get(answer, -1) for answer in encoded.answers), -1], np.int64)[encoded.codes]


class Part(NamedTuple):
    """Some complete rows: ``values`` (rows, questions), ``weight`` (rows,) or None, ``cluster`` codes or None."""

    values: np.ndarray
    weight: np.ndarray | None = None
    cluster: np.ndarray | None = None


@dataclass(frozen=True, eq=False)
class CompleteRows:
    """Rows that answered everything that was asked for; iterating passes over them, a `Part` at a time.

    ``sums`` of all of them, ``units`` how many sampled units they come from (0 without a cluster), ``caveats`` on who
    was left out. ``passing`` makes a new pass.
    """

    passing: Callable[[], Iterable[Part]]
    sums: CoMoments
    units: int = 0
    caveats: tuple[str, ...] = ()

    @classmethod
    def held(cls, part: Part, caveats: Iterable[str] = ()) -> "CompleteRows":
        """Rows in memory."""
        units = 0
        if part.cluster is not None:
            there, code = np.unique(part.cluster, return_inverse=True)
            part, units = part._replace(cluster=code), len(there)
        return cls(lambda: [part], co_moments(part.values, weight=part.weight), units, tuple(caveats))

    def __iter__(self) -> Iterator[Part]:
        yield from self.passing()

    def __len__(self) -> int:
        return int(self.sums.n)

    @property
    def n_effective(self) -> float:
        """Kish's effective number of rows."""
        return float(self.sums.total**2 / self.sums.square) if self.sums.n else 0.0


def check_number(option: str, value: object, *, low: int, high: int | None = None) -> int:
    """A whole number within its bounds, or an error that names the option.

    >>> check_number("bootstrap", 1000, low=100)
    1000
    """
    whole = isinstance(value, (int, np.integer)) and not isinstance(value, bool)
    if not whole or value < low or (high is not None and value > high):
        raise OptionError(say(
            "{option}= must be a whole number, {low} or more; got {value}." if high is None
            else "{option}= must be a whole number from {low} to {high}; got {value}.",
            option=option, low=low, high=high, value=repr(value),
        ))  # fmt: skip
    return int(value)


def check_draws(option: str, value: object) -> int:
    """A number of bootstrap samples: 0 for none, else 100 or more, since fewer make no interval.

    >>> check_draws("bootstrap", 0)
    0
    """
    if check_number(option, value, low=0) and value < 100:
        raise OptionError(say(
            "{option}= needs at least 100 samples for an interval, or 0 for none; got {value}.",
            option=option, value=value,
        ))  # fmt: skip
    return int(value)


def those_asked(audience: str | None) -> str:
    """What to call the people of an audience in a sentence.

    >>> those_asked("Customers"), those_asked("Parents"), those_asked(None)
    ('customers', 'Parents', 'respondents')
    """
    return said_noun("respondents") if audience is None else people(audience)


def group_of(audience: str | None, n: float) -> str:
    """People of an audience with their number; respondents where none is named.

    >>> group_of("Customers", 1), group_of(None, 40)
    ('1 customer', '40 respondents')
    """
    return plural(n, "respondent") if audience is None else base_of(audience, n)


def label_of(survey: Survey, question: str) -> str:
    """What a question is called in a table or sentence: its topic, shortened between two words where it is long."""
    book = survey.codebook.set_index("id")
    topic = " ".join(str(book.topic.get(question, "") or question).split()) or question
    return cut_at_word(topic, _LONGEST)


def meant_audience(survey: Survey, audience: str | None, questions: Iterable[str]) -> tuple[str | None, list[str]]:
    """The audience an analysis of relations is about, and what to say where it was chosen for the caller.

    Customers where several audiences answered, since what drives one audience says nothing of another.
    """
    if audience is not None:
        return require_audience(survey, audience), []
    if "audience" not in survey.roles:
        return None, []
    questions = list(questions)
    answered = _who_answered(survey, questions)
    if len(answered) == 1:
        return answered[0], []
    if not answered:
        return (survey.audiences[0] if len(survey.audiences) == 1 else None), []
    served = [name for name in answered if side_of(name) == CUSTOMERS]
    if CUSTOMERS in served or len(served) == 1:
        who = CUSTOMERS if CUSTOMERS in served else served[0]
        return who, [
            say(
                "Answers of {who} only; {others} answered too: pass audience= to look at another audience.",
                who=people(who),
                others=named(audience_name(name) for name in answered if name != who),
            )
        ]
    raise QuestionError(say(
        "{answered} all answered {questions}. Pass audience= one of them: what goes together for one audience need "
        "not for another.",
        answered=named(answered), questions=named(questions, most=4),
    ))  # fmt: skip


def _who_answered(survey: Survey, questions: list[str]) -> list[str]:
    """The audiences of which anybody answered all questions."""
    known, seen = survey.audiences, set()
    for piece in pieces(survey, [survey.roles["audience"], *questions]):
        full = piece.survey.numbers(questions).notna().all(axis=1).to_numpy()
        seen |= {name for name in known if name not in seen and (audience_rows(piece.survey, name) & full).any()}
        if len(seen) == len(known):
            break
    return [name for name in known if name in seen]


def audience_rows(survey: Survey, audience: str | None) -> np.ndarray:
    """Which rows belong to an audience; all of them where none is named."""
    if audience is None or "audience" not in survey.roles:
        return np.ones(survey.n_rows, dtype=bool)
    encoded = survey.encoded(survey.roles["audience"])
    wanted = np.array([str(answer) == str(audience) for answer in encoded.answers] + [False])
    return wanted[encoded.codes]


def units_of(survey: Survey, unit: str) -> Units:
    """The units of the rows, named as a person reads them.

    Raises
    ------
    QuestionError
        If the survey has no such role or column.
    """
    places = places_of(survey, unit)
    return Units(places.codes(survey), places.names, places.stored)


def places_of(survey: Survey, unit: str) -> Places:
    """The units of a survey, counted where its rows are; `unit` and errors as in `units_of`."""
    if unit == "unit" and "unit" not in survey.roles and "unit" not in survey.columns:
        raise QuestionError(say(
            "{survey} has no unit. Give the column of branches, stores or teams its role: survey.with_roles(unit=...).",
            survey=survey.name,
        ))  # fmt: skip
    column = survey.find(unit)
    stored: dict[str, object] = {}
    called = {}
    for answer in survey.answer_counts(column):
        name = f"{answer:g}" if isinstance(answer, float) else str(answer)
        if name.strip():
            stored.setdefault(name, answer)
            called[answer] = name
    ranked = in_people_order(stored, survey.order_of(column))
    place = {name: at for at, name in enumerate(ranked)}
    lookup = {answer: place[name] for answer, name in called.items()}
    return Places(ranked, [stored[name] for name in ranked], lookup, column)


def sampled_units(survey: Survey, cluster: str | bool | None, kept: np.ndarray) -> tuple[np.ndarray | None, list[str]]:
    """Codes of the sampled unit of each kept row, and what to say; whoever has no unit counts as a unit of his own."""
    if not cluster:
        return None, []
    units = units_of(survey, cluster)
    code = units.code[kept].copy()
    homeless = code < 0
    code[homeless] = len(units.names) + np.arange(homeless.sum())
    return code, homeless_units(int(homeless.sum()), cluster)


def homeless_units(answers: int, cluster: str) -> list[str]:
    """What to say of answers that have no sampled unit."""
    if not answers:
        return []
    return [
        say(
            "{answers} without a stated {unit} counted each as a unit of its own.",
            answers=plural(answers, "answer"), unit=cluster,
        )
    ]  # fmt: skip


def hidden_units(
    survey: Survey, units: Units, n: np.ndarray, *, unit: str, audience: str | None, privacy: bool
) -> tuple[np.ndarray, list[str]]:
    """Which units must not show what their people answered, and what to say about it.

    Parameters
    ----------
    n : people of the audience behind each of ``units.names``; units without any are never hidden.
    """
    groups = pd.DataFrame({unit: pd.Series(units.stored, dtype=object)})
    by = [unit]
    if audience is not None and "audience" in survey.roles:
        groups["audience"], by = audience, ["audience", unit]
    return hide_small_groups(survey, groups, n, by=by, privacy=privacy, called="unit")


def row_weights(survey: Survey) -> np.ndarray | None:
    """Weights of the rows, NaN where one is missing, zero or negative; None in a survey without weights."""
    if "weight" not in survey.roles:
        return None
    weight = survey.numbers([survey.roles["weight"]]).iloc[:, 0].to_numpy(float)
    return np.where(np.isfinite(weight) & (weight > 0), weight, np.nan)


def whole_weights(survey: Survey) -> tuple[bool, bool]:
    """Whether any row has a usable weight, and whether all of those are whole numbers; asked of the rows' engine."""
    column = survey.roles["weight"]
    if not survey.is_lazy or not survey.frame.collect_schema()[column].is_numeric():
        usable, whole = False, True
        for piece in pieces(survey, [column], together=False):
            known = piece.weight[~np.isnan(piece.weight)]
            usable |= len(known) > 0
            whole &= bool((known == np.round(known)).all())
        return usable, whole
    weight = nw.col("_weight")
    known = survey.frame.select(_weight=nw.col(column).cast(nw.Float64)).filter((weight > 0) & weight.is_finite())
    rest = known.with_columns(_rest=(weight - weight.round()).abs())
    found = rest.select(_rows=nw.len(), _most=nw.col("_rest").max()).collect("pyarrow")
    rows = int(found["_rows"][0])
    return rows > 0, rows > 0 and float(found["_most"][0]) == 0.0


def sole_question(survey: Survey, question: str | list[str], option: str) -> list[str]:
    """The questions an option names: one closed question, a list of them, or a yes/no choice."""
    if isinstance(question, str):
        found = survey.find(question)
        if _yes_no(survey, found) is not None:
            return [found]
        return some_questions(survey, question, kind=list(MEASURES))
    if question is None or not list(question):
        raise QuestionError(say(
            "{option}= names no question. Closed questions: {questions}.",
            option=option, questions=named(survey.questions(kinds=MEASURES)),
        ))  # fmt: skip
    return some_questions(survey, question, kind=list(MEASURES))


def score(survey: Survey, questions: list[str], *, points: bool = True) -> np.ndarray:
    """One score a row: the answer, or the mean of several where at least half of them were answered.

    On the 0-100 scale where the questions have scales and ``points`` is set; yes and no are 100 and 0. Several
    questions on different scales are always brought to 0-100.
    """
    if len(questions) == 1:
        told = _yes_no(survey, questions[0])
        if told is not None:
            return told
        return survey._numbers_of(questions[0], points)
    scales = [survey.scale_of(question) for question in questions]
    unlike = len({(scale.low, scale.high) if scale else None for scale in scales}) > 1
    if unlike and None in scales:
        bare = [question for question, scale in zip(questions, scales, strict=True) if scale is None]
        raise QuestionError(say(
            "{bare} has no scale, so it cannot be averaged with the others. Declare scales=.",
            bare=named(bare),
        ))  # fmt: skip
    answers = survey.numbers(questions, points=points or unlike).to_numpy(float)
    answered = (~np.isnan(answers)).sum(axis=1)
    total = np.nansum(answers, axis=1)
    return np.where(2 * answered >= len(questions), total / np.maximum(answered, 1), np.nan)


def yes_or_no(word: str) -> float:
    """1 for a plain yes, 0 for a plain no, in every language that is known; NaN for all else."""
    said = says_yes(word)
    return 1.0 if said or word in _TICKED else 0.0 if said is False or word in _NOT_TICKED else np.nan


def _yes_no(survey: Survey, question: str) -> np.ndarray | None:
    """100 for yes and 0 for no, for a question of kind choice that was answered with these two words."""
    asked = survey._asked.get(question)
    if asked is None or asked.kind != "choice":
        return None
    encoded = survey.encoded(question)
    words = [normalise(str(answer)) for answer in encoded.answers]
    sides = [100 * yes_or_no(word) for word in words]
    written = [side for side, word in zip(sides, words, strict=True) if word]
    if not {0.0, 100.0} <= set(written) or np.isnan(written).any():
        return None
    return np.array([*sides, np.nan])[encoded.codes]


def driver_ids(survey: Survey, drivers: str | Iterable[str], outcome: str) -> list[str]:
    """The drivers, each once, without the outcome among them."""
    found = some_questions(survey, drivers, kind=list(MEASURES))
    if outcome in found:
        raise OptionError(say(
            "{outcome} is the outcome and cannot be among its own drivers. Leave it out of drivers=.",
            outcome=repr(outcome),
        ))  # fmt: skip
    return found


def complete_rows(
    survey: Survey,
    questions: list[str],
    *,
    audience: str | None,
    points: bool = True,
    outcome: list[str] | None = None,
    cluster: str | None = None,
) -> CompleteRows:
    """The rows that answered all questions, with the loss counted.

    Parameters
    ----------
    questions : ids, the outcome first.
    points : on 0-100 where a question has a scale.
    outcome : the questions whose mean is the outcome, where it is not simply the answer to ``questions[0]``.
    cluster : role or column of sampled units; whoever has none counts as a unit of his own.
    """
    units = None if cluster is None else places_of(survey, cluster)
    columns = [*(outcome or questions[:1]), *questions[1:], *([units.column] if units else [])]
    columns += [survey.roles[role] for role in ("audience", "wave") if role in survey.roles]
    rows, lost, bare, homeless = 0, 0, 0, 0
    gaps, waves, there, parts, sums = np.zeros(len(questions)), set(), set(), [], None

    def parts_of(pass_over: Iterable) -> Iterator[tuple]:
        alone = 0
        for piece in pass_over:
            part = piece.survey
            answers = part.numbers(questions if outcome is None else questions[1:], points=points).to_numpy(float)
            if outcome is not None:
                answers = np.column_stack([score(part, outcome), answers])
            asked, blank = audience_rows(part, audience), np.isnan(answers)
            full = asked & ~blank.any(axis=1)
            kept = full if piece.weight is None else full & ~np.isnan(piece.weight)
            code = None
            if units is not None:
                code = units.codes(part)[kept]
                homeless = code < 0
                code[homeless] = len(units.names) + alone + np.arange(homeless.sum())
                alone += int(homeless.sum())
            weight = None if piece.weight is None else piece.weight[kept]
            yield Part(answers[kept], weight, code), part, asked, full, kept, blank

    for part, piece, asked, full, kept, blank in parts_of(pieces(survey, columns, together=False)):
        rows += int(asked.sum())
        lost += int((asked & ~full).sum())
        bare += int((full & ~kept).sum())
        gaps += blank[asked].sum(axis=0)
        waves |= waves_in(piece, kept)
        if part.cluster is not None:
            there.update(np.unique(part.cluster).tolist())
            homeless += int((part.cluster >= len(units.names)).sum())
        mine = co_moments(part.values, weight=part.weight)
        sums, parts = (mine, [part]) if sums is None else (sums + mine, [])
    order = np.array(sorted(there), dtype=np.int64)

    def passing() -> Iterator[Part]:
        # What is one piece is read once.
        found = parts or (told[0] for told in parts_of(pieces(survey, columns, together=False)))
        for part in found:
            yield part if units is None else part._replace(cluster=np.searchsorted(order, part.cluster))

    told = []
    if bare:
        told.append(say("{rows} without a usable weight left out.", rows=plural(bare, "row")))
    if lost:
        worst = int(gaps.argmax())
        told.append(
            say(
                "Only complete rows count: {lost} of {people} lacks at least one answer and is left out (most often "
                "{topic}, {gaps})."
                if lost == 1
                else "Only complete rows count: {lost} of {people} lack at least one answer and are left out (most "
                "often {topic}, {gaps}).",
                lost=count(lost),
                people=group_of(audience, rows),
                topic=label_of(survey, questions[worst]),
                gaps=count(gaps[worst]),
            )
        )
    told += pooled_waves(survey, waves)
    told += homeless_units(homeless, cluster)
    sums = co_moments(np.empty((0, len(questions)))) if sums is None else sums
    return CompleteRows(passing, sums, len(order), tuple(told))


def wave_caveats(survey: Survey, kept: np.ndarray) -> list[str]:
    """A caveat where several waves are pooled."""
    return pooled_waves(survey, waves_in(survey, kept))


def waves_in(survey: Survey, kept: np.ndarray) -> set:
    """The waves, as stored, of some rows of a survey or of a piece of it."""
    if "wave" not in survey.roles:
        return set()
    encoded = survey.encoded(survey.roles["wave"])
    there = np.bincount(encoded.codes[kept] + 1, minlength=1)[1:]
    return {encoded.answers[code] for code in np.flatnonzero(there)}


def pooled_waves(survey: Survey, present: Iterable) -> list[str]:
    """A caveat where several waves are pooled; ``present`` as stored."""
    if "wave" not in survey.roles:
        return []
    present = sorted(present, key=list(survey.answer_counts(survey.roles["wave"])).index)
    seen = order_of_waves(present, survey.order_of(survey.roles["wave"])).waves
    if len(seen) < 2:
        return []
    return [
        say(
            "{n} waves are pooled ({waves}); use survey.only(wave=...) to keep them apart.",
            n=len(seen), waves=named(seen, most=4),
        )
    ]  # fmt: skip


def unweighted(survey: Survey, what: str) -> list[str]:
    """A caveat where a survey has weights that an analysis leaves out; ``what`` tells how people count instead."""
    return [say("Weights are not used here: {instead}.", instead=say(what))] if "weight" in survey.roles else []


def weighting(survey: Survey) -> str:
    """How unit analyses use weights, as the last sentence of a method."""
    if "weight" not in survey.roles:
        return ""
    return say(
        "Weighted by {weight}: means and variances use the weights, each unit counts as its effective number of "
        "answers (Kish 1965).",
        weight=survey.roles["weight"],
    )
