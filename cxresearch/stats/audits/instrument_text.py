"""The text of an instrument, read so that every word keeps the line it stood on.

A person edits these files by hand, so a mistake must be named where it is. YAML is read safely: words stay words
("no" is not made into a truth value, 1.10 not into 1.1), nothing in the file can be run, and references and doubled
keys, which hide what is meant, are refused.
"""

import csv
import io
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from cxresearch.errors import SurveyFileError
from cxresearch.wording import did_you_mean, named, say

__all__ = ["Said", "read_csv", "read_mapping", "read_text", "read_yaml"]

_LARGEST = 1_000_000
_OF_AN_ITEM = ("id", "text", "sub_score", "weight", "reversed", "audiences", "evidence")
_OF_THE_WHOLE = ("instrument", "title", "asks", "source", "kind", "scale", "least_answered", "read")
_ALSO = {"item": "id", "wording": "text", "question": "text", "subscore": "sub_score", "sub-score": "sub_score"}


class Said(NamedTuple):
    """A value of a file: text, None, a list of Said, or a mapping of key to Said; and its line, where it has one."""

    value: object
    line: int | None = None


def read_text(path: Path) -> Said:
    """The content of a YAML or CSV file.

    Raises
    ------
    SurveyFileError
        If the file cannot be read; names it, with the line where there is one.
    """
    try:
        data = path.read_bytes()
    except OSError as problem:
        raise SurveyFileError(say(
            "{path}: cannot be read ({what}).",
            path=path, what=problem.strerror or problem,
        )) from None  # fmt: skip
    if len(data) > _LARGEST:
        raise SurveyFileError(say(
            "{path}: {n} bytes is no list of questions. An instrument is a short file.",
            path=path, n=f"{len(data):,}",
        ))  # fmt: skip
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = data[: problem.start].count(b"\n") + 1
        raise SurveyFileError(say(
            "{path}, line {line}: a letter is not in UTF-8. Save the file as UTF-8.",
            path=path, line=line,
        )) from None  # fmt: skip
    reader = read_csv if path.suffix.lower() in (".csv", ".tsv") else read_yaml
    return reader(text, str(path), path.stem)


def read_yaml(text: str, name: str, stem: str = "") -> Said:
    """The content of a YAML text.

    >>> said = read_yaml("title: Doors\\nitems: [no, 1.10]", "doors.yaml")
    >>> said.value["items"].line, [item.value for item in said.value["items"].value]
    (2, ['no', '1.10'])
    """
    import yaml

    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                line = event.start_mark.line + 1
                raise SurveyFileError(say(
                    "{name}, line {line}: references (& and *) are not read. Write the words out.",
                    name=name, line=line,
                ))  # fmt: skip
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        if node is None:
            raise SurveyFileError(say(
                "{name}: the file is empty. An instrument needs a title, a scale and items.",
                name=name,
            ))  # fmt: skip
        return _plain(node, name)
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None) or getattr(problem, "context_mark", None)
        where = f", line {mark.line + 1}" if mark is not None else ""
        why = " ".join(str(getattr(problem, "problem", None) or problem).split())
        raise SurveyFileError(say(
            "{name}{where}: no readable YAML ({why}). Look at the indentation, colons and quotation marks there.",
            name=name, where=where, why=why,
        )) from None  # fmt: skip
    except RecursionError:
        raise SurveyFileError(say(
            "{name}: lists within lists without end. An instrument is three levels deep.",
            name=name,
        )) from None  # fmt: skip


def _plain(node, name: str) -> Said:
    import yaml

    line = node.start_mark.line + 1
    if not node.tag.startswith("tag:yaml.org,2002:") or ":python/" in node.tag:
        raise SurveyFileError(say(
            "{name}, line {line}: {tag} is no part of an instrument. Write plain words.",
            name=name, line=line, tag=repr(node.tag),
        ))  # fmt: skip
    if isinstance(node, yaml.ScalarNode):
        return Said(None if node.tag.endswith(":null") else node.value, line)
    if isinstance(node, yaml.SequenceNode):
        return Said([_plain(each, name) for each in node.value], line)
    found: dict[str, Said] = {}
    for key, value in node.value:
        at = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            raise SurveyFileError(say("{name}, line {at}: a name is expected before the colon.", name=name, at=at))
        if key.value in found:
            raise SurveyFileError(say(
                "{name}, line {at}: {value} is there twice (first in line {line}). Keep one.",
                name=name, at=at, value=repr(key.value), line=found[key.value].line,
            ))  # fmt: skip
        plain = _plain(value, name)
        # A block begins below its key; the key is where a person looks.
        found[key.value] = Said(plain.value, at)
    return Said(found, line)


def read_csv(text: str, name: str, stem: str = "") -> Said:
    """The content of a CSV with a row an item; what belongs to the whole instrument stands in every row or the first.

    >>> said = read_csv("id,text,scale\\nopen,Doors are open.,1-5\\n", "doors.csv", "doors")
    >>> said.value["scale"].value, said.value["items"].value[0].line
    ('1-5', 2)
    """
    first = text.split("\n", 1)[0]
    separator = max(",;\t", key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        header = [_ALSO.get(cell.strip().lower(), cell.strip().lower()) for cell in next(rows, [])]
        known = (*_OF_AN_ITEM, *_OF_THE_WHOLE)
        for column in header:
            if column and column not in known and not column.startswith("anchor_"):
                raise SurveyFileError(say(
                    "{name}, line 1: no column {column} in an instrument.{hint} Columns are {known} and anchor_1, "
                    "anchor_2 ...",
                    name=name, column=repr(column), hint=did_you_mean(column, known), known=named(known, most=20),
                ))  # fmt: skip
        if len(set(filter(None, header))) < len(list(filter(None, header))):
            raise SurveyFileError(say(
                "{name}, line 1: a column is named twice: {header}.",
                name=name, header=named(header, most=20),
            ))  # fmt: skip
        if "id" not in header or "text" not in header:
            raise SurveyFileError(say(
                "{name}, line 1: the columns id and text are needed. Found: {header}.",
                name=name, header=named(header),
            ))  # fmt: skip
        whole: dict[str, Said] = {}
        items: list[Said] = []
        at = 2
        for cells in rows:
            line, at = at, rows.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) > len(header):
                raise SurveyFileError(say(
                    "{name}, line {line}: {n} cells under {n_2} column names.",
                    name=name, line=line, n=len(cells), n_2=len(header),
                ))  # fmt: skip
            row = {key: cell.strip() for key, cell in zip(header, cells, strict=False) if key and cell.strip()}
            for key in _OF_THE_WHOLE:
                if key not in row:
                    continue
                if key in whole and whole[key].value != row[key]:
                    raise SurveyFileError(say(
                        "{name}, line {line}: {key} is {row}, but {value} in line {line_2}. A file holds one "
                        "instrument.",
                        name=name, line=line, key=key, row=repr(row[key]), value=repr(whole[key].value),
                        line_2=whole[key].line,
                    ))  # fmt: skip
                whole.setdefault(key, Said(row[key], line))
            anchors = {key.removeprefix("anchor_"): Said(row[key], line) for key in row if key.startswith("anchor_")}
            item = {key: Said(row[key], line) for key in _OF_AN_ITEM if key in row}
            items.append(Said(item | ({"anchors": Said(anchors, line)} if anchors else {}), line))
    except csv.Error as problem:
        raise SurveyFileError(say(
            "{name}, line {line_num}: no readable CSV ({problem}).",
            name=name, line_num=rows.line_num, problem=problem,
        )) from None  # fmt: skip
    whole["id"] = whole.pop("instrument", Said(stem or "instrument"))
    return Said({**whole, "items": Said(items, 2)}, 1)


def read_mapping(given: Mapping) -> Said:
    """The content of a dict, as if it had been written down; it has no lines.

    >>> read_mapping({"weight": 0.5, "reversed": True}).value["reversed"].value
    'yes'
    """
    if isinstance(given, Mapping):
        return Said({str(key): read_mapping(value) for key, value in given.items()})
    if isinstance(given, (list, tuple)):
        return Said([read_mapping(value) for value in given])
    if isinstance(given, bool):
        return Said("yes" if given else "no")
    return Said(None if given is None else str(given))
