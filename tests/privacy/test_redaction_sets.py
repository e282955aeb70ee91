"""How much of what gives a person away goes, on seven sets written by hand, and that innocent sentences stay."""

import re

import pytest

from cxresearch.privacy.redaction import KINDS, redact, redact_texts
from cxresearch.survey.survey import Survey
from tests.privacy.redaction_sets import (
    INNOCENT_1,
    INNOCENT_2,
    INNOCENT_3,
    INNOCENT_4,
    INNOCENT_5,
    INNOCENT_6,
    INNOCENT_7,
    PERSONAL_1,
    PERSONAL_2,
    PERSONAL_3,
    PERSONAL_4,
    PERSONAL_5,
    PERSONAL_6,
    PERSONAL_7,
    innocent,
    personal,
)


def is_gone(clean: str, secrets: list[str]) -> bool:
    """Whether no word of what had to go is left, beside the words in brackets that stand for it."""
    rest = re.sub(r"\[[\w -]+\]", "", clean)
    words = [word for secret in secrets for word in re.findall(r"\w{2,}", secret)]
    return not any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", rest) for word in words)


@pytest.mark.parametrize(
    ("lines", "least"),
    [
        (PERSONAL_1, 60),
        (PERSONAL_2, 60),
        (PERSONAL_3, 48),
        (PERSONAL_4, 58),
        (PERSONAL_5, 30),
        (PERSONAL_6, 58),
        (PERSONAL_7, 30),
    ],
    ids=["first", "second", "third", "fourth", "fifth", "sixth", "seventh"],
)
def test_what_gives_a_person_away_goes(lines, least):
    told = personal(lines)
    cleaned = redact_texts([text for text, _ in told]).texts
    gone = [is_gone(clean, secrets) for clean, (_, secrets) in zip(cleaned, told, strict=True)]
    assert sum(gone) >= least, [text for (text, _), out in zip(told, gone, strict=True) if not out]


@pytest.mark.parametrize(
    ("lines", "most"),
    [
        (INNOCENT_1, 0),
        (INNOCENT_2, 0),
        (INNOCENT_3, 1),
        (INNOCENT_4, 0),
        (INNOCENT_5, 1),
        (INNOCENT_6, 0),
        (INNOCENT_7, 1),
    ],
)
def test_what_is_innocent_stays(lines, most):
    texts = innocent(lines)
    changed = [clean for clean, text in zip(redact_texts(texts).texts, texts, strict=True) if clean != text]
    assert len(changed) <= most, changed


def test_kinds_are_told_apart():
    text = (
        "Frau Lehmann, born 3 May 1980, 12 Acacia Avenue, SW1A 1AA, policy no. AB-123456, plate LK53 WXY, "
        "@anna_92, https://example.org/account?id=77, anna dot berg at example dot org"
    )
    found = {kind: n for kind, n in redact_texts([text]).counts.items() if n}
    assert found == {
        "name": 1, "birth date": 1, "address": 2, "number": 1, "plate": 1, "handle": 1, "link": 1, "e-mail": 1,
    }  # fmt: skip
    assert set(found) <= set(KINDS)


def test_nothing_found_is_never_safe(clean="the app is slow"):
    import pandas as pd

    book = pd.DataFrame({"id": ["why"], "kind": ["verbatim"]})
    survey = Survey.from_frame(pd.DataFrame({"why": [clean] * 3}), codebook=book)
    note = redact(survey).notes[-1]
    assert "nothing found" in note
    assert "does not make the comments safe" in note
