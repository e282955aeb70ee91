"""What a report carries with it so that it can be defended: each figure's id, the call that makes it, its value,
and the fingerprints of the files that it was made from. The same text lies in slides, workbook and page.
"""

import json
import re
import sys
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from cxresearch import __version__
from cxresearch.errors import OptionError
from cxresearch.report.files import MADE_BY
from cxresearch.report.keys import Figure, figures_of
from cxresearch.result import Result
from cxresearch.wording import say

__all__ = ["PART", "Register", "read_register", "versions"]

SPACE = "urn:cxresearch:register"
PART = "/customXml/cxresearch.xml"
SHEET = "Figures"
_MADE_ON = ("numpy", "pandas", "scipy", "statsmodels")


def versions() -> dict[str, str]:
    """What figures were made with, by name and version."""
    found = {"cxresearch": __version__, "python": ".".join(map(str, sys.version_info[:3]))}
    for name in _MADE_ON:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "?"
    return found


@dataclass(frozen=True)
class Register:
    """The figures of a report.

    Attributes
    ----------
    title, date : str
    figures : tuple of Figure
    files : mapping of str to str
        Path within the study -> SHA-256; empty where a report was made without a study.
    versions : mapping of str to str
    shown : mapping of str to list of str
        Place in the report -> hashes of the numbers of its lines.
    """

    title: str
    date: str = ""
    figures: tuple[Figure, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=versions)
    shown: Mapping[str, list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, results: Iterable[Result], calls: Iterable[str], **told) -> "Register":
        """The register of some Results and the calls that made them."""
        figures = [figure for result, call in zip(results, calls, strict=True) for figure in figures_of(result, call)]
        return cls(figures=tuple(dict.fromkeys(figures)), **told)

    def find(self, key: str) -> list[Figure]:
        """The figures of that id; most often one."""
        return [figure for figure in self.figures if figure.key == key]

    def as_json(self) -> str:
        """Text of the register; no value of a hidden row is in it."""
        told = {
            "made_by": MADE_BY, "title": self.title, "date": self.date, "versions": dict(self.versions),
            "files": dict(self.files), "shown": dict(self.shown),
            "figures": [
                {"id": one.key, "analysis": one.analysis, "asked": dict(one.asked), "column": one.column,
                 "value": one.value, "low": one.low, "high": one.high, "call": one.call}
                for one in self.figures
            ],
        }  # fmt: skip
        return json.dumps(told, ensure_ascii=True, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> "Register":
        """The register that a text holds."""
        told = json.loads(text)
        figures = tuple(
            Figure(one["id"], one["analysis"], tuple(one["asked"].items()), one["column"], one["value"], one["low"],
                   one["high"], one["call"])
            for one in told["figures"]
        )  # fmt: skip
        # Reports of before keep no hashes.
        return cls(told["title"], told["date"], figures, told["files"], told["versions"], told.get("shown", {}))


def as_part(register: Register) -> bytes:
    """The register as a part of a presentation, which PowerPoint keeps when it saves."""
    from xml.sax.saxutils import escape

    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return f'{head}<register xmlns="{SPACE}">{escape(register.as_json())}</register>'.encode()


def read_register(path: str | Path) -> Register:
    """The register that lies in a report.

    Parameters
    ----------
    path : str or Path
        A .pptx, .xlsx or .html that a Report wrote.

    Raises
    ------
    OptionError
        If the file cannot be read, or holds none.
    """
    place = Path(path)
    text = ""
    try:
        if place.suffix.lower() in (".html", ".htm"):
            found = re.search(r'<script type="application/json" id="register">(.*?)</script>',
                              place.read_text(encoding="utf-8", errors="replace"), flags=re.S)  # fmt: skip
            text = found[1] if found else ""
        elif zipfile.is_zipfile(place):
            text = _from_office(place)
        elif not place.is_file():
            raise FileNotFoundError(2, say("no such file"))
    except OSError as problem:
        raise OptionError(say(
            "{place} cannot be read ({what}). Name a report.",
            place=place, what=problem.strerror or problem,
        )) from None  # fmt: skip
    try:
        return Register.from_json(text)
    except (ValueError, KeyError, TypeError):
        raise OptionError(say(
            "{name} holds no register of figures. Reports have one that Report.to_pptx, to_xlsx or to_html wrote.",
            name=place.name,
        )) from None  # fmt: skip


def _from_office(place: Path) -> str:
    from xml.etree import ElementTree

    with zipfile.ZipFile(place) as parts:
        for name in parts.namelist():
            if name.startswith("customXml/") and name.endswith(".xml"):
                data = parts.read(name)
                if SPACE.encode() in data:
                    return ElementTree.fromstring(data).text or ""
    return ""
