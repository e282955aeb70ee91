"""Perception gaps: the same question to leaders, staff and customers; where they see the same company, and where not.

A gap is a difference of means on the 0-100 scale between two audiences, with its interval and a verdict.
It is not a difference of opinion between two people, it says nothing about who is right, and a gap that
was not found is not agreement: ``aligned`` must be shown inside a margin, else the answer is
``not enough data``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import combinations, product
from typing import ClassVar

import numpy as np
import pandas as pd

from cxresearch.errors import OptionError, QuestionError
from cxresearch.inference.intervals import check_confidence, check_margin
from cxresearch.result import Result, SaidAgain
from cxresearch.stats.bases.hidden import as_list, check_choice, unlike_waves
from cxresearch.stats.bases.naming import audience_name
from cxresearch.stats.bases.rows import check_number
from cxresearch.stats.perception.gap_sentences import gap_sentences
from cxresearch.stats.perception.nearest import nearest_views, with_shares
from cxresearch.stats.perception.ordinal_gaps import in_order
from cxresearch.stats.perception.paired_units import unit_gaps
from cxresearch.stats.perception.respondent_gaps import respondent_gaps
from cxresearch.survey.audiences import of_side, ordered
from cxresearch.survey.survey import Survey
from cxresearch.survey.tally import tally
from cxresearch.wording import count, did_you_mean, in_a_row, largest_first, named, plural, say, told

__all__ = ["PerceptionGap", "perception_gap"]

# Names are the same in every language.
_NAMED = {"holm": "Holm", "bh": "Benjamini-Hochberg"}
_ADJUSTED = {
    "holm": told("adjusted by Holm over the questions"), "bh": told("adjusted over the questions (BH)"),
    "none": told("not adjusted"),
}  # fmt: skip


@dataclass(frozen=True, eq=False, repr=False)
class PerceptionGap(Result):
    """Gaps between audiences, a row a question and pair.

    Attributes
    ----------
    table : DataFrame
        ``question, topic, audience_a, audience_b``; ``mean_a, mean_b``: 0-100; ``estimate, ci_low, ci_high``:
        points, a minus b; ``top_box_a, top_box_b, top_box_gap``: percent and points; ``cliffs_delta``: -1..1;
        ``p_value`` (Welch), ``p_adjusted, p_equivalence, p_equivalence_adjusted``; ``smallest_margin``: points, inside
        which a gap of zero would be aligned in this table; ``detectable``: points, the smallest gap that would be one;
        ``n_a, n_b``: answers (``persons_a, persons_b`` where people answered more than once); with ``population``,
        ``more_a, more_b``: how many more people would settle an open row, infinite where even all would not;
        ``units``: units paired, NaN where respondents answered; ``verdict``.
    nearest : DataFrame
        Whose view of each question is nearest to the reference audience's; empty where it was not asked.
    margin : float
        The largest gap that would not matter, in points.
    reference : str
        The audience that the others are held against.
    whole : tuple of str
        With ``by``: the audiences that have none of its values, and stand whole beside every group of the others.
    """

    nearest: pd.DataFrame = field(default_factory=pd.DataFrame)
    margin: float = 10.0
    reference: str = "Customers"
    by: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()

    heading: ClassVar[str] = told("Perception gap")
    shown: ClassVar[tuple[str, ...]] = (
        "topic",
        "audience_a",
        "audience_b",
        "mean_a",
        "mean_b",
        "estimate",
        "ci_low",
        "ci_high",
        "p_adjusted",
        "n_a",
        "n_b",
        "verdict",
    )

    def _columns(self) -> list[str]:
        return [*self.by, *super()._columns()]

    @property
    def furthest(self) -> str | None:
        """The topic on which the audiences' means lie furthest apart; None where nothing could be compared."""
        gaps = self.table.estimate.abs()
        return None if gaps.isna().all() else self.table.topic[largest_first(gaps, self.table.topic)[0]]

    def sentences(self) -> list[str]:
        """The summary, the widest gap, whose view is nearest, then every gap, widest first."""
        return gap_sentences(self)


class _NearestDrawn(SaidAgain):
    """``nearest`` with the shares of its draws, which are drawn when somebody looks."""

    def __get__(self, result, kind=None):
        if result is not None and "_drawing" in result.__dict__:
            result.__dict__["nearest"] = result.__dict__.pop("_drawing")(result.__dict__["nearest"])
        return super().__get__(result, kind)


PerceptionGap.nearest = _NearestDrawn("nearest")


def perception_gap(
    survey: Survey,
    questions: Sequence[str] | str | None = None,
    *,
    between: Sequence | None = None,
    margin: float = 10.0,
    by: Sequence[str] | str | None = None,
    aspect: str = "experience",
    reference: str = "Customers",
    confidence: float = 0.95,
    adjust: str = "holm",
    population: Mapping[str, float] | None = None,
    cluster: str | bool | None = None,
    weight_by_n: bool = False,
    model: str = "means",
    controls: Sequence[str] | str = (),
    privacy: bool = True,
    draws: int = 2000,
    seed: int = 0,
) -> PerceptionGap:
    """Compare how audiences answered the same questions.

    Parameters
    ----------
    survey : Survey
        With an ``audience`` role: respondents, or units with a score and an n (then each unit's difference
        counts once, and only units that have both audiences are compared).
    questions : list of ids or texts, optional
        All rating questions of ``aspect`` that at least two audiences answered by default.
    between : pair or list of pairs of audiences, optional
        All pairs by default, in the order Leadership, Staff, Customers.
    margin : float
        The largest gap, in points of 100, that would not matter. Above 0.
    by : str or list of str, optional
        Gaps within each value of a role or column, such as ``"unit"``; audiences that have none of its values stand
        whole beside every group.
    reference : str
        The audience whose view the others' is held against in ``.nearest``.
    confidence : float
        Of the intervals; 1 - confidence is the level of the verdicts.
    adjust : "holm", "bh" or "none"
        For the number of rows in the table.
    population : mapping of audience to the number of people there are, optional
        Finite-population correction, of sampling and not of non-response.
    cluster : str, optional
        The column of units that were themselves sampled, a unit counting across audiences; people without one are a
        stratum of their own. False where all units were surveyed.
    weight_by_n : bool
        For units: weight each by its answers instead of counting each once.
    model : "means" or "ordinal"
        "ordinal" takes gaps from proportional odds (columns ``odds_ratio, odds_low, odds_high`` beside), in points and
        with the same verdicts.
    controls : list of columns or questions, optional
        What the ordinal model holds alike between audiences.
    privacy : bool
        False shows groups of fewer than five leaders or staff.
    draws, seed : int
        Of the bootstrap behind ``.nearest``.

    Returns
    -------
    PerceptionGap

    Raises
    ------
    QuestionError
        If there is nothing to compare: one audience only, an unknown name, no question in common.
    OptionError
        If an option is out of its range.

    References
    ----------
    Welch (1947); Newcombe (1998); Cliff (1993); Schuirmann (1987); Cohen, Cohen, Aiken & West (1999) on POMP.

    Examples
    --------
    >>> import pandas as pd
    >>> who = ["Leadership"] * 20 + ["Customers"] * 40
    >>> answers = pd.DataFrame({"audience": who, "billing": [5, 4] * 10 + [2, 3] * 20})
    >>> survey = Survey.from_frame(answers, scales={"billing": (1, 5)})
    >>> perception_gap(survey).table[["estimate", "verdict"]].values.tolist()
    [[50.0, 'gap']]
    """
    confidence = check_confidence(confidence)
    margin = check_margin(margin)
    check_choice("adjust", adjust, ("holm", "bh", "none"))
    check_choice("model", model, ("means", "ordinal"))
    controls = [controls] if isinstance(controls, str) else list(controls)
    if controls and model != "ordinal":
        raise OptionError(say("controls= are held alike by model='ordinal' only; pass it, or leave controls= out."))
    draws, seed = check_number("draws", draws, low=100), check_number("seed", seed, low=0)
    by = as_list(by)
    cluster = survey.cluster_of(cluster, by)
    audiences, pairs = _pairs(survey, between)
    asked = _questions(survey, questions, aspect, audiences, by)
    options = {"margin": margin, "confidence": confidence, "adjust": adjust}
    if survey.is_aggregated:
        for name, given in (("population", population), ("cluster", cluster), ("by", by)):
            if given:
                raise OptionError(say(
                    "{name}= needs respondents; {survey} holds units with a score and an n.",
                    name=name, survey=survey.name,
                ))  # fmt: skip
        whole = ()
        table, drawn, draw, means, nearer, caveats, method = unit_gaps(
            survey, asked, audiences, pairs, weight_by_n=weight_by_n, draws=draws, seed=seed, **options
        )
    else:
        table, drawn, draw, means, nearer, caveats, method, whole = respondent_gaps(
            survey,
            asked,
            audiences,
            pairs,
            by=by,
            population=population,
            cluster=cluster,
            privacy=privacy,
            draws=draws,
            seed=seed,
            **options,
        )
    if model == "ordinal":
        if survey.is_aggregated or by or population:
            raise OptionError(say("model='ordinal' needs respondents, and goes without by= and population=."))
        table, more, method = in_order(survey, table, controls, cluster, options)
        caveats = [*more, *caveats]
    topics = survey.codebook.set_index("id").topic
    table.insert(list(table).index("question") + 1, "topic", table.question.map(topics).fillna(table.question))
    nearest = pd.DataFrame()
    if reference not in audiences:  # whatever the client calls those who are served
        reference = of_side(audiences, reference) or reference
    if reference in audiences and len(audiences) > 2 and not by:
        nearest = nearest_views(
            drawn,
            means,
            nearer(reference),
            audiences,
            reference,
            confidence=confidence,
            adjust=adjust,
            told_apart=_told_apart(table, audiences, reference, confidence),
        )
        if len(nearest):
            nearest.insert(1, "topic", nearest.question.map(topics).fillna(nearest.question))
        method = in_a_row(
            method,
            say(
                "Nearest view: t tests of the difference of two views and of both together against the reference, both "
                "of which must hold (Berger 1982), {adjusted}; shares of {draws} bootstrap draws (seed {seed}) beside "
                "it.",
                adjusted=say(_ADJUSTED[adjust]), draws=count(draws), seed=seed,
            ),
        )  # fmt: skip
    elif len(audiences) > 2 and reference not in audiences:
        caveats.append(
            say(
                "Whose view is nearest was not computed: there is no audience {reference}. Pass reference=, one of "
                "{audiences}.",
                reference=repr(reference),
                audiences=named(map(audience_name, audiences)),
            )
        )
    found = PerceptionGap(
        table,
        method,
        [*unlike_waves(survey, asked, by), *_verdict_caveats(table, adjust, confidence), *caveats],
        confidence,
        nearest,
        margin,
        reference,
        tuple(by),
        whole,
    )
    if len(nearest):
        found.__dict__["_drawing"] = partial(with_shares, draw=draw, audiences=audiences, reference=reference)
    return found


def _pairs(survey: Survey, between) -> tuple[list[str], list[tuple[str, str]]]:
    if "audience" not in survey.roles:
        raise QuestionError(say(
            "{survey} has no audience: a gap needs at least two. Give the column its role with "
            "survey.with_roles(audience=...), or put files side by side with combine_audiences(...).",
            survey=survey.name,
        ))  # fmt: skip
    present = survey.audiences
    if between is None:
        if len(present) < 2:
            raise QuestionError(say(
                "{survey} holds only {present}: a gap needs at least two audiences. Add one with "
                "combine_audiences(...).",
                survey=survey.name, present=named(present),
            ))  # fmt: skip
        return present, list(combinations(present, 2))
    wanted = (
        [tuple(between)]
        if between and all(isinstance(name, str) for name in between)
        else [tuple(pair) for pair in between]
    )
    for pair in wanted:
        if len(pair) != 2 or pair[0] == pair[1]:
            raise OptionError(say(
                "between= takes two different audiences, or a list of such pairs; got {between}.",
                between=repr(between),
            ))  # fmt: skip
        for audience in pair:
            if audience not in present:
                raise QuestionError(say(
                    "No audience {audience} in {survey}.{hint} Found: {present}. Pass one of these.",
                    audience=repr(audience), survey=survey.name, hint=did_you_mean(audience, present),
                    present=named(present),
                ))  # fmt: skip
    return ordered(audience for audience in present if any(audience in pair for pair in wanted)), wanted


def _questions(survey: Survey, questions, aspect: str, audiences: list[str], by: list[str]) -> list[str]:
    if questions is not None:
        given = [questions] if isinstance(questions, str) else questions
        asked = [survey.find(name, aspect=aspect) for name in given]
        unfit = [question for question in asked if survey.scale_of(question) is None]
        if unfit:
            raise QuestionError(say(
                "Without a scale there are no points to compare: {unfit}. Declare one: scales={{{unfit_2}: (low, "
                "high)}}.",
                unfit=named(unfit), unfit_2=repr(unfit[0]),
            ))  # fmt: skip
        return list(dict.fromkeys(asked))
    known = survey.questions(aspect=aspect)
    account = None
    if known and not survey.is_aggregated:
        # The whole crossing first: what is asked of its margins and its people is in it.
        crossed = tally(survey, known, by=[*by, "audience"])
        account = (tally(survey, known, by=["audience"]) if by else crossed).account
    if account is not None:
        answered = account[(account.kept > 0) & account["audience"].isin(audiences)].groupby("question").size()
        known = [question for question in known if answered.get(question, 0) > 1]
    if not known:
        raise QuestionError(say(
            "No rating question of {aspect} was answered by two audiences of {survey}. Questions: {id}. Name them "
            "with questions=, or correct kind and aspect in survey.codebook.",
            aspect=aspect, survey=survey.name, id=named(survey.codebook.id),
        ))  # fmt: skip
    return known


def _told_apart(table: pd.DataFrame, audiences: list[str], reference: str, confidence: float) -> dict[str, object]:
    """Whether the two views beside the reference differ after adjustment, by question, where that pair was tested."""
    others = [audience for audience in audiences if audience != reference]
    told: dict[str, object] = {}
    for a, b in product(others, others):
        rows = table[(table.audience_a == a) & (table.audience_b == b)]
        for row in rows.itertuples():
            apart = bool(row.p_adjusted < 1 - confidence) if np.isfinite(row.p_adjusted) else None
            told[row.question] = apart if told.get(row.question) is None else told[row.question] and apart
    return told


def _verdict_caveats(table: pd.DataFrame, adjust: str, confidence: float) -> list[str]:
    caveats = []
    apart = (table.ci_low > 0) | (table.ci_high < 0)
    only_alone = int((apart & (table.verdict == "not enough data")).sum())
    if only_alone:
        caveats.append(
            say(
                "{n} of {all} intervals leaves out zero taken alone, yet not after adjusting for the number of "
                "comparisons ({adjust}); its verdict is 'not enough data'."
                if only_alone == 1
                else "{n} of {all} intervals leave out zero taken alone, yet not after adjusting for the number of "
                "comparisons ({adjust}); their verdict is 'not enough data'.",
                n=only_alone,
                all=len(table),
                adjust=_NAMED.get(adjust, adjust),
            )
        )
    small_but_real = int(((table.p_adjusted < 1 - confidence) & (table.verdict == "aligned")).sum())
    if small_but_real:
        caveats.append(
            say(
                "{gaps} can be told from zero and yet shown to be smaller than the margin: the verdict is 'aligned'.",
                gaps=plural(small_but_real, "gap"),
            )
        )
    caveats.append(
        say("'Not enough data' is no sign of agreement: it means that neither a gap nor alignment could be shown.")
    )
    return caveats
