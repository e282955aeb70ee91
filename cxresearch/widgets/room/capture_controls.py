"""The scribe's controls in the order of Tab: who writes, the question, the box, and below it what was written."""

from cxresearch.widgets.room.room_parts import button, line, row

__all__ = ["NOT_SAID", "make_controls"]

NOT_SAID = ("Not said", "")
_FONT = {"font_size": "1.35em"}


def make_controls(most: int) -> tuple[dict, dict]:
    """Controls and outlets by name; the outlet ``panel`` holds them all.

    Parameters
    ----------
    most : int
        How many signs an answer may have.
    """
    import ipywidgets as widgets

    words = f"Type an answer and press Enter; at most {most:,} signs"
    controls = {
        "audience": widgets.Dropdown(**line("Audience", "200px")),
        "group": widgets.Text(
            **line("Table", "200px", placeholder="Its name or number, such as Table 3", continuous_update=False)
        ),
        "question": widgets.Dropdown(**line("Question", "520px")),
        "good_or_bad": widgets.Dropdown(
            **line("Seen as", "180px"),
            options=[NOT_SAID, ("Good", "good"), ("Bad", "bad"), ("Good and bad", "both")],
        ),
        "text": widgets.Textarea(
            placeholder=words, rows=2, tooltip="Your answer; Enter saves it", style=_FONT,
            layout=widgets.Layout(width="98%"),
        ),
        "undo": button("Undo", tip="Take back the last thing that this table did"),
        "answer": widgets.Dropdown(**line("Correct", "420px")),
        "edit": button("Into the box", tip="Put the chosen answer into the box to correct it"),
        "take_back": button("Take back"),
        "other": widgets.Dropdown(**line("is the same as", "320px")),
        "merge": button("Put together", tip="Two answers that say the same become one"),
    }  # fmt: skip
    outlets = {name: widgets.HTML() for name in ("notice", "asked", "said", "list")}
    outlets["panel"] = widgets.VBox(
        [
            outlets["notice"],
            row(*(controls[name] for name in ("audience", "group", "question"))),
            outlets["asked"],
            row(controls["good_or_bad"]),
            controls["text"],
            row(controls["undo"], outlets["said"]),
            outlets["list"],
            row(*(controls[name] for name in ("answer", "edit", "take_back"))),
            row(*(controls[name] for name in ("other", "merge"))),
        ],
        layout=widgets.Layout(width="100%", max_width="1500px"),
    )
    return controls, outlets
