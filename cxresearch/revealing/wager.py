"""The wager: how sure people were of their guesses, and how often they were right when they were that sure.

Who says "90% sure" and is within ten points half of the time knows customers less well than he believes, whatever he
guesses. That is told of a room and never of a person: from eight people and thirty judgements on.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from cxresearch.errors import OptionError, QuestionError
from cxresearch.inference.intervals import wilson
from cxresearch.revealing.guessing import actual_scores
from cxresearch.survey.audiences import CUSTOMERS
from cxresearch.survey.survey import Survey
from cxresearch.wording import Lines, count, in_words, interval, number, plural, say
from cxresearch.workshop.board import Workshop

__all__ = ["FEWEST_JUDGEMENTS", "FEWEST_PEOPLE", "Calibration", "calibration"]

FEWEST_PEOPLE, FEWEST_JUDGEMENTS = 8, 30
NEAR = 10.0
# A level of sureness stands for itself from so many judgements on.
_FEWEST_OF_A_LEVEL = 8


@dataclass(frozen=True)
class Calibration:
    """How often a room was right, by how sure it was.

    Attributes
    ----------
    table : DataFrame
        A row a level: ``sure`` (50, 70 or 90 percent), ``right`` (percent of its judgements within ten points of what
        customers said) with ``ci_low, ci_high`` (Wilson, 95%), and ``n`` judgements. Empty where the room is too small.
    people, judgements : int
        Behind all of it.
    """

    table: pd.DataFrame
    people: int
    judgements: int

    def sentences(self) -> Lines:
        """What to say; with fewer than eight people or thirty judgements that it is too few."""
        if not len(self.table):
            few = say(
                "Too few to say how well the room knows what it knows: {people} with {judgements}, and it takes "
                "{least} people and {most} judgements.",
                people=plural(self.people, "person", "people"),
                judgements=plural(self.judgements, "judgement"),
                least=in_words(FEWEST_PEOPLE),
                most=count(FEWEST_JUDGEMENTS),
            )
            return Lines([few])
        return Lines(
            say("When {sure}% sure, you were within ten points {right}% of the time ({interval}; {judgements}).",
                sure=number(row.sure), right=number(row.right), interval=interval(row.ci_low, row.ci_high),
                judgements=plural(row.n, "judgement"))
            for row in self.table.itertuples()
        )  # fmt: skip


def calibration(
    workshop: Workshop, survey: Survey, *, bets: Iterable[str] | None = None, actual: str = CUSTOMERS
) -> Calibration:
    """Hold the room's guesses and its sureness against what customers said.

    Parameters
    ----------
    workshop : Workshop
        With guesses that say how sure their people were, see `Workshop.guess`.
    survey : Survey
        With ratings of the same topics by ``actual``.
    bets : iterable of str, optional
        Whose; by default everybody's.
    actual : str
        Whose answers were guessed.

    Returns
    -------
    Calibration

    Raises
    ------
    QuestionError
        If no guess stands beside a topic of the survey.

    References
    ----------
    Lichtenstein, Fischhoff & Phillips (1982), Calibration of probabilities; Wilson (1927) for the intervals.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> workshop = Workshop(mkdtemp())
    >>> topics = workshop.set_topics(["Billing", "App", "Fees", "Desk"])
    >>> for person in range(8):
    ...     for topic in topics:
    ...         value = workshop.guess("Leaders", f"p{person}", topic.topic, 5 if person < 4 else 9, sure=90)
    >>> frame = pd.DataFrame({topic.topic: [4, 5] * 10 for topic in topics})
    >>> customers = Survey.from_frame(frame, scales=dict.fromkeys(frame, (0, 10)), audience="Customers")
    >>> calibration(workshop, customers).sentences()[0]
    'When 90% sure, you were within ten points 50% of the time (34 to 66; 32 judgements).'
    """
    if not isinstance(workshop, Workshop):
        raise OptionError(say(
            "workshop is a Workshop; got {name}. Pass cx.Workshop('our-workshop').",
            name=type(workshop).__name__,
        ))  # fmt: skip
    given = workshop.guesses()
    given = given[given.audience.isin(set(bets))] if bets is not None else given
    given = given.dropna(subset=["sure"])
    if given.empty:
        return Calibration(_table([]), 0, 0)
    people, n = given.person.nunique(), len(given)
    if people < FEWEST_PEOPLE or n < FEWEST_JUDGEMENTS:
        return Calibration(_table([]), people, n)
    means = actual_scores(workshop, survey, actual=actual)
    known = given[given.topic.isin(means)]
    if known.empty:
        raise QuestionError(say(
            "No topic that was guessed stands in the survey, so there is nothing to be right about."
        ))  # fmt: skip
    right = (known.points - known.topic.map(means)).abs() <= NEAR
    people, n = known.person.nunique(), len(known)
    if people < FEWEST_PEOPLE or n < FEWEST_JUDGEMENTS:
        return Calibration(_table([]), people, n)
    rows = []
    for sure, hits in right.groupby(known.sure):
        # Of fewer people than that one level would be a list of who said what.
        if known[known.sure == sure].person.nunique() >= FEWEST_PEOPLE and len(hits) >= _FEWEST_OF_A_LEVEL:
            share = wilson(hits.sum(), len(hits))
            rows.append((sure, 100 * hits.mean(), 100 * float(share.low), 100 * float(share.high), len(hits)))
    return Calibration(_table(rows), people, n)


def _table(rows: list[tuple]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["sure", "right", "ci_low", "ci_high", "n"])
