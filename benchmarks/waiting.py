"""What a person waits for on the sample client, each in a new process, over a bare interpreter."""

import atexit
import functools
import os
import subprocess
import sys
import tempfile

from benchmarks.side_by_side import Row

GAP = "import cxresearch as cx; cx.plot(cx.perception_gap(cx.load_sample())).figure.canvas.draw()"
LOAD = "import cxresearch as cx; cx.load_sample()"
RESULTS = """
import tempfile, cxresearch as cx
survey = cx.load_sample()
gap = cx.perception_gap(survey)
results = [
    gap, cx.nps(survey, "NPS", by="audience"), cx.prediction_gap(survey), cx.importance_gap(survey),
    cx.mean_score(survey), cx.unit_agreement(survey), cx.check_quality(survey), cx.excellence_gap(survey),
    cx.unit_table(survey),
]
"""
DECK = f"""{RESULTS}
report = cx.Report("What people wait for", results)
with tempfile.TemporaryDirectory() as folder:
    report.to_pptx(folder + "/deck.pptx")
"""
# The usual way: a picture a slide, which nobody can edit, with no note, no table and no id.
PICTURES = f"""{RESULTS}
from io import BytesIO
from cxresearch.plots.pictures import picture
from pptx import Presentation
from pptx.util import Inches
deck = Presentation()
for result in results:
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text = result.sentences()[0]
    slide.shapes.add_picture(BytesIO(picture(result, dpi=150)), Inches(0.5), Inches(1.5), width=Inches(9))
with tempfile.TemporaryDirectory() as folder:
    deck.save(folder + "/deck.pptx")
"""


@functools.cache
def as_installed() -> dict[str, str]:
    """The environment of whoever has installed the library: modules are compiled once, not at each start."""
    folder = tempfile.TemporaryDirectory()
    atexit.register(folder.cleanup)
    told = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**told, "PYTHONPYCACHEPREFIX": folder.name}


def ran(statement: str) -> None:
    command = [sys.executable, "-c", statement]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, env=as_installed())
    if ended.returncode:
        raise RuntimeError(ended.stderr.strip().splitlines()[-1])


def rows(*, respondents: int) -> list[Row]:
    def bare():
        ran("pass")

    def demo():
        with tempfile.TemporaryDirectory() as folder:
            ran(f"from cxresearch.cli import main; raise SystemExit(main(['demo', '--out', {folder + '/tour'!r}]))")

    peer = "python -c pass"
    return [
        Row("load_sample", lambda: ran(LOAD), bare, peer, goal=600, extra=True, processor=True, repeats=5,
            why="pandas with numpy and pyarrow takes four fifths of the imports, and nothing that holds a frame begins "
            "without them; the sample itself comes from what was kept of it."),
        Row("first gap drawn", lambda: ran(GAP), bare, peer, goal=2500, extra=True, repeats=5,
            why="of the time for imports three tenths are matplotlib's, a quarter pandas, numpy and pyarrow, a fifth "
            "the library's own modules."),
        Row("nine results and their deck", lambda: ran(DECK), bare, peer, goal=8000, extra=True, processor=True,
            repeats=3, why="over half goes into the nine results themselves (many small tables in pandas; agreement"
            " within units and excellence lead), a third into the slides; a fifth of both is imports. The goal was set "
            "where a bare start took 20 ms."),
        Row("nine results and their deck, against pictures", lambda: ran(DECK), lambda: ran(PICTURES),
            "python-pptx with a matplotlib picture a slide", goal=1.0, processor=True, repeats=3),
        Row("cxresearch demo", demo, bare, peer, goal=30_000, extra=True, repeats=2,
            why="two kernels share thirteen notebooks. Six tenths of their time compute and draw the pictures, half a "
            "second each; a tenth is what they import, the rest tables, sentences and doubts."),
    ]  # fmt: skip
