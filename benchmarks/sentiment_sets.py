"""Published comments with people's judgements, read from a folder that is not part of the project.

| set | what | origin, licence |
|---|---|---|
| telephones, restaurants | 1,000 sentences each, positive or negative (``amazon_cells_labelled.txt``, ``yelp_labelled.txt``) | UCI Sentiment Labelled Sentences, Kotzias et al. 2015, CC BY 4.0 |
| tweets, films, news | mean ratings by twenty people from -4 to 4 (``vader_*.txt``) | Hutto & Gilbert 2014, MIT; also in the source package of vaderSentiment 0.5 |
| patients | answers to five questions of two NHS trusts, 1 very positive to 5 very negative (``text/patient_comments.csv``) | CDU-data-science-team/pxtextmining, MIT |

The default scorer learns from all of them and from sentences written for this project; the neural scorer's lines from
all but news and the longer film sentences.
"""  # noqa: E501

from pathlib import Path

import numpy as np
import pandas as pd

from cxresearch.text.reading.non_answers import finds_no_fault, what_is_said, without_head
from cxresearch.text.reading.question_kind import IMPROVE, OPEN, question_kind
from cxresearch.text.reading.spelling import spelled

__all__ = ["FILMS", "NEWS", "PATIENTS", "RESTAURANTS", "SERVICE", "TELEPHONES", "TWEETS", "clauses", "judged"]

TELEPHONES, RESTAURANTS, PATIENTS = "telephones", "restaurants", "patients"
TWEETS, FILMS, NEWS = "tweets", "film sentences", "newspaper sentences"
SERVICE = (TELEPHONES, RESTAURANTS)
_LABELLED = {TELEPHONES: "amazon_cells", RESTAURANTS: "yelp"}
_RATED = {TWEETS: "tweets", FILMS: "movieReviewSnippets", NEWS: "nytEditorialSnippets"}
# People's mean rating nearer to the middle than the first counts as neutral where there are three classes; no side is
# learned from what is nearer than the second, a side from what is farther than the third.
_NEUTRAL, _NO_SIDE, _A_SIDE = 0.5, 0.4, 1.0
# How quickly people's mean rating becomes a certainty.
_SURE = 2.5
_OF_FIVE = {1: 0.97, 2: 0.93, 3: 0.5, 4: 0.07, 5: 0.03}


def judged(folder: Path) -> pd.DataFrame:
    """A row a comment: ``text`` as the scorers read it, ``of`` (the set), ``kind`` of question, ``tone`` (-1, 0, 1);
    and for learning ``side`` (0..1) with ``side_weight``, ``flat`` (0..1) with ``flat_weight``, and ``asked``, the kind
    that the answers were evidently written to: one trust's answers to "Why?" and "How could we improve?" stand under
    either question, so nothing about kinds is learned from them."""
    rows = []
    for name, file in _LABELLED.items():
        for line in (folder / f"{file}_labelled.txt").read_text("utf-8").split("\n"):
            if line.strip():
                text, side = line.rstrip().rsplit("\t", 1)
                good = side == "1"
                rows.append((text.strip(), name, OPEN, 2 * good - 1, 0.97 if good else 0.03, 1.0, 0.03, 1.0, OPEN))
    for name, file in _RATED.items():
        for line in (folder / f"vader_{file}.txt").read_text("utf-8").split("\n"):
            if line.strip():
                _, mean, text = line.rstrip("\n").split("\t", 2)
                mean, away = float(mean), abs(float(mean))
                told = float(away < _NO_SIDE or away > _A_SIDE)
                side, flat = 1 / (1 + np.exp(-_SURE * mean)), 0.97 if away < _NO_SIDE else 0.03
                tone = 0 if away < _NEUTRAL else int(np.sign(mean))
                rows.append((text.strip(), name, OPEN, tone, side, 1.0, flat, told, OPEN))
    for text, asked, trust, mark in _patients(folder):
        tone = 1 if mark < 3 else -1 if mark > 3 else 0
        flat = 0.97 if mark == 3 else 0.03
        kind = question_kind(asked)
        if not (what_is_said(text) or (kind == IMPROVE and finds_no_fault(text))):
            meant = OPEN if trust == "A" else kind
            rows.append((text, PATIENTS, kind, tone, _OF_FIVE[mark], 0.5 if mark == 3 else 1.0, flat, 1.0, meant))
    names = ["text", "of", "kind", "tone", "side", "side_weight", "flat", "flat_weight", "asked"]
    table = pd.DataFrame(rows, columns=names)
    table["text"] = spelled([without_head(text) for text in table.text])
    return table


def _patients(folder: Path):
    table = pd.read_csv(folder / "text" / "patient_comments.csv").dropna(subset=["text", "sentiment"])
    return zip(table.text, table.question, table.trust, table.sentiment.astype(int), strict=True)


def clauses(split: str) -> tuple[list[str], np.ndarray]:
    """Harbour Bank's clauses of one split with their tone (-1, 0, 1); invented for this project."""
    table = pd.read_csv(Path(__file__).parents[1] / "data" / "samples" / "clauses.csv")
    table = table[(table["split"] == split) & table["sentiment"].isin(["positive", "neutral", "negative"])]
    tone = table["sentiment"].map({"positive": 1, "neutral": 0, "negative": -1}).to_numpy()
    return table["text"].tolist(), tone
