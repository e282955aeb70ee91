"""The second kind of gap: what leaders predict that customers will say, against what customers say.

It needs two questions: the leaders' guess on the customers' scale, and the customers' own answer. A
guess is near where it lies within ten points of the customers' mean; how many came near is a count of
people, and nobody's name.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from cxresearch.errors import QuestionError
from cxresearch.inference.intervals import check_confidence, check_margin
from cxresearch.privacy.hiding import blank, hide_small_groups
from cxresearch.result import Result
from cxresearch.stats.bases.hidden import base_caveats, check_choice, design_method, unlike_waves
from cxresearch.stats.bases.naming import people, topic_in_sentence
from cxresearch.stats.bases.topics import found_or_itself, questions_by_topic, require_audience, shared_topics
from cxresearch.stats.bases.verdicts import judged_rows
from cxresearch.stats.perception.choices import ChoicePrediction, choice_predictions
from cxresearch.stats.perception.sides import count_audiences, gap_between, half_width
from cxresearch.survey.audiences import CUSTOMERS, shared_name
from cxresearch.survey.scales import Scale
from cxresearch.survey.survey import Survey
from cxresearch.wording import (
    capital,
    count,
    in_a_row,
    in_words,
    interval,
    largest_first,
    named,
    number,
    percent_sure,
    plural,
    say,
    steady,
    told,
)

__all__ = ["PredictionGap", "prediction_gap"]

NEAR = 10.0


@dataclass(frozen=True, eq=False, repr=False)
class PredictionGap(Result):
    """Predicted minus actual, a row a topic.

    Attributes
    ----------
    table : DataFrame
        ``question`` (of the prediction), ``topic``; ``predicted, actual, actual_ci_low, actual_ci_high``: 0-100;
        ``estimate, ci_low, ci_high``: points, predicted minus actual; ``within_10``: guessers within ten points of the
        actual mean; ``n_predictors, n_actual``; ``p_value, p_adjusted, ..., verdict`` as in a perception gap.
    predictor, actual : str
        The two audiences.
    """

    predictor: str = "Leadership"
    actual: str = "Customers"
    margin: float = NEAR

    heading: ClassVar[str] = told("Prediction gap")
    shown: ClassVar[tuple[str, ...]] = (
        "topic",
        "predicted",
        "actual",
        "estimate",
        "ci_low",
        "ci_high",
        "p_adjusted",
        "within_10",
        "n_predictors",
        "n_actual",
        "verdict",
    )
    decimals: ClassVar[dict[str, int]] = {"within_10": 0, "n_predictors": 0, "n_actual": 0}

    def sentences(self) -> list[str]:
        """One line on the whole, then one a topic, the worst guess first."""
        known = self.table[self.table.estimate.notna()]
        if not len(known):
            return [say("No prediction can be shown beside what was said.")]
        too_high = int((known.ci_low > 0).sum())
        too_low = int((known.ci_high < 0).sum())
        said = [
            say(
                "Of {predictions} by {who}, {high} was too high, {low} too low and {rest} not clearly either ({sure} "
                "intervals, each taken alone)."
                if too_high == 1
                else "Of {predictions} by {who}, {high} were too high, {low} too low and {rest} not clearly either "
                "({sure} intervals, each taken alone).",
                predictions=plural(len(known), "prediction"), who=people(self.predictor), high=too_high, low=too_low,
                rest=len(known) - too_high - too_low, sure=percent_sure(self.confidence),
            )
        ]  # fmt: skip
        order = largest_first(self.table.estimate.abs(), self.table.topic)
        return said + [self._sentence(row) for row in self.table.iloc[order].itertuples()]

    def _sentence(self, row) -> str:
        topic = topic_in_sentence(row.topic)
        if not np.isfinite(row.estimate):
            return say("The prediction on {topic} is hidden or has no answers beside it.", topic=topic)
        heard = count(row.actual)
        if np.isfinite(row.actual_ci_low):
            heard = say("{level} ({interval})", level=heard, interval=interval(row.actual_ci_low, row.actual_ci_high))
        told_of = {"predicted": count(row.predicted), "topic": topic, "actual": people(self.actual), "heard": heard}
        came = {"n": in_words(row.within_10), "all": count(row.n_predictors)}
        nearest = steady(getattr(row, "within", NEAR)) > NEAR
        if self.predictor == "Leadership":
            predicted = say("You predicted {predicted} for {topic}; {actual} said {heard}.", **told_of)
            near = say(
                "{n} of {all} of you chose the nearest answer."
                if nearest
                else "{n} of {all} of you came within ten points.",
                **came,
            )
        else:
            who = people(self.predictor)
            predicted = say(
                "{who} predicted {predicted} for {topic}; {actual} said {heard}.", who=capital(who), **told_of
            )
            near = say(
                "{n} of {all} {who} chose the nearest answer."
                if nearest
                else "{n} of {all} {who} came within ten points.",
                who=who, **came,
            )  # fmt: skip
        return f"{predicted} {capital(near)}"


def prediction_gap(
    survey: Survey,
    questions: Sequence[str] | str | None = None,
    *,
    predictor: str = "Leadership",
    actual: str = "Customers",
    margin: float = NEAR,
    confidence: float = 0.95,
    adjust: str = "holm",
    population: Mapping[str, float] | None = None,
    cluster: str | bool | None = None,
    privacy: bool = True,
) -> PredictionGap | ChoicePrediction:
    """Compare what one audience predicted with what the other said.

    Parameters
    ----------
    survey : Survey
        With questions of aspect ``prediction`` (answered by the predictor) and ``experience`` (by the other), on
        the same topics.
    questions : list of topics, ids or texts, optional
        All topics that have both by default. A choice (of reasons, say) is compared as a distribution: name its topic,
        or the guess and the question that was guessed; then a `ChoicePrediction` comes back, with the share of every
        option and the distance of the two distributions.
    predictor, actual : str
        Who guessed, and whose answers were guessed. Of a choice the codebook's column ``of_whom`` (or the question's
        own words) tells whose, where ``actual`` is left as it is.
    margin, confidence, adjust, population, cluster, privacy
        As in :func:`cxresearch.perception_gap`.

    Returns
    -------
    PredictionGap, or ChoicePrediction where choices were named

    Raises
    ------
    QuestionError
        If an audience is missing, or no topic has both a prediction and an answer.

    References
    ----------
    Welch (1947); Schuirmann (1987).

    Examples
    --------
    >>> import pandas as pd
    >>> answers = pd.DataFrame({"audience": ["Leadership"] * 6 + ["Customers"] * 20,
    ...     "I predict customers will say - Billing": [8, 7, 7, 5, 6, 9] + [None] * 20,
    ...     "Your view - Billing": [None] * 6 + [4, 5] * 10})
    >>> survey = Survey.from_frame(answers, scales={name: (0, 10) for name in answers.columns[1:]})
    >>> prediction_gap(survey).table[["predicted", "actual", "within_10"]].round(0).values.tolist()
    [[70.0, 45.0, 1.0]]
    """
    confidence = check_confidence(confidence)
    margin = check_margin(margin)
    check_choice("adjust", adjust, ("holm", "bh", "none"))
    cluster = survey.cluster_of(cluster)
    choices = _choices(survey, questions)
    if choices and not survey.is_aggregated:
        predictor = require_audience(survey, predictor)
        pairs = _choice_pairs(survey, choices, predictor, actual)
        return choice_predictions(
            survey, pairs, predictor=predictor, confidence=confidence, adjust=adjust, population=population,
            cluster=cluster or None, privacy=privacy,
        )  # fmt: skip
    if survey.is_aggregated:
        raise QuestionError(say(
            "{survey} holds units with a score and an n: how many guessers came near needs their single answers.",
            survey=survey.name,
        ))  # fmt: skip
    predictor, actual = require_audience(survey, predictor), require_audience(survey, actual)
    guessed = questions_by_topic(survey, "prediction", predictor)
    lived = questions_by_topic(survey, "experience", actual)
    if not guessed:
        raise QuestionError(say(
            "{predictor} of {survey} answered no question of aspect 'prediction'. Mark theirs so in the codebook's "
            "column 'aspect'.",
            predictor=predictor, survey=survey.name,
        ))  # fmt: skip
    topics = shared_topics(survey, [guessed, lived], questions)
    if not topics:
        raise QuestionError(say(
            "No topic has both a prediction by {predictor} and an answer by {actual} in {survey}.",
            predictor=predictor, actual=actual, survey=survey.name,
        ))  # fmt: skip
    whose = _of_whom(survey, [guessed[key] for key in topics], predictor, actual)
    asked = list(dict.fromkeys([*(guessed[key] for key in topics), *(lived[key] for key in topics)]))
    counted = count_audiences(
        survey, asked, [predictor, actual], population=population, cluster=cluster, confidence=confidence
    )
    first, second = np.array([0]), np.array([1])
    rows = []
    for key, topic in topics.items():
        guess, said = counted.sides(guessed[key]), counted.sides(lived[key])
        mean, half = said.mean[0, 1], half_width(said, 1, confidence=confidence)[0]
        gap = gap_between(guess, first, said, second, confidence=confidence)
        cells = counted.found.cells(guessed[key]).at(audience=predictor)
        near = np.abs(cells.points - mean) <= near_enough(cells.scale) + 1e-9
        rows.append(
            {
                "question": guessed[key],
                "topic": topic,
                "predicted": guess.mean[0, 0],
                "actual": mean,
                "actual_ci_low": max(said.careful[0, 1] - half, 0.0),
                "actual_ci_high": min(said.careful[0, 1] + half, 100.0),
                **{name: getattr(gap, name)[0, 0] for name in ("estimate", "std_error")},
                "ci_low": gap.low[0, 0],
                "ci_high": gap.high[0, 0],
                **{name: getattr(gap, name)[0, 0] for name in ("df", "p_value", "tested", "careful_error", "exact")},
                "within_10": float(cells.n[:, near].sum()),
                "within": near_enough(cells.scale),
                "n_predictors": guess.n[0, 0],
                "n_actual": said.n[0, 1],
            }
        )
    table = pd.DataFrame(rows)
    hidden, caveats = np.zeros(len(table), dtype=bool), []
    for who, n in ((predictor, table.n_predictors), (actual, table.n_actual)):
        small, hints = hide_small_groups(
            survey, table[["question"]].assign(audience=who), n, by=["audience"], privacy=privacy
        )
        hidden |= small
        caveats += hints
    table = judged_rows(table, margin=margin, confidence=confidence, adjust=adjust, hidden=hidden)
    table = blank(table.drop(columns=["df", "tested", "careful_error", "exact"]), hidden)
    steps = table.within.dropna().unique()
    if (steps > NEAR).any():
        caveats.append(
            say(
                "On a scale of few steps within_10 counts whoever chose the nearest answer: up to {n} points.",
                n=number(steps.max(), digits=0 if float(steps.max()).is_integer() else 1),
            )
        )
    method = say(
        "Difference of the mean prediction and the mean answer on the 0-100 scale with Welch's t interval (Welch "
        "1947), verdict as in a perception gap; within_10 counts guesses at most {n} points from the observed mean, or "
        "half a step of the scale where that is more.",
        n=f"{NEAR:g}",
    )
    method = in_a_row(method, design_method(counted.found))
    caveats = [*unlike_waves(survey, asked), *whose, *caveats]
    caveats += [
        *base_caveats(counted.found, population=counted.population),
        say(
            "A wrong prediction shows what is not known, not who is to blame; what was answered has an interval of "
            "its own, which a guess near the ten-point limit may fall on either side of."
        ),
    ]
    return PredictionGap(table, method, caveats, confidence, predictor, actual, margin)


def _choices(survey: Survey, questions: Sequence[str] | str | None) -> list[str]:
    """The choices among what was named; with nothing named, guesses of choices where there is no guess of a rating."""
    kinds = survey.codebook.set_index("id").kind
    if questions is None:
        if survey.questions(kinds=("rating", "nps", "effort"), aspect="prediction"):
            return []
        return survey.questions(kinds=("choice",), aspect="prediction")
    names = [questions] if isinstance(questions, str) else list(questions)
    found = list(dict.fromkeys(found_or_itself(survey, name, aspect="prediction") for name in names))
    chosen = [question for question in found if kinds.get(question) == "choice"]
    if chosen and len(chosen) < len(found):
        raise QuestionError(say(
            "{chosen} are choices and {found} are ratings: a distribution has no mean. Ask for them one after the "
            "other.",
            chosen=named(chosen), found=named([q for q in found if q not in chosen]),
        ))  # fmt: skip
    return chosen


def _choice_pairs(survey: Survey, choices: list[str], predictor: str, actual: str) -> list[tuple[str, str, str]]:
    """Each guess with the question that was guessed, and the audience whose answers it is held against."""
    require_audience(survey, predictor)
    book = survey.codebook.set_index("id")
    guesses = [question for question in choices if book["aspect"].get(question) == "prediction"]
    if not guesses:
        guesses = choices[:1] if len(choices) == 2 else [q for q in choices if _meant(survey, q, predictor)]
    if not guesses:
        raise QuestionError(say(
            "Which of {choices} is the guess of {predictor}? Name the guess and the question that was guessed, or set "
            "aspect = prediction in the codebook.",
            choices=named(choices), predictor=predictor,
        ))  # fmt: skip
    others = [question for question in choices if question not in guesses]
    if others and len(others) != len(guesses):
        raise QuestionError(say(
            "{guesses} and {others} do not pair: name each guess with its question.",
            guesses=named(guesses), others=named(others),
        ))  # fmt: skip
    pairs = []
    for at, guess in enumerate(guesses):
        whose = _meant(survey, guess, predictor)
        if actual != CUSTOMERS or not whose:
            _of_whom(survey, [guess], predictor, actual)
            audience = actual
        elif len(whose) > 1:
            raise QuestionError(say(
                "{guess} names {whose}: pass actual=, whose answers were guessed.",
                guess=repr(guess), whose=named(whose),
            ))  # fmt: skip
        else:
            audience = next(name for name in survey.audiences if shared_name(name) in whose)
        require_audience(survey, audience)
        if others:
            real = others[at]
        else:
            same = [q for q in survey.questions(kinds=("choice",)) if q != guess and book.topic[q] == book.topic[guess]]
            if len(same) != 1:
                raise QuestionError(say(
                    "{guess} has no one question of its topic to be held against. Name both: questions=[guess, "
                    "question]; or give both the same topic in the codebook.",
                    guess=repr(guess),
                ))  # fmt: skip
            real = same[0]
        pairs.append((guess, real, audience))
    return pairs


def _meant(survey: Survey, guess: str, predictor: str) -> set[str]:
    """Whose answers a guess is about, as the codebook says it, else its own words."""
    book = survey.codebook.set_index("id")
    told = str(book.get("of_whom", pd.Series(dtype=object)).get(guess, "") or "").strip()
    if told and told != "nan":
        meant = {shared_name(told)}
    else:
        text = " ".join(str(book.text.get(guess, "")).split())
        meant = _named_in(text, survey)
    return meant - {shared_name(predictor)}


def near_enough(scale: Scale) -> float:
    """How far from the mean a guess may lie and still be near: ten points, or half a step where steps are wide.

    >>> near_enough(Scale(1, 5)), near_enough(Scale(0, 10))
    (12.5, 10.0)
    """
    return max(NEAR, 50.0 / max(scale.points - 1, 1))


def _of_whom(survey: Survey, guesses: Sequence[str], predictor: str, actual: str) -> list[str]:
    """Refuse to hold guesses about one audience against the answers of another; say so where nobody told whose."""
    book = survey.codebook.set_index("id")
    texts = {question: " ".join(str(book.text.get(question, "")).split()) for question in guesses}
    unsaid = False
    for question, text in texts.items():
        told = str(book.get("of_whom", pd.Series(dtype=object)).get(question, "") or "").strip()
        topic = str(book.topic.get(question, ""))
        meant = {shared_name(told)} if told and told != "nan" else _named_in(text.replace(topic, " "), survey)
        meant.discard(predictor)
        unsaid |= not meant
        if meant and shared_name(actual) not in meant:
            raise QuestionError(say(
                "{question} asked {predictor} to guess what {meant} say, so it cannot be held against {actual}. Pass "
                "actual={meant_2}, or correct 'of_whom' in the codebook.",
                question=repr(question), predictor=predictor, meant=named(meant), actual=actual,
                meant_2=repr(sorted(meant)[0]),
            ))  # fmt: skip
    if not unsaid or actual == CUSTOMERS:
        return []
    return [
        say(
            "The questions do not say whose answers {who} were to guess; here they are held against {actual}. State it "
            "in the codebook's column 'of_whom'.",
            who=people(predictor),
            actual=people(actual),
        )
    ]


def _named_in(text: str, survey: Survey) -> set[str]:
    """The audiences of the survey that a text names, by any of their names."""
    here = {shared_name(name) for name in survey.audiences}
    words = (shared_name(word.strip(".,:;?!()'\"’“”")) for word in text.split())
    return {word for word in words if word in here}
