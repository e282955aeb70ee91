"""Typical comments as cards, large enough to be read from the last row.

A quote is an example: it shows how something is said, never how often. So the cards stand under the share that they
illustrate, and only what may be shown word for word comes here: redacted, and from groups that are large enough.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cxresearch.errors import OptionError
from cxresearch.plots.drawing.captions import unknown_signs
from cxresearch.plots.drawing.layout import lay_out
from cxresearch.plots.drawing.letters import LINE, legible, wrapped
from cxresearch.plots.drawing.page import EDGE, Page
from cxresearch.plots.drawing.strokes import between, high_of, percent
from cxresearch.plots.drawing.strokes import wide as wide_of
from cxresearch.plots.drawing.style import BAND, BLUE, INK, QUIET, Mark, Type, drawing, marks_of, type_now
from cxresearch.privacy.hiding import PRIVACY_OFF
from cxresearch.privacy.quotable import COMMENTS_HIDDEN
from cxresearch.stats.bases.naming import as_heading, people
from cxresearch.text.quotes import Quotes
from cxresearch.text.reading.comments import EVERYBODY
from cxresearch.text.scoring.score import LABELS
from cxresearch.text.themes.frame_files import theme_found
from cxresearch.text.themes.named import ROWS_HIDDEN, Themes, comments_of
from cxresearch.wording import capital, count, did_you_mean, largest_first, named, plural, say, texts_about

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Card", "cards_of", "plot_quotes", "quote_cards"]

_MOST = 6
_COLUMNS = 2
_GAP = 0.16  # inches between cards
_LINES = {False: 5, True: 4}  # of a quote, at a desk and in a hall
_LONGEST = 400
# Of 100, from where on two texts count as one; and how many are gone through for those that differ.
_ALIKE, _LOOKED_AT = 85, 200


@dataclass(frozen=True)
class Card:
    """A quote and whose it is; ``cut`` where the comment goes on."""

    text: str
    group: str = ""
    theme: str = ""
    tone: str = ""
    times: int = 1
    cut: bool = False

    def source(self) -> str:
        """Who says it, of what, in which tone."""
        who = as_heading(self.group) if self.group not in ("", EVERYBODY) else ""
        often = say("written {times} times", times=self.times) if self.times > 1 else ""
        tone = say(self.tone) if self.tone in LABELS else ""
        return " · ".join(part for part in (who, self.theme, tone, often) if part)


def quote_cards(
    result: Themes | Quotes,
    *,
    theme: str | None = None,
    group: str | None = None,
    most: int = _MOST,
    ax: "Axes | None" = None,
    title: str | None = None,
) -> "Axes":
    """Draw typical quotes as cards.

    Parameters
    ----------
    result : Themes or Quotes
        What `themes` or `quotes` returned.
    theme, group : str, optional
        Only quotes of one theme or group; by default each theme's first quote before any theme's second, the largest
        themes first.
    most : int
        How many cards, 1 to 12; fewer where the sheet cannot hold them.
    ax : matplotlib Axes, optional
    title : str, optional
        In place of the share that the quotes belong to.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    OptionError
        If ``result`` holds no quotes, or there is no such theme or group.

    Examples
    --------
    >>> import pandas as pd
    >>> from cxresearch.plots.drawing.style import off_screen
    >>> from cxresearch.survey.survey import Survey
    >>> from cxresearch.text.themes.named import themes
    >>> answers = pd.DataFrame({"why": ["the queue was far too long", "the fees are too high"] * 20})
    >>> found = themes(Survey.from_frame(answers, audience="Customers"), "why", rules=None)
    >>> with off_screen():
    ...     ax = quote_cards(found, theme="Waiting time")
    >>> ax.get_title()
    'Waiting time fills 50% (35 to 65) of the comments'
    """
    if isinstance(most, bool) or not isinstance(most, int) or not 1 <= most <= 12:
        raise OptionError(say("most= is how many cards to draw, 1 to 12; got {most}.", most=repr(most)))
    cards = _unlike(cards_of(result, theme=theme, group=group), most)
    theme = None if theme is None else theme_found(theme, _themes(cards))
    with drawing():
        return _drawn(result, cards, min(most, len(cards)), ax, title or _finding(result, cards, theme, group))


def plot_quotes(result: Quotes, *, ax=None, rows: int | None = None, title: str | None = None):
    """As `quote_cards`, for ``plot``; ``rows`` is how many cards at most."""
    return quote_cards(result, most=_MOST if rows is None else rows, ax=ax, title=title)


def cards_of(result: Themes | Quotes, *, theme: str | None = None, group: str | None = None) -> list[Card]:
    """The quotes of a result in the order in which they are told; options as in `quote_cards`."""
    if isinstance(result, Quotes):
        table = result.table
        cards = [
            Card(row["statement"], row.get("audience", ""), row["themes"], row["tone"], int(row["times"]))
            for row in table.to_dict("records")
        ]
    elif isinstance(result, Themes):
        cards = _in_turn(result)
    else:
        raise OptionError(say(
            "quote_cards draws what themes or quotes returned; got {name}.",
            name=type(result).__name__,
        ))  # fmt: skip
    themes = _themes(cards)
    theme = None if theme is None else theme_found(theme, themes)
    for name, wanted, known in (("theme", theme, themes), ("group", group, [card.group for card in cards])):
        if wanted is not None and wanted not in known:
            known = [each for each in dict.fromkeys(known) if each]
            hint = did_you_mean(str(wanted), known)
            raise OptionError(say(
                "No quote of the {name} {wanted}.{hint} There are quotes of {what}.",
                name=name, wanted=repr(wanted), hint=hint, what=named(known),
            ))  # fmt: skip
    return [
        card
        for card in cards
        if (theme is None or theme in card.theme.split("; ")) and (group is None or card.group == group)
    ]


def _themes(cards: Iterable[Card]) -> list[str]:
    return [part for card in cards for part in card.theme.split("; ")]


def _unlike(cards: Sequence[Card], most: int) -> list[Card]:
    """The first cards that say something of their own: the same comment with a slip of the pen is the same comment."""
    from rapidfuzz.fuzz import ratio

    kept: list[Card] = []
    for card in cards[:_LOOKED_AT]:
        text = card.text[:_LONGEST].lower()
        if len(kept) < most and all(ratio(text, other.text[:_LONGEST].lower()) < _ALIKE for other in kept):
            kept.append(card)
    return kept


def _in_turn(result: Themes) -> list[Card]:
    """Each theme's and group's first quote before any second, the largest themes first."""
    quotes = result.quotes
    if not len(quotes):
        return []
    table = result.table.assign(_group=result.table[result.by] if result.by else EVERYBODY)
    size = table.groupby("theme").estimate.mean()
    turn = quotes.groupby(["group", "theme"], sort=False).cumcount()
    order = quotes.assign(_turn=turn).iloc[largest_first(quotes.theme.map(size).fillna(0.0), quotes.theme)]
    order = order.sort_values("_turn", kind="stable")
    labels = order["label"] if "label" in order else [""] * len(order)
    rows = zip(order.quote, order.group, order.theme, labels, strict=True)
    return [Card(text, who, theme, label if isinstance(label, str) else "") for text, who, theme, label in rows]


def _drawn(result, cards: Sequence[Card], most: int, ax, title: str):
    kind = type_now()
    hall = kind.height is not None
    if ax is None and not hall:
        wide = (kind.width - 2 * EDGE - (_COLUMNS - 1) * _GAP) / _COLUMNS
        blocks = [_block(card, wide, kind, _LINES[False]) for card in cards[:most]]
        footer, shown = _footer(result, cards[:most], blocks, most, most), most
        ax, _, kind = lay_out(Page(title=title, footer=footer, height=_stack(blocks, kind) if blocks else 0.4), ax)
    else:
        # The footer says what was left out, so it is written for the fullest case before the room is known.
        draft = Page(title=title, footer=_footer(result, cards[:most], [], most, max(most - 1, 0)), height=2.0)
        ax, _, kind = lay_out(draft, ax)
        wide, high = (wide_of(ax) - (_COLUMNS - 1) * _GAP) / _COLUMNS, high_of(ax)
        blocks = [_block(card, wide, kind, _LINES[hall]) for card in cards[:most]]
        shown = most
        while shown > 1 and _stack(blocks[:shown], kind) > high + 0.02:
            shown -= 1
        footer = next(text for text in ax.texts if text.get_gid() == "footer")
        told = _footer(result, cards[:shown], blocks[:shown], shown, most)
        room = ax.figure.bbox.width / ax.figure.dpi if len(ax.figure.axes) == 1 else 2 * wide
        lines = [line for text in told for line in wrapped(text, room - 2 * EDGE, size=kind.small)]
        footer.set_text("\n".join(lines))
    ax.set_axis_off()
    ax.set_xlim(0, across := wide_of(ax))
    ax.set_ylim(high_of(ax), 0)
    marks = marks_of(dict.fromkeys(card.group for card in cards if card.group not in ("", EVERYBODY)))
    top = 0.0
    for at, height in enumerate(_row_heights(blocks[:shown], kind)):
        for column, (card, lines, source) in enumerate(blocks[:shown][_COLUMNS * at :][:_COLUMNS]):
            left = column * (across + _GAP) / _COLUMNS
            _write_card(ax, (left, top, wide, height), lines, source, marks.get(card.group, Mark(BLUE, "")), kind)
        top += height + _GAP
    if not shown:
        ax.text(0, 0.2, say("No quote may be shown."), fontsize=kind.label, color=QUIET, style="italic", gid="hidden")
    return ax


def _block(card: Card, wide: float, kind: Type, most: int) -> tuple[Card, list[str], list[str]]:
    """A card with its lines; a long quote ends in three dots where a word ends."""
    room = wide - 2 * _pad(kind) - 0.1
    plain = legible(card.text[:_LONGEST])
    cut = len(card.text) > _LONGEST
    lines = wrapped(say("“{words}”", words=plain), room, size=_size(kind))
    if cut or len(lines) > most:
        cut, words = True, plain.split(" ")
        lines = wrapped(say("“{words}”", words=f"{plain} …"), room, size=_size(kind))
        while len(words) > 1 and len(lines) > most:
            words = words[: max(1, min(len(words) - 1, len(words) * most // len(lines) + 1))]
            lines = wrapped(say("“{words}”", words=f"{' '.join(words)} …"), room, size=_size(kind))
        while len(lines) > most:
            words[0] = words[0][: max(1, len(words[0]) * most // len(lines) - 1)]
            lines = wrapped(say("“{words}”", words=f"{words[0]}…"), room, size=_size(kind))
    source = wrapped(card.source(), room - 0.12, size=kind.small) if card.source() else []
    return replace(card, cut=cut), lines, source


def _size(kind: Type) -> float:
    return 1.08 * kind.label


def _pad(kind: Type) -> float:
    return 0.9 * kind.label / 72


def _height(block, kind: Type) -> float:
    _, lines, source = block
    words = len(lines) * LINE * _size(kind) + (len(source) * LINE * kind.small + 0.5 * kind.label if source else 0)
    return words / 72 + 2 * _pad(kind)


def _row_heights(blocks: Sequence, kind: Type) -> list[float]:
    rows = [blocks[at : at + _COLUMNS] for at in range(0, len(blocks), _COLUMNS)]
    return [max(_height(block, kind) for block in row) for row in rows]


def _stack(blocks: Sequence, kind: Type) -> float:
    heights = _row_heights(blocks, kind)
    return sum(heights) + _GAP * (len(heights) - 1)


def _write_card(
    ax, place: tuple[float, float, float, float], lines: list[str], source: list[str], mark: Mark, kind: Type
):
    from matplotlib.patches import Rectangle

    left, top, wide, high = place
    ax.add_patch(Rectangle((left, top), wide, high, facecolor=BAND, edgecolor="none", zorder=1, gid="card"))
    ax.add_patch(Rectangle((left, top), 0.07, high, facecolor=mark.colour, edgecolor="none", zorder=2, gid="edge"))
    start = left + 0.1 + _pad(kind)
    ax.text(
        start, top + _pad(kind), "\n".join(lines), va="top", fontsize=_size(kind), color=INK, linespacing=LINE,
        zorder=3, gid="quote",
    )  # fmt: skip
    if not source:
        return
    bottom = top + high - _pad(kind)
    if mark.shape:
        half = 0.5 * LINE * kind.small / 72
        ax.plot(
            [start + 0.05], [bottom - len(source) * 2 * half + half], linestyle="none", marker=mark.shape, zorder=3,
            markersize=0.75 * kind.small, markerfacecolor=mark.colour, markeredgecolor=INK, markeredgewidth=0.5,
        )  # fmt: skip
    ax.text(
        start + (0.05 + 0.09 * kind.small / 9 if mark.shape else 0), bottom, "\n".join(source), va="bottom",
        fontsize=kind.small, color=QUIET, linespacing=LINE, zorder=3, gid="source",
    )  # fmt: skip


def _footer(result, cards: Sequence[Card], blocks: Sequence, shown: int, of: int) -> list[str]:
    said = [say("Examples, not proof: how often a thing is said stands in the share, not in the quotes.")]
    shortened = sum(block[0].cut for block in blocks)
    if shortened:
        said.append(say("Shortened, where … stands: {quotes}.", quotes=plural(shortened, "quote")))
    if shown < of:
        said.append(say("Shown: {shown} of {of} quotes.", shown=count(shown), of=count(of)))
    if any(card.tone in LABELS for card in cards):
        said.append(say("Themes and tone are a machine's reading."))
    hidden = texts_about(result.caveats, COMMENTS_HIDDEN, PRIVACY_OFF, ROWS_HIDDEN)
    return [" ".join(said), *hidden, *unknown_signs(card.text[:_LONGEST] for card in cards)]


def _finding(result, cards: Iterable[Card], theme: str | None, group: str | None) -> str:
    """The share that the quotes belong to."""
    if isinstance(result, Quotes):
        return result.sentences()[0].removesuffix(".")
    if not list(cards):
        return say("No quote may be shown, or there is none")
    table = result.table.assign(_group=result.table[result.by] if result.by else EVERYBODY)
    if theme is not None and (group is not None or table._group.nunique() == 1):
        row = table[(table.theme == theme) & (table._group == (group or table._group.iloc[0]))].iloc[0]
        bounds = between(row.ci_low, row.ci_high)
        return capital(
            say(
                "{theme} fills {percent} {bounds} of {comments_of}",
                theme=theme,
                percent=percent(row.estimate),
                bounds=bounds,
                comments_of=comments_of(row["_group"]),
            )
        )
    if theme is not None:
        return say("{theme}, in the words of those who wrote", theme=capital(theme))
    return (
        say("What {group} write, in their own words", group=people(group))
        if group
        else say("What people write, in their own words")
    )
