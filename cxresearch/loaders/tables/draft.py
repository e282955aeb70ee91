"""What a loader hands on: answers and what is known of them, before they are a Survey.

Every loader ends in a :class:`Draft`; from there on all files go the same way. Two lists go along:
``notes`` (what a person may want to read) and ``faults`` (what a person must be told: each becomes a
:class:`cxresearch.SurveyWarning` and stands in the notes too).
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import pandas as pd

from cxresearch.survey.doubts import Doubt
from cxresearch.survey.origins import Origin, found_by
from cxresearch.wording import kept

__all__ = ["Draft", "Layout"]


@dataclass
class Layout:
    """How a platform lays out its export, as recognised from the first rows.

    Attributes
    ----------
    platform : str
        Name of the platform, for the notes.
    first : int
        Index of the first row of answers.
    ids, texts : list of str
        A name and a question text for every column, by position; names may repeat or be blank.
    aside : set of int
        Columns that describe the response (dates, addresses, status), not an answer to a question.
    respondent : int or None
        The column that holds the platform's id of the response.
    kinds : dict of int to str
        Kinds that the layout itself declares.
    exclude : callable or None
        Takes the frame (columns by position) and gives reason -> mask of rows that are no respondents.
    remark : callable or None
        Takes the same frame and gives further notes, such as how many stopped half way.
    joined : str or None
        What the platform puts between several ticked options in one cell.
    recode : dict of int to dict
        For a column: code to label, from a syntax file that lay beside.
    by_name : bool
        Whether ``respondent`` was found by the column's name alone.
    repeats : bool
        Whether repeated names are the platform's custom and no fault.
    notes, faults : list of str
        What was met while recognising.
    doubts : list of Doubt
        What was guessed and could change a number; ``question`` is a column's name, or "" for the file.
    """

    platform: str
    first: int
    ids: list[str]
    texts: list[str]
    aside: set[int] = field(default_factory=set)
    respondent: int | None = None
    kinds: dict[int, str] = field(default_factory=dict)
    exclude: Callable[[pd.DataFrame], dict] | None = None
    remark: Callable[[pd.DataFrame], list[str]] | None = None
    joined: str | None = None
    recode: dict[int, dict[str, str]] = field(default_factory=dict)
    by_name: bool = False
    repeats: bool = False
    notes: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)


@dataclass
class Draft:
    """Answers with names, and what the file says about them.

    Attributes
    ----------
    frame : pandas.DataFrame
        One row a response, one column a name; text, or numbers where every cell of a column is one.
    texts : dict
        Column to question text.
    aside : set of str
        Columns that stay in the responses and are no questions.
    kinds, scales, roles : dict
        What the file itself declares, by column (for ``roles``: role to column).
    turned : set of str
        Questions whose high codes mean little, by the labels in the file.
    counts : dict
        ``rows in`` and a count for every reason of exclusion.
    scale_from : str
        What the scales of the file rest on, for the codebook.
    known : dict
        Column to its codes and distinct answers, where reading the file gave them for nothing.
    doubts : list of Doubt
        As in :class:`Layout`.
    declared_kinds : dict
        Column to the kind that a person declared.
    by_name : bool
        Whether the respondent's id was found by a column's name alone.
    joined : str or None
        What the platform puts between several ticked options in one cell.
    """

    name: str
    platform: str
    frame: pd.DataFrame
    texts: dict[str, str]
    aside: set[str] = field(default_factory=set)
    kinds: dict[str, str] = field(default_factory=dict)
    scales: dict[str, object] = field(default_factory=dict)
    scale_from: str = found_by(Origin.TOLD, kept("the file's own labels"))
    roles: dict[str, str] = field(default_factory=dict)
    turned: set[str] = field(default_factory=set)
    counts: dict[str, int] = field(default_factory=dict)
    known: dict[str, object] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    declared_kinds: dict[str, str] = field(default_factory=dict)
    by_name: bool = False
    joined: str | None = None
