"""Traces of a person on the net: handles, links that lead to one person, addresses of a computer, spoken e-mails."""

import re
from collections.abc import Iterator

__all__ = ["NETWORKS", "SPOKEN_AT", "handle_spans", "link_spans", "spoken_email_spans"]

_NO_HANDLE = frozenset(
    "home work the all least night once first last school airport my your a an this that these those our their "
    "his her lunch dinner noon midnight reception checkout check desk gate terminal weekend time any".split()
)
_HANDLE = re.compile(r"(?<![\w@/.])@(?P<name>[A-Za-z_][\w]{1,29}(?:[.-]\w+)*)(?![\w@])")
# Plain look-ups, since most texts hold none of these and a pattern would read all of them.
NETWORKS = (
    "insta", "ig:", "ig ", "twitter", "tiktok", "snap", "facebook", "fb", "telegram", "discord", "skype", "linkedin",
    "xing", "handle", "username", "user name", "benutzername", "nickname", "usuario", "utente", "pseudo",
)  # fmt: skip
_PROFILE = re.compile(
    r"(?i:\b(?:instagram|insta|ig|twitter|tiktok|snapchat|snap|facebook|fb|telegram|discord|skype|linkedin|xing|"
    r"handle|username|user\s?name|benutzername|nickname|usuario|utente|pseudo)\b"
    r"(?:\s+(?:is|name|handle|account|ist|me\s+at|est|"
    r"es))?\s*[:=]?\s*)(?P<name>@?[A-Za-z](?=[\w.-]*[\d_.])[\w.-]{2,29}\w)"
)


def handle_spans(text: str) -> Iterator[tuple[int, int]]:
    """Names that people have on networks: "@anna_92", "insta: anna.k".

    >>> text = "DM me @anna_92, was @ the desk @home"
    >>> [text[start:end] for start, end in handle_spans(text)]
    ['@anna_92']
    """
    for found in _HANDLE.finditer(text) if "@" in text else ():
        if found["name"].lower() not in _NO_HANDLE:
            yield found.span()
    small = text.lower()
    if not any(name in small for name in NETWORKS):
        return
    for found in _PROFILE.finditer(text):
        if not re.fullmatch(r"(?i)(?:www\.)?[\w-]+\.(?:com|org|net|de|co\.uk|fr|es|it)", found["name"]):
            yield found.span("name")


_LINK = re.compile(
    r"(?i)\b(?:https?://|www\.)[^\s<>\"']{4,300}|\b(?:facebook|fb|instagram|twitter|x|linkedin|xing|tiktok|"
    r"t)\.(?:com|me)/[^\s<>\"']{2,100}"
)
_TO_ONE = re.compile(
    r"(?i)[?&#;][\w.-]*=|/(?:in|u|user|users|profile|profil|people|order|orders|account|customer|kunde|ticket|"
    r"track|tracking|invoice|booking|reset|verify|token)s?/[^/\s]+|"
    r"/[^/\s]*\d{4,}|/[0-9a-f]{8,}|(?:facebook|fb|instagram|twitter|x|linkedin|xing|tiktok|t)\.(?:com|"
    r"me)/@?[\w.-]+|/[\w-]*~[\w]+|//[^/\s]*@"
)
_IPV4 = re.compile(
    r"(?<![\w.])(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}(?::\d{2,5})?(?![\w]|\.\d)"
)
_IPV6 = re.compile(r"(?i)(?<![\w:])(?:[0-9a-f]{1,4}:){3,7}(?::|[0-9a-f]{1,4})(?::?[0-9a-f]{1,4}){0,4}(?![\w:])")
_OCTETS = re.compile(r"(?i)\d\.\d{1,3}\.\d|[0-9a-f]:[0-9a-f]{0,4}:")
_VERSION = re.compile(
    r"(?i)(?:version|firmware|release|build|ver|v|update|os|ios|android|windows|clause|section|chapter|kapitel|"
    r"paragraph)\.?\s?$"
)


def link_spans(text: str) -> Iterator[tuple[int, int]]:
    """Links that carry an id, a token or a profile, and addresses of a computer; a plain home page stays.

    >>> text = "see www.example.org and https://example.org/order?id=77"
    >>> [text[start:end] for start, end in link_spans(text)]
    ['https://example.org/order?id=77']
    """
    small = text.lower()
    for found in _LINK.finditer(text) if any(sign in small for sign in ("://", "www.", ".com/", ".me/")) else ():
        link = found[0].rstrip(".,;:!?)]}")
        if _TO_ONE.search(link):
            yield found.start(), found.start() + len(link)
    for pattern in (_IPV4, _IPV6) if (text.count(".") > 2 or text.count(":") > 2) and _OCTETS.search(text) else ():
        for found in pattern.finditer(text):
            if not _VERSION.search(text[max(0, found.start() - 14) : found.start()]):
                yield found.span()


_AT = (
    r"(?:\s{0,2}@\s{0,2}|\s{0,2}[\[({]\s?(?:at|ät|@|a)\s?[\])}]\s{0,2}|\s(?:at|ät|klammeraffe|affenschwanz|"
    r"arobase|arobas|arroba|chiocciola|chiocciolina|apenstaartje)\s)"
)
_DOT = (
    r"(?:\s{0,2}\.\s{0,2}|\s{0,2}[\[({]\s?(?:dot|punkt|punto|point|\.)\s?[\])}]\s{0,2}|\s(?:dot|punkt|punto|"
    r"point|punt)\s)"
)
_JOINT = (
    r"(?:\s?[\[({]\s?(?:dot|punkt|punto|point|\.|_|-)\s?[\])}]\s?|"
    r"\s(?:dot|punkt|punto|point|underscore|unterstrich|dash|hyphen|minus|bindestrich|guion|trattino)\s|\s{0,2}[._-]\s{0,2})"
)
_TLD = r"(?:com|org|net|edu|gov|info|biz|eu|io|co\s?(?:\.|dot)\s?uk|uk|de|at|ch|fr|es|it|nl|be|ie|pt|pl|us|ca|au|me)"
_SPOKEN = re.compile(
    rf"(?i)(?<![\w.+-])[\w+-]{{1,40}}(?:{_JOINT}[\w+-]{{1,40}}){{0,4}}{_AT}[\w-]{{2,40}}"
    rf"(?:{_DOT}[\w-]{{2,40}}){{0,2}}{_DOT}{_TLD}\b"
)
_SPREAD = re.compile(
    r"(?i)(?<!\w)(?:[\w]\s){3,30}@\s?(?:\w\s?){2,30}\.\s?(?:c\s?o\s?m|d\s?e|n\s?e\t|o\s?r\s?g|c\s?o\s?\.\s?u\s?k|"
    r"f\s?r|e\s?s|i\s?t)\b"
)


_MAILERS = re.compile(
    r"(?i)(?:gmail|googlemail|gmx|web|hotmail|yahoo|outlook|icloud|aol|t-online|live|proton(?:mail)?|orange|"
    r"wanadoo|libero|msn|mail|posteo|freenet|virgilio|telefonica)\W"
)
SPOKEN_AT = (
    " at ", "(at", "( at", "[at", "[ at", "{at", "(a)", "( a )", "[a]", "ät", "klammer", "affenschw", "arob", "arroba",
    "chiocc", "apenst",
)  # fmt: skip
_MAYBE_SAID = re.compile(
    r"(?i)(?:\b(?:at|ät)\b|[\[({] ?a ?[\])}])[\s)\]}]{0,3}[\w-]+\s{0,2}(?:\.|[\[({]|dot|punkt|punto|point)|"
    r"klammer|affenschw|aroba|arroba|chiocc|apenst"
)
_MAIL_WORD = re.compile(r"(?i)mail|write|schreib|contact|kontakt|reach|écri|escrib|scriv")
_SAID = re.compile(r"(?i)\s(?:dot|punkt|punto|point|punt)\s|[\[({]\s?(?:dot|punkt|punto|point|at|ät|@)\s?[\])}]")
_OWN_SIGN = re.compile(r"(?i)^[\w+-]+(?:[._-][\w+-]+|\d)|\s(?:dot|punkt|punto|point|underscore|unterstrich)\s")


def spoken_email_spans(text: str) -> Iterator[tuple[int, int]]:
    """E-mail addresses that are spaced or spoken: "anna dot berg at example dot org", "anna @ example . org".

    >>> text = "anna dot berg at example dot org, not what I saw at example.org"
    >>> [text[start:end] for start, end in spoken_email_spans(text)]
    ['anna dot berg at example dot org']
    """
    small = text.lower()
    if "@" not in text and not (any(sign in small for sign in SPOKEN_AT) and _MAYBE_SAID.search(text)):
        return
    for found in _SPOKEN.finditer(text):
        parted = re.split(rf"(?i){_AT}", found[0])
        plain_word = "@" not in found[0] and not _SAID.search(found[0])
        # "I looked at example.org" is no address: the part before has to be a name, or the one behind a post office.
        asked = _MAIL_WORD.search(text[max(0, found.start() - 30) : found.start()])
        if plain_word and not (_OWN_SIGN.search(parted[0]) or (asked and _MAILERS.match(f"{parted[-1]} "))):
            continue
        yield found.span()
    for found in _SPREAD.finditer(text):
        yield found.span()
