"""A survey of any size for the benchmarks: three audiences, twenty branches, thirty ratings from 1 to 5."""

from functools import lru_cache

import numpy as np
import pandas as pd

AUDIENCES = ("Leadership", "Staff", "Customers")
BRANCHES = 20
QUESTIONS = 30
SCALE = (1, 5)


@lru_cache(maxsize=1)
def answers(respondents: int, seed: int = 20) -> pd.DataFrame:
    """One row a respondent; about 2% of the answers are missing, and audiences differ a little."""
    draw = np.random.default_rng(seed)
    audience = draw.choice(len(AUDIENCES), size=respondents, p=[0.05, 0.25, 0.70])
    columns = {
        "audience": pd.Categorical.from_codes(audience, categories=AUDIENCES).astype("str"),
        "branch": [f"Branch {number:02d}" for number in draw.integers(1, BRANCHES + 1, size=respondents)],
    }
    shift = np.array([0.3, 0.1, 0.0])[audience]
    for number in range(1, QUESTIONS + 1):
        rating = np.clip(np.rint(draw.normal(3.4 + shift, 1.1)), *SCALE)
        rating[draw.random(respondents) < 0.02] = np.nan
        columns[question(number)] = rating
    return pd.DataFrame(columns)


def question(number: int) -> str:
    return f"touchpoint_{number:02d}"


def questions() -> list[str]:
    return [question(number) for number in range(1, QUESTIONS + 1)]


def survey(frame: pd.DataFrame):
    from cxresearch import Survey

    return Survey.from_frame(
        frame,
        roles={"audience": "audience", "unit": "branch"},
        scales=dict.fromkeys(questions(), SCALE),
    )


def forget_tallies(counted) -> None:
    """Leave a Survey as it is after loading: answers encoded, nothing counted."""
    counted._cache.pop("counted", None)
    for key in [key for key in counted._cache if key[0] == "tally"]:
        del counted._cache[key]
