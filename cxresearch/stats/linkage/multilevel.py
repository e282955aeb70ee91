"""Within a unit or between units? The same two scores can go together among people and not among branches.

Every score is split: how far a person is from the unit's mean, and the mean itself. The slope on the first says what
holds among people who work in one place, the slope on the second what holds among places; their difference is the
contextual effect. A random intercept keeps people of one unit from counting as strangers to each other.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from cxresearch.errors import OptionError, QuestionError
from cxresearch.inference.intervals import check_confidence, t_quantile
from cxresearch.result import Result
from cxresearch.stats.bases.asked import check_choice, need_single_answers
from cxresearch.stats.bases.rows import (
    Places,
    audience_rows,
    group_of,
    label_of,
    meant_audience,
    places_of,
    pooled_waves,
    score,
    sole_question,
    those_asked,
    unweighted,
    waves_in,
)  # fmt: skip
from cxresearch.stats.linkage.random_intercept import (
    RandomIntercept,
    SplitProducts,
    fit_random_intercept,
    satterthwaite,
    some_terms,
    split_products,
    split_sums,
)
from cxresearch.survey.passing.pieces import pieces
from cxresearch.survey.survey import Survey
from cxresearch.wording import count, interval, number, percent_sure, plural, say, told

__all__ = ["WithinBetween", "within_between"]

_METHOD = told(
    "Random intercept by unit with the predictor centred on the unit mean and the unit mean beside it (Snijders & "
    "Bosker 2012; Bliese & Halverson 1996), fitted by {way} maximum likelihood; t tests and intervals with "
    "Satterthwaite's degrees of freedom (Kuznetsova, Brockhoff & Christensen 2017)."
)


@dataclass(frozen=True, eq=False, repr=False)
class WithinBetween(Result):
    """A split into people and units; a row a term: ``intercept, within, between, contextual``, then the controls.

    ``term, estimate, std_error, df, t, p_value, ci_low, ci_high`` in points of the outcome a point of the predictor (on
    their own scales unless 0-100 was asked for); ``n, units``.
    ``variance_between, variance_within`` are what is left over at the two levels, ``icc`` the share of the first.
    """

    variance_between: float = np.nan
    variance_within: float = np.nan
    icc: float = np.nan
    log_likelihood: float = np.nan
    outcome: str = ""
    predictor: str = ""
    audience: str | None = None

    heading: ClassVar[str] = told("Within units and between units")
    shown: ClassVar[tuple[str, ...]] = (
        "term",
        "estimate",
        "std_error",
        "df",
        "p_value",
        "ci_low",
        "ci_high",
        "n",
        "units",
    )
    decimals: ClassVar[dict[str, int]] = dict.fromkeys(("estimate", "std_error", "ci_low", "ci_high"), 3)

    def sentences(self) -> list[str]:
        terms = self.table.set_index("term")
        units, sure = plural(self.table.units.iloc[0], "unit"), percent_sure(self.confidence)
        said = []
        for term in ("within", "between"):
            row = terms.loc[term]
            if not np.isfinite(row.estimate):
                continue
            bounds = ""
            if np.isfinite(row.ci_low):
                bounds = say(" ({sure}: {interval})", sure=sure, interval=interval(row.ci_low, row.ci_high, digits=2))
            about = {
                "predictor": self.predictor, "worth": number(row.estimate, digits=2), "outcome": self.outcome,
                "bounds": bounds,
            }  # fmt: skip
            if term == "within":
                said.append(
                    say(
                        "Among {people} of one unit, one point more on {predictor} goes with {worth} points of "
                        "{outcome}{bounds}.",
                        people=those_asked(self.audience), **about,
                    )
                )  # fmt: skip
            else:
                said.append(
                    say(
                        "Among the averages of {units}, one point more on {predictor} goes with {worth} points of "
                        "{outcome}{bounds}.",
                        units=units, **about,
                    )
                )  # fmt: skip
        row = terms.loc["contextual"]
        if np.isfinite(row.ci_low):
            said.append(
                say(
                    "The two differ by {gap} ({sure}: {interval}): what holds between units does not hold alike within "
                    "them."
                    if row.ci_low > 0 or row.ci_high < 0
                    else "They differ by {gap} ({sure}: {interval}): whether the two levels differ cannot be told.",
                    gap=number(row.estimate, digits=2), sure=sure,
                    interval=interval(row.ci_low, row.ci_high, digits=2),
                )
            )  # fmt: skip
        if np.isfinite(self.icc):
            said.append(say("Of what is left unexplained, {share}% lies between units.", share=number(100 * self.icc)))
        return said or [say("Nothing could be estimated.")]


def within_between(
    survey: Survey,
    outcome: str | list[str],
    predictor: str | list[str],
    *,
    unit: str = "unit",
    controls: Iterable[str] = (),
    method: str = "reml",
    scale: str = "native",
    audience: str | None = None,
    confidence: float = 0.95,
) -> WithinBetween:
    """Split a relation into what holds among people of a unit and what holds among units.

    Parameters
    ----------
    survey : Survey
        Single answers; outcome and predictor from the same people.
    outcome, predictor : id, text, or list of them
        Closed questions or number columns; several are averaged by respondent.
    unit : str
        Role or column of the units.
    controls : list of columns, optional
        Numbers, entered as they are.
    method : str
        "reml" (restricted likelihood) or "ml".
    scale : str
        "native" or "0-100".
    audience : str, optional
        Whose answers; customers by default where several audiences answered.
    confidence : float
        Level of the intervals.

    Returns
    -------
    WithinBetween

    Raises
    ------
    QuestionError, OptionError
        If a question or unit is unknown, fewer than three units are left, nothing varies, or every unit has one row.

    References
    ----------
    Bliese & Halverson (1996), J. Applied Social Psychology 26; Snijders & Bosker (2012), Multilevel Analysis.

    Examples
    --------
    >>> import pandas as pd
    >>> mood, stay = [1, 2, 3, 2, 3, 4, 3, 4, 5, 1, 3, 5], [2, 3, 5, 3, 4, 4, 5, 6, 7, 2, 4, 5]
    >>> frame = pd.DataFrame({"unit": list("AAABBBCCCDDD"), "mood": mood, "stay": stay})
    >>> survey = Survey.from_frame(frame, scales={"mood": (1, 5), "stay": (0, 10)})
    >>> within_between(survey, "stay", "mood").table[["term", "estimate"]].round(2).values.tolist()[1:3]
    [['within', 0.86], ['between', 1.33]]
    """
    check_confidence(confidence)
    check_choice("method", method, ("reml", "ml"))
    check_choice("scale", scale, ("native", "0-100"))
    need_single_answers(survey, "within_between")
    asked = sole_question(survey, outcome, "outcome"), sole_question(survey, predictor, "predictor")
    if set(asked[0]) & set(asked[1]):
        raise OptionError(say("The outcome is also the predictor. Pass two different questions."))
    who, hints = meant_audience(survey, audience, [asked[0][0], asked[1][0]])
    names = [controls] if isinstance(controls, str) else list(controls)
    read = _read(survey, asked, [survey.find(name) for name in names], places_of(survey, unit), who, scale == "0-100")
    silent = [name for name, told in zip(names, read.answered, strict=True) if not told]
    if silent:
        raise QuestionError(say(
            "Control {silent} of {survey} holds no numbers. Pass a column of numbers.",
            silent=repr(silent[0]), survey=survey.name,
        ))  # fmt: skip
    labels = [
        label_of(survey, questions[0]) if len(questions) == 1 else say("the mean of {n} questions", n=len(questions))
        for questions in asked
    ]
    _check(read, labels, unit)
    table, fit = _fitted(read, names, method == "reml", confidence)
    lost = int(read.incomplete), int(read.homeless)
    caveats = [*_caveats(table, fit), *hints, *_left_out(lost, int(read.people), who)]
    caveats += pooled_waves(survey, read.waves)
    caveats += unweighted(survey, told("the model describes the people who answered"))
    total = fit.between + fit.within
    return WithinBetween(
        table, say(_METHOD, way=say("restricted" if method == "reml" else "plain")), caveats, confidence,
        variance_between=fit.between, variance_within=fit.within, icc=fit.between / total if total > 0 else np.nan,
        log_likelihood=fit.log_likelihood, outcome=labels[0], predictor=labels[1], audience=who,
    )  # fmt: skip


@dataclass
class _Read:
    """What the rows of an audience add up to: products by unit around a ``centre`` (y, x, controls), and who is out."""

    products: SplitProducts
    centre: np.ndarray
    low: np.ndarray
    high: np.ndarray
    answered: np.ndarray
    people: float
    incomplete: float
    homeless: float
    waves: set


def _read(survey: Survey, asked, held: list[str], units: Places, who: str | None, points: bool) -> _Read:
    columns = [*asked[0], *asked[1], *held, units.column]
    columns += [survey.roles[role] for role in ("audience", "wave") if role in survey.roles]
    products, centre, waves = None, np.zeros(2 + len(held)), set()
    low, high, answered = np.full(2, np.inf), np.full(2, -np.inf), np.zeros(len(held), dtype=bool)
    counts = np.zeros(3)
    for piece in pieces(survey, columns):
        parts = [score(piece.survey, questions, points=points) for questions in asked]
        more = piece.survey.numbers(held).to_numpy(float) if held else np.empty((len(parts[0]), 0))
        answered |= ~np.isnan(more).all(axis=0)
        full = ~np.isnan(parts[0]) & ~np.isnan(parts[1]) & ~np.isnan(more).any(axis=1)
        rows, code = audience_rows(piece.survey, who), units.codes(piece.survey)
        kept = rows & full & (code >= 0)
        counts += [piece.times[some].sum() for some in (rows, rows & ~full, rows & full & (code < 0))]
        if not kept.any():
            continue
        times, values = piece.times[kept], [*(part[kept] for part in parts), *more[kept].T]
        if products is None:
            # A whole number, so that sums of whole answers are exact in whatever order they come.
            centre = np.array([np.rint(times @ value / times.sum()) for value in values])
        low = np.minimum(low, [value.min() for value in values[:2]])
        high = np.maximum(high, [value.max() for value in values[:2]])
        waves |= waves_in(piece.survey, kept)
        y, x, *more = (value - middle for value, middle in zip(values, centre, strict=True))
        more = np.column_stack([np.empty((len(x), 0)), *more])
        mine = split_products(code[kept], x, y, more, units=len(units.names), times=times)
        products = mine if products is None else products + mine
    if products is None:
        products = split_products(*(np.empty(0, int),) * 3, np.empty((0, len(held))), units=0, times=np.empty(0))
    by = products.x.sum() / max(products.n.sum(), 1.0)
    products, centre[1] = products.moved(by), centre[1] + by
    there = products.n > 0
    products = products._replace(**{name: getattr(products, name)[there] for name in ("n", "x", "y", "held")})
    return _Read(products, centre, low, high, answered, *counts, waves)


def _check(read: _Read, labels: list[str], unit: str) -> None:
    units, people = len(read.products.n), int(read.products.n.sum())
    if units < 3:
        raise QuestionError(say(
            "{units} with complete answers: within and between need at least three ({unit}).",
            units=plural(units, 'unit'), unit=unit,
        ))  # fmt: skip
    if units == people:
        raise QuestionError(say(
            "Every unit has one complete row: there is nothing within units to compare ({unit}).",
            unit=unit,
        ))  # fmt: skip
    for label, spread in zip(labels, read.high - read.low, strict=True):
        if not spread > 0:
            raise QuestionError(say(
                "All {people} answers to {label} are the same: nothing goes with what does not vary.",
                people=f"{people:,}", label=label,
            ))  # fmt: skip


def _fitted(read: _Read, names: list[str], reml: bool, confidence: float) -> tuple[pd.DataFrame, RandomIntercept]:
    """The table of terms; columns are centred for the sums, and the intercept is moved back afterwards."""
    (level, centre), shift, n = read.centre[:2], read.centre[2:], int(read.products.n.sum())
    sums = split_sums(read.products)
    parts = ["intercept", "within", "between", *names]
    # What does not vary has no slope; what repeats other columns has none of its own.
    size = np.diag(sums.xx) / n
    there = [name for name, square in zip(parts, size, strict=True) if square > 1e-18 * (1 + centre * centre)]
    sums = some_terms(sums, [parts.index(name) for name in there])
    spread = np.sqrt(np.diag(sums.xx))
    if n <= len(there) or np.linalg.eigvalsh(sums.xx / np.outer(spread, spread)).min() < 1e-12:
        raise OptionError(say(
            "The controls repeat each other, the predictor or the unit means exactly. Leave one of them out."
        ))  # fmt: skip
    fit = fit_random_intercept(sums, reml=reml)
    place = {name: at for at, name in enumerate(there)}
    contrasts = {name: _unit_vector(len(there), place.get(name)) for name in parts}
    contrasts["intercept"] = contrasts["intercept"].copy()
    for name, middle in (("between", centre), *zip(names, shift, strict=True)):
        if name in place:
            contrasts["intercept"][place[name]] = -middle
    contrasts["contextual"] = contrasts["between"] - contrasts["within"]
    order = ["intercept", "within", "between", "contextual", *names]
    offset = {"intercept": float(level)}
    table = pd.DataFrame([_term(name, fit, contrasts[name], offset.get(name, 0.0), confidence) for name in order])
    return table.assign(n=n, units=fit.units), fit


def _unit_vector(size: int, at: int | None) -> np.ndarray:
    vector = np.full(size, np.nan) if at is None else np.zeros(size)
    if at is not None:
        vector[at] = 1.0
    return vector


def _term(name: str, fit: RandomIntercept, contrast: np.ndarray, offset: float, confidence: float) -> dict:
    from scipy.special import stdtr

    if np.isnan(contrast).any():
        return {"term": name} | dict.fromkeys(
            ("estimate", "std_error", "df", "t", "p_value", "ci_low", "ci_high"), np.nan
        )
    estimate = float(contrast @ fit.estimate) + offset
    error = float(np.sqrt(max(contrast @ fit.covariance @ contrast, 0.0)))
    df = satterthwaite(fit, contrast)
    t = estimate / error if error > 0 else np.nan
    half = float(t_quantile(confidence, df)) * error if error > 0 else np.nan
    return {
        "term": name, "estimate": estimate, "std_error": error, "df": df, "t": t,
        "p_value": float(2 * stdtr(df, -abs(t))),
        "ci_low": estimate - half, "ci_high": estimate + half,
    }  # fmt: skip


def _caveats(table: pd.DataFrame, fit: RandomIntercept) -> list[str]:
    hints = [say("A slope is no effect: people and units differ in more than what was asked.")]
    terms = table.set_index("term").estimate
    if not np.isfinite(terms["within"]):
        hints.append(
            say("The predictor is the same for everybody in a unit: only the slope between units can be estimated.")
        )
    if not np.isfinite(terms["between"]):
        hints.append(
            say("All units have the same mean of the predictor: only the slope within units can be estimated.")
        )
    if fit.at_boundary:
        hints.append(
            say(
                "No variation between units is left over (its variance is estimated at zero): the model is a plain "
                "regression."
            )
        )
    if fit.units < 20:
        hints.append(say("Only {n} units: the slope between units and its interval rest on few places.", n=fit.units))
    return hints


def _left_out(lost: tuple[int, int], rows: int, who: str | None) -> list[str]:
    hints = []
    if lost[0]:
        hints.append(
            say(
                "Only complete rows count: {lost} of {people} lacks at least one answer and is left out."
                if lost[0] == 1
                else "Only complete rows count: {lost} of {people} lack at least one answer and are left out.",
                lost=count(lost[0]), people=group_of(who, rows),
            )
        )  # fmt: skip
    if lost[1]:
        hints.append(say("{people} without a stated unit left out.", people=group_of(who, lost[1])))
    return hints
