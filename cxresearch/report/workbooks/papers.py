"""Sheets beside the results: contents by finding, doubts, notes and account, and the register of all figures."""

import math
from collections.abc import Mapping, Sequence

import pandas as pd

from cxresearch.report.client_words import for_clients
from cxresearch.report.deck.outline import in_chapters
from cxresearch.report.deck.summary import counts_in_words, firmest
from cxresearch.report.files import typeset, writable
from cxresearch.report.heads import head_of, said_cell
from cxresearch.report.register import Register
from cxresearch.report.subjects import sentences_of, with_subject
from cxresearch.report.workbooks.looks import DEEP, INK, MOST_PRINTED, QUIET, ROW, dress, on_paper, skipped_on_paper
from cxresearch.report.workbooks.worksheets import sheet_name
from cxresearch.result import Result
from cxresearch.speaking import again
from cxresearch.stats.bases.naming import audience_name, people
from cxresearch.survey.answers import defused
from cxresearch.wording import capital, count, say

__all__ = ["paper_sheets", "write_contents"]

# How wide a line of words may run, in signs.
_PAPER = 110.0


def write_contents(sheet, title: str, results: Sequence[Result], names: Mapping[int, str], who: str,
                   wordings: Mapping[str, str] | None = None) -> None:  # fmt: skip
    """What was found, a link to each sheet beside it, by chapter; first how much is a gap, aligned, undecided."""
    sheet.sheet_view.showGridLines = False
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 34, 110
    _words(sheet.cell(1, 1), title, bold=True, size=18, color=DEEP)
    sheet.row_dimensions[1].height = 28
    row = 2
    for line in filter(None, [who, counts_in_words(results)]):
        _words(sheet.cell(row, 1), line)
        row += 1
    for finding in firmest(results):
        _words(sheet.cell(row, 1), finding.key, color=QUIET)
        _wrapped(sheet, row, finding.sentence)
        row += 1
    for chapter, own in in_chapters(results):
        row += 1
        _words(sheet.cell(row, 1), chapter, bold=True, size=13, color=DEEP)
        row += 1
        for result in own:
            name, link = names[id(result)], sheet.cell(row, 1)
            _words(link, name, color=DEEP, underline="single")
            link.hyperlink = f"#'{name.replace(chr(39), chr(39) * 2)}'!A1"
            _wrapped(sheet, row, with_subject(sentences_of(result)[0], result, wordings))
            row += 1
    on_paper(sheet, row - 1, (34, 110))


def paper_sheets(book, register: Register, papers: Mapping[str, object], left_out: Sequence[str],
                 topics: Mapping[str, str] | None = None) -> None:  # fmt: skip
    """Doubts, notes and account of a study, what it could not answer, and every figure with its id.

    Questions are called by their topic where one is known.
    """
    topics = topics or {}
    doubts, account, notes = (papers.get(name) for name in ("doubts", "account", "notes"))
    if isinstance(doubts, pd.DataFrame):
        _table_sheet(book, say("Doubts"), doubts, none=say("Nothing is in doubt."))
    if notes or left_out or isinstance(account, pd.DataFrame):
        told = [_about(str(again(note)), topics) for note in notes or ()]
        lines = [*(for_clients(note) or note for note in told), *left_out]
        frame = account if isinstance(account, pd.DataFrame) else pd.DataFrame()
        if "question" in frame:
            frame = frame.assign(question=[topics.get(one, one) for one in frame.question])
        _table_sheet(book, say("Notes and account"), frame, below=lines)
    figures = pd.DataFrame(
        [(one.key, _asked(one, topics), one.value, one.low, one.high,
          head_of(one.column), one.call) for one in register.figures],
        columns=["id", "asked", "value", "ci_low", "ci_high", "column", "call"],
    )  # fmt: skip
    _table_sheet(book, say("Figures"), figures)
    files = [f"{name}: {sha}" for name, sha in register.files.items()]
    made = ", ".join(f"{name} {number}" for name, number in register.versions.items())
    sheet = book[book.sheetnames[-1]]
    row = sheet.max_row + 2
    for line in [say("Versions: {versions}.", versions=made), *files]:
        _words(sheet.cell(row, 1), line, color=QUIET)
        row += 1


def _asked(one, topics: Mapping[str, str]) -> str:
    """What a figure is of, in words."""
    return "; ".join(f"{head_of(name)}: {_said(name, str(text), topics)}" for name, text in one.asked)


def _said(name: str, text: str, topics: Mapping[str, str]) -> str:
    if name == "question":
        return topics.get(text, text)
    return said_cell(audience_name(text), name)


def _about(note: str, topics: Mapping[str, str]) -> str:
    """A note that begins with the id of a question tells its topic too."""
    asked, colon, rest = note.partition(": ")
    known = topics.get(asked, asked)
    return note if asked in known or not colon else f"{known} ({asked}): {rest}"


def _table_sheet(book, title: str, frame: pd.DataFrame, *, below: Sequence[str] = (), none: str = "") -> None:
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(sheet_name(title, book.sheetnames))
    sheet.sheet_view.showGridLines = False
    if "audience" in frame:
        frame = frame.assign(audience=[capital(people(str(one))) for one in frame.audience])
    widths = []
    for name in frame.columns if len(frame) else ():
        longest = max((len(str(value)) for value in frame[name].head(300)), default=8)
        if pd.api.types.is_float_dtype(frame[name]):
            longest = 10
        widths.append(float(min(max(1.08 * longest, max(map(len, head_of(str(name)).split()), default=0)) + 3, 80)))
    # Lines of words run across the table, or across a page where there is none.
    widths = widths or [_PAPER]
    for at, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(at)].width = width
    if not len(frame) and none:
        _words(sheet.cell(1, 1), none)
    row, lines, skipped = 1, 1, None
    if len(frame):
        for at, name in enumerate(frame.columns, start=1):
            cell = sheet.cell(1, at)
            side = "right" if pd.api.types.is_numeric_dtype(frame[name]) else None
            _words(cell, head_of(str(name)), bold=True, color="FFFFFFFF", fill=DEEP, wrap=True, side=side,
                   indent=int(side is None and at > 1))  # fmt: skip
            lines = max(lines, 1 + int(1.15 * len(head_of(str(name))) // widths[at - 1]))
        for row, values in enumerate(frame.itertuples(index=False, name=None), start=2):
            high = 1
            for at, value in enumerate(values, start=1):
                if isinstance(value, str):
                    high = max(high, math.ceil(len(value) / (widths[at - 1] - 2)))
                    _words(sheet.cell(row, at), value, wrap=True, indent=int(at > 1))
                elif value is not None and not pd.isna(value):
                    cell = sheet.cell(row, at)
                    cell.value = float(value) if isinstance(value, float) else int(value)
                    dress(cell, colour=None, code="#,##0.0##" if isinstance(value, float) else "#,##0")
            if high > 1:
                sheet.row_dimensions[row].height = ROW * high + 2
        sheet.row_dimensions[1].height = ROW * lines + 3
        sheet.freeze_panes = "A2"
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(frame.columns))}{row}"
        sheet.print_title_rows = "1:1"
        skipped = skipped_on_paper(2, row)
        row += 2
    if skipped:
        sheet.oddFooter.center.text = say(
            "On paper: the first {shown} of {rows} rows.", shown=count(MOST_PRINTED), rows=count(len(frame))
        )
    for line in below:
        row = _line_across(sheet, row, line, widths)
    if skipped and not below:
        row, skipped = skipped[0], None
    on_paper(sheet, max(row - 1, 1), widths, skipped=skipped)


def _line_across(sheet, row: int, line: str, widths: Sequence[float]) -> int:
    """A line of words over so many columns as it takes; gives the next row."""
    wide, columns = 0.0, 0
    while columns < len(widths) and wide < _PAPER:
        wide, columns = wide + widths[columns], columns + 1
    _words(sheet.cell(row, 1), typeset(line), wrap=True)
    if columns > 1:
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=columns)
    sheet.row_dimensions[row].height = ROW * (1 + len(line) // max(int(0.95 * wide), 20)) + 2
    return row + 1


def _words(cell, text: str, *, bold=False, size=11, color=INK, underline=None, wrap=False, fill=None, side=None,
           indent=0) -> None:  # fmt: skip
    cell.value, cell.data_type = writable(defused(text))[:32_000], "s"
    dress(cell, bold=bold, size=size, colour=color, underline=underline, wrap=wrap, fill=fill, side=side, indent=indent)


def _wrapped(sheet, row: int, text: str) -> None:
    _words(sheet.cell(row, 2), typeset(text), wrap=True)
    sheet.row_dimensions[row].height = 15 * (1 + len(text) // 105) + 4
