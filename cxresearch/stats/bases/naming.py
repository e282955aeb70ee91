"""How people and topics are named inside a sentence."""

from cxresearch.wording import count, plural

__all__ = ["base_of", "people", "topic_in_sentence"]

_NOUNS = {"Leadership": "leaders", "Staff": "staff", "Customers": "customers"}


def people(audience: str) -> str:
    """What to call an audience inside a sentence.

    >>> people("Leadership"), people("Parents")
    ('leaders', 'Parents')
    """
    return _NOUNS.get(audience, audience)


def base_of(audience: str, n: float, persons: float | None = None) -> str:
    """An audience with its base, answers apart from persons where some answered more than once.

    >>> base_of("Leadership", 1), base_of("Staff", 640), base_of("Parents", 12), base_of("Customers", 400, 300)
    ('1 leader', '640 staff', '12 Parents', '400 answers of 300 customers')
    """
    if persons is not None and persons < n:
        return f"{plural(n, 'answer')} of {base_of(audience, persons)}"
    noun = people(audience)
    if noun in ("leaders", "customers"):
        return plural(n, noun[:-1])
    return f"{count(n)} {noun}"


def topic_in_sentence(topic: str) -> str:
    """A topic within a sentence: "Billing and fees" loses its capital, "ATM" and questions keep theirs.

    >>> topic_in_sentence("Billing and fees"), topic_in_sentence("ATM"), topic_in_sentence("How was it?")
    ('billing and fees', 'ATM', '"How was it?"')
    """
    plain = " ".join(topic.split())
    if len(plain) > 60 or plain.endswith(("?", ".", ":")):
        return f'"{plain}"'
    if plain[:1].isupper() and (len(plain) == 1 or plain[1:2].islower()):
        return plain[0].lower() + plain[1:]
    return plain
