"""Degrees of a word that no list holds: words of degree tell the scale, and a denial tells which end is the bad one."""

import random

import pytest

from cxresearch.survey.guessing.any_word import made_ladders, opposed
from cxresearch.survey.guessing.scale_guesses import judge

# From nothing to very much, as questionnaires print them (Rohrmann 1978 for the German one); the words are of no list.
ONE_WORD = {
    "en": "Not at all curious | Slightly curious | Moderately curious | Very curious | Extremely curious",
    "en, neutral": "Not at all thirsty | Not very thirsty | Neutral | Somewhat thirsty | Very thirsty",
    "de": "Gar nicht vertraut | Wenig vertraut | Mittelmäßig vertraut | Ziemlich vertraut | Sehr vertraut",
    "fr": "Pas du tout rassuré | Peu rassuré | Moyennement rassuré | Assez rassuré | Très rassuré",
    "es": "Nada cómodo | Poco cómodo | Algo cómodo | Bastante cómodo | Muy cómodo",
    "it": "Per niente sereno | Poco sereno | Mediamente sereno | Molto sereno | Estremamente sereno",
    "nl": "Helemaal niet bezorgd | Weinig bezorgd | Matig bezorgd | Erg bezorgd | Uiterst bezorgd",
    "pt": "Nada curioso | Pouco curioso | Moderadamente curioso | Muito curioso | Extremamente curioso",
    "pl": "Wcale nie ciekawy | Mało ciekawy | Umiarkowanie ciekawy | Bardzo ciekawy | Niezwykle ciekawy",
    "sv": "Inte alls hungrig | Lite hungrig | Måttligt hungrig | Mycket hungrig | Extremt hungrig",
    "da": "Slet ikke sulten | Lidt sulten | Nogenlunde sulten | Meget sulten | Yderst sulten",
    "nb": "Slett ikke sulten | Litt sulten | Noe sulten | Veldig sulten | Ekstremt sulten",
    "tr": "Hiç aç değil | Biraz aç | Orta derecede aç | Çok aç | Son derece aç",
}
# From bad to good: the bad word denies the good one.
TWO_WORDS = {
    "en": "Very unsafe | Unsafe | Neither safe nor unsafe | Safe | Very safe",
    "en, mild": "Strongly unconvincing | Somewhat unconvincing | Neutral | Somewhat convincing | Strongly convincing",
    "de": "Sehr unverständlich | Eher unverständlich | Teils, teils | Eher verständlich | Sehr verständlich",
    "fr": "Très désagréable | Désagréable | Neutre | Agréable | Très agréable",
    "es": "Muy inseguro | Inseguro | Ni seguro ni inseguro | Seguro | Muy seguro",
    "it": "Molto scomodo | Scomodo | Né comodo né scomodo | Comodo | Molto comodo",
    "nl": "Zeer onveilig | Onveilig | Neutraal | Veilig | Zeer veilig",
    "pt": "Muito inseguro | Inseguro | Nem seguro nem inseguro | Seguro | Muito seguro",
    "pl": "Bardzo niewygodny | Niewygodny | Neutralny | Wygodny | Bardzo wygodny",
    "sv": "Mycket otrygg | Ganska otrygg | Varken eller | Ganska trygg | Mycket trygg",
    "da": "Meget utryg | Utryg | Hverken eller | Tryg | Meget tryg",
    "nb": "Svært utrygg | Utrygg | Verken eller | Trygg | Svært trygg",
    "tr": "Çok güvensiz | Güvensiz | Kararsızım | Güvenli | Çok güvenli",
}
WRITTEN = {
    "as it is": lambda at, label: label,
    "capitals": lambda at, label: label.upper(),
    "a point": lambda at, label: f"{label}.",
    "brackets": lambda at, label: f"{label} ({at})",
    "unseen signs": lambda at, label: f"\ufeff{label}\u200b",
    "blanks": lambda at, label: f" {label.replace(' ', chr(160))} ",
}


@pytest.mark.parametrize("language", [*ONE_WORD, *(f"{name}/two" for name in TWO_WORDS)])
@pytest.mark.parametrize("form", WRITTEN)
def test_degrees_of_any_word_are_a_scale_in_their_order(language, form):
    labels = (TWO_WORDS[language[:-4]] if language.endswith("/two") else ONE_WORD[language]).split(" | ")
    if form == "capitals" and language.startswith("tr"):
        pytest.skip("capitals of Turkish fold to other letters")
    written = [WRITTEN[form](at, label) for at, label in enumerate(labels, 1)]
    shuffled = random.Random(language).sample(written, k=5)
    guess = judge(dict.fromkeys(shuffled, 40))
    assert guess.scale is not None and guess.scale.span == (1, 5), (guess.found, guess.unsure)
    assert [guess.scale.read(label).value for label in written] == [1, 2, 3, 4, 5]
    assert not guess.turned and not guess.unsure


def test_words_that_oppose_each_other_and_are_not_known_are_ordered_and_asked_about():
    labels = ["Very cold", "Somewhat cold", "Neither", "Somewhat warm", "Very warm"]
    assert opposed(labels[::-1]) in (tuple(labels), tuple(labels[::-1]))
    guess = judge(dict.fromkeys(labels, 20))
    assert guess.scale is None
    assert "which end" in guess.unsure[0].doubt and guess.unsure[0].scale == str(labels)


@pytest.mark.parametrize(
    "labels",
    [
        ["Red", "Green", "Blue"],
        ["Married", "Not married", "Widowed"],
        ["Very old car", "Old bike", "New car", "Very new bike"],
        ["Not yet", "Yes", "Very soon"],
        ["A little league", "Major league", "Minor league"],
        ["Full time", "Part time", "Mostly part time"],
    ],
)
def test_what_is_no_degree_of_one_word_stays_a_choice(labels):
    assert made_ladders(labels) == []
    assert judge(dict.fromkeys(labels, 20)).scale is None


@pytest.mark.parametrize("labels", [["FALSE"], ["FALSE", "TRUE"], ["true"], ["vrai", "faux"], ["Wahr", "Falsch"]])
def test_what_programs_write_for_a_box_is_no_agreement(labels):
    guess = judge(dict.fromkeys(labels, 60))
    assert guess.scale is None and not guess.unsure


@pytest.mark.parametrize(
    "labels",
    [
        "Strongly oppose | Somewhat oppose | Neither support nor oppose | Somewhat support | Strongly support",
        "Strongly against | Somewhat against | Neutral | Somewhat in favour | Strongly in favour",
        "Sehr dagegen | Eher dagegen | Weder dafür noch dagegen | Eher dafür | Sehr dafür",
        "Totalement opposé | Plutôt opposé | Ni favorable ni opposé | Plutôt favorable | Totalement favorable",
        "Totalmente en contra | Algo en contra | Ni a favor ni en contra | Algo a favor | Totalmente a favor",
        "Zdecydowanie przeciw | Raczej przeciw | Ani za ani przeciw | Raczej za | Zdecydowanie za",
        "反対 | どちらかといえば反対 | どちらともいえない | どちらかといえば賛成 | 賛成",
    ],
)
def test_being_for_and_against_is_a_rating(labels):
    labels = labels.split(" | ")
    guess = judge(dict.fromkeys(labels[::-1], 40))
    assert [guess.scale.read(label).value for label in labels] == [1, 2, 3, 4, 5] and not guess.unsure


@pytest.mark.parametrize(
    "words", ["Yes/Maybe/No", "Ja/Vielleicht/Nein", "Oui/Peut-être/Non", "Tak/Może/Nie", "はい/たぶん/いいえ"]
)
def test_maybe_between_yes_and_no_leaves_no_doubt(words):
    guess = judge(dict.fromkeys(words.split("/"), 50))
    assert guess.scale is None and not guess.unsure
