"""Shares that are asked of two answers at once: of those who said this, how many did that.

Counts of one question cannot tell it, so the rows are looked at once more. Here they are grouped, shares get Wilson's
interval (weighted ones on the effective n of their own linearised error), and two of them Newcombe's difference.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from cxresearch.errors import QuestionError
from cxresearch.inference.intervals import (
    Interval,
    agreeing_p,
    joined_shares,
    kish_n,
    normal_quantile,
    shares_apart_p,
    t_quantile,
    two_shares_p,
    wilson,
)
from cxresearch.privacy.hiding import hide_small_groups
from cxresearch.stats.bases.row_gaps import PersonPulls, between, row_side
from cxresearch.survey.group_order import in_people_order
from cxresearch.survey.survey import Survey
from cxresearch.wording import named, plural, say

__all__ = [
    "RowGroups", "Share", "ShareGap", "grouped_rows", "hidden_groups", "share_gap", "share_of", "usable", "weighing",
]  # fmt: skip


class RowGroups(NamedTuple):
    """Groups of rows: ``frame`` has a row a group under the caller's names, ``code`` one a row (-1: in none)."""

    frame: pd.DataFrame
    code: np.ndarray

    def rows(self, at: int) -> np.ndarray:
        """Which rows are in a group."""
        return self.code == at


class Share(NamedTuple):
    """A share in percent with its bounds; ``n`` people, ``n_effective`` after Kish, ``hits`` people who did.

    ``std_error`` is linearised (``linear``) where weights were used or a person gave several answers; ``worth`` is the
    n behind the bounds; ``persons`` gave the answers, and ``pulls`` says how where they are fewer.
    """

    estimate: float
    low: float
    high: float
    n: float
    n_effective: float
    hits: float
    std_error: float = np.nan
    worth: float = np.nan
    linear: bool = False
    persons: float = np.nan
    pulls: PersonPulls | None = None


class ShareGap(NamedTuple):
    """A difference of two shares in points of 100, a minus b, with Newcombe's bounds and the two-sided p."""

    estimate: float
    low: float
    high: float
    p_value: float


def grouped_rows(survey: Survey, by: Sequence[str], rows: np.ndarray) -> RowGroups:
    """The groups that some rows make, in the order of their names; rows without a stated group are in none.

    Raises
    ------
    QuestionError
        If no row has a stated group.

    >>> survey = Survey.from_frame(pd.DataFrame({"unit": ["B", "A", None], "nps": [1, 2, 3]}))
    >>> found = grouped_rows(survey, ["unit"], np.ones(3, dtype=bool))
    >>> found.frame.unit.tolist(), found.code.tolist()
    (['A', 'B'], [1, 0, -1])
    """
    if not by:
        return RowGroups(pd.DataFrame(index=range(1)), np.where(rows, 0, -1))
    kept, codes, stored = rows.copy(), [], []
    for name in by:
        encoded = survey.encoded(survey.find(name))
        bare = [answer is None or not str(answer).strip() for answer in encoded.answers]
        stated = ~np.array([*bare, True])[encoded.codes]
        kept &= stated
        codes.append(encoded.codes)
        stored.append(encoded.answers)
    if not kept.any():
        raise QuestionError(say(
            "No answer in {survey} comes with a stated {by}, so there are no groups. Leave by= out, or name another "
            "column.",
            survey=survey.name, by=named(by),
        ))  # fmt: skip
    keys, place = np.unique(np.column_stack([code[kept] for code in codes]), axis=0, return_inverse=True)
    texts = [tuple(stored[at][code] for at, code in enumerate(key)) for key in keys]
    places = []
    for name, values in zip(by, zip(*texts, strict=True), strict=True):
        ranked = in_people_order(values, survey.order_of(survey.find(name)))
        places.append({value: at for at, value in enumerate(ranked)})
    order = sorted(range(len(texts)), key=lambda at: [place[v] for place, v in zip(places, texts[at], strict=True)])
    rank = np.empty(len(order), dtype=int)
    rank[order] = np.arange(len(order))
    code = np.full(len(rows), -1)
    code[kept] = rank[place.ravel()]
    return RowGroups(pd.DataFrame([texts[at] for at in order], columns=list(by)), code)


def share_of(
    hit: np.ndarray, weight: np.ndarray | None, person: np.ndarray | None = None, *, confidence: float
) -> Share:
    """How many of some rows did something.

    Parameters
    ----------
    hit : array of 0 and 1, one a row
    weight : array, optional
        Of the same rows.
    person : array, optional
        Who gave each row, as `persons_among` tells it: errors are then taken over persons.

    References
    ----------
    Wilson (1927), JASA 22; weighted Binder (1983), International Statistical Review 51, and Korn & Graubard (1998),
    Survey Methodology 24: the smallest of the share's own effective n, Kish's and n.

    >>> found = share_of(np.repeat([1.0, 0.0], [81, 182]), None, confidence=0.95)
    >>> round(found.low, 2), round(found.high, 2), found.hits
    (25.53, 36.62, 81.0)
    """
    n, by = float(len(hit)), np.ones(len(hit)) if weight is None else weight
    kish = float(kish_n(by.sum(), (by**2).sum()))
    if not n or (weight is None and person is None):
        part = float(hit.mean()) if n else np.nan
        worth, error, persons, pulls = n, float(np.sqrt(part * (1 - part) / n)) if n else np.nan, n, None
    else:
        side = row_side(np.asarray(hit, dtype=float), weight, person)
        part, error = float(side.moments.mean), float(side.moments.std_error)
        persons, pulls, most = side.persons, side.pulls, min(kish, side.persons)
        # Persons who all did alike tell nothing of how far their answers hang together: each counts once.
        own = part * (1 - part) / error**2 if error > 0 else most
        worth = min(own, kish, n) * float(normal_quantile(confidence) / t_quantile(confidence, persons - 1)) ** 2
        worth = worth if np.isfinite(worth) else most
    low, high = wilson(np.nan_to_num(part) * worth, worth, confidence=confidence)[1:]
    linear = weight is not None or person is not None
    return Share(
        100 * part, 100 * float(low), 100 * float(high), n, kish, float(hit.sum()), 100 * error, worth, linear, persons,
        pulls,
    )  # fmt: skip


def share_gap(a: Share, b: Share, *, confidence: float) -> ShareGap:
    """The difference of two independent shares.

    References
    ----------
    Newcombe (1998), Statistics in Medicine 17, 873-890; p of weighted shares by Wald's t on their linearised errors.
    """
    if not (a.n and b.n):
        return ShareGap(np.nan, np.nan, np.nan, np.nan)
    ends = (Interval(side.estimate, side.low, side.high) for side in (a, b))
    if not (a.linear or b.linear):
        found = joined_shares(*ends)
        p = two_shares_p(a.hits, a.n, b.hits, b.n)
        return ShareGap(*(float(part) for part in found), _agreeing(p, found, a, b, 0.0, confidence))
    spread = a.std_error * b.std_error
    common = float(np.clip(1e4 * between(a.pulls, b.pulls) / spread, -1, 1)) if spread > 0 else 0.0
    found = joined_shares(*ends, correlation=common)
    sides = (
        (side.estimate / 100, side.std_error / 100, min(side.n_effective, side.persons), side.persons - 1)
        for side in (a, b)
    )
    p = shares_apart_p(*next(sides), *next(sides), correlation=common)
    return ShareGap(*(float(part) for part in found), _agreeing(p, found, a, b, common, confidence))


def _agreeing(p, found, a: Share, b: Share, correlation: float, confidence: float) -> float:
    sides = (a.estimate / 100, a.worth, b.estimate / 100, b.worth)
    return float(agreeing_p(p, found, *sides, correlation=correlation, confidence=confidence))


def hidden_groups(
    survey: Survey, groups: pd.DataFrame, n, *, by: Sequence[str], audience: str | None, question: str, privacy: bool
) -> tuple[np.ndarray, list[str]]:
    """Which groups must not show what their people answered to a question; see `hide_small_groups`."""
    frame, names = groups.assign(question=question), list(by)
    role = survey.roles.get("audience")
    called = next((name for name in names if role is not None and survey.find(name) == role), None)
    if called is not None:
        frame, names = frame.rename(columns={called: "audience"}), ["audience" if n == called else n for n in names]
    elif audience is not None and role is not None:
        frame, names = frame.assign(audience=audience), ["audience", *names]
    return hide_small_groups(survey, frame, n, by=names, privacy=privacy)


def usable(weight: np.ndarray | None, rows: np.ndarray) -> tuple[np.ndarray, list[str]]:
    """The rows that have a weight where weights are used, and what to say about the others."""
    if weight is None:
        return rows, []
    bare = int((rows & np.isnan(weight)).sum())
    return rows & ~np.isnan(weight), (
        [say("{rows} without a usable weight left out.", rows=plural(bare, "row"))] if bare else []
    )


def weighing(survey: Survey) -> str:
    """How weights enter, for a method."""
    if "weight" not in survey.roles:
        return ""
    return say(
        "Weighted by {weight}; errors are linearised (Binder 1983), counts of people are unweighted, "
        "n_effective is "
        "Kish's (1965).",
        weight=survey.roles["weight"],
    )
