"""Groups against each other, pair by pair: which differ, by how much, and which are too close to call.

A pair gets the difference of its two figures with an interval, a p value adjusted for the number of pairs, and Cliff's
delta: how often an answer of one group stands above one of the other. A large p is never read as no difference; such
a pair is too close to call, and its interval says how much could still be there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
import pandas as pd

from cxresearch.errors import OptionError, QuestionError
from cxresearch.inference.intervals import adjust_p, check_confidence, cliffs_delta
from cxresearch.privacy.hiding import blank
from cxresearch.result import Result
from cxresearch.stats.bases.grouped import p_in_words, topic_words
from cxresearch.stats.bases.hidden import (
    Counted,
    answered_twice,
    as_list,
    audience_column,
    base_caveats,
    check_choice,
    counted,
    design_method,
    group_label,
    hidden_rows,
    need_single_answers,
    one_question,
    population_of,
)
from cxresearch.stats.loyalty.group_tests import (
    ADJUSTED,
    METRICS,
    Figures,
    OverallTest,
    compared,
    figures_of,
    overall_test,
)
from cxresearch.survey.group_order import takes_order
from cxresearch.survey.survey import Survey
from cxresearch.wording import (
    count,
    digits_of,
    in_a_row,
    interval,
    largest_first,
    named,
    not_shown,
    number,
    percent_sure,
    plural,
    say,
    sized,
    steady,
    told,
)

__all__ = ["GroupComparison", "compare_groups"]

_MOST_SAID = 12


@dataclass(frozen=True, eq=False, repr=False)
class GroupComparison(Result):
    """Differences between groups, a row a pair.

    ``table``: ``group_a, group_b``; ``estimate`` (a minus b, in the unit of the metric) with ``std_error, ci_low,
    ci_high`` (not adjusted); ``value_a, value_b`` the two figures; ``n_a, n_b`` people; ``p_value, p_adjusted``;
    ``effect_size``, Cliff's delta, -1..1.

    Attributes
    ----------
    by : tuple of str
    topic : str
        What the question is about.
    metric : str
        "mean", "nps" or "top_box".
    unit : str
        What a difference is counted in: "points", "percentage points", or nothing.
    groups : DataFrame
        A row a group: its figure (``estimate``), ``std_error``, ``n``.
    overall : OverallTest or None
        One test of all groups together; None where fewer than two groups can be tested, or units were sampled.
    """

    by: tuple[str, ...] = ()
    question: str = ""
    topic: str = ""
    metric: str = "mean"
    unit: str = ""
    adjust: str = "holm"
    groups: pd.DataFrame = field(default_factory=pd.DataFrame)
    overall: OverallTest | None = None

    heading: ClassVar[str] = told("Comparison of groups")
    shown: ClassVar[tuple[str, ...]] = (
        *("group_a", "group_b", "estimate", "ci_low", "ci_high", "n_a", "n_b", "p_adjusted", "effect_size"),
    )
    decimals: ClassVar[dict[str, int]] = dict.fromkeys(
        ("estimate", "std_error", "ci_low", "ci_high", "value_a", "value_b"), 2
    )

    def sentences(self) -> list[str]:
        """The pairs that differ, widest first, then those too close to call, then who could not be compared."""
        table = self.table
        tested = table[table.p_adjusted.notna()]
        sizes = [round(abs(steady(row.estimate)), self._digits(row)) for row in tested.itertuples()]
        tested = tested.iloc[largest_first(sizes, tested.group_a, tested.group_b, digits=2)]
        differ = tested.p_adjusted < 1 - self.confidence
        apart, close = tested[differ], tested[~differ]
        said = []
        if len(tested) > 1:
            alone = int(((close.ci_low > 0) | (close.ci_high < 0)).sum())
            said.append(
                say(
                    "Of {pairs} pairs compared on {topic}: {apart} can be told apart, {close} too close to call, "
                    "{alone} not shown after {tests} comparisons."
                    if alone
                    else "Of {pairs} pairs compared on {topic}: {apart} can be told apart, {close} too close to call.",
                    pairs=len(tested), topic=self.topic, apart=count(len(apart)), close=count(len(close) - alone),
                    **({"alone": count(alone), "tests": count(len(tested))} if alone else {}),
                )
            )  # fmt: skip
        apart, close = apart.head(_MOST_SAID), close.head(max(_MOST_SAID - len(apart), _MOST_SAID // 2))
        said += [self._apart(row) for row in apart.itertuples()] + [self._close(row) for row in close.itertuples()]
        if len(tested) > len(apart) + len(close):
            more = len(tested) - len(apart) - len(close)
            said.append(
                say("1 more pair stands in the table." if more == 1 else "{n} more pairs stand in the table.", n=more)
            )
        said += self._not_compared()
        return said or [say("There are no two groups to compare on {topic}.", topic=self.topic)]

    def _apart(self, row) -> str:
        above, below = (row.group_a, row.group_b) if row.estimate > 0 else (row.group_b, row.group_a)
        size, between = self._sizes(row)
        p = p_in_words(row.p_adjusted)
        return say(
            "{above} is {size} above {below} on {topic} ({between}; {bases}; {p}).",
            above=group_label({"": above}), below=group_label({"": below}), size=size, topic=self.topic,
            between=between, bases=self._bases(row), p=say("adjusted {p}", p=p) if self.adjust != "none" else p,
        )  # fmt: skip

    def _close(self, row) -> str:
        above, below = (row.group_a, row.group_b) if row.estimate >= 0 else (row.group_b, row.group_a)
        size, between = self._sizes(row)
        names = {"above": group_label({"": above}), "below": group_label({"": below}), "topic": self.topic}
        names |= {"between": between, "bases": self._bases(row)}
        if row.ci_low > 0 or row.ci_high < 0:
            return say(
                "{above} is {size} above {below} on {topic} ({between} taken alone; {bases}); {not_shown}.",
                size=size, not_shown=not_shown(int(self.table.p_adjusted.notna().sum())), **names,
            )  # fmt: skip
        if not row.estimate:
            return say(
                "{above} and {below} are too close to call on {topic}: level in these answers ({between}; {bases}).",
                **names,
            )
        return say(
            "{above} and {below} are too close to call on {topic}: {size} in favour of {above} ({between}; {bases}).",
            size=size, **names,
        )  # fmt: skip

    def _sizes(self, row) -> tuple[str, str]:
        """The distance as a positive number, and its interval turned the same way."""
        digits = self._digits(row)
        sign = -1 if row.estimate < 0 else 1
        low, high = sorted((sign * row.ci_low, sign * row.ci_high))
        size = number(abs(row.estimate), digits=digits)
        bounds = interval(low, high, digits=digits)
        return sized(size, self.unit), say("{sure} CI {bounds}", sure=percent_sure(self.confidence), bounds=bounds)

    def _digits(self, row) -> int:
        return digits_of(row.std_error) if not self.unit else 0 if abs(row.estimate) >= 1 else 1

    def _bases(self, row) -> str:
        above, below = (row.n_a, row.n_b) if row.estimate >= 0 else (row.n_b, row.n_a)
        return say("{above} and {below} answers", above=count(above), below=count(below))

    def _not_compared(self) -> list[str]:
        groups, said = self.groups, []
        names = np.array([group_label(row, self.by) for _, row in groups.iterrows()], dtype=object)
        n = groups["n"].to_numpy(float)
        if (n == 0).any():
            said.append(say("Nobody in {groups} answered {topic}.", groups=named(names[n == 0]), topic=self.topic))
        if (n == 1).any():
            said.append(say("One answer is too few to compare: {groups}.", groups=named(names[n == 1])))
        if np.isnan(n).any():
            hidden = named(names[np.isnan(n)])
            said.append(
                say("Hidden, so that small groups of leaders or staff stay anonymous: {groups}.", groups=hidden)
            )
        untested = self.table[self.table.p_adjusted.isna() & (self.table.n_a > 1) & (self.table.n_b > 1)]
        for row in untested.head(_MOST_SAID).itertuples():
            said.append(
                say(
                    "{a} and {b} cannot be tested on {topic}: the answers give no error to go by.",
                    a=group_label({"": row.group_a}), b=group_label({"": row.group_b}), topic=self.topic,
                )
            )  # fmt: skip
        return said

    def _cell(self, column: str, value) -> str:
        if column in ("group_a", "group_b"):
            return group_label({column: value})
        return super()._cell(column, value)


@takes_order
def compare_groups(
    survey: Survey,
    question: str | None = None,
    *,
    by: str | Iterable[str],
    metric: str = "mean",
    scale: str = "native",
    adjust: str = "holm",
    confidence: float = 0.95,
    population: Mapping | None = None,
    cluster: str | None = None,
    privacy: bool = True,
) -> GroupComparison:
    """Compare every pair of groups on one question.

    Parameters
    ----------
    survey : Survey
    question : str
        A closed question; the only one of its kind by default.
    by : str or list of str
        What makes the groups; with several columns, their crossings.
    metric : str
        "mean" (Welch's t), "nps" (z) or "top_box" (Newcombe's interval, score test; in percentage points).
    scale : str
        Of the mean: "native" or "0-100".
    adjust : str
        "holm", "bh" or "none", over all pairs shown.
    confidence : float
        Of the intervals, which are not adjusted; pairs differ where p_adjusted < 1 - confidence.
    population, cluster, privacy
        As in `nps`. With ``cluster``, errors are taken over units, also where one unit has people in both groups.

    Returns
    -------
    GroupComparison

    Raises
    ------
    QuestionError, ScaleError, OptionError
        If the question does not fit the metric, or no group is asked for.

    References
    ----------
    Welch (1947), Biometrika 34; Newcombe (1998), Statistics in Medicine 17, 873-890; Cliff (1993), Psychological
    Bulletin 114; Holm (1979), Scandinavian Journal of Statistics 6; overall Welch (1951), Biometrika 38.

    Examples
    --------
    >>> survey = Survey.from_frame(
    ...     pd.DataFrame({"unit": ["N"] * 40 + ["S"] * 40, "billing": [4, 5] * 20 + [2, 3] * 20}),
    ...     scales={"billing": (1, 5)}, audience="Customers")
    >>> compare_groups(survey, "billing", by="unit").sentences()
    ['N is 2.0 above S on billing (95% CI 1.8 to 2.2; 40 and 40 answers; adjusted p < .001).']
    """
    check_choice("metric", metric, METRICS)
    check_choice("scale", scale, ("native", "0-100"))
    check_choice("adjust", adjust, ("holm", "bh", "none"))
    level = check_confidence(confidence)
    columns = as_list(by)
    if not columns:
        raise OptionError(say("by= must name at least one role, column or question that makes the groups."))
    if metric != "mean":
        need_single_answers(survey, f"metric={metric!r}")
    elif survey.is_aggregated and audience_column(survey, columns) is not None:
        raise QuestionError(say("Audiences of one unit belong together: use perception_gap, which pairs them by unit."))
    qid = one_question(survey, question, kind="nps" if metric == "nps" else ("rating", "nps", "effort"))
    found = counted(survey, qid, by=columns, cluster=cluster)
    there = population_of(population, found.groups, survey=survey, by=found.by)
    figures = figures_of(found, qid, metric=metric, scale=scale, population=there, confidence=level)
    hidden, caveats = hidden_rows(found, found.groups, figures.n, privacy=privacy, called="group")
    caveats = [*figures.caveats, *caveats]
    table, pair_hidden = _pairs(found, qid, figures, hidden, level=level, adjust=adjust)
    caveats += [*_disagreements(table, level), *_twice(survey, found), *base_caveats(found, population=there)]
    overall = None if found.cluster else overall_test(found.cells(qid), figures, ~hidden, weighted=found.tally.weighted)
    groups = found.groups.assign(estimate=figures.estimate, std_error=figures.std_error, n=figures.n)
    topic = topic_words(survey.codebook.set_index("id").topic[qid] or qid)
    return GroupComparison(
        blank(table, pair_hidden, keep=("group_a", "group_b")),
        _method(found, figures, overall, adjust),
        caveats,
        level,
        by=found.by,
        question=qid,
        topic=topic,
        metric=metric,
        unit=figures.unit,
        adjust=adjust,
        groups=blank(groups, hidden, keep=found.by),
        overall=overall,
    )


def _pairs(found: Counted, question: str, figures: Figures, hidden, *, level: float, adjust: str):
    """The table, a row a pair in the order of the groups, and which of its rows are hidden."""
    a, b = np.triu_indices(len(found.groups), 1)
    named = found.groups.iloc[:, 0].tolist() if len(found.by) == 1 else None
    names = named or [group_label(row, found.by) for _, row in found.groups.iterrows()]
    test = compared(found, question, figures, a, b, confidence=level)
    pair_hidden = hidden[a] | hidden[b]
    # What is not shown is not picked from, so it does not count among the tests.
    p = np.where(pair_hidden, np.nan, test.p_value)
    cells = found.cells(question)
    delta = cliffs_delta(cells.sum_w[a], cells.sum_w[b]).estimate
    if found.survey.is_aggregated:
        # Scores of units say nothing of how often one person's answer stands above another's.
        delta = np.full(len(a), np.nan)
    table = pd.DataFrame(
        {
            "question": question,
            "group_a": [names[at] for at in a],
            "group_b": [names[at] for at in b],
            "estimate": test.estimate,
            "std_error": test.std_error,
            "ci_low": test.low,
            "ci_high": test.high,
            "value_a": figures.estimate[a],
            "value_b": figures.estimate[b],
            "n_a": np.round(figures.n[a]).astype(int),
            "n_b": np.round(figures.n[b]).astype(int),
            "p_value": p,
            "p_adjusted": adjust_p(p, method=adjust),
            "effect_size": delta,
        }
    )
    return table, pair_hidden


def _method(found: Counted, figures: Figures, overall: OverallTest | None, adjust: str) -> str:
    parts = [
        say(
            "{test}; {adjusted}; effect size Cliff's delta (Cliff 1993).",
            test=figures.test, adjusted=say(ADJUSTED[adjust]),
        )
    ]  # fmt: skip
    if overall is not None:
        parts.append(say("All groups together: {test}.", test=overall.in_words()))
    return in_a_row(*parts, design_method(found))


def _disagreements(table: pd.DataFrame, level: float) -> list[str]:
    tested = table[table.p_adjusted.notna()]
    without_zero = (tested.ci_low > 0) | (tested.ci_high < 0)
    n = int((without_zero & (tested.p_adjusted >= 1 - level)).sum())
    if not n:
        return []
    return [
        say(
            "1 pair has an interval without 0 but too large an adjusted p: intervals are not adjusted for the number "
            "of pairs."
            if n == 1
            else "{n} pairs have intervals without 0 but too large an adjusted p: intervals are not adjusted for the "
            "number of pairs.",
            n=count(n),
        )
    ]


def _twice(survey: Survey, found: Counted) -> list[str]:
    wave = survey.roles.get("wave")
    if wave is None or wave not in [survey.find(name) for name in found.by]:
        return []
    again = answered_twice(survey)
    if not again:
        return []
    return [
        say(
            "{people} answered in more than one wave; their answers are compared here as if from different people.",
            people=plural(again, "person", "people"),
        )
    ]
