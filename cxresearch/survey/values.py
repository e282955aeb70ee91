"""The values of a column that a person means, and new names for them.

A person writes 2025 where the file holds "2025", and "staff" where it holds "STAFF ". What is meant
is found from the strictest reading to the loosest, so that an exact match is never widened.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import narwhals as nw

from cxresearch.errors import OptionError, QuestionError
from cxresearch.survey.answers import as_text
from cxresearch.survey.audiences import shared_name
from cxresearch.survey.labels import normalise
from cxresearch.wording import did_you_mean, named, say

__all__ = ["as_values", "matching", "renamed"]


def as_values(wanted: object, option: str) -> list:
    """One value or several, as a list.

    Raises
    ------
    OptionError
        If there is none.
    """
    several = isinstance(wanted, Iterable) and not isinstance(wanted, (str, bytes, Mapping))
    values = list(wanted) if several else [wanted]
    if not values:
        raise OptionError(
            say("{option}={wanted} names no value. Pass one value or a list of them.",
                option=option, wanted=repr(wanted))
        )  # fmt: skip
    return values


def matching(known: Iterable, values: Iterable, *, column: str, name: str, audience: bool = False) -> list:
    """The stored values that the wanted ones stand for, each once.

    Parameters
    ----------
    known : iterable
        What the column holds.
    values : iterable
        What the person wrote.
    column, name : str
        The column and the survey, for messages.
    audience : bool
        Whether the usual words for leaders, staff and customers stand for each other.

    Raises
    ------
    QuestionError
        If a value stands for none.
    """
    known = list(known)
    readings = [lambda stored: (type(stored), stored), lambda stored: as_text(stored).strip(), _loosely]
    if audience:
        readings.append(shared_name)
    found = []
    for value in values:
        for reading in readings:
            wanted = reading(value)
            hits = [stored for stored in known if reading(stored) == wanted] if wanted != "" else []
            if hits:
                break
        else:
            hint = did_you_mean(str(value), map(str, known))
            raise QuestionError(
                say("No {column} {value} in {name}.{hint} Found: {names}. Pass one of these.",
                    column=column, value=repr(value), name=name, hint=hint, names=named(known))
            )  # fmt: skip
        found += [hit for hit in hits if hit not in found]
    return found


def _loosely(value: object) -> str:
    return normalise(str(value))


def renamed(frame, column: str, names: Mapping[Any, str], known: Iterable):
    """The frame with some values of a column replaced, all at once; a column that was no text becomes text."""
    if frame.collect_schema()[column] != nw.String:
        names = {**{value: as_text(value) for value in known}, **names}
        as_it_was = nw.lit(None, nw.String)
    else:
        as_it_was = nw.col(column)
    for old, new in names.items():
        as_it_was = nw.when(nw.col(column) == old).then(nw.lit(new)).otherwise(as_it_was)
    return frame.with_columns(as_it_was.alias(column))
