"""Sheets beside the results: contents by finding, doubts, notes and account, and the register of all figures."""

from collections.abc import Mapping, Sequence

import pandas as pd

from cxresearch.report.deck.outline import in_chapters
from cxresearch.report.deck.summary import counts_in_words, firmest
from cxresearch.report.files import typeset, writable
from cxresearch.report.heads import head_of, said_cell
from cxresearch.report.register import Register
from cxresearch.report.subjects import sentences_of, with_subject
from cxresearch.report.workbooks.looks import DEEP, INK, QUIET, ROW, dress, on_paper
from cxresearch.report.workbooks.worksheets import sheet_name
from cxresearch.result import Result
from cxresearch.speaking import again
from cxresearch.stats.bases.naming import people
from cxresearch.survey.answers import defused
from cxresearch.wording import capital, say

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
    on_paper(sheet, f"A1:B{row - 1}", (34, 110))


def paper_sheets(book, register: Register, papers: Mapping[str, object], left_out: Sequence[str]) -> None:
    """Doubts, notes and account of a study, what it could not answer, and every figure with its id."""
    doubts, account, notes = (papers.get(name) for name in ("doubts", "account", "notes"))
    if isinstance(doubts, pd.DataFrame):
        _table_sheet(book, say("Doubts"), doubts, none=say("Nothing is in doubt."))
    if notes or left_out or isinstance(account, pd.DataFrame):
        lines = [*(str(again(note)) for note in notes or ()), *left_out]
        frame = account if isinstance(account, pd.DataFrame) else pd.DataFrame()
        _table_sheet(book, say("Notes and account"), frame, below=lines)
    figures = pd.DataFrame(
        [(one.key, _asked(one), one.value, one.low, one.high,
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


def _asked(one) -> str:
    """What a figure is of, in words."""
    return "; ".join(f"{head_of(name)}: {said_cell(str(text), name)}" for name, text in one.asked)


def _table_sheet(book, title: str, frame: pd.DataFrame, *, below: Sequence[str] = (), none: str = "") -> None:
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(sheet_name(title, book.sheetnames))
    sheet.sheet_view.showGridLines = False
    widths = []
    for name in frame.columns if len(frame) else ():
        longest = max((len(str(value)) for value in frame[name].head(300)), default=8)
        if pd.api.types.is_float_dtype(frame[name]):
            longest = 10
        widths.append(float(min(max(longest, max(map(len, head_of(str(name)).split()), default=0)) + 3, 60)))
    # Lines of words run across the table, or across a page where there is none.
    widths = widths or [_PAPER]
    for at, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(at)].width = width
    if not len(frame) and none:
        _words(sheet.cell(1, 1), none)
    row, lines = 1, 1
    if len(frame):
        for at, name in enumerate(frame.columns, start=1):
            cell = sheet.cell(1, at)
            _words(cell, head_of(str(name)), bold=True, color="FFFFFFFF", fill=DEEP, wrap=True)
            lines = max(lines, 1 + int(1.15 * len(head_of(str(name))) // widths[at - 1]))
        for row, values in enumerate(frame.itertuples(index=False, name=None), start=2):
            for at, (name, value) in enumerate(zip(frame.columns, values, strict=True), start=1):
                if isinstance(value, str):
                    shown = capital(people(value)) if name == "audience" else value
                    _words(sheet.cell(row, at), shown, wrap=len(value) > 58)
                elif value is not None and not pd.isna(value):
                    cell = sheet.cell(row, at)
                    cell.value = float(value) if isinstance(value, float) else int(value)
                    dress(cell, colour=None, code="#,##0.0##" if isinstance(value, float) else "#,##0")
        sheet.row_dimensions[1].height = ROW * lines + 3
        sheet.freeze_panes = "A2"
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(frame.columns))}{row}"
        sheet.print_title_rows = "1:1"
        row += 2
    for line in below:
        row = _line_across(sheet, row, line, widths)
    on_paper(sheet, f"A1:{get_column_letter(len(widths))}{max(row - 1, 1)}", widths)


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


def _words(cell, text: str, *, bold=False, size=11, color=INK, underline=None, wrap=False, fill=None) -> None:
    cell.value, cell.data_type = writable(defused(text))[:32_000], "s"
    dress(cell, bold=bold, size=size, colour=color, underline=underline, wrap=wrap, fill=fill)


def _wrapped(sheet, row: int, text: str) -> None:
    _words(sheet.cell(row, 2), typeset(text), wrap=True)
    sheet.row_dimensions[row].height = 15 * (1 + len(text) // 105) + 4
