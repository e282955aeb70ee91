"""Kinds, aspects, roles and scales of questions as people read them; the codebook keeps its own names."""

from cxresearch.combining.candidates import AudienceQuestion
from cxresearch.wording import say, told

__all__ = ["aspect_in_words", "kind_in_words", "role_in_words", "scale_in_words"]

# In English a kind, an aspect, a role is called as the codebook calls it.
_ASPECTS = (
    told("experience"), told("importance"), told("expectation"), told("promise"), told("prediction"),
    told("understood"),
)  # fmt: skip
_KINDS = (
    told("rating"), told("nps"), told("effort"), told("choice"), told("multi"), told("verbatim"), told("number"),
    told("date"), told("ranking"), told("duration"), told("comment"),
)  # fmt: skip
_ROLES = (
    told("respondent"), told("audience"), told("unit"), told("group"), told("segment"), told("wave"), told("weight"),
    told("n"),
)  # fmt: skip


def aspect_in_words(aspect: str) -> str:
    """An aspect of the codebook as people read it.

    >>> aspect_in_words("prediction")
    'prediction'
    """
    return say(aspect) if aspect in _ASPECTS else aspect


def kind_in_words(kind: str) -> str:
    """A kind of the codebook as people read it, or a family of kinds.

    >>> kind_in_words("verbatim"), kind_in_words("scaled")
    ('verbatim', 'rating')
    """
    kind = "rating" if kind == "scaled" else kind
    return say(kind) if kind in _KINDS else kind


def role_in_words(role: str) -> str:
    """A role, or several with commas, as people read it.

    >>> role_in_words("unit, wave")
    'unit, wave'
    """
    return ", ".join(say(one) if one in _ROLES else one for one in role.split(", "))


def scale_in_words(question: AudienceQuestion) -> str:
    """Its scale for a sentence, in the language of now; empty without one."""
    if question.scale is None:
        return ""
    span = f"{question.scale.low:g}-{question.scale.high:g}"
    if question.has_marks:
        return say("{span} school marks", span=span)
    if question.turned:
        return say("{span}, of which {best} is the best", span=span, best=f"{question.scale.low:g}")
    return span
