"""A language that is only begun: a folder whose one file names it works, and says in English what it cannot say yet."""

import shutil

import pytest

import cxresearch as cx
from cxresearch import speaking
from cxresearch.wording import number, percent_sure


@pytest.fixture
def begun(tmp_path, monkeypatch):
    shutil.copytree(speaking._FOLDER, tmp_path / "languages")
    folder = tmp_path / "languages" / "xx"
    folder.mkdir()
    (folder / "language.toml").write_text('name = "Begun"\n', encoding="utf-8")
    (folder / "perception.toml").write_text(
        '[nouns]\n"customers" = { nom = "klanten", def = "de klanten" }\n', encoding="utf-8"
    )
    monkeypatch.setattr(speaking, "_FOLDER", tmp_path / "languages")
    speaking._read.cache_clear()
    yield folder
    speaking._read.cache_clear()


def test_numbers_are_written_as_in_english_where_the_language_does_not_say(begun):
    with cx.language("xx"):
        assert (number(1234.5, digits=1), percent_sure(0.95)) == ("1,234.5", "95%")
    (begun / "language.toml").write_text('name = "Begun"\n[numbers]\ndecimal = ","\nthousands = "."\n')
    speaking._read.cache_clear()
    with cx.language("xx"):
        assert (number(1234.5, digits=1), percent_sure(0.95)) == ("1.234,5", "95%")


def test_what_has_no_words_yet_is_said_in_english_with_the_nouns_it_has(begun, tmp_path):
    gaps = cx.perception_gap(cx.load_sample())
    with cx.language("xx"):
        told = " ".join(gaps.sentences())
        page = cx.Report("Begun", [gaps]).to_html(tmp_path / "page.html")
        assert ("xx", "{n} show a gap") in speaking.untranslated()
    assert "klanten" in told
    assert "show a gap" in told
    assert "klanten" in page.read_text(encoding="utf-8")
