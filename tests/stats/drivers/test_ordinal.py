"""Proportional odds: R's polr and clm on published data, statsmodels' OrderedModel, repeated rows, refusals."""

import json
import warnings

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from cxresearch.errors import OptionError, QuestionError
from cxresearch.stats.drivers.ordinal import ordinal_model
from cxresearch.survey.survey import Survey


def reference(fixtures, id):
    entries = json.loads((fixtures / "reference" / "reference.json").read_text(encoding="utf-8"))
    return next(entry for entry in entries if entry["id"] == id)["expected"]


@pytest.mark.external
@pytest.mark.parametrize("role", ["weight", "n"])
def test_r_polr_on_housing(fixtures, role):
    """MASS housing (1,681 householders of Copenhagen), as counts."""
    data = pd.read_csv(fixtures / "data" / "housing_copenhagen.csv")
    survey = Survey.from_frame(data, roles={role: "Freq"}, scales={"Sat": ["Low", "Medium", "High"]})
    result = ordinal_model(survey, "Sat", ["Infl", "Type", "Cont"])
    expected = reference(fixtures, "polr.housing")
    assert result.table.n[0] == expected["n"]
    assert (result.table.driver + result.table.level).tolist() == list(expected["coef"])
    assert result.table.estimate.tolist() == pytest.approx(list(expected["coef"].values()), abs=1e-5)
    assert result.table.std_error.tolist() == pytest.approx(list(expected["se"].values()), abs=1e-5)
    assert result.thresholds.cut.tolist() == list(expected["zeta"])
    assert result.thresholds.estimate.tolist() == pytest.approx(list(expected["zeta"].values()), abs=1e-5)
    assert result.thresholds.std_error.tolist() == pytest.approx(list(expected["se_zeta"].values()), abs=1e-5)
    assert [result.deviance, result.aic] == pytest.approx([expected["deviance"], expected["AIC"]], abs=1e-6)
    assert result.lr == pytest.approx(reference(fixtures, "polr.housing.LR")["LR"], abs=1e-4)
    proportional = reference(fixtures, "clm.housing.PO")
    assert result.proportional.lr.tolist() == pytest.approx(proportional["LRT"], abs=1e-4)
    assert result.proportional.p_value.tolist() == pytest.approx(proportional["p"], abs=1e-4)


@pytest.mark.external
def test_r_clm_on_wine(fixtures):
    data = pd.read_csv(fixtures / "data" / "ordinal_wine.csv")[["rating", "temp", "contact"]]
    result = ordinal_model(Survey.from_frame(data, scales={"rating": (1, 5)}), "rating", ["temp", "contact"])
    expected = reference(fixtures, "clm.wine")
    assert result.table.estimate.tolist() == pytest.approx(list(expected["beta"].values()), abs=1e-6)
    assert result.thresholds.estimate.tolist() == pytest.approx(list(expected["alpha"].values()), abs=1e-6)
    errors = [*result.thresholds.std_error, *result.table.std_error]
    assert errors == pytest.approx(list(expected["se"].values()), abs=1e-6)
    assert result.log_likelihood == pytest.approx(expected["logLik"], abs=1e-8)


def answers(seed=0, rows=400):
    rng = np.random.default_rng(seed)
    app, fees = rng.integers(1, 6, rows), rng.integers(0, 11, rows)
    channel = rng.choice(["Branch", "Phone", "Web"], rows)
    shift = 0.6 * app + 0.2 * fees + pd.Series(channel).map({"Branch": 0, "Phone": -0.7, "Web": 0.4}).to_numpy()
    csat = 1 + np.searchsorted([1.5, 2.8, 4.0, 5.5], shift + rng.logistic(size=rows))
    return pd.DataFrame({"csat": csat, "app": app, "fees": fees, "channel": channel})


SCALES = {"csat": (1, 5), "app": (1, 5), "fees": (0, 10)}


def test_statsmodels_agrees():
    from statsmodels.miscmodels.ordinal_model import OrderedModel

    frame = answers()
    result = ordinal_model(Survey.from_frame(frame, scales=SCALES), "csat", ["app", "fees", "channel"])
    first = frame.channel.iloc[0]
    levels = [level for level in dict.fromkeys(frame.channel) if level != first]
    x = frame[["app", "fees"]].assign(**{level: (frame.channel == level) for level in levels}).astype(float)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = OrderedModel(frame.csat.to_numpy(), x, distr="logit").fit(
            method="bfgs", disp=False, maxiter=500, gtol=1e-8
        )
    assert result.table.level.tolist() == ["", "", *levels]
    assert result.table.reference.tolist() == ["", "", first, first]
    assert result.table.estimate.tolist() == pytest.approx(theirs.params[: x.shape[1]].tolist(), abs=1e-5)
    assert result.table.std_error.tolist() == pytest.approx(theirs.bse[: x.shape[1]].tolist(), rel=1e-3)
    assert result.log_likelihood == pytest.approx(theirs.llf, abs=1e-6)
    cuts = theirs.model.transform_threshold_params(theirs.params.to_numpy())[1:-1]
    assert result.thresholds.estimate.tolist() == pytest.approx(cuts.tolist(), abs=1e-4)


def test_counts_are_repeated_rows():
    frame = answers(1, 150)
    count = np.random.default_rng(2).integers(1, 5, 150)
    counted = ordinal_model(
        Survey.from_frame(frame.assign(w=count), roles={"weight": "w"}, scales=SCALES), "csat", ["app", "fees"]
    )
    repeated = ordinal_model(
        Survey.from_frame(frame.loc[np.repeat(frame.index, count)], scales=SCALES), "csat", ["app", "fees"]
    )
    for column in ("estimate", "std_error", "p_value"):
        assert counted.table[column].tolist() == pytest.approx(repeated.table[column].tolist(), rel=1e-9)
    assert counted.table.n[0] == count.sum()
    assert "counted by w" in counted.method


def test_sampling_weights_take_the_sandwich():
    """Scaling all weights changes nothing; equal ones give nearly the model's own errors."""
    frame = answers(3, 2000)
    plain = ordinal_model(Survey.from_frame(frame, scales=SCALES), "csat", ["app", "fees"])
    runs = [
        ordinal_model(
            Survey.from_frame(frame.assign(w=weight), roles={"weight": "w"}, scales=SCALES),
            "csat",
            ["app", "fees"],
            weights="sampling",
        )
        for weight in (1.0, 2.5)
    ]
    assert runs[0].table.std_error.tolist() == pytest.approx(runs[1].table.std_error.tolist(), rel=1e-9)
    assert runs[0].table.estimate.tolist() == pytest.approx(plain.table.estimate.tolist(), rel=1e-9)
    assert runs[0].table.std_error.tolist() == pytest.approx(plain.table.std_error.tolist(), rel=0.05)
    assert "sandwich" in runs[0].method
    halves = ordinal_model(
        Survey.from_frame(frame.assign(w=np.tile([0.5, 1.5], 1000)), roles={"weight": "w"}, scales=SCALES),
        "csat",
        ["app"],
    )
    assert "sandwich" in halves.method


def test_the_sandwich_covers_under_weights():
    """400 studies with weights unrelated to anything: 95% of intervals hold the planted slope."""
    from cxresearch.inference.cumulative import fit_cumulative

    rng = np.random.default_rng(4)
    hits = 0
    for _ in range(600):
        x = rng.normal(size=(250, 1))
        answer = np.searchsorted([-1.0, 0.5, 1.5], 0.5 * x[:, 0] + rng.logistic(size=250))
        weight = rng.choice([0.4, 1.0, 2.2], 250)
        fit = fit_cumulative(answer, x, weight, answers=4, square=weight**2)
        hits += abs(fit.slopes[0] - 0.5) <= 1.96 * np.sqrt(fit.robust[3, 3])
    assert 0.925 <= hits / 600 <= 0.975


def test_planted_odds_are_recovered():
    result = ordinal_model(Survey.from_frame(answers(5, 6000), scales=SCALES), "csat", ["app", "fees"])
    table = result.table.set_index("driver")
    assert table.ci_low["app"] < 0.6 < table.ci_high["app"]
    assert table.ci_low["fees"] < 0.2 < table.ci_high["fees"]
    assert table.odds_ratio["app"] == pytest.approx(np.exp(table.estimate["app"]))


def test_broken_proportionality_is_told():
    rng = np.random.default_rng(6)
    app = rng.integers(0, 2, 3000)
    csat = np.where(
        app == 1, rng.choice([1, 3, 5], 3000, p=[0.4, 0.2, 0.4]), rng.choice([1, 3, 5], 3000, p=[0.2, 0.6, 0.2])
    )
    survey = Survey.from_frame(pd.DataFrame({"csat": csat, "app": app}), scales={"csat": (1, 5), "app": (0, 10)})
    result = ordinal_model(survey, "csat", ["app"])
    assert result.proportional.p_value[0] < 1e-6
    assert any("does not fit every step" in line for line in result.caveats)


def test_ratings_by_level_on_request():
    result = ordinal_model(Survey.from_frame(answers(), scales=SCALES), "csat", ["app"], categorical=["app"])
    assert result.table.level.tolist() == ["2", "3", "4", "5"]
    assert result.table.reference.tolist() == ["1"] * 4


def test_bad_input_is_told():
    frame = answers()
    survey = Survey.from_frame(
        frame.assign(twice=2 * frame.app, flat=3), scales={**SCALES, "twice": (0, 10), "flat": (1, 5)}
    )
    with pytest.raises(QuestionError, match="answers have no order"):
        ordinal_model(survey, "channel", ["app"])
    with pytest.raises(OptionError, match="twice can be computed exactly from app"):
        ordinal_model(survey, "csat", ["app", "twice"])
    with pytest.raises(OptionError, match="flat got the same answer"):
        ordinal_model(survey, "csat", ["flat"])
    with pytest.raises(OptionError, match="outcome cannot be among"):
        ordinal_model(survey, "csat", ["csat"])
    with pytest.raises(OptionError, match="weights must be one of"):
        ordinal_model(survey, "csat", ["app"], weights="people")
    apart = Survey.from_frame(
        pd.DataFrame({"csat": [1, 1, 1, 5, 5, 5] * 5, "app": [1, 2, 1, 5, 4, 5] * 5}),
        scales={"csat": (1, 5), "app": (1, 5)},
    )
    with pytest.raises(OptionError, match="no best fit"):
        ordinal_model(apart, "csat", ["app"])


@pytest.mark.parametrize("level", ["x", "", "Ja"])
def test_a_driver_with_one_level_is_refused_by_name(level):
    frame = pd.DataFrame({"csat": [1, 2, 3, 4, 5] * 20, "app": [1, 2, 4, 4, 5, 3, 1, 2, 5, 4] * 10, "region": level})
    frame.loc[0, "region"] = None
    survey = Survey.from_frame(frame, scales={"csat": (1, 5), "app": (1, 5)}, audience="Customers")
    with pytest.raises(OptionError, match="region"):
        ordinal_model(survey, "csat", ["app", "region"], categorical=["region"])


@pytest.fixture
def passing(monkeypatch):
    """Rows that pass by at each step, as where there are more combinations than can be held."""
    monkeypatch.setattr("cxresearch.survey.passing.pieces.ROWS", 200)
    monkeypatch.setattr("cxresearch.survey.passing.pieces._MOST_CELLS", 10)
    monkeypatch.setattr("cxresearch.stats.drivers.ordered_cells._MOST_CELLS", 50)


def lazy(frame, **about):
    held = pa.Table.from_pandas(frame, preserve_index=False)
    return Survey.from_frame(duckdb.from_arrow(held), **about)


KINDS = {
    "plain": ({}, {}),
    "whole weights": ({"weight": "times"}, {}),
    "weights": ({"weight": "w"}, {}),
    "units": ({"unit": "branch"}, {"cluster": "unit"}),
    "weighted units": ({"unit": "branch", "weight": "w"}, {"cluster": "unit"}),
    "levels": ({}, {"categorical": ["fees"]}),
}


@pytest.mark.parametrize("kind", KINDS)
def test_rows_that_pass_by_give_the_same_model(kind, request):
    """Newton's steps from sums of passing rows, on DuckDB, against combinations held in memory."""
    roles, options = KINDS[kind]
    rng = np.random.default_rng(3)
    frame = answers(7, 1500).assign(w=rng.uniform(0.3, 3, 1500), times=rng.integers(0, 4, 1500))
    frame["branch"] = [None if at > 25 else f"U{at}" for at in rng.integers(0, 28, 1500)]
    frame.loc[::11, "app"] = np.nan
    wanted = ordinal_model(
        Survey.from_frame(frame, scales=SCALES, roles=roles), "csat", ["app", "fees", "channel"], **options
    )
    request.getfixturevalue("passing")
    found = ordinal_model(lazy(frame, scales=SCALES, roles=roles), "csat", ["app", "fees", "channel"], **options)
    for name in ("table", "thresholds", "proportional"):
        pd.testing.assert_frame_equal(
            getattr(found, name), getattr(wanted, name), rtol=1e-9, atol=1e-11, check_dtype=False
        )
    assert (found.method, found.caveats) == (wanted.method, wanted.caveats)
    assert found.log_likelihood == pytest.approx(wanted.log_likelihood, rel=1e-13)


def test_statsmodels_agrees_with_rows_that_pass_by(passing):
    from statsmodels.miscmodels.ordinal_model import OrderedModel

    frame = answers(8, 800)
    result = ordinal_model(lazy(frame, scales=SCALES), "csat", ["app", "fees"])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = OrderedModel(frame.csat.to_numpy(), frame[["app", "fees"]], distr="logit").fit(
            method="newton", disp=False, maxiter=100
        )
    assert result.table.estimate.tolist() == pytest.approx(theirs.params[:2].tolist(), rel=1e-8)
    assert result.log_likelihood == pytest.approx(theirs.llf, rel=1e-12)


def test_what_no_model_fits_is_refused_when_rows_pass_by(passing):
    frame = pd.DataFrame({"csat": [1, 1, 1, 5, 5, 5] * 50, "app": [1, 2, 1, 5, 4, 5] * 50})
    with pytest.raises(OptionError, match="no best fit"):
        ordinal_model(lazy(frame, scales={"csat": (1, 5), "app": (1, 5)}), "csat", ["app"])
    with pytest.raises(OptionError, match="twice can be computed exactly from app"):
        twice = lazy(answers().assign(twice=lambda part: 2 * part.app), scales=SCALES | {"twice": (0, 10)})
        ordinal_model(twice, "csat", ["app", "twice"])


def branches(seed=1, n=600):
    rng = np.random.default_rng(seed)
    x, unit = rng.integers(1, 6, (n, 2)), rng.integers(0, 25, n)
    pull = 0.7 * rng.normal(size=25)[unit]
    y = np.digitize(0.5 * x[:, 0] - 0.2 * x[:, 1] + pull + rng.logistic(size=n), [0, 1, 2]) + 1
    frame = pd.DataFrame({"y": y, "a": x[:, 0], "b": x[:, 1], "branch": [f"U{at}" for at in unit]})
    scales = {"y": (1, 4), "a": (1, 5), "b": (1, 5)}
    return frame, unit, Survey.from_frame(frame, scales=scales, roles={"unit": "branch"})


@pytest.mark.parametrize("clustered", [False, True])
def test_statsmodels_ordered_model_agrees(clustered):
    from statsmodels.miscmodels.ordinal_model import OrderedModel

    frame, unit, survey = branches()
    ours = ordinal_model(survey, "y", ["a", "b"], cluster="unit" if clustered else None)
    options = {"cov_type": "cluster", "cov_kwds": {"groups": unit}} if clustered else {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = OrderedModel(frame.y, frame[["a", "b"]], distr="logit").fit(method="bfgs", disp=0, **options)
    assert ours.table.estimate.tolist() == pytest.approx(theirs.params[:2].tolist(), abs=1e-4)
    assert ours.table.std_error.tolist() == pytest.approx(theirs.bse[:2].tolist(), rel=1e-4)
    assert ours.log_likelihood == pytest.approx(theirs.llf, rel=1e-7)


@pytest.mark.parametrize("options", [{"cluster": "unit"}, {"weights": "sampling"}])
def test_no_test_is_claimed_that_was_not_made(options):
    frame, _, survey = branches()
    if "weights" in options:
        weighted = frame.assign(w=np.random.default_rng(0).uniform(0.5, 2, len(frame)))
        scales = {"y": (1, 4), "a": (1, 5), "b": (1, 5)}
        survey = Survey.from_frame(weighted, scales=scales, roles={"weight": "w"})
    result = ordinal_model(survey, "y", ["a", "b"], **options)
    assert "likelihood ratio" not in result.method
    assert "not tested" in result.method
    assert any("was not tested" in caveat for caveat in result.caveats)
    assert result.proportional.p_value.isna().all()
    assert np.isnan(result.lr_p_value)
    plain = ordinal_model(branches()[2], "y", ["a", "b"])
    assert "likelihood ratio" in plain.method
    assert not any("was not tested" in caveat for caveat in plain.caveats)
