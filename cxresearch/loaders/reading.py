"""The one way in: what a file is by its bytes, then the room that reads it, then the way that all files go."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path

from cxresearch.errors import OptionError, SurveyFileError, listing
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
from cxresearch.loaders.tables.draft import Draft, Layout
from cxresearch.loaders.tables.engines import check_engine
from cxresearch.loaders.tables.grid import Grid
from cxresearch.survey.labels import normalise
from cxresearch.survey.survey import Survey
from cxresearch.wording import did_you_mean

__all__ = ["PLATFORMS", "read_survey"]

_LARGEST_TEXT = 4 * 1024**3
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
    platform = platform if platform is None else normalise(platform).replace(" ", "-")
    if platform is not None and platform not in PLATFORMS:
        raise OptionError(f"platform={platform!r} is none of {listing(PLATFORMS)}.")
    _check_path(path)
    kind = kind_of(path)
    if sheet is not None and kind != "workbook":
        raise OptionError(f"sheet={sheet!r}: {path.name} is no workbook and has no sheets.")
    if kind == "parquet":
        from cxresearch.loaders.platforms.parquet import read_parquet

        draft = read_parquet(path, lazy=engine == "duckdb" and aggregates is None)
    elif kind == "spss":
        from cxresearch.loaders.platforms.spss import read_spss

        draft = read_spss(path)
    else:
        draft = _draft_of(_grid(path, kind, sheet, encoding), platform)
    if kind == "text" and path.suffix.lower() in (".xlsx", ".xls", ".xlsm", ".sav", ".parquet"):
        draft.faults.append(f"named {path.suffix.lower()} but holds plain text, and was read as that")
    if kind == "workbook" and path.suffix.lower() in (".csv", ".tsv", ".txt", ".sav", ".parquet"):
        draft.faults.append(f"named {path.suffix.lower()} but is an Excel workbook, and was read as that")
    draft = spread(draft, aggregates, scales)
    try:
        return finish(draft, audience=audience, roles=roles, scales=scales, engine=engine, title=path.stem)
    except Exception as problem:
        # Rows that stay in their file are read only now, and DuckDB tells of damage in its own words.
        if type(problem).__module__.split(".")[0].strip("_") != "duckdb":
            raise
        cause = str(problem).split("\n")[0][:200]
        raise SurveyFileError(f"{path.name}: corrupt Parquet ({cause}). Export it again.") from None


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


def _grid(path: Path, kind: str, sheet: str | None, encoding: str | None) -> Grid:
    if kind == "workbook":
        from cxresearch.loaders.bytes.workbooks import read_workbook

        return read_workbook(path, sheet=sheet, prefer=_by_platform)
    from cxresearch.loaders.bytes.text_files import read_text

    try:
        data = path.read_bytes()
    except OSError as problem:
        raise SurveyFileError(
            f"{path}: cannot be opened ({problem.strerror}). Close it in other programs, or copy it."
        ) from None
    grid = read_text(data, path.name, encoding=encoding)
    grid.path = path
    return grid


def _by_platform(grid: Grid) -> bool:
    """Whether a sheet has the layout of one of the platforms."""
    grid = grid.from_first_row()
    return any(recognise(grid) is not None for name, recognise in PLATFORMS.items() if name != "plain")


def _draft_of(grid: Grid, platform: str | None) -> Draft:
    grid = grid.from_first_row()
    if platform is not None:
        layout = PLATFORMS[platform](grid)
        if layout is None:
            raise SurveyFileError(
                f"{grid.name}: has not the layout of {platform}. Leave platform= out to have it recognised."
            )
        return lay_out(grid, layout)
    layouts = (recognise(grid) for recognise in PLATFORMS.values())
    return lay_out(grid, next(layout for layout in layouts if layout is not None))
