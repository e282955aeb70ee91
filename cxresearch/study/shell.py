"""What the shell says about a study: sentences for a terminal, made here so that the command line only parses."""

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from cxresearch.combining.matches import FILE as MATCHES
from cxresearch.errors import MissingExtraError, OptionError, StudyError
from cxresearch.speaking import language
from cxresearch.study.answering.untold import called
from cxresearch.study.doubting.lines import lines_of
from cxresearch.study.doubting.questions import THEMES
from cxresearch.study.drafting import drafted_study
from cxresearch.study.papers import forget, notice, plan, smallest_gaps, what_stays
from cxresearch.study.seals import seal, seals_of
from cxresearch.study.settings import FILE, Settings, read_settings
from cxresearch.study.study import Study, open_study
from cxresearch.wording import count, listed, plural, say

__all__ = [
    "check_lines", "explain_lines", "forget_lines",
    "new_lines", "notice_lines", "plan_lines", "report_lines", "seal_lines",
    "test_study", "verify_lines",
]  # fmt: skip

FORMATS = ("pptx", "xlsx", "html", "pdf")
_MOST_DOUBTS = 10


def new_lines(folder: Path, files: Mapping[str, str], title: str | None, spoken: str = "en") -> list[str]:
    """Draft a study and say what to look at."""
    there = (folder / FILE).exists()
    study, added = drafted_study(folder, files, title=title, language=spoken)
    return [
        say("{toml} is there already and was kept." if there else "{toml} is drafted.", toml=folder / FILE) + " "
        + say("Beside it: {matches} (which questions are the same) and a codebook for each file.", matches=MATCHES),
        *([say("Put into it: {files}.", files=listed(added.files))] if added.files else []),
        *([say("New questions are in {place}; what you decided stays.", place=lines_of(*added.lines))]
          if added.lines else []),
        say("Read: {audiences}.", audiences=study.say("{audiences}")),
        *([say("No code frame that comes along has words in the comments' language: {file} was drafted from their own "
               "words. Read it before a theme is shown; themes can be merged and renamed there.", file=THEMES)]
          if study.settings.code_frame == THEMES else []),
        *_doubt_lines(study), "",
        say("Edit what is wrong, then: {command}", command=f"cxresearch study check {folder}"),
    ]  # fmt: skip


def check_lines(folder: Path) -> list[str]:
    """Doubts first, then who answered, then what can be answered."""
    study = open_study(folder)
    asks = study.asks
    lines = [study.settings.title, study.say("{audiences}."), *_doubt_lines(study), ""]
    possible = "; ".join(map(called, asks.analysis[asks.possible])) or say("nothing yet")
    lines.append(say("Can be answered: {possible}.", possible=possible))
    missing: dict[str, list[str]] = {}
    for row in asks[~asks.possible].itertuples():
        missing.setdefault(row.why_not, []).append(called(row.analysis))
    if missing:
        lines += ["", say("Not asked, or not said:")]
        lines += [f"  {'; '.join(names)}: {why}" for why, names in missing.items()]
    sealed = seals_of(study.settings.folder)
    if sealed:
        last = sealed[-1]
        lines += [
            "",
            say(
                "The plan was sealed {times}, last on {day}, {state}: {hash}",
                times=plural(len(sealed), "time"),
                day=last.sealed,
                state=say(last.state),
                hash=last.hash,
            ),  # fmt: skip
        ]
    return lines


def _doubt_lines(study: Study) -> list[str]:
    doubts = study.doubts
    if not len(doubts):
        return [say("Nothing is in doubt.")]
    lines = ["", say("{doubts}, the worst first:", doubts=plural(len(doubts), "doubt"))]
    for at, row in enumerate(doubts.head(_MOST_DOUBTS).itertuples(), 1):
        evidence = f" ({row.evidence})" if row.evidence else ""
        lines += [
            f"{at:3}. {row.question}: {row.doubt}{evidence}",
            *_below(f"{say('{answers} hang on it.', answers=plural(row.answers, 'answer'))} {row.settle}"),
        ]
    if len(doubts) > _MOST_DOUBTS:
        lines.append(
            "     "
            + say("... and {more} more, told once some of these are settled", more=count(len(doubts) - _MOST_DOUBTS))
        )
    return lines


def _below(text: str) -> list[str]:
    """What stands below a doubt: its lines for study.toml each by itself, indented, ready to copy."""
    return [f"     {line.strip()}" for line in text.splitlines()]


def report_lines(folder: Path, out: Path | None, formats: Iterable[str]) -> list[str]:
    """Write the report in the formats asked for, and say where."""
    formats = [name.strip().lower().lstrip(".") for name in formats if name.strip()]
    for name in formats:
        if name not in FORMATS:
            raise OptionError(say(
                "No report can be written as {name}. Formats: {formats}.",
                name=repr(name), formats=', '.join(FORMATS),
            ))  # fmt: skip
    study = open_study(folder)
    report = study.report()
    place = out or study.settings.folder / "report"
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise StudyError(say(
            "{place}: cannot be made ({strerror}). Choose another folder with --out.",
            place=place, strerror=problem.strerror,
        )) from None  # fmt: skip
    lines = [result.sentences()[0] for result in report.results]
    for name in formats:
        path = getattr(report, f"to_{name}")(place / f"report.{name}")
        # Where no Chromium prints a page, that was said.
        lines += [say("Written: {path}", path=path.resolve())] if path else []
    reasons: dict[str, list[str]] = {}
    for name, why in study.left_out.items():
        reasons.setdefault(why, []).append(called(name))
    return [*lines, *(say("Not in it, {name}: {why}", name="; ".join(names), why=why)
                      for why, names in reasons.items())]  # fmt: skip


def explain_lines(folder: Path, key: str, report: Path | None) -> list[str]:
    """What stands behind a figure."""
    return list(open_study(folder).explain(key, report).lines)


def verify_lines(report: Path | None, folder: Path) -> tuple[bool, list[str]]:
    """Whether a report, or each that lies in the study's own folder, still says what its files say, and where not."""
    from cxresearch.study.verifying import verify_report

    if report is not None:
        found = verify_report(report, folder)
        return found.agrees, list(found.lines)
    written = [folder / "report" / f"report{ending}" for ending in (".pptx", ".xlsx", ".html")]
    written = [path for path in written if path.is_file()]
    if not written:
        raise StudyError(say("{folder} holds no report. Write one, or name it: {command}", folder=folder / "report",
                             command="cxresearch study verify REPORT DIR"))  # fmt: skip
    agrees, lines = True, []
    for path in written:
        found = verify_report(path, folder)
        agrees &= found.agrees
        lines += [f"{path.name}:", *found.lines]
    return agrees, lines


def plan_lines(
    folder: Path,
    topics: Iterable[str],
    bases: Iterable[str],
    company: str,
    margin: float,
    spoken: str | None = None,
    formats: Iterable[str] = ("xlsx",),
    populations: Iterable[str] = (),
) -> list[str]:
    """Questionnaires and bases of a study to come."""
    if spoken is not None:
        language(spoken)
    elif (folder / FILE).is_file():
        _spoken(folder)
    wanted, there = _numbers(bases), _numbers(populations)
    for audience in there:
        if there[audience] < wanted.get(audience, 0):
            raise OptionError(say(
                "There are {there} of {audience} in all, but {n} answers are planned. Correct one of them.",
                there=count(there[audience]), audience=audience, n=count(wanted[audience]),
            ))  # fmt: skip
    made, planned = plan(folder, topics, wanted, company=company, margin=margin, formats=formats,
                         populations=there)  # fmt: skip
    lines = [say("Matched questionnaires: {path}", path=path.resolve()) for path in made]
    return [*lines, *smallest_gaps(planned), *planned.sentences()]


def _numbers(texts: Iterable[str]) -> dict[str, int]:
    """``AUDIENCE=N`` as a mapping."""
    found = {}
    for text in texts:
        audience, equals, number = text.rpartition("=")
        if not equals or not number.strip().isdigit() or int(number) < 1:
            raise OptionError(
                say("{text} is no number of an audience. Write Leadership=8, for example.", text=repr(text))
            )
        found[audience.strip()] = int(number)
    return found


def notice_lines(folder: Path, purpose: str, deleted: str) -> list[str]:
    """The page for a works council."""
    # A works council is asked first: a page can be made before there is anything else.
    if not (folder / FILE).exists():
        folder.mkdir(parents=True, exist_ok=True)
    settings = _spoken(folder) if (folder / FILE).exists() else Settings(folder, (), folder.resolve().name)
    path = notice(settings, purpose=purpose, deleted=deleted)
    return [
        say("Written: {path}", path=path.resolve()), say("Fill in what stands in brackets before anybody is asked.")
    ]  # fmt: skip


def _spoken(folder: Path) -> Settings:
    """A study's definition, of a planned one too; what is said from here on is said in its language."""
    settings = read_settings(folder, planned=True)
    if settings.language is not None:
        language(settings.language)
    return settings


def seal_lines(folder: Path) -> list[str]:
    """Seal the plan and give the hash to be mailed."""
    made = seal(_spoken(folder))
    hypotheses = plural(made.hypotheses, "hypothesis", "hypotheses")
    return [
        say("Sealed on {day}, {state}: {hypotheses}.", day=made.sealed, state=say(made.state), hypotheses=hypotheses),
        made.hash, say("Mail this line to the client today; the seal stays in seals.csv beside study.toml."),
    ]  # fmt: skip


def forget_lines(folder: Path) -> list[str]:
    """Delete what was made from the files, and list it."""
    gone, left = forget(settings := _spoken(folder)), what_stays(settings)
    edited = (say("Left, since you may have edited it, though it holds answers or results: {path}", path=path)
              for path in left)  # fmt: skip
    if not gone:
        return [
            *edited,
            say("Nothing that was made from the files is there. The files themselves are yours to delete."),
        ]
    return [
        *(say("Deleted: {path}", path=path) for path in gone), *edited,
        say("The client's files themselves are yours to delete."),
    ]  # fmt: skip


def test_study(folder: Path) -> int:
    """Run the study's own notebooks against the outputs that stand in them.

    Raises
    ------
    MissingExtraError
        Without nbval.
    StudyError
        If there is no notebook.
    """
    import subprocess
    from importlib.util import find_spec

    if find_spec("nbval") is None or find_spec("pytest") is None:
        raise MissingExtraError(say("Comparing notebooks needs nbval: pip install 'cxresearch[test]'"))
    folder = folder.resolve()  # pytest runs in it, and would look for a relative path below it once more
    notebooks = sorted(path for path in folder.rglob("*.ipynb") if ".ipynb_checkpoints" not in path.parts)
    if not notebooks:
        raise StudyError(say(
            "{folder}: there is no notebook to test. Make some: {command}",
            folder=folder, command=f"cxresearch study notebooks {folder} --run",
        ))  # fmt: skip
    if never := [path.stem for path in notebooks if not _ran(path)]:
        raise StudyError(say(
            "Nothing to compare with: {names} never ran. Run and save them in JupyterLab, or all: {command}",
            names=listed(never), command=f"cxresearch study notebooks {folder} --run",
        ))  # fmt: skip
    sanitize = Path(__file__).parents[1] / "tour" / "nbval_sanitize.cfg"
    command = [
        sys.executable, "-m", "pytest", "--nbval", "--nbval-current-env", f"--nbval-sanitize-with={sanitize}",
        "--nbval-cell-timeout=300", "--nbval-kernel-startup-timeout=120", "-p", "no:cacheprovider", "-q",
        *map(str, notebooks),
    ]  # fmt: skip
    return subprocess.run(command, check=False, cwd=folder).returncode


def _ran(path: Path) -> bool:
    """Whether outputs of a run stand in a notebook, or nothing in it can have any."""
    import nbformat

    cells = [cell for cell in nbformat.read(path, nbformat.NO_CONVERT).cells if cell.cell_type == "code"]
    return not cells or any(cell.execution_count or cell.outputs for cell in cells)
