"""What a study can answer, in the order of the tour: what each analysis needs, and how it is made.

Analyses of open questions are made a question at a time. Those that look closer are asked for by name; the others make
the report. Beside them stand the panels that a study opens.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from cxresearch.errors import CXResearchError, OptionError
from cxresearch.result import Result
from cxresearch.study.answering import closer, making, needs
from cxresearch.study.answering.material import Material
from cxresearch.survey.audiences import CUSTOMERS, STAFF
from cxresearch.wording import did_you_mean, named, say, told

__all__ = ["ANALYSES", "PANELS", "Analysis", "check_name", "problem_in_a_line"]


@dataclass(frozen=True)
class Analysis:
    """One thing that a study may answer.

    Attributes
    ----------
    why_not : callable
        Gives "" where it can be made, else the sentence to say.
    make : callable
        Gives Results; with ``each``, one Result a question.
    each : callable, optional
        Gives the questions that it is made of.
    closer : bool
        Not part of a report unless it is named.
    silent : callable
        Of a Result, the sentence that says why it tells nothing; "" where it tells something.
    """

    name: str
    why_not: Callable[[Material], str]
    make: Callable
    each: Callable[[Material], list[str]] | None = None
    closer: bool = False
    silent: Callable[[Result], str] = lambda result: ""


_closer = partial(Analysis, closer=True)

ANALYSES = (
    Analysis("quality", lambda material: "", making.quality),
    Analysis("perception_gap", needs.no_gap, making.gap),
    _closer("gaps_by_segment", needs.no_gap_by_segment, closer.gaps_by_segment),
    Analysis("excellence", needs.no_gap, closer.excellence),
    _closer("understood", needs.no_understanding, closer.understanding),
    Analysis("prediction_gap", needs.no_prediction, making.prediction),
    Analysis("importance_gap", needs.no_importance, making.importance),
    Analysis("sentiment", needs.no_comments, making.sentiment, lambda material: material.comments,
             silent=making.no_tone),
    Analysis("themes", needs.no_comments, making.themes, lambda material: material.comments,
             silent=making.no_theme),
    Analysis("contrast_words", needs.no_words, making.words, needs.compared_comments),
    _closer("tone_and_rating", needs.no_tone_and_rating, closer.tone_and_rating, needs.rated_comments,
            silent=closer.few_tones),
    _closer("quotes", needs.no_comments, closer.quoted, lambda material: material.comments),
    _closer("room", needs.no_room, closer.room),
    _closer("starts", needs.no_starts, closer.starts),
    _closer("draws_back", needs.no_draws_back, partial(closer.theme_effect, key="draws_back")),
    _closer("disengages", needs.no_disengages, partial(closer.theme_effect, key="disengages")),
    Analysis("nps", needs.no_nps, making.nps),
    _closer("nps_by_segment", needs.no_groups("segment", told("segment")), partial(closer.nps_by, role="segment")),
    _closer("nps_by_unit", needs.no_groups("unit", told("branch, store or team")), partial(closer.nps_by, role="unit")),
    _closer("segments", needs.no_groups("segment", told("segment")), closer.segments_compared),
    Analysis("trend", needs.no_trend, making.trend),
    _closer("consistently", needs.no_consistency, closer.kept),
    _closer("delight_or_ease", needs.no_delight, closer.delight),
    _closer("value", needs.no_value, closer.value),
    _closer("reviews", needs.no_reviews, closer.reviews),
    _closer("transitions", needs.no_transitions, closer.transitions),
    _closer("satisfaction", needs.no_named("satisfaction", told("on satisfaction overall")), closer.satisfied),
    _closer("touchpoints", needs.no_touchpoints, closer.touchpoint_scores),
    Analysis("effort", needs.no_effort, making.ces),
    Analysis("effort_and_leaving", needs.no_leaving, making.leaving),
    _closer("leaving_by_group", needs.no_leaving_by_group, closer.leaving_by_group),
    _closer("best_in_life", needs.no_best, closer.best),
    Analysis("competitors", needs.no_competitors, making.competitors),
    Analysis("drivers", needs.no_drivers, partial(making.drivers, function="loyalty_drivers")),
    Analysis("asymmetry", needs.no_drivers, partial(making.drivers, function="asymmetry")),
    Analysis("priorities", needs.no_drivers, partial(making.drivers, function="priorities")),
    _closer("contact", needs.no_contact, closer.contact),
    _closer("ordered_outcome", needs.no_drivers, closer.ordered_outcome),
    _closer("reliability", needs.no_attitude, closer.consistency),
    Analysis("unit_agreement", needs.no_link, making.agreement),
    Analysis("attitude_loyalty", needs.no_link, making.link),
    _closer("within_between", needs.no_layers, closer.layers),
    _closer("lagged", needs.no_lag, closer.lagged),
    _closer("claim", needs.no_link, partial(closer.claim, published="attitude-leave")),
    Analysis("silos", needs.no_silos, making.silos),
    _closer("silos_by_unit", needs.no_silos_by_unit, closer.silos_by_unit),
    _closer("handoffs", needs.no_named("handoffs", told("on how well departments hand over")), closer.hand_offs),
    Analysis("promise", needs.no_promise, making.promise),
    Analysis("effort_and_result", needs.no_inputs, making.inputs),
    _closer("why_people_leave", needs.no_reasons, closer.reasons),
    _closer("spread_between_units", needs.no_spread("unit"), partial(closer.spread, by="unit")),
    _closer("spread_between_departments", needs.no_spread("group"), partial(closer.spread, by="group")),
    _closer("intent_to_leave", needs.no_intent, closer.intent),
    _closer("owners", needs.no_named("owner", told("on who is responsible for {customers}")), closer.owners),
    _closer("owners_by_department", needs.no_named("owner", told("on who is responsible for {customers}")),
            closer.departments_compared),
    _closer("actions", needs.no_actions, closer.actions),
    _closer("order_over_time", needs.no_order_over_time, closer.order_over_time),
    _closer("giving_or_getting", needs.no_programmes, closer.programmes),
    _closer("five_decisions", needs.no_audit, closer.five_decisions),
    _closer("customer_obsession", needs.no_audit, closer.obsession),
    _closer("obsession_level", needs.no_audit, closer.rung),
    _closer("beliefs", needs.no_beliefs, closer.beliefs),
    _closer("outside_in_readiness", needs.no_audit, closer.readiness),
)  # fmt: skip


def check_name(name: str) -> Analysis:
    """The analysis of a name.

    Raises
    ------
    OptionError
        With the nearest names.
    """
    for analysis in ANALYSES:
        if analysis.name == name:
            return analysis
    known = [analysis.name for analysis in ANALYSES]
    hint = did_you_mean(str(name), known)
    raise OptionError(
        say(
            "No analysis is called {name}.{hint} Known: {known}.",
            name=repr(name),
            hint=hint,
            known=named(known),
        )
    )


def problem_in_a_line(problem: CXResearchError) -> str:
    """A refusal of an analysis as one sentence."""
    return " ".join(str(problem).split())


# Panels: each gives the panel, or None and the sentence that says what is missing.


def _answers(material: Material):
    from cxresearch.widgets.exploring.explorer import explore

    first = material.settings.hypotheses[0] if material.settings.hypotheses else None
    start = {} if first is None or not first.question else {"topic": first.question}
    if start and len(first.between) == 2:
        start["between"] = first.between
    return explore(material.survey, **start), ""


def _comments(material: Material):
    from cxresearch.widgets.exploring.comment_panel import explore_comments

    if why := needs.no_comments(material):
        return None, why
    return explore_comments(material.survey, material.comments[0], codeframe=making.frame_of(material)), ""


def _link(material: Material):
    from cxresearch.widgets.exploring.link_panel import explore_link

    if why := needs.no_link(material):
        return None, why
    return explore_link(
        material.survey, attitude=material.list_of("attitude"), loyalty=material.named("nps"),
        staff=material.called(STAFF), customers=material.called(CUSTOMERS),
    ), ""  # fmt: skip


def _scorecard(material: Material):
    from cxresearch.widgets.exploring.scorecard_panel import explore_scorecard

    if why := needs.no_audit(material):
        return None, why
    return explore_scorecard(material.audits, "five_decisions"), ""


PANELS = {"answers": _answers, "comments": _comments, "link": _link, "scorecard": _scorecard}
