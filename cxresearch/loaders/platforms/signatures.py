"""What a file is, by its first bytes. What is no table of answers is refused with the way out."""

import re
import zipfile
from pathlib import Path

from cxresearch.errors import SurveyFileError, listing

__all__ = ["kind_of"]

_REFUSED = (
    (b"%PDF", "a PDF document", "Ask for the answers as CSV or XLSX"),
    (b"\x1f\x8b", "a gzip archive", "Unpack it first"),
    (b"BZh", "a bzip2 archive", "Unpack it first"),
    (b"7z\xbc\xaf", "a 7-Zip archive", "Unpack it first"),
    (b"Rar!", "a RAR archive", "Unpack it first"),
    (b"\xfd7zXZ", "an XZ archive", "Unpack it first"),
    (b"\x89PNG", "a picture", "Ask for the answers as CSV or XLSX"),
    (b"\xff\xd8\xff", "a picture", "Ask for the answers as CSV or XLSX"),
    (b"GIF8", "a picture", "Ask for the answers as CSV or XLSX"),
    (b"{\\rtf", "an RTF document", "Ask for the answers as CSV or XLSX"),
    (b"ARROW1", "an Arrow file", "Save it as Parquet"),
    (b"SQLite format 3", "an SQLite database", "Export the table as CSV"),
    (b"<stata_dta>", "a Stata file", "Save it as CSV, or as SPSS .sav to keep the labels"),
    (b"\x89HDF", "an HDF5 file", "Save it as CSV or Parquet"),
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
    """``parquet``, ``spss``, ``workbook`` or ``text``.

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
            f"{path}: cannot be opened ({problem.strerror}). Close it in other programs, or copy it."
        ) from None
    if not start:
        raise SurveyFileError(
            f"{name}: the file is empty (0 bytes). Export it again, or check that the download finished."
        )
    if start.startswith(b"PAR1"):
        return "parquet"
    if start.startswith((b"$FL2", b"$FL3")):
        return "spss"
    if start.startswith(b"PK"):
        return _archive(path)
    if start.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        if "EncryptedPackage".encode("utf-16-le") in path.read_bytes()[:1_000_000]:
            raise SurveyFileError(
                f"{name}: the workbook is protected by a password. Open it, remove the password and save it again."
            )
        raise SurveyFileError(
            f"{name}: an old binary Office file (.xls), which is not read. Open it and save it as .xlsx."
        )
    for mark, what, remedy in _REFUSED:
        if start.startswith(mark):
            raise SurveyFileError(f"{name}: {what}, not a table of answers. {remedy}.")
    binary = start[0] == 0x80 and len(start) > 1 and start[1] in (2, 3, 4, 5)
    if (binary or start.startswith(_TEXT_PICKLES)) and end.endswith(b"."):
        raise SurveyFileError(
            f"{name}: a Python pickle. It is not opened, because opening one can run programs. Ask for CSV or Parquet."
        )
    plain = start.lstrip(b"\xef\xbb\xbf\xff\xfe").replace(b"\x00", b"")
    if _HTML.match(plain):
        raise SurveyFileError(
            f"{name}: a web page (HTML), as some portals deliver under the name of a table. Open it in a "
            "spreadsheet and save it as .xlsx or CSV."
        )
    if re.match(rb"\s*<\?xml|\s*<\w+[^>]*xmlns", plain):
        raise SurveyFileError(
            f"{name}: an XML file, not a table of answers. Open it in a spreadsheet and save it as .xlsx or CSV."
        )
    if re.match(rb'\s*[\[{]\s*(\{|\[|"[^"]{0,200}"\s*:)', plain) and not re.match(rb'\s*\{\s*"ImportId"', plain):
        raise SurveyFileError(f"{name}: JSON, not a table of answers. Export the answers as CSV or XLSX.")
    wide = start.count(0) > 0.2 * len(start)
    strange = sum(start.count(byte) for byte in (*range(1, 9), 11, *range(14, 28), 127))
    if strange > 0.05 * len(start) and not start.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise SurveyFileError(
            f"{name}: binary data of an unknown kind, not a table of answers. Ask for CSV, XLSX, SPSS or Parquet."
        )
    if wide and strange == 0 and start.count(0) > 0.9 * len(start):
        raise SurveyFileError(f"{name}: holds only NUL bytes; the copy or download failed.")
    return "text"


def _archive(path: Path) -> str:
    name = path.name
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError):
        raise SurveyFileError(
            f"{name}: a corrupt workbook or archive; its end is missing or damaged. Download it again, or open "
            "it in Excel, repair and save it."
        ) from None
    if any(part.lower() == "xl/workbook.bin" for part in names):
        raise SurveyFileError(f"{name}: a binary workbook (.xlsb), which is not read. Open it and save it as .xlsx.")
    if any(part.lower().lstrip("/") in ("xl/workbook.xml", "[content_types].xml") for part in names) and any(
        part.lower().lstrip("/").startswith("xl/") for part in names
    ):
        return "workbook"
    if "content.xml" in names and "mimetype" in names:
        raise SurveyFileError(f"{name}: an OpenDocument file, which is not read. Open it and save it as .xlsx or CSV.")
    if any(part.lower().startswith(("word/", "ppt/")) for part in names):
        raise SurveyFileError(
            f"{name}: a Word or PowerPoint file, not an Excel workbook. Ask for the answers as CSV or XLSX."
        )
    held = f"it holds {listing(names, most=4)}" if names else "it holds nothing"
    raise SurveyFileError(f"{name}: a ZIP archive, not an Excel workbook ({held}). Unpack it and read the file inside.")
