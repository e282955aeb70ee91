"""Themes: statements, the code frame against clauses it has not seen, shares with known intervals, topics, quotes."""

import numpy as np
import pandas as pd
import pytest

from cxresearch.errors import OptionError, QuestionError, SurveyFileError
from cxresearch.inference.shares import wilson
from cxresearch.survey.survey import Survey
from cxresearch.text.reading.clauses import statements
from cxresearch.text.themes.codeframe import read_codeframe
from cxresearch.text.themes.named import themes
from tests.places import SAMPLES

CLAUSES = SAMPLES / "clauses.csv"
BOOK = pd.DataFrame({"id": ["why"], "kind": ["verbatim"]})


def study(customers, *, leaders=(), **columns):
    who = ["Customers"] * len(customers) + ["Leadership"] * len(leaders)
    frame = pd.DataFrame({"who": who, "why": [*customers, *leaders], **columns})
    return Survey.from_frame(frame, roles={"audience": "who"}, codebook=BOOK)


@pytest.mark.parametrize(
    ("text", "n"),
    [
        ("friendly staff, but the invoice is a nightmare", 2),
        ("The app is slow. The fees are high!", 2),
        ("queue too long, fees too high", 2),
        ("the queue moves, but slowly", 1),
        ("advice is not yet consistent across regions", 1),
        ("Mr. Holm opened at 3:30 and charged 4.50", 1),
        ("some good things - and the fees are a joke", 2),
        ("great! \U0001f600\U0001f600", 1),
        ("but", 1),
        ("   ", 0),
        ("", 0),
    ],
)
def test_statements(text, n):
    assert len(statements(text)) == n


def test_no_word_is_lost_between_statements():
    text = "Nice people; the app, however, is slow and I gave up... but they said sorry, and the letter was kind"
    joined = " ".join(statements(text))
    assert [word for word in text.replace(";", "").split() if word.strip(",.") not in joined and word != "but"] == []


def test_a_million_characters():
    assert len(statements("word " * 200_000)) == 1
    assert len(statements("The fee. " * 110_000)) == 110_000


def test_code_frame_on_clauses_it_was_not_made_from():
    clauses = pd.read_csv(CLAUSES)
    held = clauses[clauses.split == "heldout"]
    frame = read_codeframe()
    found = np.array([frame.code(statements(text)).any(axis=0) for text in held.text])
    assert set(held.touchpoint) == {*frame.themes, "other"}
    for at, theme in enumerate(frame.themes):
        true = (held.touchpoint == theme).to_numpy()
        right = (true & found[:, at]).sum()
        assert right / found[:, at].sum() >= 0.85, theme
        assert right / true.sum() >= 0.75, theme


def test_code_frame_of_the_client(tmp_path):
    path = tmp_path / "our.csv"
    path.write_text(
        "theme,term,unless\nRooms,room*,room for improvement\nFood,break~fast,\n".replace("break~fast", "breakfast")
        + "Check-in,check ~ in,\n",
        encoding="utf-8-sig",
    )
    frame = read_codeframe(path)
    texts = [
        "The rooms were cold",
        "room for improvement",
        "the BREAKFAST room",
        "check-in",
        "check us all in",
        "broom",
    ]
    assert [[frame.themes[at] for at in np.flatnonzero(row)] for row in frame.code(texts)] == [
        ["Rooms"], [], ["Rooms", "Food"], ["Check-in"], ["Check-in"], [],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("theme\nA\n", "no column term"),
        ("theme,term\n,fee\n", "row 2"),
        ("theme,term\nA,(\n", "row 2"),
        ("theme,term\n", "no terms"),
    ],
)
def test_code_frame_that_cannot_be_read(tmp_path, text, told):
    path = tmp_path / "our.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SurveyFileError, match=told):
        read_codeframe(path)


def test_code_frame_that_is_not_there():
    with pytest.raises(OptionError, match="No code frame"):
        read_codeframe("touchpoint")


def test_share_is_wilsons():
    survey = study(["the queue was long. Queue!"] * 23 + ["the fees"] * 77 + ["n/a"] * 9)
    found = themes(survey, "why", rules=None)
    row = found.table.set_index("theme").loc["Waiting time"]
    estimate, low, high = wilson(23, 100)
    assert (row.estimate, row.ci_low, row.ci_high) == pytest.approx((100 * estimate, 100 * low, 100 * high))
    assert (row["count"], row.n) == (23, 100)
    assert row.statements == 46
    assert "Waiting time fills 23% (16 to 32) of the comments." in found.sentences()
    assert any("9 comments that say nothing" in caveat for caveat in found.caveats)


def test_customers_comments_in_a_sentence():
    survey = study(["the queue was long"] * 23 + ["the fees"] * 77, leaders=["our app"] * 12)
    found = themes(survey, "why", by="audience", rules=None)
    assert "Waiting time fills 23% (16 to 32) of customers' comments." in found.sentences()
    assert "Mobile app fills 100% (76 to 100) of leaders' comments." in found.sentences()


def test_weights_count():
    survey = study(["queue"] * 20 + ["fees"] * 20, w=[3.0] * 20 + [1.0] * 20).with_roles(weight="w")
    row = themes(survey, "why", rules=None).table.set_index("theme").loc["Waiting time"]
    assert row.estimate == pytest.approx(75)
    assert row.n_effective < 40


def test_two_comments_of_one_person_are_not_two_people():
    book = pd.DataFrame({"id": ["a", "b"], "kind": ["verbatim"] * 2})
    words = ["queue"] * 30 + ["fees"] * 30
    both = Survey.from_frame(pd.DataFrame({"a": words, "b": words}), codebook=book, audience="Customers")
    row = themes(both, ["a", "b"], rules=None).table.set_index("theme").loc["Waiting time"]
    assert row.n == 120
    assert row.n_effective == pytest.approx(60, abs=1.5)


def test_nine_leaders_are_not_shown():
    found = themes(study(["fees"] * 30, leaders=["our app"] * 9), "why", by="audience", rules=None)
    leaders = found.table[found.table.audience == "Leadership"]
    assert len(leaders) == 13
    assert leaders.drop(columns=["audience", "theme"]).isna().all(axis=None)
    assert found.hidden == ("Leadership",)
    assert any("leaders' comments is hidden" in sentence for sentence in found.sentences())
    assert "app" not in " ".join(found.codes.text)
    assert any("hidden" in caveat.lower() for caveat in found.caveats)


def test_quotes_are_redacted_and_unlike():
    survey = study(["the queue is too long, write to joan@example.com"] * 5 + ["the queue is far too long"] * 20)
    found = themes(survey, "why", rules=None)
    assert len(found.quotes) == found.quotes.quote.nunique() == 2
    assert "joan" not in " ".join([*found.quotes.quote, *found.codes.text])


def test_codes_have_a_row_a_statement():
    found = themes(study(["friendly staff, but the invoice is a nightmare"] * 3), "why", rules=None)
    assert found.codes.themes.tolist() == ["Friendliness of staff", "Billing and fees"] * 3
    assert found.codes.part.tolist() == [1, 2] * 3


def test_topics_are_found_again_and_the_same_twice():
    words = {"fees": "high monthly fees hurt", "app": "slow mobile app crashes", "queue": "long queue counter waiting"}
    rng = np.random.default_rng(3)
    texts, truth = [], []
    for _ in range(240):
        theme = rng.choice(list(words))
        texts.append(" ".join(rng.permutation(words[theme].split())[:3]))
        truth.append(theme)
    first, again = (themes(study(texts), "why", codeframe=3, rules=None) for _ in range(2))
    assert first.table.equals(again.table)
    crossed = pd.crosstab(
        pd.Series(truth), first.codes.groupby("row", sort=False).themes.first().reset_index(drop=True)
    )
    assert crossed.max(axis=1).sum() >= 0.95 * 240
    with pytest.raises(OptionError):
        themes(study(texts), "why", codeframe=1)
    with pytest.raises(QuestionError, match="fewer topics"):
        themes(study(["fees", "fees"]), "why", codeframe=5, rules=None)


def test_odd_comments():
    odd = ["<b>FEES</b><script>x</script>", "\U0001f621\U0001f621", "مرحبا بالعالم كثيرا", "fees " * 200_000]
    found = themes(study(odd), "why", rules=None)
    assert found.table.set_index("theme").loc["Billing and fees", "count"] == 2
    assert "<script>" not in found._repr_html_()
    one = themes(study(["queue"]), "why", rules=None)
    assert one.table.n.tolist() == [1] * 13
    with pytest.raises(QuestionError):
        themes(study(["", " "]), "why")
    with pytest.raises(QuestionError, match="No comment"):
        themes(study(["n/a", "nothing"]), "why")
