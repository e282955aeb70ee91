"""Delight or ease: is it worth delighting, or is it enough not to make it hard?

The question is asked of the client's own customers: by how much do those recommend less whose matter was hard, and by
how much do those recommend more whose matter was easy, both against a middling one? Where the first is shown to be the
longer way, taking away what is hard goes with more than adding delight. What it would earn to delight is no more than
the upper bound of the second.
"""

from dataclasses import dataclass, fields
from typing import ClassVar

import numpy as np

from cxresearch.stats.bases.asked import one_question
from cxresearch.stats.bases.naming import topic_in_sentence
from cxresearch.stats.drivers.asymmetry import REVERSED, SIDED, Asymmetry, asymmetry
from cxresearch.survey.survey import Survey
from cxresearch.wording import count, interval, number, percent_sure, say, sized, told

__all__ = ["DelightOrEase", "delight_or_ease"]

_HEAD = {
    "bad": told("Ease first: a hard matter costs more than an easy one earns"),
    "good": told("Delight first: an easy matter earns more than a hard one costs"),
    "both": told("A hard matter costs and an easy one earns; that one outweighs the other is not shown"),
    "cost": told("A hard matter costs; that an easy one earns is not shown"),
    "earn": told("An easy matter earns; that a hard one costs is not shown"),
    "none": told("Neither what a hard matter costs nor what an easy one earns is shown"),
    "turned": told("Easy goes with worse here, so delight and ease are not weighed"),
    "few": told("Too few hard, middling or easy matters to tell whether delight is worth it"),
}


@dataclass(frozen=True, eq=False, repr=False)
class DelightOrEase(Asymmetry):
    """Penalty and reward of effort as one question; see `Asymmetry` for the columns.

    ``answer``: "bad" (ease first), "good" (delight first), "both", "cost", "earn", "none", "turned", "few".
    """

    heading: ClassVar[str] = told("Delight or ease")

    @property
    def answer(self) -> str:
        """Which answer the data give."""
        row = self.table.iloc[0]
        if not np.isfinite(row.estimate):
            return "few"
        if row.verdict == REVERSED:
            return "turned"
        if row.verdict in SIDED:
            return "bad" if row.verdict in SIDED[:2] else "good"
        alpha, turn = 1 - self.confidence, 1 if self.good == "high" else -1
        costs = row.penalty_p_adjusted < alpha and turn * row.penalty < 0
        earns = row.reward_p_adjusted < alpha and turn * row.reward > 0
        return "both" if costs and earns else "cost" if costs else "earn" if earns else "none"

    def finding(self) -> str:
        """The answer as a headline."""
        return say(_HEAD[self.answer])

    def sentences(self) -> list[str]:
        """The question with its answer, the two ways, and what delight could earn at most."""
        row = self.table.iloc[0]
        said = [say("Is it worth delighting? {answer}.", answer=self.finding())]
        if self.answer == "few":
            return [
                *said,
                say("Hard {low}, middling {middle}, easy {high} answers.", low=count(row.n_low),
                    middle=count(row.n_middle), high=count(row.n_high)),
            ]  # fmt: skip
        turn = 1 if self.good == "high" else -1
        cost, earn = -turn * row.penalty, turn * row.reward
        costs, earns = (
            sorted((-turn * row.penalty_ci_low, -turn * row.penalty_ci_high)),
            sorted((turn * row.reward_ci_low, turn * row.reward_ci_high)),
        )
        digits = 0 if row.std_error >= 0.5 else 1
        said.append(
            say(
                "Against a middling matter, a hard one goes with {hard} on {outcome} ({sure} CI {cost_bounds}; "
                "{low} answers), an easy one with {easy} ({earn_bounds}; {high} answers).",
                hard=_way(cost, digits, "worse", "better"), easy=_way(earn, digits, "better", "worse"),
                outcome=topic_in_sentence(self.outcome), sure=percent_sure(self.confidence),
                cost_bounds=_bounds(cost, costs, digits), earn_bounds=_bounds(earn, earns, digits),
                low=count(row.n_low), high=count(row.n_high),
            )
        )  # fmt: skip
        if self.answer != "turned":
            said.append(
                say(
                    "Those whose matter was easy stand at most {most} above those with a middling one.",
                    most=_points(max(earns[1], 0.0), digits),
                )
            )  # fmt: skip
        return said


def _way(size: float, digits: int, expected: str, turned: str) -> str:
    """How far, and which way it went: what should cost may have earned."""
    way = expected if round(size, digits) >= 0 else turned
    return say("{points} worse" if way == "worse" else "{points} better", points=_points(abs(size), digits))


def _bounds(size: float, bounds: list[float], digits: int) -> str:
    """The interval in the direction that is said."""
    low, high = bounds if round(size, digits) >= 0 else (-bounds[1], -bounds[0])
    return interval(low, high, digits=digits)


def _points(size: float, digits: int) -> str:
    return sized(number(size, digits=digits), "points")


def delight_or_ease(
    survey: Survey,
    outcome: str | None = None,
    effort: str | None = None,
    *,
    cuts: tuple[float, float] = (40.0, 60.0),
    audience: str | None = None,
    cluster: str | None = None,
    confidence: float = 0.95,
) -> DelightOrEase:
    """Whether it is worth delighting, or enough to take away what is hard.

    Parameters
    ----------
    survey : Survey
        Single answers.
    outcome : str, optional
        The one on recommending by default.
    effort : str, optional
        How easy it was; the only question of that kind by default.
    cuts : (float, float)
        Below the first on 0-100 a matter was hard, above the second easy.
    audience, cluster, confidence
        As in :func:`cxresearch.asymmetry`.

    Returns
    -------
    DelightOrEase

    Raises
    ------
    QuestionError
        If one of the two was not asked.

    References
    ----------
    Dixon, Freeman & Toman (2010), Harvard Business Review 88, who put the question; Brandt (1987), in Surprenant, Add
    Value to Your Service, on penalty and reward.

    Examples
    --------
    >>> import pandas as pd
    >>> ease = [1, 2] * 30 + [4] * 60 + [6, 7] * 30
    >>> nps = [2, 3] * 30 + [7, 8] * 30 + [8, 8] * 30
    >>> survey = Survey.from_frame(pd.DataFrame({"ease": ease, "nps": nps}),
    ...                            scales={"ease": (1, 7), "nps": (0, 10)}, audience="Customers")
    >>> delight_or_ease(survey, "nps", "ease").sentences()[0]
    'Is it worth delighting? Ease first: a hard matter costs more than an easy one earns.'
    """
    found = asymmetry(
        survey, one_question(survey, outcome, kind="nps"), [one_question(survey, effort, kind="effort")], cuts=cuts,
        audience=audience, cluster=cluster, confidence=confidence, adjust="holm",
    )  # fmt: skip
    own = {field.name: getattr(found, field.name) for field in fields(Asymmetry)}
    own["caveats"] = [
        *found.caveats,
        say("An easy matter is not yet a delight: what goes beyond ease was not asked here."),
    ]
    return DelightOrEase(**own)
