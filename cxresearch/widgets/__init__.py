"""Controls that call the functions below and show what plots draws; every view is the result of one line of code."""

from cxresearch.widgets.explorer import Explorer, explore
from cxresearch.widgets.map_panel import MapPanel, map_columns

__all__ = ["Explorer", "MapPanel", "explore", "map_columns"]
