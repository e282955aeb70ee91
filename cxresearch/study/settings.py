"""What study.toml says, checked line by line: a mistake is named with its line and the nearest right key.

The file is the one definition of a client's study. Everything in it is optional but the files, and nothing in it is
guessed: what was guessed from the client's files stands in the codebooks and in the doubts.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from cxresearch.errors import StudyError
from cxresearch.speaking import language_now, languages, speaking
from cxresearch.survey.audiences import shared_name
from cxresearch.survey.codebook import ASPECTS, KINDS, ROLES
from cxresearch.survey.holding import UNITS
from cxresearch.wording import did_you_mean, named, say, told

__all__ = ["FILE", "Hypothesis", "Settings", "StudyFile", "head_in", "read_settings"]

FILE = "study.toml"
_TEXT, _NUMBER, _TABLE = told("a text"), told("a number"), told("a table")
_TEXTS, _ANY = told("a text or a list of texts"), told("any value")
_TEXT_OR_TABLE = told("a text, or a table")
_TOP = {
    "title": _TEXT, "client": _TEXT, "language": _TEXT, "margin": _NUMBER, "confidence": _NUMBER, "code_frame": _TEXT,
    "units": _TEXT, "wave": _ANY, "reliability": _NUMBER, "files": _TABLE, "roles": _TABLE, "questions": _TABLE,
    "populations": _TABLE, "weights": _TABLE,
    "privacy": _TABLE, "competitors": _TEXT, "inputs": _TEXT, "audits": _TEXT,
    "programmes": _TEXT, "workshop": _TEXT, "actions": _TEXT, "starts": _TEXT, "values": _TEXT, "reviews": _TEXT,
    "values_called": _TEXT, "values_unit": _TEXT, "deck": _TABLE, "plan": _TABLE, "outside": _TEXTS, "best": _TEXT,
}  # fmt: skip
_PARTS = {
    "files": {
        "path": _TEXT, "audience": _TEXT, "platform": _TEXT, "sheet": _TEXT, "codebook": _TEXT, "wave": _ANY,
        "roles": _TABLE, "kinds": _TABLE, "scales": _TABLE, "aspects": _TABLE, "missing": _ANY, "separator": _TEXT,
        "decimal": _TEXT, "thousands": _TEXT, "header": _ANY,
    },
    "roles": dict.fromkeys(ROLES, _TEXT) | {"unit": _TEXTS},
    "questions": {"nps": _TEXT, "effort": _TEXT, "leaving": _TEXT_OR_TABLE, "leaving_answer": _TEXT,
                  "comments": _TEXTS, "attitude": _TEXTS, "satisfaction": _TEXT, "contact": _TEXT,
                  "best_in_life": _TEXT, "own_ease": _TEXT, "best_in_life_company": _TEXT, "owner": _TEXT,
                  "handoffs": _TEXTS, "recommended": _TEXT,
                  "excellent": _TEXTS, "reason": _TEXT, "reason_predicted": _TEXT, "feelings": _TEXTS, "intent": _TEXT,
                  "draws_back": _TEXT, "disengages": _TEXT},
    "populations": None,
    "weights": {"targets": _TABLE},
    "privacy": dict.fromkeys(("people", "comments", "sensitive"), _NUMBER),
    "deck": {"template": _TEXT},
    "plan": {"hypotheses": _TABLE, "audiences": _TEXTS, "topics": _TEXTS},
}  # fmt: skip
_HYPOTHESIS = {
    "id": _TEXT, "analysis": _TEXT, "question": _TEXT, "between": _TEXTS, "direction": _TEXT, "margin": _NUMBER,
}  # fmt: skip
_PATHS = ("competitors", "inputs", "audits", "programmes", "workshop", "actions", "starts", "values", "reviews")
_DIRECTIONS = ("higher", "lower")
_BEST = ("high",)
_LEAVING = {"question": _TEXT, "answer": _TEXT}
_LEAST = {"people": 5, "comments": 10, "sensitive": 10}
_HEAD = re.compile(r"^\s*\[(\[)?\s*([^\]]+?)\s*\]")


@dataclass(frozen=True)
class StudyFile:
    """One of the client's files and how it is read; what is empty is recognised."""

    path: str
    audience: str | None = None
    platform: str | None = None
    sheet: str | None = None
    codebook: str | None = None
    wave: str | None = None
    roles: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    scales: Mapping[str, object] = field(default_factory=dict)
    aspects: Mapping[str, str] = field(default_factory=dict)
    missing: object = None
    separator: str | None = None
    decimal: str | None = None
    thousands: str | None = None
    header: object = None


@dataclass(frozen=True)
class Hypothesis:
    """What was expected before the data were read."""

    id: str
    analysis: str
    question: str = ""
    between: tuple[str, ...] = ()
    direction: str = ""
    margin: float | None = None


@dataclass(frozen=True)
class Settings:
    """A study's definition. Paths are relative to ``folder``; ``margin`` is in points of 100."""

    folder: Path
    files: tuple[StudyFile, ...]
    title: str
    client: str = ""
    language: str | None = None
    margin: float = 10.0
    confidence: float = 0.95
    units: str | None = None
    best: str | None = None
    wave: str | None = None
    reliability: float | None = None
    code_frame: str | None = None
    roles: Mapping[str, str] = field(default_factory=dict)
    questions: Mapping[str, object] = field(default_factory=dict)
    populations: Mapping[str, float | Mapping[str, float]] = field(default_factory=dict)
    populations_told: bool = False
    targets: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    privacy: Mapping[str, float] = field(default_factory=lambda: MappingProxyType(dict(_LEAST)))
    competitors: str | None = None
    inputs: str | None = None
    audits: str | None = None
    programmes: str | None = None
    workshop: str | None = None
    actions: str | None = None
    starts: str | None = None
    values: str | None = None
    values_called: str | None = None
    values_unit: str | None = None
    reviews: str | None = None
    template: str | None = None
    hypotheses: tuple[Hypothesis, ...] = ()
    planned: tuple[str, ...] = ()
    planned_topics: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()

    def place(self, name: str) -> Path:
        """A path of the file, seen from the study's folder."""
        return (self.folder / name).resolve() if not Path(name).is_absolute() else Path(name)


def read_settings(folder: str | Path, *, planned: bool = False) -> Settings:
    """Read and check ``study.toml`` of a folder; of a ``planned`` study, which may name no file yet.

    Raises
    ------
    StudyError
        Naming file, line and key, with the nearest right one.
    """
    folder = Path(folder).expanduser()
    path = folder if folder.name == FILE else folder / FILE
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise StudyError(
            say(
                "{folder}: there is no {file}. Make one from your files: {command}",
                folder=path.parent, file=FILE,
                command="cxresearch study new DIR customers.csv=Customers staff.xlsx=Staff",
            )
        ) from None  # fmt: skip
    except (OSError, UnicodeDecodeError) as problem:
        raise StudyError(
            say("{path}: cannot be read ({problem}). Save it as text in UTF-8.", path=path, problem=problem)
        ) from None
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        with speaking(_language_in(text)):
            raise StudyError(f"{path.name}: {_plainly(str(problem), text)}") from None
    with speaking(_language_in(text)):
        return _Check(path, text).settings(given, planned)


def _language_in(text: str) -> str:
    """The language that the file asks for, as far as it can be read; mistakes in it are said in that language."""
    found = re.search(r"""^\s*language\s*=\s*["'](\w+)["']""", text, re.M)
    return found[1] if found and found[1] in languages() else language_now()


def _plainly(problem: str, text: str) -> str:
    """tomllib's message with the line first and a remedy behind."""
    found = re.search(r"\(at line (\d+), column \d+\)|\(at end of document\)", problem)
    said = problem[: found.start()].strip() if found else problem
    where = say("line {n}", n=found[1]) if found and found[1] else say("the end of the file")
    if said.startswith("Cannot declare ('files',)"):
        return say("{where}: [files] stands beside [[files]]. Write {line} above each file.", where=where,
                   line="[[files]]")  # fmt: skip
    if said.startswith(("Cannot overwrite", "Cannot mutate", "Cannot declare")):
        return say(
            "{where}: the key stands twice ({what}). Keep one of them, or write each line in the form {line} instead "
            "of one {block}.",
            where=where, what=said[:1].lower() + said[1:], line='scales."question" = [1, 5]',
            block="scales = { ... }",
        )  # fmt: skip
    there = text.splitlines()[int(found[1]) - 1].strip() if found and found[1] else ""
    return say("{where} is not TOML: {there}. {remedy}.", where=where, there=there or said[:1].lower() + said[1:],
               remedy=_remedy(there, said))  # fmt: skip


def _remedy(line: str, problem: str) -> str:
    """What a person most likely did, by the line where reading stopped."""
    if "#" in line and '"' not in line.partition("#")[2]:
        line = line.partition("#")[0].strip()
    name, equals, value = (part.strip() for part in line.partition("="))
    if re.search("[\u201c\u201d\u201e\u00ab\u00bb\u2018\u2019\u201a]", line):
        return say("Quotes are straight here: {line}", line=re.sub("[\u201c\u201d\u201e\u00ab\u00bb]", '"', line))
    if re.fullmatch(r"-?\d+,\d+.*", value):
        return say("Numbers have a point: {line}", line=f"{name} = {value.replace(',', '.', 1)}")
    if "\\" in line:
        return say("Folders are parted by slashes: {line}", line=line.replace("\\", "/"))
    if line.startswith("[") and not line.isascii():
        parts = [part if part.isascii() and re.fullmatch(r"[\w-]+", part) else f'"{part.strip()}"'
                 for part in line.strip("[] ").split(".")]  # fmt: skip
        return say("Names with other letters stand in quotes: {line}", line=f"[{'.'.join(parts)}]")
    if equals and not name.isascii() and '"' not in name:
        return say("Names with other letters stand in quotes: {line}", line=f'"{name}" = {value}')
    if value.count('"') % 2:
        return say("A quote is missing: {line}", line=f'{line}"' if not line.endswith('"') else f'{name} = "{value}')
    if equals and value and value[0] not in "\"'[{" and not value[0].isdigit():
        return say("Texts stand in quotes: {line}", line=f'{name} = "{value}"')
    return say("{what}; texts stand in quotes, as in {line}", what=problem, line='title = "Our study"')


class _Check:
    """One reading of the file: what is where, and what is wrong with it."""

    def __init__(self, path: Path, text: str):
        self.path, self.lines = path, text.splitlines()

    def settings(self, told: dict, planned: bool) -> Settings:
        self.keys(told, _TOP, ())
        for part, known in _PARTS.items():
            for at, table in enumerate(self.tables(told, part)):
                if known is not None:
                    self.keys(table, known, (part, at) if part == "files" else (part,))
        files = tuple(self.file(table, at) for at, table in enumerate(self.tables(told, "files")))
        if not files and not planned:
            raise self.fault((), "files", say("{file} names no file", file=FILE),
                             say("Write {line}", line='[[files]] path = "customers.csv"'))  # fmt: skip
        for key in _PATHS:
            if key in told and not self.path.parent.joinpath(told[key]).exists():
                raise self.fault((), key, f"{key} = {told[key]!r}",
                                 say("There is no such file beside {file}", file=FILE))  # fmt: skip
        template = told.get("deck", {}).get("template")
        if template and not self.path.parent.joinpath(template).exists():
            raise self.fault(("deck",), "template", f"template = {template!r}",
                             say("There is no such file beside {file}", file=FILE))  # fmt: skip
        for key, choices in (("language", tuple(languages())), ("units", UNITS), ("best", _BEST)):
            if key in told and told[key] not in choices:
                raise self.fault((), key, f"{key} = {told[key]!r}",
                                 say("It is one of {choices}", choices=named(map(repr, choices))))  # fmt: skip
        self.within(told, "margin", 0, 100)
        self.within(told, "confidence", 0.5, 1)
        self.within(told, "reliability", 0, 1)
        taken = {key: told[key] for key in ("client", "language", "units", "best", "code_frame", "competitors",
                                            "inputs", "audits", "programmes", "workshop", "actions", "starts", "values",
                                            "values_called", "values_unit", "reviews") if key in told}  # fmt: skip
        if "wave" in told:
            taken["wave"] = str(told["wave"])
        numbers = {key: float(told[key]) for key in ("margin", "confidence", "reliability") if key in told}
        return Settings(
            folder=self.path.parent, files=files,
            title=told.get("title") or told.get("client") or self.path.parent.name,
            roles=told.get("roles", {}), questions=self.questions(told), populations=self.populations(told),
            populations_told="populations" in told,
            targets=self.targets(told), privacy=self.privacy(told), template=told.get("deck", {}).get("template"),
            hypotheses=self.hypotheses(told), outside=_texts(told, "outside"),
            planned=_texts(told.get("plan", {}), "audiences"), planned_topics=_texts(told.get("plan", {}), "topics"),
            **taken, **numbers,
        )  # fmt: skip

    def keys(self, table: Mapping, known: Mapping[str, str], where: tuple) -> None:
        for key, value in table.items():
            if key not in known:
                if where and key in _TOP:
                    raise self.fault(where, key, say("{key} is no key here", key=repr(key)),
                                     say("Write it at the top, above the first line in [ ]"))  # fmt: skip
                hint = did_you_mean(key, known)
                raise self.fault(where, key, say("{key} is no key here.{hint}", key=repr(key), hint=hint),
                                 say("Known: {names}", names=named(known, most=30)))  # fmt: skip
            kind = known[key]
            if not _fits(value, kind):
                raise self.fault(where, key, f"{key} = {value!r}", say("It is {kind}", kind=say(kind)))

    def tables(self, told: Mapping, part: str) -> list[Mapping]:
        value = told.get(part, [])
        many = part in ("files",)
        if many and not isinstance(value, list):
            raise self.fault((), part, say("[{part}] is one table", part=part),
                             say("Write [[{part}]] above each", part=part))  # fmt: skip
        if not many and isinstance(value, list) and value:
            raise self.fault((), part, say("[[{part}]] stands more than once", part=part),
                             say("Write {line}", line=f"[{part}]"))  # fmt: skip
        return value if many else [value] if value else []

    def file(self, table: Mapping, at: int) -> StudyFile:
        where = ("files", at)
        if not table.get("path"):
            raise self.fault(
                where, "path", say("a file has no path"), say("Write {line}", line='path = "customers.csv"')
            )
        place = self.path.parent / table["path"]
        if not any(self.path.parent.glob(table["path"])) if "*" in table["path"] else not place.exists():
            near = [p.name for p in place.parent.iterdir() if p.is_file()] if place.parent.is_dir() else []
            near = [name for name in near if not name.endswith(".codebook.csv")]
            hint = did_you_mean(Path(table["path"]).name, near)
            if not hint and near:
                hint = " " + say("In its folder lie: {names}.", names=named(sorted(near), most=6))
            raise self.fault(where, "path", say("there is no {path} beside {file}.{hint}", path=repr(table["path"]),
                                                  file=FILE, hint=hint), say("Paths are relative"))  # fmt: skip
        for role in table.get("roles", {}):
            if role not in ROLES:
                raise self.fault(
                    where,
                    role,
                    say("{role} is no role.{hint}", role=repr(role), hint=did_you_mean(role, ROLES)),
                    say("Roles: {names}", names=named(ROLES)),
                )
        for question, kind in table.get("kinds", {}).items():
            if not isinstance(kind, str) or (kind not in KINDS and kind != "left out"):
                raise self.fault(
                    where,
                    question,
                    say("{kind} is no kind.{hint}", kind=repr(kind), hint=did_you_mean(str(kind), KINDS)),
                    say("Kinds: {names}", names=named(KINDS)),
                )
        for question, aspect in table.get("aspects", {}).items():
            if aspect not in ASPECTS:
                raise self.fault(
                    where, question, say("{aspect} is no aspect.{hint}", aspect=repr(aspect),
                                         hint=did_you_mean(str(aspect), ASPECTS)),
                    say("Aspects: {names}", names=named(ASPECTS)),
                )  # fmt: skip
        given = dict(table)
        if "wave" in given:
            given["wave"] = str(given["wave"])
        if "scales" in given:
            given["scales"] = {q: tuple(v) if _pair(v) else v for q, v in given["scales"].items()}
        return StudyFile(**given)

    def questions(self, told: Mapping) -> dict[str, object]:
        """[questions]; who left may be told in one line, by the question and the answer of those who did."""
        found = dict(told.get("questions", {}))
        if isinstance(leaving := found.get("leaving"), Mapping):
            self.keys(leaving, _LEAVING, ("questions",))
            if not leaving.get("question"):
                raise self.fault(("questions",), "leaving", say("leaving names no question"),
                                 say("Write {line}", line='leaving = { question = "...", answer = "..." }')
                                 )  # fmt: skip
            found["leaving"] = leaving["question"]
            found |= {"leaving_answer": leaving["answer"]} if leaving.get("answer") else {}
        return found

    def populations(self, told: Mapping) -> dict[str, float | dict[str, float]]:
        found = told.get("populations", {})
        for audience, people in found.items():
            by_wave = isinstance(people, dict)
            for key, number in people.items() if by_wave else [(audience, people)]:
                if not _fits(number, _NUMBER) or number < 1:
                    own = (
                        ("populations", audience) if self.line_of(("populations", audience), key) else ("populations",)
                    )
                    raise self.fault(own, key, f"{key} = {number!r}", say("It is how many there are in all"))
        return {
            shared_name(audience): {wave: float(n) for wave, n in people.items()} if isinstance(people, dict)
            else float(people)
            for audience, people in found.items()
        }  # fmt: skip

    def targets(self, told: Mapping) -> dict[str, dict[str, float]]:
        found = told.get("weights", {}).get("targets", {})
        for column, shares in found.items():
            where = ("weights", "targets", column)
            if not isinstance(shares, dict) or not shares:
                raise self.fault(("weights",), column, say("targets of {column} are no table", column=column),
                                 say("Write {line}", line="value = share"))  # fmt: skip
            for value, share in shares.items():
                if not _fits(share, _NUMBER) or share < 0:
                    raise self.fault(where, value, f"{value} = {share!r}", say("It is a share: 0.4, or 40 of 100"))
            if not any(abs(sum(shares.values()) - whole) < 1e-6 for whole in (1, 100)):
                total = sum(shares.values())
                raise self.fault(
                    where,
                    next(iter(shares)),
                    say("shares of {column} add up to {total}", column=column, total=f"{total:g}"),
                    say("They make 1, or 100"),
                )
        return found

    def privacy(self, told: Mapping) -> Mapping[str, float]:
        found = told.get("privacy", {})
        for key, least in _LEAST.items():
            if found.get(key, least) < least:
                raise self.fault(
                    ("privacy",),
                    key,
                    f"{key} = {found[key]}",
                    say("It can be raised, never below {least}", least=least),
                )
        return MappingProxyType(_LEAST | found)

    def hypotheses(self, told: Mapping) -> tuple[Hypothesis, ...]:
        found, seen = [], {}
        for at, table in enumerate(told.get("plan", {}).get("hypotheses", [])):
            where = ("plan.hypotheses", at)
            self.keys(table, _HYPOTHESIS, where)
            for key in ("id", "analysis"):
                if not table.get(key):
                    raise self.fault(where, key, say("a hypothesis has no {key}", key=key),
                                     say("Write {line}", line=f'{key} = "..."'))  # fmt: skip
            if table["id"] in seen:
                raise self.fault(where, "id", say("two hypotheses are called {id}", id=repr(table["id"])),
                                 say("Give each its own id"))  # fmt: skip
            seen[table["id"]] = at
            if table.get("direction", "higher") not in _DIRECTIONS:
                raise self.fault(where, "direction", f"direction = {table['direction']!r}",
                                 say("It is one of {choices}", choices=named(map(repr, _DIRECTIONS))))  # fmt: skip
            between = tuple(map(shared_name, _texts(table, "between")))
            found.append(Hypothesis(**table | {"between": between}))
        return tuple(found)

    def within(self, told: Mapping, key: str, low: float, high: float) -> None:
        if key in told and not low < told[key] < high:
            raise self.fault(
                (),
                key,
                f"{key} = {told[key]}",
                say("It lies between {low} and {high}", low=f"{low:g}", high=f"{high:g}"),
            )

    def fault(self, where: tuple, key: str, problem: str, remedy: str) -> StudyError:
        line = self.line_of(where, key)
        place = say("{file}, line {n}", file=self.path.name, n=line) if line else self.path.name
        ends = "" if problem.endswith("?") else "."
        return StudyError(f"{place}: {problem.rstrip('.')}{ends} {remedy}.")

    def line_of(self, where: tuple, key: str) -> int:
        """The line of a key, or of the head of its table; 0 where neither is written."""
        wanted, nth = ".".join(str(part) for part in where if not isinstance(part, int)), None
        nth = next((part for part in where if isinstance(part, int)), None)
        section, count, head = "", {}, 0
        named = re.compile(rf"""^\s*(?:\w+\s*\.\s*)?["']?{re.escape(str(key))}["']?\s*[.=]""")
        inline = re.compile(rf"""[{{,]\s*["']?{re.escape(str(key))}["']?\s*=""")
        for number, line in enumerate(self.lines, 1):
            if head_in(line):
                section = head_in(line)
                count[section] = count.get(section, -1) + 1
                here = section == re.sub(r"""["'\s]""", "", wanted) and nth in (None, count[section])
                head = number if here else head
                if not wanted and section == key:
                    return number
            here = section == re.sub(r"""["'\s]""", "", wanted) and nth in (None, count.get(section, 0))
            if here and (named.match(line) or inline.search(line)):
                return number
        return head


def head_in(line: str) -> str:
    """The table that a line begins: "files" for ``[[files]]``; empty where it begins none."""
    found = _HEAD.match(line)
    return re.sub(r"""["'\s]""", "", found[2]) if found else ""


def _pair(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(_fits(part, _NUMBER) for part in value)


def _fits(value: object, kind: str) -> bool:
    if kind == _TEXT:
        return isinstance(value, str)
    if kind == _NUMBER:
        return isinstance(value, int | float) and not isinstance(value, bool)
    if kind == _TABLE:
        return isinstance(value, dict) or (isinstance(value, list) and all(isinstance(part, dict) for part in value))
    if kind == _TEXT_OR_TABLE:
        return isinstance(value, str | dict)
    if kind == _TEXTS:
        return isinstance(value, str) or (_is_list(value) and all(isinstance(part, str) for part in value))
    return True


def _texts(told: Mapping, key: str) -> tuple[str, ...]:
    found = told.get(key, ())
    return (found,) if isinstance(found, str) else tuple(found)


def _is_list(value: object) -> bool:
    return isinstance(value, Iterable) and not isinstance(value, str | Mapping)
