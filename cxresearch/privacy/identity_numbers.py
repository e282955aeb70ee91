"""Numbers that stand for a person: dates of birth, customer and policy numbers, plates, numbers of the state.

What has a shape of its own (a National Insurance number, a British plate, a Spanish DNI with its check letter) goes by
that; all else only behind a word that says what it is. The number of an order or a ticket stays: it is what a comment
is about, and stands for a thing.
"""

import re
from collections.abc import Iterator

__all__ = ["birth_spans", "plate_spans", "reference_spans"]

_MONTHS = (
    r"(?:jan(?:uary|uar|vier)?|feb(?:ruary|ruar)?|février|mar(?:ch|s|zo)?|märz|apr(?:il|ile)?|avril|abril|may|"
    r"mai|mayo|maggio|"
    r"jun[ei]?|juin|junio|giugno|jul[yi]?|juillet|julio|luglio|aug(?:ust)?|août|agosto|sep(?:t(?:ember|embre)?|"
    r"tiembre)?|settembre|"
    r"o[ck]t(?:ober|obre|ubre)?|ottobre|nov(?:ember|embre|iembre)?|de[cz](?:ember|embre)?|décembre|diciembre|"
    r"dicembre|enero|gennaio|"
    r"febrero|febbraio|januari|februari|maart|mei|augustus|janeiro|fevereiro|março|maio|junho|julho|setembro|"
    r"outubro|novembro|dezembro)\.?"
)
_DATE = (
    rf"(?:\d{{1,2}}\s?[./-]\s?\d{{1,2}}\s?[./-]\s?(?:\d{{4}}|\d{{2}})|(?:19|20)\d\d[./-]\d{{1,2}}[./-]\d{{1,2}}|"
    rf"\d{{1,2}}(?:st|nd|rd|th|\.|er|º)?\s(?:of\s|de\s)?{_MONTHS},?\s(?:de\s|del\s)?(?:19|20)?\d\d|"
    rf"{_MONTHS}\s\d{{1,2}}(?:st|nd|rd|th)?,?\s(?:19|20)\d\d)"
)
_BORN = re.compile(
    r"(?i:\b(?:born(?:\s+on)?|d\.?o\.?b\.?|date\s+of\s+birth|birth\s?date|birthday(?:\s+is)?|geb(?:oren|\.|"
    r"urtsdatum|urtstag)?(?:\s+am|\s+op|\s+ist(?:\s+der)?)?|"
    r"née?\s+le|date\s+de\s+naissance|nac(?:id[oa]|í|i)\s+el|nasc(?:id[oa]|i)\s+(?:em|a)|"
    r"geboortedatum|data\s+de\s+nascimento|fecha\s+de\s+nacimiento|nat[oa]\s+il|data\s+di\s+nascita)"
    rf"\s*(?:is|ist|:|=|on|the|est|es|è|le|am|der)?\s*)(?P<date>(?i:{_DATE}))"
)


_BIRTH = re.compile(r"(?i)born|d\.?o\.?b|birth|geb|née?\b|naiss|nac|nat[oa]\b|nasc")


def birth_spans(text: str) -> Iterator[tuple[int, int]]:
    """Dates of birth; any other date stays.

    >>> text = "born 3 May 1980, complained on 12.04.2024"
    >>> [text[start:end] for start, end in birth_spans(text)]
    ['3 May 1980']
    """
    for found in _BORN.finditer(text) if _BIRTH.search(text) else ():
        yield found.span("date")


_WORD_PLATE = re.compile(
    r"(?i:\b(?:number\s?plate|licen[cs]e\s?plate|plate|registration(?:\s+number)?|reg(?:\s+no)?|kennzeichen|"
    r"nummernschild|immatriculation|"
    r"immatriculée?|kenteken(?:plaat)?|plaque(?:\s+d['\u2019]immatriculation)?|matr[íi]cula|targa)\b[\s:=.]*"
    r"(?:is|was|ist|war|est|es|è|number|no|of\s+my\s+car|des\s+autos|lautet)?[\s:=.]*)"
    r"(?P<plate>[A-Za-zÄÖÜäöü]{1,3}[ -]?[A-Za-z]{0,2}[ -]?\d{1,4}[ -]?[A-Za-z]{0,3}|"
    r"\d{1,4}[ -]?[A-Za-z]{2,3}(?:[ -]?\d{1,2})?)(?!\w)"
)
_PLATES = (
    re.compile(r"(?<![\w-])[A-HJ-PR-Y][A-HJ-PR-Y](?:0[1-9]|[1-8]\d) ?[A-HJ-PR-Z]{3}(?![\w-])"),
    re.compile(r"(?<![\w-])[A-ZÄÖÜ]{1,3}-[A-Z]{1,2}[ -]\d{1,4}[EH]?(?![\w-])"),
    re.compile(r"(?<![\w-])[A-HJ-NP-TV-Z]{2}-\d{3}-[A-HJ-NP-TV-Z]{2}(?![\w-])"),
    re.compile(r"(?<![\w-])[A-HJ-NPR-TV-Z]{2} ?\d{3} ?[A-HJ-NPR-TV-Z]{2}(?![\w-])"),
)


_MAYBE_PLATE = re.compile(r"(?i:plate|reg|kennz|kentek|nummerns|immatr|plaque|matr|targa)|[A-ZÄÖÜ][- ]?\d{2}")


def plate_spans(text: str) -> Iterator[tuple[int, int]]:
    """Number plates: British, German, French and Italian by their shape, others behind the word."""
    if _MAYBE_PLATE.search(text) is None:
        return
    for found in _WORD_PLATE.finditer(text):
        plate = found["plate"]
        if any(map(str.isdigit, plate)) and any(map(str.isalpha, plate)) and len(plate) >= 4:
            yield found.span("plate")
    for pattern in _PLATES:
        for found in pattern.finditer(text):
            yield found.span()


_NO = (
    r"(?:number|numbers|num|no|nr|nummer|n[°ºo]|n(?=\.)|id|ref(?:erence)?|code|#|№)?\s*\.?\s*(?:(?:is|was|ist|war|"
    r"lautet|est|es|è)(?=[\s:])|:|=|-|\()?\s*#?\s*"
)
_WORDS = re.compile(
    r"(?i:\b(?:policy|customer|client|cust|membership|member|account\s+holder|contract|subscriber|patient|nhs|"
    r"hospital|medical\s+record|insurance|"
    r"passport|id\s?card|identity\s+card|driving\s+licen[cs]e|driver'?s?\s+licen[cs]e|licen[cs]e|"
    r"national\s+insurance|social\s+security|ssn|"
    r"employee|staff|student|loyalty\s+card|frequent\s+flyer|booking\s+ref(?:erence)?|booking|reservation|"
    r"confirmation|pnr|claim|meter|tax|"
    r"kunden|kundin|vertrags|versicherungs(?:schein)?|policen|police|mitglieds?|patienten|personal(?:ausweis)?|"
    r"ausweis|reisepass|führerschein|steuer|"
    r"sozialversicherungs|rentenversicherungs|krankenversicherten|versicherten|matrikel|buchungs|reservierungs|"
    r"schaden(?:s)?|zähler|teilnehmer|"
    r"(?:num[ée]ro\s+(?:de\s+)?)?(?:client|contrat|dossier|police|adh[ée]rent|s[ée]curit[ée]\s+sociale)|"
    r"(?:n[úu]mero\s+(?:de\s+)?)?(?:cliente|p[óo]liza|contrato|socio|afiliaci[óo]n)|"
    r"(?:numero\s+(?:di\s+)?)?(?:cliente|polizza|contratto|tessera)|klantnummer|polisnummer)"
    rf"[\s-]?{_NO})(?P<number>(?=[A-Za-z]{{0,4}}[ /.-]?[A-Za-z0-9/.-]*\d)[A-Za-z]{{0,4}}[ /-]?\d[A-Za-z0-9]*"
    rf"(?:[ /.-]?[A-Za-z]?\d[A-Za-z0-9]*|[/.-][A-Za-z]{{1,4}}[/.-]?\d[A-Za-z0-9]*| [A-Z] \d+){{0,6}})(?!\w)"
)
# Under what an airline or a hotel keeps a booking: six letters and digits.
_BOOKED = re.compile(
    r"(?i:\b(?:booking|reservation|confirmation|record|buchungs|reservierungs|reserva|prenotazione|réservation|boekings)"
    r"[\s-]?(?:ref(?:erence)?|code|locator|number|no|nr|nummer|id)?\.?|\bpnr|\bdni|\bnie)"
    r"[\s:=#]*(?i:is|ist|est|es|è)?[\s:#]*(?P<code>(?=[A-Z]*\d)[A-Z0-9]{6}|\d{8}[A-Z]|[XYZ]\d{7}[A-Z])(?!\w)"
)
_SHAPED = (
    # National Insurance, social security of the United States, codice fiscale
    re.compile(r"(?<![\w-])[A-Z]{2}[ -]?\d{2}[ -]?\d{2}[ -]?\d{2}[ -]?[A-D](?![\w-])"),
    re.compile(r"(?<![\w-])[a-ceghj-pr-tw-z]{2} ?\d{2} ?\d{2} ?\d{2} ?[a-d](?![\w-])"),
    re.compile(r"(?<![\w-])(?!000|666|9\d\d)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\w-])"),
    re.compile(r"(?<![\w-])[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z](?![\w-])"),
)
_DNI = re.compile(r"(?<![\w-])([XYZ]?)(\d{7,8})[ -]?([A-Z])(?![\w-])")
_CHECK = "TRWAGMYFPDXBNJZSQVHLCKE"


def reference_spans(text: str) -> Iterator[tuple[int, int]]:
    """Customer, policy and member numbers behind the word, and numbers of the state by their shape.

    >>> text = "policy no. AB-123456, NI QQ 12 34 56 C, order 77123, flight BA 2490"
    >>> [text[start:end] for start, end in sorted(reference_spans(text))]
    ['AB-123456', 'QQ 12 34 56 C']
    """
    for found in _WORDS.finditer(text):
        number = found["number"]
        digits = sum(map(str.isdigit, number))
        mixed = any(map(str.isalpha, number)) and digits >= 3 and len(number) >= 5
        if (digits >= 5 or mixed) and not re.match(
            r"\s?(?:%|€|£|\$|euros?\b|eur\b|pounds?\b|dollars?\b|times\b|days\b|people\b)",
            text[found.end("number") :],
            re.I,
        ):
            yield found.span("number")
    for found in _BOOKED.finditer(text):
        yield found.span("code")
    for pattern in _SHAPED:
        for found in pattern.finditer(text):
            yield found.span()
    for found in _DNI.finditer(text):
        first, digits, letter = found.groups()
        number = (f"{'XYZ'.index(first)}" if first else "") + digits
        if len(first) + len(digits) == 8 and _CHECK[int(number) % 23] == letter:
            yield found.span()
