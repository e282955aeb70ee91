"""Make the made-up parcel service anew: `python parcel_service.py [--seed 7] [--out DIR]`.

Three plain CSV files without a codebook, as a small carrier would export them: 1-7 with words at the ends only, weeks
instead of waves, depots as units, and a question whether people have switched. Swiftfern Parcels does not exist.
"""

import argparse
import csv
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from answer_shapes import Crowd, answer_shares, true_mean, write_comment

HERE = Path(__file__).resolve().parent
DEPOTS = ("Ashford Lane", "Birch Hill", "Canal Side", "Dunmore", "East Gate", "Foxley", "Granary Wharf", "Hollins",
          "Ivy Bridge", "Kestrel Park", "Larkfield", "Mill End", "Northway", "Oldbury", "Penrose",
          "Quarry Road")  # fmt: skip
# topic -> (customers, staff, leaders, what leaders predict) on 0-100
TOPICS = {
    "Delivery slot": (46, 52, 71, 68),
    "Driver": (78, 80, 77, 80),
    "Condition of the parcel": (58, 66, 82, 76),
    "Tracking": (69, 70, 69, 72),
    "Delivered on time": (55, 50, 74, 70),
    "Help line": (38, 44, 60, 55),
    "Claims for damage": (33, 47, 58, 52),
    "Website and app": (64, 61, 66, 66),
}
# Share of the variation between customers' answers that lies between depots, and between staff's.
DEPOT_SHARE = {"Delivery slot": 0.06, "Driver": 0.10, "Condition of the parcel": 0.12, "Delivered on time": 0.08}
ATTITUDE_SHARE = 0.30
DEPOT_LINK = 0.7  # correlation of depots' staff mood with depots' service, before anybody is sampled
RECOMMEND = (9, 2, 3, 4, 5, 10, 9, 16, 17, 12, 13)  # percent of customers for 0..10
EFFORT = 57  # ease of getting the parcel, 0-100
SWITCHED = {"hard": 0.19, "other": 0.06}  # hard: 1 to 3 of 7
STATEMENTS = {
    "I am proud to work for Swiftfern": 60,
    "I enjoy helping our customers": 71,
    "I have what I need to do a good job": 48,
    "My good work is noticed here": 41,
}
ASKED = {"customers": 1800, "staff": 420, "leaders": 24}
TEAMS = {"Drivers": 0.55, "Sorting": 0.30, "Office": 0.15}
PRODUCTS = {"Home": 0.62, "Pick-up point": 0.27, "Business": 0.11}
QUESTION = "How satisfied are you with {}?"
ASKED_AS = {
    "Delivery slot": "the delivery slot", "Driver": "the driver",
    "Condition of the parcel": "the condition of the parcel",
    "Tracking": "tracking", "Delivered on time": "delivery on time", "Help line": "the help line",
    "Claims for damage": "how claims for damage are settled", "Website and app": "the website and app",
}  # fmt: skip
PREDICTED = "What will customers answer: how satisfied are they with {}?"
ENDS = ("Not at all satisfied", "Completely satisfied")
EASE, AGREE = ("Very difficult", "Very easy"), ("Strongly disagree", "Strongly agree")
WHY = "What is the main reason for your score?"
IMPROVE = "What should we do better?"
CLAUSES = {
    ("Delivery slot", "good"): ["I could choose a two-hour slot and it was kept.", "The slot suited me.",
                                "Love that I can move the slot from my phone."],
    ("Delivery slot", "bad"): ["A slot from 8 to 6 is no slot.", "I waited in all day again.",
                               "The slot was changed twice without asking me.", "No evening slots where I live."],
    ("Driver", "good"): ["The driver is always friendly.", "Our driver knows where to leave things.",
                         "Polite driver, carried it up three floors."],
    ("Driver", "bad"): ["The driver threw it over the gate.", "Driver did not even ring.",
                        "The driver left it in the rain."],
    ("Condition of the parcel", "good"): ["Everything arrived in one piece.", "Well handled, not a scratch."],
    ("Condition of the parcel", "bad"): ["The box was crushed.", "Half the glasses were broken.",
                                         "Parcel arrived wet and torn open."],
    ("Tracking", "good"): ["Tracking is spot on.", "I always know where my parcel is."],
    ("Tracking", "bad"): ["Tracking said delivered, it was not.", "The map has not moved since Tuesday."],
    ("Delivered on time", "good"): ["Came the day you said.", "Never late so far."],
    ("Delivered on time", "bad"): ["Three days late for a birthday.", "Late again, nobody told me.",
                                   "Next day took four days."],
    ("Help line", "good"): ["The lady on the phone sorted it in a minute."],
    ("Help line", "bad"): ["Forty minutes on hold.", "Nobody answers the phone.", "The bot goes round in circles.",
                           "I was passed from one person to the next."],
    ("Claims for damage", "good"): ["My claim was paid within a week."],
    ("Claims for damage", "bad"): ["Still waiting for my claim.", "You refused my claim without a reason.",
                                   "The claim form asks for the same photo three times."],
    ("Website and app", "good"): ["The app is easy."],
    ("Website and app", "bad"): ["The app logs me out every time.", "Could not change the address on the website."],
}  # fmt: skip
NON_ANSWERS = ("n/a", "no comment", "-", "nothing", "Nothing really")


def depot_effects(rng):
    """Service and staff mood of each depot, correlated as planted."""
    service = rng.standard_normal(len(DEPOTS))
    mood = DEPOT_LINK * service + np.sqrt(1 - DEPOT_LINK**2) * rng.standard_normal(len(DEPOTS))
    return service, mood


def ends_in_words(codes, ends, points=7):
    """1..points as exported: words at the two ends, bare numbers between."""
    words = [str(k) for k in range(1, points + 1)]
    words[0], words[-1] = f"1 - {ends[0]}", f"{points} - {ends[1]}"
    return np.array(words, dtype=object)[codes]


def pick(rng, shares, n):
    """`n` names drawn by their shares."""
    return rng.choice(np.array(list(shares), dtype=object), n, p=list(shares.values()))


def blank_some(column, rng, share):
    """A column with some cells left empty, blind to what stands there."""
    return np.where(rng.random(len(column)) < share, "", column)


def rate(crowd, audience, shares_of, unit_share):
    """The eight ratings of one audience as exported."""
    at = {"Customers": 0, "Staff": 1, "Leadership": 2}[audience]
    found = {}
    for topic, means in TOPICS.items():
        codes = crowd.answers(shares_of(means[at]), unit_share=unit_share(topic))
        found[QUESTION.format(ASKED_AS[topic])] = blank_some(ends_in_words(codes, ENDS), crowd.rng, 0.02)
    return found


def customers(rng, service):
    n = ASKED["customers"]
    units = rng.integers(0, len(DEPOTS), n)
    crowd = Crowd(units, service, rng)
    weeks = [date(2026, 3, 2) + timedelta(weeks=int(w)) for w in rng.integers(0, 12, n)]
    score = crowd.answers(np.array(RECOMMEND) / 100, unit_share=0.06)
    ease = crowd.answers(answer_shares(EFFORT, 7), unit_share=0.04)
    switched = rng.random(n) < np.where(ease < 3, SWITCHED["hard"], SWITCHED["other"])
    names = list(TOPICS)
    weight = np.array([30, 16, 17, 6, 14, 7, 6, 4]) / 100
    why, better = [], []
    for value in score:
        tone = "good" if rng.random() < (0.9 if value >= 9 else 0.55 if value >= 7 else 0.12) else "bad"
        why.append(write_comment(rng, CLAUSES, tone, names, weight)[0])
        better.append(write_comment(rng, CLAUSES, "bad", names, weight)[0])
    why = np.where(rng.random(n) < 0.35, "", np.where(rng.random(n) < 0.05, rng.choice(NON_ANSWERS, n), why))
    better = np.where(rng.random(n) < 0.5, "", np.where(rng.random(n) < 0.10, rng.choice(NON_ANSWERS, n), better))
    return {
        "Ref": [f"SF{k}" for k in rng.permutation(np.arange(20000, 99999))[:n]],
        "Week": [week.isoformat() for week in weeks],
        "Depot": np.array(DEPOTS, dtype=object)[units],
        "Product": pick(rng, PRODUCTS, n),
        "How likely are you to recommend Swiftfern to a friend?": blank_some(score.astype(str), rng, 0.01),
        WHY: why,
        **rate(crowd, "Customers", lambda mean: answer_shares(mean, 7), lambda topic: DEPOT_SHARE.get(topic, 0.02)),
        "How easy was it to get your parcel?": ends_in_words(ease, EASE),
        "Have you switched to another carrier?": np.where(switched, "Yes", "No"),
        IMPROVE: better,
    }


def staff(rng, mood):
    n = ASKED["staff"]
    units = rng.integers(0, len(DEPOTS), n)
    crowd = Crowd(units, mood, rng)
    attitude = {
        text: ends_in_words(crowd.answers(answer_shares(mean, 7), unit_share=ATTITUDE_SHARE), AGREE)
        for text, mean in STATEMENTS.items()
    }
    names, weight = list(TOPICS), np.array([14, 6, 24, 5, 22, 12, 12, 5]) / 100
    better = np.array([write_comment(rng, CLAUSES, "bad", names, weight)[0] for _ in range(n)], dtype=object)
    return {
        "Depot": np.array(DEPOTS, dtype=object)[units],
        "Team": pick(rng, TEAMS, n),
        **rate(crowd, "Staff", lambda mean: answer_shares(mean, 7), lambda topic: 0.05),
        **attitude,
        IMPROVE: blank_some(better, rng, 0.45),
    }


def leaders(rng):
    n = ASKED["leaders"]
    crowd = Crowd(np.arange(n), rng.standard_normal(n), rng)
    found = rate(crowd, "Leadership", lambda mean: answer_shares(mean, 7, 0.12), lambda topic: 0.05)
    for topic, means in TOPICS.items():
        codes = crowd.answers(answer_shares(means[3], 7, 0.08))
        found[PREDICTED.format(ASKED_AS[topic])] = ends_in_words(codes, ENDS)
    return found


def write_csv(path, columns):
    """A frame without a frame: header and rows, the same bytes everywhere."""
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(zip(*columns.values(), strict=True))


def truth():
    """What was planted, as a page."""
    promoters, detractors = sum(RECOMMEND[9:]), sum(RECOMMEND[:7])
    hard = answer_shares(EFFORT, 7)[:3].sum()
    left = hard * SWITCHED["hard"] + (1 - hard) * SWITCHED["other"]
    lines = [
        "# The truth about Swiftfern Parcels", "",
        "Swiftfern Parcels does not exist; its depots, people and numbers are invented. This page is written by",
        "`parcel_service.py` from the probabilities that the three files were drawn from. The files are one sample and",
        "differ from it by chance; depots differ, so means of a small file lie up to two points off.", "",
        f"Asked: {ASKED['leaders']} leaders, {ASKED['staff']} staff, {ASKED['customers']:,} customers of"
        f" {len(DEPOTS)} depots in twelve weeks. All ratings are 1-7, words at the ends only.", "",
        "| topic | customers | staff | leaders | leaders predict | L - C | S - C |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]  # fmt: skip
    for topic, (c, s, lead, predicted) in TOPICS.items():
        lines.append(f"| {topic} | {c} | {s} | {lead} | {predicted} | {lead - c:+d} | {s - c:+d} |")
    lines += [
        "", f"NPS: {promoters}% promoters, {detractors}% detractors, {promoters - detractors:+d}.",
        f"Effort: {hard:.1%} found it hard (1 to 3 of 7); of these {SWITCHED['hard']:.0%} have switched, of the others"
        f" {SWITCHED['other']:.0%}: a difference of {100 * (SWITCHED['hard'] - SWITCHED['other']):.0f} points;"
        f" {left:.1%} in all.",
        f"Staff's attitude and depots' service correlate {DEPOT_LINK} between depots before anybody is sampled.",
        f"Of the variation in staff's attitude {ATTITUDE_SHARE:.0%} lies between depots.", "",
        "Statements of staff on 0-100: " + "; ".join(f"{text} {mean}" for text, mean in STATEMENTS.items()) + ".", "",
    ]  # fmt: skip
    assert all(abs(true_mean(answer_shares(mean, 7)) - mean) < 1e-9 for row in TOPICS.values() for mean in row)
    return "\n".join(lines)


def make(seed=7, folder=HERE):
    """Write the sample into `folder / "parcel-service"`."""
    out = Path(folder) / "parcel-service"
    out.mkdir(parents=True, exist_ok=True)
    service, mood = depot_effects(np.random.default_rng([seed, 0]))
    write_csv(out / "customers.csv", customers(np.random.default_rng([seed, 1]), service))
    write_csv(out / "staff.csv", staff(np.random.default_rng([seed, 2]), mood))
    write_csv(out / "leaders.csv", leaders(np.random.default_rng([seed, 3])))
    (out / "TRUTH.md").write_text(truth(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--out", default=HERE)
    options = parser.parse_args()
    make(options.seed, options.out)
