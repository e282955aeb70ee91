"""Silos: does it depend on the department, and do departments describe the same customer alike?

Three questions hide in the word. How much of the variation in scores lies between departments (or touchpoints), and
not among people everywhere? Which departments stand out once small ones are kept from winning by luck? And where staff
are asked: do departments that serve the same customers see the same thing? Hand-offs have a room of their own.
"""

from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
import pandas as pd

from cxresearch.errors import OptionError, QuestionError
from cxresearch.inference.intervals import adjust_p, check_confidence
from cxresearch.privacy.hiding import blank
from cxresearch.result import Result
from cxresearch.stats.bases.asked import as_list, need_single_answers, some_questions
from cxresearch.stats.bases.rows import (
    Units,
    audience_rows,
    group_of,
    hidden_units,
    label_of,
    meant_audience,
    places_of,
    pooled_waves,
    wave_caveats,
    weighting,
)  # fmt: skip
from cxresearch.stats.linkage.components import OneWay, UnitMoments, icc1_interval, one_way
from cxresearch.stats.linkage.raters import intraclass_correlations
from cxresearch.stats.linkage.shrinkage import APART, LEAGUE, league, stand_apart
from cxresearch.stats.linkage.unit_join import unit_scores
from cxresearch.survey.group_order import takes_order
from cxresearch.survey.survey import Survey
from cxresearch.wording import count, in_a_row, interval, largest_first, named, number, percent_sure, plural, say, told

__all__ = ["Silos", "silos"]

_METHOD = told(
    "Share of the variation between groups: ICC(1) by analysis of variance, unbiased for unequal sizes, with Wald's "
    "exact interval (Wald 1940); "
    "group means "
    "shrunken towards the overall mean by empirical Bayes (Efron & Morris 1975; REML), their intervals with Prasad & "
    "Rao's (1990) errors; a group stands apart where a z test of its distance from the mean of all holds after "
    "adjustment over all groups shown."
)
_MOST_NAMED = 3
_CALLED = {"group": "department", "unit": "unit", "segment": "segment", "topic": "touchpoint", "audience": "audience"}
DIFFER, NOT_SHOWN = told("groups differ"), told("not shown")
ALONE, FLAT = told("one answer a group"), told("no variation within groups")
HIDDEN, UNKNOWN = told("hidden"), told("cannot be told")
TOGETHER = told("These touchpoints")
_TOPICS = told(
    "Touchpoints rated by the same people: two-way random effects, ICC(2,1) of Shrout & Fleiss (1979); touchpoint "
    "means shrunken by "
    "empirical Bayes (Efron & Morris 1975), their intervals with Prasad & Rao's (1990) errors; a touchpoint stands "
    "apart where a z test of its distance from the mean of all holds after adjustment."
)


@dataclass(frozen=True, eq=False, repr=False)
class Silos(Result):
    """Departments compared; a row a department (and question, where there are several).

    The grouping column under the caller's name, ``raw`` (mean) and ``estimate`` (shrunken mean) on 0-100 where the
    question has a scale, ``std_error, ci_low, ci_high``, ``level`` (mean over departments), ``own_weight`` (0..1, how
    much of its own mean a department keeps), ``n`` people (and ``n_effective`` where answers are weighted), ``p_value``
    of the distance from the level, ``p_adjusted`` over all rows, ``verdict`` ("above", "below", "like the others",
    "hidden", "cannot be told").
    ``icc, icc_ci_low, icc_ci_high`` and ``spread`` (best minus worst, shrunken) for one question; ``shares`` has them
    and ``p_value, p_adjusted, verdict`` for each question; ``questions`` their ids.
    """

    icc: float = np.nan
    icc_ci_low: float = np.nan
    icc_ci_high: float = np.nan
    spread: float = np.nan
    shares: pd.DataFrame = field(default_factory=pd.DataFrame)
    by: str = ""
    audience: str | None = None
    questions: tuple[str, ...] = ()

    heading: ClassVar[str] = told("Silos")
    decimals: ClassVar[dict[str, int]] = {"own_weight": 2, "icc": 3, "icc_ci_low": 3, "icc_ci_high": 3}

    def _columns(self) -> list[str]:
        return [name for name in self.table.columns if name not in ("std_error", "level", "p_value", "question_id")]

    def sentences(self) -> list[str]:
        said = []
        for row in self.shares.itertuples():
            if not np.isfinite(row.icc):
                said.append(
                    say(
                        "{topic}: whether it depends on {by} cannot be told ({why}).",
                        topic=say(row.label) if row.label == TOGETHER else row.label, by=self.by, why=say(row.verdict),
                    )
                )  # fmt: skip
                continue
            low, high = 100 * max(row.icc_ci_low, 0), 100 * max(row.icc_ci_high, 0)
            lead = say(
                "{topic}: {share}% ({sure}: {interval}%) of the variation lies between the {groups}."
                if row.verdict == DIFFER
                else "{topic}: {share}% ({sure}: {interval}%) of the variation lies between the {groups}; that they "
                "differ at all is not shown.",
                topic=say(row.label) if row.label == TOGETHER else row.label,
                share=number(100 * max(row.icc, 0)), sure=percent_sure(self.confidence),
                interval=interval(low, high), groups=_groups(self.by, row.groups),
            )  # fmt: skip
            said.append(f"{lead} {_apart(self, row)}" if row.verdict == DIFFER else lead)
        return said


def _apart(result: Silos, row) -> str:
    """Which groups stand apart; none is called the best or the worst that the answers do not tell from the others."""
    mine = result.table
    if "question" in mine:
        mine = mine[mine["question"] == row.question]
    sides = []
    for verdict, sign in zip(APART, (1, -1), strict=True):
        some = mine[mine.verdict == verdict]
        some = some.iloc[largest_first(sign * some.estimate, some[result.by])]
        words = [f"{name} ({number(level)})" for name, level in zip(some[result.by], some.estimate, strict=True)]
        sides.append(named(words, most=len(words) if len(words) < _MOST_NAMED + 2 else _MOST_NAMED) if words else "")
    above, below = sides
    if above and below:
        return say("Above the mean of all: {above}; below it: {below}.", above=above, below=below)
    if above:
        return say("Above the mean of all: {groups}; no other stands apart from it.", groups=above)
    if below:
        return say("Below the mean of all: {groups}; no other stands apart from it.", groups=below)
    return say("No single one of them stands apart from the mean of all.")


def _groups(by: str, n: float) -> str:
    """So many groups of a column, as a reader calls them."""
    if by in _CALLED:
        return plural(n, _CALLED[by])
    return say("{n} groups of {by}", n=count(n), by=by)


@takes_order
def silos(
    survey: Survey,
    question: str | list[str],
    *,
    by: str,
    audience: str | None = None,
    confidence: float = 0.95,
    adjust: str = "holm",
    privacy: bool = True,
) -> Silos:
    """How much depends on the department, and which departments stand out.

    Parameters
    ----------
    survey : Survey
        Single answers.
    question : id, text, or list of them
        Closed questions or a yes/no choice.
    by : str
        Role or column of the departments; "topic" compares the touchpoints of several questions that the same people
        answered.
    audience : str, optional
        Whose answers; customers by default where several audiences answered. With "Staff" and ratings of customers'
        experience: whether departments describe the same customer alike.
    confidence : float
        Level of the intervals.
    adjust : str
        "holm", "bh" or "none": the tests of questions over the questions, those of departments over all rows.
    privacy : bool
        False shows groups of fewer than five leaders or staff.

    Returns
    -------
    Silos

    Raises
    ------
    QuestionError, OptionError
        If a question or column is unknown, or fewer than two groups answered.

    References
    ----------
    Efron & Morris (1975), JASA 70; Prasad & Rao (1990), JASA 85.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"team": list("AAAABBBBCCCC"), "csat": [4, 5, 4, 5, 1, 2, 1, 2, 3, 4, 3, 4]})
    >>> survey = Survey.from_frame(frame, scales={"csat": (1, 5)})
    >>> silos(survey, "csat", by="team").table[["team", "raw", "estimate"]].round(0).values.tolist()
    [['A', 88.0, 86.0], ['B', 12.0, 14.0], ['C', 62.0, 62.0]]
    """
    check_confidence(confidence)
    need_single_answers(survey, "silos")
    column = as_list(by)
    if len(column) != 1:
        raise QuestionError(say("by= names one role or column whose groups are compared."))
    by = column[0]
    ids = [question] if isinstance(question, str) else list(question)
    ids = [survey.find(ids[0])] if len(ids) == 1 else some_questions(survey, ids)
    who, hints = meant_audience(survey, audience, ids[:1])
    if by == "topic" and "topic" not in survey.columns:
        return _touchpoints(survey, ids, who, confidence, adjust, hints)
    groups = places_of(survey, by)
    tables, shares, caveats = [], [], list(hints)
    for each in ids:
        found = unit_scores(survey, [each], groups, audience=who)
        if found.bare and each == ids[0]:
            caveats.append(say("{rows} without a usable weight left out.", rows=plural(found.bare, "row")))
        place = np.flatnonzero(found.sums.people > 0)
        sums = found.sums.take(place)
        names = Units(place, [groups.names[at] for at in place], [groups.stored[at] for at in place])
        if len(place) < 2:
            raise QuestionError(
                say(
                    "{groups} answered '{question}' in {survey}; a comparison needs at least two.",
                    groups=plural(len(place), _CALLED.get(by, "group")), question=each, survey=survey.name,
                )
            )  # fmt: skip
        table, share = _compared(sums.moments, names.names, by, confidence)
        if "weight" in survey.roles:
            table = table.assign(n=sums.people, n_effective=sums.moments.n)
        hidden, why = hidden_units(survey, names, sums.people, unit=by, audience=who, privacy=privacy)
        label = label_of(survey, each)
        tables.append(blank(table.assign(question=each, label=label), hidden))
        shares.append({"question": each, "label": label, "groups": len(place), "n": int(sums.people.sum()), **share})
        caveats += why + pooled_waves(survey, found.waves)
        if found.homeless:
            caveats.append(
                say(
                    "{people} without a stated {column} left out ({topic}).",
                    people=group_of(who, found.homeless), column=by, topic=label,
                )
            )  # fmt: skip
    method = in_a_row(say(_METHOD), weighting(survey))
    return _result(tables, shares, ids, by, who, confidence, adjust, [*_caveats(shares, who), *caveats], method)


def _compared(moments: UnitMoments, names: list[str], by: str, confidence: float) -> tuple[pd.DataFrame, dict]:
    found = one_way(*moments)
    low, high = icc1_interval(*moments, confidence=confidence)
    table = league(moments, confidence=confidence).assign(**{by: names, "n": moments.n})
    if not found.within > 0:
        nothing = dict.fromkeys(("icc", "icc_ci_low", "icc_ci_high", "p_value", "spread"), np.nan)
        why = ALONE if found.n == found.units else FLAT
        return table, nothing | {"why": why}
    share = {"icc": float(_even_icc(found)), "icc_ci_low": float(low), "icc_ci_high": float(high)}
    return table, share | {"p_value": float(found.p_value), "spread": float(np.ptp(table.estimate)), "why": ""}


def _even_icc(found: OneWay) -> np.ndarray:
    """ICC(1) with the size that makes it unbiased where groups differ in size, as departments do."""
    total = found.between + (found.even_size - 1) * found.within
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(total > 0, (found.between - found.within) / total, np.nan)[()]


def _touchpoints(survey, ids: list[str], who: str | None, confidence: float, adjust: str, hints: list[str]) -> Silos:
    """Touchpoints that the same people rated: persons are judges, touchpoints targets."""
    if "weight" in survey.roles:
        raise OptionError(say(
            "by='topic' compares touchpoints within persons, which has no use for weights. Leave them out by name: "
            "survey.with_roles(weight=None)."
        ))  # fmt: skip
    if len(ids) < 2:
        raise QuestionError(say("by='topic' compares touchpoints and needs at least two questions."))
    answers = survey.numbers(ids, points=True).to_numpy(float)
    rows = audience_rows(survey, who)
    full = rows & ~np.isnan(answers).any(axis=1)
    if full.sum() < 2:
        raise QuestionError(say(
            "{people} answered all {n} questions; at least two are needed.",
            people=plural(int(full.sum()), 'person', 'people'), n=len(ids),
        ))  # fmt: skip
    given = answers[full]
    forms = intraclass_correlations(given.T, confidence=confidence).set_index("form").loc["ICC(2,1)"]
    people = len(given)
    rest = given - given.mean(axis=1, keepdims=True) - given.mean(axis=0) + given.mean()
    error = (rest**2).sum() / ((people - 1) * (len(ids) - 1))
    n = np.full(len(ids), float(people))
    moments = UnitMoments(n, given.mean(axis=0), error * (n - 1))
    labels = [label_of(survey, each) for each in ids]
    table = league(moments, confidence=confidence).assign(topic=labels, n=moments.n, question="all", label="all")
    share = {
        "question": "all", "label": TOGETHER, "groups": len(ids), "n": people,
        "icc": float(forms.estimate),
        "icc_ci_low": float(forms.ci_low), "icc_ci_high": float(forms.ci_high), "p_value": float(forms.p_value),
        "spread": float(np.ptp(table.estimate)), "why": "",
    }  # fmt: skip
    lost = int((rows & ~full).sum())
    caveats = []
    if lost:
        caveats = [say("Only people who rated every touchpoint count: {people} left out.", people=group_of(who, lost))]
    caveats += [*hints, *wave_caveats(survey, full)]
    return _result(
        [table], [share], ids, "topic", who, confidence, adjust, [*_caveats([share], who), *caveats], say(_TOPICS)
    )


def _result(tables, shares, ids, by, who, confidence, adjust, caveats, method) -> Silos:
    table, shares = pd.concat(tables, ignore_index=True), pd.DataFrame(shares)
    shares["p_adjusted"] = adjust_p(shares.p_value.to_numpy(float), method=adjust)
    # The F test and the exact interval part ways where groups are very unlike in size: both must hold.
    apart = (shares.p_adjusted < 1 - confidence) & (shares.icc_ci_low > 0)
    shares["verdict"] = np.where(shares.why != "", shares.why, np.where(apart, DIFFER, NOT_SHOWN))
    shares = shares.drop(columns="why")
    unknown = np.where(table.raw.notna(), UNKNOWN, HIDDEN)
    table = stand_apart(table, adjust=adjust, alpha=1 - confidence, unknown=unknown)[[
        "question", "label", by, *LEAGUE, *(["n_effective"] if "n_effective" in table else []), "n", "p_value",
        "p_adjusted", "verdict",
    ]]  # fmt: skip
    one = len(shares) == 1
    if one:
        table = table.drop(columns=["question", "label"])
    first = shares.iloc[0]
    numbers = (first.icc, first.icc_ci_low, first.icc_ci_high, first.spread) if one else (np.nan,) * 4
    return Silos(
        table, method, caveats, confidence, *map(float, numbers), shares=shares, by=by, audience=who,
        questions=tuple(ids),
    )  # fmt: skip


def _caveats(shares: list[dict], who: str | None) -> list[str]:
    hints = [
        say(
            "Groups differ in the people and matters they get, not only in what they do: a low mean is a place to "
            "look, not a verdict."
        )
    ]
    few = min(share["groups"] for share in shares)
    if few < 8:
        hints.append(say("With {n} groups the share between them is known only roughly, as its interval shows.", n=few))
    if any(np.isfinite(share["icc"]) and share["icc"] <= 0 for share in shares):
        hints.append(
            say(
                "Where the share is zero or below, groups differ no more than chance: the shrunken means are then all "
                "alike."
            )
        )
    if who in ("Staff", "Leadership"):
        hints.append(
            say("Departments were asked about customers' experience: differences between them are differences in view.")
        )
    return hints
