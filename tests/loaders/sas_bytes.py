"""The bytes of a small SAS data set, which no library at hand writes: one page that holds its description and its rows.

Laid out as Shotwell's "SAS7BDAT Database Binary Format" (2013) describes it: 32 bits, little endian, uncompressed.
"""

import struct
from collections.abc import Sequence

__all__ = ["sas7bdat"]

_MAGIC = bytes(12) + bytes.fromhex("c2ea8160b31411cfbd92080009c7318c181f1011")
_HEADER, _PAGE = 1024, 16384
_MIXED = 0x0200
_SIZES, _COLUMNS, _COUNTS = b"\xf7" * 4, b"\xf6" * 4, struct.pack("<I", 0xFFFFFC00)
_TEXT, _NAMES, _ATTRIBUTES = b"\xfd\xff\xff\xff", b"\xff\xff\xff\xff", b"\xfc\xff\xff\xff"
_FORMAT = b"\xfe\xfb\xff\xff"


def sas7bdat(names: Sequence[str], labels: Sequence[str], rows: Sequence[Sequence]) -> bytes:
    """Rows of numbers and texts as a SAS data set, a label a column."""
    widths = [
        8 if not isinstance(rows[0][at], str) else max(8, *(len(row[at].encode()) for row in rows))
        for at in range(len(names))
    ]
    words, places = b"", {}
    for word in [*names, *labels]:
        places[word] = (28 + len(words), len(word.encode()))
        words += word.encode() + bytes(-len(word.encode()) % 4)
    size = 12 + 16 + len(words) + 8

    def reference(word: str) -> bytes:
        return struct.pack("<HHH", 0, places[word][0] - 4, places[word][1])

    parts = [
        _row_sizes(sum(widths), len(rows), len(names)),
        _COLUMNS + struct.pack("<II", len(names), 0),
        _COUNTS + bytes(300),
        _TEXT + struct.pack("<H", size - 12) + bytes(28 - 6) + words + bytes(8),
        _NAMES
        + struct.pack("<H", 8 * len(names) + 8)
        + bytes(6)
        + b"".join(reference(n) + bytes(2) for n in names)
        + bytes(8),
        _ATTRIBUTES
        + struct.pack("<H", 12 * len(names) + 8)
        + bytes(6)
        + b"".join(
            struct.pack("<IIHBB", sum(widths[:at]), width, 4, 2 if isinstance(rows[0][at], str) else 1, 0)
            for at, width in enumerate(widths)
        )
        + bytes(8),
        *(_FORMAT + bytes(30) + bytes(6) + reference(label) + bytes(6) for label in labels),
    ]
    cells = b"".join(
        cell.encode().ljust(width) if isinstance(cell, str) else struct.pack("<d", cell)
        for row in rows
        for cell, width in zip(row, widths, strict=True)
    )
    pointers, end, ends = b"", _PAGE, []
    for part in parts:
        end -= len(part)
        ends.append((end, part))
        pointers += struct.pack("<IIBBH", end, len(part), 0, 0, 0)
    start = 24 + len(pointers)
    start += start % 8
    page = bytearray(_PAGE)
    page[:24] = bytes(16) + struct.pack("<HHHH", _MIXED, len(parts) + len(rows), len(parts), 0)
    page[24 : 24 + len(pointers)] = pointers
    page[start : start + len(cells)] = cells
    for at, part in ends:
        page[at : at + len(part)] = part
    if start + len(cells) > end:
        raise ValueError("too many rows for one page")
    return _header() + bytes(page)


def _row_sizes(width: int, rows: int, columns: int) -> bytes:
    part = bytearray(480)
    part[:4] = _SIZES
    for at, value in ((20, width), (24, rows), (36, columns), (52, _PAGE), (60, rows)):
        part[at : at + 4] = struct.pack("<I", value)
    return bytes(part)


def _header() -> bytes:
    head = bytearray(_HEADER)
    head[:32] = _MAGIC
    head[32], head[35], head[37], head[39:40], head[70] = 0x22, 0x22, 1, b"1", 20
    head[84:92], head[92:124], head[156:164] = b"SAS FILE", b"ANSWERS".ljust(32), b"DATA    "
    head[164:180] = struct.pack("<dd", 2e9, 2e9)
    head[196:208] = struct.pack("<III", _HEADER, _PAGE, 1)
    head[216:224], head[224:240] = b"9.0401M0", b"Linux".ljust(16, b"\0")
    return bytes(head)
