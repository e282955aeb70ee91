"""Controls that call the functions below and show what plots draws; every view is the result of one line of code."""

from cxresearch.widgets.capture_panel import CaptureBoard, capture_board
from cxresearch.widgets.comment_panel import CommentExplorer, explore_comments
from cxresearch.widgets.explorer import Explorer, explore
from cxresearch.widgets.facilitator_panel import FacilitatorBoard, facilitator_board
from cxresearch.widgets.link_panel import LinkExplorer, explore_link
from cxresearch.widgets.map_panel import MapPanel, map_columns
from cxresearch.widgets.reveal_panel import Reveal, reveal
from cxresearch.widgets.scorecard_panel import ScorecardExplorer, explore_scorecard

__all__ = [
    "CaptureBoard",
    "CommentExplorer",
    "Explorer",
    "FacilitatorBoard",
    "LinkExplorer",
    "MapPanel",
    "Reveal",
    "ScorecardExplorer",
    "capture_board",
    "explore",
    "explore_comments",
    "explore_link",
    "explore_scorecard",
    "facilitator_board",
    "map_columns",
    "reveal",
]
