"""A made-up bank for the instruments that look from outside in: effort, promises, the best in life, who owns whom.

Every probability is written here, so a test can hold a result against what was put in.
"""

import warnings
from functools import cache

import numpy as np
import pandas as pd

import cxresearch as cx

TEAMS = ["Branch network", "Contact centre", "Lending", "Digital"]
TOPICS = {  # expected, promise kept, experienced, promise kept as staff say; 0-100
    "Waiting time": (66, 40, 44, 49),
    "Billing and fees": (70, 41, 47, 52),
    "Friendliness of staff": (74, 77, 78, 80),
}
OWNERS = [*TEAMS, "Everybody", "Nobody"]
SAYS = {"Leadership": (30, 15, 5, 5, 40, 5), "Staff": (24, 26, 8, 5, 9, 28)}
COMPANIES = ["StreamBox (films)", "Parcelio (parcels)", "A company whose name is longer than anybody would read aloud"]
LEFT = {True: 0.20, False: 0.04}  # of those who found it hard, and of the others


def made(
    people: dict[str, int] | None = None, *, seed: int = 4, units: int = 12, few: str = "", shared: float = 0.4
) -> cx.Survey:
    """A survey of the three; of the team ``few`` only three members of staff; a share rated expectation and promise."""
    rng = np.random.default_rng(seed)
    people = people or {"Leadership": 60, "Staff": 500, "Customers": 1500}
    who = np.repeat(list(people), list(people.values()))
    n = len(who)
    customer, staff = who == "Customers", who == "Staff"
    team = rng.choice(TEAMS, n)
    if few:
        surplus = np.flatnonzero(staff & (team == few))[3:]
        team[surplus] = next(name for name in TEAMS if name != few)
    columns: dict[str, object] = {
        "audience": who,
        "team": team,
        "branch": [f"Branch {at}" for at in rng.integers(1, units + 1, n)],
    }
    columns["wave"] = rng.choice(["2024", "2025"], n)
    columns["weight"] = np.where(customer, rng.choice([0.6, 1.8], n), 1.0)
    effort = rng.integers(1, 8, n).astype(float)
    gone = np.where(rng.random(n) < np.where(effort <= 3, LEFT[True], LEFT[False]), "Yes", "No")
    columns |= {"EFFORT": np.where(customer, effort, np.nan), "CLOSED": np.where(customer, gone, None)}
    columns["NPS"] = np.where(customer, np.clip(rng.binomial(10, 0.65, n) - (effort <= 3) * 2, 0, 10), np.nan)
    best = rng.binomial(10, 0.8, n)
    columns |= {"BEST": np.where(customer, best, np.nan), "OWN": np.where(customer, rng.binomial(10, 0.55, n), np.nan)}
    columns["COMPANY"] = np.where(customer, rng.choice(COMPANIES, n, p=[0.5, 0.3, 0.2]), None)
    asked = customer & (rng.random(n) < shared)
    for topic, (expected, kept, got, inside) in TOPICS.items():
        severity = rng.normal(0, 0.1, n)

        def rating(mean, severity=severity):
            return rng.binomial(10, np.clip(mean / 100 + severity, 0.02, 0.98)).astype(float)

        columns[f"expected: {topic}"] = np.where(asked, rating(expected), np.nan)
        columns[f"promise: {topic}"] = np.where(asked, rating(kept), np.where(staff, rating(inside), np.nan))
        columns[f"lived: {topic}"] = np.where(customer, rating(got), np.nan)
    owner = np.full(n, None, dtype=object)
    for audience, shares in SAYS.items():
        rows = who == audience
        owner[rows] = rng.choice(OWNERS, rows.sum(), p=np.array(shares) / sum(shares))
    columns["OWNER"] = owner
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", cx.SurveyWarning)
        return cx.Survey.from_frame(pd.DataFrame(columns), codebook=_codebook(), roles=ROLES, name="Made Bank")


ROLES = {"audience": "audience", "group": "team", "unit": "branch", "wave": "wave"}


def _codebook() -> pd.DataFrame:
    rows = [
        ("EFFORT", "How easy was it to get your last matter solved?", "effort", "1-7", "Ease of the last matter", ""),
        ("CLOSED", "Have you closed an account with us in the last 12 months?", "choice", "", "Closed", ""),
        ("NPS", "How likely are you to recommend us?", "nps", "0-10", "Recommending the bank", ""),
        ("BEST", "The company that makes life easiest", "rating", "0-10", "Company that makes life easiest", ""),
        ("OWN", "And we, in the same way", "rating", "0-10", "We, in the same way", ""),
        ("COMPANY", "Which company makes life easiest for you?", "choice", "", "Company", ""),
        ("OWNER", "Which department owns the customer when something goes wrong?", "choice", "", "Owner", ""),
    ]
    aspects = {"expected": "expectation", "promise": "promise", "lived": "experience"}
    for topic in TOPICS:
        rows += [
            (f"{word}: {topic}", f"{word} - {topic}", "rating", "0-10", topic, own) for word, own in aspects.items()
        ]
    return pd.DataFrame(rows, columns=["id", "text", "kind", "scale", "topic", "aspect"])


@cache
def bank() -> cx.Survey:
    return made()


@cache
def with_few() -> cx.Survey:
    """Three members of staff in the contact centre."""
    return made(few="Contact centre")


def inputs(units: int = 12, *, seed: int = 1) -> pd.DataFrame:
    """What the branches did: hours that go with recommending, tickets that do not."""
    rng = np.random.default_rng(seed)
    customers = bank().only(audience="Customers")
    table = cx.mean_score(customers, "NPS", by="unit", scale="0-100").table.head(units)
    score = table.estimate.to_numpy(float)
    return pd.DataFrame({
        "branch": table.unit, "training_hours": 20 + (score - score.mean()) + rng.normal(0, 0.6, len(table)),
        "tickets_closed": rng.integers(300, 900, len(table)), "customers": rng.integers(9000, 20000, len(table)),
    })  # fmt: skip


RIVALS = [
    {"name": "BlueTide Bank", "nps": -19, "n": 1140, "year": 2025, "source": "Retail Banking Pulse 2025 (invented)"},
    {"name": "Meridian Savings and Loan Association of the North", "nps": -35, "n": 688, "year": 2024, "source": ""},
    {"name": "Penny Union", "nps": -48, "n": None, "year": None, "source": "A leaflet"},
]
