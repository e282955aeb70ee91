"""What a file is, by its first bytes. What is no table of answers is refused with the way out."""

import re
import zipfile
from pathlib import Path

from cxresearch.errors import SurveyFileError
from cxresearch.loaders.bytes.encodings import utf_16
from cxresearch.wording import named, say, told

__all__ = ["kind_of"]

_ASK = told("Ask for the answers as CSV or XLSX")
_UNKNOWN = told("{name}: binary data of an unknown kind, not a table of answers. Ask for CSV, XLSX, SPSS or Parquet.")
_REFUSED = (
    (b"%PDF", told("a PDF document"), _ASK),
    (b"BZh", told("a bzip2 archive"), told("Unpack it first")),
    (b"7z\xbc\xaf", told("a 7-Zip archive"), told("Unpack it first")),
    (b"Rar!", told("a RAR archive"), told("Unpack it first")),
    (b"\xfd7zXZ", told("an XZ archive"), told("Unpack it first")),
    (b"\x28\xb5\x2f\xfd", told("a Zstandard archive"), told("Unpack it first")),
    (b"\x89PNG", told("a picture"), _ASK),
    (b"\xff\xd8\xff", told("a picture"), _ASK),
    (b"GIF8", told("a picture"), _ASK),
    (b"BM", told("a picture"), _ASK),
    (b"II*\x00", told("a picture"), _ASK),
    (b"MM\x00*", told("a picture"), _ASK),
    (b"RIFF", told("a sound, a film or a picture"), _ASK),
    (b"ID3", told("a sound"), _ASK),
    (b"OggS", told("a sound"), _ASK),
    (b"{\\rtf", told("an RTF document"), _ASK),
    (b"ARROW1", told("an Arrow file"), told("Save it as Parquet")),
    (b"\xff\xff\xff\xff", told("an Arrow stream"), told("Save it as Parquet")),
    (b"ORC", told("an ORC file"), told("Save it as Parquet")),
    (b"Obj\x01", told("an Avro file"), told("Save it as Parquet")),
    (b"\x89HDF", told("an HDF5 file"), told("Save it as CSV or Parquet")),
    (b"\x93NUMPY", told("an array of NumPy"), told("Save it as CSV or Parquet")),
    (b"MATLAB", told("a MATLAB file"), told("Save it as CSV")),
    (b"RDX", told("an R workspace"), told("Write the data frame with write.csv(), or as .sav to keep the labels")),
    (b"RDA", told("an R workspace"), told("Write the data frame with write.csv(), or as .sav to keep the labels")),
    (
        b"X\n\x00\x00",
        told("an R object (.rds)"),
        told("Write the data frame with write.csv(), or as .sav to keep the labels"),
    ),
    (b"\x7fELF", told("a program"), _ASK),
    (b"MZ", told("a program"), _ASK),
    (b"\xca\xfe\xba\xbe", told("a program"), _ASK),
    (b"!BDN", told("an Outlook mailbox"), _ASK),
    (b"\x00\x01\x00\x00Standard", told("an Access database"), told("Export the table as CSV")),
    (b"\xfe\xed\xfe\xed", told("a key store"), _ASK),
    (b"8BPS", told("a picture"), _ASK),
    (b"%!PS", told("a PostScript document"), _ASK),
    (b"fLaC", told("a sound"), _ASK),
    (b"\xff\xfb", told("a sound"), _ASK),
    (b"\x1aE\xdf\xa3", told("a film"), _ASK),
    (b"\x04\x22\x4d\x18", told("an LZ4 archive"), told("Unpack it first")),
    (b"FEA1", told("a Feather file"), told("Save it as Parquet")),
    (b"wOF", told("a font"), _ASK),
    (b"L\x00\x00\x00\x01\x14\x02\x00", told("a shortcut to another file"), told("Pass the file that it points to")),
)
_INSIDE = ((4, b"ftyp", told("a film, a sound or a picture")), (257, b"ustar", told("a tar archive")))
_SAS = bytes(12) + b"\xc2\xea\x81\x60\xb3\x14\x11\xcf\xbd\x92\x08\x00"
_XPORT = (b"HEADER RECORD*******LIBRARY HEADER", b"HEADER RECORD*******LIBV8")
_MAIL = told("a saved mail")
# A mail begins with lines "Name: value"; a title above a table may tell from, to and date, and no name of a machine.
_MAIL_LINE = re.compile(rb"([!-9;-~]+):(?:[ \t]|$)")
_MAIL_NAMES = frozenset(
    b"received return-path delivered-to message-id mime-version content-type content-transfer-encoding dkim-signature "
    b"authentication-results references in-reply-to x-mailer x-unsent thread-topic".split()
)
_TEXT_PICKLES = (b"(lp", b"(dp", b"(ip", b"(tp", b"]q\x00", b"}q\x00", b"(q\x00",
*(f"c{module}\n".encode() for module in (
    "posix", "nt", "os", "sys", "subprocess", "builtins", "__builtin__", "copy_reg", "copyreg", "collections",
    "numpy.core.multiarray",
)))  # fmt: skip
_HTML = re.compile(
    rb"\s*(<!--.*?-->\s*)*<(!doctype\s+html|html|head|body|table|div|meta|script)\b", re.IGNORECASE | re.DOTALL
)


def kind_of(path: Path) -> str:
    """What reads the file.

    ``parquet``, ``workbook`` (.xlsx, .xlsm), ``binary-workbook`` (.xls, .xlsb, .ods), ``spss``, ``spss-portable``,
    ``stata``, ``sas``, ``sas-transport``, ``gzip``, ``zip``, ``json``, ``duckdb``, ``sqlite`` or ``text``.

    Raises
    ------
    SurveyFileError
        If the file is something else; says what, and what to do.
    """
    name = path.name
    try:
        with path.open("rb") as file:
            start = file.read(8192)
            size = file.seek(0, 2)
            file.seek(max(0, size - 4))
            end = file.read(4)
    except OSError as problem:
        raise SurveyFileError(
            say("{path}: cannot be opened ({problem}). Close it in other programs, or copy it.",
                path=path, problem=problem.strerror or problem)
        ) from None  # fmt: skip
    if not start:
        raise SurveyFileError(
            say("{name}: the file is empty (0 bytes). Export it again, or check that the download finished.",
                name=name)
        )  # fmt: skip
    if start.startswith(b"PAR1"):
        return "parquet"
    if start.startswith((b"$FL2", b"$FL3")):
        return "spss"
    if start.startswith(b"PK"):
        return _archive(path)
    if start.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        if "EncryptedPackage".encode("utf-16-le") in path.read_bytes()[:1_000_000]:
            raise SurveyFileError(
                say("{name}: the workbook is protected by a password. Open it, remove the password and save it again.",
                    name=name)
            )  # fmt: skip
        return "binary-workbook"
    if (packaged := _of_a_package(start)) is not None:
        return packaged
    for mark, what, remedy in _REFUSED:
        if start.startswith(mark) and (not mark.isalnum() or _is_binary(start)):
            raise SurveyFileError(
                say("{name}: {what}, not a table of answers. {remedy}.",
                    name=name, what=say(what), remedy=say(remedy))
            )  # fmt: skip
    for place, mark, what in _INSIDE:
        if start[place : place + len(mark)] == mark:
            raise SurveyFileError(
                say("{name}: {what}, not a table of answers. {ask}.", name=name, what=say(what), ask=say(_ASK))
            )
    binary = start[0] == 0x80 and len(start) > 1 and start[1] in (2, 3, 4, 5)
    if (binary or start.startswith(_TEXT_PICKLES)) and end.endswith(b"."):
        raise SurveyFileError(
            say("{name}: a Python pickle. It is not opened, because opening one can run programs. Ask for CSV or "
                "Parquet.",
                name=name)
        )  # fmt: skip
    plain = start.lstrip(b"\xef\xbb\xbf\xff\xfe").replace(b"\x00", b"")
    if _HTML.match(plain):
        raise SurveyFileError(
            say("{name}: a web page (HTML), as some portals deliver under the name of a table. Open it in a "
                "spreadsheet and save it as .xlsx or CSV.",
                name=name)
        )  # fmt: skip
    if _is_mail(plain):
        raise SurveyFileError(
            say("{name}: {what}, not a table of answers. {remedy}.",
                name=name, what=say(_MAIL), remedy=say("Save the file that is attached to it"))
        )  # fmt: skip
    if re.match(rb"\s*<\?xml|\s*<\w+[^>]*xmlns", plain):
        raise SurveyFileError(
            say("{name}: an XML file, not a table of answers. Open it in a spreadsheet and save it as .xlsx or CSV.",
                name=name)
        )  # fmt: skip
    if re.match(rb'\s*[\[{]\s*(\{|\[|"[^"]{0,200}"\s*:)', plain) and not re.match(rb'\s*\{\s*"ImportId"', plain):
        return "json"
    wide = start.count(0) > 0.2 * len(start)
    strange = sum(start.count(byte) for byte in (*range(1, 9), *range(14, 28), 127))
    if strange > 0.05 * len(start) and not start.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise SurveyFileError(say(_UNKNOWN, name=name))
    if wide and strange == 0 and start.count(0) > 0.9 * len(start):
        raise SurveyFileError(say("{name}: holds only NUL bytes; the copy or download failed.", name=name))
    if wide and not start.startswith((b"\xff\xfe", b"\xfe\xff")) and utf_16(start) is None:
        raise SurveyFileError(say(_UNKNOWN, name=name))
    return "text"


def _of_a_package(start: bytes) -> str | None:
    """Files of statistical packages, databases and what is packed."""
    if start.startswith(b"<stata_dta>") or (
        start[0] in (105, 108, 110, 111, 113, 114, 115) and len(start) > 100 and start[1] in (1, 2) and start[2] == 1
        and start[3] == 0
    ):  # fmt: skip
        return "stata"
    if start.startswith(_SAS):
        return "sas"
    if start.startswith(_XPORT):
        return "sas-transport"
    if b"SPSS PORT FILE" in start[:600]:
        return "spss-portable"
    if start.startswith(b"\x1f\x8b"):
        return "gzip"
    if start.startswith(b"SQLite format 3\x00"):
        return "sqlite"
    return "duckdb" if start[8:12] == b"DUCK" else None


def _is_mail(plain: bytes) -> bool:
    """Whether the text starts with the header of a mail (RFC 5322): lines "Name: value" up to the first empty one."""
    head = re.split(rb"\r?\n\r?\n|\r\r", plain.lstrip(), maxsplit=1)[0].splitlines()
    if head and head[0].startswith(b"From "):  # of a mailbox, one mail after the other
        head = head[1:]
    lines = [_MAIL_LINE.match(line) for line in head if line[:1] not in b" \t"]
    names = {found[1].lower() for found in lines if found}
    return len(names) > 2 and sum(map(bool, lines)) >= 0.9 * len(lines) and bool(names & _MAIL_NAMES)


def _is_binary(start: bytes) -> bool:
    return sum(start.count(byte) for byte in (*range(9), 11, *range(14, 28))) > 0.02 * len(start)


def _archive(path: Path) -> str:
    name = path.name
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError):
        raise SurveyFileError(
            say("{name}: a corrupt workbook or archive; its end is missing or damaged. Download it again, or open it "
                "in Excel, repair and save it.",
                name=name)
        ) from None  # fmt: skip
    if any(part.lower() == "xl/workbook.bin" for part in names):
        return "binary-workbook"
    if any(part.lower().lstrip("/") in ("xl/workbook.xml", "[content_types].xml") for part in names) and any(
        part.lower().lstrip("/").startswith("xl/") for part in names
    ):
        return "workbook"
    if "content.xml" in names and "mimetype" in names:
        with zipfile.ZipFile(path) as archive:
            kind = archive.read("mimetype")[:80].decode("ascii", errors="replace")
        if "spreadsheet" in kind:
            return "binary-workbook"
        raise SurveyFileError(
            say("{name}: an OpenDocument text or drawing, not a table of answers. {ask}.",
                name=name, ask=say(_ASK))
        )  # fmt: skip
    if any(part.lower().startswith(("word/", "ppt/")) for part in names):
        raise SurveyFileError(
            say("{name}: a Word or PowerPoint file, not an Excel workbook. Ask for the answers as CSV or XLSX.",
                name=name)
        )  # fmt: skip
    if any(part.lower().startswith("index/") and part.endswith(".iwa") for part in names):
        raise SurveyFileError(say("{name}: a Numbers document. Export it from Numbers as CSV or Excel.", name=name))
    if not names:
        raise SurveyFileError(say("{name}: a ZIP archive that holds nothing. {ask}.", name=name, ask=say(_ASK)))
    if path.suffix.lower() != ".zip":
        raise SurveyFileError(
            say("{name}: a ZIP archive, not an Excel workbook (it holds {names}). Unpack it and read the file inside, "
                "or call it .zip.",
                name=name, names=named(names, most=4))
        )  # fmt: skip
    return "zip"
