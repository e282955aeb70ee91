"""``python -m benchmarks [job ...]``: every job, or those named, with one line a row.

Each row runs in a process of its own. A peer that is not installed leaves its row without a ratio, never the others.
A run renews its own rows in ``benchmarks/RESULTS.md`` and leaves the others as they stand, so the page can be made in
pieces; a run with other ``--respondents`` writes only where ``--write`` says.
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
    "survey_tables",
    "rim_weights",
    "driver_shares",
    "driver_weights",
    "random_intercept",
    "read_csv",
    "vader_equal",
    "score_comments",
    "topics_found",
    "workshop_phones",
)
RESPONDENTS = 1_000_000
_MARK = "benchmark-outcome:"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("jobs", nargs="*", metavar="job", help=f"any of: {', '.join(JOBS)} (all by default)")
    parser.add_argument("--respondents", type=int, default=RESPONDENTS, help="rows of the made-up survey")
    parser.add_argument("--only", default="", metavar="WORDS", help="only rows whose name holds these words")
    parser.add_argument("--write", type=Path, metavar="FILE", help=f"the page whose rows are renewed ({RESULTS.name})")
    parser.add_argument("--row", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    unknown = sorted(set(options.jobs) - set(JOBS))
    if unknown:
        parser.error(f"no job {', '.join(unknown)}; there are: {', '.join(JOBS)}")
    if options.row is not None:
        return _one(options.jobs[0], options.row, options.respondents, options.only)

    print(f"{'row':<52} {'ours':>13} {'peer':>13} {'peer / ours':>11}")
    found, failed, begin = [], 0, time.perf_counter()
    jobs = options.jobs or JOBS
    for job in jobs:
        for outcome in _rows(job, options.respondents, options.only):
            if isinstance(outcome, str):
                failed += 1
                print(f"{job:<52} failed: {outcome}", flush=True)
            else:
                found.append((job, outcome))
                print(outcome.line(), flush=True)
    print(f"{(time.perf_counter() - begin) / 60:.0f} minutes")
    where = options.write or (RESULTS if options.respondents == RESPONDENTS else None)
    if where and found:
        standing = where.read_text(encoding="utf-8") if where.exists() else ""
        renewed = () if options.only else jobs
        told = page(found, respondents=options.respondents, order=JOBS, standing=standing, renewed=renewed)
        where.write_text(told, encoding="utf-8", newline="\n")
        print(f"Written: {where}")
    return 1 if failed else 0


def _rows(job: str, respondents: int, only: str):
    """The outcomes of a job, a process a row; a text for a row that failed."""
    at, rows = 0, 1
    while at < rows:
        command = [sys.executable, "-m", "benchmarks", job, "--row", str(at), "--respondents", str(respondents)]
        begin = time.perf_counter()
        ended = subprocess.run([*command, "--only", only], capture_output=True, text=True, check=False)
        took = f"{time.perf_counter() - begin:5.0f} s  "
        kept = [line for line in ended.stdout.splitlines() if line.startswith(_MARK)]
        if ended.returncode or not kept:
            print(took, end="")
            yield (ended.stderr.strip() or ended.stdout.strip() or f"exit code {ended.returncode}").splitlines()[-1]
        else:
            told = json.loads(kept[-1].removeprefix(_MARK))
            rows = told.pop("rows")
            if told:
                print(took, end="")
                yield Outcome(**told)
        at += 1


def _one(job: str, at: int, respondents: int, only: str) -> int:
    rows = importlib.import_module(f"benchmarks.{job}").rows(respondents=respondents)
    kept = measured(rows[at]).kept() if only in rows[at].name else {}
    print(_MARK + json.dumps({"rows": len(rows), **kept}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
