"""A Result becomes slides: the finding as its title, a chart or a table that can be edited, small print, notes.

What does not fit on one slide goes on to the next, so that nothing that was asked is left out; where a name or a table
had to be shortened, the whole table stands in the appendix.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from os.path import commonprefix

from cxresearch.report.charts.chart_xml import chart_xml, sides_in_plane
from cxresearch.report.charts.drawingml import Look
from cxresearch.report.charts.grid import embedded, sheet_of
from cxresearch.report.charts.model import BARS, LINES, POINTS, SCATTER, Chart, TextTable
from cxresearch.report.charts.of_results import charts_of
from cxresearch.report.charts.tables_of import shown_table
from cxresearch.report.client_words import for_clients
from cxresearch.report.deck.measuring import lines_of, width_of
from cxresearch.report.deck.tables import columns_that_fit, fitted, pages_of, put_table
from cxresearch.report.deck.template import Place, Template
from cxresearch.report.deck.writing import (
    LINE,
    box,
    fitting,
    height_of,
    notes,
    put_title,
    shortened,
    small_placeholders,
)
from cxresearch.report.files import writable
from cxresearch.report.keys import keys_of
from cxresearch.report.plain_words import base_of_result, method_for_a_board, verdicts_in_words
from cxresearch.report.subjects import sentences_of
from cxresearch.result import Result
from cxresearch.stats.tables.crosstabs import Crosstab
from cxresearch.text.themes.contrast import WordContrast
from cxresearch.text.themes.named import Themes
from cxresearch.wording import capital, count, listed, plural, say

__all__ = ["LISTS", "Writer", "finding_of"]

_SIZE, _SMALL, _CELL = 11.0, (10.0, 9.0), 10.5
_HEAD, _FOOT = 0.42, 0.62
_PITCH, _WIDEST_PITCH, _WORD_PITCH = 0.36, 0.85, 0.4
_SMALL_PRINT = 0.52
_GAP = 0.08
# Inches between the names of the rows and the figures beside them.
_LEAST_CHART = 3.0
# Signs that names share before it is worth telling them once.
_STEM = 25
# Lists of what was found, not of what was asked: a slide shows the first of them.
LISTS = {"WordContrast", "Quality", "Quotes"}
# Tables of figures whose intervals and ids stand in the appendix.
_FIELDS = {"UnitTable", "Handoffs", "Ownership"}


def finding_of(result: Result) -> str:
    """The finding that heads the picture of a Result, else its first sentence.

    Examples
    --------
    >>> import pandas as pd
    >>> from cxresearch.stats.loyalty.measures import nps
    >>> from cxresearch.survey.survey import Survey
    >>> finding_of(nps(Survey.from_frame(pd.DataFrame({"nps": [10] * 60 + [0] * 40}), audience="Customers")))
    'NPS is 20 (1 to 38)'
    """
    from cxresearch.plots.pictures import heading_of

    # A slide draws the shares of themes, not their tone; its title is about what it draws.
    said = heading_of(result, **({"kind": "heatmap"} if isinstance(result, Themes) else {}))
    if not said or said == say(result.heading) or said.startswith(f"{say(result.heading)}:"):
        said = " ".join(sentences_of(result)[0].split())
    return capital(said)


@dataclass
class Writer:
    """Writes slides of Results into one presentation.

    Attributes
    ----------
    template : Template
    footer, date, wave : str
        In small type on every slide; the wave stands with the base.
    shortened : list of Result
        Those whose whole table belongs into the appendix.
    """

    template: Template
    footer: str = ""
    date: str = ""
    wave: str = ""
    shortened: list[Result] = field(default_factory=list)
    _sentences_of: dict[int, list[str]] = field(default_factory=dict)

    def said(self, result: Result) -> list[str]:
        """The sentences of a Result, put into words once for all of its slides."""
        if id(result) not in self._sentences_of:
            self._sentences_of[id(result)] = sentences_of(result)
        return self._sentences_of[id(result)]

    def slide(self, title: str):
        """A slide of content with its title, date, footer and number; its content placeholder is taken away."""
        slide = self.template.deck.slides.add_slide(self.template.content)
        for holder in list(slide.placeholders):
            if holder.placeholder_format.idx != 0:
                holder._element.getparent().remove(holder._element)
        put_title(slide, title)
        small_placeholders(slide, date=self.date, footer=self.footer)
        return slide

    @property
    def place(self) -> Place:
        """Where charts and tables stand: the content without the small print."""
        whole = self.template.place
        return Place(whole.left, whole.top + 0.05, whole.width, whole.height - _SMALL_PRINT - 0.12)

    def result(self, result: Result, *, title: str | None = None) -> list:
        """All slides of a Result."""
        said = title or finding_of(result)
        charts = [chart for chart in charts_of(result) if chart.known()]
        # A chart that shows something else than the finding of its Result is headed with what it shows.
        pieces = [[replace(part, finding=chart.finding) for part in self._parts(chart, result)] for chart in charts]
        titles = _titles(said, pieces)
        parts = [part for own in pieces for part in own]
        if type(result).__name__ in LISTS and len(parts) > 1:
            parts = parts[:1]
            if result not in self.shortened:
                self.shortened.append(result)
        if not parts:
            if type(result).__name__ in _FIELDS and len(result.table) and result not in self.shortened:
                self.shortened.append(result)
            return self.table(result, said, shown_table(result))
        if len(parts) == 2 and (second := self._beneath(*parts)) is not None:
            slide = self.slide(said)
            self._chart(slide, parts[0], result, said, first=False)
            line = Place(self.place.left, second.top, self.place.width, 0.3)
            box(slide, [parts[1].finding], line, size=14, name="Finding", bold=True)
            below = Place(second.left, second.top + 0.35, second.width, second.height - 0.35)
            self._chart(slide, parts[1], result, parts[1].finding, first=False, place=below)
            self._small(slide, result)
            notes(slide, self._spoken(result, 1, 1))
            return [slide]
        made = []
        for at, part in enumerate(parts, start=1):
            slide = self.slide(titles[at - 1])
            self._chart(slide, part, result, part.finding or said, first=at == 1)
            self._small(slide, result)
            notes(slide, self._spoken(result, at, len(parts)))
            made.append(slide)
        return made

    def _beneath(self, one: Chart, other: Chart) -> Place | None:
        """Where the second chart stands below the first, if it shows something of its own and both have room."""
        if not other.finding or {one.kind, other.kind} & {LINES, SCATTER}:
            return None
        first = self._head(one) + _FOOT + self._note(one) + len(one.labels) * _WIDEST_PITCH
        whole = self.place
        second = 0.35 + self._head(other) + _FOOT + self._note(other) + len(other.labels) * _PITCH
        if first + 0.2 + second > whole.height or height_of(other.finding, whole.width, 14, bold=True) > 0.3:
            return None
        return Place(whole.left, whole.top + first + 0.2, whole.width, whole.height - first - 0.2)

    # -- tables ------------------------------------------------------------------------------------

    def table(self, result: Result, title: str, table: TextTable, *, appendix: bool = False) -> list:
        """Slides of a table: as many as its rows and columns need."""
        place, made = self.place, []
        size = next((size for size in (12.0, 11.0) if self._fits(table, size)), 10.0)
        if not table.rows:
            slide = self.slide(title)
            self._sentences(slide, result, place)
            self._small(slide, result)
            notes(slide, self._spoken(result, 1, 1))
            return [slide]
        pages = []
        for columns in columns_that_fit(table, place.width, size):
            part = table.columns(columns)
            widths = fitted(part, place.width, size)
            over = max(sum(widths) / place.width, 1 / 1.6)
            widths = [width / over for width in widths]
            room = place.height - (0.3 if type(result).__name__ in LISTS else 0)
            found, short = pages_of(part, widths, room, size)
            pages += [(page, widths, heights) for page, heights in found]
            if short and not appendix and type(result).__name__ not in LISTS and result not in self.shortened:
                self.shortened.append(result)
        every = len(table.rows)
        if type(result).__name__ in LISTS and len(pages) > 1:
            pages = pages[:1]
        for at, (page, widths, heights) in enumerate(pages, start=1):
            slide = self.slide(title if len(pages) == 1 else _numbered(title, at, len(pages)))
            told = f"{title} {say(result.heading)}"
            put_table(slide, page, place, widths, heights, size=size, name="Table", said=told)
            below = Place(place.left, place.top + sum(heights) + 0.25, place.width, place.height - sum(heights) - 0.25)
            if type(result).__name__ in LISTS and len(page.rows) < every:
                told = say("The first {shown} of {all}; all stand in the workbook.", shown=count(len(page.rows)),
                           all=count(every))  # fmt: skip
                box(slide, [told], Place(place.left, place.bottom - 0.25, place.width, 0.25), size=_SIZE,
                    name="Not drawn", quiet=True, bottom=True)  # fmt: skip
            elif at == 1 and not appendix and below.height > 0.9:
                self._sentences(slide, result, below)
            self._small(slide, result)
            notes(slide, self._spoken(result, at, len(pages)))
            made.append(slide)
        return made

    def _fits(self, table: TextTable, size: float) -> bool:
        """Whether a table has room on one slide in that type."""
        widths = fitted(table, self.place.width, size)
        if sum(widths) > self.place.width or len(table.rows) * size * 1.2 / 72 > self.place.height:
            return False
        return len(pages_of(table, widths, self.place.height, size)[0]) == 1

    # -- charts ------------------------------------------------------------------------------------

    def _parts(self, chart: Chart, result: Result) -> list[Chart]:
        """The chart in pieces of as many rows as a slide bears."""
        if chart.kind in (LINES, SCATTER):
            return [chart]
        chart = self._with_room(self._without_a_stem(chart))
        room, tallest = self._names(chart)
        cut = any(shortened(label, room, _SIZE, 3)[1] for label in chart.labels)
        if cut and type(result).__name__ not in LISTS and result not in self.shortened:
            self.shortened.append(result)
        lines = max((cell.count("\n") for _, cells in chart.beside for cell in cells), default=0)
        pitch = max(_PITCH + 0.04 * lines + 0.1 * (lines > 1), tallest + 0.06)
        # What is not drawn is told below the last part, in a line or two of its own.
        room_left = self.place.height - self._head(chart) - _FOOT - self._note(chart)
        most = max(1, int(room_left / pitch))
        if type(result).__name__ in LISTS:
            chart = self._first_of(chart, result, most)
        many = len(chart.labels)
        if many > most:
            chart = self._without_blanks(chart, result)
            many = len(chart.labels)
            most = max(1, int((room_left - self._note(chart)) / pitch))
        pieces = math.ceil(many / most)
        each = math.ceil(many / pieces)
        return [chart.part(start, start + each) for start in range(0, many, each)]

    def _first_of(self, chart: Chart, result: Result, most: int) -> Chart:
        """The first rows of a list, as many of each of its series."""
        every = len(result.table) if isinstance(result, WordContrast) else len(chart.labels)
        if every <= most and len(chart.labels) == every:
            return chart
        line = _SIZE * LINE / 72 + 0.05
        most = max(1, min(most, int((self.place.height - self._head(chart) - _FOOT - line) / _WORD_PITCH)))
        seen: dict[int, int] = {}
        turn = []
        for at in range(len(chart.labels)):
            whose = next((n for n, one in enumerate(chart.series) if math.isfinite(one.values[at])), 0)
            seen[whose] = seen.get(whose, 0) + 1
            turn.append(seen[whose])
        rows = sorted(sorted(range(len(turn)), key=lambda at: (turn[at], at))[:most])
        note = say("The strongest {shown} of {all}; all stand in the workbook." if isinstance(result, WordContrast)
                   else "The first {shown} of {all}; all stand in the workbook.",
                   shown=count(len(rows)), all=count(every))  # fmt: skip
        return replace(chart.chosen(rows), note=note)

    def _with_room(self, chart: Chart) -> Chart:
        """Where the figures beside a chart leave it too little room, their verdicts and ids take a line each."""
        left = self.place.width - self._names(chart)[0] - sum(self._beside_widths(chart))
        if left >= _LEAST_CHART:
            return chart
        beside = tuple((head, tuple(cell.replace(" · ", "\n") for cell in cells)) for head, cells in chart.beside)
        return replace(chart, beside=beside)

    def _without_a_stem(self, chart: Chart) -> Chart:
        """Names that would be cut lose the words that all of them begin with, which are told below the chart instead:
        what tells them apart stands at their ends."""
        room, _ = self._names(chart)
        stem = commonprefix(chart.labels).rpartition(" ")[0]
        if len(chart.labels) < 2 or len(stem) < _STEM or not any(
            shortened(label, room, _SIZE, 3)[1] for label in chart.labels
        ):  # fmt: skip
            return chart
        told = shortened(say("Each row: {stem} …", stem=stem), 0.98 * self.place.width, _SIZE, 2)[0]
        labels = tuple(f"… {label[len(stem) :].strip()}" for label in chart.labels)
        return replace(chart, labels=labels, note="\n".join(filter(None, [told, chart.note])))

    def _without_blanks(self, chart: Chart, result: Result) -> Chart:
        """Of a chart that needs several slides: rows without any number are told in a line, not drawn."""
        drawn = [at for at in range(len(chart.labels)) if any(math.isfinite(one.values[at]) for one in chart.series)]
        blank = [label for at, label in enumerate(chart.labels) if at not in drawn]
        if not blank or not drawn:
            return chart
        note = say("Without a number, because hidden or of too few answers: {rows}.", rows=listed(blank))
        if len(lines_of(note, 0.98 * self.place.width, _SIZE)) > 2:
            note = say("{rows} have no number, because hidden or of too few answers; they stand in the appendix.",
                       rows=plural(len(blank), "row"))  # fmt: skip
            if result not in self.shortened:
                self.shortened.append(result)
        return replace(chart.chosen(drawn), note="\n".join(filter(None, [chart.note, note])))

    def _names(self, chart: Chart) -> tuple[float, float]:
        """The width of the rows' names, and the height of the tallest of them in three lines at most."""
        longest = max((width_of(writable(label), _SIZE) for label in chart.labels), default=0.5)
        room = min(max(longest + 0.05, 0.7), 0.28 * self.place.width)
        lines = max((shortened(label, room, _SIZE, 3)[0].count("\n") + 1 for label in chart.labels), default=1)
        return room, lines * _SIZE * 1.2 / 72

    def _chart(self, slide, chart: Chart, result: Result, said: str, *, first: bool,
               place: Place | None = None) -> None:  # fmt: skip
        place = place or self.place
        widths = self._beside_widths(chart)
        if chart.kind in (LINES, SCATTER):
            self._free_chart(slide, chart, result, said, widths)
            return
        rows, head = len(chart.labels), self._head(chart)
        below_it = self._note(chart)
        pitch = min((place.height - head - _FOOT - below_it) / rows, _WIDEST_PITCH)
        height = head + _FOOT + rows * pitch
        chart_width = place.width - sum(widths) - (_GAP if widths else 0)
        room, _ = self._names(chart)
        names = [shortened(label, room, _SIZE, 3)[0] for label in chart.labels]
        drawn = _renamed(chart, names)
        look = Look(size=_SIZE, room=(room + 0.12) / chart_width, head=head / height, foot=_FOOT / height,
                    wide=chart_width, high=height)  # fmt: skip
        at = Place(place.left, place.top, chart_width, height)
        _place_chart(slide, drawn, look, at, name="Chart", said=_described(said, self.said(result)[0], chart))
        if widths:
            table = TextTable(tuple(head for head, _ in chart.beside),
                              tuple(zip(*(cells for _, cells in chart.beside), strict=True)),
                              (True,) * len(widths))  # fmt: skip
            beside = Place(place.left + chart_width + _GAP, place.top, sum(widths), height)
            put_table(slide, table, beside, widths, [head, *[pitch] * rows], size=_CELL, second=8.0, name="Figures",
                      said=say("The figures of the chart beside it."))  # fmt: skip
        if chart.note:
            at = Place(place.left, place.top + height, place.width, below_it)
            box(slide, chart.note.split("\n"), at, size=_SIZE, name="Not drawn", quiet=True, bottom=True)
            height += below_it
        below = Place(place.left, place.top + height + 0.1, place.width, place.height - height - 0.1)
        if first and below.height > 0.8:
            self._sentences(slide, result, below)

    def _note(self, chart: Chart) -> float:
        """The height of what is told of a chart and not drawn."""
        return height_of(chart.note, 0.98 * self.place.width, _SIZE) + 0.05 if chart.note else 0.0

    def _beside_widths(self, chart: Chart) -> list[float]:
        found = []
        for head, cells in chart.beside:
            parts = [(part, 8.0 if n else _CELL) for cell in cells for n, part in enumerate(cell.split("\n"))]
            longest = max((width_of(writable(part), size) for part, size in parts), default=0.5)
            word = max((width_of(word, _CELL, True) for word in head.split()), default=0.5)
            least = width_of(head, _CELL, True) / 2 + 0.2
            found.append(min(max(longest, word, least) + 0.16, 2.6))
        return found

    def _head(self, chart: Chart) -> float:
        """The height of the line above the rows: legend and heads."""
        heads = zip(self._beside_widths(chart), chart.beside, strict=True)
        lines = max((len(lines_of(head, width - 0.14, _CELL, True)) for width, (head, _) in heads), default=1)
        return max(_HEAD, lines * _CELL * 1.2 / 72 + 0.1, self._legend(chart))

    def _legend(self, chart: Chart) -> float:
        """The height of the legend: its names stand in columns that are as wide as the longest."""
        if len(chart.series) < 2:
            return 0.0
        room = self.place.width - sum(self._beside_widths(chart)) - (self._names(chart)[0] if chart.kind == BARS else 0)
        wide = max(width_of(writable(one.name), _SIZE) for one in chart.series) + 0.35
        lines = math.ceil(len(chart.series) / max(1, int(0.9 * room / wide)))
        return lines * _SIZE * 1.3 / 72 / 0.8 + 0.05

    def _free_chart(self, slide, chart: Chart, result: Result, said: str, widths: Sequence[float]) -> None:
        """A chart without rows: lines over time, points in a plane; its figures as a table where they fit."""
        place = self.place
        names = [shortened(label, 2.2, _CELL, 2)[0] for label in chart.labels]
        tall = [max(0.36, _CELL * LINE / 72 * (name.count("\n") + 1) + 0.1) for name in names]
        first = max((width_of(part, _CELL) for name in names for part in name.split("\n")), default=0.5) + 0.18
        heads = self._head(chart) + 0.05
        fits = bool(widths) and heads + sum(tall) <= place.height and first + sum(widths) <= 0.55 * place.width
        side = max(first + sum(widths), 3.6 if sum(tall) < 0.45 * place.height else 0)
        widths = [*widths[:-1], widths[-1] + side - first - sum(widths)] if fits else widths
        wide = place.width - (side + 0.3 if fits else 0)
        head = 0.13 if chart.kind == SCATTER and len(chart.series) > 2 else 0.09
        look = Look(size=_SIZE, room=0, head=head, foot=0.13, wide=wide, high=place.height)
        unnamed = _unnamed(chart, look) if chart.kind == SCATTER and not fits else ""
        high = place.height - (height_of(unnamed, wide, _SIZE) + 0.05 if unnamed else 0)
        _place_chart(slide, chart, look, Place(place.left, place.top, wide, high), name="Chart",
                     said=_described(said, self.said(result)[0], chart))  # fmt: skip
        if unnamed:
            at = Place(place.left, place.top + high, wide, place.height - high)
            box(slide, [unnamed], at, size=_SIZE, name="Not drawn", quiet=True, bottom=True)
        if fits:
            table = TextTable((" ", *(head for head, _ in chart.beside)),
                              tuple(zip(names, *(cells for _, cells in chart.beside), strict=True)),
                              (False, *[True] * len(widths)))  # fmt: skip
            left, used = place.left + wide + 0.3, heads + sum(tall) + 0.25
            put_table(slide, table, Place(left, place.top, side, place.height),
                      [first, *widths], [heads, *tall], size=_CELL, second=8.0, name="Figures",
                      said=say("The figures of the chart beside it."))  # fmt: skip
            if place.height - used > 1.2:
                several = chart if len(charts_of(result)) > 1 else None
                self._sentences(slide, result, Place(left, place.top + used, side, place.height - used), several)
        elif result not in self.shortened and len(keys_of(result)) > 1:
            # One figure alone stands in the title and the small print.
            self.shortened.append(result)

    # -- words -------------------------------------------------------------------------------------

    def _sentences(self, slide, result: Result, place: Place, chart: Chart | None = None) -> None:
        """What else there is to say, in the room that is left; beside one of several charts what is of its lines."""
        said = [for_clients(sentence) or sentence for sentence in self.said(result)]
        if chart is not None:
            names = [f"{one.name.casefold()}:" for one in chart.series]
            said = [one for one in said if one.casefold().startswith(tuple(names))] or said
        said = said[:6]
        if len(said) < 4 and chart is None:
            said += list(filter(None, map(for_clients, result.caveats)))[: 4 - len(said)]
        shown, size = fitting(said, place.width - 0.3, place.height, (16, 14, 13, 12))
        if shown:
            box(slide, shown, place, size=size, name="Sentences", gap=6, bullets=True)

    def _small(self, slide, result: Result) -> None:
        """Base, wave, method in words, caveats: three lines of small type at most, the rest is in the notes."""
        whole = self.template.place
        place = Place(whole.left, whole.bottom - _SMALL_PRINT, whole.width, _SMALL_PRINT)
        own = getattr(result, "wave", None) or "wave"
        # A Result that sets waves against each other names them itself.
        several = any(str(name) == own or str(name).startswith("wave_") for name in result.table)
        wave = say("Wave: {wave}.", wave=self.wave) if self.wave and not several else ""
        parts = [base_of_result(result), wave, method_for_a_board(result), verdicts_in_words(result),
                 *map(for_clients, result.caveats)]  # fmt: skip
        keys = keys_of(result)
        if len(keys) == 1 and keys[0]:
            parts.insert(2, say("Id: {key}.", key=keys[0]))
        if isinstance(result, Crosstab):
            parts.insert(2, say("Interval and id of each cell stand in the workbook."))
        parts = list(filter(None, parts))
        # Smaller only where the base, which comes first, would not fit.
        size = next((one for one in _SMALL if height_of(parts[0], 0.98 * place.width, one) <= place.height), _SMALL[-1])
        kept: list[str] = []
        for part in parts:
            if height_of(" ".join([*kept, part]), 0.98 * place.width, size) > place.height:
                break
            kept.append(part)
        box(slide, [" ".join(kept)], place, size=size, name="Small print", quiet=True, bottom=True)

    def _spoken(self, result: Result, at: int, of: int) -> list[str]:
        """What to say first, then how it was found by its textbook name, then what not to conclude."""
        said = self.said(result)
        method = say("Method: {method}", method=_first_clauses(for_clients(result.method), 45))
        caveats = list(filter(None, map(for_clients, result.caveats)))
        if at > 1:
            return [say("Part {at} of {of} of the same finding.", at=count(at), of=count(of)), method]
        lines = [say("Say first: {sentence}", sentence=said[0]), *said[1:3], method]
        if caveats:
            lines.append(say("Before you quote a number: {caveat}", caveat=caveats[0]))
        return [*lines, *said[3:6]]


def _titles(said: str, pieces: Sequence[Sequence[Chart]]) -> list[str]:
    """A title a slide: the finding of the chart, else of the Result, numbered where several slides share it."""
    findings = [chart.finding or said for own in pieces for chart in own]
    return [
        finding if findings.count(finding) == 1
        else _numbered(finding, findings[: at + 1].count(finding), findings.count(finding))
        for at, finding in enumerate(findings)
    ]  # fmt: skip


def _numbered(title: str, at: int, of: int) -> str:
    said = say("{title} ({at} of {of})", title=title, at=count(at), of=count(of))
    head, opening, tail = said.rpartition("(")
    # The number stays on one line.
    return f"{head}{opening}{tail.replace(' ', chr(160))}"


def _unnamed(chart: Chart, look: Look) -> str:
    """The points of a plane whose names have no room beside them, in a line; those beside which stands a table are
    named there."""
    sides = sides_in_plane(chart, look)
    names = [name for name, side in zip(chart.labels, sides, strict=True) if name and not side]
    return say("Drawn without its name, for want of room: {names}.", names=listed(names)) if names else ""


def _first_clauses(text: str, most: int) -> str:
    """As many clauses as hold so many words."""
    kept, words = [], 0
    for clause in text.split("; "):
        words += len(clause.split())
        if kept and words > most:
            break
        kept.append(clause)
    said = "; ".join(kept)
    short = said.split()
    return said if len(short) <= most else " ".join(short[:most]) + " …"


def _described(said: str, first: str, chart: Chart) -> str:
    """What a screen reader says of a chart."""
    kinds = {POINTS: say("Marks with intervals"), BARS: say("Stacked bars"), LINES: say("Lines over time"),
             SCATTER: say("Points in a plane")}  # fmt: skip
    kind = say("Bars that meet in the middle of the scale") if chart.leads else kinds[chart.kind]
    shown = say("{kind}, {rows} rows: {names}.", kind=kind, rows=count(len(chart.labels)),
                names="; ".join(one.name for one in chart.series))  # fmt: skip
    return f"{said}. {shown} {first}"


def _renamed(chart: Chart, names: Sequence[str]) -> Chart:
    return replace(chart, labels=tuple(names))


def _place_chart(slide, chart: Chart, look: Look, place: Place, *, name: str, said: str) -> None:
    """A chart with its workbook, as PowerPoint keeps it."""
    from pptx.opc.constants import CONTENT_TYPE
    from pptx.parts.chart import ChartPart
    from pptx.util import Inches

    sheet = sheet_of(chart)
    package = slide.part.package
    # Read twice: the relation to the workbook has a name only when the part is there.
    part = ChartPart.load(package.next_partname(ChartPart.partname_template), CONTENT_TYPE.DML_CHART, package,
                          chart_xml(chart, sheet, look))  # fmt: skip
    part.chart_workbook.update_from_xlsx_blob(embedded(sheet))
    relation = slide.part.relate_to(part, "http://schemas.openxmlformats.org/officeDocument/2006/relationships/chart")
    frame = slide.shapes._add_chart_graphicFrame(
        relation, *map(Inches, (place.left, place.top, place.width, place.height))
    )  # fmt: skip
    shape = slide.shapes[-1]
    shape.name = name
    frame.nvGraphicFramePr.cNvPr.set("descr", writable(said)[:900])
