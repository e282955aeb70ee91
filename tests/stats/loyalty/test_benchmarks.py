"""Published claims: complete, careful, and compared only where everything fits."""

import numpy as np
import pandas as pd
import pytest

from cxresearch.errors import OptionError
from cxresearch.inference.shares import wilson
from cxresearch.stats.linkage.attitude_loyalty import attitude_loyalty
from cxresearch.stats.loyalty.benchmarks import Claim, compare_with_claim, published_claims
from cxresearch.stats.loyalty.claims import CLAIMS
from cxresearch.stats.loyalty.measures import nps
from cxresearch.survey.survey import Survey


def survey_of(promoters, passives, detractors, audience="Customers"):
    scores = [10] * promoters + [8] * passives + [2] * detractors
    text = "How likely are you to recommend us?"
    return Survey.from_frame(pd.DataFrame({text: scores}), scales={text: (0, 10)}, audience=audience)


@pytest.fixture(scope="module")
def link():
    mood, stay = [50, 60, 55, 70, 65, 80, 75, 85], [40, 52, 45, 58, 60, 66, 59, 72]
    frame = pd.DataFrame({"unit": list("ABCDEFGH"), "mood": mood, "stay": stay})
    return attitude_loyalty(
        Survey.from_frame(frame, scales={"mood": (0, 100), "stay": (0, 100)}), attitude="mood", loyalty="stay"
    )


def test_all_that_circulates_is_there():
    table = published_claims().table
    assert dict(table.groupby("pair", sort=False).estimate.apply(list)) == {
        "80/8": [80, 8], "41/68": [41, 68], "89/12": [89, 12], "39/77": [39, 77], "68": [68], "81": [81],
    }  # fmt: skip
    for column in ("claim", "unit", "source", "traced", "trace", "population"):
        assert (table[column].str.len() > 0).all()


def test_bain_counts_companies():
    table = published_claims().table.query("pair == '80/8'")
    assert table.unit.tolist() == ["companies"] * 2
    assert table.n.tolist() == [362, 362]
    _, low, high = wilson(0.08 * 362, 362)
    assert table[["ci_low", "ci_high"]].to_numpy()[1] == pytest.approx([100 * float(low), 100 * float(high)])


def test_the_untraced_are_told_not_to_be_shown():
    said = " ".join(published_claims().sentences())
    assert "41/68: no source was found. Do not show it as a fact" in said
    assert published_claims().table.query("pair == '41/68'").traced.unique().tolist() == ["no source found"]


def test_folklore_is_refused_with_every_reason(link):
    result = compare_with_claim(link, "41/68")
    assert not result.comparable
    assert result.table.verdict.unique().tolist() == ["not comparable"]
    assert result.table.estimate.isna().all()
    said = " ".join(result.sentences())
    assert said.startswith("Not comparable: 41% of customers")
    for reason in (
        "No source was found",
        "measure differs",
        "question behind the claim is not known",
        "population differs",
    ):
        assert reason in said
    assert "not comparable" in repr(result)


@pytest.mark.parametrize("claim", sorted({claim.pair for claim in CLAIMS} | {claim.id for claim in CLAIMS}))
def test_no_circulating_claim_fits_a_client(link, claim):
    assert not compare_with_claim(link, claim).comparable
    assert not compare_with_claim(nps(survey_of(30, 30, 40)), claim).comparable


def test_companies_are_no_customers():
    reasons = compare_with_claim(nps(survey_of(30, 30, 40)), "80/8").reasons
    assert any("counts companies" in reason for reason in reasons)


def benchmark(**changes):
    told = {
        "id": "trade", "claim": "NPS of the trade", "estimate": -20.0, "measure": "nps", "unit": "customers",
        "year": 2025, "n": 1140,
        "source": "a trade survey", "traced": "primary source", "question": "How likely are you to recommend us?",
    }  # fmt: skip
    return Claim(**told | changes)


def test_a_sound_benchmark_is_compared_with_both_intervals():
    own = nps(survey_of(300, 300, 400))
    result = compare_with_claim(own, benchmark())
    row = result.table.iloc[0]
    assert result.comparable
    assert row.estimate == pytest.approx(10)
    half = 1.959964 * 100 * np.sqrt((1 - 0.04) / 1140)
    assert (row.benchmark_ci_low, row.benchmark_ci_high) == pytest.approx((-20 - half, -20 + half), abs=1e-3)
    low = 10 - np.hypot(row.own - row.own_ci_low, half)
    assert row.ci_low == pytest.approx(low, abs=1e-3)
    assert row.verdict == "higher"
    assert "yours is -10, higher than the published -20" in result.sentences()[0]


def test_too_close_to_call():
    row = compare_with_claim(nps(survey_of(30, 30, 40)), benchmark(n=60)).table.iloc[0]
    assert row.verdict == "cannot be told apart"


def test_a_benchmark_without_a_base_is_no_judge():
    result = compare_with_claim(nps(survey_of(300, 300, 400)), benchmark(n=None))
    assert result.comparable
    assert "without its base the difference cannot be judged" in result.sentences()[0]


@pytest.mark.parametrize(
    ("changes", "audience", "reason"),
    [
        ({"unit": "staff"}, "Customers", "claim is about staff, your result about customers"),
        ({}, "Staff", "claim is about customers, your result about staff"),
        ({"measure": "share", "estimate": 20}, "Customers", "measure differs"),
        ({"traced": "secondary source"}, "Customers", "second-hand only"),
        ({"question": ""}, "Customers", "question behind the claim is not known"),
        ({"unit": "companies"}, "Customers", "counts companies"),
    ],
)
def test_what_differs_is_named(changes, audience, reason):
    result = compare_with_claim(nps(survey_of(30, 30, 40, audience)), benchmark(**changes))
    assert not result.comparable
    assert any(reason in line for line in result.reasons)


def test_the_published_difference_covers():
    """The interval of the difference holds the true one in 93 to 97 where hardly anybody is passive, as is assumed."""
    from cxresearch.inference.intervals import nps_interval
    from cxresearch.stats.loyalty.benchmarks import _row

    rng = np.random.default_rng(3)
    own = nps(survey_of(30, 30, 40))
    drawn = nps_interval(*rng.multinomial(300, [0.3, 0.3, 0.4], size=2000).T)
    theirs = rng.multinomial(400, [0.45, 0.02, 0.53], size=2000)
    hits = 0
    for at, (fans, _, critics) in enumerate(theirs):
        row = pd.Series({"estimate": drawn.estimate[at], "ci_low": drawn.low[at], "ci_high": drawn.high[at]})
        found = _row(own, row, benchmark(estimate=(fans - critics) / 4, n=400), 0.95, True)
        hits += found["ci_low"] <= -2 <= found["ci_high"]
    assert 0.93 <= hits / 2000 <= 0.97


def test_bad_claims_are_named(link):
    with pytest.raises(OptionError, match="No claim '80/80'.*Did you mean '80/8'"):
        compare_with_claim(link, "80/80")
    with pytest.raises(OptionError, match="needs a Result"):
        compare_with_claim(41, "41/68")
    with pytest.raises(OptionError, match="unit= of a claim"):
        benchmark(unit="people")
    with pytest.raises(OptionError, match="has no figure"):
        benchmark(estimate=float("nan"))
    with pytest.raises(OptionError, match="A nps runs from -100 to 100"):
        benchmark(estimate=180)
