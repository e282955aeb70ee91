"""What ``import cxresearch`` costs over a bare interpreter."""

import subprocess
import sys

from benchmarks.side_by_side import Row


def interpreter(statement: str) -> None:
    subprocess.run([sys.executable, "-c", statement], check=True)


def rows(*, respondents: int) -> list[Row]:
    def ours():
        interpreter("import cxresearch")

    def peer():
        interpreter("pass")

    return [Row("import cxresearch", ours, peer, "python -c pass", goal=50, extra=True, repeats=31)]
