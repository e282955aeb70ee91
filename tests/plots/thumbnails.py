"""All pictures in small, at a desk, in a hall and in German, as they were looked at: what moves or vanishes shows here.

``python -m tests.plots.thumbnails`` draws the sheets again, with names only those and what is new; look at them before
they are kept.
"""

import json
import sys
from pathlib import Path

import matplotlib
import numpy as np
import pytest
from PIL import Image, PngImagePlugin

from tests.places import BASELINE

__all__ = ["SAME_LETTERS", "kept", "sheet_of", "thumbnail"]

SAME_LETTERS = pytest.mark.skipif(
    not matplotlib.__version__.startswith("3.11."), reason="the kept pictures were drawn by matplotlib 3.11"
)

_WIDE, _HIGH, _COLUMNS = 240, 135, 9
SHEETS = ("desk", "hall", "german")


def thumbnail(figure) -> np.ndarray:
    """A drawn figure in small, (135, 240, 3), on white."""
    whole = Image.fromarray(np.asarray(figure.canvas.buffer_rgba())).convert("RGB")
    scale = min(_WIDE / whole.width, _HIGH / whole.height)
    small = whole.resize((max(1, round(whole.width * scale)), max(1, round(whole.height * scale))), Image.BOX)
    tile = Image.new("RGB", (_WIDE, _HIGH), "white")
    tile.paste(small)
    return np.asarray(tile)


def sheet_of(kind: str) -> Path:
    return Path(BASELINE) / f"all_pictures_{kind}.png"


def kept(kind: str) -> dict[str, np.ndarray]:
    """The thumbnails that were looked at, by the name of their result."""
    with Image.open(sheet_of(kind)) as sheet:
        names, pixels = json.loads(sheet.text["names"]), np.asarray(sheet.convert("RGB"))
    places = [divmod(at, _COLUMNS) for at in range(len(names))]
    return {
        name: pixels[row * _HIGH : (row + 1) * _HIGH, column * _WIDE : (column + 1) * _WIDE]
        for name, (row, column) in zip(names, places, strict=True)
    }


def _draw_again(only: list[str]) -> None:
    from tests.drawn_results import MAKE
    from tests.plots.test_plots import on_sheet

    for kind in SHEETS:
        names, before = sorted(MAKE), kept(kind) if only and sheet_of(kind).exists() else {}
        sheet = Image.new("RGB", (_COLUMNS * _WIDE, -(-len(names) // _COLUMNS) * _HIGH), "white")
        for at, name in enumerate(names):
            row, column = divmod(at, _COLUMNS)
            new = name in only or name not in before
            tile = thumbnail(on_sheet(name, kind).get_figure(root=True)) if new else before[name]
            sheet.paste(Image.fromarray(tile), (column * _WIDE, row * _HIGH))
        told = PngImagePlugin.PngInfo()
        told.add_text("names", json.dumps(names))
        sheet.save(sheet_of(kind), pnginfo=told, optimize=True)


if __name__ == "__main__":
    _draw_again(sys.argv[1:])
