"""Texts become scores: negative, neutral and positive shares, a compound and a label, by the rules of one's choice.

Four ways under one verb. ``"cx"`` is a small model for English service comments whose every score can be explained;
``"nltk"`` is nltk's VADER to the last decimal, for whoever has to match an earlier report; ``"neural"`` reads any
language; and a callable brings one's own. Each distinct text is scored once. A comment that says nothing ("n/a") is no
neutral comment, and one in a language that the rules do not know is not either: both are labelled apart.
"""

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from cxresearch.errors import OptionError
from cxresearch.text.reading.language import languages
from cxresearch.text.reading.non_answers import is_non_answer
from cxresearch.text.scoring.neural import embedder_is_there
from cxresearch.wording import did_you_mean

__all__ = ["LABELS", "NO_ANSWER", "OTHER_LANGUAGE", "RULES", "SCORES", "check_rules", "explain", "score_texts"]

SCORES = ("neg", "neu", "pos", "compound")
LABELS = ("positive", "neutral", "negative")
NO_ANSWER, OTHER_LANGUAGE = "no answer", "not scored"
RULES = ("cx", "nltk", "neural")
# The usual bounds for VADER's compound (Hutto & Gilbert 2014).
_COMPOUND_BAND = 0.05


def score_texts(
    texts: Sequence[str], *, rules: str | Callable = "cx", language: str | None = None, progress: bool | None = None
) -> pd.DataFrame:
    """Scores of any sequence of texts.

    Parameters
    ----------
    texts : sequence of str
        None and NaN count as no answer.
    rules : {"cx", "nltk", "neural"} or callable
        A callable takes a list of texts and returns four columns ``neg, neu, pos, compound`` (0..1 and -1..1) or one,
        the compound alone.
    language : str, optional
        Two-letter code where all texts are in one language; by default it is told for each text. Under "cx" texts in
        other languages than English are scored by the neural scorer where its extra is installed, else not at all.
    progress : bool, optional
        Whether to show a bar; by default where the neural scorer has much to read.

    Returns
    -------
    DataFrame
        A row a text: ``neg, neu, pos, compound, label, language, scored_by``. ``label`` is positive, neutral, negative,
        "no answer", or "not scored" (a language that the rules do not know). Under "cx" and "neural" the first three
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
    if isinstance(texts, str):
        raise OptionError("texts is a sequence of texts; got one string. Pass [text].")
    given = [text if isinstance(text, str) else "" for text in texts]
    distinct = list(dict.fromkeys(given))
    place = {text: at for at, text in enumerate(distinct)}
    found = _score_distinct(distinct, rules, language, progress)
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


def _score_distinct(texts: list[str], rules, language: str | None, progress: bool | None) -> pd.DataFrame:
    empty = np.array([is_non_answer(text) for text in texts], dtype=bool)
    told = np.array(languages(texts) if language is None else [language] * len(texts), dtype=object)
    scores = np.full((len(texts), 4), np.nan)
    by = np.full(len(texts), "", dtype=object)
    name = rules if isinstance(rules, str) else getattr(rules, "__name__", "callable")

    if rules == "nltk":
        from cxresearch.text.scoring.vader import nltk_scores

        scores, by[:] = nltk_scores(texts), name
        # The lexicon is English; what it says of other languages is kept, but it is no finding.
        foreign = ~empty & (told != "en") & (told != "")
    else:
        wanted = ~empty
        foreign = wanted & (told != "en") & (told != "") if rules == "cx" else np.zeros(len(texts), dtype=bool)
        _fill(scores, by, texts, wanted & ~foreign, rules, name, progress)
        if foreign.any() and embedder_is_there():
            _fill(scores, by, texts, foreign, "neural", "neural", progress)
            foreign = np.zeros(len(texts), dtype=bool)
    table = pd.DataFrame(scores, columns=SCORES)
    probable = np.isin(by, ("cx", "neural")) | bool(getattr(rules, "probabilities", False))
    table["label"] = pd.Series(_labels(scores, probable), dtype=object)
    table.loc[foreign, "label"] = OTHER_LANGUAGE
    table.loc[empty, "label"] = NO_ANSWER
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
