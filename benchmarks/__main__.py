"""``python -m benchmarks [job ...]``: every job, or those named, with one line a row."""

import argparse
import importlib
import sys

from benchmarks.side_by_side import run

JOBS = (
    "import_time",
    "gap_tests",
    "tally_wide",
    "driver_shares",
    "driver_weights",
    "random_intercept",
    "read_csv",
    "vader_equal",
    "score_comments",
    "workshop_phones",
)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("jobs", nargs="*", metavar="job", help=f"any of: {', '.join(JOBS)} (all by default)")
    parser.add_argument("--respondents", type=int, default=1_000_000, help="rows of the made-up survey")
    options = parser.parse_args(arguments)
    unknown = sorted(set(options.jobs) - set(JOBS))
    if unknown:
        parser.error(f"no job {', '.join(unknown)}; there are: {', '.join(JOBS)}")

    print(f"{'row':<42} {'ours':>13} {'peer':>13} {'peer / ours':>11}")
    for job in options.jobs or JOBS:
        module = importlib.import_module(f"benchmarks.{job}")
        try:
            rows = module.rows(respondents=options.respondents)
        except ModuleNotFoundError as missing:
            print(f"{job:<42} left out: it needs {missing.name}: pip install 'cxresearch[bench]'")
            continue
        for outcome in run(rows):
            print(outcome.line(), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
