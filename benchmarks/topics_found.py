"""Topics that nobody named, found in comments: `propose_codeframe` beside the steps of BERTopic without its network.

The peer is the pipeline as people build it: words weighted by tf-idf, fewer dimensions (LSA for UMAP), clusters
(k-means for HDBSCAN), and each cluster's words by class-based tf-idf (Grootendorst 2022), all by scikit-learn. Comments
name one of eight planted matters; both have to find words of all eight before they are timed. Ours also quotes, counts
with intervals, redacts names, and can be edited as a code frame.
"""

import random

import numpy as np
import pandas as pd

from benchmarks.side_by_side import Row
from cxresearch import Survey, propose_codeframe

MATTERS = {
    "parking": "the parking lot was full|no parking space again|parking costs too much|I circled the parking deck",
    "showers": "cold showers in the morning|the showers were dirty|showers drip all night|two showers for forty people",
    "coach": "my coach pushes me kindly|the coach knows every name|a coach who listens|our coach left in spring",
    "music": "the music is far too loud|same music every evening|please turn the music down|music drowns what is said",
    "lockers": "lockers do not close|half the lockers are broken|the lockers smell|lockers too small for a coat",
    "towels": "fresh towels each time|towels are thin and old|I had to ask for towels|towels run out by noon",
    "schedule": "the schedule changes often|schedule clashes with work|a clear schedule|schedule comes online late",
    "sauna": "the sauna is wonderful|sauna closed for weeks|the sauna needs a clock|sauna is my favourite part",
}
_ENDS = "today|this week|as ever|on Monday|since summer|for a month|when I came|in the evening|before work|last time"


def comments(n: int, seed: int = 8) -> list[str]:
    draw = random.Random(seed)
    wrote = [text for texts in MATTERS.values() for text in texts.split("|")]
    ends = _ENDS.split("|")
    return [f"{draw.choice(wrote)} {draw.choice(ends)}, visit {draw.randrange(n)}" for _ in range(n)]


def rows(*, respondents: int) -> list[Row]:
    n = min(respondents, 10_000)
    texts = comments(n)
    frame = pd.DataFrame({"why": texts})

    def ours() -> list[str]:
        survey = Survey.from_frame(frame, audience="Customers")
        found = propose_codeframe(survey, "why", topics=len(MATTERS), by="words")
        return [f"{theme} {words}".lower() for theme, words in zip(found.table.theme, found.table.words, strict=True)]

    def peer() -> list[str]:
        from sklearn.cluster import KMeans
        from sklearn.decomposition import TruncatedSVD
        from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer
        from sklearn.preprocessing import normalize

        counter = CountVectorizer(stop_words="english", min_df=5, ngram_range=(1, 2))
        counts = counter.fit_transform(texts)
        reduced = normalize(TruncatedSVD(20, random_state=0).fit_transform(TfidfTransformer().fit_transform(counts)))
        cluster = KMeans(len(MATTERS), n_init=10, random_state=0).fit_predict(reduced)
        by_class = np.vstack([np.asarray(counts[cluster == at].sum(axis=0)) for at in range(len(MATTERS))])
        weight = np.log1p(by_class.sum() / len(MATTERS) / by_class.sum(axis=0)) * by_class
        words = counter.get_feature_names_out()
        return [" ".join(words[np.argsort(-row)[:10]]) for row in weight]

    def agree(mine, theirs):
        for who, found in (("ours", mine), ("the peer", theirs)):
            lacking = [matter for matter in MATTERS if not any(matter[:-1] in topic for topic in found)]
            assert not lacking, f"{who} lacks {lacking}"

    return [Row(f"eight topics found in {n:,} comments", ours, peer, "a BERTopic-like pipeline of scikit-learn",
                agree=agree, repeats=3)]  # fmt: skip
