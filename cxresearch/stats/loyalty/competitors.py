"""The score beside competitors' scores, with the error of both sides: ahead only where the intervals allow it.

A score below zero looks like a disaster until it stands beside the others, and a score above all others looks like a
triumph until one counts those who would not recommend. Published scores come with an n at best and without the split
into promoters and detractors, so theirs is the widest error that such a score can have: where we are ahead then, we
are.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

import numpy as np
import pandas as pd

from cxresearch.errors import OptionError, QuestionError
from cxresearch.inference.intervals import adjust_p, check_confidence, difference_interval, nps_interval
from cxresearch.result import Result
from cxresearch.stats.loyalty.competitor_words import NOT_ADJUSTED, competitor_sentences
from cxresearch.stats.loyalty.net_promoter import NetPromoter, nps
from cxresearch.survey.side_tables import bad_rows, numbers_of, side_table
from cxresearch.survey.survey import Survey
from cxresearch.wording import count, largest_first, named, say, told

__all__ = ["AgainstCompetitors", "against_competitors", "read_competitors"]

_METHOD = told(
    "Net Promoter Scores with adjusted Wald intervals (Rocks 2016); {split}. Differences by both standard errors "
    "(normal), p adjusted over all competitors."
)
_UNKNOWN = told(
    "where a competitor's promoters and detractors are unknown, the largest variance that its score allows (no "
    "passives: 1 - (NPS/100)^2)"
)
_KNOWN = told("competitors' from their promoters and detractors")


@dataclass(frozen=True, eq=False, repr=False)
class AgainstCompetitors(Result):
    """Our score against each competitor's; a row a competitor, the best first.

    ``name, nps`` (theirs) with ``nps_ci_low, nps_ci_high``; ``estimate`` = ours minus theirs in points with
    ``std_error, ci_low, ci_high, p_value, p_adjusted``; ``n`` and ``year, source`` of theirs; ``split`` (True where
    promoters and detractors are known); ``verdict`` ("ahead", "behind", "too close to call", "not shown after
    adjustment", "n unknown").

    Attributes
    ----------
    own : DataFrame
        Our own score, one row: ``name, nps, nps_ci_low, nps_ci_high, n, n_effective, promoters, detractors`` (shares
        in percent).
    """

    own: pd.DataFrame = field(default_factory=pd.DataFrame)

    heading: ClassVar[str] = told("NPS beside competitors")
    shown: ClassVar[tuple[str, ...]] = (
        "name", "nps", "nps_ci_low", "nps_ci_high", "estimate", "ci_low", "ci_high", "p_adjusted", "n", "year",
        "verdict",
    )  # fmt: skip
    decimals: ClassVar[dict[str, int]] = {"year": 0}

    def _cell(self, column: str, value) -> str:
        if column == "year" and np.isfinite(value):
            return f"{value:.0f}"
        return super()._cell(column, value)

    def sentences(self) -> list[str]:
        return competitor_sentences(self)


def read_competitors(source: "str | Path | pd.DataFrame | Iterable[Mapping]") -> pd.DataFrame:
    """Competitors' scores from a CSV, a frame or a list of rows, every row checked.

    Parameters
    ----------
    source : path, DataFrame, list of dicts
        Columns ``name`` and ``nps`` (-100 to 100); where known ``n``, ``year``, ``source``, and ``promoters`` and
        ``detractors`` in percent.

    Returns
    -------
    DataFrame: ``name, nps, n, year, source, promoters, detractors``; what is not known is NaN or "".

    Raises
    ------
    SurveyFileError
        Naming the line and the fault of every row that cannot be used.

    Examples
    --------
    >>> read_competitors([{"name": "BlueTide", "nps": -19, "n": 1140}])[["name", "nps", "n"]].values.tolist()
    [['BlueTide', -19.0, 1140.0]]
    """
    table, called = side_table(source, needs=["name", "nps"], what="competitors")
    lower = {str(column).casefold(): column for column in table.columns}

    def of(column: str) -> pd.Series:
        return table[lower[column]] if column in lower else pd.Series([None] * len(table), dtype=object)

    names = [" ".join(str(name).split()) if name == name and name is not None else "" for name in table["name"]]
    figures = {column: numbers_of(of(column)) for column in ("nps", "n", "year", "promoters", "detractors")}
    sources = [" ".join(str(text).split()) if text is not None and text == text else "" for text in of("source")]
    found = pd.DataFrame({"name": names, **figures, "source": sources})
    faults = []
    for at, row in enumerate(found.itertuples()):
        raw = {column: of(column).iloc[at] for column in figures}
        faults += [(int(table.line[at]), fault) for fault in _faults(row, raw, names[:at])]
    bad_rows(called, faults)
    return found[["name", "nps", "n", "year", "source", "promoters", "detractors"]]


def _faults(row, raw: dict, before: Sequence[str]) -> list[str]:
    told = []
    if not row.name:
        told.append(say("no name"))
    elif row.name.casefold() in {name.casefold() for name in before}:
        told.append(say("{name} stands there twice", name=repr(row.name)))
    if not -100 <= row.nps <= 100:
        told.append(say("nps {value} is no score from -100 to 100", value=repr(raw["nps"])))
    if not np.isnan(row.n) and not (1 <= row.n < np.inf and row.n == int(row.n)):
        told.append(say("n {value} is no number of answers", value=repr(raw["n"])))
    if not np.isnan(row.year) and not 1900 <= row.year <= 2200:
        told.append(say("year {value} is no year", value=repr(raw["year"])))
    split = row.promoters, row.detractors
    if np.isnan(split).any():
        if not np.isnan(split).all():
            told.append(say("promoters and detractors must both be there, or neither"))
    elif not (min(split) >= 0 and sum(split) <= 100.5):
        told.append(say(
            "promoters {promoters} and detractors {detractors} are no shares in percent",
            promoters=repr(raw["promoters"]), detractors=repr(raw["detractors"]),
        ))  # fmt: skip
    elif abs(split[0] - split[1] - row.nps) > 1.5:
        told.append(say(
            "promoters minus detractors is {difference}, but nps is {nps}", difference=f"{split[0] - split[1]:g}",
            nps=f"{row.nps:g}",
        ))  # fmt: skip
    return told


def against_competitors(
    ours: NetPromoter | Survey,
    competitors: "str | Path | pd.DataFrame | Iterable[Mapping]",
    *,
    question: str | None = None,
    name: str | None = None,
    confidence: float | None = None,
    adjust: str = "holm",
) -> AgainstCompetitors:
    """Our NPS beside competitors', each with its error.

    Parameters
    ----------
    ours : NetPromoter or Survey
        One score: ``nps(survey)``, or a Survey of one audience and wave that it is taken of.
    competitors : path of a CSV, DataFrame or list of dicts
        As :func:`cxresearch.read_competitors` reads it: ``name, nps, n, year, source``.
    question : str, optional
        The NPS question, where a Survey is passed.
    name : str, optional
        What to call ourselves; the survey's name, or "You".
    confidence : float, optional
        Level of the intervals; that of the result, or .95.
    adjust : str
        "holm", "bh" or "none", over the competitors.

    Returns
    -------
    AgainstCompetitors

    Raises
    ------
    SurveyFileError
        If rows of the competitors cannot be used.
    OptionError
        If there is not exactly one score of ours.

    References
    ----------
    Rocks (2016), The American Statistician 70.

    Examples
    --------
    >>> survey = Survey.from_frame(pd.DataFrame({"nps": [10] * 520 + [7] * 720 + [0] * 760}), audience="Customers")
    >>> others = [{"name": "BlueTide", "nps": -19, "n": 1140}, {"name": "Penny Union", "nps": -34, "n": 240}]
    >>> against_competitors(nps(survey), others).table[["name", "estimate", "verdict"]].values.tolist()
    [['BlueTide', 7.0, 'ahead'], ['Penny Union', 22.0, 'ahead']]
    """
    result, called = _ours(ours, question, 0.95 if confidence is None else confidence)
    level = check_confidence(result.confidence if confidence is None else confidence)
    row = _one_score(result)
    others = read_competitors(competitors)
    others = others.iloc[largest_first(others.nps, others["name"])].reset_index(drop=True)
    known = others.promoters.notna().to_numpy()
    score = others.nps.to_numpy(float) / 100
    # The split that makes the variance largest has no passives.
    promoters = np.where(known, others.promoters / 100, (1 + score) / 2)
    detractors = np.where(known, others.detractors / 100, (1 - score) / 2)
    n = others.n.to_numpy(float)
    theirs = nps_interval(
        promoters * n, np.maximum(1 - promoters - detractors, 0) * n, detractors * n, confidence=level
    )
    gap = difference_interval(
        row.estimate, row.std_error, others.nps.to_numpy(float), np.nan_to_num(theirs.std_error), confidence=level
    )
    told = np.isfinite(n)
    p = np.where(told, gap.p_value, np.nan)
    adjusted = adjust_p(p, method=adjust)
    with np.errstate(invalid="ignore"):
        shown = adjusted < 1 - level
        alone = (gap.low > 0) | (gap.high < 0)
    verdict = np.select(
        [~told, shown & (gap.estimate > 0), shown & (gap.estimate < 0), alone],
        ["n unknown", "ahead", "behind", NOT_ADJUSTED], "too close to call",
    )  # fmt: skip
    table = pd.DataFrame({
        "name": others["name"], "nps": others.nps, "nps_ci_low": np.where(told, theirs.low, np.nan),
        "nps_ci_high": np.where(told, theirs.high, np.nan), "estimate": gap.estimate,
        "std_error": np.where(told, gap.std_error, np.nan), "ci_low": np.where(told, gap.low, np.nan),
        "ci_high": np.where(told, gap.high, np.nan), "p_value": p, "p_adjusted": adjusted, "n": n, "year": others.year,
        "source": others.source, "split": known, "verdict": verdict.astype(object),
    })  # fmt: skip
    bounds = _own_bounds(result, row, level)
    own = pd.DataFrame([{
        "name": name or called, "nps": row.estimate, "nps_ci_low": bounds[0], "nps_ci_high": bounds[1], "n": row.n,
        "n_effective": row.n_effective, "promoters": row.promoters_share, "detractors": row.detractors_share,
    }])  # fmt: skip
    split = say(_KNOWN if known.all() else _UNKNOWN)
    caveats = [*_caveats(table, known), *result.caveats]
    return AgainstCompetitors(table, say(_METHOD, split=split), caveats, level, own=own)


def _ours(ours, question: str | None, confidence: float) -> tuple[NetPromoter, str]:
    if isinstance(ours, NetPromoter):
        if question is not None:
            raise OptionError(say(
                "question= is for a Survey; a Net Promoter Score was passed, which has its question."
            ))  # fmt: skip
        return ours, "You"
    if not isinstance(ours, Survey):
        raise OptionError(say(
            "Pass a Net Promoter Score, nps(survey), or a Survey; got {name}.",
            name=type(ours).__name__,
        ))  # fmt: skip
    return nps(ours, question, confidence=confidence), ours.name if ours.name != "survey" else "You"


def _one_score(result: NetPromoter):
    if result.on_ten:
        raise OptionError(say(
            "Asked on 1-10 this is no Net Promoter Score, and cannot stand beside competitors' scores."
        ))  # fmt: skip
    if len(result.table) != 1:
        raise OptionError(say(
            "{n} scores cannot stand beside competitors at once. Take nps() without by=, of one wave and audience: "
            "survey.only(...).",
            n=len(result.table),
        ))  # fmt: skip
    row = result.table.iloc[0]
    if not np.isfinite(row.estimate):
        raise QuestionError(say("There is no score to set beside the competitors': it is hidden, or nobody answered."))
    return row


def _own_bounds(result: NetPromoter, row, level: float) -> tuple[float, float]:
    if level == result.confidence:
        return row.ci_low, row.ci_high
    shares = (row.promoters_share, row.passives_share, row.detractors_share)
    # The n that the score's own error is worth; where everybody is of one kind, the effective base.
    spread = 100 * (row.promoters_share + row.detractors_share) - row.estimate**2
    worth = spread / row.std_error**2 if row.std_error > 0 else row.n_effective
    found = nps_interval(*(part / 100 * row.n for part in shares), confidence=level, n_effective=worth)
    return float(found.low), float(found.high)


def _caveats(table: pd.DataFrame, known: np.ndarray) -> list[str]:
    caveats = [
        say("Detractors answered 0 to 6 of 10 on recommending; whether they warn anybody off was not asked."),
        say(
            "A difference of scores is fair only where the same question was put to the same kind of people in the "
            "same way; who asked, and how, stands in the source."
        ),
    ]
    if not known.all():
        caveats.append(
            say(
                "{n} of {all} competitors' scores comes without its promoters and detractors: its interval is the "
                "widest possible, never too narrow for chance."
                if (~known).sum() == 1
                else "{n} of {all} competitors' scores come without their promoters and detractors: their intervals "
                "are the widest possible, never too narrow for chance.",
                n=count((~known).sum()), all=count(len(table)),
            )
        )  # fmt: skip
    bare = table["name"][table.n.isna()].tolist()
    if bare:
        caveats.append(say("No n is known of {names}: a score without its base cannot be compared.", names=named(bare)))
    nowhere = table["name"][table.source == ""].tolist()
    if nowhere:
        caveats.append(say("No source is given for {names}.", names=named(nowhere)))
    for source, rows in table[table.source != ""].groupby("source", sort=False):
        years = list(dict.fromkeys(f"{year:.0f}" for year in rows.year.dropna()))
        caveats.append(f"{named(rows['name'])}: {source}{f' ({named(years)})' if years else ''}.")
    return caveats
