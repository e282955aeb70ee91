"""What the machine called what people called it: a field a pair of tones, its shade the share of the row."""

import numpy as np

from cxresearch.plots.drawing.chart import Chart, chart
from cxresearch.plots.drawing.fields import Field, Fields
from cxresearch.plots.drawing.forest import forest
from cxresearch.plots.drawing.strokes import between, figure, percent, sure
from cxresearch.plots.text.tones import TONES
from cxresearch.text.coding.coders import DISAGREED, CodingAgreement
from cxresearch.wording import count, plural, say, texts_about

__all__ = ["plot_coding"]


@chart
def plot_coding(result: CodingAgreement) -> Chart:
    """People's tones down, the machine's across; where both say the same the figure is bold."""
    found = result.confusion
    n = int(found.n.sum()) if len(found) else 0
    if not n:
        return forest([], say("Too few statements were coded by two people"))
    counts = found.pivot_table(index="people", columns="machine", values="n", aggfunc="sum", fill_value=0)
    counts = counts.reindex(index=list(TONES), columns=list(TONES), fill_value=0)
    fields = {}
    for row, people in enumerate(TONES):
        total = int(counts.loc[people].sum())
        for column, machine in enumerate(TONES):
            hits = int(counts.loc[people, machine])
            share = hits / total if total else np.nan
            note = say("{share} of the row", share=percent(100 * share)) if total else ""
            fields[row, column] = Field(count(hits), share, strong=row == column, note=note)
    return Fields(
        fields,
        title=_finding(result, n),
        rows=[say("People: {tone} (n = {n})", tone=say(tone), n=count(counts.loc[tone].sum())) for tone in TONES],
        columns=[say(tone) for tone in TONES],
        footer=[*_footer(result), *texts_about(result.caveats, DISAGREED)],
        x_label=say("what the machine says"),
        thickness=2.6,
    )


def _of(result: CodingAgreement, measure: str, between_whom: str, label: str = ""):
    table = result.table
    rows = table[(table.about == "tone") & (table.measure == measure) & (table.between == between_whom)]
    rows = rows[(rows.label == label) & rows.estimate.notna()]
    return rows.iloc[0] if len(rows) else None


def _finding(result: CodingAgreement, n: int) -> str:
    row = _of(result, "accuracy", "machine", "three classes")
    if row is None:
        return say("People and the machine on {statements}", statements=plural(n, "statement"))
    bounds = between(100 * row.ci_low, 100 * row.ci_high)
    return say(
        "The machine says what people say on {percent} {bounds} of {n}",
        percent=percent(100 * row.estimate),
        bounds=bounds,
        n=count(row.n),
    )


def _footer(result: CodingAgreement) -> list[str]:
    said = [
        say(
            "Only those on which two people agree. Brackets: {sure}. Bold: both say the same.",
            sure=sure(result.confidence),
        )
    ]
    two, alpha = _of(result, "accuracy", "machine", "two classes"), _of(result, "alpha", "people")
    if two is not None:
        bounds = between(100 * two.ci_low, 100 * two.ci_high)
        said.append(
            say(
                "Positive against negative alone: {percent} {bounds} of {n}.",
                percent=percent(100 * two.estimate),
                bounds=bounds,
                n=count(two.n),
            )
        )
    if alpha is not None:
        told = say(
            "Krippendorff's alpha {estimate} on {n}; 1 is in full",
            estimate=figure(alpha.estimate, digits=2),
            n=count(alpha.n),
        )
        said.append(say("Two people among themselves: {told}.", told=told))
    return said
