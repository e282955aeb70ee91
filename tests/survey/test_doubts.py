"""Doubts: few, ranked, ready to fix, and gone once a person has settled them."""

import numpy as np
import pandas as pd
import pytest

import cxresearch as cx
from cxresearch.loaders.tables.describing import describe
from cxresearch.survey.doubts import LEFT_OUT, MAY_MOVE, MAY_REVERSE, Doubt, joined, table_of

pytestmark = pytest.mark.filterwarnings("ignore::cxresearch.SurveyWarning")


def survey_of(**columns) -> cx.Survey:
    return cx.Survey.from_frame(pd.DataFrame(columns), audience="Customers")


def test_the_worst_comes_first_and_the_same_doubt_is_one_line():
    doubts = [
        Doubt("c", "left out", "1 answer", 900, "missing={'c': [99]}", LEFT_OUT),
        *(Doubt(q, "read as 1-5", "no 5", 10, f"scales={{{q!r}: (1, 5)}}") for q in "ab"),
        Doubt("d", "may run the other way", "", 3, "look", MAY_REVERSE),
        Doubt("e", "another", "", 20, "scales={'e': (1, 5)}", MAY_MOVE),
    ]
    table = table_of(doubts)
    assert table.columns.tolist() == ["question", "doubt", "evidence", "answers", "settle"]
    assert table.question.tolist() == ["d", "a, b", "e", "c"]
    assert table.answers.tolist() == [3, 20, 20, 900]
    assert table.settle[1] == "scales={'a': (1, 5), 'b': (1, 5)}"
    assert len(joined(doubts * 2)) == 4, "said twice is said once"


def test_a_doubt_is_a_note_and_a_warning_and_goes_when_settled():
    frame = pd.DataFrame({"Speed": [2, 3, 4] * 20})
    with pytest.warns(cx.SurveyWarning, match=r"Speed: scale guessed .* scales=\{'Speed': \(1, 5\)\}"):
        survey = cx.Survey.from_frame(frame, audience="Staff")
    assert any(note.startswith("in doubt: Speed") for note in survey.notes)
    settle = survey.doubts.settle[0]
    assert not len(cx.Survey.from_frame(frame, scales=eval(settle.removeprefix("scales="))).doubts)
    book = survey.codebook
    book.loc[0, "scale_from"] = "confirmed"
    assert not len(survey.with_codebook(book).doubts)
    book = survey.codebook.assign(scale="1-7")
    assert not len(survey.with_codebook(book).doubts), "another scale was taken"


def test_doubts_are_kept_with_the_survey(tmp_path):
    survey = survey_of(Speed=[2, 3, 4] * 20)
    assert cx.open_survey(survey.save(tmp_path)).doubts.equals(survey.doubts)
    assert survey.only(audience="Customers").doubts.equals(survey.doubts)


def test_both_sides_keep_their_doubts_when_combined():
    staff = cx.Survey.from_frame(pd.DataFrame({"Speed": [2, 3, 4] * 20}), audience="Staff")
    customers = survey_of(Room=["Good", "Very good", "Fair"] * 20)
    both = cx.combine_audiences(staff, customers)
    assert set(both.doubts.question) == {"Speed", "Room", ""}  # the last: nobody is asked what the others are


def test_a_doubt_about_a_role_goes_with_the_role():
    survey = survey_of(w=[1.0, 2.0] * 20, unit=["A", "B"] * 20, q=[1, 5] * 20).with_roles(weight="w")
    survey = survey.with_doubts(Doubt("w", "a weight by its name alone", "mean 1.5", 40, "roles={'weight': 'w'}"))
    assert "w" in set(survey.doubts.question)
    assert "w" not in set(survey.with_roles(weight=None).doubts.question)


def test_as_a_result():
    survey = survey_of(Speed=[2, 3, 4] * 20)
    result = cx.doubts(survey)
    assert result.table.equals(survey.doubts)
    assert "Speed" in result.sentences()[1] and "scales=" in result.sentences()[1]
    assert cx.doubts(survey_of(Speed=[1, 2, 3, 4, 5] * 20)).sentences() == [
        "Nothing had to be guessed that could change a number."
    ]
    with pytest.raises(cx.CXResearchError):
        cx.doubts("survey")


def test_check_starts_with_the_doubts():
    text = describe(survey_of(Speed=[2, 3, 4] * 20, Room=["Brilliant", "Good", "Meh", "Bad"] * 15))
    first, worst, *_ = text.splitlines()
    assert "in doubt, the worst first (2 guesses;" in first and worst.startswith("- Room: counted as a choice")
    assert "-> scales={'Speed': (1, 5)}" in text
    assert "in doubt: Speed" not in text, "said once"
    plain = describe(survey_of(Speed=[1, 2, 3, 4, 5] * 20)).splitlines()
    assert "nothing had to be guessed" in plain[0]


def test_check_in_german_holds_no_english_word_for_what_was_counted_or_recognised():
    ticks = {f"Kanal [{what}]": [what, None, what, what] * 20 for what in ("Post", "Boten")}
    survey = survey_of(
        Tempo=[1, 2, 3, 4, 5] * 16, Mehr=[f"Das war Nummer {i} auf der Liste" for i in range(80)], **ticks
    )
    with cx.language("de"):
        text = describe(survey)
    assert "80 Antwortbögen" in text and "2 Optionen" in text and "Bewertung" in text and "Kommentar" in text
    assert not [word for word in ("response", "options", "rating", "verbatim", "frame") if word in text]


def test_waves_in_no_known_order_are_a_doubt_until_somebody_gives_it():
    frame = pd.DataFrame({"Die Runde": ["Aurora", "Boreal"] * 40, "Speed": [1, 2, 3, 4, 5] * 16})
    survey = cx.Survey.from_frame(frame, roles={"wave": "Die Runde"})
    (doubt,) = survey.doubts.itertuples()
    assert doubt.question == "Die Runde" and "no order" in doubt.doubt and "Aurora, Boreal" in doubt.evidence
    assert eval(doubt.settle.split("),")[0] + ")").doubts.empty
    assert survey.only(**{"Die Runde": "Boreal"}).doubts.empty and survey.with_roles(wave=None).doubts.empty
    told = cx.Survey.from_frame(frame.replace({"Aurora": "2023", "Boreal": "2024"}), roles={"wave": "Die Runde"})
    assert told.doubts.empty


def test_the_two_ends_of_bare_numbers_settle_a_contradiction_in_short_lines():
    name = "Rate 1 (best) to 5 (excellent)"
    frame = pd.DataFrame({name: [1, 1, 2, 3, 4, 5] * 20})
    settle = cx.Survey.from_frame(frame).doubts.settle[0]
    straight, turned = (
        line.removeprefix(" ") for line in settle.removesuffix(" if 1 is").split(" if 5 is the good end,")
    )
    means = {}
    for line in (straight, turned):
        survey = cx.Survey.from_frame(frame, scales=eval(line.removeprefix("scales=")))
        assert survey.doubts.empty
        means[line] = survey.numbers()[name].mean()
    assert means[straight] == pytest.approx(16 / 6) and means[turned] == pytest.approx(6 - 16 / 6), means


HALF_UNDERSTOOD = {
    "half a list of labels": ({"q": ["Brilliant", "Good", "OK", "Meh"] * 20}, "no mean is offered"),
    "numbers and words": ({"q": ["Very good", "4", "3", "Meh"] * 20}, "numbers and words"),
    "numbered things": ({"Please rate": ["1 - Huono", "2 - Hyvä"] * 20}, "carry numbers"),
    "1 to 4 alone": ({"q": [1, 2, 3, 4] * 50}, "1-4"),
    "0 to 3 alone": ({"q": [0, 1, 2, 3] * 50}, "counted as a number"),
    "no fives": ({"q": [2, 3, 4] * 20}, "scale guessed"),
    "codes": ({"q": [1, 2, 3, 4, 5] * 20 + [99] * 30}, "99 taken for a code"),
    "near codes": ({"q": [1, 2, 3, 4, 5] * 20 + [9] * 30}, "9 taken for a code"),
    "negative codes": ({"q": [1, 2, 3, 4, 5] * 20 + [-77] * 30}, "-77 taken for a code"),
    "a code among numbers": ({"Age": [23, 34, 45, 61] * 20 + [999] * 5}, "may be a code"),
    "two ladders": ({"q": ["Fair", "Good", "Very good"] * 20}, "another list"),
    "four or five points": ({"q": ["Strongly disagree", "Disagree", "Agree", "Strongly agree"] * 20}, "another list"),
    "ends in words": ({"q": ["Very bad", "2", "3", "4", "Very good"] * 20}, "high numbers were taken"),
    "a contradiction": ({"Rate 1 (best) to 5 (excellent)": [1, 2, 3, 4, 5] * 20}, "contradicts itself"),
    "labels against text": (
        {"1 (bad) to 5 (good)": ["1 - Very good", "2", "3", "4", "5 - Very bad"] * 20},
        "contradict each other",
    ),
    "recommending on five": ({"Would you recommend us to a friend?": [1, 2, 3, 4, 5] * 20}, "no Net Promoter Score"),
    "one left out": ({"q": ["Agree"] * 40 + ["Neutral"] * 40 + ["Disagree"] * 40 + ["see above"]}, "left out"),
    "outside what is said": ({"Rate 1 to 5": [1, 2, 3, 4, 5] * 20 + [6] * 15}, "too many answers lie outside"),
    "nobody chose 0": ({"q": list(range(2, 11)) * 20}, "1-10"),
    "two sides only": ({"q": ["Satisfied", "Dissatisfied"] * 30}, "no mean is offered"),
}


@pytest.mark.parametrize("way", ["frame", "file"])
@pytest.mark.parametrize("name", HALF_UNDERSTOOD)
def test_the_first_line_is_the_true_problem(tmp_path, name, way):
    columns, problem = HALF_UNDERSTOOD[name]
    n = len(next(iter(columns.values())))
    chance = np.random.default_rng(1)
    plain = {f"Rate us - {topic}": chance.integers(1, 6, n) for topic in ("price", "staff", "room")}
    survey = survey_of(**plain, **columns)
    if way == "file":
        survey.to_pandas()[[*plain, *columns]].to_csv(tmp_path / "half.csv", index=False)
        survey = cx.read_survey(tmp_path / "half.csv", audience="Customers")
    assert problem in survey.doubts.doubt[0], survey.doubts.values.tolist()
    assert len(survey.doubts) <= 2 and survey.doubts.settle[0]


PLAIN = {
    "labels": {"q": ["Very good", "Good", "Fair", "Poor", "Very poor"] * 20},
    "numbers": {"q": [1, 2, 3, 4, 5] * 20, "Recommend": [*range(11)] * 9 + [5]},
    "things": {"Channel": ["Phone", "Branch", "App", "Mail"] * 25, "Gender": ["Male", "Female"] * 50},
    "comments": {"Anything else?": [f"It was number {i} in my list of things" for i in range(100)]},
    "yes or no": {"Satisfied?": ["Yes", "No"] * 50, "Fully?": ["Yes, fully", "Yes, partly", "No", "No"] * 25},
    "ages and money": {"Age": list(range(18, 68)) * 2, "Spend": [round(3.5 * i, 2) for i in range(100)]},
    "bands": {"Years": ["0-1", "2-5", "6-10", "10+"] * 25, "Income": ["< 20k", "20-40k", "40k+", "n/a"] * 25},
}


@pytest.mark.parametrize("name", PLAIN)
def test_what_is_plain_leaves_no_doubt(name):
    assert survey_of(**PLAIN[name]).doubts.values.tolist() == []


def test_the_made_up_client_leaves_no_doubt():
    assert cx.load_sample().doubts.values.tolist() == []


@pytest.mark.external
def test_an_item_that_complains_among_praise_is_the_first_doubt_of_a_real_export(fixtures):
    (doubt,) = cx.read_survey(fixtures / "exports" / "hotel.sav", audience="Customers").doubts.itertuples()
    assert doubt.question == "v3" and "scales={'v3': (5, 1)} if 'Strongly Disagree' is" in doubt.settle


@pytest.mark.external
@pytest.mark.parametrize(
    "name",
    [
        "CONSTRUCTED_googleforms_grid.csv",
        "CONSTRUCTED_msforms_nps.xlsx",
        "CONSTRUCTED_sm_condensed.xlsx",
        "CONSTRUCTED_typeform_2023layout.csv",
        "haven_labelled-num-na.sav",
        "haven_labelled-num.sav",
        "haven_labelled-str.sav",
        "haven_umlauts.sav",
        "haven_variable-label.sav",
        "pyreadstat_missing_char.sav",
        "pyreadstat_ordered_category.sav",
        "pyreadstat_sample_missing.sav",
        "steak-risk-survey.csv",
        "thanksgiving-2015-poll-data.csv",
        "turing_autistica.csv",
    ],
)
def test_plain_exports_leave_no_doubt(fixtures, name):
    assert cx.read_survey(fixtures / "exports" / name, audience="Customers").doubts.values.tolist() == []


def test_remarks_that_come_back_are_comments_and_no_scale():
    remarks = ["Zu laut im Saal…", "Der Kaffee war kalt :(", "Mehr Stühle!\nUnd früher öffnen", 'Das "Buffet" war leer']
    survey = survey_of(Rückmeldung=remarks * 10)
    assert survey.codebook.kind.tolist() == ["verbatim"]
    assert not any("no known order" in note for note in survey.notes)
    options = ["Ja, gern!", "Nein", "Vielleicht...", "Weiß ich noch nicht"]
    assert survey_of(Besuch=options * 10).codebook.kind.tolist() == ["choice"]


def test_check_gives_one_line_to_the_options_of_a_question_and_what_is_to_do_before_them():
    chance = np.random.default_rng(3)
    ticks = {f"Used [{what}]": np.where(chance.random(80) < 0.5, what, None) for what in ("Phone", "Post", "App")}
    text = describe(survey_of(Speed=[1, 2, 3, 4, 5] * 16, **ticks))
    assert "2 questions" in text and "Used" in text and "3 options" in text and "[Phone]" not in text.split("Notes")[0]
    assert text.index("To do") < text.index("question  ")
    table = text[text.index("question  ") :].split("Notes")[0]
    assert table.count("Speed") == 1, "a text that is the name is not said again"


def test_codes_in_order_are_named_for_a_person_and_bands_are_not(tmp_path):
    rows = "\n".join(f"A{at % 5 + 1},{['18-29', '30-44', '45-60', '> 60'][at % 4]}" for at in range(60))
    (tmp_path / "a.csv").write_text(f"G01Q02,Age\n{rows}\n")
    notes = cx.read_survey(tmp_path / "a.csv", audience="Customers").notes
    (told,) = [note for note in notes if "in no known order" in note]
    assert "scales={'G01Q02': ['A1'" in told and "Age" not in told
