"""What is true at Harbour Bank, the made-up client, before anybody is asked.

Every closed question has an explicit probability for each possible answer, by audience, wave and channel. Means,
shares, NPS and gaps follow from those probabilities by arithmetic: they are the population's values, never estimates
from a sample. The survey files are one sample drawn from this population; `draw_counts` draws thousands more.
"""

from functools import cache

import harbour_bank_plan as plan
import numpy as np
import pandas as pd

_CUSTOMER_HEAPS = np.array([1.5, 1, 1, 1, 1, 1.5, 1, 1.15, 1.25, 1, 1.25])
_SPREAD = {"Customers": 0.52, "Staff": 0.44, "Leadership": 0.38, "prediction": 0.235, "importance": 0.48, "likert": 0.5}


@cache
def shaped_pmf(mean, spread, points, heaped=False):
    """Probabilities of `points` equally spaced answers with a given mean on 0-100 and a given spread.

    The spread is the standard deviation as a share of its largest possible value (1 would be all answers at the ends).
    The shape is the flattest one with these two moments, on top of people's liking for 0, 5, 8 and 10 if `heaped`.
    """
    x = np.linspace(-1, 1, points)
    base = _CUSTOMER_HEAPS if heaped else np.ones(points)
    target_mean = mean / 50 - 1
    target_sd = spread * np.sqrt(mean * (100 - mean)) / 50
    a = b = 0.0
    for _ in range(200):
        p = base * np.exp(a * x + b * x**2)
        p /= p.sum()
        m1, m2, m3, m4 = (float(p @ x**k) for k in (1, 2, 3, 4))
        miss = np.array([target_mean - m1, target_sd**2 + target_mean**2 - m2])
        if np.abs(miss).max() < 1e-13:
            break
        step = np.linalg.solve([[m2 - m1**2, m3 - m1 * m2], [m3 - m1 * m2, m4 - m2**2]], miss)
        a, b = np.array([a, b]) + step / max(1.0, np.abs(step).max())
    else:
        raise ArithmeticError(f"No distribution of {points} answers has mean {mean} and spread {spread}.")
    p.setflags(write=False)
    return p


def touchpoint_of(question):
    """The touchpoint that a question such as `EXP_7` is about, or an empty text."""
    stem, _, number = question.partition("_")
    return plan.TOUCHPOINTS[int(number) - 1] if stem in ("EXP", "IMP", "XPC", "PRM", "PRED") else ""


def values(question):
    """The possible answers of a question, as numbers from low to high."""
    stem = question.partition("_")[0]
    if stem in ("EXP", "XPC", "PRM", "PRED", "NPS", "BESTINLIFE", "OWNEASE", "plan.HANDOFF"):
        return np.arange(11)
    if stem == "EFFORT":
        return np.arange(1, 8)
    if stem in ("CLOSED", "RECOMMENDED"):
        return np.arange(2)
    return np.arange(1, 6)


def questions(audience):
    """Ids of the closed questions of an audience that have probabilities of their own."""
    twelve = range(1, 13)
    ids = [f"{stem}_{i}" for stem in ("EXP", "IMP") for i in twelve]
    if audience == "Leadership":
        return ids + [f"PRED_{i}" for i in twelve]
    if audience == "Staff":
        return ids + [f"PRM_{i}" for i in twelve] + list(plan.STATEMENTS) + ["NPS"]
    return ids + [f"{s}_{i}" for s in ("XPC", "PRM") for i in twelve] + [
        "NPS", "EFFORT", "STAFF", "CSAT", "CLOSED", "RECOMMENDED", "BESTINLIFE", "OWNEASE"]


def experience_mean(audience, topic, wave="2025", channel=None):
    """True mean experience of a touchpoint on 0-100; customers by channel, or both in their true proportion."""
    base, staff, leaders, by_channel, change, staff_change = plan.EXPERIENCE[topic]
    if audience == "Leadership":
        return base + leaders
    if audience == "Staff":
        return base + staff - (staff_change if wave == "2024" else 0)
    mean = base - (change if wave == "2024" else 0)
    if channel is None:
        return mean
    return mean + by_channel * (plan.CHANNEL_SHARE["Digital"] if channel == "Branch" else -plan.CHANNEL_SHARE["Branch"])


def matter_pmf(channel):
    """Probability that a customer's last matter was about each touchpoint."""
    return np.array(plan.MATTER_PERCENT[channel]) / 100


def effort_pmf(department, wave="2025"):
    """Probabilities of the seven effort answers, very difficult to very easy, for matters that a department handled."""
    return shaped_pmf(plan.EASE_BY_DEPARTMENT[department] - (1.5 if wave == "2024" else 0), 0.52, 7)


def handoff_pmf(rater, giver):
    """Probabilities of 0..10 for how well hand-offs from `giver` to `rater` work, according to `rater`."""
    return shaped_pmf(plan.HANDOFF[rater][giver], _SPREAD["Staff"], 11)


@cache
def left_if_hard(department, wave="2025"):
    """Probability of having closed an account for those who found it hard; over all departments it is exactly 12%."""
    total = weight = 0.0
    for channel, share in plan.CHANNEL_SHARE.items():
        for topic, p in zip(plan.TOUCHPOINTS, matter_pmf(channel), strict=True):
            hard = share * p * effort_pmf(plan.OWNER[topic], wave)[:3].sum()
            total += hard * plan.LEFT_IF_HARD_RELATIVE[plan.OWNER[topic]]
            weight += hard
    return plan.LEFT_IF_HARD * plan.LEFT_IF_HARD_RELATIVE[department] * weight / total


@cache
def pmf(audience, question, wave="2025", channel=None):
    """Probability of each answer in `values(question)`.

    `channel` matters for customers only; None is the population, both channels in their true proportion.
    """
    if audience == "Customers" and channel is None:
        return sum(share * pmf(audience, question, wave, c) for c, share in plan.CHANNEL_SHARE.items())
    stem, _, number = question.partition("_")
    topic = touchpoint_of(question)
    heaped = audience == "Customers"
    if stem == "EXP":
        return shaped_pmf(experience_mean(audience, topic, wave, channel), _SPREAD[audience], 11, heaped)
    if stem == "IMP":
        place = ("Customers", "Staff", "Leadership").index(audience)
        return shaped_pmf(plan.IMPORTANCE[topic][place], _SPREAD["importance"], 5)
    if stem == "XPC":
        return shaped_pmf(plan.EXPECTED[topic][0], 0.46, 11, heaped)
    if stem == "PRM":
        return shaped_pmf(plan.EXPECTED[topic][1 if heaped else 2], _SPREAD[audience], 11, heaped)
    if stem == "PRED":
        return shaped_pmf(plan.EXPECTED[topic][3], _SPREAD["prediction"], 11)
    if question in plan.STATEMENTS:
        mean, change = plan.STATEMENTS[question][1:]
        return shaped_pmf(mean - (change if wave == "2024" else 0), _SPREAD["likert"], 5)
    if question == "NPS":
        return np.array(plan.ENPS_PERCENT[wave] if audience == "Staff" else plan.NPS_PERCENT[wave, channel]) / 100
    if question in ("CSAT", "STAFF"):
        return np.array((plan.CSAT_PERCENT if question == "CSAT" else plan.STAFF_PERCENT)[wave, channel]) / 100
    if question == "EFFORT":
        matters = zip(plan.TOUCHPOINTS, matter_pmf(channel), strict=True)
        return sum(p * effort_pmf(plan.OWNER[t], wave) for t, p in matters)
    if question == "CLOSED":
        yes = 0.0
        for t, p in zip(plan.TOUCHPOINTS, matter_pmf(channel), strict=True):
            hard = effort_pmf(plan.OWNER[t], wave)[:3].sum()
            yes += p * (hard * left_if_hard(plan.OWNER[t], wave) + (1 - hard) * plan.LEFT_IF_OTHER)
        return np.array([1 - yes, yes])
    if question == "RECOMMENDED":
        p = pmf(audience, "NPS", wave, channel)
        parts = {"detractor": p[:7].sum(), "passive": p[7:9].sum(), "promoter": p[9:].sum()}
        yes = sum(plan.RECOMMENDED_IF[k] * v for k, v in parts.items())
        return np.array([1 - yes, yes])
    if question == "BESTINLIFE":
        return sum(share / 100 * shaped_pmf(mean, 0.42, 11, True) for share, mean in plan.BEST_IN_LIFE.values())
    if question == "OWNEASE":
        return shaped_pmf(plan.OWN_EASE, _SPREAD["Customers"], 11, True)
    raise KeyError(f"{audience} were not asked {question!r}.")


def true_mean(audience, question, wave="2025", channel=None):
    """Population mean on the 0-100 scale."""
    x = values(question)
    return float(pmf(audience, question, wave, channel) @ (x - x[0]) / (x[-1] - x[0]) * 100)


def true_sd(audience, question, wave="2025", channel=None):
    """Population standard deviation on the 0-100 scale."""
    x = values(question)
    scaled = (x - x[0]) / (x[-1] - x[0]) * 100
    p = pmf(audience, question, wave, channel)
    return float(np.sqrt(p @ scaled**2 - (p @ scaled) ** 2))


def true_top_box(audience, question, wave="2025", channel=None):
    """Population share of top answers, in percent: 9-10 of 0-10, the top two of five, the top three of seven."""
    points = len(values(question))
    return float(pmf(audience, question, wave, channel)[{11: -2, 5: -2, 7: -3, 2: -1}[points]:].sum() * 100)


def true_nps(audience="Customers", wave="2025", channel=None):
    """Population NPS: promoters (9-10) minus detractors (0-6), in points."""
    p = pmf(audience, "NPS", wave, channel)
    return float((p[9:].sum() - p[:7].sum()) * 100)


def true_gap(audience_a, audience_b, question, wave="2025"):
    """Population gap in points of 100: mean of a minus mean of b."""
    return true_mean(audience_a, question, wave) - true_mean(audience_b, question, wave)


def true_cliffs_delta(audience_a, audience_b, question, wave="2025"):
    """P(a > b) - P(a < b) for one person drawn from each population (Cliff, 1993)."""
    a, b = pmf(audience_a, question, wave), pmf(audience_b, question, wave)
    return float(np.tril(np.outer(a, b), -1).sum() - np.triu(np.outer(a, b), 1).sum())


def true_within(question, points=10, actual="EXP"):
    """Share of leaders, in percent, whose prediction comes within `points` of customers' true mean."""
    target = true_mean("Customers", question.replace("PRED", actual))
    near = np.abs(values(question) * 10 - target) <= points + 1e-9
    return float(pmf("Leadership", question)[near].sum() * 100)


def _asked(audience, wave, channel):
    if audience == "Leadership":
        return plan.LEADERS_ASKED if wave == "2025" else 0
    return plan.STAFF_ASKED[wave] if audience == "Staff" else plan.CUSTOMERS_ASKED[wave, channel]


@cache
def _design(waves):
    blocks, rows = [], []
    for audience in plan.AUDIENCES:
        for wave in waves:
            for channel in plan.CHANNELS if audience == "Customers" else (None,):
                n = _asked(audience, wave, channel)
                for q in questions(audience) if n else ():
                    asked = round(n * plan.SUBSAMPLE) if audience == "Customers" and q[:3] in ("XPC", "PRM") else n
                    x = values(q)
                    blocks.append((asked, pmf(audience, q, wave, channel)))
                    weight = plan.CHANNEL_WEIGHT[channel] if channel else 1.0
                    rows += [(audience, wave, channel or "", q, touchpoint_of(q), int(v), weight) for v in x]
    names = ["audience", "wave", "channel", "question", "topic", "value", "weight"]
    groups = {}
    start = 0
    for asked, p in blocks:
        groups.setdefault(len(p), []).append((asked, p, start))
        start += len(p)
    packed = []
    for points, members in groups.items():
        places = np.concatenate([np.arange(s, s + points) for _, _, s in members])
        packed.append((np.array([m[0] for m in members]), np.array([m[1] for m in members]), places))
    return pd.DataFrame(rows, columns=names), packed


def draw_counts(seed, *, waves=("2025",)):
    """Counts of one new sample of the whole study: multinomial, with channel as a stratum of fixed size.

    Returns a frame with `audience, wave, channel, question, topic, value, weight, n`. Questions are drawn independently
    of each other, which is all that a statistic of one question needs. The weights undo the unequal sampling of
    channels.
    """
    frame, packed = _design(tuple(waves))
    rng = np.random.default_rng(seed)
    n = np.empty(len(frame), dtype=np.int64)
    for asked, p, places in packed:
        n[places] = rng.multinomial(asked, p).ravel()
    return frame.assign(n=n)
