"""Sheets beside the results: contents by finding, doubts, notes and account, and the register of all figures."""

from collections.abc import Mapping, Sequence

import pandas as pd

from cxresearch.report.deck.outline import in_chapters
from cxresearch.report.deck.summary import counts_in_words, firmest
from cxresearch.report.files import writable
from cxresearch.report.heads import head_of, said_cell
from cxresearch.report.register import Register
from cxresearch.report.subjects import sentences_of, with_subject
from cxresearch.report.workbooks.looks import DEEP, INK, QUIET, dress
from cxresearch.report.workbooks.worksheets import sheet_name
from cxresearch.result import Result
from cxresearch.survey.answers import defused
from cxresearch.wording import say

__all__ = ["paper_sheets", "write_contents"]


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
    _fit_on_paper(sheet, f"A1:B{row}")


def paper_sheets(book, register: Register, papers: Mapping[str, object], left_out: Sequence[str]) -> None:
    """Doubts, notes and account of a study, what it could not answer, and every figure with its id."""
    doubts, account, notes = (papers.get(name) for name in ("doubts", "account", "notes"))
    if isinstance(doubts, pd.DataFrame):
        _table_sheet(book, say("Doubts"), doubts, none=say("Nothing is in doubt."))
    if notes or left_out or isinstance(account, pd.DataFrame):
        lines = [*(str(note) for note in notes or ()), *left_out]
        frame = account if isinstance(account, pd.DataFrame) else pd.DataFrame()
        _table_sheet(book, say("Notes and account"), frame, lines=lines)
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


def _table_sheet(book, title: str, frame: pd.DataFrame, *, lines: Sequence[str] = (), none: str = "") -> None:
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(sheet_name(title, book.sheetnames))
    sheet.sheet_view.showGridLines = False
    if not len(frame) and none:
        _words(sheet.cell(1, 1), none)
    row = 1
    if len(frame):
        for at, name in enumerate(frame.columns, start=1):
            cell = sheet.cell(1, at)
            _words(cell, head_of(str(name)), bold=True, color="FFFFFFFF", fill=DEEP)
            longest = max((len(str(value)) for value in frame[name].head(300)), default=8)
            sheet.column_dimensions[get_column_letter(at)].width = min(max(longest, len(str(name))) + 3, 60)
        for row, values in enumerate(frame.itertuples(index=False, name=None), start=2):
            for at, value in enumerate(values, start=1):
                if isinstance(value, str):
                    _words(sheet.cell(row, at), value, wrap=len(value) > 60)
                elif value is not None and not pd.isna(value):
                    sheet.cell(row, at).value = float(value) if isinstance(value, float) else int(value)
        sheet.freeze_panes = "A2"
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(frame.columns))}{row}"
        sheet.print_title_rows = "1:1"
        row += 2
    sheet.column_dimensions["A"].width = max(sheet.column_dimensions["A"].width or 0, 14 if len(frame) else 110)
    for line in lines:
        _words(sheet.cell(row, 1), line)
        row += 1
    _fit_on_paper(sheet, f"A1:{get_column_letter(max(len(frame.columns), 1))}{max(row, 1)}")


def _words(cell, text: str, *, bold=False, size=11, color=INK, underline=None, wrap=False, fill=None) -> None:
    cell.value, cell.data_type = writable(defused(text))[:32_000], "s"
    dress(cell, bold=bold, size=size, colour=color, underline=underline, wrap=wrap, fill=fill)


def _wrapped(sheet, row: int, text: str) -> None:
    _words(sheet.cell(row, 2), text, wrap=True)
    sheet.row_dimensions[row].height = 15 * (1 + len(text) // 105) + 4


def _fit_on_paper(sheet, area: str) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_area = area
