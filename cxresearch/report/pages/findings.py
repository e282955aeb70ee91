"""What a few survey files say about the gaps between their audiences, on one page: sentences, pictures, tables, bases.

What could not be computed is named with its reason; nothing is left out in silence.
"""

import html
from collections.abc import Sequence

from cxresearch import __version__
from cxresearch.errors import CXResearchError
from cxresearch.plots.pictures import picture
from cxresearch.report.client_words import for_clients
from cxresearch.report.pages.sheet import data_address, sheet
from cxresearch.result import Result
from cxresearch.stats.loyalty.measures import nps
from cxresearch.stats.perception.gaps import perception_gap
from cxresearch.stats.perception.prediction import prediction_gap
from cxresearch.survey.survey import Survey
from cxresearch.survey.tally import tally
from cxresearch.wording import say

__all__ = ["findings", "findings_page"]

_MOST_SAID = 8
_MOST_ROWS = 12


def findings(survey: Survey) -> tuple[list[Result], list[str]]:
    """The gaps between audiences, leaders' predictions, and the Net Promoter Scores, as far as the survey has them.

    Parameters
    ----------
    survey : Survey
        With one audience or several.

    Returns
    -------
    results : list of Result
    left_out : list of str
        What was not computed, and why.
    """
    wanted = [("Perception gap", lambda: perception_gap(survey))]
    if survey.questions(aspect="prediction"):
        wanted.append(("Prediction gap", lambda: prediction_gap(survey)))
    for question in survey.questions(kinds=["nps"]):
        wanted.append((f"Net Promoter Score ({question})", lambda question=question: _score(survey, question)))
    results, left_out = [], []
    for name, compute in wanted:
        try:
            results.append(compute())
        except CXResearchError as problem:
            left_out.append(f"{name}: {problem}")
    return results, left_out


def _score(survey: Survey, question: str) -> Result:
    if "audience" not in survey.roles:
        return nps(survey, question)
    account = tally(survey, [question], by=["audience"]).account
    answered = account.loc[account.kept > 0, "audience"].tolist()
    return nps(survey.only(audience=answered) if answered else survey, question, by="audience")


def findings_page(
    title: str, results: Sequence[Result], *, who: str = "", notes: Sequence[str] = (), left_out: Sequence[str] = ()
) -> str:
    """A page of results.

    Parameters
    ----------
    title : str
    results : list of Result
    who : str
        Who answered, in a few words.
    notes : list of str
        What the survey says about how it was read.
    left_out : list of str
        As `findings` gives it.
    """
    parts = [_section(result) for result in results]
    if left_out:
        parts.append(f"<section><h2>What could not be computed</h2>{_items(left_out)}</section>")
    if notes:
        parts.append(
            f"<section><h2>How the files were read</h2>{_behind(f'{len(notes)} notes', _items(notes))}</section>"
        )
    foot = f"Made with cxresearch {__version__}. Numbers are estimates from those who answered."
    top = f"<h1>{html.escape(title)}</h1><p>{html.escape(who)}</p>"
    return sheet(title, f'<article class="sheet">{"".join(parts)}</article>', top=top, cover=True, foot=foot)


def _section(result: Result) -> str:
    first, *others = result.sentences()
    more = others[_MOST_SAID - 1 :]
    said = f"<p><strong>{html.escape(first)}</strong></p>{_items(others[: _MOST_SAID - 1])}"
    if more:
        said += _behind(f"{len(more)} more sentences", _items(more))
    told = list(filter(None, map(for_clients, result.caveats)))
    caveats = f"<h3>Before you quote a number</h3>{_items(told)}" if told else ""
    return (
        f"<section><h2>{html.escape(say(result.heading))}</h2>{said}{_picture(result)}{_table(result)}"
        f"{caveats}<p><small>Method: {html.escape(for_clients(result.method))}</small></p></section>"
    )


def _picture(result: Result) -> str:
    if not len(result.table) or result.table.estimate.isna().all():
        return ""
    said = html.escape(result.sentences()[0])
    return f'<div class="picture"><img src="{data_address(picture(result, dpi=120))}" alt="{said}"></div>'


def _table(result: Result) -> str:
    cells = result.text_table()
    numeric = {column: result.table[column].dtype.kind in "iuf" for column in cells}
    side = {column: "" if numeric[column] else ' class="words"' for column in cells}
    head = "".join(f"<th{side[column]}>{html.escape(column.replace('_', ' '))}</th>" for column in cells)
    body = "".join(
        "<tr>" + "".join(f"<td{side[column]}>{html.escape(row[column])}</td>" for column in cells) + "</tr>"
        for row in cells.to_dict("records")
    )
    rows = len(cells)
    table = (
        '<div class="wide" tabindex="0" role="region" aria-label="Table">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )
    return table if rows <= _MOST_ROWS else _behind(f"The table: {rows} rows", table)


def _items(texts: Sequence[str]) -> str:
    return f"<ul>{''.join(f'<li>{html.escape(text)}</li>' for text in texts)}</ul>" if texts else ""


def _behind(line: str, content: str) -> str:
    """Content that a click on a line opens."""
    return f"<details><summary>{html.escape(line)}</summary>{content}</details>"
