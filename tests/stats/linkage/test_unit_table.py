"""Units by questions: shrunken as in a league of one question, hidden where few answered, drawn as a heat map."""

import numpy as np
import pandas as pd
import pytest

import cxresearch as cx
from cxresearch.errors import QuestionError, ScaleError
from cxresearch.stats.linkage.silos import silos
from cxresearch.stats.linkage.unit_table import unit_table
from cxresearch.survey.survey import Survey


def study(units=10, questions=4, people=400, *, seed=0, spread=0.5, audience="Customers", **more):
    rng = np.random.default_rng(seed)
    unit = rng.integers(0, units, people)
    level = spread * rng.normal(size=(units, questions))
    frame = pd.DataFrame(
        {f"Touchpoint {at + 1}": np.clip(np.round(3.2 + level[unit, at] + rng.normal(size=people)), 1, 5)
         for at in range(questions)}
    )  # fmt: skip
    scales = dict.fromkeys(frame.columns, (1, 5))
    frame = frame.assign(store=[f"Store {at + 1}" for at in unit], **more)
    roles = {"unit": "store"} | ({"weight": "w"} if "w" in more else {})
    return Survey.from_frame(frame, scales=scales, roles=roles, audience=audience)


def test_each_question_is_shrunken_as_a_league_is():
    survey = study()
    table = unit_table(survey).table
    assert len(table) == 40
    assert table.unit.unique().tolist() == [f"Store {at}" for at in range(1, 11)]
    for question in ("Touchpoint 1", "Touchpoint 4"):
        league = silos(survey, question, by="unit").table
        mine = table[table.question == question].reset_index(drop=True)
        columns = ["unit", "raw", "estimate", "std_error", "ci_low", "ci_high", "own_weight", "n"]
        pd.testing.assert_frame_equal(mine[columns], league[columns], check_dtype=False)


def test_weights_count():
    weight = np.random.default_rng(3).uniform(0.5, 2, 400)
    survey = study(w=weight)
    frame = survey.to_pandas()
    mine = unit_table(survey, ["Touchpoint 2"]).table
    rows = frame.store == "Store 3"
    wanted = 25 * (np.average(frame["Touchpoint 2"][rows], weights=frame.w[rows]) - 1)
    assert mine.set_index("unit").raw["Store 3"] == pytest.approx(wanted)
    assert mine.n.sum() == 400


def test_small_groups_of_staff_stay_hidden_and_are_hatched():
    result = unit_table(study(8, 3, 44, audience="Staff", seed=2))
    hidden = result.table[result.table.verdict == "hidden"]
    assert len(hidden)
    assert hidden[["raw", "estimate", "ci_low", "p_value"]].isna().all(axis=None)
    shown = result.table[result.table.verdict != "hidden"]
    assert shown.n.min() >= 5
    assert any(caveat.startswith("Hidden:") for caveat in result.caveats)
    ax = cx.plot(result)
    hatched = [patch for patch in ax.patches if patch.get_hatch()]
    assert len(hatched) == len(hidden)
    open_ = unit_table(study(8, 3, 44, audience="Staff", seed=2), privacy=False).table
    assert not (open_.verdict == "hidden").any()


def test_where_units_do_not_differ_next_to_nothing_stands_apart():
    """60 studies of ten units on four questions without any difference between units: at most 5% say otherwise."""
    said = [
        unit_table(study(seed=seed, spread=0.0, people=300)).table.verdict.isin(["above", "below"]).any()
        for seed in range(60)
    ]
    assert np.mean(said) <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 60)


def test_what_stands_apart_is_said_with_its_interval():
    result = unit_table(study(spread=0.9))
    apart = result.table[result.table.verdict.isin(["above", "below"])]
    assert len(apart) and (apart.p_adjusted < 0.05).all()
    for row in apart.itertuples():
        assert (row.estimate > row.level) == (row.verdict == "above")
        assert not row.ci_low <= row.level <= row.ci_high
    first = result.sentences()[1]
    widest = (apart.estimate - apart.level).abs().max()
    best = apart.loc[(apart.estimate - apart.level).abs().idxmax()]
    assert best.unit in first and best.label in first and widest > 0


def test_questions_without_answers_scale_or_units_are_told():
    survey = study()
    frame = survey.to_pandas().assign(empty=np.nan)
    scales = {**{f"Touchpoint {at}": (1, 5) for at in range(1, 5)}, "empty": (1, 5)}
    half = frame.assign(audience=["Customers", "Staff"] * 200)
    half.loc[half.audience == "Staff", "empty"] = 3.0
    result = unit_table(Survey.from_frame(half, scales=scales, roles={"unit": "store", "audience": "audience"}))
    assert any("empty" in caveat for caveat in result.caveats)
    assert "empty" not in result.table.question.tolist()
    with pytest.raises(ScaleError, match="visits"):
        book = pd.DataFrame({"id": ["visits"], "kind": ["number"]})
        visits = Survey.from_frame(frame[["store"]].assign(visits=3.0), codebook=book, roles={"unit": "store"})
        unit_table(visits, ["visits"])
    with pytest.raises(QuestionError, match="at least two"):
        unit_table(survey.only(unit="Store 1"))


@pytest.mark.parametrize("hall", [False, True])
def test_thirty_units_and_twelve_questions_are_readable(hall):
    result = unit_table(study(30, 12, 1500))
    if hall:
        with cx.presenting():
            ax = cx.plot(result)
            ax.figure.canvas.draw()
    else:
        ax = cx.plot(result)
        ax.figure.canvas.draw()
    shown = len(ax.get_yticklabels())
    numbers = [text for text in ax.texts if text.get_gid() == "share" and text.get_text()]
    assert len(numbers) == shown * 12 and (hall or shown == 30)
    assert min(text.get_fontsize() for text in numbers) >= 6
    boxes = [text.get_window_extent() for text in numbers[:12]]
    assert all(one.x1 < other.x0 for one, other in zip(boxes[:-1], boxes[1:], strict=True))
    header = [label.get_window_extent() for label in ax.get_xticklabels()]
    assert all(one.x1 <= other.x0 + 1 for one, other in zip(header[:-1], header[1:], strict=True))
    assert all(box.x0 >= 0 and box.x1 <= ax.figure.bbox.width for box in header)
    table = result.table.set_index(["unit", "question"]).estimate
    assert numbers[0].get_text() == f"{table.iloc[0]:.0f}"
