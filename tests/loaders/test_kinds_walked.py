"""Small invented files of kinds that came out wrong once, in trades and languages that no rule was written for."""

import gzip
import random
import zipfile

import openpyxl
import pandas as pd
import pytest
from openpyxl.styles import Font

import cxresearch as cx

pytestmark = pytest.mark.filterwarnings("ignore::cxresearch.SurveyWarning")


def _read(tmp_path, content, name="file.csv", **options):
    path = tmp_path / name
    if isinstance(content, pd.DataFrame):
        content.to_csv(path, index=False)
    else:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return cx.read_survey(path, audience="Guests", **options)


def _sheet(tmp_path, rows, bold=()):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for at in bold:
        for cell in book.active[at]:
            cell.font = Font(bold=True)
    book.save(tmp_path / "file.xlsx")
    return cx.read_survey(tmp_path / "file.xlsx", audience="Guests")


KENNELS = [[f"Box {at}", 20 + at * at % 7, round(2 + at % 4 * 0.7, 2)] for at in range(9)]
SUM = ["Verband Mitte", sum(row[1] for row in KENNELS), round(sum(row[2] for row in KENNELS) / 9, 2)]


def test_a_last_row_that_adds_up_to_more_than_any_other_is_a_total_whatever_it_is_called(tmp_path):
    names = ["kennel", "dogs", "score"]
    assert _read(tmp_path, pd.DataFrame([*KENNELS, SUM], columns=names)).n_rows == 9
    other = [SUM[0], SUM[1] + 1, SUM[2]]
    assert _read(tmp_path, pd.DataFrame([*KENNELS, other], columns=names)).n_rows == 10


@pytest.mark.parametrize(("last", "bold", "kept"), [
    (["Razem wszystkie", 0, SUM[2]], [1, 11], 9),  # half of its numbers add up, and it alone is in bold
    (["Razem wszystkie", 0, SUM[2]], [1], 10),
    (["Box 9", 25, 4.4], [1, 11], 10),  # bold alone is no evidence
    (["Razem wszystkie", 0, SUM[2]], range(1, 12), 10),  # where all is bold, bold says nothing
])  # fmt: skip
def test_a_bold_last_row_of_a_sheet_is_evidence(tmp_path, last, bold, kept):
    assert _sheet(tmp_path, [["kennel", "dogs", "score"], *KENNELS, last], bold).n_rows == kept


@pytest.mark.parametrize("text", [
    "Note de 1 à 5 (1 = très mauvais, 5 = excellent). 5 est la plus mauvaise note.",
    "De 1 (muy malo) a 5 (muy bueno). 1 es la mejor nota",
    "Dai un voto da 1 (pessimo) a 5 (ottimo); 5 è il voto peggiore",
    "Bewerten Sie von 1 (sehr gut) bis 5 (schlecht); 5 ist die beste Note",
    "Cijfer 1 (zeer slecht) tot 5 (uitstekend), 1 is het beste",
    "Oceń od 1 (bardzo źle) do 5 (bardzo dobrze); 1 to najlepsza ocena",
    "Betygsätt 1 (mycket dåligt) till 5 (mycket bra), 5 är sämst",
    "1 (çok kötü) ile 5 (çok iyi); 5 en kötü",
    "1（最悪）〜5（最高）。5は最も悪い",
])  # fmt: skip
def test_a_number_that_a_text_calls_good_and_bad_is_a_doubt_and_turns_nothing(tmp_path, text):
    survey = _read(tmp_path, pd.DataFrame({text: [1, 2, 3, 4, 5] * 12}))
    assert not survey.codebook.reversed[0] and "contradicts itself" in survey.doubts.doubt[0]


def test_a_sign_that_only_a_name_holds_cuts_no_column(tmp_path):
    survey = _read(tmp_path, "How was it; in a word, or two?\n" + "good\nbad\n" * 20)
    assert survey.n_rows == 40 and survey.codebook.id.tolist() == ["How was it; in a word, or two?"]


OTHERS = {
    "a.psd": b"8BPS\x00\x01" + bytes(200), "a.flac": b"fLaC\x00\x00\x00\x22" + bytes(range(200)),
    "a.dbf": b"\x03\x7c\x01\x01" + bytes(60) + b"NAME" + bytes(40),
    "a.lnk": b"L\x00\x00\x00\x01\x14\x02\x00" + bytes(90),
    "a.ps": b"%!PS-Adobe-3.0\n%%Title: x\n1,2\n", "a.feather": b"FEA1" + bytes(range(200)),
    "a.mp3": b"\xff\xfb\x90\x00" + bytes(range(256)), "a.mkv": b"\x1aE\xdf\xa3" + bytes(range(200)),
    "a.wasm": b"\x00asm\x01\x00\x00\x00" + bytes(range(200)), "a.woff2": b"wOF2\x00\x01" + bytes(range(99)),
}  # fmt: skip


@pytest.mark.parametrize("name", OTHERS)
def test_binary_files_of_other_kinds_are_refused_by_their_first_bytes(tmp_path, name):
    with pytest.raises(cx.SurveyFileError, match="not a table of answers"):
        _read(tmp_path, OTHERS[name], name)


def test_signs_that_office_pastes_end_no_file_and_stand_in_no_answer(tmp_path):
    rows = "\n".join(f"{at % 5 + 1},kind\x0bnurse\x07 {at},No\x0brth" for at in range(40))
    survey = _read(tmp_path, f"ward\x0bone,note,unit\n{rows}\n")
    cells = [*survey.codebook.text, *survey.responses.astype(str).to_numpy().ravel()]
    assert survey.n_rows == 40 and not any(sign in cell for cell in cells for sign in "\x0b\x07")


@pytest.mark.parametrize("kinds", ["nps", "rating", "number", "date", "duration", "ranking"])
def test_a_declared_kind_that_the_answers_cannot_have_is_refused(tmp_path, kinds):
    frame = pd.DataFrame({"colour": ["rost", "moos"] * 20, "mood": [1, 2, 3, 4, 5] * 8})
    with pytest.raises(cx.CXResearchError, match="colour"):
        _read(tmp_path, frame, kinds={"colour": kinds})
    assert _read(tmp_path, frame, kinds={"colour": "verbatim", "mood": "number"}).n_rows == 40


def test_the_dictionary_of_redcap_in_its_other_spelling(tmp_path):
    (tmp_path / "d.csv").write_text(
        "field_name,form_name,section_header,field_type,field_label,select_choices_or_calculations\n"
        'mood,f,,radio,Wie ist die Stimmung?,"0, schlecht | 1, mittelmäßig | 2, gut | 3, sehr gut"\n'
    )
    frame = pd.DataFrame({"record_id": range(40), "mood": [0, 1, 2, 3] * 10})
    survey = _read(tmp_path, frame, codebook=tmp_path / "d.csv")
    assert survey.codebook.kind.tolist() == ["rating"] and survey.scale_of("mood").span == (0, 3)


def test_choices_that_kobo_writes_twice_are_one_question(tmp_path):
    book = openpyxl.Workbook()
    asked, choices = book.active, book.create_sheet("choices")
    asked.title = "survey"
    for row in (["type", "name", "label"], ["select_multiple fonte", "fonte", "De onde vem?"]):
        asked.append(row)
    for row in (["list_name", "name", "label"], ["fonte", "rio", "Rio"], ["fonte", "poco", "Poço"]):
        choices.append(row)
    book.save(tmp_path / "form.xlsx")
    frame = pd.DataFrame({"g/fonte": ["rio poco", "rio", "poco"] * 9, "g/fonte/rio": [1, 1, 0] * 9,
                          "g/fonte/poco": [1, 0, 1] * 9})  # fmt: skip
    survey = _read(tmp_path, frame, codebook=tmp_path / "form.xlsx")
    assert dict(survey.codebook[["id", "text"]].to_numpy()) == {
        "g/fonte/rio": "De onde vem? [Rio]", "g/fonte/poco": "De onde vem? [Poço]"
    }  # fmt: skip


@pytest.mark.parametrize("labels", [
    "Erwartungen weit verfehlt/Erwartungen nicht erfüllt/Erwartungen erfüllt/Erwartungen übertroffen/Erwartungen weit "
    "übertroffen", "N'a pas répondu à mes attentes/A répondu à mes attentes/A dépassé mes attentes",
    "No cumplió mis expectativas/Cumplió mis expectativas/Superó mis expectativas",
    "Non ha soddisfatto le aspettative/Ha soddisfatto le aspettative/Ha superato le aspettative",
    "Voldeed niet aan mijn verwachtingen/Voldeed aan mijn verwachtingen/Overtrof mijn verwachtingen",
    "Não atendeu às expectativas/Atendeu às expectativas/Superou as expectativas",
    "Nie spełniło oczekiwań/Spełniło oczekiwania/Przekroczyło oczekiwania",
    "Motsvarade inte förväntningarna/Motsvarade förväntningarna/Överträffade förväntningarna",
    "Levede ikke op til forventningerne/Levede op til forventningerne/Overgik forventningerne",
    "Innfridde ikke forventningene/Innfridde forventningene/Overgikk forventningene",
    "Beklentilerimi karşılamadı/Beklentilerimi karşıladı/Beklentilerimi aştı",
    "期待を下回った/期待どおり/期待を上回った",
])  # fmt: skip
def test_expectations_missed_met_and_surpassed_in_every_language(tmp_path, labels):
    words = labels.split("/")
    survey = _read(tmp_path, pd.DataFrame({"q": words * 12}))
    assert [survey.scale_of("q").read(word).value for word in words] == list(range(1, len(words) + 1))


def test_what_is_packed_in_what(tmp_path):
    frame = pd.DataFrame({"pasto": [1, 2, 3, 4, 5] * 8, "nota": [f"riso {at}" for at in range(40)]})
    lines = "\n".join(frame.apply(lambda row: row.to_json(force_ascii=False), axis=1))
    assert _read(tmp_path, gzip.compress(lines.encode()), "a.jsonl.gz").n_rows == 40
    frame.to_excel(tmp_path / "inside.xlsx", index=False)
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(tmp_path / "inside.xlsx", "risposte/inside.xlsx")
    assert cx.read_survey(tmp_path / "a.zip", audience="Guests").n_rows == 40


@pytest.mark.parametrize("sign", ["; ", ", ", "|"])
def test_many_options_of_which_nearly_every_person_ticks_others_are_one_question(tmp_path, sign):
    draw = random.Random(2)
    options = [f"{word} {letter}" for word in ("Kurs", "Verein") for letter in "ABCDEF"]
    cells = [sign.join([one for one in options if draw.random() < 0.4] or options[:1]) for _ in range(700)]
    frame = pd.DataFrame({"Was?": cells, "why": [f"{at} mal gern dort, und {at * 7} mal nicht" for at in range(700)]})
    for survey in (_read(tmp_path, frame), cx.Survey.from_frame(frame)):
        assert survey.codebook.kind.value_counts().to_dict() == {"multi": 12, "verbatim": 1}
        assert survey.responses["Was? [Kurs A]"].sum() == sum("Kurs A" in cell for cell in cells)


def test_a_word_among_ratings_that_no_sample_met_takes_its_column_for_words_and_no_other(tmp_path):
    rows = [f'{at % 5 + 1},{at % 7 + 1},"so, {at}",{"x" * 40}{at}' for at in range(40_000)]
    rows[33_333] = "weiss nicht," + rows[33_333].split(",", 1)[1]
    frame = _read(tmp_path, "a,b,c,d\n" + "\n".join(rows) + "\n").responses
    assert frame["a"].tolist()[33_331:33_335] == ["2", "3", "weiss nicht", "5"] and frame["b"].dtype.kind == "i"
    assert frame["c"][33_333] == "so, 33333" and len(frame) == 40_000


def test_the_sample_leaves_no_doubt():
    assert not len(cx.load_sample().doubts)


MAILS = {
    "from a server": "Return-Path: <a@b.example>\nReceived: from x by y;\n\tMon, 2 Jun 2025 10:00:00 +0200\n"
    "From: A <a@b.example>\nSubject: the answers\n\nid,q1\n1,5\n",
    "from a program": "MIME-Version: 1.0\r\nDate: Mon, 2 Jun 2025\r\nSubject: =?utf-8?q?Antworten?=\r\n"
    'Content-Type: multipart/mixed;\r\n boundary="x"\r\n\r\n--x\r\n',
    "from a mailbox": "From a@b.example Mon Jun  2 10:00:00\nMessage-ID: <1@b>\nFrom: a@b.example\nTo: c@d\n\nHi\n",
}


@pytest.mark.parametrize("kind", MAILS)
def test_a_saved_mail_is_refused_by_its_header_whatever_it_is_called(tmp_path, kind):
    path = tmp_path / "answers.csv"
    path.write_bytes(MAILS[kind].encode())
    with pytest.raises(cx.SurveyFileError, match="a saved mail.*attached"):
        cx.read_survey(path)


def test_a_title_that_tells_from_and_to_is_no_mail(tmp_path):
    path = tmp_path / "answers.csv"
    rows = "\n".join(f"{at},{at % 5 + 1}" for at in range(60))
    path.write_text(f"From: 2025-01-01\nTo: 2025-03-31\nDate: 2025-04-01\n\nid,Rate us 1 to 5\n{rows}\n")
    assert cx.read_survey(path, audience="Customers").n_rows == 60


def test_a_file_that_cannot_be_opened_is_refused_with_the_way_out(tmp_path, monkeypatch):
    path = tmp_path / "open_elsewhere.csv"
    path.write_text("Service\n5\n", encoding="utf-8")

    def held(*_, **__):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(type(path), "open", held)
    with pytest.raises(cx.SurveyFileError, match=r"cannot be opened \(Permission denied\)"):
        cx.read_survey(path)
