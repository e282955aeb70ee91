"""The benchmarks run whatever is missing, hold both ways against each other, and write a table that says so."""

import importlib
import json
import re
import subprocess
import sys

import pytest

from benchmarks import __main__ as command
from benchmarks.results import RESULTS, page
from benchmarks.side_by_side import Outcome, Row, measured


def row(**more) -> Row:
    return Row(**{"name": "one job", "ours": lambda: 1, "peer": lambda: 1, "peer_name": "a peer", "repeats": 2} | more)


def test_two_ways_that_differ_are_never_timed():
    def agree(mine, peer):
        assert mine == peer, f"{mine} and {peer}"

    with pytest.raises(AssertionError, match="1 and 2"):
        measured(row(peer=lambda: 2, agree=agree))


def test_a_peer_that_is_not_installed_leaves_its_row_without_a_ratio():
    def peer():
        importlib.import_module("no_such_package_anywhere")

    outcome = measured(row(peer=peer, goal=3.0))
    assert outcome.missing == "no_such_package_anywhere" and outcome.reached is None
    assert "not installed" in outcome.line()
    told = page([("job", outcome)], respondents=10)
    assert "| one job | a peer | no no_such_package_anywhere |" in told


def test_a_missed_goal_tells_its_reason():
    outcome = Outcome("slow job", "a peer", 2.0, False, False, "it counts twice.", 2.0, 1.0, 2.0, 1.0, 5.0, 1.0, 3)
    assert outcome.reached is False and outcome.ratio == 0.5
    told = page([("job", outcome)], respondents=10)
    assert "| 0.5 x | 0.5 x | 2 x | **no** | 5 / 1 |" in told and "- **slow job** (a peer): it counts twice." in told


def test_a_part_of_a_run_renews_its_own_rows_and_leaves_the_others():
    def outcome(name: str, peer: str, ours: float) -> Outcome:
        return Outcome(name, peer, 2.0, False, False, f"{name} (all of it) waits.", ours, 1.0, ours, 1.0, 5.0, 1.0, 3)

    first = [
        ("two", outcome("b (1)", "p (old)", 2.0)),
        ("two", outcome("gone", "p", 2.0)),
        ("one", outcome("a", "p", 4.0)),
    ]
    whole = page(first, respondents=10, order=("one", "two"))
    assert whole.index("| one | a | p | 0.25 x") < whole.index("| two | b (1) | p (old) | 0.5 x")
    assert page([], respondents=10, order=("one", "two"), standing=whole) == whole

    part = [("two", outcome("b (1)", "p (old)", 0.1))]
    told = page(part, respondents=10, order=("one", "two"), standing=whole, renewed=["two"])
    assert "| two | b (1) | p (old) | 10 x | 10 x | 2 x | yes |" in told and "gone" not in told
    assert "- **a** (p): a (all of it) waits." in told and "- **b" not in told
    assert "| gone |" in page(part, respondents=10, standing=whole), "some rows of a job leave its others"


def test_milliseconds_stand_beside_a_bare_start():
    outcome = Outcome("job", "python -c pass", 500, True, True, "", 2.0, 0.07, 0.4, 0.06, 1.0, 1.0, 3)
    told = page([("job", outcome)], respondents=10)
    assert "| +1,930 ms | +340 ms | +500 ms of processor, where a bare start took 60 | yes |" in told


def test_what_is_judged_by_the_processor_is_not_judged_by_the_clock():
    outcome = Outcome("job", "a peer", 2.0, False, True, "", 1.0, 1.0, 1.0, 3.0, 1.0, 1.0, 3)
    assert outcome.reached is True


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is told on Linux only")
def test_memory_is_what_a_call_holds_at_most():
    def ours():
        held = bytearray(64 * 2**20)
        held[:: 2**12] = b"x" * len(held[:: 2**12])
        return len(held)

    outcome = measured(row(ours=ours, peer=lambda: 64 * 2**20))
    assert 60 < outcome.ours_memory < 90 and outcome.peer_memory < 20


def test_each_row_runs_in_a_process_of_its_own_and_every_job_can_be_asked_for():
    ended = subprocess.run(
        [sys.executable, "-m", "benchmarks", "import_time", "--row", "0"], capture_output=True, text=True, check=True
    )
    told = json.loads(ended.stdout.splitlines()[-1].removeprefix(command._MARK))
    assert told.pop("rows") == 1 and Outcome(**told).peer_name == "python -c pass"
    for job in command.JOBS:
        assert importlib.import_module(f"benchmarks.{job}").rows


def test_the_readme_quotes_only_what_the_page_of_results_says():
    readme = (RESULTS.parents[1] / "README.md").read_text(encoding="utf-8")
    part = " ".join(readme.partition("## How fast")[2].partition("\n## ")[0].split())
    quoted = re.findall(r'"([^"]+)" (?:only )?([\d.,]+ x)', part)
    assert len(quoted) == part.count(" x") > 2
    rows = [line.split(" | ") for line in RESULTS.read_text(encoding="utf-8").splitlines()]
    told = {(cells[1], cells[3]) for cells in rows if len(cells) > 4}
    assert set(quoted) <= told, set(quoted) - told


def test_every_missed_goal_on_the_page_of_results_has_its_reason():
    text = RESULTS.read_text(encoding="utf-8")
    assert text.count("| **no** |") == len(re.findall(r"^- \*\*", text, re.MULTILINE)) > 0
    assert "no profile was taken" not in text
