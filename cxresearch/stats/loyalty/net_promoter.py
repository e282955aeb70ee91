"""The Net Promoter Score: promoters (9-10) minus detractors (0-6) in points, on 0-10 and on nothing else.

The interval is the adjusted Wald one, which also tells something where everybody is a promoter. A question on 1-10
has one point less for critics; its balance is computed when asked for, and every sentence says that it is no Net
Promoter Score.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from cxresearch.errors import ScaleError
from cxresearch.inference.intervals import check_confidence, nps_interval, t_quantile
from cxresearch.stats.bases.grouped import GroupedResult, about, figure_rows, withheld
from cxresearch.stats.bases.hidden import (
    as_list,
    base_caveats,
    check_choice,
    counted,
    design_method,
    interval_n,
    need_single_answers,
    one_question,
    population_of,
)
from cxresearch.survey.group_order import takes_order
from cxresearch.survey.guessing.question_words import in_words, mentions_recommending
from cxresearch.survey.origins import Origin, origin_of
from cxresearch.survey.survey import Survey
from cxresearch.survey.tally import Cells
from cxresearch.wording import count, in_a_row, number, plural, say, told, warn

__all__ = ["NetPromoter", "check_nps_scale", "nps", "nps_scale_caveats", "nps_scores"]

_CLASSES = {"promoters": 100.0, "passives": 0.0, "detractors": -100.0}
_MANY = 200
_SOME_ONES = 5


@dataclass(frozen=True, eq=False, repr=False)
class NetPromoter(GroupedResult):
    """Net Promoter Scores with their intervals, a row a group.

    ``table``: ``estimate`` and its ``std_error`` as answered (weighted where there are weights), -100..100; ``ci_low,
    ci_high``; ``n`` people and ``n_effective``; ``promoters, passives, detractors`` people, unweighted;
    ``promoters_share, passives_share, detractors_share``, 0..100, weighted. Hidden groups keep their row without
    numbers.

    Attributes
    ----------
    on_ten : bool
        Whether the question was asked on 1-10, so that this is no Net Promoter Score.
    """

    on_ten: bool = False

    heading: ClassVar[str] = told("Net Promoter Score")
    shown: ClassVar[tuple[str, ...]] = ()
    decimals: ClassVar[dict[str, int]] = {"n_effective": 0, "population": 0}

    def _columns(self) -> list[str]:
        return [column for column in self.table if not column.endswith("_share") and column != "std_error"]

    def _say(self, row: pd.Series) -> str:
        return say(
            "The balance of 9-10 and 1-6 (no Net Promoter Score) is {score} ({between}; {who}: {promoters}% promoters, "
            "{passives}% passives, {detractors}% detractors)."
            if self.on_ten
            else "NPS is {score} ({between}; {who}: {promoters}% promoters, {passives}% passives, {detractors}% "
            "detractors).",
            score=number(row.estimate), between=self._between(row), who=self._who(row),
            **{kind: number(row[f"{kind}_share"]) for kind in _CLASSES},
        )  # fmt: skip


@takes_order
def nps(
    survey: Survey,
    question: str | None = None,
    *,
    by: str | Iterable[str] | None = None,
    method: str = "adjusted-wald",
    confidence: float = 0.95,
    population: float | Mapping | None = None,
    cluster: str | None = None,
    privacy: bool = True,
) -> NetPromoter:
    """Net Promoter Score with its interval, by group.

    Parameters
    ----------
    survey : Survey
        Respondents; weighted where a column has the role ``weight``.
    question : str, optional
        A question on 0-10; the only one of kind ``nps`` by default.
    by : str or list of str, optional
        Roles, columns or questions that make the groups.
    method : str
        "adjusted-wald", or "wald" to match a report that used it. Only the bounds differ.
    confidence : float
    population : number or mapping, optional
        How many people there are, by audience or group: finite-population correction.
    cluster : str, optional
        The units that were themselves sampled: errors of the mean of -100, 0, 100 over units.
    privacy : bool
        Whether small groups of leaders and staff are hidden.

    Returns
    -------
    NetPromoter

    Raises
    ------
    QuestionError
        If there is no such question, or only scores by unit are known.
    ScaleError
        If the question is asked on another scale than 0-10 (1-10 is computed with a warning).

    References
    ----------
    Reichheld (2003), Harvard Business Review 81(12); Rocks (2016), The American Statistician 70.

    Examples
    --------
    >>> survey = Survey.from_frame(pd.DataFrame({"nps": [10] * 60 + [7] * 25 + [0] * 15}), audience="Customers")
    >>> nps(survey).sentences()
    ['NPS is 45 (95% CI 29 to 58; 100 customers: 60% promoters, 25% passives, 15% detractors).']
    """
    check_choice("method", method, ("adjusted-wald", "wald"))
    level = check_confidence(confidence)
    need_single_answers(survey, "nps")
    qid = one_question(survey, question, kind="nps")
    on_ten = check_nps_scale(survey, qid)
    found = counted(survey, qid, by=as_list(by), cluster=cluster)
    cells = found.cells(qid)
    scores = nps_scores(cells.values)
    there = population_of(population, found.groups, survey=survey, by=found.by)
    means = found.means(qid, scores, population=there)
    with np.errstate(invalid="ignore"):
        total = cells.sum_w.sum(axis=1)
        shares = {kind: cells.sum_w[:, scores == score].sum(axis=1) / total for kind, score in _CLASSES.items()}
    worth = interval_n(means, confidence=level, designed=found.designed or found.weighted, most=False)
    # People and not sums of weights: the population is counted in people.
    score = nps_interval(
        *(share * means.n for share in shares.values()),
        confidence=level,
        method=method,
        n_effective=worth,
        population=there,
    )
    error, low, high = score.std_error, score.low, score.high
    if found.designed or found.weighted:
        error = means.std_error
        if method == "wald":
            half = t_quantile(level, means.df) * error
            low, high = score.estimate - half, score.estimate + half
    people = {kind: cells.n[:, scores == value].sum(axis=1) for kind, value in _CLASSES.items()}
    people |= {f"{kind}_share": 100 * share for kind, share in shares.items()}
    table = figure_rows(
        found, qid, means, estimate=score.estimate, std_error=error, low=low, high=high, population=there, **people
    )
    table, hidden = withheld(found, table, privacy=privacy)
    name = say("Balance of 9-10 minus 1-6" if on_ten else "Net Promoter Score (Reichheld 2003): 9-10 minus 0-6")
    how = say("adjusted Wald interval" if method == "adjusted-wald" else "Wald interval")
    how = say("{name}, in points of 100; {how} (Rocks 2016).", name=name, how=how)
    caveats = [*nps_scale_caveats(survey, cells), *hidden, *base_caveats(found, population=there)]
    return NetPromoter(
        table, in_a_row(how, design_method(found)), caveats, level, on_ten=on_ten, **about(found)
    )  # fmt: skip


def nps_scores(values: np.ndarray) -> np.ndarray:
    """100 for a promoter's answer, 0 for a passive's, -100 for a detractor's.

    >>> nps_scores(np.array([0.0, 6.0, 7.0, 9.0])).tolist()
    [-100.0, -100.0, 0.0, 100.0]
    """
    return np.where(values >= 9, 100.0, np.where(values <= 6, -100.0, 0.0))


def check_nps_scale(survey: Survey, question: str) -> bool:
    """Whether the question is on 1-10 (warned about: no NPS) instead of 0-10.

    Raises
    ------
    ScaleError
        On any other scale, or none.
    """
    scale = survey.scale_of(question)
    if scale is not None and scale.span == (0.0, 10.0):
        return False
    if scale is not None and scale.span == (1.0, 10.0):
        warn(_ON_TEN.format(question=repr(question)))
        return True
    raise ScaleError(say(
        "{question} in {survey} has no scale, and a Net Promoter Score needs 0-10. Use csat or mean_score; or, if it "
        "was asked on 0-10, pass scales={{{question}: (0, 10)}} when reading." if scale is None else
        "{question} in {survey} is asked on {span}, and a Net Promoter Score needs 0-10. Use csat or mean_score; or, "
        "if it was asked on 0-10, pass scales={{{question}: (0, 10)}} when reading.",
        question=repr(question), survey=survey.name, span=scale and f"{scale.low:g}-{scale.high:g}",
    ))  # fmt: skip


_ON_TEN = told(
    "{question} is asked on 1-10. The balance of 9-10 minus 1-6 is no Net Promoter Score, which needs 0-10, and must "
    "not be compared with one."
)


def _not_recommending(survey: Survey, question: str) -> list[str]:
    """A Net Promoter Score is one of recommending; of anything else it is a balance that compares with none."""
    row = survey._row(question)
    if row["kind"] == "nps" or mentions_recommending(f"{in_words(question)} {str(row['text']).lower()}"):
        return []
    return [
        say(
            "{question}: nothing in its words asks how likely one is to recommend. Promoters minus detractors of any "
            "other question is no Net Promoter Score, and must not be compared with one.",
            question=question,
        )
    ]


def nps_scale_caveats(survey: Survey, cells: Cells) -> list[str]:
    """What is doubtful about the scale of a question that is read as 0-10."""
    question, scale, values = cells.question, cells.scale, cells.values
    if scale.low == 1:
        return [say(_ON_TEN, question=question)]
    doubts, n = _not_recommending(survey, question), int(cells.n.sum())
    between = int(cells.n[:, values != np.floor(values)].sum())
    if between:
        doubts.append(
            say(
                "{answers} between whole numbers: up to 6 detractors, from 9 promoters, else passives.",
                answers=plural(between, "answer"),
            )
        )
    turned = survey.is_reversed(question)
    zeros = int(cells.n[:, values == (scale.high if turned else 0.0)].sum())
    ones = int(cells.n[:, values == (scale.high - 1 if turned else 1.0)].sum())
    found = origin_of(survey._row(question)["scale_from"])
    supposed = found in (Origin.GUESSED, Origin.RECOMMENDING)
    if zeros or not n:
        return doubts
    if supposed and (n >= _MANY or ones >= _SOME_ONES):
        doubt = say(
            "{question}: nobody of {n} answered 0, and the scale was not declared. If it was asked on 1-10, this is "
            "no Net Promoter Score. Pass scales={{{named}: (0, 10)}} or (1, 10) when reading.",
            question=question, n=count(n), named=repr(question),
        )  # fmt: skip
        warn(doubt)
        doubts.append(doubt)
    elif supposed:
        doubts.append(
            say(
                "{question}: 0-10 was supposed, not declared ({found}); on 1-10 it is no Net Promoter Score.",
                question=question, found=found,
            )
        )  # fmt: skip
    elif n >= _MANY:
        doubts.append(
            say(
                "{question}: nobody of {n} answered 0. Check that 0-10 was offered and not 1-10.",
                question=question, n=count(n),
            )
        )  # fmt: skip
    return doubts
