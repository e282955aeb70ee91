"""1,800 perception gaps: 30 questions in 20 branches between three audiences, on a million respondents.

The peer does what an analyst would write: group the rows, and give every pair of groups to scipy's
Welch test. Ours counts the rows once and works on counts; it also returns top-box gaps, Cliff's delta
and the equivalence test, which the peer does not.
"""

from itertools import combinations

import numpy as np
from scipy.stats import ttest_ind

from benchmarks import made_up
from benchmarks.side_by_side import Row
from cxresearch import perception_gap, tally
from cxresearch.inference.precision import weighted_moments
from cxresearch.inference.significance import welch_from_errors


def peer_tests(frame) -> np.ndarray:
    """(gap in points, lower, upper, p) for each branch, question and pair, in that order."""
    found = []
    to_points = 100 / (made_up.SCALE[1] - made_up.SCALE[0])
    for _, branch in frame.groupby("branch"):
        sides = {audience: rows for audience, rows in branch.groupby("audience")}
        for question in made_up.questions():
            answered = {audience: rows[question].dropna().to_numpy() for audience, rows in sides.items()}
            for a, b in combinations(made_up.AUDIENCES, 2):
                test = ttest_ind(answered[a], answered[b], equal_var=False)
                low, high = test.confidence_interval()
                gap = answered[a].mean() - answered[b].mean()
                found.append((to_points * gap, to_points * low, to_points * high, test.pvalue))
    return np.array(found)


def cells(counted) -> np.ndarray:
    """Counts as (branch, question, pair's sides, answer), ready for closed forms."""
    table = tally(counted, by=["unit", "audience"]).table
    wide = table.pivot_table(index=["unit", "question", "audience"], columns="value", values="n", fill_value=0)
    shape = (made_up.BRANCHES, made_up.QUESTIONS, len(made_up.AUDIENCES), -1)
    return wide.reindex(made_up.AUDIENCES, level="audience").to_numpy().reshape(shape)


def closed_forms(counts: np.ndarray) -> np.ndarray:
    low, high = made_up.SCALE
    points = 100 * (np.arange(low, high + 1) - low) / (high - low)
    sides = weighted_moments(points, counts)
    a, b = np.array(list(combinations(range(len(made_up.AUDIENCES)), 2))).T
    mean, error, df = sides.mean, sides.std_error, sides.df
    test = welch_from_errors(mean[..., a], error[..., a], df[..., a], mean[..., b], error[..., b], df[..., b])
    return np.stack([test.estimate, test.low, test.high, test.p_value], axis=-1).reshape(-1, 4)


def agree(ours, peer) -> None:
    table = ours.table.sort_values(["unit", "question"], kind="stable")
    agree_in_arrays(table[["estimate", "ci_low", "ci_high", "p_value"]].to_numpy(), peer)


def agree_in_arrays(ours, peer) -> None:
    np.testing.assert_allclose(ours, peer, rtol=1e-7, atol=1e-12)


def rows(*, respondents: int) -> list[Row]:
    frame = made_up.answers(respondents)
    standing = made_up.survey(frame)

    def from_rows():
        return perception_gap(made_up.survey(frame), by="unit")

    def from_encoded_answers():
        made_up.forget_tallies(standing)
        return perception_gap(standing, by="unit")

    def from_the_tally():
        return perception_gap(standing, by="unit")

    counts = cells(standing)

    def on_the_cells():
        return closed_forms(counts)

    def peer():
        return peer_tests(frame)

    name = "pandas groupby + scipy ttest_ind"
    return [
        Row("1,800 gap tests, from rows", from_rows, peer, name, agree=agree, repeats=5),
        Row("1,800 gap tests, with the tally", from_encoded_answers, peer, name, goal=20, agree=agree, repeats=5,
            why="most of it counts 30 columns by 60 groups; the gaps themselves are the row below."),
        Row("1,800 gap tests, once the tally stands", from_the_tally, peer, name, goal=100, agree=agree, repeats=5,
            why="it is spread thin: bases a sixth, privacy a sixth, verdicts and order a sixth, and in all of them 88 "
            "reads of pandas columns a call, a quarter of all. Top-box gaps, Cliff's delta and equivalence, which the "
            "peer does not give, are in the rest; means, intervals and p alone are the row below."),
        Row("1,800 Welch tests, on the cells", on_the_cells, peer, name, goal=1000, agree=agree_in_arrays, repeats=5,
            why="a few array operations, at a size where calling them costs as much as what they do."),
    ]  # fmt: skip
