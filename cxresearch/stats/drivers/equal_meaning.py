"""Does a scale mean the same to every audience? Asked before scale scores of audiences are compared.

A gap of scale scores is a gap of views only where the questions measure the same thing on both sides. Two signs can be
looked at with the answers at hand: whether the questions hang together in each audience (alpha, and each item against
the rest), and whether people who stand alike on the rest answer an item alike, whichever audience they are of (item
bias, by proportional odds). Below a hundred answers a side the second cannot be told, and that is said.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import ClassVar

import numpy as np
import pandas as pd

from cxresearch.errors import OptionError, QuestionError
from cxresearch.inference.cumulative import fit_cumulative
from cxresearch.inference.intervals import (
    adjust_p,
    check_confidence,
    cronbach_alpha,
    feldt,
    item_rest_correlation,
    normal_quantile,
)
from cxresearch.privacy.hiding import blank, hide_small_groups
from cxresearch.result import Result
from cxresearch.stats.bases.asked import check_choice, need_single_answers, some_questions
from cxresearch.stats.bases.rows import audience_rows, group_of, label_of, those_asked
from cxresearch.survey.survey import Survey
from cxresearch.wording import count, interval, named, number, percent_sure, say, told

__all__ = ["EqualMeaning", "equal_meaning"]

TOO_FEW, BIASED, NOT_SHOWN = told("too few to test"), told("answered otherwise"), told("no bias shown")
_FEWEST_TESTED = 100
_FEWEST_ALPHA = 5
_METHOD = told(
    "Cronbach's alpha with Feldt's interval (1965) and item-rest correlations by audience; item bias by proportional "
    "odds of an answer on the audience and the estimated true score on the other items (Shealy & Stout 1993), "
    "likelihood-ratio test (Zumbo 1999; McCullagh 1980), p adjusted over items and pairs."
)


@dataclass(frozen=True, eq=False, repr=False)
class EqualMeaning(Result):
    """Item bias, a row an item and pair of audiences.

    ``table``: ``question, topic, audience_a, audience_b, estimate`` (log odds of a higher answer, a against b, among
    people alike on the other items) with ``ci_low, ci_high``, ``odds_ratio, p_value, p_adjusted, n_a, n_b, verdict``
    ("answered otherwise", "no bias shown", "too few to test").

    Attributes
    ----------
    scales : DataFrame
        A row an audience: ``alpha, ci_low, ci_high, n``.
    items : DataFrame
        A row an audience and item: ``item_rest``, -1..1.
    """

    scales: pd.DataFrame = field(default_factory=pd.DataFrame)
    items: pd.DataFrame = field(default_factory=pd.DataFrame)

    heading: ClassVar[str] = told("The same meaning in every audience?")
    measure: ClassVar[str] = told("Difference in log odds at the same level")
    decimals: ClassVar[dict[str, int]] = dict.fromkeys(("estimate", "ci_low", "ci_high", "odds_ratio"), 2)

    def sentences(self) -> list[str]:
        """Whether the scale hangs together in each audience, then items that are answered otherwise."""
        said, sure = [], percent_sure(self.confidence)
        for row in self.scales.itertuples():
            who = those_asked(row.audience)
            if np.isfinite(row.ci_low):
                said.append(
                    say(
                        "Among {people} alpha is {alpha} ({sure} CI {bounds}).",
                        people=group_of(row.audience, row.n), alpha=number(row.alpha, digits=2), sure=sure,
                        bounds=interval(row.ci_low, row.ci_high, digits=2),
                    )
                )  # fmt: skip
            else:
                said.append(say("Of {who} too few answered all items for an alpha, or it is hidden.", who=who))
        table = self.table
        for row in table[table.verdict == BIASED].itertuples():
            said.append(
                say(
                    "{topic}: {a} answer higher than {b} who stand alike on the other items (odds {odds} times as "
                    "high, {bounds}; n = {n_a} and {n_b}): a gap on this item is not only a gap of views."
                    if row.estimate > 0
                    else "{topic}: {a} answer lower than {b} who stand alike on the other items (odds {odds} times as "
                    "high, {bounds}; n = {n_a} and {n_b}): a gap on this item is not only a gap of views.",
                    topic=row.topic, a=those_asked(row.audience_a), b=those_asked(row.audience_b),
                    odds=number(row.odds_ratio, digits=2), n_a=count(row.n_a), n_b=count(row.n_b),
                    bounds=interval(np.exp(row.ci_low), np.exp(row.ci_high), digits=2),
                )
            )  # fmt: skip
        few = table[table.verdict == TOO_FEW]
        if len(few):
            pairs = dict.fromkeys(
                say("{first} and {last}", first=those_asked(row.audience_a), last=those_asked(row.audience_b))
                for row in few.itertuples()
            )
            said.append(
                say(
                    "Too few to test for item bias (fewer than {n} answers a side): {pairs}.",
                    n=_FEWEST_TESTED, pairs=named(pairs),
                )
            )  # fmt: skip
        tested = int(table.p_adjusted.notna().sum())
        if tested and not (table.verdict == BIASED).any():
            said.append(
                say(
                    "Of 1 test no item bias is shown; that is no proof of equal meaning."
                    if tested == 1
                    else "Of {tests} tests no item bias is shown; that is no proof of equal meaning.",
                    tests=count(tested),
                )
            )
        return said


def equal_meaning(
    survey: Survey,
    questions: Sequence[str] | str | None = None,
    *,
    confidence: float = 0.95,
    adjust: str = "holm",
    privacy: bool = True,
) -> EqualMeaning:
    """Whether questions that make a scale mean the same to every audience.

    Parameters
    ----------
    survey : Survey
        Single answers of two or more audiences.
    questions : list of ids or texts, optional
        Three or more items of one scale that all audiences were asked; all ratings of the experience by default.
    confidence, adjust, privacy
        As in :func:`cxresearch.perception_gap`.

    Returns
    -------
    EqualMeaning

    Raises
    ------
    QuestionError
        If fewer than two audiences answered three items in common.

    References
    ----------
    Cheung & Rensvold (2002), Structural Equation Modeling 9, on what a failure means; Zumbo (1999), differential item
    functioning by ordinal logistic regression; Shealy & Stout (1993), Psychometrika 58; Feldt (1965), Psychometrika 30.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> level = rng.normal(3, 1, 400)
    >>> items = {f"q{at}": np.clip(np.round(level + rng.normal(0, 0.7, 400)), 1, 5) for at in range(4)}
    >>> frame = pd.DataFrame({"audience": ["Staff"] * 200 + ["Customers"] * 200, **items})
    >>> survey = Survey.from_frame(frame, scales={name: (1, 5) for name in items})
    >>> set(equal_meaning(survey).table.verdict)
    {'no bias shown'}
    """
    level = check_confidence(confidence)
    check_choice("adjust", adjust, ("holm", "bh", "none"))
    need_single_answers(survey, "equal_meaning")
    asked = some_questions(survey, questions, aspect=None if questions is not None else "experience")
    answers = survey.numbers(asked, points=True).to_numpy(float)
    rows = {name: audience_rows(survey, name) for name in survey.audiences}
    heard = {name: np.isfinite(answers[mine]).any(axis=0) for name, mine in rows.items()}
    heard = {name: items for name, items in heard.items() if items.sum() >= 3}
    common = np.all(list(heard.values()), axis=0) if heard else np.zeros(len(asked), dtype=bool)
    if len(heard) < 2 or common.sum() < 3:
        raise QuestionError(say(
            "Equal meaning takes two audiences and three items that both answered; {heard} share {what}. Pass "
            "questions= of one scale.",
            heard=named(heard), what=int(common.sum()),
        ))  # fmt: skip
    asked, answers = [question for question, both in zip(asked, common, strict=True) if both], answers[:, common]
    topics = [label_of(survey, question) for question in asked]
    full = np.isfinite(answers).all(axis=1)
    scales, items = [], []
    for name in heard:
        alpha, low, high, rest, n = _scale(answers[rows[name] & full], level)
        scales.append({"audience": name, "alpha": alpha, "ci_low": low, "ci_high": high, "n": n})
        items += [
            {"audience": name, "question": question, "topic": topic, "item_rest": r, "n": n}
            for question, topic, r in zip(asked, topics, rest, strict=True)
        ]
    biased = []
    for a, b in combinations(heard, 2):
        for at, question in enumerate(asked):
            found = _bias(answers, at, rows[a] & full, rows[b] & full, level)
            biased.append({"question": question, "topic": topics[at], "audience_a": a, "audience_b": b} | found)
    scales, items, table = pd.DataFrame(scales), pd.DataFrame(items), pd.DataFrame(biased)
    small, hints = hide_small_groups(
        survey, scales.assign(question=asked[0]), scales.n.to_numpy(float), by=["audience"], privacy=privacy
    )
    hidden = set(scales.audience[small])
    table["p_adjusted"] = adjust_p(table.p_value, method=adjust)
    table["verdict"] = np.select(
        [table.p_value.isna(), table.p_adjusted < 1 - level], [TOO_FEW, BIASED], NOT_SHOWN
    ).astype(object)
    order = ["question", "topic", "audience_a", "audience_b", "estimate", "ci_low", "ci_high", "odds_ratio", "p_value",
             "p_adjusted", "n_a", "n_b", "verdict"]  # fmt: skip
    lost = int((np.isfinite(answers).any(axis=1) & ~full).sum())
    caveats = [
        *hints,
        say(
            "No bias shown is no proof of equal meaning, and one biased item need not spoil a comparison of the others "
            "(Cheung & Rensvold 2002)."
        ),
        say("Weights are not used here: what is asked is how answers hang together."),
    ]
    if lost:
        caveats.append(say("Only people who answered all items count: {lost} left out.", lost=count(lost)))
    return EqualMeaning(
        blank(table[order], (table.audience_a.isin(hidden) | table.audience_b.isin(hidden)).to_numpy()), say(_METHOD),
        caveats, level, scales=blank(scales, small), items=blank(items, items.audience.isin(hidden).to_numpy()),
    )  # fmt: skip


def _scale(answers: np.ndarray, level: float):
    """Alpha with its bounds, item-rest correlations, and how many answered everything."""
    n, k = answers.shape
    nothing = np.full(k, np.nan)
    if n < _FEWEST_ALPHA or (answers.std(axis=0) == 0).any():
        return np.nan, np.nan, np.nan, nothing, n
    covariance = np.cov(answers, rowvar=False)
    alpha = float(cronbach_alpha(covariance))
    low, high = feldt(alpha, n, k, confidence=level)
    return alpha, float(low), float(high), item_rest_correlation(covariance), n


def _bias(answers: np.ndarray, at: int, side_a: np.ndarray, side_b: np.ndarray, level: float) -> dict[str, float]:
    """Log odds of a higher answer of a against b, with the mean of the other items held alike."""
    n_a, n_b = int(side_a.sum()), int(side_b.sum())
    row = dict.fromkeys(("estimate", "ci_low", "ci_high", "odds_ratio", "p_value"), np.nan) | {"n_a": n_a, "n_b": n_b}
    if min(n_a, n_b) < _FEWEST_TESTED:
        return row
    from scipy.special import chdtrc

    both = side_a | side_b
    values, code = np.unique(answers[both, at], return_inverse=True)
    rest, of_a = np.delete(answers[both], at, axis=1) / 10, side_a[both]
    # A short scale is a shaky yardstick: who stands alike on it need not stand alike where audiences differ in level.
    # Each is drawn towards the mean of his audience by the reliability there (Kelley; Shealy & Stout 1993).
    level_of = rest.mean(axis=1)
    for side in (of_a, ~of_a):
        reliable = float(np.clip(np.nan_to_num(cronbach_alpha(np.cov(rest[side], rowvar=False))), 0.0, 1.0))
        level_of[side] = level_of[side].mean() + reliable * (level_of[side] - level_of[side].mean())
    rest, one = level_of, np.ones(len(code))
    try:
        free = fit_cumulative(code, np.column_stack([rest, side_a[both]]), one, answers=len(values))
        held = fit_cumulative(code, rest[:, None], one, answers=len(values))
    except OptionError:
        return row
    slope, error = float(free.slopes[1]), float(np.sqrt(free.covariance[-1, -1]))
    half = normal_quantile(level) * error
    return row | {
        "estimate": slope, "ci_low": slope - half, "ci_high": slope + half, "odds_ratio": float(np.exp(slope)),
        "p_value": float(chdtrc(1, max(2 * (free.log_likelihood - held.log_likelihood), 0.0))),
    }  # fmt: skip
