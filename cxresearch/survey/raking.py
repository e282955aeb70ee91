"""Weights that bring a sample's shares (region, age, sex) in line with those known of the population: raking.

A sample that holds too many of one kind is weighted until every target column has the shares that are known of the
population. It mends what those columns tell and nothing else: people who did not answer may differ from those who did
in what was asked. The work is done on the cells that people share, so a million rows cost as much as their cells.
"""

from collections.abc import Mapping, Sequence
from itertools import combinations, product
from numbers import Real
from typing import NamedTuple

import narwhals as nw
import numpy as np
import pandas as pd

from cxresearch.errors import OptionError, QuestionError
from cxresearch.inference.precision import kish_n
from cxresearch.survey.answers import as_text
from cxresearch.survey.codebook import unique_ids
from cxresearch.survey.survey import Survey
from cxresearch.wording import count, did_you_mean, kept, named, number, plural, say

__all__ = ["Calibration", "Raking", "calibration_of", "rake"]

_ROUNDS = 5000
_CLOSE = 1e-12
# A share of the population that is missed by more than this was not met.
_MISSED = 1e-7


class _Margin(NamedTuple):
    """One target: its name, the names of its values, their shares (adding up to 1), and the value of each row."""

    column: str
    values: list[str]
    shares: np.ndarray
    code: np.ndarray


class Raking(NamedTuple):
    """What a survey was raked to: its weight, the targets, whose they are, and the weights to begin with.

    ``start`` is a column, None where all began alike, or "" where that is not known any more.
    """

    weight: str
    targets: Mapping
    audience: str | None
    start: str | None


class Calibration(NamedTuple):
    """The rows that still meet their targets together, the value of each in each target, and weights to begin with."""

    rows: np.ndarray
    codes: tuple[np.ndarray, ...]
    start: np.ndarray


def calibration_of(survey: Survey) -> Calibration | None:
    """The raking behind the weights, as long as these rows meet its targets; None for other weights, or a part.

    A part that was cut out of a raked sample (one branch alone) lacks the people who made its weights, so its errors
    take them as given; a group of the whole sample does not.

    >>> import pandas as pd
    >>> answers = pd.DataFrame({"sex": ["f"] * 8 + ["m"] * 2, "nps": [10] * 6 + [0] * 4})
    >>> raked = rake(Survey.from_frame(answers, audience="Customers"), {"sex": {"f": 0.5, "m": 0.5}})
    >>> calibration_of(raked).rows.sum(), calibration_of(raked.only(sex="f")) is None
    (np.int64(10), True)
    """
    raking = survey.raking
    if raking is None or survey.is_lazy or survey.roles.get("weight") != raking.weight:
        return None
    weight = _start(survey, raking.weight)
    try:
        chosen = _rows_of(survey, raking.audience, raking.targets)
        margins = [_margin(survey, column, shares, chosen) for column, shares in raking.targets.items()]
        start = weight if raking.start == "" else _start(survey, raking.start) if raking.start else np.ones(len(weight))
    except (OptionError, QuestionError):
        return None
    rows = chosen & (weight > 0) & np.all([margin.code >= 0 for margin in margins], axis=0)
    margins = [margin._replace(code=margin.code[rows]) for margin in margins]
    if not rows.any() or any(np.abs(_misses(weight[rows], margin)).max() > _MISSED for margin in margins):
        return None
    return Calibration(rows, tuple(margin.code for margin in margins), start[rows])


def rake(
    survey: Survey,
    targets: Mapping[str, Mapping[object, float]],
    *,
    start: str | Sequence[float] | None = None,
    cap: float | None = None,
    audience: str | None = None,
) -> Survey:
    """Weight a survey to known shares of one or several columns.

    Parameters
    ----------
    survey : Survey
        Single answers, in memory.
    targets : mapping
        Column, role or question to ``{value: share}``. The shares of a column add up to 1 or to 100. A tuple of columns
        crosses them: ``{("sex", "age"): {("f", "18-34"): 14, ...}}``.
    start : str or sequence of numbers, optional
        Weights to begin with: a column, or a number a row. The weight role by default, 1 where there is none.
    cap : float, optional
        No weight above so many times the mean, such as 3. More than 1.
    audience : str, optional
        Whom the targets describe; needed where several audiences have the columns. Others keep their weight.

    Returns
    -------
    Survey
        With a weight role, mean 1. ``.notes`` tell convergence, efficiency (Kish's n over n, in percent), the extreme
        weights and the price of the cap. People without an answer in a target column keep their weight.

    Raises
    ------
    OptionError
        If shares are none, or do not add up; a value has a target and no people, or people and no target; or all
        targets cannot be met together, with the missing cell.
    QuestionError
        If a column is unknown, or only scores by unit are known.

    References
    ----------
    Deming & Stephan (1940), Annals of Mathematical Statistics 11; Deville, Sarndal & Sautory (1993), JASA 88.

    Examples
    --------
    >>> import pandas as pd
    >>> answers = pd.DataFrame({"sex": ["f"] * 80 + ["m"] * 20, "nps": [10] * 60 + [0] * 20 + [10] * 5 + [0] * 15})
    >>> survey = Survey.from_frame(answers, scales={"nps": (0, 10)}, audience="Customers")
    >>> raked = rake(survey, {"sex": {"f": 0.5, "m": 0.5}})
    >>> raked.numbers([raked.roles["weight"]]).iloc[[0, -1], 0].tolist()
    [0.625, 2.5]
    """
    if survey.is_aggregated or survey.is_lazy:
        what = say("scores by unit") if survey.is_aggregated else say("rows on their engine")
        raise QuestionError(
            say("{survey} holds {what}, and raking needs single answers in memory.",
                survey=survey.name, what=what)
        )  # fmt: skip
    if not isinstance(targets, Mapping) or not targets:
        raise OptionError(say("targets= maps columns to {{value: share}}, such as {{'sex': {{'f': 51, 'm': 49}}}}."))
    if cap is not None and not (isinstance(cap, Real) and not isinstance(cap, bool) and cap > 1):
        raise OptionError(
            say("cap= holds weights to so many times their mean, a number above 1 such as 3; got {cap}.",
                cap=repr(cap))
        )  # fmt: skip
    first = _start(survey, start)
    chosen = _rows_of(survey, audience, targets)
    margins = [_margin(survey, column, shares, chosen) for column, shares in targets.items()]
    complete = chosen & (first > 0) & np.all([margin.code >= 0 for margin in margins], axis=0)
    if not complete.any():
        raise OptionError(
            say("Nobody in {survey} has an answer in all of {names}.",
                survey=survey.name, names=named(m.column for m in margins))
        )  # fmt: skip
    margins = [margin._replace(code=margin.code[complete]) for margin in margins]
    for margin in margins:
        _check_people(margin)
    begun = first[complete] / first[complete].mean()
    weight, rounds = _raked(begun, margins)
    _check_met(weight, margins)
    free = weight
    if cap is not None:
        weight = _capped(begun, margins, float(cap))
    every = np.where(chosen & (first > 0), first / first[complete].mean(), first)
    every[complete] = weight
    others = ~complete & (first > 0)
    if others.any():
        every[others] = first[others] / first[others].mean()
    notes = _notes(survey, margins, weight, free, rounds, cap, left=int((chosen & ~complete).sum()),
                   others=int((~chosen).sum()))  # fmt: skip
    column = "" if start is not None and not isinstance(start, str) else start or survey.roles.get("weight")
    raked = _weighted(survey, every, notes)
    return raked._with(
        same_rows=True,
        raking=Raking(raked.roles["weight"], targets, audience, survey.find(column) if column else column),
    )


def _start(survey: Survey, start) -> np.ndarray:
    if start is None:
        start = survey.roles.get("weight")
    if start is None:
        return np.ones(survey.n_rows)
    if isinstance(start, str):
        found = survey.numbers([survey.find(start)]).iloc[:, 0].to_numpy(float)
    else:
        found = np.asarray(start, dtype=float)
        if found.shape != (survey.n_rows,):
            raise OptionError(
                say("start= needs a number for each of {n_rows} rows, or the name of a column.",
                    n_rows=number(survey.n_rows))
            )  # fmt: skip
    if not (found > 0).any():
        raise OptionError(say("start= holds no weight above 0."))
    return np.where(np.isfinite(found) & (found > 0), found, 0.0)


def _rows_of(survey: Survey, audience: str | None, targets: Mapping) -> np.ndarray:
    """The rows that the targets describe: one audience's."""
    everybody = np.ones(survey.n_rows, dtype=bool)
    if "audience" not in survey.roles:
        return everybody
    encoded = survey.encoded(survey.roles["audience"])
    names = np.array([*map(str, encoded.answers), ""], dtype=object)[encoded.codes]
    if audience is not None:
        if audience not in survey.audiences:
            raise QuestionError(
                say("No audience {audience} in {survey}.{hint} Found: {names}.",
                    audience=repr(audience), survey=survey.name, hint=did_you_mean(audience, survey.audiences),
                    names=named(survey.audiences))
            )  # fmt: skip
        return names == audience
    columns = [survey.find(name) for key in targets for name in (key if isinstance(key, tuple) else (key,))]
    stated = np.all([_stated(survey, column) for column in columns], axis=0)
    there = [name for name in survey.audiences if (stated & (names == name)).any()]
    if len(there) > 1 and survey.roles["audience"] not in columns:
        raise OptionError(
            say("{names} all have {names2}, and targets describe one of them. Pass audience= whose shares they are; "
                "the others keep their weight.",
                names=named(there), names2=named(columns))
        )  # fmt: skip
    return everybody if survey.roles["audience"] in columns or not there else names == there[0]


def _stated(survey: Survey, column: str) -> np.ndarray:
    encoded = survey.encoded(column)
    filled = [answer is not None and bool(as_text(answer).strip()) for answer in encoded.answers]
    return np.array([*filled, False])[encoded.codes]


def _margin(survey: Survey, column, shares, chosen: np.ndarray) -> _Margin:
    names = column if isinstance(column, tuple) else (column,)
    called = " x ".join(map(str, names))
    if not isinstance(shares, Mapping) or not shares:
        raise OptionError(
            say("targets[{column}] must map each value to its share; got {shares}.",
                column=repr(column), shares=repr(shares))
        )  # fmt: skip
    wanted: dict[tuple[str, ...], float] = {}
    for value, share in shares.items():
        if not isinstance(share, Real) or isinstance(share, bool) or not np.isfinite(share) or share < 0:
            raise OptionError(
                say("targets[{column}]: the share of {value} is {share}, and must be 0 or more.",
                    column=repr(column), value=repr(value), share=repr(share))
            )  # fmt: skip
        key = tuple(_named(part) for part in (value if isinstance(value, tuple) else (value,)))
        if len(key) != len(names):
            raise OptionError(
                say("targets[{column}]: {value} must name a value of each of {names}.",
                    column=repr(column), value=repr(value), names=named(names))
            )  # fmt: skip
        wanted[key] = wanted.get(key, 0.0) + float(share)
    total = sum(wanted.values())
    unit = next((unit for unit in (1.0, 100.0) if abs(total - unit) <= 1e-6 * unit), None)
    if unit is None:
        raise OptionError(
            say("targets[{column}]: the shares add up to {total}, and must add up to 1 or to 100; counts are none.",
                column=repr(column), total=f"{total:g}")
        )  # fmt: skip
    code = np.zeros(survey.n_rows, dtype=np.int64)
    stated = np.ones(survey.n_rows, dtype=bool)
    found: list[list[str]] = []
    for name in names:
        encoded = survey.encoded(survey.find(name))
        texts = ["" if answer is None else _named(answer) for answer in encoded.answers]
        distinct = list(dict.fromkeys(text for text in texts if text))
        place = {text: at for at, text in enumerate(distinct)}
        own = np.array([*(place.get(text, -1) for text in texts), -1])[encoded.codes]
        stated &= own >= 0
        code = code * max(len(distinct), 1) + np.maximum(own, 0)
        found.append(distinct)
    back, keys = pd.factorize(code, sort=True)
    put = []
    for key in keys:
        parts = []
        for distinct in reversed(found):
            parts.append(distinct[key % len(distinct)] if distinct else "")
            key //= max(len(distinct), 1)
        put.append(tuple(reversed(parts)))
    order = {key: at for at, key in enumerate(wanted)}
    people = np.bincount(back[stated & chosen], minlength=len(keys))
    bare = [(key, int(n)) for key, n in zip(put, people, strict=True) if n and key not in order]
    if bare:
        told = named(f"{', '.join(key)!r} ({plural(n, 'row')})" for key, n in bare)
        hint = did_you_mean(", ".join(bare[0][0]), [", ".join(key) for key in wanted])
        raise OptionError(
            say("targets[{column}] has no share for {told}.{hint} Add it, with 0 to leave these people out.",
                column=repr(column), told=told, hint=hint)
        )  # fmt: skip
    lookup = np.array([order.get(key, -1) for key in put])
    values = [", ".join(key) for key in wanted]
    return _Margin(called, values, np.array(list(wanted.values())) / total, np.where(stated, lookup[back], -1))


def _named(value) -> str:
    return " ".join(as_text(value).split())


def _check_people(margin: _Margin) -> None:
    people = np.bincount(margin.code, minlength=len(margin.values))
    empty = [value for value, n, share in zip(margin.values, people, margin.shares, strict=True) if not n and share > 0]
    if empty:
        raise OptionError(
            say("targets[{column}] asks for {names}, which nobody who can be weighted has. Take it out, or put it "
                "together with a neighbour.",
                column=repr(margin.column), names=named(map(repr, empty)))
        )  # fmt: skip


def _raked(begun: np.ndarray, margins: list[_Margin], fixed: np.ndarray | None = None) -> tuple[np.ndarray, int]:
    """Weights of the rows after raking, mean 1, and the rounds it took; ``fixed`` rows keep the weight they have."""
    # Combinations of values are numbered a margin at a time: putting rows together needs no sorting of rows.
    place = np.zeros(len(begun), dtype=np.int64)
    for margin in margins:
        place = pd.factorize(place * len(margin.values) + margin.code, sort=True)[0]
    cells = np.empty((place.max(initial=-1) + 1, len(margins)), dtype=np.int64)
    for at, margin in enumerate(margins):
        cells[place, at] = margin.code
    open_ = np.ones(len(begun), dtype=bool) if fixed is None else ~fixed
    held = np.bincount(place[~open_], begun[~open_], minlength=len(cells))
    mass = np.bincount(place[open_], begun[open_], minlength=len(cells))
    factor, total, rounds = np.ones(len(cells)), float(len(begun)), 0
    for _ in range(_ROUNDS):
        rounds += 1
        before = factor.copy()
        for at, margin in enumerate(margins):
            size = len(margin.values)
            now = np.bincount(cells[:, at], mass * factor, minlength=size)
            wanted = np.maximum(margin.shares * total - np.bincount(cells[:, at], held, minlength=size), 0.0)
            with np.errstate(divide="ignore", invalid="ignore"):
                step = np.where(now > 0, wanted / now, 1.0)
            factor = factor * step[cells[:, at]]
        if np.abs(factor - before).max() <= _CLOSE * max(factor.max(), 1.0):
            break
    return np.where(open_, begun * factor[place], begun), rounds


def _misses(weight: np.ndarray, margin: _Margin) -> np.ndarray:
    """How far each value's share is from its target, as a share."""
    return np.bincount(margin.code, weight, minlength=len(margin.values)) / weight.sum() - margin.shares


def _check_met(weight: np.ndarray, margins: list[_Margin]) -> None:
    worst, at, value = max(
        (abs(miss), at, value)
        for at, margin in enumerate(margins)
        for value, miss in enumerate(_misses(weight, margin))
    )
    if worst <= _MISSED:
        return
    mine = margins[at]
    missing = [
        (one is mine and a == value, f"{one.column} {one.values[a]!r} with {other.column} {other.values[b]!r}")
        for one, other in [*product([mine], margins), *combinations(margins, 2)]
        if one is not other
        for a, b in product(range(len(one.values)), range(len(other.values)))
        if one.shares[a] * other.shares[b] > 0 and not ((one.code == a) & (other.code == b)).any()
    ]
    missing = list(dict.fromkeys(text for _, text in sorted(missing, key=lambda pair: not pair[0])))
    raise OptionError(
        say("The targets cannot be met together: {column} {values} stays {value} points off its share. Nobody is "
            "{value2}. Put values together, or leave a column out.",
            column=mine.column, values=repr(mine.values[value]), value=f"{100 * worst:.2g}",
            value2=named(missing, most=4) if missing else say("in some crossing of the columns"))
    )  # fmt: skip


def _capped(begun: np.ndarray, margins: list[_Margin], cap: float) -> np.ndarray:
    """Raked as near to the targets as weights of at most ``cap`` allow: who reaches the cap is held there."""
    weight, _ = _raked(begun, margins)
    fixed = np.zeros(len(weight), dtype=bool)
    for _ in range(200):
        over = ~fixed & (weight > cap * (1 + 1e-9))
        if not over.any():
            break
        fixed |= over
        weight = np.where(fixed, cap, begun)
        if fixed.all():
            break
        weight, _ = _raked(weight, margins, fixed)
    # Where targets cannot be reached the total may have moved; the mean stays 1 and no weight passes the cap.
    for _ in range(200):
        weight = np.minimum(weight * len(weight) / weight.sum(), cap)
        if abs(weight.mean() - 1) < 1e-12:
            break
    return weight


def _notes(survey: Survey, margins, weight, free, rounds: int, cap, *, left: int, others: int) -> list[str]:
    n = len(weight)
    worth = float(kish_n(weight.sum(), (weight**2).sum()))
    told = [
        kept(
            "Raked to {names}: converged in {what}; {count} answers are worth {number} (efficiency "
            "{number2}%); weights from {number3} to {number4}, mean 1. Errors of the sample and its "
            "groups know the targets (Deville & Sarndal 1992); those of a part that was cut out, of "
            "sampled units, of audiences that were raked together, and of analyses of rows (drivers, "
            "audits) take the weights as given, which is on the safe side.",
            names=named(kept("{column} ({n} values)", column=m.column, n=len(m.values)) for m in margins),
            what=plural(rounds, "round"),
            count=count(n),
            number=number(worth, digits=1),
            number2=number(100 * worth / n, digits=1),
            number3=number(weight.min(), digits=2),
            number4=number(weight.max(), digits=2),
        )
    ]
    if cap is not None:
        before = float(kish_n(free.sum(), (free**2).sum()))
        miss, where = max(
            (abs(miss), f"{m.column} {value!r}")
            for m in margins
            for value, miss in zip(m.values, _misses(weight, m), strict=True)
        )
        price = (
            kept(
                "the targets are missed by up to {number} points ({where})",
                number=number(100 * miss, digits=1),
                where=where,
            )
            if miss > 5e-4
            else kept("all targets are still met")
        )
        held = int((weight >= cap * (1 - 1e-9)).sum())
        told.append(
            kept(
                "No weight above {cap} times the mean: {what} held there; efficiency {number}% without "
                "the cap, {number2}% with it; {price}.",
                cap=f"{cap:g}",
                what=plural(held, "answer"),
                number=number(100 * before / n, digits=1),
                number2=number(100 * worth / n, digits=1),
                price=price,
            )
        )
    if left:
        told.append(
            kept(
                "{what} without an answer in {names}, or without a weight to begin with, could not be "
                "raked; they keep the weight that they had.",
                what=plural(left, "row"),
                names=named(m.column for m in margins),
            )
        )
    if others:
        told.append(
            kept(
                "{what} of audiences that the targets do not describe keep the weight they had.",
                what=plural(others, "row"),
            )
        )
    gone = [f"{m.column} {v!r}" for m in margins for v, s in zip(m.values, m.shares, strict=True) if s == 0]
    if gone:
        told.append(
            kept(
                "A share of 0 leaves these people out: {names}.",
                names=named(gone),
            )
        )
    return told


def _weighted(survey: Survey, weight: np.ndarray, notes: list[str]) -> Survey:
    name = unique_ids([*survey.columns, "raked_weight"])[-1]
    frame = survey.frame
    column = nw.new_series(name, weight, nw.Float64, backend=frame.implementation)
    book = survey.__dict__["codebook"]
    told = (*survey.notes, *notes)
    raked = survey._with(responses=nw.to_native(frame.with_columns(column)), codebook=book, notes=told)
    return raked.with_roles(weight=name)
