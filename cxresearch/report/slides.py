"""A Result becomes a slide: the finding as its title, one picture, the base in small print, the rest in the notes.

A slide is read in seconds and spoken to for minutes. What must be heard stands on it; the sentences with all numbers,
the method and every caveat stand in the speaker's notes, so that nobody presents without them.
"""

import re
from collections.abc import Iterable, Sequence
from io import BytesIO
from pathlib import Path

from cxresearch.errors import OptionError
from cxresearch.plots.drawing.captions import capital
from cxresearch.plots.drawing.letters import wrapped
from cxresearch.plots.drawing.style import drawing, off_screen, presenting
from cxresearch.plots.pictures import plot
from cxresearch.report.client_words import for_clients
from cxresearch.report.files import MADE_BY, short_title, target, writable
from cxresearch.report.worksheets import as_results
from cxresearch.result import Result

__all__ = ["add_result", "add_title", "new_deck", "picture_of", "save_deck", "to_pptx"]

_WIDTH, _HEIGHT, _EDGE = 13.333, 7.5, 0.5
_TITLE_TOP, _TITLE_HEIGHT = 0.38, 1.0
_SMALL_TOP, _SMALL_HEIGHT = 6.72, 0.6
_PICTURE_TOP = _TITLE_TOP + _TITLE_HEIGHT + 0.08
_PICTURE_HEIGHT = _SMALL_TOP - _PICTURE_TOP - 0.06
_DEEP, _INK, _QUIET, _ACCENT = "0B4A5C", "1D2A33", "56656F", "B8501F"
_FONT = "Calibri"
_DPI = 200
_TITLE_SIZES = (30, 28, 26, 24, 22, 20, 18, 16)
_MOST_NOTES = 60
# Inches that a picture keeps free for a title; the fewest rows worth a slide.
_PICTURE_TITLE, _FEWEST_ROWS = 0.62, 6


def to_pptx(results: Result | Iterable[Result], path: str | Path) -> Path:
    """Write one Result, or several, to slides: a slide each, with its picture and speaker notes.

    Parameters
    ----------
    results : Result or list of Result
    path : str or Path
        A file that is there already is replaced only if cxresearch made it.

    Returns
    -------
    Path

    Raises
    ------
    OptionError
        If there is no Result, or the path cannot be written.

    Examples
    --------
    >>> import pandas as pd
    >>> from tempfile import mkdtemp
    >>> from cxresearch.stats.loyalty.measures import nps
    >>> from cxresearch.survey.survey import Survey
    >>> score = nps(Survey.from_frame(pd.DataFrame({"nps": [10, 9, 3]}), audience="Customers"))
    >>> to_pptx(score, Path(mkdtemp()) / "score.pptx").name
    'score.pptx'
    """
    chosen = as_results(results)
    place = target(path, ".pptx")
    deck = new_deck("cxresearch")
    for result in chosen:
        add_result(deck, result)
    return save_deck(deck, place)


def new_deck(title: str):
    """An empty 16:9 presentation."""
    from pptx import Presentation
    from pptx.util import Inches

    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(_WIDTH), Inches(_HEIGHT)
    deck.core_properties.author, deck.core_properties.title = MADE_BY, short_title(title)
    return deck


def save_deck(deck, place: Path) -> Path:
    try:
        deck.save(str(place))
    except OSError as problem:
        raise OptionError(f"{place} cannot be written ({problem.strerror or problem}). Is it open elsewhere?") from None
    return place


def add_title(deck, title: str, lines: Sequence[str] = ()):
    """A slide with a title and what was found, a line each."""
    slide = _blank(deck)
    size = next((size for size in (40, 36, 32, 28, 24) if len(wrapped(title, 11.2, size=size, bold=True)) <= 2), 22)
    from pptx.util import Inches

    band = slide.shapes.add_shape(1, 0, 0, Inches(_WIDTH), Inches(2.35))
    band.fill.solid()
    band.fill.fore_color.rgb = _colour(_DEEP)
    band.line.fill.background()
    band.shadow.inherit = False
    band.name = "Band"
    _text(
        slide, [title], left=0.9, top=0.55, width=11.5, height=1.5, size=size, bold=True, colour="FFFFFF", middle=True
    )
    shown, small = _fitting(lines, width=11.3, height=4.2)
    _text(slide, shown, left=0.9, top=2.75, width=11.5, height=4.3, size=small, colour=_INK, gap=8)
    _notes(slide, [title, *lines])
    return slide


def picture_of(result: Result) -> tuple[str, bytes]:
    """The finding of a Result, and its picture in the size that a slide has for it."""
    finding, image = drawn(result, _WIDTH - 2 * _EDGE, _PICTURE_HEIGHT)
    return finding or capital(result.sentences()[0]), image


def add_result(deck, result: Result, *, title: str | None = None, picture: tuple[str, bytes] | None = None):
    """A slide of one Result.

    Parameters
    ----------
    deck : pptx Presentation
    result : Result
    title : str, optional
        In place of the picture's own finding.
    picture : (str, bytes), optional
        What `picture_of` gives, where it was drawn already.

    Returns
    -------
    pptx Slide
    """
    from pptx.util import Inches

    slide = _blank(deck)
    top, height = _PICTURE_TOP, _PICTURE_HEIGHT
    finding, image = picture or picture_of(result)
    said = title or finding
    size, lines = _title_lines(said)
    _text(slide, ["\n".join(lines)], left=_EDGE, top=_TITLE_TOP, width=_WIDTH - 2 * _EDGE, height=_TITLE_HEIGHT,
          size=size, bold=True, colour=_DEEP, middle=True, name="Finding")  # fmt: skip
    picture = slide.shapes.add_picture(BytesIO(image), Inches(_EDGE), Inches(top), width=Inches(_WIDTH - 2 * _EDGE))
    if picture.height > Inches(height):
        # A picture is never stretched; one that is too high becomes narrower.
        picture.width, picture.height = round(picture.width * Inches(height) / picture.height), Inches(height)
    picture.name = "Picture"
    # What a screen reader says in place of the picture.
    picture._element.nvPicPr.cNvPr.set("descr", writable(f"{said} {' '.join(result.sentences()[:2])}")[:900])
    small = _small_print(result)
    _text(slide, small, left=_EDGE, top=_SMALL_TOP, width=_WIDTH - 2 * _EDGE, height=_SMALL_HEIGHT, size=10,
          colour=_QUIET, name="Small print")  # fmt: skip
    _notes(slide, _spoken(result))
    return slide


def drawn(result: Result, width: float, height: float) -> tuple[str, bytes]:
    """The finding that a picture of the Result is headed by, and the picture without it, as PNG of at most that size.

    Parameters
    ----------
    width, height : float
        Inches on the slide.
    """
    with presenting(), off_screen():
        first = _plotted(result, width, height)
        finding = " ".join(first.get_title().split())
        # The slide's own title says the finding, so the picture gets the room of it too.
        taller = height + _PICTURE_TITLE
        ax = _plotted(result, width, taller, title=" ")
        rows = len(ax.get_yticklabels())
        if 0 < rows < _FEWEST_ROWS < len(result.table):
            ax = _plotted(result, width, taller, title=" ", rows=_FEWEST_ROWS)
    return finding, _without_margin(ax, height / taller)


def _plotted(result: Result, width: float, height: float, **options):
    """A picture on a sheet of this size; options that its kind does not know are left out."""
    from matplotlib.figure import Figure

    while True:
        try:
            return plot(result, ax=Figure(figsize=(width, height), dpi=100).add_subplot(), **options)
        except OptionError:
            if not options:
                raise
            options.popitem()


def _without_margin(ax, share: float) -> bytes:
    """The picture as PNG, without the blank rows on its top; never higher than the share of it that has room."""
    import numpy as np
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.image import imsave

    figure = ax.get_figure(root=True)
    with drawing():
        figure.set_dpi(_DPI)
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
        pixels = np.asarray(canvas.buffer_rgba())[:, :, :3]
    inked = np.flatnonzero((pixels < 250).any(axis=(1, 2)))
    most = pixels.shape[0] - round(share * pixels.shape[0])
    top = min(most, max(0, inked[0] - round(0.06 * _DPI))) if len(inked) else 0
    file = BytesIO()
    imsave(file, pixels[top:], format="png", metadata={"Software": None})
    return file.getvalue()


def _title_lines(title: str) -> tuple[float, list[str]]:
    """The largest type in which the title has room: two lines, three where they are small."""
    for size in _TITLE_SIZES:
        lines = wrapped(title, 0.97 * (_WIDTH - 2 * _EDGE), size=size, bold=True)
        if len(lines) * 1.2 * size / 72 <= _TITLE_HEIGHT:
            return size, lines
    return _TITLE_SIZES[-1], lines[:3]


def _small_print(result: Result) -> list[str]:
    """The method's name and the caveats that fit into three lines; the rest is in the notes."""
    room, most, more = 0.98 * (_WIDTH - 2 * _EDGE), 3, "More in the notes."
    method = re.split(r"(?<!al)\.\s+(?=[A-Z])", result.method, maxsplit=1)[0].rstrip(".")
    method, caveats = for_clients(method).rstrip("."), list(filter(None, map(for_clients, result.caveats)))

    def lines(parts: Sequence[str]) -> list[str]:
        return wrapped(" ".join(parts), room, size=10)

    clauses = method.split("; ")
    while len(clauses) > 1 and len(lines([f"Method: {'; '.join(clauses)}.", more])) > most:
        clauses.pop()
    parts = [f"Method: {'; '.join(clauses)}.", *caveats]
    whole = "; ".join(clauses) == method and len(lines(parts)) <= most
    if whole:
        return lines(parts)
    shown: list[str] = []
    for part in parts:
        if len(lines([*shown, part, more])) > most:
            break
        shown.append(part)
    return lines([*shown, more])


def _spoken(result: Result) -> list[str]:
    said = list(result.sentences())
    more = [f"{len(said) - _MOST_NOTES} more sentences stand in the result."] if len(said) > _MOST_NOTES else []
    told = list(filter(None, map(for_clients, result.caveats)))
    caveats = ["", "Before you quote a number:", *[f"- {caveat}" for caveat in told]] if told else []
    return [*said[:_MOST_NOTES], *more, "", f"Method: {for_clients(result.method)}", *caveats]


def _fitting(lines: Sequence[str], *, width: float, height: float) -> tuple[list[str], float]:
    """As many lines as fit, in the largest type that holds them all."""
    for size in (22, 20, 18, 16, 14):
        used = sum(len(wrapped(line, width, size=size)) * size * 1.25 / 72 + 8 / 72 for line in lines)
        if used <= height:
            return list(lines), size
    shown, used = [], 0.0
    for line in lines:
        used += len(wrapped(line, width, size=14)) * 14 * 1.25 / 72 + 8 / 72
        if used > height - 0.4:
            return [*shown, "More in the notes."], 14
        shown.append(line)
    return shown, 14


# -- shapes ----------------------------------------------------------------------------------------


def _blank(deck):
    """A slide without placeholders that would ask somebody to click."""
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    for holder in list(slide.placeholders):
        holder._element.getparent().remove(holder._element)
    return slide


def _colour(code: str):
    from pptx.dml.color import RGBColor

    return RGBColor.from_string(code)


def _text(slide, lines, *, left, top, width, height, size, bold=False, colour=_INK, middle=False, gap=0.0, name=""):
    """A box of paragraphs in one type; a line break within one stays a line break."""
    from pptx.enum.text import MSO_ANCHOR
    from pptx.util import Inches, Pt

    box = slide.shapes.add_textbox(Inches(left), Inches(top), Inches(width), Inches(height))
    if name:
        box.name = name
    frame = box.text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE if middle else MSO_ANCHOR.TOP
    for at, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
        paragraph.space_after = Pt(gap)
        run = None
        for part_at, part in enumerate(str(line).split("\n")):
            if part_at:
                paragraph.add_line_break()
            run = paragraph.add_run()
            run.text = writable(part)
            run.font.size, run.font.bold, run.font.name = Pt(size), bold, _FONT
            run.font.color.rgb = _colour(colour)
    return box


def _notes(slide, lines: Sequence[str]) -> None:
    slide.notes_slide.notes_text_frame.text = "\n".join(writable(line) for line in lines)
