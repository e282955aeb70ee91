"""Best in life against scipy's paired test, weighted against statsmodels' robust errors."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy.stats import ttest_rel
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.weightstats import ttost_paired

import cxresearch as cx
from cxresearch.errors import OptionError, QuestionError
from tests import outside_in


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    frame = outside_in.bank().to_pandas()
    return frame[frame.audience == "Customers"]


def test_the_gap_is_taken_within_people(rows):
    result = cx.best_in_life(outside_in.bank(), "BEST", "OWN", company="COMPANY")
    table = result.table.set_index("company")
    parts = {"All named companies": rows} | dict(list(rows.groupby("COMPANY")))
    assert set(table.index) == set(parts)
    for name, part in parts.items():
        test = ttest_rel(10 * part.OWN, 10 * part.BEST)
        row = table.loc[name]
        bounds = test.confidence_interval(0.95)
        found = (row.estimate, row.p_value, row.ci_low, row.ci_high)
        assert found == pytest.approx((10 * (part.OWN - part.BEST).mean(), test.pvalue, bounds.low, bounds.high))
        assert (row.n, row.share) == pytest.approx((len(part), 100 * len(part) / len(rows)))
    assert table.p_adjusted.tolist() == pytest.approx(multipletests(table.p_value, method="holm")[1].tolist())


def test_the_first_row_is_everybody_and_companies_follow_by_how_often():
    result = cx.best_in_life(outside_in.bank(), "BEST", "OWN", company="COMPANY")
    assert result.table.company[0] == "All named companies"
    assert result.table.n[1:].is_monotonic_decreasing
    said = result.sentences()
    assert said[0].startswith(
        "Customers rate Made Bank 55.7 of 100 and whoever makes life easiest for them 80.3: 24.6 points behind"
    )


def test_weighted_errors_are_linearised(rows):
    row = cx.best_in_life(outside_in.bank().with_roles(weight="weight"), "BEST", "OWN").table.iloc[0]
    away = 10 * (rows.OWN - rows.BEST)
    fit = sm.WLS(away, np.ones(len(away)), weights=rows.weight).fit(cov_type="HC1")
    assert (row.estimate, row.std_error) == pytest.approx((fit.params.iloc[0], fit.bse.iloc[0]))
    assert row.n_effective == pytest.approx(rows.weight.sum() ** 2 / (rows.weight**2).sum())


def test_alignment_is_shown_by_two_one_sided_tests():
    rng = np.random.default_rng(1)
    frame = pd.DataFrame({"best": rng.integers(4, 8, 400), "own": rng.integers(4, 8, 400)})
    survey = cx.Survey.from_frame(frame, scales={"best": (0, 10), "own": (0, 10)}, audience="Customers")
    row = cx.best_in_life(survey, "best", "own", margin=5).table.iloc[0]
    p, *_ = ttost_paired(10 * frame.own, 10 * frame.best, -5, 5)
    assert row.p_equivalence == pytest.approx(p)
    assert row.verdict == "aligned"
    assert "aligned within 5 points" in cx.best_in_life(survey, "best", "own", margin=5).sentences()[0]


def test_spellings_of_a_company_are_one_and_rare_ones_are_taken_together():
    frame = pd.DataFrame({
        "best": [9, 8, 9, 7, 8, 9] * 4, "own": [5, 6, 6, 4, 5, 7] * 4,
        "named": ["Acme", "ACME ", " acme.", "Zed", "Yot", None] * 4,
    })  # fmt: skip
    survey = cx.Survey.from_frame(frame, scales={"best": (0, 10), "own": (0, 10)}, audience="Customers")
    result = cx.best_in_life(survey, "best", "own", company="named", fewest=10)
    assert result.table.company.tolist() == ["All named companies", "Acme", "Companies named by fewer than 10 (2)"]
    assert result.table.n.tolist() == [24, 12, 8]
    assert any("4 customers rated both and named no company" in line for line in result.caveats)


def test_small_groups_of_staff_stay_hidden_and_cannot_be_subtracted():
    frame = pd.DataFrame({
        "audience": "Staff", "best": [9, 8, 9, 7] * 10, "own": [5, 6, 6, 4] * 10,
        "named": ["A"] * 20 + ["B"] * 17 + ["C"] * 3,
    })  # fmt: skip
    survey = cx.Survey.from_frame(frame, roles={"audience": "audience"}, scales={"best": (0, 10), "own": (0, 10)})
    table = cx.best_in_life(survey, "best", "own", company="named", fewest=1).table.set_index("company")
    assert table.verdict.eq("hidden").to_dict() == {"All named companies": False, "A": False, "B": True, "C": True}
    assert table.loc[["B", "C"], ["best", "own", "estimate", "n"]].isna().all().all()


def test_bad_input_is_told():
    bank = outside_in.bank()
    with pytest.raises(QuestionError, match="'COMPANY'.*answers on a scale"):
        cx.best_in_life(bank, "COMPANY", "OWN")
    with pytest.raises(OptionError, match="same question"):
        cx.best_in_life(bank, "OWN", "OWN")
    with pytest.raises(OptionError, match="margin"):
        cx.best_in_life(bank, "BEST", "OWN", margin=0)
    with pytest.raises(OptionError, match="fewest"):
        cx.best_in_life(bank, "BEST", "OWN", fewest=0)
    with pytest.raises(QuestionError, match="COMPNY"):
        cx.best_in_life(bank, "BEST", "OWN", company="COMPNY")
    with pytest.raises(QuestionError, match="Nobody in Made Bank rated both"):
        cx.best_in_life(bank.only(audience="Staff"), "BEST", "OWN")
