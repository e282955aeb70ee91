"""Results that get the plain picture, or one of their own that is tested beside them: each is drawn once here."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

import cxresearch as cx
from cxresearch.plots.drawing.style import off_screen


def _invited():
    answers = pd.DataFrame({"unit": ["N"] * 60 + ["S"] * 20, "speed": [4, 5] * 30 + [1, 2] * 10})
    survey = cx.Survey.from_frame(answers, scales={"speed": (1, 5)}, audience="Customers")
    return cx.nonresponse(survey, {"N": 100, "S": 100}, by="unit")


def _meaning():
    rng = np.random.default_rng(0)
    level = rng.normal(3, 1, 400)
    items = {f"q{at}": np.clip(np.round(level + rng.normal(0, 0.7, 400)), 1, 5) for at in range(4)}
    frame = pd.DataFrame({"audience": ["Staff"] * 200 + ["Customers"] * 200, **items})
    return cx.equal_meaning(cx.Survey.from_frame(frame, scales=dict.fromkeys(items, (1, 5))))


def _effects():
    wrote = ["the queue was too long", "the app is great", "high fees", "friendly staff"] * 25
    answers = pd.DataFrame({"why": wrote, "nps": [4, 9, 7, 9] * 25})
    survey = cx.Survey.from_frame(answers, codebook=pd.DataFrame({"id": ["why"], "kind": ["verbatim"]}))
    return cx.theme_effects(survey, "why", "nps")


def _proposed():
    wrote = ["the showers were cold", "cold showers again", "my trainer pushes me", "great trainer"] * 8
    answers = pd.DataFrame({"why": [f"{text} {at}" for at, text in enumerate(wrote)]})
    return cx.propose_codeframe(cx.Survey.from_frame(answers), "why", topics=2, by="words")


def _doubts():
    return cx.doubts(cx.Survey.from_frame(pd.DataFrame({"speed": [2, 3, 4] * 20}), audience="Customers"))


MAKE = {
    "NonResponse": _invited,
    "EqualMeaning": _meaning,
    "ThemeEffects": _effects,
    "CodeframeProposal": _proposed,
    "Doubts": _doubts,
}


@pytest.mark.filterwarnings("ignore::cxresearch.errors.SurveyWarning")
@pytest.mark.parametrize("name", MAKE)
def test_it_is_drawn_with_a_title_and_its_rows(name):
    result = MAKE[name]()
    assert type(result).__name__ == name
    with off_screen():
        ax = cx.plot(result)
        ax.figure.canvas.draw()
        assert ax.get_title(loc="left") or ax.get_title() or ax.figure.texts
        assert len(result.sentences()) >= 1
        plt.close(ax.figure)
