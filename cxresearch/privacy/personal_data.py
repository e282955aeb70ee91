"""Where e-mail addresses, account, card and telephone numbers stand in a text.

What can be proved is proved: card numbers by Luhn's check digit, IBANs by their country's length and a remainder of 97.
Telephone numbers have no check digit, so their shape decides; what is an amount, a date or the number of an order is
left alone. All patterns are bounded, so that a comment of a million characters takes seconds.
"""

import re
from collections.abc import Iterator

__all__ = ["account_spans", "card_spans", "email_spans", "iban_is_valid", "luhn_is_valid", "phone_spans"]


def luhn_is_valid(digits: str) -> bool:
    """Whether the last digit checks the others (Luhn 1960).

    >>> luhn_is_valid("4111111111111111"), luhn_is_valid("4111111111111112")
    (True, False)
    """
    doubled = (2 * int(digit) for digit in digits[-2::-2])
    total = sum(int(digit) for digit in digits[-1::-2]) + sum(twice - 9 if twice > 9 else twice for twice in doubled)
    return total % 10 == 0


def iban_is_valid(text: str) -> bool:
    """Whether letters and digits without spaces are an IBAN: the length of its country, and a remainder of 1 by 97.

    >>> iban_is_valid("DE89370400440532013000"), iban_is_valid("DE89370400440532013001")
    (True, False)
    """
    plain = text.upper()
    if not re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}", plain):
        return False
    if len(plain) != _IBAN_LENGTHS.get(plain[:2], len(plain)):
        return False
    return int("".join(str(int(sign, 36)) for sign in plain[4:] + plain[:4])) % 97 == 1


# -- finding ---------------------------------------------------------------------------------------

_EMAIL = re.compile(
    r"(?:(?<![\w!#$%&'*+/=?^`{|}~-])[\w!#$%&'*+/=?^`{|}~-]{1,254}(?:\.[\w!#$%&'*+/=?^`{|}~-]{1,254}){0,8}|"
    r"\"[^\"\s]{1,64}\")"
    r"(?:\s?@\s?|\s?[\[(]\s?(?:at|@)\s?[\])]\s?)"
    r"[\w-]{1,63}(?:(?:\.|\s?[\[(]\s?dot\s?[\])]\s?)[\w-]{1,63}){1,8}"
)
_SPOKEN_EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}\s{1,4}at\s{1,4}[\w-]{1,63}(?:\s{1,4}dot\s{1,4}[\w-]{1,63}){0,4}"
    r"\s{1,4}dot\s{1,4}(?:com|org|net|edu|gov|info|biz|[a-z]{2})\b",
    re.IGNORECASE,
)


def email_spans(text: str) -> Iterator[tuple[int, int]]:
    """E-mail addresses, also those that hide their @: "ann (at) example.org"."""
    small = text.lower()
    hidden = any(sign in small for sign in ("(at", "( at", "[at", "[ at", "(@", "[@"))
    if "@" not in text and not hidden and not (" at " in small and "dot" in small):
        return
    for pattern in (_EMAIL, _SPOKEN_EMAIL):
        for found in pattern.finditer(text):
            yield found.span()


_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?:[ -]?[A-Za-z0-9]){11,30}")
# Not every account has an IBAN; a number right behind the word says what it is.
_ACCOUNT_WORD = re.compile(
    r"\b(?:(?:bank\s*)?account|acct|a/c|sort\s*code|routing|iban|konto(?:nummer|nr)?|kto|compte|cuenta|conto|"
    r"rekening(?:nummer)?)\b"
    r"\.?\s*(?:number|numbers|num|nummer|nr|no|n°|№|#)?\s*\.?\s*(?:is|was|ist|:|=|-)?\s*"
    r"(?P<number>\d(?:[ -]?\d){5,19})(?![\d])",
    re.IGNORECASE,
)
_SORT_AND_ACCOUNT = re.compile(r"(?<![\d.,/-])\d\d-\d\d-\d\d[ ,]{1,2}\d{8}(?![\d.,]\d)")


def account_spans(text: str) -> Iterator[tuple[int, int]]:
    """IBANs, sort codes, and the number that follows the word account."""
    for found in _IBAN.finditer(text):
        span = _iban_within(text, found)
        if span:
            yield span
    for found in _ACCOUNT_WORD.finditer(text):
        start, end = found.span("number")
        sort_code = found[0].lower().startswith("sort")
        if not _is_amount(text, start, end) and (sort_code or not _is_date(found["number"])):
            yield start, end
    for found in _SORT_AND_ACCOUNT.finditer(text):
        yield found.span()


def _iban_within(text: str, found: re.Match) -> tuple[int, int] | None:
    """The IBAN that a run of letters and digits begins with; words behind it are not part of it."""
    start = found.start()
    places = [at for at in range(start, found.end()) if text[at].isalnum()]
    country = text[start : start + 2].upper()
    known = _IBAN_LENGTHS.get(country)
    for length in [known] if known else range(min(34, len(places)), 14, -1):
        if length > len(places):
            continue
        end = places[length - 1] + 1
        if end < len(text) and text[end].isalnum():
            continue
        if iban_is_valid("".join(text[at] for at in places[:length])):
            return start, end
    return None


_RUN = re.compile(r"(?<![\d.,+-])\d+(?:[ -]\d+)*(?![.,]\d)")
# As cards are written: one run, or the groups that are printed on them; scores and years stand in other groups.
_CARD_GROUPS = {
    (4, 6, 5),
    (4, 6, 4),
    (8, 8),
    (6, 10),
    (6, 13),
    *((4,) * n + (rest,) for n in (3, 4) for rest in range(1, 5)),
}


def card_spans(text: str) -> Iterator[tuple[int, int]]:
    """Numbers of 13 to 19 digits that Luhn's check digit confirms."""
    for run in _RUN.finditer(text):
        if run.end() - run.start() < 13:
            continue
        groups = [(run.start() + group.start(), run.start() + group.end()) for group in re.finditer(r"\d+", run[0])]
        at = 0
        while at < len(groups):
            # What follows may be the date of expiry, so the longest group of groups that checks counts.
            last = next(
                (last for last in range(min(at + 5, len(groups)), at, -1) if _is_card(text, groups[at:last])), None
            )
            if last:
                yield groups[at][0], groups[last - 1][1]
            at = last or at + 1


def _is_card(text: str, groups: list[tuple[int, int]]) -> bool:
    parts = [text[start:end] for start, end in groups]
    digits = "".join(parts)
    if not 13 <= len(digits) <= 19 or (len(parts) > 1 and tuple(map(len, parts)) not in _CARD_GROUPS):
        return False
    years = len(parts) > 1 and all(len(part) == 4 and part[:2] in ("19", "20") for part in parts)
    # "0000 0000 0000 0000" is no card, although it checks.
    return len(set(digits)) > 1 and not years and luhn_is_valid(digits)


_SEP = r"[ ./-]"
_PHONES = [
    # International, with country code.
    re.compile(rf"(?<![\w+])\(?(?:\+|00)\s?\(?[1-9]\d{{0,2}}\)?(?:{_SEP}{{0,2}}\(?\d{{1,5}}\)?){{2,7}}(?!\d)"),
    # (020) 7946 0958, (555) 123-4567
    re.compile(rf"(?<![\w(])\((?:0[1-9]\d{{0,4}}|"
    rf"[1-9]\d{{1,4}})\)\s?{_SEP}?\d{{2,5}}(?:{_SEP}?\d{{2,5}}){{1,3}}(?!\d)"),
    # 0171 234567, 030/123456, 020 7946 0958, 07700900123
    re.compile(r"(?<![\w.,:+])0[1-9]\d{1,4}[ /-]?\d{2,8}(?:[ -]?\d{2,6}){0,3}(?!\d)"),
    # 06 12345678, 02 9876 5432
    re.compile(r"(?<![\w.,:+])0[1-9][ -]\d{3,8}(?:[ -]?\d{2,4}){0,2}(?!\d)"),
    # 01 23 45 67 89
    re.compile(r"(?<![\w.,:+-])0[1-9](?P<gap>[ .-])\d\d(?:(?P=gap)\d\d){3}(?!\d|[.-]\d)"),
    # 555-123-4567, 1 555 123 4567
    re.compile(r"(?<![\w.,:+-])(?:1[ .-])?[2-9]\d\d[ .-]\d{3}[ .-]\d{4}(?!\d|[.,-]\d)"),
    # 5551234567
    re.compile(r"(?<![\w.,:+/#-])1?[2-9]\d{9}(?!\d|[.,:/-]\d)"),
    # 98765 43210
    re.compile(r"(?<![\w.,:+-])[6-9]\d{4}[ -]\d{5}(?!\d|[.,]\d)"),
]  # fmt: skip
_PHONE_WORD = re.compile(
    r"\b(?:phone|telephone|tel|mobile|mob|cell(?:phone)?|fax|whatsapp|ring|call|text|sms|ext(?:ension)?|hotline|"
    r"telefon|"
    r"handy|mobil|t[ée]l[ée]phone|t[ée]l|tel[ée]fono|telefoon)\b\.?\s*(?:me|us|my)?\s*(?:on|at|under|unter|au|al|op)?"
    r"\s*(?:number|no|nr|nummer|num[ée]ro)?\s*\.?\s*(?:is|ist|:|=|-)?\s*"
    r"\(?(?P<number>\+?\(?\d(?:[ ./()-]{0,2}\d){5,14})(?!\d)",
    re.IGNORECASE,
)
_FEWEST_DIGITS = (8, 8, 9, 9, 10, 10, 10, 10)
_MOST_DIGITS = (15, 15, 12, 11, 10, 11, 11, 10)


def phone_spans(text: str) -> Iterator[tuple[int, int]]:
    """Telephone numbers in the shapes that people write them in."""
    if sum(map(str.isdigit, text)) < 6:
        return
    for pattern, fewest, most in zip(_PHONES, _FEWEST_DIGITS, _MOST_DIGITS, strict=True):
        for found in pattern.finditer(text):
            if fewest <= sum(map(str.isdigit, found[0])) <= most and not _is_other(text, *found.span()):
                yield found.span()
    for found in _PHONE_WORD.finditer(text):
        start, end = found.span("number")
        if not _is_other(text, start, end):
            yield start, end
    if _LONG_NUMBER.search(text):
        yield from _valid_phone_spans(text)


_LONG_NUMBER = re.compile(r"\d(?:[ ./()-]{0,2}\d){7,14}")
_COUNTRIES = ("ES", "IT", "GB", "DE", "FR", "NL", "AT", "CH", "US")
# Where a bare run of digits is a mobile's number, and not just anything that a country's plan allows.
_BARE = re.compile(r"[67]\d{8}|3[2-9]\d{8}|0\d{8,11}")


def _valid_phone_spans(text: str) -> Iterator[tuple[int, int]]:
    """Numbers that a country's numbering plan knows, as the package ``phonenumbers`` holds it."""
    from phonenumbers import Leniency, PhoneNumberMatcher

    for country in _COUNTRIES:
        for found in PhoneNumberMatcher(text, country, leniency=Leniency.VALID):
            raw, start, end = found.raw_string, found.start, found.end
            if raw.isdigit() and not _BARE.fullmatch(raw):
                continue
            # "0 1 2 3 4 5" is a scale, and "0.123456789" a share.
            groups = re.findall(r"\d+", raw)
            scale = sum(len(group) == 1 for group in groups) > 1 or all(int(group) <= 10 for group in groups)
            dated = re.match(r"\d{4}-\d\d-\d\d\b", raw)
            if scale or dated or re.fullmatch(r"\d+[.,]\d+", raw):
                continue
            if re.search(r"[\d.,-]$", text[:start]) or re.match(r"[.,-]?\d", text[end:]):
                continue
            if not _is_other(text, start, end):
                yield start, end


_CURRENCY = (
    r"(?:[€$£¥₹₽₩₺฿]|(?:us|au|ca)\$|eur|usd|gbp|chf|jpy|inr|sek|nok|dkk|pln|czk|cny|aud|cad|euros?|dollars?|pounds?|"
    r"quid|francs?|kr|rs|rp|yen|rupees?|crowns?|bucks|cents?|pence|percent|per\s?cent|%|million|billion|thousand|k)"
)
_BEFORE = re.compile(rf"(?<![a-z]){_CURRENCY}\.?\s?$", re.IGNORECASE)
_BEHIND = re.compile(rf"\s?{_CURRENCY}(?![a-z])", re.IGNORECASE)
_DATE = re.compile(
    r"(?:\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})|(?:19|20)\d\d[./-]\d{1,2}[./-]\d{1,2})(?![./-]?\d)"
    r"|(?:19|20)\d{6}(?:\d{4}|\d{6})?$|\d{1,2} \d{1,2} (?:19|20)\d\d(?!\d)"
)
_NAMED = re.compile(
    r"\b(?:order|ref|reference|ticket|case|invoice|booking|item|article|policy|claim|id)\b[^\d\n]{0,12}$", re.IGNORECASE
)


def _is_other(text: str, start: int, end: int) -> bool:
    """Whether digits that look like a telephone number are an amount, a date or a reference."""
    found = text[start:end]
    if found.startswith(("+", "00", "(")):
        return False
    return _is_amount(text, start, end) or _is_date(found) or bool(_NAMED.search(text[max(0, start - 30) : start]))


def _is_amount(text: str, start: int, end: int) -> bool:
    return bool(_BEFORE.search(text[max(0, start - 12) : start]) or _BEHIND.match(text[end : end + 12]))


def _is_date(found: str) -> bool:
    return bool(_DATE.match(found))


_IBAN_LENGTHS = {
    country: int(length)
    for length, countries in {
        "15": "NO", "16": "BE", "18": "DK FI FO GL NL SD", "19": "MK SI", "20": "AT BA EE KZ LT LU XK",
        "21": "CH HR LI LV", "22": "BG BH CR DE GB GE IE ME RS VA", "23": "AE GI IL IQ OM TL",
        "24": "AD CZ ES MD PK RO SA SE SK TN VG", "25": "LY PT ST", "26": "IS TR", "27": "BI DJ FR GR IT MC MR SM",
        "28": "AL AZ BY CY DO GT HU LB NI PL SV", "29": "BR EG PS QA UA", "30": "JO KW MU", "31": "MT SC", "32": "LC",
        "33": "RU",
    }.items()
    for country in countries.split()
}  # fmt: skip
