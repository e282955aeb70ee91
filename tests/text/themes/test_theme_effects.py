"""What goes with which theme: against statsmodels, on planted truths with codes that err, and where it is refused."""

import numpy as np
import pandas as pd
import pytest

from cxresearch.errors import OptionError, QuestionError
from cxresearch.survey.survey import Survey
from cxresearch.text.themes.theme_effects import theme_effects

BOOK = pd.DataFrame({"id": ["why", "nps"], "kind": ["verbatim", "number"]})
FRAME = pd.DataFrame({"theme": ["Queue", "Fees", "App"], "term": ["queue", "fees", "app"]})
WORDS = np.array(["queue", "fees", "app"])


def written(rng, n, *, p=(0.4, 0.3, 0.3)):
    """Comments that name themes, some together more often than chance."""
    named = rng.random((n, 3)) < p
    named[:, 1] |= named[:, 0] & (rng.random(n) < 0.3)
    texts = [f"the {' and the '.join(WORDS[row])}" if row.any() else "something else" for row in named]
    return named, np.array([f"{text} {at}" for at, text in enumerate(texts)], dtype=object)


def study(texts, score, **columns):
    return Survey.from_frame(pd.DataFrame({"why": texts, "nps": score, **columns}), codebook=BOOK)


def test_equal_to_statsmodels():
    import statsmodels.api as sm

    rng = np.random.default_rng(1)
    named, texts = written(rng, 400)
    score = np.clip(np.round(8 - 2 * named[:, 0] - named[:, 1] + rng.normal(0, 1.5, 400)), 0, 10)
    found = theme_effects(study(texts, score), "why", "nps", codeframe=FRAME).table
    fit = sm.OLS(score, sm.add_constant(named.astype(float))).fit(cov_type="HC3", use_t=True)
    assert found.estimate.to_numpy() == pytest.approx(fit.params[1:], abs=1e-10)
    assert found.std_error.to_numpy() == pytest.approx(fit.bse[1:], abs=1e-10)
    assert found[["ci_low", "ci_high"]].to_numpy() == pytest.approx(fit.conf_int()[1:], abs=1e-8)
    assert found.p_value.to_numpy() == pytest.approx(fit.pvalues[1:], abs=1e-10)
    bare = [score[named[:, at]].mean() - score[~named[:, at]].mean() for at in range(3)]
    assert found.alone.to_numpy() == pytest.approx(bare)


def test_people_who_wrote_twice_are_one():
    import statsmodels.api as sm

    rng = np.random.default_rng(2)
    named, texts = written(rng, 300)
    person = np.repeat(np.arange(150), 2)
    score = np.clip(np.round(7 - 2 * named[:, 0] + rng.normal(0, 1, 150)[person] + rng.normal(0, 1, 300)), 0, 10)
    survey = study(texts, score, who=person.astype(str)).with_roles(respondent="who")
    found = theme_effects(survey, "why", "nps", codeframe=FRAME)
    fit = sm.OLS(score, sm.add_constant(named.astype(float))).fit(
        cov_type="cluster", cov_kwds={"groups": person}, use_t=True
    )
    assert found.table.std_error.to_numpy() == pytest.approx(fit.bse[1:], abs=1e-9)
    assert "over people" in found.method


def test_planted_truth_comes_back_from_codes_that_err():
    """Themes that the machine misses (30%) and sees where they are not (10%): codes put the differences right."""
    inside, raw, put_right, inside_raw = [], [], [], []
    for seed in range(80):
        rng = np.random.default_rng(seed)
        truth = rng.random(800) < 0.4
        said = np.where(truth, rng.random(800) < 0.7, rng.random(800) < 0.1)
        other = rng.random(800) < 0.3
        score = 8 - 2.0 * truth - 1.0 * other + rng.normal(0, 2, 800)
        pairs = zip(said, other, strict=True)
        texts = [f"{'queue' if q else 'x'} {'fees' if f else 'y'} {at}" for at, (q, f) in enumerate(pairs)]
        chosen = rng.permutation(800)[:200]
        codes = pd.DataFrame(
            {"row": chosen, "themes": [";".join(np.array(["Queue", "Fees"])[[truth[a], other[a]]]) for a in chosen]}
        )
        survey = study(texts, score)
        bare = theme_effects(survey, "why", "nps", codeframe=FRAME).table.set_index("theme").loc["Queue"]
        found = theme_effects(survey, "why", "nps", codeframe=FRAME, coded=codes).table.set_index("theme").loc["Queue"]
        raw.append(bare.estimate)
        put_right.append(found.estimate)
        inside.append(found.ci_low <= -2 <= found.ci_high)
        inside_raw.append(bare.ci_low <= -2 <= bare.ci_high)
    assert np.mean(raw) > -1.5
    assert np.mean(put_right) == pytest.approx(-2.0, abs=0.1)
    assert 0.89 <= np.mean(inside) <= 1.0
    assert np.mean(inside_raw) < 0.2


def test_nothing_planted_is_seldom_found():
    found = 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        _, texts = written(rng, 150)
        score = rng.integers(0, 11, 150)
        found += (
            theme_effects(study(texts, score), "why", "nps", codeframe=FRAME).table.verdict.isin(["less", "more"]).any()
        )
    assert found <= 0.12 * 60


def test_refused_where_the_score_routed_the_question():
    rng = np.random.default_rng(3)
    _, texts = written(rng, 400)
    score = rng.integers(0, 11, 400)
    routed = np.where(score <= 6, texts, "")
    with pytest.raises(QuestionError, match="0 to 6.*decided who was asked"):
        theme_effects(study(routed, score), "why", "nps", codeframe=FRAME)
    promoters = np.where(score >= 9, texts, None)
    with pytest.raises(QuestionError, match="9 to 10"):
        theme_effects(study(promoters, score), "why", "nps", codeframe=FRAME)
    # Who is content writes less: that is no routing.
    some = np.where((score <= 6) | (rng.random(400) < 0.15), texts, "")
    assert theme_effects(study(some, score), "why", "nps", codeframe=FRAME).n < 400


def test_sentences_say_less_and_never_costs():
    rng = np.random.default_rng(4)
    named, texts = written(rng, 600)
    score = np.clip(np.round(9 - 3 * named[:, 0] + rng.normal(0, 1, 600)), 0, 10)
    said = theme_effects(study(texts, score), "why", "nps", codeframe=FRAME).sentences()
    assert said[0].startswith("Those who write of Queue give ")
    assert " points less (" in said[0]
    assert "cost" not in " ".join(said)
    assert "of 600 who gave it" in said[-1]


def test_leaving_is_told_in_percentage_points():
    rng = np.random.default_rng(5)
    named, texts = written(rng, 500)
    left = np.where(rng.random(500) < 0.1 + 0.4 * named[:, 0], "yes", "no")
    frame = pd.DataFrame({"why": texts, "left": left})
    book = pd.DataFrame({"id": ["why", "left"], "kind": ["verbatim", "choice"]})
    found = theme_effects(Survey.from_frame(frame, codebook=book), "why", "left", codeframe=FRAME)
    assert found.unit == "percentage points"
    assert found.table.estimate[0] == pytest.approx(40, abs=9)
    assert "percentage points more often" in found.sentences()[0]


def test_what_does_not_fit_is_told():
    rng = np.random.default_rng(6)
    _, texts = written(rng, 60)
    survey = study(texts, rng.integers(0, 11, 60))
    with pytest.raises(OptionError, match="is the question whose comments"):
        theme_effects(survey, "why", "why")
    with pytest.raises(OptionError, match="coded= has themes"):
        theme_effects(survey, "why", "nps", codeframe=FRAME, coded=pd.DataFrame({"a": [1]}))
    with pytest.raises(QuestionError, match="at least 20"):
        theme_effects(study(texts[:10], range(10)), "why", "nps", codeframe=FRAME)
