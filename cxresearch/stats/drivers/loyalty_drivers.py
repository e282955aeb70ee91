"""What goes with loyalty: how much of the variation in loyalty belongs to which experience.

A ranking of drivers by correlation counts shared variation twice, a regression's slopes give it to whoever happens to
win. LMG shares it out fairly. What the result is not: a promise that loyalty rises when a driver does. These are
associations among people who answered once; what people say is important to them stands beside what the answers imply.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from cxresearch.errors import OptionError, listing
from cxresearch.inference.intervals import check_confidence, kish_n
from cxresearch.result import Result
from cxresearch.stats.bases.asked import need_single_answers, some_questions
from cxresearch.stats.bases.rows import (
    CompleteRows,
    audience_rows,
    check_draws,
    complete_rows,
    driver_ids,
    label_of,
    meant_audience,
    noun,
    sampled_units,
    score,
    sole_question,
)  # fmt: skip
from cxresearch.stats.drivers.driver_model import MOST_LMG, DriverModel, driver_labels, fit_drivers, stated_importance
from cxresearch.survey.survey import Survey
from cxresearch.wording import count, interval, largest_first, number, percent_sure

__all__ = ["LoyaltyDrivers", "asked_drivers", "loyalty_drivers", "percentiles"]

_STRAINED = 5.0
_METHOD = {
    "lmg": "Shares of R squared averaged over all orders of the drivers (LMG: Lindeman, Merenda & Gold 1980; "
    "Groemping 2006)",
    "johnson": "Relative weights (Johnson 2000)",
}
_DRAWS = (
    "percentile intervals from {draws:,} bootstrap samples of rows; beats_random compares each driver with a random "
    "variable "
    "in the same model (Tonidandel, LeBreton & Johnson 2009)"
)


@dataclass(frozen=True, eq=False, repr=False)
class LoyaltyDrivers(Result):
    """Drivers of an outcome; a row a driver, in the order they were passed.

    ``estimate`` with ``ci_low, ci_high`` (part of R squared, 0..1), ``share`` (of what is explained, sums to 1) with
    ``share_ci_low, share_ci_high``, ``correlation`` with the outcome (-1..1), ``beats_random`` (bool), ``vif`` (1 or
    more), ``performance`` and ``stated_importance`` (means, 0-100), ``n``.
    ``random_part``: what a random variable in the same model stays below in ``confidence`` of the draws (0..1).
    ``r_squared`` with ``r_squared_ci_low, r_squared_ci_high``; ``outcome`` and ``audience`` as they read.
    """

    r_squared: float = np.nan
    r_squared_ci_low: float = np.nan
    r_squared_ci_high: float = np.nan
    outcome: str = ""
    audience: str | None = None
    random_part: float = np.nan

    heading: ClassVar[str] = "Drivers of loyalty"
    shown: ClassVar[tuple[str, ...]] = (
        "label", "estimate", "ci_low", "ci_high", "share", "beats_random", "vif", "correlation", "stated_importance",
        "n",
    )  # fmt: skip
    decimals: ClassVar[dict[str, int]] = dict.fromkeys(
        ("estimate", "ci_low", "ci_high", "share", "share_ci_low", "share_ci_high", "correlation"), 3
    )

    def sentences(self) -> list[str]:
        table = self.table.iloc[largest_first(self.table.estimate, self.table.label, digits=3)]
        explained = f"{number(100 * self.r_squared)}%"
        if np.isfinite(self.r_squared_ci_low):
            bounds = interval(100 * self.r_squared_ci_low, 100 * self.r_squared_ci_high)
            explained += f" ({percent_sure(self.confidence)}: {bounds})"
        said = [
            f"Together the {len(table)} drivers go with {explained} of the variation in {self.outcome} among "
            f"{count(table.n.iloc[0])} {noun(self.audience)}."
        ]
        tested = np.isfinite(table.ci_low).any()
        strong = table[table.beats_random] if tested else table
        for row in strong.head(3).itertuples():
            bounds = f" ({interval(100 * row.share_ci_low, 100 * row.share_ci_high)})" if tested else ""
            said.append(f"{row.label} accounts for {number(100 * row.share)}%{bounds} of what is explained.")
        if tested and not len(strong):
            said.append("No single driver explains more than a random variable would.")
        weak = table[~table.beats_random] if tested else table[:0]
        if len(weak) and len(strong):
            said.append(f"No more than a random variable would: {listing(weak.label)}.")
        stated = table.dropna(subset=["stated_importance"])
        if len(stated) > 2:
            first, told = table.iloc[0], stated.iloc[largest_first(stated.stated_importance, stated.label)[0]]
            if first.label != told.label:
                said.append(
                    f"What people call most important is {told.label} ({number(told.stated_importance)} of 100); "
                    "what goes most "
                    f"with {self.outcome} is {first.label}."
                )
        return said


def loyalty_drivers(
    survey: Survey,
    outcome: str,
    drivers: str | Iterable[str] | None = None,
    *,
    method: str = "lmg",
    bootstrap: int = 1000,
    seed: int = 0,
    audience: str | None = None,
    confidence: float = 0.95,
) -> LoyaltyDrivers:
    """How much of the variation in an outcome belongs to which driver.

    Parameters
    ----------
    survey : Survey
        Single answers. Rows with a weight count by it.
    outcome : id or text
        A rating, NPS, effort or number question, or a yes/no choice.
    drivers : list of ids or texts, optional
        All ratings of experience by default.
    method : str
        "lmg" averages over all orders, exactly for up to 20 drivers and by Johnson's weights beyond; "johnson" always
        takes the latter.
    bootstrap : int
        Samples of rows behind the intervals: 0 for none, else 100 or more. With 20 drivers LMG takes a tenth of a
        second a sample, Johnson's weights next to nothing.
    seed : int
        Of the samples.
    audience : str, optional
        Whose answers; customers by default where several audiences answered.
    confidence : float
        Level of the intervals.

    Returns
    -------
    LoyaltyDrivers

    Raises
    ------
    QuestionError, OptionError
        If a question is unknown, drivers do not vary, repeat each other exactly, or outnumber the rows.

    References
    ----------
    Groemping (2006), J. Statistical Software 17; Johnson (2000), Multivariate Behavioral Research 35; Tonidandel,
    LeBreton & Johnson (2009), Psychological Methods 14.

    Examples
    --------
    >>> import pandas as pd
    >>> answers = {"nps": [9, 8, 3, 6, 10, 2, 7, 5], "app": [8, 7, 2, 6, 9, 3, 9, 5], "fee": [5, 1, 4, 3, 2, 5, 4, 2]}
    >>> survey = Survey.from_frame(pd.DataFrame(answers), scales=dict.fromkeys(answers, (0, 10)))
    >>> result = loyalty_drivers(survey, "nps", ["app", "fee"], bootstrap=0)
    >>> result.table.driver.tolist(), round(result.r_squared, 2)
    (['app', 'fee'], 0.86)
    """
    check_confidence(confidence)
    check_draws("bootstrap", bootstrap)
    asked = asked_drivers(survey, outcome, drivers, audience)
    names = [asked.outcome, *asked.labels]
    model = fit_drivers(asked.rows.values, asked.rows.weight, labels=names, method=method, draws=bootstrap, seed=seed)
    table = _table(survey, asked, model, confidence)
    weight, n = asked.rows.weight, len(asked.rows.values)
    table["n"] = n
    table["n_effective"] = float(kish_n(weight.sum(), (weight**2).sum())) if weight is not None else float(n)
    bounds = percentiles(model.r_squares, confidence)
    caveats = [*_caveats(asked, model, table, method), *asked.caveats]
    told = _METHOD[model.method] + ("; " + _DRAWS.format(draws=bootstrap) if bootstrap else "") + "."
    if asked.rows.weight is not None:
        told += f" Rows weighted by {survey.roles['weight']}."
    return LoyaltyDrivers(
        table,
        told,
        caveats,
        confidence,
        r_squared=model.r_squared,
        r_squared_ci_low=float(bounds[0]),
        r_squared_ci_high=float(bounds[1]),
        outcome=asked.outcome,
        audience=asked.audience,
        random_part=float(np.quantile(model.random_part, confidence)) if len(model.random_part) else np.nan,
    )


@dataclass(frozen=True, eq=False)
class Asked:
    """An outcome and its drivers, resolved: ids, labels, the complete rows, and what was left out."""

    drivers: list[str]
    labels: list[str]
    outcome: str
    audience: str | None
    rows: CompleteRows
    caveats: list[str]
    cluster: np.ndarray | None = None


def asked_drivers(survey: Survey, outcome: str, drivers, audience: str | None, *, cluster: str | None = None) -> Asked:
    """Resolve an outcome and its drivers to complete rows on 0-100 (native where there is no scale)."""
    need_single_answers(survey, "an analysis of drivers")
    wanted = sole_question(survey, outcome, "outcome")
    named = drivers is not None
    if not named:
        drivers = [question for question in some_questions(survey, None, aspect="experience") if question not in wanted]
    found = driver_ids(survey, drivers, wanted[0])
    who, told = meant_audience(survey, audience, found if named else wanted[:1])
    answered = survey.numbers(found).notna().to_numpy()[audience_rows(survey, who)].any(axis=0)
    silent = [driver_labels(survey, found)[at] for at in np.flatnonzero(~answered)]
    if silent and (named or not answered.any()):
        raise OptionError(f"{noun(who).capitalize()} gave no answer to {listing(silent)}. Leave it out of drivers=.")
    if silent:
        told = [*told, f"Left out, since {noun(who)} gave no answer to it: {listing(silent)}."]
        found = [driver for driver, some in zip(found, answered, strict=True) if some]
    scores = score(survey, wanted)
    rows = complete_rows(survey, [wanted[0], *found], audience=who, outcome=scores)
    name = label_of(survey, wanted[0]) if len(wanted) == 1 else f"the mean of {len(wanted)} questions"
    units, homeless = sampled_units(survey, cluster, rows.kept)
    caveats = [*told, *rows.caveats, *homeless]
    return Asked(found, driver_labels(survey, found), name, who, rows, caveats, units)


def _table(survey: Survey, asked: Asked, model: DriverModel, confidence: float) -> pd.DataFrame:
    low, high = percentiles(model.parts, confidence)
    # A part of R squared that is next to nothing is larger in every resample; its interval still holds it.
    low = np.fmin(low, model.part) if len(model.parts) else low
    with np.errstate(divide="ignore", invalid="ignore"):
        share = model.part / model.r_squared
        share_low, share_high = percentiles(model.parts / model.r_squares[:, None], confidence)
    beats = percentiles(model.random, confidence)[0] > 0 if len(model.random) else np.zeros(len(model.part), dtype=bool)
    return pd.DataFrame(
        {
            "driver": asked.drivers, "label": asked.labels, "estimate": model.part, "ci_low": low, "ci_high": high,
            "share": share, "share_ci_low": share_low, "share_ci_high": share_high,
            "beats_random": np.asarray(beats, bool), "vif": model.vif, "correlation": model.correlation,
            "performance": model.mean,
            "stated_importance": stated_importance(survey, asked.drivers, asked.audience),
        }
    )  # fmt: skip


def percentiles(draws: np.ndarray, confidence: float) -> np.ndarray:
    """Percentile interval along the first axis; NaN where nothing was drawn."""
    if not len(draws):
        return np.full((2, *draws.shape[1:]), np.nan)
    tail = (1 - confidence) / 2
    return np.quantile(draws, [tail, 1 - tail], axis=0)


def _caveats(asked: Asked, model: DriverModel, table: pd.DataFrame, method: str) -> list[str]:
    told = [
        "These are associations among answers given at the same time, not effects: raising a driver need not raise "
        "the outcome."
    ]
    if method == "lmg" and model.method == "johnson":
        told.append(
            f"More than {MOST_LMG} drivers: Johnson's weights stand in for LMG, which they approximate closely."
        )
    strained = table[table.vif > _STRAINED]
    if len(strained):
        told.append(
            f"{listing(strained.label)} overlap strongly with other drivers (VIF up to "
            f"{number(strained.vif.max(), digits=1)}): their "
            "parts are hard to tell apart, as the intervals show."
        )
    if len(asked.rows.values) < 10 * len(table):
        told.append(
            f"Fewer than ten rows a driver ({len(asked.rows.values):,} for {len(table)}): R squared is too high by "
            "luck."
        )
    reverse = table[(table.correlation < 0) & table.beats_random]
    if len(reverse):
        told.append(
            f"{listing(reverse.label)} go with less of the outcome, not more: the part of R squared has no direction."
        )
    return told
