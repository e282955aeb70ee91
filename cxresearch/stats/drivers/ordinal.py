"""Drivers of an ordered answer, without pretending that its steps are equal: proportional odds.

How much better are the odds of a higher answer where a driver is one step higher, all else alike? One odds ratio a
driver holds at every cut of the answer scale; whether it may is tested, not assumed.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
import pandas as pd

from cxresearch.errors import OptionError, QuestionError
from cxresearch.inference.cumulative import Cumulative, fit_passing
from cxresearch.inference.intervals import check_confidence, normal_quantile, t_quantile
from cxresearch.result import Result
from cxresearch.stats.bases.asked import check_choice
from cxresearch.stats.bases.naming import topic_in_sentence
from cxresearch.stats.bases.rows import (
    group_of,
    homeless_units,
    label_of,
    meant_audience,
    pooled_waves,
    whole_weights,
)
from cxresearch.stats.bases.terms import Term, refuse_repeats
from cxresearch.stats.drivers.ordered_cells import OrderedRows, ordered_outcome, ordered_rows
from cxresearch.survey.survey import Survey
from cxresearch.wording import count, interval, named, number, percent_sure, say, told

__all__ = ["OrdinalModel", "ordinal_model"]

_TEN, _MANY_STEPS = 10, 20
_METHOD = told(
    "Proportional odds by maximum likelihood (McCullagh 1980), the model of R polr and clm and of statsmodels' "
    "OrderedModel; {errors}; {proportional}."
)
_PROPORTIONAL = {
    True: told("proportionality tested a driver at a time by likelihood ratio (Christensen 2019)"),
    False: told("proportionality not tested, since weights or sampled units have no likelihood to compare"),
}
_ERRORS = {
    "one": told("errors from the observed information"),
    "frequency": told("rows counted by {column}, errors from the observed information"),
    "sampling": told("rows weighted by {column}, sandwich errors (Binder 1983)"),
    "units": told("errors over sampled units ({cluster}; Liang & Zeger 1986), t on units - 1"),
}


@dataclass(frozen=True, eq=False, repr=False)
class OrdinalModel(Result):
    """Odds of a higher answer; a row a term: a rating driver has one, a choice one a level against its first.

    ``driver, level, reference, term``, ``estimate`` (log odds ratio a step) with ``std_error, ci_low, ci_high``,
    ``odds_ratio`` with ``odds_low, odds_high`` (above 0; 1 is no link), ``z, p_value, n``.
    ``thresholds`` has a row a cut (``cut, estimate, std_error``), ``proportional`` a row a driver (``driver, lr, df,
    p_value``).
    ``log_likelihood, deviance, aic``; ``lr, lr_df, lr_p_value`` against no drivers at all.
    """

    thresholds: pd.DataFrame = field(default_factory=pd.DataFrame)
    proportional: pd.DataFrame = field(default_factory=pd.DataFrame)
    log_likelihood: float = np.nan
    deviance: float = np.nan
    aic: float = np.nan
    lr: float = np.nan
    lr_df: int = 0
    lr_p_value: float = np.nan
    outcome: str = ""
    audience: str | None = None
    # Drivers whose scale has many steps, such as 0-100: of those ten steps are told, one is nothing that anybody sees.
    fine: tuple[str, ...] = ()

    heading: ClassVar[str] = told("Odds of a higher answer")
    shown: ClassVar[tuple[str, ...]] = (
        "term",
        "estimate",
        "std_error",
        "odds_ratio",
        "odds_low",
        "odds_high",
        "p_value",
        "n",
    )
    decimals: ClassVar[dict[str, int]] = dict.fromkeys(
        ("estimate", "std_error", "ci_low", "ci_high", "odds_ratio", "odds_low", "odds_high", "z"), 2
    )

    def sentences(self) -> list[str]:
        said = []
        alpha = 1 - self.confidence
        for row in self.table[self.table.p_value < alpha].itertuples():
            fields = {"level": row.level, "reference": row.reference} if row.level else {}
            steps = _TEN if row.driver in self.fine and not row.level else 1
            odds, low, high = (value**steps for value in (row.odds_ratio, row.odds_low, row.odds_high))
            said.append(
                say(
                    "{label}: with {level} instead of {reference} the odds of a higher answer on {outcome} are {odds} "
                    "times as high ({sure}: {bounds}), all else alike."
                    if row.level
                    else "{label}: with ten points more the odds of a higher answer on {outcome} are {odds} times as "
                    "high ({sure}: {bounds}), all else alike."
                    if steps > 1
                    else "{label}: with one step more the odds of a higher answer on {outcome} are {odds} times as "
                    "high ({sure}: {bounds}), all else alike.",
                    label=row.label, outcome=topic_in_sentence(self.outcome), odds=number(odds, digits=2),
                    sure=percent_sure(self.confidence), bounds=interval(low, high, digits=2),
                    **fields,
                )
            )  # fmt: skip
        unsure = self.table[~(self.table.p_value < alpha)]
        if len(unsure):
            said.append(say("No link is shown for {terms}.", terms=named(map(topic_in_sentence, unsure.term))))
        who = group_of(self.audience, self.table.n.iloc[0])
        said.append(say("Among {who} who answered everything.", who=who))
        return said


def ordinal_model(
    survey: Survey,
    outcome: str,
    drivers: str | Iterable[str],
    *,
    categorical: Iterable[str] = (),
    weights: str = "auto",
    audience: str | None = None,
    cluster: str | None = None,
    confidence: float = 0.95,
) -> OrdinalModel:
    """Proportional odds of higher answers to one question.

    Parameters
    ----------
    survey : Survey
        Single answers, or a row a combination of answers with their number as the role n.
    outcome : id or text
        A question whose answers are ordered (rating, NPS, effort).
    drivers : list of ids, texts or columns
        Ratings and numbers count by the step, choices by level against the first that appears.
    categorical : list, optional
        Ratings that shall count by level as well.
    weights : str
        What the weight role means: "frequency" (so many people), "sampling" (sandwich errors), or "auto": whole numbers
        are frequencies.
    audience : str, optional
        Whose answers; customers by default where several audiences answered.
    cluster : str, optional
        Role or column of units that were themselves sampled: errors are taken over units.
    confidence : float
        Level of the intervals.

    Returns
    -------
    OrdinalModel

    Raises
    ------
    QuestionError, OptionError
        If a question is unknown, the outcome has no order, drivers do not vary, repeat each other or predict without
        fail.

    References
    ----------
    McCullagh (1980), JRSS B 42; Venables & Ripley (2002), Modern Applied Statistics with S.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"csat": [1, 2, 2, 3, 3, 1, 3, 2, 1, 3], "app": [1, 2, 3, 4, 5, 2, 3, 4, 3, 5]})
    >>> survey = Survey.from_frame(frame, scales={"csat": (1, 3), "app": (1, 5)})
    >>> ordinal_model(survey, "csat", ["app"]).table[["term", "estimate"]].round(2).values.tolist()
    [['app', 1.79]]
    """
    check_confidence(confidence)
    check_choice("weights", weights, ("auto", "frequency", "sampling"))
    target = ordered_outcome(survey, outcome)
    names = [drivers] if isinstance(drivers, str) else list(drivers)
    ids = list(dict.fromkeys(survey.find(name) for name in names))
    if not ids or target in ids:
        raise OptionError(say("drivers= needs at least one question, and the outcome cannot be among them."))
    by_level = [survey.find(name) for name in ([categorical] if isinstance(categorical, str) else categorical)]
    who, whose = meant_audience(survey, audience, [target])
    meaning, column = _meaning(survey, weights)
    cluster = survey.cluster_of(cluster) or None
    rows = ordered_rows(survey, target, ids, by_level, audience=who, cluster=cluster)
    terms = rows.terms.terms
    if rows.n <= len(terms):
        raise OptionError(say(
            "{n} terms cannot be told apart with {what} complete rows. Pass fewer drivers.",
            n=len(terms), what=rows.n,
        ))  # fmt: skip
    refuse_repeats(terms, rows.sums)
    errors, df = meaning if cluster is None else "units", np.inf
    testable = errors in ("one", "frequency")
    fit, free = _fits(rows, terms, ids, testable)
    covariance, homeless = fit.robust if meaning == "sampling" else fit.covariance, []
    if cluster is not None:
        covariance, df, lone = rows.over_units(fit)
        homeless = homeless_units(lone, cluster)
    n = rows.total if meaning == "frequency" else float(rows.n)
    labels = {driver: label_of(survey, driver) for driver in ids}
    table = _table(terms, labels, fit, covariance, df, confidence).assign(n=n)
    lost = rows.asked - rows.n
    caveats = [say("Odds ratios are associations among answers given at the same time, not effects.")]
    if lost:
        caveats.append(
            say(
                "Only complete rows count: {lost} of {rows} rows is left out."
                if lost == 1
                else "Only complete rows count: {lost} of {rows} rows are left out.",
                lost=count(lost), rows=count(rows.asked),
            )
        )  # fmt: skip
    proportional = _proportional(fit, free, terms, ids)
    broken = proportional[proportional.p_value < 0.05]
    if len(broken):
        caveats.append(
            say(
                "For {labels} one odds ratio does not fit every step of the answer (p < .05): read it as an average "
                "over the steps.",
                labels=named(labels[driver] for driver in broken.driver),
            )
        )
    if not testable:
        caveats.append(say("Whether one odds ratio fits every step of the answer was not tested."))
    if n < 10 * (len(terms) + len(fit.thresholds)):
        caveats.append(say("Fewer than ten people a parameter: estimates are too large by luck."))
    lr = 2 * (fit.log_likelihood - fit.null_log_likelihood)
    from scipy.special import chdtrc

    return OrdinalModel(
        table,
        say(
            _METHOD, errors=say(_ERRORS[errors], column=column, cluster=cluster),
            proportional=say(_PROPORTIONAL[testable]),
        ),
        [*caveats, *whose, *homeless, *pooled_waves(survey, rows.waves)], confidence,
        thresholds=_cuts(survey, target, fit, covariance, rows.values), proportional=proportional,
        log_likelihood=fit.log_likelihood, deviance=-2 * fit.log_likelihood,
        aic=2 * (len(terms) + len(fit.thresholds)) - 2 * fit.log_likelihood, lr=lr, lr_df=len(terms),
        lr_p_value=float(chdtrc(len(terms), lr)) if testable else np.nan,
        outcome=label_of(survey, target), audience=who,
        fine=tuple(driver for driver in ids if _is_fine(survey, driver)),
    )  # fmt: skip


def _is_fine(survey: Survey, driver: str) -> bool:
    book = survey.codebook.set_index("id").scale
    return bool(book.get(driver, "")) and survey.scale_of(driver).points > _MANY_STEPS


def _meaning(survey: Survey, meaning: str) -> tuple[str, str]:
    """What the weights of the rows mean, and their column."""
    if survey.is_aggregated:
        return "frequency", survey.roles["n"]
    if "weight" not in survey.roles:
        return "one", ""
    column = survey.roles["weight"]
    if meaning == "auto":
        usable, whole = whole_weights(survey)
        if not usable:
            raise QuestionError(say(
                "{survey} has no usable weight in {column}. Take the role away: with_roles(weight=None).",
                survey=survey.name, column=repr(column),
            ))  # fmt: skip
        meaning = "frequency" if whole else "sampling"
    return meaning, column


def _table(
    terms: list[Term], labels: dict, fit: Cumulative, covariance: np.ndarray, df: float, confidence: float
) -> pd.DataFrame:
    from scipy.special import ndtr, stdtr

    cuts = len(fit.thresholds)
    error = np.sqrt(np.diag(covariance))[cuts:]
    half = (t_quantile(confidence, df) if np.isfinite(df) else normal_quantile(confidence)) * error
    z = fit.slopes / error
    table = pd.DataFrame(terms, columns=["driver", "level", "reference"])
    table["label"] = [labels[term.driver] for term in terms]
    table["term"] = [f"{labels[term.driver]}: {term.level}" if term.level else labels[term.driver] for term in terms]
    return table.assign(
        estimate=fit.slopes, std_error=error, ci_low=fit.slopes - half, ci_high=fit.slopes + half,
        odds_ratio=np.exp(fit.slopes), odds_low=np.exp(fit.slopes - half), odds_high=np.exp(fit.slopes + half), z=z,
        p_value=2 * (stdtr(df, -np.abs(z)) if np.isfinite(df) else ndtr(-np.abs(z))),
    )  # fmt: skip


def _cuts(survey: Survey, target: str, fit: Cumulative, covariance: np.ndarray, values: np.ndarray) -> pd.DataFrame:
    scale = survey.scale_of(target)
    words = {number: label for label, number in scale.labels} if scale else {}
    names = [words.get(value, f"{value:g}") for value in values]
    error = np.sqrt(np.diag(covariance))[: len(fit.thresholds)]
    cuts = [f"{low}|{high}" for low, high in zip(names[:-1], names[1:], strict=True)]
    return pd.DataFrame({"cut": cuts, "estimate": fit.thresholds, "std_error": error})


def _fits(
    rows: OrderedRows, terms: list[Term], ids: list[str], testable: bool
) -> tuple[Cumulative, dict[str, Cumulative | None]]:
    """The model, and by driver the one in which its slope differs from cut to cut; all in the same passes."""
    columns = {driver: tuple(at for at, term in enumerate(terms) if term.driver == driver) for driver in ids}
    tested = ids if testable and len(rows.values) > 2 else []
    fit, *free = fit_passing(rows, answers=len(rows.values), free=[columns[driver] for driver in tested])
    return fit, dict(zip(tested, free, strict=True))


def _proportional(
    fit: Cumulative, free: dict[str, Cumulative | None], terms: list[Term], ids: list[str]
) -> pd.DataFrame:
    """Likelihood-ratio tests of one slope for all cuts against one slope a cut, a driver at a time."""
    from scipy.special import chdtrc

    rows = []
    for driver in ids:
        df = sum(term.driver == driver for term in terms) * (len(fit.thresholds) - 1)
        lr = p = np.nan
        if free.get(driver) is not None:
            lr = max(2 * (free[driver].log_likelihood - fit.log_likelihood), 0.0)
            p = float(chdtrc(df, lr))
        rows.append({"driver": driver, "lr": lr, "df": df, "p_value": p})
    return pd.DataFrame(rows)
