"""A client's template: which of its layouts holds what, and how much room it leaves.

Layouts are chosen by what they hold, never by their name or order: templates are made in every language, and the
second layout is not always "title and content".
"""

import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from cxresearch.errors import OptionError
from cxresearch.report.deck.house import house_deck
from cxresearch.wording import named, say

__all__ = ["Place", "Template", "open_template"]

_TITLES, _BODIES, _SMALL = {1, 3}, {2, 7}, {13, 15, 16}
_SUBTITLE = 4
_EMU = 914400
# The least that a layout has to leave for content, as shares of the slide.
_LEAST_WIDTH, _LEAST_HEIGHT = 0.5, 0.35
_AS_TEMPLATE = "presentationml.template.main+xml", "presentationml.presentation.main+xml"


@dataclass(frozen=True)
class Place:
    """Left, top, width and height in inches."""

    left: float
    top: float
    width: float
    height: float

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.top + self.height


@dataclass(frozen=True)
class Template:
    """An empty presentation, its layouts for the first slide and for content, and the place of the content."""

    deck: object
    cover: object
    content: object
    place: Place
    body: int | None


def open_template(path: str | Path | None = None) -> Template:
    """Open a template, or the house's own presentation.

    Parameters
    ----------
    path : str or Path, optional
        A .pptx or .potx; slides that are in it are left out, its masters, theme and logo stay.

    Raises
    ------
    OptionError
        If it is no presentation, or no layout of it has a title and room for content: naming what each has.
    """
    deck = house_deck() if path is None else _opened(Path(path))
    name = "" if path is None else Path(path).name
    _emptied(deck)
    whole = Place(0, 0, deck.slide_width / _EMU, deck.slide_height / _EMU)
    found = [(layout, *_room(layout, whole)) for master in deck.slide_masters for layout in master.slide_layouts]
    usable = [(layout, place, body) for layout, place, body in found if place is not None]
    if not usable:
        has = named(f"{layout.name!r} ({_what(layout)})" for layout, _, _ in found)
        raise OptionError(say(
            "{name} has no layout with a title and room for content below it. It has: {has}. Add a layout with a "
            "title and one content placeholder, or leave template out.",
            name=name, has=has,
        ))  # fmt: skip
    content, place, body = max(usable, key=lambda one: (one[2] is not None, round(one[1].width * one[1].height, 2)))
    covers = [layout for layout, _, _ in found if _kinds(layout) & {3} and _kinds(layout) & {_SUBTITLE}]
    covers += [layout for layout, _, _ in found if _kinds(layout) & {3}]
    return Template(deck, covers[0] if covers else content, content, place, body)


def _opened(path: Path):
    from pptx import Presentation
    from pptx.exc import PackageNotFoundError

    try:
        data = path.read_bytes()
    except OSError as problem:
        raise OptionError(say(
            "The template {path} cannot be read ({what}). Name a .pptx or .potx.",
            path=path, what=problem.strerror or problem,
        )) from None  # fmt: skip
    try:
        return Presentation(BytesIO(_as_presentation(data)))
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError, AttributeError, SyntaxError) as problem:
        raise OptionError(say(
            "The template {name} is no presentation ({name_2}). Save it as .pptx or .potx.",
            name=path.name, name_2=type(problem).__name__,
        )) from None  # fmt: skip


def _as_presentation(data: bytes) -> bytes:
    """A .potx says in one word that it is a template; as a presentation it opens."""
    with zipfile.ZipFile(BytesIO(data)) as parts:
        types = parts.read("[Content_Types].xml")
        if _AS_TEMPLATE[0].encode() not in types:
            return data
        file = BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
            for item in parts.infolist():
                content = parts.read(item.filename)
                if item.filename == "[Content_Types].xml":
                    content = types.replace(_AS_TEMPLATE[0].encode(), _AS_TEMPLATE[1].encode())
                made.writestr(item.filename, content)
    return file.getvalue()


def _emptied(deck) -> None:
    """Take the template's own slides out, and the sections that hold them."""
    ids = deck.slides._sldIdLst
    for one in list(ids):
        deck.part.drop_rel(one.rId)
        ids.remove(one)
    more = deck.part._element.find("{*}extLst")
    if more is not None:
        for one in list(more):
            if one.find("{*}sectionLst") is not None:
                more.remove(one)


def _kinds(layout) -> set[int]:
    return {int(holder.placeholder_format.type) for holder in layout.placeholders if holder.placeholder_format.type}


def _what(layout) -> str:
    words = {1: "title", 3: "title", 4: "subtitle", 2: "text", 7: "content", 13: "number", 15: "footer", 16: "date",
             18: "picture"}  # fmt: skip
    found = [words.get(kind, "other") for kind in sorted(_kinds(layout))]
    return ", ".join(dict.fromkeys(found)) or "nothing"


def _place(holder) -> Place | None:
    try:
        sizes = (holder.left, holder.top, holder.width, holder.height)
    except (AttributeError, KeyError):
        return None
    return None if any(size is None for size in sizes) else Place(*(size / _EMU for size in sizes))


def _room(layout, whole: Place) -> tuple[Place | None, int | None]:
    """Where content goes on a layout, and the placeholder that it takes; None where it has no title or no room."""
    holders = list(layout.placeholders)
    titles = [_place(holder) for holder in holders if int(holder.placeholder_format.type or 0) in _TITLES]
    titles = [place for place in titles if place is not None]
    kinds = _kinds(layout)
    if not titles or _SUBTITLE in kinds:
        return None, None
    others = [holder for holder in holders if int(holder.placeholder_format.type or 0) not in _TITLES | _SMALL]
    bodies = [holder for holder in others if int(holder.placeholder_format.type or 0) in _BODIES]
    if len(others) == 1 and len(bodies) == 1 and (place := _place(bodies[0])) and _enough(place, whole):
        return place, bodies[0].placeholder_format.idx
    if others:
        return None, None
    # A title alone: what lies between it and the footer is free.
    title = titles[0]
    feet = [_place(holder) for holder in holders if int(holder.placeholder_format.type or 0) in _SMALL]
    feet = [place.top for place in feet if place is not None and place.top > title.bottom]
    bottom = min(feet, default=whole.height * 0.94) - 0.05
    place = Place(title.left, title.bottom + 0.1, title.width, bottom - title.bottom - 0.1)
    return (place, None) if _enough(place, whole) and title.top < 0.4 * whole.height else (None, None)


def _enough(place: Place, whole: Place) -> bool:
    return place.width >= _LEAST_WIDTH * whole.width and place.height >= _LEAST_HEIGHT * whole.height
