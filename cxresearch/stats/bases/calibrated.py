"""Errors that know the weights were raked: what the targets fixed is no chance any more, in the whole and in its parts.

Of a sample that was weighted to known shares of age and sex only the scatter within these is left. Each answer counts
by its residual from the columns that it was raked to, as in R's `svymean` after `rake`. A part (one branch) is a figure
of the whole sample too: everybody outside it pulls by nothing, and what is left of that after the targets is not
nothing. So two parts hang together: where the targets tell the same of both, what raking takes from the error of each
it leaves in that of their difference. The covariance of all parts says so; a difference taken without it is too sure.
"""

import numpy as np

from cxresearch.errors import OptionError
from cxresearch.stats.bases.persons import group_of_rows, weights_of_rows
from cxresearch.survey.raking import Calibration, calibration_of
from cxresearch.survey.survey import Survey

__all__ = ["correlation_of", "raked_covariance", "raking_of"]


def raking_of(survey: Survey) -> Calibration | None:
    """The calibration behind the weights of a survey, looked up once; None where it holds several audiences together.

    Audiences that were raked as one hang together by their targets in every gap, also between two questions: such
    weights are taken as given.
    """
    if survey.raking is None:
        return None
    if "calibration" not in survey._cache:
        found = calibration_of(survey)
        survey._cache["calibration"] = None if found is not None and _several(survey, found) else found
    return survey._cache["calibration"]


def _several(survey: Survey, calibration: Calibration) -> bool:
    if "audience" not in survey.roles:
        return False
    return len(np.unique(survey.encoded(survey.roles["audience"]).codes[calibration.rows])) > 1


def raked_covariance(
    found, question: str, scores: np.ndarray, mean: np.ndarray, *, unit: np.ndarray | None = None
) -> np.ndarray | None:
    """The covariance of the groups' figures, which know the targets that the sample was raked to.

    Parameters
    ----------
    found : Counted
    question : id
    scores : (answers,) one a value of the question's cells.
    mean : (groups,) figures.
    unit : (rows,) int, optional
        Who gave each row, where some gave several: their pulls are added up before they are squared.

    Returns
    -------
    (groups, groups), the squares of the standard errors on the diagonal, 0 for groups without answers; None where the
    weights are no raking, or none of the groups has people in it.

    References
    ----------
    Deville & Sarndal (1992), JASA 87; Sarndal, Swensson & Wretman (1992), Model Assisted Survey Sampling, ch. 10, for
    parts; R `survey::svymean` of a `subset` after `rake`. Beyond that, residuals are divided by one less their leverage
    (HC3, the jackknife: MacKinnon & White 1985), so that a stratum of a few people is not taken for known, and each
    part's variance is taken n / (n - 1) times, as without targets.
    """
    calibration = raking_of(found.survey)
    if calibration is None:
        return None
    survey, rows, size = found.survey, calibration.rows, len(found.groups)
    try:
        answers = survey.numbers([question]).iloc[:, 0].to_numpy(float)
    except OptionError:
        return None
    weight, group = weights_of_rows(survey), group_of_rows(found)
    values = found.cells(question).values
    used = (group >= 0) & (weight > 0) & np.isin(answers, values)
    if not (used & rows).any():
        return None
    total = np.bincount(group[used], weight[used], minlength=size)
    n = np.bincount(group[used], minlength=size)
    pull = np.zeros(len(answers))
    score = np.asarray(scores, dtype=float)[np.searchsorted(values, answers[used])]
    pull[used] = (score - mean[group[used]]) / total[group[used]]
    pull = np.nan_to_num(pull)
    slope, dummies, cell, leverage = _fitted(calibration, pull, group, size)
    units = np.arange(len(answers)) if unit is None else unit
    careful = weight.copy()
    careful[rows] /= np.maximum(1 - leverage, 0.05)
    known = _products(careful * pull, np.where(used, group, -1), rows, careful, units, slope, dummies, cell)
    with np.errstate(divide="ignore", invalid="ignore"):
        small = np.sqrt(np.where(n > 1, n / (n - 1), np.nan))
    return np.where(n[:, None] * n > 0, known * small[:, None] * small, 0.0)


def _fitted(calibration: Calibration, pull: np.ndarray, group: np.ndarray, size: int):
    """What the targets tell of each group's pulls: coefficients (dummies, groups), dummies by cell, cell of each row
    (-1 for those that were not raked), leverage of each raked row.

    Least squares with the weights to begin with, on the cells of people who are alike in all targets.
    """
    rows, start = calibration.rows, calibration.start
    codes = np.column_stack(calibration.codes)
    key = np.zeros(len(codes), dtype=np.int64)
    for column in codes.T:
        key = key * (column.max(initial=0) + 1) + column
    _, first, own = np.unique(key, return_index=True, return_inverse=True)
    cell = np.full(len(rows), -1)
    cell[rows] = own.ravel()
    dummies = np.column_stack([codes[first, at][:, None] == np.unique(codes[:, at]) for at in range(codes.shape[1])])
    dummies = dummies.astype(float)
    mass = np.bincount(cell[rows], start, minlength=len(dummies))
    named = rows & (group >= 0)
    by_row = np.zeros(len(rows))
    by_row[rows] = start * pull[rows]
    told = np.bincount(cell[named] * size + group[named], by_row[named], minlength=len(dummies) * size)
    moment = dummies.T @ told.reshape(len(dummies), size)
    inverse = np.linalg.pinv(dummies.T @ (mass[:, None] * dummies), hermitian=True)
    leverage = start * np.einsum("ij,jk,ik->i", dummies, inverse, dummies)[cell[rows]]
    return inverse @ moment, dummies, cell, leverage


def _products(pulls, group, rows, weight, unit, slope, dummies, cell) -> np.ndarray:
    """Sums over units of the products of two groups' pulls, each less what the targets tell of it.

    Whole and sparse: a person pulls on the figure of his own group, and by the targets on all.
    """
    from scipy.sparse import csr_matrix

    size = slope.shape[1]
    people, at = np.unique(unit, return_inverse=True)
    mine = group >= 0
    own = csr_matrix((pulls[mine], (group[mine], at[mine])), shape=(size, len(people)))
    if len(people) == len(rows):
        # Everybody once: people of one cell are alike in all that the targets tell.
        square = np.bincount(cell[rows], weight[rows] ** 2, minlength=len(dummies))
        met = mine & rows
        cross = np.bincount(
            cell[met] * size + group[met], pulls[met] * weight[met], minlength=len(dummies) * size
        ).reshape(len(dummies), size)
        both, mixed = dummies.T @ (square[:, None] * dummies), dummies.T @ cross
    else:
        told = csr_matrix((weight[rows], (at[rows], cell[rows])), shape=(len(people), len(dummies))) @ dummies
        both, mixed = told.T @ told, (own @ told).T
    pulled = slope.T @ mixed
    return np.asarray((own @ own.T).todense()) - pulled - pulled.T + slope.T @ both @ slope


def correlation_of(shared: np.ndarray | None, a, b) -> np.ndarray:
    """The correlation of pairs of figures by their covariance; 0 where none is known."""
    if shared is None:
        return np.zeros(len(a))
    error = np.sqrt(np.maximum(np.diag(shared), 0.0))
    with np.errstate(divide="ignore", invalid="ignore"):
        found = shared[a, b] / (error[a] * error[b])
    return np.clip(np.nan_to_num(found, posinf=0.0, neginf=0.0), -1.0, 1.0)
