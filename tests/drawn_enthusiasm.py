"""What is asked of enthusiasm, for the tests of the pictures: made-up people, with names as long as they come."""

import numpy as np
import pandas as pd

import cxresearch as cx
from cxresearch.result import Result

TOPICS = ["Billing and fees", "Waiting time at the counter and on the phone in the weeks around the end of a quarter",
          "Mobile app", "Kontoeröffnungsunterlagenbeschaffung", "Opening an account"]  # fmt: skip
LIKELY = "How likely are you to recommend Harbour Bank to a friend or colleague?"


def understood(leaders: int = 30) -> cx.Survey:
    """How it works and how well it is understood, of five topics; leaders think well of all."""
    rng, columns = np.random.default_rng(2), {"audience": ["Customers"] * 400 + ["Leadership"] * leaders}
    for stem, means in (("How would you rate us?", (0.6, 0.7, 0.3, 0.51, 0.7)),
                        ("How well do you understand each?", (0.3, 0.35, 0.4, 0.5, 0.8))):  # fmt: skip
        for topic, mean in zip(TOPICS, means, strict=True):
            columns[f"{stem} - {topic}"] = [*rng.binomial(10, mean, 400), *rng.binomial(10, 0.8, leaders)]
    return cx.Survey.from_frame(pd.DataFrame(columns), scales=dict.fromkeys(list(columns)[1:], (0, 10)))


def panel(waves: int = 2, people: int = 500) -> cx.Survey:
    """The same people in each wave; of the error nothing is known but from three waves on."""
    rng = np.random.default_rng(3)
    steady = rng.normal(7.5, 1.5, people)
    said = [np.clip(np.round(steady + 0.4 * at + rng.normal(0, 1, people)), 0, 10) for at in range(waves)]
    frame = pd.DataFrame({
        "who": np.tile(np.arange(people), waves), "wave": np.repeat(np.arange(waves) + 2023, people),
        LIKELY: np.concatenate(said),
    })  # fmt: skip
    roles = {"respondent": "who", "wave": "wave"}
    return cx.Survey.from_frame(frame, audience="Customers", roles=roles, scales={LIKELY: (0, 10)})


def branches(each: int = 60) -> cx.Survey:
    """Twelve branches in two waves: one topic depends on the branch, one on the wave."""
    rng = np.random.default_rng(4)
    unit, wave = np.repeat(np.arange(12), 2 * each), np.tile(np.repeat([2024, 2025], each), 12)
    columns = {"unit": [f"Branch {at}" for at in unit], "wave": wave}
    for at, topic in enumerate(TOPICS):
        mean = 0.4 + 0.05 * at + 0.02 * (unit - 5.5) * (at == 1) + 0.12 * (wave == 2025) * (at == 2)
        columns[topic] = rng.binomial(10, mean)
    roles, scales = {"unit": "unit", "wave": "wave"}, dict.fromkeys(TOPICS, (0, 10))
    return cx.Survey.from_frame(pd.DataFrame(columns), audience="Customers", roles=roles, scales=scales)


def buyers(people: int = 900) -> cx.Survey:
    """Ease of the last matter, loyalty, what was spent and who left."""
    rng = np.random.default_rng(5)
    ease = rng.integers(1, 8, people)
    nps = rng.binomial(10, np.clip(0.65 - 0.2 * (ease < 4) + 0.1 * (ease > 4), 0, 1))
    frame = pd.DataFrame({
        "who": [f"K{at}" for at in range(people)], "unit": [f"U{at % 15}" for at in range(people)],
        "ease": ease, LIKELY: nps,
        "Spent in the last twelve months with the bank": 40 + 6 * nps + rng.gamma(2, 9, people),
        "left": (rng.random(people) < 0.3 - 0.02 * nps).astype(int),
    })  # fmt: skip
    return cx.Survey.from_frame(frame, audience="Customers", roles={"respondent": "who", "unit": "unit"},
                                scales={"ease": (1, 7), LIKELY: (0, 10)})  # fmt: skip


def reviews() -> Result:
    rng = np.random.default_rng(6)
    stars = rng.choice(5, 150, p=[0.4, 0.1, 0.05, 0.1, 0.35]) + 1
    public = cx.read_reviews(pd.DataFrame({"stars": stars, "text": [f"Number {at} in the queue" for at in range(150)]}))
    asked = "All in all, how satisfied are you with the bank?"
    answers = pd.DataFrame({asked: rng.choice(5, 600, p=[0.07, 0.1, 0.2, 0.4, 0.23]) + 1})
    return cx.public_reviews(public, cx.Survey.from_frame(answers, audience="Customers", scales={asked: (1, 5)}))


def starts() -> Result:
    gaps = pd.DataFrame({"topic": TOPICS[:3], "audience_a": "Leadership", "audience_b": "Customers",
                         "estimate": [30.0, 22, 9], "ci_low": [26.0, 18, 4], "ci_high": [34.0, 26, 14]})  # fmt: skip
    room = [("All fees on one page please", 31, 1, 0), ("Show the waiting time at the door and in the app, and offer a "
            "call back to whoever stands in line for longer than ten minutes", 22, 2, 1), ("A chair for those who wait",
            9, 1, 1), ("Rebuild the app", 12, 5, 2), ("Keep the Friday breakfast", 14, 1, 0),
            ("Stop the fund of the month", 6, 1, 0)]  # fmt: skip
    plan = [{"text": text, "votes": votes, "effort": effort, "theme": TOPICS[at]} for text, votes, effort, at in room]
    return cx.what_to_start(plan, Result(gaps, ""))


ENTHUSIASM = {
    "understood": lambda: cx.clear_but_not_understood(understood()),
    "understood, leaders hidden": lambda: cx.clear_but_not_understood(understood(leaders=4)),
    "who moved": lambda: cx.loyalty_transitions(panel(3), LIKELY),
    "who moved, levels only": lambda: cx.loyalty_transitions(panel(), LIKELY),
    "kept each time": lambda: cx.kept_consistently(branches()),
    "kept each time, too few": lambda: cx.kept_consistently(branches(each=1)),
    "delight or ease": lambda: cx.delight_or_ease(buyers(), LIKELY, "ease"),
    "loyalty and money": lambda: cx.loyalty_and_value(
        buyers(), "Spent in the last twelve months with the bank", question=LIKELY
    ),
    "loyalty and leaving": lambda: cx.loyalty_and_value(buyers(), "left", question=LIKELY),
    "loyalty and money of units": lambda: cx.loyalty_and_value(
        buyers(), pd.DataFrame({"unit": [f"U{at}" for at in range(15)], "Revenue": np.arange(15) % 4 + 10.0}),
        question=LIKELY, by="unit",
    ),
    "public reviews": reviews,
    "what to start": starts,
}  # fmt: skip
