"""What a client reads: the same sentences, without the advice that is meant for whoever types the calls."""

import re

__all__ = ["for_clients"]

_CALL = re.compile(r"\b[a-z_]{2,}=(?!=)|\b[a-z_]+\(\)|\b(?:survey|cx)\.[a-z_]+")
_PARENTHESES = re.compile(r" ?\([^()]*\)")
_SENTENCE = re.compile(r"(?<=[.!?]) +(?=[A-Z'])")


def for_clients(text: str) -> str:
    """A caveat or a method without its hints to Python; what it says of the data stays.

    Parameters
    ----------
    text : str

    Returns
    -------
    str
        Clauses, remarks in parentheses and sentences that name an option or a call are left out; "" where nothing else
        was said.

    Examples
    --------
    >>> for_clients("2 waves are pooled (2024, 2025); pass by='wave' to keep them apart.")
    '2 waves are pooled (2024, 2025).'
    >>> for_clients("Two are hidden. Pass columns='audience' to see the others.")
    'Two are hidden.'
    """
    kept = []
    for sentence in _SENTENCE.split(text):
        plain = _PARENTHESES.sub(lambda found: "" if _CALL.search(found[0]) else found[0], sentence)
        clauses = [clause for clause in plain.split("; ") if not _CALL.search(clause)]
        if clauses:
            said = "; ".join(clauses).rstrip()
            kept.append(said if said.endswith((".", "!", "?", ":")) else f"{said}.")
    return " ".join(kept)
