"""The wager: the room's sureness against what came true, and silence where the room is small."""

import numpy as np
import pandas as pd
import pytest

import cxresearch as cx
from cxresearch.errors import OptionError
from cxresearch.revealing.wager import calibration

TOPICS = [f"Topic {at}" for at in range(10)]


@pytest.fixture
def room(tmp_path):
    with cx.Workshop(tmp_path / "room") as made:
        made.set_topics(TOPICS, scale=(0, 100))
        yield made


@pytest.fixture(scope="module")
def customers():
    """Every topic stands at 50 of 100."""
    frame = pd.DataFrame({topic: [40, 60] * 20 for topic in TOPICS})
    return cx.Survey.from_frame(frame, scales=dict.fromkeys(TOPICS, (0, 100)), audience="Customers")


def bet(room, people: int, topics: int, *, sure: int = 90, right=lambda person, at: True) -> None:
    for person in range(people):
        for at, topic in enumerate(TOPICS[:topics]):
            room.guess("Staff", f"p{person}", topic, 55 if right(person, at) else 80, sure=sure)


def test_who_knows_how_much_he_knows_is_found_so(room, customers):
    """Known truth: at each level exactly so many are right; the bounds are R's prop.test(x, 100, correct = FALSE)."""
    given = dict.fromkeys((50, 70, 90), 0)
    for person in range(30):
        for at, topic in enumerate(TOPICS):
            sure = (50, 70, 90)[(person + at) % 3]
            room.guess("Staff", f"p{person}", topic, 55 if given[sure] < sure else 80, sure=sure)
            given[sure] += 1
    found = calibration(room, customers)
    assert (found.people, found.judgements) == (30, 300)
    assert found.table[["sure", "right", "n"]].values.tolist() == [[50, 50, 100], [70, 70, 100], [90, 90, 100]]
    assert found.table[["ci_low", "ci_high"]].round(2).values.tolist() == [
        [40.38, 59.62], [60.42, 78.11], [82.56, 94.48],
    ]  # fmt: skip


@pytest.mark.parametrize(("people", "topics", "shown"), [(7, 10, False), (8, 3, False), (8, 4, True), (10, 3, True)])
def test_fewer_than_eight_people_or_thirty_judgements_say_nothing(room, customers, people, topics, shown):
    bet(room, people, topics)
    found = calibration(room, customers)
    assert bool(len(found.table)) is shown
    assert ("Too few to say" in found.sentences()[0]) is not shown


def test_a_level_that_few_chose_would_name_them_and_is_left_out(room, customers):
    bet(room, 10, 4, sure=70)
    for topic in TOPICS:
        room.guess("Staff", "the bold one", topic, 80, sure=90)
    found = calibration(room, customers)
    assert found.table.sure.tolist() == [70]
    assert found.judgements == 50


def test_the_last_sureness_counts_and_none_is_none(room, customers):
    room.guess("Staff", "p", "Topic 1", 50, sure=50)
    room.guess("Staff", "p", "Topic 1", 50, sure=90)
    room.guess("Staff", "q", "Topic 1", 50)
    table = room.guesses().set_index("person").sure
    assert table["p"] == 90
    assert np.isnan(table["q"])
    for wrong in (60, True, "90", 0.9):
        with pytest.raises(OptionError, match="sure= is one of 50, 70, 90 percent"):
            room.guess("Staff", "p", "Topic 1", 50, sure=wrong)
    assert calibration(room, customers, bets=["Leadership"]).people == 0


def test_it_speaks_german(room, customers):
    bet(room, 8, 4, right=lambda person, at: person % 2)
    with cx.language("de"):
        said = calibration(room, customers).sentences()
    expected = "Bei 90 % Sicherheit lag der Raum in 50 % der Fälle auf zehn Punkte genau (34 bis 66; 32 Urteile)."
    assert said == [expected.replace(" %", "\N{NO-BREAK SPACE}%")]
