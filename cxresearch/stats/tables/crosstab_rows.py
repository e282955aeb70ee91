"""What stands in the rows of a crosstab: the answers of a question, the nets over several of them, a mean.

Words become places in a list so that every kind of question is counted by the same cells; the list keeps the words.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import narwhals as nw
import numpy as np
import pandas as pd

from cxresearch.errors import OptionError, QuestionError
from cxresearch.survey.codebook import SCALED, split_text
from cxresearch.survey.group_order import in_people_order, known_order
from cxresearch.survey.labels import DECLINED, normalise
from cxresearch.survey.scales import Scale
from cxresearch.survey.survey import Survey
from cxresearch.wording import did_you_mean, named, say, told

__all__ = ["ANSWER", "MEAN", "NET", "SCORE", "AskedRow", "RowBlock", "blocks_of", "indicators_of", "rows_of"]

ANSWER, NET, MEAN, SCORE = "answer", "net", "mean", "nps"
MEAN_LABEL, SCORE_LABEL = told("Mean"), told("NPS")
_MOST_ANSWERS = 60


@dataclass(frozen=True, eq=False)
class RowBlock:
    """One question of the rows.

    ``questions`` are the columns that are counted: one, or an indicator a choice where several could be ticked.
    ``words`` has the answer's text by value (for words, its place). ``scaled`` tells whether values can be averaged.
    """

    name: str
    topic: str
    questions: tuple[str, ...]
    words: Mapping[float, str]
    kind: str
    scale: Scale | None = None

    @property
    def several(self) -> bool:
        """Whether more than one answer could be ticked."""
        return self.kind == "multi"


@dataclass(frozen=True, eq=False)
class AskedRow:
    """A row of a block: its label, its kind, and the values (or the indicator) that count for it."""

    label: str
    kind: str
    values: tuple[float, ...]
    question: str


def blocks_of(survey: Survey, rows: str | Iterable[str], base: str = "asked") -> tuple[Survey, list[RowBlock]]:
    """The questions of the rows, and the Survey in which each can be counted.

    ``base`` says who stands below the shares of a question with several ticks.

    Raises
    ------
    QuestionError, OptionError
        If there is no such question, it is open-ended, or nothing is named.
    """
    asked = [rows] if isinstance(rows, str) else list(rows)
    if not asked:
        raise OptionError(say("rows= is empty. Name at least one question."))
    book = survey.codebook.set_index("id")
    blocks = []
    for name in asked:
        indicators = indicators_of(survey, name)
        if indicators:
            stem, _ = split_text(book.text[indicators[0]])
            words = {question: split_text(book.text[question])[1] or question for question in indicators}
            survey = _based(survey, indicators, base)
            blocks.append(RowBlock(stem, stem, tuple(indicators), words, "multi"))
            continue
        question = survey.find(name, among=survey.questions(kinds=(*SCALED, "choice", "multi")))
        kind = book.kind.get(question)
        topic = str(book.topic.get(question) or question)
        if kind in SCALED:
            blocks.append(
                RowBlock(question, topic, (question,), _scale_words(survey, question), kind, survey.scale_of(question))
            )
        elif kind == "choice" or kind is None:
            survey, words = _coded(survey, question)
            blocks.append(RowBlock(question, topic, (question,), words, "choice"))
        else:
            raise QuestionError(say(
                "{name} in {survey} is a question of kind {kind}; rows of a crosstab need closed answers. Closed "
                "questions: {questions}.",
                name=repr(name), survey=survey.name, kind=kind,
                questions=named(survey.questions(kinds=(*SCALED, 'choice', 'multi'))),
            ))  # fmt: skip
    return survey, blocks


def rows_of(block: RowBlock, nets: Mapping | bool | None) -> list[AskedRow]:
    """The rows of a block: its answers, its nets, and what can be averaged.

    Raises
    ------
    OptionError
        If a net names an answer that the question does not have.
    """
    if block.several:
        return [AskedRow(text, ANSWER, (1.0,), question) for question, text in block.words.items()]
    question = block.questions[0]
    answers = [AskedRow(text, ANSWER, (value,), question) for value, text in block.words.items()]
    added = [AskedRow(name, NET, values, question) for name, values in _nets(block, nets).items()]
    ends = []
    if block.kind == "nps" and block.scale.span == (0.0, 10.0):
        ends.append(AskedRow(SCORE_LABEL, SCORE, (), question))
    if block.scale is not None:
        ends.append(AskedRow(MEAN_LABEL, MEAN, (), question))
    return [*answers, *added, *ends]


def _based(survey: Survey, indicators: list[str], base: str) -> Survey:
    """The Survey in which the boxes of one question stand on the chosen base."""
    if base == "asked":
        return survey
    frame = survey.frame
    if base == "ticked":
        some = nw.any_horizontal(*(nw.col(name).cast(nw.Float64) > 0 for name in indicators), ignore_nulls=True)
        made = [nw.when(some).then(nw.col(name)).otherwise(nw.lit(None)).alias(name) for name in indicators]
    else:
        made = [nw.col(name).cast(nw.Float64).fill_null(0.0).alias(name) for name in indicators]
    return replace(survey, responses=nw.to_native(frame.with_columns(*made)), _cache={})


def indicators_of(survey: Survey, name: str) -> list[str]:
    """The indicators of a question with several ticks, by its wording or by any of them."""
    book = survey.codebook
    multi = book[book.kind == "multi"]
    stems = {row.id: normalise(split_text(row.text)[0]) for row in multi.itertuples()}
    wanted = stems.get(name) if name in stems else normalise(str(name))
    return [question for question, stem in stems.items() if stem == wanted != ""]


def _scale_words(survey: Survey, question: str) -> dict[float, str]:
    scale = survey.scale_of(question)
    turned = survey.is_reversed(question)
    labels = {scale.reverse(value) if turned else value: text for text, value in scale.labels}
    if scale.points > 21:
        return {}
    return {value: labels.get(value) or f"{value:g}" for value in np.arange(scale.low, scale.high + 1)}


def _coded(survey: Survey, question: str) -> tuple[Survey, dict[float, str]]:
    """The Survey with words replaced by their place: in their own order where they have one, else the most frequent
    first and those who decline last."""
    counts = {answer: n for answer, n in survey.answer_counts(question).items() if str(answer).strip()}
    alike: dict[str, list] = {}
    for answer in counts:
        alike.setdefault(_plain(answer), []).append(answer)
    if len(alike) > _MOST_ANSWERS:
        raise QuestionError(say(
            "{question} in {survey} has {n} different answers; at most {most_answers} make rows. Group them first, or "
            "read comments with themes().",
            question=repr(question), survey=survey.name, n=f"{len(alike):,}", most_answers=_MOST_ANSWERS,
        ))  # fmt: skip
    if not alike:
        raise QuestionError(say(
            "Nobody answered {question} in {survey}. Leave it out of rows=.",
            question=repr(question), survey=survey.name,
        ))  # fmt: skip
    total = {text: sum(counts[answer] for answer in answers) for text, answers in alike.items()}
    stored = survey.order_of(question)
    known = in_people_order(alike, stored) if stored else known_order(alike)
    ranked = known or sorted(alike, key=lambda text: (normalise(text) in DECLINED, -total[text], text))
    place = {answer: float(at) for at, text in enumerate(ranked) for answer in alike[text]}
    frame, book = survey.frame, survey.codebook
    if survey.is_lazy:
        coded = nw.lit(None).cast(nw.Float64)
        for answer, at in place.items():
            coded = nw.when(nw.col(question) == answer).then(nw.lit(at)).otherwise(coded)
        frame = frame.with_columns(coded.alias(question))
    else:
        encoded = survey.encoded(question)
        codes = np.array([*(place.get(answer, np.nan) for answer in encoded.answers), np.nan])[encoded.codes]
        values = nw.new_series(question, codes, nw.Float64, backend=frame.implementation)
        frame = frame.with_columns(values)
    here = book.id == question
    if here.any():
        book.loc[here, ["kind", "scale", "reversed"]] = ["number", "", False]
    else:
        row = {"id": question, "text": question, "topic": question, "kind": "number", "source": question}
        book = pd.concat([book, pd.DataFrame([row])], ignore_index=True).fillna(
            {"scale": "", "aspect": "", "reversed": False}
        )
    coded_survey = replace(survey, responses=nw.to_native(frame), codebook=book, _cache={})
    return coded_survey, {float(at): text for at, text in enumerate(ranked)}


def _plain(answer) -> str:
    return f"{answer:g}" if isinstance(answer, float) else " ".join(str(answer).split())


def _nets(block: RowBlock, nets: Mapping | bool | None) -> dict[str, tuple[float, ...]]:
    if nets is None or nets is True:
        return _usual_nets(block)
    if not nets:
        return {}
    if not isinstance(nets, Mapping):
        raise OptionError(say("nets= is a mapping such as {{'Satisfied': [4, 5]}}; got {nets}.", nets=repr(nets)))
    own = nets.get(block.name, nets.get(block.topic, nets))
    if not isinstance(own, Mapping):
        own = nets
    if all(isinstance(answers, Mapping) for answers in own.values()):
        # Nets by question, and none for this one.
        return _usual_nets(block)
    return {str(name): _net_values(block, name, answers) for name, answers in own.items()}


def _usual_nets(block: RowBlock) -> dict[str, tuple[float, ...]]:
    scale = block.scale
    if scale is None or scale.points < 5 or not block.words:
        return {}
    values = np.array(list(block.words))
    if block.kind == "nps" and scale.span == (0.0, 10.0):
        kinds = {
            "Promoters (9-10)": values >= 9,
            "Passives (7-8)": (values >= 7) & (values < 9),
            "Detractors (0-6)": values < 7,
        }
        return {name: tuple(values[inside]) for name, inside in kinds.items()}
    top = values[values >= scale.top_box_from]
    bottom = values[values <= scale.low + scale.high - scale.top_box_from]
    return {
        f"Top {len(top)} ({_span(top)})": tuple(top),
        f"Bottom {len(bottom)} ({_span(bottom)})": tuple(bottom),
    }


def _span(values: np.ndarray) -> str:
    return f"{values[0]:g}" if len(values) == 1 else f"{values[0]:g}-{values[-1]:g}"


def _net_values(block: RowBlock, name: object, answers: object) -> tuple[float, ...]:
    wanted = [answers] if isinstance(answers, (str, int, float)) else list(answers)
    by_word = {normalise(text): value for value, text in block.words.items()}
    found = []
    for answer in wanted:
        value = by_word.get(normalise(str(answer)))
        if (
            value is None
            and isinstance(answer, (int, float))
            and block.scale is not None
            and float(answer) in block.words
        ):
            value = float(answer)
        if value is None:
            hint = did_you_mean(str(answer), block.words.values())
            raise OptionError(say(
                "nets= puts {answer} into {name}, which {name_2} does not have.{hint} Answers: {values}.",
                answer=repr(answer), name=repr(name), name_2=repr(block.name), hint=hint,
                values=named(block.words.values()),
            ))  # fmt: skip
        found.append(value)
    return tuple(dict.fromkeys(found))
