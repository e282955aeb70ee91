"""Waves in the order of time in many languages; where no order is known nothing rises and nothing falls."""

import datetime as dt
import random

import numpy as np
import pandas as pd
import pytest

import cxresearch as cx
from cxresearch.errors import OptionError, QuestionError
from cxresearch.stats.loyalty.trends import trend
from cxresearch.survey.columns.wave_order import order_of_waves
from cxresearch.survey.survey import Survey

KNOWN = [
    ["pre", "post"], ["Pre-test", "Post-test"], ["before", "after"], ["Before training", "After training"],
    ["Vorher", "Nachher"], ["Vor der Umstellung", "Nach der Umstellung"], ["Nullmessung", "Abschlussmessung"],
    ["Erstbefragung", "Zweitbefragung"], ["avant", "après"], ["Antes", "Después"], ["antes", "depois"],
    ["prima", "dopo"], ["vooraf", "achteraf"], ["Nulmeting", "Eindmeting"], ["före", "efter"], ["før", "efter"],
    ["før", "etter"], ["przed", "po"], ["ennen", "jälkeen"], ["před", "po"], ["önce", "sonra"], ["до", "после"],
    ["前", "後"], ["实施前", "实施后"], ["línea de base", "seguimiento"],
    ["T0", "T1", "T2"], ["t 1", "t 2"], ["M0", "M6", "M12"], ["baseline", "follow-up"],
    ["Baseline", "Midline", "Endline"], ["baseline", "follow-up 1", "follow-up 2"],
    ["Welle I", "Welle II", "Welle III", "Welle IV", "Welle IX"], ["1. Welle", "2. Welle", "10. Welle"],
    ["first wave", "second wave"], ["erste Welle", "zweite Welle", "dritte Welle"],
    ["2024 pre", "2024 post", "2025 pre", "2025 post"], ["NPS pre", "NPS post"],
    ["Jan", "Feb", "Mar"], ["Q1", "Q2", "Q3", "Q4"], ["05.06.2024", "04.07.2024", "01.08.2024"],
    ["13/06/2024", "14/07/2024"], ["FY24", "FY25"], ["2023/24", "2024/25"], ["KW 9 2024", "KW 17 2024"],
    ["T1 2024", "T2 2024", "T3 2024"], ["Q3 24", "Q1 25"], ["1er trimestre 2024", "2e trimestre 2024"],
    ["январь 2024", "март 2024"], ["Frühjahr 2024", "Herbst 2024"],
    [dt.date(2024, 1, 5), dt.date(2024, 3, 1)], [pd.Timestamp("2024-02-01"), pd.Timestamp("2024-10-01")],
]  # fmt: skip
UNKNOWN = [
    ["red", "green"], ["A", "B"], ["control", "treatment"], ["Nov", "Jan"], ["Q4", "Q1"], ["Hamburg", "Bremen"],
    ["Wave A", "Relaunch"], ["05/06/2024", "06/05/2024"], ["pre", "Hamburg"], ["Presse", "Postweg"], ["good", "bad"],
    ["North 2", "South 1"],
]  # fmt: skip


@pytest.mark.parametrize("ordered", KNOWN, ids=lambda waves: f"{waves[0]} {waves[-1]}")
def test_waves_are_put_in_the_order_of_time(ordered):
    shuffled = list(ordered)
    for seed in range(3):
        random.Random(seed).shuffle(shuffled)
        assert order_of_waves(shuffled)[:2] == (ordered, True)


@pytest.mark.parametrize("waves", UNKNOWN, ids=lambda waves: f"{waves[0]} {waves[-1]}")
def test_what_no_name_tells_is_not_known(waves):
    assert not order_of_waves(waves).known


def two_waves(first, second, n=200):
    """NPS -50 in the first wave, 50 in the second."""
    answers = [0] * (3 * n // 4) + [10] * (n // 4) + [10] * (3 * n // 4) + [0] * (n // 4)
    return pd.DataFrame({"wave": [first] * n + [second] * n, "nps": answers})


def survey_of(frame):
    return Survey.from_frame(frame, roles={"wave": "wave"}, scales={"nps": (0, 10)}, audience="Customers")


@pytest.mark.parametrize(("first", "second"), [("vorher", "nachher"), ("T0", "T1"), ("avant", "après")])
def test_what_rose_is_said_to_have_risen(first, second):
    result = trend(survey_of(two_waves(first, second)), "nps")
    assert result.table.change.tolist()[1] == pytest.approx(100)
    assert f"rose by 100 points from -50 in {first} to 50 in {second}" in result.sentences()[0]


@pytest.mark.parametrize(("first", "second"), [("red", "green"), ("Nov", "Jan"), ("control", "treatment")])
def test_without_a_known_order_nothing_rises_or_falls(first, second):
    result = trend(survey_of(two_waves(first, second)), "nps")
    told = " ".join([*result.sentences(), *result.caveats])
    assert not result.order_known
    assert "a difference of 100 points" in told
    assert "order=[" in told
    drawn = cx.plot(result)
    told += " ".join(text.get_text() for text in [*drawn.figure.texts, *drawn.texts, drawn.title])
    assert not {" rose", " fell", " since "} & {word for word in (" rose", " fell", " since ") if word in told}
    assert not [line for line in drawn.lines if str(line.get_gid()).startswith("line ")]


def test_an_ordered_categorical_and_a_declared_order_are_kept():
    frame = two_waves("zulu", "alpha")
    categorical = frame.assign(wave=pd.Categorical(frame.wave, ["zulu", "alpha"], ordered=True))
    for survey, options in ((survey_of(categorical), {}), (survey_of(frame), {"order": ["zulu", "alpha"]}),
                            (survey_of(frame), {"order": {"wave": ["zulu", "alpha"]}}),
                            (survey_of(frame).with_order(wave=["zulu", "alpha"]), {})):  # fmt: skip
        result = trend(survey, "nps", **options)
        assert result.order_known
        assert result.table.wave.tolist() == ["zulu", "alpha"]
        assert "rose by 100" in result.sentences()[0]
    with pytest.raises(OptionError, match="every wave"):
        trend(survey_of(frame), "nps", order=["zulu"])


def test_order_is_one_option_of_all_analyses_by_group():
    frame = pd.DataFrame({"plan": ["Zen", "Air", "Max"] * 40, "nps": [9, 2, 7] * 40, "csat": [4, 2, 5] * 40})
    survey = Survey.from_frame(frame, scales={"nps": (0, 10), "csat": (1, 5)}, audience="Customers")
    wanted = ["Max", "Zen", "Air"]
    order = {"plan": wanted}
    assert cx.nps(survey, by="plan", order=order).table.plan.tolist() == wanted
    assert cx.csat(survey, "csat", by="plan", order=order).table.plan.tolist() == wanted
    assert cx.mean_score(survey, "csat", by="plan", order=order).table.plan.tolist() == wanted
    pairs = cx.compare_groups(survey, "csat", by="plan", order=order).table
    assert pairs[["group_a", "group_b"]].values.tolist() == [["Max", "Zen"], ["Max", "Air"], ["Zen", "Air"]]
    assert cx.silos(survey, "csat", by="plan", order=order).table.plan.tolist() == wanted
    banner = cx.crosstab(survey, "csat", "plan", order=order).table
    assert list(dict.fromkeys(banner[banner.banner == "plan"].column)) == wanted
    for name in ("reliability", "effort_and_leaving", "handoffs", "ownership", "promise_and_delivery", "sentiment",
                 "themes", "contrast_words", "compare_answers", "ces"):  # fmt: skip
        analysis = getattr(cx, name)
        assert "order" in __import__("inspect").signature(analysis).parameters
        assert "order : mapping" in analysis.__doc__
    with pytest.raises(OptionError, match="none of its values"):
        cx.nps(survey, by="plan", order={"plan": ["Zan"]})
    with pytest.raises(OptionError, match="order="):
        cx.nps(survey, by="plan", order=wanted)
    with pytest.raises(QuestionError):
        cx.nps(survey, by="plan", order={"plam": wanted})


def test_a_declared_order_outlives_filters_names_and_the_disk(tmp_path):
    frame = pd.DataFrame({"plan": ["Zen", "Air", "Max"] * 4, "nps": [9, 2, 7] * 4})
    survey = Survey.from_frame(frame, scales={"nps": (0, 10)}).with_order(plan=["Max", "Zen", "Air"])
    assert survey.only(plan=["Air", "Max"]).order_of("plan") == ["Max", "Zen", "Air"]
    assert survey.relabel(plan={"Max": "Maximum"}).order_of("plan") == ["Maximum", "Zen", "Air"]
    assert cx.open_survey(survey.save(tmp_path)).order_of("plan") == ["Max", "Zen", "Air"]
    sizes = pd.Categorical(["mid", "low"], ["low", "mid"], ordered=True)
    kept = Survey.from_frame(pd.DataFrame({"size": sizes, "nps": [1, 2]})).relabel(size={"low": "small"})
    assert kept.order_of("size") == ["small", "mid"]


def test_links_over_time_ask_for_an_order_that_no_name_tells():
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"unit": list("ABCDEFGHIJ") * 2, "wave": ["x"] * 10 + ["k"] * 10,
                          "mood": rng.uniform(0, 100, 20), "stay": rng.uniform(0, 100, 20)})  # fmt: skip
    survey = Survey.from_frame(frame, scales={"mood": (0, 100), "stay": (0, 100)})
    with pytest.raises(QuestionError, match="earlier= and later="):
        cx.attitude_loyalty_lagged(survey, attitude="mood", loyalty="stay")
    found = cx.attitude_loyalty_lagged(survey, attitude="mood", loyalty="stay", earlier="x", later="k")
    assert found.waves == ("x", "k")
    named = Survey.from_frame(frame.assign(wave=frame.wave.map({"x": "vorher", "k": "nachher"})),
                              scales={"mood": (0, 100), "stay": (0, 100)})  # fmt: skip
    assert cx.attitude_loyalty_lagged(named, attitude="mood", loyalty="stay").waves == ("vorher", "nachher")


def test_a_rank_order_between_waves_of_unknown_order_is_said():
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(rng.integers(0, 11, (120, 4)), columns=list("abcd")).assign(wave=["x", "k"] * 60)
    survey = Survey.from_frame(frame, scales=dict.fromkeys("abcd", (0, 10)), audience="Customers")
    assert any("not known" in caveat for caveat in cx.rank_stability(survey, draws=100).caveats)
    assert not any("not known" in caveat for caveat in
                   cx.rank_stability(survey.with_order(wave=["x", "k"]), draws=100).caveats)  # fmt: skip
