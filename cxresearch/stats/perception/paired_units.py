"""Gaps where only units' scores are known: each unit is compared with itself.

Parents and teachers of the same school share everything that makes the school what it is, so the
difference is taken within each unit and counts once, however many people answered there.
"""

from functools import partial
from itertools import combinations

import numpy as np
import pandas as pd

from cxresearch.errors import QuestionError
from cxresearch.inference.intervals import welch_from_errors
from cxresearch.stats.bases.naming import audience_name
from cxresearch.stats.bases.verdicts import detectable_gap, judged
from cxresearch.stats.perception.nearest import drawn_by_units, nearer_p
from cxresearch.survey.survey import Survey
from cxresearch.wording import named, plural, say, told

__all__ = ["unit_gaps"]

_METHOD = told(
    "Difference of unit scores on the 0-100 scale, paired by unit, with a one-sample t interval on the differences "
    "(Student 1908); verdict by its t test, else by two one-sided tests inside the margin (Schuirmann 1987), each "
    "adjusted over all rows."
)
_METHOD_BY_N = told(
    "Difference of unit scores on the 0-100 scale, paired by unit, with a one-sample t interval on the differences, "
    "weighted by answers (Student 1908); verdict by its t test, else by two one-sided tests inside the margin "
    "(Schuirmann 1987), each adjusted over all rows."
)


def unit_gaps(survey: Survey, asked, audiences, pairs, *, margin, confidence, adjust, weight_by_n, draws, seed):
    """Gaps of a Survey of units; see :func:`cxresearch.perception_gap` for the options.

    Raises
    ------
    QuestionError
        If the survey has no unit to pair by.
    """
    if "unit" not in survey.roles:
        raise QuestionError(say(
            "{survey} holds scores with an n but no unit to pair them by. Give one: survey.with_roles(unit=...).",
            survey=survey.name,
        ))  # fmt: skip
    rows = survey.to_pandas()
    unit, audience, people = (rows[survey.roles[role]] for role in ("unit", "audience", "n"))
    people = pd.to_numeric(people, errors="coerce").to_numpy(float)
    points = survey.numbers(asked, points=True)
    parts, means, whole, lost = [], {}, {}, 0
    for question in asked:
        long = pd.DataFrame({"unit": unit, "audience": audience, "score": points[question], "n": people})
        scores = long.pivot_table(index="unit", columns="audience", values="score", aggfunc="mean").reindex(
            columns=audiences
        )
        bases = long.pivot_table(index="unit", columns="audience", values="n", aggfunc="sum").reindex(
            index=scores.index, columns=audiences
        )
        for a, b in pairs:
            both = scores[a].notna() & scores[b].notna()
            lost = max(lost, int((~both).sum()))
            parts.append(
                {"question": question, "audience_a": a, "audience_b": b}
                | _pair(scores[both], bases[both], a, b, weight_by_n)
            )
        complete = scores.dropna()
        if len(complete) > 1:
            weights = bases.loc[complete.index].sum(axis=1).to_numpy() if weight_by_n else np.ones(len(complete))
            means[question] = np.average(complete.to_numpy(), axis=0, weights=weights)
            whole[question] = complete.to_numpy(), weights
    table = pd.DataFrame(parts)
    units = table.units.to_numpy(float)
    test = welch_from_errors(table.estimate, table.std_error, units - 1, 0.0, 0.0, np.inf, confidence=confidence)
    verdicts = judged(
        table.estimate, table.std_error, test.df, test.p_value, margin=margin, confidence=confidence, adjust=adjust
    )
    empty = np.full(len(table), np.nan)
    table = table.assign(
        ci_low=test.low,
        ci_high=test.high,
        top_box_a=empty,
        top_box_b=empty,
        top_box_gap=empty,
        top_box_ci_low=empty,
        top_box_ci_high=empty,
        cliffs_delta=empty,
        delta_ci_low=empty,
        delta_ci_high=empty,
        p_value=test.p_value,
        **verdicts,
    )
    detectable = detectable_gap(table.std_error, test.df, table.p_equivalence, confidence=confidence, adjust=adjust)
    table = table.assign(detectable=detectable)[_ORDER]
    caveats = [
        say("Scores are averages of units: top-box shares and Cliff's delta need single answers and are left empty."),
        say("A gap between units' averages says how audiences differ in the typical unit, not how two persons differ."),
    ]
    if weight_by_n:
        caveats.append(
            say("Units are weighted by their answers (n_a n_b / (n_a + n_b)); without weight_by_n each counts once.")
        )
    else:
        caveats.append(say("Each unit counts once, however many people answered there."))
    if lost:
        caveats.append(
            say(
                "Up to {units} without one of the two audiences on a question, left out of that pair.",
                units=plural(lost, "unit"),
            )
        )
    silent = [name for name in audiences if not points[(audience == name).to_numpy()].notna().any().any()]
    if silent:
        caveats.append(say("No scores at all for {audiences}.", audiences=named(map(audience_name, silent))))

    def nearer(reference: str) -> dict[str, dict[tuple[str, str], float]]:
        at = audiences.index(reference)
        others = [place for place in range(len(audiences)) if place != at]
        return {
            question: {
                (audiences[a], audiences[b]): nearer_p(
                    _one_sample(scores[:, a] - scores[:, b], weights),
                    _one_sample(scores[:, a] + scores[:, b] - 2 * scores[:, at], weights),
                )
                for a, b in combinations(others, 2)
            }
            for question, (scores, weights) in whole.items()
        }

    return (
        table,
        dict.fromkeys(whole, True),
        partial(drawn_by_units, whole, draws=draws, seed=seed),
        means,
        nearer,
        caveats,
        say(_METHOD_BY_N if weight_by_n else _METHOD),
    )


_ORDER = [
    "question",
    "audience_a",
    "audience_b",
    "mean_a",
    "mean_b",
    "estimate",
    "std_error",
    "ci_low",
    "ci_high",
    "top_box_a",
    "top_box_b",
    "top_box_gap",
    "top_box_ci_low",
    "top_box_ci_high",
    "cliffs_delta",
    "delta_ci_low",
    "delta_ci_high",
    "p_value",
    "p_adjusted",
    "p_equivalence",
    "p_equivalence_adjusted",
    "smallest_margin",
    "detectable",
    "n_a",
    "n_b",
    "units",
    "verdict",
]


def _one_sample(values: np.ndarray, weights: np.ndarray) -> tuple[float, float, float]:
    """Mean, standard error and degrees of freedom of one value a unit."""
    units, total = len(values), weights.sum()
    mean = weights @ values / total
    error = np.sqrt(units / (units - 1) * (weights**2 @ (values - mean) ** 2)) / total
    return float(mean), float(error), units - 1.0


def _pair(scores: pd.DataFrame, bases: pd.DataFrame, a: str, b: str, weight_by_n: bool) -> dict:
    n_a, n_b = bases[a].to_numpy(float), bases[b].to_numpy(float)
    both_known = n_a + n_b > 0
    with np.errstate(divide="ignore", invalid="ignore"):
        weights = np.where(both_known, n_a * n_b / (n_a + n_b), 0.0) if weight_by_n else np.ones(len(scores))
    used = weights > 0
    first, second, weights = scores[a].to_numpy()[used], scores[b].to_numpy()[used], weights[used]
    units, total = len(first), weights.sum()
    row = {"n_a": np.nansum(n_a[used]), "n_b": np.nansum(n_b[used]), "units": float(units)}
    if not units:
        return row | dict.fromkeys(("mean_a", "mean_b", "estimate", "std_error"), np.nan)
    gap = weights @ (first - second) / total
    error = np.nan
    if units > 1:
        error = np.sqrt(units / (units - 1) * (weights**2 @ (first - second - gap) ** 2)) / total
    return row | {
        "mean_a": weights @ first / total,
        "mean_b": weights @ second / total,
        "estimate": gap,
        "std_error": error,
    }
