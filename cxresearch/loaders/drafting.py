"""From a file to a Draft: what it is by its bytes, the room that reads it, the platform whose layout it has."""

import os
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from cxresearch.errors import OptionError, SurveyFileError
from cxresearch.loaders.bytes.progress import opened
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
from cxresearch.loaders.platforms.signatures import kind_of
from cxresearch.loaders.tables.assemble import declare, lay_out
from cxresearch.loaders.tables.declared import Declared
from cxresearch.loaders.tables.draft import Draft, Layout
from cxresearch.loaders.tables.grid import Grid, is_blank, text_of
from cxresearch.loaders.tables.side_by_side import without_table_beside
from cxresearch.wording import did_you_mean, kept, listed, named, number, plural, say, told

__all__ = ["PLATFORMS", "Ask", "draft_of_files", "draft_of_query", "files_of"]

_LARGEST_TEXT = 4 * 1024**3
_BLOCK = 8 * 1024**2
_MOST_ABOVE = 3
_MOST_FILES = 2000
_NOT_TEXT = (".xlsx", ".xls", ".xlsm", ".xlsb", ".ods", ".sav", ".dta", ".parquet")
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


@dataclass(frozen=True)
class Ask:
    """How a file is to be read, as far as a person said it."""

    platform: str | None = None
    sheet: str | None = None
    encoding: str | None = None
    declared: Declared = field(default_factory=Declared)
    lazy: bool = False
    query: Any = None
    codebook: Path | None = None
    labels: Path | None = None


def files_of(path: Path) -> list[Path]:
    """The file itself, or the files of a folder or a pattern, in the order of their names.

    Raises
    ------
    SurveyFileError
        If there is none, or the folder holds files of several kinds.
    """
    pattern = any(sign in path.name for sign in "*?[") and not path.exists()
    if pattern:
        found = sorted(part for part in path.parent.glob(path.name) if part.is_file() and not part.name.startswith("."))
        if not found:
            raise SurveyFileError(say("{path}: no file has such a name. Check the folder and the pattern.", path=path))
    elif _is_folder(path):
        if (path / "codebook.csv").is_file() and (path / "responses.parquet").is_file():
            raise SurveyFileError(
                say("{path}: is a saved survey. Use open_survey(folder) for what survey.save() wrote.",
                    path=path)
            )  # fmt: skip
        found = sorted(part for part in path.iterdir() if part.is_file() and not part.name.startswith((".", "~$")))
        endings = sorted({part.suffix.lower() for part in found})
        if len(endings) != 1:
            held = (
                say("files of {n} kinds ({names})", n=len(endings), names=named(endings))
                if endings
                else say("no files")
            )
            raise SurveyFileError(
                say("{path}: is a folder with {held}. Name one file, or a pattern such as {file}/*.csv; for what "
                    "survey.save() wrote use open_survey(folder).",
                    path=path, held=held, file=path.name)
            )  # fmt: skip
    else:
        found = [path]
    if len(found) > _MOST_FILES:
        raise SurveyFileError(
            say("{path}: {n} files, at most {most_files} are read at once.",
                path=path, n=number(len(found)), most_files=number(_MOST_FILES))
        )  # fmt: skip
    for part in found:
        _check_path(part)
    return found


def draft_of_files(files: Sequence[Path], ask: Ask) -> Draft:
    """One Draft of a file, or of several exports of one questionnaire, put one below the other.

    Raises
    ------
    SurveyFileError
        If a file cannot be read, or has other columns than the first.
    """
    if ask.lazy and len(files) > 1 and all(kind_of(path) == "parquet" for path in files):
        from cxresearch.loaders.platforms.parquet import read_parquet

        drafts = [read_parquet(files, lazy=True)]
    else:
        drafts = [_draft(path, ask) for path in files]
    first = drafts[0]
    if len(drafts) > 1:
        for path, other in zip(files[1:], drafts[1:], strict=True):
            mine, theirs = list(first.frame.columns), list(other.frame.columns)
            if set(mine) != set(theirs):
                lacking = [name for name in mine if name not in theirs]
                more = [name for name in theirs if name not in mine]
                lines = [say("lacks {names}", names=named(lacking, most=4))] if lacking else []
                lines += [say("adds {names}", names=named(more, most=4))] if more else []
                raise SurveyFileError(
                    say("{file}: has other columns than {other}: {told}. Read such files one by one and put them "
                        "together with combine_audiences().",
                        file=path.name, other=files[0].name, told=listed(lines))
                )  # fmt: skip
        first = _joined(files, drafts)
    return _declared(first, ask)


def draft_of_query(source: Any, ask: Ask) -> tuple[Draft, str]:
    """The Draft of what a query selects through a SQLAlchemy connection, and what to call it."""
    from cxresearch.loaders.bytes.connections import read_connection

    ask.declared.refuse_for(told("a database"), say("the source"), "separator", "header")
    for option in ("platform", "sheet", "encoding"):
        if getattr(ask, option) is not None:
            raise OptionError(
                say("{question}=: {name} is {what}, to which this does not apply. Leave it out.",
                    question=option, name=say("the source"), what=say("a database"))
            )  # fmt: skip
    draft, title = read_connection(source, ask.query, lazy=ask.lazy)
    return _declared(draft, ask), title


def _declared(first: Draft, ask: Ask) -> Draft:
    """The draft with what a person declared beside the file."""
    if ask.codebook is not None:
        from cxresearch.loaders.platforms.dictionaries import apply_dictionary

        apply_dictionary(first, ask.codebook)
    if ask.labels is not None:
        from cxresearch.loaders.platforms.two_exports import apply_labels

        apply_labels(first, _draft(ask.labels, replace(ask, labels=None, codebook=None, lazy=False)))
    declare(first, ask.declared)
    return first


def _joined(files: Sequence[Path], drafts: list[Draft]) -> Draft:
    first = drafts[0]
    columns = list(first.frame.columns)
    for path, draft in zip(files, drafts, strict=True):
        draft.frame = draft.frame[columns].assign(source_file=path.name)
    first.frame = pd.concat([draft.frame for draft in drafts], ignore_index=True)
    first.texts["source_file"] = "source_file"
    first.aside.add("source_file")
    counts: dict[str, int] = {}
    for draft in drafts:
        for key, count in draft.counts.items():
            counts[key] = counts.get(key, 0) + count
    first.counts, first.known = counts, {}
    first.notes = list(dict.fromkeys(note for draft in drafts for note in draft.notes))
    first.faults = list(dict.fromkeys(fault for draft in drafts for fault in draft.faults))
    first.notes.insert(0, kept(
            "{n} files of the same columns were put one below the other ({other} to {survey}); "
            "source_file tells them apart",
            n=len(files),
            other=files[0].name,
            survey=files[-1].name,
            ))  # fmt: skip
    return first


def _draft(path: Path, ask: Ask) -> Draft:
    kind = kind_of(path)
    if kind in ("gzip", "zip"):
        from cxresearch.loaders.bytes.containers import unpacked

        with unpacked(path, kind) as inside:
            draft = _draft(inside, replace(ask, lazy=False))
        draft.notes.insert(0, kept("{file}, unpacked from {other}", file=inside.name, other=path.name))
        draft.name = path.name
        return draft
    declared = ask.declared
    if ask.sheet is not None and kind not in ("workbook", "binary-workbook"):
        raise OptionError(
            say("sheet={sheet}: {file} is no workbook and has no sheets.",
                sheet=repr(ask.sheet), file=path.name)
        )  # fmt: skip
    if ask.query is not None and kind not in ("duckdb", "sqlite"):
        raise OptionError(
            say("query=: {file} is no database. For rows of a query pass Survey.from_frame(duckdb.sql(...)).",
                file=path.name)
        )  # fmt: skip
    if kind == "parquet":
        from cxresearch.loaders.platforms.parquet import read_parquet

        declared.refuse_for(told("Parquet"), path.name, "separator", "header")
        return read_parquet(path, lazy=ask.lazy)
    if kind in ("spss", "spss-portable", "stata", "sas", "sas-transport"):
        from cxresearch.loaders.platforms.spss import read_spss

        declared.refuse_for(
            told("a file of a statistical package"), path.name, "separator", "header", "decimal", "thousands"
        )
        return read_spss(path, kind)
    if kind in ("duckdb", "sqlite"):
        from cxresearch.loaders.bytes.databases import read_database

        declared.refuse_for(told("a database"), path.name, "separator", "header")
        frame, note = read_database(path, kind, ask.query)
        if frame.empty:
            raise SurveyFileError(
                say("{file}: 0 responses. {note} has {n} columns and no rows.",
                    file=path.name, note=note, n=frame.shape[1])
            )  # fmt: skip
        texts = {column: column for column in frame}
        return Draft(path.name, kind, frame, texts, counts={"rows in": len(frame)}, notes=[note])
    draft = _of_grid(_grid(path, kind, ask), ask)
    if kind == "text" and path.suffix.lower() in _NOT_TEXT:
        draft.faults.append(
            kept(
                "named {lower} but holds plain text, and was read as that",
                lower=path.suffix.lower(),
            )
        )
    if kind == "workbook" and path.suffix.lower() in (".csv", ".tsv", ".txt", ".sav", ".parquet"):
        draft.faults.append(
            kept(
                "named {lower} but is an Excel workbook, and was read as that",
                lower=path.suffix.lower(),
            )
        )
    return draft


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError) as problem:
        raise SurveyFileError(
            say("{path} cannot be a file ({problem}).",
                path=repr(str(path)[:200]), problem=str(problem))
        ) from None  # fmt: skip


def _check_path(path: Path) -> None:
    try:
        found = path.exists()
    except (OSError, ValueError) as problem:
        raise SurveyFileError(
            say("{path} cannot be a file ({problem}).",
                path=repr(str(path)[:200]), problem=str(problem))
        ) from None  # fmt: skip
    if not found:
        beside = os.listdir(path.parent) if path.parent.is_dir() else []
        raise SurveyFileError(
            say("{path}: there is no such file.{hint} Check the folder and the spelling.",
                path=path, hint=did_you_mean(path.name, beside))
        )  # fmt: skip
    if not path.is_file():
        raise SurveyFileError(say("{path}: is no ordinary file.", path=path))
    if path.stat().st_size > _LARGEST_TEXT:
        raise SurveyFileError(
            say("{file}: larger than 4 GB. Convert it to Parquet and read that with engine='duckdb'.",
                file=path.name)
        )  # fmt: skip


def _grid(path: Path, kind: str, ask: Ask) -> Grid:
    declared = ask.declared
    if kind == "workbook":
        from cxresearch.loaders.bytes.workbooks import read_workbook

        declared.refuse_for(told("a workbook"), path.name, "separator")
        grid = read_workbook(path, sheet=ask.sheet, prefer=_by_platform)
    elif kind == "binary-workbook":
        from cxresearch.loaders.bytes.binary_workbooks import read_binary_workbook

        declared.refuse_for(told("a workbook"), path.name, "separator")
        grid = read_binary_workbook(path, sheet=ask.sheet, prefer=_by_platform)
    elif kind == "json":
        from cxresearch.loaders.bytes.json_files import read_json

        declared.refuse_for(told("JSON"), path.name, "separator", "header")
        grid = read_json(_bytes_of(path), path)
    else:
        from cxresearch.loaders.bytes.text_files import TextForm, read_text

        grid = read_text(_bytes_of(path), path.name, TextForm(ask.encoding, declared.separator, declared.style))
        grid.path = path
        return grid
    grid.style = declared.style
    return grid


def _bytes_of(path: Path) -> bytes | bytearray:
    """All bytes of a file; a large one shows how far it is."""
    try:
        size, at = path.stat().st_size, 0
        if size <= _BLOCK:
            return path.read_bytes()
        data = bytearray(size)
        with opened(path) as file:
            while block := file.read(_BLOCK):
                data[at : at + len(block)] = block
                at += len(block)
        del data[at:]
        return data
    except OSError as problem:
        raise SurveyFileError(
            say("{path}: cannot be opened ({problem}). Close it in other programs, or copy it.",
                path=path, problem=problem.strerror or problem)
        ) from None  # fmt: skip


def _by_platform(grid: Grid) -> bool:
    """Whether a sheet has the layout of one of the platforms."""
    grid = grid.from_first_row()
    return any(recognise(grid) is not None for name, recognise in PLATFORMS.items() if name != "plain")


def _of_grid(grid: Grid, ask: Ask) -> Draft:
    platform, declared = ask.platform, ask.declared
    if declared.header:
        return lay_out(*_as_declared(grid, platform, declared.header))
    grid = grid.from_first_row()
    if platform is not None:
        for rows in range(_MOST_ABOVE + 1):
            below, layout = _recognised(grid, rows, [platform])
            if layout is not None:
                return lay_out(below, layout)
        raise SurveyFileError(
            say("{file}: has not the layout of {platform}. Leave platform= out to have it recognised.",
                file=grid.name, platform=platform)
        )  # fmt: skip
    known = [name for name in PLATFORMS if name != "plain"]
    for rows in range(_MOST_ABOVE + 1):
        below, layout = _recognised(grid, rows, known)
        if layout is not None:
            return lay_out(below, layout)
    grid = without_table_beside(grid)
    return lay_out(grid, plain.recognise(grid))


def _recognised(grid: Grid, rows: int, names: Iterable[str]) -> tuple[Grid, Layout | None]:
    """The layout of the first platform that fits below some rows of titles or codes."""
    head = grid.head
    above = head[:rows]
    if rows >= len(head) or not all(_may_stand_above(head[at], head[at + 1]) for at in range(rows)):
        return grid, None
    below = grid.below(rows) if rows else grid
    layout = next((found for name in names if (found := PLATFORMS[name](below)) is not None), None)
    of_typeform = layout is not None and rows == 1 and layout.platform == "Typeform"
    if of_typeform and (asked := typeform.with_questions(layout, above[0], below.head)):
        layout.notes.append(
            kept(
                "the line above the names holds {what}, taken as their texts",
                what=plural(len(asked), "question"),
            )
        )
        return below, layout
    if layout is not None and rows:
        told = [" ".join(text_of(cell) for cell in row if not is_blank(cell))[:60] for row in above]
        layout.notes.append(
            kept("{lines} above the names of {platform} passed over: {words}", lines=plural(rows, "line"),
                 platform=layout.platform, words=named(map(repr, told), most=3))
        )  # fmt: skip
    return below, layout


def _may_stand_above(row: list, below: list) -> bool:
    """A title, a date of export or a row of codes: emptier than the row below it, or short words without blanks."""
    filled = [text_of(cell).strip() for cell in row if not is_blank(cell)]
    if len(filled) <= 1 or 2 * len(filled) <= sum(not is_blank(cell) for cell in below):
        return True
    if re.fullmatch(r"R_\w{8,}|\d{7,}|\d{4}-\d{2}-\d{2}.*", filled[0]):
        return False
    return sum(bool(re.fullmatch(r"[\w.\-\[\]]{1,20}", cell)) for cell in filled) >= 0.8 * len(filled)


def _as_declared(grid: Grid, platform: str | None, header: tuple[int, ...]) -> tuple[Grid, Layout]:
    """The grid under the declared rows of names, and its layout: a platform's where it has as many rows."""
    names = [platform] if platform is not None else list(PLATFORMS)
    whole = grid.below(header[0])
    if len(header) + header[0] >= len(grid.head):
        raise OptionError(
            say("header={header}: {file} has {n} rows, and answers stand below the names.",
                header=list(header), file=grid.name, n=len(grid.head))
        )  # fmt: skip
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
        raise SurveyFileError(
            say("{file}: has not the layout of {platform} under header={header}.",
                file=grid.name, platform=platform, header=list(header))
        )  # fmt: skip
    return one, layout or plain.recognise(one, first=0)
