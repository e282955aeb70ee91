"""Models and measures as rows with intervals: within and between units, odds, links across waves, reliabilities."""

import numpy as np

from cxresearch.plots.drawing.captions import capital, n_words
from cxresearch.plots.drawing.forest import Row, forest
from cxresearch.plots.drawing.page import Column
from cxresearch.plots.drawing.strokes import between, figure, sure
from cxresearch.stats.bases.grouped import topic_words
from cxresearch.stats.drivers.ordinal import OrdinalModel
from cxresearch.stats.linkage.agreement import UnitAgreement
from cxresearch.stats.linkage.lagged import LaggedLink
from cxresearch.stats.linkage.multilevel import WithinBetween
from cxresearch.stats.quality.consistency import Reliability
from cxresearch.wording import plural

__all__ = ["PICTURES", "plot_agreement", "plot_lagged", "plot_odds", "plot_reliability", "plot_within_between"]

_TERMS = {
    "within": "Among people of one unit (within)",
    "between": "Among averages of units (between)",
    "contextual": "Difference of the two (contextual)",
}


def plot_within_between(result: WithinBetween, *, ax=None, rows: int | None = None, title: str | None = None):
    """The slopes among people and among units, and their difference; the intercept stays in the table."""
    table = result.table[result.table.term != "intercept"]
    drawn = [
        Row(
            _TERMS.get(row.term, str(row.term)),
            row.estimate,
            row.ci_low,
            row.ci_high,
            _clear(row),
            absent="not estimable",
        )
        for row in table.itertuples()
    ]
    return _rows(
        drawn,
        result,
        ax=ax,
        rows=rows,
        title=title or _slope_finding(result, table),
        header="Slope",
        base=f"Base: {n_words(result.audience, [table.n.iloc[0]])} in {plural(table.units.iloc[0], 'unit')}.",
        x_label=f"Points of {topic_words(result.outcome)} for one point of {topic_words(result.predictor)}",
        zero=0.0,
    )


def plot_odds(result: OrdinalModel, *, ax=None, rows: int | None = None, title: str | None = None):
    """Odds ratios on a logarithmic axis; 1 is no link."""
    table = result.table
    drawn = [
        Row(str(row.term), row.odds_ratio, row.odds_low, row.odds_high, not row.odds_low <= 1 <= row.odds_high)
        for row in table.itertuples()
    ]
    return _rows(
        drawn,
        result,
        ax=ax,
        rows=rows,
        title=title or f"Odds of a higher answer on {topic_words(result.outcome)}, the other drivers held",
        header="Odds ratio",
        base=f"Base: {n_words(result.audience, [table.n.iloc[0]])}.",
        x_label="Odds ratio (1 is no link)",
        zero=1.0,
        log=True,
    )


def plot_lagged(result: LaggedLink, *, ax=None, rows: int | None = None, title: str | None = None):
    """Correlations within and across two waves."""
    table = result.table
    drawn = [
        Row(capital(str(row.link)), row.estimate, row.ci_low, row.ci_high, _clear(row), absent="too few units")
        for row in table.itertuples()
    ]
    return _rows(
        drawn,
        result,
        ax=ax,
        rows=rows,
        title=title or _lag_finding(result),
        header="Correlation",
        base=f"Base: {plural(table.units.max(), 'unit')}, waves {result.waves[0]} and {result.waves[1]}.",
        x_label="Correlation between units",
        zero=0.0,
    )


def plot_reliability(result: Reliability, *, ax=None, rows: int | None = None, title: str | None = None):
    """Alpha with its interval, a row a group."""
    table = result.table
    drawn = [
        Row(
            ", ".join(str(value) for value in group) or "All", row.estimate, row.ci_low, row.ci_high, absent=row.verdict
        )
        for row, group in zip(table.itertuples(), table[list(result.by)].itertuples(index=False), strict=True)
    ]
    return _rows(
        drawn,
        result,
        ax=ax,
        rows=rows,
        title=title or _alpha_finding(table),
        header="Alpha",
        base=f"Base: {n_words(None, table.n.astype(float))}.",
        x_label="Cronbach's alpha (1 is best)",
        verdicts=table.verdict.astype(str).tolist(),
    )


def plot_agreement(result: UnitAgreement, *, ax=None, rows: int | None = None, title: str | None = None):
    """ICC(1) with its interval, a row a question: how much of the variation lies between units."""
    table = result.table
    mixed = "audience" in table and table.audience.nunique() > 1
    drawn = [
        Row(
            f"{row.label} ({row.audience})" if mixed else str(row.label),
            100 * row.icc1,
            100 * row.icc1_ci_low,
            100 * row.icc1_ci_high,
            row.icc1_ci_low > 0,
            absent=str(row.verdict),
        )  # fmt: skip
        for row in table.itertuples()
    ]
    return _rows(
        drawn,
        result,
        ax=ax,
        rows=rows,
        title=title or _agreement_finding(table),
        header="Between units (%)",
        base=f"Base: {plural(table.units.max(), 'unit')}; {n_words(None, table.n.astype(float))}.",
        x_label="Share of the variation that lies between units (%)",
        zero=0.0,
        digits=0,
        verdicts=table.verdict.astype(str).tolist(),
    )


PICTURES = {
    WithinBetween: plot_within_between,
    OrdinalModel: plot_odds,
    LaggedLink: plot_lagged,
    Reliability: plot_reliability,
    UnitAgreement: plot_agreement,
}


def _rows(drawn, result, *, ax, rows, title, header, base, x_label, zero=None, log=False, digits=2, verdicts=None):
    cells = [
        f"{figure(row.value, digits=digits)} {between(row.low, row.high, digits=digits)}".strip()
        if np.isfinite(row.value)
        else "–"
        for row in drawn
    ]
    columns = [Column(header, cells), *([Column("Verdict", verdicts)] if verdicts else [])]
    ax, _ = forest(
        drawn,
        title=title,
        ax=ax,
        limit=rows,
        columns=columns,
        footer=[f"{base} Bars and brackets: {sure(result.confidence)}."],
        x_label=x_label,
        zero=zero,
        log=log,
    )
    return ax


def _clear(row) -> bool:
    return bool(row.ci_low > 0 or row.ci_high < 0)


def _slope_finding(result: WithinBetween, table) -> str:
    rows = table.set_index("term")
    within, between_units, apart = (rows.loc[term] for term in ("within", "between", "contextual"))
    if not np.isfinite(apart.ci_low):
        return "Whether people and units tell the same cannot be told"
    ends = (
        f"{figure(within.estimate, digits=2)} within units and {figure(between_units.estimate, digits=2)} between them"
    )
    same = "" if _clear(apart) else "; that the two differ is not shown"
    return f"One point of {topic_words(result.predictor)} goes with {ends}{same}"


def _lag_finding(result: LaggedLink) -> str:
    if result.difference_ci_low > 0:
        return "Attitude first, loyalty later is the stronger of the two links"
    if result.difference_ci_high < 0:
        return "Loyalty first, attitude later is the stronger of the two links"
    return "Which comes first, attitude or loyalty, cannot be told from these units"


def _alpha_finding(table) -> str:
    known = table[table.estimate.notna()]
    if not len(known):
        return "Alpha cannot be told"
    if len(known) == 1:
        row = known.iloc[0]
        return f"The questions have an alpha of {figure(row.estimate, digits=2)}: {row.verdict}"
    low, high = known.estimate.min(), known.estimate.max()
    return f"Alpha runs from {figure(low, digits=2)} to {figure(high, digits=2)} in {len(known)} groups"


def _agreement_finding(table) -> str:
    known = table[table.icc1.notna()]
    if not len(known):
        return "Nothing can be said about agreement within units"
    apart = int((known.icc1_ci_low > 0).sum())
    return f"Units differ beyond chance on {apart} of {plural(len(known), 'question')}"
