"""The default scorer beside vaderSentiment, and what scoring distinct comments once is worth.

The two do not agree and are not meant to: `sentiment_accuracy` tells how often each is right.
"""

from benchmarks.side_by_side import Row
from benchmarks.survey_sentences import survey_sentences
from benchmarks.vader_equal import shuffled
from cxresearch.text.scoring.cx_model import cx_model
from cxresearch.text.scoring.score import score_texts

__all__ = ["rows"]


def rows(*, respondents: int) -> list[Row]:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    n = min(respondents, 100_000)
    texts = list(dict.fromkeys(shuffled([text for text, _ in survey_sentences()], n)))
    often = [text for text in texts[: len(texts) // 5] for _ in range(5)]
    analyzer, model = SentimentIntensityAnalyzer(), cx_model()

    def ours():
        return score_texts(texts, language="en")

    def peer():
        return [analyzer.polarity_scores(text) for text in texts]

    def once():
        return score_texts(often, language="en")

    def each():
        return model.shares(often)

    return [
        Row(f"{len(texts):,} comments, rules='cx'", ours, peer, "vaderSentiment (other scores)", repeats=3),
        Row(f"{len(often):,} comments, 1 in 5 distinct", once, each, "the same, each one scored", repeats=3),
    ]
