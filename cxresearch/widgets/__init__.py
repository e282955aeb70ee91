"""Controls that call the functions below and show what plots draws; every view is the result of one line of code."""

from cxresearch.widgets.comment_panel import CommentExplorer, explore_comments
from cxresearch.widgets.explorer import Explorer, explore
from cxresearch.widgets.link_panel import LinkExplorer, explore_link
from cxresearch.widgets.map_panel import MapPanel, map_columns

__all__ = [
    "CommentExplorer",
    "Explorer",
    "LinkExplorer",
    "MapPanel",
    "explore",
    "explore_comments",
    "explore_link",
    "map_columns",
]
