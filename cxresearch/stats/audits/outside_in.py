"""Instruments that hold words beside deeds: which questions of a survey they mean, and the analysis behind each.

The file of such an instrument says what is asked, and the words by which a survey's own question is known. Where a
survey asks it in other words, the caller names the question; nothing is taken for a question that it is not.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from cxresearch.errors import OptionError, QuestionError, SurveyFileError
from cxresearch.stats.audits.instrument_parts import Instrument
from cxresearch.stats.audits.ownership import Ownership, ownership
from cxresearch.stats.audits.promises import PromiseAndDelivery, promise_and_delivery
from cxresearch.stats.bases.rows import audience_rows
from cxresearch.stats.linkage.effort_result import EffortAndResult, effort_and_result
from cxresearch.stats.linkage.handoffs import handoffs
from cxresearch.stats.loyalty.best_in_life import best_in_life
from cxresearch.stats.loyalty.competitors import AgainstCompetitors, against_competitors
from cxresearch.stats.loyalty.effort_leaving import EffortAndLeaving, effort_and_leaving
from cxresearch.survey.audiences import CUSTOMERS, STAFF
from cxresearch.survey.labels import normalise
from cxresearch.survey.survey import Survey
from cxresearch.wording import named, say

__all__ = ["competitors_of", "customer_effort", "effort_of_units", "promise_of", "silos_of"]


def customer_effort(
    survey: Survey,
    instrument: Instrument,
    *,
    effort: str | None = None,
    leaving: str | None = None,
    recommending: str | Iterable[str] | None = None,
    best: str | None = None,
    own: str | None = None,
    company: str | None = None,
    by: str | Iterable[str] | None = None,
    direction: str = "easy",
    confidence: float = 0.95,
    adjust: str = "holm",
    privacy: bool = True,
) -> EffortAndLeaving:
    """Effort against leaving, with the best in life beside it where it was asked; see `effort_and_leaving`."""
    options = {"confidence": confidence, "adjust": adjust, "privacy": privacy}
    effort = _meant(survey, instrument, "effort", effort, ("effort", "rating"))
    leaving = _meant(survey, instrument, "leaving", leaving, ("choice", "number"))
    if recommending is None:
        recommending = _all_meant(survey, instrument, "recommending", ("nps", "choice"), CUSTOMERS)
    found = effort_and_leaving(
        survey, effort, leaving, by=by, direction=direction, recommending=recommending, **options
    )
    sides = [_meant(survey, instrument, role, given, ("rating",), needed=False) for role, given in
             (("best", best), ("own", own))]  # fmt: skip
    if None in sides:
        caveat = say(
            "No question was recognised as the one on whoever makes life easiest (best=, own=), so there is no best in "
            "life beside it."
        )
        return replace(found, caveats=[*found.caveats, caveat])
    company = _meant(survey, instrument, "company", company, ("choice",), needed=False)
    return replace(found, best_in_life=best_in_life(survey, *sides, company=company, **options))


def promise_of(
    survey: Survey,
    instrument: Instrument,
    *,
    topics: str | Iterable[str] | None = None,
    ability: str | None = None,
    by: str | Iterable[str] | None = None,
    margin: float = 10.0,
    confidence: float = 0.95,
    adjust: str = "holm",
    privacy: bool = True,
) -> PromiseAndDelivery:
    """The three gaps of promise and delivery; see `promise_and_delivery`."""
    ability = _meant(survey, instrument, "ability", ability, ("rating",), who=STAFF, needed=False)
    return promise_and_delivery(
        survey, topics, by=by, ability=ability, margin=margin, confidence=confidence, adjust=adjust, privacy=privacy
    )


def effort_of_units(
    survey: Survey,
    instrument: Instrument,
    *,
    inputs=None,
    outcome: str | list[str] | None = None,
    unit: str = "unit",
    wave: object = None,
    measures: str | Iterable[str] | None = None,
    confidence: float = 0.95,
    adjust: str = "holm",
    privacy: bool = True,
) -> EffortAndResult:
    """Units' inputs against what their customers say; see `effort_and_result`."""
    if inputs is None:
        raise OptionError(say(
            "{title} needs inputs=, a CSV or a frame with a row a unit: what the units did, in numbers.",
            title=instrument.title,
        ))  # fmt: skip
    if outcome is None:
        outcome = _meant(survey, instrument, "outcome", None, ("nps", "effort", "rating"))
    return effort_and_result(
        survey, inputs, outcome=outcome, unit=unit, wave=wave, measures=measures, confidence=confidence, adjust=adjust,
        privacy=privacy,
    )  # fmt: skip


def silos_of(
    survey: Survey,
    instrument: Instrument,
    *,
    owner: str | None = None,
    by: str | Sequence[str] = "audience",
    department: str = "group",
    confidence: float = 0.95,
    adjust: str = "holm",
    privacy: bool = True,
) -> Ownership:
    """Who is said to own the customer, with the hand-offs both ways where they were rated; see `ownership`."""
    options = {"confidence": confidence, "adjust": adjust, "privacy": privacy}
    owner = _meant(survey, instrument, "owner", owner, ("choice",), who=None)
    found = ownership(survey, owner, by=by, department=department, **options)
    roads = _all_meant(survey, instrument, "hand_offs", ("rating",), STAFF)
    if not roads:
        caveat = say("No hand-off was rated, so there is no reciprocity gap beside it.")
        return replace(found, caveats=[*found.caveats, caveat])
    return replace(found, handoffs=handoffs(survey, roads, by=department, **options))


def competitors_of(
    survey: Survey,
    instrument: Instrument,
    *,
    competitors=None,
    question: str | None = None,
    name: str | None = None,
    confidence: float = 0.95,
    adjust: str = "holm",
) -> AgainstCompetitors:
    """Customers' NPS beside competitors'; see `against_competitors`."""
    if competitors is None:
        raise OptionError(say(
            "{title} needs competitors=, a CSV or a frame with the columns name, nps, n, year and source.",
            title=instrument.title,
        ))  # fmt: skip
    question = _meant(survey, instrument, "question", question, ("nps",))
    customers = survey.only(audience=CUSTOMERS) if CUSTOMERS in survey.audiences else survey
    return against_competitors(
        customers, competitors, question=question, name=name, confidence=confidence, adjust=adjust
    )


# -- which question is meant ---------------------------------------------------------------------


def _meant(
    survey: Survey,
    instrument: Instrument,
    role: str,
    given: str | None,
    kinds: Sequence[str],
    *,
    who: str | None = CUSTOMERS,
    needed: bool = True,
) -> str | None:
    """The question that was named, or the only one that the file's words fit; the first words that fit one decide."""
    if given is not None:
        return survey.find(given)
    words, unclear = _words(instrument, role), []
    for word in words:
        hits = _hits(survey, word, kinds, who)
        if len(hits) == 1:
            return hits[0]
        unclear = unclear or hits
    if not needed and not unclear:
        return None
    raise QuestionError(say(
        "{place}: no single question of {survey} is {role}; these could be it: {found}. Name it: scorecard(survey, "
        "{id}, {role_2}=...)." if unclear else
        "{place}: no single question of {survey} is {role}; looked for {found}. Name it: scorecard(survey, {id}, "
        "{role_2}=...).",
        place=instrument.place(instrument.lines.get('questions')), survey=survey.name, role=repr(role),
        found=named(unclear, most=6) if unclear else named(words),
        id=repr(instrument.id), role_2=role,
    ))  # fmt: skip


def _all_meant(survey: Survey, instrument: Instrument, role: str, kinds: Sequence[str], who: str | None) -> list[str]:
    hits = [question for word in _words(instrument, role) for question in _hits(survey, word, kinds, who)]
    return list(dict.fromkeys(hits))


def _words(instrument: Instrument, role: str) -> list[str]:
    asked = instrument.options.get("questions") or {}
    told = asked.get(role) if isinstance(asked, dict) else None
    if told is None:
        return []
    words = told.get("words") if isinstance(told, dict) else told
    words = [words] if isinstance(words, str) else words
    if not isinstance(words, list) or not all(isinstance(word, str) and normalise(word) for word in words):
        raise SurveyFileError(say(
            "{place}: {role} needs words, such as 'words: [closed]'.",
            place=instrument.place(instrument.lines.get('questions')), role=role,
        ))  # fmt: skip
    # Who asked it as the file has it, in any of its languages, asked this and nothing else.
    return [*instrument.texts_of("questions", role), *words]


def _hits(survey: Survey, word: str, kinds: Sequence[str], who: str | None) -> list[str]:
    """Questions whose id is the word, or whose text holds it, and which the audience answered."""
    book, key = survey.codebook, normalise(word)
    rows = audience_rows(survey, who if who in survey.audiences else None)
    fits = [
        question
        for question, text, kind in zip(book.id, book.text, book.kind, strict=True)
        if kind in kinds and (normalise(question) == key or f" {key} " in f" {normalise(text)} ")
    ]
    return [question for question in fits if np.any(survey.encoded(question).codes[rows] >= 0)]
