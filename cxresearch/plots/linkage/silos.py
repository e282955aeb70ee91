"""Departments in a league that small ones cannot win by luck: the shrunken mean over the raw one."""

import numpy as np
import pandas as pd

from cxresearch.plots.drawing.captions import capital, n_words
from cxresearch.plots.drawing.forest import OPEN, RAW, Row, forest
from cxresearch.plots.drawing.page import Column, Key
from cxresearch.plots.drawing.strokes import between, figure, sure
from cxresearch.plots.drawing.style import BLUE, Mark
from cxresearch.stats.bases.grouped import topic_words
from cxresearch.stats.linkage.silos import Silos
from cxresearch.wording import count, largest_first

__all__ = ["PICTURES", "plot_silos"]


def plot_silos(result: Silos, *, ax=None, rows: int | None = None, title: str | None = None):
    """A row a department, the shrunken mean with its interval over the raw one, the highest on top.

    Parameters
    ----------
    rows : int, optional
        How many rows at most; as many as the sheet bears by default.
    title : str, optional
        In place of the finding.
    """
    table = result.table
    several = "label" in table
    parts = [part for _, part in table.groupby("label", sort=False)] if several else []
    ordered = [part.iloc[largest_first(part.estimate, part[result.by])] for part in parts or [table]]
    table = pd.concat(ordered, ignore_index=True)
    told = table.verdict.isin(["above", "below"]).tolist()
    known = table.estimate.notna().any()
    ax, _ = forest(
        [
            Row(
                f"{row.label}: {name}" if several else str(name),
                row.estimate,
                row.ci_low,
                row.ci_high,
                filled,
                raw=row.raw,
                absent="hidden (small group)" if not np.isfinite(row.raw) else "cannot be told",
            )  # fmt: skip
            for row, name, filled in zip(table.itertuples(), table[result.by], told, strict=True)
        ],
        title=title or _finding(result, table),
        ax=ax,
        limit=rows,
        columns=[
            Column("Mean, shrunken", [_cell(row) for row in table.itertuples()], told),
            Column("Answers", [count(n) if np.isfinite(n) else "hidden" for n in table.n.astype(float)]),
        ],
        keys=_silo_keys(told) if known else [],
        footer=[_silo_footer(result, known)],
        x_label="Mean of the answers",
        order="the highest and the lowest" if not several else "in this order",
        ends=not several,
    )
    return ax


def _silo_keys(told: list[bool]) -> list[Key]:
    keys = [Key("Shrunken: apart from the average", Mark(BLUE, "o"))] if any(told) else []
    keys += [Key("Shrunken: like the others", Mark(OPEN, "o"))] if not all(told) else []
    return [*keys, Key("Raw mean", Mark(RAW, "d"))]


def _silo_footer(result: Silos, known: bool) -> str:
    if not known:
        return "Nothing can be shown."
    who = result.audience or None
    base = f"Base: {n_words(who, [result.shares.n.max()])}."
    return f"{base} Bars and brackets: {sure(result.confidence)}. Small groups are drawn towards the average of all."


def _cell(row) -> str:
    return f"{figure(row.estimate)} {between(row.ci_low, row.ci_high)}".strip() if np.isfinite(row.estimate) else "–"


def _finding(result: Silos, table: pd.DataFrame) -> str:
    shares = result.shares
    differ = shares[shares.verdict == "groups differ"]
    if len(shares) > 1:
        return f"On {len(differ)} of {len(shares)} questions it is shown that {_groups(result)} differ"
    share = shares.iloc[0]
    about = topic_words(str(share.label))
    if not np.isfinite(share.icc):
        return f"Whether {about} depends on {result.by} cannot be told"
    if not len(differ):
        return f"That {_groups(result)} differ on {about} is not shown"
    bounds = between(100 * max(share.icc_ci_low, 0), 100 * max(share.icc_ci_high, 0))
    part = f"{figure(100 * max(share.icc, 0))}% {bounds}".strip()
    return capital(f"{about}: {part} of the variation lies between {count(share.groups)} {_groups(result)}")


def _groups(result: Silos) -> str:
    return {"unit": "units", "group": "departments", "topic": "touchpoints"}.get(result.by, "groups")


PICTURES = {Silos: plot_silos}
