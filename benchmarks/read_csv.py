"""A client's export of 60 columns: a plain reader cuts and types it; ours recognises, encodes and checks it as well.

What the peer leaves undone is part of ours: encoding of every closed question, a codebook, roles, the check of ids,
answers outside their scale, and an account of every row.
"""

import csv
import tempfile
from functools import lru_cache
from pathlib import Path

import numpy as np

from benchmarks.side_by_side import Row

ROWS = 100_000
RATINGS, LABELS, COMMENTS = 40, 10, 4
WORDS = "the staff were kind but waiting took long and billing is confusing app crashes often great advice".split()
AGREE = np.array(["Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree"])
_folder = tempfile.TemporaryDirectory(prefix="cxresearch-benchmark-")


@lru_cache(maxsize=1)
def export(rows: int = ROWS, seed: int = 7) -> Path:
    """A made-up export: ids, branches, NPS, ratings with blanks and "Don't know", labels, comments, weights, dates."""
    draw = np.random.default_rng(seed)
    columns = {
        "ResponseKey": [f"R{number:06d}" for number in range(rows)],
        "audience": draw.choice(["Leadership", "Staff", "Customers"], rows, p=[0.02, 0.18, 0.8]),
        "branch": [f"Branch {number}" for number in draw.integers(0, 40, rows)],
        "nps": draw.choice([*map(str, range(11)), "N/A", ""], rows),
    }
    for number in range(RATINGS):
        answers = draw.integers(1, 6, rows).astype(str).astype(object)
        answers[draw.random(rows) < 0.05] = ""
        if number % 4 == 0:
            answers[draw.random(rows) < 0.01] = "Don't know"
        columns[f"Rate us - Topic {number}"] = answers
    for number in range(LABELS):
        columns[f"Statement {number}"] = AGREE[draw.integers(0, 5, rows)]
    for number in range(COMMENTS):
        words = draw.choice(WORDS, (rows, 8))
        columns[f"comment {number}"] = [
            " ".join(line) + (", really" if at % 3 else "") for at, line in enumerate(words)
        ]
    columns["weight"] = np.round(draw.gamma(4, 0.25, rows), 3).astype(str)
    columns["date"] = [f"2025-03-{1 + number % 28:02d} 10:{number % 60:02d}:00" for number in range(rows)]
    path = Path(_folder.name) / "export.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(zip(*columns.values(), strict=True))
    return path


_WHY = (
    "a third cuts the bytes into cells, which is what the peer does; the rest finds kinds, scales, roles and doubts in "
    "60 columns, on their distinct values."
)


def ours():
    import warnings

    from cxresearch import read_survey

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return read_survey(export(), scales={"Rate us": (1, 5)})


def pyarrow_reads():
    from pyarrow import csv as arrow

    return arrow.read_csv(export())


def polars_reads():
    import polars

    return polars.read_csv(export(), infer_schema_length=10_000, ignore_errors=True)


def same_answers(survey, table) -> None:
    """Both hold the same rows, and ours counts the answers that the plain reader holds."""
    columns = table.column_names if hasattr(table, "column_names") else table.columns
    assert list(survey.columns) == list(columns), "columns differ"
    assert survey.n_rows == len(table), "rows differ"
    counted = survey.account(["Rate us - Topic 1"]).loc[0, "kept"]
    plain = table["Rate us - Topic 1"]
    blank = plain.null_count if hasattr(table, "column_names") else plain.null_count()
    assert counted == len(plain) - blank, "answers differ"


def rows(*, respondents: int) -> list[Row]:
    return [
        Row(
            "read a 100,000 x 60 CSV",
            ours,
            pyarrow_reads,
            "pyarrow read_csv, types only",
            goal=0.5,
            agree=same_answers,
            why=_WHY,
        ),
        Row(
            "read a 100,000 x 60 CSV",
            ours,
            polars_reads,
            "polars read_csv, types only",
            goal=0.5,
            agree=same_answers,
            why=_WHY,
        ),
    ]
