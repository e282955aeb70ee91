"""A Result becomes a worksheet that can be read, filtered and computed with: sentences on top, numbers below.

Numbers are numbers with their decimals, hidden rows are empty, and what must not be concluded stands under the table.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from cxresearch.errors import OptionError
from cxresearch.report.charts.model import Chart
from cxresearch.report.charts.of_results import charts_of
from cxresearch.report.charts.tables_of import banner_heads, crosstab_columns
from cxresearch.report.client_words import for_clients
from cxresearch.report.files import target, typeset, writable
from cxresearch.report.heads import head_of, said_cell
from cxresearch.report.keys import keys_of, topics_of, value_column, with_topics
from cxresearch.report.register import Register
from cxresearch.report.subjects import sentences_of
from cxresearch.report.workbooks.books import height_of_chart, put_chart, save_book
from cxresearch.report.workbooks.looks import (
    BAND,
    DEEP,
    INK,
    MOST_PRINTED,
    QUIET,
    ROW,
    dress,
    on_paper,
    room_on_paper,
    skipped_on_paper,
)
from cxresearch.result import Result
from cxresearch.speaking import speaking
from cxresearch.stats.bases.naming import people
from cxresearch.stats.tables.crosstabs import Crosstab
from cxresearch.survey.answers import defused
from cxresearch.wording import capital, count, say

__all__ = ["as_results", "result_to_sheet", "sheet_name", "sheet_table", "to_xlsx"]

_ABOVE = "FFCFE2EF"
_WIDEST, _NARROWEST, _BOLD = 44, 9, 1.15
_TEXT_COLUMNS = 8
_MOST_ROWS = 24
# What a chart takes of a page at most, so that what is said of it stands below it.
_CHART_OF_PAGE = 0.72
_ID = "figure_id"
_SAID_ON_TOP, _MOST_SENTENCES, _MOST_SIGNS = 5, 60, 32_000
_SIDES = ("audience", "audience_a", "audience_b")
# A table of more rows is longer than a page, so its head is printed again.
_ONE_PAGE = 25


def sheet_table(result: Result) -> tuple[pd.DataFrame, int]:
    """The whole table with the ids of its figures, and how many columns of it are worth showing first."""
    first = [name for name in result.text_table().columns if name in result.table] or result.table.columns.tolist()
    rest = [name for name in result.table.columns if name not in first]
    table = with_topics(result.table[[*first, *rest]], result)
    if value_column(result) is None:
        return table, len(first)
    table = table.copy()
    table.insert(len(first), _ID, keys_of(result))
    return table, len(first) + 1


def to_xlsx(results: Result | Iterable[Result], path: str | Path) -> Path:
    """Write one Result, or several, to a formatted workbook.

    Parameters
    ----------
    results : Result or list of Result
        A worksheet each, in this order.
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
    >>> from tempfile import mkdtemp
    >>> from cxresearch.stats.loyalty.measures import nps
    >>> from cxresearch.survey.survey import Survey
    >>> score = nps(Survey.from_frame(pd.DataFrame({"nps": [10, 9, 3]}), audience="Customers"))
    >>> to_xlsx(score, Path(mkdtemp()) / "score.xlsx").name
    'score.xlsx'
    """
    from openpyxl import Workbook

    chosen = as_results(results)
    place = target(path, ".xlsx")
    book = Workbook()
    book.remove(book.active)
    for result in chosen:
        result_to_sheet(result, book)
    return save_book(book, place, register=Register.of(chosen, [""] * len(chosen), title=place.stem))


def as_results(results: Result | Iterable[Result]) -> list[Result]:
    """Results as a list.

    Raises
    ------
    OptionError
        If there is none, or something else among them.
    """
    chosen = [results] if isinstance(results, Result) else list(results) if isinstance(results, Iterable) else [results]
    for result in chosen:
        if not isinstance(result, Result):
            raise OptionError(say(
                "A report is made of Results, what analyses return; got {name}.",
                name=type(result).__name__,
            ))  # fmt: skip
    if not chosen:
        raise OptionError(say("There is no Result to write. Add at least one."))
    return chosen


def result_to_sheet(result: Result, book, *, title: str | None = None):
    """Add a worksheet for a Result to an openpyxl workbook.

    What to say stands on top; below it the table, the columns that are worth showing first; then its chart with its
    numbers, which can be edited, and what must not be concluded. Nothing is folded away.

    Parameters
    ----------
    result : Result
    book : openpyxl.Workbook
    title : str, optional
        The sheet's name; the result's heading by default, made unique.

    Returns
    -------
    openpyxl Worksheet
    """
    sheet = book.create_sheet(sheet_name(title or say(result.heading), book.sheetnames))
    sheet.sheet_view.showGridLines = False
    banner = isinstance(result, Crosstab)
    table, shown = (_banner(result), 0) if banner else sheet_table(result)
    widths = _widths(table, _TEXT_COLUMNS, result)
    text = _Text(sheet, _TEXT_COLUMNS, sum(widths[:_TEXT_COLUMNS]))
    said = sentences_of(result)
    text.write(say(result.heading), size=16, bold=True, colour=DEEP)
    for sentence in said[:_SAID_ON_TOP]:
        text.write(sentence)
    head = text.row + 1
    _write_head(sheet, table, head, widths, result)
    _write_rows(sheet, result, table, head + 1, banner=banner, widths=widths)
    for at, size in enumerate(widths, start=1):
        sheet.column_dimensions[_letter(at)].width = size
    last = head + len(table)
    if len(table) and not banner:
        sheet.auto_filter.ref = f"A{head}:{_letter(len(table.columns))}{last}"
    sheet.freeze_panes = f"B{head + 1}"
    text.row = last + 2
    wide = max(len(table.columns) if banner else shown, _TEXT_COLUMNS)
    columns = [sheet.column_dimensions[_letter(at)].width for at in range(1, wide + 1)]
    skipped = skipped_on_paper(head + 1, last)
    if skipped:
        text.row -= 1
        _said_of_paper(text, len(table))
    drawn = _places(result, text, _CHART_OF_PAGE * room_on_paper(columns) / 72)
    for sentence in said[_SAID_ON_TOP:][:_MOST_SENTENCES]:
        text.write(sentence)
    text.write(say("Method: {method}", method=for_clients(result.method)), size=10, colour=QUIET)
    for caveat in filter(None, map(for_clients, result.caveats)):
        text.write(say("Caveat: {caveat}", caveat=caveat), size=10, colour=QUIET)
    on_paper(sheet, max(text.row - 1, last), columns, [(first, end) for _, first, _, end in drawn], skipped)
    if len(table) > _ONE_PAGE:
        sheet.print_title_rows = f"{head}:{head}"
    # What "Edit data" needs stands below what is read and printed.
    for chart, _, top, end in drawn:
        text.row += 1
        text.write(say("The numbers of the chart:"), size=10, colour=QUIET)
        high = (end - top - 1) * ROW / 72
        text.row = put_chart(sheet, chart, at=f"A{top}", high=high, row=text.row, column=1, put=_put)
    if banner:
        _tidy_sheet(result, book, sheet.title)
    return sheet


def _said_of_paper(text: "_Text", rows: int) -> None:
    text.write(
        say("On paper: the first {shown} of {rows} rows.", shown=count(MOST_PRINTED), rows=count(rows)),
        size=10, colour=QUIET,
    )  # fmt: skip


def _places(result: Result, text: "_Text", most: float) -> list[tuple[Chart, int, int, int]]:
    """Room for the charts of a Result: (chart, the row of its finding, its first row, the last that it covers)."""
    found = []
    for chart in charts_of(result):
        if not chart.known():
            continue
        first = text.row
        if len(chart.labels) > _MOST_ROWS:
            chart = chart.part(0, _MOST_ROWS)
            text.write(say("The chart shows the first {rows} rows.", rows=count(_MOST_ROWS)), size=10, colour=QUIET)
        if chart.finding:
            text.write(chart.finding, bold=True)
        top = text.row
        text.row += int(72 * height_of_chart(chart, most) / ROW) + 2
        found.append((chart, first, top, text.row - 1))
    return found


def _put(cell, value) -> None:
    if isinstance(value, str):
        _put_text(cell, value)
    else:
        cell.value = value
    words = isinstance(value, str)
    dress(cell, size=9, colour=QUIET, wrap=words, code="General" if words else "#,##0.0##")


def _banner(result: Crosstab) -> pd.DataFrame:
    """Shares as numbers in their columns, the letters that they lie above in a column beside each."""
    columns = crosstab_columns(result)
    table = result.table
    place = {key: at for at, key in enumerate(zip(table.question, table.answer, table.banner, table.column,
                                                  strict=True))}  # fmt: skip
    rows, topics = [], topics_of(result)
    for question in dict.fromkeys(table.question):
        rows.append([topics.get(question, str(question)), *[None] * (2 * len(columns))])
        for answer in dict.fromkeys(table.answer[table.question == question]):
            row: list = [str(answer)]
            for banner, column, _ in columns:
                at = place.get((question, answer, banner, column))
                figure = float(table.estimate.iloc[at]) if at is not None else np.nan
                letters = table.letters.iloc[at] if at is not None else ""
                known = bool(np.isfinite(figure))
                lettered = known and isinstance(letters, str) and bool(letters)
                row += [figure if known else None, str(letters) if lettered else None]
            rows.append(row)
    heads = [""]
    for name in banner_heads(columns):
        heads += [name, f"{name}: {say('above')}"]
    # Two columns of one name would be taken for one.
    unlike = [head if head not in heads[:at] else f"{head} ({at})" for at, head in enumerate(heads)]
    return pd.DataFrame(rows, columns=unlike, dtype=object)


class _Text:
    """Lines of words across the sheet, each as high as it needs."""

    def __init__(self, sheet, columns: int, width: float):
        self.sheet, self.columns, self.width, self.row = sheet, columns, width, 1

    def write(self, words: str, *, size: float = 11, bold: bool = False, colour: str = INK) -> None:
        cell = self.sheet.cell(self.row, 1)
        words = typeset(words)
        _put_text(cell, words)
        dress(cell, size=size, bold=bold, colour=colour, wrap=True)
        self.sheet.merge_cells(start_row=self.row, start_column=1, end_row=self.row, end_column=self.columns)
        lines = _lines(words, self.width * 11 / size * (0.9 if bold else 1.0))
        self.sheet.row_dimensions[self.row].height = 1.36 * size * lines + 3
        self.row += 1


def _letter(at: int) -> str:
    from openpyxl.utils import get_column_letter

    return get_column_letter(at)


def _put_text(cell, text: str) -> None:
    """A text that stays a text; Excel holds 32,767 signs in a cell, and some control signs in none."""
    cell.value = writable(defused(text))[:_MOST_SIGNS]
    cell.data_type = "s"


def _tidy_sheet(result: Crosstab, book, name: str) -> None:
    """The numbers behind a banner, a row a cell."""
    sheet = book.create_sheet(sheet_name(f"{name} data", book.sheetnames))
    table = with_topics(result.table, result)
    widths = _widths(table, 0, result)
    _write_head(sheet, table, 1, widths, result)
    _write_rows(sheet, result, table, 2, banner=False, widths=widths)
    for at, size in enumerate(widths, start=1):
        sheet.column_dimensions[_letter(at)].width = size
    sheet.freeze_panes, sheet.print_title_rows = "A2", "1:1"
    on_paper(sheet, len(table) + 1, widths, skipped=skipped_on_paper(2, len(table) + 1))
    if len(result.table):
        sheet.auto_filter.ref = f"A1:{_letter(len(result.table.columns))}{len(result.table) + 1}"


def _write_head(sheet, table: pd.DataFrame, row: int, widths: list[float], result: Result) -> None:
    lines = 1.0
    for at, name in enumerate(table.columns, start=1):
        cell, words = sheet.cell(row, at), head_of(str(name), result.confidence)
        _put_text(cell, words)
        side = "right" if _is_figures(table, name, at) else "left"
        dress(cell, bold=True, colour="FFFFFFFF", fill=DEEP, up="center", wrap=True, side=side,
              indent=int(side == "left" and at > 1))  # fmt: skip
        lines = max(lines, _lines(words, 0.85 * widths[at - 1], least=1))
    sheet.row_dimensions[row].height = 15 * lines + 4


def _write_rows(
    sheet, result: Result, table: pd.DataFrame, start: int, *, banner: bool, widths: Sequence[float]
) -> None:
    names = ["estimate" if banner and at > 1 else str(name) for at, name in enumerate(table.columns, start=1)]
    sides = ["right" if _is_figures(table, name, at) else "left" for at, name in enumerate(table.columns, start=1)]
    # A column's fractions have the same decimals in every row.
    codes: dict[str, str] = {}
    for row, values in enumerate(table.itertuples(index=False, name=None), start=start):
        # In a banner the line of a question has a name and nothing else.
        heading = banner and all(value is None for value in values[1:])
        lines = 1.0
        for at, value in enumerate(values, start=1):
            # What lies above others is seen at once: the share and its letters.
            letters = values[at - (at % 2)] if banner and at > 1 and not heading else None
            fill = BAND if heading else _ABOVE if letters is not None else None
            cell, words = sheet.cell(row, at), sides[at - 1] == "left"
            code = _fill(cell, result, names[at - 1], value, codes)
            dress(cell, bold=heading, colour=None, fill=fill, side=sides[at - 1], wrap=words, rule=True,
                  indent=int(words and at > 1), code=code)  # fmt: skip
            if isinstance(cell.value, str) and not heading:
                lines = max(lines, _lines(cell.value, widths[at - 1] - 1 - (at > 1), least=1))
        if heading:
            sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=len(values))
            sheet.row_dimensions[row].height = 18
        elif lines > 1:
            # Not every program makes a row as high as its words.
            sheet.row_dimensions[row].height = ROW * lines + 2


def _fill(cell, result: Result, name: str, value, codes: dict[str, str]) -> str:
    """A number as a number, a text as a text, nothing where there is nothing; gives the number's format."""
    if value is None or value is pd.NA or (isinstance(value, float) and not np.isfinite(value)):
        return "General"
    if isinstance(value, (bool, np.bool_)):
        cell.value = say("yes") if value else say("no")
        return "General"
    if isinstance(value, (int, float, np.integer, np.floating)):
        cell.value = float(value) if isinstance(value, (float, np.floating)) else int(value)
        if isinstance(cell.value, int):
            return _number_format(result, name, cell.value)
        if name not in codes:
            codes[name] = _number_format(result, name, cell.value)
        return codes[name]
    _put_text(cell, _shown(result, name, value))
    return "General"


def _shown(result: Result, name: str, value) -> str:
    """A text as it is shown: audiences as people say them, words of ours translated."""
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value))
    if name in _SIDES:
        return capital(people(str(value)))
    return said_cell(result._cell(name, str(value)), name)


def _number_format(result: Result, name: str, value) -> str:
    if name.startswith("p_"):
        return '[<0.0001]"<0.0001";0.0000'
    if isinstance(value, int):
        # 2,025 is a number of people, 2025 a year.
        return "0" if 1900 <= value <= 2100 and name not in result.decimals else "#,##0"
    if name == "year":
        return "0"
    # A format of cells is written the English way; the program shows it as its own language does.
    with speaking("en"):
        digits = len(result._cell(name, value).partition(".")[2])
    return "#,##0" + (f".{'0' * digits}" if digits else "")


def _is_figures(table: pd.DataFrame, name, at: int) -> bool:
    if pd.api.types.is_numeric_dtype(table[name]) and not pd.api.types.is_bool_dtype(table[name]):
        return True
    # Tables whose cells are figures in words: names in the first column.
    return at > 1 and "" in table.columns


def _widths(table: pd.DataFrame, columns: int, result: Result) -> list[float]:
    """What a column holds, up to a limit; no word of its head is broken."""
    sizes = []
    for at, name in enumerate(table.columns):
        column = table[name]
        numeric = pd.api.types.is_numeric_dtype(column)
        texts = () if numeric else (_shown(result, str(name), value) for value in column.head(400) if value is not None)
        longest = 9 if numeric else max(map(len, texts), default=0)
        head = head_of(str(name), result.confidence)
        word = max(map(len, head.split()), default=0) * _BOLD
        # Fonts differ between programs, so there is some room beside the longest.
        size = max(1.08 * longest + 2, word + 3, 0 if numeric else len(head) + 2, 24 if at == 0 and "" in table else 0)
        sizes.append(float(min(max(size, _NARROWEST), _WIDEST)))
    return [*sizes, *([12.0] * (columns - len(sizes)))]


def _lines(text: str, width: float, *, least: float = 20) -> float:
    """How many lines a text takes in a column of so many average signs."""
    return max(1.0, float(np.ceil(len(text) / max(1.05 * width, least))))


def sheet_name(title: str, taken: Iterable[str]) -> str:
    """A name that a worksheet may have: at most 31 signs, none of []:*?/\\, unlike the others.

    >>> sheet_name("Net Promoter Score: 2024/25", ["Net Promoter Score  2024 25"])
    'Net Promoter Score 2024 25'
    >>> sheet_name("NPS", ["nps"])
    'NPS 2'
    """
    plain = " ".join("".join(" " if sign in "[]:*?/\\" else sign for sign in writable(title)).split())
    plain = plain.strip("'")[:31].strip() or "Result"
    used, name, at = {other.casefold() for other in taken}, plain, 1
    while name.casefold() in used:
        at += 1
        name = f"{plain[: 31 - len(str(at)) - 1].rstrip()} {at}"
    return name
