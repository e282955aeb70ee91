"""The line that settles a doubt: as it is written in study.toml or matches.csv, with its place."""

import ast

from cxresearch.combining.matches import FILE as MATCHES
from cxresearch.study.settings import FILE, StudyFile
from cxresearch.survey.doubts import CHOICE
from cxresearch.wording import say

__all__ = ["as_toml", "line_of", "lines_of", "paragraph", "toml_value"]


def paragraph(lines: str) -> str:
    """Several lines stand under what introduces them."""
    return f"\n{lines}\n" if "\n" in lines else lines


def line_of(file: StudyFile, line: str) -> str:
    """A line of study.toml with its place."""
    return say('{file}, under [[files]] path = "{path}": {line}', file=FILE, path=file.path, line=line)


def lines_of(*lines: int) -> str:
    """Lines of matches.csv; 0 where there is no such file yet."""
    there = [line for line in lines if line]
    if len(there) < 2:
        return say("{file}, line {line}", file=MATCHES, line=there[0]) if there else MATCHES
    return say("{file}, lines {first} to {last}", file=MATCHES, first=min(there), last=max(there))


def as_toml(settle: str) -> str:
    """A line for a Python call as a line of study.toml.

    >>> as_toml("scales={'Q1': (1, 5)}")
    'scales."Q1" = [1, 5]'
    """
    if choice := CHOICE.fullmatch(settle):
        straight, high, turned, low = choice.groups()
        return f"{_words(high)}\n{as_toml(straight)}\n{_words(low)}\n{as_toml(turned)}"
    name, equals, value = settle.partition("=")
    try:
        told = ast.literal_eval(value) if equals and name.isidentifier() else None
    except (ValueError, SyntaxError):
        told = None
    if isinstance(told, dict):  # so that the lines of several doubts can stand below one another
        return "\n".join(f"{name}.{toml_value(str(key))} = {toml_value(part)}" for key, part in told.items())
    return settle if told is None else f"{name} = {toml_value(told)}"


def _words(condition: str) -> str:
    """ "if 6 is the good end" as a comment of TOML above the lines that it is about."""
    return say("# if {end} is the best:", end=condition.split()[1])


def toml_value(told: object) -> str:
    if isinstance(told, dict):
        return "{ " + ", ".join(f"{toml_value(str(key))} = {toml_value(part)}" for key, part in told.items()) + " }"
    if isinstance(told, list | tuple):
        return "[" + ", ".join(map(toml_value, told)) + "]"
    if isinstance(told, bool):
        return str(told).lower()
    if isinstance(told, int | float):
        return str(told)
    return '"' + str(told).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
