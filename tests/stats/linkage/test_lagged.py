"""Attitude then loyalty, and the reverse: plain correlations, planted directions, and what cannot be told."""

import numpy as np
import pandas as pd
import pytest

from cxresearch.errors import QuestionError
from cxresearch.stats.linkage.lagged import attitude_loyalty_lagged
from cxresearch.stats.linkage.unit_correlation import correlate, partial
from cxresearch.survey.survey import Survey


def scores(seed=0, *, units=20, forward=0.8, back=0.0):
    """Unit scores of two waves; `forward` carries attitude into the next wave's loyalty, `back` the reverse."""
    rng = np.random.default_rng(seed)
    mood, stay = rng.normal(size=(2, units))
    later_stay = forward * mood + 0.3 * stay + 0.4 * rng.normal(size=units)
    later_mood = back * stay + 0.6 * mood + 0.4 * rng.normal(size=units)
    return [np.round(60 + 8 * part, 1) for part in (mood, stay, later_mood, later_stay)]


def survey_of(mood, stay, later_mood, later_stay, **more):
    units = [f"Branch {at}" for at in range(len(mood))]
    frames = [
        pd.DataFrame({"wave": wave, "audience": who, "unit": units, name: score})
        for wave, who, name, score in (
            (2024, "Staff", "mood", mood), (2024, "Customers", "stay", stay), (2025, "Staff", "mood", later_mood),
            (2025, "Customers", "stay", later_stay),
        )
    ]  # fmt: skip
    roles = {"wave": "wave", "audience": "audience", "unit": "unit"}
    return Survey.from_frame(pd.concat(frames), roles=roles, scales={"mood": (0, 100), "stay": (0, 100)})


def lagged(survey, **options):
    return attitude_loyalty_lagged(survey, attitude="mood", loyalty="stay", **options)


def test_each_link_is_pearson_between_waves():
    mood, stay, later_mood, later_stay = parts = scores()
    table = lagged(survey_of(*parts)).table.set_index("link")
    expected = {
        "attitude then loyalty": (mood, later_stay), "loyalty then attitude": (stay, later_mood),
        "attitude and loyalty, earlier": (mood, stay), "attitude and loyalty, later": (later_mood, later_stay),
        "attitude kept": (mood, later_mood), "loyalty kept": (stay, later_stay),
    }  # fmt: skip
    for name, pair in expected.items():
        row = table.loc[name]
        assert (row.estimate, row.ci_low, row.ci_high, row.p_value) == pytest.approx(tuple(correlate(*pair)), rel=1e-9)
    held = partial(mood, later_stay, stay[:, None])
    assert table.controlled_r["attitude then loyalty"] == pytest.approx(held.estimate, rel=1e-9)


def test_a_planted_direction_is_seen():
    ahead = lagged(survey_of(*scores(1, units=40)))
    assert ahead.difference_ci_low > 0
    assert "The first is stronger" in ahead.sentences()[1]
    assert "no proof of it" in ahead.sentences()[1]
    behind = lagged(survey_of(*scores(1, units=40, forward=0.0, back=0.8)))
    assert behind.difference_ci_high < 0
    assert "The second is stronger" in behind.sentences()[1]


def test_no_direction_is_said_to_be_open():
    result = lagged(survey_of(*scores(2, units=20, forward=0.5, back=0.5)))
    assert "cannot be told" in result.sentences()[1]


def test_few_units_say_nothing():
    result = lagged(survey_of(*scores(3, units=6)))
    assert "Fewer than 8 units" in result.sentences()[1]


def test_waves_are_the_last_two_or_as_asked():
    parts = scores()
    survey = survey_of(*parts)
    assert lagged(survey).waves == ("2024", "2025")
    turned = lagged(survey, earlier=2025, later=2024)
    assert turned.table.estimate[0] == pytest.approx(correlate(parts[2], parts[1]).estimate)
    with pytest.raises(QuestionError, match="No wave 2023"):
        lagged(survey, earlier=2023)
    with pytest.raises(QuestionError, match="same wave"):
        lagged(survey, earlier=2025)


def test_one_wave_is_refused():
    survey = survey_of(*scores()).only(wave=2024)
    with pytest.raises(QuestionError, match="1 wave .2024.; a lagged comparison needs two"):
        lagged(survey)
    with pytest.raises(QuestionError, match="has no wave"):
        lagged(
            Survey.from_frame(
                pd.DataFrame({"unit": ["A"], "mood": [1], "stay": [2]}), scales={"mood": (0, 9), "stay": (0, 9)}
            )
        )


def test_units_of_one_wave_only_are_counted():
    survey = survey_of(*scores())
    rows = survey.to_pandas()
    rows = rows[~((rows.unit == "Branch 3") & (rows.wave == 2025))]
    roles = {"wave": "wave", "audience": "audience", "unit": "unit"}
    result = lagged(Survey.from_frame(rows, roles=roles, scales={"mood": (0, 100), "stay": (0, 100)}))
    assert result.table.units[0] == 19
    assert any("1 unit without both scores in both waves" in line for line in result.caveats)
