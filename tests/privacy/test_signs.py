"""Where a sign is missing the finder finds nothing: on the sets of redaction, what comes of mixing them, odd signs."""

import random

import pytest

from cxresearch.privacy.redaction import _FINDERS, _PLAIN, _cleaned, redact_texts
from cxresearch.privacy.signs import signs_of
from tests.privacy import redaction_sets

ODD = [
    "DOB 3.5.80", "née le 3 mai 1980", "call \u0661\u0662\u0663 4567 890123",
    "e-mail\u2003anna\u2003@\u2003example.org", "Mr.\u00a0Okafor", "MR SMITH", "mr smith was rude", "M.\u2003Dupont",
    "Sig.ra Rossi", "Dott.ssa Bianchi", "Dr. med. Anna Klein", "Herrn von der Heide", "regards\u2003joan",
    "m.f.g. Joan", "thanks, ANNA", "ask for Anna", "served by K\u0131m", "abcd:ef:ab:cd::", "fe80:0:0:1::2",
    "10.0.0.1", "insta: anna.k", "anna (a) example . org", "anna at example dot co dot uk",
    "mail me anna at gmail.com", "12 Acacia\u2003Avenue", "12 acacia avenue", "Am Alten Markt 3",
    "12, rue de la Paix", "5 bis, avenue Foch", "c/ Alcal\u00e1 12", "Calle de la Paz 5", "Via del Corso, 12",
    "Kerkstraat 12", "P.O. Box 12", "Postfach 12 34", "SW1A 1AA", "sw1a 1aa", "in 80331 M\u00fcnchen",
    "zip code is 90210", "post code AB1 2CD", "1012 AB Amsterdam", "CH-8001 Z\u00fcrich", "policy no. AB-123456",
    "NI QQ 12 34 56 C", "12345678Z", "AB-CD 123", "my reg number is AB12 CDE", "AA-123-BB", "konto 123 456 789",
    "12-34-56 12345678", "4111 1111 1111 1111", "+44 (0)20 7946 0958", "0171/2345678", "\U0001f600 @anna_92",
    "\ud83d @anna_92",
]  # fmt: skip


def texts():
    sets = [getattr(redaction_sets, name) for name in dir(redaction_sets) if name.isupper()]
    told = [line.translate({123: None, 125: None}) for one in sets for line in one.strip().splitlines()]
    draw = random.Random(3)
    pool = [*told, *ODD, *ODD]
    words = [word for text in pool for word in text.split(" ")]
    mixed = [" ".join(draw.choice(words) for _ in range(draw.randint(2, 9))) for _ in range(2_000)]
    joined = [draw.choice((" ", "\n", "")).join(draw.sample(pool, 2))[draw.randint(0, 6) :] for _ in range(1_500)]
    return [*told, *ODD, *mixed, *joined]


def test_no_finder_finds_anything_without_its_sign():
    plain = [text.translate(_PLAIN) for text in texts()]
    there = signs_of(plain)
    found = dict.fromkeys((sign for _, sign, _, _ in _FINDERS), 0)
    for at, text in enumerate(plain):
        for _, sign, digits, find in _FINDERS:
            if (not digits or there["digit"][at]) and list(find(text)):
                found[sign] += 1
                assert there[sign][at], (sign, text)
    assert min(found.values()) >= 4, found


def test_texts_without_a_sign_pass_unread():
    assert _cleaned(["The queue was far too long", "Friendly staff, as always"], ()) == {}
    given = ["The queue", None, float("nan"), "ask Mr Okafor", 3, "ask Mr Okafor"]
    assert redact_texts(given).texts[:2] == ["The queue", None]
    assert redact_texts(given).texts[3:] == ["ask Mr [name]", 3, "ask Mr [name]"]
    assert redact_texts(given).counts["name"] == 2


@pytest.mark.parametrize("text", ODD)
def test_together_as_alone(text):
    alone, together = redact_texts([text]), redact_texts([text, "a queue", "\U0001f600", *ODD])
    assert alone.texts[0] == together.texts[0]
