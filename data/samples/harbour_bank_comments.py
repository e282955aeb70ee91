"""What people at Harbour Bank wrote: hand-written clauses, put together as people put them together.

Every clause in `clauses.csv` was written by hand and carries its touchpoint and sentiment. A comment takes one to three
clauses that answer the same question and never two on one touchpoint, so that nothing contradicts itself; then come the
habits of people who type: small letters, lost full stops, typos, emoji, "n/a". Its true labels are kept beside it.

Sentiment is the tone of the statement itself. In the question on competitors it is the tone towards the competitor.
"""

import re
from pathlib import Path

import harbour_bank_plan as plan
import numpy as np
import pandas as pd

HERE = Path(__file__).resolve().parent
OPEN = ("OE_1", "OE_2", "OE_3", "OE_4")
TOPICS = (*plan.TOUCHPOINTS, "other")
WAITING = "Waiting time"

WRITES = {("Customers", "2024"): 0.20, ("Customers", "2025"): 0.35, ("Staff", "2024"): 0.35, ("Staff", "2025"): 0.42,
          ("Leadership", "2025"): 0.85}
ANSWERS = {"OE_1": 0.75, "OE_2": 0.80, "OE_3": 0.35, "OE_4": 0.40}  # of those who write at all
# Share of a question's real comments that name waiting. For customers the four add up to 23% of all comments.
NAMES_WAITING = {"Customers": (0.09, 0.36, 0.21, 0.25), "Staff": (0.06, 0.22, 0.08, 0.18),
                 "Leadership": (0.02, 0.03, 0.03, 0.02)}
NON_ANSWER_SHARE = {"Customers": 0.08, "Staff": 0.06, "Leadership": 0.04}
CLAUSES_PER_COMMENT = (0.58, 0.32, 0.10)
STYLES = {"Customers": ("customer", "any"), "Staff": ("staff", "any"), "Leadership": ("leader",)}
NON_ANSWERS = (
    "nothing", "n/a", "no comment", "-", "all good", "none", "Nothing.", "N/A", "don't know", "no idea", "x", "...",
    "no", "nothing comes to mind", "?", "Nothing really", "not applicable", "NA", "can't think of any",
)
# Relative weight of the twelve touchpoints and "other" (waiting is planted apart): who talks about what.
TALKS_ABOUT = {
    "Customers": ((8, 0, 26, 11, 14, 6, 4, 3, 4, 12, 5, 5, 6), (4, 0, 5, 6, 8, 8, 30, 7, 20, 9, 6, 9, 6),
                  (7, 0, 4, 7, 14, 6, 22, 4, 8, 12, 8, 10, 9), (4, 0, 6, 7, 14, 7, 22, 6, 11, 9, 5, 12, 8)),
    "Staff": ((10, 0, 30, 14, 7, 4, 4, 3, 6, 8, 9, 3, 8), (5, 0, 4, 8, 6, 5, 15, 7, 16, 5, 7, 4, 16),
              (8, 0, 7, 8, 8, 8, 9, 7, 9, 8, 8, 6, 6), (6, 0, 8, 8, 6, 5, 12, 7, 17, 5, 7, 6, 16)),
    "Leadership": ((5, 0, 14, 20, 22, 10, 6, 3, 4, 6, 8, 1, 8), (10, 0, 6, 12, 15, 12, 5, 5, 4, 9, 12, 4, 10),
                   (12, 0, 6, 14, 20, 8, 6, 4, 3, 9, 10, 4, 10), (8, 0, 6, 16, 24, 9, 4, 7, 4, 8, 8, 4, 10)),
}
EMOJI = {"positive": "😊👍❤🙏", "negative": "😡😤👎🙄", "neutral": "🤷🙂", "mixed": "🤔😐"}


def read_clauses():
    """The hand-written clauses, one a row: `clause_id, text, touchpoint, sentiment, question, style, alone, split`."""
    return pd.read_csv(HERE / "clauses.csv", dtype=str, keep_default_na=False)


def read_whole_comments():
    """Comments that stand as written: other languages, personal data, contradictions, oddities."""
    return pd.read_csv(HERE / "whole_comments.csv", dtype=str, keep_default_na=False)


def write_comments(frame, audience, respondent, rng):
    """Fill the four open questions of `frame`. Returns it with a table of true labels, one row a clause.

    `respondent` names the column whose values the labels carry.
    """
    clauses = read_clauses()
    clauses = clauses[clauses["style"].isin(STYLES[audience])]
    pools = {(q, t): part.to_dict("records") for (q, t), part in clauses.groupby(["question", "touchpoint"])}
    frame = frame.reset_index(drop=True)
    people = frame.to_dict("records")
    texts = {column: [""] * len(frame) for column in OPEN}
    labels = []
    taken = set()
    for wave in sorted(frame["Wave"].unique()):
        here = (frame["Wave"] == wave) & frame.get("Finished", True)
        writers = rng.permutation(np.flatnonzero(here))[: round(WRITES[audience, wave] * here.sum())]
        for q, column in enumerate(OPEN, start=1):
            chosen = np.sort(rng.permutation(writers)[: round(ANSWERS[column] * len(writers))])
            silent = rng.random(len(chosen)) < NON_ANSWER_SHARE[audience]
            for i in chosen[silent]:
                texts[column][i] = str(rng.choice(NON_ANSWERS))
                labels.append((i, column, 1, "none", "no answer", ""))
            real = chosen[~silent]
            waiting = _who_names_waiting(people, real, audience, q, rng)
            for i in real:
                picked = _pick(people[i], audience, str(q), i in waiting, pools, rng)
                texts[column][i] = _type(picked, rng)
                labels += [(i, column, k, c["touchpoint"], c["sentiment"], c["clause_id"])
                           for k, c in enumerate(picked, start=1)]
        taken |= set(writers)
    frame = frame.assign(**texts)
    labels += _place_whole_comments(frame, audience, sorted(taken), rng)
    table = pd.DataFrame(labels, columns=["row", "question", "part", "touchpoint", "sentiment", "clause"])
    who = pd.DataFrame({"audience": audience, "respondent": frame.loc[table["row"], respondent].to_numpy(),
                        "wave": frame.loc[table["row"], "Wave"].to_numpy()})
    order = np.lexsort((table["part"], table["question"], table["row"]))
    return frame, pd.concat([who, table.drop(columns="row")], axis=1).iloc[order].reset_index(drop=True)


def _liking(row, topic):
    """How far a person's own rating of a touchpoint lies above the middle, from -1 to 1; 0 where there is none."""
    if topic == "other":
        return 0.0
    value = str(row[f"EXP_{plan.TOUCHPOINTS.index(topic) + 1}"])
    return int(value) / 5 - 1 if value.isdigit() else 0.0


def _direction(question):
    return {1: 1.0, 2: -1.0}.get(question, 0.0)


def _who_names_waiting(people, rows, audience, question, rng):
    """An exact share of the writers, those first whose own rating of waiting fits the question."""
    count = round(NAMES_WAITING[audience][question - 1] * len(rows))
    pull = [1.2 * _direction(question) * _liking(people[i], WAITING) for i in rows]
    keys = np.array(pull) + rng.gumbel(size=len(rows))
    return set(rows[np.argsort(-keys, kind="stable")[:count]])


def _pick(row, audience, question, names_waiting, pools, rng):
    """One to three clauses on different touchpoints."""
    q = int(question)
    count = 1 + rng.choice(3, p=CLAUSES_PER_COMMENT)
    weights = np.array(TALKS_ABOUT[audience][q - 1], dtype=float)
    weights *= np.exp([1.0 * _direction(q) * _liking(row, t) for t in TOPICS])
    topics = list(rng.choice(len(TOPICS), count, replace=False, p=weights / weights.sum()))
    if names_waiting:
        topics[rng.integers(count)] = TOPICS.index(WAITING)
    picked = []
    for k, t in enumerate(topics):
        turned = k > 0 and question in "12" and rng.random() < 0.22  # a good word among bad ones, or the reverse
        pool = pools.get((str(3 - q) if turned else question, TOPICS[t]), []) or pools[question, TOPICS[t]]
        pool = [c for c in pool if count == 1 or not c["alone"]]
        if turned:
            pool = [c for c in pool if c["sentiment"] == ("negative" if q == 1 else "positive")] or pool
        picked.append(pool[rng.integers(len(pool))])
    return sorted(picked, key=lambda c: c["sentiment"] != picked[0]["sentiment"])  # one turn at most: good, but bad


def _type(picked, rng):
    """A comment as a person types it."""
    text = _capital(picked[0]["text"]) if rng.random() < 0.8 else picked[0]["text"]
    for before, clause in zip(picked, picked[1:], strict=False):
        ended = text[-1] in "?!"
        if {before["sentiment"], clause["sentiment"]} == {"positive", "negative"}:
            joint = " But " if ended else rng.choice([", but ", ". But ", " - but "], p=[0.7, 0.2, 0.1])
            text += joint + clause["text"]
        else:
            joint = " " if ended else rng.choice([". ", "; ", " - ", "\n"], p=[0.75, 0.13, 0.09, 0.03])
            text += joint + (clause["text"] if joint in ("; ", " - ") else _capital(clause["text"]))
    tone = picked[-1]["sentiment"]
    if text[-1] not in "?!":
        loud = 0.02 if tone == "neutral" else 0.07
        text += rng.choice([".", "!", "!!!", ""], p=[0.59 - loud, loud, 0.01, 0.40])
    if rng.random() < 0.18:
        text = _typo(text, rng)
    if rng.random() < 0.15:
        text = text.replace("'", "")
    if rng.random() < 0.25:
        text = text.replace("please", "pls").replace("Please", "Pls")
    if rng.random() < 0.12:
        text = text.lower()
    elif tone == "negative" and rng.random() < 0.02:
        text = text.upper()
    if rng.random() < 0.05:
        text += " " + rng.choice(list(EMOJI[tone])) * int(rng.integers(1, 3))
    return text


def _capital(text):
    return text[0].upper() + text[1:]


def _typo(text, rng):
    """One slip in one longer word: two letters swapped, one lost or one doubled."""
    places = [m for m in re.finditer(r"[a-z]{5,}", text)]
    if not places:
        return text
    word = places[rng.integers(len(places))]
    at = word.start() + 1 + int(rng.integers(word.end() - word.start() - 2))
    slip = rng.integers(3)
    if slip == 0:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text[:at] + text[at + 1 :] if slip == 1 else text[: at + 1] + text[at:]


def _place_whole_comments(frame, audience, writers, rng):
    """Put the comments that stand as written where a fitting writer left the question empty."""
    labels = []
    late = [i for i in writers if frame.loc[i, "Wave"] == "2025"]
    whole = read_whole_comments()
    fits = {"Customers": ("customer", "promoter", "detractor"), "Staff": ("staff",), "Leadership": ("leader",)}
    for comment in whole[whole["who"].isin(fits[audience])].to_dict("records"):
        column = f"OE_{comment['question']}"
        score = frame.loc[late, "NPS"].str.extract(r"^(\d+)")[0].astype(float) if "NPS" in frame else None
        free = frame.loc[late, column] == ""
        if comment["who"] == "promoter":
            free &= score >= 9
        elif comment["who"] == "detractor":
            free &= score <= 6
        candidates = np.array(late)[free.to_numpy()]
        i = rng.choice(candidates)
        late.remove(i)
        frame.loc[i, column] = comment["text"]
        if comment["language"] != "en" and "UserLanguage" in frame:
            frame.loc[i, "UserLanguage"] = comment["language"].upper()
        labels += [(i, column, k, *label.split(":"), comment["comment_id"])
                   for k, label in enumerate(comment["labels"].split(";"), start=1)]
    return labels
