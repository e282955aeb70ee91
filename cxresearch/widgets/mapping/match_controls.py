"""The matching panel's controls: a grid of touchpoints to page through, lone questions below, the file at the end.

A page has a fixed number of rows, which are filled anew: forty touchpoints cost no more controls than ten.
"""

from collections.abc import Sequence

from cxresearch.widgets.mapping.match_drag import ALONE, CELL, FIELD, PANEL, ROW
from cxresearch.wording import say

__all__ = ["ROWS", "ROWS_ALONE", "make_match_controls"]

ROWS = 10
ROWS_ALONE = 6
_LINE = "1px solid #c9d1d6"


def make_match_controls(audiences: Sequence[str]) -> tuple[dict, dict]:
    """Controls and outlets by name.

    Returns
    -------
    controls, outlets : dict
        ``controls["rows"]`` and ``controls["lone"]`` are lists of dicts, a dict a row of the page; the outlet
        ``panel`` holds everything.
    """
    import ipywidgets as widgets

    wide = widgets.Layout

    def button(words: str, style: str = ""):
        return widgets.Button(description=words, button_style=style, layout=wide(width="auto", margin="2px 8px 2px 0"))

    def text(hint: str):
        return widgets.Text(continuous_update=False, tooltip=hint, layout=wide(width="auto", min_width="0"))

    def choice():
        return widgets.Dropdown(layout=wide(width="auto", min_width="0"))

    def tick(words: str = "", hint: str = ""):
        return widgets.Checkbox(description=words, tooltip=hint, indent=False, layout=wide(width="auto", min_width="0"))

    def grid(children, columns: str):
        return widgets.GridBox(
            children,
            layout=wide(
                grid_template_columns=columns, grid_gap="0 8px", width="100%", align_items="center", overflow="hidden"
            ),
        )

    def row(children):
        return widgets.HBox(children, layout=wide(flex_flow="row wrap", width="100%", align_items="center"))

    columns = f"minmax(90px, 3fr) repeat({len(audiences)}, minmax(100px, 4fr)) 84px"
    lone_columns = "minmax(90px, 3fr) minmax(120px, 6fr) minmax(120px, 5fr)"
    names = "headline file said legend head page lone_title lone_head lone_page said_below code drag"
    outlets = {name: widgets.HTML() for name in names.split()}
    rows = []
    for at in range(ROWS):
        slot = {
            "topic": text(say("Topic: what it is called in tables and pictures")),
            "cells": {audience: choice() for audience in audiences},
            "grips": {audience: widgets.HTML(layout=wide(flex="0 0 auto", margin="0")) for audience in audiences},
            "confirmed": tick(say("same"), say("Tick where these questions ask the same")),
            "rescale": widgets.Checkbox(indent=False, layout=wide(width="auto", margin="2px 20px 2px 2px")),
            "full": widgets.HTML(layout=wide(min_width="0", flex="1 1 330px")),
            "at": at,
        }
        cells = [
            widgets.HBox([slot["grips"][audience], cell], layout=wide(min_width="0", align_items="center"))
            for audience, cell in slot["cells"].items()
        ]
        for cell in cells:
            cell.add_class(CELL)
            cell.children[1].layout.flex = "1 1 0"
        slot["box"] = widgets.VBox(
            [
                grid([slot["topic"], *cells, slot["confirmed"]], columns),
                widgets.HBox([slot["rescale"], slot["full"]], layout=wide(flex_flow="row wrap", width="100%")),
            ],
            layout=wide(width="100%", border_top=_LINE, padding="3px 0", overflow="hidden"),
        )
        slot["box"].add_class(ROW)
        slot["box"].add_class(f"{ROW}-{at}")
        rows.append(slot)
    lone = []
    for at in range(ROWS_ALONE):
        slot = {
            "topic": text(say("Topic: what it is called in tables and pictures")),
            "asked": widgets.HTML(layout=wide(min_width="0")),
            "place": choice(),
            "at": at,
        }
        slot["box"] = widgets.Box(
            [grid([slot["topic"], slot["asked"], slot["place"]], lone_columns)],
            layout=wide(width="100%", border_top=_LINE, padding="2px 0", overflow="hidden"),
        )
        lone.append(slot)
    controls = {
        "show": widgets.Dropdown(
            description=say("Show"),
            style={"description_width": "initial"},
            layout=wide(width="auto", min_width="210px"),
        ),
        "find": widgets.Text(
            placeholder=say("Find a word"),
            tooltip=say("Find a word"),
            layout=wide(width="150px", margin="2px 12px 2px 2px"),
        ),
        "back": button(say("Back")),
        "next": button(say("Next")),
        "lone_back": button(say("Back")),
        "lone_next": button(say("Next")),
        "undo": button(say("Undo")),
        "save": button(say("Save matches.csv"), "primary"),
        "reload": button(say("Read the file again")),
        "over": button(say("Write over the file"), "warning"),
        "dropped": widgets.Text(tooltip=say("What was dragged where"), layout=wide(display="none")),
        "rows": rows,
        "lone": lone,
    }
    controls["dropped"].add_class(FIELD)
    outlets["alone"] = widgets.VBox(
        [
            outlets["lone_title"],
            outlets["lone_head"],
            *(slot["box"] for slot in lone),
            row([controls["lone_back"], controls["lone_next"], outlets["lone_page"]]),
        ],
        layout=wide(width="100%", overflow="hidden"),
    )
    outlets["alone"].add_class(ALONE)
    outlets["panel"] = widgets.VBox(
        [
            outlets["headline"],
            row([controls[name] for name in ("show", "find", "undo", "save", "reload", "over")]),
            outlets["file"],
            outlets["said"],
            outlets["legend"],
            outlets["head"],
            *(slot["box"] for slot in rows),
            row([controls["back"], controls["next"], outlets["page"]]),
            outlets["alone"],
            outlets["said_below"],
            outlets["code"],
            controls["dropped"],
            outlets["drag"],
        ],
        layout=wide(width="100%"),
    )
    outlets["panel"].add_class(PANEL)
    outlets["grid"] = columns
    outlets["lone_grid"] = lone_columns
    return controls, outlets
