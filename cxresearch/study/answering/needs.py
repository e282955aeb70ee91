"""What each analysis needs, and what is said where it is not there: the line that declares it, or how to ask it.

An analysis that cannot be made is no fault of anybody: most studies ask half of what could be asked. And a question
that was not recognised may well have been asked, in words or a language that nobody thought of: so no sentence says
that nobody asked, only that nothing was recognised.
"""

from collections.abc import Callable

from cxresearch.study.answering.material import Material, wrote_by
from cxresearch.study.waves import waves_by_audience
from cxresearch.survey.audiences import CUSTOMERS
from cxresearch.wording import say, told


def no_gap(material: Material) -> str:
    if len(material.survey.audiences) < 2:
        return say("Only one audience answered. Ask the same questions of leaders, staff and customers.")
    if not material.shared:
        return say(
            "No rated question is shared by two audiences. Confirm what is the same in matches.csv, or ask it in the "
            "same words next time."
        )
    return ""


def no_gap_by_segment(material: Material) -> str:
    return no_gap(material) or no_parts("segment", told("segment"))(material)


def no_prediction(material: Material) -> str:
    if not material.survey.questions(kinds=("rating", "nps", "effort"), aspect="prediction"):
        return say(
            "No question was recognised as a prediction. If leaders were asked to guess, its line in the codebook "
            "needs aspect = prediction; if not, ask them next time."
        )
    return ""


def no_understanding(material: Material) -> str:
    asked = material.asked(CUSTOMERS, aspect="understood")
    return "" if asked and material.touchpoints else say(
        "No question was recognised as asking whether customers understand what they get. If it was asked, its line in "
        "the codebook needs aspect = understood; if not, ask: how well do you understand ...?"
    )  # fmt: skip


def no_importance(material: Material) -> str:
    asked = [a for a in material.survey.audiences if material.asked(a, aspect="importance")]
    return "" if len(asked) > 1 else say(
        "No questions of two audiences were recognised as asking what matters. If they were asked, their lines in the "
        "codebooks need aspect = importance; if not, ask how important each touchpoint is."
    )  # fmt: skip


def no_nps(material: Material) -> str:
    return "" if material.named("nps") else say(
        "No question was recognised as the one on recommending (0 to 10). If it was asked, name it in study.toml: "
        "[questions] nps = \"...\"."
    )  # fmt: skip


def no_effort(material: Material) -> str:
    return "" if material.named("effort") else say(
        "No question was recognised as the one on effort (how easy it was). If it was asked, name it in study.toml: "
        "[questions] effort = \"...\"."
    )  # fmt: skip


def no_leaving(material: Material) -> str:
    if said := no_effort(material):
        return said
    return "" if material.named("leaving") else say(
        "No question is named that tells who left. If it was asked, name it in study.toml: [questions] leaving = "
        "\"...\"."
    )  # fmt: skip


def no_competitors(material: Material) -> str:
    if said := no_nps(material):
        return said
    return "" if material.settings.competitors else say(
        "No competitors' scores are at hand. Put name, nps, n, year, source into a CSV and name it in study.toml "
        "(competitors)."
    )  # fmt: skip


def no_drivers(material: Material) -> str:
    if said := no_nps(material):
        return said
    few = len(material.touchpoints)
    return "" if few > 1 else say("Customers rated fewer than two touchpoints beside their recommendation.")


def no_units(material: Material) -> str:
    return "" if "unit" in material.survey.roles else say(
        "No column tells the branch, store or team. Name it in study.toml: [roles] unit = \"...\"."
    )  # fmt: skip


def no_link(material: Material) -> str:
    if said := no_units(material) or no_nps(material):
        return said
    if not material.list_of("attitude"):
        return say(
            "No question is named on how staff feel about their work. If some were asked, list them in study.toml: "
            '[questions] attitude = ["..."].'
        )
    return ""


def no_silos(material: Material) -> str:
    if not material.named("effort") and not material.named("nps"):
        return say(
            "No question was recognised as the one on effort or on recommending, so there is nothing to compare by "
            'department. If one was asked, name it in study.toml: [questions] effort or nps = "...".'
        )
    roles = [role for role in ("group", "unit") if role in material.customers.roles]
    return "" if roles else say(
        "No column tells the department or branch of customers. Name it in study.toml: [roles] group = \"...\"."
    )  # fmt: skip


def no_silos_by_unit(material: Material) -> str:
    if said := no_groups("unit", told("branch, store or team"))(material):
        return said
    alone = "group" not in material.customers.roles and not material.named("effort")
    return (
        "" if not alone else say("No column tells the department of customers, so they are compared by branch already.")
    )


def no_comments(material: Material) -> str:
    return "" if material.comments else say(
        "No question was recognised as an open one. If one was asked, name it in study.toml: [questions] comments = "
        "[\"...\"]; if not, one is enough: what should we do better?"
    )  # fmt: skip


def no_promise(material: Material) -> str:
    asked = material.survey.questions(kinds=("rating",), aspect="promise")
    return "" if asked else say(
        "No question was recognised as asking whether the promise is kept. If one was asked, its line in the codebook "
        "needs aspect = promise; if not, ask: how well do we keep what we promise on ...?"
    )  # fmt: skip


def no_inputs(material: Material) -> str:
    if said := no_units(material) or no_nps(material):
        return said
    return "" if material.settings.inputs else say(
        "What each unit puts in (training, staff, hours) is not at hand. Put it into a CSV and name it in study.toml "
        "(inputs)."
    )  # fmt: skip


def no_trend(material: Material) -> str:
    if said := no_nps(material):
        return said
    customers = material.customers_of_all_waves
    waves = len(customers.answer_counts(customers.roles["wave"])) if "wave" in customers.roles else 0
    if waves > 1:
        return ""
    if any(len(told) > 1 for told in waves_by_audience(material.waves).values()):
        return say("Customers answered in one wave only, so nothing can have changed yet among them.")
    if "wave" not in material.waves.roles:
        return say(
            "No column is known to tell the wave, so nothing can be said of change. If one does, name it in study.toml"
            ': roles.wave = "..." under its [[files]].'
        )
    return say("There is one wave only, so nothing can have changed yet.")


def no_transitions(material: Material) -> str:
    if said := no_trend(material):
        return said
    return "" if "respondent" in material.customers_of_all_waves.roles else say(
        "No column tells who is who, so nobody can be followed from wave to wave. Name it in study.toml: [roles] "
        "respondent = \"...\"."
    )  # fmt: skip


def no_words(material: Material) -> str:
    if said := no_comments(material):
        return said
    shared = any(wrote_by(material, question) for question in material.comments)
    return "" if shared else say("No open question was answered by two audiences, so no words can be compared.")


def no_groups(role: str, called: str) -> Callable[[Material], str]:
    """Why no scores can be told apart by a role of customers."""

    def why(material: Material) -> str:
        return no_nps(material) or no_parts(role, called)(material)

    return why


def no_parts(role: str, called: str) -> Callable[[Material], str]:
    """Why nothing can be told apart by a role of customers."""

    def why(material: Material) -> str:
        return "" if material.values(role) else say(
            "No column tells the {called} of customers. Name it in study.toml: [roles] {role} = \"...\".",
            called=say(called), role=role,
        )  # fmt: skip

    return why


def no_leaving_by_group(material: Material) -> str:
    """Both are needed: who left, and which department it was."""
    return no_leaving(material) or no_parts("group", told("department"))(material)


def no_tone_and_rating(material: Material) -> str:
    if said := no_comments(material) or no_nps(material):
        return said
    return "" if rated_comments(material) else say("Customers were asked no open question beside their recommendation.")


def rated_comments(material: Material) -> list[str]:
    """Open questions that customers answered."""
    return [question for question in material.comments if question in material.asked(CUSTOMERS, ("verbatim",))]


def compared_comments(material: Material) -> list[str]:
    """Open questions that two audiences answered."""
    return [question for question in material.comments if wrote_by(material, question)]


def no_named(key: str, on: str) -> Callable[[Material], str]:
    """Why nothing is told of a question that study.toml has to name."""

    def why(material: Material) -> str:
        return "" if material.list_of(key) else say(
            "No question is named {on}. If it was asked, name it in study.toml: [questions] {key} = \"...\".",
            on=say(on), key=key,
        )  # fmt: skip

    return why


def no_touchpoints(material: Material) -> str:
    return "" if material.touchpoints else say("Customers rated no touchpoint. Ask how satisfied they are with each.")


def no_best(material: Material) -> str:
    if not material.named("best_in_life"):
        return say(
            "No question is named on which company makes customers' life easiest. If it was asked, name it in "
            'study.toml: [questions] best_in_life and own_ease = "...".'
        )
    return "" if material.named("own_ease") else say("Your own rating beside it is missing: [questions] own_ease.")


def no_contact(material: Material) -> str:
    return no_nps(material) or no_named("contact", told("on how customers rate the staff they met"))(material)


def no_layers(material: Material) -> str:
    return no_units(material) or no_contact(material)


def no_attitude(material: Material) -> str:
    few = len(material.list_of("attitude"))
    return "" if few > 1 else say(
        "Two questions on how staff feel about their work are needed, and study.toml does not list them. If they were "
        "asked: [questions] attitude = [\"...\", \"...\"]."
    )  # fmt: skip


def no_lag(material: Material) -> str:
    return no_link(material) or no_trend(material)


def no_order_over_time(material: Material) -> str:
    if len(material.touchpoints) < 4:
        return say("Customers rated fewer than four touchpoints, so there is no order of them to speak of.")
    return no_trend(material)


def no_audit(material: Material) -> str:
    return "" if material.settings.audits else say(
        "No file of audits is named. cx.matched_questionnaire prints one; name its file in study.toml (audits)."
    )  # fmt: skip


def no_programmes(material: Material) -> str:
    return "" if material.settings.programmes else say(
        "No ratings of customer programmes are named. Put programme, audience, giving, getting into a CSV and name it "
        "in study.toml (programmes)."
    )  # fmt: skip


def no_room(material: Material) -> str:
    if not material.settings.workshop:
        return say("No folder of a workshop is named in study.toml (workshop).")
    return no_comments(material)


def no_starts(material: Material) -> str:
    if said := no_gap(material):
        return said
    return "" if material.settings.starts else say(
        "No list of what the room proposed is named. Put text, votes, effort into a CSV (the answers that a workshop "
        "exports, with a column effort) and name it in study.toml (starts)."
    )  # fmt: skip


def no_draws_back(material: Material) -> str:
    if said := no_nps(material):
        return said
    return no_named("draws_back", told("on what draws customers back"))(material)


def no_disengages(material: Material) -> str:
    if not material.named("intent"):
        return no_intent(material)
    return no_named("disengages", told("on what makes staff disengage"))(material)


def no_reasons(material: Material) -> str:
    if material.named("reason") and material.named("reason_predicted"):
        return ""
    return say(
        "No two questions are named on why people leave: what leaders guess, and what staff say. If both were asked, "
        'name them in study.toml: [questions] reason and reason_predicted = "..."; if not, ask both for the main '
        "reason, with the same answers to choose from."
    )


def no_feelings(material: Material) -> str:
    if material.list_of("feelings"):
        return ""
    return say(
        "No question is named on how people feel at work (recognition, fear). If some were asked, list them in "
        'study.toml: [questions] feelings = ["..."].'
    )


def no_spread(role: str) -> Callable[[Material], str]:
    """Why it cannot be told how far units or departments of staff lie apart."""

    def why(material: Material) -> str:
        if not (material.list_of("feelings") or material.list_of("attitude")):
            return no_feelings(material)
        if material.staff_groups(role) > 2:
            return ""
        return (
            say("No column tells three branches, stores or teams of staff. Name it in study.toml: [roles] unit = "
                "\"...\".")
            if role == "unit"
            else say("No column tells three departments of staff. Name it in study.toml: [roles] group = \"...\".")
        )  # fmt: skip

    return why


def no_intent(material: Material) -> str:
    if not material.named("intent"):
        return say(
            "No question is named on whether people think of leaving. If it was asked, name it in study.toml: "
            '[questions] intent = "...".'
        )
    return no_feelings(material)


def no_actions(material: Material) -> str:
    return "" if material.settings.actions else say(
        "No list of actions is named. Put finding, measure, owner, start_date, units into a CSV and name it in "
        "study.toml (actions)."
    )  # fmt: skip


def no_beliefs(material: Material) -> str:
    """The file of audits may hold other instruments alone."""
    if said := no_audit(material):
        return said
    return "" if "our_trade" in set(material.audits.codebook.id) else say(
        "The file of audits holds no answers to the instrument limiting_beliefs. cx.matched_questionnaire prints it."
    )  # fmt: skip
