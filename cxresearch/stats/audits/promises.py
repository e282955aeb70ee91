"""Promise and delivery: what customers expected, whether the promise was kept, what they got, what staff say they keep.

Three gaps tell three stories. Experience below expectation disappoints; a promise that is kept less well than people
expected is a matter of what was promised; and where staff believe a promise kept that customers do not, nobody inside
will mend it. The first two are taken within the same customers wherever they rated both, the third between two groups
of people. A gap that was not found is not agreement: ``aligned`` must be shown inside a margin.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
import pandas as pd

from cxresearch.errors import OptionError, QuestionError
from cxresearch.inference.intervals import check_confidence
from cxresearch.privacy.hiding import HIDDEN, blank
from cxresearch.result import Result
from cxresearch.stats.audits.promise_words import EXPECTATION, PROMISE, promise_sentences
from cxresearch.stats.bases.asked import as_list, need_single_answers
from cxresearch.stats.bases.naming import base_of, people
from cxresearch.stats.bases.persons import persons_among, persons_caveat
from cxresearch.stats.bases.row_gaps import paired_gap, row_side, unpaired_gap
from cxresearch.stats.bases.row_shares import grouped_rows, hidden_groups, weighing
from cxresearch.stats.bases.rows import audience_rows, row_weights, wave_caveats
from cxresearch.stats.bases.topics import questions_by_topic, require_audience
from cxresearch.stats.bases.verdicts import judged_rows
from cxresearch.survey.audiences import STAFF, is_employees
from cxresearch.survey.group_order import takes_order
from cxresearch.survey.labels import normalise
from cxresearch.survey.survey import Survey
from cxresearch.wording import count, did_you_mean, in_a_row, interval, marked, named, say, texts_about, told

__all__ = ["PromiseAndDelivery", "promise_and_delivery"]

_EXPECTED, _KEPT, _GOT = told("expected"), told("promise kept"), told("experienced")
_STAFF_KEPT, _DELIVERY = told("promise kept, say staff"), told("delivery")
_GAPS = {EXPECTATION: (_GOT, _EXPECTED), PROMISE: (_KEPT, _EXPECTED), _DELIVERY: (_STAFF_KEPT, _KEPT)}
_METHOD = told(
    "Differences of means on 0-100 with t intervals; {how}. Verdict by the t test, else by two one-sided tests inside "
    "the margin (Schuirmann 1987), each adjusted over all rows."
)
_FEW_ANSWERS = told(
    "Fewer than 100 answers beside the commonest take about one pseudo-answer spread over the scale (after Agresti & "
    "Coull 1998)."
)
_BY_PERSON = told("Some answered more than once: errors are taken by person (Binder 1983).")
_PART_EXPECTED = told(
    "Expectation was rated by {span} of {people}. Asked of a random part this costs precision only; were it skipped by "
    "choice, those who answered may differ from the others."
)
_PART_KEPT = told(
    "The promise was rated by {span} of {people}. Asked of a random part this costs precision only; were it skipped by "
    "choice, those who answered may differ from the others."
)
_SAME = told("within respondents where the same customers rated both (Student 1908)")
_APART = told("between groups of people by Welch's test (1947)")


@dataclass(frozen=True, eq=False, repr=False)
class PromiseAndDelivery(Result):
    """Three gaps a topic; a row a gap.

    ``topic, gap``: "expectation" (experienced minus expected), "promise" (promise kept minus expected), "delivery"
    (promise kept as staff say, minus as customers say). ``mean_a, mean_b`` (0-100, of those who are compared),
    ``estimate`` = a minus b in points with ``std_error, ci_low, ci_high, p_value, p_adjusted, p_equivalence,
    p_equivalence_adjusted, smallest_margin``; ``n_a, n_b`` answers (``persons_a, persons_b`` where people answered more
    than once); ``paired`` (the same people rated both); ``verdict``
    ("gap", "aligned", "not enough data", "hidden").

    Attributes
    ----------
    levels : DataFrame
        ``topic, level, audience, estimate, ci_low, ci_high, n``: the mean of everybody who answered, by level.
    ability : DataFrame
        The same for one statement that staff agreed to, where it was named.
    """

    levels: pd.DataFrame = field(default_factory=pd.DataFrame)
    ability: pd.DataFrame = field(default_factory=pd.DataFrame)
    by: tuple[str, ...] = ()
    customers: str = "Customers"
    staff: str = "Staff"
    margin: float = 10.0

    heading: ClassVar[str] = told("Promise and delivery")

    def _cell(self, column: str, value) -> str:
        return say(value) if column in ("gap", "level") else super()._cell(column, value)

    def _columns(self) -> list[str]:
        return [*self.by, "topic", "gap", "mean_a", "mean_b", "estimate", "ci_low", "ci_high", "p_adjusted", "n_a",
                "n_b", "paired", "verdict"]  # fmt: skip

    def sentences(self) -> list[str]:
        return promise_sentences(self)


@takes_order
def promise_and_delivery(
    survey: Survey,
    topics: str | Iterable[str] | None = None,
    *,
    by: str | Iterable[str] | None = None,
    customers: str = "Customers",
    staff: str = "Staff",
    ability: str | None = None,
    paired: bool | None = None,
    margin: float = 10.0,
    confidence: float = 0.95,
    adjust: str = "holm",
    privacy: bool = True,
) -> PromiseAndDelivery:
    """What was expected, promised, received, and what staff say they deliver: three gaps a topic.

    Parameters
    ----------
    survey : Survey
        Single answers, with the aspects ``expectation``, ``promise`` and ``experience`` in its codebook.
    topics : list of str, optional
        All that at least one gap can be had of, by default.
    by : str or list of str, optional
        Roles, columns or questions that make groups, which both audiences must share.
    customers, staff : str
        The two audiences. Without staff's answers on the promise there is no gap of delivery.
    ability : id or text, optional
        One statement of staff about keeping promises, told beside the gaps.
    paired : bool, optional
        Within respondents or not; by default within, where at least half of the smaller side rated both.
    margin : float
        The largest gap that would not matter, in points.
    confidence, adjust, privacy
        As in :func:`cxresearch.perception_gap`.

    Returns
    -------
    PromiseAndDelivery

    Raises
    ------
    QuestionError
        If no topic has two of the aspects, or a topic, question or audience is unknown.
    OptionError
        If an option is out of range.

    References
    ----------
    Parasuraman, Zeithaml & Berry (1985), Journal of Marketing 49, for the gaps; Student (1908); Welch (1947);
    Schuirmann (1987).

    Examples
    --------
    >>> book = pd.DataFrame({"id": ["x", "e"], "kind": "rating", "scale": "0-10", "topic": "Billing",
    ...                      "aspect": ["expectation", "experience"]})
    >>> answers = pd.DataFrame({"x": [9, 8, 9, 7, 8, 9], "e": [5, 6, 6, 4, 5, 7], "audience": "Customers"})
    >>> survey = Survey.from_frame(answers, codebook=book, roles={"audience": "audience"})
    >>> promise_and_delivery(survey).table[["gap", "estimate", "paired", "verdict"]].round(1).values.tolist()
    [['expectation', -28.3, True, 'not enough data']]
    """
    check_confidence(confidence)
    if not margin > 0:
        raise OptionError(say(
            "margin is the largest gap that would not matter, above 0 points; got {margin}.",
            margin=repr(margin),
        ))  # fmt: skip
    if paired not in (None, True, False):
        raise OptionError(say(
            "paired= is True, False, or left out for what the answers allow; got {paired}.",
            paired=repr(paired),
        ))  # fmt: skip
    need_single_answers(survey, "promise_and_delivery")
    names = as_list(by)
    who = require_audience(survey, customers)
    inside = staff if staff in survey.audiences else None
    asked = _asked(survey, who, inside)
    wanted = _topics(survey, asked, topics)
    ids = list(dict.fromkeys(question for sides in asked.values() for key, question in sides.items() if key in wanted))
    value = survey.numbers(ids, points=True)
    weight = row_weights(survey)
    rows_of = {name: audience_rows(survey, name) & _weighed(weight) for name in (who, inside) if name is not None}
    everybody = np.logical_or.reduce(list(rows_of.values()))
    given = (weight, persons_among(survey, everybody))
    groups = grouped_rows(survey, names, everybody)
    rows, levels = [], []
    for at, key, topic in ((at, *one) for at in range(len(groups.frame)) for one in wanted.items()):
        here = {name: part & groups.rows(at) for name, part in rows_of.items()}
        sides = {
            level: (value[sides[key]].to_numpy(float), here[inside if level == _STAFF_KEPT else who],
                    survey.scale_of(sides[key]).points)
            for level, sides in asked.items() if key in sides
        }  # fmt: skip
        about = {**groups.frame.iloc[at].to_dict(), "topic": topic}
        ids_of = {level: asked[level][key] for level in sides}
        levels += [
            about | {"level": level, "audience": inside if level == _STAFF_KEPT else who, "question": ids_of[level]}
            | _level(*side, given, confidence) for level, side in sides.items()
        ]  # fmt: skip
        rows += [
            about | {"gap": gap, "question_a": ids_of[a], "question_b": ids_of[b]}
            | _gap(sides[a], sides[b], given, paired if a != _STAFF_KEPT else False, confidence)
            for gap, (a, b) in _GAPS.items() if a in sides and b in sides
        ]  # fmt: skip
    table, steps = pd.DataFrame(rows), pd.DataFrame(levels)
    order = {gap: at for at, gap in enumerate(_GAPS)}
    table = table.sort_values("gap", key=lambda column: column.map(order), kind="stable", ignore_index=True)
    hidden, unseen, hints = _hidden(survey, table, steps, names, who, inside, privacy)
    table = judged_rows(table, margin=margin, confidence=confidence, adjust=adjust, hidden=hidden)
    table = blank(_ordered(table.drop(columns=["df", "tested", "exact"]), names), hidden, keep=[*names, "paired"])
    how = [_SAME] * bool(table.paired.any()) + [_APART] * bool((~table.paired).any())
    caveats = _caveats(table, survey, rows_of[who], who, inside, value, asked, wanted)
    again = [] if given[1] is None else persons_caveat(len(np.unique(given[1][everybody])), int(everybody.sum()))
    parts = [say(_METHOD, how=in_a_row(*map(say, how), by=", ")), say(_FEW_ANSWERS)] + [say(_BY_PERSON)] * bool(again)
    method = in_a_row(*parts, weighing(survey))
    return PromiseAndDelivery(
        table, method, [*caveats, *hints, *wave_caveats(survey, rows_of[who]), *again], confidence,
        levels=blank(steps.drop(columns="question"), unseen, keep=names),
        ability=_ability(survey, ability, inside, given, confidence), by=tuple(names), customers=who,
        staff=inside or staff, margin=margin,
    )  # fmt: skip


def _weighed(weight) -> np.ndarray | bool:
    return True if weight is None else ~np.isnan(weight)


def _asked(survey: Survey, who: str, inside: str | None) -> dict[str, dict[str, str]]:
    """Level to topic to question."""
    asked = {
        _EXPECTED: questions_by_topic(survey, "expectation", who),
        _KEPT: questions_by_topic(survey, "promise", who),
        _GOT: questions_by_topic(survey, "experience", who),
        _STAFF_KEPT: questions_by_topic(survey, "promise", inside) if inside else {},
    }
    return {
        level: {key: question for key, question in sides.items() if survey.scale_of(question) is not None}
        for level, sides in asked.items()
    }


def _topics(survey: Survey, asked: dict[str, dict[str, str]], wanted) -> dict[str, str]:
    """Normalised topic to its wording, of all that a gap can be had of, or of the wanted ones."""
    wording = survey.codebook.set_index("id").topic
    found: dict[str, str] = {}
    for a, b in _GAPS.values():
        found |= {key: str(wording[question]) for key, question in asked[a].items() if key in asked[b]}
    if not found:
        raise QuestionError(say(
            "No topic of {survey} was asked about in two of the aspects expectation, promise and experience. Set "
            "topic and aspect of the questions in survey.codebook, and pass it to survey.with_codebook(...).",
            survey=survey.name,
        ))  # fmt: skip
    if wanted is None:
        return found
    chosen: dict[str, str] = {}
    for name in [wanted] if isinstance(wanted, str) else wanted:
        key = normalise(str(wording.get(name, name)))
        if key not in found:
            raise QuestionError(say(
                "No topic {name} with two aspects in {survey}.{hint} Found: {values}.",
                name=repr(name), survey=survey.name, hint=did_you_mean(str(name), found.values()),
                values=named(found.values()),
            ))  # fmt: skip
        chosen[key] = found[key]
    if not chosen:
        raise QuestionError(say("topics= names none. Name at least one, or leave it out for all."))
    return chosen


def _gap(a, b, given, paired: bool | None, confidence: float) -> dict:
    (first, rows_a, points_a), (second, rows_b, points_b) = a, b
    some_a, some_b = rows_a & ~np.isnan(first), rows_b & ~np.isnan(second)
    both = some_a & some_b
    fewer = min(some_a.sum(), some_b.sum())
    within = bool(fewer and both.sum() * 2 >= fewer) if paired is None else paired
    if within:
        found = paired_gap(first[both], second[both], *_of(both, given), confidence=confidence, points=points_a)
    else:
        sides = (
            row_side(value[some], *_of(some, given), points=points)
            for value, some, points in ((first, some_a, points_a), (second, some_b, points_b))
        )
        found = unpaired_gap(*sides, confidence=confidence)
    told = found._asdict()
    if given[1] is None:
        del told["persons_a"], told["persons_b"]
    return {**told, "ci_low": told.pop("low"), "ci_high": told.pop("high"), "paired": within}


def _of(rows: np.ndarray, given) -> list[np.ndarray | None]:
    """The weights and the persons of some rows."""
    return [None if part is None else part[rows] for part in given]


def _level(value: np.ndarray, rows: np.ndarray, points: float, given, confidence: float) -> dict:
    known = rows & ~np.isnan(value)
    side = row_side(value[known], *_of(known, given), points=points)
    low, high = side.bounds(confidence=confidence)
    told = {"estimate": float(side.moments.mean), "ci_low": low, "ci_high": high, "n": float(known.sum())}
    return told if given[1] is None else told | {"persons": side.persons}


def _ability(survey: Survey, ability: str | None, inside: str | None, given, confidence: float) -> pd.DataFrame:
    if ability is None:
        return pd.DataFrame()
    question = survey.find(ability)
    scale = survey.scale_of(question)
    if inside is None or scale is None:
        raise QuestionError(say(
            "ability={ability} cannot be told: nobody of staff is in the survey. Leave it out." if inside is None else
            "ability={ability} cannot be told: it has no scale. Leave it out, or name a rating of staff.",
            ability=repr(ability),
        ))  # fmt: skip
    value = survey.numbers([question], points=True).iloc[:, 0].to_numpy(float)
    found = _level(value, audience_rows(survey, inside) & _weighed(given[0]), scale.points, given, confidence)
    text = str(survey.codebook.set_index("id").topic.get(question, question))
    return pd.DataFrame([{"statement": text, "audience": inside} | found])


def _hidden(survey, table: pd.DataFrame, levels: pd.DataFrame, names, who: str, inside: str | None, privacy: bool):
    """A gap is hidden where one of its sides is; a level by itself."""
    unseen, hints = np.zeros(len(levels), dtype=bool), []
    for name in (who, inside):
        if name is None or not is_employees(name):
            continue
        for question in dict.fromkeys(levels.question[levels.audience == name]):
            part = np.flatnonzero((levels.audience == name) & (levels.question == question))
            frame = levels.loc[part, names].reset_index(drop=True) if names else pd.DataFrame(index=range(len(part)))
            small, told = hidden_groups(
                survey, frame, levels.get("persons", levels.n).to_numpy(float)[part], by=names, audience=name,
                question=question, privacy=privacy,
            )  # fmt: skip
            unseen[part] |= small
            hints += [line for line in told if line not in hints and line not in texts_about(told, HIDDEN)]
    kept_back = set(levels.loc[unseen, [*names, "audience", "question"]].itertuples(index=False, name=None))
    hidden = np.zeros(len(table), dtype=bool)
    for at, row in enumerate(table.to_dict("records")):
        group = tuple(row[name] for name in names)
        side_a = inside if row["gap"] == "delivery" else who
        hidden[at] = (*group, side_a, row["question_a"]) in kept_back or (*group, who, row["question_b"]) in kept_back
    if hidden.any():
        hints.append(
            marked(say(
                "Hidden: {n} of {all} rows, because fewer than 5 leaders or staff stand behind them or a total would "
                "give a smaller group away.",
                n=count(hidden.sum()), all=count(len(table)),
            ), HIDDEN)
        )  # fmt: skip
    return hidden, unseen, hints


def _ordered(table: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    first = [*names, "topic", "gap", "question_a", "question_b", "mean_a", "mean_b", "estimate", "std_error", "ci_low",
             "ci_high", "p_value"]  # fmt: skip
    last = ["n_a", "n_b", *(name for name in ("persons_a", "persons_b") if name in table), "paired", "verdict"]
    middle = [column for column in table if column not in first and column not in last]
    return table[[*first, *middle, *last]]


def _caveats(table, survey, rows, who, inside, value, asked, wanted) -> list[str]:
    caveats = []
    if not (table.gap == "delivery").any():
        silent = people(STAFF) if inside is None else people(inside)
        caveats.append(say("There is no gap of delivery: {who} gave no answers on the promise.", who=silent))
    total = int(rows.sum())
    for level, called in ((_EXPECTED, _PART_EXPECTED), (_KEPT, _PART_KEPT)):
        ns = [
            int((rows & value[question].notna().to_numpy()).sum())
            for key, question in asked[level].items()
            if key in wanted
        ]
        if ns and max(ns) < 0.9 * total:
            span = interval(min(ns), max(ns)) if min(ns) < max(ns) else count(ns[0])
            caveats.append(say(called, span=span, people=base_of(who, total)))
    caveats.append(
        say(
            "Expectations that are remembered after the fact lean towards what was experienced, which makes gaps "
            "smaller."
        )
    )
    return caveats
