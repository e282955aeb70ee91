"""Kinds of columns that public data is full of: codes of agencies, weights, facts about people, scores, dates."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cxresearch as cx
from cxresearch.survey.guessing.number_scales import codes_among
from cxresearch.survey.guessing.questions import is_date
from cxresearch.survey.guessing.scale_guesses import judge

pytestmark = pytest.mark.filterwarnings("ignore::cxresearch.SurveyWarning")
CHANCE = np.random.default_rng(7)
RATED = [1, 2, 3, 4, 5] * 48


def of(**columns) -> cx.Survey:
    return cx.Survey.from_frame(pd.DataFrame(columns), audience="Guests")


def kind_of(survey: cx.Survey, question: str) -> str:
    return survey.codebook.set_index("id").kind[question]


# -- codes for no answer --------------------------------------------------------------------------


@settings(max_examples=60)
@given(st.integers(3, 5), st.sets(st.sampled_from([7, 8, 9]), min_size=2), st.integers(60, 2000))
def test_a_gap_behind_a_scale_parts_codes_from_answers(high, codes, n):
    answers = dict.fromkeys(range(1, high + 1), n) | dict.fromkeys(codes, 2)
    found = codes_among(answers)
    assert found == tuple(sorted(map(float, codes))) if high == 5 or min(codes) - high >= 3 else True
    assert codes_among(dict.fromkeys(range(1, 10), n)) == (), "all of 1-9 were chosen"


def test_a_number_with_77_88_99_far_above_is_counted_and_doubted(tmp_path):
    days = [*range(1, 31)] * 7 + [77] * 5 + [88] * 20 + [99] * 5
    survey = of(**{"days unwell": days, "mood": (RATED * 2)[: len(days)]})
    assert survey.doubts.settle.tolist() == ["missing={'days unwell': [77, 88, 99]}"]
    assert of(age=[*range(18, 90)] * 3 + [99] * 4).doubts.empty, "people become 99 years old"


def test_a_code_among_counts_is_doubted_though_a_name_says_that_they_are_counts():
    survey = of(**{"number of children": [0, 1, 2, 3, 4, 99] * 40})
    assert "99" in survey.doubts.doubt[0] and kind_of(survey, "number of children") == "number"


# -- weights --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["pspwght", "WEIGHT_W41", "wt_final", "w1", "finalwgt", "wtssall", "SurveyWeight",
                                  "Personengewichtung", "poids_redresse", "Ponderación", "vikt"])  # fmt: skip
def test_what_balances_and_is_called_like_a_weight_is_one(name):
    balanced = CHANCE.gamma(9, 1 / 9, 240)
    weights = np.round(balanced / balanced.mean(), 4)
    assert of(**{name: weights, "mood": RATED}).roles.get("weight") == name
    for other in (weights * 70, np.round(weights + 1), weights - 1):
        assert "weight" not in of(**{name: other, "mood": RATED}).roles


def test_of_several_weights_none_is_taken_and_all_are_named():
    one, two = (np.round(1 + (at * np.sin(np.arange(240)) / 3), 4) for at in (1, 2))
    survey = of(dweight=one, pspwght=two, mood=RATED)
    assert "weight" not in survey.roles
    assert "roles={'weight': 'dweight'}" in survey.doubts.settle.tolist()


# -- who people are -------------------------------------------------------------------------------

PEOPLE = [
    "Gender", "d1_sex", "MaritalStatus", "Q7: What is your gender?", "age_group", "INCOME2", "employment status",
    "Geschlecht", "Familienstand", "Altersgruppe", "Bundesland", "Sexe", "Tranche d'âge", "Sexo", "Estado civil",
    "Nivel de estudios", "Titolo di studio", "Fascia d'età", "Geslacht", "Opleidingsniveau", "Escolaridade",
    "Faixa etária", "Płeć", "Wykształcenie", "Kön", "Åldersgrupp", "Køn", "Uddannelse", "Kjønn", "Utdanning",
    "Cinsiyet", "Medeni durumunuz", "性別", "年齢層",
]  # fmt: skip


@pytest.mark.parametrize("name", PEOPLE)
@pytest.mark.parametrize("codes", [[1, 2], [1, 2, 3, 4], [1, 2, 3, 4, 5, 6]])
def test_numbers_that_stand_for_who_people_are_have_no_mean(name, codes):
    survey = of(**{name: np.resize(codes, 240), "mood": RATED, "calm": RATED})
    assert kind_of(survey, name) == "choice" and survey.scale_of("mood").span == (1, 5)
    assert survey.doubts.question.tolist() == [name], "and that is said"
    named = cx.Survey.from_frame(pd.DataFrame({name: np.resize(codes, 240)}), scales={name: (1, 6)}, audience="Guests")
    assert kind_of(named, name) == "rating" and named.doubts.empty, "what is declared wins"


@pytest.mark.parametrize("name", ["Gender equality at work", "State of the rooms", "Race to the bottom", "Education"])
def test_a_topic_with_such_a_word_in_it_is_rated(name):
    assert kind_of(of(**{name: RATED, "mood": RATED}), name) == "rating"


def test_one_and_two_alone_are_codes_and_beside_others_a_scale():
    alone = of(member=[1, 2] * 120, words=["x y", "z"] * 120, mood=RATED)
    assert kind_of(alone, "member") == "choice" and "1 and 2 alone" in alone.doubts.doubt[0]
    assert kind_of(of(slow=[1, 2, 1, 1] * 5, loud=[1, 2, 3, 5] * 5), "slow") == "rating"


@pytest.mark.parametrize("name", ["number_project", "NumCompaniesWorked", "hh_size", "# of visits", "siblings"])
def test_names_of_counts_are_numbers(name):
    assert kind_of(of(**{name: [1, 2, 3, 4, 6] * 48, "mood": RATED}), name) == "number"


# -- scores ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("low", "high", "span"), [(2.5, 10, (0, 10)), (1.2, 5, (1, 5)), (3.1, 6.9, (0, 10))])
def test_scores_with_decimals_are_ratings_and_a_doubt(low, high, span):
    values = np.round(np.linspace(low, high, 240), 1)
    survey = of(**{"overall_score": values, "height": np.round(np.linspace(1.5, 1.9, 240), 2)})
    assert survey.scale_of("overall_score").span == span and survey.doubts.question.tolist() == ["overall_score"]
    assert survey.numbers()["overall_score"].mean() == pytest.approx(values.mean())
    assert kind_of(survey, "height") == "number"


@pytest.mark.parametrize(("high", "settle"), [(1, "(0, 1)"), (100, "(0, 100)")])
def test_a_share_or_points_of_a_hundred_that_may_be_a_rating_is_said(high, settle):
    survey = of(**{"satisfaction_level": np.round(np.linspace(0.1, 1, 240) * high, 2), "mood": RATED})
    assert kind_of(survey, "satisfaction_level") == "number"
    assert survey.doubts.settle.tolist() == [f"scales={{'satisfaction_level': {settle}}}"]


def test_percent_of_many_values_is_read_as_percent():
    share = [f"{at % 101} %" for at in range(240)]
    survey = of(**{"How pleased are you?": share})
    assert survey.scale_of("How pleased are you?").span == (0, 100)


def test_items_of_one_to_four_beside_items_of_one_to_five_keep_their_scale():
    four, five = [1, 2, 3, 4] * 60, RATED
    survey = of(a=four, b=four, c=five, d=four)
    assert [survey.scale_of(name).span for name in "abcd"] == [(1, 4), (1, 4), (1, 5), (1, 4)]
    assert survey.doubts.question.tolist() == ["a, b, d"]
    assert of(a=five, b=five, c=[1, 2, 3, 4] * 60, d=five).scale_of("c").span == (1, 5), "one may miss a point"


# -- labels ---------------------------------------------------------------------------------------

PLAIN = {
    "en": ("Disagree", "Somewhat disagree", "Neutral", "Somewhat agree", "Agree"),
    "de": ("Unzufrieden", "Eher unzufrieden", "Teils teils", "Eher zufrieden", "Zufrieden"),
    "fr": ("Insatisfait", "Plutôt insatisfait", "Neutre", "Plutôt satisfait", "Satisfait"),
    "nl": ("Oneens", "Enigszins oneens", "Neutraal", "Enigszins eens", "Eens"),
    "ja": ("不満", "やや不満", "どちらともいえない", "やや満足", "満足"),
}


@pytest.mark.parametrize("language", PLAIN)
def test_ends_without_a_degree_are_ends(language):
    labels = PLAIN[language]
    five, four = judge(dict.fromkeys(labels, 40)), judge(dict.fromkeys(labels[:2] + labels[3:], 60))
    assert [five.scale.read(label).value for label in labels] == [1, 2, 3, 4, 5] and not five.unsure
    assert four.scale.span == (1, 4)
    few = judge(dict.fromkeys(labels, 5))
    assert few.unsure, "of so few nobody may have chosen either end of seven points"


def test_letters_for_agreeing_are_a_scale_and_marks_are_none():
    letters = judge(dict.fromkeys(["SD", "D", "N", "A", "SA"], 40))
    assert [letters.scale.read(label).value for label in ("SD", "N", "SA")] == [1, 3, 5]
    assert judge(dict.fromkeys(["A", "B", "C", "D", "F"], 40)).scale is None


def test_the_turkish_capital_is_read_as_its_small_letter():
    scale = judge(dict.fromkeys(["Çok kötü", "Kötü", "Orta", "İyi", "ÇOK İYİ"], 40)).scale
    assert [scale.read(label).value for label in ("Kötü", "İyi", "Çok iyi")] == [2, 4, 5]


def test_more_yes_than_no_is_not_more_no_than_yes():
    scale = judge(dict.fromkeys(["Decisamente no", "Più no che sì", "Più sì che no", "Decisamente sì"], 60)).scale
    assert [scale.read(label).value for label in ("Più no che sì", "più sì che no")] == [2, 3]


# -- dates, rows ----------------------------------------------------------------------------------

MONTHS = "Jan March mai août octubre dic. giugno okt mrt fevereiro września maj Ocak".split()


@settings(max_examples=80)
@given(
    st.sampled_from(MONTHS), st.integers(1, 28), st.integers(1990, 2030),
    st.sampled_from(["{d} {m} {y}", "{m} {d}, {y}", "{d}. {m} {y}", "{d}-{m}-{y}", "{d} de {m} de {y}",
                     "{m} {d} {y} 10:22", "Mon, {d} {m} {y} 10:22:05 GMT", "{d} {m} {y}, 4:05 PM",
                     "Wed {m} {d} 12:10:00 {y}"]),
)  # fmt: skip
def test_dates_with_months_in_words_are_dates(month, day, year, form):
    assert is_date(form.format(m=month, d=day, y=year))
    assert not is_date(form.format(m="Room", d=day, y=year))


@pytest.mark.parametrize("foot", ["n = 80, own survey", "Erhoben vom 2. bis 9. Mai", "Wyniki z ankiety w biurze"])
def test_words_alone_below_a_column_of_numbers_are_a_footnote(tmp_path, foot):
    rows = [f"{at},{at % 5 + 1},{at % 4 + 1}" for at in range(80)]
    (tmp_path / "a.csv").write_text("\n".join(["Nr,one,two", *rows, f'"{foot}",,']), encoding="utf-8")
    survey = cx.read_survey(tmp_path / "a.csv", audience="Guests")
    assert survey.n_rows == 80 and any("footnote" in note for note in survey.notes)
    words = [f"the queue {at},{at % 5 + 1},{at % 4 + 1}" for at in range(80)]
    (tmp_path / "b.csv").write_text("\n".join(["why,one,two", *words, f'"{foot}",,']), encoding="utf-8")
    among_comments = cx.read_survey(tmp_path / "b.csv", audience="Guests")
    assert among_comments.n_rows == 81 or foot.startswith("n ="), "among comments it is a comment"


def test_two_columns_that_meet_in_every_combination_are_doubted(tmp_path):
    frame = pd.DataFrame([(f"Ward {at}", what, at % 7) for at in range(30) for what in ("Clean", "Quiet", "Kind")])
    frame.columns = ["where", "what is measured", "percent"]
    frame.to_csv(tmp_path / "a.csv", index=False)
    survey = cx.read_survey(tmp_path / "a.csv", audience="Guests")
    assert "no respondent" in survey.doubts.doubt.tolist()[0] and "read_long" in survey.doubts.settle[0]
    frame["what is measured"] = frame["what is measured"].map({"Clean": "2021", "Quiet": "2022", "Kind": "2023"})
    frame.to_csv(tmp_path / "b.csv", index=False)
    years = cx.read_survey(tmp_path / "b.csv", audience="Guests")
    assert not any("no respondent" in doubt for doubt in years.doubts.doubt), "a year is none of many questions"


@pytest.mark.parametrize("labels", [
    ["None of the time", "Some of the time", "Most of the time", "All of the time"],
    ["Much less than usual", "Less than usual", "Same as usual", "More than usual", "Much more than usual"],
    ["Never true", "Rarely true", "Sometimes true", "Often true", "Always true"],
    ["Überhaupt nicht wichtig", "Eher unwichtig", "Eher wichtig", "Sehr wichtig"],
    ["I svært liten grad", "I liten grad", "I noen grad", "I stor grad", "I svært stor grad"],
    ["Not too happy", "Pretty happy", "Very happy"],
], ids=lambda labels: labels[0])  # fmt: skip
def test_lists_of_public_surveys(labels):
    scale = judge(dict.fromkeys(labels, 60)).scale
    assert [scale.read(label).value for label in labels] == list(range(1, len(labels) + 1))


def test_a_column_of_marks_is_no_branch_whatever_it_is_called():
    survey = of(Shop=["x", None, None] * 80, mood=RATED)
    assert "unit" not in survey.roles
