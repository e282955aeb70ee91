"""A whole presentation: the first slide, the summary, the agenda, a section a chapter, and the appendix."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from io import BytesIO
from pathlib import Path

from cxresearch.report.charts.tables_of import whole_table
from cxresearch.report.deck.result_slides import Writer, finding_of
from cxresearch.report.deck.summary import counts_in_words, firmest
from cxresearch.report.deck.template import Place, open_template
from cxresearch.report.deck.writing import box, fitting, height_of, notes, put_title
from cxresearch.report.files import short_title, writable, written
from cxresearch.report.plain_words import CHAPTERS, chapter_of
from cxresearch.report.register import PART, Register, as_part
from cxresearch.report.shown import hashed, lines_of_deck
from cxresearch.report.subjects import says_nothing, sentences_of, with_subject
from cxresearch.result import Result
from cxresearch.wording import capital, plural, say, told

__all__ = ["Told", "attach", "day_in_words", "in_chapters", "save_deck", "telling", "write_deck"]

_MONTHS = (
    told("January"), told("February"), told("March"), told("April"), told("May"), told("June"), told("July"),
    told("August"), told("September"), told("October"), told("November"), told("December"),
)  # fmt: skip
_SPACE = "http://schemas.microsoft.com/office/powerpoint/2010/main"
_MOST_LINES = 9
_SECTIONS = "{521415D9-36F7-43E2-AB2F-B90AF26B5E84}"


@dataclass(frozen=True)
class Told:
    """What the writer of a report says of it: title, author, day, wave, who answered, what was left out."""

    title: str
    author: str = ""
    day: str = ""
    wave: str = ""
    who: str = ""
    left_out: tuple[str, ...] = ()
    wordings: Mapping[str, str] = field(default_factory=dict)


def day_in_words(day: date) -> str:
    """A day as it stands on a slide.

    >>> day_in_words(date(2026, 11, 30))
    '30 November 2026'
    """
    return say("{day} {month} {year}", day=str(day.day), month=say(_MONTHS[day.month - 1]), year=str(day.year))


def in_chapters(results: Sequence[Result]) -> list[tuple[str, list[Result]]]:
    """Results by chapter, the chapters in the order of their first Result."""
    found: dict[str, list[Result]] = {}
    for result in results:
        found.setdefault(chapter_of(result), []).append(result)
    return [(say(CHAPTERS[name]), own) for name, own in found.items()]


def telling(
    results: Sequence[Result], left_out: Sequence[str], wordings: Mapping[str, str]
) -> tuple[list[Result], list[str]]:
    """Results that have something to show, and a line for each of the others and for what was left out before.

    Where none has anything to show all are kept: a report says what was asked.
    """
    shown = [result for result in results if not says_nothing(result)] or list(results)
    empty = [result for result in results if all(result is not one for one in shown)]
    lines = [with_subject(" ".join(sentences_of(one)[0].split()), one, wordings) for one in empty]
    return shown, list(dict.fromkeys([*lines, *left_out]))


def write_deck(about: Told, results: Sequence[Result], register: Register, place: Path, *, template=None) -> Path:
    """Write slides.

    Raises
    ------
    OptionError
        If the template cannot be used, or the file cannot be written.
    """
    opened = open_template(template)
    deck = opened.deck
    writer = Writer(opened, footer=about.title, date=about.day, wave=about.wave)
    results, left_out = telling(results, about.left_out, about.wordings)
    chapters = in_chapters(results)
    sections: list[tuple[str, int]] = [(say("Summary"), 0)]
    _cover(opened, about, results)
    titles = {id(result): with_subject(finding_of(result), result, about.wordings) for result in results}
    _summary(writer, chapters, titles)
    # Which slide a chapter begins on is known when all are written.
    agenda = writer.slide(say("Agenda")) if len(chapters) > 1 else None
    for name, own in chapters:
        sections.append((name, len(deck.slides)))
        for result in own:
            writer.result(result, title=titles[id(result)])
    if agenda is not None:
        _agenda(writer, agenda, chapters, [start for _, start in sections[1:]])
    start = len(deck.slides)
    if left_out:
        _left_out(writer, left_out)
    for result in writer.shortened:
        _whole(writer, result, titles[id(result)])
    if len(deck.slides) > start:
        sections.append((say("Appendix"), start))
    _section_list(deck, sections)
    _properties(deck, about)
    attach(deck, register)
    return save_deck(deck, place)


def save_deck(deck, place: Path) -> Path:
    """Write a presentation.

    Raises
    ------
    OptionError
        If it cannot be written.
    """
    file = BytesIO()
    deck.save(file)
    return written(place, file.getvalue())


def _cover(opened, about: Told, results: Sequence[Result]) -> None:
    slide = opened.deck.slides.add_slide(opened.cover)
    put_title(slide, about.title)
    lines = [line for line in (about.who, about.day) if line]
    filled = False
    for holder in list(slide.placeholders):
        kind = int(holder.placeholder_format.type or 0)
        if holder.placeholder_format.idx == 0:
            continue
        if kind in (4, 2, 7) and not filled:
            holder.text_frame.text = writable("\n".join(lines)) if lines else plural(len(results), "result")
            filled = True
        else:
            holder._element.getparent().remove(holder._element)
    notes(slide, [about.title, *lines])


def _summary(writer: Writer, chapters: Sequence[tuple[str, list[Result]]], titles: dict[int, str]) -> None:
    """First how much was shown, then what stands firmest, then the first finding of each chapter.

    Where nothing was compared, the findings of the chapters alone.
    """
    results = [result for _, own in chapters for result in own]
    counts, found = counts_in_words(results), firmest(results)
    slide = writer.slide(counts.split(". ")[0].rstrip(".") if counts else say("In short"))
    place = writer.template.place
    rest = counts.partition(". ")[2]
    lines = [*([rest] if rest else []), *(f"{one.sentence} [{one.key}]" for one in found)]
    firsts = [next((one for one in own if "smallest_margin" not in one.table), None) for _, own in chapters]
    # With few chapters there is room for more of each.
    others = [result for _, own in chapters for result in own if "smallest_margin" not in result.table]
    firsts = others if len(others) + len(lines) <= _MOST_LINES else [one for one in firsts if one is not None]
    lines += dict.fromkeys(capital(titles[id(result)]).rstrip(".") + "." for result in firsts)
    shown, size = fitting(lines, place.width - 0.4, place.height - 0.7, (18, 16, 14), gap=8)
    box(slide, shown, Place(place.left, place.top + 0.1, place.width - 0.1, place.height - 0.7), size=size,
        name="Findings", gap=8, bullets=True)  # fmt: skip
    small = []
    if found:
        small.append(say(
            "Findings are ordered by what the difference is at the least; those shown to be aligned count as findings."
        ))  # fmt: skip
    if len(found) + len(others) + bool(rest) > len(shown):
        small.append(say("All other findings stand on the slides that follow."))
    if small:
        box(slide, [" ".join(small)], Place(place.left, place.bottom - 0.4, place.width, 0.4), size=10,
            name="Small print", quiet=True, bottom=True)  # fmt: skip
    notes(slide, [say("Say first: {sentence}", sentence=counts or lines[0]), *lines])


def _agenda(writer: Writer, slide, chapters, starts: Sequence[int]) -> None:
    place = writer.template.place
    lines = [
        say("{chapter}: {results}, from slide {slide}", chapter=name, results=plural(len(own), "result"),
            slide=str(start + 1))
        for (name, own), start in zip(chapters, starts, strict=True)
    ]  # fmt: skip
    shown, size = fitting(lines, place.width - 0.4, place.height, (24, 20, 18, 16, 14), gap=12)
    box(slide, shown, Place(place.left, place.top + 0.2, place.width - 0.1, place.height - 0.2), size=size,
        name="Agenda", gap=12, bullets=True)  # fmt: skip
    notes(slide, [say("The chapters are sections of the file: they can be moved and folded.")])


def _left_out(writer: Writer, lines: Sequence[str]) -> None:
    """What was not asked or could not be computed, with its reason; as many slides as it needs."""
    place, size = writer.template.place, 13
    pages, used = [[]], 0.0
    for line in lines:
        height = height_of(line, place.width - 0.4, size) + 6 / 72
        if pages[-1] and used + height > place.height:
            pages.append([])
            used = 0.0
        pages[-1].append(line)
        used += height
    for page in pages:
        slide = writer.slide(say("What these answers could not tell"))
        box(slide, page, Place(place.left, place.top, place.width - 0.1, place.height), size=size, name="Left out",
            gap=6, bullets=True)  # fmt: skip
        notes(slide, [say("Not asked, or too few answers: each with its reason.")])


def _whole(writer: Writer, result: Result, finding: str) -> None:
    """The table of a Result that a slide shortened: all that was asked."""
    table = whole_table(result)
    title = say("Table: {finding}", finding=finding)
    writer.table(result, title, table, appendix=True)


def _section_list(deck, sections: Sequence[tuple[str, int]]) -> None:
    """Sections of the file, a chapter each."""
    from xml.sax.saxutils import quoteattr

    from pptx.oxml import parse_xml

    ids = [one.id for one in deck.slides._sldIdLst]
    ends = [start for _, start in sections[1:]] + [len(ids)]
    parts = []
    for (name, start), end in zip(sections, ends, strict=True):
        own = "".join(f'<p14:sldId id="{one}"/>' for one in ids[start:end])
        key = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{start} {name}")).upper()
        parts.append(
            f'<p14:section name={quoteattr(writable(name))} id="{{{key}}}"><p14:sldIdLst>{own}</p14:sldIdLst>'
            "</p14:section>"
        )
    element = deck.part._element
    more = element.find("{*}extLst")
    space = "http://schemas.openxmlformats.org/presentationml/2006/main"
    if more is None:
        more = parse_xml(f'<p:extLst xmlns:p="{space}"/>')
        element.append(more)
    more.append(parse_xml(
        f'<p:ext xmlns:p="{space}" uri="{_SECTIONS}"><p14:sectionLst xmlns:p14="{_SPACE}">{"".join(parts)}'
        "</p14:sectionLst></p:ext>"
    ))  # fmt: skip


def _properties(deck, about: Told) -> None:
    """The document is the user's: no name of a program stands in it as its author."""
    core = deck.core_properties
    core.title, core.author, core.last_modified_by = (
        short_title(about.title),
        writable(about.author),
        writable(about.author),
    )
    core.subject = core.keywords = core.comments = core.category = ""
    core.revision = 1


def attach(deck, register: Register) -> None:
    """Put the register into the file, as a part that PowerPoint keeps; clear what python-pptx says of itself."""
    from pptx.opc.package import Part
    from pptx.opc.packuri import PackURI

    part = Part(
        PackURI(PART),
        "application/xml",
        deck.part.package,
        as_part(replace(register, shown=hashed(lines_of_deck(deck)))),
    )
    deck.part.relate_to(part, "http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXml")
