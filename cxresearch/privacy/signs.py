"""Which of many texts can hold personal data at all: those with a sign of it.

Most comments have no digit, no @, no title and no first name, and reading each with thirty patterns to find nothing is
most of the work. So all texts are looked at at once, by one plain pattern a kind of finder. A sign is wider than what
the finder takes: where it is missing the finder finds nothing (a test reads both), where it stands the finder looks.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np

from cxresearch.privacy.named_people import FIRST_NAMES, GOODBYES, I_AM_WORDS, NAME_WORDS, ROLE_WORDS, TITLE_WORDS
from cxresearch.privacy.online_traces import NETWORKS, SPOKEN_AT

__all__ = ["signs_of"]

_HALVES = re.compile("[\ud800-\udfff]")
# What Python calls a digit, a space, the end of a word; RE2's own are those of ASCII.
_D, _S, _EDGE = r"\p{Nd}", r"[\s\x0b\x1c-\x1f\x{85}\p{Z}]", r"(?:^|[^\p{L}\p{Nd}_]|$)"
_OF_DIGITS = ("account", "card", "birth", "number", "plate", "address", "phone")
_CAPITAL = "[A-ZÀ-ÖØ-Þ]"
_LINK = rf"(?i)://|www\.|\.(?:com|me)/|[0-9a-f]:[0-9a-f]{{0,4}}:|{_D}\.{_D}{{1,3}}\.{_D}"
_E_MAIL = r"@|(?i:[(\[]\s?at|(?s: at .*dot))"
_AT_PLACE = r"com|org|net|edu|gov|info|biz|eu|io|co|uk|de|at|ch|fr|es|it|nl|be|ie|pt|pl|us|ca|au|me"
_PLATE = rf"(?i:(?:plate|reg|kennz|kentek|nummerns|immatr|plaque|matr|targa)(?s:.{{0,60}}){_D})|[A-ZÄÖÜ][- ]?{_D}{{2}}"
_ADDRESS = "|".join(
    (
        rf"{_CAPITAL}[\w'\x{{2019}}.\p{{L}}\p{{M}}-]*{_S}(?:St|R|Av|L|D|Cl|C|G|T|W|P|S|B|H|M)",
        rf"{_D}[a-z]?{_S}[a-z]{{3,15}}{_S}(?:street|road|avenue|crescent|close|lane)",
        rf"(?i:stra(?:ß|ss)e|str\.|gasse|allee|weg|platz|ring|damm|ufer|chaussee|steig|stieg|promenade){_S}?{_D}",
        rf"(?:Am|An de[rn]|Auf de[mr]|Im|In der|Zu[mr]|Unter den|Hinter der|Vor dem|Beim){_S}.*{_S}{_D}",
        rf"(?i:{_D}(?s:.{{0,25}}){_S}(?:rue|avenue|av\.|boulevard|bd|place|allée|impasse|chemin|quai|cours|route|square)"
        rf"{_S})",
        rf"(?:[Cc]alle|[Cc]/|C\.|[Aa]venida|[Aa]vda|[Aa]v|[Pp]laza|[Pp]za|[Pp]aseo|[Cc]amino|[Rr]onda|[Cc]arrer)\.?{_S}?"
        rf"(?:del?{_S}(?:l[ao]s?{_S})?)?{_CAPITAL}",
        rf"(?:[Vv]ia|[Vv]iale|[Pp]iazza|[Pp]iazzale|[Cc]orso|[Vv]icolo|[Ll]argo|[Ss]trada){_S}(?:d[a-z]{{1,4}}['\x{{2019}}]?"
        rf"{_S}?)?{_CAPITAL}",
        rf"(?:straat|laan|plein|gracht|kade|dijk){_S}{_D}|[Bb]ox{_S}{_D}|Postfach{_S}{_D}",
        rf"(?i:gir ?0aa|[a-z]{_D}[{_D}a-z]? ?{_D}[a-z]{{2}})|{_D}{{5}}|{_D}{{4}} ?[A-Z]{{2}} [A-Z]|[A-Z]-{_D}{{4}}",
        rf"(?i:plz|postleitzahl|post{_S}?code|zip|postal|cap)\.?{_S}*(?i:code)?{_S}*(?i:is|ist|:|=|est|es|è)?{_S}*"
        rf"[A-Za-z]?{_D}",
    )
)  # fmt: skip


@lru_cache(maxsize=1)
def _signs() -> Mapping[str, str]:
    """A pattern of RE2 for each kind of finder."""
    spoken = "|".join(map(re.escape, SPOKEN_AT))
    titles, others = ("|".join(sorted(words)) for words in (TITLE_WORDS, NAME_WORDS | GOODBYES | I_AM_WORDS))
    by_letter: dict[str, list[str]] = {}
    for name in sorted(FIRST_NAMES):
        by_letter.setdefault(name[0].upper(), []).append(name[1:])
    names = "|".join(f"{first}(?i:{'|'.join(rest)})" for first, rest in by_letter.items())
    # Letters alone make a word here, so "don't" and "I'm" are no titles.
    begin, end = r"(?:^|[^\p{L}])", r"(?:[^\p{L}]|$)"
    particle = r"(?:v[oa][nm]|zu|de|del|da|di|dos|du|le|la|el|al|bin|ter|ten|med\.|h\.c\.|rer\.)"
    by_role = rf"(?i:{'|'.join(sorted(ROLE_WORDS))}),?{_S}{_CAPITAL}"
    by_role += (
        rf"|(?i:thanks?|kudos|shout|credit|danke?|merci|gracias|grazie|bedankt|obrigad[oa])"
        rf"(?:,?{_S}(?i:you|so|much|to|out|an|à|a|ao|aan))*,?{_S}{_CAPITAL}"
    )
    small = rf"(?i:mrs?){_S}*\.?{_S}+[a-z]"
    titled = rf"(?i:{titles}|don|m)(?i:\.(?:ra|na|ssa))?(?:\.|{_S}){{1,6}}(?:{_CAPITAL}|{particle})"
    return {
        "link": _LINK,
        "spoken": rf"@|(?is:(?:{spoken}).*(?:[.\])}}]|dot|punkt|punto|point|punt){_S}{{0,4}}(?:{_AT_PLACE}){_EDGE})",
        "e-mail": _E_MAIL,
        "handle": f"@|(?i:{'|'.join(map(re.escape, NETWORKS))})",
        "name": rf"(?i:m\.f\.g)|{begin}(?:{titled}|{by_role}|{small}|(?:(?i:{others})|{names}){end})",
        "digit": _D,
        "account": rf"[A-Za-z]{{2}}{_D}{{2}}|{_D}(?:[ -]?{_D}){{5}}",
        "card": rf"{_D}(?:[ -]?{_D}){{12}}",
        "birth": r"(?i)born|d.?o.?b|birth|geb|né|naiss|nac|nat[oa]|nasc",
        "number": rf"{_D}(?:[A-Za-z]*[ /.-]?[A-Za-z]{{0,4}}[/.-]?{_D}){{2}}|"
        r"(?i:book|reserv|réserv|confirm|record|buchung|prenot|boeking|pnr)",
        "plate": _PLATE,
        "address": _ADDRESS,
        "phone": rf"{_D}(?:(?:{_S}|[./()-]){{0,5}}{_D}){{5}}",
    }


def signs_of(texts: Sequence[str]) -> dict[str, np.ndarray]:
    """Which texts have a sign of each kind.

    Parameters
    ----------
    texts : sequence of str

    Returns
    -------
    dict of str to array of bool (texts,)

    Examples
    --------
    >>> {kind: there.tolist() for kind, there in signs_of(["a queue", "ask Anna, room 4"]).items() if there.any()}
    {'name': [False, True], 'digit': [False, True]}
    """
    # Brought in here, since files are read and tallied without any of it.
    import pyarrow as pa

    try:
        kept = pa.array(texts, pa.large_string())
    except UnicodeEncodeError:
        kept = pa.array([_HALVES.sub("\ufffd", text) for text in texts], pa.large_string())
    patterns = _signs()
    found = {kind: _match(kept, pattern) for kind, pattern in patterns.items() if kind not in _OF_DIGITS}
    # Most comments have no digit either.
    at = np.flatnonzero(found["digit"])
    some = kept.take(pa.array(at))
    for kind in _OF_DIGITS:
        found[kind] = np.zeros(len(texts), dtype=bool)
        found[kind][at] = _match(some, patterns[kind])
    return found


def _match(texts, pattern: str) -> np.ndarray:
    import pyarrow.compute as pc

    return pc.match_substring_regex(texts, pattern).to_numpy(zero_copy_only=False)
