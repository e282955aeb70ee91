"""Themes by wave, by segment and in pairs: against closed forms of others, and with small groups hidden."""

import numpy as np
import pandas as pd
import pytest

from cxresearch.errors import QuestionError
from cxresearch.plots.pictures import plot
from cxresearch.survey.survey import Survey
from cxresearch.text.themes.theme_tables import theme_pairs, theme_table, theme_trend

FRAME = pd.DataFrame({"theme": ["Queue", "Fees", "App"], "term": ["queue", "fees", "app"]})
BOOK = pd.DataFrame({"id": ["why"], "kind": ["verbatim"]})


def survey_of(**columns):
    return Survey.from_frame(pd.DataFrame(columns), codebook=BOOK)


def test_a_trend_tells_what_rose():
    texts = ["queue"] * 56 + ["app"] * 24 + ["queue"] * 48 + ["app"] * 32
    survey = survey_of(why=texts, wave=["2023"] * 80 + ["2024"] * 80)
    found = theme_trend(survey, "why", codeframe=FRAME)
    row = found.table[(found.table.theme == "Queue") & (found.table.wave == "2024")].iloc[0]
    from statsmodels.stats.proportion import confint_proportions_2indep, proportions_ztest

    low, high = confint_proportions_2indep(48, 80, 56, 80, method="newcomb")
    assert (row.change, row.change_ci_low, row.change_ci_high) == pytest.approx((-10, 100 * low, 100 * high))
    assert row.p_value == pytest.approx(proportions_ztest([48, 56], [80, 80])[1])
    assert row.verdict == "not shown"
    assert "could hide" in found.sentences()[0]
    more = survey_of(why=texts * 5, wave=(["2023"] * 80 + ["2024"] * 80) * 5)
    assert "Queue fell from 70% to 60%" in " ".join(theme_trend(more, "why", codeframe=FRAME).sentences())
    with pytest.raises(QuestionError, match="1 wave"):
        theme_trend(survey.only(wave="2023"), "why", codeframe=FRAME)


def test_letters_name_the_segments_that_a_share_is_above():
    texts = ["queue"] * 90 + ["app"] * 10 + ["queue"] * 50 + ["app"] * 50 + ["queue"] * 52 + ["app"] * 48
    survey = survey_of(why=texts, place=["north"] * 100 + ["east"] * 100 + ["south"] * 100)
    found = theme_table(survey, "why", by="place", codeframe=FRAME)
    queue = found.table[found.table.theme == "Queue"].set_index("place")
    others = {queue.letter["east"], queue.letter["south"]}
    assert set(queue.above["north"].split()) == others
    assert queue.above["east"] == queue.above["south"] == ""
    assert "Queue fills 90% of comments of north and 50% of comments of east." in found.sentences()


def test_small_groups_of_staff_stay_hidden():
    sizes = {"A": 14, "B": 4, "C": 12, "D": 15}
    teams = [name for name, n in sizes.items() for _ in range(n)]
    frame = pd.DataFrame({"why": ["queue", "app", "fees"] * 15, "team": teams})
    survey = Survey.from_frame(frame, codebook=BOOK, audience="Staff")
    found = theme_table(survey, "why", by="team", codeframe=FRAME)
    assert found.table[found.table.team.isin(["B", "C"])].estimate.isna().all()
    assert found.hidden


def test_pairs_against_chance():
    rng = np.random.default_rng(0)
    queue, fees = rng.random(1000) < 0.4, rng.random(1000) < 0.3
    fees |= queue & (rng.random(1000) < 0.4)
    pairs = enumerate(zip(queue, fees, strict=True))
    texts = [f"{'queue' if q else 'x'} {'fees' if f else 'y'} {at}" for at, (q, f) in pairs]
    found = theme_pairs(survey_of(why=texts), "why", codeframe=FRAME)
    row = found.table.iloc[0]
    from scipy.stats import chi2_contingency

    cells = pd.crosstab(queue, fees).to_numpy()
    assert row.p_value == pytest.approx(chi2_contingency(cells, correction=False).pvalue)
    assert row["count"] == (queue & fees).sum()
    assert row.estimate == pytest.approx((queue & fees).mean() / queue.mean() / fees.mean())
    assert row.verdict == "together"


@pytest.mark.parametrize("make", [theme_trend, theme_table, theme_pairs])
def test_each_has_a_picture(make):
    import matplotlib.pyplot as plt

    texts = [f"{'queue' if at % 2 else 'app'} {'fees' if at % 3 else ''} {at}" for at in range(120)]
    survey = survey_of(why=texts, wave=["1", "2"] * 60)
    options = {"by": "wave"} if make is theme_table else {}
    ax = plot(make(survey, "why", codeframe=FRAME, **options))
    assert ax.texts or ax.patches
    plt.close(ax.figure)
