"""What a client reads names questions by their topics, and no call of Python."""

import re

import pytest
from pptx import Presentation

import cxresearch as cx
from cxresearch.report.client_words import for_clients

CALLS = re.compile(r"\b[a-z]+_[a-z_]+\b|\b[a-z_]{2,}=|\b(cx|survey)\.|\.[a-z_]+\(|\[\]|\b(None|True|False)\b")


@pytest.fixture(scope="module", params=["hospital", "harbour-bank"])
def study(request):
    return cx.open_study(request.param)


def ids_of(study):
    """Names of columns that no person would take for words; in square brackets one may tell two of a topic apart."""
    book = study.survey.codebook
    known = [one for one, text, topic in zip(book.id, book.text, book.topic, strict=True)
             if one not in (text, topic) and one.casefold() not in ("nps", "csat")]  # fmt: skip
    assert known
    return re.compile(rf"(?<![\w\[-])({'|'.join(sorted(map(re.escape, known), key=len, reverse=True))})(?![\w-])")


def test_sentences_and_caveats_name_no_column(study):
    ids, found = ids_of(study), []
    for result in study.run():
        said = [*result.sentences(), *map(for_clients, result.caveats)]
        found += [(type(result).__name__, hit[0], text) for text in said for hit in ids.finditer(text)]
    assert not found, found


def test_slides_name_no_column_and_no_call(study, tmp_path):
    ids, found = ids_of(study), []
    deck = Presentation(study.report().to_pptx(tmp_path / "deck.pptx"))
    assert len(deck.slides) > 10
    for number, slide in enumerate(deck.slides, 1):
        for shape in slide.shapes:
            texts = [shape.text_frame.text] if shape.has_text_frame else []
            texts += [cell.text for row in shape.table.rows for cell in row.cells] if shape.has_table else []
            found += [(number, hit[0], text) for text in texts for sign in (ids, CALLS) for hit in sign.finditer(text)]
    assert not found, found
