"""A workbook whose bytes follow from its rows alone, whenever it is written."""

import io
import re
import zipfile
from datetime import datetime

from openpyxl import Workbook

__all__ = ["write_workbook"]


def _cell(value):
    """Figures become numbers, as a platform writes them; the rest stays text and blanks stay empty."""
    if isinstance(value, str):
        return None if value == "" else int(value) if re.fullmatch(r"\d\d?", value) else value
    return value.to_pydatetime() if hasattr(value, "to_pydatetime") else value


def write_workbook(sheet, rows, path, creator):
    """Write one sheet; the same rows always give the same bytes."""
    # Not write_only: that leaves out the sheet's size, and readers then go through all of it to find it.
    book = Workbook()
    book.properties.creator = creator
    page = book.active
    page.title = sheet
    for row in rows:
        page.append([_cell(v) for v in row])
    raw = io.BytesIO()
    book.save(raw)
    # openpyxl writes the hour into the archive; a fixed one keeps reruns equal to the byte
    stamp = datetime(2025, 6, 2, 9)
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            body = source.read(name)
            if name == "docProps/core.xml":
                body = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", stamp.strftime("%Y-%m-%dT%H:%M:%SZ").encode(), body)
            entry = zipfile.ZipInfo(name, stamp.timetuple()[:6])
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            target.writestr(entry, body)
