"""What a study could not tell, for people who read no code: each analysis by a name of theirs, each reason once."""

import re
from collections.abc import Mapping

from cxresearch.report.client_words import what_is_missing
from cxresearch.speaking import goes_on_small
from cxresearch.wording import say, told

__all__ = ["called", "in_plain_words"]

_CALLED = {
    "quality": told("Data quality"),
    "perception_gap": told("Perception gap"),
    "gaps_by_segment": told("Perception gap by segment"),
    "excellence": told("Who calls it excellent"),
    "understood": told("Clear, but not understood"),
    "prediction_gap": told("Predictions of leaders"),
    "importance_gap": told("What matters"),
    "sentiment": told("Tone of the comments"),
    "themes": told("Themes of the comments"),
    "contrast_words": told("Words that set audiences apart"),
    "tone_and_rating": told("Tone against rating"),
    "quotes": told("Comments word for word"),
    "room": told("Sheets of the workshop beside the comments"),
    "starts": told("What to start"),
    "draws_back": told("What draws people back"),
    "disengages": told("What makes staff disengage"),
    "nps": told("Recommendation"),
    "nps_by_segment": told("Recommendation by segment"),
    "nps_by_unit": told("Recommendation by unit"),
    "segments": told("Which segments differ"),
    "trend": told("Change over time"),
    "consistently": told("Kept each time"),
    "delight_or_ease": told("Delight or ease"),
    "value": told("What goes with loyalty"),
    "reviews": told("What is said in public"),
    "transitions": told("Who moved, and who only seemed to"),
    "satisfaction": told("Satisfaction overall"),
    "touchpoints": told("Scores of the touchpoints"),
    "effort": told("Effort"),
    "effort_and_leaving": told("Effort and leaving"),
    "leaving_by_group": told("Effort and leaving by department"),
    "best_in_life": told("Best in life"),
    "competitors": told("Competitors"),
    "drivers": told("What goes with recommendation"),
    "asymmetry": told("What delights and what disappoints"),
    "priorities": told("Priorities"),
    "contact": told("What meeting staff does to recommendation"),
    "ordered_outcome": told("Recommendation as an ordered answer"),
    "reliability": told("Reliability of a scale"),
    "unit_agreement": told("Agreement within units"),
    "attitude_loyalty": told("Attitude of staff and loyalty"),
    "within_between": told("Within units and between units"),
    "lagged": told("Attitude and loyalty across waves"),
    "claim": told("Comparison with a published figure"),
    "silos": told("Differences between departments"),
    "silos_by_unit": told("Differences between units"),
    "handoffs": told("Hand-offs between departments"),
    "promise": told("Promise and delivery"),
    "effort_and_result": told("Effort and result"),
    "why_people_leave": told("Why people leave"),
    "spread_between_units": told("How far units lie apart"),
    "spread_between_departments": told("How far departments lie apart"),
    "intent_to_leave": told("What goes with the wish to leave"),
    "owners": told("Who is responsible, as leaders and staff see it"),
    "owners_by_department": told("Who is responsible, by department"),
    "actions": told("Actions, and what became of them"),
    "order_over_time": told("Order of the touchpoints over time"),
    "giving_or_getting": told("Giving or getting"),
    "five_decisions": told("Five decisions"),
    "customer_obsession": told("Customer obsession"),
    "obsession_level": told("Level of customer obsession"),
    "beliefs": told("Limiting beliefs"),
    "outside_in_readiness": told("Outside-in readiness"),
}
_SENTENCE = re.compile(r".+?(?:[.!?](?=\s+[^\W_a-zäöü])|$)", re.DOTALL)


def called(analysis: str) -> str:
    """An analysis by a name that people read.

    >>> called("nps_by_unit")
    'Recommendation by unit'
    """
    return say(_CALLED[analysis])


def in_plain_words(left_out: Mapping[str, str]) -> list[str]:
    """A line a reason, without what to write where.

    Parameters
    ----------
    left_out : mapping
        Name of an analysis to why there is none.

    >>> why = "No question was recognised as the one on effort. If it was asked, name it: effort = ..."
    >>> in_plain_words({"effort": why, "effort_and_leaving": why})
    ['Effort; Effort and leaving: no question was recognised as the one on effort.']
    """
    named: dict[str, list[str]] = {}
    for name, why in left_out.items():
        named.setdefault(_SENTENCE.match(why)[0], []).append(called(name))
    return [f"{'; '.join(names)}: {_after_a_colon(what_is_missing(reason))}" for reason, names in named.items()]


def _after_a_colon(sentence: str) -> str:
    """It goes on small, where the language does; a word that is no plain one, such as an id, keeps its letters."""
    if not goes_on_small() or not re.match(r"[A-Z][a-z]* ", sentence):
        return sentence
    return sentence[0].lower() + sentence[1:]
