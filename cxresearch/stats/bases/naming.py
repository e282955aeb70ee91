"""How people and topics are named inside a sentence."""

import re

from cxresearch.speaking import goes_on_small
from cxresearch.wording import capital, count, noun, plural, remembered, say

__all__ = ["as_heading", "audience_name", "base_of", "people", "question_in_sentence", "topic_in_sentence"]

_NOUNS = {"Leadership": "leaders", "Staff": "staff", "Customers": "customers"}


def people(audience: str) -> str:
    """What to call an audience inside a sentence.

    >>> people("Leadership"), people("Parents")
    ('leaders', 'Parents')
    """
    return noun(_NOUNS[audience]) if audience in _NOUNS else audience


def as_heading(audience: str) -> str:
    """What to call an audience or group where a line begins; what a client wrote keeps its letters.

    >>> as_heading("Leadership"), as_heading("bpost crew")
    ('Leaders', 'bpost crew')
    """
    return capital(people(audience)) if audience in _NOUNS else audience


def audience_name(audience: str) -> str:
    """An audience by its name, where it stands in a list and not in a sentence.

    >>> audience_name("Leadership"), audience_name("Parents")
    ('Leadership', 'Parents')
    """
    return say(audience) if audience in _NOUNS else audience


def base_of(audience: str, n: float, persons: float | None = None) -> str:
    """An audience with its base, answers apart from persons where some answered more than once.

    >>> base_of("Leadership", 1), base_of("Staff", 640), base_of("Parents", 12), base_of("Customers", 400, 300)
    ('1 leader', '640 staff', '12 Parents', '400 answers of 300 customers')
    """
    if persons is not None and persons < n:
        return say("{answers} of {people}", answers=plural(n, "answer"), people=base_of(audience, persons))
    if audience in _NOUNS:
        many = _NOUNS[audience]
        return plural(n, many if many == "staff" else many[:-1], many)
    return f"{count(n)} {audience}"


@remembered
def question_in_sentence(words: str) -> str:
    """What was asked, within a sentence: a question stands in quotes, a short name as it is.

    >>> question_in_sentence("Recommending the bank"), question_in_sentence("How was it?")
    ('Recommending the bank', '"How was it?"')
    """
    plain = " ".join(words.split())
    long = len(plain) > 60 or plain.endswith(("?", ".", ":", "…"))
    return say('"{words}"', words=plain) if long else plain


@remembered
def topic_in_sentence(topic: str) -> str:
    """A topic within a sentence: "Billing and fees" loses its capital, names, "ATM" and questions keep theirs.

    >>> topic_in_sentence("Billing and fees"), topic_in_sentence("ATM"), topic_in_sentence("How was it?")
    ('billing and fees', 'ATM', '"How was it?"')
    >>> topic_in_sentence("Patient Transport"), topic_in_sentence("McDonald's counter")
    ('Patient Transport', "McDonald's counter")
    """
    plain = question_in_sentence(topic)
    if plain != " ".join(topic.split()):
        return plain
    if not goes_on_small():
        return plain
    # Another capital makes it a name, or a language that writes nouns with one; English "I" is neither.
    others = re.sub(r"\bI\b", "", plain[1:])
    if plain[:1].isupper() and not plain.startswith("I ") and not any(sign.isupper() for sign in others):
        return plain[0].lower() + plain[1:]
    return plain
