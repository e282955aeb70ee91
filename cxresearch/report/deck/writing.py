"""Words on a slide: measured before they are placed, in the template's own type, as text that stays text."""

import re
from collections.abc import Sequence

from cxresearch.report.deck.measuring import lines_of
from cxresearch.report.deck.template import Place
from cxresearch.report.files import typeset, writable
from cxresearch.speaking import locale

__all__ = ["box", "fitting", "height_of", "notes", "put_title", "shortened", "small_placeholders"]

_EMU = 914400
LINE = 1.2
_SMALLEST_TITLE = 14
_MOST_NOTES = 150


def height_of(text: str, width: float, size: float, *, bold: bool = False) -> float:
    """How high a text is in a frame of that width, in inches."""
    return sum(len(lines_of(part, width, size, bold)) for part in str(text).split("\n")) * size * LINE / 72


def shortened(text: str, width: float, size: float, most: int) -> tuple[str, bool]:
    """The text in lines that fit, at most so many of them; and whether some of it was left out."""
    lines = list(lines_of(text, width, size))
    if len(lines) <= most:
        return "\n".join(lines), False
    last = lines[most - 1]
    while last and len(lines_of(f"{last} …", width, size)) > 1:
        last = last.rpartition(" ")[0] or last[:-1]
    return "\n".join([*lines[: most - 1], f"{last} …"]), True


def fitting(texts: Sequence[str], width: float, height: float, sizes: Sequence[float], *, gap: float = 6) -> tuple:
    """The largest type in which all texts fit, else as many as fit in the smallest: (texts, size)."""
    for size in sizes:
        if sum(height_of(text, width, size) + gap / 72 for text in texts) <= height:
            return list(texts), size
    shown, used = [], 0.0
    for text in texts:
        used += height_of(text, width, sizes[-1]) + gap / 72
        if used > height:
            break
        shown.append(text)
    return shown, sizes[-1]


def put_title(slide, text: str) -> None:
    """The finding in the title's own placeholder, smaller only where it would not fit."""
    from pptx.util import Pt

    holder = slide.shapes.title
    frame = holder.text_frame
    # A space that does not break stays one.
    frame.text = typeset(re.sub(r"[^\S\xa0]+", " ", str(text)).strip())
    frame.word_wrap = True
    size = _inherited_size(holder) or 28.0
    inside_width = holder.width / _EMU - 0.2
    inside_height = holder.height / _EMU - 0.1
    smaller = size
    while smaller > _SMALLEST_TITLE and height_of(frame.text, inside_width, smaller, bold=True) > inside_height:
        smaller -= 1
    if height_of(frame.text, inside_width, smaller, bold=True) > inside_height:
        while smaller > 9 and height_of(frame.text, inside_width, smaller, bold=True) > inside_height:
            smaller -= 1
    if smaller < size:
        for paragraph in frame.paragraphs:
            for run in paragraph.runs:
                run.font.size = Pt(smaller)


def _inherited_size(holder) -> float | None:
    """The size that the layout or the master gives to a title, in points."""
    layout = holder.part.slide_layout
    for page in (layout, layout.slide_master):
        for other in page.placeholders:
            if other.placeholder_format.type in (1, 3):
                size = other._element.find(".//{*}lstStyle/{*}lvl1pPr/{*}defRPr")
                if size is not None and size.get("sz"):
                    return int(size.get("sz")) / 100
    found = layout.slide_master._element.find(".//{*}txStyles/{*}titleStyle/{*}lvl1pPr/{*}defRPr")
    return int(found.get("sz")) / 100 if found is not None and found.get("sz") else None


def box(slide, texts: Sequence[str], place: Place, *, size: float, name: str, bold: bool = False, gap: float = 0.0,
        quiet: bool = False, bullets: bool = False, bottom: bool = False):  # fmt: skip
    """A box of paragraphs in the theme's font and colour.

    Parameters
    ----------
    quiet : bool
        In the theme's lighter ink, for small print.
    bottom : bool
        Whether the words stand on the lower edge.
    """
    from pptx.enum.dml import MSO_THEME_COLOR
    from pptx.enum.text import MSO_ANCHOR
    from pptx.util import Inches, Pt

    shape = slide.shapes.add_textbox(*map(Inches, (place.left, place.top, place.width, place.height)))
    shape.name = name
    frame = shape.text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.vertical_anchor = MSO_ANCHOR.BOTTOM if bottom else MSO_ANCHOR.TOP
    for at, text in enumerate(texts):
        paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
        paragraph.space_after = Pt(gap)
        if bullets:
            _bullet(paragraph, size)
        run = paragraph.add_run()
        run.text = typeset(text)
        run.font.size, run.font.bold = Pt(size), bold
        run.font.color.theme_color = MSO_THEME_COLOR.TEXT_1
        if quiet:
            run.font.color.brightness = 0.35
    return shape


def _bullet(paragraph, size: float) -> None:
    from pptx.oxml import parse_xml

    properties = paragraph._p.get_or_add_pPr()
    indent = round(0.011 * size * _EMU)
    properties.set("marL", str(indent))
    properties.set("indent", str(-indent))
    space = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    properties.append(parse_xml(f'<a:buFont {space} typeface="Arial"/>'))
    properties.append(parse_xml(f'<a:buChar {space} char="•"/>'))


def small_placeholders(slide, *, date: str, footer: str) -> None:
    """Date, footer and number where the layout has a place for them; python-pptx leaves them on the layout."""
    from copy import deepcopy

    for holder in slide.slide_layout.placeholders:
        kind = int(holder.placeholder_format.type or 0)
        if kind not in (13, 15, 16):
            continue
        element = deepcopy(holder._element)
        properties = element.find("{*}nvSpPr/{*}cNvPr")
        taken = [int(one.get("id")) for one in slide._element.iter() if one.tag.endswith("}cNvPr")]
        properties.set("id", str(max(taken, default=1) + 1))
        slide.shapes._spTree.append(element)
        shape = slide.shapes[-1]
        if kind == 13:
            _number_field(shape)
        else:
            shape.text_frame.text = writable(date if kind == 16 else _short(footer, shape.width / _EMU - 0.2))


def _short(text: str, width: float) -> str:
    return shortened(" ".join(text.split()), max(width, 0.5), 12, 1)[0]


def _number_field(shape) -> None:
    """The slide's number as a field, so that it follows when slides are moved."""
    from pptx.oxml import parse_xml

    body = shape._element.txBody
    for paragraph in body.findall("{*}p"):
        body.remove(paragraph)
    body.append(parse_xml(
        '<a:p xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
        f'<a:fld id="{{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}}" type="slidenum"><a:rPr lang="{locale()}"/>'
        "<a:t>‹#›</a:t></a:fld>"
        "</a:p>"
    ))  # fmt: skip


def notes(slide, lines: Sequence[str]) -> None:
    """Speaker's notes of 150 words at most: whole lines, as many as there is room for, what to say first on top."""
    kept, words = [], 0
    for line in lines:
        size = len(line.split())
        if words + size > _MOST_NOTES:
            if not kept:
                kept.append(" ".join(line.split()[: _MOST_NOTES - 1]) + " …")
            break
        kept.append(line)
        words += size
    slide.notes_slide.notes_text_frame.text = "\n".join(map(typeset, kept))
