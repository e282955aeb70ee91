"""The client's files are read as study.toml and the codebooks say: a Survey a file, and a Survey an audience."""

import csv
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from cxresearch.combining.combine import combine_audiences
from cxresearch.combining.mapping import apply_codebook
from cxresearch.errors import CXResearchError, OptionError, QuestionError, ScaleError, StudyError
from cxresearch.study.settings import FILE, Settings, StudyFile
from cxresearch.survey.audiences import ordered
from cxresearch.survey.columns.declaring import columns_named
from cxresearch.survey.guessing.number_scales import END_IN_OTHER_WORDS
from cxresearch.survey.origins import DECLARED
from cxresearch.survey.parts.doubting import doubts_told_later
from cxresearch.survey.saved import read_table
from cxresearch.survey.scales import Scale
from cxresearch.survey.survey import Survey
from cxresearch.wording import did_you_mean, message_of, named, say

__all__ = ["Parts", "aspects_of", "codebook_name", "grouped", "read_parts"]

_READ = ("platform", "sheet", "kinds", "missing", "separator", "decimal", "thousands", "header")


@dataclass(frozen=True)
class Parts:
    """What was read: a Survey a file, a Survey an audience, and in which of these each audience is."""

    by_file: tuple[tuple[StudyFile, Survey], ...]
    surveys: tuple[Survey, ...]
    home: Mapping[str, int]

    @property
    def by_audience(self) -> dict[str, Survey]:
        """Audience to the Survey that holds its answers."""
        return {audience: self.surveys[at] for audience, at in self.home.items()}

    @property
    def audiences(self) -> list[str]:
        """Leadership, Staff, Customers first."""
        return ordered(self.home)


def codebook_name(path: str) -> str:
    """The codebook beside a file: ``staff.xlsx`` has ``staff.codebook.csv``."""
    return f"{Path(path).stem}.codebook.csv"


def read_parts(settings: Settings, *, corrected: bool = True) -> Parts:
    """Read every file, with its codebook where there is one.

    Raises
    ------
    StudyError
        If a file says no audience, or two audiences of one file and of another overlap.
    SurveyFileError
        If a file cannot be read.
    """
    by_file = [(file, _read(settings, file, corrected)) for file in settings.files]
    _check_units(settings, by_file)
    return grouped(by_file)


def grouped(by_file: list[tuple[StudyFile, Survey]]) -> Parts:
    """Files of the same audiences, such as two waves, become one Survey.

    Raises
    ------
    StudyError
        If a file says no audience, or audiences of one file stand in another beside others.
    """
    groups: dict[tuple[str, ...], list[Survey]] = {}
    for file, survey in by_file:
        if "audience" not in survey.roles:
            raise StudyError(say(
                '{path} does not say who answered. Write audience = "Customers" under its [[files]], or the column '
                'that tells: roles = {{ audience = "..." }}. Columns: {columns}.',
                path=file.path, columns=named(survey.columns),
            ))  # fmt: skip
        groups.setdefault(tuple(survey.audiences), []).append(survey)
    surveys, home = [], {}
    for audiences, found in groups.items():
        twice = [audience for audience in audiences if audience in home]
        if twice:
            raise StudyError(say(
                "{twice} stand in several files beside other audiences. Keep each in files of its own.",
                twice=named(twice),
            ))  # fmt: skip
        home |= dict.fromkeys(audiences, len(surveys))
        surveys.append(found[0] if len(found) == 1 else combine_audiences(*found))
    return Parts(tuple(by_file), tuple(surveys), home)


def _read(settings: Settings, file: StudyFile, corrected: bool) -> Survey:
    from cxresearch.loaders.reading import read_survey

    options = {name: value for name in _READ if (value := getattr(file, name)) is not None and value != {}}
    roles = {**settings.roles, **file.roles}
    may_be_units = roles.pop("unit") if _is_list(roles.get("unit")) else ()
    place = settings.place(file.path)
    try:
        with doubts_told_later():
            survey = read_survey(
                str(place),
                audience=file.audience,
                scales=dict(file.scales) or None,
                **({"roles": roles} if roles else {}),
                **options,
            )
    except (QuestionError, OptionError, ScaleError) as problem:
        # What is declared of a file stands in the definition, and is mended there.
        raise StudyError(say('{file}, under [[files]] path = "{path}": {problem}', file=FILE, path=file.path,
                             problem=problem)) from None  # fmt: skip
    if unit := _first_there(survey, may_be_units):
        survey, roles = survey.with_roles(unit=unit), {**roles, "unit": unit}
    if file.wave is not None:
        survey = _with_wave(survey, file.wave)
    book = settings.place(file.codebook or codebook_name(file.path))
    if file.codebook and not book.exists():
        raise StudyError(say(
            "{path}: there is no codebook {codebook}. Take the line out, or name the right file.",
            path=file.path, codebook=repr(file.codebook),
        ))  # fmt: skip
    if corrected and book.is_file():
        try:
            table = read_table(book, survey.columns)
            survey = apply_codebook(survey, _below_the_definition(survey, table, file, roles))
        except CXResearchError as problem:
            raise StudyError(f"{book.name}: {problem}") from None
        except (ValueError, OSError, csv.Error) as problem:
            raise StudyError(
                say("{file}: cannot be read ({problem}). Save it as CSV, or delete it: {command} drafts it anew.",
                    file=book.name, problem=problem, command="cxresearch study new DIR")
            ) from None  # fmt: skip
    survey = _with_aspects(survey, file)
    if settings.best == "high":
        survey = survey._with(same_rows=True, doubted=tuple(
            one for one in survey.doubted if message_of(one.doubt) != END_IN_OTHER_WORDS
        ))  # fmt: skip
    return survey._told_of_doubts()


def aspects_of(survey: Survey, file: StudyFile) -> dict[str, str]:
    """Question to the aspect that study.toml declares of it.

    Raises
    ------
    QuestionError
        If a file has no question of that name.
    """
    book = survey.codebook
    texts, found = dict(zip(book["id"], book["text"], strict=True)), {}
    # What is named with a star gives way to what is named in full.
    for name, aspect in sorted(file.aspects.items(), key=lambda told: "*" not in told[0]):
        found |= dict.fromkeys(columns_named(name, texts, option="aspects", where=file.path), aspect)
    return found


def _with_aspects(survey: Survey, file: StudyFile) -> Survey:
    """The survey with the aspects that study.toml declares."""
    if not file.aspects:
        return survey
    try:
        declared = aspects_of(survey, file)
    except QuestionError as problem:
        raise StudyError(say('{file}, under [[files]] path = "{path}": {problem}', file=FILE, path=file.path,
                             problem=problem)) from None  # fmt: skip
    book = survey.codebook
    book["aspect"] = [declared.get(question, aspect) for question, aspect in zip(book["id"], book["aspect"],
                                                                                strict=True)]  # fmt: skip
    return survey.with_codebook(book)


def _is_list(told: object) -> bool:
    return isinstance(told, list | tuple)


def _first_there(survey: Survey, names: Iterable[str]) -> str | None:
    """The first of several names that a file has a column or a question of."""
    texts = {column: column for column in survey.columns}
    texts |= dict(zip(survey.codebook["id"], survey.codebook["text"], strict=True))
    for name in names:
        with suppress(QuestionError):
            return columns_named(name, texts, option="roles", where=survey.name)[0]
    return None


def _check_units(settings: Settings, by_file: list[tuple[StudyFile, Survey]]) -> None:
    """Every name of a list of units is one of some file.

    Raises
    ------
    StudyError
        Naming the one that no file has.
    """
    names = settings.roles.get("unit")
    for name in names if _is_list(names) else ():
        if not any(_first_there(survey, [name]) for _, survey in by_file):
            columns = list(dict.fromkeys(column for _, survey in by_file for column in survey.columns))
            raise StudyError(say(
                "{file}: roles.unit: no file has a column {name}.{hint}", file=FILE, name=repr(name),
                hint=did_you_mean(name, columns),
            ))  # fmt: skip


def _below_the_definition(
    survey: Survey, table: pd.DataFrame, file: StudyFile, roles: Mapping[str, str]
) -> pd.DataFrame:
    """The codebook's table without what study.toml declares: the definition wins, as a doubt that names it promises."""
    if "id" not in table:
        return table
    table = table.fillna("")
    book = survey.codebook.set_index("id")
    declared = {question for question, told in book["scale_from"].items() if told == DECLARED}
    declared |= {question for question in file.kinds if question in book.index}
    texts = dict(zip(book.index, book["text"], strict=True))
    directed = {
        column for name, scale in file.scales.items() if _says_direction(scale)
        for column in columns_named(name, texts, option="scales", where=file.path)
        if name != "*" or book["scale"][column] == str(Scale.declared(scale)[0])
    }  # fmt: skip
    given = {column for role, column in roles.items() if survey.roles.get(role) == column}
    for at, row in table.iterrows():
        if row["id"] in declared:
            # A kind or two rising ends say nothing of the direction: the codebook does.
            for cell in ("kind", "scale", "scale_from", *(["reversed"] if row["id"] in directed else [])):
                if cell in table:
                    table.loc[at, cell] = book.loc[row["id"], cell]
        if "role" in table and row["role"] in roles and row["id"] not in given:
            table.loc[at, "role"] = ""
    return table[~table["id"].isin(given)]


def _says_direction(scale: object) -> bool:
    """Whether a declared scale says which end is good: by its labels, or as a pair that falls."""
    declared, falls = Scale.declared(scale)
    return falls or bool(declared.labels)


def _with_wave(survey: Survey, wave: str) -> Survey:
    """Every row of a file in the wave that study.toml names."""
    import narwhals as nw

    from cxresearch.survey.codebook import unique_ids

    column = unique_ids([*survey.columns, "wave"])[-1]
    frame = nw.to_native(survey.frame.with_columns(nw.lit(wave).alias(column)))
    return survey._with(responses=frame, roles={**survey.roles, "wave": column})
