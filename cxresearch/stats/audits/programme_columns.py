"""Which column is which side of which programme, and what people answered there.

The client's programmes are not in the instrument: they are found in the data, by the words that name the two sides.
"""

import re
from dataclasses import dataclass

import numpy as np

from cxresearch.errors import QuestionError, ScaleError, SurveyFileError
from cxresearch.stats.audits.instrument_parts import Instrument
from cxresearch.stats.bases.persons import persons_among, persons_caveat
from cxresearch.survey.codebook import split_text
from cxresearch.survey.labels import normalise
from cxresearch.survey.origins import DECLARED, Origin, origin_of
from cxresearch.survey.survey import Survey
from cxresearch.wording import count, named, plural, say, warn

__all__ = ["Sides", "programme_columns", "read_sides"]

_USUAL = {"giving": ("giving", "gives", "give"), "getting": ("getting", "gets", "get")}


@dataclass(frozen=True, eq=False)
class Sides:
    """What people answered: ``giving, getting`` on 0-100 and ``both`` rated, rows x programmes; ``points`` is how many
    answers the scale has, ``person`` who gave each row, where some gave several.
    """

    programmes: list[str]
    giving: np.ndarray
    getting: np.ndarray
    caveats: list[str]
    points: float = np.inf
    person: np.ndarray | None = None

    @property
    def both(self) -> np.ndarray:
        return ~(np.isnan(self.giving) | np.isnan(self.getting))


def programme_columns(survey: Survey, instrument: Instrument) -> dict[str, dict[str, str]]:
    """Programme to the columns of its two sides, in the order of the data.

    Raises
    ------
    QuestionError
        If no programme is found, one has a single side, or a side twice.
    """
    words = _words(instrument)
    found: dict[str, dict[str, str]] = {}
    names: dict[str, str] = {}
    for qid, text in zip(survey.codebook.id, survey.codebook.text, strict=True):
        parted = _named(str(qid), words) or _named(str(text), words)
        if parted is None:
            continue
        programme, side = parted
        key = names.setdefault(normalise(programme), programme)
        sides = found.setdefault(key, {})
        if side in sides:
            raise QuestionError(say(
                "{survey}: {sides} and {qid} are both the {side} of {key}. Rename one of them.",
                survey=survey.name, sides=repr(sides[side]), qid=repr(qid), side=side, key=repr(key),
            ))  # fmt: skip
        sides[side] = str(qid)
    half = [
        f"{name} (no {side})" for name, sides in found.items() for side in ("giving", "getting") if side not in sides
    ]
    if half:
        raise QuestionError(say(
            "{survey}: a programme needs both sides; found {half}. Columns are called '<programme> - giving' and "
            "'<programme> - getting'.",
            survey=survey.name, half=named(half, most=6),
        ))  # fmt: skip
    if not found:
        raise QuestionError(say(
            "{survey} has no programmes: no two questions are called '<programme> - giving' and '<programme> - "
            "getting'. Questions: {id}. Change the words of the sides in {name}.",
            survey=survey.name, id=named(survey.codebook.id), name=instrument.name,
        ))  # fmt: skip
    return found


def _words(instrument: Instrument) -> dict[str, tuple[str, ...]]:
    given = instrument.options.get("sides") or {}
    line = instrument.lines.get("sides")
    if not isinstance(given, dict) or not set(given) <= set(_USUAL):
        raise SurveyFileError(say(
            "{place}: sides are giving and getting, each with its words.",
            place=instrument.place(line),
        ))  # fmt: skip
    found = {}
    for side, usual in _USUAL.items():
        said = given.get(side) or {}
        said = said.get("words") if isinstance(said, dict) else said
        words = [said] if isinstance(said, str) else said or usual
        if not isinstance(words, (list, tuple)):
            raise SurveyFileError(say(
                "{place}: the words of {side} are a list, such as [giving, gives].",
                place=instrument.place(line), side=side,
            ))  # fmt: skip
        # The question itself, in any language of the file, is as good a name of the side as its words.
        found[side] = tuple(normalise(str(word)) for word in (*instrument.texts_of("sides", side), *words))
    both = set(found["giving"]) & set(found["getting"])
    if both:
        raise SurveyFileError(say(
            "{place}: {both} stands for both sides.",
            place=instrument.place(line), both=named(sorted(both)),
        ))  # fmt: skip
    return found


def _named(text: str, words: dict[str, tuple[str, ...]]) -> tuple[str, str] | None:
    """Programme and side of a column: "Fee alert - giving", "What does it give? - Fee alert", "fee_alert_giving"."""
    one, other = split_text(text)
    if not other:
        tail = re.fullmatch(r"(.+)[\s_:.]+([^\W_]+)", one.strip())
        one, other = (tail[1], tail[2]) if tail else (one, "")
        sides = [side for side, known in words.items() if normalise(other) in known]
        return (_tidy(one), sides[0]) if len(sides) == 1 else None
    for programme, asked in ((one, other), (other, one)):
        whole = normalise(asked)
        sides = [side for side, known in words.items() if whole in known]
        plain = f" {whole} "
        sides = sides or [side for side, known in words.items() if any(f" {word} " in plain for word in known)]
        if len(sides) == 1:
            return _tidy(programme), sides[0]
    return None


def _tidy(name: str) -> str:
    return " ".join(name.replace("_", " ").split())


def read_sides(survey: Survey, instrument: Instrument, columns: dict[str, dict[str, str]]) -> Sides:
    """The answers to both sides, read by the instrument's scale.

    Raises
    ------
    ScaleError
        If the survey holds a column on another scale.
    """
    book, scale = survey.codebook, instrument.scale
    asked = [column for sides in columns.values() for column in sides.values()]
    for column in asked:
        known = survey.scale_of(column)
        guessed = origin_of(book.scale_from[book.id == column].iloc[0]) is Origin.GUESSED
        if known is not None and not guessed and (known.low, known.high) != (scale.low, scale.high):
            raise ScaleError(say(
                "{place}: the sides are asked from {low} to {high}, but {survey} holds {column} from {low_2} to "
                "{high_2}. Correct one.",
                place=instrument.place(instrument.lines.get('scale')), low=f"{scale.low:g}", high=f"{scale.high:g}",
                survey=survey.name, column=repr(column), low_2=f"{known.low:g}", high_2=f"{known.high:g}",
            ))  # fmt: skip
        keeps = known is not None and known.labels and (known.low, known.high) == (scale.low, scale.high)
        row = book.id == column
        book.loc[row, ["kind", "scale", "scale_from"]] = ["rating", str(known if keeps else scale), DECLARED]
        book.loc[row, ["aspect", "reversed"]] = ["experience", False]
    read = survey.with_codebook(book)
    lost = read.account(asked)
    lost = lost[lost.excluded > 0]
    told = []
    if len(lost):
        names = named((f"{row.question} ({count(row.excluded)})" for row in lost.itertuples()), most=4)
        answers = plural(int(lost.excluded.sum()), "answer")
        told = [say("{answers} outside the scale, declined or unreadable: {names}.", answers=answers, names=names)]
        warn(f"{read.name}: {told[0]}")
    points = {
        side: read.numbers([sides[side] for sides in columns.values()], points=True).to_numpy(float)
        for side in ("giving", "getting")
    }
    rated = ~np.isnan(points["giving"] + points["getting"]).all(axis=1)
    person = persons_among(read, rated)
    if person is not None:
        told += persons_caveat(len(np.unique(person[rated])), int(rated.sum()))
    return Sides(list(columns), points["giving"], points["getting"], told, scale.points, person)
