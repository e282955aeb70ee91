"""A Spark cluster of two workers loses one in mid-run, and the numbers stay.

``python -m benchmarks.spark_loses_a_worker [--rows 1000000]`` (Linux; Java 17 or newer, the `spark` extra). Made-up
answers are written as Parquet and analysed by DuckDB first. Then a local cluster with two executors counts the same
files; once its first tasks are done one of its executors is killed (signal 9). Spark counts again what was lost, and
every number has to agree to 1e-12. Only processes that this run started are touched.
"""

import argparse
import os
import signal
import sys
import tempfile
import threading
import time
import warnings
from pathlib import Path

import numpy as np
import pandas as pd

import cxresearch as cx

ROLES = {"audience": "audience", "unit": "branch"}
SCALES = {"service": (1, 5), "proud": (1, 5), "recommend": (0, 10)}
CALLS = {
    "gap": lambda s: cx.perception_gap(s, ["service"]),
    "NPS by segment": lambda s: cx.nps(s, "recommend", by="region"),
    "linkage": lambda s: cx.attitude_loyalty(s, attitude="proud", loyalty="recommend"),
    "silos": lambda s: cx.silos(s, "service", by="unit", audience="Customers"),
}


def made(rows: int, seed: int) -> pd.DataFrame:
    """Answers of three audiences in 40 branches; branches differ, and happier staff have more loyal customers."""
    draw = np.random.default_rng(seed)
    branch = draw.integers(0, 40, rows)
    pull = np.linspace(-1, 1, 40)[branch]
    frame = pd.DataFrame({
        "audience": draw.choice(["Leadership", "Staff", "Customers"], rows, p=[0.02, 0.18, 0.8]),
        "branch": np.char.add("Branch ", branch.astype(str)), "region": draw.choice(["North", "South"], rows),
    })  # fmt: skip
    for name, (low, high) in SCALES.items():
        middle, spread = (low + high) / 2, (high - low) / 5
        frame[name] = np.clip(np.rint(draw.normal(middle + spread * pull, spread)), low, high)
    return frame


def started_by_us(word: str) -> list[int]:
    """Descendants of this process whose command line holds a word."""
    parents, found = {}, []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                parents[int(folder.name)] = int(folder.joinpath("stat").read_text().rpartition(")")[2].split()[1])
            except (OSError, IndexError):
                continue
    for process in parents:
        above = process
        while above in parents and above != os.getpid():
            above = parents[above]
        try:
            if above == os.getpid() and word in Path(f"/proc/{process}/cmdline").read_text():
                found.append(process)
        except OSError:
            continue
    return found


def kill_one_in_mid_run(session, done: threading.Event, told: list[str]) -> None:
    """Wait until some tasks of a stage are done and others are not, then kill an executor."""
    tracker = session.sparkContext.statusTracker()
    while not done.is_set():
        for stage in tracker.getActiveStageIds():
            about = tracker.getStageInfo(stage)
            workers = started_by_us("CoarseGrainedExecutorBackend")
            if about and len(workers) == 2 and 0 < about.numCompletedTasks < about.numTasks:
                os.kill(workers[0], signal.SIGKILL)
                told.append(f"killed an executor after {about.numCompletedTasks} of {about.numTasks} tasks")
                return
        time.sleep(0.005)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--folder", default=None, help="where the made-up answers stand while this runs")
    options = parser.parse_args()
    import duckdb
    import pyspark
    from pyspark.sql import SparkSession

    warnings.simplefilter("ignore", cx.SurveyWarning)
    os.environ.setdefault("SPARK_HOME", str(Path(pyspark.__file__).parent))
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        for at in range(16):
            made(options.rows // 16, at).to_parquet(f"{folder}/part-{at:02d}.parquet", index=False)
        relation = duckdb.sql(f"SELECT * FROM '{folder}/*.parquet'")
        wanted = {name: call(cx.Survey.from_frame(relation, roles=ROLES, scales=SCALES)).table
                  for name, call in CALLS.items()}  # fmt: skip
        session = (
            SparkSession.builder.master("local-cluster[2,1,768]").appName("cxresearch loses a worker")
            .config("spark.ui.enabled", "false").config("spark.ui.showConsoleProgress", "false")
            .config("spark.executor.memory", "768m")
            .config("spark.driver.memory", "768m").config("spark.sql.shuffle.partitions", "4")
            .config("spark.sql.files.maxPartitionBytes", "1m").config("spark.local.dir", folder).getOrCreate()
        )  # fmt: skip
        session.sparkContext.setLogLevel("OFF")
        told: list[str] = []
        done = threading.Event()
        watch = threading.Thread(target=kill_one_in_mid_run, args=(session, done, told), daemon=True)
        try:
            survey = cx.Survey.from_frame(session.read.parquet(folder), roles=ROLES, scales=SCALES)
            watch.start()
            for name, call in CALLS.items():
                begin = time.perf_counter()
                pd.testing.assert_frame_equal(
                    call(survey).table, wanted[name], rtol=1e-12, atol=1e-10, check_dtype=False
                )
                print(f"{name:<16} {time.perf_counter() - begin:6.1f} s, equal to 1e-12")
        finally:
            done.set()
            watch.join()
            session.stop()
    print(told[0] if told else "no executor was killed: the run was over too soon; take more --rows")
    return 0 if told else 1


if __name__ == "__main__":
    sys.exit(main())
