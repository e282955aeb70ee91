"""Consistently: whether what is promised, or lived, is the same in every unit and in every wave.

A mean over all units hides that one keeps the promise and the next does not, and a good wave hides a bad one. Alike is
a claim that must be shown: two units lie less than the margin apart on average, and no wave moved by as much. An order
of topics can differ between units too; how far their orders agree is held against what chance alone would leave of one
common order. No unit is named.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from cxresearch.errors import QuestionError
from cxresearch.inference.intervals import adjust_p, check_confidence
from cxresearch.inference.significance import check_margin
from cxresearch.privacy.hiding import blank, hide_small_groups
from cxresearch.result import Result
from cxresearch.stats.bases.asked import check_choice, need_single_answers, some_questions
from cxresearch.stats.bases.naming import topic_in_sentence
from cxresearch.stats.bases.rows import (
    audience_rows,
    label_of,
    meant_audience,
    row_weights,
    score,
    those_asked,
    units_of,
    weighting,
)  # fmt: skip
from cxresearch.stats.bases.verdicts import judged
from cxresearch.stats.linkage.components import icc1_interval, one_way, unit_moments
from cxresearch.stats.loyalty.trends import trend
from cxresearch.survey.answers import as_text
from cxresearch.survey.columns.wave_order import order_of_waves
from cxresearch.survey.survey import Survey
from cxresearch.wording import capital, count, in_a_row, interval, listed, number, percent_sure, plural, say, told

__all__ = ["KeptConsistently", "kept_consistently"]

ALIKE, BY_UNIT, BY_WAVE, BY_BOTH, OPEN, HIDDEN = (
    told("kept alike"), told("depends on the unit"), told("depends on the wave"), told("depends on both"),
    told("not enough data"), told("hidden"),
)  # fmt: skip
_SAME, _OTHER = "same", "other"
_FEWEST_UNITS, _FEWEST_IN_UNIT, _FEWEST_TOPICS, _DRAWS = 3, 10, 4, 1000
_CALLED = {"group": "department", "unit": "unit", "segment": "segment"}
_METHOD = told(
    "Units: mean distance of two units, 2/sqrt(pi) times the deviation between them by analysis of variance, with "
    "Wald's exact interval for units of unlike size (1940); alike where its upper bound lies below {margin} "
    "points, else by the F test. Waves: change from wave to wave, two one-sided tests inside {margin} points "
    "(Schuirmann 1987), else its t test; p adjusted over the topics."
)
_ORDER = told(
    "Agreement of the units' orders: Kendall's W (1939), against {draws} draws of one order with the units' own errors "
    "(seed {seed})."
)

# What is told where there are several waves, and where there is one.
_PROMISE = (
    told(
        "The promise is kept alike on {alike} of {topics} for {who} in {units} and from wave to wave (within {margin} "
        "points); on {unit} it depends on the unit, on {wave} on the wave, on {both} on both, on {open} it cannot be "
        "told."
    ),
    told(
        "The promise is kept alike on {alike} of {topics} for {who} in {units} (within {margin} points); on {unit} it "
        "depends on the unit, on {open} it cannot be told; there is one wave only."
    ),
)
_LIVED = (
    told(
        "Of {topics} {alike} are the same for {who} in {units} and from wave to wave (within {margin} points); {unit} "
        "depend on the unit, {wave} on the wave, {both} on both, {open} cannot be told."
    ),
    told(
        "Of {topics} {alike} are the same for {who} in {units} (within {margin} points); {unit} depend on the unit, "
        "{open} cannot be told; there is one wave only."
    ),
)


@dataclass(frozen=True, eq=False, repr=False)
class KeptConsistently(Result):
    """Whether a topic is the same by unit and wave, a row a topic; no unit is named.

    ``topic, question``; ``mean`` (0-100, of the latest wave); ``estimate`` with ``ci_low, ci_high``: points that two
    units lie apart on average; ``p_value, p_adjusted`` (that they differ); ``change`` with ``change_ci_low,
    change_ci_high, change_p_adjusted``: the largest change from wave to wave; ``units, n``; ``verdict`` ("kept alike",
    "depends on the unit", "depends on the wave", "depends on both", "not enough data", "hidden").

    Attributes
    ----------
    margin : float
        Points that would not matter.
    agreement, agreement_low, agreement_high, agreement_p : float
        Kendall's W of the units' orders of topics (0..1), what chance leaves of one common order, and p.
    aspect : str
        "promise" or "experience".
    """

    margin: float = 5.0
    by: str = "unit"
    waves: tuple[str, ...] = ()
    agreement: float = np.nan
    agreement_low: float = np.nan
    agreement_high: float = np.nan
    agreement_p: float = np.nan
    aspect: str = "experience"
    audience: str | None = None

    heading: ClassVar[str] = told("Kept each time")
    shown: ClassVar[tuple[str, ...]] = (
        "topic", "mean", "estimate", "ci_low", "ci_high", "change", "change_ci_low", "change_ci_high", "units", "n",
        "verdict",
    )  # fmt: skip

    def sentences(self) -> list[str]:
        """The promise in one sentence, then what depends on what, then the order of topics."""
        table = self.table
        n = {name: int((table.verdict == name).sum()) for name in (ALIKE, BY_UNIT, BY_WAVE, BY_BOTH, OPEN, HIDDEN)}
        fields = {
            "topics": plural(len(table), "topic"), "alike": n[ALIKE], "unit": n[BY_UNIT], "wave": n[BY_WAVE],
            "both": n[BY_BOTH], "open": n[OPEN] + n[HIDDEN], "margin": number(self.margin),
            "who": those_asked(self.audience),
            "units": plural(table.units.max() if table.units.notna().any() else 0, _CALLED.get(self.by, "unit")),
        }  # fmt: skip
        both, one = _PROMISE if self.aspect == "promise" else _LIVED
        said = [say(both if len(self.waves) > 1 else one, **fields)]
        for row in table[table.verdict.isin((BY_UNIT, BY_BOTH))].itertuples():
            said.append(
                say(
                    "{topic}: two units lie {apart} points apart on average ({sure} CI {bounds}).",
                    topic=capital(topic_in_sentence(row.topic)), apart=number(row.estimate),
                    sure=percent_sure(self.confidence),
                    bounds=interval(row.ci_low, row.ci_high),
                )
            )  # fmt: skip
        for row in table[table.verdict.isin((BY_WAVE, BY_BOTH))].itertuples():
            said.append(
                say(
                    "{topic}: it moved by {change} points from one wave to the next ({sure} CI {bounds}).",
                    topic=capital(topic_in_sentence(row.topic)), change=number(row.change),
                    sure=percent_sure(self.confidence),
                    bounds=interval(row.change_ci_low, row.change_ci_high),
                )
            )  # fmt: skip
        same = table[table.verdict == ALIKE]
        if len(same):
            names = listed([topic_in_sentence(str(topic)) for topic in same.topic])
            said.append(say("Shown to be kept alike: {topics}.", topics=names))
        if np.isfinite(self.agreement):
            about = {
                "w": number(self.agreement, digits=2), "units": fields["units"],
                "bounds": interval(self.agreement_low, self.agreement_high, digits=2),
            }  # fmt: skip
            said.append(
                say(
                    "The order of topics differs between {units}: they agree to {w} of 1, and chance alone would leave "
                    "{bounds} of one common order.",
                    **about,
                )
                if self.agreement_p < 1 - self.confidence
                else say(
                    "That the order of topics differs between {units} is not shown: they agree to {w} of 1, and chance "
                    "alone would leave {bounds} of one common order.",
                    **about,
                )
            )
        return said


def kept_consistently(
    survey: Survey,
    questions: Sequence[str] | str | None = None,
    *,
    by: str = "unit",
    wave: str = "wave",
    audience: str | None = None,
    margin: float = 5.0,
    confidence: float = 0.95,
    adjust: str = "holm",
    seed: int = 0,
    privacy: bool = True,
) -> KeptConsistently:
    """Whether a promise is kept the same in every unit and every wave.

    Parameters
    ----------
    survey : Survey
        Single answers with a column of units; of several waves where there are some.
    questions : list of ids, texts or topics, optional
        Ratings; those that ask whether the promise is kept (aspect ``promise``) by default, else those of experience.
    by, wave : str
        Roles or columns of the units and the waves.
    audience : str, optional
        Whose answers; customers where several audiences answered.
    margin : float
        Points of 100 that would not matter, between two units on average and between two waves.
    confidence, adjust, privacy
        As in :func:`cxresearch.perception_gap`.
    seed : int
        Of the draws behind the order of topics.

    Returns
    -------
    KeptConsistently

    Raises
    ------
    QuestionError
        If there are no units, or nobody with a stated unit answered.

    References
    ----------
    Wald (1940), Annals of Mathematical Statistics 11; Schuirmann (1987), Journal of Pharmacokinetics and
    Biopharmaceutics 15; Kendall & Babington Smith (1939), Annals of Mathematical Statistics 10.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> frame = pd.DataFrame({"unit": np.repeat(list("ABCDEF"), 100), "same": rng.binomial(10, 0.6, 600),
    ...                       "other": rng.binomial(10, np.repeat([0.2, 0.4, 0.5, 0.6, 0.7, 0.9], 100))})
    >>> survey = Survey.from_frame(frame, audience="Customers", roles={"unit": "unit"},
    ...                            scales={"same": (0, 10), "other": (0, 10)})
    >>> kept_consistently(survey).table.verdict.tolist()
    ['kept alike', 'depends on the unit']
    """
    level, margin = check_confidence(confidence), check_margin(margin)
    check_choice("adjust", adjust, ("holm", "bh", "none"))
    need_single_answers(survey, "kept_consistently")
    aspect = "promise" if questions is None and survey.questions(kinds=["rating"], aspect="promise") else "experience"
    asked = some_questions(survey, questions, aspect=aspect if questions is None else None)
    if set(survey.codebook.set_index("id").aspect[asked]) == {"promise"}:
        aspect = "promise"
    who, said = meant_audience(survey, audience, asked)
    units, weight, here = units_of(survey, by), row_weights(survey), audience_rows(survey, who)
    waves, of_wave = _waves(survey, wave, here)
    rows, errors, means = [], [], []
    for question in asked:
        values = np.where(here & (units.code >= 0), score(survey, [question]), np.nan)
        if not np.isfinite(values).any():
            continue
        # Units are compared within waves: what moved everywhere is no difference between them.
        level_of = [_mean(values[of_wave == at], None if weight is None else weight[of_wave == at])
                    for at in range(max(len(waves), 1))]  # fmt: skip
        centred = values - np.array([*level_of, np.nan])[of_wave] + level_of[-1]
        moments = unit_moments(units.code, centred, weight=weight, units=len(units.names))
        rows.append({"topic": label_of(survey, question), "question": question, "mean": level_of[-1],
                     **_apart(moments, level), "n": float(np.isfinite(values).sum())})  # fmt: skip
        full = moments.n >= _FEWEST_IN_UNIT
        means.append(np.where(full, moments.mean, np.nan))
        with np.errstate(invalid="ignore", divide="ignore"):
            errors.append(np.where(full, np.sqrt(moments.squares / (moments.n - 1) / moments.n), np.nan))
    if not rows:
        raise QuestionError(say(
            "Nobody with a stated {by} answered {asked} in {survey}.",
            by=by, asked=', '.join(map(repr, asked)), survey=survey.name,
        ))  # fmt: skip
    table = pd.DataFrame(rows)
    small, hidden = hide_small_groups(
        survey, pd.DataFrame({"question": table.question, "audience": who or ""}), table.n.to_numpy(float),
        by=["audience"] if who and "audience" in survey.roles else [], privacy=privacy,
    )  # fmt: skip
    table["p_adjusted"] = adjust_p(np.where(small, np.nan, table.p_value), method=adjust)
    table, changes = _changes(table, survey, who, wave, waves, margin, level, adjust)
    by_unit = _judge(table.ci_high < margin, table.p_adjusted < 1 - level, table.estimate.notna())
    by_wave = changes if len(waves) > 1 else np.full(len(table), _SAME, dtype=object)
    table["verdict"] = [_verdict(*both) for both in zip(by_unit, by_wave, strict=True)]
    table.loc[small, "verdict"] = HIDDEN
    w, low, high, p = _agreement(np.array(means), np.array(errors), seed) if not small.any() else (np.nan,) * 4
    method = say(_METHOD, margin=number(margin))
    if np.isfinite(w):
        method = in_a_row(method, say(_ORDER, draws=count(_DRAWS), seed=seed))
    homeless = int((here & (units.code < 0)).sum())
    caveats = [*said, *hidden]
    if homeless:
        caveats.append(say("{rows} without a stated unit left out.", rows=plural(homeless, "row")))
    caveats += [
        say("The same everywhere may be the same low: this says whether it is kept alike, not whether it is good."),
        say("No unit is named; units that differ may differ in whom they serve."),
    ]
    return KeptConsistently(
        blank(table[_COLUMNS], small), in_a_row(method, weighting(survey)), caveats, level, margin=margin, by=by,
        waves=tuple(as_text(one) for one in waves), agreement=w, agreement_low=low, agreement_high=high, agreement_p=p,
        aspect=aspect, audience=who,
    )  # fmt: skip


_COLUMNS = [
    "topic", "question", "mean", "estimate", "ci_low", "ci_high", "p_value", "p_adjusted", "change", "change_ci_low",
    "change_ci_high", "change_p_adjusted", "units", "n", "verdict",
]  # fmt: skip


def _waves(survey: Survey, wave: str, here: np.ndarray) -> tuple[list, np.ndarray]:
    """The waves in their order, and which one each row is of; one wave for all where there is no such column."""
    if wave == "wave" and "wave" not in survey.roles and "wave" not in survey.columns:
        return [], np.where(here, 0, -1)
    encoded = survey.encoded(survey.find(wave))
    seen = [encoded.answers[at] for at in np.unique(encoded.codes[here & (encoded.codes >= 0)])
            if str(encoded.answers[at]).strip()]  # fmt: skip
    waves = order_of_waves(seen, survey.order_of(survey.find(wave))).waves
    place = {as_text(value): at for at, value in enumerate(waves)}
    code = np.array([*(place.get(as_text(answer), -1) for answer in encoded.answers), -1])[encoded.codes]
    return (waves, code) if waves else ([], np.where(here, 0, -1))


def _mean(values: np.ndarray, weight: np.ndarray | None) -> float:
    known = np.isfinite(values) if weight is None else np.isfinite(values) & np.isfinite(weight)
    by = None if weight is None else weight[known]
    return float(np.average(values[known], weights=by)) if known.any() and (by is None or by.sum() > 0) else np.nan


def _apart(moments, level: float) -> dict:
    """How far two units lie apart on average, with bounds, and the test that they do at all."""
    used = moments.n > 0
    n, mean, squares = (part[used] for part in moments)
    nothing = dict.fromkeys(("estimate", "ci_low", "ci_high", "p_value"), np.nan)
    if used.sum() < _FEWEST_UNITS or (n > 1).sum() < _FEWEST_UNITS:
        return nothing | {"units": float(used.sum())}
    found, bounds = one_way(n, mean, squares), icc1_interval(n, mean, squares, confidence=level)

    def points(icc: float) -> float:
        icc = min(max(icc, 0.0), 0.999)
        return float(2 / np.sqrt(np.pi) * np.sqrt(icc / (1 - icc) * found.within))

    own = 2 / np.sqrt(np.pi) * np.sqrt(max(float((found.between - found.within) / found.even_size), 0.0))
    return {"estimate": own, "ci_low": min(points(float(bounds.low)), own),
            "ci_high": max(points(float(bounds.high)), own), "p_value": float(found.p_value),
            "units": float(used.sum())}  # fmt: skip


def _changes(table, survey, who, wave, waves, margin, level, adjust) -> tuple[pd.DataFrame, np.ndarray]:
    """The largest change of each topic from wave to wave; all changes of all topics are one family of tests."""
    empty = dict.fromkeys(("change", "change_ci_low", "change_ci_high", "change_p_adjusted"), np.nan)
    if len(waves) < 2:
        return table.assign(**empty), np.full(len(table), _SAME, dtype=object)
    people = survey.only(audience=who) if who is not None and len(survey.audiences) > 1 else survey
    parts = []
    for at, question in enumerate(table.question):
        rows = trend(people, question, metric="mean", scale="0-100", wave=wave, confidence=level).table
        parts.append(rows[rows.change.notna()].assign(topic_at=at))
    every = pd.concat(parts, ignore_index=True)
    found = judged(every.change, every.change_std_error, np.inf, every.p_value, margin=margin, confidence=level,
                   adjust=adjust)  # fmt: skip
    every["verdict"], every["p"] = found["verdict"], found["p_adjusted"]
    rows, verdicts = [], []
    for at in range(len(table)):
        mine = every[every.topic_at == at]
        if not len(mine):
            rows.append(empty)
            verdicts.append("")
            continue
        top = mine.loc[mine.change.abs().idxmax()]
        rows.append({"change": top.change, "change_ci_low": top.change_ci_low, "change_ci_high": top.change_ci_high,
                     "change_p_adjusted": top.p})  # fmt: skip
        aligned, apart = (mine.verdict == "aligned").all(), (mine.verdict == "gap").any()
        verdicts.append(_SAME if aligned else _OTHER if apart else "")
    return table.join(pd.DataFrame(rows)), np.array(verdicts, dtype=object)


def _judge(alike, differ, known) -> np.ndarray:
    return np.select([~known, alike, differ], ["", _SAME, _OTHER], "").astype(object)


def _verdict(unit: str, wave: str) -> str:
    if _OTHER in (unit, wave):
        return BY_BOTH if unit == wave else BY_UNIT if unit == _OTHER else BY_WAVE
    return ALIKE if unit == wave == _SAME else OPEN


def _agreement(means: np.ndarray, errors: np.ndarray, seed: int) -> tuple[float, float, float, float]:
    """Kendall's W over units (columns), and its place among draws of one common order with the units' own errors."""
    full = np.isfinite(means).all(axis=0) & np.isfinite(errors).all(axis=0)
    means, errors = means[:, full], errors[:, full]
    if len(means) < _FEWEST_TOPICS or full.sum() < _FEWEST_UNITS:
        return (np.nan,) * 4
    weight = 1 / np.maximum(errors, 1e-9) ** 2
    common = (means * weight).sum(axis=1) / weight.sum(axis=1)
    rng = np.random.default_rng(seed)
    drawn = np.array([_w(common[:, None] + errors * rng.standard_normal(errors.shape)) for _ in range(_DRAWS)])
    found = _w(means)
    low, high = np.percentile(drawn, [2.5, 97.5])
    return found, float(low), float(high), float((1 + (drawn <= found).sum()) / (1 + _DRAWS))


def _w(means: np.ndarray) -> float:
    ranks = means.argsort(axis=0).argsort(axis=0) + 1.0
    topics, units = means.shape
    sums = ranks.sum(axis=1)
    return float(12 * ((sums - sums.mean()) ** 2).sum() / (units**2 * (topics**3 - topics)))
