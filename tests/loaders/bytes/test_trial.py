"""A file that crashes the reader crashes a child, never the person's session."""

import pandas as pd
import pyreadstat
import pytest

from cxresearch.errors import SurveyFileError
from cxresearch.loaders.bytes import trial
from cxresearch.loaders.reading import read_survey


@pytest.fixture
def good(tmp_path):
    pyreadstat.write_sav(pd.DataFrame({"nps": [9.0, 3.0, 7.0]}), str(tmp_path / "good.sav"))
    yield tmp_path / "good.sav"
    trial._stop()


def test_a_crash_of_the_reader_is_a_corrupt_file(good, monkeypatch):
    trial._stop()
    dies = trial._CHILD.replace("try:", "import os; os.abort()\n    try:")
    monkeypatch.setattr(trial, "_CHILD", dies)
    with pytest.raises(SurveyFileError, match=r"good\.sav: corrupt SPSS file"):
        read_survey(good)
    monkeypatch.undo()
    assert read_survey(good).n_rows == 3


def test_one_child_serves_all_files(good):
    assert trial.survives(good) and trial.survives(good)
    assert len(trial._running) == 1


def test_without_a_child_the_file_is_read_all_the_same(good, monkeypatch):
    trial._stop()
    monkeypatch.setattr(trial, "_CHILD", "raise SystemExit")
    assert trial.survives(good) and read_survey(good).n_rows == 3
