"""How far units lie apart, and what goes with the wish to leave: a row a question, and nobody's name."""

from cxresearch.plots.drawing.captions import n_words
from cxresearch.plots.drawing.chart import chart
from cxresearch.plots.drawing.dumbbells import Dumbbells
from cxresearch.plots.drawing.forest import estimates, rows_of
from cxresearch.result import Result
from cxresearch.stats.bases.naming import people
from cxresearch.stats.people.intent import GOES, IntentToLeave
from cxresearch.stats.people.spread import DIFFER, UnitSpread, called, on_which
from cxresearch.wording import capital, largest_first, noun, number, say

__all__ = ["plot_intent", "plot_spread"]


@chart
def plot_spread(result: UnitSpread) -> Dumbbells:
    """A row a question: the share of the variation that lies between units. No unit is named, whatever was asked."""
    head, label = say("Between units (%)"), say("Share of the variation between units (%)")
    return _estimates(result, title=_spread_finding(result), header=head, x_label=label, digits=0)


@chart
def plot_intent(result: IntentToLeave) -> Dumbbells:
    """A row a question: points more (or fewer) who think of leaving for one step more."""
    head, label = say("In points"), say("Points more who think of leaving, for one step more")
    return _estimates(result, title=_intent_finding(result), header=head, x_label=label, digits=1)


def _estimates(result: Result, **look) -> Dumbbells:
    table = result.table
    base = n_words(result.audience, table.n.astype(float).dropna()) if table.n.notna().any() else ""
    return estimates(
        rows_of(table, table.topic),
        base=say("Base: {base}.", base=base) if base else "", confidence=result.confidence, judged=table,
        zero=0.0, **look,
    )  # fmt: skip


def _spread_finding(result: UnitSpread) -> str:
    known = result.table[result.table.estimate.notna()]
    apart = known[known.verdict == DIFFER]
    if len(apart):
        widest = apart.iloc[largest_first(apart.estimate, apart.topic)[0]]
        return say(
            '{share}% of how people differ on "{topic}" depends {on}',
            share=number(widest.estimate), topic=widest.topic, on=on_which(result.by),
        )  # fmt: skip
    if len(known):
        return say("That it depends {on} is not shown", on=on_which(result.by))
    return say("How far {units} lie apart cannot be told", units=noun(f"{called(result.by)}s"))


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
