"""Answers as a model of ordered answers wants them: an ordered outcome, and combinations of answers once."""

import numpy as np

from cxresearch.errors import QuestionError
from cxresearch.stats.bases.rows import MEASURES
from cxresearch.survey.survey import Survey
from cxresearch.wording import say

__all__ = ["cells_of", "ordered_outcome"]


def ordered_outcome(survey: Survey, outcome: str) -> tuple[str, np.ndarray]:
    """The outcome's id and its answers on the native scale.

    Raises
    ------
    QuestionError
        If its answers have no order.
    """
    found = survey.find(outcome)
    kind = survey.codebook.set_index("id").kind.get(found)
    if kind not in MEASURES:
        what = f"a question of kind {kind}" if kind else "no question"
        raise QuestionError(say(
            "{outcome} is {what}, so its answers have no order. Declare it from low to high: scales={{{found}: "
            "[...]}}.",
            outcome=repr(outcome), what=what, found=repr(found),
        ))  # fmt: skip
    return found, survey.numbers([found]).iloc[:, 0].to_numpy(float)


def cells_of(
    answer: np.ndarray, x: np.ndarray, weight: np.ndarray | None
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Each combination once: outcome code, terms, sum of weights, of squared weights, the outcome's values, row places.

    Raises
    ------
    QuestionError
        If fewer than two answers occur, or a term does not vary.
    """
    values, code = np.unique(answer, return_inverse=True)
    if len(values) < 2:
        raise QuestionError(say(
            "All {n} rows gave the same answer: nothing goes with what does not vary.",
            n=f"{len(answer):,}",
        ))  # fmt: skip
    table, place = np.unique(np.column_stack([code, x]), axis=0, return_inverse=True)
    place = place.ravel()
    weight = np.ones(len(answer)) if weight is None else weight
    total = np.bincount(place, weights=weight, minlength=len(table))
    square = np.bincount(place, weights=weight**2, minlength=len(table))
    return table[:, 0].astype(int), table[:, 1:], total, square, values, place
