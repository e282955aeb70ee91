"""Files as survey platforms and people's desks produce them, written by the tests that read them."""

import csv
import io
import json
import warnings
import zipfile

from openpyxl import Workbook

from cxresearch.errors import SurveyWarning
from cxresearch.loaders.reading import read_survey

HEADER = ["respondent_id", "audience", "unit", "nps", "csat", "comment", "weight"]
ROWS = [
    [
        f"R{i:03d}",
        ("Leadership", "Staff", "Customers")[i % 3],
        f"U{i % 6}",
        i % 11,
        1 + i % 5,
        ("ok then", "")[i % 2],
        0.5 + i / 100,
    ]
    for i in range(60)
]


def as_csv(rows, separator=",", end="\r\n"):
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator, lineterminator=end).writerows(rows)
    return out.getvalue()


def good(separator=",", end="\r\n"):
    return as_csv([HEADER, *ROWS], separator, end)


def put(folder, name, content, encoding="utf-8"):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def workbook(folder, name, sheets, *, merged=(), change=None):
    """A workbook: ``sheets`` is rows, or sheet name to rows or to (rows, state)."""
    book = Workbook()
    book.remove(book.active)
    for title, given in (sheets if isinstance(sheets, dict) else {"Data": sheets}).items():
        rows, state = given if isinstance(given, tuple) else (given, "visible")
        page = book.create_sheet(title)
        page.sheet_state = state
        for row in rows:
            page.append(row)
    for span in merged:
        book.worksheets[0].merge_cells(span)
    if change:
        change(book)
    book.save(folder / name)
    return folder / name


def repacked(path, part, edit):
    """The same workbook with one part of it edited."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, edit(data) if name == part else data)
    return path


def read(path, **options):
    """The survey and the texts of its SurveyWarnings; any other warning is an error."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        survey = read_survey(path, **options)
    strange = [str(warning.message) for warning in caught if not issubclass(warning.category, SurveyWarning)]
    assert strange == []
    return survey, [str(warning.message) for warning in caught]


QUALTRICS = {
    "StartDate": "Start Date", "EndDate": "End Date", "Status": "Response Type", "Progress": "Progress",
    "Finished": "Finished",
    "RecordedDate": "Recorded Date", "ResponseId": "Response ID", "DistributionChannel": "Distribution Channel",
    "Q1": "How likely are you to recommend us\nto a friend or colleague?",
    "Q2_1": "Please rate the following: - Billing", "Q2_2": "Please rate the following: - Waiting time",
    "Q3_1": "Which did you use? - Selected Choice - Phone",
    "Q3_2": "Which did you use? - Selected Choice - Branch, in person",
    "Q4": "<b>Why?</b>&nbsp;Please say.", "Branch": "Branch",
}  # fmt: skip


def qualtrics_rows(*, language="en", imports=True):
    texts = list(QUALTRICS.values())
    if language == "de":
        texts[:8] = [
            "Anfangsdatum",
            "Enddatum",
            "Antworttyp",
            "Fortschritt",
            "Beendet",
            "Erfassungsdatum",
            "Antwort-ID",
            "Kanal",
        ]
    rows = [list(QUALTRICS), texts]
    if imports:
        rows.append([json.dumps({"ImportId": f"QID{at}"}) for at in range(len(texts))])
    for i in range(30):
        status = {3: "Survey Preview", 7: "Spam"}.get(i, "IP Address")
        rows.append(
            ["2025-01-01 10:00:00", "2025-01-01 10:05:00", status, "100" if i % 5 else "40", "True"
            if i % 5 else "False",
             "2025-01-01 10:05:01", f"R_{i:015d}", "test" if i == 4 else "email", i % 11, 1 + i % 5, 5 - i % 5,
             "Phone" if i % 2 else "", "Branch, in person" if i % 3 == 0 else "", f"Because of reason {i}",
             f"Branch {i % 3}"]
        )  # fmt: skip
    return rows
