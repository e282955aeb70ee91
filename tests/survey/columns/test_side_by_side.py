"""Boxes side by side: one question of several answers or two, and blocks of yes and no."""

import numpy as np
import pandas as pd
import pytest

import cxresearch as cx

pytestmark = pytest.mark.filterwarnings("ignore::cxresearch.SurveyWarning")


def _survey(columns, **options):
    return cx.Survey.from_frame(pd.DataFrame(columns), audience="Guests", **options)


def _questions(survey):
    """The options of each question of several answers, by its wording."""
    found = {}
    book = survey.codebook
    for text in book.text[book.kind == "multi"]:
        stem, _, option = text.partition(" [")
        found.setdefault(stem, []).append(option.removesuffix("]"))
    return found


def _ticks(n, shares, seed, at_least_one=True):
    rng = np.random.default_rng(seed)
    made = rng.random((n, len(shares))) < shares
    if at_least_one:
        for row in np.flatnonzero(~made.any(axis=1)):
            made[row, rng.integers(len(shares))] = True
    return made


def _words(options, ticks):
    return {option: np.where(ticks[:, at], option, None) for at, option in enumerate(options)}


YES_NO = {
    "en": ("Which tools do you own?", ["Saw", "Plane", "Chisel"], "Yes", "No"),
    "de": ("Welche Zeitungen lesen Sie?", ["Anzeiger", "Bote", "Kurier"], "Ja", "Nein"),
    "fr": ("Quels sentiers avez-vous pris ?", ["Crête", "Vallon", "Lac"], "Oui", "Non"),
    "es": ("¿Cuáles de estos quesos compra?", ["Oveja", "Cabra", "Vaca"], "Sí", "No"),
    "it": ("Quali corsi ha seguito?", ["Nuoto", "Yoga", "Danza"], "Sì", "No"),
    "nl": ("Welke planten heeft u?", ["Varen", "Cactus", "Klimop"], "Ja", "Nee"),
    "pt": ("Quais linhas usa?", ["Azul", "Verde", "Rosa"], "Sim", "Não"),
    "pl": ("Które owoce Pan kupuje?", ["Jabłka", "Gruszki", "Śliwki"], "Tak", "Nie"),
    "sv": ("Vilka spår har du åkt?", ["Norra", "Södra", "Östra"], "Ja", "Nej"),
    "da": ("Hvilke haller bruger du?", ["Svømning", "Badminton", "Judo"], "Ja", "Nej"),
    "tr": ("Hangi dersleri aldınız?", ["Keman", "Piyano", "Gitar"], "Evet", "Hayır"),
    "ja": ("どの色が好きですか", ["赤", "青", "緑"], "はい", "いいえ"),
}


@pytest.mark.parametrize("form", ["{stem} [{option}]", "{stem} - {option}"])
@pytest.mark.parametrize("language", YES_NO)
def test_yes_and_no_under_options_are_one_question_in_any_language(language, form):
    stem, options, yes, no = YES_NO[language]
    ticks = _ticks(60, [0.6, 0.4, 0.3], 3, at_least_one=False)
    columns = {
        form.format(stem=stem, option=option): np.where(ticks[:, at], yes, no) for at, option in enumerate(options)
    }
    survey = _survey(columns)
    assert set(survey.codebook.kind) == {"multi"} and survey.doubts.empty
    assert [survey.answer_counts(name).get(1.0, 0) for name in columns] == ticks.sum(axis=0).tolist()
    assert [sum(survey.answer_counts(name).values()) for name in columns] == [60, 60, 60]


@pytest.mark.parametrize("items", [
    ["Were you greeted?", "Was the room clean?", "Did you wait?"],
    ["Wurden Sie begrüßt?", "War es sauber?", "Haben Sie gewartet?"],
    ["I would come again", "I was told the price", "I felt safe"],
])  # fmt: skip
def test_a_battery_of_yes_no_questions_stays_single_choices(items):
    ticks = _ticks(60, [0.6, 0.4, 0.3], 4, at_least_one=False)
    columns = {f"About your stay [{item}]": np.where(ticks[:, at], "Yes", "No") for at, item in enumerate(items)}
    survey = _survey(columns)
    assert set(survey.codebook.kind) == {"choice"} and survey.doubts.empty


def test_what_the_wording_leaves_open_is_a_doubt_and_its_line_settles_it():
    ticks = _ticks(60, [0.6, 0.4, 0.3], 5, at_least_one=False)
    columns = {
        f"Happy with [{item}]": np.where(ticks[:, at], "Yes", "No") for at, item in enumerate(["Food", "Bar", "Spa"])
    }
    survey = _survey(columns)
    (doubt,) = survey.doubts.itertuples()
    assert set(survey.codebook.kind) == {"choice"} and "may be the ticks of one" in doubt.doubt
    settled = _survey(columns, kinds=eval(doubt.settle.removeprefix("kinds=")))
    assert set(settled.codebook.kind) == {"multi"} and settled.doubts.empty
    coded = {f"G2[SQ00{at + 1}]": cells for at, cells in enumerate(columns.values())}
    survey = _survey(coded)
    (doubt,) = survey.doubts.itertuples()
    assert set(survey.codebook.kind) == {"multi"} and "each may be a question of its own" in doubt.doubt
    settled = _survey(coded, kinds=eval(doubt.settle.removeprefix("kinds=")))
    assert set(settled.codebook.kind) == {"choice"} and settled.doubts.empty


def test_two_questions_without_a_wording_are_parted_where_everybody_answered_both():
    drinks, meals = ["Mokka", "Tee", "Kakao", "Saft"], ["Torte", "Suppe", "Brot", "Eis"]
    both = _words(drinks, _ticks(150, [0.4, 0.4, 0.3, 0.2], 1)) | _words(meals, _ticks(150, [0.5, 0.3, 0.3, 0.3], 2))
    survey = _survey(both)
    assert list(_questions(survey).values()) == [drinks, meals] and survey.doubts.empty
    one = _survey(_words(drinks + meals, _ticks(150, [0.4, 0.4, 0.3, 0.2, 0.5, 0.3, 0.3, 0.3], 1)))
    assert list(_questions(one).values()) == [drinks + meals] and one.doubts.empty


@pytest.mark.parametrize("none", ["None of these", "Keine davon", "Aucun", "Ninguno de estos", "Geen van deze", "なし"])
def test_none_of_these_ends_a_question(none):
    first, second = _ticks(120, [0.3, 0.3, 0.3], 6, at_least_one=False), _ticks(120, [0.6, 0.5, 0.4], 7, False)
    nobody = ~first.any(axis=1)
    columns = (
        _words(["Aa", "Bb", "Cc"], first) | {none: np.where(nobody, none, None)} | _words(["Dd", "Ee", "Ff"], second)
    )
    assert list(_questions(_survey(columns)).values()) == [["Aa", "Bb", "Cc", none], ["Dd", "Ee", "Ff"]]


def test_so_many_of_one_list_are_no_two_questions():
    rng = np.random.default_rng(8)
    ticks = np.zeros((200, 5), dtype=bool)
    for row in ticks:
        row[rng.choice(5, size=3, replace=False)] = True
    survey = _survey(_words(["Uno", "Due", "Tre", "Quattro", "Cinque"], ticks))
    assert len(_questions(survey)) == 1 and survey.doubts.empty


def test_weak_evidence_is_a_doubt_whose_line_parts_the_boxes():
    drinks, meals = ["Mokka", "Tee", "Kakao"], ["Torte", "Suppe", "Brot"]
    both = _words(drinks, _ticks(16, [0.5, 0.4, 0.3], 1)) | _words(meals, _ticks(16, [0.5, 0.3, 0.4], 2))
    survey = _survey(both)
    (doubt,) = survey.doubts.itertuples()
    assert len(_questions(survey)) == 1 and "they may be two" in doubt.doubt
    two, one = doubt.settle.split(" if a second question begins there, ")
    parted = _survey(both, kinds=eval(two.removeprefix("kinds=")))
    assert len(_questions(parted)) == 2 and parted.doubts.empty
    whole = _survey(both, kinds=eval(one.removesuffix(" if all are one").removeprefix("kinds=")))
    assert len(_questions(whole)) == 1 and whole.doubts.empty


@pytest.mark.parametrize("word", [
    "Prefer not to say", "Keine Angabe", "Je préfère ne pas répondre", "Prefiero no decirlo", "Preferisco non dirlo",
    "Zeg ik liever niet", "Prefiro não dizer", "Wolę nie odpowiadać", "Vill inte svara", "Ønsker ikke at svare",
    "Vil ikke oppgi", "Belirtmek istemiyorum", "答えたくない",
])  # fmt: skip
def test_to_decline_is_no_other_option_in_any_language(word):
    cells = ["Aa;Bb", "Aa", "Bb;Cc", "Cc", "Aa;Cc"] * 12 + [word, "Dd, by hand"]
    survey = _survey({"Which of these?": cells})
    assert survey.answer_counts(f"Which of these? [{word}]")[1.0] == 1
    assert survey.answer_counts("Which of these? [other]")[1.0] == 1
    assert any("1 declined" in note for note in survey.notes)
    rated = _survey({"q": [1, 2, 3, 4, 5] * 12 + [word]})
    assert rated.account().excluded[0] == 1 and rated.doubts.empty
