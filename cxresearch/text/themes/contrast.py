"""Which words are the leaders', which the customers': log-odds that do not mistake a rare word for a telling one.

Counting differences favours frequent words, ratios favour rare ones. The log-odds ratio with an informative Dirichlet
prior shrinks each word towards its rate in all groups together and divides by its standard error, so a word ranks high
when its difference is both large and well attested.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from cxresearch.errors import OptionError, QuestionError
from cxresearch.privacy.redaction import KINDS
from cxresearch.result import Result
from cxresearch.survey.group_order import takes_order
from cxresearch.survey.survey import Survey
from cxresearch.text.reading.comments import group_called, read_comments
from cxresearch.wording import largest_first, named, number, plural, say, told

__all__ = ["TELLING", "WordContrast", "contrast_words", "log_odds"]

_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
_PART = re.compile(r"[.,;:!?()\[\]\n\u2026]+")
# What redaction put there, and what is a sign of the medium: handles, links, entities of a web page, "RT".
_NO_WORDS = re.compile(rf"\[(?:{'|'.join(KINDS)})\]|@\w+|https?://\S+|www\.\S+|&#?\w{{2,8}};|\bRT\b:?")
_RETWEET = re.compile(r"^\s*(?:RT|MT)\s*@?\S*:?\s*|^\s*[\"\u201c]@\w+:?\s*", re.IGNORECASE)
# Words that join; "no", "not", "too", "never" stay, since they are what a comment is about.
STOP_WORDS = frozenset(
    (
        "a an the and or but if of to in on at for with from by as is are was were be been being am it its it's this "
        "that "
        "these those there here i me my mine we us our ours you your yours he him his she her they them their theirs "
        "who whom which what when where how why do does did done doing have has had having will would shall should can "
        "could may might must than then so such very just also only own same other others some any each both all more "
        "most much many few into out up down off over under again about after before until while because through "
        "between during i'm i've i'd i'll you're you've we're we've they're they've that's there's don't doesn't "
        "didn't "
        "isn't wasn't aren't let get got one even still really please"
    ).split()
)
_TOLD = 6
# The two-sided 5% point of the normal curve, by which Monroe, Colaresi & Quinn draw the line in their pictures.
TELLING = 1.96


@dataclass(frozen=True, eq=False, repr=False)
class WordContrast(Result):
    """Words that one group uses more than the others, a row a group and term.

    ``table``: ``group, term, kind`` ("word" or "phrase"), ``count`` (comments of the group that use it), ``n`` (its
    comments), ``z`` and ``estimate`` (the log-odds ratio against all others); most telling first within a group. A
    hidden group has one row without a term and without numbers.

    Attributes
    ----------
    question : str
        The id of the question.
    """

    question: str = ""

    heading: ClassVar[str] = told("Words that tell groups apart")
    shown: ClassVar[tuple[str, ...]] = ("group", "term", "count", "n", "z", "estimate")
    decimals: ClassVar[dict[str, int]] = {"z": 1, "estimate": 2, "count": 0}

    def sentences(self) -> list[str]:
        """One sentence a group: its most telling words and phrases."""
        said = []
        for group, rows in self.table.groupby("group", sort=False):
            if rows.n.isna().all():
                said.append(
                    say(
                        "What {group} write is hidden, so that a small group stays anonymous.",
                        group=group_called(str(group)),
                    )
                )
                continue
            telling = rows[rows.z >= TELLING].head(_TOLD).rename(columns={"count": "uses"})
            words = ", ".join(f'"{row.term}" ({number(row.uses)})' for row in telling.itertuples())
            base = plural(int(rows.n.iloc[0]), "comment")
            said.append(
                say(
                    "{group} write of {words} more than the others do ({base})."
                    if words
                    else "No word stands out clearly in what {group} write ({base}); that does not make them alike.",
                    group=group_called(str(group)), words=words, base=base,
                )
            )  # fmt: skip
        return said


@takes_order
def contrast_words(
    survey: Survey,
    question: str,
    *,
    by: str,
    phrases: bool = True,
    fewest: int = 3,
    ignore: str | Iterable[str] = (),
    privacy: bool = True,
) -> WordContrast:
    """Words and phrases that one group uses more than all others together.

    A comment counts once for a term, however often it repeats it, so that one long-winded writer weighs as one.

    Parameters
    ----------
    survey : Survey
    question : str
        A question that was answered in words, by id or text.
    by : str
        The role or column that holds the groups, such as "audience"; two or more.
    phrases : bool
        Also pairs of words that stand side by side, as a vocabulary of their own.
    fewest : int
        Terms in fewer comments than this, over all groups, are not listed (they still count).
    ignore : str or list of str
        Words that tell nothing here, such as the company's own name ("Harbour Bank") and its nicknames; handles, links
        and entities of web pages are left out anyway, and what was passed on unchanged ("RT ...") counts once.
    privacy : bool
        False also uses groups of fewer than ten leaders or staff, and says so.

    Returns
    -------
    WordContrast

    Raises
    ------
    QuestionError
        If there is no such question, or fewer than two groups have comments.
    OptionError
        If ``fewest`` is below 1.

    References
    ----------
    Monroe, Colaresi & Quinn (2008), Political Analysis 16, 372-403, with the pooled counts as the prior.

    Examples
    --------
    >>> answers = pd.DataFrame({"who": ["Leadership"] * 10 + ["Customers"] * 10,
    ...                         "why": ["our app grows"] * 10 + ["the fees are high"] * 10})
    >>> survey = Survey.from_frame(answers, roles={"audience": "who"})
    >>> contrast_words(survey, "why", by="audience", phrases=False).table.term.tolist()[:2]
    ['app', 'grows']
    """
    if isinstance(fewest, bool) or not isinstance(fewest, (int, np.integer)) or fewest < 1:
        raise OptionError(say("fewest= is a whole number of comments, 1 or more; got {fewest}.", fewest=repr(fewest)))
    comments = read_comments(survey, question, by=by, privacy=privacy)
    if len(comments.groups) < 2:
        raise QuestionError(say(
            "Words are contrasted between groups, and {by} has comments to use in {n} on {question}. Pass another "
            "by=, or check what is hidden: {hidden}",
            by=repr(by), n=len(comments.groups), question=repr(question),
            hidden=" ".join(comments.caveats) or say("nothing"),
        ))  # fmt: skip
    at = {name: place for place, name in enumerate(comments.groups)}
    said, passed_on = _once(comments.frame)
    place = said.group.map(at).to_numpy()
    sizes = np.bincount(place, minlength=len(at))
    left = _ignored(ignore)
    texts = [left.sub(" . ", text) for text in said.text] if left is not None else said.text
    parts = [_table(texts, place, comments.groups, sizes, "word", fewest)]
    if phrases:
        parts.append(_table(texts, place, comments.groups, sizes, "phrase", fewest))
    table = pd.concat(parts, ignore_index=True)
    table = table.iloc[largest_first(table.z, table.term, digits=1)]
    table = table.sort_values("group", key=lambda names: names.map(at), kind="stable")
    if comments.hidden:
        blank = pd.DataFrame({"group": comments.hidden, "term": "", "kind": ""})
        table = pd.concat([table.astype({"count": float, "n": float}), blank], ignore_index=True)
    caveats = [
        *comments.caveats,
        say(
            "z ranks words; it is no test. Among thousands of words some stand out by chance, and words of one comment "
            "hang together."
        ),
    ]
    if passed_on:
        caveats.append(
            say(
                "{comments} passed on unchanged (RT) count once with the first of them.",
                comments=plural(passed_on, "comment"),
            )
        )
    if left is not None:
        given = [ignore] if isinstance(ignore, str) else ignore
        caveats.append(say("Left out as told: {words}.", words=named(given)))
    if comments.hidden:
        caveats.append(
            say(
                "{groups} stay without words, so that a small group stays anonymous.",
                groups=named(map(group_called, comments.hidden)),
            )
        )
    if "weight" in survey.roles:
        caveats.append(say("Words are counted as written; weights are not applied."))
    method = say(
        "Log-odds ratio with an informative Dirichlet prior (Monroe, Colaresi & Quinn 2008), pooled counts as the "
        "prior, each group against all others; a term counts once a comment"
    )
    return WordContrast(table, method, caveats, question=survey.find(question))


def log_odds(counts: Sequence[Sequence[float]], prior: Sequence[float] | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Log-odds ratios of words and their z, each group against all others together.

    Parameters
    ----------
    counts : array, groups x words
        How often each group uses each word; two groups or more, counts of 0 or more.
    prior : array of words, optional
        Pseudo-counts above 0; by default the counts of all groups together.

    Returns
    -------
    estimate, z : arrays, groups x words
        NaN for a word that nobody uses.

    Raises
    ------
    OptionError
        If counts are not a table of two rows or more, or one is negative.

    References
    ----------
    Monroe, Colaresi & Quinn (2008), Political Analysis 16, equations 15, 16, 19 and 22.

    Examples
    --------
    >>> log_odds([[10, 3, 1, 86], [2, 6, 4, 188]])[1][0].round(4).tolist()
    [2.0571, 0.0, -0.3517, -4.2781]
    """
    y = np.asarray(counts, dtype=float)
    if y.ndim != 2 or len(y) < 2 or not (y >= 0).all():
        raise OptionError(say(
            "counts is a table of counts of 0 or more: a row a group (two or more), a column a word."
        ))  # fmt: skip
    alpha = y.sum(axis=0) if prior is None else np.asarray(prior, dtype=float)
    if alpha.shape != (y.shape[1],) or not (alpha >= 0).all():
        raise OptionError(say("prior has a pseudo-count of 0 or more for each of {words} words.", words=y.shape[1]))
    with np.errstate(divide="ignore", invalid="ignore"):
        here, there = y + alpha, y.sum(axis=0) - y + alpha
        n_here = here.sum(axis=1, keepdims=True)
        n_there = there.sum(axis=1, keepdims=True)
        estimate = np.log(here / (n_here - here)) - np.log(there / (n_there - there))
        z = estimate / np.sqrt(1 / here + 1 / there)
    estimate = np.where(np.isfinite(estimate), estimate, np.nan)
    # A ratio of equal odds is nought, and rounding must not give it a sign.
    return np.where(np.abs(estimate) < 1e-12, 0.0, estimate), np.where(np.abs(estimate) < 1e-12, 0.0, z)


def _once(frame: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Comments that only pass on another count once a group; what people wrote alike themselves stays."""
    passed = frame.text.str.match(_RETWEET.pattern, flags=re.IGNORECASE)
    if not passed.any():
        return frame, 0
    bare = frame.text.str.replace(_RETWEET.pattern, "", regex=True, flags=re.IGNORECASE)
    key = frame.group + "\x1f" + bare.str.lower().str.replace(r"\W+", " ", regex=True).str.strip()
    first = key.duplicated() | key.isin(key[~passed])
    again = passed & first
    return frame[~again].reset_index(drop=True), int(again.sum())


def _ignored(ignore: str | Iterable[str]) -> re.Pattern | None:
    """A pattern of the words to be left out, in any case, with a genitive or a plural; None where there are none."""
    words = [ignore] if isinstance(ignore, str) else list(ignore)
    strange = [word for word in words if not isinstance(word, str) or not word.strip()]
    if strange:
        raise OptionError(say("ignore= holds {strange}; it is a word or a list of words.", strange=repr(strange[0])))
    if not words:
        return None
    spelled = (r"[\s-]*".join(map(re.escape, word.split())) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<!\w)[#@]?(?:{'|'.join(spelled)})(?:['\u2019]?s)?(?!\w)", re.IGNORECASE)


def _table(
    texts: Iterable[str], place: np.ndarray, groups: list[str], sizes: np.ndarray, kind: str, fewest: int
) -> pd.DataFrame:
    counters = [Counter() for _ in groups]
    terms_of = _words if kind == "word" else _pairs
    known: dict[str, set[str]] = {}
    for text, at in zip(texts, place, strict=True):
        if text not in known:
            known[text] = terms_of(text)
        counters[at].update(known[text])
    terms = sorted(set().union(*counters))
    if not terms:
        return pd.DataFrame(columns=["group", "term", "kind", "count", "n", "z", "estimate"])
    counts = np.array([[counter[term] for term in terms] for counter in counters])
    estimate, z = log_odds(counts)
    listed = [
        at for at in np.flatnonzero(counts.sum(axis=0) >= fewest) if kind == "phrase" or terms[at] not in STOP_WORDS
    ]
    rows = [
        (group, terms[w], kind, int(counts[g, w]), int(sizes[g]), z[g, w], estimate[g, w])
        for g, group in enumerate(groups)
        for w in listed
        if np.isfinite(z[g, w])
    ]
    return pd.DataFrame(rows, columns=["group", "term", "kind", "count", "n", "z", "estimate"])


def _tokens(text: str) -> list[list[str]]:
    plain = _NO_WORDS.sub(" . ", text).replace("\u2019", "'").lower()
    return [found for part in _PART.split(plain) if (found := _WORD.findall(part))]


def _words(text: str) -> set[str]:
    return {word for part in _tokens(text) for word in part}


def _pairs(text: str) -> set[str]:
    return {
        f"{left} {right}"
        for part in _tokens(text)
        for left, right in zip(part, part[1:], strict=False)
        if left not in STOP_WORDS and right not in STOP_WORDS
    }
