"""Rankings against scipy and statsmodels, their pictures, and what is too close to call."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

import cxresearch as cx
from cxresearch.errors import QuestionError

RNG = np.random.default_rng(11)
ITEMS = ["Price", "Speed", "Staff", "Place"]


def ranked(rows=120, pull=0.0, **columns):
    worth = RNG.normal(size=(rows, 4)) + np.array([pull, 0, 0, -pull])
    places = (-worth).argsort(axis=1).argsort(axis=1) + 1
    frame = pd.DataFrame(places, columns=[f"Rank these [{item}]" for item in ITEMS])
    return cx.Survey.from_frame(frame.assign(**columns), audience="Customers"), places


def test_mean_places_and_first_places():
    survey, places = ranked()
    found = cx.ranking(survey).table.set_index("item")
    for at, item in enumerate(ITEMS):
        own = places[:, at]
        low, high = stats.t.interval(0.95, len(own) - 1, own.mean(), stats.sem(own))
        assert found.loc[item, ["estimate", "ci_low", "ci_high"]].tolist() == pytest.approx(
            [own.mean(), low, high], rel=1e-9
        )
        share = proportion_confint((own == 1).sum(), len(own), method="wilson")
        assert found.loc[item, ["first", "first_low", "first_high"]].tolist() == pytest.approx(
            [100 * (own == 1).mean(), 100 * share[0], 100 * share[1]], rel=1e-9
        )
    assert found.estimate.is_monotonic_increasing


def test_the_first_two_are_told_apart_by_the_people_who_placed_both():
    clear, places = ranked(pull=2.0)
    said = cx.ranking(clear)
    mean, error = (d := places[:, 1] - places[:, 0]).mean(), stats.sem(d)
    low, high = stats.t.interval(0.95, len(d) - 1, mean, error)
    if "Price stands before Speed" in said.apart:
        assert f"{mean:.2f} places" in said.apart and f"{low:.2f} to {high:.2f}" in said.apart
    assert "stands before" in said.sentences()[-1]
    even, _ = ranked()
    assert "too close to call" in cx.ranking(even).sentences()[-1]


def test_groups_weights_and_names():
    survey, _ = ranked(segment=["a", "b"] * 60, weight=RNG.gamma(5, 0.2, 120))
    found = cx.ranking(survey, "Rank these", by="segment")
    assert found.table.groupby("item").segment.apply(list).tolist() == [["a", "b"]] * 4
    assert (found.table.n_effective < found.table.n).all()
    assert cx.ranking(survey, survey.codebook.id[0]).table.question.nunique() == 4
    with pytest.raises(QuestionError, match="no question of kind ranking"):
        cx.ranking(cx.Survey.from_frame(pd.DataFrame({"q": [1, 2]}), scales={"q": (1, 5)}, audience="C"))


def test_places_are_no_ratings():
    survey, _ = ranked()
    with pytest.raises(QuestionError):
        cx.csat(survey, survey.codebook.id[0])


def test_small_groups_of_staff_are_hidden():
    frame = pd.DataFrame([RNG.permutation(3) + 1 for _ in range(43)], columns=["Rank [a]", "Rank [b]", "Rank [c]"])
    survey = cx.Survey.from_frame(frame.assign(department=["x"] * 40 + ["y"] * 3), audience="Staff")
    found = cx.ranking(survey, by="group").table
    assert found[found.group == "y"].estimate.isna().all() and found[found.group == "y"]["first"].isna().all()


def test_a_picture_and_files(tmp_path):
    survey, _ = ranked(pull=2.0)
    result = cx.ranking(survey)
    ax = cx.plot(result)
    assert {"Price", "Place"} <= {text.get_text() for text in ax.figure.findobj(match=lambda a: hasattr(a, "get_text"))}
    report = cx.Report("Places", result)
    for path in (
        report.to_xlsx(tmp_path / "a.xlsx"),
        report.to_pptx(tmp_path / "a.pptx"),
        report.to_html(tmp_path / "a.html"),
    ):
        assert path.stat().st_size > 1000


def test_the_base_of_several_ticks():
    frame = pd.DataFrame({"Used [App]": [1, 0, None, 0] * 30, "Used [Web]": [1, 1, None, 0] * 30, "g": ["a", "b"] * 60})
    survey = cx.Survey.from_frame(frame, audience="Customers")

    def shares(base):
        found = cx.crosstab(survey, "Used", "g", base=base)
        total = found.table[found.table.banner == ""]
        return total.estimate.round(4).tolist(), total.n.tolist(), " ".join(found.caveats)

    assert shares("asked")[:2] == ([33.3333, 66.6667], [90, 90])
    assert shares("ticked")[:2] == ([50, 100], [60, 60])
    assert shares("all")[:2] == ([25, 50], [120, 120])
    assert "ticked at least one" in shares("ticked")[2]
    with pytest.raises(cx.CXResearchError, match="base must be"):
        cx.crosstab(survey, "Used", "g", base="some")


def test_several_ticks_as_columns():
    frame = pd.DataFrame({"Used [App]": [1, 0, 1] * 40, "Used [Web]": [1, 1, 0] * 40, "sat": [1, 5, 3] * 40})
    survey = cx.Survey.from_frame(frame, scales={"sat": (1, 5)}, audience="Customers")
    found = cx.crosstab(survey, "sat", "Used")
    means = found.table[(found.table.kind == "mean")].set_index("column")
    assert means.estimate.to_dict() == {"Total": 3.0, "App": 2.0, "Web": 3.0} and means.n.to_dict() == {
        "Total": 120,
        "App": 80,
        "Web": 80,
    }
    assert not found.table.letters.str.strip().any()
    assert any("several columns" in caveat for caveat in found.caveats)
