"""Large files show how far they are, each time that they are gone through."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cxresearch.wording import say

__all__ = ["opened"]

_LARGE = 200 * 1024**2


@contextmanager
def opened(path: Path, *, at: int = 0, cutting: bool = False) -> Iterator:
    """A file from a byte on, to be read in blocks; a large one shows how far it is."""
    size = path.stat().st_size - at
    with path.open("rb") as file:
        file.seek(at)
        if size < _LARGE:
            yield file
            return
        from tqdm import tqdm

        doing = (
            say("{name}: cutting into columns", name=path.name) if cutting else say("Reading {name}", name=path.name)
        )
        with tqdm.wrapattr(file, "read", total=size, desc=doing) as shown:
            yield shown
