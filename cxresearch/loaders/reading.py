"""The one way in: what a file is by its bytes, then the room that reads it, then the way that all files go."""

import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import pandas as pd

from cxresearch.errors import OptionError, SurveyFileError, listing
from cxresearch.loaders.long_files import long_form, read_long
from cxresearch.loaders.platforms import (
    alchemer,
    google_forms,
    limesurvey,
    microsoft_forms,
    plain,
    qualtrics,
    surveymonkey,
    typeform,
)
from cxresearch.loaders.platforms.aggregates import spread
from cxresearch.loaders.platforms.signatures import kind_of
from cxresearch.loaders.tables.assemble import finish, lay_out
from cxresearch.loaders.tables.declared import Declared
from cxresearch.loaders.tables.draft import Draft, Layout
from cxresearch.loaders.tables.engines import check_engine
from cxresearch.loaders.tables.grid import Grid, is_blank, text_of
from cxresearch.loaders.tables.side_by_side import without_table_beside
from cxresearch.survey.labels import normalise
from cxresearch.survey.survey import Survey
from cxresearch.wording import did_you_mean, plural

__all__ = ["PLATFORMS", "read_survey"]

_LARGEST_TEXT = 4 * 1024**3
_MOST_ABOVE = 3
PLATFORMS: dict[str, Callable[[Grid], Layout | None]] = {
    "qualtrics": qualtrics.recognise,
    "surveymonkey": surveymonkey.recognise,
    "microsoft-forms": microsoft_forms.recognise,
    "typeform": typeform.recognise,
    "limesurvey": limesurvey.recognise,
    "alchemer": alchemer.recognise,
    "google-forms": google_forms.recognise,
    "plain": plain.recognise,
}


def read_survey(
    path: str | Path,
    *,
    audience: str | None = None,
    platform: str | None = None,
    sheet: str | None = None,
    roles: Mapping[str, str] | None = None,
    scales: Mapping[str, object] | None = None,
    aggregates: Mapping[str, object] | None = None,
    engine: str = "pandas",
    encoding: str | None = None,
    separator: str | None = None,
    decimal: str | None = None,
    thousands: str | None = None,
    missing: object = None,
    header: int | Sequence[int] | None = None,
    kinds: Mapping[str, str] | None = None,
) -> Survey:
    """Read a survey export.

    Parameters
    ----------
    path : str or Path
        CSV, TSV, XLSX, Parquet, SPSS ``.sav``/``.zsav``; exports of survey platforms are recognised by content.
    audience : str, optional
        Who answered, where the file has no column for it.
    platform : str, optional
        Reads the file as this platform's layout instead of recognising it.
    sheet : str, optional
        Sheet of a workbook; by default the visible one that holds the answers.
    roles : mapping, optional
        Role to column: ``respondent, audience, unit, group, segment, wave, weight, n``. Added to what is found by name.
    scales : mapping, optional
        Question (id or text) to ``(low, high)`` or to its labels from low to high. These win over every guess.
    aggregates : mapping, optional
        For a table with a row a unit and a column an audience and question: ``{"unit": column,
        "n": {audience: column}, "scores": {question: {audience: column}}}``. Without it such a table is
        guessed, and the notes say how.
    engine : str
        Frame to hold the answers: ``"pandas"``, ``"polars"``, ``"pyarrow"`` or ``"duckdb"``.
    encoding : str, optional
        Of a text file, where the guess is wrong.
    separator : str, optional
        The sign between the cells of a text file, where the guess is wrong: ``";"``, ``"tab"``.
    decimal, thousands : str, optional
        The signs in numbers that are written as text: ``decimal=","``, ``thousands="."`` (``""`` for none). Without
        them every column decides for itself.
    missing : code, list of codes, or mapping of question to codes, optional
        What stands for no answer: ``[98, 99]``, ``{"Q1": -9}``. Emptied, and counted in the notes.
    header : int or list of int, optional
        The row of names, counted from 0, or the rows whose names are put together: ``[0, 1]``. Rows above and between
        are passed over.
    kinds : mapping, optional
        Question (id or text) to its kind: ``rating, nps, effort, choice, multi, ranking, verbatim, number, duration,
        date``. What is declared wins over every guess; where it cannot be followed it is refused.

    Returns
    -------
    Survey
        Its ``notes`` and ``intake`` say where every row went.

    Raises
    ------
    SurveyFileError
        If the file cannot be read as answers; names the file and the cause.
    QuestionError, ScaleError
        If ``roles`` or ``scales`` name what the file does not have.

    Warns
    -----
    SurveyWarning
        For everything that may change a number: guessed scales, unusable answers, ragged rows, repeated ids.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "staff.csv"
    >>> _ = path.write_text("branch;billing\\nNorth;4\\nSouth;5\\n")
    >>> survey = read_survey(path, audience="Staff", scales={"billing": (1, 5)})
    >>> survey.n_rows, survey.audiences, survey.roles["unit"]
    (2, ['Staff'], 'branch')
    """
    path = Path(path)
    check_engine(engine)
    declared = Declared.checked(
        separator=separator, decimal=decimal, thousands=thousands, missing=missing, header=header, kinds=kinds,
        scales=scales,
    )  # fmt: skip
    platform = platform if platform is None else normalise(platform).replace(" ", "-")
    if platform is not None and platform not in PLATFORMS:
        raise OptionError(f"platform={platform!r} is none of {listing(PLATFORMS)}.")
    _check_path(path)
    kind = kind_of(path)
    if sheet is not None and kind != "workbook":
        raise OptionError(f"sheet={sheet!r}: {path.name} is no workbook and has no sheets.")
    if kind == "parquet":
        from cxresearch.loaders.platforms.parquet import read_parquet

        declared.refuse_for("Parquet", path.name, "separator", "header")
        draft = read_parquet(path, lazy=engine == "duckdb" and aggregates is None)
    elif kind == "spss":
        from cxresearch.loaders.platforms.spss import read_spss

        declared.refuse_for("an SPSS file", path.name, "separator", "header", "decimal", "thousands")
        draft = read_spss(path)
    else:
        draft = _draft_of(_grid(path, kind, sheet, encoding, declared), platform, declared)
    if kind == "text" and path.suffix.lower() in (".xlsx", ".xls", ".xlsm", ".sav", ".parquet"):
        draft.faults.append(f"named {path.suffix.lower()} but holds plain text, and was read as that")
    if kind == "workbook" and path.suffix.lower() in (".csv", ".tsv", ".txt", ".sav", ".parquet"):
        draft.faults.append(f"named {path.suffix.lower()} but is an Excel workbook, and was read as that")
    if (long := _long(draft, path, audience, roles, aggregates)) is not None:
        return long
    draft = spread(draft, aggregates, scales)
    try:
        return finish(
            draft, audience=audience, roles=roles, scales=scales, declared=declared, engine=engine, title=path.stem
        )
    except Exception as problem:
        # Rows that stay in their file are read only now, and DuckDB tells of damage in its own words.
        if type(problem).__module__.split(".")[0].strip("_") != "duckdb":
            raise
        cause = str(problem).split("\n")[0][:200]
        raise SurveyFileError(f"{path.name}: corrupt Parquet ({cause}). Export it again.") from None


def _long(draft: Draft, path: Path, audience, roles, aggregates) -> Survey | None:
    """The Survey of a file with a row an answer, where a column tells whose; refused where none does."""
    if aggregates is not None or "respondent" in (roles or {}) or not isinstance(draft.frame, pd.DataFrame):
        return None
    if not draft.platform.startswith(("plain", "Parquet")) or (form := long_form(draft.frame)) is None:
        return None
    if form.respondent is None:
        raise SurveyFileError(
            f"{path.name}: a long file, a row an answer: {form.question!r} names {form.items} questions, one below the "
            f"other, and no column says which rows are one person's. Add such a column and use {form.call(path.name)}."
        )
    survey = read_long(
        draft.frame.assign(**{form.question: draft.frame[form.question].astype(str)}), respondent=form.respondent,
        question=form.question, answers=form.answers, audience=audience, roles=roles, name=path.stem,
    )  # fmt: skip
    return survey.with_notes(
        *draft.notes, *draft.faults, f"recognised as a long file, a row an answer: {form.call(path.name)}"
    )


def _check_path(path: Path) -> None:
    try:
        found, folder = path.exists(), path.is_dir()
    except (OSError, ValueError) as problem:
        raise SurveyFileError(f"{str(path)[:200]!r} cannot be a file ({problem}).") from None
    if not found:
        beside = os.listdir(path.parent) if path.parent.is_dir() else []
        raise SurveyFileError(
            f"{path}: there is no such file.{did_you_mean(path.name, beside)} Check the folder and the spelling."
        )
    if folder:
        raise SurveyFileError(
            f"{path}: is a folder. Name a file, or use open_survey(folder) for what survey.save() wrote."
        )
    if not path.is_file():
        raise SurveyFileError(f"{path}: is no ordinary file.")
    if path.stat().st_size > _LARGEST_TEXT:
        raise SurveyFileError(
            f"{path.name}: larger than 4 GB. Convert it to Parquet and read that with engine='duckdb'."
        )


def _grid(path: Path, kind: str, sheet: str | None, encoding: str | None, declared: Declared) -> Grid:
    if kind == "workbook":
        from cxresearch.loaders.bytes.workbooks import read_workbook

        declared.refuse_for("a workbook", path.name, "separator")
        grid = read_workbook(path, sheet=sheet, prefer=_by_platform)
        grid.style = declared.style
        return grid
    from cxresearch.loaders.bytes.text_files import TextForm, read_text

    try:
        data = path.read_bytes()
    except OSError as problem:
        raise SurveyFileError(
            f"{path}: cannot be opened ({problem.strerror}). Close it in other programs, or copy it."
        ) from None
    grid = read_text(data, path.name, TextForm(encoding, declared.separator, declared.style))
    grid.path = path
    return grid


def _by_platform(grid: Grid) -> bool:
    """Whether a sheet has the layout of one of the platforms."""
    grid = grid.from_first_row()
    return any(recognise(grid) is not None for name, recognise in PLATFORMS.items() if name != "plain")


def _draft_of(grid: Grid, platform: str | None, declared: Declared) -> Draft:
    if declared.header:
        return lay_out(*_as_declared(grid, platform, declared.header), declared)
    grid = grid.from_first_row()
    if platform is not None:
        for rows in range(_MOST_ABOVE + 1):
            below, layout = _recognised(grid, rows, [platform])
            if layout is not None:
                return lay_out(below, layout, declared)
        raise SurveyFileError(
            f"{grid.name}: has not the layout of {platform}. Leave platform= out to have it recognised."
        )
    known = [name for name in PLATFORMS if name != "plain"]
    for rows in range(_MOST_ABOVE + 1):
        below, layout = _recognised(grid, rows, known)
        if layout is not None:
            return lay_out(below, layout, declared)
    grid = without_table_beside(grid)
    return lay_out(grid, plain.recognise(grid), declared)


def _recognised(grid: Grid, rows: int, names: Iterable[str]) -> tuple[Grid, Layout | None]:
    """The layout of the first platform that fits below some rows of titles or codes."""
    above = grid.head[:rows]
    if rows >= len(grid.head) or (rows and not all(map(_may_stand_above, above))):
        return grid, None
    below = grid.below(rows) if rows else grid
    layout = next((found for name in names if (found := PLATFORMS[name](below)) is not None), None)
    if layout is not None and rows:
        told = [" ".join(text_of(cell) for cell in row if not is_blank(cell))[:60] for row in above]
        layout.notes.append(
            f"{plural(rows, 'line')} above the names of {layout.platform} passed over: "
            f"{listing(map(repr, told), most=3)}"
        )
    return below, layout


def _may_stand_above(row: list) -> bool:
    """A title, a date of export or a row of codes: no row of answers, which opens with an id or a time."""
    filled = [text_of(cell).strip() for cell in row if not is_blank(cell)]
    return len(filled) <= 1 or not re.fullmatch(r"R_\w{8,}|\d{7,}|\d{4}-\d{2}-\d{2}.*", filled[0])


def _as_declared(grid: Grid, platform: str | None, header: tuple[int, ...]) -> tuple[Grid, Layout]:
    """The grid under the declared rows of names, and its layout: a platform's where it has as many rows."""
    names = [platform] if platform is not None else list(PLATFORMS)
    whole = grid.below(header[0])
    if len(header) + header[0] >= len(grid.head):
        raise OptionError(
            f"header={list(header)}: {grid.name} has {len(grid.head)} rows, and answers stand below the names."
        )
    for name in names:
        if name == "plain":
            continue
        layout = PLATFORMS[name](whole) if header == tuple(range(header[0], header[-1] + 1)) else None
        if layout is not None and layout.first == len(header):
            return whole, layout
    one = grid.with_header(header)
    layout = next(
        (found for name in names if name != "plain" and (found := PLATFORMS[name](one)) and found.first == 1), None
    )
    if layout is None and platform not in (None, "plain"):
        raise SurveyFileError(f"{grid.name}: has not the layout of {platform} under header={list(header)}.")
    return one, layout or plain.recognise(one, first=0)
