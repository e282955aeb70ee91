"""What a client reads: the same sentences, without the advice that is meant for whoever types the calls."""

import re
from itertools import takewhile

__all__ = ["for_clients", "what_is_missing"]

_CALL = re.compile(r"\b[a-z_]{2,}=(?!=)|\b[a-z_]+\(\)|\b(?:survey|cx)\.[a-z_]+|(?<!\w)\.[a-z_]+\(")
_PARENTHESES = re.compile(r" ?\([^()]*\)")
# Where the remedy begins, which is for whoever makes the study: a colon before a small letter, or a new sentence.
_REMEDY = re.compile(r": (?=[a-zäöü])|; |(?<=\w{3}[.!?]) |(?<=[\"'”“»][.!?]) ")
_KEY = re.compile(r"^[a-z][a-z0-9_]*: ")
_SENTENCE = re.compile(r"(?<=[.!?]) +(?=[A-Z'])")


def for_clients(text: str) -> str:
    """A caveat or a method without its hints to Python; what it says of the data stays.

    Parameters
    ----------
    text : str

    Returns
    -------
    str
        Remarks in parentheses and clauses that name an option or a call are left out, to the end of their sentence; ""
        where nothing else was said.

    Examples
    --------
    >>> for_clients("2 waves are pooled (2024, 2025); pass by='wave' to keep them apart.")
    '2 waves are pooled (2024, 2025).'
    >>> for_clients("Two are hidden. Pass columns='audience' to see the others; if that is too many, leave it.")
    'Two are hidden.'
    """
    kept = []
    for sentence in _SENTENCE.split(text):
        plain = _PARENTHESES.sub(lambda found: "" if _CALL.search(found[0]) else found[0], sentence)
        # What goes on behind advice is advice.
        clauses = list(takewhile(lambda clause: not _CALL.search(clause), plain.split("; ")))
        if clauses:
            said = "; ".join(clauses).rstrip()
            kept.append(said if said.endswith((".", "!", "?", ":")) else f"{said}.")
    return " ".join(kept)


def what_is_missing(why: str) -> str:
    """Why something could not be told, without the analysis' name and without what to write where.

    >>> what_is_missing("trend: No column tells the wave, so nothing can be said of change. Name it in study.toml.")
    'No column tells the wave, so nothing can be said of change.'
    >>> what_is_missing("promise: No question asks for the promise: set aspect = promise in its codebook.")
    'No question asks for the promise.'
    """
    text = _KEY.sub("", " ".join(why.split()))
    for found in _REMEDY.finditer(text):
        # A cut within a quoted question would leave half of it.
        if _closed(text[: found.start()]):
            text = text[: found.start()].rstrip(".:; ") + "."
            break
    head, named, _ = text.partition("study.toml")
    if named and (cut := max(head.rfind(", "), head.rfind(" ("))) > 0:
        return head[:cut] + "."
    return text


def _closed(text: str) -> bool:
    """Whether no bracket and no quotation is open at the end."""
    pairs = ("()", "„“") if "„" in text else ("()", "“”")
    opened, closed = re.findall(r"(?<!\w)'(?=\w)", text), re.findall(r"(?<=[\w?!.])'(?!\w)", text)
    return (
        len(opened) <= len(closed)
        and text.count('"') % 2 == 0
        and all(text.count(one) == text.count(other) for one, other in pairs)
    )
