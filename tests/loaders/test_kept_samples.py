"""The samples are read through the real loaders once, and then taken from the user's cache, equal in everything."""

import os

import pandas as pd
import pytest

import cxresearch as cx
from cxresearch.loaders import kept, samples

NAMES = ["harbour-bank", "harbour-bank-audits", "harbour-bank-programmes"]


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("CXRESEARCH_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def _read_anew(name):
    return samples._SAMPLES[name][0](cx.sample_folder() / "harbour-bank")


def _same(one, other):
    mine, theirs = one.__dict__, other.__dict__
    pd.testing.assert_frame_equal(mine["responses"], theirs["responses"], check_exact=True)
    pd.testing.assert_frame_equal(mine["codebook"], theirs["codebook"], check_exact=True)
    for part in set(mine) - {"responses", "codebook", "_cache"}:
        assert mine[part] == theirs[part], part


@pytest.mark.parametrize("name", NAMES)
def test_a_kept_sample_is_the_read_one_in_every_attribute(cache, name, monkeypatch):
    first, read = cx.load_sample(name), _read_anew(name)
    (file,) = cache.rglob("*.arrow")
    _same(first, read)
    monkeypatch.setitem(samples._SAMPLES, name, (None, samples._SAMPLES[name][1]))  # nothing is there to read it with
    again = cx.load_sample(name)
    assert again is not first and file.exists()
    _same(again, read)
    assert list(again.doubted) == list(read.doubted) and list(again.notes) == list(read.notes)


def test_the_same_number_comes_out(cache):
    first, second = cx.load_sample(), cx.load_sample()
    pd.testing.assert_frame_equal(cx.perception_gap(first).table, cx.perception_gap(second).table)


@pytest.mark.parametrize(
    "change", ["another library", "a damaged file", "a file that others may write", "an empty file"]
)
def test_what_is_not_exactly_ours_is_read_anew(cache, monkeypatch, change):
    read = cx.load_sample("harbour-bank-audits")
    (file,) = cache.rglob("*.arrow")
    if change == "another library":
        own = kept.library_digest

        def other():
            digest = own()
            digest.update(b"one file differs")
            return digest

        monkeypatch.setattr(kept, "library_digest", other)
    elif change == "a damaged file":
        data = file.read_bytes()
        file.write_bytes(data[: len(data) // 2])
    elif change == "an empty file":
        file.write_bytes(b"")
    elif hasattr(os, "getuid"):
        file.chmod(0o666)
    calls = []
    make, files = samples._SAMPLES["harbour-bank-audits"]

    def counted(folder):
        calls.append(1)
        return make(folder)

    monkeypatch.setitem(samples._SAMPLES, "harbour-bank-audits", (counted, files))
    _same(cx.load_sample("harbour-bank-audits"), read)
    assert calls
    if change == "another library":  # and what was kept of the earlier one is gone
        assert [one.name for one in cache.rglob("*.arrow")] != [file.name] and not file.exists()


def test_a_home_that_cannot_be_written_is_done_without(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("CXRESEARCH_CACHE", str(tmp_path / "file" / "below"))
    _same(cx.load_sample("harbour-bank-audits"), _read_anew("harbour-bank-audits"))


def test_a_survey_that_would_come_back_as_another_is_not_kept(tmp_path):
    survey = cx.Survey.from_frame(pd.DataFrame({"q": [1, 2, 3]}), scales={"q": (1, 5)})
    assert kept.write_exactly(survey, tmp_path / "a.arrow")
    assert not kept.write_exactly(survey.only(q=[1, 2]), tmp_path / "b.arrow")
