"""May answers be averaged by branch? Whether colleagues agree, and whether branches differ.

A branch's average stands for something only if the people in it see the same thing and other branches see another.
ICC(1) is the share of the variation that lies between units, ICC(2) how reliable a unit's average is, rwg how much less
the members of a unit differ than people who tick at random, AD how many scale points they are apart. None of them
alone is a licence: small random groups reach an rwg of .70 by luck, so what luck would give is told beside it.
"""

from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
import pandas as pd

from cxresearch.errors import QuestionError
from cxresearch.inference.intervals import check_confidence
from cxresearch.privacy.hiding import blank
from cxresearch.result import Result, table_of_words
from cxresearch.stats.bases.asked import some_questions
from cxresearch.stats.bases.naming import audience_name
from cxresearch.stats.bases.rows import (
    Units,
    audience_rows,
    check_number,
    group_of,
    hidden_units,
    label_of,
    row_weights,
    those_asked,
    units_of,
    wave_caveats,
    weighting,
)
from cxresearch.stats.bases.topics import require_audience
from cxresearch.stats.linkage.components import icc1_interval, one_way, spearman_brown, unit_moments, variance_profile
from cxresearch.stats.linkage.within_group import average_deviation, random_rwg, rwg, skewed_variance
from cxresearch.survey.survey import Survey
from cxresearch.wording import in_a_row, interval, named, number, percent_sure, plural, say, told

__all__ = ["UnitAgreement", "unit_agreement"]

ALL_QUESTIONS = "all questions"
APART_NOT, HOLD = told("units cannot be told apart"), told("averages hold")
NOISY, UNSURE = told("averages are noisy"), told("averages may be noisy")
ALONE, ALIKE = told("one answer a unit"), told("all answers of a unit are alike")
ONE, FLAT = told("fewer than two units"), told("no variation")
_RELIABLE = 0.70
_METHOD = told(
    "One-way random effects between units: ICC(1) and ICC(2) by analysis of variance (Bliese 2000) with Wald's exact "
    "interval (Wald 1940), and by REML; rwg and rwg(j) against ratings at random, uniform and slightly skewed "
    "(James, Demaree & Wolf 1984; LeBreton & Senter 2008); AD around the mean (Burke & Dunlap 2002)."
)


@dataclass(frozen=True, eq=False, repr=False)
class UnitAgreement(Result):
    """Agreement within units and differences between them; a row a question, and one for all of them as a scale.

    ``icc1, icc2`` with bounds (at most 1, negative where units differ less than by chance), ``icc1_reml`` (0..1),
    ``rwg_mean, rwg_median`` (0..1, uniform null), ``rwg_skewed_mean, rwg_skewed_median``, ``rwg_random`` (what one in
    twenty units of these sizes reaches by ticking at random), ``rwg_above_random`` (percent of units beyond their own),
    ``ad_mean`` and ``ad_limit`` in scale points, ``units, size`` (mean answers a unit), ``n``, ``verdict``: "averages
    hold" where ICC(2) is shown to reach .70, "averages are noisy" where it is shown not to, "averages may be noisy"
    between, "units cannot be told apart", or why nothing can be told.
    ``units`` holds a row a unit.
    """

    units: pd.DataFrame = field(default_factory=pd.DataFrame)
    audience: str | None = None

    heading: ClassVar[str] = told("Agreement within units")
    shown: ClassVar[tuple[str, ...]] = (
        "audience", "label", "icc1", "icc1_ci_low", "icc1_ci_high", "icc2", "rwg_median", "rwg_random", "units", "n",
        "verdict",
    )  # fmt: skip
    decimals: ClassVar[dict[str, int]] = {
        **dict.fromkeys(("icc1", "icc1_ci_low", "icc1_ci_high", "icc1_reml", "icc2", "icc2_ci_low", "icc2_ci_high"), 3),
        **dict.fromkeys(
            ("rwg_mean", "rwg_median", "rwg_skewed_mean", "rwg_skewed_median", "rwg_random", "ad_mean", "ad_limit"), 2
        ),
    }

    def sentences(self) -> list[str]:
        said = []
        for row in self.table.itertuples():
            who, about = those_asked(row.audience if "audience" in self.table else self.audience), row.label
            if not np.isfinite(row.icc1):
                said.append(
                    say(
                        "{topic}: nothing can be said about agreement within units ({why}).",
                        topic=about, why=say(row.verdict),
                    )
                )  # fmt: skip
                continue
            bounds = ""
            if np.isfinite(row.icc1_ci_low):
                low, high = 100 * max(row.icc1_ci_low, 0), 100 * max(row.icc1_ci_high, 0)
                bounds = say(
                    ", {sure} interval {low}% to {high}%",
                    sure=percent_sure(self.confidence), low=number(low), high=number(high),
                )  # fmt: skip
            lies = say(
                "{topic}: {share}% of the variation among {people} lies between the {units} (ICC(1) {icc}{bounds}).",
                topic=about, share=number(100 * max(row.icc1, 0)), people=who, units=plural(row.units, "unit"),
                icc=number(row.icc1, digits=2), bounds=bounds,
            )  # fmt: skip
            said.append(f"{lies} {_meaning(row)}")
        return said


def _meaning(row) -> str:
    """What averages by unit may be used for, as the interval of their reliability says."""
    if row.verdict == APART_NOT:
        return say("Averages by unit are not supported: units may differ by no more than chance.")
    about = {
        "n": number(row.size), "icc": number(row.icc2, digits=2), "limit": number(_RELIABLE, digits=2),
        "interval": interval(max(row.icc2_ci_low, 0), row.icc2_ci_high, digits=2),
    }  # fmt: skip
    if row.verdict == HOLD:
        del about["limit"]
        return say(
            "A unit's average of {n} answers has a reliability of {icc} (ICC(2), {interval}): averages by unit may be "
            "used.",
            **about,
        )
    return say(
        "A unit's average of {n} answers has a reliability of {icc} (ICC(2), {interval}), below {limit}: averages by "
        "unit may be used, but links with them come out too weak."
        if row.verdict == NOISY
        else "A unit's average of {n} answers has a reliability of {icc} (ICC(2), {interval}); that it reaches {limit} "
        "is not shown: averages by unit may be used, but links with them may come out too weak.",
        **about,
    )


def unit_agreement(
    survey: Survey,
    questions: str | list[str] | None = None,
    *,
    unit: str = "unit",
    audience: str | None = None,
    confidence: float = 0.95,
    privacy: bool = True,
    draws: int = 1000,
    seed: int = 0,
) -> UnitAgreement:
    """Whether answers may be averaged by unit.

    Parameters
    ----------
    survey : Survey
        Single answers, not unit averages.
    questions : id, text, or list of them, optional
        All rating questions on experience by default. With two or more, a last row takes them as one scale
        (``question`` is "all questions"), over respondents who answered all of them.
    unit : str
        Role or column of the units.
    audience : str, optional
        One audience; every audience that answered by default, in a column ``audience``.
    confidence : float
        Level of the intervals of ICC(1) and ICC(2).
    privacy : bool
        False shows units with fewer than five leaders or staff in ``.units``.
    draws : int
        Random groups of each size behind ``rwg_random``, 100 or more. `seed` : of those draws.

    Returns
    -------
    UnitAgreement

    Raises
    ------
    QuestionError
        If a question or the unit is unknown, or the survey holds unit averages only.
    OptionError
        If an option is out of range.

    References
    ----------
    Bliese (2000); James, Demaree & Wolf (1984); LeBreton & Senter (2008), Organizational Research Methods 11.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"unit": list("AAABBBCCC"), "proud": [2, 2, 3, 3, 4, 4, 5, 5, 4]})
    >>> survey = Survey.from_frame(frame, scales={"proud": (1, 5)})
    >>> unit_agreement(survey).table[["icc1", "icc2", "rwg_mean"]].round(2).values.tolist()
    [[0.79, 0.92, 0.83]]
    """
    check_confidence(confidence)
    check_number("draws", draws, low=100)
    if survey.is_aggregated:
        raise QuestionError(say(
            "{survey} holds one score a unit: whether the people of a unit agree cannot be told from their average. "
            "Agreement needs the single answers.",
            survey=survey.name,
        ))  # fmt: skip
    chosen = some_questions(survey, questions, aspect=None if questions is not None else "experience")
    units = units_of(survey, unit)
    answers = survey.numbers(chosen).to_numpy(float)
    parts, by_unit, caveats = [], [], []
    rng = np.random.default_rng(seed)
    weights = row_weights(survey)
    names, homeless = _audiences(survey, audience, answers, units)
    if not names:
        raise QuestionError(say(
            "Nobody in {survey} answered with a stated {unit}. Name another column with unit=.",
            survey=survey.name, unit=unit,
        ))  # fmt: skip
    if homeless:
        caveats.append(
            say(
                "Without any stated {column} and left out: {audiences}.",
                column=unit, audiences=named(map(audience_name, homeless)),
            )
        )  # fmt: skip
    for name in names:
        rows = audience_rows(survey, name)
        mine, code, by = answers[rows], units.code[rows], None if weights is None else weights[rows]
        if by is not None and np.isnan(by).any():
            caveats.append(say("{rows} without a usable weight left out.", rows=plural(np.isnan(by).sum(), "row")))
            mine, code, by = (part[~np.isnan(by)] for part in (mine, code, by))
        # Only answers of people in a unit count: leaders' predictions say nothing of branches.
        asked = ~np.isnan(mine[code >= 0]).all(axis=0)
        ids = [question for question, there in zip(chosen, asked, strict=True) if there]
        single = [(question, mine[:, [at]]) for at, question in enumerate(chosen) if asked[at]]
        table = [_row(survey, [question], column, code, by, confidence, draws, rng) for question, column in single]
        if (~np.isnan(mine[:, asked]).any(axis=1) & (code >= 0)).any() and len(ids) > 1:
            table.append(_row(survey, ids, mine[:, asked], code, by, confidence, draws, rng))
        elif len(ids) > 1:
            caveats.append(
                say("Nobody answered all {n} questions, so that they are not taken as one scale.", n=len(ids))
            )
        parts.append(table_of_words(table).assign(audience=name))
        shown = Units(code, units.names, units.stored)
        small, frame = _by_unit(survey, ids, mine[:, asked], by, shown, name, unit, privacy)
        by_unit.append(frame)
        caveats += small + _left_out(mine[:, asked], code, name, unit) + wave_caveats(survey, rows)
    table = pd.concat(parts, ignore_index=True)
    several = table["audience"].nunique(dropna=False) > 1
    told_of = None if several else table["audience"].iloc[0]
    table = table[["audience", *table.columns.drop("audience")]] if several else table.drop(columns="audience")
    return UnitAgreement(
        table,
        in_a_row(say(_METHOD), weighting(survey)),
        [*_caveats(table), *caveats],
        confidence,
        units=pd.concat(by_unit, ignore_index=True),
        audience=told_of,
    )


def _audiences(survey: Survey, audience: str | None, answers: np.ndarray, units: Units) -> tuple[list, list[str]]:
    """The audiences that answered in units, and those that answered without any (a board sits in no branch)."""
    answered = ~np.isnan(answers).all(axis=1)
    if audience is not None:
        names = [require_audience(survey, audience)]
    else:
        names = [name for name in survey.audiences if (answered & audience_rows(survey, name)).any()] or [None]
    placed = answered & (units.code >= 0)
    there = [name for name in names if (placed & audience_rows(survey, name)).any()]
    return there, [name for name in names if name not in there and name is not None]


def _row(survey, ids, answers, code, weight, confidence, draws, rng) -> dict:
    """One line of the table; several ids are taken as one scale over people who answered all of them."""
    full = ~np.isnan(answers).any(axis=1) & (code >= 0)
    answers, unit = answers[full], np.unique(code[full], return_inverse=True)[1]
    weight = None if weight is None else weight[full]
    scales = [survey.scale_of(question) for question in ids]
    one = len(ids) == 1
    about = {"question": ids[0] if one else ALL_QUESTIONS}
    about["label"] = label_of(survey, ids[0]) if one else say("{n} questions as one scale", n=len(ids))
    if len(ids) > 1 and len({(s.low, s.high) if s else None for s in scales}) > 1 and all(scales):
        score = np.mean([scale.to_points(column) for scale, column in zip(scales, answers.T, strict=True)], axis=0)
    else:
        score = answers.mean(axis=1)
    moments = unit_moments(unit, score, weight=weight)
    found = one_way(*moments)
    low, high = icc1_interval(*moments, confidence=confidence)
    tested = np.isfinite(found.icc1)
    reml = variance_profile(*moments) if tested else None
    total = reml.between + reml.within if reml else 0.0
    per_unit = _agreement(ids, scales, answers, unit, weight)
    sizes = np.bincount(unit, minlength=len(moments.n))
    random = _random_limits(scales, sizes, len(ids), draws, rng)
    with np.errstate(invalid="ignore"):
        above = 100 * np.nanmean(per_unit["rwg"] > random) if np.isfinite(per_unit["rwg"] + random).any() else np.nan
    verdict = _verdict(found, float(low), float(high)) if tested else _why_not(moments)
    return about | {
        "icc1": float(found.icc1), "icc1_ci_low": float(low), "icc1_ci_high": float(high),
        "icc1_reml": reml.between / total if total > 0 else np.nan,
        "icc2": float(found.icc2), "icc2_ci_low": float(spearman_brown(low, found.size)),
        "icc2_ci_high": float(spearman_brown(high, found.size)), "p_value": float(found.p_value),
        "rwg_mean": _nan_mean(per_unit["rwg"]), "rwg_median": _nan_median(per_unit["rwg"]),
        "rwg_skewed_mean": _nan_mean(per_unit["rwg_skewed"]), "rwg_skewed_median": _nan_median(per_unit["rwg_skewed"]),
        "rwg_random": _nan_mean(random), "rwg_above_random": above,
        "ad_mean": _nan_mean(per_unit["ad"]), "ad_limit": scales[0].points / 6 if all(scales) else np.nan,
        "units": int(found.units), "size": float(found.size), "n": len(answers), "verdict": verdict,
    }  # fmt: skip


def _agreement(ids, scales, answers, unit, weight) -> dict[str, np.ndarray]:
    """rwg, rwg against a skewed null, and AD, by unit; NaN for units of one."""
    units = int(unit.max(initial=-1)) + 1
    if not all(scales) or not units:
        empty = np.full(max(units, 1), np.nan)
        return {"rwg": empty, "rwg_skewed": empty, "ad": empty}
    moments = [unit_moments(unit, column, units=units, weight=weight) for column in answers.T]
    n = moments[0].n
    with np.errstate(divide="ignore", invalid="ignore"):
        variances = np.array([part.squares / np.where(n > 1, n - 1, np.nan) for part in moments])
    uniform = np.array([(scale.points**2 - 1) / 12 for scale in scales])
    skewed = np.array([skewed_variance(scale.points) for scale in scales])
    deviation = average_deviation(unit, answers, [part.mean for part in moments], weight)
    return {"rwg": rwg(variances, uniform), "rwg_skewed": rwg(variances, skewed), "ad": deviation}


def _random_limits(scales, sizes: np.ndarray, items: int, draws: int, rng) -> np.ndarray:
    """`random_rwg` by unit; computed once a size, and on a coarse grid of sizes above 50, where it hardly changes."""
    if not all(scales) or len({scale.points for scale in scales}) > 1:
        return np.full(len(sizes), np.nan)
    coarse = np.where(sizes > 50, np.round(np.maximum(sizes, 1) / 25).astype(int) * 25, sizes)
    known = {
        size: random_rwg(size, scales[0].points, items, draws=draws, rng=rng)
        for size in sorted(set(coarse))
        if size > 1
    }
    return np.array([known.get(size, np.nan) for size in coarse])


def _verdict(found, low: float, high: float) -> str:
    if not low > 0:
        return APART_NOT
    from_, to = spearman_brown(low, found.size), spearman_brown(high, found.size)
    return HOLD if from_ >= _RELIABLE else NOISY if to < _RELIABLE else UNSURE


def _why_not(moments) -> str:
    if len(moments.n) < 2:
        return ONE
    if (moments.n <= 1).all():
        return ALONE
    return ALIKE if not moments.squares.sum() > 0 else FLAT


def _by_unit(survey, ids, answers, weight, units: Units, audience, unit, privacy) -> tuple[list[str], pd.DataFrame]:
    """A row a unit with its mean (0-100 where there is a scale) and its agreement, small units of employees blanked."""
    scales = [survey.scale_of(question) for question in ids]
    full = ~np.isnan(answers).any(axis=1) & (units.code >= 0)
    present, at = np.unique(units.code[full], return_inverse=True)
    n = np.bincount(at, minlength=len(present)).astype(float)
    weight = None if weight is None else weight[full]
    points = [scale.to_points(part) if scale else part for scale, part in zip(scales, answers[full].T, strict=True)]
    known = _agreement(ids, scales, answers[full], at, weight) if len(present) else {"rwg": [], "ad": []}
    mean = unit_moments(at, np.mean(points, axis=0), weight=weight).mean if len(present) else []
    frame = pd.DataFrame({"unit": [units.names[place] for place in present], "n": n, "mean": mean})
    frame = frame.assign(rwg=known["rwg"], ad=known["ad"])
    shown = Units(at, frame["unit"].tolist(), [units.stored[place] for place in present])
    hidden, hints = hidden_units(survey, shown, n, unit=unit, audience=audience, privacy=privacy)
    frame = blank(frame, hidden)
    if audience is not None:
        frame.insert(0, "audience", audience)
    return hints, frame


def _left_out(answers, code, who: str | None, unit: str) -> list[str]:
    answered = ~np.isnan(answers).all(axis=1)
    homeless = int((answered & (code < 0)).sum())
    if not homeless:
        return []
    return [say("{people} without a stated {column} left out.", people=group_of(who, homeless), column=unit)]


def _caveats(table: pd.DataFrame) -> list[str]:
    hints = [say("Agreement is not accuracy: a unit whose members all say the same can still be wrong.")]
    if np.isfinite(table.rwg_random).any():
        hints.append(
            say(
                "An rwg of .70 proves nothing by itself: rwg_random is what one unit in twenty of these sizes reaches "
                "by ticking at random."
            )
        )
    if (table.verdict == ALONE).any():
        hints.append(
            say("Every unit has one answer: nobody to agree with. Agreement needs at least two people a unit.")
        )
    below = table[table.icc1 < 0]
    if len(below):
        hints.append(
            say(
                "ICC(1) is below zero for {topics}: units differ less than chance would make them, so the variance "
                "between units is taken as zero.",
                topics=named(below.label),
            )
        )
    alike = table[table.verdict == ALIKE]
    if len(alike):
        hints.append(
            say(
                "{questions} without any difference inside the units: the share between them cannot be tested.",
                questions=plural(len(alike), "question"),
            )
        )
    return hints


def _nan_mean(values: np.ndarray) -> float:
    return float(np.mean(values[np.isfinite(values)])) if np.isfinite(values).any() else np.nan


def _nan_median(values: np.ndarray) -> float:
    return float(np.median(values[np.isfinite(values)])) if np.isfinite(values).any() else np.nan
