"""Whatever the bytes: a Survey whose notes add up, or a SurveyFileError that names the file."""

import os
import time
import warnings

import pandas as pd
import pyreadstat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cxresearch.errors import SurveyFileError
from cxresearch.loaders.reading import read_survey
from tests.loaders.made_files import HEADER, ROWS, as_csv, good, put, qualtrics_rows, workbook

# A minute's worth for the whole of it by default; a longer run takes its length from the environment.
EXAMPLES = int(os.environ.get("CXRESEARCH_FUZZ", "150"))
SECONDS = float(os.environ.get("CXRESEARCH_FUZZ_SECONDS", "20"))


@pytest.fixture(scope="module")
def seeds(tmp_path_factory):
    folder = tmp_path_factory.mktemp("seeds")
    pd.DataFrame(ROWS, columns=HEADER).to_parquet(folder / "good.parquet")
    pyreadstat.write_sav(pd.DataFrame({"v1": [1.0, 2.0, 9.0]}), str(folder / "good.sav"),
    variable_value_labels={"v1": {1: "No", 2: "Yes"}},
                         missing_ranges={"v1": [9]})  # fmt: skip
    return {
        "csv": good().encode(),
        "tsv": good("\t").encode("utf-16"),
        "qualtrics": as_csv(qualtrics_rows()).encode("utf-8-sig"),
        "xlsx": workbook(folder, "good.xlsx", [HEADER, *ROWS]).read_bytes(),
        "parquet": (folder / "good.parquet").read_bytes(),
        "sav": (folder / "good.sav").read_bytes(),
    }


def mutated(data, changes):
    """Overwrite, cut out, repeat or insert at the places that the changes say."""
    data = bytearray(data)
    for place, kind, piece in changes:
        at = place % (len(data) + 1)
        if kind == 0:
            data[at : at + len(piece)] = piece
        elif kind == 1:
            del data[at : at + 1 + len(piece) * 7]
        elif kind == 2:
            data[at:at] = data[max(0, at - 50) : at] * (1 + len(piece) % 3)
        elif kind == 3:
            data[at:at] = piece
        else:
            del data[at:]
    return bytes(data)


def outcome(path):
    """Read a file of any bytes; anything but a sound Survey or a SurveyFileError is a failure."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            survey = read_survey(path)
        except SurveyFileError as problem:
            assert path.name in str(problem)
            return "refused"
    intake = dict(survey.intake)
    assert intake["rows in"] == intake["kept"] + sum(
        count for key, count in intake.items() if key.startswith("excluded")
    )
    assert intake["kept"] == survey.n_rows > 0
    account = survey.account()
    assert (account["kept"] + account["excluded"] + account["missing"] == survey.n_rows).all()
    return "read"


CHANGES = st.lists(
    st.tuples(st.integers(0, 2**31), st.sampled_from([0, 0, 0, 1, 2, 3, 4]),
              st.one_of(st.binary(min_size=1, max_size=8), st.sampled_from([b'"', b",", b"\r", b"\n", b"\0", b";",
              b"\t", b"\xff", b"'", b"=1+1"]))),
    min_size=1, max_size=6,
)  # fmt: skip


@pytest.mark.parametrize("kind", ["csv", "tsv", "qualtrics", "xlsx", "parquet", "sav"])
def test_mutated_files_are_read_or_refused(seeds, kind, tmp_path):
    deadline = time.monotonic() + SECONDS / 6
    seen = set()

    @settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck), database=None)
    @given(CHANGES)
    def check(changes):
        if time.monotonic() < deadline:
            seen.add(outcome(put(tmp_path, f"mutated.{kind}", mutated(seeds[kind], changes))))

    check()
    assert seen


@settings(max_examples=60, suppress_health_check=list(HealthCheck), database=None)
@given(st.one_of(st.binary(max_size=400), st.text(max_size=400).map(lambda text: text.encode("utf-8", errors="ignore")),
                 st.lists(st.lists(st.text(max_size=12), max_size=6),
                 max_size=12).map(lambda rows: as_csv(rows).encode("utf-8", errors="ignore"))))  # fmt: skip
def test_any_bytes_are_read_or_refused(tmp_path_factory, data):
    outcome(put(tmp_path_factory.mktemp("any"), "any.csv", data))
