"""Comments word for word, by theme, tone and who wrote them: what stands behind a bar of the chart.

A quote persuades more than its share deserves, so a quote never comes alone: how many comments say the same, of how
many, stands before it. Comments are read, cut into statements, coded and scored once; every further question to them
is a filter.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

import numpy as np
import pandas as pd

from cxresearch.errors import CXResearchError, OptionError
from cxresearch.inference.significance import check_confidence
from cxresearch.privacy.hiding import FEWEST_COMMENTS
from cxresearch.privacy.quotable import quotable_comments
from cxresearch.result import Result
from cxresearch.speaking import Forms
from cxresearch.survey.audiences import is_employees
from cxresearch.survey.survey import Survey
from cxresearch.text.rating_groups import GROUPS, NPS_GROUPS, rating_question, ratings
from cxresearch.text.reading.comments import group_names
from cxresearch.text.scoring.score import LABELS
from cxresearch.text.themes.coded import OTHER, Coded, code_comments, with_tone
from cxresearch.text.themes.frame_files import theme_found
from cxresearch.text.themes.named import comments_of, share_of
from cxresearch.text.themes.typical import completeness, typical
from cxresearch.wording import (
    count,
    did_you_mean,
    interval,
    named,
    noun,
    number,
    percent_sure,
    say,
    steady,
    told,
)

__all__ = ["CommentBook", "Quotes", "open_comments", "quotes"]

_WORD = re.compile(r"\w+")
_WHERE = ("audience", "unit", "wave")
# How many statements are put in order by how typical they are, out of how many.
_RANKED, _MOST_RANKED = 100, 1_500


@dataclass(frozen=True, eq=False, repr=False)
class Quotes(Result):
    """Statements that name a theme in a tone: typical ones first, whole sentences, each saying something of its own.

    ``table``: a row a statement: ``audience`` (where there are several), ``statement``, ``themes``, ``tone``,
    ``compound`` (-1..1), ``comment`` (all of it; texts are redacted), ``times`` (how often it was written).

    Attributes
    ----------
    count, n : int
        Comments with such a statement, and all that could have one.
    estimate, ci_low, ci_high : float
        Their share in percent, weighted where there are weights; NaN without comments.
    theme, tone : str or None
    where : dict
        Of ``audience, unit, wave, rating, search`` those that were chosen.
    """

    count: int = 0
    n: int = 0
    estimate: float = np.nan
    ci_low: float = np.nan
    ci_high: float = np.nan
    theme: str | None = None
    tone: str | None = None
    where: dict = field(default_factory=dict)
    weighted: bool = False

    heading: ClassVar[str] = told("Comments word for word")
    shown: ClassVar[tuple[str, ...]] = ("audience", "tone", "statement", "themes", "times")
    decimals: ClassVar[dict[str, int]] = {"times": 0, "compound": 2}

    def sentences(self) -> list[str]:
        """How many comments say this, of how many."""
        audience = self.where.get("audience")
        place = ", ".join(str(self.where[name]) for name in ("unit", "wave", "rating") if name in self.where)
        whose = _comments_of(audience, place)
        if not self.n:
            return [say("No {comments} to quote: nobody wrote, or too few to stay anonymous.", comments=whose)]
        if self.theme is None and self.tone is None and "search" not in self.where:
            return [say("{n} {comments} can be quoted.", n=count(self.n), comments=whose)]
        return [
            say(
                "{count} of {n} {comments} {what}: weighted {share}% ({sure} CI {bounds}%, sampling error only)."
                if self.weighted
                else "{count} of {n} {comments} {what}: {share}% ({sure} CI {bounds}%, sampling error only).",
                count=count(self.count), n=count(self.n), comments=whose, what=self._what(),
                share=number(self.estimate), sure=percent_sure(self.confidence),
                bounds=interval(self.ci_low, self.ci_high),
            )
        ]  # fmt: skip

    def _what(self) -> str:
        search = say("hold “{text}”", text=self.where["search"]) if "search" in self.where else ""
        if self.theme is None and self.tone is None:
            return search
        said = self._theme_and_tone()
        return say("{what} and {search}", what=said, search=search) if search else said

    def _theme_and_tone(self) -> str:
        tone = {
            "positive": say("in a positive tone"), "neutral": say("in a neutral tone"),
            "negative": say("in a negative tone"), None: "",
        }[self.tone]  # fmt: skip
        if self.theme is None:
            return say("hold a statement {tone}", tone=tone)
        what = say("name nothing of the code frame") if self.theme == OTHER else say("name {theme}", theme=self.theme)
        return f"{what}, {tone}" if tone else what


def _comments_of(audience: str | None, place: str) -> str:
    """Whose comments, with the place that was chosen."""
    found = comments_of(audience) if audience else noun("comments")
    if not place:
        return found
    return found.each(lambda form: f"{form} ({place})") if isinstance(found, Forms) else f"{found} ({place})"


def quotes(
    survey: Survey,
    question: str,
    *,
    theme: str | None = None,
    tone: str | None = None,
    audience: str | None = None,
    unit: object = None,
    wave: object = None,
    rating: str | None = None,
    search: str | None = None,
    pinned: Sequence[str] = (),
    rejected: Sequence[str] = (),
    codeframe: str | Path | int | None = None,
    rules: str | Callable = "cx",
    privacy: bool = True,
    confidence: float = 0.95,
) -> Quotes:
    """Comments word for word that name a theme in a tone, with how many do so, of how many.

    Parameters
    ----------
    survey : Survey
    question : str
        Answered in words.
    theme : str, optional
        Of the code frame, or "other"; all by default.
    tone : {"positive", "neutral", "negative"}, optional
        Of the statement, not of the whole comment.
    audience, unit, wave : optional
        A value of the role; all by default.
    rating : str, optional
        "promoters", "passives", "detractors" (or "high ratings", "middle ratings", "low ratings"): who gave what beside
        the comment.
    search : str, optional
        Words that the comment holds, in any case.
    pinned, rejected : list of str
        Statements that a person put first, or left out.
    codeframe, rules
        As in `themes`.
    privacy : bool
        Whether comments of groups of fewer than ten leaders or staff are left out. Their words also never stand beside
        a branch or a rating, and a filter or search answers from ten of their comments on.
    confidence : float

    Returns
    -------
    Quotes

    Raises
    ------
    QuestionError, OptionError
        If there is no such question, theme, tone, audience, unit or wave.

    References
    ----------
    Wilson (1927), JASA 22, with Kish's or the clustered effective n (Kish 1965).

    Examples
    --------
    >>> answers = pd.DataFrame({"why": ["friendly staff, but the fees are a nightmare", "the app is great"] * 10})
    >>> found = quotes(Survey.from_frame(answers, audience="Customers"), "why", theme="Billing and fees")
    >>> found.table[["statement", "tone", "times"]].values.tolist()
    [['the fees are a nightmare', 'negative', 10]]
    """
    book = open_comments(survey, question, codeframe=codeframe, rules=rules, privacy=privacy)
    return book.quotes(
        theme=theme, tone=tone, audience=audience, unit=unit, wave=wave, rating=rating, search=search, pinned=pinned,
        rejected=rejected, confidence=confidence,
    )  # fmt: skip


class CommentBook:
    """Comments to one question, cut, coded and scored, ready to be asked; made by `open_comments`.

    Attributes
    ----------
    question : str
    themes, tones : list of str
        Those that occur, in the order of the code frame.
    places : dict of str to list
        The values of ``audience, unit, wave`` that have comments; only roles of the survey with two values or more.
    """

    def __init__(self, survey: Survey, question: str, coded: Coded, said: pd.DataFrame, told: list[str], privacy: bool):
        self.question = question
        self._survey, self._coded, self._privacy = survey, coded, privacy
        self._rows = coded.comments.row.to_numpy(int)
        self._owner = said.comment.to_numpy(int)
        self._label = said.label.to_numpy()
        self._compound = said.compound.to_numpy(float)
        self._text = said.text.to_numpy()
        names = np.array(coded.themes, dtype=object)
        self._named = np.array(["; ".join(names[hits]) for hits in coded.of_statements], dtype=object)
        self._told = told
        self._shown: dict[tuple, tuple[np.ndarray, list[str]]] = {}
        self._group = {name: group_names(survey, name, self._rows) for name in _WHERE if name in survey.roles}
        self.themes = [theme for at, theme in enumerate(coded.themes) if coded.of_statements[:, at].any()]
        self.tones = [tone for tone in LABELS if (self._label == tone).any()]
        self.places = {name: self._values(name, group) for name, group in self._group.items()}
        self.places = {name: found for name, found in self.places.items() if len(found) > 1}
        audience = self._group.get("audience", np.full(len(self._rows), "", dtype=object))
        self._ours = np.array([is_employees(str(name)) for name in audience], dtype=bool)
        self._rating = _ratings(survey, self._rows)
        self.ratings = [name for name in (*NPS_GROUPS, *GROUPS) if (self._rating == name).any()]

    def _values(self, name: str, group: np.ndarray) -> list[str]:
        there = set(group) - {""}
        return [one for one in self._survey.audiences if one in there] if name == "audience" else sorted(there)

    def quotes(
        self, *, theme: str | None = None, tone: str | None = None, audience=None, unit=None, wave=None, rating=None,
        search: str | None = None, pinned: Sequence[str] = (), rejected: Sequence[str] = (), confidence: float = 0.95,
    ) -> Quotes:  # fmt: skip
        """As the function `quotes`."""
        level = check_confidence(confidence)
        theme = None if theme is None else theme_found(theme, self.themes)
        _need("theme", theme, self.themes)
        _need("tone", tone, LABELS)
        given = {"audience": audience, "unit": unit, "wave": wave}
        where = {name: _need(name, str(value), self._known(name)) for name, value in given.items() if value is not None}
        may, hidden = self._quotable(tuple(name for name in where if name != "audience"))
        here = may.copy()
        for name, value in where.items():
            here &= self._group[name] == value
        hidden = list(hidden)
        if rating is not None:
            _need("rating", rating, self.ratings)
            here &= self._rating == rating
            where["rating"] = rating
        ours = self._ours & self._privacy
        if (here & ours).any() and ({"unit", "rating"} & set(where)):
            # Whoever knows a branch or a score knows whose words these are.
            here &= ~ours
            hidden.append(say("Words of leaders and staff are not shown beside a unit or a rating."))
        found = self._holds(search)
        if found is not None:
            where["search"] = str(search).strip()
        hit = here[self._owner]
        if theme is not None:
            hit &= self._coded.of_statements[:, self._coded.themes.index(theme)]
        if tone is not None:
            hit &= self._label == tone
        if found is not None:
            hit &= found[self._owner]
        says = np.zeros(len(here), dtype=bool)
        says[self._owner[hit]] = True
        narrow = theme is not None or tone is not None or found is not None
        few = self._too_few(says & ours) if narrow else np.zeros(len(here), dtype=bool)
        if few.any():
            hit &= ~few[self._owner]
            hidden.append(
                say(
                    "Fewer than {fewest} leaders or staff wrote what was asked for: their words are kept back.",
                    fewest=FEWEST_COMMENTS,
                )
            )
            if found is not None:
                # A search is a question about one person; its answer would be one, too.
                says &= ~few
                here &= ~(few | self._same_audience(few))
        hit &= ~np.isin(self._text, list(rejected))
        share = self._share(says[here], here, level)
        caveats = [*hidden, *self._told]
        if "weight" in self._survey.roles:
            caveats.append(say("The share is weighted; counts are not."))
        caveats.append(
            say("Themes and tone are a machine's reading of each statement. Read a quote before you show it.")
        )
        return Quotes(
            self._table(hit, tuple(pinned)),
            say("{how}; share with Wilson's interval (1927), effective n by person", how=self._coded.how),
            caveats, level,
            count=int(says.sum()), n=int(here.sum()), estimate=share[0], ci_low=share[1], ci_high=share[2], theme=theme,
            tone=tone, where=where, weighted="weight" in self._survey.roles,
        )  # fmt: skip

    def _holds(self, search: str | None) -> np.ndarray | None:
        """Which comments hold all words of a search; None without one."""
        words = str(search or "").casefold().split()
        if not words:
            return None
        texts = [text.casefold() for text in self._coded.comments.text]
        return np.array([all(word in text for word in words) for text in texts], dtype=bool)

    def _too_few(self, says: np.ndarray) -> np.ndarray:
        """Comments of those employees' audiences in which fewer than ten people wrote this."""
        few = np.zeros(len(says), dtype=bool)
        audience = self._group.get("audience", np.full(len(says), "", dtype=object))
        person = self._coded.comments.person.to_numpy()
        fewest = max(FEWEST_COMMENTS, self._survey.thresholds.get("comments", 0))
        for name in np.unique(audience[says]):
            mine = says & (audience == name)
            if len(np.unique(person[mine])) < fewest:
                few |= mine
        return few

    def _same_audience(self, few: np.ndarray) -> np.ndarray:
        audience = self._group.get("audience", np.full(len(few), "", dtype=object))
        return np.isin(audience, np.unique(audience[few]))

    def _known(self, name: str) -> list[str]:
        return self._values(name, self._group[name]) if name in self._group else []

    def _share(self, says: np.ndarray, here: np.ndarray, level: float) -> tuple[float, float, float]:
        if not here.any():
            return np.nan, np.nan, np.nan
        weight = self._coded.comments.weight.to_numpy(float)[here]
        _, person = np.unique(self._coded.comments.person.to_numpy()[here], return_inverse=True)
        return share_of(says, weight, person, level)[:3]

    def _quotable(self, split: tuple[str, ...]) -> tuple[np.ndarray, list[str]]:
        """Which comments may be shown where they are told apart by unit or wave: more groups are small then."""
        if split not in self._shown:
            shown, told = quotable_comments(self._survey, self.question, by=list(split), privacy=self._privacy)
            self._shown[split] = shown[self._rows], told
        return self._shown[split]

    def _table(self, hit: np.ndarray, pinned: tuple[str, ...] = ()) -> pd.DataFrame:
        at = np.flatnonzero(hit)
        audience = self._group.get("audience", np.full(len(self._rows), "", dtype=object))[self._owner[at]]
        plain = [" ".join(_WORD.findall(text.lower())) or text for text in self._text[at]]
        table = pd.DataFrame(
            {
                "audience": audience,
                "statement": self._text[at],
                "themes": self._named[at],
                "tone": self._label[at],
                "compound": self._compound[at],
                "comment": self._coded.comments.text.to_numpy()[self._owner[at]],
                "_alike": pd.Series(plain, dtype=object) + "\x1f" + audience,
            }
        )
        table["times"] = table._alike.map(table._alike.value_counts()).astype(int)
        # Of ways to write the same the most complete one is shown, and never somebody's slip that nobody shares.
        usual = table.statement.map(table.statement.value_counts())
        whole = table.statement.map(completeness).round(6)
        table = table.assign(_usual=-usual, _whole=-whole)
        table = table.sort_values(["_usual", "_whole", "statement"], kind="stable").drop_duplicates("_alike")
        some = table.head(_MOST_RANKED)
        told = typical(some.statement.repeat(some.times).tolist(), _RANKED)
        first = {text: place for place, text in enumerate(told)}
        rank = table.statement.map(first).fillna(len(first))
        front = {text: place for place, text in enumerate(pinned)}
        table = table.assign(_pin=table.statement.map(front).fillna(len(front)), _rank=rank, _often=-table.times)
        table = table.assign(_sure=-np.nan_to_num(steady(table.compound.abs().to_numpy(float)), nan=-1.0))
        table = table.sort_values(["_pin", "_rank", "_often", "_sure", "statement"], kind="stable")
        table = table[[name for name in table if not name.startswith("_")]]
        return table if len(self.places.get("audience", ())) > 1 else table.drop(columns="audience")


def open_comments(
    survey: Survey, question: str, *, codeframe: str | Path | int | None = None, rules: str | Callable = "cx",
    privacy: bool = True,
) -> CommentBook:  # fmt: skip
    """Read, cut, code and score the comments to a question once, to ask them often; options as in `quotes`.

    Examples
    --------
    >>> answers = pd.DataFrame({"why": ["friendly staff, but the fees are a nightmare", "the app is great"] * 10})
    >>> book = open_comments(Survey.from_frame(answers, audience="Customers"), "why")
    >>> book.themes, book.quotes(tone="negative").count
    (['Friendliness of staff', 'Mobile app', 'Billing and fees'], 10)
    """
    column = survey.find(question)
    coded = code_comments(survey, [column], codeframe=codeframe, privacy=privacy)
    said, told = with_tone(coded, rules)
    # What is hidden is told for the part that is looked at, and not for the whole.
    of_the_whole = quotable_comments(survey, column, privacy=privacy)[1]
    kept = [line for line in coded.caveats if line not in of_the_whole]
    return CommentBook(survey, column, coded, said, [*kept, *told], privacy)


def _ratings(survey: Survey, rows: np.ndarray) -> np.ndarray:
    """The group of ratings of each comment's writer; "" where no question tells it."""
    try:
        wrote = np.zeros(survey.n_rows, dtype=bool)
        wrote[rows] = True
        return ratings(survey, rating_question(survey, None, wrote))[0][rows]
    except CXResearchError:
        return np.full(len(rows), "", dtype=object)


def _need(what: str, value, known) -> object:
    if value is not None and value not in known:
        raise OptionError(say(
            "No {what} {value}.{hint} Found: {found}.",
            what=what, value=repr(value), hint=did_you_mean(str(value), known), found=named(known),
        ))  # fmt: skip
    return value
