"""A new study from the client's files: study.toml, a codebook a file, matches.csv. What a person wrote stays.

What is written is a draft for a person to correct; the doubts name the lines that are worth a look, the worst first.
Done again, files and questions that came since are put beside what stands there.
"""

import os
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from cxresearch.combining.matches import FILE as MATCHES
from cxresearch.combining.matches import read_matches
from cxresearch.errors import CXResearchError, OptionError, StudyError
from cxresearch.speaking import language_now, languages, speaking
from cxresearch.study.adding import Added, add_files, add_questions, unlisted
from cxresearch.study.assembling import proposed
from cxresearch.study.definition import definition, questions_text
from cxresearch.study.doubting.questions import THEMES, speechless
from cxresearch.study.doubting.roles import UNIT_WORDS
from cxresearch.study.reading import Parts, grouped, read_parts
from cxresearch.study.settings import FILE, Settings, StudyFile, read_settings
from cxresearch.study.study import Study, opened
from cxresearch.survey.labels import normalise
from cxresearch.survey.survey import Survey
from cxresearch.wording import named, say

__all__ = ["drafted_study", "new_study"]


def new_study(
    folder: str | Path, files: Mapping[str, str], *, title: str | None = None, language: str | None = None
) -> Study:
    """Draft a study from a client's files, or put files and questions that came since into one that is there.

    Parameters
    ----------
    folder : str or Path
        Made where it is missing. A study that is there is kept as it was edited: new files and new questions come
        behind what stands in ``study.toml``, ``matches.csv`` and the codebooks.
    files : mapping
        Path of a file to its audience: ``{"customers.csv": "Customers"}``. Paths are seen from where you are.
    title : str, optional
        The folder's name by default.
    language : str, optional
        Of what the study says: "en" or "de"; the language that is set by default (see :func:`cxresearch.language`).

    Returns
    -------
    Study
        Its ``doubts`` are what to look at first.

    Raises
    ------
    StudyError, SurveyFileError
        If a file is missing or cannot be read, or the study that exists has a mistake.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> here = Path(mkdtemp())
    >>> _ = (here / "customers.csv").write_text("Billing\\n" + "4\\n2\\n5\\n1\\n" * 9)
    >>> new_study(here, {here / "customers.csv": "Customers"}).survey.audiences
    ['Customers']
    """
    return drafted_study(folder, files, title=title, language=language)[0]


def drafted_study(
    folder: str | Path, files: Mapping[str, str], *, title: str | None = None, language: str | None = None
) -> tuple[Study, Added]:
    """As :func:`new_study`, and what was put into a study that was there."""
    folder = Path(folder).expanduser()
    if not files and not (folder / FILE).exists():
        raise OptionError(say("A study needs files: new_study(folder, {{'customers.csv': 'Customers'}})."))
    language = language_now() if language is None else language
    if language not in (known := languages()):
        raise OptionError(say(
            "language={language}: there are {known}.",
            language=repr(language), known=named(map(repr, known)),
        ))  # fmt: skip
    for path in files:
        if not Path(path).expanduser().exists():
            raise StudyError(say(
                "There is no file {path}. Paths are seen from {cwd}.",
                path=repr(str(path)), cwd=Path.cwd(),
            ))  # fmt: skip
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise StudyError(say(
            "{folder}: cannot be made ({strerror}). Choose another folder.",
            folder=folder, strerror=problem.strerror,
        )) from None  # fmt: skip
    given = [StudyFile(_seen_from(folder, path), audience or None) for path, audience in files.items()]
    if (folder / FILE).exists():
        return _renewed(folder, given)
    settings = Settings(folder, tuple(given), title or folder.resolve().name, language=language)
    settings, parts = _with_roles(settings, read_parts(settings))
    matches = proposed(parts)
    added = add_questions(settings, parts, matches)
    with speaking(language):
        text = definition(settings, parts, matches)
    (folder / FILE).write_text(text, encoding="utf-8", newline="\n")
    return _with_themes(opened(read_settings(folder))), Added(lines=added)


def _renewed(folder: Path, given: list[StudyFile]) -> tuple[Study, Added]:
    """The study that is there, with the files and questions that came since."""
    settings = read_settings(folder, planned=bool(given))
    planned, new = not settings.files, unlisted(settings, given)
    if new:
        fresh, parts = _with_roles(replace(settings, files=tuple(new)), read_parts(replace(settings, files=tuple(new))))
        settings = replace(settings, files=(*settings.files, *fresh.files))
        read_parts(settings)  # what does not fit together is said before anything is written
        add_files(settings, parts.by_file)
        settings = read_settings(folder)
    parts = read_parts(settings)
    added = add_questions(settings, parts)
    if planned and not settings.questions:
        with (folder / FILE).open("a", encoding="utf-8", newline="\n") as file:
            file.write(f"\n{questions_text(parts, read_matches(folder / MATCHES, parts.by_audience))}")
        settings = read_settings(folder)
    return _with_themes(opened(settings)), Added(tuple(file.path for file in new), added)


def _with_themes(study: Study) -> Study:
    """A code frame of the comments' own words, drafted where none that comes along has words in their language."""
    place = study.settings.folder / THEMES
    if place.exists() or not study.comments or not speechless(study.settings, study.survey):
        return study
    from cxresearch.text.themes.proposing import propose_codeframe

    # Too few comments to find anything in, or a folder that cannot be written: the doubt stays what it was.
    with suppress(CXResearchError, OSError):
        propose_codeframe(study.survey, next(iter(study.comments))).save(place)
        return _with_frame(study)
    return study


def _with_frame(study: Study) -> Study:
    """The study with its drafted frame in use, where the definition's own suggestion stands untouched."""
    path = study.settings.folder / FILE
    text = path.read_text(encoding="utf-8-sig")
    suggested = re.compile(r'(?m)^# code_frame = "\.\.\."\s*#.*$')
    if not suggested.search(text):
        return study
    with speaking(study.settings.language or "en"):
        why = say("drafted from the comments' own words: read it, themes can be merged and renamed there")
    line = f'code_frame = "{THEMES}"   # {why}'
    path.write_text(suggested.sub(lambda _: line, text, count=1), encoding="utf-8", newline="\n")
    return opened(read_settings(study.settings.folder))


def _with_roles(settings: Settings, parts: Parts) -> tuple[Settings, Parts]:
    """The columns that words and values make a branch, taken as such in definition and Survey alike."""
    files, by_file = [], []
    for file, survey in parts.by_file:
        roles = _drafted_roles(survey)
        file = replace(file, roles=roles)
        files.append(file)
        by_file.append((file, survey.with_roles(**roles) if roles else survey))
    return replace(settings, files=tuple(files)), grouped(by_file)


def _seen_from(folder: Path, path: str | Path) -> str:
    """The file's path from the study's folder, with slashes, so that the folder can move with its files."""
    try:
        return Path(os.path.relpath(Path(path).expanduser().resolve(), folder.resolve())).as_posix()
    except ValueError:  # another drive
        return Path(path).expanduser().resolve().as_posix()


def _drafted_roles(survey: Survey) -> dict[str, str]:
    """A column of few values in plain words that the usual names do not tell, such as a depot or a ward."""
    if "unit" in survey.roles:
        return {}
    # What is rated or ticked of a place is no place.
    kinds = dict(zip(survey.codebook.id, survey.codebook.kind, strict=True))
    for column in survey.columns:
        if (
            kinds.get(column) in (None, "choice", "verbatim", "number")
            and column not in survey.roles.values() and re.search(UNIT_WORDS, normalise(column))
        ):  # fmt: skip
            values = survey.answer_counts(column)
            if 2 <= len(values) <= max(2, survey.n_rows // 3):
                return {"unit": column}
    return {}
