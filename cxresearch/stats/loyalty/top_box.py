"""Shares at one end of a scale: satisfied customers (CSAT) and easy business (CES).

A number of boxes counts, every sentence names them, and Wilson's interval tells how sure the share is. What a high
number means on an effort scale is declared, never guessed: two versions of the question point in opposite directions.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from cxresearch.errors import OptionError, ScaleError
from cxresearch.inference.intervals import check_confidence, wilson
from cxresearch.stats.bases.grouped import GroupedResult, about, ends_in_words, figure_rows, topic_words, withheld
from cxresearch.stats.bases.hidden import (
    Counted,
    GroupMeans,
    as_list,
    base_caveats,
    check_choice,
    counted,
    design_method,
    interval_n,
    need_single_answers,
    one_question,
    population_of,
)
from cxresearch.survey.group_order import takes_order
from cxresearch.survey.labels import normalise
from cxresearch.survey.scales import Scale
from cxresearch.survey.survey import Survey
from cxresearch.wording import in_a_row, number, say, told, warn

__all__ = [
    "EffortShare",
    "SatisfactionShare",
    "TopBoxShare",
    "boxes_in_words",
    "ces",
    "csat",
    "easy_boxes",
    "need_scale",
    "share_error",
]

_HARD = frozenset(("difficult", "hard", "disagree"))


@dataclass(frozen=True, eq=False, repr=False)
class TopBoxShare(GroupedResult):
    """Shares of answers at one end of a scale, a row a group.

    ``table``: ``estimate``, its ``std_error`` and ``ci_low, ci_high`` in percent, 0..100, weighted where there are
    weights; ``n`` people, ``n_effective``, and ``top_box``, the people at that end, unweighted. Hidden groups keep
    their row without numbers.

    Attributes
    ----------
    boxes : str
        The answers that count, in words: "4 or 5 of 1-5".
    """

    boxes: str = ""

    sentence: ClassVar[str] = told("{share}% chose {boxes} on {topic} ({between}; {who}).")
    heading: ClassVar[str] = told("Share at the top of the scale")
    decimals: ClassVar[dict[str, int]] = {"n_effective": 0, "top_box": 0, "population": 0}

    def _say(self, row: pd.Series) -> str:
        return say(
            self.sentence, share=number(row.estimate), boxes=self.boxes, topic=self._topic(row.question),
            between=self._between(row, unit=say("%")), who=self._who(row),
        )  # fmt: skip


@dataclass(frozen=True, eq=False, repr=False)
class SatisfactionShare(TopBoxShare):
    """Shares of satisfied answers (CSAT), a row a group; see `TopBoxShare`."""

    heading: ClassVar[str] = told("Satisfaction (CSAT)")


@dataclass(frozen=True, eq=False, repr=False)
class EffortShare(TopBoxShare):
    """Shares of those who found it easy (CES), a row a group; see `TopBoxShare`.

    Attributes
    ----------
    direction : str
        What a high number means: "easy" or "hard".
    """

    direction: str = "easy"

    sentence: ClassVar[str] = told("{share}% found it easy ({boxes}) on {topic} ({between}; {who}).")
    heading: ClassVar[str] = told("Customer effort (CES)")


@takes_order
def csat(
    survey: Survey,
    question: str | None = None,
    *,
    by: str | Iterable[str] | None = None,
    top: int = 2,
    confidence: float = 0.95,
    population: float | Mapping | None = None,
    cluster: str | None = None,
    privacy: bool = True,
) -> SatisfactionShare:
    """Share of satisfied answers: the top boxes of a rating scale, with Wilson's interval.

    Parameters
    ----------
    survey : Survey
    question : str, optional
        A question on a scale; the only one of kind ``rating`` by default.
    by, confidence, population, cluster, privacy
        As in `nps`.
    top : int
        How many answers from the top count: 2 takes 4 and 5 of 1-5.

    Returns
    -------
    SatisfactionShare

    Raises
    ------
    QuestionError, ScaleError, OptionError
        If there is no such question, it has no scale, or ``top`` is all of it.

    References
    ----------
    Wilson (1927), JASA 22; Newcombe (1998), Statistics in Medicine 17, 857-872; with sampled units Korn & Graubard
    (1998), Survey Methodology 24.

    Examples
    --------
    >>> survey = Survey.from_frame(
    ...     pd.DataFrame({"billing": [5] * 81 + [2] * 182}), scales={"billing": (1, 5)}, audience="Customers")
    >>> csat(survey).sentences()
    ['31% chose 4 or 5 of 1-5 on billing (95% CI 26% to 37%; 263 customers).']
    """
    need_single_answers(survey, "csat")
    qid = one_question(survey, question, kind="rating")
    scale = need_scale(survey, qid)
    if isinstance(top, bool) or not isinstance(top, (int, np.integer)) or not 1 <= top < scale.points:
        raise OptionError(say(
            "top must be a whole number of answers, 1 to {most} on {span}; got {top}.", most=scale.points - 1,
            span=ends_in_words(*scale.span), top=repr(top),
        ))  # fmt: skip
    fewest = scale.high - top + 1
    options = {"by": by, "confidence": confidence, "population": population, "cluster": cluster, "privacy": privacy}
    table, method, caveats, context = _shares(survey, qid, lambda values: values >= fewest, **options)
    boxes = boxes_in_words(scale, fewest, scale.high)
    if 2 * top >= scale.points:
        caveats.insert(0, say("{boxes} is half of the scale or more: not only the satisfied are in it.", boxes=boxes))
    named = say("Share of answers {boxes} (top-{top} box); Wilson score interval (Wilson 1927).", boxes=boxes, top=top)
    return SatisfactionShare(table, in_a_row(named, method), caveats, boxes=boxes, **context)


@takes_order
def ces(
    survey: Survey,
    question: str | None = None,
    *,
    by: str | Iterable[str] | None = None,
    direction: str = "easy",
    confidence: float = 0.95,
    population: float | Mapping | None = None,
    cluster: str | None = None,
    privacy: bool = True,
) -> EffortShare:
    """Share of those who found it easy: the top three of 7 (two of 5), with Wilson's interval.

    Parameters
    ----------
    survey : Survey
    question : str, optional
        A question on a scale; the only one of kind ``effort`` by default.
    direction : str
        What a high number means: "easy" (agreement that it was easy, CES 2.0) or "hard" (much effort, CES 1.0; then
        the easy answers are at the low end).
    by, confidence, population, cluster, privacy
        As in `nps`.

    Returns
    -------
    EffortShare

    Raises
    ------
    QuestionError, ScaleError, OptionError
        If there is no such question, it has no scale, or the direction is none of the two.

    References
    ----------
    Dixon, Freeman & Toman (2010), Harvard Business Review 88(7); Wilson (1927), JASA 22.

    Examples
    --------
    >>> survey = Survey.from_frame(
    ...     pd.DataFrame({"effort": [7] * 30 + [2] * 10}), scales={"effort": (1, 7)}, audience="Customers")
    >>> ces(survey).sentences()
    ['75% found it easy (5 to 7 of 1-7) on effort (95% CI 60% to 86%; 40 customers).']
    """
    check_choice("direction", direction, ("easy", "hard"))
    need_single_answers(survey, "ces")
    qid = one_question(survey, question, kind="effort")
    scale = need_scale(survey, qid)
    low, high = easy_boxes(scale, direction)
    options = {"by": by, "confidence": confidence, "population": population, "cluster": cluster, "privacy": privacy}
    table, method, caveats, context = _shares(survey, qid, lambda values: (values >= low) & (values <= high), **options)
    meaning = say(
        "A high number on {topic} is read as easy; if it meant the opposite, pass direction='hard'."
        if direction == "easy"
        else "A high number on {topic} is read as hard, so the low end is easy; if it meant the opposite, pass "
        "direction='easy'.",
        topic=topic_words(context["topics"][qid] or qid),
    )
    caveats.insert(0, meaning)
    caveats[1:1] = _contradiction(survey, qid, scale, direction)
    boxes = boxes_in_words(scale, low, high)
    named = say(
        "Customer effort (Dixon, Freeman & Toman 2010): share of answers {boxes}; Wilson score interval (Wilson 1927).",
        boxes=boxes,
    )
    method = in_a_row(named, method)
    return EffortShare(table, method, caveats, boxes=boxes, direction=direction, **context)


def easy_boxes(scale: Scale, direction: str) -> tuple[float, float]:
    """The answers that count as easy: the top three of 7, else the top boxes, at the end that means easy."""
    wide = 3 if scale.points == 7 else int(scale.high - scale.top_box_from) + 1
    return (scale.high - wide + 1, scale.high) if direction == "easy" else (scale.low, scale.low + wide - 1)


def _shares(survey, qid, in_box, *, by, confidence, population, cluster, privacy):
    """The table of a share, the method of its errors, caveats, and what the result must know of the survey."""
    level = check_confidence(confidence)
    found = counted(survey, qid, by=as_list(by), cluster=cluster)
    cells = found.cells(qid)
    inside = in_box(cells.values)
    there = population_of(population, found.groups, survey=survey, by=found.by)
    means = found.means(qid, np.where(inside, 100.0, 0.0), population=there)
    worth = interval_n(means, confidence=level, designed=found.designed or found.weighted)
    share = means.mean / 100
    bounds = wilson(share * means.n, means.n, confidence=level, n_effective=worth, population=there)
    table = figure_rows(
        found, qid, means, estimate=means.mean, std_error=share_error(found, share, means), low=100 * bounds.low,
        high=100 * bounds.high, population=there, top_box=cells.n[:, inside].sum(axis=1),
    )  # fmt: skip
    table, hidden = withheld(found, table, privacy=privacy)
    caveats = [*hidden, *base_caveats(found, population=there)]
    return table, design_method(found), caveats, {"confidence": level, **about(found)}


def share_error(found: Counted, share: np.ndarray, means: GroupMeans) -> np.ndarray:
    if found.designed or found.weighted:
        return means.std_error
    with np.errstate(invalid="ignore", divide="ignore"):
        return 100 * np.sqrt(share * (1 - share) / means.n) * means.unseen


def need_scale(survey: Survey, question: str) -> Scale:
    scale = survey.scale_of(question)
    if scale is None:
        raise ScaleError(say(
            "{question} in {survey} has no scale, so nothing is its top. Pass scales={{{question}: (1, 5)}} when "
            "reading, with the numbers of its lowest and highest answer.",
            question=repr(question), survey=survey.name,
        ))  # fmt: skip
    return scale


def boxes_in_words(scale: Scale, low: float, high: float) -> str:
    """The answers that count, in words: "4 or 5 of 1-5"."""
    if low == high:
        return say("{answer} of {scale}", answer=f"{low:g}", scale=ends_in_words(*scale.span))
    return say(
        "{low} or {high} of {scale}" if high - low == 1 else "{low} to {high} of {scale}",
        low=f"{low:g}", high=f"{high:g}", scale=ends_in_words(*scale.span),
    )  # fmt: skip


def _contradiction(survey: Survey, question: str, scale: Scale, direction: str) -> list[str]:
    """Labels that say the opposite of the declared direction."""
    end = scale.low if survey.is_reversed(question) else scale.high
    label = next((text for text, value in scale.labels if value == end), "")
    words = set(normalise(label).split())
    hard, easy = bool(words & _HARD), "easy" in words
    if (direction == "easy" and hard and not easy) or (direction == "hard" and easy and not hard):
        doubt = say(
            "{question}: direction={direction}, but the high end reads {label}. Is it the other direction?",
            question=question, direction=repr(direction), label=repr(label),
        )  # fmt: skip
        warn(doubt)
        return [doubt]
    return []
