"""Two exports of one survey: one with codes, one with texts. Side by side they tell what each code means."""

import pandas as pd

from cxresearch.errors import SurveyFileError
from cxresearch.loaders.platforms.spss import labelled
from cxresearch.loaders.tables.draft import Draft
from cxresearch.loaders.tables.grid import text_of
from cxresearch.survey.numerals import number_in
from cxresearch.wording import kept, named, number, say

__all__ = ["apply_labels"]

_MOST_LABELS = 60


def apply_labels(draft: Draft, other: Draft) -> None:
    """Give the codes of a draft the texts that the same people have in another export, in place.

    Whichever of the two has the codes in a column, the texts go to them.

    Raises
    ------
    SurveyFileError
        If the two do not hold the same people and columns, or a code stands for two texts.
    """
    mine, theirs = _side_by_side(draft, other)
    shared = [column for column in draft.frame if column in theirs and column not in draft.aside]
    if not shared:
        raise SurveyFileError(
            say("{other}: shares no column with {file}. Columns such as {names}.",
                other=other.name, file=draft.name, names=named(theirs.columns, most=4))
        )  # fmt: skip
    told = []
    for column in shared:
        codes, words = mine[column], theirs[column]
        if not _are_codes(codes) and _are_codes(words):
            codes, words = words, codes
        if not _are_codes(codes) or _are_codes(words) or words.notna().sum() == 0:
            continue
        labels = _labels(column, codes, words, draft.name, other.name)
        if not 2 <= len(labels) <= _MOST_LABELS:
            continue
        draft.frame[column] = pd.to_numeric(codes.map(text_of, na_action="ignore"), errors="coerce").to_numpy()
        draft.known.pop(column, None)
        labelled(draft, column, labels)
        told.append(column)
    if not told:
        raise SurveyFileError(
            say("{other}: has no texts for codes of {file}; both hold the same. labels= names the export with the "
                "answer texts.",
                other=other.name, file=draft.name)
        )  # fmt: skip
    draft.notes.append(
        kept(
            "labels of {n} columns come from {other}: {names}",
            n=number(len(told)),
            other=other.name,
            names=named(told, most=6),
        )
    )


def _side_by_side(draft: Draft, other: Draft) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Both with their rows in the same order: by the respondent's id, else as they stand."""
    key = draft.roles.get("respondent")
    if key is not None and key in other.frame and draft.frame[key].is_unique and other.frame[key].is_unique:
        theirs = other.frame.set_index(other.frame[key].map(text_of))
        ids = draft.frame[key].map(text_of)
        missing = int((~ids.isin(theirs.index)).sum())
        if missing > 0.05 * len(ids):
            raise SurveyFileError(
                say("{other}: {missing} of {n} respondents of {file} are not in it. Export both at the same time.",
                    other=other.name, missing=number(missing), n=number(len(ids)), file=draft.name)
            )  # fmt: skip
        return draft.frame, theirs.reindex(ids).reset_index(drop=True)
    if len(draft.frame) != len(other.frame):
        raise SurveyFileError(
            say("{other}: has {n} rows where {file} has {n2}, and no id of the respondents says which belong "
                "together. Export both at the same time.",
                other=other.name, n=number(len(other.frame)), file=draft.name, n2=number(len(draft.frame)))
        )  # fmt: skip
    return draft.frame, other.frame.reset_index(drop=True)


def _are_codes(values: pd.Series) -> bool:
    distinct = values.dropna().unique()
    return len(distinct) > 0 and all(number_in(cell) is not None for cell in distinct[:200])


def _labels(column: str, codes: pd.Series, words: pd.Series, name: str, other: str) -> dict[float, str]:
    pairs = pd.DataFrame({"code": codes.to_numpy(), "word": words.to_numpy()}).dropna()
    counted = pairs.groupby(["code", "word"], sort=True).size().reset_index(name="n")
    labels: dict[float, str] = {}
    for code, rows in counted.groupby("code", sort=True):
        best = rows.sort_values(["n", "word"], ascending=[False, True]).iloc[0]
        if best["n"] < 0.95 * rows["n"].sum():
            raise SurveyFileError(
                say("{column}: the code {code} of {name} stands for {names} in {other}. The two are no exports of the "
                    "same answers.",
                    column=column, code=text_of(code), name=name, names=named(map(repr, rows['word']), most=3),
                    other=other)
            )  # fmt: skip
        labels[float(number_in(code))] = str(best["word"]).strip()
    return labels
