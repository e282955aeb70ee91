"""The table of a whole run as a page: every row with its ratio, its goal and, where that is missed, the reason."""

import math
import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks.side_by_side import Outcome

__all__ = ["RESULTS", "page"]

RESULTS = Path(__file__).parent / "RESULTS.md"
_TOLD = ("numpy", "pandas", "pyarrow", "duckdb", "polars", "scipy", "statsmodels", "nltk", "pingouin", "lme-python")


def page(found: list[tuple[str, Outcome]], *, respondents: int) -> str:
    """Markdown: what was run with, the table, and why goals were missed."""
    lines = [
        "# Speed beside what a person would use instead",
        "",
        f"Written by `python -m benchmarks`: {respondents:,} respondents where a row has no number of its own, "
        f"{os.cpu_count()} processors, Python {platform.python_version()}, {_versions()}.",
        "",
        "Both ways gave the same answer before they were timed, in turns, within one process a row. Only ratios hold "
        "elsewhere. `x`: the peer's time over ours; above 1 ours is faster. Memory: what one call held beyond what "
        "stood before it (what libraries keep in reserve can make it too small).",
        "",
        "| job | row | peer | by the clock | processor | goal | reached | MB ours / peer |",
        "|---|---|---|---|---|---|---|---|",
        *(_line(job, outcome) for job, outcome in found),
    ]
    missed = [outcome for _, outcome in found if outcome.reached is False]
    if missed:
        lines += ["", "## Goals that are missed", ""]
        lines += [
            f"- **{outcome.name}** ({outcome.peer_name}): {outcome.why or 'no profile was taken.'}"
            for outcome in missed
        ]
    alone = sorted({outcome.missing for _, outcome in found if outcome.missing})
    if alone:
        lines += ["", f"Not installed, so without a ratio: {', '.join(alone)}."]
    return "\n".join(lines) + "\n"


def _line(job: str, outcome: Outcome) -> str:
    if outcome.missing:
        clock = processor = "no peer"
    elif outcome.extra:
        clock = f"{1000 * (outcome.ours - outcome.peer):+,.0f} ms"
        processor = f"{1000 * (outcome.ours_cpu - outcome.peer_cpu):+,.0f} ms"
    else:
        clock, processor = f"{outcome.ratio:.3g} x", f"{outcome.cpu_ratio:.3g} x"
    goal = "" if outcome.goal is None else f"{outcome.goal:+,.0f} ms" if outcome.extra else f"{outcome.goal:g} x"
    if goal and outcome.processor:
        goal += " (processor)"
    reached = {True: "yes", False: "**no**", None: ""}[outcome.reached]
    held = f"{_mb(outcome.ours_memory)} / {_mb(outcome.peer_memory)}"
    return f"| {job} | {outcome.name} | {outcome.peer_name} | {clock} | {processor} | {goal} | {reached} | {held} |"


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
