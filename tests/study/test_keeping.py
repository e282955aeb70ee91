"""A kept study is the study as its files say it now: equal in every part, and never an older one."""

import contextlib
import hashlib
import os
import shutil
import warnings

import pandas as pd
import pytest

import cxresearch as cx
from cxresearch.loaders.kept import write_exactly
from cxresearch.study import keeping
from cxresearch.study.papers import forget
from tests.places import SAMPLES


@pytest.fixture
def hospital(tmp_path):
    return shutil.copytree(SAMPLES / "hospital", tmp_path / "hospital")


def opened(folder):
    """A study, the warnings of opening it, and whether a file was read for it."""
    study = cx.open_study(folder)
    reads = []
    with warnings.catch_warnings(record=True) as heard, pytest.MonkeyPatch.context() as patch:
        warnings.simplefilter("always")
        read = keeping.read_parts
        patch.setattr(keeping, "read_parts", lambda settings: reads.append(1) or read(settings))
        assert study.survey.n_rows and study.files
    return study, sorted(str(one.message) for one in heard), bool(reads)


def assert_same(one, other):
    for part in ("roles", "notes", "platform", "name", "intake", "filters", "orders", "thresholds", "doubted"):
        assert getattr(one, part) == getattr(other, part), part
    pd.testing.assert_frame_equal(one.codebook, other.codebook)
    pd.testing.assert_frame_equal(one.to_pandas(), other.to_pandas())


@pytest.mark.parametrize("client", ["hospital", "parcel-service", "harbour-bank"])
def test_a_kept_study_is_the_same_in_every_part(client, tmp_path):
    folder = shutil.copytree(SAMPLES / client, tmp_path / client)
    first, said, read = opened(folder)
    again, said_again, read_again = opened(folder)
    assert (read, read_again) == (True, False) and said == said_again
    assert_same(first.survey, again.survey)
    for path, survey in first.files.items():
        assert_same(survey, again.files[path])
    assert first._opened.whole[1] == again._opened.whole[1]
    pd.testing.assert_frame_equal(first.doubts, again.doubts)
    pd.testing.assert_frame_equal(first.asks, again.asks)


def test_warnings_are_said_again(hospital):
    path = hospital / "matches.csv"
    path.write_text(path.read_text("utf-8-sig").replace("Essen,experience,yes,yes", "Essen,experience,,yes"), "utf-8")
    _, said, _ = opened(hospital)
    _, again, read = opened(hospital)
    assert said and said == again and not read


@pytest.mark.parametrize(
    "touch",
    [
        lambda folder: same_length(folder / "vorstand.csv", b"8", b"7"),
        lambda folder: same_length(folder / "study.toml", b'units = "all"', b"margin = 1.0 "[:13]),
        lambda folder: same_length(folder / "matches.csv", b"Essen,", b"Kueche,"),
        lambda folder: same_length(folder / "patienten_R_syntax_file.R", b"besser", b"anders"),
        lambda folder: (folder / "vorstand.codebook.csv").write_text("id,topic\nNr,Nummer\n"),
    ],
    ids=["answers", "definition", "matches", "labels beside the answers", "a codebook that was not there"],
)
def test_what_changed_is_read_anew(hospital, touch):
    opened(hospital)
    touch(hospital)
    with contextlib.suppress(cx.CXResearchError):  # read, and refused: the change was seen
        assert opened(hospital)[2]


def same_length(path, old, new):
    """Another text; size and time of the file may stay what they were."""
    before, raw = path.stat(), path.read_bytes()
    assert old in raw
    path.write_bytes(raw.replace(old, new, 1))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def test_another_state_of_the_library_reads_anew(hospital, monkeypatch):
    opened(hospital)
    monkeypatch.setattr(keeping, "library_digest", hashlib.sha256)
    assert opened(hospital)[2]


def test_a_damaged_or_unwritable_place_is_done_without(hospital, monkeypatch):
    first, _, _ = opened(hospital)
    for path in (hospital / keeping.HIDDEN).rglob("*.arrow"):
        path.write_bytes(b"PAR1")
    again, _, read = opened(hospital)
    assert read
    assert_same(first.survey, again.survey)
    shutil.rmtree(hospital / keeping.HIDDEN)
    (hospital / keeping.HIDDEN).write_text("a file is in the way")
    assert opened(hospital)[2]


def test_one_state_is_kept_and_forgetting_takes_it_away(hospital, monkeypatch, tmp_path):
    monkeypatch.setenv("CXRESEARCH_CACHE", str(tmp_path / "nothing"))
    study, _, _ = opened(hospital)
    same_length(hospital / "vorstand.csv", b"8", b"7")
    opened(hospital)
    assert len(list((hospital / keeping.HIDDEN).iterdir())) == 1, "the older state is gone"
    assert (hospital / keeping.HIDDEN) in forget(study.settings)
    assert not (hospital / keeping.HIDDEN).exists() and (hospital / "vorstand.csv").exists()


def test_a_sample_is_kept_in_the_users_cache(monkeypatch, tmp_path):
    monkeypatch.setenv("CXRESEARCH_CACHE", str(tmp_path))
    _, _, read = opened("hospital")
    _, _, again = opened("hospital")
    assert (read, again) == (True, False)
    assert not (SAMPLES / "hospital" / keeping.HIDDEN).exists()


def test_what_cannot_be_kept_exactly_is_not_kept(tmp_path):
    """Words and numbers in one column come back from Parquet as words alone, so such a study is read each time."""
    mixed = pd.DataFrame({"Parking": [1, 5, 2, 4] * 5, "note": ["late", 3, None, 4.5] * 5})
    survey = cx.Survey.from_frame(mixed, audience="Customers")
    object.__setattr__(survey, "responses", mixed.assign(audience="Customers"))
    with pytest.raises(Exception, match=r"(?i)conver|expected|mixed"):
        write_exactly(survey, tmp_path / "one.arrow")
    part = cx.Survey.from_frame(mixed[["Parking"]], audience="Customers").only(Parking=[1, 2])
    assert not write_exactly(part, tmp_path / "two.arrow")
