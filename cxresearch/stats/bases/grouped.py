"""What results with a row a group have in common: how a group is named, counted and passed over in words.

A group that nobody answered in is said to be so; a hidden one is named without its numbers; of very many groups the
ends are said and the rest is left to the table.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
import pandas as pd

from cxresearch.privacy.hiding import blank
from cxresearch.result import Result
from cxresearch.speaking import signs
from cxresearch.stats.bases.counts import GroupMeans
from cxresearch.stats.bases.hidden import Counted, audience_column, group_label, hidden_rows, people, who_answered
from cxresearch.stats.bases.naming import topic_in_sentence
from cxresearch.wording import count, largest_first, named, number, percent_sure, remembered, say, told

__all__ = [
    "GroupedResult", "about", "all_answers", "figure_rows", "p_in_words", "ends_in_words", "topic_words", "withheld",
]  # fmt: skip

_NEARLY_ONE = 0.99

_MOST_SAID = 24
_MOST = 11
_INITIALS = frozenset(("nps", "csat", "ces"))


@dataclass(frozen=True, eq=False, repr=False)
class GroupedResult(Result):
    """A result with a row a question and group.

    Attributes
    ----------
    by : tuple of str
        The grouping columns, as the caller named them.
    audiences : mapping of question to str
        Who answered it, where it was one audience only.
    audience_by : str or None
        The grouping column that holds the audiences.
    topics : mapping of question to str
        What each question is about, in the words of the codebook.
    effective : bool
        Whether answers are weighted or clustered, so that the effective base is said with the base.
    answers : DataFrame
        All answers behind the figures, a row a group, question and point of the scale, also where nobody chose it:
        ``answer`` (its label), ``value``, ``share`` (percent, weighted where answers are), ``n`` people, ``base``,
        ``excluded`` (declined or no answer of the scale). Empty where a question has no scale of 11 points or fewer.
    """

    by: tuple[str, ...] = ()
    audiences: Mapping[str, str] = field(default_factory=dict)
    audience_by: str | None = None
    topics: Mapping[str, str] = field(default_factory=dict)
    effective: bool = False
    answers: pd.DataFrame = field(default_factory=pd.DataFrame)

    empty: ClassVar[str] = told("No group has answers.")

    def __post_init__(self):
        super().__post_init__()
        bare = self.table.n.isna().to_numpy() if len(self.answers) else np.empty(0, bool)
        if bare.any():
            # What the table hides is hidden here too: shares of answers tell more than their mean.
            keys = [*self.by, "question"]
            hidden = self.table.loc[bare, keys].drop_duplicates()
            gone = self.answers[keys].merge(hidden, on=keys, how="left", indicator=True)._merge.eq("both").to_numpy()
            answers = self.answers.copy()
            answers.loc[gone, ["share", "n", "base", "excluded"]] = np.nan
            object.__setattr__(self, "answers", answers)

    def sentences(self) -> list[str]:
        """A sentence a group; hidden and empty groups are named as such."""
        table = self.table
        if not len(table):
            return [say(self.empty)]
        answered = table[table.n > 0]
        said = [self._named(row, self._say(row)) for _, row in self._worth_saying(answered).iterrows()]
        rest = len(answered) - min(len(answered), len(said))
        if rest:
            said.append(say("{n} more rows stand in the table.", n=count(rest)))
        return [*said, *self._nobody(table[table.n == 0]), *self._hidden(table[table.n.isna()])]

    def _say(self, row: pd.Series) -> str:
        raise NotImplementedError

    def _named(self, row: pd.Series, said: str) -> str:
        return f"{group_label(row, self.by)}: {said}" if self.by else said[:1].upper() + said[1:]

    def _worth_saying(self, table: pd.DataFrame) -> pd.DataFrame:
        if len(table) <= _MOST_SAID:
            return table
        if not self.by or table.question.nunique() > _MOST_SAID // 2:
            return table.head(_MOST_SAID)
        # The best and the worst group of each question; each stands with its interval.
        ends = [
            rows.index[largest_first(sign * rows.estimate, *(rows[name] for name in self.by), digits=1)[0]]
            for _, rows in table.groupby("question", sort=False)
            for sign in (1, -1)
        ]
        return table.loc[list(dict.fromkeys(ends))]

    def _nobody(self, rows: pd.DataFrame) -> list[str]:
        said = []
        for question, empty in rows.groupby("question", sort=False):
            said.append(
                say("Nobody in {groups} answered {topic}.", groups=self._list(empty), topic=self._topic(question))
                if self.by
                else say("Nobody answered {topic}.", topic=self._topic(question))
            )
        return said

    def _hidden(self, rows: pd.DataFrame) -> list[str]:
        if not len(rows):
            return []
        return [
            say("Hidden, so that small groups of leaders or staff stay anonymous: {groups}.", groups=self._list(rows))
        ]

    def _list(self, rows: pd.DataFrame) -> str:
        groups = dict.fromkeys(group_label(row, self.by) or say("the result") for _, row in rows.iterrows())
        return named((f"({name})" for name in groups) if len(self.by) > 1 else groups)

    def _topic(self, question: str) -> str:
        return topic_words(self.topics.get(question) or question)

    def _who(self, row: pd.Series) -> str:
        audience = row[self.audience_by] if self.audience_by else self.audiences.get(row.question)
        told = self.effective and np.isfinite(row.n_effective) and round(row.n_effective) != row.n
        worth = row.n_effective if told else None
        return people(row.n, audience, n_effective=worth, persons=row.get("persons"))

    def _between(self, row: pd.Series, *, digits: int = 0, unit: str = "") -> str:
        """The interval in words, or why there is none."""
        low, high = row.ci_low, row.ci_high
        if "population" in row and row.get("persons", row.n) >= row.population:
            return say("a complete count, no sampling error")
        if not (np.isfinite(low) and np.isfinite(high)):
            return say("too few for an interval" if row.n < 2 else "no interval can be given")
        if not low <= row.estimate <= high:
            return say("too few for an interval")
        if high == low:
            return say("all answers alike, so no interval")
        low, high = (f"{number(end, digits=digits)}{unit}" for end in (low, high))
        return say("{sure} CI {low} to {high}", sure=percent_sure(self.confidence), low=low, high=high)

    def _cell(self, column: str, value) -> str:
        if column in self.by and not isinstance(value, str) and not pd.isna(value):
            return group_label({column: value})
        return super()._cell(column, value)


def figure_rows(
    found: Counted, question: str, means: GroupMeans, *, estimate, std_error, low, high, population, **more
) -> pd.DataFrame:
    """The rows of one question: each group's figure with its error, bounds and bases, and columns of its own."""
    columns = {name: found.groups[name].array for name in found.groups}
    columns["question"] = pd.array([question], dtype="str").take(np.zeros(len(found.groups), dtype=int))
    columns |= {"estimate": estimate, "std_error": std_error, "ci_low": low, "ci_high": high}
    columns |= {"n": np.round(means.n).astype(int), "n_effective": means.n_effective} | more
    if population is not None:
        columns["population"] = population
    if found.by_person:
        columns["persons"] = found.persons(question).astype(int)
    return pd.DataFrame(columns, index=found.groups.index)


def withheld(found: Counted, table: pd.DataFrame, *, privacy: bool) -> tuple[pd.DataFrame, list[str]]:
    """The table with the numbers of small groups taken out, and what to say about it."""
    hidden, told = hidden_rows(found, table, table.n.to_numpy(), privacy=privacy)
    return blank(table, hidden, keep=found.by), told


def about(found: Counted) -> dict:
    """What a grouped result must know of its survey to name groups, people and questions."""
    survey = found.survey
    answered = {question: who_answered(found, question) for question in found.tally.questions}
    topics = dict(zip(survey.codebook.id, survey.codebook.topic, strict=True))
    return {
        "by": found.by,
        "audiences": {question: names[0] for question, names in answered.items() if len(names) == 1},
        "audience_by": audience_column(survey, found.by),
        "topics": {question: topics[question] for question in found.tally.questions},
        "effective": found.weighted or found.cluster is not None,
        "answers": all_answers(found),
    }


def all_answers(found: Counted, questions: Sequence[str] | None = None) -> pd.DataFrame:
    """Every point of every scale with the share that chose it, absent ones in their place; a block a question, the
    groups in their order.
    """
    parts = []
    account = found.tally.account
    for question in found.tally.questions if questions is None else questions:
        cells = found.cells(question)
        scale = cells.scale
        if found.survey.is_aggregated or scale is None or not float(scale.points).is_integer() or scale.points > _MOST:
            continue
        values = scale.low + np.arange(int(scale.points))
        place = np.searchsorted(values, cells.values)
        if not np.array_equal(values[np.minimum(place, len(values) - 1)], cells.values):
            continue
        people, weight = (np.zeros((len(cells.groups), len(values))) for _ in range(2))
        people[:, place], weight[:, place] = cells.n, cells.sum_w if found.weighted else cells.n
        with np.errstate(divide="ignore", invalid="ignore"):
            share = 100 * weight / weight.sum(axis=1, keepdims=True)
        words, points = {number: label for label, number in scale.labels}, len(values)
        mine = account if len(found.tally.questions) == 1 else account[account.question == question]
        by, size = list(found.by), len(found.groups)
        if by and mine.excluded.to_numpy().any():
            out = mine.groupby(by, dropna=False, sort=False).excluded.sum().reset_index()
            excluded = found.groups.merge(out, on=by, how="left").excluded.fillna(0).to_numpy(float)
        else:
            excluded = np.full(size, float(mine.excluded.sum()))
        each, again = np.repeat(np.arange(size), points), np.tile(np.arange(points), size)
        block = {name: found.groups[name].array.take(each) for name in by}
        block["question"] = pd.array([question], dtype="str").take(np.zeros(size * points, dtype=int))
        block["answer"] = pd.array([words.get(value, f"{value:g}") for value in values], dtype="str").take(again)
        parts.append(pd.DataFrame(block | {
            "value": values[again], "share": share.ravel(), "n": people.ravel(), "base": people.sum(axis=1)[each],
            "excluded": excluded[each],
        }))  # fmt: skip
    if len(parts) == 1:
        return parts[0]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def ends_in_words(low: float, high: float) -> str:
    """The ends of a scale.

    >>> ends_in_words(1, 5), ends_in_words(-3, 3)
    ('1-5', '-3 to 3')
    """
    return f"{low:g}-{high:g}" if low >= 0 else say("{low} to {high}", low=f"{low:g}", high=f"{high:g}")


@remembered
def topic_words(topic: str) -> str:
    """What a question is about, inside a sentence.

    >>> topic_words("nps"), topic_words("Billing")
    ('NPS', 'billing')
    """
    return topic.upper() if topic.casefold() in _INITIALS else topic_in_sentence(topic)


@remembered
def p_in_words(p: float) -> str:
    """A p value for a sentence.

    >>> p_in_words(0.0312), p_in_words(0.00004), p_in_words(0.9991)
    ('p = .031', 'p < .001', 'p > .99')
    """
    if p < 0.001:
        return say("p < .001")
    if p > _NEARLY_ONE:
        return say("p > .99")
    return say("p = {p}", p=number(p, digits=3).removeprefix("" if signs() else "0"))
