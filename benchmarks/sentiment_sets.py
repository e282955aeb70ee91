"""Published comments with people's judgements, read from a folder that is not part of the project.

- ``amazon_cells_labelled.txt``, ``yelp_labelled.txt``: 1,000 sentences each about telephones and restaurants, positive
  or negative (Kotzias et al. 2015, UCI Sentiment Labelled Sentences, CC BY 4.0).
- ``vader_tweets.txt``, ``vader_movieReviewSnippets.txt``, ``vader_nytEditorialSnippets.txt``: mean ratings by twenty
  people from -4 to 4 (Hutto & Gilbert 2014, MIT licence; also in the source package of vaderSentiment 0.5).
"""

from pathlib import Path
from typing import NamedTuple

import numpy as np

__all__ = ["FILM", "NEWS", "SERVICE", "TWEETS", "Judged", "clauses", "judged"]

SERVICE, TWEETS, FILM, NEWS = ("amazon_cells", "yelp"), "tweets", "movieReviewSnippets", "nytEditorialSnippets"


class Judged(NamedTuple):
    """Texts, the set each belongs to, and how good people found it: 0 or 1 in service sets, -4..4 elsewhere."""

    texts: list[str]
    of: np.ndarray
    rating: np.ndarray

    def only(self, chosen: np.ndarray) -> "Judged":
        at = np.flatnonzero(chosen)
        return Judged([self.texts[i] for i in at], self.of[at], self.rating[at])

    @property
    def positive(self) -> np.ndarray:
        """1 or 0 by the side of the middle."""
        middle = np.where(np.isin(self.of, SERVICE), 0.5, 0.0)
        return (self.rating > middle).astype(float)

    @property
    def has_side(self) -> np.ndarray:
        """Whether people saw a side: every service sentence, elsewhere where the mean is not 0."""
        return np.isin(self.of, SERVICE) | (self.rating != 0)


def judged(folder: Path, *, news: bool = False) -> Judged:
    """All sets of a folder; the newspaper sentences only when asked for, since they are about no customer's matter."""
    texts, of, rating = [], [], []
    for name in SERVICE:
        for line in (folder / f"{name}_labelled.txt").read_text("utf-8").split("\n"):
            if line.strip():
                text, side = line.rstrip().rsplit("\t", 1)
                texts, of, rating = [*texts, text.strip()], [*of, name], [*rating, float(side)]
    rated_texts, rated_of, rated = [], [], []
    for name in (TWEETS, FILM, *([NEWS] if news else [])):
        for line in (folder / f"vader_{name}.txt").read_text("utf-8").split("\n"):
            if line.strip():
                _, mean, text = line.rstrip("\n").split("\t", 2)
                rated_texts.append(text.strip())
                rated_of.append(name)
                rated.append(float(mean))
    return Judged(texts + rated_texts, np.array(of + rated_of), np.array(rating + rated))


def clauses(split: str) -> tuple[list[str], np.ndarray]:
    """Harbour Bank's clauses of one split with their tone (-1, 0, 1); invented for this project."""
    import pandas as pd

    table = pd.read_csv(Path(__file__).parents[1] / "data" / "samples" / "clauses.csv")
    table = table[(table["split"] == split) & table["sentiment"].isin(["positive", "neutral", "negative"])]
    tone = table["sentiment"].map({"positive": 1, "neutral": 0, "negative": -1}).to_numpy()
    return table["text"].tolist(), tone
