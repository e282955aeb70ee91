"""Files for clients: nothing of theirs is overwritten, and no cell of them is a formula by accident.

A name or comment that begins with = + - or @ would be computed by a spreadsheet, or worse. A leading apostrophe makes
it text, as it does when a person types it.
"""

import re
import zipfile
from contextlib import suppress
from pathlib import Path

from cxresearch.errors import OptionError
from cxresearch.speaking import signs
from cxresearch.survey.saved import writing
from cxresearch.wording import say

__all__ = ["MADE_BY", "short_title", "target", "typeset", "writable", "writing", "written"]

MADE_BY = "cxresearch"
# Where an Office file says that we made it: a property of its own, or, of older ones, the author.
_TOLD_IN = ("docProps/custom.xml", "docProps/core.xml")
_LONGEST_TITLE = 255  # of a document's properties
_NOT_WRITTEN = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")


def writable(text: object) -> str:
    """A text without the signs that no Office file and no page can hold.

    >>> writable("Sales\\x0bNorth"), writable("line one\\nline two") == "line one\\nline two"
    ('Sales North', True)
    """
    return _NOT_WRITTEN.sub(lambda found: " " if found[0] in "\x0b\x0c\x1c\x1d\x1e" else "", str(text))


# A sign before a number, where it is no hyphen, no range and no date; quotation marks as a typewriter has them.
_MINUS = re.compile(r"(?<![\w.,)\]–−-])-(?=\d)")
_QUOTED = re.compile(r"(?<!\w)\"(?=\S)([^\"\n]*)(?<=\S)\"(?!\w)")
_QUOTED_ONCE = re.compile(r"(?<!\w)'(?=\S)([^'\n]*)(?<=\S)'(?!\w)")


def typeset(text: object) -> str:
    """A text as it is printed: a true minus before numbers, quotation marks of the language.

    >>> typeset('NPS is -12 (-15 to -10) on "Ease", 2024-06-01, 0-10')
    'NPS is −12 (−15 to −10) on “Ease”, 2024-06-01, 0-10'
    """
    plain = _MINUS.sub("−", writable(text))
    marks = str(say("“{words}”", words=r"\1"))
    plain = _QUOTED.sub(marks, plain)
    # In English a single sign is as well an apostrophe.
    return _QUOTED_ONCE.sub(marks, plain) if signs() else plain


def short_title(text: object) -> str:
    """A title as a document's properties hold it: one line, at most 255 signs."""
    plain = " ".join(writable(text).split())
    return plain if len(plain) <= _LONGEST_TITLE else f"{plain[: _LONGEST_TITLE - 1]}…"


def target(path: str | Path, ending: str) -> Path:
    """Where to write, if that takes nothing from anybody.

    Parameters
    ----------
    path : str or Path
        Its folder is made where it is missing.
    ending : str
        ".xlsx", ".pptx", ".html", ".pdf" or ".qsf"; added where the path has none.

    Raises
    ------
    OptionError
        If the path ends otherwise, cannot be written, or holds a file that cxresearch did not make.
    """
    if not isinstance(path, (str, Path)):
        raise OptionError(say(
            "path is where to write, such as 'findings{ending}'; got {path}.",
            ending=ending, path=repr(path),
        ))  # fmt: skip
    place = Path(path)
    if not place.suffix:
        place = place.with_name(place.name + ending)
    if place.suffix.lower() != ending:
        raise OptionError(say(
            "{name} ends in {suffix}; this writes {ending}. Name it so.",
            name=place.name, suffix=place.suffix, ending=ending,
        ))  # fmt: skip
    # A folder that is closed to us and a file that another program holds are no files of others.
    with writing(place):
        if place.is_dir():
            raise OptionError(say("{place} is a folder. Name a file in it.", place=place))
        if place.exists() and not _ours(place):
            raise OptionError(say(
                "{place} is there already and was not made by cxresearch; it stays. Choose another name.",
                place=place,
            ))  # fmt: skip
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise OptionError(say(
            "{parent} cannot be made ({what}). Name another folder.",
            parent=place.parent, what=problem.strerror or problem,
        )) from None  # fmt: skip
    return place


def written(place: Path, data: bytes) -> Path:
    """Write a file whole or not at all: where the disk refuses, what was there stays.

    Raises
    ------
    OptionError
        If it cannot be written.
    """
    with writing(place):
        before = place.read_bytes() if place.exists() else None
        try:
            place.write_bytes(data)
        except OSError:
            with suppress(OSError):
                if before is None:
                    place.unlink()
                else:
                    place.write_bytes(before)
            raise
    return place


def _ours(path: Path) -> bool:
    """Whether an Office file or page says that cxresearch made it."""
    try:
        if path.suffix.lower() == ".pdf":
            return path.read_bytes().endswith(b"% cxresearch\n")
        if path.suffix.lower() == ".qsf":
            return f'"SurveyDescription": "{MADE_BY}' in path.read_text(encoding="utf-8", errors="replace")[:2000]
        if path.suffix.lower() == ".html":
            return f'content="{MADE_BY}' in path.read_text(encoding="utf-8", errors="replace")[:2000]
        with zipfile.ZipFile(path) as parts:
            names = parts.namelist()
            if "customXml/cxresearch.xml" in names:
                return True
            told = "".join(parts.read(name).decode("utf-8", errors="replace") for name in _TOLD_IN if name in names)
        return re.search(rf"<dc:creator[^>]*>{MADE_BY}<|<vt:lpwstr>{MADE_BY}<", told) is not None
    except (KeyError, zipfile.BadZipFile):
        return False
