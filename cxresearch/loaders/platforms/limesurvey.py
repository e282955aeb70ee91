"""LimeSurvey: codes or whole questions as names, an empty submission date while a response is partial.

The export for R brings a syntax file with the texts of questions and answers. It is read as text for
those texts alone; nothing in it is run.
"""

import re
from pathlib import Path

import pandas as pd

from cxresearch.loaders.tables.draft import Layout
from cxresearch.loaders.tables.grid import Grid, is_blank, text_of
from cxresearch.loaders.tables.markup import plain_text
from cxresearch.survey.labels import normalise
from cxresearch.wording import kept, number

__all__ = ["read_syntax", "recognise"]

_OWN = re.compile(
    r"id|submitdate|lastpage|startlanguage|seed|startdate|datestamp|ipaddr|refurl|token|firstname|lastname|email|interviewtime|"
    r"grouptime\d*|.{1,40}time\d*|response id|date submitted|last page|start language|date started|date last "
    r"action|ip address|referrer url|"
    r"access code|total time|group time .*|question time .*|antwort id|datum abgeschickt|letzte seite|start "
    r"sprache|zufallsstartwert|"
    r"datum gestartet|datum letzte aktivit.t|ip adresse|weiterleitungs url|zugangscode|gesamtzeit|gruppenzeit "
    r".*|fragenzeit .*"
)
_TYPICAL = frozenset(("lastpage", "last page", "letzte seite", "startlanguage", "start language", "start sprache"))
_CODED = re.compile(r"([A-Za-z]\w{0,40}(?:\[\w+\])?)\s*\.\s+(\S.*)", re.DOTALL)
_LARGEST_SYNTAX = 20 * 1024**2


def recognise(grid: Grid) -> Layout | None:
    """The layout of a LimeSurvey export, or None."""
    head = grid.head
    if len(head) < 1 or len(head[0]) < 4:
        return None
    names = [text_of(cell) for cell in head[0]]
    keys = [normalise(plain_text(name)) for name in names]
    by_words = keys[0] in ("id", "response id", "antwort id") and bool(_TYPICAL & set(keys[1:6]))
    if not by_words and not _opens_alike(head[1:]):
        return None
    own = next((at for at, key in enumerate(keys) if at >= 4 and not _OWN.fullmatch(key)), len(keys))
    aside = set(range(own)) | {
        at
        for at, key in enumerate(keys)
        if re.fullmatch(
            r"(interviewtime|grouptime\d*|\w+time|total time|group time .*|question time "
            r".*|gesamtzeit|gruppenzeit .*|fragenzeit .*)",
            key,
        )
    }
    ids, texts = _ids_and_texts(names)
    layout = Layout("LimeSurvey", 1, ids, texts, aside=aside, respondent=0, remark=lambda frame: _partial(frame))
    layout.kinds = {
        at: "verbatim"
        for at, name in enumerate(ids)
        if re.search(r"\[(other|comment|sonstiges)\]$", name, re.IGNORECASE)
    }
    syntax = _syntax_beside(grid.path)
    if syntax is not None:
        _apply_syntax(layout, syntax, [name.strip() for name in names])
    return layout


def _opens_alike(rows: list[list]) -> bool:
    """A number, a date or nothing, a page, a language: what the first columns hold in every language."""
    rows = [row for row in rows if len(row) >= 4 and not is_blank(row[0])]
    return bool(rows) and all(
        re.fullmatch(r"\d{1,9}", text_of(row[0]).strip())
        and (is_blank(row[1]) or re.match(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}", text_of(row[1])))
        and re.fullmatch(r"-?\d{0,3}", text_of(row[2]).strip())
        and re.fullmatch(r"[a-z]{2,3}(-[A-Za-z-]{1,20})?", text_of(row[3]).strip())
        for row in rows
    )


def _ids_and_texts(names: list[str]) -> tuple[list[str], list[str]]:
    plain = [plain_text(name) for name in names]
    coded = [_CODED.fullmatch(name) for name in plain]
    if sum(map(bool, coded)) >= 0.5 * len(plain):
        ids = [found[1] if found else name for found, name in zip(coded, plain, strict=True)]
        return ids, [found[2] if found else name for found, name in zip(coded, plain, strict=True)]
    return plain, [re.sub(r"(?<=\S)\[", " [", text) if " " in text else text for text in plain]


def _partial(frame: pd.DataFrame) -> list[str]:
    blank = int(frame[1].isna().sum())
    return (
        [
            kept(
                "{blank} of {n} responses were not submitted; they are kept",
                blank=number(blank),
                n=number(len(frame)),
            )
        ]
        if blank
        else []
    )


def _syntax_beside(path: Path | None) -> str | None:
    """The syntax file of the same export, by its usual name."""
    if path is None:
        return None
    stem = re.sub(r"_(R_)?data(_file)?$", "", path.stem)
    for name in (f"{stem}_R_syntax_file.R", f"{stem}_syntax_file.R", f"{path.stem}.R", f"{stem}.R"):
        beside = path.parent / name
        try:
            if beside.is_file() and beside.stat().st_size <= _LARGEST_SYNTAX:
                return beside.read_text(encoding="utf-8-sig", errors="replace")
        except OSError:
            continue
    return None


def read_syntax(text: str) -> dict[str, tuple[str, dict[str, str]]]:
    """Names of columns with their question text and the labels of their codes.

    >>> read_syntax('''attributes(data)$variable.labels[5] <- "[Billing] Rate us"
    ... data[, 5] <- factor(data[, 5], levels=c("A1","A2"),labels=c("Poor", "Good"))
    ... names(data)[5] <- "Q1_SQ001"''')
    {'Q1_SQ001': ('Rate us [Billing]', {'A1': 'Poor', 'A2': 'Good'})}
    """
    quoted = r'"((?:[^"\\]|\\.){0,20000})"'
    texts = dict(re.findall(rf"variable\.labels\[(\d+)\]\s*<-\s*{quoted}", text))
    names = dict(re.findall(rf"names\(data\)\[(\d+)\]\s*<-\s*{quoted}", text))
    labels = {}
    for place, levels, words in re.findall(
        r"data\[,\s*(\d+)\]\s*<-\s*factor\([^\n]{0,200}?levels\s*=\s*c\(([^\n]*?)\)\s*,\s*labels\s*=\s*c\(([^\n]*?)\)\s*\)",
        text,
    ):
        codes = [_unquoted(part) for part in re.findall(rf"{quoted}|(-?\d+(?:\.\d+)?)", levels)]
        meanings = [_unquoted(part) for part in re.findall(quoted, words)]
        if len(codes) == len(meanings):
            labels[place] = dict(zip(codes, map(plain_text, meanings), strict=True))
    found = {}
    for place, name in names.items():
        asked = plain_text(_unquoted(texts.get(place, name)))
        if row := re.fullmatch(r"\[([^\]]+)\]\s*(.+)", asked):
            asked = f"{row[2]} [{row[1]}]"
        found[_unquoted(name)] = (asked, labels.get(place, {}))
    return found


def _unquoted(part: str | tuple) -> str:
    text = part if isinstance(part, str) else "".join(part)
    return re.sub(r"\\(.)", r"\1", text)


def _apply_syntax(layout: Layout, syntax: str, names: list[str]) -> None:
    known = read_syntax(syntax)
    met = 0
    for at, name in enumerate(names):
        key = name if name in known else re.sub(r"[\[\]]+", "_", name).strip("_")
        if key in known:
            asked, labels = known[key]
            met += 1
            layout.texts[at] = asked or layout.texts[at]
            if labels and at not in layout.aside:
                layout.recode[at] = labels
    layout.notes.append(
        kept(
            "question texts and labels of {met} columns come from the R syntax file beside the data",
            met=number(met),
        )
    )
