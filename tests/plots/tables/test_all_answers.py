"""All answers of a rating as bars: in the order of the scale, absent ones in place, hidden ones hidden."""

import numpy as np
import pandas as pd
import pytest

import cxresearch as cx
from cxresearch.errors import OptionError
from cxresearch.survey.survey import Survey

LABELS = ["Very dissatisfied", "Dissatisfied", "Neither", "Satisfied", "Very satisfied"]


def study(n=600, seed=0, **more):
    rng = np.random.default_rng(seed)
    audience = rng.choice(["Leadership", "Staff", "Customers"], n, p=[0.1, 0.3, 0.6])
    place = np.clip(np.round(3.2 + (audience == "Leadership") + 1.1 * rng.normal(size=n)), 2, 5).astype(int)
    answer = np.array(LABELS, dtype=object)[place - 1]
    answer[:30] = "Don't know"
    frame = pd.DataFrame({"audience": audience, "waiting": answer, "wave": rng.choice(["T0", "T1"], n), **more})
    roles = {"audience": "audience", "wave": "wave"} | ({"weight": "w"} if "w" in more else {})
    return Survey.from_frame(frame, scales={"waiting": LABELS}, roles=roles)


def test_shares_of_all_answers_are_counts():
    survey = study()
    frame = survey.to_pandas()
    result = cx.csat(survey, "waiting", by="audience")
    for audience in ("Leadership", "Staff", "Customers"):
        mine = result.answers[result.answers.audience == audience]
        own = frame[frame.audience == audience].waiting
        wanted = own[own != "Don't know"].value_counts().reindex(LABELS, fill_value=0)
        assert mine.answer.tolist() == LABELS
        assert mine.n.tolist() == wanted.tolist()
        assert mine.share.tolist() == pytest.approx((100 * wanted / wanted.sum()).tolist())
        assert mine.excluded.iloc[0] == (own == "Don't know").sum()
    top = result.answers[result.answers.value >= 4].groupby("audience").share.sum()
    assert top["Staff"] == pytest.approx(result.table.set_index("audience").estimate["Staff"])


def test_weights_count():
    weight = np.random.default_rng(1).uniform(0.5, 2, 600)
    survey = study(w=weight)
    frame = survey.to_pandas()
    answers = cx.mean_score(survey, "waiting").answers
    known = frame[frame.waiting != "Don't know"]
    wanted = 100 * known.w[known.waiting == "Satisfied"].sum() / known.w.sum()
    assert answers.set_index("answer").share["Satisfied"] == pytest.approx(wanted)


def test_what_the_table_hides_is_hidden_among_the_answers():
    survey = study(40, seed=3)
    result = cx.mean_score(survey, "waiting", by=["audience", "wave"])
    hidden = result.table[result.table.n.isna()]
    assert len(hidden)
    for row in hidden.to_dict("records"):
        mine = result.answers[(result.answers.audience == row["audience"]) & (result.answers.wave == row["wave"])]
        assert mine[["share", "n", "base", "excluded"]].isna().all(axis=None)
    ax = cx.plot(result, kind="answers")
    assert sum("hidden" in text.get_text() for text in ax.texts) >= len(hidden)


@pytest.mark.parametrize("neutral", ["middle", "apart"])
def test_bars_meet_in_the_middle_of_the_scale(neutral):
    result = cx.mean_score(study(), "waiting", by="audience")
    ax = cx.plot(result, kind="answers", neutral=neutral)
    bars = {patch.get_gid(): patch for patch in ax.patches if str(patch.get_gid()).startswith("answer")}
    assert len(bars) == 15
    answers = result.answers
    for row, audience in enumerate(answers.audience.unique()):
        mine = answers[answers.audience == audience].share.to_numpy()
        wide = [bars[f"answer {value}, row {row}"].get_width() for value in range(1, 6)]
        assert wide == pytest.approx(mine.tolist())
        low, high, nothing = bars[f"answer 2, row {row}"], bars[f"answer 4, row {row}"], bars[f"answer 3, row {row}"]
        half = mine[2] / 2 if neutral == "middle" else 0.0
        assert low.get_x() + low.get_width() == pytest.approx(-half)
        assert high.get_x() == pytest.approx(half)
        if neutral == "apart":
            top = bars[f"answer 5, row {row}"]
            assert nothing.get_x() > top.get_x() + top.get_width()
    footer = next(text.get_text() for text in ax.texts if text.get_gid() == "footer")
    assert "Not used: 30 answers" in footer and "Chosen by nobody: Very dissatisfied" in footer
    legend = [text.get_text() for text in ax.get_legend().get_texts()]
    assert legend == LABELS
    ax.figure.canvas.draw()
    assert all(text.get_window_extent().x0 >= 0 for text in ax.texts if text.get_text())


def test_of_recommending_the_passives_are_neutral_and_other_scales_work():
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"nps": rng.integers(0, 11, 200), "quality": rng.integers(1, 5, 200)})
    survey = Survey.from_frame(frame, scales={"nps": (0, 10), "quality": (1, 4)}, audience="Customers")
    ax = cx.plot(cx.nps(survey, "nps"), kind="answers")
    bars = {patch.get_gid(): patch for patch in ax.patches}
    assert bars["answer 8, row 0"].get_x() + bars["answer 8, row 0"].get_width() == pytest.approx(
        -bars["answer 7, row 0"].get_x()
    )
    ax = cx.plot(cx.nps(survey, "nps"), kind="answers", neutral="apart")
    apart = {patch.get_gid(): patch for patch in ax.patches}
    seven, eight = apart["answer 7, row 0"], apart["answer 8, row 0"]
    assert eight.get_x() == pytest.approx(seven.get_x() + seven.get_width())
    even = cx.plot(cx.mean_score(survey, "quality"), kind="answers")
    bars = {patch.get_gid(): patch for patch in even.patches}
    assert bars["answer 3, row 0"].get_x() == pytest.approx(0)


def test_what_cannot_be_drawn_is_told():
    survey = study()
    with pytest.raises(OptionError, match="kind"):
        cx.plot(cx.mean_score(survey, "waiting"), kind="pie")
    with pytest.raises(OptionError, match="neutral"):
        cx.plot(cx.mean_score(survey, "waiting"), kind="answers", neutral="left")
    units = pd.DataFrame({"unit": ["A", "B"], "n": [30, 40], "score": [60.0, 70.0]})
    scores = Survey.from_frame(units, scales={"score": (0, 100)}, roles={"unit": "unit", "n": "n"})
    with pytest.raises(OptionError, match="11 points"):
        cx.plot(cx.mean_score(scores, "score"), kind="answers")
    mixed = pd.DataFrame({"a": [1, 5] * 30, "b": [1, 7] * 30})
    both = Survey.from_frame(mixed, scales={"a": (1, 5), "b": (1, 7)})
    with pytest.raises(OptionError, match="different scales"):
        cx.plot(cx.mean_score(both), kind="answers")


def test_a_crosstab_shows_all_answers_of_each_column():
    survey = study()
    frame = survey.to_pandas()
    result = cx.crosstab(survey, "waiting", ["audience", "wave"])
    mine = result.answers[result.answers.column == "Staff"]
    own = frame[frame.audience == "Staff"].waiting
    wanted = own[own != "Don't know"].value_counts().reindex(LABELS, fill_value=0)
    assert mine.answer.tolist() == LABELS and mine.n.tolist() == wanted.tolist()
    assert mine.excluded.iloc[0] == (own == "Don't know").sum()
    shares = result.table[(result.table.kind == "answer") & (result.table.column == "Staff")].estimate
    assert mine.share.tolist() == pytest.approx(shares.tolist())
    ax = cx.plot(result, kind="answers")
    # The total mixes audiences, so it has no bar.
    assert [label.get_text() for label in ax.get_yticklabels()] == ["Leadership", "Staff", "Customers", "T0", "T1"]
    bars = {patch.get_gid(): patch for patch in ax.patches}
    assert [bars[f"answer {value}, row 1"].get_width() for value in range(1, 6)] == pytest.approx(mine.share.tolist())
    footer = next(text.get_text() for text in ax.texts if text.get_gid() == "footer")
    assert "Not used: 30 answers" in footer


def test_a_crosstab_shows_no_answers_of_hidden_columns_nor_of_choices():
    frame = pd.DataFrame({"team": ["A"] * 40 + ["B"] * 12 + ["C"] * 3, "fees": [4, 5, 2, 3, 4] * 11})
    frame["why"] = ["price", "place"] * 27 + ["price"]
    survey = Survey.from_frame(frame, scales={"fees": (1, 5)}, audience="Staff", kinds={"why": "choice"})
    result = cx.crosstab(survey, ["fees", "why"], "team")
    assert set(result.answers.question) == {"fees"}
    gone = result.answers[result.answers.column.isin(["B", "C"])]
    assert len(gone) == 10 and gone[["share", "n", "base", "excluded"]].isna().all(axis=None)


def test_a_trend_shows_all_answers_wave_by_wave_in_time():
    survey = study()
    frame = survey.to_pandas()
    result = cx.trend(survey, "waiting", metric="mean", by="audience", order=["T1", "T0"])
    first = result.answers.head(5)
    assert first.wave.tolist() == ["T1"] * 5
    who = first.audience.iloc[0]
    own = frame[(frame.audience == who) & (frame.wave == "T1") & (frame.waiting != "Don't know")].waiting
    assert first.n.tolist() == own.value_counts().reindex(LABELS, fill_value=0).tolist()
    ax = cx.plot(result, kind="answers")
    labels = [label.get_text() for label in ax.get_yticklabels()]
    assert labels == [f"{who}, {wave}" for who in ("Leaders", "Staff", "Customers") for wave in ("T1", "T0")]
    with pytest.raises(OptionError, match="kind"):
        cx.plot(result, kind="pie")


def test_the_finding_says_on_what_the_shares_depend():
    rng = np.random.default_rng(3)
    frame = pd.DataFrame({"audience": np.repeat(["Staff", "Customers"], 120), "a": rng.integers(0, 11, 240),
                          "b": rng.integers(0, 11, 240)})  # fmt: skip
    survey = Survey.from_frame(frame, scales={"a": (0, 10), "b": (0, 10)}, roles={"audience": "audience"})
    several = cx.plot(cx.mean_score(survey, ["a", "b"], by="audience"), kind="answers").get_title()
    assert several.endswith("answered 0 to 6, depending on question and group"), several
    each = cx.plot(cx.mean_score(survey.only(audience="Staff"), ["a", "b"]), kind="answers").get_title()
    assert each.endswith("answered 0 to 6, depending on the question"), each
