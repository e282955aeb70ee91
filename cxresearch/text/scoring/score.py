"""Texts become scores: negative, neutral and positive shares, a compound and a label, by the rules of one's choice.

Four ways under one verb. ``"cx"`` is a small model for English service comments whose every score can be explained;
``"nltk"`` is nltk's VADER to the last decimal, for whoever has to match an earlier report; ``"neural"`` reads any
language; and a callable brings one's own. Each distinct text is scored once. A comment that says nothing ("n/a") is no
neutral comment, and one in a language that the rules do not know is not either: both are labelled apart. So is
"nothing" where one was asked what to improve; it is blame where one was asked what was good.
"""

from collections.abc import Callable, Iterable, Sequence

import numpy as np
import pandas as pd

from cxresearch.errors import OptionError
from cxresearch.text.reading.language import languages
from cxresearch.text.reading.non_answers import (
    NOTHING,
    SILENT,
    THANKS,
    finds_no_fault,
    own_patterns,
    what_is_said,
    without_head,
)
from cxresearch.text.reading.question_kind import IMPROVE, PRAISE, WHY, check_kind
from cxresearch.text.reading.spelling import spelled
from cxresearch.text.scoring.neural import embedder_is_there
from cxresearch.wording import did_you_mean

__all__ = [
    "LABELS", "MEASURED", "NO_ANSWER", "NOTHING_TO_IMPROVE", "OTHER_LANGUAGE", "RULES", "SCORES", "check_rules",
    "explain", "score_texts",
]  # fmt: skip

SCORES = ("neg", "neu", "pos", "compound")
LABELS = ("positive", "neutral", "negative")
NO_ANSWER, NOTHING_TO_IMPROVE, OTHER_LANGUAGE = "no answer", "nothing to improve", "not scored"
# Languages whose three classes were measured on people's judgements; in others the neutral share is anybody's guess.
MEASURED = ("en", "es", "fr", "nl")
RULES = ("cx", "nltk", "neural")
# The usual bounds for VADER's compound (Hutto & Gilbert 2014).
_COMPOUND_BAND = 0.05
_PROBABLE = ("cx", "neural")
# Bare thanks is mild praise, and "nothing" was good is blame, in any language: negative, neutral, positive.
_THANKED, _NOTHING_WAS_GOOD = (0.04, 0.26, 0.70), (0.86, 0.08, 0.06)


def score_texts(
    texts: Sequence[str],
    *,
    rules: str | Callable = "cx",
    language: str | None = None,
    kind: str | None = None,
    non_answers: str | Iterable[str] | None = None,
    progress: bool | None = None,
) -> pd.DataFrame:
    """Scores of any sequence of texts, read as the answers to one question.

    Parameters
    ----------
    texts : sequence of str
        None and NaN count as no answer.
    rules : {"cx", "nltk", "neural"} or callable
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
    check_rules(rules)
    check_kind(kind)
    own = own_patterns(non_answers)
    if isinstance(texts, str):
        raise OptionError("texts is a sequence of texts; got one string. Pass [text].")
    given = [text if isinstance(text, str) else "" for text in texts]
    distinct = list(dict.fromkeys(given))
    place = {text: at for at, text in enumerate(distinct)}
    found = _score_distinct(distinct, rules, language, progress, kind, own)
    return found.iloc[[place[text] for text in given]].reset_index(drop=True)


def check_rules(rules: str | Callable) -> None:
    """Refuse rules that are not there."""
    if callable(rules):
        return
    if not isinstance(rules, str) or rules not in RULES:
        hint = did_you_mean(str(rules), RULES)
        raise OptionError(f"rules must be one of {', '.join(map(repr, RULES))} or a callable; got {rules!r}.{hint}")


def explain(text: str) -> pd.DataFrame:
    """What each word, pair and turn of phrase added to the score of one text under "cx"; see `CxModel.explain`.

    Examples
    --------
    >>> explain("no complaints").query("kind == 'phrase'").part.tolist()[0]
    'no complaints'
    """
    from cxresearch.text.scoring.cx_model import cx_model

    if not isinstance(text, str):
        raise OptionError(f"explain takes one text; got {type(text).__name__}.")
    return cx_model().explain(text)


def _score_distinct(texts: list[str], rules, language: str | None, progress: bool | None, kind, own) -> pd.DataFrame:
    said = np.array([SILENT if own(text) else what_is_said(text) for text in texts], dtype=object)
    needless = kind == IMPROVE
    finds_nothing = np.array(
        [what == NOTHING or (needless and finds_no_fault(text)) for what, text in zip(said, texts, strict=True)],
        dtype=bool,
    )
    read = spelled([without_head(text) for text in texts])
    told = np.array(languages(read) if language is None else [language] * len(texts), dtype=object)
    scores = np.full((len(texts), 4), np.nan)
    by = np.full(len(texts), "", dtype=object)
    name = rules if isinstance(rules, str) else getattr(rules, "__name__", "callable")
    thanked = (said == THANKS) & (kind != WHY)
    blamed = (said == NOTHING) & (kind == PRAISE)
    empty = ((said != "") & ~thanked & ~blamed) | finds_nothing & needless

    if rules == "nltk":
        from cxresearch.text.scoring.vader import nltk_scores

        scores, by[:] = nltk_scores(texts), name
        # The lexicon is English; what it says of other languages is kept, but it is no finding.
        foreign = ~empty & (told != "en") & (told != "")
        empty |= blamed
    else:
        wanted = ~empty
        fixed = wanted & (thanked | blamed) & np.isin(rules if isinstance(rules, str) else "", _PROBABLE)
        scores[fixed & thanked], scores[fixed & blamed] = _with_compound(np.array([_THANKED, _NOTHING_WAS_GOOD]))
        by[fixed] = name
        wanted &= ~fixed
        if not isinstance(rules, str):
            read = texts
        foreign = wanted & (told != "en") & (told != "") if rules == "cx" else np.zeros(len(texts), dtype=bool)
        _fill(scores, by, read, wanted & ~foreign, rules, name, progress)
        if foreign.any() and embedder_is_there():
            measured = foreign & np.isin(told, MEASURED)
            _fill(scores, by, read, measured, "neural", "neural", progress)
            foreign &= ~measured
    table = pd.DataFrame(scores, columns=SCORES)
    probable = np.isin(by, _PROBABLE) | bool(getattr(rules, "probabilities", False))
    table["label"] = pd.Series(_labels(scores, probable), dtype=object)
    table.loc[foreign, "label"] = OTHER_LANGUAGE
    table.loc[empty, "label"] = NO_ANSWER
    table.loc[empty & finds_nothing & needless, "label"] = NOTHING_TO_IMPROVE
    table["language"], table["scored_by"] = told, by
    return table


def _fill(scores, by, texts: list[str], chosen: np.ndarray, rules, name: str, progress: bool | None) -> None:
    at = np.flatnonzero(chosen)
    if len(at):
        scores[at] = _scorer(rules, progress)([texts[i] for i in at])
        by[at] = name


def _scorer(rules, progress: bool | None) -> Callable[[list[str]], np.ndarray]:
    if rules == "cx":
        from cxresearch.text.scoring.cx_model import cx_model

        return lambda texts: _with_compound(cx_model().shares(texts))
    if rules == "neural":
        from cxresearch.text.scoring.neural import neural_shares

        return lambda texts: _with_compound(neural_shares(texts, progress=progress))
    return lambda texts: _from_outside(rules, texts)


def _with_compound(shares: np.ndarray) -> np.ndarray:
    return np.column_stack([shares, shares[:, 2] - shares[:, 0]])


def _from_outside(rules: Callable, texts: list[str]) -> np.ndarray:
    """Scores of somebody's own function, checked for shape and range."""
    name = getattr(rules, "__name__", "the callable")
    try:
        given = rules(texts)
        named = isinstance(given, pd.DataFrame) and set(SCORES) <= set(given.columns)
        found = np.asarray(given[list(SCORES)] if named else given, dtype=float)
    except (TypeError, ValueError) as reason:
        raise OptionError(f"rules={name} must turn a list of texts into numbers; it failed: {reason}") from reason
    if found.shape == (len(texts), 1):
        found = found[:, 0]
    if found.shape == (len(texts),):
        _check_range(found, -1, name, "a compound")
        found = np.column_stack([np.maximum(-found, 0), 1 - np.abs(found), np.maximum(found, 0), found])
    elif found.shape != (len(texts), 4):
        raise OptionError(
            f"rules={name} must return one number a text (-1 to 1) or four ({', '.join(SCORES)}), for {len(texts)} "
            f"texts; got shape {found.shape}."
        )
    _check_range(found[:, :3], 0, name, "neg, neu and pos")
    _check_range(found[:, 3], -1, name, "a compound")
    return found


def _check_range(values: np.ndarray, low: float, name: str, what: str) -> None:
    if not (np.isfinite(values).all() and (values >= low - 1e-9).all() and (values <= 1 + 1e-9).all()):
        raise OptionError(f"rules={name} returned {what} outside {low} to 1, or none; every text needs a number.")


def _labels(scores: np.ndarray, probable: np.ndarray) -> list[str]:
    """The most probable of three where there are probabilities, else the usual bounds of the compound."""
    with np.errstate(invalid="ignore"):
        side = np.where(scores[:, 3] >= _COMPOUND_BAND, 2, np.where(scores[:, 3] <= -_COMPOUND_BAND, 0, 1))
    best = np.nan_to_num(scores[:, :3], nan=-1.0).argmax(axis=1) if len(scores) else side
    names = ("negative", "neutral", "positive")
    return [names[at] for at in np.where(probable, best, side)]
