"""Files in files: one table in a .gz or a .zip, unpacked within limits into a folder of its own that is gone
afterwards."""

import gzip
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from cxresearch.errors import SurveyFileError
from cxresearch.wording import named, number, say

__all__ = ["unpacked"]

_MOST_BYTES = 4 * 1024**3
_TIGHTEST = 400
_DAMAGE = (zipfile.BadZipFile, gzip.BadGzipFile, EOFError, zlib.error, NotImplementedError, RuntimeError)
_BLOCK = 4 * 1024**2
_TABLES = (
    ".csv", ".tsv", ".txt", ".tab", ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".sav", ".zsav", ".por", ".dta",
    ".sas7bdat", ".xpt", ".parquet", ".json", ".jsonl", ".ndjson",
)  # fmt: skip


@contextmanager
def unpacked(path: Path, kind: str) -> Iterator[Path]:
    """The one table in a .gz or .zip as a file of its own, for as long as the block runs.

    Raises
    ------
    SurveyFileError
        If it is damaged, unpacks to too much, or holds no table or several.
    """
    with TemporaryDirectory() as folder:
        try:
            yield _gunzipped(path, Path(folder)) if kind == "gzip" else _unzipped(path, Path(folder))
        except _DAMAGE as problem:
            if isinstance(problem, SurveyFileError):
                raise
            raise SurveyFileError(
                say("{file}: a damaged archive ({problem}). Download it again.",
                    file=path.name, problem=str(problem))
            ) from None  # fmt: skip


def _gunzipped(path: Path, folder: Path) -> Path:
    name = path.name[:-3] if path.suffix.lower() == ".gz" else path.stem
    with gzip.open(path) as stream:
        return _written(stream, folder / (name or "table"), path)


def _unzipped(path: Path, folder: Path) -> Path:
    with zipfile.ZipFile(path) as archive:
        parts = [
            part
            for part in archive.infolist()
            if not part.is_dir() and not part.filename.startswith("__MACOSX/")
            and not PurePosixPath(part.filename).name.startswith(".")
        ]  # fmt: skip
        tables = [part for part in parts if part.filename.lower().endswith(_TABLES)]
        names = [part.filename for part in parts]
        if len(tables) != 1:
            found = say("it holds {names}", names=named(names, most=4)) if names else say("it holds nothing")
            many = say("{n} tables", n=len(tables)) if tables else say("no table of answers")
            raise SurveyFileError(
                say("{file}: a ZIP archive with {many} ({found}). Unpack it and read the file that holds the answers.",
                    file=path.name, many=many, found=found)
            )  # fmt: skip
        if tables[0].flag_bits & 1:
            raise SurveyFileError(
                say("{file}: a ZIP archive with a password. Unpack it and read the file inside.",
                    file=path.name)
            )  # fmt: skip
        # Only the last part of the name is used, so that nothing is written outside the folder.
        with archive.open(tables[0]) as stream:
            return _written(stream, folder / PurePosixPath(tables[0].filename.replace("\\", "/")).name, path)


def _written(stream, target: Path, path: Path) -> Path:
    most = min(_MOST_BYTES, max(_TIGHTEST * path.stat().st_size, 50 * 1024**2))
    written = 0
    with target.open("wb") as file:
        while block := stream.read(_BLOCK):
            written += len(block)
            if written > most:
                raise SurveyFileError(
                    say("{file}: unpacks from {value} MB to more than {value2} MB. If it is a real export, unpack it "
                        "and read the file inside.",
                        file=path.name, value=number(path.stat().st_size / 1024 ** 2, digits=1),
                        value2=number(most / 1024 ** 2, digits=0))
                )  # fmt: skip
            file.write(block)
    return target
