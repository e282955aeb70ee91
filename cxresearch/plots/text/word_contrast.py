"""Words that tell groups apart, by how far they lean: a bar a word, and a band within which nothing can be told.

No cloud of words: in a cloud the size of a word is its length as much as its weight, and its place is chance.
"""

import numpy as np
import pandas as pd

from cxresearch.errors import OptionError
from cxresearch.plots.drawing.captions import unknown_signs
from cxresearch.plots.drawing.lanes import Lanes
from cxresearch.plots.drawing.layout import lay_out, lay_out_rows
from cxresearch.plots.drawing.letters import legible, text_width
from cxresearch.plots.drawing.page import LANE, Column, Key, Page
from cxresearch.plots.drawing.strokes import wide, zero_line
from cxresearch.plots.drawing.style import BAND, INK, QUIET, marks_of, type_now
from cxresearch.speaking import goes_on_small
from cxresearch.stats.bases.naming import as_heading
from cxresearch.text.themes.contrast import TELLING, WordContrast
from cxresearch.wording import count, largest_first, number, say

__all__ = ["plot_word_contrast"]

_TERMS_AT_DESK, _TERMS_IN_HALL = 20, 10
_MOST_GROUPS = 5
_HEIGHT = 0.5
# The part of a lane that its words take, at least and at most.
_WORDS = (0.3, 0.66)
_SMALLEST = 0.6


def plot_word_contrast(
    result: WordContrast, *, ax=None, rows: int | None = None, title: str | None = None, kind: str | None = None
):
    """Two groups: one column of words, leaning left and right. More: a lane a group with its most telling words.

    Parameters
    ----------
    rows : int, optional
        How many words, half of them each group's where there are two; each group's own where there are more.
    title : str, optional
        In place of the finding.
    kind : {"word", "phrase"}, optional
        Only words or only phrases.
    """
    if kind not in (None, "word", "phrase"):
        raise OptionError(say("kind is 'word' or 'phrase'; got {kind}.", kind=repr(kind)))
    if rows is not None and rows < 1:
        raise OptionError(say("rows is how many words to show, 1 or more; got {rows}.", rows=repr(rows)))
    table = result.table
    hidden = table[table.n.isna()].group.tolist()
    table = table[table.z.notna() & ((table.kind == kind) if kind else True)]
    groups = [name for name in dict.fromkeys(result.table.group) if name not in hidden]
    most = rows or (_TERMS_IN_HALL if type_now().height else _TERMS_AT_DESK)
    if len(groups) == 2:
        return _leaning(result, table, groups, hidden, ax, title, most, rows)
    return _lanes(result, table, groups[:_MOST_GROUPS], len(groups), hidden, ax, title, most if rows else min(most, 12))


def _leaning(result, table: pd.DataFrame, groups: list[str], hidden: list[str], ax, title, most: int, rows):
    left, right = groups
    of = {name: table[table.group == name].set_index("term") for name in groups}
    lean = of[right].iloc[largest_first(-of[right].z, of[right].index, digits=1)]
    below, above = lean[lean.z < 0], lean[lean.z > 0].iloc[::-1]
    bases = {name: _base(result, name) for name in groups}

    def kept(shown: int) -> pd.DataFrame:
        half = shown // 2
        first = max(half, shown - len(above))
        a = below.head(first)
        return pd.concat([a, above.head(shown - len(a)).iloc[::-1]])

    def build(shown: int) -> Page:
        part = kept(shown)
        marks = marks_of(groups)
        return Page(
            title=title or _finding(result, groups, table),
            labels=[_cut(say("“{words}”", words=term), 3.0, type_now().label) for term in part.index],
            columns=[
                Column(
                    say("{name}, of {bases}", name=as_heading(name), bases=bases[name]),
                    [count(_times(of[name], term)) for term in part.index],
                )
                for name in groups
            ],
            keys=[
                Key(say("{name} use it more (to the left)", name=as_heading(left)), marks[left]),
                Key(say("{name} use it more (to the right)", name=as_heading(right)), marks[right]),
            ],
            footer=[*_footer(hidden, len(part), len(lean)), *unknown_signs(part.index)],
            x_label=say("z of the log-odds ratio"),
            thickness=1.0,
        )

    total = min(len(below) + len(above), most)
    shown, ax, _, kind = lay_out_rows(build, total, ax, rows=min(rows, total) if rows and total else None)
    if not shown:
        return ax
    part = kept(shown)
    marks = marks_of(groups)
    far = 1.08 * max(float(part.z.abs().max()), 1.2 * TELLING)
    ax.set_xlim(-far, far)
    ax.axvspan(-TELLING, TELLING, color=BAND, zorder=0.4, gid="band")
    zero_line(ax, 0, kind)
    for at, z in enumerate(part.z):
        mark = marks[left if z < 0 else right]
        _stick(ax, 0.0, z, at, mark, kind, f"z, row {at}")
    ticks = [tick for tick in ax.get_xticks() if -far <= tick <= far]
    ax.set_xticks(ticks, [f"{abs(tick):g}" for tick in ticks])
    ax.set_xlim(-far, far)
    return ax


def _lanes(result, table: pd.DataFrame, groups: list[str], all_groups: int, hidden: list[str], ax, title, most: int):
    shown = {
        name: part.iloc[largest_first(part.z, part.term, digits=1)[:most]]
        for name in groups
        for part in [table[(table.group == name) & (table.z > 0)]]
    }
    rows = max([len(part) for part in shown.values()], default=0)
    more = (
        [say("Shown: {groups} of {all_groups} groups.", groups=len(groups), all_groups=all_groups)]
        if len(groups) < all_groups
        else []
    )
    page = Page(
        title=title or _finding(result, groups, table),
        labels=[""] * rows,
        footer=[
            *_footer(hidden, None, None),
            *more,
            *unknown_signs(term for part in shown.values() for term in part.term),
        ],
        x_label=say("z of the log-odds ratio against all others; figures in brackets: comments that use it"),
        thickness=1.0,
        lanes=[f"{as_heading(name)}\nn = {_base(result, name)}" for name in groups],
        height=0.6,
    )
    ax, _, kind = lay_out(page, ax)
    if not rows:
        ax.set_axis_off()
        return ax
    far = 1.05 * max([TELLING * 1.2, *(float(part.z.max()) for part in shown.values() if len(part))])
    inches = wide(ax) / len(groups)
    widest = max(text_width(f"{legible(term[:99])} ({count(uses)})", kind.cell) for part in shown.values()
               for term, uses in zip(part.term, part["count"], strict=True))  # fmt: skip
    # Narrow lanes have smaller words rather than words that are cut.
    size = kind.cell * float(np.clip((_WORDS[1] - 0.04) * LANE * inches / widest, _SMALLEST, 1.0))
    words = float(np.clip(widest * size / kind.cell / (LANE * inches) + 0.04, *_WORDS))
    lanes = Lanes(ax, len(groups), low=-far * words / (1 - words), high=far)
    step = 2 if far < 10 else 5 * max(1, int(far // 20))
    ticks = [tick for tick in range(0, 200, step) if tick <= far]
    lanes.rule(ticks, [str(tick) for tick in ticks], zero=0, kind=kind)
    marks = marks_of(groups)
    for lane, name in enumerate(groups):
        place = lanes.place(lane)
        ax.axvspan(place(0), place(TELLING), color=BAND, zorder=0.4, gid="band")
        for at, row in enumerate(shown[name].rename(columns={"count": "uses"}).itertuples()):
            room = LANE * (words - 0.02) * inches
            uses = f" ({count(row.uses)})"
            word = _cut(row.term, room - text_width(uses, size), size)
            ax.text(
                lanes.edges(lane)[0], at, word + uses, ha="left", va="center", fontsize=size, gid="term",
                color=INK if row.z >= TELLING else QUIET,
            )  # fmt: skip
            _stick(ax, place(0.0), place(row.z), at, marks[name], kind, f"{name}, row {at}")
        if not len(shown[name]):
            ax.text(
                sum(lanes.edges(lane)) / 2, 0, say("no word of its own"), ha="center", va="center", fontsize=kind.cell,
                color=QUIET, style="italic",
            )  # fmt: skip
    return ax


def _stick(ax, start: float, end: float, y: float, mark, kind, gid: str) -> None:
    ax.barh(
        y, end - start, left=start, height=_HEIGHT, color=mark.colour, edgecolor=INK, linewidth=0.4, zorder=2, gid=gid
    )
    ax.plot(
        [end], [y], linestyle="none", marker=mark.shape, markersize=0.75 * kind.mark, markerfacecolor=mark.colour,
        markeredgecolor=INK, markeredgewidth=0.6, zorder=3, clip_on=False,
    )  # fmt: skip


def _base(result: WordContrast, group: str) -> str:
    return count(result.table[result.table.group == group].n.max())


def _times(table: pd.DataFrame, term: str) -> float:
    return float(np.max(table["count"].get(term, 0.0)))


def _cut(text: str, room: float, size: float) -> str:
    """A word that is too long for its place ends in three dots."""
    plain = legible(text[:200])
    if text_width(plain, size) <= room and len(text) <= 200:
        return plain
    while len(plain) > 1 and text_width(plain + "…", size) > room:
        plain = plain[:-1]
    return plain + "…"


def _footer(hidden: list[str], shown: int | None, of: int | None) -> list[str]:
    said = [
        say(
            "Grey band: |z| below {TELLING}, where a word leans too little to be told from chance; z ranks words and "
            "is no test. A word counts once a comment.",
            TELLING=number(TELLING, digits=2),
        )
    ]
    if hidden:
        said.append(
            say("Hidden, so that a small group stays anonymous: {join}.", join=", ".join(map(as_heading, hidden)))
        )
    if shown is not None and of is not None and shown < of:
        said.append(
            say("Shown: {shown} of {of} words and phrases, those that lean most.", shown=count(shown), of=count(of))
        )
    return said


def _finding(result: WordContrast, groups: list[str], table: pd.DataFrame) -> str:
    told = []
    for name in groups:
        words = table[(table.group == name) & (table.z >= TELLING)].term.head(2)
        if len(words):
            told.append(
                say(
                    "{who} write of {words}",
                    who=as_heading(name),
                    words=say(" and ").join(_cut(say("“{words}”", words=word), 3.0, 11) for word in words),
                )
            )
    if not told:
        return say("No word stands out clearly; that does not make the groups alike")
    small = goes_on_small()
    return "; ".join([told[0], *(part[:1].lower() + part[1:] if small else part for part in told[1:3])])
