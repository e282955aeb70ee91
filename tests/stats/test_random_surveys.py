"""Surveys drawn at random: no result contradicts itself, and no sentence its numbers."""

import numpy as np
import pandas as pd
import pytest

import cxresearch as cx
from tests.stats.random_surveys import contradictions, random_survey, results_of
from tests.stats.test_sentences_against_tables import faults

# Seeds with a weight, a raking, sampled units, complete counts, a share of nearly none against another.
SEEDS = (0, 3, 5, 9, 11)


@pytest.mark.filterwarnings("ignore::cxresearch.errors.SurveyWarning")
@pytest.mark.filterwarnings("ignore::Warning:statsmodels")
@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_contradicts_itself(seed):
    found = results_of(*random_survey(seed))
    assert len(found) >= 15, sorted(found)
    for name, result in found.items():
        assert not contradictions(result), (name, contradictions(result))
        for sentence in result.sentences():
            assert not faults(sentence), (name, faults(sentence), sentence)


def test_the_reader_of_tables_finds_what_it_looks_for():
    frame = pd.DataFrame({"estimate": [5.0, 5.0, 9.0], "ci_low": [1.0, -1.0, 1.0], "ci_high": [9.0, 9.0, 8.0],
                          "std_error": [2.0, 9.0, 2.0], "p_value": [0.2, 0.01, 0.01]})  # fmt: skip
    told = contradictions(cx.Result(frame, "", []))
    assert len(told) == 4 and any("outside" in text for text in told) and any("errors" in text for text in told)


def test_groups_of_one_and_units_of_one_mind():
    """One member of a group is told as too few; a question that all answer alike has no unit above 100."""
    left = ["yes", "no", "no", "yes", "no", "no", "yes", "no"] * 5 + ["no"]
    frame = pd.DataFrame({"effort": [1, 7, 2, 6] * 10 + [1], "left": left,
                          "region": ["north"] * 40 + ["east"], "q": [5.0] * 41,
                          "branch": list("ABCD") * 10 + ["A"]})  # fmt: skip
    frame["w"] = np.linspace(1, 2, 41)
    survey = cx.Survey.from_frame(
        frame, roles={"weight": "w", "unit": "branch"}, scales={"effort": (1, 7), "q": (1, 5)}, audience="Customers"
    )
    said = " ".join(cx.effort_and_leaving(survey, "effort", "left", by="region", cluster="branch").sentences())
    assert "east: 1 answer, too few to say anything." in said
    table = cx.unit_table(survey, ["q"]).table
    assert table.p_value.isna().all() and not (table.ci_high > 100).any()
