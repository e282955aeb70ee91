"""Every record of the design oracles (R 4.2.2): weights, clusters, small sides, raking, signs, links, alpha."""

import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import cxresearch as cx

pytestmark = pytest.mark.external


@pytest.fixture(scope="module")
def oracles(fixtures):
    rows = json.loads((fixtures / "reference" / "design.json").read_text(encoding="utf-8"))
    return {row["id"]: row for row in rows}


def survey_of(row, **scales):
    frame = pd.DataFrame(row["input"]["columns"])
    roles = {role: column for role, column in (("weight", "w"), ("audience", "audience"), ("unit", "branch"))
             if column in frame}  # fmt: skip
    given = {} if "audience" in roles else {"audience": "Customers"}
    return cx.Survey.from_frame(frame, roles=roles, scales=scales, **given)


def near_one(bounds, intervals, *, width, leave_out=("mean",)):
    """Whether bounds in percent are one of the accepted intervals, within 0.12 points or 2% of their width."""
    accepted = {name: told for name, told in intervals.items() if name not in leave_out}
    off = {name: max(abs(bounds[0] - low), abs(bounds[1] - high)) for name, (low, high) in accepted.items()}
    name = min(off, key=off.get)
    low, high = accepted[name]
    return off[name] <= max(width, 0.02 * (high - low)), (name, off[name])


SHARES = ("share.rising", "share.independent", "share.rare", "share.equal", "ces.a")


@pytest.mark.parametrize("name", SHARES)
def test_weighted_shares(oracles, name):
    row = oracles[name]
    expected = row["expected"]
    if name == "ces.a":
        table = cx.ces(survey_of(row, v=(1, 7)), "v").table
    else:
        table = cx.csat(survey_of(row, v=(1, 5)), "v").table
    found = table.iloc[0]
    assert found.estimate == pytest.approx(expected["estimate"])
    assert found.std_error == pytest.approx(expected["std_error"], rel=3e-3 if name == "share.equal" else 2e-4)
    assert found.n_effective == pytest.approx(expected["n_effective_kish"])
    holds, told = near_one((found.ci_low, found.ci_high), expected["intervals"], width=0.12)
    assert holds, told


@pytest.mark.parametrize("name", ("nps.rising", "nps.independent"))
def test_weighted_scores(oracles, name):
    row = oracles[name]
    expected = row["expected"]
    survey = survey_of(row, v=(0, 10))
    found, wald = cx.nps(survey, "v").table.iloc[0], cx.nps(survey, "v", method="wald").table.iloc[0]
    assert found.estimate == pytest.approx(expected["estimate"])
    assert found.std_error == pytest.approx(expected["std_error"], rel=2e-4)
    assert [wald.ci_low, wald.ci_high] == pytest.approx(expected["wald_t"], abs=1e-3)
    width = expected["wald_t"][1] - expected["wald_t"][0]
    assert found.ci_high - found.ci_low == pytest.approx(width, rel=0.03)


def test_difference_of_weighted_scores(oracles):
    row = oracles["nps_difference.a"]
    found = cx.compare_groups(survey_of(row, v=(0, 10)), "v", by="g", metric="nps").table.iloc[0]
    assert (found.group_a, found.group_b) == ("North", "South")
    assert found.estimate == pytest.approx(row["expected"]["estimate"])
    assert found.std_error == pytest.approx(row["expected"]["std_error"], rel=0.01)
    assert 1e-24 < found.p_value < 1e-16


def test_difference_of_weighted_top_boxes(oracles):
    row = oracles["top_box_difference.a"]
    expected = row["expected"]
    found = cx.compare_groups(survey_of(row, v=(1, 5)), "v", by="g", metric="top_box").table.iloc[0]
    assert found.estimate == pytest.approx(expected["estimate"])
    assert found.std_error == pytest.approx(expected["std_error"], rel=0.01)
    left_out = ("newcombe_mean",)
    holds, told = near_one((found.ci_low, found.ci_high), expected["intervals"], width=0.2, leave_out=left_out)
    assert holds, told
    # The top-box gap of a perception gap is the same quantity.
    frame = pd.DataFrame(row["input"]["columns"])
    audiences = frame.assign(g=frame.g.map({"North": "Staff", "South": "Customers"}))
    survey = cx.Survey.from_frame(audiences, roles={"audience": "g", "weight": "w"}, scales={"v": (1, 5)})
    gap = cx.perception_gap(survey, ["v"]).table.iloc[0]
    assert gap.top_box_gap == pytest.approx(expected["estimate"])
    bounds = (gap.top_box_ci_low, gap.top_box_ci_high)
    holds, told = near_one(bounds, expected["intervals"], width=0.2, leave_out=left_out)
    assert holds, told


def test_weighted_crosstab(oracles):
    row = oracles["crosstab.a"]
    found = cx.crosstab(survey_of(row), "q", "g", adjust="none")
    table = found.table[found.table.kind == "answer"]
    for cell, expected in row["expected"]["cells"].items():
        answer, column = cell.split("|")
        here = table[(table.answer == answer) & (table.column == (column or "Total"))].iloc[0]
        assert here.estimate == pytest.approx(expected["estimate"])
        holds, told = near_one((here.ci_low, here.ci_high), expected["intervals"], width=0.12)
        assert holds, (cell, told)
    letters = {"A": "A", "B": "B", "C": "C"}
    for pair, expected in row["expected"]["pairs"].items():
        answer, a, b = pair.split("|")
        above, below = (a, b) if expected["difference"] > 0 else (b, a)
        here = table[(table.answer == answer) & (table.column == above)].iloc[0]
        assert (letters[below] in here.letters.split()) == (expected["p_linearised"] < 0.05), pair


def test_weighted_effort_and_leaving(oracles):
    row = oracles["effort.a"]
    expected = row["expected"]
    found = cx.effort_and_leaving(survey_of(row, effort=(1, 7)), "effort", "left").table.iloc[0]
    assert found.estimate == pytest.approx(expected["estimate"])
    left_out = ("newcombe_mean",)
    holds, told = near_one((found.ci_low, found.ci_high), expected["intervals"], width=0.3, leave_out=left_out)
    assert holds, told
    assert found.p_value < 1e-6


def test_weighted_trend(oracles):
    row = oracles["trend.a"]
    found = cx.trend(survey_of(row, v=(0, 10)), "v").table
    for wave, (estimate, error) in row["expected"]["levels"].items():
        here = found[found.wave.astype(str) == wave].iloc[0]
        assert [here.estimate, here.std_error] == pytest.approx([estimate, error], rel=0.01)
    last = found.iloc[-1]
    assert last.change == pytest.approx(row["expected"]["change"])
    assert last.change_std_error == pytest.approx(row["expected"]["change_std_error"], rel=0.015)


def test_leaders_without_a_branch(oracles):
    row = oracles["cluster.no_branch"]
    expected = row["expected"]
    result = cx.perception_gap(survey_of(row, q=(1, 5)), ["q"], cluster="branch")
    found = result.table.iloc[0]
    assert found.estimate == pytest.approx(expected["estimate"])
    assert found.std_error == pytest.approx(expected["std_error"], rel=0.03)
    assert [found.ci_low, found.ci_high] == pytest.approx(expected["ci_svyglm"], abs=0.25)
    assert found.n_a == expected["n_leaders"]
    assert any("40 of Leadership" in caveat for caveat in result.caveats)


def test_staff_and_customers_of_the_same_branches(oracles):
    row = oracles["cluster.shared"]
    expected = row["expected"]
    found = cx.perception_gap(survey_of(row, q=(1, 5)), ["q"], cluster="branch").table.iloc[0]
    assert found.estimate == pytest.approx(expected["estimate"])
    assert found.std_error == pytest.approx(expected["std_error"], abs=1e-6)
    assert [found.ci_low, found.ci_high] == pytest.approx(expected["ci"], abs=1e-5)
    assert found.p_value == pytest.approx(expected["p_value"], rel=1e-5)


def test_raking_to_two_margins(oracles):
    row = oracles["rake.two"]
    expected = row["expected"]
    survey = cx.Survey.from_frame(pd.DataFrame(row["input"]["columns"]), roles={}, audience="Customers")
    raked = cx.rake(survey, row["input"]["targets"])
    weights = raked.numbers([raked.roles["weight"]]).iloc[:, 0].to_numpy()
    assert weights == pytest.approx(np.array(expected["weights"]), abs=2e-6)
    note = next(note for note in raked.notes if note.startswith("Raked"))
    assert f"{expected['n_effective']:.1f}" in note and f"{expected['efficiency']:.1f}%" in note


def test_raking_refuses(oracles):
    assert oracles["rake.refusals"]
    frame = pd.DataFrame({"sex": ["f", "m", "f", "m"], "age": ["old", "old", "old", "young"], "q": [1, 2, 3, 4]})
    survey = cx.Survey.from_frame(frame, roles={}, scales={"q": (1, 5)}, audience="Customers")
    for targets, told in (
        ({"sex": {"f": 0.4, "m": 0.4, "x": 0.2}}, "'x'"),
        ({"sex": {"f": 1.0}}, "'m'"),
        ({"sex": {"f": 0.5, "m": 0.6}}, "sex.*1.1"),
        ({"colour": {"f": 0.5, "m": 0.5}}, "colour"),
        ({"sex": {"f": -0.5, "m": 1.5}}, "'f'"),
        ({"sex": {"f": 0.7, "m": 0.3}, "age": {"old": 0.4, "young": 0.6}}, "sex.*age|age.*sex"),
    ):
        with pytest.raises(cx.CXResearchError, match=told):
            cx.rake(survey, targets)


def test_the_smallest_margin_of_a_table(oracles):
    expected = oracles["margin.zero_gap"]["expected"]
    sides = [("Leadership", 60), ("Customers", 300)]
    frame = pd.concat(
        [pd.DataFrame({"audience": who, **{f"q{at}": np.tile([1, 2, 3, 4, 5], n // 5) for at in range(5)}})
         for who, n in sides]
    )  # fmt: skip
    survey = cx.Survey.from_frame(frame, scales={f"q{at}": (1, 5) for at in range(5)})
    table = cx.perception_gap(survey).table
    assert table.std_error.to_numpy() == pytest.approx(expected["std_error"], abs=1e-3)
    assert table.smallest_margin.to_numpy() == pytest.approx(expected["smallest_margin_in_the_table"], abs=1e-3)
    alone = cx.perception_gap(survey, adjust="none").table
    assert alone.smallest_margin.to_numpy() == pytest.approx(expected["smallest_margin_alone"], abs=1e-3)
    margin = table.smallest_margin.max()
    assert set(cx.perception_gap(survey, margin=margin + 1e-6).table.verdict) == {"aligned"}
    assert set(cx.perception_gap(survey, margin=margin - 1e-3).table.verdict) == {"not enough data"}


@pytest.mark.parametrize("place", [None, "HQ"])
def test_predictions_keep_their_leaders(oracles, place):
    assert oracles["cluster.prediction"]
    rng = np.random.default_rng(4)
    leaders, branches = 30, np.repeat([f"B{at:02d}" for at in range(12)], 20)
    guesses, said = rng.integers(4, 10, leaders), np.clip(np.round(rng.normal(5, 2, 240)), 0, 10)
    frame = pd.DataFrame({
        "audience": ["Leadership"] * leaders + ["Customers"] * 240, "branch": [place] * leaders + [*branches],
        "I predict customers will say - Billing": [*guesses, *[np.nan] * 240],
        "How was it? - Billing": [*[np.nan] * leaders, *said],
    })  # fmt: skip
    survey = cx.Survey.from_frame(
        frame, roles={"audience": "audience", "unit": "branch"}, scales={name: (0, 10) for name in frame.columns[2:]}
    )
    found = cx.prediction_gap(survey, cluster="branch").table.iloc[0]
    assert found.n_predictors == leaders
    own = 10 * guesses.astype(float)
    pulls = pd.Series((10 * said - 10 * said.mean()) / 240).groupby(branches).sum()
    expected = np.sqrt(own.var(ddof=1) / leaders + 12 / 11 * (pulls**2).sum())
    assert found.std_error == pytest.approx(expected, rel=0.02)


def test_everybody_was_asked_on_both_sides(oracles):
    assert oracles["census.both"]["expected"]["std_error"] == 0
    frame = pd.DataFrame({"audience": ["Leadership"] * 20 + ["Staff"] * 40, "q": [5, 4] * 10 + [3, 2] * 20,
                          "r": [4, 4] * 10 + [4, 4, 4, 3] * 10})  # fmt: skip
    survey = cx.Survey.from_frame(frame, scales={"q": (1, 5), "r": (1, 5)})
    table = cx.perception_gap(survey, population={"Leadership": 20, "Staff": 40}).table
    assert (table.std_error == 0).all()
    assert (table.ci_low == table.estimate).all() and (table.ci_high == table.estimate).all()
    assert table.verdict.tolist() == ["gap", "aligned"]
    said = cx.perception_gap(survey, population={"Leadership": 20, "Staff": 40}).sentences()
    assert not any("same answer" in text or "nan" in text for text in said)


def test_guessers_who_came_near(oracles):
    cases = {
        "60 of 3 or 4": ([3, 4] * 30, (1, 5), 62.5), "2, 5 ten times each, 3, 4": ([2, 5] * 10 + [3, 4], (1, 5), 62.5),
        "ten of 2, five of 3": ([2] * 10 + [3] * 5, (1, 5), 50.0), "4, 5, 6, 7, 3": ([4, 5, 6, 7, 3], (0, 10), 50.0),
        "4, 5, 6 three times each": ([4, 5, 6] * 3, (1, 7), 58.3333333333),
    }  # fmt: skip
    for case in oracles["guessers.1-5"]["input"]:
        guesses, scale, mean = cases[case["guesses"]]
        assert scale == tuple(case["scale"]) and mean == case["mean"]
        low, high = scale
        level = low + (high - low) * mean / 100
        below = int(np.floor(level))
        n = 2400
        above = round(n * (level - below))
        said = [below + 1] * above + [below] * (n - above)
        frame = pd.DataFrame({
            "audience": ["Leadership"] * len(guesses) + ["Customers"] * n,
            "I predict customers will say - Billing": [*guesses, *[np.nan] * n],
            "How was it? - Billing": [*[np.nan] * len(guesses), *said],
        })  # fmt: skip
        survey = cx.Survey.from_frame(frame, scales={name: scale for name in frame.columns[1:]})
        assert cx.prediction_gap(survey).table.within_10[0] == case["within_10"], case


def test_persons_and_answers(oracles):
    expected = oracles["bases.two_waves"]["expected"]
    rng = np.random.default_rng(1)
    who = [f"c{at}" for at in range(300)] + [f"c{at}" for at in range(100)] + [f"l{at}" for at in range(30)]
    frame = pd.DataFrame({
        "id": who, "audience": ["Customers"] * 400 + ["Leadership"] * 30,
        "wave": [2024] * 300 + [2025] * 100 + [2025] * 30, "q": rng.integers(1, 6, 430),
        "nps": rng.integers(0, 11, 430),
    })  # fmt: skip
    survey = cx.Survey.from_frame(
        frame, roles={"respondent": "id", "audience": "audience", "wave": "wave"}, scales={"q": (1, 5), "nps": (0, 10)}
    )
    gap = cx.perception_gap(survey, ["q"])
    assert (gap.table.persons_b[0], gap.table.n_b[0]) == (expected["persons"], expected["answers"])
    customers = survey.only(audience="Customers")
    results = [gap, cx.nps(customers, "nps"), cx.csat(customers, "q"), cx.mean_score(customers, ["q"])]
    for result in results:
        text = " ".join([*result.sentences(), *result.caveats])
        assert "400 answers of 300 customers" in text and "400 customers" not in text
    assert "same waves" in gap.caveats[0]


def test_a_side_that_is_next_to_nothing(oracles):
    expected = oracles["bases.tiny"]["expected"]["n_effective"]
    alike = pd.DataFrame({"audience": ["Leadership"] * 5 + ["Customers"] * 50, "q": [5] * 5 + [1, 2, 3, 4, 5] * 10})
    result = cx.perception_gap(cx.Survey.from_frame(alike, scales={"q": (1, 5)}))
    row = result.table.iloc[0]
    assert row.n_effective_a == pytest.approx(expected[0])
    assert row.verdict != "gap" or any("5 leaders" in text for text in result.caveats)
    heavy = pd.DataFrame({
        "audience": ["Leadership"] * 20 + ["Customers"] * 50, "q": [5] + [1, 2, 3] * 6 + [4] + [1, 2, 3, 4, 5] * 10,
        "w": [1000.0] + [1.0] * 69,
    })  # fmt: skip
    survey = cx.Survey.from_frame(heavy, scales={"q": (1, 5)}, roles={"audience": "audience", "weight": "w"})
    row = cx.perception_gap(survey).table.iloc[0]
    assert row.n_effective_a == pytest.approx(expected[1], abs=0.01)
    assert row.verdict == "not enough data"
    many = pd.DataFrame({"audience": ["Leadership"] * 72 + ["Customers"] * 50, "q": [5, 4] * 36 + [1, 2, 3, 4, 5] * 10})
    result = cx.perception_gap(cx.Survey.from_frame(many, scales={"q": (1, 5)}))
    assert not any("rest on" in text for text in result.caveats)
    assert not any("only gaps above" in text for text in result.sentences() if "72 leaders" in text)


def test_nearest_is_adjusted_over_the_questions(oracles):
    """Leaders 8 above, staff 8 below on all of 12 questions: a "nearer" anywhere in at most one study of twenty."""
    assert oracles["nearest.adjusted"]
    rng = np.random.default_rng(5)
    values = np.arange(11)

    def answers(n, level):
        return np.clip(np.round(rng.normal(level, 2, (n, 12))), 0, 10).astype(int)

    false = 0
    studies = 150
    for _ in range(studies):
        parts = [("Leadership", answers(60, 5.8)), ("Staff", answers(300, 4.2)), ("Customers", answers(900, 5.0))]
        frame = pd.concat(
            [pd.DataFrame({"audience": who, **{f"q{at}": got[:, at] for at in range(12)}}) for who, got in parts]
        )
        survey = cx.Survey.from_frame(frame, roles={"audience": "audience"},
                                      scales={f"q{at}": (0, 10) for at in range(12)})  # fmt: skip
        nearest = cx.perception_gap(survey, draws=100).nearest
        false += bool(nearest.nearest.isin(["Leadership", "Staff"]).any())
    assert len(values) == 11
    assert false / studies <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / studies)


@pytest.mark.parametrize("name", ("asymmetry.churn_symmetric", "asymmetry.churn_bad"))
def test_the_signed_contrast(oracles, name):
    """HC3 by its formula."""
    row, wanted = oracles[name], oracles[name]["expected"]
    found = cx.asymmetry(survey_of(row, a=(1, 5)), "closed", ["a"]).table.iloc[0]
    assert [found.penalty, found.reward, found.estimate] == pytest.approx(
        [wanted["penalty"], wanted["reward"], wanted["estimate"]], abs=0.01
    )
    told = [found.std_error, found.ci_low, found.ci_high]
    assert told == pytest.approx([wanted["std_error"], *wanted["ci"]], rel=0.01)
    assert (found.verdict, found.n) == (wanted["verdict"], wanted["n"])


def test_partial_correlations_of_schools(oracles, fixtures):
    """Residuals of two lm: teachers and parents; the control is the teachers'."""
    row = oracles["link.partial"]
    schools = pd.read_csv(fixtures / row["input"], sep="\t")
    parts = []
    for who, letter in (("Staff", "t"), ("Customers", "p")):
        columns = {f"{name}_{letter}_11": name for name in ("saf", "com", "eng", "aca")} | {f"N_{letter}": "n"}
        parts.append(schools[["dbn", *columns]].rename(columns=columns).assign(audience=who))
    survey = cx.Survey.from_frame(
        pd.concat(parts, ignore_index=True), roles={"unit": "dbn", "n": "n", "audience": "audience"},
        scales=dict.fromkeys(("saf", "com", "eng", "aca"), (0, 10)),
    )  # fmt: skip
    for question, control in (("saf", "aca"), ("com", "eng")):
        found = cx.attitude_loyalty(survey, attitude=question, loyalty=question, controls=[control], bootstrap=0).table
        wanted = row["expected"][f"{question}_given_{control}"]
        assert found.partial_r[0] == pytest.approx(wanted, abs=row["tolerance"])
        assert found.units[0] == row["expected"]["units"]


def test_alpha_of_three_people(oracles):
    row = oracles["alpha.three"]
    survey = cx.Survey.from_frame(
        pd.DataFrame({"a": [1, 2, 3], "b": [1, 2, 4]}), scales={"a": (1, 5), "b": (1, 5)}, audience="Customers"
    )
    result = cx.reliability(survey, ["a", "b"])
    found = result.table.iloc[0]
    assert [found.estimate, found.ci_low, found.ci_high] == pytest.approx(
        [row["expected"]["alpha"], *row["expected"]["ci"]], abs=row["tolerance"]
    )
    assert not any("good" in text for text in result.sentences())


def test_what_sentences_must_not_do(oracles):
    """Each rule of the record, broken on purpose, is found by the reader of all sentences, or refused by the code."""
    from tests.stats.test_sentences_against_tables import faults

    rules = oracles["sentences.rules"]["expected"]
    broken = {
        "call an interval that leaves out 0": "A and B are too close to call on x: 5 (95% CI 1 to 8; 40 answers).",
        "tell a direction twice": "On x customers gave 9.9 points less (-14.0 to -5.7).",
        "give rounded parts": "On x customers expected 67 and experienced 41: 25 points short (95% CI 20 to 30).",
        "rank anything at 11.5": "Leaders believe app ranks 2; customers put it at rank 11.5.",
    }
    for rule, sentence in broken.items():
        assert any(told.startswith(rule) for told in rules), rule
        assert faults(sentence), rule
    # The others are no patterns of text: each has a test of its own, and the record must not grow unseen.
    assert [told for told in rules if not any(told.startswith(rule) for rule in broken)] == [
        "call alpha of three people good", "hold guesses about customers against staff without saying so",
        "say that weights are used where they are not, or keep silent where they are left out",
        "claim a test that was not made",
    ]  # fmt: skip


def test_every_record_is_walked(oracles):
    source = re.sub(r"\s+", " ", Path(__file__).read_text(encoding="utf-8"))
    assert {name for name in oracles if f'"{name}"' not in source} == set()


def test_pictures_tell_persons_and_answers_apart(oracles):
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot as plt

    assert oracles["bases.two_waves"]
    rng = np.random.default_rng(1)
    frame = pd.DataFrame({
        "id": [f"c{at}" for at in range(300)] + [f"c{at}" for at in range(100)] + [f"s{at}" for at in range(90)],
        "audience": ["Customers"] * 400 + ["Staff"] * 90, "wave": [2024] * 300 + [2025] * 190,
        "q": rng.integers(1, 6, 490),
    })  # fmt: skip
    survey = cx.Survey.from_frame(
        frame, roles={"respondent": "id", "audience": "audience", "wave": "wave"}, scales={"q": (1, 5)}
    )
    for result in (cx.perception_gap(survey), cx.csat(survey.only(audience="Customers"), "q"),
                   cx.csat(survey, "q", by="audience")):  # fmt: skip
        axes = cx.plot(result)
        text = " ".join(piece.get_text() for piece in axes.figure.findobj(matplotlib.text.Text))
        text = " ".join(text.split())
        assert "400 answers of 300 customers" in text and "400 customers" not in text
        plt.close(axes.figure)
