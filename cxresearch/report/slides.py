"""Results become slides without a cover: a finding each, with its chart, small print and notes."""

from collections.abc import Iterable
from pathlib import Path

from cxresearch.report.deck.outline import attach, save_deck
from cxresearch.report.deck.result_slides import Writer
from cxresearch.report.deck.template import open_template
from cxresearch.report.files import target
from cxresearch.report.register import Register
from cxresearch.report.workbooks.worksheets import as_results
from cxresearch.result import Result

__all__ = ["to_pptx"]


def to_pptx(
    results: Result | Iterable[Result],
    path: str | Path,
    *,
    template: str | Path | None = None,
    title: str | None = None,
) -> Path:
    """Write one Result, or several, to slides: charts and tables that can be edited, and speaker notes.

    Parameters
    ----------
    results : Result or list of Result
    path : str or Path
        A file that is there already is replaced only if cxresearch made it.
    template : str or Path, optional
        The client's own .pptx or .potx: its master, colours and fonts.
    title : str, optional
        Of the slide, in place of the finding.

    Returns
    -------
    Path

    Raises
    ------
    OptionError
        If there is no Result, the template cannot be used, or the path cannot be written.

    Examples
    --------
    >>> import pandas as pd
    >>> from tempfile import mkdtemp
    >>> from cxresearch.stats.loyalty.measures import nps
    >>> from cxresearch.survey.survey import Survey
    >>> score = nps(Survey.from_frame(pd.DataFrame({"nps": [10, 9, 3]}), audience="Customers"))
    >>> to_pptx(score, Path(mkdtemp()) / "score.pptx").name
    'score.pptx'
    """
    chosen, place = as_results(results), target(path, ".pptx")
    writer = Writer(open_template(template))
    for result in chosen:
        writer.result(result, title=title)
    attach(writer.template.deck, Register.of(chosen, [""] * len(chosen), title=place.stem))
    return save_deck(writer.template.deck, place)
