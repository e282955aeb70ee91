"""What stands in the matching table: its touchpoints, the questions of none, and what could be put together."""

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from cxresearch.combining.candidates import WORTH_ASKING, AudienceQuestion, Vectors, nearness_of, questions_of
from cxresearch.combining.matches import Match
from cxresearch.combining.scale_fit import fit_of
from cxresearch.errors import QuestionError
from cxresearch.survey.labels import normalise
from cxresearch.survey.survey import Survey
from cxresearch.widgets.mapping.spoken import scale_in_words
from cxresearch.wording import count, did_you_mean, named, plural, say, told

__all__ = ["CONFIRMED", "MOST_NAMED", "MOST_NEAR", "STANDS_ALONE", "WAITS", "MatchRows", "Offer"]

CONFIRMED, WAITS, STANDS_ALONE = told("confirmed"), told("waits"), told("stands alone")
MOST_NEAR = 5
MOST_NAMED = 6


@dataclass(frozen=True)
class Offer:
    """A question that can be chosen: ``near`` where its wording or meaning speaks for it, ``home`` its touchpoint."""

    question: AudienceQuestion
    near: bool
    home: str


class MatchRows:
    """Rows of touchpoints by a key that lasts, and every question that an audience was asked.

    Parameters
    ----------
    surveys : mapping
        Audience to the Survey that holds its answers, in the order of columns; one file may hold several.
    vectors : callable, optional
        Texts to vectors of meaning, to rank candidates by more than wording.
    """

    def __init__(self, surveys: Mapping[str, Survey], vectors: Vectors | None = None):
        self.surveys = dict(surveys)
        self._vectors = vectors
        self.asked = {
            audience: {question.id: question for question in questions_of(audience, survey)}
            for audience, survey in self.surveys.items()
        }
        self._near: dict[tuple[str, str], pd.DataFrame] = {}
        self._next = 0
        self.rows: dict[int, Match] = {}

    def _hold(self, rows: Iterable[Match]) -> None:
        self.rows = {}
        for row in rows:
            self._add(row)

    def _add(self, row: Match) -> int:
        self.rows[self._next] = row
        self._next += 1
        return self._next - 1

    # -- what stands --------------------------------------------------------------------------

    @property
    def audiences(self) -> list[str]:
        return list(self.surveys)

    @property
    def matches(self) -> list[Match]:
        """The rows in the order of the file."""
        return list(self.rows.values())

    @property
    def touchpoints(self) -> list[int]:
        """Keys of rows that put several questions together."""
        return [key for key, row in self.rows.items() if len(row.questions) > 1]

    @property
    def alone(self) -> list[AudienceQuestion]:
        """Questions of no touchpoint: ratings first, then comments and choices."""
        taken = {member for key in self.touchpoints for member in self.rows[key].questions.items()}
        left = [
            question
            for audience, questions in self.asked.items()
            for question in questions.values()
            if (audience, question.id) not in taken
        ]
        return sorted(left, key=lambda question: question.family != "scaled")

    def members(self, key: int) -> dict[str, AudienceQuestion]:
        """A row's questions by audience."""
        questions = self.rows[key].questions
        return {
            audience: asked[questions[audience]]
            for audience, asked in self.asked.items()
            if questions.get(audience) in asked
        }

    def status(self, key: int) -> str:
        row = self.rows[key]
        return STANDS_ALONE if len(row.questions) < 2 else CONFIRMED if row.confirmed else WAITS

    def rated(self, key: int) -> bool:
        found = self.members(key).values()
        return bool(found) and all(question.family == "scaled" for question in found)

    def differ(self, key: int) -> str:
        """The scales in words where they differ: "1-6 school marks against 1-5"; empty where they are one."""
        members = {audience: one for audience, one in self.members(key).items() if one.scale is not None}
        if len(members) < 2:
            return ""
        rows = {audience: one.row for audience, one in members.items()}
        if fit_of(rows, lambda name: self.surveys[name].answer_counts(members[name].id)).one:
            return ""
        words = list(dict.fromkeys(scale_in_words(one) for one in members.values()))
        if len(words) == 1:
            return say("{scale} with other words for its points", scale=words[0])
        return functools.reduce(lambda one, other: say("{one} against {other}", one=one, other=other), words)

    def enters(self, key: int) -> bool:
        """Whether this row gives a perception gap: confirmed, rated as experience, on one scale or rescaled."""
        row = self.rows[key]
        return row.counts and row.aspect == "experience" and self.rated(key) and (row.rescale or not self.differ(key))

    def apart(self, key: int) -> bool:
        """Whether only its scales keep a confirmed row out."""
        return self.rows[key].counts and self.rated(key) and not self.rows[key].rescale and bool(self.differ(key))

    def headline(self) -> str:
        """How many touchpoints are confirmed, wait and stand alone, and which would enter a gap."""
        found = self.touchpoints
        sure = [key for key in found if self.rows[key].confirmed]
        waiting = len(found) - len(sure)
        alone = len(self.alone)
        lines = [
            say(
                "{touchpoints}: {sure} confirmed, {waiting} waits for you."
                if waiting == 1
                else "{touchpoints}: {sure} confirmed, {waiting} wait for you.",
                touchpoints=plural(len(found), "touchpoint"), sure=count(len(sure)), waiting=count(waiting),
            ),
            say(
                "{questions} stands alone." if alone == 1 else "{questions} stand alone.",
                questions=plural(alone, "question"),
            ),
        ]  # fmt: skip
        gaps = [self.rows[key].topic for key in found if self.enters(key)]
        lines.append(
            say("{n} would enter a gap: {topics}.", n=count(len(gaps)), topics=named(gaps, most=MOST_NAMED))
            if gaps
            else say("No touchpoint would enter a gap yet.")
        )
        apart = [self.rows[key].topic for key in found if self.apart(key)]
        if apart:
            lines.append(
                say(
                    "Confirmed, yet kept out by different scales until you tick rescale: {topics}.",
                    topics=named(apart, most=MOST_NAMED),
                )
            )
        return " ".join(lines)

    def table(self) -> pd.DataFrame:
        """A line a row, as text: topic, aspect, status, scales where they differ, and each audience's question."""
        rows = [
            {
                "topic": row.topic,
                "aspect": row.aspect,
                "status": self.status(key),
                "different_scales": self.differ(key),
                "rescale": "yes" if row.rescale else "",
                "enters_a_gap": "yes" if self.enters(key) else "",
                **{audience: row.questions.get(audience, "") for audience in self.audiences},
            }
            for key, row in self.rows.items()
        ]
        columns = ["topic", "aspect", "status", "different_scales", "rescale", "enters_a_gap", *self.audiences]
        return pd.DataFrame(rows, columns=columns, dtype=object)

    def key_of(self, topic: str, aspect: str | None = None) -> int:
        """The row of that topic; touchpoints before questions that stand alone.

        Raises
        ------
        QuestionError
            If there is none.
        """
        wanted = normalise(topic)
        found = [
            key
            for key, row in self.rows.items()
            if normalise(row.topic) == wanted and (aspect is None or row.aspect == aspect)
        ]
        if not found:
            hint = did_you_mean(topic, (row.topic for row in self.rows.values()))
            topics = named(dict.fromkeys(row.topic for row in self.rows.values()))
            raise QuestionError(say(
                "There is no touchpoint {topic}.{hint} Found: {topics}.",
                topic=repr(topic), hint=hint, topics=topics,
            ))  # fmt: skip
        return min(found, key=lambda key: len(self.rows[key].questions) < 2)

    def question(self, audience: str, name: str) -> AudienceQuestion:
        """An audience's question by id, text or topic.

        Raises
        ------
        QuestionError
            If it was not asked, or cannot be matched.
        """
        if audience not in self.asked:
            raise QuestionError(say(
                "No audience is called {audience}.{hint} Found: {asked}.",
                audience=repr(audience), hint=did_you_mean(audience, self.asked), asked=named(self.asked),
            ))  # fmt: skip
        own = self.asked[audience]
        if name in own:
            return own[name]
        topics = [one for one in own.values() if normalise(one.topic) == normalise(name)]
        if len(topics) == 1:
            return topics[0]
        found = self.surveys[audience].find(name)
        if found not in own:
            raise QuestionError(say(
                "{name} is no question that can be matched: neither rating, choice nor comment.",
                name=repr(name),
            ))  # fmt: skip
        return own[found]

    # -- candidates ---------------------------------------------------------------------------

    def offers(self, key: int, audience: str) -> list[Offer]:
        """What this audience was asked that could be the row's question: the nearest first, then the others."""
        row, members = self.rows[key], self.members(key)
        others = [one for name, one in members.items() if name != audience] or list(members.values())
        now = row.questions.get(audience)
        asked = self.asked[audience].values()
        fitting = [one for one in asked if one.id == now or all(one.can_meet(other) for other in others)]
        near = {one.id: max((self._nearness(other, one) for other in others), default=0.0) for one in fitting}
        fitting.sort(key=lambda one: -round(near[one.id], 6))
        return [
            Offer(one, at < MOST_NEAR and near[one.id] >= WORTH_ASKING, self._home(one, but=key))
            for at, one in enumerate(fitting)
        ]

    def places(self, question: AudienceQuestion) -> list[tuple[float, int | AudienceQuestion]]:
        """Where a question that stands alone could go, the nearest first: keys of touchpoints, other lone questions."""
        found: list[tuple[float, int | AudienceQuestion]] = []
        for key in self.touchpoints:
            others = [one for name, one in self.members(key).items() if name != question.audience]
            if others and all(question.can_meet(one) for one in others):
                found.append((max(self._nearness(one, question) for one in others), key))
        found += [
            (self._nearness(other, question), other)
            for other in self.alone
            if other.audience != question.audience and other.can_meet(question)
        ]
        return sorted(found, key=lambda pair: -round(pair[0], 6))

    def _nearness(self, one: AudienceQuestion, other: AudienceQuestion) -> float:
        if one.audience == other.audience:
            return 100.0 if one.id == other.id else 0.0
        pair = (one.audience, other.audience)
        if pair not in self._near:
            ones, others = (list(self.asked[name].values()) for name in pair)
            near = nearness_of(ones, others, self._vectors)
            self._near[pair] = pd.DataFrame(near, index=[q.id for q in ones], columns=[q.id for q in others])
            self._near[pair[::-1]] = self._near[pair].T
        return float(self._near[pair].at[one.id, other.id])

    def _home(self, question: AudienceQuestion, but: int | None = None) -> str:
        """The touchpoint where the question stands, other than ``but``."""
        key = self._holder(question)
        return "" if key is None or key == but or len(self.rows[key].questions) < 2 else self.rows[key].topic

    def _holder(self, question: AudienceQuestion) -> int | None:
        return next(
            (key for key, row in self.rows.items() if row.questions.get(question.audience) == question.id), None
        )

    def topic_of(self, question: AudienceQuestion) -> str:
        """What a question that stands alone is called."""
        key = self._holder(question)
        return question.topic if key is None else self.rows[key].topic
