"""Each row of each kind has an id of its own, and the bounds beside a figure hold it."""

import numpy as np
import pandas as pd
import pytest

import cxresearch as cx
from cxresearch.report.keys import figures_of, keys_of, row_names
from cxresearch.result import Result

STEPS = ("understood", "transitions", "consistently", "delight_or_ease", "value", "reviews", "starts")


@pytest.mark.parametrize("step", STEPS)
def test_rows_are_told_apart_and_lie_within_their_bounds(step):
    found = cx.open_study("harbour-bank")[step]
    keys, names = keys_of(found), row_names(found)
    assert len(set(keys)) == len(keys) and len(set(names)) == len(names) and not {"Row 1", ""} & set(names)
    bounded = [one for one in figures_of(found) if None not in (one.value, one.low, one.high)]
    assert all(one.low - 1e-9 <= one.value <= one.high + 1e-9 for one in bounded)
    assert bounded or not np.isfinite(found.table.filter(like="ci_low").to_numpy(float)).any()


def test_an_action_is_called_by_its_finding_and_not_by_a_list_of_units():
    table = pd.DataFrame({
        "finding": ["Slow app", "Long queue"], "measure": ["app", "queue"], "owner": ["Mia", "Ben"],
        "start_date": ["2025-01-01", "2025-03-01"], "units": ["; ".join(map(str, range(60))), "all"],
        "topic": ["app", "queue"], "estimate": [1.0, 2.0],
    })  # fmt: skip
    assert row_names(Result(table, "none")) == ["Slow app", "Long queue"]
    table["finding"] = "Slow"
    assert row_names(Result(table, "none")) == ["Slow, 2025-01-01", "Slow, 2025-03-01"]
