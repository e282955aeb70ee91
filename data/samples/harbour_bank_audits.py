"""The small files beside the three surveys of Harbour Bank: competitors, programmes, branch inputs, audits, a workshop.

Scores are drawn from probabilities with planted means, as in the surveys; competitors, branch inputs and the workshop
are fixed, so what they say is exact.
"""

from pathlib import Path

import harbour_bank_links as links
import harbour_bank_plan as plan
import harbour_bank_truth as truth
import numpy as np
import pandas as pd

HERE = Path(__file__).resolve().parent
JUDGES = {"Leadership": 60, "Staff": 150, "Customers": 300}
SPREAD = {"Leadership": 0.36, "Staff": 0.42, "Customers": 0.46}
ORDER = ("Leadership", "Staff", "Customers")

# Programme -> (giving, getting) on 0-100 by leaders, staff and customers.
PROGRAMMES = {
    "Voice of the Harbour survey": ((74, 52), (50, 66), (31, 72)),
    "Welcome Home onboarding": ((78, 50), (74, 48), (72, 45)),
    "Captain's Club points": ((81, 48), (52, 70), (34, 78)),
    "Fee alert by text": ((70, 30), (76, 26), (79, 22)),
    "Personal finance check-up": ((80, 55), (48, 74), (37, 76)),
    "Branch makeover": ((60, 40), (55, 38), (52, 40)),
    "Mobile app 3.0": ((82, 58), (68, 55), (66, 52)),
    "Spring cross-selling weeks": ((35, 84), (22, 90), (18, 88)),
    "One call complaint desk": ((66, 35), (71, 33), (68, 28)),
}
# These say that they give: leaders see givers, customers see takers.
PRETENDERS = ("Voice of the Harbour survey", "Captain's Club points", "Personal finance check-up")

# Item -> (wording, true score on 0-100 by leaders, staff and customers; None: not asked).
AUDITS = {
    "five_decisions": {
        "believe_1": ("The bank takes customers at their word before it asks for proof.", 68, 47, 39),
        "believe_2": ("Staff may decide in the customer's favour on the spot.", 72, 38, 41),
        "clarity_1": ("Everyone can say in one sentence what the bank is for in customers' lives.", 81, 44, None),
        "clarity_2": ("The purpose still decides when it costs something.", 74, 41, 37),
        "be_real_1": ("The bank speaks as people speak.", 70, 52, 46),
        "be_real_2": ("People here may be themselves with customers.", 73, 64, 69),
        "be_there_1": ("Help is there when and where customers need it.", 69, 50, 42),
        "be_there_2": ("The bank earns the next visit every time.", 71, 55, 50),
        "say_sorry_1": ("When something goes wrong, the bank says sorry first.", 66, 40, 33),
        "say_sorry_2": ("The bank puts things right without being asked twice.", 67, 43, 36),
    },
    "customer_obsession": {
        "outcome_1": ("Last year we gave up profit in the quarter for a better outcome for customers.", 64, 35, None),
        "advice_1": ("Advice is given in the customer's interest even when business is lost.", 76, 49, 45),
        "examine_1": ("Every function has examined its work with a customer at the table.", 58, 30, None),
        "examine_2": ("Each process has been walked through by those who own it, as a customer.", 61, 33, None),
        "ahead_1": ("Customers' needs come before the bank's own in a conflict.", 70, 40, 32),
        "beyond_1": ("The bank has solved a problem for customers that lies outside banking.", 55, 42, 38),
    },
    "outside_in_readiness": {
        "room": ("A customer was in the room when the last product was decided.", 57, 22, None),
        "design": ("Customers design with us and do not only test.", 52, 25, 20),
        "test": ("Nothing goes live before ten customers have used it.", 62, 29, None),
        "words": ("Decisions quote customers' own words.", 66, 31, None),
        "loop": ("Whoever complains or suggests hears what came of it.", 68, 37, 28),
        "frontline": ("People who serve customers have a say before rules change.", 65, 27, None),
        "leaders_out": ("Leaders serve customers at least one day a quarter.", 60, 19, None),
        "measure": ("Departments are measured on what customers get done.", 63, 34, None),
    },
}
# What leaders and staff believe is possible; a stream of its own, so that the audits stay as they were.
BELIEFS = {
    "wow": ("We can do something for our customers that they tell their friends about.", 74, 58, None),
    "our_trade": ("Customers can be enthusiastic about a company of our trade.", 41, 57, None),
    "noticed": ("Customers notice it when we do more than we must.", 62, 66, None),
    "my_part": ("I can change how customers feel about us myself.", 79, 38, None),
    "better_than_others": ("Being better than our competitors is not enough.", 35, 60, None),
    "people_first": ("Whoever treats employees well has the better served customers.", 55, 83, None),
}
EVIDENCE = {
    "believe_1": ("refund without receipt up to 50", "we ask for a police report first"),
    "believe_2": ("goodwill limit is 15 per case", "every waiver needs form 12"),
    "clarity_1": ("posters in every branch", "asked five colleagues, got five answers"),
    "clarity_2": ("kept the Ferryden branch open at a loss", "fund of the month"),
    "be_real_1": ("tone of voice guide", "legal rewrote my letter"),
    "be_real_2": ("name badges with hobbies", "dress code page 9"),
    "be_there_1": ("24/7 card line", "branch closes at four"),
    "be_there_2": ("NPS follow-up calls", "no call in two years"),
    "say_sorry_1": ("apology template since May", "not allowed to write sorry"),
    "say_sorry_2": ("refund in one working day", "had to ask three times"),
    "outcome_1": ("scrapped the paper statement fee", "none that I know of"),
    "advice_1": ("sent customers to a cheaper rival loan", "targets per adviser"),
    "examine_1": ("lending workshop in March", "HR never met a customer"),
    "examine_2": ("journey map on the wall", "map is from 2019"),
    "ahead_1": ("fee cap for pensioners", "cut-off time for payments suits us"),
    "beyond_1": ("move-in service with the town hall", "sponsored a regatta"),
    "room": ("two customers in the app steering group", "no"),
    "design": ("co-design of the welcome pack", "focus group after launch"),
    "test": ("beta group of 40", "went live on a Friday"),
    "words": ("comment of the month in the board pack", "slides only have scores"),
    "loop": ("ring-back list in Saltmere", "never heard back"),
    "frontline": ("branch council", "learned of the new hours from a customer"),
    "leaders_out": ("one visit in spring", "have not seen a leader at a counter"),
    "measure": ("complaint desk is measured on solved at first call", "average handling time"),
}


def _scores(rng, n, means, spread, points):
    """Answers of n people to several items: indices 0.., with a common leaning of each person."""
    leaning = rng.standard_normal((n, 1))
    latent = 0.45 * leaning + np.sqrt(1 - 0.45**2) * rng.standard_normal((n, len(means)))
    cuts = [links.thresholds(truth.shaped_pmf(m, spread, points), links.normal_cdf) for m in means]
    return np.column_stack([np.searchsorted(c, latent[:, k]) for k, c in enumerate(cuts)])


def programmes(respondents, rng):
    """Nine customer programmes, rated 0-10 for what they give customers and what they get for the bank."""
    frames = []
    for place, audience in enumerate(ORDER):
        who = rng.permutation(respondents[audience])[: JUDGES[audience]]
        sides = [[v[place][side] for v in PROGRAMMES.values()] for side in (0, 1)]
        giving, getting = (_scores(rng, len(who), means, SPREAD[audience], 11) for means in sides)
        frames.append(pd.DataFrame({"audience": audience, "respondent": np.repeat(who, 9),
                                    "programme": list(PROGRAMMES) * len(who),
                                    "giving": giving.ravel(), "getting": getting.ravel()}))
    return pd.concat(frames, ignore_index=True)


def audits(respondents, rng):
    """Scores 1-5 with evidence for three instruments; evidence is rarer the rosier the audience."""
    shown = {"Leadership": 0.18, "Staff": 0.30, "Customers": 0.08}
    rows = []
    for place, audience in enumerate(ORDER):
        who = rng.permutation(respondents[audience])[: min(JUDGES[audience], 200)]
        for instrument, items in AUDITS.items():
            asked = {i: v[1 + place] for i, v in items.items() if v[1 + place] is not None}
            if not asked:
                continue
            scores = _scores(rng, len(who), list(asked.values()), SPREAD[audience], 5) + 1
            gives = rng.random(scores.shape) < shown[audience]
            for p, person in enumerate(who):
                rows += [(audience, person, instrument, item, scores[p, k],
                          EVIDENCE[item][0 if scores[p, k] > 3 else 1] if gives[p, k] else "")
                         for k, item in enumerate(asked)]
    return pd.DataFrame(rows, columns=["audience", "respondent", "instrument", "item", "score", "evidence"])


def beliefs(respondents, rng):
    """Scores 1-5 of what leaders and staff believe is possible; of customers nothing of it was asked."""
    rows = []
    for place, audience in enumerate(ORDER[:2]):
        who = rng.permutation(respondents[audience])[: JUDGES[audience]]
        scores = _scores(rng, len(who), [v[1 + place] for v in BELIEFS.values()], SPREAD[audience], 5) + 1
        rows += [(audience, person, "limiting_beliefs", item, scores[p, k], "")
                 for p, person in enumerate(who) for k, item in enumerate(BELIEFS)]
    return pd.DataFrame(rows, columns=["audience", "respondent", "instrument", "item", "score", "evidence"])


def audit_items():
    """Wording of every audit item and the audiences that were asked."""
    rows = [(name, item, v[0], ";".join(a for a, m in zip(ORDER, v[1:], strict=True) if m is not None))
            for name, items in (AUDITS | {"limiting_beliefs": BELIEFS}).items() for item, v in items.items()]
    return pd.DataFrame(rows, columns=["instrument", "item", "text", "audiences"])


def branch_inputs():
    """What each branch put in, by wave. Fixed figures: training goes with loyalty, closed tickets do not."""
    effects = links.branch_effects()
    frames = []
    for wave in plan.WAVES:
        loyalty = links.branch_loyalty(wave)
        towards = (loyalty - loyalty.mean()) / loyalty.std()
        apart = []  # what has nothing to do with loyalty, nor with each other
        for other in effects["spare"]:
            for earlier in (towards, *apart):
                other = other - earlier * (other @ earlier) / 24
            apart.append(other / other.std())
        size = links.BRANCH_SHARE / links.BRANCH_SHARE.mean()
        frames.append(pd.DataFrame({
            "branch": links.BRANCHES, "wave": wave,
            "training_hours": np.round(21 + 6.5 * (0.6 * towards + 0.8 * apart[0]) + (wave == "2025") * 2, 1),
            "tickets_closed": np.round(640 + 130 * apart[1]).astype(int),
            "programmes_run": 3 + np.argsort(np.argsort(apart[2])) // 5,
            "handling_seconds": np.round(268 - 30 * apart[3]).astype(int),
            "customers": np.round(12900 * size, -1).astype(int)}))
    return pd.concat(frames, ignore_index=True)


def competitors():
    """Four competitors' NPS with n, year and source; the source is as invented as they are."""
    source = "Harbour Region Retail Banking Pulse 2025, trade survey (invented for this sample)"
    rows = [(*row, 2025, source) for row in plan.COMPETITORS]
    return pd.DataFrame(rows, columns=["name", "nps", "n", "year", "source"])


def invited():
    """How many were invited and how many there are, by audience and wave."""
    rows = []
    for (audience, wave), asked in plan.INVITED.items():
        answered = {"Leadership": plan.LEADERS_ASKED, "Staff": plan.STAFF_ASKED[wave],
                    "Customers": sum(n for (w, _), n in plan.CUSTOMERS_ASKED.items() if w == wave)}[audience]
        rows.append((audience, wave, asked, answered, plan.POPULATION[audience]))
    return pd.DataFrame(rows, columns=["audience", "wave", "invited", "answered", "population"])


def workshop():
    """The recorded workshop, in the order in which the sheets were read, and the true touchpoint of each statement."""
    said = pd.read_csv(HERE / "workshop_statements.csv", dtype=str, keep_default_na=False)
    said.insert(0, "statement", [f"s{i:03d}" for i in range(1, len(said) + 1)])
    return said.drop(columns="touchpoint"), said[["statement", "touchpoint"]]


def write_all(folder, respondents, rng, believing):
    """Write every small file into `folder`. `respondents` maps audience to the ids of 2025; two streams of chance."""
    record, labels = workshop()
    tables = {"competitors": competitors(), "invited": invited(), "programmes": programmes(respondents, rng),
              "audits": pd.concat([audits(respondents, rng), beliefs(respondents, believing)]),
              "audit_items": audit_items(), "branch_inputs": branch_inputs(),
              "workshop": record, "workshop_labels": labels}
    for name, table in tables.items():
        table.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")
