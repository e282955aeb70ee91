"""What a link between units can be made of: attitudes of staff, loyalties of customers, and where both meet."""

from dataclasses import dataclass

from cxresearch.errors import OptionError, QuestionError
from cxresearch.stats.bases.rows import sole_question
from cxresearch.stats.linkage.attitude_loyalty import audiences_of
from cxresearch.survey.codebook import split_text
from cxresearch.survey.labels import normalise
from cxresearch.survey.survey import Survey
from cxresearch.widgets.controls.choices import Asked, choices_of, role_title
from cxresearch.wording import did_you_mean, named, say

__all__ = ["LinkChoices", "LinkView", "Measure", "link_choices"]

_ROLES = ("unit", "group", "segment")
_LONGEST = 60


@dataclass(frozen=True)
class Measure:
    """One question or several, as they stand in the list and in the call."""

    label: str
    ids: tuple[str, ...]

    @property
    def option(self) -> str | list[str]:
        """As :func:`attitude_loyalty` takes it."""
        return self.ids[0] if len(self.ids) == 1 else list(self.ids)


@dataclass(frozen=True)
class LinkView:
    """What was chosen; None is everything."""

    attitude: Measure
    loyalty: Measure
    unit: str = "unit"
    wave: object = None
    leave_out: str | None = None


@dataclass(frozen=True)
class LinkChoices:
    """Everything that the panel offers; ``units`` are pairs of what to call a role and the role."""

    attitudes: tuple[Measure, ...]
    loyalties: tuple[Measure, ...]
    units: tuple[tuple[str, str], ...]
    waves: tuple
    wave_name: str

    def wave(self, value):
        """The wave that was meant, as the survey writes it; None stays None.

        Raises
        ------
        OptionError
            If there is none.
        """
        if value is None:
            return None
        for stored in self.waves:
            if stored == value or normalise(str(stored)) == normalise(str(value)):
                return stored
        raise OptionError(say("No wave {wave}. Found: {waves}.", wave=repr(value), waves=named(self.waves)))

    def unit(self, name: str) -> str:
        """The role or column that was meant.

        Raises
        ------
        OptionError
            If staff and customers do not meet in it.
        """
        known = [role for _, role in self.units]
        for label, role in self.units:
            if name in (role, label):
                return role
        raise OptionError(say(
            "Staff and customers do not meet in {name}.{hint} Found: {known}.",
            name=repr(name), hint=did_you_mean(name, known), known=named(known),
        ))  # fmt: skip


def link_choices(survey: Survey, *, attitude, loyalty, unit: str, staff: str, customers: str) -> LinkChoices:
    """What a survey lets a person choose; what was asked for comes first.

    Raises
    ------
    QuestionError
        If a question, an audience or the unit is unknown, or staff and customers meet nowhere.
    """
    who = audiences_of(survey, staff, customers)
    choices = choices_of(survey)
    of_staff = [asked for asked in choices.questions if who[0] is None or who[0] in asked.audiences]
    of_customers = [asked for asked in choices.questions if who[1] is None or who[1] in asked.audiences]
    of_customers.sort(key=lambda asked: asked.kind != "nps")
    attitudes = [*_matrices(of_staff), *(Measure(asked.label, (asked.id,)) for asked in of_staff)]
    loyalties = [Measure(asked.label, (asked.id,)) for asked in of_customers]
    return LinkChoices(
        _with_first(attitudes, sole_question(survey, attitude, "attitude"), survey),
        _with_first(loyalties, sole_question(survey, loyalty, "loyalty"), survey),
        _meeting_places(survey, unit, who),
        choices.waves,
        choices.wave_name,
    )


def _with_first(offered: list[Measure], ids: list[str], survey: Survey) -> tuple[Measure, ...]:
    """The questions asked for, under the label that they have in the list, or under one of their own."""
    wanted = tuple(ids)
    found = next((measure for measure in offered if set(measure.ids) == set(wanted)), None)
    if found is None:
        topics = survey.codebook.set_index("id").topic
        label = _shortened(", ".join(str(topics.get(question) or question) for question in wanted))
        found = Measure(
            label if len(wanted) == 1 else say("{n} questions: {names}", n=len(wanted), names=label), wanted
        )
    else:
        offered = [measure for measure in offered if measure is not found]
    return (Measure(found.label, wanted), *offered)


def _matrices(questions: list[Asked]) -> list[Measure]:
    """All rows of a matrix together, where it has three or more."""
    stems: dict[str, list[Asked]] = {}
    for asked in questions:
        stem, row = split_text(asked.text)
        if row:
            stems.setdefault(stem, []).append(asked)
    return [
        Measure(say("All {n}: {question}", n=len(rows), question=_shortened(stem)), tuple(asked.id for asked in rows))
        for stem, rows in stems.items()
        if len(rows) > 2
    ]


def _shortened(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _LONGEST else plain[:_LONGEST].rsplit(" ", 1)[0].rstrip(",;:") + " …"


def _meeting_places(survey: Survey, unit: str, who: tuple[str | None, str | None]) -> tuple[tuple[str, str], ...]:
    """The roles in which both audiences have at least two values, the one asked for first."""
    if unit == "unit" and "unit" not in survey.roles and "unit" not in survey.columns:
        raise QuestionError(say(
            "{survey} has no unit. Give the column of branches, stores or teams its role: "
            "survey.with_roles(unit=...), or pass unit= a column.",
            survey=survey.name,
        ))  # fmt: skip
    survey.find(unit)
    roles = dict.fromkeys([unit, *(role for role in _ROLES if role in survey.roles and _meet(survey, role, who))])
    return tuple((role_title(survey, role), role) for role in roles)


def _meet(survey: Survey, role: str, who: tuple[str | None, str | None]) -> bool:
    values = [
        set(survey.answer_counts(survey.roles[role]))
        if audience is None
        else set(survey.only(audience=audience).answer_counts(survey.roles[role]))
        for audience in who
    ]
    return len(values[0] & values[1]) > 1
