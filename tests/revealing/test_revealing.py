"""What is revealed, against the calls it stands on: the comparison, the survey beside it, and the room's guesses."""

import numpy as np
import pandas as pd
import pytest

import cxresearch as cx
from cxresearch.errors import OptionError, QuestionError
from cxresearch.result import Result
from cxresearch.revealing.beside import find_in_room, too_few_to_leave
from cxresearch.revealing.grouping import group_answers
from cxresearch.revealing.guessing import guesses_against
from cxresearch.widgets.room.reveal_panel import reveal
from tests.harbour import sample

TOPICS = ["Billing and fees", "Waiting time", "Mobile app"]
GUESSES = {"Billing and fees": [7, 8, 6, 5, 7, 9, 8, 7], "Waiting time": [6, 5, 7, 4, 6, 8, 5, 6],
           "Mobile app": [7, 7, 7, 6, 8, 7, 6, 7]}  # fmt: skip


@pytest.fixture(scope="module")
def survey():
    return sample(wave="2025")


@pytest.fixture
def workshop(tmp_path):
    with cx.Workshop.replay(tmp_path / "room") as made:
        made.notice_shown("printed sheet")
        yield made


def seat(workshop) -> None:
    """The desk knows that seven people sit at each table, so that a table's sheet tells on nobody."""
    for one in workshop.tables().itertuples():
        workshop.seat(one.audience, one.group, people=7)


def guess(workshop) -> None:
    workshop.set_topics(TOPICS)
    for topic, values in GUESSES.items():
        for person, value in enumerate(values):
            workshop.guess("Leadership", f"p{person}", topic, value)


def theme(table: pd.DataFrame, question: str, name: str) -> pd.Series:
    return table[(table.question == question) & (table.theme == name)].iloc[0]


# -- guesses ---------------------------------------------------------------------------------------


def test_guesses_are_held_against_the_survey_as_by_hand(workshop, survey):
    guess(workshop)
    found = guesses_against(workshop, survey)
    # The same people as a survey made by hand, beside the customers.
    frame = pd.DataFrame({f"P{at}": values for at, values in enumerate(GUESSES.values())})
    book = pd.DataFrame(
        {"id": frame.columns, "kind": "rating", "scale": "0-10", "topic": TOPICS, "aspect": "prediction"}
    )
    room = cx.Survey.from_frame(frame, codebook=book, audience="Leadership", name="room")
    by_hand = cx.prediction_gap(cx.combine_audiences(survey.only(audience="Customers"), room), privacy=False)
    columns = ["topic", "predicted", "actual", "estimate", "ci_low", "ci_high", "within_10", "n_predictors", "n_actual"]
    pd.testing.assert_frame_equal(
        found.table[columns].sort_values("topic", ignore_index=True),
        by_hand.table[columns].sort_values("topic", ignore_index=True),
    )
    # And the guesses' side by plain arithmetic.
    rows = found.table.set_index("topic")
    actual = cx.mean_score(survey.only(audience="Customers"), scale="0-100").table
    for topic, values in GUESSES.items():
        assert rows.predicted[topic] == pytest.approx(10 * np.mean(values))
        assert rows.within_10[topic] == sum(abs(10 * value - rows.actual[topic]) <= 10 for value in values)
        assert np.isclose(actual.estimate, rows.actual[topic]).any()


def test_leaders_own_predictions_in_the_survey_are_not_mixed_in(workshop, survey):
    guess(workshop)
    assert guesses_against(workshop, survey).table.n_predictors.tolist() == [8, 8, 8]


def test_fewer_than_eight_guessers_are_shown_nowhere(tmp_path, survey):
    with cx.Workshop(tmp_path / "small") as small:
        small.set_topics(["Waiting time", "Mobile app"])
        small.notice_shown("phone")
        for person in range(7):
            small.guess("Leadership", f"p{person}", "Waiting time", 6)
        for privacy in (None, True, False):
            found = guesses_against(small, survey, privacy=privacy)
            assert found.table.predicted.isna().all() and found.table.within_10.isna().all()
            assert set(found.table.verdict) == {"hidden"}
            assert any("Fewer than eight people guessed" in caveat for caveat in found.caveats)
            assert not any("60" in sentence for sentence in found.sentences())
        for leaving in (False, True):
            few = find_in_room(small, survey, leaving=leaving)
            assert few.predicted is None
            assert any("Fewer than 8 leaders guessed" in note for note in few.notes)
        # The eighth makes it a room, topic by topic.
        small.guess("Leadership", "p7", "Waiting time", 6)
        small.guess("Leadership", "p7", "Mobile app", 9)
        rows = guesses_against(small, survey).table.set_index("topic")
        assert rows.predicted["Waiting time"] == 60.0 and np.isnan(rows.predicted["Mobile app"])
        assert find_in_room(small, survey).predicted.table.predicted.notna().tolist().count(True) == 1


def test_a_theme_that_one_sheet_carries_is_not_told_of_its_audience(tmp_path):
    """Five tables an audience, one person each; known by construction who carries what."""
    with cx.Workshop(tmp_path / "room") as room:
        room.notice_shown("board")
        for who in ("Leadership", "Customers"):
            for table in range(5):
                room.add(who, str(table), 2, "The app")
        room.add("Leadership", "0", 2, "The queue")
        for table in ("0", "1"):
            room.add("Customers", table, 2, "The queue")
        found = find_in_room(room)
        rows = found.answers.table.set_index("theme")
        assert rows.share_leadership["Mobile app"] == 100
        waiting = rows.loc["Waiting time"]
        assert (waiting.verdict, waiting.named_by, waiting.missing_in) == ("hidden", "Customers", "")
        assert np.isnan(waiting.share_leadership) and waiting.share_customers == 40
        assert any("1 theme not told of an audience" in caveat for caveat in found.answers.caveats)
        assert np.isnan(found.beside.set_index("theme").room_leadership["Waiting time"])
        assert not any("Waiting" in one for one in found.sentences())
        # A second sheet, or people whom the desk knows of, make it a group.
        room.seat("Leadership", "0", people=3)
        assert theme(find_in_room(room).answers.table, "q2", "Waiting time").verdict == "hidden", "other tables are one"
        room.add("Leadership", "1", 2, "The queue")
        assert theme(find_in_room(room).answers.table, "q2", "Waiting time").share_leadership == pytest.approx(40)


def test_of_people_three_carry_a_theme(tmp_path):
    with cx.Workshop(tmp_path / "room") as room:
        room.notice_shown("phone")
        for who in ("Leadership", "Customers"):
            for at in range(6):
                room.add(who, f"table {at % 3}", 2, "The app", person=f"{who} {at}")
        for at in range(2):
            room.add("Leadership", f"table {at}", 2, "The queue", person=f"Leadership {at}")
        assert theme(find_in_room(room).answers.table, "q2", "Waiting time").verdict == "hidden"
        room.add("Leadership", "table 2", 2, "The queue", person="Leadership 2")
        assert theme(find_in_room(room).answers.table, "q2", "Waiting time").share_leadership == pytest.approx(50)


def test_an_audience_of_few_people_has_no_part_in_a_picture(tmp_path):
    """One leader a table: nobody below five is told apart, in the room or outside, until the desk knows of more."""
    with cx.Workshop(tmp_path / "room") as room:
        room.notice_shown("phone")
        for who, n in (("Leadership", 4), ("Staff", 10), ("Customers", 6)):
            for at in range(n):
                room.add(who, f"{who} {at}", 2, f"The queue and the app {at}", person=f"{who} {at}")
        for leaving in (False, True):
            found = find_in_room(room, leaving=leaving)
            assert found.answers.audiences == ("Staff", "Customers")
            assert any("Not shown apart" in note and "leaders" in note.lower() for note in found.notes)
            told = " ".join([*found.sentences(), *found.answers.caveats, found.answers.table.to_string()])
            assert "eader" not in told
        panel = reveal(room, permutations=99)
        assert all("eader" not in one for one in panel.sentences())
        assert all("share_leadership" not in one.table for one in panel.results if hasattr(one, "table"))
        room.add("Leadership", "Leadership 4", 2, "The queue", person="Leadership 4")
        assert find_in_room(room).answers.audiences == ("Leadership", "Staff", "Customers")


def test_what_cannot_be_held_against_the_survey_is_said(workshop, survey):
    with pytest.raises(QuestionError, match="Nobody guessed"):
        guesses_against(workshop, survey)
    workshop.set_topics(["The weather"])
    workshop.guess("Staff", "p1", "The weather", 5)
    with pytest.raises(QuestionError, match="No guesses by 'Leadership'. Guesses were given by Staff"):
        guesses_against(workshop, survey)
    with pytest.raises(QuestionError, match="No topic"):
        guesses_against(workshop, survey, predictor="Staff")
    with pytest.raises(QuestionError, match="no audience 'Patients'"):
        guesses_against(workshop, survey, predictor="Staff", actual="Patients")
    for wrong in (None, "survey.csv"):
        with pytest.raises(OptionError, match="survey is a Survey"):
            guesses_against(workshop, wrong)
    with pytest.raises(OptionError, match="workshop is a Workshop"):
        guesses_against("room", survey)


# -- the room beside the survey --------------------------------------------------------------------


def test_no_leadership_sheet_named_waiting(workshop, survey):
    found = find_in_room(workshop, survey)
    themes = cx.themes(survey, survey.questions(kinds=("verbatim",)), by="audience", rules="nltk")
    waiting = themes.table[(themes.table.audience == "Customers") & (themes.table.theme == "Waiting time")].iloc[0]
    said = found.sentences()
    share = f"{waiting.estimate:.0f}% ({waiting.ci_low:.0f} to {waiting.ci_high:.0f})"
    assert said[0] == f"Waiting time fills {share} of customers' comments; no leadership sheet named it."
    gap = cx.perception_gap(survey)
    row = gap.table[(gap.table.topic == "Waiting time") & (gap.table.audience_b == "Customers")].iloc[0]
    assert any(
        one.startswith(f"Leaders rate waiting time {row.estimate:.0f} points above customers") for one in said[:5]
    )
    beside = found.beside.set_index("theme").loc["Waiting time"]
    assert (beside.room_leadership, beside.gap, beside.verdict) == (0, row.estimate, row.verdict)
    assert beside.survey == waiting.estimate
    # The true labels of the recorded sheets; the machine may miss a sheet, and no more.
    table = pd.read_csv(cx.sample_folder() / "harbour-bank" / "workshop.csv", dtype=str, keep_default_na=False)
    labels = pd.read_csv(cx.sample_folder() / "harbour-bank" / "workshop_labels.csv")
    waits = table[table.statement.isin(labels.statement[labels.touchpoint == "Waiting time"]) & (table.question == "2")]
    for who, sheets in (("Leadership", 5), ("Staff", 6), ("Customers", 8)):
        truth = waits[waits.audience == who].sheet.nunique()
        share = theme(found.answers.table, "q2", "Waiting time")[f"share_{who.lower()}"]
        assert abs(sheets * share / 100 - truth) <= 1 + 1e-9 and (truth > 0) == (share > 0)


def test_sheets_are_shuffled_as_captured_and_persons_where_single_people_wrote(workshop, survey):
    sheets = find_in_room(workshop).answers
    assert sheets.unit == "sheet" and sheets.disparity[["n_a", "n_b"]].iloc[0].tolist() == [5, 6]
    for person in range(3):
        workshop.add("Leadership", "9", 1, "The app", person=f"p{person}")
    persons = find_in_room(workshop).answers
    assert persons.unit == "person" and persons.disparity[["n_a", "n_b"]].iloc[0].tolist() == [8, 6]


def test_no_p_below_four_sheets(tmp_path):
    with cx.Workshop(tmp_path / "few") as few:
        few.notice_shown("board")
        for who in ("Leadership", "Customers"):
            for sheet in range(3):
                few.seat(who, str(sheet), people=3)
        for sheet in range(3):
            for text in ("The app", "Our letters", "The website"):
                few.add("Leadership", str(sheet), 1, text)
            few.add("Customers", str(sheet), 1, "The queue")
        found = find_in_room(few)
        assert found.answers.disparity.p_value.isna().all()
        assert any("too few to tell from chance" in one for one in found.sentences())


def test_themes_moved_by_hand_are_obeyed(workshop):
    seat(workshop)
    before = theme(find_in_room(workshop).answers.table, "q2", "Waiting time")
    assert before.share_leadership == 0
    workshop.move("a4", "Waiting time")
    after = find_in_room(workshop)
    assert theme(after.answers.table, "q2", "Waiting time").share_leadership == pytest.approx(20.0)
    assert any("given by hand" in caveat for caveat in after.answers.caveats)
    workshop.move("a4", "Culture")
    found = find_in_room(workshop).beside.set_index("theme")
    assert found.room_leadership["Culture"] == pytest.approx(20.0) and np.isnan(found.survey["Culture"])


def test_hidden_answers_are_not_revealed(workshop):
    seat(workshop)
    only = theme(find_in_room(workshop).answers.table, "q1", "Website")
    assert only.named_by == "Leadership"
    for one in workshop.themes().query("question == 1").itertuples():
        if "website" in workshop.text_of(one.answer).lower():
            workshop.hide(one.answer, "names a person")
    table = find_in_room(workshop).answers.table
    assert not ((table.question == "q1") & (table.theme == "Website")).any()


def test_each_question_is_a_result_of_its_own(workshop, survey):
    seat(workshop)
    found = find_in_room(workshop, survey)
    whole = found.answers
    parts = [found.of(f"q{at}") for at in range(1, 5)]
    pd.testing.assert_frame_equal(pd.concat([part.table for part in parts], ignore_index=True), whole.table)
    assert all(len(part.disparity) == 3 and part.disparity.question.nunique() == 1 for part in parts)
    assert all(isinstance(one, Result) for one in found.results) and len(found.results) == 5
    assert found.left_out("q2") == [
        "No leadership sheet names Waiting time, Complaint handling; all others do.",
        "No staff sheet names Website, Branch opening hours; all others do.",
        "No customers' sheet names Opening an account, Advice, Mobile app, Loan application; all others do.",
    ]
    with pytest.raises(QuestionError, match="'q9' was not compared"):
        found.of("q9")


# -- thresholds ------------------------------------------------------------------------------------


def test_without_a_notice_the_thresholds_hold_in_the_room_too(tmp_path):
    with cx.Workshop.replay(tmp_path / "room") as room:
        found = find_in_room(room)
        assert found.answers is None and "No notice at capture stands on record" in found.notes[0]
        room.notice_shown("board")
        assert find_in_room(room).answers is not None


def test_what_leaves_the_room_waits_for_ten_people(workshop, survey):
    assert too_few_to_leave(workshop) == ["Leadership", "Staff"]
    outside = find_in_room(workshop, survey, leaving=True)
    assert outside.answers is None and "Leadership, Staff stand fewer than 10 people" in outside.notes[0]
    assert [type(one).__name__ for one in outside.results] == ["PerceptionGap"]
    for one in workshop.tables().itertuples():
        workshop.seat(one.audience, one.group, people=7)
    assert too_few_to_leave(workshop) == []
    outside = find_in_room(workshop, survey, leaving=True)
    assert len(outside.results) == 5 and outside.answers.table.equals(find_in_room(workshop).answers.table)


def test_nothing_written_yet_is_said(tmp_path, survey):
    with cx.Workshop(tmp_path / "new") as new:
        found = find_in_room(new)
        assert found.answers is None and found.results == [] and found.sentences() == []
        assert reveal(new).sentence, "the panel says why it is empty"
        one = new.add("Staff", "1", 1, "The app")
        assert one and find_in_room(new).answers is None


# -- themes for the board --------------------------------------------------------------------------


def test_the_machine_suggests_and_a_hand_decides(workshop):
    changed = group_answers(workshop)
    assert changed > 100 and group_answers(workshop) == 0
    themes = workshop.themes().set_index("answer")
    labels = pd.read_csv(cx.sample_folder() / "harbour-bank" / "workshop_labels.csv")
    told = dict(zip(themes.index, themes.theme, strict=True))
    right = [label in told[f"a{at}"] for at, label in enumerate(labels.touchpoint, 1) if label != "other"]
    assert np.mean(right) > 0.85
    workshop.move("a1", "Culture")
    group_answers(workshop)
    assert workshop.themes().set_index("answer").loc["a1", ["theme", "by"]].tolist() == ["Culture", "hand"]


def test_a_few_answers_are_grouped_as_all_are(workshop):
    """The short way for what came just now finds the same as the long one, answer by answer."""
    group_answers(workshop)
    whole = workshop.themes().set_index("answer").theme
    workshop.suggest_themes(dict.fromkeys(whole.index, ""))
    for answer in whole.index:
        group_answers(workshop, answers=[answer])
    few = workshop.themes().set_index("answer").theme
    # A language is told of a column; of one short answer alone it may be told otherwise, and hardly ever is.
    assert (few == whole).mean() > 0.98
    workshop.erase("a1")
    assert group_answers(workshop, answers=["a1", "a2"]) == 0


def test_an_answer_that_names_two_themes_gets_both(tmp_path):
    with cx.Workshop(tmp_path / "two") as room:
        room.add("Staff", "1", 2, "The queue at noon, and the app")
        room.add("Staff", "1", 2, "Hm")
        group_answers(room)
        assert room.themes().theme.tolist() == ["Waiting time; Mobile app", ""]


# -- the panel -------------------------------------------------------------------------------------


@pytest.fixture
def panel(workshop, survey):
    guess(workshop)
    return reveal(workshop, survey, permutations=99)


def shown(panel) -> str:
    return "".join(panel._outlets[name].value for name in ("said", "told"))


def test_every_view_says_draws_and_names_its_call(panel):
    assert list(panel.views) == ["q1", "q2", "q3", "q4", "all", "survey", "guesses", "gaps"]
    seen = set()
    for view in panel.views:
        panel.show(view)
        assert panel.sentence and panel.sentence not in seen
        seen.add(panel.sentence)
        if view == "survey":
            assert panel.picture == b"" and panel.code == "revealed.beside"
        else:
            assert panel.picture[1:4] == b"PNG"
            made = eval(panel.code, {"cx": _Plain, "revealed": panel})
            assert made is panel.result or made.table.equals(panel.result.table)


class _Plain:
    @staticmethod
    def plot(result):
        return result


def test_by_keyboard_and_button_through_the_reveal(panel):
    assert panel.widget is not None
    assert panel.controls["view"].value == "q1" and "What do we do well?" in shown(panel)
    panel.controls["next"].click()
    assert panel.view == "q2" and "No leadership sheet names Waiting time" in shown(panel)
    panel.controls["back"].click()
    panel.controls["back"].click()
    assert panel.view == "q1"
    panel.controls["view"].value = "survey"
    assert "no leadership sheet named it" in shown(panel) and "nobody" in shown(panel)
    for _ in range(9):
        panel.controls["next"].click()
    assert panel.view == "gaps" == panel.controls["view"].value


def test_refresh_reads_what_was_moved_since(panel, workshop):
    assert panel.widget is not None
    panel.show("q2")
    workshop.move("a4", "Waiting time")
    assert "No leadership sheet names Waiting time" in shown(panel)
    panel.controls["refresh"].click()
    assert panel.view == "q2" and "No leadership sheet names Complaint handling" in shown(panel)


def test_no_view_is_a_sentence(panel):
    with pytest.raises(OptionError, match="Nothing to show under 'q22'. Did you mean 'q2'"):
        panel.show("q22")
    assert panel.widget is not None
    panel.workshop.close()
    panel.controls["refresh"].click()
    assert "is closed" in shown(panel) and "Traceback" not in shown(panel)


def test_markup_in_a_theme_is_shown_as_text(workshop, survey):
    workshop.move("a4", "<img src=x onerror=alert(1)>")
    panel = reveal(workshop, survey, permutations=99)
    assert panel.widget is not None
    for view in panel.views:
        panel.show(view)
        assert "<img" not in shown(panel)


def test_results_of_the_panel_are_those_that_may_leave(panel):
    assert [type(one).__name__ for one in panel.results] == ["PredictionGap", "PerceptionGap"]
    assert "fewer than 10 people" in panel.kept_back[0]
    assert len(panel.findings.results) == 6


def test_a_frame_without_a_word_of_the_language_finds_no_nought_per_cent(tmp_path):
    wrote = ["Maten är kall varje dag", "Toaletterna är smutsiga", "Mer arbetsro i klassrummen"]
    frame = pd.DataFrame({"why": [f"{wrote[at % 3]} {at}" for at in range(90)], "Maten": [1, 3, 5] * 30})
    survey = cx.Survey.from_frame(frame, scales={"Maten": (1, 5)}, audience="Vårdnadshavare")
    found = find_in_room(cx.Workshop(tmp_path / "room"), survey)
    assert found.beside.empty and any("no words in the language" in note for note in found.notes)


def test_guesses_are_held_against_those_who_are_served_whatever_they_are_called(tmp_path):
    room = cx.Workshop(tmp_path / "room")
    room.set_topics(["Food"])
    for person in range(8):
        room.guess("Leaders", f"p{person}", "Food", 7)
    frame = pd.DataFrame({"audience": ["Parents"] * 40 + ["Staff"] * 20, "Food": [4, 5] * 20 + [9] * 20})
    survey = cx.Survey.from_frame(frame, scales={"Food": (0, 10)})
    assert cx.guesses_against(room, survey).table.actual.tolist() == [45.0]
