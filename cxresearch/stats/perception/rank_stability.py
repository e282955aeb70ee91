"""Are views solid? Whether the order of topics is the same from wave to wave, or a new one each time.

Means move with the weather; what customers praise most and least should not. An order that holds is worth acting on.
One that turns over with each wave says that nobody lives through the same company twice, or that too few were asked.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
import pandas as pd

from cxresearch.errors import OptionError, QuestionError
from cxresearch.inference.intervals import check_confidence
from cxresearch.privacy.hiding import blank, hide_small_groups
from cxresearch.result import Result
from cxresearch.stats.bases.asked import need_single_answers, some_questions
from cxresearch.stats.bases.naming import topic_in_sentence
from cxresearch.stats.bases.rows import audience_rows, check_number, label_of, row_weights, those_asked
from cxresearch.stats.bases.topics import require_audience
from cxresearch.stats.perception.importance import _correlation, _rank, rank_in_words
from cxresearch.survey.audiences import CUSTOMERS
from cxresearch.survey.columns.wave_order import order_of_waves
from cxresearch.survey.survey import Survey
from cxresearch.wording import capital, count, interval, named, number, percent_sure, plural, say, told

__all__ = ["RankStability", "rank_stability"]

SOLID, SHIFTING, UNDECIDED = told("solid"), told("shifting"), told("not enough data")
_FEWEST = 4


@dataclass(frozen=True, eq=False, repr=False)
class RankStability(Result):
    """The order of topics in each wave; a row a pair of waves that follow each other.

    Attributes
    ----------
    table : DataFrame
        ``wave_a, wave_b, estimate`` (Spearman's correlation of the topics' means, -1..1), ``ci_low, ci_high, topics,
        n_a, n_b`` (people), ``in_both`` (people who answered in both waves), ``verdict``.
    ranks : DataFrame
        A row a topic and wave: ``mean`` (0-100), ``rank`` (1 is the highest), ``rank_ci_low, rank_ci_high, n``.
    solid : float
        The correlation from which an order is called solid.
    audience : str
    """

    ranks: pd.DataFrame = field(default_factory=pd.DataFrame)
    solid: float = 0.8
    audience: str | None = None

    heading: ClassVar[str] = told("Stability of views")
    decimals: ClassVar[dict[str, int]] = {
        **dict.fromkeys(("estimate", "ci_low", "ci_high"), 2), "topics": 0, "in_both": 0,
    }  # fmt: skip

    def _cell(self, column: str, value) -> str:
        # A wave is a name, not a number with thousands.
        return str(value) if column in ("wave_a", "wave_b") else super()._cell(column, value)

    def sentences(self) -> list[str]:
        """A sentence a pair of waves, then the topics that changed place beyond their intervals."""
        said = []
        for row in self.table.itertuples():
            if not np.isfinite(row.estimate):
                said.append(
                    say(
                        "From {before} to {after} the order of topics is hidden or cannot be told.",
                        before=row.wave_a, after=row.wave_b,
                    )
                )  # fmt: skip
                continue
            verdict = {
                SOLID: say("the views of {people} are solid", people=those_asked(self.audience)),
                SHIFTING: say("the order shifts"),
                UNDECIDED: say("whether the order holds cannot be settled on these answers"),
            }[row.verdict]
            said.append(
                say(
                    "From {before} to {after} the order of {topics} agrees to a rank correlation of {r} ({sure} CI "
                    "{interval}; n = {n_a} and {n_b}): {verdict}.",
                    before=row.wave_a, after=row.wave_b, topics=plural(row.topics, "topic"),
                    r=number(row.estimate, digits=2), sure=percent_sure(self.confidence),
                    interval=interval(row.ci_low, row.ci_high, digits=2), n_a=count(row.n_a), n_b=count(row.n_b),
                    verdict=verdict,
                )
            )  # fmt: skip
            said += self._moved(row.wave_a, row.wave_b)
        return said

    def _moved(self, one, other) -> list[str]:
        before, after = (self.ranks[self.ranks.wave == wave].set_index("topic") for wave in (one, other))
        apart = (before.rank_ci_low > after.rank_ci_high) | (after.rank_ci_low > before.rank_ci_high)
        return [
            say(
                "{topic} moved from rank {before} to {after}, beyond its intervals.",
                topic=capital(topic_in_sentence(topic)),
                before=rank_in_words(before["rank"][topic], before["rank"]),
                after=rank_in_words(after["rank"][topic], after["rank"]),
            )
            for topic in before.index[apart]
        ]


def rank_stability(
    survey: Survey,
    questions: Sequence[str] | str | None = None,
    *,
    audience: str = CUSTOMERS,
    wave: str = "wave",
    solid: float = 0.8,
    confidence: float = 0.95,
    privacy: bool = True,
    draws: int = 1000,
    seed: int = 0,
) -> RankStability:
    """Whether an audience puts the topics in the same order in one wave as in the next.

    Parameters
    ----------
    survey : Survey
        Single answers of at least two waves.
    questions : list of ids or texts, optional
        Four or more ratings; all of aspect ``experience`` that were answered in every wave by default.
    audience : str
    wave : str
        Role or column of the wave.
    solid : float
        The rank correlation from which an order is called solid, between 0 and 1.
    confidence, privacy
        As in :func:`cxresearch.perception_gap`.
    draws, seed : int
        Of the bootstrap of people behind the intervals; somebody who answered twice is drawn with both answers.

    Returns
    -------
    RankStability

    Raises
    ------
    QuestionError
        If there are fewer than two waves, or fewer than four topics that both waves share.
    OptionError
        If an option is out of its range.

    References
    ----------
    Spearman (1904), American Journal of Psychology 15; Efron (1979), Annals of Statistics 7, on the bootstrap.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> means = {"Price": 0.2, "Speed": 0.4, "Design": 0.6, "Help": 0.8}
    >>> answers = {topic: rng.binomial(10, mean, 120) for topic, mean in means.items()}
    >>> frame = pd.DataFrame({"wave": ["May", "June"] * 60, **answers})
    >>> survey = Survey.from_frame(frame, scales=dict.fromkeys(means, (0, 10)), audience="Customers")
    >>> rank_stability(survey).table[["estimate", "verdict"]].values.tolist()
    [[1.0, 'solid']]
    """
    confidence = check_confidence(confidence)
    check_number("draws", draws, low=100)
    if not 0 < solid < 1:
        raise OptionError(say("solid is a rank correlation between 0 and 1; got {solid}.", solid=repr(solid)))
    need_single_answers(survey, "rank_stability")
    who = require_audience(survey, audience)
    mine = audience_rows(survey, who)
    waves, code, hints = _waves(survey, wave, mine)
    if len(waves) < 2:
        raise QuestionError(say(
            "{survey} has {waves} of {those_asked}: stability takes two waves or more.",
            survey=survey.name, waves=named(waves), those_asked=those_asked(who),
        ))  # fmt: skip
    asked = some_questions(survey, questions, aspect="experience")
    answers = survey.numbers(asked, points=True).to_numpy(float)
    everywhere = [
        at for at in range(len(asked)) if all((~np.isnan(answers[code == w, at])).any() for w in range(len(waves)))
    ]
    if len(everywhere) < _FEWEST:
        raise QuestionError(say(
            "{n} topics were answered by {those_asked} in every wave ({waves}); an order needs {fewest} or more.",
            n=len(everywhere), those_asked=those_asked(who), waves=named(waves), fewest=_FEWEST,
        ))  # fmt: skip
    beside = []
    if questions is None:
        everywhere, beside = _one_battery(survey, asked, everywhere)
    asked, answers = [asked[at] for at in everywhere], answers[:, everywhere]
    topics = [label_of(survey, question) for question in asked]
    weight = row_weights(survey)
    weight = np.ones(survey.n_rows) if weight is None else np.nan_to_num(weight)
    person = _people(survey)
    means = [_means(answers[code == w], weight[code == w])[0] for w in range(len(waves))]
    drawn = _drawn(answers, weight, person, code, len(waves), draws, seed)
    n = np.array([(~np.isnan(answers[code == w])).sum(axis=0) for w in range(len(waves))])
    ranks = _ranks(topics, waves, means, drawn, n, confidence)
    small, caveats = hide_small_groups(
        survey, pd.DataFrame({"audience": who, wave: waves}), n.min(axis=1), by=["audience", wave], privacy=privacy
    )
    # An order shown with a topic left out would give that topic away.
    ranks = blank(ranks, np.repeat(small, len(topics)))
    rows = [_pair(at, waves, means, drawn, answers, code, person, solid, confidence) for at in range(len(waves) - 1)]
    table = pd.DataFrame(rows)
    out = np.array([small[at] or small[at + 1] for at in range(len(waves) - 1)])
    caveats += [
        *hints,
        *beside,
        say("An order can be solid and bad: this says whether views hold, not whether they are good."),
        say("Chance in the means of small waves lowers the correlation, so few answers look like shifting views."),
    ]
    method = say(
        "Spearman's correlation (1904) of the topics' means in waves that follow each other, with percentile intervals "
        "from {draws} bootstrap samples of people (Efron 1979; seed {seed}); solid where the lower bound is at least "
        "{solid}.",
        draws=count(draws), seed=seed, solid=number(solid, digits=len(f"{solid:g}".partition(".")[2])),
    )  # fmt: skip
    return RankStability(blank(table, out), method, caveats, confidence, ranks=ranks, solid=solid, audience=who)


def _one_battery(survey: Survey, asked: list[str], places: list[int]) -> tuple[list[int], list[str]]:
    """The topics of the largest battery: an overall judgement, or a question on somebody else, has no place in a rank.

    Topics of a battery share what was asked before each topic's name; without a battery of four all ratings are ranked.
    """
    book = survey.codebook.set_index("id")
    stems: dict[str, list[int]] = {}
    for at in places:
        text, topic = (" ".join(str(book[column].get(asked[at], "")).split()) for column in ("text", "topic"))
        stem = text.removesuffix(topic).strip(" -:–—")
        if stem and stem != text.strip(" -:–—"):
            stems.setdefault(stem, []).append(at)
    largest = max(stems.values(), key=len, default=[])
    if len(largest) < _FEWEST or len(largest) == len(places):
        return places, []
    others = [label_of(survey, asked[at]) for at in places if at not in largest]
    return largest, [
        say(
            "Ranked are the {n} topics of one battery; {others} was asked apart: pass questions= to rank it too."
            if len(others) == 1
            else "Ranked are the {n} topics of one battery; {others} were asked apart: pass questions= to rank them "
            "too.",
            n=len(largest),
            others=named(others, most=4),
        )
    ]


def _waves(survey: Survey, wave: str, mine: np.ndarray) -> tuple[list, np.ndarray, list[str]]:
    """The waves in the order of time, which one each row is of (-1: none, or another audience's row), and caveats."""
    if wave == "wave" and "wave" not in survey.roles and "wave" not in survey.columns:
        raise QuestionError(say(
            "{survey} has no wave. Give the column its role: survey.with_roles(wave=...).",
            survey=survey.name,
        ))  # fmt: skip
    encoded = survey.encoded(survey.find(wave))
    code = np.where(mine, encoded.codes, -1)
    seen = [at for at in np.unique(code[code >= 0]) if str(encoded.answers[at]).strip()]
    time = order_of_waves([encoded.answers[at] for at in seen], survey.order_of(survey.find(wave)))
    order = time.waves
    place = np.full(len(encoded.answers) + 1, -1)
    for at in seen:
        place[at] = order.index(encoded.answers[at])
    if time.known:
        return order, place[code], []
    return order, place[code], [
        say(
            "Which wave came first is not known from the names ({waves}); they are paired as listed. Declare it: "
            "survey.with_order({column}=[...]).",
            waves=named(order, most=4), column=wave,
        )
    ]  # fmt: skip


def _people(survey: Survey) -> np.ndarray:
    """A number a person; every row its own where nobody can be told apart."""
    if "respondent" not in survey.roles:
        return np.arange(survey.n_rows)
    code = survey.encoded(survey.roles["respondent"]).codes.astype(np.int64)
    return np.where(code >= 0, code, code.max() + 1 + np.arange(len(code)))


def _means(answers: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Weighted means of topics, a row a row of weights."""
    known, by = ~np.isnan(answers), np.atleast_2d(weight)
    with np.errstate(invalid="ignore", divide="ignore"):
        return (by @ np.where(known, answers, 0.0)) / (by @ known)


def _drawn(answers, weight, person, code, waves: int, draws: int, seed: int) -> list[np.ndarray]:
    """Bootstrap means (draws, topics) of each wave, people drawn once for all of their waves."""
    rng = np.random.default_rng(seed)
    inside = code >= 0
    _, place = np.unique(person[inside], return_inverse=True)
    people = int(place.max()) + 1
    found = [np.empty((draws, answers.shape[1])) for _ in range(waves)]
    step = max(1, int(5e6 // people))
    for start in range(0, draws, step):
        size = min(step, draws - start)
        chosen = rng.multinomial(people, np.full(people, 1 / people), size=size).astype(float)[:, place]
        for w in range(waves):
            rows = code[inside] == w
            found[w][start : start + size] = _means(answers[inside][rows], chosen[:, rows] * weight[inside][rows])
    return found


def _ranks(topics, waves, means, drawn, n, confidence: float) -> pd.DataFrame:
    tail = 100 * (1 - confidence) / 2
    parts = []
    for at, wave in enumerate(waves):
        low, high = np.nanpercentile(_rank(drawn[at]), [tail, 100 - tail], axis=0)
        parts.append(
            pd.DataFrame(
                {
                    "topic": topics, "wave": wave, "mean": means[at], "rank": _rank(means[at]), "rank_ci_low": low,
                    "rank_ci_high": high, "n": n[at].astype(float),
                }
            )
        )  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def _pair(at, waves, means, drawn, answers, code, person, solid: float, confidence: float) -> dict:
    one, other = at, at + 1
    tail = 100 * (1 - confidence) / 2
    found = float(_correlation(_rank(means[one])[None], _rank(means[other])[None])[0])
    again = _correlation(_rank(drawn[one]), _rank(drawn[other])) if np.isfinite(found) else np.array([])
    again = again[np.isfinite(again)]
    low, high = np.percentile(again, [tail, 100 - tail]) if len(again) else (np.nan, np.nan)
    answered = [~np.isnan(answers[code == w]).all(axis=1) for w in (one, other)]
    who = [set(person[code == w][has].tolist()) for w, has in zip((one, other), answered, strict=True)]
    return {
        "wave_a": waves[one], "wave_b": waves[other], "estimate": found, "ci_low": float(low), "ci_high": float(high),
        "topics": answers.shape[1], "n_a": float(answered[0].sum()), "n_b": float(answered[1].sum()),
        "in_both": len(who[0] & who[1]), "verdict": SOLID if low >= solid else SHIFTING if high < solid else UNDECIDED,
    }  # fmt: skip
