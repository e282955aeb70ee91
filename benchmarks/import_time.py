"""What ``import cxresearch`` costs over a bare interpreter."""

from benchmarks.side_by_side import Row
from benchmarks.waiting import ran


def rows(*, respondents: int) -> list[Row]:
    def ours():
        ran("import cxresearch")

    def peer():
        ran("pass")

    return [Row("import cxresearch", ours, peer, "python -c pass", goal=20, extra=True, repeats=31)]
