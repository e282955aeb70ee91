"""How large everything on a page is, in inches, so that nothing has to be cut and nothing overlaps."""

from collections.abc import Sequence

from cxresearch.plots.drawing.letters import LINE, legible, text_width, wrapped
from cxresearch.plots.drawing.page import EDGE, LANE, TICKS, Key, Page, Plan
from cxresearch.plots.drawing.style import Type

__all__ = ["chart_height", "shrunk"]

# Shares of the sheet: what labels may take, the first that leaves the chart enough; and the least for the chart.
_LABELS_AT_MOST = (0.36, 0.31, 0.26, 0.22, 0.18)
_CHART_AT_LEAST = 0.28
_SMALLEST = 0.4
_Y_LABEL = 3.2
_AIR = 0.42  # in a row, in lines of its label
# Names under columns: the part of a column that they fill, their sizes against a cell's, and their lines before a
# smaller size is tried.
_COLUMN, _UNDER, _MOST_UNDER = 0.96, (TICKS, 0.75, 0.65, 0.55), 4


def shrunk(page: Page, kind: Type, place: tuple[float, float, float, float] | None) -> tuple[Plan, float]:
    """The page at the largest type that fits, and how much smaller that is; ``place`` None grows with its rows."""
    width = kind.width if place is None else place[2] - place[0]
    height = None if place is None else place[3] - place[1]
    size = 1.0
    while True:
        plan = _measured(page, kind.scaled(size), width)
        free = None if height is None else height - plan.above - plan.band - plan.below
        fits = plan.chart_width >= _CHART_AT_LEAST * width and (
            free is None or free >= chart_height(page, plan, least=True)
        )
        if fits or size <= _SMALLEST:
            return plan, size
        size -= 0.04


def chart_height(page: Page, plan: Plan, *, least: bool = False) -> float:
    if page.labels:
        return max(sum(plan.rows), 1.0 if not least else 0.6)
    return 1.4 if least else page.height


def _measured(page: Page, kind: Type, width: float) -> Plan:
    room = width - 2 * EDGE
    inch = 1 / 72
    title = wrapped(page.title, room, size=kind.title, bold=True)
    footer = [line for text in page.footer for line in wrapped(text, room, size=kind.small)]
    headers, widths = [], []
    for column in page.columns:
        cells = [line for cell in column.cells for line in cell.split("\n")]
        widest = max((text_width(legible(cell), kind.cell, bool(column.strong)) for cell in cells), default=0.0)
        longest = max(text_width(word, kind.small, True) for word in (column.header or "-").split())
        header = wrapped(column.header, max(widest, longest, 8.5 * kind.small * inch), size=kind.small, bold=True)
        headers.append(header)
        widths.append(max([widest, *(text_width(line, kind.small, True) for line in header)]))
    columns_room = sum(widths) + len(widths) * kind.cell * 1.4 * inch
    y_label = wrapped(page.y_label, 0.85 * min(page.height, _Y_LABEL), size=kind.cell) if page.y_label else []
    # The numbers of the axis, its marks and its label stand left of the chart.
    side = (3.1 * TICKS + 1.3 * len(y_label) + 0.3) * kind.cell * inch if y_label else 0.0
    for share in _LABELS_AT_MOST:
        labels, label_room = _label_block(page.labels, share * room, kind)
        right, right_room = _label_block(page.right, share * room, kind)
        chart_width = room - side - label_room - right_room - columns_room
        if chart_width >= _CHART_AT_LEAST * width:
            break
    head = (
        wrapped(page.panel_header, max(page.panel * chart_width, 0.5), size=kind.small, bold=True) if page.panel else []
    )
    lane = LANE * chart_width / max(len(page.lanes), 1)
    lanes = [
        [line for part in text.split("\n") for line in wrapped(part, lane, size=kind.small, bold=True)]
        for text in page.lanes
    ]
    head_height = max([len(header) for header in [*headers, head, *lanes]], default=0) * LINE * kind.small
    key_columns, key_rows = _key_grid(page.keys, room - columns_room - page.panel * chart_width, kind)
    beside = key_rows <= 1 and not lanes
    if not beside:
        key_columns, key_rows = _key_grid(page.keys, room, kind)
    key_height = key_rows * 1.35 * kind.cell
    band = (max(head_height, key_height) if beside else head_height + key_height + 0.4 * kind.cell) * inch
    x_label = wrapped(page.x_label, chart_width, size=kind.cell) if page.x_label else []
    under, under_size = _names_under(page.under, chart_width, kind)
    tick_lines = max(map(len, under), default=1)
    below = (
        1.5 * TICKS * kind.cell + 1.25 * (tick_lines - 1) * under_size
        + (1.3 * len(x_label) + 0.3 * bool(x_label)) * kind.cell
    ) * inch  # fmt: skip
    footer_room = len(footer) * LINE * kind.small * inch
    return Plan(
        type=kind,
        title=title,
        labels=labels,
        right=right,
        headers=headers,
        widths=widths,
        panel_header=head,
        footer=footer,
        x_label=x_label,
        y_label=y_label,
        key_columns=key_columns,
        label_room=label_room + side,
        right_room=right_room,
        columns_room=columns_room,
        above=EDGE + (len(title) * 1.2 + 0.5) * kind.title * inch,
        band=band + (0.6 * kind.cell * inch if band else 0),
        below=below + footer_room + (0.9 * kind.small * inch if footer else 0) + EDGE,
        footer_room=footer_room,
        room=room,
        chart_width=chart_width,
        rows=_row_heights(page, labels, right, kind),
        lanes=lanes,
        under=under,
        under_size=under_size,
    )


def _row_heights(page: Page, labels: list[list[str]], right: list[list[str]], kind: Type) -> list[float]:
    """What each row needs: a label of three lines makes its own row tall and no other."""
    heights = []
    for at in range(len(labels)):
        lines = max(len(labels[at]), len(right[at]) if right else 0)
        cells = max((column.cells[at].count("\n") + 1 for column in page.columns), default=1)
        heights.append(max(lines * kind.label, cells * kind.cell, page.thickness * kind.label) * LINE)
    return [(height + _AIR * kind.label) / 72 for height in heights]


def _names_under(names: Sequence[str], width: float, kind: Type) -> tuple[list[list[str]], float]:
    """Names in the lines that their columns bear, and their size: a word in two pieces is worse than small type."""
    if not names:
        return [], TICKS * kind.cell
    room = _COLUMN * width / len(names)
    words = [legible(word) for name in names for word in name.split()]
    for size in _UNDER:
        lines = [
            [line for part in name.split("\n") for line in wrapped(part, room, size=size * kind.cell)] for name in names
        ]
        fits = all(text_width(word, size * kind.cell) <= room for word in words)
        if fits and max(map(len, lines)) <= _MOST_UNDER:
            break
    return lines, size * kind.cell


def _label_block(texts: Sequence[str], room: float, kind: Type) -> tuple[list[list[str]], float]:
    """Labels in lines, and the width they take together with the gap beside them."""
    if not texts:
        return [], 0.0
    lines = [wrapped(text, room, size=kind.label) for text in texts]
    widest = max(text_width(line, kind.label) for label in lines for line in label)
    return lines, widest + 0.8 * kind.label / 72


def _key_grid(keys: Sequence[Key], room: float, kind: Type) -> tuple[int, int]:
    """How many columns of the key fit side by side, and its rows."""
    for columns in range(len(keys), 1, -1):
        # Legends fill columns downwards.
        rows = -(-len(keys) // columns)
        wide = [
            max(text_width(legible(key.text), kind.cell) for key in keys[at : at + rows])
            for at in range(0, len(keys), rows)
        ]
        if sum(wide) + len(wide) * 3.6 * kind.cell / 72 <= room:
            return len(wide), rows
    return 1, len(keys)
