"""The client's files become one Survey, as study.toml, the codebooks and matches.csv say."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from cxresearch.combining.candidates import Vectors
from cxresearch.combining.combine import combine_audiences, combine_groups
from cxresearch.combining.mapping import apply_codebook
from cxresearch.combining.matches import FILE as MATCHES
from cxresearch.combining.matches import Match, draft_matches, read_matches
from cxresearch.errors import CXResearchError, StudyError, listing
from cxresearch.study.settings import Settings, StudyFile
from cxresearch.survey.audiences import ordered
from cxresearch.survey.codebook import SCALED
from cxresearch.survey.columns.declaring import columns_named
from cxresearch.survey.saved import read_table
from cxresearch.survey.scales import Scale
from cxresearch.survey.survey import Survey

__all__ = [
    "Parts",
    "assembled",
    "codebook_name",
    "grouped",
    "one_wave",
    "proposed",
    "read_parts",
    "vectors_if_there",
    "waves_by_audience",
]

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
    return grouped([(file, _read(settings, file, corrected)) for file in settings.files])


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
            raise StudyError(
                f'{file.path} does not say who answered. Write audience = "Customers" under its [[files]], or the '
                f'column that tells: roles = {{ audience = "..." }}. Columns: {listing(survey.columns)}.'
            )
        groups.setdefault(tuple(survey.audiences), []).append(survey)
    surveys, home = [], {}
    for audiences, found in groups.items():
        twice = [audience for audience in audiences if audience in home]
        if twice:
            raise StudyError(
                f"{listing(twice)} stand in several files beside other audiences. Keep each in files of its own."
            )
        home |= dict.fromkeys(audiences, len(surveys))
        surveys.append(found[0] if len(found) == 1 else combine_audiences(*found))
    return Parts(tuple(by_file), tuple(surveys), home)


def _read(settings: Settings, file: StudyFile, corrected: bool) -> Survey:
    from cxresearch.loaders.reading import read_survey

    options = {name: value for name in _READ if (value := getattr(file, name)) is not None and value != {}}
    roles = {**settings.roles, **file.roles}
    place = settings.place(file.path)
    survey = read_survey(
        str(place),
        audience=file.audience,
        scales=dict(file.scales) or None,
        **({"roles": roles} if roles else {}),
        **options,
    )
    if file.wave is not None:
        survey = _with_wave(survey, file.wave)
    book = settings.place(file.codebook or codebook_name(file.path))
    if file.codebook and not book.exists():
        raise StudyError(
            f"{file.path}: there is no codebook {file.codebook!r}. Take the line out, or name the right file."
        )
    if corrected and book.is_file():
        try:
            survey = apply_codebook(survey, _below_the_definition(survey, read_table(book), file, roles))
        except CXResearchError as problem:
            raise StudyError(str(problem)) from None
    return survey


def _below_the_definition(
    survey: Survey, table: pd.DataFrame, file: StudyFile, roles: Mapping[str, str]
) -> pd.DataFrame:
    """The codebook's table without what study.toml declares: the definition wins, as a doubt that names it promises."""
    if "id" not in table:
        return table
    table = table.fillna("")
    book = survey.codebook.set_index("id")
    declared = {question for question, told in book["scale_from"].items() if told == "declared"}
    declared |= {question for question in file.kinds if question in book.index}
    texts = dict(zip(book.index, book["text"], strict=True))
    directed = {
        column for name, scale in file.scales.items() if _says_direction(scale)
        for column in columns_named(name, texts, option="scales", where=file.path)
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


def assembled(settings: Settings, parts: Parts) -> tuple[Survey, list[Match]]:
    """One Survey of all audiences, and the matches that it rests on.

    Raises
    ------
    StudyError
        Naming file and line of what does not fit.
    """
    matches = _matches(settings, parts)
    groups, points, remedies, topics = [], [], [], {}
    for match in matches:
        group = {parts.home[audience]: question for audience, question in match.questions.items()}
        for audience, question in match.questions.items():
            if group[parts.home[audience]] != question:
                raise StudyError(
                    f"{MATCHES}, line {match.line}: two questions of one file cannot be one touchpoint "
                    f"({listing(match.questions.values())}). Keep one of them."
                )
        if match.counts or len(match.questions) == 1:
            topics |= {member: (match.topic, match.aspect) for member in group.items()}
        if match.counts and len(group) > 1:
            _check_answers(parts, match)
            points += [len(groups)] if match.rescale else []
            remedies.append(f"Write {match.rescale_remedy}")
            groups.append(group)
    surveys = [_topics(survey, {q: told for (at, q), told in topics.items() if at == place})
               for place, survey in enumerate(parts.surveys)]  # fmt: skip
    if len(surveys) == 1:
        survey = surveys[0]
    else:
        name = settings.client or settings.title
        survey = combine_groups(surveys, groups, rescaled=points, remedies=remedies, name=name)
    survey = _kinds(settings, survey)
    survey = _weighted(settings, survey)
    least = {name: int(number) for name, number in settings.privacy.items()}
    return survey._with(same_rows=True, thresholds=least), matches


def _check_answers(parts: Parts, match: Match) -> None:
    """A rating and a question whose answers are in no known order are no touchpoint yet: say what to write."""
    lines = {
        audience: parts.by_audience[audience].codebook.set_index("id").loc[question]
        for audience, question in match.questions.items()
    }
    if not any(line["kind"] in SCALED for line in lines.values()):
        return
    for audience, line in lines.items():
        if line["kind"] not in SCALED or not line["scale"]:
            answers = [str(answer) for answer in parts.by_audience[audience].answer_counts(line.name)]
            raise StudyError(
                f"{MATCHES}, line {match.line}: {line.name!r} of {audience} is of kind {line['kind']} and has no scale "
                f"({listing(map(repr, answers), most=6)}), while the others are rated. Write its answers from low to "
                f'high under its [[files]]: scales = {{ "{line.name}" = ["lowest", ..., "highest"] }}, '
                "or take the yes back."
            )


def _matches(settings: Settings, parts: Parts) -> list[Match]:
    path = settings.folder / MATCHES
    surveys = parts.by_audience
    if path.is_file():
        return read_matches(path, surveys)
    return proposed(parts)


def proposed(parts: Parts) -> list[Match]:
    """The matches that wording proposes, and meaning where the neural extra is there."""
    return draft_matches(parts.by_audience, order=parts.audiences, vectors=vectors_if_there())


def vectors_if_there() -> Vectors | None:
    """What turns texts into vectors of meaning; None without the neural extra."""
    try:
        from cxresearch.text.scoring.neural import embed, embedder_is_there
    except ImportError:
        return None
    return embed if embedder_is_there() else None


def _topics(survey: Survey, told: Mapping[str, tuple[str, str]]) -> Survey:
    if not told:
        return survey
    book = survey.codebook
    for question, (topic, aspect) in told.items():
        row = book.id == question
        book.loc[row, "topic"] = topic
        if aspect:
            book.loc[row, "aspect"] = aspect
    return survey.with_codebook(book)


def _kinds(settings: Settings, survey: Survey) -> Survey:
    """What [questions] says of the client's NPS and effort questions."""
    book = survey.codebook
    changed = False
    for key in ("nps", "effort"):
        name = settings.questions.get(key)
        if not name:
            continue
        question = _find(survey, str(name), key)
        row = book.loc[book.id == question].iloc[0]
        if row.kind not in SCALED:
            raise StudyError(
                f"study.toml, [questions]: {key} = {name!r} is a question of kind {row.kind}, not a rating."
            )
        if row.kind != key:
            book.loc[book.id == question, "kind"] = key
            changed = True
    for key in ("leaving", "comments", "attitude"):
        value = settings.questions.get(key, ())
        for name in [value] if isinstance(value, str) else value:
            _find(survey, name, key)
    return survey.with_codebook(book) if changed else survey


def _find(survey: Survey, name: str, key: str) -> str:
    try:
        return survey.find(name)
    except CXResearchError as problem:
        raise StudyError(f"study.toml, [questions]: {key} = {name!r}: {problem}") from None


def _weighted(settings: Settings, survey: Survey) -> Survey:
    if not settings.targets:
        return survey
    from cxresearch.survey.raking import rake

    try:
        return rake(survey, settings.targets)
    except CXResearchError as problem:
        raise StudyError(f"study.toml, [weights.targets]: {problem}") from None


def one_wave(survey: Survey, wave: str | None) -> Survey:
    """The answers of one wave: of every audience that tells its waves; one that tells none stays whole.

    An audience that was not asked in that wave keeps the last one before it, else the first after it. Where no wave is
    named and the order of the waves is not known, nothing is left out.

    Raises
    ------
    StudyError
        If ``wave`` is named and nobody answered in it.
    """
    from cxresearch.stats.bases.wave_order import order_of_waves

    waves = waves_by_audience(survey)
    found = list(dict.fromkeys(value for told in waves.values() for value in told))
    if wave is not None and wave not in map(str, found):
        known = listing(map(str, found)) if found else 'no column tells the wave; name it: roles = { wave = "..." }'
        raise StudyError(f"study.toml: wave = {wave!r}: nobody answered in it. Waves: {known}.")
    if len(found) < 2:
        return survey
    column = survey.roles["wave"]
    in_order = order_of_waves(found, survey.order_of(column))
    if wave is None and not in_order.known:
        return survey
    at = [str(value) for value in in_order.waves].index(wave) if wave is not None else len(found) - 1
    nearest = [*in_order.waves[at::-1], *in_order.waves[at + 1 :]]
    kept = {}
    for audience, told in waves.items():
        if nearest[0] in told or in_order.known:
            kept[audience] = [next(value for value in nearest if value in told)] if told else []
        else:
            kept[audience] = told
    return _in_waves(survey, kept)


def waves_by_audience(survey: Survey) -> dict[str, list]:
    """Audience to the waves that its rows name; ``""`` stands for all rows where no column tells who answered."""
    if "wave" not in survey.roles:
        return {}
    column, names = survey.roles["wave"], survey.audiences if "audience" in survey.roles else []
    parts = {name: survey.only(audience=name) for name in names} or {"": survey}
    return {name: [value for value in part.answer_counts(column) if str(value).strip()] for name, part in parts.items()}


def _in_waves(survey: Survey, kept: Mapping[str, list]) -> Survey:
    """The rows of the waves that are kept of each audience; all rows of an audience that has none."""
    import narwhals as nw

    column = survey.roles["wave"]
    inside = []
    for audience, values in kept.items():
        ours = nw.col(survey.roles["audience"]) == audience if audience else nw.lit(True)
        inside.append(ours & nw.col(column).is_in(values) if values else ours)
    values = list(dict.fromkeys(value for told in kept.values() for value in told))
    # A total must not give away who stands in the other waves: what was taken out is known to the hiding of groups.
    filters = {**survey.filters, column: (*values, *([] if all(kept.values()) else [None]))}
    part = survey._with(
        responses=nw.to_native(survey.frame.filter(nw.any_horizontal(*inside, ignore_nulls=True))), filters=filters,
        root=survey.root or survey,
    )  # fmt: skip
    if part.is_lazy:
        return part
    whole = [audience for audience, told in kept.items() if not told]
    told = f"kept {part.n_rows:,} of {survey.n_rows:,} rows: wave is {listing(map(str, values))}"
    if whole:
        told += f"; {listing(whole)} tell no wave and stay whole"
    return part._with(same_rows=True, notes=(*survey.notes, told))
