"""What a person saw in two languages is one scale; what a text says in a language that is not known is a doubt."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxresearch.survey.doubts import MAY_REVERSE
from cxresearch.survey.guessing.question_words import said_scale
from cxresearch.survey.guessing.scale_guesses import judge
from cxresearch.survey.labelling.ladders import _ladders
from cxresearch.survey.labels import label_key, ladders_side_by_side, matching_ladders
from cxresearch.survey.scales import KEPT

PAIRS = [
    (one, other)
    for one in _ladders()
    for other in _ladders()
    if one.sense != "choice" and one.family == other.family and one.language < other.language
    and len(one.points) == len(other.points) >= 4 and one.family != "signs"
]  # fmt: skip


@settings(max_examples=200)
@given(st.sampled_from(PAIRS), st.randoms(use_true_random=False))
def test_labels_of_two_languages_of_one_family_are_one_scale_with_a_doubt(pair, chance):
    words = [[chance.choice(point) for point in ladder.points] for ladder in pair]
    keys = [label_key(word) for language in words for word in language]
    labels = [word for language in words for word in language]
    chance.shuffle(labels)
    guess = judge({label: 20 for label in labels})
    if (
        guess.scale is None
    ):  # a word of one of them stands elsewhere in the other: then it is no scale, and never half one
        assert guess.unsure or len(set(keys)) < len(keys)
        return
    for language in words:
        readings = [guess.scale.read(word) for word in language]
        assert {reading.status for reading in readings} == {KEPT}
        values = [guess.scale.to_points(reading.value) for reading in readings]
        assert values == sorted(values)
    # Danish and Norwegian share so many words that one list may hold them all.
    assert guess.unsure or matching_ladders(labels), "that they are one scale is a guess"


def test_two_families_are_not_one_scale():
    labels = ["Very satisfied", "Satisfied", "Dissatisfied", "Stimme zu", "Stimme nicht zu", "Stimme voll zu"]
    assert ladders_side_by_side(labels) == [] and judge({label: 20 for label in labels}).scale is None


@pytest.mark.parametrize(
    "text", ["Jakou známku? (1 = výborně, 5 = nedostatečně)", "Értékelje! 1 = elégedetlen ... 5 = elégedett"]
)
def test_ends_in_words_of_no_list_are_a_doubt_about_the_direction(text):
    said = said_scale(text)
    assert (said.low, said.high, said.turned, said.unknown) == (1, 5, None, True)
    guess = judge({"1": 20, "2": 20, "3": 20, "4": 20, "5": 20}, text)
    assert guess.scale.span == (1, 5) and guess.unsure[0].gravity == MAY_REVERSE


def test_known_words_leave_no_such_doubt():
    assert not said_scale("1 = very bad, 5 = very good").unknown
    assert said_scale("Bewerten Sie von -2 bis +2").low == -2
