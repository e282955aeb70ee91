"""The line that settles a doubt: as it is written in study.toml or matches.csv, with its place."""

import ast
import re
from collections.abc import Mapping
from os.path import commonprefix

from cxresearch.combining.matches import FILE as MATCHES
from cxresearch.study.settings import FILE, Settings, StudyFile
from cxresearch.survey.codebook import split_text
from cxresearch.survey.doubts import choice_of, either
from cxresearch.survey.survey import Survey
from cxresearch.wording import in_a_row, listed, say

__all__ = ["as_toml", "by_grid", "line_of", "lines_of", "paragraph", "roles_lines", "toml_value"]

# Signs that an ending has at least, so that one star can stand for what is before it.
_ENDING = 8


def paragraph(lines: str) -> str:
    """Several lines stand under what introduces them."""
    return f"\n{lines}\n" if "\n" in lines else lines


def line_of(file: StudyFile, line: str) -> str:
    """A line of study.toml with its place."""
    return say('{file}, under [[files]] path = "{path}": {line}', file=FILE, path=file.path, line=line)


def lines_of(*lines: int) -> str:
    """Lines of matches.csv; 0 where there is no such file yet.

    >>> lines_of(2, 3, 4, 7)
    'matches.csv, lines 2 to 4 and 7'
    """
    there = sorted({line for line in lines if line})
    if len(there) < 2:
        return say("{file}, line {line}", file=MATCHES, line=there[0]) if there else MATCHES
    runs: list[list[int]] = []
    for line in there:
        if runs and line == runs[-1][-1] + 1:
            runs[-1].append(line)
        else:
            runs.append([line])
    told = [say("{first} to {last}", first=run[0], last=run[-1]) if len(run) > 1 else str(run[0]) for run in runs]
    return say("{file}, lines {lines}", file=MATCHES, lines=listed(told))


def by_grid(settle: str, texts: Mapping[str, str]) -> str:
    """A line for every row of a grid as one line for the grid, where all its rows are settled alike.

    >>> by_grid("scales={'a': (1, 5), 'b': (1, 5)}", {"a": "Rate us - Food", "b": "Rate us - Beds", "c": "Why?"})
    "scales={'Rate us': (1, 5)}"
    >>> by_grid("scales={'a': (1, 5), 'b': (1, 5)}", {"a": "Food (school marks)", "b": "Beds (school marks)"})
    "scales={'* (school marks)': (1, 5)}"
    """
    if choice := choice_of(settle):
        return either(**choice | {name: by_grid(choice[name], texts) for name in ("straight", "turned")})
    name, told = _option(settle)
    if name != "scales" or not isinstance(told, dict):
        return settle
    stems = {question: split_text(texts.get(question, ""))[0] for question in texts
             if split_text(texts.get(question, ""))[1]}  # fmt: skip
    lines: dict[str, object] = {}
    for question, scale in told.items():
        stem = stems.get(question, "")
        rows = [other for other, theirs in stems.items() if theirs == stem]
        alike = len(rows) > 1 and all(other in told and told[other] == scale for other in rows)
        lines[stem if alike and stem not in texts else question] = scale
    return f"scales={_by_ending(lines, texts)!r}"


def _by_ending(lines: Mapping[str, object], texts: Mapping[str, str]) -> dict[str, object]:
    """Lines of one scale for questions that end alike, and no other does, as one line with a star before the ending."""
    found = dict(lines)
    for scale in dict.fromkeys(map(repr, lines.values())):
        names = [name for name, told in found.items() if repr(told) == scale and "*" not in texts.get(name, name)]
        by_end = sorted(names, key=lambda name: texts.get(name, name)[::-1])
        while by_end:
            alike, ending = [by_end.pop()], ""
            while by_end and (common := _ending([texts.get(name, name) for name in (*alike, by_end[-1])])):
                alike.append(by_end.pop())
                ending = common
            same = {question for question in texts if texts[question].endswith(ending) or question.endswith(ending)}
            if len(alike) > 1 and same == set(alike):
                at = list(found).index(min(alike, key=list(found).index))
                told = found[alike[0]]
                rest = [(name, told) for name, told in found.items() if name not in alike]
                found = dict([*rest[:at], (f"*{ending}", told), *rest[at:]])
    return found


def _ending(texts: list[str]) -> str:
    """What all texts end in, from the edge of a word on; "" where that is next to nothing."""
    common = commonprefix([text[::-1] for text in texts])[::-1]
    ending = re.sub(r"^\w*", "", common)
    return ending if len(ending.strip()) >= _ENDING else ""


def roles_lines(settings: Settings, file: StudyFile, survey: Survey, ours: Mapping[str, str]) -> str:
    """The lines that give a file more roles, beside those that stand there, in the way in which they stand there.

    What is declared replaces what was guessed, so that a guessed role has to be written down with the first one.
    """
    told_otherwise = {"audience": file.audience, "wave": file.wave}
    guessed = {role: column for role, column in survey.roles.items() if not told_otherwise.get(role)}
    form = _form_of_roles(settings, file)
    if form == "inline":
        cells = ", ".join(f"{role} = {toml_value(column)}" for role, column in (guessed | dict(ours)).items())
        return line_of(file, f"roles = {{ {cells} }}")
    declared = {**settings.roles, **file.roles}
    wanted = {role: column for role, column in guessed.items() if role not in declared} | dict(ours)
    cells = {role: toml_value(column) for role, column in wanted.items()}
    if form == "table":
        told = paragraph("\n".join(f"{role} = {cell}" for role, cell in cells.items()))
        return say("{file}, under [files.roles] of {path}: {line}", file=FILE, path=file.path, line=told)
    return line_of(file, paragraph("\n".join(f"roles.{role} = {cell}" for role, cell in cells.items())))


def _form_of_roles(settings: Settings, file: StudyFile) -> str:
    """How study.toml writes the roles of a file: ``roles = {...}``, ``[files.roles]``, or a line each."""
    try:
        text = (settings.folder / FILE).read_text(encoding="utf-8-sig")
    except OSError:
        return "lines"
    parts = re.split(r"(?m)^\s*\[\[\s*files\s*\]\]", text)[1:]
    ours = next(
        (part for part in parts if re.search(rf"(?m)^\s*path\s*=\s*[\"']{re.escape(file.path)}[\"']", part)), ""
    )
    if re.search(r"(?m)^\s*roles\s*=", ours):
        return "inline"
    return "table" if re.search(r"(?m)^\s*\[\s*files\.roles\s*\]", ours) else "lines"


def _option(settle: str) -> tuple[str, object]:
    """The name of a call's option and its value; None where it is no option with a plain value."""
    name, equals, value = settle.partition("=")
    try:
        return name, ast.literal_eval(value) if equals and name.isidentifier() else None
    except (ValueError, SyntaxError):
        return name, None


def as_toml(settle: str) -> str:
    """A line for a Python call as a line of study.toml.

    >>> as_toml("scales={'Q1': (1, 5)}")
    'scales."Q1" = [1, 5]'
    """
    if choice := choice_of(settle):
        ends = (("high", "straight"), ("low", "turned"))
        lines = ((say("# if {end} is the best:", end=choice[end]), as_toml(choice[line])) for end, line in ends)
        return in_a_row(*(part for pair in lines for part in pair), by="\n")
    name, told = _option(settle)
    if isinstance(told, dict):  # so that the lines of several doubts can stand below one another
        return "\n".join(f"{name}.{toml_value(str(key))} = {toml_value(part)}" for key, part in told.items())
    return settle if told is None else f"{name} = {toml_value(told)}"


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
