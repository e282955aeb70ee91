"""Groups in the order in which people name them: "Under 18" before "18-24", March after February, S before M.

An alphabet sorts "10+ years" before "2-5 years". What is declared or what the data itself says (an ordered
Categorical) comes first; then orders that everybody shares: ranges of age, time, money and counts, months, weekdays,
quarters, sizes, school years, before and after, answers along a scale; then names with a number by that number.
"""

import datetime as dt
import inspect
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import wraps
from itertools import chain, takewhile
from typing import TypeVar

from cxresearch.errors import OptionError
from cxresearch.survey.answers import as_text
from cxresearch.survey.labels import DECLINED, find_family, normalise
from cxresearch.wording import say

__all__ = ["in_people_order", "known_order", "month_of", "takes_order"]

Made = TypeVar("Made")

_MONTHS = {
    name: at
    for at, names in enumerate(
        (
            "january jan januar jänner janvier janv enero ene gennaio gen januari janeiro styczeń styczen "
            "stycznia ocak",
            "february feb februar feber février févr fevrier febrero febbraio februari fevereiro fev luty lutego şubat"
            " subat",
            "march mar märz mär mrz mars marzo maart mrt março marco marzec marca mart marts",
            "april apr avril avr abril abr aprile kwiecień kwiecien kwietnia nisan",
            "may mai mayo maggio mag mei maio maj maja mayıs mayis",
            "june jun juni juin junio giugno giu junho czerwiec czerwca haziran",
            "july jul juli juillet juil julio luglio lug julho lipiec lipca temmuz",
            "august aug août aout agosto ago augustus augusti sierpień sierpien sierpnia ağustos agustos",
            "september sep sept septembre settembre set septiembre setembro wrzesień wrzesien września eylül eylul",
            "october oct okt oktober octobre ottobre ott octubre outubro out październik pazdziernik października ekim",
            "november nov novembre noviembre novembro listopad listopada kasım kasim",
            "december dec dez dezember décembre déc dicembre dic diciembre dezembro grudzień grudzien grudnia "
            "aralık aralik",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_LISTS = (
    # weekdays
    "monday mon montag mo lundi lun lunes lunedì lunedi maandag segunda segunda-feira poniedziałek pazartesi måndag "
    "mandag|tuesday tue tues dienstag di mardi mar martes martedì martedi dinsdag terça terça-feira wtorek salı tisdag "
    "tirsdag|wednesday wed mittwoch mi mercredi mer miércoles mercoledì mercoledi woensdag quarta quarta-feira środa "
    "çarşamba onsdag|thursday thu thur thurs donnerstag do jeudi jeu jueves giovedì giovedi donderdag quinta "
    "quinta-feira czwartek perşembe torsdag|friday fri freitag fr vendredi ven viernes venerdì venerdi vrijdag sexta "
    "sexta-feira piątek cuma fredag|saturday sat samstag sa sonnabend samedi sam sábado sabato zaterdag sobota "
    "cumartesi lördag lørdag|sunday sun sonntag so dimanche dim domingo domenica zondag niedziela pazar söndag søndag",
    # clothes and cups
    "xxs|xs x-small extra-small|s small|m medium regular|l large|xl x-large extra-large|xxl 2xl|xxxl 3xl|4xl",
    "tiny micro very-small|small klein petit petite pequeño pequena pequeno piccolo piccola liten lille mały "
    "küçük kleine|"
    "medium mid middle mittel mittelgroß moyen moyenne mediano mediana médio média medio media middelgroot mellan "
    "mellem średni orta mid-size midsize mittlere mittleres|large big groß gross grand grande groot stor duży "
    "büyük large-sized "
    "große|very-large huge enterprise extra-large sehr-groß",
    "very-low sehr-niedrig très-faible lowest|low lo niedrig gering faible bas bajo baja basso bassa baixo baixa "
    "laag låg lav "
    "niski düşük|medium mid moderate middle average mittel moyen moyenne medio media médio média gemiddeld "
    "middel medel średni orta|high hi hoch élevé élevée haut alto alta hoog hög høj høy wysoki yüksek|very-high "
    "sehr-hoch très-élevé highest",
    "bronze|silver silber argent plata argento|gold or oro|platinum platin platine platino|diamond diamant",
    "beginner novice anfänger débutant principiante|intermediate fortgeschritten intermédiaire "
    "intermedio|advanced avancé "
    "avanzado avanzato|expert experte experto esperto",
    "trainee intern apprentice|junior|mid mid-level intermediate|senior|lead principal|manager|director|executive",
    # school and study
    "nursery preschool pre-k prek|kindergarten k|primary elementary primary-school elementary-school grundschule|"
    "middle middle-school|secondary high high-school secondary-school|university college",
    "freshman freshmen first-year 1st-year|sophomore sophomores second-year 2nd-year|junior juniors third-year "
    "3rd-year|senior seniors fourth-year 4th-year|graduate postgraduate",
    "bachelor bachelor's undergraduate|master master's|doctorate phd doctoral",
    # waves
    "before pre pre-test pretest vorher avant antes prima vooraf innan før przed önce baseline base-line start "
    "ausgangswert "
    "ligne-de-base|during mid midline mid-term interim während pendant durante tijdens|after post post-test posttest "
    "nachher danach après después despues dopo depois achteraf efter etter po sonra follow-up followup follow "
    "endline end|"
    "follow-up-2 later",
    "old former alt ancien antiguo previous last-year vorjahr|new current neu nouveau nuevo this-year",
    "first 1st one erste erster erstes premier première primero primera primo prima eerste första første|second "
    "2nd two "
    "zweite zweiter zweites deuxième segundo segunda secondo seconda tweede andra anden|third 3rd three dritte dritter "
    "troisième tercero tercera terzo terza derde tredje|fourth 4th four vierte vierter quatrième cuarto cuarta quarto "
    "quarta vierde fjärde fjerde|fifth 5th five fünfte cinquième quinto quinta vijfde femte|sixth 6th six sechste "
    "sixième sexto sesto zesde sjätte",
    "daily every-day täglich quotidien|weekly every-week wöchentlich|fortnightly biweekly|monthly every-month "
    "monatlich|quarterly|yearly annually jährlich|never nie jamais nunca mai",
    "morning morgen vormittag matin mañana mattina|noon midday mittag midi|afternoon nachmittag après-midi tarde "
    "pomeriggio|evening abend soir noche sera|night nacht nuit",
    "winter|spring frühling frühjahr printemps primavera|summer sommer été verano estate|autumn fall herbst automne "
    "otoño autunno",
)  # fmt: skip
_PLACES = tuple(
    {normalise(word.replace("-", " ")): at for at, words in enumerate(line.split("|")) for word in words.split()}
    for line in _LISTS
)
_UNITS = {
    word: size
    for size, words in (
        (1 / 8766, "hour hours hr hrs h stunde stunden heure heures hora horas ore uur"),
        (1 / 525960, "minute minutes min mins minuten minuto minutos minuti"),
        (1 / 365.25, "day days tag tage tagen jour jours día días dias giorno giorni dag dagen dagar dzień dni gün"),
        (7 / 365.25, "week weeks woche wochen semaine semaines semana semanas settimana settimane weken vecka veckor"),
        (1 / 12, "month months mo mos monat monate monaten mois mes meses mese mesi maand maanden månad månader måned "
                 "måneder miesiąc miesiące miesięcy ay"),
        (1.0, "year years yr yrs y jahr jahre jahren an ans année années año años anno anni jaar jaren ano anos år rok "
              "lat lata yıl"),
    )
    for word in words.split()
}  # fmt: skip
_UNDER = re.compile(
    r"(?<![^\W\d_])(under|below|less|fewer|up to|younger|at most|max|unter|weniger|bis zu|bis|jünger|höchstens|moins|"
    r"jusqu'?|menos|hasta|menor|menores|meno|fino|inferiore|sotto|minder|onder|tot|jonger|mindre|yngre|mniej|"
    r"poniżej|do|"
    r"até|abaixo|az|altı|altında)(?![^\W\d_])|[<≤]|以下|未満"
)
_OVER = re.compile(
    r"(?<![^\W\d_])(over|above|more|older|plus|at least|min|beyond|from|über|mehr|ab|älter|mindestens|ältere|más|"
    r"mayor|mayores|"
    r"desde|più|oltre|sopra|meer|ouder|vanaf|över|mer|mere|äldre|ældre|eldre|fler|powyżej|więcej|mais|acima|"
    r"üstü|üzeri|fazla)(?![^\W\d_])|[>≥+]|以上|超"
)
_FIGURE = re.compile(
    r"(\d{1,3}(?:[.,'’\u00a0\u202f ]\d{3})+(?!\d)|\d+(?:[.,]\d+)?)\s*(k|m|tsd|mio)?(?![^\W\d_])\s*([^\W\d_]*)"
)
_YEAR = re.compile(r"(?<!\d)(19|20)\d\d(?!\d)")
_QUARTER = re.compile(
    r"(?:q|quarter|quartal|trimestre|trim|kwartaal|kvartal|t)\s?([1-4])|([1-4])\s?(?:q|quarter|quartal|trimestre)"
)
_MOST_WORDS = 200
_LAST = frozenset(
    normalise(word)
    for word in ("other", "others", "total", "sonstige", "sonstiges", "andere", "autre", "autres", "otro", "otros",
                 "altro", "overig", "anders", "missing", "unknown", "none of these")
)  # fmt: skip


def in_people_order(values: Iterable, declared: Sequence | None = None) -> list:
    """The distinct values, sorted: as declared, else by an order that everybody shares, else by number or name.

    What is not in ``declared`` follows behind it in its own order; words that decline ("Prefer not to say") and
    "Other" stand last where an order is known.

    >>> in_people_order(["65+", "18-24", "Under 18", "25-64"])
    ['Under 18', '18-24', '25-64', '65+']
    >>> in_people_order(["Unit 10", "Unit 9", "unit 1"]), in_people_order(["b", "a"], declared=["b", "a"])
    (['unit 1', 'Unit 9', 'Unit 10'], ['b', 'a'])
    """
    distinct = list(dict.fromkeys(values))
    if declared is not None:
        place = {as_text(value): at for at, value in reversed(list(enumerate(declared)))}
        first = sorted((value for value in distinct if as_text(value) in place), key=lambda v: place[as_text(v)])
        return [*first, *in_people_order(value for value in distinct if as_text(value) not in place)]
    known = known_order(distinct)
    return known if known is not None else sorted(distinct, key=_by_name)


def known_order(values: Iterable) -> list | None:
    """The values in an order that everybody shares; None where there is none.

    >>> known_order(["10+ years", "Less than 1 year", "2-5 years", "6 months to 1 year"])
    ['Less than 1 year', '6 months to 1 year', '2-5 years', '10+ years']
    >>> known_order(["Feb", "Jan"]), known_order(["Bank", "Shop"])
    (['Jan', 'Feb'], None)
    """
    distinct = list(dict.fromkeys(values))
    # Hundreds of names are units or people: numbers and dates have an order, no list of words is as long.
    many = len(distinct) > _MOST_WORDS
    last = [] if many else [value for value in distinct if normalise(as_text(value)) in DECLINED | _LAST]
    rest = [value for value in distinct if value not in last]
    if len(rest) < 2:
        return None
    ways = (_time_key,) if many else (_time_key, _list_key, _ranges_key, _family_key, _ordinal_key)
    for key_of in chain([_number], (way(rest) for way in ways)):
        keys = list(takewhile(lambda key: key is not None, map(key_of, rest))) if key_of else []
        if len(keys) == len(rest) and len(set(keys)) > 1:
            placed = sorted(zip(keys, map(_by_name, rest), range(len(rest)), strict=True))
            return [*(rest[at] for *_, at in placed), *sorted(last, key=_by_name)]
    return None


_TOLD = """
    order : mapping, optional
        Column to the order of its groups, ``{"age": ["Under 18", "18-64"]}``, where neither the data nor their names
        tell it; groups it does not name follow.
"""


def takes_order(analysis: Callable[..., Made]) -> Callable[..., Made]:
    """Give an analysis that takes ``by=`` the option ``order=``: the same for all, so none of them sorts by itself.

    >>> @takes_order
    ... def first(survey, *, by):
    ...     return survey.order_of(by)
    >>> list(inspect.signature(first).parameters)
    ['survey', 'by', 'order']
    """

    @wraps(analysis)
    def ordered(survey, *args, order: Mapping[str, Sequence] | None = None, **options):
        if order is not None:
            if not isinstance(order, Mapping):
                raise OptionError(
                    say("order= takes a column and the list of its groups, {{'age': [...]}}; got {order}.",
                        order=repr(order))
                )  # fmt: skip
            survey = survey.with_order(**order)
        return analysis(survey, *args, **options)

    signature = inspect.signature(analysis)
    more = inspect.Parameter("order", inspect.Parameter.KEYWORD_ONLY, default=None, annotation="Mapping | None")
    ordered.__signature__ = signature.replace(parameters=[*signature.parameters.values(), more])
    ordered.__doc__ = (analysis.__doc__ or "").replace("\n\n    Returns\n", f"{_TOLD}\n    Returns\n", 1)
    return ordered


def month_of(word: str) -> int | None:
    """The number of a month's name in twelve languages, or None.

    >>> month_of("März"), month_of("Oct"), month_of("Shop")
    (3, 10, None)
    """
    return _MONTHS.get(word.casefold().strip(". "))


def _by_name(value) -> tuple:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return (0, float(value), ())
    text = as_text(value).casefold().strip()
    parts = re.split(r"(\d+)", text)
    return (
        1,
        0.0,
        tuple((0, int(part), "") if part.isdigit() and part.isascii() else (1, 0, part) for part in parts if part),
    )


def _number(value) -> float | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        return float(value)
    try:
        return float(str(value).strip())
    except ValueError:
        return None


def _time_key(values: list) -> Callable | None:
    """Months, quarters, years and dates, where every value is one."""

    def key(value) -> tuple | None:
        if isinstance(value, (dt.date, dt.datetime)):
            return (value.year, value.month, value.day)
        text = as_text(value).strip()
        if iso := re.fullmatch(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?(?:[ T].*)?", text):
            return (int(iso[1]), int(iso[2]), int(iso[3] or 0))
        plain = normalise(text)
        year = _YEAR.search(plain)
        rest = f"{plain[: year.start()]} {plain[year.end() :]}".split() if year else plain.split()
        month = next((found for word in rest if (found := month_of(word))), None)
        quarter = _QUARTER.fullmatch(" ".join(rest))
        half = re.fullmatch(r"h ?([12])|([12]) ?h", " ".join(rest))
        if month and len(rest) <= 2:
            short = next((int(word) for word in rest if word.isdigit()), None)
            if short is not None and not year:
                return (2000 + short if short < 100 else short, month, 0)
            return (int(year[0]) if year else 0, month, short or 0)
        if quarter and (year or plain[:1] in "q1234tk"):
            return (int(year[0]) if year else 0, 3 * int(quarter[1] or quarter[2]), 0)
        if half and year:
            return (int(year[0]), 6 * int(half[1] or half[2]), 0)
        if year and not rest:
            return (int(year[0]), 0, 0)
        return None

    return key


def _list_key(values: list) -> Callable | None:
    words = [normalise(as_text(value)) for value in values]
    for places in _PLACES:
        if all(word in places for word in words):
            return lambda value, places=places: places[normalise(as_text(value))]
    shared = set(map(frozenset, (set(word.split()) for word in words)))
    if len(shared) > 1:
        common = frozenset.intersection(*shared)
        bare = [" ".join(part for part in word.split() if part not in common) for word in words]
        for places in _PLACES if common else ():
            if all(word in places for word in bare):
                return lambda value, places=places, common=common: places[
                    " ".join(part for part in normalise(as_text(value)).split() if part not in common)
                ]
    return None


def _ranges_key(values: list) -> Callable | None:
    """Ranges and limits of one measure: ages, years of service, turnover, head counts."""
    texts = [as_text(value) for value in values]
    if not all(re.search(r"\d", text) for text in texts):
        return None
    signs = sum(bool(_range(text)[2]) for text in texts)
    return (lambda value: _range(as_text(value))[:2]) if signs >= max(1, 0.5 * len(texts) - 0.5) else None


def _range(text: str) -> tuple[float, float, bool]:
    """Lowest and highest number of a range, and whether it is one at all."""
    plain = text.casefold().replace("\u2013", "-").replace("\u2014", "-").replace("\u2212", "-")
    found = list(_FIGURE.finditer(plain))
    numbers, sizes = [], []
    for part in found:
        digits = part[1]
        whole = re.fullmatch(r"\d{1,3}(?:[.,'’\u00a0\u202f ]\d{3})+", digits)
        value = float(re.sub(r"\D", "", digits)) if whole else float(digits.replace(",", "."))
        numbers.append(value * {"k": 1e3, "tsd": 1e3, "m": 1e6, "mio": 1e6}.get(part[2] or "", 1.0))
        sizes.append(_UNITS.get(part[3]))
    known = next((size for size in sizes if size), 1.0)
    for at in range(len(sizes) - 1, -1, -1):
        sizes[at] = sizes[at] or (sizes[at + 1] if at + 1 < len(sizes) and sizes[at + 1] else known)
    numbers = [number * size for number, size in zip(numbers, sizes, strict=True)]
    if not numbers:
        return (math.nan, math.nan, False)
    if len(numbers) >= 2:
        return (numbers[0], numbers[1], True)
    words = _FIGURE.sub(" ", plain) + " " + " ".join(part[3] for part in found)
    if _UNDER.search(words):
        return (-math.inf, numbers[0], True)
    if _OVER.search(words):
        return (numbers[0] * (1 + 1e-9), math.inf, True)
    return (numbers[0], numbers[0], False)


def _family_key(values: list) -> Callable | None:
    texts = [as_text(value) for value in values]
    family = find_family(texts) if len(texts) >= 2 and all(not text.isdigit() for text in texts) else None
    if family is None:
        return None
    place = {normalise(word): at for at, word in enumerate(family)}
    return lambda value: place.get(normalise(as_text(value)))


def _ordinal_key(values: list) -> Callable | None:
    """Names that differ in one number only: Year 7, 2nd year, T0, wave 10."""
    texts = [normalise(as_text(value)) for value in values]
    bare = {re.sub(r"(\d+)(st|nd|rd|th)?", "#", text) for text in texts}
    if len(bare) != 1 or next(iter(bare)).count("#") != 1:
        return None
    return lambda value: int(re.search(r"\d+", normalise(as_text(value)))[0])
