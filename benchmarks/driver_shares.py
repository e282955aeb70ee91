"""LMG shares of R squared as a user calls for them: 1,000 people and 8, 12, 16 and 20 drivers, and their bootstrap.

The peer is pingouin, which fits a regression for every subset; with 16 drivers it gets a single turn. With 20 drivers
it would take minutes, so ours is timed against itself with one driver fewer: each driver doubles the cost. The peer's
bootstrap gets two samples, and the goal is set for two of the thousand. Ours also gives inflation of variance, what
chance alone would give, and an account of who was left out.
"""

import numpy as np
import pandas as pd

from benchmarks.side_by_side import Row
from cxresearch import Survey, loyalty_drivers

ROWS = 1000
PEER_DRIVERS = {8: (None, 5), 12: (400.0, 5), 16: (600.0, 1)}
DRAWS = 1000
PEER_DRAWS = 2
_WHY = "the call checks its input, counts who is left out and fits a random column beside the drivers."


def table(drivers: int, seed: int = 20) -> pd.DataFrame:
    """``outcome`` and drivers that go together."""
    draw = np.random.default_rng(seed)
    x = draw.normal(size=(ROWS, drivers)) + draw.normal(size=(ROWS, 1))
    y = x @ np.linspace(0.1, 0.6, drivers) + 3 * draw.normal(size=ROWS)
    names = ["outcome", *(f"driver_{at:02d}" for at in range(drivers))]
    return pd.DataFrame(np.column_stack([y, x]), columns=names)


def surveyed(answers: pd.DataFrame) -> Survey:
    return Survey.from_frame(answers, audience="Customers", kinds=dict.fromkeys(answers.columns, "number"))


def found(survey: Survey, names, *, method: str = "lmg", bootstrap: int = 0) -> pd.DataFrame:
    told = loyalty_drivers(survey, "outcome", list(names), method=method, bootstrap=bootstrap)
    return told.table.set_index("driver").loc[list(names), ["estimate", "ci_low", "ci_high"]]


def theirs(answers: pd.DataFrame) -> np.ndarray:
    import pingouin

    return pingouin.linear_regression(answers.iloc[:, 1:], answers.outcome, relimp=True).relimp.to_numpy()[1:]


def agree(mine, peer) -> None:
    np.testing.assert_allclose(mine.estimate, peer, atol=1e-9)


def about_as_wide(mine, peer) -> None:
    """Two samples of the peer's bootstrap must lie where ours says: draws differ, the distribution does not."""
    error = (mine.ci_high - mine.ci_low).to_numpy() / 3.92
    assert (np.abs(peer - mine.estimate.to_numpy()) < 4 * error).mean() > 0.9


def rows(*, respondents: int) -> list[Row]:
    made = []
    for drivers, (goal, repeats) in PEER_DRIVERS.items():
        answers = table(drivers)
        survey, names = surveyed(answers), answers.columns[1:]
        made.append(
            Row(
                f"LMG, {drivers} drivers",
                lambda survey=survey, names=names: found(survey, names),
                lambda answers=answers: theirs(answers),
                "pingouin",
                goal=goal,
                agree=agree,
                repeats=repeats,
                why=_WHY,
            )
        )
    more, fewer = surveyed(table(20)), surveyed(table(19))
    twenty = [f"driver_{at:02d}" for at in range(20)]
    made.append(Row("LMG, 20 drivers", lambda: found(more, twenty), lambda: found(fewer, twenty[:19]), "ours with 19"))
    wide, eight = table(8), [f"driver_{at:02d}" for at in range(8)]
    survey = surveyed(wide)

    def peer():
        draw = np.random.default_rng(2)
        return np.array([theirs(wide.iloc[draw.integers(0, ROWS, ROWS)]) for _ in range(PEER_DRAWS)])

    made.append(
        Row(
            f"LMG, 8 drivers, {DRAWS:,} bootstrap samples",
            lambda: found(survey, eight, bootstrap=DRAWS),
            peer,
            f"pingouin, {PEER_DRAWS} draws of {DRAWS}",
            goal=800.0 * PEER_DRAWS / DRAWS,
            agree=about_as_wide,
            repeats=3,
            why=_WHY,
        )
    )
    return made
