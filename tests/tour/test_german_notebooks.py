"""A German client reads German notebooks: every paragraph of the tour has its German, and none is stale."""

import re

import nbformat
import pytest

import cxresearch as cx
from cxresearch import speaking
from cxresearch.cli import main
from cxresearch.report.pages.notebooks import notebook_page, step_of
from cxresearch.tour.live_room import _cells
from cxresearch.tour.running import make_workspace, read_notebook
from cxresearch.tour.translating import _COMMENT, in_language, paragraphs, words_of
from tests.german_client import make_files
from tests.places import NOTEBOOKS

TOUR = sorted(NOTEBOOKS.glob("*.ipynb"))
OTHERS = [code for code in speaking.languages() if words_of(code)]


def of_markdown(source: str) -> list[str]:
    return [text for _, text, _ in paragraphs(source) if text]


def of_code(source: str) -> list[str]:
    """Comments; code that waits behind a sign is none."""
    found = [match[2] for line in source.split("\n") if (match := _COMMENT.search(line))]
    return [text for text in found if not text.startswith("cx.")]


def there() -> dict[str, str]:
    """Paragraphs and comments, each with its notebook."""
    found = {}
    for path in TOUR:
        for cell in read_notebook(path).cells:
            for text in of_markdown(cell.source) if cell.cell_type == "markdown" else of_code(cell.source):
                found.setdefault(text, path.name)
    for kind, text, *_ in _cells(None):
        for part in of_markdown(text) if kind == "markdown" else of_code(text):
            found.setdefault(part, "the room")
    return found


@pytest.mark.parametrize("code", OTHERS)
def test_every_paragraph_has_its_words_and_none_is_stale(code):
    words, standing = words_of(code), there()
    assert {text: where for text, where in standing.items() if text not in words} == {}
    assert [text for text in words if text not in standing] == []


@pytest.mark.parametrize("code", OTHERS)
def test_a_translation_keeps_what_a_person_types(code):
    """Names in backticks, and the marks of Markdown, come back as often."""
    typed = re.compile(r"`[^`]*`")
    # A command's own words may be said in the language: the folder, the file and the language of a study.
    wrong = {
        text: other
        for text, other in words_of(code).items()
        if [one for one in typed.findall(text) if "DIR" not in one and "my-study" not in one]
        != [one for one in typed.findall(other) if "ORDNER" not in one and "meine-studie" not in one]
        and sorted(typed.findall(text)) != sorted(typed.findall(other))
    }
    assert wrong == {}
    assert [text for text, other in words_of(code).items() if text.count("**") != other.count("**")] == []


@pytest.mark.parametrize("path", TOUR, ids=lambda path: path.stem)
def test_a_text_is_its_paragraphs(path):
    for cell in read_notebook(path).cells:
        if cell.cell_type == "markdown":
            joined = "".join(f"{mark}{text}{end}" for mark, text, end in paragraphs(cell.source))
            assert joined.split() == cell.source.split()


def test_a_page_is_german_and_arranged_as_in_english():
    book = read_notebook(NOTEBOOKS / "02_perception_gap.ipynb")
    english = notebook_page(book, step_of(book, "02_perception_gap"))
    with cx.language("de"):
        german = in_language(book)
        step = step_of(german, "02_perception_gap")
        page = notebook_page(german, step)
    assert step.title == "Die Wahrnehmungslücke" and step.question.startswith("Bei welchen Kontaktpunkten")
    assert '<html lang="de">' in page and "Jetzt selbst" not in page, "what only a notebook can do stays there"
    heads = [re.findall(r"<h2[^>]*>(.*?)</h2>", text) for text in (english, page)]
    assert len(heads[0]) == len(heads[1]) and heads[1][:2] == ["Die Frage", "Im Raum zu sagen"]
    assert heads[0][:2] == ["The question", "Say it in the room"]


def test_a_workspace_speaks_german_and_keeps_what_is_there(tmp_path):
    made = make_workspace(tmp_path, language="de")
    book = read_notebook(tmp_path / "notebooks" / "00_start_here.ipynb")
    assert book.cells[0].source.startswith("# Hier beginnen")
    assert 'study = "harbour-bank"   # oder der Ordner der eigenen Studie' in [cell.source for cell in book.cells]
    again = make_workspace(tmp_path, language="de")
    assert made.added and (again.added, again.kept) == ((), ())
    with pytest.raises(cx.OptionError, match="no language 'xx'"):
        make_workspace(tmp_path / "other", language="xx")


def test_a_german_study_gets_german_notebooks_that_open_it(tmp_path, capsys):
    (tmp_path / "in").mkdir()
    files = [f"{path}={who}" for path, who in make_files(tmp_path / "in").items()]
    study = tmp_path / "studie"
    assert main(["study", "new", str(study), *files, "--language", "de"]) == 0
    (study / "notebooks").mkdir()
    (study / "notebooks" / "07_silos.ipynb").write_text("mine")
    assert main(["study", "notebooks", str(study)]) == 0
    told = capsys.readouterr().out
    assert "Unverändert gelassen: 07_silos." in told and "(13 Notebooks)" in told
    assert (study / "notebooks" / "07_silos.ipynb").read_text() == "mine"
    book = nbformat.read(study / "notebooks" / "02_perception_gap.ipynb", 4)
    assert book.cells[0].source.startswith("# Die Wahrnehmungslücke")
    assert any(cell.source.startswith("study = '..'") for cell in book.cells)
    assert not any(cell.get("outputs") for cell in book.cells), "nothing of another client"
