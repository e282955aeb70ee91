"""What changed between two reports, held against scipy and against simulated studies whose truth is known."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import ttest_ind

import cxresearch as cx
from cxresearch.errors import OptionError
from cxresearch.report.keys import keys_of
from cxresearch.report.reports import Report
from cxresearch.result import Result
from cxresearch.survey.survey import Survey


def means(values: dict[str, np.ndarray]) -> Result:
    survey = Survey.from_frame(pd.DataFrame(values), scales=dict.fromkeys(values, (0, 10)), audience="Customers")
    return cx.mean_score(survey, list(values), scale="0-100")


def test_a_change_is_that_of_welchs_test():
    rng = np.random.default_rng(5)
    then, now = rng.integers(0, 11, 90), rng.integers(2, 11, 140)
    found = cx.compare_reports([means({"billing": then})], [means({"billing": now})]).table.iloc[0]
    theirs = ttest_ind(10.0 * now, 10.0 * then, equal_var=False)
    bounds = theirs.confidence_interval()
    assert found.estimate == pytest.approx(10 * (now.mean() - then.mean()))
    assert found.p_value == pytest.approx(theirs.pvalue)
    assert (found.ci_low, found.ci_high) == pytest.approx((bounds.low, bounds.high))


@pytest.mark.parametrize("margin", [3, 5, 10])
def test_held_is_that_of_two_one_sided_tests(margin):
    """As statsmodels reckons them; "held" is said where they show it, a small change beside it or not."""
    from statsmodels.stats.weightstats import ttost_ind

    rng = np.random.default_rng(margin)
    then, now = rng.binomial(10, 0.5, 700), rng.binomial(10, 0.52, 400)
    found = cx.compare_reports([means({"billing": then})], [means({"billing": now})], margin=margin).table.iloc[0]
    p, *_ = ttost_ind(10.0 * now, 10.0 * then, -margin, margin, usevar="unequal")
    assert found.p_equivalence == pytest.approx(p)
    assert (found.verdict == "held") == (p < 0.05)


def test_moved_held_undecided_new_and_gone():
    rng = np.random.default_rng(2)
    steady = rng.binomial(10, 0.5, 3000)
    then = means({"held": steady, "moved": rng.binomial(10, 0.4, 3000), "gone": steady})
    now = means({"held": rng.binomial(10, 0.5, 3000), "moved": rng.binomial(10, 0.6, 3000), "fresh": steady})
    found = cx.compare_reports([then], [now])
    verdicts = dict(zip(found.table.finding, found.table.verdict, strict=True))
    assert {name.rpartition(": ")[2]: verdict for name, verdict in verdicts.items()} == {
        "Held": "held", "Moved": "moved", "Gone": "gone", "Fresh": "new",
    }  # fmt: skip
    assert found.sentences()[0].startswith("Of 2 figures in both reports, 1 moved, 1 held within 10 points")
    one, other = np.array([1, 5, 9, 10, 0, 4]), np.array([2, 6, 8, 9, 1, 5])
    few = cx.compare_reports([means({"q": one})], [means({"q": other})])
    assert few.table.verdict.tolist() == ["not enough data"]
    assert keys_of(then)[0] in found.table.figure.tolist()


@pytest.mark.parametrize(("change", "wrong"), [(0.0, "moved"), (10.0, "held")])
def test_errors_of_both_kinds_stay_within_five_in_a_hundred(change, wrong):
    """500 studies of 12 questions: nothing moved, or all moved by just the margin."""
    rng = np.random.default_rng(1)
    false = 0
    for _ in range(500):
        tables = []
        for shift in (0.0, change):
            n = rng.integers(150, 400, 12)
            error = 25 / np.sqrt(n)
            estimate = 50 + shift + rng.normal(0, error)
            half = 1.96 * error
            tables.append(Result(pd.DataFrame({
                "question": [f"q{at}" for at in range(12)], "estimate": estimate, "std_error": error,
                "ci_low": estimate - half, "ci_high": estimate + half, "n": n,
            }), "simulated"))  # fmt: skip
        false += (cx.compare_reports([tables[0]], [tables[1]]).table.verdict == wrong).any()
    assert false / 500 <= 0.065


def test_what_is_no_point_never_holds_and_hidden_stays_hidden():
    frame = pd.DataFrame({"team": ["A"] * 30 + ["B"] * 30 + ["C"] * 3, "billing": [1, 3, 5] * 21})
    survey = Survey.from_frame(frame, scales={"billing": (1, 5)}, audience="Staff")
    hidden = cx.mean_score(survey, "billing", by="team", scale="0-100")
    found = cx.compare_reports([hidden], [hidden])
    row = found.table[found.table.finding.str.endswith("C")].iloc[0]
    assert row.verdict == "hidden" and np.isnan(row.then) and np.isnan(row.now)


def test_it_has_a_slide_and_a_sheet(tmp_path):
    rng = np.random.default_rng(3)
    waiting = rng.binomial(10, 0.5, 500)
    then, now = (means({"billing": rng.binomial(10, p, 500), "waiting": waiting}) for p in (0.4, 0.6))
    changed = cx.compare_reports(Report("2024", [then]), Report("2025", [now]))
    report = Report("What changed", [changed])
    assert report.to_pptx(tmp_path / "changed.pptx").is_file() and report.to_xlsx(tmp_path / "changed.xlsx").is_file()
    assert changed.titles == ("2024", "2025")


def test_what_cannot_be_compared_is_refused():
    one = means({"billing": np.arange(11)})
    with pytest.raises(OptionError, match="no figure in common"):
        cx.compare_reports([one], [means({"waiting": np.arange(11)})])
    with pytest.raises(OptionError, match="old is a Report"):
        cx.compare_reports("last year", [one])
    with pytest.raises(OptionError, match="margin"):
        cx.compare_reports([one], [one], margin=0)
