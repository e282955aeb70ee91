"""What units put in: a table with a row a unit (and wave), found by its names, checked line by line."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import pandas as pd

from cxresearch.errors import OptionError, QuestionError, SurveyFileError
from cxresearch.stats.bases.rows import units_of
from cxresearch.survey.answers import as_text
from cxresearch.survey.labels import normalise
from cxresearch.survey.side_tables import bad_rows, numbers_of, side_table
from cxresearch.survey.survey import Survey
from cxresearch.wording import did_you_mean, named, plural, say

__all__ = ["UnitInputs", "unit_inputs"]

_COUNTS = frozenset(("n", "respondents", "headcount", "head count", "people"))


class UnitInputs(NamedTuple):
    """``table``: ``wave`` ("" where there is none), ``unit``, and a column a measure; ``waves`` in their order."""

    table: pd.DataFrame
    measures: list[str]
    waves: list[str]
    name: str
    caveats: list[str]


def unit_inputs(survey: Survey, source, *, unit: str, wave, measures, input_unit: str | None) -> UnitInputs:
    """Read and check the inputs of units.

    Raises
    ------
    SurveyFileError
        If a row has no unit, stands there twice, or holds what is no number.
    OptionError, QuestionError
        If a measure, the column of units or the wave cannot be found.

    Examples
    --------
    >>> survey = Survey.from_frame(pd.DataFrame({"unit": ["A", "B"], "nps": [1, 9]}))
    >>> found = unit_inputs(survey, [{"unit": "A", "hours": 3}, {"unit": "B", "hours": 4}], unit="unit", wave=None,
    ...                     measures=None, input_unit=None)
    >>> found.measures, found.table.hours.tolist()
    (['hours'], [3.0, 4.0])
    """
    table, name = side_table(source, what="inputs")
    columns = [column for column in table.columns if column != "line"]
    place = _unit_column(survey, table, columns, unit, input_unit, name)
    waves = next((column for column in columns if column.casefold() == "wave" and column != place), None)
    chosen, left_out = _measures(survey, table, [c for c in columns if c not in (place, waves)], measures, name)
    found = pd.DataFrame({
        "wave": [_text(value) for value in table[waves]] if waves else "",
        "unit": [_text(value) for value in table[place]],
        **{column: numbers_of(table[column]) for column in chosen},
    })  # fmt: skip
    bad_rows(name, _faults(found, table, chosen, place))
    left = []
    if left_out:
        left.append(
            say(
                "Head counts are no effort and left out: {columns}. Name them in measures= to count them.",
                columns=named(left_out),
            )
        )
    gaps = int(found[chosen].isna().sum().sum())
    if gaps:
        left.append(
            say(
                "{cells} in {file}: those units count where they have a number.",
                cells=plural(gaps, "empty cell"), file=name,
            )
        )  # fmt: skip
    found, names, hints = _in_waves(survey, found, wave, name)
    return UnitInputs(found, chosen, names, name, [*left, *hints])


def _text(value) -> str:
    return "" if value is None or value != value else " ".join(as_text(value).split())


def _unit_column(survey: Survey, table, columns: list[str], unit: str, told: str | None, name: str) -> str:
    known = {column.casefold(): column for column in columns}
    if told is not None:
        if told.casefold() not in known:
            raise OptionError(say(
                "input_unit={told} is no column of {name}. Found: {columns}.",
                told=repr(told), name=name, columns=named(columns),
            ))  # fmt: skip
        return known[told.casefold()]
    role = survey.find(unit) if unit in survey.roles or unit in survey.columns else unit
    for wanted in (unit, role, "unit"):
        if wanted.casefold() in known:
            return known[wanted.casefold()]
    here = {normalise(str(each)) for each in units_of(survey, unit).names}
    shared = {column: len(here & {normalise(_text(value)) for value in table[column]}) for column in columns}
    best = max(shared, key=shared.get)
    if not shared[best]:
        raise SurveyFileError(say(
            "{name} has no column of units that the survey knows (such as {here}). Found: {columns}. Say which with "
            "input_unit=.",
            name=name, here=named(sorted(here), most=3), columns=named(columns),
        ))  # fmt: skip
    return best


def _measures(survey: Survey, table, columns: list[str], wanted: str | Iterable[str] | None, name: str):
    if wanted is not None:
        chosen = [wanted] if isinstance(wanted, str) else list(wanted)
        for column in chosen:
            if column not in columns:
                raise OptionError(say(
                    "No column {column} of numbers in {name}.{hint} Found: {columns}.",
                    column=repr(column), name=name, hint=did_you_mean(str(column), columns), columns=named(columns),
                ))  # fmt: skip
        if not chosen:
            raise OptionError(say("measures= names no column. Name at least one, or leave it out for all."))
        return list(dict.fromkeys(chosen)), []
    # A column with a number somewhere is meant to hold numbers; what else stands there is a fault of its row.
    numeric = [column for column in columns if np.isfinite(numbers_of(table[column])).any()]
    heads = {*(normalise(audience) for audience in survey.audiences), *_COUNTS}
    counts = [column for column in numeric if normalise(column) in heads]
    chosen = [column for column in numeric if column not in counts]
    if not chosen:
        raise SurveyFileError(say(
            "{name} has no column of numbers beside the units. Found: {columns}.",
            name=name, columns=named(columns),
        ))  # fmt: skip
    return chosen, counts


def _faults(found: pd.DataFrame, table, chosen: list[str], place: str) -> list[tuple[int, str]]:
    told, seen = [], {}
    for at, row in enumerate(found.to_dict("records")):
        line, key = int(table.line[at]), (row["wave"], row["unit"])
        if not row["unit"]:
            told.append((line, say("no {column}", column=place)))
        elif key in seen:
            told.append((line, say(
                "{unit} in wave {wave} stands in line {line} already" if key[0] else
                "{unit} stands in line {line} already",
                unit=key[1], line=seen[key], wave=key[0],
            )))  # fmt: skip
        seen.setdefault(key, line)
        told += [
            (line, say("{column} {value} is no number", column=column, value=repr(table[column].iloc[at])))
            for column in chosen
            if np.isinf(row[column])
        ]
    return told


def _in_waves(survey: Survey, found: pd.DataFrame, wave, name: str):
    """The rows of the waves that both sides have."""
    called = list(dict.fromkeys(found.wave))
    if called == [""]:
        pooled = wave is None and "wave" in survey.roles and len(survey.answer_counts(survey.roles["wave"])) > 1
        if not pooled:
            return found, called, []
        return (
            found,
            called,
            [
                say(
                    "{file} has no waves: the survey's waves are pooled against it; pass wave= for one of them.",
                    file=name,
                )
            ],
        )
    if "wave" not in survey.roles:
        if len(called) > 1:
            raise QuestionError(say(
                "{name} has {n} waves ({called}) and {survey} has none. Give its column the role: "
                "survey.with_roles(wave=...), or take one wave of the inputs.",
                name=name, n=len(called), called=named(called, most=4), survey=survey.name,
            ))  # fmt: skip
        return found, called, []
    mine = [as_text(value) for value in survey.answer_counts(survey.roles["wave"])]
    shared = sorted(set(called) & set(mine))
    if not shared:
        raise QuestionError(say(
            "No wave of {name} ({called}) is one of {survey} ({mine}).",
            name=name, called=named(called, most=4), survey=survey.name, mine=named(mine, most=4),
        ))  # fmt: skip
    alone = [each for each in [*called, *mine] if each not in shared]
    hints = []
    if alone and wave is None:
        hints = [say("Waves of one side only are left out: {waves}.", waves=named(dict.fromkeys(alone)))]
    return found[found.wave.isin(shared)].reset_index(drop=True), shared, hints
