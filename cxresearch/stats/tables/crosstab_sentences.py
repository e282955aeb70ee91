"""A crosstab in words: on each question the columns that stand apart most clearly, and where none can be told apart."""

import numpy as np
import pandas as pd

from cxresearch.errors import listing
from cxresearch.stats.bases.grouped import topic_words
from cxresearch.wording import count, interval, largest_first, number, percent_sure

__all__ = ["crosstab_sentences", "headline_rows"]

_MOST_SAID = 16
_ANSWERS_SAID = 3


def headline_rows(block: pd.DataFrame) -> list[tuple[str, str]]:
    """The rows of a question that are worth a sentence: the score, else its first net, else its mean, else its answers.

    >>> headline_rows(pd.DataFrame({"kind": ["answer", "net", "mean"], "answer": ["5", "Top 2 (4-5)", "Mean"]}))
    [('net', 'Top 2 (4-5)')]
    """
    for kind in ("nps", "net", "mean"):
        found = block.loc[block.kind == kind, "answer"]
        if len(found):
            return [(kind, found.iloc[0])]
    shares = block[block.column == "Total"]
    answers = [shares.answer.iloc[at] for at in largest_first(shares.estimate, shares.answer)]
    return [("answer", answer) for answer in dict.fromkeys(answers)][:_ANSWERS_SAID]


def crosstab_sentences(result) -> list[str]:
    """All sentences of a :class:`Crosstab`."""
    said = []
    for question, block in result.table.groupby("question", sort=False):
        topic = topic_words(result.topics.get(question) or question)
        for kind, answer in headline_rows(block):
            row = block[(block.kind == kind) & (block.answer == answer)]
            for _, part in row[row.banner != ""].groupby("banner", sort=False):
                said.append(_sentence(result, topic, kind, answer, row, part))
    rest = len(said) - _MOST_SAID
    return said if rest < 2 else [*said[:_MOST_SAID], f"{rest} more comparisons stand in the table."]


def _sentence(result, topic: str, kind: str, answer: str, row: pd.DataFrame, part: pd.DataFrame) -> str:
    what = {"nps": f"NPS on {topic}" if topic != "NPS" else "NPS", "mean": f"the mean of {topic}"}
    subject = what.get(kind, f"{answer} on {topic}" if kind == "net" else f'"{answer}" on {topic}')
    subject = subject[:1].upper() + subject[1:]
    known = part[part.estimate.notna() & (part.n > 0)]
    if not len(known):
        return f"{subject}: no column of {part.banner.iloc[0]} can be shown."
    total = row[(row.banner == "") & row.estimate.notna()]
    overall = f"{_figure(kind, total.estimate.iloc[0])} in all; " if len(total) and not result.mixed else ""
    apart = known[known.letters != ""]
    if not len(apart):
        tested = known[known.n >= result.smallest_base]
        if len(known) == 1:
            only = known.iloc[0]
            return (
                f"{subject}: {overall}{only.column} {_with_interval(result, kind, only)}; only one column has answers."
            )
        if len(tested) < 2:
            return f"{subject}: {overall}no two columns have the {result.smallest_base} people that a test needs."
        low, high = (tested.iloc[_highest(kind, tested, sign=sign)[0]] for sign in (-1, 1))
        return (
            f"{subject}: {overall}from {low.column} {_with_interval(result, kind, low)} to {high.column} "
            f"{_with_interval(result, kind, high)}; these answers tell no two columns apart."
        )
    names = dict(zip(part.letter, part.column, strict=True))
    best = apart.iloc[_highest(kind, apart)[0]]
    below = [names[name] for name in best.letters.split()]
    beaten = known[known.column.isin(below)]
    beaten = beaten.iloc[_highest(kind, beaten, sign=-1)]
    others = [f"{other.column} {_with_interval(result, kind, other)}" for other in beaten.itertuples()]
    more = len(apart) - 1
    tail = f"; {more} more {'column is' if more == 1 else 'columns are'} above another" if more else ""
    leader = f"{best.column} {_with_interval(result, kind, best)}"
    return f"{subject}: {overall}{leader} is above {listing(others, most=3)}{tail}."


def _highest(kind: str, cells: pd.DataFrame, *, sign: int = 1) -> list[int]:
    return largest_first(sign * cells.estimate, cells.column, digits=2 if kind == "mean" else 0)


def _figure(kind: str, value: float) -> str:
    return number(value, digits=2) if kind == "mean" else number(value) if kind == "nps" else f"{number(value)}%"


def _with_interval(result, kind: str, cell) -> str:
    if not (np.isfinite(cell.ci_low) and np.isfinite(cell.ci_high)):
        return f"{_figure(kind, cell.estimate)} (n {count(cell.n)})"
    bounds = interval(cell.ci_low, cell.ci_high, digits=2 if kind == "mean" else 0)
    return f"{_figure(kind, cell.estimate)} ({percent_sure(result.confidence)} CI {bounds}, n {count(cell.n)})"
