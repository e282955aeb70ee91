"""An outcome and its drivers as a person names them, resolved to the rows that can be analysed."""

from dataclasses import dataclass

import numpy as np

from cxresearch.errors import OptionError
from cxresearch.stats.bases.asked import need_single_answers, some_questions
from cxresearch.stats.bases.rows import (
    CompleteRows,
    audience_rows,
    complete_rows,
    driver_ids,
    label_of,
    meant_audience,
    score,
    sole_question,
    those_asked,
)  # fmt: skip
from cxresearch.stats.drivers.driver_model import driver_labels
from cxresearch.stats.drivers.imputing import blank_rows
from cxresearch.survey.passing.pieces import pieces
from cxresearch.survey.survey import Survey
from cxresearch.wording import count, named, plural, say

__all__ = ["Asked", "asked_drivers", "drawn_from"]

_FEW_UNITS = 20


def drawn_from(cluster: str | None) -> str:
    """What a bootstrap draws, in words."""
    return say("rows" if cluster is None else "whole units ({cluster})", cluster=cluster)


@dataclass(frozen=True, eq=False)
class Asked:
    """An outcome and its drivers, resolved: ids, labels, the complete rows, and what was left out."""

    drivers: list[str]
    labels: list[str]
    outcome: str
    audience: str | None
    rows: CompleteRows
    caveats: list[str]
    blanks: np.ndarray | None = None


def asked_drivers(
    survey: Survey, outcome: str, drivers, audience: str | None, *, cluster: str | None = None,
    missing: str = "listwise",
) -> Asked:  # fmt: skip
    """Resolve an outcome and its drivers to rows on 0-100 (native without a scale): complete, or to be filled."""
    need_single_answers(survey, "loyalty_drivers")
    wanted = sole_question(survey, outcome, "outcome")
    given = drivers is not None
    if not given:
        drivers = [question for question in some_questions(survey, None, aspect="experience") if question not in wanted]
    found = driver_ids(survey, drivers, wanted[0])
    who, told = meant_audience(survey, audience, found if given else wanted[:1])
    answered = _answered(survey, found, who)
    silent = [driver_labels(survey, found)[at] for at in np.flatnonzero(~answered)]
    if silent and (given or not answered.any()):
        raise OptionError(say(
            "{capitalize} gave no answer to {silent}. Leave it out of drivers=.",
            capitalize=those_asked(who).capitalize(), silent=named(silent),
        ))  # fmt: skip
    if silent:
        silence = say(
            "Left out, since {who} gave no answer to it: {labels}.", who=those_asked(who), labels=named(silent)
        )
        told = [*told, silence]
        found = [driver for driver, some in zip(found, answered, strict=True) if some]
    blanks = None
    if missing == "impute":
        rows, blanks = blank_rows(
            survey, [wanted[0], *found], audience=who, outcome=score(survey, wanted), cluster=cluster
        )
    else:
        rows = complete_rows(survey, [wanted[0], *found], audience=who, outcome=wanted, cluster=cluster)
    name = label_of(survey, wanted[0]) if len(wanted) == 1 else say("the mean of {n} questions", n=len(wanted))
    caveats = [*told, *rows.caveats]
    if cluster is not None and rows.units < _FEW_UNITS:
        caveats.append(
            say(
                "{units} are few to judge by: with fewer than {fewest} errors over units come out too small.",
                units=plural(rows.units, "sampled unit"), fewest=count(_FEW_UNITS),
            )
        )  # fmt: skip
    return Asked(found, driver_labels(survey, found), name, who, rows, caveats, blanks)


def _answered(survey: Survey, drivers: list[str], who: str | None) -> np.ndarray:
    """Which drivers anybody of the audience answered; no more rows are read than tell it."""
    answered = np.zeros(len(drivers), dtype=bool)
    column = [survey.roles["audience"]] if "audience" in survey.roles else []
    for piece in pieces(survey, [*drivers, *column]):
        answered |= piece.survey.numbers(drivers).notna().to_numpy()[audience_rows(piece.survey, who)].any(axis=0)
        if answered.all():
            break
    return answered
