"""Which code frame fits a survey: told by words that one trade's customers use and another's do not.

How much of the comments a frame covers does not tell: "friendly staff" is covered by all of them. So each trade has
signs (flight, boarding; ward, nurse), and the trade whose signs stand in most comments is taken. Where no trade shows,
the frame for any trade is, so that nobody's hotel is read with the words of a bank. All open questions of a survey are
looked at together, so that each of them gets the same frame.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from cxresearch.speaking import language_now
from cxresearch.survey.survey import Survey
from cxresearch.text.reading.language import languages
from cxresearch.text.reading.term_index import TermIndex
from cxresearch.text.themes.codeframe import SHIPPED, Codeframe, read_codeframe
from cxresearch.text.themes.frame_files import frame_names, frame_table
from cxresearch.wording import count, number, say

__all__ = ["FEWEST_COVERED", "FrameChoice", "choose_frame", "frame_for", "frame_of", "languages_of_column"]

FEWEST_COVERED = 60.0
GENERAL, EMPLOYEES, BANK = "general", "employees", "retail_bank"
_LOOKED_AT = 2_000
# Below this share of comments with a sign, or this many, no trade has shown itself.
_FEWEST_SIGNS, _LEAST_SIGNS = 3, 0.03
_FEW_COMMENTS = 5
# So many different comments with a sign prove a trade.
_PROVED = 10
# A frame with fewer words is kept where it covers nearly as much.
_NEARLY = 10.0
# The words of the questionnaire count as this many comments in a hundred.
_OF_QUESTIONS = 0.1
_OTHER_MATTER = 1.5
_LONG, _MAIN_SHARE = 4, 0.85


@dataclass(frozen=True)
class FrameChoice:
    """A frame, and why.

    Attributes
    ----------
    frame : Codeframe
    signs : mapping of str to float
        Percent of the comments that hold a sign of each trade.
    looked_at : int
        Different comments that were looked at.
    why : str
        A sentence.
    """

    frame: Codeframe
    signs: Mapping[str, float]
    looked_at: int
    why: str


def languages_of_column(texts: Sequence[str]) -> list[str]:
    """The language of each text, where a column has one main language that one for all; "" where a text is too short.

    >>> languages_of_column(["Die Schlange ist zu lang", "Freundlich"])
    ['de', 'de']
    """
    told = languages(texts)
    sure = [len(text.split()) >= _LONG for text in texts]
    known = [code for code, long in zip(told, sure, strict=True) if long and code]
    if not known:
        return [code if code != "en" else "" for code in told]
    main = max(sorted(set(known)), key=known.count)
    if known.count(main) >= _MAIN_SHARE * len(known):
        return [main] * len(texts)
    return [code if long else "" for code, long in zip(told, sure, strict=True)]


def choose_frame(
    texts: Sequence[str], *, asked: Sequence[str] | None = None, wording: Sequence[str] = ()
) -> FrameChoice:
    """The frame that fits comments.

    Parameters
    ----------
    texts : sequence of str
        Comments of the whole survey.
    asked : sequence of str, optional
        Those to be coded, where they are a part.
    wording : sequence of str
        The questions of the survey.

    Examples
    --------
    >>> texts = ["The flight was late", "my bag missed the plane", "boarding a mess", "kind crew", "bad food on board"]
    >>> choose_frame(texts).frame.name
    'airline'
    """
    whole = _some(texts)
    shares = _signs(whole)
    for trade, share in _signs(list(dict.fromkeys(wording))).items():
        shares[trade] += _OF_QUESTIONS * share
    here = _signs(_some(asked)) if asked is not None else shares
    trade = max((name for name in shares if name != EMPLOYEES), key=lambda name: (round(shares[name], 4), name))
    least = 100 * max(_LEAST_SIGNS, _FEWEST_SIGNS / max(len(whole), 1))
    found = trade if shares[trade] >= least else None
    if here[EMPLOYEES] >= max(least, _OTHER_MATTER * here[trade]):
        found = EMPLOYEES
    told = {name: round(share, 1) for name, share in shares.items()}
    touch = read_codeframe(SHIPPED)
    unproved = found is None or shares[found] * len(whole) < 100 * _PROVED
    # A few words are no proof of another trade where the first frame finds something nearly everywhere.
    if unproved and (_covers(touch, whole) >= FEWEST_COVERED or len(whole) < _FEW_COMMENTS):
        return FrameChoice(touch, told, len(whole), _finds(_covers(touch, whole)))
    if found is None:
        return FrameChoice(read_codeframe(GENERAL), told, len(whole), say("no trade shows in the comments"))
    share = here[found] if found == EMPLOYEES else shares[found]
    frame = read_codeframe(found)
    if found == BANK:
        frame = touch if _covers(touch, whole) >= max(FEWEST_COVERED, _covers(frame, whole) - _NEARLY) else frame
    why = say(
        "{share}% of {n} different comments use words of that trade",
        share=number(min(share, 100)), n=count(len(whole)),
    )  # fmt: skip
    return FrameChoice(frame, told, len(whole), why)


def _finds(covered: float) -> str:
    return say("it finds something in {share}%", share=number(covered))


def frame_for(survey: Survey, comments: Sequence[str]) -> FrameChoice:
    """The frame that fits a survey's open questions, told once for all of them."""
    known = survey._cache.setdefault("frames that fit", {})
    if "texts" not in known:
        texts: list[str] = []
        for column in survey.questions(kinds=("verbatim",)):
            texts += [answer for answer in survey.encoded(column).answers if isinstance(answer, str)]
        known["texts"] = _some(texts)
    asked = _some(comments)
    key = hash(tuple(asked)), language_now()
    if key not in known:
        wording = [text for text in survey.codebook.text if isinstance(text, str)]
        known[key] = choose_frame(known["texts"] or asked, asked=asked or None, wording=wording)
    return known[key]


def frame_of(survey: Survey | None) -> Codeframe | None:
    """The frame that fits a survey with open questions; None without one."""
    if survey is None or survey.is_aggregated or not survey.questions(kinds=("verbatim",)):
        return None
    return frame_for(survey, []).frame


def _some(texts: Sequence[str]) -> list[str]:
    """Different texts, as many as can be looked at quickly, from all over the column."""
    distinct = list(dict.fromkeys(text for text in texts if text.strip()))
    if len(distinct) <= _LOOKED_AT:
        return distinct
    return [distinct[at] for at in np.linspace(0, len(distinct) - 1, _LOOKED_AT).astype(int)]


@lru_cache(maxsize=1)
def _trades() -> dict[str, dict[str, list[str]]]:
    """The signs of each trade, by language."""
    return {name: found for name in frame_names() if (found := frame_table(name).signs)}


@lru_cache(maxsize=8)
def _signposts(language: str) -> tuple[TermIndex, list[int]]:
    """The signs of all trades in a language, with the trade of each."""
    told = [(word, at) for at, signs in enumerate(_trades().values()) for word in signs.get(language, ())]
    return TermIndex([word for word, _ in told], language), [at for _, at in told]


def _signs(texts: Sequence[str]) -> dict[str, float]:
    """Percent of texts with a sign of each trade."""
    trades = list(_trades())
    of = np.array(languages_of_column(texts), dtype=object)
    shown = np.zeros((len(texts), len(trades)), dtype=bool)
    for language in sorted({code for signs in _trades().values() for code in signs}):
        mine = np.flatnonzero((of == language) | (of == ""))
        if not len(mine):
            continue
        index, trade = _signposts(language)

        def told(term: int, places: np.ndarray, mine=mine, trade=trade) -> None:
            shown[mine[places], trade[term]] = True

        index.find([texts[at] for at in mine], each=told)
    shares = 100 * shown.mean(axis=0) if len(texts) else np.zeros(len(trades))
    return dict(zip(trades, shares.tolist(), strict=True))


def _covers(frame: Codeframe, texts: Sequence[str]) -> float:
    """Percent of comments in which a frame finds a theme."""
    if not len(texts):
        return 0.0
    return 100 * float(frame.code(texts, languages_of_column(texts)).any(axis=1).mean())
