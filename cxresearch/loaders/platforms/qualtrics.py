"""Qualtrics: ids, question texts and a row of JSON above the answers; two rows in the legacy layout.

The second row is in the survey's language, so the layout is known by its ids and by the ImportId
row, never by words. Previews, tests and spam are not respondents.
"""

import re

import pandas as pd

from cxresearch.loaders.tables.draft import Layout
from cxresearch.loaders.tables.grid import Grid, is_blank, text_of
from cxresearch.loaders.tables.markup import plain_text
from cxresearch.survey.labels import normalise
from cxresearch.wording import kept, number, told

__all__ = ["recognise"]

_ASIDE = frozenset(
    "startdate enddate status ipaddress progress duration (in seconds)|finished recordeddate responseid "
    "recipientlastname "
    "recipientfirstname recipientemail externalreference externaldatareference locationlatitude "
    "locationlongitude locationaccuracy "
    "distributionchannel userlanguage responseset name emailaddress q_language q_recaptchascore q_relevantidduplicate "
    "q_relevantidduplicatescore q_relevantidfraudscore q_relevantidlaststartdate q_duplicaterespondent "
    "q_ballotboxstuffing "
    "q_totalduration q_terminateflag q_straightliningcount q_straightliningpercentage q_straightliningquestions "
    "q_unansweredpercentage "
    "q_unansweredquestions q_ambiguoustextpresent q_ambiguoustextquestions".replace(
        "duration (in seconds)|", ""
    ).split()
) | {"duration (in seconds)"}
_KNOWN = frozenset(("responseid", "recordeddate", "distributionchannel", "userlanguage", "ipaddress", "progress"))
_PREVIEW = frozenset(
    ("1", "2", "9", "17", "surveypreview", "surveytest", "preview", "test", "previewspam", "offlinepreview")
)
_SPAM = frozenset(("8", "12", "spam", "importedspam"))
_IMPORT = re.compile(r"\s*\{\s*[\"']+ImportId[\"']+\s*:", re.IGNORECASE)
_IMPORT_ID = re.compile(r"[\"']ImportId[\"']+\s*:\s*[\"']+([^\"']+)", re.IGNORECASE)


def _key(cell: object) -> str:
    return text_of(cell).strip().lower()


def recognise(grid: Grid) -> Layout | None:
    """The layout of a Qualtrics export, or None."""
    head = grid.head
    for at in range(min(3, len(head))):
        row = head[at]
        if len(row) > 1 and sum(bool(_IMPORT.match(text_of(cell))) for cell in row) >= max(
            1, 0.5 * sum(not is_blank(cell) for cell in row)
        ):
            return _three_rows(head, at)
    if len(head) >= 2 and [_key(cell) for cell in head[0][:3]] == ["v1", "v2", "v3"]:
        return _legacy(head)
    own = {_key(cell) for cell in head[0]} if head else set()
    if len(own & _KNOWN) >= 3 or (own & _KNOWN and len(own & _ASIDE) >= 5):
        return _without_import(head)
    return None


def _three_rows(head: list[list], at: int) -> Layout:
    imports = head[at]
    ids = [text_of(cell) for cell in head[0]] if at else []
    if not ids:
        ids = [(_IMPORT_ID.search(text_of(cell)) or ["", ""])[1] for cell in imports]
    texts = [text_of(cell) for cell in head[1]] if at >= 2 else list(ids)
    layout = _layout(ids, texts, at + 1)
    if at < 2:
        layout.notes.append(kept("the row of question texts is missing; ids stand in for them"))
    return layout


def _legacy(head: list[list]) -> Layout:
    codes, names = ([text_of(cell) for cell in row] for row in head[:2])
    ids = [
        name if re.fullmatch(r"V\d+", code.strip()) else code
        for code, name in zip(codes, [*names, *[""] * len(codes)], strict=False)
    ]
    return _layout(ids, names, 2, platform="Qualtrics (legacy layout)")


def _without_import(head: list[list]) -> Layout:
    ids = [text_of(cell) for cell in head[0]]
    keys = [key.strip().lower() for key in ids]
    second = [text_of(cell) for cell in head[1]] if len(head) > 1 else []
    if "responseid" in keys:
        at = keys.index("responseid")
        is_answer = at >= len(second) or bool(re.fullmatch(r"R_\w{8,}", second[at].strip()))
    else:
        dated = [
            second[at]
            for at, key in enumerate(keys)
            if key in ("startdate", "recordeddate", "enddate") and at < len(second)
        ]
        is_answer = any(re.search(r"\d", cell) for cell in dated)
    layout = _layout(ids, ids if is_answer else second, 1 if is_answer else 2)
    layout.notes.append(
        kept("the ImportId row is missing and so are the question texts")
        if is_answer
        else kept("the ImportId row is missing")
    )
    return layout


def _layout(ids: list[str], texts: list[str], first: int, *, platform: str = "Qualtrics") -> Layout:
    texts = [*texts, *[""] * len(ids)][: len(ids)]
    keys = [key.strip().lower() for key in ids]
    aside = {at for at, key in enumerate(keys) if key in _ASIDE or re.search(r"_do(_\d+)*$", key)}
    status, channel = (keys.index(key) if key in keys else None for key in ("status", "distributionchannel"))
    finished = keys.index("finished") if "finished" in keys else None
    kinds = {at: "verbatim" for at, key in enumerate(keys) if key.endswith("_text")}
    return Layout(
        platform, first, ids, [_tidy(text) or name for text, name in zip(texts, ids, strict=True)], aside=aside,
        respondent=keys.index("responseid") if "responseid" in keys else None, kinds=kinds, joined=",",
        exclude=lambda frame: _no_respondents(frame, status, channel),
        remark=lambda frame: _partial(frame, finished),
    )  # fmt: skip


def _tidy(text: str) -> str:
    return re.sub(r" - Selected Choice(?= - |$)", "", plain_text(text))


def _coded(column: pd.Series) -> pd.Series:
    distinct = {cell: normalise(text_of(cell)).replace(" ", "") for cell in column.dropna().unique()}
    return column.map(distinct)


def _no_respondents(frame: pd.DataFrame, status: int | None, channel: int | None) -> dict[str, pd.Series]:
    preview, spam = pd.Series(False, index=frame.index), pd.Series(False, index=frame.index)
    if status is not None:
        coded = _coded(frame[status])
        spam |= coded.isin(_SPAM)
        preview |= coded.isin(_PREVIEW)
    if channel is not None:
        preview |= _coded(frame[channel]).isin(("preview", "test"))
    return {told("preview or test"): preview, told("spam"): spam & ~preview}


def _partial(frame: pd.DataFrame, finished: int | None) -> list[str]:
    if finished is None:
        return []
    stopped = int(_coded(frame[finished]).isin(("0", "false", "falsch", "faux", "falso", "nein", "no", "non")).sum())
    return (
        [
            kept(
                "{stopped} of {n} responses were not finished; they are kept",
                stopped=number(stopped),
                n=number(len(frame)),
            )
        ]
        if stopped
        else []
    )
