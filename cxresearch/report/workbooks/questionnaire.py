"""One list of touchpoints becomes three questionnaires in the same words, because only the same words can be compared.

Leaders, staff and customers rate the same list on the same scale; all three say what matters to customers, and leaders
and staff also predict what customers will answer. The last sheet holds every question with its id and scale, to be
pasted into whatever tool the client uses; read back, its answers meet by wording.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from cxresearch.errors import OptionError
from cxresearch.report.files import short_title, target
from cxresearch.report.workbooks.books import save_book
from cxresearch.report.workbooks.worksheets import sheet_name
from cxresearch.speaking import language_now
from cxresearch.stats.bases.naming import audience_name, people
from cxresearch.survey.answers import defused
from cxresearch.survey.audiences import CUSTOMERS, LEADERSHIP, STAFF
from cxresearch.survey.labels import normalise
from cxresearch.survey.scales import Scale
from cxresearch.wording import listed, plural, say, told

__all__ = ["Question", "matched_questionnaire", "questions_for"]

_DEEP, _INK, _BAND, _RULE = "FF0B4A5C", "FF1D2A33", "FFF2F5F6", "FFD9E0E4"
_IMPORTANCE = [
    told("Not at all important"),
    told("Slightly important"),
    told("Moderately important"),
    told("Very important"),
    told("Extremely important"),
]
_OPEN = (
    told("What do we do well?"),
    told("What could be improved?"),
    told("What do competitors do differently?"),
    told("What should we continue or start doing?"),
)
_MOST_TOPICS, _LONGEST = 200, 200
_HEAD = (told("No."), told("Question"), told("Answer"))


class Question(NamedTuple):
    """A question of one form; ``text`` is the whole wording, stem and row, as it goes into a survey tool."""

    id: str
    stem: str
    row: str
    aspect: str
    kind: str
    scale: str

    @property
    def text(self) -> str:
        """Stem and row in one line."""
        return f"{self.stem} - {self.row}" if self.row else self.stem


def matched_questionnaire(
    topics: Iterable[str],
    path: str | Path,
    *,
    company: str = "us",
    scale: tuple[float, float] = (0, 10),
    predictors: Iterable[str] = (LEADERSHIP, STAFF),
    open_questions: Iterable[str] = _OPEN,
) -> Path:
    """Write the questionnaires of leaders, staff and customers for one list of topics, as a workbook.

    Parameters
    ----------
    topics : list of str
        Touchpoints or themes, in the words that all three audiences will read.
    path : str or Path
        Ends in ``.xlsx``; a file that is there already is replaced only if cxresearch made it.
    company : str
        The company's name in the questions.
    scale : (low, high)
        Of the ratings, such as (0, 10) or (1, 5), the same for everybody.
    predictors : list of str
        Who also predicts what customers will answer.
    open_questions : list of str
        Asked of everybody in the same words.

    Returns
    -------
    Path
        Sheets: Read me, Leadership, Staff, Customers, Codebook.

    Raises
    ------
    OptionError
        If a topic is empty, too long or there twice, the scale is none, or the path cannot be written.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> matched_questionnaire(["Billing", "Waiting time"], Path(mkdtemp()) / "forms.xlsx", company="Harbour Bank").name
    'forms.xlsx'
    """
    from openpyxl import Workbook

    touchpoints = _checked_topics(topics)
    span = Scale.parse(scale)
    who = _checked_predictors(predictors)
    asked = tuple(_spoken(" ".join(str(question).split())) for question in open_questions)
    name = " ".join(str(company).split()) or say("us")
    place = target(path, ".xlsx")
    forms = {
        audience: questions_for(
            audience, touchpoints, company=name, scale=span, predicts=audience in who, open_questions=asked
        )
        for audience in (LEADERSHIP, STAFF, CUSTOMERS)
    }
    book = Workbook()
    _write_read_me(book.active, name, touchpoints, who)
    for audience, questions in forms.items():
        _write_form(
            book.create_sheet(sheet_name(str(audience_name(audience)), book.sheetnames)), audience, name, questions
        )
    _write_codebook(book.create_sheet(sheet_name(say("Codebook"), book.sheetnames)), forms)
    book.properties.title = short_title(say("Matched questionnaire: {company}", company=name))
    return save_book(book, place)


def questions_for(
    audience: str,
    topics: Iterable[str],
    *,
    company: str,
    scale: Scale,
    predicts: bool,
    open_questions: Iterable[str] = _OPEN,
) -> list[Question]:
    """The questions of one audience, in the order asked.

    >>> [q.text for q in questions_for("Leadership", ["Billing"], company="us", scale=Scale(0, 10), predicts=True)][:3]
    ['How would you rate us today on each of the following? - Billing', 'How important is each of the following to \
customers? - Billing', 'What do you predict customers will answer on each of the following? - Billing']
    """
    listed, span = list(topics), str(scale)
    importance = " | ".join(f"{at}={say(label)}" for at, label in enumerate(_IMPORTANCE, start=1))
    blocks = [
        (
            "EXP",
            say("How would you rate {company} today on each of the following?", company=company),
            "experience",
            span,
        ),
        ("IMP", say("How important is each of the following to customers?"), "importance", f"1-5: {importance}"),
    ]
    if predicts:
        stem = say("What do you predict customers will answer on each of the following?")
        blocks.append(("PRE", stem, "prediction", span))
    found = [
        Question(f"{code}_{at}", stem, topic, aspect, "rating", values)
        for code, stem, aspect, values in blocks
        for at, topic in enumerate(listed, start=1)
    ]
    recommends = say(
        "How likely are you to recommend {company} to a friend or colleague?"
        if audience == CUSTOMERS
        else "How likely are you to recommend {company} as a place to work?",
        company=company,
    )
    found.append(Question("NPS", recommends, "", "experience", "nps", "0-10"))
    return found + [
        Question(f"OE_{at}", text, "", "", "verbatim", "") for at, text in enumerate(open_questions, start=1) if text
    ]


def _spoken(question: str) -> str:
    """An open question in the language of now where the words are ours."""
    return say(question) if question in _OPEN else question


def _checked_topics(topics: Iterable[str]) -> list[str]:
    if isinstance(topics, str):
        raise OptionError(f"topics is a list of touchpoints; got the one text {topics!r}. Pass [{topics!r}].")
    listed = []
    for topic in topics:
        if not isinstance(topic, str) or not topic.strip():
            raise OptionError(f"topics holds {topic!r}; a topic is a text such as 'Billing and fees'.")
        plain = " ".join(topic.split())
        if len(plain) > _LONGEST:
            raise OptionError(f"The topic {plain[:40]!r}... has {len(plain)} signs, at most {_LONGEST} fit a form.")
        if normalise(plain) in {normalise(other) for other in listed} and normalise(plain):
            raise OptionError(f"The topic {plain!r} is there twice. Name each once.")
        listed.append(plain)
    if not listed or len(listed) > _MOST_TOPICS:
        raise OptionError(f"topics holds {len(listed)} topics; pass 1 to {_MOST_TOPICS}.")
    return listed


def _checked_predictors(predictors: Iterable[str]) -> tuple[str, ...]:
    given = (predictors,) if isinstance(predictors, str) else tuple(predictors)
    for name in given:
        if name not in (LEADERSHIP, STAFF):
            raise OptionError(
                f"predictors= names {name!r}; {LEADERSHIP} and {STAFF} can predict what customers will say."
            )
    return given


# -- sheets ----------------------------------------------------------------------------------------


def _write_read_me(sheet, company: str, topics: list[str], predictors: tuple[str, ...]) -> None:
    sheet.title = say("Read me")
    sheet.sheet_view.showGridLines = False
    sheet.column_dimensions["A"].width = 110
    who = listed(map(audience_name, predictors))
    if language_now() == "en":
        who = " and ".join(name.lower() for name in predictors).capitalize()
    lines = [
        say("Matched questionnaire for {company}", company=company),
        say("{topics}, three audiences, the same words.", topics=plural(len(topics), "topic")),
        say("Every audience rates every topic on the same scale. Do not change a word for one audience only: what is "
        "worded differently cannot be compared."),
        say("All audiences say how important each topic is to customers.")
        + (" " + say("{who} also predict what customers will answer.", who=who) if predictors else ""),
        say("Ask predictions after the ratings, and collect them before anybody has seen results."),
        say("Offer “Don't know” beside each row where somebody may not know; it is counted apart from blanks."),
        say("The sheet Codebook lists each question with its id and scale, in the wording to paste into a survey tool. "
            "Keep ids or wordings, and answers of the three forms will meet when they are read."),
        say("Before sending, plan_study() tells what the bases can show and which margin can never be shown."),
    ]  # fmt: skip
    for at, line in enumerate(lines, start=1):
        first = at == 1
        _text(sheet, at, 1, line, bold=first, size=16 if first else 11, colour=_DEEP if first else _INK)
        sheet.row_dimensions[at].height = 30 if first else 16 * (1 + len(line) // 92) + 6
    _fit_to_width(sheet)


def _write_form(sheet, audience: str, company: str, questions: list[Question]) -> None:
    from openpyxl.styles import Border, PatternFill, Side
    from openpyxl.worksheet.datavalidation import DataValidation

    sheet.sheet_view.showGridLines = False
    for column, width in (("A", 7), ("B", 84), ("C", 30)):
        sheet.column_dimensions[column].width = width
    who = people(audience)
    _text(sheet, 1, 1, say("{company}: questions to {who}", company=company, who=who), bold=True, size=16, colour=_DEEP)
    sheet.merge_cells("A1:C1")
    sheet.row_dimensions[1].height = 26 * (1 + (len(company) + 20) // 75)
    for at, name in enumerate(_HEAD, start=1):
        cell = _text(sheet, 3, at, say(name), bold=True, colour="FFFFFFFF")
        cell.fill = PatternFill("solid", fgColor=_DEEP)
    rule, row, stem = Border(bottom=Side(style="thin", color=_RULE)), 4, ""
    checks: dict[str, DataValidation] = {}
    for number, question in enumerate(questions, start=1):
        if question.row and question.stem != stem:
            _text(sheet, row, 2, question.stem, bold=True)
            for column in (1, 2, 3):
                sheet.cell(row, column).fill = PatternFill("solid", fgColor=_BAND)
            _text(sheet, row, 3, _in_words(question.scale)).fill = PatternFill("solid", fgColor=_BAND)
            lines = 1 + max(len(question.stem) // 88, len(_in_words(question.scale)) // 32)
            sheet.row_dimensions[row].height = 18 * lines
            row += 1
        stem = question.stem
        _text(sheet, row, 1, "").value = number
        cell = _text(sheet, row, 2, question.row or question.stem)
        sheet.row_dimensions[row].height = 16 * (1 + len(str(cell.value)) // 92) + 3
        if not question.row and question.scale:
            cell = _text(sheet, row, 3, "")
        for column in (1, 2, 3):
            sheet.cell(row, column).border = rule
        if question.kind == "verbatim":
            sheet.row_dimensions[row].height = 48
        elif question.scale:
            checks.setdefault(question.scale, _validation(question.scale)).add(f"C{row}")
        row += 1
    for check in checks.values():
        sheet.add_data_validation(check)
    sheet.freeze_panes = "A4"
    _fit_to_width(sheet)
    sheet.print_title_rows = "3:3"


def _write_codebook(sheet, forms: dict[str, list[Question]]) -> None:
    from openpyxl.styles import Alignment, PatternFill

    names = ("audience", "id", "text", "topic", "aspect", "kind", "scale")
    for at, (name, width) in enumerate(zip(names, (14, 10, 90, 36, 14, 12, 60), strict=True), start=1):
        cell = _text(sheet, 1, at, name, bold=True, colour="FFFFFFFF")
        cell.fill = PatternFill("solid", fgColor=_DEEP)
        sheet.column_dimensions[chr(64 + at)].width = width
    row = 2
    for audience, questions in forms.items():
        for question in questions:
            topic = question.row or question.stem
            values = (audience, question.id, question.text, topic, question.aspect, question.kind, question.scale)
            for at, value in enumerate(values, start=1):
                _text(sheet, row, at, value).alignment = Alignment(vertical="top")
            row += 1
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:G{row - 1}"
    _fit_to_width(sheet)
    sheet.page_setup.orientation = "landscape"


def _fit_to_width(sheet) -> None:
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _text(sheet, row: int, column: int, words: str, *, bold: bool = False, size: float = 11, colour: str = _INK):
    """A cell that is a text, whatever it begins with."""
    from openpyxl.styles import Alignment, Font

    cell = sheet.cell(row, column)
    cell.value = "".join(sign for sign in str(defused(words)) if sign >= " ") or None
    if cell.value is not None:
        cell.data_type = "s"
    cell.font = Font(name="Calibri", bold=bold, size=size, color=colour)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def _in_words(scale: str) -> str:
    """What may be answered, for a person: "0 to 10", or the labels."""
    parsed = Scale.parse(scale)
    if parsed.labels:
        return " / ".join(label for label, _ in parsed.labels)
    return say("{low} (lowest) to {high} (highest)", low=f"{parsed.low:g}", high=f"{parsed.high:g}")


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
