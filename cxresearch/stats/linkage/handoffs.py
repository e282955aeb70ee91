"""Hand-offs: what a department passes on, and what it gets, each judged by those who receive it.

A silo shows where work changes hands. Each department rates what it receives from the others; the same road has two
directions, and where a department's own parcels arrive well while those it receives do not, somebody should talk.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
import pandas as pd

from cxresearch.errors import QuestionError
from cxresearch.inference.intervals import adjust_p, check_confidence, mean_interval, welch, welch_from_errors
from cxresearch.privacy.hiding import blank
from cxresearch.result import Result
from cxresearch.stats.bases.asked import need_single_answers, some_questions
from cxresearch.stats.bases.rows import audience_rows, hidden_units, units_of, unweighted, wave_caveats
from cxresearch.stats.bases.topics import require_audience
from cxresearch.stats.linkage.shrinkage import shrink
from cxresearch.survey.audiences import STAFF
from cxresearch.survey.group_order import takes_order
from cxresearch.survey.labels import normalise
from cxresearch.survey.survey import Survey
from cxresearch.wording import adding_up, interval, largest_first, named, number, percent_sure, say, told

__all__ = ["Handoffs", "handoffs"]

_METHOD = told(
    "Means on 0-100 with Student's t intervals; shrunken means by empirical Bayes (Efron & Morris 1975), each held "
    "against all others by Welch's test; the two directions of a road are compared by Welch's test (Welch 1947); p "
    "adjusted over all roads."
)
ONE_SIDED, NOT_SHOWN = told("one-sided"), told("not shown")


@dataclass(frozen=True, eq=False, repr=False)
class Handoffs(Result):
    """What arrives from whom; a row a receiver and giver.

    ``receiver, giver, estimate`` (mean, 0-100, by the receiver), ``ci_low, ci_high, shrunken`` (drawn towards the mean
    of all by what is luck), ``p_value`` (against all others together), ``p_adjusted``, ``n``.
    ``roads`` has a row a pair: ``group_a, group_b, from_a`` (what a hands to b, rated by b), ``from_b``, ``estimate`` =
    from_a minus from_b with ``ci_low, ci_high, p_value, p_adjusted, verdict``.
    """

    roads: pd.DataFrame = field(default_factory=pd.DataFrame)

    heading: ClassVar[str] = told("Hand-offs between departments")

    def _weakest(self, known: pd.DataFrame) -> str:
        """The lowest of many is low by luck too: it is said to be below the others only where that holds, tested."""
        worst = known.iloc[largest_first(-known.shrunken.fillna(known.estimate), known.giver, known.receiver)[0]]
        bounds = interval(worst.ci_low, worst.ci_high) if np.isfinite(worst.ci_low) else say("no interval")
        figures = say("{level} of 100 ({interval})", level=number(worst.estimate), interval=bounds)
        if np.isfinite(worst.shrunken):
            figures = say("{figures}, {level} with its luck taken off", figures=figures, level=number(worst.shrunken))
        road = {"giver": worst.giver, "receiver": worst.receiver, "figures": figures}
        if len(known) == 1:
            return say("The one hand-off that was rated, from {giver} to {receiver}: {figures}.", **road)
        if len(known) == 2:
            return say(
                "Rated lower of the two is the hand-off from {giver} to {receiver}: {figures}; that it is weaker is "
                "not shown.",
                **road,
            )
        return say(
            "Rated lowest is the hand-off from {giver} to {receiver}: {figures}; below the mean of the other {n}."
            if worst.p_adjusted < 1 - self.confidence
            else "Rated lowest is the hand-off from {giver} to {receiver}: {figures}; that it is weaker than the other "
            "{n} on average is not shown.",
            n=len(known) - 1, **road,
        )  # fmt: skip

    def sentences(self) -> list[str]:
        known = self.table.dropna(subset=["estimate"])
        if not len(known):
            return [say("No hand-off was rated by enough people to be shown.")]
        said = [self._weakest(known)]
        apart = self.roads[self.roads.verdict == ONE_SIDED]
        apart = apart.iloc[largest_first(apart.estimate.abs(), apart.group_a, apart.group_b)]
        for row in apart.head(3).itertuples():
            first, second = (row.group_a, row.group_b) if row.estimate > 0 else (row.group_b, row.group_a)
            given, received = max(row.from_a, row.from_b), min(row.from_a, row.from_b)
            low, high = sorted((abs(row.ci_low), abs(row.ci_high)))
            one, two, between = adding_up(given, received)
            said.append(
                say(
                    "What {first} hands to {second} is rated {one}, what it receives {two}: {between} points apart "
                    "({sure}: {interval}).",
                    first=first,
                    second=second,
                    one=one,
                    two=two,
                    between=between,
                    sure=percent_sure(self.confidence),
                    interval=interval(low, high),
                )
            )
        if not len(apart):
            said.append(say("No road is shown to work better in one direction than in the other."))
        return said


@takes_order
def handoffs(
    survey: Survey,
    questions: Iterable[str] | None = None,
    *,
    by: str = "group",
    givers: Mapping[str, str] | None = None,
    audience: str | None = None,
    confidence: float = 0.95,
    adjust: str = "holm",
    privacy: bool = True,
) -> Handoffs:
    """How well work arrives, by receiver and giver.

    Parameters
    ----------
    survey : Survey
        Single answers of staff.
    questions : list of ids or texts, optional
        One a giver; by default all ratings whose text names one of the departments.
    by : str
        Role or column of the rater's own department, who is the receiver.
    givers : mapping of question to department, optional
        Who hands over, where the question's text does not name exactly one department.
    audience : str, optional
        Whose answers; staff by default.
    confidence, adjust, privacy
        As in :func:`cxresearch.silos`.

    Returns
    -------
    Handoffs

    Raises
    ------
    QuestionError
        If no question names a department, or a named one names none.

    References
    ----------
    Welch (1947), Biometrika 34.

    Examples
    --------
    >>> import pandas as pd
    >>> answers = {"How well do parcels from A arrive?": [None] * 4 + [8, 9, 8, 9],
    ...            "How well do parcels from B arrive?": [2, 3, 2, 3] + [None] * 4}
    >>> frame = pd.DataFrame({"team": list("AAAABBBB"), **answers})
    >>> survey = Survey.from_frame(frame, scales=dict.fromkeys(answers, (0, 10)))
    >>> handoffs(survey, by="team").table[["receiver", "giver", "estimate"]].values.tolist()
    [['A', 'B', 25.0], ['B', 'A', 85.0]]
    """
    check_confidence(confidence)
    need_single_answers(survey, "handoffs")
    groups = units_of(survey, by)
    who, hints = _raters(survey, audience)
    rows = audience_rows(survey, who) & (groups.code >= 0)
    present = [groups.names[at] for at in np.unique(groups.code[rows])]
    roads = _givers(survey, questions, present, givers or {})
    answers = survey.numbers(list(roads), points=True)
    cells, caveats = [], list(hints)
    for question, giver in roads.items():
        value = answers[question].to_numpy(float)
        kept = rows & ~np.isnan(value)
        for at in np.unique(groups.code[kept]):
            if groups.names[at] == giver:
                continue
            mine = value[kept & (groups.code == at)]
            variance = mine.var(ddof=1) if len(mine) > 1 else np.nan
            cells.append((groups.names[at], giver, mine.mean(), variance, len(mine)))
    if not cells:
        raise QuestionError(say("Nobody in {survey} rated what another {by} hands over.", survey=survey.name, by=by))
    table = pd.DataFrame(cells, columns=["receiver", "giver", "estimate", "variance", "n"])
    table = table.sort_values(["receiver", "giver"], kind="stable", ignore_index=True)
    found = mean_interval(table.estimate, table.variance, table.n, confidence=confidence)
    table = table.assign(ci_low=np.maximum(found.low, 0), ci_high=np.minimum(found.high, 100))
    hidden, small = _hidden(survey, groups, table, by, who, privacy)
    table = _against_others(table, hidden, adjust)
    paired = _roads(table[~hidden], confidence, adjust)
    caveats += [
        *small,
        *wave_caveats(survey, rows),
        say("Departments rate what they receive; none of them rates itself here."),
        *unweighted(survey, told("every rater counts once")),
    ]
    table = table[["receiver", "giver", "estimate", "ci_low", "ci_high", "shrunken", "p_value", "p_adjusted", "n"]]
    return Handoffs(blank(table, hidden), say(_METHOD), caveats, confidence, roads=paired)


def _against_others(table: pd.DataFrame, hidden: np.ndarray, adjust: str) -> pd.DataFrame:
    """Each hand-off drawn towards the mean of all, and held against all others together."""
    shrunken, p = np.full(len(table), np.nan), np.full(len(table), np.nan)
    shown = np.flatnonzero(~hidden & (table.n > 1).to_numpy())
    if len(shown) > 2:
        part = table.iloc[shown]
        n, mean, variance = (part[name].to_numpy(float) for name in ("n", "estimate", "variance"))
        shrunken[shown] = shrink(n, mean, variance * (n - 1)).estimate
        for place, at in enumerate(shown):
            rest = np.arange(len(shown)) != place
            # All others together count by road, so that a large department does not speak for all.
            level, error = mean[rest].mean(), np.sqrt((variance[rest] / n[rest]).sum()) / rest.sum()
            own = np.sqrt(variance[place] / n[place])
            p[at] = float(
                welch_from_errors(mean[place], own, n[place] - 1, level, error, n[rest].sum() - rest.sum()).p_value
            )
    return table.assign(shrunken=shrunken, p_value=p, p_adjusted=adjust_p(p, method=adjust))


def _raters(survey: Survey, audience: str | None) -> tuple[str | None, list[str]]:
    if audience is not None:
        return require_audience(survey, audience), []
    if STAFF in survey.audiences:
        return STAFF, []
    return (survey.audiences[0], []) if len(survey.audiences) == 1 else (None, [])


def _givers(survey: Survey, questions, names: list[str], told: Mapping[str, str]) -> dict[str, str]:
    """Question to the department that hands over, by the one name that its text holds."""
    given = {survey.find(question): giver for question, giver in told.items()}
    texts = survey.codebook.set_index("id").text
    asked = some_questions(survey, questions if questions is not None else None)
    found = {}
    for question in dict.fromkeys([*given, *asked] if questions is None else asked):
        inside = [name for name in names if f" {normalise(name)} " in f" {normalise(str(texts.get(question, '')))} "]
        inside = [
            name
            for name in inside
            if not any(name != other and normalise(name) in normalise(other) for other in inside)
        ]
        if question in given:
            found[question] = given[question]
        elif len(inside) == 1:
            found[question] = inside[0]
        elif questions is not None:
            raise QuestionError(say(
                "The text of {question} names {inside} of {names}. Say who hands over: givers={{{question}: ...}}.",
                question=repr(question), inside=named(inside), names=named(names, most=6),
            ))  # fmt: skip
    if not found:
        raise QuestionError(say(
            "No rating of {survey} names one of {names}. Pass givers={{question: department}}.",
            survey=survey.name, names=named(names, most=6),
        ))  # fmt: skip
    return found


def _hidden(survey, groups, table: pd.DataFrame, by: str, who, privacy: bool) -> tuple[np.ndarray, list[str]]:
    """A cell is hidden with its receiver: the receiver's people are the same in all of its cells."""
    n = np.array(
        [table.n[table.receiver == name].max() if (table.receiver == name).any() else 0 for name in groups.names]
    )
    small, told = hidden_units(survey, groups, n, unit=by, audience=who, privacy=privacy)
    kept_back = {name for name, out in zip(groups.names, small, strict=True) if out}
    few = (table.n < 5).to_numpy() & privacy & bool(len(kept_back) or who in ("Staff", "Leadership"))
    return table.receiver.isin(kept_back).to_numpy() | few, told


def _roads(table: pd.DataFrame, confidence: float, adjust: str) -> pd.DataFrame:
    cells = {(row.giver, row.receiver): row for row in table.itertuples()}
    rows = []
    for (a, b), ahead in cells.items():
        back = cells.get((b, a))
        if a < b and back is not None:
            test = welch(
                ahead.estimate, ahead.variance, ahead.n, back.estimate, back.variance, back.n, confidence=confidence
            )
            rows.append(
                (a, b, ahead.estimate, back.estimate, *map(float, (test.estimate, test.low, test.high, test.p_value)))
            )
    columns = ["group_a", "group_b", "from_a", "from_b", "estimate", "ci_low", "ci_high", "p_value"]
    found = pd.DataFrame(rows, columns=columns)
    adjusted = adjust_p(found.p_value.to_numpy(float), method=adjust)
    return found.assign(p_adjusted=adjusted, verdict=np.where(adjusted < 1 - confidence, ONE_SIDED, NOT_SHOWN))
