"""The tests behind a comparison of groups: figures by group, differences by pair, and one test of all together.

Means are compared by Welch's t, Net Promoter Scores by z, shares by Newcombe's interval and the score test. Where
units were sampled, the error of a difference is taken over units, because one unit can have people in both groups.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from cxresearch.inference.intervals import (
    TestedDifference,
    agreeing_p,
    chi_squared,
    difference_interval,
    independent_n,
    joined_shares,
    newcombe,
    nps_interval,
    shares_apart_p,
    two_shares_p,
    welch_from_errors,
    wilson,
)
from cxresearch.stats.bases.calibrated import correlation_of
from cxresearch.stats.bases.designs import difference_error
from cxresearch.stats.bases.grouped import ends_in_words, p_in_words
from cxresearch.stats.bases.hidden import Counted, check_choice, interval_n
from cxresearch.stats.loyalty.means import ends_of_mean
from cxresearch.stats.loyalty.net_promoter import check_nps_scale, nps_scale_caveats, nps_scores
from cxresearch.stats.loyalty.top_box import boxes_in_words, need_scale, share_error
from cxresearch.survey.tally import Cells
from cxresearch.wording import count, number, remembered, say, told

__all__ = [
    "ADJUSTED", "METRICS", "Figures", "OverallTest", "compared", "figures_of", "overall_test", "wald_test",
    "welch_anova",
]  # fmt: skip

METRICS = ("mean", "nps", "top_box")
_ENDLESS = 1e12
ADJUSTED = {
    "holm": told("p adjusted by Holm (1979)"), "bh": told("p adjusted by Benjamini & Hochberg (1995)"),
    "none": told("p not adjusted"),
}  # fmt: skip


_CHI_NPS = told("chi-squared of promoters, passives and detractors by group")
_CHI_SHARE = told("chi-squared of the share by group")
_WALD, _WELCH = told("Wald's test"), told("Welch's analysis of variance")


class OverallTest(NamedTuple):
    """One test of all groups together; ``df_error`` is infinite for a chi-squared."""

    name: str
    statistic: float
    df: float
    df_error: float
    p_value: float
    groups: int

    @remembered
    def in_words(self) -> str:
        """The test as it is reported.

        >>> OverallTest("Welch's analysis of variance", 1.12, 4.0, 774.5, 0.344, 5).in_words()
        "Welch's analysis of variance, F(4, 774.5) = 1.12, p = .344, 5 groups"
        """
        value = number(self.statistic, digits=2)
        if np.isinf(self.df_error):
            shown = f"chi2({self.df:g}) = {value}"
        else:
            shown = f"F({self.df:g}, {number(self.df_error, digits=1)}) = {value}"
        return say(
            "{test}, {shown}, {p}, {n} groups",
            test=say(self.name), shown=shown, p=p_in_words(self.p_value), n=count(self.groups),
        )  # fmt: skip


@dataclass(frozen=True, eq=False)
class Figures:
    """One figure a group. ``classes`` are the masks over answers that the overall test counts by (empty for means)."""

    metric: str
    estimate: np.ndarray
    std_error: np.ndarray
    df: np.ndarray
    n: np.ndarray
    worth: np.ndarray
    scores: np.ndarray
    classes: tuple[np.ndarray, ...]
    test: str
    unit: str
    unseen: np.ndarray
    caveats: tuple[str, ...] = ()
    shared: np.ndarray | None = None


def figures_of(
    found: Counted,
    question: str,
    *,
    metric: str,
    scale: str,
    population: np.ndarray | None,
    confidence: float,
    boxes: tuple[float, float] | None = None,
) -> Figures:
    """The figure of each group that a metric compares, with its error; ``boxes`` are others than the top, from-to."""
    check_choice("metric", metric, METRICS)
    survey, cells = found.survey, found.cells(question)
    careful = found.designed or found.weighted
    if metric == "mean":
        own = ends_of_mean(survey, question, scale)
        scores = cells.points if scale == "0-100" else cells.values
        means = found.means(question, scores, population=population)
        unit = "points" if scale == "0-100" else ""
        how = say("t test over units" if found.cluster else "Welch's t (Welch 1947)")
        if unit:
            test = say("Difference of means on 0-100, {how}", how=how)
        elif own:
            test = say("Difference of means on {scale}, {how}", scale=ends_in_words(*own), how=how)
        else:
            test = say("Difference of means, {how}", how=how)
        return Figures(
            metric,
            means.mean,
            means.std_error,
            means.df,
            means.n,
            means.n_effective,
            scores,
            (),
            test,
            unit,
            means.unseen,
            shared=means.shared,
        )
    if metric == "nps":
        on_ten = check_nps_scale(survey, question)
        scores = nps_scores(cells.values)
        means = found.means(question, scores, population=population)
        error = means.std_error if careful else _nps_error(cells, scores, means.n, population)
        test = say(
            "Difference of balances of 9-10 and 1-6, {how}" if on_ten else "Difference of Net Promoter Scores, {how}",
            how=_how_scores(found),
        )
        classes = tuple(scores == score for score in (-100.0, 0.0, 100.0))
        caveats = tuple(nps_scale_caveats(survey, cells))
        return Figures(
            metric,
            means.mean,
            error,
            means.df,
            means.n,
            means.n_effective,
            scores,
            classes,
            test,
            "points",
            means.unseen,
            caveats,
            means.shared,
        )
    own = need_scale(survey, question)
    lowest, highest = boxes or (own.top_box_from, own.high)
    inside = (cells.values >= lowest) & (cells.values <= highest)
    scores = np.where(inside, 100.0, 0.0)
    means = found.means(question, scores, population=population)
    error = share_error(found, means.mean / 100, means)
    if found.cluster:
        how = say("t test over units")
    else:
        how = say(
            "Newcombe's hybrid score interval (Newcombe 1998) and Wald's t on linearised errors (Binder 1983)"
            if careful
            else "Newcombe's hybrid score interval (Newcombe 1998) and score test"
        )
    test = say("Difference of shares {boxes}, {how}", boxes=boxes_in_words(own, lowest, highest), how=how)
    usable = interval_n(means, confidence=confidence, designed=careful)
    worth = np.minimum(independent_n(means.n, n_effective=usable, population=population), _ENDLESS)
    return Figures(
        metric,
        means.mean,
        error,
        means.df,
        means.n,
        worth,
        scores,
        (inside, ~inside),
        test,
        "percentage points",
        means.unseen,
        shared=means.shared,
    )


def _how_scores(found: Counted) -> str:
    if found.cluster:
        return say("t test over units")
    return say("t test on linearised errors (Binder 1983)" if found.weighted else "z test (Rocks 2016)")


def _nps_error(cells: Cells, scores, n, population) -> np.ndarray:
    kinds = (cells.n[:, scores == score].sum(axis=1) for score in (100.0, 0.0, -100.0))
    return nps_interval(*kinds, population=population).std_error


def compared(
    found: Counted, question: str, figures: Figures, a: Sequence[int], b: Sequence[int], *, confidence: float
) -> TestedDifference:
    """The differences of pairs of groups, a minus b, with error, bounds and p."""
    value, error, df = figures.estimate, figures.std_error, figures.df
    if found.cluster:
        return _over_units(found, question, figures, a, b, confidence)
    if figures.shared is not None:
        return _raked(figures, np.asarray(a, dtype=int), np.asarray(b, dtype=int), confidence)
    if figures.metric == "mean":
        test = welch_from_errors(value[a], error[a], df[a], value[b], error[b], df[b], confidence=confidence)
        return TestedDifference(test.estimate, test.std_error, test.low, test.high, test.p_value)
    if figures.metric == "nps" and not (found.weighted or found.by_person):
        return difference_interval(value[a], error[a], value[b], error[b], confidence=confidence)
    if figures.metric == "nps":
        test = welch_from_errors(value[a], error[a], df[a], value[b], error[b], df[b], confidence=confidence)
        return TestedDifference(test.estimate, test.std_error, test.low, test.high, test.p_value)
    yes, n = np.nan_to_num(value) / 100 * figures.worth, figures.worth
    bounds = newcombe(yes[a], n[a], yes[b], n[b], confidence=confidence)
    if found.weighted or found.by_person:
        p = shares_apart_p(
            value[a] / 100, error[a] / 100, n[a], df[a], value[b] / 100, error[b] / 100, n[b], df[b]
        )  # fmt: skip
    else:
        p = two_shares_p(yes[a], n[a], yes[b], n[b])
    p = agreeing_p(p, bounds, value[a] / 100, n[a], value[b] / 100, n[b], confidence=confidence)
    return TestedDifference(value[a] - value[b], np.hypot(error[a], error[b]), 100 * bounds.low, 100 * bounds.high, p)


def _raked(figures: Figures, a: np.ndarray, b: np.ndarray, confidence: float) -> TestedDifference:
    """Parts of a sample that was raked as a whole hang together by its targets (see `calibrated`)."""
    value, error, df = figures.estimate, figures.std_error, figures.df
    correlation = correlation_of(figures.shared, a, b)
    spread = welch_from_errors(value[a], error[a], df[a], value[b], error[b], df[b])
    common = 2 * correlation * error[a] * error[b]
    joint = np.sqrt(np.maximum(error[a] ** 2 + error[b] ** 2 - common, 0.0))
    if figures.metric != "top_box":
        test = welch_from_errors(value[a] - value[b], joint, spread.df, 0.0, 0.0, np.inf, confidence=confidence)
        return TestedDifference(test.estimate, joint, test.low, test.high, test.p_value)
    n, share = figures.worth, value / 100
    sides = (wilson(np.nan_to_num(share[at]) * n[at], n[at], confidence=confidence) for at in (a, b))
    bounds = joined_shares(*sides, correlation=correlation)
    p = shares_apart_p(
        share[a], error[a] / 100, n[a], df[a], share[b], error[b] / 100, n[b], df[b], correlation=correlation
    )
    p = agreeing_p(p, bounds, share[a], n[a], share[b], n[b], correlation=correlation, confidence=confidence)
    return TestedDifference(value[a] - value[b], joint, 100 * bounds.low, 100 * bounds.high, p)


def _over_units(found: Counted, question: str, figures: Figures, a, b, confidence: float) -> TestedDifference:
    """Linearised over units: what a unit adds to both sides is subtracted before it is squared."""
    pulls = found.pulls(question, figures.scores, figures.estimate).times(figures.unseen)
    a, b = np.asarray(a, dtype=int), np.asarray(b, dtype=int)
    step = max(1, int(4e6 // max(pulls.unit.shape[1], 1)))
    # Pairs times units would not fit at once for hundreds of groups.
    parts = [
        difference_error(pulls.take(a[at : at + step]), pulls.take(b[at : at + step])) for at in range(0, len(a), step)
    ]
    error, df = (
        np.concatenate([np.empty(0), *(getattr(part, name) for part in parts)]) for name in ("std_error", "df")
    )
    estimate = figures.estimate[a] - figures.estimate[b]
    test = welch_from_errors(estimate, error, df, 0.0, 0.0, np.inf, confidence=confidence)
    return TestedDifference(estimate, error, test.low, test.high, test.p_value)


def overall_test(cells: Cells, figures: Figures, shown: np.ndarray, *, weighted: bool) -> OverallTest | None:
    """All groups together: Welch's analysis of variance for means, chi-squared else; None if untestable."""
    if figures.metric != "mean" and not weighted:
        counts = np.stack([cells.n[:, kind].sum(axis=1) for kind in figures.classes], axis=1)[shown]
        counts = counts[counts.sum(axis=1) > 0]
        if len(counts) < 2:
            return None
        found = chi_squared(counts)
        what = _CHI_NPS if figures.metric == "nps" else _CHI_SHARE
        test = OverallTest(what, found.statistic, found.df, np.inf, found.p_value, len(counts))
    else:
        usable = shown & (figures.std_error > 0) & (figures.df > 0)
        df = figures.df if figures.metric == "mean" else np.full(len(figures.df), np.inf)
        if figures.shared is None:
            test = welch_anova(figures.estimate[usable], figures.std_error[usable], df[usable])
        else:
            test = wald_test(figures.estimate[usable], figures.shared[np.ix_(usable, usable)])
    return test if test is not None and np.isfinite(test.p_value) else None


def wald_test(means: np.ndarray, covariance: np.ndarray) -> OverallTest | None:
    """Are all means equal, where they hang together? Wald's chi-squared on groups - 1. Fewer than two groups: None.

    References
    ----------
    Wald (1943), Transactions of the American Mathematical Society 54.

    >>> round(wald_test(np.array([5.0, 6.0]), np.diag([0.09, 0.16])).statistic, 2)
    4.0
    """
    from scipy.special import chdtrc

    k = len(means)
    if k < 2:
        return None
    apart = np.eye(k)[1:] - np.eye(k)[:1]
    away = apart @ means
    statistic = float(away @ np.linalg.pinv(apart @ covariance @ apart.T, hermitian=True) @ away)
    return OverallTest(_WALD, statistic, k - 1.0, np.inf, float(chdtrc(k - 1, statistic)), k)


def welch_anova(means: np.ndarray, errors: np.ndarray, df: np.ndarray) -> OverallTest | None:
    """Are all means equal? Welch's analysis of variance from means, their standard errors and degrees of freedom.

    With endless degrees of freedom it is Wald's test, a chi-squared on groups - 1. Fewer than two groups: None.

    References
    ----------
    Welch (1951), Biometrika 38.

    >>> round(welch_anova(np.array([5.0, 6.0]), np.array([0.3, 0.4]), np.array([9.0, 9.0])).statistic, 2)
    4.0
    """
    from scipy.special import chdtrc, fdtrc

    k = len(means)
    if k < 2:
        return None
    weight = 1 / errors**2
    centre = (weight * means).sum() / weight.sum()
    between = (weight * (means - centre) ** 2).sum()
    spread = ((1 - weight / weight.sum()) ** 2 / df).sum()
    if spread == 0:
        return OverallTest(_WALD, float(between), k - 1.0, np.inf, float(chdtrc(k - 1, between)), k)
    statistic = between / (k - 1) / (1 + 2 * (k - 2) / (k**2 - 1) * spread)
    error = (k**2 - 1) / (3 * spread)
    p = float(fdtrc(k - 1, error, statistic))
    return OverallTest(_WELCH, float(statistic), k - 1.0, float(error), p, k)
