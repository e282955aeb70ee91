"""One person's answers in two waves are not two people: errors by person against statsmodels and simulated truths."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

import cxresearch as cx
from cxresearch import Survey
from cxresearch.stats.bases.row_gaps import paired_gap, row_side, unpaired_gap
from cxresearch.stats.bases.row_shares import share_gap, share_of


def panel(seed: int, people: int = 400, alike: float = 0.8, panel: float = 0.7) -> pd.DataFrame:
    """Two waves; most people answer in both, and say much the same in both."""
    rng = np.random.default_rng(seed)
    rows = []
    for wave in ("2025", "2026"):
        here = np.flatnonzero(rng.random(people) < 1 - (1 - panel) / 2)
        own = np.random.default_rng(seed + 7)
        hard, stays = own.random(people), own.random(people)
        again = rng.random((2, people)) < alike
        hard = np.where(again[0], hard, rng.random(people))
        stays = np.where(again[1], stays, rng.random(people))
        effort = np.where(hard < 0.35, 2, 6)
        left = (stays < np.where(effort == 2, 0.30, 0.15)).astype(int)
        rating = np.clip(np.round(own.normal(6, 2, people) + rng.normal(0, 1, people)), 0, 10)
        expected = np.clip(np.round(own.normal(7, 1.5, people) + rng.normal(0, 1, people)), 0, 10)
        whose = np.where(own.random(people) < 0.4, "Sales", "Everybody")
        rows.append(pd.DataFrame({
            "respondent": here, "wave": wave, "effort": effort[here], "left": left[here], "rating": rating[here],
            "expected": expected[here], "owns": whose[here],
        }))  # fmt: skip
    return pd.concat(rows, ignore_index=True)


def _clustered(y, x, groups) -> float:
    """statsmodels' cluster-robust error of a slope, without the correction for the number of coefficients."""
    fit = sm.OLS(y, sm.add_constant(x)).fit(cov_type="cluster", cov_kwds={"groups": groups})
    n, k = len(y), 1 + x.shape[1] if x.ndim > 1 else 2
    return float(fit.bse[-1]) * np.sqrt((n - k) / (n - 1))


def test_a_difference_of_shares_is_statsmodels_cluster_robust():
    rows = panel(3)
    hard, left, person = (rows.effort == 2).to_numpy(), rows.left.to_numpy(float), rows.respondent.to_numpy()
    a, b = (share_of(left[side], None, person[side], confidence=0.95) for side in (hard, ~hard))
    gap = share_gap(a, b, confidence=0.95)
    error = 100 * _clustered(left, hard.astype(float), person)
    from scipy.stats import t

    df = min(a.persons, b.persons)
    assert gap.p_value == pytest.approx(2 * t.sf(abs(gap.estimate) / error, df), rel=0.05)
    assert (gap.high - gap.low) / 2 == pytest.approx(1.97 * error, rel=0.03)
    plain = share_gap(*(share_of(left[side], None, confidence=0.95) for side in (hard, ~hard)), confidence=0.95)
    assert gap.high - gap.low > 1.1 * (plain.high - plain.low), "answers alone look surer than persons are"


def test_means_by_person_are_statsmodels_cluster_robust():
    rows = panel(4)
    value, person = 10 * rows.rating.to_numpy(), rows.respondent.to_numpy()
    side = row_side(value, None, person)
    fit = sm.OLS(value, np.ones(len(value))).fit(cov_type="cluster", cov_kwds={"groups": person})
    assert side.moments.std_error == pytest.approx(fit.bse[0], rel=1e-9)
    assert (side.persons, side.df) == (rows.respondent.nunique(), rows.respondent.nunique() - 1)
    weight = np.random.default_rng(2).uniform(0.5, 2, len(value))
    fit = sm.WLS(value, np.ones(len(value)), weights=weight).fit(cov_type="cluster", cov_kwds={"groups": person})
    assert row_side(value, weight, person).moments.std_error == pytest.approx(fit.bse[0], rel=1e-9)
    away = value - 10 * rows.expected.to_numpy()
    fit = sm.OLS(away, np.ones(len(value))).fit(cov_type="cluster", cov_kwds={"groups": person})
    gap = paired_gap(value, 10 * rows.expected.to_numpy(), None, person, confidence=0.95)
    assert (gap.std_error, gap.persons_a) == pytest.approx((fit.bse[0], rows.respondent.nunique()))


def test_persons_on_both_sides_are_taken_off_once():
    """Asked for one thing in one wave and for the other in the next: the same people stand on both sides."""
    rows = panel(5, panel=1.0)
    first = (rows.wave == "2025").to_numpy()
    value, person = 10 * rows.rating.to_numpy(), rows.respondent.to_numpy()
    gap = unpaired_gap(*(row_side(value[side], None, person[side]) for side in (first, ~first)), confidence=0.95)
    assert gap.std_error == pytest.approx(_clustered(value, first.astype(float), person), rel=0.01)


def survey_of(rows: pd.DataFrame) -> Survey:
    book = pd.DataFrame({
        "id": ["effort", "left", "rating", "expected", "owns"],
        "kind": ["effort", "choice", "rating", "rating", "choice"],
        "scale": ["1-7", "", "0-10", "0-10", ""], "topic": ["Effort", "Left", "Billing", "Billing", "Owner"],
        "aspect": ["", "", "experience", "expectation", ""],
    })  # fmt: skip
    roles = {"respondent": "respondent", "wave": "wave", "audience": "audience"}
    return Survey.from_frame(rows.assign(audience="Customers"), codebook=book, roles=roles)


def test_persons_and_answers_are_told_apart():
    rows = panel(6)
    n, persons = f"{len(rows):,}", rows.respondent.nunique()
    found = cx.effort_and_leaving(survey_of(rows), "effort", "left")
    assert any(f"of {n} answers of {persons} customers" in line for line in found.sentences())
    assert "linearised over persons" in found.method
    promise = cx.promise_and_delivery(survey_of(rows))
    assert promise.table.persons_a[0] == persons and promise.table.n_a[0] == len(rows)
    assert any(f"{n} answers of {persons} customers who rated both" in line for line in promise.sentences()[1:])
    owned = cx.ownership(survey_of(rows), "owns", by="audience")
    assert f"n = {n} of {persons} people" in owned.sentences()[0]
    told = f"{n} answers come from {persons} people: errors are taken by person."
    assert all(told in result.caveats for result in (found, promise, owned))


def test_where_nobody_answers_twice_nothing_changes():
    rows = panel(6).drop_duplicates("respondent")
    bare = cx.effort_and_leaving(survey_of(rows.drop(columns="respondent").assign(respondent=None)), "effort", "left")
    found = cx.effort_and_leaving(survey_of(rows), "effort", "left")
    pd.testing.assert_frame_equal(found.overall, bare.overall)
    assert found.sentences() == bare.sentences()


def test_intervals_hold_the_truth_where_the_same_people_answer_twice():
    """Pooled answers as people: 90% at best. By person: what the interval says."""
    inside, naive = [], []
    for seed in range(400):
        rows = panel(1000 + 11 * seed, people=250, alike=1.0)
        hard, left, person = (rows.effort == 2).to_numpy(), rows.left.to_numpy(float), rows.respondent.to_numpy()
        for keep, who in ((inside, person), (naive, None)):
            sides = (share_of(left[s], None, None if who is None else who[s], confidence=0.95) for s in (hard, ~hard))
            gap = share_gap(*sides, confidence=0.95)
            keep.append(gap.low <= 15 <= gap.high)
    assert 0.93 <= np.mean(inside) <= 0.98
    assert np.mean(naive) < 0.90


def test_few_differences_within_people_keep_their_interval():
    """Small paired sides at the end of the scale: without the pseudo-answer every fourth interval misses."""
    rng = np.random.default_rng(5)
    shares = np.array([0.01, 0.02, 0.05, 0.17, 0.75])
    inside, plain = [], []
    for _ in range(1500):
        first = rng.choice(5, 12, p=shares) * 25.0
        second = np.clip(first + 25.0 * rng.choice([-1, 0, 1], 12, p=[0.1, 0.85, 0.05]), 0, 100)
        grid = np.arange(5) * 25.0
        moved = 0.1 * np.clip(grid - 25, 0, 100) + 0.85 * grid + 0.05 * np.clip(grid + 25, 0, 100)
        truth = float(shares @ (grid - moved))
        for keep, points in ((inside, 5), (plain, None)):
            gap = paired_gap(first, second, None, confidence=0.95, points=points)
            keep.append(gap.low <= truth <= gap.high)
    assert np.mean(inside) >= 0.93 and np.mean(plain) < 0.85
