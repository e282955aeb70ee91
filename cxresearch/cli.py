"""The same from a shell: arguments are read here, the work is done on the floors below.

What went wrong is one line on stderr. Exit codes: 0 done, 1 a file that cannot be read as answers, 2 anything else that
was asked wrongly or could not be done, 130 stopped by Ctrl-C.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from cxresearch import __version__
from cxresearch.errors import CXResearchError, OptionError, SurveyFileError
from cxresearch.speaking import language_now, speaking
from cxresearch.wording import count, plural, say

__all__ = ["main"]

_EXAMPLES = """\
examples:
  cxresearch demo                                  see the tour of a made-up bank as pages
  cxresearch lab                                   work through the tour yourself
  cxresearch check customers.csv                   what is in this file?
  cxresearch report leaders.xlsx=Leadership customers.csv=Customers --out report
                                                   the gaps between two audiences as a page
  cxresearch workshop acme-march                   lead a workshop: boards, phones, the reveal

'cxresearch COMMAND --help' tells more about one command."""

_FILES = "a survey export; FILE=AUDIENCE says who answered, where the file does not"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; gives its exit code.

    Parameters
    ----------
    arguments : list of str, optional
        Those of the shell by default.
    """
    options = _parsed(arguments)
    try:
        return options.run(options) or 0
    except KeyboardInterrupt:
        _complain("stopped")
        return 130
    except BrokenPipeError:
        # Whoever read our output has gone; nothing may be written to it any more, also not at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except SurveyFileError as problem:
        _complain(problem)
        return 1
    except CXResearchError as problem:
        _complain(problem)
        return 2
    except Exception as problem:
        if options.traceback:
            raise
        _complain(f"{type(problem).__name__}: {problem} (unexpected; --traceback before the command shows where)")
        return 2


def _parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The arguments, of which names may stand before and behind options alike: "new DIR --language de a.csv=Staff"."""
    parser = _parser()
    options, behind = parser.parse_known_args(arguments)
    several = next((name for name in ("files", "topics") if isinstance(getattr(options, name, None), list)), None)
    if behind and (several is None or any(name.startswith("-") for name in behind)):
        parser.error(f"unrecognized arguments: {' '.join(behind)}")
    if behind:
        getattr(options, several).extend(behind)
    return options


class _Parser(argparse.ArgumentParser):
    def error(self, message: str):
        """One line on stderr, like every other error."""
        _complain(f"{message} (see {self.prog} --help)")
        self.exit(2)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="cxresearch",
        description="Puts the same questions to leadership, staff and customers side by side, with an interval on "
        "every number.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"cxresearch {__version__}")
    parser.add_argument("--traceback", action="store_true", help="show where an unexpected error happened")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    demo = commands.add_parser(
        "demo",
        help="run the tour on the made-up bank and write it as pages",
        description="Runs the notebooks of the tour in a copy and writes a page for each, without code, and a front "
        "page. What is about calls alone stays a notebook.",
    )
    demo.add_argument(
        "--out", type=Path, default=Path("cxresearch-demo"), metavar="DIR", help="where to (default: %(default)s)"
    )
    demo.add_argument(
        "--notebooks", type=Path, metavar="DIR", help="run the notebooks of this folder instead of the tour's"
    )
    demo.add_argument(
        "--study",
        metavar="DIR",
        help="run the tour on this study, a folder or a sample such as hospital, in its language",
    )
    _add_open(demo, "the front page")
    demo.set_defaults(run=_demo)

    lab = commands.add_parser(
        "lab",
        help="make a workspace and open JupyterLab in it",
        description="Copies notebooks and samples to a folder, where files that are there stay as they are, and "
        "opens JupyterLab.",
    )
    lab.add_argument(
        "dir",
        type=Path,
        nargs="?",
        default=Path("cxresearch-lab"),
        metavar="DIR",
        help="where to (default: %(default)s)",
    )
    lab.add_argument("--language", default="en", help="of the notebooks' words: en or de (default: %(default)s)")
    _add_open(lab, "JupyterLab")
    lab.set_defaults(run=_lab)

    check = commands.add_parser(
        "check",
        help="say what a survey file was recognised as",
        description="Says what each file was recognised as: rows, roles, questions with their scales, and what was "
        "not understood.",
    )
    check.add_argument("files", nargs="+", metavar="FILE", help=_FILES)
    check.add_argument("--language", default="en", help="of what is said: en or de (default: %(default)s)")
    check.set_defaults(run=_check)

    report = commands.add_parser(
        "report",
        help="write the gaps between the files' audiences as a page",
        description="Puts the files' audiences side by side and writes a page: gaps, leaders' predictions and NPS, "
        "where there.",
        epilog="example: cxresearch report leaders.xlsx=Leadership staff.xlsx=Staff customers.csv=Customers --out "
        "report",
    )
    report.add_argument("files", nargs="+", metavar="FILE", help=_FILES)
    report.add_argument(
        "--out", type=Path, default=Path("cxresearch-report"), metavar="DIR", help="where to (default: %(default)s)"
    )
    report.add_argument("--title", help="of the page (default: Perception gaps, in the language)")
    report.add_argument("--language", default="en", help="of what is said: en or de (default: %(default)s)")
    _add_open(report, "the page")
    report.set_defaults(run=_report)

    _add_study(commands)

    workshop = commands.add_parser(
        "workshop",
        help="lead a workshop: capture at tables and from phones, votes, guesses, the reveal",
        description="Makes a workspace like 'lab' and opens JupyterLab on the notebook that leads a workshop. What the "
        "room writes is kept in DIR/workshop; the same command goes on where it was.",
        epilog="Before people come: run all cells, print the sheets, open the wall, and let one phone try "
        "the code. Phones and this computer need the same network, and no internet.",
    )
    workshop.add_argument("dir", type=Path, metavar="DIR", help="the workshop's own folder, made where it is missing")
    workshop.add_argument(
        "--study", metavar="DIR", help="a study, for the workshop's name, audiences, touchpoints and survey"
    )
    workshop.add_argument("--language", help="of what is said: en or de (default: the study's, else en)")
    _add_open(workshop, "JupyterLab")
    workshop.set_defaults(run=_workshop)
    return parser


def _add_study(commands) -> None:
    study = commands.add_parser(
        "study",
        help="one folder, one client: draft, check, report, plan, seal, forget",
        description="A study is a folder with study.toml: the client's files, which questions are the same, and what "
        "is "
        "asked of them. 'study new' drafts it, 'study check' says what is not decided, 'study report' writes what "
        "was found.",
    )
    parts = study.add_subparsers(title="what to do", metavar="WHAT", required=True)

    def part(name: str, help: str, run, *, description: str = "") -> argparse.ArgumentParser:
        parser = parts.add_parser(name, help=help, description=description or f"{help[:1].upper()}{help[1:]}.")
        parser.add_argument("dir", type=Path, metavar="DIR", help="the study's folder")
        parser.set_defaults(run=run)
        return parser

    new = part(
        "new", "draft a study from the client's files", _study_new,
        description="Reads the files and drafts study.toml, a codebook a file, and matches.csv. The files stay as they "
        "are. Again: what was edited is kept; files and questions that came since are put beside it.",
    )  # fmt: skip
    new.add_argument("files", nargs="*", metavar="FILE=AUDIENCE", help="such as customers.csv=Customers; of a study "
                     "that is there, those that came since")  # fmt: skip
    new.add_argument("--title", help="of the study (default: the folder's name)")
    new.add_argument("--language", default="en", help="of what the study says: en or de (default: %(default)s)")
    confirm = part(
        "confirm", "confirm which questions are the same, in the rows of matches.csv that you have read",
        _study_confirm,
        description="Shows every row of matches.csv that waits: who was asked what, on which scale. Confirms the rows "
        "whose topics you name, or all; without either nothing changes. Nothing enters a gap before that.",
    )  # fmt: skip
    confirm.add_argument("topics", nargs="*", metavar="TOPIC", help="of the rows to confirm, as the list shows them")
    confirm.add_argument("--all", action="store_true", dest="every", help="all rows that wait")
    confirm.add_argument("--but", nargs="+", default=[], metavar="TOPIC", help="rows that --all leaves as they are")
    confirm.add_argument(
        "--rescale", action="store_true", help="different scales of these rows may be compared on 0-100"
    )
    part("check", "say what is in doubt, who answered, and what can be answered", _study_lines("check_lines"))
    report = part("report", "write the study's results as slides, workbook and page", _study_report)
    report.add_argument("--out", type=Path, metavar="DIR", help="where to (default: DIR/report)")
    report.add_argument(
        "--formats", default="pptx,xlsx,html", metavar="LIST",
        help="comma between them; pdf as well, where Chromium is installed (default: %(default)s)",
    )  # fmt: skip
    part(
        "test", "run the study's notebooks against the outputs that stand in them", _study_test,
        description="Runs every notebook below the folder with nbval and compares what it prints with what stands "
        "in it.",
    )  # fmt: skip
    notebooks = part(
        "notebooks", "copy the tour's notebooks into the study, in its language", _study_notebooks,
        description="Copies the notebooks of the tour to DIR/notebooks: they open this study, and their words are in "
        "its language. A notebook that is there already stays as it is.",
    )  # fmt: skip
    notebooks.add_argument(
        "--run",
        action="store_true",
        dest="run_them",
        help="and run all that are there, for 'study test'",
    )
    plan = part("plan", "before any file: matched questionnaires, and what planned bases can show", _study_plan)
    plan.add_argument("--topics", required=True, metavar="LIST", help="touchpoints, comma between them")
    plan.add_argument("--bases", nargs="+", required=True, metavar="AUDIENCE=N", help="such as Leadership=8")
    plan.add_argument("--populations", nargs="+", default=[], metavar="AUDIENCE=N", help="how many there are in all, "
                      "where that is known: a board that is asked whole is no sample")  # fmt: skip
    plan.add_argument("--company", default="", help="in the questions (default: us)")
    plan.add_argument("--language", help="of the questionnaires (default: en, or what study.toml says)")
    plan.add_argument("--formats", default="xlsx", metavar="LIST", help="xlsx, html (to print), qsf (for Qualtrics)")
    plan.add_argument("--margin", type=float, default=10.0, help="gap that would not matter (default: %(default)s)")
    told = part("notice", "a page for a works council: purpose, who sees what, thresholds, deletion", _study_notice)
    told.add_argument("--purpose", default="", help="what the study is for, in a sentence or two")
    told.add_argument("--deleted", default="", help="when the data are deleted, and by whom")
    explain = part("explain", "what stands behind a figure, made again from the study's files", _study_explain)
    explain.add_argument("id", metavar="ID", help="as it stands beside the figure, such as G4f2a9")
    explain.add_argument("--report", type=Path, metavar="FILE", help="that holds it (default: those in DIR/report)")
    verify = parts.add_parser(
        "verify", help="make every figure of a report again and say where it differs",
        description="Makes every figure of a report again from the study's files. Ends with 1 where one differs.",
    )  # fmt: skip
    verify.add_argument("report", type=Path, nargs="?", metavar="REPORT",
                        help="a .pptx, .xlsx or .html that 'study report' wrote (default: those in DIR/report)"
                        )  # fmt: skip
    verify.add_argument("dir", type=Path, metavar="DIR", help="the study's folder")
    verify.set_defaults(run=_study_verify)
    part("seal", "seal the plan's hypotheses, and print the hash to be mailed", _study_lines("seal_lines"))
    part("forget", "delete what was made from the files, caches too, and list it", _study_lines("forget_lines"))


def _study_lines(name: str):
    def run(options: argparse.Namespace) -> None:
        from cxresearch.study import shell

        _quietly(lambda: getattr(shell, name)(options.dir))

    return run


def _study_new(options: argparse.Namespace) -> None:
    from cxresearch.study.shell import new_lines

    files = dict(map(_file_and_audience, options.files))
    _quietly(lambda: new_lines(options.dir, files, options.title, options.language))


def _study_confirm(options: argparse.Namespace) -> None:
    from cxresearch.study.deciding import confirm_lines

    _quietly(
        lambda: confirm_lines(
            options.dir, options.topics, every=options.every, but=options.but, rescale=options.rescale
        )
    )


def _study_report(options: argparse.Namespace) -> None:
    from cxresearch.study.shell import report_lines

    _quietly(lambda: report_lines(options.dir, options.out, options.formats.split(",")))


def _study_explain(options: argparse.Namespace) -> None:
    from cxresearch.study.shell import explain_lines

    _quietly(lambda: explain_lines(options.dir, options.id, options.report))


def _study_verify(options: argparse.Namespace) -> int:
    from cxresearch.study.shell import verify_lines

    agrees = True

    def lines() -> list[str]:
        nonlocal agrees
        agrees, found = verify_lines(options.report, options.dir)
        return found

    _quietly(lines)
    return 0 if agrees else 1


def _study_test(options: argparse.Namespace) -> int:
    from cxresearch.study.shell import test_study

    return test_study(options.dir)


def _study_notebooks(options: argparse.Namespace) -> None:
    from cxresearch.tour.for_study import notebook_lines

    _quietly(lambda: notebook_lines(options.dir, run=options.run_them))


def _study_plan(options: argparse.Namespace) -> None:
    from cxresearch.study.shell import plan_lines

    topics = [topic.strip() for topic in options.topics.split(",") if topic.strip()]
    _quietly(
        lambda: plan_lines(
            options.dir, topics, options.bases, options.company, options.margin, options.language,
            options.formats.split(","), options.populations,
        )
    )  # fmt: skip


def _study_notice(options: argparse.Namespace) -> None:
    from cxresearch.study.shell import notice_lines

    _quietly(lambda: notice_lines(options.dir, options.purpose, options.deleted))


def _quietly(lines) -> None:
    """Print lines; what would be warned about stands among them as doubts and caveats."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        told = lines()
    print(*told, sep="\n")


def _add_open(parser: argparse.ArgumentParser, what: str) -> None:
    parser.add_argument(
        "--open",
        action=argparse.BooleanOptionalAction,
        default=True,
        help=f"open {what} in a browser, where there is one",
    )


def _demo(options: argparse.Namespace) -> None:
    from cxresearch.tour.pages import write_pages

    front, pages = write_pages(options.out, notebooks=options.notebooks, study=options.study)
    print(say("{pages} and a front page: {place}", pages=plural(pages, "page"), place=front.resolve()))
    _open(front, wanted=options.open)


def _lab(options: argparse.Namespace) -> int:
    from cxresearch.tour.running import make_workspace, open_lab

    with speaking(options.language):
        workspace = make_workspace(options.dir, language=options.language)
        _say_what_is_there(workspace)
        print(say("JupyterLab is starting; Ctrl-C ends it."), flush=True)
    return open_lab(workspace, browser=options.open)


def _say_what_is_there(workspace) -> None:
    print(
        say("{folder}: {files} added.", folder=workspace.folder.resolve(), files=plural(len(workspace.added), "file"))
    )
    if workspace.kept:
        print(say(
            "Left as they are, since they differ from what comes along: {names}", names=", ".join(workspace.kept)
        ))  # fmt: skip


def _workshop(options: argparse.Namespace) -> int:
    from importlib.util import find_spec

    from cxresearch.tour.live_room import ROOM, language_of, make_room
    from cxresearch.tour.running import make_workspace, open_lab

    with speaking(options.language or language_of(options.study)):
        workspace = make_workspace(options.dir, language=language_now())
        notebook = make_room(workspace, options.study)
        _say_what_is_there(workspace)
        place = (workspace.folder / "workshop").resolve()
        print(say("The workshop is kept in {place}, and nowhere else.", place=place))
        if find_spec("jupyterlab_slideshow") is None:
            print(say("Live slides need one more package: {command}", command="pip install 'cxresearch[present]'"))
        print(say(
            "JupyterLab is starting on {notebook}: Run > Run All Cells. Ctrl-C ends it.", notebook=notebook.name
        ), flush=True)  # fmt: skip
    return open_lab(workspace, browser=options.open, first=ROOM)


def _check(options: argparse.Namespace) -> int:
    from cxresearch.loaders.tables.describing import describe

    failed, apart = 0, ""
    for given in options.files:
        try:
            with speaking(options.language):
                told = describe(_read(given))
        except SurveyFileError as problem:
            _complain(problem)
            failed = 1
        else:
            print(f"{apart}{told}", flush=True)
            apart = "\n"
    return failed


def _report(options: argparse.Namespace) -> None:
    with speaking(options.language):
        _report_on(options)


def _report_on(options: argparse.Namespace) -> None:
    import warnings

    from cxresearch.combining.combine import combine_audiences
    from cxresearch.report.pages.findings import findings, findings_page
    from cxresearch.report.pages.sheet import write_sheet

    surveys = [_read(given) for given in options.files]
    for given, survey in zip(options.files, surveys, strict=True):
        if len(surveys) > 1 and "audience" not in survey.roles:
            raise OptionError(say(
                "{given} does not say who answered. Write {given}=Customers, for example.",
                given=given,
            ))  # fmt: skip
    with warnings.catch_warnings():
        # What would be warned about stands in the notes and caveats, and those are on the page.
        warnings.simplefilter("ignore")
        survey = combine_audiences(*surveys) if len(surveys) > 1 else surveys[0]
        results, left_out = findings(survey)
        if not results:
            raise OptionError(say("There is nothing to report. {why}", why=" ".join(left_out)).strip())
        page = findings_page(
            options.title or say("Perception gaps"), results, who=_who(survey), notes=survey.notes, left_out=left_out
        )
    out = write_sheet(options.out / "index.html", page)
    for result in results:
        print(result.sentences()[0])
    for line in left_out:
        print(say("Not computed. {why}", why=line))
    print(say("The page: {place}", place=out.resolve()))
    _open(out, wanted=options.open)


def _who(survey) -> str:
    from cxresearch.stats.bases.naming import audience_name

    counts = survey.answer_counts(survey.roles["audience"]) if "audience" in survey.roles else {}
    parts = [f"{audience_name(audience)} {count(counts[audience])}" for audience in survey.audiences]
    rows = plural(survey.n_rows, "unit" if survey.is_aggregated else "response")
    return say("{rows}: {who}", rows=rows, who=", ".join(parts)) if parts else rows


def _read(given: str):
    """A survey from FILE or FILE=AUDIENCE; what the loaders warn about stands in its notes."""
    import warnings

    from cxresearch.loaders.reading import read_survey

    path, audience = _file_and_audience(given)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return read_survey(path, audience=audience or None)


def _file_and_audience(given: str) -> tuple[str, str]:
    """``FILE=AUDIENCE`` as two; a file without an audience has to say it itself."""
    path, equals, audience = given.rpartition("=")
    if not equals or Path(given).exists():
        return given, ""
    if not audience.strip():
        raise OptionError(say(
            "{given} names no audience after '='. Write {path}=Customers, for example.",
            given=given, path=path,
        ))  # fmt: skip
    return path, audience.strip()


def _open(page: Path, *, wanted: bool) -> None:
    """Open a page where a browser can be; a machine without one is no error."""
    desktop = sys.platform in ("win32", "darwin") or any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")))
    if not wanted or not desktop:
        return
    import webbrowser

    try:
        webbrowser.open(page.resolve().as_uri())
    except (OSError, webbrowser.Error):
        print(say("No browser could be opened; open the page yourself."))


def _complain(problem: object) -> None:
    print(f"cxresearch: {' '.join(str(problem).split())}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
