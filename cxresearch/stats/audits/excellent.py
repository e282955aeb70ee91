"""The client's own 80 and 8: how many leaders call the service excellent, and how many of those who receive it do.

"80% of companies believe it, 8% of their customers agree" counts companies, and no client can be held against it. What
a client can be held against is his own house: the same question, the same answers, leaders, staff and customers side by
side, each share with its interval.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import ClassVar

import numpy as np
import pandas as pd

from cxresearch.errors import QuestionError, listing
from cxresearch.inference.intervals import adjust_p
from cxresearch.stats.bases.hidden import check_choice, counted, one_question, population_of
from cxresearch.stats.bases.naming import base_of, people
from cxresearch.stats.loyalty.group_tests import ADJUSTED, compared, figures_of
from cxresearch.stats.loyalty.top_box import SatisfactionShare, csat, need_scale
from cxresearch.survey.audiences import CUSTOMERS, LEADERSHIP, ordered
from cxresearch.survey.survey import Survey
from cxresearch.wording import (
    adding_up,
    capital,
    interval,
    listed,
    not_shown,
    number,
    percent_sure,
    say,
    signed_points,
    sized,
    told,
)

__all__ = ["CalledExcellent", "called_excellent"]


@dataclass(frozen=True, eq=False, repr=False)
class CalledExcellent(SatisfactionShare):
    """Shares that call the service excellent, a row an audience; see `SatisfactionShare`.

    Attributes
    ----------
    gaps : DataFrame
        A row a pair of audiences: ``audience_a, audience_b, share_a, share_b``, ``estimate`` (a minus b, percentage
        points) with ``std_error, ci_low, ci_high, p_value, p_adjusted, n_a, n_b, verdict`` ("gap", "not enough data",
        "hidden").
    """

    gaps: pd.DataFrame = field(default_factory=pd.DataFrame)

    heading: ClassVar[str] = told("Who calls it excellent")

    def sentences(self) -> list[str]:
        """All audiences in one sentence, with how far leaders stand from customers."""
        table = self.table[self.table.n > 0]
        if not len(table):
            return [*self._nobody(self.table[self.table.n == 0]), *self._hidden(self.table[self.table.n.isna()])]
        parts = []
        for row in table.to_dict("records"):
            who = {"who": people(row["audience"]), "share": number(row["estimate"])}
            who |= {"bounds": interval(row["ci_low"], row["ci_high"])}
            who["base"] = base_of(row["audience"], row["n"], row.get("persons"))
            parts.append(
                say("{share}% of {who} ({bounds}; {base})", **who)
                if parts
                else say("{share}% of {who} ({sure} CI {bounds}; {base})", sure=percent_sure(self.confidence), **who)
            )
        fields = {"topic": capital(self._topic(table.question.iloc[0])), "boxes": self.boxes, "parts": listed(parts)}
        gap = self._furthest()
        said = (
            say("{topic} is called excellent ({boxes}) by {parts}.", **fields)
            if gap is None
            else say("{topic} is called excellent ({boxes}) by {parts}: {gap}.", gap=self._gap(gap), **fields)
        )
        return [said, *self._hidden(self.table[self.table.n.isna()])]

    def _furthest(self):
        """Leaders against customers; else the first pair that can be shown."""
        known = self.gaps[self.gaps.verdict != "hidden"] if len(self.gaps) else self.gaps
        if not len(known):
            return None
        ends = known[(known.audience_a == LEADERSHIP) & (known.audience_b == CUSTOMERS)]
        return next((ends if len(ends) else known).itertuples())

    def _gap(self, row) -> str:
        a, b = people(row.audience_a), people(row.audience_b)
        if row.verdict == "gap":
            size = sized(adding_up(row.share_a, row.share_b)[2], "points")
            low, high = sorted((abs(row.ci_low), abs(row.ci_high)))
            return say(
                "{a} stand {size} above {b} "
                "({bounds})" if row.estimate > 0 else "{a} stand {size} below {b} ({bounds})",
                a=a, b=b, size=size, bounds=interval(low, high),
            )  # fmt: skip
        fields = {"a": a, "b": b, "gap": signed_points(row.estimate), "bounds": interval(row.ci_low, row.ci_high)}
        if row.ci_low > 0 or row.ci_high < 0:
            tests = int(self.gaps.p_value.notna().sum())
            return say("{a} minus {b} {gap} ({bounds} taken alone), {not_shown}", not_shown=not_shown(tests), **fields)
        return say("that {a} and {b} differ is not shown ({gap}, {bounds})", **fields)


def called_excellent(
    survey: Survey,
    question: str | None = None,
    *,
    top: int = 1,
    confidence: float = 0.95,
    adjust: str = "holm",
    population: Mapping | None = None,
    cluster: str | None = None,
    privacy: bool = True,
) -> CalledExcellent:
    """How many leaders call the service excellent, and how many staff and customers do.

    Parameters
    ----------
    survey : Survey
        Single answers of two audiences or more to the same question.
    question : str, optional
        A question on a scale, such as the service overall; the only rating by default.
    top : int
        How many answers from the top mean excellent: 1 takes 5 of 1-5.
    confidence, population, cluster, privacy
        As in `nps`; ``population`` by audience.
    adjust : str
        "holm", "bh" or "none", over the pairs of audiences.

    Returns
    -------
    CalledExcellent

    Raises
    ------
    QuestionError, ScaleError, OptionError
        If fewer than two audiences answered it, it has no scale, or ``top`` is all of it.

    References
    ----------
    Wilson (1927), JASA 22; Newcombe (1998), Statistics in Medicine 17, 873-890. On the figures that circulate see
    :func:`cxresearch.published_claims`: they count companies, and are not compared here.

    Examples
    --------
    >>> frame = pd.DataFrame({"audience": ["Leadership"] * 40 + ["Customers"] * 400,
    ...                       "service": [5] * 30 + [4] * 10 + [5] * 40 + [3] * 360})
    >>> called_excellent(Survey.from_frame(frame, scales={"service": (1, 5)}), "service").sentences()[0]
    'Service is called excellent (5 of 1-5) by 75% of leaders (95% CI 60 to 86; 40 leaders) and 10% of customers \
(7 to 13; 400 customers): leaders stand 65 points above customers (49 to 76).'
    """
    check_choice("adjust", adjust, tuple(ADJUSTED))
    qid = one_question(survey, question, kind="rating")
    scale = need_scale(survey, qid)
    options = {"confidence": confidence, "population": population, "cluster": cluster, "privacy": privacy}
    if "audience" not in survey.roles or len(survey.audiences) < 2:
        raise QuestionError(
            f"{survey.name} holds answers of one audience; the view of leaders and of customers takes two. Put the "
            "files side by side with combine_audiences(...)."
        )
    shares = csat(survey, qid, by="audience", top=top, **options)
    found = counted(survey, qid, by=["audience"], cluster=cluster)
    there = population_of(population, found.groups, survey=survey, by=found.by)
    boxes = (scale.high - top + 1, scale.high)
    figures = figures_of(
        found, qid, metric="top_box", scale="native", population=there, confidence=confidence, boxes=boxes
    )
    place = {name: at for at, name in enumerate(found.groups.audience)}
    answered = [name for name in ordered(place) if figures.n[place[name]] > 0]
    if len(answered) < 2:
        raise QuestionError(
            f"{qid!r} was answered by {listing(answered)} only, in {survey.name}; name a question that leaders and "
            "customers answered."
        )
    pairs = list(combinations(answered, 2))
    a, b = (np.array([place[pair[side]] for pair in pairs]) for side in (0, 1))
    test = compared(found, qid, figures, a, b, confidence=confidence)
    row_of = shares.table.set_index("audience").n
    hidden = np.array([np.isnan(row_of[one]) or np.isnan(row_of[other]) for one, other in pairs])
    p = np.where(hidden, np.nan, test.p_value)
    adjusted = adjust_p(p, method=adjust)
    with np.errstate(invalid="ignore"):
        verdict = np.select([hidden, adjusted < 1 - confidence], ["hidden", "gap"], "not enough data")
    figures_of_pairs = {
        "share_a": figures.estimate[a], "share_b": figures.estimate[b], "estimate": test.estimate,
        "std_error": test.std_error, "ci_low": test.low, "ci_high": test.high, "p_value": p,
        "p_adjusted": adjusted, "n_a": figures.n[a], "n_b": figures.n[b],
    }  # fmt: skip
    gaps = pd.DataFrame({name: np.where(hidden, np.nan, values) for name, values in figures_of_pairs.items()})
    gaps.insert(0, "audience_b", [other for _, other in pairs])
    gaps.insert(0, "audience_a", [one for one, _ in pairs])
    gaps["verdict"] = verdict.astype(object)
    order = {name: at for at, name in enumerate(ordered(place))}
    table = shares.table.sort_values("audience", key=lambda names: names.map(order), kind="stable", ignore_index=True)
    about = {name: getattr(shares, name) for name in
             ("boxes", "by", "audiences", "audience_by", "topics", "effective", "answers")}  # fmt: skip
    return CalledExcellent(
        table, f"{shares.method} {figures.test}; {say(ADJUSTED[adjust])}.",
        [
            say("These are shares of this company's own people. The 80 and 8 that circulate count companies, and are "
                "not compared with them."),
            *shares.caveats,
        ],
        shares.confidence, gaps=gaps, **about,
    )  # fmt: skip
