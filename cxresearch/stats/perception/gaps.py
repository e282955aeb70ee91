"""Perception gaps: the same question to leaders, staff and customers; where they see the same company, and where not.

A gap is a difference of means on the 0-100 scale between two audiences, with its interval and a verdict.
It is not a difference of opinion between two people, it says nothing about who is right, and a gap that
was not found is not agreement: ``aligned`` must be shown inside a margin, else the answer is
``not enough data``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, product
from typing import ClassVar

import numpy as np
import pandas as pd

from cxresearch.errors import OptionError, QuestionError
from cxresearch.inference.intervals import check_confidence, check_margin, cliffs_delta
from cxresearch.privacy.hiding import blank, hide_small_groups
from cxresearch.result import Result
from cxresearch.stats.bases.hidden import as_list, base_caveats, check_choice, design_method, unlike_waves
from cxresearch.stats.bases.naming import audience_name, base_of, people
from cxresearch.stats.bases.rows import check_number
from cxresearch.stats.bases.verdicts import GAP, HIDDEN, UNDECIDED, detectable_gap, judged, judged_rows, more_needed
from cxresearch.stats.perception.gap_sentences import gap_sentences
from cxresearch.stats.perception.nearest import draw_means, nearer_p, nearest_views
from cxresearch.stats.perception.ordinal_gaps import ORDINAL, ordinal_gaps
from cxresearch.stats.perception.paired_units import unit_gaps
from cxresearch.stats.perception.sides import count_audiences, gap_between, sum_against, top_box_gap
from cxresearch.survey.audiences import ordered
from cxresearch.survey.survey import Survey
from cxresearch.survey.tally import tally
from cxresearch.wording import count, did_you_mean, in_a_row, largest_first, named, number, plural, say, told

__all__ = ["PerceptionGap", "perception_gap"]


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
        table, drawn, means, nearer, caveats, method = unit_gaps(
            survey, asked, audiences, pairs, weight_by_n=weight_by_n, draws=draws, seed=seed, **options
        )
    else:
        table, drawn, means, nearer, caveats, method, whole = _respondent_gaps(
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
        table, more, method = _in_order(survey, table, controls, cluster, options)
        caveats = [*more, *caveats]
    topics = survey.codebook.set_index("id").topic
    table.insert(list(table).index("question") + 1, "topic", table.question.map(topics).fillna(table.question))
    nearest = pd.DataFrame()
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
    return PerceptionGap(
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


def _in_order(survey: Survey, table: pd.DataFrame, controls: list[str], cluster, options: dict):
    """The table with gaps, bounds, tests and verdicts of proportional odds in place of those of means."""
    hidden = (table.verdict == HIDDEN).to_numpy()
    sampled = cluster if isinstance(cluster, str) else None
    shown = table.loc[~hidden, ["question", "audience_a", "audience_b"]]
    found, hints = ordinal_gaps(survey, shown, controls=controls, cluster=sampled, confidence=options["confidence"])
    found = found.reindex(table.index)
    verdicts = judged(
        found.estimate, found.std_error, found.df, found.p_value, margin=options["margin"],
        confidence=options["confidence"], adjust=options["adjust"], hidden=hidden,
    )  # fmt: skip
    detectable = detectable_gap(
        found.std_error, found.df, verdicts["p_equivalence"], confidence=options["confidence"],
        adjust=options["adjust"],
    )  # fmt: skip
    table = table.assign(**found.drop(columns="df"), **verdicts, detectable=detectable)
    held = say(", {controls} held alike", controls=named(controls)) if controls else ""
    errors = ""
    if sampled or "weight" in survey.roles:
        errors = say(" and errors over sampled units" if sampled else ", sandwich errors")
    order = [*(name for name in table if name not in ("units", "verdict")), "units", "verdict"]
    return table[order], hints, say(ORDINAL, controls=held, errors=errors)


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


def _respondent_gaps(
    survey, asked, audiences, pairs, *, by, margin, confidence, adjust, population, cluster, privacy, draws, seed
):
    counted = count_audiences(
        survey, asked, audiences, by=by, population=population, cluster=cluster, confidence=confidence
    )
    groups = counted.groups
    at = {audience: place for place, audience in enumerate(audiences)}
    first, second = (np.array([at[pair[side]] for pair in pairs], dtype=int) for side in (0, 1))
    rng = np.random.default_rng(seed)
    parts: dict[str, list[np.ndarray]] = {}
    means, known, order = {}, {}, []
    persons = counted.found.by_person
    place = {question: number for number, question in enumerate(asked)}
    for names, sides in counted.stacks(asked):
        gap = gap_between(sides, first, sides, second, confidence=confidence)
        delta = cliffs_delta(sides.counts[:, first], sides.counts[:, second], confidence=confidence)
        top = top_box_gap(sides, first, second)
        columns = {
            "question": np.repeat(np.array(names, dtype=object), len(groups) * len(pairs)),
            "audience_a": np.broadcast_to(np.array(audiences, dtype=object)[first], gap.estimate.shape),
            "audience_b": np.broadcast_to(np.array(audiences, dtype=object)[second], gap.estimate.shape),
            "mean_a": sides.mean[:, first],
            "mean_b": sides.mean[:, second],
            "estimate": gap.estimate,
            "std_error": gap.std_error,
            "ci_low": gap.low,
            "ci_high": gap.high,
            "top_box_a": sides.top_box[:, first],
            "top_box_b": sides.top_box[:, second],
            "top_box_gap": top.estimate,
            "top_box_ci_low": top.low,
            "top_box_ci_high": top.high,
            "cliffs_delta": delta.estimate,
            "delta_ci_low": delta.low,
            "delta_ci_high": delta.high,
            "df": gap.df,
            "tested": gap.tested,
            "careful_error": gap.careful_error,
            "exact": gap.exact,
            "error_a": sides.careful_error[:, first],
            "error_b": sides.careful_error[:, second],
            "p_value": gap.p_value,
            "n_a": sides.n[:, first],
            "n_b": sides.n[:, second],
            "n_effective_a": sides.n_effective[:, first],
            "n_effective_b": sides.n_effective[:, second],
        }
        if persons:
            columns |= {"persons_a": sides.persons[:, first], "persons_b": sides.persons[:, second]}
        for name, values in columns.items():
            parts.setdefault(name, []).append(np.ravel(values))
        order.append(np.repeat([place[question] for question in names], len(groups) * len(pairs)))
        if not by:
            means |= dict(zip(names, sides.mean, strict=True))
            known[tuple(names)] = sides
    drawn = {}
    if not by:
        counts = {name: (row, sides.points) for names, sides in known.items()
                  for name, row in zip(names, sides.counts, strict=True)}  # fmt: skip
        for question in asked:
            rows, points = counts[question]
            drawn[question] = np.column_stack([draw_means(row, points, draws=draws, rng=rng) for row in rows])
        means = {question: means[question] for question in asked}
    # One frame for all questions: a frame a question would cost more than the statistics in it.
    order = np.argsort(np.concatenate(order), kind="stable")
    table = pd.DataFrame({name: np.concatenate(values)[order] for name, values in parts.items()})
    if by:
        rows = np.tile(np.repeat(np.arange(len(groups)), len(pairs)), len(asked))
        table = pd.concat([groups.take(rows).reset_index(drop=True), table], axis=1)
    hidden, caveats = _hidden(survey, table, by, privacy)
    table = judged_rows(table, margin=margin, confidence=confidence, adjust=adjust, hidden=hidden)
    table["detectable"] = detectable_gap(
        table.careful_error, table.df, table.p_equivalence, confidence=confidence, adjust=adjust
    )
    if population:
        tests = 1 if adjust == "none" else max(int(table.p_equivalence.notna().sum()), 1)
        options = {"margin": margin, "alpha": (1 - confidence) / tests}
        there = {audience: float(population.get(audience, np.inf)) for audience in audiences}
        for side, other in ("ab", "ba"):
            table[f"more_{side}"] = [_more(row, side, other, there, options) for row in table.itertuples()]
    few = _few_answers(table)
    table = blank(_finished(table), hidden)
    if hidden.any():
        small = set(table.question[hidden])
        drawn = {question: draws for question, draws in drawn.items() if question not in small}
    alone: list[str] = []
    if counted.whole is not None:
        alone = [name for at, name in enumerate(audiences) if (counted.place[:, at] >= len(counted.found.groups)).any()]
        if alone:
            few.append(
                say(
                    "{audiences} have no {columns}: they stand whole beside every group of the others.",
                    audiences=named(map(audience_name, alone)), columns=named(by),
                )
            )  # fmt: skip
    caveats = [*few, *caveats]
    caveats += base_caveats(counted.found, population=counted.population)
    account = counted.found.tally.account
    absent = [audience for audience in audiences if not account.loc[account["audience"] == audience, "kept"].sum()]
    caveats += [
        say(
            "{audience} answered none of these questions, so nothing can be said about them.",
            audience=audience_name(audience),
        )
        for audience in absent
    ]

    def nearer(reference: str) -> dict[str, dict[tuple[str, str], float]]:
        found: dict[str, dict[tuple[str, str], float]] = {}
        for names, sides in known.items():
            found |= zip(names, _nearer(sides, audiences, reference, confidence), strict=True)
        return {question: found[question] for question in drawn}

    method = in_a_row(say(_METHOD), design_method(counted.found))
    return table, drawn, means, nearer, caveats, method, tuple(alone)


def _nearer(sides, audiences: list[str], reference: str, confidence: float) -> list[dict[tuple[str, str], float]]:
    """The p that one of two views is nearer to the reference, by pair of the others; one for each row of the sides."""
    at = audiences.index(reference)
    others = [place for place in range(len(audiences)) if place != at]
    found: list[dict[tuple[str, str], float]] = [{} for _ in sides.mean]
    for a, b in combinations(others, 2):
        gap = gap_between(sides, np.array([a]), sides, np.array([b]), confidence=confidence)
        apart = zip(*(part[:, 0].tolist() for part in (gap.tested, gap.careful_error, gap.df)), strict=True)
        against = zip(*(part.tolist() for part in sum_against(sides, a, b, at)), strict=True)
        for mine, one, other in zip(found, apart, against, strict=True):
            mine[audiences[a], audiences[b]] = nearer_p(one, other)
    return found


def _more(row, side: str, other: str, there: Mapping[str, float], options: dict) -> float:
    """How many more people of one side would settle a row that is not settled; NaN where that is not asked."""
    if row.verdict != UNDECIDED:
        return np.nan
    return more_needed(
        row.estimate, getattr(row, f"error_{side}"), getattr(row, f"n_{side}"),
        there[getattr(row, f"audience_{side}")], getattr(row, f"error_{other}"), **options,
    )  # fmt: skip


_FEW = 20


def _few_answers(table: pd.DataFrame) -> list[str]:
    """What gaps rest on where a side has few answers, or few that count: a sentence an audience, on its fewest."""
    sides: dict[str, list[tuple[float, float]]] = {}
    for row in table[table.verdict == GAP].itertuples():
        for side in "ab":
            n, worth = getattr(row, f"n_{side}"), getattr(row, f"n_effective_{side}")
            if min(n, worth) < _FEW:
                sides.setdefault(getattr(row, f"audience_{side}"), []).append((float(n), float(worth)))
    hints = []
    for audience, bases in sides.items():
        n, worth = min(bases, key=min)
        base = base_of(audience, n)
        if worth < n - 0.5:
            base = say("{base} (worth {n} after weighting)", base=base, n=number(worth, digits=1))
        alike = len({base_of(audience, n) for n, _ in bases}) == 1
        hints.append(say(_PSEUDO_WORDS if alike else _PSEUDO_FEWEST, people=people(audience), base=base))
    return hints


_PSEUDO_WORDS = told(
    "Gaps of {people} rest on {base}: their intervals and tests take in about one more answer, spread over the scale, "
    "so that a few people of one mind do not pass for certainty."
)
_PSEUDO_FEWEST = told(
    "Gaps of {people} rest on {base} or a few more: their intervals and tests take in about one more answer, spread "
    "over the scale, so that a few people of one mind do not pass for certainty."
)
_ADJUSTED = {
    "holm": told("adjusted by Holm over the questions"), "bh": told("adjusted over the questions (BH)"),
    "none": told("not adjusted"),
}  # fmt: skip


_METHOD = told(
    "Difference of means on the 0-100 scale (percent of maximum possible) with Welch's t interval (Welch 1947); few or "
    "piled-up answers of a side take in about one pseudo-answer spread over the scale for interval and test (Agresti & "
    "Coull 1998); top-box difference with Newcombe's hybrid score interval (1998); Cliff's delta (1993); verdict: "
    "aligned by two one-sided tests inside the margin (Schuirmann 1987), else gap by the t test, each adjusted over "
    "all rows."
)


def _finished(table: pd.DataFrame) -> pd.DataFrame:
    table = table.drop(columns=["df", "tested", "careful_error", "exact", "error_a", "error_b"]).assign(units=np.nan)
    sides = [f"{name}_{side}" for name in ("n", "persons", "n_effective", "more") for side in "ab"]
    last = [name for name in (*sides, "units", "verdict") if name in table]
    return table[[*(name for name in table if name not in last), *last]]


def _hidden(survey: Survey, table: pd.DataFrame, by: list[str], privacy: bool) -> tuple[np.ndarray, list[str]]:
    """A gap is hidden where either side is: the other side would give the small one away."""
    keys = [*by, "question"]
    sides = pd.concat(
        [table[[*keys, f"audience_{side}", f"n_{side}"]].set_axis([*keys, "audience", "n"], axis=1) for side in "ab"],
        ignore_index=True,
    )
    once = sides.drop_duplicates([*keys, "audience"]).reset_index(drop=True)
    small, caveats = hide_small_groups(survey, once, once.n, by=[*by, "audience"], privacy=privacy)
    keys_hidden = set(once.loc[small, [*keys, "audience"]].itertuples(index=False, name=None))
    if not keys_hidden:
        return np.zeros(len(table), dtype=bool), caveats
    of_row = [
        np.array([row in keys_hidden for row in table[[*keys, f"audience_{side}"]].itertuples(index=False, name=None)])
        for side in "ab"
    ]
    return of_row[0] | of_row[1], caveats


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
                adjust=adjust,
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
