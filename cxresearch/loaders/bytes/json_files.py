"""JSON: an array of records, or a record a line, becomes rows under one row of names."""

import json
from pathlib import Path

from cxresearch.errors import SurveyFileError
from cxresearch.loaders.tables.grid import Grid
from cxresearch.wording import kept, number, say

__all__ = ["read_json"]

_LARGEST = 1024**3
_MOST_COLUMNS = 5000


def read_json(data: bytes, path: Path) -> Grid:
    """Rows of a JSON file: records in an array, under one key, or one a line; records within records are laid out flat.

    Raises
    ------
    SurveyFileError
        If it is no JSON, too large, or holds no records.
    """
    name = path.name
    if len(data) > _LARGEST:
        raise SurveyFileError(say("{name}: JSON larger than 1 GB. Save it as CSV or Parquet.", name=name))
    records, lines = _records(data, name)
    flat = [_flat(record) for record in records]
    names = list(dict.fromkeys(key for record in flat for key in record))
    if not names or len(names) > _MOST_COLUMNS:
        raise SurveyFileError(
            say("{name}: JSON, but no table of answers: {n} records with {n2} names. Ask for the answers as CSV or "
                "XLSX.",
                name=name, n=number(len(records)), n2=number(len(names)))
        )  # fmt: skip
    rows = [names, *([record.get(key) for key in names] for record in flat)]
    what = kept("JSON, a record a line") if lines else kept("JSON, an array of records")
    return Grid(name, rows, lambda at: kept("record {n}", n=at), ragged=False, path=path, notes=[what])


def _records(data: bytes, name: str) -> tuple[list[dict], bool]:
    try:
        text = data.decode("utf-8-sig" if not data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-16")
    except UnicodeDecodeError as problem:
        raise SurveyFileError(
            say("{name}: JSON that is not UTF-8 (byte {start}). Save it as UTF-8.",
                name=name, start=number(problem.start))
        ) from None  # fmt: skip
    try:
        return _listed(json.loads(text), name), False
    except json.JSONDecodeError as problem:
        whole = problem
    found = []
    for at, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except json.JSONDecodeError:
            at = (
                say("line {n}, sign {column}", n=whole.lineno, column=whole.colno) if at == 1 else say("line {n}", n=at)
            )
            raise SurveyFileError(say("{name}: broken JSON ({at}). Export it again.", name=name, at=at)) from None
        except RecursionError:
            raise SurveyFileError(say("{name}: JSON nested too deep for a table of answers.", name=name)) from None
        if not isinstance(record, dict):
            raise _no_records(name)
        found.append(record)
    return found, True


def _listed(found: object, name: str) -> list[dict]:
    if isinstance(found, dict):
        lists = [value for value in found.values() if isinstance(value, list) and value and isinstance(value[0], dict)]
        if len(lists) == 1:
            found = lists[0]
        elif found and all(isinstance(value, dict) for value in found.values()):
            found = [{"id": key, **value} for key, value in found.items()]
        else:
            raise _no_records(name)
    if not isinstance(found, list) or not found or not all(isinstance(record, dict) for record in found):
        raise _no_records(name)
    return found


def _no_records(name: str) -> SurveyFileError:
    return SurveyFileError(
        say(
            "{name}: JSON, but no array of records (a respondent each). Ask for the answers as CSV, "
            "or as an array of records.",
            name=name,
        )
    )


def _flat(record: dict, stem: str = "", depth: int = 0) -> dict:
    """One level: names of inner records are put behind a point, lists of words between semicolons."""
    flat: dict = {}
    for key, value in record.items():
        name = f"{stem}.{key}" if stem else str(key)
        if isinstance(value, dict) and depth < 6:
            flat |= _flat(value, name, depth + 1)
        elif isinstance(value, list):
            plain = all(not isinstance(item, (dict, list)) for item in value)
            flat[name] = ("".join(f"{item};" for item in value) or None) if plain else json.dumps(value)
        elif isinstance(value, dict):
            flat[name] = json.dumps(value)
        else:
            flat[name] = value
    return flat
