"""The scribe's controls in the order of Tab: who writes, the question, the box, and below it what was written."""

from cxresearch.widgets.room.room_parts import button, line, row
from cxresearch.wording import count, say, told

__all__ = ["NOT_SAID", "make_controls"]

NOT_SAID = (told("Not said"), "")
_FONT = {"font_size": "1.35em"}


def make_controls(most: int) -> tuple[dict, dict]:
    """Controls and outlets by name; the outlet ``panel`` holds them all.

    Parameters
    ----------
    most : int
        How many signs an answer may have.
    """
    import ipywidgets as widgets

    words = say("Type an answer and press Enter; at most {most} signs", most=count(most))
    controls = {
        "audience": widgets.Dropdown(**line(say("Audience"), "200px")),
        "group": widgets.Text(
            **line(say("Table"), "200px",
                   placeholder=say("Its name or number, such as Table 3"), continuous_update=False)
        ),
        "question": widgets.Dropdown(**line(say("Question"), "520px")),
        "good_or_bad": widgets.Dropdown(
            **line(say("Seen as"), "180px"),
            options=[(say(NOT_SAID[0]), ""), (say("Good"), "good"), (say("Bad"), "bad"), (say("Good and bad"), "both")],
        ),
        "text": widgets.Textarea(
            placeholder=words, rows=2, tooltip=say("Your answer; Enter saves it"), style=_FONT,
            layout=widgets.Layout(width="98%"),
        ),
        "undo": button(say("Undo"), tip=say("Take back the last thing that this table did")),
        "answer": widgets.Dropdown(**line(say("Correct"), "420px")),
        "edit": button(say("Into the box"), tip=say("Put the chosen answer into the box to correct it")),
        "take_back": button(say("Take back")),
        "other": widgets.Dropdown(**line(say("is the same as"), "320px")),
        "merge": button(say("Put together"), tip=say("Two answers that say the same become one")),
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
