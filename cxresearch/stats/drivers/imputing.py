"""Blank answers to drivers filled in many times over, so that the doubt about them stays in the result.

Listwise deletion throws away whoever skipped one of twelve questions. Chained equations (MICE) draw each blank answer
from answers of people who resemble the one who skipped it, the outcome included among what they resemble in; the
analysis is done on each filled copy, and Rubin's rules add the variation between copies to that within.

Only blank cells are filled. "Not applicable" and "don't know" are answers; who was not routed to a question has none to
give; an imputed outcome would be explained by what made it up.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from cxresearch.errors import OptionError
from cxresearch.stats.bases.rows import (
    CompleteRows,
    Part,
    audience_rows,
    group_of,
    label_of,
    row_weights,
    sampled_units,
    wave_caveats,
)
from cxresearch.survey.answers import read_answers
from cxresearch.survey.scales import MISSING
from cxresearch.survey.survey import Survey
from cxresearch.wording import count, named, needed, number, plural, say

__all__ = ["blank_rows", "filled_copies", "rubin"]

_BURN_IN, _BETWEEN = 10, 2
_DONORS = 5
_MUCH = 20.0
# A question that most people skipped was hardly put to them.
_BY_DESIGN = 0.5
_FEWEST_IN_A_GROUP = 10
_MOST_GROUPS = 12


def blank_rows(
    survey: Survey, questions: Sequence[str], *, audience: str | None, outcome: np.ndarray, cluster: str | None = None
) -> tuple[CompleteRows, np.ndarray]:
    """The rows with an outcome whose drivers were answered or left blank, and how many cells of each are blank.

    Parameters
    ----------
    questions : ids, the outcome first. `outcome` : its scores. `cluster` : role or column of sampled units.

    Returns
    -------
    CompleteRows in memory whose values are NaN in blank cells, and (drivers,) counts.
    """
    drivers = list(questions[1:])
    asked = audience_rows(survey, audience)
    answers = survey.numbers(drivers, points=True).to_numpy(float)
    blank = np.column_stack([_blank(survey, driver) for driver in drivers])
    routed, told = _not_routed(survey, drivers, blank, asked)
    fillable = blank & ~routed
    known = ~np.isnan(answers)
    kept = asked & ~np.isnan(outcome) & (known | fillable).all(axis=1) & known.any(axis=1)
    weight = row_weights(survey)
    if weight is not None:
        kept &= ~np.isnan(weight)
        weight = weight[kept]
    without = int((asked & np.isnan(outcome)).sum())
    other = int((asked & ~np.isnan(outcome)).sum() - kept.sum())
    if without:
        told.append(
            say(
                "{people} without an outcome is left out: an outcome is never imputed."
                if without == 1
                else "{people} without an outcome are left out: an outcome is never imputed.",
                people=group_of(audience, without),
            )
        )
    if other:
        told.append(
            say(
                "{people} left out for answers that are none (not applicable, don't know, not asked, no usable weight, "
                "all blank): these are never imputed.",
                people=group_of(audience, other),
            )
        )
    cells = (fillable & ~known)[kept]
    rows = int(cells.any(axis=1).sum())
    if rows:
        share = 100 * rows / int(kept.sum())
        worst = int(cells.sum(axis=0).argmax())
        told.append(
            say(
                "{answers} of {people} ({share}%) are imputed, most often {label} ({most}).",
                answers=plural(cells.sum(), "blank answer"), people=group_of(audience, rows), share=number(share),
                label=label_of(survey, drivers[worst]), most=count(cells[:, worst].sum()),
            )
        )  # fmt: skip
        if share > _MUCH:
            told.append(
                say(
                    "More than {share}% of the rows hold an imputed answer: the result leans on the assumption that "
                    "people skipped for no reason beyond what they answered elsewhere. Compare missing='listwise'.",
                    share=number(_MUCH),
                )
            )
    values = np.column_stack([outcome, np.where(known, answers, np.nan)])[kept]
    code, homeless = sampled_units(survey, cluster, kept)
    told += [*wave_caveats(survey, kept), *homeless]
    return CompleteRows.held(Part(values, weight, code), told), cells.sum(axis=0)


def _blank(survey: Survey, question: str) -> np.ndarray:
    """Which rows left a question blank; what was declined or cannot be read is not blank."""
    encoded = survey.encoded(question)
    _, fates = read_answers(encoded.answers, survey.scale_of(question))
    return np.array([*(fate == MISSING for fate in fates), True])[encoded.codes]


def _not_routed(
    survey: Survey, drivers: list[str], blank: np.ndarray, asked: np.ndarray
) -> tuple[np.ndarray, list[str]]:
    """Blanks of people to whom a question was never put: a wave, a unit or an answer with which everybody is blank."""
    routed = np.zeros_like(blank)
    labels = []
    kinds = survey.codebook.set_index("id").kind
    filters = [question for question in kinds.index[kinds == "choice"] if question not in drivers]
    filters += [column for role, column in survey.roles.items() if role in ("wave", "unit", "group", "segment")]
    for at in range(len(drivers)):
        mine = blank[:, at]
        if mine[asked].mean() > _BY_DESIGN:
            routed[:, at] = mine
            labels.append(label_of(survey, drivers[at]))
            continue
        for column in dict.fromkeys(filters):
            code = survey.encoded(column).codes[asked]
            many = int(code.max(initial=-1)) + 2
            people = np.bincount(code + 1, minlength=many)[1:]
            skipped = np.bincount(code + 1, weights=mine[asked], minlength=many)[1:]
            none = (people >= _FEWEST_IN_A_GROUP) & (skipped == people)
            if (people > 0).sum() > (_MOST_GROUPS if column not in survey.roles.values() else np.inf) or not none.any():
                continue
            whole = survey.encoded(column).codes
            routed[:, at] |= mine & np.isin(whole, np.flatnonzero(none))
            labels.append(label_of(survey, drivers[at]))
    told = []
    if labels:
        names = named(dict.fromkeys(labels))
        told = [say("Not put to everybody, so not imputed where it was not asked: {labels}.", labels=names)]
    return routed, told


def filled_copies(values: np.ndarray, *, copies: int, seed: int) -> np.ndarray:
    """Copies of a table, its blanks filled by chained equations and predictive mean matching: (copies, rows, columns).

    Raises
    ------
    OptionError
        If a column has too few answers to draw from.

    References
    ----------
    van Buuren & Groothuis-Oudshoorn (2011), J. Statistical Software 45; Little (1988) on matching.
    """
    if not np.isnan(values).any():
        return values[None]
    if (~np.isnan(values)).sum(axis=0).min() <= values.shape[1] + _DONORS:
        raise OptionError(say("missing='impute' needs more answers than drivers to each of them. Pass fewer drivers."))
    chain = _chain(pd.DataFrame(values, columns=[f"v{at}" for at in range(values.shape[1])]), seed)
    chain.update_all(_BURN_IN)
    out = []
    for _ in range(copies):
        chain.update_all(_BETWEEN)
        out.append(chain.data.to_numpy(float).copy())
    return np.array(out)


def _chain(table: pd.DataFrame, seed: int):
    needed("statsmodels.imputation.mice", "missing='impute'")
    from statsmodels.imputation.mice import MICEData

    class Chain(MICEData):
        """All other columns as they stand: no formula has to be read anew in each of hundreds of steps."""

        def _split(self, name: str):
            endog = self.data[name].to_numpy(float)
            exog = np.column_stack([np.ones(len(self.data)), self.data.drop(columns=name).to_numpy(float)])
            return endog, exog, self.ix_obs[name], self.ix_miss[name]

        def get_fitting_data(self, vname):
            endog, exog, seen, _ = self._split(vname)
            return endog[seen], exog[seen], {}, {}

        def get_split_data(self, vname):
            endog, exog, seen, gone = self._split(vname)
            return endog[seen], exog[seen], exog[gone], {}, {}

    return Chain(table, k_pmm=_DONORS, rng=np.random.default_rng(seed))


class Rubin(NamedTuple):
    """Pooled estimates with their errors and degrees of freedom."""

    estimate: np.ndarray
    std_error: np.ndarray
    df: np.ndarray


def rubin(estimates: np.ndarray, variances: np.ndarray, *, df: float = np.inf) -> Rubin:
    """Estimates of filled copies pooled.

    Parameters
    ----------
    estimates, variances : (copies, quantities). `df` : those of complete data.

    References
    ----------
    Rubin (1987), Multiple Imputation for Nonresponse in Surveys; Barnard & Rubin (1999), Biometrika 86.

    >>> found = rubin(np.array([[1.0], [1.2], [0.8]]), np.array([[0.04], [0.05], [0.06]]))
    >>> round(float(found.estimate[0]), 2), round(float(found.std_error[0]), 3), round(float(found.df[0]), 1)
    (1.0, 0.321, 7.5)
    """
    copies = len(estimates)
    within, between = variances.mean(axis=0), estimates.var(axis=0, ddof=1) if copies > 1 else 0.0 * variances[0]
    more = (1 + 1 / copies) * between
    total = within + more
    with np.errstate(divide="ignore", invalid="ignore"):
        part = np.where(total > 0, more / total, 0.0)
        old = np.where(part > 0, (copies - 1) / part**2, np.inf)
        seen = np.inf if not np.isfinite(df) else (df + 1) / (df + 3) * df * (1 - part)
        freedom = 1 / (1 / old + 1 / seen)
    return Rubin(estimates.mean(axis=0), np.sqrt(total), np.maximum(freedom, 1.0))
