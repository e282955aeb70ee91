"""Completion inside quotes: by the call, by what its names stand for, and as IPython's completer gives it."""

import pytest

import cxresearch as cx
from cxresearch.study.completing import offered


@pytest.fixture(scope="module")
def names():
    study = cx.open_study("parcel-service")
    return {"study": study, "customers": study.now.only(audience="Customers"), "text": "Driver", "cx": cx}


@pytest.mark.parametrize(
    ("typed", "begun", "some"),
    [
        ('study.show("perc', "perc", ["perception_gap"]),
        ("study['np", "np", ["nps", "nps_by_segment", "nps_by_unit"]),
        ('x = 1\nstudy.tell("nps", "effort_a', "effort_a", ["effort_and_leaving", "effort_and_result"]),
        ('cx.nps(study.now.only(audience="', "", ["Leadership", "Staff", "Customers"]),
        ('cx.perception_gap(study.now, between=("Staff", "Cu', "Cu", ["Customers"]),
        ('cx.mean_score(customers, "Dr', "Dr", ["Driver"]),
        ('cx.mean_score(customers, ["Tracking", "dr', "dr", ["Driver"]),
        ('cx.nps(customers, by="u', "u", ["unit"]),
    ],
)
def test_what_may_stand_there_is_offered(names, typed, begun, some):
    assert offered(typed, names) == (begun, some)


def test_units_are_offered_by_name(names):
    _, found = offered('customers.only(unit="', names)
    column = names["customers"].roles["unit"]
    assert found and set(found) == set(names["customers"].to_pandas()[column].dropna())


@pytest.mark.parametrize(
    "typed",
    ["study.show(", 'study.show("nps")', 'print("Dr', "text.find('Dr", 'study = "', '"', "", 'f(g("', 'nobody("Dr'],
)
def test_nothing_is_offered_elsewhere(names, typed):
    assert offered(typed, names)[1] == []


def test_ipython_asks_it():
    from IPython.core.completer import provisionalcompleter
    from IPython.testing.globalipapp import get_ipython

    shell = get_ipython()
    shell.run_cell("import cxresearch as cx\nstudy = cx.open_study('parcel-service')\nstudy = cx.open_study(study)")
    ours = [one for one in shell.Completer.custom_matchers if getattr(one, "of_cxresearch", False)]
    cell = 'x = 1\nstudy.show("perc'
    with provisionalcompleter():
        found = [one.text for one in shell.Completer.completions(cell, len(cell))]
    assert len(ours) == 1 and found == ["perception_gap"]
