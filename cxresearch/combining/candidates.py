"""What speaks for two questions being the same: their wording, their topic, their meaning. It ranks and never decides.

A question of another aspect or of another kind is no candidate at all. A statement that people agree to is one for a
rating only where its file asks in statements throughout, and where it begins its words as the rating does: "Our meals
taste good" beside "Taste of meals". Beside a block of ratings statements tell how people feel about their work.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from cxresearch.combining.again import asked_again
from cxresearch.combining.matching import Asked, begun_alike, nearness
from cxresearch.combining.topics import short_topics
from cxresearch.survey.codebook import SCALED
from cxresearch.survey.group_order import in_people_order, known_order
from cxresearch.survey.guessing.question_words import said_scale
from cxresearch.survey.labels import declines, normalise
from cxresearch.survey.origins import Origin, origin_of
from cxresearch.survey.scales import Scale
from cxresearch.survey.survey import Survey

__all__ = [
    "WORTH_ASKING", "AudienceQuestion", "Vectors", "are_codes", "is_agreement", "likely_ratings", "nearness_of",
    "questions_of",
]  # fmt: skip

Vectors = Callable[[Sequence[str]], np.ndarray]
# From here on a pair is worth a person's look, of 100.
WORTH_ASKING = 45.0
_OF_ANOTHER_SORT = 0.5
# Words that begin alike say a little less than the same words; of a topic a statement has to say half.
_BEGUN, _STATED = 90.0, 45.0
_BLOCK = 3
# Answers of one block at most, and how many of a question's own stand in it.
_MOST_POINTS, _OVERLAP = 11, 0.6
_CODE = re.compile(r"([A-Za-z]{1,3})_?\d{1,2}")
_AGREEING = (
    "agree", "stimme", "zutreff", "trifft", "accord", "acuerdo", "eens", "concord", "zgadzam", "instämmer", "enig",
    "stämmer", "katılıyorum", "同意",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class AudienceQuestion:
    """A question as one audience was asked it: ``row`` is its line of the codebook.

    ``stands_apart``: whether it is the only one on its scale, beside a block on another. ``guessed``: whether its scale
    is a guess that nobody has settled. ``likely_rating``: a choice that is most likely a rating in words of no known
    order; it is a candidate, and counts once its answers have their order. ``in_statements``: whether its file has no
    block of plain ratings, so that statements may stand for them. ``again``: whether it asks again, in a frame of words
    of its own, about what its file has rated.
    """

    audience: str
    topic: str
    row: Mapping
    agreement: bool = False
    stands_apart: bool = False
    guessed: bool = False
    likely_rating: bool = False
    in_statements: bool = False
    again: bool = False

    @property
    def id(self) -> str:
        return self.row["id"]

    @property
    def kind(self) -> str:
        return self.row["kind"]

    @property
    def turned(self) -> bool:
        """Whether a low answer is the good one."""
        return bool(self.row["reversed"])

    @cached_property
    def asked(self) -> Asked:
        return Asked(self.id, self.row["text"], self.row["aspect"])

    @cached_property
    def scale(self) -> Scale | None:
        return Scale.parse(self.row["scale"]) if self.row["scale"] else None

    @property
    def family(self) -> str:
        """Ratings of every kind can meet; a comment meets comments only."""
        return "scaled" if self.kind in SCALED else self.kind

    def can_meet(self, other: "AudienceQuestion") -> bool:
        """Whether the two could be one question at all."""
        if self.again != other.again:
            return False
        if self.likely_rating != other.likely_rating:
            plain = other if self.likely_rating else self
            return plain.kind == "rating" and plain.asked.aspect == "experience"
        return self.asked.aspect == other.asked.aspect and self.family == other.family

    @property
    def has_marks(self) -> bool:
        """Whether its text says that it asks for school marks."""
        return said_scale(f"{self.row['text']} {self.id}").marks


def questions_of(audience: str, survey: Survey) -> list[AudienceQuestion]:
    """What an audience was asked and can be compared: ratings, choices and comments, with a short topic each."""
    book = survey.codebook
    book = book[book.kind.isin([*SCALED, "choice", "verbatim", "multi"])]
    drafted: dict[str, str] = {}
    for _, part in book.groupby("aspect", sort=False):
        drafted |= short_topics(dict(zip(part.id, part.text, strict=True)))
    likely = {question for block in likely_ratings(survey) for question in block}
    apart, guessed = _standing_apart(book, bool(likely)), _guessed_scales(survey)
    agreed = {question for question in book.id[book.kind.isin(SCALED)] if is_agreement(survey, question)}
    rated = book[book.kind.isin(SCALED) & (book.aspect == "experience")]
    again = {one for found in asked_again(dict(zip(rated.id, rated.text, strict=True))).values() for one in found}
    plain = [row.id for row in book[book.kind == "rating"].itertuples()
             if row.id not in agreed and row.aspect == "experience"]  # fmt: skip
    return [
        AudienceQuestion(
            audience, row["topic"] if row["topic"] not in ("", row["text"], row["id"]) else drafted[row["id"]],
            row, row["id"] in agreed, row["id"] in apart, row["id"] in guessed, row["id"] in likely,
            len(plain) < _BLOCK, row["id"] in again,
        )
        for row in book.to_dict("records")
    ]  # fmt: skip


def _guessed_scales(survey: Survey) -> set[str]:
    """The questions whose scale was guessed, as long as nobody has settled it."""
    book = survey.codebook
    guessed = [
        row.id for row in book.itertuples() if row.kind in SCALED and origin_of(row.scale_from) is Origin.GUESSED
    ]  # fmt: skip
    return set(guessed) & set(survey._doubted_columns())


def _standing_apart(book, beside_likely: bool) -> set[str]:
    """The ratings that have a scale of their own, where the others share one or are most likely ratings."""
    by_span: dict[tuple, list[str]] = {}
    for row in book[book.kind == "rating"].itertuples():
        by_span.setdefault(Scale.parse(row.scale).span, []).append(row.id)
    blocks = [ids for ids in by_span.values() if len(ids) >= _BLOCK]
    return {ids[0] for ids in by_span.values() if len(ids) == 1 and (blocks or beside_likely)}


def likely_ratings(survey: Survey) -> dict[tuple[str, ...], list[str]]:
    """Three choices or more with the same few answers in words of no known order, or in codes: most likely ratings.

    Returns
    -------
    dict
        The questions of a block to all their answers. What few answered may have been answered differently in each
        row, so that answers need only overlap.
    """
    book = survey.codebook
    blocks: list[tuple[list[str], set[str]]] = []
    asked = []
    for question in book.id[book.kind == "choice"]:
        words = {str(answer) for answer in survey.answer_counts(question) if not declines(answer)}
        if 2 <= len(words) <= _MOST_POINTS:
            asked.append((question, words))
    for question, words in sorted(asked, key=lambda one: -len(one[1])):
        home = next(
            (block for block in blocks if len(words & block[1]) >= max(2, _OVERLAP * len(words))
             and len(words | block[1]) <= _MOST_POINTS), None,
        )  # fmt: skip
        if home is None:
            blocks.append(([question], set(words)))
        else:
            home[0].append(question)
            home[1].update(words)
    order = {question: at for at, question in enumerate(book.id)}
    return {
        tuple(sorted(questions, key=order.__getitem__)): in_people_order(words) if are_codes(words) else sorted(words)
        for questions, words in blocks
        if len(questions) >= _BLOCK and len(words) >= 3 and (are_codes(words) or known_order(list(words)) is None)
    }


def are_codes(words: Iterable[str]) -> bool:
    """Whether answers are codes of a survey tool, whose meaning lies elsewhere: the same letters and a number.

    >>> are_codes(["A1", "A2", "A6"]), are_codes(["Team 1", "Team 2"])
    (True, False)
    """
    found = [_CODE.fullmatch(word.strip()) for word in words]
    return all(found) and len({code[1] for code in found}) == 1


def is_agreement(survey: Survey, question: str) -> bool:
    """Whether people answered by agreeing with a statement, by the words of their answers."""
    words = " ".join(normalise(str(answer)) for answer in survey.answer_counts(question))
    if any(word in words for word in _AGREEING):
        return True
    # Where the answers are numbers, the words of the ends stand in the question: "(1 = strongly disagree, 7 = ...)".
    text = survey.codebook.set_index("id").text.get(question, "")
    ends = normalise(" ".join(re.findall(r"[(（\[]([^()（）\[\]]*\d[^()（）\[\]]*)[)）\]]", text)))
    return any(re.search(rf"(?<!\w){word}|dis{word}", ends) for word in _AGREEING)


def nearness_of(
    ones: Sequence[AudienceQuestion], others: Sequence[AudienceQuestion], vectors: Vectors | None = None
) -> np.ndarray:
    """How near each of the ones comes to each of the others.

    Returns
    -------
    array (ones, others)
        0 to 100; another aspect or another kind of scale is no candidate and has 0.
    """
    near = np.zeros((len(ones), len(others)))
    for at, one in enumerate(ones):
        for place, other in enumerate(others):
            if one.can_meet(other) and (one.kind == other.kind or one.likely_rating or other.likely_rating):
                near[at, place] = _by_words(one, other)
    if vectors is not None and near.size:
        near = np.where(near > 0, np.maximum(near, _meaning(vectors, ones, others)), 0)
    # A question beside a block is seldom one of another block, however many small words they share, or how near it
    # comes by meaning among few.
    apart = [[one.stands_apart != other.stands_apart for other in others] for one in ones]
    return np.where(np.asarray(apart, bool).reshape(near.shape), near * _OF_ANOTHER_SORT, near)


def _by_words(one: AudienceQuestion, other: AudienceQuestion) -> float:
    """Words that are alike, or begin alike: languages that say much at the ends of words seldom repeat one whole."""
    from rapidfuzz import fuzz

    begun = _BEGUN * max(begun_alike(one.topic, other.topic), begun_alike(other.topic, one.topic))
    if one.agreement != other.agreement:
        statement = one if one.agreement else other
        return begun if statement.in_statements and begun >= _STATED else 0.0
    topics = fuzz.token_set_ratio(normalise(one.topic), normalise(other.topic))
    return max(topics, nearness(one.asked, other.asked), begun)


def _meaning(vectors: Vectors, ones: Sequence[AudienceQuestion], others: Sequence[AudienceQuestion]) -> np.ndarray:
    """Each topic's place among its rivals by meaning, 0 to 90."""
    cosine = vectors([one.topic for one in ones]) @ vectors([other.topic for other in others]).T
    rivals = cosine - (cosine.mean(axis=0, keepdims=True) + cosine.mean(axis=1, keepdims=True)) / 2
    spread = rivals.std()
    return np.clip(50 + 15 * rivals / spread, 0, 90) if spread > 0 else np.zeros_like(rivals)
