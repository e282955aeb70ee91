"""Notebooks that were run become pages for people who will never see a notebook: words, tables and pictures, no code.

Panels keep the picture that they showed; links between notebooks become links between pages, and whatever would be
fetched from elsewhere is taken out.
"""

import ast
import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup, escape

from cxresearch import __version__
from cxresearch.report.pages.sheet import data_address, made_page, sheet
from cxresearch.result import header_of
from cxresearch.wording import say, told

__all__ = ["Step", "for_page", "front_page", "notebook_page", "step_of"]

_WIDGET = "application/vnd.jupyter.widget-view+json"
_STATIC = ("text/html", "text/markdown", "image/svg+xml", "image/png", "image/jpeg")
_SHOWN = ["text/html", "text/markdown", "image/svg+xml", "image/png", "image/jpeg", "text/latex", "text/plain"]
_ACTIVE = (
    "script",
    "style",
    "iframe",
    "object",
    "embed",
    "link",
    "base",
    "form",
    "meta",
    "noscript",
    "video",
    "audio",
    "source",
)
# The place of a warning is a file of this run and a line of code; its words are what a reader needs.
_WARNED_AT = re.compile(r"^\S+\.py:\d+: (\w*Warning: .*)\n(?:[ \t]+\S.*\n?)?", re.M)
_SAY, _QUESTION, _TURN = told("Say it in the room"), told("The question"), told("Your turn")
_NOT_ON_A_PAGE = {"no-page", "parameters"}
_LAB = Markup("<code>cxresearch lab</code>")


@dataclass(frozen=True)
class Step:
    """What the front page tells of one notebook.

    Attributes
    ----------
    name : str
        The file's name without its ending; the page is ``name.html``.
    title, question, said : str
        Its heading, the question it answers, the first thing to say in the room; plain text, "" where there is none.
    picture : str
        The first picture, as base64 text, or "".
    """

    name: str
    title: str
    question: str = ""
    said: str = ""
    picture: str = ""

    @property
    def number(self) -> str:
        """The number that the file's name begins with."""
        found = re.match(r"\d+", self.name)
        return found[0] if found else ""


def step_of(notebook, name: str) -> Step:
    """What the front page tells of a notebook.

    Parameters
    ----------
    notebook : NotebookNode
        With its outputs.
    name : str
        The file's name without its ending.
    """
    texts = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    lines = [line.rstrip() for text in texts for line in [*text.splitlines(), ""]]
    heading = next((line[2:] for line in lines if line.startswith("# ")), name.replace("_", " "))
    title = re.sub(r"^\W*\d+\W+", "", _plain(heading))
    question = _first_sentence(_under(lines, "The question"))
    said = _plain(_under(lines, _SAY)).strip('"“”')
    # A line that ends in a colon leads to the sentences, it is none.
    said = said if said and not said.endswith(":") else _said_by_outputs(notebook)
    return Step(name, title, question, said, _first_picture(notebook))


def _said_by_outputs(notebook) -> str:
    """The first two sentences that a cell shows under the heading of what to say."""
    inside = False
    for cell in notebook.cells:
        headings = [line.lstrip("# ") for line in cell.source.splitlines() if line.startswith("#")]
        if cell.cell_type == "markdown" and headings:
            inside = headings[-1].startswith(_either(_SAY))
        elif inside:
            for output in cell.get("outputs", ()):
                data = output.get("data", {})
                shown = data.get("text/html") or _in_words(data.get("text/plain", ""))
                items = re.findall(r"<(?:li|p)>(.*?)</(?:li|p)>", shown, flags=re.S)
                if items:
                    return " ".join(map(_plain, items[:2]))
    return ""


def _under(lines: Sequence[str], beat: str) -> str:
    """The first paragraph, quotation or list item under a heading."""
    found: list[str] = []
    inside = False
    for line in lines:
        if line.startswith("#"):
            if inside:
                break
            inside = line.lstrip("# *_").startswith(_either(beat))
        elif inside and line.strip():
            if found and re.match(r"\s*([-*+]|\d+\.)\s", line):
                break
            found.append(re.sub(r"^\s*([-*+]|\d+\.)\s+", "", line.strip()).lstrip("> "))
        elif inside and found:
            break
    return " ".join(found)


def _plain(text: str) -> str:
    """Markdown as plain text: no links, no emphasis, no code marks."""
    text = re.sub(r"!\[[^\]]*\]\([^)]*\)", "", text)
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"(\*\*|__|`)(.+?)\1", r"\2", text)
    text = re.sub(r"(?<!\w)([*_])(.+?)\1(?!\w)", r"\2", text)
    return Markup(text).striptags()


def _first_sentence(text: str) -> str:
    plain = _plain(text)
    found = re.match(r".+?[.?!](?=\s+[A-Z“\"]|$)", plain)
    return found[0] if found else plain


def _first_picture(notebook) -> str:
    """The first picture that was drawn to be looked at; a panel's only where there is no other."""
    shown = [output.get("data", {}) for cell in notebook.cells for output in cell.get("outputs", ())]
    pictures = [data for data in shown if "image/png" in data]
    still = [data for data in pictures if _WIDGET not in data]
    return next((data["image/png"] for data in [*still, *pictures]), "")


def for_page(notebook):
    """A copy of a notebook with the cells that its page rests on, to be run; None where it is to have no page.

    Parameters
    ----------
    notebook : NotebookNode
        Its first cell has the tag ``no-page`` where all of it stays a notebook. The reader's own turn is no part of a
        page; every other cell is kept, for those that are shown may need it.

    Examples
    --------
    >>> from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
    >>> cells = [new_code_cell("a = 1"), new_markdown_cell("## Your turn"), new_code_cell("a"),
    ...          new_markdown_cell("## Next"), new_code_cell("a + 1")]
    >>> [cell.source for cell in for_page(new_notebook(cells=cells)).cells]
    ['a = 1', '## Next', 'a + 1']
    """
    from copy import copy

    if notebook.cells and "no-page" in notebook.cells[0].metadata.get("tags", ()):
        return None
    kept = copy(notebook)
    kept.cells = [cell for part in _parts(notebook.cells) for cell in part]
    return kept


# -- one notebook ----------------------------------------------------------------------------------


def notebook_page(notebook, step: Step, *, steps: Sequence[Step] = (), folder: Path | None = None) -> str:
    """The page of one notebook.

    Parameters
    ----------
    notebook : NotebookNode
        With its outputs; not changed.
    step : Step
        Of this notebook.
    steps : list of Step
        All notebooks that have a page, in order.
    folder : Path, optional
        Where the notebook lies, for pictures that its text shows.
    """
    body, _ = _exporter().from_notebook_node(
        _stilled(notebook), resources={"metadata": {"path": str(folder or Path())}}
    )
    body = _tidied(body, {other.name for other in steps}, step.title)
    at = next((place for place, other in enumerate(steps) if other.name == step.name), None)
    before = steps[at - 1] if at else None
    after = steps[at + 1] if at is not None and at + 1 < len(steps) else None
    main = made_page("pages/notebook.html", body=body, steps=steps, before=before, after=after)
    top = made_page("pages/place.html", at=at, all=len(steps)) if steps else ""
    return sheet(step.title, main, top=top, foot=_foot())


@functools.cache
def _exporter():
    """What makes HTML of notebooks; its templates are read once."""
    from nbconvert import HTMLExporter
    from traitlets.config import Config

    exporter = HTMLExporter(
        template_name="basic",
        exclude_input=True,
        exclude_input_prompt=True,
        exclude_output_prompt=True,
        exclude_anchor_links=True,
        embed_images=True,
        config=Config({"NbConvertBase": {"display_data_priority": _SHOWN}}),
    )
    exporter.log.disabled = True
    return exporter


def _stilled(notebook):
    """A copy in which a panel is its own still picture, or a line on where it works, and warnings show no code."""
    from copy import deepcopy

    still = deepcopy(notebook)
    still.metadata.pop("widgets", None)
    still.cells = _arranged(still.cells)
    for cell in still.cells:
        for output in cell.get("outputs", ()):
            data = output.get("data", {})
            if data.pop(_WIDGET, None) is not None:
                data.pop("text/plain", None)
                if not any(kind in data for kind in _STATIC):
                    data["text/html"] = _panel()
            if set(data) == {"text/plain"} and data["text/plain"].strip() in ("[]", "None"):
                data["text/plain"] = ""
            if set(data) == {"text/plain"} and (words := _in_words(data["text/plain"])):
                data["text/html"] = words
            if output.get("name") == "stderr":
                output["text"] = _WARNED_AT.sub(r"\1\n", output["text"])
    return still


def _parts(cells: list) -> list[list]:
    """The cells from heading to heading, without the reader's own turn."""
    parts: list[list] = [[]]
    for cell in cells:
        if cell.cell_type == "markdown" and cell.source.lstrip().startswith("## "):
            parts.append([])
        parts[-1].append(cell)
    return [part for part in parts if part and not _begins(part, _TURN)]


def _arranged(cells: list) -> list:
    """What to say comes right behind the question; what only a notebook can do stays there."""
    parts = [
        shown
        for part in _parts(cells)
        if (shown := [cell for cell in part if not _NOT_ON_A_PAGE & set(cell.metadata.get("tags", ()))])
    ]
    said = [part for part in parts if _begins(part, _SAY) and any(cell.get("outputs") for cell in part)]
    rest = [part for part in parts if part not in said]
    at = next((place + 1 for place, part in enumerate(rest) if _begins(part, _QUESTION)), min(1, len(rest)))
    return [cell for part in (*rest[:at], *said, *rest[at:]) for cell in part]


def _either(beat: str) -> tuple[str, str]:
    """A heading in English, and in the language of now."""
    return beat, say(beat)


def _panel() -> str:
    words = say("Here is a panel to choose from. It works in JupyterLab: {command} opens it.", command="{command}")
    return Markup("<p class='aside'>{}</p>").format(escape(words).format(command=_LAB))


def _foot() -> str:
    made = say("Made with cxresearch {version}. The code behind each page is in its notebook:", version=__version__)
    return Markup("{} {}.").format(made, _LAB)


def _begins(part: list, beat: str) -> bool:
    return part[0].cell_type == "markdown" and part[0].source.lstrip("# *_\n").startswith(_either(beat))


def _in_words(text: str) -> str:
    """What a cell shows as Python's text, as words for a reader; "" where it is no text."""
    try:
        value = ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return ""
    if isinstance(value, str):
        return Markup("<p>{}</p>").format(value)
    if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
        return Markup("<ul>{}</ul>").format(Markup().join(Markup("<li>{}</li>").format(item) for item in value))
    return ""


def _tidied(body: str, names: set[str], title: str) -> str:
    """The body with its pictures described, its links mended, and nothing left that asks for anything."""
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(body, "html.parser")
    for tag in soup.find_all(_ACTIVE):
        tag.decompose()
    for tag in soup.find_all(True):
        for name in [name for name in tag.attrs if name.startswith("on") or name in ("srcset", "background")]:
            del tag[name]
        if "url(" in str(tag.get("style", "")):
            del tag["style"]
    _describe_pictures(soup, title)
    for link in soup.find_all("a", href=True):
        _mend(link, names)
    _head(soup)
    for table in soup.find_all("table"):
        _align(table)
        table.attrs.pop("border", None)
        table.wrap(
            soup.new_tag(
                "div", attrs={"class": "wide", "tabindex": "0", "role": "region", "aria-label": say("A table")}
            )
        )
    for output in soup.select(".output_text.output_execute_result, .output_text:not(.output_stream)"):
        output["class"] = [*output["class"], "as-typed"]
    for cell in soup.select(".code_cell"):
        if not cell.get_text(strip=True) and not cell.find(["img", "svg", "table"]):
            cell.decompose()
    return str(soup)


def _describe_pictures(soup, title: str) -> None:
    heading = title
    for tag in soup.find_all(["h1", "h2", "h3", "img"]):
        if tag.name != "img":
            heading = tag.get_text(" ", strip=True) or heading
        elif not str(tag.get("src", "")).startswith("data:"):
            tag.replace_with(f"[{tag.get('alt') or say('A picture')}]")
        else:
            if tag.get("alt", "").startswith("No description") or not tag.get("alt"):
                tag["alt"] = say("Picture under the heading “{heading}”", heading=heading)
            tag.parent["class"] = [*tag.parent.get("class", []), "picture"]


def _head(soup) -> None:
    """Columns are called as readers call them, and so is what the prose says of them by their names in the code."""
    called = {}
    for cell in soup.select("table.dataframe thead th"):
        if name := cell.get_text(strip=True):
            cell.string = called[name] = header_of(name)
    for code in soup.select("p code, li code"):
        if (name := code.get_text()) in called:
            code.name, code.string = "em", called[name]


def _align(table) -> None:
    """Columns of words stand to the left, numbers to the right."""
    rows = [row.find_all(["td", "th"], recursive=False) for row in table.find_all("tr")]
    for column in range(max(map(len, rows), default=0)):
        cells = [row[column] for row in rows if column < len(row)]
        texts = [cell.get_text(strip=True) for cell in cells if cell.name == "td"]
        if not all(re.fullmatch(r"[<>]?[-−+]?[\d.,]*%?|[-–—]|nan|NaN|None|NaT", text) for text in texts):
            for cell in cells:
                cell["class"] = [*cell.get("class", []), "words"]


def _mend(link, names: set[str]) -> None:
    """A link to a notebook leads to its page; one to a file that is not beside the pages is plain text."""
    address = link["href"]
    path, _, part = address.partition("#")
    stem = path.rpartition("/")[2].removesuffix(".ipynb")
    if path.endswith(".ipynb") and stem in names:
        link["href"] = f"{stem}.html" + (f"#{part}" if part else "")
    elif re.match(r"https?://|mailto:", address):
        link["rel"] = "noreferrer"
    elif path:
        link.unwrap()


# -- the front page --------------------------------------------------------------------------------


def front_page(steps: Sequence[Step], *, title: str, lead: str) -> str:
    """The page that leads to the others: one picture, and a sentence a notebook.

    Parameters
    ----------
    steps : list of Step
    title, lead : str
        Plain text.
    """
    top = made_page("pages/cover.html", title=title, lead=lead)
    with_picture = [step for step in steps if step.picture]
    # The gaps between audiences where there are any, else the first picture of the tour.
    shown = next((step for step in with_picture if "gap" in step.name), next(iter(with_picture), None))
    address = data_address(shown.picture) if shown else ""
    main = made_page("pages/front.html", steps=steps, lead=shown, picture=address)
    return sheet(title, main, top=top, cover=True, foot=_foot())
