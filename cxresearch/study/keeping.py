"""An opened study, kept: what was read, corrected, matched and weighted, so that it opens at once again.

What is kept is found by a fingerprint over the bytes of all files, the definition and the library itself, and never by
a name or a date: whatever changed, the study is read anew. A client's answers stay in the client's folder
(``.cxresearch``); only samples, whose folder may not be writable, go into the user's cache. `cxresearch study forget`
deletes both.
"""

import hashlib
import json
import re
import shutil
import warnings
from collections.abc import Callable
from pathlib import Path
from tempfile import mkdtemp

from cxresearch.combining.matches import FILE as MATCHES
from cxresearch.combining.matches import Match
from cxresearch.errors import SurveyWarning
from cxresearch.loaders.kept import kept_survey, library_digest, write_exactly
from cxresearch.loaders.samples import sample_folder
from cxresearch.speaking import language_now
from cxresearch.study.assembling import assembled
from cxresearch.study.reading import Parts, codebook_name, grouped, read_parts
from cxresearch.study.settings import FILE, Settings
from cxresearch.survey.saved import cache_folder
from cxresearch.survey.survey import Survey
from cxresearch.wording import warn

__all__ = ["Opened", "fingerprints_of", "is_sample", "keeping_place"]

HIDDEN = ".cxresearch"
# What tools export beside the answers, in other words than the answers' own name.
_SYNTAX = (".r", ".sps", ".do", ".lss", ".xml", ".json", ".yaml")
_LIST = "kept.json"
_MOST_HELD = 100_000
_last: dict[Path, Survey] = {}


def is_sample(settings: Settings) -> bool:
    """Whether a study is one of the made-up clients that come along."""
    return sample_folder().resolve() in settings.folder.resolve().parents


def keeping_place(settings: Settings) -> Path:
    """Where a study is kept: in its own folder, a sample in the user's cache."""
    if not is_sample(settings):
        return settings.folder / HIDDEN
    # Installations beside each other do not take each other's away.
    ours = hashlib.sha256(str(settings.folder.resolve()).encode()).hexdigest()[:8]
    return cache_folder() / "samples" / f"{settings.folder.name}-{ours}"


class Opened:
    """The files of a study and what they become, read when they are asked for, or taken from where they are kept."""

    def __init__(self, settings: Settings):
        self._settings = settings
        self._before = ""
        self._said: list[str] = []
        self._parts: Parts | None = None
        self._whole: tuple[Survey, list[Match]] | None = None

    @property
    def parts(self) -> Parts:
        """A Survey a file, a Survey an audience."""
        if self._parts is None:
            self._parts = self._taken(self._kept_parts) or self._heard(lambda: read_parts(self._settings))
        return self._parts

    @property
    def whole(self) -> tuple[Survey, list[Match]]:
        """One Survey of all audiences, and the matches that it rests on."""
        if self._whole is None:
            self._whole = self._taken(_kept_whole) or self._read()
        return self._whole

    def _taken(self, take: Callable):
        """What is kept of the study as it stands now, or None."""
        place = keeping_place(self._settings)
        if not place.is_dir():
            return None
        self._before = self._before or fingerprint_of(self._settings)
        try:
            return take(place / self._before)
        except (OSError, ValueError, KeyError, TypeError):
            return None  # not kept, taken away meanwhile, or damaged: it is read anew

    def _kept_parts(self, kept: Path) -> Parts:
        return grouped([(file, kept_survey(kept / f"{at}.arrow")) for at, file in enumerate(self._settings.files)])

    def _read(self) -> tuple[Survey, list[Match]]:
        before = self._before or fingerprint_of(self._settings)
        parts = self.parts
        whole = self._heard(lambda: assembled(self._settings, parts))
        # A file that was saved while it was read belongs to no fingerprint.
        if before == fingerprint_of(self._settings):
            _keep(self._settings, before, parts, whole, self._said)
        return whole

    def _heard(self, read: Callable):
        """Read, and remember what the library warns of, so that it can be said again without reading."""
        self._before = self._before or fingerprint_of(self._settings)
        heard: list[warnings.WarningMessage] = []
        try:
            with warnings.catch_warnings(record=True) as heard:
                warnings.simplefilter("always")
                return read()
        finally:
            self._said += [str(one.message) for one in heard if issubclass(one.category, SurveyWarning)]
            for one in heard:
                _warn_again(one)


def _kept_whole(kept: Path) -> tuple[Survey, list[Match]]:
    """What is kept; of the study that was opened last, the same Survey, with all that was counted of it."""
    listed = json.loads((kept / _LIST).read_text("utf-8"))
    survey = _last.get(kept) or kept_survey(kept / "whole.arrow")
    _last.clear()
    if survey.n_rows <= _MOST_HELD:
        _last[kept] = survey
    for message in listed["warnings"]:
        warn(message)
    return survey, [Match(**match) for match in listed["matches"]]


def _warn_again(one: warnings.WarningMessage) -> None:
    if issubclass(one.category, SurveyWarning):
        warn(str(one.message))
    else:
        warnings.warn_explicit(one.message, one.category, one.filename, one.lineno)


def fingerprint_of(settings: Settings) -> str:
    """A hash over all that decides how a study is read: bytes of its files, its definition, this library."""
    digest = library_digest()
    digest.update(f"{settings!r} said in {language_now()}".encode())
    for path in _read_by(settings):
        digest.update(f"\n{path}\n".encode())
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()[:32]


def fingerprints_of(settings: Settings) -> dict[str, str]:
    """SHA-256 of each file that decides how a study is read, by its path within the study's folder."""
    found, folder = {}, settings.folder.resolve()
    for path in _read_by(settings):
        place = path.resolve()
        name = place.relative_to(folder) if folder in place.parents else place.name
        found[str(name).replace("\\", "/")] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def _read_by(settings: Settings) -> list[Path]:
    """The study's own files, those that it names, and what lies beside them and may explain them."""
    found = {settings.folder / FILE, settings.folder / MATCHES}
    for file in settings.files:
        place = settings.place(file.path)
        found.add(settings.place(file.codebook or codebook_name(file.path)))
        found |= set(place.rglob("*") if place.is_dir() else place.parent.glob(place.name))
        stem = re.sub(r"_(R_)?data(_file)?$", "", place.stem)
        found |= {
            path for path in place.parent.iterdir()
            if path.suffix.lower() in _SYNTAX or (path.suffix != ".ipynb" and path.name.startswith(stem))
        }  # fmt: skip
    return sorted(path for path in found if path.is_file())


def _keep(settings: Settings, name: str, parts: Parts, whole: tuple[Survey, list[Match]], said: list[str]) -> None:
    """Keep what was read, where it can be kept exactly; what was kept of an earlier state goes."""
    survey, matches = whole
    # What wording proposes hangs on what else is installed; it is made anew until matches.csv is there.
    if len(parts.surveys) > 1 and not (settings.folder / MATCHES).is_file():
        return
    place, new = keeping_place(settings), None
    try:
        place.mkdir(parents=True, exist_ok=True)
        new = Path(mkdtemp(dir=place, prefix="new-"))
        surveys = {"whole": survey, **{str(at): read for at, (_, read) in enumerate(parts.by_file)}}
        if all(write_exactly(read, new / f"{called}.arrow") for called, read in surveys.items()):
            listed = {"warnings": said, "matches": [
                vars(match) | {"questions": dict(match.questions), "perhaps": dict(match.perhaps)} for match in matches
            ]}  # fmt: skip
            (new / _LIST).write_text(json.dumps(listed, ensure_ascii=False), encoding="utf-8")
            for old in place.iterdir():
                if old != new and not old.name.startswith("new-"):
                    shutil.rmtree(old, ignore_errors=True)
            new.rename(place / name)
    except (OSError, ValueError, TypeError):
        pass  # a folder that cannot be written is done without
    finally:
        if new is not None:
            shutil.rmtree(new, ignore_errors=True)
