"""What each column of a survey was taken for, with its answers beside it, corrected by click and kept for next time.

One list to choose a column from, one editor for it, one table of all columns: a hundred columns need no more.
"""

from pathlib import Path

import pandas as pd
from markupsafe import Markup

from cxresearch.combining.corrections import LEFT_OUT
from cxresearch.errors import CXResearchError
from cxresearch.stats.bases.naming import audience_name
from cxresearch.survey.audiences import CUSTOMERS, STAFF, shared_name
from cxresearch.survey.codebook import ASPECTS, ROLES, SCALED
from cxresearch.survey.survey import Survey
from cxresearch.widgets.controls.parts import Panel
from cxresearch.widgets.controls.views import _quoted
from cxresearch.widgets.mapping.column_map import ColumnMap
from cxresearch.widgets.mapping.map_controls import make_controls
from cxresearch.widgets.mapping.map_words import (
    QUIET,
    WARN,
    became,
    facts,
    head,
    in_doubt,
    in_words,
    shortened,
    summary,
)
from cxresearch.widgets.mapping.spoken import kind_in_words, role_in_words
from cxresearch.wording import count, plural, say, told

__all__ = ["MapPanel", "map_columns"]

WHAT = {
    "rating": told("Rating on a scale"),
    "nps": told("Recommending (NPS)"),
    "effort": told("Effort on a scale"),
    "choice": told("Choice of one answer"),
    "multi": told("Choice of several answers"),
    "verbatim": told("Comment"),
    "number": told("Number"),
    "date": told("Date"),
}
_ROLE = "role "
_EDITED = ("what", "scale", "topic", "aspect", "of_whom", "reversed")
_SAID = "font-size:1.1em;line-height:1.4;margin:.4em 0"


def map_columns(survey: Survey, folder: str | Path | None = None) -> "MapPanel":
    """A panel to see and correct what was guessed for each column.

    Parameters
    ----------
    survey : Survey
    folder : path, optional
        Where corrections are kept: a ``codebook.csv`` or ``labels.csv`` there is read again, and saved by the button.

    Returns
    -------
    MapPanel
        Shown as the last line of a cell. Its ``.survey`` is the survey as corrected; ``.sentence``, ``.table``,
        ``.sheet``, ``.unmapped`` and ``.code`` tell what it shows. Without clicks: :func:`apply_codebook`.

    Raises
    ------
    Nothing: what is wrong with a saved file or with what is typed is said in the panel.

    Examples
    --------
    >>> survey = Survey.from_frame(pd.DataFrame({"shop": ["A", "B", "B"], "Service": ["gut", "mies", "gut"]}))
    >>> panel = map_columns(survey)
    >>> panel.change("shop", role="unit").change("Service", kind="rating", scale="mies | gut").sentence
    'Service is now a rating on 1-2.'
    >>> dict(panel.survey.roles), panel.survey.numbers()["Service"].tolist()
    ({'unit': 'shop'}, [2.0, 1.0, 2.0])
    """
    return MapPanel(survey, folder)


class MapPanel(Panel):
    """The panel that :func:`map_columns` gives; works without a notebook as well.

    Attributes
    ----------
    map : ColumnMap
        What was guessed and what was made of it.
    column : str
        The column that is looked at.
    sentence : str
        What the last step did, or why it could not be done.
    """

    def __init__(self, survey: Survey, folder: str | Path | None = None):
        self.map = ColumnMap(survey, folder)
        self.sentence = self.map.opening
        asked = survey.codebook.id.tolist()
        doubted = [one for one in self.map.mapped._doubted_columns() if one in self.map.sheet.index]
        self.column = next(iter([*doubted, *self.map.unsure, *asked, *survey.columns]))
        self.fault = False
        self._controls: dict = {}
        self._outlets: dict = {}
        self._settling = False

    # -- what it shows -------------------------------------------------------------------------

    @property
    def survey(self) -> Survey:
        """The survey, read as the panel says."""
        return self.map.survey

    @property
    def sheet(self) -> pd.DataFrame:
        """A line for each column, for :func:`apply_codebook`."""
        return self.map.sheet.reset_index(drop=True)

    @property
    def table(self) -> pd.DataFrame:
        """The summary as the panel shows it, a line for each column."""
        return self.map.table()

    @property
    def unmapped(self) -> pd.DataFrame:
        """Labels that stand for no point of their question's scale: ``question, label, n``."""
        return self.map.unmapped()

    @property
    def code(self) -> str:
        """The line of code that gives the same survey, once it is saved."""
        if not self.map.saved:
            return "cx.apply_codebook(survey, panel.sheet, labels=panel.labels)"
        return f"cx.apply_codebook(survey, {_quoted(self.map.folder.as_posix())})"

    @property
    def labels(self) -> pd.DataFrame:
        """Labels that were mapped and values that were renamed: ``list, label, value``."""
        return self.map.lists.table()

    # -- changing ------------------------------------------------------------------------------

    def choose(self, column: str) -> "MapPanel":
        """Look at a column. Gives the panel back.

        Raises
        ------
        QuestionError
            If there is no such column.
        """
        self.column = self.map.known(column)
        self._refresh()
        return self

    def change(self, column: str, **cells) -> "MapPanel":
        """Correct a column: ``role, kind, scale, topic, aspect, reversed, text, of_whom``. Gives the panel back.

        Raises
        ------
        QuestionError, OptionError, ScaleError
            Naming what does not fit; nothing is changed then.
        """
        before = self._holders()
        self.map.change(column, **cells)
        self._say(became(self.map, column) + self._moved(column, before))
        return self.choose(column)

    def map_labels(self, column: str, labels: dict) -> "MapPanel":
        """Give labels their number, or the values of a role their name: ``{"gut": 3}``. Gives the panel back.

        Raises
        ------
        QuestionError, OptionError, ScaleError
            Naming what does not fit; nothing is changed then.
        """
        self.map.write_lines(column, "\n".join(f"{old} = {new}" for old, new in labels.items()))
        self._say(became(self.map, column))
        return self.choose(column)

    def save(self, folder: str | Path | None = None) -> Path:
        """Write ``codebook.csv``, and ``labels.csv`` where there are any, to be read again next time.

        Raises
        ------
        OptionError, SurveyFileError
            If there is no folder, or it cannot be written.
        """
        path = self.map.save(folder)
        files = say("codebook.csv and labels.csv") if len(self.labels) else "codebook.csv"
        self._say(say("Saved {files} in {folder}; the next time they are read again.", files=files,
                      folder=path.as_posix()))  # fmt: skip
        self._refresh()
        return path

    def _say(self, sentence: str, *, fault: bool = False) -> None:
        self.sentence, self.fault = sentence, fault

    def _holders(self) -> dict[str, str]:
        return {role: row.id for row in self.map.sheet.itertuples() for role in row.role.split(", ") if role}

    def _moved(self, column: str, before: dict[str, str]) -> str:
        """What became of the column that had the role before."""
        lost = [
            (before[role], role)
            for role in filter(None, self.map.sheet.role[column].split(", "))
            if before.get(role, column) != column
        ]
        return "".join(
            " "
            + say(
                "{column} was the {role} before; it is {what} now.",
                column=other, role=role_in_words(role), what=in_words(self.map, other),
            )
            for other, role in lost
        )  # fmt: skip

    # -- the panel -----------------------------------------------------------------------------

    def _make(self) -> None:
        controls, outlets = make_controls(str(self.map.folder or ""))
        self._controls, self._outlets = controls, outlets
        self._refresh()
        for name in ("unsure", "find"):
            controls[name].observe(self._on_filter, names="value")
        controls["column"].observe(self._on_column, names="value")
        for name in _EDITED:
            controls[name].observe(self._on_cell, names="value")
        controls["lines"].observe(self._on_lines, names="value")
        for name in ("confirm", "back", "alike", "save"):
            controls[name].on_click(getattr(self, f"_on_{name}"))

    # -- what a person does --------------------------------------------------------------------

    def _on_filter(self, change) -> None:
        if not self._settling:
            self._settle_list()
            self._show()

    def _on_column(self, change) -> None:
        if self._settling or self._controls["column"].value is None:
            return
        self._say("")
        self._try(lambda: self.choose(self._controls["column"].value))

    def _on_cell(self, change) -> None:
        """A control of the editor was changed: take all of them, since a kind may wait for its scale."""
        if self._settling:
            return
        chosen = {name: self._controls[name].value for name in _EDITED}
        what = chosen.pop("what")
        self._place(what)
        if what.startswith(_ROLE):
            cells = {"role": what.removeprefix(_ROLE)}
        elif what == LEFT_OUT:
            cells = {"kind": LEFT_OUT}
        else:
            whom = chosen.pop("of_whom")
            whom = shared_name(whom) if self._may_guess(what, chosen["aspect"]) else ""
            if what not in SCALED:
                chosen = {"topic": chosen["topic"]}
            cells = {"kind": what, **chosen}
            if whom != self.map.of_whom(self.column):
                cells["of_whom"] = whom
            cells["topic"] = cells["topic"].strip() or self.map.sheet.text[self.column]
        self._try(lambda: self.change(self.column, **cells))

    @staticmethod
    def _may_guess(what: str, aspect: str) -> bool:
        """A rating says itself that it is a guess; a choice is one where it is said whose answers were guessed."""
        return what == "choice" or (what in SCALED and aspect == "prediction")

    def _on_lines(self, change) -> None:
        if self._settling:
            return
        pairs = self._controls["lines"].value

        def take() -> None:
            self.map.write_lines(self.column, pairs)
            self._say(became(self.map, self.column))

        self._try(take)

    def _on_confirm(self, button) -> None:
        def take() -> None:
            self.map.confirm(self.column)
            what = in_words(self.map, self.column)
            self._say(
                say("{column} is {what}, as guessed; it is no longer among the unsure.", column=self.column, what=what)
            )

        self._try(take)

    def _on_back(self, button) -> None:
        def take() -> None:
            self.map.take_back(self.column)
            what = in_words(self.map, self.column)
            self._say(say("{column} is {what} again, as guessed.", column=self.column, what=what))

        self._try(take)

    def _on_alike(self, button) -> None:
        def take() -> None:
            others = self.map.use_for_alike(self.column)
            self._say(
                say(
                    "{questions} now read by the same scale: {names}.",
                    questions=plural(len(others), "more question"), names=", ".join(others[:4]),
                )
            )  # fmt: skip

        self._try(take)

    def _on_save(self, button) -> None:
        self._try(lambda: self.save(self._controls["folder"].value))

    def _try(self, step) -> None:
        """Do it, and show what follows; what cannot be done is a sentence, and what was typed stays to be corrected."""
        try:
            step()
        except CXResearchError as problem:
            self._say(str(problem), fault=True)
            self._show()
        except Exception as problem:  # a panel in front of people never shows a traceback
            self._say(
                say("This cannot be done ({problem}).", problem=f"{type(problem).__name__}: {problem}"), fault=True
            )
            self._show()
        else:
            self._refresh()

    # -- showing -------------------------------------------------------------------------------

    def _refresh(self) -> None:
        if self._controls:
            self._settle_list()
            self._settle()
            self._show()

    def _offered(self) -> list[str]:
        """The columns that the filter and the words to find leave."""
        words = self._controls["find"].value.casefold().split() if self._controls else []
        unsure = bool(self._controls) and self._controls["unsure"].value
        sheet = self.map.sheet
        return [
            row.id
            for row in sheet.itertuples()
            if (not unsure or row.id in self.map.unsure)
            and all(word in f"{row.id} {row.text} {row.topic} {row.role or row.kind}".casefold() for word in words)
        ]

    def _settle_list(self) -> None:
        offered = self._offered()
        if self.column not in offered:
            # What is edited stays in sight until another column is chosen.
            offered.insert(0, self.column)
        self._settling = True
        try:
            self._controls["unsure"].description = say("Still unsure only ({n})", n=count(len(self.map.unsure)))
            options = [(self._label(column), column) for column in offered]
            if list(self._controls["column"].options) != options:
                self._controls["column"].options = options
            self._controls["column"].value = self.column
        finally:
            self._settling = False

    def _label(self, column: str) -> str:
        row = self.map.sheet.loc[column]
        name = shortened(row.topic if row.topic and not row.role and row.kind != LEFT_OUT else column)
        mark = "? " if column in self.map.unsure else ""
        kind = say("left out") if row.kind == LEFT_OUT else kind_in_words(row.kind)
        what = f"{kind} {row['scale'].split(':')[0]}".strip()
        if row.role:
            what = say("role {role}", role=role_in_words(row.role))
        return (
            f"{mark}{name} · {what}"
            if name == shortened(column)
            else f"{mark}{name} · {what} · {shortened(column, 24)}"
        )

    def _settle(self) -> None:
        """Let the editor show the column."""
        row = self.map.sheet.loc[self.column]
        what = f"{_ROLE}{row.role}" if row.role else row.kind
        roles = [
            (say("Role: {role}", role=role_in_words(role)), f"{_ROLE}{role}")
            for role in dict.fromkeys([*ROLES, row.role])
            if role
        ]
        self._settling = True
        try:
            options = [*((say(label), kind) for kind, label in WHAT.items()), *roles, (say("Left out"), LEFT_OUT)]
            if list(self._controls["what"].options) != options:
                self._controls["what"].options = options
            others = dict.fromkeys([CUSTOMERS, STAFF, *self.map.mapped.audiences])
            self._controls["of_whom"].options = [audience_name(one) for one in others]
            for name, value in {
                "what": what,
                "scale": row["scale"],
                "topic": row.topic or ("" if row.role else row.text),
                "aspect": row.aspect or ASPECTS[0],
                "of_whom": audience_name(self.map.of_whom(self.column)),
                "reversed": bool(row.reversed),
            }.items():
                self._controls[name].value = value
            lines = self.map.lines(self.column)
            self._controls["lines"].value = lines or ""
            self._controls["lines"].rows = min(max((lines or "").count("\n") + 1, 2), 8)
            self._place(what)
        finally:
            self._settling = False

    def _place(self, what: str) -> None:
        """Show the controls that this kind of column has."""
        is_question = not what.startswith(_ROLE) and what != LEFT_OUT
        lines = self.map.lines(self.column) is not None and (what in (*SCALED, "choice") or what.startswith(_ROLE))
        alike = self.map.alike(self.column)
        shown = {
            "scale": what in SCALED, "aspect": what in SCALED, "reversed": what in SCALED, "topic": is_question,
            "of_whom": self._may_guess(what, self._controls["aspect"].value),
            "lines": lines, "confirm": self.column in self.map.unsure, "back": self.column in self.map.changed,
            "alike": bool(alike),
        }  # fmt: skip
        for name, there in shown.items():
            self._controls[name].layout.display = None if there else "none"
        self._controls["alike"].description = say(
            "Use these labels for {questions}", questions=plural(len(alike), "more question")
        )
        hint = ""
        if lines:
            hint = say(
                "Behind each = stands the name that people see; change it to rename."
                if what.startswith(_ROLE)
                else "Behind each = stands the answer's number on the scale; leave it blank for no answer."
            )
        set_in = Markup('<p style="{};margin-left:90px">{}</p>')
        self._outlets["hint"].value = set_in.format(QUIET, hint) if hint else ""

    def _show(self) -> None:
        self._outlets["doubts"].value = in_doubt(self.map.mapped)
        self._outlets["head"].value = head(self.map, self.column)
        frame = f";{WARN}" if self.fault else ""
        said = Markup('<p role="status" style="{}{}">{}</p>')
        self._outlets["said"].value = said.format(_SAID, frame, self.sentence) if self.sentence else ""
        self._outlets["facts"].value = facts(self.map, self.column)
        self._outlets["summary"].value = summary(self.map, self._offered(), self.column)
        call = Markup('<p style="{}">{} <code>panel.survey</code>. {} <code>{}</code></p>')
        corrected, gives = say("The survey as corrected:"), say("The call that gives it:")
        self._outlets["code"].value = call.format(QUIET, corrected, gives, self.code)

    # -- how it looks --------------------------------------------------------------------------

    def __repr__(self) -> str:
        return say("Columns of {file}.", file=self.map.original.name) + f" {self.map.headline()}"

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        """The live panel, and for pages without a kernel the summary, without anybody's answers."""
        live = self.widget._repr_mimebundle_(include=include, exclude=exclude) or {}
        still = in_doubt(self.map.mapped) + summary(self.map, list(self.map.sheet.index))
        return {**live, "text/plain": repr(self), "text/html": still}
