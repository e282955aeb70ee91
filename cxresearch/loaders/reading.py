"""The one way in: a file becomes a Draft, and a Draft a Survey."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from cxresearch.errors import OptionError, SurveyFileError
from cxresearch.loaders.drafting import PLATFORMS, Ask, draft_of_files, draft_of_query, files_of
from cxresearch.loaders.long_files import crossed, long_form, read_long, wordings
from cxresearch.loaders.platforms.aggregates import spread
from cxresearch.loaders.tables.assemble import finish
from cxresearch.loaders.tables.declared import Declared
from cxresearch.loaders.tables.draft import Draft
from cxresearch.loaders.tables.engines import check_engine
from cxresearch.survey.doubts import Doubt
from cxresearch.survey.labels import normalise
from cxresearch.survey.passing.databases import is_address, is_connection
from cxresearch.survey.survey import Survey
from cxresearch.wording import kept, named, number, say

__all__ = ["read_survey"]


def read_survey(
    path: str | Path | Any,
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
    codebook: str | Path | None = None,
    labels: str | Path | None = None,
    query: Any = None,
) -> Survey:
    """Read a survey export.

    Parameters
    ----------
    path : str, Path, or a connection
        CSV, TSV and other text, also packed (``.gz``, or one table in a ``.zip``); ``.xlsx .xls .xlsb .ods``; JSON
        records; Parquet; SPSS, Stata and SAS files; a DuckDB or SQLite database; a folder or a pattern
        (``"waves/*.csv"``) of files with the same columns. Exports of survey platforms are recognised by content. Or a
        SQLAlchemy engine, connection or session, or the address of a database (``"postgresql+psycopg://..."``): rows
        arrive a batch at a time, and with ``engine="duckdb"`` never stand in memory all at once.
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
        ``(6, 1)``, from the worst to the best, is 1-6 of which 1 is the best, as of school marks (reversed).
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
    codebook : path, optional
        A dictionary whose texts and labels are applied: REDCap's data dictionary, a LimeSurvey ``.lss`` or R syntax
        file, a Kobo or ODK XLSForm.
    labels : path, optional
        The same export once more, with answer texts where this one has codes (or the other way round).
    query : str, optional
        SQL that selects the answers, for a DuckDB or SQLite database; a connection takes a SQLAlchemy ``select`` too.

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
    MissingExtraError, EngineError, OptionError
        If a database's driver is not installed, the connection is lost, or the query fails.

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
    connected = is_connection(path) or is_address(path)
    source, path = path, Path("" if connected else path)
    check_engine(engine)
    declared = Declared.checked(
        separator=separator, decimal=decimal, thousands=thousands, missing=missing, header=header, kinds=kinds,
        scales=scales,
    )  # fmt: skip
    platform = platform if platform is None else normalise(platform).replace(" ", "-")
    if platform is not None and platform not in PLATFORMS:
        raise OptionError(
            say("platform={platform} is none of {names}.",
                platform=repr(platform), names=named(PLATFORMS))
        )  # fmt: skip
    ask = Ask(
        platform, sheet, encoding, declared, engine == "duckdb" and aggregates is None, query,
        None if codebook is None else Path(codebook), None if labels is None else Path(labels),
    )  # fmt: skip
    if connected:
        draft, title = draft_of_query(source, ask)
        path = Path(title)
    else:
        draft = draft_of_files(files_of(path), ask)
    if (long := _long(draft, path, audience, roles, aggregates)) is not None:
        return long
    draft = spread(draft, aggregates, scales)
    try:
        return finish(
            draft, audience=audience, roles=roles, scales=scales, declared=declared, engine=engine, title=_title(path)
        )
    except Exception as problem:
        # Rows that stay in their file are read only now, and DuckDB tells of damage in its own words.
        if type(problem).__module__.split(".")[0].strip("_") != "duckdb":
            raise
        cause = str(problem).split("\n")[0][:200]
        raise SurveyFileError(
            say("{file}: corrupt Parquet ({cause}). Export it again.",
                file=path.name, cause=cause)
        ) from None  # fmt: skip


def _title(path: Path) -> str:
    """What the survey is called: its file without endings, or the folder of a pattern."""
    if any(sign in path.name for sign in "*?[") and not path.exists():
        return path.parent.name or "survey"
    return Path(path.stem).stem if path.suffix.lower() in (".gz", ".zip") else path.stem


def _perhaps_long(draft: Draft, path: Path) -> list[Doubt]:
    """A doubt where every value of one column meets every value of another once: a row may be no respondent."""
    if (found := crossed(draft.frame)) is None:
        return []
    who, what, items = found
    evidence = kept(
        "each of {n} in {who} stands in {items} rows, once with each of {what}", n=number(len(draft.frame) // items),
        who=repr(who), items=number(items), what=repr(what),
    )  # fmt: skip
    call = f"cx.read_long({path.name!r}, respondent={who!r}, question={what!r}, answers=...)"
    return [Doubt("", kept("a row may be an answer or a measure, and no respondent"), evidence, len(draft.frame), call)]


def _long(draft: Draft, path: Path, audience, roles, aggregates) -> Survey | None:
    """The Survey of a file with a row an answer, where a column tells whose; refused where none does."""
    if aggregates is not None or "respondent" in (roles or {}) or not isinstance(draft.frame, pd.DataFrame):
        return None
    if not draft.platform.startswith(("plain", "Parquet", "database", "duckdb", "sqlite")):
        return None
    if (form := long_form(draft.frame)) is None:
        draft.doubts += _perhaps_long(draft, path)
        return None
    if form.respondent is None:
        raise SurveyFileError(
            say("{file}: a long file, a row an answer: {question} names {items} questions, one below the other, and "
                "no column says which rows are one person's. Add such a column and use {call}.",
                file=path.name, question=repr(form.question), items=form.items, call=form.call(path.name))
        )  # fmt: skip
    asked = draft.frame[form.question].astype(str)
    worded = wordings(draft.frame, form.question)
    asked = asked.map(lambda code: worded.get(code.strip(), code))
    survey = read_long(
        draft.frame.assign(**{form.question: asked}), respondent=form.respondent,
        question=form.question, answers=form.answers, audience=audience, roles=roles, name=_title(path),
    )  # fmt: skip
    return survey._with(same_rows=True, platform="long table").with_notes(
        *draft.notes,
        *draft.faults,
        kept("recognised as a long file, a row an answer: {call}", call=form.call(path.name)),
    )
