"""How pictures look: colours that everybody can tell apart, one mark for each audience, type for a desk or a hall.

The colours are those of Okabe & Ito (2008, "Color Universal Design"), set as a seaborn theme. A palette and letters
that a person sets by ``seaborn.set_theme(palette=..., font=...)`` take their place. Colour never stands alone: an
audience keeps its shape too, and verdicts are written out.
"""

import warnings
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from functools import lru_cache

from cxresearch.plots.drawing.letters import FONTS_OF_SEABORN, families, listening
from cxresearch.survey.audiences import CUSTOMERS, LEADERSHIP, STAFF
from cxresearch.wording import needed, say, told

__all__ = [
    "ACCENT", "BAND", "INK", "MARKS", "PALE", "QUIET", "RULE", "Mark", "Type", "contrast", "drawing", "marks_of",
    "new_axes", "off_screen", "on_colour", "on_paper",
    "paint", "presenting", "shades", "type_now",
]  # fmt: skip

INK, QUIET, RULE, PALE, BAND = "#1A1A1A", "#595959", "#E2E2E2", "#C8C8C8", "#F1F1F1"
_PALETTE = (
    "#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#56B4E9", "#F0E442",
    "#000000", "#999999", "#7F3C8D", "#8C510A",
)  # fmt: skip
# Places in the palette, written as matplotlib writes them; `paint` says which colour stands there.
BLUE, ORANGE, GREEN, VERMILLION, PURPLE, SKY, YELLOW = (f"C{place}" for place in range(7))
ACCENT = VERMILLION


# Contrast with white of the palest mark, and that at which ink can be read on a ground.
_PALEST, _READABLE = 1.3, 4.5
# The colours that seaborn begins with.
_DEEP = ("#4c72b0", "#dd8452", "#55a868", "#c44e52", "#8172b3", "#937860", "#da8bc3", "#8c8c8c", "#ccb974", "#64b5cd")


def paint(hue: str) -> str:
    """The colour at a place of the palette: a person's where one was set, as far as it goes, and ours elsewhere.

    matplotlib's and seaborn's own default colours count as no choice, since some eyes do not tell them apart, and so do
    those of matplotlib's dark style, made for a black sheet. A colour too pale to be seen on paper is darkened.

    >>> paint(BLUE), paint("#123456")
    ('#0072B2', '#123456')
    """
    return _palette()[int(hue[1:])] if hue[0] == "C" else hue


def _palette() -> tuple[str, ...]:
    import matplotlib

    return _filled_up(tuple(matplotlib.rcParams["axes.prop_cycle"].by_key().get("color", ())))


@lru_cache(maxsize=64)
def _filled_up(cycle: tuple) -> tuple[str, ...]:
    import matplotlib
    from matplotlib.colors import to_hex
    from matplotlib.style import library

    theirs = tuple(to_hex(colour).upper() for colour in cycle)
    unset = [rc["axes.prop_cycle"].by_key()["color"] for rc in (matplotlib.rcParamsDefault, library["dark_background"])]
    unset.append(_DEEP)
    if theirs in [tuple(to_hex(colour).upper() for colour in colours) for colours in unset]:
        theirs = ()
    return (*map(_seen_on_paper, theirs), *_PALETTE[len(theirs) :])


def _seen_on_paper(colour: str) -> str:
    """The colour, or a darker one of its hue where it is paler than the palest of ours."""
    from matplotlib.colors import to_hex, to_rgb

    while contrast(colour, "#FFFFFF") < _PALEST:
        colour = to_hex([0.97 * part for part in to_rgb(colour)]).upper()
    return colour


def shades(hue: str, n: int) -> list[str]:
    """So many shades of a colour, the palest first.

    >>> shades("#0072B2", 2)
    ['#509cc8', '#0072b2']
    """
    from matplotlib.colors import to_hex

    seaborn = needed("seaborn", told("A picture in shades of one colour"))
    return [to_hex(colour) for colour in seaborn.light_palette(paint(hue), n_colors=n + 2)[2:]]


@dataclass(frozen=True)
class Mark:
    """Colour and shape of one audience or group; ``hue`` is a colour or a place in the palette."""

    hue: str
    shape: str

    @property
    def colour(self) -> str:
        return paint(self.hue)


MARKS = {LEADERSHIP: Mark(BLUE, "s"), STAFF: Mark(ORANGE, "^"), CUSTOMERS: Mark(GREEN, "o")}
_MORE = (
    Mark(PURPLE, "D"), Mark(VERMILLION, "v"), Mark(SKY, "P"), Mark(YELLOW, "X"), Mark("C7", "d"),
    Mark("C8", "p"), Mark("C9", "<"), Mark("C10", ">"), Mark("#FFFFFF", "h"),
)  # fmt: skip


def marks_of(names: Iterable[object]) -> dict[object, Mark]:
    """The mark of each name: fixed for the three audiences, and by the name itself for all others.

    >>> marks_of(["Customers", "Leadership"])["Customers"].shape
    'o'
    """
    names = list(dict.fromkeys(names))
    found = {name: MARKS[name] for name in names if name in MARKS}
    free = list(_MORE)
    for name in sorted((name for name in names if name not in found), key=str):
        at = zlib.crc32(str(name).encode()) % len(free)
        found[name] = free[at]
        if len(free) > 1:
            free.pop(at)
    return {name: found[name] for name in names}


def contrast(one: str, other: str) -> float:
    """Contrast of two colours, 1..21 (Web Content Accessibility Guidelines 2.1; text wants 4.5, marks 3).

    >>> round(contrast("#FFFFFF", "#000000"))
    21
    """
    from matplotlib.colors import to_rgb

    def light(colour: str) -> float:
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(colour)]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def on_colour(colour: str) -> str:
    """Ink or white, whichever is easier to read on a colour."""
    return max((INK, "#FFFFFF"), key=lambda ink: contrast(ink, paint(colour)))


# -- sizes ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Type:
    """Sizes of a picture: inches for the sheet (height None: as high as its rows need), points for the rest."""

    width: float
    height: float | None
    most_rows: int
    title: float
    label: float
    cell: float
    small: float
    mark: float
    line: float

    def scaled(self, by: float) -> "Type":
        """The same sheet with everything on it smaller; the title, which says the finding, gives way last."""
        sizes = {field.name: getattr(self, field.name) * by for field in fields(self)[3:]}
        return replace(self, **{**sizes, "title": self.title * max(by, min(1.0, 0.5 + by / 2))})


DESK = Type(10.5, None, 40, title=15, label=11, cell=10.5, small=9, mark=9, line=1.6)
HALL = Type(12.8, 7.2, 12, title=25, label=18, cell=17, small=13, mark=15, line=2.8)
_now = [DESK]


def type_now() -> Type:
    """The sizes that pictures are drawn in at present."""
    return _now[-1]


class presenting:
    """Draw pictures for a projector: large type on a 16:9 sheet of 1280 by 720 pixels.

    ``presenting()`` switches from here on; ``presenting(False)`` switches back. As a context manager it holds for the
    block only.

    Examples
    --------
    >>> with presenting():
    ...     type_now().height
    7.2
    >>> type_now().height is None
    True
    """

    def __init__(self, on: bool = True):
        self._before = _now[0]
        _now[0] = HALL if on else DESK

    def __enter__(self) -> "presenting":
        return self

    def __exit__(self, *trouble) -> None:
        _now[0] = self._before

    def __repr__(self) -> str:
        if _now[0] is HALL:
            return say("Pictures are drawn for a projector from here on; presenting(False) switches back.")
        return say("Pictures are drawn for a desk.")


# -- figures -------------------------------------------------------------------------------------

_off_screen = [False]
# The ground that a person's style gives to files.
_saved_on: list = ["auto"]


@contextmanager
def drawing() -> Iterator[None]:
    """Our seaborn theme while a picture is drawn; a person's settings are left as they were.

    Their palette and letters are taken over. Their sizes, grids and grounds are not: everything on a page was measured.
    """
    matplotlib = needed("matplotlib", told("Drawing pictures"))
    from cycler import cycler
    from matplotlib.colors import to_rgb

    interactive, saved_on = matplotlib.is_interactive(), _saved_on[0]
    if matplotlib.rcParams["savefig.facecolor"] != "auto":
        _saved_on[0] = matplotlib.rcParams["savefig.facecolor"]
    palette, letters = [to_rgb(colour) for colour in _palette()], list(families())
    larger = 1.0 if type_now() is DESK else 1.5
    try:
        with matplotlib.rc_context(), listening(), warnings.catch_warnings():
            # Signs without a glyph are told by `listening`, once and with the remedy.
            warnings.filterwarnings("ignore", message="Glyph .* missing from")
            matplotlib.rcdefaults()
            matplotlib.rcParams.update({name: larger * size for name, size in _SIZES.items()} | _TICKS | _SETTINGS)
            matplotlib.rcParams.update({"font.family": letters, "axes.prop_cycle": cycler("color", palette)})
            matplotlib.rcParams["interactive"] = interactive
            try:
                yield
            finally:
                # A notebook's backend wakes up with the first figure and turns this on for all that follow.
                interactive = matplotlib.is_interactive()
    finally:
        _saved_on[0] = saved_on
        matplotlib.interactive(interactive)


# seaborn's theme "ticks" in the sizes of its context "notebook". The theme alone does not need all of seaborn, which
# would take as long to load as all the rest of a first picture; a test holds the values to seaborn's own.
_SIZES = {
    "axes.labelsize": 12, "axes.titlesize": 12, "grid.linewidth": 1, "legend.fontsize": 11, "legend.title_fontsize": 12,
    "lines.linewidth": 1.5, "lines.markersize": 6, "xtick.labelsize": 11, "xtick.major.size": 6, "xtick.minor.size": 4,
    "xtick.minor.width": 1, "ytick.labelsize": 11, "ytick.major.size": 6, "ytick.minor.size": 4, "ytick.minor.width": 1,
}  # fmt: skip
_TICKS = {
    "axes.facecolor": "white", "axes.spines.bottom": True, "axes.spines.left": True, "axes.spines.right": True,
    "axes.spines.top": True, "figure.facecolor": "white", "grid.color": ".8", "grid.linestyle": "-",
    "lines.solid_capstyle": "round", "patch.edgecolor": "w", "xtick.bottom": True, "xtick.direction": "out",
    "xtick.top": False, "ytick.direction": "out", "ytick.left": True, "ytick.right": False,
    "font.sans-serif": [*FONTS_OF_SEABORN],
}  # fmt: skip
_SETTINGS = {
    "font.size": 11,
    "text.parse_math": False,
    "text.usetex": False,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": QUIET,
    "axes.linewidth": 0.8,
    "axes.axisbelow": True,
    "axes.grid": False,
    "axes.formatter.useoffset": False,
    "axes.unicode_minus": True,
    "hatch.linewidth": 1.0,
    "patch.force_edgecolor": False,
    "patch.linewidth": 1.0,
    "xtick.color": QUIET,
    "xtick.major.width": 0.8,
    "ytick.color": INK,
    "ytick.major.width": 0.8,
    "figure.autolayout": False,
    "figure.constrained_layout.use": False,
    "legend.frameon": False,
    "path.sketch": None,
}


@contextmanager
def off_screen() -> Iterator[None]:
    """Figures that pyplot does not know: nothing is shown twice, nothing is left open."""
    before, _off_screen[0] = _off_screen[0], True
    try:
        yield
    finally:
        _off_screen[0] = before


def on_paper(figure, place: tuple[float, float, float, float]) -> None:
    """White paper behind a picture (inches) where ink would be lost: on a dark sheet, or one that is saved as such."""
    from matplotlib.colors import to_rgba
    from matplotlib.patches import Rectangle

    grounds = [figure.get_figure(root=True).get_facecolor(), *(ground for ground in _saved_on if ground != "auto")]
    if any(to_rgba(ground)[3] and contrast(INK, to_rgba(ground)) < _READABLE for ground in grounds):
        wide, high = figure.bbox.width / figure.dpi, figure.bbox.height / figure.dpi
        x0, y0, x1, y1 = place
        figure.add_artist(Rectangle(
            (x0 / wide, y0 / high), (x1 - x0) / wide, (y1 - y0) / high, transform=figure.transSubfigure,
            facecolor="white", edgecolor="none", zorder=-1, gid="paper",
        ))  # fmt: skip


def new_axes(width: float, height: float):
    """Axes on a figure of its own, in inches, at 100 dots an inch."""
    size = {"figsize": (width, height), "dpi": 100}
    if _off_screen[0]:
        from matplotlib.figure import Figure

        return Figure(**size).add_subplot()
    import matplotlib.pyplot as plt

    return plt.figure(**size).add_subplot()
