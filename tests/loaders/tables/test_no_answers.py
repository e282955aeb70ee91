"""Tables without respondents are refused in a sentence; tables that only look like one are read."""

import openpyxl
import pandas as pd
import pytest

import cxresearch as cx
from cxresearch.errors import SurveyFileError

RESULTS = {
    "en": (
        "Study\n\nQ1\nAnswer Choices,Response Percent,Responses\nYes,80%,40\nNo,20%,10\n,Answered,50\n,Skipped,0\n",
        "summary",
    ),
    "de": (
        "Frage 1\nAntwortoptionen,Beantwortungen,\nJa,80%,40\nNein,20%,10\n,Beantwortet,50\n,Übersprungen,0\n",
        "summary",
    ),
    "fr": ('Q1\nChoix de réponse,Réponses,\nOui,"80,0%",40\nNon,"20,0%",10\n,Répondues,50\n,Ignorées,2\n', "summary"),
    "es": ("P1\nOpciones de respuesta,Respuestas\nSí,40\nNo,10\nRespondido,50\nOmitido,0\n", "summary"),
    "counts and shares": ("Answer,Count,Percent\nYes,40,80\nNo,10,20\n", "counts"),
    "percent": ("Answer,Share\nVery good,40%\nGood,35%\nPoor,25%\n", "percent"),
    "banner": (
        "Table 1,Total,Men,Women\nBase,500,240,260\nSatisfied,60%,58%,62%\nDissatisfied,40%,42%,38%\n",
        "banner",
    ),
    "total column": ("Filiale;Ja;Nein;Gesamt\nNord;10;5;15\nSüd;20;4;24\nOst;7;7;14\n", "counts"),
    "a row an option": ("Odpowiedź;Kobiety;Mężczyźni\nTelefon;120;80\nWizyta;60;44\nList;12;33\n", "counts"),
    "a row a point": (
        ",18-34,35+\nVery satisfied,20,30\nSatisfied,50,60\nNeutral,11,12\nDissatisfied,5,6\nVery dissatisfied,1,2\n",
        "counts",
    ),
    "a question above": ("Hvor bor du?,Mænd,Kvinder\nBy,150,161\nForstad,88,70\nLand,45,52\n", "counts"),
    "options and their number": ("回答,n\n電話,120\n窓口,64\n手紙,31\n", "counts"),
    "model": ("term,estimate,std.error,statistic,p.value\nage,.3,.1,3,.01\nsex,.2,.1,2,.05\n", "model"),
    "statistics": (",age\ncount,9\nmean,4\nstd,1\nmin,1\n25%,3\n50%,4\n75%,5\nmax,8\n", "statistics"),
    "pivot": (
        "Count of Answer,Column Labels,,\nRow Labels,Yes,No,Grand Total\nNorth,10,5,15\nGrand Total,10,5,15\n",
        "pivot",
    ),
    "dictionary": ("Variable,Label,Type,Values\nq1,Satisfied,numeric,1-5\nq2,Why,text,\n", "dictionary"),
}


@pytest.mark.parametrize(("text", "what"), RESULTS.values(), ids=RESULTS)
def test_results_are_refused_by_name(tmp_path, text, what):
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    with pytest.raises(SurveyFileError, match=rf"a\.csv: .*{what}"):
        cx.read_survey(tmp_path / "a.csv", audience="Customers")


def test_a_workbook_of_tables_is_refused_and_a_named_sheet_is_judged_by_itself(tmp_path):
    book = openpyxl.Workbook()
    for at in (1, 2, 3):
        sheet = book.create_sheet(f"Tabelle {at}") if at > 1 else book.active
        sheet.title = f"Tabelle {at}"
        for row in [["Zufrieden?"], [None, "Ja", "Nein"], ["Nord", 60, 40], ["Süd", 50, 50]]:
            sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(SurveyFileError, match="summary.*tables of results"):
        cx.read_survey(tmp_path / "a.xlsx", audience="Customers")


ANSWERS = {
    "a score that adds up ratings": "id,q1,q2,q3,Total\n"
    + "\n".join(f"R{i},{i % 5 + 1},{i % 4 + 1},{i % 3 + 1},{i % 5 + i % 4 + i % 3 + 3}" for i in range(60)),
    "a site called Base": "site,nps\n" + "\n".join(f"{['Base', 'Camp', 'Summit'][i % 3]},{i % 11}" for i in range(60)),
    "a slider in percent": "id,How sure?\n" + "\n".join(f"R{i},{[10, 50, 75, 100][i % 4]}%" for i in range(60)),
    "Total, the petrol brand": "Brand,sat\n"
    + "\n".join(f"{['Total', 'Shell', 'Aral'][i % 3]},{i % 5 + 1}" for i in range(60)),
    "N for the north": "Region,sat\n" + "\n".join(f"{['N', 'S'][i % 2]},{i % 5 + 1}" for i in range(60)),
    "unique reasons beside ages": "Why?,age,spend\n"
    + "\n".join(f"reason {i} of mine,{30 + i % 40},{100 + i}" for i in range(60)),
    "one answer each beside a score": "How was it?,points\n"
    + "\n".join(f"{['Very good', 'Good', 'Fair', 'Poor'][i % 4]},{i % 40}" for i in range(60)),
    "Total last, once": "Brand,sat,nps\n"
    + "\n".join(f"{['BP', 'Shell'][i % 2]},{i % 5 + 1},{i % 11}" for i in range(59))
    + "\nTotal,4,9",
}


@pytest.mark.parametrize("text", ANSWERS.values(), ids=ANSWERS)
def test_answers_of_people_are_read_whole(tmp_path, text):
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    assert cx.read_survey(tmp_path / "a.csv", audience="Customers").n_rows == 60


@pytest.mark.parametrize(("word", "figures"), [("Average", "3,4.5"), ("Summe", "180,270"), ("Total", "180,270")])
def test_total_rows_add_up(tmp_path, word, figures):
    rows = "\n".join(f"{['N', 'S', 'W'][i % 3]},{i % 5 + 1},{i % 10}" for i in range(60))
    (tmp_path / "a.csv").write_text(f"Region,sat,nps\n{rows}\n{word},{figures}\n")
    survey = cx.read_survey(tmp_path / "a.csv", audience="Customers")
    assert dict(survey.intake) == {"rows in": 61, "kept": 60, "excluded: total row": 1}


@pytest.mark.parametrize(
    "names",
    [("Mitarbeiter", "Frage", "Antwort"), ("user_id", "variable", "value"), ("respondent", "question", "score")],
)
def test_a_row_an_answer_becomes_a_row_a_person(tmp_path, names):
    rows = [(p, item, (p * at) % 5 + 1) for p in range(12) for at, item in enumerate(["Price", "Speed", "Staff"], 1)]
    pd.DataFrame(rows, columns=list(names)).to_csv(tmp_path / "a.csv", index=False)
    survey = cx.read_survey(tmp_path / "a.csv", audience="Staff")
    assert survey.n_rows == 12 and survey.codebook.id.tolist() == ["Price", "Speed", "Staff"]
    assert any("read_long" in note for note in survey.notes)


def test_a_row_an_answer_without_a_person_is_refused_with_the_call(tmp_path):
    rows = [(at, "Roads", f"{at % 10 + 1}. Statement {at % 10}", at % 4 + 1) for at in range(200)]
    pd.DataFrame(rows, columns=["Response ID", "Department", "Question", "Response"]).to_csv(
        tmp_path / "a.csv", index=False
    )
    with pytest.raises(SurveyFileError, match=r"read_long\('a\.csv', .*question='Question', answers='Response'"):
        cx.read_survey(tmp_path / "a.csv", audience="Staff")
