"""The panel of matches without a kernel: every step is held against matches.csv and the survey that follows from it."""

import re

import numpy as np
import pandas as pd
import pytest

import cxresearch as cx
from cxresearch.combining.combine import combine_groups
from cxresearch.combining.matches import draft_matches, read_matches, write_matches
from cxresearch.errors import OptionError, QuestionError, StudyError
from cxresearch.widgets.mapping.match_panel import MatchPanel

NO_NUMBER = re.compile(r"\b(nan|None|NaN|inf|NaT|Traceback)\b")
LEADERS = ["Rooms", "Meals", "Bill"]
STAFF = ["How good are the rooms?", "How good is the food?", "How clear is the bill?", "I am proud to work here"]
GUESTS = ["How good are our rooms?", "How good is our food?", "How high is the bill?", "How is the pool?"]
AGREE = ["Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree"]


def survey(audience, questions, scale=(1, 5), **more):
    frame = pd.DataFrame({question: [1, 3, 4, 5] * 9 for question in questions} | more)
    return cx.Survey.from_frame(frame, scales=dict.fromkeys(questions, scale), audience=audience)


@pytest.fixture
def surveys():
    comments = [f"The <b>lift</b> was slow on day {at}" for at in range(36)]
    return {
        "Leadership": survey("Leadership", [f"{topic} (Schulnote 1 bis 6)" for topic in LEADERS], (1, 6)),
        "Staff": survey("Staff", STAFF[:3], **{STAFF[3]: AGREE[:4] * 9, "What is bad?": comments}),
        "Customers": survey("Customers", GUESTS, **{"What went wrong?": comments}),
    }


@pytest.fixture
def panel(surveys, tmp_path):
    return MatchPanel(surveys, tmp_path / "matches.csv", propose=lambda: draft_matches(surveys))


def shown(panel) -> str:
    return "".join(outlet.value for outlet in panel._outlets.values() if hasattr(outlet, "value"))


def row_of(panel, topic: str) -> dict:
    return next(
        slot for slot in panel.controls["rows"] if slot["box"].layout.display != "none" and slot["topic"].value == topic
    )


def lone_of(panel, audience: str, words: str) -> dict:
    for slot in panel.controls["lone"]:
        if slot["box"].layout.display != "none" and f"{audience}</strong>: {words}" in slot["asked"].value:
            return slot
    raise AssertionError(f"{words} of {audience} does not stand alone")


def choose(control, label: str) -> None:
    """Take the entry of a list whose label says so."""
    (value,) = [value for name, value in control.options if label in name]
    control.value = value


def touchpoints(panel) -> dict:
    return {row.topic: dict(row.questions) for row in panel.matches if len(row.questions) > 1}


def rooms(panel) -> str:
    return next(topic for topic, questions in touchpoints(panel).items() if questions.get("Staff") == STAFF[0])


def test_it_opens_with_what_wording_proposes_and_nothing_enters_a_gap(panel, tmp_path):
    assert "There is no matches.csv yet" in panel.last and not panel.fault
    assert touchpoints(panel)[rooms(panel)]["Customers"] == GUESTS[0]
    assert "0 confirmed" in panel.sentence and panel.sentence.endswith("No touchpoint would enter a gap yet.")
    assert panel.widget is not None and panel.sentence in shown(panel)
    assert not (tmp_path / "matches.csv").exists()
    assert not NO_NUMBER.search(shown(panel))


def test_each_audience_has_its_list_with_the_nearest_first(panel):
    cell = row_of(panel, rooms(panel))["cells"]["Customers"]
    labels = [label for label, _ in cell.options]
    assert labels[0] == "not asked" and cell.value == GUESTS[0]
    assert {value for _, value in cell.options} == {"", *GUESTS}, "all that are rated, and no comment"
    near = [label.startswith("≈") for label in labels[2:]]
    assert near == sorted(near, reverse=True), "what comes near stands before the others"
    assert cell.tooltip == f"Customers: {GUESTS[0]}"


def test_a_tick_confirms_and_different_scales_wait_for_theirs(panel):
    topic = rooms(panel)
    panel.choose(topic, Leadership="Rooms (Schulnote 1 bis 6)")
    row = row_of(panel, topic)
    assert row["rescale"].description == "rescale to 0-100: 1-6 school marks against 1-5"
    assert row["rescale"].layout.display is None
    row["confirmed"].value = True
    assert "tick rescale" in panel.last and "1 confirmed" in panel.sentence
    assert f"until you tick rescale: {topic}." in panel.sentence and "No touchpoint would enter" in panel.sentence
    row["rescale"].value = True
    assert f"1 would enter a gap: {topic}." in panel.sentence
    line = panel.table.set_index("topic").loc[topic]
    assert (line.status, line.rescale, line.enters_a_gap) == ("confirmed", "yes", "yes")


def test_rescale_is_offered_only_where_scales_differ(panel):
    panel.choose(rooms(panel), Leadership=None)
    row = row_of(panel, rooms(panel))
    assert row["rescale"].layout.display == "none"
    with pytest.raises(OptionError, match="asked on one scale"):
        panel.rescale(rooms(panel))
    row["confirmed"].value = True
    assert "1 would enter a gap" in panel.sentence


def test_another_question_takes_the_tick_back_and_none_is_lost(panel):
    topic = rooms(panel)
    panel.confirm(topic)
    before = sorted((a, q) for row in panel.matches for a, q in row.questions.items())
    row_of(panel, topic)["cells"]["Customers"].value = GUESTS[3]
    assert f"{topic} waits for your tick again" in panel.last and "stands alone now" in panel.last
    assert touchpoints(panel)[topic]["Customers"] == GUESTS[3]
    after = sorted((a, q) for row in panel.matches for a, q in row.questions.items())
    assert after == before, "every question still stands somewhere, once"
    assert lone_of(panel, "Customers", GUESTS[0])


def test_a_question_is_fetched_from_another_touchpoint(panel):
    topics = [topic for topic, questions in touchpoints(panel).items() if "Customers" in questions]
    here, there = topics[:2]
    wanted = touchpoints(panel)[there]["Customers"]
    row_of(panel, here)["cells"]["Customers"].value = wanted
    assert f"It left {there}." in panel.last
    assert sum(q.get("Customers") == wanted for q in touchpoints(panel).values()) == 1


def test_not_asked_leaves_one_question_that_is_no_touchpoint(panel):
    topic = rooms(panel)
    panel.confirm(topic).choose(topic, Leadership=None)
    assert panel.matches[0].topic and "confirmed" in panel.table.status.tolist(), "two of three still are the same"
    row_of(panel, topic)["cells"]["Customers"].value = ""
    assert topic not in touchpoints(panel) and "no touchpoint now" in panel.last
    assert "0 confirmed" in panel.sentence
    assert lone_of(panel, "Staff", STAFF[0]) and lone_of(panel, "Customers", GUESTS[0])


def test_lone_questions_are_put_together(panel):
    panel.choose(rooms(panel), Customers=None, Leadership=None)
    lone = lone_of(panel, "Customers", GUESTS[0])
    labels = [label for label, _ in lone["place"].options]
    assert labels[0] == "stands alone" and labels[1].startswith("≈ "), labels
    choose(lone["place"], "with Staff: How good are the rooms")
    assert {"Staff": STAFF[0], "Customers": GUESTS[0]} in touchpoints(panel).values()
    assert panel.table.status.tolist().count("confirmed") == 0, "put together is not yet confirmed"


def test_a_comment_meets_comments_only(panel):
    panel.controls["find"].value = "what went"
    lone = lone_of(panel, "Customers", "What went wrong?")
    assert [label.removeprefix("≈ ") for label, _ in lone["place"].options] == [
        "stands alone", "with Staff: What is bad?",
    ]  # fmt: skip
    lone["place"].value = lone["place"].options[1][1]
    (row,) = [row for row in panel.matches if row.questions.get("Staff") == "What is bad?"]
    panel.confirm(row.topic)
    assert "1 confirmed" in panel.sentence and "No touchpoint would enter a gap" in panel.sentence
    panel.undo().undo()
    assert all(row.questions.get("Staff") != "What is bad?" for row in panel.matches), "taken back whole"


def test_what_never_meets_is_refused_by_name(panel, surveys):
    with pytest.raises(OptionError, match="a comment and .* a rating: they are never one question"):
        panel.choose(rooms(panel), Customers="What went wrong?")
    with pytest.raises(QuestionError, match="no touchpoint 'Roms'. Did you mean"):
        panel.confirm("Roms")
    with pytest.raises(QuestionError, match="No audience is called 'Customer'. Did you mean 'Customers'"):
        panel.choose(rooms(panel), Customer="x")
    with pytest.raises(QuestionError):
        panel.choose(rooms(panel), Customers="How is the sauna?")


def test_aspects_never_meet(tmp_path):
    surveys = {
        "Leadership": survey("Leadership", ["How important is parking?"]),
        "Customers": survey("Customers", ["How is parking?"]),
    }
    panel = MatchPanel(surveys, tmp_path / "m.csv", propose=lambda: draft_matches(surveys))
    assert [label for label, _ in panel.controls["lone"][0]["place"].options] == [
        "stands alone: nobody else was asked the like"
    ]
    with pytest.raises(OptionError, match="asks importance .* asks experience|asks experience .* asks importance"):
        panel.choose(panel.matches[0].topic, Customers="How is parking?")


def test_a_topic_is_renamed_and_stays_its_own(panel):
    row = row_of(panel, rooms(panel))
    row["topic"].value = "  The   rooms "
    assert "The rooms" in touchpoints(panel) and panel.last.endswith("is called The rooms now.")
    other = next(topic for topic in touchpoints(panel) if topic != "The rooms")
    row_of(panel, other)["topic"].value = "the rooms"
    assert panel.fault and "called 'The rooms' already" in panel.last and other in touchpoints(panel)
    assert row_of(panel, other), "the field shows the name that holds"
    row_of(panel, other)["topic"].value = " "
    assert panel.fault and "needs a topic" in panel.last
    lone = lone_of(panel, "Customers", GUESTS[3])
    lone["topic"].value = "Swimming"
    assert "Swimming" in panel.table.topic.tolist()


def test_a_prediction_keeps_the_name_of_what_it_predicts(tmp_path):
    asked = ["How is parking?", "What will customers answer: how is parking?"]
    surveys = {"Leadership": survey("Leadership", asked), "Customers": survey("Customers", asked[:1])}
    path = tmp_path / "matches.csv"
    path.write_text(
        "topic,aspect,rescale,confirmed,Leadership,Customers\n"
        f"Parking,experience,,yes,{asked[0]},{asked[0]}\nParking,prediction,,,{asked[1]},\n"
    )
    panel = MatchPanel(surveys, path, propose=list).rename("Parking", "Cars")
    assert [(row.topic, row.aspect) for row in panel.matches] == [("Cars", "experience"), ("Cars", "prediction")]
    assert panel.last == "Parking is called Cars now, and so is its prediction."


def test_undo_takes_back_step_by_step(panel):
    panel.widget  # noqa: B018
    start = panel.matches
    assert panel.controls["undo"].disabled
    topic = rooms(panel)
    row_of(panel, topic)["confirmed"].value = True
    row_of(panel, topic)["cells"]["Customers"].value = GUESTS[3]
    for _ in range(2):
        assert not panel.controls["undo"].disabled
        panel.controls["undo"].click()
    assert panel.matches == start and panel.controls["undo"].disabled
    assert row_of(panel, topic)["confirmed"].value is False
    assert row_of(panel, topic)["cells"]["Customers"].value == GUESTS[0]
    assert panel.undo().last == "There is nothing to take back."


def test_saved_and_read_again(panel, surveys, tmp_path):
    topic = rooms(panel)
    row_of(panel, topic)["confirmed"].value = True
    assert panel.code.startswith("panel.save(); ") and "Not saved yet" in shown(panel)
    panel.controls["save"].click()
    assert not panel.fault and panel.code == f'study = cx.open_study("{tmp_path.as_posix()}")'
    assert panel.controls["save"].disabled and "Saved." in shown(panel)
    rows = read_matches(tmp_path / "matches.csv", surveys)
    assert [(r.topic, r.aspect, dict(r.questions), r.confirmed, r.rescale) for r in rows] == [
        (r.topic, r.aspect, dict(r.questions), r.confirmed, r.rescale) for r in panel.matches
    ]
    again = MatchPanel(surveys, tmp_path / "matches.csv", propose=list)
    assert again.table.equals(panel.table) and again.sentence == panel.sentence
    assert "Read from matches.csv" in again.last


def test_what_somebody_edits_meanwhile_is_never_lost_in_silence(panel, surveys, tmp_path):
    path = tmp_path / "matches.csv"
    panel.save()
    kept = path.read_text(encoding="utf-8-sig")
    topic = rooms(panel)
    edited = kept.replace(f"{topic},", f"{topic} by hand,", 1)
    assert edited != kept
    path.write_text(edited, encoding="utf-8")
    panel.confirm(topic)
    with pytest.raises(StudyError, match=f"Nothing was saved.*changed by somebody else.*{topic} by hand"):
        panel.save()
    panel.controls["save"].click()
    assert panel.fault and "Read the file again" in panel.last and path.read_text() == edited
    assert panel.controls["over"].layout.display is None and panel.controls["reload"].layout.display is None
    panel.controls["reload"].click()
    assert f"{topic} by hand" in touchpoints(panel) and not panel.fault
    assert panel.controls["over"].layout.display == "none"
    panel.undo().save()
    assert topic in touchpoints(panel) and "by hand" not in path.read_text()
    path.write_text(edited, encoding="utf-8")
    panel.confirm(topic, sure=False).controls["save"].click()
    panel.controls["over"].click()
    assert "by hand" not in path.read_text() and not panel.fault


def test_a_spreadsheet_that_changed_nothing_is_no_edit(panel, tmp_path):
    path = tmp_path / "matches.csv"
    panel.save()
    text = path.read_text(encoding="utf-8-sig")
    assert ";" not in text
    path.write_text("\n".join(line.replace(",", ";") for line in text.splitlines()) + "\n", encoding="utf-8")
    panel.confirm(rooms(panel)).save()
    assert panel.code.startswith("study = ")


def test_a_deleted_file_is_said(panel, tmp_path):
    panel.save()
    (tmp_path / "matches.csv").unlink()
    panel.confirm(rooms(panel)).controls["save"].click()
    assert panel.fault and "was deleted" in panel.last
    panel.controls["over"].click()
    assert (tmp_path / "matches.csv").is_file()


def test_a_mistake_in_the_file_is_a_sentence_and_is_not_written_over(surveys, tmp_path):
    path = tmp_path / "matches.csv"
    path.write_text("topic,aspect,rescale,confirmed,Staff\nRooms,,,maybe,\n")
    panel = MatchPanel(surveys, path, propose=lambda: draft_matches(surveys))
    assert panel.fault and "line 2: confirmed is 'maybe'" in panel.last and panel.controls["rows"]
    panel.controls["save"].click()
    assert "Nothing was saved" in panel.last and "maybe" in path.read_text()
    path.write_text(f"topic,aspect,rescale,confirmed,Staff,Customers\nRooms,experience,,,{STAFF[0]},{GUESTS[0]}\n")
    panel.controls["reload"].click()
    assert not panel.fault and list(touchpoints(panel)) == ["Rooms"]


def test_a_locked_study_says_why(surveys, tmp_path):
    panel = MatchPanel(
        surveys, tmp_path / "matches.csv", propose=lambda: draft_matches(surveys), locked="Samples stay as they are."
    )
    panel.confirm(rooms(panel)).controls["save"].click()
    assert panel.last == "Samples stay as they are." and not (tmp_path / "matches.csv").exists()


def test_a_folder_that_is_gone_is_a_sentence(surveys, tmp_path):
    panel = MatchPanel(surveys, tmp_path / "gone" / "matches.csv", propose=lambda: draft_matches(surveys))
    panel.controls["save"].click()
    assert panel.fault and "cannot be written" in panel.last


def test_forty_touchpoints_are_paged_and_filtered(tmp_path):
    topics = [f"Point {chr(65 + at % 26)}{chr(75 + at // 26)} of the house" for at in range(40)]
    surveys = {name: survey(name, topics) for name in ("Leadership", "Staff", "Customers")}
    drafted = [row.__class__(row.topic, row.aspect, row.questions) for row in draft_matches(surveys)]
    panel = MatchPanel(surveys, tmp_path / "m.csv", propose=lambda: drafted)
    controls = panel.controls
    assert len(touchpoints(panel)) == 40 and len(controls["rows"]) == 10
    seen = []
    for _ in range(4):
        seen += [slot["topic"].value for slot in controls["rows"] if slot["box"].layout.display is None]
        controls["next"].click()
    assert seen == [row.topic for row in panel.matches] and controls["next"].disabled
    assert "31 to 40 of 40" in shown(panel)
    controls["rows"][0]["confirmed"].value = True
    assert panel.matches[30].confirmed and sum(row.confirmed for row in panel.matches) == 1
    controls["show"].value = "waits"
    assert "1 to 10 of 39" in shown(panel)
    first = controls["rows"][0]["topic"].value
    controls["rows"][0]["confirmed"].value = True
    assert controls["rows"][0]["topic"].value == first, "a row stays under the hand that ticks it"
    controls["show"].value = "confirmed"
    assert [s["topic"].value for s in controls["rows"] if s["box"].layout.display is None] == [
        first, panel.matches[30].topic,
    ]  # fmt: skip
    controls["show"].value, controls["find"].value = "", "point ck"
    assert [s["topic"].value for s in controls["rows"] if s["box"].layout.display is None] == [
        "CK"
    ]  # words that all share are cut


def test_every_control_has_words(panel):
    controls = panel.controls
    slots = [*controls["rows"][: len(touchpoints(panel))], *controls["lone"][:3]]
    flat = [one for name, one in controls.items() if name not in ("rows", "lone")]
    for slot in slots:
        flat += [slot["topic"], *slot.get("cells", {}).values()]
        flat += [slot[name] for name in ("confirmed", "rescale", "place") if name in slot]
    for control in flat:
        assert control.description or control.tooltip or control.placeholder, control


def test_texts_of_people_are_shown_as_text(tmp_path):
    sly = '<img src=x onerror="alert(1)">'
    surveys = {"Staff": survey("Staff", [f"{sly} rooms"]), "Customers": survey("Customers", [f"{sly} meals"])}
    panel = MatchPanel(surveys, tmp_path / "m.csv", propose=lambda: draft_matches(surveys))
    slots = [slot["asked"].value for slot in panel.controls["lone"]] + [s["full"].value for s in panel.controls["rows"]]
    assert "<img" not in shown(panel) + "".join(slots) + panel._repr_mimebundle_()["text/html"]


def test_audiences_of_one_file_change_together(tmp_path):
    questions = ["How are the rooms?", "How is the food?"]
    frame = pd.DataFrame({q: [1, 3, 4, 5] * 9 for q in questions} | {"who": ["Staff", "Customers"] * 18})
    both = cx.Survey.from_frame(frame, scales=dict.fromkeys(questions, (1, 5)), roles={"audience": "who"})
    leaders = survey("Leadership", ["How are the rooms now?", "How is the food now?"])
    surveys = {"Leadership": leaders, "Staff": both, "Customers": both}
    panel = MatchPanel(surveys, tmp_path / "m.csv", propose=lambda: draft_matches(surveys))
    row = next(row for row in panel.matches if row.questions.get("Staff") == questions[0])
    panel.choose(row.topic, Staff=questions[1])
    assert touchpoints(panel)[row.topic]["Customers"] == touchpoints(panel)[row.topic]["Staff"] == questions[1]


def test_meaning_ranks_where_there_are_vectors(surveys, tmp_path):
    """Vectors that put the guests' pool beside the staff's bill bring it to the top, and confirm nothing."""
    odd = ("pool", "bill")

    def vectors(texts):
        return np.array([[1.0, 0.0] if any(w in text.casefold() for w in odd) else [0.0, 1.0] for text in texts])

    panel = MatchPanel(
        surveys, tmp_path / "m.csv", propose=lambda: draft_matches(surveys, vectors=vectors), vectors=vectors
    )
    assert not any(row.confirmed for row in panel.matches)
    key = next(row.topic for row in panel.matches if row.questions.get("Staff") == STAFF[2])
    offers = panel._state.offers(panel._state.key_of(key), "Customers")
    assert {offer.question.id for offer in offers[:2]} == {GUESTS[2], GUESTS[3]}


def test_still_page_has_the_table_and_nothing_that_moves(panel):
    bundle = panel._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert rooms(panel) in bundle["text/html"] and "waits" in bundle["text/html"]
    assert bundle["text/plain"].startswith("Matches of ") and "0x" not in bundle["text/plain"]


def test_the_survey_follows_what_was_ticked(panel, surveys):
    """What the panel says would enter a gap is what combining gives; without rescale the note names the remedy."""
    topic = rooms(panel)
    panel.choose(topic, Leadership="Rooms (Schulnote 1 bis 6)").confirm(topic)
    (row,) = [row for row in panel.matches if row.topic == topic]
    parts = list(surveys.values())
    group = {list(surveys).index(audience): question for audience, question in row.questions.items()}
    remedy = "Write yes in the column rescale of matches.csv, line 4"
    with pytest.warns(cx.SurveyWarning, match=re.escape(remedy)):
        apart = combine_groups(parts, [group], remedies=[remedy])
    assert any(remedy in note for note in apart.notes)
    assert "enters_a_gap" in panel.table and panel.table.set_index("topic").loc[topic].enters_a_gap == ""
    panel.rescale(topic)
    assert panel.table.set_index("topic").loc[topic].enters_a_gap == "yes"
    one = combine_groups(parts, [group], rescaled=[0])
    scales = dict(zip(one.codebook.id, one.codebook.scale, strict=True))
    assert scales[row.questions["Leadership"]] == "0-100"


def test_the_front_door_opens_a_study_or_its_folder(tmp_path):
    with pytest.raises(OptionError, match="takes a study, not int"):
        cx.match_questions(3)
    panel = cx.match_questions("parcel-service")
    assert panel.sentence.startswith("9 touchpoints: 9 confirmed, 0 wait for you.")
    assert "8 would enter a gap" in panel.sentence
    with pytest.raises(StudyError, match="Samples stay as they are"):
        panel.save()


def test_written_rows_keep_their_lines(panel, surveys, tmp_path):
    """A person who has the file open finds each row where it was."""
    path = tmp_path / "matches.csv"
    panel.save()
    before = [row.topic for row in read_matches(path, surveys)]
    panel.confirm(*list(touchpoints(panel))[-1:]).save()
    assert [row.topic for row in read_matches(path, surveys)] == before
    write_matches(panel.matches, list(surveys), tmp_path / "other.csv")
    assert (tmp_path / "other.csv").read_bytes() == path.read_bytes()
