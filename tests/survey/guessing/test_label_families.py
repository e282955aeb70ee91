"""Labels of any family in any language are one scale, however they are spelled, numbered and ordered."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxresearch.combining.combine import combine_audiences
from cxresearch.survey.guessing.scale_guesses import judge
from cxresearch.survey.labelling.ladders import _ladders
from cxresearch.survey.labels import (
    DECLINED,
    declines,
    find_family,
    known_label,
    label_key,
    matching_ladders,
    normalise,
    polarity,
)
from cxresearch.survey.scales import KEPT, Scale
from cxresearch.survey.survey import Survey

LANGUAGES = {"en", "de", "fr", "es", "it", "nl", "pt", "pl", "sv", "da", "nb", "tr", "ja"}
RATED = [ladder for ladder in _ladders() if ladder.sense != "choice"]
SPOKEN = [ladder for ladder in RATED if ladder.family != "signs"]


def test_every_family_speaks_the_languages_it_must():
    spoken: dict[str, set[str]] = {}
    for ladder in _ladders():
        spoken.setdefault(ladder.family, set()).add(ladder.language)
    assert set(spoken) >= {
        "agreement",
        "satisfaction",
        "quality",
        "frequency",
        "importance",
        "likelihood",
        "ease",
        "amount",
        "expectations",
        "change",
        "yes_no",
        "signs",
    }
    for family in ("agreement", "satisfaction", "frequency", "quality", "likelihood"):
        assert spoken[family] == LANGUAGES, family
    for family in ("importance", "ease", "amount", "expectations", "change", "yes_no"):
        assert spoken[family] >= LANGUAGES - {"ja"}, family


def test_no_ladder_says_one_word_twice_and_none_declines():
    for ladder in _ladders():
        keys = [key for point in ladder.points for key in {label_key(word) for word in point}]
        assert len(keys) == len(set(keys)), (ladder.family, ladder.language)
        assert not [word for point in ladder.points for word in point if declines(word)]


def turned(word):
    """The words of a label backwards, but for "more yes than no"."""
    other = " ".join(reversed(word.split()))
    return other if label_key(other) == label_key(word) else word


FORMS = {
    "as it is": lambda word, at, points: word,
    "capital": lambda word, at, points: word.capitalize(),
    "upper": lambda word, at, points: word.upper(),
    "brackets": lambda word, at, points: f"{word} (note)",
    "point": lambda word, at, points: f"{word}.",
    "unseen signs": lambda word, at, points: f"\u200b{word}\ufeff",
    "no-break blanks": lambda word, at, points: word.replace(" ", "\u00a0"),
    "number": lambda word, at, points: f"{at + 1} - {word}",
    "equals": lambda word, at, points: f"{at + 1}={word}",
    "number in front of brackets": lambda word, at, points: f"{at + 1} ({word})",
    "words in front of brackets": lambda word, at, points: f"{word} ({at + 1})",
    "from 0": lambda word, at, points: f"{at} - {word}",
    "1 is best": lambda word, at, points: f"{points - at} - {word}",
    "words turned": lambda word, at, points: turned(word),
}


@settings(max_examples=300)
@given(st.sampled_from(SPOKEN), st.sampled_from(sorted(FORMS)), st.randoms(use_true_random=False))
def test_one_scale_in_any_form_and_order(ladder, form, chance):
    points = len(ladder.points)
    words = [chance.choice(point) for point in ladder.points]
    labels = [FORMS[form](word, at, points) for at, word in enumerate(words)]
    order = sorted(range(points), key=lambda at: chance.random())
    guess = judge({labels[at]: 50 for at in order})
    assert guess.scale is not None, labels
    readings = [guess.scale.read(label) for label in labels]
    assert {reading.status for reading in readings} == {KEPT}, labels
    got = [guess.scale.to_points(reading.value) for reading in readings]
    want = [100 * at / (points - 1) for at in range(points)]
    assert guess.turned == (form == "1 is best")
    assert got == pytest.approx(want[::-1] if guess.turned else want), labels


# How a label may be spelled; a number before or behind it; a remark in brackets: each of one kind at a time, together.
SPELLED = ("as it is", "capital", "upper", "unseen signs", "no-break blanks", "point")
NUMBERED = {
    "none": "{label}", "dash": "{at} - {label}", "equals": "{at}={label}", "bracket": "{at}) {label}",
    "behind": "{label} ({at})", "colon": "{at}: {label}", "star": "[{at}] {label}",
}  # fmt: skip


@settings(max_examples=300)
@given(
    st.sampled_from(SPOKEN), st.sampled_from(SPELLED), st.sampled_from(sorted(NUMBERED)), st.booleans(),
    st.sampled_from([1, 0]), st.randoms(use_true_random=False),
)  # fmt: skip
def test_one_scale_in_forms_put_together(ladder, spelled, numbered, remark, start, chance):
    points = len(ladder.points)
    words = [chance.choice(point) for point in ladder.points]
    labels = [FORMS[spelled](word, at, points) for at, word in enumerate(words)]
    if remark and numbered != "behind":
        labels = [f"{label} (see note)" for label in labels]
    labels = [NUMBERED[numbered].format(at=at + start, label=label) for at, label in enumerate(labels)]
    order = sorted(range(points), key=lambda at: chance.random())
    guess = judge({labels[at]: 50 for at in order})
    assert guess.scale is not None and not guess.turned, labels
    readings = [guess.scale.read(label) for label in labels]
    assert {reading.status for reading in readings} == {KEPT}, labels
    got = [guess.scale.to_points(reading.value) for reading in readings]
    assert got == pytest.approx([100 * at / (points - 1) for at in range(points)]), labels


@pytest.mark.parametrize(
    "labels",
    [
        ["None at all", "A little", "A moderate amount", "A lot", "A great deal"],
        ["Not at all important", "Not too important", "Somewhat important", "Very important"],
        [
            "Not at all responsive",
            "Not so responsive",
            "Somewhat responsive",
            "Very responsive",
            "Extremely responsive",
        ],
        ["Completely disagree", "Disagree", "Neither disagree nor agree", "Agree", "Agree completely"],
        ["Much worse", "Worse", "Unchanged", "Better", "Much better"],
        ["Sehr unzufrieden", "Eher unzufrieden", "Teils/teils", "Eher zufrieden", "Sehr zufrieden"],
        ["Ungenügend", "Mangelhaft", "Ausreichend", "Befriedigend", "Gut", "Sehr gut"],
        ["Très insatisfait(e)", "Plutôt insatisfait(e)", "Neutre", "Plutôt satisfait(e)", "Très satisfait(e)"],
        ["Nunca", "Casi nunca", "A veces", "Casi siempre", "Siempre"],
        ["Pessimo", "Scarso", "Sufficiente", "Buono", "Ottimo"],
        ["Helemaal mee oneens", "Mee oneens", "Niet mee eens, niet mee oneens", "Mee eens", "Helemaal mee eens"],
        [
            "Zdecydowanie się nie zgadzam",
            "Raczej się nie zgadzam",
            "Trudno powiedzieć",
            "Raczej się zgadzam",
            "Zdecydowanie się zgadzam",
        ],
        ["Hiç memnun değilim", "Memnun değilim", "Kararsızım", "Memnunum", "Çok memnunum"],
        ["とても不満", "やや不満", "どちらともいえない", "やや満足", "とても満足"],
        ["😡", "🙁", "😐", "🙂", "😀"],
        ["--", "-", "0", "+", "++"],
    ],
    ids=lambda labels: labels[0],
)
def test_lists_as_platforms_have_them(labels):
    guess = judge({label: 30 for label in labels[::2] + labels[1::2]})
    assert [guess.scale.read(label).value for label in labels] == list(range(1, len(labels) + 1))
    assert guess.unsure == () or len(labels) == 4


def test_a_label_is_looked_up_whole():
    assert find_family(["Dissatisfied", "Very dissatisfied"])[0] == "Very dissatisfied"
    assert not known_label("satisfie") and not known_label("once a month")
    assert polarity("Dissatisfied") < 0 < polarity("Satisfied")
    assert Scale.parse(["Poor", "Neither", "Good"]).read("Neither (neutral)").value == 2
    assert label_key("Neither satisfied nor dissatisfied") == label_key("Neither dissatisfied nor satisfied")


def test_poor_to_excellent_is_not_very_poor_to_very_good():
    first = judge({word: 30 for word in ("Poor", "Fair", "Good", "Very good", "Excellent")}).scale
    second = judge({word: 30 for word in ("Very poor", "Poor", "Fair", "Good", "Very good")}).scale
    assert (first.read("Very good").value, second.read("Very good").value) == (4, 5)
    both = judge({word: 20 for word in ("Fair", "Good", "Very good")})
    assert both.scale.read("Good").value == 3 and both.unsure, "which of the two it is, is in doubt"


def test_spellings_that_decline_are_no_points():
    assert {normalise(word) for word in DECLINED} == set(DECLINED)
    for word in ("Keine Angabe", "ne sait pas", "Weet niet", "わからない", "N/A (not applicable)", "missing"):
        assert declines(word)


def test_accents_and_umlauts_may_be_lost_on_the_way():
    for written in ("Tres satisfait", "TRÈS SATISFAIT", "Aeusserst zufrieden", "Äußerst zufrieden", "Bardzo zly"):
        assert matching_ladders([written]), written


def test_a_point_that_nobody_chose_is_not_given_words():
    chosen = ["Dissatisfied"] * 9 + ["Neutral"] * 20 + ["Satisfied"] * 30
    frame = pd.DataFrame({"The queue": [*chosen, *["Very satisfied"] * 20]})
    first = Survey.from_frame(frame.assign(wave="2024"), audience="Guests")
    scale = first.scale_of("The queue")
    assert scale.span == (1, 5)
    assert [label for label, _ in scale.labels] == ["Dissatisfied", "Neutral", "Satisfied", "Very satisfied"]
    assert first.numbers()["The queue"].min() == 2
    assert not first.codebook.astype(str).apply(lambda column: column.str.contains("Very dissatisfied")).any(axis=None)
    later = frame.replace("Dissatisfied", "Totally dissatisfied").assign(wave="2025")
    both = combine_audiences(first, Survey.from_frame(later, audience="Guests"))
    assert both.numbers()["The queue"].min() == 1, "whoever chooses it later says what it is called"
    assert ("Totally dissatisfied", 1.0) in both.scale_of("The queue").labels
