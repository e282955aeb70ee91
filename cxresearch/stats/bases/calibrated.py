"""Errors that know the weights were raked: what the targets fixed is no chance any more.

Of a sample that was weighted to known shares of age and sex only the scatter within these is left. Each answer counts
by its residual from the columns that it was raked to, as in R's `svymean` after `rake`. That holds for figures of the
whole raked sample; a part of it, or the difference of two parts, takes the weights as given, which is on the safe side:
what raking takes from the error of each of two halves, it leaves in that of their difference.
"""

import numpy as np

from cxresearch.errors import OptionError
from cxresearch.stats.bases.persons import group_of_rows, weights_of_rows
from cxresearch.survey.raking import Calibration, calibration_of
from cxresearch.survey.survey import Survey

__all__ = ["raked_errors", "raking_of"]


def raking_of(survey: Survey) -> Calibration | None:
    """The calibration behind the weights of a survey, looked up once."""
    if survey.raking is None:
        return None
    if "calibration" not in survey._cache:
        survey._cache["calibration"] = calibration_of(survey)
    return survey._cache["calibration"]


def raked_errors(found, question: str, scores: np.ndarray, mean: np.ndarray, error: np.ndarray) -> np.ndarray:
    """Standard errors of the groups' figures; those that hold the whole raked sample know its targets.

    Parameters
    ----------
    found : Counted
    question : id
    scores : (answers,) one a value of the question's cells.
    mean, error : (groups,) figures, and their linearised errors with weights as given.

    References
    ----------
    Deville & Sarndal (1992), JASA 87; Deville, Sarndal & Sautory (1993), JASA 88; R `survey::svymean` after `rake`.
    """
    calibration = raking_of(found.survey)
    if calibration is None:
        return error
    survey, rows = found.survey, calibration.rows
    try:
        answers = survey.numbers([question]).iloc[:, 0].to_numpy(float)
    except OptionError:
        return error
    weight = weights_of_rows(survey)
    group = group_of_rows(found)
    values = found.cells(question).values
    used = ~np.isnan(answers) & (weight > 0) & np.isin(answers, values)
    groups = np.unique(group[rows & used])
    if len(groups) != 1 or groups[0] < 0:
        return error
    at = groups[0]
    mine = used & (group == at)
    score = np.asarray(scores, dtype=float)[np.searchsorted(values, answers[mine])]
    pull = np.zeros(survey.n_rows)
    pull[mine] = (score - mean[at]) / weight[mine].sum()
    # Rows that were raked and did not answer this question fixed the shares as well.
    square = float(((weight[rows] * _residual(pull[rows], calibration)) ** 2).sum())
    beside = mine & ~rows
    square += float(((weight[beside] * pull[beside]) ** 2).sum())
    n = int((rows | beside).sum())
    known = error.copy()
    known[at] = np.sqrt(square * n / (n - 1)) if n > 1 else error[at]
    return known


def _residual(pull: np.ndarray, calibration: Calibration) -> np.ndarray:
    """What is left of a column after the dummies of all targets, by least squares with the weights to begin with."""
    root = np.sqrt(calibration.start)
    dummies = np.column_stack([code[:, None] == np.unique(code) for code in calibration.codes]).astype(float)
    fitted, *_ = np.linalg.lstsq(root[:, None] * dummies, root * pull, rcond=None)
    return pull - dummies @ fitted
