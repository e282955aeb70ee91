"""Do several questions measure one thing, and the same thing in every audience?

A scale score is worth its reliability. Alpha says how consistently people answered its items, Feldt's interval how well
alpha is known from so many people, and an item that answers against the others shows up by its correlation with their
sum. Where alpha differs between groups, a gap between their scores may be a gap between two different yardsticks.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import ClassVar

import numpy as np
import pandas as pd

from cxresearch.errors import QuestionError
from cxresearch.inference.co_moments import CoMoments, co_moments
from cxresearch.inference.intervals import (
    alpha_if_dropped,
    check_confidence,
    cronbach_alpha,
    feldt,
    item_rest_correlation,
)
from cxresearch.privacy.hiding import blank, hide_small_groups
from cxresearch.result import Result
from cxresearch.stats.bases.asked import as_list, need_single_answers, some_questions
from cxresearch.stats.bases.naming import audience_name
from cxresearch.stats.bases.rows import audience_rows, those_asked, unweighted
from cxresearch.survey.group_order import takes_order
from cxresearch.survey.passing.pieces import pieces
from cxresearch.survey.survey import Survey
from cxresearch.wording import count, interval, named, number, percent_sure, plural, say, told

__all__ = ["Reliability", "reliability"]

_FEWEST = 3
_METHOD = told(
    "Cronbach's alpha (Cronbach 1951) over people who answered all items, reversed items turned, with Feldt's interval "
    "(Feldt, Woodruff & Salih 1987); groups compared by the log ratio of 1 - alpha (its distribution: Feldt 1965)."
)


@dataclass(frozen=True, eq=False, repr=False)
class Reliability(Result):
    """Alpha of a scale; a row a group, or one row.

    The grouping columns, ``estimate`` (alpha, at most 1), ``ci_low, ci_high``, ``standardized`` (alpha of items with
    equal variances), ``mean_r`` (mean correlation between items), ``questions`` (how many), ``n`` (people with all of
    them), ``verdict`` ("good", "usable", "too low", "not settled", by the interval's bounds; or why there is none).
    ``items`` has a row a group and item: ``question, item_rest_r, alpha_without``; ``differences`` a row a pair of
    groups: ``group_a, group_b, estimate, p_value``. ``questions`` are the items' ids.
    """

    items: pd.DataFrame = field(default_factory=pd.DataFrame)
    differences: pd.DataFrame = field(default_factory=pd.DataFrame)
    by: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()

    heading: ClassVar[str] = told("Reliability of a scale")
    decimals: ClassVar[dict[str, int]] = {
        **dict.fromkeys(("estimate", "ci_low", "ci_high", "standardized", "mean_r"), 2),
        "questions": 0,
    }

    def _cell(self, column: str, value) -> str:
        # A wave is a name, not a number with thousands.
        return super()._cell(column, str(value) if column in self.by else value)

    def sentences(self) -> list[str]:
        said = []
        for _, row in self.table.iterrows():
            who = ", ".join(audience_name(str(row[name])) for name in self.by)
            if not np.isfinite(row.estimate):
                said.append(
                    say("{group}: the alpha cannot be told ({why}).", group=who, why=row.verdict)
                    if who
                    else say("The alpha cannot be told ({why}).", why=row.verdict)
                )
                continue
            about = {
                "questions": count(row.questions), "alpha": number(row.estimate, digits=2),
                "sure": percent_sure(self.confidence), "interval": interval(row.ci_low, row.ci_high, digits=2),
                "n": count(row.n), "verdict": say(_WORDS[row.verdict]),
            }  # fmt: skip
            said.append(
                say(
                    "{group}: the {questions} questions have an alpha of {alpha} ({sure}: {interval}; n = {n}), "
                    "{verdict}.",
                    group=who, **about,
                )
                if who
                else say(
                    "The {questions} questions have an alpha of {alpha} ({sure}: {interval}; n = {n}), {verdict}.",
                    **about,
                )
            )  # fmt: skip
        apart = self.differences[self.differences.p_value < 1 - self.confidence] if len(self.differences) else []
        for row in apart.itertuples() if len(apart) else ():
            said.append(
                say(
                    "Alpha differs between {a} and {b}: check that the questions mean the same to both before their "
                    "scale scores are compared.",
                    a=audience_name(row.group_a),
                    b=audience_name(row.group_b),
                )
            )
        return said


_GOOD, _USABLE = 0.8, 0.7
GOOD, USABLE, TOO_LOW, OPEN = told("good"), told("usable"), told("too low"), told("not settled")
_WORDS = {
    GOOD: told("good enough to compare groups and to correlate"),
    USABLE: told("usable for groups, too low to judge single people"),
    TOO_LOW: told("too low to be one scale: report the questions one by one"),
    OPEN: told("which these answers do not settle: it may be too low to be one scale (below 0.70) or not"),
}


@takes_order
def reliability(
    survey: Survey,
    questions: str | Sequence[str],
    *,
    by: str | Sequence[str] | None = None,
    confidence: float = 0.95,
    privacy: bool = True,
) -> Reliability:
    """Cronbach's alpha of several questions, by group.

    Parameters
    ----------
    survey : Survey
        Single answers.
    questions : list of ids or texts
        Two or more questions; those that the codebook calls reversed are turned.
    by : str or list of str, optional
        Roles or columns that make the groups, such as "audience".
    confidence : float
        Level of the intervals.
    privacy : bool
        False shows groups of fewer than five leaders or staff.

    Returns
    -------
    Reliability

    Raises
    ------
    QuestionError
        If a question is unknown, or there is only one.

    References
    ----------
    Cronbach (1951), Psychometrika 16; Feldt (1965), Psychometrika 30.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"proud": [1, 2, 4, 5, 3], "happy": [2, 2, 4, 5, 4], "stay": [1, 3, 4, 4, 3]})
    >>> survey = Survey.from_frame(frame, scales=dict.fromkeys(frame, (1, 5)))
    >>> reliability(survey, ["proud", "happy", "stay"]).table.estimate.round(2).tolist()
    [0.95]
    """
    check_confidence(confidence)
    need_single_answers(survey, "reliability")
    chosen = some_questions(survey, questions)
    if len(chosen) < 2:
        raise QuestionError(say("Reliability needs at least two questions; got {chosen}.", chosen=named(chosen)))
    by = as_list(by)
    groups, sums, lost, mixed = _summed(survey, chosen, by)
    table, items = [], []
    for at, mine in enumerate(sums):
        found, detail = _alpha(mine, chosen, confidence)
        table.append(found)
        items.append(detail.assign(**groups.iloc[at].to_dict()))
    table = pd.concat([groups, pd.DataFrame(table)], axis=1)
    items = pd.concat(items, ignore_index=True)[[*by, "question", "item_rest_r", "alpha_without"]]
    hidden, hints = hide_small_groups(survey, groups, table.n.to_numpy(float), by=by, privacy=privacy)
    differences = _differences(table[~hidden], by, len(chosen)) if by else pd.DataFrame()
    caveats = [*_caveats(table[~hidden], items, hidden, chosen, by), *hints]
    caveats += unweighted(survey, told("everybody counts once"))
    if lost:
        caveats.append(
            say("Only people who answered all items count: {people} left out.", people=plural(lost, "person", "people"))
        )
    if len(mixed) > 1 and "audience" not in by:
        caveats.append(
            say("Audiences are mixed ({audiences}); pass by='audience'.", audiences=named(map(those_asked, mixed)))
        )
    items = blank(items, np.repeat(hidden, len(chosen)))
    return Reliability(
        blank(table, hidden), say(_METHOD), caveats, confidence, items=items, differences=differences, by=tuple(by),
        questions=tuple(chosen),
    )  # fmt: skip


def _summed(
    survey: Survey, questions: list[str], by: list[str]
) -> tuple[pd.DataFrame, list[CoMoments], int, list[str]]:
    """The groups that answered in their order, the sums of who answered all, how many did not, and the audiences."""
    placed = {name: survey.find(name) for name in by}
    who = survey.roles.get("audience")
    found: dict[tuple, CoMoments] = {}
    lost, mixed = 0, set()
    for piece in pieces(survey, [*placed.values(), *([who] if who else []), *questions]):
        answers = piece.survey.numbers(questions).to_numpy(float)
        answered = ~np.isnan(answers).all(axis=1)
        mixed |= {name for name in survey.audiences if answered[audience_rows(piece.survey, name)].any()}
        full = ~np.isnan(answers).any(axis=1)
        code, keys = _keys(piece.survey, list(placed.values()))
        for at, key in enumerate(keys):
            mine = answered & (code == at)
            if mine.any():
                lost += int(piece.times[mine & ~full].sum())
                sums = co_moments(answers[mine & full], piece.times[mine & full])
                found[key] = found[key] + sums if key in found else sums
    if not found:
        if by:
            raise QuestionError(say(
                "Nobody answered with a stated {by} in {survey}.",
                by=named(by), survey=survey.name,
            ))  # fmt: skip
        found = {(): co_moments(np.empty((0, len(questions))))}
    groups = pd.DataFrame(list(found), columns=by, index=range(len(found)))
    groups = groups.sort_values(by, kind="stable") if by else groups
    if "audience" in by:
        order = {name: at for at, name in enumerate(survey.audiences)}
        groups = groups.sort_values("audience", key=lambda column: column.map(order), kind="stable")
    sums = list(found.values())
    in_order = [sums[at] for at in groups.index]
    return groups.reset_index(drop=True), in_order, lost, [name for name in survey.audiences if name in mixed]


def _keys(part: Survey, columns: list[str]) -> tuple[np.ndarray, list[tuple]]:
    """Which group each row belongs to (-1: none stated), and what the groups are called as stored."""
    code, keys = np.zeros(part.n_rows, dtype=np.int64), [()]
    for column in columns:
        encoded = part.encoded(column)
        own = encoded.codes.astype(np.int64)
        code = np.where((code < 0) | (own < 0), -1, code * len(encoded.answers) + own)
        keys = [(*key, answer) for key in keys for answer in encoded.answers]
    return code, keys


def _alpha(found: CoMoments, questions: list[str], confidence: float) -> tuple[dict, pd.DataFrame]:
    n, k = int(found.n), len(questions)
    empty = pd.DataFrame({"question": questions, "item_rest_r": np.nan, "alpha_without": np.nan})
    row = {
        "estimate": np.nan,
        "ci_low": np.nan,
        "ci_high": np.nan,
        "standardized": np.nan,
        "mean_r": np.nan,
        "questions": k,
        "n": n,
    }
    if n < _FEWEST:
        return row | {"verdict": say("fewer than {n} people answered all items", n=_FEWEST)}, empty
    covariance = found.covariance
    spread = np.sqrt(np.diag(covariance))
    flat = spread <= 0
    if flat.any():
        names = named(question for question, still in zip(questions, flat, strict=True) if still)
        return row | {"verdict": say("everybody gave the same answer to {questions}", questions=names)}, empty
    alpha = float(cronbach_alpha(covariance))
    low, high = feldt(alpha, n, k, confidence=confidence)
    correlations = covariance / np.outer(spread, spread)
    rest, without = item_rest_correlation(covariance), alpha_if_dropped(covariance)
    mean_r = float(correlations[np.triu_indices(k, 1)].mean())
    # An alpha of three people says nothing: the word is earned by the lower bound.
    verdict = GOOD if low >= _GOOD else USABLE if low >= _USABLE else TOO_LOW if high < _USABLE else OPEN
    about = {"estimate": alpha, "ci_low": float(low), "ci_high": float(high)}
    about |= {"standardized": float(cronbach_alpha(correlations)), "mean_r": mean_r, "verdict": verdict}
    return row | about, pd.DataFrame({"question": questions, "item_rest_r": rest, "alpha_without": without})


def _differences(table: pd.DataFrame, by: list[str], items: int) -> pd.DataFrame:
    """Alphas of independent groups compared pair by pair.

    In each group (1 - estimated alpha) / (1 - alpha) is an F (Feldt 1965), so its logarithm has a known mean and
    variance; the difference of two logarithms is close to normal. The F on n - 1 and n - 1 degrees of freedom that is
    often used calls twice too many scales of four items different.
    """
    from scipy.special import digamma, ndtr, polygamma

    known = table[np.isfinite(table.estimate) & (table.estimate < 1)]
    labels = [", ".join(str(row[name]) for name in by) for _, row in known.iterrows()]
    people = known.n.to_numpy(float) - 1
    halves = people * (items - 1) / 2, people / 2
    level = np.log(1 - known.estimate.to_numpy(float))
    level = level - sum(sign * (digamma(half) - np.log(half)) for sign, half in zip((1, -1), halves, strict=True))
    variance = sum(polygamma(1, half) for half in halves)
    rows = []
    for a, b in combinations(range(len(known)), 2):
        z = (level[a] - level[b]) / np.sqrt(variance[a] + variance[b])
        gap = float(known.estimate.iloc[a] - known.estimate.iloc[b])
        rows.append((labels[a], labels[b], gap, float(2 * ndtr(-abs(z)))))
    return pd.DataFrame(rows, columns=["group_a", "group_b", "estimate", "p_value"])


def _caveats(
    shown: pd.DataFrame, items: pd.DataFrame, hidden: np.ndarray, questions: list[str], by: list[str]
) -> list[str]:
    hints = [say("Alpha says that answers hang together, not that they measure what was meant.")]
    visible = items[~np.repeat(hidden, len(questions))]
    against = visible[visible.item_rest_r < 0]
    for question in dict.fromkeys(against.question):
        hints.append(
            say(
                "{question} answers against the other questions: if it is worded the other way round, set reversed in "
                "the codebook.",
                question=question,
            )
        )
    if by and len(shown) > 1:
        hints.append(
            say(
                "Equal alphas do not prove that a scale means the same to every group; unequal ones are a warning "
                "(Cheung & Rensvold 2002)."
            )
        )
    return hints
