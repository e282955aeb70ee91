"""A study drafted again: what came since is put beside what a person decided, which stays."""

import warnings

import numpy as np
import pandas as pd
import pytest

import cxresearch as cx
from cxresearch import cli
from cxresearch.errors import StudyError

WORDS = ["the stables", "the feed", "the farrier"]


def answers(topics, n, low=1, high=5, words="How satisfied are you with {}?"):
    rng = np.random.default_rng(len(topics) * n)
    ends = f" ({low} = very dissatisfied, {high} = very satisfied)"
    return pd.DataFrame({words.format(topic) + ends: rng.integers(low, high + 1, n) for topic in topics})


def table_of(folder):
    return pd.read_csv(folder / "matches.csv", dtype=str, keep_default_na=False, encoding="utf-8-sig")


@pytest.fixture
def stable(tmp_path):
    """A riding school's two files, drafted and edited by a person."""
    answers(WORDS, 60).to_csv(tmp_path / "riders.csv", index=False)
    answers(WORDS, 40).to_csv(tmp_path / "grooms.csv", index=False)
    folder = tmp_path / "school"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        cx.new_study(folder, {tmp_path / "riders.csv": "Customers", tmp_path / "grooms.csv": "Staff"})
    table = table_of(folder)
    table.loc[0, "topic"] = "Where the horses live"
    table.to_csv(folder / "matches.csv", index=False)
    toml = folder / "study.toml"
    toml.write_text(toml.read_text().replace("margin = 10 ", "margin = 7  # ours"))
    return folder


def again(folder, **files):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return cx.new_study(folder, {folder.parent / f"{name}.csv": audience for name, audience in files.items()})


def with_leaders(folder):
    """The topics that have a gap to leaders."""
    gap = cx.open_study(folder)["perception_gap"].table
    sides = gap[["audience_a", "audience_b"]].eq("Leadership").any(axis=1) & gap.estimate.notna()
    return set(gap.topic[sides])


def test_a_new_question_comes_behind_what_was_edited(stable):
    before = table_of(stable)
    answers([*WORDS, "the paddock"], 60).to_csv(stable.parent / "riders.csv", index=False)
    answers([*WORDS, "the paddock", "your pay"], 40).to_csv(stable.parent / "grooms.csv", index=False)
    study = again(stable)
    after = table_of(stable)
    assert after.iloc[: len(before)].equals(before)
    new = after.iloc[len(before) :].set_index("topic")
    assert new.confirmed.tolist() == ["yes", ""]
    assert study.settings.margin == 7
    assert any("paddock" in topic.lower() for topic in study["perception_gap"].table.topic.str.lower())
    books = pd.read_csv(stable / "grooms.codebook.csv", dtype=str, encoding="utf-8-sig")
    assert books.id.str.contains("paddock").any(), "and into the codebook, to be corrected there"
    assert books.id.is_unique
    kept = (stable / "matches.csv").read_bytes()
    again(stable)
    assert (stable / "matches.csv").read_bytes() == kept, "a third time there is nothing to add"


def test_a_new_file_joins_what_is_confirmed_only_in_the_same_words_on_the_same_scale(stable, capsys):
    board = pd.concat(
        [answers(WORDS[:1], 9), answers(WORDS[1:2], 9, high=7), answers(["farrier"], 9, words="Our {} and his work")],
        axis=1,
    )
    board.to_csv(stable.parent / "board.csv", index=False)
    cli.main(["study", "new", str(stable), f"{stable.parent / 'board.csv'}=Leadership"])
    told = capsys.readouterr().out
    table = table_of(stable)
    assert table.topic[0] == "Where the horses live"
    assert table.confirmed[:3].tolist() == ["yes"] * 3, "what was settled stays settled"
    assert table.Leadership[0] == board.columns[0]
    assert table.Leadership[1] == f"? {board.columns[1]}", "another scale: a person says so"
    assert table.Leadership[2] == f"? {board.columns[2]}", "other words: a person says so"
    assert "matches.csv, lines 2 to 4" in told
    assert "take the ? away" in told
    toml = (stable / "study.toml").read_text()
    assert "# ours" in toml
    assert toml.index("board.csv") < toml.index("[questions]"), "behind the other files"
    assert with_leaders(stable) == {"Where the horses live"}
    table.loc[2, "Leadership"] = table.Leadership[2].removeprefix("? ")
    table.to_csv(stable / "matches.csv", index=False)
    assert with_leaders(stable) == {"Where the horses live", table.topic[2]}, "and then it counts"


def test_a_question_that_a_person_took_out_does_not_come_back(stable):
    table = table_of(stable)
    gone = table.Staff[1]
    table.loc[1, "Staff"] = ""
    table.to_csv(stable / "matches.csv", index=False)
    again(stable)
    assert gone not in set(table_of(stable).Staff)


def test_another_audience_for_a_file_that_is_there_is_refused(stable):
    with pytest.raises(StudyError, match="names .*riders.csv already"):
        again(stable, riders="Staff")


def test_the_panel_keeps_what_waits_beside_a_touchpoint(stable):
    answers(["farrier"], 9, words="Our {} and his work").to_csv(stable.parent / "board.csv", index=False)
    again(stable, board="Leadership")
    panel = cx.match_questions(stable)
    panel.save()
    assert table_of(stable).Leadership[2].startswith("? "), "as long as nobody chose"
    panel.choose("Farrier", Leadership=table_of(stable).Leadership[2].removeprefix("? "))
    panel.save()
    table = table_of(stable)
    assert not table.Leadership.str.startswith("?").any()
    assert table.Leadership[2]


def test_an_audience_that_may_be_anybody_is_asked_about_and_is_not_taken_for_the_customers(stable):
    answers(WORDS[:2], 12).to_csv(stable.parent / "owners.csv", index=False)
    study = again(stable, owners="Stable lads")
    asked = study.doubts[study.doubts.question == "Stable lads"]
    assert asked.settle.str.contains('audience = "Leadership"').any()
    assert study._material.called("Customers") == "Customers"
    toml = (stable / "study.toml").read_text()
    (stable / "study.toml").write_text(toml.replace('audience = "Stable lads"', 'audience = "Leadership"'))
    study = cx.open_study(stable)
    assert with_leaders(stable) == {"Where the horses live", table_of(stable).topic[1]}, "their column is still theirs"
    assert "Leadership" in study.survey.audiences


def test_an_audience_that_neither_leads_nor_serves_is_settled_by_its_line(stable):
    answers(WORDS, 25).to_csv(stable.parent / "farmers.csv", index=False)
    found = again(stable, farmers="Farmers").doubts
    line = found.settle[found.doubt.str.contains("lead or serve")].item().split("study.toml: ")[-1]
    assert line == 'outside = ["Farmers"]'
    toml = stable / "study.toml"
    toml.write_text(f"{line}\n{toml.read_text()}")
    study = cx.open_study(stable)
    assert not any("lead or serve" in doubt for doubt in study.doubts.doubt)
    assert "Farmers" in study.survey.audiences
