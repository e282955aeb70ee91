"""The tone of comments by group: blame left of zero, praise right, neutral apart, and the scorer's error below."""

import numpy as np
import pandas as pd

from cxresearch.plots.drawing.captions import question_line
from cxresearch.plots.drawing.chart import Rows, chart
from cxresearch.plots.drawing.page import Column, Key
from cxresearch.plots.drawing.records import records
from cxresearch.plots.drawing.strokes import hidden_row, percent, sure, zero_line
from cxresearch.plots.drawing.style import Mark
from cxresearch.plots.text.tones import NEUTRAL, TONES, bars, interval, reach, tone_cell, tone_keys
from cxresearch.stats.bases.hidden import group_label
from cxresearch.stats.bases.naming import people
from cxresearch.survey.audiences import CUSTOMERS, LEADERSHIP, STAFF, ordered
from cxresearch.text.scoring.study_codes import SUPPOSED
from cxresearch.text.scoring.track_record import RECORD
from cxresearch.text.sentiment import VerbatimSentiment
from cxresearch.text.sentiment_words import OTHER_TONGUES, SAMPLING_ERROR, WISHES
from cxresearch.text.themes.named import comments_of
from cxresearch.wording import capital, count, facts_of, largest_first, parts_about, plural, say, texts_about

__all__ = ["plot_sentiment"]

_COLUMNS = [f"{tone}{end}" for tone in TONES for end in ("", "_low", "_high")]


@chart
def plot_sentiment(result: VerbatimSentiment) -> Rows:
    """A row a group: negative to the left, positive to the right, neutral beside them, each with its interval."""
    table = _by_group(result)
    left, neutral, right = (reach(table[f"{tone}_high"]) for tone in TONES)
    lines = records(table)

    def paint(ax, panel, kind, kept: list[int]) -> None:
        if not kept:
            return
        # One scale for both charts: a percent is as wide in each.
        wide, apart = ax.get_position().width, panel.get_position().width
        percent = max((left + right) / wide, neutral / apart)
        ax.set_xlim(-left, end := percent * wide - left)
        panel.set_xlim(0, percent * apart)
        step = 25 if left + right > 70 else 10
        ticks = [tick for tick in range(-100, 101, step) if -left <= tick <= end]
        ax.set_xticks(ticks, [str(abs(tick)) for tick in ticks])
        panel.set_xticks([tick for tick in range(0, 101, step) if tick <= panel.get_xlim()[1]])
        zero_line(ax, 0, kind)
        for at, row in enumerate(lines[place] for place in kept):
            if not row.known:
                absent = say("hidden (small group)") if np.isnan(row.n) else say("no comment could be scored")
                hidden_row(ax, at, kind, absent)
                continue
            bars(ax, at, {tone: _share(row, tone) for tone in ("negative", "positive")}, kind)
            estimate, low, high = _share(row, "neutral")
            panel.barh(at, estimate, height=0.56, color=NEUTRAL, edgecolor="none", zorder=2, gid=f"neutral, row {at}")
            interval(panel, low, high, at, kind)

    return Rows(
        paint, _finding(result, table), [_label(row) for row in lines], table.known.tolist(),
        columns=[Column(capital(say(tone)), [tone_cell(*_share(row, tone)) for row in lines]) for tone in TONES],
        keys=[*tone_keys(), Key(say("Neutral (apart)"), Mark(NEUTRAL, ""))], footer=_caption(result, table),
        x_label=say("Share of scored comments (%)"), thickness=2.0, panel=neutral / (left + right + neutral),
        panel_header=say("Neutral"), what=say("groups"), order=say("the most and the least negative"),
    )  # fmt: skip


def _share(row, tone: str) -> tuple[float, float, float]:
    return row[tone], row[f"{tone}_low"], row[f"{tone}_high"]


def _by_group(result: VerbatimSentiment) -> pd.DataFrame:
    """A row a group: its name, base and shares; audiences in their order, other groups from most to least negative."""
    lines = []
    if not len(result.table):
        return pd.DataFrame(
            columns=["name", "group", "known", "n", "no_answer", "not_scored", "nothing_to_improve", *_COLUMNS]
        )
    for _, rows in result.table.groupby([*result.by, "question"], sort=False, dropna=False):
        first, of = rows.iloc[0], rows.set_index("label")
        line = {name: first[name] for name in ("n", "no_answer", "not_scored", "nothing_to_improve")}
        for tone in TONES:
            line |= {tone: of.estimate[tone], f"{tone}_low": of.ci_low[tone], f"{tone}_high": of.ci_high[tone]}
        named = {name: first[name] if pd.notna(first[name]) else say("without {name}", name=name) for name in result.by}
        shown = {name: people(value) if isinstance(value, str) else value for name, value in named.items()}
        group = (group_label(some) if some else "" for some in (named, shown))
        lines.append({**dict(zip(("group", "name"), group, strict=True)), **line})
    table = pd.DataFrame(lines)
    table["known"] = table.negative.notna()
    table["name"] = table["name"].map(capital) if result.by else say("All comments")
    if result.by == ("wave",):
        return table.sort_values("group", kind="stable").reset_index(drop=True)
    if len(result.by) == 1 and set(table.group) & {LEADERSHIP, STAFF, CUSTOMERS}:
        return table.set_index("group").loc[ordered(table.group)].reset_index()
    return table.iloc[largest_first(table.negative, table.group)].reset_index(drop=True)


def _label(row) -> str:
    return f"{row['name']} (n = {count(row.n)})" if np.isfinite(row.n) else row["name"]


def _caption(result: VerbatimSentiment, table: pd.DataFrame) -> list[str]:
    said = question_line(result.asked) if result.asked else []
    said.append(say("n: comments that were scored. Thin lines and brackets: {sure}.", sure=sure(result.confidence)))
    nothing, other = (int(np.nansum(table[name])) for name in ("no_answer", "not_scored"))
    needless = int(np.nansum(table["nothing_to_improve"]))
    beside = [say("{comments} without an answer", comments=plural(nothing, "comment"))] if nothing else []
    beside += [say("{needless} with nothing to improve", needless=count(needless))] if needless else []
    beside += [say("{other} in other languages that were not scored", other=count(other))] if other else []
    if beside:
        said[-1] += " " + say("Not in the bars: {these}.", these=say(" and ").join(beside))
    # What a reader of the picture can do nothing about is left to the result.
    errors = [facts_of(line)["short"] for line in texts_about(result.caveats, SAMPLING_ERROR)]
    errors += [result.codes.record()] if result.codes is not None else []
    errors += texts_about(result.caveats, SUPPOSED)
    if result.codes is None:
        errors += [facts_of(part).get("short", part) for part in parts_about(result.method, RECORD)]
    other_tongues = texts_about(result.caveats, OTHER_TONGUES, WISHES)
    hidden = int(table.n.isna().sum())
    kept_back = (
        say("{groups} hidden: a small group of leaders or staff stays anonymous.", groups=plural(hidden, "group"))
        if hidden
        else ""
    )
    return [*said, *errors, *other_tongues, *filter(None, [kept_back])]


def _finding(result: VerbatimSentiment, table: pd.DataFrame) -> str:
    known = table[table.known]
    if not len(known):
        return say("The tone of these comments is hidden, or none could be scored")
    if len(known) == 1:
        row = known.iloc[0]
        whose = f"{row['name']}: " if result.by else ""
        return whose + say(
            "{negative} of {comments} are negative, {positive} positive",
            negative=percent(row.negative), comments=plural(row.n, "comment"), positive=percent(row.positive),
        )  # fmt: skip
    high, low = (known.iloc[largest_first(sign * known.negative, known.group)[0]] for sign in (1, -1))
    if low.negative_high >= high.negative_low:
        return say(
            "{low} of comments are negative in each of {n} groups, and the intervals overlap"
            if percent(low.negative) == percent(high.negative)
            else "Between {low} and {high} of comments are negative in {n} groups, and the intervals overlap",
            low=percent(low.negative), high=percent(high.negative), n=len(known),
        )  # fmt: skip
    return say(
        "{high} of {comments} are negative, {low} of {others}",
        high=percent(high.negative), comments=_whose(high.group, result), low=percent(low.negative),
        others=_whose(low.group, result),
    )  # fmt: skip


def _whose(group: str, result: VerbatimSentiment) -> str:
    nameless = group in [say("without {name}", name=name) for name in result.by]
    return say("comments {group}", group=group) if nameless else comments_of(group)
