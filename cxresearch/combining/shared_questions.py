"""Which questions of several surveys are one: by declaration, by id, by wording, by nearly the same wording.

A question finds its partner only where exactly one is left that fits. What comes near is listed for a person.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from cxresearch.combining.matching import Asked, alike, nearness, same_wording
from cxresearch.errors import QuestionError
from cxresearch.survey.codebook import SCALED
from cxresearch.survey.doubts import MAY_MOVE, Doubt
from cxresearch.survey.labels import normalise
from cxresearch.survey.survey import Survey
from cxresearch.wording import count, kept, named, plural, say

__all__ = ["Question", "declared_pairs", "in_no_match", "matched", "not_matched"]

_NEAR = 78
_MOST_COMPARED = 400


@dataclass
class Question:
    """One question of the combined survey, and what it is called in each of the others."""

    row: dict
    asked: Asked
    members: dict[int, str] = field(default_factory=dict)
    points: bool = False
    turned_in: set[int] = field(default_factory=set)


def declared_pairs(parts: list[Survey], match: Mapping[str, object]) -> list[set[tuple[int, str]]]:
    """Groups of (survey, question) that ``match`` declares to be one.

    Raises
    ------
    QuestionError
        If a name belongs to no question.
    """
    groups = []
    for name, others in match.items():
        group: set[tuple[int, str]] = set()
        for wanted in (name, *([others] if isinstance(others, str) else others)):
            found = set()
            for at, part in enumerate(parts):
                key = normalise(str(wanted))
                book = part.codebook
                hits = [wanted] if wanted in set(book.id) else [
                    qid
                    for qid, text in zip(book.id, book.text, strict=True)
                    if key in (normalise(text), normalise(qid))
                ]  # fmt: skip
                found |= {(at, hits[0])} if len(hits) == 1 else set()
            if not found:
                known = [qid for part in parts for qid in part.codebook.id]
                raise QuestionError(say(
                    "match= names a question that nobody was asked: {wanted}. Found: {known}.",
                    wanted=repr(wanted), known=named(known),
                ))  # fmt: skip
            group |= found
        groups.append(group)
    return groups


def matched(parts: list[Survey], pairs: list[set[tuple[int, str]]]) -> list[Question]:
    """The questions of the combined survey, each with what it is called in every part."""
    questions: list[Question] = []
    for at, part in enumerate(parts):
        rows = [(row, Asked(row["id"], row["text"], row["aspect"])) for row in part.codebook.to_dict("records")]
        home: dict[str, Question] = {}
        if pairs:
            _assign(
                rows,
                questions,
                home,
                at,
                lambda asked: 0,
                lambda question, asked, at=at: _is_declared(question, at, asked.id, pairs),
            )
        _assign(rows, questions, home, at, lambda asked: asked.id, _same_by_id)
        _assign(
            rows, questions, home, at, lambda asked: (asked.aspect, normalise(asked.text)), lambda question, asked: True
        )
        _assign(
            rows, questions, home, at, lambda asked: asked.opening, lambda question, asked: alike(asked, question.asked)
        )
        for row, asked in rows:
            if asked.id not in home:
                questions.append(Question(dict(row), asked, {at: asked.id}))
            else:
                home[asked.id].members[at] = asked.id
    return questions


def _assign(rows, questions, home: dict, at: int, key: Callable, meets: Callable) -> None:
    """Give each question its partner where exactly one is left that meets it; only those with one key are looked at."""
    taken = {id(question) for question in home.values()}
    by_key: dict[object, list[Question]] = {}
    for question in questions:
        if at not in question.members:
            by_key.setdefault(key(question.asked), []).append(question)
    for row, asked in rows:
        if asked.id in home:
            continue
        hits = [
            question
            for question in by_key.get(key(asked), [])
            if id(question) not in taken and _kinds_meet(row["kind"], question.row["kind"]) and meets(question, asked)
        ]
        if len(hits) == 1:
            home[asked.id] = hits[0]
            taken.add(id(hits[0]))


def _is_declared(question: Question, at: int, qid: str, pairs: list[set[tuple[int, str]]]) -> bool:
    return any((at, qid) in group and any(member in group for member in question.members.items()) for group in pairs)


def _same_by_id(question: Question, asked: Asked) -> bool:
    """One id, and words that agree or that one of them does not have."""
    other = question.asked
    if asked.aspect != other.aspect:
        return False
    return same_wording(asked, other) or alike(asked, other) or not (asked.worded and other.worded)


def _kinds_meet(one: str, other: str) -> bool:
    return one == other or {one, other} <= set(SCALED) or {one, other} <= {"choice", "verbatim"}


def not_matched(parts: list[Survey], questions: list[Question]) -> list[str]:
    """Notes on what stands in one survey only, and on what came near."""
    notes = []
    scaled = [question for question in questions if question.row["kind"] in SCALED]
    shared = sum(len(question.members) > 1 for question in questions)
    notes.append(
        kept(
            "{shared} questions are shared by two or more surveys, {alone} stand in one only",
            shared=count(shared),
            alone=count(len(questions) - shared),
        )
    )
    for at, part in enumerate(parts):
        alone = [question.row["topic"] or question.row["id"] for question in scaled if set(question.members) == {at}]
        if alone:
            notes.append(
                kept(
                    "{questions} asked in {survey} only, on: {topics}",
                    questions=plural(len(alone), "question"),
                    survey=part.name,
                    topics=named(dict.fromkeys(alone)),
                )
            )
    near = []
    alone = [question for question in scaled if len(question.members) < len(parts)][:_MOST_COMPARED]
    for place, one in enumerate(alone):
        for other in alone[place + 1 :]:
            if set(one.members) & set(other.members) or one.row["aspect"] != other.row["aspect"]:
                continue
            # Words that are the same are no near miss: they were kept apart for another reason, which stands above.
            score = 0 if same_wording(one.asked, other.asked) else nearness(one.asked, other.asked)
            if score >= _NEAR:
                near.append((score, one, other))
    for _, one, other in sorted(near, key=lambda found: (-found[0], found[1].row["id"], found[2].row["id"]))[:12]:
        notes.append(
            kept(
                "near, but not matched: {one} and {other}; pass match={{{pair}}} if they are the same",
                one=f"{one.asked.text!r} ({parts[min(one.members)].name})",
                other=f"{other.asked.text!r} ({parts[min(other.members)].name})",
                pair=f"{one.row['id']!r}: {other.row['id']!r}",
            )
        )
    return notes


def in_no_match(parts: list[Survey], questions: list[Question]) -> list[Doubt]:
    """A doubt about every survey whose ratings all stand alone: its audience is in no comparison with the others."""
    scaled = [question for question in questions if question.row["kind"] in SCALED]
    found = []
    for at, part in enumerate(parts):
        own = [question for question in scaled if at in question.members]
        others = [question for question in scaled if set(question.members) - {at}]
        if not own or not others or any(len(question.members) > 1 for question in own):
            continue
        pairs = ((nearness(one.asked, other.asked), one.row["id"], other.row["id"]) for one in own[:_MOST_COMPARED]
                 for other in others[:_MOST_COMPARED])  # fmt: skip
        _, mine, theirs = max(pairs, key=lambda pair: pair[0])
        found.append(
            Doubt(
                "", kept("{audience}: in no match, so in no comparison with the others",
                         audience=named(part.audiences) if part.audiences else part.name),
                kept("none of {ratings} is asked of anybody else in the same words",
                     ratings=plural(len(own), "rating")), part.n_rows,
                kept("{line}, each question with the one that asks the same", line=f"match={{{mine!r}: {theirs!r}}}"),
                MAY_MOVE,
            )
        )  # fmt: skip
    return found
