"""What changed between two reports: for each figure then and now, whether it moved, held, or cannot be told.

A change counts as held only where it was shown to lie inside the margin (two one-sided tests), never because no change
was shown; and as moved only where chance is an unlikely reason after all comparisons. Both waves' errors go into it.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from cxresearch.errors import OptionError
from cxresearch.inference.intervals import t_quantile
from cxresearch.report.keys import bounds_of, keys_of, row_names, value_column
from cxresearch.report.reports import Report
from cxresearch.result import Result
from cxresearch.stats.bases.verdicts import ALIGNED, GAP, HIDDEN, UNDECIDED, judged
from cxresearch.wording import count, interval, largest_first, number, percent_sure, plural, points, say, signed_points

__all__ = ["GONE", "HELD", "MOVED", "NEW", "ReportComparison", "compare_reports"]

MOVED, HELD, NEW, GONE = "moved", "held", "new", "gone"
_VERDICTS = {GAP: MOVED, ALIGNED: HELD}
_MOST_SAID = 24
# Figures that are no points of 100: what would not matter is not known for them, so they can move and never "hold".
_OTHER_UNITS = {
    "AttitudeLoyalty", "LaggedLink", "EffortAndResult", "LoyaltyDrivers", "Priorities", "Reliability", "UnitAgreement",
    "OrdinalModel", "WithinBetween", "CodingAgreement", "WordContrast", "RankStability", "Asymmetry", "Quality",
    "StudyPlan", "PublishedClaims", "ClaimComparison",
}  # fmt: skip


@dataclass(frozen=True, eq=False, repr=False)
class ReportComparison(Result):
    """Two reports side by side; a row a figure that stands in either.

    ``figure`` (its id), ``analysis``, ``finding`` (what it is about), ``then, now`` with their standard errors,
    ``estimate`` (now minus then, in the figure's own units) with ``std_error, ci_low, ci_high``, ``p_value,
    p_adjusted, p_equivalence, p_equivalence_adjusted``, and ``verdict``: "moved", "held", "not enough data", "hidden",
    "new", "gone".

    Attributes
    ----------
    margin : float
        The largest change, in points of 100, that would not matter.
    titles : tuple of str
        Of the older and the newer report.
    """

    margin: float = 10.0
    titles: tuple[str, str] = ("", "")

    heading: ClassVar[str] = "What changed"
    shown: ClassVar[tuple[str, ...]] = (
        "finding", "then", "now", "estimate", "ci_low", "ci_high", "p_adjusted", "verdict",
    )  # fmt: skip

    def sentences(self) -> list[str]:
        """How much moved and held, then what moved, the firmest first, what is new and what is gone."""
        table, sure = self.table, percent_sure(self.confidence)
        numbers = {name: int((table.verdict == name).sum()) for name in (MOVED, HELD, HIDDEN, NEW, GONE)}
        both = table[table.estimate.notna()]
        said = [say(
            "Of {both} in both reports, {moved} moved, {held} held within {margin}, and {rest} could not be decided.",
            both=plural(len(both), "figure"), moved=count(numbers[MOVED]), held=count(numbers[HELD]),
            margin=points(self.margin), rest=count(len(both) - numbers[MOVED] - numbers[HELD]),
        )]  # fmt: skip
        moved = both[both.verdict == MOVED]
        nearest = np.minimum(moved.ci_low.abs(), moved.ci_high.abs())
        for at in largest_first(nearest, moved.finding)[:_MOST_SAID]:
            row = moved.iloc[at]
            digits = 0 if abs(row.estimate) >= 2 else 2
            change = signed_points(row.estimate) if digits == 0 else number(row.estimate, digits=digits)
            said.append(say(
                "{finding}: {then} then, {now} now, a change of {change} ({sure} CI {span}).", finding=row.finding,
                then=number(row.then, digits=digits), now=number(row.now, digits=digits), change=change, sure=sure,
                span=interval(row.ci_low, row.ci_high, digits=digits),
            ))  # fmt: skip
        if numbers[NEW] or numbers[GONE]:
            said.append(say("{new} are new, {gone} are gone.", new=plural(numbers[NEW], "figure"),
                            gone=plural(numbers[GONE], "figure")))  # fmt: skip
        if numbers[HIDDEN]:
            said.append(say("{hidden} are hidden in one of the two, to protect small groups.",
                            hidden=plural(numbers[HIDDEN], "figure")))  # fmt: skip
        return said


def compare_reports(
    old: object, new: object, *, margin: float = 10.0, confidence: float = 0.95, adjust: str = "holm"
) -> ReportComparison:
    """Hold two reports against each other, figure by figure.

    Parameters
    ----------
    old, new : Report, Study, or list of Result
        The same questions at two times; figures meet by their ids, so options have to be the same too.
    margin : float
        The largest change, in points of 100, that would not matter.
    confidence : float
        Of the intervals of the changes.
    adjust : {"holm", "bh", "none"}
        Over all figures that are in both.

    Returns
    -------
    ReportComparison

    Raises
    ------
    OptionError
        If one of the two is no report, or they have no figure in common.

    Notes
    -----
    The two are taken as different people: where the same people answered twice, changes are known better than is said
    here, and `trend` knows how much. Schuirmann (1987), two one-sided tests; Holm (1979).

    Examples
    --------
    >>> from cxresearch.stats.loyalty.measures import nps
    >>> from cxresearch.survey.survey import Survey
    >>> then = nps(Survey.from_frame(pd.DataFrame({"nps": [10] * 300 + [0] * 300}), audience="Customers"))
    >>> now = nps(Survey.from_frame(pd.DataFrame({"nps": [10] * 450 + [0] * 150}), audience="Customers"))
    >>> compare_reports([then], [now]).sentences()[0]
    'Of 1 figure in both reports, 1 moved, 0 held within 10 points, and 0 could not be decided.'
    """
    if not 0 < margin <= 100:
        raise OptionError(say(
            "margin={margin}: the largest change that would not matter, in points above 0, to 100.",
            margin=repr(margin),
        ))  # fmt: skip
    if not 0.5 <= confidence < 1:
        raise OptionError(say("confidence={confidence} lies between 0.5 and 1.", confidence=repr(confidence)))
    (then_title, then), (now_title, now) = _rows(old, "old"), _rows(new, "new")
    if not set(then) & set(now):
        raise OptionError(say(
            "The two reports have no figure in common: other questions, other groups or other options. Make both from "
            "studies that ask the same."
        ))  # fmt: skip
    rows = []
    for key in dict.fromkeys([*now, *then]):
        one, other = then.get(key), now.get(key)
        known = other or one
        rows.append({
            "figure": key, "analysis": known["analysis"], "finding": known["finding"],
            "then": one["value"] if one else np.nan, "then_error": one["error"] if one else np.nan,
            "now": other["value"] if other else np.nan, "now_error": other["error"] if other else np.nan,
            "df_then": one["df"] if one else np.nan, "df_now": other["df"] if other else np.nan,
            "in_then": one is not None, "in_now": other is not None,
        })  # fmt: skip
    table = _judged(pd.DataFrame(rows), margin, confidence, adjust)
    caveats = [
        say("The two are taken as different people; where the same people answered twice, a change is known better."),
        say("'Held' is shown inside the margin; where neither a change nor holding could be shown it says so."),
    ]
    others = int(table.analysis.isin(_OTHER_UNITS).sum())
    if others:
        caveats.append(say("{rows} are no points of 100: nobody said what would not matter, so they never hold.",
                           rows=plural(others, "figure")))  # fmt: skip
    method = say(
        "Now minus then with both standard errors (Welch 1947); moved by its t test, held by two one-sided tests "
        "inside "
        "the margin (Schuirmann 1987), each adjusted over all figures."
    )
    return ReportComparison(table, method, caveats, confidence, margin=float(margin), titles=(then_title, now_title))


def _rows(source, name: str) -> tuple[str, dict[str, dict]]:
    """Figures of a report by their ids: value, standard error, degrees of freedom, name."""
    title, results = "", source
    if isinstance(source, Report):
        title, results = source.title, source.results
    elif hasattr(source, "report") and hasattr(source, "settings"):
        report = source.report()
        title, results = report.title, report.results
    elif isinstance(source, Result):
        results = [source]
    if not isinstance(results, Iterable) or isinstance(results, str):
        raise OptionError(say(
            "{name} is a Report, a Study or a list of Results; got {name_2}.",
            name=name, name_2=type(source).__name__,
        ))  # fmt: skip
    found: dict[str, dict] = {}
    for result in results:
        if not isinstance(result, Result):
            raise OptionError(say(
                "{name} is a Report, a Study or a list of Results; it holds {name_2}.",
                name=name, name_2=type(result).__name__,
            ))  # fmt: skip
        column = value_column(result)
        if column is None:
            continue
        names = row_names(result)
        for at, (key, value, error, df) in enumerate(zip(keys_of(result), *_measured(result, column), strict=True)):
            finding = f"{say(result.heading)}: {names[at]}"
            kind = type(result).__name__
            found[key] = {"analysis": kind, "finding": finding, "value": value, "error": error, "df": df}
    return title, found


def _measured(result: Result, column: str) -> tuple[list[float], list[float], list[float]]:
    """Values, their standard errors and degrees of freedom; an error that is not told follows from the interval."""
    table = result.table
    values = table[column].astype(float).tolist()
    bases = ("n_effective", "n", "n_effective_a", "n_a")
    n = next((table[name].astype(float) for name in bases if name in table), None)
    df = [max(float(one) - 1, 1.0) if one > 0 else math.inf for one in n] if n is not None else [math.inf] * len(values)
    bounds = bounds_of(result, column)
    if column == "estimate" and "std_error" in table:
        errors = table.std_error.astype(float).to_numpy()
    else:
        errors = np.full(len(values), np.nan)
    if bounds is not None:
        half = (table[bounds[1]].astype(float) - table[bounds[0]].astype(float)).to_numpy() / 2
        wide = half / np.array([t_quantile(result.confidence, one) for one in df])
        # An error of zero is none: the interval knows that few or equal answers are not sure.
        errors = np.where(np.isfinite(errors) & (errors > 0), errors, wide)
    return values, list(map(float, errors)), df


def _judged(table: pd.DataFrame, margin: float, confidence: float, adjust: str) -> pd.DataFrame:
    from scipy.stats import t

    estimate = (table.now - table.then).to_numpy()
    error = np.hypot(table.now_error, table.then_error).to_numpy()
    with np.errstate(all="ignore"):
        parts = table.then_error**4 / table.df_then + table.now_error**4 / table.df_now
        df = np.where(parts > 0, error**4 / parts, np.inf)
        p_value = 2 * t.sf(np.abs(estimate) / error, df)
        half = np.array([t_quantile(confidence, one) if one > 0 else np.nan for one in df]) * error
    known = np.isfinite(estimate) & np.isfinite(error) & (error > 0)
    found = judged(estimate, error, df, p_value, margin=margin, confidence=confidence, adjust=adjust, hidden=~known)
    held = table.analysis.isin(_OTHER_UNITS).to_numpy()
    verdict = np.array([_VERDICTS.get(one, one) for one in found["verdict"]], dtype=object)
    # What is no points of 100 cannot hold inside a margin of points.
    instead = np.where(found["p_adjusted"] < 1 - confidence, MOVED, UNDECIDED)
    verdict = np.where(held & (verdict == HELD), instead, verdict)
    verdict = np.where(table.in_then & ~table.in_now, GONE, np.where(table.in_now & ~table.in_then, NEW, verdict))
    return pd.DataFrame({
        "figure": table.figure, "analysis": table.analysis, "finding": table.finding, "then": table.then,
        "then_error": table.then_error, "now": table.now, "now_error": table.now_error, "estimate": estimate,
        "std_error": error, "ci_low": estimate - half, "ci_high": estimate + half,
        "p_value": np.where(known, p_value, np.nan),
        "p_adjusted": found["p_adjusted"], "p_equivalence": found["p_equivalence"],
        "p_equivalence_adjusted": found["p_equivalence_adjusted"], "verdict": verdict,
    })  # fmt: skip
