"""The workbook in which two people code: what is drawn, written and read back.

Two people code the same texts without seeing each other's codes or the machine's, so each has a sheet, and what the
machine said lies in a hidden one.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from cxresearch.errors import OptionError, QuestionError, SurveyFileError
from cxresearch.survey.answers import defused
from cxresearch.survey.saved import writing
from cxresearch.survey.survey import Survey
from cxresearch.text.scoring.score import score_texts
from cxresearch.text.scoring.study_codes import COMMENTS, STATEMENTS
from cxresearch.text.themes.coded import OTHER, Coded, code_comments, with_tone
from cxresearch.wording import named, say, told

__all__ = ["CODERS", "MACHINE", "TONES", "coding_sample", "read_sheets"]

TONES = ("negative", "neutral", "positive")
CODERS = ("Coder 1", "Coder 2")
MACHINE, _GUIDE = "Machine", told("How to code")
_LONGEST_CELL = 32_000
_HELP = (
    told("Each of two people fills in one sheet, without looking at the other's."),
    told("tone: negative, neutral or positive. What is felt in the {one}, not what you think of the matter."),
    told("themes: none, one or several of the themes below, with a semicolon between them; other, where none fits."),
    told("Leave a line empty where you cannot tell. Change nothing in the columns id and {one}."),
    told("Then: coding_agreement('this file.xlsx')"),
)
_ONE = {STATEMENTS: "statement", COMMENTS: "comment"}
_RULES = "rules: "


def coding_sample(
    survey: Survey,
    question: str,
    *,
    path: str | Path = "coding_sample.xlsx",
    n: int = 100,
    seed: int = 0,
    codeframe: str | Path | None = None,
    rules: object = "cx",
    privacy: bool = True,
    unit: str = STATEMENTS,
) -> Path:
    """Write a workbook in which two people code the same texts; what the machine said is in a hidden sheet.

    Parameters
    ----------
    survey : Survey
    question : str
        A question that was answered in words.
    path : str or path
        Of the workbook, ending in ``.xlsx``; one that is there is not overwritten, since it may hold people's work.
    n : int
        How many different texts to draw, 1 to 5,000; all where there are fewer.
    seed : int
        Of the draw; the same survey and seed give the same texts.
    codeframe, rules, privacy
        As in `themes`.
    unit : {"statements", "comments"}
        What people judge: statements, as `themes` counts them, or whole comments, as `sentiment` does. What is measured
        on the one says little of the other.

    Returns
    -------
    Path

    Raises
    ------
    OptionError, QuestionError
        If an option is out of range, the file is there already or cannot be written, or there is nothing to code.

    Examples
    --------
    >>> import tempfile
    >>> import pandas as pd
    >>> comments = pd.DataFrame({"comment": ["The queue was far too long", "Friendly staff at the counter"] * 5})
    >>> survey = Survey.from_frame(comments, audience="Customers")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     print(coding_sample(survey, "comment", path=f"{folder}/to_code.xlsx", rules="nltk").name)
    to_code.xlsx
    """
    if isinstance(n, bool) or not isinstance(n, (int, np.integer)) or not 1 <= n <= 5000:
        raise OptionError(say("n= is a number of statements, 1 to 5,000; got {n}.", n=repr(n)))
    if unit not in _ONE:
        raise OptionError(say(
            "unit= is {statements} or {comments}; got {unit}.",
            statements=repr(STATEMENTS), comments=repr(COMMENTS), unit=repr(unit),
        ))  # fmt: skip
    target = Path(path)
    if target.suffix.lower() != ".xlsx":
        raise OptionError(say("path= ends in .xlsx; got {name}.", name=repr(target.name)))
    if target.exists():
        raise OptionError(say(
            "{file} is there already and may hold codes; choose another name or move it away.",
            file=target.name,
        ))  # fmt: skip
    with writing(target):
        target.parent.mkdir(parents=True, exist_ok=True)
    coded = code_comments(survey, [question], codeframe=codeframe, privacy=privacy)
    said = _statements(coded, rules) if unit == STATEMENTS else _comments(coded, rules)
    said = said.drop_duplicates("text").reset_index(drop=True)
    if not len(said):
        raise QuestionError(say(
            "No comment to code on {question}. {caveats}",
            question=repr(question), caveats=" ".join(coded.caveats),
        ))  # fmt: skip
    chosen = np.random.default_rng(seed).permutation(len(said))[:n]
    name = rules if isinstance(rules, str) else getattr(rules, "__name__", "")
    _write(target, said.iloc[chosen].reset_index(drop=True), coded.themes, _ONE[unit], name or "")
    return target


def _statements(coded: Coded, rules: object) -> pd.DataFrame:
    """``text, label, themes`` of statements."""
    said = coded.statements if rules is None else with_tone(coded, rules)[0]
    label = said.label if "label" in said else ""
    return pd.DataFrame({"text": said.text, "label": label, "themes": _named(coded, coded.of_statements)})


def _comments(coded: Coded, rules: object) -> pd.DataFrame:
    """``text, label, themes`` of whole comments."""
    texts = coded.comments.text
    label = "" if rules is None else score_texts(texts.tolist(), rules=rules, own_prior=False).label.to_numpy()
    return pd.DataFrame({"text": texts.to_numpy(), "label": label, "themes": _named(coded, coded.of_comments)})


def _named(coded: Coded, hits: np.ndarray) -> list[str]:
    names = np.array(coded.themes, dtype=object)
    return ["; ".join(names[row]) for row in hits]


def _write(target: Path, drawn: pd.DataFrame, themes: Sequence[str], one: str, rules: str) -> None:
    from openpyxl import Workbook
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Alignment, Font
    from openpyxl.worksheet.datavalidation import DataValidation

    def put(sheet, row: int, column: int, text: str):
        cell = sheet.cell(row, column)
        # A comment that begins with "=" is a text, not a formula.
        cell.value, cell.data_type = ILLEGAL_CHARACTERS_RE.sub("", str(defused(text)))[:_LONGEST_CELL], "s"
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        return cell

    book = Workbook()
    guide = book.active
    guide.title = say(_GUIDE)
    for row, line in enumerate([*(say(line, one=one) for line in _HELP), "", *themes], start=1):
        put(guide, row, 1, line)
    guide.column_dimensions["A"].width = 100
    sheets = {name: ("id", one, "tone", "themes") for name in (*CODERS, MACHINE)}
    for name, head in sheets.items():
        sheet = book.create_sheet(name)
        for column, title in enumerate(head, start=1):
            put(sheet, 1, column, title).font = Font(bold=True)
        for row, text in enumerate(drawn.itertuples(), start=2):
            put(sheet, row, 1, f"s{row - 1:04d}")
            put(sheet, row, 2, text.text)
            if name == MACHINE:
                put(sheet, row, 3, text.label)
                put(sheet, row, 4, text.themes)
        for letter, width in zip("ABCD", (8, 80, 12, 40), strict=True):
            sheet.column_dimensions[letter].width = width
        sheet.freeze_panes = "C2"
        if name == MACHINE:
            put(sheet, 1, 5, f"{_RULES}{rules}")
            sheet.sheet_state = "hidden"
        else:
            allowed = DataValidation(type="list", formula1=f'"{",".join(TONES)}"', allow_blank=True)
            sheet.add_data_validation(allowed)
            allowed.add(f"C2:C{len(drawn) + 1}")
    with writing(target):
        book.save(target)


def read_sheets(path: Path) -> tuple[dict[str, pd.DataFrame], list[str], str, str]:
    """A coded workbook: tones and themes by sheet, the themes, what was judged, and by which rules the machine did.

    Raises
    ------
    SurveyFileError
        If the file is no such workbook, or holds a tone or theme that is none.
    """
    from zipfile import BadZipFile

    try:
        sheets = pd.read_excel(path, sheet_name=None, dtype=str, keep_default_na=False, engine="openpyxl", header=None)
    except FileNotFoundError as error:
        raise SurveyFileError(say("There is no file {file}.", file=path.name)) from error
    except (ValueError, KeyError, OSError, BadZipFile) as error:
        raise SurveyFileError(say(
            "{file} cannot be read as a workbook ({error}). Save it as .xlsx.",
            file=path.name, error=error,
        )) from error  # fmt: skip
    # The guide is called in the language that it was written in.
    guide = next((name for name in sheets if name not in (*CODERS, MACHINE)), say(_GUIDE))
    missing = [name for name in (*CODERS, MACHINE, guide) if name not in sheets]
    if missing:
        raise SurveyFileError(say(
            "{file} has no sheet {missing}; pass a workbook that coding_sample wrote.",
            file=path.name, missing=named(missing),
        ))  # fmt: skip
    lines = sheets[guide][0].tolist()
    themes = [line for line in lines[len(_HELP) :] if line]
    head = [str(title).strip() for title in sheets[MACHINE].iloc[0]]
    unit = COMMENTS if _ONE[COMMENTS] in head else STATEMENTS
    rules = next((title.removeprefix(_RULES).strip() for title in head if title.startswith(_RULES)), "")
    codes = {name: _codes(sheets[name], path.name, name, themes) for name in (*CODERS, MACHINE)}
    return codes, themes, unit, rules


def _codes(table: pd.DataFrame, file: str, sheet: str, themes: Sequence[str]) -> pd.DataFrame:
    """``tone`` and ``themes`` (a set) by id; None where a cell is empty."""
    head = [str(title).strip().lower() for title in table.iloc[0]]
    if not {"id", "tone", "themes"} <= set(head):
        raise SurveyFileError(say(
            "{file}, sheet {sheet}: the columns id, tone and themes are needed; found {head}.",
            file=file, sheet=sheet, head=named(head),
        ))  # fmt: skip
    table = table.iloc[1:].set_axis(head, axis=1)
    near = {theme.casefold(): theme for theme in [*themes, OTHER]}
    rows: dict[str, tuple] = {}
    for at, one in table.iterrows():
        name, tone = one["id"].strip(), one["tone"].strip().lower()
        place = f"{file}, sheet {sheet}, row {at + 1}"
        if not name:
            continue
        if name in rows:
            raise SurveyFileError(say(
                "{place}: {name} stands there twice. Keep one of the lines.",
                place=place, name=name,
            ))  # fmt: skip
        if tone and tone not in TONES and sheet != MACHINE:
            raise SurveyFileError(say(
                "{place}: {tone} is no tone. Write {tones}, or leave it empty.",
                place=place, tone=repr(tone), tones=", ".join(TONES),
            ))  # fmt: skip
        given = [part.strip() for part in one["themes"].split(";") if part.strip()]
        unknown = [part for part in given if part.casefold() not in near]
        if unknown:
            raise SurveyFileError(say(
                "{place}: {unknown} is no theme. Use those on the sheet {guide}.",
                place=place, unknown=named(unknown), guide=repr(say(_GUIDE)),
            ))  # fmt: skip
        rows[name] = (tone or None, frozenset(near[part.casefold()] for part in given) or None)
    return pd.DataFrame(list(rows.values()), index=list(rows), columns=["tone", "themes"], dtype=object)
