"""May answers be averaged by branch? Whether colleagues agree, and whether branches differ.

A branch's average stands for something only if the people in it see the same thing and other branches see another.
ICC(1) is the share of the variation that lies between units, ICC(2) how reliable a unit's average is, rwg how much less
the members of a unit differ than people who tick at random, AD how many scale points they are apart. None of them
alone is a licence: small random groups reach an rwg of .70 by luck, so what luck would give is told beside it.
"""

from dataclasses import dataclass, field
from typing import ClassVar, NamedTuple

import numpy as np
import pandas as pd

from cxresearch.errors import QuestionError
from cxresearch.inference.intervals import check_confidence
from cxresearch.privacy.hiding import blank
from cxresearch.result import Result, table_of_words
from cxresearch.stats.bases.asked import some_questions
from cxresearch.stats.bases.naming import audience_name
from cxresearch.stats.bases.rows import (
    Places,
    Units,
    audience_rows,
    check_number,
    group_of,
    hidden_units,
    label_of,
    places_of,
    pooled_waves,
    those_asked,
    waves_in,
    weighting,
)
from cxresearch.stats.bases.topics import require_audience
from cxresearch.stats.linkage.components import (
    UnitSums,
    icc1_interval,
    one_way,
    spearman_brown,
    sums_by_unit,
    variance_profile,
)
from cxresearch.stats.linkage.within_group import random_rwg, rwg, skewed_variance
from cxresearch.survey.passing.pieces import pieces
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
    units = places_of(survey, unit)
    parts, by_unit, caveats = [], [], []
    rng = np.random.default_rng(seed)
    seen = _looked_through(survey, audience, chosen, units)
    there = {name: told for name, told in seen.items() if told.placed.any()}
    homeless = [name for name in seen if name not in there and name is not None]
    if not there:
        raise QuestionError(
            say(
                "Nobody in {survey} answered with a stated {unit}. Name another column with unit=.",
                survey=survey.name, unit=unit,
            )
        )  # fmt: skip
    if homeless:
        caveats.append(
            say(
                "Without any stated {column} and left out: {audiences}.",
                column=unit, audiences=named(map(audience_name, homeless)),
            )
        )  # fmt: skip
    for name, told_of in there.items():
        if told_of.bare:
            caveats.append(say("{rows} without a usable weight left out.", rows=plural(told_of.bare, "row")))
        # Only answers of people in a unit count: leaders' predictions say nothing of branches.
        ids = [question for question, some in zip(chosen, told_of.placed, strict=True) if some]
        table = [_row(survey, _summed(survey, [question], units, name), confidence, draws, rng) for question in ids]
        whole = _summed(survey, ids, units, name)
        if len(whole.score.people) and len(ids) > 1:
            table.append(_row(survey, whole, confidence, draws, rng))
        elif len(ids) > 1:
            caveats.append(
                say("Nobody answered all {n} questions, so that they are not taken as one scale.", n=len(ids))
            )
        parts.append(table_of_words(table).assign(audience=name))
        small, frame = _by_unit(survey, whole, units, name, unit, privacy)
        by_unit.append(frame)
        caveats += small + _left_out(told_of.homeless, name, unit) + pooled_waves(survey, told_of.waves)
    table = pd.concat(parts, ignore_index=True)
    several = table["audience"].nunique(dropna=False) > 1
    about = None if several else table["audience"].iloc[0]
    table = table[["audience", *table.columns.drop("audience")]] if several else table.drop(columns="audience")
    return UnitAgreement(
        table,
        in_a_row(say(_METHOD), weighting(survey)),
        [*_caveats(table), *caveats],
        confidence,
        units=pd.concat(by_unit, ignore_index=True),
        audience=about,
    )


@dataclass
class _Seen:
    """What an audience answered at all: which questions with a stated unit, and who is left out."""

    placed: np.ndarray
    answered: bool = False
    bare: int = 0
    homeless: int = 0
    waves: set = field(default_factory=set)


def _looked_through(survey: Survey, audience: str | None, questions: list[str], units: Places) -> dict:
    """The audiences that answered anything, with what they did; everybody where there are none."""
    names = [require_audience(survey, audience)] if audience is not None else survey.audiences or [None]
    seen = {name: _Seen(np.zeros(len(questions), dtype=bool)) for name in names}
    columns = [*questions, units.column, *(survey.roles[role] for role in ("audience", "wave") if role in survey.roles)]
    for piece in pieces(survey, columns):
        there, code = ~np.isnan(piece.survey.numbers(questions).to_numpy(float)), units.codes(piece.survey)
        usable = np.ones(len(code), bool) if piece.weight is None else ~np.isnan(piece.weight)
        for name, mine in seen.items():
            rows = audience_rows(piece.survey, name)
            mine.answered |= bool(there[rows].any())
            mine.bare += int(piece.times[rows & ~usable].sum())
            rows &= usable
            mine.placed |= there[rows & (code >= 0)].any(axis=0)
            asked = rows & there.any(axis=1) & (code < 0)
            mine.homeless += int(piece.times[asked].sum())
            mine.waves |= waves_in(piece.survey, rows)
    if audience is None and any(told.answered for told in seen.values()):
        seen = {name: told for name, told in seen.items() if told.answered}
    return seen


class _Summed(NamedTuple):
    """Questions that people of one audience answered all of, by unit: the ``score`` of all together and on 0-100 where
    there are scales (``points``), each of the ``items``, and the mean distance from the unit's mean (``deviation``).
    ``place`` are the units in their order."""

    ids: list[str]
    scales: list
    place: np.ndarray
    score: UnitSums
    points: UnitSums
    items: list[UnitSums]
    deviation: np.ndarray


def _summed(survey: Survey, ids: list[str], units: Places, who: str | None) -> _Summed:
    scales, size = [survey.scale_of(question) for question in ids], len(units.names)
    unlike = len(ids) > 1 and len({(s.low, s.high) if s else None for s in scales}) > 1 and all(scales)

    def rows():
        audience = [survey.roles["audience"]] if "audience" in survey.roles else []
        for piece in pieces(survey, [*ids, units.column, *audience]):
            answers, code = piece.survey.numbers(ids).to_numpy(float), units.codes(piece.survey)
            kept = ~np.isnan(answers).any(axis=1) & (code >= 0) & audience_rows(piece.survey, who)
            by = {"times": piece.times}
            if piece.weight is not None:
                kept &= ~np.isnan(piece.weight)
                by |= {"weight": piece.weight, "square": piece.square}
            yield answers[kept], code[kept], {name: part[kept] for name, part in by.items()}

    found = None
    for answers, code, by in rows():
        points = [scale.to_points(own) if scale else own for scale, own in zip(scales, answers.T, strict=True)]
        on_points = np.mean(points, axis=0)
        scores = [on_points if unlike else answers.mean(axis=1), on_points, *answers.T]
        sums = [sums_by_unit(code, values, units=size, **by) for values in scores]
        found = sums if found is None else [mine + more for mine, more in zip(found, sums, strict=True)]
    away = np.zeros((len(ids), size))
    for answers, code, by in rows():
        for at, own in enumerate(answers.T):
            far = np.abs(own - found[2 + at].mean[code]) * by.get("weight", by["times"])
            away[at] += np.bincount(code, weights=far, minlength=size)
    place = np.flatnonzero(found[0].people > 0)
    score, points, *items = (sums.take(place) for sums in found)
    deviation = np.where(score.people > 1, (away[:, place] / score.total).mean(axis=0), np.nan)
    return _Summed(ids, scales, place, score, points, items, deviation)


def _row(survey: Survey, known: _Summed, confidence: float, draws: int, rng: np.random.Generator) -> dict:
    """One line of the table; several questions are taken as one scale over people who answered all of them."""
    ids, scales = known.ids, known.scales
    one = len(ids) == 1
    about = {"question": ids[0] if one else ALL_QUESTIONS}
    about["label"] = label_of(survey, ids[0]) if one else say("{n} questions as one scale", n=len(ids))
    moments = known.score.moments
    found = one_way(*moments)
    low, high = icc1_interval(*moments, confidence=confidence)
    tested = np.isfinite(found.icc1)
    reml = variance_profile(*moments) if tested else None
    total = reml.between + reml.within if reml else 0.0
    per_unit = _agreement(known)
    sizes = known.score.people.astype(int)
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
        "units": int(found.units), "size": float(found.size), "n": int(sizes.sum()), "verdict": verdict,
    }  # fmt: skip


def _agreement(known: _Summed) -> dict[str, np.ndarray]:
    """rwg, rwg against a skewed null, and AD, by unit; NaN for units of one."""
    if not all(known.scales) or not len(known.place):
        empty = np.full(len(known.place), np.nan)
        return {"rwg": empty, "rwg_skewed": empty, "ad": empty}
    moments = [item.moments for item in known.items]
    n = moments[0].n
    with np.errstate(divide="ignore", invalid="ignore"):
        variances = np.array([part.squares / np.where(n > 1, n - 1, np.nan) for part in moments])
    uniform = np.array([(scale.points**2 - 1) / 12 for scale in known.scales])
    skewed = np.array([skewed_variance(scale.points) for scale in known.scales])
    return {"rwg": rwg(variances, uniform), "rwg_skewed": rwg(variances, skewed), "ad": known.deviation}


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


def _by_unit(
    survey: Survey, known: _Summed, units: Places, audience, unit: str, privacy: bool
) -> tuple[list[str], pd.DataFrame]:
    """A row a unit with its mean (0-100 where there is a scale) and its agreement, small units of employees blanked."""
    names, n, agreement = [units.names[at] for at in known.place], known.points.people, _agreement(known)
    frame = pd.DataFrame({"unit": names, "n": n, "mean": known.points.mean})
    frame = frame.assign(rwg=agreement["rwg"], ad=agreement["ad"])
    shown = Units(known.place, names, [units.stored[at] for at in known.place])
    hidden, hints = hidden_units(survey, shown, n, unit=unit, audience=audience, privacy=privacy)
    frame = blank(frame, hidden)
    if audience is not None:
        frame.insert(0, "audience", audience)
    return hints, frame


def _left_out(homeless: int, who: str | None, unit: str) -> list[str]:
    if not homeless:
        return []
    return [say("{people} without a stated {column} left out.", people=group_of(who, homeless), column=unit)]


def _caveats(table: pd.DataFrame) -> list[str]:
    hints = [say("Agreement is not accuracy: a unit whose members all say the same can still be wrong.")]
    random = table.rwg_random[np.isfinite(table.rwg_random)]
    if len(random):
        low, high = number(random.min(), digits=2), number(random.max(), digits=2)
        hints.append(
            say("An rwg of .70 proves nothing by itself: one unit in twenty of these sizes reaches {rwg} by ticking at "
                "random.", rwg=low if low == high else say("{low} to {high}", low=low, high=high))
        )  # fmt: skip
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
