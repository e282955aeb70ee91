"""What each analysis needs, and what is said where it is not there: the line that declares it, or how to ask it.

An analysis that cannot be made is no fault of anybody: most studies ask half of what could be asked. And a question
that was not recognised may well have been asked, in words or a language that nobody thought of: so no sentence says
that nobody asked, only that nothing was recognised.
"""

from collections.abc import Callable

from cxresearch.stats.bases.naming import people, question_in_sentence
from cxresearch.study.answering.material import Material, wrote_by
from cxresearch.study.waves import waves_by_audience
from cxresearch.survey.audiences import CUSTOMERS
from cxresearch.survey.labels import declines, says_yes
from cxresearch.wording import named, say, told

# Gives "" where an analysis can be made, else the sentence to say.
Need = Callable[[Material], str]
_TICKS = frozenset("0 1 0.0 1.0 true false True False".split())


def unless(
    there: Callable[[Material], object],
    message: str,
    *,
    first: Need | None = None,
    called: str = "",
    **fields: str,
) -> Need:
    """What is said unless something is there; what is needed before it is said first.

    ``called`` is a field of the message whose words are ours and are said as well. Messages name those who are served
    as ``{customers}``: what this client calls them.
    """

    def why(material: Material) -> str:
        if first is not None and (said := first(material)):
            return said
        if there(material):
            return ""
        own = {name: say(text, **_those_of(material)) for name, text in {"called": called}.items() if text}
        return say(message, **_those_of(material), **fields, **own)

    return why


def _those_of(material: Material) -> dict[str, str]:
    """Those who are served, by the client's own name."""
    return {"customers": people(material.called(CUSTOMERS))}


def all_of(*needs: Need) -> Need:
    """The first of several that says something."""
    return lambda material: next(filter(None, (need(material) for need in needs)), "")


def _asks(key: str) -> Callable[[Material], object]:
    """Whether study.toml names a question, or one was recognised."""
    return lambda material: material.named(key)


def _names(setting: str) -> Callable[[Material], object]:
    """Whether study.toml has a setting."""
    return lambda material: getattr(material.settings, setting)


def rated_comments(material: Material) -> list[str]:
    """Open questions that customers answered."""
    return [question for question in material.comments if question in material.asked(CUSTOMERS, ("verbatim",))]


def compared_comments(material: Material) -> list[str]:
    """Open questions that two audiences answered."""
    return [question for question in material.comments if wrote_by(material, question)]


def no_parts(role: str, called: str) -> Need:
    """Why nothing can be told apart by a role of customers."""
    return unless(
        lambda material: material.values(role),
        told("No column tells the {called} of {customers}. Name it in study.toml: [roles] {role} = \"...\"."),
        called=called, role=role,
    )  # fmt: skip


def no_groups(role: str, called: str) -> Need:
    """Why no scores can be told apart by a role of customers."""
    return all_of(no_nps, no_parts(role, called))


def no_named(key: str, on: str) -> Need:
    """Why nothing is told of a question that study.toml has to name."""
    return unless(
        lambda material: material.list_of(key),
        told("No question is named {called}. If it was asked, name it in study.toml: [questions] {key} = \"...\"."),
        called=on, key=key,
    )  # fmt: skip


no_gap = unless(
    lambda material: material.shared,
    told("No rated question is shared by two audiences. Confirm what is the same in matches.csv, or ask it in the same "
         "words next time."),
    first=unless(
        lambda material: len(material.survey.audiences) > 1,
        told("Only one audience answered. Ask the same questions of leaders, staff and {customers}."),
    ),
)  # fmt: skip
no_gap_by_segment = all_of(no_gap, no_parts("segment", told("segment")))
no_prediction = unless(
    lambda material: material.survey.questions(kinds=("rating", "nps", "effort"), aspect="prediction"),
    told("No question was recognised as a prediction. If leaders were asked to guess, its line in the codebook needs "
         "aspect = prediction; if not, ask them next time."),
)  # fmt: skip
no_understanding = unless(
    lambda material: material.asked(CUSTOMERS, aspect="understood") and material.touchpoints,
    told("No question was recognised as asking whether {customers} understand what they get. If it was asked, its line "
         "in the codebook needs aspect = understood; if not, ask: how well do you understand ...?"),
)  # fmt: skip
no_importance = unless(
    lambda material: len([a for a in material.survey.audiences if material.asked(a, aspect="importance")]) > 1,
    told("No questions of two audiences were recognised as asking what matters. If they were asked, their lines in the "
         "codebooks need aspect = importance; if not, ask how important each touchpoint is."),
)  # fmt: skip
no_nps = unless(
    _asks("nps"),
    told("No question was recognised as the one on recommending (0 to 10). If it was asked, name it in study.toml: "
         "[questions] nps = \"...\"."),
)  # fmt: skip
no_effort = unless(
    _asks("effort"),
    told("No question was recognised as the one on effort (how easy it was). If it was asked, name it in study.toml: "
         "[questions] effort = \"...\"."),
)  # fmt: skip
_no_leaving_named = unless(
    _asks("leaving"),
    told("No question is named that tells who left. If it was asked, name it in study.toml: [questions] leaving = "
         "\"...\"."),
    first=no_effort,
)  # fmt: skip


def no_leaving(material: Material) -> str:
    """Why nothing is told of who left: no question is named, or which of its answers tells it."""
    if why := _no_leaving_named(material):
        return why
    question = material.named("leaving")
    answers = [str(answer) for answer in material.customers.answer_counts(question)]
    answers = [answer for answer in answers if answer.strip() and not declines(answer)]
    told = material.settings.questions.get("leaving_answer")
    if told in answers if told else all(says_yes(answer) is not None or answer in _TICKS for answer in answers):
        return ""
    fields = {"question": question_in_sentence(material.texts[question]), "answers": named(map(repr, answers), most=5)}
    return say("No plain yes or no tells who left ({question}). Name the answer of those who did in study.toml: "
               "[questions] leaving_answer = \"...\", one of {answers}.", **fields)  # fmt: skip


no_leaving_by_group = all_of(no_leaving, no_parts("group", told("department")))
no_competitors = unless(
    _names("competitors"),
    told("No competitors' scores are at hand. Put name, nps, n, year, source into a CSV and name it in study.toml "
         "(competitors)."),
    first=no_nps,
)  # fmt: skip
no_drivers = unless(
    lambda material: len(material.touchpoints) > 1,
    told("Fewer than two touchpoints were rated by {customers} beside their recommendation."),
    first=no_nps,
)
no_units = unless(
    lambda material: "unit" in material.survey.roles,
    told("No column tells the branch, store or team. Name it in study.toml: [roles] unit = \"...\"."),
)  # fmt: skip
no_link = unless(
    lambda material: material.list_of("attitude"),
    told("No question is named on how staff feel about their work. If some were asked, list them in study.toml: "
         "[questions] attitude = [\"...\"]."),
    first=all_of(no_units, no_nps),
)  # fmt: skip
no_silos = unless(
    lambda material: material.values("group") or material.values("unit"),
    told("No column tells the department or branch of {customers}. Name it in study.toml: [roles] group = \"...\"."),
    first=unless(
        lambda material: material.named("effort") or material.named("nps"),
        told("No question was recognised as the one on effort or on recommending, so there is nothing to compare by "
             "department. If one was asked, name it in study.toml: [questions] effort or nps = \"...\"."),
    ),
)  # fmt: skip
no_silos_by_unit = unless(
    lambda material: material.values("group") or material.named("effort"),
    told("No column tells the department of {customers}, so they are compared by unit already."),
    first=no_groups("unit", told("branch, store or team")),
)
no_comments = unless(
    lambda material: material.comments,
    told("No question was recognised as an open one. If one was asked, name it in study.toml: [questions] comments = "
         "[\"...\"]; if not, one is enough: what should we do better?"),
)  # fmt: skip
no_promise = unless(
    lambda material: material.survey.questions(kinds=("rating",), aspect="promise"),
    told("No question was recognised as asking whether the promise is kept. If one was asked, its line in the codebook "
         "needs aspect = promise; if not, ask: how well do we keep what we promise on ...?"),
)  # fmt: skip
no_inputs = unless(
    _names("inputs"),
    told("What each unit puts in (training, staff, hours) is not at hand. Put it into a CSV and name it in study.toml "
         "(inputs)."),
    first=all_of(no_units, no_nps),
)  # fmt: skip
no_words = unless(
    compared_comments, told("No open question was answered by two audiences, so no words can be compared."),
    first=no_comments,
)  # fmt: skip
no_tone_and_rating = unless(
    rated_comments, told("No open question was asked of {customers} beside their recommendation."),
    first=all_of(no_comments, no_nps),
)  # fmt: skip
no_touchpoints = unless(
    lambda material: material.touchpoints,
    told("No touchpoint was rated by {customers}. Ask how satisfied they are with each."),
)
no_best = unless(
    _asks("own_ease"), told("Your own rating beside it is missing: [questions] own_ease."),
    first=unless(
        _asks("best_in_life"),
        told("No question is named on which company makes life easiest for {customers}. If it was asked, name it in "
             "study.toml: [questions] best_in_life and own_ease = \"...\"."),
    ),
)  # fmt: skip
no_contact = all_of(no_nps, no_named("contact", told("on how {customers} rate the staff they met")))
no_layers = all_of(no_units, no_contact)
no_attitude = unless(
    lambda material: len(material.list_of("attitude")) > 1,
    told("Two questions on how staff feel about their work are needed, and study.toml does not list them. If they were "
         "asked: [questions] attitude = [\"...\", \"...\"]."),
)  # fmt: skip
no_audit = unless(
    _names("audits"),
    told("No file of audits is named. cx.matched_questionnaire prints one; name its file in study.toml (audits)."),
)
# The file of audits may hold other instruments alone.
no_beliefs = unless(
    lambda material: "our_trade" in set(material.audits.codebook.id),
    told("The file of audits holds no answers to the instrument limiting_beliefs. cx.matched_questionnaire prints it."),
    first=no_audit,
)
no_programmes = unless(
    _names("programmes"),
    told("No ratings of programmes for {customers} are named. Put programme, audience, giving, getting into a CSV and "
         "name it in study.toml (programmes)."),
)  # fmt: skip
no_room = all_of(
    unless(_names("workshop"), told("No folder of a workshop is named in study.toml (workshop).")), no_comments
)
no_reasons = unless(
    lambda material: material.named("reason") and material.named("reason_predicted"),
    told("No two questions are named on why people leave: what leaders guess, and what staff say. If both were asked, "
         "name them in study.toml: [questions] reason and reason_predicted = \"...\"; if not, ask both for the main "
         "reason, with the same answers to choose from."),
)  # fmt: skip
no_feelings = unless(
    lambda material: material.list_of("feelings"),
    told("No question is named on how people feel at work (recognition, fear). If some were asked, list them in "
         "study.toml: [questions] feelings = [\"...\"]."),
)  # fmt: skip
_no_wish_to_leave = unless(
    _asks("intent"),
    told("No question is named on whether people think of leaving. If it was asked, name it in study.toml: "
         "[questions] intent = \"...\"."),
)  # fmt: skip
no_intent = all_of(_no_wish_to_leave, no_feelings)
no_disengages = all_of(_no_wish_to_leave, no_named("disengages", told("on what makes staff disengage")))
no_draws_back = all_of(no_nps, no_named("draws_back", told("on what draws {customers} back")))
no_starts = unless(
    _names("starts"),
    told("No list of what the room proposed is named. Put text, votes, effort into a CSV (the answers that a workshop "
         "exports, with a column effort) and name it in study.toml (starts)."),
    first=no_gap,
)  # fmt: skip
no_actions = unless(
    _names("actions"),
    told("No list of actions is named. Put finding, measure, owner, start_date, units into a CSV and name it in "
         "study.toml (actions)."),
)  # fmt: skip


def no_trend(material: Material) -> str:
    if said := no_nps(material):
        return said
    customers = material.customers_of_all_waves
    waves = len(customers.answer_counts(customers.roles["wave"])) if "wave" in customers.roles else 0
    if waves > 1:
        return ""
    if any(len(told) > 1 for told in waves_by_audience(material.waves).values()):
        return say(
            "In one wave only did {customers} answer, so nothing can have changed yet among them.",
            **_those_of(material),
        )
    if "wave" not in material.waves.roles:
        return say(
            "No column is known to tell the wave, so nothing can be said of change. If one does, name it in study.toml"
            ': roles.wave = "..." under its [[files]].'
        )
    return say("There is one wave only, so nothing can have changed yet.")


no_transitions = unless(
    lambda material: "respondent" in material.customers_of_all_waves.roles,
    told("No column tells who is who, so nobody can be followed from wave to wave. Name it in study.toml: [roles] "
         "respondent = \"...\"."),
    first=no_trend,
)  # fmt: skip
no_lag = all_of(no_link, no_trend)
no_order_over_time = all_of(
    unless(
        lambda material: len(material.touchpoints) > 3,
        told("Fewer than four touchpoints were rated by {customers}, so there is no order of them to speak of."),
    ),
    no_trend,
)
no_consistency = all_of(
    no_parts("unit", told("branch, store or team")),
    lambda material: "" if material.asked(CUSTOMERS, aspect="promise") else no_touchpoints(material),
)
no_delight = all_of(no_nps, no_effort)
no_value = unless(
    _names("values"),
    told("What {customers} are worth is not at hand. Put revenue (or who left, as 0 and 1) by person or by unit into a "
         "CSV and name it in study.toml (values)."),
    first=no_nps,
)  # fmt: skip
no_reviews = unless(
    _names("reviews"),
    told("No file of public reviews is named. Export text, stars and date, and name the file in study.toml (reviews)."),
)  # fmt: skip


def no_spread(role: str) -> Need:
    """Why it cannot be told how far units or departments of staff lie apart."""
    return unless(
        lambda material: material.staff_groups(role) > 2,
        told("No column tells three branches, stores or teams of staff. Name it in study.toml: [roles] unit = \"...\".")
        if role == "unit"
        else told("No column tells three departments of staff. Name it in study.toml: [roles] group = \"...\"."),
        first=lambda material: "" if material.list_of("attitude") else no_feelings(material),
    )  # fmt: skip
