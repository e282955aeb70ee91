"""What is read of many comments at once is what is read of each: non-answers, heads, statements, pieces of words."""

import random

import pyarrow as pa
import pytest

from cxresearch.text.reading.clauses import statements, statements_of
from cxresearch.text.reading.language import languages
from cxresearch.text.reading.non_answers import look_at, what_is_said, without_head
from cxresearch.text.reading.term_index import _PIECES, TermIndex, _words_apart
from cxresearch.text.reading.tokens import Pieces, split
from cxresearch.text.scoring.features import Reader, _apart, _emoji_apart
from cxresearch.text.themes.typical import typical

ODD = [
    "Nothing, all was fabulous", "- nothing great service", "* nothing good service", "None. Staff were rude",
    "n/a - the queue", "(no) Excellent staff", "... ", "", "  ", "\u00a0", "123", "5/10",
    "absolutely nothing everything was fine", "No excellent care", "Nothing,all good", "Keine Angabe. Alles gut",
    "nothing\u2014really", "None \u2014 all good", " no. 5", "\u200bnothing happy", "quick,however slow at the desk",
    "good\u2003but slow at the desk", "Dr. Who, yet another queue for us all", "fine \U0001f600 really",
    "\u0130stanbul was fine", "a\u00a0b\u3000c", "[birth date] and [name] wrote", "e-mail/post\u2013office",
    "@anna wrote https://x.org", "\ud83d half", "STRASSE stra\u00dfe", "don\u2019t",
    "and so on, and the rest was fine too", "Yet. But. And so", "x" * 500,
]  # fmt: skip


@pytest.fixture(scope="module")
def texts():
    from benchmarks.survey_sentences import survey_sentences

    draw, pool = random.Random(6), [*ODD * 20, *(text for text, _ in survey_sentences())]
    made = [" ".join(draw.sample(pool, draw.randint(1, 3))) for _ in range(1_500)]
    return [*ODD, *made, *(" ".join(draw.sample(text.split(" "), len(text.split(" ")))) for text in made[:500])]


def test_non_answers_and_heads(texts):
    looked = look_at(texts)
    assert looked.said.tolist() == [what_is_said(text) for text in texts]
    assert looked.read == [without_head(text) for text in texts]
    assert look_at([]).read == []


def test_statements(texts):
    assert statements_of(texts) == [statements(text) for text in texts]


@pytest.mark.parametrize("apart", [_apart, _emoji_apart])
def test_pieces_of_words_are_those_of_their_texts(texts, apart):
    whole = [text for text in texts if not any(0xD800 <= ord(sign) < 0xE000 for sign in text)]
    together, pieces = split(apart(pa.array(whole, pa.large_string()))), Pieces(apart)
    for part in (whole[:700], whole):
        told = pieces.cut(split(part))
        for at in range(0, len(part), 7):
            mine = told.codes[told.starts[at] : told.starts[at + 1]]
            theirs = together.codes[together.starts[at] : together.starts[at + 1]]
            # Only at both ends of a text does the cut leave empty pieces.
            assert [told.words[code] for code in mine] == [word for code in theirs if (word := together.words[code])]


def test_terms_are_found_alone_as_together(texts):
    index = TermIndex(["staff", "queue*", "too ~ long", "not help*", "e mail"], "en")

    def found(some):
        hits = set()
        index.find(some, each=lambda term, places: hits.update((term, int(at)) for at in places))
        return hits

    together = found(texts)
    assert together == {(term, at) for at, text in enumerate(texts) for term, _ in found([text])}
    assert len({term for term, _ in together}) >= 4
    cut = _PIECES.cut(split(["[name] e-mail/post"]))
    assert [cut.words[at] for at in cut.codes] == [".", "e", "mail", "post"]
    assert _words_apart(pa.array(["A-b"])).to_pylist() == ["a b"]


def test_languages_and_features_do_not_depend_on_the_company(texts):
    english = [text for text in texts if len(text.split()) > 8][:40]
    assert languages(english) == ["en"] * len(english)
    reader = Reader(["staff", "queue"])
    together = reader.read(texts)
    for at in range(0, len(texts), 97):
        alone = Reader(["staff", "queue"]).read([texts[at]])
        mine = slice(together.starts[at], together.starts[at + 1])
        assert together.word[mine].tolist() == alone.word.tolist()
        assert together.turned[mine].tolist() == alone.turned.tolist()
        assert together.numbers[at].tolist() == alone.numbers[0].tolist()


def test_typical_ones_stay():
    wrote = ["slow", "slow", "The app is slow every morning.", "the app is slow every morning!", "No fees, great"]
    assert typical(wrote * 3, 2) == ["The app is slow every morning.", "No fees, great"]
