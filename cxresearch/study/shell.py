"""What the shell says about a study: sentences for a terminal, made here so that the command line only parses."""

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from cxresearch.combining.matches import FILE as MATCHES
from cxresearch.errors import MissingExtraError, OptionError, StudyError
from cxresearch.study.drafting import new_study
from cxresearch.study.papers import forget, notice, plan
from cxresearch.study.seals import seal, seals_of
from cxresearch.study.settings import FILE, read_settings
from cxresearch.study.study import Study, open_study
from cxresearch.wording import plural

__all__ = [
    "check_lines", "forget_lines", "new_lines", "notice_lines", "plan_lines", "report_lines", "seal_lines",
    "test_study",
]  # fmt: skip

FORMATS = ("pptx", "xlsx", "html")
_MOST_DOUBTS = 10


def files_of(given: Iterable[str]) -> dict[str, str]:
    """``FILE=AUDIENCE`` as a mapping; a file without an audience has to say it itself.

    >>> files_of(["customers.csv=Customers", "all.csv"])
    {'customers.csv': 'Customers', 'all.csv': ''}
    """
    found = {}
    for text in given:
        path, equals, audience = text.rpartition("=")
        if not equals or Path(text).exists():
            path, audience = text, ""
        elif not audience.strip():
            raise OptionError(f"{text} names no audience after '='. Write {path}=Customers, for example.")
        found[path] = audience.strip()
    return found


def new_lines(folder: Path, files: Mapping[str, str], title: str | None) -> list[str]:
    """Draft a study and say what to look at."""
    there = (folder / FILE).exists()
    study = new_study(folder, files, title=title)
    made = f"{folder / FILE} is there already and was kept." if there else f"{folder / FILE} is drafted."
    return [
        f"{made} Beside it: {MATCHES} (which questions are the same) and a codebook for each file.",
        study.say("Read: {audiences}."), *_doubt_lines(study), "",
        f"Edit what is wrong, then: cxresearch study check {folder}",
    ]  # fmt: skip


def check_lines(folder: Path) -> list[str]:
    """Doubts first, then who answered, then what can be answered."""
    study = open_study(folder)
    asks = study.asks
    lines = [f"{study.settings.title}", study.say("{audiences}."), *_doubt_lines(study), ""]
    lines.append(f"Can be answered: {', '.join(asks.analysis[asks.possible]) or 'nothing yet'}.")
    missing: dict[str, list[str]] = {}
    for row in asks[~asks.possible].itertuples():
        missing.setdefault(row.why_not, []).append(row.analysis)
    if missing:
        lines += ["", "Not asked, or not said:", *(f"  {', '.join(names)}: {why}" for why, names in missing.items())]
    sealed = seals_of(study.settings.folder)
    if sealed:
        last = sealed[-1]
        lines += [
            "",
            f"The plan was sealed {plural(len(sealed), 'time')}, last on {last.sealed}, {last.state}: {last.hash}",
        ]
    return lines


def _doubt_lines(study: Study) -> list[str]:
    doubts = study.doubts
    if not len(doubts):
        return ["Nothing is in doubt."]
    lines = ["", f"{plural(len(doubts), 'doubt')}, the worst first:"]
    for at, row in enumerate(doubts.head(_MOST_DOUBTS).itertuples(), 1):
        evidence = f" ({row.evidence})" if row.evidence else ""
        lines += [
            f"{at:3}. {row.question}: {row.doubt}{evidence}",
            f"     {row.answers:,} answers hang on it. {row.settle}",
        ]
    if len(doubts) > _MOST_DOUBTS:
        lines.append(f"     ... and {len(doubts) - _MOST_DOUBTS} more in study.doubts")
    return lines


def report_lines(folder: Path, out: Path | None, formats: Iterable[str]) -> list[str]:
    """Write the report in the formats asked for, and say where."""
    formats = [name.strip().lower().lstrip(".") for name in formats if name.strip()]
    for name in formats:
        if name not in FORMATS:
            raise OptionError(f"No report can be written as {name!r}. Formats: {', '.join(FORMATS)}.")
    study = open_study(folder)
    report = study.report()
    place = out or study.settings.folder / "report"
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise StudyError(f"{place}: cannot be made ({problem.strerror}). Choose another folder with --out.") from None
    lines = [result.sentences()[0] for result in report.results]
    for name in formats:
        path = getattr(report, f"to_{name}")(place / f"report.{name}")
        lines.append(f"Written: {path.resolve()}")
    return [*lines, *(f"Not in it, {name}: {why}" for name, why in study.left_out.items())]


def plan_lines(folder: Path, topics: Iterable[str], bases: Iterable[str], company: str, margin: float) -> list[str]:
    """Questionnaires and bases of a study to come."""
    wanted = {}
    for text in bases:
        audience, equals, number = text.rpartition("=")
        if not equals or not number.strip().isdigit() or int(number) < 1:
            raise OptionError(f"{text!r} is no planned base. Write Leadership=8, for example.")
        wanted[audience.strip()] = int(number)
    path, planned = plan(folder, topics, wanted, company=company, margin=margin)
    return [f"Three matched questionnaires: {path.resolve()}", *planned.sentences()]


def notice_lines(folder: Path, purpose: str, deleted: str) -> list[str]:
    """The page for a works council."""
    path = notice(read_settings(folder), purpose=purpose, deleted=deleted)
    return [f"Written: {path.resolve()}", "Fill in what stands in brackets before anybody is asked."]


def seal_lines(folder: Path) -> list[str]:
    """Seal the plan and give the hash to be mailed."""
    made = seal(read_settings(folder))
    return [
        f"Sealed on {made.sealed}, {made.state}: {plural(made.hypotheses, 'hypothesis', 'hypotheses')}.", made.hash,
        "Mail this line to the client today; the seal stays in seals.csv beside study.toml.",
    ]  # fmt: skip


def forget_lines(folder: Path) -> list[str]:
    """Delete what was made from the files, and list it."""
    gone = forget(read_settings(folder))
    if not gone:
        return ["Nothing that was made from the files is there. The files themselves are yours to delete."]
    return [*(f"Deleted: {path}" for path in gone), "The client's files themselves are yours to delete."]


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
        raise MissingExtraError("Comparing notebooks needs nbval: pip install 'cxresearch[test]'")
    notebooks = sorted(path for path in folder.rglob("*.ipynb") if ".ipynb_checkpoints" not in path.parts)
    if not notebooks:
        raise StudyError(f"{folder}: there is no notebook to test. Make some: cxresearch lab {folder}")
    sanitize = Path(__file__).parents[1] / "tour" / "nbval_sanitize.cfg"
    command = [
        sys.executable, "-m", "pytest", "--nbval", "--nbval-current-env", f"--nbval-sanitize-with={sanitize}",
        "--nbval-cell-timeout=300", "--nbval-kernel-startup-timeout=120", "-p", "no:cacheprovider", "-q",
        *map(str, notebooks),
    ]  # fmt: skip
    return subprocess.run(command, check=False, cwd=folder).returncode
