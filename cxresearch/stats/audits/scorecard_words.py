"""A scorecard in words: the distance between two audiences, and how much of what is claimed can be shown."""

import numpy as np
import pandas as pd

from cxresearch.speaking import goes_on_small
from cxresearch.stats.audits.instrument_parts import WHOLE
from cxresearch.stats.bases.naming import base_of
from cxresearch.stats.bases.rows import those_asked
from cxresearch.stats.bases.verdicts import ALIGNED, GAP, HIDDEN
from cxresearch.wording import (
    adding_up,
    capital,
    count,
    in_words,
    interval,
    largest_first,
    number,
    percent_sure,
    plural,
    points,
    say,
    sized,
    steady,
    told,
)

__all__ = ["scorecard_sentences", "widest_gap"]

_MOST = 8
_NAMED_FIRST = told("{who} named evidence for {share}% ({bounds}) of all their answers")
_NAMED = told("{who} for {share}% ({bounds})")


def scorecard_sentences(result) -> list[str]:
    """All sentences of a :class:`Scorecard`, the whole first."""
    table = result.table
    known = table[table.estimate.notna()]
    if not len(known):
        return [say("{title}: too few people answered to show any score.", title=result.instrument.title)]
    gaps = result.gaps
    shown = gaps[gaps.estimate.notna()] if len(gaps) else gaps
    said = [_whole(result, known)]
    widest = widest_gap(result)
    if widest is not None:
        said.append(f"{_gap(widest, result)}{_examples(table, widest)}")
    said += _evidence(known, already=widest)
    if result.level is not None and len(result.level.table):
        said += result.level.sentences()
    if len(shown):
        said += _others(shown, widest, result)
        said += _hidden(gaps)
    return said + _claims(result)


def widest_gap(result):
    """The widest gap, if possible a shown one of a sub-score that rests on the same items for both; else None."""
    gaps = result.gaps
    shown = gaps[gaps.estimate.notna()] if len(gaps) else gaps
    if not len(shown):
        return None
    parts = shown[shown.sub_score != WHOLE]
    pool = parts if len(parts) else shown
    alike = pool[[_same_items(result.table, row) for row in pool.itertuples()]]
    pool = alike if len(alike) else pool
    told = pool[pool.verdict == GAP]
    pool = told if len(told) else pool
    return _row(pool, pool.index[_widest_first(pool)[0]])


def _widest_first(gaps: pd.DataFrame) -> list[int]:
    return largest_first(gaps.estimate.abs(), gaps.sub_score, gaps.audience_a, gaps.audience_b)


def _row(table: pd.DataFrame, at):
    # A Series has a method called items.
    return next(table.loc[[at]].itertuples())


def _same_items(table: pd.DataFrame, gap) -> bool:
    """Whether both rows of the table rest on the items that the gap was taken on."""
    rows = table[(table.sub_score == gap.sub_score) & table.audience.isin([gap.audience_a, gap.audience_b])]
    return bool((rows["items"] == gap.items).all())


def _whole(result, known: pd.DataFrame) -> str:
    rows = known[known.sub_score == WHOLE]
    if not len(rows):
        return say("{title}: the whole cannot be shown.", title=result.instrument.title)
    sure, of = percent_sure(result.confidence), rows["items"].max()
    parts = []
    for row in rows.itertuples():
        base = base_of(row.audience, row.n, getattr(row, "persons", None))
        if row.items < of:
            base = say("{base}, asked {n} of {all} items", base=base, n=in_words(row.items), all=in_words(of))
        fields = {"who": those_asked(row.audience), "score": number(row.estimate), "base": base}
        if not np.isfinite(row.ci_low):
            parts.append(say("{who} {score} ({base})", **fields))
        elif sure:
            parts.append(say("{who} {score} ({sure} CI {bounds}; {base})", sure=sure, bounds=_bounds(row), **fields))
        else:
            parts.append(say("{who} {score} ({bounds}; {base})", bounds=_bounds(row), **fields))
        sure = ""
    title = result.instrument.title
    return say(
        "{title} Of 100: {parts}." if title.endswith(("?", "!", ".")) else "{title}, of 100: {parts}.",
        title=title, parts=", ".join(parts),
    )  # fmt: skip


def _bounds(row) -> str:
    return interval(row.ci_low, row.ci_high)


def _part(row) -> str:
    if row.sub_score == WHOLE:
        return say("the whole")
    title = row.sub_score
    return say("'{part}'", part=title[0].lower() + title[1:] if goes_on_small() else title)


def _gap(row, result) -> str:
    """ "Leaders score 'say sorry' 66 (60 to 72); customers 35 (34 to 36): 32 points apart." """
    sides = {}
    adds_up = row.verdict == GAP
    one, two, apart = adding_up(row.mean_a, row.mean_b) if adds_up else (number(row.mean_a), number(row.mean_b), "")
    for side, text in (("a", one), ("b", two)):
        audience = getattr(row, f"audience_{side}")
        cell = result.table[(result.table.sub_score == row.sub_score) & (result.table.audience == audience)]
        # The interval stands in the table only where the table rests on the same items.
        if len(cell) and cell["items"].iloc[0] == row.items and np.isfinite(cell.ci_low.iloc[0]):
            text += f" ({_bounds(cell.iloc[0])})"
        sides |= {side: capital(those_asked(audience)) if side == "a" else those_asked(audience), f"score_{side}": text}
    if _same_items(result.table, row):
        lead = say("{a} score {part} {score_a}; {b} {score_b}", part=_part(row), **sides)
    else:
        lead = say(
            "{a} score {part} {score_a}; {b} {score_b} on the {items} that both were asked",
            part=_part(row), items=_items(row.items), **sides,
        )  # fmt: skip
    if not np.isfinite(row.ci_low):
        return say("{scores}. The gap has no interval: there is too little variation behind it.", scores=lead)
    low, high = sorted((row.ci_low, row.ci_high)) if row.estimate > 0 else sorted((-row.ci_low, -row.ci_high))
    if row.verdict == GAP:
        size = sized(apart, "points")
        return say("{scores}: {size} apart ({bounds}).", scores=lead, size=size, bounds=interval(low, high))
    if row.verdict == ALIGNED:
        return say("{scores}: shown to lie within {margin} of each other.", scores=lead, margin=points(result.margin))
    return say(
        "{scores}: these answers cannot settle whether they differ (agreement could be shown only from a margin of "
        "{margin} on).",
        scores=lead, margin=points(np.ceil(steady(row.smallest_margin))),
    )  # fmt: skip


def _items(n: int) -> str:
    return say("one item" if n == 1 else "{n} items", n=in_words(n))


def _examples(table: pd.DataFrame, gap) -> str:
    """How many of the answers behind the higher side of a gap came with an example."""
    higher = gap.audience_a if gap.estimate > 0 else gap.audience_b
    cell = table[(table.sub_score == gap.sub_score) & (table.audience == higher)]
    if not len(cell) or not np.isfinite(cell.evidence_share.iloc[0]):
        return ""
    return " " + say(
        "{who} named evidence for {share}% of these answers.",
        who=capital(those_asked(higher)), share=number(cell.evidence_share.iloc[0]),
    )  # fmt: skip


def _evidence(known: pd.DataFrame, already) -> list[str]:
    rows = known[(known.sub_score == WHOLE) & known.evidence_share.notna()]
    if not len(rows):
        return []
    said = []
    for row in rows.itertuples():
        who = those_asked(row.audience) if said else capital(those_asked(row.audience))
        share, bounds = number(row.evidence_share), interval(row.evidence_ci_low, row.evidence_ci_high)
        said.append(say(_NAMED if said else _NAMED_FIRST, who=who, share=share, bounds=bounds))
    return [f"{', '.join(said)}."]


def _others(shown: pd.DataFrame, widest, result) -> list[str]:
    rest = shown.drop(index=widest.Index)
    order = rest.index[_widest_first(rest)]
    said = [_gap(_row(rest, at), result) for at in order[:_MOST]]
    return said + ([say("{n} more pairs are in .gaps.", n=count(len(order) - _MOST))] if len(order) > _MOST + 1 else
                   [_gap(_row(rest, at), result) for at in order[_MOST:]])  # fmt: skip


def _hidden(gaps: pd.DataFrame) -> list[str]:
    n = int((gaps.verdict == HIDDEN).sum())
    if not n:
        return []
    return [
        say(
            "{n} of {comparisons} is hidden to protect small groups."
            if n == 1
            else "{n} of {comparisons} are hidden to protect small groups.",
            n=count(n), comparisons=plural(len(gaps), "comparison"),
        )
    ]  # fmt: skip


def _claims(result) -> list[str]:
    """The item that an audience claims highest and shows least."""
    items = result.items
    known = items[items.claimed_and_shown.notna() & (items.estimate >= 50)] if len(items) else items
    if not len(known):
        return []
    row = known.iloc[largest_first(known.estimate - known.claimed_and_shown, known.text, known.audience)[0]]
    return [
        say(
            '{who} rate "{text}" {score} of 100, and {share}% of them both agree and name an example.',
            who=capital(those_asked(row.audience)), text=row.text.rstrip("."),
            score=number(row.estimate), share=number(row.claimed_and_shown),
        )
    ]  # fmt: skip
