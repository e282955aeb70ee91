"""Items that run against the others of their block: where the numbers show it, and only there."""

import numpy as np
import pandas as pd
import pytest

import cxresearch as cx
from cxresearch.survey.guessing.against import against_the_others

pytestmark = pytest.mark.filterwarnings("ignore::cxresearch.SurveyWarning")


def _answers(loadings, n=200, seed=0, points=5):
    rng = np.random.default_rng(seed)
    mood = rng.normal(size=n)
    middle = (points + 1) / 2
    return [
        np.clip(np.rint(middle + load * mood + rng.normal(size=n) * 0.9), 1, points).astype(int) for load in loadings
    ]


def _against(frame, **options):
    doubts = cx.Survey.from_frame(frame, audience="Guests", **options).doubts
    return doubts[doubts.doubt.str.startswith("answered against")]


@pytest.mark.parametrize(
    ("items", "turned"),
    [
        (["The ferry was on time", "Boarding was quick", "The crew was slow to help", "I would sail again"], 2),
        (["Die Werkstatt war sauber", "Der Preis war fair", "Ich musste nie warten", "Es war schwierig zu buchen"], 3),
        (["Le guide était clair", "Je ne reviendrais pas", "La visite valait son prix", "J'ai beaucoup appris"], 1),
        (["El taller fue útil", "La sala era cómoda", "El ponente habló demasiado", "Volvería"], 2),
        (["Kursen var tydlig", "Lokalen var dålig", "Läraren var kunnig", "Jag lärde mig mycket"], 1),
        (["講師は親切だった", "説明は難しかった", "また参加したい", "時間は適切だった"], 1),
    ],
)
def test_an_item_that_complains_is_told_with_the_line_that_turns_it(items, turned):
    frame = pd.DataFrame(dict(zip(items, _answers([-1 if at == turned else 1 for at in range(4)], n=60), strict=True)))
    (doubt,) = _against(frame).itertuples()
    assert doubt.question == items[turned] and "its words complain" in doubt.evidence
    line = doubt.settle.split(", scales=")[1].removesuffix(" if 1 is")
    settled = {items[turned]: eval(line)[items[turned]]}
    survey = cx.Survey.from_frame(frame, audience="Guests", scales=settled)
    assert survey.is_reversed(items[turned]) and not len(_against(frame, scales=settled))
    straight = eval(doubt.settle.split(" if ")[0].removeprefix("scales="))
    assert not len(_against(frame, scales=straight)), "whoever says that it stands as it was asked hears no more of it"


def test_numbers_alone_are_enough_where_they_are_plain_and_words_alone_are_not():
    names = ["aroma", "body", "finish", "value"]
    assert list(_against(pd.DataFrame(dict(zip(names, _answers([1, 1, 1, -1]), strict=True)))).question) == ["value"]
    worded = ["It was warm", "It was clean", "It was never noisy", "The bed was not bad"]
    assert not len(_against(pd.DataFrame(dict(zip(worded, _answers([0.8] * 4), strict=True)))))


def test_questions_that_have_nothing_to_do_with_each_other_are_no_doubt():
    names = ["It was warm", "It was not clean", "It was never noisy", "The bed was bad", "I slept"]
    line = {"kind": "rating", "scale": "1-5", "aspect": "", "reversed": False, "scale_from": "told: labels"}
    book = pd.DataFrame([line | {"id": name, "text": name} for name in names])
    draws = [dict(zip(names, _answers([0] * 5, n=60, seed=seed), strict=True)) for seed in range(300)]
    assert np.mean([bool(against_the_others(book, answers.get)) for answers in draws]) <= 0.02


def test_two_sides_of_the_same_size_are_told_apart_by_their_words_or_not_at_all():
    loads = [1, -1, 1, -1]
    named = ["It was quick", "It was slow", "It was easy", "It was difficult"]
    found = _against(pd.DataFrame(dict(zip(named, _answers(loads), strict=True))))
    assert list(found.question) == ["It was difficult, It was slow"] or set(found.question[0].split(", ")) == {
        "It was slow", "It was difficult"
    }  # fmt: skip
    assert not len(_against(pd.DataFrame(dict(zip("abcd", _answers(loads), strict=True)))))


@pytest.mark.external
def test_the_reversed_items_of_a_published_inventory_are_found(fixtures):
    # The keys of psych::bfi: A1, C4, C5, E1, E2, O2 and O5 are scored the other way round.
    frame = pd.read_csv(fixtures / "data" / "bfi.csv")
    items = [f"{scale}{at}" for scale in "ACENO" for at in range(1, 6)]
    survey = cx.Survey.from_frame(frame[items])
    found = {one.question for one in survey.doubted if one.doubt.startswith("answered against")}
    assert found == {"A1", "C4", "C5", "E1", "E2", "O2", "O5"}
