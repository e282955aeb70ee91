"""What to go on with and what to start: the room's last question told apart, and the starts put in an order.

An order of proposals takes three things that nobody should mix up in silence: how many in the room want it (votes), how
far what it is about lies from what customers live (the gap), and what it would cost (effort, as the room guesses). All
three stand beside each start. A product of three rough numbers is rougher than each, so no score is shown: starts share
a place until one is shown to stand above the other, and how many places each could take is told.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import ClassVar

import numpy as np
import pandas as pd

from cxresearch.errors import OptionError, QuestionError, SurveyFileError
from cxresearch.inference.intervals import check_confidence, normal_quantile
from cxresearch.result import Result
from cxresearch.survey.answers import as_text
from cxresearch.survey.audiences import CUSTOMERS, LEADERSHIP
from cxresearch.survey.labels import normalise
from cxresearch.survey.side_tables import bad_rows, numbers_of, side_table
from cxresearch.text.themes.coded import themes_in
from cxresearch.text.themes.codeframe import read_codeframe
from cxresearch.text.themes.frame_fit import choose_frame
from cxresearch.wording import count, cut_at_word, interval, number, percent_sure, plural, say, told

__all__ = ["GO_ON", "KINDS", "START", "STOP", "Starts", "plain_effort", "told_apart", "what_to_start"]

GO_ON, START, STOP = told("go on"), told("start"), told("stop")
TAKEN = told("taken as a start")
KINDS = (GO_ON, START, STOP, TAKEN)
_WORDS = {"continue": GO_ON, "start": START, "stop": STOP}
_DRAWS = 4000
_METHOD = told(
    "Votes x gap / effort in {draws} draws (seed {seed}): votes from their gamma posterior under Jeffreys' prior, gaps "
    "from the normal of their interval, at nought or above, efforts within half a step. A start shares the place of "
    "the first above it that is not shown to stand higher in {sure} of draws; what places it could take are the middle "
    "{sure} of draws and its own."
)


@dataclass(frozen=True, eq=False, repr=False)
class Starts(Result):
    """Starts in an order with shared places, a row a start.

    ``place`` (1 is the first; alike where one is not shown to stand above the other), ``place_low, place_high`` (the
    places that it takes in the draws), ``text, theme``, ``votes``, ``gap`` with ``gap_ci_low, gap_ci_high`` (points of
    100, those who lead minus those who are served), ``effort``, ``kind`` ("start"; "taken as a start" where no word
    says so), ``n`` (starts that are placed).

    Attributes
    ----------
    others : DataFrame
        What is no start, or cannot be placed: ``text, kind, votes, theme, why``.
    pair : tuple of str
        Whose gap it is.
    """

    others: pd.DataFrame = field(default_factory=pd.DataFrame)
    pair: tuple[str, str] = (LEADERSHIP, CUSTOMERS)

    heading: ClassVar[str] = told("What to start")
    shown: ClassVar[tuple[str, ...]] = (
        "place", "place_low", "place_high", "text", "theme", "votes", "gap", "effort", "kind",
    )  # fmt: skip
    decimals: ClassVar[dict[str, int]] = dict.fromkeys(
        ("place", "place_low", "place_high", "votes", "gap", "gap_ci_low", "gap_ci_high"), 0
    )

    def _cell(self, column: str, value) -> str:
        return say(value) if column == "kind" and value in KINDS else super()._cell(column, value)

    def sentences(self) -> list[str]:
        """How many to go on with and to start, the first places with what they rest on, and what has no place."""
        kinds = pd.concat([self.table.kind, self.others.kind]).value_counts()
        said = [
            say(
                "Of {proposals}, {on} say to go on, {starts} to start, {stop} to stop; {taken} say neither and are "
                "taken as starts.",
                proposals=plural(int(kinds.sum()), "proposal"), on=int(kinds.get(GO_ON, 0)),
                starts=int(kinds.get(START, 0)), stop=int(kinds.get(STOP, 0)), taken=int(kinds.get(TAKEN, 0)),
            )
        ]  # fmt: skip
        if not len(self.table):
            return [*said, say("No start can be placed: each needs votes, an effort and a topic whose gap is known.")]
        first = self.table[self.table.place == 1]
        if len(first) == 1:
            said.append(say("First stands {start}.", start=self._one(first.iloc[0])))
        else:
            said.append(
                say(
                    "{n} share the first place, none of them shown to stand above another: {starts}.",
                    n=count(len(first)), starts="; ".join(self._one(row) for _, row in first.iterrows()),
                )
            )  # fmt: skip
        rest = self.table[self.table.place > 1]
        said += [
            say("Place {place}: {start}.", place=count(row.place), start=self._one(row)) for _, row in rest.iterrows()
        ]
        bare = self.others[self.others.why != ""]
        if len(bare):
            said.append(
                say(
                    "Not placed: {starts}.", starts="; ".join(f"{_quoted(r.text)} ({r.why})" for r in bare.itertuples())
                )
            )
        for kind, lead in ((GO_ON, told("To go on with: {what}.")), (STOP, told("To stop: {what}."))):
            these = self.others.text[self.others.kind == kind]
            if len(these):
                said.append(say(lead, what="; ".join(map(_quoted, these))))
        return said

    def _one(self, row) -> str:
        return say(
            "{text} ({votes}; gap on {theme} {gap}, {sure} {bounds}; effort {effort}; it could take places {low} to "
            "{high})",
            text=_quoted(row.text), votes=plural(row.votes, "vote"), theme=row.theme, gap=number(row.gap),
            sure=percent_sure(self.confidence), bounds=interval(row.gap_ci_low, row.gap_ci_high),
            effort=plain_effort(row.effort), low=count(row.place_low), high=count(row.place_high),
        )  # fmt: skip


def _quoted(text: str) -> str:
    return say('"{text}"', text=cut_at_word(" ".join(str(text).split()), 70))


def plain_effort(value: float) -> str:
    """An effort as it was given: whole, or with one digit."""
    tenths = round(float(value), 1)
    return number(tenths, digits=0 if tenths.is_integer() else 1)


def told_apart(texts: Sequence[str]) -> list[str]:
    """Whether each proposal says to go on, to start or to stop, by the words it begins with; else "taken as a start".

    >>> told_apart(["Keep the Friday breakfast", "Introduce call-backs", "Stop the fund", "A chair for those who wait"])
    ['go on', 'start', 'stop', 'taken as a start']
    >>> told_apart(["Weiter so mit dem Frühstück", "Mehr Personal am Mittag"])
    ['go on', 'start']
    """
    found = []
    for text in texts:
        words = normalise(str(text)).split()
        words = words[1:] if words[:1] in (["please"], ["bitte"]) else words
        best = max(
            ((len(cue), kind) for cue, kind in _cues() if _begins(words, cue)),
            key=lambda one: one[0],
            default=(0, TAKEN),
        )
        found.append(best[1])
    return found


def _begins(words: list[str], cue: tuple[str, ...]) -> bool:
    return len(words) >= len(cue) and all(
        word.startswith(part[:-1]) if part.endswith("*") else word == part
        for word, part in zip(words, cue, strict=False)
    )


@cache
def _cues() -> tuple[tuple[tuple[str, ...], str], ...]:
    import yaml

    path = Path(__file__).parent / "data" / "continue_or_start.yaml"
    book = yaml.safe_load(path.read_text(encoding="utf-8"))
    # A * is part of a cue and no sign that a label loses.
    return tuple(
        (tuple(part if "*" in part else normalise(part) for part in str(phrase).casefold().split()), _WORDS[name])
        for language in book.values() for name, phrases in language.items() for phrase in phrases
    )  # fmt: skip


def what_to_start(
    proposals: str | Path | pd.DataFrame | Sequence[Mapping],
    gap: Result,
    *,
    between: tuple[str, str] = (LEADERSHIP, CUSTOMERS),
    codeframe: object = None,
    confidence: float = 0.95,
    seed: int = 0,
) -> Starts:
    """Tell *go on* from *start* in what a room proposed, and order the starts by votes x gap / effort.

    Parameters
    ----------
    proposals : path of a CSV, DataFrame or list of dicts
        ``text, votes, effort`` (a number above 0: days, or 1 for little to 5 for much, one kind for all); also
        ``theme`` (the touchpoint it is about; found by the code frame where empty), ``kind`` ("go on", "start",
        "stop"; found by the words it begins with where empty) and ``audience``. The answers that a workshop exports,
        with a column ``effort``.
    gap : PerceptionGap
        What :func:`cxresearch.perception_gap` returned.
    between : two audiences
        Whose gap counts: the first minus the second.
    codeframe : name, path or table, optional
        As in :func:`cxresearch.themes`; the one that fits by default.
    confidence, seed
        Of the intervals, and of the draws.

    Returns
    -------
    Starts

    Raises
    ------
    SurveyFileError
        Naming the line where votes or effort are no numbers.
    QuestionError
        If ``gap`` holds nothing of these two audiences.

    References
    ----------
    Jeffreys (1946), Proceedings of the Royal Society A 186, on the prior; Goldstein & Spiegelhalter (1996), JRSS A 159,
    on ranks and why their intervals are to be shown.

    Examples
    --------
    >>> gap = Result(pd.DataFrame({"topic": ["Fees"], "audience_a": ["Leadership"], "audience_b": ["Customers"],
    ...                            "estimate": [30.0], "ci_low": [25.0], "ci_high": [35.0]}), "")
    >>> room = [{"text": "One page for all fees", "votes": 30, "effort": 1, "theme": "Fees"},
    ...         {"text": "Rebuild all fees", "votes": 3, "effort": 5, "theme": "Fees"},
    ...         {"text": "Keep the breakfast", "votes": 9, "effort": 1, "theme": ""}]
    >>> found = what_to_start(room, gap)
    >>> found.table[["place", "text"]].values.tolist(), found.others.kind.tolist()
    ([[1, 'One page for all fees'], [2, 'Rebuild all fees']], ['go on'])
    """
    level = check_confidence(confidence)
    plan, name = side_table(proposals, needs=["text", "votes", "effort"], what="proposals")
    plan = plan[plan.text.map(lambda cell: bool(str(as_text(cell)).strip()) and not pd.isna(cell))]
    gaps = _gaps(gap, between)
    texts = [as_text(text).strip() for text in plan.text]
    given = _column(plan, "kind")
    kinds = [_kind(one, name) or found for one, found in zip(given, told_apart(texts), strict=True)]
    frame = pd.DataFrame({
        "text": texts, "kind": kinds, "votes": _numbers(plan, "votes", name),
        "effort": _numbers(plan, "effort", name), "theme": _themes(texts, plan, gaps, codeframe),
    })  # fmt: skip
    here = frame.theme.map(lambda theme: gaps.get(normalise(theme)) if theme else None)
    frame["why"] = pd.Series("", frame.index, dtype=object)  # cells that remember how they were said
    start = frame.kind.isin((START, TAKEN))
    frame.loc[start & frame.effort.isna(), "why"] = say("no effort is told")
    frame.loc[start & frame.votes.isna(), "why"] = say("no votes are told")
    frame.loc[start & here.isna(), "why"] = say("about nothing whose gap is known")
    placed = start & (frame.why == "")
    table = _placed(frame[placed], [here[at] for at in frame.index[placed]], level, seed)
    others = frame.loc[~placed, ["text", "kind", "votes", "theme", "why"]].reset_index(drop=True)
    taken = int((table.kind == TAKEN).sum()) if len(table) else 0
    caveats = [
        say(
            "The order rests on who was in the room, on how efforts were guessed, and on one gap for a whole topic: it "
            "is a place to begin talking, not a plan."
        ),
        say("A start on a topic where customers see no less than leaders has a gap of nought, and comes last."),
    ]
    if taken:
        caveats.append(
            say(
                "{n} say neither to go on nor to start and are taken as starts: write kind into the list where that is "
                "wrong.",
                n=plural(taken, "proposal"),
            )
        )
    sure = percent_sure(level)
    return Starts(
        table, say(_METHOD, draws=count(_DRAWS), seed=seed, sure=sure), caveats, level, others=others,
        pair=tuple(between),
    )  # fmt: skip


def _gaps(gap: Result, between: tuple[str, str]) -> dict[str, tuple]:
    """Normalised topic to its name, gap and bounds, the first minus the second."""
    table = gap.table
    if not {"topic", "audience_a", "audience_b", "estimate", "ci_low", "ci_high"} <= set(table):
        raise OptionError(say("gap= is what perception_gap(...) returned."))
    a, b = between
    found = {}
    for one, other, sign in ((a, b, 1.0), (b, a, -1.0)):
        for row in table[(table.audience_a == one) & (table.audience_b == other)].itertuples():
            if np.isfinite(row.estimate):
                bounds = sorted((sign * row.ci_low, sign * row.ci_high))
                found.setdefault(normalise(str(row.topic)), (str(row.topic), sign * row.estimate, *bounds))
    if not found:
        raise QuestionError(say(
            "The gaps hold none of {a} and {b}. Pass between= two audiences that they compare.",
            a=a, b=b,
        ))  # fmt: skip
    return found


def _column(plan: pd.DataFrame, name: str) -> list[str]:
    if name not in plan:
        return [""] * len(plan)
    return ["" if pd.isna(cell) else as_text(cell).strip() for cell in plan[name]]


def _kind(text: str, file: str) -> str:
    if not text:
        return ""
    known = {normalise(word): kind for kind in (GO_ON, START, STOP) for word in (kind, say(kind))}
    known |= {"continue": GO_ON, "keep": GO_ON}
    if normalise(text) not in known:
        raise SurveyFileError(say(
            "{file}: kind {text} is none. Write go on, start or stop, or leave it empty.",
            file=file, text=repr(text),
        ))  # fmt: skip
    return known[normalise(text)]


def _numbers(plan: pd.DataFrame, column: str, file: str) -> np.ndarray:
    values = numbers_of(plan[column])
    wrong = np.isinf(values) | (values < 0) | ((values == 0) & (column == "effort"))
    texts = plan[column].map(as_text)
    bad_rows(file, [(int(plan["line"].iloc[at]), say(
        "{column} {value}, and votes are counted from 0" if column == "votes"
        else "{column} {value}, and an effort is a number above 0",
        column=column, value=repr(texts.iloc[at]),
    )) for at in np.flatnonzero(wrong)])  # fmt: skip
    return values


def _themes(texts: list[str], plan: pd.DataFrame, gaps: dict, codeframe: object) -> list[str]:
    """The topic of each, as the gaps call it: as written, else the first that the code frame finds in it."""
    given = _column(plan, "theme")
    read = [[]] * len(texts)
    if not all(given):
        frame = read_codeframe(codeframe) if codeframe is not None else choose_frame(texts).frame
        read = themes_in(texts, frame)
    found = []
    for own, themes in zip(given, read, strict=True):
        known = [gaps[normalise(theme)][0] for theme in ([own] if own else themes) if normalise(theme) in gaps]
        found.append(known[0] if known else own or (themes[0] if themes else ""))
    return found


def _placed(starts: pd.DataFrame, gaps: list[tuple], level: float, seed: int) -> pd.DataFrame:
    columns = ["place", "place_low", "place_high", "text", "theme", "votes", "gap", "gap_ci_low", "gap_ci_high",
               "effort", "kind", "n"]  # fmt: skip
    if not len(starts):
        return pd.DataFrame(columns=columns)
    rng = np.random.default_rng(seed)
    n, shape = len(starts), (_DRAWS, len(starts))
    votes = rng.gamma(starts.votes.to_numpy(float) + 0.5, 1.0, shape)
    # One draw a topic: two starts on it share what is not known of its gap.
    topics = list(dict.fromkeys(one[0] for one in gaps))
    at = np.array([topics.index(one[0]) for one in gaps])
    by_topic = {one[0]: one for one in gaps}
    size = np.array([by_topic[topic][1] for topic in topics])
    error = np.array([(by_topic[t][3] - by_topic[t][2]) / (2 * normal_quantile(level)) for t in topics])
    drawn = np.clip(rng.normal(size, error, (_DRAWS, len(topics))), 0.0, None)[:, at]
    step = _step(starts.effort.to_numpy(float))
    effort = starts.effort.to_numpy(float) + rng.uniform(-0.5, 0.5, shape) * step
    scores = votes * drawn / np.clip(effort, step / 4, None)
    middle = np.median(scores, axis=0)
    order = sorted(range(n), key=lambda one: (-middle[one], starts.text.iloc[one].casefold()))
    place = np.empty(n, dtype=int)
    ahead, first = order[0], 0
    for rank, one in enumerate(order):
        if (scores[:, ahead] > scores[:, one]).mean() >= level:
            ahead, first = one, rank
        place[one] = first + 1
    ranks = 1 + (scores[:, None, :] > scores[:, :, None]).sum(axis=2)
    tail = 50 * (1 - level)
    low, high = np.percentile(ranks, [tail, 100 - tail], axis=0, method="nearest")
    table = starts.assign(
        place=place, place_low=np.minimum(low, place), place_high=np.maximum(high, place), n=float(n),
        gap=[one[1] for one in gaps], gap_ci_low=[one[2] for one in gaps], gap_ci_high=[one[3] for one in gaps],
        theme=[one[0] for one in gaps],
    )  # fmt: skip
    return table.iloc[order][columns].reset_index(drop=True)


def _step(efforts: np.ndarray) -> float:
    """The smallest difference between two efforts: finer nobody told them."""
    apart = np.diff(np.unique(efforts))
    return float(min([*apart[apart > 0], efforts.min()]))
