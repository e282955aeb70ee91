"""The map of missing answers, the data health card and the picture of a crosstab: what is drawn is what was counted."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from cxresearch.errors import OptionError
from cxresearch.plots.drawing.style import off_screen
from cxresearch.plots.pictures import plot
from cxresearch.plots.quality.health_card import health_card
from cxresearch.plots.quality.missing_map import missing_map
from cxresearch.stats.quality.health import check_quality
from cxresearch.stats.tables.crosstabs import crosstab
from cxresearch.survey.survey import Survey
from tests.harbour import sample


@pytest.fixture(scope="module")
def bank():
    return sample()


@pytest.fixture(scope="module")
def checked(bank):
    return check_quality(bank, invited={"Leadership": 72})


def inside(figure: Figure) -> list[str]:
    """The texts of a figure that stick out of its sheet."""
    FigureCanvasAgg(figure).draw()
    sheet = figure.bbox
    texts = [
        text for text in figure.findobj(match=lambda artist: hasattr(artist, "get_text")) if text.get_text().strip()
    ]
    boxes = [(text.get_text(), text.get_window_extent()) for text in texts if text.get_visible()]
    return [
        said for said, box in boxes
        if box.x0 < sheet.x0 - 1 or box.x1 > sheet.x1 + 1 or box.y0 < sheet.y0 - 1 or box.y1 > sheet.y1 + 1
    ]  # fmt: skip


def test_the_map_shows_the_shares_of_the_table(checked):
    with off_screen():
        ax = missing_map(checked, rows=12)
    shown = {text.get_position(): text.get_text() for text in ax.texts if text.get_gid() == "share"}
    columns = [label.get_text() for label in ax.get_xticklabels()]
    labels = [" ".join(label.get_text().split()) for label in ax.get_yticklabels()]
    assert columns == ["Leaders 2025", "Staff 2024", "Staff 2025", "Customers 2024", "Customers 2025"]
    assert len(shown) == 12 * 5
    # Loans are handed over to most departments, so this one is asked of nearly everybody.
    at = labels.index("How well do hand-offs from Lending to yours work?")
    table = checked.questions
    rows = table[table.question.str.contains("from Lending")].set_index("wave").missing_share
    assert shown[(1, at)] == f"{rows['2024']:.0f}" and shown[(2, at)] == f"{rows['2025']:.0f}"
    assert shown[(0, at)] == shown[(3, at)] == "–"
    assert inside(ax.figure) == []


def test_darker_is_more_blank():
    frame = pd.DataFrame({"one": [1, None, None, 3], "two": [1, 2, 3, None], "three": [1, 2, 3, 4]})
    survey = Survey.from_frame(frame, scales=dict.fromkeys(frame, (1, 5)), audience="Customers")
    with off_screen():
        ax = missing_map(check_quality(survey))
    light = [np.mean(patch.get_facecolor()[:3]) for patch in ax.patches]
    assert light == sorted(light)
    assert light[-1] == pytest.approx(0xF4 / 0xFF)


def test_the_card_says_the_counts(bank, checked):
    card = health_card(checked)
    words = " ".join(text.get_text() for text in card.texts).replace("\n", " ")
    flagged = checked.flags.row.nunique()
    assert f"8,760 rows, {flagged} carry a flag" in words
    assert "60 leaders: 83% of invited" in words
    assert f"{(checked.flags.flag == 'duplicates').sum()} repeat an earlier row" in words
    assert "90 broke off" in words
    assert inside(card) == []


@pytest.mark.parametrize(
    "frame",
    [
        pd.DataFrame({"billing": [None, None]}, dtype=float),
        pd.DataFrame({"billing": [1.0]}),
        pd.DataFrame(
            {"billing": [5, None, 3, 4] * 9, "audience": ["Staff", "A very long name of an audience of ours"] * 18}
        ),
        pd.DataFrame({f"a rather long question about topic number {at} of thirty": [1, 2, None] for at in range(30)}),
    ],
    ids=["no answers", "one answer", "long names", "many questions"],
)
def test_cards_of_odd_surveys_keep_to_the_page(frame):
    questions = [name for name in frame if name != "audience"]
    survey = Survey.from_frame(frame, scales=dict.fromkeys(questions, (1, 5)))
    card = health_card(survey)
    assert inside(card) == []
    assert not any(word in text.get_text() for text in card.texts for word in ("nan", "None"))


def test_the_card_refuses_what_it_cannot_check(checked):
    with pytest.raises(OptionError, match="health_card takes"):
        health_card(pd.DataFrame())
    with pytest.raises(OptionError, match="made already"):
        health_card(checked, invited={"Leadership": 72})
    with pytest.raises(OptionError, match="missing_map draws"):
        missing_map(pd.DataFrame())


def test_the_picture_of_a_crosstab_shows_its_headline_rows(bank):
    result = crosstab(bank, "NPS", ["segment", "wave"])
    with off_screen():
        ax = plot(result)
    labels = [label.get_text() for label in ax.get_yticklabels()]
    assert labels == ["Total", "Branch (A)", "Digital (B)", "2024 (C)", "2025 (D)"]
    drawn = [line.get_xdata()[0] for line in ax.lines if str(line.get_gid()).startswith("estimate")]
    expected = result.table[result.table.kind == "nps"].estimate
    assert drawn == pytest.approx(expected.tolist())
    assert ax.get_title() == "NPS: Branch (−8) stands above Digital"
    assert inside(ax.figure) == []


def test_a_crosstab_of_hidden_columns_is_drawn_without_them():
    frame = pd.DataFrame({"team": ["A"] * 40 + ["B"] * 12 + ["C"] * 3, "billing": [4, 5, 2, 3, 4] * 11})
    survey = Survey.from_frame(frame, scales={"billing": (1, 5)}, audience="Staff")
    with off_screen():
        ax = plot(crosstab(survey, "billing", "team"))
    hidden = [text.get_text() for text in ax.texts if text.get_gid() == "hidden"]
    assert hidden == ["hidden (small group)"] * 2


def test_questions_on_one_topic_are_told_apart_on_the_map():
    said = {name: [4, 5, None, 2] for name in ("船室", "How important is it to you? - 船室", "I expect - 船室")}
    survey = Survey.from_frame(pd.DataFrame(said), scales=dict.fromkeys(said, (1, 5)), audience="Customers")
    with off_screen():
        ax = missing_map(check_quality(survey))
    names = [" ".join(label.get_text().split()) for label in ax.get_yticklabels()]
    assert len(set(names)) == 3 and "船室" not in "".join(name.partition("[")[2] for name in names), names
