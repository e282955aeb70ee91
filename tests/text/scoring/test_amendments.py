"""Amendments to the lexicon: which turns of phrase each of them meets, and which look alike and are none."""

import numpy as np
import pyarrow as pa
import pytest

from cxresearch.text.scoring.amendments import CUES, RULES, denied_failures
from cxresearch.text.scoring.features import NUMBERS, Reader
from cxresearch.text.scoring.score import score_texts

MEETS = {
    "nothing to improve": (
        ["Nothing to improve", "can't complain", "keep doing what you do"], ["nothing works", "improve it"]
    ),
    "no complaints": (["no complaints", "Never had any issues", "no problem"], ["complaints", "many problems"]),
    "not bad": (["Not bad at all", "it wasn\u2019t difficult"], ["bad", "not good"]),
    "not good": (["not very good", "isn't helpful", "nothing special"], ["good", "not bad"]),
    "waiting": (["queue", "waited for an hour", "it takes ages", "never called back"], ["quick", "the queen"]),
    "effort": (["I had to call", "three times", "keeps crashing"], ["three friends", "king"]),
    "request": (["should be faster", "could be quicker", "I wish", "needs more light"], ["quick", "shoulder"]),
    "irony": (["Great, another delay", "thanks for nothing", "yeah right"], ["great service", "another delay"]),
    "thanks": (["thank you", "Regards"], ["tank", "regardless"]),
    "courtesy alone": (
        ["thanks", "Thank you!", "ok", "OK.", "okay, thanks", "fine thanks", "Thanks for asking", "kind regards"],
        ["fine", "good", "thanks to Maria it works", "thanks for nothing", "the app is ok", "not ok", "best", "no"],
    ),
    "would return": (["I will definitely be back", "highly recommended"], ["never back", "the back door"]),
    "would leave": (
        ["never again", "waste of money", "closing my account", "I will never go back"], ["again", "leaves are green"]
    ),
    "wishes first": (["More staff", "reduced waiting times", "Better food"], ["staff want more", "no staff"]),
    "never failed": (
        ["It hasn't let me down", "never been declined", "never had to wait"],
        ["let me down", "declined", "had to wait"],
    ),
    "high rating": (
        ["10/10", "five stars", "9 out of ten, one off for the coffee", "4,5/5"], ["1/10", "star anise", "19/10/2024"]
    ),
    "low rating": (["1/10", "zero stars", "2 out of 10 and that's generous"], ["10/10", "1.0/10", "eleven of ten"]),
    "top marks": (["top notch", "can't thank them enough", "enough said"], ["enough", "10 people"]),
    "low marks": (["what a joke", "no thanks to them"], ["many thanks to them", "jokes"]),
    "better than": (
        ["better than expected", "quicker than on any other route", "a week earlier than promised", "much improved"],
        ["could be better", "worse than before"],
    ),
    "worse than": (["used to be friendly", "slower than before", "could be better"], ["better than ever", "it is "
    "used"]),
    "quiet praise": (
        ["explained everything", "the pain is gone", "they keep their word"], ["no explanation", "it was late"]
    ),
}  # fmt: skip


def hits(cue, texts, **options):
    return Reader([], **options).read(texts).numbers[:, NUMBERS.index(f"cue: {cue}")].tolist()


def test_every_cue_is_tried():
    assert set(MEETS) == set(CUES) and {f"cue: {name}" for name in CUES} < set(RULES)


@pytest.mark.parametrize("cue", CUES)
def test_what_a_cue_meets(cue):
    there, alike = MEETS[cue]
    assert hits(cue, there) == [1.0] * len(there)
    assert hits(cue, alike) == [0.0] * len(alike)
    assert hits(cue, there, without=frozenset([f"cue: {cue}"])) == [0.0] * len(there)


@pytest.mark.parametrize(
    ("rule", "text", "sign"),
    [
        ("no", "no problem", 1),
        ("emoji", "\U0001f44e", -1),
        ("service words", "understaffed", -1),
        ("thanks", "thanks", 0),
    ],
)
def test_single_words(rule, text, sign):
    with_rule, without = (
        Reader([], without=left_out).read([text]).numbers[0, 0] for left_out in (frozenset(), frozenset([rule]))
    )
    assert np.sign(with_rule) == sign
    assert with_rule != without


# Written when the rule was frozen; at first look 11 of 12 were praise (5 without it), and no trap was lost by it.
DENIED = [
    "Three years and the boiler has not broken down", "My broker has never once let me down",
    "The courier didn't let us down at Christmas", "I am not disappointed with the room",
    "The connection doesn't crash during calls any more", "We have yet to regret choosing them",
    "Nothing ever goes wrong with their orders", "They won't let you down", "I've not had to chase anyone",
    "nobody has ever let me down at this branch", "The heating hasn't failed all winter",
    "my payment was not declined this time", "it hasn't let me down",
]  # fmt: skip
STILL_SUPPOSED = [
    "I wish they would not let me down every time", "You should make sure the app does not crash",
    "If it doesn't break down it is slow", "I hope it won't let you down", "Keep trust and not let them down",
    "They never fail to disappoint", "They let me down and did not apologise",
]  # fmt: skip


def test_a_failure_that_is_denied_is_praise_in_whatever_words():
    labels = score_texts(DENIED).label.tolist()
    assert labels.count("positive") >= 12
    assert labels[-1] == "positive"


def test_what_is_hoped_for_has_not_happened():
    given = pa.array(STILL_SUPPOSED, pa.large_string())
    assert denied_failures(given).to_pylist() == STILL_SUPPOSED
