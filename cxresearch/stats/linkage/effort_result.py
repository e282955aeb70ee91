"""Effort and result: which of the things that units are busy with go with what customers live through.

Training hours, closed tickets, programmes: each department counts what it does and calls it success. Set beside the
loyalty, the effort or the leaving of the same units' customers, some of it goes with a result and some is only an
effort. The base is the number of units, however many customers answered; nothing here says what comes first.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

import numpy as np
import pandas as pd

from cxresearch.errors import OptionError, QuestionError
from cxresearch.inference.intervals import adjust_p, attenuation, check_confidence, detectable_r
from cxresearch.privacy.hiding import HIDDEN
from cxresearch.result import Result
from cxresearch.stats.bases.rows import Places, Units, hidden_units, meant_audience, places_of, sole_question
from cxresearch.stats.bases.topics import require_audience
from cxresearch.stats.linkage.components import one_way
from cxresearch.stats.linkage.effort_result_words import result_sentences, units_caveats
from cxresearch.stats.linkage.link_words import FEWEST_UNITS
from cxresearch.stats.linkage.unit_correlation import correlate, leave_one_out, slope
from cxresearch.stats.linkage.unit_inputs import UnitInputs, unit_inputs
from cxresearch.stats.linkage.unit_join import Side, lost_units, side_of
from cxresearch.survey.survey import Survey
from cxresearch.wording import marked, named, number, say, told

__all__ = ["EffortAndResult", "effort_and_result"]

_METHOD = told(
    "Pearson's r between units' inputs and their customers' averages, Fisher's z interval (Fisher 1921), t test on "
    "units - 2, p adjusted over all rows; a strong link is excluded by two one-sided tests of Fisher's z against |r| = "
    "{strong}, adjusted likewise; smallest detectable r at power .80, two-sided .05 (Cohen 1988); corrected for "
    "the unreliability of the averages by ICC(2) (Spearman 1904; Bliese 2000)."
)
GOES, EXCLUDED = told("goes with"), told("no strong link")
UNSETTLED, FEW, NONE = told("not enough data"), told("too few units"), told("cannot be computed")


@dataclass(frozen=True, eq=False, repr=False)
class EffortAndResult(Result):
    """What units put in against what their customers give back; a row an input and outcome (and wave).

    ``input, outcome, wave`` ("" without waves), ``estimate`` (r between units, -1..1) with ``ci_low, ci_high, p_value,
    p_adjusted``; ``p_excluded, p_excluded_adjusted`` (that the link is not as strong as ``strong``); ``slope`` (points
    of the outcome on 0-100 a standard deviation of the input) with bounds; ``without_low, without_high`` (r without any
    single unit); ``corrected_r`` (for noisy averages; unusable above 1), ``detectable_r``, ``units``, ``n`` people;
    ``verdict`` ("goes with", "no strong link", "not enough data", "too few units", "cannot be computed").

    Attributes
    ----------
    units : DataFrame
        ``wave, unit``, every input and outcome: what was correlated. Small units of employees without name and numbers.
    lost_units : DataFrame
        Units that only one side has, with the nearest name of the other.
    """

    units: pd.DataFrame = field(default_factory=pd.DataFrame)
    lost_units: pd.DataFrame = field(default_factory=pd.DataFrame)
    audience: str | None = None
    strong: float = 0.5

    heading: ClassVar[str] = told("Effort and result")
    shown: ClassVar[tuple[str, ...]] = (
        "wave", "input", "outcome", "estimate", "ci_low", "ci_high", "p_adjusted", "slope", "detectable_r", "units",
        "verdict",
    )  # fmt: skip
    decimals: ClassVar[dict[str, int]] = {
        **dict.fromkeys(("estimate", "ci_low", "ci_high", "without_low", "without_high"), 2)
    }

    def _columns(self) -> list[str]:
        several = {"wave": self.table.wave.nunique() > 1, "outcome": self.table.outcome.nunique() > 1}
        return [column for column in self.shown if several.get(column, True)]

    def sentences(self) -> list[str]:
        return result_sentences(self)


def effort_and_result(
    survey: Survey,
    inputs: "str | Path | pd.DataFrame",
    *,
    outcome: str | list[str],
    unit: str = "unit",
    wave: object = None,
    measures: str | Iterable[str] | None = None,
    input_unit: str | None = None,
    audience: str | None = None,
    strong: float = 0.5,
    confidence: float = 0.95,
    adjust: str = "holm",
    privacy: bool = True,
) -> EffortAndResult:
    """Which input of units goes with which result, and which is only an effort.

    Parameters
    ----------
    survey : Survey
        Single answers with the unit of each respondent, or a table of units that already has the scores.
    inputs : path of a CSV, DataFrame or list of dicts
        A row a unit, or a unit and wave: the unit's name, a column ``wave`` where there are several, and numbers.
    outcome : id, text, or list of them
        Each is an outcome of its own: ratings (averages on 0-100), or yes and no (taken as 100 and 0).
    unit : str
        Role or column where respondents and inputs meet.
    wave : optional
        One wave only. Without it each wave is a set of rows of its own, where both sides have waves.
    measures : str or list of str, optional
        Columns of the inputs; all columns of numbers by default, except head counts of an audience.
    input_unit : str, optional
        The inputs' column with the units' names, where it cannot be told from its name.
    audience : str, optional
        Whose answers; customers by default.
    strong : float
        The correlation that would make an input worth managing by, between 0 and 1. Where a link as strong can be
        excluded, the input is only an effort as far as these units tell.
    confidence, adjust, privacy
        As in :func:`cxresearch.attitude_loyalty`.

    Returns
    -------
    EffortAndResult

    Raises
    ------
    SurveyFileError
        If the inputs cannot be read; names the line.
    QuestionError
        If an outcome, unit, wave or audience is unknown, or no unit has both sides; names the nearest spelling.
    OptionError
        If an option is out of range.

    References
    ----------
    Fisher (1921), Metron 1; Robinson (1950), American Sociological Review 15; Schuirmann (1987); Goertzen & Cribbie
    (2010), British Journal of Mathematical and Statistical Psychology 63, for the exclusion.

    Examples
    --------
    >>> stay = [40, 52, 45, 58, 60, 66, 59, 72]
    >>> survey = Survey.from_frame(pd.DataFrame({"unit": list("ABCDEFGH"), "stay": stay}), scales={"stay": (0, 100)})
    >>> hours = pd.DataFrame({"unit": list("ABCDEFGH"), "hours": [10, 14, 11, 18, 15, 20, 19, 22]})
    >>> found = effort_and_result(survey, hours, outcome="stay")
    >>> found.table[["input", "estimate", "verdict"]].round(2).values.tolist()
    [['hours', 0.95, 'goes with']]
    """
    check_confidence(confidence)
    if not (isinstance(strong, (int, float)) and 0 < strong < 1):
        raise OptionError(say(
            "strong= is the correlation that would matter, between 0 and 1; got {strong}.",
            strong=repr(strong),
        ))  # fmt: skip
    ids = [sole_question(survey, name, "outcome")[0] for name in ([outcome] if isinstance(outcome, str) else outcome)]
    if not ids:
        raise QuestionError(say("outcome= names no question. Name a rating, or a choice of yes and no."))
    who, hints = (
        (require_audience(survey, audience), []) if audience else meant_audience(survey, None, _rated(survey, ids))
    )
    if wave is not None:
        survey = survey.only(wave=wave)
    given = unit_inputs(survey, inputs, unit=unit, wave=wave, measures=measures, input_unit=input_unit)
    rows, frames, lost = [], [], []
    caveats = [*hints, *given.caveats]
    for name in given.waves:
        part = survey if name == "" or wave is not None else survey.only(wave=name)
        found = _one_wave(part, given, name, ids, unit, who, strong, confidence, privacy)
        rows += found[0]
        frames.append(found[1])
        lost.append(found[2].assign(wave=name))
        caveats += [line for line in found[3] if line not in caveats]
    table = _judged(pd.DataFrame(rows), strong, confidence, adjust)
    lost = pd.concat(lost, ignore_index=True)
    return EffortAndResult(
        table, say(_METHOD, strong=number(strong, digits=2)), [*units_caveats(table, lost), *caveats], confidence,
        units=pd.concat(frames, ignore_index=True), lost_units=lost, audience=who, strong=float(strong),
    )  # fmt: skip


def _rated(survey: Survey, ids: list[str]) -> list[str]:
    """The outcomes that hold numbers: who answered them tells whose answers are meant."""
    return [question for question in ids if survey.scale_of(question) is not None] or survey.questions()[:1]


def _one_wave(survey, given: UnitInputs, wave: str, ids, unit: str, who, strong, confidence: float, privacy: bool):
    places = places_of(survey, unit)
    table = given.table[given.table.wave == wave]
    beyond = [name for name in table.unit if name not in set(places.names)]
    places = places._replace(names=[*places.names, *beyond], stored=[*places.stored, *beyond])
    at = {name: place for place, name in enumerate(places.names)}
    put_in = np.full((len(places.names), len(given.measures)), np.nan)
    put_in[[at[name] for name in table.unit]] = table[given.measures].to_numpy(float)
    rows, sides, counted = [], [], np.zeros(len(places.names))
    frame: dict = {"wave": wave, "unit": places.names}
    frame |= dict(zip(given.measures, put_in.T, strict=True))
    lost = pd.DataFrame()
    for question in ids:
        side = side_of(survey, [question], audience=who, units=places)
        sides += list(side.caveats)
        counted = np.maximum(counted, side.n)
        frame[side.label] = side.mean
        other = Side(f"{given.name}", "inputs", np.where(np.isfinite(put_in).any(axis=1), 0.0, np.nan),
                     np.full(len(places.names), np.nan), None, side.waves, side.mean, ())  # fmt: skip
        if not (side.there & other.there).any():
            _no_unit(survey, side, other, places)
        lost = lost_units(side, other, places)
        for column, measure in enumerate(given.measures):
            both = np.flatnonzero(side.there & np.isfinite(put_in[:, column]))
            rows.append({"input": measure, "outcome": side.label, "wave": wave}
                        | _link(put_in[both, column], side, both, strong, confidence))  # fmt: skip
    there = np.isfinite(put_in).any(axis=1) & (counted > 0)
    shown = Units(np.flatnonzero(there), [places.names[p] for p in np.flatnonzero(there)],
                  [places.stored[p] for p in np.flatnonzero(there)])  # fmt: skip
    hidden, hints = hidden_units(survey, shown, counted[there], unit=unit, audience=who, privacy=privacy)
    joined = pd.DataFrame(frame)[there].reset_index(drop=True)
    if hidden.any():
        # Objects, so that the words for a hidden one can be said again.
        joined["unit"] = joined["unit"].astype(object)
        joined.loc[hidden, "unit"] = [say("hidden unit {n}", n=at + 1) for at in range(int(hidden.sum()))]
        joined.loc[hidden, [column for column in joined if column not in ("wave", "unit")]] = np.nan
        hints.append(
            marked(say("Hidden units count in every coefficient; their names and numbers are not shown."), HIDDEN)
        )
    return rows, joined, lost, [*sides, *hints]


def _no_unit(survey, side: Side, other: Side, places: Places) -> None:
    mine = [places.names[at] for at in np.flatnonzero(side.there)]
    theirs = [places.names[at] for at in np.flatnonzero(other.there)]
    raise QuestionError(say(
        "No unit of {survey} stands in {audience}. Survey: {mine}. {audience}: {theirs}. Use the same names, or "
        "survey.relabel(unit={{...}}).",
        survey=survey.name, audience=other.audience, mine=named(mine, most=5), theirs=named(theirs, most=5),
    ))  # fmt: skip


def _link(x: np.ndarray, side: Side, both: np.ndarray, strong: float, confidence: float) -> dict:
    y = side.mean[both]
    found = correlate(x, y, confidence=confidence)
    spread = x.std(ddof=1) if len(x) > 1 else np.nan
    b, low, high = (float(spread * part) for part in slope(x, y, confidence=confidence))
    without = leave_one_out(x, y)
    known = without[np.isfinite(without)]
    icc2 = float(one_way(*(part[both] for part in side.moments)).icc2) if side.moments is not None else np.nan
    return {
        "estimate": found.estimate, "ci_low": found.low, "ci_high": found.high, "p_value": found.p_value,
        "p_excluded": _excluded(found.estimate, len(both), strong), "slope": b, "slope_ci_low": low,
        "slope_ci_high": high, "without_low": float(known.min()) if len(known) else np.nan,
        "without_high": float(known.max()) if len(known) else np.nan,
        "corrected_r": float(attenuation(found.estimate, 1.0, icc2)) if icc2 > 0 else np.nan,
        "detectable_r": float(detectable_r(len(both))), "units": len(both), "n": float(side.n[both].sum()),
    }  # fmt: skip


def _excluded(r: float, units: int, strong: float) -> float:
    """Two one-sided tests of Fisher's z that the correlation lies within plus or minus ``strong``."""
    from scipy.special import ndtr

    if not np.isfinite(r) or units < 4:
        return np.nan
    z, bound = np.arctanh(np.clip(r, -0.999999, 0.999999)), np.arctanh(strong)
    return float(ndtr((abs(z) - bound) * np.sqrt(units - 3)))


def _judged(table: pd.DataFrame, strong: float, confidence: float, adjust: str) -> pd.DataFrame:
    enough = (table.units >= FEWEST_UNITS).to_numpy()
    p, out = (np.where(enough, table[name].to_numpy(float), np.nan) for name in ("p_value", "p_excluded"))
    adjusted, out_adjusted = adjust_p(p, method=adjust), adjust_p(out, method=adjust)
    alpha = 1 - confidence
    with np.errstate(invalid="ignore"):
        verdict = np.select(
            [~np.isfinite(table.estimate.to_numpy(float)), ~enough, adjusted < alpha, out_adjusted < alpha],
            [NONE, FEW, GOES, EXCLUDED], UNSETTLED,
        )  # fmt: skip
    table = table.assign(verdict=verdict.astype(object))
    table.insert(list(table).index("p_value") + 1, "p_adjusted", adjusted)
    table.insert(list(table).index("p_excluded") + 1, "p_excluded_adjusted", out_adjusted)
    return table
