"""Departments in a league that small ones cannot win by luck: the shrunken mean over the raw one."""

import numpy as np
import pandas as pd

from cxresearch.plots.drawing.captions import counts, n_words
from cxresearch.plots.drawing.chart import chart
from cxresearch.plots.drawing.dumbbells import Dumbbells
from cxresearch.plots.drawing.forest import OPEN, RAW, forest, rows_of
from cxresearch.plots.drawing.page import Column, Key
from cxresearch.plots.drawing.strokes import between, cells, percent, sure
from cxresearch.plots.drawing.style import BLUE, Mark
from cxresearch.stats.bases.grouped import topic_words
from cxresearch.stats.linkage.silos import Silos
from cxresearch.wording import capital, count, largest_first, noun, say

__all__ = ["plot_silos"]


@chart
def plot_silos(result: Silos) -> Dumbbells:
    """A row a department, the shrunken mean with its interval over the raw one, the highest on top."""
    table = result.table
    several = "label" in table
    parts = [part for _, part in table.groupby("label", sort=False)] if several else []
    ordered = [part.iloc[largest_first(part.estimate, part[result.by])] for part in parts or [table]]
    table = pd.concat(ordered, ignore_index=True)
    told = table.verdict.isin(["above", "below"]).tolist()
    known = table.estimate.notna().any()
    labels = [f"{row.label}: {name}" if several else name
              for row, name in zip(table.itertuples(), table[result.by], strict=True)]  # fmt: skip
    absent = [say("cannot be told") if np.isfinite(raw) else say("hidden (small group)") for raw in table.raw]
    return forest(
        rows_of(table, labels, filled=told, raw=table.raw, absent=absent),
        title=_finding(result, table),
        columns=[
            Column(say("Mean, shrunken"), cells(table), told),
            Column(say("Answers"), counts(table.n)),
        ],
        keys=_silo_keys(told) if known else [],
        footer=[_silo_footer(result, known)],
        x_label=say("Mean of the answers"),
        order=say("the highest and the lowest") if not several else say("in this order"),
        ends=not several,
    )


def _silo_keys(told: list[bool]) -> list[Key]:
    keys = [Key(say("Shrunken: apart from the average"), Mark(BLUE, "o"))] if any(told) else []
    keys += [Key(say("Shrunken: like the others"), Mark(OPEN, "o"))] if not all(told) else []
    return [*keys, Key(say("Raw mean"), Mark(RAW, "d"))]


def _silo_footer(result: Silos, known: bool) -> str:
    if not known:
        return say("Nothing can be shown.")
    who = result.audience or None
    base = say("Base: {who}.", who=n_words(who, [result.shares.n.max()]))
    return say(
        "{base} Bars and brackets: {sure}. Small groups are drawn towards the average of all.",
        base=base,
        sure=sure(result.confidence),
    )


def _finding(result: Silos, table: pd.DataFrame) -> str:
    shares = result.shares
    differ = shares[shares.verdict == "groups differ"]
    if len(shares) > 1:
        return say(
            "On {differ} of {shares} questions it is shown that {groups} differ",
            differ=len(differ),
            shares=len(shares),
            groups=_groups(result),
        )
    share = shares.iloc[0]
    about = topic_words(str(share.label))
    if not np.isfinite(share.icc):
        return say("Whether {about} depends on {by} cannot be told", about=about, by=result.by)
    if not len(differ):
        return say("That {groups} differ on {about} is not shown", groups=_groups(result), about=about)
    bounds = between(100 * max(share.icc_ci_low, 0), 100 * max(share.icc_ci_high, 0))
    part = f"{percent(100 * max(share.icc, 0))} {bounds}".strip()
    return capital(
        say(
            "{about}: {part} of the variation lies between {groups} {groups_2}",
            about=about,
            part=part,
            groups=count(share.groups),
            groups_2=_groups(result),
        )
    )


def _groups(result: Silos) -> str:
    called = {"unit": noun("units"), "group": noun("departments"), "topic": noun("touchpoints")}
    return called.get(result.by, noun("groups"))
