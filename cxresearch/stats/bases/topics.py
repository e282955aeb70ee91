"""Questions that meet by topic: the same touchpoint as lived, as important, as promised, as predicted."""

from collections.abc import Iterable

from cxresearch.errors import QuestionError
from cxresearch.survey.audiences import side_of
from cxresearch.survey.labels import normalise
from cxresearch.survey.survey import Survey
from cxresearch.survey.tally import tally
from cxresearch.wording import did_you_mean, named, say

__all__ = ["found_or_itself", "questions_by_topic", "require_audience", "shared_topics"]


def require_audience(survey: Survey, audience: str) -> str:
    """The audience, if the survey has it; of a shared name the one that stands for it under a name of its own.

    Raises
    ------
    QuestionError
        Naming the audiences that are there.
    """
    if "audience" not in survey.roles:
        raise QuestionError(say(
            "{survey} has no audience. Give the column its role: survey.with_roles(audience=...).",
            survey=survey.name,
        ))  # fmt: skip
    if audience not in survey.audiences:
        own = [name for name in survey.audiences if side_of(name) == audience]
        if len(own) == 1:
            return own[0]
        raise QuestionError(say(
            "No audience {audience} in {survey}.{hint} Found: {audiences}. Pass one of these.",
            audience=repr(audience), survey=survey.name, hint=did_you_mean(audience, survey.audiences),
            audiences=named(survey.audiences),
        ))  # fmt: skip
    return audience


def questions_by_topic(survey: Survey, aspect: str, audience: str) -> dict[str, str]:
    """Normalised topic to question id, of the questions of an aspect that an audience answered.

    Where an audience was asked twice about a topic, the question with more answers counts.
    """
    asked = survey.questions(aspect=aspect)
    if not asked:
        return {}
    account = tally(survey, asked, by=["audience"]).account
    answered = account[account["audience"] == audience].set_index("question").kept
    found: dict[str, str] = {}
    for question, topic in survey.codebook.set_index("id").topic[asked].items():
        kept, key = answered.get(question, 0), normalise(topic)
        if kept > 0 and kept > answered.get(found.get(key), 0):
            found[key] = question
    return found


def shared_topics(
    survey: Survey, sides: Iterable[dict[str, str]], wanted: Iterable[str] | str | None
) -> dict[str, str]:
    """Normalised topic to its wording, of the topics that every side has, or of the wanted ones.

    Parameters
    ----------
    sides : mappings of normalised topic to question id
    wanted : list of topics, question ids or texts, optional

    Raises
    ------
    QuestionError
        If a wanted topic is not there on every side.
    """
    sides = list(sides)
    topics = survey.codebook.set_index("id").topic
    common = [key for key in sides[0] if all(key in side for side in sides[1:])]
    wording = {key: topics[sides[0][key]] for key in common}
    if wanted is None:
        return wording
    chosen: dict[str, str] = {}
    for name in [wanted] if isinstance(wanted, str) else wanted:
        key = normalise(name)
        if key not in wording:
            key = normalise(topics.get(name, topics.get(found_or_itself(survey, name), name)))
        if key not in wording:
            raise QuestionError(say(
                "No topic {name} that all sides were asked about.{hint} Found: {values}.",
                name=repr(name), hint=did_you_mean(name, wording.values()), values=named(wording.values()),
            ))  # fmt: skip
        chosen[key] = wording[key]
    return chosen


def found_or_itself(survey: Survey, name: str, **how) -> str:
    """What a name stands for (``how`` as in ``Survey.find``); a name that is none is left to those who know more."""
    try:
        return survey.find(name, **how)
    except QuestionError:
        return name
