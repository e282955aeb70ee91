"""No English word is left in what a German client reads that no sample knows: shell, panels, notes, room and report.

English is looked for by a list: English stop words, and every word of the library's own English messages, where it is
neither German nor the client's. Names that a person types (analyses, keys, calls) are no words of ours.
"""

import contextlib
import io
import re
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import cxresearch as cx
from cxresearch.cli import main
from cxresearch.study.answering.analyses import ANALYSES
from tests.german_client import PRIDE, make_files
from tests.test_german import NAMES, drawn, german_words, page_texts, parts_of, words
from tests.test_languages import spoken

# What was written when the files were read stays as it was written; it is told with the survey.
FROM_READING = "notes of the files"
# A book that an instrument comes from is called as it is called.
BOOK = "I Love You More Than My Dog: Five Decisions That Drive Extreme Customer Loyalty in Good Times and Bad"
TYPED = {word for one in ANALYSES for word in one.name.split("_")} | set(
    "numpy pandas scipy statsmodels python matches between cells one two topic kind verbatim question analysis "
    "frameeditor explorer".split()
)


def english() -> set[str]:
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    messages, nouns = spoken()
    ours = {word for text in [*messages, *nouns] for word in words(re.sub(r"\{[^{}]*\}", " ", text))}
    return (ours | set(ENGLISH_STOP_WORDS)) - german_words()


def widget_texts(widget, seen: set | None = None) -> list[str]:
    """All that a panel shows: descriptions, hints, options, and the text and attributes of its HTML."""
    from bs4 import BeautifulSoup

    seen = set() if seen is None else seen
    if id(widget) in seen:
        return []
    seen.add(id(widget))
    texts = [getattr(widget, name, "") for name in ("description", "placeholder", "tooltip")]
    if type(widget).__name__ in ("HTML", "Label"):
        page = BeautifulSoup(widget.value or "", "html.parser")
        for code in page("code"):
            code.decompose()
        texts += [*page.stripped_strings]
        texts += [element[name] for element in page.find_all(True) for name in ("alt", "title", "aria-label")
                  if element.get(name)]  # fmt: skip
    texts += [option[0] if isinstance(option, tuple) else option for option in getattr(widget, "options", ()) or ()]
    texts += [*(getattr(widget, "titles", ()) or ())]
    for child in getattr(widget, "children", ()) or ():
        texts += widget_texts(child, seen)
    return [str(text) for text in texts if text]


def shell(*given) -> list[str]:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        main([str(one) for one in given])
    return [*out.getvalue().splitlines(), *err.getvalue().splitlines()]


def rated_by_two() -> cx.Survey:
    """Leaders and staff who answered an instrument's items."""
    draws = np.random.default_rng(2)
    items = [item.id for item in cx.instruments()["five_decisions"].items]
    frame = pd.DataFrame(draws.integers(1, 6, (90, len(items))), columns=items)
    frame["audience"] = ["Leadership"] * 30 + ["Staff"] * 60
    return cx.Survey.from_frame(frame, scales=dict.fromkeys(items, (1, 5)), name="Bibliothek")


def everything(folder: Path) -> dict[str, list[str]]:
    """Place to the texts that a German client reads there."""
    (folder / "in").mkdir()
    files, home, read = make_files(folder / "in"), folder / "studie", {}
    read["study new"] = shell("study", "new", home, *(f"{path}={who}" for path, who in files.items()),
                              "--language", "de", "--title", "Stadtbibliothek")  # fmt: skip
    toml = (home / "study.toml").read_text("utf-8")
    read["study.toml"] = [line.partition("#")[2] for line in toml.splitlines() if "#" in line]
    toml = toml.replace('# leaving = ""', 'leaving = "Verlängern Sie Ihren Ausweis?"\nleaving_answer = "Nein"')
    toml = re.sub("# attitude = .*", f'attitude = ["{PRIDE[0]}"]', toml)
    assert PRIDE[0] in toml
    (home / "study.toml").write_text(re.sub('# units = "all"', 'units = "all"', toml), "utf-8")
    book = (home / "matches.csv").read_text("utf-8-sig").replace(",importance,,,", ",importance,,yes,")
    (home / "matches.csv").write_text(book, "utf-8-sig")
    for command in ("check", "seal", "notice", "report"):
        read[f"study {command}"] = shell("study", command, home)
    read["notice.md"] = [(home / "notice.md").read_text("utf-8")]
    for ending, look in (("html", page_texts), ("pptx", parts_of), ("xlsx", parts_of)):
        read[f"report {ending}"] = look(home / "report" / f"report.{ending}")
    page = home / "report" / "report.html"
    shown = sorted(set(re.findall(r"\bG[0-9a-f]{5}\b", page.read_text("utf-8"))))
    read["study explain"] = shell("study", "explain", home, shown[0])
    read["study verify"] = shell("study", "verify", page, home)
    plan = folder / "plan"
    read["study plan"] = shell("study", "plan", plan, "--topics", "Öffnungszeiten,Ruhe", "--bases", "Leadership=8",
                               "Customers=400", "--language", "de", "--company", "die Bibliothek")  # fmt: skip
    read["questionnaires"] = [text for path in plan.glob("*.xlsx") for text in parts_of(path)]
    study = cx.open_study(home)
    read["study"] = [*study.asks.why_not, *study.in_doubt, repr(study), *study.left_out.values()]
    for name in ("perception_gap", "sentiment", "lagged", "nps", "quality"):
        for result in study.run(name):
            shown = [*result.sentences(), *result.caveats, result.method, repr(result), *drawn(result)]
            read.setdefault(f"result {name}", []).extend(shown)
    panels = {"answers": study.explore("answers"), "matches": cx.match_questions(study),
              "columns": cx.map_columns(next(iter(study.files.values()))),
              "comments": study.explore("comments"), "link": study.explore("link"),
              "code frame": cx.edit_codeframe(study.survey, next(iter(study.comments))),
              "scorecard": cx.explore_scorecard(rated_by_two(), "five_decisions")}  # fmt: skip
    for name, panel in panels.items():
        read[f"panel {name}"] = [*widget_texts(panel.widget), repr(panel)]
    with cx.Workshop(folder / "raum", name="Stadtbibliothek") as room:
        for who, table, question, text in (
            ("Leadership", "1", 2, "Die Öffnungszeiten"), ("Staff", "2", 2, "Im Lesesaal ist es laut"),
            ("Customers", "3", 2, "Samstags ist ab mittags zu"), ("Customers", "3", 1, "Große Auswahl"),
        ):  # fmt: skip
            room.add(who, table, question, text)
        desk = cx.facilitator_board(room, live=False)
        read["panel desk"] = widget_texts(desk.widget)
        read["panel table"] = widget_texts(cx.capture_board(room).widget)
        desk.controls["phase"].value = "reveal"
        desk.controls["go_on"].click()
        read["panel reveal"] = widget_texts(cx.reveal(room, study.now).widget)
        read["about.txt"] = [(desk.export(folder / "export") / "about.txt").read_text("utf-8")]
    read["study forget"] = shell("study", "forget", home)
    read[FROM_READING] = [note for survey in (study.survey, *study.files.values()) for note in survey.notes]
    return read


def left_in(read: dict[str, list[str]], folder: Path) -> dict[str, dict[str, str]]:
    """Place to the English words there, each with a text that it stands in."""
    theirs = {word for path in (folder / "in").iterdir() for word in words(path.read_text("utf-8"))}
    wanted = english() - theirs - TYPED - set(NAMES)
    reading = set(read[FROM_READING])
    found: dict[str, dict[str, str]] = {}
    for place, texts in read.items():
        for text in texts if place != FROM_READING else ():
            if not any(note in text for note in reading):
                for word in words(text.replace(BOOK, "")) & wanted:
                    found.setdefault(place, {}).setdefault(word, " ".join(text.split())[:150])
    return found


@pytest.fixture(scope="module")
def left(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bibliothek")
    with warnings.catch_warnings(), cx.language("de"):
        warnings.simplefilter("ignore")
        return left_in(everything(folder), folder)


def test_no_english_word_is_left_on_a_client_that_no_sample_knows(left):
    assert left == {}


def test_the_list_finds_english_and_no_german(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.csv").write_text("Wartezeit;Nobody\n", encoding="utf-8")
    read = {"page": ["Nobody answered the question", "Niemand hat geantwortet"], FROM_READING: []}
    assert "answered" in left_in(read, tmp_path)["page"] and "nobody" not in left_in(read, tmp_path)["page"]
