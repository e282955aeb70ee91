"""The open questions side by side: which themes each audience names, what all share, and what one alone sees.

A filled mark is a theme that an audience names, an empty ring one that it does not; the verdict stands beside it in
words. So the picture says the same in black and white.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from cxresearch.errors import OptionError
from cxresearch.plots.drawing.captions import rows_line
from cxresearch.plots.drawing.chart import Rows
from cxresearch.plots.drawing.layout import check_rows, lay_out
from cxresearch.plots.drawing.page import LANE, Column, Key, Page
from cxresearch.plots.drawing.strokes import figure, percent
from cxresearch.plots.drawing.style import INK, PALE, QUIET, Mark, Type, marks_of, type_now
from cxresearch.stats.bases.grouped import p_in_words
from cxresearch.stats.bases.naming import as_heading, people
from cxresearch.stats.bases.verdicts import HIDDEN
from cxresearch.text.compare import AnswerComparison, share_column
from cxresearch.text.themes.moved import BY_HAND
from cxresearch.wording import capital, facts_of, largest_first, named, noun, plural, say, texts_about

__all__ = ["plot_answers"]

_MOST_QUESTIONS = 4
_SURE = 0.05
_ORDER = {"shared": 0, "missing": 1, "one-sided": 2, "rare": 3, HIDDEN: 4}


def plot_answers(
    result: AnswerComparison, *, ax=None, rows: int | None = None, title: str | None = None, question: str | None = None
):
    """Themes down, audiences across: filled where named. One question in full, or all of them in small.

    Parameters
    ----------
    rows : int, optional
        How many themes at most, those that most name first.
    title : str, optional
        In place of the finding.
    question : str or int, optional
        One question, by id, by its words or by its number from 1. The only one by default, else up to four at once.
    """
    asked = list(dict.fromkeys(result.disparity.question))
    if question is None and len(asked) > 1:
        return _overview(result, asked[:_MOST_QUESTIONS], len(asked), ax, rows, title)
    made = _one(result, asked[0] if question is None else _found(result, asked, question))
    return (replace(made, title=title) if title else made).drawn(ax, rows)


def _found(result: AnswerComparison, asked: list[str], question: object) -> str:
    if isinstance(question, (int, np.integer)) and not isinstance(question, bool) and 1 <= question <= len(asked):
        return asked[question - 1]
    near = [name for name in asked if question in (name, result.wording.get(name))]
    if len(near) != 1:
        raise OptionError(say(
            "The result has no question {question}. It has {asked}, numbered from 1.",
            question=repr(question), asked=named(asked),
        ))  # fmt: skip
    return near[0]


def _verdict(result: AnswerComparison, row) -> str:
    """In the words of the room; a hidden audience is none of those that miss it."""
    if row.verdict == "shared":
        return say("named by all") if len(_named(row)) > 2 else say("named by both")
    if row.verdict == "rare":
        return say("under {least} each", least=percent(result.least, digits=int(result.least % 1 > 0)))
    if row.verdict == HIDDEN:
        return say("too few to tell")
    if row.verdict == "one-sided":
        return say("only {named}", named=people(_named(row)[0]))
    return say("not {these}", these=say(" and ").join(people(name) for name in row.missing_in.split(", ")))


def _named(row) -> list[str]:
    return row.named_by.split(", ")


def _sorted(table: pd.DataFrame) -> pd.DataFrame:
    """Shared ones first, then what some miss, then what one alone names; within each the widest named first."""
    size = table.filter(like="share_").fillna(0.0).mean(axis=1)
    table = table.iloc[largest_first(size, table.theme)]
    return table.sort_values("verdict", key=lambda column: column.map(_ORDER), kind="stable").reset_index(drop=True)


def _keys(result: AnswerComparison) -> list[Key]:
    looks = marks_of(result.audiences)
    keys = [Key(as_heading(group), looks[group]) for group in result.audiences if group not in result.hidden]
    return [*keys, Key(say("empty: not named"), Mark("#FFFFFF", "o"))]


# -- one question --------------------------------------------------------------------------------


def _one(result: AnswerComparison, question: str) -> Rows:
    table = _sorted(result.table[result.table.question == question])
    looks, names = marks_of(result.audiences), list(result.audiences)

    def paint(ax, _, kind, kept: list[int]) -> None:
        _bare(ax, len(names))
        for at, row in enumerate(table.iloc[kept].to_dict("records")):
            line = pd.Series(row)
            for lane, name in enumerate(names):
                share = float(line[share_column(name)])
                left = lane + 0.5 * (1 - LANE)
                if not np.isfinite(share):
                    told = say("hidden") if name in result.hidden or line.verdict == HIDDEN else say("not asked")
                    ax.text(left, at, told, va="center", fontsize=kind.small, color=QUIET, style="italic", gid="hidden")
                    continue
                start, wide = left + 0.05, (LANE - 0.32) * share / 100
                ax.barh(at, wide, left=start, height=0.42, color=looks[name].colour, edgecolor=INK, linewidth=0.5,
                        zorder=2, gid=f"{name}, bar {at}")  # fmt: skip
                _dot(ax, start, at, looks[name], name in _named(line), kind, f"{name}, row {at}")
                ax.text(start + max(wide + 0.03, 0.07), at, percent(share), va="center", fontsize=kind.cell,
                        color=INK if share else QUIET, gid="share")  # fmt: skip

    return Rows(
        paint, f"{_asked(result, question)} {_finding(result, question, table)}",
        [capital(theme) for theme in table.theme],
        columns=[Column(say("Who names it"), [_verdict(result, row) for row in table.itertuples()],
                        (table.verdict == "one-sided").tolist())],
        keys=_keys(result), footer=_footer(result, question), lanes=[_head(result, question, name) for name in names],
        what=say("themes"), order=say("those that most name first"),
    )  # fmt: skip


def _bare(ax, lanes: int) -> None:
    """Nothing but lanes."""
    ax.set_xlim(0, lanes)
    ax.grid(False)
    ax.set_xticks([])
    ax.spines["bottom"].set_visible(False)


def _dot(ax, x: float, y: float, mark: Mark, filled: bool, kind: Type, gid: str, size: float = 0.95) -> None:
    ax.plot(
        [x], [y], linestyle="none", marker=mark.shape, markersize=size * kind.mark, zorder=4, clip_on=False, gid=gid,
        markerfacecolor=mark.colour if filled else "#FFFFFF", markeredgecolor=INK if filled else QUIET,
        markeredgewidth=0.9 if filled else 1.1,
    )  # fmt: skip


def _asked(result: AnswerComparison, question: str) -> str:
    words = result.words_of(question)
    return words if words.endswith("”") else f"{words}:"


def _head(result: AnswerComparison, question: str, group: str) -> str:
    n = _sheets(result, question).get(group)
    told = (
        plural(n, result.unit, "people" if result.unit == "person" else None)
        if n
        else say("hidden")
        if (group in result.hidden)
        else say("not asked")
    )
    return f"{as_heading(group)}\n{told}"


def _sheets(result: AnswerComparison, question: str) -> dict[str, int]:
    rows = result.disparity[result.disparity.question == question]
    found = {row.a: int(row.n_a) for row in rows.itertuples()}
    return found | {row.b: int(row.n_b) for row in rows.itertuples()}


# -- all questions -------------------------------------------------------------------------------


def _overview(result: AnswerComparison, asked: list[str], of: int, ax, rows: int | None, title: str | None):
    table = result.table[result.table.question.isin(asked)]
    size = table.assign(_size=table.filter(like="share_").fillna(0.0).mean(axis=1)).groupby("theme")._size.sum()
    themes = [size.index[at] for at in largest_first(size, size.index)]
    most = rows if rows is not None else (12 if type_now().height else 20)
    check_rows(rows)
    shown, looks, names = themes[:most], marks_of(result.audiences), list(result.audiences)
    page = Page(
        title=title or _finding_of_all(result, asked),
        labels=[capital(theme) for theme in shown],
        keys=_keys(result),
        footer=[
            say(
                "Filled: a theme that {enough}; larger: more of them. All filled: shared; one filled: one-sided; no "
                "mark: named by nobody.",
                enough=_enough(result),
            ),
            say(
                "Under each question: how far apart the two audiences stand that are furthest (Jensen-Shannon, 0 to "
                "1), p adjusted."
            ),
            *_hidden(result),
            *rows_line(len(shown), len(themes), say("themes"), say("the widest named first")),
            *([say("Shown: {asked} of {of} questions.", asked=len(asked), of=of)] if len(asked) < of else []),
        ],
        thickness=1.25,
        lanes=[f"{result.words_of(name).strip('“”')}\n{_apart(result, name)}" for name in asked],
    )  # fmt: skip
    ax, _, kind = lay_out(page, ax)
    _bare(ax, len(asked))
    cells = {(row["question"], row["theme"]): pd.Series(row) for row in table.to_dict("records")}
    for lane, question in enumerate(asked):
        for at, theme in enumerate(shown):
            line = cells.get((question, theme))
            if line is None:
                continue
            if line.verdict == "one-sided":
                ax.barh(
                    at, LANE * 0.86, left=lane + 0.5 * (1 - LANE), height=0.8, color="none", edgecolor=PALE,
                    linewidth=1.0, zorder=1, gid="one-sided",
                )  # fmt: skip
            for place, name in enumerate(names):
                share = float(line[share_column(name)])
                if np.isfinite(share):
                    x = lane + 0.5 * (1 - LANE) + LANE * 0.86 * (place + 0.5) / len(names)
                    wide = 0.7 + 0.5 * np.sqrt(share / 100) if share else 0.7
                    _dot(ax, x, at, looks[name], name in _named(line), kind, f"{name}, {question}, {at}", wide)
    return ax


# -- words ---------------------------------------------------------------------------------------


def _enough(result: AnswerComparison) -> str:
    if result.least:
        share = percent(result.least, digits=int(result.least % 1 > 0))
        return say("{share} or more of an audience's {units} name", share=share, units=_units(result))
    return say("one {unit} of an audience names", unit=noun(result.unit))


def _units(result: AnswerComparison) -> str:
    return noun("people") if result.unit == "person" else noun(f"{result.unit}s")


def _apart(result: AnswerComparison, question: str) -> str:
    row = _widest(result, question)
    return (
        f"{as_heading(row.a)}, {people(row.b)}: {_distance(row, result.unit)}"
        if row is not None
        else say("no distance")
    )


def _distance(row, unit: str) -> str:
    """How far apart two audiences stand, and what chance has to say to it."""
    if not np.isfinite(row.distance):
        return say("no theme named")
    return f"{figure(row.distance, digits=2)} ({_by_chance(row, unit)})"


def _by_chance(row, unit: str) -> str:
    if np.isfinite(row.p_value):
        return p_in_words(row.p_adjusted)
    return say("too few {units} to test", units=noun("people") if unit == "person" else noun(f"{unit}s"))


def _widest(result: AnswerComparison, question: str):
    rows = result.disparity[result.disparity.question == question]
    known = rows[rows.distance.notna()]
    return known.iloc[largest_first(known.distance, known.a, known.b, digits=2)[0]] if len(known) else None


def _finding(result: AnswerComparison, question: str, table: pd.DataFrame) -> str:
    row = _widest(result, question)
    if row is None:
        return say("No two audiences can be held against each other")
    by_chance = np.isfinite(row.p_value) and row.p_adjusted >= _SURE
    return say(
        "{a} and {b} stand {distance} apart ({p}, chance alone may explain it)" if by_chance
        else "{a} and {b} stand {distance} apart ({p})",
        a=as_heading(row.a), b=people(row.b), distance=figure(row.distance, digits=2), p=_by_chance(row, result.unit),
    )  # fmt: skip


def _finding_of_all(result: AnswerComparison, asked: Sequence[str]) -> str:
    beside = [said for said in result.beside_survey if facts_of(said).get("unnamed")]
    if beside:
        return beside[0].removesuffix(".")
    verdicts = result.table[result.table.question.isin(asked)].verdict
    shared, alone = int((verdicts == "shared").sum()), int((verdicts == "one-sided").sum())
    return say(
        "Of {themes} on {n} questions {shared} are shared, {alone} are one audience's alone",
        themes=plural(len(verdicts), "theme"), n=len(asked), shared=shared, alone=alone,
    )  # fmt: skip


def _footer(result: AnswerComparison, question: str) -> list[str]:
    rows = result.disparity[result.disparity.question == question]
    pairs = "; ".join(
        say("{a} and {b} {distance}", a=as_heading(row.a), b=people(row.b), distance=_distance(row, result.unit))
        for row in rows.itertuples()
    )
    said = [
        say(
            "Percent of {units} that name the theme. Filled: {enough} it.", units=_units(result), enough=_enough(result)
        ),
        say(
            "Jensen-Shannon distance of themes, 0 (the same) to 1 (nothing in common), p adjusted: {pairs}.",
            pairs=pairs,
        ),
    ]
    return [*said, *_hidden(result), *texts_about(result.caveats, BY_HAND)]


def _hidden(result: AnswerComparison) -> list[str]:
    told = (
        [say("Hidden, so that a small group stays anonymous: {named}.", named=named(map(as_heading, result.hidden)))]
        if result.hidden
        else []
    )
    if (result.table.verdict == HIDDEN).any():
        told.append(say("hidden: named by fewer than two sheets or three people."))
    return told
