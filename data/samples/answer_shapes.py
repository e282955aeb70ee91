"""How made-up people answer: answers with a planted mean, units that differ, and comments put together from clauses.

Shared by the generators of the parcel service and of the hospital; numpy and the standard library alone.
"""

from math import exp, lgamma
from statistics import NormalDist

import numpy as np

__all__ = ["Crowd", "answer_shares", "true_mean", "write_comment"]


def answer_shares(mean, points, alike=0.35):
    """Probabilities of `points` equally spaced answers whose mean is `mean` on 0-100 (a beta-binomial).

    `alike` is the share of the largest possible variance: near 1 everybody answers at the ends.
    """
    tries, total = points - 1, 1 / alike - 1
    a, b = total * mean / 100, total * (1 - mean / 100)
    log = [
        lgamma(tries + 1) - lgamma(k + 1) - lgamma(tries - k + 1)
        + lgamma(k + a) + lgamma(tries - k + b) - lgamma(tries + a + b)
        + lgamma(a + b) - lgamma(a) - lgamma(b)
        for k in range(points)
    ]  # fmt: skip
    shares = np.array([exp(value) for value in log])
    return shares / shares.sum()


def true_mean(shares):
    """Mean of answers on 0-100, from their probabilities."""
    return float(shares @ np.linspace(0, 100, len(shares)))


class Crowd:
    """People of one audience, some of whom share a unit and all of whom have a mood of their own.

    A latent score is part unit, part mood, part chance; it is cut so that answers have the planted shares. Effects of
    units have mean 0 and variance 1 over the people, so shares hold for the crowd as a whole.
    """

    def __init__(self, units, effects, rng, mood=0.35):
        """`units`: index of each person's unit; `effects`: one number a unit; `mood`: share of variance."""
        self.rng, self.units, self.mood = rng, np.asarray(units), mood
        scores = np.asarray(effects, dtype=float)[self.units]
        self.unit_score = (scores - scores.mean()) / scores.std()
        self.own_mood = rng.standard_normal(len(self.units))

    def latent(self, unit_share=0.05, against=False):
        """A latent score a person, with `unit_share` of its variance between units."""
        sign = -1 if against else 1
        rest = 1 - unit_share - self.mood
        chance = self.rng.standard_normal(len(self.units))
        return (
            sign * (np.sqrt(unit_share) * self.unit_score + np.sqrt(self.mood) * self.own_mood) + np.sqrt(rest) * chance
        )

    def answers(self, shares, **how):
        """Index of the answer of each person, 0 for the lowest."""
        cuts = [NormalDist().inv_cdf(min(max(p, 1e-12), 1 - 1e-12)) for p in np.cumsum(shares)[:-1]]
        return np.searchsorted(cuts, self.latent(**how))


def write_comment(rng, clauses, tone, topics, shares):
    """A comment of one or two clauses: (text, topics). `clauses`: (topic, tone) -> list of sentences."""
    wanted = [topics[i] for i in rng.choice(len(topics), size=2, replace=False, p=shares)]
    wanted = wanted[: 1 + int(rng.random() < 0.35)]
    said = [clauses[topic, tone][rng.integers(len(clauses[topic, tone]))] for topic in wanted]
    return " ".join(said), wanted
