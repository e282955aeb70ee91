"""Every unit on every question: one table for the wall, in which small units cannot stand out by luck.

A grid of raw means is read as a map of good and bad branches, though its corners are mostly the branches with few
answers. Here each mean is drawn towards the mean of its question as far as it is not known, and a cell is called high
or low only where that holds after adjustment over the whole grid.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from cxresearch.errors import QuestionError, ScaleError
from cxresearch.inference.intervals import check_confidence
from cxresearch.privacy.hiding import FEWEST_PEOPLE, blank
from cxresearch.privacy.hiding import HIDDEN as HIDDEN_ROWS
from cxresearch.result import Result
from cxresearch.stats.bases.asked import as_list, check_choice, need_single_answers, some_questions
from cxresearch.stats.bases.rows import (
    Units,
    audience_rows,
    group_of,
    hidden_units,
    label_of,
    meant_audience,
    row_weights,
    those_asked,
    units_of,
    wave_caveats,
    weighting,
)  # fmt: skip
from cxresearch.stats.linkage.components import UnitMoments, unit_moments
from cxresearch.stats.linkage.shrinkage import APART, LEAGUE, league, stand_apart
from cxresearch.survey.group_order import takes_order
from cxresearch.survey.survey import Survey
from cxresearch.wording import (
    count,
    in_a_row,
    in_words,
    interval,
    marked,
    named,
    number,
    percent_sure,
    plural,
    say,
    told,
)

__all__ = ["UnitTable", "unit_table"]

_MOST_SAID = 6
_METHOD = told(
    "Unit means on 0-100, shrunken towards the mean of their question by empirical Bayes (Efron & Morris 1975; REML), "
    "intervals with Prasad & Rao's (1990) errors; z test of the distance from the question's mean, p adjusted by "
    "{adjust} over all cells shown."
)
_ADJUSTED = {
    "holm": told("Holm's method"), "bh": told("Benjamini and Hochberg's method"), "none": told("nothing"),
}  # fmt: skip
HIDDEN, SILENT, FEW = told("hidden"), told("nobody answered"), told("not enough data")


@dataclass(frozen=True, eq=False, repr=False)
class UnitTable(Result):
    """Units by questions; a row a unit and question, units in their order.

    The unit under the caller's name, ``question, label, raw`` (mean), ``estimate`` (shrunken mean), both 0-100, with
    ``std_error, ci_low, ci_high``, ``level`` (mean of the question over units), ``own_weight`` (0..1, how much of its
    own mean a unit keeps), ``n`` people, ``p_value, p_adjusted``, ``verdict`` ("above", "below", "like the others",
    "hidden", "nobody answered", "not enough data").
    """

    by: str = "unit"
    audience: str | None = None

    heading: ClassVar[str] = told("Units and questions")
    decimals: ClassVar[dict[str, int]] = {"own_weight": 2}

    def _columns(self) -> list[str]:
        return [self.by, "label", "raw", "estimate", "ci_low", "ci_high", "n", "verdict"]

    def sentences(self) -> list[str]:
        table = self.table
        shown = table[table.estimate.notna()]
        units, questions = table[self.by].nunique(), table.question.nunique()
        grid = say("{units} on {questions}", units=plural(units, "unit"), questions=plural(questions, "question"))
        if not len(shown):
            return [say("Of {grid} nothing can be shown.", grid=grid)]
        apart = shown[shown.verdict.isin(APART)]
        said = [
            say(
                "Of {n} means ({grid}), {apart} stands apart from its question's mean after small units are kept from "
                "standing out by luck."
                if len(apart) == 1
                else "Of {n} means ({grid}), {apart} stand apart from their question's mean after small units are kept "
                "from standing out by luck.",
                n=count(len(shown)), grid=grid, apart=count(len(apart)),
            )
        ]  # fmt: skip
        apart = apart.assign(away=(apart.estimate - apart.level).abs())
        apart = apart.sort_values(["away", self.by, "question"], ascending=[False, True, True], kind="stable")
        for row in apart.head(_MOST_SAID).to_dict("records"):
            said.append(
                say(
                    "{unit} is above the others on {topic}: {level} of 100 ({sure}: {interval}) against {mean}."
                    if row["verdict"] == APART[0]
                    else "{unit} is below the others on {topic}: {level} of 100 ({sure}: {interval}) against {mean}.",
                    unit=row[self.by], topic=row["label"], level=number(row["estimate"]),
                    sure=percent_sure(self.confidence), interval=interval(row["ci_low"], row["ci_high"]),
                    mean=number(row["level"]),
                )
            )  # fmt: skip
        if len(apart) > _MOST_SAID:
            said.append(say("{n} more stand in the table.", n=count(len(apart) - _MOST_SAID)))
        hidden = int((table.verdict == HIDDEN).sum())
        if hidden:
            said.append(say("{cells} hidden, so that small groups stay anonymous.", cells=plural(hidden, "cell")))
        return said


@takes_order
def unit_table(
    survey: Survey,
    questions: str | Iterable[str] | None = None,
    *,
    by: str = "unit",
    audience: str | None = None,
    confidence: float = 0.95,
    adjust: str = "holm",
    privacy: bool = True,
) -> UnitTable:
    """Shrunken means of every unit on every question, for a heat map.

    Parameters
    ----------
    survey : Survey
        Single answers; weighted where a column has the role ``weight``.
    questions : list of ids, texts or topics, optional
        Ratings with a scale; all of experience that the audience answered by default.
    by : str
        Role or column of the units.
    audience : str, optional
        Whose answers; customers by default where several audiences answered.
    confidence : float
        Level of the intervals, which are not adjusted.
    adjust : str
        "holm", "bh" or "none", over all cells shown.
    privacy : bool
        False shows cells of fewer than five leaders or staff.

    Returns
    -------
    UnitTable

    Raises
    ------
    QuestionError, ScaleError, OptionError
        If a question or column is unknown, a question has no scale, or fewer than two units answered.

    References
    ----------
    Efron & Morris (1975), JASA 70; Prasad & Rao (1990), JASA 85.

    Examples
    --------
    >>> answers = {"app": [4, 5, 4, 5, 1, 2, 1, 2, 3, 4, 3, 4], "fee": [3, 4, 2, 3] * 3}
    >>> frame = pd.DataFrame({"unit": list("AAAABBBBCCCC"), **answers})
    >>> survey = Survey.from_frame(frame, scales={"app": (1, 5), "fee": (1, 5)})
    >>> unit_table(survey).table[["unit", "label", "raw", "estimate"]].round(0).values.tolist()[:2]
    [['A', 'app', 88.0, 86.0], ['A', 'fee', 50.0, 50.0]]
    """
    check_confidence(confidence)
    check_choice("adjust", adjust, tuple(_ADJUSTED))
    need_single_answers(survey, "unit_table")
    (by,) = as_list(by) or [""]
    asked = some_questions(survey, questions, aspect="experience")
    bare = [question for question in asked if survey.scale_of(question) is None]
    if bare:
        raise ScaleError(say("{bare} has no scale, so it has no points of 100. Declare scales=.", bare=named(bare)))
    who, hints = meant_audience(survey, audience, asked[:1])
    units, rows, weight = units_of(survey, by), audience_rows(survey, who), row_weights(survey)
    answers = survey.numbers(asked, points=True).to_numpy(float)
    homeless = int((rows & (units.code < 0) & ~np.isnan(answers).all(axis=1)).sum())
    rows &= units.code >= 0
    if weight is not None:
        bare = int((rows & np.isnan(weight)).sum())
        rows &= ~np.isnan(weight)
        if bare:
            hints = [*hints, say("{rows} without a usable weight left out.", rows=plural(bare, "row"))]
    answered = ~np.isnan(answers[rows])
    silent = [label_of(survey, asked[at]) for at in np.flatnonzero(~answered.any(axis=0))]
    if silent and questions is None:
        hints = [
            *hints,
            say("Not answered by {people} and left out: {topics}.", people=those_asked(who), topics=named(silent)),
        ]  # fmt: skip
        kept = np.flatnonzero(answered.any(axis=0))
        asked, answers, answered = [asked[at] for at in kept], answers[:, kept], answered[:, kept]
    present = np.unique(units.code[rows][answered.any(axis=1)])
    if len(present) < 2:
        raise QuestionError(say(
            "{units} of {by} answered in {survey}; a table of units needs at least two.",
            units=plural(len(present), 'unit'), by=by, survey=survey.name,
        ))  # fmt: skip
    code = np.searchsorted(present, units.code[rows])
    code = np.where(np.isin(units.code[rows], present), code, -1)
    shown = Units(code, [units.names[at] for at in present], [units.stored[at] for at in present])
    parts, small = [], []
    for question, value in zip(asked, answers[rows].T, strict=True):
        part, people = _question(value, code, len(present), None if weight is None else weight[rows], confidence)
        hidden, why = hidden_units(survey, shown, people, unit=by, audience=who, privacy=privacy)
        label = label_of(survey, question)
        part = part.assign(**{by: shown.names}, question=question, label=label, place=np.arange(len(present)))
        part.loc[hidden, "verdict"] = HIDDEN
        parts.append(blank(part, hidden, keep=(by, "question", "label", "place", "verdict")))
        # How many are hidden is told once below, for all questions together.
        small += why[1:] if hidden.any() else why
    table = pd.concat(parts, ignore_index=True).sort_values("place", kind="stable", ignore_index=True)
    table = stand_apart(table, adjust=adjust, alpha=1 - confidence, unknown=table.verdict)
    count_hidden = int((table.verdict == HIDDEN).sum())
    if count_hidden:
        hints = [
            *hints,
            marked(say(
                "Hidden: {hidden} of {cells} of fewer than {fewest} {people}, or which others would give away.",
                hidden=count(count_hidden), cells=plural(len(table), "cell"), fewest=in_words(FEWEST_PEOPLE),
                people=those_asked(who),
            ), HIDDEN_ROWS),
        ]  # fmt: skip
    if homeless:
        hints = [
            *hints,
            say("{people} without a stated {column} left out.", people=group_of(who, homeless), column=by),
        ]
    caveats = [
        say(
            "Units differ in the people and matters they get, not only in what they do: a low mean is a place to "
            "look, not a verdict."
        ),
        say("Intervals are of one cell alone; among many cells some leave out their question's mean by luck."),
        *hints, *dict.fromkeys(small), *wave_caveats(survey, rows),
    ]  # fmt: skip
    order = [by, "question", "label", "raw", "estimate", "std_error", "ci_low", "ci_high", "level", "own_weight", "n",
             "p_value", "p_adjusted", "verdict"]  # fmt: skip
    method = in_a_row(say(_METHOD, adjust=say(_ADJUSTED[adjust])), weighting(survey))
    return UnitTable(table[order], method, caveats, confidence, by=by, audience=who)


def _question(value, code, units: int, weight, confidence: float) -> tuple[pd.DataFrame, np.ndarray]:
    """The cells of one question, a row a unit, and how many people answered in each."""
    kept = (code >= 0) & ~np.isnan(value)
    people = np.bincount(code[kept], minlength=units).astype(float)
    moments = unit_moments(np.where(kept, code, -1), value, units=units, weight=weight)
    some = people > 0
    found = pd.DataFrame(
        {
            "raw": np.where(some, moments.mean, np.nan), "n": people,
            "verdict": np.where(some, FEW, SILENT),
        }
    )  # fmt: skip
    within = league(UnitMoments(*(part[some] for part in moments)), confidence=confidence)
    for name in LEAGUE[1:]:
        found[name] = np.nan
        bound = within[name].to_numpy()
        found.loc[some, name] = np.clip(bound, 0, 100) if name in ("ci_low", "ci_high") else bound
    return found, people
