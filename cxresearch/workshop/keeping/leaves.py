"""Rows from single pages of an SQLite file, where SQLite itself cannot open it any more.

A table's rows lie in leaf pages, and a leaf tells on its own how many rows it holds and where each begins. So every
page that is intact gives its rows back, whatever became of the header, of the pages above it and of the rest of the
file. The log beside the file holds newer states of pages. A row longer than a page goes on in others; where one of
those is lost, the row is not whole and is left out.

The format is described at https://www.sqlite.org/fileformat2.html.
"""

import struct
from collections.abc import Iterator

__all__ = ["pages_of", "rows_of"]

_HEAD = b"SQLite format 3\x00"
_TABLE_LEAF, _INDEX_LEAF = 0x0D, 0x0A
_LOGS = {0x377F0682: "<", 0x377F0683: ">"}
_WHOLE = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}
_SIZES = tuple(2**power for power in range(9, 17))


def pages_of(data: bytes, log: bytes = b"") -> dict[int, bytes]:
    """Number to page; what the log has replaces what the file has.

    Parameters
    ----------
    data, log : bytes
        The file and the log beside it; either may be cut or overwritten in parts.
    """
    size = _page_size(data, log)
    pages = {at // size + 1: data[at : at + size] for at in range(0, len(data), size)}
    return {number: page for number, page in (pages | _from_the_log(log, size)).items() if len(page) == size}


def rows_of(pages: dict[int, bytes], *, indexes: bool = False) -> Iterator[tuple[int, tuple]]:
    """Number and values of every row that is whole; from the front of the file to its end.

    Parameters
    ----------
    pages : dict
        As `pages_of` gives them.
    indexes : bool
        Rows of tables without numbers of their own instead, which SQLite keeps as it keeps indexes; their number is 0.
    """
    for number in sorted(pages):
        page = pages[number]
        head = 100 if number == 1 else 0
        kind, cells = page[head], int.from_bytes(page[head + 3 : head + 5], "big")
        if kind != (_INDEX_LEAF if indexes else _TABLE_LEAF) or not 0 < cells <= len(page) // 4:
            continue
        for at in range(cells):
            place = head + 8 + 2 * at
            start = int.from_bytes(page[place : place + 2], "big")
            try:
                yield _row(pages, page, start, with_number=not indexes)
            except (ValueError, IndexError, KeyError, struct.error):
                continue


def _row(pages: dict[int, bytes], page: bytes, at: int, *, with_number: bool) -> tuple[int, tuple]:
    usable = len(page)
    length, at = _varint(page, at)
    number = 0
    if with_number:
        number, at = _varint(page, at)
    most = usable - 35 if with_number else (usable - 12) * 64 // 255 - 23
    least = (usable - 12) * 32 // 255 - 23
    if length <= most:
        payload = page[at : at + length]
    else:
        here = least + (length - least) % (usable - 4)
        here = here if here <= most else least
        payload = page[at : at + here] + _the_rest(
            pages, int.from_bytes(page[at + here : at + here + 4], "big"), length - here
        )
    if len(payload) != length:
        raise ValueError("the row is cut")
    return number, _values(payload)


def _the_rest(pages: dict[int, bytes], number: int, wanted: int) -> bytes:
    parts = []
    while wanted > 0:
        page = pages[number]
        parts.append(page[4 : 4 + wanted])
        wanted -= len(parts[-1])
        number = int.from_bytes(page[:4], "big")
    return b"".join(parts)


def _values(payload: bytes) -> tuple:
    head, at = _varint(payload, 0)
    kinds = []
    while at < head:
        kind, at = _varint(payload, at)
        kinds.append(kind)
    if at != head:
        raise ValueError("the head of the row is broken")
    values = []
    for kind in kinds:
        size = _WHOLE.get(kind, 8 if kind == 7 else max(0, kind - 12) // 2)
        part = payload[at : at + size]
        if len(part) != size or kind in (10, 11):
            raise ValueError("a value is broken")
        at += size
        if kind == 0:
            values.append(None)
        elif kind in _WHOLE:
            values.append(int.from_bytes(part, "big", signed=True))
        elif kind == 7:
            values.append(struct.unpack(">d", part)[0])
        elif kind in (8, 9):
            values.append(kind - 8)
        else:
            values.append(part.decode("utf-8") if kind % 2 else part)
    if at != len(payload):
        raise ValueError("the row is longer than its values")
    return tuple(values)


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for step in range(9):
        byte = data[at + step]
        if step == 8:
            return (value << 8) | byte, at + 9
        value = (value << 7) | (byte & 0x7F)
        if not byte & 0x80:
            return value, at + step + 1
    raise ValueError("no number")


def _page_size(data: bytes, log: bytes) -> int:
    """What the file says, else what its log says, else the size at which most pages are leaves."""
    if data.startswith(_HEAD):
        told = int.from_bytes(data[16:18], "big")
        told = 65536 if told == 1 else told
        if told in _SIZES:
            return told
    if int.from_bytes(log[:4], "big") in _LOGS:
        told = int.from_bytes(log[8:12], "big")
        if told in _SIZES:
            return told

    def leaves(size: int) -> int:
        pages = {at // size + 1: data[at : at + size] for at in range(0, len(data) - size + 1, size)}
        return sum(1 for _ in rows_of(pages))

    # Of two sizes that read as many rows, the usual one.
    return max(_SIZES, key=lambda size: (leaves(size), size == 4096))


def _from_the_log(log: bytes, size: int) -> dict[int, bytes]:
    """The newest committed state of every page in the log, as far as its checksums hold."""
    order = _LOGS.get(int.from_bytes(log[:4], "big"))
    if order is None:
        return {}
    salt = log[16:24]
    sums = _summed(log[:24], (0, 0), order)
    sound = len(log) >= 32 and sums == struct.unpack(">II", log[24:32])
    pages, waiting = {}, {}
    for at in range(32, len(log) - size - 23, 24 + size):
        head, page = log[at : at + 24], log[at + 24 : at + 24 + size]
        number, committed = struct.unpack(">II", head[:8])
        if head[8:16] != salt:
            break
        if sound:
            sums = _summed(page, _summed(head[:8], sums, order), order)
            if sums != struct.unpack(">II", head[16:24]):
                break
        waiting[number] = page
        if committed:
            pages |= waiting
            waiting = {}
    return pages


def _summed(data: bytes, sums: tuple[int, int], order: str) -> tuple[int, int]:
    one, two = sums
    words = struct.unpack(f"{order}{len(data) // 4}I", data)
    for at in range(0, len(words), 2):
        one = (one + words[at] + two) & 0xFFFFFFFF
        two = (two + words[at + 1] + one) & 0xFFFFFFFF
    return one, two
