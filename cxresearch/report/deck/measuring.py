"""How wide words are, sign by sign: a slide holds thousands of texts, and each sign needs to be measured once only.

The signs are those of DejaVu Sans, which is wider than the fonts of most templates; so what fits here fits there.
"""

import math
from functools import lru_cache

from cxresearch.plots.drawing.letters import legible, text_width

__all__ = ["lines_of", "width_of"]


@lru_cache(maxsize=4096)
def _sign(sign: str, bold: bool) -> float:
    return text_width(sign * 8, 72, bold) / (8 * 72)


@lru_cache(maxsize=65536)
def width_of(text: str, size: float, bold: bool = False) -> float:
    """Width of one line in inches.

    >>> 0.8 < width_of("Billing and fees", 10) < 1.3
    True
    """
    return size * math.fsum(_sign(sign, bold) for sign in text)


@lru_cache(maxsize=65536)
def lines_of(text: str, room: float, size: float, bold: bool = False) -> tuple[str, ...]:
    """Lines that fit into a room in inches; a word that is too long is broken, none is cut.

    >>> lines_of("How satisfied are you with billing and fees?", 2.0, 11)
    ('How satisfied are you', 'with billing and fees?')
    """
    lines, line = [], ""
    for word in legible(text).split(" "):
        longer = f"{line} {word}" if line else word
        if width_of(longer, size, bold) <= room:
            line = longer
            continue
        if line:
            lines.append(line)
        line = word
        while width_of(line, size, bold) > room and len(line) > 1:
            most = len(line) - 1
            while most > 1 and width_of(line[:most], size, bold) > room:
                most -= 1
            lines.append(line[:most])
            line = line[most:]
    return (*lines, line)
