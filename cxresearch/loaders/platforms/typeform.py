"""Typeform: "#" first, dates and "Network ID" last; a column an option, without the question's text.

The newer layout also says whether a response was completed or only started.
"""

import re

import pandas as pd

from cxresearch.loaders.tables.draft import Layout
from cxresearch.loaders.tables.grid import Grid, is_blank, text_of
from cxresearch.loaders.tables.markup import plain_text
from cxresearch.survey.labels import normalise
from cxresearch.wording import kept, message_of, named, number, say, told

__all__ = ["recognise", "with_questions"]

_LAST = frozenset(
    (
        "response type",
        "start date utc",
        "stage date utc",
        "submit date utc",
        "network id",
        "tags",
        "ending",
        "score",
        "start date",
        "submit date",
    )
)
_NO_TEXT = told("the text of the question with the options {names} is not in the file; write it into the codebook")


def recognise(grid: Grid) -> Layout | None:
    """The layout of a Typeform export, or None."""
    head = grid.head
    if not head or not head[0] or text_of(head[0][0]).strip() != "#":
        return None
    names = [text_of(cell) for cell in head[0]]
    keys = [normalise(name) for name in names]
    if not {"network id", "start date utc", "submit date utc", "response type"} & set(keys):
        return None
    first_last = min(at for at, key in enumerate(keys) if key in _LAST and at > 0 and key not in ("score",))
    aside = {0} | {at for at in range(first_last, len(names)) if keys[at] in _LAST}
    texts = [_text(name) for name in names]
    kinds: dict[int, str] = {}
    groups = _option_groups(head, names, range(1, first_last))
    notes = []
    for group in groups:
        options = [plain_text(names[at]) for at in group]
        for at in group:
            texts[at] = f"{say('Choice among {names}', names=named(options, most=6))} [{plain_text(names[at])}]"
            if normalise(names[at]) == "other":
                kinds[at] = "verbatim"
        notes.append(kept(_NO_TEXT, names=named(options, most=6)))
    submit = next((at for at, key in enumerate(keys) if key.startswith("submit date")), None)
    kind = keys.index("response type") if "response type" in keys else None
    return Layout(
        "Typeform", 1, names, texts, aside=aside, respondent=0, kinds=kinds, notes=notes,
        remark=lambda frame: _started(frame, submit, kind),
    )  # fmt: skip


def with_questions(layout: Layout, row: list, head: list[list]) -> list[str]:
    """The row of questions that stands above the names in some exports: its texts carry over the options below.

    Returns
    -------
    list of str
        The questions that were taken; empty where the row holds none.
    """
    asked = [plain_text(text_of(cell)) if not is_blank(cell) else "" for cell in row]
    if sum(len(text.split()) >= 3 for text in asked) < 2:
        return []
    names = [plain_text(text_of(cell)) for cell in head[0]]
    stem, taken = "", []
    for at in range(len(layout.texts)):
        stem = (asked[at] if at < len(asked) else "") or stem
        if not stem or at in layout.aside or names[at] == stem:
            continue
        layout.texts[at] = f"{_text(stem)} [{_text(names[at]).replace('[', '(').replace(']', ')')}]"
        taken += [stem] if stem not in taken else []
    if taken:
        layout.notes[:] = [note for note in layout.notes if message_of(note) != _NO_TEXT]
    return taken


def _text(name: str) -> str:
    text = re.sub(r"[*_]*\{\{[^{}]{1,200}\}\}[*_]*", "…", plain_text(name))
    return re.sub(r"(?<!\w)([*_]{1,2})(?=\S)(.+?)(?<=\S)\1(?!\w)", r"\2", text)


def _option_groups(head: list[list], names: list[str], places: range) -> list[list[int]]:
    """Runs of columns in which a cell holds the column's own name or nothing."""
    own, groups = [], []
    for at in places:
        cells = {normalise(text_of(row[at])) for row in head[1:] if at < len(row) and not is_blank(row[at])}
        if cells <= {normalise(names[at])} and "?" not in names[at]:
            own.append((at, bool(cells)))
        elif normalise(names[at]) == "other" and own:
            own.append((at, True))
        else:
            groups.append(own)
            own = []
    groups.append(own)
    return [[at for at, _ in group] for group in groups if len(group) >= 2 and any(filled for _, filled in group)]


def _started(frame: pd.DataFrame, submit: int | None, kind: int | None) -> list[str]:
    if kind is not None:
        open_ones = int(
            (frame[kind].map(lambda cell: normalise(text_of(cell)), na_action="ignore") != "completed").sum()
        )
    elif submit is not None:
        open_ones = int(frame[submit].isna().sum())
    else:
        return []
    return (
        [
            kept(
                "{open_ones} of {n} responses were started but not completed; they are kept",
                open_ones=number(open_ones),
                n=number(len(frame)),
            )
        ]
        if open_ones
        else []
    )
