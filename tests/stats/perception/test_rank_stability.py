"""Whether an order of topics holds from wave to wave: against scipy, plain resampling, and what was planted."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import cxresearch as cx
from cxresearch.errors import OptionError, QuestionError
from cxresearch.survey.survey import Survey
from tests.harbour import sample

TOPICS = ["Price", "Speed", "Design", "Help", "Fees", "Hours"]


def study(first, second, *, n=300, audience="Customers", again=0, seed=1) -> Survey:
    """Two waves with these means of 0-10; `again` people are in both and keep their leaning."""
    rng = np.random.default_rng(seed)
    rows = []
    for wave, means, start in (("2024", first, 0), ("2025", second, n - again)):
        for person in range(start, start + n):
            lean = np.random.default_rng(person).normal(0, 1.5)
            rows.append([f"p{person}", wave, *np.clip(np.round(np.array(means) + lean + rng.normal(0, 2, 6)), 0, 10)])
    frame = pd.DataFrame(rows, columns=["respondent", "wave", *TOPICS])
    return Survey.from_frame(frame, scales=dict.fromkeys(TOPICS, (0, 10)), audience=audience)


STEADY = [2, 3.5, 5, 6, 7, 8.5]


def test_the_correlation_is_spearmans_of_the_means():
    survey = study(STEADY, [3.5, 2, 5, 6, 8.5, 7])
    rows = survey.to_pandas()
    means = rows.groupby("wave")[TOPICS].mean()
    result = cx.rank_stability(survey, draws=200)
    assert result.table.estimate[0] == pytest.approx(stats.spearmanr(*means.to_numpy()).statistic)
    ranks = result.ranks.set_index(["wave", "topic"])["rank"]
    for wave in ("2024", "2025"):
        assert ranks[wave].reindex(TOPICS).tolist() == stats.rankdata(-means.loc[wave]).tolist()


def test_intervals_are_those_of_resampled_people():
    """Somebody in both waves is drawn with both answers."""
    survey = study([5, 5.4, 5.8, 6.2, 6.6, 7], [5, 5.4, 5.8, 6.2, 6.6, 7], n=60, again=30)
    result = cx.rank_stability(survey, draws=4000)
    rows, rng = survey.to_pandas(), np.random.default_rng(5)
    by = {person: part for person, part in rows.groupby("respondent")}
    names, found = list(by), []
    for _ in range(1500):
        drawn = pd.concat([by[names[at]] for at in rng.integers(0, len(names), len(names))])
        found.append(stats.spearmanr(*drawn.groupby("wave")[TOPICS].mean().to_numpy()).statistic)
    row = result.table.iloc[0]
    assert (row.ci_low, row.ci_high) == pytest.approx(np.percentile(found, [2.5, 97.5]), abs=0.09)
    assert row.in_both == 30


@pytest.mark.parametrize(
    ("second", "n", "verdict"),
    [(STEADY, 300, "solid"), (STEADY[::-1], 300, "shifting"), ([4.9, 5, 5.1, 5, 4.9, 5.1], 12, "not enough data")],
)
def test_verdicts(second, n, verdict):
    first = STEADY if n > 100 else [5, 5.1, 4.9, 5.1, 5, 4.9]
    result = cx.rank_stability(study(first, second, n=n), draws=400)
    assert result.table.verdict.tolist() == [verdict]
    words = {"solid": "views of customers are solid", "shifting": "the order shifts", "not enough data": "settled"}
    assert words[verdict] in result.sentences()[0]


def test_harbour_banks_customers_are_solid_but_for_what_was_planted():
    """TRUTH.md, what changed from 2024 to 2025: the app rose, opening hours fell."""
    before, after = [66, 47, 77, 62, 53, 55, 47, 52, 40, 71, 58, 59], [68, 44, 78, 62, 60, 57, 47, 53, 42, 72, 58, 55]
    result = cx.rank_stability(sample(), [f"EXP_{at}" for at in range(1, 13)])
    assert result.table.verdict.tolist() == ["solid"] and result.table.topics.tolist() == [12]
    assert result.table.estimate[0] == pytest.approx(stats.spearmanr(before, after).statistic, abs=0.03)
    moved = " ".join(result.sentences()[1:])
    assert "Mobile app moved" in moved and "Branch opening hours moved" in moved and "Complaint" not in moved


def test_few_employees_are_hidden():
    result = cx.rank_stability(study(STEADY, STEADY, n=4, audience="Staff"), audience="Staff", draws=100)
    assert result.table.estimate.isna().all() and result.ranks["mean"].isna().all()
    assert result.table.verdict.tolist() == ["hidden"] and "hidden" in result.sentences()[0]


def test_what_does_not_fit_is_named():
    survey = study(STEADY, STEADY, n=20)
    with pytest.raises(QuestionError, match="stability takes two waves"):
        cx.rank_stability(survey.only(wave="2024"))
    with pytest.raises(QuestionError, match="an order needs 4 or more"):
        cx.rank_stability(survey, TOPICS[:3])
    with pytest.raises(QuestionError, match="has no wave"):
        cx.rank_stability(Survey.from_frame(pd.DataFrame({"q": [1, 2]}), scales={"q": (1, 5)}, audience="Customers"))
    with pytest.raises(QuestionError, match="No audience 'Staff'"):
        cx.rank_stability(survey, audience="Staff")
    with pytest.raises(OptionError, match="between 0 and 1; got 80"):
        cx.rank_stability(survey, solid=80)
    with pytest.raises(OptionError, match="draws"):
        cx.rank_stability(survey, draws=5)
