"""Which language comments are in, told offline from scripts, small words and the letters that are used.

A lexicon of English words finds nothing in "Die Schlange ist zu lang" and would call it neutral. So comments in other
languages are found first. The small words ("the", "der", "les") were listed by hand. One or two words tell nothing by
themselves ("Freundlich", "Personal"), but they stand in a column, and a column tells by all its comments: where nearly
all that can be told are in one language, the rest are too, unless they clearly speak for another. In a mixed column
each text stands alone. A text that has no English word and speaks for no other language either is `UNKNOWN`: it is
never taken for English, and one that shares a small word with English ("a") is not either where the words of its column
are not English ones.
"""

import lzma
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cxresearch.speaking import say, told
from cxresearch.text.reading.tokens import Cut, Pieces, Split, Words, cut_up

__all__ = ["LANGUAGES", "UNKNOWN", "called", "english_words", "languages"]

# ISO 639 for "undetermined".
UNKNOWN = "und"
_CALLED = {
    "en": told("English"), "de": told("German"), "fr": told("French"), "es": told("Spanish"),
    "pt": told("Portuguese"), "it": told("Italian"), "nl": told("Dutch"), "sv": told("Swedish"), "da": told("Danish"),
    "pl": told("Polish"), "tr": told("Turkish"), "ja": told("Japanese"), "ko": told("Korean"), "zh": told("Chinese"),
    "ru": told("Russian"), "el": told("Greek"), "he": told("Hebrew"), "ar": told("Arabic"), "hi": told("Hindi"),
    "th": told("Thai"), "nb": told("Norwegian"), "fi": told("Finnish"),
    UNKNOWN: told("a language that could not be told"),
}  # fmt: skip

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
    "dass diese dieser kann können muss müssen mir mich uns unser bitte danke super wieder "
    "um vor weil doch hier dort dann etwas jeder jede jedes viel viele hatte hatten könnte sollte müsste niemand",
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
    "tr": "ve bir bu çok da de için ile daha ama gibi ne var yok iyi kötü değil olarak kadar sonra hiç her şey en ben "
    "siz biz bana beni mi mı oldu olan çünkü güzel hizmet teşekkürler sadece zaman hep bile",
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
    "tr": ("ı", "ş", "ğ", "lar ", "ler ", "iyor"),
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
# Letters that none of these languages writes: Czech, Hungarian, Romanian, Baltic and others have no words here.
_STRANGE = "[ěřůčďťňžšľĺŕőűșțăđģķļņūēīāėįųþð]"
_STRANGE_COLUMN = 0.2
# Of the words of English comments more than the first part is known, of a text among others in another language more
# than the second; several words of which hardly any is are in none of ours.
_MOST_WORDS, _NEARLY_ALL, _SEVERAL, _HARDLY_ANY = 0.5, 0.8, 4, 0.3
_MARGIN = 1.2
_LONGEST = 2_000
# In a column of one language at least this part of the texts that can be told is in it; what differs must be clearer.
_ONE_LANGUAGE, _CLEARER, _FEWEST = 0.8, 2.0, 3


def called(language: str) -> str:
    """What a language is called; its code where we have no name.

    >>> called("de"), called("xx")
    ('German', 'xx')
    """
    return say(_CALLED[language]) if language in _CALLED else language


@lru_cache(maxsize=1)
def english_words() -> frozenset[str]:
    """Some 41,000 words (SCOWL's small lists, American and British, and words of comments), in small letters."""
    with lzma.open(Path(__file__).parents[1] / "data" / "english_words.txt.xz", "rt", encoding="utf-8") as kept:
        return frozenset(kept.read().split("\n"))


def languages(texts: Sequence[str], cut: Cut | None = None) -> list[str]:
    """The language of each text of a column as a two-letter code, `UNKNOWN`, or "" without letters.

    Parameters
    ----------
    texts : sequence of str
        The comments of one column, since they are read together. The first 2,000 characters of each are looked at.
    cut : Cut, optional
        What `tokens.cut_up` made of the same texts, or of what they were before a few of them were changed.

    Returns
    -------
    list of str

    Examples
    --------
    >>> languages(["The queue is too long", "Die Schlange ist zu lang", "La cola es muy larga", "OK", "\U0001f600"])
    ['en', 'de', 'es', 'en', '']
    >>> languages(["Die Schlange ist zu lang", "Ich bin sehr zufrieden", "Es war alles gut", "Freundlich", "Personal"])
    ['de', 'de', 'de', 'de', 'de']
    """
    looked = [text[:_LONGEST] for text in texts]
    if not looked:
        return []
    parts = [_told(split) for _, split in (cut_up(looked) if cut is None else cut)]
    heard = _Told(*map(np.concatenate, zip(*parts, strict=True)))
    if cut is not None:
        was = [text for _, split in cut for text in split.texts.to_pylist()]
        changed = [at for at, (text, before) in enumerate(zip(looked, was, strict=True)) if text != before]
        for part, split in cut_up([looked[at] for at in changed]):
            for all_of_it, new in zip(heard, _told(split), strict=True):
                all_of_it[changed[part]] = new
    english = heard.known > 0
    found = _of_column(heard.found, heard.sure, heard.shown, english)
    return _without_strangers(_english_by_its_words(found, heard.words, heard.known), english, heard.strange).tolist()


def _english_by_its_words(found: np.ndarray, words: np.ndarray, known: np.ndarray) -> np.ndarray:
    """What looks English for a word or two ("a", "is") and is not: told by how many words of the column are English.

    Nearly all words of English comments are known. Where most of a column's are not, one of its texts is English only
    by its own words; where most are, one that hardly has any is not.
    """
    mine = found == "en"
    if not mine.any():
        return found
    share = known / np.maximum(words, 1)
    column = known[mine].sum() / max(int(words[mine].sum()), 1)
    least = np.where(words >= _SEVERAL, _HARDLY_ANY, 0.0) if column >= _MOST_WORDS else _NEARLY_ALL
    return np.where(mine & (share < least), UNKNOWN, found)


def _without_strangers(found: np.ndarray, english: np.ndarray, strange: np.ndarray) -> np.ndarray:
    """A text with letters of another language is in none of ours, whatever its words look like; so is its column."""
    column = strange.mean() >= _STRANGE_COLUMN
    # An English sentence may hold a foreign name, and stand alone in a column of another language, not both.
    spared = (found == "en") & english & ~(column & strange)
    return np.where(np.isin(found, LANGUAGES) & ~spared & (strange | column), UNKNOWN, found)


def _of_column(found: np.ndarray, sure: np.ndarray, shown: np.ndarray, english: np.ndarray) -> np.ndarray:
    """What is not sure by itself follows the column, where the column is of one language."""
    named, counts = np.unique(found[sure], return_counts=True)
    first = str(named[counts.argmax()]) if len(named) else ""
    one = counts.sum() >= _FEWEST and counts.max() >= _ONE_LANGUAGE * counts.sum()
    if one and first in LANGUAGES:
        place = LANGUAGES.index(first)
        clear = sure & (shown.max(axis=1) - shown[:, place] >= _CLEARER)
        follows = np.isin(found, LANGUAGES) & (found != first) & ~clear
        return np.where(follows, np.where(english | (first != "en"), first, UNKNOWN), found)
    return np.where((found == "en") & ~english & ~sure, UNKNOWN, found)


class _Told(NamedTuple):
    """What each text says by itself; how many ``words`` it has, and how many ``known`` English ones."""

    found: np.ndarray
    sure: np.ndarray
    shown: np.ndarray
    strange: np.ndarray
    words: np.ndarray
    known: np.ndarray


def _told(raw: Split) -> _Told:
    n_texts = len(raw.texts)
    small = _small(raw.texts)
    own = pc.match_substring_regex(small, _OWN_SCRIPT).to_numpy(zero_copy_only=False)
    letters = pc.match_substring_regex(small, r"\p{L}").to_numpy(zero_copy_only=False)
    cut = _LETTERS_ONLY.cut(raw)
    place = _KNOWN.numbers(cut.words)[cut.codes]
    text = np.repeat(np.arange(n_texts), np.diff(cut.starts))
    table = np.array(_ROWS)
    telling = place > 1
    shown = _sums(table[:, :-1], place[telling], text[telling], n_texts)
    known = np.bincount(text[table[place, -1] > 0], minlength=n_texts)
    best = shown.argmax(axis=1)
    ahead = np.partition(shown, (-2, -1), axis=1)
    clear = shown[np.arange(n_texts), best] - shown[:, 0] >= _MARGIN
    sure = clear | ((best == 0) & (ahead[:, -1] - ahead[:, -2] >= _MARGIN))
    found = np.where(clear, np.array(LANGUAGES)[best], np.array("en", dtype="U3"))
    for at in np.flatnonzero(own):
        script = _by_script(raw.texts[int(at)].as_py())
        if script:
            found[at], sure[at] = script, True
    found[~letters], sure[~letters] = "", False
    strange = pc.match_substring_regex(small, _STRANGE).to_numpy(zero_copy_only=False)
    return _Told(found, sure, shown, strange, np.diff(cut.starts), known)


def _sums(table: np.ndarray, place: np.ndarray, text: np.ndarray, n_texts: int) -> np.ndarray:
    """The weights of each text's words by language: array (texts, languages); most words speak for one or two."""
    word, language = np.nonzero(table)
    begin = np.searchsorted(word, np.arange(len(table) + 1))
    many = np.diff(begin)[place]
    at = np.arange(int(many.sum())) - np.repeat(np.cumsum(many) - many - begin[place], many)
    cell = np.repeat(text, many) * table.shape[1] + language[at]
    return np.bincount(cell, weights=table[word[at], language[at]], minlength=n_texts * table.shape[1]).reshape(
        n_texts, -1
    )


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
# Rows: the weight for each language, and whether the word is English; 0 no word, 1 an English word that tells nothing.
_ROWS: list[list[float]] = [[0.0] * (len(LANGUAGES) + 1), [0.0] * len(LANGUAGES) + [1.0]]


def _describe(word: str) -> int:
    if not word:
        return 0
    weights = _WORDS.get(word)
    english = word in english_words() or word.strip("'").removesuffix("'s") in english_words()
    if weights is None:
        padded = f"{word} "
        weights = [min(0.6, 0.3 * sum(hint in padded for hint in _HINTS.get(language, ()))) for language in LANGUAGES]
        if english:
            # An English word with the letters of another language ("chilling") still is one.
            weights = [weights[0], *(0.0 for _ in weights[1:])]
    if not any(weights):
        return int(english)
    _ROWS.append([*weights, float(english)])
    return len(_ROWS) - 1


def _small(texts: pa.Array) -> pa.Array:
    return pc.replace_substring(pc.utf8_lower(texts), "\u2019", "'")


_KNOWN = Words(_describe)
_LETTERS_ONLY = Pieces(lambda texts: pc.replace_substring_regex(_small(texts), r"[^\p{L}\p{M}'\s¿¡]+", " "))
