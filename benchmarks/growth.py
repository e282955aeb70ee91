"""How time and memory grow from ten thousand answers to a hundred million.

``python -m benchmarks.growth [--most 8] [--folder FOLDER] [--picture FILE]``. Made-up answers are written as Parquet, a
million rows at a time, and taken away afterwards; DuckDB reads them. Each size is a process of its own: the survey is
opened, then gap, NPS by segment, linkage, silos, within and between, and drivers with 200 bootstrap samples follow. For
each: seconds by the clock and of the processor, and MB held at most beyond a process that has imported everything.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path

import numpy as np

from benchmarks.side_by_side import memory, processor_seconds

ROLES = {"audience": "audience", "unit": "branch"}
DRIVERS = ["service", "app", "price", "staff"]
SCALES = {**dict.fromkeys([*DRIVERS, "proud"], (1, 5)), "recommend": (0, 10)}
BRANCHES = 200
_PART = 1_000_000


def write(folder: Path, rows: int) -> None:
    """Parquet files of at most a million rows: branches differ, and happier staff have more loyal customers."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    def words(code, names):
        return pa.DictionaryArray.from_arrays(pa.array(code), pa.array(names))

    pull = np.linspace(-0.6, 0.6, BRANCHES, dtype=np.float32)
    for at, first in enumerate(range(0, rows, _PART)):
        draw, many = np.random.default_rng(at), min(_PART, rows - first)
        branch = draw.integers(0, BRANCHES, many, dtype=np.int16)
        mood = pull[branch] + 0.5 * draw.standard_normal(many, dtype=np.float32)
        columns = {
            "audience": words((draw.random(many, dtype=np.float32) > 0.2).astype(np.int8)
                              + (draw.random(many, dtype=np.float32) > 0.05), ["Leadership", "Staff", "Customers"]),
            "branch": words(branch, [f"Branch {number:03d}" for number in range(BRANCHES)]),
            "region": words(draw.integers(0, 8, many, dtype=np.int8), [f"Region {number}" for number in range(8)]),
        }  # fmt: skip
        for name, (low, high) in SCALES.items():
            answer = (low + high) / 2 + (high - low) / 4 * (mood + draw.standard_normal(many, dtype=np.float32))
            columns[name] = pa.array(np.clip(np.rint(answer), low, high).astype(np.int8))
        pq.write_table(pa.table(columns), folder / f"part-{at:03d}.parquet")


def jobs(folder: Path) -> dict:
    import duckdb

    import cxresearch as cx

    held = {}

    def survey():
        return held["survey"]

    def opened():
        relation = duckdb.sql(f"SELECT * FROM '{folder}/*.parquet'")
        held["survey"] = cx.Survey.from_frame(relation, roles=ROLES, scales=SCALES)

    return {
        "open": opened,
        "gap": lambda: cx.perception_gap(survey(), [*DRIVERS, "proud"]),
        "NPS by segment": lambda: cx.nps(survey(), "recommend", by="region"),
        "linkage": lambda: cx.attitude_loyalty(survey(), attitude="proud", loyalty="recommend"),
        "silos": lambda: cx.silos(survey(), "service", by="unit", audience="Customers"),
        "within and between": lambda: cx.within_between(survey(), "recommend", "service", audience="Customers"),
        "drivers": lambda: cx.loyalty_drivers(
            survey(), "recommend", DRIVERS, audience="Customers", bootstrap=200
        ),
    }  # fmt: skip


def measured(folder: Path) -> dict:
    """Seconds, processor seconds and MB of each job."""
    warnings.simplefilter("ignore")
    # What is imported on the way is none of the answers' memory.
    with tempfile.TemporaryDirectory() as small:
        write(Path(small), 2000)
        for job in jobs(Path(small)).values():
            job()
    found = {}
    for name, job in jobs(folder).items():
        cpu = processor_seconds()
        held, wall = memory(job)
        found[name] = {"seconds": wall, "processor": processor_seconds() - cpu, "mb": held}
    return found


def picture(found: dict[int, dict], path: Path) -> None:
    import matplotlib as mpl
    from matplotlib.figure import Figure

    mpl.rcParams["svg.hashsalt"] = "growth"
    figure = Figure(figsize=(7, 4.2), layout="constrained")
    axes = figure.add_subplot()
    sizes = np.array(list(found))
    for name in next(iter(found.values())):
        seconds = np.array([told[name]["processor"] for told in found.values()])
        axes.loglog(sizes, seconds, marker="o", markersize=3, label=f"{name} ({exponent(sizes, seconds):.2f})")
    axes.set(xlabel="answers (rows)", ylabel="seconds of processor")
    axes.set_title("Time grows as the power of the rows told in brackets, over the last two decades", fontsize=10)
    axes.legend(fontsize=8, frameon=False)
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, metadata={"Date": None})


def exponent(sizes: np.ndarray, seconds: np.ndarray) -> float:
    """The slope of the last two decades on doubly logarithmic scales."""
    return float(np.polyfit(np.log(sizes[-3:]), np.log(seconds[-3:]), 1)[0])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--most", type=int, default=8, help="the power of ten to end with")
    parser.add_argument("--folder", default=None, help="where the answers stand while this runs (3 GB for 10^8)")
    parser.add_argument("--picture", type=Path)
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measured(options.one)))
        return 0
    found = {}
    print("| answers | job | seconds | of processor | MB |\n|---|---|---|---|---|")
    for power in range(4, options.most + 1):
        with tempfile.TemporaryDirectory(dir=options.folder) as folder:
            begin = time.perf_counter()
            write(Path(folder), 10**power)
            made = time.perf_counter() - begin
            command = [sys.executable, "-m", "benchmarks.growth", "--one", folder]
            ended = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ)
        if ended.returncode:
            print(ended.stderr)
            return 1
        found[10**power] = json.loads(ended.stdout.splitlines()[-1])
        for name, told in found[10**power].items():
            print(f"| {10**power:,} | {name} | {told['seconds']:.1f} | {told['processor']:.1f} | {told['mb']:.0f} |")
        print(f"(written in {made:.0f} s)", file=sys.stderr, flush=True)
    if options.picture:
        picture(found, options.picture)
    return 0


if __name__ == "__main__":
    sys.exit(main())
