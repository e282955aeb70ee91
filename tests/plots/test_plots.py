"""Pictures hold what the tables hold, in words that nobody has to guess and nothing cuts off."""

import importlib
import itertools
import pickle
import pkgutil
import re
from functools import cache
from importlib import import_module

import matplotlib
import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from PIL import Image

import cxresearch as cx
import cxresearch.stats
import cxresearch.text
from cxresearch.plots.drawing.letters import legible, text_width, wrapped
from cxresearch.plots.drawing.style import INK, MARKS, contrast, marks_of, off_screen, presenting, type_now
from cxresearch.plots.pictures import _DRAWN_BY, heading_of, picture, plot
from cxresearch.result import Result
from tests.drawn_results import LONG, MAKE, TOPICS, made
from tests.places import BASELINE
from tests.plots.drawing.test_plainly_drawn import MAKE as PLAINLY
from tests.plots.thumbnails import SAME_LETTERS, kept, thumbnail

# What an earlier test left open is found wherever the garbage is collected, and is no fault of a picture.
pytestmark = pytest.mark.filterwarnings("error", "ignore::ResourceWarning")


@pytest.fixture(autouse=True)
def at_the_desk():
    presenting(False)
    yield
    presenting(False)


def drawn(result, **options):
    """The Axes of a result on a figure that pyplot does not keep open, with everything placed."""
    with off_screen():
        ax = plot(result, **options)
    FigureCanvasAgg(ax.get_figure(root=True)).draw()
    return ax


def by_gid(ax, gid: str) -> list:
    return [artist for artist in ax.get_children() if artist.get_gid() == gid]


def texts_of(ax) -> list:
    """Every text that is to be seen on the figure."""
    figure = ax.get_figure(root=True)
    found = figure.findobj(matplotlib.text.Text)
    for each in figure.findobj(matplotlib.axes.Axes):
        # An axis keeps labels that it no longer draws, and makes some beyond its ends.
        kept = [each.title] if not each.axison else []
        for axis, ends in ((each.xaxis, each.get_xlim()), (each.yaxis, each.get_ylim())):
            low, high = min(ends) - 1e-9, max(ends) + 1e-9
            ticks = [tick for tick in axis.get_major_ticks() if low <= tick.get_loc() <= high]
            kept += [axis.label, *(tick.label1 for tick in ticks)] if each.axison else []
            found = [text for text in found if text in kept or text not in axis.findobj(matplotlib.text.Text)]
    return [text for text in found if text.get_visible() and text.get_text().strip()]


def one_line(text: str) -> str:
    return " ".join(text.split())


def marked(ax, who: str) -> dict[int, tuple[float, str, str]]:
    """Where an audience's marks stand: row -> (x, shape, colour)."""
    found = {}
    for line in ax.lines:
        match = re.fullmatch(rf"{re.escape(who)}, row (\d+)", line.get_gid() or "")
        if match:
            found[int(match[1])] = (line.get_xdata()[0], line.get_marker(), line.get_markerfacecolor())
    return found


# -- every picture -------------------------------------------------------------------------------

SHEETS = {"desk": None, "hall": None, "slide": (8.5, 4.6)}
# Kept in small: at a desk, in a hall, and at a desk in German.
KEPT = ("desk", "hall", "german")
ON_SLIDES = (
    "gaps of three audiences", "gaps of long questions", "importance of three", "nps by branch", "link", "hand-offs"
)  # fmt: skip
EVERY = [(name, sheet) for name in MAKE for sheet in SHEETS if sheet != "slide" or name in ON_SLIDES]


@cache
def on_sheet(name: str, sheet: str):
    figure = Figure(figsize=SHEETS[sheet]) if SHEETS.get(sheet) else None
    # Made in English whoever asks first: of themes that are named alike often, the name decides.
    result = made(name)
    with presenting(sheet == "hall"), cx.language("de" if sheet == "german" else "en"):
        return drawn(result, ax=figure.add_subplot() if figure else None)


@pytest.mark.parametrize(("name", "sheet"), EVERY)
def test_nothing_is_cut_and_no_number_is_missing(name, sheet):
    ax = on_sheet(name, sheet)
    figure = ax.get_figure(root=True)
    edge = figure.bbox
    for text in texts_of(ax):
        box = text.get_window_extent()
        inside = box.x0 >= edge.x0 and box.x1 <= edge.x1 and box.y0 >= edge.y0 and box.y1 <= edge.y1
        assert inside, f"{text.get_text()!r} leaves the sheet: {box} in {edge}"
        assert not re.search(r"\b(nan|None|inf)\b", text.get_text()), text.get_text()
    assert ax.get_title()
    assert "\N{HORIZONTAL ELLIPSIS}" not in " ".join(text.get_text() for text in texts_of(ax))


@pytest.mark.parametrize(("name", "sheet"), EVERY)
def test_words_do_not_overlap(name, sheet):
    ax = on_sheet(name, sheet)
    boxes = [(text.get_text(), text.get_window_extent()) for text in texts_of(ax) if text.get_gid() != "hidden"]
    for (one, a), (other, b) in itertools.combinations(boxes, 2):
        wide = min(a.x1, b.x1) - max(a.x0, b.x0)
        high = min(a.y1, b.y1) - max(a.y0, b.y0)
        # Extents hold room for letters that hang below the line; a pixel or two of that is no overlap.
        assert wide <= 1 or high <= 3, f"{one!r} and {other!r} overlap by {wide:.0f} x {high:.0f} pixels"


@SAME_LETTERS
@pytest.mark.parametrize(("name", "sheet"), list(itertools.product(MAKE, KEPT)))
def test_the_picture_in_small_is_the_one_that_was_looked_at(name, sheet):
    """Two percent of a thumbnail are a column, a key or marks that moved; other figures in the same places are less."""
    known = kept(sheet)
    if name not in known:
        pytest.skip("not looked at yet: python -m tests.plots.thumbnails draws all in small")
    apart = np.abs(thumbnail(on_sheet(name, sheet).get_figure(root=True)).astype(int) - known[name]).max(axis=2)
    assert (apart > 48).mean() < 0.02


@pytest.mark.parametrize("name", MAKE)
def test_a_title_alone_is_the_pictures_and_draws_nothing(name, monkeypatch):
    wanted = one_line(on_sheet(name, "desk").get_title())
    for place in ("new_axes", "shrunk"):
        monkeypatch.setattr(f"cxresearch.plots.drawing.layout.{place}", None)
    assert heading_of(made(name)) == wanted


@pytest.mark.parametrize("name", MAKE)
def test_a_result_goes_to_another_process_and_says_the_same(name):
    there = pickle.loads(pickle.dumps(made(name)))
    assert type(there) is type(made(name)) and there.sentences() == made(name).sentences()
    with cx.language("de"):
        assert there.sentences() == made(name).sentences()


def result_types() -> set[type]:
    for floor in (cxresearch.stats, cxresearch.text):
        for room in pkgutil.walk_packages(floor.__path__, f"{floor.__name__}."):
            importlib.import_module(room.name)
    found, queue = set(), [Result]
    while queue:
        for kind in queue.pop().__subclasses__():
            queue.append(kind)
            if kind.__module__.startswith(("cxresearch.stats.", "cxresearch.text.")):
                found.add(kind)
    return found


def test_every_type_in_the_table_is_a_result_and_its_room_has_what_draws_it():
    assert set(_DRAWN_BY) - {"Result"} <= {kind.__name__ for kind in result_types()}
    for place in _DRAWN_BY.values():
        room, _, name = place.rpartition(".")
        assert name in import_module(f"cxresearch.plots.{room}").__all__, place


def test_every_kind_of_result_is_drawn_here():
    shared = {"GroupedResult", "TopBoxShare", "_Claims"}
    # Drawn in the tests beside them: tests/text/themes, tests/stats/tables, tests/stats/linkage, test_plainly_drawn.
    elsewhere = {"ThemeTable", "ThemeTrend", "ThemePairs", "Ranking", "UnitTable", *PLAINLY}
    drawn_here = {type(made(name)).__name__ for name in MAKE} | elsewhere
    missing = {kind.__name__ for kind in result_types()} - drawn_here - shared
    assert not missing, f"give {missing} a result in tests/drawn_results.py, and look at its picture"


@pytest.mark.parametrize("name", ["gaps of three audiences", "importance of two", "nps by branch", "means by audience"])
def test_two_pictures_share_a_figure(name):
    figure = Figure(figsize=(16, 6))
    both = figure.subplots(1, 2)
    places = [ax.get_position(original=True).frozen() for ax in both]
    for ax in both:
        plot(made(name), ax=ax)
    FigureCanvasAgg(figure).draw()
    seen = set(texts_of(both[0]))
    for ax, place in zip(both, places, strict=True):
        edge = place.transformed(figure.transFigure)
        for text in [text for text in ax.findobj(matplotlib.text.Text) if text in seen]:
            box = text.get_window_extent()
            within = edge.x0 - 1 <= box.x0 and box.x1 <= edge.x1 + 1 and edge.y0 - 1 <= box.y0 and box.y1 <= edge.y1 + 1
            assert within, text.get_text()


# -- what goes in --------------------------------------------------------------------------------


def test_only_a_result_is_drawn():
    with pytest.raises(cx.OptionError, match="Pass a Result"):
        plot(made("nps").table)
    with pytest.raises(cx.OptionError, match="matplotlib Axes"):
        plot(made("nps"), ax=Figure())
    with pytest.raises(cx.OptionError, match="knows no option colour. It takes rows, title"):
        plot(made("nps"), colour="red")
    with pytest.raises(cx.OptionError, match="rows is how many"):
        drawn(made("nps"), rows=0)
    with pytest.raises(cx.OptionError, match="ordinary axes"):
        plot(made("nps"), ax=Figure().add_subplot(projection="polar"))
    with pytest.raises(cx.OptionError, match="format"):
        picture(made("nps"), format="gif")


def test_a_used_place_is_refused():
    ax = drawn(made("nps"))
    with pytest.raises(cx.OptionError, match="ax.clear"):
        plot(made("nps"), ax=ax)
    ax.clear()
    assert plot(made("nps"), ax=ax) is ax


def test_a_persons_settings_stay_and_one_figure_opens():
    import matplotlib.pyplot as plt

    before, open_before = dict(matplotlib.rcParams), plt.get_fignums()
    ax = plot(made("nps"))
    assert len(plt.get_fignums()) == len(open_before) + 1
    plt.close(ax.figure)
    picture(made("nps"))
    assert plt.get_fignums() == open_before
    assert dict(matplotlib.rcParams) == before


def test_a_persons_settings_do_not_change_the_picture():
    plain = picture(made("groups"))
    with matplotlib.rc_context({"font.size": 30, "axes.grid": True, "lines.linewidth": 9, "axes.facecolor": "yellow"}):
        assert picture(made("groups")) == plain


@pytest.mark.parametrize("format", ["png", "svg", "pdf"])
def test_the_same_result_gives_the_same_bytes(format):
    assert picture(made("gaps of three audiences"), format=format) == picture(
        made("gaps of three audiences"), format=format
    )


# -- the gap chart -------------------------------------------------------------------------------


def test_marks_stand_where_the_table_says():
    result = made("gaps of three audiences")
    ax = drawn(result)
    order = [one_line(label.get_text()) for label in ax.get_yticklabels()]
    for row, topic in enumerate(order):
        part = result.table[result.table.topic == topic]
        means = pd.concat([part.set_index(f"audience_{side}")[f"mean_{side}"] for side in "ab"]).to_dict()
        for who, mean in means.items():
            assert marked(ax, who)[row][0] == pytest.approx(mean)


def test_bars_are_the_intervals_of_the_gaps():
    result = made("gaps of two audiences")
    ax = drawn(result)
    order = [one_line(label.get_text()) for label in ax.get_yticklabels()]
    table = result.table.set_index("topic").loc[order]
    bars = [line for line in ax.lines if line.get_gid() == "interval"]
    ends = sorted((round(line.get_ydata()[0]), *line.get_xdata()) for line in bars)
    for (row, low, high), gap in zip(ends, table.itertuples(), strict=True):
        assert (low - gap.mean_b, high - gap.mean_b) == pytest.approx((gap.ci_low, gap.ci_high)), row


def test_the_widest_gap_is_on_top():
    result = made("gaps of two audiences")
    order = [one_line(label.get_text()) for label in drawn(result).get_yticklabels()]
    assert order == result.table.sort_values("estimate", key=abs, ascending=False).topic.tolist()


def test_audiences_differ_by_shape_and_keep_their_look():
    ax = drawn(made("gaps of three audiences"))
    looks = {who: marked(ax, who)[0][1:] for who in ("Leadership", "Staff", "Customers")}
    assert looks == {who: (mark.shape, mark.colour) for who, mark in MARKS.items()}
    assert len({shape for shape, _ in looks.values()}) == 3
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["Leaders", "Staff", "Customers"]


def test_each_gap_has_its_figures_and_verdict_in_words():
    result = made("gaps of two audiences")
    ax = drawn(result)
    cells = [text.get_text() for text in by_gid(ax, "cell")]
    rows = result.table.sort_values("estimate", key=abs, ascending=False)
    for cell, row in zip(cells, rows.itertuples(), strict=True):
        figures, verdict = cell.split("\n")
        low, high = round(row.ci_low), round(row.ci_high)
        assert figures.replace("−", "-") == f"{row.estimate:+.0f} ({low} to {high})".replace("+0 ", "0 ")
        assert verdict == row.verdict


def test_the_title_says_the_widest_gap_that_was_shown():
    table = made("gaps of two audiences").table
    row = table.loc[table.estimate.abs().idxmax()]
    title = one_line(drawn(made("gaps of two audiences")).get_title())
    assert title == f"Leaders rate {row.topic.lower()} {row.estimate:.0f} points above customers"


def gap_table(verdicts: list[str]) -> Result:
    """A gap result with made-up verdicts, to see what its title dares to say."""
    whole = made("gaps of two audiences")
    table = whole.table.head(len(verdicts)).assign(verdict=verdicts)
    return type(whole)(table, "made up", [], 0.95, whole.nearest, 10.0, "Customers", ())


@pytest.mark.parametrize(
    ("verdicts", "title"),
    [
        (["aligned", "aligned"], "Leaders and customers are aligned within 10 points on all 2 comparisons"),
        (["not enough data"] * 2, "These answers cannot settle whether leaders and customers differ"),
        (
            ["aligned", "not enough data", "not enough data"],
            "No gap could be shown: of 3 comparisons 1 is aligned within 10 points, 2 cannot be judged",
        ),
    ],
)
def test_not_enough_data_never_reads_as_agreement(verdicts, title):
    assert one_line(drawn(gap_table(verdicts)).get_title()) == title


def test_long_questions_are_wrapped_and_whole():
    ax = drawn(made("gaps of long questions"))
    labels = [label.get_text() for label in ax.get_yticklabels()]
    assert {one_line(label) for label in labels} == {LONG.format(topic) for topic in TOPICS}
    assert all("\n" in label for label in labels)


def test_hidden_rows_stay_and_say_so():
    ax = drawn(made("gaps, all hidden"))
    assert [text.get_text() for text in by_gid(ax, "hidden")] == ["hidden (small group)"] * 5
    assert not marked(ax, "Leadership") and not marked(ax, "Customers")
    assert ax.get_title() == "All gaps are hidden to protect small groups"
    part = drawn(made("gaps with hidden rows"))
    assert "Leadership" not in {
        line.get_gid().split(",")[0] for line in part.lines if ", row" in (line.get_gid() or "")
    }
    assert "leaders hidden" in by_gid(part, "footer")[0].get_text()


def test_many_pairs_share_one_column_of_the_widest():
    ax = drawn(made("gaps of five audiences"))
    assert [text.get_text() for text in by_gid(ax, "header")] == ["Widest gap"]
    assert "minus Franchise partners of the northern region" in " ".join(text.get_text() for text in by_gid(ax, "cell"))


# -- the others ----------------------------------------------------------------------------------


def test_predictions_tell_who_came_near():
    result = made("predictions")
    ax = drawn(result)
    order = [one_line(label.get_text()) for label in ax.get_yticklabels()]
    near = result.table.set_index("topic").within_10.loc[order]
    assert [text.get_text() for text in by_gid(ax, "cell")][5:] == [f"{n:.0f} of 41" for n in near]
    row = result.table.loc[result.table.estimate.abs().idxmax()]
    expected = f"Leaders predicted {row.predicted:.0f} for {row.topic.lower()}; customers said {row.actual:.0f}"
    assert one_line(ax.get_title()) == expected


def test_importance_puts_each_topic_in_its_place():
    result = made("importance of two")
    ax = drawn(result)
    for row in result.ranks.itertuples():
        node = by_gid(ax, f"{row.audience}, {row.topic}")[0]
        assert node.get_ydata()[0] == pytest.approx(row.rank - 1), "no ties here, so place and rank are one"
    assert [label.get_text() for label in ax.get_xticklabels()] == ["Leaders", "Customers"]


def test_importance_marks_only_ranks_that_lie_apart():
    result = made("importance of two")
    ranks = result.ranks.pivot(index="topic", columns="audience", values=["rank_ci_low", "rank_ci_high"])
    apart = (ranks["rank_ci_low"]["Leadership"] > ranks["rank_ci_high"]["Customers"]) | (
        ranks["rank_ci_low"]["Customers"] > ranks["rank_ci_high"]["Leadership"]
    )
    ax = drawn(result)
    thin = min(line.get_linewidth() for line in ax.lines if (line.get_gid() or "").startswith("topic "))
    strong = {
        line.get_gid().removeprefix("topic ")
        for line in ax.lines
        if (line.get_gid() or "").startswith("topic ") and line.get_linewidth() > thin
    }
    assert strong and strong <= set(apart[apart].index)


def test_nps_bars_are_the_shares_and_the_panel_the_interval():
    result = made("nps by branch")
    ax = drawn(result)
    order = [label.get_text() for label in ax.get_yticklabels()]
    table = result.table.set_index("unit").loc[order]
    assert table.estimate.is_monotonic_decreasing
    for kind in ("detractors", "passives", "promoters"):
        widths = [by_gid(ax, f"{kind}, row {at}")[0].get_width() for at in range(len(table))]
        assert widths == pytest.approx(table[f"{kind}_share"].tolist())
    (panel,) = ax.child_axes
    assert [line.get_xdata()[0] for line in panel.lines if (line.get_gid() or "").startswith("score")] == pytest.approx(
        table.estimate.tolist()
    )
    bars = [tuple(line.get_xdata()) for line in panel.lines if line.get_gid() == "interval"]
    assert np.array(bars) == pytest.approx(table[["ci_low", "ci_high"]].to_numpy())
    for share, bar in zip(by_gid(ax, "share")[:3], ("#D55E00", "#D0D0D0", "#0072B2"), strict=True):
        assert contrast(share.get_color(), bar) > 4.5


def test_waves_keep_their_order():
    assert [label.get_text() for label in drawn(made("nps by wave")).get_yticklabels()] == ["2024", "2025"]


def test_groups_whose_intervals_meet_are_not_ranked_in_the_title():
    assert "the intervals overlap" in one_line(drawn(made("nps by branch")).get_title())


def test_open_marks_are_pairs_too_close_to_call():
    result = made("groups that differ")
    ax = drawn(result)
    table = result.table.sort_values("estimate", key=abs, ascending=False)
    filled = [by_gid(ax, f"estimate, row {at}")[0].get_markerfacecolor() != "#FFFFFF" for at in range(len(table))]
    assert filled == (table.p_adjusted < 0.05).tolist() and any(filled)
    assert one_line(drawn(made("groups")).get_title()).startswith("No pair of 6 can be told apart on CSAT")


def test_a_question_of_its_own_scale_stands_between_its_ends():
    ax = drawn(made("means on several scales"))
    table = made("means on several scales").table.set_index("question")
    ends = {"csat": (1, 5), "nps": (0, 10), "Waiting time": (0, 10)}
    order = [label.get_text() for label in ax.get_yticklabels()]
    places = [100 * (table.estimate[name] - ends[name][0]) / (ends[name][1] - ends[name][0]) for name in order]
    assert [marked(ax, "all")[at][0] for at in range(3)] == pytest.approx(places)
    assert [tick.get_text() for tick in ax.get_xticklabels()] == ["lowest answer", "highest answer"]


def test_a_result_of_no_known_kind_gets_estimates_and_intervals():
    ax = drawn(made("a result without a picture"))
    assert [label.get_text() for label in ax.get_yticklabels()] == ["One", "Two", "Three"]
    assert [tuple(line.get_xdata()) for line in ax.lines if line.get_gid() == "interval"] == [(1.0, 2.0), (-2.0, 1.0)]
    assert [text.get_text() for text in by_gid(ax, "hidden")] == ["no number"]


# -- employees and loyalty -------------------------------------------------------------------------


def test_units_stand_where_they_are_with_both_intervals():
    result = made("link")
    ax = drawn(result)
    (line,) = by_gid(ax, "units")
    assert line.get_xdata() == pytest.approx(result.units.attitude) and line.get_ydata() == pytest.approx(
        result.units.loyalty
    )
    across = np.array([bar.get_xdata() for bar in by_gid(ax, "attitude interval")])
    upward = np.array([bar.get_ydata() for bar in by_gid(ax, "loyalty interval")])
    assert across == pytest.approx(result.units[["attitude_ci_low", "attitude_ci_high"]].to_numpy())
    assert upward == pytest.approx(result.units[["loyalty_ci_low", "loyalty_ci_high"]].to_numpy())
    assert {text.get_text() for text in by_gid(ax, "name")} == set(result.units.unit)
    (slope,) = by_gid(ax, "slope")
    rise = np.diff(slope.get_ydata())[0] / np.diff(slope.get_xdata())[0]
    assert 10 * rise == pytest.approx(result.table.slope[0])
    assert np.polyfit(result.units.attitude, result.units.loyalty, 1) == pytest.approx(
        np.polyfit(slope.get_xdata(), slope.get_ydata(), 1)
    )


def test_too_few_units_get_no_line():
    ax = drawn(made("link of few units"))
    assert not by_gid(ax, "slope")
    assert one_line(ax.get_title()) == "3 units: too few to say whether attitude and loyalty go together"


def test_drivers_show_what_luck_reaches():
    result = made("drivers")
    ax = drawn(result)
    table = result.table.sort_values("estimate", ascending=False)
    assert [one_line(label.get_text()) for label in ax.get_yticklabels()] == table.label.tolist()
    bars = [by_gid(ax, f"driver, row {at}")[0] for at in range(len(table))]
    assert [bar.get_width() for bar in bars] == pytest.approx(100 * table.estimate.to_numpy())
    assert len({bar.get_facecolor() for bar, beats in zip(bars, table.beats_random, strict=True) if beats}) == 1
    assert {bool(beats) for beats in table.beats_random} == {True, False}
    assert bars[0].get_facecolor() != bars[-1].get_facecolor()
    assert by_gid(ax, "random")[0].get_xdata()[0] == pytest.approx(100 * result.random_part)


def test_priorities_have_clouds_and_a_cross():
    result = made("priorities")
    ax = drawn(result)
    (cloud,) = by_gid(ax, "cloud")
    assert len(cloud.get_xdata()) == len(result.draws)
    for row in result.table.itertuples():
        (node,) = by_gid(ax, f"driver {row.label}")
        assert (node.get_xdata()[0], node.get_ydata()[0]) == pytest.approx((row.performance, 100 * row.importance))
    assert {text.get_text() for text in by_gid(ax, "quarter")} == {
        "CONCENTRATE HERE", "KEEP UP", "LOW PRIORITY", "POSSIBLE OVERKILL",
    }  # fmt: skip


def test_arrows_end_at_penalty_and_reward():
    result = made("asymmetry")
    ax = drawn(result)
    table = result.table.sort_values("estimate", ascending=False)
    for side in ("penalty", "reward"):
        tips = [by_gid(ax, f"{side}, row {at}")[0].xy[0] for at in range(len(table))]
        assert tips == pytest.approx(table[side].tolist())


def test_the_league_shows_shrunken_over_raw():
    result = made("silos of branches")
    ax = drawn(result)
    table = result.table.assign(shown=-result.table.estimate.round()).sort_values(["shown", "unit"])
    assert [label.get_text() for label in ax.get_yticklabels()] == table.unit.tolist()
    for kind, column in (("estimate", "estimate"), ("raw", "raw")):
        places = [by_gid(ax, f"{kind}, row {at}")[0].get_xdata()[0] for at in range(len(table))]
        assert places == pytest.approx(table[column].tolist())


def test_what_is_not_comparable_is_not_drawn_side_by_side():
    ax = drawn(made("a claim that is not comparable"))
    assert ax.get_title() == "Not comparable with the published figure"
    assert not [line for line in ax.lines if (line.get_gid() or "").startswith(("own", "published"))]
    assert [text.get_text() for text in by_gid(ax, "hidden")] == ["not comparable"] * 2


def test_an_open_trend_is_not_called_steady():
    result = made("trend")
    assert result.table.p_adjusted.iloc[-1] > 0.05
    ax = drawn(result)
    assert one_line(ax.get_title()) == "Whether NPS changed from 2024 to 2025 cannot be settled by these answers"
    (levels,) = by_gid(ax, "levels all")
    assert levels.get_ydata() == pytest.approx(result.table.estimate.tolist())


# -- large type ----------------------------------------------------------------------------------


def test_presenting_is_large_and_ends():
    result = made("gaps of three audiences")
    desk = drawn(result)
    with presenting():
        hall = drawn(result)
        with Image.open(__import__("io").BytesIO(picture(result))) as image:
            assert image.size == (1280, 720)
    assert type_now().height is None
    assert hall.title.get_fontsize() > 1.4 * desk.title.get_fontsize()
    assert min(text.get_fontsize() for text in by_gid(hall, "cell")) >= 12
    said = presenting()
    assert type_now().height == 7.2 and "0x" not in repr(said) and "presenting(False)" in repr(said)


def test_a_hall_shows_fewer_rows_rather_than_small_type_and_says_so():
    presenting()
    ax = drawn(made("gaps of long questions"))
    shown = len(ax.get_yticklabels())
    assert 1 < shown <= 5
    assert min(text.get_fontsize() for text in by_gid(ax, "cell")) >= 11
    footer = one_line(by_gid(ax, "footer")[0].get_text())
    assert (
        shown == 5 or f"Shown: {shown} of 5 rows, widest gaps first; the others stand in the result's table." in footer
    )


def test_left_out_groups_are_never_the_worst_alone():
    ax = drawn(made("nps by branch"), rows=2)
    table = made("nps by branch").table
    order = [label.get_text() for label in ax.get_yticklabels()]
    assert order == [table.unit[table.estimate.idxmax()], table.unit[table.estimate.idxmin()]]
    assert "2 of 4 groups, the highest and the lowest" in one_line(by_gid(ax, "footer")[0].get_text())


# -- words and colours ---------------------------------------------------------------------------


def test_wrapping_keeps_every_letter():
    text = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen and https://example.org/a/very/long/address"
    lines = wrapped(text, 1.2, size=11)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(text_width(line, 11) <= 1.2 for line in lines)


def test_words_that_fit_are_never_broken():
    for text in ("Smallest margin that can be shown", "Known to within", LONG.format("letters and e-mails")):
        for room in np.arange(0.9, 4, 0.17):
            if max(text_width(word, 9, True) for word in text.split()) <= room:
                assert " ".join(wrapped(text, room, size=9, bold=True)) == text


def test_dollars_and_emoji_are_shown_as_they_are():
    survey = cx.Survey.from_frame(
        pd.DataFrame({"Fees of $5 and $10_a \N{GRINNING FACE}": [4, 5, 2]}),
        scales={"Fees of $5 and $10_a \N{GRINNING FACE}": (1, 5)},
        audience="Customers",
    )
    ax = drawn(cx.mean_score(survey))
    (label,) = ax.get_yticklabels()
    assert one_line(label.get_text()).startswith("Fees of $5 and $10_a") and not label.get_parse_math()
    assert legible("\N{GRINNING FACE}") in ("\N{GRINNING FACE}", "□")


# Machado, Oliveira & Fernandes (2009), A Physiologically-based Model for Simulation of Color Vision Deficiency,
# severity 1.0, on linear RGB.
BLINDNESS = {
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
}


def lab(rgb: np.ndarray) -> np.ndarray:
    """CIELAB of linear RGB (sRGB primaries, D65)."""
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    xyz = to_xyz @ np.clip(rgb, 0, 1) / np.array([0.9505, 1.0, 1.089])
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("sight", ["everybody", *BLINDNESS])
def test_audiences_are_told_apart_by_colour_whatever_the_eye(sight):
    linear = [
        np.array([part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(mark.colour)])
        for mark in MARKS.values()
    ]
    seen = [lab(np.array(BLINDNESS[sight]) @ colour if sight in BLINDNESS else colour) for colour in linear]
    assert min(np.linalg.norm(a - b) for a, b in itertools.combinations(seen, 2)) > 20


def test_words_can_be_read_on_paper():
    assert contrast(INK, "#FFFFFF") > 12
    ax = drawn(made("gaps of three audiences"))
    words = [text for text in texts_of(ax) if text.get_gid() != "share"]
    assert min(contrast(text.get_color(), "#FFFFFF") for text in words) >= 4.5


def test_other_audiences_keep_their_mark_in_any_company():
    alone = marks_of(["Parents"])["Parents"]
    assert marks_of(["Customers", "Parents", "Leadership"])["Parents"] == alone
    crowd = marks_of(["Parents", "Teachers", "Students", "Donors", "Board", "Alumni"])
    assert len({mark.shape for mark in crowd.values()}) == 6


# -- whole pictures ------------------------------------------------------------------------------

LOOKED_AT = ["gaps of three audiences", "importance of three", "nps by branch", "groups that differ"]


@SAME_LETTERS
@pytest.mark.mpl_image_compare(baseline_dir=BASELINE, style="default", tolerance=6, savefig_kwargs={"dpi": 60})
@pytest.mark.parametrize("name", LOOKED_AT, ids=lambda name: name.replace(" ", "-"))
def test_the_picture_is_the_one_that_was_looked_at(name):
    return drawn(made(name)).figure


@SAME_LETTERS
@pytest.mark.mpl_image_compare(baseline_dir=BASELINE, style="default", tolerance=6, savefig_kwargs={"dpi": 60})
def test_the_picture_for_a_hall_is_the_one_that_was_looked_at():
    with presenting():
        return drawn(made("gaps of three audiences")).figure
