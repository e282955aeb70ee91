"""Pictures of what people wrote: bars are the shares, whiskers the intervals, hidden stays hidden, words stay words."""

import math
import re
import subprocess
import sys
from functools import cache

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from scipy.spatial.distance import jensenshannon

import cxresearch as cx
from cxresearch.inference.shares import wilson
from cxresearch.plots.drawing.style import MARKS, off_screen, presenting
from cxresearch.plots.pictures import plot
from cxresearch.plots.text.quote_cards import cards_of, quote_cards
from cxresearch.report.pages.results_page import quote_list
from tests.drawn_comments import COMMENTS, coded_by_people, few, room, three, writers
from tests.places import BASELINE, ROOT
from tests.plots.thumbnails import SAME_LETTERS

# What an earlier test left open is found wherever the garbage is collected, and is no fault of a picture.
pytestmark = pytest.mark.filterwarnings("error", "ignore::ResourceWarning")
ODD = [
    "<script>alert('x')</script> of $x_1$ and $y_2$: the _queue_ was \N{PILE OF POO} long",
    "مرحبا بالعالم هذا طابور طويل جدا queue",
    "the queue " + "and then we waited for somebody to come and tell us that nothing can be done " * 30,
    "a" * 2_000 + " queue \U000f0000 here",
]


@cache
def made(name: str):
    return COMMENTS[name]()


def drawn(result, draw=plot, **options):
    with off_screen():
        ax = draw(result, **options)
    FigureCanvasAgg(ax.get_figure(root=True)).draw()
    return ax


def odd(n: int = 40) -> cx.Survey:
    return writers({"Customers": n}, why=[ODD[at % len(ODD)] for at in range(n)])


def by_gid(ax, gid: str) -> list:
    return [artist for artist in ax.get_children() if artist.get_gid() == gid]


def words_of(ax, gid: str) -> list[str]:
    return [" ".join(text.get_text().split()) for text in by_gid(ax, gid)]


def footer(ax) -> str:
    return words_of(ax, "footer")[0]


def title(ax) -> str:
    return " ".join(ax.get_title().split())


# -- tone of comments ----------------------------------------------------------------------------


def test_blame_goes_left_praise_goes_right_and_neutral_stands_apart():
    result = made("tone by audience")
    ax = drawn(result)
    (panel,) = ax.child_axes
    table = result.table.set_index(["audience", "label"])
    for at, who in enumerate(["Leadership", "Staff", "Customers"]):
        assert by_gid(ax, f"negative, row {at}")[0].get_width() == pytest.approx(-table.estimate[who, "negative"])
        assert by_gid(ax, f"positive, row {at}")[0].get_width() == pytest.approx(table.estimate[who, "positive"])
        assert by_gid(panel, f"neutral, row {at}")[0].get_width() == pytest.approx(table.estimate[who, "neutral"])
        ends = [line.get_xdata() for line in by_gid(ax, "interval") if line.get_ydata()[0] == at]
        expected = [
            -table.loc[(who, "negative"), ["ci_low", "ci_high"]],
            table.loc[(who, "positive"), ["ci_low", "ci_high"]],
        ]
        assert np.array(ends) == pytest.approx(np.array(expected, dtype=float))
        apart = [line.get_xdata() for line in by_gid(panel, "interval") if line.get_ydata()[0] == at]
        assert np.array(apart[0]) == pytest.approx(table.loc[(who, "neutral"), ["ci_low", "ci_high"]].to_numpy(float))


def test_a_percent_is_as_wide_in_both_charts():
    ax = drawn(made("tone by audience"))
    (panel,) = ax.child_axes
    wide = [np.diff(each.transData.transform([[0, 0], [10, 0]])[:, 0])[0] for each in (ax, panel)]
    assert wide[0] == pytest.approx(wide[1], rel=0.02)


def test_each_row_has_its_base_and_the_caption_what_is_missing():
    survey = three()
    ax = drawn(made("tone by audience"))
    texts, who = survey.to_pandas().why, survey.to_pandas().audience
    scored = (texts != "n/a").groupby(who).sum()
    rows = [label.get_text() for label in ax.get_yticklabels()]
    assert rows == [f"{name} (n = {scored[key]})" for name, key in
                    (("Leaders", "Leadership"), ("Staff", "Staff"), ("Customers", "Customers"))]  # fmt: skip
    told = footer(ax)
    assert f"Not in the bars: {(texts == 'n/a').sum()} comments without an answer" in told
    assert "Sampling error only" in told
    assert "coded=" not in told
    assert "Question: Why do you say so?" in told


def test_other_languages_are_counted_in_the_caption():
    german = "Die Schlange am Schalter ist viel zu lang und niemand hilft den Kunden weiter"
    survey = writers({"Customers": 30}, why=["the fees are terrible"] * 24 + [german] * 6)
    assert "6 in other languages that were not scored" in footer(drawn(cx.sentiment(survey, "why", rules="nltk")))


def test_peoples_codes_stand_in_the_caption():
    result = cx.sentiment(three(), "why", by="audience", rules="nltk", coded=coded_by_people())
    told = footer(drawn(result))
    confused = coded_by_people().confusion
    right = 100 * confused[confused.people == confused.machine].n.sum() / confused.n.sum()
    assert f"the scorer is right on {right:.0f}%" in told
    assert "Sampling error only" not in told


def test_hidden_groups_keep_their_rows():
    ax = drawn(made("tone by branch, hidden"))
    hidden = words_of(ax, "hidden")
    assert hidden == ["hidden (small group)"] * 3
    assert "3 groups hidden" in footer(ax)
    assert not [each for each in ax.patches if each.get_gid() and math.isnan(each.get_width())]
    assert title(drawn(made("tone, all hidden"))).startswith("The tone of these comments is hidden")


def test_groups_whose_intervals_meet_are_not_ranked():
    result = made("tone by branch, hidden")
    shares = result.table[result.table.label == "negative"].dropna(subset=["estimate"])
    assert shares.ci_high.min() >= shares.ci_low.max() or shares.loc[shares.estimate.idxmin()].ci_high >= (
        shares.loc[shares.estimate.idxmax()].ci_low
    )
    assert title(drawn(result)).endswith("and the intervals overlap")


def test_a_group_without_a_name_is_no_nan():
    survey = writers({"Customers": 60}, branch=["North"] * 30 + [None] * 30)
    result = cx.sentiment(survey, "why", by="unit", rules="nltk")
    assert any(said.startswith("without unit: of 30 comments") for said in result.sentences())
    assert "Without unit (n = 30)" in [label.get_text() for label in drawn(result).get_yticklabels()]


# -- themes --------------------------------------------------------------------------------------


def lane_bars(ax, tone: str, who: str) -> dict[int, float]:
    """Row to percent, out of the width of the bar and of the lane's fifty."""
    ticks = [(at, label.get_text()) for at, label in zip(ax.get_xticks(), ax.get_xticklabels(), strict=True)]
    zero, fifty = (
        next(at for at, text in ticks if text == wanted and (text != "50" or at > ticks[0][0]))
        for wanted in ("0", "50")
    )
    found = {}
    for each in ax.patches:
        match = re.fullmatch(rf"{tone}, row (\d+), {who}", each.get_gid() or "")
        if match:
            found[int(match[1])] = 50 * each.get_width() / abs(fifty - zero)
    return found


def test_tone_by_theme_and_audience_is_the_tables():
    result = made("themes by audience")
    ax = drawn(result)
    order = [label.get_text() for label in ax.get_yticklabels()]
    table = result.table.set_index(["audience", "theme"])
    assert order[-1] == "Other"
    for who in ("Leadership", "Staff", "Customers"):
        for tone, side in (("negative", -1), ("positive", 1)):
            bars = lane_bars(ax, tone, who)
            for at, theme in enumerate(order):
                share = table[tone][who, theme.replace("Other", "other")]
                assert (at in bars) == np.isfinite(share)
                if at in bars:
                    assert bars[at] == pytest.approx(side * share, abs=0.01), (who, theme)
    assert [" ".join(head.split()) for head in words_of(ax, "lane")] == [
        "Leaders n = 30",
        "Staff n = 65",
        "Customers n = 400",
    ]


def test_intervals_of_tone_are_wilsons():
    result = made("themes of all")
    row = result.table.set_index("theme").loc["Billing and fees"]
    hits = round(row.negative * row.statements / 100)
    # Every writer names fees in one statement only, so that persons and statements are as many.
    expected = [100 * float(value) for value in wilson(hits, row.statements)]
    assert [row.negative, row.negative_ci_low, row.negative_ci_high] == pytest.approx(expected)


def test_the_heat_map_has_the_shares_and_hatches_what_is_hidden():
    result = made("themes, leaders hidden")
    ax = drawn(result, kind="heatmap")
    assert words_of(ax, "share").count("hidden") == 13
    hatched = [each for each in ax.patches if each.get_hatch()]
    assert len(hatched) == 13
    assert "hidden" in footer(ax) and "Leadership" in footer(ax)
    table = result.table.dropna(subset=["estimate"]).set_index(["audience", "theme"]).estimate
    shown = [text for text in words_of(ax, "share") if text != "hidden"]
    assert sorted(shown) == sorted(f"{share:.0f}%" for share in table)
    seven = few().to_pandas()[few().to_pandas().audience == "Leadership"].why
    everything = " ".join(
        text.get_text() for text in ax.get_figure(root=True).findobj(lambda each: hasattr(each, "get_text"))
    )
    assert not any(text in everything for text in seven)


def test_options_of_the_picture_of_themes():
    with pytest.raises(cx.OptionError, match="kind is 'tone' or 'heatmap'"):
        plot(made("themes of all"), kind="cloud")
    with pytest.raises(cx.OptionError, match="not scored for tone"):
        plot(made("themes without tone"), kind="tone")
    with pytest.raises(cx.OptionError, match="the result has Leadership, Staff, Customers"):
        plot(made("themes by audience"), groups=["Suppliers"])
    ax = drawn(made("themes by audience"), groups=["Customers", "Staff"], kind="heatmap")
    assert [label.get_text().split("\n")[0] for label in ax.get_xticklabels()] == ["Customers", "Staff"]
    assert "2 of 3 groups" in footer(ax)


# -- words ---------------------------------------------------------------------------------------


def test_words_lean_as_far_as_their_z():
    result = made("words of two")
    ax = drawn(result)
    terms = [label.get_text().strip("“”") for label in ax.get_yticklabels()]
    z = result.table[result.table.group == "Customers"].set_index("term").z
    for at, term in enumerate(terms):
        (bar,) = by_gid(ax, f"z, row {at}")
        assert bar.get_width() == pytest.approx(z[term])
        who = "Staff" if z[term] < 0 else "Customers"
        assert bar.get_facecolor()[:3] == pytest.approx(
            Figure().add_subplot().bar(0, 1, color=MARKS[who].colour)[0].get_facecolor()[:3]
        )
    (band,) = by_gid(ax, "band")
    assert (band.get_x(), band.get_width()) == pytest.approx((-1.96, 3.92))
    assert "z ranks words and is no test" in footer(ax)


def test_three_groups_have_a_lane_each():
    result = made("words of three")
    ax = drawn(result)
    first = result.table[result.table.z > 0].groupby("group", sort=False).first()
    terms = words_of(ax, "term")
    for who, row in first.iterrows():
        assert f"{row.term} ({row['count']:.0f})" in terms, who
    assert [head.split()[0] for head in words_of(ax, "lane")] == ["Leaders", "Staff", "Customers"]


def test_words_that_are_hidden_are_said_and_not_shown():
    ax = drawn(made("words, leaders hidden"))
    assert "Hidden, so that a small group stays anonymous: Leaders." in footer(ax)
    assert not {"app", "advice", "prizes"} & {label.get_text().strip("“”") for label in ax.get_yticklabels()} - {"app"}


def test_nothing_stands_out_is_not_alike():
    survey = writers({"Staff": 40, "Customers": 40}, why=["the queue", "the fees"] * 40)
    assert title(drawn(cx.contrast_words(survey, "why", by="audience"))) == (
        "No word stands out clearly; that does not make the groups alike"
    )


# -- answers side by side --------------------------------------------------------------------------


def filled(ax, gid: str) -> bool:
    (line,) = by_gid(ax, gid)
    return line.get_markerfacecolor() != "#FFFFFF"


def test_filled_marks_name_the_theme_and_words_say_so():
    result = made("answers to one question")
    ax = drawn(result)
    table = result.table.set_index("theme")
    order = [label.get_text() for label in ax.get_yticklabels()]
    told = dict(zip(order, words_of(ax, "cell"), strict=True))
    for at, theme in enumerate(order):
        row = table.loc[theme]
        for who in ("Leadership", "Staff", "Customers"):
            assert filled(ax, f"{who}, row {at}") == (who in row.named_by)
            assert by_gid(ax, f"{who}, row {at}")[0].get_marker() == MARKS[who].shape
        start = {"shared": "named by all", "one-sided": "only", "missing": "not", "rare": "under"}[row.verdict]
        assert told[theme].startswith(start)


def test_the_distance_stands_in_the_title_and_is_scipys():
    survey = writers({"Staff": 60, "Customers": 60}, why=["the queue"] * 40 + ["the fees"] * 50 + ["the queue"] * 30)
    ax = drawn(cx.compare_answers(survey))
    staff, customers = np.array([40, 20]), np.array([30, 30])
    assert f"stand {jensenshannon(staff, customers, base=2):.2f} apart (p = " in title(ax)
    assert "chance alone may explain it" in title(ax)
    few_sheets = writers({"Staff": 12, "Customers": 12}, sheet=[1, 2, 3] * 8)
    ax = drawn(cx.compare_answers(few_sheets, sheet="sheet"))
    assert title(ax).endswith("(too few sheets to test)")
    assert " p " not in title(ax)


def test_all_questions_at_once_and_one_in_full():
    result = made("answers to three questions")
    ax = drawn(result)
    assert len(words_of(ax, "lane")) == 3
    for row in result.table.itertuples():
        at = [label.get_text() for label in ax.get_yticklabels()].index(row.theme)
        for who in result.audiences:
            assert filled(ax, f"{who}, {row.question}, {at}") == (who in row.named_by)
    one = drawn(result, question=2)
    assert title(one).startswith("“What do we do well?”")
    assert drawn(result, question="well").get_title() == one.get_title()
    with pytest.raises(cx.OptionError, match="no question 'when'"):
        plot(result, question="when")


def test_a_headline_from_the_survey_leads_the_room():
    asked = cx.themes(three(), "why", by="audience", rules=None)
    result = cx.compare_answers(room(), survey_themes=asked, permutations=99)
    assert title(drawn(result)) == result.sentences()[0].removesuffix(".")
    assert "no leadership person named it" in title(drawn(result))


def test_hidden_audiences_are_no_empty_marks():
    ax = drawn(made("answers, leaders hidden"))
    assert not by_gid(ax, "Leadership, row 0")
    assert set(words_of(ax, "hidden")) == {"hidden"}
    assert "Hidden, so that a small group stays anonymous: Leaders." in footer(ax)
    assert "not leaders" not in " ".join(words_of(ax, "cell"))


# -- people's codes ---------------------------------------------------------------------------------


def test_the_confusion_is_the_tables():
    result = coded_by_people()
    ax = drawn(result)
    counts = result.confusion.pivot_table(index="people", columns="machine", values="n", aggfunc="sum", fill_value=0)
    tones = ["negative", "neutral", "positive"]
    counts = counts.reindex(index=tones, columns=tones, fill_value=0)
    assert [int(text) for text in words_of(ax, "share")] == counts.to_numpy().ravel().tolist()
    right = 100 * np.trace(counts.to_numpy()) / counts.to_numpy().sum()
    assert title(ax).startswith(f"The machine says what people say on {right:.0f}%")


# -- quotes ----------------------------------------------------------------------------------------


def test_cards_hold_the_quotes_and_cut_the_long_ones():
    result = cx.themes(odd(), "why", rules=None)
    ax = drawn(result, quote_cards, theme="Waiting time")
    quotes = words_of(ax, "quote")
    assert len(quotes) == len(by_gid(ax, "card")) == 3
    long = next(text for text in quotes if text.startswith("“the queue and then"))
    assert long.endswith("…”")
    whole = " ".join(ODD[2].split())
    shown = long.strip("“”").removesuffix(" …")
    assert whole.startswith(shown) and whole[len(shown)] == " ", "cut where a word ends"
    assert "Shortened, where … stands: 2 quotes." in footer(ax)
    assert title(ax) == "Waiting time fills 75% (60 to 86) of the comments"
    box = ax.get_figure(root=True).bbox
    for text in by_gid(ax, "quote"):
        place = text.get_window_extent()
        assert place.x1 <= box.x1 and place.y1 <= box.y1 and not text.get_parse_math()


def test_signs_without_a_letter_are_counted():
    survey = writers({"Customers": 20}, why=["the queue is \U000f0000 long \U000f0001"] * 20)
    with pytest.warns(cx.SurveyWarning, match="2 signs no font"):
        ax = drawn(cx.themes(survey, "why", rules=None), quote_cards)
    assert "□" in words_of(ax, "quote")[0]
    assert "Signs that no font of this computer has stand as □: 2." in footer(ax)


def test_a_slip_of_the_pen_is_no_second_voice():
    survey = writers({"Customers": 40}, why=["the queue is much too long here", "the queue is mcuh too long here"] * 20)
    found = cx.themes(survey, "why", rules=None)
    assert len(cards_of(found)) == 1
    assert len(by_gid(drawn(found, quote_cards), "card")) == 1


def test_only_what_may_be_quoted_is_on_a_card():
    texts = ["write to joan.petersen@example.com of the queue"] * 9 + ["the queue was too long, call 555-123-4567"] * 30
    survey = writers({"Leadership": 9, "Customers": 30}, why=texts)
    ax = drawn(cx.themes(survey, "why", by="audience", rules=None), quote_cards)
    told = " ".join(words_of(ax, "quote"))
    assert "joan" not in told and "555" not in told
    assert not any("Leaders" in text for text in words_of(ax, "source"))
    assert "Comments hidden" in footer(ax)


def test_a_hall_has_fewer_cards_rather_than_small_ones():
    survey = writers({"Customers": 120}, why=[f"{number} the queue {ODD[2][:160]}" for number in range(120)])
    found = cx.quotes(survey, "why", rules="nltk")
    with presenting():
        ax = drawn(found)
        edge = ax.get_figure(root=True).bbox
    boxes = [patch.get_window_extent() for patch in by_gid(ax, "card")]
    assert len(boxes) >= 1
    assert all(edge.y0 <= box.y0 and box.y1 <= edge.y1 for box in boxes)
    assert min(text.get_fontsize() for text in by_gid(ax, "quote")) >= 18


def test_quotes_on_a_page_are_text(tmp_path):
    result = cx.themes(odd(), "why", rules=None)
    shown = quote_list(cx.quotes(odd(), "why", rules="nltk"))
    assert "<script>" not in shown and "&lt;script&gt;" in shown
    assert 'dir="auto"' in shown
    page = cx.Report("Comments", [result]).to_html(tmp_path / "comments.html").read_text(encoding="utf-8")
    assert page.count("<blockquote>") == len(result.quotes)
    assert "<script>alert" not in page
    assert quote_list(made("tone of all")) == ""


def test_what_is_no_card():
    with pytest.raises(cx.OptionError, match="what themes or quotes returned"):
        quote_cards(made("tone of all"))
    with pytest.raises(cx.OptionError, match="most= is how many cards"):
        quote_cards(made("themes of all"), most=0)
    with pytest.raises(cx.OptionError, match="Did you mean 'Waiting time'"):
        quote_cards(made("themes of all"), theme="Waiting tme")


# -- odd signs -------------------------------------------------------------------------------------

NOISY = """
import sys
sys.path.insert(0, {tests!r})
from tests.plots.text.test_comment_plots import odd, writers, ODD
import cxresearch as cx
from cxresearch.plots.pictures import picture
from cxresearch.plots.text.quote_cards import quote_cards
from cxresearch.plots.drawing.style import off_screen
found = cx.themes(odd(), "why", rules="nltk")
both = writers({{"Staff": 20, "Customers": 20}}, why=ODD * 5 + ["the fees \\U0001f621 {{}} $a_b$ "] * 20)
results = [found, cx.sentiment(odd(), "why", rules="nltk"), cx.contrast_words(both, "why", by="audience", fewest=1),
           cx.compare_answers(both, permutations=99), cx.quotes(odd(), "why", rules="nltk")]
for result in results:
    picture(result, dpi=60)
with off_screen():
    quote_cards(found).figure.savefig("{out}", dpi=60)
"""


def test_a_notebook_is_told_once_of_signs_without_a_letter(tmp_path):
    code = NOISY.format(tests=str(ROOT), out=(tmp_path / "cards.png").as_posix())
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=240)
    assert done.returncode == 0, done.stderr
    told = [line for line in done.stderr.splitlines() if "Warning" in line]
    assert all("SurveyWarning" in line and "no font of this computer has" in line for line in told), done.stderr
    assert "Glyph" not in done.stderr and len(told) == len(set(told))


@pytest.mark.parametrize("name", ["words of two", "themes by audience"])
def test_names_with_dollars_stay_names(name):
    result = made(name)
    table = result.table.copy()
    column = "group" if "group" in table else "audience"
    table[column] = table[column].replace({"Customers": "Fans of $5 and $10_a"})
    changed = type(result)(
        table, result.method, list(result.caveats), **({"by": "audience"} if column == "audience" else {})
    )
    ax = drawn(changed)
    found = ax.get_figure(root=True).findobj(
        lambda each: hasattr(each, "get_parse_math") and "$5 and" in " ".join(each.get_text().split())
    )
    assert found and not any(text.get_parse_math() for text in found)


# -- whole pictures ----------------------------------------------------------------------------------

LOOKED_AT = ["words of three", "themes, leaders hidden", "answers to three questions"]


@SAME_LETTERS
@pytest.mark.mpl_image_compare(baseline_dir=BASELINE, style="default", tolerance=6, savefig_kwargs={"dpi": 60})
@pytest.mark.parametrize("name", LOOKED_AT, ids=lambda name: name.replace(",", "").replace(" ", "-"))
def test_the_picture_of_comments_is_the_one_that_was_looked_at(name):
    return drawn(made(name)).figure
