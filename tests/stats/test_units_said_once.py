"""Whether units are all there are or a sample is said once, of the Survey, and every analysis follows from it."""

import inspect
import warnings

import numpy as np
import pandas as pd
import pytest

import cxresearch as cx

SAID = {"all": False, "sample": "unit"}


@pytest.fixture(scope="module")
def harbours():
    """Three audiences in twelve harbours that differ, with comments, ranks and two waves."""
    rng = np.random.default_rng(11)
    n = 720
    unit = np.arange(n) % 12
    level = rng.normal(0, 1.2, 12)[unit]
    who = np.array(["Customers", "Staff", "Leadership"])[np.minimum(rng.integers(0, 12, n) // 5, 2)]

    def rated(noise, low, high):
        return np.clip(np.round((low + high) / 2 + level + rng.normal(0, noise, n)), low, high)

    words = np.array(["The queue was too long and slow", "Friendly crew on board", "Tickets are expensive"])
    frame = pd.DataFrame(
        {
            "audience": who, "unit": [f"Pier {at}" for at in unit],
            "wave": np.where(np.arange(n) % 24 < 12, 2024, 2025),
            "nps": rated(2, 0, 10), "ease": rated(1, 1, 7), "boats": rated(1, 1, 5), "crew": rated(1, 1, 5),
            "guess of boats": rated(1, 1, 5), "left": np.where(level + rng.normal(0, 1, n) > 1, "yes", "no"),
            "region": np.where(rng.random(n) > 0.5, "East", "West"), "why": words[rng.integers(0, 3, n)],
            "wish": rated(1, 1, 5), "Rank [Price]": np.where(level + rng.normal(0, 1, n) > 0, 1, 2),
        }
    )  # fmt: skip
    frame["Rank [Speed]"] = 3 - frame["Rank [Price]"]
    scales = {"nps": (0, 10), "ease": (1, 7)} | dict.fromkeys(["boats", "crew", "guess of boats", "wish"], (1, 5))
    survey = cx.Survey.from_frame(frame, scales=scales, kinds={"why": "verbatim", "Rank [Price]": "ranking",
                                                               "Rank [Speed]": "ranking"})  # fmt: skip
    book = survey.codebook
    guess = book.id == "guess of boats"
    book.loc[guess, ["topic", "aspect"]] = ["boats", "prediction"]
    book.loc[book.id == "ease", "kind"] = "effort"
    return survey.with_codebook(book)


CALLS = {
    "perception_gap": lambda s, **o: cx.perception_gap(s, ["boats", "crew"], **o),
    "prediction_gap": lambda s, **o: cx.prediction_gap(s, predictor="Leadership", actual="Customers", **o),
    "nps": lambda s, **o: cx.nps(s, by="audience", **o),
    "csat": lambda s, **o: cx.csat(s, "boats", **o),
    "ces": lambda s, **o: cx.ces(s, "ease", **o),
    "mean_score": lambda s, **o: cx.mean_score(s, ["boats"], **o),
    "compare_groups": lambda s, **o: cx.compare_groups(s, "nps", by="region", **o),
    "trend": lambda s, **o: cx.trend(s, "nps", **o),
    "effort_and_leaving": lambda s, **o: cx.effort_and_leaving(s.only(audience="Customers"), "ease", "left", **o),
    "excellence_gap": lambda s, **o: cx.excellence_gap(s, ["boats"], **o),
    "asymmetry": lambda s, **o: cx.asymmetry(s, "nps", ["boats", "crew"], audience="Customers", **o),
    "loyalty_drivers": lambda s, **o: cx.loyalty_drivers(
        s, "nps", ["boats", "crew"], audience="Customers", bootstrap=100, **o
    ),
    "priorities": lambda s, **o: cx.priorities(s, "nps", ["boats", "crew"], audience="Customers", bootstrap=100, **o),
    "ordinal_model": lambda s, **o: cx.ordinal_model(s, "boats", ["crew"], audience="Customers", **o),
    "theme_effects": lambda s, **o: cx.theme_effects(
        s, "why", "nps", codeframe=pd.DataFrame({"theme": ["Queue", "Crew", "Price"], "words": ["queue", "crew",
                                                                                                "expensive"]}), **o
    ),
    "intent_to_leave": lambda s, **o: cx.intent_to_leave(s, "wish", ["boats"], audience="Staff", **o),
    "ranking": lambda s, **o: cx.ranking(s, **o),
    "delight_or_ease": lambda s, **o: cx.delight_or_ease(s, "nps", "ease", audience="Customers", **o),
    "clear_but_not_understood": lambda s, **o: cx.clear_but_not_understood(clear(s), **o),
}  # fmt: skip


def clear(survey):
    """The survey with its question on the crew asked as whether the boats are understood."""
    book = survey.codebook
    book.loc[book.id == "crew", ["topic", "aspect"]] = ["boats", "understood"]
    return survey.with_codebook(book)


def clustered():
    """Every public function that can take errors over units."""
    found = {name: getattr(cx, name) for name in cx.__all__ if inspect.isfunction(getattr(cx, name))}
    return sorted(name for name, made in found.items() if "cluster" in inspect.signature(made).parameters)


@pytest.mark.parametrize("name", clustered())
def test_what_is_said_of_the_survey_holds_where_cluster_is_not_said(harbours, name):
    if name == "called_excellent":
        pytest.skip("another name of excellence_gap")
    if name == "follow_actions":
        pytest.skip("passes cluster= on to nps, mean_score and perception_gap")
    call = CALLS[name]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for units, cluster in SAID.items():
            carried, said = call(harbours.with_units(units)), call(harbours, cluster=cluster)
            pd.testing.assert_frame_equal(carried.table, said.table)
            assert carried.method == said.method
            assert list(carried.caveats) == list(said.caveats)
        over = call(harbours.with_units("sample"))
        alone = call(harbours.with_units("sample"), cluster=False)
    assert not over.table.equals(alone.table), "units that differ widen intervals, and cluster= wins"


def test_groups_that_are_units_are_no_sample_of_units(harbours):
    told = cx.nps(harbours.with_units("sample"), by=["audience", "unit"])
    pd.testing.assert_frame_equal(told.table, cx.nps(harbours, by=["audience", "unit"], cluster=False).table)


def test_it_goes_with_the_survey(harbours, tmp_path):
    survey = harbours.with_units("sample")
    assert survey.only(audience="Staff").units == "sample"
    assert cx.open_survey(survey.save(tmp_path)).units == "sample"
    parts = [survey.only(audience=name).with_roles(wave=None) for name in ("Staff", "Customers")]
    assert cx.combine_audiences(*parts).units == "sample"
    assert survey.with_roles(unit=None).cluster_of() is None
    with pytest.raises(cx.OptionError, match="choose one of"):
        harbours.with_units("some")
    with pytest.raises(cx.OptionError, match="no column has the role unit"):
        harbours.with_roles(unit=None).with_units("all")
