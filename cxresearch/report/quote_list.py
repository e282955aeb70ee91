"""Quotes on a page: each in a block of its own with whose it is under it, every sign of it shown as text."""

import html

from cxresearch.plots.text.quote_cards import cards_of
from cxresearch.result import Result
from cxresearch.text.quotes import Quotes
from cxresearch.text.themes.named import Themes

__all__ = ["quote_list"]

_MOST = 12
_LONGEST = 600


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
    blocks = []
    for card in cards[:_MOST]:
        text = card.text if len(card.text) <= _LONGEST else f"{card.text[:_LONGEST].rsplit(' ', 1)[0]} …"
        # The direction of writing is the quote's own, whatever the page's is.
        source = f"<footer><small>{html.escape(card.source())}</small></footer>" if card.source() else ""
        blocks.append(f'<blockquote><p dir="auto">“{html.escape(text)}”</p>{source}</blockquote>')
    more = f"<p><small>{len(cards) - _MOST} more in the result.</small></p>" if len(cards) > _MOST else ""
    note = "<p><small>Examples, not proof: how often a thing is said stands in the shares.</small></p>"
    return f"<h3>In their own words</h3>{''.join(blocks)}{more}{note}"
