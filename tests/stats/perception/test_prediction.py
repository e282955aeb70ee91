"""What leaders predict and what they believe matters, against numbers worked out apart from the library."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import cxresearch as cx

TOPICS = ("Billing", "Waiting", "Advice", "Website")


def study(seed=0, leaders=40, customers=500) -> cx.Survey:
    rng = np.random.default_rng(seed)
    guess, lived = (7, 6, 8, 5), (4.5, 6, 7, 6.5)
    believed, stated = (4, 3, 2, 1), (1, 2, 4, 3)
    answers = {"audience": ["Leadership"] * leaders + ["Customers"] * customers}
    empty = {"l": [np.nan] * leaders, "c": [np.nan] * customers}
    for at, topic in enumerate(TOPICS):
        guesses = np.clip(np.round(rng.normal(guess[at], 1.2, leaders)), 0, 10)
        scores = np.clip(np.round(rng.normal(lived[at], 2, customers)), 0, 10)
        answers[f"What do you predict customers will say? - {topic}"] = [*guesses, *empty["c"]]
        answers[f"How do you rate us? - {topic}"] = [*empty["l"], *scores]
        important = [
            np.clip(np.round(rng.normal(2 + level[at] / 2, 0.8, n)), 1, 5)
            for level, n in ((believed, leaders), (stated, customers))
        ]
        answers[f"How important is it? - {topic}"] = np.concatenate(important)
    frame = pd.DataFrame(answers)
    scales = {name: (1, 5) if "important" in name else (0, 10) for name in frame.columns[1:]}
    return cx.Survey.from_frame(frame, roles={"audience": "audience"}, scales=scales)


def test_prediction_against_the_rows():
    survey = study(leaders=300)
    result = cx.prediction_gap(survey)
    frame = survey.to_pandas()
    assert result.table.topic.tolist() == list(TOPICS)
    for row in result.table.itertuples():
        guesses = 10 * frame[f"What do you predict customers will say? - {row.topic}"].dropna()
        scores = 10 * frame[f"How do you rate us? - {row.topic}"].dropna()
        test = stats.ttest_ind(guesses, scores, equal_var=False)
        assert [row.estimate, row.ci_low, row.ci_high] == pytest.approx(
            [guesses.mean() - scores.mean(), *test.confidence_interval()]
        )
        assert [row.actual_ci_low, row.actual_ci_high] == pytest.approx(
            stats.t.interval(0.95, len(scores) - 1, scores.mean(), stats.sem(scores))
        )
        assert row.within_10 == (abs(guesses - scores.mean()) <= 10).sum()
        assert (row.n_predictors, row.n_actual) == (300, 500)


def test_the_sentence_for_the_room():
    said = cx.prediction_gap(study()).sentences()
    assert said[1].startswith("You predicted 69 for billing; customers said 45 (43 to 47). ")
    assert said[1].endswith("of 40 of you came within ten points.")


def test_guesses_about_one_audience_are_not_held_against_another():
    survey = study()
    frame = survey.to_pandas()
    both = pd.concat([frame, frame[frame.audience == "Customers"].assign(audience="Staff")])
    scales = {name: (1, 5) if "important" in name else (0, 10) for name in frame.columns[1:]}
    three = cx.Survey.from_frame(both, roles={"audience": "audience"}, scales=scales)
    with pytest.raises(cx.QuestionError, match="guess what Customers say.*actual='Customers'"):
        cx.prediction_gap(three, actual="Staff")
    unsaid = both.rename(columns=lambda name: name.replace("you predict customers will say", "you predict"))
    scales = {name.replace("you predict customers will say", "you predict"): scale for name, scale in scales.items()}
    quiet = cx.Survey.from_frame(unsaid, roles={"audience": "audience"}, scales=scales)
    assert any("do not say whose answers" in caveat for caveat in cx.prediction_gap(quiet, actual="Staff").caveats)


def test_on_few_steps_the_nearest_answer_is_near():
    frame = pd.DataFrame({
        "audience": ["Leadership"] * 60 + ["Customers"] * 200,
        "I predict customers will say - Billing": [3, 4] * 30 + [None] * 200,
        "Your view - Billing": [None] * 60 + [3, 4] * 100,
    })  # fmt: skip
    survey = cx.Survey.from_frame(frame, scales={name: (1, 5) for name in frame.columns[1:]})
    result = cx.prediction_gap(survey)
    assert result.table.within_10[0] == 60
    assert "60 of 60 of you chose the nearest answer." in result.sentences()[1]


def test_three_leaders_stay_hidden_and_nobody_asked_is_told():
    hidden = cx.prediction_gap(study(leaders=3))
    assert hidden.table[["predicted", "within_10", "estimate"]].isna().all().all()
    assert not any("nan" in text.lower() for text in hidden.sentences())
    with pytest.raises(cx.QuestionError, match="Staff"):
        cx.prediction_gap(study(), predictor="Staff")
    with pytest.raises(cx.QuestionError, match="prediction"):
        cx.prediction_gap(study(), predictor="Customers", actual="Leadership")
    with pytest.raises(cx.QuestionError, match="No topic 'Parking'"):
        cx.prediction_gap(study(), "Parking")


def test_importance_ranks_and_spearman_against_scipy():
    survey = study()
    result = cx.importance_gap(survey)
    frame = survey.to_pandas()
    means = {
        audience: [frame.loc[frame.audience == audience, f"How important is it? - {topic}"].mean() for topic in TOPICS]
        for audience in ("Leadership", "Customers")
    }
    assert result.table.rank_a.tolist() == stats.rankdata(-np.array(means["Leadership"])).tolist()
    assert result.table.rank_b.tolist() == stats.rankdata(-np.array(means["Customers"])).tolist()
    expected = stats.spearmanr(means["Leadership"], means["Customers"]).statistic
    row = result.agreement.iloc[0]
    assert row.spearman == pytest.approx(expected)
    assert -1 <= row.ci_low <= row.spearman <= row.ci_high <= 1
    assert "description" in " ".join(result.caveats)


def test_kendalls_w_is_the_published_one():
    """Siegel & Castellan (1988), ranks of six applicants by three judges: W = .16."""
    from cxresearch.stats.perception.importance import _kendall_w

    judges = {"X": (1, 6, 3, 2, 5, 4), "Y": (1, 5, 6, 4, 2, 3), "Z": (6, 3, 2, 5, 4, 1)}
    ranks = pd.concat([pd.DataFrame({"audience": name, "rank": given}) for name, given in judges.items()])
    assert _kendall_w(ranks, list(judges)) == pytest.approx(0.162, abs=5e-4)
    tied = pd.DataFrame({"audience": ["X"] * 4 + ["Y"] * 4, "rank": [1.5, 1.5, 3, 4] * 2})
    assert _kendall_w(tied, ["X", "Y"]) == pytest.approx(1.0), "full agreement is 1 also with ties"


def test_rank_intervals_find_the_planted_order():
    """Over samples with a known order of means, the interval holds the true rank as often as it says, or more."""
    held = []
    for seed in range(60):
        ranks = cx.importance_gap(study(seed=seed, leaders=60, customers=60), draws=200).ranks
        customers = ranks[ranks.audience == "Customers"]
        held += [(customers.rank_ci_low <= [4, 3, 1, 2]) & (customers.rank_ci_high >= [4, 3, 1, 2])]
    assert np.mean(held) >= 0.93


def test_an_order_needs_three_topics_and_two_audiences():
    with pytest.raises(cx.QuestionError, match="two audiences"):
        cx.importance_gap(study().only(audience="Customers"))
    with pytest.raises(cx.QuestionError, match="three or more"):
        cx.importance_gap(study(), ["Billing", "Waiting"])
    assert cx.importance_gap(study(leaders=4)).ranks.query("audience == 'Leadership'")["mean"].isna().all()
