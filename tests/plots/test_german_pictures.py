"""Every picture in German: nothing leaves the sheet, no words run into each other, no English word of ours is left."""

import ast
import itertools
import re
from functools import cache
from pathlib import Path

import pytest

import cxresearch as cx
from cxresearch import speaking
from tests import drawn_comments, drawn_enthusiasm, drawn_results, outside_in
from tests.drawn_results import MAKE
from tests.harbour import sample
from tests.places import PACKAGE
from tests.plots.test_plots import on_sheet, texts_of
from tests.test_german import NAMES, german_words, left_in, words

pytestmark = pytest.mark.filterwarnings("error", "ignore::ResourceWarning")
# Figures that circulate are quoted as they were published; instruments are listed by the names that a person types.
QUOTED = ("claims", "a claim that is not comparable", "a claim beside the own figure", "instruments")


@cache
def words_of_clients() -> frozenset[str]:
    """The words of the made-up clients: what the files that make them have in quotes, but for the names of results."""
    found: set[str] = set()
    for module in (drawn_results, drawn_comments, drawn_enthusiasm, outside_in):
        tree = ast.parse(Path(module.__file__).read_text("utf-8"))
        said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            quoted = isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said
            if quoted and node.value not in MAKE:
                found |= {part.casefold() for part in re.findall(r"[^\W\d_]{3,}", node.value)}
    for name in ("harbour-bank-audits", "harbour-bank-programmes"):
        survey = sample(name)
        texts = [*survey.codebook.astype(str).to_numpy().ravel(), *survey.to_pandas().columns]
        found |= {part for text in texts for part in words(text)}
    return frozenset(found)


@cache
def known() -> frozenset[str]:
    """What may stand in a German picture: German words, the instruments' and the numbers' among them, and clients'."""
    with cx.language("de"):
        spoken = [text for instrument in cx.instruments().found.values() for text in instrument.spoken().texts()]
    numbers = (PACKAGE / "languages" / "de" / "language.toml").read_text("utf-8")
    ours = {part.casefold() for text in (*spoken, numbers) for part in re.findall(r"[^\W\d_]{3,}", text)}
    return words_of_clients() | german_words() | ours | set(NAMES)


@pytest.mark.parametrize("name", MAKE)
def test_a_german_picture_is_whole_and_german(name):
    ax = on_sheet(name, "german")
    edge, boxes = ax.get_figure(root=True).bbox, []
    for text in texts_of(ax):
        box = text.get_window_extent()
        assert box.x0 >= edge.x0 and box.x1 <= edge.x1 and box.y0 >= edge.y0 and box.y1 <= edge.y1, text.get_text()
        boxes += [(text.get_text(), box)] * (text.get_gid() != "hidden")
    for (one, a), (other, b) in itertools.combinations(boxes, 2):
        wide, high = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)
        assert wide <= 1 or high <= 3, f"{one!r} and {other!r} overlap by {wide:.0f} x {high:.0f} pixels"
    told = [text.get_text() for text in texts_of(ax)]
    if name not in QUOTED:
        assert left_in(told, known()) == {}
        # A whole message in English, although its words may be some client's.
        ours = speaking._read("de")["said"]
        assert [text for text in told if ours.get(text, text).casefold() != text.casefold()] == []
    assert not re.search(r"\d%", " ".join(told))


def test_an_english_word_of_ours_would_be_found():
    assert set(left_in(["It is shown to lie within the interval"], known())) >= {"shown", "lie", "interval"}
