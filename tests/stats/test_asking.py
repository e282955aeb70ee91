"""What stands in place of a Survey or of a name is met by what to pass; a notebook shows two lines of an error."""

import pandas as pd
import pytest

import cxresearch as cx

ANSWERS = pd.DataFrame({
    "audience": ["Leadership", "Staff", "Customers"] * 40, "unit": list("ABCD") * 30, "A": [1, 2, 3, 4, 5] * 24,
    "B": [5, 3, 4, 2, 1] * 24, "nps": list(range(11)) * 10 + list(range(10)), "why": ["the queue is long"] * 120,
})  # fmt: skip


@pytest.fixture(scope="module")
def survey():
    return cx.Survey.from_frame(ANSWERS, scales={"A": (1, 5), "B": (1, 5)})


CALLS = {
    "perception_gap": lambda survey, **options: cx.perception_gap(survey, **options),
    "nps": lambda survey, **options: cx.nps(survey, "nps", **options),
    "csat": lambda survey, **options: cx.csat(survey, "A", **options),
    "mean_score": lambda survey, **options: cx.mean_score(survey, "A", **options),
    "compare_groups": lambda survey, **options: cx.compare_groups(survey, "A", **{"by": "unit"} | options),
    "silos": lambda survey, **options: cx.silos(survey, "A", **{"by": "unit"} | options),
    "loyalty_drivers": lambda survey, **options: cx.loyalty_drivers(survey, "nps", ["A", "B"], **options),
    "sentiment": lambda survey, **options: cx.sentiment(survey, "why", **options),
    "themes": lambda survey, **options: cx.themes(survey, "why", **options),
    "contrast_words": lambda survey, **options: cx.contrast_words(survey, "why", **{"by": "audience"} | options),
    "check_quality": lambda survey, **options: cx.check_quality(survey, **options),
    "explore": lambda survey, **options: cx.explore(survey, **options),
    "reliability": lambda survey, **options: cx.reliability(survey, ["A", "B"], **options),
}


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize(
    ("wrong", "remedy"),
    [
        (ANSWERS, "Survey.from_frame"), ("answers.csv", "read_survey"), (None, "read_survey"),
        (cx.open_study("parcel-service"), "study.now"),
    ],
    ids=["frame", "path", "nothing", "study"],
)  # fmt: skip
def test_what_is_no_survey_is_named_with_what_to_pass(name, wrong, remedy):
    with pytest.raises(cx.OptionError, match=f"{name} takes a Survey; got {type(wrong).__name__[:4]}") as told:
        CALLS[name](wrong)
    assert remedy in str(told.value)


def test_a_result_in_place_of_a_survey(survey):
    with pytest.raises(cx.OptionError, match="takes a Survey; got NetPromoter"):
        cx.perception_gap(cx.nps(survey, "nps"))


_BY_NAME = sorted(set(CALLS) - {"perception_gap", "loyalty_drivers", "check_quality", "explore"})


@pytest.mark.parametrize("name", _BY_NAME)
def test_a_number_in_place_of_a_name(survey, name):
    with pytest.raises(cx.OptionError, match=r"by=5\) is a number where a name belongs"):
        CALLS[name](survey, by=5)


@pytest.mark.parametrize("name", sorted(set(CALLS) - {"check_quality", "explore"}))
@pytest.mark.parametrize("confidence", ["95%", "0.95", 95, True, None])
def test_confidence_is_a_level(survey, name, confidence):
    if name == "contrast_words":
        pytest.skip("takes no level")
    with pytest.raises(cx.OptionError, match="confidence"):
        CALLS[name](survey, confidence=confidence)


@pytest.mark.parametrize("margin", ["10", True, None, [10]])
def test_margin_is_a_number(survey, margin):
    with pytest.raises(cx.OptionError, match="margin"):
        cx.perception_gap(survey, margin=margin)


def test_questions_that_are_no_text(survey):
    for ask in (lambda: cx.silos(survey, 3, by="unit"), lambda: cx.mean_score(survey, 3), lambda: cx.themes(survey, 3)):
        with pytest.raises(cx.OptionError, match="in quotes"):
            ask()
    with pytest.raises(cx.CXResearchError, match="holds no words"):
        cx.sentiment(survey, "A")


def test_the_front_door_keeps_signatures_and_words():
    import inspect

    from cxresearch.stats.loyalty.measures import nps

    assert inspect.signature(cx.nps) == inspect.signature(nps) and cx.nps.__doc__ == nps.__doc__


@pytest.mark.slow
def test_a_notebook_shows_two_lines_and_all_of_it_on_demand(tmp_path):
    """In a real kernel, as a person meets it."""
    import nbformat
    from nbclient import NotebookClient

    from cxresearch.tour.kernels import kernel_manager

    cells = [nbformat.v4.new_code_cell(source) for source in ("import cxresearch as cx\ncx.nps('answers.csv')", "%tb")]
    book = nbformat.v4.new_notebook(cells=cells)
    NotebookClient(book, km=kernel_manager(), allow_errors=True, timeout=120).execute(cwd=str(tmp_path))
    short, whole = ("\n".join(cell.outputs[-1].traceback) for cell in book.cells)
    assert short.splitlines() == [
        "OptionError: nps takes a Survey; got str.", "Read the file first: nps(cx.read_survey('answers.csv'))."
    ]  # fmt: skip
    assert "Traceback" in whole and "asking.py" in whole and len(whole.splitlines()) > 10


def test_an_error_of_one_sentence_tells_where_the_rest_is():
    assert cx.ScaleError("The scale is unknown")._render_traceback_() == [
        "ScaleError: The scale is unknown", "%tb shows where it happened."
    ]  # fmt: skip
