"""Every message of the code has its words in every language, with the same fields; and no language keeps dead ones.

``python -m tests.test_languages de`` lists what a language lacks, file by file: the way to begin a new one.
"""

import ast
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import jinja2
import jinja2.nodes
import pytest

import cxresearch as cx
from cxresearch import speaking
from cxresearch.stats.bases.naming import base_of, topic_in_sentence
from cxresearch.wording import (
    capital,
    interval,
    listed,
    named,
    noun,
    number,
    percent_sure,
    plural,
    points,
    say,
    signed_points,
    told,
)
from tests.places import PACKAGE

OTHERS = [code for code in speaking.languages() if code != "en"]
_MESSAGES, _NOUNS = {"say": 0, "told": 0, "kept": 0}, {"noun": 0, "plural": 1}


def fields_of(message: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(message) if name is not None}


def literals(node: ast.expr) -> Iterator[str]:
    """Texts that a first argument can be: a literal, or a choice between literals."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from literals(node.body)
        yield from literals(node.orelse)


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", "")
            if name in _MESSAGES | _NOUNS:
                yield name, node


def of_templates(package: Path) -> Iterator[tuple[str, str, str]]:
    """Function, text and place of what is said in pages' templates."""
    for path in sorted(package.rglob("*.html")):
        page = jinja2.Environment().parse(path.read_text(encoding="utf-8"))
        for call in page.find_all(jinja2.nodes.Call):
            name = getattr(call.node, "name", "")
            at = (_MESSAGES | _NOUNS).get(name)
            if at is not None and len(call.args) > at and isinstance(call.args[at], jinja2.nodes.Const):
                yield name, call.args[at].value, f"{path.relative_to(package).as_posix()}:{call.lineno}"


def spoken(package: Path = PACKAGE) -> tuple[dict[str, str], dict[str, str]]:
    """Messages and nouns of the code and its templates, each with a place where it stands."""
    messages, nouns = {}, {}
    for name, text, where in of_templates(package):
        (messages if name in _MESSAGES else nouns).setdefault(text, where)
    for path in sorted(package.rglob("*.py")):
        where = path.relative_to(package).as_posix()
        found = list(calls(path))
        # A file that says nothing counts for errors and notes, which stay English.
        speaks = any(name in _MESSAGES for name, _ in found)
        for name, call in found:
            kind, at = (messages, _MESSAGES[name]) if name in _MESSAGES else (nouns, _NOUNS[name])
            for argument in call.args[at : at + 1] if speaks or name == "noun" else ():
                for text in literals(argument):
                    kind.setdefault(text, f"{where}:{call.lineno}")
            if name == "plural" and speaks:
                many = call.args[2] if len(call.args) > 2 else None
                regular = [f"{text}s" for text in literals(call.args[1])] if len(call.args) > 1 and many is None else []
                for text in [*regular, *(literals(many) if many is not None else ())]:
                    nouns.setdefault(text, f"{where}:{call.lineno}")
    return messages, nouns


def without(code: str) -> dict[str, str]:
    """What a language lacks, with the place in the code."""
    messages, nouns = spoken()
    found = speaking._read(code)
    lacking = {text: where for text, where in messages.items() if text not in found["said"]}
    return lacking | {text: where for text, where in nouns.items() if text not in found["nouns"]}


@pytest.mark.parametrize("code", OTHERS)
def test_every_message_has_its_words(code):
    messages, _ = spoken()
    said = speaking._read(code)["said"]
    assert {text: where for text, where in messages.items() if text not in said} == {}


@pytest.mark.parametrize("code", OTHERS)
def test_every_noun_has_its_words(code):
    _, nouns = spoken()
    known = speaking._read(code)["nouns"]
    assert {word: where for word, where in nouns.items() if word not in known} == {}


@pytest.mark.parametrize("code", OTHERS)
def test_a_translation_has_the_fields_of_its_message(code):
    wrong = {
        english: other
        for english, other in speaking._read(code)["said"].items()
        if fields_of(english) != fields_of(other)
    }
    assert wrong == {}


@pytest.mark.parametrize("code", OTHERS)
def test_no_translation_is_dead(code):
    messages, _ = spoken()
    assert [text for text in speaking._read(code)["said"] if text not in messages] == []


@pytest.mark.parametrize("code", OTHERS)
def test_a_message_has_one_translation(code):
    import tomllib

    seen, twice = {}, []
    for file in sorted((PACKAGE / "languages" / code).glob("*.toml")):
        part = tomllib.loads(file.read_text(encoding="utf-8"))
        for kind in ("said", "nouns"):
            for english, other in part.get(kind, {}).items():
                if seen.setdefault((kind, english), other) != other:
                    twice.append(f"{file.name}: {english}")
    assert twice == []


def test_a_message_is_named_by_a_literal():
    """What is put together by hand cannot be found in a file of words."""
    wrong = [
        f"{path.relative_to(PACKAGE).as_posix()}:{call.lineno}"
        for path in sorted(PACKAGE.rglob("*.py"))
        for name, call in calls(path)
        if name in _MESSAGES and call.args and isinstance(call.args[0], (ast.JoinedStr, ast.BinOp, ast.Call))
    ]
    assert wrong == []


def test_numbers_and_counted_nouns_in_german():
    with cx.language("de"):
        assert (number(1912), number(31.46, digits=1), number(-0.2)) == ("1.912", "31,5", "0")
        assert (interval(-3, 4.2), percent_sure(0.999)) == ("-3 bis 4", "99,9\u00a0%")
        assert (points(1), points(-31), signed_points(-31)) == ("1 Punkt", "31 Punkte", "-31 Punkte")
        assert f"{plural(1912, 'leader'):dat}" == "1.912 Führungskräften"
        assert base_of("Customers", 400, 300) == "400 Antworten von 300 Kunden"
        assert listed(["Kasse", "App", "Post"]) == "Kasse, App und Post"
        assert topic_in_sentence("Wartezeit") == "Wartezeit"
        assert f"{capital(noun('staff')):dat}" == "Mitarbeitenden"
    assert (number(1912), points(1)) == ("1,912", "1 point")


def test_a_name_out_of_the_data_has_no_forms_and_is_said_as_it_is(monkeypatch):
    monkeypatch.setitem(speaking._read("de")["said"], "{who} agree", "Zustimmung von {who:dat}")
    with cx.language("de"):
        assert say("{who} agree", who="Parents") == "Zustimmung von Parents"
        assert say("{who} agree", who=noun("leaders")) == "Zustimmung von Führungskräften"
    assert say("{who} agree", who="Parents") == "Parents agree"


@pytest.mark.parametrize("asked", ["How was it?", "Wie war es!", "どうでしたか？", "كيف كان؟"])
def test_a_question_within_a_sentence_stands_in_quotes_and_one_at_its_end_does_not(asked, monkeypatch):
    monkeypatch.setitem(speaking._read("de")["said"], "{n} gave {topic}.", "{n} haben {topic} angegeben.")
    said = say("{n} gave {topic}.", n=3, topic=asked)
    assert said == f'3 gave "{asked}".'
    with cx.language("de"):
        assert speaking.again(said) == f"3 haben „{asked}“ angegeben."
    assert say("{topic} and more", topic=asked) == f'"{asked}" and more'
    assert named([asked, "Fees"]) == f'"{asked}", Fees'
    for whole in ("Question: {topic}", "{topic} {n}", '"{topic}".', "{topic} Base: {n}"):
        assert say(whole, topic=asked, n=3) == whole.format(topic=asked, n=3)
    # A sentence that was said is no name, whatever it ends with.
    assert say("{line}, {n}", line=say("Why {topic}?", topic="fees"), n=3) == "Why fees?, 3"


def test_what_has_no_translation_is_said_in_english_and_listed(monkeypatch):
    monkeypatch.setattr(speaking, "_missing", {})
    with cx.language("de"):
        assert say("nobody has translated this {thing}", thing="yet") == "nobody has translated this yet"
    assert speaking.untranslated() == [("de", "nobody has translated this {thing}")]


def test_a_language_ends_with_its_block_and_stays_in_its_thread():
    seen = []
    with speaking.speaking("de"):
        worker = threading.Thread(target=lambda: seen.append(speaking.language_now()))
        worker.start()
        worker.join()
        seen.append(speaking.language_now())
    assert [*seen, speaking.language_now()] == ["en", "de", "en"]


def test_an_unknown_language_is_refused_with_those_that_there_are():
    with pytest.raises(cx.OptionError, match=r"'xx'.*'de' \(Deutsch\)"):
        cx.language("xx")
    assert told("not enough data") == "not enough data"


if __name__ == "__main__":
    CODE = sys.argv[1] if len(sys.argv) > 1 else "de"
    if CODE not in speaking.languages():
        sys.exit(f"There is no languages/{CODE}/language.toml; it is the first file of a language (docs/languages.md).")
    LACKING = without(CODE)
    for text, where in LACKING.items():
        print(f"{where}: {text!r}")
    print(f"{len(LACKING)} messages are lacking in {speaking.languages()[CODE]}.")
