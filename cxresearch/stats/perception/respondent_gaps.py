"""Gaps where every respondent is known: audiences' answers are counted, and the closed forms taken of the counts."""

from collections.abc import Mapping
from functools import partial
from itertools import combinations

import numpy as np
import pandas as pd

from cxresearch.inference.intervals import cliffs_delta
from cxresearch.privacy.hiding import blank, hide_small_groups
from cxresearch.stats.bases.hidden import base_caveats, design_method
from cxresearch.stats.bases.naming import audience_name, base_of, people
from cxresearch.stats.bases.verdicts import GAP, UNDECIDED, detectable_gap, judged_rows, more_needed
from cxresearch.stats.perception.nearest import drawn_by_people, is_drawn, nearer_p
from cxresearch.stats.perception.sides import count_audiences, gap_between, sum_against, top_box_gap
from cxresearch.survey.survey import Survey
from cxresearch.wording import in_a_row, named, number, say, told

__all__ = ["respondent_gaps"]

_FEW = 20
_METHOD = told(
    "Difference of means on the 0-100 scale (percent of maximum possible) with Welch's t interval (Welch 1947); few or "
    "piled-up answers of a side take in about one pseudo-answer spread over the scale for interval and test (Agresti & "
    "Coull 1998); top-box difference with Newcombe's hybrid score interval (1998); Cliff's delta (1993); verdict: "
    "aligned by two one-sided tests inside the margin (Schuirmann 1987), else gap by the t test, each adjusted over "
    "all rows."
)
_PSEUDO_WORDS = told(
    "Gaps of {people} rest on {base}: their intervals and tests take in about one more answer, spread over the scale, "
    "so that a few people of one mind do not pass for certainty."
)
_PSEUDO_FEWEST = told(
    "Gaps of {people} rest on {base} or a few more: their intervals and tests take in about one more answer, spread "
    "over the scale, so that a few people of one mind do not pass for certainty."
)


def respondent_gaps(
    survey, asked, audiences, pairs, *, by, margin, confidence, adjust, population, cluster, privacy, draws, seed
):
    """Gaps of a Survey of respondents; see :func:`cxresearch.perception_gap` for the options."""
    counted = count_audiences(
        survey, asked, audiences, by=by, population=population, cluster=cluster, confidence=confidence
    )
    groups = counted.groups
    at = {audience: place for place, audience in enumerate(audiences)}
    first, second = (np.array([at[pair[side]] for pair in pairs], dtype=int) for side in (0, 1))
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
    counts = {}
    if not by:
        counts = {name: (row, sides.points) for names, sides in known.items()
                  for name, row in zip(names, sides.counts, strict=True)}  # fmt: skip
        counts = {question: counts[question] for question in asked}
        means = {question: means[question] for question in asked}
    # One frame for all questions: a frame a question would cost more than the statistics in it.
    order = np.argsort(np.concatenate(order), kind="stable")
    table = pd.DataFrame({name: np.concatenate(values)[order] for name, values in parts.items()})
    if by:
        rows = np.tile(np.repeat(np.arange(len(groups)), len(pairs)), len(asked))
        table = pd.concat([groups.take(rows).reset_index(drop=True), table], axis=1)
    hidden, caveats = _hidden(survey, table, by, privacy, audiences, [first, second])
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
    small = set(table.question[hidden])
    drawn = {name: all(map(is_drawn, rows)) for name, (rows, _) in counts.items() if name not in small}
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
    draw = partial(drawn_by_people, counts, draws=draws, seed=seed)
    return table, drawn, draw, means, nearer, caveats, method, tuple(alone)


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


def _few_answers(table: pd.DataFrame) -> list[str]:
    """What gaps rest on where a side has few answers, or few that count: a sentence an audience, on its fewest."""
    sides: dict[str, list[tuple[float, float]]] = {}
    columns = [[table[f"{name}_{side}"].to_numpy() for name in ("n", "n_effective", "audience")] for side in "ab"]
    few = np.any([np.minimum(n, worth) < _FEW for n, worth, _ in columns], axis=0)
    for row in np.flatnonzero(few & (table.verdict == GAP).to_numpy()):
        for n, worth, audience in columns:
            if min(n[row], worth[row]) < _FEW:
                sides.setdefault(audience[row], []).append((float(n[row]), float(worth[row])))
    hints = []
    for audience, bases in sides.items():
        n, worth = min(bases, key=min)
        base = base_of(audience, n)
        if worth < n - 0.5:
            base = say("{base} (worth {n} after weighting)", base=base, n=number(worth, digits=1))
        alike = len({base_of(audience, n) for n, _ in bases}) == 1
        hints.append(say(_PSEUDO_WORDS if alike else _PSEUDO_FEWEST, people=people(audience), base=base))
    return hints


def _finished(table: pd.DataFrame) -> pd.DataFrame:
    table = table.drop(columns=["df", "tested", "careful_error", "exact", "error_a", "error_b"]).assign(units=np.nan)
    sides = [f"{name}_{side}" for name in ("n", "persons", "n_effective", "more") for side in "ab"]
    last = [name for name in (*sides, "units", "verdict") if name in table]
    return table[[*(name for name in table if name not in last), *last]]


def _hidden(
    survey: Survey, table: pd.DataFrame, by: list[str], privacy: bool, audiences: list[str], sides: list[np.ndarray]
) -> tuple[np.ndarray, list[str]]:
    """A gap is hidden where either side is: the other side would give the small one away.

    ``sides`` are the audiences of the pairs, as places; each group of each question has a row a pair.
    """
    group, size = np.arange(len(table)) // len(sides[0]), len(audiences)
    at = [group * size + np.resize(side, len(table)) for side in sides]
    both, n = np.concatenate(at), np.concatenate([table["n_a"], table["n_b"]])
    first = np.sort(np.unique(both, return_index=True)[1])
    once = table[[*by, "question"]].take(first % len(table)).reset_index(drop=True)
    once = once.assign(audience=np.array(audiences, dtype=object)[both[first] % size], n=n[first])
    small, caveats = hide_small_groups(survey, once, once.n, by=[*by, "audience"], privacy=privacy)
    hidden = np.zeros(both.max(initial=-1) + 1, dtype=bool)
    hidden[both[first]] = small
    return hidden[at[0]] | hidden[at[1]], caveats
