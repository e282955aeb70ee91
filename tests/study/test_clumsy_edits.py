"""What a person may do to study.toml and matches.csv in a hurry: read, or one sentence with its place and remedy."""

import csv
import shutil

import pytest

import cxresearch as cx
from cxresearch.errors import CXResearchError
from cxresearch.study.drafting import new_study

pytestmark = pytest.mark.filterwarnings("ignore::cxresearch.SurveyWarning")
ASKED = {"guests.csv": "Rate us [{}]", "crew.csv": "{} (1 = bad, 5 = good)", "board.csv": "How good: {}?"}
WHO = {"guests.csv": "Müşteriler", "crew.csv": "Staff", "board.csv": "Leadership"}
SINGLE = (
    "nps",
    "effort",
    "leaving",
    "leaving_answer",
    "satisfaction",
    "contact",
    "best_in_life",
    "own_ease",
    "owner",
    "best_in_life_company",
    "recommended",
    "reason",
    "reason_predicted",
    "intent",
    "draws_back",
    "disengages",
)
TOPICS = ["Çorba", "Işık", "Service"]


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    here = tmp_path_factory.mktemp("clumsy")
    for name, asked in ASKED.items():
        head = ["Place", *map(asked.format, TOPICS), *(["Will you come back?"] if name == "guests.csv" else [])]
        rows = [[["north", "south", "east"][at % 3], 1 + at % 5, 1 + at % 4, 5 - at % 3, ["Evet", "Hayır"][at % 2]]
                for at in range(8 if name == "board.csv" else 60)]  # fmt: skip
        with (here / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([head, *(row[: len(head)] for row in rows)])
    new_study(here / "study", {here / name: audience for name, audience in WHO.items()})
    toml = (here / "study" / "study.toml").read_text("utf-8")
    toml = toml.replace("# [populations]", "[populations]").replace("# Leadership = 1000", "Leadership = 8")
    (here / "study" / "study.toml").write_text(
        toml.replace('# leaving = ""', 'leaving = "Will you come back?"'), "utf-8"
    )
    return here


@pytest.fixture
def study(begun, tmp_path):
    shutil.copytree(begun, tmp_path / "w", ignore=shutil.ignore_patterns(".cxresearch"))
    return tmp_path / "w" / "study"


def edited(study, before, after):
    toml = study / "study.toml"
    text = toml.read_text("utf-8")
    assert before in text
    toml.write_text(text.replace(before, after, 1), "utf-8")


def opened(study):
    found = cx.open_study(study)
    return found.now, found.doubts


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("margin = 10", "magrin = 10", r"line 5: 'magrin' is no key here\. Did you mean 'margin'\? Known"),
        ("margin = 10", 'margin = "10"', "line 5: margin = '10'. It is a number"),
        ("margin = 10", "margin = 7,5", r"line 5 .*Numbers have a point: margin = 7\.5\.$"),
        ("margin = 10", "margin = 10\nmargin = 5", "line 6: the key stands twice"),
        ("confidence = 0.95", "confidence = 95", "line 6: confidence = 95. It lies between 0.5 and 1"),
        ('# units = "all"', 'units = "alle"', "line 7: units = 'alle'. It is one of 'all', 'sample'"),
        ('language = "en"', 'language = "tr"', "line 4: language = 'tr'. It is one of 'en', 'de'"),
        ('audience = "Müşteriler"', 'audience = "Müşteriler', 'A quote is missing: audience = "Müşteriler"'),
        ('audience = "Müşteriler"', "audience = “Müşteriler”", 'Quotes are straight here: audience = "Müşteriler"'),
        ('audience = "Müşteriler"', "audience = Müşteriler", 'Texts stand in quotes: audience = "Müşteriler"'),
        ("../guests.csv", "..\\guests.csv", 'Folders are parted by slashes: path = "../guests.csv"'),
        ("../guests.csv", "../gests.csv", r"there is no '../gests.csv' .*Did you mean 'guests.csv'\?"),
        ("../guests.csv", "../answers of all.csv", "In its folder lie: board.csv, crew.csv, guests.csv"),
        ('[[files]]\npath = "../crew.csv"', '[files]\npath = "../crew.csv"', r"Write \[\[files\]\] above each file"),
        ('audience = "Staff"', 'audience = "Staff"\nroles.unit = "Plaace"', r"path = .*crew.csv.*'Plaace'"),
        ('audience = "Staff"', 'audience = "Staff"\nroles.branch = "Place"', "'branch' is no role"),
        ("people = 5", "people = 3", "people = 3. It can be raised, never below 5"),
        ("Leadership = 8", "Leadership = 6", "Leadership = 6, and 8 answered"),
        ("Leadership = 8", "Suppliers = 8", r"\[populations\]: 'Suppliers' is no audience here"),
        ("[privacy]", "[weights.targets.Işık]\na = 1\n\n[privacy]", r'stand in quotes: \[weights\.targets\."Işık"\]'),
        ("[privacy]", "[weights.targets.Region]\na = 1\n\n[privacy]", r"\[weights.targets\]: .*'Region'"),
        ("[privacy]", "[weights.targets.Place]\nnorth = 0.5\nsouth = 0.4\n\n[privacy]", "add up to 0.9"),
        ("[privacy]", '[deck]\ntemplate = "house.pptx"\n\n[privacy]', "'house.pptx'. There is no such file beside"),
        ("confidence = 0.95", 'confidence = 0.95\ncompetitors = "others.csv"', "no such file beside study.toml"),
        ("confidence = 0.95", 'confidence = 0.95\noutside = ["Dealers"]', "outside: 'Dealers' is no audience here"),
        ("confidence = 0.95", 'confidence = 0.95\ncode_frame = "hospitalty"', "Did you mean 'hospitality'"),
        ("confidence = 0.95", 'confidence = 0.95\nwave = "2024"', "wave = '2024': nobody answered in it"),
        ('leaving = "Will you come back?"', 'leaving = "Will you come bak?"', r"Did you mean 'Will you come back\?'"),
        ('leaving_answer = "Hayır"', 'leaving_answer = "Hayir"', "= 'Hayir': nobody answered so. Did you mean 'Hayır'"),
        ("[privacy]", '[[plan.hypotheses]]\nid = "H"\nanalysis = "perception_gaps"\n\n[privacy]', "'perception_gap'"),
        ("[privacy]", '[[plan.hypotheses]]\nid = "H"\nanalysis = "perception_gap"\nquestion = "Servise"\n\n[privacy]',
         r"\[\[plan.hypotheses\]\] H: question = 'Servise'.*Did you mean 'Service'"),
        ("[privacy]", '[[plan.hypotheses]]\nid = "H"\nanalysis = "nps"\nbetween = ["Staff", "Dealers"]\n\n[privacy]',
         "H: between: 'Dealers' is no audience"),
        ("[privacy]", '[[plan.hypotheses]]\nid = "H"\nanalysis = "nps"\ndirection = "above"\n\n[privacy]',
         "direction = 'above'. It is one of 'higher', 'lower'"),
    ],
)  # fmt: skip
def test_a_slip_in_the_definition_is_named_with_its_remedy(study, before, after, told):
    edited(study, before, after)
    with pytest.raises(CXResearchError, match=told) as caught:
        opened(study)
    assert "Traceback" not in str(caught.value) and "codec" not in str(caught.value)


@pytest.mark.parametrize(("before", "after"), [
    ("Leadership = 8", '"Yöneticiler" = 8'), ("Leadership = 8", '"Müşteriler" = 900'), ("margin = 10", "margin = 7.5"),
    ('audience = "Müşteriler"', 'audience = "Customers"'), ('audience = "Müşteriler"', 'audience = "Yolcular"'),
])  # fmt: skip
def test_the_clients_own_words_for_an_audience_are_read_wherever_one_is_named(study, before, after):
    edited(study, before, after)
    opened(study)
    if "Yöneticiler" in after:
        assert cx.open_study(study).now.populations == {"Leadership": 8}


def test_a_definition_with_a_mark_of_its_coding_is_read(study):
    toml = study / "study.toml"
    toml.write_bytes(b"\xef\xbb\xbf" + toml.read_bytes())
    opened(study)
    toml.write_bytes(toml.read_bytes().decode("utf-8-sig").encode("cp1254"))
    with pytest.raises(CXResearchError, match="Save it as text in UTF-8"):
        opened(study)


def rows_of(study):
    with (study / "matches.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def written(study, rows, separator=",", encoding="utf-8-sig"):
    with (study / "matches.csv").open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=separator).writerows(rows)


@pytest.mark.parametrize(
    ("separator", "encoding"), [(";", "utf-8-sig"), (";", "cp1254"), ("\t", "utf-16"), (",", "utf-8")]
)
def test_matches_are_read_however_a_spreadsheet_stored_them(study, separator, encoding):
    before = cx.open_study(study)._opened.whole[1]
    written(study, rows_of(study), separator, encoding)
    assert [dict(row.questions) for row in cx.open_study(study)._opened.whole[1]] == [dict(r.questions) for r in before]


def confirmed(rows, word):
    return [rows[0], *([*row[:2], word, word, *row[4:]] for row in rows[1:])]


@pytest.mark.parametrize("word", ["yes", "Ja", "X", "evet", "oui"])
def test_a_yes_is_a_yes_in_many_languages(study, word):
    written(study, confirmed(rows_of(study)[:4], word))
    assert cx.open_study(study).asks.set_index("analysis").possible["perception_gap"]


@pytest.mark.parametrize("change", [
    lambda rows: [rows[0], *rows[:0:-1]],
    lambda rows: [[*row, "", ""] for row in rows],
    lambda rows: [*rows[:2], ["" for _ in rows[0]], *rows[2:]],
    lambda rows: [[cell.capitalize() for cell in rows[0][:4]] + rows[0][4:], *rows[1:]],
    lambda rows: [[*rows[0][:-1], "Müşteriler"] if rows[0][-1] == "Customers" else rows[0], *rows[1:]],
    lambda rows: [rows[0], *([f"New {row[0]}", *row[1:]] for row in rows[1:])],
])  # fmt: skip
def test_what_does_no_harm_is_read(study, change):
    written(study, change(confirmed(rows_of(study), "")))
    opened(study)


def test_an_empty_question_says_that_nobody_asked_so(study):
    toml = study / "study.toml"
    kept = [line for line in toml.read_text("utf-8").splitlines() if line.partition(" = ")[0] not in SINGLE]
    lines = "\n".join(f'{key} = ""' for key in SINGLE)
    toml.write_text("\n".join(kept).replace("[questions]", f"[questions]\n{lines}", 1), "utf-8")
    now, doubts = opened(study)
    assert now.n_rows == 128
    assert "leaving" not in "".join(doubts.settle)
    asked = cx.open_study(study).asks
    assert not asked.loc[asked.analysis.isin(["leaving_by_group", "satisfaction", "intent_to_leave"]), "possible"].any()


@pytest.mark.parametrize(("change", "told"), [
    (lambda rows: [row[:3] + row[4:] for row in rows], "column 'confirmed' is missing.*Put it back"),
    (lambda rows: [[*row, "note"] for row in rows], "line 1: no audience is called 'note'.*take the column out"),
    (lambda rows: [["Matches"], *rows], "in its first line"),
    (lambda rows: [rows[0], ["", *rows[1][1:]], *rows[2:]], "line 2: the topic is empty"),
    (lambda rows: [rows[0], [*rows[1][:3], "yess", *rows[1][4:]], *rows[2:]], "line 2: confirmed is 'yess'"),
    (lambda rows: [rows[0], [rows[1][0], "experiance", *rows[1][2:]], *rows[2:]], "Did you mean 'experience'"),
    (lambda rows: [*rows[:2], [*rows[2][:-1], rows[1][-1]], *rows[3:]], "line 3: .* stands in line 2 already"),
    (lambda rows: [rows[0], [*rows[1][:-1], f"{rows[1][-1]}z"], *rows[2:]], "line 2, column .*Did you mean"),
])  # fmt: skip
def test_a_slip_in_the_matches_is_named_with_its_line(study, change, told):
    written(study, change(rows_of(study)))
    with pytest.raises(CXResearchError, match=told):
        opened(study)


def test_a_workbook_or_nothing_in_place_of_the_matches(study):
    path = study / "matches.csv"
    path.write_bytes(b"PK\x03\x04 and so on")
    with pytest.raises(CXResearchError, match="is a workbook under another name.*delete it"):
        opened(study)
    path.write_text("")
    with pytest.raises(CXResearchError, match="matches.csv is empty"):
        opened(study)
    path.unlink()
    opened(study)


def test_a_codebook_is_named_by_its_file_and_read_in_any_coding(study):
    path = study / "guests.codebook.csv"
    text = path.read_text("utf-8-sig")
    path.write_bytes(text.encode("cp1254"))
    opened(study)
    path.write_text(text.replace("experience", "expereince", 1), "utf-8")
    with pytest.raises(CXResearchError, match=r"guests\.codebook\.csv: Line \d.*Did you mean 'experience'"):
        opened(study)
    path.write_bytes(b"PK\x03\x04")
    with pytest.raises(CXResearchError, match=r"guests\.codebook\.csv: cannot be read"):
        opened(study)
