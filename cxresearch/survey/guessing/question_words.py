"""What a question's own words say of its answers, in the languages of the label families: the ends of its scale, which
end is the good one, and whether it asks for a recommendation, for effort, or for a count of something.

The words decide; a text that contradicts itself decides nothing and is told.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from cxresearch.survey.labels import polarity

__all__ = [
    "Said",
    "asks_effort",
    "asks_for_a_count",
    "asks_overall_satisfaction",
    "asks_recommending",
    "asks_to_rate",
    "in_words",
    "mentions_recommending",
    "names_nps",
    "said_scale",
]

_FIGURES = r"\d{1,3}(?![A-Za-z0-9_%/]|[.,:]\d)"
_NUMBER = rf"(?<![A-Za-z0-9_.,:/-])[-\u2212]?{_FIGURES}"
# What joins the two ends of a scale: "1 to 5", "1 al 5", "von 1 bis 6", "1〜5", "1'den 5'e".
_JOIN = (
    r"(?:\s*(?:-|–|—|‒|\.\.\.?|…|~|〜|～|から|→)\s*|\s+(?:to|through|bis|à|a|al|até|ao|tot|tot en met|t/m|do|till|til|e|and|und|"
    r"et|y|och|og|en|i|ve|ile|or|oder)\s+|\s*['\u2019](?:den|dan|ten|tan)\s+)"
)
_SPAN = re.compile(
    rf"({_NUMBER})\s*(?:\([^()]{{0,60}}\)|[=:]\s*[^\d,;]{{1,60}}?)?\s*{_JOIN}\s*([-\u2212]?{_FIGURES})(?!\s*(?:-|–)?\s*"
    r"(?:days?|weeks?|months?|years?|hours?|minutes?|times|tage?n?|wochen?|monate?n?|jahre?n?|stunden?|minuten|mal|"
    r"jours?|semaines?|mois|ans|années?|heures?|fois|días?|semanas?|meses|años?|horas?|veces|giorni|settimane|mesi|anni|"
    r"volte|dagen|weken|maanden|jaar|keer|dias|anos|vezes|dni|tygodni|lat|razy|dagar|veckor|år|gånger|dage|uger|ganger|"
    r"gün|hafta|yıl|kez|employees|people|persons|km|miles|eur|usd|€|\$|£)\b)",
    re.IGNORECASE,
)
_LOWS, _HIGHS = (-5, -3, -2, 0, 1), (2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 100)
_MEANS = (
    r"(?:=|:|-|–|—|is|being|means?|meaning|stands for|represents?|for|indicates?|heißt|bedeutet|steht für|für|ist|entspricht|"
    r"signifie|étant|est|correspond à|pour|significa|siendo|es|representa|quiere decir|è|indica|corrisponde a|equivale a|"
    r"betekent|staat voor|sendo|é|oznacza|to|betyder|står för|står for|er|är|anlamına gelir|は|が)"
)
_NUMBER_THEN_WORDS = re.compile(
    rf"({_NUMBER})\s*(?:\(([^()]{{2,60}})\)|{_MEANS}?\s*[\"'“”„«»‘’]*([^\d\s][^\d,;.()=、。]*))", re.IGNORECASE
)
_WORDS_THEN_NUMBER = re.compile(r"([^\d,;.()=:?!]{2,60}?)\s*(?:\(\s*(\d{1,3})\s*\)|=\s*(\d{1,3})\b)")
_ARTICLES = frozenset(
    "the a an being is as der die das dem den ein eine als le la les un une être el los una il lo de het een o os um uma en et "
    "det ett bir am".split()
)
_MARKS = re.compile(r"\bschulnoten?\b|\bschulnotensystem\b|\bskolkarakter\b|\bnotenskala\b|\bin noten\b", re.IGNORECASE)


@dataclass(frozen=True)
class Said:
    """The scale that a text names: ``low`` and ``high`` (None where it names none); ``turned``: whether low is good.

    ``turned`` is None where the text does not say; ``contradicts`` where it says both.
    """

    low: float | None = None
    high: float | None = None
    turned: bool | None = None
    contradicts: bool = False
    words: str = ""


@lru_cache(maxsize=4096)
def said_scale(text: str) -> Said:
    """What a question's text says of its scale.

    >>> said_scale("En una escala del 1 al 5, ¿qué tan fácil fue?")
    Said(low=1.0, high=5.0, turned=None, contradicts=False, words='')
    >>> said = said_scale("Rate us from 1 (best) to 5 (worst)")
    >>> said.low, said.high, said.turned
    (1.0, 5.0, True)
    """
    plain = " ".join(text[:2000].split())
    ends = None
    for found in _SPAN.finditer(plain):
        low, high = sorted(map(_value, found.groups()))
        if low in _LOWS and high in _HIGHS and high - low >= 2:
            ends = (low, high)
            break
    meant = _meanings(plain)
    if ends is None and len(meant) > 1:
        low, high = min(meant), max(meant)
        ends = (low, high) if low in _LOWS and high in _HIGHS and high - low >= 2 else None
    turned, contradicts, words = _direction(meant, ends)
    if turned is None and not contradicts and _MARKS.search(plain) and (ends is None or ends in ((1, 6), (1, 5))):
        ends, turned, words = ends or (1.0, 6.0), True, "school marks, of which 1 is the best"
    return Said(*(ends or (None, None)), turned, contradicts, words)


def _value(text: str) -> float:
    return float(text.replace("\u2212", "-"))


def _meanings(text: str) -> dict[float, tuple[float, str]]:
    """Numbers of the text with the words that stand for them: how good (1) or bad (-1) they are."""
    found: dict[float, tuple[float, str]] = {}
    for hit in _NUMBER_THEN_WORDS.finditer(text):
        _take(found, hit[1], hit[2] or hit[3])
    if len(found) < 2:
        other: dict[float, tuple[float, str]] = {}
        for hit in _WORDS_THEN_NUMBER.finditer(text):
            _take(other, hit[2] or hit[3], hit[1], behind=True)
        found = other if len(other) > len(found) else found
    return found


def _take(found: dict, number: str, words: str, *, behind: bool = False) -> None:
    value = _value(number)
    judged = _judged(words, behind=behind)
    if judged is not None and value in (*_LOWS, *_HIGHS):
        found.setdefault(value, judged)


def _judged(words: str, *, behind: bool) -> tuple[float, str] | None:
    """How good the words right beside a number are: the longest piece that a family knows."""
    parts = words.strip(" \"'“”„«»‘’*_-–—:").split()
    while not behind and len(parts) > 1 and parts[0].lower() in _ARTICLES:
        parts = parts[1:]
    for length in range(min(len(parts), 7), 0, -1):
        piece = " ".join(parts[-length:] if behind else parts[:length])
        if (value := polarity(piece)) is not None:
            return value, piece
    return None


def _direction(meant: dict[float, tuple[float, str]], ends: tuple[float, float] | None) -> tuple[bool | None, bool, str]:
    if ends is None or not meant:
        return None, False, ""
    (low, (of_low, low_words)), (high, (of_high, high_words)) = min(meant.items()), max(meant.items())
    if len(meant) == 1:
        # Only one end has words: it is the good or the bad one.
        if low not in ends or abs(of_low) < 0.5:
            return None, False, ""
        return (of_low > 0) == (low == ends[0]), False, f"{low:g} is {low_words!r}"
    told = f"{low:g} is {low_words!r} and {high:g} is {high_words!r}"
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


_NAMED = re.compile(r"\be?nps\d*\b|net promoter|\bltr\b|likelihood to recommend|推奨度")
_RECOMMEND = re.compile(
    r"\brecommend\w*|\bweiter\s?empfehl\w*|\bempfehl(?:en|e|ung|ungs\w*)\b|\bempfiehl\w*|\brecommand\w*|\brecom[ei]?[ei]nd\w*|"
    r"\brecomiend\w*|\bconsigli\w*|\braccomand\w*|\baanbev\w+|\baan\s?te\s?bevelen|"
    r"\baan(?:ge)?raden\b|\braad\w* .{0,40}\baan\b|\bbeveel\w* .{0,40}\baan\b|\bpoleci\w*|\bpoleca\w*|\brekommender\w*|"
    r"\banbefal\w*|\btavsiye\b|\böner(?:me|ir|men|iniz|misin|mek|eceğ|ir misiniz)\w*|薦め|勧め|すすめ|推奨|推薦"
)
_LIKELY = re.compile(
    r"\blik[e]?l\w*|\bprobab\w*|\bwilling\w*|\bwahrscheinlich\w*|\bprobable\w*|\bprobabilit\w*|\bprobabil\w*|\bwaarschijnlijk\w*|"
    r"\bprováv\w*|\bprovável\w*|\bprawdopodob\w*|\bsannolik\w*|\bsandsynlig\w*|\bsannsynlig\w*|\bolası\w*|\bihtimal\w*|"
    r"\bdisposto\b|\bdispuesto\b|\btroligt?\b|どの程度|どのくらい|可能性|どれくらい"
)
_TO_WHOM = re.compile(
    r"\bfriends?\b|\bcolleagues?\b|\bfamily\b|\bothers\b|\bfreund\w*|\bkolleg\w*|\bbekannt\w*|\bfamilie\w*|\bami(?:e|s|es)?\b|\bproches?\b|"
    r"\bcoll[èe]gues?\b|\bamig[oa]s?\b|\bcolegas?\b|\bfamiliares?\b|\bamic[oi]\b|\bcolleg[ah]i?\b|\bvriend\w*|\bcollega\w*|"
    r"\bznajom\w*|\bprzyjacio\w*|\bkoleg\w*|\bvän\w*|\bkollega\w*|\bven\w*|\barkadaş\w*|\bmeslektaş\w*|友人|同僚|知人|家族|ご友人"
)
_WHY = re.compile(
    r"\bwhy\b|\breasons?\b|\bwarum\b|\bgr[uü]nd\w*|\bweshalb\b|\bpourquoi\b|\braisons?\b|\bpor ?qu[eéê]\b|\braz[oó]n\w*|\bperch[eé]\b|\bmotiv\w*|"
    r"\bwaarom\b|\breden\b|\bdlaczego\b|\bvarför\b|\bhvorfor\b|\bneden\b|\bniçin\b|なぜ|理由"
)
_EFFORT = re.compile(
    r"\bces\b|\beffort\b|\bhow (?:easy|difficult|hard)\b|\bmade it easy\b|\bease of\b|\bwie (?:einfach|leicht|schwierig|schwer)\b|"
    r"\baufwand\b|\bà quel point .{0,40}\b(?:facile|difficile)\b|\bqu[eé] tan (?:fácil|difícil|sencillo)\b|\bfacilidad\b|"
    r"\besfuerzo\b|\bquanto è stato (?:facile|difficile|semplice)\b|\bhoe (?:makkelijk|gemakkelijk|eenvoudig|moeilijk)\b|"
    r"\bqu[ãa]o (?:fácil|difícil)\b|\besforço\b|\bjak (?:łatwo|trudno|łatwe|trudne)\b|\bhur (?:lätt|enkelt|svårt)\b|"
    r"\bhvor (?:let|nemt|svært|lett|enkelt|vanskelig)\b|\bne kadar (?:kolay|zor)\b|\bfacilité\b"
)
_OVERALL = re.compile(r"\bcsat\b|overall\b.{0,40}\bsatisf")
_COUNT = re.compile(
    r"\bhow many\b|\bnumber of\b|\b(?:review|like|vote|visit|order|purchase|click|view|comment|call|complaint|employee|click)s? ?counts?\b|"
    r"\w+ ?count\b|\b(?:likes|dislikes|upvotes|votes|views|clicks|retweets|shares|followers|visits|orders|purchases|reviews|logins|"
    r"children|kids|tickets|calls|complaints|employees|tenure|headcount|quantity|qty|helpful votes?|helpful)\b|"
    r"\b(?:years?|months?|days|weeks|hours|minutes|mins|seconds) (?:in|at|with|of|since|worked|employed|as|to|spent|ago)\b|"
    r"\b(?:years|months|yrs)\b|\bage\b(?! group)|\bhow long\b|\bhow old\b|\bhow often .{0,30}\btimes\b|"
    r"\bwie ?viele\b|\banzahl\b|\balter\b|\bjahre\b|\bdauer\b|\bwie lange\b|\bcombien (?:de|d')\b|\bnombre (?:de|d')\b|\bâge\b|\bannées\b|"
    r"\bcu[aá]nt[oa]s\b|\bn[uú]mero de\b|\bcantidad\b|\bedad\b|\baños\b|\bquant[ei]\b|\bnumero di\b|\bquantità\b|\betà\b|\banni\b|"
    r"\bhoeveel\b|\baantal\b|\bleeftijd\b|\bjaren\b|\bquant[oa]s\b|\bn[uú]mero de\b|\bquantidade\b|\bidade\b|\banos\b|"
    r"\bile (?:razy|osób|dni|lat|dzieci)\b|\bliczba\b|\bwiek\b|\bhur många\b|\bantal\b|\bålder\b|\bhvor mange\b|\balder\b|\bantall\b|"
    r"\bkaç\b|\bsayısı\b|\byaş\b|何回|何人|何年|件数|回数|人数|年齢"
)
_RATE = re.compile(
    r"\brate\b|\brating\b|\bscores?\b|\bsatisf\w*|\bhow (?:good|well|clear|helpful|likely|easy|important|much do you|would you rate)\b|\bquality\b|"
    r"\bagree\b|\bbewert\w*|\bzufrieden\w*|\bnote[ns]?\b|\bnoter\b|\bévalu\w*|\bvalor\w*|\bcalific\w*|\bvalut\w*|\bsoddisf\w*|\bbeoordel\w*|\btevreden\w*|"
    r"\bavali\w*|\bocen\w*|\bzadowol\w*|\bbetyg\w*|\bnöjd\w*|\bvurder\w*|\btilfreds\w*|\bfornøyd\w*|\bmemnun\w*|\bpuan\w*|\bdeğerlendir\w*|"
    r"満足|評価|\bstars?\b|\bsterne?\b"
)


def names_nps(text: str) -> bool:
    """Whether a question calls itself a Net Promoter Score."""
    return bool(_NAMED.search(text))


def asks_recommending(text: str) -> bool:
    """Whether a question asks how likely one is to recommend (not why one would).

    >>> asks_recommending("wie wahrscheinlich ist es, dass sie uns weiterempfehlen?")
    True
    >>> asks_recommending("why would you recommend us?"), asks_recommending("what food do you recommend?")
    (False, False)
    """
    if names_nps(text):
        return not _WHY.search(text)
    found = _RECOMMEND.search(text)
    return bool(found) and not _WHY.search(text) and bool(_LIKELY.search(text) or _TO_WHOM.search(text))


def mentions_recommending(text: str) -> bool:
    """Whether the word stands in a question at all; together with answers from 0 to 10 that is enough.

    >>> mentions_recommending("recommendation score"), mentions_recommending("why recommend")
    (True, False)
    """
    return bool(_RECOMMEND.search(text) or _NAMED.search(text)) and not _WHY.search(text)


def asks_effort(text: str) -> bool:
    """Whether a question asks how easy or hard something was."""
    return bool(_EFFORT.search(text))


def asks_overall_satisfaction(text: str) -> bool:
    """Whether a question is the customary one of satisfaction."""
    return bool(_OVERALL.search(text))


def asks_for_a_count(text: str) -> bool:
    """Whether a question asks for a count, an age or a time, and for no judgement.

    >>> asks_for_a_count("reviews"), asks_for_a_count("years in role"), asks_for_a_count("rate the number of branches")
    (True, True, False)
    """
    return bool(_COUNT.search(text)) and not _RATE.search(text)


def asks_to_rate(text: str) -> bool:
    """Whether a question asks for a judgement.

    >>> asks_to_rate("how satisfied are you?"), asks_to_rate("branch")
    (True, False)
    """
    return bool(_RATE.search(text))
