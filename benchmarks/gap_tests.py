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
from cxresearch import perception_gap


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


def agree(ours, peer) -> None:
    table = ours.table.sort_values(["unit", "question"], kind="stable")
    columns = ["estimate", "ci_low", "ci_high", "p_value"]
    np.testing.assert_allclose(table[columns].to_numpy(), peer, rtol=1e-7, atol=1e-12)


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

    def peer():
        return peer_tests(frame)

    name = "pandas groupby + scipy ttest_ind"
    return [
        Row("1,800 gap tests, from rows", from_rows, peer, name, agree=agree, repeats=5),
        Row("1,800 gap tests, with the tally", from_encoded_answers, peer, name, goal=50, agree=agree, repeats=5),
        Row("1,800 gap tests, once the tally stands", from_the_tally, peer, name, goal=2000, agree=agree, repeats=5),
    ]
