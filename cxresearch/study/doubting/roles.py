"""Doubts about waves and units: waves in no known order, and columns that tell either without being called so."""

import re
from collections.abc import Mapping

from cxresearch.stats.bases.naming import audience_name
from cxresearch.study.doubting.lines import line_of, roles_lines, toml_value
from cxresearch.study.reading import Parts
from cxresearch.study.settings import FILE, Settings
from cxresearch.study.waves import waves_by_audience
from cxresearch.survey.audiences import CUSTOMERS, of_side, shared_name, side_of
from cxresearch.survey.columns.wave_order import are_phases, order_of_waves
from cxresearch.survey.doubts import LEFT_OUT, MAY_MOVE, MAY_REVERSE, Doubt
from cxresearch.survey.group_order import known_order
from cxresearch.survey.labels import declines, known_label, normalise
from cxresearch.survey.survey import Survey
from cxresearch.wording import count, listed, named, say

__all__ = ["UNIT_WORDS", "called", "doubts_of_waves", "may_be_waves", "unknown_sides", "untold_roles"]

UNIT_WORDS = (
    r"\b(depot|ward|station|branch|store|shop|site|location|office|region|filiale|standort|klinik|hotel|hub|werk|"
    r"agence|magasin|tienda|sucursal|centro|sede|negozio|winkel|vestiging|locatie|loja|oddział|butik|şube)"
)
_MOST_UNITS, _MOST_WAVES, _MOST_DATED = 60, 8, 4
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_NUMBERED = re.compile(r"(\D+?) ?(\d{1,4})")
# Of the values of either column, how many the other must hold.
_ALIKE = 0.6


def doubts_of_waves(settings: Settings, parts: Parts, survey: Survey) -> list[Doubt]:
    """Several waves in no known order, and audiences that tell no wave beside others that tell several."""
    waves = waves_by_audience(survey)
    found = list(dict.fromkeys(value for told in waves.values() for value in told))
    if len(found) < 2:
        return []
    column = survey.roles["wave"]
    in_order = order_of_waves(found, survey.order_of(column))
    if settings.wave is None and not in_order.known:
        told = [f"{read.roles['wave']} ({file.path})" for file, read in parts.by_file if "wave" in read.roles]
        return [
            Doubt(
                named(told, most=4),
                say("{n} waves whose names tell no order, so all answers count together: which one is the study about?",
                    n=count(len(found))),
                named(map(str, found), most=6), survey.n_rows,
                say("{file}: wave = {wave}", file=FILE, wave=toml_value(str(found[-1]))), MAY_REVERSE,
            )
        ]  # fmt: skip
    # Of an audience that tells no wave anywhere all answers count, whatever a line would call them.
    whole = [
        (file, read) for file, read in parts.by_file
        if "wave" not in read.roles and any(waves.get(name) for name in read.audiences)
    ]  # fmt: skip
    if settings.wave is not None or not whole:
        return []
    wave = toml_value(str(in_order.waves[-1]))
    return [
        Doubt(
            named([file.path for file, _ in whole], most=4),
            say("{audiences}: no column tells the wave, so all of these answers count beside those of {wave}",
                audiences=named([audience_name(name) for _, read in whole for name in read.audiences]),
                wave=str(in_order.waves[-1])),
            say("other files hold the waves {waves}", waves=named(map(str, in_order.waves), most=6)),
            sum(read.n_rows for _, read in whole),
            say("{file}: wave = {wave}, where they belong to it; under its [[files]] where a file belongs to another",
                file=FILE, wave=wave), MAY_MOVE,
        )
    ]  # fmt: skip


def untold_roles(settings: Settings, parts: Parts) -> list[Doubt]:
    """Columns that tell wave or unit by their values, and that nobody has called so: with the line for each file."""
    told = {"wave": _untold_waves(parts), "unit": _untold_units(parts)}
    found = _one_line_of_units(settings, parts, told["unit"])
    if found:
        told["unit"] = {}
    for at, (file, survey) in enumerate(parts.by_file):
        ours = {role: columns[at][0] for role, columns in told.items() if at in columns}
        line = roles_lines(settings, file, survey, ours)
        for role, column in ours.items():
            n = len(told[role][at][1])
            doubt, evidence, gravity = (
                (say("may tell the wave; as long as nothing says so, all answers count together"),
                 named(told[role][at][1]), MAY_REVERSE)
                if role == "wave" else
                (say("may tell the unit (branch, site, team), so that staff can be linked with those they serve"),
                 say("{n} values that another file shares", n=count(n)), MAY_MOVE)
            )  # fmt: skip
            found.append(
                Doubt(f"{called(survey, column)} ({file.path})", doubt, evidence, survey.n_rows, line, gravity)
            )
    return found


def _one_line_of_units(settings: Settings, parts: Parts, told: Mapping[int, tuple[str, list[str]]]) -> list[Doubt]:
    """Several files that share the units' names are one doubt, settled by one line for all of them."""
    if len(told) < 2 or settings.roles:
        return []
    columns = list(dict.fromkeys(column for column, _ in told.values()))
    shown = [f"{called(parts.by_file[at][1], column)} ({parts.by_file[at][0].path})"
             for at, (column, _) in told.items()]  # fmt: skip
    return [
        Doubt(
            named(shown, most=4),
            say("may tell the unit (branch, site, team), so that staff can be linked with those they serve"),
            say("{n} values that another file shares", n=count(max(len(values) for _, values in told.values()))),
            sum(parts.by_file[at][1].n_rows for at in told),
            say("{file}, above the first line in [ ]: {line}", file=FILE,
                line=f"roles.unit = {toml_value(columns if len(columns) > 1 else columns[0])}"), MAY_MOVE,
        )
    ]  # fmt: skip


def _groups_of(survey: Survey) -> dict[str, list[str]]:
    """Columns without a role, with their values: few words that come again and again."""
    book, found = survey.codebook, {}
    for column in book.id[book.kind.isin(["choice", "verbatim"])]:
        if column not in survey.roles.values():
            counts = _values_of(survey, column)
            if 2 <= len(counts) <= _MOST_UNITS and sum(counts.values()) >= 3 * len(counts):
                found[column] = list(counts)
    return found


def _values_of(survey: Survey, column: str) -> dict[str, int]:
    answers = survey.answer_counts(column).items()
    return {str(value): n for value, n in answers if str(value).strip() and not declines(str(value))}


def _untold_waves(parts: Parts) -> dict[int, tuple[str, list[str]]]:
    """Place of a file to its column in words of before and after, or whose few values are counted or dated."""
    found = {}
    for at, (file, survey) in enumerate(parts.by_file):
        if "wave" not in survey.roles and file.wave is None:
            groups = _groups_of(survey)
            told = [(column, values) for column, values in groups.items() if are_phases(values)]
            told += [(column, values) for column, values in groups.items() if may_be_waves(column, values)]
            found |= {at: told[0]} if told else {}
    return found


def may_be_waves(column: str, values: list[str]) -> bool:
    """Whether the few values of a column are words of before and after, are counted, or each name a year."""
    return are_phases(values) or _are_counted(column, values) or _are_dated(values)


def _are_dated(values: list[str]) -> bool:
    """Whether each of two to four values names one year, so that their order is that of time."""
    return (
        2 <= len(values) <= _MOST_DATED and all(len(_YEAR.findall(value)) == 1 for value in values)
        and order_of_waves(values).known
    )  # fmt: skip


def _are_counted(column: str, values: list[str]) -> bool:
    """Whether the heading is the word that its values count ("Meting": "meting 1", "meting 2").

    Anything may be counted: depots and teams as well. So the word has to stand above, and the order to be known.
    """
    word, numbers = _word_and_numbers(values)
    return (
        2 <= len(values) <= _MOST_WAVES and word == normalise(column) and not re.search(UNIT_WORDS, word)
        and _in_steps(numbers) and numbers[0] in (0, 1)
    )  # fmt: skip


def _word_and_numbers(values: list[str]) -> tuple[str | None, list[int]]:
    """The one word that all values number ("Line 9", "Line 101"), and the numbers in order; None where there is none.

    >>> _word_and_numbers(["Line 101", "line 9"]), _word_and_numbers(["Line 9", "Bus 9"])
    (('line', [9, 101]), (None, []))
    """
    split = [_NUMBERED.fullmatch(normalise(value)) for value in values]
    words = {found[1] if found else None for found in split}
    if None in words or len(words) != 1:
        return None, []
    return words.pop(), sorted(int(found[2]) for found in split)


def _in_steps(numbers: list[int]) -> bool:
    return numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def _untold_units(parts: Parts) -> dict[int, tuple[str, list[str]]]:
    """Place of a file to its column whose values another file shares; a file with units takes part with these alone."""
    columns = []
    for at, (_, survey) in enumerate(parts.by_file):
        unit = survey.roles.get("unit")
        groups = {unit: list(_values_of(survey, unit))} if unit else _groups_of(survey)
        columns += [
            (at, column, values, {normalise(value) for value in values}) for column, values in groups.items()
            if 3 <= len(values) <= _MOST_UNITS and (known_order(values) is None or _are_numbered(values))
            and sum(map(known_label, values)) < 0.5 * len(values)
        ]  # fmt: skip
    # The same sentence in two files is a question that both were asked.
    headings = [normalise(column) for _, column, _, _ in columns]
    columns = [one for one, words in zip(columns, headings, strict=True)
               if headings.count(words) == 1 or len(words.split()) < 4]  # fmt: skip
    best: dict[int, tuple[str, list[str]]] = {}
    most = 0
    for _, _, _, ours in columns:
        alike = {}
        for at, column, values, theirs in columns:
            if len(ours & theirs) >= _ALIKE * max(len(ours), len(theirs)):
                alike.setdefault(at, (column, values))
        if len(alike) > 1 and len(ours) > most:
            best, most = alike, len(ours)
    return {at: told for at, told in best.items() if "unit" not in parts.by_file[at][1].roles}


def _are_numbered(values: list[str]) -> bool:
    """Whether a number is part of each value's name ("Line 9", "Line 101") and no step from the first on."""
    word, numbers = _word_and_numbers(values)
    return word is not None and not _in_steps(numbers)


def called(survey: Survey, question: str) -> str:
    """A question by its words, with its id where that is another; what is no question by its column."""
    text = dict(zip(survey.codebook.id, survey.codebook.text, strict=True)).get(question, question)
    return text if text == question else f"{text} ({question})"


def unknown_sides(settings: Settings, parts: Parts) -> list[Doubt]:
    """Audiences whose name does not say whether they lead, serve or are served, where more than one may be served.

    Leaders and staff would be protected, and gaps are told against those who are served: the first, as it stands.
    """
    outside = set(map(normalise, settings.outside))
    served = [name for name in parts.audiences if side_of(name) == CUSTOMERS and normalise(name) not in outside]
    unknown = [name for name in served if name != CUSTOMERS and shared_name(name) != CUSTOMERS]
    if len(served) < 2:
        return []
    first = of_side(served, CUSTOMERS)
    found = []
    for file, survey in parts.by_file:
        for name in survey.audiences:
            if name not in unknown:
                continue
            settle = line_of(file, 'audience = "Leadership"') if file.audience else line_of(file, "audience")
            others = listed(audience_name(other) for other in parts.audiences if other != name)
            evidence, mine = say("beside {others}", others=others), toml_value([*settings.outside, name])
            told = {"line": settle, "file": FILE, "neither": f"outside = {mine}"}
            settle = say('{line}, or "Staff", where they are that; where they are neither, {file}: {neither}', **told)
            if first in unknown:
                settle = say(
                    '{line}, or "Staff", where they are that; those who are served keep their name; where they are '
                    "none of these, {file}: {neither}",
                    **told,
                )
                taken = say("as it stands, {who} are taken for those who are served", who=audience_name(first))
                evidence = f"{evidence}; {taken}"
            found.append(
                Doubt(
                    audience_name(name),
                    say("nothing in the name says whether they lead or serve; small groups of them are not hidden"),
                    evidence, survey.n_rows, settle, LEFT_OUT,
                )
            )  # fmt: skip
    return found
