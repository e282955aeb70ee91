"""Random intercept with unit means: a million rows in a thousand units; the peer is statsmodels' MixedLM.

Ours returns more: the contextual effect and Satterthwaite's degrees of freedom.
"""

import numpy as np
from statsmodels.regression.mixed_linear_model import MixedLM

from benchmarks.side_by_side import Row
from cxresearch.stats.linkage.random_intercept import fit_random_intercept, split_sums

UNITS = 1000


def study(respondents: int, seed: int = 20):
    draw = np.random.default_rng(seed)
    unit = np.sort(draw.integers(0, UNITS, respondents))
    x = draw.normal(size=UNITS)[unit] + draw.normal(size=respondents)
    mean = (np.bincount(unit, weights=x) / np.bincount(unit))[unit]
    y = 2 + 0.3 * (x - mean) + 0.8 * mean + 0.4 * draw.normal(size=UNITS)[unit] + draw.normal(size=respondents)
    return unit, x, y


def rows(*, respondents: int) -> list[Row]:
    unit, x, y = study(respondents)

    def design():
        mean = (np.bincount(unit, weights=x) / np.bincount(unit))[unit]
        return np.column_stack([np.ones(len(x)), x - mean, mean])

    def ours():
        fit = fit_random_intercept(split_sums(unit, x, y))
        return np.append(fit.estimate, [fit.between, fit.within])

    def peer():
        fit = MixedLM(y, design(), groups=unit).fit()
        return np.append(fit.fe_params, [fit.cov_re[0, 0], fit.scale])

    def agree(mine, theirs):
        np.testing.assert_allclose(mine, theirs, rtol=2e-3)

    name = f"random intercept, {respondents:,} rows, {UNITS:,} units"
    return [Row(name, ours, peer, "statsmodels MixedLM", goal=180, agree=agree, repeats=3)]
