"""Notebooks in another language: their English text is its own name, paragraph by paragraph.

A language has them in ``languages/<code>/notebooks/*.toml``: tables of a paragraph in English and in that language,
without the marks of headings and lists. What has no words there stays English. Code stays as it is, its comments are
translated; what a notebook computes speaks the study's language anyway.
"""

import functools
import re
import tomllib
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path

from cxresearch.speaking import language_now

__all__ = ["in_language", "paragraphs", "words_of"]

_FOLDER = Path(__file__).resolve().parents[1] / "languages"
_MARK = re.compile(r"(\s*(?:#{1,6}|[-*+]|\d+\.|>)\s+)(.*)")
_COMMENT = re.compile(r"(^|\s)# (?=\S)(.+)$")


def in_language(notebook, code: str | None = None):
    """A copy of a notebook with its words in another language.

    Parameters
    ----------
    notebook : NotebookNode
        Not changed.
    code : str, optional
        Of the language; by default the one that is spoken now.

    Examples
    --------
    >>> from nbformat.v4 import new_markdown_cell, new_notebook
    >>> book = new_notebook(cells=[new_markdown_cell("## Your turn\\n\\nAnything else.")])
    >>> print(in_language(book, "de").cells[0].source)
    ## Jetzt selbst
    <BLANKLINE>
    Anything else.
    """
    words, book = words_of(code or language_now()), deepcopy(notebook)
    if not words:
        return book
    for cell in book.cells:
        if cell.cell_type == "markdown":
            cell.source = "".join(f"{mark}{words.get(text, text)}{end}" for mark, text, end in paragraphs(cell.source))
        elif cell.cell_type == "code":
            cell.source = "\n".join(_COMMENT.sub(lambda found: _said(found, words), line)
                                    for line in cell.source.split("\n"))  # fmt: skip
    return book


def _said(found: re.Match, words: dict[str, str]) -> str:
    return f"{found[1]}# {words.get(found[2], found[2])}"


def paragraphs(source: str) -> Iterator[tuple[str, str, str]]:
    """The paragraphs of a Markdown text: the mark before each, its words in one line, and what stands behind it.

    >>> list(paragraphs("# One\\n\\nTwo\\nlines.\\n- a"))
    [('# ', 'One', '\\n'), ('', '', '\\n'), ('', 'Two lines.', '\\n'), ('- ', 'a', '')]
    """
    lines, mark, words = source.split("\n"), "", []
    for at, line in enumerate(lines):
        last, after = at == len(lines) - 1, lines[at + 1] if at + 1 < len(lines) else ""
        if not words:
            found = _MARK.fullmatch(line)
            mark, line = (found[1], found[2]) if found else ("", line)
        words.append(line.strip())
        alone = mark.strip().startswith("#") or not line.strip()
        if last or alone or not after.strip() or _MARK.fullmatch(after):
            yield mark, " ".join(words), "" if last else "\n"
            mark, words = "", []


@functools.cache
def words_of(code: str) -> dict[str, str]:
    """Paragraph to its words in a language; empty for English and where a language has none.

    >>> words_of("de")["Your turn"], words_of("en")
    ('Jetzt selbst', {})
    """
    found: dict[str, str] = {}
    for file in sorted((_FOLDER / code / "notebooks").glob("*.toml")):
        for table in tomllib.loads(file.read_text(encoding="utf-8")).values():
            found |= table
    return found
