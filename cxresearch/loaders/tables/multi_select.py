"""Several ticks under one question become one indicator a choice, and rankings a column an option, in a draft."""

from collections.abc import Collection

import narwhals as nw
import pandas as pd

from cxresearch.loaders.tables.draft import Draft
from cxresearch.survey.columns.several import Asked, several_answers

__all__ = ["ticked"]


def ticked(
    draft: Draft, *, joined: str | None = None, fixed: Collection[str] = (), several: Collection[str] = ()
) -> None:
    """Find the multi-select questions and rankings of a draft and turn them into columns a choice, in place.

    Parameters
    ----------
    joined : str, optional
        What the platform puts between several options in one cell.
    fixed : collection of str
        Columns that a person declared to be something else.
    several : collection of str
        Columns that a person declared to hold several options.

    Raises
    ------
    QuestionError
        If a column was declared to hold several options and does not.
    """
    asked = Asked(
        nw.from_native(draft.frame), draft.texts, draft.aside, draft.kinds,
        {*fixed, *draft.scales, *draft.roles.values()}, set(several), encoded=dict(draft.known),
    )  # fmt: skip
    several_answers(asked, joined=joined)
    draft.frame = nw.to_native(asked.frame)
    draft.notes += asked.notes
    draft.doubts += asked.doubts
    for column in asked.changed:
        draft.known.pop(column, None)
    if isinstance(draft.frame, pd.DataFrame):
        draft.known |= {column: codes for column, codes in asked.encoded.items() if column not in asked.changed}
