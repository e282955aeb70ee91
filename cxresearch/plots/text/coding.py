"""What the machine called what people called it: a field a pair of tones, its shade the share of the row."""

import numpy as np

from cxresearch.plots.drawing.fields import Field, plot_fields
from cxresearch.plots.drawing.forest import forest
from cxresearch.plots.drawing.strokes import between, figure, percent, sure
from cxresearch.plots.drawing.style import BLUE
from cxresearch.text.coding.coders import CodingAgreement
from cxresearch.wording import count, plural

__all__ = ["PICTURES", "plot_coding"]

_TONES = ("negative", "neutral", "positive")


def plot_coding(result: CodingAgreement, *, ax=None, title: str | None = None):
    """People's tones down, the machine's across; where both say the same the figure is bold.

    Parameters
    ----------
    title : str, optional
        In place of the finding.
    """
    found = result.confusion
    n = int(found.n.sum()) if len(found) else 0
    if not n:
        ax, _ = forest([], title=title or "Too few statements were coded by two people", ax=ax)
        return ax
    counts = found.pivot_table(index="people", columns="machine", values="n", aggfunc="sum", fill_value=0)
    counts = counts.reindex(index=list(_TONES), columns=list(_TONES), fill_value=0)
    fields = {}
    for row, people in enumerate(_TONES):
        total = int(counts.loc[people].sum())
        for column, machine in enumerate(_TONES):
            hits = int(counts.loc[people, machine])
            share = hits / total if total else np.nan
            note = f"{percent(100 * share)} of the row" if total else ""
            fields[row, column] = Field(count(hits), share, strong=row == column, note=note)
    return plot_fields(
        fields,
        title=title or _finding(result, n),
        rows=[f"People: {tone} (n = {count(counts.loc[tone].sum())})" for tone in _TONES],
        columns=list(_TONES),
        colour=BLUE,
        footer=[*_footer(result), *(caveat for caveat in result.caveats if caveat.startswith("People disagree"))],
        x_label="what the machine says",
        thickness=2.6,
        ax=ax,
    )


PICTURES = {CodingAgreement: plot_coding}


def _of(result: CodingAgreement, measure: str, between_whom: str, label: str = ""):
    table = result.table
    rows = table[(table.about == "tone") & (table.measure == measure) & (table.between == between_whom)]
    rows = rows[(rows.label == label) & rows.estimate.notna()]
    return rows.iloc[0] if len(rows) else None


def _finding(result: CodingAgreement, n: int) -> str:
    row = _of(result, "accuracy", "machine", "three classes")
    if row is None:
        return f"People and the machine on {plural(n, 'statement')}"
    bounds = between(100 * row.ci_low, 100 * row.ci_high)
    return f"The machine says what people say on {percent(100 * row.estimate)} {bounds} of {count(row.n)}"


def _footer(result: CodingAgreement) -> list[str]:
    said = [f"Only those on which two people agree. Brackets: {sure(result.confidence)}. Bold: both say the same."]
    two, alpha = _of(result, "accuracy", "machine", "two classes"), _of(result, "alpha", "people")
    if two is not None:
        bounds = between(100 * two.ci_low, 100 * two.ci_high)
        said.append(f"Positive against negative alone: {percent(100 * two.estimate)} {bounds} of {count(two.n)}.")
    if alpha is not None:
        told = f"Krippendorff's alpha {figure(alpha.estimate, digits=2)} on {count(alpha.n)}; 1 is in full"
        said.append(f"Two people among themselves: {told}.")
    return said
