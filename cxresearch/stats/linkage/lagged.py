"""Which comes first? Attitude in one wave with loyalty in the next, beside the reverse.

If staff's attitude carried over to customers, units with better attitude this year should have more loyal customers
next year, more so than units with loyal customers have better attitude next year. Two waves and two dozen units cannot
prove a direction; they can say whether one of the two is visibly stronger. Each link is shown as it is and with the
earlier level of the later score held, and their difference has a bootstrap interval over units.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from cxresearch.errors import QuestionError
from cxresearch.inference.intervals import check_confidence
from cxresearch.result import Result
from cxresearch.stats.bases.rows import check_draws, places_of, sole_question
from cxresearch.stats.linkage.attitude_loyalty import audiences_of
from cxresearch.stats.linkage.link_words import FEWEST_UNITS
from cxresearch.stats.linkage.unit_correlation import correlate, partial
from cxresearch.stats.linkage.unit_join import side_of
from cxresearch.survey.columns.wave_order import order_of_waves
from cxresearch.survey.survey import Survey
from cxresearch.wording import did_you_mean, interval, named, number, percent_sure, plural, say, told

__all__ = ["LaggedLink", "attitude_loyalty_lagged"]

_METHOD = told(
    "Pearson's r between unit averages of two waves with Fisher's z interval and t on units - 2; controlled_r holds "
    "the earlier level of the later score (cross-lagged, Kenny 1975); the difference of the two cross-lagged "
    "correlations by percentile bootstrap of units."
)


@dataclass(frozen=True, eq=False, repr=False)
class LaggedLink(Result):
    """Links within and across two waves; a row a pair of scores.

    ``first, second`` (what is correlated), ``link`` ("attitude then loyalty", "loyalty then attitude", "attitude and
    loyalty, earlier", "attitude and loyalty, later", "attitude kept", "loyalty kept"), ``estimate, ci_low, ci_high,
    p_value`` (-1..1), ``controlled_r`` with bounds, ``units``.
    ``difference`` with bounds: attitude then loyalty minus loyalty then attitude.
    """

    difference: float = np.nan
    difference_ci_low: float = np.nan
    difference_ci_high: float = np.nan
    waves: tuple[str, str] = ("", "")

    heading: ClassVar[str] = told("Attitude and loyalty across waves")
    shown: ClassVar[tuple[str, ...]] = ("link", "estimate", "ci_low", "ci_high", "p_value", "controlled_r", "units")
    decimals: ClassVar[dict[str, int]] = dict.fromkeys(("estimate", "ci_low", "ci_high", "controlled_r"), 2)

    def sentences(self) -> list[str]:
        ahead, back = self.table.iloc[0], self.table.iloc[1]
        if not (np.isfinite(ahead.estimate) and np.isfinite(back.estimate)):
            return [say("The two waves share too few units with both scores to compare directions.")]
        sure = percent_sure(self.confidence)
        early, late = self.waves
        said = [
            say(
                "Attitude in {early} and loyalty in {late}: r = {ahead}; loyalty in {early} and attitude in {late}: "
                "r = "
                "{back} ({units}).",
                early=early, late=late, ahead=_with_bounds(ahead), back=_with_bounds(back),
                units=plural(ahead.units, "unit"),
            )
        ]  # fmt: skip
        if ahead.units < FEWEST_UNITS:
            return [*said, say("Fewer than {n} units: no statement on either can be made.", n=FEWEST_UNITS)]
        bounds = interval(self.difference_ci_low, self.difference_ci_high, digits=2)
        if not np.isfinite(self.difference_ci_low):
            return [*said, say("Which is stronger cannot be told without an interval (bootstrap=0).")]
        gap = say("{r} ({sure}: {interval})", r=number(self.difference, digits=2), sure=sure, interval=bounds)
        if self.difference_ci_low > 0:
            said.append(
                say(
                    "The first is stronger by {gap}: what one would see if attitude came first, though no proof of it.",
                    gap=gap,
                )
            )
        elif self.difference_ci_high < 0:
            said.append(
                say(
                    "The second is stronger, the difference being {gap}: what one would see if loyalty came first.",
                    gap=gap,
                )
            )
        else:
            said.append(say("Their difference is {gap}: which comes first cannot be told from these units.", gap=gap))
        return said


def _with_bounds(row) -> str:
    level = number(row.estimate, digits=2)
    if not np.isfinite(row.ci_low):
        return level
    return say("{level} ({interval})", level=level, interval=interval(row.ci_low, row.ci_high, digits=2))


def attitude_loyalty_lagged(
    survey: Survey,
    *,
    attitude: str | list[str],
    loyalty: str | list[str],
    unit: str = "unit",
    wave: str = "wave",
    earlier: object = None,
    later: object = None,
    staff: str = "Staff",
    customers: str = "Customers",
    confidence: float = 0.95,
    bootstrap: int = 2000,
    seed: int = 0,
) -> LaggedLink:
    """Attitude in one wave with loyalty in the next, and the reverse, side by side.

    Parameters
    ----------
    survey, attitude, loyalty, unit, staff, customers, confidence
        As in :func:`cxresearch.attitude_loyalty`.
    wave : str
        Role or column of the waves.
    earlier, later : optional
        The two waves; the last two in time by default, where their names tell it.
    bootstrap, seed : int
        Samples of units (0 for none, else 100 or more), and their seed.

    Returns
    -------
    LaggedLink

    Raises
    ------
    QuestionError
        If there are fewer than two waves, a wave is unknown, or nothing was answered in one of them.

    References
    ----------
    Kenny (1975), Psychological Bulletin 82; Schneider, Hanges, Smith & Salvaggio (2003), J. Applied Psychology 88.

    Examples
    --------
    >>> import pandas as pd
    >>> early, late = list(range(50, 58)), [41, 42, 40, 44, 45, 43, 47, 46]
    >>> answers = {"wave": [1] * 8 + [2] * 8, "mood": early + early, "stay": late + late}
    >>> frame = pd.DataFrame({"unit": list("ABCDEFGH") * 2, **answers})
    >>> survey = Survey.from_frame(frame, scales={"mood": (0, 100), "stay": (0, 100)})
    >>> attitude_loyalty_lagged(survey, attitude="mood", loyalty="stay").table.estimate.head(2).round(2).tolist()
    [0.83, 0.83]
    """
    check_confidence(confidence)
    check_draws("bootstrap", bootstrap)
    ids = sole_question(survey, attitude, "attitude"), sole_question(survey, loyalty, "loyalty")
    who = audiences_of(survey, staff, customers)
    waves = _two_waves(survey, wave, earlier, later)
    units = places_of(survey, unit)
    scores, caveats = {}, []
    for at, value in enumerate(waves):
        part = survey.only(**{wave: value})
        here = places_of(part, unit)
        place = np.array([units.names.index(name) for name in here.names], dtype=int)
        for name, questions, audience in zip("al", ids, who, strict=True):
            side = side_of(part, questions, audience=audience, units=here)
            scores[name, at] = np.full(len(units.names), np.nan)
            scores[name, at][place] = side.mean
            caveats += [say("Wave {wave}: {caveat}", wave=value, caveat=line) for line in side.caveats]
    full = np.isfinite(np.array(list(scores.values()))).all(axis=0)
    kept = {key: values[full] for key, values in scores.items()}
    lost = int((np.isfinite(np.array(list(scores.values()))).any(axis=0) & ~full).sum())
    table = pd.DataFrame([_row(kept, *pair, waves, confidence) for pair in _PAIRS])
    gap, low, high = _difference(kept, bootstrap, np.random.default_rng(seed), confidence)
    hints = [
        say(
            "A stronger link in one direction is no proof of a cause: what drives both may change in between, and the "
            "more reliable score always looks like the earlier one."
        ),
        say("This is about units, not persons (ecological fallacy, Robinson 1950)."),
    ]
    if lost:
        hints.append(say("{units} without both scores in both waves left out.", units=plural(lost, "unit")))
    return LaggedLink(
        table, say(_METHOD), [*hints, *caveats], confidence, difference=gap, difference_ci_low=low,
        difference_ci_high=high, waves=(str(waves[0]), str(waves[1])),
    )  # fmt: skip


_PAIRS = (
    ("attitude then loyalty", ("a", 0), ("l", 1), ("l", 0)),
    ("loyalty then attitude", ("l", 0), ("a", 1), ("a", 0)),
    ("attitude and loyalty, earlier", ("a", 0), ("l", 0), None),
    ("attitude and loyalty, later", ("a", 1), ("l", 1), None),
    ("attitude kept", ("a", 0), ("a", 1), None),
    ("loyalty kept", ("l", 0), ("l", 1), None),
)
_NAMES = {"a": "attitude", "l": "loyalty"}


def _row(kept: dict, link: str, first: tuple, second: tuple, held: tuple | None, waves, confidence: float) -> dict:
    found = correlate(kept[first], kept[second], confidence=confidence)
    row = {
        "link": link, "first": f"{_NAMES[first[0]]} {waves[first[1]]}",
        "second": f"{_NAMES[second[0]]} {waves[second[1]]}",
        "estimate": found.estimate, "ci_low": found.low, "ci_high": found.high, "p_value": found.p_value,
        "controlled_r": np.nan, "controlled_ci_low": np.nan, "controlled_ci_high": np.nan, "units": len(kept[first]),
    }  # fmt: skip
    if held is not None:
        rest = partial(kept[first], kept[second], kept[held][:, None], confidence=confidence)
        row |= {"controlled_r": rest.estimate, "controlled_ci_low": rest.low, "controlled_ci_high": rest.high}
    return row


def _difference(kept: dict, draws: int, rng, confidence: float) -> tuple[float, float, float]:
    stack = np.array([kept["a", 0], kept["l", 1], kept["l", 0], kept["a", 1]])
    units = stack.shape[1]
    if units < 4 or not draws:
        return float(_two_links(stack[:, None])[0]) if units > 2 else np.nan, np.nan, np.nan
    drawn = stack[:, rng.integers(0, units, size=(draws, units))]
    tail = (1 - confidence) / 2
    found = _two_links(drawn)
    low, high = (
        np.quantile(found[np.isfinite(found)], [tail, 1 - tail]) if np.isfinite(found).any() else (np.nan, np.nan)
    )
    return float(_two_links(stack[:, None])[0]), float(low), float(high)


def _two_links(stack: np.ndarray) -> np.ndarray:
    away = stack - stack.mean(axis=-1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        away = away / np.sqrt((away**2).sum(axis=-1, keepdims=True))
    return (away[0] * away[1]).sum(axis=-1) - (away[2] * away[3]).sum(axis=-1)


def _two_waves(survey: Survey, wave: str, earlier, later) -> tuple:
    if wave == "wave" and "wave" not in survey.roles and "wave" not in survey.columns:
        raise QuestionError(
            say("{survey} has no wave. Give the column its role: survey.with_roles(wave=...).", survey=survey.name)
        )
    counts = survey.answer_counts(survey.find(wave))
    time = order_of_waves(list(counts), survey.order_of(survey.find(wave)))
    known = time.waves
    if len(known) < 2:
        raise QuestionError(say(
            "{survey} has {waves} ({known}); a lagged comparison needs two.",
            survey=survey.name, waves=plural(len(known), 'wave'), known=named(known),
        ))  # fmt: skip
    if not time.known and (earlier is None or later is None):
        raise QuestionError(
            say(
                "Which wave came first is not known from the names ({waves}). Pass earlier= and later=.",
                waves=named(known, most=4),
            )
        )
    chosen = []
    for asked, fallback in ((earlier, known[-2]), (later, known[-1])):
        found = fallback if asked is None else next((value for value in known if str(value) == str(asked)), None)
        if found is None:
            raise QuestionError(
                say(
                    "No wave {wave} in {survey}.{hint} Found: {waves}.",
                    wave=repr(asked),
                    survey=survey.name,
                    hint=did_you_mean(str(asked), map(str, known)),
                    waves=named(known),
                )
            )
        chosen.append(found)
    if chosen[0] == chosen[1]:
        raise QuestionError(
            say("Earlier and later are the same wave, {wave}. Found: {waves}.", wave=chosen[0], waves=named(known))
        )
    return tuple(chosen)
