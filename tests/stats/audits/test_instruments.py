"""Instruments are files: what stands in them is read as written, and every fault is named with its line."""

import re
from pathlib import Path

import pytest
import yaml

import cxresearch as cx
from cxresearch.errors import OptionError, SurveyFileError
from cxresearch.stats.audits import catalogue
from cxresearch.stats.audits.instrument_files import read_instrument
from cxresearch.stats.audits.instrument_kinds import KINDS, Kind, register_kind
from tests.harbour import sample
from tests.places import PACKAGE

SHIPPED = sorted(PACKAGE.glob("stats/audits/instruments/*.yaml"))

GOOD = """\
id: doors
title: Open doors
scale: {low: 1, high: 5}
audiences: [Leaders, Staff]
sub_scores: {entry: Getting in, care: Being cared for}
items:
  - {id: open, text: The door is open., sub_score: entry, weight: 40}
  - id: shut
    text: One waits.
    sub_score: entry
    weight: 20
    reversed: yes
    audiences: [Staff]
  - {id: kind, text: One is greeted., sub_score: care, weight: 40, anchors: {1: nobody looks up, 5: by name}}
levels:
  - {name: Shut, from: 0}
  - {name: Open, from: 60, looks_like: Nobody knows where the key is.}
"""


def written(tmp_path, text: str, name: str = "doors.yaml") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


# -- what comes along ----------------------------------------------------------------------------


def test_four_come_along_and_say_what_they_ask():
    found = cx.instruments()
    mine = {"customer_obsession", "five_decisions", "giving_or_getting", "outside_in_readiness"}
    assert mine <= set(found.table.name)
    assert found.table[["title", "asks", "audiences", "kind", "source"]].map(bool).all().all()
    assert "five_decisions" in dir(found) and found["five_decisions"] is found.five_decisions
    assert "five_decisions" in found._ipython_key_completions_()


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_what_is_read_is_what_stands_there(path):
    """PyYAML's own reading of the same file."""
    raw, read = yaml.safe_load(path.read_text(encoding="utf-8")), read_instrument(path)
    assert (read.id, read.title, read.kind) == (path.stem, raw["title"], raw.get("kind", "scorecard"))
    assert (read.scale.low, read.scale.high) == (raw["scale"]["low"], raw["scale"]["high"])
    assert [item.id for item in read.items] == [item["id"] for item in raw.get("items", [])]
    rungs = [(level["name"], level["from"]) for level in raw.get("levels", [])]
    assert [(level.name, level.start) for level in read.levels] == rungs
    if read.items:
        weights = [item.get("weight", 1) for item in raw["items"]]
        assert [item.weight for item in read.items] == pytest.approx([w / sum(weights) for w in weights])
        assert all(item.anchors for item in read.items), "behaviour that one can see, for every item"
        assert all(level.looks_like for level in read.levels)


def test_the_sample_asks_of_whom_the_instruments_ask():
    folder = cx.sample_folder() / "harbour-bank"
    rows = [line.split(",") for line in (folder / "audit_items.csv").read_text(encoding="utf-8").splitlines()[1:]]
    asked = {(row[0], row[1]): row[-1].split(";") for row in rows}
    own = {(one.id, item.id): list(one.asked_of(item)) for one in cx.instruments().found.values() for item in one.items}
    assert {key: own.get(key) for key in asked} == asked


def test_the_ladder_is_equal_parts_for_each_behaviour():
    one = cx.instruments().customer_obsession
    parts = {}
    for item in one.items:
        parts[item.sub_score] = parts.get(item.sub_score, 0) + item.weight
    assert list(parts.values()) == pytest.approx([0.2] * 5)


# -- a file of one's own -------------------------------------------------------------------------


def test_a_good_file(tmp_path):
    found = read_instrument(written(tmp_path, GOOD))
    opened, shut, kind = found.items
    assert found.audiences == ("Leadership", "Staff"), "the usual words are mapped"
    assert (opened.weight, shut.weight) == (0.4, 0.2) and shut.reversed and not opened.reversed
    assert found.asked_of(shut) == ("Staff",) and found.asked_of(kind) == ("Leadership", "Staff")
    assert kind.anchors == {1.0: "nobody looks up", 5.0: "by name"}
    assert dict(found.sub_scores) == {"entry": "Getting in", "care": "Being cared for"}
    assert [item.line for item in found.items] == [7, 8, 14]
    assert repr(found) == "Instrument 'doors' (Open doors): 3 items in 2 sub-scores, asked of Leadership, Staff"


def test_words_stay_words(tmp_path):
    text = "title: No\nscale: 1-5\nitems:\n- {id: no, text: On}\n- {id: 1.10, text: 12:30:45}\n"
    assert [(item.id, item.text) for item in read_instrument(written(tmp_path, text)).items] == [
        ("no", "On"),
        ("1.10", "12:30:45"),
    ]


def test_a_csv_and_a_dict_say_the_same_as_the_yaml(tmp_path):
    csv = written(
        tmp_path,
        "instrument;title;scale;item;text;sub_score;weight;reversed;audiences;anchor_1;anchor_5\n"
        "doors;Open doors;1-5;open;The door is open.;entry;40;;;;\n"
        'doors;Open doors;1-5;shut;"One\nwaits.";entry;20;yes;Staff;;\n'
        "doors;Open doors;1-5;kind;One is greeted.;care;40;no;;nobody looks up;by name\n",
        "doors.csv",
    )
    from_csv, from_yaml = read_instrument(csv), read_instrument(written(tmp_path, GOOD))
    given = yaml.safe_load(GOOD)
    from_dict = read_instrument(given)
    for one in (from_csv, from_dict):
        assert [(i.id, i.text, i.sub_score, i.weight, i.reversed, i.audiences, i.anchors) for i in one.items] == [
            (i.id, i.text, i.sub_score, i.weight, i.reversed, i.audiences, i.anchors) for i in from_yaml.items
        ]
    assert [item.line for item in from_csv.items] == [2, 3, 5], "a quoted line break is no new row"
    assert from_dict.levels == from_yaml.levels and from_dict.items[0].line is None


def test_a_copy_can_be_changed(tmp_path):
    place = cx.instruments().five_decisions.copy_to(tmp_path / "mine.yaml")
    text = place.read_text(encoding="utf-8").replace("title: Five decisions", "title: Ours")
    place.write_text(text, encoding="utf-8")
    assert read_instrument(place).title == "Ours"
    with pytest.raises(SurveyFileError, match="cannot be written"):
        cx.instruments().five_decisions.copy_to(place)
    own = cx.instruments(tmp_path)
    assert own.table.title.tolist() == ["Ours"]


# -- faults --------------------------------------------------------------------------------------

BAD = {
    "weights": (("weight: 20", "weight: 25"), "lines 7 to 14: the weights of the 3 items add up to 105, not to 1 or"),
    "a weight is missing": ((", weight: 40, anchors", ", anchors"), "line 14: the item 'kind' has no weight"),
    "a weight below zero": (("weight: 20", "weight: -20"), "line 11: the weight of 'shut' is -20"),
    "a weight that is a word": (("weight: 20", "weight: lots"), "line 11: a weight is a number; found 'lots'"),
    "doubled item": (("id: kind", "id: open"), "line 14: the item 'open' is there twice (first in line 7)"),
    "unknown key": (("title:", "titel:"), "line 2: no key 'titel' in an instrument. Did you mean 'title'?"),
    "unknown key of an item": (("reversed:", "inverted:"), "line 12: no key 'inverted' in an item"),
    "a comma in a text": (("One is greeted.", "Come in, sit"), "line 14: no key 'sit' in an item"),
    "unknown sub-score": (("sub_score: care", "sub_score: car"), "line 14: no sub-score 'car'. Did you mean 'care'?"),
    "empty sub-score": (("care: Being", "x: No, care: Being"), "line 5: no item belongs to the sub-score 'x'"),
    "unknown audience": (("[Staff]", "[Stuff]"), "line 13: the audience 'Stuff' is not among those of the instrument"),
    "broken YAML": (("[Staff]", "[Staff"), "no readable YAML"),
    "tabs": (("    text: One waits.", "\ttext: One waits."), "line 9: no readable YAML"),
    "doubled key": (("title: Open doors", "title: A\ntitle: B"), "line 3: 'title' is there twice (first in line 2)"),
    "scale upside down": (("low: 1, high: 5", "low: 5, high: 1"), "line 3: the scale cannot be read"),
    "scale of words": (("{low: 1, high: 5}", "often"), "line 3: the scale cannot be read"),
    "no scale": (("scale: {low: 1, high: 5}\n", ""), "the scale is missing"),
    "anchor outside": (("{1: nobody", "{0: nobody"), "line 14: the anchor 0 of 'kind' lies outside the scale, 1 to 5"),
    "levels do not begin at 0": (("from: 0}", "from: 10}"), "line 16: the level 'Shut' begins at 10"),
    "levels fall": (("from: 60", "from: 0"), "line 17: the level 'Open' begins at 0"),
    "level above 100": (("from: 60", "from: 160"), "line 17: the level 'Open' begins at 160"),
    "unknown kind": (("id: doors", "kind: scorcard"), "line 1: no kind 'scorcard' of instrument. Did you mean"),
    "yes or no": (("reversed: yes", "reversed: maybe"), "line 12: reversed is yes or no; found 'maybe'"),
    "no text": (("text: One waits.", "text:"), "line 8: the item 'shut' has no text"),
    "a reference": (("[Staff]", "*all"), "line 13: references (& and *) are not read"),
    "code": (("title: Open doors", "title: !!python/object/apply:os.system [ls]"), "is no part of an instrument"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_fault_is_named_with_its_line(tmp_path, name):
    (old, new), says = BAD[name]
    assert old in GOOD
    path = written(tmp_path, GOOD.replace(old, new, 1))
    with pytest.raises(SurveyFileError, match=re.escape(says)) as told:
        read_instrument(path)
    assert str(told.value).startswith(str(path))


def test_an_item_without_sub_score_beside_others(tmp_path):
    text = "title: A\nscale: 1-5\nitems:\n- {id: a, text: A, sub_score: x}\n- {id: b, text: B}\n"
    with pytest.raises(SurveyFileError, match="line 5: the item 'b' has no sub_score"):
        read_instrument(written(tmp_path, text))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "the file is empty"),
        ("- a\n- b\n", "line 1: An instrument is written as 'key: value'; found a list"),
        ("title: A\nscale: 1-5\nitems: [\n", "no readable YAML"),
        ("title: A\nscale: 1-5\nitems: []\n", "line 3: there are no items"),
        ("title: A\nscale: 1-5\nitems: three\n", "line 3: items is a list"),
        ("scale: 1-5\nitems:\n- {id: a, text: A}\n", "a title is missing"),
        ("a: " + "[" * 5000, "no readable YAML|without end"),
        ("a: 1\n---\nb: 2\n", "no readable YAML"),
        ("a: \x00", "no readable YAML"),
    ],
)
def test_what_is_no_instrument(tmp_path, text, says):
    with pytest.raises(SurveyFileError, match=says):
        read_instrument(written(tmp_path, text))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("id,txt\na,b\n", "line 1: no column 'txt' in an instrument. Did you mean 'text'?"),
        ("id,weight\na,1\n", "line 1: the columns id and text are needed"),
        ("id,text,scale\na,A,1-5\nb,B,1-7\n", "line 3: scale is '1-7', but '1-5' in line 2"),
        ("id,text,scale\na,A,1-5,more\n", "line 2: 4 cells under 3 column names"),
        ("id,text,title\na,A,T\n", "the scale is missing"),
        ("id,text,scale,title\na,A,1-5,T\na,B,,\n", "line 3: the item 'a' is there twice (first in line 2)"),
        ("", "the columns id and text are needed"),
    ],
)
def test_a_fault_in_a_csv(tmp_path, text, says):
    with pytest.raises(SurveyFileError, match=re.escape(says)):
        read_instrument(written(tmp_path, text, "doors.csv"))


def test_letters_that_are_not_utf8(tmp_path):
    path = tmp_path / "doors.yaml"
    path.write_bytes("title: A\nasks: caf\xe9\n".encode("latin-1"))
    with pytest.raises(SurveyFileError, match="line 2: a letter is not in UTF-8"):
        read_instrument(path)


def test_names_that_are_not_there(tmp_path):
    survey = sample("harbour-bank-audits")
    with pytest.raises(OptionError, match="No instrument 'five_decison'. Did you mean 'five_decisions'"):
        cx.scorecard(survey, "five_decison")
    written(tmp_path, GOOD)
    with pytest.raises(SurveyFileError, match="Did you mean 'doors.yaml'"):
        cx.scorecard(survey, tmp_path / "door.yaml")
    with pytest.raises(OptionError, match="a name, a path, a dict or an Instrument; got int"):
        cx.scorecard(survey, 5)
    with pytest.raises(OptionError, match="takes a Survey"):
        cx.scorecard("five_decisions", survey)
    with pytest.raises(OptionError, match="knows no option 'margn'. Did you mean 'margin'"):
        cx.scorecard(survey, "five_decisions", margn=5)
    with pytest.raises(OptionError, match="No instrument 'fiv'"):
        cx.instruments()["fiv"]
    with pytest.raises(AttributeError, match="Did you mean 'five_decisions'"):
        cx.instruments().five_decision  # noqa: B018 - the attribute is asked for
    with pytest.raises(SurveyFileError, match="is no folder"):
        cx.instruments(tmp_path / "none")


def test_two_of_one_id_hide_neither(tmp_path, monkeypatch):
    """A copy whose id was not changed: in a folder of one's own, and beside those that come along."""
    written(tmp_path, GOOD), written(tmp_path, GOOD, "copy.yaml")
    with pytest.raises(SurveyFileError, match=r"doors.yaml: the id 'doors' is that of .*copy.yaml too"):
        cx.instruments(tmp_path)
    monkeypatch.setattr(catalogue, "_FOLDER", tmp_path)
    catalogue._shipped.cache_clear()
    try:
        with pytest.raises(SurveyFileError, match="doors.yaml: the id 'doors' is that of copy.yaml too."):
            cx.instruments()
    finally:
        catalogue._shipped.cache_clear()


def test_a_new_kind_is_one_entry(tmp_path, monkeypatch):
    monkeypatch.setitem(KINDS, "answering", Kind(__name__, "answer_of", keys=("question",), items=False))
    path = written(tmp_path, "title: T\nkind: answering\nscale: 1-5\nquestion: why\n")
    assert cx.scorecard(sample("harbour-bank-audits"), path, loud=True) == ("why", True)
    with pytest.raises(OptionError, match="scored by score_items already"):
        register_kind("scorecard", Kind("elsewhere", "other"))


def answer_of(survey, instrument, *, loud=False):
    return instrument.options["question"], loud
