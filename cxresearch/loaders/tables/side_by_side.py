"""A second table that somebody pasted beside the answers: behind an empty column, and shorter than they are."""

from dataclasses import replace

from cxresearch.loaders.tables.grid import Grid, is_blank, text_of
from cxresearch.wording import kept

__all__ = ["without_table_beside"]

_MOST_ROWS = 200_000
_SHARE = 0.3


def without_table_beside(grid: Grid) -> Grid:
    """The grid without a short table that stands right of the answers, said as a fault; else the grid as it is."""
    if grid.body is not None or len(grid.rows) > _MOST_ROWS:
        return grid
    rows = grid.rows
    width = max(map(len, rows), default=0)
    filled = [0] * width
    for row in rows:
        for at, cell in enumerate(row):
            filled[at] += not is_blank(cell)
    gaps = [at for at in range(1, width - 1) if filled[at] == 0]
    if not gaps:
        return grid
    for gap in gaps:
        left, right = max(filled[:gap], default=0), max(filled[gap + 1 :], default=0)
        beside = [row for row in rows if any(not is_blank(cell) for cell in row[:gap])]
        own = sum(any(not is_blank(cell) for cell in row[gap + 1 :]) for row in rows)
        if left >= 5 and right and own <= max(_SHARE * len(beside), 2) and right <= _SHARE * left:
            names = next(
                (
                    [text_of(cell) for cell in row[gap + 1 :] if not is_blank(cell)]
                    for row in rows
                    if len(row) > gap and any(not is_blank(c) for c in row[gap + 1 :])
                ),
                [],
            )
            told = ", ".join(repr(name[:30]) for name in names[:4])
            fault = kept(
                "a second table stands beside the answers, behind an empty column ({told}; {own} rows), "
                "and was left out: it holds no answers of these respondents",
                told=told,
                own=own,
            )
            return replace(grid, rows=[list(row[:gap]) for row in rows], faults=[*grid.faults, fault])
    return grid
