"""What came since a study was drafted: files and questions are put beside what a person has written, which stays."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from cxresearch.combining.corrections import codebook_sheet
from cxresearch.combining.matches import FILE as MATCHES
from cxresearch.combining.matches import (
    Match,
    extended_matches,
    matches_table,
    read_cells,
    read_matches,
    write_matches,
)
from cxresearch.errors import StudyError
from cxresearch.study.assembling import proposed, vectors_if_there
from cxresearch.study.definition import lines_of_file
from cxresearch.study.reading import Parts, codebook_name
from cxresearch.study.settings import FILE, Settings, StudyFile, head_in
from cxresearch.survey.audiences import shared_name
from cxresearch.survey.saved import read_table, write_table
from cxresearch.survey.survey import Survey
from cxresearch.wording import say

__all__ = ["Added", "add_files", "add_questions", "unlisted"]


@dataclass(frozen=True)
class Added:
    """What was put into a study: files, and lines of matches.csv that are new or have a new question in them."""

    files: tuple[str, ...] = ()
    lines: tuple[int, ...] = ()


def unlisted(settings: Settings, given: Iterable[StudyFile]) -> list[StudyFile]:
    """The files that study.toml does not name yet.

    Raises
    ------
    StudyError
        If one is named there with another audience.
    """
    there = {}
    for file in settings.files:
        place = settings.place(file.path)
        there |= {path.resolve(): file for path in (place.parent.glob(place.name) if "*" in place.name else [place])}
    new = []
    for file in given:
        known = there.get(settings.place(file.path))
        if known is None:
            new.append(file)
        elif file.audience and known.audience and shared_name(file.audience) != shared_name(known.audience):
            raise StudyError(
                say("{file} names {path} already, with the audience {audience}. Change it there, or leave it as it is.",
                    file=FILE, path=known.path, audience=repr(known.audience))
            )  # fmt: skip
    return new


def add_files(settings: Settings, new: Iterable[tuple[StudyFile, Survey]]) -> None:
    """Put files behind those that study.toml names; every line that stands there stays as it is."""
    path = settings.folder / FILE
    text = path.read_text(encoding="utf-8-sig")
    lines = text.splitlines(keepends=True)
    heads = [at for at, line in enumerate(lines) if head_in(line)]
    own = [at for at in heads if head_in(lines[at]).split(".")[0] == "files"]
    behind = next((at for at in heads if at > own[-1]), len(lines)) if own else len(lines)
    block = "".join("\n".join([*lines_of_file(file, survey), "", ""]) for file, survey in new)
    before = "".join(lines[:behind])
    found = "".join([before.rstrip(), "\n\n" if before.strip() else "", block, *lines[behind:]])
    if not _only_files_differ(text, found):  # a line within a text or a list looked like a head
        found = f"{text.rstrip()}\n\n{block}"
    path.write_text(found, encoding="utf-8", newline="\n")


def _only_files_differ(before: str, after: str) -> bool:
    try:
        old, new = tomllib.loads(before), tomllib.loads(after)
    except tomllib.TOMLDecodeError:
        return False
    known = old.pop("files", [])
    return new.pop("files", [])[: len(known)] == known and old == new


def add_questions(settings: Settings, parts: Parts, draft: list[Match] | None = None) -> tuple[int, ...]:
    """Put questions that came since into matches.csv and the codebooks; where there are none yet, all of them.

    Parameters
    ----------
    draft : list of Match, optional
        What a new matches.csv says; what wording proposes by default.

    Returns
    -------
    tuple of int
        The lines of matches.csv that are new or have a new question.
    """
    known = _known(settings, parts)
    path = settings.folder / MATCHES
    if not path.exists():
        write_matches(proposed(parts) if draft is None else draft, parts.audiences, path)
        lines = ()
    else:
        lines = _add_matches(path, parts, known)
    for file, survey in parts.by_file:
        _add_to_codebook(settings.folder / (file.codebook or codebook_name(file.path)), codebook_sheet(survey))
    return lines


def _known(settings: Settings, parts: Parts) -> Mapping[str, set[str]]:
    """Audience to the questions that its codebooks hold: who was not in any knows none."""
    found: dict[str, set[str]] = {}
    for file, survey in parts.by_file:
        book = settings.folder / (file.codebook or codebook_name(file.path))
        ids = set(read_table(book, survey.codebook.id)["id"]) if book.is_file() else set()
        for audience in survey.audiences:
            found.setdefault(audience, set()).update(ids)
    return found


def _add_matches(path: Path, parts: Parts, known: Mapping[str, set[str]]) -> tuple[int, ...]:
    surveys = parts.by_audience
    rows = read_matches(path, surveys)
    table = read_cells(path, surveys).fillna("").astype(str)
    new = {
        (audience, question)
        for audience, survey in surveys.items() for question in survey.codebook.id
        if audience not in table or question not in known[audience]
    }  # fmt: skip
    after = extended_matches(rows, surveys, new, order=parts.audiences, vectors=vectors_if_there())
    audiences = [name for name in table.columns if name in surveys]
    audiences += [name for name in parts.audiences if name not in audiences]
    was, now = (matches_table(told, audiences).to_dict("records") for told in (rows, after))
    cells = table.to_dict("records")
    touched = []
    for row, old, fresh in zip(rows, was, now, strict=False):
        if changed := {name: cell for name, cell in fresh.items() if cell != old[name]}:
            cells[row.line - 2] |= changed
            touched.append(row.line)
    touched += range(len(cells) + 2, len(cells) + 2 + len(now) - len(was))
    if touched:
        head = [*(name for name in table.columns if name not in surveys), *audiences]
        write_table(pd.DataFrame([*cells, *now[len(was) :]], columns=head, dtype=object).fillna(""), path)
    return tuple(touched)


def _add_to_codebook(path: Path, sheet: pd.DataFrame) -> None:
    if not path.exists():
        write_table(sheet, path)
        return
    table = read_table(path, sheet["id"]).fillna("")
    lacking = sheet[~sheet["id"].isin(set(table["id"]))] if "id" in table else sheet[:0]
    if len(lacking):
        write_table(pd.concat([table, lacking.reindex(columns=table.columns, fill_value="")]), path)
