"""The client's own 80 and 8: how many leaders call the service excellent, and how many of those who receive it do.

"80% of companies believe it, 8% of their customers agree" counts companies, and no client can be held against it. What
a client can be held against is his own house: the same question, the same answers, leaders, staff and customers side by
side, each share with its interval.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import ClassVar

import numpy as np
import pandas as pd

from cxresearch.errors import QuestionError
from cxresearch.inference.intervals import adjust_p
from cxresearch.stats.bases.hidden import base_caveats, check_choice, counted, one_question, population_of
from cxresearch.stats.bases.naming import as_heading, base_of, people
from cxresearch.stats.bases.rows import label_of
from cxresearch.stats.loyalty.group_tests import ADJUSTED, compared, figures_of
from cxresearch.stats.loyalty.top_box import SatisfactionShare, csat, need_scale
from cxresearch.survey.audiences import CUSTOMERS, LEADERSHIP, of_side, ordered
from cxresearch.survey.survey import Survey
from cxresearch.survey.tally import tally
from cxresearch.wording import (
    adding_up,
    capital,
    in_a_row,
    interval,
    largest_first,
    listed,
    named,
    not_shown,
    number,
    percent_sure,
    plural,
    say,
    signed_points,
    sized,
    told,
)

__all__ = ["CalledExcellent", "called_excellent", "excellence_gap"]


@dataclass(frozen=True, eq=False, repr=False)
class CalledExcellent(SatisfactionShare):
    """Shares that call the service excellent, a row a question and audience; see `SatisfactionShare`.

    Attributes
    ----------
    gaps : DataFrame
        A row a question and pair of audiences: ``question, audience_a, audience_b, share_a, share_b``, ``estimate`` (a
        minus b, percentage points) with ``std_error, ci_low, ci_high, p_value, p_adjusted, n_a, n_b, verdict`` ("gap",
        "not enough data", "hidden"); adjusted over all rows.
    named : dict
        Question to the answers that count, in words.
    """

    gaps: pd.DataFrame = field(default_factory=pd.DataFrame)
    named: Mapping = field(default_factory=dict)

    heading: ClassVar[str] = told("Who calls it excellent")

    def sentences(self) -> list[str]:
        """All audiences in one sentence a question, with how far leaders stand from customers: the furthest first."""
        table = self.table[self.table.n > 0]
        if not len(table):
            return [*self._nobody(self.table[self.table.n == 0]), *self._hidden(self.table[self.table.n.isna()])]
        questions = list(dict.fromkeys(table.question))
        ends = {question: self._ends(question) for question in questions}
        apart = pd.Series([0.0 if ends[one] is None else abs(ends[one].estimate) for one in questions])
        order = largest_first(apart, pd.Series(questions))
        said = [self._one(table[table.question == questions[at]], ends[questions[at]]) for at in order]
        whole = [] if len(questions) == 1 else self._whole([pair for pair in ends.values() if pair is not None])
        return [*whole, *said, *self._hidden(self.table[self.table.n.isna()])]

    @property
    def furthest(self):
        """The pair of leaders and customers (else the first that can be shown) that stands furthest apart, or None."""
        pairs = [pair for pair in map(self._ends, dict.fromkeys(self.table.question))
                 if pair is not None and not np.isnan(pair.p_value)]  # fmt: skip
        if not pairs:
            return None
        order = largest_first(pd.Series([abs(pair.estimate) for pair in pairs]), pd.Series([p.question for p in pairs]))
        return pairs[order[0]]

    def topic_of(self, question: str) -> str:
        """The topic of a question, as it stands within a sentence."""
        return self._topic(question)

    def _whole(self, pairs: list) -> list[str]:
        """On how many questions leaders are more easily content than customers."""
        named = {(pair.audience_a, pair.audience_b) for pair in pairs}
        if len(named) != 1:
            return []
        above = sum(pair.verdict == "gap" and pair.estimate > 0 for pair in pairs)
        below = sum(pair.verdict == "gap" and pair.estimate < 0 for pair in pairs)
        a, b = next(iter(named))
        return [
            say(
                "On {above} of {questions} more {a} than {b} call it excellent, on {below} fewer; on {rest} no "
                "difference is shown after adjustment.",
                questions=plural(len(pairs), "question"), a=people(a), b=people(b), above=above, below=below,
                rest=len(pairs) - above - below,
            )
        ]  # fmt: skip

    def _one(self, table: pd.DataFrame, pair) -> str:
        parts = []
        for row in table.to_dict("records"):
            who = {"who": people(row["audience"]), "share": number(row["estimate"])}
            who |= {"bounds": interval(row["ci_low"], row["ci_high"])}
            who["base"] = base_of(row["audience"], row["n"], row.get("persons"))
            parts.append(
                say("{share}% of {who} ({bounds}; {base})", **who)
                if parts
                else say("{share}% of {who} ({sure} CI {bounds}; {base})", sure=percent_sure(self.confidence), **who)
            )
        question = table.question.iloc[0]
        boxes = self.named.get(question, self.boxes)
        fields = {"topic": capital(self._topic(question)), "boxes": boxes, "parts": listed(parts)}
        if pair is None:
            return say("{topic} is called excellent ({boxes}) by {parts}.", **fields)
        return say("{topic} is called excellent ({boxes}) by {parts}: {gap}.", gap=self._gap(pair), **fields)

    def _ends(self, question: str):
        """Leaders against customers; else the first pair that can be shown."""
        known = self.gaps[(self.gaps.verdict != "hidden") & (self.gaps.question == question)]
        if not len(known):
            return None
        names = list(dict.fromkeys([*known.audience_a, *known.audience_b]))
        leading, served = (of_side(names, side) for side in (LEADERSHIP, CUSTOMERS))
        ends = known[(known.audience_a == leading) & (known.audience_b == served)]
        return next((ends if len(ends) else known).itertuples())

    def _gap(self, row) -> str:
        a, b = people(row.audience_a), people(row.audience_b)
        if np.isnan(row.p_value):
            return say("what lies between {a} and {b} is not told, since they answered in unlike steps", a=a, b=b)
        if row.verdict == "gap":
            size = sized(adding_up(row.share_a, row.share_b)[2], "points")
            low, high = sorted((abs(row.ci_low), abs(row.ci_high)))
            return say(
                "{a} stand {size} above {b} "
                "({bounds})" if row.estimate > 0 else "{a} stand {size} below {b} ({bounds})",
                a=a, b=b, size=size, bounds=interval(low, high),
            )  # fmt: skip
        fields = {"a": a, "b": b, "gap": signed_points(row.estimate), "bounds": interval(row.ci_low, row.ci_high)}
        if row.ci_low > 0 or row.ci_high < 0:
            tests = int(self.gaps.p_value.notna().sum())
            return say("{a} minus {b} {gap} ({bounds} taken alone), {not_shown}", not_shown=not_shown(tests), **fields)
        return say("that {a} and {b} differ is not shown ({gap}, {bounds})", **fields)


def excellence_gap(
    survey: Survey,
    questions: Sequence[str] | str | None = None,
    *,
    top: int = 1,
    confidence: float = 0.95,
    adjust: str = "holm",
    population: Mapping | None = None,
    cluster: str | None = None,
    privacy: bool = True,
) -> CalledExcellent:
    """How many leaders call the service excellent, and how many staff and customers do.

    Parameters
    ----------
    survey : Survey
        Single answers of two audiences or more to the same question.
    questions : str or list of str, optional
        Questions on a scale, such as the service overall: ids, texts or topics. By default all ratings of experience
        that two audiences answered.
    top : int
        How many answers from the top mean excellent: 1 takes 5 of 1-5, 2 takes 9 and 10 of 0-10.
    confidence, population, cluster, privacy
        As in `nps`; ``population`` by audience.
    adjust : str
        "holm", "bh" or "none", over all questions and pairs of audiences.

    Returns
    -------
    CalledExcellent
        ``table``: a row a question and audience, the share in the top boxes in percent with its interval; ``gaps``: a
        row a question and pair.

    Raises
    ------
    QuestionError, ScaleError, OptionError
        If fewer than two audiences answered, a question has no scale, or ``top`` is all of it.

    References
    ----------
    Wilson (1927), JASA 22; Newcombe (1998), Statistics in Medicine 17, 873-890. On the figures that circulate see
    :func:`cxresearch.published_claims`: they count companies, and are not compared here.

    Examples
    --------
    >>> frame = pd.DataFrame({"audience": ["Leadership"] * 40 + ["Customers"] * 400,
    ...                       "service": [5] * 30 + [4] * 10 + [5] * 40 + [3] * 360})
    >>> excellence_gap(Survey.from_frame(frame, scales={"service": (1, 5)}), "service").sentences()[0]
    'Service is called excellent (5 of 1-5) by 75% of leaders (95% CI 60 to 86; 40 leaders) and 10% of customers \
(7 to 13; 400 customers): leaders stand 65 points above customers (49 to 76).'
    """
    check_choice("adjust", adjust, tuple(ADJUSTED))
    if "audience" not in survey.roles or len(survey.audiences) < 2:
        raise QuestionError(say(
            "{survey} holds answers of one audience; the view of leaders and of customers takes two. Put the files "
            "side by side with combine_audiences(...).",
            survey=survey.name,
        ))  # fmt: skip
    asked = _questions(survey, questions)
    options = {"confidence": confidence, "population": population, "cluster": cluster, "privacy": privacy}
    found = [_of_question(survey, qid, top=top, **options) for qid in asked]
    gaps = pd.concat([pairs for _, pairs, *_ in found], ignore_index=True)
    gaps["p_adjusted"] = adjust_p(gaps.p_value.to_numpy(float), method=adjust)
    hidden = gaps.pop("hidden").to_numpy(bool)
    with np.errstate(invalid="ignore"):
        verdict = np.select([hidden, gaps.p_adjusted < 1 - confidence], ["hidden", "gap"], "not enough data")
    gaps["verdict"] = verdict.astype(object)
    gaps = gaps[[*(name for name in gaps.columns if name not in _LAST), *_LAST]]
    shares, test = [one for one, *_ in found], dict.fromkeys(test for _, _, test, _ in found)
    everything = counted(survey, asked, by=["audience"], cluster=cluster)
    there = population_of(population, everything.groups, survey=survey, by=everything.by)
    caveats = list(dict.fromkeys(line for one in shares for line in one.caveats))
    if any(survey.scale_of(question).points > _MOST_STEPS for question in asked):
        caveats.append(
            say(
                "Where audiences answered on scales of unlike steps, only the best answer of each counts; a scale of "
                "fewer steps makes it easier to give."
            )
        )
    finely = set().union(*(names for *_, names in found))
    if finely:
        topics = [label_of(survey, question) for question, (*_, names) in zip(asked, found, strict=True) if names]
        caveats.append(
            say(
                "{who} answered in more steps than others on {topics}, so that their best answer is another one: what "
                "lies between them is not told.",
                who=listed([as_heading(name) for name in ordered(finely)]), topics=named(topics),
            )
        )  # fmt: skip
    about = {name: getattr(shares[0], name) for name in
             ("boxes", "by", "audiences", "audience_by", "effective", "answers")}  # fmt: skip
    about["topics"] = {question: topic for one in shares for question, topic in one.topics.items()}
    table = pd.concat([one.table for one in shares], ignore_index=True)
    methods = [*dict.fromkeys(one.method for one in shares), *test]
    return CalledExcellent(
        table, in_a_row(in_a_row(*methods), "; ", say(ADJUSTED[adjust]), ".", by=""),
        [
            say("These are shares of this company's own people. The 80 and 8 that circulate count companies, and are "
                "not compared with them."),
            *caveats,
            *base_caveats(everything, population=there),
        ],
        shares[0].confidence, gaps=gaps, named=dict(zip(asked, (one.boxes for one in shares), strict=True)), **about,
    )  # fmt: skip


_LAST = ("n_a", "n_b", "verdict")
_MOST_STEPS = 20
called_excellent = excellence_gap


def _questions(survey: Survey, questions: Sequence[str] | str | None) -> list[str]:
    """What was asked for; else all ratings of experience that two audiences answered."""
    if questions is not None:
        names = [questions] if isinstance(questions, str) else list(questions)
        return list(dict.fromkeys(one_question(survey, name, kind="rating") for name in names))
    rated = survey.questions(kinds=("rating",), aspect="experience")
    account = tally(survey, rated, by=["audience"]).account if rated else None
    by_question = account[account.kept > 0].groupby("question").audience.nunique() if rated else {}
    shared = [question for question in rated if by_question.get(question, 0) > 1]
    if not shared:
        raise QuestionError(say(
            "No rating in {survey} was answered by two audiences, so no two views of the same can be told. Name a "
            "question that leaders and customers answered.",
            survey=survey.name,
        ))  # fmt: skip
    return shared


def _answered_finely(survey: Survey, qid: str) -> set[str]:
    """The audiences whose answers lie on no grid of ten steps or fewer between the ends of the scale."""
    scale, found = survey.scale_of(qid), set()
    for name in survey.audiences:
        values = survey.only(audience=name).numbers([qid])[qid].dropna().unique()
        places = (np.asarray(values, dtype=float) - scale.low) / (scale.high - scale.low)
        grids = (np.abs(places * steps - np.round(places * steps)).max(initial=0.0) < 1e-6 for steps in range(1, 11))
        if len(places) and not any(grids):
            found.add(name)
    return found


def _of_question(survey: Survey, qid: str, *, top: int, confidence, population, cluster, privacy):
    """The shares of one question by audience, its pairs (unadjusted), and the test in words."""
    scale = need_scale(survey, qid)
    options = {"confidence": confidence, "population": population, "cluster": cluster, "privacy": privacy}
    shares = csat(survey, qid, by="audience", top=top, **options)
    found = counted(survey, qid, by=["audience"], cluster=cluster)
    there = population_of(population, found.groups, survey=survey, by=found.by)
    boxes = (scale.high - top + 1, scale.high)
    figures = figures_of(
        found, qid, metric="top_box", scale="native", population=there, confidence=confidence, boxes=boxes
    )
    place = {name: at for at, name in enumerate(found.groups.audience)}
    answered = [name for name in ordered(place) if figures.n[place[name]] > 0]
    if len(answered) < 2:
        raise QuestionError(say(
            "{qid} was answered by {answered} only, in {survey}; name a question that leaders and customers answered.",
            qid=repr(qid), answered=named(answered), survey=survey.name,
        ))  # fmt: skip
    pairs = list(combinations(answered, 2))
    a, b = (np.array([place[pair[side]] for pair in pairs]) for side in (0, 1))
    test = compared(found, qid, figures, a, b, confidence=confidence)
    row_of = shares.table.set_index("audience").n
    hidden = np.array([np.isnan(row_of[one]) or np.isnan(row_of[other]) for one, other in pairs])
    finely = _answered_finely(survey, qid) if scale.points > _MOST_STEPS else set()
    unlike = np.array([(one in finely) != (other in finely) for one, other in pairs])
    figures_of_pairs = {
        "share_a": figures.estimate[a], "share_b": figures.estimate[b], "estimate": test.estimate,
        "std_error": test.std_error, "ci_low": test.low, "ci_high": test.high, "p_value": test.p_value,
        "n_a": figures.n[a], "n_b": figures.n[b],
    }  # fmt: skip
    gaps = pd.DataFrame({name: np.where(hidden, np.nan, values) for name, values in figures_of_pairs.items()})
    # Who may give a hundred answers seldom gives the last one: that tells of the scale, and nothing of people.
    gaps.loc[unlike, ["std_error", "ci_low", "ci_high", "p_value"]] = np.nan
    gaps.insert(0, "audience_b", [other for _, other in pairs])
    gaps.insert(0, "audience_a", [one for one, _ in pairs])
    gaps.insert(0, "question", qid)
    order = {name: at for at, name in enumerate(ordered(place))}
    table = shares.table.sort_values("audience", key=lambda names: names.map(order), kind="stable", ignore_index=True)
    own = base_caveats(found, population=there)
    shares = replace(shares, table=table, caveats=[line for line in shares.caveats if line not in own])
    return shares, gaps.assign(hidden=hidden), figures.test, finely if unlike.any() else set()
