"""Results on one page that opens in any browser: what to say, the chart, the table, and what not to conclude.

The page asks nobody for anything: style, charts and its one script are inside, and jinja2 escapes every word of the
client's. Charts are drawings with text in them, so that they can be searched, read aloud and printed sharp.
"""

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from markupsafe import Markup

from cxresearch import __version__
from cxresearch.plots.pictures import picture
from cxresearch.plots.text.quote_cards import cards_of
from cxresearch.report.charts.tables_of import shown_table, whole_table
from cxresearch.report.client_words import for_clients
from cxresearch.report.deck.outline import in_chapters
from cxresearch.report.deck.summary import counts_in_words, firmest
from cxresearch.report.files import typeset, writable
from cxresearch.report.pages.sheet import made_page, sheet
from cxresearch.report.plain_words import base_of_result
from cxresearch.report.register import Register
from cxresearch.report.shown import hashed, lines_of_page
from cxresearch.report.subjects import sentences_of, with_subject
from cxresearch.result import Result
from cxresearch.stats.tables.crosstabs import Crosstab
from cxresearch.text.quotes import Quotes
from cxresearch.text.themes.named import Themes
from cxresearch.wording import count, plural, say

__all__ = ["quote_list", "results_page", "svg_of"]

# The register tells what the page shows, so it goes in when the page is written.
_HERE_IT_STANDS = '{"register": "comes last"}'
_SAID, _ROWS = 8, 15
_MOST_QUOTES, _LONGEST = 12, 600
_HERE = Path(__file__).parent


def results_page(
    title: str,
    results: Sequence[Result],
    *,
    register: Register | None = None,
    who: str = "",
    left_out: Sequence[str] = (),
    wordings: Mapping[str, str] | None = None,
) -> str:
    """The page of some Results.

    Parameters
    ----------
    title : str
        Plain text.
    results : list of Result
    register : Register, optional
        Of their figures; goes into the page, so that it can be verified.
    who : str
        Who answered.
    left_out : list of str
        What could not be answered, and why.
    wordings : mapping, optional
        Id of a question to its wording.
    """
    register = register or Register.of(results, [""] * len(results), title=title)
    script = (_HERE / "tables.js").read_text(encoding="utf-8")
    parts = {id(result): _part(at, result, wordings) for at, result in enumerate(results, start=1)}
    firm = firmest(results)
    main = made_page(
        "pages/results.html", counts=counts_in_words(results), firm=firm, parts=list(parts.values()),
        chapters=[(name, [parts[id(result)] for result in own]) for name, own in in_chapters(results)],
        left_out=left_out, most=_ROWS, shade=_shade, typeset=typeset, script=Markup(script),
        register=Markup(_HERE_IT_STANDS),
    )  # fmt: skip
    top = made_page("pages/cover.html", title=title, lead=who or plural(len(results), "result"))
    foot = say("Made with cxresearch {version}. Numbers are estimates from those who answered.", version=__version__)
    page = sheet(title, main, top=top, cover=True, foot=foot, script=_hash(script))
    told = replace(register, shown=hashed(lines_of_page(page)))
    # A script of data is never run; only "<" could end it.
    return page.replace(_HERE_IT_STANDS, told.as_json().replace("<", "\\u003c"), 1)


def _hash(script: str) -> str:
    """What the browser is told to let run, and nothing else."""
    return "sha256-" + base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")


def _part(at: int, result: Result, wordings: Mapping[str, str] | None) -> dict[str, object]:
    first, *others = sentences_of(result)
    return {
        "anchor": f"r{at}", "heading": with_subject(say(result.heading), result, wordings), "first": first,
        "short": with_subject(first, result, wordings),
        "said": others[: _SAID - 1],
        "more": others[_SAID - 1 :], "chart": Markup(svg_of(result, f"r{at}")), "quotes": Markup(quote_list(result)),
        "table": shown_table(result) if isinstance(result, Crosstab) else whole_table(result),
        "caveats": list(filter(None, map(for_clients, result.caveats))), "base": base_of_result(result),
        "method": say("Method: {method}", method=for_clients(result.method)),
        "judged": "smallest_margin" in result.table,
    }  # fmt: skip


def _shade(strength: float) -> str:
    colour = "0, 114, 178" if strength > 0 else "230, 159, 0"
    return f"rgba({colour}, {0.5 * abs(strength):.2f})"


def svg_of(result: Result, prefix: str) -> str:
    """The picture of a Result as a drawing with text; its ids begin with the prefix, so that two do not meet.

    Examples
    --------
    >>> import pandas as pd
    >>> from cxresearch.stats.loyalty.measures import nps
    >>> from cxresearch.survey.survey import Survey
    >>> drawn = svg_of(nps(Survey.from_frame(pd.DataFrame({"nps": [10] * 60 + [0] * 40}), audience="Customers")), "r1")
    >>> drawn.startswith("<svg role="), "<text" in drawn, ">NPS is 20 (1 to 38)<" in drawn
    (True, True, True)
    """
    svg = picture(result, format="svg").decode("utf-8")
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.S)
    # Only what is used again needs a name; others would meet.
    used = set(re.findall(r'(?:xlink:href="#|url\(#)([^")]+)', svg))
    svg = re.sub(r' id="([^"]+)"', lambda one: f' id="{prefix}-{one[1]}"' if one[1] in used else "", svg)
    svg = re.sub(r'(xlink:href="#|url\(#)', rf"\g<1>{prefix}-", svg)
    head, _, rest = svg.partition(">")
    size = re.search(r'viewBox="[^"]+"', head)
    called = Markup('<svg role="group" aria-label="{first}" ').format(first=writable(sentences_of(result)[0]))
    return (
        f'{called}{size[0] if size else ""} xmlns="http://www.w3.org/2000/svg" '
        f'xmlns:xlink="http://www.w3.org/1999/xlink">{rest}'
    )


def quote_list(result: Result) -> str:
    """The quotes that a result holds, as HTML; "" where it holds none.

    Parameters
    ----------
    result : Result
        `Themes` and `Quotes` hold some, all of them redacted and from groups that may be quoted.

    Examples
    --------
    >>> import pandas as pd
    >>> from cxresearch.survey.survey import Survey
    >>> from cxresearch.text.themes.named import themes
    >>> answers = pd.DataFrame({"why": ["the queue & the desk were slow"] * 20})
    >>> shown = quote_list(themes(Survey.from_frame(answers, audience="Customers"), "why", rules=None))
    >>> "the queue &amp; the desk were slow" in shown
    True
    """
    if not isinstance(result, (Themes, Quotes)):
        return ""
    cards = cards_of(result)
    if not cards:
        return ""
    texts = [
        card.text if len(card.text) <= _LONGEST else f"{card.text[:_LONGEST].rsplit(' ', 1)[0]} …"
        for card in cards[:_MOST_QUOTES]
    ]
    quoted = [(text, card.source()) for text, card in zip(texts, cards, strict=False)]
    return made_page("pages/quotes.html", quotes=quoted, left=len(cards) - _MOST_QUOTES, count=count)
