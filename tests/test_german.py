"""No English word is left in what a German client sees: every text of the hospital's report, deck, workbook, pictures.

Whatever is shown is either out of the client's files, or stands in a German message, or is a name (of a method's
author, of a column, of a key in study.toml). What is none of these is listed with the place that says it:
``python -m tests.test_german``.
"""

import html
import re
import sys
import warnings
import zipfile
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

import cxresearch as cx
from cxresearch import speaking
from cxresearch.report.keys import keys_of
from cxresearch.study.answering.analyses import ANALYSES
from tests.places import PACKAGE

# Names of methods' authors, of software and formats, of columns and keys that a person types.
NAMES = """
    cxresearch study toml matches csv codebook html pptx xlsx survey account sentences table only caveats explain verify
    method plot nps csat ces ease top box likert icc rwg reml lmg wilson newcombe wald welch holm cliff delta schuirmann
    binder kish rocks agresti coull satterthwaite fieller pearson spearman fisher cronbach alpha feldt bliese james
    demaree wolf lindell brandt kano lindeman merenda gold reichheld dixon freeman toman bootstrap tost vader cohen
    krippendorff monroe colaresi quinn hutto gilbert brennan prediger kotzias uci lime limesurvey surveymonkey excel
    klinikum auental false true yes no units unit all sample wave audience group segment by cluster questions roles
    files path scales confirmed rescale aspect prediction importance promise experience leaving effort comments
    attitude contact owner handoffs satisfaction competitors inputs audits programmes workshop kendall tau huber white
    mackinnon long ervin mccullagh johnson lebreton grömping budescu genizi raudenbush bryk snijders bosker hox
    maas steiger zou hotelling williams olkin pratt taylor kruskal wallis fleiss donner koval hornik efron tibshirani
""".split()
# What a report says of itself in any language: libraries with their versions, fingerprints of files.
_OF_ITSELF = re.compile(r"\b[0-9a-f]{64}\b|\b(?:numpy|pandas|python|scipy|statsmodels) [0-9.]+")
_WORD = re.compile(r"[^\W\d_]{3,}")
# What a person types or reads as code: names with underscores, calls, assignments, paths.
_CODE = re.compile(
    r"`[^`]*`|\b\w+\([^()\n]{0,80}\)|\b\w+(?:\.\w+)+|\b\w*_\w+|\b\w+ ?= ?(?:\"[^\"]*\"|\[[^\]]*\]|\w+)|\S+/\S+"
)

_SHOWN = re.compile(r"(slides|notesSlides|charts|worksheets|drawings)/[^/]+\.xml$|sharedStrings|workbook\.xml$")


def words(text: str) -> set[str]:
    return {word.casefold() for word in _WORD.findall(_CODE.sub(" ", _OF_ITSELF.sub(" ", str(text))))}


def german_words() -> set[str]:
    found = speaking._read("de")
    texts = [*found["said"].values()]
    for forms in found["nouns"].values():
        texts += [forms] if isinstance(forms, str) else forms.values()
    # Names of themes stand in a file of their own.
    texts.append((PACKAGE / "text" / "data" / "codeframes" / "_names.de.yaml").read_text("utf-8"))
    return {word for text in texts for word in words(re.sub(r"\{[^{}]*\}", " ", text))}


def words_of_the_data(study) -> set[str]:
    frame = study.survey.to_pandas()
    texts = [text for column in frame for text in frame[column].dropna().astype(str).unique()]
    texts += [str(cell) for survey in (study.survey, *study.files.values()) for row in survey.codebook.values
              for cell in row]  # fmt: skip
    texts += [(study.settings.folder / name).read_text("utf-8-sig") for name in ("study.toml", "matches.csv")]
    # Published claims are quoted as they were published.
    texts += [*cx.published_claims().table.claim]
    found = {word for text in texts for word in words(text)}
    return found | {word.casefold() for text in texts for word in _WORD.findall(text)}


def drawn(result) -> list[str]:
    """The texts of a Result's picture."""
    import matplotlib.pyplot as plt
    from matplotlib.text import Text

    from cxresearch.plots.drawing.style import off_screen

    with off_screen():
        ax = cx.plot(result)
        figure = (ax if hasattr(ax, "figure") else next(iter(ax))).figure
        texts = [text.get_text() for text in figure.findobj(Text) if text.get_visible()]
        plt.close("all")
    return texts


def told_by(result) -> dict[str, list[str]]:
    """What a Result says, by the way in which it says it."""

    return {
        "sentences": list(result.sentences()), "caveats": list(result.caveats), "method": [result.method],
        "picture": drawn(result),
    }  # fmt: skip


def page_texts(path: Path) -> list[str]:
    from bs4 import BeautifulSoup

    page = BeautifulSoup(path.read_text("utf-8"), "html.parser")
    for code in page(["script", "style", "code"]):
        code.decompose()
    spoken = [element[name] for element in page.find_all(True) for name in ("alt", "title", "aria-label", "placeholder")
              if element.get(name)]  # fmt: skip
    return [*page.stripped_strings, *spoken]


def parts_of(path: Path) -> list[str]:
    """The texts of an Office file: those of its XML that a person sees, chart caches and alt texts among them."""
    texts = []
    with zipfile.ZipFile(path) as box:
        for name in box.namelist():
            if _SHOWN.search(name):
                xml = box.read(name).decode("utf-8")
                texts += re.findall(r"<(?:a:t|c:v|t)(?: [^>]*)?>([^<]+)<", xml)
                texts += re.findall(r'\bdescr="([^"]+)"', xml)
                texts += re.findall(r'<sheet [^>]*name="([^"]+)"', xml)
    return [html.unescape(html.unescape(text)) for text in texts]


def left_in(texts: Iterable[str], known: set[str]) -> dict[str, str]:
    """Words that are neither the client's nor German nor names, each with a text that it stands in."""
    found: dict[str, str] = {}
    for text in texts:
        for word in sorted(words(text) - known):
            found.setdefault(word, " ".join(str(text).split())[:150])
    return found


def what_is_left(folder: Path) -> dict[str, dict[str, str]]:
    """Place to the words that are left there."""
    study = cx.open_study("hospital")
    # Analyses have the names that a person types.
    typed = {word for analysis in ANALYSES for word in analysis.name.split("_")}
    known = german_words() | words_of_the_data(study) | set(NAMES) | typed
    left: dict[str, dict[str, str]] = {}
    results = [result for analysis in ANALYSES for result in study.run(analysis.name)]
    for result in results:
        for how, texts in told_by(result).items():
            place = f"{type(result).__module__.removeprefix('cxresearch.')} {how}"
            left[place] = left.get(place, {}) | left_in(texts, known)
    left["study"] = left_in([*study.asks.why_not, *study.in_doubt, repr(study), *study.left_out.values()], known)
    report = study.report()
    said = {word for some in left.values() for word in some}
    said |= {part for result in report.results for key in keys_of(result) for part in words(key)}
    for ending, read in (("html", page_texts), ("pptx", parts_of), ("xlsx", parts_of)):
        path = getattr(report, f"to_{ending}")(folder / f"report.{ending}")
        # Notes say how the files were read, in the words of that hour.
        notes = {note for survey in (study.survey, *study.files.values()) for note in survey.notes}
        texts = [text for text in read(path) if not any(note in text for note in notes)]
        left[f"report {ending}"] = left_in(texts, known | said)
    return {place: some for place, some in left.items() if some}


@pytest.fixture(scope="module")
def left(tmp_path_factory):
    with warnings.catch_warnings(), cx.language("de"):
        warnings.simplefilter("ignore")
        return what_is_left(tmp_path_factory.mktemp("german"))


def test_no_english_word_is_left(left):
    assert left == {}


def test_an_english_word_is_found_wherever_it_stands(tmp_path):
    known = german_words()
    assert "wording" not in known
    assert left_in(["Nur der Wortlaut spricht dafür"], known) == {}
    assert set(left_in(["only the wording speaks for it"], known)) >= {"for", "wording", "speaks"}
    page = tmp_path / "page.html"
    page.write_text('<p>Wert</p><img alt="a picture"><script>var english</script>', encoding="utf-8")
    assert page_texts(page) == ["Wert", "a picture"]


if __name__ == "__main__":
    with TemporaryDirectory() as made, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for place, some in what_is_left(Path(made)).items():
            print(f"{place}: {len(some)} words")
            for word, text in list(some.items())[: 200 if "-v" in sys.argv else 6]:
                print(f"    {word}: {text}")
