"""Alchemer (SurveyGizmo): the response's own data, then the questions, with "row:question" for matrices and ticks."""

import re
from collections import Counter

import pandas as pd

from cxresearch.loaders.tables.draft import Layout
from cxresearch.loaders.tables.grid import Grid, text_of
from cxresearch.loaders.tables.markup import plain_text
from cxresearch.survey.labels import normalise
from cxresearch.wording import kept, number, told

__all__ = ["recognise"]

_OWN = frozenset(
    "response id|time started|date submitted|status|contact id|legacy "
    "comments|comments|language|referer|sessionid|session id|user agent|"
    "extended referer|longitude|latitude|country|city|state region|region|postal|ip address|tags|link "
    "name|invite status|email|response type".split("|")
)
_TYPICAL = frozenset(
    ("time started", "date submitted", "sessionid", "session id", "legacy comments", "extended referer", "contact id")
)


def recognise(grid: Grid) -> Layout | None:
    """The layout of an Alchemer export, or None."""
    head = grid.head
    if not head or not head[0] or normalise(text_of(head[0][0])) != "response id":
        return None
    names = [text_of(cell) for cell in head[0]]
    keys = [normalise(name) for name in names]
    if len(_TYPICAL & set(keys)) < 2:
        return None
    own = next((at for at, key in enumerate(keys) if key not in _OWN), len(keys))
    aside = set(range(own))
    texts = [plain_text(name) for name in names]
    shared = Counter(part for text in texts[own:] for part in _tails(text))
    for at in range(own, len(texts)):
        tail = max((part for part in _tails(texts[at]) if shared[part] >= 2), key=len, default=None)
        if tail is not None:
            texts[at] = f"{tail} - {texts[at][: -len(tail)].rstrip().rstrip(':').strip()}"
    kinds = {
        at: "verbatim"
        for at, text in enumerate(texts)
        if at >= own and re.search(r"other.{0,20}(write.?in|specify)|- comments?$", text, re.IGNORECASE)
    }
    status = keys.index("status") if "status" in keys else None
    return Layout(
        "Alchemer", 1, names, texts, aside=aside, respondent=0, kinds=kinds, joined=",",
        exclude=lambda frame: _no_respondents(frame, status), remark=lambda frame: _partial(frame, status),
    )  # fmt: skip


def _tails(text: str) -> list[str]:
    """What may be the question: everything behind one of the first colons."""
    return [
        text[found.end() :].strip()
        for found in list(re.finditer(r":", text))[:4]
        if len(text[found.end() :].strip()) >= 5
    ]


def _words(frame: pd.DataFrame, status: int) -> pd.Series:
    return frame[status].map(lambda cell: normalise(text_of(cell)), na_action="ignore")


def _no_respondents(frame: pd.DataFrame, status: int | None) -> dict[str, pd.Series]:
    if status is None:
        return {}
    words = _words(frame, status)
    return {
        told("preview or test"): words.isin(("test", "test data", "preview")),
        told("disqualified or deleted"): words.isin(("disqualified", "deleted")),
    }


def _partial(frame: pd.DataFrame, status: int | None) -> list[str]:
    stopped = 0 if status is None else int((_words(frame, status) == "partial").sum())
    return (
        [
            kept(
                "{stopped} of {n} responses are partial; they are kept",
                stopped=number(stopped),
                n=number(len(frame)),
            )
        ]
        if stopped
        else []
    )
