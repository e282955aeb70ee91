"""No error or warning is written in one language: a person reads it in the study's."""

import ast
from collections.abc import Iterator

import pytest

from cxresearch import errors
from tests.places import PACKAGE

# What is loaded before a sentence can be said in the study's language.
ENGLISH = ("errors.py", "speaking.py")
ERRORS = {name for name in errors.__all__ if name.endswith("Error")} | {"warn"}
# What gives texts that are said already, or names and numbers.
_SAID = {"say", "told", "again", "named", "listed", "did_you_mean", "plural", "count", "number", "repr", "str"}


def words(text: str) -> bool:
    return any(word.strip(".,:;()").isalpha() and len(word.strip(".,:;()")) > 1 for word in text.split())


def unsaid(node: ast.expr) -> bool:
    """Whether a text holds words of one language that did not go through say()."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and words(node.value)
    if isinstance(node, ast.JoinedStr):
        return any(unsaid(part.value if isinstance(part, ast.FormattedValue) else part) for part in node.values)
    if isinstance(node, ast.Call):
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        return name not in _SAID and isinstance(node.func, ast.Attribute) and unsaid(node.func.value)
    if isinstance(node, ast.IfExp):
        return unsaid(node.body) or unsaid(node.orelse)
    if isinstance(node, ast.BinOp):
        return unsaid(node.left) or unsaid(node.right)
    return False


def in_one_language(text: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and node.args:
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in ERRORS and unsaid(node.args[0]):
                yield f"line {node.lineno}: {ast.unparse(node.args[0])[:90]}"


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ('raise StudyError("There is no file.")', 1),
        ('raise StudyError(f"{path}: cannot be read. Save it.")', 1),
        ('raise StudyError("a b" + f"no {file}")', 1),
        ('warn(f"{name}: {say(text)}.")', 0),
        ('raise StudyError(say("There is no {file}.", file=path))', 0),
        ('raise StudyError(f"{file}: {problem}")', 0),
    ],
)
def test_a_text_of_one_language_is_seen(line, found):
    assert len(list(in_one_language(line))) == found


def test_errors_are_said_in_the_language_of_the_study():
    found = {
        where: lines
        for path in sorted(PACKAGE.rglob("*.py"))
        if not (where := path.relative_to(PACKAGE).as_posix()).startswith(ENGLISH)
        and (lines := list(in_one_language(path.read_text(encoding="utf-8"))))
    }
    assert found == {}, "write say('...', field=...), with its words in languages/"
