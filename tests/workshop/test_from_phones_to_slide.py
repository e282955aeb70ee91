"""A whole session without touching code: phones and a scribe, votes, guesses, the reveal, a picture, a slide."""

import pandas as pd
import pytest
from pptx import Presentation

import cxresearch as cx
from cxresearch.revealing.beside import find_in_room
from tests.harbour import sample
from tests.workshop.phone_client import Phone


@pytest.fixture(scope="module")
def survey():
    return sample(wave="2025")


@pytest.fixture(scope="module")
def recorded() -> pd.DataFrame:
    return pd.read_csv(cx.sample_folder() / "harbour-bank" / "workshop.csv", dtype=str, keep_default_na=False)


def click(board, name: str) -> None:
    board.controls[name].click()
    assert not board.fault, board.sentence


def test_from_phones_to_slide(tmp_path, survey, recorded):
    workshop = cx.Workshop(tmp_path / "room", name="Harbour Bank")
    board = cx.facilitator_board(workshop, survey, live=False)
    assert board.widget is not None
    click(board, "set_topics")
    click(board, "phones")

    # Leaders and customers write on phones, one phone a sheet; what staff say is written down by a scribe.
    phones = {}
    for (audience, sheet), said in recorded.groupby(["audience", "sheet"], sort=False):
        if audience == "Staff":
            scribe = cx.capture_board(workshop, audience=audience, group=f"Table {sheet}")
            assert scribe.widget is not None
            for one in said.itertuples():
                scribe.controls["question"].value = int(one.question)
                scribe.controls["good_or_bad"].value = one.good_or_bad
                scribe.controls["text"].value = f"{one.text}\n"
                assert scribe.sentence.startswith("Saved "), scribe.sentence
            continue
        phones[audience, sheet] = phone = Phone(board.address).join(audience, sheet)
        for one in said.itertuples():
            got = phone.answer(one.text, int(one.question), good_or_bad=one.good_or_bad)
            assert got.status == 303, got.text[-400:]
    click(board, "refresh")
    assert "150 answers so far. They stay hidden until the reveal." in board._outlets["counts"].value
    stored = workshop.answers()
    assert sorted(stored.text) == sorted(recorded.text) and sorted(stored.good_or_bad) == sorted(recorded.good_or_bad)

    # Votes, then guesses, before any figure is shown.
    board.controls["phase"].value = "vote"
    for phone in phones.values():
        got = phone.post("vote", {"form": phone.get().form, "answer": ["a1", "a5", "a9"]})
        assert got.status == 303
    board.controls["phase"].value = "predict"
    leaders = [phone for (audience, _), phone in phones.items() if audience == "Leadership"]
    leaders += [Phone(board.address).join("Leadership", f"L{at}") for at in range(6, 9)]
    asked = {question.topic: question.number for question in workshop.topics}
    for at, phone in enumerate(leaders):
        guesses = {f"guess-{asked[topic]}": 5 + (at + 1) % 4 for topic in asked}
        got = phone.post("guess", {"form": phone.get().form} | guesses)
        assert got.status == 303, got.text[-400:]
    assert len(workshop.guesses()) == len(leaders) * len(asked) == 40

    # The reveal: themes on the board, one moved by hand, the picture of each question.
    board.controls["phase"].value = "reveal"
    board.controls["go_on"].click()
    assert "Waiting time" in set(board.grouped.theme) and board.grouped.votes.max() == len(phones)
    moved = stored.loc[stored.text == "Cross-channel journeys are not seamless yet", "answer"].item()
    board.controls["desk"].value = "themes"
    board.controls["answer"].value = moved
    board.controls["theme"].value = "Website"
    click(board, "move")
    shown = cx.reveal(workshop, survey, permutations=99)
    assert shown.widget is not None and shown.findings.notes[0].startswith("Shown in this room")
    assert shown.findings.answers.audiences == ("Leadership", "Staff", "Customers")
    for _ in range(len(shown.views)):
        assert shown.picture[1:4] == b"PNG" or shown.view == "survey"
        shown.controls["next"].click()
    assert any("you predicted" in sentence.lower() for sentence in shown.sentences())

    # What leaves the room: nothing of leaders and staff while fewer than ten are known to stand behind it.
    assert [type(one).__name__ for one in shown.results] == ["PredictionGap", "PerceptionGap"]
    for one in workshop.tables().itertuples():
        workshop.seat(one.audience, one.group, people=7)
    revealed = find_in_room(workshop, permutations=99).answers.table
    slides = cx.Report("Harbour Bank", shown.results).to_pptx(tmp_path / "room.pptx")
    deck = Presentation(str(slides))
    words = " ".join(shape.text_frame.text for slide in deck.slides for shape in slide.shapes if shape.has_text_frame)
    pictures = [shape for slide in deck.slides for shape in slide.shapes if shape.shape_type == 13 or shape.has_chart]
    assert len(deck.slides) >= 6 and len(pictures) >= 5 and "What could be improved?" in words
    click(board, "export")
    board.close()
    workshop.close()

    # The laptop is opened again the next morning: everything is there.
    with cx.Workshop(tmp_path / "room") as again:
        assert again.phase == "reveal" and len(again.answers()) == 150
        assert find_in_room(again, permutations=99).answers.table.equals(revealed)
