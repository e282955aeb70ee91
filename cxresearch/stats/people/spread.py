"""How much of what people feel at work depends on the unit they work in, without naming a unit.

Recognition, fear and the wish to leave are answers about somebody's head. A department has one head, so a table of
departments is a table of persons; what a house may know of itself is how far its departments lie apart. Names come by
`name_units` alone, from ten people on, in the order of the alphabet, and stand on no picture and no slide.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
import pandas as pd

from cxresearch.errors import QuestionError
from cxresearch.inference.intervals import adjust_p, check_confidence
from cxresearch.privacy.hiding import FEWEST_SENSITIVE, blank, hide_small_groups
from cxresearch.result import Result
from cxresearch.stats.bases.asked import check_choice, need_single_answers, some_questions
from cxresearch.stats.bases.rows import (
    audience_rows,
    label_of,
    meant_audience,
    row_weights,
    score,
    units_of,
    wave_caveats,
    weighting,
)  # fmt: skip
from cxresearch.stats.linkage.components import UnitMoments, icc1_interval, one_way, unit_moments
from cxresearch.stats.linkage.shrinkage import shrink
from cxresearch.survey.survey import Survey
from cxresearch.wording import count, interval, noun, number, percent_sure, plural, say, told

__all__ = ["UnitSpread", "unit_spread"]

FEWEST_UNITS = 3
DIFFER, NOT_SHOWN, UNKNOWN = told("units differ"), told("not shown"), told("cannot be told")
_CALLED = {"group": "department", "unit": "unit", "segment": "segment"}
_ON = {
    "unit": told("on the unit"), "department": told("on the department"), "segment": told("on the segment"),
}  # fmt: skip
_METHOD = told(
    "Share of the variation between units: ICC(1) by analysis of variance (Bliese 2000) with Wald's exact interval for "
    "units of unlike size (Wald 1940); p by its F test, adjusted over the questions."
)


@dataclass(frozen=True, eq=False, repr=False)
class UnitSpread(Result):
    """How far units lie apart on what is sensitive, a row a question; no unit is named.

    ``question, topic``; ``estimate`` with ``ci_low, ci_high``: percent of the variation that lies between units (an
    ICC(1); below 0 where units are more alike than chance would make them); ``mean`` on 0-100 over all people;
    ``apart``: how many points two units differ on average in truth (2/sqrt(pi) times the deviation between units);
    ``p_value, p_adjusted``; ``units, n``; ``verdict`` ("units differ", "not shown", "cannot be told", "hidden").

    Attributes
    ----------
    named : DataFrame
        Empty unless ``name_units``: ``unit, question, topic, raw, estimate`` (shrunken), ``ci_low, ci_high, n`` in the
        order of the names; units of fewer than ten people, and what would give them away, without numbers.
    by : str
        What the units are.
    audience : str or None
        Whose answers.
    """

    named: pd.DataFrame = field(default_factory=pd.DataFrame)
    by: str = "unit"
    audience: str | None = None

    heading: ClassVar[str] = told("How far units lie apart")
    decimals: ClassVar[dict[str, int]] = {"units": 0, "n": 0}

    def _columns(self) -> list[str]:
        return [name for name in self.table.columns if name not in ("question", "p_value")]

    def sentences(self) -> list[str]:
        """One a question, the widest spread first; never a unit's name."""
        table = self.table.sort_values("estimate", ascending=False, kind="stable", na_position="last")
        return [self._sentence(row) for row in table.itertuples()]

    def _sentence(self, row) -> str:
        if row.verdict == "hidden":
            return say("{topic}: hidden, because too few people answered.", topic=row.topic)
        if not np.isfinite(row.estimate):
            return say(
                "{topic}: how far {units} lie apart cannot be told; it takes at least {fewest} of them with several "
                "answers each.",
                topic=row.topic, fewest=FEWEST_UNITS, units=noun(f"{called(self.by)}s"),
            )  # fmt: skip
        fields = {
            "topic": row.topic, "share": number(max(row.estimate, 0)), "sure": percent_sure(self.confidence),
            "bounds": interval(max(row.ci_low, 0), max(row.ci_high, 0)), "units": self._units(row.units),
            "n": count(row.n),
        }  # fmt: skip
        if row.verdict == DIFFER:
            return say(
                "{topic}: {share}% of how people differ ({sure}: {bounds}%) lies between {units} ({n} answers); two of "
                "them differ by {apart} points on average.",
                apart=number(row.apart), **fields,
            )  # fmt: skip
        return say(
            "{topic}: that it depends {on} is not shown; {share}% of how people differ ({sure}: {bounds}%) lies "
            "between {units} ({n} answers).",
            on=on_which(self.by),
            **fields,
        )

    def _units(self, n: float) -> str:
        return plural(n, called(self.by))


def called(by: str) -> str:
    """What a unit is called, one of them, in English."""
    return _CALLED.get(by, "unit")


def on_which(by: str) -> str:
    """On what an answer depends: the department, say."""
    return say(_ON[called(by)])


def unit_spread(
    survey: Survey,
    questions: Sequence[str] | str,
    *,
    by: str = "unit",
    audience: str | None = None,
    name_units: bool = False,
    confidence: float = 0.95,
    adjust: str = "holm",
    privacy: bool = True,
) -> UnitSpread:
    """How much of what people say on sensitive questions depends on their unit, without naming one.

    Parameters
    ----------
    survey : Survey
        Single answers, with a column of units.
    questions : id, text or topic, or a list of them
        Ratings, such as recognition, fear, the wish to leave.
    by : str
        Role or column of the units: "unit" (branch) or "group" (department).
    audience : str, optional
        Whose answers; whoever answered by default.
    name_units : bool
        True fills ``.named``, for those who may see it: from ten people on (or more, where the study asks for more), by
        name and not by rank. No picture, slide or sentence shows it.
    confidence, adjust, privacy
        As in :func:`cxresearch.perception_gap`. ``privacy`` does not lower the ten of ``.named``.

    Returns
    -------
    UnitSpread

    Raises
    ------
    QuestionError
        If a question or the units are unknown, or nobody answered.

    References
    ----------
    Bliese (2000), in Klein & Kozlowski, Multilevel Theory, Research, and Methods in Organizations; Wald (1940), Annals
    of Mathematical Statistics 11.

    Examples
    --------
    >>> frame = pd.DataFrame({"unit": ["A"] * 20 + ["B"] * 20 + ["C"] * 20,
    ...                       "seen": [1, 2] * 10 + [2, 3] * 10 + [4, 5] * 10})
    >>> survey = Survey.from_frame(frame, audience="Staff", roles={"unit": "unit"}, scales={"seen": (1, 5)})
    >>> found = unit_spread(survey, "seen")
    >>> found.table[["units", "n", "verdict"]].values.tolist(), len(found.named)
    ([[3.0, 60.0, 'units differ']], 0)
    """
    level = check_confidence(confidence)
    check_choice("adjust", adjust, ("holm", "bh", "none"))
    need_single_answers(survey, "unit_spread")
    asked = some_questions(survey, questions, kind=["rating", "nps", "effort"])
    who, told_of = meant_audience(survey, audience, asked)
    units, weight, here = units_of(survey, by), row_weights(survey), audience_rows(survey, who)
    fewest = max(FEWEST_SENSITIVE, survey.thresholds.get("sensitive", 0))
    rows, names, any_row = [], [], np.zeros(len(here), dtype=bool)
    for question in asked:
        values = np.where(here & (units.code >= 0), score(survey, [question]), np.nan)
        moments = unit_moments(units.code, values, weight=weight, units=len(units.names))
        people = np.bincount(units.code[np.isfinite(values)], minlength=len(units.names)).astype(float)
        any_row |= np.isfinite(values)
        figures = _spread(moments, values, weight, level)
        rows.append({"question": question, "topic": label_of(survey, question), **figures, "n": float(people.sum())})
        if name_units:
            names.append(_named(survey, question, units, moments, people, by, who, fewest, level))
    if not any_row.any():
        raise QuestionError(say(
            "Nobody with a stated {by} answered {asked} in {survey}.",
            by=by, asked=', '.join(map(repr, asked)), survey=survey.name,
        ))  # fmt: skip
    table = pd.DataFrame(rows)
    small = (table.n > 0).to_numpy() & (table.n < fewest).to_numpy() if privacy else np.zeros(len(table), dtype=bool)
    table["p_adjusted"] = adjust_p(np.where(small, np.nan, table.p_value), method=adjust)
    with np.errstate(invalid="ignore"):
        verdict = np.where(table.p_adjusted < 1 - level, DIFFER, NOT_SHOWN).astype(object)
    verdict[table.estimate.isna()] = UNKNOWN
    table["verdict"] = verdict
    table = table[["question", "topic", "estimate", "ci_low", "ci_high", "apart", "mean", "p_value", "p_adjusted",
                   "units", "n", "verdict"]]  # fmt: skip
    homeless = int((here & (units.code < 0)).sum())
    caveats = [*told_of, *wave_caveats(survey, any_row)]
    if homeless:
        caveats.append(say("{rows} without a stated unit left out.", rows=plural(homeless, "row")))
    caveats += [
        say(
            "No unit is named: a unit has one head, and a list of units would be a list of persons. A small share does "
            "not say that nobody suffers, only that it does not depend on the unit."
        ),
        say("Units that differ may differ in who works there; that a head makes the difference is not said."),
    ]
    listed_units = pd.DataFrame()
    if name_units:
        listed_units = pd.concat(names, ignore_index=True)
        caveats.append(
            say(
                "Units are named from {n} people on, by name and not by rank; they stand in the table .named alone, on "
                "no picture and no slide.",
                n=fewest,
            )
        )
    return UnitSpread(
        blank(table, small), say(_METHOD) + weighting(survey), caveats, level, named=listed_units, by=by, audience=who
    )


def _spread(moments: UnitMoments, values: np.ndarray, weight, level: float) -> dict:
    """The share of the variation between units, how far two of them lie apart, and the mean."""
    used = moments.n > 0
    n, mean, squares = (part[used] for part in moments)
    known = np.isfinite(values) if weight is None else np.isfinite(values) & np.isfinite(weight)
    by = np.ones(int(known.sum())) if weight is None else weight[known]
    bare = {"units": float(used.sum()), "mean": float(np.average(values[known], weights=by)) if len(by) else np.nan}
    nothing = dict.fromkeys(("estimate", "ci_low", "ci_high", "apart", "p_value"), np.nan)
    if used.sum() < FEWEST_UNITS or (n > 1).sum() < FEWEST_UNITS:
        return bare | nothing
    found, bounds = one_way(n, mean, squares), icc1_interval(n, mean, squares, confidence=level)
    low, high = min(bounds.low, found.icc1), max(bounds.high, found.icc1)
    if not np.isfinite(found.icc1):
        return bare | nothing
    between = max(float((found.between - found.within) / found.even_size), 0.0)
    return bare | {
        "estimate": 100 * float(found.icc1), "ci_low": 100 * float(low), "ci_high": 100 * float(high),
        "apart": 2 / np.sqrt(np.pi) * np.sqrt(between), "p_value": float(found.p_value),
    }  # fmt: skip


def _named(survey, question, units, moments, people, by, who, fewest: int, level: float) -> pd.DataFrame:
    """Units by name, from so many people on; whatever would give a smaller one away stays hidden as well."""
    place = np.flatnonzero(people > 0)
    frame = pd.DataFrame({by: pd.Series([units.stored[at] for at in place], dtype=object), "question": question})
    columns = [by]
    if who is not None and "audience" in survey.roles:
        frame["audience"], columns = who, ["audience", by]
    hidden, _ = hide_small_groups(survey, frame, people[place], by=columns, fewest=fewest)
    here = people[place]
    hidden |= here < fewest
    # The mean of all is told, so what is left of it after the named units must be as large as a named one.
    while hidden.any() and (~hidden).any() and (hidden.sum() < 2 or here[hidden].sum() < fewest):
        rest = np.flatnonzero(~hidden)
        hidden[rest[np.argmin(here[rest])]] = True
    n, mean, squares = (part[place] for part in moments)
    drawn = shrink(n, mean, squares, confidence=level) if len(place) > 1 else None
    table = pd.DataFrame({
        by: [units.names[at] for at in place], "question": question, "topic": label_of(survey, question), "raw": mean,
        "estimate": mean if drawn is None else drawn.estimate, "ci_low": np.nan if drawn is None else drawn.low,
        "ci_high": np.nan if drawn is None else drawn.high, "n": people[place],
    })  # fmt: skip
    return blank(table, hidden).sort_values(by, kind="stable", ignore_index=True)
