"""What was asked at Harbour Bank beside the rest, as columns at the end of its files, each from a stream of its own.

Nothing here changes an answer that was there before: every column is drawn after the files' other columns, from random
numbers that no other column uses.
"""

import harbour_bank_plan as plan
import harbour_bank_truth as truth
import numpy as np

# How well it is understood, 0-100: as customers say (2025), as staff and as leaders believe of customers.
UNDERSTOOD = {
    "Opening an account": (63, 66, 70), "Mobile app": (50, 57, 64), "Billing and fees": (31, 58, 72),
    "Letters and e-mails": (36, 61, 68), "Cards and payments": (70, 72, 78), "Loan application": (38, 59, 74),
}
# Correlation of the answers on recommending that the same people give twice when nothing changed: that of 600,000 such
# pairs of the generator, whose latent scores correlate .65. Between the waves nobody moved but everybody a little.
RELIABILITY = 0.615
# Points of the item on recommending (0-100) that a hard matter lies below a middling one, and an easy one above: means
# of 800,000 customers of the generator.
HARD, EASY = 7.3, 7.5
_SIDE = {"Customers": 0, "Staff": 1, "Leadership": 2}


def understood_pmf(audience, topic):
    """Probabilities of 0..10."""
    return truth.shaped_pmf(UNDERSTOOD[topic][_SIDE[audience]], 0.42, 11)


def understood(frame, audience, rng):
    """`UND_1`... as exported; in 2025 alone, and never the same answer on all of them."""
    asked = (frame["Wave"] == "2025") & frame.get("Finished", True)
    codes = np.column_stack([
        rng.choice(11, len(frame), p=understood_pmf(audience, topic)) for topic in UNDERSTOOD
    ])
    codes = codes[first_alike(frame)]
    alike = (codes == codes[:, :1]).all(axis=1)
    codes[alike, -1] = np.where(codes[alike, -1] == 10, 9, codes[alike, -1] + 1)
    return frame.assign(**{
        column: np.where(asked, codes[:, at].astype(str).astype(object), "") for at, column in enumerate(columns())
    })


def first_alike(frame):
    """The first row that answered the same on everything rated: whoever doubles another doubles this too."""
    rated = [f"{stem}_{at}" for stem in ("EXP", "IMP") for at in range(1, len(plan.TOUCHPOINTS) + 1)]
    group = frame.groupby(["Wave", *rated], sort=False).ngroup().to_numpy()
    _, first = np.unique(group, return_index=True)
    return first[group]


def columns():
    """Their names, in the order of `UNDERSTOOD`."""
    return [f"UND_{plan.TOUCHPOINTS.index(topic) + 1}" for topic in UNDERSTOOD]


# Revenue of a year, euro: its mean by channel and by what the customer answered, detractor, passive, promoter. Within a
# channel a promoter is worth 45 more than a detractor; branch customers are worth more, and more of them are promoters.
REVENUE = {"Branch": (220, 245, 265), "Digital": (120, 145, 165)}
KNOWN, SPREAD = 0.75, 0.6  # share of customers of 2025 whose revenue is known; deviation of its logarithm


def revenue(frame, rng):
    """`CustomerID, revenue` of a random part of the customers of 2025, in the order of their numbers."""
    late = frame[(frame["Wave"] == "2025") & (frame["CustomerID"] != "")]
    late = late[rng.random(len(late)) < KNOWN].sort_values("CustomerID", kind="stable")
    score = late["NPS"].str.extract(r"^(\d+)")[0].astype(float).fillna(7).to_numpy()
    group = (score >= 7).astype(int) + (score >= 9)
    mean = np.array([REVENUE[channel][at] for channel, at in zip(late["Channel"], group, strict=True)], dtype=float)
    drawn = mean * np.exp(SPREAD * rng.standard_normal(len(late)) - SPREAD**2 / 2)
    return late[["CustomerID"]].assign(revenue=np.round(drawn, 2))


def true_revenue():
    """Mean revenue of detractors, passives and promoters over both channels in their true proportion."""
    total, people_of = np.zeros(3), np.zeros(3)
    for channel, share in plan.CHANNEL_SHARE.items():
        p = truth.pmf("Customers", "NPS", "2025", channel)
        parts = share * np.array([p[:7].sum(), p[7:9].sum(), p[9:].sum()])
        total, people_of = total + parts * np.array(REVENUE[channel]), people_of + parts
    return total / people_of
