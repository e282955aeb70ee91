"""Reliability of scales: R psych through stored covariances, pingouin, simulation, and groups."""

import numpy as np
import pandas as pd
import pingouin
import pytest

from cxresearch.errors import QuestionError
from cxresearch.stats.quality.consistency import reliability
from cxresearch.survey.survey import Survey

ITEMS = ["a", "b", "c", "d"]


def answers(seed=0, rows=200, noise=1.0):
    rng = np.random.default_rng(seed)
    common = rng.normal(size=rows)
    return pd.DataFrame({item: np.clip(np.rint(3 + common + noise * rng.normal(size=rows)), 1, 5) for item in ITEMS})


def survey_of(frame, **roles):
    return Survey.from_frame(frame, scales=dict.fromkeys(ITEMS, (1, 5)), roles=roles or None)


def test_pingouin_agrees():
    frame = answers()
    alpha, bounds = pingouin.cronbach_alpha(frame)
    result = reliability(survey_of(frame), ITEMS)
    assert result.table.estimate[0] == pytest.approx(alpha, rel=1e-12)
    assert [round(result.table.ci_low[0], 3), round(result.table.ci_high[0], 3)] == bounds.tolist()
    correlations = frame.corr().to_numpy()
    assert result.table.mean_r[0] == pytest.approx(correlations[np.triu_indices(4, 1)].mean())
    rest = [frame[item].corr(frame.drop(columns=item).sum(axis=1)) for item in ITEMS]
    assert result.items.item_rest_r.tolist() == pytest.approx(rest)
    without = [pingouin.cronbach_alpha(frame.drop(columns=item))[0] for item in ITEMS]
    assert result.items.alpha_without.tolist() == pytest.approx(without)


@pytest.mark.external
@pytest.mark.parametrize(
    ("id", "items", "turned"),
    [
        ("alpha.bfi.agree", ["A1", "A2", "A3", "A4", "A5"], ["A1"]),
        ("alpha.bfi.consc", ["C1", "C2", "C3", "C4", "C5"], ["C4", "C5"]),
    ],
)
def test_r_psych_on_real_data(fixtures, id, items, turned):
    import json

    entries = json.loads((fixtures / "reference" / "reference.json").read_text(encoding="utf-8"))
    expected = next(entry for entry in entries if entry["id"] == id)["expected"]
    frame = pd.read_csv(fixtures / "data" / "bfi.csv")[items]
    book = pd.DataFrame({"id": items, "kind": "rating", "scale": "1-6", "reversed": [item in turned for item in items]})
    result = reliability(Survey.from_frame(frame, codebook=book), items)
    row = result.table.iloc[0]
    assert row.n == expected["n_complete"]
    assert row.estimate == pytest.approx(expected["alpha_raw_listwise"], abs=1e-9)
    assert row.standardized == pytest.approx(expected["alpha_std_listwise"], abs=1e-9)
    assert [row.ci_low, row.ci_high] == pytest.approx(expected["feldt_ci95"], abs=1e-6)
    assert result.items.alpha_without.tolist() == pytest.approx(list(expected["alpha_if_dropped"].values()), abs=1e-9)
    assert result.items.item_rest_r.tolist() == pytest.approx(list(expected["item_rest_r"].values()), abs=1e-6)


def test_groups_have_their_own_alpha():
    good, poor = answers(1, 300, 0.6), answers(2, 300, 2.5)
    frame = pd.concat([good.assign(audience="Customers"), poor.assign(audience="Staff")], ignore_index=True)
    result = reliability(survey_of(frame, audience="audience"), ITEMS, by="audience")
    assert result.table.audience.tolist() == ["Staff", "Customers"]
    expected = [pingouin.cronbach_alpha(poor)[0], pingouin.cronbach_alpha(good)[0]]
    assert result.table.estimate.tolist() == pytest.approx(expected)
    assert result.differences.p_value[0] < 1e-6
    assert "Alpha differs between Staff and Customers" in " ".join(result.sentences())


def test_feldts_test_keeps_its_level():
    """Two groups with the same alpha: one in twenty called different."""
    from cxresearch.inference.reliability import cronbach_alpha
    from cxresearch.stats.quality.consistency import _differences

    rng = np.random.default_rng(7)
    scores = rng.normal(size=(800, 2, 80, 1)) + rng.normal(size=(800, 2, 80, 4))
    away = scores - scores.mean(axis=2, keepdims=True)
    alphas = cronbach_alpha(np.swapaxes(away, 2, 3) @ away / 79)
    called = 0
    for pair in alphas:
        table = pd.DataFrame({"team": ["A", "B"], "estimate": pair, "n": 80})
        called += _differences(table, ["team"], 4).p_value[0] < 0.05
    assert 0.03 <= called / 800 <= 0.075


def test_an_item_worded_the_other_way_is_seen():
    frame = answers().assign(d=lambda part: 6 - part.d)
    result = reliability(survey_of(frame), ITEMS)
    assert any(line.startswith("d answers against the other questions") for line in result.caveats)
    survey = survey_of(frame)
    turned = survey.with_codebook(survey.codebook.assign(reversed=survey.codebook.id == "d"))
    assert reliability(turned, ITEMS).table.estimate[0] == pytest.approx(pingouin.cronbach_alpha(answers())[0])


def test_incomplete_rows_are_counted():
    frame = answers()
    frame.loc[:9, "a"] = np.nan
    result = reliability(survey_of(frame), ITEMS)
    assert result.table.n[0] == 190
    assert any("10 people left out" in line for line in result.caveats)


def test_small_groups_of_staff_are_hidden():
    frame = answers(rows=40).assign(audience="Staff", team=["A"] * 4 + ["B"] * 4 + ["C"] * 32)
    result = reliability(survey_of(frame, audience="audience", group="team"), ITEMS, by="group")
    assert result.table.estimate.isna().tolist() == [True, True, False]
    assert result.items[result.items.group == "A"].item_rest_r.isna().all()
    assert len(result.differences) == 0


def test_waves_are_names():
    frame = pd.concat([answers().assign(wave=2024), answers(1).assign(wave=2025)])
    result = reliability(survey_of(frame, wave="wave"), ITEMS, by="wave")
    assert "2,024" not in repr(result)
    assert result.table.wave.tolist() == [2024, 2025]


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        (pd.DataFrame(dict.fromkeys(ITEMS, [1, 2])), "fewer than 3 people"),
        (answers().assign(b=3), "everybody gave the same answer to b"),
    ],
)
def test_what_cannot_be_told(frame, said):
    result = reliability(survey_of(frame), ITEMS)
    assert said in result.table.verdict[0]
    assert said in result.sentences()[0]
    assert np.isnan(result.table.estimate[0])


def test_one_question_is_no_scale():
    with pytest.raises(QuestionError, match="at least two questions"):
        reliability(survey_of(answers()), ["a"])


def test_alpha_of_three_people_is_not_called_good():
    """Feldt's interval by hand: alpha .947, from -1.05 to .9987."""
    frame = pd.DataFrame({"a": [1, 2, 3], "b": [1, 2, 4]})
    survey = Survey.from_frame(frame, scales={"a": (1, 5), "b": (1, 5)}, audience="Customers")
    result = reliability(survey, ["a", "b"])
    row = result.table.iloc[0]
    assert [row.estimate, row.ci_low, row.ci_high] == pytest.approx([0.947368421053, -1.052632, 0.99865], abs=1e-4)
    assert row.verdict == "not settled"
    assert "do not settle" in result.sentences()[0] and "good" not in result.sentences()[0]


@pytest.mark.parametrize(("noise", "people", "verdict"), [
    (0.6, 400, "good"), (0.6, 12, "not settled"), (2.5, 400, "too low"), (1.0, 2000, "usable"),
])  # fmt: skip
def test_the_word_is_earned_by_the_bounds(noise, people, verdict):
    row = reliability(survey_of(answers(1, people, noise)), list("abcd")).table.iloc[0]
    words = {"good": row.ci_low >= 0.8, "usable": 0.7 <= row.ci_low < 0.8, "too low": row.ci_high < 0.7,
             "not settled": row.ci_low < 0.7 <= row.ci_high}  # fmt: skip
    assert words[row.verdict]
    assert verdict in (row.verdict, *(word for word, holds in words.items() if holds))


def test_weights_that_are_left_out_are_said():
    frame = answers(1, 60).assign(w=1.5)
    weighted = Survey.from_frame(frame, scales=dict.fromkeys("abcd", (1, 5)), roles={"weight": "w"})
    caveats = reliability(weighted, list("abcd")).caveats
    assert any("Weights are not used here" in caveat for caveat in caveats)
    assert not any("Weights" in caveat for caveat in reliability(survey_of(answers(1, 60)), list("abcd")).caveats)
