"""The facilitator's controls and how they stand: the room on top for everybody, the facilitator's desks below it."""

from cxresearch.widgets.room.room_parts import button, line, row

__all__ = ["DESKS", "HOSTS", "PHASE_NAMES", "make_controls"]

PHASE_NAMES = {
    "capture": "Writing down",
    "vote": "Voting",
    "predict": "Predicting",
    "reveal": "The reveal",
    "closed": "Closed",
}
HOSTS = (("This computer only", "127.0.0.1"), ("Phones in this network", "0.0.0.0"))
DESKS = (
    ("The room", "room"),
    ("Moderation", "moderation"),
    ("Themes by hand", "themes"),
    ("Guesses", "guesses"),
    ("Actions and export", "actions"),
)


def make_controls() -> tuple[dict, dict]:
    """Controls and outlets by name; the outlet ``panel`` holds them all, ``desk_...`` each desk."""
    import ipywidgets as widgets

    wide = widgets.Layout
    # What is typed must not travel at every key: it is read when the button beside it is pressed.
    controls = {
        "phase": widgets.ToggleButtons(
            options=[(name, phase) for phase, name in PHASE_NAMES.items()],
            tooltips=[f"Go to: {name}" for name in PHASE_NAMES.values()],
            style={"button_width": "auto"},
            layout=wide(margin="2px 20px 2px 0"),
        ),
        "minutes": widgets.BoundedFloatText(
            value=10, min=0.5, max=1440, step=0.5,
            **line("Minutes", "130px") | {"layout": wide(width="150px", margin="2px 8px 2px 0")},
        ),
        "start": button("Start the clock"),
        "pause": button("Pause"),
        "host": widgets.Dropdown(**line("Reached by", "260px"), options=HOSTS),
        "phones": button("Open for phones", "primary"),
        "refresh": button("Refresh"),
        "question": widgets.Dropdown(**line("Question", "520px")),
        "desk": widgets.ToggleButtons(options=list(DESKS), style={"button_width": "auto"}),
        "flagged": widgets.Dropdown(**line("Answer", "460px")),
        "reason": widgets.Text(**line("Reason", "240px", placeholder="Why it is hidden", value="names a person")),
        "hide": button("Hide", "warning"),
        "show": button("Show again"),
        "names": widgets.Textarea(**line("Names to flag", "460px", rows=2, placeholder="One name a line")),
        "set_names": button("Keep names"),
        "answer": widgets.Dropdown(**line("Answer", "460px")),
        "theme": widgets.Combobox(**line("Theme", "280px", placeholder="Choose one or write a new one")),
        "move": button("Move", "primary"),
        "give_back": button("As the machine had it"),
        "topics": widgets.Textarea(
            **line("Touchpoints", "460px", rows=5, placeholder="One a line, named as in the survey")
        ),
        "set_topics": button("Ask for these"),
        "text": widgets.Text(**line("What", "420px", placeholder="What will be done")),
        "owner": widgets.Text(**line("Who", "180px")),
        "date": widgets.Text(**line("Until", "170px", placeholder="2026-03-31")),
        "measure": widgets.Text(**line("Seen by", "300px", placeholder="How one will see that it worked")),
        "add_action": button("Add", "primary"),
        "action": widgets.Dropdown(**line("Action", "420px")),
        "take_off": button("Take off the list"),
        "export": button("Export", tip="Write answers, actions and history, with small groups kept back"),
    }  # fmt: skip
    outlets = {
        name: widgets.HTML()
        for name in ("wall", "said", "address", "counts", "grouped", "flags", "topics", "actions", "warned")
    }
    take = controls.__getitem__
    desks = {
        "moderation": [row(*map(take, ("flagged", "reason", "hide", "show"))), outlets["flags"],
                       row(*map(take, ("names", "set_names")))],
        "themes": [row(*map(take, ("answer", "theme", "move", "give_back")))],
        "guesses": [row(*map(take, ("topics", "set_topics"))), outlets["topics"]],
        "actions": [row(*map(take, ("text", "owner", "date", "measure", "add_action"))),
                    row(*map(take, ("action", "take_off", "export")))],
    }  # fmt: skip
    for name, children in desks.items():
        outlets[f"desk_{name}"] = widgets.VBox(children, layout=wide(width="100%", margin=".4em 0"))
    room = widgets.HBox(
        [
            widgets.VBox(
                [outlets["counts"], outlets["actions"]],
                layout=wide(flex="3 1 560px", min_width="300px", max_width="100%"),
            ),
            widgets.VBox([outlets["address"]], layout=wide(flex="0 1 auto", max_width="100%")),
        ],
        layout=wide(flex_flow="row wrap", width="100%", align_items="flex-start"),
    )
    outlets["panel"] = widgets.VBox(
        [
            outlets["wall"],
            row(*map(take, ("phase", "minutes", "start", "pause", "host", "phones", "refresh"))),
            outlets["said"],
            outlets["warned"],
            room,
            row(controls["question"]),
            outlets["grouped"],
            controls["desk"],
            *(outlets[f"desk_{name}"] for name in desks),
        ],
        layout=wide(width="100%", max_width="1600px"),
    )
    return controls, outlets
