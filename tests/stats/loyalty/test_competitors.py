"""Competitors: intervals of scores whose split is unknown, differences by hand, and rows that cannot be used."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm
from statsmodels.stats.multitest import multipletests

import cxresearch as cx
from cxresearch.errors import OptionError, QuestionError, SurveyFileError


def score(promoters, passives, detractors) -> cx.Survey:
    answers = pd.DataFrame({"nps": [10] * promoters + [7] * passives + [0] * detractors})
    return cx.Survey.from_frame(answers, audience="Customers", scales={"nps": (0, 10)})


OURS = score(1152, 1595, 1685)
FOUR = [
    {"name": "BlueTide", "nps": -19, "n": 1140, "year": 2025, "source": "Pulse"},
    {"name": "Meridian", "nps": -23, "n": 688, "year": 2025, "source": "Pulse"},
    {"name": "Castle", "nps": -27, "n": 455, "year": 2025, "source": "Pulse"},
    {"name": "Penny", "nps": -34, "n": 240, "year": 2025, "source": "Pulse"},
]


def test_differences_are_those_of_two_independent_scores():
    table = cx.against_competitors(cx.nps(OURS), FOUR).table
    own = cx.nps(OURS).table.iloc[0]
    for row, given in zip(table.itertuples(), FOUR, strict=True):
        share = given["nps"] / 100
        error = np.hypot(own.std_error, 100 * np.sqrt((1 - share**2) / given["n"]))
        gap = own.estimate - given["nps"]
        assert (row.estimate, row.std_error) == pytest.approx((gap, error))
        assert (row.ci_low, row.ci_high) == pytest.approx((gap - 1.959964 * error, gap + 1.959964 * error))
        assert row.p_value == pytest.approx(2 * norm.sf(abs(gap) / error))
    assert table.p_adjusted.tolist() == pytest.approx(multipletests(table.p_value, method="holm")[1].tolist())


def test_no_split_of_the_answers_has_a_wider_interval():
    """Every way to reach a score of -19 lies inside the interval that is given without the split."""
    widest = cx.against_competitors(OURS, [{"name": "A", "nps": -19, "n": 1140}]).table.iloc[0]
    for promoters in range(0, 41):
        known = {"name": "A", "nps": -19, "n": 1140, "promoters": promoters, "detractors": promoters + 19}
        row = cx.against_competitors(OURS, [known]).table.iloc[0]
        assert row.split
        assert widest.nps_ci_low <= row.nps_ci_low + 1e-9
        assert row.nps_ci_high <= widest.nps_ci_high + 1e-9
        assert row.std_error <= widest.std_error + 1e-9


def test_a_known_split_gives_the_interval_of_that_score():
    theirs = score(300, 400, 500)
    row = cx.against_competitors(
        OURS, [{"name": "A", "nps": 100 * -200 / 1200, "n": 1200, "promoters": 25, "detractors": 500 / 12}]
    ).table.iloc[0]
    own = cx.nps(theirs).table.iloc[0]
    assert (row.nps, row.nps_ci_low, row.nps_ci_high) == pytest.approx((own.estimate, own.ci_low, own.ci_high))


def test_the_sentence_of_the_ceiling():
    result = cx.against_competitors(cx.nps(OURS), FOUR)
    said = result.sentences()
    assert said[0].startswith(
        "NPS is -12 (-14 to -10): ahead of all four competitors, and still 38% would warn others off"
    )
    assert "0 to 6 of 10" in said[0]
    assert said[1].startswith("Negative, but above every competitor: ")
    assert any("whether they warn anybody off was not asked" in line for line in result.caveats)


def test_ahead_of_all_is_said_only_where_intervals_allow_it():
    few = [*FOUR[1:], {"name": "BlueTide", "nps": -14, "n": 300}]
    result = cx.against_competitors(cx.nps(OURS), few)
    assert dict(zip(result.table["name"], result.table.verdict, strict=True))["BlueTide"] == "too close to call"
    said = " ".join(result.sentences())
    assert "ahead of three of 4 competitors; too close to call against BlueTide" in said
    assert "all four" not in said
    assert "above every competitor" not in said
    behind = cx.against_competitors(cx.nps(OURS), [{"name": "Star", "nps": 40, "n": 500}])
    assert behind.table.verdict.tolist() == ["behind"]
    assert "behind Star" in behind.sentences()[0]


def test_a_positive_score_is_no_ceiling():
    said = cx.against_competitors(score(600, 300, 100), FOUR).sentences()
    assert said[0].startswith("NPS is 50 (46 to 54): ahead of all four competitors, and still 10% would warn")
    assert not any("Negative" in line for line in said)


def test_without_an_n_nothing_is_said():
    result = cx.against_competitors(OURS, [*FOUR, {"name": "Rumour", "nps": 30}])
    row = result.table.set_index("name").loc["Rumour"]
    assert (row.verdict, np.isnan(row.p_value), np.isnan(row.nps_ci_low)) == ("n unknown", True, True)
    assert any("No n is known of Rumour" in line for line in result.caveats)


def test_a_csv_as_people_type_it(tmp_path):
    path = tmp_path / "rivals.csv"
    path.write_text(
        'Name;NPS; N ;Source\r\nBlueTide;−19;1,140;"Pulse; spring"\r\n;;;\r\nPenny Union;"-34,5";240;\r\n', "utf-8-sig"
    )
    found = cx.read_competitors(path)
    assert found[["name", "nps", "n"]].values.tolist() == [["BlueTide", -19, 1140], ["Penny Union", -34.5, 240]]
    assert found.source.tolist() == ["Pulse; spring", ""]


def test_rows_that_cannot_be_used_are_named_with_their_line(tmp_path):
    path = tmp_path / "rivals.csv"
    path.write_text(
        "name,nps,n,year\nA,-119,100,2025\nB,high,100,2025\n,4,100,2025\nC,5,some,2025\nc,5,7,20\n", "utf-8"
    )
    with pytest.raises(SurveyFileError) as told:
        cx.read_competitors(path)
    message = str(told.value)
    for part in (
        "rivals.csv: line 2: nps '-119' is no score from -100 to 100", "line 3: nps 'high' is no score",
        "line 4: no name", "line 5: n 'some' is no number of answers", "line 6: 'c' stands there twice",
        "Correct these rows, or take them out.",
    ):  # fmt: skip
        assert part in message


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ({"promoters": 30}, "must both be there, or neither"),
        ({"promoters": 90, "detractors": 90}, "are no shares in percent"),
        ({"promoters": 30, "detractors": 20}, "promoters minus detractors is 10, but nps is -19"),
        ({"n": 12.5}, "is no number of answers"),
        ({"n": 0}, "is no number of answers"),
    ],
)
def test_contradictions_are_named(row, fault):
    with pytest.raises(SurveyFileError, match=fault):
        cx.read_competitors([{"name": "A", "nps": -19} | row])


def test_other_bad_input_is_told(tmp_path):
    with pytest.raises(SurveyFileError, match="No file"):
        cx.against_competitors(OURS, tmp_path / "none.csv")
    with pytest.raises(SurveyFileError, match=r"lacks the column nps.*Found: name, score"):
        cx.against_competitors(OURS, [{"name": "A", "score": 3}])
    (tmp_path / "empty.csv").write_text("name,nps\n")
    with pytest.raises(SurveyFileError, match="holds no rows"):
        cx.against_competitors(OURS, tmp_path / "empty.csv")
    with pytest.raises(OptionError, match="a path of a CSV file, a DataFrame or a list"):
        cx.against_competitors(OURS, 12)
    with pytest.raises(OptionError, match="Pass a Net Promoter Score"):
        cx.against_competitors("nps", FOUR)
    with pytest.raises(OptionError, match="question= is for a Survey"):
        cx.against_competitors(cx.nps(OURS), FOUR, question="nps")
    two = pd.DataFrame({"nps": [10, 9, 0, 3], "team": list("ABAB")})
    survey = cx.Survey.from_frame(two, audience="Customers", scales={"nps": (0, 10)})
    with pytest.raises(OptionError, match="2 scores cannot stand beside competitors at once"):
        cx.against_competitors(cx.nps(survey, by="team"), FOUR)
    staff = cx.Survey.from_frame(two.head(3), audience="Staff", scales={"nps": (0, 10)})
    with pytest.raises(QuestionError, match="no score to set beside"):
        cx.against_competitors(cx.nps(staff), FOUR)
