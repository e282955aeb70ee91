"""Does bad hurt more than good helps? Penalties and rewards of an experience.

Folklore says that a bad attitude drives more customers away than a good one keeps. Put as a question to the client's
data: by how many points does the outcome stand lower where the experience was rated low, and higher where it was rated
high, both against those in the middle, and is the first distance longer than the second? The answer is a contrast with
an interval. It is not a count of reasons, and where nobody's leaving was measured it says nothing of leaving.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from cxresearch.errors import OptionError, listing
from cxresearch.inference.intervals import adjust_p, check_confidence, t_quantile
from cxresearch.result import Result
from cxresearch.stats.bases.rows import noun
from cxresearch.stats.drivers.loyalty_drivers import Asked, asked_drivers
from cxresearch.stats.drivers.robust import Regression, robust_regression
from cxresearch.survey.survey import Survey
from cxresearch.wording import count, interval, number, percent_sure

__all__ = ["Asymmetry", "asymmetry"]

_FEWEST = 10
_ADJUSTED = {"holm": "Holm's method", "bh": "Benjamini and Hochberg's method"}
_METHOD = (
    "Penalty-reward contrasts (Brandt 1987; Mittal, Ross & Baldasare 1998): regression of the outcome on a dummy for "
    "low ratings "
    "(below {low:g} of 100) and one for high (above {high:g}), all drivers together, middle ratings as the reference; "
    "heteroscedasticity-robust errors (HC3, MacKinnon & White 1985); p adjusted by {adjust} over the drivers."
)


@dataclass(frozen=True, eq=False, repr=False)
class Asymmetry(Result):
    """Penalties and rewards; a row a driver, in the order they were passed.

    ``penalty`` (points of the outcome, usually negative) and ``reward`` (points, usually positive) against middle
    ratings, with ``_ci_low, _ci_high``; ``estimate`` = abs(penalty) - reward with its ``std_error, ci_low, ci_high,
    p_value, p_adjusted``; ``n_low, n_middle, n_high``, ``n``; ``verdict`` ("bad hurts more", "good helps more", "no
    asymmetry shown", "not enough data").
    """

    outcome: str = ""
    audience: str | None = None

    heading: ClassVar[str] = "Penalty and reward"
    shown: ClassVar[tuple[str, ...]] = (
        "label", "penalty", "reward", "estimate", "ci_low", "ci_high", "p_adjusted", "n_low", "n_middle", "n_high",
        "verdict",
    )  # fmt: skip
    decimals: ClassVar[dict[str, int]] = dict.fromkeys(("n_low", "n_middle", "n_high"), 0)

    def sentences(self) -> list[str]:
        said = []
        for row in self.table.itertuples():
            if not np.isfinite(row.estimate):
                said.append(
                    f"{row.label}: not enough ratings on all three sides to compare (low {count(row.n_low)}, middle "
                    f"{count(row.n_middle)}, high {count(row.n_high)})."
                )
                continue
            bounds = f"{percent_sure(self.confidence)}: {interval(row.ci_low, row.ci_high)}"
            fact = (
                f"Where {row.label} was rated low, {self.outcome} stands {_side(row.penalty)} than at middling "
                "ratings, and where "
                f"it was rated high, {_side(row.reward)}"
            )
            said.append(f"{fact}: {_told(row)} ({bounds}).")
        said.append(
            f"These are differences among {noun(self.audience)} who rated differently, not reasons that they gave."
        )
        return said


def _side(points: float) -> str:
    size = number(abs(points))
    return f"{size} points {'lower' if points < 0 else 'higher'}" if size != "0" else "no higher and no lower"


def _told(row) -> str:
    difference = number(abs(row.estimate))
    if row.verdict == "bad hurts more":
        return f"the penalty is {difference} points larger than the reward"
    if row.verdict == "good helps more":
        return f"the reward is {difference} points larger than the penalty"
    return f"the two differ by {difference} points, which may be chance"


def asymmetry(
    survey: Survey,
    outcome: str,
    drivers: str | Iterable[str] | None = None,
    *,
    cuts: tuple[float, float] = (40.0, 60.0),
    audience: str | None = None,
    confidence: float = 0.95,
    adjust: str = "holm",
) -> Asymmetry:
    """Penalty of a low rating and reward of a high one, and whether they differ.

    Parameters
    ----------
    survey : Survey
        Single answers.
    outcome : id or text
        A rating, NPS, effort or number question, taken on 0-100 where it has a scale; or a yes/no choice.
    drivers : list of ids or texts, optional
        Ratings; all of experience by default. Taken together, so each contrast holds the other drivers' level.
    cuts : (float, float)
        Below the first on 0-100 a rating is low, above the second high. (40, 60) makes 1-2, 3 and 4-5 of five.
    audience : str, optional
        Whose answers; customers by default where several audiences answered.
    confidence : float
        Level of the intervals.
    adjust : str
        "holm", "bh" or "none", over the drivers.

    Returns
    -------
    Asymmetry

    Raises
    ------
    QuestionError, OptionError
        If a question is unknown, the cuts are no cuts, or a driver has no scale.

    References
    ----------
    Brandt (1987), in Surprenant, Add Value to Your Service; Mittal, Ross & Baldasare (1998), Journal of Marketing 62.

    Examples
    --------
    >>> import pandas as pd
    >>> staff, nps = [1, 2] * 10 + [3] * 20 + [4, 5] * 10, [2, 3] * 10 + [6, 7] * 10 + [7, 8] * 10
    >>> survey = Survey.from_frame(pd.DataFrame({"staff": staff, "nps": nps}), scales={"staff": (1, 5), "nps": (0, 10)})
    >>> asymmetry(survey, "nps", ["staff"]).table[["penalty", "reward", "estimate"]].round(1).values.tolist()
    [[-40.0, 10.0, 30.0]]
    """
    check_confidence(confidence)
    low, high = _checked_cuts(cuts)
    asked = asked_drivers(survey, outcome, drivers, audience)
    bare = [driver for driver in asked.drivers if survey.scale_of(driver) is None]
    if bare:
        raise OptionError(
            f"{listing(bare)} has no scale, so low and high ratings cannot be told apart. Declare scales=."
        )
    values, weight = asked.rows.values, asked.rows.weight
    ratings = values[:, 1:]
    below, above = ratings < low, ratings > high
    sides = np.array([below.sum(axis=0), (~below & ~above).sum(axis=0), above.sum(axis=0)])
    enough = (sides >= _FEWEST).all(axis=0)
    places = np.flatnonzero(enough)
    blocks = [np.ones((len(values), 1)), below[:, places], above[:, places]]
    fit = robust_regression(np.column_stack(blocks).astype(float), values[:, 0], weight) if len(places) else None
    table = _table(asked, fit, places, sides, confidence, adjust)
    return Asymmetry(
        table, _METHOD.format(low=low, high=high, adjust=_ADJUSTED.get(adjust, "nothing")),
        [*_caveats(table), *asked.caveats], confidence, outcome=asked.outcome, audience=asked.audience,
    )  # fmt: skip


def _checked_cuts(cuts) -> tuple[float, float]:
    try:
        low, high = (float(cut) for cut in cuts)
    except (TypeError, ValueError):
        low = high = np.nan
    if not 0 < low <= high < 100:
        raise OptionError(f"cuts= are two points of 0-100, low first, such as (40, 60); got {cuts!r}.")
    return low, high


def _table(asked: Asked, fit: Regression | None, places, sides, confidence: float, adjust: str) -> pd.DataFrame:
    drivers = len(asked.drivers)
    columns = ("penalty", "penalty_ci_low", "penalty_ci_high", "reward", "reward_ci_low", "reward_ci_high", "estimate",
               "std_error", "ci_low", "ci_high", "p_value")  # fmt: skip
    found = {name: np.full(drivers, np.nan) for name in columns}
    for at, place in enumerate(places):
        below, above = 1 + at, 1 + len(places) + at
        reach = t_quantile(confidence, fit.df)
        for name, column in (("penalty", below), ("reward", above)):
            middle, half = fit.estimate[column], reach * np.sqrt(fit.covariance[column, column])
            for suffix, value in (("", middle), ("_ci_low", middle - half), ("_ci_high", middle + half)):
                found[name + suffix][place] = value
        # abs() turns with the penalty's sign; given the sign, the contrast is linear.
        turn = np.sign(fit.estimate[below]) or -1.0
        contrast = np.zeros(len(fit.estimate))
        contrast[[below, above]] = turn, -1.0
        estimate, error, p = fit.contrast(contrast)
        for name, value in (("estimate", estimate), ("std_error", error), ("p_value", p)):
            found[name][place] = value
        found["ci_low"][place], found["ci_high"][place] = estimate - reach * error, estimate + reach * error
    adjusted = adjust_p(found["p_value"], method=adjust)
    alpha = 1 - confidence
    verdicts = [
        "not enough data" if not np.isfinite(gap) else "no asymmetry shown" if not p < alpha
        else "bad hurts more" if gap > 0 else "good helps more"
        for gap, p in zip(found["estimate"], adjusted, strict=True)
    ]  # fmt: skip
    n_low, n_middle, n_high = sides
    return pd.DataFrame(
        {
            "driver": asked.drivers, "label": asked.labels, **found, "p_adjusted": adjusted, "n_low": n_low,
            "n_middle": n_middle, "n_high": n_high, "n": len(asked.rows.values), "verdict": verdicts,
        }
    )  # fmt: skip


def _caveats(table: pd.DataFrame) -> list[str]:
    told = [
        "Penalties and rewards are differences between people who rated differently; they are no reasons given and "
        "no effects shown."
    ]
    few = table[table.verdict == "not enough data"]
    if len(few):
        told.append(
            f"{listing(few.label)} left out of the model: fewer than {_FEWEST} ratings on at least one of the three "
            "sides."
        )
    wrong = table[(table.penalty > 0) | (table.reward < 0)]
    if len(wrong):
        told.append(
            f"{listing(wrong.label)}: a side points the other way once the other drivers are held; read with care."
        )
    return told
