"""Results on one page that opens in any browser: what to say, the picture, the table, and what not to conclude.

The page asks nobody for anything: style and pictures are inside, and every word of the client's is escaped.
"""

import html
from collections.abc import Sequence

from cxresearch import __version__
from cxresearch.plots.pictures import picture
from cxresearch.report.client_words import for_clients
from cxresearch.report.quote_list import quote_list
from cxresearch.report.sheet import data_address, sheet
from cxresearch.result import Result

__all__ = ["results_page"]

_SAID, _ROWS = 8, 15


def results_page(title: str, results: Sequence[Result]) -> str:
    """The page of some Results.

    Parameters
    ----------
    title : str
        Plain text.
    results : list of Result
    """
    found = "".join(
        f'<li><a href="#r{at}">{html.escape(result.sentences()[0])}</a></li>' for at, result in _numbered(results)
    )
    parts = "".join(_section(at, result) for at, result in _numbered(results))
    top = f"<h1>{html.escape(title)}</h1><p>{len(results)} result{'' if len(results) == 1 else 's'}</p>"
    main = f'<article class="sheet"><section><h2>In short</h2><ul>{found}</ul></section>{parts}</article>'
    foot = f"Made with cxresearch {html.escape(__version__)}. Numbers are estimates from those who answered."
    return sheet(title, main, top=top, cover=True, foot=foot)


def _numbered(results: Sequence[Result]):
    return enumerate(results, start=1)


def _section(at: int, result: Result) -> str:
    first, *others = result.sentences()
    said = f"<p><strong>{html.escape(first)}</strong></p>{_items(others[: _SAID - 1])}"
    if len(others) >= _SAID:
        said += _behind(f"{len(others) - _SAID + 1} more sentences", _items(others[_SAID - 1 :]))
    image = data_address(picture(result, dpi=120))
    shown = f'<div class="picture"><img src="{image}" alt="{html.escape(first, quote=True)}"></div>'
    told = list(filter(None, map(for_clients, result.caveats)))
    caveats = f"<h3>Before you quote a number</h3>{_items(told)}" if told else ""
    method = f"<p><small>Method: {html.escape(for_clients(result.method))}</small></p>"
    heading = f"<h2>{html.escape(result.heading)}</h2>"
    return f'<section id="r{at}">{heading}{said}{shown}{quote_list(result)}{_table(result)}{caveats}{method}</section>'


def _table(result: Result) -> str:
    cells = result.text_table()
    figures = {
        name: result.table[name].dtype.kind in "iuf" if name in result.table else at > 0
        for at, name in enumerate(cells)
    }
    side = {name: "" if figures[name] else ' class="words"' for name in cells}
    head = "".join(f"<th{side[name]}>{html.escape(str(name).replace('_', ' '))}</th>" for name in cells)
    body = "".join(
        "<tr>" + "".join(f"<td{side[name]}>{html.escape(str(row[name]))}</td>" for name in cells) + "</tr>"
        for row in cells.to_dict("records")
    )
    table = (
        '<div class="wide" tabindex="0" role="region" aria-label="Table">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )
    return table if len(cells) <= _ROWS else _behind(f"The table: {len(cells)} rows", table)


def _items(texts: Sequence[str]) -> str:
    return f"<ul>{''.join(f'<li>{html.escape(text)}</li>' for text in texts)}</ul>" if texts else ""


def _behind(line: str, content: str) -> str:
    """Content that a click on a line opens."""
    return f"<details><summary>{html.escape(line)}</summary>{content}</details>"
