"""Each of these steps of the bank is drawn with its finding in both languages, and no words leave the sheet."""

import pytest
from matplotlib import pyplot
from matplotlib.text import Text

import cxresearch as cx

STEPS = {
    "understood": ("Fine inside", "Innen gut"), "transitions": ("of passives became", "der Passiven"),
    "consistently": ("kept alike", "gleich gehalten"), "delight_or_ease": ("A hard matter", "Schweres kostet"),
    "value": ("goes with promoters", "bei Promotoren"), "reviews": ("choose themselves", "wählen sich selbst"),
    "starts": ("first place", "ersten Platz"),
}  # fmt: skip


@pytest.mark.parametrize("step", STEPS)
def test_a_picture_says_its_finding_and_no_words_leave_the_sheet(step):
    found = cx.open_study("harbour-bank")[step]
    for language, finding in zip(("en", "de"), STEPS[step], strict=True):
        with cx.language(language):
            ax = cx.plot(found)
        figure = ax.figure
        figure.canvas.draw()
        width, height = figure.bbox.width, figure.bbox.height
        texts = [text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip()]
        assert finding in " ".join(" ".join(text.get_text().split()) for text in texts)
        # A tick beyond the axis is not drawn.
        ticks = {*ax.get_xticklabels(), *ax.get_yticklabels()}
        for text in set(texts) - ticks:
            box = text.get_window_extent()
            if box.width:
                assert box.x0 > -2 and box.x1 < width + 2 and box.y0 > -2 and box.y1 < height + 2, text.get_text()
        pyplot.close(figure)
