"""Two open questions more at Harbour Bank, whose themes go with an answer by planted shares: coming back, disengaging.

Who is in which third of the outcome names a theme with a planted probability, one theme a comment, so what goes with a
theme is exact: the mean of those who name it minus the mean of those who name none.
"""

import harbour_bank_more as more
import harbour_bank_plan as plan
import harbour_bank_truth as truth
import numpy as np

OTHER = "none"
# theme -> its share among detractors, passives, promoters, and what people write.
DRAWS_BACK = {
    "Friendliness of staff": ((0.15, 0.30, 0.45), (
        "The friendly people at the desk", "Your staff are so kind", "Anna at the desk is always friendly",
        "Polite staff who know my name", "The staff, they are helpful and warm", "Friendly staff, every time")),
    "Cards and payments": ((0.20, 0.22, 0.15), (
        "My card works everywhere", "Paying by card abroad just works", "The credit card",
        "Cards and cash machines that work", "Card payments go through at once")),
    "Mobile app": ((0.15, 0.15, 0.15), (
        "The app", "The mobile app is quick", "I can do it all in the app", "The banking app on my phone")),
    "Advice": ((0.05, 0.10, 0.15), (
        "Good advice on my savings", "My adviser", "The advice when we bought the house", "An adviser who explains")),
    OTHER: ((0.45, 0.23, 0.10), (
        "Habit, mostly", "I have always been here", "My parents came here too", "It is too much bother to leave",
        "Where else would I go", "Out of habit")),
}
# theme -> its share among those who would stay, are undecided, think of leaving, and what they write.
DISENGAGES = {
    "Recognition and respect": ((0.15, 0.25, 0.40), (
        "Nobody here is recognised", "Nobody says thank you", "No appreciation, whatever I do",
        "No respect at all", "Praise? Never", "We are not respected")),
    "Line managers": ((0.08, 0.12, 0.20), (
        "My manager", "A boss who shouts", "My line manager micromanages", "My supervisor has favourites")),
    "Workload and staffing": ((0.25, 0.25, 0.20), (
        "The workload", "We are understaffed", "Too much work for too few", "Overtime every week", "Constant stress")),
    "Tools, systems and processes": ((0.27, 0.18, 0.08), (
        "The software is slow", "Five systems for one loan", "Old computers", "Bureaucracy", "Outdated tools")),
    "Pay and benefits": ((0.10, 0.10, 0.07), ("The pay", "My salary", "Low wages", "No bonus this year")),
    OTHER: ((0.15, 0.10, 0.05), ("It comes and goes", "Hard to put into words", "Mondays", "The weather")),
}
WRITES = {"Customers": 0.30, "Staff": 0.60}
_THIRDS = {"Customers": (7, 9), "Staff": (2, 3)}  # places of the answers where the second and the third group begin


def _group(audience, column):
    """0, 1 or 2 of each answer; 1 where there is none."""
    low, high = _THIRDS[audience]
    if audience == "Customers":
        values = column.str.extract(r"^(\d+)")[0].astype(float).to_numpy()
    else:
        values = column.map({word: at for at, word in enumerate(plan.LIKERT)}).astype(float).to_numpy()
    return np.where(np.isnan(values), 1, (values >= low).astype(int) + (values >= high))


def write(frame, audience, rng):
    """The open question of an audience as a column at the end; in 2025, by a part of those who finished."""
    column, table, outcome = (("DRAWS", DRAWS_BACK, "NPS") if audience == "Customers" else
                              ("DISENGAGES", DISENGAGES, "LEAVE"))
    group = _group(audience, frame[outcome])
    writes = (frame["Wave"] == "2025").to_numpy() & np.asarray(frame.get("Finished", True)) & (
        rng.random(len(frame)) < WRITES[audience])
    pools = [clauses for _, clauses in table.values()]
    steps = np.cumsum([shares for shares, _ in table.values()], axis=0)[:-1]
    theme = (rng.random(len(frame))[None, :] > steps[:, group]).sum(axis=0)
    texts = np.array([pools[at][int(draw * len(pools[at]))]
                      for at, draw in zip(theme, rng.random(len(frame)), strict=True)], dtype=object)
    said = np.where(writes, texts, "")
    # Whoever doubles another's answers doubles this one too.
    return frame.assign(**{column: said[more.first_alike(frame)]})


def effects(audience):
    """What goes with each theme: the mean outcome of those who name it minus that of those who name none."""
    table, question = (DRAWS_BACK, "NPS") if audience == "Customers" else (DISENGAGES, "LEAVE")
    p = truth.pmf(audience, question)
    low, high = _THIRDS[audience]
    values = np.arange(len(p)) + (audience != "Customers")
    group = (np.arange(len(p)) >= low).astype(int) + (np.arange(len(p)) >= high)
    means = {theme: (w := p * np.array(shares)[group]) @ values / w.sum() for theme, (shares, _) in table.items()}
    return {theme: float(mean - means[OTHER]) for theme, mean in means.items() if theme != OTHER}


assert all(abs(sum(shares[at] for shares, _ in table.values()) - 1) < 1e-9
           for table in (DRAWS_BACK, DISENGAGES) for at in range(3))
