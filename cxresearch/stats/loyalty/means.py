"""The mean of the answers, with Student's t interval: of a question's own scale, or on 0-100.

A mean keeps what a top box throws away. It is a row a question and group, weighted or not, over respondents or over
units of which only scores are known.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

import pandas as pd

from cxresearch.errors import ScaleError
from cxresearch.inference.intervals import check_confidence, interval_from_error
from cxresearch.stats.bases.grouped import GroupedResult, about, ends_in_words, figure_rows, withheld
from cxresearch.stats.bases.hidden import (
    as_list,
    base_caveats,
    check_choice,
    counted,
    design_method,
    population_of,
    some_questions,
)
from cxresearch.survey.group_order import takes_order
from cxresearch.survey.survey import Survey
from cxresearch.wording import digits_of, in_a_row, number, plural, say, told

__all__ = ["MeanScore", "ends_of_mean", "mean_score"]


@dataclass(frozen=True, eq=False, repr=False)
class MeanScore(GroupedResult):
    """Mean scores, a row a question and group.

    ``table``: ``estimate, std_error, ci_low, ci_high`` on the question's own scale or on 0-100, ``n`` people,
    ``n_effective``; ``units`` where only scores by unit are known. Hidden groups keep their row without numbers.

    Attributes
    ----------
    spans : mapping of question to tuple
        The lowest and the highest that its mean can be; None for plain numbers.
    in_points : bool
        Whether all means are on 0-100.
    """

    spans: Mapping[str, tuple[float, float] | None] = field(default_factory=dict)
    in_points: bool = False

    heading: ClassVar[str] = told("Mean scores")
    decimals: ClassVar[dict[str, int]] = {
        **dict.fromkeys(("estimate", "std_error", "ci_low", "ci_high"), 2),
        **dict.fromkeys(("n_effective", "population"), 0),
    }

    def of_scale(self, question: str, mean: str) -> str:
        """A mean of a question with the scale that it is on, where it has one."""
        if self.in_points:
            return say("{mean} of 100", mean=mean)
        ends = self.spans.get(question)
        return mean if ends is None else say("{mean} on {scale}", mean=mean, scale=ends_in_words(*ends))

    def _say(self, row: pd.Series) -> str:
        digits = 0 if self.in_points else digits_of(row.std_error)
        mean = self.of_scale(row.question, number(row.estimate, digits=digits))
        who = f"{plural(row.units, 'unit')}, {self._who(row)}" if "units" in row else self._who(row)
        return say(
            "{topic} averages {mean} ({between}; {who}).",
            topic=self._topic(row.question), mean=mean, between=self._between(row, digits=digits), who=who,
        )  # fmt: skip


@takes_order
def mean_score(
    survey: Survey,
    questions: str | Iterable[str] | None = None,
    *,
    by: str | Iterable[str] | None = None,
    scale: str = "native",
    confidence: float = 0.95,
    population: float | Mapping | None = None,
    cluster: str | None = None,
    privacy: bool = True,
) -> MeanScore:
    """Mean of the answers with Student's t interval, a row a question and group.

    Parameters
    ----------
    survey : Survey
        Respondents; or units with a score and an n (role ``n``), whose mean is weighted by n and whose error comes from
        the variation between units.
    questions : str or list of str, optional
        Questions on a scale, or numbers; all ratings of the experience by default.
    scale : str
        "native" or "0-100" (percent of the maximum possible; Cohen et al. 1999).
    by, confidence, population, cluster, privacy
        As in `nps`.

    Returns
    -------
    MeanScore

    Raises
    ------
    QuestionError, ScaleError
        If there is no such question, or 0-100 is asked for one without a scale.

    References
    ----------
    Student (1908), Biometrika 6; weighted Binder (1983), International Statistical Review 51; units Kish (1965).

    Examples
    --------
    >>> survey = Survey.from_frame(
    ...     pd.DataFrame({"billing": [4, 5, 2, 4, 3, 4]}), scales={"billing": (1, 5)}, audience="Customers")
    >>> mean_score(survey, scale="0-100").sentences()
    ['Billing averages 67 of 100 (95% CI 40 to 94; 6 customers).']
    """
    check_choice("scale", scale, ("native", "0-100"))
    level = check_confidence(confidence)
    aspect = "experience" if survey.questions(kinds=["rating"], aspect="experience") else None
    chosen = some_questions(survey, questions, aspect=aspect)
    silent = []
    if questions is None:
        # A part of a survey still knows the questions that only others were asked.
        kept = counted(survey, chosen).tally.account.groupby("question")["kept"].sum()
        silent = [qid for qid in chosen if not kept[qid]]
        chosen = [qid for qid in chosen if kept[qid]] or chosen
    spans = {qid: ends_of_mean(survey, qid, scale) for qid in chosen}
    found = counted(survey, chosen, by=as_list(by), cluster=cluster)
    there = population_of(population, found.groups, survey=survey, by=found.by)
    parts = []
    for qid in chosen:
        cells = found.cells(qid)
        means = found.means(qid, cells.points if scale == "0-100" else None, population=there)
        bounds = interval_from_error(means.mean, means.std_error, means.df, confidence=level)
        units = {"units": cells.n.sum(axis=1)} if survey.is_aggregated else {}
        parts.append(
            figure_rows(
                found, qid, means, estimate=means.mean, std_error=means.std_error, low=bounds.low, high=bounds.high,
                population=there, **units,
            )
        )  # fmt: skip
    table = pd.concat(parts, ignore_index=True)
    alike = int(((table.std_error == 0) & (table.n > 1)).sum())
    table, hidden = withheld(found, table, privacy=privacy)
    caveats = [*hidden, *base_caveats(found, chosen, population=there)]
    if set(silent) - set(chosen):
        caveats.append(
            say(
                "{questions} that nobody here answered is left out."
                if len(silent) == 1
                else "{questions} that nobody here answered are left out.",
                questions=plural(len(silent), "question"),
            )
        )
    if alike:
        caveats.append(
            say(
                "{rows} without any spread in the answers: an interval of no width is no proof of certainty.",
                rows=plural(alike, "row"),
            )
        )
    method = say(
        "Mean on the question's own scale; Student's t interval (Student 1908)."
        if scale == "native"
        else "Mean on 0-100 (POMP, Cohen et al. 1999); Student's t interval (Student 1908)."
    )
    return MeanScore(
        table,
        in_a_row(method, design_method(found)),
        caveats,
        level,
        spans=spans,
        in_points=scale == "0-100",
        **about(found),
    )


def ends_of_mean(survey: Survey, question: str, scale: str) -> tuple[float, float] | None:
    """The ends of what a mean is on; None for plain numbers.

    Raises
    ------
    ScaleError
        If there is no scale to turn into 0-100.
    """
    own = survey.scale_of(question)
    if scale != "0-100":
        return None if own is None else own.span
    if own is None:
        raise ScaleError(say(
            "{question} in {survey} has no scale to turn into 0-100. Use scale='native', or pass "
            "scales={{{question}: (lowest, highest)}} when reading.",
            question=repr(question), survey=survey.name,
        ))  # fmt: skip
    return 0.0, 100.0
