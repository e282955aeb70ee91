"""What goes with loyalty in money: against statsmodels, the planted revenue, and what is not promised."""

import re

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy.stats import pearsonr

import cxresearch as cx
from cxresearch.errors import OptionError, SurveyFileError
from tests.places import generator


def shop(n=900, seed=3):
    """Spending differs by channel and by loyalty; channel and loyalty go together."""
    rng = np.random.default_rng(seed)
    channel = rng.random(n) < 0.5
    nps = rng.binomial(10, np.where(channel, 0.8, 0.6))
    spent = 50 + 40 * channel + 10 * (nps >= 9) + 5 * ((nps >= 7) & (nps <= 8)) + rng.gamma(2, 10, n)
    frame = pd.DataFrame({"who": [f"K{at}" for at in range(n)], "channel": np.where(channel, "Shop", "Web"), "nps": nps,
                          "spent": spent, "unit": [f"U{at % 15}" for at in range(n)]})  # fmt: skip
    return frame, cx.Survey.from_frame(frame, audience="Customers", scales={"nps": (0, 10)},
                                       roles={"respondent": "who", "segment": "channel", "unit": "unit"})  # fmt: skip


def test_means_and_differences_are_those_of_statsmodels():
    frame, survey = shop()
    found = cx.loyalty_and_value(survey, "spent", question="nps")
    table = found.table.set_index("group")
    group = np.select([frame.nps >= 9, frame.nps >= 7], ["promoter", "passive"], "detractor")
    for name in table.index:
        assert table.estimate[name] == pytest.approx(frame.spent[group == name].mean())
    x = pd.DataFrame({"c": 1.0, "promoter": group == "promoter", "passive": group == "passive"}).astype(float)
    for held, name in ((x, "gap"), (x.assign(web=(frame.channel == "Web").astype(float)), "held_gap")):
        theirs = sm.OLS(frame.spent, held).fit(cov_type="HC3", use_t=True)
        for who in ("promoter", "passive"):
            assert table[name][who] == pytest.approx(theirs.params[who])
            bounds = (table[f"{name}_ci_low"][who], table[f"{name}_ci_high"][who])
            assert bounds == pytest.approx(tuple(theirs.conf_int().loc[who]), rel=1e-6)
    assert table.p_value["promoter"] == pytest.approx(theirs.pvalues["promoter"], rel=1e-5)


def test_what_else_differs_is_named_and_held_alike():
    _, survey = shop()
    found = cx.loyalty_and_value(survey, "spent", question="nps")
    row = found.table.set_index("group").loc["promoter"]
    assert row.held_gap < row.gap - 5, "part of the plain difference is the channel's"
    assert row.held_gap_ci_low <= 10 <= row.held_gap_ci_high
    assert found.beside.differs.tolist() == [True]
    assert "The groups differ in segment too, which may make part of the difference." in found.sentences()


def test_the_banks_revenue_comes_back_and_no_return_is_promised():
    planted = generator("harbour_bank_more")
    found = cx.open_study("harbour-bank")["value"]
    table = found.table.set_index("group")
    for name, true in zip(("detractor", "passive", "promoter"), planted.true_revenue(), strict=True):
        assert table.ci_low[name] <= true <= table.ci_high[name], name
    assert table.held_gap_ci_low["promoter"] <= 45 <= table.held_gap_ci_high["promoter"]
    assert table.verdict["promoter"] == "goes with it"
    said = " ".join([*found.sentences(), found.method, *found.caveats])
    assert "no return" in said and not re.search(r"\bROI\b|\bcauses?\b|\bbecause of\b|per point", said)
    with cx.language("de"):
        assert "keine Rendite" in " ".join(found.caveats)


def test_a_table_joins_by_customer_or_by_unit(tmp_path):
    frame, survey = shop()
    path = tmp_path / "worth.csv"
    frame[["who", "spent"]].rename(columns={"who": "Customer no"}).to_csv(path, index=False)
    bare = cx.Survey.from_frame(frame.drop(columns="spent"), audience="Customers", scales={"nps": (0, 10)},
                                roles={"respondent": "who", "segment": "channel", "unit": "unit"})  # fmt: skip
    joined = cx.loyalty_and_value(bare, path, question="nps").table
    assert joined.estimate.tolist() == cx.loyalty_and_value(survey, "spent", question="nps").table.estimate.tolist()
    by_unit = frame.groupby("unit").agg(margin=("spent", "mean")).reset_index()
    found = cx.loyalty_and_value(bare, by_unit, question="nps", by="unit")
    means = frame.groupby("unit").nps.mean().loc[by_unit.unit]
    r, p = pearsonr(means, by_unit.margin)
    assert (found.table.estimate[0], found.table.p_value[0]) == pytest.approx((r, p))
    assert found.by_unit and "between 15 units" in found.sentences()[0].lower()


def test_leaving_is_told_in_percent():
    frame, _ = shop()
    frame["left"] = np.where(frame.nps <= 6, np.arange(len(frame)) % 3 == 0, np.arange(len(frame)) % 20 == 0).astype(
        int
    )
    survey = cx.Survey.from_frame(frame, audience="Customers", scales={"nps": (0, 10)})
    found = cx.loyalty_and_value(survey.with_roles(respondent="who"), frame[["who", "left"]], question="nps")
    table = found.table.set_index("group")
    assert found.unit == "%" and table.estimate["detractor"] == pytest.approx(100 * frame.left[frame.nps <= 6].mean())
    assert table.gap["promoter"] < -15


def test_mistakes_are_named(tmp_path):
    frame, survey = shop(60)
    with pytest.raises(OptionError, match="join it by"):
        cx.loyalty_and_value(survey, pd.DataFrame({"x": ["a"], "y": [1]}), question="nps")
    with pytest.raises(OptionError, match="one column of numbers"):
        cx.loyalty_and_value(survey, frame[["who", "spent", "nps"]], question="nps")
    path = tmp_path / "worth.csv"
    frame[["who", "spent"]].astype({"spent": str}).replace({"spent": {str(frame.spent[0]): "much"}}).to_csv(
        path, index=False
    )
    with pytest.raises(SurveyFileError, match="line 2: spent 'much' is no number"):
        cx.loyalty_and_value(survey, path, question="nps")
    few = cx.loyalty_and_value(shop(24)[1], "spent", question="nps")
    assert few.table.estimate[few.table.n.isna()].isna().all()


def test_a_study_without_values_is_told_how_to_add_them():
    assert (
        "name it in study.toml (values)" in cx.open_study("parcel-service").asks.set_index("analysis").why_not["value"]
    )


def test_the_value_is_called_and_counted_as_told_in_each_language():
    survey = shop()[1]
    found = cx.loyalty_and_value(survey, "spent", question="nps", name="revenue a year", unit="€")
    bare = cx.loyalty_and_value(survey, "spent", question="nps")
    assert found.table.equals(bare.table), "words move no number"
    assert re.match(r"Revenue a year \(95% CI\): €1\d\d of promoters \(", found.sentences()[0])
    assert cx.plot(found).get_xlabel() == "revenue a year (€)"
    assert (found.amount(-41.23), found.amount(1234)) == ("-€41.2", "€1,234")
    with cx.language("de"):
        assert found.amount(-41.23).endswith("41,2\u00a0€") and found.amount(-41.23)[0] in "-−–"
        assert "€" in found.sentences()[1] and "gleich gehalten (Segment)" in found.sentences()[1]
    coins = cx.loyalty_and_value(survey, "spent", question="nps", name="Orders", unit="orders")
    assert coins.amount(12) == "12.0\u00a0orders" and bare.amount(12) == "12.0"
    assert bare.sentences()[0].startswith("Spent (95% CI): ")
    assert cx.open_study("harbour-bank")["value"].sentences()[0].startswith("Revenue a year (95% CI): €")
