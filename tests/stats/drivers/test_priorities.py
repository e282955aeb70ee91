"""Priorities: quadrants by hand, certainty where drivers are apart, openness where they are not."""

import numpy as np
import pandas as pd
import pytest

from cxresearch.errors import OptionError
from cxresearch.stats.drivers.loyalty_drivers import loyalty_drivers
from cxresearch.stats.drivers.priorities import QUADRANTS, priorities
from cxresearch.survey.survey import Survey


def survey_of(seed=0, rows=600, *, levels=(7.5, 7.0, 4.0, 3.5), weights=(0.9, 0.1, 0.9, 0.1)):
    rng = np.random.default_rng(seed)
    parts = rng.normal(size=(rows, 4))
    names = ["staff", "cards", "billing", "letters"]
    scores = {
        name: np.clip(np.rint(level + 1.5 * part), 0, 10)
        for name, level, part in zip(names, levels, parts.T, strict=True)
    }
    scores["nps"] = np.clip(np.rint(6 + parts @ np.array(weights) + rng.normal(size=rows)), 0, 10)
    return Survey.from_frame(pd.DataFrame(scores), scales=dict.fromkeys(scores, (0, 10)))


DRIVERS = ["staff", "cards", "billing", "letters"]


def test_planted_quadrants_are_found():
    result = priorities(survey_of(), "nps", DRIVERS, bootstrap=300)
    assert result.table.quadrant.tolist() == ["keep up", "possible overkill", "concentrate here", "low priority"]
    assert result.table.verdict.tolist() == ["settled"] * 4
    assert (result.table.quadrant_share > 95).all()
    said = result.sentences()
    assert said[0].startswith("Important and done less well: billing")
    assert said[1].startswith("Important and done well: staff")


def test_coordinates_are_those_of_drivers_and_means():
    survey = survey_of()
    result = priorities(survey, "nps", DRIVERS, bootstrap=2000)
    drivers = loyalty_drivers(survey, "nps", DRIVERS, bootstrap=0)
    assert result.table.importance.tolist() == pytest.approx(drivers.table.estimate.tolist())
    means = 10 * survey.to_pandas()[DRIVERS].mean()
    assert result.table.performance.tolist() == pytest.approx(means.tolist())
    assert result.cross == pytest.approx((drivers.r_squared / 4, means.mean()))
    error = 10 * survey.to_pandas()[DRIVERS].sem()
    half = (result.table.performance_ci_high - result.table.performance_ci_low) / 2
    assert half.tolist() == pytest.approx((1.96 * error).tolist(), rel=0.15)


def test_shares_of_the_four_quadrants_add_up():
    result = priorities(survey_of(rows=60), "nps", DRIVERS, bootstrap=400)
    columns = [name.replace(" ", "_") for name in QUADRANTS]
    assert result.table[columns].sum(axis=1).tolist() == pytest.approx([100] * 4)
    own = [result.table[row.quadrant.replace(" ", "_")][row.Index] for row in result.table.itertuples()]
    assert own == result.table.quadrant_share.tolist()


def test_drivers_that_are_alike_stay_open():
    result = priorities(
        survey_of(1, 80, levels=(6, 6, 6, 6), weights=(0.5, 0.5, 0.5, 0.5)), "nps", DRIVERS, bootstrap=400
    )
    assert (result.table.verdict == "open").any()
    assert any("do not settle the quadrant" in line for line in result.sentences())


def test_clouds_have_a_row_a_driver_and_draw():
    result = priorities(survey_of(), "nps", DRIVERS, bootstrap=300)
    assert result.draws.groupby("driver").size().tolist() == [200] * 4
    spread = result.draws.groupby("driver").performance.std()
    assert (spread > 0).all()


def test_without_samples_the_corners_are_not_called_sure():
    result = priorities(survey_of(), "nps", DRIVERS, bootstrap=0)
    sampled = priorities(survey_of(), "nps", DRIVERS, bootstrap=100)
    assert result.table.quadrant.tolist() == sampled.table.quadrant.tolist()
    assert set(result.table.verdict) == {"not sampled"}
    assert result.table[["quadrant_share", "importance_ci_low", "performance_ci_high"]].isna().all(axis=None)
    assert any("no samples were drawn" in line for line in result.sentences())
    assert "nan" not in " ".join(result.sentences())
    with pytest.raises(OptionError, match="bootstrap="):
        priorities(survey_of(), "nps", DRIVERS, bootstrap=50)


def test_sampled_units_make_the_corners_less_sure():
    rng = np.random.default_rng(0)
    unit = np.repeat(np.arange(24), 20)
    level = rng.normal(size=(24, 3))[unit]
    frame = pd.DataFrame({"nps": level.sum(axis=1) + rng.normal(size=480), "app": level[:, 0], "fee": level[:, 1]})
    frame = frame.assign(fee=frame.fee + 0.2 * rng.normal(size=480), branch=[f"B{at}" for at in unit])
    book = pd.DataFrame({"id": ["nps", "app", "fee"], "kind": "number"})
    survey = Survey.from_frame(frame, codebook=book, roles={"unit": "branch"})
    rows = priorities(survey, "nps", ["app", "fee"], bootstrap=200).table
    units = priorities(survey, "nps", ["app", "fee"], bootstrap=200, cluster="unit").table
    assert (units.importance_ci_high - units.importance_ci_low > rows.importance_ci_high - rows.importance_ci_low).all()
    assert units.importance.tolist() == rows.importance.tolist()
