"""What people answered to the items of an instrument: scores on 0-100, examples they named, and who was asked what.

Here an instrument and a survey meet, so here it is told what one has and the other has not. Two audiences are only
compared on the items that both were asked; a person counts in a sub-score if enough of its items were answered.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from cxresearch.errors import OptionError, QuestionError, ScaleError
from cxresearch.inference.intervals import wilson
from cxresearch.stats.audits.instrument_parts import Instrument, Item
from cxresearch.stats.bases.asked import need_single_answers
from cxresearch.stats.bases.persons import persons_among
from cxresearch.stats.bases.row_gaps import RowSide, row_side
from cxresearch.stats.bases.rows import audience_rows, row_weights, those_asked
from cxresearch.survey.audiences import ordered, shared_name
from cxresearch.survey.labels import DECLINED, normalise
from cxresearch.survey.origins import DECLARED, Origin, origin_of
from cxresearch.survey.scales import Scale, is_blank
from cxresearch.survey.survey import Survey
from cxresearch.wording import count, did_you_mean, named, plural, say, warn

__all__ = ["Answers", "asked_audiences", "read_answers", "share_shown", "side_of"]


@dataclass(frozen=True, eq=False)
class Answers:
    """The answers to an instrument.

    Attributes
    ----------
    survey : Survey
        Read by the instrument's scale.
    items : tuple of Item
    columns : list of str
        The survey's id of each item.
    points : array, rows x items
        0-100, NaN where not answered.
    shown : array, rows x items
        1 where an example was named, 0 where not, NaN where none was asked for or the item not answered.
    rows : mapping of audience to array of bool
    asked : mapping of audience to array of bool, a place an item
    weight : array or None
    person : array or None
        Who gave each row, where some answered more than once.
    """

    survey: Survey
    items: tuple[Item, ...]
    columns: list[str]
    points: np.ndarray
    shown: np.ndarray
    rows: dict[str, np.ndarray]
    asked: dict[str, np.ndarray]
    weight: np.ndarray | None
    person: np.ndarray | None
    caveats: list[str]
    points_of_scale: float = np.inf

    @property
    def audiences(self) -> list[str]:
        return list(self.rows)

    def scores(self, audience: str, chosen: np.ndarray, least: float) -> tuple[np.ndarray, int]:
        """One score a person over the chosen items, NaN for who answered too few; and how many those are.

        Parameters
        ----------
        chosen : array of bool, a place an item
        least : part of the chosen items that must be answered, 0..1
        """
        points = self.points[self.rows[audience]][:, chosen]
        weight = np.array([item.weight for item in self.items])[chosen]
        answered = ~np.isnan(points)
        # "0.67" stands for two thirds.
        enough = answered.any(axis=1) & (answered.mean(axis=1) >= least - 0.005)
        total = np.where(answered, weight, 0.0).sum(axis=1)
        score = np.nansum(points * weight, axis=1) / np.where(total > 0, total, np.nan)
        return np.where(enough, score, np.nan), int((answered.any(axis=1) & ~enough).sum())

    def side(self, audience: str, score: np.ndarray, items: int, population: float) -> RowSide:
        """The mean of one score a row of an audience, taken over so many items."""
        # A mean of several items is as fine as a slider.
        points = self.points_of_scale if items == 1 else np.inf
        weight, person = (None if part is None else part[self.rows[audience]] for part in (self.weight, self.person))
        return side_of(score, weight, person, population, points)

    def persons_of(self, audience: str) -> np.ndarray | None:
        return None if self.person is None else self.person[self.rows[audience]]


def asked_audiences(survey: Survey, instrument: Instrument, wanted: str | Sequence[str] | None) -> list[str]:
    """The audiences to score: those of the instrument, or the wanted ones among them.

    Raises
    ------
    QuestionError
        If the survey has no audiences, or lacks one that the instrument asks; names the line.
    OptionError
        If a wanted one is not asked by the instrument.
    """
    if "audience" not in survey.roles:
        raise QuestionError(say(
            "{survey} has no audience, and a scorecard holds audiences beside each other. Give the column its role "
            "with survey.with_roles(audience=...), or pass audience= when the file is read.",
            survey=survey.name,
        ))  # fmt: skip
    present = survey.audiences
    asked = instrument.audiences or tuple(
        dict.fromkeys(name for item in instrument.items for name in item.audiences)
    )  # fmt: skip
    if wanted is None:
        missing = [name for name in asked if name not in present]
        if missing:
            line = instrument.lines.get(f"audience {missing[0]}", instrument.lines.get("audiences"))
            there = [name for name in asked if name in present]
            raise QuestionError(say(
                "{place}: {survey} has no audience {missing}.{hint} Found: {present}. Pass audiences={there} to score "
                "those that are there, or change the file." if there else
                "{place}: {survey} has no audience {missing}.{hint} Found: {present}. Rename it there, or change the "
                "file.",
                place=instrument.place(line), survey=survey.name, missing=named(map(repr, missing)),
                hint=did_you_mean(missing[0], present), present=named(present), there=there,
            ))  # fmt: skip
        return ordered(asked or present)
    chosen = [shared_name(name) for name in ([wanted] if isinstance(wanted, str) else wanted)]
    if not chosen:
        raise OptionError(say("audiences= is empty. Name at least one, or leave it out for all."))
    for name in chosen:
        if asked and name not in asked:
            raise OptionError(say(
                "{title} does not ask {name}. It asks {asked}.",
                title=instrument.title, name=repr(name), asked=named(asked),
            ))  # fmt: skip
        if name not in present:
            raise QuestionError(say(
                "No audience {name} in {survey}.{hint} Found: {present}.",
                name=repr(name), survey=survey.name, hint=did_you_mean(name, present), present=named(present),
            ))  # fmt: skip
    return ordered(chosen)


def read_answers(survey: Survey, instrument: Instrument, audiences: Sequence[str]) -> Answers:
    """Match items to columns and read them by the instrument's scale.

    Raises
    ------
    QuestionError
        If an item has no column, two have the same one, or nobody answered one; names the line of the item.
    ScaleError
        If the survey holds an item on another scale.
    """
    need_single_answers(survey, "scorecard")
    columns = _columns(survey, instrument)
    read = survey.with_codebook(_codebook(survey, instrument, columns))
    points = read.numbers(columns, points=True).to_numpy(float)
    rows = {name: audience_rows(read, name) for name in audiences}
    everyone = np.any(list(rows.values()), axis=0)
    caveats = _unreadable(read, columns, instrument)
    for at, item in enumerate(instrument.items):
        if np.isnan(points[everyone, at]).all():
            raise QuestionError(say(
                "{place}: nobody answered {id} ({text}). Is {columns} the right column, and the scale the one that "
                "was asked? Take the item out of the file if it was not asked.",
                place=instrument.place(item.line), id=repr(item.id), text=item.text, columns=repr(columns[at]),
            ))  # fmt: skip
    asked: dict[str, np.ndarray] = {}
    for name in audiences:
        answered = ~np.isnan(points[rows[name]]).all(axis=0)
        meant = np.array(
            [not instrument.asked_of(item) or name in instrument.asked_of(item) for item in instrument.items]
        )
        caveats += _not_as_meant(instrument, name, answered, meant)
        asked[name] = answered & meant
    shown, told = _examples(read, instrument, columns, points)
    return Answers(
        read, instrument.items, columns, points, shown, rows, asked, row_weights(read),
        persons_among(read, np.any(list(rows.values()), axis=0)), [*caveats, *told], instrument.scale.points,
    )  # fmt: skip


def _columns(survey: Survey, instrument: Instrument) -> list[str]:
    taken: dict[str, Item] = {}
    for item in instrument.items:
        column = _column(survey, instrument, item)
        if column is None:
            known = [qid for qid in survey.codebook.id if not str(qid).endswith("_evidence")]
            raise QuestionError(say(
                "{place}: no question of {survey} is called {id} or reads {text}.{hint} Questions: {known}. Correct "
                "the id, or take the item out of the file.",
                place=instrument.place(item.line), survey=survey.name, id=repr(item.id), text=repr(item.text),
                hint=did_you_mean(item.id, known), known=named(known),
            ))  # fmt: skip
        if column in taken:
            raise QuestionError(say(
                "{place}: {id} and {id_2} are both the question {column}. Keep one of them.",
                place=instrument.place(item.line), id=repr(item.id), id_2=repr(taken[column].id), column=repr(column),
            ))  # fmt: skip
        taken[column] = item
    return list(taken)


def _column(survey: Survey, instrument: Instrument, item: Item) -> str | None:
    """By id, then by text in any of the instrument's languages; a role's column answers no item."""
    questions = set(survey.codebook.id)
    for name in (item.id, item.text, *(words[item.text] for words in instrument.words.values() if item.text in words)):
        try:
            found = survey.find(name)
        except QuestionError:
            continue
        if found in questions:
            return found
    return None


def _codebook(survey: Survey, instrument: Instrument, columns: list[str]) -> pd.DataFrame:
    book = survey.codebook
    scale = instrument.scale
    for item, column in zip(instrument.items, columns, strict=True):
        known = survey.scale_of(column)
        row = book.id == column
        origin = origin_of(book.scale_from[row].iloc[0])
        declared = known is not None and (known.labels or origin is not Origin.GUESSED)
        if declared and not scale.labels and (known.low, known.high) != (scale.low, scale.high):
            raise ScaleError(say(
                "{place}: {id} is asked from {low} to {high}, but {survey} holds it from {low_2} to {high_2}. Correct "
                "the scale in the file, or in survey.codebook.",
                place=instrument.place(item.line), id=repr(item.id), low=f"{scale.low:g}", high=f"{scale.high:g}",
                survey=survey.name, low_2=f"{known.low:g}", high_2=f"{known.high:g}",
            ))  # fmt: skip
        keeps = known is not None and known.labels and not scale.labels
        book.loc[row, ["kind", "scale", "scale_from"]] = ["rating", str(known if keeps else scale), DECLARED]
        book.loc[row, "reversed"] = item.reversed
        # Judgements of the company are no promise, whatever words they hold.
        book.loc[row, "aspect"] = "experience"
    return book


def _unreadable(read: Survey, columns: list[str], instrument: Instrument) -> list[str]:
    account = read.account(columns)
    lost = account[account.excluded > 0]
    if not len(lost):
        return []
    names = [f"{row.question} ({count(row.excluded)})" for row in lost.itertuples()]
    scale: Scale = instrument.scale
    excluded = say(
        "Answers outside the scale from {low} to {high}, declined or not readable are not counted: {questions}.",
        low=f"{scale.low:g}", high=f"{scale.high:g}", questions=named(names, most=6),
    )  # fmt: skip
    warn(f"{read.name}: {excluded}")
    return [excluded]


def _not_as_meant(instrument: Instrument, name: str, answered: np.ndarray, meant: np.ndarray) -> list[str]:
    told = []
    silent = [item for item, has, should in zip(instrument.items, answered, meant, strict=True) if should and not has]
    if silent:
        places = named((f"{item.id}{_line(instrument, item)}" for item in silent), most=4)
        told.append(
            say(
                "{title}: no {who} answered {items}; these items do not count for them.",
                title=instrument.title, who=those_asked(name), items=places,
            )
        )  # fmt: skip
        warn(told[-1])
    extra = [item.id for item, has, should in zip(instrument.items, answered, meant, strict=True) if has and not should]
    if extra:
        told.append(
            say(
                "{items}: answered by {who}, whom the instrument does not ask; left out.",
                items=named(extra, most=4), who=those_asked(name),
            )
        )  # fmt: skip
    return told


def _line(instrument: Instrument, item: Item) -> str:
    # A result reads the same on every computer, so the folder stays out.
    if item.line is None:
        return ""
    return " " + say("({file}, line {line})", file=Path(instrument.name).name, line=item.line)


def _examples(read: Survey, instrument: Instrument, columns: list[str], points: np.ndarray):
    shown = np.full(points.shape, np.nan)
    missing = []
    for at, (item, column) in enumerate(zip(instrument.items, columns, strict=True)):
        names = (f"{item.id}_evidence", f"{column}_evidence", f"{item.id} evidence", f"{column} evidence")
        found = next((name for name in names if name in read.columns), None)
        if item.evidence is False:
            continue
        if found is None:
            missing += [item.id] if item.evidence else []
            continue
        encoded = read.encoded(found)
        written = [not is_blank(text) and normalise(str(text)) not in DECLINED for text in encoded.answers]
        shown[:, at] = np.array([*written, False], dtype=float)[encoded.codes]
    shown[np.isnan(points)] = np.nan
    told = []
    if missing:
        told.append(
            say(
                "The instrument asks for evidence, but there is no column for it beside {items}, such as "
                "{example}_evidence: nothing is said about these.",
                items=plural(len(missing), "item"), example=missing[0],
            )
        )  # fmt: skip
    return shown, told


def side_of(
    values: np.ndarray, weight: np.ndarray | None, person: np.ndarray | None, population: float, points: float | None
) -> RowSide:
    """Mean and error of the values that are there; with a population corrected."""
    kept = ~np.isnan(values) if weight is None else ~np.isnan(values) & ~np.isnan(weight)
    parts = [None if part is None else part[kept] for part in (weight, person)]
    people = kept.sum() if person is None else len(np.unique(parts[1]))
    if np.isfinite(population) and population < people:
        raise OptionError(say(
            "population= says {population} people, but {people} answered.",
            population=f"{population:,.0f}", people=f"{people:,}",
        ))  # fmt: skip
    return row_side(values[kept], *parts, points=points, population=population)


def share_shown(
    shown: np.ndarray, person: np.ndarray | None = None, *, confidence: float
) -> tuple[float, float, float, int]:
    """Percent of answers with an example, with bounds, and the number of answers.

    Answers of one person are not independent: Wilson's interval is taken on as many answers as would be, by the
    design effect of people as clusters (Kish 1965).

    >>> [round(float(part)) for part in share_shown(np.array([[1.0, 0.0], [0.0, 0.0]]), confidence=0.95)]
    [25, 4, 74, 4]
    """
    asked = (~np.isnan(shown)).sum(axis=1).astype(float)
    given = np.nansum(shown, axis=1)
    if person is not None:
        back = np.unique(person, return_inverse=True)[1]
        asked, given = np.bincount(back, asked), np.bincount(back, given)
    given, asked = given[asked > 0], asked[asked > 0]
    people, answers = len(asked), asked.sum()
    if not people:
        return np.nan, np.nan, np.nan, 0
    part = given.sum() / answers
    plain = part * (1 - part) / answers
    effect = 1.0
    if people > 1 and plain > 0:
        effect = max(1.0, people / (people - 1) * float(((given - part * asked) ** 2).sum()) / answers**2 / plain)
    elif plain == 0:
        # All alike: nothing tells how far answers of one person hang together.
        effect = answers / people
    found = wilson(given.sum(), answers, n_effective=answers / effect, confidence=confidence)
    return 100 * float(found.estimate), 100 * float(found.low), 100 * float(found.high), int(answers)
