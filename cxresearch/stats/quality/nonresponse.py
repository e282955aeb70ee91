"""Who did not answer, and what that could do to the figures: answered against invited, early against late.

A response rate alone says nothing: what matters is whether those who stayed silent would have said otherwise. Three
things can be known. Where some groups answered less, weighting them back shows how far the figures move. Late answers,
given after reminders, come from people more like those who never answered. And whatever the silent think, a mean on a
bounded scale cannot leave certain bounds. Only counts of people invited are taken, never a list of persons.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
import pandas as pd

from cxresearch.errors import OptionError, QuestionError
from cxresearch.inference.intervals import adjust_p, check_confidence, weighted_moments, welch_from_errors, wilson
from cxresearch.privacy.hiding import FEWEST_PEOPLE, HIDDEN, blank
from cxresearch.result import Result
from cxresearch.stats.bases.asked import (
    as_list,
    check_choice,
    group_label,
    need_single_answers,
    people_told,
    some_questions,
)
from cxresearch.stats.bases.grouped import topic_words
from cxresearch.stats.bases.rows import audience_rows, label_of, those_asked, units_of
from cxresearch.stats.bases.topics import require_audience
from cxresearch.survey.audiences import is_employees
from cxresearch.survey.survey import Survey
from cxresearch.wording import (
    count,
    interval,
    marked,
    named,
    not_shown,
    number,
    percent_sure,
    plural,
    say,
    signed_points,
    told,
)

__all__ = ["NonResponse", "nonresponse"]

_METHOD = told(
    "Response rates by group with Wilson intervals (Wilson 1927); means weighted to the groups as invited "
    "(post-stratification); early against late answers by Welch's t (Armstrong & Overton 1977; Welch 1947), p adjusted "
    "over the questions; bounds with the silent at either end of the scale (Manski 1990)."
)


@dataclass(frozen=True, eq=False, repr=False)
class NonResponse(Result):
    """Answered against invited, a row a group.

    ``table``: the columns of ``by``, ``invited, answered``, ``estimate`` (response rate, 0-100) with ``ci_low,
    ci_high``; hidden where answered or silent employees are fewer than five.

    Attributes
    ----------
    questions : DataFrame
        A row a question, on 0-100: ``mean`` as answered, ``mean_weighted`` to the groups as invited, ``shift``
        (weighted minus answered), ``lowest, highest`` that the mean of all invited could be, ``mean_early, mean_late``,
        ``late_minus_early`` with ``ci_low, ci_high, p_value, p_adjusted``, ``n``.
    """

    questions: pd.DataFrame = field(default_factory=pd.DataFrame)
    by: tuple[str, ...] = ()
    audience: str | None = None

    heading: ClassVar[str] = told("Who did not answer")
    measure: ClassVar[str] = told("Answered, of those invited (%)")
    decimals: ClassVar[dict[str, int]] = {"invited": 0, "answered": 0}

    def sentences(self) -> list[str]:
        """The whole rate, the groups at both ends, and what silence could do to each question."""
        table, who = self.table, those_asked(self.audience)
        known = table[np.isfinite(table.estimate)]
        said = []
        if not len(known):
            return [say("How many {people} answered is hidden, so that small groups stay anonymous.", people=who)]
        total = known.answered.sum() / known.invited.sum()
        said.append(
            say(
                "{n} of {all} {people} answered ({share}%).",
                n=count(known.answered.sum()),
                all=count(known.invited.sum()),
                people=who,
                share=number(100 * total),
            )
        )
        if len(known) > 1:
            ends = known.sort_values(["estimate", *self.by], kind="stable")
            low, high = ends.iloc[0], ends.iloc[-1]
            said.append(
                say(
                    "Least of {least}: {low}; most of {most}: {high}.",
                    least=group_label(low, self.by),
                    low=self._rate(low),
                    most=group_label(high, self.by),
                    high=self._rate(high),
                )
            )
        if len(table) > len(known):
            hidden = len(table) - len(known)
            said.append(
                say(
                    "{n} group is hidden, so that nobody is singled out."
                    if hidden == 1
                    else "{n} groups are hidden, so that nobody is singled out.",
                    n=count(hidden),
                )
            )
        moved = self.questions
        for row in moved.itertuples():
            topic = topic_words(row.label)
            if np.isfinite(row.shift):
                said.append(
                    say(
                        "On {topic} the mean is {mean} as answered and {weighted} with the groups as invited; whatever "
                        "those think who did not answer, that of all invited lies between {low} and {high}.",
                        topic=topic,
                        mean=number(row.mean, digits=1),
                        weighted=number(row.mean_weighted, digits=1),
                        low=number(row.lowest),
                        high=number(row.highest),
                    )
                )
            if np.isfinite(row.ci_low):
                said.append(self._late(row, topic))
        return said

    def _rate(self, row) -> str:
        return say(
            "{share}% ({interval}; {n} of {all})", share=number(row.estimate),
            interval=interval(row.ci_low, row.ci_high), n=count(row.answered), all=count(row.invited),
        )  # fmt: skip

    def _late(self, row, topic: str) -> str:
        about = {
            "topic": topic, "gap": signed_points(row.late_minus_early), "sure": percent_sure(self.confidence),
            "interval": interval(row.ci_low, row.ci_high),
        }  # fmt: skip
        if row.p_adjusted < 1 - self.confidence:
            return say(
                "On {topic} late minus early answers are {gap} ({sure} CI {interval}): those who had to be reminded "
                "think otherwise, so the silent may too.",
                **about,
            )
        if row.ci_low > 0 or row.ci_high < 0:
            return say(
                "On {topic} late minus early answers are {gap} ({sure} CI {interval} taken alone); {not_shown}.",
                not_shown=not_shown(len(self.questions)), **about,
            )  # fmt: skip
        return say(
            "On {topic} late minus early answers are {gap} ({sure} CI {interval}): no difference is shown, which is no "
            "proof that there is none.",
            **about,
        )


def nonresponse(
    survey: Survey,
    invited: Mapping | pd.DataFrame,
    *,
    by: str | Sequence[str],
    questions: str | Sequence[str] | None = None,
    audience: str | None = None,
    date: str | None = None,
    late: float = 1 / 3,
    confidence: float = 0.95,
    adjust: str = "holm",
    privacy: bool = True,
) -> NonResponse:
    """What is known of those who did not answer.

    Parameters
    ----------
    survey : Survey
        Single answers of one audience.
    invited : mapping or DataFrame
        How many were invited, by the value of ``by`` (a tuple of values where it names several columns); or a frame of
        these columns and ``invited``. Counts only: a frame with a row a person is refused.
    by : str or list of str
        Roles or columns that are known of everybody invited: unit, segment.
    questions : list of ids, optional
        Ratings whose means are looked at; all of the experience by default.
    audience : str, optional
        Whom the counts describe; needed where several answered.
    date : str, optional
        A column that orders the answers by when they came; the order of the rows by default.
    late : float
        The last part of the answers that counts as late, and the first as early; above 0, at most .5.
    confidence, adjust, privacy
        As in :func:`cxresearch.perception_gap`.

    Returns
    -------
    NonResponse

    Raises
    ------
    OptionError
        If counts are none, fewer were invited than answered, or a group that answered was not invited.

    References
    ----------
    Armstrong & Overton (1977), Journal of Marketing Research 14; Manski (1990), American Economic Review 80; Groves
    (2006), Public Opinion Quarterly 70, on why a rate is no measure of bias.

    Examples
    --------
    >>> answers = pd.DataFrame({"unit": ["N"] * 60 + ["S"] * 20, "speed": [4, 5] * 30 + [1, 2] * 10})
    >>> survey = Survey.from_frame(answers, scales={"speed": (1, 5)}, audience="Customers")
    >>> nonresponse(survey, {"N": 100, "S": 100}, by="unit").sentences()[0]
    '80 of 200 customers answered (40%).'
    """
    check_confidence(confidence)
    check_choice("adjust", adjust, ("holm", "bh", "none"))
    need_single_answers(survey, "nonresponse")
    names = as_list(by)
    if not names:
        raise OptionError(say("by= names at least one column that is known of everybody invited, such as 'unit'."))
    if isinstance(late, bool) or not isinstance(late, (int, float)) or not 0 < late <= 0.5:
        raise OptionError(say(
            "late= is the part of answers that counts as late, above 0 and at most 0.5; got {late}.",
            late=repr(late),
        ))  # fmt: skip
    who = _whose(survey, audience)
    rows = audience_rows(survey, who)
    given = _counts(invited, names)
    frame = pd.DataFrame({name: _texts(survey, name) for name in names})
    frame, keys = frame[rows], list(given)
    place = {key: at for at, key in enumerate(keys)}
    group = np.array([place.get(key, -1) for key in frame.itertuples(index=False, name=None)])
    unknown = frame[(group < 0) & (frame != "").all(axis=1)].drop_duplicates()
    if len(unknown):
        some = named((", ".join(key) for key in unknown.itertuples(index=False, name=None)), most=4)
        raise OptionError(say("invited= has no count for {some}, and people of it answered. Add it.", some=some))
    answered = np.bincount(group[group >= 0], minlength=len(keys)).astype(float)
    asked = np.array(list(given.values()), dtype=float)
    over = np.flatnonzero(answered > asked)
    if len(over):
        at = over[0]
        raise OptionError(say(
            "invited= says {asked} for {keys}, but {answered} answered. Correct it.",
            asked=f"{asked[at]:,.0f}", keys=repr(', '.join(keys[at])), answered=f"{answered[at]:,.0f}",
        ))  # fmt: skip
    bounds = wilson(answered, asked, confidence=confidence)
    table = pd.DataFrame([dict(zip(names, key, strict=True)) for key in keys]).assign(
        invited=asked, answered=answered, estimate=100 * bounds.estimate, ci_low=100 * bounds.low,
        ci_high=100 * bounds.high,
    )  # fmt: skip
    hidden, caveats = _hidden(table, who, privacy)
    homeless = int((group < 0).sum())
    if homeless:
        caveats.append(
            say(
                "{answers} without a stated {columns} counted in no group.",
                answers=plural(homeless, "answer"), columns=named(names),
            )
        )  # fmt: skip
    chosen = some_questions(survey, questions, aspect=None if questions is not None else "experience")
    order = _order(survey, date, rows)
    answers = survey.numbers(chosen, points=True).to_numpy(float)[rows]
    found = [
        _question(
            label_of(survey, question), question, answers[:, at], group, asked, order, late, confidence,
            fewest=FEWEST_PEOPLE if privacy and who is not None and is_employees(who) else 2,
        )
        for at, question in enumerate(chosen) if np.isfinite(answers[:, at]).any()
    ]  # fmt: skip
    per_question = pd.DataFrame(found)
    if len(per_question):
        per_question["p_adjusted"] = adjust_p(per_question.p_value, method=adjust)
    caveats += [
        say(
            "Weighting back mends what the groups tell and no more: within a group those who answered may differ from "
            "those who did not."
        ),
        say("Late answers stand in for the silent only as far as reminders reach the same kind of people."),
        say("Nobody who had left before the invitation was asked (survivor bias): they are in neither count."),
    ]
    if date is None:
        caveats.append(say("Early and late follow the order of the rows; pass date= if the file is sorted otherwise."))
    return NonResponse(
        blank(table, hidden, keep=names), say(_METHOD), caveats, confidence, questions=per_question, by=tuple(names),
        audience=who,
    )  # fmt: skip


def _whose(survey: Survey, audience: str | None) -> str | None:
    if audience is not None:
        return require_audience(survey, audience)
    if len(survey.audiences) > 1:
        raise QuestionError(say(
            "{audiences} answered, and invited= counts one of them. Pass audience= whose they are.",
            audiences=named(survey.audiences),
        ))  # fmt: skip
    return survey.audiences[0] if survey.audiences else None


def _counts(invited, names: list[str]) -> dict[tuple[str, ...], float]:
    if isinstance(invited, pd.DataFrame):
        missing = [name for name in (*names, "invited") if name not in invited]
        if missing:
            needed = named((*names, "invited"))
            raise OptionError(say(
                "invited= lacks {missing}; it needs {needed}: counts only.",
                missing=named(missing), needed=needed,
            ))  # fmt: skip
        keys = list(invited[names].astype(str).itertuples(index=False, name=None))
        pairs = list(zip(keys, invited["invited"].tolist(), strict=True))
        if len(set(keys)) < len(keys):
            raise OptionError(say(
                "invited= has a group twice: pass one row a group with its count, never a row a person."
            ))  # fmt: skip
    elif isinstance(invited, Mapping) and invited:
        pairs = [(key if isinstance(key, tuple) else (key,), people) for key, people in invited.items()]
    else:
        raise OptionError(say("invited= maps each group to the number of people invited, such as {{'North': 120}}."))
    found = {}
    for key, people in pairs:
        if len(key) != len(names):
            raise OptionError(say(
                "invited= must name a value of each of {names}; got {key}.",
                names=named(names), key=repr(key),
            ))  # fmt: skip
        found[tuple(" ".join(str(part).split()) for part in key)] = people_told(people, key)
    return found


def _texts(survey: Survey, name: str) -> np.ndarray:
    units = units_of(survey, name)
    return np.array([*(" ".join(text.split()) for text in units.names), ""], dtype=object)[units.code]


def _order(survey: Survey, date: str | None, rows: np.ndarray) -> np.ndarray:
    """The place of each row in time, ties by the order of the rows."""
    if date is None:
        return np.arange(int(rows.sum()), dtype=float)
    column = survey.to_pandas()[survey.find(date)][rows]
    when = pd.to_datetime(column, errors="coerce") if column.dtype == object or str(column.dtype) == "str" else column
    ranked = pd.Series(when).rank(method="first").to_numpy(float)
    if np.isnan(ranked).all():
        raise OptionError(say("date={date} holds nothing that orders the answers in time.", date=repr(date)))
    return ranked


def _hidden(table: pd.DataFrame, who: str | None, privacy: bool) -> tuple[np.ndarray, list[str]]:
    """Groups of employees in which few answered or few did not; and one more where a total would give one away."""
    nothing = np.zeros(len(table), dtype=bool)
    if who is None or not is_employees(who) or not privacy:
        return nothing, []
    fewer = np.minimum(table.answered, table.invited - table.answered).to_numpy()
    hidden = fewer < FEWEST_PEOPLE
    if hidden.sum() == 1 and len(table) > 1:
        others = np.where(hidden, np.inf, fewer)
        hidden[int(others.argmin())] = True
    if not hidden.any():
        return nothing, []
    return hidden, [
        marked(
            say(
                "Hidden: {hidden} of {groups}, because fewer than {fewest} of their {people} answered, or did not, or "
                "a total would give them away.",
                hidden=count(hidden.sum()),
                groups=plural(len(table), "group"),
                fewest=FEWEST_PEOPLE,
                people=those_asked(who),
            ),
            HIDDEN,
        )
    ]


def _question(label, question, value, group, asked, order, late: float, confidence: float, *, fewest: int) -> dict:
    known = np.isfinite(value)
    placed = known & (group >= 0)
    n = int(known.sum())
    mean = float(value[known].mean())
    here = np.bincount(group[placed], minlength=len(asked)).astype(float)
    weight = np.zeros(len(value))
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(here > 0, asked / here, 0.0)
    weight[placed] = share[group[placed]]
    weighted = float((weight[placed] * value[placed]).sum() / weight.sum()) if weight.sum() > 0 else np.nan
    # Those who answered this question, among all who were invited.
    rate = here.sum() / asked.sum()
    inside = float(value[placed].mean()) if placed.any() else np.nan
    row = {
        "question": question, "label": label, "mean": mean, "mean_weighted": weighted, "shift": weighted - mean,
        "lowest": rate * inside, "highest": rate * inside + (1 - rate) * 100, "n": float(n),
    }  # fmt: skip
    ranked = np.argsort(np.argsort(np.where(known & np.isfinite(order), order, np.inf), kind="stable"), kind="stable")
    many = int(np.floor(late * n))
    early, last = known & (ranked < many), known & (ranked >= n - many) & (ranked < n)
    parts = [weighted_moments(value[some], np.ones(int(some.sum()))) for some in (early, last)]
    timing = dict.fromkeys(("mean_early", "mean_late", "late_minus_early", "ci_low", "ci_high", "p_value"), np.nan)
    if many >= max(fewest, 2):
        first, end = parts
        test = welch_from_errors(
            end.mean, end.std_error, end.df, first.mean, first.std_error, first.df, confidence=confidence
        )
        timing = {
            "mean_early": float(first.mean), "mean_late": float(end.mean), "late_minus_early": float(test.estimate),
            "ci_low": float(test.low), "ci_high": float(test.high), "p_value": float(test.p_value),
        }  # fmt: skip
    return row | timing
