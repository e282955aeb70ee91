"""Every notebook runs on made-up clients that it was not written for, and what it computes is what was planted."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from cxresearch.tour.kernels import run_notebook
from cxresearch.tour.renewing import on_study
from tests.places import NOTEBOOKS, generator

pytestmark = pytest.mark.slow

TOUR = sorted(NOTEBOOKS.glob("*.ipynb"))
MADE = {"parcel-service": generator("parcel_service"), "hospital": generator("hospital")}
AT_ONCE = 2


@pytest.fixture(scope="module", params=MADE)
def toured(request, tmp_path_factory):
    """The client, and the text that each notebook shows on it; an error in a cell ends the test."""
    folder = tmp_path_factory.mktemp(request.param)

    def run(path):
        book = run_notebook(on_study(path, request.param, folder / path.name))
        return path.stem, "\n".join(shown(output) for cell in book.cells for output in cell.get("outputs", ()))

    with ThreadPoolExecutor(AT_ONCE) as kernels:
        return request.param, dict(kernels.map(run, TOUR))


def shown(output) -> str:
    text = output.get("text", "") or output.get("data", {}).get("text/plain", "")
    return re.sub(r"\n +", " ", " ".join(text.split("\n")) if output.output_type == "stream" else text)


def test_no_notebook_speaks_of_another_client(toured):
    client, texts = toured
    names = {"parcel-service": "Swiftfern", "hospital": "Auental"}
    others = {"Harbour Bank"} | {name for other, name in names.items() if other != client}
    spoken = {name: word for name, text in texts.items() for word in others if word in text}
    assert spoken == {}
    # Nor do the bank's sheets, guesses and actions.
    assert SAYS[client]["no workshop"] in texts["09_workshop_live"]
    assert not re.search(r"billing|counter|A second desk|\bbank", texts["09_workshop_live"], re.I)


# What is looked for in the sentences, in the language of each client's study.
SAYS = {
    "parcel-service": {
        "no prediction": "as a prediction", "one wave": "No column is known to tell the wave",
        "no audit": "No file of audits is named",
        "no promise": "whether the promise is kept", "not written": "of a sample no page is written",
        "no workshop": "This study has held no workshop",
        "furthest apart": r"furthest apart on .+?: (?:leaders|staff) (\d+) of 100, (?:customers|staff) (\d+)",
        "gaps": r"Of (\d+) comparisons, (\d+) show a gap",
        "leaving": r"a difference of [\d.]+ points? \(([\d.-]+) to ([\d.-]+)\)",
        "link": r"r = [\d.-]+ \(95%: ([\d.-]+) to ([\d.-]+)\)",
    },
    "hospital": {
        "no prediction": "als Vorhersage erkannt",
        "one wave": "Von keiner Spalte ist bekannt, dass sie die Welle nennt",
        "no audit": "Keine Datei mit Audits ist angegeben", "no promise": "ob das Versprechen gehalten wird",
        "not written": "zu einem Beispiel wird keine Seite geschrieben",
        "no workshop": "Diese Studie hatte noch keinen Workshop",
        "furthest apart": r"Thema .+? auseinander: (?:Führungskräfte|Mitarbeitende) (\d+) von 100, "
                          r"(?:Kunden|Mitarbeitende) (\d+)",
        "gaps": r"Von (\d+) Vergleichen zeigen (\d+) eine Lücke",
        "leaving": r"ein Unterschied von [\d,]+ Punkt(?:en)? \(([\d,-]+) bis ([\d,-]+)\)",
        "link": r"r = [\d,-]+ \(95-%-KI ([\d,-]+) bis ([\d,-]+)\)",
    },
}  # fmt: skip


def said(client, what, text):
    """The numbers of a sentence."""
    found = re.search(SAYS[client][what], text)
    assert found, f"{what}: {text[:2000]}"
    return [float(number.replace(",", ".")) for number in found.groups()]


def test_what_was_not_asked_is_said_and_what_was_asked_is_answered(toured):
    client, texts = toured
    says = SAYS[client]
    assert (says["no prediction"] in texts["02_perception_gap"]) is (client == "hospital")
    assert says["one wave"] in texts["04_loyalty_and_effort"]
    assert says["no audit"] in texts["08_outside_in"]
    assert says["no promise"] in texts["10_promise_and_result"]
    for name in ("00_start_here", "02_perception_gap", "04_loyalty_and_effort"):
        assert says["not written"] in texts[name]


def test_sentences_of_gaps_say_what_was_planted(toured):
    client, texts = toured
    planted = MADE[client].TOPICS
    pairs = {(a, b) for a in range(3) for b in range(a)}
    widest = max(abs(truth[a] - truth[b]) for truth in planted.values() for a, b in pairs)
    one, other = said(client, "furthest apart", texts["02_perception_gap"])
    assert abs(abs(one - other) - widest) <= 8, "the widest gap is about as wide as the planted one"
    compared, apart = said(client, "gaps", texts["02_perception_gap"])
    assert compared == 3 * len(planted) and apart >= 4


def test_sentences_of_leaving_and_the_link_hold_the_planted_values(toured):
    client, texts = toured
    made = MADE[client]
    left = made.NOT_AGAIN if client == "hospital" else made.SWITCHED
    low, high = said(client, "leaving", texts["04_loyalty_and_effort"])
    assert low <= 100 * (left["hard"] - left["other"]) <= high
    low, high = said(client, "link", texts["06_attitude_to_loyalty"])
    assert low <= (made.WARD_LINK if client == "hospital" else made.DEPOT_LINK) <= high
