"""Analyses that look closer: asked for by name in the notebooks, and left out of a report unless they are named."""

from functools import partial

from cxresearch.result import Result
from cxresearch.study.answering.making import frame_of, link
from cxresearch.study.answering.material import Material, wrote_by
from cxresearch.survey.audiences import CUSTOMERS, LEADERSHIP, STAFF
from cxresearch.wording import plural, say

__all__ = [
    "actions", "beliefs", "best", "claim", "consistency", "contact", "delight", "departments_compared", "excellence",
    "few_tones", "five_decisions", "gaps_by_segment", "hand_offs", "intent", "kept", "lagged", "layers",
    "leaving_by_group",
    "nps_by", "obsession", "order_over_time", "ordered_outcome", "owners", "programmes", "quoted", "readiness",
    "reasons", "reviews", "room", "rung", "satisfied", "score", "segments_compared", "silos_by_unit", "spread",
    "starts", "theme_effect", "tone_and_rating", "touchpoint_scores", "transitions", "understanding", "value",
]  # fmt: skip

# Fewer scored comments than this make no share worth a sentence.
_FEWEST_TONES = 10


def nps_by(material: Material, role: str) -> list[Result]:
    """The score of every value of a role."""
    from cxresearch.stats.loyalty.measures import nps

    return [nps(material.customers, material.named("nps"), by=role, **material.options)]


def segments_compared(material: Material) -> list[Result]:
    """Which segments differ, by the interval of the difference."""
    from cxresearch.stats.loyalty.groups import compare_groups

    return [compare_groups(material.customers, material.named("nps"), by="segment", metric="nps", **material.options)]


def excellence(material: Material) -> list[Result]:
    """Who calls it excellent: the two best answers of scales of ten steps or eleven, else the best."""
    from cxresearch.stats.audits.excellent import excellence_gap

    questions = material.list_of("excellent") or material.shared
    fine = all(9 < material.survey.scale_of(question).points < 12 for question in questions)
    return [excellence_gap(material.survey, questions, top=2 if fine else 1, **material.options)]


def understanding(material: Material) -> list[Result]:
    """What works and is understood, and what only those inside take for clear."""
    from cxresearch.stats.enthusiasm.understood import clear_but_not_understood

    return [clear_but_not_understood(material.survey, outside=material.called(CUSTOMERS),
                                     **material.options)]  # fmt: skip


def gaps_by_segment(material: Material) -> list[Result]:
    """The views of leaders and staff beside each segment of customers (their channel, where that is the segment)."""
    from cxresearch.stats.perception.gaps import perception_gap

    customers = material.called(CUSTOMERS)
    others = [name for name in material.survey.audiences if name != customers]
    return [
        perception_gap(
            material.survey, material.shared, by="segment", between=[(name, customers) for name in others],
            margin=material.settings.margin, reference=customers, **material.options,
        )
    ]  # fmt: skip


def reasons(material: Material) -> list[Result]:
    """What leaders guess why people leave, beside what staff say."""
    from cxresearch.stats.perception.prediction import prediction_gap

    return [
        prediction_gap(
            material.survey, [material.named("reason_predicted"), material.named("reason")],
            predictor=material.called(LEADERSHIP), actual=material.called(STAFF),
            **material.options,
        )
    ]  # fmt: skip


def spread(material: Material, by: str) -> list[Result]:
    """How far branches or departments lie apart on what is sensitive, without naming one."""
    from cxresearch.stats.people.spread import unit_spread

    staff = material.audience(STAFF) or material.survey
    asked = material.list_of("feelings") or material.list_of("attitude")
    asked += [question for question in [material.named("intent")] if question and question not in asked]
    return [unit_spread(staff, asked, by=by, **material.options)]


def intent(material: Material) -> list[Result]:
    """What goes with the wish to leave, departments held alike, branches as clusters."""
    from cxresearch.stats.people.intent import intent_to_leave

    staff = material.audience(STAFF) or material.survey
    controls = ["group"] if material.staff_groups("group") > 1 else []
    return [intent_to_leave(staff, material.named("intent"), material.list_of("feelings"), controls=controls,
                            **material.options)]  # fmt: skip


def actions(material: Material) -> list[Result]:
    """What it takes to see each decided action, or what became of it."""
    from cxresearch.stats.acting.actions import follow_actions

    return [
        follow_actions(
            material.waves, material.settings.place(material.settings.actions), margin=material.settings.margin,
            population=material.population_by_wave, **material.options,
        )
    ]  # fmt: skip


def kept(material: Material) -> list[Result]:
    """Whether the promise, or what is lived, is the same in every unit and wave."""
    from cxresearch.stats.enthusiasm.kept import kept_consistently

    asked = material.asked(CUSTOMERS, aspect="promise") or material.touchpoints
    return [kept_consistently(material.customers_of_all_waves, asked, margin=material.settings.margin,
                              **material.options)]  # fmt: skip


def delight(material: Material) -> list[Result]:
    """Penalty and reward of effort, as the question whether delighting is worth it."""
    from cxresearch.stats.enthusiasm.delight import delight_or_ease

    return [delight_or_ease(material.customers, material.named("nps"), material.named("effort"),
                            **material.options)]  # fmt: skip


def value(material: Material) -> list[Result]:
    """What goes with being a promoter, in money or in leaving."""
    from cxresearch.stats.enthusiasm.value import loyalty_and_value

    settings = material.settings
    return [loyalty_and_value(material.customers, settings.place(settings.values), question=material.named("nps"),
                              name=settings.values_called, unit=settings.values_unit, **material.options)]  # fmt: skip


def reviews(material: Material) -> list[Result]:
    """Public reviews beside the satisfaction of those who were asked."""
    from cxresearch.loaders.review_files import read_reviews
    from cxresearch.stats.enthusiasm.reviews import public_reviews

    settings, asked = material.settings, material.named("satisfaction")
    scale = material.survey.scale_of(asked) if asked else None
    beside = asked if scale is not None and scale.points == 5 else None
    found = read_reviews(settings.place(settings.reviews))
    return [public_reviews(found, material.customers, question=beside, **material.options)]


def transitions(material: Material) -> list[Result]:
    """Who moved between the last two waves, beside what the scale does by itself."""
    from cxresearch.stats.enthusiasm.transitions import loyalty_transitions

    return [loyalty_transitions(material.customers_of_all_waves, material.named("nps"),
                                reliability=material.settings.reliability, **material.options)]  # fmt: skip


def satisfied(material: Material) -> list[Result]:
    """The share of the top answers on satisfaction overall."""
    from cxresearch.stats.loyalty.measures import csat

    return [csat(material.customers, material.named("satisfaction"), **material.options)]


def touchpoint_scores(material: Material) -> list[Result]:
    """Every touchpoint on 0-100."""
    from cxresearch.stats.loyalty.measures import mean_score

    return [mean_score(material.customers, material.touchpoints, scale="0-100",
                       **material.options)]  # fmt: skip


def leaving_by_group(material: Material) -> list[Result]:
    """Effort and leaving by the department that handled the matter."""
    from cxresearch.stats.loyalty.effort_leaving import effort_and_leaving

    answer = material.settings.questions.get("leaving_answer")
    return [effort_and_leaving(material.customers, material.named("effort"), material.named("leaving"), by="group",
                               yes=answer, **material.options)]  # fmt: skip


def best(material: Material) -> list[Result]:
    """The client beside whoever makes its customers' life easiest."""
    from cxresearch.stats.loyalty.best_in_life import best_in_life

    return [
        best_in_life(
            material.customers, material.named("best_in_life"), material.named("own_ease"),
            company=material.named("best_in_life_company"), name=material.settings.client or None,
            margin=material.settings.margin, **material.options,
        )
    ]  # fmt: skip


def contact(material: Material) -> list[Result]:
    """Whether meeting bad staff costs more than meeting good ones earns."""
    from cxresearch.stats.drivers.asymmetry import asymmetry

    return [asymmetry(material.customers, material.named("nps"), [material.named("contact")], **material.options)]


def ordered_outcome(material: Material) -> list[Result]:
    """Recommendation as the ordered answer that it is."""
    from cxresearch.stats.drivers.ordinal import ordinal_model

    return [ordinal_model(material.customers, material.named("nps"), material.touchpoints, **material.options)]


def consistency(material: Material) -> list[Result]:
    """Whether the questions on attitude hang together."""
    from cxresearch.stats.quality.consistency import reliability

    staff = material.audience(STAFF) or material.survey
    return [reliability(staff, material.list_of("attitude"), **material.options)]


def layers(material: Material) -> list[Result]:
    """Within units and between them."""
    from cxresearch.stats.linkage.multilevel import within_between

    return [within_between(material.customers, material.named("nps"), material.named("contact"), **material.options)]


def lagged(material: Material) -> list[Result]:
    """Which comes first, attitude or loyalty."""
    from cxresearch.stats.linkage.lagged import attitude_loyalty_lagged

    return [
        attitude_loyalty_lagged(
            material.waves, attitude=material.list_of("attitude"), loyalty=material.named("nps"),
            staff=material.called(STAFF), customers=material.called(CUSTOMERS), **material.options,
        )
    ]  # fmt: skip


def claim(material: Material, published: str) -> list[Result]:
    """The link beside a figure that circulates."""
    from cxresearch.stats.loyalty.benchmarks import compare_with_claim

    return [compare_with_claim(link(material)[0], published)]


def silos_by_unit(material: Material) -> list[Result]:
    """How much of recommendation lies between branches."""
    from cxresearch.stats.linkage.silos import silos

    return [silos(material.customers, material.named("nps"), by="unit", **material.options)]


def hand_offs(material: Material) -> list[Result]:
    """How departments rate each other's hand-offs."""
    from cxresearch.stats.linkage.handoffs import handoffs

    staff = material.audience(STAFF) or material.survey
    return [handoffs(staff, material.list_of("handoffs"), **material.options)]


def owners(material: Material) -> list[Result]:
    """Who owns the customer, as leaders and as staff see it."""
    from cxresearch.stats.audits.ownership import ownership

    between = (material.called(LEADERSHIP), material.called(STAFF))
    return [ownership(material.survey, material.named("owner"), between=between, **material.options)]


def departments_compared(material: Material) -> list[Result]:
    """Who owns the customer, by the department of staff."""
    from cxresearch.stats.audits.ownership import ownership

    staff = material.audience(STAFF) or material.survey
    return [ownership(staff, material.named("owner"), by="group", **material.options)]


def order_over_time(material: Material) -> list[Result]:
    """Whether the order of touchpoints holds from wave to wave."""
    from cxresearch.stats.perception.rank_stability import rank_stability

    return [rank_stability(material.waves, material.touchpoints, audience=material.called(CUSTOMERS),
                           **material.options)]  # fmt: skip


def score(material: Material, instrument: str) -> list[Result]:
    """One instrument on the file of audits."""
    from cxresearch.stats.audits.catalogue import scorecard

    return [scorecard(material.audits, instrument, margin=material.settings.margin, **material.options)]


def rung(material: Material) -> list[Result]:
    """On which rung of customer obsession each audience sees the company."""
    return [score(material, "customer_obsession")[0].level]


def programmes(material: Material) -> list[Result]:
    """What each customer programme gives and gets."""
    from cxresearch.stats.audits.catalogue import scorecard

    return [scorecard(material.programmes, "giving_or_getting", **material.options)]


def few_tones(result: Result) -> str:
    """Why tone and rating are not held against each other; "" where enough comments were scored."""
    if result.n >= _FEWEST_TONES:
        return ""
    return say("{comments} beside a rating could be scored, too few to hold tone and rating against each other.",
               comments=plural(result.n, "comment"))  # fmt: skip


def tone_and_rating(material: Material, question: str) -> Result:
    """Where what customers write contradicts how they rate."""
    from cxresearch.text.tone_and_rating import tone_against_rating

    return tone_against_rating(material.customers, question, material.named("nps"), **material.options)


def quoted(material: Material, question: str) -> Result:
    """What people wrote about the theme that most of them name."""
    from cxresearch.text.quotes import quotes
    from cxresearch.text.themes.named import themes

    found = themes(material.survey, question, by=wrote_by(material, question), codeframe=frame_of(material)).table
    counted = found[found.theme != "other"].groupby("theme", sort=True)["count"].sum()
    return quotes(material.survey, question, theme=counted.idxmax() if counted.max() > 0 else None,
                  codeframe=frame_of(material), **material.options)  # fmt: skip


def room(material: Material) -> list[Result]:
    """What the sheets of a workshop name, beside what people wrote in the survey."""
    from tempfile import mkdtemp

    from cxresearch.text.compare import compare_answers
    from cxresearch.text.themes.named import themes
    from cxresearch.workshop.board import Workshop

    place = material.settings.place(material.settings.workshop)
    with Workshop(place) if place.is_dir() else Workshop.replay(mkdtemp(), place) as workshop:
        sheets = workshop.to_survey()
    frame = frame_of(material)
    written = themes(material.survey, material.comments, by="audience", codeframe=frame) if "audience" in (
        wrote_by(material, question) for question in material.comments
    ) else None  # fmt: skip
    sheet = "group" if "group" in sheets.roles else None
    return [compare_answers(sheets, sheet=sheet, privacy=False, survey_themes=written, codeframe=frame)]


def theme_effect(material: Material, key: str) -> list[Result]:
    """What goes with the themes of what draws customers back, or of what makes staff disengage."""
    from cxresearch.text.themes.theme_effects import theme_effects

    people, outcome = (
        (material.customers, material.named("nps"))
        if key == "draws_back"
        else (material.audience(STAFF) or material.survey, material.named("intent"))
    )
    # The frame of a study is made for what customers write; of staff the one that fits is taken.
    frame = frame_of(material) if key == "draws_back" else None
    return [theme_effects(people, material.named(key), outcome, codeframe=frame, **material.options)]


def starts(material: Material) -> list[Result]:
    """What the room wants to go on with and to start, in an order with shared places."""
    from cxresearch.study.answering.making import gap
    from cxresearch.text.starts import what_to_start

    return [
        what_to_start(
            material.settings.place(material.settings.starts), gap(material)[0],
            between=(material.called(LEADERSHIP), material.called(CUSTOMERS)), codeframe=frame_of(material),
            **material.options,
        )
    ]  # fmt: skip


five_decisions = partial(score, instrument="five_decisions")
obsession = partial(score, instrument="customer_obsession")
beliefs = partial(score, instrument="limiting_beliefs")
readiness = partial(score, instrument="outside_in_readiness")
