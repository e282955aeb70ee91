"""People's codes feed later charts: precision, recall, agreement and accuracy are said, and what was judged matters."""

import numpy as np
import openpyxl
import pandas as pd
import pytest
from sklearn.metrics import accuracy_score, cohen_kappa_score, precision_score, recall_score
from statsmodels.stats.proportion import proportion_confint

from cxresearch.errors import OptionError
from cxresearch.survey.survey import Survey
from cxresearch.text.coding.coders import CodingAgreement, coding_agreement, coding_sample
from cxresearch.text.scoring.misread import corrected_shares, double_sampled
from cxresearch.text.sentiment import sentiment
from cxresearch.text.themes.named import themes

BOOK = pd.DataFrame({"id": ["why"], "kind": ["verbatim"]})
GOOD, BAD, PLAIN = "good", "bad", "plain"


def by_word(texts):
    return [0.9 if GOOD in text else -0.9 if BAD in text else 0.0 for text in texts]


def study(n=60):
    """Comments of two statements each, on fees and on the app."""
    words = [GOOD, BAD, PLAIN]
    texts = [
        f"The fees are {words[at % 3]} in town {at}. The app is {words[at // 3 % 3]} since May {at}" for at in range(n)
    ]
    return Survey.from_frame(pd.DataFrame({"why": texts}), audience="Customers", codebook=BOOK)


def coded_by_people(path, *, seed=1):
    """Two people fill in the sheets: mostly as the machine does, sometimes not, and not always alike."""
    book = openpyxl.load_workbook(path)
    rng = np.random.default_rng(seed)
    tones = {GOOD: "positive", BAD: "negative", PLAIN: "neutral"}
    for row in range(2, book["Coder 1"].max_row + 1):
        text = book["Coder 1"].cell(row, 2).value
        tone = next(tones[word] for word in tones if word in text)
        true = tone if rng.random() < 0.75 else ["positive", "neutral", "negative"][rng.integers(3)]
        book["Coder 1"].cell(row, 3).value = true
        book["Coder 2"].cell(row, 3).value = true if rng.random() < 0.9 else "neutral"
    book.save(path)
    return path


@pytest.fixture(scope="module", params=["statements", "comments"])
def agreement(request, tmp_path_factory):
    path = tmp_path_factory.mktemp("coding") / "sheet.xlsx"
    return coding_agreement(
        coded_by_people(coding_sample(study(), "why", path=path, rules=by_word, unit=request.param))
    )


def pairs(agreement):
    table = agreement.confusion
    return np.repeat(table.people, table.n).tolist(), np.repeat(table.machine, table.n).tolist()


def test_the_workbook_keeps_what_is_judged_and_by_which_rules(agreement, tmp_path):
    assert agreement.unit in ("statements", "comments") and agreement.rules == "by_word"
    path = coding_sample(study(), "why", path=tmp_path / "a.xlsx", rules=by_word, unit=agreement.unit)
    book = openpyxl.load_workbook(path)
    one = agreement.unit[:-1]
    assert book["Coder 1"]["B1"].value == one and f"columns id and {one}" in book["How to code"]["A4"].value
    long = [len(row[1].value) for row in book["Coder 1"].iter_rows(min_row=2)]
    assert (np.mean(long) > 30) == (one == "comment"), "whole comments are longer than their statements"


def test_sentences_hold_alpha_kappa_precision_recall_and_both_accuracies(agreement):
    said = " ".join(agreement.sentences())
    people, machine = pairs(agreement)
    assert f"an alpha of {agreement._of('alpha', 'people').estimate:.2f}" in said
    assert f"a kappa of {agreement._of('kappa', 'people').estimate:.2f}" in said
    three = 100 * accuracy_score(people, machine)
    assert f"On three tones the machine is right on {three:.0f}%" in said
    side = [(p, m) for p, m in zip(people, machine, strict=True) if "neutral" not in (p, m)]
    assert (
        f"positive against negative alone the machine is right on {100 * accuracy_score(*zip(*side, strict=True)):.0f}%"
        in said
    )
    for tone in ("negative", "positive"):
        precise = 100 * precision_score(people, machine, labels=[tone], average=None)[0]
        found = 100 * recall_score(people, machine, labels=[tone], average=None)[0]
        assert f"calls {tone}, people call {precise:.0f}%" in said and f"call {tone}, it finds {found:.0f}%" in said


def test_later_charts_state_the_record(agreement):
    people, machine = pairs(agreement)
    three = accuracy_score(people, machine)
    low, high = proportion_confint(round(three * len(people)), len(people), method="wilson")
    side = [(p, m) for p, m in zip(people, machine, strict=True) if "neutral" not in (p, m)]
    two = accuracy_score(*zip(*side, strict=True))
    record = sentiment(study(), "why", rules=by_word, coded=agreement).sentences()[-1]
    assert f"Checked on {len(people)} {agreement.unit} that two people coded alike (alpha" in record
    assert f"right on {100 * three:.0f}% ({100 * low:.0f} to {100 * high:.0f}) in three classes" in record
    assert f"on {100 * two:.0f}%" in record and "(precision)" in record and "(recall)" in record
    assert "kappa" in record


def test_what_was_judged_is_said_and_never_applied_in_silence(agreement):
    whole = sentiment(study(), "why", rules=by_word, coded=agreement)
    parts = themes(study(), "why", rules=by_word, coded=agreement)
    plain = themes(study(), "why", rules=by_word)
    assert not any("Sampling error only" in told for told in whole.caveats)
    if agreement.unit == "comments":
        assert any("People coded whole comments, which is what the shares are of" in told for told in whole.caveats)
        assert any("people coded whole comments" in told.lower() and "not corrected" in told for told in parts.caveats)
        pd.testing.assert_frame_equal(parts.table, plain.table)
        assert parts.study is None
    else:
        assert any("supposes that the scorer errs alike on both" in told for told in whole.caveats)
        assert any("People coded statements, which is what the shares are of" in told for told in parts.caveats)
        assert not any("sampling error only" in told for told in parts.caveats)
        assert "Checked on" in parts.sentences()[-1]


def test_tones_of_themes_are_corrected_and_their_intervals_widened(tmp_path):
    path = coded_by_people(coding_sample(study(), "why", path=tmp_path / "s.xlsx", rules=by_word))
    agreement = coding_agreement(path)
    plain = themes(study(), "why", rules=by_word, codeframe="touchpoints").table.set_index("theme")
    found = themes(study(), "why", rules=by_word, codeframe="touchpoints", coded=agreement).table.set_index("theme")
    matrix = agreement.confusion.pivot(index="people", columns="machine", values="n")
    order = ["positive", "neutral", "negative"]
    matrix = matrix.loc[order, order].to_numpy(float)
    for theme in ("Billing and fees", "Mobile app"):
        assert found.loc[theme, [f"{tone}_as_scored" for tone in order]].tolist() == pytest.approx(
            plain.loc[theme, order].tolist()
        )
        shares = plain.loc[theme, order].to_numpy(float) / 100
        expected = np.linalg.solve((matrix / matrix.sum(axis=1, keepdims=True)).T, shares)
        assert (expected > 0).all() and found.loc[theme, order].to_numpy(float) == pytest.approx(
            100 * expected / expected.sum()
        )
        width = [table.loc[theme, "negative_ci_high"] - table.loc[theme, "negative_ci_low"] for table in (plain, found)]
        assert width[1] > width[0]


def test_codes_of_other_rules_are_refused(agreement):
    with pytest.raises(OptionError, match="'by_word'.*'nltk'"):
        sentiment(study(), "why", rules="nltk", coded=agreement)
    if agreement.unit == "statements":
        with pytest.raises(OptionError, match="same rules"):
            themes(study(), "why", rules="nltk", coded=agreement)
    with pytest.raises(OptionError, match="rules=None"):
        themes(study(), "why", rules=None, coded=agreement)


def test_statements_that_people_coded_can_be_given_as_a_frame():
    codes = themes(study(), "why", rules=by_word).codes
    by_text = pd.DataFrame({"text": codes.text, "label": codes.label})
    by_place = pd.DataFrame({"row": codes.row, "part": codes.part, "label": codes.label})
    for coded in (by_text, by_place):
        found = themes(study(), "why", rules=by_word, coded=coded)
        assert (
            found.study.right() == (120, 120) and "Checked on 120 statements that people coded" in found.sentences()[-1]
        )
    whole = pd.DataFrame({"text": study().to_pandas().why, "label": "negative"})
    for coded in (whole, by_place.drop(columns="part")):
        found = themes(study(), "why", rules=by_word, coded=coded)
        assert found.study is None and any("whole comments" in told for told in found.caveats)
    with pytest.raises(OptionError, match="None of the coded statements"):
        themes(study(), "why", rules=by_word, coded=pd.DataFrame({"text": ["unheard"], "label": ["negative"]}))


def test_few_statements_of_one_tone_are_no_certainty():
    found = corrected_shares([0, 0, 6], np.diag([50.0, 40, 60]))
    assert found.estimate[2] == 1 and found.low[2] < 0.7, "six of six is compatible with two in three"


def test_no_correction_is_surer_than_sampling_alone():
    # The scorer calls a fifth of what is positive negative, and in this group it calls nothing so: the draws all say 0.
    coded = np.array([[80.0, 0, 20], [0, 50, 0], [0, 0, 50]])
    found = corrected_shares([20, 2, 0], coded)
    low, high = proportion_confint(0, 22, method="wilson")
    assert found.estimate[2] == 0 and found.high[2] >= high - low - 1e-9 > 0.1


def test_corrected_shares_of_few_cover_the_truth():
    rng = np.random.default_rng(1)
    errors = np.array([[0.85, 0.1, 0.05], [0.2, 0.6, 0.2], [0.05, 0.1, 0.85]])
    true, inside = np.array([0.3, 0.2, 0.5]), np.zeros(3)
    for _ in range(200):
        called = sum(rng.multinomial(n, row) for n, row in zip(rng.multinomial(12, true), errors, strict=True))
        coded = np.array([rng.multinomial(n, row) for n, row in zip((50, 40, 60), errors, strict=True)])
        found = corrected_shares(called, coded, draws=300)
        inside += (found.low <= true) & (true <= found.high)
    assert (inside / 200 >= 0.9).all()


def test_kappa_is_scikit_learns(tmp_path):
    path = coded_by_people(coding_sample(study(), "why", path=tmp_path / "s.xlsx", rules=by_word))
    book = openpyxl.load_workbook(path)
    sides = [[row[2].value for row in book[name].iter_rows(min_row=2)] for name in ("Coder 1", "Coder 2")]
    assert coding_agreement(path)._of("kappa", "people").estimate == pytest.approx(cohen_kappa_score(*sides))


def test_too_few_codes_of_a_class():
    table = pd.DataFrame([("positive", "positive", 5), ("negative", "negative", 5)], columns=["people", "machine", "n"])
    with pytest.raises(OptionError, match="at least twice"):
        themes(study(), "why", rules=by_word, coded=CodingAgreement(pd.DataFrame(), "", confusion=table))
    with pytest.raises(OptionError, match="unit="):
        coding_sample(study(), "why", path="x.xlsx", unit="words")


def test_double_sampling_is_the_known_estimator():
    """Tenenbein (1970): the estimate and its variance, written out for two classes."""
    called, coded = np.array([60.0, 140.0]), np.array([[18.0, 12.0], [2.0, 58.0]])
    found = double_sampled(called, coded)
    share, hit, n = called / 200, coded[0] / coded.sum(axis=0), coded.sum(axis=0)
    p = share @ hit
    assert found.estimate == pytest.approx([p, 1 - p])
    variance = (share**2 * hit * (1 - hit) / n).sum() + (share * (hit - p) ** 2).sum() / 200
    # Wilson's half width is nearly that of the normal interval where a share is in the middle.
    assert (found.high - found.low)[0] / 2 == pytest.approx(1.96 * np.sqrt(variance), rel=0.06)


def test_double_sampling_never_beats_all_comments_and_hardly_trails_the_codes():
    rng = np.random.default_rng(5)
    for _ in range(200):
        errors = rng.dirichlet(np.full(3, 0.7), size=3)
        tone = rng.choice(3, size=400, p=rng.dirichlet(np.ones(3)))
        called = (rng.random(400)[:, None] > np.cumsum(errors[tone], axis=1)[:, :-1]).sum(axis=1)
        coded = np.zeros((3, 3))
        np.add.at(coded, (tone[:80], called[:80]), 1)
        counts = np.bincount(called, minlength=3)
        found = double_sampled(counts, coded)
        width = found.high - found.low
        least, most = (np.ptp(proportion_confint(found.estimate * n, n, method="wilson"), axis=0) for n in (400, 70))
        assert (width >= least - 1e-9).all() and (width <= most + 0.06).all()
        assert ((found.low <= found.estimate) & (found.estimate <= found.high)).all()
        assert found.estimate.sum() == pytest.approx(1)


@pytest.mark.parametrize("shares", [(0.45, 0.2, 0.35), (0.8, 0.1, 0.1), (0.03, 0.02, 0.95)])
def test_double_sampling_holds_the_truth(shares):
    """400 studies: 93 to 98% of each share, although the scorer finds a quarter of what is neutral."""
    rng = np.random.default_rng(11)
    errors, inside = np.array([[0.88, 0.07, 0.05], [0.4, 0.25, 0.35], [0.1, 0.08, 0.82]]), []
    for _ in range(400):
        tone = rng.choice(3, size=600, p=shares)
        called = (rng.random(600)[:, None] > np.cumsum(errors[tone], axis=1)[:, :-1]).sum(axis=1)
        coded = np.zeros((3, 3))
        np.add.at(coded, (tone[:150], called[:150]), 1)
        found = double_sampled(np.bincount(called, minlength=3), coded)
        inside.append((found.low <= shares) & (shares <= found.high))
        assert (found.high - found.low).max() < 0.2
    assert (np.mean(inside, axis=0) >= 0.925).all() and np.mean(inside) <= 0.98


def test_codes_of_a_group_speak_for_that_group():
    """The scorer errs in the North alone: codes of all groups together would blame the South for it."""
    words = ["good"] * 58 + ["plain"] * 2 + ["bad"] * 60
    frame = pd.DataFrame({"unit": ["N"] * 120 + ["S"] * 120 + ["E"] * 10, "why": words * 2 + ["bad"] * 10})

    def by_first(texts):
        return [{"good": 0.9, "bad": -0.9}.get(text, 0.0) for text in texts]

    people = frame.why.map({"good": "positive", "bad": "negative", "plain": "neutral"}).to_numpy(object)
    people[60:90] = "positive"
    codes = pd.DataFrame({"row": range(240), "label": people[:240]})
    survey = Survey.from_frame(frame, roles={"unit": "unit"}, audience="Customers", codebook=BOOK)
    found = sentiment(survey, "why", by="unit", rules=by_first, coded=codes)
    blame = found.table[found.table.label == "negative"].set_index("unit")
    assert blame.estimate["N"] == pytest.approx(25) and blame.estimate["S"] == pytest.approx(50)
    assert "Tenenbein" in found.method and "fewer than 20 codes" in found.method
    assert any("random part" in told for told in found.caveats) and any("errs alike" in told for told in found.caveats)
    whole = sentiment(survey, "why", rules=by_first, coded=codes)
    assert "fewer than 20" not in whole.method and not any("errs alike" in told for told in whole.caveats)
