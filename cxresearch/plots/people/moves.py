"""How far units lie apart, and what goes with the wish to leave: a row a question, and nobody's name."""

from cxresearch.plots.drawing.captions import n_words
from cxresearch.plots.drawing.forest import Row, estimates
from cxresearch.result import Result
from cxresearch.stats.bases.naming import people
from cxresearch.stats.people.intent import GOES, IntentToLeave
from cxresearch.stats.people.spread import DIFFER, UnitSpread
from cxresearch.wording import capital, largest_first, number, say

__all__ = ["PICTURES", "plot_intent", "plot_spread"]


def plot_spread(result: UnitSpread, *, ax=None, rows: int | None = None, title: str | None = None):
    """A row a question: the share of the variation that lies between units. No unit is named, whatever was asked."""
    label = say("Share of the variation between units (%)")
    return _estimates(
        result, _spread_finding(result), label, say("Between units (%)"), 0, ax=ax, rows=rows, title=title
    )


def plot_intent(result: IntentToLeave, *, ax=None, rows: int | None = None, title: str | None = None):
    """A row a question: points more (or fewer) who think of leaving for one step more."""
    label = say("Points more who think of leaving, for one step more")
    return _estimates(result, _intent_finding(result), label, say("In points"), 1, ax=ax, rows=rows, title=title)


PICTURES = {UnitSpread: plot_spread, IntentToLeave: plot_intent}


def _estimates(result: Result, finding: str, label: str, header: str, digits: int, *, ax, rows, title):
    table = result.table
    base = n_words(result.audience, table.n.astype(float).dropna()) if table.n.notna().any() else ""
    return estimates(
        [Row(str(row.topic), row.estimate, row.ci_low, row.ci_high) for row in table.itertuples()],
        header=header, base=say("Base: {base}.", base=base) if base else "", confidence=result.confidence,
        verdicts=table.verdict, digits=digits, title=title or finding, ax=ax, limit=rows, x_label=label, zero=0.0,
    )  # fmt: skip


def _spread_finding(result: UnitSpread) -> str:
    known = result.table[result.table.estimate.notna()]
    apart = known[known.verdict == DIFFER]
    if len(apart):
        widest = apart.iloc[largest_first(apart.estimate, apart.topic)[0]]
        return say('{share}% of "{topic}" depends on the unit', share=number(widest.estimate), topic=widest.topic)
    if len(known):
        return say("That it depends on the unit is not shown")
    return say("How far units lie apart cannot be told")


def _intent_finding(result: IntentToLeave) -> str:
    shown = result.table[result.table.verdict == GOES]
    who = people(result.audience) if result.audience else say("those who answered")
    if not len(shown):
        return say("{share}% of {who} think of leaving; nothing is shown to go with it", share=number(result.share),
                   who=who)  # fmt: skip
    strongest = shown.iloc[largest_first(shown.estimate.abs(), shown.topic, digits=1)[0]]
    return capital(
        say("{share}% of {who} think of leaving; \"{topic}\" goes with it", share=number(result.share), who=who,
            topic=strongest.topic)
    )  # fmt: skip
