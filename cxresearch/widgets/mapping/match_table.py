"""Which questions of the audiences are one touchpoint, and what a person makes of it: the matching panel's memory.

Every step keeps all questions: one that leaves a touchpoint stands alone, and one that comes in from another leaves it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from cxresearch.combining.candidates import AudienceQuestion, Vectors
from cxresearch.combining.matches import Match
from cxresearch.errors import OptionError
from cxresearch.stats.bases.naming import audience_name
from cxresearch.survey.labels import normalise
from cxresearch.survey.survey import Survey
from cxresearch.widgets.mapping.match_file import MatchFile
from cxresearch.widgets.mapping.match_rows import MatchRows
from cxresearch.widgets.mapping.spoken import aspect_in_words, kind_in_words
from cxresearch.wording import named, say

__all__ = ["MatchTable"]


class MatchTable(MatchRows):
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
        super().__init__(surveys, vectors)
        self.file = MatchFile(Path(path), self.surveys, locked=locked)
        self._past: list[dict[int, Match]] = []
        rows, self.opening = self.file.opened(propose)
        self._hold(rows)

    @property
    def saved(self) -> bool:
        """Whether the file holds what stands here."""
        return self.file.holds(self.matches)

    def read_again(self) -> None:
        """Take what the file holds now in place of what stands here; can be undone.

        Raises
        ------
        StudyError
            If there is no file, or it has a mistake.
        """
        rows = self.file.read()
        self._step()
        self._hold(rows)

    def save(self, *, over: bool = False) -> Path:
        """Write the file, over what somebody else changed in it meanwhile where ``over`` says so.

        Raises
        ------
        StudyError
            If it was changed meanwhile and ``over`` is not said, or it cannot be written.
        """
        return self.file.write(self.matches, over=over)

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
