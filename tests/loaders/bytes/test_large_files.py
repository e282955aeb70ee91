"""A large file takes another way to the same Survey."""

import random

import pytest

from cxresearch.loaders.bytes import text_files
from tests.loaders.made_files import as_csv, put, read

TEXTS = ["fine", 'she said "no", twice', "two\nlines, really", "schön", "  spaced ", "10 - Extremely likely"]


def rows(count, seed=0):
    draw = random.Random(seed)
    out = [
        [
            "respondent_id",
            "audience",
            "branch",
            "nps",
            "Rate us - Billing",
            "Rate us - Waiting",
            "zip",
            "weight",
            "share",
            "comment",
            "late",
        ]
    ]
    for i in range(count):
        out.append([
            f"R{i:05d}", draw.choice(["Staff", "Customers"]), f"Branch {draw.randrange(30)}", draw.choice([*range(11),
            "N/A", "Don't know", ""]),
            draw.randrange(1, 6), draw.choice([1, 2, 3, 4, 5, ""]), f"0{draw.randrange(1000, 9999)}"
            if i > 500 else str(draw.randrange(10000, 99999)),
            round(draw.random() + 0.5, 3), f"{draw.randrange(100)},{draw.randrange(10)}",
            draw.choice(TEXTS) + f" {i}", "" if i < count - 3 else "ten",
        ])  # fmt: skip
    return out


def both_ways(path, monkeypatch, **options):
    quick, told = read(path, **options)
    monkeypatch.setattr(text_files, "_LARGE", 10**12)
    slow, told_slowly = read(path, **options)
    monkeypatch.undo()
    return quick, told, slow, told_slowly


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_both_ways_give_the_same_survey(tmp_path, monkeypatch, separator):
    monkeypatch.setattr(text_files, "_LARGE", 50_000)
    path = put(tmp_path, "large.csv", as_csv(rows(3000), separator))
    calls = []
    real = text_files.fast_columns
    monkeypatch.setattr(
        text_files, "fast_columns", lambda *args, **kwargs: calls.append(real(*args, **kwargs)) or calls[-1]
    )
    quick, told = read(path, scales={"Rate us": (1, 5)})
    assert calls and calls[0] is not None
    monkeypatch.setattr(text_files, "_LARGE", 10**12)
    slow, told_slowly = read(path, scales={"Rate us": (1, 5)})
    assert told == told_slowly
    assert quick.responses.equals(slow.responses) and quick.responses.dtypes.equals(slow.responses.dtypes)
    assert quick.codebook.equals(slow.codebook) and quick.roles == slow.roles and quick.notes == slow.notes
    for column in quick.columns:
        assert quick.answer_counts(column) == slow.answer_counts(column), column
    assert quick.responses["zip"].str.startswith("0").sum() == 2499


@pytest.mark.parametrize("fault", ["ragged", "nul", "legacy", "blank rows", "open quote", "total"])
def test_faults_of_a_large_file_are_named_as_in_a_small_one(tmp_path, monkeypatch, fault):
    text = as_csv(rows(2000), end="\n")
    lines = text.split("\n")
    if fault == "ragged":
        lines[1500] += ",more,cells"
    elif fault == "blank rows":
        lines[1000:1000] = ["", "," * 10, ""]
    elif fault == "open quote":
        lines[1500] = 'R01499,Staff,"Branch 1,1,1,1,11111,1,1,fine,'
        lines[1502] = 'R01501,Staff,Branch" 1,1,1,1,11111,1,1,fine,'
    elif fault == "total":
        lines[-1] = "Total,,,5.2,,,,,,,"
    data = "\n".join(lines).encode("cp1252" if fault == "legacy" else "utf-8")
    if fault == "nul":
        data = data[:90_000] + b"\0" + data[90_000:]
    monkeypatch.setattr(text_files, "_LARGE", 50_000)
    path = put(tmp_path, "large.csv", data)
    quick, told = read(path, scales={"Rate us": (1, 5)})
    monkeypatch.setattr(text_files, "_LARGE", 10**12)
    slow, told_slowly = read(path, scales={"Rate us": (1, 5)})
    assert quick.responses.equals(slow.responses) and dict(quick.intake) == dict(slow.intake)
    assert told == told_slowly or fault == "total"
    assert told or fault in ("legacy", "blank rows")


def test_headers_of_three_rows_go_the_quick_way_too(tmp_path, monkeypatch):
    from tests.loaders.made_files import qualtrics_rows

    head = qualtrics_rows()[:3]
    body = [[*row[:6], f"R_{i:015d}", *row[7:]] for i, row in enumerate(qualtrics_rows()[3:] * 100)]
    path = put(tmp_path, "large.csv", as_csv([*head, *body]))
    monkeypatch.setattr(text_files, "_LARGE", 50_000)
    quick, told = read(path, scales={"Please rate the following:": (1, 5)})
    monkeypatch.setattr(text_files, "_LARGE", 10**12)
    slow, _ = read(path, scales={"Please rate the following:": (1, 5)})
    assert told == [] and quick.responses.equals(slow.responses) and dict(quick.intake) == dict(slow.intake)
    assert quick.n_rows == 2700


def test_the_bytes_are_given_back_once_they_are_cut(tmp_path, monkeypatch):
    """A large file is not kept beside its columns; who asks for its rows afterwards has them read again."""
    monkeypatch.setattr(text_files, "_LARGE", 50_000)
    path = put(tmp_path, "large.csv", as_csv(rows(3000)))
    grid = text_files.read_text(path.read_bytes(), path.name)
    grid.path = path
    grid = grid.from_first_row()
    frame, _ = grid.columns(1, 11)
    assert len(frame) == 3000 and len(grid.rows) == 3001 and grid.rows[3000][0] == "R02999"
