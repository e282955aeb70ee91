"""Public reviews beside the survey: a voice that nobody asked, and that chose itself.

Whoever is delighted or furious writes; whoever is content does not. So stars crowd at both ends, and no interval can
tell how far those who wrote lie from those who did not. They stand beside the survey, never in its place.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from cxresearch.errors import QuestionError
from cxresearch.inference.intervals import check_confidence, kish_n, wilson
from cxresearch.result import Result
from cxresearch.stats.bases.asked import one_question
from cxresearch.stats.bases.naming import people
from cxresearch.stats.bases.rows import audience_rows, meant_audience, row_weights, wave_caveats
from cxresearch.survey.survey import Survey
from cxresearch.wording import count, interval, number, percent_sure, say, told

__all__ = ["PublicReviews", "public_reviews"]

_LEVELS = (5, 4, 3, 2, 1)
_METHOD = told(
    "Shares of stars with Wilson's interval (1927), as if the reviews were drawn by chance, which they are not; the "
    "survey's shares on its five answers, weighted where it is, on the effective number of answers (Kish 1965)."
)


@dataclass(frozen=True, eq=False, repr=False)
class PublicReviews(Result):
    """Stars of public reviews beside the survey's five answers, a row a level.

    ``stars`` (5 to 1); ``estimate`` with ``ci_low, ci_high``: percent of the reviews; ``count, n``; ``survey_share``
    with ``survey_ci_low, survey_ci_high, n_survey``: percent of those asked who gave the answer at this place (NaN
    without such a question).

    Attributes
    ----------
    ends, ends_survey : float
        Percent at both ends (five or one) of reviews, of those asked.
    mean : float
        Of the stars.
    """

    ends: float = np.nan
    ends_survey: float = np.nan
    mean: float = np.nan
    audience: str | None = None

    heading: ClassVar[str] = told("What is said in public")
    decimals: ClassVar[dict[str, int]] = {"stars": 0, "count": 0, "n_survey": 0}

    def sentences(self) -> list[str]:
        """Who chose to write comes first; then the stars, and the survey beside them."""
        table = self.table.set_index("stars")
        best, worst, sure = table.loc[5], table.loc[1], percent_sure(self.confidence)
        said = [
            say(
                "Whoever wrote these {n} public reviews chose to, and they speak for nobody else: {five}% give five "
                "stars ({sure} CI {five_bounds}), {one}% one ({one_bounds}).",
                n=count(best.n), five=number(best.estimate), five_bounds=interval(best.ci_low, best.ci_high), sure=sure,
                one=number(worst.estimate), one_bounds=interval(worst.ci_low, worst.ci_high),
            )
        ]  # fmt: skip
        if np.isfinite(self.ends_survey):
            who = people(self.audience) if self.audience else say("those asked")
            said.append(
                say(
                    "At both ends stand {ends}% of the reviews and {asked}% of {who} who were asked: reviews show what "
                    "moves people to write, not how many feel it.",
                    ends=number(self.ends),
                    asked=number(self.ends_survey),
                    who=who,
                )
            )
            said.append(
                say(
                    "Asked in the survey, {best}% of {who} gave the best of five answers ({best_bounds}; n = {n}), "
                    "{worst}% the worst ({worst_bounds}).",
                    best=number(best.survey_share), who=who, n=count(best.n_survey), worst=number(worst.survey_share),
                    best_bounds=interval(best.survey_ci_low, best.survey_ci_high),
                    worst_bounds=interval(worst.survey_ci_low, worst.survey_ci_high),
                )
            )  # fmt: skip
        return said


def public_reviews(
    reviews: Survey,
    survey: Survey | None = None,
    *,
    question: str | None = None,
    audience: str | None = None,
    confidence: float = 0.95,
) -> PublicReviews:
    """Public reviews by their stars, beside what customers answered who were asked.

    Parameters
    ----------
    reviews : Survey
        What :func:`cxresearch.read_reviews` returned.
    survey : Survey, optional
        Of those who were asked.
    question : str, optional
        Their satisfaction on five answers; the only such rating is not guessed.
    audience : str, optional
        Whose answers stand beside; customers where several audiences answered.
    confidence : float

    Returns
    -------
    PublicReviews

    Raises
    ------
    QuestionError
        If there are no stars, or the question has not five answers.

    References
    ----------
    Wilson (1927), JASA 22; Hu, Zhang & Pavlou (2009), Communications of the ACM 52(10), on why stars crowd at
    both ends.

    Examples
    --------
    >>> made = Survey.from_frame(pd.DataFrame({"stars": [5] * 12 + [1] * 8}), audience="Reviews",
    ...                          scales={"stars": (1, 5)})
    >>> public_reviews(made).sentences()[0][:72]
    'Whoever wrote these 20 public reviews chose to, and they speak for nobod'
    """
    level = check_confidence(confidence)
    if "stars" not in set(reviews.codebook.id):
        raise QuestionError(say("{name} holds no stars. Read the export with read_reviews(path).", name=reviews.name))
    values = reviews.numbers(["stars"]).iloc[:, 0].to_numpy(float)
    values = np.rint(values[np.isfinite(values)])
    if not len(values):
        raise QuestionError(say("{name} holds no stars from 1 to 5.", name=reviews.name))
    rows, n = [], float(len(values))
    for stars in _LEVELS:
        mine = float((values == stars).sum())
        bounds = wilson(mine, n, confidence=level)
        rows.append({"stars": stars, "estimate": 100 * mine / n, "ci_low": 100 * float(bounds.low),
                     "ci_high": 100 * float(bounds.high), "count": mine, "n": n, "survey_share": np.nan,
                     "survey_ci_low": np.nan, "survey_ci_high": np.nan, "n_survey": np.nan})  # fmt: skip
    table, who = pd.DataFrame(rows), None
    caveats = [
        say("Reviews choose themselves: those who feel strongly write, and no interval tells how far off they are."),
        say("Some reviews may be bought, written by competitors, or by the same person twice; nothing here can tell."),
    ]
    if survey is not None and question is not None:
        who, said = _beside(table, survey, question, audience, level)
        caveats += said
    elif survey is not None:
        caveats.append(say("No question on five answers is named, so nothing stands beside the stars: question=."))
    ends = table.stars.isin((1, 5))
    asked = table.survey_share[ends].sum() if table.survey_share.notna().any() else np.nan
    return PublicReviews(table, say(_METHOD), caveats, level, ends=float(table.estimate[ends].sum()),
                         ends_survey=float(asked), mean=float(values.mean()), audience=who)  # fmt: skip


def _beside(table: pd.DataFrame, survey: Survey, question: str, audience, level: float) -> tuple[str | None, list[str]]:
    asked = one_question(survey, question, kind="rating")
    scale = survey.scale_of(asked)
    if scale is None or scale.points != 5:
        raise QuestionError(say(
            "{question} has not five answers, so it cannot stand beside five stars. Name another.",
            question=repr(question),
        ))  # fmt: skip
    who, said = meant_audience(survey, audience, [asked])
    answers = survey.numbers([asked], points=True).iloc[:, 0].to_numpy(float)
    here = audience_rows(survey, who) & np.isfinite(answers)
    weight = row_weights(survey)
    by = np.ones(len(answers)) if weight is None else np.nan_to_num(weight)
    place, by = np.rint(answers[here] / 25).astype(int) + 1, by[here]
    worth = float(kish_n(by.sum(), (by**2).sum()))
    for at, stars in enumerate(_LEVELS):
        share = float(by[place == stars].sum() / by.sum())
        bounds = wilson(share * worth, worth, confidence=level)
        table.loc[at, ["survey_share", "survey_ci_low", "survey_ci_high", "n_survey"]] = [
            100 * share, 100 * float(bounds.low), 100 * float(bounds.high), float(here.sum()),
        ]  # fmt: skip
    return who, [*said, *wave_caveats(survey, here)]
