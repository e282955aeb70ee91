"""A sheet for people to code, and what their codes say about each other and about the machine.

Two people code the same comments without seeing each other's codes or the machine's. Where they agree, the machine is
measured against them; where they do not, nobody can be measured, and that is a finding too.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

import numpy as np
import pandas as pd

from cxresearch.errors import OptionError, QuestionError, SurveyFileError, listing
from cxresearch.result import Result
from cxresearch.shares import wilson
from cxresearch.survey import Survey
from cxresearch.text.coded import OTHER, code_comments, with_tone
from cxresearch.text.codeframe import SHIPPED
from cxresearch.text.human_codes import cohen_kappa, krippendorff_alpha
from cxresearch.wording import interval, number, percent_sure, plural

__all__ = ["CodingAgreement", "coding_agreement", "coding_sample"]

TONES = ("negative", "neutral", "positive")
_CODERS = ("Coder 1", "Coder 2")
_MACHINE, _GUIDE = "Machine", "How to code"
_LONGEST_CELL = 32_000
_HELP = (
    "Each of two people fills in one sheet, without looking at the other's.",
    "tone: negative, neutral or positive. What is felt in the statement, not what you think of the matter.",
    "themes: none, one or several of the themes below, with a semicolon between them; other, where none fits.",
    "Leave a line empty where you cannot tell. Change nothing in the columns id and statement.",
    "Then: coding_agreement('this file.xlsx')",
)


@dataclass(frozen=True, eq=False, repr=False)
class CodingAgreement(Result):
    """Agreement between people, and between them and the machine.

    ``table``: ``about`` ("tone" or a theme), ``between`` ("people" or "machine"), ``measure`` (``alpha``, ``alpha
    ordinal``, ``kappa``, ``precision``, ``recall``, ``accuracy``), ``label``, ``estimate`` with ``ci_low, ci_high``
    where it is a share (0..1), ``n``.

    Attributes
    ----------
    confusion : DataFrame
        A row a pair of tones: ``people, machine, n``, for statements on which people agree.
    """

    confusion: pd.DataFrame = field(default_factory=pd.DataFrame)

    heading: ClassVar[str] = "Agreement on codes"
    decimals: ClassVar[dict[str, int]] = {"estimate": 2, "ci_low": 2, "ci_high": 2}

    def _of(self, measure: str, between: str, label: str = "") -> pd.Series | None:
        table = self.table
        found = table[(table.about == "tone") & (table.between == between) & (table.measure == measure)]
        found = found[(found.label == label) & found.estimate.notna()]
        return found.iloc[0] if len(found) else None

    def sentences(self) -> list[str]:
        """How far people agree, and how often the machine says what they say."""
        said = []
        alpha = self._of("alpha", "people")
        if alpha is not None:
            base = plural(int(alpha.n), "statement")
            said.append(f"Two people agree on the tone with an alpha of {alpha.estimate:.2f} ({base}); 1 is in full.")
        for label, words in (("three classes", "three tones"), ("two classes", "positive against negative alone")):
            row = self._of("accuracy", "machine", label)
            if row is not None:
                bounds = interval(100 * row.ci_low, 100 * row.ci_high)
                base = plural(int(row.n), "statement")
                said.append(
                    f"On {words} the machine is right on {number(100 * row.estimate)}% "
                    f"({percent_sure(self.confidence)} CI {bounds}; {base} on which people agree)."
                )
        return said or ["Too few statements were coded by two people to tell how far they agree."]


def coding_sample(
    survey: Survey,
    question: str,
    *,
    path: str | Path = "coding_sample.xlsx",
    n: int = 100,
    seed: int = 0,
    codeframe: str | Path = SHIPPED,
    rules: object = "cx",
    privacy: bool = True,
) -> Path:
    """Write a workbook in which two people code the same statements; what the machine said is in a hidden sheet.

    Parameters
    ----------
    survey : Survey
    question : str
        A question that was answered in words.
    path : str or path
        Of the workbook, ending in ``.xlsx``; one that is there is not overwritten, since it may hold people's work.
    n : int
        How many different statements to draw, 1 to 5,000; all where there are fewer.
    seed : int
        Of the draw; the same survey and seed give the same statements.
    codeframe, rules, privacy
        As in `themes`.

    Returns
    -------
    Path

    Raises
    ------
    OptionError, QuestionError
        If an option is out of range, the file is there already, or there is nothing to code.

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
        raise OptionError(f"n= is a number of statements, 1 to 5,000; got {n!r}.")
    target = Path(path)
    if target.suffix.lower() != ".xlsx":
        raise OptionError(f"path= ends in .xlsx; got {target.name!r}.")
    if target.exists():
        raise OptionError(f"{target.name} is there already and may hold codes; choose another name or move it away.")
    coded = code_comments(survey, [question], codeframe=codeframe, privacy=privacy)
    said = coded.statements if rules is None else with_tone(coded, rules)[0]
    if "label" not in said:
        said = said.assign(label="")
    names = np.array(coded.themes, dtype=object)
    said = said.assign(themes=["; ".join(names[hits]) for hits in coded.of_statements])
    said = said.drop_duplicates("text").reset_index(drop=True)
    if not len(said):
        raise QuestionError(f"No comment to code on {question!r}. {' '.join(coded.caveats)}")
    chosen = np.random.default_rng(seed).permutation(len(said))[:n]
    _write(target, said.iloc[chosen].reset_index(drop=True), coded.themes)
    return target


def _write(target: Path, drawn: pd.DataFrame, themes: Sequence[str]) -> None:
    from openpyxl import Workbook
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Alignment, Font
    from openpyxl.worksheet.datavalidation import DataValidation

    def put(sheet, row: int, column: int, text: str):
        cell = sheet.cell(row, column)
        # A comment that begins with "=" is a text, not a formula.
        cell.value, cell.data_type = ILLEGAL_CHARACTERS_RE.sub("", text)[:_LONGEST_CELL], "s"
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        return cell

    book = Workbook()
    guide = book.active
    guide.title = _GUIDE
    for row, line in enumerate([*_HELP, "", *themes], start=1):
        put(guide, row, 1, line)
    guide.column_dimensions["A"].width = 100
    sheets = {name: ("id", "statement", "tone", "themes") for name in (*_CODERS, _MACHINE)}
    for name, head in sheets.items():
        sheet = book.create_sheet(name)
        for column, title in enumerate(head, start=1):
            put(sheet, 1, column, title).font = Font(bold=True)
        for row, one in enumerate(drawn.itertuples(), start=2):
            put(sheet, row, 1, f"s{row - 1:04d}")
            put(sheet, row, 2, one.text)
            if name == _MACHINE:
                put(sheet, row, 3, one.label)
                put(sheet, row, 4, one.themes)
        for letter, width in zip("ABCD", (8, 80, 12, 40), strict=True):
            sheet.column_dimensions[letter].width = width
        sheet.freeze_panes = "C2"
        if name == _MACHINE:
            sheet.sheet_state = "hidden"
        else:
            allowed = DataValidation(type="list", formula1=f'"{",".join(TONES)}"', allow_blank=True)
            sheet.add_data_validation(allowed)
            allowed.add(f"C2:C{len(drawn) + 1}")
    book.save(target)


def coding_agreement(coded: str | Path, *, confidence: float = 0.95) -> CodingAgreement:
    """Read a coded workbook back: how far people agree, and how good the machine is where they do.

    Parameters
    ----------
    coded : str or path
        A workbook of `coding_sample` that two people filled in.
    confidence : float
        Level of the intervals of shares.

    Returns
    -------
    CodingAgreement

    Raises
    ------
    SurveyFileError
        If the file is no such workbook, or holds a tone or theme that is none; the message names sheet and row.

    References
    ----------
    Krippendorff (2011), Computing Krippendorff's Alpha-Reliability; Cohen (1960), Educational and Psychological
    Measurement 20; Wilson (1927), JASA 22.

    Examples
    --------
    A workbook that nobody has filled in yet measures nobody:

    >>> import tempfile
    >>> import pandas as pd
    >>> comments = pd.DataFrame({"comment": ["The queue was far too long", "Friendly staff at the counter"] * 5})
    >>> survey = Survey.from_frame(comments, audience="Customers")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     sheet = coding_sample(survey, "comment", path=f"{folder}/to_code.xlsx", rules="nltk")
    ...     agreement = coding_agreement(sheet)
    >>> int(agreement.table.n.max())
    0
    """
    sheets, known = _read(Path(coded))
    first, second, machine = (sheets[name] for name in (*_CODERS, _MACHINE))
    first, second = first.reindex(machine.index), second.reindex(machine.index)
    rows: list[tuple] = []
    both = first.tone.notna() & second.tone.notna()
    rank = {tone: place for place, tone in enumerate(TONES)}
    pair = [first.tone[both].tolist(), second.tone[both].tolist()]
    ranked = [[rank[tone] for tone in side] for side in pair]
    count = int(both.sum())
    rows.append(_row("tone", "people", "alpha", "", krippendorff_alpha(pair), count))
    rows.append(_row("tone", "people", "alpha ordinal", "", krippendorff_alpha(ranked, level="ordinal"), count))
    rows.append(_row("tone", "people", "kappa", "", cohen_kappa(*pair), count))
    agreed = both & (first.tone == second.tone)
    caveats = [
        f"People disagree on the tone of {plural(int((both & ~agreed).sum()), 'statement')}; those measure nobody."
    ]
    scored = agreed & machine.tone.isin(TONES)
    if int((agreed & ~scored).sum()):
        caveats.append(
            f"{plural(int((agreed & ~scored).sum()), 'statement')} without a tone by the machine are left out."
        )
    truth, told = first.tone[scored], machine.tone[scored]
    rows += _machine_on_tone(truth, told, confidence)
    for theme in known:
        rows += _on_theme(theme, first.themes, second.themes, machine.themes, confidence)
    crossed = pd.crosstab(truth, told).reindex(index=TONES, columns=TONES, fill_value=0)
    confusion = [(people, said, int(crossed.loc[people, said])) for people in TONES for said in TONES]
    columns = ["about", "between", "measure", "label", "estimate", "ci_low", "ci_high", "n"]
    method = (
        "Krippendorff's alpha (2011) and Cohen's kappa (1960) between people; the machine's precision and recall "
        "against "
        "codes on which people agree, with Wilson's interval (1927)"
    )
    return CodingAgreement(
        pd.DataFrame(rows, columns=columns),
        method,
        caveats,
        confidence,
        confusion=pd.DataFrame(confusion, columns=["people", "machine", "n"]),
    )


def _row(about: str, between: str, measure: str, label: str, value: float, n: int) -> tuple:
    return about, between, measure, label, value, np.nan, np.nan, n


def _share_row(about: str, measure: str, label: str, right: int, n: int, confidence: float) -> tuple:
    estimate, low, high = (float(x) for x in wilson(right, n, confidence=confidence))
    return about, "machine", measure, label, estimate, low, high, n


def _machine_on_tone(truth: pd.Series, told: pd.Series, confidence: float) -> list[tuple]:
    rows = [_share_row("tone", "accuracy", "three classes", int((truth == told).sum()), len(truth), confidence)]
    clear = truth.isin(("positive", "negative")) & told.isin(("positive", "negative"))
    rows.append(
        _share_row("tone", "accuracy", "two classes", int((truth == told)[clear].sum()), int(clear.sum()), confidence)
    )
    for tone in TONES:
        right = int(((truth == tone) & (told == tone)).sum())
        rows.append(_share_row("tone", "precision", tone, right, int((told == tone).sum()), confidence))
        rows.append(_share_row("tone", "recall", tone, right, int((truth == tone).sum()), confidence))
    return rows


def _on_theme(theme: str, first: pd.Series, second: pd.Series, machine: pd.Series, confidence: float) -> list[tuple]:
    both = first.notna() & second.notna()
    a, b, said = (side[both].map(lambda themes: theme in themes).astype(bool) for side in (first, second, machine))
    rows = [_row(theme, "people", "kappa", "", cohen_kappa(a.tolist(), b.tolist()), int(both.sum()))]
    agreed = a == b
    right = int((a & said & agreed).sum())
    rows.append(_share_row(theme, "precision", "", right, int((said & agreed).sum()), confidence))
    rows.append(_share_row(theme, "recall", "", right, int((a & agreed).sum()), confidence))
    return rows


def _read(path: Path) -> tuple[dict[str, pd.DataFrame], list[str]]:
    from zipfile import BadZipFile

    try:
        sheets = pd.read_excel(path, sheet_name=None, dtype=str, keep_default_na=False, engine="openpyxl", header=None)
    except FileNotFoundError as error:
        raise SurveyFileError(f"There is no file {path.name}.") from error
    except (ValueError, KeyError, OSError, BadZipFile) as error:
        raise SurveyFileError(f"{path.name} cannot be read as a workbook ({error}). Save it as .xlsx.") from error
    missing = [name for name in (*_CODERS, _MACHINE, _GUIDE) if name not in sheets]
    if missing:
        raise SurveyFileError(f"{path.name} has no sheet {listing(missing)}; pass a workbook that coding_sample wrote.")
    lines = sheets[_GUIDE][0].tolist()
    themes = [line for line in lines[len(_HELP) :] if line]
    return {name: _codes(sheets[name], path.name, name, themes) for name in (*_CODERS, _MACHINE)}, themes


def _codes(table: pd.DataFrame, file: str, sheet: str, themes: Sequence[str]) -> pd.DataFrame:
    """``tone`` and ``themes`` (a set) by id; None where a cell is empty."""
    head = [str(title).strip().lower() for title in table.iloc[0]]
    if not {"id", "tone", "themes"} <= set(head):
        raise SurveyFileError(
            f"{file}, sheet {sheet}: the columns id, tone and themes are needed; found {listing(head)}."
        )
    table = table.iloc[1:].set_axis(head, axis=1)
    near = {theme.casefold(): theme for theme in [*themes, OTHER]}
    rows: dict[str, tuple] = {}
    for at, one in table.iterrows():
        name, tone = one["id"].strip(), one["tone"].strip().lower()
        place = f"{file}, sheet {sheet}, row {at + 1}"
        if not name:
            continue
        if name in rows:
            raise SurveyFileError(f"{place}: {name} stands there twice. Keep one of the lines.")
        if tone and tone not in TONES and sheet != _MACHINE:
            raise SurveyFileError(f"{place}: {tone!r} is no tone. Write {', '.join(TONES)}, or leave it empty.")
        told = [part.strip() for part in one["themes"].split(";") if part.strip()]
        unknown = [part for part in told if part.casefold() not in near]
        if unknown:
            raise SurveyFileError(f"{place}: {listing(unknown)} is no theme. Use those on the sheet {_GUIDE!r}.")
        rows[name] = (tone or None, frozenset(near[part.casefold()] for part in told) or None)
    return pd.DataFrame(list(rows.values()), index=list(rows), columns=["tone", "themes"], dtype=object)
