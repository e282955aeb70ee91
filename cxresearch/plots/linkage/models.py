"""Models and measures as rows with intervals: within and between units, odds, links across waves, reliabilities."""

import numpy as np

from cxresearch.plots.drawing.captions import n_words
from cxresearch.plots.drawing.chart import chart
from cxresearch.plots.drawing.dumbbells import Dumbbells
from cxresearch.plots.drawing.forest import Row, estimates, rows_of
from cxresearch.plots.drawing.strokes import figure
from cxresearch.result import cell_of
from cxresearch.stats.bases.grouped import topic_words
from cxresearch.stats.drivers.ordinal import OrdinalModel
from cxresearch.stats.linkage.agreement import ALL_QUESTIONS, UnitAgreement
from cxresearch.stats.linkage.lagged import LaggedLink
from cxresearch.stats.linkage.multilevel import WithinBetween
from cxresearch.stats.quality.consistency import Reliability
from cxresearch.wording import capital, plural, say, told

__all__ = ["plot_agreement", "plot_lagged", "plot_odds", "plot_reliability", "plot_within_between"]

_TERMS = {
    "within": told("Among people of one unit (within)"),
    "between": told("Among averages of units (between)"),
    "contextual": told("Difference of the two (contextual)"),
}

_ICC = ["icc1", "icc1_ci_low", "icc1_ci_high"]


@chart
def plot_within_between(result: WithinBetween) -> Dumbbells:
    """The slopes among people and among units, and their difference; the intercept stays in the table."""
    table = result.table[result.table.term != "intercept"]
    labels = [say(_TERMS[term]) if term in _TERMS else str(term) for term in table.term]
    outcome, predictor = topic_words(result.outcome), topic_words(result.predictor)
    people, units = n_words(result.audience, [table.n.iloc[0]]), plural(table.units.iloc[0], "unit")
    return estimates(
        _rows(table, labels, say("not estimable")), header=say("Slope"), confidence=result.confidence,
        base=say("Base: {audience} in {units}.", audience=people, units=units),
        title=_slope_finding(result, table), zero=0.0,
        x_label=say("Points of {outcome} for one point of {predictor}", outcome=outcome, predictor=predictor),
    )  # fmt: skip


@chart
def plot_odds(result: OrdinalModel) -> Dumbbells:
    """Odds ratios on a logarithmic axis; 1 is no link."""
    table, outcome = result.table, topic_words(result.outcome)
    apart = ~((table.odds_low <= 1) & (table.odds_high >= 1))
    return estimates(
        rows_of(table, table.term, of=("odds_ratio", "odds_low", "odds_high"), filled=apart), zero=1.0, log=True,
        header=say("Odds ratio"), confidence=result.confidence,
        base=say("Base: {audience}.", audience=n_words(result.audience, [table.n.iloc[0]])),
        title=say("Odds of a higher answer on {outcome}, the other drivers held", outcome=outcome),
        x_label=say("Odds ratio (1 is no link)"),
    )  # fmt: skip


@chart
def plot_lagged(result: LaggedLink) -> Dumbbells:
    """Correlations within and across two waves."""
    table = result.table
    labels = [capital(cell_of("link", link)) for link in table.link]
    first, last = result.waves
    base = say("Base: {units}, waves {waves} and {waves_2}.", units=plural(table.units.max(), "unit"), waves=first,
               waves_2=last)  # fmt: skip
    return estimates(
        _rows(table, labels, say("too few units")), header=say("Correlation"), confidence=result.confidence, base=base,
        title=_lag_finding(result), x_label=say("Correlation between units"), zero=0.0,
    )  # fmt: skip


@chart
def plot_reliability(result: Reliability) -> Dumbbells:
    """Alpha with its interval, a row a group."""
    table = result.table
    labels = [", ".join(map(str, group)) or say("All") for group in table[list(result.by)].itertuples(index=False)]
    return estimates(
        rows_of(table, labels, absent=[say(verdict) for verdict in table.verdict]), header=say("Alpha"),
        confidence=result.confidence, judged=table, title=_alpha_finding(table),
        base=say("Base: {value}.", value=n_words(None, table.n.astype(float))),
        x_label=say("Cronbach's alpha (1 is best)"),
    )  # fmt: skip


@chart
def plot_agreement(result: UnitAgreement) -> Dumbbells:
    """ICC(1) with its interval, a row a question: how much of the variation lies between units."""
    table = result.table
    mixed = "audience" in table and table.audience.nunique() > 1
    labels = [f"{row.label} ({row.audience})" if mixed else row.label for row in table.itertuples()]
    told = [say(verdict) for verdict in table.verdict]
    drawn = rows_of(100 * table[_ICC], labels, of=_ICC, filled=table.icc1_ci_low > 0, absent=told)
    units, answers = plural(table.units.max(), "unit"), n_words(None, table.n.astype(float))
    return estimates(
        drawn, header=say("Between units (%)"), confidence=result.confidence,
        base=say("Base: {units}; {value}.", units=units, value=answers), title=_agreement_finding(table),
        x_label=say("Share of the variation that lies between units (%)"), zero=0.0, digits=0, judged=table,
    )  # fmt: skip


def _rows(table, labels: list[str], absent: str) -> list[Row]:
    return rows_of(table, labels, filled=(table.ci_low > 0) | (table.ci_high < 0), absent=absent)


def _clear(row) -> bool:
    return bool(row.ci_low > 0 or row.ci_high < 0)


def _slope_finding(result: WithinBetween, table) -> str:
    rows = table.set_index("term")
    within, between_units, apart = (rows.loc[term] for term in ("within", "between", "contextual"))
    if not np.isfinite(apart.ci_low):
        return say("Whether people and units tell the same cannot be told")
    ends = say(
        "{estimate} within units and {estimate_2} between them",
        estimate=figure(within.estimate, digits=2),
        estimate_2=figure(between_units.estimate, digits=2),
    )
    same = "" if _clear(apart) else say("; that the two differ is not shown")
    return say(
        "One point of {predictor} goes with {ends}{same}", predictor=topic_words(result.predictor), ends=ends, same=same
    )


def _lag_finding(result: LaggedLink) -> str:
    if result.difference_ci_low > 0:
        return say("Attitude first, loyalty later is the stronger of the two links")
    if result.difference_ci_high < 0:
        return say("Loyalty first, attitude later is the stronger of the two links")
    return say("Which comes first, attitude or loyalty, cannot be told from these units")


def _alpha_finding(table) -> str:
    known = table[table.estimate.notna()]
    if not len(known):
        return say("Alpha cannot be told")
    if len(known) == 1:
        row = known.iloc[0]
        return say(
            "The questions have an alpha of {estimate}: {say}",
            estimate=figure(row.estimate, digits=2),
            say=say(row.verdict),
        )
    low, high = known.estimate.min(), known.estimate.max()
    return say(
        "Alpha runs from {low} to {high} in {known} groups",
        low=figure(low, digits=2),
        high=figure(high, digits=2),
        known=len(known),
    )


def _agreement_finding(table) -> str:
    known = table[table.icc1.notna()]
    if not len(known):
        return say("Nothing can be said about agreement within units")
    # The last row takes all questions as one scale; it is no question more.
    single = known[known.question != ALL_QUESTIONS] if (known.question != ALL_QUESTIONS).any() else known
    apart = int((single.icc1_ci_low > 0).sum())
    return say(
        "Units differ beyond chance on {apart} of {questions}", apart=apart, questions=plural(len(single), "question")
    )
