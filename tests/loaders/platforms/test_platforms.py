"""Every platform's layout, written here as the platform documents it, and recognised by content alone."""

import datetime as dt

import pytest

from cxresearch.errors import OptionError, SurveyFileError
from tests.loaders.made_files import as_csv, put, qualtrics_rows, read, workbook

SATISFIED = ["Very dissatisfied", "Dissatisfied", "Neither satisfied nor dissatisfied", "Satisfied", "Very satisfied"]


def kinds(survey):
    return survey.codebook.set_index("id").kind.to_dict()


def texts(survey):
    return survey.codebook.set_index("id").text.to_dict()


# -- Qualtrics -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "form"), [("en", "csv"), ("de", "csv"), ("de", "tsv"), ("en", "xlsx")])
def test_qualtrics_by_its_import_row_in_any_language(tmp_path, language, form):
    rows = qualtrics_rows(language=language)
    if form == "xlsx":
        path = workbook(tmp_path, "export.xlsx", rows)
    elif form == "tsv":
        path = put(tmp_path, "export.dat", as_csv(rows, "\t"), "utf-16")
    else:
        path = put(tmp_path, "export.dat", as_csv(rows), "utf-8-sig")
    survey, told = read(path, scales={"Please rate the following:": (1, 5)})
    assert told == [] and survey.platform == "Qualtrics"
    assert dict(survey.intake) == {"rows in": 30, "kept": 27, "excluded: preview or test": 2, "excluded: spam": 1}
    assert survey.roles["respondent"] == "ResponseId" and survey.roles["unit"] == "Branch"
    assert texts(survey)["Q1"] == "How likely are you to recommend us to a friend or colleague?"
    assert texts(survey)["Q4"] == "Why? Please say."
    assert kinds(survey) == {
        "Q1": "nps",
        "Q2_1": "rating",
        "Q2_2": "rating",
        "Q3_1": "multi",
        "Q3_2": "multi",
        "Q4": "verbatim",
    }
    assert survey.codebook.set_index("id").topic["Q3_2"] == "Branch, in person"
    assert any("not finished" in note for note in survey.notes)


def test_qualtrics_without_its_import_row(tmp_path):
    survey, told = read(
        put(tmp_path, "a.csv", as_csv(qualtrics_rows(imports=False))), scales={"Please rate the following:": (1, 5)}
    )
    assert told == [] and survey.n_rows == 27 and texts(survey)["Q4"] == "Why? Please say."
    assert any("ImportId row is missing" in note for note in survey.notes)
    bare = [row for at, row in enumerate(qualtrics_rows(imports=False)) if at != 1]
    survey, _ = read(put(tmp_path, "b.csv", as_csv(bare)), scales={"Q2_1": (1, 5), "Q2_2": (1, 5), "Q1": (0, 10)})
    assert survey.n_rows == 27


def test_the_legacy_layout_of_qualtrics(tmp_path):
    names = ["ResponseID", "ResponseSet", "Name", "ExternalDataReference", "EmailAddress", "IPAddress", "Status",
    "StartDate", "EndDate",
             "Finished", "How satisfied are you overall?", "Why?", ""]  # fmt: skip
    rows = [[*[f"V{i}" for i in range(1, 11)], "Q1", "Q2", ""], names]
    rows += [[f"R_{i:09d}", "Default", "", "", "", "1.2.3.4", "1" if i == 2 else "0", "2017-07-18", "2017-07-18", "1",
    SATISFIED[i % 5], f"reason {i}", ""]
             for i in range(20)]  # fmt: skip
    survey, told = read(put(tmp_path, "old.csv", as_csv(rows), "utf-8-sig"))
    assert told == [] and "legacy" in survey.platform
    assert survey.n_rows == 19 and len(survey.columns) == 12
    assert texts(survey) == {"Q1": "How satisfied are you overall?", "Q2": "Why?"}


def test_nothing_but_previews_is_no_survey(tmp_path):
    rows = qualtrics_rows()
    with pytest.raises(SurveyFileError, match="0 responses"):
        read(put(tmp_path, "export.csv", as_csv([*rows[:3], rows[6]])))


# -- SurveyMonkey --------------------------------------------------------------------------------

MONKEY = [
    ["Respondent ID", "Collector ID", "Start Date", "End Date", "IP Address",
    "How likely is it that you would recommend us to a friend?",
     "Please rate the following<br>", "", "Which did you use?", "", "", "Any comments?"],
    ["", "", "", "", "", "Response", "Speed", "Staff", "Phone", "Web", "Other (please specify)", "Open-Ended Response"],
    *[[11400000000 + i, 430000000, "04/01/2024 09:00", "04/01/2024 09:05", "192.0.2.1", i % 11, SATISFIED[i % 5],
    SATISFIED[(i + 1) % 5] if i % 7 else "N/A",
       "Phone" if i % 2 else "", "Web" if i % 3 else "", "fax" if i == 6 else "", f"comment number {i}"]
       for i in range(40)],
]  # fmt: skip


def test_surveymonkey_carries_the_question_forward(tmp_path):
    survey, told = read(put(tmp_path, "export.csv", as_csv(MONKEY).replace("number 1", "n° é1"), "cp1252"))
    assert told == [] and survey.platform == "SurveyMonkey" and survey.n_rows == 40
    assert list(kinds(survey).values()) == ["nps", "rating", "rating", "multi", "multi", "verbatim", "verbatim"]
    assert "Please rate the following - Staff" in kinds(survey)
    assert survey.roles["respondent"] == "Respondent ID"
    ticks = survey.responses["Which did you use? - Phone"]
    assert (
        ticks[1] == 1
        and ticks[2] == 0
        and ticks[6] == 0
        and ticks.isna().sum() == sum(i % 2 == 0 and i % 3 == 0 and i != 6 for i in range(40))
    )
    assert survey.account(["Please rate the following - Staff"]).loc[0, ["kept", "excluded", "missing"]].tolist() == [
        34,
        6,
        0,
    ]


def test_surveymonkey_in_one_row_and_in_another_language(tmp_path):
    one = [
        [
            f"{upper} - {lower}" if lower and lower != "Response" else upper
            for upper, lower in zip(_carried(MONKEY[0]), MONKEY[1], strict=True)
        ],
        *MONKEY[2:],
    ]
    survey, told = read(put(tmp_path, "one.csv", as_csv(one)))
    assert survey.platform == "SurveyMonkey" and survey.n_rows == 40
    german = [
        MONKEY[0],
        [cell.replace("Response", "Antwort").replace("Open-Ended Antwort", "Offene Antwort") for cell in MONKEY[1]],
        *MONKEY[2:],
    ]
    survey, told = read(put(tmp_path, "german.csv", as_csv(german)))
    assert told == [] and survey.platform == "SurveyMonkey" and survey.n_rows == 40


def _carried(cells):
    out, last = [], ""
    for cell in cells:
        last = cell or last
        out.append(last)
    return out


# -- forms ---------------------------------------------------------------------------------------


def test_google_forms_with_commas_inside_options(tmp_path):
    ticks = ["Phone, Branch, in person", "Phone", "Branch, in person, Web chat", "Web chat", "Phone, Web chat"]
    rows = [
        [
            "Zeitstempel",
            "How satisfied are you? [Speed]",
            "How satisfied are you? [Price]",
            "Which did you use?",
            "Comments",
        ]
    ]
    rows += [
        [
            f"{1 + i}.1.2025 13:05:0{i % 10}",
            SATISFIED[i % 5],
            SATISFIED[(i + 2) % 5],
            ticks[i % 5],
            f"First, it was number {i}",
        ]
        for i in range(25)
    ]
    survey, told = read(put(tmp_path, "answers.csv", as_csv(rows)))
    assert told == [] and survey.platform == "Google Forms" and survey.n_rows == 25
    indicators = [qid for qid, kind in kinds(survey).items() if kind == "multi"]
    assert indicators == [f"Which did you use? [{option}]" for option in ("Phone", "Branch, in person", "Web chat")]
    assert [int(survey.responses[column].sum()) for column in indicators] == [15, 10, 15]
    assert kinds(survey)["Comments"] == "verbatim" and kinds(survey)["How satisfied are you? [Speed]"] == "rating"


def test_the_answers_sheet_of_google_is_found_among_others(tmp_path):
    rows = [
        ["Timestamp", "How likely are you to recommend us?"],
        *[[dt.datetime(2025, 1, 1, 9, i), i % 11] for i in range(20)],
    ]
    path = workbook(
        tmp_path,
        "form.xlsx",
        {
            "Chart data": [["x", i, i, i, i] for i in range(60)],
            "Form responses 1": rows,
            "old": ([["a", "b"], [1, 2]], "hidden"),
        },
    )
    survey, told = read(path)
    assert survey.platform == "Google Forms" and survey.n_rows == 20 and told == []
    assert any("hidden" in note and "old" in note for note in survey.notes) and any(
        "Chart data" in note for note in survey.notes
    )


@pytest.mark.parametrize("names", [["ID", "Start time", "Completion time", "Email", "Name"], ["ID", "Startzeit",
"Fertigstellungszeit", "E-Mail", "Name"],
                                   ["ID", "Kezdés", "Befejezés", "E-mail", "Név"]])  # fmt: skip
def test_microsoft_forms_in_any_language(tmp_path, names):
    rows = [
        [
            *names,
            "How likely are you to recommend us?",
            "The staff were helpful",
            "The staff were helpful2",
            "Which channels did you use?\xa0",
        ]
    ]
    rows += [[4 + i, dt.datetime(2025, 3, 1, 8, i), dt.datetime(2025, 3, 1, 9, i), "anonymous", None, i % 11,
    ["Agree", "Disagree", "Strongly agree"][i % 3],
              "Yes" if i % 2 else "No", "Phone;Visit, in person;" if i % 2 else "Phone;"]
              for i in range(30)]  # fmt: skip
    survey, told = read(workbook(tmp_path, "form.xlsx", rows))
    assert told == [] and survey.platform == "Microsoft Forms"
    assert survey.roles["respondent"] == names[0]
    assert texts(survey)["The staff were helpful2"] == "The staff were helpful"
    assert int(survey.responses["Which channels did you use? [Visit, in person]"].sum()) == 15
    assert set(kinds(survey)) & set(names) == set()


def test_typeform_old_and_new(tmp_path):
    new = [["#", "How likely are you to recommend us?", "Thinking of *{{field:01ab}}*, why?", "Email", "Phone",
    "Other", "Response Type", "Start Date (UTC)",
            "Stage Date (UTC)", "Submit Date (UTC)", "Network ID", "Tags", "Ending"]]  # fmt: skip
    new += [[f"{i:032x}", i % 11, f"because of reason {i}", "Email" if i % 2 else "", "Phone" if i % 3 else "",
    "fax" if i == 4 else "",
             "started" if i % 5 == 0 else "completed", "2024-05-01 09:00:00", "", ""
             if i % 5 == 0 else "2024-05-01 09:03:00", f"n{i}", "", ""]
            for i in range(25)]  # fmt: skip
    survey, told = read(put(tmp_path, "new.csv", as_csv(new)))
    assert told == [] and survey.platform == "Typeform" and survey.n_rows == 25
    assert any("5 of 25 responses were started but not completed" in note for note in survey.notes)
    assert kinds(survey)["Email"] == "multi" and "{{" not in " ".join(texts(survey).values())
    old = [[*row[:6], row[7], row[9] or "2024-05-01 09:03:00", row[10]] for row in new]
    survey, told = read(put(tmp_path, "old.csv", as_csv(old)))
    assert told == [] and survey.platform == "Typeform" and kinds(survey)["Phone"] == "multi"


# -- LimeSurvey and Alchemer ---------------------------------------------------------------------


def test_limesurvey_with_codes_and_its_syntax_file(tmp_path):
    rows = [
        ["id", "submitdate", "lastpage", "startlanguage", "seed", "Q1_SQ001", "Q1_SQ002", "Q2", "Q3_SQ001", "Q3_SQ002"]
    ]
    rows += [[i + 1, "" if i % 6 == 0 else f"2025-01-0{1 + i % 9} 10:00:00", 3, "en", 12345 + i, f"A{1 + i % 5}",
    f"A{5 - i % 5}", f"words {i}",
              "Y" if i % 2 else "", "" if i % 2 else "Y"] for i in range(30)]  # fmt: skip
    path = put(tmp_path, "survey_123_R_data_file.csv", as_csv(rows) + "\r\n", "utf-8-sig")
    survey, told = read(path)
    assert survey.platform == "LimeSurvey" and kinds(survey)["Q1_SQ001"] == "choice"
    levels = ",".join(f'"A{i}"' for i in range(1, 6))
    labels = ",".join(f'"{label}"' for label in SATISFIED)
    lines = []
    for place, (name, text) in enumerate(
        zip(
            rows[0],
            [
                *rows[0][:5],
                "[Billing] <p>Please rate us</p>",
                "[Waiting] Please rate us",
                "Why?",
                "[Phone] Used?",
                "[Web] Used?",
            ],
            strict=True,
        ),
        1,
    ):
        lines.append(f'attributes(data)$variable.labels[{place}] <- "{text}"')
        if name.startswith("Q1"):
            lines.append(f"data[, {place}] <- factor(data[, {place}], levels=c({levels}),labels=c({labels}))")
        lines.append(f'names(data)[{place}] <- "{name}"')
    lines.append(f"system('touch {tmp_path / 'ran'}')")
    put(tmp_path, "survey_123_R_syntax_file.R", "\n".join(lines))
    survey, told = read(path)
    assert told == [] and not (tmp_path / "ran").exists()
    assert texts(survey)["Q1_SQ001"] == "Please rate us [Billing]"
    assert survey.numbers(["Q1_SQ001"])["Q1_SQ001"].tolist() == [1 + i % 5 for i in range(30)]
    assert kinds(survey)["Q3_SQ001"] == "multi"
    assert any("5 of 30 responses were not submitted" in note for note in survey.notes)


def test_limesurvey_with_whole_questions_as_names(tmp_path):
    rows = [
        [
            "Antwort ID",
            "Datum Abgeschickt",
            "Letzte Seite",
            "Start-Sprache",
            "<p>Willkommen!</p> Wie zufrieden sind Sie? [Preis]",
            "Q7. How likely are you to recommend us?",
        ]
    ]
    rows += [[i + 1, "2025-01-01 10:00:00", 3, "de", SATISFIED[i % 5], i % 11] for i in range(20)]
    survey, told = read(put(tmp_path, "results.csv", as_csv(rows)))
    assert told == [] and survey.platform == "LimeSurvey"
    assert survey.codebook.text[0] == "Willkommen! Wie zufrieden sind Sie? [Preis]"
    assert survey.codebook.topic[0] == "Preis" and survey.codebook.kind[1] == "nps"


def test_alchemer_puts_row_before_question(tmp_path):
    rows = [["Response ID", "Time Started", "Date Submitted", "Status", "Contact ID", "Legacy Comments", "Language",
    "Referer", "SessionID", "User Agent",
             "How likely are you to recommend us?", "Billing:How satisfied are you with us?",
             "Waiting: long times:How satisfied are you with us?",
             "Phone:Which did you use?", "Web:Which did you use?", "Why?"]]  # fmt: skip
    rows += [[i, "2025-01-01 10:00", "2025-01-01 10:05", {3: "Disqualified", 5: "Partial"}.get(i, "Complete"), "", "",
    "English", "", "x", "y", i % 11,
              SATISFIED[i % 5], SATISFIED[(i + 1) % 5], "Phone" if i % 2 else "", "Web" if i % 3 else "",
              f"reason number {i}"] for i in range(1, 31)]  # fmt: skip
    survey, told = read(put(tmp_path, "export.csv", as_csv(rows)))
    assert survey.platform == "Alchemer" and dict(survey.intake)["excluded: disqualified or deleted"] == 1
    assert any("disqualified" in text for text in told) and any("1 of 29 responses" in note for note in survey.notes)
    assert (
        texts(survey)["Waiting: long times:How satisfied are you with us?"]
        == "How satisfied are you with us? - Waiting: long times"
    )
    assert [kind for kind in kinds(survey).values()] == ["nps", "rating", "rating", "multi", "multi", "verbatim"]


def test_a_platform_can_be_declared(tmp_path):
    path = put(tmp_path, "export.csv", as_csv(qualtrics_rows()))
    assert read(path, platform="Qualtrics", scales={"Please rate the following:": (1, 5)})[0].platform == "Qualtrics"
    with pytest.raises(SurveyFileError, match="typeform"):
        read(path, platform="typeform")
    with pytest.raises(OptionError, match="qualtrics"):
        read(path, platform="surveyfox")
