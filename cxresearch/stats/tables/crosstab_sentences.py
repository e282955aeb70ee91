"""A crosstab in words: on each question the columns that stand apart most clearly, and where none can be told apart."""

import numpy as np
import pandas as pd

from cxresearch.stats.bases.grouped import topic_words
from cxresearch.stats.bases.naming import audience_name
from cxresearch.wording import capital, count, interval, largest_first, named, number, percent_sure, say

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
    if rest < 2:
        return said
    return [*said[:_MOST_SAID], say("{n} more comparisons stand in the table.", n=count(rest))]


def _subject(topic: str, kind: str, answer: str) -> str:
    """What a sentence is about: a score, a mean, a net or an answer of a question."""
    if kind == "nps":
        return say("NPS on {topic}", topic=topic) if topic != "NPS" else "NPS"
    if kind == "mean":
        return capital(say("the mean of {topic}", topic=topic))
    if kind == "net":
        return capital(say("{net} on {topic}", net=answer, topic=topic))
    return say('"{answer}" on {topic}', answer=answer, topic=topic)


def _sentence(result, topic: str, kind: str, answer: str, row: pd.DataFrame, part: pd.DataFrame) -> str:
    about = {"subject": _subject(topic, kind, answer)}
    known = part[part.estimate.notna() & (part.n > 0)]
    if not len(known):
        return say("{subject}: no column of {banner} can be shown.", banner=part.banner.iloc[0], **about)
    total = row[(row.banner == "") & row.estimate.notna()]
    about["overall"] = ""
    if len(total) and not result.mixed:
        about["overall"] = say("{level} in all; ", level=_figure(kind, total.estimate.iloc[0]))
    apart = known[known.letters != ""]
    if not len(apart):
        tested = known[known.n >= result.smallest_base]
        if len(known) == 1:
            return say(
                "{subject}: {overall}{column}; only one column has answers.",
                column=_with_interval(result, kind, known.iloc[0]), **about,
            )  # fmt: skip
        if len(tested) < 2:
            return say(
                "{subject}: {overall}no two columns have the {n} people that a test needs.", n=result.smallest_base,
                **about,
            )  # fmt: skip
        low, high = (tested.iloc[_highest(kind, tested, sign=sign)[0]] for sign in (-1, 1))
        return say(
            "{subject}: {overall}from {low} to {high}; these answers tell no two columns apart.",
            low=_with_interval(result, kind, low), high=_with_interval(result, kind, high), **about,
        )  # fmt: skip
    names = dict(zip(part.letter, part.column, strict=True))
    best = apart.iloc[_highest(kind, apart)[0]]
    beaten = known[known.column.isin([names[name] for name in best.letters.split()])]
    beaten = beaten.iloc[_highest(kind, beaten, sign=-1)]
    about |= {
        "leader": _with_interval(result, kind, best),
        "others": named((_with_interval(result, kind, other) for other in beaten.itertuples()), most=3),
    }
    more = len(apart) - 1
    if not more:
        return say("{subject}: {overall}{leader} is above {others}.", **about)
    return say(
        "{subject}: {overall}{leader} is above {others}; {n} more column is above another."
        if more == 1
        else "{subject}: {overall}{leader} is above {others}; {n} more columns are above another.",
        n=more, **about,
    )  # fmt: skip


def _highest(kind: str, cells: pd.DataFrame, *, sign: int = 1) -> list[int]:
    return largest_first(sign * cells.estimate, cells.column, digits=2 if kind == "mean" else 0)


def _figure(kind: str, value: float) -> str:
    if kind in ("mean", "nps"):
        return number(value, digits=2 if kind == "mean" else 0)
    return say("{share}%", share=number(value))


def _with_interval(result, kind: str, cell) -> str:
    """A column with its figure, interval and base."""
    about = {"column": audience_name(cell.column), "level": _figure(kind, cell.estimate), "n": count(cell.n)}
    if not (np.isfinite(cell.ci_low) and np.isfinite(cell.ci_high)):
        return say("{column} {level} (n {n})", **about)
    bounds = interval(cell.ci_low, cell.ci_high, digits=2 if kind == "mean" else 0)
    return say(
        "{column} {level} ({sure} CI {interval}, n {n})", sure=percent_sure(result.confidence), interval=bounds, **about
    )
