"""Where somebody lives: streets with a house number, and postcodes.

A street without a number is a place that many know ("the shop in High Street"), so it stays. A postcode is taken where
its shape proves it (United Kingdom) or where a town behind it and a word before it do (80331 München); five digits
alone are a number of anything.
"""

import re
from collections.abc import Iterator

__all__ = ["address_spans"]

_CAP = r"[A-ZÀ-ÖØ-Þ][\w'\u2019.-]*"
_NUMBER = r"\d{1,4}(?:\s?[a-zA-Z](?!\w))?(?:\s?[-/]\s?\d{1,4}[a-z]?)?"
_KINDS = (
    "Street|St|Road|Rd|Avenue|Ave|Av|Lane|Ln|Drive|Dr|Close|Court|Ct|Crescent|Cres|Gardens|Gdns|Terrace|Way|"
    "Place|Pl|Square|Sq|"
    "Boulevard|Blvd|Hill|Grove|Mews|Row|Rise|Walk|Parade|Highway|Hwy|Parkway|Circle"
)
_STREETS = (
    # 12 Acacia Avenue, Flat 3b, 221B Baker Street
    re.compile(
        rf"(?:\b(?:[Ff]lat|[Aa]pt\.?|[Aa]partment|"
        rf"[Uu]nit)\s{_NUMBER},?\s)?(?<![\d.,£$€])\b{_NUMBER},?\s(?:{_CAP}\s){{1,3}}(?:{_KINDS})\b\.?"
    ),
    # 12 acacia avenue: in small letters only the long words
    re.compile(r"(?<![\d.,£$€])\b\d{1,4}[a-z]?\s(?!of\b|on\b|in\b|the\b|at\b|to\b|from\b|more\b|"
    r"other\b)[a-z]{3,15}\s(?:street|road|avenue|crescent|close|lane)\b(?=[\s,.]|$)"),
    # Musterstraße 12a, Berliner Str. 5, Am Alten Markt 3
    re.compile(rf"\b(?:{_CAP}[ -]){{0,2}}[A-ZÄÖÜ][\wäöüß-]*(?:straße|strasse|str\.|gasse|allee|weg|platz|ring|"
    rf"damm|ufer|chaussee|steig|stieg|promenade)\s?{_NUMBER}(?!\w)"),
    re.compile(rf"\b(?!(?:Im|Am|Auf|Der|Die|Den|Dem|Ein|Eine|Einen|Kein|Keine|Mein|Unser|Jede[rn]?|Diese[rnm]?|Beim|"
    rf"Zum|Vom|Nächste[rn]?)[ ](?:Weg|Platz|Ring|Damm|Straße|Strasse|Gasse)){_CAP}[ -](?:{_CAP}[ -])?(?:Straße|"
    rf"Strasse|Str\.|Gasse|Allee|Weg|Platz|Ring|Damm|Ufer|Chaussee)\s?{_NUMBER}(?!\w)"),
    re.compile(rf"\b(?:Am|An der|An den|Auf dem|Auf der|Im|In der|Zum|Zur|Unter den|Hinter der|Vor dem|"
    rf"Beim)\s(?:{_CAP}\s){{0,1}}(?!Jahr|Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|"
    rf"November|Dezember|Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonntag|Schnitt|Schalter|Gate|"
    rf"Terminal|Zimmer|Sommer|Winter|Herbst|Stock|Wagen|Raum|Tisch|Alter|Bereich|Durchschnitt|Monat|Tag|Teil|"
    rf"Quartal|Punkt|Bus|Zug|Filiale|Kapitel|Modul|Level|Vergleich|Preis|"
    rf"Kurs)[A-ZÄÖÜ][\wäöüß-]{{3,}}\s\d{{1,3}}[a-z]?(?=[,.;]|\s\d{{5}}|\s(?:in|und wohne)\b|$)"),
    # 12, rue de la Paix; 5 bis avenue Foch
    re.compile(rf"\b{_NUMBER}(?:\s(?:bis|ter))?,?\s(?:rue|avenue|av\.|boulevard|bd|place|allée|impasse|chemin|"
    rf"quai|cours|route|square)\s(?:(?:de|du|des|de la|de l['\u2019]|la|le|les|"
    rf"d['\u2019])\s?)?{_CAP}(?:[\s-](?:(?:de|du|des|la)\s)?{_CAP}){{0,2}}", re.IGNORECASE),
    # Calle Mayor 12, c/ Alcalá, n.º 5
    re.compile(rf"\b(?:[Cc]alle|[Cc]/|C\.|[Aa]venida|[Aa]vda\.?|[Aa]v\.|[Pp]laza|[Pp]za\.?|[Pp]aseo|[Cc]amino|"
    rf"[Rr]onda|[Cc]arrer)\s?(?:de\s|del\s|de la\s|de los\s|de las\s)?{_CAP}(?:\s(?:de\s|del\s|"
    rf"de la\s)?{_CAP}){{0,3}},?\s(?:n[.º°ú]*m?\.?\s?)?\d{{1,4}}(?:,?\s\d{{1,2}}\s?[º°ª]\s?\w?)?"),
    # Via Roma 12, piazza Garibaldi, 3
    re.compile(rf"\b(?:[Vv]ia|[Vv]iale|[Pp]iazza|[Pp]iazzale|[Cc]orso|[Vv]icolo|[Ll]argo|[Ss]trada)\s(?!Zoom|"
    rf"Teams|WhatsApp|Whatsapp|PayPal|Paypal|Amazon|Google|Skype|App|SMS|Email|Mail|Bluetooth|USB|Wifi|Facebook|"
    rf"Twitter|Instagram|Booking|Expedia)(?:(?:di|del|della|dei|delle|degli|"
    rf"dell['\u2019])\s?)?{_CAP}(?:\s{_CAP}){{0,2}},?\s(?:n\.?\s?)?\d{{1,4}}(?:/?[a-zA-Z])?(?![\w%€])(?!\s"
    rf"(?:minut|hour|day|Uhr|euro|Euro))"),
    # Kerkstraat 12
    re.compile(rf"\b[A-Z][\w-]*(?:straat|laan|plein|gracht|kade|dijk)\s{_NUMBER}(?!\w)"),
    re.compile(r"\b[Pp]\.?\s?[Oo]\.?\s[Bb]ox\s\d{1,6}\b|\bPostfach\s\d[\d ]{2,8}\b"),
)  # fmt: skip
_UK = re.compile(r"(?<![\w-])(?:GIR ?0AA|[A-PR-UWYZ][A-HK-Y]?\d[\dA-HJKPSTUW]? ?\d[ABD-HJLNP-UW-Z]{2})(?![\w-])")
_UK_SMALL = re.compile(r"(?<![\w-])[a-pr-uwyz][a-hk-y]?\d[\da-hjkpstuw]? \d[abd-hjlnp-uw-z]{2}(?![\w-])")
_UNITS = (
    "Euro|EUR|Kunden|Kundinnen|Menschen|Personen|Leute|Mitarbeiter|Mitarbeitende|Mitglieder|Einwohner|Stück|"
    "Punkte|Meilen|Kilometer|"
    "Schritte|Filialen|Teilnehmer|Stunden|Tage|Minuten|Mal|Prozent|Uhr|Franken|Dollar|Pfund|Exemplare|Besucher|"
    "Gäste|Artikel|Zeichen|"
    "Wörter|Quadratmeter|Liter|Watt|Kilowattstunden|Megabit|Beschwerden|Pakete|Bücher|Seiten|Plätze|Bewertungen|"
    "Studenten|Schüler"
)
_TOWN = (
    re.compile(rf"(?:(?<=\bin )|(?<=\baus )|(?<=\bnach )|(?<=\bPLZ )|(?<=, )|(?<=\bD-)|(?<=\bde )|(?<=\bà )|"
    rf"(?<=\ba )|(?<=\ben )|(?<=\bCP )|(?<=\bCAP )|"
    rf"(?<=\d\n))\d{{5}}(?!\d)\s(?!(?:{_UNITS})\b){_CAP}(?:[ -](?:(?:am|an der|im|sur|de|la|di)\s)?{_CAP}){{0,2}}"),
    re.compile(r"(?i:\b(?:plz|postleitzahl|post\s?code|zip(?:\s?code)?|code\s+postal|c[óo]digo\s+postal|cap|"
    r"postcode)\b\.?\s*(?:is|ist|:|=|est|es|"
    r"è)?\s*)(?P<number>[A-Za-z]?\d[\dA-Za-z-]{3,7}(?: ?\d[A-Za-z]{2})?)(?!\w)"),
    re.compile(r"\b(?:AL|AK|AZ|AR|CA|CO|CT|DE|FL|GA|HI|ID|IL|IN|IA|KS|KY|LA|ME|MD|MA|MI|MN|MS|MO|MT|NE|NV|NH|NJ|"
    r"NM|NY|NC|ND|OH|OK|OR|PA|RI|SC|SD|TN|TX|UT|VT|VA|WA|WV|WI|WY),?\s\d{5}(?:-\d{4})?(?!\d)"),
    re.compile(r"(?<![\w-])\d{4} ?(?!AM|PM|EU|US|UK)[A-Z]{2} [A-Z][a-z]{3,}"),
    re.compile(r"\b(?:CH|A|F|I|E|L|B|NL)-\d{4,5}\b(?:\s[A-ZÀ-Ö][\w-]+)?"),
)  # fmt: skip


_STREET_WORD = re.compile(
    r"(?i)str|road|rd\b|ave|\bav\b|lane|\bln\b|drive|\bdr\b|close|c(?:our)?t\b|cres|gard|gdns|terr|way|pla[cz]|"
    r"pza|\bpl\b|squ|\bsq\b|b(?:ou)?l?e?vd?\b|boulev|"
    r"hill|grove|mews|row\b|rise|walk|parade|h(?:igh)?wy|circle|gasse|allee|weg|ring|damm|ufer|chauss|steig|"
    r"stieg|prom|rue|bd\b|"
    r"allée|impasse|chemin|quai|cours|route|calle|c/|\bc\.|avda|paseo|camino|ronda|carrer|\bvia|viale|piazz|"
    r"corso|vicolo|largo|"
    r"laan|plein|gracht|kade|dijk|box|postfach|\b(?:am|an de[rn]|auf de[rm]|im|in der|zu[mr]|unter den|"
    r"hinter der|vor dem|beim)\b"
)
_LONG_CODE = re.compile(r"\d{4}|(?i:plz|post|zip|\bcap\b|c[óo]digo)")


def address_spans(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of streets with their number, and of postcodes with their town.

    >>> text = "I live at 12 Acacia Avenue, SW1A 1AA; the shop in High Street and 30000 Kunden"
    >>> [text[start:end] for start, end in sorted(address_spans(text))]
    ['12 Acacia Avenue', 'SW1A 1AA']
    """
    streets = _STREETS if _STREET_WORD.search(text) else ()
    towns = _TOWN if _LONG_CODE.search(text) else ()
    found = [span.span() for pattern in streets for span in pattern.finditer(text)]
    for pattern in (_UK, _UK_SMALL, *towns):
        for match in pattern.finditer(text):
            found.append(match.span("number") if "number" in pattern.groupindex else match.span())
    yield from _joined(sorted(found), text)


def _joined(spans: list[tuple[int, int]], text: str) -> Iterator[tuple[int, int]]:
    """Overlapping spans as one, and the postcode behind a street with it."""
    at: tuple[int, int] | None = None
    for start, end in spans:
        if at is not None and start <= at[1]:
            at = at[0], max(at[1], end)
            continue
        if at is not None:
            yield at
        at = start, end
    if at is not None:
        yield at
