"""README's table of what can be read: every product that it names has a small file here that is read right.

All hold the same thirty answers as the product lays them out: a rating, a question of which several options were
ticked, a comment, and the data of the response itself, none of which is a question.
"""

import datetime as dt
import gzip
import json
import re
import sqlite3
import zipfile

import pandas as pd
import pyreadstat
import pytest

import cxresearch as cx
from tests.loaders.made_files import as_csv, put, workbook
from tests.loaders.sas_bytes import sas7bdat
from tests.places import ROOT

pytestmark = pytest.mark.filterwarnings("ignore::cxresearch.SurveyWarning")

README = ROOT / "README.md"
N = 30
WORDS = ["Very dissatisfied", "Dissatisfied", "Neither satisfied nor dissatisfied", "Satisfied", "Very satisfied"]
RATED = [1 + at % 5 for at in range(N)]
SAID = [WORDS[value - 1] for value in RATED]
BOXES = {"Counter": [at % 2 == 0 for at in range(N)], "Hotline": [at % 3 != 0 for at in range(N)]}
WHY = [f"It was the {at}th time that I had to wait" for at in range(N)]
RATE, WHICH, REASON = "How satisfied are you with the repair?", "Which of these did you use?", "Why is that?"
START = [f"2025-03-{1 + at % 28:02} 08:{at:02}:00" for at in range(N)]
END = [f"2025-03-{1 + at % 28:02} 08:{at + 4:02}:30" for at in range(N)]
KEYS = [f"{at * 7919 + 1:08x}-0000-4000-8000-{at:012x}" for at in range(N)]


def ticks(at, on=None, off=""):
    """The cells of the boxes: the option's name where it was ticked, or the marks that are given."""
    return [(on if on is not None else option) if hit[at] else off for option, hit in BOXES.items()]


def chosen(at, joint, end=""):
    options = [option for option in ticks(at) if option]
    return joint.join(options) + (end if options else "")


def rows(header, row):
    return [*header, *(row(at) for at in range(N))]


def qualtrics(folder):
    names = ["StartDate", "EndDate", "Status", "IPAddress", "Progress", "Duration (in seconds)", "Finished",
             "RecordedDate", "ResponseId", "DistributionChannel", "UserLanguage",
             "Q1", "Q2_1", "Q2_2", "Q3"]  # fmt: skip
    texts = ["Start Date", "End Date", "Response Type", "IP Address", *names[4:11], RATE,
             *(f"{WHICH} - Selected Choice - {option}" for option in BOXES), REASON]  # fmt: skip
    tags = [json.dumps({"ImportId": f"QID{at}"}) for at in range(len(names))]
    made = rows([names, texts, tags], lambda at: [
        START[at], END[at], "IP Address", "192.0.2.1", 100, 270, "True", END[at], f"R_{KEYS[at]}", "anonymous", "EN",
        SAID[at], *ticks(at), WHY[at]])  # fmt: skip
    return put(folder, "export.csv", as_csv(made), "utf-8-sig")


def surveymonkey(folder):
    made = rows([
        ["Respondent ID", "Collector ID", "Start Date", "End Date", "IP Address", "Email Address", "First Name",
         "Last Name", "Custom Data 1", RATE, WHICH, "", REASON],
        ["", "", "", "", "", "", "", "", "", "Response", *BOXES, "Open-Ended Response"],
    ], lambda at: [11400000000 + at, 430000000, START[at], END[at], "192.0.2.1", "", "", "", "", SAID[at], *ticks(at),
                   WHY[at]])  # fmt: skip
    return put(folder, "export.csv", as_csv(made))


def google(folder):
    made = rows([["Timestamp", RATE, WHICH, REASON]], lambda at: [START[at], SAID[at], chosen(at, ", "), WHY[at]])
    return put(folder, "answers.csv", as_csv(made))


def microsoft(times):
    def write(folder):
        return workbook(folder, "form.xlsx", rows(
            [["ID", "Start time", "Completion time", "Email", "Name", "Last modified time", RATE, WHICH, REASON]],
            lambda at: [at + 1, times(START[at]), times(END[at]), "anonymous", None, None, SAID[at],
                        chosen(at, ";", ";"), WHY[at]]))  # fmt: skip

    return write


def spelled(form):
    return lambda text: dt.datetime.fromisoformat(text).strftime(form)


def typeform(folder):
    made = rows([["#", RATE, *BOXES, REASON, "Response Type", "Start Date (UTC)", "Stage Date (UTC)",
                  "Submit Date (UTC)", "Network ID", "Tags", "Ending"]],
                lambda at: [KEYS[at].replace("-", ""), SAID[at], *ticks(at), WHY[at], "completed", START[at], "",
                            END[at], f"n{at}", "", "Default"])  # fmt: skip
    return put(folder, "responses.csv", as_csv(made))


def alchemer(folder):
    made = rows([["Response ID", "Time Started", "Date Submitted", "Status", "Contact ID", "Legacy Comments",
                  "Comments", "Language", "Referer", "SessionID", "User Agent", "Longitude", "Latitude", "Country",
                  RATE, *(f"{option}:{WHICH}" for option in BOXES), REASON]],
                lambda at: [at + 1, START[at], END[at], "Complete", "", "", "", "English", "", f"1_{at}", "Mozilla", "",
                            "", "", SAID[at], *ticks(at), WHY[at]])  # fmt: skip
    return put(folder, "export.csv", as_csv(made))


LIME = ["id", "submitdate", "lastpage", "startlanguage", "seed", "startdate", "datestamp"]


def lime_row(at):
    return [at + 1, END[at], 2, "en", 90210 + at, START[at], END[at]]


def limesurvey(folder):
    """Whole texts, boxes left empty blank; boxes with a No in words stay choices of Yes and No."""
    own = ["Response ID", "Date submitted", "Last page", "Start language", "Seed", "Date started", "Date last action"]
    made = rows([[*own, RATE, *(f"{WHICH} [{option}]" for option in BOXES), REASON]],
                lambda at: [*lime_row(at), SAID[at], *ticks(at, "Yes"), WHY[at]])  # fmt: skip
    return put(folder, "results.csv", as_csv(made), "utf-8-sig")


def limesurvey_codes(folder):
    names = [*LIME, "Q1", "Q2[SQ001]", "Q2[SQ002]", "Q3"]
    made = rows([names], lambda at: [*lime_row(at), f"A{RATED[at]}", *ticks(at, "Y"), WHY[at]])
    asked = {"1": ("Q1", "L", RATE), "2": ("Q2", "M", WHICH), "3": ("Q3", "T", REASON)}
    form = "".join(
        f"<row><qid>{qid}</qid><parent_qid>0</parent_qid><type>{kind}</type><title>{title}</title>"
        f"<question>{text}</question></row>"
        for qid, (title, kind, text) in asked.items()
    )
    parts = "".join(
        f"<row><qid>{10 + at}</qid><parent_qid>2</parent_qid><title>SQ00{at}</title><question>{option}</question></row>"
        for at, option in enumerate(BOXES, 1)
    )
    answers = "".join(
        f"<row><qid>1</qid><code>A{at}</code><answer>{word}</answer></row>" for at, word in enumerate(WORDS, 1)
    )
    put(folder, "form.lss", f'<?xml version="1.0"?><document><questions><rows>{form}</rows></questions><subquestions>'
        f"<rows>{parts}</rows></subquestions><answers><rows>{answers}</rows></answers></document>")  # fmt: skip
    return put(folder, "results.csv", as_csv(made)), {"codebook": folder / "form.lss"}


def redcap(folder):
    made = rows([["record_id", "redcap_survey_identifier", "visit_timestamp", "sat", "used___1", "used___2", "why",
                  "visit_complete"]],
                lambda at: [at + 1, "", END[at], RATED[at], *ticks(at, 1, 0), WHY[at], 2])  # fmt: skip
    choices = " | ".join(f"{at}, {word}" for at, word in enumerate(WORDS, 1))
    fields = [
        ["Variable / Field Name", "Form Name", "Section Header", "Field Type", "Field Label",
         "Choices, Calculations, OR Slider Labels", "Field Note"],
        ["record_id", "visit", "", "text", "Record ID", "", ""], ["sat", "visit", "", "radio", RATE, choices, ""],
        ["used", "visit", "", "checkbox", WHICH, " | ".join(f"{at}, {o}" for at, o in enumerate(BOXES, 1)), ""],
        ["why", "visit", "", "notes", REASON, "", ""],
    ]  # fmt: skip
    put(folder, "dictionary.csv", as_csv(fields))
    return put(folder, "data.csv", as_csv(made)), {"codebook": folder / "dictionary.csv"}


def xlsform(folder):
    return workbook(folder, "form.xlsx", {
        "survey": [["type", "name", "label"], ["start", "start", ""], ["end", "end", ""],
                   ["begin_group", "visit", "Visit"], ["select_one sat", "sat", RATE],
                   ["select_multiple used", "used", WHICH], ["text", "why", REASON], ["end_group", "", ""]],
        "choices": [["list_name", "name", "label"], *(["sat", at, word] for at, word in enumerate(WORDS, 1)),
                    *(["used", option.lower(), option] for option in BOXES)],
    })  # fmt: skip


def kobo(folder):
    made = rows([["start", "end", "visit/sat", "visit/used", *(f"visit/used/{option.lower()}" for option in BOXES),
                  "visit/why", "_id", "_uuid", "_submission_time", "_validation_status", "_notes", "_status",
                  "_submitted_by", "__version__", "_tags", "_index"]],
                lambda at: [START[at], END[at], RATED[at], chosen(at, " ").lower(), *ticks(at, 1, 0), WHY[at],
                            31000000 + at, KEYS[at], END[at], "", "", "submitted_via_web", "", "vQ8", "",
                            at + 1])  # fmt: skip
    return put(folder, "data.csv", as_csv(made, ";")), {"codebook": xlsform(folder)}


def odk(split):
    def write(folder):
        boxes = [f"visit-used/{option.lower()}" for option in BOXES] if split else []
        made = rows([["SubmissionDate", "start", "end", "visit-sat", "visit-used", *boxes, "visit-why",
                      "meta-instanceID", "KEY", "SubmitterID", "SubmitterName", "AttachmentsPresent",
                      "AttachmentsExpected", "Status", "ReviewState", "DeviceID", "Edits", "FormVersion"]],
                    lambda at: [f"{END[at].replace(' ', 'T')}.000Z", START[at], END[at], RATED[at],
                                chosen(at, " ").lower(), *(ticks(at, 1, 0) if split else []), WHY[at],
                                f"uuid:{KEYS[at]}", f"uuid:{KEYS[at]}", 5, "Field team", 0, 0, "", "", "collect:a1", 0,
                                "7"])  # fmt: skip
        return put(folder, "submissions.csv", as_csv(made)), {"codebook": xlsform(folder)}

    return write


PLAIN = pd.DataFrame({
    "respondent_id": range(5001, 5001 + N), RATE: SAID, **{f"{WHICH} [{option}]": pd.array(
        [1 if hit else 0 for hit in hits], "Int64") for option, hits in BOXES.items()}, REASON: WHY,
})  # fmt: skip
SHORT = PLAIN.set_axis(["respondent_id", "sat", "used_counter", "used_hotline", "why"], axis=1).assign(sat=RATED)
LABELS = {"sat": dict(enumerate(WORDS, 1))}
TEXTS = dict(zip(SHORT, ["Respondent", *PLAIN.columns[1:]], strict=True))


def text(separator, encoding="utf-8"):
    return lambda folder: put(folder, "a.csv", PLAIN.to_csv(index=False, sep=separator), encoding)


def packed(folder):
    with zipfile.ZipFile(folder / "a.zip", "w") as archive:
        archive.writestr("answers.csv", PLAIN.to_csv(index=False))
    return folder / "a.zip"


def excel(name, engine=None):
    def write(folder):
        PLAIN.to_excel(folder / name, index=False, engine=engine)
        return folder / name

    return write


def xls(folder):
    xlwt = pytest.importorskip("xlwt")
    book = xlwt.Workbook()
    sheet = book.add_sheet("Answers")
    for at, row in enumerate([list(PLAIN), *PLAIN.astype(object).to_numpy().tolist()]):
        for place, cell in enumerate(row):
            sheet.write(at, place, cell)
    book.save(str(folder / "a.xls"))
    return folder / "a.xls"


def xlsb(folder):
    with pytest.importorskip("pyxlsbwriter").XlsbWriter(str(folder / "a.xlsb")) as book:
        book.add_sheet("Answers")
        book.write_sheet([list(PLAIN), *PLAIN.astype(object).to_numpy().tolist()])
    return folder / "a.xlsb"


def labelled(name, write, **more):
    def made(folder):
        write(SHORT.astype({"used_counter": int, "used_hotline": int}), str(folder / name), column_labels=TEXTS,
              variable_value_labels=LABELS, **more)  # fmt: skip
        return folder / name

    return made


def unlabelled(name, write):
    """What cannot hold labels: the person says what the scale is."""

    def made(folder):
        write(SHORT.astype({"used_counter": int, "used_hotline": int}).rename(columns=lambda name: name[:8]),
              str(folder / name), column_labels=[TEXTS[name] for name in SHORT])  # fmt: skip
        sat = "SAT" if name.endswith("por") else "sat"
        return folder / name, {"scales": {sat: WORDS}}

    return made


def sas(folder):
    made = SHORT.astype({"used_counter": float, "used_hotline": float})
    rows = [tuple(float(cell) if not isinstance(cell, str) else cell for cell in row) for row in
            made.itertuples(index=False)]  # fmt: skip
    return put(folder, "a.sas7bdat", sas7bdat(list(SHORT), [TEXTS[name] for name in SHORT], rows)), {
        "scales": {"sat": WORDS}
    }


def parquet(folder):
    PLAIN.to_parquet(folder / "a.parquet")
    return folder / "a.parquet"


def json_of(name, **how):
    def write(folder):
        PLAIN.to_json(folder / name, orient="records", **how)
        return folder / name

    return write


def duckdb_file(folder):
    duckdb = pytest.importorskip("duckdb")
    answers = PLAIN
    with duckdb.connect(str(folder / "a.duckdb")) as base:
        base.register("answers_here", answers)
        base.execute("CREATE TABLE answers AS SELECT * FROM answers_here")
    return folder / "a.duckdb", {"query": "SELECT * FROM answers"}


def sqlite(folder):
    base = sqlite3.connect(folder / "a.sqlite")
    PLAIN.to_sql("answers", base, index=False)
    base.close()
    return folder / "a.sqlite", {"query": "SELECT * FROM answers"}


def sqlalchemy(folder):
    made = pytest.importorskip("sqlalchemy").create_engine(f"sqlite:///{sqlite(folder)[0]}")
    return made, {"query": "SELECT * FROM answers"}


def several_files(pattern):
    def write(folder):
        (folder / "waves").mkdir()
        for name, part in {"a.csv": PLAIN[:12], "b.csv": PLAIN[12:]}.items():
            part.to_csv(folder / "waves" / name, index=False)
        return folder / "waves" / pattern if pattern else folder / "waves"

    return write


def codes_and_texts(folder):
    PLAIN.assign(**{RATE: RATED}).to_csv(folder / "codes.csv", index=False)
    PLAIN.to_csv(folder / "texts.csv", index=False)
    return folder / "codes.csv", {"labels": folder / "texts.csv"}


def frame_of(name):
    def made(folder):
        if name == "pandas":
            return PLAIN
        module = pytest.importorskip({"dask": "dask.dataframe"}.get(name, name))
        if name == "polars":
            return module.from_pandas(PLAIN)
        if name == "pyarrow":
            return module.Table.from_pandas(PLAIN)
        if name == "dask":
            return module.from_pandas(PLAIN, npartitions=2)
        PLAIN.to_parquet(folder / "a.parquet")
        return module.read_parquet(str(folder / "a.parquet"))

    return made


# The words of README's table to the files that are read for them.
PRODUCTS = {
    "Qualtrics": {"csv": qualtrics},
    "SurveyMonkey": {"csv": surveymonkey},
    "Google Forms": {"csv": google},
    "Microsoft Forms": {
        "times": microsoft(dt.datetime.fromisoformat),
        **{
            form: microsoft(spelled(form))
            for form in (
                "%m/%d/%y %H:%M:%S",
                "%d/%m/%Y %H:%M",
                "%d.%m.%Y %H:%M:%S",
                "%m/%d/%Y %I:%M:%S %p",
                "%Y-%m-%dT%H:%M:%S",
            )
        },
    },
    "Typeform": {"csv": typeform},
    "Alchemer": {"csv": alchemer},
    "LimeSurvey": {"texts": limesurvey, "codes": limesurvey_codes},
    "REDCap": {"codes": redcap},
    "Kobo": {"codes": kobo},
    "ODK": {"one cell": odk(False), "split": odk(True)},
    ".csv": {"comma": text(","), "semicolon": text(";", "cp1252"), "bar": text("|", "utf-16")},
    ".tsv": {"tab": text("\t")},
    ".gz": {"csv": lambda folder: put(folder, "a.csv.gz", gzip.compress(PLAIN.to_csv(index=False).encode()))},
    ".zip": {"csv": packed},
    ".xlsx": {"pandas": excel("a.xlsx")},
    ".xlsm": {"pandas": excel("a.xlsm", "openpyxl")},
    ".xls": {"xlwt": xls},
    ".xlsb": {"writer": xlsb},
    ".ods": {"odfpy": excel("a.ods", "odf")},
    ".sav": {"labels": labelled("a.sav", pyreadstat.write_sav)},
    ".zsav": {"labels": labelled("a.zsav", pyreadstat.write_sav, compress=True)},
    ".por": {"plain": unlabelled("a.por", pyreadstat.write_por)},
    ".dta": {"labels": labelled("a.dta", pyreadstat.write_dta)},
    ".xpt": {"plain": unlabelled("a.xpt", pyreadstat.write_xport)},
    ".sas7bdat": {"bytes": sas},
    "Parquet": {"pandas": parquet},
    "JSON": {"array": json_of("a.json"), "lines": json_of("a.jsonl", lines=True)},
    "DuckDB": {"file": duckdb_file, "frame": frame_of("duckdb")},
    "SQLite": {"file": sqlite},
    "SQLAlchemy": {"engine": sqlalchemy},
    "folder": {"waves": several_files("")},
    "pattern": {"waves": several_files("*.csv")},
    "labels=": {"codes": codes_and_texts},
    "pandas": {"frame": frame_of("pandas")},
    "polars": {"frame": frame_of("polars")},
    "pyarrow": {"frame": frame_of("pyarrow")},
    "Dask": {"frame": frame_of("dask")},
}
# Spark is held by the tests of engines.
ELSEWHERE = {"Spark", "SPSS", "Stata", "SAS"}
NO_PRODUCTS = {"What", "A", "Survey", "JSON"}


def test_the_bytes_of_the_sas_file_are_what_a_second_reader_sees(tmp_path):
    path, _ = sas(tmp_path)
    seen = pd.read_sas(path, encoding="utf-8")
    assert seen.sat.tolist() == SHORT.sat.tolist() and seen.iloc[:, -1].tolist() == SHORT.iloc[:, -1].tolist()


def table():
    lines = README.read_text("utf-8").partition("| from | read |")[2].partition("\n\n")[0].splitlines()
    return [line.strip("| ").split(" | ") for line in lines if line.startswith("| ") and "---" not in line]


def test_every_product_that_readme_names_is_read_here():
    cells = " ".join(" ".join(row) for row in table())
    named = set(re.findall(r"\.[a-z][a-z0-9]+\b(?=[ `,])", cells.replace("cx.Survey.from_frame", "")))
    named |= {word for word in re.findall(r"\b[A-Z]\w+", cells.replace(" Forms", "_Forms")) if word not in NO_PRODUCTS}
    named = {word.replace("_", " ") for word in named}
    assert len(table()) >= 8 and len(named) > 25
    assert named - set(PRODUCTS) - ELSEWHERE == set()
    assert [product for product in PRODUCTS if product not in cells] == []


@pytest.mark.parametrize(("product", "way"), [(product, way) for product, ways in PRODUCTS.items() for way in ways])
def test_a_file_of_every_product_is_read_right(tmp_path, product, way):
    made = PRODUCTS[product][way](tmp_path)
    source, options = made if isinstance(made, tuple) else (made, {})
    read = cx.Survey.from_frame if way == "frame" else cx.read_survey
    survey = read(source, audience="Customers", **options)
    book = survey.codebook.set_index("id")
    kinds = book.kind.to_dict()
    assert survey.n_rows == N
    assert sorted(kinds.values()) == ["multi", "multi", "rating", "verbatim"], kinds
    rating, why = (next(qid for qid, kind in kinds.items() if kind == kind_) for kind_ in ("rating", "verbatim"))
    scale = survey.scale_of(rating)
    assert scale.span == (1, 5) and [label for label, _ in scale.labels] == WORDS
    assert survey.numbers([rating])[rating].sum() == sum(RATED)
    ticked = [survey.answer_counts(qid) for qid, kind in kinds.items() if kind == "multi"]
    assert [counts[1] for counts in ticked] == [sum(hits) for hits in BOXES.values()]
    assert set(survey.answer_counts(why)) == set(WHY)
    if product not in (".por", ".xpt"):
        assert REASON in book.text[why] or book.text[why] == why
    assert survey.doubts.empty, survey.doubts
