"""Templates of the room's pages, for phones, wall and paper: whatever a person wrote is escaped by the template.

Words of ours stand in them as ``say("...")``, as they do in the code.
"""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from cxresearch.wording import needed, plural, say, told

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["filled", "templates_of"]


@cache
def templates_of(folder: Path) -> "Environment":
    """The templates of a folder; a name that nobody gave is an error and never an empty place.

    Parameters
    ----------
    folder : Path
        Of the package.
    """
    needed("jinja2", told("Writing pages and sheets"))
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    options = {"autoescape": True, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    made = Environment(loader=FileSystemLoader(folder), **options)
    made.globals.update(say=say, plural=plural)
    return made


def filled(folder: Path, name: str, **values: object) -> str:
    """A template with its values.

    Parameters
    ----------
    folder : Path
        Where the template is.
    name : str
        Its file, such as ``"wait.html"``.
    **values
        Everything that stands in it.

    Examples
    --------
    >>> pages = Path(__file__).parent / "phones" / "phone"
    >>> "&lt;b&gt;" in filled(pages, "said.html", said="<b>", wrong=False, scribe=False)
    True
    """
    return templates_of(folder).get_template(name).render(values)
