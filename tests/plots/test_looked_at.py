"""All answers and the heat map of units as they were looked at, on a notebook's sheet and at 1280 by 720; and in German
nothing leaves the sheet."""

import re

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

import cxresearch as cx
from cxresearch.plots.drawing.style import off_screen, presenting
from cxresearch.plots.pictures import plot
from cxresearch.plots.quality.health_card import health_card
from cxresearch.survey.survey import Survey
from tests.drawn_results import MAKE, made
from tests.places import BASELINE
from tests.plots.tables.test_all_answers import study
from tests.plots.thumbnails import SAME_LETTERS

KEPT = {"baseline_dir": BASELINE, "style": "default", "tolerance": 6, "savefig_kwargs": {"dpi": 60}}


def branches(units: int = 30, questions: int = 12) -> Survey:
    """Staff of thirty branches, of which two are too small to be shown, on twelve statements."""
    rng = np.random.default_rng(3)
    sizes = rng.integers(12, 60, units)
    sizes[[4, 17]] = 3
    unit = np.repeat([f"Branch {at + 1:02d}" for at in range(units)], sizes)
    mood = np.repeat(rng.normal(0, 0.6, units), sizes)
    said = {
        f"Statement {at + 1} on how we work": np.clip(np.round(3.3 + mood + rng.normal(0, 1, len(unit))), 1, 5)
        for at in range(questions)
    }
    frame = pd.DataFrame({"unit": unit, **said})
    return Survey.from_frame(frame, roles={"unit": "unit"}, scales=dict.fromkeys(said, (1, 5)), audience="Staff")


def drawn(result, *, hall: bool, **options):
    with presenting(hall), off_screen():
        ax = plot(result, **options)
    FigureCanvasAgg(ax.figure).draw()
    return ax.figure


SHEETS = pytest.mark.parametrize("hall", [False, True], ids=["notebook", "hall"])


@SAME_LETTERS
@SHEETS
@pytest.mark.mpl_image_compare(**KEPT)
def test_all_answers_of_a_crosstab(hall):
    return drawn(cx.crosstab(study(), "waiting", ["audience", "wave"]), hall=hall, kind="answers")


@SAME_LETTERS
@SHEETS
@pytest.mark.mpl_image_compare(**KEPT)
def test_all_answers_over_waves(hall):
    result = cx.trend(study(), "waiting", metric="mean", by="audience")
    return drawn(result, hall=hall, kind="answers", neutral="apart")


@SAME_LETTERS
@SHEETS
@pytest.mark.mpl_image_compare(**KEPT)
def test_thirty_units_by_twelve_questions(hall):
    return drawn(cx.unit_table(branches()), hall=hall)


GERMAN = (
    "gaps of three audiences", "predictions", "importance of three", "nps by branch", "means by audience", "trend",
    "drivers", "priorities", "asymmetry", "crosstab", "themes by audience", "effort and leaving",
)  # fmt: skip


@SHEETS
@pytest.mark.parametrize("name", GERMAN)
def test_german_is_on_the_sheet_and_writes_its_numbers(name, hall):
    with cx.language("de"):
        # Made anew: what was computed in German is not for the tests that read it in English.
        figure = drawn(MAKE[name](), hall=hall)
    edge, words = figure.bbox, []
    for text in figure.findobj(Text):
        if text.get_text().strip() and text.get_visible() and text.get_gid():
            box = text.get_window_extent()
            assert box.x0 >= edge.x0 - 1 and box.x1 <= edge.x1 + 1, text.get_text()
            assert box.y0 >= edge.y0 - 1 and box.y1 <= edge.y1 + 1, text.get_text()
            words.append(text.get_text())
    said = " ".join(words)
    assert not re.search(r"\b(the|interval|hidden|Base|of|Bars and)\b", said), said
    assert not re.search(r"\d%", said), said


@SAME_LETTERS
@pytest.mark.mpl_image_compare(**KEPT)
def test_the_health_card():
    rng = np.random.default_rng(4)
    who = np.repeat(["Leadership", "Staff", "Customers"], [14, 120, 400])
    frame = pd.DataFrame({"audience": who, "fees": rng.integers(1, 6, 534), "app": rng.integers(1, 6, 534)})
    frame["duration"] = np.exp(rng.normal(5.4, 0.5, 534)).round()
    frame.loc[:60, "app"] = np.nan
    survey = Survey.from_frame(frame, scales={"fees": (1, 5), "app": (1, 5)}, roles={"audience": "audience"})
    return health_card(survey)


@SAME_LETTERS
@SHEETS
@pytest.mark.mpl_image_compare(**KEPT)
def test_the_link_of_units_with_its_band(hall):
    return drawn(made("link"), hall=hall)


@SAME_LETTERS
@SHEETS
@pytest.mark.mpl_image_compare(**KEPT)
def test_themes_by_audience_with_a_hidden_group(hall):
    return drawn(made("themes without tone"), hall=hall)
