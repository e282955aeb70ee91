"""What a study could not tell, for people who read no code: each analysis by a name of theirs, each reason once."""

import re
from collections.abc import Mapping

from cxresearch.report.client_words import what_is_missing
from cxresearch.speaking import goes_on_small
from cxresearch.wording import say, told

__all__ = ["in_plain_words"]

# Those that make the report; what looks closer is asked for by whoever knows its name.
_CALLED = {
    "quality": told("Data quality"),
    "perception_gap": told("Perception gap"),
    "prediction_gap": told("Predictions of leaders"),
    "importance_gap": told("What matters"),
    "sentiment": told("Tone of the comments"),
    "themes": told("Themes of the comments"),
    "contrast_words": told("Words that set audiences apart"),
    "nps": told("Recommendation"),
    "trend": told("Change over time"),
    "effort": told("Customer effort"),
    "effort_and_leaving": told("Effort and leaving"),
    "competitors": told("Competitors"),
    "drivers": told("What goes with recommendation"),
    "asymmetry": told("What delights and what disappoints"),
    "priorities": told("Priorities"),
    "unit_agreement": told("Agreement within units"),
    "attitude_loyalty": told("Attitude of staff and loyalty of customers"),
    "silos": told("Differences between departments"),
    "promise": told("Promise and delivery"),
    "effort_and_result": told("Effort and result"),
}
_SENTENCE = re.compile(r".+?(?:[.!?](?=\s+[^\W_a-zäöü])|$)", re.DOTALL)


def in_plain_words(left_out: Mapping[str, str]) -> list[str]:
    """A line a reason, without what to write where.

    Parameters
    ----------
    left_out : mapping
        Name of an analysis to why there is none.

    >>> why = "No question was recognised as the one on effort. If it was asked, name it: effort = ..."
    >>> in_plain_words({"effort": why, "effort_and_leaving": why})
    ['Customer effort; Effort and leaving: no question was recognised as the one on effort.']
    """
    named: dict[str, list[str]] = {}
    for name, why in left_out.items():
        named.setdefault(_SENTENCE.match(why)[0], []).append(say(_CALLED[name]) if name in _CALLED else name)
    return [f"{'; '.join(names)}: {_after_a_colon(what_is_missing(reason))}" for reason, names in named.items()]


def _after_a_colon(sentence: str) -> str:
    """It goes on small, where the language does; a word that is no plain one, such as an id, keeps its letters."""
    if not goes_on_small() or not re.match(r"[A-Z][a-z]* ", sentence):
        return sentence
    return sentence[0].lower() + sentence[1:]
