"""What is believed to be possible: planted beliefs come back, leaders beside staff, and the trap is told beside it."""

import pytest

import cxresearch as cx
from tests.places import generator


@pytest.fixture(scope="module")
def study():
    return cx.open_study("harbour-bank")


def test_planted_beliefs_come_back(study):
    planted = generator("harbour_bank_audits").BELIEFS
    items = study["beliefs"].items.set_index(["item", "audience"])
    inside = [
        items.ci_low[item, audience] <= true <= items.ci_high[item, audience]
        for item, (_, *truths) in planted.items()
        for audience, true in zip(("Leadership", "Staff"), truths, strict=False)
    ]
    assert len(inside) == 12 and sum(inside) >= 10
    # Leaders hold that no more is possible in the trade, staff that they may not: both were planted.
    assert items.estimate["our_trade", "Leadership"] < items.estimate["our_trade", "Staff"] - 8
    assert items.estimate["my_part", "Staff"] < items.estimate["my_part", "Leadership"] - 30


def test_leaders_and_staff_are_compared_and_the_trap_stands_beside(study):
    found = study["beliefs"]
    verdicts = found.gaps.set_index("sub_score").verdict
    assert verdicts["People come first"] == "gap" and verdicts["It is possible"] == "aligned"
    assert any("proves only that nobody in the trade has done it yet" in line for line in found.caveats)
    beside = study["competitors"].sentences()
    assert any("ceiling that everybody in the market believes in" in line for line in beside)
    with cx.language("de"):
        again = cx.scorecard(study._material.audits, "limiting_beliefs")
        assert again.sentences()[0].startswith("Hinderliche Überzeugungen, von 100: Führungskräfte ")


def test_it_is_drawn_and_on_slide_and_sheet_and_not_asked_is_said(study, tmp_path, capsys):
    report = cx.Report("Beliefs", [study["beliefs"], study["competitors"]])
    assert report.to_pptx(tmp_path / "b.pptx").exists() and report.to_xlsx(tmp_path / "b.xlsx").exists()
    assert cx.open_study("parcel-service").tell("beliefs") is None
    assert "No file of audits is named" in capsys.readouterr().out


def test_a_file_of_other_audits_says_what_it_lacks(tmp_path, capsys):
    folder = cx.sample_folder() / "harbour-bank"
    for path in folder.iterdir():
        if path.is_file():
            (tmp_path / path.name).write_bytes(path.read_bytes())
    lines = (folder / "audits.csv").read_text("utf-8").splitlines(keepends=True)
    kept = [line for line in lines if "limiting_beliefs" not in line]
    (tmp_path / "audits.csv").write_text("".join(kept), encoding="utf-8")
    assert cx.open_study(tmp_path).tell("beliefs") is None
    assert "holds no answers to the instrument limiting_beliefs" in capsys.readouterr().out
