"""Tone against rating: planted contradictions are found, shares and correlation are those of other software."""

import re

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from cxresearch.errors import OptionError, QuestionError, ScaleError
from cxresearch.plots.pictures import picture
from cxresearch.survey.survey import Survey
from cxresearch.text.sentiment import sentiment
from cxresearch.text.tone_and_rating import rank_correlation, tone_against_rating
from tests.harbour import sample
from tests.places import SAMPLES

WHOLE = SAMPLES / "whole_comments.csv"
GOOD, BAD, PLAIN = "Friendly staff", "The queue is too long", "It is a bank"
NO_NUMBER = re.compile(r"\b(nan|None|NaN|inf)\b")


def by_words(texts):
    """A scorer whose answers are known: what is good, what is bad."""
    return [0.9 if "riendly" in text else -0.8 if "queue" in text else 0.0 for text in texts]


def study(ratings, why, *, audience="Customers", scale=(0, 10), **options):
    frame = pd.DataFrame({"nps" if scale == (0, 10) else "score": ratings, "why": why, **options})
    name = frame.columns[0]
    roles = {role: role for role in options}
    book = pd.DataFrame({"id": [name, "why"], "kind": ["nps" if scale == (0, 10) else "rating", "verbatim"],
                         "scale": [f"{scale[0]}-{scale[1]}", ""]})  # fmt: skip
    return Survey.from_frame(frame, audience=audience, codebook=book, roles=roles or None)


def mixed(n=120, seed=3):
    rng = np.random.default_rng(seed)
    nps = rng.integers(0, 11, n)
    words = np.where(rng.random(n) < 0.2, PLAIN, np.where(rng.random(n) < nps / 12 + 0.1, GOOD, BAD))
    return nps, words


@pytest.fixture(scope="module")
def bank():
    return sample(audience="Customers", wave="2025")


def test_most_of_the_planted_contradictions_are_found(bank):
    planted = pd.read_csv(WHOLE)
    planted = planted[planted.kind == "contradiction"]
    listed = [tone_against_rating(bank, question).table for question in ("OE_1", "OE_2")]
    found = planted.merge(pd.concat(listed), on="text")
    assert len(planted) == 10 and len(found) >= 7
    assert (found.rating_group == found.who + "s").all()
    assert (found.tone == found.labels.str.split(":").str[-1]).all()


def test_what_is_listed_and_in_which_order():
    why = [GOOD, BAD, PLAIN, BAD, GOOD, GOOD, f"{BAD}. {GOOD}. {BAD}", PLAIN, GOOD, BAD]
    found = tone_against_rating(study([10, 9, 10, 10, 8, 0, 10, 0, 6, 2], why), rules=by_words_or_worst)
    assert found.table.rating.tolist() == [0, 10, 9, 6, 10]
    assert found.table.tone.tolist() == ["positive", "negative", "negative", "positive", "negative"]
    assert found.table.mixed.tolist() == [False, False, False, False, True], "what also fits the rating stands last"
    assert found.table.strength.tolist()[:2] == pytest.approx([50 * 1.9, 50 * 1.8])


def by_words_or_worst(texts):
    return [-0.8 if "queue" in text else score for text, score in zip(texts, by_words(texts), strict=True)]


def test_shares_are_wilsons_of_the_groups():
    nps, why = mixed()
    found = tone_against_rating(study(nps, why), rules=by_words)
    shares = found.shares.set_index("rating_group")
    for group, here, tone, text in (
        ("promoters", nps >= 9, "negative", BAD),
        ("detractors", nps <= 6, "positive", GOOD),
    ):
        hits, n = int((why[here] == text).sum()), int(here.sum())
        assert shares.n[group] == n and shares.contradicting[group] == hits and shares.against[group] == tone
        expected = 100 * np.array([hits / n, *proportion_confint(hits, n, method="wilson")])
        assert shares.loc[group, ["estimate", "ci_low", "ci_high"]].astype(float).to_numpy() == pytest.approx(expected)
    assert len(found.table) == shares.contradicting.sum()
    assert shares[["positive", "neutral", "negative"]].sum(axis=1).to_numpy() == pytest.approx(100)
    assert np.isnan(shares.estimate["passives"]) and shares.against["passives"] == ""


def test_codes_of_people_correct_the_shares_and_are_stated():
    nps, why = mixed()
    survey = study(nps, why)
    people = [
        "positive" if text == GOOD or at % 5 == 0 else "negative" if text == BAD else "neutral"
        for at, text in enumerate(why)
    ]
    coded = pd.DataFrame({"row": range(len(why)), "label": people})
    found, plain = (tone_against_rating(survey, rules=by_words, coded=given) for given in (coded, None))
    matrix = pd.crosstab(pd.Series(people), pd.Series(sentiment(survey, rules=by_words).scores.label)).to_numpy(float)
    matrix = matrix / matrix.sum(axis=1, keepdims=True)
    order, checked = ["negative", "neutral", "positive"], 0
    for row, as_scored in zip(found.shares.itertuples(), plain.shares.itertuples(), strict=True):
        solved = np.linalg.solve(matrix.T, [getattr(as_scored, tone) for tone in order])
        if (solved > 0).all():
            assert [getattr(row, tone) for tone in order] == pytest.approx(solved.tolist())
            checked += 1
    assert checked >= 2
    width = [table.shares.ci_high - table.shares.ci_low for table in (found, plain)]
    assert (width[0] >= width[1] - 1e-9)[[0, 2]].all() and width[0][2] > width[1][2]
    assert found.sentences()[-1].startswith("Checked on 120 comments that people coded")
    assert any("Sampling error only" in told for told in plain.caveats)
    assert not any("Sampling error only" in told for told in found.caveats)


def test_weights_count_in_shares():
    nps, why = [10] * 20, [BAD] * 5 + [GOOD] * 15
    found = tone_against_rating(study(nps, why, weight=[3.0] * 5 + [1.0] * 15), rules=by_words)
    row = found.shares.iloc[0]
    assert row.estimate == pytest.approx(50) and row.n == 20
    assert row.n_effective == pytest.approx(30**2 / (5 * 9 + 15))


def test_rank_correlation_is_scipys_and_its_interval_bonett_and_wrights():
    nps, why = mixed(200)
    found = tone_against_rating(study(nps, why), rules=by_words)
    rho = stats.spearmanr(nps, by_words(why)).statistic
    assert found.rank_correlation == pytest.approx(rho)
    half = stats.norm.ppf(0.975) * np.sqrt((1 + rho**2 / 2) / 197)
    assert np.arctanh([found.rank_ci_low, found.rank_ci_high]) == pytest.approx(
        [np.arctanh(rho) - half, np.arctanh(rho) + half]
    )
    assert any("Tone and rating go together: rank correlation" in said for said in found.sentences())


def test_the_interval_covers_the_true_rank_correlation():
    rng = np.random.default_rng(11)
    true = 6 / np.pi * np.arcsin(0.25)  # Spearman's rho of a normal pair whose correlation is .5
    inside = 0
    for _ in range(1000):
        x = rng.standard_normal(80)
        y = 0.5 * x + np.sqrt(0.75) * rng.standard_normal(80)
        _, low, high = rank_correlation(x, y, 0.95)
        inside += low <= true <= high
    assert 0.93 <= inside / 1000 <= 0.97


def test_other_scales_contradict_at_their_ends():
    found = tone_against_rating(
        study([5, 4, 3, 2, 1], [BAD, BAD, BAD, GOOD, GOOD], scale=(1, 5)), rating="score", rules=by_words
    )
    assert found.shares.rating_group.tolist() == ["high ratings", "middle ratings", "low ratings"]
    assert found.shares.n.tolist() == [2, 1, 2]
    assert sorted(found.table.rating) == [1, 2, 4, 5]


def test_a_question_that_draws_criticism_is_said_to():
    found = tone_against_rating(study([10] * 10 + [0] * 10, [BAD] * 18 + [GOOD] * 2), rules=by_words)
    assert any("draws criticism: 100% of the comments of promoters and 80%" in told for told in found.caveats)


def test_small_groups_of_staff_are_left_out_and_no_rating_of_one_is_shown():
    nps, why = [10] * 30 + [8] * 20 + [0] * 4, [BAD] * 10 + [GOOD] * 44
    survey = study(nps, why, audience="Staff")
    found = tone_against_rating(survey, rules=by_words)
    assert set(found.table.rating_group) == {"promoters"}, "four detractors are too few to be quoted"
    assert found.table.rating.isna().all() and "–" in set(found.text_table().rating)
    assert any("left out: fewer than 10" in told for told in found.caveats)
    assert found.shares.n.tolist()[2] == 0 and not NO_NUMBER.search(" ".join(found.sentences()))
    open_one = tone_against_rating(survey, rules=by_words, privacy=False)
    assert set(open_one.table.rating_group) == {"promoters", "detractors"}


def test_texts_are_redacted():
    found = tone_against_rating(
        study([10], ["The queue! Write to bo@example.org, says Anna"]), names=["Anna"], rules=by_words
    )
    assert found.table.text.tolist() == ["The queue! Write to [e-mail], says [name]"]
    assert "example.org" not in repr(found) and "Anna" not in " ".join(found.sentences())


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script> queue", "\u05d4\u05ea\u05d5\u05e8 queue", "queue " * 30_000]
)
def test_odd_comments(text):
    found = tone_against_rating(study([10, 9, 0], [text, GOOD, BAD]), rules=by_words)
    page = found._repr_html_()
    assert len(found.table) == 1 and "<script>" not in page
    assert max(map(len, found.sentences())) < 400


def test_one_comment_and_nothing_but_non_answers():
    one = tone_against_rating(study([10], [GOOD]), rules=by_words)
    assert len(one.table) == 0 and not NO_NUMBER.search(" ".join([*one.sentences(), *one.caveats]))
    assert picture(one)[1:4] == b"PNG"
    with pytest.raises(QuestionError, match="says nothing that has a tone"):
        tone_against_rating(study([10], ["n/a"]), rules=by_words)


def test_what_cannot_be_asked():
    survey = study([10, 0], [GOOD, BAD])
    with pytest.raises(QuestionError, match="is no rating"):
        tone_against_rating(survey, "why", "why")
    with pytest.raises(QuestionError, match="No"):
        tone_against_rating(survey, "why", "nothing like it")
    with pytest.raises(OptionError, match="rules"):
        tone_against_rating(survey, rules="vader")
    bare = Survey.from_frame(pd.DataFrame({"why": [GOOD] * 3, "nps": ["a", "b", "c"]}), audience="Customers",
                             codebook=pd.DataFrame({"id": ["why", "nps"], "kind": ["verbatim", "choice"]}))  # fmt: skip
    with pytest.raises((QuestionError, ScaleError), match="nps"):
        tone_against_rating(bare, "why", "nps", rules=by_words)


def test_two_nps_questions_are_told_apart():
    survey = sample()
    with pytest.raises(QuestionError, match="Which rating is meant.*survey.only"):
        tone_against_rating(survey, "OE_1")


def test_the_reason_for_nothing_is_the_true_one():
    """People did write and rate: what failed was the scorer, the words, or their number."""
    spanish = ["El personal fue muy amable y la sala estaba limpia", "Las clases empiezan siempre demasiado tarde"] * 6
    scores = [9, 2] * 6
    for rating in ("nps", None):
        with pytest.raises(QuestionError, match=r"beside 'nps' could not be scored\. 12 comments .*Spanish") as told:
            tone_against_rating(study(scores, spanish), "why", rating, rules="nltk")
        assert "Nobody" not in str(told.value) and "no NPS question" not in str(told.value)
    with pytest.raises(QuestionError, match=r"says nothing that has a tone \(12 comments\)"):
        tone_against_rating(study(scores, ["n/a", "-"] * 6), "why", "nps")
    with pytest.raises(QuestionError, match="may not be shown"):
        tone_against_rating(study([9, 2], [GOOD, BAD], audience="Leadership"), "why", "nps")
    with pytest.raises(QuestionError, match=r"Nobody in .* wrote to 'why' and answered 'nps'"):
        tone_against_rating(study([9.0, np.nan], [None, BAD]), "why", "nps")
