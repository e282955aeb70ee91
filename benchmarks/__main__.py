"""``python -m benchmarks [job ...]``: every job, or those named, with one line a row.

Each row runs in a process of its own. A peer that is not installed leaves its row without a ratio, never the others.
The whole run writes ``benchmarks/RESULTS.md``; a part of it does where ``--write`` is given.
"""

import argparse
import importlib
import json
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.results import RESULTS, page
from benchmarks.side_by_side import Outcome, measured

JOBS = (
    "import_time",
    "waiting",
    "gap_tests",
    "nps_engines",
    "tally_wide",
    "rim_weights",
    "driver_shares",
    "driver_weights",
    "random_intercept",
    "read_csv",
    "vader_equal",
    "score_comments",
    "workshop_phones",
)
_MARK = "benchmark-outcome:"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("jobs", nargs="*", metavar="job", help=f"any of: {', '.join(JOBS)} (all by default)")
    parser.add_argument("--respondents", type=int, default=1_000_000, help="rows of the made-up survey")
    parser.add_argument(
        "--write", type=Path, metavar="FILE", help=f"where the table goes ({RESULTS.name} for all jobs)"
    )
    parser.add_argument("--row", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    unknown = sorted(set(options.jobs) - set(JOBS))
    if unknown:
        parser.error(f"no job {', '.join(unknown)}; there are: {', '.join(JOBS)}")
    if options.row is not None:
        return _one(options.jobs[0], options.row, options.respondents)

    print(f"{'row':<52} {'ours':>13} {'peer':>13} {'peer / ours':>11}")
    found, failed, begin = [], 0, time.perf_counter()
    for job in options.jobs or JOBS:
        for outcome in _rows(job, options.respondents):
            if isinstance(outcome, str):
                failed += 1
                print(f"{job:<52} failed: {outcome}", flush=True)
            else:
                found.append((job, outcome))
                print(outcome.line(), flush=True)
    print(f"{(time.perf_counter() - begin) / 60:.0f} minutes")
    where = options.write or (None if options.jobs else RESULTS)
    if where:
        where.write_text(page(found, respondents=options.respondents), encoding="utf-8", newline="\n")
        print(f"Written: {where}")
    return 1 if failed else 0


def _rows(job: str, respondents: int):
    """The outcomes of a job, a process a row; a text for a row that failed."""
    at, rows = 0, 1
    while at < rows:
        command = [sys.executable, "-m", "benchmarks", job, "--row", str(at), "--respondents", str(respondents)]
        begin = time.perf_counter()
        ended = subprocess.run(command, capture_output=True, text=True, check=False)
        print(f"{time.perf_counter() - begin:5.0f} s  ", end="")
        kept = [line for line in ended.stdout.splitlines() if line.startswith(_MARK)]
        if ended.returncode or not kept:
            yield (ended.stderr.strip() or ended.stdout.strip() or f"exit code {ended.returncode}").splitlines()[-1]
        else:
            told = json.loads(kept[-1].removeprefix(_MARK))
            rows = told.pop("rows")
            yield Outcome(**told)
        at += 1


def _one(job: str, at: int, respondents: int) -> int:
    rows = importlib.import_module(f"benchmarks.{job}").rows(respondents=respondents)
    print(_MARK + json.dumps({"rows": len(rows), **measured(rows[at]).kept()}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
