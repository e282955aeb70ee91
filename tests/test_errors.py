"""Errors tell the kinds of trouble apart, and warnings point at the caller's line."""

import ast
import warnings
from pathlib import Path

import pandas as pd
import pytest

import cxresearch as cx
from cxresearch import errors
from cxresearch.wording import missing_extra


def test_a_name_that_is_not_there_is_two_lines_in_a_notebook():
    with pytest.raises(AttributeError) as told:
        _ = cx.perception_gapp
    assert told.value._render_traceback_() == [
        "UnknownNameError: cxresearch has no 'perception_gapp'.", "Did you mean 'perception_gap'?",
    ]  # fmt: skip
    assert not hasattr(cx, "no_such_name")


@pytest.mark.parametrize(
    ("kind", "builtin"),
    [
        (errors.SurveyFileError, ValueError),
        (errors.QuestionError, LookupError),
        (errors.ScaleError, ValueError),
        (errors.OptionError, ValueError),
        (errors.EngineError, RuntimeError),
        (errors.MissingExtraError, ImportError),
        (errors.UnknownNameError, AttributeError),
    ],
)
def test_each_kind_is_caught_by_its_own_its_familys_and_pythons_name(kind, builtin):
    for caught in (kind, errors.CXResearchError, builtin):
        with pytest.raises(caught, match="the problem"):
            raise kind("the problem, the place, the remedy")


def test_a_message_is_shown_as_written():
    # KeyError would show its message in quotation marks.
    assert str(errors.QuestionError("No question 'x'.")) == "No question 'x'."


def test_a_missing_extra_names_its_command():
    error = missing_extra("Tallying on Spark", "pyspark", "spark")
    assert isinstance(error, ImportError)
    assert "pip install 'cxresearch[spark]'" in str(error)


def test_a_warning_carries_the_line_of_the_caller():
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        cx.Survey.from_frame(pd.DataFrame({"billing": [1, 4, 5]}))
    assert [warning.filename for warning in caught] == [__file__]
    assert issubclass(caught[0].category, cx.SurveyWarning)
    assert issubclass(cx.SurveyWarning, UserWarning)


def test_a_studys_warning_carries_the_line_that_asked(tmp_path):
    pd.DataFrame({"id": [1, 1, 2], "billing": [1, 4, 5]}).to_csv(tmp_path / "answers.csv", index=False)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        cx.new_study(tmp_path / "study", {tmp_path / "answers.csv": "Customers"})
        assert not cx.open_study(tmp_path / "study").comments
    assert {warning.filename for warning in caught} == {__file__}


def hidden_calls(tree: ast.Module) -> list[str]:
    """Functions that a module imports or defines and calls where a local variable of that name hides them."""
    known = {name.asname or name.name for node in tree.body if isinstance(node, ast.ImportFrom) for name in node.names}
    known |= {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    inner = (ast.FunctionDef, ast.Lambda, ast.ListComp, ast.GeneratorExp, ast.DictComp, ast.SetComp)
    found = []

    def parts(node):
        for child in ast.iter_child_nodes(node):
            if not isinstance(child, inner):
                yield child
                yield from parts(child)

    for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        own = list(parts(function))
        set_here = {node.id for node in own if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
        set_here |= {argument.arg for argument in (*function.args.args, *function.args.kwonlyargs)}
        found += [f"{function.name}: {node.func.id}()" for node in own if isinstance(node, ast.Call)
                  and isinstance(node.func, ast.Name) and node.func.id in known & set_here]  # fmt: skip
    return found


def test_no_variable_hides_the_function_that_an_error_calls():
    """It would be found only when the error is raised, and then say something else."""
    assert hidden_calls(ast.parse("from x import named\ndef f(a):\n    named = a\n    return named(a)")) == [
        "f: named()"
    ]
    places = {path: hidden_calls(ast.parse(path.read_text("utf-8"))) for path in Path(cx.__file__).parent.rglob("*.py")}
    assert {path.name: found for path, found in places.items() if found} == {}


def looped_functions(tree: ast.Module) -> list[str]:
    """Functions that a module imports and goes through as if they were a list: a local of that name was renamed."""
    known = {name.asname or name.name for node in tree.body if isinstance(node, ast.ImportFrom) for name in node.names
             if (node.module or "").startswith("cxresearch")}  # fmt: skip
    found = []

    def look(node, hidden: frozenset[str]) -> None:
        if isinstance(node, (ast.FunctionDef, ast.Lambda)):
            hidden |= {one.arg for one in ast.walk(node.args) if isinstance(one, ast.arg)}
            hidden |= {one.id for one in ast.walk(node) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)}
        if isinstance(node, (ast.comprehension, ast.For)) and isinstance(node.iter, ast.Name):
            found.extend([node.iter.id] if node.iter.id in known - hidden and node.iter.id.islower() else [])
        for child in ast.iter_child_nodes(node):
            look(child, hidden)

    look(tree, frozenset())
    return found


def test_no_function_is_gone_through_like_a_list():
    assert looped_functions(ast.parse("from cxresearch.x import y\ndef f():\n    return [a for a in y]")) == ["y"]
    assert looped_functions(ast.parse("from cxresearch.x import y\ndef f(y):\n    return [a for a in y]")) == []
    places = {
        path: looped_functions(ast.parse(path.read_text("utf-8"))) for path in Path(cx.__file__).parent.rglob("*.py")
    }
    assert {path.name: found for path, found in places.items() if found} == {}
