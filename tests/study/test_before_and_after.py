"""Before any file and after the study: planned, sealed, read, and forgotten, in the order of a project."""

import json
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import cxresearch as cx
from cxresearch import cli
from cxresearch.errors import OptionError, StudyError
from cxresearch.study.papers import plan, smallest_gaps
from cxresearch.study.seals import seals_of

HYPOTHESIS = """
[[plan.hypotheses]]
id = "H1"
analysis = "perception_gap"
question = "Boarding"
between = ["Leadership", "Customers"]
direction = "higher"
"""


@pytest.fixture
def ferry(tmp_path, monkeypatch):
    monkeypatch.setenv("CXRESEARCH_CACHE", str(tmp_path / "cache"))
    rng = np.random.default_rng(5)
    for name, n in (("leaders", 24), ("guests", 300)):
        answers = pd.DataFrame({f"How good is {topic}? (1 = bad, 5 = good)": rng.integers(1, 6, n)
                                for topic in ("boarding", "the timetable", "your cabin")})  # fmt: skip
        answers.to_csv(tmp_path / f"{name}.csv", index=False)
    return tmp_path / "ferry"


def told(capsys, *command):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        cli.main(["study", *map(str, command)])
    return capsys.readouterr().out


def test_a_study_from_its_plan_to_its_end(ferry, capsys):
    files = [f"{ferry.parent / 'leaders.csv'}=Leadership", f"{ferry.parent / 'guests.csv'}=Customers"]
    said = told(capsys, "plan", ferry, "--topics", "Boarding,Timetable", "--bases", "Leadership=8", "Customers=900")
    assert "With 8 leaders only gaps above" in said
    assert "A gap of 10 points takes" in said
    assert "Staff" not in (ferry / "study.toml").read_text()
    assert "nobody was asked yet" in (told(capsys, "notice", ferry), (ferry / "notice.md").read_text())[1]
    with (ferry / "study.toml").open("a") as file:
        file.write(HYPOTHESIS)
    assert "before the data were read" in told(capsys, "seal", ferry)

    said = told(capsys, "new", ferry, *files)
    assert "Put into it" in said
    toml = (ferry / "study.toml").read_text()
    assert 'id = "H1"' in toml
    assert "[questions]" in toml
    study = cx.open_study(ferry)
    gap = study.step("perception_gap")
    assert len(gap.table) == 3
    assert any("Planned: H1, sealed on" in line and "before the data were read" in line for line in gap.caveats)
    assert not any("Planned" in line for line in study.step("quality").caveats)
    assert "after the files were read, before any result" in told(capsys, "seal", ferry)
    assert len(seals_of(ferry)) == 2, "a seal made again stays beside the first"
    (ferry / "study.toml").write_text(toml.replace('direction = "higher"', 'direction = "lower"'))
    assert any("changed since the seal" in line for line in cx.open_study(ferry).step("perception_gap").caveats)

    embedded = ferry.parent / "cache" / "embeddings"
    embedded.mkdir(parents=True)
    (embedded / "comments.npy").write_bytes(b"x")
    told(capsys, "report", ferry, "--formats", "html")
    (ferry / "themes.csv").write_text("theme,words\nQueue,queue\n")
    cell = {"cell_type": "code", "source": "1", "metadata": {}, "execution_count": 1}
    for name, outputs in (("ran", [{"output_type": "stream", "name": "stdout", "text": "60 guests"}]), ("empty", [])):
        book = {"cells": [cell | {"outputs": outputs}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
        (ferry / f"{name}.ipynb").write_text(json.dumps(book))
    said = told(capsys, "forget", ferry)
    left = [line.rsplit(": ")[1] for line in said.splitlines() if line.startswith("Left")]
    assert left == [str(ferry / "ran.ipynb"), str(ferry / "themes.csv")], "named, for they hold answers"
    assert all(Path(path).exists() for path in left)
    for gone in (ferry / "report", ferry / ".cxresearch", ferry.parent / "cache"):
        assert str(gone) in said
        assert not gone.exists()
    assert (ferry / "study.toml").exists()
    assert (ferry.parent / "guests.csv").exists(), "the client's own"


def test_a_base_that_shows_a_gap_is_the_smallest_that_does(tmp_path):
    _, planned = plan(tmp_path / "a", ["Boarding"], {"Leadership": 8, "Customers": 900})
    needed = int(next(line for line in smallest_gaps(planned) if "takes" in line).split("takes ")[1].split()[0])
    for base, enough in ((needed, True), (needed - 1, False)):
        found = cx.plan_study({"Leadership": base, "Customers": 900}, margin=10).table.detectable_gap.max()
        assert (found <= 10) == enough


def test_bases_too_small_for_anything_say_so(tmp_path):
    _, planned = plan(tmp_path / "a", ["Boarding"], {"Leadership": 2, "Customers": 50})
    assert smallest_gaps(planned)[0] == "With 2 leaders no gap to customers can be shown, however large."
    assert "cannot be shown" in smallest_gaps(planned)[1]
    assert not any("224" in line for line in planned.sentences()), "no precision beyond the scale"


def test_who_is_asked_whole_is_no_sample(tmp_path, capsys):
    asked = ("--topics", "Boarding", "--bases", "Leadership=8", "Customers=900")
    said = told(capsys, "plan", tmp_path / "a", *asked)
    whole = cx.plan_study({"Leadership": 8, "Customers": 900}, population={"Leadership": 8}).table.detectable_gap.max()
    assert f"If these 8 leaders are all there are, they are no sample: then gaps above {whole:.1f} points to" in said

    said = told(capsys, "plan", tmp_path / "b", *asked, "--populations", "Leadership=8")
    assert "8 leaders are everybody there is: no sampling error" in said
    assert f"With 900 customers only gaps above {whole:.1f} points to leaders can be shown." in said
    assert "takes" not in said
    assert "\n[populations]\nLeadership = 8\n" in (tmp_path / "b" / "study.toml").read_text()

    said = told(capsys, "plan", tmp_path / "c", *asked, "--populations", "Leadership=40")
    needed = int(said.split("A gap of 10 points takes ")[1].split(" of the 40 leaders")[0])
    for base, enough in ((needed, True), (needed - 1, False)):
        found = cx.plan_study({"Leadership": base, "Customers": 900}, population={"Leadership": 40})
        assert (found.table.detectable_gap.max() <= 10) == enough
    assert cli.main(["study", "plan", str(tmp_path / "d"), *asked, "--populations", "Leadership=6"]) == 2
    assert "6 of Leadership in all, but 8 answers are planned" in capsys.readouterr().err


def test_an_audience_without_a_questionnaire_is_named(tmp_path):
    with pytest.raises(OptionError, match="'Sponsors' is none"):
        plan(tmp_path / "a", ["Boarding"], {"Sponsors": 20})


@pytest.mark.parametrize("key", ["people", "comments", "sensitive"])
def test_thresholds_are_raised_and_never_lowered(ferry, key):
    ferry.mkdir()
    base = '[[files]]\npath = "../guests.csv"\naudience = "Customers"\n[privacy]\n'
    (ferry / "study.toml").write_text(f"{base}{key} = 4\n")
    with pytest.raises(StudyError, match="never below"):
        cx.open_study(ferry)
    (ferry / "study.toml").write_text(f"{base}{key} = 30\n")
    assert cx.open_study(ferry).survey.thresholds[key] == 30
