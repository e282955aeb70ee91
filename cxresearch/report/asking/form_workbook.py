"""Forms as a workbook: what to know, a sheet an audience, and a codebook to paste into whatever tool one uses."""

from collections.abc import Mapping
from pathlib import Path

from cxresearch.report.asking.questions import Question, answers_of, groups_of
from cxresearch.report.files import short_title, writable
from cxresearch.report.workbooks.books import save_book
from cxresearch.report.workbooks.looks import BAND, DEEP, INK, dress
from cxresearch.report.workbooks.worksheets import sheet_name
from cxresearch.stats.bases.naming import audience_name, people
from cxresearch.survey.answers import defused
from cxresearch.survey.scales import Scale
from cxresearch.wording import capital, listed, say

__all__ = ["form_lines", "form_title", "write_workbook"]


def write_workbook(forms: Mapping[str, list[Question]], place: Path, *, company: str) -> Path:
    """Sheets: Read me, one an audience, Codebook."""
    from openpyxl import Workbook

    book = Workbook()
    _write_read_me(book.active, company, forms)
    for audience, questions in forms.items():
        name = sheet_name(audience_name(audience), book.sheetnames)
        _write_form(book.create_sheet(name), audience, company, questions)
    _write_codebook(book.create_sheet(say("Codebook")), forms)
    book.properties.title = short_title(say("Matched questionnaire: {company}", company=company))
    return save_book(book, place)


def form_title(audience: str, company: str) -> str:
    """The head of one audience's form."""
    return capital(say("{company}: questions to {who}", company=company, who=people(audience)))


def form_lines(forms: Mapping[str, list[Question]]) -> list[str]:
    """What whoever sends the forms out has to know."""
    topics = max(sum(question.aspect == "importance" for question in own) for own in forms.values())
    told = [people(name) for name, own in forms.items() if any(question.aspect == "prediction" for question in own)]
    lines = [
        say("{topics} topics, {audiences} audiences, the same words.", topics=topics, audiences=len(forms)),
        say("Every audience rates every topic on the same scale. Do not change a word for one audience only: what is "
            "worded differently cannot be compared."),
        say("All audiences say how important each topic is to customers."),
    ]  # fmt: skip
    if told:
        lines[-1] += " " + capital(say("{who} also predict what customers will answer.", who=listed(told)))
        lines.append(say("Ask predictions after the ratings, and collect them before anybody has seen results."))
    return [*lines,
        say("Offer “Don't know” beside each row where somebody may not know; it is counted apart from blanks."),
        say("The codebook lists each question with its id and scale, in the wording to paste into a survey tool. "
            "Keep ids or wordings, and answers of the forms will meet when they are read."),
        say("Before sending, plan_study() tells what the bases can show and which margin can never be shown."),
    ]  # fmt: skip


# -- sheets ----------------------------------------------------------------------------------------


def _write_read_me(sheet, company: str, forms: Mapping[str, list[Question]]) -> None:
    sheet.title = say("Read me")
    sheet.sheet_view.showGridLines = False
    sheet.column_dimensions["A"].width = 110
    lines = [say("Matched questionnaire for {company}", company=company), *form_lines(forms)]
    for at, line in enumerate(lines, start=1):
        first = at == 1
        _text(sheet, at, 1, line, bold=first, size=16 if first else 11, colour=DEEP if first else INK)
        sheet.row_dimensions[at].height = 30 if first else 16 * (1 + len(line) // 92) + 6
    _fit_to_width(sheet)


def _write_form(sheet, audience: str, company: str, questions: list[Question]) -> None:
    sheet.sheet_view.showGridLines = False
    for column, width in (("A", 7), ("B", 84), ("C", 30)):
        sheet.column_dimensions[column].width = width
    title = form_title(audience, company)
    _text(sheet, 1, 1, title, bold=True, size=16, colour=DEEP)
    sheet.merge_cells("A1:C1")
    sheet.row_dimensions[1].height = 26 * (1 + len(title) // 75)
    for at, name in enumerate((say("No."), say("Question"), say("Answer")), start=1):
        _text(sheet, 3, at, name, bold=True, colour="FFFFFFFF", fill=DEEP)
    row, number = 4, 1
    checks: dict[str, object] = {}
    for group in groups_of(questions):
        if group.is_table:
            row = _write_stem(sheet, row, group)
        for question in group.questions:
            _write_question(sheet, row, number, question)
            if question.scale:
                checks.setdefault(question.scale, _validation(question.scale)).add(f"C{row}")
            row, number = row + 1, number + 1
    for check in checks.values():
        sheet.add_data_validation(check)
    sheet.freeze_panes = "A4"
    _fit_to_width(sheet)
    sheet.print_title_rows = "3:3"


def _write_stem(sheet, row: int, group) -> int:
    for column, words in enumerate(("", group.stem, _in_words(group)), start=1):
        _text(sheet, row, column, words, bold=column == 2, fill=BAND)
    lines = 1 + max(len(group.stem) // 88, len(_in_words(group)) // 32)
    sheet.row_dimensions[row].height = 18 * lines
    return row + 1


def _write_question(sheet, row: int, number: int, question: Question) -> None:
    _text(sheet, row, 1, "", rule=True).value = number
    words = "\n".join(text for text in (question.row or question.stem, question.note) if text)
    _text(sheet, row, 2, words, rule=True)
    _text(sheet, row, 3, "", rule=True)
    lines = sum(1 + len(part) // 92 for part in words.split("\n"))
    sheet.row_dimensions[row].height = 48 if question.kind == "verbatim" else 16 * lines + 3


def _write_codebook(sheet, forms: Mapping[str, list[Question]]) -> None:
    names = ("audience", "id", "text", "topic", "aspect", "kind", "scale")
    for at, (name, width) in enumerate(zip(names, (14, 10, 90, 36, 14, 12, 60), strict=True), start=1):
        _text(sheet, 1, at, name, bold=True, colour="FFFFFFFF", fill=DEEP)
        sheet.column_dimensions[chr(64 + at)].width = width
    row = 2
    for audience, questions in forms.items():
        for question in questions:
            topic = question.row or question.stem
            values = (audience, question.id, question.text, topic, question.aspect, question.kind, question.scale)
            for at, value in enumerate(values, start=1):
                _text(sheet, row, at, value, wrap=False)
            row += 1
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:G{row - 1}"
    _fit_to_width(sheet)
    sheet.page_setup.orientation = "landscape"


def _fit_to_width(sheet) -> None:
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _text(sheet, row: int, column: int, words: str, *, wrap: bool = True, **look):
    """A cell that is a text, whatever it begins with."""
    cell = sheet.cell(row, column)
    cell.value = writable(defused(words)) or None
    if cell.value is not None:
        cell.data_type = "s"
    dress(cell, wrap=wrap, **look)
    return cell


def _in_words(group) -> str:
    """What may be answered, for a person: "0 to 10", or the labels."""
    answers = answers_of(group)
    if Scale.parse(group.scale).labels:
        return " / ".join(label for _, label in answers)
    return say("{low} to {high}", low=answers[0][1], high=answers[-1][1])


def _validation(scale: str):
    """What a cell takes: one of the labels, or a whole number of the scale."""
    from openpyxl.worksheet.datavalidation import DataValidation

    parsed = Scale.parse(scale)
    if parsed.labels:
        labels = ",".join(label for label, _ in parsed.labels)
        return DataValidation(type="list", formula1=f'"{labels}"', allow_blank=True)
    return DataValidation(
        type="whole", operator="between", formula1=f"{parsed.low:g}", formula2=f"{parsed.high:g}", allow_blank=True,
        showErrorMessage=True, errorTitle=say("Not on the scale"),
        error=say("A whole number, {low} to {high}.", low=f"{parsed.low:g}", high=f"{parsed.high:g}"),
    )  # fmt: skip
