"""What analyses work on: the survey of the wave in question, its definition, all waves, and who was asked what.

Who answered which question is counted once; every analysis asks for it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from cxresearch.study.settings import Settings
from cxresearch.study.waves import waves_by_audience
from cxresearch.survey.audiences import CUSTOMERS, STAFF, of_side
from cxresearch.survey.survey import Survey
from cxresearch.survey.tally import tally

__all__ = ["Material", "wrote_by"]


@dataclass(frozen=True, eq=False)
class Material:
    """The survey (of the wave in question), its definition, and all waves."""

    survey: Survey
    settings: Settings
    waves: Survey

    def called(self, side: str) -> str:
        """What the client calls those who lead, who serve, or who are served; the shared name where nobody is."""
        return of_side(self.survey.audiences, side) or side

    @cached_property
    def _parts(self) -> dict[str, Survey]:
        return {name: self.survey.only(audience=name) for name in self.survey.audiences}

    def audience(self, side: str) -> Survey | None:
        """The answers of one side, or None where nobody of it was asked."""
        return self._parts.get(self.called(side))

    @cached_property
    def customers(self) -> Survey:
        """Those who are served; everybody where nobody is called so."""
        return self.audience(CUSTOMERS) or self.survey

    @cached_property
    def customers_of_all_waves(self) -> Survey:
        """The same of every wave."""
        name = self.called(CUSTOMERS)
        return self.waves.only(audience=name) if name in self.waves.audiences else self.waves

    @cached_property
    def _answered(self) -> dict[str, set[str]]:
        """Audience to the questions that it answered."""
        found: dict[str, set[str]] = {name: set() for name in self.survey.audiences}
        closed = self.survey.questions(kinds=("rating", "nps", "effort"))
        if closed and found:
            account = tally(self.survey, closed, by=["audience"]).account
            for row in account[account.kept > 0].itertuples():
                found[str(row.audience)].add(row.question)
        for question in self.survey.questions(kinds=("verbatim",)):
            for name, part in self._parts.items():
                if any(str(answer).strip() for answer in part.answer_counts(question)):
                    found[name].add(question)
        return found

    def asked(self, audience: str, kinds: Iterable[str] = ("rating",), aspect: str | None = None) -> list[str]:
        """Questions of some kinds that an audience answered."""
        name = audience if audience in self._answered else self.called(audience)
        answered = self._answered.get(name, set())
        return [question for question in self.survey.questions(kinds=kinds, aspect=aspect) if question in answered]

    @cached_property
    def shared(self) -> list[str]:
        """Ratings of experience that two audiences answered."""
        counts: dict[str, int] = {}
        for audience in self.survey.audiences:
            for question in self.asked(audience, aspect="experience"):
                counts[question] = counts.get(question, 0) + 1
        return [question for question, n in counts.items() if n > 1]

    def named(self, key: str) -> str | None:
        """The question that [questions] names for a part, else the only one of that kind that customers answered.

        A key that is empty says that nobody asked so.
        """
        if (name := self.settings.questions.get(key)) is not None:
            return self.survey.find(str(name)) if name else None
        found = self.asked(CUSTOMERS, (key,)) if key in ("nps", "effort") else []
        return found[0] if len(found) == 1 else None

    def list_of(self, key: str) -> list[str]:
        """The questions that [questions] lists."""
        names = self.settings.questions.get(key, ())
        return [self.survey.find(name) for name in filter(None, [names] if isinstance(names, str) else names)]

    @cached_property
    def comments(self) -> list[str]:
        """Open questions: those that [questions] lists, in that order, else all."""
        return self.list_of("comments") or self.survey.questions(kinds=("verbatim",))

    @cached_property
    def texts(self) -> dict[str, str]:
        """Every question in its words."""
        book = self.survey.codebook
        return dict(zip(book.id, book.text, strict=True))

    @cached_property
    def touchpoints(self) -> list[str]:
        """Ratings of experience that customers gave: those that others were asked as well, where there are two."""
        rated = [question for question in self.asked(CUSTOMERS, aspect="experience") if question != self.named("nps")]
        shared = [question for question in rated if question in self.shared]
        return shared if len(shared) > 1 else rated

    @cached_property
    def audits(self) -> Survey | None:
        """The file of audits, where study.toml names one."""
        from cxresearch.loaders.audit_files import read_audits

        return read_audits(self.settings.place(self.settings.audits)) if self.settings.audits else None

    @cached_property
    def programmes(self) -> Survey | None:
        """The file of customer programmes, where study.toml names one."""
        from cxresearch.loaders.audit_files import read_programmes

        return read_programmes(self.settings.place(self.settings.programmes)) if self.settings.programmes else None

    def _waves_of(self, survey: Survey, audience: str) -> list[str]:
        told = waves_by_audience(survey)
        return [str(wave) for wave in told.get(audience, told.get("", []))]

    @property
    def population(self) -> dict[str, float] | None:
        """How many people each audience has in all; of one told by wave, those of the wave in question."""
        found = {}
        for audience, people in self.settings.populations.items():
            if audience in self.survey.audiences and isinstance(people, Mapping):
                waves = self._waves_of(self.survey, audience)
                people = people.get(waves[0]) if len(waves) == 1 else None
            if audience in self.survey.audiences and people is not None:
                found[audience] = people
        return found or None

    @property
    def population_by_wave(self) -> dict[str, dict[str, float]] | None:
        """The same by audience and wave; one number alone is that of the wave in question."""
        found = {}
        for audience, people in self.settings.populations.items():
            if not isinstance(people, Mapping):
                now = self._waves_of(self.survey, audience)
                people = {now[0]: people} if len(now) == 1 else {}
            there = self._waves_of(self.waves, audience)
            found[audience] = {wave: n for wave, n in people.items() if wave in there}
        return {audience: people for audience, people in found.items() if people} or None

    def values(self, role: str) -> list:
        """The values of a role among customers, where it has more than one."""
        customers = self.customers
        if role not in customers.roles:
            return []
        found = [value for value in customers.answer_counts(customers.roles[role]) if str(value).strip()]
        return found if len(found) > 1 else []

    def staff_groups(self, role: str) -> int:
        """How many values a role has among those who serve."""
        staff = self.audience(STAFF) or self.survey
        if role not in staff.roles:
            return 0
        return sum(bool(str(value).strip()) for value in staff.answer_counts(staff.roles[role]) if value is not None)

    @property
    def options(self) -> dict:
        """What every analysis takes."""
        return {"confidence": self.settings.confidence}


def wrote_by(material: Material, question: str) -> str | None:
    """ "audience" where two audiences wrote, so that they can be told apart."""
    wrote = [name for name in material.survey.audiences if question in material.asked(name, ("verbatim",))]
    return "audience" if len(wrote) > 1 else None
