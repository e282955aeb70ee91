"""The front door is light: what is not asked for is not loaded. Seconds are benchmarks/'s business."""

import json
import subprocess
import sys

import pytest

HEAVY = {
    "IPython",
    "duckdb",
    "ipywidgets",
    "matplotlib",
    "narwhals",
    "nbclient",
    "nbconvert",
    "nltk",
    "numpy",
    "openpyxl",
    "pandas",
    "polars",
    "pptx",
    "pyarrow",
    "pyreadstat",
    "rapidfuzz",
    "scipy",
    "seaborn",
    "sklearn",
    "statsmodels",
    "tornado",
    "tqdm",
    "vaderSentiment",
}


def loaded_by(statement: str) -> set[str]:
    """Top-level modules that a fresh interpreter holds after `statement`."""
    code = f"import sys, json; {statement}; print(json.dumps(sorted({{name.split('.')[0] for name in sys.modules}})))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return set(json.loads(run.stdout.splitlines()[-1]))


def test_front_door_loads_nothing_heavy():
    assert loaded_by("import cxresearch") & HEAVY == set()


def test_asking_for_an_error_loads_nothing_heavy():
    assert loaded_by("import cxresearch; cxresearch.SurveyFileError") & HEAVY == set()


def test_help_of_the_shell_loads_nothing_heavy():
    assert loaded_by("import cxresearch.cli") & HEAVY == set()


def test_statistics_of_counts_do_not_load_what_only_models_need():
    of_models = {"statsmodels", "nltk", "sklearn", "seaborn", "matplotlib"}
    assert loaded_by("import cxresearch as cx; cx.nps") & of_models == set()


def test_a_first_picture_loads_what_it_draws_with_and_no_more():
    code = (
        "import cxresearch as cx, pandas as pd; answers = pd.DataFrame({'nps': [10, 9, 0]}); "
        "cx.plot(cx.nps(cx.Survey.from_frame(answers, audience='Customers')))"
    )
    assert loaded_by(code) & {"seaborn", "ipywidgets", "nltk", "sklearn", "statsmodels"} == set()


def test_every_public_name_is_behind_the_door():
    code = "import cxresearch as cx; print([n for n in cx.__all__ if not hasattr(cx, n)])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert run.stdout.strip() == "[]", run.stderr


def test_a_room_never_hides_the_function_of_its_name():
    code = "import cxresearch.survey.tally, cxresearch as cx; print(callable(cx.tally), cx.tally.__module__)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert run.stdout.split() == ["True", "cxresearch.survey.tally"], run.stderr


def test_an_unknown_name_says_what_is_near():
    import cxresearch

    with pytest.raises(AttributeError, match="Did you mean 'perception_gap'"):
        _ = cxresearch.perception_gaps
