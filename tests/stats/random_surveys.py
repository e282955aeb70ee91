"""Surveys that nobody made by hand: boards of few, weights that count, answers at the ends, units of one audience,
empty cells. And everything with an interval that can be said of them."""

import numpy as np
import pandas as pd

import cxresearch as cx
from cxresearch.errors import CXResearchError

__all__ = ["contradictions", "random_survey", "results_of"]

_SHAPES = {
    "middle": (0.1, 0.2, 0.4, 0.2, 0.1), "ceiling": (0.01, 0.02, 0.05, 0.17, 0.75),
    "split": (0.4, 0.05, 0.1, 0.05, 0.4),
    "all alike": (0.0, 0.0, 0.0, 0.0, 1.0), "floor": (0.7, 0.15, 0.1, 0.04, 0.01),
}  # fmt: skip


def random_survey(seed: int) -> tuple[cx.Survey, dict]:
    """A survey of three audiences, and what else it takes: ``cluster``, ``population``."""
    rng = np.random.default_rng(seed)
    sizes = {"Leadership": int(rng.choice([5, 8, 20, 60])), "Staff": int(rng.choice([12, 60, 150])),
             "Customers": int(rng.choice([30, 200, 500]))}  # fmt: skip
    who = np.repeat(list(sizes), list(sizes.values()))
    n, units = len(who), int(rng.choice([3, 12, 30]))
    unit = np.array([f"U{at:02d}" for at in range(units)], dtype=object)[rng.integers(0, units, n)]
    if rng.random() < 0.5:
        unit[who == "Leadership"] = None
    if rng.random() < 0.3:
        unit[who == "Staff"] = "U00"
    leaning = rng.normal(0, 0.6, units)
    place = np.array([int(name[1:]) if name else -1 for name in unit])
    frame = {"who": who, "branch": unit, "wave": rng.choice(["2023", "2024", "2025"], n, p=[0.3, 0.3, 0.4])}
    for at in range(4):
        answers = np.empty(n)
        for name in sizes:
            shape = _SHAPES[rng.choice(list(_SHAPES), p=[0.35, 0.25, 0.15, 0.1, 0.15])]
            mine = who == name
            answers[mine] = rng.choice(5, mine.sum(), p=shape)
        answers = np.clip(np.rint(answers + np.where(place >= 0, leaning[place], 0)), 0, 4) + 1
        answers[rng.random(n) < 0.08] = np.nan
        frame[f"q{at}"] = answers
    frame["recommend"] = np.clip(np.rint(2 * frame["q0"] + rng.normal(0, 2, n)), 0, 10)
    frame["effort"] = np.clip(np.rint(7 - frame["q1"] + rng.normal(0, 1, n)), 1, 7)
    frame["left"] = np.where(rng.random(n) < np.where(np.nan_to_num(frame["q0"], nan=3) < 3, 0.4, 0.15), "yes", "no")
    frame["region"] = rng.choice(["north", "south", "east"], n, p=[0.6, 0.37, 0.03])
    roles = {"audience": "who", "unit": "branch", "wave": "wave"}
    if rng.random() < 0.5:
        weight = np.exp(rng.normal(0, 0.8, n) + 0.2 * (np.nan_to_num(frame["q0"], nan=3) - 3))
        weight[rng.random(n) < 0.03] = 0
        frame["w"] = weight
        roles["weight"] = "w"
    scales = {f"q{at}": (1, 5) for at in range(4)} | {"recommend": (0, 10), "effort": (1, 7)}
    survey = cx.Survey.from_frame(pd.DataFrame(frame), roles=roles, scales=scales)
    book = survey.codebook
    book.loc[book.id == "recommend", "kind"] = "nps"
    book.loc[book.id == "effort", "kind"] = "effort"
    survey = survey.with_codebook(book)
    there = set(frame["region"][who == "Customers"])
    if rng.random() < 0.4 and len(there) == 3:
        cells = {"north": 0.4, "south": 0.4, "east": 0.2}
        survey = cx.rake(survey, {"region": cells}, audience="Customers")
    more = {}
    if rng.random() < 0.35:
        more["cluster"] = "branch"
    if rng.random() < 0.4:
        whole = 1.0 if rng.random() < 0.3 else 1.3
        more["population"] = {name: float(np.ceil(size * whole)) for name, size in sizes.items()}
    return survey, more


def results_of(survey: cx.Survey, more: dict) -> dict[str, cx.Result]:
    """Every result that can be had; what refuses with an error of the library's own is left out."""
    sampled = {"cluster": more["cluster"]} if "cluster" in more else {}
    people = survey.only(audience="Customers")
    drivers = ["q0", "q1", "q2"]
    make = {
        "gaps": lambda: cx.perception_gap(survey, ["q0", "q1", "q2", "q3"], **more),
        "gaps by region": lambda: cx.perception_gap(survey, ["q0", "q1"], by="region", **sampled),
        "ordinal gaps": lambda: cx.perception_gap(survey, ["q0", "q1"], model="ordinal"),
        "means": lambda: cx.mean_score(survey, ["q0", "q1"], by="audience", scale="0-100", **more),
        "nps": lambda: cx.nps(survey, "recommend", by="audience", **more),
        "csat": lambda: cx.csat(survey, "q1", by="audience", **more),
        "ces": lambda: cx.ces(survey, "effort", by=["audience", "region"], **sampled),
        "groups": lambda: cx.compare_groups(survey, "q0", by="audience", **sampled),
        "groups nps": lambda: cx.compare_groups(survey, "recommend", by="audience", metric="nps", **sampled),
        "groups top": lambda: cx.compare_groups(survey, "q2", by="audience", metric="top_box", **sampled),
        "regions top": lambda: cx.compare_groups(people, "q1", by="region", metric="top_box"),
        "regions": lambda: cx.compare_groups(people, "q1", by="region"),
        "crosstab": lambda: cx.crosstab(survey, "q0", ["audience", "region"]),
        "trend": lambda: cx.trend(people, "q0", metric="mean", **sampled),
        "trend nps": lambda: cx.trend(survey, "recommend", by="audience"),
        "trend top": lambda: cx.trend(people, "q1", metric="top_box"),
        "drivers": lambda: cx.loyalty_drivers(people, "recommend", drivers, bootstrap=50, **sampled),
        "asymmetry": lambda: cx.asymmetry(people, "recommend", drivers, **sampled),
        "asymmetry left": lambda: cx.asymmetry(people, "left", drivers, good="low", **sampled),
        "priorities": lambda: cx.priorities(people, "recommend", drivers, bootstrap=50),
        "ordinal": lambda: cx.ordinal_model(people, "q3", drivers, **sampled),
        "leaving": lambda: cx.effort_and_leaving(people, "effort", "left", by="region", **sampled),
        "link": lambda: cx.attitude_loyalty(survey, attitude=["q0", "q1"], loyalty="recommend", bootstrap=100),
        "silos": lambda: cx.silos(survey, "recommend", by="branch", audience="Customers"),
        "units": lambda: cx.unit_table(survey, ["q0", "q1"], by="branch", audience="Customers"),
        "agreement": lambda: cx.unit_agreement(survey, ["q0", "q1"], unit="branch", audience="Staff", draws=50),
        "ranks": lambda: cx.rank_stability(survey, ["q0", "q1", "q2", "q3"], draws=50),
        "meaning": lambda: cx.equal_meaning(survey, ["q0", "q1", "q2"]),
        "levels": lambda: cx.within_between(survey, "recommend", "q0"),
        "silent": lambda: cx.nonresponse(people, {name: 400.0 for name in ("north", "south", "east")}, by="region"),
    }  # fmt: skip
    found = {}
    for name, one in make.items():
        try:
            found[name] = one()
        except CXResearchError:
            continue
    return found


def contradictions(result: cx.Result, table: pd.DataFrame | None = None) -> list[str]:
    """Rows of a table whose estimate, error, interval and p do not say the same."""
    rows = result.table if table is None else table
    if not {"estimate", "ci_low", "ci_high"} <= set(rows.columns):
        return []
    told, alpha = [], 1 - result.confidence
    low, high, value = (rows[name].to_numpy(float) for name in ("ci_low", "ci_high", "estimate"))
    known = np.isfinite(low) & np.isfinite(high)
    told += [f"bounds the wrong way round: row {at}" for at in np.flatnonzero(known & (low > high))]
    outside = known & ((value < low - 1e-9) | (value > high + 1e-9))
    told += [f"{value[at]:.3g} outside {low[at]:.3g} to {high[at]:.3g}" for at in np.flatnonzero(outside)]
    if "change" in rows:
        moved = rows[["change", "change_ci_low", "change_ci_high", "change_std_error", "p_value"]]
        moved = moved.set_axis(["estimate", "ci_low", "ci_high", "std_error", "p_value"], axis=1)
        told += [f"change: {text}" for text in contradictions(result, moved)]
    # The p of a level asks of its change, or of its distance from the others, and stands beside another interval.
    if "p_value" in rows and not {"change", "level"} & set(rows.columns):
        p = rows.p_value.to_numpy(float)
        both = known & np.isfinite(p) & (high > low)
        off = both & ((p < alpha) != ((low > 0) | (high < 0)))
        told += [f"p {p[at]:.4f} at {low[at]:.4g} to {high[at]:.4g}" for at in np.flatnonzero(off)]
        told += [f"p {p[at]} is no p" for at in np.flatnonzero(np.isfinite(p) & ((p < 0) | (p > 1)))]
    if "std_error" in rows:
        error = rows.std_error.to_numpy(float)
        wide = known & (error > 0) & (high > low)
        reach = (high - low) / np.where(wide, error, np.nan)
        told += [f"width {reach[at]:.2f} errors" for at in np.flatnonzero(wide & (reach < 2.2))]
    return told
