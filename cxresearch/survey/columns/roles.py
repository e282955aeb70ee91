"""Roles by what columns hold: a name suggests one, the values must agree.

A weight has a mean near one and no height beside it; an id is nearly unique; a wave has few values. A column whose
values speak against its name stays a question, and that is said.
"""

import re
from collections.abc import Callable, Iterable, Mapping

import numpy as np

from cxresearch.survey.answers import as_text
from cxresearch.survey.columns.boxes import are_ticks
from cxresearch.survey.columns.numbers import numbers_of
from cxresearch.survey.doubts import MAY_MOVE, MAY_REVERSE, Doubt
from cxresearch.survey.guessing.role_names import guess_role, perhaps_role
from cxresearch.survey.labels import known_label, normalise
from cxresearch.survey.numerals import number_in
from cxresearch.wording import kept, named, number

__all__ = ["called_like_an_id", "is_identifying", "roles_found"]

_BODY = re.compile(
    r"\b(height|length|width|bmi|cm|kg|lbs?|pounds?|kilos?|kilograms?|grams?|waist|dose|parcel|baggage|luggage|"
    r"stature|größe|groesse|körpergröße|grösse|gewicht|taille|poids|altura|estatura|peso|talla|altezza|lengte|längd|"
    r"længde|vikt|wzrost|waga|kilo)\b"
)
_IDS = frozenset(
    "id/nr/no/number/record/record id/case/case id/case number/response/record no/caseid/lfdn/respondent id/uuid/guid/"
    "response id/participant id/laufende nummer/lfd nr/numéro/número/numero/nummer/lopnr/løbenummer/serial".split("/")
)
_STRONG_ID = re.compile(r"(^|_)(id|uuid|guid|key|nr|respondent|participant|person|customer)(_|$)|id$")
# The number of somebody who may be the one that answers or one that is talked about: the values tell.
_SOMEBODY = re.compile(
    r"(employee|staff|user|member|student|patient|client|guest|subject|case|record|interview|panel(ist)?|mitarbeiter|"
    r"personal|matrikel|patienten|probanden|mitglieds?|empleado|cliente|paciente|usuario|alumno|employé|salarié|"
    r"utilisateur|dipendente|utente|paziente|medewerker|gebruiker|funcionário|usuário|aluno|pracownika|klienta|"
    r"användar|medarbejder|ansatt)s?(id|no|nr|number|nummer|code|uuid|kod|num|numer)|"
    r"id(empleado|cliente|paciente|usuario|alumno|employé|salarié|client|utilisateur|dipendente|utente|paziente|"
    r"funcionário|usuário|aluno|pracownika|klienta)"
)
# Names of weights that agencies give: pspwght, WEIGHT_W41, wt_final, w1. Taken where the values balance, too.
_BY_ITS_END = re.compile(
    r"(^| )(\w*(weight|wght|wgt|gewicht|pondér|ponder|weegfactor)\w*|\w*wts?\d*|wt\w{0,6}|w\d{0,2}|"
    r"poids|pesos?|pesi|waga|wagi|vikt|vægt|vekt|ağırlık)( |$)"
)
_FEW_WEIGHTS = 4
_PANEL = 0.25
_NEARLY_ALL = 0.9
# Of the values of a column so many stand in another one too: a list of answers, no names of groups.
_SAME_ANSWERS = 0.8
_MOST_WAVES = 60


def roles_found(
    columns: Iterable[str],
    texts: Mapping[str, str],
    counts_of: Callable[[str], Mapping[object, int]],
    n_rows: int,
    *,
    taken: Iterable[str] = (),
) -> tuple[dict[str, str], list[str], list[Doubt]]:
    """Role to column by name and values; notes and doubts on columns whose values speak against their name.

    Parameters
    ----------
    columns : iterable of str
    texts : mapping
        Column to its wording, where it has one.
    counts_of : callable
        The distinct answers of a column with their counts.
    n_rows : int
    taken : iterable of str
        Roles that are known already.

    Examples
    --------
    >>> counts = {"weight": {70: 5, 81: 5}, "height": {170: 10}, "branch": {"N": 4, "S": 6}}
    >>> roles_found(counts, {}, counts.get, 10)[0]
    {'unit': 'branch'}
    """
    columns, found, notes, doubts = list(columns), {}, [], []
    known = set(taken)
    for column in columns:
        role = guess_role(column) or guess_role(texts.get(column, ""))
        if role is None or role in found or role in known:
            continue
        counts = counts_of(column)
        if role == "weight":
            against, doubt = _weighs(column, counts, [other for other in columns if other != column], texts)
            doubts += [doubt] if doubt else []
        elif role == "respondent":
            against = "" if is_identifying(column, counts, n_rows) else _no_id(counts)
        else:
            against = _no_group(role, counts, n_rows)
        if against:
            notes.append(
                kept("{column} is called like the role {role} and is not taken for it: {why}; pass {line} if it is",
                     column=repr(column), role=role, why=against, line=f"roles={{{role!r}: {column!r}}}")
            )  # fmt: skip
            continue
        found[role] = column
    for column in columns:
        role = perhaps_role(column) or perhaps_role(texts.get(column, ""))
        if role is None or role in found or role in known or column in found.values():
            continue
        counts = counts_of(column)
        # A name that a topic may have as well: numbers below it are ratings, and no word of it is said.
        if _are_words(counts) and not _no_group(role, counts, n_rows) and not _answers_of(column, columns, counts_of):
            found[role] = column
            notes.append(
                kept("{column} is taken for the role {role}: its name allows it and its values are words; name "
                     "another column for the role, if it is a question", column=repr(column), role=role)
            )  # fmt: skip
    if "respondent" not in found and "respondent" not in known:
        numbers = (column for column in columns if column not in found.values()
                   and _SOMEBODY.fullmatch(re.sub(r"[\W_]+", "", column.casefold())))  # fmt: skip
        for column in numbers:
            counts = counts_of(column)
            if len(counts) >= _NEARLY_ALL * n_rows and is_identifying(column, counts, n_rows):
                found["respondent"] = column
                break
    if "weight" not in {*found, *known}:
        weights = [column for column in columns if column not in found.values() and _BY_ITS_END.search(_spelled(column))
                   and _balances(counts_of(column))]  # fmt: skip
        if len(weights) == 1:
            found["weight"] = weights[0]
        if len(weights) > 1:
            doubts.append(_one_of_weights(weights, sum(counts_of(weights[0]).values())))
    at = called_like_an_id(columns) if "respondent" not in {*found, *known} else None
    column = columns[at] if at is not None else None
    if column and column not in found.values() and is_identifying(column, counts_of(column), n_rows):
        found["respondent"] = column
    return found, notes, doubts


def called_like_an_id(names: list[str]) -> int | None:
    """At which place a name stands for an id of respondents; one of more than a word comes first.

    >>> called_like_an_id(["No", "Mood"]), called_like_an_id(["Nr", "Case ID"]), called_like_an_id(["Yes", "No"])
    (0, 1, None)
    """
    keys = [normalise(name) for name in names]
    known = _IDS - {"no"} if "yes" in keys else _IDS
    hits = [at for at, name in enumerate(names) if keys[at] in known or name.strip() == "#"]
    return max(hits, key=lambda at: ("id" in normalise(names[at]).split(), -at), default=None)


def is_identifying(column: str, counts: Mapping[object, int], n_rows: int) -> bool:
    """Whether values tell respondents apart: nearly all differ, or a plain id of people who answered several times."""
    stated = sum(counts.values())
    if not stated or any(isinstance(value, float) and value % 1 for value in counts):
        return False
    words = sum(isinstance(value, str) and len(value) > 80 for value in counts)
    if words > 0.1 * len(counts):
        return False
    if stated <= 4:
        return len(counts) == stated
    distinct = len(counts) / stated
    strong = bool(_STRONG_ID.search(re.sub(r"[^a-z0-9]+", "_", column.strip().lower()).strip("_")))
    if strong:
        return distinct >= _PANEL and stated >= 0.2 * n_rows
    return distinct >= _NEARLY_ALL and stated >= 0.7 * n_rows


def _are_words(counts: Mapping[object, int]) -> bool:
    """Whether few different words stand in a column, each for many rows: the names of places, departments, regions."""
    stated = sum(counts.values())
    words = sum(n for value, n in counts.items() if number_in(value) is None)
    return stated > 0 and words >= _NEARLY_ALL * stated and 2 <= len(counts) <= max(_MOST_WAVES, 0.2 * stated)


def _answers_of(column: str, columns: list[str], counts_of: Callable) -> bool:
    """Whether other columns hold the same words: then they are answers to choose from, in whatever language."""
    own = {as_text(value) for value in counts_of(column)}
    return any(
        len(own & {as_text(value) for value in counts_of(other)}) >= _SAME_ANSWERS * len(own)
        for other in columns
        if other != column
    )


def _no_id(counts: Mapping[object, int]) -> str:
    stated = sum(counts.values())
    return kept("{n} different values in {rows} rows are not unique, so they tell nobody apart", n=number(len(counts)),
                rows=number(stated))  # fmt: skip


def _no_group(role: str, counts: Mapping[object, int], n_rows: int) -> str:
    if not counts:
        return kept("it is empty")
    texts = [as_text(value) for value in counts]
    if len(counts) >= 3 and sum(known_label(text) for text in texts) >= 0.9 * len(texts):
        return kept("its values are answers on a scale")
    part = sum(counts.values()) < n_rows
    mark = len(counts) == 1 and part and (len(texts[0].strip()) <= 1 or are_ticks(counts))
    if mark or (role == "unit" and len(counts) == 2 and are_ticks(counts)):
        return kept("it holds nothing but a mark")
    long = sum(count for text, count in zip(texts, counts.values(), strict=True) if len(text) > 80)
    if long > 0.2 * sum(counts.values()):
        return kept("its values are sentences")
    stated = sum(counts.values())
    many = len(counts) > max(_MOST_WAVES, 0.5 * stated) if role == "wave" else False
    many |= role == "audience" and len(counts) > max(12, 0.5 * stated)
    if many:
        return kept("{n} different values in {rows} rows", n=number(len(counts)), rows=number(stated))
    fractions = [value for value in map(number_in, counts) if value is not None and value % 1]
    if role != "wave" and len(fractions) > 0.5 * len(counts) > 1:
        return kept("its values are numbers with decimals")
    return ""


def _weighs(
    column: str, counts: Mapping[object, int], others: list[str], texts: Mapping[str, str]
) -> tuple[str, Doubt | None]:
    """What speaks against a survey weight, and a doubt where it is taken all the same."""
    values = _numbers(counts)
    if values is None:
        return kept("its values are no numbers"), None
    numbers, times = values
    if (numbers < 0).any():
        return kept("it has negative values"), None
    mean = float(np.average(numbers, weights=times))
    body = next(
        (other for other in others if _BODY.search(normalise(f"{other} {texts.get(other, '')}".replace("_", " ")))), ""
    )
    settle = f"roles={{'weight': {column!r}}}"
    if abs(mean - 1) <= 0.05 or (0.5 <= mean <= 2 and not body):
        return "", None
    if body:
        told = kept("its mean is {mean} and {column} stands beside it", mean=number(mean, digits=1), column=repr(body))
    else:
        told = kept("its mean is {mean}", mean=number(mean, digits=1))
    if body or 2 < mean < 300:
        doubt = Doubt(
            column, kept("no survey weight by its values, so nobody is weighted by it"),
            kept("a survey weight has a mean of 1; {mean}", mean=told), int(times.sum()), settle, MAY_REVERSE,
        )  # fmt: skip
        return kept("{mean}, where a survey weight has a mean near 1", mean=told), doubt
    doubt = Doubt(column, kept("taken for the survey weight by its name"), told, int(times.sum()), settle, MAY_MOVE)
    return "", doubt


def _spelled(name: str) -> str:
    return re.sub(r"[\W_]+", " ", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)).strip().casefold()


def _balances(counts: Mapping[object, int]) -> bool:
    """Whether values weigh people as a survey does: positive, with decimals, and of mean one."""
    values = _numbers(counts) if len(counts) > _FEW_WEIGHTS else None
    if values is None:
        return False
    numbers, times = values
    return (
        bool((numbers >= 0).all()) and abs(float(np.average(numbers, weights=times)) - 1) <= 0.05
        and float((numbers % 1 != 0).mean()) >= 0.5
    )  # fmt: skip


def _one_of_weights(weights: list[str], answers: int) -> Doubt:
    return Doubt(
        weights[0], kept("one of several columns that may be the survey weight, so nobody is weighted"),
        kept("{columns} have a mean of 1 each", columns=named(map(repr, weights), most=4)), answers,
        f"roles={{'weight': {weights[0]!r}}}", MAY_MOVE,
    )  # fmt: skip


def _numbers(counts: Mapping[object, int]) -> tuple[np.ndarray, np.ndarray] | None:
    words = [value for value in counts if isinstance(value, str)]
    read = numbers_of(words) if words else None
    found = []
    for value, count in counts.items():
        known = read.values.get(value) if read is not None and isinstance(value, str) else number_in(value)
        if known is not None:
            found.append((known, count))
    if sum(count for _, count in found) < 0.5 * sum(counts.values()) or not found:
        return None
    numbers, times = zip(*found, strict=True)
    return np.array(numbers, dtype=float), np.array(times, dtype=float)
