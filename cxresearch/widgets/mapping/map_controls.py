"""The mapping panel's controls and how they stand: a list on the left, one editor on the right, the rest below."""

from cxresearch.survey.codebook import ASPECTS
from cxresearch.widgets.mapping.spoken import aspect_in_words
from cxresearch.wording import say, told

__all__ = ["make_controls"]

_SCALES = told("0-10, or poor | fair | good, or 1=schlecht | 2=mittel | 3=gut")
_TOPIC = told("What to call it in tables and pictures")
_WHOM = told("Whose answers were to be guessed; empty if nobody's")


def make_controls(folder: str) -> tuple[dict, dict]:
    """Controls and outlets by name; the outlet ``panel`` holds them all.

    Parameters
    ----------
    folder : str
        What stands in the field for the folder at first.
    """
    import ipywidgets as widgets

    wide = widgets.Layout

    def line(**options):
        # Hiding one control must not hide another, so each has a layout of its own.
        return {"style": {"description_width": "84px"}, "layout": wide(width="98%"), **options}

    def button(words: str = "", style: str = ""):
        return widgets.Button(description=words, button_style=style, layout=wide(width="auto", margin="2px 8px 2px 0"))

    typed = {"continuous_update": False}
    controls = {
        "unsure": widgets.Checkbox(indent=False, layout=wide(width="auto")),
        "find": widgets.Text(placeholder=say("Find a column"), layout=wide(width="98%")),
        "column": widgets.Select(layout=wide(width="98%", height="330px"), tooltip=say("Choose a column")),
        "what": widgets.Dropdown(**line(description=say("What it is"))),
        "scale": widgets.Text(**line(description=say("Scale"), placeholder=say(_SCALES), **typed)),
        "topic": widgets.Text(**line(description=say("Topic"), placeholder=say(_TOPIC), **typed)),
        "aspect": widgets.Dropdown(
            **line(description=say("Asked as"), options=[(aspect_in_words(one), one) for one in ASPECTS])
        ),
        # Any name may be written: those who were guessed are often in another file.
        "of_whom": widgets.Combobox(
            **line(description=say("Guess about"), placeholder=say(_WHOM), ensure_option=False, **typed)
        ),
        "reversed": widgets.Checkbox(**line(description=say("A high answer means little (reversed)"))),
        "lines": widgets.Textarea(**line(description=say("Answers"), **typed)),
        "confirm": button(say("The guess is right")),
        "back": button(say("Back to the guess")),
        "alike": button(style="info"),
        "folder": widgets.Text(
            description=say("Folder"),
            value=folder,
            placeholder=say("where to keep codebook.csv"),
            style={"description_width": "initial"},
            layout=wide(width="420px", max_width="100%"),
        ),
        "save": button(say("Save codebook.csv"), "primary"),
    }
    outlets = {name: widgets.HTML() for name in ("doubts", "head", "facts", "said", "hint", "summary", "code")}
    editor = [controls[name] for name in ("what", "scale", "topic", "aspect", "of_whom", "reversed", "lines")]

    def row():
        return wide(flex_flow="row wrap", width="100%", align_items="center")

    left = widgets.VBox(
        [controls["unsure"], controls["find"], controls["column"]],
        layout=wide(flex="1 1 300px", min_width="260px", max_width="100%"),
    )
    right = widgets.VBox(
        [
            outlets["head"],
            *editor,
            outlets["hint"],
            widgets.HBox([controls[name] for name in ("confirm", "back", "alike")], layout=row()),
        ],
        layout=wide(flex="2 1 430px", min_width="300px", max_width="100%"),
    )
    outlets["panel"] = widgets.VBox(
        [
            outlets["doubts"],
            widgets.HBox([left, right], layout=wide(flex_flow="row wrap", width="100%", align_items="flex-start")),
            outlets["said"],
            outlets["facts"],
            outlets["summary"],
            widgets.HBox([controls["folder"], controls["save"]], layout=row()),
            outlets["code"],
        ],
        layout=wide(width="100%"),
    )
    return controls, outlets
