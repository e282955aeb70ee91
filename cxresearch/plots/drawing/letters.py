"""Words on a picture are measured before they are placed, so that none is ever cut.

The letters are DejaVu's, which matplotlib brings along, so that a picture is the same on every machine.
Signs that it lacks (Chinese, emoji) come from a font of the computer; where there is none a box stands
for them, and nothing is warned about in the middle of a meeting.
"""

import unicodedata
from functools import lru_cache

__all__ = ["FAMILY", "LINE", "families", "legible", "text_width", "unknown", "wrapped"]

FAMILY = "DejaVu Sans"
LINE = 1.25
_ALSO = (
    "Noto Sans CJK SC", "Noto Sans CJK JP", "Microsoft YaHei", "PingFang SC", "Hiragino Sans", "Yu Gothic",
    "Malgun Gothic", "Apple SD Gothic Neo", "WenQuanYi Zen Hei", "Nirmala UI", "Noto Sans Devanagari", "Noto Sans Thai",
    "Leelawadee UI", "Segoe UI Symbol", "Noto Emoji", "Symbola", "Arial Unicode MS",
)  # fmt: skip
_BOX = "\u25a1"


@lru_cache(maxsize=1)
def families() -> list[str]:
    """The fonts to draw with: DejaVu, then those of this computer that know other scripts."""
    from matplotlib.font_manager import fontManager

    installed = {font.name for font in fontManager.ttflist}
    return [FAMILY, *(name for name in _ALSO if name in installed)]


@lru_cache(maxsize=1)
def _known_signs() -> frozenset[int]:
    from matplotlib.font_manager import FontProperties, findfont
    from matplotlib.ft2font import FT2Font

    known: set[int] = set()
    for name in families():
        known |= set(FT2Font(findfont(FontProperties(family=[name]))).get_charmap())
    return frozenset(known)


@lru_cache(maxsize=4096)
def legible(text: str) -> str:
    """The text in one line, with a box for every sign that no font here can draw.

    >>> legible("Billing\\n and  fees"), legible("Great \\U000F0000")
    ('Billing and fees', 'Great □')
    """
    plain = " ".join(str(text).split())
    kept = (sign for sign in plain if unicodedata.category(sign) not in ("Cc", "Cf"))
    return "".join(sign if ord(sign) in _known_signs() else _BOX for sign in kept)


def unknown(text: str) -> int:
    """How many signs of a text no font here can draw.

    >>> unknown("Great \U000f0000"), unknown("fine")
    (1, 0)
    """
    return legible(text).count(_BOX) - text.count(_BOX)


@lru_cache(maxsize=16384)
def text_width(text: str, size: float, bold: bool = False) -> float:
    """Width of one line, in inches."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    if not text:
        return 0.0
    letters = FontProperties(family=families(), size=size, weight="bold" if bold else "normal")
    # Screen rendering rounds each letter to pixels: a little more than the outline's width.
    return 1.03 * text_to_path.get_text_width_height_descent(text, letters, ismath=False)[0] / 72


def wrapped(text: str, room: float, *, size: float, bold: bool = False) -> list[str]:
    """Lines that fit into a room in inches, of about equal length; a word that is too long is broken, none is cut.

    >>> wrapped("How satisfied are you with billing and fees?", 2.0, size=11)
    ['How satisfied are you', 'with billing and fees?']
    """
    lines = _filled(text, room, size, bold)
    # Evening out must not break a word that fits.
    longest = max(text_width(word, size, bold) for word in legible(text).split(" "))
    narrow, wide = max(room / max(len(lines), 1), min(longest, room)), room
    for _ in range(7 if len(lines) > 1 else 0):
        middle = (narrow + wide) / 2
        tried = _filled(text, middle, size, bold)
        if len(tried) == len(lines):
            wide, lines = middle, tried
        else:
            narrow = middle
    return lines


def _filled(text: str, room: float, size: float, bold: bool) -> list[str]:
    lines, line = [], ""
    for word in legible(text).split(" "):
        longer = f"{line} {word}" if line else word
        if text_width(longer, size, bold) <= room:
            line = longer
            continue
        if line:
            lines.append(line)
        line = word
        while text_width(line, size, bold) > room and len(line) > 1:
            most = len(line) - 1
            while most > 1 and text_width(line[:most], size, bold) > room:
                most -= 1
            lines.append(line[:most])
            line = line[most:]
    return [*lines, line]
