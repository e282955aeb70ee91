"""How often intervals hold the truth, and how often a board hears of a gap that is none: simulated studies.

``python -m benchmarks.coverage --studies 2000 --seed 1 --out docs/coverage.md`` takes some ten minutes. Every figure
stands with its Monte-Carlo error. Nothing here draws on the sample data: the truths are distributions of answers on
1 to 5, from the middle of the scale to its ends.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
import pandas as pd

from cxresearch.inference.intervals import (
    kish_n,
    normal_quantile,
    nps_interval,
    pseudo_answer,
    t_quantile,
    weighted_moments,
    welch_from_errors,
    wilson,
)
from cxresearch.inference.reliability import attenuation
from cxresearch.stats.bases.designs import Pulls, difference_error
from cxresearch.stats.bases.rows import CompleteRows, Part
from cxresearch.stats.drivers.asymmetry import asymmetry, contrasts
from cxresearch.stats.drivers.drivers_asked import Asked
from cxresearch.stats.linkage.components import one_way
from cxresearch.stats.linkage.unit_correlation import bootstrap_r, correlate
from cxresearch.stats.perception.nearest import nearer_p
from cxresearch.survey.survey import Survey
from cxresearch.text.scoring.misread import confusion, corrected_shares, double_sampled

__all__ = [
    "Figure", "asymmetry_coverage", "corrected_coverage", "correlation_coverage", "family_errors", "figures",
    "gap_coverage", "main", "truths",
]  # fmt: skip

POINTS = np.arange(5) * 25.0
EVEN = 5
# What leaders and customers answer: the middle, both ends, a hump at each end, nine of ten in the top box.
_SHAPES = {
    "middle": (0.10, 0.20, 0.40, 0.20, 0.10), "even": (0.20, 0.20, 0.20, 0.20, 0.20),
    "good": (0.05, 0.05, 0.10, 0.30, 0.50), "ceiling": (0.01, 0.02, 0.05, 0.17, 0.75),
    "90% top box": (0.005, 0.005, 0.01, 0.08, 0.90), "poor": (0.50, 0.30, 0.10, 0.05, 0.05),
    "floor": (0.70, 0.15, 0.10, 0.04, 0.01), "split": (0.40, 0.05, 0.10, 0.05, 0.40),
}  # fmt: skip
truths = {
    "middle, middle": ("middle", "middle"), "good, middle": ("good", "middle"), "good, good": ("good", "good"),
    "ceiling, good": ("ceiling", "good"), "ceiling, middle": ("ceiling", "middle"), "even, poor": ("even", "poor"),
    "good, poor": ("good", "poor"), "floor, middle": ("floor", "middle"), "split, even": ("split", "even"),
    "90% top box, good": ("90% top box", "good"),
}  # fmt: skip
NULLS = ("middle", "good", "ceiling", "90% top box", "floor")
_QUESTIONS, _STAFF, _CUSTOMERS = 12, 150, 600


class Figure(NamedTuple):
    """One simulated figure in percent, with its Monte-Carlo error and the width of the intervals beside Welch's."""

    what: str
    case: str
    percent: float
    error: float
    width: float = np.nan
    welch: float = np.nan
    studies: int = 0


def _figure(what: str, case: str, hits: np.ndarray, width=np.nan, welch=np.nan) -> Figure:
    share = float(np.mean(hits))
    error = np.sqrt(share * (1 - share) / len(hits))
    return Figure(what, case, 100 * share, 100 * error, np.mean(width), np.mean(welch), len(hits))


def _answers(rng, shape, n: int, size: tuple[int, ...], deff: float = 1.0, informative: float = 0.0):
    """Cells of (size, answers): counts, sums of weights, sums of squares; weights lognormal with a design effect."""
    shares = np.array(_SHAPES[shape] if isinstance(shape, str) else shape)
    if deff == 1.0:
        counts = rng.multinomial(n, shares, size=size).astype(float)
        return counts, counts, counts
    answer = (rng.random((*size, n))[..., None] > np.cumsum(shares)[:-1]).sum(axis=-1)
    weight = np.exp(rng.normal(0, np.sqrt(np.log(deff)), (*size, n)) + informative * (answer - 2))
    hit = np.arange(5) == answer[..., None]
    by = hit * weight[..., None]
    return hit.sum(axis=-2).astype(float), by.sum(axis=-2), (by * weight[..., None]).sum(axis=-2)


class _Side(NamedTuple):
    mean: np.ndarray
    error: np.ndarray
    df: np.ndarray
    raw_mean: np.ndarray
    raw_error: np.ndarray


def _side(cells) -> _Side:
    counts, sum_w, sum_w2 = cells
    moments = weighted_moments(POINTS, *cells)
    n = counts.sum(axis=-1)
    careful = pseudo_answer(
        moments.mean, moments.variance * (n - 1) / n, moments.std_error, moments.n_effective,
        sum_w.max(axis=-1) / sum_w.sum(axis=-1), points=EVEN,
    )  # fmt: skip
    return _Side(careful.mean, careful.std_error, moments.n_effective - 1, moments.mean, moments.std_error)


def _gap(a: _Side, b: _Side):
    return welch_from_errors(a.mean, a.error, a.df, b.mean, b.error, b.df)


def gap_coverage(studies: int, seed: int) -> Iterator[Figure]:
    """Coverage of gaps' intervals over ten truths: 60, 20 and 8 a side or leaders alone, and under weights."""
    rng = np.random.default_rng(seed)
    plans = (("60 a side", 60, 60, 1.0), ("60 leaders, 600 customers", 60, 600, 1.0), ("20 a side", 20, 20, 1.0),
             ("20 leaders, 600 customers", 20, 600, 1.0), ("8 a side", 8, 8, 1.0),
             ("8 leaders, 600 customers", 8, 600, 1.0), ("60 a side, weights of design effect 2", 60, 60, 2.0),
             ("20 leaders, 200 customers, weights of design effect 2", 20, 200, 2.0))  # fmt: skip
    for plan, n_a, n_b, deff in plans:
        for case, (one, other) in truths.items():
            a = _side(_answers(rng, one, n_a, (studies,), deff))
            b = _side(_answers(rng, other, n_b, (studies,), deff))
            truth = np.dot(np.array(_SHAPES[one]) - np.array(_SHAPES[other]), POINTS)
            gap = _gap(a, b)
            low, high = np.clip(gap.low, -100, 100), np.clip(gap.high, -100, 100)
            plain = welch_from_errors(a.raw_mean, a.raw_error, n_a - 1, b.raw_mean, b.raw_error, n_b - 1)
            yield _figure(f"gap, {plan}", case, (low <= truth) & (truth <= high), high - low, plain.high - plain.low)


def family_errors(studies: int, seed: int) -> Iterator[Figure]:
    """False gaps anywhere in a table of 36 rows (12 questions, three audiences that all think alike), after Holm."""
    rng = np.random.default_rng(seed)
    for deff in (1.0, 2.0):
        for leaders in (60, 20, 8):
            for shape in NULLS:
                hits = []
                # By parts, so that weighted studies fit into memory.
                for part in np.array_split(np.arange(studies), max(1, studies // 200)):
                    size = (len(part), _QUESTIONS)
                    customers = _CUSTOMERS if deff == 1.0 else 200
                    sides = [_side(_answers(rng, shape, n, size, deff)) for n in (leaders, _STAFF, customers)]
                    p = np.concatenate([_gap(sides[a], sides[b]).p_value for a, b in ((0, 1), (0, 2), (1, 2))], axis=1)
                    hits.append(p.min(axis=1) * p.shape[1] < 0.05)
                what = f"false gap in a table of 36, {leaders} leaders"
                yield _figure(what + (", weights of design effect 2" if deff > 1 else ""), shape, np.concatenate(hits))


def cluster_coverage(studies: int, seed: int) -> Iterator[Figure]:
    """Gaps of staff and customers from sampled branches: the same branches, others, and leaders without one."""
    rng = np.random.default_rng(seed)
    for case, shared, leaders in (("the same 14 branches", True, 0), ("other branches", False, 0),
                                  ("40 leaders without a branch", False, 40)):  # fmt: skip
        hits = []
        for _ in range(studies):
            branch = rng.normal(0, 8, 28)
            first, second = np.arange(14), np.arange(14) if shared else np.arange(14, 28)
            own = np.full(leaders, -1) if leaders else first[rng.integers(0, 14, 110)]
            unit = np.r_[own, second[rng.integers(0, 14, 190)]]
            row = np.r_[np.zeros(len(own), int), np.ones(190, int)]
            x = np.where(row == 0, 60.0, 50.0) + np.where(unit >= 0, branch[unit], 0.0) + rng.normal(0, 20, len(row))
            n = np.bincount(row)
            mean = np.bincount(row, x) / n
            z, placed = (x - mean[row]) / n[row], unit >= 0
            sums, present = np.zeros((2, 28)), np.zeros((2, 28), dtype=bool)
            np.add.at(sums, (row[placed], unit[placed]), z[placed])
            present[row[placed], unit[placed]] = True
            alone = [np.bincount(row[~placed], part[~placed], minlength=2) for part in (np.ones(len(x)), z, z**2)]
            pulls = Pulls(sums, present, *alone)
            found = difference_error(pulls.take([0]), pulls.take([1]))
            half = t_quantile(0.95, found.df[0]) * found.std_error[0]
            hits.append(abs(mean[0] - mean[1] - 10.0) <= half)
        yield _figure("gap, sampled branches", case, np.array(hits))


def weighted_coverage(studies: int, seed: int) -> Iterator[Figure]:
    """NPS and top-box shares whose weights go with the answers, n = 200."""
    rng = np.random.default_rng(seed)
    z = normal_quantile(0.95)
    for case, shares, slope in (("weights rise with the answer", _SHAPES["middle"], 0.35),
                                ("weights fall with the answer", _SHAPES["middle"], -0.35),
                                ("weights do not go with it", _SHAPES["middle"], 0.0),
                                ("rare answer, heavy people", (0.60, 0.30, 0.07, 0.02, 0.01), 0.35)):  # fmt: skip
        weight_of = np.exp(slope * (np.arange(5) - 2))
        population = np.array(shares) * weight_of
        population /= population.sum()
        counts, sum_w, sum_w2 = _answers(rng, shares, 200, (studies,), 1.5, slope)
        kish = kish_n(sum_w.sum(axis=1), sum_w2.sum(axis=1))
        freedom = (z / t_quantile(0.95, 199)) ** 2
        top = np.array([0, 0, 0, 100.0, 100.0])
        moments = weighted_moments(top, counts, sum_w, sum_w2)
        share = moments.mean / 100
        with np.errstate(divide="ignore", invalid="ignore"):
            own = share * (1 - share) * 1e4 / moments.std_error**2
        worth = np.fmin(np.fmin(np.where(np.isfinite(own), own, kish), kish), 200) * freedom
        bounds = wilson(share * worth, worth)
        truth = population[3:].sum()
        inside = (bounds.low <= truth) & (truth <= bounds.high)
        yield _figure("share, weighted", case, inside, 100 * (bounds.high - bounds.low))
        scores = np.array([-100.0, -100.0, 0.0, 0.0, 100.0])
        moments = weighted_moments(scores, counts, sum_w, sum_w2)
        parts = [sum_w[:, scores == kind].sum(axis=1) / sum_w.sum(axis=1) * 200 for kind in (100.0, 0.0, -100.0)]
        with np.errstate(divide="ignore", invalid="ignore"):
            own = moments.variance * 199 / 200 / moments.std_error**2
        found = nps_interval(*parts, n_effective=np.where(np.isfinite(own), own, kish) * freedom)
        truth = population @ scores
        yield _figure("NPS, weighted", case, (found.low <= truth) & (truth <= found.high), found.high - found.low)


def correlation_coverage(studies: int, seed: int) -> Iterator[Figure]:
    """r between units by Fisher's z, its studentised bootstrap, and r corrected for the noise of averages by ICC(2).

    Each study draws units with a true attitude and loyalty that correlate, and people in them whose answers scatter;
    the plain intervals are held against the correlation that averages of so many people have, the corrected one against
    the true one. Skewed units are exponentials of the normal ones: what the intervals hold then, is told, not promised.
    """
    rng = np.random.default_rng(seed)
    for units, people, rho, shape in ((12, 25, 0.5, "even"), (24, 25, 0.5, "even"), (40, 60, 0.7, "even"),
                                      (24, 25, 0.0, "even"), (24, 10, 0.5, "even"),
                                      (24, 25, 0.5, "skewed")):  # fmt: skip
        z = rng.normal(size=(studies, units, 2))
        level = np.stack([z[..., 0], rho * z[..., 0] + np.sqrt(1 - rho**2) * z[..., 1]], axis=-1)
        truth = rho
        if shape == "skewed":
            # exp of normals: skewness 6.2; the correlation of two such numbers has a closed form.
            level = (np.exp(level) - np.exp(0.5)) / np.sqrt((np.e - 1) * np.e)
            truth = (np.exp(rho) - 1) / (np.e - 1)
        spread = 2.0
        mean = level + spread / np.sqrt(people) * rng.normal(size=level.shape)
        squares = spread**2 * rng.chisquare(people - 1, size=level.shape)
        reliable = 1 / (1 + spread**2 / people)
        case = f"{units} {'skewed ' * (shape == 'skewed')}units of {people}, true r {truth:.2f}"
        plain, boot, corrected = [], [], []
        for at in range(studies):
            x, y = mean[at, :, 0], mean[at, :, 1]
            found = correlate(x, y)
            plain.append(found.low <= truth * reliable <= found.high)
            n = np.full(units, float(people))
            noise = [max(float(one_way(n, side, own).icc2), 0.0) for side, own in ((x, squares[at, :, 0]),
                                                                                  (y, squares[at, :, 1]))]  # fmt: skip
            low, high = (float(attenuation(bound, *noise)) if min(noise) > 0 else np.nan
                         for bound in (found.low, found.high))  # fmt: skip
            # Averages without any reliability give no interval: such a study counts as one that does not cover.
            corrected.append(low <= truth <= high)
            ends = bootstrap_r(x, y, draws=500, rng=rng)
            boot.append(ends[0] <= truth * reliable <= ends[1])
        yield _figure("correlation of units, Fisher's z", case, np.array(plain))
        yield _figure("correlation of units, studentised bootstrap", case, np.array(boot))
        yield _figure("correlation of units, corrected for noise", case, np.array(corrected))


def nearest_errors(studies: int, seed: int) -> Iterator[Figure]:
    """A "nearer" anywhere among 12 questions where leaders stand as far above customers as staff below, after Holm."""
    rng = np.random.default_rng(seed)
    near = (0.10, 0.20, 0.40, 0.20, 0.10)
    above, below = (0.06, 0.15, 0.36, 0.27, 0.16), (0.16, 0.27, 0.36, 0.15, 0.06)
    for leaders in (60, 20):
        hits = []
        for _ in range(studies):
            one, two, other = (
                _side(_answers(rng, shape, n, (_QUESTIONS,)))
                for shape, n in ((above, leaders), (below, 300), (near, 900))
            )
            p = []
            for at in range(_QUESTIONS):
                gap = welch_from_errors(
                    one.mean[at], one.error[at], one.df[at], two.mean[at], two.error[at], two.df[at]
                )
                parts = ((one.error[at], one.df[at]), (two.error[at], two.df[at]), (2 * other.error[at], other.df[at]))
                total = sum(error**2 for error, _ in parts)
                df = total**2 / sum(error**4 / freedom for error, freedom in parts)
                both = one.mean[at] + two.mean[at] - 2 * other.mean[at]
                p.append(nearer_p((gap.estimate, gap.std_error, gap.df), (both, np.sqrt(total), df)))
            hits.append(min(p) * _QUESTIONS < 0.05)
        yield _figure("false nearest view, 12 questions", f"{leaders} leaders", np.array(hits))


def power(studies: int, seed: int) -> Iterator[Figure]:
    """Gaps that are there and are found, in a table of 36 rows: what caution costs."""
    rng = np.random.default_rng(seed)
    for leaders, one, other in ((60, "good", "middle"), (60, "ceiling", "good"), (20, "good", "middle"),
                                (20, "good", "poor"), (8, "good", "poor"), (8, "ceiling", "poor")):  # fmt: skip
        a, b = (_side(_answers(rng, shape, n, (studies,))) for shape, n in ((one, leaders), (other, 600)))
        truth = np.dot(np.array(_SHAPES[one]) - np.array(_SHAPES[other]), POINTS)
        found = _gap(a, b).p_value * 36 < 0.05
        yield _figure("gap found in a table of 36", f"{leaders} leaders, a gap of {truth:.0f} points", found)


# Points of the outcome by rating 1 to 5 of each of two drivers: the truth of penalty (1, 2 against 3) and reward.
_LINKS = {
    "nothing goes with it": ((0, 0, 0, 0, 0), (0, 0, 0, 0, 0)),
    "as much up as down": ((-12, -12, 0, 12, 12), (-6, -6, 0, 6, 6)),
    "bad hurts more": ((-20, -20, 0, 6, 6), (-8, -8, 0, 8, 8)),
    "good helps more": ((-4, -4, 0, 16, 16), (-8, -8, 0, 8, 8)),
}


def asymmetry_coverage(studies: int, seed: int) -> Iterator[Figure]:
    """Penalty minus reward of two drivers that go together, 400 people; rating as good outcome, leaving as bad one."""
    rng = np.random.default_rng(seed)
    shares = np.array([0.12, 0.18, 0.25, 0.25, 0.20])
    edges = np.cumsum(shares)[:-1]
    for outcome, turn in (("rating 0-10", 1), ("leaving, yes or no", -1)):
        for case, links in _LINKS.items():
            true = -(links[0][0] + links[0][4])
            inside, shown = [], []
            for at in range(studies):
                rated = _two_ratings(rng, edges, 400)
                level = sum(np.array(link)[at] for link, at in zip(links, rated, strict=True))
                if turn > 0:
                    # Rounded at random to a whole answer, so that the mean stays where it was put.
                    value = 10 * np.floor((55 + level + rng.normal(0, 8, 400)) / 10 + rng.random(400)).clip(0, 10)
                else:
                    value = np.where(rng.random(400) < (45 - level) / 100, 100.0, 0.0)
                found = contrasts(_asked(value, rated), turn, cuts=(40.0, 60.0))
                if not at:
                    _as_called(found, value, rated, turn)
                inside.append(found.ci_low[0] <= true <= found.ci_high[0])
                shown.append(found.verdict.isin(("bad hurts more", "only bad counts", "good helps more",
                                                 "only good counts")))  # fmt: skip
            yield _figure(f"penalty minus reward, {outcome}", case, np.array(inside))
            if not true:
                yield _figure("false asymmetry among two drivers", f"{outcome}, {case}", np.any(shown, axis=1))
            else:
                right = [verdicts.iloc[0] for verdicts in shown]
                yield _figure("asymmetry that is there is found", f"{outcome}, {case}", np.array(right))


def _asked(value: np.ndarray, rated: np.ndarray) -> Asked:
    values = np.column_stack([value, 25.0 * rated.T])
    return Asked(["a", "b"], ["a", "b"], "outcome", None, CompleteRows.held(Part(values)), [])


def _as_called(found: pd.DataFrame, value: np.ndarray, rated: np.ndarray, turn: int) -> None:
    """The first study of a row once more as a user would ask it: from a frame, by name."""
    said = value / 10 if turn > 0 else np.where(value > 0, "yes", "no")
    frame = pd.DataFrame({"a": rated[0] + 1, "b": rated[1] + 1, "outcome": said})
    scales = {"a": (1, 5), "b": (1, 5)} | ({"outcome": (0, 10)} if turn > 0 else {})
    asked = asymmetry(
        Survey.from_frame(frame, scales=scales), "outcome", ["a", "b"], good="high" if turn > 0 else "low"
    )
    np.testing.assert_allclose(asked.table[["estimate", "ci_low", "ci_high"]], found[["estimate", "ci_low", "ci_high"]])


def _two_ratings(rng, edges: np.ndarray, n: int) -> np.ndarray:
    """Two ratings a person, 0 to 4, that go together (r about .4)."""
    own = rng.normal(size=(2, n)) * np.sqrt(0.6) + rng.normal(size=n) * np.sqrt(0.4)
    return np.searchsorted([NormalDist().inv_cdf(edge) for edge in edges], own)


# How often a machine calls positive, neutral and negative comments (rows) so (columns); the first as it ships.
_MACHINES = {
    "a usual machine": ((0.88, 0.07, 0.05), (0.40, 0.25, 0.35), (0.10, 0.08, 0.82)),
    "a poor machine": ((0.75, 0.10, 0.15), (0.40, 0.20, 0.40), (0.25, 0.10, 0.65)),
}
_TONES = {"mixed": (0.45, 0.20, 0.35), "mostly praise": (0.80, 0.10, 0.10), "mostly blame": (0.15, 0.15, 0.70)}
# Drawing errors and shares anew takes its time, so these rows are simulated at most this often.
_MOST_CORRECTED = 500


def corrected_coverage(studies: int, seed: int) -> Iterator[Figure]:
    """Shares of tone put right by people's codes: 600 comments, of which 150 drawn at random were coded.

    By codes of these very comments; by errors that were measured on others, of which 45% are positive and 35% negative;
    as people's codes alone would say it; and as the machine called them.
    """
    rng = np.random.default_rng(seed)
    for machine, errors in _MACHINES.items():
        for case, shares in _TONES.items():
            ways = {"by codes of their own": [], "by errors on other comments": [], "by the codes alone": [],
                    "as the machine called them": []}  # fmt: skip
            for at in range(studies):
                tone, called = _called(rng, shares, errors, 600)
                counts = np.bincount(called, minlength=3)
                own = confusion(tone[:150], called[:150], range(3))
                ways["by codes of their own"].append(double_sampled(counts, own)[1:])
                ways["by the codes alone"].append(wilson(own.sum(axis=1), 150)[1:])
                ways["as the machine called them"].append(wilson(counts, 600)[1:])
                if at < _MOST_CORRECTED:
                    other = confusion(*_called(rng, _TONES["mixed"], errors, 150), range(3))
                    ways["by errors on other comments"].append(corrected_shares(counts, other)[1:])
            for way, bounds in ways.items():
                low, high = np.array(bounds).transpose(1, 0, 2)
                hits, width = (low <= shares) & (shares <= high), 100 * (high - low)
                # Three shares a study, which hang together: the error is that of studies.
                share = hits.mean(axis=1)
                error = 100 * share.std() / np.sqrt(len(share))
                yield Figure(
                    f"shares of tone {way}, {machine}", case, 100 * float(share.mean()), float(error), width.mean(),
                    studies=len(share),
                )  # fmt: skip


def _called(rng, shares, errors, n: int) -> tuple[np.ndarray, np.ndarray]:
    """The tone of some comments, and what a machine calls it."""
    tone = rng.choice(3, size=n, p=shares)
    return tone, (rng.random(n)[:, None] > np.cumsum(np.array(errors)[tone], axis=1)[:, :-1]).sum(axis=1)


def figures(studies: int, seed: int) -> list[Figure]:
    """All figures; ``studies`` simulated studies each."""
    parts = (gap_coverage, family_errors, cluster_coverage, weighted_coverage, nearest_errors, power,
             asymmetry_coverage, correlation_coverage, corrected_coverage)  # fmt: skip
    return [figure for at, part in enumerate(parts) for figure in part(studies, seed + at)]


def _page(found: list[Figure], studies: int, seed: int) -> str:
    lines = [
        "# How often the intervals hold",
        "",
        f"Simulated: {studies:,} studies a row, seed {seed}; `python -m benchmarks.coverage --studies {studies} --seed "
        f"{seed} --out docs/coverage.md` makes this page again. Intervals are 95% ones; (±) is the Monte-Carlo "
        "standard error. Width stands beside that of Welch's interval on the raw answers: wider where answers are few "
        "or piled up at an end of the scale, which is what keeps false gaps rare there.",
        "",
    ]
    for what in dict.fromkeys(figure.what for figure in found):
        rows = [figure for figure in found if figure.what == what]
        wide = any(np.isfinite(row.width) for row in rows)
        # Rows that were simulated apart say how often.
        apart = "" if rows[0].studies == studies else f"{rows[0].studies:,} studies a row."
        lines += [f"## {what[:1].upper()}{what[1:]}", "", *([apart, ""] if apart else [])]
        lines.append(f"| | percent (±) |{' width | Welch |' if wide else ''}")
        lines.append(f"|---|---|{'---|---|' if wide else ''}")
        for row in rows:
            cells = [row.case, f"{row.percent:.1f} (±{row.error:.1f})"]
            if wide:
                cells += [f"{value:.1f}" if np.isfinite(value) else "" for value in (row.width, row.welch)]
            lines.append(f"| {' | '.join(cells)} |")
        if len(rows) > 2 and what.startswith(("gap,", "share", "NPS")):
            lines.append(f"| mean of all | {np.mean([row.percent for row in rows]):.1f} |{' | |' if wide else ''}")
        lines.append("")
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.coverage", description=__doc__)
    parser.add_argument("--studies", type=int, default=2000, help="simulated studies a row")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, help="the page to write; printed by default")
    options = parser.parse_args(arguments)
    page = _page(figures(options.studies, options.seed), options.studies, options.seed)
    if options.out:
        options.out.write_text(page, encoding="utf-8")
    else:
        print(page)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
