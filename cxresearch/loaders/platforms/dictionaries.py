"""Data dictionaries: the texts and labels that an export with codes leaves at home.

Read are REDCap's data dictionary, LimeSurvey's ``.lss`` and R syntax, and the XLSForm of Kobo and ODK. Nothing in them
is run. Labels that run along a scale become the scale of a question, others take the place of their codes.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd

from cxresearch.errors import SurveyFileError
from cxresearch.loaders.bytes.text_files import read_text
from cxresearch.loaders.platforms.limesurvey import read_syntax
from cxresearch.loaders.platforms.signatures import kind_of
from cxresearch.loaders.platforms.spss import labelled
from cxresearch.loaders.tables.draft import Draft
from cxresearch.loaders.tables.grid import is_blank, text_of
from cxresearch.loaders.tables.markup import plain_text
from cxresearch.survey.labels import normalise
from cxresearch.survey.numerals import number_in
from cxresearch.wording import kept, named, number, say

__all__ = ["Entry", "apply_dictionary", "read_dictionary"]

_NO_QUESTIONS = frozenset("begin_group end_group begin end calculate note begin_repeat end_repeat".split())
# What stands in an XLSForm to record how it was filled in, and what REDCap, Kobo and ODK add to an export.
_RECORDED = frozenset(
    "start end today deviceid device_id username phonenumber phone_number subscriberid subscriber_id simserial "
    "sim_serial email audit background-audio background-geopoint start-geopoint".split()
)
_ADDED = re.compile(
    r"redcap_\w+|\w+_timestamp|\w+_complete|"
    r"_(id|uuid|submission_time|validation_status|notes|status|submitted_by|tags|index|version_|parent_\w+)|__version__|"
    r"(submissiondate|(meta[-/.:])?instance(id|name)|key|parent_key|set-of-.+|submitter(id|name)|attachments(present|"
    r"expected)|status|reviewstate|deviceid|edits|formversion|formdef_version|formhub/uuid|meta/rootuuid)",
    re.IGNORECASE,
)
_LARGEST = 200 * 1024**2


@dataclass(frozen=True)
class Entry:
    """What a dictionary says of a column: text, labels by code, whether several could be ticked, or it asks nobody."""

    text: str
    labels: Mapping[str, str] = field(default_factory=dict)
    several: bool = False
    open: bool = False
    recorded: bool = False


def apply_dictionary(draft: Draft, path: Path) -> None:
    """Give a draft the texts and labels of a dictionary, in place.

    Raises
    ------
    SurveyFileError
        If it is no dictionary that is known, or none of its names is a column.
    """
    known = read_dictionary(path)
    met = {column: entry for column in draft.frame if (entry := _entry_of(column, known)) is not None}
    if not met:
        raise SurveyFileError(
            say("{file}: none of its {n} names is a column of {file2}. Names such as {names}; columns such as "
                "{names2}.",
                file=path.name, n=number(len(known)), file2=draft.name, names=named(known, most=4),
                names2=named(draft.frame.columns, most=4))
        )  # fmt: skip
    whole = {column.rpartition("/")[0] for column, (_, option) in met.items() if option and "/" in column}
    for column, (entry, option) in met.items():
        if entry.recorded:
            draft.aside.add(column)
            continue
        if entry.several and not option and column in whole:
            draft.aside.add(column)  # Kobo writes several choices twice: in one cell, and in a column an option
            continue
        text = f"{entry.text} [{entry.labels.get(option, option)}]" if option else entry.text
        draft.texts[column] = text or draft.texts[column]
        draft.aside.discard(column)
        if entry.open:
            draft.kinds.setdefault(column, "verbatim")
        elif not option and entry.several:
            _spell_out(draft, column, entry.labels)
        elif not option and entry.labels and column not in draft.scales:
            _label(draft, column, entry.labels)
    added = [column for column in draft.frame if column not in met and _ADDED.fullmatch(column)]
    draft.aside |= set(added)
    if added:
        draft.notes.append(
            kept("{names}: not in the dictionary and called like what the platform adds of its own, so no questions",
                 names=named(added, most=6))
        )  # fmt: skip
    draft.notes.append(
        kept(
            "texts and labels of {n} columns come from the dictionary {file}",
            n=number(len(met)),
            file=path.name,
        )
    )


def _entry_of(column: str, known: Mapping[str, Entry]) -> tuple[Entry, str] | None:
    """The entry of a column and, for a box of its own, the code of its option."""
    if column in known:
        return known[column], ""
    if (bare := _without_groups(column, known)) is not None:
        return known[bare], ""
    group, _, option = column.rpartition("/")
    stem = _without_groups(group, known)
    if stem is not None and known[stem].several:
        return known[stem], option
    found = re.fullmatch(r"(.+)___(.+)", column) or re.fullmatch(r"(.+?)[\[_](\w+)\]?", column)
    if found and found[1] in known and (known[found[1]].several or found[2] in known[found[1]].labels):
        return known[found[1]], found[2] if known[found[1]].several else ""
    return None


def _without_groups(column: str, known: Mapping[str, Entry]) -> str | None:
    """The name of a question without the groups that Kobo ("group/name") and ODK ("group-name") put before it."""
    tails = [column[found.end() :] for found in re.finditer(r"[/\-.:]", column)]
    return next((tail for tail in (column, *tails) if tail in known), None)


def _label(draft: Draft, column: str, labels: Mapping[str, str]) -> None:
    values = draft.frame[column]
    numbers = {number_in(code): label for code, label in labels.items()}
    if pd.api.types.is_numeric_dtype(values):
        if None not in numbers:
            labelled(draft, column, numbers)
        return
    seen = {text_of(cell).strip() for cell in values.dropna().unique()}
    if None not in numbers and all(number_in(cell) is not None for cell in seen):
        draft.frame[column] = pd.to_numeric(values, errors="coerce")
        labelled(draft, column, numbers)
    elif seen & set(labels):
        draft.frame[column] = values.map(lambda cell: labels.get(text_of(cell).strip(), cell), na_action="ignore")
    draft.known.pop(column, None)


def _spell_out(draft: Draft, column: str, labels: Mapping[str, str]) -> None:
    """Codes between blanks, as Kobo writes several choices: their labels between semicolons."""
    values = draft.frame[column]

    def spelled(cell) -> str:
        return "".join(f"{labels.get(code, code)};" for code in text_of(cell).split())

    draft.frame[column] = values.map(spelled, na_action="ignore")
    draft.known.pop(column, None)


def read_dictionary(path: Path) -> dict[str, Entry]:
    """Name of a column to what the dictionary says of it.

    Raises
    ------
    SurveyFileError
        If the file is missing, too large, or no dictionary that is known.
    """
    if not path.is_file():
        raise SurveyFileError(say("{path}: there is no such file. codebook= names a dictionary.", path=path))
    if path.stat().st_size > _LARGEST:
        raise SurveyFileError(say("{file}: larger than 200 MB, no dictionary.", file=path.name))
    data = path.read_bytes()
    start = data[:4096].lstrip(b"\xef\xbb\xbf \r\n\t")
    if start.startswith(b"<?xml") or b"<document>" in start:
        return _of_lss(data, path.name)
    if b"variable.labels[" in data or b"factor(data[" in data:
        return {
            name: Entry(text, labels)
            for name, (text, labels) in read_syntax(data.decode("utf-8-sig", "replace")).items()
        }
    if kind_of(path) in ("workbook", "binary-workbook"):
        return _of_sheets(path)
    rows = [[text_of(cell) for cell in row] for row in read_text(data, path.name).rows]
    found = _of_redcap(rows)
    if found:
        return found
    raise SurveyFileError(
        say("{file}: no dictionary that is known. Read are REDCap's data dictionary (CSV), LimeSurvey's .lss and R "
            "syntax, and the XLSForm of Kobo and ODK.",
            file=path.name)
    )  # fmt: skip


def _of_redcap(rows: list[list[str]]) -> dict[str, Entry]:
    keys = [normalise(name) for name in rows[0]] if rows else []

    def place(*starts: str) -> int | None:
        return next((at for at, key in enumerate(keys) if key.startswith(starts)), None)

    name, text, kind, choices = (
        place("variable field name", "field name", "variable"), place("field label"), place("field type"),
        place("choices", "select choices"),
    )  # fmt: skip
    if name is None or text is None or kind is None:
        return {}
    found = {}
    for row in rows[1:]:
        cells = [*row, *[""] * len(keys)]
        if not cells[name].strip():
            continue
        typed = normalise(cells[kind])
        labels = dict(_choices(cells[choices])) if choices is not None and typed != "calc" else {}
        if typed in ("yesno", "truefalse"):
            labels = {"1": "Yes", "0": "No"} if typed == "yesno" else {"1": "True", "0": "False"}
        if typed in ("slider", "calc"):
            labels = {}
        found[cells[name].strip()] = Entry(plain_text(cells[text]), labels, typed == "checkbox", typed == "notes")
    return found


def _choices(text: str) -> list[tuple[str, str]]:
    """REDCap's "1, Poor | 2, Good"."""
    found = []
    for part in text.split("|"):
        code, comma, label = part.partition(",")
        if comma and code.strip():
            found.append((code.strip(), plain_text(label)))
    return found


def _of_sheets(path: Path) -> dict[str, Entry]:
    """An XLSForm: questions in the sheet "survey", lists in the sheet "choices"."""
    from cxresearch.loaders.bytes.workbooks import read_workbook

    try:
        survey, choices = (read_workbook(path, sheet=sheet).rows for sheet in ("survey", "choices"))
    except Exception:
        raise SurveyFileError(
            say("{file}: no XLSForm, which has a sheet 'survey' and a sheet 'choices'. Other dictionaries are read as "
                "CSV (REDCap), .lss or R syntax (LimeSurvey).",
                file=path.name)
        ) from None  # fmt: skip
    lists: dict[str, dict[str, str]] = {}
    for row in _records(choices):
        name = row.get("list_name") or row.get("list name") or ""
        lists.setdefault(name.strip(), {})[row.get("name", "").strip()] = plain_text(_label_of(row))
    found = {}
    for row in _records(survey):
        typed, _, rest = row.get("type", "").strip().partition(" ")
        name = row.get("name", "").strip()
        if not name or typed in _NO_QUESTIONS:
            continue
        labels = lists.get(rest.split()[0], {}) if rest.split() and typed.startswith("select") else {}
        found[name] = Entry(plain_text(_label_of(row)) or name, labels, typed == "select_multiple", typed == "text",
                            typed in _RECORDED)  # fmt: skip
    return found


def _records(rows) -> list[dict[str, str]]:
    rows = [row for row in rows if any(not is_blank(cell) for cell in row)]
    names = [text_of(cell).strip() for cell in rows[0]] if rows else []
    return [{name: text_of(cell) for name, cell in zip(names, row, strict=False)} for row in rows[1:]]


def _label_of(row: Mapping[str, str]) -> str:
    """The label in the language of the form: ``label``, else the first ``label::language`` that is filled."""
    if row.get("label", "").strip():
        return row["label"]
    return next((text for name, text in row.items() if name.lower().startswith("label") and text.strip()), "")


def _of_lss(data: bytes, name: str) -> dict[str, Entry]:
    """LimeSurvey's structure file: questions, their subquestions and answers, joined by their numbers."""
    plain = data[:65536].upper()
    if b"<!ENTITY" in plain or (b"<!DOCTYPE" in plain and b"[" in plain):
        raise SurveyFileError(
            say("{name}: the file declares XML entities, which no structure file does. It is not read.",
                name=name)
        )  # fmt: skip
    try:
        root = ElementTree.fromstring(data)
    except ElementTree.ParseError as problem:
        raise SurveyFileError(
            say("{name}: broken XML ({problem}). Export the structure again.",
                name=name, problem=str(problem))
        ) from None  # fmt: skip
    tables = {
        part.tag: [{cell.tag: cell.text or "" for cell in row} for row in part.iter("row")]
        for part in root
        if part.find("rows") is not None
    }
    texts = {row["qid"]: row.get("question", "") for row in tables.get("question_l10ns", []) if "qid" in row}
    words = {row["aid"]: row.get("answer", "") for row in tables.get("answer_l10ns", []) if "aid" in row}
    answers: dict[str, dict[str, str]] = {}
    for row in tables.get("answers", []):
        label = row.get("answer") or words.get(row.get("aid", ""), "")
        answers.setdefault(row.get("qid", ""), {})[row.get("code", "")] = plain_text(label)
    asked = {row["qid"]: row for row in tables.get("questions", []) if "qid" in row}
    parts = {row["qid"]: row for row in tables.get("subquestions", []) if "qid" in row}
    parts |= {qid: row for qid, row in asked.items() if row.get("parent_qid", "0") not in ("0", "")}
    found = {}
    for qid, row in asked.items():
        if qid in parts:
            continue
        text = plain_text(row.get("question") or texts.get(qid, ""))
        title, kind = row.get("title", ""), row.get("type", "")
        found[title] = Entry(text, answers.get(qid, {}), False, kind in ("S", "T", "U"))
        for part, sub in parts.items():
            if sub.get("parent_qid") != qid:
                continue
            own = plain_text(sub.get("question") or texts.get(part, ""))
            entry = Entry(f"{text} [{own}]" if own else text, answers.get(qid, {}), False, False)
            for spelling in (f"{title}[{sub.get('title', '')}]", f"{title}_{sub.get('title', '')}"):
                found[spelling] = entry
    if not found:
        raise SurveyFileError(say("{name}: an XML file without questions, no structure file of LimeSurvey.", name=name))
    return found
