"""A new study from the client's files: study.toml, a codebook a file, matches.csv. Nothing that exists is touched.

What is written is a draft for a person to correct. So every line says what it is for, what could not be decided stays
empty or commented, and the doubts name the lines that are worth a look, the worst first.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from cxresearch.combining.candidates import is_agreement
from cxresearch.combining.corrections import codebook_sheet
from cxresearch.combining.matches import FILE as MATCHES
from cxresearch.combining.matches import Match, write_matches
from cxresearch.errors import OptionError, StudyError, listing
from cxresearch.speaking import languages, speaking
from cxresearch.study.assembling import proposed
from cxresearch.study.doubting.roles import UNIT_WORDS
from cxresearch.study.reading import Parts, codebook_name, grouped, read_parts
from cxresearch.study.settings import FILE, Settings, StudyFile, read_settings
from cxresearch.study.study import Study, opened
from cxresearch.survey.audiences import CUSTOMERS, STAFF, side_of
from cxresearch.survey.codebook import SCALED
from cxresearch.survey.labels import normalise
from cxresearch.survey.saved import write_table
from cxresearch.survey.survey import Survey
from cxresearch.wording import plural, say, told

__all__ = ["new_study"]

_QUOTED = str.maketrans({"\\": "\\\\", '"': '\\"'})
_LEAVING = (
    "switch|left us|leave|closed|cancel|another (company|carrier|provider|bank)|come (back|again)|return|renew|"
    "gekündigt|"
    "kündig|gewechselt|wechsel|wieder (zu|kommen)|wiederkommen|résili|quitt|revenir|baja|cancelad|volver|disdett|"
    "tornare|"
    "opgezegd|terugkomen|cancelou|voltar|zrezygn|wróci|uppsag|återkom|opsagt|komme igen|ayrıl|tekrar gel"
)
_STAYING = (
    "come (back|again)|return|renew|stay|remain|wieder (zu|kommen)|wiederkommen|bleib|verlänger|revenir|rester|"
    "renouvel|"
    "volver|renovar|quedar|tornare|rinnov|restare|terugkomen|blijven|verlengen|voltar|renovar|ficar|wróci|pozost|"
    "återkom|"
    "stanna|förny|komme igen|blive|forny|tekrar gel|kal"
)
_NO = frozenset("no nein non não nee nej nei nie hayır false 0".split())


def new_study(folder: str | Path, files: Mapping[str, str], *, title: str | None = None, language: str = "en") -> Study:
    """Draft a study from a client's files.

    Parameters
    ----------
    folder : str or Path
        Made where it is missing. A ``study.toml`` that is there already is read and kept.
    files : mapping
        Path of a file to its audience: ``{"customers.csv": "Customers"}``. Paths are seen from where you are.
    title : str, optional
        The folder's name by default.
    language : str
        Of what the study says: "en" or "de".

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
    folder = Path(folder).expanduser()
    if not files:
        raise OptionError("A study needs files: new_study(folder, {'customers.csv': 'Customers'}).")
    if language not in (known := languages()):
        raise OptionError(f"language={language!r}: there are {listing(map(repr, known))}.")
    for path in files:
        if not Path(path).expanduser().exists():
            raise StudyError(f"There is no file {str(path)!r}. Paths are seen from {Path.cwd()}.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise StudyError(f"{folder}: cannot be made ({problem.strerror}). Choose another folder.") from None
    kept = (folder / FILE).exists()
    if kept:
        settings = read_settings(folder)
    else:
        settings = Settings(
            folder, tuple(StudyFile(_seen_from(folder, path), audience or None) for path, audience in files.items()),
            title or folder.resolve().name, language=language,
        )  # fmt: skip
    parts = read_parts(settings)
    if not kept:
        settings, parts = _with_roles(settings, parts)
    for file, survey in parts.by_file:
        book = folder / (file.codebook or codebook_name(file.path))
        if not book.exists():
            write_table(codebook_sheet(survey), book)
    if (folder / MATCHES).exists():
        matches = []
    else:
        matches = proposed(parts)
        write_matches(matches, parts.audiences, folder / MATCHES)
    if not kept:
        with speaking(language):
            text = _draft(settings, parts, matches)
        (folder / FILE).write_text(text, encoding="utf-8", newline="\n")
    return opened(read_settings(folder))


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


_SPOKEN = told('of sentences, pictures and reports: "en" or "de"')
_ALL_UNITS = told('"all" branches are in the files, or a "sample" of them')
_ATTITUDE = told("what staff say of their own work, to link with customers' loyalty")
_FRAME = told("themes of comments; chosen by fit where this is left out")


def _draft(settings: Settings, parts: Parts, matches: list[Match]) -> str:
    """The text of a new study.toml."""
    lines = [
        "# "
        + say(
            "One client, one definition. Lines that begin with # are suggestions; every key is explained in "
            "docs/study.md."
        ),
        f"title = {_text(settings.title)}",
        f"client = {_text(settings.title)}    # {say('what sentences call the client')}",
        f'language = "{settings.language}"          # {say(_SPOKEN)}',
        f"margin = 10              # {say('the largest gap, in points of 100, that would not matter')}",
        "confidence = 0.95",
        f'# units = "all"          # {say(_ALL_UNITS)}',
        f'# code_frame = "..."     # {say(_FRAME)}',
        "",
    ]
    for file, survey in parts.by_file:
        lines += ["[[files]]", f"path = {_text(file.path)}"]
        if file.audience:
            lines.append(f"audience = {_text(file.audience)}")
        lines.append(
            "# "
            + say(
                "recognised as: {platform}; {rows}; corrections in {file}",
                platform=say("plain table") if survey.platform == "plain table" else survey.platform,
                rows=plural(survey.n_rows, "row"),
                file=codebook_name(file.path),
            )
        )
        roles = {role: column for role, column in survey.roles.items() if role != "audience" or not file.audience}
        if roles:
            lines += [f"roles.{role} = {_text(column)}" for role, column in roles.items()]
        lines.append("")
    lines += _questions(parts, matches)
    lines += [
        f"# [populations]           # {say('how many there are in all, where that is known')}",
        *(f"# {_key(audience)} = 1000" for audience in parts.audiences[:1]),
        "",
        f"# [weights.targets.COLUMN]   # {say('known shares, to weight the answers to')}",
        f'# "{say("a value")}" = 0.4',
        "",
        f"[privacy]                # {say('can be raised, never lowered')}",
        "people = 5",
        "comments = 10",
        "",
    ]
    return "\n".join(lines)


def _drafted_roles(survey: Survey) -> dict[str, str]:
    """A column of few values in plain words that the usual names do not tell, such as a depot or a ward."""
    if "unit" in survey.roles:
        return {}
    for column in survey.columns:
        if column not in survey.roles.values() and re.search(UNIT_WORDS, normalise(column)):
            values = survey.answer_counts(column)
            if 2 <= len(values) <= max(2, survey.n_rows // 3):
                return {"unit": column}
    return {}


def _questions(parts: Parts, matches: list[Match]) -> list[str]:
    """Which question is the recommendation, the effort, the leaving; which are comments, which attitude."""
    customers, staff = (
        next((survey for name, survey in parts.by_audience.items() if side_of(name) == side), None)
        for side in (CUSTOMERS, STAFF)
    )
    told, open_ones = {}, []
    if customers is not None:
        book = customers.codebook
        for key in ("nps", "effort"):
            found = book.id[book.kind == key].tolist()
            if len(found) == 1:
                told[key] = found[0]
        yes_no = [
            row.id for row in book[book.kind == "choice"].itertuples()
            if len(customers.answer_counts(row.id)) == 2 and re.search(_LEAVING, normalise(row.text))
        ]  # fmt: skip
        if len(yes_no) == 1:
            told["leaving"] = yes_no[0]
            text = normalise(book.set_index("id").text[yes_no[0]])
            answers = [str(answer) for answer in customers.answer_counts(yes_no[0])]
            no = [answer for answer in answers if normalise(answer) in _NO]
            if re.search(_STAYING, text) and len(no) == 1:
                told["leaving_answer"] = no[0]
    one = {
        (parts.home[audience], question): min((parts.home[a], q) for a, q in match.questions.items())[1]
        for match in matches if match.counts for audience, question in match.questions.items()
    }  # fmt: skip
    for at, survey in enumerate(parts.surveys):
        written = survey.codebook.id[survey.codebook.kind == "verbatim"]
        open_ones += [one.get((at, question), question) for question in written if _is_comment(survey, question)]
    shared = {question for match in matches if match.counts for question in match.questions.values()}
    lines = [f"[questions]               # {say('an id, a text or a topic')}"]
    lines += [f"{key} = {_text(told[key])}" if key in told else f'# {key} = ""' for key in ("nps", "effort", "leaving")]
    if "leaving_answer" in told:
        lines.append(
            f"leaving_answer = {_text(told['leaving_answer'])}    # {say('the answer of those who left or will leave')}"
        )
    if open_ones:
        lines.append(f"comments = [{', '.join(map(_text, dict.fromkeys(open_ones)))}]")
    attitude = [] if staff is None else [
        row.id for row in staff.codebook.itertuples()
        if row.kind in SCALED and row.aspect == "experience" and row.id not in shared and is_agreement(staff, row.id)
    ]  # fmt: skip
    lines.append(
        f"attitude = [{', '.join(map(_text, attitude))}]" if attitude
        else f"# attitude = []          # {say(_ATTITUDE)}"
    )  # fmt: skip
    return [*lines, ""]


def _is_comment(survey: Survey, question: str) -> bool:
    """Words of people, and no column of ids: several words in many cells."""
    counts = survey.answer_counts(question)
    texts = [str(text) for text in counts if str(text).strip()]
    return bool(texts) and sum(len(text.split()) > 2 for text in texts) > 0.3 * len(texts)


def _text(value: object) -> str:
    return f'"{str(value).translate(_QUOTED)}"'


def _key(name: str) -> str:
    return name if name.isidentifier() and name.isascii() else _text(name)
