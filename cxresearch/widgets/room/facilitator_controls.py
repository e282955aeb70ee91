"""The facilitator's controls and how they stand: the room on top for everybody, the facilitator's desks below it."""

from cxresearch.widgets.room.room_parts import button, line, row
from cxresearch.wording import say, told

__all__ = ["DESKS", "HOSTS", "PHASE_NAMES", "make_controls"]

PHASE_NAMES = {
    "capture": told("Writing down"),
    "vote": told("Voting"),
    "predict": told("Predicting"),
    "reveal": told("The reveal"),
    "closed": told("Closed"),
}
HOSTS = ((told("This computer only"), "127.0.0.1"), (told("Phones in this network"), "0.0.0.0"))
DESKS = (
    (told("The room"), "room"),
    (told("Moderation"), "moderation"),
    (told("Tables and votes"), "tables"),
    (told("Themes by hand"), "themes"),
    (told("Guesses"), "guesses"),
    (told("Actions"), "actions"),
)


def make_controls() -> tuple[dict, dict]:
    """Controls and outlets by name; the outlet ``panel`` holds them all, ``desk_...`` each desk."""
    import ipywidgets as widgets

    wide = widgets.Layout
    # What is typed must not travel at every key: it is read when the button beside it is pressed.
    controls = {
        "phase": widgets.ToggleButtons(
            options=[(say(name), phase) for phase, name in PHASE_NAMES.items()],
            tooltips=[say("Go to: {phase}", phase=say(name)) for name in PHASE_NAMES.values()],
            style={"button_width": "auto"},
            layout=wide(margin="2px 20px 2px 0"),
        ),
        "minutes": widgets.BoundedFloatText(
            value=10, min=0.5, max=1440, step=0.5,
            **line(say("Minutes"), "130px") | {"layout": wide(width="150px", margin="2px 8px 2px 0")},
        ),
        "start": button(say("Start the clock")),
        "pause": button(say("Pause")),
        "host": widgets.Dropdown(
            **line(say("Reached by"), "260px"), options=[(say(name), host) for name, host in HOSTS]
        ),
        "phones": button(say("Open for phones"), "primary"),
        "refresh": button(say("Refresh")),
        "go_on": button(say("Go on"), "primary"),
        "hide_flagged": button(say("Hide all flagged"), "warning"),
        "not_yet": button(say("Not yet")),
        "screen": widgets.Dropdown(**line(say("On the wall"), "420px")),
        "back": button(say("Page back")),
        "next": button(say("Page on"), "primary"),
        "shade": button(say("Dark wall")),
        "sound": button(say("Sound off")),
        "table": widgets.Dropdown(**line(say("Table"), "300px")),
        "people": widgets.BoundedIntText(value=6, min=1, max=1000, **line(say("People"), "130px")),
        "seat": button(say("Keep the number")),
        "lock": button(say("No more phones")),
        "voter": widgets.Dropdown(**line(say("Votes of"), "300px")),
        "strike": button(say("Take these votes out"), "warning"),
        "alike": widgets.Dropdown(**line(say("May be the same"), "520px")),
        "cards": widgets.SelectMultiple(
            **line(say("Or choose several"), "520px", rows=6, tooltip=say("Hold Ctrl or Cmd and click"))
        ),
        "join_cards": button(say("Put the chosen together"), "primary"),
        "audience": widgets.Dropdown(**line(say("New table of"), "220px")),
        "named": widgets.Text(**line(say("called"), "180px", placeholder=say("Its name or number, such as Table 3"))),
        "announce": button(say("Announce it")),
        "together": button(say("Put together"), "primary"),
        "apart": button(say("They differ")),
        "take_apart": button(say("Take the last apart")),
        "erase": button(say("Erase for good"), "danger"),
        "question": widgets.Dropdown(**line(say("Question"), "520px")),
        "desk": widgets.ToggleButtons(
            options=[(say(name), desk) for name, desk in DESKS], style={"button_width": "auto"}
        ),
        "flagged": widgets.Dropdown(**line(say("Answer"), "460px")),
        "reason": widgets.Text(
            **line(say("Reason"), "240px", placeholder=say("Why it is hidden"), value=say("names a person"))
        ),
        "hide": button(say("Hide"), "warning"),
        "show": button(say("Show again")),
        "names": widgets.Textarea(**line(say("Names to flag"), "460px", rows=2, placeholder=say("One name a line"))),
        "set_names": button(say("Keep names")),
        "answer": widgets.Dropdown(**line(say("Answer"), "460px")),
        "theme": widgets.Combobox(**line(say("Theme"), "280px", placeholder=say("Choose one or write a new one"))),
        "move": button(say("Move"), "primary"),
        "give_back": button(say("As the machine had it")),
        "topics": widgets.Textarea(
            **line(say("Touchpoints"), "460px", rows=5, placeholder=say("One a line, named as in the survey"))
        ),
        "set_topics": button(say("Ask for these")),
        "bets": widgets.ToggleButtons(
            options=[(say("Bets of the whole room"), "room"), (say("Bets of leaders only"), "leaders")],
            style={"button_width": "auto"},
        ),
        "text": widgets.Text(**line(say("What"), "420px", placeholder=say("What will be done"))),
        "owner": widgets.Text(**line(say("Who"), "180px")),
        "date": widgets.Text(**line(say("Until"), "170px", placeholder="2026-03-31")),
        "measure": widgets.Text(**line(say("Seen by"), "300px", placeholder=say("How one will see that it worked"))),
        "add_action": button(say("Add"), "primary"),
        "action": widgets.Dropdown(**line(say("Action"), "420px")),
        "take_off": button(say("Take off the list")),
        "export": button(say("Export"), tip=say("Write answers, actions and history, with small groups kept back")),
        "make_report": button(say("Make slides"), tip=say("Write slides of what may leave the room")),
    }  # fmt: skip
    named = (
        "wall", "said", "address", "counts", "grouped", "flags", "topics", "actions", "warned", "gate", "preview",
        "ballot", "scribes",
    )  # fmt: skip
    outlets = {name: widgets.HTML() for name in named}
    take = controls.__getitem__
    desks = {
        "moderation": [row(*map(take, ("flagged", "reason", "hide", "show", "erase"))), outlets["flags"],
                       row(*map(take, ("names", "set_names")))],
        "tables": [row(*map(take, ("table", "people", "seat", "lock"))),
                   row(*map(take, ("audience", "named", "announce"))), outlets["scribes"],
                   row(*map(take, ("alike", "together", "apart", "take_apart"))),
                   row(*map(take, ("cards", "join_cards"))),
                   row(*map(take, ("voter", "strike"))), outlets["ballot"]],
        "themes": [row(*map(take, ("answer", "theme", "move", "give_back")))],
        "guesses": [row(*map(take, ("topics", "set_topics", "bets"))), outlets["topics"]],
        "actions": [row(*map(take, ("text", "owner", "date", "measure", "add_action"))),
                    row(*map(take, ("action", "take_off")))],
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
            row(*map(take, ("go_on", "hide_flagged", "not_yet"))),
            outlets["gate"],
            outlets["warned"],
            room,
            row(*map(take, ("screen", "back", "next", "shade", "sound", "export", "make_report"))),
            outlets["preview"],
            row(controls["question"]),
            outlets["grouped"],
            controls["desk"],
            *(outlets[f"desk_{name}"] for name in desks),
        ],
        layout=wide(width="100%", max_width="1600px"),
    )
    return controls, outlets
