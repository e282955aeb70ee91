"""The ordinal companion of a perception gap: answers as an order, audiences held alike in what is known of them.

A mean calls the step from "poor" to "fair" as long as that from "good" to "excellent"; proportional odds only use the
order. Controls hold the audiences alike in tenure, region or product. The gap is told in points all the same: the
difference of the mean answers that the model predicts for both audiences with the same controls, so that margin and
verdict mean what they mean elsewhere.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cxresearch.errors import OptionError
from cxresearch.inference.cumulative import Cumulative, fit_cumulative
from cxresearch.inference.intervals import welch_from_errors
from cxresearch.stats.bases.rows import audience_rows, row_weights, units_of
from cxresearch.stats.bases.verdicts import HIDDEN, detectable_gap, judged
from cxresearch.survey.survey import Survey
from cxresearch.wording import named, plural, say, told

__all__ = ["in_order"]

_ORDINAL = told(
    "Proportional odds of a higher answer by audience (McCullagh 1980){controls}; the gap is the difference of the "
    "mean answers that the model predicts for both, on 0-100, by the delta method{errors}; verdict as of means, each "
    "test adjusted over all rows. Nearest views and top boxes are those of the raw answers."
)
_COLUMNS = ["estimate", "std_error", "df", "ci_low", "ci_high", "p_value", "odds_ratio", "odds_low", "odds_high"]
_FEWEST = 5
_STEP = 1e-5
# Errors of a slope, a person and a spread of the audiences: a fit that runs off to infinity has a million and more.
_ENDLESS = 1e4


def in_order(survey: Survey, table: pd.DataFrame, controls: list[str], cluster, options: dict):
    """The table with gaps, bounds, tests and verdicts of proportional odds in place of those of means."""
    hidden = (table.verdict == HIDDEN).to_numpy()
    sampled = cluster if isinstance(cluster, str) else None
    shown = table.loc[~hidden, ["question", "audience_a", "audience_b"]]
    found, hints = _ordinal_gaps(survey, shown, controls=controls, cluster=sampled, confidence=options["confidence"])
    found = found.reindex(table.index)
    verdicts = judged(
        found.estimate, found.std_error, found.df, found.p_value, margin=options["margin"],
        confidence=options["confidence"], adjust=options["adjust"], hidden=hidden,
    )  # fmt: skip
    detectable = detectable_gap(
        found.std_error, found.df, verdicts["p_equivalence"], confidence=options["confidence"],
        adjust=options["adjust"],
    )  # fmt: skip
    table = table.assign(**found.drop(columns="df"), **verdicts, detectable=detectable)
    held = say(", {controls} held alike", controls=named(controls)) if controls else ""
    errors = ""
    if sampled or "weight" in survey.roles:
        errors = say(" and errors over sampled units" if sampled else ", sandwich errors")
    order = [*(name for name in table if name not in ("units", "verdict")), "units", "verdict"]
    return table[order], hints, say(_ORDINAL, controls=held, errors=errors)


def _ordinal_gaps(
    survey: Survey,
    rows: pd.DataFrame,
    *,
    controls: Sequence[str],
    cluster: str | None,
    confidence: float,
) -> tuple[pd.DataFrame, list[str]]:
    """The gaps of some rows by proportional odds, and caveats.

    Parameters
    ----------
    rows : DataFrame
        ``question, audience_a, audience_b``.
    controls : columns or questions; numbers as they are, everything else by level.
    cluster : column of sampled units; people without one are units of their own.

    Returns
    -------
    DataFrame of the same length: points, errors, degrees of freedom, bounds, p and odds ratios (a against b).
    """
    beside, names, missing = _controls(survey, controls)
    weight = row_weights(survey)
    unit = units_of(survey, cluster).code if cluster else None
    found, lost, failed = [], 0, []
    for row in rows.itertuples():
        answers = survey.numbers([row.question]).iloc[:, 0].to_numpy(float)
        side_a, side_b = audience_rows(survey, row.audience_a), audience_rows(survey, row.audience_b)
        answered = (side_a | side_b) & ~np.isnan(answers) & (True if weight is None else ~np.isnan(weight))
        kept = answered & ~missing
        lost = max(lost, int((answered & ~kept).sum()))
        scale = survey.scale_of(row.question)
        try:
            found.append(_gap(
                answers[kept], side_a[kept], beside[kept], None if weight is None else weight[kept],
                None if unit is None else unit[kept], scale.to_points, confidence,
            ))  # fmt: skip
        except OptionError:
            failed.append(row.question)
            found.append(dict.fromkeys(_COLUMNS, np.nan))
    hints = []
    if lost:
        hints.append(
            say(
                "{answers} without {columns} left out of the ordinal model.",
                answers=plural(lost, "answer"), columns=named(names),
            )
        )  # fmt: skip
    if failed:
        hints.append(
            say(
                "No ordinal model could be fitted for {questions}: too few answers, one audience gave one answer only, "
                "or answers are so piled up that no finite odds fit best. Their verdict is 'not enough data'.",
                questions=named(dict.fromkeys(failed), most=4),
            )
        )
    if len(beside[0]) if len(beside) else 0:
        hints.append(
            say("Audiences are held alike in {columns}; what was not asked is not held alike.", columns=named(controls))
        )
    return pd.DataFrame(found, columns=_COLUMNS, index=rows.index), hints


def _controls(survey: Survey, controls: Sequence[str]) -> tuple[np.ndarray, list[str], np.ndarray]:
    """The columns of the controls, their names, and which rows lack one."""
    columns, missing = [], np.zeros(survey.n_rows, dtype=bool)
    names = [controls] if isinstance(controls, str) else list(controls)
    for name in names:
        column = survey.find(name)
        if survey.scale_of(column) is not None or survey.codebook.set_index("id").kind.get(column) == "number":
            values = survey.numbers([column]).iloc[:, 0].to_numpy(float)
            missing |= np.isnan(values)
            columns.append(np.nan_to_num(values - np.nanmean(values)))
            continue
        encoded = units_of(survey, column)
        missing |= encoded.code < 0
        columns += [(encoded.code == at).astype(float) for at in range(1, len(encoded.names))]
    return (np.column_stack(columns) if columns else np.zeros((survey.n_rows, 0))), names, missing


def _gap(answers, is_a, beside, weight, unit, to_points, confidence: float) -> dict[str, float]:
    from scipy.special import expit

    if min(is_a.sum(), (~is_a).sum()) < _FEWEST:
        raise OptionError(say("too few answers"))
    values, code = np.unique(answers, return_inverse=True)
    # A control that does not vary among these people cannot be held alike.
    varied = beside[:, beside.std(axis=0) > 0] if beside.shape[1] else beside
    x = np.column_stack([is_a.astype(float), varied])
    fit = fit_cumulative(code, x, np.ones(len(code)) if weight is None else weight, answers=len(values))
    audience = len(values) - 1
    flat = fit.covariance[audience, audience] * (len(code) if weight is None else weight.sum()) * is_a.var()
    if not 0 < flat < _ENDLESS**2:
        raise OptionError(say("no finite odds fit best"))
    covariance, df = _covariance(fit, weight, unit, is_a, lambda: fit.scores(code, x))
    points, theta = to_points(values), np.r_[fit.thresholds, fit.slopes]
    total = np.ones(len(code)) if weight is None else weight

    def apart(at: np.ndarray) -> float:
        cuts, slopes = at[: len(values) - 1], at[len(values) - 1 :]
        rest = varied @ slopes[1:] if varied.shape[1] else np.zeros(len(code))
        means = []
        for own in (slopes[0], 0.0):
            below = expit(cuts[None, :] - rest[:, None] - own)
            shares = np.diff(np.column_stack([np.zeros(len(code)), below, np.ones(len(code))]), axis=1)
            means.append(np.average(shares @ points, weights=total))
        return means[0] - means[1]

    steps = _STEP * np.eye(len(theta))
    gradient = np.array([(apart(theta + step) - apart(theta - step)) / (2 * _STEP) for step in steps])
    variance, own = float(gradient @ covariance @ gradient), float(covariance[audience, audience])
    # Nothing is known for certain, and no error is imaginary: rounding made these of a surface that is nearly flat.
    if not (np.isfinite([variance, own]).all() and variance > 0 and own > 0):
        raise OptionError(say("the errors cannot be told"))
    error, own = np.sqrt(variance), np.sqrt(own)
    test = welch_from_errors(apart(theta), error, df, 0.0, 0.0, np.inf, confidence=confidence)
    slope = fit.slopes[0]
    odds = welch_from_errors(slope, own, df, 0.0, 0.0, np.inf, confidence=confidence)
    # An upper bound beyond all numbers is endless.
    with np.errstate(over="ignore"):
        ratio, odds_low, odds_high = (float(np.exp(part)) for part in (slope, odds.low, odds.high))
    return {
        "estimate": float(test.estimate), "std_error": float(error), "df": float(df),
        "ci_low": max(float(test.low), -100.0), "ci_high": min(float(test.high), 100.0),
        "p_value": float(test.p_value), "odds_ratio": ratio, "odds_low": odds_low, "odds_high": odds_high,
    }  # fmt: skip


def _covariance(fit: Cumulative, weight, unit, is_a, scores) -> tuple[np.ndarray, float]:
    """The covariance that the design asks for, and degrees of freedom that the smaller side can bear."""
    n = float(min(is_a.sum(), (~is_a).sum()))
    if weight is not None:
        sides = (weight[is_a], weight[~is_a])
        n = min(float(side.sum() ** 2 / (side**2).sum()) for side in sides)
    if unit is None:
        return (fit.covariance if weight is None else fit.robust), max(n - 1, 1.0)
    own = np.where(unit >= 0, unit, unit.max(initial=0) + 1 + np.arange(len(unit)))
    _, place = np.unique(own, return_inverse=True)
    pull = scores() * (np.ones(len(unit)) if weight is None else weight)[:, None]
    summed = np.zeros((place.max() + 1, pull.shape[1]))
    np.add.at(summed, place, pull)
    units = len(summed)
    bread = summed.T @ summed * units / max(units - 1, 1)
    sides = [len(np.unique(own[side])) for side in (is_a, ~is_a)]
    return fit.covariance @ bread @ fit.covariance, max(min(sides) - 1.0, 1.0)
