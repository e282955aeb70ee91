"""Where answers are missing: questions down, audiences and waves across, the darker the more is blank.

A map shows what a list of percentages hides: a block that one wave was never asked, a page on which people stopped.
"""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cxresearch.errors import OptionError
from cxresearch.plots.drawing.fields import Field, Fields
from cxresearch.plots.drawing.strokes import figure
from cxresearch.plots.drawing.style import drawing
from cxresearch.stats.bases.grouped import topic_words
from cxresearch.stats.bases.naming import people
from cxresearch.stats.quality.health import Quality
from cxresearch.survey.audiences import ordered
from cxresearch.wording import capital, largest_first, number, plural, say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["missing_map"]

_MOST = 40
_BY_DESIGN = 50.0


def missing_map(
    result: Quality, *, ax: "Axes | None" = None, rows: int | None = None, title: str | None = None
) -> "Axes":
    """Draw the share of blank answers by question, audience and wave.

    Parameters
    ----------
    result : Quality
        What ``check_quality`` returned.
    ax : matplotlib Axes, optional
    rows : int, optional
        How many questions at most, those with most blanks first; as many as the sheet bears by default.
    title : str, optional
        In place of the finding.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    OptionError
        If ``result`` is no Quality.

    Examples
    --------
    >>> from cxresearch.plots.drawing.style import off_screen
    >>> from cxresearch.stats.quality.health import check_quality
    >>> from cxresearch.survey.survey import Survey
    >>> survey = Survey.from_frame(pd.DataFrame({"billing": [5, None, 3, 4]}), scales={"billing": (1, 5)})
    >>> with off_screen():
    ...     ax = missing_map(check_quality(survey))
    >>> ax.get_title()
    '25% of 4 answers to closed questions are blank'
    """
    if not isinstance(result, Quality):
        raise OptionError(say("missing_map draws what check_quality returns; got {name}.", name=type(result).__name__))
    with drawing():
        return _described(result, rows, title).drawn(ax, rows)


def _described(result: Quality, rows: int | None, title: str | None) -> Fields:
    shares, names = _grid(result)
    return Fields(
        {
            (at, column): _field(share)
            for at, line in enumerate(shares.to_numpy(float)[: rows or _MOST])
            for column, share in enumerate(line)
        },
        title=title or _finding(result),
        rows=[_label(result, question) for question in shares.index],
        columns=[capital(name) for name in names],
        footer=[
            say("Percent of rows without an answer. –: not asked (nobody answered). Declined answers are not blank.")
        ],
        thickness=1.1,
        what=say("questions"),
        order=say("most blank first, those blank by half or more last"),
    )


def _field(share: float) -> Field:
    if not np.isfinite(share):
        return Field("–", quiet=True)
    # Small shares must be told from none, so the shade grows quickly at first.
    return Field(figure(share, digits=int(0 < share < 1)), min(max(share / 100, 0.0), 1.0) ** 0.6)


def _grid(result: Quality) -> tuple[pd.DataFrame, list[str]]:
    """Percent blank, questions by groups; a group that was not asked is NaN."""
    table = result.questions
    if not len(table):
        return pd.DataFrame(), []
    several = table.wave.nunique() > 1
    names = [
        " ".join(filter(None, (people(row.audience) if row.audience else "", str(row.wave) if several else "")))
        for row in table.itertuples()
    ]
    table = table.assign(group=[name or say("all") for name in names])
    groups = list(dict.fromkeys(table.sort_values(["audience", "wave"], key=_in_order(result), kind="stable").group))
    grid = table.pivot_table(index="question", columns="group", values="missing_share", sort=False)
    rows = table.groupby("question", sort=False)[["missing", "rows"]].sum()
    share = rows.missing / rows.rows
    share = share.iloc[largest_first(100 * share, share.index)]
    # What was asked of a part only says nothing about people who skip, so it stands below.
    order = [*share.index[share <= _BY_DESIGN / 100], *share.index[share > _BY_DESIGN / 100]]
    return grid.reindex(index=order, columns=groups), groups


def _in_order(result: Quality):
    places = {name: at for at, name in enumerate(ordered(result.sizes))}

    def key(column: pd.Series) -> pd.Series:
        return column.map(places) if column.name == "audience" else column

    return key


def _label(result: Quality, question: str) -> str:
    topics = result.questions.drop_duplicates("question").set_index("question").topic
    topic = capital(topic_words(topics[question] or question).strip('"'))
    if (topics == topics[question]).sum() < 2 or question == topics[question]:
        return topic
    # Of one topic several things were asked: the id tells them apart, and one that is a text tells all.
    return f"{topic} [{question}]" if len(question) <= 12 else question


def _finding(result: Quality) -> str:
    table = result.questions
    if not len(table) or not table.rows.sum() > 0:
        return say("No closed question was answered")
    by_question = table.groupby("question")[["missing", "rows"]].sum()
    share = 100 * by_question.missing / by_question.rows
    design = share > _BY_DESIGN
    rest = by_question[~design]
    if not len(rest) or not rest.rows.sum() > 0:
        return say(
            "More than half of the answers to {closed_questions} are blank",
            closed_questions=plural(int(design.sum()), "closed question"),
        )
    blank = 100 * rest.missing.sum() / rest.rows.sum()
    said = say(
        "{share} of {n} answers to closed questions are blank",
        share=number(blank, digits=int(0 < blank < 10)) + say("%"), n=number(rest.rows.sum()),
    )  # fmt: skip
    if design.any():
        said += say("; {questions} more than half", questions=plural(int(design.sum()), "question"))
    return said
