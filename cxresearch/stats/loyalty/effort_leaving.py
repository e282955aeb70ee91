"""Does effort drive customers away? Who found it hard, and how many of them left, against how many of the others.

Effort alone is a rating, and a rating hurts nobody. Set beside what customers then did it becomes a cost: the share
that left among those who found it hard, the share among the others, and the difference with its interval. People were
not made to find it hard by chance, so the difference goes with effort and is not proven to come from it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
import pandas as pd

from cxresearch.errors import OptionError, QuestionError
from cxresearch.inference.intervals import adjust_p, check_confidence
from cxresearch.privacy.hiding import blank
from cxresearch.result import Result
from cxresearch.stats.bases.asked import as_list, check_choice, need_single_answers, one_question
from cxresearch.stats.bases.grouped import topic_words
from cxresearch.stats.bases.persons import persons_among, persons_caveat
from cxresearch.stats.bases.row_shares import grouped_rows, hidden_groups, share_gap, share_of, usable, weighing
from cxresearch.stats.bases.rows import (
    audience_rows,
    group_of,
    label_of,
    meant_audience,
    row_weights,
    sampled_units,
    wave_caveats,
)  # fmt: skip
from cxresearch.stats.bases.yes_no import text_of, yes_no
from cxresearch.stats.loyalty.effort_words import effort_sentences
from cxresearch.stats.loyalty.leaving_effects import beside, leaving_effects, over_units
from cxresearch.stats.loyalty.top_box import boxes_in_words, need_scale
from cxresearch.survey.audiences import is_employees
from cxresearch.survey.group_order import takes_order
from cxresearch.survey.scales import Scale
from cxresearch.survey.survey import Survey
from cxresearch.wording import count, in_a_row, named, plural, say, told

__all__ = ["EffortAndLeaving", "effort_and_leaving"]

_METHOD = told(
    "Shares that left among those who found it hard and among the others, each with Wilson's interval (Wilson 1927); "
    "their difference with Newcombe's hybrid score interval (Newcombe 1998) and the pooled score test, p adjusted over "
    "the groups."
)
_VERDICTS = [told("hidden"), told("more leave"), told("fewer leave")]
_BY_PERSON = told(
    "Some answered more than once: errors are linearised over persons (Binder 1983), p by Wald's t on them."
)
_OVER_UNITS = told(
    "Shares that left among those who found it hard and among the others, and their difference, with errors over "
    "sampled units ({cluster}) by Taylor linearisation (Binder 1983), t on units - 1; where a side is all alike, the "
    "wider of this and Newcombe's (1998) interval on an answer a unit; p adjusted over the groups."
)


@dataclass(frozen=True, eq=False, repr=False)
class EffortAndLeaving(Result):
    """Leaving among those who found it hard and among the others; a row a group, one row without ``by``.

    ``hard`` (share that found it hard, 0-100), ``left_hard, left_others`` (share that left, 0-100), each with
    ``_ci_low, _ci_high``; ``estimate`` = left_hard minus left_others in points with ``ci_low, ci_high, p_value,
    p_adjusted``; ``n`` people, ``n_hard, n_others``, ``n_effective``; ``verdict`` ("more leave", "fewer leave", "not
    enough data", "hidden").

    Attributes
    ----------
    overall : DataFrame
        The same columns for everybody together.
    answers : DataFrame
        ``answer, left, ci_low, ci_high, n``: the share that left by every answer to the effort question.
    recommending : DataFrame
        ``question, measure`` ("nps" or "share"), ``hard, others, estimate, ci_low, ci_high, p_value, n_hard,
        n_others``.
    effects : DataFrame
        With ``controls`` or ``cluster``, average marginal effects: ``term, level, reference, estimate`` (points of the
        share that left), ``std_error, ci_low, ci_high, p_value, odds_ratio, n``; the first row is having found it hard.
    best_in_life : BestInLife or None
        How far the best is, where it was asked beside it (see the instrument ``customer_effort``).
    """

    overall: pd.DataFrame = field(default_factory=pd.DataFrame)
    answers: pd.DataFrame = field(default_factory=pd.DataFrame)
    recommending: pd.DataFrame = field(default_factory=pd.DataFrame)
    effects: pd.DataFrame = field(default_factory=pd.DataFrame)
    by: tuple[str, ...] = ()
    audience: str | None = None
    boxes: str = ""
    effort: str = ""
    leaving: str = ""
    word: str = ""
    best_in_life: Result | None = None

    heading: ClassVar[str] = told("Effort and leaving")
    decimals: ClassVar[dict[str, int]] = dict.fromkeys(("n_hard", "n_others", "n_effective"), 0)

    def _columns(self) -> list[str]:
        return [*self.by, "hard", "left_hard", "left_others", "estimate", "ci_low", "ci_high", "p_adjusted", "n_hard",
                "n_others", "verdict"]  # fmt: skip

    def sentences(self) -> list[str]:
        further = self.best_in_life.sentences()[:1] if self.best_in_life is not None else []
        return [*effort_sentences(self), *further]


@takes_order
def effort_and_leaving(
    survey: Survey,
    effort: str | None = None,
    leaving: str | None = None,
    *,
    by: str | Iterable[str] | None = None,
    direction: str = "easy",
    hard: int | None = None,
    yes: str | None = None,
    recommending: str | Iterable[str] = (),
    controls: str | Iterable[str] = (),
    cluster: str | None = None,
    audience: str | None = None,
    confidence: float = 0.95,
    adjust: str = "holm",
    privacy: bool = True,
) -> EffortAndLeaving:
    """How many left among those who found it hard, and among the others.

    Parameters
    ----------
    survey : Survey
        Single answers; weighted where a column has the role ``weight``.
    effort : str, optional
        The question on effort, on a scale; the only one of kind ``effort`` by default.
    leaving : str
        A column of yes and no, or of 1 and 0: who left.
    by : str or list of str, optional
        Touchpoint, department, branch: roles, columns or questions.
    direction : str
        What a high number means: "easy" (it was easy) or "hard" (much effort). Declared, never guessed.
    hard : int, optional
        How many answers from the hard end count; all below the middle of the scale by default (1 to 3 of 7, 1 and 2
        of 5).
    yes : str, optional
        The answer to ``leaving`` that means that somebody left, where it is not a word for yes.
    recommending : str or list of str, optional
        Questions beside it: on 0-10 for the NPS of both sides, yes and no for shares.
    controls : str or list of str, optional
        What is held alike in ``effects``: ratings and numbers by the step, choices by level.
    cluster : str, optional
        Role or column of units that were themselves sampled: all errors are taken over units.
    audience : str, optional
        Whose answers; customers by default.
    confidence, adjust, privacy
        As in :func:`cxresearch.perception_gap`.

    Returns
    -------
    EffortAndLeaving

    Raises
    ------
    QuestionError, ScaleError, OptionError
        If a column does not exist or does not read as yes and no, effort has no scale, or an option is out of range.

    References
    ----------
    Dixon, Freeman & Toman (2010), Harvard Business Review 88(7); Wilson (1927); Newcombe (1998), Statistics in
    Medicine 17, 873-890; effects Bartus (2005), The Stata Journal 5, on average marginal effects.

    Examples
    --------
    >>> answers = pd.DataFrame({"effort": [2] * 200 + [6] * 500, "left": [1] * 24 + [0] * 176 + [1] * 20 + [0] * 480})
    >>> survey = Survey.from_frame(answers, scales={"effort": (1, 7)}, audience="Customers")
    >>> effort_and_leaving(survey, "effort", "left").sentences()[0]
    'Of customers who found it hard, 12% left; of the others, 4%: a difference of 8 points (4 to 13).'
    """
    check_confidence(confidence)
    check_choice("direction", direction, ("easy", "hard"))
    need_single_answers(survey, "effort_and_leaving")
    names = as_list(by)
    question = one_question(survey, effort, kind="effort")
    scale = need_scale(survey, question)
    if leaving is None:
        raise QuestionError(say(
            "leaving= names the column that says who left, of yes and no. Choices in {survey}: {questions}.",
            survey=survey.name, questions=named(survey.questions(kinds=['choice'])),
        ))  # fmt: skip
    who, whose = meant_audience(survey, audience, [question])
    answer = survey.numbers([question]).iloc[:, 0].to_numpy(float)
    gone = yes_no(survey, leaving, option="leaving", yes=yes)
    boxes, found_hard = _hard(scale, answer, hard, direction)
    asked, weight = audience_rows(survey, who), row_weights(survey)
    both = asked & ~np.isnan(answer) & ~np.isnan(gone.happened)
    kept, bare = usable(weight, both)
    if not kept.any():
        raise QuestionError(say(
            "Nobody in {survey} answered both {question} and {leaving}. Check the two columns, or the audience that "
            "was asked.",
            survey=survey.name, question=repr(question), leaving=repr(leaving),
        ))  # fmt: skip
    lost = int((asked & ~both).sum())
    caveats = []
    if lost:
        caveats.append(
            say(
                "{lost} of {people} lacks one of the two answers and is left out."
                if lost == 1
                else "{lost} of {people} lack one of the two answers and are left out.",
                lost=count(lost), people=group_of(who, int(asked.sum())),
            )
        )  # fmt: skip

    cluster = survey.cluster_of(cluster) or None
    units, unplaced = sampled_units(survey, cluster, np.ones(survey.n_rows, dtype=bool))
    person = persons_among(survey, kept)

    def row(rows: np.ndarray) -> dict:
        found = _row(found_hard, gone.happened, rows, weight, person, confidence)
        if units is None:
            return found
        by = None if weight is None else weight[rows]
        sides = found_hard[rows], gone.happened[rows], by, units[rows]
        return found | over_units(pd.Series(found), *sides, confidence=confidence)

    overall = pd.DataFrame([row(kept)])
    groups = grouped_rows(survey, names, kept)
    table = pd.DataFrame([row(groups.rows(at)) for at in range(len(groups.frame))])
    homeless = int((kept & (groups.code < 0)).sum())
    if homeless:
        caveats.append(
            say(
                "{answers} without a stated {columns} left out of the groups.",
                answers=plural(homeless, "answer"), columns=named(names),
            )
        )  # fmt: skip
    hidden, hints = _hidden(survey, groups.frame, table, names, who, question, privacy)
    table = _judged(pd.concat([groups.frame, table], axis=1), hidden, confidence, adjust)
    overall_hidden, _ = _hidden(survey, pd.DataFrame(index=range(1)), overall, [], who, question, privacy)
    caveats = [
        say(
            "A high number on {topic} is read as easy (direction='easy'); hard is {boxes}."
            if direction == "easy"
            else "A high number on {topic} is read as hard (direction='hard'); hard is {boxes}.",
            topic=topic_words(label_of(survey, question)),
            boxes=boxes,
        ),
        say("The difference goes with effort; that effort made them leave is not shown, since nobody was made to find "
            "it hard by chance."),
        say("Who had left before the questions were put could not answer (survivor bias): more may have left than "
            "these shares say."),
        *whose, *bare, *gone.caveats, *caveats, *hints, *wave_caveats(survey, kept),
        *persons_caveat(overall.get("persons", overall.n)[0], overall.n[0]),
    ]  # fmt: skip
    effects, method = pd.DataFrame(), say(_METHOD if units is None else _OVER_UNITS, cluster=cluster)
    if units is None and person is not None:
        method = in_a_row(method, say(_BY_PERSON))
    if (controls or cluster) and not overall_hidden.any() and overall.n_hard[0] and overall.n_others[0]:
        hanging = person if units is None else units
        effects, more, how = leaving_effects(
            survey, found_hard, gone.happened, kept, weight, None if hanging is None else hanging[kept],
            controls=controls, overall=overall.iloc[0], confidence=confidence,
        )  # fmt: skip
        method, caveats = in_a_row(method, in_a_row(how, ".", by="") if how else ""), [*caveats, *more]
    caveats += unplaced
    company = beside(survey, recommending, found_hard, kept, weight, person, confidence=confidence)
    return EffortAndLeaving(
        blank(table, hidden, keep=names), in_a_row(method, weighing(survey)), caveats, confidence,
        overall=blank(_judged(overall, overall_hidden, confidence, adjust), overall_hidden),
        answers=_by_answer(answer, gone.happened, kept, weight, person, confidence, overall_hidden.any()),
        recommending=company.iloc[:0] if overall_hidden.any() else company, effects=effects,
        by=tuple(names), audience=who, boxes=boxes, effort=label_of(survey, question),
        leaving=text_of(survey, survey.find(leaving)), word=gone.word,
    )  # fmt: skip


def _hard(scale: Scale, answer: np.ndarray, hard: int | None, direction: str) -> tuple[str, np.ndarray]:
    """The hard answers in words, and 1 for each row that gave one."""
    middle = (scale.low + scale.high) / 2
    wide = int(np.ceil(middle) - scale.low) if hard is None else hard
    if isinstance(wide, bool) or not isinstance(wide, (int, np.integer)) or not 1 <= wide < scale.points:
        raise OptionError(say(
            "hard= is how many answers count as hard, 1 to {what}; got {hard}.",
            what=f"{scale.points - 1:g}", hard=repr(hard),
        ))  # fmt: skip
    if direction == "easy":
        return boxes_in_words(scale, scale.low, scale.low + wide - 1), (answer < scale.low + wide).astype(float)
    return boxes_in_words(scale, scale.high - wide + 1, scale.high), (answer > scale.high - wide).astype(float)


def _row(hard: np.ndarray, gone: np.ndarray, rows: np.ndarray, weight, person, confidence: float) -> dict:
    def of(hit: np.ndarray, some: np.ndarray):
        return share_of(hit[some], *_of(some, weight, person), confidence=confidence)

    struck, spared = rows & (hard == 1), rows & (hard == 0)
    found, a, b = of(hard, rows), of(gone, struck), of(gone, spared)
    gap = share_gap(a, b, confidence=confidence)
    row = {}
    for name, part in (("hard", found), ("left_hard", a), ("left_others", b)):
        row |= {name: part.estimate, f"{name}_ci_low": part.low, f"{name}_ci_high": part.high}
    row |= {
        "estimate": gap.estimate, "ci_low": gap.low, "ci_high": gap.high, "p_value": gap.p_value,
        "n": found.n, "n_hard": a.n, "n_others": b.n, "n_effective": found.n_effective,
    }  # fmt: skip
    if person is not None:
        row |= {"persons": found.persons, "persons_hard": a.persons, "persons_others": b.persons}
    return row


def _of(rows: np.ndarray, *parts: np.ndarray | None) -> list[np.ndarray | None]:
    """What some rows have of arrays that may not be there."""
    return [None if part is None else part[rows] for part in parts]


def _hidden(survey, groups, table: pd.DataFrame, by, who, question: str, privacy: bool):
    """Of employees the smaller side counts: a share of three people gives them away as a mean would."""
    counted = "persons" if "persons" in table else "n"
    n = table[counted].to_numpy(float)
    if who is not None and is_employees(who):
        sides = table[[f"{counted}_hard", f"{counted}_others"]].to_numpy(float)
        n = np.where(sides > 0, sides, np.inf).min(axis=1)
    return hidden_groups(survey, groups, n, by=by, audience=who, question=question, privacy=privacy)


def _judged(table: pd.DataFrame, hidden: np.ndarray, confidence: float, adjust: str) -> pd.DataFrame:
    adjusted = adjust_p(np.where(hidden, np.nan, table.p_value.to_numpy(float)), method=adjust)
    more = table.estimate.to_numpy(float) > 0
    with np.errstate(invalid="ignore"):
        shown = adjusted < 1 - confidence
    verdict = np.select([hidden, shown & more, shown & ~more], _VERDICTS, "not enough data")
    found = table.assign(p_adjusted=adjusted, verdict=verdict.astype(object))
    order = list(found)
    order.insert(order.index("p_value") + 1, order.pop(order.index("p_adjusted")))
    return found[order]


def _by_answer(answer, gone, kept, weight, person, confidence: float, hidden: bool) -> pd.DataFrame:
    rows = []
    for value in [] if hidden else np.unique(answer[kept]):
        some = kept & (answer == value)
        part = share_of(gone[some], *_of(some, weight, person), confidence=confidence)
        rows.append((f"{value:g}", part.estimate, part.low, part.high, int(part.n)))
    return pd.DataFrame(rows, columns=["answer", "left", "ci_low", "ci_high", "n"])
