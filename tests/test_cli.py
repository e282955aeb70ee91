"""The shell: what each command does to files, what it says, and how it ends."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

import cxresearch
from cxresearch import cli
from cxresearch.errors import CXResearchError
from cxresearch.tour.kernels import code_cells, run_notebook, run_notebooks
from cxresearch.tour.live_room import ROOM, make_room
from cxresearch.tour.running import (
    FIRST,
    NotebookError,
    find_notebooks,
    find_samples,
    lab_command,
    make_workspace,
)
from tests.places import ROOT


def write_notebook(path: Path, *sources: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    cells = [new_markdown_cell(text[2:]) if text.startswith("% ") else new_code_cell(text) for text in sources]
    nbformat.write(new_notebook(cells=cells), path)
    return path


@pytest.fixture
def tour(tmp_path):
    folder = tmp_path / "notebooks"
    write_notebook(
        folder / FIRST, "% # 00 · Start\n\n## The question\n\nWhat is here?", "import os", "print('ready', 6 * 7)"
    )
    write_notebook(folder / "02_gap.ipynb", "% # 02 · The gap", "from pathlib import Path", "Path('../data').exists()")
    return folder


@pytest.fixture
def samples(tmp_path):
    folder = tmp_path / "samples" / "bank"
    folder.mkdir(parents=True)
    (folder / "customers.csv").write_text("a\n1\n", encoding="utf-8")
    (folder.parent / "make_it.py").write_text("", encoding="utf-8")
    return folder.parent


@pytest.fixture
def no_browser(monkeypatch):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")


@pytest.fixture
def survey_files(tmp_path):
    """Leaders see 50 points more than customers on one question of two."""
    leaders = pd.DataFrame({"Billing": [5, 4] * 10, "Website": [3, 4] * 10})
    customers = pd.DataFrame({"Billing": [2, 3] * 20, "Website": [3, 4] * 20, "nps": [10, 9, 0, 7] * 10})
    for name, frame in (("leaders", leaders), ("customers", customers)):
        frame.to_csv(tmp_path / f"{name}.csv", index=False)
    return tmp_path / "leaders.csv", tmp_path / "customers.csv"


# -- help, version, errors -------------------------------------------------------------------------


def test_help_names_every_command_and_shows_examples(capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main(["--help"])
    told = capsys.readouterr().out
    assert ended.value.code == 0
    for words in ("demo", "lab", "check", "report", "workshop", "examples:", "customers.csv=Customers"):
        assert words in told


@pytest.mark.parametrize("command", ["demo", "lab", "check", "report", "workshop"])
def test_each_command_has_its_own_help(command, capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main([command, "--help"])
    assert ended.value.code == 0 and f"cxresearch {command}" in capsys.readouterr().out


def test_version(capsys):
    with pytest.raises(SystemExit):
        cli.main(["--version"])
    assert capsys.readouterr().out == f"cxresearch {cxresearch.__version__}\n"


@pytest.mark.parametrize("arguments", [[], ["bogus"], ["check"], ["demo", "--nothing"]], ids=str)
def test_wrong_use_is_one_line_on_stderr_and_two(arguments, capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main(arguments)
    said = capsys.readouterr()
    assert ended.value.code == 2 and said.out == ""
    assert len(said.err.splitlines()) == 1 and said.err.startswith("cxresearch: ")


@pytest.mark.parametrize(
    ("problem", "code"),
    [
        (cxresearch.SurveyFileError("x.csv:\nbroken"), 1),
        (CXResearchError("y"), 2),
        (KeyError("z"), 2),
        (KeyboardInterrupt(), 130),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_goes_wrong_is_one_line(problem, code, monkeypatch, capsys):
    def fails(_):
        raise problem

    monkeypatch.setattr(cli, "_check", fails)
    assert cli.main(["check", "x.csv"]) == code
    said = capsys.readouterr()
    assert said.out == "" and len(said.err.splitlines()) == 1


def test_an_unexpected_error_can_be_looked_at(monkeypatch):
    def fails(_):
        raise KeyError("z")

    monkeypatch.setattr(cli, "_check", fails)
    with pytest.raises(KeyError):
        cli.main(["--traceback", "check", "x.csv"])


def test_help_loads_nothing_heavy():
    heavy = "{'pandas', 'numpy', 'matplotlib', 'nbconvert', 'nbclient', 'ipywidgets'}"
    run = "import sys, cxresearch.cli as c\ntry: c.main(['--help'])\nexcept SystemExit: "
    code = f"{run}print({heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.splitlines()[-1] == "set()"


# -- a workspace -----------------------------------------------------------------------------------


def test_the_samples_that_come_along_are_found():
    assert (find_samples() / "harbour-bank").is_dir()


def test_a_workspace_has_the_layout_of_the_tour(tmp_path, tour, samples):
    made = make_workspace(tmp_path / "mine", notebooks=tour, samples=samples)
    assert made.added == (f"notebooks/{FIRST}", "notebooks/02_gap.ipynb", "data/samples/bank/customers.csv")
    assert made.kept == ()
    assert [path.name for path in made.notebooks] == [FIRST, "02_gap.ipynb"]


def test_a_persons_file_stays(tmp_path, tour, samples):
    made = make_workspace(tmp_path / "mine", notebooks=tour, samples=samples)
    (made.folder / "notebooks" / FIRST).write_text("my own work", encoding="utf-8")
    (made.folder / "data" / "samples" / "bank" / "customers.csv").unlink()
    again = make_workspace(tmp_path / "mine", notebooks=tour, samples=samples)
    assert again.kept == (f"notebooks/{FIRST}",)
    assert again.added == ("data/samples/bank/customers.csv",)
    assert (made.folder / "notebooks" / FIRST).read_text(encoding="utf-8") == "my own work"


def test_no_workspace_where_a_file_is(tmp_path, tour, samples):
    (tmp_path / "taken").write_text("", encoding="utf-8")
    with pytest.raises(NotebookError, match="taken: no workspace can be made there"):
        make_workspace(tmp_path / "taken", notebooks=tour, samples=samples)


def test_missing_notebooks_are_named(tmp_path):
    with pytest.raises(NotebookError, match="holds no notebook"):
        find_notebooks(tmp_path)
    with pytest.raises(NotebookError, match="is no folder"):
        find_notebooks(tmp_path / "nowhere")


def test_jupyterlab_opens_on_the_first_notebook_without_news(tmp_path, tour, samples):
    made = make_workspace(tmp_path / "mine", notebooks=tour, samples=samples)
    command = lab_command(made, tmp_path, browser=False)
    assert command[:3] == [sys.executable, "-m", "jupyterlab"]
    assert f"--LabApp.default_url=/lab/tree/notebooks/{FIRST}" in command
    assert f"--ServerApp.root_dir={made.folder.resolve()}" in command and "--no-browser" in command
    assert '"fetchNews": "false"' in (tmp_path / "overrides.json").read_text(encoding="utf-8")
    assert "--no-browser" not in lab_command(made, tmp_path)


def test_lab_says_what_it_added_and_kept(tmp_path, tour, samples, monkeypatch, capsys):
    made = make_workspace(tmp_path / "mine", notebooks=tour, samples=samples)
    (made.folder / "notebooks" / FIRST).write_text("my own work", encoding="utf-8")
    opened = []
    monkeypatch.setattr("cxresearch.tour.running.find_notebooks", lambda folder=None: sorted(tour.glob("*.ipynb")))
    monkeypatch.setattr("cxresearch.tour.running.find_samples", lambda: samples)
    monkeypatch.setattr(
        "cxresearch.tour.running.open_lab", lambda workspace, browser: opened.append((workspace, browser)) or 0
    )
    assert cli.main(["lab", str(tmp_path / "mine"), "--no-open"]) == 0
    told = capsys.readouterr().out
    assert (
        "0 files added" in told
        and f"Left as they are, since they differ from what comes along: notebooks/{FIRST}" in told
    )
    assert opened[0][1] is False and opened[0][0].folder == tmp_path / "mine"


# -- the workshop ----------------------------------------------------------------------------------


def test_a_workshop_opens_on_a_notebook_of_its_own(tmp_path, tour, samples, monkeypatch, capsys):
    opened = []
    monkeypatch.setattr("cxresearch.tour.running.find_notebooks", lambda folder=None: sorted(tour.glob("*.ipynb")))
    monkeypatch.setattr("cxresearch.tour.running.find_samples", lambda: samples)
    monkeypatch.setattr(
        "cxresearch.tour.running.open_lab", lambda workspace, **how: opened.append((workspace, how)) or 0
    )
    folder = tmp_path / "acme"
    assert cli.main(["workshop", str(folder), "--no-open"]) == 0
    told = capsys.readouterr().out
    assert f"The workshop is kept in {(folder / 'workshop').resolve()}" in told and ROOM in told
    assert opened[0][0].folder == folder and opened[0][1] == {"browser": False, "first": ROOM}
    book = nbformat.read(folder / "notebooks" / ROOM, as_version=4)
    nbformat.validate(book)
    source = "".join(cell.source for cell in book.cells)
    assert "study = None" in source and "Harbour" not in source

    book.cells[3].source = "my own words"
    nbformat.write(book, folder / "notebooks" / ROOM)
    assert cli.main(["workshop", str(folder), "--no-open"]) == 0
    told = capsys.readouterr().out
    assert "0 files added" in told and "Left as they are" not in told
    assert nbformat.read(folder / "notebooks" / ROOM, as_version=4).cells[3].source == "my own words"


def test_a_workshop_takes_its_study(tmp_path, tour, samples, monkeypatch, capsys):
    monkeypatch.setattr("cxresearch.tour.running.find_notebooks", lambda folder=None: sorted(tour.glob("*.ipynb")))
    monkeypatch.setattr("cxresearch.tour.running.find_samples", lambda: samples)
    monkeypatch.setattr("cxresearch.tour.running.open_lab", lambda workspace, **how: 0)
    assert cli.main(["workshop", str(tmp_path / "a"), "--study", "parcel-service", "--no-open"]) == 0
    book = nbformat.read(tmp_path / "a" / "notebooks" / ROOM, as_version=4)
    assert book.cells[1].source.startswith("study = 'parcel-service'\n")
    capsys.readouterr()
    assert cli.main(["workshop", str(tmp_path / "b"), "--study", str(tmp_path / "none"), "--no-open"]) == 2
    assert "none" in capsys.readouterr().err
    assert not (tmp_path / "b" / "notebooks" / ROOM).exists()


def test_a_workshop_needs_a_folder(tmp_path, capsys):
    with pytest.raises(SystemExit):
        cli.main(["workshop"])
    capsys.readouterr()
    (tmp_path / "file").write_text("mine")
    assert cli.main(["workshop", str(tmp_path / "file")]) == 2
    assert "no workspace can be made there" in capsys.readouterr().err


def test_jupyterlab_opens_on_the_workshop(tmp_path, tour, samples):
    made = make_workspace(tmp_path / "mine", notebooks=tour, samples=samples)
    make_room(made)
    command = lab_command(made, tmp_path, browser=False, first=ROOM)
    assert f"--LabApp.default_url=/lab/tree/notebooks/{ROOM}" in command


# -- running notebooks -----------------------------------------------------------------------------


def test_a_notebook_runs_from_its_folder_and_is_not_changed(tour):
    path = tour / "02_gap.ipynb"
    before, steps = path.read_bytes(), []
    notebook = run_notebook(path, done=lambda: steps.append(1))
    assert len(steps) == code_cells(path) == 2
    assert notebook.cells[-1].outputs[0].data["text/plain"] == str((tour.parent / "data").exists())
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("x = 1\nx / 0", r"at code cell 2 of 3 \('x = 1'\): ZeroDivisionError: division by zero"),
        ("import os\nos._exit(3)", r"at code cell 2 of 3 \('import os'\): its kernel ended"),
    ],
)
def test_a_notebook_that_stops_is_named_with_its_cell(tmp_path, source, why):
    path = write_notebook(tmp_path / "05_bad.ipynb", "1", source, "2")
    with pytest.raises(NotebookError, match=rf"^05_bad\.ipynb stopped {why}") as stopped:
        run_notebook(path)
    assert "\n" not in str(stopped.value)


def test_notebooks_that_share_a_kernel_draw_once_less_and_show_the_same(tmp_path):
    counted = (
        "from matplotlib.backends.backend_agg import FigureCanvasAgg as Canvas\ntimes, draw = [], Canvas.draw\n"
        "Canvas.draw = lambda self: (times.append(1), draw(self))[1]"
    )
    drawn = "import matplotlib.pyplot as plt\nax = plt.figure(figsize=(2, 1)).add_subplot()"
    path = write_notebook(tmp_path / "a.ipynb", counted, drawn, "print(len(times))")
    (alone,), (shared,) = run_notebooks([path]), run_notebooks([path], shared=True)
    # Matplotlib asks once more for what is drawn with, and draws nothing then.
    assert int(alone.cells[-1].outputs[0].text) == int(shared.cells[-1].outputs[0].text) + 1
    first, second = (book.cells[-2].outputs[-1].data["image/png"] for book in (alone, shared))
    assert first == second


def test_what_is_no_notebook_is_named(tmp_path):
    (tmp_path / "a.ipynb").write_text("{}", encoding="utf-8")
    with pytest.raises(NotebookError, match="a.ipynb cannot be read as a notebook"):
        run_notebook(tmp_path / "a.ipynb")
    with pytest.raises(NotebookError, match="There is no notebook"):
        run_notebook(tmp_path / "b.ipynb")


def test_demo_writes_a_page_a_notebook_and_a_front_page(tmp_path, tour, no_browser, capsys):
    out = tmp_path / "pages"
    assert cli.main(["demo", "--notebooks", str(tour), "--out", str(out)]) == 0
    assert sorted(path.name for path in out.iterdir()) == ["00_start_here.html", "02_gap.html", "index.html"]
    first = (out / "00_start_here.html").read_text(encoding="utf-8")
    assert "ready 42" in first and "6 * 7" not in first
    assert "True" in (out / "02_gap.html").read_text(encoding="utf-8"), "samples lie beside the notebooks"
    front = (out / "index.html").read_text(encoding="utf-8")
    assert 'href="00_start_here.html"' in front and "What is here?" in front
    assert str(out / "index.html") in capsys.readouterr().out
    assert not list(tour.glob("*.html"))


def test_demo_that_fails_names_notebook_and_cell(tmp_path, no_browser, capsys):
    folder = tmp_path / "bad"
    write_notebook(folder / "03_bad.ipynb", "1", "undefined_name")
    assert cli.main(["demo", "--notebooks", str(folder), "--out", str(tmp_path / "pages")]) == 2
    said = capsys.readouterr().err
    assert "cxresearch: 03_bad.ipynb stopped at code cell 2 of 2 ('undefined_name'): NameError" in said
    assert not (tmp_path / "pages").exists()


def test_demo_says_where_it_writes_and_refuses_a_folder_of_other_files(tmp_path, tour, no_browser, capsys):
    out = tmp_path / "pages"
    assert cli.main(["demo", "--notebooks", str(tour), "--out", str(out)]) == 0
    assert capsys.readouterr().out.startswith(f"Pages go to {out}\n")
    assert cli.main(["demo", "--notebooks", str(tour), "--out", str(out)]) == 0, "over its own pages"
    (out / "thesis.docx").write_text("mine", encoding="utf-8")
    capsys.readouterr()
    assert cli.main(["demo", "--notebooks", str(tour), "--out", str(out)]) == 2
    told = capsys.readouterr()
    assert "holds other files (thesis.docx)" in told.err and told.out == ""


def test_demo_leaves_a_persons_page(tmp_path, tour, no_browser, capsys):
    out = tmp_path / "pages"
    out.mkdir()
    (out / "index.html").write_text("mine", encoding="utf-8")
    assert cli.main(["demo", "--notebooks", str(tour), "--out", str(out)]) == 2
    assert "was not made by cxresearch" in capsys.readouterr().err
    assert (out / "index.html").read_text(encoding="utf-8") == "mine"


@pytest.mark.skipif(not Path("/proc").is_dir() or os.name != "posix", reason="counts processes below /proc")
def test_ctrl_c_ends_a_demo_and_its_kernel(tmp_path):
    folder = tmp_path / "slow"
    write_notebook(
        folder / "01_slow.ipynb", f"open({str(tmp_path / 'started')!r}, 'w').close()\nimport time\ntime.sleep(120)"
    )
    command = [sys.executable, "-m", "cxresearch.cli", "demo", "--notebooks", str(folder), "--out", str(tmp_path / "o")]
    # A shell that puts a test run into the background has its children ignore Ctrl-C, and theirs with them.
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as run:  # fmt: skip
        try:
            wait_for(lambda: (tmp_path / "started").exists() or run.poll() is not None)
            kernels = children(run.pid)
            run.send_signal(signal.SIGINT)
            out, err = run.communicate(timeout=120)
        finally:
            # Left running, it would be found by whichever later test the garbage is collected in.
            run.kill()
    assert (run.returncode, out, err) == (130, f"Pages go to {tmp_path / 'o'}\n", "cxresearch: stopped\n")
    assert kernels
    wait_for(lambda: not any(Path(f"/proc/{kernel}").exists() for kernel in kernels))


def wait_for(happened, *, seconds: float = 180) -> None:
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.1)


def children(parent: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == parent:
            found.append(int(stat.parent.name))
    return found


# -- opening a browser -----------------------------------------------------------------------------


def test_a_browser_is_opened_only_where_one_can_be(tmp_path, monkeypatch, no_browser):
    opened = []
    monkeypatch.setattr("webbrowser.open", lambda address: opened.append(address))
    cli._open(tmp_path / "index.html", wanted=True)
    assert opened == [], "no display"
    monkeypatch.setenv("DISPLAY", ":0")
    cli._open(tmp_path / "index.html", wanted=False)
    assert opened == []
    cli._open(tmp_path / "index.html", wanted=True)
    assert opened == [(tmp_path / "index.html").as_uri()]


def test_a_browser_that_fails_is_no_error(tmp_path, monkeypatch, no_browser, capsys):
    def broken(_):
        raise OSError

    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr("webbrowser.open", broken)
    cli._open(tmp_path / "index.html", wanted=True)
    assert "open the page yourself" in capsys.readouterr().out


# -- check and report ------------------------------------------------------------------------------


def test_check_says_what_was_recognised(survey_files, capsys):
    assert cli.main(["check", f"{survey_files[0]}=Leadership", f"{survey_files[1]}"]) == 0
    said = capsys.readouterr()
    assert said.out.startswith("leaders: in doubt") and "\n\ncustomers: in doubt" in said.out
    assert "plain table: 20 responses" in said.out and "plain table: 40 responses" in said.out
    assert said.err == ""
    assert cli.main(["check", "--language", "de", str(survey_files[0])]) == 0
    german = capsys.readouterr().out
    assert german.startswith("leaders: unsicher") and "20 Antwortbögen" in german and "Anmerkungen" in german


def test_check_of_what_is_no_survey_is_one_line_and_one(survey_files, tmp_path, capsys):
    (tmp_path / "empty.csv").write_text("", encoding="utf-8")
    assert cli.main(["check", str(tmp_path / "empty.csv"), str(survey_files[0])]) == 1
    said = capsys.readouterr()
    assert len(said.err.splitlines()) == 1 and "empty.csv" in said.err
    assert said.out.startswith("leaders: in doubt"), "the other file is still told about"


def test_report_puts_the_files_side_by_side(survey_files, tmp_path, no_browser, capsys):
    files = [f"{survey_files[0]}=Leadership", f"{survey_files[1]}=Customers"]
    assert cli.main(["report", *files, "--out", str(tmp_path / "out"), "--title", "Us & them"]) == 0
    page = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    assert "<title>Us &amp; them</title>" in page
    assert "60 responses: Leadership 20, Customers 40" in page
    assert "Leaders rate billing 50 points above customers" in page
    assert "Net Promoter Score" in page
    told = capsys.readouterr()
    assert "Of 2 comparisons" in told.out and told.err == ""


def test_report_asks_who_answered(survey_files, tmp_path, capsys):
    assert cli.main(["report", *map(str, survey_files), "--out", str(tmp_path / "out")]) == 2
    assert re.search(
        r"leaders\.csv does not say who answered\. Write .*leaders\.csv=Customers", capsys.readouterr().err
    )


def test_report_of_nothing_comparable_says_why(survey_files, tmp_path, capsys):
    assert cli.main(["report", f"{survey_files[0]}=Leadership", "--out", str(tmp_path / "out")]) == 2
    assert "There is nothing to report. Perception gap:" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_name_with_an_equals_sign_is_a_file(survey_files, tmp_path, capsys):
    odd = tmp_path / "a=b.csv"
    odd.write_bytes(survey_files[0].read_bytes())
    assert cli.main(["check", str(odd)]) == 0
    assert cli.main(["check", f"{survey_files[0]}="]) == 2
    assert "names no audience" in capsys.readouterr().err
