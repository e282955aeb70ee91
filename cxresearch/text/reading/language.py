"""Which language a comment is in, told offline from its script, its small words and the letters it uses.

A lexicon of English words finds nothing in "Die Schlange ist zu lang" and would call it neutral. So comments in other
languages are found first. The small words ("the", "der", "les") were listed by hand; with one or two words nothing can
be told, and then a comment counts as English, because that is what most surveys here are written in: the detector
speaks only where another language has clearly more to show.
"""

from collections.abc import Sequence

import numpy as np
import pyarrow.compute as pc

from cxresearch.text.reading.tokens import Words, portions, split, stored

__all__ = ["LANGUAGES", "languages"]

_SMALL_WORDS = {
    "en": "a as i the and is was are were of to in for with that this it i you my your we they have has had not very "
    "but so at "
    "be been would could should on from as by an there when what which who how all no more about out up get just me "
    "their our will can do did does than too only if or because after before any one still never always",
    "de": "der die das und ist war sind waren nicht ein eine einen einem einer ich sie wir ihr mit für auf von zu "
    "zum zur "
    "den dem des im am bei nach aus auch sehr aber oder wenn man mehr noch nur wie was kein keine immer schon habe hat "
    "haben wird werden wurde als bis über mein meine ihre gut leider schlecht alles schnell freundlich lange zu beim "
    "sich "
    "dass diese dieser kann können muss müssen mir mich uns unser bitte danke super wieder",
    "fr": "le la les un une des du de et est était sont pas ne je vous nous il elle ils avec pour sur dans que qui "
    "ce cette "
    "ces très mais ou plus trop aux au par son sa ses mon ma mes votre notre toujours jamais rien tout bien c'est j'ai "
    "été être avoir fait faire comme on y en sans après encore service temps qu'il n'est d'attente l'attente à merci "
    "c'était parfait l'accueil personnel",
    "es": "el la los las un una unos de del y es era son fue no que en por para con se me mi su lo al muy pero más o "
    "como "
    "todo todos nada siempre nunca está están han he ha hay sin sobre cuando porque le les nos tiene tienen buen bueno "
    "buena mal también desde hasta este esta eso ya ser hacer gracias servicio",
    "pt": "o a os as um uma de do da dos das e é era são foi não que em por para com se me meu minha seu sua ao à "
    "muito mas "
    "mais ou como tudo nada sempre nunca está estão tem têm há sem sobre quando porque lhe nos na no nas já ser fazer "
    "bom boa também desde até este esta isso foram obrigado atendimento",
    "it": "il lo la i gli le un una uno di del della dei e è era sono non che in per con si mi mio mia suo al alla "
    "molto ma "
    "più o come tutto niente sempre mai ha hanno ho senza quando perché ci nel nella da dal questo questa anche bene "
    "stato essere fare buono grazie servizio troppo così dopo ancora",
    "nl": "de het een en is was zijn niet ik je u wij ze met voor op van te aan bij naar uit ook zeer heel maar of "
    "als men "
    "meer nog geen altijd nooit al heb heeft hebben wordt worden werd dan tot over mijn uw goed slecht alles snel lang "
    "dat die deze dit kan kunnen moet moeten mij ons wel er hun erg veel weer",
    "sv": "och är var det en ett som inte jag du vi de med för på av till att från också mycket men eller om man mer "
    "bara "
    "alltid aldrig har hade blir blev min mitt er bra dålig allt snabbt den detta kan måste mig oss trevlig utan när "
    "här där vid efter ingen inga",
    "da": "og er var det en et som ikke jeg du vi de med for på af til at fra også meget men eller om man mere kun "
    "altid "
    "aldrig har havde bliver blev min mit jer god dårlig alt hurtigt den dette kan skal mig os uden når her der ved "
    "efter ingen",
    "pl": "i w na z do nie jest są był była było że się to jak o po od dla za ale lub bardzo tylko już tak co czy "
    "przez przy "
    "mnie mi moje mój jego ich bez zawsze nigdy wszystko dobrze źle obsługa czas ma mają może trzeba więcej",
}
LANGUAGES = tuple(_SMALL_WORDS)
# Letters and endings that point to a language; a hint is worth less than a word.
_HINTS = {
    "de": ("ß", "sch", "ung ", "keit ", "lich ", "ä", "ö", "ü"),
    "fr": ("œ", "eux ", "ê", "è", "ç", "eau", "l'", "d'", "qu'"),
    "es": ("ñ", "¿", "¡", "ción ", "ó", "í", "á"),
    "pt": ("ã", "õ", "ção ", "ç", "ê", "nh", "lh"),
    "it": ("zione ", "gli", "zz", "ò", "ù", "cchi", "tà "),
    "nl": ("ij", "aa", "oe", "heid ", "sch"),
    "sv": ("å", "ö", "ä"),
    "da": ("å", "ø", "æ"),
    "pl": ("ł", "ż", "ś", "ę", "ą", "cz", "sz", "ć"),
    "en": ("th", "ing ", "wh", "ght", "'t ", "ly "),
}
_SCRIPTS = (
    ("ja", 0x3040, 0x30FF), ("ko", 0xAC00, 0xD7AF), ("ko", 0x1100, 0x11FF), ("zh", 0x4E00, 0x9FFF),
    ("ru", 0x0400, 0x04FF), ("el", 0x0370, 0x03FF), ("he", 0x0590, 0x05FF), ("ar", 0x0600, 0x06FF),
    ("hi", 0x0900, 0x097F), ("th", 0x0E00, 0x0E7F),
)  # fmt: skip
_OWN_SCRIPT = (
    r"[\x{0370}-\x{06FF}\x{0900}-\x{0E7F}\x{1100}-\x{11FF}\x{3040}-\x{30FF}\x{4E00}-\x{9FFF}\x{AC00}-\x{D7AF}]"
)
_MARGIN = 1.2
_LONGEST = 2_000


def languages(texts: Sequence[str]) -> list[str]:
    """The language of each text as a two-letter code; "en" where nothing speaks for another, "" without letters.

    Parameters
    ----------
    texts : sequence of str
        The first 2,000 characters of each are looked at.

    Returns
    -------
    list of str

    Examples
    --------
    >>> languages(["The queue is too long", "Die Schlange ist zu lang", "La cola es muy larga", "OK", "\U0001f600"])
    ['en', 'de', 'es', 'en', '']
    """
    found: list[str] = []
    for part in portions(texts):
        found += _told([text[:_LONGEST] for text in texts[part]])
    return found


def _told(texts: list[str]) -> list[str]:
    small = pc.replace_substring(pc.utf8_lower(stored(texts)), "\u2019", "'")
    own = pc.match_substring_regex(small, _OWN_SCRIPT).to_numpy(zero_copy_only=False)
    letters = pc.match_substring_regex(small, r"\p{L}").to_numpy(zero_copy_only=False)
    cut = split(pc.replace_substring_regex(small, r"[^\p{L}\p{M}'\s¿¡]+", " "))
    place = _KNOWN.numbers(cut.words)[cut.codes]
    text = np.repeat(np.arange(len(texts)), np.diff(cut.starts))
    telling = place > 0
    table = np.array(_ROWS)
    shown = np.zeros((len(texts), len(LANGUAGES)))
    for at in range(len(LANGUAGES)):
        shown[:, at] = np.bincount(text[telling], weights=table[place[telling], at], minlength=len(texts))
    best = shown.argmax(axis=1)
    clear = shown[np.arange(len(texts)), best] - shown[:, 0] >= _MARGIN
    found = [LANGUAGES[at] if sure else "en" for at, sure in zip(best, clear, strict=True)]
    for at in np.flatnonzero(own):
        found[at] = _by_script(texts[at]) or found[at]
    for at in np.flatnonzero(~letters):
        found[at] = ""
    return found


def _by_script(text: str) -> str:
    """The language of the script that fills most of a text; nothing where Latin letters do."""
    counts: dict[str, int] = {}
    latin = 0
    for sign in text:
        code = ord(sign)
        if code < 0x250:
            latin += sign.isalpha()
            continue
        for language, low, high in _SCRIPTS:
            if low <= code <= high:
                counts[language] = counts.get(language, 0) + 1
                break
    if "ja" in counts:
        counts["ja"] += counts.pop("zh", 0)
    best = max(counts, key=counts.get, default="")
    return best if best and counts[best] * 3 > latin else ""


def _weights_of_words() -> dict[str, list[float]]:
    of_word: dict[str, set[str]] = {}
    for language, words in _SMALL_WORDS.items():
        for word in words.split():
            of_word.setdefault(word, set()).add(language)
    return {
        word: [1 / len(named) ** 0.5 if language in named else 0.0 for language in LANGUAGES]
        for word, named in of_word.items()
    }


_WORDS = _weights_of_words()
_ROWS: list[list[float]] = [[0.0] * len(LANGUAGES)]


def _describe(word: str) -> int:
    if not word:
        return 0
    weights = list(_WORDS.get(word, _ROWS[0]))
    if not any(weights):
        padded = f"{word} "
        weights = [min(0.6, 0.3 * sum(hint in padded for hint in _HINTS.get(language, ()))) for language in LANGUAGES]
    if not any(weights):
        return 0
    _ROWS.append(weights)
    return len(_ROWS) - 1


_KNOWN = Words(_describe)
