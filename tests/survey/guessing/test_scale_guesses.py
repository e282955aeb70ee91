"""Never half a scale; the words decide the direction; blocks share a scale; codes are no answers."""

import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cxresearch as cx
from cxresearch.survey.guessing.number_scales import codes_among
from cxresearch.survey.guessing.question_words import asks_recommending, said_scale
from cxresearch.survey.guessing.scale_guesses import in_order, judge, may_be_left_out
from cxresearch.survey.scales import KEPT, OUTSIDE, UNREADABLE

pytestmark = pytest.mark.filterwarnings("ignore::cxresearch.SurveyWarning")


def frame(answers, *, text="q", **options) -> cx.Survey:
    return cx.Survey.from_frame(pd.DataFrame({text: answers}), audience="Customers", **options)


def mean_of(survey, **options) -> list[float]:
    table = cx.mean_score(survey, survey.codebook.id[0], **options).table
    return [float(table.estimate[0]), float(table.n[0])]


# -- never half a scale ---------------------------------------------------------------------------


def test_two_in_a_hundred_or_one_person_may_be_left_out():
    assert [may_be_left_out(lost, 24) for lost in (0, 1, 2)] == [True, True, False]
    assert may_be_left_out(20, 1000) and not may_be_left_out(21, 1000)
    assert not may_be_left_out(1, 2), "half of the answers"


@pytest.mark.parametrize(
    "answers",
    [
        ["Brilliant", "Good", "OK", "Meh", "Rubbish"],
        ["Very satisfied", "Satisfied", "Ganz ok", "Dissatisfied"],
        ["Very satisfied", "4", "3", "So la la"],
        ["1 - Huono", "2 - Kohtalainen", "3 - Hyvä"],
    ],
    ids=lambda answers: answers[0],
)
def test_what_is_understood_by_half_is_a_choice_and_says_what_would_make_it_a_rating(answers):
    survey = frame(answers * 20, text="How would you rate us?")
    assert survey.codebook.kind[0] == "choice"
    (row,) = survey.doubts.itertuples()
    assert row.answers == 20 * len(answers) and row.settle.startswith("scales={'How would you rate us?': ")
    assert any("scales=" in note for note in survey.notes)
    with pytest.raises(cx.QuestionError, match="scales="):
        cx.csat(survey, survey.codebook.id[0])
    scales = eval(row.settle.removeprefix("scales="))
    settled = cx.Survey.from_frame(survey.to_pandas()[["How would you rate us?"]], scales=scales)
    assert settled.codebook.kind[0] == "rating" and not len(settled.doubts)


def test_one_odd_answer_among_leaders_is_left_out_counted_and_in_doubt():
    survey = frame(["Agree"] * 12 + ["Disagree"] * 6 + ["Strongly agree"] * 5 + ["ask me later"])
    assert mean_of(survey)[1] == 23
    assert survey.account().excluded[0] == 1
    assert survey.doubts.doubt.str.contains("left out").any() and "ask me later" in survey.doubts.evidence[0]


def test_labels_from_low_to_high_as_far_as_known():
    assert in_order(["Very good", "Odd", "Bad", "Good"]) == (["Bad", "Good", "Very good", "Odd"], ["Odd"])
    assert in_order(["3+", "0", "2", "1"])[0] == ["0", "1", "2", "3+"]


@pytest.mark.parametrize(
    ("low", "numbers", "high", "span"),
    [
        ("Strongly disagree", range(2, 10), "Strongly agree", (1, 10)),
        ("Sehr unzufrieden", range(2, 5), "Sehr zufrieden", (1, 5)),
        ("Pas du tout satisfait", range(2, 7), "Très satisfait", (1, 7)),
        ("Nada probable", range(1, 10), "Muy probable", (0, 10)),
    ],
)
def test_ends_in_words_with_numbers_between(low, numbers, high, span):
    guess = judge({low: 10, high: 10} | {number: 10 for number in numbers})
    assert guess.scale.span == span
    assert (guess.scale.read(low).value, guess.scale.read(high).value) == span
    assert any("which end" in unsure.evidence for unsure in guess.unsure), "nothing says how the numbers run"


def test_several_answers_of_few_labels_are_no_five_points():
    three = judge({"Agree": 50, "Neutral": 50, "Disagree": 50})
    assert three.scale.span == (1, 3) and not three.unsure
    assert judge({"Agree": 40, "Disagree": 30}).scale is None, "yes and no in other words"
    few = judge({"Agree": 5, "Neutral": 5, "Disagree": 5})
    assert few.scale.span == (1, 5) and few.unsure


# -- direction ------------------------------------------------------------------------------------

BEST_FIRST = [1] * 70 + [2] * 10 + [3] * 10 + [4] * 5 + [5] * 5


@pytest.mark.parametrize(
    "text",
    [
        "Rate our service from 1 (best) to 5 (worst)",
        "Rate the meal (1=excellent, 5=poor)",
        "Rate 1-5, with 1 being the highest",
        "Where 1 means very satisfied and 5 means very dissatisfied, how do you feel?",
        "Bewerten Sie uns von 1 (sehr gut) bis 5 (mangelhaft)",
        "Notez de 1 (excellent) à 5 (très mauvais)",
        "Valore del 1 (muy bueno) al 5 (muy malo)",
        "Valuti da 1 (ottimo) a 5 (pessimo)",
        "Geef een cijfer van 1 (zeer goed) tot 5 (zeer slecht)",
        "Avalie de 1 (muito bom) a 5 (muito mau)",
        "Oceń w skali od 1 (bardzo dobrze) do 5 (bardzo źle)",
        "Betygsätt från 1 (mycket bra) till 5 (mycket dåligt)",
        "Bedøm fra 1 (meget god) til 5 (meget dårlig)",
        "1 (çok iyi) ile 5 (çok kötü) arasında puanlayın",
        "1（とても満足）から5（とても不満）で評価してください",
    ],
)
def test_the_text_says_that_1_is_best(text):
    survey = frame(BEST_FIRST, text=text)
    assert survey.codebook.reversed[0] and not len(survey.doubts)
    assert cx.csat(survey, text).table.estimate[0] == pytest.approx(80)
    assert any("read as reversed" in note for note in survey.notes)
    assert mean_of(survey, scale="0-100")[0] == pytest.approx(83.75)


@pytest.mark.parametrize(
    "labels",
    [
        ["1 - Very satisfied", "2", "3", "4", "5 - Very dissatisfied"],
        [
            "1 = Stimme voll und ganz zu",
            "2 = Stimme eher zu",
            "3 = Teils/teils",
            "4 = Stimme eher nicht zu",
            "5 = Stimme überhaupt nicht zu",
        ],
        ["1 (très satisfait)", "2", "3", "4", "5 (pas du tout satisfait)"],
        ["1: とても満足", "2: 満足", "3: ふつう", "4: 不満", "5: とても不満"],
    ],
    ids=lambda labels: labels[0],
)
def test_the_labels_say_that_1_is_best(labels):
    survey = frame([labels[value - 1] for value in BEST_FIRST])
    assert cx.csat(survey, "q").table.estimate[0] == pytest.approx(80)


def test_effort_that_is_easy_at_1():
    labels = ["1 - Muy fácil", "2", "3", "4", "5", "6", "7 - Muy difícil"]
    survey = frame(labels[:1] * 50 + labels[1:] * 10, text="¿Qué tan fácil fue resolver su problema?")
    assert cx.ces(survey).table.estimate[0] == pytest.approx(100 * 70 / 110)


def test_one_audience_in_numbers_the_other_in_words():
    numbers = ["1 - Very good"] * 40 + ["2"] * 20 + ["5 - Very poor"] * 20
    words = ["Very good"] * 40 + ["Good"] * 20 + ["Very poor"] * 20
    both = cx.combine_audiences(
        frame(numbers, text="Room"), cx.Survey.from_frame(pd.DataFrame({"Room": words}), audience="Staff")
    )
    assert cx.perception_gap(both).table.estimate.tolist() == [pytest.approx(0)]
    assert any("turned" in note for note in both.notes)


def test_a_text_that_contradicts_itself_or_the_labels_is_a_doubt_and_the_worst_one():
    itself = frame(BEST_FIRST, text="Rate us from 1 (best) to 5 (excellent)")
    assert not itself.codebook.reversed[0] and "contradicts itself" in itself.doubts.doubt[0]
    labels = ["1 - Very good"] * 40 + ["2", "3", "4"] * 5 + ["5 - Very bad"] * 5
    other = frame(labels, text="Rate 1 (worst) to 5 (best)")
    assert "contradict each other" in other.doubts.doubt[0]
    assert other.doubts.settle[0].count("scales=") == 2


def test_school_marks_are_best_at_1_unless_the_text_says_otherwise():
    assert said_scale("Bitte vergeben Sie Schulnoten").turned
    assert said_scale("Schulnoten: 6 = sehr gut, 1 = sehr schlecht").turned is False


# -- the text says the scale, or the block --------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("Rate us (1-10)", (1, 10)),
        ("On a scale of 0 to 10", (0, 10)),
        ("10 to 1", (1, 10)),
        ("del 1 al 5", (1, 5)),
        ("von 1 bis 6", (1, 6)),
        ("de 1 à 10", (1, 10)),
        ("da 1 a 7", (1, 7)),
        ("van 1 tot 10", (1, 10)),
        ("de 0 a 10", (0, 10)),
        ("od 1 do 5", (1, 5)),
        ("från 1 till 5", (1, 5)),
        ("fra 0 til 10", (0, 10)),
        ("1'den 10'a kadar", (1, 10)),
        ("1〜5で評価", (1, 5)),
        ("1から10で", (1, 10)),
        ("10 - strongly agree, 1 - strongly disagree", (1, 10)),
    ],
)
def test_a_scale_in_the_text(text, span):
    said = said_scale(text)
    assert (said.low, said.high) == span
    survey = frame([2, 3, 4] * 10, text=f"How was it? {text}")
    assert not survey.codebook.scale_from[0].startswith("guessed") and not len(survey.doubts)


@pytest.mark.parametrize(
    "text", ["in the last 1 to 5 years", "on 3-5 May", "Question 1 - Staff", "Q1 to Q5", "1 to 5 times", "room 1-10-7"]
)
def test_no_scale_in_the_text(text):
    assert said_scale(text).low is None


def test_all_questions_of_a_block_tell_what_one_cannot():
    chance = np.random.default_rng(0)
    for low, high in ((1, 6), (0, 3), (1, 4), (0, 4), (1, 3)):
        survey = cx.Survey.from_frame(
            pd.DataFrame({f"Item {i}": chance.integers(low, high + 1, 400) for i in range(8)})
        )
        assert set(survey.codebook.scale) == {f"{low}-{high}"} and not len(survey.doubts)
    items = {f"Item {i}": chance.integers(1, 6, 300) for i in range(6)}
    items["Item 3"] = np.clip(items["Item 3"], 1, 4)
    survey = cx.Survey.from_frame(pd.DataFrame(items))
    assert set(survey.codebook.scale) == {"1-5"} and not len(survey.doubts)


def test_what_one_question_tells_of_its_scale_goes_for_its_neighbours():
    ends = ["1 - Very bad", *map(str, range(2, 7)), "7 - Very good"]
    survey = cx.Survey.from_frame(pd.DataFrame({"Speed": ends * 4, "Price": [*map(str, [3, 4, 5, 6, 5, 4, 3])] * 4}))
    assert {scale.split(":")[0] for scale in survey.codebook.scale} == {"1-7"} and not len(survey.doubts)


def test_one_question_without_its_top_is_in_doubt():
    survey = frame([1, 2, 3, 4] * 50, text="Speed")
    (row,) = survey.doubts.itertuples()
    assert "1-4" in f"{survey.codebook.scale[0]} {row.doubt}" and "5" in row.evidence


@pytest.mark.parametrize(
    "name",
    [
        "likes",
        "reviewCount",
        "years in role",
        "Number of visits",
        "Anzahl der Besuche",
        "Combien de fois",
        "¿Cuántas visitas?",
        "Quante volte",
        "Hoeveel keer",
        "Ile razy",
        "Hur många gånger",
        "Hvor mange besøg",
        "Kaç kez",
        "何回",
        "Age",
    ],
)
def test_counts_are_numbers(name):
    assert frame([0, 1, 2, 3, 5, 7] * 30, text=name).codebook.kind[0] == "number"


@pytest.mark.parametrize("answers", [["1", "2", "3+"], ["0", "1-2", "3-5", "6+"], ["1-10", "11-50", "100+"]])
def test_open_ended_counts_are_choices(answers):
    assert frame(answers * 20, text="How many branches?").codebook.kind[0] == "choice"


# -- codes ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("share", [2, 24, 120])
@pytest.mark.parametrize("code", [-1, -9, -99, -999, -99999, 9, 88, 97, 98, 99, 999, 9999, 99999])
def test_codes_for_no_answer_at_any_share(code, share):
    survey = frame([1, 2, 3, 4, 5] * 35 + [code] * share)
    assert mean_of(survey) == [3.0, 175.0]
    row = next(survey.doubts.itertuples())
    assert str(code) in row.doubt and row.answers == share and f"({share})" in row.evidence


@pytest.mark.parametrize(
    "values",
    [[18, 40, 64, 99], [-2, -1, 0, 1, 2], [0, 25, 50, 99], [-12, -7, 3, 8, 20], [1, 2, 5, 8, 9, 10], [7, 8, 9]],
)
def test_numbers_that_are_no_codes(values):
    assert codes_among(dict.fromkeys(values, 20)) == ()


# -- recommending ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "LikelyToRecommend",
        "recommendation_score",
        "nps",
        "How likely are you to recommend this course to others?",
        "Wie wahrscheinlich ist es, dass Sie uns weiterempfehlen?",
        "Recommanderiez-vous notre hôtel à vos proches ?",
        "¿Qué tan probable es que recomiende nuestra clínica a un colega?",
        "Con quale probabilità ci consiglierebbe a un amico?",
        "Hoe waarschijnlijk is het dat u ons zou aanbevelen?",
        "Qual a probabilidade de nos recomendar a um amigo?",
        "Na ile prawdopodobne jest, że polecisz nas znajomemu?",
        "Hur troligt är det att du rekommenderar oss till en vän?",
        "Hvor sandsynligt er det, at du vil anbefale os?",
        "Hvor sannsynlig er det at du anbefaler oss til en kollega?",
        "Bizi bir arkadaşınıza tavsiye etme olasılığınız nedir?",
        "当社を友人に勧める可能性はどの程度ですか",
    ],
)
def test_recommending_is_found_in_any_language(text):
    result = cx.nps(frame(list(range(11)) * 10, text=text))
    assert result.table.estimate[0] == pytest.approx(-100 * 50 / 110)
    assert not any("asks how likely" in caveat for caveat in result.caveats)


def test_what_is_no_question_of_recommending():
    assert not asks_recommending("why would you recommend us?") and not asks_recommending("what dish do you recommend?")
    other = frame(
        list(range(11)) * 10, text="How would you rate our branch?", scales={"How would you rate our branch?": (0, 10)}
    )
    assert any("recommend" in caveat for caveat in cx.nps(other, other.codebook.id[0]).caveats)
    five = frame([1, 2, 3, 4, 5] * 20, text="How likely are you to recommend us?")
    assert five.codebook.kind[0] == "rating" and "no Net Promoter Score" in five.doubts.doubt[0]


# -- signs ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "answers",
    [
        ["★", "★★", "★★★", "★★★★", "★★★★★"],
        ["★☆☆☆☆", "★★☆☆☆", "★★★☆☆", "★★★★☆", "★★★★★"],
        ["1/5", "2/5", "3/5", "4/5", "5/5"],
        ["1 von 5", "2 von 5", "3 von 5", "4 von 5", "5 von 5"],
        ["1️⃣", "2️⃣", "3️⃣", "4️⃣", "5️⃣"],
        ["1 star", "2 stars", "3 stars", "4 stars", "5 stars"],
        ["1 étoile", "2 étoiles", "3 étoiles", "4 étoiles", "5 étoiles"],
        ["\u200b1", "2\ufeff", "3\u00a0", "４", "5\u200d"],
        ["(1) Never", "(2) Rarely", "(3) Sometimes", "(4) Often", "(5) Always"],
    ],
    ids=lambda answers: answers[1],
)
def test_ratings_written_as_signs(answers):
    survey = frame(answers * 20, text="Rating")
    assert mean_of(survey) == [3.0, 100.0] and survey.codebook.scale[0].startswith("1-5")


def test_percent():
    assert mean_of(frame(["80 %", "60%", "100 %", "0%", "10%"] * 20)) == [50.0, 100.0]


# -- what a person declares -----------------------------------------------------------------------


def test_what_is_declared_wins_or_is_refused():
    words = ["Very satisfied", "Satisfied", "Dissatisfied"]
    turned = frame(words * 20, scales={"q": words})
    assert turned.numbers(["q"]).q.tolist()[:3] == [1, 2, 3] and not len(turned.doubts)
    numbered = frame(["1 - Best", "2 - Fine", "3 - Worst"] * 20, scales={"q": {"Worst": 1, "Fine": 2, "Best": 3}})
    assert numbered.numbers(["q"]).q.tolist()[:3] == [3, 2, 1], "the labels that a person declares, not the numbers"
    with pytest.raises(cx.ScaleError, match=r"none of its answers .* scales="):
        frame(["blue", "red", "green"] * 20, scales={"q": (1, 5)})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert mean_of(frame([1, 2, 99] * 20, scales={"q": (1, 5)}))[1] == 40


ANSWERS = st.one_of(
    st.text(max_size=12), st.integers(-100000, 100000), st.floats(allow_nan=True), st.none(), st.booleans(), st.dates(),
    st.sampled_from(["Very good", "5 - Best", "99", "-9", "3+", "★★", "4/5", "80 %", "N/A", "(2)", "1 - mai", "--"]),
)  # fmt: skip


@settings(max_examples=200)
@given(st.dictionaries(ANSWERS, st.integers(1, 50), max_size=9), st.text(max_size=40))
def test_any_answers_are_judged_and_what_is_a_scale_holds_nearly_all(counts, text):
    guess = judge(counts, text)
    if guess.scale is None:
        return
    statuses = {answer: guess.scale.read(answer).status for answer in counts}
    lost = sum(count for answer, count in counts.items() if statuses[answer] in (OUTSIDE, UNREADABLE))
    codes = sum(unsure.answers for unsure in guess.unsure if "code of no answer" in unsure.doubt)
    stated = sum(count for answer, count in counts.items() if statuses[answer] in (KEPT, OUTSIDE, UNREADABLE))
    assert may_be_left_out(lost - codes, stated - codes)


def _beside(n, shares, few, share_of_few):
    """Five columns on 0-10 beside one of which not all points were chosen."""
    draw = np.random.default_rng(5)
    columns = {name: draw.choice(11, n, p=shares) for name in ("hall", "till", "bar", "café", "garden")}
    columns["coats"] = draw.choice(few, n, p=share_of_few)
    frame = pd.DataFrame(columns)
    return cx.Survey.from_frame(frame, audience="Guests").codebook.set_index("id")["scale"]


HIGH = np.r_[[0.02] * 5, [0.1] * 3, 0.25, 0.2, 0.15]


@pytest.mark.parametrize("n", [12, 25])
def test_a_column_among_few_answers_goes_with_its_neighbours(n):
    assert set(_beside(n, HIGH, np.arange(1, 8), np.full(7, 1 / 7))) == {"0-10"}


def test_a_column_that_runs_thin_goes_with_its_neighbours():
    found = _beside(400, HIGH, np.arange(1, 8), [0.2, 0.25, 0.2, 0.15, 0.1, 0.08, 0.02])
    assert set(found) == {"0-10"}


def test_a_column_that_stops_at_a_point_that_many_chose_keeps_its_own_scale():
    found = _beside(400, HIGH, np.arange(1, 8), np.full(7, 1 / 7))
    assert found["coats"] == "1-7" and set(found.drop("coats")) == {"0-10"}


@pytest.mark.parametrize(("n", "sure"), [(40, False), (400, True)])
@pytest.mark.parametrize(("low", "end"), [(1, 5), (2, 5), (1, 4), (2, 4)])
def test_numbers_that_stop_short_of_their_neighbours_are_no_sure_scale_of_these(n, sure, low, end):
    frame = pd.DataFrame({"short": np.arange(n) % (end + 1 - low) + low, "long": np.arange(n) % 7 + 1})
    survey = cx.Survey.from_frame(frame, audience="Guests")
    assert survey.scale_of("long").span == (1, 7) and "long" not in survey.doubts.question.tolist()
    scale = survey.scale_of("short").span
    assert scale != (1, 7) or survey.doubts.question.tolist() == ["short"]
    assert not sure or scale in ((1, 5), (1, 4))


@pytest.mark.parametrize("last", [0, 1, 2])
def test_answers_that_run_thin_towards_the_end_are_on_the_scale_of_their_neighbours(last):
    """Few strongly agree with anything: what nobody of forty said is no other scale."""
    few = pd.Series([1] * 14 + [2] * 12 + [3] * 9 + [4] * 4 + [5] * last)
    many = pd.DataFrame({f"q{at}": [*range(1, 8)] * 6 for at in range(4)}).head(len(few))
    survey = cx.Survey.from_frame(many.assign(few=few), audience="Guests")
    assert survey.scale_of("few").span == (1, 7) and survey.doubts.empty
