"""Paper never runs out of battery: the same questions as sheets for the tables, one page a table and audience.

A table writes on one sheet; photographed or typed, it comes back through `Workshop.import_sheets` under the same
audience and the same number. So the sheet says both in large type.
"""

import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from cxresearch.errors import OptionError, SurveyFileError
from cxresearch.speaking import language_now
from cxresearch.survey.audiences import CUSTOMERS, LEADERSHIP, STAFF
from cxresearch.wording import named, say
from cxresearch.workshop.keeping.questions import Question, read_questions, spoken
from cxresearch.workshop.keeping.store import NOTICE, Store
from cxresearch.workshop.keeping.words import label
from cxresearch.workshop.templates import filled

__all__ = ["workshop_sheets"]

_FOLDER = Path(__file__).parent
_MARKS = {LEADERSHIP: "\u25a0", STAFF: "\u25b2", CUSTOMERS: "\u25cf"}
_MOST_TABLES, _MOST_SEATS = 60, 12
_TOPICS_A_PAGE = 14
# In millimetres: what the page leaves for questions, the lines of type that it loses, and a line to write on.
_ROOM, _HEADING, _LINE, _NOTICE = 243.0, 5.7, 8.2, 4.2
_FEWEST_LINES, _MOST_LINES = 3, 18
_LONG_NAME, _LONG_WORD = 4, 20
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "msedge", "microsoft-edge")
_PROGRAMS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)
_PATIENCE = 90
_MADE_BY = "cxresearch workshop sheets"


def workshop_sheets(
    path: str | Path,
    workshop: Store | Iterable[object] | None = None,
    *,
    tables: int | Iterable[object] | Mapping[str, object] = 8,
    audiences: Iterable[str] = (LEADERSHIP, STAFF, CUSTOMERS),
    seats: int = 8,
    name: str | None = None,
    guessers: Iterable[str] = (LEADERSHIP,),
) -> Path:
    """Print sheets for the tables: one A4 page a table and audience, as an HTML page or a PDF.

    Parameters
    ----------
    path : str or Path
        Ends in ``.html``, or in ``.pdf`` where Chromium, Chrome or Edge is installed.
    workshop : Workshop or list of questions, optional
        Whose questions, name and notice; the four questions by default. That sheets with the notice were made is put on
        the workshop's record.
    tables : int, list, or mapping of audience to either
        How many sheets an audience gets, or the names of its tables.
    audiences : list of str
    seats : int
        Columns for people's guesses, 1 to 12, where questions are ratings.
    name : str, optional
        In the head of the sheets; the workshop's name by default.
    guessers : list of str
        Who of the audiences guesses what customers will say, and gets a page for it.

    Returns
    -------
    Path

    Raises
    ------
    OptionError
        If an option is out of range, the path ends otherwise, or holds a file that cxresearch did not make.
    SurveyFileError
        If the file cannot be written, or no browser is found to make a PDF.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> made = workshop_sheets(Path(mkdtemp()) / "sheets.html", ["What now?"], tables=2, audiences=["Staff"])
    >>> made.read_text(encoding="utf-8").count('<article class="sheet"')
    2
    """
    own = isinstance(workshop, Store)
    asked = tuple(workshop.questions) if own else read_questions(workshop)
    who = [label(audience, "audiences") for audience in ([audiences] if isinstance(audiences, str) else audiences)]
    if not who or len(set(who)) < len(who):
        raise OptionError(say("audiences= needs at least one audience, and each only once."))
    if isinstance(seats, bool) or not isinstance(seats, int) or not 1 <= seats <= _MOST_SEATS:
        raise OptionError(say(
            "seats= is a whole number, 1 to {most_seats}; got {seats}.",
            most_seats=_MOST_SEATS, seats=repr(seats),
        ))  # fmt: skip
    places = {audience: _tables(tables, audience, who) for audience in who}
    title = label(name, "name") if name is not None else workshop.name if own else "Workshop"
    place = _target(path)
    notice = workshop.notice if own else NOTICE
    page = _page(title, asked, places, seats, notice, set(guessers))
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        if place.suffix.lower() == ".pdf":
            _print(page, place)
        else:
            place.write_text(page, encoding="utf-8")
    except OSError as problem:
        raise SurveyFileError(say(
            "{place} cannot be written ({what}). Name another.",
            place=place, what=problem.strerror or problem,
        )) from None  # fmt: skip
    if own:
        workshop.notice_shown("printed sheets")
    return place


# -- the page --------------------------------------------------------------------------------------


def _page(
    title: str, asked: tuple[Question, ...], places: Mapping[str, list[str]], seats: int, notice: str,
    guessers: set[str],
) -> str:  # fmt: skip
    style = (_FOLDER / "sheets.css").read_text(encoding="utf-8")
    sheets = []
    for who, tables in places.items():
        # Where nothing is written down, a sheet without guesses would be an empty page.
        mine = tuple(one for one in asked if one.kind != "rating" or who in guessers)
        sheets += [_sheet(mine, who, table, notice) for table in tables if mine]
    return filled(
        _FOLDER, "sheets.html", made_by=_MADE_BY, title=title, style=style, sheets=sheets, seats=seats, notice=notice,
        lang=language_now(), ours=spoken,
    )  # fmt: skip


def _sheet(asked: tuple[Question, ...], audience: str, table: str, notice: str) -> dict[str, object]:
    """One table's sheet: its head, and what stands on each of its pages."""
    written = [question for question in asked if question.kind != "rating"]
    guessed = [question for question in asked if question.kind == "rating"]
    room = _ROOM - _NOTICE * -(-len(spoken(notice)) // 95)
    pages = [{"open": [_open(one, room / len(part)) for one in part], "guessed": ()} for part in _pages(written, room)]
    pages += [{"open": (), "guessed": part} for part in _parts(guessed, -(-len(guessed) // _TOPICS_A_PAGE))]
    return {
        "audience": audience, "table": table, "mark": _MARKS.get(audience, ""), "pages": pages,
        "long": len(table) > _LONG_NAME, "wide": len(spoken(audience)) > _LONG_WORD,
    }  # fmt: skip


def _open(question: Question, height: float) -> dict[str, object]:
    lines = max(_FEWEST_LINES, _lines(question, height))
    return {"question": question, "rated": question.kind == "competitors", "lines": lines}


def _lines(question: Question, height: float) -> int:
    """How many lines to write on fit below a question that has so many millimetres."""
    heading = _HEADING * -(-len(spoken(question.text)) // (46 if question.kind == "competitors" else 60))
    return min(_MOST_LINES, int((height - 6 - heading) / _LINE))


def _pages(questions: list[Question], room: float) -> list[list[Question]]:
    """As few pages as leave a few lines for each question."""
    for pages in range(1, len(questions) + 1):
        parts = _parts(questions, pages)
        if all(_lines(one, room / len(part)) >= _FEWEST_LINES for part in parts for one in part):
            return parts
    return [[question] for question in questions]


def _parts(questions: list[Question], pages: int) -> list[list[Question]]:
    """Pages that are equally full."""
    size = -(-len(questions) // pages) if pages else 1
    return [questions[at : at + size] for at in range(0, len(questions), size)]


# -- checks and files ------------------------------------------------------------------------------


def _tables(given: object, audience: str, audiences: list[str]) -> list[str]:
    if isinstance(given, Mapping):
        unknown = [who for who in given if who not in audiences]
        if unknown or audience not in given:
            raise OptionError(say(
                "tables= names {given}; the audiences are {audiences}. Name each once.",
                given=named(given), audiences=named(audiences),
            ))  # fmt: skip
        given = given[audience]
    if isinstance(given, int) and not isinstance(given, bool) and 1 <= given <= _MOST_TABLES:
        return [str(at) for at in range(1, given + 1)]
    if isinstance(given, Iterable) and not isinstance(given, (str, bytes, Mapping)):
        names = [label(table, "tables") for table in given]
        if 1 <= len(names) <= _MOST_TABLES and len(set(names)) == len(names):
            return names
    raise OptionError(say(
        "tables= is how many sheets {audience} get, 1 to {most_tables}, or the names of their tables, each once; got "
        "{given}.",
        audience=audience, most_tables=_MOST_TABLES, given=repr(given),
    ))  # fmt: skip


def _target(path: str | Path) -> Path:
    if not isinstance(path, (str, Path)) or not str(path).strip():
        raise OptionError(say(
            "path is where to write, such as 'sheets.html' or 'sheets.pdf'; got {path}.",
            path=repr(path),
        ))  # fmt: skip
    place = Path(path).expanduser()
    if place.is_dir():
        raise OptionError(say("{place} is a folder. Name a file in it.", place=place))
    place = place if place.suffix else place.with_name(place.name + ".html")
    if place.suffix.lower() not in (".html", ".pdf"):
        raise OptionError(say(
            "{name} ends in {suffix}; sheets are written as .html or .pdf.",
            name=place.name, suffix=place.suffix,
        ))  # fmt: skip
    if place.exists() and _MADE_BY.encode() not in place.read_bytes():
        raise OptionError(say(
            "{place} is there already and holds something else; it stays. Choose another name.",
            place=place,
        ))  # fmt: skip
    return place


def _print(page: str, place: Path) -> None:
    """The page as a PDF, by whichever browser of Chromium's family is there."""
    browser = next(filter(None, map(shutil.which, (*_BROWSERS, *_PROGRAMS))), None)
    if browser is None:
        raise SurveyFileError(say(
            "A PDF is printed by Chromium, Chrome or Edge, and none is found. Write {name} instead, open it in any "
            "browser, and print it from there (A4, no margins).",
            name=place.with_suffix('.html').name,
        ))  # fmt: skip
    with tempfile.TemporaryDirectory() as aside:
        source, made = Path(aside) / "sheets.html", Path(aside) / "sheets.pdf"
        source.write_text(page, encoding="utf-8")
        command = [
            browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
            f"--user-data-dir={aside}/browser", "--no-pdf-header-footer", f"--print-to-pdf={made}", source.as_uri(),
        ]  # fmt: skip
        why = say("it made no file")
        try:
            subprocess.run(command, capture_output=True, timeout=_PATIENCE, check=False)
        except (OSError, subprocess.TimeoutExpired) as problem:
            why = str(problem)[:200]
        if not made.exists() or made.read_bytes()[:5] != b"%PDF-":
            raise SurveyFileError(say(
                "{name} could not print the sheets ({why}). Write {name_2} instead, open it in any browser, and print "
                "it from there (A4, no margins).",
                name=Path(browser).name, why=why, name_2=place.with_suffix('.html').name,
            ))  # fmt: skip
        # Titles in a PDF may be written in sixteen bits, where nobody finds the maker again.
        place.write_bytes(made.read_bytes() + f"\n% {_MADE_BY}\n".encode())
