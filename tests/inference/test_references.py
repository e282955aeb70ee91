"""The stored reference values are the ones they say they are: compared with the real data and R's own file."""

import json

import numpy as np
import pandas as pd
import pyreadstat
import pytest

from cxresearch.inference.reliability import cronbach_alpha
from tests.oracles import close, records
from tests.places import REFERENCES

pytestmark = pytest.mark.external
# Ours alone: published or worked out elsewhere, not in the file of reference values.
OWN = {"nps.rocks.15-25-60", "tost.lakens", "attenuation.plan", "apiclus1.api00", "hogarty-kromrey"}
RENAMED = {"attenuation.spearman1904": {"r_corrected": "v"}}


@pytest.fixture(scope="module")
def original(fixtures):
    file = fixtures / "reference" / "reference.json"
    return {entry["id"]: entry for entry in json.loads(file.read_text(encoding="utf-8"))}


@pytest.fixture(scope="module")
def bfi(fixtures):
    return pd.read_csv(fixtures / "data" / "bfi.csv")


@pytest.mark.parametrize("name", sorted(path.stem for path in REFERENCES.glob("*.json")))
def test_stored_values_are_the_reference_values(name, original):
    for entry in records(name):
        assert set(entry) == {"id", "input", "expected", "tolerance", "software", "source"}
        assert entry["source"]
        if entry["id"] in OWN:
            continue
        for key, value in entry["expected"].items():
            assert value == original[entry["id"]]["expected"][RENAMED.get(entry["id"], {}).get(key, key)]


def test_stored_nps_counts_are_the_data(fixtures):
    data = pd.read_csv(fixtures / "data" / "nps_testdata.csv")
    for entry in records("nps"):
        if entry["id"] in OWN:
            continue
        part = entry["id"].rsplit(".", 1)[1]
        answers = data["REC"] if part == "all" else data.loc[data["BU"] == part, "REC"]
        kinds = pd.cut(answers, [-1, 6, 8, 10], labels=["detractors", "passives", "promoters"])
        assert kinds.value_counts().to_dict() == entry["input"]


def test_stored_group_counts_are_the_data(bfi):
    agreeable = bfi[["A2", "A3", "A4", "A5"]].sum(axis=1, skipna=False) + 7 - bfi["A1"]
    columns = {"two.bfi.A1.gender": bfi["A1"], "two.bfi.agree.gender": agreeable / 5, "tost.bfi.O1.gender": bfi["O1"]}
    for entry in [*records("two_groups"), *records("equivalence")]:
        if entry["id"] in OWN:
            continue
        for gender, side in ((1, "counts_a"), (2, "counts_b")):
            answers = columns[entry["id"]][bfi["gender"] == gender].dropna()
            at = np.isclose(answers.to_numpy()[:, None], entry["input"]["values"])
            assert at.sum(axis=0).tolist() == entry["input"][side]
            assert at.sum() == len(answers)


def test_stored_covariances_are_the_data(bfi, fixtures):
    reversed_items = ["A1", "C4", "C5"]
    bfi = bfi.assign(**{item: 7 - bfi[item] for item in reversed_items})
    scales = {
        f"alpha.bfi.{name}": [f"{key}{i}" for i in range(1, 6)]
        for name, key in zip(("agree", "consc", "neuro"), "ACN", strict=True)
    }
    for entry in records("reliability"):
        if not entry["id"].startswith("alpha."):
            continue
        attitude = entry["id"] == "alpha.attitude"
        items = pd.read_csv(fixtures / "data" / "attitude.csv") if attitude else bfi[scales[entry["id"]]].dropna()
        assert len(items) == entry["input"]["n"]
        assert np.allclose(items.cov(), entry["input"]["covariance"], rtol=1e-12)


def test_stored_correlations_are_the_data(bfi, fixtures):
    attitude = pd.read_csv(fixtures / "data" / "attitude.csv")
    pairs = {
        "corr.attitude": attitude[["rating", "complaints"]],
        "corr.bfi.N1_N2": bfi[["N1", "N2"]],
        "corr.bfi.C4_C5": bfi[["C4", "C5"]],
    }
    for entry in records("correlations"):
        pair = pairs[entry["id"]].dropna()
        assert len(pair) == entry["input"]["n"]
        assert pair.corr().iloc[0, 1] == pytest.approx(entry["input"]["r"], rel=1e-12)


def test_alpha_of_the_hotel_survey_equals_pspp_and_psych(original, fixtures):
    answers, _ = pyreadstat.read_sav(fixtures / "exports" / "hotel.sav")
    answers = answers.assign(v3r=6 - answers["v3"], v5r=6 - answers["v5"])
    expected = original["alpha.hotel.sav"]["expected"]
    assert len(answers) == expected["n"]
    for name in ("alpha_v1_v3r_v4", "alpha_v1_v4_v5r", "alpha_v1_v2_v3r_v4_v5r"):
        items = answers[name.split("_")[1:]]
        assert cronbach_alpha(items.cov()) == close(expected[name], 1e-9)
