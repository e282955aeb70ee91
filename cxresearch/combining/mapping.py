"""A corrected table of the columns is applied to a survey, kept beside it, and read again next time."""

import csv
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from cxresearch.combining.corrections import LEFT_OUT, codebook_sheet, corrected
from cxresearch.combining.label_lists import LabelLists, read_labels
from cxresearch.errors import CXResearchError, OptionError, SurveyFileError
from cxresearch.survey.codebook import ROLES
from cxresearch.survey.origins import Origin, found_by
from cxresearch.survey.saved import read_table, write_table
from cxresearch.survey.survey import Survey
from cxresearch.wording import in_a_row, kept, named, noun, plural, say

__all__ = ["applied", "apply_codebook", "codebook_sheet", "read_mapping", "save_mapping"]

_CODEBOOK, _LABELS = "codebook.csv", "labels.csv"
_TOLD = ("scale", "topic", "aspect", "reversed", "text")


def apply_codebook(
    survey: Survey,
    book: "pd.DataFrame | str | Path | None" = None,
    *,
    labels: "pd.DataFrame | str | Path | LabelLists | None" = None,
) -> Survey:
    """The same answers, read as a corrected table says.

    Parameters
    ----------
    survey : Survey
    book : DataFrame or path, optional
        Lines as in :func:`codebook_sheet`; needs ``id``, every other column is optional, and so is every line: what
        is not said stays as it was. A ``role`` makes a column a role, a ``kind`` makes it a question, the kind
        ``"left out"`` sets it aside. A ``scale`` is ``1-5``, the labels from low to high (``poor | fair | good``),
        or ``1=schlecht | 2=mittel | 3=gut``. A path is a CSV, or a folder that holds ``codebook.csv`` and perhaps
        ``labels.csv``.
    labels : DataFrame or path, optional
        ``list, label, value``: what a label counts on a scale, for all questions of kind choice whose words are all on
        one list; or, where ``list`` is a role such as ``audience``, the new name of a value.

    Returns
    -------
    Survey

    Raises
    ------
    SurveyFileError
        If a file cannot be read.
    QuestionError, ScaleError, OptionError
        Naming the line and the column that do not fit.

    Examples
    --------
    >>> survey = Survey.from_frame(pd.DataFrame({"shop": ["A", "B", "A"], "Service": ["gut", "schlecht", "mittel"]}))
    >>> book = pd.DataFrame({
    ...     "id": ["shop", "Service"], "role": ["unit", ""], "kind": ["", "rating"],
    ...     "scale": ["", "1=schlecht | 2=mittel | 3=gut"]})
    >>> apply_codebook(survey, book).numbers()["Service"].tolist()
    [3.0, 1.0, 2.0]
    """
    return applied(survey, *read_mapping(book, labels))


def applied(survey: Survey, table: pd.DataFrame | None, lists: LabelLists, where: str | None = None) -> Survey:
    """The same for what :func:`read_mapping` gave; blank lines of the table are passed over.

    Raises
    ------
    QuestionError, ScaleError, OptionError
        Naming the line and the column that do not fit.
    """
    before = codebook_sheet(survey)
    after, stated = corrected(survey, before, table, where)
    found = _reread(survey, before, after)
    found = _with_lists(found, lists, stated)
    found, named = _with_names(found, lists)
    told = [*_changes(before, codebook_sheet(found)), *named]
    return found.with_notes(kept("codebook applied: {changes}", changes=in_a_row(*told, by="; "))) if told else found


def save_mapping(survey: Survey, folder: str | Path, *, labels: LabelLists | None = None) -> Path:
    """Write ``codebook.csv`` (a line for each column) and, where there are any, ``labels.csv`` into a folder.

    Raises
    ------
    SurveyFileError
        If the folder cannot be written.
    """
    folder = Path(folder).expanduser()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_table(codebook_sheet(survey), folder / _CODEBOOK)
        if labels is not None and len(labels.table()):
            write_table(labels.table(), folder / _LABELS)
        elif labels is not None:
            (folder / _LABELS).unlink(missing_ok=True)
    except OSError as problem:
        cause = problem.strerror or problem
        raise SurveyFileError(say(
            "{folder}: cannot be written ({cause}). Choose another folder.",
            folder=folder, cause=cause,
        )) from None  # fmt: skip
    return folder


def read_mapping(book=None, labels=None) -> tuple[pd.DataFrame | None, LabelLists, str]:
    """The table, the label lists, and what to call the table in messages; ``labels.csv`` is found beside it.

    Raises
    ------
    SurveyFileError
        If a file is missing or cannot be read.
    """
    where = noun("the codebook")
    if isinstance(book, (str, Path)):
        path = Path(book).expanduser()
        if path.is_dir():
            beside = path / _LABELS
            labels = beside if labels is None and beside.is_file() else labels
            path = path / _CODEBOOK
        where = path.name
        if labels is not None and not path.is_file() and path.name == _CODEBOOK and path.parent.is_dir():
            book = None
        else:
            book = _read(path, read_table)
    elif book is not None and not isinstance(book, pd.DataFrame):
        raise OptionError(say(
            "Not a codebook: {name}. Pass a DataFrame, a CSV, or a folder with one.",
            name=type(book).__name__,
        ))  # fmt: skip
    if isinstance(labels, (str, Path)):
        lists = _read(Path(labels).expanduser(), lambda path: read_labels(path, name=path.name))
    else:
        lists = LabelLists() if labels is None else read_labels(labels, name="labels")
    return book, lists, where


def _read(path: Path, reader):
    try:
        return reader(path)
    except CXResearchError:
        raise
    except FileNotFoundError:
        raise SurveyFileError(say(
            "{path}: there is no such file. Save one from the panel, or check the folder.",
            path=path,
        )) from None  # fmt: skip
    except (ValueError, OSError, csv.Error) as problem:
        raise SurveyFileError(say("{path}: cannot be read ({problem}).", path=path, problem=problem)) from None


# -- reading the answers by it ---------------------------------------------------------------------


def _reread(survey: Survey, before: pd.DataFrame, after: pd.DataFrame) -> Survey:
    roles = {role: row.id for row in after.itertuples() for role in row.role.split(", ") if role}
    changed = {role: roles.get(role) for role in ROLES if roles.get(role) != survey.roles.get(role)}
    if not changed and after.equals(before):
        return survey
    found = survey.with_roles(**changed) if changed else survey
    questions = after[(after.role == "") & (after.kind != LEFT_OUT)].drop(columns="role")
    order = {qid: at for at, qid in enumerate(survey.codebook.id)}
    # The order of questions is the one in which they are asked; the columns' own need not be.
    questions = questions.sort_values("id", key=lambda ids: ids.map(order).fillna(len(order)), kind="stable")
    return found.with_codebook(questions)


def _with_lists(survey: Survey, lists: LabelLists, stated: Iterable[str]) -> Survey:
    """Choices whose words are all on one list become ratings on its scale, unless the sheet says what they are."""
    if not lists.scales:
        return survey
    book = survey.codebook
    for at, row in book.iterrows():
        if row.kind != "choice" or row.id in stated:
            continue
        found = lists.scale_for(survey.answer_counts(row.id))
        if found is not None:
            name, scale = found
            told = str(found_by(Origin.TOLD, kept("the list {name} of labels", name=repr(name))))
            book.loc[at, ["kind", "scale", "scale_from"]] = ["rating", str(scale), told]
    return survey.with_codebook(book)


def _with_names(survey: Survey, lists: LabelLists) -> tuple[Survey, list[str]]:
    told = []
    for role, names in lists.names.items():
        if role not in survey.roles:
            continue
        there = {str(value).strip() for value in survey.answer_counts(survey.roles[role])}
        wanted = {old: new for old, new in names.items() if old in there and old != new}
        if wanted:
            survey = survey.relabel(**{role: wanted})
            told.append(say("{names} of {role} changed", names=plural(len(wanted), "name"), role=role))
    return survey, told


def _changes(before: pd.DataFrame, after: pd.DataFrame) -> list[str]:
    """What became of which columns, the first of them by name."""
    told = [
        in_a_row(old.id, said, by=": ")
        for old, new in zip(before.itertuples(), after.itertuples(), strict=True)
        if (said := _change(old, new))
    ]
    return [*told[:12], say("{n} more columns", n=len(told) - 12)] if len(told) > 13 else told


def _change(old, new) -> str:
    was, now = (say("role {role}", role=row.role) if row.role else row.kind for row in (old, new))
    if was != now:
        return in_a_row(was, "->", now, new.scale)
    parts = [name for name in _TOLD if getattr(old, name) != getattr(new, name)]
    return say("{columns} changed", columns=named(parts)) if parts else ""
