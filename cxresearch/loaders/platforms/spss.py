"""SPSS, Stata and SAS: labels of questions and answers come with the file, and so do the codes that are no answers.

Value labels that run along a scale become the question's scale; labels of a list become the
answers. A user-missing 99 is no rating: it is emptied and counted.
"""

from pathlib import Path

import pandas as pd

from cxresearch.errors import SurveyFileError
from cxresearch.loaders.bytes.trial import survives
from cxresearch.loaders.tables.draft import Draft
from cxresearch.loaders.tables.grid import text_of
from cxresearch.loaders.tables.markup import plain_text
from cxresearch.survey.labels import DECLINED, find_family, normalise
from cxresearch.survey.scales import number_in
from cxresearch.wording import kept, named, plural, say

__all__ = ["labelled", "read_spss", "scale_of_labels"]

# What a package is called, what reads it, its options, and from when it counts its seconds.
_READERS = {
    "spss": ("SPSS", "read_sav", {"user_missing": True}, 1582),
    "spss-portable": ("SPSS", "read_por", {}, 1582),
    "stata": ("Stata", "read_dta", {"user_missing": True}, 1960),
    "sas": ("SAS", "read_sas7bdat", {}, 1960),
    "sas-transport": ("SAS", "read_xport", {}, 1960),
}


def read_spss(path: Path, kind: str = "spss") -> Draft:
    """Answers and labels of a file of SPSS (.sav, .zsav, .por), Stata (.dta) or SAS (.sas7bdat, .xpt).

    Raises
    ------
    SurveyFileError
        If the file is corrupt or holds no case.
    """
    package = _READERS[kind][0]
    frame, meta, faults = _read(path, kind)
    if frame.empty:
        raise SurveyFileError(
            say("{file}: 0 responses. The file names {n} variables and holds no cases.",
                file=path.name, n=frame.shape[1])
        )  # fmt: skip
    if not all(isinstance(column, str) and column.strip() for column in frame) or not frame.columns.is_unique:
        raise SurveyFileError(
            say("{file}: corrupt {package} file (variables without a name). Open it in {package} and save it again.",
                file=path.name, package=package)
        )  # fmt: skip
    draft = Draft(path.name, package, frame, {}, counts={"rows in": len(frame)}, faults=faults)
    for column in list(frame.columns):
        draft.texts[column] = plain_text(meta.column_names_to_labels.get(column) or column) or column
        _empty_missing(draft, column, meta.missing_ranges.get(column) or [])
        _empty_letters(draft, column, (meta.missing_user_values or {}).get(column) or [])
        labels = {
            code: label for code, label in (meta.variable_value_labels.get(column) or {}).items() if str(label).strip()
        }
        if labels:
            labelled(draft, column, labels)
        if not pd.api.types.is_numeric_dtype(draft.frame[column]) and not pd.api.types.is_datetime64_any_dtype(
            draft.frame[column]
        ):
            draft.frame[column] = _texts(draft.frame[column])
    for column in draft.frame:
        if (
            normalise(column) in ("id", "respid", "respondent", "caseid", "uuid", "serial")
            and "respondent" not in draft.roles
        ):
            draft.roles["respondent"] = column
    return draft


def _read(path: Path, kind: str):
    import pyreadstat

    package, reader, more, since = _READERS[kind]
    again = say("Open it in {package} and save it again", package=package)
    if not survives(path, reader, more):
        raise SurveyFileError(
            say("{file}: corrupt {package} file (it makes the reader crash). {again}.",
                file=path.name, package=package, again=again)
        )  # fmt: skip
    read = getattr(pyreadstat, reader)
    try:
        frame, meta = read(str(path), **more)
        return frame, meta, []
    except MemoryError:
        raise SurveyFileError(say("{file}: too large for this machine's memory.", file=path.name)) from None
    except Exception as problem:  # the reader raises whatever a damaged header leads it to
        first = problem
    try:
        frame, meta = read(str(path), disable_datetime_conversion=True, **more)
        told = kept(
            "dates were left as {package} counts them, in seconds or days since {since}",
            package=package,
            since=since,
        )
        return (
            frame,
            meta,
            [
                kept(
                    "a date lies outside the calendar ({first}); {told}",
                    first=str(first),
                    told=told,
                )
            ],
        )
    except Exception:
        cause = str(first).split("\n")[0][:160]
        raise SurveyFileError(
            say("{file}: corrupt {package} file ({cause}). {again}.",
                file=path.name, package=package, cause=cause, again=again)
        ) from None  # fmt: skip


def _empty_letters(draft: Draft, column: str, letters: list) -> None:
    """Stata's .a to .z: codes for no answer, which come as letters among numbers."""
    letters = [letter for letter in letters if isinstance(letter, str)]
    values = draft.frame[column]
    if not letters or values.dtype != object:
        return
    hit = values.isin(letters)
    if hit.any():
        draft.notes.append(_marked_as_missing(column, values[hit], ".{}"))
    draft.frame[column] = pd.to_numeric(values.mask(hit), errors="coerce")


def _empty_missing(draft: Draft, column: str, ranges: list[dict]) -> None:
    if not ranges:
        return
    values = draft.frame[column]
    hit = pd.Series(False, index=values.index)
    for span in ranges:
        low, high = span.get("lo"), span.get("hi")
        if isinstance(low, str) or isinstance(high, str):
            hit |= values.astype(object).map(
                lambda cell, low=low: isinstance(cell, str) and cell.strip() == str(low).strip()
            )
        elif pd.api.types.is_numeric_dtype(values):
            hit |= values.between(low, high)
    if hit.any():
        draft.notes.append(_marked_as_missing(column, values[hit]))
        draft.frame[column] = values.mask(hit)


def _marked_as_missing(column: str, values: pd.Series, sign: str = "{}") -> str:
    told = (f"{sign.format(text_of(value))}: {n:,}" for value, n in values.value_counts(sort=False).items())
    return kept(
        "{column}: {what} marked as missing in the file ({told}), counted as not answered",
        column=column, what=plural(len(values), "answer"), told=named(told, most=8),
    )  # fmt: skip


def labelled(draft: Draft, column: str, labels: dict) -> None:
    """Codes with labels: a scale where the labels run along one, else the labels in their place."""
    values = draft.frame[column]
    if pd.api.types.is_numeric_dtype(values):
        scale, turned = scale_of_labels({code: str(label) for code, label in labels.items()}, values.dropna().unique())
        if scale is not None:
            draft.scales[column] = scale
            if turned:
                draft.turned.add(column)
                draft.notes.append(
                    kept(
                        "{column}: code {code} is the best answer by its label, so the question is read as reversed",
                        column=column,
                        code=text_of(min(labels)),
                    )
                )
            return
    seen: dict[str, object] = {}
    names = {}
    for code, label in labels.items():
        label = str(label).strip()
        key = code if isinstance(code, str) else float(code)
        names[key] = label if seen.setdefault(label, code) == code else f"{label} ({text_of(code)})"
    draft.frame[column] = values.astype(object).map(
        lambda cell: None if pd.isna(cell) else names.get(cell if isinstance(cell, str) else float(cell), text_of(cell))
    )
    draft.notes.append(
        kept(
            "{column}: codes were replaced by their {n} labels",
            column=column,
            n=len(labels),
        )
    )


def scale_of_labels(labels: dict, seen) -> tuple[dict[str, float] | tuple[float, float] | None, bool]:
    """The scale that labelled codes run along, and whether the low codes are the good answers.

    >>> scale_of_labels({1.0: "Agree", 2.0: "Neutral", 3.0: "Disagree"}, [1.0, 3.0])
    ({'Agree': 1.0, 'Neutral': 2.0, 'Disagree': 3.0}, True)
    >>> scale_of_labels({0.0: "Not at all likely", 10.0: "Extremely likely"}, [3.0, 9.0])
    ({'Not at all likely': 0.0, 'Extremely likely': 10.0}, False)
    """
    spoken = {
        code: label for code, label in labels.items() if normalise(label) not in DECLINED and number_in(label) is None
    }
    numbered = {code: label for code, label in labels.items() if number_in(label) is not None}
    if (
        numbered
        and all(number_in(label) == code for code, label in numbered.items())
        and len(numbered) + len(spoken) >= 3
    ):
        points = [*numbered, *spoken] if all(code in (min(labels), max(labels)) for code in spoken) else list(numbered)
        return (min(points), max(points)), False
    if len(spoken) < 2 or len({normalise(label) for label in spoken.values()}) < len(spoken):
        return None, False
    low, high = min(spoken), max(spoken)
    inside = [code for code in seen if low < code < high]
    if set(spoken) == {low, high} and high - low >= 3 and any(code not in labels for code in inside):
        return {spoken[low]: low, spoken[high]: high}, False
    family = find_family(spoken.values())
    if family is None:
        return None, False
    place = {normalise(label): at for at, label in enumerate(family)}
    spots = [place[normalise(spoken[code])] for code in sorted(spoken)]
    between = {label: code for code, label in sorted(labels.items()) if low <= code <= high}
    if spots == sorted(spots):
        return between, False
    if spots == sorted(spots, reverse=True):
        return between, True
    return None, False


def _texts(column: pd.Series) -> pd.Series:
    if column.dropna().map(lambda cell: hasattr(cell, "isoformat")).all() and column.notna().any():
        try:
            return pd.to_datetime(column)
        except (ValueError, TypeError, OverflowError):
            pass
    cells = [
        None if cell is None or cell != cell or not text_of(cell).strip() else text_of(cell).rstrip()
        for cell in column.astype(object)
    ]
    return pd.Series(cells, index=column.index, dtype="str")
