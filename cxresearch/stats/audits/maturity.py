"""On which rung of a ladder a score stands, and how far its interval reaches up and down it.

A level is a place on a scale with a name. A mean of 64 is "by project" and nearly "by rule", so where the interval
crosses a border the answer is "between the two" and not one of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from cxresearch.result import Result
from cxresearch.stats.audits.instrument_parts import WHOLE, Level
from cxresearch.stats.bases.naming import topic_in_sentence
from cxresearch.stats.bases.rows import those_asked
from cxresearch.wording import capital, interval, largest_first, number, plural, say, steady, told

__all__ = ["MaturityLevel", "maturity", "rung_in_words"]

_METHOD = told(
    "Levels by fixed borders on the 0-100 score; the interval of the mean says which levels it spans, and its t "
    "distribution how much of it lies within the level of the mean."
)


@dataclass(frozen=True, eq=False, repr=False)
class MaturityLevel(Result):
    """The rung of each sub-score and audience.

    Attributes
    ----------
    table : DataFrame
        ``sub_score, audience, estimate, ci_low, ci_high`` (0-100), ``level`` of the mean, ``level_low, level_high`` of
        the ends of its interval, ``share_in_level`` (percent of the mean's sampling distribution within the level),
        ``n``.
    levels : tuple of Level
    title : str
    """

    levels: tuple[Level, ...] = ()
    title: str = ""

    heading: ClassVar[str] = told("Maturity")
    shown: ClassVar[tuple[str, ...]] = (
        "sub_score", "audience", "estimate", "ci_low", "ci_high", "level", "level_low", "level_high", "n",
    )  # fmt: skip
    decimals: ClassVar[dict[str, int]] = {"items": 0}

    def _cell(self, column: str, value) -> str:
        return say(WHOLE) if column == "sub_score" and value == WHOLE else super()._cell(column, value)

    def sentences(self) -> list[str]:
        whole = self.table[self.table.sub_score == WHOLE] if len(self.table) else self.table
        if not len(whole):
            return [say("This instrument has no levels.")]
        said = []
        for row in whole.itertuples():
            if not row.level:
                said.append(
                    say(
                        "On the ladder of {title}, {who} are hidden.",
                        title=topic_in_sentence(self.title), who=those_asked(row.audience),
                    )
                )  # fmt: skip
                continue
            said.append(
                say(
                    "On the ladder of {title}, {who} put the company {rung}: {score} of 100{bounds}.",
                    title=topic_in_sentence(self.title), who=those_asked(row.audience), rung=rung_in_words(row),
                    score=number(row.estimate),
                    bounds=f" ({interval(row.ci_low, row.ci_high)})" if np.isfinite(row.ci_low) else "",
                )
            )  # fmt: skip
        return [*said, *self._apart(whole)]

    def _apart(self, whole: pd.DataFrame) -> list[str]:
        """Where the ends of the audiences lie whole rungs apart."""
        names = [level.name for level in self.levels]
        known = whole[whole.level != ""]
        if len(known) < 2 or known["items"].nunique() > 1:
            return []
        top, low = (known.iloc[largest_first(sign * known.estimate, known.audience)[0]] for sign in (1, -1))
        rungs = names.index(top.level_low) - names.index(low.level_high)
        if rungs < 1:
            return []
        return [
            say(
                "{higher} see it at least {rungs} above {lower}.",
                higher=capital(those_asked(top.audience)), rungs=plural(rungs, "rung"), lower=those_asked(low.audience),
            )
        ]  # fmt: skip


def rung_in_words(row) -> str:
    """Where a row of the table stands.

    >>> from types import SimpleNamespace as Row
    >>> rung_in_words(Row(level="B", level_low="A", level_high="B"))
    "between 'A' and 'B'"
    """
    if row.level_low == row.level_high:
        return say("on '{level}'", level=row.level)
    return say("between '{low}' and '{high}'", low=row.level_low, high=row.level_high)


def maturity(table: pd.DataFrame, levels: Sequence[Level], title: str, confidence: float) -> MaturityLevel:
    """The levels of a scorecard's rows.

    Parameters
    ----------
    table : DataFrame
        ``sub_score, audience, estimate, std_error, ci_low, ci_high, n, items``; NaN where hidden.
    levels : from the lowest to the highest; none gives a result without rows.
    """
    columns = ["sub_score", "audience", "estimate", "ci_low", "ci_high"]
    if not levels or not len(table):
        empty = pd.DataFrame(columns=[*columns, "level", "level_low", "level_high", "share_in_level", "n", "items"])
        return MaturityLevel(empty, say(_METHOD), [], confidence, title=title)
    starts = np.array([level.start for level in levels])
    names = np.array([level.name for level in levels], dtype=object)
    found = table[columns].copy()
    # A score on a border belongs to the rung above it, also where its sum came out a last bit lower.
    mean, low, high = (steady(table[column].to_numpy(float)) for column in ("estimate", "ci_low", "ci_high"))
    at = np.clip(np.searchsorted(starts, np.nan_to_num(mean), side="right") - 1, 0, None)
    known = np.isfinite(mean)
    for column, values in (("level", mean), ("level_low", low), ("level_high", high)):
        # A single person has a mean and no interval.
        usable = np.where(np.isfinite(values), values, np.nan_to_num(mean))
        place = np.clip(np.searchsorted(starts, usable, side="right") - 1, 0, None)
        found[column] = pd.Series(np.where(known, names[place], ""), found.index, dtype=object)
    found["share_in_level"] = _share_in(table, starts, at)
    found["n"], found["items"] = table.n, table["items"]
    caveats = [
        say("A rung is where people see the company; the words beside it say what a visitor would have to see there."),
        say("Borders between levels are set by the instrument, not found in the data."),
    ]
    if table[table.sub_score == WHOLE]["items"].nunique() > 1:
        caveats.append(
            say("Not everybody was asked the same items, so the rungs of two audiences rest on different items.")
        )
    return MaturityLevel(found, say(_METHOD), caveats, confidence, levels=tuple(levels), title=title)


def _share_in(table: pd.DataFrame, starts: np.ndarray, at: np.ndarray) -> np.ndarray:
    from scipy.special import stdtr

    mean, error = table.estimate.to_numpy(float), table.std_error.to_numpy(float)
    df = np.maximum(table.n.to_numpy(float) - 1, 1)
    above = np.append(starts[1:], np.inf)[at]
    below = np.where(at > 0, starts[at], -np.inf)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = 100 * (stdtr(df, (above - mean) / error) - stdtr(df, (below - mean) / error))
    return np.where(error > 0, share, np.where(np.isfinite(mean) & (error == 0), 100.0, np.nan))
