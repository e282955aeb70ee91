"""Units down, questions across: a heat map of shrunken means, hidden cells hatched."""

import numpy as np

from cxresearch.plots.drawing.captions import n_words
from cxresearch.plots.drawing.chart import chart
from cxresearch.plots.drawing.fields import Field, Fields
from cxresearch.plots.drawing.records import Record, records
from cxresearch.plots.drawing.strokes import figure
from cxresearch.plots.drawing.style import VERMILLION
from cxresearch.stats.linkage.unit_table import UnitTable
from cxresearch.wording import capital, noun, plural, say

__all__ = ["plot_unit_table"]

# Points from the mean of a question that take the full colour, at least: small spreads must not look like large ones.
_FULL = 10.0


@chart
def plot_unit_table(result: UnitTable) -> Fields:
    """A cell a unit and question: the shrunken mean, coloured by its distance from the mean of the question."""
    table = result.table
    units, questions = (list(dict.fromkeys(table[name])) for name in (result.by, "question"))
    labels = table.drop_duplicates("question").set_index("question").label
    away = table.estimate.astype(float) - table.level.astype(float)
    full = max(float(away.abs().max()), _FULL) if away.notna().any() else _FULL
    unit_at, question_at = ({name: at for at, name in enumerate(names)} for names in (units, questions))
    return Fields(
        {
            (unit_at[row[result.by]], question_at[row.question]): _field(row, distance / full)
            for row, distance in zip(records(table), away, strict=True)
        },
        title=_finding(result),
        rows=[str(unit) for unit in units],
        columns=[capital(str(labels[question])) for question in questions],
        footer=_footer(result),
        below=VERMILLION,
        thickness=1.15,
        what=noun("units"),
    )


def _field(row: Record, shade: float) -> Field:
    if row.verdict == "hidden":
        return Field("", hatched=True)
    # Where nothing could be shrunken the raw mean stands, without a colour.
    mean = row.estimate if np.isfinite(row.estimate) else row.raw
    apart = row.verdict in ("above", "below")
    quiet = not apart and row.verdict != "like the others"
    return Field(figure(mean) if np.isfinite(mean) else "–", shade, strong=apart, quiet=quiet)


def _finding(result: UnitTable) -> str:
    table = result.table
    shown = table[table.estimate.notna()]
    apart = shown[shown.verdict.isin(["above", "below"])]
    if not len(shown):
        return say("No unit can be shown on any question")
    if not len(apart):
        return say("None of {shown} means is shown to differ from the mean of its question", shown=len(shown))
    units, questions = apart[result.by].nunique(), apart.question.nunique()
    return say(
        "{units} stands apart on {questions}: {apart} of {means}"
        if units == 1
        else "{units} stand apart on {questions}: {apart} of {means}",
        units=plural(units, "unit"), questions=plural(questions, "question"), apart=len(apart),
        means=plural(len(shown), "mean"),
    )  # fmt: skip


def _footer(result: UnitTable) -> list[str]:
    table, verdicts = result.table, set(result.table.verdict)
    base = n_words(result.audience, [table.groupby(result.by).n.max().sum()]) if table.n.notna().all() else ""
    told = [
        say(
            "Means of 100, shrunken towards the mean of the question; blue is above it, orange below. Bold: apart "
            "after adjustment for all cells."
        )
        + (" " + say("Base: up to {base}.", base=base) if base else "")
    ]
    if "hidden" in verdicts:
        told.append(say("Hatched: hidden, a small group stays anonymous. –: nobody answered."))
    elif "nobody answered" in verdicts:
        told.append(say("–: nobody answered."))
    return told
