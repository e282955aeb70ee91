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

from cxresearch.inference.intervals import check_confidence, t_quantile
from cxresearch.result import Result
from cxresearch.stats.bases.asked import check_choice
from cxresearch.stats.bases.naming import topic_in_sentence
from cxresearch.stats.bases.rows import (
    CompleteRows,
    check_draws,
    check_number,
    group_of,
)  # fmt: skip
from cxresearch.stats.drivers.driver_model import MOST_LMG, DriverModel, fit_drivers, stated_importance
from cxresearch.stats.drivers.drivers_asked import Asked, asked_drivers, drawn_from
from cxresearch.stats.drivers.imputing import filled_copies, rubin
from cxresearch.survey.survey import Survey
from cxresearch.wording import count, in_a_row, interval, largest_first, named, number, percent_sure, say, told

__all__ = ["LoyaltyDrivers", "loyalty_drivers", "percentiles"]

_STRAINED = 5.0
_METHOD = {
    "lmg": told(
        "Shares of R squared averaged over all orders of the drivers (LMG: Lindeman, Merenda & Gold 1980; Groemping "
        "2006)"
    ),
    "johnson": told("Relative weights (Johnson 2000)"),
}
_DRAWS = told(
    "percentile intervals from {draws} bootstrap samples of {what}; beats_random compares each driver with a random "
    "variable in the same model (Tonidandel, LeBreton & Johnson 2009)"
)
_FILLED = told(
    "blank answers imputed by chained equations with predictive mean matching (MICE: van Buuren & "
    "Groothuis-Oudshoorn 2011; statsmodels), averaged over {copies} filled copies"
)
_IMPUTED = told(
    "intervals by Rubin's rules (1987; Barnard & Rubin 1999) from the variation between copies and {each} bootstrap "
    "samples of {what} within each; beats_random compares each driver with a random variable in the same model "
    "(Tonidandel, LeBreton & Johnson 2009)"
)
_FEWEST_EACH = 50


@dataclass(frozen=True, eq=False, repr=False)
class LoyaltyDrivers(Result):
    """Drivers of an outcome; a row a driver, in the order they were passed.

    ``estimate`` with ``ci_low, ci_high`` (part of R squared, 0..1), ``share`` (of what is explained, sums to 1) with
    ``share_ci_low, share_ci_high``, ``correlation`` with the outcome (-1..1), ``beats_random`` (bool), ``vif`` (1 or
    more), ``performance`` and ``stated_importance`` (means, 0-100), ``n``; ``imputed`` blank answers with
    ``missing="impute"``.
    ``random_part``: what a random variable in the same model stays below in ``confidence`` of the draws (0..1).
    ``r_squared`` with ``r_squared_ci_low, r_squared_ci_high``; ``outcome`` and ``audience`` as they read.
    """

    r_squared: float = np.nan
    r_squared_ci_low: float = np.nan
    r_squared_ci_high: float = np.nan
    outcome: str = ""
    audience: str | None = None
    random_part: float = np.nan

    heading: ClassVar[str] = told("Drivers of loyalty")
    shown: ClassVar[tuple[str, ...]] = (
        "label", "estimate", "ci_low", "ci_high", "share", "beats_random", "vif", "correlation", "stated_importance",
        "n",
    )  # fmt: skip
    decimals: ClassVar[dict[str, int]] = dict.fromkeys(
        ("estimate", "ci_low", "ci_high", "share", "share_ci_low", "share_ci_high", "correlation"), 3
    )

    def sentences(self) -> list[str]:
        table = self.table.iloc[largest_first(self.table.estimate, self.table.label, digits=3)]
        fields = {"n": len(table), "share": number(100 * self.r_squared), "outcome": topic_in_sentence(self.outcome),
                  "who": group_of(self.audience, table.n.iloc[0])}  # fmt: skip
        if np.isfinite(self.r_squared_ci_low):
            bounds = interval(100 * self.r_squared_ci_low, 100 * self.r_squared_ci_high)
            said = say(
                "Together the {n} drivers go with {share}% ({sure}: {bounds}) of the variation in {outcome} among "
                "{who}.",
                sure=percent_sure(self.confidence), bounds=bounds, **fields,
            )  # fmt: skip
        else:
            said = say("Together the {n} drivers go with {share}% of the variation in {outcome} among {who}.", **fields)
        said = [said]
        tested = np.isfinite(table.ci_low).any()
        strong = table[table.beats_random] if tested else table
        for row in strong.head(3).itertuples():
            bounds = f" ({interval(100 * row.share_ci_low, 100 * row.share_ci_high)})" if tested else ""
            said.append(
                say(
                    "{label} accounts for {share}%{bounds} of what is explained.",
                    label=row.label, share=number(100 * row.share), bounds=bounds,
                )
            )  # fmt: skip
        if tested and not len(strong):
            said.append(say("No single driver explains more than a random variable would."))
        weak = table[~table.beats_random] if tested else table[:0]
        if len(weak) and len(strong):
            said.append(
                say("No more than a random variable would: {labels}.", labels=named(map(topic_in_sentence, weak.label)))
            )
        stated = table.dropna(subset=["stated_importance"])
        if len(stated) > 2:
            first, most = table.iloc[0], stated.iloc[largest_first(stated.stated_importance, stated.label)[0]]
            if first.label != most.label:
                said.append(
                    say(
                        "What people call most important is {stated} ({score} of 100); what goes most with {outcome} "
                        "is {derived}.",
                        stated=topic_in_sentence(most.label), score=number(most.stated_importance),
                        outcome=topic_in_sentence(self.outcome), derived=topic_in_sentence(first.label),
                    )
                )  # fmt: skip
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
    missing: str = "listwise",
    copies: int = 20,
    cluster: str | None = None,
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
        Samples of rows behind the intervals: 0 for none, else 100 or more. Beyond 13 drivers the samples of LMG go
        through 240 orders of the drivers each, the shares themselves through all.
    seed : int
        Of the samples.
    audience : str, optional
        Whose answers; customers by default where several audiences answered.
    missing : str
        "listwise" leaves out whoever left a driver blank; "impute" fills blank cells by chained equations. "Not
        applicable", "don't know", questions that were not put to somebody and the outcome are never imputed.
    copies : int
        Filled copies of the data, 5 or more; the samples are spread over them.
    cluster : str, optional
        Role or column of units that were themselves sampled: whole units are then drawn.
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
    LeBreton & Johnson (2009), Psychological Methods 14; Rubin (1987), Multiple Imputation for Nonresponse in Surveys.

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
    check_choice("missing", missing, ("listwise", "impute"))
    check_number("copies", copies, low=5)
    cluster = survey.cluster_of(cluster) or None
    asked = asked_drivers(survey, outcome, drivers, audience, cluster=cluster, missing=missing)
    names = [asked.outcome, *asked.labels]
    filled = [asked.rows]
    if missing == "impute":
        (blanked,) = asked.rows
        several = filled_copies(blanked.values, copies=copies, seed=seed)
        filled = [CompleteRows.held(blanked._replace(values=values)) for values in several]
    each = bootstrap if len(filled) == 1 or not bootstrap else max(bootstrap // len(filled), _FEWEST_EACH)
    models = [
        fit_drivers(rows, labels=names, method=method, draws=each, seed=seed + at) for at, rows in enumerate(filled)
    ]
    model = models[0] if len(models) == 1 else _together(models)
    table = _table(survey, asked, model, confidence)
    bounds = percentiles(model.r_squares, confidence)
    if len(models) > 1 and bootstrap:
        table, bounds = _pooled(table, models, len(asked.rows), confidence)
    if missing == "impute":
        table["imputed"] = asked.blanks
    table["n"], table["n_effective"] = len(asked.rows), asked.rows.n_effective
    caveats = [*_caveats(asked, model, table, method), *asked.caveats]
    parts = [say(_METHOD[model.method])]
    if len(models) > 1:
        parts.append(say(_FILLED, copies=copies))
        parts += [say(_IMPUTED, what=drawn_from(cluster), each=count(each))] if bootstrap else []
    elif bootstrap:
        parts.append(say(_DRAWS, draws=count(bootstrap), what=drawn_from(cluster)))
    how = in_a_row(in_a_row(*parts, by="; "), ".", by="")
    if "weight" in survey.roles:
        how = in_a_row(how, say("Rows weighted by {weight}.", weight=survey.roles["weight"]))
    return LoyaltyDrivers(
        table,
        how,
        caveats,
        confidence,
        r_squared=model.r_squared,
        r_squared_ci_low=float(bounds[0]),
        r_squared_ci_high=float(bounds[1]),
        outcome=asked.outcome,
        audience=asked.audience,
        random_part=float(np.quantile(model.random_part, confidence)) if len(model.random_part) else np.nan,
    )


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


def _together(models: list[DriverModel]) -> DriverModel:
    """The mean of filled copies, with the draws of all."""
    one = {name: np.mean([getattr(model, name) for model in models], axis=0)
           for name in ("part", "correlation", "vif", "mean")}  # fmt: skip
    drawn = {name: np.concatenate([getattr(model, name) for model in models])
             for name in ("parts", "means", "r_squares", "random", "random_part")}  # fmt: skip
    return DriverModel(models[0].method, r_squared=float(one["part"].sum()), **one, **drawn)


def _pooled(
    table: pd.DataFrame, models: list[DriverModel], rows: int, confidence: float
) -> tuple[pd.DataFrame, np.ndarray]:
    """Intervals by Rubin's rules, and whether each driver beats a random variable in them."""
    drivers = len(table)

    def bounds(estimates: np.ndarray, draws: list[np.ndarray], df: float) -> np.ndarray:
        found = rubin(estimates, np.array([part.var(axis=0, ddof=1) for part in draws]), df=df)
        half = t_quantile(confidence, found.df) * found.std_error
        return np.array([found.estimate - half, found.estimate + half])

    df = float(rows - drivers - 1)
    parts = bounds(np.array([m.part for m in models]), [m.parts for m in models], df)
    shares = bounds(
        np.array([m.part / m.r_squared for m in models]), [m.parts / m.r_squares[:, None] for m in models], df
    )
    above = bounds(np.array([m.random.mean(axis=0) for m in models]), [m.random for m in models], df)
    whole = bounds(np.array([[m.r_squared] for m in models]), [m.r_squares[:, None] for m in models], df)[:, 0]
    pooled = table.assign(
        ci_low=np.maximum(parts[0], 0.0), ci_high=np.minimum(parts[1], 1.0), share_ci_low=np.maximum(shares[0], 0.0),
        share_ci_high=np.minimum(shares[1], 1.0), beats_random=above[0] > 0,
    )  # fmt: skip
    return pooled, np.clip(whole, 0.0, 1.0)


def percentiles(draws: np.ndarray, confidence: float) -> np.ndarray:
    """Percentile interval along the first axis; NaN where nothing was drawn."""
    if not len(draws):
        return np.full((2, *draws.shape[1:]), np.nan)
    tail = (1 - confidence) / 2
    return np.quantile(draws, [tail, 1 - tail], axis=0)


def _caveats(asked: Asked, model: DriverModel, table: pd.DataFrame, method: str) -> list[str]:
    caveats = [
        say(
            "These are associations among answers given at the same time, not effects: raising a driver need not raise "
            "the outcome."
        )
    ]
    if method == "lmg" and model.method == "johnson":
        caveats.append(
            say(
                "More than {n} drivers: Johnson's weights stand in for LMG, which they approximate closely.", n=MOST_LMG
            )
        )
    strained = table[table.vif > _STRAINED]
    if len(strained):
        caveats.append(
            say(
                "{labels} overlaps strongly with other drivers (VIF up to {vif}): its part is hard to tell apart, as "
                "the interval shows."
                if len(strained) == 1
                else "{labels} overlap strongly with other drivers (VIF up to {vif}): their parts are hard to tell "
                "apart, as the intervals show.",
                labels=named(strained.label), vif=number(strained.vif.max(), digits=1),
            )
        )  # fmt: skip
    if len(asked.rows) < 10 * len(table):
        caveats.append(
            say(
                "Fewer than ten rows a driver ({rows} for {drivers}): R squared is too high by luck.",
                rows=count(len(asked.rows)), drivers=len(table),
            )
        )  # fmt: skip
    reverse = table[(table.correlation < 0) & table.beats_random]
    if len(reverse):
        caveats.append(
            say(
                "{labels} goes with less of the outcome, not more: the part of R squared has no direction."
                if len(reverse) == 1
                else "{labels} go with less of the outcome, not more: the part of R squared has no direction.",
                labels=named(reverse.label),
            )
        )
    return caveats
