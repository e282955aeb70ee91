"""Texts become scores: negative, neutral and positive shares, a compound and a label, by the rules of one's choice.

Five ways under one verb. ``"cx"`` is a small model for English service comments whose every score can be explained;
``"nltk"`` is nltk's VADER to the last decimal, for whoever has to match an earlier report; ``"neural"`` reads any
language; ``"cx+neural"`` lets the neural scorer read some hundred of the comments and teach the words in them to the
small model; and a callable brings one's own. Each distinct text is scored once. A comment that says nothing ("n/a") is
no neutral comment, and one in a language that the rules do not know is not either: both are labelled apart. So is
"nothing" where one was asked what to improve; it is blame where one was asked what was good.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from cxresearch.errors import OptionError
from cxresearch.text.reading.language import languages
from cxresearch.text.reading.non_answers import (
    EVERYTHING,
    NOTHING,
    SILENT,
    THANKS,
    finds_no_fault,
    look_at,
    own_patterns,
)
from cxresearch.text.reading.question_kind import IMPROVE, OPEN, PRAISE, WHY, check_kind
from cxresearch.text.reading.spelling import spelled
from cxresearch.text.reading.tokens import cut_up
from cxresearch.text.scoring.neural import embedder_is_there
from cxresearch.text.scoring.priors import FEWEST, with_prior
from cxresearch.text.scoring.priors import own_prior as find_prior
from cxresearch.wording import count, did_you_mean, say

__all__ = [
    "LABELS", "MEASURED", "NO_ANSWER", "NOTHING_TO_IMPROVE", "OTHER_LANGUAGE", "PHRASE", "RULES", "SCORES",
    "Scored", "called_by_probability", "check_rules", "explain", "score_column", "score_texts",
]  # fmt: skip

SCORES = ("neg", "neu", "pos", "compound")
LABELS = ("positive", "neutral", "negative")
NO_ANSWER, NOTHING_TO_IMPROVE, OTHER_LANGUAGE = "no answer", "nothing to improve", "not scored"
# Languages whose three classes were measured on people's judgements; in others the neutral share is anybody's guess.
MEASURED = ("en", "es", "fr", "nl")
RULES = ("cx", "nltk", "neural", "cx+neural")
# The usual bounds for VADER's compound (Hutto & Gilbert 2014).
_COMPOUND_BAND = 0.05
_PROBABLE = ("cx", "neural", "cx+neural")
# Neutral is the rarest class and the least sure one, so it is hardly ever the likeliest. A comment is called neutral
# where that is this many times as likely as people's neutral comments make it seem; shares do not hang on it.
_NEUTRAL_COUNTS = 2.0
# Who scored what is settled beforehand: bare thanks, and "nothing" where one was asked what was good.
PHRASE = "phrase"
# Bare thanks is mild praise, "nothing" was good is blame, "everything" what was asked for, in any language: negative,
# neutral, positive.
_THANKED, _NOTHING_WAS_GOOD = (0.04, 0.26, 0.70), (0.86, 0.08, 0.06)
_EVERYTHING = {PRAISE: (0.03, 0.05, 0.92), IMPROVE: (0.80, 0.12, 0.08)}


def score_texts(
    texts: Sequence[str],
    *,
    rules: str | Callable = "cx",
    language: str | None = None,
    kind: str | None = None,
    non_answers: str | Iterable[str] | None = None,
    groups: Sequence | None = None,
    own_prior: bool = True,
    progress: bool | None = None,
) -> pd.DataFrame:
    """Scores of any sequence of texts, read as the answers to one question.

    Parameters
    ----------
    texts : sequence of str
        None and NaN count as no answer.
    rules : {"cx", "nltk", "neural", "cx+neural"} or callable
        A callable takes a list of texts and returns four columns ``neg, neu, pos, compound`` (0..1 and -1..1) or one,
        the compound alone.
    language : str, optional
        Two-letter code where all texts are in one language; by default it is told from all of them, and for each text
        where they are mixed. Under "cx" Spanish, French and Dutch are scored by the neural scorer where its extra is
        installed; other languages are not scored.
    kind : {"praise", "improve", "why", "open"}, optional
        What the question asked for; `question_kind.question_kind` reads it from the words of one. "open" by default.
    non_answers : list of str, optional
        Texts or regular expressions of one's own that are no answers, beside those that are known.
    groups : sequence, optional
        The group of each text (audience, wave, branch), where groups are going to be compared.
    own_prior : bool
        Whether a group of 100 scored comments or more is read in the light of its own shares of praise and blame
        (`priors`); False scores each text by itself, whatever stands beside it. Of "cx" and "neural".
    progress : bool, optional
        Whether to show a bar; by default where the neural scorer has much to read.

    Returns
    -------
    DataFrame
        A row a text: ``neg, neu, pos, compound, label, language, scored_by``. ``label`` is positive, neutral, negative,
        "no answer", "nothing to improve" ("nothing" where ``kind`` is "improve"), or "not scored" (a language that
        the rules do not know or were not measured in). Under "cx" and "neural" the first three
        are calibrated probabilities, ``compound`` is ``pos - neg``, and a non-answer's scores are NaN; under "nltk" the
        four equal nltk's for every text, also for non-answers.

    Raises
    ------
    OptionError
        For unknown rules, a single string instead of a sequence, or a callable that returns something else.
    MissingExtraError
        For "neural" without its extra.

    References
    ----------
    Hutto & Gilbert (2014), ICWSM-14; Wang et al. (2024), Multilingual E5; Platt (1999).

    Examples
    --------
    >>> score_texts(["The staff were friendly and quick.", "I waited an hour and nobody cared.", "n/a"]).label.tolist()
    ['positive', 'negative', 'no answer']
    """
    return score_column(
        texts, rules=rules, language=language, kind=kind, non_answers=non_answers, groups=groups, own_prior=own_prior,
        progress=progress,
    ).table  # fmt: skip


class Scored(NamedTuple):
    """``table`` as `score_texts` returns it; ``likely`` (texts, 3), how likely each comment is under each class (NaN
    where its scores are not probabilities), up to a factor; ``old`` the shares that the probabilities came with."""

    table: pd.DataFrame
    likely: np.ndarray
    old: np.ndarray


def score_column(
    texts: Sequence[str], *, rules="cx", language=None, kind=None, non_answers=None, groups=None, own_prior=True,
    progress=None,
) -> Scored:  # fmt: skip
    """`score_texts`, with what shares of groups are found from (`priors`)."""
    check_rules(rules)
    check_kind(kind)
    own = own_patterns(non_answers)
    if isinstance(texts, str):
        raise OptionError(say("texts is a sequence of texts; got one string. Pass [text]."))
    given = [text if isinstance(text, str) else "" for text in texts]
    if groups is not None and len(groups) != len(given):
        raise OptionError(
            say("groups= has a group for each text: {n}; got {got}.", n=count(len(given)), got=count(len(groups)))
        )
    distinct = list(dict.fromkeys(given))
    place = {text: at for at, text in enumerate(distinct)}
    found, likely, old = _score_distinct(distinct, rules, language, progress, kind or OPEN, own)
    at = [place[text] for text in given]
    table, likely = found.iloc[at].reset_index(drop=True), likely[at]
    if own_prior:
        group = np.zeros(len(table)) if groups is None else pd.factorize(pd.Series(groups))[0]
        _settle(table, likely, old, group)
    return Scored(table, likely, old)


def _settle(table: pd.DataFrame, likely: np.ndarray, old: np.ndarray, group: np.ndarray) -> None:
    """Give each group of a hundred comments its own prior."""
    known = np.isfinite(likely[:, 0]) & table.label.isin(LABELS).to_numpy(bool)
    for name in np.unique(group[known]):
        rows = np.flatnonzero(known & (group == name))
        if len(rows) >= FEWEST:
            shares = likely[rows] * old
            shares /= shares.sum(axis=1, keepdims=True)
            shares = with_prior(shares, find_prior(shares, old))
            table.loc[rows, list(SCORES)] = _with_compound(shares)
            table.loc[rows, "label"] = _labels(_with_compound(shares), np.ones(len(rows), dtype=bool))


def check_rules(rules: str | Callable) -> None:
    """Refuse rules that are not there."""
    if callable(rules):
        return
    if not isinstance(rules, str) or rules not in RULES:
        hint = did_you_mean(str(rules), RULES)
        raise OptionError(
            say(
                "rules must be one of {known} or a callable; got {rules}.{hint}",
                known=", ".join(map(repr, RULES)), rules=repr(rules), hint=hint,
            )
        )  # fmt: skip


def explain(text: str) -> pd.DataFrame:
    """What each word, pair and turn of phrase added to the score of one text under "cx"; see `CxModel.explain`.

    Examples
    --------
    >>> explain("no complaints").query("kind == 'phrase'").part.tolist()[0]
    'no complaints'
    """
    from cxresearch.text.scoring.cx_model import cx_model

    if not isinstance(text, str):
        raise OptionError(say("explain takes one text; got {name}.", name=type(text).__name__))
    return cx_model().explain(text)


def _score_distinct(
    texts: list[str], rules, language: str | None, progress: bool | None, kind, own
) -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
    cut = cut_up(texts)
    looked = look_at(texts, cut)
    said = looked.said
    if own is not None:
        said[[own(text) for text in texts]] = SILENT
    needless = kind == IMPROVE
    finds_nothing = said == NOTHING
    if needless:
        finds_nothing |= np.array([finds_no_fault(text) for text in texts], dtype=bool)
    # Who begins with "nothing" where one was asked for praise or for wishes has answered that; the rest is free speech.
    denied = np.zeros(len(texts), dtype=bool)
    if kind in (PRAISE, IMPROVE):
        denied[:] = [a != b for a, b in zip(texts, looked.read, strict=True)]
    read = spelled(looked.read)
    told = np.array(languages(read, cut) if language is None else [language] * len(texts), dtype=object)
    scores = np.full((len(texts), 4), np.nan)
    by = np.full(len(texts), "", dtype=object)
    name = rules if isinstance(rules, str) else getattr(rules, "__name__", "callable")
    thanked = (said == THANKS) & (kind != WHY)
    blamed = (said == NOTHING) & (kind == PRAISE)
    whole = (said == EVERYTHING) & (kind in _EVERYTHING)
    empty = (_among(said, SILENT, NOTHING, THANKS) & ~thanked & ~blamed) | finds_nothing & needless

    if rules == "nltk":
        from cxresearch.text.scoring.vader import nltk_scores

        scores, by[:] = nltk_scores(texts, cut), name
        # The lexicon is English; what it says of other languages is kept, but it is no finding.
        foreign = ~empty & (told != "en") & (told != "")
        empty |= blamed
    else:
        wanted = ~empty
        fixed = wanted & (thanked | blamed | whole) & np.isin(rules if isinstance(rules, str) else "", _PROBABLE)
        scores[fixed & thanked], scores[fixed & blamed] = _with_compound(np.array([_THANKED, _NOTHING_WAS_GOOD]))
        if (fixed & whole).any():
            scores[fixed & whole] = _with_compound(np.array([_EVERYTHING[kind]]))
        by[fixed] = PHRASE
        wanted &= ~fixed
        if not isinstance(rules, str):
            read = texts
        english = rules in ("cx", "cx+neural") if isinstance(rules, str) else False
        foreign = wanted & (told != "en") & (told != "") if english else np.zeros(len(texts), dtype=bool)
        for asked, rows in ((kind, ~denied), (OPEN, denied)):
            _fill(scores, by, read, wanted & ~foreign & rows, rules, name, asked, progress)
        if foreign.any() and embedder_is_there():
            measured = foreign & np.isin(told, MEASURED)
            _fill(scores, by, read, measured, "neural", "neural", kind, progress)
            foreign &= ~measured
    table = pd.DataFrame(scores, columns=SCORES)
    probable = _among(by, *_PROBABLE, PHRASE) | bool(getattr(rules, "probabilities", False))
    table["label"] = pd.Series(_labels(scores, probable), dtype=object)
    table.loc[foreign, "label"] = OTHER_LANGUAGE
    table.loc[empty, "label"] = NO_ANSWER
    table.loc[empty & finds_nothing & needless, "label"] = NOTHING_TO_IMPROVE
    table["language"], table["scored_by"] = told, by
    return table, *_likely(scores, np.where(denied, "", by), kind)


def _among(values: np.ndarray, *names: str) -> np.ndarray:
    """``isin`` of a column of texts, which numpy would sort."""
    return np.logical_or.reduce([values == name for name in names])


def _likely(scores: np.ndarray, by: np.ndarray, kind: str) -> tuple[np.ndarray, np.ndarray]:
    """How likely each comment is under each class, whichever scorer told, and the shares that go with the first."""
    likely = np.full((len(by), 3), np.nan)
    old = np.full(3, 1 / 3)
    # What was taught on the comments themselves has their shares in it already.
    for name in ("neural", "cx"):
        rows = by == name
        if rows.any():
            old = prior_behind(name, kind)
            likely[rows] = scores[rows, :3] / old
    return likely, old


def prior_behind(rules: str, kind: str | None = None) -> np.ndarray:
    """The shares of negative, neutral, positive that the probabilities of a scorer were calibrated on."""
    if rules == "cx":
        from cxresearch.text.scoring.cx_model import cx_model

        return cx_model().weights.calibration.prior_of(kind or OPEN)
    from cxresearch.text.scoring.neural import neural_prior

    return neural_prior(kind or OPEN)


def _fill(scores, by, texts: list[str], chosen: np.ndarray, rules, name: str, kind: str, progress: bool | None) -> None:
    at = np.flatnonzero(chosen)
    if len(at):
        scores[at] = _scorer(rules, kind, progress)([texts[i] for i in at])
        by[at] = name


def _scorer(rules, kind: str, progress: bool | None) -> Callable[[list[str]], np.ndarray]:
    if rules == "cx":
        from cxresearch.text.scoring.cx_model import cx_model

        return lambda texts: _with_compound(cx_model().shares(texts, kind))
    if rules == "neural":
        from cxresearch.text.scoring.neural import neural_shares

        return lambda texts: _with_compound(neural_shares(texts, kind=kind, progress=progress))
    if rules == "cx+neural":
        from cxresearch.text.scoring.taught import taught_shares

        return lambda texts: _with_compound(taught_shares(texts, kind=kind, progress=progress))
    return lambda texts: _from_outside(rules, texts)


def _with_compound(shares: np.ndarray) -> np.ndarray:
    return np.column_stack([shares, shares[:, 2] - shares[:, 0]])


def _from_outside(rules: Callable, texts: list[str]) -> np.ndarray:
    """Scores of somebody's own function, checked for shape and range."""
    name = getattr(rules, "__name__", type(rules).__name__)
    try:
        given = rules(texts)
        named = isinstance(given, pd.DataFrame) and set(SCORES) <= set(given.columns)
        found = np.asarray(given[list(SCORES)] if named else given, dtype=float)
    except (TypeError, ValueError) as reason:
        raise OptionError(say(
            "rules={name} must turn a list of texts into numbers; it failed: {reason}",
            name=name, reason=reason,
        )) from reason  # fmt: skip
    if found.shape == (len(texts), 1):
        found = found[:, 0]
    if found.shape == (len(texts),):
        _check_range(found, -1, name, SCORES[3])
        found = np.column_stack([np.maximum(-found, 0), 1 - np.abs(found), np.maximum(found, 0), found])
    elif found.shape != (len(texts), 4):
        raise OptionError(say(
            "rules={name} must return one number a text (-1 to 1) or four ({scores}), for {n} texts; got shape "
            "{shape}.",
            name=name, scores=", ".join(SCORES), n=len(texts), shape=found.shape,
        ))  # fmt: skip
    _check_range(found[:, :3], 0, name, ", ".join(SCORES[:3]))
    _check_range(found[:, 3], -1, name, SCORES[3])
    return found


def _check_range(values: np.ndarray, low: float, name: str, what: str) -> None:
    if not (np.isfinite(values).all() and (values >= low - 1e-9).all() and (values <= 1 + 1e-9).all()):
        raise OptionError(say(
            "rules={name} returned {what} outside {low} to 1, or none; every text needs a number.",
            name=name, what=what, low=low,
        ))  # fmt: skip


def called_by_probability(shares: np.ndarray) -> np.ndarray:
    """0 negative, 1 neutral, 2 positive: the likeliest, where neutral counts more."""
    return (shares * (1.0, _NEUTRAL_COUNTS, 1.0)).argmax(axis=1)


def _labels(scores: np.ndarray, probable: np.ndarray) -> list[str]:
    """The likeliest of three where there are probabilities, neutral counting more; else the compound's usual bounds."""
    with np.errstate(invalid="ignore"):
        side = np.where(scores[:, 3] >= _COMPOUND_BAND, 2, np.where(scores[:, 3] <= -_COMPOUND_BAND, 0, 1))
    best = called_by_probability(np.nan_to_num(scores[:, :3], nan=-1.0)) if len(scores) else side
    names = ("negative", "neutral", "positive")
    return [names[at] for at in np.where(probable, best, side)]
