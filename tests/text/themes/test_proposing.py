"""A proposed code frame: the survey's own topics first, groups by words and by meaning, and what is kept over waves."""

import numpy as np
import pandas as pd
import pytest

from cxresearch.errors import OptionError, QuestionError
from cxresearch.survey.survey import Survey
from cxresearch.text.scoring.neural import embedder_is_there
from cxresearch.text.themes.named import themes
from cxresearch.text.themes.proposing import propose_codeframe
from cxresearch.text.themes.typical import typical

MATTERS = {
    "showers": ["the showers were cold", "cold shower again today", "showers broken since monday", "fix the showers"],
    "trainer": ["my trainer pushes me hard", "the trainer listens", "trainers never have time", "best trainer in town"],
    "parking": ["no parking in the evening", "parking costs a fortune", "the parking lot is full", "parking is a pain"],
    "yoga": ["more yoga on sundays", "the yoga class is full", "yoga on saturdays please", "yoga mats are worn"],
}


def comments(n=160):
    rng = np.random.default_rng(0)
    every = [text for some in MATTERS.values() for text in some]
    return [f"{every[rng.integers(len(every))]} {'xyz'[at % 3]}{at}" for at in range(n)]


def study(texts, **book):
    given = {"id": ["why"], "kind": ["verbatim"], **book}
    return Survey.from_frame(pd.DataFrame({"why": texts}), codebook=pd.DataFrame(given))


@pytest.mark.parametrize("by", ["words", "meaning"])
def test_groups_are_found_named_and_cover(by):
    if by == "meaning" and not embedder_is_there():
        pytest.skip("no embedder is installed")
    found = propose_codeframe(study(comments(80)), "why", topics=4, by=by)
    names = " ".join(found.table.theme).lower() + found.table.words.str.cat(sep=" ").lower()
    assert sum(word in names for word in ("shower", "trainer", "parking", "yoga")) >= 3
    assert found.estimate > 60
    assert not {"not", "the", "no", "never"} & {word for words in found.table.words for word in words.split(", ")}
    assert found.quotes.groupby("theme").quote.nunique().max() <= 3


def test_the_surveys_own_topics_come_first():
    frame = pd.DataFrame({"why": comments(), "q1": [3] * 160, "q2": [4] * 160})
    book = pd.DataFrame(
        {
            "id": ["why", "q1", "q2"], "kind": ["verbatim", "rating", "rating"], "topic": ["", "parking", "billing"],
            "text": ["Why?", "How good is parking?", "How good is billing?"], "scale": ["", "1-5", "1-5"],
        }
    )  # fmt: skip
    found = propose_codeframe(Survey.from_frame(frame, codebook=book), "why", topics=3, by="words")
    assert found.table.theme[0] == "Parking"
    assert found.table.source[0] == "survey"
    assert any("Billing" in caveat for caveat in found.caveats)


def test_what_was_kept_stays_over_waves(tmp_path):
    first = propose_codeframe(study(comments()), "why", topics=4, by="words")
    path = first.save(tmp_path / "frame.csv")
    again = propose_codeframe(study(comments(120)), "why", keep=path, by="words")
    assert set(first.table.theme) <= set(again.table.theme)
    assert (again.table[again.table.theme.isin(first.table.theme)].source == "kept").all()
    shares = themes(study(comments()), "why", codeframe=path, rules=None).table.set_index("theme").estimate
    for row in first.table.itertuples():
        assert shares[row.theme] == pytest.approx(row.estimate)
    assert themes(study(comments()), "why", codeframe=first, rules=None).frame is first.frame


def test_other_languages_are_proposed_for_too():
    texts = ["las duchas están frías siempre", "la ducha no funciona hoy", "no hay aparcamiento por la tarde"]
    texts += ["el aparcamiento es muy caro", "las clases de yoga están llenas", "más yoga los domingos por favor"]
    found = propose_codeframe(study([f"{texts[at % 6]} {at}" for at in range(90)]), "why", topics=3, by="words")
    assert found.estimate > 50
    assert set(found.table.language) == {"es"}


def test_what_does_not_fit_is_told():
    with pytest.raises(QuestionError, match="too few to propose"):
        propose_codeframe(study(["a thing", "a thing"]), "why")
    with pytest.raises(OptionError, match="topics="):
        propose_codeframe(study(comments()), "why", topics=1)
    with pytest.raises(OptionError, match=r"\.csv"):
        propose_codeframe(study(comments()), "why", topics=3, by="words").save("frame.txt")


def test_typical_quotes_are_whole_varied_and_never_the_shortest_clone():
    texts = [
        "queue",
        "Queue!",
        "queue too long",
        "The queue is too long at lunch.",
        "the queue is too long at lunch",
    ] * 3
    texts += ["Nobody opens a second counter when the queue reaches the door."]
    chosen = typical(texts, 2)
    assert chosen[0] == "The queue is too long at lunch."
    assert len(chosen) == 2
    assert "queue" not in chosen


def test_a_name_is_written_as_people_write_its_words():
    wrote = ["Es fehlen neue Hörbücher", "gebt uns neue Hörbücher"]
    wrote += ["neue Hörbücher bitte", "immer noch keine Hörbücher"]
    wrote += ["Der Kopierer im Flur", "am Kopierer", "der Kopierer piept", "Kopierer und Flur", "im Flur der Kopierer"]
    found = propose_codeframe(study([f"{text} {at}" for at, text in enumerate(wrote * 8)]), "why", topics=2, by="words")
    names = set(found.table.theme)
    assert "Neue Hörbücher" in names
    assert not any("kopierer" in name or "flur" in name for name in names)
