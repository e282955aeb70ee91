"""Questionnaires go out as workbook, page and Qualtrics file, and what comes back is matched with no edit.

The reader of survey files follows Qualtrics' structure as its own exports have it, and knows nothing of the writer;
`export_of` writes what Qualtrics would give back: tags, texts, import ids, then answers as words or as values.
"""

import csv
import html
import io
import json
import re

import numpy as np
import openpyxl
import pytest

import cxresearch as cx
from cxresearch.cli import main
from cxresearch.errors import OptionError
from cxresearch.report.asking.questionnaire import matched_questionnaire
from tests.browser import chromium

TOPICS = ["Opening an account", "Waiting time", "Fees & <charges>", "App - speed", "Web - speed", "Desk [ground floor]",
          "=1+1", "${e://Field/x}"]  # fmt: skip
GERMAN = ["Wartezeit in der Aufnahme", "Verständlichkeit der Ärzte", "Essen", "Umgang mit Beschwerden"]
AUDIENCES = ("Leadership", "Staff", "Customers")


# -- a reader of survey files ----------------------------------------------------------------------


def read_qsf(path) -> dict:
    """Questions of a survey file in the order of its flow, after checking what Qualtrics relies on."""
    told = json.loads(path.read_text(encoding="utf-8"))
    assert set(told) == {"SurveyEntry", "SurveyElements"}
    survey = told["SurveyEntry"]["SurveyID"]
    assert re.fullmatch(r"SV_[A-Za-z0-9]{15}", survey)
    elements = told["SurveyElements"]
    assert {element["SurveyID"] for element in elements} == {survey}
    by_kind: dict[str, list] = {}
    for element in elements:
        assert set(element) == {"SurveyID", "Element", "PrimaryAttribute", "SecondaryAttribute", "TertiaryAttribute",
                                "Payload"}  # fmt: skip
        by_kind.setdefault(element["Element"], []).append(element)
    assert all(len(by_kind[kind]) == 1 for kind in ("BL", "FL", "SO", "QC", "PROJ", "STAT", "SCO"))
    questions = {}
    for element in by_kind["SQ"]:
        payload = element["Payload"]
        assert element["PrimaryAttribute"] == payload["QuestionID"] and payload["QuestionID"] not in questions
        questions[payload["QuestionID"]] = payload
    assert int(by_kind["QC"][0]["SecondaryAttribute"]) == len(questions)
    blocks = {block["ID"]: block for block in by_kind["BL"][0]["Payload"]}
    assert len(blocks) == len(by_kind["BL"][0]["Payload"])
    assert [block["Type"] for block in blocks.values()].count("Default") == 1
    held = [one["QuestionID"] for block in blocks.values() for one in block["BlockElements"]]
    assert sorted(held) == sorted(questions) and len(set(held)) == len(held)
    shown, flow_ids = [], ["FL_1"]
    _walk(by_kind["FL"][0]["Payload"]["Flow"], None, shown, flow_ids)
    assert len(set(flow_ids)) == len(flow_ids) and by_kind["FL"][0]["Payload"]["Properties"]["Count"] == len(flow_ids)
    assert [block for block, _ in shown] == [name for name, block in blocks.items() if block["Type"] != "Trash"]
    tags = [payload["DataExportTag"] for payload in questions.values()]
    rows = [tag for payload in questions.values() for tag in (payload.get("ChoiceDataExportTags") or {}).values()]
    assert len({*tags, *rows}) == len(tags) + len(rows)
    for payload in questions.values():
        _check_question(payload)
    who = {one["QuestionID"]: audiences for block, audiences in shown for one in blocks[block]["BlockElements"]}
    return {"entry": told["SurveyEntry"], "questions": [questions[number] for number in who], "who": who}


# What every export of Qualtrics holds, read off two that stand in public (github.com/fflewddur/sp, libsp/data_test.go,
# a survey of all common questions exported in 2019) and held against three of 2016 and 2017
# (github.com/ctesta01/QualtricsTools, data/Sample Surveys): element -> its attributes and the keys of its payload.
_EXPORTED = {
    "BL": ("Survey Blocks", None, None, ()),
    "FL": ("Survey Flow", None, None, ("Flow", "Properties", "FlowID", "Type")),
    "SO": ("Survey Options", None, None, (
        "BackButton", "SaveAndContinue", "SurveyProtection", "BallotBoxStuffingPrevention", "NoIndex",
        "SecureResponseFiles", "SurveyExpiration", "SurveyTermination", "Header", "Footer", "ProgressBarDisplay",
        "PartialData", "ValidationMessage", "PreviousButton", "NextButton", "NewScoring",
    )),
    "SCO": ("Scoring", None, None, (
        "ScoringCategories", "ScoringCategoryGroups", "ScoringSummaryCategory", "ScoringSummaryAfterQuestions",
        "ScoringSummaryAfterSurvey", "DefaultScoringCategory", "AutoScoringCategory",
    )),
    "PROJ": ("CORE", None, "1.1.0", ("ProjectCategory", "SchemaVersion")),
    "STAT": ("Survey Statistics", None, None, ("MobileCompatible", "ID")),
}  # fmt: skip
_ENTRY = {
    "SurveyID", "SurveyName", "SurveyDescription", "SurveyOwnerID", "SurveyBrandID", "DivisionID", "SurveyLanguage",
    "SurveyActiveResponseSet", "SurveyStatus", "SurveyStartDate", "SurveyExpirationDate", "SurveyCreationDate",
    "CreatorID", "LastModified", "LastAccessed", "LastActivated", "Deleted",
}  # fmt: skip
_ASKED = {
    "QuestionText", "DefaultChoices", "DataExportTag", "QuestionType", "Selector", "Configuration",
    "QuestionDescription", "Validation", "GradingData", "Language", "NextChoiceId", "NextAnswerId", "QuestionID",
    "DataVisibility",
}  # fmt: skip
_OF_KIND = {
    ("Matrix", "Likert"): {"SubSelector", "Choices", "ChoiceOrder", "Answers", "AnswerOrder", "ChoiceDataExportTags"},
    ("MC", "NPS"): {"Choices", "ChoiceOrder", "ColumnLabels"},
    ("TE", "ML"): {"SearchSource"},
    ("DB", "TB"): {"ChoiceOrder"},
}
_TABLE = {
    "QuestionDescriptionOption",
    "TextPosition",
    "ChoiceColumnWidth",
    "RepeatHeaders",
    "WhiteSpace",
    "MobileFirst",
}


@pytest.mark.parametrize("audiences", [AUDIENCES, ("Customers",)])
def test_a_survey_file_holds_what_exports_of_qualtrics_hold(tmp_path, audiences):
    path = matched_questionnaire(TOPICS, tmp_path / "f.qsf", audiences=audiences, instruments="outside_in_readiness")
    told = json.loads(path.read_text(encoding="utf-8"))
    assert set(told["SurveyEntry"]) == _ENTRY
    elements = {one["Element"]: one for one in told["SurveyElements"]}
    for kind, (first, second, third, keys) in _EXPORTED.items():
        one = elements[kind]
        assert (one["PrimaryAttribute"], one["SecondaryAttribute"], one["TertiaryAttribute"]) == (first, second, third)
        assert not keys or set(keys) <= set(one["Payload"])
    assert elements["RS"] | {"SurveyID": ""} == {
        "SurveyID": "", "Element": "RS", "PrimaryAttribute": told["SurveyEntry"]["SurveyActiveResponseSet"],
        "SecondaryAttribute": "Default Response Set", "TertiaryAttribute": None, "Payload": None,
    }  # fmt: skip
    kinds = set()
    for one in told["SurveyElements"]:
        if one["Element"] == "SQ":
            asked = one["Payload"]
            kind = (asked["QuestionType"], asked["Selector"])
            kinds.add(kind)
            assert _ASKED | _OF_KIND[kind] <= set(asked), kind
            assert re.fullmatch(r"QID[1-9]\d*", asked["QuestionID"]) and asked["Language"] == []
            assert kind != ("Matrix", "Likert") or set(asked["Configuration"]) == _TABLE
    assert kinds == set(_OF_KIND)
    for block in elements["BL"]["Payload"]:
        assert {"Type", "Description", "ID", "BlockElements"} <= set(block)
        assert block["Type"] in ("Default", "Standard", "Trash") and re.fullmatch(r"BL_[0-9a-zA-Z]{15}", block["ID"])
        assert block["Type"] != "Standard" or block["SubType"] == ""
    steps = elements["FL"]["Payload"]["Flow"]
    assert [one["Type"] for one in steps if one["Type"] == "Block"] == ["Block"]
    assert ("EmbeddedData" in {one["Type"] for one in steps}) == (len(audiences) > 1)


def _walk(flow, audiences, shown, ids) -> None:
    for step in flow:
        ids.append(step["FlowID"])
        if step["Type"] == "Branch":
            logic = step["BranchLogic"]
            assert logic["Type"] == "BooleanExpression" and logic["0"]["Type"] == "If"
            parts = [part for key, part in logic["0"].items() if key.isdigit()]
            assert all(part["LogicType"] == "EmbeddedField" and part["Operator"] == "EqualTo" for part in parts)
            _walk(step["Flow"], tuple(part["RightOperand"] for part in parts), shown, ids)
        elif step["Type"] != "EmbeddedData":
            assert step["Type"] in ("Block", "Standard")
            shown.append((step["ID"], audiences))


def _check_question(payload) -> None:
    kind = (payload["QuestionType"], payload["Selector"])
    assert kind in {("Matrix", "Likert"), ("MC", "NPS"), ("TE", "ML"), ("DB", "TB")}
    # Text that a browser would take for markup or Qualtrics for a field would not be asked as it was written.
    assert "${" not in json.dumps(payload)
    if kind == ("Matrix", "Likert"):
        assert payload["SubSelector"] == "SingleAnswer"
        assert sorted(payload["ChoiceOrder"]) == sorted(payload["Choices"]) == sorted(payload["ChoiceDataExportTags"])
        assert sorted(payload["AnswerOrder"]) == sorted(payload["Answers"]) == sorted(payload["RecodeValues"])
        assert len(set(payload["RecodeValues"].values())) == len(payload["RecodeValues"])
        assert payload["NextChoiceId"] > max(map(int, payload["Choices"]))
        assert payload["NextAnswerId"] > max(map(int, payload["Answers"]))
        displays = [one["Display"] for one in (*payload["Choices"].values(), *payload["Answers"].values())]
        assert not any("<" in text for text in displays)
    elif kind == ("MC", "NPS"):
        assert [one["Display"] for one in payload["Choices"]] == payload["ChoiceOrder"] == [str(n) for n in range(11)]
        assert len(payload["ColumnLabels"]) == 2


# -- what Qualtrics would export -------------------------------------------------------------------


def export_of(survey: dict, whose: dict[str, int], *, values: bool, seed: int, level: float) -> str:
    """A CSV export as Qualtrics writes it: tags, texts, import ids, answers. ``whose``: audience -> answers."""
    rng = np.random.default_rng(seed)
    meta = ["StartDate", "EndDate", "Status", "Progress", "Duration (in seconds)", "Finished", "RecordedDate",
            "ResponseId", "DistributionChannel", "UserLanguage"]  # fmt: skip
    columns = [(name, name, {"ImportId": name[:1].lower() + name[1:]}, None, None) for name in meta]
    several = len(whose) > 1
    for payload in survey["questions"]:
        number, tag = payload["QuestionID"], payload["DataExportTag"]
        text = html.unescape(re.sub(r"<[^>]+>", " ", payload["QuestionText"]))
        if payload["QuestionType"] == "Matrix":
            for row in payload["ChoiceOrder"]:
                name, shown = payload["ChoiceDataExportTags"][row], html.unescape(payload["Choices"][row]["Display"])
                columns.append((name, f"{text} - {shown}", {"ImportId": f"{number}_{row}"}, payload, number))
        elif payload["Selector"] == "NPS":
            columns.append(
                (f"{tag}_NPS_GROUP", f"{text} - Group", {"ImportId": f"{number}_NPS_GROUP"}, "group", number)
            )
            columns.append((tag, text, {"ImportId": number}, payload, number))
        elif payload["QuestionType"] == "TE":
            columns.append((tag, text, {"ImportId": f"{number}_TEXT"}, payload, number))
    if several:
        columns.append(("audience", "audience", {"ImportId": "audience"}, "audience", None))
    rows = [[name for name, *_ in columns], [text for _, text, *_ in columns],
            [json.dumps(one) for _, _, one, *_ in columns]]  # fmt: skip
    for audience, many in whose.items():
        for at in range(many):
            own = ["2026-03-01 10:00:00", "2026-03-01 10:06:00", "0" if values else "IP Address", "100", "360",
                   "1" if values else "True", "2026-03-01 10:06:00", f"R_{audience[:4]}{seed}{at:06d}", "anonymous",
                   survey["entry"]["SurveyLanguage"]]  # fmt: skip
            score = ""
            for _, _, _, payload, number in columns[len(meta) :]:
                asked = survey["who"].get(number)
                own.append(_answer(payload, rng, level, values, audience) if not asked or audience in asked else "")
                if isinstance(payload, dict) and payload["Selector"] == "NPS":
                    score = own[-1]
                    own[-2] = (
                        ""
                        if score == ""
                        else "Promoter"
                        if int(score) > 8
                        else "Passive"
                        if int(score) > 6
                        else "Detractor"
                    )
            rows.append(own)
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


def _answer(payload, rng, level, values, audience) -> str:
    if payload == "audience":
        return audience
    if payload == "group":
        return ""
    if payload["QuestionType"] == "TE":
        said = rng.permutation("the people at the desk are friendly but everything takes too long for us here".split())
        return " ".join(said[: rng.integers(4, 12)]) if rng.random() > 0.2 else ""
    if payload["Selector"] == "NPS":
        return str(int(np.clip(rng.normal(10 * level, 2), 0, 10).round()))
    known = [at for at in payload["AnswerOrder"] if payload["AnalyzeChoices"].get(at) != "No"]
    at = payload["AnswerOrder"][-1]
    if rng.random() > 0.05:
        at = known[int(np.clip(rng.normal(level * (len(known) - 1), 1.5), 0, len(known) - 1).round())]
    return payload["RecodeValues"][at] if values else html.unescape(payload["Answers"][at]["Display"])


def told_back(folder, topics, *, values, together, language="en", **more):
    """Questionnaires out, exports in: the survey of all three audiences."""
    whose = dict(zip(AUDIENCES, (12, 60, 150), strict=True))
    if together:
        path = matched_questionnaire(topics, folder / "all.qsf", language=language, **more)
        text = export_of(read_qsf(path), whose, values=values, seed=1, level=0.7)
        (folder / "all.csv").write_text(text, encoding="utf-8-sig")
        return cx.read_survey(folder / "all.csv")
    surveys = []
    for at, (audience, many) in enumerate(whose.items()):
        path = matched_questionnaire(topics, folder / f"{audience}.qsf", audiences=audience, language=language, **more)
        text = export_of(read_qsf(path), {audience: many}, values=values, seed=at, level=0.8 - 0.15 * at)
        (folder / f"{audience}.csv").write_text(text, encoding="utf-8-sig")
        surveys.append(cx.read_survey(folder / f"{audience}.csv", audience=audience))
    return cx.combine_audiences(*surveys)


@pytest.mark.parametrize("values", [False, True], ids=["words", "values"])
@pytest.mark.parametrize("together", [False, True], ids=["three", "one"])
@pytest.mark.parametrize(("language", "topics"), [("en", TOPICS), ("de", GERMAN)])
def test_what_goes_out_comes_back_matched(tmp_path, values, together, language, topics):
    survey = told_back(tmp_path, topics, values=values, together=together, language=language)
    assert survey.platform.startswith("Qualtrics") or not together
    book = survey.codebook.set_index("id")
    n = len(topics)
    for code, aspect, kind in (("EXP", "experience", "rating"), ("IMP", "importance", "rating"),
                               ("PRE", "prediction", "rating")):  # fmt: skip
        own = book.loc[[f"{code}_{at}" for at in range(1, n + 1)]]
        assert set(own.aspect) == {aspect} and set(own.kind) == {kind}
        assert own.scale.str.startswith("1-5" if code == "IMP" else "0-10").all()
        assert own.topic.nunique() == n
    assert book.kind["NPS"] == book.kind["ENPS"] == "nps"
    assert (book.topic[[f"EXP_{at}" for at in range(1, n + 1)]].to_numpy()
            == book.topic[[f"PRE_{at}" for at in range(1, n + 1)]].to_numpy()).all()  # fmt: skip
    gaps = cx.perception_gap(survey)
    assert gaps.table.topic.nunique() == n and len(gaps.table) == 3 * n
    # Leaders' and staff's predictions, and all three on what matters.
    for who in ("Leadership", "Staff"):
        guessed = cx.prediction_gap(survey, predictor=who)
        assert len(guessed.table) == n and guessed.table.estimate.notna().all()
    assert cx.importance_gap(survey, between=["Leadership", "Customers"]).table.topic.nunique() == n
    assert set(cx.nps(survey, "NPS", by="audience").table.query("n > 0").audience) == {"Customers"}
    assert {"OE_1", "OE_4"} <= set(book.index[book.kind == "verbatim"])


def test_those_who_do_not_know_are_no_score(tmp_path):
    """Exported as a number, "don't know" would be the worst mark of all."""
    surveys = [told_back(tmp_path / str(values), ["Billing", "Waiting"], values=values, together=False)
               for values in (False, True) if (tmp_path / str(values)).mkdir() is None]  # fmt: skip
    words, numbers = (cx.mean_score(survey, "EXP_1", by="audience").table for survey in surveys)
    np.testing.assert_allclose(words.estimate, numbers.estimate)
    assert (words.n == numbers.n).all() and words.n.sum() < 222


def test_an_instrument_goes_out_and_is_scored(tmp_path):
    survey = told_back(tmp_path, ["Billing"], values=False, together=False, instruments="outside_in_readiness")
    found = cx.scorecard(survey, "outside_in_readiness")
    assert set(found.table.audience) == set(AUDIENCES)
    assert found.table.estimate.notna().any()
    qsf = read_qsf(tmp_path / "Leadership.qsf")
    notes = [one for one in qsf["questions"] if one["QuestionType"] == "DB"]
    assert len(notes) == 1 and "1 =" in notes[0]["QuestionText"]


def test_what_has_no_items_is_refused(tmp_path):
    with pytest.raises(OptionError, match="no items of its own.*five_decisions"):
        matched_questionnaire(["Billing"], tmp_path / "f.qsf", instruments="giving_or_getting")


@pytest.mark.parametrize(
    ("name", "options", "words"),
    [
        ("f.docx", {}, "forms are written as .xlsx, .html, .qsf"),
        ("f.qsf", {"audiences": ["Suppliers"]}, "there are forms for"),
        ("f.qsf", {"audiences": []}, "is empty"),
        ("f.qsf", {"scale": (0, 100)}, "more than 11"),
        ("f.qsf", {"scale": (0, 2.5)}, "no whole steps"),
        ("f.html", {"language": "xx"}, "no language"),
    ],
)
def test_bad_forms_are_refused(tmp_path, name, options, words):
    with pytest.raises(OptionError, match=words):
        matched_questionnaire(["Billing"], tmp_path / name, **options)
    assert not list(tmp_path.iterdir())


def test_a_file_of_somebody_else_stays(tmp_path):
    for name in ("theirs.qsf", "theirs.html"):
        place = tmp_path / name
        place.write_text('{"SurveyEntry": {"SurveyDescription": null}}', encoding="utf-8")
        with pytest.raises(OptionError, match="not made by cxresearch"):
            matched_questionnaire(["Billing"], place)
        place.unlink()
        assert matched_questionnaire(["Billing"], place) == matched_questionnaire(["Waiting"], place)


def test_a_german_workbook_is_german(tmp_path):
    book = openpyxl.load_workbook(
        matched_questionnaire(GERMAN, tmp_path / "f.xlsx", language="de", company="die Klinik")
    )
    words = " ".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value)
    for english in ("Question", "following", "How ", "important", "Read me", "lowest"):
        assert english not in words
    assert "Wie wichtig" in words and "die Klinik" in words


def test_a_form_is_printed_whole(tmp_path):
    """A form an audience, each from the top of a page; nothing wider than the paper, every row with all its circles."""
    path = matched_questionnaire(TOPICS, tmp_path / "f.html", company="Harbour Bank", instruments="five_decisions")
    page = path.read_text(encoding="utf-8")
    asked = cx.instruments().five_decisions
    items = sum(len(asked.asked_of(item)) for item in asked.items)
    assert "Fees &amp; &lt;charges&gt;" in page and "<charges>" not in page
    with chromium(tmp_path) as window:
        window.open_file(path)
        window.page.emulate_media(media="print")
        rows = window.page.evaluate(
            "[...document.querySelectorAll('.form tbody tr')].map(row => row.querySelectorAll('.circle').length)"
        )
        assert set(rows) <= {12, 6, 11} and len(rows) == 3 * (2 * 8 + 1) + 2 * 8 + items
        assert window.page.locator(".form").count() == 3
        assert window.page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        assert window.outside == []
        assert window.page.evaluate(
            "[...document.querySelectorAll('.form *')].every(one => one.scrollWidth <= one.clientWidth + 1 "
            "|| getComputedStyle(one).display === 'inline')"
        )


def test_a_form_is_one_sheet_of_paper(tmp_path):
    """Ten topics, front and back, for those who are asked most."""
    path = matched_questionnaire([f"Topic number {at}" for at in range(10)], tmp_path / "f.html", audiences=["Staff"])
    with chromium(tmp_path) as window:
        window.open_file(path)
        out = window.page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", out)) == 2


def test_a_plan_writes_what_it_is_asked_for(tmp_path, capsys):
    line = ["study", "plan", str(tmp_path), "--topics", "Billing,Waiting", "--bases", "Leadership=8", "Customers=400"]
    assert main([*line, "--formats", "html,qsf", "--language", "de"]) == 0
    made = {path.name for path in tmp_path.iterdir()}
    asked = {f"questionnaires-{name}.qsf" for name in ("leadership", "customers")}
    assert made == {"study.toml", "questionnaires.html"} | asked
    assert all(name in capsys.readouterr().out.replace("\n", "") for name in ("questionnaires.html",))
    told = read_qsf(tmp_path / "questionnaires-customers.qsf")
    assert told["entry"]["SurveyLanguage"] == "DE" and "Wie wichtig" in told["questions"][1]["QuestionText"]
    assert main([*line, "--formats", "docx"]) != 0
    assert "Formate: xlsx, html, qsf" in capsys.readouterr().err
