"""Which questions are one touchpoint, and what a person makes of it: the matching panel's memory, without any control.

Every step keeps all questions: one that leaves a touchpoint stands alone, and one that comes in from another leaves it.
What is written is held against the file first, so that an edit made there meanwhile is never lost in silence.
"""

import functools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from cxresearch.combining.candidates import WORTH_ASKING, AudienceQuestion, Vectors, nearness_of, questions_of
from cxresearch.combining.matches import Match, matches_table, read_matches, write_matches
from cxresearch.combining.scale_fit import fit_of
from cxresearch.errors import CXResearchError, OptionError, QuestionError, StudyError, listing
from cxresearch.stats.bases.naming import audience_name
from cxresearch.survey.labels import normalise
from cxresearch.survey.survey import Survey
from cxresearch.widgets.mapping.spoken import aspect_in_words, kind_in_words, scale_in_words
from cxresearch.wording import count, did_you_mean, named, plural, say, told

__all__ = ["CONFIRMED", "MOST_NEAR", "STANDS_ALONE", "WAITS", "MatchTable", "Offer"]

CONFIRMED, WAITS, STANDS_ALONE = told("confirmed"), told("waits"), told("stands alone")
MOST_NEAR = 5
_MOST_NAMED = 6


@dataclass(frozen=True)
class Offer:
    """A question that can be chosen: ``near`` where its wording or meaning speaks for it, ``home`` its touchpoint."""

    question: AudienceQuestion
    near: bool
    home: str


class MatchTable:
    """The rows of ``matches.csv`` while a person works on them.

    Parameters
    ----------
    surveys : mapping
        Audience to the Survey that holds its answers, in the order of columns; one file may hold several.
    path : Path
        Where ``matches.csv`` is, or will be.
    propose : callable
        Gives the rows where there is no file yet.
    vectors : callable, optional
        Texts to vectors of meaning, to rank candidates by more than wording.
    locked : str
        Why the file must not be written; empty where it may.
    """

    def __init__(
        self,
        surveys: Mapping[str, Survey],
        path: Path,
        *,
        propose: Callable[[], list[Match]],
        vectors: Vectors | None = None,
        locked: str = "",
    ):
        self.surveys = dict(surveys)
        self.path = Path(path)
        self.locked = locked
        self._vectors = vectors
        self.asked = {
            audience: {question.id: question for question in questions_of(audience, survey)}
            for audience, survey in self.surveys.items()
        }
        self._near: dict[tuple[str, str], pd.DataFrame] = {}
        self._past: list[dict[int, Match]] = []
        self._next = 0
        self.rows: dict[int, Match] = {}
        self.opening = self._open(propose)

    def _open(self, propose: Callable[[], list[Match]]) -> str:
        """Take the file's rows, or drafted ones; what cannot be read is a sentence, and is not written over."""
        there = self.path.is_file()
        self._seen = self.path.read_bytes() if there else None
        self.unreadable = ""
        try:
            rows = read_matches(self.path, self.surveys) if there else propose()
        except CXResearchError as problem:
            self.unreadable = str(problem)
            rows = propose()
        self._hold(rows)
        self._kept = self._texts(rows) if there and not self.unreadable else None
        if self.unreadable:
            return f"{self.unreadable} " + say(
                "Correct it there and press Read the file again; until then a draft is shown."
            )
        if there:
            return say("Read from {file}. Nothing enters a gap before you tick it.", file=self.path.name)
        return say(
            "There is no {file} yet: this is a draft. Nothing enters a gap before you tick it.", file=self.path.name
        )

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
            say("{n} would enter a gap: {topics}.", n=count(len(gaps)), topics=named(gaps, most=_MOST_NAMED))
            if gaps
            else say("No touchpoint would enter a gap yet.")
        )
        apart = [self.rows[key].topic for key in found if self.apart(key)]
        if apart:
            lines.append(
                say(
                    "Confirmed, yet kept out by different scales until you tick rescale: {topics}.",
                    topics=named(apart, most=_MOST_NAMED),
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
            topics = listing(dict.fromkeys(row.topic for row in self.rows.values()))
            raise QuestionError(say(
                "There is no touchpoint {topic}.{hint} Found: {topics}.",
                topic=repr(topic), hint=hint, topics=topics,
            ))  # fmt: skip
        return min(found, key=lambda key: len(self.rows[key].questions) < 2)

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

    # -- steps of a person --------------------------------------------------------------------

    def _step(self) -> None:
        self._past.append(dict(self.rows))

    @property
    def can_undo(self) -> bool:
        return bool(self._past)

    def undo(self) -> None:
        """Take the last step back."""
        if self._past:
            self.rows = self._past.pop()

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

    def choose(self, key: int, audience: str, question: AudienceQuestion | None) -> str:
        """Let a row's question of an audience be this one, or none; gives the sentence of what followed.

        Raises
        ------
        OptionError
            If it can never be one question with the others: another aspect, or a comment and a rating.
        """
        row, members = self.rows[key], self.members(key)
        # Audiences of one file answered the same column, so their cells change together.
        together = [
            name
            for name in members
            if self.surveys[name] is self.surveys[audience] and (question is None or question.id in self.asked[name])
        ]
        together = [audience] if question is None else list(dict.fromkeys([audience, *together]))
        others = [one for name, one in members.items() if name not in together]
        if row.questions.get(audience) == (None if question is None else question.id):
            return ""
        if question is not None:
            for other in others:
                if not question.can_meet(other):
                    raise OptionError(_never(question, other))
        self._step()
        steps = []
        questions = {name: one for name, one in row.questions.items() if name not in together}
        left = [members[name] for name in together if name in members]
        if question is not None:
            for name in together:
                one = self.asked[name][question.id]
                steps += self._taken_out(one, but=key)
                questions[name] = one.id
        ordered = {name: questions[name] for name in self.audiences if name in questions}
        waits = row.confirmed and question is not None
        rows = replace(row, questions=ordered, confirmed=row.confirmed and not waits and len(ordered) > 1)
        if not ordered:
            del self.rows[key]
        else:
            self.rows[key] = replace(rows, rescale=row.rescale and len(ordered) > 1)
            if not self.differ(key):
                self.rows[key] = replace(self.rows[key], rescale=False)
        for one in left:
            self._stand_alone(one)
            steps.append(say("{topic} of {who} stands alone now.", topic=one.topic, who=audience_name(one.audience)))
        if key in self.rows and len(ordered) < 2:
            steps.insert(
                0, say(
                    "{topic} is one question of {who} and no touchpoint now.",
                    topic=row.topic, who=audience_name(next(iter(ordered))),
                ),
            )  # fmt: skip
        elif question is not None:
            steps.insert(
                0, say(
                    "{topic}: {who} is {question} now.",
                    topic=row.topic, who=audience_name(question.audience), question=question.topic,
                ),
            )  # fmt: skip
        if waits:
            steps.append(say("{topic} waits for your tick again, since its questions changed.", topic=row.topic))
        return " ".join(steps)

    def _taken_out(self, question: AudienceQuestion, but: int) -> list[str]:
        """Take a question from the row where it stands."""
        key = self._holder(question)
        if key is None or key == but:
            return []
        row = self.rows[key]
        rest = {name: one for name, one in row.questions.items() if name != question.audience}
        if not rest:
            del self.rows[key]
            return []
        self.rows[key] = replace(row, questions=rest, confirmed=row.confirmed and len(rest) > 1)
        return [say("It left {topic}.", topic=row.topic)]

    def _stand_alone(self, question: AudienceQuestion) -> None:
        if self._holder(question) is None:
            topic = self._free_topic(question.topic, question.asked.aspect, question.id)
            self._add(Match(topic, question.asked.aspect, {question.audience: question.id}))

    def _free_topic(self, topic: str, aspect: str, name: str) -> str:
        taken = {(normalise(row.topic), row.aspect) for row in self.rows.values()}
        return f"{topic} ({name})" if (normalise(topic), aspect) in taken else topic

    def join(self, question: AudienceQuestion, place: int | AudienceQuestion) -> str:
        """Put a question that stands alone into a touchpoint, or together with another that stands alone."""
        if isinstance(place, AudienceQuestion):
            if not question.can_meet(place):
                raise OptionError(_never(question, place))
            key = self._holder(place)
            before = dict(self.rows)
            if key is None:
                self._stand_alone(place)
                key = self._holder(place)
            done = self.choose(key, question.audience, question)
            self._past[-1] = before
            return done
        return self.choose(place, question.audience, question)

    def rename_lone(self, question: AudienceQuestion, topic: str) -> str:
        """Call a question that stands alone something else; it then has a row of its own."""
        before = dict(self.rows)
        self._stand_alone(question)
        try:
            done = self.rename(self._holder(question), topic)
        except OptionError:
            self.rows = before
            raise
        if done:
            self._past[-1] = before
        else:
            self.rows = before
        return done

    def confirm(self, keys: Iterable[int], sure: bool = True) -> None:
        """Say that a row's questions are the same, or take that back.

        Raises
        ------
        OptionError
            If a row has one question only.
        """
        keys = list(keys)
        for key in keys:
            if sure and len(self.rows[key].questions) < 2:
                raise OptionError(
                    say("{topic} is one question only. Choose its match first.", topic=self.rows[key].topic)
                )
        self._step()
        for key in keys:
            self.rows[key] = replace(self.rows[key], confirmed=sure)

    def rescale(self, keys: Iterable[int], allowed: bool = True) -> None:
        """Let rows whose scales differ be put on 0-100, or take that back.

        Raises
        ------
        OptionError
            If a row's scales are one already.
        """
        keys = list(keys)
        for key in keys:
            if allowed and not self.differ(key):
                raise OptionError(
                    say("{topic} was asked on one scale; there is nothing to rescale.", topic=self.rows[key].topic)
                )
        self._step()
        for key in keys:
            self.rows[key] = replace(self.rows[key], rescale=allowed)

    def rename(self, key: int, topic: str) -> str:
        """Call a row something else; the same topic under other aspects keeps its name with it.

        Raises
        ------
        OptionError
            If the topic is empty, or another row of this aspect has it.
        """
        topic, row = " ".join(topic.split()), self.rows[key]
        if not topic:
            raise OptionError(say("A touchpoint needs a topic: what it is called in tables and pictures."))
        if topic == row.topic:
            return ""
        # A prediction is held against the experience of the same topic.
        with_it = [at for at, other in self.rows.items() if at == key or normalise(other.topic) == normalise(row.topic)]
        for at, other in self.rows.items():
            aspects = {self.rows[one].aspect for one in with_it}
            if at not in with_it and other.aspect in aspects and normalise(other.topic) == normalise(topic):
                raise OptionError(
                    say("Another touchpoint of this kind is called '{topic}' already.", topic=other.topic)
                )
        self._step()
        for at in with_it:
            self.rows[at] = replace(self.rows[at], topic=topic)
        also = sorted({self.rows[at].aspect for at in with_it if at != key})
        if also:
            return say(
                "{old} is called {topic} now, and so is its {aspects}.",
                old=row.topic, topic=topic, aspects=named(map(aspect_in_words, also)),
            )  # fmt: skip
        return say("{old} is called {topic} now.", old=row.topic, topic=topic)

    # -- the file -----------------------------------------------------------------------------

    def _texts(self, rows: Iterable[Match]) -> list[tuple[str, ...]]:
        return [tuple(cells) for cells in matches_table(list(rows), self.audiences).astype(str).to_numpy().tolist()]

    @property
    def saved(self) -> bool:
        """Whether the file holds what stands here."""
        return self._kept is not None and self._kept == self._texts(self.matches)

    def edited_elsewhere(self) -> str:
        """What somebody changed in the file since it was read; empty where nothing was."""
        now = self.path.read_bytes() if self.path.is_file() else None
        if now == self._seen:
            return ""
        name = self.path.name
        if now is None:
            return say("{file} was deleted since it was read.", file=name)
        try:
            there = self._texts(read_matches(self.path, self.surveys))
        except CXResearchError as problem:
            return say(
                "{file} was changed since it was read, and cannot be read now: {problem}", file=name, problem=problem
            )
        before = self._kept or []
        if there == before:
            return ""
        topics = [cells[0] for cells in there if cells not in before]
        topics += [cells[0] for cells in before if cells not in there]
        changed = named(dict.fromkeys(topics), most=_MOST_NAMED) if topics else say("the order of its lines")
        return say("{file} was changed by somebody else since it was read: {what}.", file=name, what=changed)

    def read_again(self) -> None:
        """Take what the file holds now in place of what stands here; can be undone.

        Raises
        ------
        StudyError
            If there is no file, or it has a mistake.
        """
        if not self.path.is_file():
            raise StudyError(
                say("There is no {file} in {folder}.", file=self.path.name, folder=self.path.parent.as_posix())
            )
        seen = self.path.read_bytes()
        rows = read_matches(self.path, self.surveys)
        self._step()
        self._hold(rows)
        self._seen, self._kept, self.unreadable = seen, self._texts(rows), ""

    def save(self, *, over: bool = False) -> Path:
        """Write the file.

        Parameters
        ----------
        over : bool
            Whether to write over what somebody else changed in it meanwhile.

        Raises
        ------
        StudyError
            If it was changed meanwhile and ``over`` is not said, or it cannot be written.
        """
        if self.locked:
            raise StudyError(self.locked)
        changed = (
            say("{file} has a mistake and was not taken over: {problem}", file=self.path.name, problem=self.unreadable)
            if self.unreadable
            else self.edited_elsewhere()
        )
        if changed and not over:
            raise StudyError(say("Nothing was saved. {why}", why=changed))
        try:
            write_matches(self.matches, self.audiences, self.path)
        except OSError as problem:
            why = problem.strerror or problem
            raise StudyError(say("{path}: cannot be written ({problem}).", path=self.path, problem=why)) from None
        self._seen, self._kept, self.unreadable = self.path.read_bytes(), self._texts(self.matches), ""
        return self.path


def _never(one: AudienceQuestion, other: AudienceQuestion) -> str:
    if one.family != other.family:
        return say(
            "{one} is a {kind} and {other} a {other_kind}: they are never one question.",
            one=one.topic, kind=_family(one), other=other.topic, other_kind=_family(other),
        )  # fmt: skip
    return say(
        "{one} of {who} asks {aspect} and {other} of {others} asks {other_aspect}: they are never one question. "
        "Correct the column aspect of the codebook where that is wrong.",
        one=one.topic, who=audience_name(one.audience), other=other.topic, others=audience_name(other.audience),
        aspect=aspect_in_words(one.asked.aspect) or say("nothing rated"),
        other_aspect=aspect_in_words(other.asked.aspect) or say("nothing rated"),
    )  # fmt: skip


def _family(question: AudienceQuestion) -> str:
    return kind_in_words("comment" if question.family == "verbatim" else question.family)
