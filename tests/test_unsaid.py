"""No English stands in the code that a person reads and no language can say: literals, templates, choices.

``test_said_errors.py`` looks at what errors are raised with; here every literal that reads as English counts, wherever
it goes: a field of a message, a cell, a note, a repr. What is a message has words in every language; what is none is
code (a key, a query), a text that a program reads, or words to recognise, which stand in the files that are named here.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.places import PACKAGE
from tests.test_languages import spoken

# Words by which files and comments are read, in many languages; nobody is shown them.
READS = {
    "combining/matching.py", "combining/topics.py", "loaders/platforms/", "loaders/review_files.py",
    "loaders/samples.py", "loaders/tables/not_answers.py", "loaders/long_files.py", "privacy/", "report/plain_words.py",
    "stats/acting/actions.py", "stats/audits/ownership.py", "stats/bases/yes_no.py", "stats/quality/timing.py",
    "study/definition.py", "survey/columns/", "survey/group_order.py", "survey/guessing/", "survey/labelling/",
    "survey/scales.py", "text/reading/", "text/scoring/amendments.py", "text/scoring/features.py",
    "text/scoring/vader.py", "text/themes/contrast.py", "text/themes/open_topics.py", "text/themes/theme_effects.py",
    "workshop/sheets/sheets_in.py",
}  # fmt: skip
# What is code or stays as it is: programs for a second process, marks that are looked up, standards.
CODE = {
    "__init__.py": "an attribute that is not there is told as Python tells it",
    "cli.py": "--help is English",
    "loaders/bytes/binary_workbooks.py": "a program", "loaders/bytes/trial.py": "a program",
    "plots/drawing/all_answers.py": "a docstring", "survey/group_order.py": "a docstring",
    "text/themes/frame_files.py": "a key of _names.<code>.yaml", "tour/live_room.py": "code of a notebook",
    "workshop/phones/server.py": "HTTP",
}  # fmt: skip
# Marks and keys of two words, and names of others.
KEYS = {
    "a machine's tone", "a theme of the survey", "an answer", "any word", "by person", "codebook is checked",
    "disagreement of people", "all questions", "found it hard", "frames that fit", "No description", "not a database",
    "not alike", "Not drawn", "record of the scorer", "rows in", "sampling error only", "Title and Content",
    "Title Only", "_place in the survey", "each one of rows", "group of rows", "member of staff", "by text", "too few",
    "two classes", "what a correction supposes",
}  # fmt: skip
COMMON = set(
    "the a an of is are was were in on at to for with without and or not no this that it its be by from as than there "
    "who which what how when where one two each all any more most less few only has have".split()
)
NO_PROSE = re.compile(
    r"\b(SELECT|UPDATE|INSERT|DELETE|CREATE|ORDER BY|WHERE|INDEXED|IS NULL|CAST)\b|^\W*select |^insert |</?\w|xmlns|"
    r"\(\?|\\b|\.\*|\|| = |[{;]\w*:|:not|:\.|^%|\w\(\w| of rows$|said in|--all|\bNOT IN\b|\bOVER\b"
)
NOT_READ = {"add_parser", "add_argument", "_Parser", "ArgumentParser", "part", "add_subparsers", "compile", "execute",
            "ValueError", "RuntimeError", "AssertionError"}  # fmt: skip


def is_english(text: str) -> bool:
    found = re.findall(r"[A-Za-z']+", text)
    return (
        len(found) > 1
        and " " in text.strip()
        and bool({w.lower() for w in found} & COMMON)
        and not NO_PROSE.search(text)
    )


def docstrings(tree: ast.Module) -> Iterator[int]:
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        for line in body if isinstance(body, list) else ():
            if isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant):
                yield id(line.value)


def called(node: ast.Call) -> str:
    return getattr(node.func, "id", getattr(node.func, "attr", ""))


def unsaid(text: str, messages: set[str]) -> Iterator[tuple[int, str]]:
    """Line and text of what reads as English in a file and is no message."""
    tree = ast.parse(text)
    skip = set(docstrings(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and called(node) in NOT_READ:
            skip |= {id(part) for part in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            whole = "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
            skip |= {id(part) for part in node.values}
            if id(node) not in skip and is_english(whole):
                yield node.lineno, whole
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skip:
            found.append(node)
    yield from ((one.lineno, one.value) for one in found if one.value not in messages | KEYS and is_english(one.value))


def chosen_by_language(text: str) -> Iterator[int]:
    """Lines where the code asks whether one certain language is spoken."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Compare) and any(
            isinstance(side, ast.Call) and called(side) == "language_now" for side in (node.left, *node.comparators)
        ):
            yield node.lineno


def words_of_template(text: str) -> list[str]:
    """What a template shows beside its fields: text, and what is read out or shown in its attributes."""
    text = re.sub(
        r"\{% macro.*?%\}.*?\{% endmacro %\}|\{%.*?%\}|\{#.*?#\}|<!--.*?-->|<(style|script)\b.*?</\1>|<code>.*?</code>",
        " ",
        text,
        flags=re.S,
    )
    text = re.sub(r"\{\{.*?\}\}", " ", text, flags=re.S)
    read = re.findall(r'\b(?:alt|title|aria-label|placeholder)="([^"]*[A-Za-z]{3}[^"]*)"', text)
    bare = re.sub(r"&\w+;", " ", re.sub(r"<[^>]*>", " ", text))
    return [*read, *re.findall(r"[A-Za-z]{3,}", bare)]


def code() -> Iterator[tuple[str, str]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        yield path.relative_to(PACKAGE).as_posix(), path.read_text(encoding="utf-8")


def test_what_reads_as_english_is_a_message():
    messages, nouns = spoken()
    known = {*messages, *nouns}
    found = {
        where: lines
        for where, text in code()
        if not where.startswith((*READS, *CODE)) and (lines := list(unsaid(text, known)))
    }
    assert found == {}, "write say('...', field=...), or name the file in READS where nobody is shown it"


def test_no_template_holds_words_of_one_language():
    found = {
        path.relative_to(PACKAGE).as_posix(): words
        for path in sorted(PACKAGE.rglob("*.html"))
        if (words := words_of_template(path.read_text(encoding="utf-8")))
    }
    assert found == {}, "write {{ say('...') }}"


def test_nothing_is_chosen_by_which_language_is_spoken():
    """A language is files alone: what differs between languages stands in its language.toml."""
    lines = {where: list(chosen_by_language(text)) for where, text in code() if where != "speaking.py"}
    # A table is shown with the names of its columns where those are English.
    assert {where: found for where, found in lines.items() if found and where != "result.py"} == {}


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ('raise QuestionError(say("No {a}: {b}", a=1, b="a question of another kind"))', 2),
        ('note = f"kept {n} of {all} rows"', 1),
        ('say("No answer of {who}", who=who)', 0),
        ('cells = ["none of these"]', 1),
        ('run("SELECT a FROM b WHERE c = ?")', 0),
        ('def f():\n    """What it is for."""', 0),
    ],
)
def test_english_that_is_no_message_is_seen(line, found):
    assert len(list(unsaid(line, {"No answer of {who}"}))) == found


def test_words_of_a_template_are_seen():
    assert words_of_template('<p title="Seen by all">{{ say("Read") }} once</p><style>a {b: c}</style>') == [
        "Seen by all", "once",
    ]  # fmt: skip


def test_a_language_in_a_condition_is_seen():
    assert list(chosen_by_language('x = 1 if language_now() == "de" else 2\ny = language_now()')) == [1]


def test_files_that_are_excused_are_there():
    assert [name for name in (*READS, *CODE) if not Path(PACKAGE / name).exists()] == []
