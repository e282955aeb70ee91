"""Themes of comments: their tone, blame to the left and praise to the right, or how much of the comments each fills."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cxresearch.errors import OptionError
from cxresearch.plots.drawing.captions import groups_line
from cxresearch.plots.drawing.chart import Chart, Rows, chart
from cxresearch.plots.drawing.fields import Field, Fields
from cxresearch.plots.drawing.lanes import Lanes
from cxresearch.plots.drawing.page import Column
from cxresearch.plots.drawing.strokes import INTERVAL, between, percent, sure
from cxresearch.plots.drawing.style import PALE, QUIET
from cxresearch.plots.text.tones import bars, reach, tone_cell, tone_keys
from cxresearch.stats.bases.naming import as_heading
from cxresearch.text.reading.comments import EVERYBODY, SAYS_NOTHING
from cxresearch.text.scoring.study_codes import SUPPOSED
from cxresearch.text.themes.coded import OTHER
from cxresearch.text.themes.moved import BY_HAND
from cxresearch.text.themes.named import MACHINE_TONE, ROWS_HIDDEN, WEIGHTED, Themes, comments_of
from cxresearch.wording import capital, count, facts_of, largest_first, named, plural, say, texts_about

__all__ = ["plot_themes"]

_KINDS = ("tone", "heatmap")
_FEW = 3
_MOST_LANES, _MOST_COLUMNS = 5, 10


@chart
def plot_themes(result: Themes, *, kind: str | None = None, groups: Sequence[str] | None = None) -> Chart:
    """Tone by theme, a lane a group; or shares of comments by theme and group, a number on its shade.

    Parameters
    ----------
    rows : int, optional
        How many themes at most, the largest first; as many as the sheet bears by default.
    groups : list of str, optional
        Which groups, in this order; those with most comments by default, where there are too many to be read.
    title : str, optional
        In place of the finding.
    kind : {"tone", "heatmap"}, optional
        The tone where it was scored, else the shares.
    """
    if kind is not None and kind not in _KINDS:
        raise OptionError(say("kind is 'tone' or 'heatmap'; got {kind}.", kind=repr(kind)))
    scored = result.table.negative.notna().any()
    if kind == "tone" and not scored:
        raise OptionError(say("These themes were not scored for tone (rules=None). Draw their shares: kind='heatmap'."))
    whole = _wide(result)
    heatmap = kind == "heatmap" or not scored
    table = _chosen(whole, groups, _MOST_COLUMNS if heatmap else _MOST_LANES)
    left = groups_line(len(_groups(table)), len(_groups(whole)))
    named = (table["statements"].fillna(0).max(axis=1) > 0) | (table.index == OTHER)
    if named.any() and not named.all() and not result.hidden:
        left.append(say("{themes} of the code frame that no comment names: not drawn.",
                        themes=plural(int((~named).sum()), "theme")))  # fmt: skip
        table = table[named]
    return _heatmap(result, table, left) if heatmap else _tone(result, table, left)


_WORTH_A_TITLE = 5.0


def _wide(result: Themes) -> pd.DataFrame:
    """A row a theme, the largest first, what stands under none last; a column a measure and group."""
    table = result.table.assign(_group=result.table[result.by] if result.by else EVERYBODY)
    wide = table.pivot(
        index="theme", columns="_group", values=[c for c in table if c not in ("theme", "_group", result.by)]
    )
    groups = list(dict.fromkeys(table._group))
    wide = wide.reindex(columns=groups, level=1)
    size = wide["estimate"].mean(axis=1).where(wide.index != OTHER, -1.0)
    return wide.iloc[largest_first(size, wide.index)]


def _chosen(table: pd.DataFrame, groups: Sequence[str] | None, most: int) -> pd.DataFrame:
    there = _groups(table)
    if groups is not None:
        strange = [name for name in groups if name not in there]
        if strange or not groups:
            raise OptionError(say(
                "groups= has {what}; the result has {there}.",
                what=named(strange), there=named(there),
            ))  # fmt: skip
        return table.reindex(columns=list(groups), level=1)
    size = table["n"].max().fillna(0.0)
    kept = {size.index[at] for at in largest_first(size, size.index)[:most]}
    return table.loc[:, [name in kept for name in table.columns.get_level_values(1)]]


def _groups(table: pd.DataFrame) -> list[str]:
    return list(dict.fromkeys(table.columns.get_level_values(1)))


def _header(result: Themes, table: pd.DataFrame, group: str) -> str:
    name = say("All comments") if group == EVERYBODY else as_heading(group)
    if group in result.hidden:
        return f"{name}\n" + say("hidden")
    return f"{name}\nn = {count(table['n'][group].max())}"


# -- tone ----------------------------------------------------------------------------------------


def _tone(result: Themes, table: pd.DataFrame, left: list[str]) -> Rows:
    groups = _groups(table)
    alone = len(groups) == 1
    columns = []
    if alone:
        of = table.xs(groups[0], axis=1, level=1)
        columns = [
            Column(say("Share of comments"), [tone_cell(*line) for line in of[[*INTERVAL]].to_numpy(float)]),
            Column(say("Statements"), [count(n) for n in of.statements]),
        ]

    def paint(ax, _, kind, kept: list[int]) -> None:
        part = table.iloc[kept]
        ends = [reach(part[f"{tone}_ci_high"].to_numpy(float).ravel()) for tone in ("negative", "positive")]
        lanes = Lanes(ax, len(groups), low=-ends[0], high=ends[1] * (1.0 if alone else 1.22))
        # At the very ends of a lane a figure would run into that of the next.
        step, most = (25, 100) if alone else (50, 90)
        ticks = [tick for tick in range(-100, 101, step) if -ends[0] <= tick <= ends[1] and abs(tick) <= most]
        lanes.rule(ticks, [str(abs(tick)) for tick in ticks], zero=0, kind=kind)
        for lane, group in enumerate(groups):
            place = lanes.place(lane)
            if group in result.hidden:
                _hatched(ax, lanes.edges(lane), len(kept))
                ax.text(
                    sum(lanes.edges(lane)) / 2, (len(kept) - 1) / 2, say("hidden\n(small group)"), ha="center",
                    va="center", fontsize=kind.cell, color=QUIET, style="italic", gid="hidden", zorder=4,
                    bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.3 * kind.cell},
                )  # fmt: skip
                continue
            for at, theme in enumerate(part.index):
                row = part.loc[theme].xs(group, level=1)
                sides = {tone: [row[f"{tone}{end}"] for end in ("", "_ci_low", "_ci_high")]
                         for tone in ("negative", "positive")}  # fmt: skip
                bars(ax, at, sides, kind, place=place, name=f"{at}, {group}")
                if not alone:
                    ax.text(lanes.edges(lane)[1], at, count(row.statements), ha="right", va="center",
                            fontsize=kind.small, color=QUIET, gid="base")  # fmt: skip

    return Rows(
        paint, _finding_tone(result, table), [_named(theme) for theme in table.index], columns=columns,
        keys=tone_keys(), footer=[*_footer(result, alone), *left],
        x_label=say("Share of the theme's statements (%); the rest is neutral"), thickness=1.8 if alone else 1.5,
        lanes=[] if alone else [_header(result, table, group) for group in groups],
        what=say("themes"), order=say("the largest first"),
    )  # fmt: skip


def _hatched(ax, edges: tuple[float, float], rows: int) -> None:
    from matplotlib.patches import Rectangle

    ax.add_patch(Rectangle(
        (edges[0], -0.45), edges[1] - edges[0], rows - 0.1, facecolor="white", edgecolor=PALE, hatch="////",
        linewidth=0, zorder=2, gid="hatched",
    ))  # fmt: skip


def _footer(result: Themes, alone: bool, *, tone: bool = True) -> list[str]:
    said = [
        say("Thin lines and brackets: {sure}.", sure=sure(result.confidence))
        if alone
        else say(
            "n: comments; small figures: statements that name the theme. Thin lines: {sure}.",
            sure=sure(result.confidence),
        )
    ]
    nothing = sum(facts_of(caveat)["n"] for caveat in texts_about(result.caveats, SAYS_NOTHING))
    if nothing:
        said[0] += " " + say("Not in it: {n} comments that say nothing.", n=count(nothing))
    said += [result.study.record()] if result.study is not None else []
    of_tone = (MACHINE_TONE, SUPPOSED) if tone else ()
    return [*said, *texts_about(result.caveats, *of_tone, WEIGHTED, BY_HAND, ROWS_HIDDEN)]


def _finding_tone(result: Themes, table: pd.DataFrame) -> str:
    """The theme with the plainest tone, of the group that says most."""
    known = table["n"].max().dropna()
    if not len(known):
        return say("What the comments are about is hidden, so that small groups stay anonymous")
    group = known.index[largest_first(known, known.index)[0]]
    of = table.xs(group, axis=1, level=1).drop(index=OTHER, errors="ignore").astype(float)
    of = of[(of.statements >= 10) & of.negative.notna()]
    if not len(of):
        return say("Too few statements on any theme to tell the tone of {comments_of}", comments_of=comments_of(group))
    # What hardly anybody writes of is no headline, however plain its tone.
    of = of[of.estimate >= min(_WORTH_A_TITLE, of.estimate.max())]
    tones = ("negative", "positive")
    tone = tones[largest_first([of[name].max() for name in tones], tones)[0]]
    row = of.iloc[largest_first(of[tone], of.index)[0]]
    return say(
        "{theme} fills {share} of {comments}; {part} of what is said of it is negative"
        if tone == "negative"
        else "{theme} fills {share} of {comments}; {part} of what is said of it is positive",
        theme=capital(str(row.name)), share=percent(row.estimate), comments=comments_of(group), part=percent(row[tone]),
    )  # fmt: skip


# -- shares --------------------------------------------------------------------------------------


def _heatmap(result: Themes, table: pd.DataFrame, left: list[str]) -> Fields:
    groups = _groups(table)
    darkest = max(np.nanmax([*table["estimate"].to_numpy(float).ravel(), 0.0]), 1.0)
    fields = {}
    for at, theme in enumerate(table.index):
        for column, group in enumerate(groups):
            share, low, high = (float(table.loc[theme, (name, group)]) for name in ("estimate", "ci_low", "ci_high"))
            hidden = group in result.hidden
            fields[at, column] = (
                Field(percent(share), share / darkest, note=between(low, high))
                if np.isfinite(share)
                else Field(say("hidden") if hidden else "–", quiet=True, hatched=hidden)
            )
    hidden = (
        say("Hatched: hidden, a small group stays anonymous ({hidden}).", hidden=named(map(as_heading, result.hidden)))
        if result.hidden
        else ""
    )
    return Fields(
        fields,
        title=_finding_shares(result, table),
        rows=[_named(theme) for theme in table.index],
        columns=[_header(result, table, group) for group in groups],
        footer=[
            say(
                "Percent of each group's comments that name the theme; a comment may name several. Brackets: {sure}. "
                "Darker is more.",
                sure=sure(result.confidence),
            ),
            *filter(None, [hidden]),
            *_footer(result, True, tone=False)[1:],
            *left,
        ],
        thickness=2.1,
        what=say("themes"),
        order=say("the largest first"),
    )


def _finding_shares(result: Themes, table: pd.DataFrame) -> str:
    """Where two groups stand furthest apart on a theme, beyond their intervals; else the largest theme."""
    shares = table.drop(index=OTHER, errors="ignore")
    if not len(shares):
        return _nothing(result)
    groups = [
        group for group in _groups(table) if group not in result.hidden and shares["estimate"][group].notna().any()
    ]
    if not groups:
        return say("What the comments are about is hidden, so that small groups stay anonymous")
    far = []
    # Of many pairs the widest stands apart by luck, so among more than three groups none is singled out.
    for theme in shares.index if len(groups) <= _FEW else ():
        for a in groups:
            for b in groups:
                if shares.loc[theme, ("ci_low", a)] > shares.loc[theme, ("ci_high", b)]:
                    far.append((shares.loc[theme, ("estimate", a)] - shares.loc[theme, ("estimate", b)], theme, a, b))
    if far:
        _, theme, a, b = far[largest_first(*zip(*far, strict=True))[0]]
        low, high = (percent(shares.loc[theme, ("estimate", group)]) for group in (b, a))
        return say(
            "{theme} fills {high} of {comments} and {low} of {others}",
            theme=capital(theme), high=high, comments=comments_of(a), low=low, others=comments_of(b),
        )  # fmt: skip
    of = shares["estimate"][groups[0]].astype(float)
    if not of.notna().any() or not of.max() > 0:
        return _nothing(result)
    sizes = shares["estimate"][groups].astype(float).mean(axis=1)
    largest = sizes.index[largest_first(sizes, sizes.index)[0]]
    if len(groups) == 1:
        return say(
            "{largest} is the largest theme of {comments_of}: {percent}",
            largest=capital(str(largest)),
            comments_of=comments_of(groups[0]),
            percent=percent(of[largest]),
        )
    each = shares.loc[largest, "estimate"][groups]
    return say(
        "{theme} is the largest theme: {low} to {high} of the comments by group",
        theme=capital(str(largest)), low=percent(each.min()), high=percent(each.max()),
    )  # fmt: skip


def _nothing(result: Themes) -> str:
    if result.foreign:
        return say("The code frame has no words in the language of these comments")
    return say("No theme of the code frame occurs")


def _named(theme: str) -> str:
    return capital(say("other") if theme == OTHER else theme)
