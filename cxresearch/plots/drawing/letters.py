"""Words on a picture are measured before they are placed, so that none is ever cut.

The letters are DejaVu's, which matplotlib brings along, so that a picture is the same on every machine, or those that a
person sets by ``seaborn.set_theme(font=...)``. Signs that these lack (Chinese, emoji) come from a font of the computer;
where there is none a box stands for them, and one warning says which signs they are and what would help.
"""

import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache

from cxresearch.wording import named, plural, say, warn

__all__ = ["FAMILY", "FONTS_OF_SEABORN", "LINE", "families", "legible", "listening", "text_width", "unknown", "wrapped"]

FAMILY = "DejaVu Sans"
LINE = 1.25
# By script: what Linux, Windows and macOS have of Chinese, Japanese, Korean, Arabic, Indic, Thai, Hebrew, signs.
_ALSO = (
    "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", "WenQuanYi Zen Hei",
    "SimHei", "Noto Sans CJK JP", "Noto Sans JP", "Hiragino Sans", "Yu Gothic", "Meiryo", "IPAexGothic",
    "Noto Sans CJK KR", "Malgun Gothic", "Apple SD Gothic Neo",
    "Noto Sans Arabic", "Noto Naskh Arabic", "Segoe UI", "Geeza Pro", "Tahoma",
    "Nirmala UI", "Noto Sans Devanagari", "Kohinoor Devanagari", "Noto Sans Thai", "Leelawadee UI", "Thonburi",
    "Noto Sans Hebrew", "Segoe UI Symbol", "Noto Emoji", "Symbola", "Arial Unicode MS",
)  # fmt: skip
# The list that seaborn begins with.
FONTS_OF_SEABORN = ("Arial", "DejaVu Sans", "Liberation Sans", "Bitstream Vera Sans", "sans-serif")
_GENERIC = ("sans-serif", "serif", "cursive", "fantasy", "monospace")
_BOX = "\u25a1"
# While pictures are drawn: the fonts of the outermost, and the signs that were missed since it began.
_drawing: list[tuple[tuple[str, ...], set[str]]] = []


def families() -> tuple[str, ...]:
    """The fonts to draw with: a person's if one is set and there, DejaVu, then those that know other scripts."""
    return _drawing[0][0] if _drawing else _families()[0]


def _families() -> tuple[tuple[str, ...], tuple[str, ...]]:
    import matplotlib

    rc = matplotlib.rcParams
    named, absent = _chosen(tuple(rc["font.family"]), tuple(tuple(rc[f"font.{each}"]) for each in _GENERIC))
    return tuple(dict.fromkeys([*named, *_ours()])), absent


@lru_cache(maxsize=64)
def _chosen(family: tuple[str, ...], lists: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The fonts that a person named: those that are there, and those that are not."""
    there, absent = [], []
    for name in family:
        generic = dict(zip(_GENERIC, lists, strict=True)).get("sans-serif" if name in ("sans", "sans serif") else name)
        if generic is None:
            (there if name in _installed() else absent).append(name)
        elif generic not in _unset():
            # Of a list the first that is there: the others were meant to stand in for it.
            there += [one for one in generic if one in _installed()][:1]
    return tuple(there), tuple(absent)


@lru_cache(maxsize=1)
def _installed() -> frozenset[str]:
    from matplotlib.font_manager import fontManager

    return frozenset(font.name for font in fontManager.ttflist)


@lru_cache(maxsize=1)
def _ours() -> tuple[str, ...]:
    return (FAMILY, *(name for name in _ALSO if name in _installed()))


@lru_cache(maxsize=1)
def _newly_installed() -> bool:
    """Look once for fonts that came since matplotlib listed them, as whoever installs one at our word would expect.

    Its list is kept between runs and does not see what is new. Whether any was found that we draw with.
    """
    import matplotlib
    from matplotlib.font_manager import findSystemFonts, fontManager

    before, listed = _ours(), {font.fname for font in fontManager.ttflist}
    for path in sorted(set(findSystemFonts()) - listed):
        # A file that is no font, or one that matplotlib cannot read.
        with suppress(OSError, RuntimeError, ValueError):
            fontManager.addfont(path)
    for kept in (_installed, _ours, _chosen):
        kept.cache_clear()
    if _ours() == before:
        return False
    if _drawing:
        _drawing[0] = _families()[0], _drawing[0][1]
        matplotlib.rcParams["font.family"] = list(families())
    return True


@lru_cache(maxsize=1)
def _unset() -> tuple[tuple[str, ...], ...]:
    """The lists of fonts that matplotlib and seaborn begin with: nobody chose them."""
    import matplotlib

    return tuple(matplotlib.rcParamsDefault["font.sans-serif"]), FONTS_OF_SEABORN


@contextmanager
def listening() -> Iterator[None]:
    """Tell of all signs and fonts that were missed in a block at its end, in one warning each."""
    if _drawing:
        yield
        return
    names, fonts = _families()
    signs: set[str] = set()
    _drawing.append((names, signs))
    try:
        yield
    finally:
        _drawing.pop()
    if fonts:
        warn(say(
            "{n} not found on this computer: {names}. Pictures are drawn in {family}. Install what is lacking, or name "
            "another: seaborn.set_theme(font=...).",
            n=plural(len(fonts), "font"), names=named(sorted(fonts)), family=FAMILY,
        ))  # fmt: skip
    if signs:
        warn(say(
            "{n} no font of this computer has, drawn as {box}: {signs}. Install one that has them, such as Noto Sans "
            "CJK for Chinese, Japanese and Korean, Noto Sans Arabic for Arabic or Noto Emoji, or name one: "
            "seaborn.set_theme(font=...).",
            n=plural(len(signs), "sign"), box=_BOX,
            signs=named(f"{sign} (U+{ord(sign):04X})" for sign in sorted(signs)),
        ))  # fmt: skip


@lru_cache(maxsize=64)
def _known_signs(names: tuple[str, ...]) -> frozenset[int]:
    from matplotlib.font_manager import FontProperties, findfont
    from matplotlib.ft2font import FT2Font

    known: set[int] = set()
    for name in names:
        known |= set(FT2Font(findfont(FontProperties(family=[name]))).get_charmap())
    return frozenset(known)


def legible(text: str) -> str:
    """The text in one line, with a box for every sign that no font here can draw.

    >>> legible("Billing\\n and  fees"), legible("Great \\U000F0000")
    ('Billing and fees', 'Great □')
    """
    plain, absent = _drawable(str(text), families())
    if absent and _newly_installed():
        plain, absent = _drawable(str(text), families())
    if absent and _drawing:
        _drawing[0][1].update(absent)
    return plain


@lru_cache(maxsize=4096)
def _drawable(text: str, names: tuple[str, ...]) -> tuple[str, frozenset[str]]:
    known = _known_signs(names)
    kept = [sign for sign in " ".join(text.split()) if unicodedata.category(sign) not in ("Cc", "Cf")]
    absent = frozenset(sign for sign in kept if ord(sign) not in known)
    return "".join(_BOX if sign in absent else sign for sign in kept), absent


def unknown(text: str) -> int:
    """How many signs of a text no font here can draw.

    >>> unknown("Great \U000f0000"), unknown("fine")
    (1, 0)
    """
    return legible(text).count(_BOX) - text.count(_BOX)


def text_width(text: str, size: float, bold: bool = False) -> float:
    """Width of one line, in inches: of its words and the spaces between them, each measured once at a size of 1."""
    names, words = families(), text.split(" ")
    wide = sum(_unit_width(word, bold, names) for word in words) + (len(words) - 1) * _unit_width(" ", bold, names)
    return _inches(wide, size)


def _inches(wide: float, size: float) -> float:
    # Screen rendering rounds each letter to pixels: a little more than the outline's width.
    return 1.03 * size * wide / 72


@lru_cache(maxsize=65536)
def _unit_width(text: str, bold: bool, names: tuple[str, ...]) -> float:
    """Width of a word at a size of 1, in that unit: outlines grow with their size."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    if not text:
        return 0.0
    letters = FontProperties(family=list(names), size=1, weight="bold" if bold else "normal")
    return text_to_path.get_text_width_height_descent(text, letters, ismath=False)[0]


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
    names = families()
    space = _unit_width(" ", bold, names)
    lines, line, wide = [], [], 0.0
    for word in legible(text).split(" "):
        own = _unit_width(word, bold, names)
        if line and _inches(wide + own + len(line) * space, size) <= room:
            line.append(word)
            wide += own
            continue
        if line:
            lines.append(" ".join(line))
        while len(word) > 1 and text_width(word, size, bold) > room:
            parts = range(1, len(word))
            most = max(1, bisect_right(parts, room, key=lambda at, word=word: text_width(word[:at], size, bold)))
            lines.append(word[:most])
            word = word[most:]
        line, wide = [word], _unit_width(word, bold, names)
    return [*lines, " ".join(line)]
