"""Within and between units, as a user calls it: a million rows in a thousand units.

The peers fit the same random intercept with unit means: statsmodels' MixedLM, and lme-python, whose engine is compiled.
Ours returns more: the contextual effect, Satterthwaite's degrees of freedom, and what was left out.
"""

import numpy as np
import pandas as pd

from benchmarks.side_by_side import Row
from cxresearch import Survey, within_between

UNITS = 1000


def study(respondents: int, seed: int = 20) -> pd.DataFrame:
    draw = np.random.default_rng(seed)
    unit = np.sort(draw.integers(0, UNITS, respondents))
    x = draw.normal(size=UNITS)[unit] + draw.normal(size=respondents)
    mean = (np.bincount(unit, weights=x) / np.bincount(unit))[unit]
    y = 2 + 0.3 * (x - mean) + 0.8 * mean + 0.4 * draw.normal(size=UNITS)[unit] + draw.normal(size=respondents)
    return pd.DataFrame({"branch": np.char.add("B", unit.astype(str)), "x": x, "y": y})


def rows(*, respondents: int) -> list[Row]:
    frame = study(respondents)
    survey = Survey.from_frame(
        frame, roles={"unit": "branch"}, audience="Customers", kinds={"x": "number", "y": "number"}
    )

    def ours():
        return within_between(survey, "y", "x").table.set_index("term").estimate[["intercept", "within", "between"]]

    def centred() -> pd.DataFrame:
        mean = frame.groupby("branch").x.transform("mean")
        return pd.DataFrame({"y": frame.y, "own": frame.x - mean, "mean": mean, "branch": frame.branch})

    def statsmodels_fits():
        from statsmodels.regression.mixed_linear_model import MixedLM

        parts = centred()
        design = np.column_stack([np.ones(len(parts)), parts.own, parts["mean"]])
        return MixedLM(parts.y.to_numpy(), design, groups=parts.branch).fit().fe_params

    def lme_fits():
        import lme_python

        return lme_python.lmer("y ~ own + mean + (1 | branch)", centred()).coefficients

    def agree(mine, theirs):
        np.testing.assert_allclose(np.asarray(mine), np.asarray(theirs), rtol=2e-3)

    name = f"within_between, {respondents:,} rows, {UNITS:,} units"
    return [
        Row(name, ours, statsmodels_fits, "statsmodels MixedLM", agree=agree, repeats=3),
        Row(name, ours, lme_fits, "lme-python", goal=2, agree=agree, repeats=5,
            why="reading x, y and units into sums by unit takes two thirds, Satterthwaite's degrees of freedom, which "
            "the peer does not give, most of the rest."),
    ]  # fmt: skip
