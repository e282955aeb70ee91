"""Made-up comments and what becomes of them, for the tests of the pictures; scored by nltk, whose rules stay."""

from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import numpy as np
import openpyxl
import pandas as pd

import cxresearch as cx

SAID = {
    "Leadership": ["our great app", "the advice wins prizes", "letters that people love", "cards never fail"],
    "Staff": ["the queue at noon is terrible", "fees nobody can explain", "friendly people, but the app is bad", "n/a"],
    "Customers": [
        "the queue was awful, and the fees hurt",
        "friendly staff, thank you",
        "I hate the monthly fees",
        "nobody answers a complaint",
        "the app is fine",
    ],
}
ASKED = ["What do we do well?", "What could be improved?"]


def writers(people: dict[str, int], *, asked=("why",), seed: int = 1, **columns) -> cx.Survey:
    """So many people of each audience, each with a comment of their own kind on each question."""
    rng = np.random.default_rng(seed)
    who = np.repeat(list(people), list(people.values()))
    frame = pd.DataFrame({"audience": who, "branch": rng.choice(["North", "Harbour Square", "Old Town"], len(who))})
    for name in asked:
        frame[name] = [rng.choice(SAID.get(audience, SAID["Customers"])) for audience in who]
    book = pd.DataFrame({"id": list(asked), "kind": "verbatim", "text": ["Why do you say so?", *ASKED][: len(asked)]})
    return cx.Survey.from_frame(
        frame.assign(**columns), roles={"audience": "audience", "unit": "branch"}, codebook=book
    )


@cache
def three() -> cx.Survey:
    return writers({"Leadership": 30, "Staff": 90, "Customers": 400})


@cache
def few() -> cx.Survey:
    return writers({"Leadership": 7, "Staff": 60, "Customers": 90})


@cache
def room() -> cx.Survey:
    return writers({"Leadership": 12, "Staff": 15, "Customers": 20}, asked=("why", "well", "improve"))


@cache
def coded_by_people():
    """What two people and the machine say of sixty statements; the people differ on a few."""
    path = Path(mkdtemp()) / "coded.xlsx"
    numbered = [f"{text}, {at}" for at, text in enumerate(SAID["Customers"] * 12)]
    cx.coding_sample(writers({"Customers": 60}, why=numbered), "why", path=path, n=60, rules="nltk")
    book = openpyxl.load_workbook(path)
    words = {"awful": "negative", "hurt": "negative", "hate": "negative", "thank": "positive", "nobody": "negative"}
    for name in ("Coder 1", "Coder 2"):
        sheet = book[name]
        for row in range(2, sheet.max_row + 1):
            text = str(sheet.cell(row, 2).value)
            tone = next((tone for word, tone in words.items() if word in text), "neutral")
            sheet.cell(row, 3).value = "neutral" if name == "Coder 2" and row % 9 == 0 else tone
    book.save(path)
    return cx.coding_agreement(path)


COMMENTS = {
    "tone by audience": lambda: cx.sentiment(three(), "why", by="audience", rules="nltk"),
    "tone of all": lambda: cx.sentiment(three(), "why", rules="nltk"),
    "tone by branch, hidden": lambda: cx.sentiment(few(), "why", by=["audience", "unit"], rules="nltk"),
    "tone, all hidden": lambda: cx.sentiment(few().only(audience="Leadership"), "why", rules="nltk"),
    "themes by audience": lambda: cx.themes(three(), "why", by="audience", rules="nltk"),
    "themes of all": lambda: cx.themes(three(), "why", rules="nltk"),
    "themes, leaders hidden": lambda: cx.themes(few(), "why", by="audience", rules="nltk"),
    "themes without tone": lambda: cx.themes(few(), "why", by="audience", rules=None),
    "words of two": lambda: cx.contrast_words(three().only(audience=["Staff", "Customers"]), "why", by="audience"),
    "words of three": lambda: cx.contrast_words(three(), "why", by="audience"),
    "words, leaders hidden": lambda: cx.contrast_words(few(), "why", by="audience"),
    "answers to one question": lambda: cx.compare_answers(three(), permutations=99),
    "answers to three questions": lambda: cx.compare_answers(room(), permutations=99),
    "answers, leaders hidden": lambda: cx.compare_answers(few(), permutations=99),
    "codes of two people": coded_by_people,
}
