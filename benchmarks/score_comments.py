"""The default scorer beside vaderSentiment and afinn, and what scoring distinct comments once is worth.

They do not agree and are not meant to: `sentiment_accuracy` tells how often each is right.
"""

from dataclasses import replace

import pandas as pd

from benchmarks.side_by_side import Row
from benchmarks.survey_sentences import survey_sentences
from benchmarks.vader_equal import shuffled
from cxresearch.survey.survey import Survey
from cxresearch.text.scoring.score import score_texts
from cxresearch.text.sentiment import sentiment
from cxresearch.text.themes.named import themes

__all__ = ["rows"]


def rows(*, respondents: int) -> list[Row]:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    n = min(respondents, 100_000)
    texts = list(dict.fromkeys(shuffled([text for text, _ in survey_sentences()], n)))
    often = [text for text in texts[: len(texts) // 5] for _ in range(5)]
    distinct = texts[: len(often)]
    analyzer = SentimentIntensityAnalyzer()
    survey = Survey.from_frame(pd.DataFrame({"why": texts}), audience="Customers")

    def ours():
        return score_texts(texts, language="en")

    def peer():
        return [analyzer.polarity_scores(text) for text in texts]

    def by_afinn():
        from afinn import Afinn

        return list(map(Afinn().score, texts))

    def once():
        return score_texts(often, language="en")

    def each():
        return score_texts(distinct, language="en")

    # A survey keeps what it found, so each turn begins with one that has found nothing.
    def whole():
        return themes(replace(survey, _cache={}), "why")

    def tone():
        return sentiment(replace(survey, _cache={}), "why")

    return [
        Row(f"{len(texts):,} comments, rules='cx'", ours, peer, "vaderSentiment (other scores)", repeats=3),
        Row(f"{len(texts):,} comments, rules='cx'", ours, by_afinn, "afinn (a sum of words' values)", repeats=3),
        Row(f"{len(often):,} comments, 1 in 5 distinct", once, each, "as many distinct ones", repeats=3),
        Row(f"{len(texts):,} comments, themes and their tone", whole, peer, "vaderSentiment, tone alone", repeats=3),
        Row(f"{len(texts):,} comments, sentiment of a survey", tone, peer, "vaderSentiment, tone alone", repeats=3),
    ]
