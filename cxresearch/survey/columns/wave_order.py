"""Waves in the order of time, however a client names them: 2024, "Q3 2024", "Mai 24", "Wave II", "vorher", "T0".

What is declared or what the data keeps (an ordered Categorical) comes first, then dates and numbers, then words of
before and after in many languages. Where none of these tells, the order is not known, and nobody may say "rose".
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from cxresearch.survey.answers import as_text
from cxresearch.survey.group_order import in_people_order, known_order, month_of
from cxresearch.survey.labels import normalise
from cxresearch.wording import kept

__all__ = ["TimeOrder", "are_phases", "in_time", "order_of_waves"]

_SEASONS = {
    word: month
    for month, words in (
        (1, "winter hiver invierno inverno vinter zima talvi kış зима"),
        (4, "spring frühling frühjahr printemps primavera voorjaar lente vår forår wiosna jaro kevät ilkbahar весна"),
        (7, "summer sommer été verano estate verão zomer sommar lato léto kesä yaz лето"),
        (10, "autumn fall herbst automne otoño autunno outono herfst najaar höst efterår høst jesień podzim syksy "
             "sonbahar осень"),
    )
    for word in words.split()
}  # fmt: skip
_MORE_MONTHS = {
    word: month
    for month, words in enumerate(
        (
            "январь января tammikuu leden", "февраль февраля helmikuu únor", "март марта maaliskuu březen",
            "апрель апреля huhtikuu duben", "май мая toukokuu květen", "июнь июня kesäkuu červen",
            "июль июля heinäkuu červenec", "август августа elokuu srpen", "сентябрь сентября syyskuu září",
            "октябрь октября lokakuu říjen", "ноябрь ноября marraskuu", "декабрь декабря joulukuu prosinec",
        ),
        1,
    )
    for word in words.split()
}  # fmt: skip
# Stems of a wave's word, earliest first; what lies between the two measurements stands between them.
_PHASES = (
    r"pre|before|prior|baseline|base line|ante[sr]|avant|vor|vorher|vorab|null(?:messung|punkt)|ausgangs|"
    r"erst(?:messung|befragung|erhebung)|prima|in precedenza|antes|previo|línea de base|linea de base|"
    r"linha de base|ligne de base|nulmeting|vooraf|voor|voormeting|före|innan|før|basislinje|przed|"
    r"pomiar początkowy|před|ennen|lähtö|önce|öncesi|до|старт|以前|前|施策前|实施前|之前|start|"
    r"initiale?|inicial|begin|entry|old|alt|alte[rs]?|ancien|vecchio|antiguo|status quo|intake|onboarding",
    r"mid|midterm|mid term|midline|midpoint|interim|interm\w*|during|während|zwischen\w*|pendant|mi parcours|"
    r"durante|intermedi\w+|tussentijds|tijdens|under|midtvejs|halvvägs|w trakcie|během|aikana|sırasında|"
    r"во время|中間|期间",
    r"post|after|afterwards?|endline|end line|end|final|finale|follow|follow ?up|followup|nach|nachher|danach|"
    r"abschluss\w*|end(?:messung|befragung|erhebung)|folge\w*|zweit(?:messung|befragung|erhebung)|après|suivi|"
    r"después|despues|posterior|seguimiento|dopo|successiv\w+|depois|após|achteraf|na|nameting|eindmeting|"
    r"efter|uppföljning|opfølgning|etter|oppfølging|po|poté|jälkeen|seuranta|sonra|sonrası|после|итог|以後|後|"
    r"施策後|实施后|之后|later|new|neu|neue[rs]?|nouveau|nuovo|nuevo|exit|closing",
)
_PHASE = tuple(re.compile(rf"(?:{stems})(?=$|[^\w]|\d|test|mess|meting|mätning|måling)") for stems in _PHASES)
_LATER = re.compile(r"follow ?up|folge|suivi|seguimiento|uppföljning|opfølgning|oppfølging|seuranta|sonra|opvolg")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_PART = re.compile(
    r"(?<![^\W\d])(?:(q|quarter|quartal|trimestre|trim|kwartaal|kvartal|čtvrtletí|kwartał|квартал|h|half|halbjahr|hj|"
    r"semestre|s|t)\s?(\d)|(\d)\s?(?:st|nd|rd|th|o|er|e)?\s?(q|h|hj|quarter|quartal|trimestre|kwartaal|kvartal|кв|half|"
    r"halbjahr|semestre))(?!\w)"
)
_HALVES = ("h", "half", "hj", "halbjahr", "semestre", "s")
_ROMAN = re.compile(r"(?<!\w)(?=[ivx])(x?(?:ix|iv|v?i{0,3}))(?!\w)")
_ROMANS = {"i": 1, "v": 5, "x": 10}


class TimeOrder(NamedTuple):
    """``waves`` as far as their names tell; ``known`` is whether they tell; ``hint`` what was taken for granted."""

    waves: list
    known: bool
    hint: str = ""


def in_time(waves: Sequence) -> list:
    """The waves sorted by time, as far as their names tell it; names that do not are sorted as groups are.

    >>> in_time(["Q1 2025", "Q4 2024", "Q2 2024"]), in_time(["Jan 2025", "Nov 2024"]), in_time(["Wave 10", "Wave 9"])
    (['Q2 2024', 'Q4 2024', 'Q1 2025'], ['Nov 2024', 'Jan 2025'], ['Wave 9', 'Wave 10'])
    """
    return order_of_waves(waves).waves


def are_phases(values: Sequence) -> bool:
    """Whether two or three names are words of before and after, or T0 and T1: nothing else is called so.

    >>> are_phases(["vorher", "nachher"]), are_phases(["T0", "T1", "T2"]), are_phases(["Yes", "No"])
    (True, True, False)
    """
    texts = [normalise(as_text(value)) for value in values]
    if not 2 <= len(set(texts)) <= 3:
        return False
    if all(re.fullmatch(r"t ?\d", text) for text in texts):
        return True
    keys = [_phase(text) for text in _without_common(texts)]
    return None not in keys and len(set(keys)) == len(keys)


def order_of_waves(waves: Sequence, declared: Sequence | None = None) -> TimeOrder:
    """The waves in the order of time, and whether it is known.

    Parameters
    ----------
    waves : names, numbers or dates, each once.
    declared : the order that a person or the data gives; waves it does not name leave the order unknown.

    >>> order_of_waves(["post", "pre"]), order_of_waves(["green", "blue"]).known
    (TimeOrder(waves=['pre', 'post'], known=True, hint=''), False)
    """
    waves = list(dict.fromkeys(waves))
    if declared is not None:
        told = {as_text(name) for name in declared}
        return TimeOrder(in_people_order(waves, declared), all(as_text(wave) in told for wave in waves))
    if len(waves) < 2:
        return TimeOrder(waves, True)
    for keys, hint in _readings(waves):
        if None not in keys and len(set(keys)) == len(waves):
            places = sorted(range(len(waves)), key=keys.__getitem__)
            return TimeOrder([waves[at] for at in places], True, hint)
    return TimeOrder(in_people_order(waves), False)


def _readings(waves: list):
    """Ways to read all names alike, the surest first: a key a wave (None where it cannot be read), and a hint."""
    yield [_number(wave) for wave in waves], ""
    texts = [normalise(_dated(wave)) for wave in waves]
    calendar = [_calendar(text) for text in texts]
    if None not in calendar:
        # 05.06.2024 is the fifth of June everywhere; 05/06/2024 is not.
        dotted = all(re.fullmatch(r"\s*\d{1,2}\.\s?\d{1,2}\.\s?\d{4}\s*", as_text(wave)) for wave in waves)
        if dotted or _agree(calendar):
            yield [day_first if dotted else month_first for month_first, day_first in calendar], ""
        return
    within = [_within_a_year(text) for text in texts]
    if None not in within:
        if not _over_new_year(within):
            yield within, kept("Months, quarters or seasons without a year are taken as of one year.")
        return
    bare = _without_common(texts)
    yield [_phase(text) for text in bare], ""
    yield _counted(texts), ""
    yield _counted([_ROMAN.sub(lambda found: str(_roman(found[1])) if found[1] else "", text) for text in texts]), ""
    ranked = known_order(bare) if len(set(bare)) == len(bare) else None
    yield [ranked.index(text) for text in bare] if ranked and all(map(_ordinal_word, bare)) else [None], ""


def _number(wave) -> float | None:
    if isinstance(wave, bool):
        return None
    try:
        return float(wave if isinstance(wave, (int, float)) else str(wave).strip())
    except ValueError:
        return None


def _dated(wave) -> str:
    return str(wave)[:10] if hasattr(wave, "year") and hasattr(wave, "month") else as_text(wave)


def _calendar(text: str) -> tuple[tuple, tuple] | None:
    """Year and place within it, read month first and day first; None where no year stands there."""
    numbers = [int(number) for number in re.findall(r"\d+", text)]
    year = _YEAR.search(text)
    if not year:
        month = _month(text)
        # "May 24", "Q3 24"
        part = _PART.search(text)
        short = numbers[-1] if numbers and numbers[-1] < 100 else None
        if short is None or not (month or (part and len(numbers) == 2)):
            return None
        place = month or _part(part)
        day = numbers[0] / 32 if month and len(numbers) == 2 else 0.0
        return ((2000.0 + short, place + day),) * 2
    rest = f"{text[: year.start()]} {text[year.end() :]}"
    at_end = bool(re.search(r"\d", text[: year.start()]))
    month, part = _month(rest), _PART.search(rest)
    left = [int(number) for number in re.findall(r"\d+", rest)]
    when = float(year[0])
    phase = _phase(" ".join(word for word in rest.split() if not word.isdigit())) or (0, 0)
    if part:
        return ((when, float(_part(part)), phase),) * 2
    if month:
        day = left[0] / 32 if left and left[0] <= 31 else 0.0
        return ((when, month + day, phase),) * 2
    if at_end and len(left) == 2:
        first, second = left
        readings = [m + d / 32 if m <= 12 else None for m, d in ((first, second), (second, first))]
        one, two = (reading if reading is not None else other for reading, other in (readings, readings[::-1]))
        return None if one is None else ((when, one, phase), (when, two, phase))
    # 2024-05-06 and 2024/05; week 17 of 2024; wave 2 of 2024; 2023/24
    return ((when, sum(number / 100**at for at, number in enumerate(left[:3])), phase),) * 2


def _agree(calendar: list) -> bool:
    """Whether 05/06/2024 and its like stand in one order, month first or day first."""
    places = range(len(calendar))
    one, two = (sorted(places, key=lambda at: calendar[at][side]) for side in (0, 1))
    return one == two


def _part(part: re.Match) -> int:
    letter, number = part[1] or part[4], int(part[2] or part[3])
    return 1 + (number - 1) * (6 if letter in _HALVES else 4 if letter == "t" and number < 4 else 3)


def _month(text: str) -> float:
    words = text.split()
    return float(next((found for word in words if (found := month_of(word) or _SEASONS.get(word)
                                                   or _MORE_MONTHS.get(word))), 0))  # fmt: skip


def _within_a_year(text: str) -> float | None:
    part = _PART.fullmatch(text)
    if part:
        return float(_part(part))
    month = _month(text)
    left = [int(number) for number in re.findall(r"\d+", text)]
    return month + (left[0] / 32 if len(left) == 1 and left[0] <= 31 else 0.0) if month and len(left) < 2 else None


def _over_new_year(places: list[float]) -> bool:
    """November and January may be two months apart or ten: whether the shorter way leads over the new year by far."""
    places = sorted(places)
    gaps = [later - sooner for sooner, later in zip(places[:-1], places[1:], strict=True)]
    return bool(gaps) and 12 - (places[-1] - places[0]) <= max(gaps) / 3


def _without_common(texts: list[str]) -> list[str]:
    """Names without the words that all of them have: "NPS pre 2024", "NPS post 2024"."""
    common = set.intersection(*(set(text.split()) for text in texts))
    return [" ".join(word for word in text.split() if word not in common) for text in texts]


def _phase(text: str) -> tuple[int, int] | None:
    """Before, between or after, and the number that stands with it ("follow-up 2")."""
    text = re.sub(r"^(?:the|die|der|das|la|le|el|il|de|een|messung|welle|wave|survey|befragung) ", "", text)
    place = next((at for at, phase in enumerate(_PHASE) if phase.match(text)), None)
    if place is None:
        return None
    number = re.search(r"\d+", text)
    later = place == 2 and bool(_LATER.match(text))
    return (3 if later else place, int(number[0]) if number else 0)


def _counted(texts: list[str]) -> list:
    """The number in each name, where names differ in numbers only: T0 and T1, 2nd wave, "Welle 10"."""
    shapes = {re.sub(r"(\d+)\s?(?:st|nd|rd|th|\.|º|ª|e|er|ème|eme)?(?!\w)", "#", text) for text in texts}
    if len(shapes) != 1:
        return [None]
    return [tuple(int(number) for number in re.findall(r"\d+", text)) or None for text in texts]


def _roman(text: str) -> int:
    values = [_ROMANS[letter] for letter in text]
    return sum(-v if later > v else v for v, later in zip(values, [*values[1:], 0], strict=True))


_ORDINALS = re.compile(
    r"(?:first|second|third|fourth|fifth|sixth|last|one|two|three|four|five|erste|zweite|dritte|vierte|fünfte|premi|"
    r"deuxi|troisi|quatri|cinqui|primer|segund|tercer|cuart|quint|prim[oa]|second[oa]|terz[oa]|terceir|eerste|tweede|derde|"
    r"vierde|första|andra|tredje|fjärde|første|anden|fjerde|last-year|this-year|previous|current|vorjahr)"
)


def _ordinal_word(text: str) -> bool:
    return bool(_ORDINALS.match(text))
