"""What a column is: guessed so that a person can see it, corrected so that a person is told where it does not fit."""

import re

import numpy as np
import pandas as pd
import pytest

import cxresearch as cx
from cxresearch.errors import OptionError, QuestionError, ScaleError
from cxresearch.survey.codebook import (
    COLUMNS,
    checked_codebook,
    split_text,
    unique_ids,
)
from cxresearch.survey.columns.drafting import draft_codebook, guess_aspect
from cxresearch.survey.guessing.role_names import guess_role, perhaps_role
from cxresearch.survey.survey import Survey
from tests.places import PACKAGE


def drafted(counts: dict, text: str = "q", **options) -> pd.Series:
    column = options.pop("column", "q")
    return draft_codebook({column: text}, lambda _: counts, **options).iloc[0]


@pytest.mark.parametrize(
    ("text", "kind", "scale"),
    [
        ("How likely are you to recommend us to a friend?", "nps", "0-10"),
        ("NPS", "nps", "0-10"),
        ("How easy was it to reach us?", "effort", "1-5"),
        ("Billing", "rating", "1-5"),
    ],
)
def test_the_wording_tells_the_kind(text, kind, scale):
    row = drafted({1: 9, 3: 9, 5: 9}, text)
    assert (row.kind, row["scale"]) == (kind, scale)


def test_a_guess_says_that_it_is_one_and_a_declared_scale_wins():
    assert drafted({1: 9, 5: 9}).scale_from == "guessed: from numbers 1 to 5"
    row = drafted({1: 9, 5: 9}, scales={"q": (1, 7)})
    assert (row["scale"], row.scale_from) == ("1-7", "declared")
    row = drafted({"Low": 9, "High": 9}, scales={"q": ["Low", "High"]})
    assert row["scale"] == "1-2: 1=Low | 2=High"


def test_a_question_of_recommending_is_not_the_answer_whether_somebody_did():
    did = drafted({0: 50, 1: 40}, "Did you recommend us to a friend?")
    assert did.kind == "number"
    assert drafted({0: 1, 1: 1}, "NPS").kind == "nps"


def test_a_question_of_recommending_on_labels_is_a_rating():
    row = drafted({"Very likely": 9, "Likely": 8, "Unlikely": 7}, "How likely are you to recommend us?")
    assert row.kind == "rating"


def test_a_recommending_question_among_oddities_is_still_read_and_reasons_are_not():
    odd = dict.fromkeys(["inf", "1_0", "true", "0x0A", "ten", "1e1", "9"], 1)
    assert drafted(odd, "nps").kind == "nps"
    reasons = {f"Because the queue was too long for me on day {day}": 1 for day in range(40)}
    assert drafted(reasons, "Why would you recommend us to a friend?").kind == "verbatim"


def test_one_to_ten_asked_as_a_recommendation_stays_one_to_ten():
    row = drafted({2: 9, 9: 9}, "How likely are you to recommend us, from 1 to 10?")
    assert (row.kind, row["scale"]) == ("nps", "1-10")


@pytest.mark.parametrize(
    ("counts", "kind"),
    [
        ({f"The queue was long and nobody helped me, number {at}": 1 for at in range(30)}, "verbatim"),
        ({"Branch": 40, "Online": 60}, "choice"),
        ({float(value): 1 for value in range(18, 80)}, "number"),
        ({0: 40, 1: 60}, "number"),
        ({"2024-05-04": 5, "2024-05-05": 9}, "date"),
        ({}, "verbatim"),
    ],
)
def test_what_has_no_scale_is_something_else(counts, kind):
    row = drafted(counts)
    assert (row.kind, row["scale"], row.aspect) == (kind, "", "")


def test_rows_of_a_matrix_share_the_widest_scale_that_was_guessed():
    answers = {"Rate us [Billing]": {1: 9, 5: 9}, "Rate us [App]": {2: 9, 7: 9}, "Alone": {1: 9, 4: 9}}
    book = draft_codebook({name: name for name in answers}, answers.get).set_index("id")
    assert book["scale"].tolist() == ["1-7", "1-7", "1-5"]
    assert book.topic.tolist() == ["Billing", "App", "Alone"]


def test_rows_of_a_matrix_share_labels_that_one_of_them_lacks():
    four = dict.fromkeys(["Strongly disagree", "Disagree", "Agree", "Strongly agree"], 20)
    answers = {"Rate us [Billing]": four, "Rate us [App]": {**four, "Neutral": 5}}
    book = draft_codebook({name: name for name in answers}, answers.get)
    assert book["scale"].str.startswith("1-5").all()


def test_scales_for_questions_that_are_not_there_are_an_error():
    with pytest.raises(ScaleError, match="billng"):
        drafted({1: 2}, scales={"billng": (1, 5)})
    with pytest.raises(ScaleError, match="'q'"):
        drafted({1: 2}, scales={"q": "high"})


@pytest.mark.parametrize(
    ("text", "aspect"),
    [
        ("How important is billing?", "importance"),
        ("What do you expect of billing?", "expectation"),
        ("We promise fast billing", "promise"),
        ("What will customers say? Predict.", "prediction"),
        ("Billing", "experience"),
        ("Sizce müşterilerimiz lezzet için kaç puan verir?", "prediction"),
        ("Sizce yemekler nasıl?", "experience"),
        ("Müşterilerin vereceği puanı tahmin edin", "prediction"),
        ("Bekleme süresi", "experience"),
        ("Vilket betyg tror du att vårdnadshavarna ger?", "prediction"),
        ("Tror du att du kommer?", "experience"),
        ("Hvilken karakter tror du passagererne giver?", "prediction"),
        ("Jak pasażerowie ocenią czystość?", "prediction"),
        ("Que nota você acha que os leitores dariam?", "prediction"),
        ("Czas oczekiwania", "experience"),
        ("How do you think our guests rate the pool?", "prediction"),
        ("How do you think we handle complaints?", "experience"),
        ("Was glauben Sie, wie Fahrgäste die Bahn bewerten?", "prediction"),
        ("Denken Sie, dass wir Sie gut behandeln?", "experience"),
        ("Welke score denkt u dat reizigers geven?", "prediction"),
        ("Hoe beoordeelt u de rit?", "experience"),
        ("¿Qué nota cree que darán los viajeros?", "prediction"),
        ("Che voto daranno gli utenti?", "prediction"),
        ("Quelle note pensez-vous que les lecteurs donneront ?", "prediction"),
        ("Le personnel répond-il à vos questions ?", "experience"),
    ],
)
def test_aspects(text, aspect):
    assert guess_aspect(text) == aspect


def test_roles_by_name():
    names = ["Branch", "respondent id", "WEIGHT", "Wave", "Department", "Channel", "Audience", "Q1", "n"]
    assert [guess_role(name) for name in names] == [
        "unit", "respondent", "weight", "wave", "group", "segment", "audience", None, None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("header", "sure", "perhaps"),
    [
        ("Abteilung", "group", None), ("Ihre Filiale", "unit", None), ("Befragungswelle", "wave", None),
        ("Teilnehmer-Nr.", "respondent", None), ("Magasin", "unit", None), ("Département", "group", None),
        ("SUCURSAL", "unit", None), ("Oleada", "wave", None), ("Punto vendita", "unit", None),
        ("Afdeling", "group", None), ("Loja", "unit", None), ("Oddział", "unit", None), ("Butik", "unit", None),
        ("Avdeling", "group", None), ("Şubeniz", "unit", None), ("部署", "group", None), ("ŞUBE", "unit", None),
        ("Région", None, "segment"), ("Servicio", None, "group"), ("Ihre Station", None, "unit"),
        ("Wartezeit", None, None), ("Freundlichkeit der Filiale", None, None), ("n", None, None),
    ],
)  # fmt: skip
def test_roles_by_name_in_other_languages(header, sure, perhaps):
    assert (guess_role(header), perhaps_role(header)) == (sure, perhaps)


def test_names_of_roles_are_there_in_each_language_of_the_label_families():
    from cxresearch.survey.guessing.role_names import _read

    families = (PACKAGE / "survey" / "label_families").glob("[!de]*.yaml")
    languages = {line[:2] for file in families for line in file.read_text("utf-8").splitlines()
                 if re.match(r"[a-z]{2}:", line)}  # fmt: skip
    assert languages <= set(_read())
    lacking = {
        (code, role) for code, words in _read().items() for role in ("respondent", "unit", "group", "segment", "wave")
        if role not in words["sure"] and role not in words["perhaps"]
    }  # fmt: skip
    assert lacking == set()


def test_a_name_that_a_topic_may_have_is_a_role_only_above_words():
    frame = pd.DataFrame({"Service": [1, 4, 5, 3] * 20, "Région": ["Nord", "Sud"] * 40, "Note": [1, 2, 3, 5] * 20})
    survey = Survey.from_frame(frame, audience="Customers")
    assert survey.roles.get("segment") == "Région" and "group" not in survey.roles
    assert "Service" in survey.codebook.id.tolist()
    words = frame.assign(Service=["Accueil", "Technique", "Vente", "Vente"] * 20)
    assert Survey.from_frame(words, audience="Customers").roles["group"] == "Service"


def test_ids_are_trimmed_and_unique():
    tidy = unique_ids([" nps", "nps", "nps_2", "", "a\nb", "a  b"])
    assert tidy == ["nps", "nps_2", "nps_2_2", "column_4", "a b", "a b_2"]
    assert split_text("How - was it - Billing") == ("How - was it", "Billing")


def topics_of(*texts: str) -> list[str]:
    return draft_codebook(dict(zip(texts, texts, strict=True)), lambda _: {1: 9, 5: 9}).topic.tolist()


def test_a_stem_is_cut_where_two_share_it_or_where_it_asks():
    alone = ["PTS - Patient Transport", "Santé - accueil", "A&E - Front desk"]
    assert topics_of(*alone, "Overall") == [*alone, "Overall"]
    assert topics_of("I predict customers will say - Fees", "Please tell us how you found - Parking") == [
        "Fees",
        "Parking",
    ]
    assert topics_of("Rate us - Fees", "Rate us  - Post") == ["Fees", "Post"]
    assert topics_of("How was it? - Fees", "Wie war es: - Post", "対応はどうでしたか？ - 窓口", "Rate us [App]") == [
        "Fees", "Post", "窓口", "App"
    ]  # fmt: skip


def test_what_is_named_before_a_dash_is_known_by_its_whole_name():
    frame = pd.DataFrame({"PTS - Patient Transport": [1, 5, 3, 4] * 10, "Urgent care": [2, 4, 4, 5] * 10})
    survey = Survey.from_frame(frame, audience="Staff", scales=dict.fromkeys(frame, (1, 5)))
    assert survey.codebook.topic.tolist() == list(frame)
    assert any("PTS - Patient Transport" in line for line in cx.mean_score(survey, list(frame)).sentences())


# -- corrected by a person ------------------------------------------------------------------------


def book(**cells) -> pd.DataFrame:
    return pd.DataFrame({"id": ["a", "b"], "kind": ["rating", "verbatim"], "scale": ["1-5", ""], **cells})


def test_what_a_person_leaves_out_is_filled_in():
    checked = checked_codebook(book(), ["a", "b"], "survey")
    assert checked.columns.tolist() == COLUMNS
    assert checked.iloc[0].tolist() == ["a", "a", "rating", "1-5", "a", "experience", False, "a", ""]
    assert checked["reversed"].dtype == bool


@pytest.mark.parametrize("said", ["TRUE", "true ", "1", "yes", "x", "WAHR", True, 1])
def test_reversed_in_the_words_of_spreadsheets(said):
    assert checked_codebook(book(reversed=[said, None]), ["a", "b"], "s")["reversed"].tolist() == [True, False]


def test_scales_and_kinds_are_brought_into_one_spelling():
    checked = checked_codebook(book(kind=[" Rating", "VERBATIM"], scale=["1 to 5", np.nan]), ["a", "b"], "s")
    assert checked["scale"].tolist() == ["1-5", ""]
    assert checked.kind.tolist() == ["rating", "verbatim"]


@pytest.mark.parametrize(
    ("cells", "error", "told"),
    [
        ({"kind": ["rating", "verbtim"]}, OptionError, "Line 3.*'b'.*verbtim"),
        ({"scale": ["05. Jan", ""]}, ScaleError, "Line 2.*'a'.*05. Jan"),
        ({"scale": ["", ""]}, ScaleError, "Line 2.*'a'.*needs a scale"),
        ({"aspect": ["", "hope"]}, OptionError, "Line 3.*hope"),
        ({"reversed": ["perhaps", ""]}, OptionError, "Line 2.*perhaps"),
        ({"id": ["a", "c"]}, QuestionError, "Line 3.*'c'.*no such column"),
        ({"id": ["a", "a"]}, QuestionError, "twice: a"),
    ],
)
def test_a_wrong_line_is_named(cells, error, told):
    with pytest.raises(error, match=told):
        checked_codebook(book(**cells), ["a", "b"], "survey")


def test_a_codebook_without_its_keys_is_refused():
    with pytest.raises(QuestionError, match="kind"):
        checked_codebook(pd.DataFrame({"id": ["a"]}), ["a"], "survey")


def test_a_falling_pair_says_that_the_low_number_is_the_best():
    for given in ((6, 1), [6, 1], "6-1", "6 to 1"):
        row = drafted({1: 9, 2: 5, 3: 2}, scales={"q": given})
        assert [row["scale"], row["scale_from"], row["reversed"]] == ["1-6", "declared", True], given
    checked = checked_codebook(book(scale=["6-1", ""]), ["a", "b"], "s")
    assert [*checked["scale"], *checked["reversed"]] == ["1-6", "", True, False]
    marks = pd.DataFrame({"q": [1, 1, 2] * 20})
    for survey in (
        cx.Survey.from_frame(marks, scales={"q": (6, 1)}, audience="Leadership"),
        cx.Survey.from_frame(marks, scales={"q": (6, 1)}, audience="Leadership",
                             codebook=pd.DataFrame({"id": ["q"], "kind": ["rating"], "scale": ["1-5"]})),
    ):  # fmt: skip
        assert cx.mean_score(survey, "q").table.estimate[0] == pytest.approx((6 + 6 + 5) / 3)
