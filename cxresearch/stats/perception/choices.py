"""What leaders guess that others will choose, against what they choose: two distributions over the same options.

"Why do people leave?" has no mean. Leaders guess which reason others will name first, the others name theirs, and the
two pictures are held beside each other: option by option, and as one distance, the share of guesses that would have to
change for the guess to be right.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
import pandas as pd

from cxresearch.errors import QuestionError
from cxresearch.inference.distances import distribution_distance, multinomial_covariance
from cxresearch.inference.intervals import adjust_p, normal_quantile
from cxresearch.privacy.hiding import blank, hide_small_groups
from cxresearch.result import Result
from cxresearch.stats.bases.naming import base_of, people
from cxresearch.stats.bases.persons import persons_among
from cxresearch.stats.bases.row_shares import share_gap, share_of, usable, weighing
from cxresearch.stats.bases.rows import audience_rows, row_weights, wave_caveats
from cxresearch.survey.answers import as_text
from cxresearch.survey.labels import DECLINED, normalise
from cxresearch.survey.survey import Survey
from cxresearch.wording import (
    capital,
    interval,
    largest_first,
    named,
    not_shown,
    number,
    percent_sure,
    plural,
    say,
    told,
)

__all__ = ["ChoicePrediction", "choice_predictions"]

_MOST = 40
_METHOD = told(
    "Shares with Wilson's interval (Wilson 1927), differences with Newcombe's hybrid score interval (Newcombe 1998), p "
    "adjusted over all options. Distance: half the sum of the absolute differences of shares (total variation), drawn "
    "in by what chance adds to it, with bounds for the largest of several differences (Chernozhukov, Lee & Rosen 2013) "
    "that also hold where the two are alike."
)


@dataclass(frozen=True, eq=False, repr=False)
class ChoicePrediction(Result):
    """Guessed and real shares of each option, a row a question and option.

    ``question`` (of the guess), ``topic, option``; ``predicted, predicted_ci_low, predicted_ci_high`` and ``actual,
    actual_ci_low, actual_ci_high``: percent; ``estimate, ci_low, ci_high``: points, predicted minus actual; ``p_value,
    p_adjusted, n_predictors, n_actual, verdict`` ("gap", "not enough data", "hidden").

    Attributes
    ----------
    distance : DataFrame
        A row a question: ``question, topic, actual`` (the audience), ``estimate, ci_low, ci_high``: percent of guesses
        that would have to change, 0 (alike) to 100 (nothing in common); ``plain``, the same before chance is taken
        off; ``options, n_predictors, n_actual``.
    predictor, actual : str
        Who guessed, and whose answers (of the first question).
    """

    distance: pd.DataFrame = field(default_factory=pd.DataFrame)
    predictor: str = "Leadership"
    actual: str = "Staff"

    heading: ClassVar[str] = told("What was guessed and what was chosen")
    decimals: ClassVar[dict[str, int]] = {"n_predictors": 0, "n_actual": 0}
    shown: ClassVar[tuple[str, ...]] = (
        "topic", "option", "predicted", "actual", "estimate", "ci_low", "ci_high", "p_adjusted", "n_predictors",
        "n_actual", "verdict",
    )  # fmt: skip

    def _columns(self) -> list[str]:
        return [name for name in super()._columns() if name != "topic" or self.table.topic.nunique() > 1]

    def sentences(self) -> list[str]:
        """What either side puts first, how far apart the pictures are, then every option, the widest first."""
        said = []
        for row in self.distance.itertuples():
            mine = self.table[self.table.question == row.question]
            if not np.isfinite(row.estimate):
                said.append(say("The guess on {topic} is hidden: too few people stand behind it.", topic=row.topic))
                continue
            said += [self._first(mine, row), self._apart(row)]
            order = largest_first(mine.estimate.abs(), mine.option)
            said += [self._option(option, row) for option in mine.iloc[order].itertuples()]
        return said or [say("No guess can be shown beside what was chosen.")]

    def _first(self, mine: pd.DataFrame, row) -> str:
        guess, real = (mine.iloc[largest_first(mine[side], mine.option)[0]] for side in ("predicted", "actual"))
        fields = {
            "guess": guess.option, "share_a": number(guess.predicted), "who": people(self.predictor),
            "bounds_a": interval(guess.predicted_ci_low, guess.predicted_ci_high), "others": people(row.actual),
            "real": real.option, "share_b": number(real.actual), "sure": percent_sure(self.confidence),
            "bounds_b": interval(real.actual_ci_low, real.actual_ci_high),
        }  # fmt: skip
        if self.predictor == "Leadership":
            lead = say(
                "You put \"{guess}\" first ({share_a}%; {sure} CI {bounds_a}); {others} put \"{real}\" first "
                "({share_b}%; {bounds_b}).",
                **fields,
            )  # fmt: skip
        else:
            lead = say(
                "{first} put \"{guess}\" first ({share_a}%; {sure} CI {bounds_a}); {others} put \"{real}\" first "
                "({share_b}%; {bounds_b}).",
                first=capital(fields["who"]), **fields,
            )  # fmt: skip
        close = [
            say("{second} stands close behind with {who}", second=f'"{second}"', who=who)
            for side, who, n in (
                ("predicted", fields["who"], row.n_predictors),
                ("actual", fields["others"], row.n_actual),
            )
            if (second := _close_second(mine, side, n, self.confidence))
        ]
        return " ".join([lead, *(f"{line}." for line in map(capital, close))])

    def _apart(self, row) -> str:
        fields = {
            "n": number(row.estimate), "bounds": interval(row.ci_low, row.ci_high), "topic": row.topic,
            "bases": f"{base_of(self.predictor, row.n_predictors)}, {base_of(row.actual, row.n_actual)}",
        }  # fmt: skip
        return say(
            "The two pictures lie {n} of 100 apart ({bounds}; {bases}): so many guesses of 100 would have to change to "
            "be right."
            if row.ci_low > 0
            else "That the two pictures differ as a whole is not shown: {n} of 100 apart ({bounds}; {bases}).",
            **fields,
        )

    def _option(self, option, row) -> str:
        fields = {
            "option": option.option, "guess": number(option.predicted), "real": number(option.actual),
            "others": people(row.actual), "gap": number(abs(option.estimate)), "bounds": _span(option),
        }  # fmt: skip
        if option.verdict == "gap":
            return say(
                '"{option}": guessed {guess}%, chosen by {real}% of {others}: guessed {gap} points too often '
                "({bounds})."
                if option.estimate > 0
                else '"{option}": guessed {guess}%, chosen by {real}% of {others}: guessed {gap} points too seldom '
                "({bounds}).",
                **fields,
            )
        if option.ci_low > 0 or option.ci_high < 0:
            return say(
                "\"{option}\": guessed {guess}%, chosen by {real}% of {others} ({bounds} points taken alone); "
                "{not_shown}.",
                not_shown=not_shown(int(self.table.p_value.notna().sum())), **fields,
            )  # fmt: skip
        return say(
            '"{option}": guessed {guess}%, chosen by {real}% of {others}; that they differ is not shown ({bounds} '
            "points).",
            **fields,
        )


def _span(option) -> str:
    low, high = (option.ci_low, option.ci_high)
    if option.verdict == "gap" and option.estimate < 0:
        low, high = -high, -low
    return interval(low, high)


def _close_second(mine: pd.DataFrame, side: str, n: float, confidence: float) -> str:
    """The option behind the first, where the first is not shown to be ahead of it."""
    order = largest_first(mine[side], mine.option)
    if len(order) < 2:
        return ""
    one, other = (mine.iloc[place] for place in order[:2])
    a, b = one[side] / 100, other[side] / 100
    error = np.sqrt(max(a + b - (a - b) ** 2, 0.0) / max(n, 1.0))
    return "" if a - b > normal_quantile(confidence) * error else str(other.option)


def choice_predictions(
    survey: Survey, pairs: Sequence[tuple[str, str, str]], *, predictor: str, confidence: float, adjust: str,
    population: Mapping[str, float] | None, cluster: str | None, privacy: bool,
) -> ChoicePrediction:  # fmt: skip
    """Guessed and real shares of choices; ``pairs``: the guess, the question that was guessed, and whose answers."""
    weight, population = row_weights(survey), survey.population_told(population, ["audience"])
    parts, distances, caveats = [], [], []
    for guess, real, audience in pairs:
        code_a, code_b, options, declined = _codes(survey, guess, real)
        rows, sides, ns = [], [], []
        for code, who in ((code_a, predictor), (code_b, audience)):
            here, hints = usable(weight, (code >= 0) & audience_rows(survey, who))
            if not here.any():
                raise QuestionError(say(
                    "{who} of {survey} gave no answer to {what}.",
                    who=who, survey=survey.name, what=repr(real if who == audience else guess),
                ))  # fmt: skip
            together = _together(survey, here, cluster)
            own = None if weight is None else weight[here]
            person = None if together is None else together[here]
            sides.append([share_of((code[here] == k).astype(float), own, person, confidence=confidence)
                          for k in range(len(options))])  # fmt: skip
            ns.append(float(here.sum()))
            caveats += [*hints, *wave_caveats(survey, here)]
        topic = _topic(survey, guess, real)
        left = [_left(population, who, n) for who, n in zip((predictor, audience), ns, strict=True)]
        for k, option in enumerate(options):
            a, b = sides[0][k], sides[1][k]
            gap = share_gap(a, b, confidence=confidence)
            rows.append({
                "question": guess, "topic": topic, "option": option, "predicted": a.estimate,
                "predicted_ci_low": a.low, "predicted_ci_high": a.high, "actual": b.estimate, "actual_ci_low": b.low,
                "actual_ci_high": b.high, "estimate": gap.estimate, "ci_low": gap.low, "ci_high": gap.high,
                "p_value": gap.p_value, "n_predictors": ns[0], "n_actual": ns[1],
            })  # fmt: skip
        shares = [np.array([one.estimate for one in side]) / 100 for side in sides]
        worth = [_worth(side, share) for side, share in zip(sides, shares, strict=True)]
        covariance = sum(
            rest * multinomial_covariance(share, n) for share, n, rest in zip(shares, worth, left, strict=True)
        )
        apart = distribution_distance(shares[0] - shares[1], covariance, min(worth), confidence=confidence)
        small, hints = hide_small_groups(
            survey, pd.DataFrame({"question": [guess, real], "audience": [predictor, audience]}), np.array(ns),
            by=["audience"], privacy=privacy,
        )  # fmt: skip
        part = pd.DataFrame(rows)
        part["hidden"] = bool(small.any())
        parts.append(part)
        distances.append({
            "question": guess, "topic": topic, "actual": audience, "estimate": apart.estimate, "ci_low": apart.low,
            "ci_high": apart.high, "plain": apart.plain, "options": len(options), "n_predictors": ns[0],
            "n_actual": ns[1], "hidden": bool(small.any()),
        })  # fmt: skip
        caveats += hints
        if declined:
            caveats.append(
                say("{answers} that declined (don't know, not sure) left out.", answers=plural(declined, "answer"))
            )
    table, distance = pd.concat(parts, ignore_index=True), pd.DataFrame(distances)
    hidden, unseen = (frame.pop("hidden").to_numpy(bool) for frame in (table, distance))
    table["p_adjusted"] = adjust_p(np.where(hidden, np.nan, table.p_value), method=adjust)
    with np.errstate(invalid="ignore"):
        table["verdict"] = np.where(table.p_adjusted < 1 - confidence, "gap", "not enough data").astype(object)
    table = blank(table, hidden)
    distance = blank(distance, unseen)
    caveats.append(
        say(
            "A wrong guess shows what is not known, not who is to blame; and what people name first is what they say, "
            "not why they act."
        )
    )
    if population and np.isfinite([float(n) for n in population.values()]).any():
        caveats.append(say("The finite-population correction enters the distance only, and corrects no non-response."))
    return ChoicePrediction(
        table,
        say(_METHOD) + weighing(survey),
        caveats,
        confidence,
        distance=distance,
        predictor=predictor,
        actual=str(distance.actual.iloc[0]),
    )


def _left(population: Mapping[str, float] | None, who: str, n: float) -> float:
    """What is left of a side's variance where most of its people were asked."""
    there = float((population or {}).get(who, np.inf))
    return max(1 - n / there, 0.0) if np.isfinite(there) else 1.0


def _together(survey: Survey, rows: np.ndarray, cluster: str | None) -> np.ndarray | None:
    """Whose answers hang together: sampled units, else persons who answered twice; None where nobody's do."""
    if not cluster:
        return persons_among(survey, rows)
    from cxresearch.stats.bases.rows import sampled_units

    code, _ = sampled_units(survey, cluster, rows)
    found = np.full(len(rows), -1)
    found[rows] = code
    return found


def _worth(side: list, share: np.ndarray) -> float:
    """How many independent answers a side's shares are worth over all options."""
    spread = sum((one.std_error / 100) ** 2 for one in side)
    own = (share * (1 - share)).sum() / spread if spread > 0 else np.inf
    return float(min(own, side[0].n, side[0].n_effective, side[0].persons))


def _codes(survey: Survey, guess: str, real: str) -> tuple[np.ndarray, np.ndarray, list[str], int]:
    """Each row's answer to both questions as places in one list of options, most chosen first."""
    encoded = [survey.encoded(question) for question in (guess, real)]
    texts: dict[str, str] = {}
    counts: dict[str, int] = {}
    keys = []
    declined = 0
    for at, column in enumerate(encoded):
        words = ["" if answer is None else " ".join(as_text(answer).split()) for answer in column.answers]
        own = [normalise(word) for word in words]
        often = np.bincount(column.codes[column.codes >= 0], minlength=len(own)) if len(own) else []
        for key, word, n in zip(own, words, often, strict=True):
            if key in DECLINED:
                declined += int(n) if at == 0 or guess != real else 0
            elif key:
                texts.setdefault(key, word)
                counts[key] = counts.get(key, 0) + (int(n) if at == 1 else 0)
        keys.append(own)
    if not 1 < len(texts) <= _MOST:
        raise QuestionError(say(
            "{guess} and {real} have {n} different answers together; two distributions are compared over 2 to {most} "
            "options. Choices in {survey}: {questions}.",
            guess=repr(guess), real=repr(real), n=len(texts), most=_MOST, survey=survey.name,
            questions=named(survey.questions(kinds=['choice'])),
        ))  # fmt: skip
    given = [{key for key in own if key in texts} for own in keys]
    if not given[0] & given[1]:
        raise QuestionError(say(
            "{guess} and {real} share no answer ({given}; {given_2}), so they are not the same options.",
            guess=repr(guess), real=repr(real), given=named(sorted(given[0]), most=3),
            given_2=named(sorted(given[1]), most=3),
        ))  # fmt: skip
    order = sorted(texts, key=lambda key: (-counts[key], texts[key]))
    place = {key: at for at, key in enumerate(order)}
    found = [np.array([*(place.get(key, -1) for key in own), -1])[column.codes]
             for own, column in zip(keys, encoded, strict=True)]  # fmt: skip
    return found[0], found[1], [texts[key] for key in order], declined


def _topic(survey: Survey, guess: str, real: str) -> str:
    topics = survey.codebook.set_index("id").topic
    return str(topics.get(real) or topics.get(guess) or real)
