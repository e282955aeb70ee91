"""A scorecard in words: the distance between two audiences, and how much of what is claimed can be shown."""

import numpy as np
import pandas as pd

from cxresearch.stats.audits.instrument_parts import WHOLE
from cxresearch.stats.bases.naming import base_of
from cxresearch.stats.bases.rows import noun
from cxresearch.stats.bases.verdicts import ALIGNED, GAP, HIDDEN
from cxresearch.wording import in_words, interval, largest_first, number, percent_sure, points, steady

__all__ = ["scorecard_sentences", "widest_gap"]

_MOST = 8


def scorecard_sentences(result) -> list[str]:
    """All sentences of a :class:`Scorecard`, the whole first."""
    table = result.table
    known = table[table.estimate.notna()]
    if not len(known):
        return [f"{result.instrument.title}: too few people answered to show any score."]
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
        return f"{result.instrument.title}: the whole cannot be shown."
    sure, of = f"{percent_sure(result.confidence)} CI ", rows["items"].max()
    parts = []
    for row in rows.itertuples():
        bounds = f"{sure}{_bounds(row)}; " if np.isfinite(row.ci_low) else ""
        asked = f", asked {in_words(row.items)} of {in_words(of)} items" if row.items < of else ""
        base = base_of(row.audience, row.n, getattr(row, "persons", None))
        parts.append(f"{noun(row.audience)} {number(row.estimate)} ({bounds}{base}{asked})")
        sure = ""
    title = result.instrument.title
    lead = f"{title} Of" if title.endswith(("?", "!", ".")) else f"{title}, of"
    return f"{lead} 100: {', '.join(parts)}."


def _bounds(row) -> str:
    return interval(row.ci_low, row.ci_high)


def _part(row) -> str:
    return "the whole" if row.sub_score == WHOLE else f"'{row.sub_score[0].lower()}{row.sub_score[1:]}'"


def _gap(row, result) -> str:
    """ "Leaders score 'say sorry' 66 (60 to 72); customers 35 (34 to 36): 32 points apart." """
    sides = []
    for side in "ab":
        audience = getattr(row, f"audience_{side}")
        text = f"{number(getattr(row, f'mean_{side}'))}"
        cell = result.table[(result.table.sub_score == row.sub_score) & (result.table.audience == audience)]
        # The interval stands in the table only where the table rests on the same items.
        if len(cell) and cell["items"].iloc[0] == row.items and np.isfinite(cell.ci_low.iloc[0]):
            text += f" ({_bounds(cell.iloc[0])})"
        sides.append((noun(audience), text))
    (a, first), (b, second) = sides
    on = "" if _same_items(result.table, row) else f" on the {_items(row.items)} that both were asked"
    lead = f"{a[0].upper()}{a[1:]} score {_part(row)} {first}; {b} {second}{on}"
    if not np.isfinite(row.ci_low):
        return f"{lead}. The gap has no interval: there is too little variation behind it."
    low, high = sorted((row.ci_low, row.ci_high)) if row.estimate > 0 else sorted((-row.ci_low, -row.ci_high))
    if row.verdict == GAP:
        return f"{lead}: {points(row.estimate)} apart ({interval(low, high)})."
    if row.verdict == ALIGNED:
        return f"{lead}: shown to lie within {points(result.margin)} of each other."
    return (
        f"{lead}: these answers cannot settle whether they differ (smallest margin that could be shown: "
        f"{points(np.ceil(steady(row.smallest_margin)))})."
    )


def _items(n: int) -> str:
    return f"{in_words(n)} item{'' if n == 1 else 's'}"


def _examples(table: pd.DataFrame, gap) -> str:
    """How many of the answers behind the higher side of a gap came with an example."""
    higher = gap.audience_a if gap.estimate > 0 else gap.audience_b
    cell = table[(table.sub_score == gap.sub_score) & (table.audience == higher)]
    if not len(cell) or not np.isfinite(cell.evidence_share.iloc[0]):
        return ""
    who = noun(higher)
    return f" {who[0].upper()}{who[1:]} named evidence for {number(cell.evidence_share.iloc[0])}% of these answers."


def _evidence(known: pd.DataFrame, already) -> list[str]:
    rows = known[(known.sub_score == WHOLE) & known.evidence_share.notna()]
    if not len(rows):
        return []
    parts = [
        f"{noun(row.audience)} for {number(row.evidence_share)}% "
        f"({interval(row.evidence_ci_low, row.evidence_ci_high)})"
        for row in rows.itertuples()
    ]
    first, *others = parts
    lead = f"{first.split(' for ')[0]} named evidence for {first.split(' for ', 1)[1]} of all their answers"
    return [f"{lead[0].upper()}{lead[1:]}{''.join(f', {other}' for other in others)}."]


def _others(shown: pd.DataFrame, widest, result) -> list[str]:
    rest = shown.drop(index=widest.Index)
    order = rest.index[_widest_first(rest)]
    said = [_gap(_row(rest, at), result) for at in order[:_MOST]]
    return said + ([f"{len(order) - _MOST} more pairs are in .gaps."] if len(order) > _MOST + 1 else
                   [_gap(_row(rest, at), result) for at in order[_MOST:]])  # fmt: skip


def _hidden(gaps: pd.DataFrame) -> list[str]:
    n = int((gaps.verdict == HIDDEN).sum())
    return [f"{n} of {len(gaps)} comparisons are hidden to protect small groups."] if n else []


def _claims(result) -> list[str]:
    """The item that an audience claims highest and shows least."""
    items = result.items
    known = items[items.claimed_and_shown.notna() & (items.estimate >= 50)] if len(items) else items
    if not len(known):
        return []
    row = known.iloc[largest_first(known.estimate - known.claimed_and_shown, known.text, known.audience)[0]]
    who = noun(row.audience)
    text = row.text.rstrip(".")
    return [
        f'{who[0].upper()}{who[1:]} rate "{text}" {number(row.estimate)} of 100, and '
        f"{number(row.claimed_and_shown)}% of them both agree and name an example."
    ]
