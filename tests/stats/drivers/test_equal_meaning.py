"""Alpha by audience, and items that one audience answers otherwise: found where planted, quiet where not."""

import numpy as np
import pandas as pd
import pytest

import cxresearch as cx


def study(seed=0, staff=300, customers=300, leaders=30, bias=0.0) -> cx.Survey:
    rng = np.random.default_rng(seed)
    parts = []
    for who, n, level in (("Leadership", leaders, 3.6), ("Staff", staff, 3.2), ("Customers", customers, 2.8)):
        own = rng.normal(level, 0.8, n)
        items = {f"q{at}": own + rng.normal(0, 0.7, n) + (bias if at == 2 and who == "Staff" else 0) for at in range(5)}
        rounded = {name: np.clip(np.round(values), 1, 5) for name, values in items.items()}
        parts.append(pd.DataFrame({"audience": who, **rounded}))
    return cx.Survey.from_frame(pd.concat(parts), roles={"audience": "audience"},
                                scales={f"q{at}": (1, 5) for at in range(5)})  # fmt: skip


def test_alpha_by_audience_is_that_of_reliability():
    survey = study()
    result = cx.equal_meaning(survey)
    known = cx.reliability(survey, [f"q{at}" for at in range(5)], by="audience").table.set_index("audience")
    for row in result.scales.itertuples():
        assert [row.alpha, row.ci_low, row.ci_high] == pytest.approx(
            known.loc[row.audience, ["estimate", "ci_low", "ci_high"]].astype(float).tolist()
        )
    frame = survey.to_pandas()
    staff = frame[frame.audience == "Staff"]
    rest = np.corrcoef(staff.q0, staff[["q1", "q2", "q3", "q4"]].sum(axis=1))[0, 1]
    item = result.items[(result.items.audience == "Staff") & (result.items.question == "q0")].iloc[0]
    assert item.item_rest == pytest.approx(rest)


def test_a_gap_of_views_is_no_bias_and_a_planted_bias_is_found():
    quiet = cx.equal_meaning(study()).table.query("audience_a == 'Staff'")
    assert set(quiet.verdict) == {"no bias shown"}
    loud = cx.equal_meaning(study(bias=0.9))
    pair = loud.table.query("audience_a == 'Staff' and audience_b == 'Customers'").set_index("question")
    assert pair.verdict["q2"] == "answered otherwise" and pair.estimate["q2"] > 0.8
    assert any(text.startswith("Q2: staff answer higher") or text.startswith("q2: staff answer higher")
               for text in loud.sentences())  # fmt: skip


def test_false_alarms_are_rare_over_studies():
    alarms = [(cx.equal_meaning(study(seed=seed, leaders=0)).table.verdict == "answered otherwise").any()
              for seed in range(60)]  # fmt: skip
    assert np.mean(alarms) <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 60)


def test_the_bias_is_statsmodels_slope():
    from statsmodels.miscmodels.ordinal_model import OrderedModel

    survey = study(bias=0.5, leaders=0)
    row = cx.equal_meaning(survey).table.query("question == 'q2'").iloc[0]
    frame = survey.to_pandas()
    others = ["q0", "q1", "q3", "q4"]
    rest = frame[others].mean(axis=1)
    for _, part in frame.groupby("audience"):
        alpha = 4 / 3 * (1 - part[others].var().sum() / part[others].sum(axis=1).var())
        rest[part.index] = rest[part.index].mean() + alpha * (rest[part.index] - rest[part.index].mean())
    x = pd.DataFrame({"rest": rest, "staff": frame.audience == "Staff"})
    fit = OrderedModel(frame.q2.astype(int), x.astype(float), distr="logit").fit(method="bfgs", disp=False)
    assert row.estimate == pytest.approx(fit.params["staff"], abs=2e-3)
    assert row.ci_high - row.ci_low == pytest.approx(2 * 1.96 * fit.bse["staff"], rel=0.01)


def test_thirty_leaders_are_too_few_to_test():
    result = cx.equal_meaning(study())
    leaders = result.table[result.table.audience_a == "Leadership"]
    assert set(leaders.verdict) == {"too few to test"} and leaders.estimate.isna().all()
    assert any("Too few to test" in text and "leaders and staff" in text for text in result.sentences())
    with pytest.raises(cx.QuestionError, match="three items"):
        cx.equal_meaning(study(), ["q0", "q1"])
