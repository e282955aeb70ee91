"""Dragging in the matching panel: a handle beside each question, whole touchpoints to drop it on.

The page's own dragging (HTML5) does it; what was dropped where is written into a hidden field, which the kernel reads
like any other control. Where a page lets no script run, the handles stay hidden, and the lists do the same.
"""

from dataclasses import dataclass

from markupsafe import Markup

from cxresearch.wording import say

__all__ = ["ALONE", "CELL", "FIELD", "LONE", "PANEL", "ROW", "Dragged", "dragged", "grip", "start"]

PANEL, ROW, LONE, ALONE, FIELD, CELL = "cx-match", "cx-row", "cx-lone", "cx-alone", "cx-dropped", "cx-cell"
_OVER, _CAN = "cx-over", "cx-can-drag"
_STYLE = f"""
.{PANEL} .cx-grip {{display: none; cursor: grab; padding: 0 4px; user-select: none; color: #56666e}}
.{PANEL}.{_CAN} .cx-grip {{display: inline-block}}
.{PANEL}:not(.{_CAN}) .cx-drag-hint {{display: none}}
.{PANEL} .{_OVER} {{outline: 2px dashed #0a6b8a; outline-offset: -2px}}
"""
# Listeners stand on the panel while something is dragged, and on nothing before or after.
_BEGIN = f"""
const grip = this, panel = grip.closest('.{PANEL}');
const target = one => one.closest('.{ROW}, .{ALONE}');
const clear = () => panel.querySelectorAll('.{_OVER}').forEach(one => one.classList.remove('{_OVER}'));
event.dataTransfer.setData('text/plain', grip.dataset.from);
event.dataTransfer.effectAllowed = 'move';
event.stopPropagation();
panel.ondragover = e => {{
  clear();
  const place = target(e.target);
  if (place) {{ place.classList.add('{_OVER}'); e.preventDefault(); }}
  e.stopPropagation();
}};
panel.ondrop = e => {{
  clear();
  const place = target(e.target), field = panel.querySelector('.{FIELD} input');
  if (!place) return;
  e.preventDefault();
  e.stopPropagation();
  const row = Array.from(place.classList).find(name => /^{ROW}-\\d+$/.test(name));
  field.value = Date.now() + ' ' + grip.dataset.from + ' ' + (row ? row.slice({len(ROW) + 1}) : 'alone');
  for (const kind of ['input', 'change']) field.dispatchEvent(new Event(kind, {{bubbles: true}}));
}};
panel.ondragend = () => {{ clear(); panel.ondragover = panel.ondrop = panel.ondragend = null; }};
"""
_FOUND = f"this.closest('.{PANEL}').classList.add('{_CAN}')"


@dataclass(frozen=True)
class Dragged:
    """From which place of the page to which: ``row`` and ``audience`` count from 0, ``onto`` is None for "alone"."""

    row: int | None
    lone: int | None
    audience: int | None
    onto: int | None


def grip(row: int | None = None, audience: int | None = None, *, lone: int | None = None) -> str:
    """The handle of a question that stands in a row, or alone."""
    place = f"lone-{lone}" if lone is not None else f"{row}-{audience}"
    hint = say("Drag this question onto the touchpoint where it belongs")
    return Markup(
        '<span class="cx-grip" draggable="true" aria-hidden="true" title="{}" data-from="{}" ondragstart="{}">⠿</span>'
    ).format(hint, place, _BEGIN)


def start() -> str:
    """The handles' looks, and a sign that the page lets scripts run: only then are they shown."""
    return Markup('<style onload="{}">{}</style>').format(_FOUND, Markup(_STYLE))


def dragged(told: str) -> Dragged | None:
    """What the hidden field says; None where it says nothing that was dragged.

    >>> dragged("1700000000000 3-1 5"), dragged("1700000000000 lone-2 0").lone, dragged("")
    (Dragged(row=3, lone=None, audience=1, onto=5), 2, None)
    """
    parts = told.split()
    if len(parts) != 3:
        return None
    _, source, target = parts
    first, _, second = source.partition("-")
    if not second.isdigit() or not (first == "lone" or first.isdigit()) or not (target == "alone" or target.isdigit()):
        return None
    onto = None if target == "alone" else int(target)
    if first == "lone":
        return Dragged(None, int(second), None, onto)
    return Dragged(int(first), None, int(second), onto)
