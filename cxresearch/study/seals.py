"""A plan that is sealed before the results: a hash over hypotheses and files, to be mailed to the client.

A seal proves nothing by itself; mailed before the data were read, it does. So each says what was there when it was
made, and seals made again stay in the list.
"""

import csv
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from cxresearch.errors import StudyError
from cxresearch.study.reading import codebook_name
from cxresearch.study.settings import Settings
from cxresearch.wording import named, say, told

__all__ = ["BEFORE_DATA", "BEFORE_RESULTS", "Seal", "fingerprint", "planned_words", "seal", "seals_of"]

FILE = "seals.csv"
BEFORE_DATA = told("before the data were read")
BEFORE_RESULTS = told("after the files were read, before any result")
AFTER = told("after results were made")
_HEAD = ["sealed", "state", "hypotheses", "hash"]


@dataclass(frozen=True)
class Seal:
    """One seal: the day, what was there, how many hypotheses, and the hash."""

    sealed: str
    state: str
    hypotheses: int
    hash: str


def fingerprint(path: Path) -> str:
    """SHA-256 of a file; of a folder or pattern, of its files in the order of their names."""
    digest = hashlib.sha256()
    paths = [path] if path.is_file() else sorted(p for p in path.parent.glob(path.name) if p.is_file())
    for part in paths:
        with part.open("rb") as file:
            for block in iter(lambda: file.read(1 << 20), b""):
                digest.update(block)
    return digest.hexdigest()


def seal(settings: Settings, *, today: date | None = None) -> Seal:
    """Seal the plan of a study, and keep the seal beside it.

    Raises
    ------
    StudyError
        If the plan holds no hypothesis, or the folder cannot be written.
    """
    if not settings.hypotheses:
        raise StudyError(
            say(
                "study.toml holds no hypothesis, so there is nothing to seal. Write {head} with {keys}.",
                head="[[plan.hypotheses]]",
                keys="id, analysis, question, between, direction",
            )
        )
    made = Seal(
        (today or date.today()).isoformat(), _state(settings), len(settings.hypotheses),
        _hash(settings, {file.path: fingerprint(settings.place(file.path)) for file in settings.files}),
    )  # fmt: skip
    path = settings.folder / FILE
    new = not path.exists()
    try:
        with path.open("a", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            if new:
                writer.writerow(_HEAD)
            writer.writerow([made.sealed, made.state, made.hypotheses, made.hash])
    except OSError as problem:
        raise StudyError(say("{path}: cannot be written ({strerror}).", path=path, strerror=problem.strerror)) from None
    return made


def _hash(settings: Settings, files: Mapping[str, str]) -> str:
    plan = {
        "hypotheses": [asdict(one) for one in settings.hypotheses], "margin": settings.margin,
        "confidence": settings.confidence, "files": files,
    }  # fmt: skip
    told = json.dumps(plan, sort_keys=True, ensure_ascii=False, default=list)
    return hashlib.sha256(told.encode("utf-8")).hexdigest()


def planned_words(settings: Settings, analysis: str) -> str:
    """Which hypotheses a result was planned for and how they were sealed; empty where none was."""
    ids = [one.id for one in settings.hypotheses if one.analysis == analysis]
    if not ids:
        return ""
    made = seals_of(settings.folder)
    if not made:
        return say("Planned, and not sealed: {ids}. Whatever else stands here was not planned.", ids=named(ids))
    # A plan that was sealed before there was any file knows of none.
    files = {file.path: fingerprint(settings.place(file.path)) for file in settings.files}
    same = [one for one in made if one.hash in (_hash(settings, files), _hash(settings, {}))]
    if not same:
        return say(
            "Planned: {ids}. The plan or the files changed since the seal of {day}. Whatever else stands here was not "
            "planned.",
            ids=named(ids), day=made[-1].sealed,
        )  # fmt: skip
    return say(
        "Planned: {ids}, sealed on {day}, {state}. Whatever else stands here was not planned.",
        ids=named(ids), day=same[0].sealed, state=say(same[0].state),
    )  # fmt: skip


def seals_of(folder: Path) -> list[Seal]:
    """The seals of a study, the oldest first."""
    path = folder / FILE
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return [Seal(row["sealed"], row["state"], int(row["hypotheses"]), row["hash"]) for row in csv.DictReader(file)]


def _state(settings: Settings) -> str:
    """What had been done when the seal was made, by what lies in the folder."""
    if any((settings.folder / "report").glob("*")):
        return AFTER
    books = [settings.folder / (file.codebook or codebook_name(file.path)) for file in settings.files]
    return BEFORE_RESULTS if any(book.exists() for book in books) else BEFORE_DATA
