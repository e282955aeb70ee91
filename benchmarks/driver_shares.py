"""LMG shares of R squared: 1,000 rows with 8, 12 and 16 drivers, and 1,000 bootstrap samples with 8.

The peer is pingouin, which fits a regression for every subset; with 16 drivers it gets a single turn. With 20 drivers
it would take minutes, so ours is timed against itself with one driver fewer: each driver doubles the cost. The peer's
bootstrap gets two samples, and the goal is set for two of the thousand.
"""

import numpy as np
import pingouin

from benchmarks.side_by_side import Row
from cxresearch.stats.drivers.relative_importance import cross_products, lmg, resampled, standardised

ROWS = 1000
PEER_DRIVERS = {8: (None, 5), 12: (400.0, 5), 16: (600.0, 1)}
DRAWS = 1000
PEER_DRAWS = 2


def table(drivers: int, seed: int = 20) -> np.ndarray:
    """Outcome first, then drivers that go together."""
    draw = np.random.default_rng(seed)
    x = draw.normal(size=(ROWS, drivers)) + draw.normal(size=(ROWS, 1))
    y = x @ np.linspace(0.1, 0.6, drivers) + 3 * draw.normal(size=ROWS)
    answers = np.column_stack([y, x])
    return answers - answers.mean(axis=0)


def ours(answers: np.ndarray) -> np.ndarray:
    return lmg(standardised(cross_products(answers)))


def theirs(answers: np.ndarray) -> np.ndarray:
    return pingouin.linear_regression(answers[:, 1:], answers[:, 0], relimp=True).relimp.to_numpy()[1:]


def agree(mine, peer) -> None:
    np.testing.assert_allclose(mine, peer, atol=1e-9)


def about_as_wide(mine, peer) -> None:
    """Two samples of the peer's bootstrap must lie within ours: draws differ, the distribution does not."""
    low, high = np.quantile(mine, [0.0005, 0.9995], axis=0)
    assert ((low <= peer) & (peer <= high)).mean() > 0.9


def rows(*, respondents: int) -> list[Row]:
    found = []
    for drivers, (goal, repeats) in PEER_DRIVERS.items():
        answers = table(drivers)
        job = (lambda answers=answers: ours(answers)), (lambda answers=answers: theirs(answers))
        found.append(Row(f"LMG, {drivers} drivers", *job, "pingouin", goal=goal, agree=agree, repeats=repeats))
    more, fewer = table(20), table(19)
    found.append(Row("LMG, 20 drivers", lambda: ours(more), lambda: ours(fewer), "ours with 19"))
    answers = table(8)

    def bootstrap():
        return lmg(standardised(resampled(answers, None, draws=DRAWS, rng=np.random.default_rng(1))))

    def peer():
        draw = np.random.default_rng(2)
        return np.array([theirs(answers[draw.integers(0, ROWS, ROWS)]) for _ in range(PEER_DRAWS)])

    name = f"pingouin, {PEER_DRAWS} draws of {DRAWS}"
    found.append(
        Row(
            f"LMG, 8 drivers, {DRAWS:,} bootstrap samples", bootstrap, peer, name, goal=800.0 * PEER_DRAWS / DRAWS,
            agree=about_as_wide, repeats=3,
        )
    )  # fmt: skip
    return found
