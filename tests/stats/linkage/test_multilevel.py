"""Within and between: against dense generalised least squares, MixedLM, exact F theory, and drawn studies."""

import numpy as np
import pandas as pd
import pytest
from statsmodels.regression.mixed_linear_model import MixedLM

from cxresearch.errors import OptionError, QuestionError
from cxresearch.stats.linkage.multilevel import within_between
from cxresearch.stats.linkage.random_intercept import GroupSums, fit_random_intercept, group_sums, satterthwaite
from cxresearch.survey.survey import Survey

SIZES = np.array([3, 5, 8, 11, 14, 20, 24, 30, 33, 41, 7, 9, 16, 22])


def rows(rng, sizes=SIZES, *, within=0.3, between=0.9, spread=0.5):
    unit = np.repeat(np.arange(len(sizes)), sizes)
    x = rng.normal(size=len(sizes))[unit] + rng.normal(size=len(unit))
    mean = np.bincount(unit, weights=x) / sizes
    y = 2 + within * (x - mean[unit]) + between * mean[unit] + spread * rng.normal(size=len(sizes))[unit]
    return unit, x, mean[unit], y + rng.normal(size=len(unit))


@pytest.fixture(scope="module")
def study():
    return rows(np.random.default_rng(1))


@pytest.fixture(scope="module")
def survey(study):
    unit, x, _, y = study
    frame = pd.DataFrame({"unit": [f"Branch {at}" for at in unit], "mood": x, "stay": y, "age": np.arange(len(x)) % 7})
    book = pd.DataFrame({"id": ["mood", "stay", "age"], "kind": "number"})
    return Survey.from_frame(frame, codebook=book)


def dense(unit, design, y, between, within):
    """Coefficients and covariance by brute force on the whole covariance matrix."""
    inverse = np.linalg.inv(within * np.eye(len(y)) + between * (unit[:, None] == unit))
    covariance = np.linalg.inv(design.T @ inverse @ design)
    return covariance @ design.T @ inverse @ y, covariance


@pytest.mark.parametrize("method", ["reml", "ml"])
def test_mixedlm_and_brute_force_agree(survey, study, method):
    unit, x, mean, y = study
    found = within_between(survey, "stay", "mood", method=method)
    design = np.column_stack([np.ones(len(y)), x - mean, mean])
    theirs = MixedLM(y, design, groups=unit).fit(reml=method == "reml")
    terms = found.table.set_index("term").loc[["intercept", "within", "between"]]
    assert terms.estimate.to_numpy() == pytest.approx(theirs.fe_params, rel=1e-4)
    assert found.variance_between == pytest.approx(theirs.cov_re[0, 0], rel=2e-3)
    assert found.variance_within == pytest.approx(theirs.scale, rel=1e-4)
    assert found.log_likelihood == pytest.approx(theirs.llf, abs=1e-5)
    estimate, covariance = dense(unit, design, y, found.variance_between, found.variance_within)
    assert terms.estimate.to_numpy() == pytest.approx(estimate, rel=1e-9)
    assert terms.std_error.to_numpy() == pytest.approx(np.sqrt(np.diag(covariance)), rel=1e-8)
    contextual = found.table.set_index("term").loc["contextual"]
    contrast = np.array([0, -1, 1])
    assert contextual.estimate == pytest.approx(estimate @ contrast, rel=1e-9)
    assert contextual.std_error == pytest.approx(np.sqrt(contrast @ covariance @ contrast), rel=1e-8)


@pytest.mark.parametrize("method", ["reml", "ml"])
def test_the_likelihood_has_no_higher_point(survey, study, method):
    unit, x, mean, y = study
    found = within_between(survey, "stay", "mood", method=method)
    design = np.column_stack([np.ones(len(y)), x - mean, mean])

    def likelihood(between, within):
        whole = within * np.eye(len(y)) + between * (unit[:, None] == unit)
        estimate, covariance = dense(unit, design, y, between, within)
        rest = y - design @ estimate
        told = np.linalg.slogdet(whole)[1] + rest @ np.linalg.solve(whole, rest)
        if method == "reml":
            return -0.5 * (told - np.linalg.slogdet(covariance)[1] + (len(y) - 3) * np.log(2 * np.pi))
        return -0.5 * (told + len(y) * np.log(2 * np.pi))

    best = likelihood(found.variance_between, found.variance_within)
    assert best == pytest.approx(found.log_likelihood, abs=1e-7)
    for factor in (0.98, 1.02):
        assert likelihood(factor * found.variance_between, found.variance_within) < best
        assert likelihood(found.variance_between, factor * found.variance_within) < best


def test_satterthwaite_by_brute_force(study):
    """Kuznetsova et al. (2017): 2 v^2 / (g' A g), v and its slopes by differences on the dense likelihood."""
    unit, x, mean, y = study
    design = np.column_stack([np.ones(len(y)), x - mean, mean])
    fit = fit_random_intercept(group_sums(unit, design, y))
    same = (unit[:, None] == unit).astype(float)

    def deviance(parts):
        whole = parts[1] * np.eye(len(y)) + parts[0] * same
        estimate, covariance = dense(unit, design, y, *parts)
        rest = y - design @ estimate
        return np.linalg.slogdet(whole)[1] - np.linalg.slogdet(covariance)[1] + rest @ np.linalg.solve(whole, rest)

    best = np.array([fit.between, fit.within])
    step = 1e-3 * best
    curve = np.empty((2, 2))
    for i in range(2):
        for j in range(2):
            ahead, beside = np.eye(2)[i] * step, np.eye(2)[j] * step
            corners = [deviance(best + a + b) * s for a, b, s in (
                (ahead, beside, 1), (ahead, -beside, -1), (-ahead, beside, -1), (-ahead, -beside, 1))]  # fmt: skip
            curve[i, j] = sum(corners) / (4 * step[i] * step[j])
    for contrast in ([1, 0, 0], [0, 1, 0], [0, 0, 1], [0, -1, 1]):
        weights = np.array(contrast)
        slopes = []
        for at in range(2):
            move = np.eye(2)[at] * step
            ahead, behind = dense(unit, design, y, *(best + move))[1], dense(unit, design, y, *(best - move))[1]
            slopes.append(weights @ (ahead - behind) @ weights / (2 * step[at]))
        variance = weights @ dense(unit, design, y, *best)[1] @ weights
        expected = 2 * variance**2 / (np.array(slopes) @ (2 * np.linalg.inv(curve)) @ slopes)
        assert satterthwaite(fit, weights) == pytest.approx(expected, rel=1e-3)


def test_equal_sizes_have_exact_degrees_of_freedom():
    """In balanced data the between slope is tested on units - 2 and the within slope on rows - units - 1."""
    rng = np.random.default_rng(3)
    unit, x, mean, y = rows(rng, np.full(12, 10))
    frame = pd.DataFrame({"unit": unit, "mood": x, "stay": y})
    survey = Survey.from_frame(frame, codebook=pd.DataFrame({"id": ["mood", "stay"], "kind": "number"}))
    found = within_between(survey, "stay", "mood").table.set_index("term")
    assert found.df["between"] == pytest.approx(10, rel=1e-3)
    assert found.df["within"] == pytest.approx(107, rel=1e-3)
    means = np.bincount(unit, weights=y) / 10
    assert found.estimate["between"] == pytest.approx(np.polyfit(np.unique(mean), means[np.argsort(mean[::10])], 1)[0])


def test_controls_are_held_and_the_intercept_is_where_they_are_zero(survey, study):
    unit, x, mean, y = study
    age = np.arange(len(x)) % 7
    found = within_between(survey, "stay", "mood", controls=["age"])
    design = np.column_stack([np.ones(len(y)), x - mean, mean, age])
    estimate, covariance = dense(unit, design, y, found.variance_between, found.variance_within)
    terms = found.table.set_index("term").loc[["intercept", "within", "between", "age"]]
    assert terms.estimate.to_numpy() == pytest.approx(estimate, rel=1e-8)
    assert terms.std_error.to_numpy() == pytest.approx(np.sqrt(np.diag(covariance)), rel=1e-8)


@pytest.mark.slow
@pytest.mark.parametrize("units", [12, 24])
def test_the_between_slope_covers(units):
    """2,000 studies of unequal units; the interval holds the planted slope in 93 to 97 of 100."""
    rng = np.random.default_rng(30 + units)
    sizes = np.resize(SIZES, units)
    unit = np.repeat(np.arange(units), sizes)
    from scipy.special import stdtrit

    hits = {"within": 0, "between": 0}
    for _ in range(2000):
        _, x, mean, y = rows(rng, sizes, within=0.2, between=0.7, spread=0.4)
        fit = fit_random_intercept(group_sums(unit, np.column_stack([np.ones(len(y)), x - mean, mean]), y - y.mean()))
        for name, at, true in (("within", 1, 0.2), ("between", 2, 0.7)):
            half = stdtrit(satterthwaite(fit, np.eye(3)[at]), 0.975) * np.sqrt(fit.covariance[at, at])
            hits[name] += abs(fit.estimate[at] - true) <= half
    assert all(0.93 <= hit / 2000 <= 0.97 for hit in hits.values()), hits


def test_no_variance_between_units_is_a_plain_regression():
    unit = np.repeat(np.arange(6), 4)
    x = np.tile([1.0, 2.0, 3.0, 4.0], 6) + unit * 0.01
    y = np.tile([1.0, 3.0, 2.0, 4.0], 6) + np.repeat([0.01, -0.01] * 3, 4)
    frame = pd.DataFrame({"unit": unit, "mood": x, "stay": y})
    survey = Survey.from_frame(frame, codebook=pd.DataFrame({"id": ["mood", "stay"], "kind": "number"}))
    found = within_between(survey, "stay", "mood")
    assert found.variance_between == 0
    assert any("plain regression" in line for line in found.caveats)
    terms = found.table.set_index("term")
    mean = np.bincount(unit, weights=x)[unit] / 4
    design = np.column_stack([np.ones(24), x - mean, mean])
    assert terms.estimate[["intercept", "within", "between"]].to_numpy() == pytest.approx(
        np.linalg.lstsq(design, y, rcond=None)[0]
    )
    assert terms.df["within"] == 21


def test_a_property_of_the_unit_has_only_a_between_slope():
    frame = pd.DataFrame({"unit": list("AABBCCDD"), "size": [1, 1, 2, 2, 3, 3, 4, 4], "stay": [1, 2, 2, 3, 3, 5, 4, 4]})
    survey = Survey.from_frame(frame, codebook=pd.DataFrame({"id": ["size", "stay"], "kind": "number"}))
    found = within_between(survey, "stay", "size")
    terms = found.table.set_index("term")
    assert np.isnan(terms.estimate["within"])
    assert np.isfinite(terms.estimate["between"])
    assert not any("nan" in sentence for sentence in found.sentences())


@pytest.mark.parametrize(
    ("frame", "error", "said"),
    [
        (
            {"unit": list("ABCDEF"), "mood": range(6), "stay": range(6)},
            QuestionError,
            "Every unit has one complete row",
        ),
        ({"unit": list("AAABBB"), "mood": range(6), "stay": range(6)}, QuestionError, "at least three"),
        (
            {"unit": list("AABBCC"), "mood": [3] * 6, "stay": range(6)},
            QuestionError,
            "All 6 answers to mood are the same",
        ),
    ],
)
def test_what_cannot_be_split_is_told(frame, error, said):
    survey = Survey.from_frame(pd.DataFrame(frame), codebook=pd.DataFrame({"id": ["mood", "stay"], "kind": "number"}))
    with pytest.raises(error, match=said):
        within_between(survey, "stay", "mood")


def test_controls_that_repeat_the_predictor_are_refused(survey):
    with pytest.raises(OptionError, match="repeat each other"):
        within_between(survey, "stay", "mood", controls=["mood"])


def test_losses_are_counted():
    frame = pd.DataFrame(
        {"unit": [*"AABBCCDD", None], "mood": [1, 2, 3, 2, 5, 4, None, 2, 3], "stay": [1, 3, 2, 4, 5, 3, 2, 4, 4]}
    )
    survey = Survey.from_frame(frame, codebook=pd.DataFrame({"id": ["mood", "stay"], "kind": "number"}))
    found = within_between(survey, "stay", "mood")
    assert found.table.n.iloc[0] == 7
    assert any("1 of 9 respondents lacks" in line for line in found.caveats)
    assert any("1 respondent without a stated unit" in line for line in found.caveats)


def test_lme4_and_lmertest_on_sleepstudy():
    """`lmer(Reaction ~ Days + (1 | Subject))`: 18 subjects, 10 days each, as sums by subject.

    Data: Belenky et al. (2003), J. Sleep Research 12, in R lme4 (Bates et al. 2015); expected values as lme4 1.1 and
    lmerTest 3.1 print them.
    """
    totals = [
        3421.3383, 2152.3298, 2310.0127, 3032.2142, 3094.3605, 3073.0207, 3161.5831, 2953.0205, 2500.7004, 3757.2101,
        2758.3447, 3136.0268, 2900.9775, 3374.2154, 3060.3464, 2917.0177, 2949.8404, 3178.8613,
    ]  # fmt: skip
    sums = GroupSums(
        n=np.full(18, 10.0), x=np.tile([10.0, 45.0], (18, 1)), y=np.array(totals),
        xx=np.array([[180.0, 810.0], [810.0, 5130.0]]), xy=np.array([53731.4205, 257335.3119]), yy=16607207.3191001,
    )  # fmt: skip
    fit = fit_random_intercept(sums)
    assert fit.estimate.round(4).tolist() == [251.4051, 10.4673]
    assert np.sqrt(np.diag(fit.covariance)).round(4).tolist() == [9.7467, 0.8042]
    assert round(fit.between, 2) == 1378.18
    assert round(fit.within, 2) == 960.46
    assert round(-2 * fit.log_likelihood, 1) == 1786.5
    assert round(satterthwaite(fit, [1, 0]), 2) == 22.81
    assert round(satterthwaite(fit, [0, 1]), 2) == 161.00
