"""What is refused is refused in the language that is set, and in English the words are what they were."""

import ast
import re
from pathlib import Path

import pandas as pd
import pytest

import cxresearch as cx

PACKAGE = Path(cx.__file__).parent
FRAME = pd.DataFrame({"mood": [1, 2, 3, 4, 5] * 8, "colour": ["rost", "moos"] * 20})
CASES = {
    "there is no such file. Did you mean 'm.csv'? Check": ("b.csv", {}, "Diese Datei gibt es nicht."),
    "kinds= declares 'colour'": ("a.csv", {"kinds": {"colour": "number"}}, "kinds= erklärt 'colour' zu 'number'"),
    "kinds= gives 'mood' the kind": ("a.csv", {"kinds": {"mood": "ratng"}}, "kinds= gibt 'mood' die Art 'ratng'"),
    "No role 'shop'": ("a.csv", {"roles": {"shop": "colour"}}, "Es gibt keine Rolle 'shop'"),
    "missing= names a question": ("a.csv", {"missing": {"q": 9}}, "missing= nennt eine Frage"),
    "a PDF document, not a table": ("a.pdf", {}, "ein PDF-Dokument, keine Tabelle mit Antworten. Die"),
    "the output of a model": ("m.csv", {}, "die Ausgabe eines Modells"),
    "folder with files of 3 kinds": ("", {}, "ein Ordner mit Dateien von 3 Arten"),
}  # fmt: skip


@pytest.mark.filterwarnings("ignore::cxresearch.SurveyWarning")
@pytest.mark.parametrize("english", CASES)
def test_a_refusal_speaks_german(tmp_path, english):
    FRAME.to_csv(tmp_path / "a.csv", index=False)
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7 \x00\x01\x02")
    (tmp_path / "m.csv").write_text("term,estimate,std.error,statistic,p.value\nage,0.02,0.01,2,0.04\nsex,1,1,1,1\n")
    (tmp_path / "x.json").write_text("[]")
    name, options, german = CASES[english]
    for language, words in (("en", english), ("de", german)):
        with cx.language(language), pytest.raises(cx.CXResearchError) as refused:
            cx.read_survey(tmp_path / name if name else tmp_path, **options)
        assert words in str(refused.value)


@pytest.mark.parametrize("wing", ["loaders", "survey"])
def test_no_error_of_loaders_and_survey_stands_in_english_alone(wing):
    """An error's text is said, or put together of nothing but what was said or written by others."""
    alone = []
    for file in sorted((PACKAGE / wing).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            raised = node.exc if isinstance(node, ast.Raise) else None
            if not isinstance(raised, ast.Call) or not raised.args or not ast.unparse(raised.func).endswith("Error"):
                continue
            text, kind = raised.args[0], ast.unparse(raised.func)
            parts = text.values if isinstance(text, ast.JoinedStr) else [text]
            words = " ".join(str(part.value) for part in parts if isinstance(part, ast.Constant))
            if kind not in _INNER and re.search(r"[^\W\d_]{2,}", words):
                alone.append(f"{file.relative_to(PACKAGE)}:{node.lineno}")
    assert alone == []


# Errors that nobody meets: they are caught where they are raised.
_INNER = ("csv.Error", "ValueError", "TypeError", "KeyError", "AttributeError", "NotImplementedError")


def _sentences(tree) -> list[int]:
    """Lines with a sentence that is put together outside of what can be said in another language."""
    above = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.JoinedStr):
            continue
        words = " ".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))
        around, outer = node, []
        while around in above:
            around = above[around]
            outer.append(ast.unparse(around.func) if isinstance(around, ast.Call) else "")
        code = re.search(r"[\\|]|=\{|=\(|\w\(", words) or outer[:1] == ["re.compile"]
        if len(re.findall(r"[a-z]{2,}", words)) >= 3 and not code and not {"say", "kept", "told"} & {*outer}:
            found.append(node.lineno)
    return found


# What Python shows of an object, what a sample is made of, and a fingerprint of what is kept.
_NO_MESSAGES = ("survey/survey.py", "loaders/samples.py", "loaders/kept.py")


@pytest.mark.parametrize("wing", ["loaders", "survey"])
def test_no_note_of_loaders_and_survey_stands_in_english_alone(wing):
    files = {str(file.relative_to(PACKAGE)): file for file in sorted((PACKAGE / wing).rglob("*.py"))}
    alone = {name: _sentences(ast.parse(file.read_text("utf-8"))) for name, file in files.items()
             if name not in _NO_MESSAGES}  # fmt: skip
    assert {name: lines for name, lines in alone.items() if lines} == {}


@pytest.mark.filterwarnings("ignore::cxresearch.SurveyWarning")
def test_rare_notes_speak_german(tmp_path):
    rows = [f"p{at % 38},{at % 5 + 1},ort{at % 3}" for at in range(40)]
    rows[4], rows[9] = "p4,77,ort1", "p9,3"
    (tmp_path / "a.csv").write_bytes("\n".join(["id,note,stra\u00dfe", *rows, "p50,2,M\u00fcnchen"]).encode("cp1252"))
    survey = cx.read_survey(tmp_path / "a.csv", audience="C", scales={"note": (1, 5)}, missing={"note": 77})
    with cx.language("de"):
        shown = survey.notes.shown()
    left = [line for line in shown if re.search(r"\b(the|and|with|rows?|answers?|read as|were)\b", line)]
    assert len(shown) >= 4 and left == []
    assert any("als Windows-1252 gelesen" in line for line in shown)
    assert any("1 Zeile mit weniger Zellen als den 3 der Kopfzeile" in line for line in shown)
