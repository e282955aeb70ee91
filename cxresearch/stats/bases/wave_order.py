"""Waves in the order of time, however a client names them: 2024, "Q3 2024", "May 24", "Wave 2", "H1/2025"."""

import re
from collections.abc import Sequence

from cxresearch.survey.labels import normalise

__all__ = ["in_time"]

_MONTHS = {
    name: at
    for at, names in enumerate(
        (
            "january jan januar jänner janvier enero gennaio", "february feb februar février febrero febbraio",
            "march mar märz mars marzo mrt maart", "april apr avril abril aprile", "may mai mayo maggio mei",
            "june jun juni juin junio giugno", "july jul juli juillet julio luglio", "august aug août agosto",
            "september sep sept septembre settembre septiembre", "october oct okt oktober octobre octubre ottobre",
            "november nov novembre noviembre", "december dec dez dezember décembre diciembre dicembre",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_SEASONS = {"winter": 1, "spring": 4, "summer": 7, "autumn": 10, "fall": 10}
_YEAR = re.compile(r"(?<!\d)(19|20)\d\d(?!\d)")
_PART = re.compile(r"\b(?:(q|quarter|h|half|t)\s?(\d)|(\d)\s?(q|h))\b")


def in_time(waves: Sequence) -> list:
    """The waves sorted by time, as far as their names tell it; names that do not keep the order of their numbers.

    >>> in_time(["Q1 2025", "Q4 2024", "Q2 2024"]), in_time(["Jan 2025", "Nov 2024"]), in_time(["Wave 10", "Wave 9"])
    (['Q2 2024', 'Q4 2024', 'Q1 2025'], ['Nov 2024', 'Jan 2025'], ['Wave 9', 'Wave 10'])
    """
    return sorted(waves, key=_place)


def _place(wave) -> tuple:
    if isinstance(wave, (int, float)) and not isinstance(wave, bool):
        return (0, float(wave), 0.0, ())
    if hasattr(wave, "year") and hasattr(wave, "month"):
        return (0, float(wave.year), wave.month + getattr(wave, "day", 1) / 32, ())
    text = normalise(str(wave))
    try:
        return (0, float(str(wave).strip()), 0.0, ())
    except ValueError:
        pass
    numbers = tuple(int(part) for part in re.findall(r"\d+", text))
    year = _YEAR.search(text)
    if year:
        return (0, float(year[0]), _within_year(text, text[: year.start()] + " " + text[year.end() :]), numbers)
    month = _month(text)
    if month and numbers and numbers[-1] < 100:
        # "May 24"
        return (0, 2000.0 + numbers[-1], month, numbers)
    if month:
        return (1, 0.0, month, numbers)
    return (2, 0.0, 0.0, (*numbers, text)) if numbers else (3, 0.0, 0.0, (text,))


def _within_year(text: str, rest: str) -> float:
    part = _PART.search(rest)
    if part:
        letter, number = part[1] or part[4], int(part[2] or part[3])
        return 1 + (number - 1) * (6 if letter.startswith("h") else 4 if letter == "t" else 3)
    month = _month(rest)
    numbers = [int(number) for number in re.findall(r"\d+", rest)]
    if month:
        return month + (numbers[0] / 32 if numbers and numbers[0] <= 31 else 0.0)
    # 2024-05-06 and 2024/05; week 17 of 2024; wave 2 of 2024
    return sum(number / 100**at for at, number in enumerate(numbers[:3]))


def _month(text: str) -> float:
    return next((float(found) for word in text.split() if (found := _MONTHS.get(word) or _SEASONS.get(word))), 0.0)
