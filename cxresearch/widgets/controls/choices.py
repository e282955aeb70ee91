"""What can be chosen in a survey: closed questions and who answered them, units, waves, the figures that fit.

Plain data, so that a panel can be tried out without one.
"""

import re
from collections import Counter
from dataclasses import dataclass
from itertools import combinations

from cxresearch.errors import OptionError, QuestionError
from cxresearch.survey.audiences import ordered
from cxresearch.survey.codebook import ASPECTS, SCALED
from cxresearch.survey.labels import normalise
from cxresearch.survey.survey import Survey
from cxresearch.survey.tally import tally
from cxresearch.wording import did_you_mean, named, say, told

__all__ = ["FIGURES", "Asked", "Choices", "choices_of", "role_title"]

FIGURES = {
    "gap": told("Gap in points"),
    "mean": told("Mean of 100"),
    "top box": told("Share in the top box"),
    "nps": told("Net Promoter Score"),
    "easy": told("Share who found it easy"),
}
_OF_KIND = {"rating": ("mean", "top box"), "nps": ("nps", "mean"), "effort": ("easy", "mean")}
_LONGEST = 90
_OURS = {"unit": told("Unit"), "wave": told("Wave"), "group": told("Group"), "segment": told("Segment")}


@dataclass(frozen=True)
class Asked:
    """A closed question, the audiences that answered it, and whether single answers are known, not scores by unit."""

    id: str
    label: str
    text: str
    topic: str
    kind: str
    audiences: tuple[str, ...]
    single: bool = True

    @property
    def metrics(self) -> tuple[str, ...]:
        """The figures that fit this question, the first one first shown."""
        own = _OF_KIND[self.kind] if self.single else ("mean",)
        if len(self.audiences) < 2:
            return own
        return ("gap", *own) if self.kind == "rating" else (*own, "gap")

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Two audiences at a time, where there are more than two."""
        return list(combinations(self.audiences, 2)) if len(self.audiences) > 2 else []


@dataclass(frozen=True)
class Choices:
    """Everything that a panel offers.

    Attributes
    ----------
    questions : tuple of Asked
        Those that most audiences answered first, experience before other aspects.
    units, waves : tuple
        Values of the roles, in natural order; empty where there are fewer than two.
    unit_name, wave_name : str
        What to call them.
    """

    questions: tuple[Asked, ...]
    units: tuple = ()
    waves: tuple = ()
    unit_name: str = "Unit"
    wave_name: str = "Wave"

    def question(self, name: str | None) -> Asked:
        """The question that an id, a topic, a label or a text stands for; of several, the first offered.

        Raises
        ------
        QuestionError
            If there is none.
        """
        if name is None:
            return self.questions[0]
        for said in (lambda text: text, lambda text: normalise(str(text))):
            for part in ("id", "label", "topic", "text"):
                for asked in self.questions:
                    if said(getattr(asked, part)) == said(name):
                        return asked
        known = [asked.label for asked in self.questions]
        raise QuestionError(say(
            "No closed question {name} to explore.{hint} Found: {known}.",
            name=repr(name), hint=did_you_mean(name, known), known=named(known),
        ))  # fmt: skip

    def value(self, role: str, value):
        """The unit or wave that was meant, as the survey writes it; None stays None.

        Raises
        ------
        OptionError
            If there is none.
        """
        known = self.units if role == "unit" else self.waves
        if value is None:
            return None
        for stored in known:
            if stored == value or normalise(str(stored)) == normalise(str(value)):
                return stored
        raise OptionError(say(
            "No {role} {value}.{hint} Found: {known}.",
            role=role, value=repr(value), hint=did_you_mean(str(value), map(str, known)), known=named(known),
        ))  # fmt: skip


def choices_of(survey: Survey) -> Choices:
    """What a survey lets a person choose.

    Raises
    ------
    QuestionError
        If it has no closed question that anybody answered.
    """
    book = survey.codebook[survey.codebook.kind.isin(SCALED)]
    if not len(book):
        raise QuestionError(say(
            "{survey} has no rating, NPS or effort question to explore. Correct kind and scale in survey.codebook.",
            survey=survey.name,
        ))  # fmt: skip
    who = _who_answered(survey, book.id.tolist())
    labels = _labels(book)
    asked = [
        Asked(row.id, labels[row.id], row.text, row.topic, row.kind, who[row.id], not survey.is_aggregated)
        for row in book.sort_values(
            "aspect", key=lambda aspects: aspects.map(ASPECTS.index), kind="stable"
        ).itertuples()
        if who[row.id] is not None
    ]
    if not asked:
        raise QuestionError(say("Nobody answered a rating, NPS or effort question of {survey}.", survey=survey.name))
    asked.sort(key=lambda one: -len(one.audiences))
    return Choices(
        tuple(asked),
        _values(survey, "unit"),
        _values(survey, "wave"),
        role_title(survey, "unit"),
        role_title(survey, "wave"),
    )


def _who_answered(survey: Survey, questions: list[str]) -> dict[str, tuple[str, ...] | None]:
    """The audiences of each question; () where the survey has no audiences, None where nobody answered."""
    by = ["audience"] if "audience" in survey.roles else []
    account = tally(survey, questions, by=by).account
    answered = account[account.kept > 0]
    if not by:
        return {question: () if (answered.question == question).any() else None for question in questions}
    found = answered.groupby("question")["audience"].agg(lambda names: tuple(ordered(map(str, names)))).to_dict()
    place = {name: at for at, name in enumerate(survey.audiences)}
    return {
        question: tuple(sorted(found[question], key=place.get)) if question in found else None for question in questions
    }


def _labels(book) -> dict[str, str]:
    """Topics, with their aspect where it is not experience; told apart by their ids where they read alike."""
    labels = {}
    for row in book.itertuples():
        text = _shortened(row.topic or row.text)
        labels[row.id] = text if row.aspect == "experience" else f"{text} ({say(row.aspect)})"
    twice = {label for label, count in Counter(labels.values()).items() if count > 1}
    return {qid: f"{label} [{_shortened(qid)}]" if label in twice else label for qid, label in labels.items()}


def _shortened(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _LONGEST else plain[:_LONGEST].rsplit(" ", 1)[0].rstrip(",;:") + " …"


def _values(survey: Survey, role: str) -> tuple:
    if role not in survey.roles:
        return ()
    found = [value for value in survey.answer_counts(survey.roles[role]) if str(value).strip()]
    return tuple(sorted(found, key=_natural)) if len(found) > 1 else ()


def _natural(value) -> list:
    return [
        (0, int(part), "") if part.isdigit() else (1, 0, part.casefold())
        for part in re.split(r"(\d+)", str(value))
        if part
    ]


def role_title(survey: Survey, role: str) -> str:
    """What to call a role, or a column in its place: as the client's column is called, in the client's words."""
    column = survey.roles.get(role, role)
    if column == role and role in _OURS:
        # Nobody named it: what was combined calls columns of roles after their roles.
        return say(_OURS[role])
    plain = column.replace("_", " ").strip()
    return plain[:1].upper() + plain[1:]
