"""Drivers: R's relaimpo and rwa, pingouin, brute force over all orders, bootstraps row by row, and what is told."""

import json
from itertools import combinations, permutations

import numpy as np
import pandas as pd
import pingouin
import pytest

from cxresearch.errors import OptionError, QuestionError
from cxresearch.stats.drivers.loyalty_drivers import loyalty_drivers
from cxresearch.stats.drivers.relative_importance import (
    all_r_squared,
    cross_products,
    johnson,
    lmg,
    lmg_near,
    resampled,
    standardised,
    vif,
)
from cxresearch.survey.survey import Survey
from tests.oracles import cases


def correlated(rng, rows, drivers):
    x = rng.normal(size=(rows, drivers)) + rng.normal(size=(rows, 1))
    y = x @ np.linspace(0.1, 0.6, drivers) + 2 * rng.normal(size=rows)
    return np.column_stack([y, x])


def r_squared(matrix, drivers):
    """R squared by least squares on the named columns."""
    if not drivers:
        return 0.0
    among, cross = matrix[np.ix_(drivers, drivers)], matrix[0, drivers]
    return float(cross @ np.linalg.solve(among, cross))


@pytest.mark.parametrize("record", cases("lmg"))
def test_r_agrees(record):
    matrix, expected = np.array(record["input"]["correlations"]), record["expected"]
    tolerance = record["tolerance"]
    assert lmg(matrix) == pytest.approx(list(expected["lmg"].values()), abs=tolerance)
    assert johnson(matrix) == pytest.approx(list(expected["johnson_raw_weights"].values()), abs=tolerance)
    assert lmg(matrix).sum() == pytest.approx(expected["r2"], abs=tolerance)
    worth = all_r_squared(matrix)
    alone = [worth[1 << at] for at in range(len(matrix) - 1)]
    last = [worth[-1] - worth[len(worth) - 1 - (1 << at)] for at in range(len(matrix) - 1)]
    assert alone == pytest.approx(list(expected["first"].values()), abs=tolerance)
    assert last == pytest.approx(list(expected["last"].values()), abs=tolerance)


def test_published_digits():
    """Groemping (2006), swiss; rwa package, mtcars; R's attitude."""
    from tests.oracles import record

    swiss = np.array(record("lmg", "lmg.swiss")["input"]["correlations"])
    assert lmg(swiss).round(6).tolist() == [0.057091, 0.171173, 0.260135, 0.10557, 0.112766]
    mtcars = np.array(record("lmg", "rwa.mtcars")["input"]["correlations"])
    weights = johnson(mtcars)
    assert (100 * weights / weights.sum()).round(5).tolist() == [29.32274, 28.50999, 29.79691, 12.37037]
    attitude = np.array(record("lmg", "lmg.attitude")["input"]["correlations"])
    assert lmg(attitude).sum().round(6) == 0.732602


def test_every_subset_is_a_regression():
    matrix = np.corrcoef(correlated(np.random.default_rng(1), 200, 5).T)
    worth = all_r_squared(matrix)
    for size in range(6):
        for subset in combinations(range(5), size):
            mask = sum(1 << at for at in subset)
            assert worth[mask] == pytest.approx(r_squared(matrix, [at + 1 for at in subset]), abs=1e-12)


def test_lmg_is_the_mean_over_all_orders():
    matrix = np.corrcoef(correlated(np.random.default_rng(2), 100, 5).T)
    added = np.zeros(5)
    for order in permutations(range(1, 6)):
        for place, driver in enumerate(order):
            added[driver - 1] += r_squared(matrix, list(order[: place + 1])) - r_squared(matrix, list(order[:place]))
    assert lmg(matrix) == pytest.approx(added / 120, abs=1e-12)


def test_pingouin_agrees():
    data = correlated(np.random.default_rng(3), 150, 6)
    theirs = pingouin.linear_regression(data[:, 1:], data[:, 0], relimp=True)
    matrix = standardised(cross_products(data - data.mean(axis=0)))
    assert lmg(matrix) == pytest.approx(theirs.relimp.to_numpy()[1:], abs=1e-10)


def test_stacks_are_their_parts():
    stack = np.array([np.corrcoef(correlated(np.random.default_rng(seed), 80, 7).T) for seed in range(5)])
    assert lmg(stack) == pytest.approx(np.array([lmg(one) for one in stack]), abs=1e-12)
    assert johnson(stack) == pytest.approx(np.array([johnson(one) for one in stack]), abs=1e-12)


def test_twenty_drivers_add_up():
    data = correlated(np.random.default_rng(4), 400, 20)
    matrix = np.corrcoef(data.T)
    shares = lmg(matrix)
    assert (shares > 0).all()
    assert shares.sum() == pytest.approx(r_squared(matrix, list(range(1, 21))), abs=1e-10)


def test_vif_is_by_definition():
    matrix = np.corrcoef(correlated(np.random.default_rng(5), 90, 4).T)
    among = matrix[1:, 1:]
    for at in range(4):
        others = [other for other in range(4) if other != at]
        explained = among[at, others] @ np.linalg.solve(among[np.ix_(others, others)], among[at, others])
        assert vif(matrix)[at] == pytest.approx(1 / (1 - explained))


def test_weighted_sums_are_repeated_rows():
    data = correlated(np.random.default_rng(6), 40, 3)
    weight = np.random.default_rng(7).integers(1, 5, 40)
    centre = np.average(data, axis=0, weights=weight)
    assert standardised(cross_products(data - centre, weight)) == pytest.approx(
        np.corrcoef(np.repeat(data, weight, axis=0).T)
    )


def test_resamples_are_row_by_row_bootstraps():
    """The matrix product gives what sampling rows and summing gives, in mean and spread."""
    data = correlated(np.random.default_rng(8), 60, 3)
    data = data - data.mean(axis=0)
    ours = lmg(standardised(resampled(data, None, draws=4000, rng=np.random.default_rng(1))))
    rng = np.random.default_rng(2)
    rows = lmg(np.array([np.corrcoef(data[rng.integers(0, 60, 60)].T) for _ in range(4000)]))
    assert ours.mean(axis=0) == pytest.approx(rows.mean(axis=0), abs=0.01)
    assert np.quantile(ours, [0.025, 0.975], axis=0) == pytest.approx(
        np.quantile(rows, [0.025, 0.975], axis=0), abs=0.02
    )


def test_blocks_of_rows_have_the_same_spread():
    data = correlated(np.random.default_rng(9), 30_000, 2)
    data = data - data.mean(axis=0)
    spread = lmg(standardised(resampled(data, None, draws=600, rng=np.random.default_rng(1)))).std(axis=0)
    fewer = lmg(standardised(resampled(data[:9000], None, draws=600, rng=np.random.default_rng(1)))).std(axis=0)
    assert spread * np.sqrt(30_000 / 9000) == pytest.approx(fewer, rel=0.15)


def test_samples_of_many_drivers_go_through_some_orders_and_come_out_as_through_all():
    draw = np.random.default_rng(5)
    mixed = draw.normal(size=(700, 10)) @ (np.eye(10) + 0.4 * draw.normal(size=(10, 10)))
    data = (mixed - mixed.mean(axis=0)) / mixed.std(axis=0)
    around = standardised(cross_products(data))
    samples = standardised(resampled(data, None, draws=300, rng=np.random.default_rng(2)))
    exact, near = lmg(samples), lmg_near(samples, around, lmg(around))
    assert np.sqrt(((near - exact) ** 2).mean(axis=0) / exact.var(axis=0)).max() < 0.2
    ends = [np.quantile(found, [0.025, 0.975], axis=0) for found in (exact, near)]
    assert np.abs(ends[0] - ends[1]).max() < 0.1 * np.ptp(ends[0], axis=0).max()
    np.testing.assert_allclose(near.sum(axis=1), exact.sum(axis=1), rtol=1e-9)


def test_the_random_variable_is_unrelated_and_new_each_time():
    data = correlated(np.random.default_rng(10), 300, 2)
    stack = standardised(
        resampled(data - data.mean(axis=0), None, draws=2000, rng=np.random.default_rng(3), random_variable=True)
    )
    assert stack[:, :-1, -1].mean(axis=0) == pytest.approx([0, 0, 0], abs=0.01)
    # Its own noise and the bootstrap's: sqrt(2 / n).
    assert stack[:, 0, -1].std() == pytest.approx(np.sqrt(2 / 300), rel=0.1)
    assert stack[:, -1, -1] == pytest.approx(np.ones(2000))


@pytest.fixture(scope="module")
def survey():
    rng = np.random.default_rng(11)
    rows = 400
    general = rng.normal(size=rows)
    app, fees, staff = (0.6 * general + rng.normal(size=rows) for _ in range(3))
    luck = rng.normal(size=rows)
    nps = 1.2 * fees + 0.6 * staff + 0.2 * app + 1.5 * rng.normal(size=rows)
    scores = {name: np.clip(np.rint(6 + 1.6 * part), 0, 10) for name, part in
              (("nps", nps), ("app", app), ("fees", fees), ("staff", staff), ("luck", luck))}  # fmt: skip
    scores["fees_importance"] = rng.integers(7, 11, rows)
    scores["app_importance"] = rng.integers(3, 8, rows)
    scores["staff_importance"] = rng.integers(2, 6, rows)
    book = pd.DataFrame(
        {
            "id": list(scores), "kind": ["nps", *["rating"] * 7], "scale": "0-10",
            "topic": ["Recommend", "App", "Fees", "Staff", "Weather", "Fees", "App", "Staff"],
            "aspect": [*["experience"] * 5, *["importance"] * 3],
        }
    )  # fmt: skip
    return Survey.from_frame(pd.DataFrame(scores), codebook=book)


DRIVERS = ["app", "fees", "staff", "luck"]


def test_the_table_is_lmg_of_the_rows(survey):
    result = loyalty_drivers(survey, "nps", DRIVERS)
    data = survey.to_pandas()[["nps", *DRIVERS]]
    matrix = np.corrcoef(data.T)
    assert result.table.driver.tolist() == DRIVERS
    assert result.table.estimate.to_numpy() == pytest.approx(lmg(matrix), abs=1e-12)
    assert result.r_squared == pytest.approx(r_squared(matrix, [1, 2, 3, 4]))
    assert result.table.share.sum() == pytest.approx(1)
    assert result.table.vif.to_numpy() == pytest.approx(vif(matrix))
    assert (result.table.ci_low <= result.table.estimate).all()
    assert (result.table.estimate < result.table.ci_high).all()
    assert result.table.beats_random.tolist() == [True, True, True, False]
    assert result.table.performance.to_numpy() == pytest.approx(10 * data[DRIVERS].mean().to_numpy())


def test_chance_is_never_called_a_driver():
    """Pure noise: a variable beats the random one about as seldom as its level says."""
    rng = np.random.default_rng(12)
    beaten = []
    for seed in range(40):
        scores = {name: rng.integers(0, 11, 150) for name in ("nps", "a", "b", "c")}
        survey = Survey.from_frame(pd.DataFrame(scores), scales=dict.fromkeys(scores, (0, 10)))
        beaten += loyalty_drivers(survey, "nps", ["a", "b", "c"], bootstrap=200, seed=seed).table.beats_random.tolist()
    assert np.mean(beaten) <= 0.05


def test_stated_stands_beside_derived(survey):
    result = loyalty_drivers(survey, "nps", ["app", "fees", "staff"])
    data = survey.to_pandas()
    expected = [10 * data[f"{name}_importance"].mean() for name in ("app", "fees", "staff")]
    assert result.table.stated_importance.tolist() == pytest.approx(expected)
    assert np.isnan(loyalty_drivers(survey, "nps", DRIVERS).table.stated_importance[3])


def test_johnson_on_request_and_beyond_twenty(survey):
    named = loyalty_drivers(survey, "nps", DRIVERS, method="johnson")
    assert named.table.estimate.to_numpy() == pytest.approx(
        johnson(np.corrcoef(survey.to_pandas()[["nps", *DRIVERS]].T))
    )
    data = correlated(np.random.default_rng(13), 300, 21)
    frame = pd.DataFrame(data, columns=["y", *(f"x{at}" for at in range(21))])
    wide = Survey.from_frame(frame, codebook=pd.DataFrame({"id": frame.columns, "kind": "number"}))
    result = loyalty_drivers(wide, "y", [f"x{at}" for at in range(21)], bootstrap=0)
    assert "Johnson" in result.method
    assert any("More than 20 drivers" in line for line in result.caveats)


def test_weights_count(survey):
    frame = survey.to_pandas()[["nps", *DRIVERS]].assign(w=np.tile([1, 3], 200))
    weighted = Survey.from_frame(frame, roles={"weight": "w"}, scales=dict.fromkeys(["nps", *DRIVERS], (0, 10)))
    result = loyalty_drivers(weighted, "nps", DRIVERS, bootstrap=0)
    assert result.table.estimate.to_numpy() == pytest.approx(
        lmg(np.corrcoef(np.repeat(frame, frame.w, axis=0)[:, :5].T))
    )
    assert result.table.n_effective[0] == pytest.approx(800**2 / 2000)


def test_listwise_losses_are_counted(survey):
    frame = survey.to_pandas()[["nps", *DRIVERS]]
    frame.loc[:29, "app"] = np.nan
    frame.loc[30:34, "nps"] = np.nan
    result = loyalty_drivers(
        Survey.from_frame(frame, scales=dict.fromkeys(frame, (0, 10))), "nps", DRIVERS, bootstrap=0
    )
    assert result.table.n[0] == 365
    assert any(
        "35 of 400 respondents lack at least one answer" in line and "app, 30" in line for line in result.caveats
    )


def test_without_bootstrap_nothing_is_claimed(survey):
    result = loyalty_drivers(survey, "nps", DRIVERS, bootstrap=0)
    assert result.table.ci_low.isna().all()
    assert not result.table.beats_random.any()
    assert "nan" not in " ".join(result.sentences()).lower()


def test_same_seed_same_text(survey):
    assert repr(loyalty_drivers(survey, "nps", DRIVERS)) == repr(loyalty_drivers(survey, "nps", DRIVERS))


def test_bad_input_is_told(survey):
    frame = survey.to_pandas()[["nps", *DRIVERS]]
    scales = dict.fromkeys([*frame, "twice", "sum", "flat"], (0, 10))
    wide = frame.assign(twice=frame.app, flat=5, sum=(frame.app + frame.fees) / 2)
    other = Survey.from_frame(wide, scales=scales)
    with pytest.raises(OptionError, match="twice can be computed exactly from app"):
        loyalty_drivers(other, "nps", ["app", "fees", "twice"])
    with pytest.raises(OptionError, match="sum can be computed exactly from app, fees"):
        loyalty_drivers(other, "nps", ["app", "fees", "sum"])
    with pytest.raises(OptionError, match="flat got the same answer from all 400 rows"):
        loyalty_drivers(other, "nps", ["app", "flat"])
    with pytest.raises(OptionError, match="4 drivers cannot be told apart with 5 complete rows"):
        loyalty_drivers(Survey.from_frame(frame.head(5), scales=dict.fromkeys(frame, (0, 10))), "nps", DRIVERS)
    with pytest.raises(OptionError, match="cannot be among its own drivers"):
        loyalty_drivers(survey, "nps", ["nps", "app"])
    with pytest.raises(OptionError, match="method must be one of"):
        loyalty_drivers(survey, "nps", DRIVERS, method="shapely")
    with pytest.raises(OptionError, match="at least 100 samples"):
        loyalty_drivers(survey, "nps", DRIVERS, bootstrap=20)
    with pytest.raises(QuestionError, match="'apps'.*Did you mean 'app'"):
        loyalty_drivers(survey, "nps", ["apps"])


def test_customers_are_meant_where_staff_answered_too():
    rng = np.random.default_rng(14)
    frame = pd.DataFrame(
        {
            "audience": ["Staff"] * 50 + ["Customers"] * 100,
            "nps": rng.integers(0, 11, 150),
            "app": rng.integers(0, 11, 150),
        }
    )
    survey = Survey.from_frame(frame, scales={"nps": (0, 10), "app": (0, 10)})
    result = loyalty_drivers(survey, "nps", ["app"], bootstrap=0)
    assert result.table.n[0] == 100
    assert any("Answers of customers only; Staff answered too" in line for line in result.caveats)
    assert loyalty_drivers(survey, "nps", ["app"], bootstrap=0, audience="Staff").table.n[0] == 50


def test_what_must_not_be_said(survey):
    text = " ".join(loyalty_drivers(survey, "nps", DRIVERS).sentences()).lower()
    assert "because" not in text
    assert "drives" not in text


@pytest.mark.external
def test_bootstrap_bounds_are_relaimpos(fixtures):
    entries = json.loads((fixtures / "reference" / "reference.json").read_text(encoding="utf-8"))
    expected = next(entry for entry in entries if entry["id"] == "lmg.attitude.boot")["expected"]
    frame = pd.read_csv(fixtures / "data" / "attitude.csv")
    book = pd.DataFrame({"id": frame.columns, "kind": "number"})
    table = loyalty_drivers(
        Survey.from_frame(frame, codebook=book), "rating", list(expected["lower"]), bootstrap=2000
    ).table
    assert table.ci_low.tolist() == pytest.approx(list(expected["lower"].values()), abs=0.03)
    assert table.ci_high.tolist() == pytest.approx(list(expected["upper"].values()), abs=0.03)


@pytest.mark.external
@pytest.mark.parametrize(
    ("id", "file", "outcome"),
    [("lmg.swiss", "swiss", "Fertility"), ("lmg.attitude", "attitude", "rating"), ("rwa.mtcars", "mtcars", "mpg")],
)
def test_stored_correlations_are_the_data(fixtures, id, file, outcome):
    from tests.oracles import record

    stored = record("lmg", id)
    data = pd.read_csv(fixtures / "data" / f"{file}.csv")[[outcome, *stored["expected"]["lmg"]]]
    assert np.corrcoef(data.T) == pytest.approx(np.array(stored["input"]["correlations"]), abs=1e-14)


def test_drivers_that_the_audience_was_not_asked_are_named():
    rng = np.random.default_rng(1)
    frame = pd.DataFrame(rng.integers(1, 6, (200, 4)), columns=["nps", "app", "fee", "pay"]).astype(float)
    frame["audience"] = ["Staff", "Customers"] * 100
    frame.loc[frame.audience == "Customers", "pay"] = np.nan
    frame.loc[frame.audience == "Staff", "nps"] = np.nan
    survey = Survey.from_frame(frame, scales={"nps": (0, 10), "app": (1, 5), "fee": (1, 5), "pay": (1, 5)})
    result = loyalty_drivers(survey, "nps", bootstrap=0)
    assert result.table.driver.tolist() == ["app", "fee"]
    assert any("pay" in caveat and "no answer" in caveat for caveat in result.caveats)
    with pytest.raises(OptionError, match="no answer to pay"):
        loyalty_drivers(survey, "nps", ["app", "pay"], bootstrap=0, audience="Customers")


def clustered(seed=0, units=30, size=20):
    """Everything varies by unit: what a bootstrap of rows takes for far more sure than it is."""
    rng = np.random.default_rng(seed)
    unit = np.repeat(np.arange(units), size)
    level = rng.normal(size=(units, 2))[unit]
    app = level[:, 0] + 0.3 * rng.normal(size=len(unit))
    fee = rng.normal(size=len(unit))
    nps = 0.7 * app + level[:, 1] + 0.3 * fee + 0.3 * rng.normal(size=len(unit))
    frame = pd.DataFrame({"nps": nps, "app": app, "fee": fee, "branch": [f"B{at}" for at in unit]})
    book = pd.DataFrame({"id": ["nps", "app", "fee"], "kind": "number"})
    return Survey.from_frame(frame, codebook=book, roles={"unit": "branch"})


def test_sampled_units_are_drawn_whole():
    survey = clustered()
    rows = loyalty_drivers(survey, "nps", ["app", "fee"], bootstrap=400)
    units = loyalty_drivers(survey, "nps", ["app", "fee"], bootstrap=400, cluster="unit")
    assert units.table.estimate.tolist() == rows.table.estimate.tolist()
    wide = (units.table.ci_high - units.table.ci_low) / (rows.table.ci_high - rows.table.ci_low)
    assert wide[0] > 2
    assert "whole units (unit)" in units.method


def test_the_bootstrap_of_units_is_a_bootstrap_of_units():
    """Against a plain loop that stacks drawn units."""
    survey = clustered(seed=3, units=25, size=12)
    frame = survey.to_pandas()
    values = frame[["nps", "app", "fee"]].to_numpy()
    code = frame.branch.astype("category").cat.codes.to_numpy()
    ours = lmg(standardised(resampled(values - values.mean(axis=0), None, draws=1500, rng=np.random.default_rng(1),
                                      cluster=code)))  # fmt: skip
    rng, theirs = np.random.default_rng(2), []
    places = [np.flatnonzero(code == unit) for unit in range(25)]
    for _ in range(1500):
        theirs.append(lmg(np.corrcoef(values[np.concatenate([places[u] for u in rng.integers(0, 25, 25)])].T)))
    assert ours.std(axis=0) == pytest.approx(np.std(theirs, axis=0), rel=0.1)
    assert ours.mean(axis=0) == pytest.approx(np.mean(theirs, axis=0), rel=0.05)


def test_few_sampled_units_are_said():
    caveats = loyalty_drivers(clustered(units=6), "nps", ["app", "fee"], bootstrap=100, cluster="unit").caveats
    assert any("6 sampled units are few" in caveat for caveat in caveats)
