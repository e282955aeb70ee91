"""Bytes become text, and whatever had to be guessed is said.

UTF-8 and UTF-16 are facts that bytes can prove. Everything else is Windows-1252 by custom, or the code page of another
region where its letters make words and those of the western one do not: taken with a note where the result reads like
words, with a warning that names the lines where it does not. No byte is replaced in silence.
"""

import codecs
import re

from cxresearch.errors import SurveyFileError
from cxresearch.wording import kept, named, number, plural, say

__all__ = ["MOJIBAKE", "decode", "utf_16"]

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_UNDEFINED = bytes([0x81, 0x8D, 0x8F, 0x90, 0x9D])
_PUNCTUATION = "\u2018\u2019\u201a\u201c\u201d\u201e\u2013\u2014\u2026\u2022\u20ac\u2122" + (
    "\xa0\xa3\xa7\xa9\xab\xae\xb0\xb4\xb7\xbb\xbd\xbc\xbf\xa1"
)
# Code pages of spreadsheets by region: what they are called, and the letters beyond ASCII of each of their languages.
_PAGES = {
    "cp1252": ("Windows-1252", (
        "äöüß", "àâæçéèêëîïôœùûüÿ", "áéíóúüñ", "àèéìíòóùú", "áâãàçéêíóôõú", "éëïóöüè", "æøåé", "åäöé", "áéíóúýþæöð",
        "àèéíòóúüçï",
    )),
    "cp1250": ("Windows-1250 (Central European)", (
        "ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű", "čćđšž", "ăâîşţ",
    )),
    "cp1254": ("Windows-1254 (Turkish)", ("çğıöşüâî",)),
    "cp1257": ("Windows-1257 (Baltic)", ("ąčęėįšųūž", "āčēģīķļņšūž", "äõöüšž")),
    "cp1251": ("Windows-1251 (Cyrillic)", ("абвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґјљњћџђ",)),
    "cp1253": ("Windows-1253 (Greek)", ("αβγδεζηθικλμνξοπρστυφχψωςάέήίόύώϊϋΐΰ",)),
}  # fmt: skip
_SIGN = r"[^\x00-\x7f\u2010-\u203a\xa0\xb4\xbb]"
_IN_A_WORD = re.compile(rf"(?<=[^\W\d_]){_SIGN}|(?![¿¡«]){_SIGN}(?=[^\W\d_])")
_CAPITAL_WITHIN = re.compile(r"[à-öø-ÿα-ώа-я][À-ÖØ-ÞΑ-ΩА-Я]")
_TWO_SCRIPTS = re.compile(r"[A-Za-z][\u0370-\u04ff]|[\u0370-\u04ff][A-Za-z]")
_SAMPLE, _MOST_FIT = 200_000, 0.7
_ODD_LETTERS = "\xff\xfe\xde\xf0\xd0\xd7\xf7"
MOJIBAKE = re.compile(
    "\u00c3[\u00a0-\u00bf]|\u00e2\u20ac[\u0153\u009d\u2122\u0098\u201c\u2019\u02dc]|\u00c2[\u00a0\u00b0\u00a3\u00a7]"
)


def decode(data: bytes, name: str, encoding: str | None = None) -> tuple[str, str, list[str], list[str]]:
    """Text of a file.

    Parameters
    ----------
    data : bytes
    name : str
        The file's name, for messages.
    encoding : str, optional
        Declared by the caller; wins over every sign in the bytes.

    Returns
    -------
    text, encoding : str
    notes, faults : list of str

    Raises
    ------
    SurveyFileError
        If the declared encoding is unknown or does not fit.
    """
    if encoding is not None:
        return _declared(data, name, encoding)
    for mark, found in _MARKS:
        if data.startswith(mark):
            return _marked(data[len(mark) :], found)
    if wide := utf_16(data):
        text, _, notes, faults = _marked(data, wide)
        return (
            text,
            wide,
            [
                kept(
                    "read as {upper}, which the file does not declare",
                    upper=wide.upper(),
                ),
                *notes,
            ],
            faults,
        )
    faults = []
    if b"\x00" in data:
        lines = [data.count(b"\n", 0, place) + 1 for place in _places(data, b"\x00", 5)]
        faults.append(
            kept(
                "{what} taken out, the first in line {lines}; the rest of each cell was kept",
                what=plural(data.count(bytes(1)), "NUL byte"),
                lines=lines[0],
            )
        )
        data = data.replace(b"\x00", b"")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text, found, notes, more = _legacy(data)
        return text, found, notes, faults + more
    broken = len(MOJIBAKE.findall(text[:2_000_000])) if not text.isascii() else 0
    if broken >= 2:
        faults.append(
            kept(
                "{broken} places read like text that was decoded wrongly before it was saved (such as "
                "'Ã©' for 'é'); export the file again as UTF-8",
                broken=number(broken),
            )
        )
    return text.lstrip("\ufeff"), "utf-8", [], faults


def _declared(data, name, encoding):
    try:
        return data.decode(encoding).lstrip("\ufeff"), encoding, [], []
    except LookupError:
        raise SurveyFileError(
            say("{name}: no encoding is called {encoding}. Usual ones are utf-8, cp1252, utf-16.",
                name=name, encoding=repr(encoding))
        ) from None  # fmt: skip
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        raise SurveyFileError(
            say("{name}: line {line} is not {encoding} (byte {data} at {start}).",
                name=name, line=line, encoding=encoding, data=f"{data[problem.start]:#04x}",
                start=number(problem.start))
        ) from None  # fmt: skip


def _marked(data: bytes, encoding: str):
    try:
        return data.decode(encoding).lstrip("\ufeff").replace("\x00", ""), encoding, [], []
    except UnicodeDecodeError as problem:
        if encoding == "utf-8":
            text, found, notes, faults = _legacy(data)
            return text, found, notes, faults
        text = data.decode(encoding, errors="replace").lstrip("\ufeff").replace("\x00", "")
        return (
            text,
            encoding,
            [],
            [
                kept(
                    "not clean {upper} from byte {start} on: what cannot be read is shown as �",
                    upper=encoding.upper(),
                    start=number(problem.start),
                )
            ],
        )


def utf_16(data: bytes) -> str | None:
    """UTF-16 without its mark: every second byte of western text is zero."""
    sample = data[:4096]
    even, odd = sample[0::2], sample[1::2]
    if len(odd) < 4:
        return None
    zeros_even, zeros_odd = even.count(0) / len(even), odd.count(0) / len(odd)
    if zeros_odd > 0.4 and zeros_even < 0.1:
        return "utf-16-le"
    if zeros_even > 0.4 and zeros_odd < 0.1:
        return "utf-16-be"
    return None


def _places(data: bytes, what: bytes, most: int) -> list[int]:
    found, at = [], data.find(what)
    while at >= 0 and len(found) < most:
        found.append(at)
        at = data.find(what, at + 1)
    return found


def _legacy(data: bytes):
    """Line by line: UTF-8 where a line is, Windows-1252 where it is not."""
    pieces, legacy, proven, first = [], [], 0, None
    offset = 0
    for at, line in enumerate(re.split(rb"(?<=\n)|(?<=\r)(?!\n)", data), 1):
        try:
            text = line.decode("utf-8")
            proven += not text.isascii()
        except UnicodeDecodeError as problem:
            if first is None:
                first = kept(
                    "byte {line} at offset {value}, line {at}",
                    line=f"{line[problem.start]:#04x}",
                    value=number(offset + problem.start),
                    at=at,
                )
            legacy.append(at)
            text = line.translate(None, _UNDEFINED).decode("cp1252")
        pieces.append(text)
        offset += len(line)
    if not proven and (other := _another_page(data)) is not None:
        page, text = other
        return text.lstrip("\ufeff"), page, [kept("read as {encoding}, by its letters", encoding=_PAGES[page][0])], []
    text = "".join(pieces).lstrip("\ufeff")
    lost = sum(data.count(bytes([byte])) for byte in _UNDEFINED) if not proven else 0
    strange = _implausible("".join(pieces[at - 1] for at in legacy[:2000]))
    if not proven and not lost and not strange:
        return (
            text,
            "cp1252",
            [
                kept(
                    "read as Windows-1252 ({what} with letters such as é in it)",
                    what=plural(len(legacy), "line"),
                )
            ],
            [],
        )
    mixed = (
        kept(
            "but {what} as UTF-8",
            what=plural(proven, "line"),
        )
        if proven
        else kept("and no other line says which encoding it is")
    )
    return text, "cp1252", [], [
        kept(
                "not clean UTF-8 ({first}): {what} read as Windows-1252, {mixed}. Lines: {names}. Check "
                "their letters, or pass encoding=",
                first=first,
                what=plural(len(legacy), 'line'),
                mixed=mixed,
                names=named(legacy),
                )
    ]  # fmt: skip


def _another_page(data: bytes) -> tuple[str, str] | None:
    """A code page of another region whose letters make words where those of the western one do not, with the text."""
    sample = data[:_SAMPLE]
    worth = {page: _worth(sample, page) for page in _PAGES}
    best = max(worth, key=worth.get)
    letters = len(_IN_A_WORD.findall(sample.decode(best, errors="replace")))
    if best == "cp1252" or worth[best] <= worth["cp1252"] or worth[best] < _MOST_FIT * letters:
        return None
    try:
        return best, data.decode(best)
    except UnicodeDecodeError:
        return None


def _worth(data: bytes, page: str) -> int:
    """How many letters beyond ASCII belong to one of the page's languages; whatever does not counts against it."""
    text = data.decode(page, errors="replace")
    # A capital within a word, or two scripts in one, is another page's letter.
    strange = len(_CAPITAL_WITHIN.findall(text)) + len(_TWO_SCRIPTS.findall(text))
    letters = _IN_A_WORD.findall(text.lower())
    return max(sum(1 if char in usual else -3 for char in letters) for usual in _PAGES[page][1]) - 3 * strange


def _implausible(text: str) -> bool:
    """Whether text does not read like a western language: symbols inside words, long runs of accents."""
    high = [char for char in text if char > "\x7f"]
    if not high:
        return False
    odd = sum(1 for char in high if char in _ODD_LETTERS or not (char.isalpha() or char in _PUNCTUATION))
    words = re.findall(r"[^\W\d_]{3,}", text)
    dense = sum(1 for word in words if sum(char > "\x7f" for char in word) > 0.6 * len(word))
    runs = re.findall(r"[^\x00-\x7f\xa0]+", text)
    if sum(len(run) >= 3 for run in runs) > 0.1 * len(runs):
        return True
    inside = len(re.findall(r"(?<=[^\W\d_])[\xa1-\xbf](?=[^\W\d_])", text))
    return odd + inside > 0.1 * len(high) or dense > 0.05 * max(len(words), 1)
