"""Harbour Bank as the tests read it: once a process, however many of them ask. A Survey never changes."""

from functools import cache

import cxresearch as cx


@cache
def sample(name: str = "harbour-bank", **only) -> cx.Survey:
    """A sample of the library, or the part of it that `Survey.only` keeps."""
    return _whole(name).only(**only) if only else _whole(name)


@cache
def _whole(name: str) -> cx.Survey:
    return cx.load_sample(name)
