"""A person's seaborn theme: their palette and letters are in every picture, and ours where they set none."""

import re
import warnings

import matplotlib.image
import matplotlib.style
import pandas as pd
import pytest
import seaborn
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import Collection
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Text

import cxresearch as cx
from cxresearch.plots.drawing import letters
from cxresearch.plots.drawing.style import _PALETTE, contrast, off_screen, paint, presenting
from cxresearch.plots.pictures import picture, plot
from tests.drawn_results import MAKE, made

PALETTE = ["#1B1464", "#B33771", "#218C74", "#CD6133", "#706FD3", "#33D9B2", "#FFB142",
           "#2C2C54", "#84817A", "#227093", "#B8860B"]  # fmt: skip
# Colours that tell nothing: ink, paper, rules, greys.
GREYS = re.compile(r"#(..)\1\1", re.IGNORECASE)


@pytest.fixture(autouse=True)
def no_settings_are_left():
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        yield
    presenting(False)
    seaborn.set_color_codes("reset")


def drawn(result, **options):
    with off_screen():
        ax = plot(result, **options)
    FigureCanvasAgg(ax.get_figure(root=True)).draw()
    return ax


def colours_in(ax) -> set[str]:
    found: list = []
    figure = ax.get_figure(root=True)
    for line in figure.findobj(Line2D):
        raw = [line.get_color(), line.get_markerfacecolor(), line.get_markeredgecolor()]
        # matplotlib would look these up when the picture is shown, long after ours is over.
        assert not [each for each in raw if re.fullmatch(r"C\d+", str(each))], line.get_gid()
        found += [each for each in raw if not isinstance(each, str) or each != "none"]
    for patch in figure.findobj(Patch):
        found += [patch.get_facecolor(), patch.get_edgecolor()]
    for collection in figure.findobj(Collection):
        found += [*collection.get_facecolors(), *collection.get_edgecolors()]
    return {to_hex(colour).upper() for colour in found}


def one_of_each_type() -> list[str]:
    first: dict[type, str] = {}
    for name in MAKE:
        first.setdefault(type(made(name)), name)
    return list(first.values())


@pytest.mark.slow
def test_a_persons_palette_and_letters_are_in_every_picture():
    seaborn.set_theme(palette=PALETTE, font="DejaVu Serif")
    for name in one_of_each_type():
        ax = drawn(made(name))
        ours = {colour.upper() for colour in _PALETTE if not GREYS.fullmatch(colour)}
        assert not colours_in(ax) & ours, name
        words = [text for text in ax.get_figure(root=True).findobj(Text) if text.get_text().strip()]
        assert {text.get_fontfamily()[0] for text in words} == {"DejaVu Serif"}, name


def test_the_palette_goes_to_the_audiences_in_their_order():
    seaborn.set_theme(palette=PALETTE, font="DejaVu Serif")
    ax = drawn(made("gaps of three audiences"))
    marks = {line.get_gid().split(",")[0]: line.get_markerfacecolor() for line in ax.lines
             if re.fullmatch(r".*, row 0", line.get_gid() or "")}  # fmt: skip
    assert [marks[who].upper() for who in ("Leadership", "Staff", "Customers")] == PALETTE[:3]
    with presenting():
        assert set(PALETTE[:3]) <= colours_in(drawn(made("gaps of three audiences")))


def test_letters_of_a_person_are_measured_not_guessed():
    plain = drawn(made("gaps of long questions"))
    seaborn.set_theme(font="DejaVu Sans Mono")
    wide = drawn(made("gaps of long questions"))
    lines = [sum(label.get_text().count("\n") + 1 for label in ax.get_yticklabels()) for ax in (plain, wide)]
    assert lines[1] > lines[0]
    edge = wide.figure.bbox
    for text in wide.figure.findobj(Text):
        if text.get_text().strip() and text.get_visible() and text.get_gid():
            box = text.get_window_extent()
            assert box.x0 >= edge.x0 and box.x1 <= edge.x1, text.get_text()


@pytest.mark.parametrize("theme", [{}, {"style": "darkgrid", "font_scale": 3}, {"palette": "deep"}], ids=str)
def test_what_nobody_chose_changes_nothing(theme):
    ours = picture(made("nps by branch"))
    seaborn.set_theme(**theme)
    assert picture(made("nps by branch")) == ours


def test_places_that_a_palette_lacks_stay_ours():
    seaborn.set_theme(palette=["#111111", "#222222"])
    assert [paint(f"C{place}") for place in range(4)] == ["#111111", "#222222", _PALETTE[2], _PALETTE[3]]


def behind(text, pixels) -> float:
    """How light the ground is around a text, 0..1."""
    box = text.get_window_extent()
    left, right = int(max(box.x0 - 2, 1)), int(min(box.x1 + 2, pixels.shape[1] - 1))
    top, bottom = (int(min(max(pixels.shape[0] - y, 1), pixels.shape[0] - 1)) for y in (box.y1 + 2, box.y0 - 2))
    return float(pixels[top:bottom, [left, right], :3].mean(axis=(1, 2)).max())


@pytest.mark.parametrize("panels", [0, 1, 2], ids=["own sheet", "theirs", "theirs with two pictures"])
def test_ink_stands_on_paper_where_a_persons_style_is_dark(panels, tmp_path):
    matplotlib.style.use("dark_background")
    with off_screen():
        axes = Figure(figsize=(8 * panels, 5)).subplots(1, panels, squeeze=False)[0] if panels else [None]
        shown = [plot(made("nps by branch"), ax=ax) for ax in axes]
    figure = shown[0].figure
    figure.savefig(tmp_path / "dark.png", dpi=figure.dpi)
    pixels = matplotlib.image.imread(tmp_path / "dark.png")
    for ax in shown:
        words = [ax.title, *ax.get_yticklabels(), *(text for text in ax.texts if text.get_gid() in ("footer", "cell"))]
        assert len(words) > 6
        for text in words:
            assert behind(text, pixels) > 0.95, text.get_text()


def test_no_paper_is_laid_where_the_sheet_is_light():
    ax = drawn(made("nps by branch"))
    assert not [each for each in ax.figure.get_children() if each.get_gid() == "paper"]


def test_colours_made_for_a_black_sheet_are_no_choice():
    matplotlib.style.use("dark_background")
    assert [paint(f"C{place}").upper() for place in range(3)] == list(_PALETTE[:3])


def test_a_persons_pale_colours_are_darkened_until_they_show():
    seaborn.set_palette(["#FEFFB3", "#1B1464"])
    assert paint("C1") == "#1B1464"
    assert paint("C0") != "#FEFFB3" and contrast(paint("C0"), "#FFFFFF") >= 1.3
    red, green, blue = to_rgb(paint("C0"))
    assert red == pytest.approx(green, abs=0.02) and blue == pytest.approx(0.7 * red, abs=0.02)


def test_a_persons_theme_outlives_a_picture():
    seaborn.set_theme(palette=PALETTE, style="darkgrid", font="DejaVu Serif")
    before, codes = dict(matplotlib.rcParams), to_rgb("b")
    drawn(made("gaps of two audiences"))
    assert dict(matplotlib.rcParams) == before and to_rgb("b") == codes


def test_a_serif_theme_takes_the_first_serif_that_is_there():
    seaborn.set_theme(font="serif", rc={"font.serif": ["No Such Serif", "DejaVu Serif", "DejaVu Sans Mono"]})
    assert letters.families()[:2] == ("DejaVu Serif", "DejaVu Sans")


def test_a_font_that_is_not_there_is_told_once():
    seaborn.set_theme(font="No Such Letters")
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        picture(made("nps by branch"))
    (warning,) = [str(each.message) for each in told if "font" in str(each.message)]
    assert warning.startswith("1 font not found on this computer: No Such Letters. Pictures are drawn in DejaVu Sans.")


def a_font(folder, name: str, signs: str) -> str:
    """A font of boxes for a few signs, made here."""
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    pen = TTGlyphPen(None)
    pen.moveTo((100, 0))
    for corner in ((100, 700), (900, 700), (900, 0)):
        pen.lineTo(corner)
    pen.closePath()
    glyph = pen.glyph()
    glyphs = [".notdef", *(f"uni{ord(sign):04X}" for sign in signs)]
    font = FontBuilder(1000, isTTF=True)
    font.setupGlyphOrder(glyphs)
    font.setupCharacterMap({ord(sign): glyph_name for sign, glyph_name in zip(signs, glyphs[1:], strict=True)})
    font.setupGlyf(dict.fromkeys(glyphs, glyph))
    font.setupHorizontalMetrics(dict.fromkeys(glyphs, (1000, 100)))
    font.setupHorizontalHeader(ascent=800, descent=-200)
    font.setupNameTable({"familyName": name, "styleName": "Regular"})
    font.setupOS2(sTypoAscender=800, usWinAscent=800, usWinDescent=200)
    font.setupPost()
    path = folder / f"{name}.ttf"
    font.save(path)
    return str(path)


@pytest.fixture
def made_han(tmp_path, monkeypatch):
    """A computer that has one more font, with two Chinese signs."""
    kept = list(fontManager.ttflist)
    fontManager.addfont(a_font(tmp_path, "Made Han", "客服"))
    monkeypatch.setattr(letters, "_ALSO", ("Made Han",))
    caches = (letters._installed, letters._ours, letters._chosen)
    for cache in caches:
        cache.cache_clear()
    yield
    fontManager.ttflist[:] = kept
    for cache in caches:
        cache.cache_clear()


def test_signs_come_from_the_fonts_that_have_them_and_the_others_are_told_once(made_han):
    frame = pd.DataFrame({"客服": [4, 5, 2, 3], "客服\U000f0000\U000f0000\U000f0001": [1, 2, 3, 4]})
    survey = cx.Survey.from_frame(frame, scales=dict.fromkeys(frame, (1, 5)), audience="Customers")
    result = cx.mean_score(survey)
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        ax = drawn(result)
        assert letters.text_width("客", 10) == pytest.approx(1.03 * 10 / 72)
    (warning,) = [str(each.message) for each in told]
    assert "2 signs no font of this computer has, drawn as □" in warning
    assert "U+F0000" in warning and "U+F0001" in warning and "客" not in warning
    assert "Install one that has them" in warning
    assert {label.get_text() for label in ax.get_yticklabels()} == {"客服", "客服□□□"}


def test_arabic_and_european_signs_are_among_the_letters_that_come_along():
    for text in ("رضا العملاء", "Zufriedenheit, größte", "Ελληνικά", "Кириллица", "čeština", "日本"):
        boxes = letters.unknown(text)
        assert boxes == 0 or text == "日本"


@pytest.mark.parametrize(("size", "context"), [(None, "notebook"), ("hall", "talk")])
def test_the_theme_is_seaborns_to_the_last_value(size, context):
    """Its values stand in ours so that a first picture does not wait for all of seaborn to load."""
    import contextlib

    from cxresearch.plots.drawing.letters import families
    from cxresearch.plots.drawing.style import _SETTINGS, _palette, drawing, presenting

    with presenting() if size else contextlib.nullcontext(), drawing():
        ours, letters, palette = dict(matplotlib.rcParams), list(families()), list(_palette())
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        seaborn.set_theme(context, "ticks", palette, letters, color_codes=False, rc=_SETTINGS)
        theirs = dict(matplotlib.rcParams)
    # No picture of ours is coloured by a map that it did not name.
    differs = {name for name in theirs if ours[name] != theirs[name]} - {"image.cmap", "interactive", "backend"}
    assert differs == set()


def test_the_colours_and_letters_that_nobody_chose_are_seaborns():
    from matplotlib.colors import to_hex

    from cxresearch.plots.drawing.letters import FONTS_OF_SEABORN
    from cxresearch.plots.drawing.style import _DEEP

    assert [to_hex(colour) for colour in seaborn.color_palette("deep")] == list(_DEEP)
    assert seaborn.axes_style("darkgrid")["font.sans-serif"] == list(FONTS_OF_SEABORN)


def test_a_font_that_came_after_matplotlibs_list_is_found_when_a_sign_is_missing(monkeypatch):
    from matplotlib import font_manager
    from matplotlib.ft2font import FT2Font

    name, path = next((font.name, font.fname) for font in font_manager.fontManager.ttflist
                      if font.name == "STIXNonUnicode" and font.style == "normal")  # fmt: skip
    usual = FT2Font(font_manager.findfont(letters.FAMILY)).get_charmap()
    sign = next(chr(code) for code in FT2Font(path).get_charmap() if code not in usual and chr(code).isprintable()
                or 0xE000 <= code < 0xF000 and code not in usual)  # fmt: skip
    listed = [font for font in font_manager.fontManager.ttflist if font.name != name]
    monkeypatch.setattr(font_manager.fontManager, "ttflist", listed)
    monkeypatch.setattr(letters, "_ALSO", (name,))
    caches = (letters._installed, letters._ours, letters._chosen, letters._newly_installed)
    for cache in caches:
        cache.cache_clear()
    monkeypatch.setattr(font_manager, "findSystemFonts", lambda: [])
    assert letters.legible(sign) == "□"
    letters._newly_installed.cache_clear()
    monkeypatch.setattr(font_manager, "findSystemFonts", lambda: [path])
    with letters.listening():
        assert letters.legible(sign) == sign
        assert name in letters.families()
    monkeypatch.undo()
    for cache in caches:
        cache.cache_clear()
