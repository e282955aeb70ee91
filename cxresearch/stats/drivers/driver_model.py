"""What drivers explain together and apart, and how sure that is: the numbers behind drivers and priorities.

The same complete rows give R squared, each driver's part of it, the bootstrap draws of both, and the comparison with a
variable that is known to drive nothing. A part of R squared is never below zero, so an interval that leaves out zero
proves nothing; being larger than a random number's part does.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cxresearch.errors import OptionError
from cxresearch.stats.bases.asked import check_choice
from cxresearch.stats.bases.rows import CompleteRows, Part, label_of
from cxresearch.stats.drivers.relative_importance import (
    CrossProducts,
    all_r_squared,
    johnson,
    lmg,
    lmg_near,
    resampled,
    shapley,
    standardised,
    vif,
)  # fmt: skip
from cxresearch.survey.labels import normalise
from cxresearch.survey.survey import Survey
from cxresearch.survey.tally import tally
from cxresearch.wording import named, say

__all__ = ["DriverModel", "fit_drivers", "stated_importance"]

MOST_LMG = 20
# Draws of more drivers go through some orders instead of all subsets.
_MOST_SUBSETS = 13
_SAME = 1e-9
_CHUNK = 1 << 18


@dataclass(frozen=True, eq=False)
class DriverModel:
    """Parts of R squared with their draws.

    ``part`` (drivers,), ``r_squared``, ``correlation`` with the outcome and ``vif`` (drivers,), ``mean`` (drivers,).
    Draws along the first axis: ``parts, means`` (draws, drivers), ``r_squares, random`` (draws,); empty without
    bootstrap. ``random_part`` (draws,) is the part of the random variable itself. ``method`` is the one that was used.
    """

    method: str
    part: np.ndarray
    r_squared: float
    correlation: np.ndarray
    vif: np.ndarray
    mean: np.ndarray
    parts: np.ndarray
    means: np.ndarray
    r_squares: np.ndarray
    random: np.ndarray
    random_part: np.ndarray


def fit_drivers(
    values: CompleteRows | np.ndarray,
    weight: np.ndarray | None = None,
    *,
    labels: Sequence[str],
    method: str,
    draws: int,
    seed: int,
) -> DriverModel:
    """Share R squared out among drivers.

    Parameters
    ----------
    values : complete rows, or (rows, 1 + drivers); the outcome first. `weight` : (rows,) or None, of an array.
    labels : names of the columns, for messages. `method` : "lmg" or "johnson".
    draws : bootstrap samples, 0 for none. `seed` : of the draws. Sampled units of the rows are drawn whole.

    Raises
    ------
    OptionError
        If there are more drivers than rows can carry, a column does not vary, or drivers repeat each other exactly.
    """
    check_choice("method", method, ("lmg", "johnson"))
    held = values if isinstance(values, CompleteRows) else CompleteRows.held(Part(values, weight))
    sums, rows, drivers = held.sums, len(held), len(labels) - 1
    if rows <= drivers + 1:
        raise OptionError(say(
            "{drivers} drivers cannot be told apart with {rows} complete rows: more rows than drivers are needed, and "
            "ten a driver for a steady result. Pass fewer drivers.",
            drivers=drivers, rows=rows,
        ))  # fmt: skip
    centre = sums.mean
    far = np.maximum(sums.high - centre, centre - sums.low)
    flat = np.flatnonzero(far <= _SAME * np.maximum(np.abs(centre), 1))
    if len(flat):
        raise OptionError(say(
            "{flat} got the same answer from all {rows} rows: what does not vary explains nothing and cannot be "
            "explained. Leave it out.",
            flat=named(labels[at] for at in flat), rows=f"{rows:,}",
        ))  # fmt: skip
    matrix = sums.correlation
    _refuse_repeats(matrix, labels)
    used = "johnson" if method == "johnson" or drivers > MOST_LMG else "lmg"
    share = lmg if used == "lmg" else johnson
    part = share(matrix)
    parts, means = np.empty((0, drivers)), np.empty((0, drivers))
    squares = random = random_part = np.empty(0)
    if draws:
        rng = np.random.default_rng(seed)
        spread = np.sqrt(np.diag(sums.away) / sums.total)
        parts = (part._replace(values=(part.values - centre) / spread) for part in held)
        drawn = resampled(parts, rows=rows, units=held.units, draws=draws, rng=rng, random_variable=True)
        parts, random, random_part = _drawn(drawn, used, matrix, part)
        squares = parts.sum(axis=1)
        means = centre[1:] + (drawn.total[:, 1:-1] / drawn.weight[:, None]) * spread[1:]
    return DriverModel(
        used,
        part,
        float(part.sum()),
        matrix[0, 1:],
        vif(matrix),
        centre[1:],
        parts,
        means,
        squares,
        random,
        random_part,
    )


def _drawn(
    sums: CrossProducts, method: str, around: np.ndarray, shares: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Parts of the drivers alone; each minus the random variable's when that is let in too; the random one's own."""
    stack = standardised(sums)
    drivers = stack.shape[-1] - 2
    usable = np.isfinite(stack).all(axis=(1, 2))
    # A draw in which a driver happens not to vary says nothing of the others either.
    stack = stack[usable]
    if method == "johnson":
        alone, beside = johnson(stack[:, :-1, :-1]), johnson(stack)
        return alone, beside[:, :-1] - beside[:, -1:], beside[:, -1]
    if drivers > _MOST_SUBSETS:
        # Beside a variable that goes with nothing the drivers keep their shares, and it has none.
        wider = np.eye(drivers + 2)
        wider[:-1, :-1] = around
        alone, beside = lmg_near(stack[:, :-1, :-1], around, shares), lmg_near(stack, wider, [*shares, 0.0])
        return alone, beside[:, :-1] - beside[:, -1:], beside[:, -1]
    step = max(_CHUNK >> (drivers + 1), 1)
    alone, beside, own = [], [], []
    for at in range(0, len(stack), step):
        worth = all_r_squared(stack[at : at + step])
        # The random variable is the last bit: the first half of all subsets is without it.
        alone.append(shapley(worth[: 1 << drivers]))
        full = shapley(worth)
        beside.append(full[:, :-1] - full[:, -1:])
        own.append(full[:, -1])
    return np.concatenate(alone), np.concatenate(beside), np.concatenate(own)


def _refuse_repeats(matrix: np.ndarray, labels: Sequence[str]) -> None:
    among = matrix[1:, 1:]
    if np.linalg.eigvalsh(among).min() > 1e-10:
        return
    for at in range(1, len(among)):
        slopes, *_ = np.linalg.lstsq(among[:at, :at], among[:at, at], rcond=None)
        if 1 - among[:at, at] @ slopes < 1e-9:
            others = [labels[1 + other] for other in range(at) if abs(slopes[other]) > 1e-6]
            raise OptionError(say(
                "{labels} can be computed exactly from {others}, so their parts cannot be told apart. Leave one of "
                "them out.",
                labels=labels[1 + at], others=named(others),
            ))  # fmt: skip
    raise OptionError(say(
        "Some drivers can be computed exactly from others, so their parts cannot be told apart. Leave some out."
    ))  # fmt: skip


def stated_importance(survey: Survey, drivers: Sequence[str], audience: str | None) -> np.ndarray:
    """How important people say each driver's topic is, mean on 0-100; NaN where it was not asked."""
    asked = survey.questions(aspect="importance")
    found = np.full(len(drivers), np.nan)
    if not asked:
        return found
    topics = survey.codebook.set_index("id").topic
    by = ["audience"] if "audience" in survey.roles and audience is not None else []
    counted = tally(survey, asked, by=by)
    told = {}
    for question in asked:
        cells = counted.cells(question).at(**{name: audience for name in by})
        key, n = normalise(str(topics[question])), int(cells.n.sum())
        if n > told.get(key, (0,))[0]:
            total = cells.sum_w.sum(axis=0)
            values = cells.values if cells.scale is None else cells.points
            told[key] = n, question, float(total @ values / total.sum())
    for at, driver in enumerate(drivers):
        _, question, mean = told.get(normalise(str(topics.get(driver, ""))), (0, driver, np.nan))
        if question != driver:
            found[at] = mean
    return found


def driver_labels(survey: Survey, drivers: Sequence[str]) -> list[str]:
    """What drivers are called; ids where two topics would read the same."""
    names = [label_of(survey, driver) for driver in drivers]
    return [name if names.count(name) == 1 else driver for name, driver in zip(names, drivers, strict=True)]
