"""What a question's own words say of its answers, in the languages of the label families: the ends of its scale, which
end is the good one, and whether it asks for a recommendation, for effort, or for a count of something.

The words decide; a text that contradicts itself decides nothing and is told.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cxresearch.survey.labels import languages_of, polarity
from cxresearch.wording import figure, kept

__all__ = [
    "Said",
    "asks_effort",
    "asks_for_a_count",
    "asks_overall_satisfaction",
    "asks_recommending",
    "asks_to_rate",
    "end_in_words",
    "ends_in_words",
    "in_words",
    "mentions_recommending",
    "names_nps",
    "predicts",
    "said_scale",
    "tells_of_people",
]

_FIGURES = r"\d{1,3}(?![A-Za-z0-9_%/]|[.,:]\d)"
_NUMBER = rf"(?<![A-Za-z0-9_.,:/+-])[-+\u2212]?{_FIGURES}"
# What joins the two ends of a scale: "1 to 5", "1 al 5", "von 1 bis 6", "1〜5", "1'den 5'e".
_JOIN = (
    r"(?:\s*(?:-|–|—|‒|\.\.\.?|…|~|〜|～|から|→)\s*|\s+(?:to|through|bis|à|a|al|até|ao|tot|tot en met|t/m|do|"
    r"till|til|e|and|und|"
    r"et|y|och|og|en|i|ve|ile|or|oder)\s+|\s*['\u2019](?:den|dan|ten|tan)\s+)"
)
_SPAN = re.compile(
    rf"({_NUMBER})\s*(?:\([^()]{{0,60}}\)|[=:]\s*[^\d,;]{{1,60}}?)?\s*{_JOIN}\s*([-+\u2212]?{_FIGURES})(?!\s?[-–]\s?\d)(?!\s*(?:-|–)?\s*"
    r"(?:days?|weeks?|months?|years?|hours?|minutes?|times|tage?n?|wochen?|monate?n?|jahre?n?|stunden?|minuten|mal|"
    r"jours?|semaines?|mois|ans|années?|heures?|fois|días?|semanas?|meses|años?|horas?|veces|giorni|settimane|mesi|anni|"
    r"volte|dagen|weken|maanden|jaar|keer|dias|anos|vezes|dni|tygodni|lat|razy|dagar|veckor|år|gånger|dage|uger|ganger|"
    r"gün|hafta|yıl|kez|employees|people|persons|km|miles|eur|usd|€|\$|£)\b)",
    re.IGNORECASE,
)
# A column called satisfaction_1_10 or service_0to10 names its scale, one called item_1_10 its number.
_NAMED_SPAN = re.compile(
    r"(?:^|[\s_.-])(?!(?:item|question|frage|block|page|part|teil|statement|aussage|vraag|pregunta|pytanie|section)[_.\s-])"
    r"[^\W\d_]{4,}[_.-]([01])(?:[_.-]?to[_.-]?|[_.-])(3|4|5|6|7|9|10|100)(?=$|\s)",
    re.IGNORECASE,
)
_POINTS = re.compile(
    r"\b([4-7])[- ](?:point|punkte?|puntos|points|punti|punten|pontos|stufige|stopniow\w+|gradig\w*|trins|punkts)"
    r"[- ]?(?:scale|skala|likert)|\b(?:escala|échelle|scala|schaal|skala) (?:de|di|van|med|à) ([4-7]) "
    r"(?:puntos|points|punti|punten|pontos|poäng|trin)\b",
    re.IGNORECASE,
)
_LOWS, _HIGHS = (-5, -3, -2, 0, 1), (2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 100)
_MEANS = (
    r"(?:=|:|-|–|—|は|が|(?:is|being|means?|meaning|stands for|represents?|for|indicates?|heißt|bedeutet|"
    r"steht für|für|ist|"
    r"entspricht|signifie|étant|est|correspond à|pour|significa|siendo|es|representa|quiere decir|è|indica|"
    r"corrisponde a|equivale a|"
    r"betekent|staat voor|sendo|é|oznacza|to|betyder|står för|står for|er|är|anlamına gelir)(?!\w))"
)
_NUMBER_THEN_WORDS = re.compile(
    rf"({_NUMBER})\s*(?:\((?!\s*\d)([^()]{{2,60}})\)|{_MEANS}?\s*[\"'“”„«»‘’]*([^\d\s][^\d,;.()=、。]*))", re.IGNORECASE
)
_WORDS_THEN_NUMBER = re.compile(r"([^\d,;.()=:?!]{2,60}?)\s*(?:\(\s*(\d{1,3})\s*\)|=\s*(\d{1,3})\b)")
_STANDS_FOR = re.compile(rf"({_NUMBER})\s*=\s*([^\W\d_][^\d,;()=、。]{{1,40}})")
_ARTICLES = frozenset(
    "the a an being is as der die das dem den ein eine als le la les un une être el los una il lo de het een o os um "
    "uma en et det ett bir am".split()
)
_MARKS = re.compile(r"\bschulnoten?\b|\bschulnotensystem\b|\bskolkarakter\b|\bnotenskala\b|\bin noten\b", re.IGNORECASE)


@dataclass(frozen=True)
class Said:
    """The scale that a text names: ``low`` and ``high`` (None where it names none); ``turned``: whether low is good.

    ``turned`` is None where the text does not say; ``contradicts`` where it says both; ``unknown``: whether it says so
    in words that no list holds, as in a language that is not known here. ``marks``: whether it speaks of school marks.
    """

    low: float | None = None
    high: float | None = None
    turned: bool | None = None
    contradicts: bool = False
    words: str = ""
    unknown: bool = False
    marks: bool = False


@lru_cache(maxsize=4096)
def said_scale(text: str) -> Said:
    """What a question's text says of its scale.

    >>> said_scale("En una escala del 1 al 5, ¿qué tan fácil fue?")
    Said(low=1.0, high=5.0, turned=None, contradicts=False, words='', unknown=False, marks=False)
    >>> said = said_scale("Rate us from 1 (best) to 5 (worst)")
    >>> said.low, said.high, said.turned
    (1.0, 5.0, True)
    >>> said = said_scale("Cena (1 = źle, 10 = kosmicznie)")
    >>> said.low, said.high, said.turned
    (1.0, 10.0, False)
    """
    plain = " ".join(unicodedata.normalize("NFKC", text[:2000]).split())
    ends = None
    for found in _SPAN.finditer(plain):
        low, high = sorted(map(_value, found.groups()))
        if low in _LOWS and high in _HIGHS and high - low >= 2:
            ends = (low, high)
            break
    if ends is None and (named := _NAMED_SPAN.search(plain)):
        ends = (float(named[1]), float(named[2]))
    meant, clash = _meanings(plain)
    if ends is None and len(meant) > 1:
        low, high = min(meant), max(meant)
        ends = (low, high) if low in _LOWS and high in _HIGHS and high - low >= 2 else None
    numbered = _untold(plain)
    if ends is None and len(meant) == 1:  # of the other end the number is told, in words that no list holds
        ends = _ends_of(numbered)
    if ends is None and (named := _POINTS.search(plain)):
        ends = (1.0, float(next(filter(None, named.groups()))))
    turned, contradicts, words = (None, True, clash) if clash else _direction(meant, ends)
    marks = turned is None and not contradicts and bool(_MARKS.search(plain)) and ends in (None, (1, 6), (1, 5))
    if marks:
        ends, turned, words = ends or (1.0, 6.0), True, kept("school marks, of which 1 is the best")
    told = {} if meant or turned is not None else numbered
    ends = ends or _ends_of(told)
    words = words or ", ".join(f"{value:g} = {said}" for value, said in told.items())
    return Said(*(ends or (None, None)), turned, contradicts, words, bool(told), marks)


def _ends_of(told: dict[float, str]) -> tuple[float, float] | None:
    """Two numbers that stand for words are the ends; more are most likely a list of codes."""
    if len(told) != 2:
        return None
    low, high = sorted(told)
    return (low, high) if low in _LOWS and high in _HIGHS and high - low >= 2 else None


def _untold(text: str) -> dict[float, str]:
    """Numbers that stand for words of which nobody here knows whether they are good or bad; two of them or more."""
    found = {_value(hit[1]): hit[2].strip() for hit in _STANDS_FOR.finditer(text)}
    return found if len(found) > 1 else {}


def _value(text: str) -> float:
    return float(text.replace("\u2212", "-"))


def _meanings(text: str) -> tuple[dict[float, tuple[float, str]], str]:
    """Numbers of the text with the words that stand for them: how good (1) or bad (-1) they are.

    Beside them the words in which one number is called both good and bad; "" where none is.
    """
    found: dict[float, tuple[float, str]] = {}
    clash = ""
    for hit in _NUMBER_THEN_WORDS.finditer(text):
        clash = clash or _take(found, hit[1], hit[2] or hit[3])
    if len(found) < 2:
        other: dict[float, tuple[float, str]] = {}
        for hit in _WORDS_THEN_NUMBER.finditer(text):
            _take(other, hit[2] or hit[3], hit[1], behind=True)
        found = other if len(other) > len(found) else found
    return _of_one_language(found), clash


def _of_one_language(found: dict[float, tuple[float, str]]) -> dict[float, tuple[float, str]]:
    """The meanings without those that rest on one word of several which is a word of another language by chance."""
    parts = {value: piece for value, (_, piece) in found.items() if piece.endswith("\0")}
    plain = {value: (judged, piece.rstrip("\0")) for value, (judged, piece) in found.items()}
    for value, piece in parts.items():
        spoken = languages_of(piece.rstrip("\0"))
        others = [languages_of(words) for other, (_, words) in plain.items() if other != value]
        if spoken and not any(spoken & languages for languages in others):
            del found[value]
    return {value: plain[value] for value in found}


def _take(found: dict, number: str, words: str, *, behind: bool = False) -> str:
    """Keep what a number stands for; the words, where they call good what was called bad before."""
    value = _value(number)
    judged = _judged(words, behind=behind)
    if judged is None or value not in (*_LOWS, *_HIGHS):
        return ""
    before, said = found.setdefault(value, judged)
    by_chance = said.endswith("\0") or judged[1].endswith("\0")
    said, now = (piece.rstrip("\0") for piece in (said, judged[1]))
    if before * judged[0] > -0.3 or (by_chance and not languages_of(said) & languages_of(now)):
        return ""
    return ends_in_words(value, said, value, now)


def _judged(words: str, *, behind: bool) -> tuple[float, str] | None:
    """How good the words right beside a number are: the longest piece that a family knows.

    A piece of one word among others ends in NUL: it may be there by chance.
    """
    parts = words.strip(" \"'“”„«»‘’*_-–—:").split()
    while not behind and len(parts) > 1 and parts[0].lower() in _ARTICLES:
        for length in range(min(len(parts), 5), 1, -1):
            if (value := polarity(" ".join(parts[:length]))) is not None:
                return value, " ".join(parts[:length])
        parts = parts[1:]
    for length in range(min(len(parts), 7), 0, -1):
        piece = " ".join(parts[-length:] if behind else parts[:length])
        if (value := polarity(piece)) is not None:
            return value, piece if length > 1 or len(parts) == 1 else f"{piece}\0"
    return None


def end_in_words(value: float, words: str) -> str:
    """What an end of a scale is called, kept in English."""
    return kept("{value} is {words}", value=figure(value), words=repr(words))


def ends_in_words(low: float, low_words: str, high: float, high_words: str) -> str:
    """What both ends are called, kept in English."""
    ends = {"low": figure(low), "bad": repr(low_words), "high": figure(high), "good": repr(high_words)}
    return kept("{low} is {bad} and {high} is {good}", **ends)


def _direction(
    meant: dict[float, tuple[float, str]], ends: tuple[float, float] | None
) -> tuple[bool | None, bool, str]:
    if ends is None or not meant:
        return None, False, ""
    (low, (of_low, low_words)), (high, (of_high, high_words)) = min(meant.items()), max(meant.items())
    if len(meant) == 1:
        # Only one end has words: it is the good or the bad one.
        if low not in ends or abs(of_low) < 0.5:
            return None, False, ""
        return (of_low > 0) == (low == ends[0]), False, end_in_words(low, low_words)
    told = ends_in_words(low, low_words, high, high_words)
    if of_low == of_high or of_low * of_high > 0.05:
        return None, of_low * of_high > 0.3, told
    return of_low > of_high, False, told


# -- what is asked --------------------------------------------------------------------------------


def in_words(name: str) -> str:
    """A column's name as words: "LikelyToRecommend" and "likely_to_recommend" are "likely to recommend".

    >>> in_words("LikelyToRecommend"), in_words("NPS_score")
    ('likely to recommend', 'nps score')
    """
    apart = re.sub(r"(?<=[a-zà-ÿ0-9])(?=[A-ZÀ-Þ][a-zà-ÿ])|(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])", " ", name)
    return " ".join(apart.replace("_", " ").split()).lower()


_OVERALL = re.compile(r"\bcsat\b|overall\b.{0,40}\bsatisf")


@lru_cache(maxsize=1)
def _patterns() -> dict[str, re.Pattern]:
    import yaml

    text = Path(__file__).with_name("question_patterns.yaml").read_text(encoding="utf-8")
    return {name: re.compile("|".join(lines)) for name, lines in yaml.safe_load(text).items()}


@lru_cache(maxsize=16384)
def _asks(name: str, text: str) -> bool:
    return _patterns()[name].search(text) is not None


def names_nps(text: str) -> bool:
    """Whether a question calls itself a Net Promoter Score."""
    return _asks("named", text)


def predicts(text: str) -> bool:
    """Whether somebody guesses what others will answer, whoever they are.

    >>> predicts("what mark do you think commuters give us?"), predicts("do you think you would rate us well?")
    (True, False)
    """
    return _asks("predicts", text)


def asks_recommending(text: str) -> bool:
    """Whether a question asks how likely one is to recommend (not why one would).

    >>> asks_recommending("wie wahrscheinlich ist es, dass sie uns weiterempfehlen?")
    True
    >>> asks_recommending("why would you recommend us?"), asks_recommending("what food do you recommend?")
    (False, False)
    """
    if names_nps(text):
        return not _asks("why", text)
    asked = _asks("recommend", text) and not _asks("why", text)
    return asked and (_asks("likely", text) or _asks("to_whom", text))


def mentions_recommending(text: str) -> bool:
    """Whether the word stands in a question at all; together with answers from 0 to 10 that is enough.

    >>> mentions_recommending("recommendation score"), mentions_recommending("why recommend")
    (True, False)
    """
    return (_asks("recommend", text) or _asks("named", text)) and not _asks("why", text)


def asks_effort(text: str) -> bool:
    """Whether a question asks how easy or hard something was."""
    return _asks("effort", text)


def asks_overall_satisfaction(text: str) -> bool:
    """Whether a question is the customary one of satisfaction."""
    return bool(_OVERALL.search(text))


def asks_for_a_count(text: str) -> bool:
    """Whether a question asks for a count, an age or a time, and for no judgement.

    >>> asks_for_a_count("reviews"), asks_for_a_count("years in role"), asks_for_a_count("rate the number of branches")
    (True, True, False)
    """
    return _asks("count", text) and not _asks("rate", text)


def asks_to_rate(text: str) -> bool:
    """Whether a question asks for a judgement.

    >>> asks_to_rate("how satisfied are you?"), asks_to_rate("branch")
    (True, False)
    """
    return _asks("rate", text)


def tells_of_people(column: str, text: str = "") -> bool:
    """Whether a question asks who somebody is (sex, schooling, where one lives), of which numbers are codes.

    >>> tells_of_people("Gender"), tells_of_people("d3_marital_status"), tells_of_people("Q7", "What is your sex?")
    (True, True, True)
    >>> tells_of_people("Gender equality at work"), tells_of_people("Education")
    (False, False)
    """
    return any(_asks("people", _without_codes(in_words(name))) for name in {column, text})


def _without_codes(words: str) -> str:
    """Words without the code of a question before them and without what only says that one is asked."""
    plain = re.sub(r"[?!¿:：.]+", " ", words)
    return " ".join(re.sub(r"^(?:[a-z]{1,3} ?\d+[a-z]?|\d+)(?:[ .):_-]+|$)", "", " ".join(plain.split())).split())
