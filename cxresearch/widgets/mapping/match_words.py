"""The matching panel's words: heads of columns, full wordings, and the table for pages without a kernel."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from cxresearch.combining.candidates import AudienceQuestion
from cxresearch.stats.bases.naming import audience_name
from cxresearch.widgets.controls.parts import items_html
from cxresearch.widgets.mapping.map_words import QUIET, html_table, shortened
from cxresearch.widgets.mapping.match_table import MatchTable
from cxresearch.widgets.mapping.spoken import aspect_in_words, kind_in_words, scale_in_words
from cxresearch.wording import say

__all__ = ["asked_words", "full_words", "head_html", "option_label", "still"]

_CELL = "text-align:left;vertical-align:top;padding:.15em .8em .15em 0;line-height:1.3"
_LONGEST = 46


def option_label(question: AudienceQuestion, *, near: bool = False, home: str = "") -> str:
    """A question in a list: a mark where it comes near, its topic, and the touchpoint where it stands now."""
    named = shortened(question.topic, _LONGEST)
    elsewhere = say("in use") if home == question.topic else say("now in {place}", place=shortened(home, 24))
    there = f" ({elsewhere})" if home else ""
    return f"{'≈ ' if near else ''}{named}{there}"


def head_html(names: Sequence[str], columns: str) -> Markup:
    """The heads of a grid's columns."""
    cells = Markup().join(map(Markup('<div style="font-weight:bold;overflow:hidden">{}</div>').format, names))
    grid = Markup('<div style="display:grid;grid-template-columns:{};gap:0 8px;line-height:1.4">{}</div>')
    return grid.format(columns, cells)


def full_words(members: Mapping[str, AudienceQuestion], aspect: str) -> str:
    """Every question of a touchpoint in full, behind a line to open."""
    items = items_html(
        Markup("<strong>{}</strong>: {}{}").format(
            audience_name(audience), _text(one), _in_brackets(scale_in_words(one))
        )
        for audience, one in members.items()
    )
    words = say("Full wording")
    if aspect not in ("", "experience"):
        words = say("Full wording, asked as {aspect}", aspect=aspect_in_words(aspect))
    return Markup(
        '<details style="{}"><summary>{}</summary><ul style="margin:.2em 0;padding-left:1.4em">{}</ul></details>'
    ).format(QUIET, words, items)


def asked_words(question: AudienceQuestion, handle: str = "") -> str:
    """A question that stands alone: who was asked what, cut, with the full text on hover."""
    text = _text(question)
    what = (
        scale_in_words(question)
        if question.family == "scaled"
        else kind_in_words("comment" if question.kind == "verbatim" else question.kind)
    )
    aspect = question.asked.aspect
    also = ", ".join(filter(None, [aspect_in_words(aspect) if aspect not in ("", "experience") else "", what]))
    return Markup('<div title="{}" style="line-height:1.3">{}<strong>{}</strong>: {}{}</div>').format(
        text, handle, audience_name(question.audience), shortened(text, 90), _in_brackets(also)
    )


def _in_brackets(words: str) -> Markup:
    return Markup(" <em>({})</em>").format(words) if words else Markup()


def _text(question: AudienceQuestion) -> str:
    text = question.row["text"]
    return text if text == question.id or len(question.id) > 24 else f"{text} [{question.id}]"


def still(table: MatchTable) -> str:
    """All rows as a plain table, for pages without a kernel."""
    cells = table.table()
    cells = cells[["topic", "status", "different_scales", *table.audiences]].map(shortened)
    cells["status"] = [say(status) if status else status for status in cells.status]
    names = {"topic": say("Topic"), "status": say("status"), "different_scales": say("different scales")}
    names |= {audience: audience_name(audience) for audience in table.audiences}
    rows = html_table(cells, dict.fromkeys(cells, _CELL), names)
    return Markup(
        '<p style="line-height:1.4;margin:.6em 0 .2em"><strong>{}</strong></p>'
        '<div style="max-height:400px;overflow:auto">{}</div>'
    ).format(table.headline(), rows)
