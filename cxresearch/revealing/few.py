"""Who is too few to be told apart in a picture of the room: an audience of few people, a theme that few of it carry.

A notice says that answers are shown, and not whose they are. So an audience behind which fewer than five people are
known to stand has no part in a picture by audience, and a theme is told of an audience only where two sheets or three
people of it carry it. The survey beside it has limits of its own.
"""

from dataclasses import replace

import numpy as np
import pandas as pd

from cxresearch.privacy.hiding import FEWEST_PEOPLE
from cxresearch.stats.bases.naming import people
from cxresearch.stats.bases.verdicts import HIDDEN
from cxresearch.survey.survey import Survey
from cxresearch.text.compare import AnswerComparison, share_column
from cxresearch.wording import in_words, named, plural, say
from cxresearch.workshop.board import Workshop
from cxresearch.workshop.keeping.crowd import FEWEST_CARRIERS, FEWEST_SHEETS

__all__ = ["large_audiences", "only_carried"]


def large_audiences(workshop: Workshop) -> tuple[list[str], list[str]]:
    """The audiences that may have a part in a picture, and a note on those that may not."""
    crowd = workshop.crowd
    small = [who for who in crowd.audiences if crowd.people(who) < FEWEST_PEOPLE]
    large = [who for who in crowd.audiences if who not in small]
    if not small:
        return large, []
    note = say(
        "Not shown apart, since fewer than {fewest} people are known to stand behind each: {audiences}. Say on the "
        "desk how many sit at each table.",
        fewest=in_words(FEWEST_PEOPLE), audiences=named(map(people, small)),
    )  # fmt: skip
    return large, [note]


def only_carried(found: AnswerComparison, said: Survey, workshop: Workshop) -> AnswerComparison:
    """The comparison without the shares of themes that too few of an audience carry.

    Parameters
    ----------
    found : AnswerComparison
        Of ``said``.
    said : Survey
        What was compared.
    workshop : Workshop
    """
    crowd, answers = workshop.crowd, workshop.answers(everything=True)
    least = {}
    for who in crowd.audiences:
        mine = answers[answers.audience == who]
        tables = [n for (audience, _), n in crowd.tables.items() if audience == who]
        # Where people wrote alone it is people that count; a sheet of many is many people.
        least[who] = (
            FEWEST_CARRIERS
            if mine.person.astype(bool).any()
            else 1
            if min(tables, default=1) >= FEWEST_CARRIERS
            else FEWEST_SHEETS
        )
    table, sizes = found.table.copy(), _answered(found)
    untold = np.zeros(len(table), dtype=bool)
    for who in found.audiences:
        answered = np.array([sizes.get((question, who), 0) for question in table.question], dtype=float)
        carried = np.rint(table[share_column(who)].to_numpy(float) / 100 * answered)
        few = (carried > 0) & (carried < least.get(who, FEWEST_CARRIERS))
        table.loc[few, share_column(who)] = np.nan
        table["named_by"] = _without(table.named_by, who, few)
        untold |= few
    if not untold.any():
        return found
    # Whether all share it, or one alone has it, cannot be said where a share is not told.
    table.loc[untold, "verdict"] = HIDDEN
    caveat = say(
        "{themes} not told of an audience, since fewer than two sheets or three people of it carry it.",
        themes=plural(int(untold.sum()), "theme"),
    )
    return replace(found, table=table, caveats=[*found.caveats, caveat])


def _without(named_by: pd.Series, who: str, few: np.ndarray) -> list[str]:
    return [
        ", ".join(name for name in names.split(", ") if name != who) if out else names
        for names, out in zip(named_by, few, strict=True)
    ]


def _answered(found: AnswerComparison) -> dict[tuple[str, str], int]:
    """How many sheets or persons of an audience answered each question."""
    rows = found.disparity
    sizes = dict(zip(zip(rows.question, rows.a, strict=True), rows.n_a, strict=True))
    return sizes | dict(zip(zip(rows.question, rows.b, strict=True), rows.n_b, strict=True))
