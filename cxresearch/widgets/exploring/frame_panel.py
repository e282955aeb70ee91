"""A panel to make a code frame one's own: merge, rename, split, move a comment, reject a word, and save it.

The machine proposes, a person disposes: every change is one step, told in words, undone by one step, and kept in a file
that the next wave reads. What is not in the file (a comment moved by hand) is kept beside it and goes to ``moved=``.
"""

from pathlib import Path

import pandas as pd
from markupsafe import Markup

from cxresearch.errors import CXResearchError, OptionError
from cxresearch.plots.drawing.strokes import percent
from cxresearch.survey.saved import writing
from cxresearch.survey.survey import Survey
from cxresearch.text.reading.comments import read_comments
from cxresearch.text.themes.codeframe import Codeframe, read_codeframe
from cxresearch.text.themes.frame_fit import languages_of_column
from cxresearch.text.themes.proposing import CodeframeProposal, _kept, proposal_of, propose_codeframe
from cxresearch.widgets.controls.parts import QUIET, Panel, dropdown, in_quotes, items_html
from cxresearch.wording import did_you_mean, named, plural, say, told

__all__ = ["FrameEditor", "edit_codeframe"]


def edit_codeframe(
    survey: Survey,
    question: str,
    *,
    frame: str | Path | pd.DataFrame | Codeframe | CodeframeProposal | None = None,
    privacy: bool = True,
) -> "FrameEditor":
    """A panel to change a proposed code frame with.

    Parameters
    ----------
    survey : Survey
    question : str
        Answered in words.
    frame : CodeframeProposal, path, DataFrame or Codeframe, optional
        Where to start: a saved CSV of the wave before, or :func:`cxresearch.propose_codeframe` by default.
    privacy : bool

    Returns
    -------
    FrameEditor
        Its methods (``merge``, ``rename``, ``split``, ``move``, ``reject``, ``add``, ``undo``, ``save``) do what the
        controls do.

    Examples
    --------
    >>> answers = pd.DataFrame({"why": ["slow app", "high fees", "long queue"] * 10})
    >>> start = pd.DataFrame({"theme": ["App", "Fees", "Queue"], "words": ["app", "fees", "queue, line"]})
    >>> panel = edit_codeframe(Survey.from_frame(answers), "why", frame=start)
    >>> panel.merge("Fees", "App", name="Money and app").reject("Queue", "line").table.theme.tolist()
    ['Money and app', 'Queue']
    """
    column = survey.find(question)
    if frame is None:
        frame = propose_codeframe(survey, column, privacy=privacy)
    return FrameEditor(survey, column, frame, privacy)


class FrameEditor(Panel):
    """The panel that :func:`edit_codeframe` gives; works without a notebook as well.

    Attributes
    ----------
    proposal : CodeframeProposal
        The frame as it stands, with coverage and quotes; for ``codeframe=``.
    moved : DataFrame
        Comments moved by hand: ``row, theme``; for ``moved=``.
    log : list of str
        What was changed, a line a step.
    """

    def __init__(self, survey: Survey, question: str, frame, privacy: bool):
        self.survey, self.question = survey, question
        self._comments = read_comments(survey, question, privacy=privacy)
        self._texts = self._comments.frame.text.tolist()
        self._spoken = languages_of_column(self._texts)
        start = frame.table if isinstance(frame, CodeframeProposal) else pd.DataFrame(_kept(read_codeframe(frame)))
        self._rows = start[["theme", "parent", "words", "language", "source"]].reset_index(drop=True)
        self.moved = pd.DataFrame({"row": pd.Series(dtype=int), "theme": pd.Series(dtype=object)})
        self.log: list[str] = []
        self._past: list[tuple[pd.DataFrame, pd.DataFrame, list[str]]] = []
        self._controls: dict = {}
        self._outlets: dict = {}
        self._count()

    # -- what it shows -------------------------------------------------------------------------

    @property
    def themes(self) -> list[str]:
        """Names of the themes, in their order."""
        return list(dict.fromkeys(self._rows.theme))

    @property
    def frame(self) -> Codeframe:
        """For ``codeframe=``."""
        return self.proposal.frame

    @property
    def table(self) -> pd.DataFrame:
        """The frame as it stands, with its shares."""
        return self.proposal.table

    @property
    def sentence(self) -> str:
        """Coverage, and the last change."""
        last = f" Last: {self.log[-1]}" if self.log else ""
        return f"{self.proposal.sentences()[0]}{last}"

    # -- changes -------------------------------------------------------------------------------

    def merge(self, *themes: str, name: str | None = None) -> "FrameEditor":
        """Make one theme of several; it is called ``name``, or as the first."""
        known = [self._known(theme) for theme in themes]
        if len(set(known)) < 2:
            raise OptionError(say("Merging needs two themes or more."))
        new = self._free(name, known) if name else known[0]
        rows = self._rows.copy()
        rows.loc[rows.theme.isin(known), "theme"] = new
        return self._now(
            _joined(rows),
            {theme: new for theme in known},
            say("{themes} are {name} now.", themes=named(known), name=repr(new)),
        )

    def rename(self, theme: str, name: str) -> "FrameEditor":
        """Call a theme something else."""
        old, new = self._known(theme), self._free(name, [theme])
        rows = self._rows.assign(theme=self._rows.theme.replace({old: new}))
        return self._now(rows, {old: new}, say("{old} is called {name} now.", old=repr(old), name=repr(new)))

    def split(self, theme: str, words: list[str] | str, name: str) -> "FrameEditor":
        """Take some of a theme's words into a theme of their own."""
        old, new = self._known(theme), self._free(name, [])
        wanted = _list(words)
        rows = self._rows.copy()
        mine = rows[rows.theme == old]
        bare = {_bare(word) for word in wanted}
        found = {at: [word for word in _list(row.words) if _bare(word) in bare] for at, row in mine.iterrows()}
        if not any(found.values()):
            has = named(_list(", ".join(mine.words)))
            raise OptionError(say(
                "{old} has none of the words {wanted}. It has {has}.",
                old=repr(old), wanted=named(wanted), has=has,
            ))  # fmt: skip
        for at, taken in found.items():
            rest = [word for word in _list(rows.words[at]) if word not in taken]
            if not rest and len(mine) == 1:
                raise OptionError(say("Nothing would be left of {old}. Rename it instead.", old=repr(old)))
            rows.loc[at, "words"] = ", ".join(rest)
            if taken:
                part = rows.loc[[at]].assign(theme=new, words=", ".join(taken))
                rows = pd.concat([rows, part], ignore_index=False)
        rows = rows[rows.words != ""].reset_index(drop=True)
        return self._now(rows, {}, say("{name} is split off from {old}.", name=repr(new), old=repr(old)))

    def reject(self, theme: str, word: str) -> "FrameEditor":
        """Let a word no longer name a theme."""
        old = self._known(theme)
        rows = self._rows.copy()
        mine = rows.theme == old
        every = [w for words in rows[mine].words for w in _list(words)]
        if _bare(word) not in {_bare(w) for w in every}:
            raise OptionError(say(
                "{old} has no word {word}.{hint} It has {every}.",
                old=repr(old), word=repr(word), hint=did_you_mean(word, every), every=named(every),
            ))  # fmt: skip
        if len(every) < 2:
            raise OptionError(say(
                "{word} is the only word of {old}. Drop the theme instead: .drop({old}).",
                word=repr(word), old=repr(old),
            ))  # fmt: skip
        kept = [[w for w in _list(words) if _bare(w) != _bare(word)] for words in rows[mine].words]
        rows.loc[mine, "words"] = [", ".join(words) for words in kept]
        told = say("{word} no longer names {theme}.", word=repr(word), theme=repr(old))
        return self._now(rows[rows.words != ""].reset_index(drop=True), {}, told)

    def add(self, theme: str, words: list[str] | str, *, language: str = "") -> "FrameEditor":
        """Let more words name a theme, or make a new one of them."""
        new = _list(words)
        if not new or not theme.strip():
            raise OptionError(say("A theme needs a name and at least one word."))
        rows = self._rows.copy()
        mine = rows.index[(rows.theme == theme) & (rows.language == language)]
        mine = mine if len(mine) else rows.index[rows.theme == theme]
        if len(mine):
            at = mine[0]
            rows.loc[at, "words"] = ", ".join(dict.fromkeys([*_list(rows.words[at]), *new]))
        else:
            row = {"theme": theme.strip(), "parent": "", "words": ", ".join(new), "language": language}
            row["source"] = "kept"
            rows = pd.concat([rows, pd.DataFrame([row])], ignore_index=True)
        return self._now(rows, {}, say("{words} name {theme} now.", words=named(new), theme=repr(theme)))

    def drop(self, theme: str) -> "FrameEditor":
        """Leave a theme out."""
        old = self._known(theme)
        if len(self.themes) < 2:
            raise OptionError(say("{old} is the only theme.", old=repr(old)))
        told = say("{theme} is left out.", theme=repr(old))
        return self._now(self._rows[self._rows.theme != old].reset_index(drop=True), {}, told)

    def move(self, row: int, theme: str) -> "FrameEditor":
        """Put the comment in a row of the survey under a theme, whatever its words say."""
        new = self._known(theme)
        if int(row) not in set(self._comments.frame.row):
            raise OptionError(say(
                "There is no comment to read in row {row} of {name}.",
                row=row, name=self.survey.name,
            ))  # fmt: skip
        moved = self.moved[self.moved.row != int(row)]
        moved = pd.concat([moved, pd.DataFrame({"row": [int(row)], "theme": [new]})], ignore_index=True)
        told = say("The comment in row {row} is under {theme} now.", row=row, theme=repr(new))
        return self._now(self._rows, {}, told, moved)

    def undo(self) -> "FrameEditor":
        """Take the last change back."""
        if not self._past:
            raise OptionError(say("There is no change to take back."))
        self._rows, self.moved, self.log = self._past.pop()
        self._count()
        self._refresh()
        return self

    def save(self, path: str | Path) -> Path:
        """Write the frame as a CSV that ``codeframe=`` and ``keep=`` read, and moved comments beside it.

        ``frame.csv`` gets ``frame_moved.csv`` where comments were moved by hand.
        """
        target = self.proposal.save(path)
        if len(self.moved):
            beside = target.with_name(f"{target.stem}_moved.csv")
            with writing(beside):
                self.moved.to_csv(beside, index=False, encoding="utf-8-sig")
        return target

    # -- within --------------------------------------------------------------------------------

    def _known(self, theme: str) -> str:
        if theme not in self.themes:
            near = did_you_mean(str(theme), self.themes)
            raise OptionError(say(
                "No theme {theme}.{near} Found: {themes}.",
                theme=repr(theme), near=near, themes=named(self.themes),
            ))  # fmt: skip
        return theme

    def _free(self, name: str, own: list[str]) -> str:
        new = str(name).strip()
        if not new:
            raise OptionError(say("A theme needs a name."))
        if new in self.themes and new not in own:
            raise OptionError(say(
                "There is a theme {new} already. Merge the two: .merge(..., name={new}).",
                new=repr(new),
            ))  # fmt: skip
        return new

    def _now(self, rows: pd.DataFrame, names: dict, told: str, moved: pd.DataFrame | None = None) -> "FrameEditor":
        before = self._rows, self.moved, list(self.log)
        self._rows = rows
        self.moved = moved if moved is not None else self.moved.assign(theme=self.moved.theme.replace(names))
        try:
            self._count()
        except CXResearchError:
            self._rows, self.moved, self.log = before
            raise
        self._past.append(before)
        self.log.append(told)
        self._refresh()
        return self

    def _count(self) -> None:
        steps = len(self._past)
        told = say(
            "what a person made of a proposal in {steps}", steps=plural(steps + 1, "step")
        ) if steps else say("a proposal")  # fmt: skip
        self.proposal = proposal_of(self._rows, self._texts, self._spoken, told, self._comments.caveats, 0.95)

    # -- the panel -----------------------------------------------------------------------------

    def _make(self) -> None:
        import ipywidgets as widgets

        theme, other = dropdown(say("Theme"), "260px"), dropdown(say("Other theme"), "260px")
        wide = {"width": "420px"}
        name = widgets.Text(description=say("Name or words"), style={"description_width": "initial"}, layout=wide)
        acts = {
            told("Merge"): lambda: self.merge(theme.value, other.value, name=name.value or None),
            told("Rename"): lambda: self.rename(theme.value, name.value),
            told("Split off words"): lambda: self.split(theme.value, name.value, _title(name.value)),
            told("Reject word"): lambda: self.reject(theme.value, name.value),
            told("Add words"): lambda: self.add(theme.value, name.value),
            told("Leave out"): lambda: self.drop(theme.value),
            told("Undo"): self.undo,
        }
        buttons = {label: widgets.Button(description=say(label), layout={"width": "auto"}) for label in acts}
        for label, button in buttons.items():
            button.on_click(lambda _, act=acts[label]: self._pressed(act))
        self._controls = {"theme": theme, "other": other, "name": name, **buttons}
        self._outlets = {name: widgets.HTML() for name in ("said", "told")}
        row = widgets.HBox([theme, other, name], layout=widgets.Layout(flex_flow="row wrap", width="100%"))
        line = widgets.HBox(list(buttons.values()), layout=widgets.Layout(flex_flow="row wrap", width="100%"))
        self._outlets["panel"] = widgets.VBox([row, line, self._outlets["said"], self._outlets["told"]])
        theme.observe(lambda _: self._show(), names="value")
        self._refresh()

    def _pressed(self, act) -> None:
        try:
            act()
        except CXResearchError as problem:
            self._say([str(problem)])

    def _refresh(self) -> None:
        if not self._controls:
            return
        for name in ("theme", "other"):
            control = self._controls[name]
            kept = control.value if control.value in self.themes else self.themes[0]
            control.options = self.themes
            control.value = kept
        self._show()

    def _show(self) -> None:
        self._say([self.sentence])
        chosen = self._controls["theme"].value
        row_of = Markup("<tr><td>{}</td><td style='text-align:right'>{}</td><td style='{}'>{}</td></tr>")
        rows = Markup().join(
            row_of.format(row.theme, percent(row.estimate), QUIET, row.words) for row in self.table.itertuples()
        )
        quotes = self.proposal.quotes
        said = items_html(map(in_quotes, quotes[quotes.theme == chosen].quote))
        self._outlets["told"].value = Markup("<p>{}</p><ul>{}</ul><table>{}</table>").format(chosen, said, rows)

    def __repr__(self) -> str:
        themes, changes = plural(len(self.themes), "theme"), plural(len(self.log), "change")
        told = say("{themes} for {question}, {changes}", themes=themes, question=repr(self.question), changes=changes)
        return f"FrameEditor: {told}"

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        live = self.widget._repr_mimebundle_(include=include, exclude=exclude) or {}
        shown = self._outlets["said"].value + self._outlets["told"].value
        return {**live, "text/plain": repr(self), "text/html": shown}


def _list(words: list[str] | str) -> list[str]:
    parts = words.split(",") if isinstance(words, str) else list(words)
    return [part.strip() for part in parts if part.strip()]


def _bare(word: str) -> str:
    return word.partition("!")[0].strip().strip("=*").casefold()


def _title(words: str) -> str:
    first = (_list(words) or [""])[0].strip("=*")
    return first[:1].upper() + first[1:]


def _joined(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of one theme and language as one."""
    found = []
    for (theme, language), part in rows.groupby(["theme", "language"], sort=False):
        words = dict.fromkeys(word for some in part.words for word in _list(some))
        first = part.iloc[0]
        found.append({**first.to_dict(), "theme": theme, "language": language, "words": ", ".join(words)})
    return pd.DataFrame(found)
