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
    return re.sub(r"\n +", " ", text)


def test_no_notebook_speaks_of_another_client(toured):
    client, texts = toured
    names = {"parcel-service": "Swiftfern", "hospital": "Auental"}
    others = {"Harbour Bank"} | {name for other, name in names.items() if other != client}
    spoken = {name: word for name, text in texts.items() for word in others if word in text}
    assert spoken == {}
    # Nor do the bank's sheets, guesses and actions.
    assert "This study has held no workshop" in texts["09_workshop_live"]
    assert not re.search(r"billing|counter|A second desk|\bbank", texts["09_workshop_live"], re.I)


def test_what_was_not_asked_is_said_and_what_was_asked_is_answered(toured):
    client, texts = toured
    asked = client == "parcel-service"
    assert ("No question was recognised as a prediction:" in texts["02_perception_gap"]) is not asked
    assert "There is one wave only" in texts["04_loyalty_and_effort"]
    assert "No file of audits is named." in texts["08_outside_in"]
    assert "No question was recognised as asking whether the promise is kept." in texts["10_promise_and_result"]
    for name in ("00_start_here", "02_perception_gap", "04_loyalty_and_effort"):
        assert "of a sample no page is written." in texts[name]


def test_sentences_of_gaps_say_what_was_planted(toured):
    client, texts = toured
    planted = MADE[client].TOPICS
    pairs = {(a, b) for a in range(3) for b in range(a)}
    widest = max(abs(truth[a] - truth[b]) for truth in planted.values() for a, b in pairs)
    told = re.search(r"furthest apart on (.+?): (?:leaders|staff) (\d+) of 100, (?:customers|staff) (\d+)",
                     texts["02_perception_gap"])  # fmt: skip
    assert told, texts["02_perception_gap"][:2000]
    assert abs(abs(int(told[2]) - int(told[3])) - widest) <= 8, "the widest gap is about as wide as the planted one"
    found = re.search(r"Of (\d+) comparisons, (\d+) show a gap", texts["02_perception_gap"])
    assert int(found[1]) == 3 * len(planted) and int(found[2]) >= 4


def test_sentences_of_leaving_and_the_link_hold_the_planted_values(toured):
    client, texts = toured
    made = MADE[client]
    left = made.NOT_AGAIN if client == "hospital" else made.SWITCHED
    told = re.search(r"a difference of [\d.]+ points? \(([\d.-]+) to ([\d.-]+)\)", texts["04_loyalty_and_effort"])
    assert float(told[1]) <= 100 * (left["hard"] - left["other"]) <= float(told[2])
    link = re.search(r"r = ([\d.-]+) \(95%: ([\d.-]+) to ([\d.-]+)\)", texts["06_attitude_to_loyalty"])
    assert float(link[2]) <= (made.WARD_LINK if client == "hospital" else made.DEPOT_LINK) <= float(link[3])
