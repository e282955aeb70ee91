"""What was read, kept as an Arrow file, so that it is there at once again: written only where it comes back exactly.

What is kept is found by a fingerprint over all that decides how it is read, the library itself among it, and never by a
name or a date: whatever changed, it is read anew.
"""

import hashlib
import json
import os
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from tempfile import mkdtemp

import pandas as pd

from cxresearch.survey.doubts import Doubt, notes_of, records_of
from cxresearch.survey.saved import cache_folder
from cxresearch.survey.survey import Survey

__all__ = ["kept_survey", "library_digest", "read_or_kept", "write_exactly"]

_MUCH = 32 * 2**20
_PACKAGE = Path(__file__).resolve().parents[1]
_PARTS = ("roles", "notes", "intake", "orders", "thresholds", "units", "platform", "name", "doubted")


def library_digest():
    """A SHA-256 that has taken in this library's files, by size and time, and the libraries that read for it."""
    import pyarrow

    digest = hashlib.sha256(f"pandas {pd.__version__} pyarrow {pyarrow.__version__}; Python {sys.version}".encode())
    for folder, folders, names in os.walk(_PACKAGE):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        for name in sorted(names):
            state = os.stat(f"{folder}/{name}")
            digest.update(f"{folder}/{name} {state.st_size} {state.st_mtime_ns}".encode())
    return digest


def write_exactly(survey: Survey, path: Path) -> bool:
    """Write a Survey with all that it knows; False where it would come back as another one."""
    import pyarrow as pa

    held = survey.__dict__
    frame = held["responses"]
    if not isinstance(frame, pd.DataFrame) or held["root"] is not None or held["filters"] or survey.is_aggregated:
        return False
    about = {
        "codebook": held["codebook"].to_dict("list"), "roles": dict(held["roles"]), "notes": list(held["notes"]),
        "notes_said": records_of(held["notes"]),
        "platform": held["platform"], "name": held["name"],
        "intake": {reason: int(count) for reason, count in held["intake"].items()},
        "doubted": [one.as_record() for one in held["doubted"]],
        "orders": {column: list(values) for column, values in held["orders"].items()},
        "thresholds": {what: int(least) for what, least in held["thresholds"].items()},
        "units": held["units"],
    }  # fmt: skip
    table = pa.Table.from_pandas(frame, preserve_index=False)
    told = json.dumps(about, ensure_ascii=False)
    table = table.replace_schema_metadata({**table.schema.metadata, b"survey": told.encode()})
    # As it lies in memory it is read fastest; what would fill a disk is packed.
    packed = pa.ipc.IpcWriteOptions(compression="lz4" if table.nbytes > _MUCH else None)
    with pa.ipc.new_file(path, table.schema, options=packed) as file:
        file.write_table(table)
    back = kept_survey(path).__dict__
    return (
        back["responses"].equals(frame) and list(back["responses"].dtypes) == list(frame.dtypes)
        and back["codebook"].equals(held["codebook"]) and list(back["codebook"].dtypes) == list(held["codebook"].dtypes)
        and all(back[part] == held[part] for part in _PARTS)
    )  # fmt: skip


def kept_survey(path: Path) -> Survey:
    """The Survey that :func:`write_exactly` wrote."""
    import pyarrow as pa

    # Read, not mapped: a file that is mapped could not be replaced on every system.
    table = pa.ipc.open_file(pa.py_buffer(path.read_bytes())).read_all()
    about = json.loads(table.schema.metadata[b"survey"])
    told = {
        "codebook": pd.DataFrame(about.pop("codebook")), "notes": notes_of(about.pop("notes"), about.pop("notes_said")),
        "doubted": tuple(map(Doubt.from_record, about.pop("doubted"))),
    }  # fmt: skip
    # It was checked before it was written, and came back as the same.
    return Survey(responses=table.to_pandas(), **told, **about, _cache={"codebook is checked": True})


def read_or_kept(name: str, files: Iterable[Path], read: Callable[[], Survey]) -> Survey:
    """A Survey of these files from the user's cache, or read and kept there for the next time.

    Only what this user wrote for exactly these bytes, this library and this installation is taken; whatever cannot be
    read back, or not be written, is done without.
    """
    try:
        digest = library_digest()
        for file in files:
            digest.update(f"\n{file}\n".encode())
            digest.update(file.read_bytes())
        place = cache_folder() / "samples" / f"{name}-{hashlib.sha256(str(_PACKAGE).encode()).hexdigest()[:8]}"
        kept = place / f"{digest.hexdigest()[:32]}.arrow"
        if _is_own(kept):
            return kept_survey(kept)
    except Exception:  # damaged, or no place to look at: it is read anew
        return read()
    survey = read()
    with suppress(Exception):  # a home that cannot be written
        _keep(survey, kept)
    return survey


def _is_own(kept: Path) -> bool:
    """Whether a file is there that this user wrote and nobody else can write."""
    try:
        state = kept.stat()
    except OSError:
        return False
    return not hasattr(os, "getuid") or (state.st_uid == os.getuid() and not state.st_mode & 0o022)


def _keep(survey: Survey, kept: Path) -> None:
    """Write beside and rename, so that nobody reads half of it; what was kept of an earlier state goes."""
    kept.parent.mkdir(parents=True, exist_ok=True)
    new = Path(mkdtemp(dir=kept.parent, prefix="new-"))
    try:
        if write_exactly(survey, new / kept.name):
            os.chmod(new / kept.name, 0o644)
            for old in kept.parent.glob("*.*"):
                if old.is_file():
                    old.unlink(missing_ok=True)
            os.replace(new / kept.name, kept)
    finally:
        for file in new.iterdir():
            file.unlink(missing_ok=True)
        new.rmdir()
