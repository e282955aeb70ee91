"""A file becomes a Survey. What it is, is known by its content and never by its name."""

from collections.abc import Mapping
from pathlib import Path

from cxresearch.errors import OptionError, SurveyFileError, listing
from cxresearch.loaders.describing import describe
from cxresearch.loaders.samples import load_sample, sample_folder
from cxresearch.survey import Survey

__all__ = ["PLATFORMS", "describe", "load_sample", "read_survey", "sample_folder"]

PLATFORMS = ("qualtrics", "surveymonkey", "plain")


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
    >>> survey = read_survey(sample_folder() / "customers.csv", audience="Customers")  # doctest: +SKIP
    """
    from cxresearch.loaders.opening import open_file

    return open_file(
        Path(path), audience=audience, platform=platform, sheet=sheet, roles=roles, scales=scales, aggregates=aggregates, engine=engine,
        encoding=encoding,
    )  # fmt: skip
