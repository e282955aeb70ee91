"""Files of audits: a row an answer (who, which item, score, evidence), or a plain table with a column an item."""

from pathlib import Path

import pandas as pd

from cxresearch.loaders.long_files import read_long
from cxresearch.loaders.reading import read_survey
from cxresearch.survey.side_tables import side_table
from cxresearch.survey.survey import Survey

__all__ = ["read_audits", "read_programmes"]

_ITEMS = "audit_items.csv"


def read_audits(path: str | Path, *, name: str | None = None) -> Survey:
    """Audits on 1-5 with the evidence that people named.

    Parameters
    ----------
    path : path
        A row an answer with the columns ``item, score`` and, where it was asked, ``evidence``; wordings of items stand
        in ``audit_items.csv`` (``item, text``) beside it. Or a table with a column an item.
    name : str, optional
        What to call the survey.

    Raises
    ------
    SurveyFileError
        If the file cannot be read.
    """
    path = Path(path)
    if not {"item", "score"} <= _head(path):
        return read_survey(path)
    texts = {}
    if (path.parent / _ITEMS).is_file():
        items, _ = side_table(path.parent / _ITEMS, needs=["item", "text"], what="audit items")
        texts = dict(zip(items["item"], items["text"], strict=True))
    survey = read_long(
        path, question="item", answers={"score": "{question}", "evidence": "{question}_evidence"},
        scales={"score": (1, 5)}, texts=texts, name=name or path.stem,
    )  # fmt: skip
    book = survey.codebook
    book.loc[book.id.str.endswith("_evidence"), "kind"] = "verbatim"
    return survey.with_codebook(book)


def read_programmes(path: str | Path, *, name: str | None = None) -> Survey:
    """Customer programmes, each rated on 0-10 for what it gives and what it gets.

    Parameters
    ----------
    path : path
        A row an answer with the columns ``programme, giving, getting``, or a table with two columns a programme.
    name : str, optional
        What to call the survey.

    Raises
    ------
    SurveyFileError
        If the file cannot be read.
    """
    path, sides = Path(path), ("giving", "getting")
    if not {"programme", *sides} <= _head(path):
        return read_survey(path)
    return read_long(
        path, question="programme", answers={side: f"{{question}} - {side}" for side in sides},
        scales=dict.fromkeys(sides, (0, 10)), name=name or path.stem,
    )  # fmt: skip


def _head(path: Path) -> set[str]:
    """The column names of a CSV; of other files none, which are then read as tables."""
    try:
        return set(pd.read_csv(path, nrows=0).columns)
    except (ValueError, OSError):
        return set()
