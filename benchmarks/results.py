"""The table of a whole run as a page: every row with its ratio, its goal and, where that is missed, the reason."""

import math
import os
import platform
import re
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks.side_by_side import Outcome

__all__ = ["RESULTS", "page"]

_MISSED = "**no**"
RESULTS = Path(__file__).parent / "RESULTS.md"
_TOLD = ("numpy", "pandas", "pyarrow", "duckdb", "polars", "scipy", "statsmodels", "nltk", "pingouin", "lme-python")


def page(found: list[tuple[str, Outcome]], *, respondents: int, order=(), standing: str = "", renewed=()) -> str:
    """Markdown: what was run with, the table, and why goals were missed.

    `standing` is the page so far: its rows stay, except those found anew and those of the jobs in `renewed`. Rows are
    told by job, in `order`.
    """
    rows, reasons = _standing(standing)
    rows = {key: line for key, line in rows.items() if key[0] not in renewed}
    for job, outcome in found:
        key = job, outcome.name, outcome.peer_name
        rows[key] = _line(job, outcome)
        reasons[key[1:]] = outcome.why or "no profile was taken."
    place = {job: at for at, job in enumerate(order)}
    rows = dict(sorted(rows.items(), key=lambda row: place.get(row[0][0], len(place))))
    lines = [
        "# Speed beside what a person would use instead",
        "",
        f"Written by `python -m benchmarks`, as a whole or in pieces: {respondents:,} respondents where a row has no "
        f"number of its own, {os.cpu_count()} processors, Python {platform.python_version()}, {_versions()}.",
        "",
        "Both ways gave the same answer before they were timed, in turns, within one process a row. Only ratios hold "
        "elsewhere; a goal in milliseconds stands beside what a bare start of Python took in the same run. `x`: the "
        "peer's time over ours; above 1 ours is faster. Memory: what one call held beyond what stood before it (what "
        "libraries keep in reserve can make it too small); of new processes it is not told.",
        "",
        "| job | row | peer | by the clock | processor | goal | reached | MB ours / peer |",
        "|---|---|---|---|---|---|---|---|",
        *rows.values(),
    ]
    missed = [key[1:] for key, line in rows.items() if f" | {_MISSED} | " in line]
    if missed:
        lines += ["", "## Goals that are missed", ""]
        lines += [f"- **{name}** ({peer}): {reasons[name, peer]}" for name, peer in missed]
    return "\n".join(lines) + "\n"


def _standing(text: str) -> tuple[dict[tuple[str, str, str], str], dict[tuple[str, str], str]]:
    """The rows of a page by job, name and peer, and the reasons by name and peer."""
    table = [line for line in text.splitlines() if line.startswith("| ")][1:]
    rows = {tuple(line.split(" | ")[:3]): line for line in table}
    rows = {(job.removeprefix("| "), name, peer): line for (job, name, peer), line in rows.items()}
    told = re.findall(r"^- \*\*(.+?)\*\* \((.+?)\): (.+)$", text, re.MULTILINE)
    return rows, {(name, peer): why for name, peer, why in told}


def _line(job: str, outcome: Outcome) -> str:
    if outcome.missing:
        clock = processor = f"no {outcome.missing}"
    elif outcome.extra:
        clock = f"{1000 * (outcome.ours - outcome.peer):+,.0f} ms"
        processor = f"{1000 * (outcome.ours_cpu - outcome.peer_cpu):+,.0f} ms"
    else:
        clock, processor = _times(outcome.ratio), _times(outcome.cpu_ratio)
    goal = "" if outcome.goal is None else f"{outcome.goal:+,.0f} ms" if outcome.extra else f"{outcome.goal:g} x"
    if goal and outcome.processor:
        goal += " of processor"
    if goal and outcome.extra and not outcome.missing:
        goal += f", where a bare start took {1000 * (outcome.peer_cpu if outcome.processor else outcome.peer):.0f}"
    reached = {True: "yes", False: _MISSED, None: ""}[outcome.reached]
    held = f"{_mb(outcome.ours_memory)} / {_mb(outcome.peer_memory)}"
    return f"| {job} | {outcome.name} | {outcome.peer_name} | {clock} | {processor} | {goal} | {reached} | {held} |"


def _times(ratio: float) -> str:
    """A ratio in three figures, and all of them where it is over a thousand."""
    return f"{ratio:,.0f} x" if ratio >= 1000 else f"{ratio:.3g} x"


def _mb(size: float) -> str:
    return "-" if size is None or math.isnan(size) else f"{size:,.0f}"


def _versions() -> str:
    told = []
    for name in _TOLD:
        try:
            told.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            continue
    return ", ".join(told)
