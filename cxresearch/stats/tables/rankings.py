"""Rankings: the mean place of each item, and how many put it first.

A place is no grade. Who ranks four things gives the same ten points to them all, so that a "top box" of places says
nothing, and a mean place of 2.5 of 4 is what chance gives. Two items are told apart by the people who placed both.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from cxresearch.errors import QuestionError
from cxresearch.inference.intervals import check_confidence, interval_from_error, wilson
from cxresearch.stats.bases.grouped import GroupedResult, about, withheld
from cxresearch.stats.bases.hidden import as_list, base_caveats, counted, design_method, need_single_answers
from cxresearch.survey.codebook import split_text
from cxresearch.survey.group_order import takes_order
from cxresearch.survey.labels import normalise
from cxresearch.survey.passing.pieces import pieces
from cxresearch.survey.survey import Survey
from cxresearch.wording import in_a_row, interval, named, number, percent_sure, plural, say, told

__all__ = ["Ranking", "ranking"]


@dataclass(frozen=True, eq=False, repr=False)
class Ranking(GroupedResult):
    """Mean places and first places, a row an item and group, the best placed item of all people first.

    ``table``: ``question`` (the item's column), ``item``, the grouping columns; ``estimate`` mean place from 1 (first)
    to ``size``, with ``std_error, ci_low, ci_high``; ``first`` share of people who put it first, 0..100, with
    ``first_low,
    first_high``; ``n`` people who gave it a place, ``n_effective``. Hidden groups keep their row without numbers.

    Attributes
    ----------
    size : int
        How many places there are.
    asked : str
        The wording that the items share.
    apart : str
        Whether the two best placed items can be told apart, in a sentence; "" where nobody placed both.
    """

    size: int = 0
    asked: str = ""
    apart: str = ""

    heading: ClassVar[str] = told("Ranking")
    decimals: ClassVar[dict[str, int]] = {
        **dict.fromkeys(("estimate", "std_error", "ci_low", "ci_high"), 2),
        **dict.fromkeys(("first", "first_low", "first_high"), 1),
        "n_effective": 0,
    }

    def _say(self, row: pd.Series) -> str:
        return say(
            "{item} has mean place {place} of {size} ({between}; {people}); {share}% put it first ({sure} CI "
            "{interval}).",
            item=row["item"], place=number(row.estimate, digits=1), size=self.size,
            between=self._between(row, digits=1), people=self._who(row), share=number(row["first"]),
            sure=percent_sure(self.confidence), interval=interval(row.first_low, row.first_high),
        )  # fmt: skip

    def sentences(self) -> list[str]:
        """A sentence an item (and group), then whether the two best placed can be told apart."""
        return [*super().sentences(), *([self.apart] if self.apart else [])]


@takes_order
def ranking(
    survey: Survey,
    question: str | Iterable[str] | None = None,
    *,
    by: str | Iterable[str] | None = None,
    confidence: float = 0.95,
    cluster: str | None = None,
    privacy: bool = True,
) -> Ranking:
    """Mean place of each ranked item with Student's t interval, and the share that put it first.

    Parameters
    ----------
    survey : Survey
        With questions of kind ``ranking``: a column an item, places from 1 (first) on.
    question : str or list of str, optional
        The wording that the items share, one of the items, or a list of them; the only ranking by default.
    by, confidence, cluster, privacy
        As in `nps`.

    Returns
    -------
    Ranking

    Raises
    ------
    QuestionError
        If the survey has no ranking, or several and none was named.

    References
    ----------
    Student (1908), Biometrika 6; weighted Binder (1983), International Statistical Review 51; shares Wilson (1927),
    JASA 22.

    Examples
    --------
    >>> places = pd.DataFrame({"Rank [Price]": [1, 1, 2, 1, 3], "Rank [Speed]": [2, 3, 1, 2, 1],
    ...                        "Rank [Staff]": [3, 2, 3, 3, 2]})
    >>> ranking(Survey.from_frame(places, audience="Customers")).table[["item", "estimate", "first"]].values.tolist()
    [['Price', 1.6, 60.0], ['Speed', 1.8, 40.0], ['Staff', 2.6, 0.0]]
    """
    level = check_confidence(confidence)
    need_single_answers(survey, "ranking")
    items = _items(survey, question)
    found = counted(survey, items, by=as_list(by), cluster=cluster)
    texts = dict(zip(survey.codebook.id, survey.codebook.text, strict=True))
    names = {item: split_text(texts[item])[1] or texts[item] for item in items}
    highest = [int(found.cells(item).values.max()) for item in items if len(found.cells(item).values)]
    size = max(len(items), *highest, 0)
    parts = []
    for item in items:
        cells = found.cells(item)
        means = found.means(item)
        bounds = interval_from_error(means.mean, means.std_error, means.df, confidence=level)
        firsts = found.means(item, np.where(cells.values == 1, 100.0, 0.0))
        share = firsts.mean
        worth = np.where(firsts.n_effective > 0, firsts.n_effective, np.nan)
        low, high = _wilson(share, worth, level)
        parts.append(
            pd.DataFrame(
                {
                    "item": names[item], "estimate": means.mean, "std_error": means.std_error, "ci_low": bounds.low,
                    "ci_high": bounds.high, "first": share, "first_low": low, "first_high": high,
                    "n": np.round(means.n).astype(int), "n_effective": means.n_effective,
                }
            )
        )  # fmt: skip
    groups = pd.concat([found.groups.assign(question=item) for item in items], ignore_index=True)
    table = pd.concat([groups, pd.concat(parts, ignore_index=True)], axis=1)
    table, hidden = withheld(found, table, privacy=privacy)
    whole = counted(survey, items, by=[])
    placed = sorted(items, key=lambda item: (_rounded(whole.means(item).mean[0]), names[item]))
    order = {item: at for at, item in enumerate(placed)}
    table = table.assign(_at=table.question.map(order)).sort_values("_at", kind="stable").drop(columns="_at")
    caveats = [*hidden, *base_caveats(found, items)]
    caveats += _partial(whole, items)
    method = say(
        "Mean place with Student's t interval (Student 1908); share of first places with Wilson's interval (Wilson "
        "1927)."
    )
    method = in_a_row(method, design_method(found))
    asked = split_text(texts[items[0]])[0] if names[items[0]] != texts[items[0]] else ""
    apart = _apart(survey, placed, names, level) if not found.by and not found.cluster and not hidden else ""
    return Ranking(
        table.reset_index(drop=True), method, caveats, level, size=size, asked=asked, apart=apart,
        **{**about(found), "topics": names},
    )  # fmt: skip


def _items(survey: Survey, question: str | Iterable[str] | None) -> list[str]:
    """The columns of one ranking."""
    book = survey.codebook
    ranked = book[book.kind == "ranking"]
    if not len(ranked):
        raise QuestionError(say(
            "{survey} has no question of kind ranking. Declare the columns of places: kinds={{question: 'ranking'}}.",
            survey=survey.name,
        ))  # fmt: skip
    if question is not None and not isinstance(question, str):
        return [survey.find(name) for name in question]
    blocks: dict[str, list[str]] = {}
    for row in ranked.itertuples():
        stem, item = split_text(row.text)
        blocks.setdefault(normalise(stem) if item else "", []).append(row.id)
    if question is None:
        if len(blocks) > 1:
            told = [repr(split_text(ranked.set_index("id").text[ids[0]])[0][:60]) for ids in blocks.values()]
            raise QuestionError(say(
                "{survey} has {n} rankings. Pass one of them: {told}.",
                survey=survey.name, n=len(blocks), told=named(told),
            ))  # fmt: skip
        return next(iter(blocks.values()))
    if normalise(question) in blocks:
        return blocks[normalise(question)]
    found = survey.find(question, among=ranked.id.tolist())
    own = next((ids for ids in blocks.values() if found in ids), None)
    if own is None:
        raise QuestionError(say(
            "{question} in {survey} is no ranking. Rankings: {id}.",
            question=repr(question), survey=survey.name, id=named(ranked.id),
        ))  # fmt: skip
    return own


def _wilson(share: np.ndarray, worth: np.ndarray, level: float) -> tuple[np.ndarray, np.ndarray]:
    bounds = wilson(share / 100 * worth, worth, confidence=level)
    return 100 * np.asarray(bounds.low), 100 * np.asarray(bounds.high)


def _rounded(value: float) -> float:
    return round(float(value), 6) if np.isfinite(value) else np.inf


def _partial(whole, items: list[str]) -> list[str]:
    n = [int(round(float(whole.means(item).n[0]))) for item in items]
    if len(set(n)) <= 1:
        return []
    return [
        say(
            "Not everybody placed every item ({n} people): a mean place is of those who placed it, so that an item few "
            "chose to place can stand high.",
            n=interval(min(n), max(n)),
        )
    ]


def _apart(survey: Survey, placed: list[str], names: Mapping[str, str], level: float) -> str:
    """Whether the two best placed items differ, by the people who placed both."""
    if len(placed) < 2:
        return ""
    first, second = placed[:2]
    n, total, moments = 0.0, 0.0, np.zeros(4)
    for piece in pieces(survey, [first, second]):
        places = piece.survey.numbers([first, second]).to_numpy(float)
        weight, square = (piece.times, piece.times) if piece.weight is None else (piece.weight, piece.square)
        both = ~np.isnan(places).any(axis=1) & (weight > 0)
        d, w, w2 = (places[:, 1] - places[:, 0])[both], weight[both], square[both]
        n, total = n + piece.times[both].sum(), total + w.sum()
        moments += [w @ d, w2.sum(), w2 @ d, w2 @ (d * d)]
    if n < 2:
        return ""
    mean = float(moments[0] / total)
    spread = max(moments[3] - 2 * mean * moments[2] + mean * mean * moments[1], 0.0)
    error = float(np.sqrt(n / (n - 1) * spread) / total)
    bounds = interval_from_error(np.array([mean]), np.array([error]), np.array([n - 1.0]), confidence=level)
    low, high = float(bounds.low[0]), float(bounds.high[0])
    return say(
        "{first} stands before {second} ({places} places, {sure} CI {interval}; {people} placed both)."
        if low > 0
        else "Which of {first} and {second} comes first is too close to call ({places} places, {sure} CI {interval}; "
        "{people} placed both).",
        first=names[placed[0]], second=names[placed[1]], places=number(mean, digits=2), sure=percent_sure(level),
        interval=interval(low, high, digits=2), people=plural(n, "person", "people"),
    )  # fmt: skip
