"""What goes beside leaving: whether those who found it hard recommend less, by NPS or by what they did."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from cxresearch.inference.intervals import kish_n, nps_interval, weighted_moments, welch_from_errors
from cxresearch.stats.bases.row_shares import share_gap, share_of
from cxresearch.stats.bases.yes_no import text_of, yes_no
from cxresearch.stats.loyalty.net_promoter import check_nps_scale, nps_scores
from cxresearch.survey.survey import Survey

__all__ = ["beside"]

_COLUMNS = [
    "question", "text", "measure", "hard", "hard_ci_low", "hard_ci_high", "others", "others_ci_low", "others_ci_high",
    "estimate", "ci_low", "ci_high", "p_value", "n_hard", "n_others",
]  # fmt: skip


def beside(
    survey: Survey, questions: str | Iterable[str], hard: np.ndarray, rows: np.ndarray, weight, *, confidence: float
) -> pd.DataFrame:
    """NPS or shares of yes, among those who found it hard and the others.

    Parameters
    ----------
    questions : ids or texts
        On 0-10 for NPS (adjusted Wald intervals, normal difference), else a column of yes and no.
    hard : array of 0 and 1, one a row
    rows : array of bool
        Which rows count.

    References
    ----------
    Rocks (2016), The American Statistician 70; Newcombe (1998).
    """
    told = []
    for name in [questions] if isinstance(questions, str) else questions:
        question = survey.find(name)
        if survey.scale_of(question) is not None:
            check_nps_scale(survey, question)
            value, measure, sides = survey.numbers([question]).iloc[:, 0].to_numpy(float), "nps", _promoting
        else:
            value, measure, sides = yes_no(survey, question, option="recommending").happened, "share", _doing
        known = rows & ~np.isnan(value)
        parts = [known & (hard == side) for side in (1, 0)]
        found = sides(
            *((value[part], None if weight is None else weight[part]) for part in parts), confidence=confidence
        )
        told.append((question, text_of(survey, question), measure, *found, *(float(part.sum()) for part in parts)))
    return pd.DataFrame(told, columns=_COLUMNS)


def _doing(a, b, *, confidence: float):
    one, two = (share_of(*side, confidence=confidence) for side in (a, b))
    return (*one[:3], *two[:3], *share_gap(one, two, confidence=confidence))


def _promoting(a, b, *, confidence: float):
    found, freedom = [], []
    for value, weight in (a, b):
        by = np.ones(len(value)) if weight is None else weight
        total, scores = by.sum(), nps_scores(value)
        kinds = [by[scores == kind].sum() / total * len(value) if total else 0.0 for kind in (100, 0, -100)]
        moments = weighted_moments(scores, np.ones(len(value)), by, by**2)
        with np.errstate(divide="ignore", invalid="ignore"):
            own = moments.variance * (len(value) - 1) / max(len(value), 1) / moments.std_error**2
        worth = float(own if weight is not None and np.isfinite(own) else kish_n(total, (by**2).sum()))
        told = nps_interval(*kinds, confidence=confidence, n_effective=worth)
        found.append(told if weight is None else told._replace(std_error=moments.std_error))
        freedom.append(len(value) - 1.0 if weight is not None else np.inf)
    one, two = found
    gap = welch_from_errors(
        one.estimate, one.std_error, freedom[0], two.estimate, two.std_error, freedom[1], confidence=confidence
    )
    ends = [float(part) for side in found for part in (side.estimate, side.low, side.high)]
    return (*ends, *(float(part) for part in (gap.estimate, gap.low, gap.high, gap.p_value)))
