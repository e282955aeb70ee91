"""Does bad hurt more than good helps? Penalties and rewards of an experience.

Folklore says that a bad attitude drives more customers away than a good one keeps. Put as a question to the client's
data: by how many points does the outcome stand worse where the experience was rated low, and better where it was rated
high, both against those in the middle, and is the first distance longer than the second? Which way is worse depends on
the outcome: of an account that was closed, a high share is. The answer is one signed contrast with an interval, 0 on
average where nothing has an effect. It is not a count of reasons, and where nobody's leaving was measured it says
nothing of leaving.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from cxresearch.errors import OptionError
from cxresearch.inference.intervals import adjust_p, check_confidence, t_quantile
from cxresearch.inference.robust import Regression, robust_regression
from cxresearch.result import Result
from cxresearch.stats.bases.naming import topic_in_sentence
from cxresearch.stats.bases.rows import sole_question, those_asked
from cxresearch.stats.drivers.drivers_asked import Asked, asked_drivers
from cxresearch.stats.drivers.good_outcomes import good_end
from cxresearch.survey.survey import Survey
from cxresearch.wording import count, digits_of, interval, listed, named, number, percent_sure, say, sized, steady, told

__all__ = ["REVERSED", "SIDED", "Asymmetry", "asymmetry", "contrasts"]

SIDED = (told("bad hurts more"), told("only bad counts"), told("good helps more"), told("only good counts"))
REVERSED = told("high goes with worse")
_NOT_SHOWN = told("no asymmetry shown")

_FEWEST = 10
_ADJUSTED = {
    "holm": told("p adjusted by Holm's method over the drivers"),
    "bh": told("p adjusted by Benjamini and Hochberg's method over the drivers"),
    "none": told("p adjusted by nothing over the drivers"),
}
_METHOD = told(
    "Penalty-reward contrasts (Brandt 1987; Mittal, Ross & Baldasare 1998): regression of the outcome on a dummy for "
    "low ratings (below {low} of 100) and one for high (above {high}), all drivers together, middle ratings as the "
    "reference; {good}; {errors}; {adjusted}."
)
_GOOD = {
    1: told("the estimate is (-penalty - reward), a high outcome taken as good"),
    -1: told("the estimate is -1 x (-penalty - reward), a high outcome taken as bad"),
}
_ERRORS = {
    False: told("heteroscedasticity-robust errors (HC3, MacKinnon & White 1985)"),
    True: told("errors over sampled units (Liang & Zeger 1986), t on units - 1"),
}


@dataclass(frozen=True, eq=False, repr=False)
class Asymmetry(Result):
    """Penalties and rewards; a row a driver, in the order they were passed.

    ``penalty`` (outcome where rated low minus middling) and ``reward`` (where rated high minus middling), both in the
    outcome's own units, with ``_ci_low, _ci_high`` and ``_p_adjusted`` (over both sides of all drivers); ``estimate`` =
    s x (-penalty - reward), s = 1 where a high outcome is good and -1 where it is bad: above 0 bad hurts more than good
    helps, with ``std_error, ci_low, ci_high, p_value, p_adjusted``; ``n_low, n_middle, n_high``, ``n``. ``verdict``:
    "bad hurts more", "good helps more"; "only bad counts", "only good counts" where the other side does not even point
    its own way; "high goes with worse" where a high rating goes with a worse outcome or a low one with a better; "no
    asymmetry shown", "not enough data".
    ``good``: "high" or "low", the good end of the outcome.
    """

    outcome: str = ""
    audience: str | None = None
    good: str = "high"

    heading: ClassVar[str] = told("Penalty and reward")
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
                    say(
                        "{label}: not enough ratings on all three sides to compare (low {low}, middle {middle}, high "
                        "{high}).",
                        label=row.label, low=count(row.n_low), middle=count(row.n_middle), high=count(row.n_high),
                    )
                )  # fmt: skip
                continue
            digits = _digits(row)
            said.append(
                say(
                    "Where {label} was rated low, {outcome} stands {low} than at middling ratings, and where it was "
                    "rated high, {high}: {found}.",
                    label=topic_in_sentence(row.label), outcome=topic_in_sentence(self.outcome),
                    low=_side(row.penalty, digits), high=_side(row.reward, digits), found=_found(row, self, digits),
                )
            )  # fmt: skip
        said.append(
            say(
                "These are differences among {who} who rated differently, not reasons that they gave.",
                who=those_asked(self.audience),
            )
        )
        return said


def _digits(row) -> int:
    """As few decimals as keep the sum right."""
    start = 0 if row.std_error >= 0.5 else digits_of(row.std_error)
    penalty, reward, estimate = (round(steady(value), start) for value in (row.penalty, row.reward, row.estimate))
    size = abs(abs(penalty + reward) - abs(estimate))
    return start if size < 10.0 ** -(start + 3) else start + 1


def _side(points: float, digits: int) -> str:
    size = number(abs(points), digits=digits)
    if not round(steady(abs(points)), digits):
        return say("no different")
    return say("{size} lower" if points < 0 else "{size} higher", size=_points(size))


def _points(size: str) -> str:
    return sized(size, "points")


def _found(row, result: "Asymmetry", digits: int) -> str:
    difference, sure = number(abs(row.estimate), digits=digits), percent_sure(result.confidence)
    low, high = row.ci_low, row.ci_high
    turn = 1 if result.good == "high" else -1
    if row.verdict == REVERSED:
        low_better, high_worse = _reversed_ends(row, turn, 1 - result.confidence)
        ends = [say("a high rating goes with a worse outcome")] if high_worse else []
        ends += [say("a low rating goes with a better outcome")] if low_better else []
        return say("{ends}, so the two are not weighed against each other", ends=listed(ends))
    if row.verdict in SIDED[:2]:
        helps = _beyond(turn, row.reward_ci_low, row.reward_ci_high) > 0
        return say(
            "the penalty is {size} larger than the reward ({sure}: {bounds})"
            if helps
            else "the penalty is {size} larger than the reward ({sure}: {bounds}); that a high rating helps is not "
            "shown",
            size=_points(difference), sure=sure, bounds=interval(low, high, digits=digits),
        )  # fmt: skip
    if row.verdict in SIDED[2:]:
        hurts = _beyond(turn, row.penalty_ci_low, row.penalty_ci_high) < 0
        return say(
            "the reward is {size} larger than the penalty ({sure}: {bounds})"
            if hurts
            else "the reward is {size} larger than the penalty ({sure}: {bounds}); that a low rating hurts is not "
            "shown",
            size=_points(difference), sure=sure, bounds=interval(-high, -low, digits=digits),
        )  # fmt: skip
    return say(
        "that one outweighs the other is not shown (penalty minus reward {size}, {sure}: {bounds} taken alone; after "
        "{tests} comparisons not shown)"
        if low > 0 or high < 0
        else "that one outweighs the other is not shown (penalty minus reward {size}, {sure}: {bounds})",
        size=_points(number(row.estimate, digits=digits)), sure=sure, bounds=interval(low, high, digits=digits),
        tests=count(result.table.p_value.notna().sum()),
    )  # fmt: skip


def _beyond(turn: int, low: float, high: float) -> int:
    """1 where the interval lies on the good side of zero, -1 on the bad one, 0 where it holds zero."""
    return turn if low > 0 else -turn if high < 0 else 0


def asymmetry(
    survey: Survey,
    outcome: str,
    drivers: str | Iterable[str] | None = None,
    *,
    good: str | None = None,
    cuts: tuple[float, float] = (40.0, 60.0),
    audience: str | None = None,
    cluster: str | None = None,
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
    good : str, optional
        "high" or "low": which end of the outcome is the good one. Known for recommending, effort and leaving; elsewhere
        high is taken as good, as a doubt.
    cuts : (float, float)
        Below the first on 0-100 a rating is low, above the second high. (40, 60) makes 1-2, 3 and 4-5 of five.
    audience : str, optional
        Whose answers; customers by default where several audiences answered.
    cluster : str, optional
        Role or column of units that were themselves sampled: errors are taken over units.
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
    cluster = survey.cluster_of(cluster) or None
    asked = asked_drivers(survey, outcome, drivers, audience, cluster=cluster)
    end = good_end(survey, sole_question(survey, outcome, "outcome"), good)
    bare = [driver for driver in asked.drivers if survey.scale_of(driver) is None]
    if bare:
        raise OptionError(say(
            "{bare} has no scale, so low and high ratings cannot be told apart. Declare scales=.",
            bare=named(bare),
        ))  # fmt: skip
    table = contrasts(asked, end.sign, cuts=(low, high), confidence=confidence, adjust=adjust)
    method = say(
        _METHOD, low=f"{low:g}", high=f"{high:g}", adjusted=say(_ADJUSTED[adjust]),
        errors=say(_ERRORS[cluster is not None]), good=say(_GOOD[end.sign]),
    )  # fmt: skip
    return Asymmetry(
        table, method, [*end.caveats, *_caveats(table, end.sign), *asked.caveats], confidence, outcome=asked.outcome,
        audience=asked.audience, good="high" if end.sign > 0 else "low",
    )  # fmt: skip


def _checked_cuts(cuts) -> tuple[float, float]:
    try:
        low, high = (float(cut) for cut in cuts)
    except (TypeError, ValueError):
        low = high = np.nan
    if not 0 < low <= high < 100:
        raise OptionError(say(
            "cuts= are two points of 0-100, low first, such as (40, 60); got {cuts}.",
            cuts=repr(cuts),
        ))  # fmt: skip
    return low, high


def contrasts(
    asked: Asked, turn: int, *, cuts: tuple[float, float], confidence: float = 0.95, adjust: str = "holm"
) -> pd.DataFrame:
    """The table of `asymmetry` from rows that are read; ``turn`` is -1 where a high outcome is bad."""
    sides = np.zeros((3, len(asked.drivers)), dtype=np.int64)
    for part in asked.rows:
        below, above = part.values[:, 1:] < cuts[0], part.values[:, 1:] > cuts[1]
        sides += [below.sum(axis=0), (~below & ~above).sum(axis=0), above.sum(axis=0)]
    enough = (sides >= _FEWEST).all(axis=0)
    places = np.flatnonzero(enough)

    def parts() -> Iterator[tuple]:
        for values, weight, cluster in asked.rows:
            ratings = values[:, 1 + places]
            blocks = [np.ones((len(values), 1)), ratings < cuts[0], ratings > cuts[1]]
            yield np.column_stack(blocks).astype(float), values[:, 0], weight, cluster

    fit = robust_regression(parts) if len(places) else None
    return _table(asked, fit, places, sides, turn, confidence, adjust)


def _table(
    asked: Asked, fit: Regression | None, places, sides, turn: int, confidence: float, adjust: str
) -> pd.DataFrame:
    drivers = len(asked.drivers)
    columns = ("penalty", "penalty_ci_low", "penalty_ci_high", "penalty_p", "reward", "reward_ci_low",
               "reward_ci_high", "reward_p", "estimate", "std_error", "ci_low", "ci_high", "p_value")  # fmt: skip
    found = {name: np.full(drivers, np.nan) for name in columns}
    for at, place in enumerate(places):
        below, above = 1 + at, 1 + len(places) + at
        reach = t_quantile(confidence, fit.df)
        for name, column in (("penalty", below), ("reward", above)):
            middle, half = fit.estimate[column], reach * np.sqrt(fit.covariance[column, column])
            p = fit.contrast(np.eye(len(fit.estimate))[column])[2]
            column_of = {"": middle, "_ci_low": middle - half, "_ci_high": middle + half, "_p": p}
            for suffix, value in column_of.items():
                found[name + suffix][place] = value
        # No absolute values: they would be positive on average where nothing has an effect.
        contrast = np.zeros(len(fit.estimate))
        contrast[[below, above]] = -turn
        estimate, error, p = fit.contrast(contrast)
        for name, value in (("estimate", estimate), ("std_error", error), ("p_value", p)):
            found[name][place] = value
        found["ci_low"][place], found["ci_high"][place] = estimate - reach * error, estimate + reach * error
    adjusted = adjust_p(found["p_value"], method=adjust)
    ends = adjust_p(np.concatenate([found.pop("penalty_p"), found.pop("reward_p")]), method=adjust)
    found["penalty_p_adjusted"], found["reward_p_adjusted"] = ends[:drivers], ends[drivers:]
    n_low, n_middle, n_high = sides
    table = pd.DataFrame(
        {
            "driver": asked.drivers, "label": asked.labels, **found, "p_adjusted": adjusted, "n_low": n_low,
            "n_middle": n_middle, "n_high": n_high, "n": len(asked.rows),
        }
    )  # fmt: skip
    return table.assign(verdict=[_verdict(row, turn, 1 - confidence) for row in table.itertuples()])


def _reversed_ends(row, turn: int, alpha: float) -> tuple[bool, bool]:
    """Whether a low rating is shown to go with a better outcome, and a high one with a worse, after adjustment."""
    low = turn * row.penalty > 0 and row.penalty_p_adjusted < alpha
    return low, turn * row.reward < 0 and row.reward_p_adjusted < alpha


def _verdict(row, turn: int, alpha: float) -> str:
    if not np.isfinite(row.estimate):
        return "not enough data"
    if any(_reversed_ends(row, turn, alpha)):
        return REVERSED
    penalty = _beyond(turn, row.penalty_ci_low, row.penalty_ci_high)
    reward = _beyond(turn, row.reward_ci_low, row.reward_ci_high)
    if not row.p_adjusted < alpha:
        return _NOT_SHOWN
    if row.estimate > 0 and penalty < 0:
        return "bad hurts more" if turn * row.reward > 0 else "only bad counts"
    if row.estimate < 0 and reward > 0:
        return "good helps more" if turn * row.penalty < 0 else "only good counts"
    return _NOT_SHOWN


def _caveats(table: pd.DataFrame, turn: int) -> list[str]:
    caveats = [
        say(
            "Penalties and rewards are differences between people who rated differently; they are no reasons given and "
            "no effects shown."
        )
    ]
    few = table[table.verdict == "not enough data"]
    if len(few):
        caveats.append(
            say(
                "{labels} left out of the model: fewer than {fewest} ratings on at least one of the three sides.",
                labels=named(few.label), fewest=_FEWEST,
            )
        )  # fmt: skip
    shown = table[table.verdict == REVERSED]
    if len(shown):
        caveats.append(
            say(
                "{labels}: a high rating goes with a worse outcome, or a low one with a better. Check whether the "
                "question is worded the other way round (reversed in the codebook) or good= is the other end; other "
                "drivers held alike can turn a link round too.",
                labels=named(shown.label),
            )
        )
    wrong = table[(table.verdict != REVERSED) & ((turn * table.penalty > 0) | (turn * table.reward < 0))]
    if len(wrong):
        caveats.append(
            say(
                "{labels}: a side points the other way once the other drivers are held, though within its interval; "
                "read with care.",
                labels=named(wrong.label),
            )
        )
    return caveats
