"""Each library is loaded where a call needs it; without it that call fails with the remedy, and nothing else does."""

import re
import sys

import numpy as np
import pandas as pd
import pytest

import cxresearch as cx
from cxresearch.errors import MissingExtraError
from cxresearch.survey.survey import Survey
from tests.places import PACKAGE


def survey() -> Survey:
    rng = np.random.default_rng(2)
    n = 300
    frame = pd.DataFrame(
        {"nps": rng.integers(0, 11, n), "billing": rng.integers(1, 6, n).astype(float), "app": rng.integers(1, 6, n),
         "effort": rng.integers(1, 8, n), "unit": rng.choice(["North", "South"], n), "left": rng.integers(0, 2, n),
         "age": rng.integers(20, 80, n)}
    )  # fmt: skip
    frame.loc[:20, "billing"] = np.nan
    scales = {"nps": (0, 10), "billing": (1, 5), "app": (1, 5), "effort": (1, 7)}
    return Survey.from_frame(frame, scales=scales, audience="Customers", roles={"unit": "unit"})


def page(tmp_path):
    from cxresearch.workshop import templates

    templates.templates_of.cache_clear()
    cx.Report("Study", [cx.nps(survey(), "nps")]).to_html(tmp_path / "page.html")


def sheets(tmp_path):
    from cxresearch.workshop import templates

    for made in vars(templates).values():
        if hasattr(made, "cache_clear"):
            made.cache_clear()
    cx.workshop_sheets(tmp_path / "sheets.html")


def scores(_):
    from cxresearch.text.scoring import vader

    vader.nltk_analyzer.cache_clear()
    cx.score_texts(["The queue is too long"], rules="nltk")


# One row a feature that a library carries; a new use of a library adds its row.
CALLS = {
    ("matplotlib", "a picture"): lambda _: cx.plot(cx.nps(survey(), "nps")),
    ("seaborn", "units and questions"): lambda _: cx.plot(cx.unit_table(survey(), ["billing", "app"])),
    ("seaborn", "all answers"): lambda _: cx.plot(cx.csat(survey(), "billing"), kind="answers"),
    ("statsmodels", "controls="): lambda _: cx.effort_and_leaving(survey(), "effort", "left", controls=["age"]),
    ("statsmodels", "missing='impute'"): lambda _: cx.loyalty_drivers(
        survey(), "nps", ["billing", "app"], bootstrap=0, missing="impute", copies=5
    ),
    ("nltk", "rules='nltk'"): scores,
    ("jinja2", "a page"): page,
    ("jinja2", "sheets"): sheets,
}


@pytest.mark.parametrize(("library", "feature"), CALLS, ids=lambda name: name)
def test_without_a_library_its_feature_says_what_it_needs(library, feature, monkeypatch, tmp_path):
    for name in [library, *(name for name in sys.modules if name.startswith(f"{library}."))]:
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(MissingExtraError, match=rf"needs {library}: pip install"):
        CALLS[library, feature](tmp_path)
    # What does without the library goes on.
    assert cx.nps(survey(), "nps").sentences()


@pytest.mark.parametrize("library", sorted({library for library, _ in CALLS}))
def test_no_library_is_loaded_at_the_top_of_a_room(library):
    first = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.startswith((f"import {library}", f"from {library}"))
    }
    assert first == set()


# A Result and its sentences are shown without waiting for jinja2; the third is no page but a file's format.
BY_HAND = {"result.py", "wording.py", "report/asking/qualtrics_file.py"}


def test_pages_and_panels_leave_escaping_to_jinja2_and_markupsafe():
    found = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if re.search(r"\bhtml\.escape\(|from html import .*\bescape\b", path.read_text(encoding="utf-8"))
    }
    assert found == BY_HAND
