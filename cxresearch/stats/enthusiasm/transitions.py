"""Content to enthusiastic: who moved between two waves, beside the moves that a scale makes by itself.

Ask the same people twice on two days, and many give another answer although nothing happened: of those at 7 or 8 a
good part says 9. A table of who became what is therefore never read alone. Beside each move stands the share that the
scale's own error would have given had nobody changed, from its test-retest reliability: as somebody measured it, or as
three waves of the same people tell it. Two waves alone cannot tell error from change; then only levels are told.
"""

from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
import pandas as pd

from cxresearch.errors import OptionError, QuestionError
from cxresearch.inference.intervals import adjust_p, check_confidence, normal_quantile, wilson
from cxresearch.inference.retest import latent_correlation, retest_cells
from cxresearch.privacy.hiding import blank, hide_small_groups
from cxresearch.result import Result
from cxresearch.stats.bases.asked import check_choice, need_single_answers, one_question
from cxresearch.stats.bases.naming import base_of
from cxresearch.stats.bases.persons import people_of_rows
from cxresearch.stats.bases.rows import audience_rows, label_of, meant_audience
from cxresearch.survey.answers import as_text
from cxresearch.survey.columns.wave_order import order_of_waves
from cxresearch.survey.survey import Survey
from cxresearch.wording import count, interval, named, noun, number, percent_sure, say, signed_points, told

__all__ = ["GROUPS", "LoyaltyTransitions", "loyalty_transitions"]

GROUPS = ("detractor", "passive", "promoter")
MORE, FEWER, ALIKE, CANNOT = (
    told("more than error alone"), told("fewer than error alone"), told("not shown beyond error"),
    told("cannot be told"),
)  # fmt: skip
_BORDERS = (7, 9)
_LEVEL_COLUMNS = [
    "group",
    *(f"{what}{end}" for what in ("then", "now", "change") for end in ("", "_ci_low", "_ci_high")),
]
_FEWEST, _DRAWS, _EXAMPLE = 30, 500, 0.7
_METHOD = told(
    "Shares of the people who answered in both waves, with Wilson's interval; beside them what two answers of nobody "
    "changed would give: a bivariate normal cut at the shares of the first wave, with the correlation at which the "
    "answers correlate {reliability} (Lord & Novick 1968). Differences with errors from {draws} bootstrap samples of "
    "people (seed {seed}) in which the reliability varies too; p adjusted over the moves."
)
_LEVELS = told(
    "Shares of the people who answered in both waves, with Wilson's interval; changes by McNemar's error (1947)."
)
_HEISE = told("Reliability from three waves of the same people (Heise 1969): {r}.")


@dataclass(frozen=True, eq=False, repr=False)
class LoyaltyTransitions(Result):
    """Who became what from one wave to the next, a row a move.

    ``from, to`` ("detractor", "passive", "promoter"); ``share`` (percent of those who were ``from``) with ``ci_low,
    ci_high``; ``by_error`` (what error alone would give, had nobody changed); ``estimate`` (share minus that) with
    ``std_error, estimate_ci_low, estimate_ci_high, p_value, p_adjusted``; ``n_from, n``; ``verdict`` ("more than error
    alone", "fewer than error alone", "not shown beyond error", "cannot be told": shares are blank then).

    Attributes
    ----------
    levels : DataFrame
        A row a group: ``group, then, then_ci_low, then_ci_high, now, now_ci_low, now_ci_high, change, change_ci_low,
        change_ci_high``, of the same people.
    reliability, reliability_low, reliability_high : float
        Test-retest correlation of the answers; NaN where it is not known.
    at_example : float
        Percent of passives whom error alone would make promoters at a reliability of .70.
    waves : tuple of str
    both : int
        People who answered in both.
    """

    levels: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=_LEVEL_COLUMNS))
    reliability: float = np.nan
    reliability_low: float = np.nan
    reliability_high: float = np.nan
    at_example: float = np.nan
    waves: tuple[str, str] = ("", "")
    both: int = 0
    topic: str = ""
    audience: str | None = None

    heading: ClassVar[str] = told("Who moved, and who only seemed to")
    shown: ClassVar[tuple[str, ...]] = (
        "from", "to", "n_from", "share", "ci_low", "ci_high", "by_error", "estimate", "p_adjusted", "verdict",
    )  # fmt: skip
    decimals: ClassVar[dict[str, int]] = {"n_from": 0}

    def _cell(self, column: str, value) -> str:
        return say(value) if column in ("from", "to", "group") and value in GROUPS else super()._cell(column, value)

    @property
    def told(self) -> bool:
        """Whether moves can be told from error."""
        return bool(self.table.share.notna().any())

    def sentences(self) -> list[str]:
        """Levels first; then each move that is shown beyond error, and the move that is talked about most."""
        if not len(self.levels):
            return [say("Too few people answered in both waves for any move to be told.")]
        levels = self.levels.set_index("group")
        best = levels.loc["promoter"]
        said = [
            say(
                "Of the {base} who answered in {then} and in {now}, {a}% were promoters and {b}% are: a change of "
                "{change} ({sure} CI {bounds}).",
                base=base_of(self.audience or say("people"), self.both), then=self.waves[0], now=self.waves[1],
                a=number(best.then), b=number(best.now), change=signed_points(best.change),
                sure=percent_sure(self.confidence), bounds=interval(best.change_ci_low, best.change_ci_high),
            )
        ]  # fmt: skip
        if not self.told:
            if np.isfinite(self.at_example):
                said.append(
                    say(
                        "Who moved cannot be told: two waves do not know how much the scale trembles by itself. At a "
                        "test-retest correlation of {r} error alone would make promoters of {share}% of passives.",
                        r=number(_EXAMPLE, digits=2), share=number(self.at_example),
                    )
                )  # fmt: skip
            return said
        rows = self.table[self.table["from"] != self.table["to"]]
        up = rows[(rows["from"] == "passive") & (rows["to"] == "promoter")].iloc[0]
        said.append(self._one(up))
        others = rows[rows.verdict.isin((MORE, FEWER)) & (rows.index != up.name)]
        said += [self._one(row) for _, row in others.iterrows()]
        quiet = int((rows.verdict == ALIKE).sum())
        if quiet:
            said.append(
                say(
                    "Of {moves} moves {n} are not shown to be more or fewer than error alone would give; that is no "
                    "proof that nobody moved.",
                    moves=count(len(rows)), n=quiet,
                )
            )  # fmt: skip
        return said

    def _one(self, row) -> str:
        verdict = {
            MORE: say("more than that"), FEWER: say("fewer than that"), ALIKE: say("not shown to be another share"),
        }[row.verdict]  # fmt: skip
        return say(
            "Of {n} {origin} {share}% became {target} ({sure} CI {bounds}); error alone would give {error}%: {verdict} "
            "({gap}, {gap_bounds}).",
            n=count(row.n_from), origin=noun(f"{row['from']}s"), target=noun(f"{row['to']}s"), share=number(row.share),
            sure=percent_sure(self.confidence), bounds=interval(row.ci_low, row.ci_high), error=number(row.by_error),
            verdict=verdict, gap=signed_points(row.estimate),
            gap_bounds=interval(row.estimate_ci_low, row.estimate_ci_high),
        )  # fmt: skip


def loyalty_transitions(
    survey: Survey,
    question: str | None = None,
    *,
    wave: str = "wave",
    reliability: float | tuple[float, float, float] | None = None,
    audience: str | None = None,
    confidence: float = 0.95,
    adjust: str = "holm",
    seed: int = 0,
    privacy: bool = True,
) -> LoyaltyTransitions:
    """Who became promoter, passive or detractor between the last two waves, beside what error alone would give.

    Parameters
    ----------
    survey : Survey
        Two waves or more; people are known by the role ``respondent``.
    question : str, optional
        The one on recommending, 0 to 10.
    wave : str
        Role or column.
    reliability : float or (value, low, high), optional
        Test-retest correlation of the answers where nobody can have changed (some days apart), 0..1, as somebody
        measured it. Without it three waves of the same people tell it; with two waves only levels are told.
    audience : str, optional
        Whose answers; customers where several audiences answered.
    confidence, adjust, privacy
        As in :func:`cxresearch.perception_gap`.
    seed : int
        Of the bootstrap.

    Returns
    -------
    LoyaltyTransitions

    Raises
    ------
    QuestionError
        If nobody can be told apart, or there are fewer than two waves.
    OptionError
        If the reliability is none.

    References
    ----------
    Lord & Novick (1968), Statistical Theories of Mental Test Scores; Heise (1969), American Sociological Review 34,
    93-101, on reliability from three waves; Hagenaars (1990), Categorical Longitudinal Data, on turnover tables.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> true = rng.normal(7, 1.6, 600)
    >>> once, again = (np.clip(np.rint(true + rng.normal(0, 1, 600)), 0, 10) for _ in range(2))
    >>> frame = pd.DataFrame({"who": [*range(600)] * 2, "wave": [1] * 600 + [2] * 600, "nps": [*once, *again]})
    >>> survey = Survey.from_frame(frame, audience="Customers", roles={"respondent": "who", "wave": "wave"})
    >>> found = loyalty_transitions(survey, "nps", reliability=0.72)
    >>> sorted(set(found.table.verdict)), loyalty_transitions(survey, "nps").table.share.isna().all().item()
    (['not shown beyond error'], True)
    """
    level = check_confidence(confidence)
    check_choice("adjust", adjust, ("holm", "bh", "none"))
    need_single_answers(survey, "loyalty_transitions")
    known = _known(reliability)
    asked = one_question(survey, question, kind="nps")
    who, said = meant_audience(survey, audience, [asked])
    answers, waves = _panel(survey, asked, wave, audience_rows(survey, who))
    a, b = answers[:, -2], answers[:, -1]
    here = np.isfinite(a) & np.isfinite(b)
    a, b = a[here], b[here]
    caveats = [
        *said,
        say(
            "People who answer in both waves are not all customers: those who left, or had enough of surveys, are "
            "missing."
        ),
    ]
    small, hidden = hide_small_groups(
        survey, pd.DataFrame({"audience": [who or ""]}), np.array([float(len(a))]),
        by=["audience"] if who and "audience" in survey.roles else [], privacy=privacy,
    )  # fmt: skip
    caveats += hidden
    pair = (as_text(waves[-2]), as_text(waves[-1]))
    common = {"waves": pair, "both": len(a), "topic": label_of(survey, asked), "audience": who}
    empty = _empty()
    if len(a) < _FEWEST or small.any():
        caveats.append(
            say("Fewer than {n} people answered in both waves: no move is told.", n=_FEWEST) if not small.any() else ""
        )
        return LoyaltyTransitions(empty, say(_LEVELS), [line for line in caveats if line], level, **common)
    levels = _levels(a, b, level)
    method = say(_LEVELS)
    if known is None and answers.shape[1] > 2:
        known = _heise(answers, seed)
        if known is not None:
            caveats.append(say(_HEISE, r=number(known[0], digits=2)))
            caveats.append(
                say(
                    "Heise's model takes errors of unlike waves as unrelated, and the scale as equally reliable in all."
                )
            )
    if "weight" in survey.roles:
        caveats.append(say("Weights are not used here: {instead}.", instead=say(_EACH)))
    shares = _shares(a)
    example = retest_cells(shares, latent_correlation(shares, _EXAMPLE), _BORDERS)
    at_example = float(100 * example[1, 2] / example[1].sum()) if example[1].sum() > 0 else np.nan
    if known is None:
        caveats.append(
            say(
                "Moves are blank: without the scale's reliability they cannot be told from error. Pass reliability=, "
                "or ask a third time."
            )
        )
        return LoyaltyTransitions(empty, method, caveats, level, levels=levels, at_example=at_example, **common)
    table = _moves(a, b, known, level, adjust, seed)
    method = say(_METHOD, reliability=number(known[0], digits=2), draws=count(_DRAWS), seed=seed)
    caveats.append(
        say(
            "A whole audience that moved up gives more moves up, and fewer down, than error alone; the levels tell by "
            "how much. Error alone is taken as alike for everybody."
        )
    )
    return LoyaltyTransitions(
        blank(table, np.zeros(len(table), dtype=bool)), method, caveats, level, levels=levels, reliability=known[0],
        reliability_low=known[1], reliability_high=known[2], at_example=at_example, **common,
    )  # fmt: skip


_EACH = told("each person who answered in both waves counts alike")


def _known(given) -> tuple[float, float, float] | None:
    if given is None:
        return None
    values = [float(one) for one in given] if isinstance(given, (tuple, list)) else [float(given)] * 3
    if len(values) != 3 or not 0 < values[1] <= values[0] <= values[2] < 1:
        raise OptionError(say(
            "reliability is a correlation between 0 and 1, or (value, low, high); got {given}.",
            given=repr(given),
        ))  # fmt: skip
    return tuple(values)


def _panel(survey: Survey, question: str, wave: str, here: np.ndarray) -> tuple[np.ndarray, list]:
    """A row a person, a column a wave (the last three at most), in the order of time."""
    if wave == "wave" and "wave" not in survey.roles:
        raise QuestionError(say(
            "{survey} has no wave. Give the column its role: survey.with_roles(wave=...).",
            survey=survey.name,
        ))  # fmt: skip
    person = people_of_rows(survey)
    if person is None:
        raise QuestionError(say(
            "{survey} does not tell who is who, so nobody can be followed from wave to wave. Give the column its "
            "role: survey.with_roles(respondent=...).",
            survey=survey.name,
        ))  # fmt: skip
    encoded = survey.encoded(survey.find(wave))
    values = survey.numbers([question]).iloc[:, 0].to_numpy(float)
    usable = here & (person >= 0) & (encoded.codes >= 0) & np.isfinite(values)
    seen = [encoded.answers[at] for at in np.unique(encoded.codes[usable]) if str(encoded.answers[at]).strip()]
    waves = order_of_waves(seen, survey.order_of(survey.find(wave))).waves
    if len(waves) < 2:
        raise QuestionError(say(
            "{survey} has one wave ({waves}): moves take two.",
            survey=survey.name, waves=named(waves),
        ))  # fmt: skip
    waves = waves[-3:]
    place = {as_text(value): at for at, value in enumerate(waves)}
    column = np.array([*(place.get(as_text(answer), -1) for answer in encoded.answers), -1])[encoded.codes]
    usable &= column >= 0
    _, row = np.unique(person[usable], return_inverse=True)
    found = np.full((row.max() + 1 if len(row) else 0, len(waves)), np.nan)
    found[row, column[usable]] = values[usable]
    return found, waves


def _group(values: np.ndarray) -> np.ndarray:
    return (values >= _BORDERS[0]).astype(int) + (values >= _BORDERS[1])


def _shares(values: np.ndarray) -> np.ndarray:
    return np.bincount(values.astype(int), minlength=11) / len(values)


def _levels(a: np.ndarray, b: np.ndarray, level: float) -> pd.DataFrame:
    rows, n, reach = [], len(a), normal_quantile(level)
    for at, name in enumerate(GROUPS):
        was, now = _group(a) == at, _group(b) == at
        then_in, now_in = (wilson(float(part.sum()), float(n), confidence=level) for part in (was, now))
        apart = now.astype(float) - was
        error = apart.std() / np.sqrt(n)
        rows.append({
            "group": name, "then": 100 * was.mean(), "then_ci_low": 100 * float(then_in.low),
            "then_ci_high": 100 * float(then_in.high), "now": 100 * now.mean(), "now_ci_low": 100 * float(now_in.low),
            "now_ci_high": 100 * float(now_in.high), "change": 100 * apart.mean(),
            "change_ci_low": 100 * (apart.mean() - reach * error),
            "change_ci_high": 100 * (apart.mean() + reach * error),
        })  # fmt: skip
    return pd.DataFrame(rows)


def _heise(answers: np.ndarray, seed: int) -> tuple[float, float, float] | None:
    """Reliability by r12 r23 / r13 of those who answered in three waves, with the bounds of a bootstrap."""
    full = answers[np.isfinite(answers).all(axis=1)]
    if len(full) < 2 * _FEWEST:
        return None
    rng = np.random.default_rng(seed)
    found = _ratio(full)
    drawn = np.array([_ratio(full[rng.integers(0, len(full), len(full))]) for _ in range(_DRAWS)])
    drawn = drawn[np.isfinite(drawn)]
    if not 0 < found < 1 or len(drawn) < _DRAWS // 2:
        return None
    low, high = np.percentile(drawn, [2.5, 97.5])
    return found, max(float(low), 0.01), min(float(max(high, found)), 0.99)


def _ratio(rows: np.ndarray) -> float:
    with np.errstate(all="ignore"):
        r = np.corrcoef(rows.T)
        return float(r[0, 1] * r[1, 2] / r[0, 2])


def _turnover(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return np.bincount(3 * _group(a) + _group(b), minlength=9).reshape(3, 3).astype(float)


def _moves(a, b, known, level: float, adjust: str, seed: int) -> pd.DataFrame:
    from scipy.special import ndtr

    rng = np.random.default_rng(seed)
    seen = _turnover(a, b)
    expected = retest_cells(_shares(a), latent_correlation(_shares(a), known[0]), _BORDERS)
    spread = (known[2] - known[1]) / (2 * normal_quantile(0.95))
    gaps = np.empty((_DRAWS, 3, 3))
    latent = latent_correlation(_shares(a), np.clip(known[0] + spread * rng.standard_normal(_DRAWS), 0.01, 0.99))
    for draw in range(_DRAWS):
        rows = rng.integers(0, len(a), len(a))
        alone = retest_cells(_shares(a[rows]), latent[draw], _BORDERS)
        gaps[draw] = _of_row(_turnover(a[rows], b[rows])) - _of_row(alone)
    share, alone = _of_row(seen), _of_row(expected)
    error, reach = np.nanstd(gaps, axis=0), normal_quantile(level)
    bounds = wilson(seen.ravel(), np.repeat(seen.sum(axis=1), 3), confidence=level)
    rows = []
    for i, origin in enumerate(GROUPS):
        for k, target in enumerate(GROUPS):
            gap = share[i, k] - alone[i, k]
            rows.append({
                "from": origin, "to": target, "share": 100 * share[i, k], "ci_low": 100 * bounds.low[3 * i + k],
                "ci_high": 100 * bounds.high[3 * i + k], "by_error": 100 * alone[i, k], "estimate": 100 * gap,
                "std_error": 100 * error[i, k], "estimate_ci_low": 100 * (gap - reach * error[i, k]),
                "estimate_ci_high": 100 * (gap + reach * error[i, k]),
                "p_value": float(2 * ndtr(-abs(gap) / error[i, k])) if error[i, k] > 0 and i != k else np.nan,
                "n_from": seen[i].sum(), "n": float(len(a)),
            })  # fmt: skip
    table = pd.DataFrame(rows)
    table["p_adjusted"] = adjust_p(table.p_value.to_numpy(float), method=adjust)
    with np.errstate(invalid="ignore"):
        sure = (table.p_adjusted < 1 - level).to_numpy()
    verdict = np.select([sure & (table.estimate > 0), sure], [MORE, FEWER], ALIKE).astype(object)
    table["verdict"] = np.where(table.share.isna(), CANNOT, verdict)
    return table[_COLUMNS]


_COLUMNS = [
    "from", "to", "share", "ci_low", "ci_high", "by_error", "estimate", "std_error", "estimate_ci_low",
    "estimate_ci_high", "p_value", "p_adjusted", "n_from", "n", "verdict",
]  # fmt: skip


def _empty() -> pd.DataFrame:
    rows = [{"from": origin, "to": target} for origin in GROUPS for target in GROUPS]
    return pd.DataFrame(rows).reindex(columns=_COLUMNS).assign(verdict=CANNOT)


def _of_row(cells: np.ndarray) -> np.ndarray:
    with np.errstate(invalid="ignore", divide="ignore"):
        return cells / cells.sum(axis=1, keepdims=True)
