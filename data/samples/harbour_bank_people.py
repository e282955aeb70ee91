"""The people of Harbour Bank: one sample of customers, staff and leaders, drawn from the planted truth.

Answers leave here as the words and figures that a survey platform would export. Faults that real exports have
(partials, speeders, straight lines, doubles, "Don't know") are planted here, all of them blind to the answers' content.
"""

from datetime import datetime, timedelta

import harbour_bank_links as links
import harbour_bank_plan as plan
import harbour_bank_truth as truth
import numpy as np
import pandas as pd

PANEL = {"Branch": 1000, "Digital": 500}  # customers who answered in both waves
PANEL_CORRELATION = 0.65  # of every latent score between a person's two waves
BLOCKS = (("EXP",), ("IMP",), ("XPC", "PRM"), ("NPS", "RECOMMENDED", "CSAT"), ("STAFF", "MATTER", "EFFORT", "CLOSED"),
          ("BESTINLIFE", "BESTINLIFE_NAME", "OWNEASE"))
NPS_WORDS = {0: "0 - Not at all likely", 10: "10 - Extremely likely"}
PARTIALS, SPEEDERS, STRAIGHT_LINES, DOUBLES = 90, 30, 9, 5
FUNCTIONS = ("Retail banking", "Lending", "Digital", "Operations", "Marketing", "Finance and risk", "People")


def apportion(total, shares):
    """Whole numbers that add up to `total`, as near to the shares as can be (largest remainders)."""
    exact = np.asarray(shares) * total
    counts = np.floor(exact).astype(int)
    counts[np.argsort(counts - exact, kind="stable")[: total - counts.sum()]] += 1
    return counts


def cut(latent, thresholds):
    """Index of the answer that a latent score falls into."""
    return np.searchsorted(thresholds, latent)


def words(codes, question):
    """Answers as the platform exports them, from indices 0, 1, 2..."""
    stem = question.partition("_")[0]
    if question == "NPS":
        return np.array([NPS_WORDS.get(v, str(v)) for v in range(11)], dtype=object)[codes]
    if stem in ("EXP", "XPC", "PRM", "PRED", "BESTINLIFE", "OWNEASE", "HANDOFF"):
        return codes.astype(str).astype(object)
    labels = {"IMP": plan.IMPORTANCE_LABELS, "STAFF": plan.SATISFACTION, "CSAT": plan.SATISFACTION,
              "EFFORT": plan.EASE_LABELS, "CLOSED": ("No", "Yes"), "RECOMMENDED": ("No", "Yes")}
    return np.array(labels.get(stem, plan.LIKERT), dtype=object)[codes]


def _roster(rng):
    """Who was asked in which wave: person, branch, channel; panel members first."""
    rows = {"2024": [], "2025": []}
    person = 0
    for channel in plan.CHANNELS:
        both = apportion(PANEL[channel], links.BRANCH_SHARE)
        counts = {w: apportion(plan.CUSTOMERS_ASKED[w, channel], links.BRANCH_SHARE) for w in plan.WAVES}
        for j in range(24):
            panel = range(person, person + both[j])
            person += both[j]
            for wave in plan.WAVES:
                fresh = range(person, person + counts[wave][j] - both[j])
                person += len(fresh)
                rows[wave] += [(p, j, channel) for p in (*panel, *fresh)]
    ids = rng.permutation(np.arange(100000, 999999))[:person]
    return {w: pd.DataFrame(r, columns=["person", "branch", "channel"]) for w, r in rows.items()}, ids


def customers(rng):
    """All responses of customers, both waves, one row a response, in the words of the export."""
    roster, ids = _roster(rng)
    names, rows = links.loadings("Customers")
    size = rows.shape[1]
    first = {}
    frames = []
    for wave, who in roster.items():
        people = rng.standard_normal((len(who), size))
        if wave == "2024":
            first = dict(zip(who.person, people, strict=True))
        else:
            for i, p in enumerate(who.person):
                if p in first:
                    people[i] = PANEL_CORRELATION * first[p] + np.sqrt(1 - PANEL_CORRELATION**2) * people[i]
        frames.append(_customer_answers(rng, wave, who, people @ rows.T, names).assign(
            CustomerID=["HB" + str(ids[p]) for p in who.person]))
    return pd.concat(frames, ignore_index=True)


def _customer_answers(rng, wave, who, latent, names):
    branch, n = who.branch.to_numpy(), len(who)
    latent = {q: latent[:, i] + links.customer_shift(q, wave)[branch] for i, q in enumerate(names)}
    codes = {q: np.empty(n, dtype=int) for q in names}
    matter = np.empty(n, dtype=int)
    for channel in plan.CHANNELS:
        here = (who.channel == channel).to_numpy()
        for q in set(names) - {"NPS", "EFFORT", "BESTINLIFE"}:
            codes[q][here] = cut(latent[q][here], links.customer_thresholds(q, wave, channel))
        kink = np.array(links.STAFF_KINK)[np.array([0, 0, 1, 2, 2])[codes["STAFF"][here]]]
        codes["NPS"][here] = cut(latent["NPS"][here] + kink, links.nps_parts(wave, channel)[0])
        matter[here] = rng.choice(12, here.sum(), p=truth.matter_pmf(channel))
    handled = np.array([plan.OWNER[t] for t in plan.TOUCHPOINTS], dtype=object)[matter]
    closing = np.full(n, plan.LEFT_IF_OTHER)
    for department in plan.DEPARTMENTS:
        here = handled == department
        codes["EFFORT"][here] = cut(latent["EFFORT"][here], links.effort_thresholds(department, wave))
        closing[here & (codes["EFFORT"] < 3)] = truth.left_if_hard(department, wave)
    told = np.select([codes["NPS"] >= 9, codes["NPS"] >= 7], [plan.RECOMMENDED_IF[k] for k in ("promoter", "passive")],
                     plan.RECOMMENDED_IF["detractor"])
    codes["CLOSED"] = (rng.random(n) < closing).astype(int)
    codes["RECOMMENDED"] = (rng.random(n) < told).astype(int)
    best = rng.choice(len(plan.BEST_IN_LIFE), n, p=[s / 100 for s, _ in plan.BEST_IN_LIFE.values()])
    for i, (_, mean) in enumerate(plan.BEST_IN_LIFE.values()):
        cuts = links.thresholds(truth.shaped_pmf(mean, 0.42, 11, True), links.normal_cdf)
        codes["BESTINLIFE"][best == i] = cut(latent["BESTINLIFE"][best == i], cuts)
    frame = pd.DataFrame({q: words(codes[q], q) for q in truth.questions("Customers")})
    frame["BESTINLIFE_NAME"] = np.array(list(plan.BEST_IN_LIFE), dtype=object)[best]
    frame["MATTER"] = np.array(plan.TOUCHPOINTS, dtype=object)[matter]
    asked = np.zeros(n, dtype=bool)
    for channel in plan.CHANNELS:
        here = np.flatnonzero(who.channel == channel)
        asked[rng.choice(here, round(len(here) * plan.SUBSAMPLE), replace=False)] = True
    for stem in ("XPC", "PRM"):
        frame.loc[~asked, [f"{stem}_{i}" for i in range(1, 13)]] = ""
    return frame.assign(
        Wave=wave, Branch=np.array(links.BRANCHES, dtype=object)[branch], Channel=who.channel.to_numpy(),
        Weight=who.channel.map(plan.CHANNEL_WEIGHT).to_numpy(), HandledBy=handled)


def sprinkle(frame, rng, blank=()):
    """Answers that are none: "Don't know" and "N/A" among ratings, blanks elsewhere, all blind to what was felt."""
    n = len(frame)
    for i, topic in enumerate(plan.TOUCHPOINTS, start=1):
        off_topic = {"Loan application": 0.06, "Mobile app": 0.025}.get(topic, 0.003)
        for stem in ("EXP", "XPC", "PRM"):
            if f"{stem}_{i}" not in frame:
                continue
            column, draw = frame[f"{stem}_{i}"], rng.random(n)
            given = column != ""
            frame[f"{stem}_{i}"] = column.mask(given & (draw < 0.01), "Don't know").mask(
                given & (draw > 1 - off_topic), "N/A").mask(given & (abs(draw - 0.5) < 0.0015), "")
        frame[f"IMP_{i}"] = frame[f"IMP_{i}"].mask(rng.random(n) < 0.008, "")
    for column in blank:
        frame[column] = frame[column].mask(rng.random(n) < 0.01, "")
    return frame


def flaws_of_customers(frame, rng):
    """Partials, speeders, straight lines and doubles, as every export has them. Returns the frame with its metadata."""
    n = len(frame)
    when = {w: datetime(int(w), 5, 6, 7) for w in plan.WAVES}
    start = [when[w] + timedelta(seconds=int(s))
             for w, s in zip(frame.Wave, rng.integers(0, 18 * 86400, n), strict=True)]
    seconds = np.exp(rng.normal(np.log(400), 0.45, n)).astype(int) + 95
    progress = np.full(n, 100)
    late = np.flatnonzero(frame.Wave == "2025")
    odd = rng.choice(late, SPEEDERS + STRAIGHT_LINES + DOUBLES, replace=False)
    seconds[odd[: SPEEDERS + STRAIGHT_LINES]] = rng.integers(31, 75, SPEEDERS + STRAIGHT_LINES)
    experience = [f"EXP_{i}" for i in range(1, 13)]
    for i in odd[SPEEDERS : SPEEDERS + STRAIGHT_LINES]:
        frame.loc[i, experience] = frame.loc[i, "EXP_1"] if frame.loc[i, "EXP_1"].isdigit() else "5"
    answers = [c for c in frame if c.partition("_")[0] in {s for b in BLOCKS for s in b} | {"BESTINLIFE"}]
    for i in odd[SPEEDERS + STRAIGHT_LINES :]:
        alike = (frame.Channel[late] == frame.Channel[i]) & (frame.HandledBy[late] == frame.HandledBy[i])
        same = late[alike & (late != i)]
        frame.loc[i, answers] = frame.loc[rng.choice(same), answers]
    for i in rng.choice(np.setdiff1d(np.arange(n), odd), PARTIALS, replace=False):
        reached = int(rng.integers(1, len(BLOCKS)))
        gone = {stem for block in BLOCKS[reached:] for stem in block}
        frame.loc[i, [c for c in answers if c in gone or c.partition("_")[0] in gone]] = ""
        progress[i], seconds[i] = 14 * reached + 6, 60 + 55 * reached
    end = [s + timedelta(seconds=int(d)) for s, d in zip(start, seconds, strict=True)]
    finished = progress == 100
    return frame.assign(
        StartDate=start, EndDate=end, Status="IP Address", Progress=progress, Duration=seconds, Finished=finished,
        RecordedDate=[e + (timedelta(seconds=1) if done else timedelta(days=7))
                      for e, done in zip(end, finished, strict=True)],
        DistributionChannel=np.where(rng.random(n) < 0.85, "email", "anonymous"), UserLanguage="EN")


def staff(rng):
    """All answers of staff, both waves; anonymous, so nobody is linked between waves."""
    names, rows = links.loadings("Staff")
    frames = []
    for wave in plan.WAVES:
        cells = [(j, d) for j, d, count in links.staff_cells(wave) for _ in range(count)]
        order = rng.permutation(len(cells))
        where = np.array([cells[i][0] for i in order])
        department = np.array([cells[i][1] for i in order], dtype=object)
        latent = rng.standard_normal((len(cells), rows.shape[1])) @ rows.T
        out = {}
        for k, q in enumerate(names):
            if q.startswith("HANDOFF"):
                out[q] = np.full(len(cells), "", dtype=object)
                giver = q.partition("_")[2]
                for rater in plan.DEPARTMENTS:
                    here = department == rater
                    if rater != giver:
                        cuts = links.thresholds(truth.handoff_pmf(rater, giver), links.normal_cdf)
                        out[q][here] = words(cut(latent[here, k], cuts), q)
                continue
            shift = np.array([links.staff_shift(q, wave, j, d) for j, d in zip(where, department, strict=True)])
            out[q] = words(cut(latent[:, k] + shift, links.staff_thresholds(q, wave)), q)
        frame = pd.DataFrame(out).assign(Wave=wave, Department=department)
        place = np.array([links.STAFF_SPELLING.get(b, b) for b in links.BRANCHES] + [links.HEAD_OFFICE], dtype=object)
        frame["Branch"] = place[where]
        for column, table in (("REASON", plan.REASONS), ("OWNS", plan.OWNS_CUSTOMER)):
            frame[column] = rng.choice(list(table), len(cells), p=[v[0] / 100 for v in table.values()])
        seconds = rng.integers(240, 1500, len(cells))
        opened = datetime(int(wave), 4, 8, 8)
        frame["Start"] = [opened + timedelta(seconds=int(s)) for s in rng.integers(0, 12 * 86400, len(cells))]
        frame["End"] = frame.Start + pd.to_timedelta(seconds, unit="s")
        frames.append(frame.sort_values("Start", kind="stable"))
    blank = ("RECOGNITION", "FEAR", "LEAVE", "REASON", "OWNS")
    frame = sprinkle(pd.concat(frames, ignore_index=True), rng, blank=blank)
    return frame.assign(respondent=[118400000000 + 137 * i + int(rng.integers(0, 100)) for i in range(len(frame))])


def leaders(rng):
    """Answers of the sixty leaders who returned the form."""
    names, rows = links.loadings("Leadership")
    n = plan.LEADERS_ASKED
    latent = rng.standard_normal((n, rows.shape[1])) @ rows.T
    out = {q: words(cut(latent[:, k], links.thresholds(truth.pmf("Leadership", q), links.normal_cdf)), q)
           for k, q in enumerate(names)}
    frame = pd.DataFrame(out).assign(respondent=[f"L{i:02d}" for i in range(1, n + 1)], Wave="2025")
    frame["Function"] = rng.permutation(np.repeat(np.array(FUNCTIONS, dtype=object), (16, 9, 8, 10, 6, 7, 4)))
    for column, table in (("REASON", plan.REASONS), ("OWNS", plan.OWNS_CUSTOMER)):
        frame[column] = rng.choice(list(table), n, p=[v[1] / 100 for v in table.values()])
    return frame
