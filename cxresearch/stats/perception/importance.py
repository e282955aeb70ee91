"""The third kind of gap: what leaders believe matters to customers, against what customers say matters.

What counts here is the order. Ranks of close means flip from sample to sample, so every rank has an
interval, and every correlation of two orders too. Kendall's W of two or three audiences describes; with so
few judges it proves nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import ClassVar

import numpy as np
import pandas as pd

from cxresearch.errors import OptionError, QuestionError
from cxresearch.inference.intervals import adjust_p, check_confidence, welch_from_errors
from cxresearch.privacy.hiding import blank, hide_small_groups
from cxresearch.result import Result
from cxresearch.stats.bases.hidden import base_caveats, design_method
from cxresearch.stats.bases.naming import people, topic_in_sentence
from cxresearch.stats.bases.topics import questions_by_topic, require_audience, shared_topics
from cxresearch.stats.perception.sides import Sides, count_audiences
from cxresearch.survey.survey import Survey
from cxresearch.wording import (
    capital,
    count,
    in_a_row,
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

__all__ = ["ImportanceGap", "importance_gap"]


@dataclass(frozen=True, eq=False, repr=False)
class ImportanceGap(Result):
    """Stated importance by audience, and how far the orders agree.

    Attributes
    ----------
    table : DataFrame
        A row a topic and pair: ``topic, audience_a, audience_b``; ``mean_a, mean_b``: 0-100; ``estimate,
        ci_low, ci_high``: points;
        ``rank_a, rank_b`` (1 matters most), ``rank_gap`` (a minus b); ``p_value, p_adjusted, n_a, n_b``.
    ranks : DataFrame
        A row a topic and audience: ``mean, rank, rank_ci_low, rank_ci_high``.
    agreement : DataFrame
        A row a pair: ``spearman, ci_low, ci_high``: -1..1, over ``topics``.
    kendall_w : float
        0..1 over all audiences, a description only; NaN for one audience.
    """

    ranks: pd.DataFrame = field(default_factory=pd.DataFrame)
    agreement: pd.DataFrame = field(default_factory=pd.DataFrame)
    kendall_w: float = np.nan

    heading: ClassVar[str] = told("Importance gap")
    shown: ClassVar[tuple[str, ...]] = (
        "topic",
        "audience_a",
        "audience_b",
        "rank_a",
        "rank_b",
        "mean_a",
        "mean_b",
        "estimate",
        "ci_low",
        "ci_high",
        "p_adjusted",
    )
    decimals: ClassVar[dict[str, int]] = {"rank_a": 0, "rank_b": 0, "rank_gap": 0}

    def sentences(self) -> list[str]:
        """How far each pair's orders agree, then the topics whose rank differs most."""
        said = []
        for row in self.agreement.itertuples():
            if not np.isfinite(row.spearman):
                said.append(
                    say(
                        "The orders of {a} and {b} cannot be compared.", a=people(row.audience_a),
                        b=people(row.audience_b),
                    )
                )  # fmt: skip
                continue
            said.append(
                say(
                    "The order of what matters agrees between {a} and {b} to a rank correlation of {r} ({sure} CI "
                    "{interval}; {topics}).",
                    a=people(row.audience_a), b=people(row.audience_b), r=number(row.spearman, digits=2),
                    sure=percent_sure(self.confidence), interval=interval(row.ci_low, row.ci_high, digits=2),
                    topics=plural(row.topics, "topic"),
                )
            )  # fmt: skip
            rows = self.table[(self.table.audience_a == row.audience_a) & (self.table.audience_b == row.audience_b)]
            said += [
                _rank_sentence(topic, self.ranks)
                for topic in rows.iloc[largest_first(rows.rank_gap.abs(), rows.topic, digits=1)[:2]].itertuples()
                if topic.rank_gap
            ]
        return said or [say("No topic's importance was asked of two audiences.")]


def _rank_sentence(row, ranks: pd.DataFrame) -> str:
    """Two ranks with their intervals; where those overlap the answers do not tell the ranks apart, and that is said."""
    said, spans = [], []
    for side in "ab":
        who, rank = getattr(row, f"audience_{side}"), getattr(row, f"rank_{side}")
        mine = ranks[ranks["audience"] == who]
        low, high = mine.loc[mine.topic == row.topic, ["rank_ci_low", "rank_ci_high"]].iloc[0]
        told = rank_in_words(rank, mine["rank"])
        sure = np.floor(steady(low)) == np.ceil(steady(high))
        said.append(told if sure else say("{rank} ({from_to})", rank=told, from_to=_ranks_from(low, high)))
        spans.append((low, high))
    (low_a, high_a), (low_b, high_b) = spans
    end = say("; the two ranks are not told apart") if low_a <= high_b and low_b <= high_a else ""
    return say(
        "{a} believe {topic} ranks {rank_a}; {b} put it at {rank_b}{end}."
        if row.audience_a == "Leadership"
        else "{a} put {topic} at rank {rank_a}; {b} put it at {rank_b}{end}.",
        a=capital(people(row.audience_a)), topic=topic_in_sentence(row.topic), rank_a=said[0],
        b=people(row.audience_b), rank_b=said[1], end=end,
    )  # fmt: skip


def _ranks_from(low: float, high: float) -> str:
    """The interval of a rank, outwards to whole places: a place shared by two topics is no half place."""
    return interval(np.floor(steady(low)), np.ceil(steady(high)))


def rank_in_words(rank: float, ranks: Sequence[float]) -> str:
    """A rank in a sentence; topics that share one have the best of their places, and the word for it.

    >>> rank_in_words(3.0, [1, 2, 3]), rank_in_words(2.5, [1, 2.5, 2.5])
    ('3', 'joint 2')
    """
    shared = int(np.isclose(np.asarray(ranks, dtype=float), rank).sum())
    return f"{rank:g}" if shared < 2 else say("joint {rank}", rank=f"{rank - (shared - 1) / 2:g}")


def importance_gap(
    survey: Survey,
    topics: Sequence[str] | str | None = None,
    *,
    between: Sequence | None = None,
    confidence: float = 0.95,
    adjust: str = "holm",
    privacy: bool = True,
    draws: int = 1000,
    seed: int = 0,
) -> ImportanceGap:
    """Compare what audiences say matters, topic by topic and as an order.

    Parameters
    ----------
    survey : Survey
        With questions of aspect ``importance`` on the same topics.
    topics : list of topics, ids or texts, optional
        All that every audience was asked about by default.
    between : list of audiences, or pair, optional
        All that were asked about importance by default.
    confidence, adjust, privacy
        As in :func:`cxresearch.perception_gap`.
    draws, seed : int
        Of the bootstrap of respondents behind the intervals of ranks and correlations.

    Returns
    -------
    ImportanceGap

    Raises
    ------
    QuestionError
        If fewer than two audiences were asked, or fewer than three topics are shared.

    References
    ----------
    Spearman (1904); Kendall & Babington Smith (1939); Efron (1979) on the bootstrap.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> rng = np.random.default_rng(0)
    >>> means = {"Price": (2, 9), "Speed": (8, 5), "Design": (5, 2)}
    >>> answers = pd.DataFrame({"audience": ["Staff"] * 30 + ["Customers"] * 30,
    ...     **{f"How important is it? - {topic}": np.r_[rng.binomial(10, a / 10, 30), rng.binomial(10, b / 10, 30)]
    ...        for topic, (a, b) in means.items()}})
    >>> survey = Survey.from_frame(answers, scales={name: (0, 10) for name in answers.columns[1:]})
    >>> importance_gap(survey).table[["topic", "rank_a", "rank_b"]].values.tolist()
    [['Price', 3.0, 1.0], ['Speed', 1.0, 2.0], ['Design', 2.0, 3.0]]
    """
    confidence = check_confidence(confidence)
    if draws < 100:
        raise OptionError(say("draws is the number of bootstrap samples, 100 or more; got {draws}.", draws=repr(draws)))
    if between is not None:
        audiences = list(
            dict.fromkeys(name for item in between for name in ([item] if isinstance(item, str) else item))
        )
        sides = {
            audience: questions_by_topic(survey, "importance", require_audience(survey, audience))
            for audience in audiences
        }
    else:
        if "audience" not in survey.roles:
            raise QuestionError(say(
                "{survey} has no audience. Give the column its role: survey.with_roles(audience=...).",
                survey=survey.name,
            ))  # fmt: skip
        sides = {audience: questions_by_topic(survey, "importance", audience) for audience in survey.audiences}
        sides = {audience: asked for audience, asked in sides.items() if asked}
    if len(sides) < 2:
        raise QuestionError(say(
            "Importance was asked of {sides} in {survey}; it takes two audiences. Mark the questions with aspect "
            "'importance' in the codebook.",
            sides=named(sides), survey=survey.name,
        ))  # fmt: skip
    chosen = shared_topics(survey, sides.values(), topics)
    if len(chosen) < 3:
        raise QuestionError(say(
            "Only {n} topics were asked of all of {sides}: an order needs three or more.",
            n=len(chosen), sides=named(sides),
        ))  # fmt: skip
    asked = list(dict.fromkeys(side[key] for side in sides.values() for key in chosen))
    counted = count_audiences(survey, asked, list(sides), confidence=confidence)
    moments = {
        audience: [_one_side(counted.sides(side[key]), at) for key in chosen]
        for at, (audience, side) in enumerate(sides.items())
    }
    drawn = _drawn_means(survey, sides, list(chosen), draws, seed)
    ranks = _ranks(chosen, moments, drawn, confidence)
    pairs = list(combinations(sides, 2))
    table = _pair_table(chosen, moments, ranks, pairs, confidence)
    ranks_hidden, caveats = hide_small_groups(
        survey, ranks.rename(columns={"topic": "question"}), ranks.n, by=["audience"], privacy=privacy
    )
    secret = set(ranks["audience"][ranks_hidden])
    hidden = (table.audience_a.isin(secret) | table.audience_b.isin(secret)).to_numpy()
    table["p_adjusted"] = adjust_p(np.where(hidden, np.nan, table.p_value), method=adjust)
    # An order shown with one topic left out would give that topic away.
    ranks = blank(ranks, ranks["audience"].isin(secret).to_numpy())
    agreement = _agreement(ranks, drawn, pairs, confidence)
    w = _kendall_w(ranks, list(sides))
    caveats += [
        *base_caveats(counted.found),
        say(
            "Kendall's W over {n} audiences is {w}: a description of these audiences, no proof of agreement.",
            n=len(sides),
            w=number(w, digits=2),
        )
        if np.isfinite(w)
        else say("Kendall's W was not computed."),
        say("Stated importance is what people say matters; what goes with their loyalty may be something else."),
    ]
    method = say(
        "Mean stated importance on 0-100 with Welch's interval (1947); ranks and Spearman's correlation (1904) with "
        "percentile intervals from {draws} bootstrap samples of respondents (seed {seed}).",
        draws=count(draws), seed=seed,
    )  # fmt: skip
    method = in_a_row(method, design_method(counted.found))
    return ImportanceGap(blank(table, hidden), method, caveats, confidence, ranks, agreement, w)


def _one_side(sides: Sides, at: int) -> dict[str, float]:
    return {name: float(getattr(sides, name)[0, at]) for name in ("mean", "std_error", "df", "n")}


def _drawn_means(survey: Survey, sides, keys: list[str], draws: int, seed: int) -> dict[str, np.ndarray]:
    """Bootstrap means (draws, topics) by audience: whole respondents are drawn, so that topics stay correlated."""
    rng = np.random.default_rng(seed)
    found = {}
    for audience, side in sides.items():
        part = survey.only(audience=audience)
        answers = part.numbers([side[key] for key in keys], points=True).to_numpy()
        weight = (
            part.numbers([survey.roles["weight"]]).to_numpy()[:, 0]
            if "weight" in survey.roles
            else np.ones(len(answers))
        )
        weight = np.where(np.isfinite(weight) & (weight > 0), weight, 0.0)
        known = np.isfinite(answers)
        filled, counts = np.where(known, answers, 0.0) * weight[:, None], known * weight[:, None]
        means = np.empty((draws, len(keys)))
        step = max(1, int(2e7 // max(len(answers), 1)))
        for start in range(0, draws, step):
            size = min(step, draws - start)
            chosen = rng.multinomial(len(answers), np.full(len(answers), 1 / len(answers)), size=size).astype(float)
            with np.errstate(invalid="ignore", divide="ignore"):
                means[start : start + size] = (chosen @ filled) / (chosen @ counts)
        found[audience] = means
    return found


def _rank(means: np.ndarray) -> np.ndarray:
    """Rank 1 is the highest mean; ties share the middle rank."""
    means = steady(means)
    below = (means[..., None, :] > means[..., :, None]).sum(axis=-1)
    equal = (means[..., None, :] == means[..., :, None]).sum(axis=-1)
    return below + (equal + 1) / 2


def _ranks(chosen, moments, drawn, confidence: float) -> pd.DataFrame:
    tail = 100 * (1 - confidence) / 2
    parts = []
    for audience, sides in moments.items():
        means = np.array([side["mean"] for side in sides])
        low, high = np.nanpercentile(_rank(drawn[audience]), [tail, 100 - tail], axis=0)
        parts.append(
            pd.DataFrame(
                {
                    "topic": list(chosen.values()),
                    "audience": audience,
                    "mean": means,
                    "rank": _rank(means),
                    "rank_ci_low": low,
                    "rank_ci_high": high,
                    "n": [side["n"] for side in sides],
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def _pair_table(chosen, moments, ranks: pd.DataFrame, pairs, confidence: float) -> pd.DataFrame:
    by_audience = {audience: rows.reset_index(drop=True) for audience, rows in ranks.groupby("audience", sort=False)}
    rows = []
    for at, topic in enumerate(chosen.values()):
        for a, b in pairs:
            first, second = moments[a][at], moments[b][at]
            gap = welch_from_errors(
                first["mean"],
                first["std_error"],
                first["df"],
                second["mean"],
                second["std_error"],
                second["df"],
                confidence=confidence,
            )
            rank_a, rank_b = by_audience[a]["rank"][at], by_audience[b]["rank"][at]
            rows.append(
                {
                    "topic": topic,
                    "audience_a": a,
                    "audience_b": b,
                    "mean_a": first["mean"],
                    "mean_b": second["mean"],
                    "estimate": float(gap.estimate),
                    "std_error": float(gap.std_error),
                    "ci_low": float(gap.low),
                    "ci_high": float(gap.high),
                    "rank_a": rank_a,
                    "rank_b": rank_b,
                    "rank_gap": rank_a - rank_b,
                    "p_value": float(gap.p_value),
                    "n_a": first["n"],
                    "n_b": second["n"],
                }
            )
    return pd.DataFrame(rows)


def _agreement(ranks: pd.DataFrame, drawn, pairs, confidence: float) -> pd.DataFrame:
    tail = 100 * (1 - confidence) / 2
    by_audience = {audience: rows["rank"].to_numpy(float) for audience, rows in ranks.groupby("audience", sort=False)}
    rows = []
    for a, b in pairs:
        observed = _correlation(by_audience[a][None], by_audience[b][None])[0]
        low, high = (
            np.nanpercentile(_correlation(_rank(drawn[a]), _rank(drawn[b])), [tail, 100 - tail])
            if np.isfinite(observed)
            else (np.nan, np.nan)
        )
        rows.append(
            {
                "audience_a": a,
                "audience_b": b,
                "spearman": observed,
                "ci_low": low,
                "ci_high": high,
                "topics": len(by_audience[a]),
            }
        )
    return pd.DataFrame(rows)


def _correlation(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    a, b = a - a.mean(axis=1, keepdims=True), b - b.mean(axis=1, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        return (a * b).sum(axis=1) / np.sqrt((a**2).sum(axis=1) * (b**2).sum(axis=1))


def _kendall_w(ranks: pd.DataFrame, audiences: list[str]) -> float:
    table = np.array([ranks.loc[ranks["audience"] == audience, "rank"].to_numpy(float) for audience in audiences])
    if not np.isfinite(table).all():
        return np.nan
    judges, topics = table.shape
    total = table.sum(axis=0)
    ties = sum(float((counts**3 - counts).sum()) for counts in (np.unique(row, return_counts=True)[1] for row in table))
    spread = ((total - total.mean()) ** 2).sum()
    return float(12 * spread / (judges**2 * (topics**3 - topics) - judges * ties))
