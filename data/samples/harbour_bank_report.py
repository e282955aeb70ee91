"""TRUTH.md: what was planted at Harbour Bank in words and exact figures, written anew with the data."""

import textwrap

import harbour_bank_derived as derived
import harbour_bank_files as files
import harbour_bank_links as links
import harbour_bank_people as people
import harbour_bank_plan as plan
import harbour_bank_report_inside as inside
import harbour_bank_report_more as beside
import harbour_bank_truth as truth
from harbour_bank_report_inside import ORDER, figure, largest_first, signed, steady, table


def _wrapped(text):
    """Paragraphs at an even width; tables, headings and lists as they are."""
    parts = [part.strip("\n") for part in text.split("\n\n") if part.strip()]
    plain = [part[0] in "|#*" and not part.startswith("**") for part in parts]
    return "\n\n".join(part if keep else textwrap.fill(" ".join(part.split("\n")), 110, break_on_hyphens=False)
                       for part, keep in zip(parts, plain, strict=True)) + "\n"


def _gaps():
    rows, nearer = [], []
    for i, topic in enumerate(plan.TOUCHPOINTS, start=1):
        q = f"EXP_{i}"
        leaders, staff = truth.true_gap("Leadership", "Customers", q), truth.true_gap("Staff", "Customers", q)
        between = truth.true_gap("Leadership", "Staff", q)
        nearer_by = steady(abs(leaders) - abs(staff))
        near = "staff" if nearer_by > 0 else "leaders"
        nearer.append((topic, near, nearer_by))
        gaps = {"leaders-customers": leaders, "staff-customers": staff, "leaders-staff": between}
        aligned = [pair for pair, gap in gaps.items() if steady(abs(gap)) <= 3]
        rows.append((topic, *(figure(truth.true_mean(a, q)) for a in ORDER), *map(signed, gaps.values()),
                     figure(truth.true_cliffs_delta("Leadership", "Customers", q), 3), near,
                     "all three" if len(aligned) == 3 else ", ".join(aligned) or "-"))
    count = sum(n == "staff" for _, n, _ in nearer)
    close = [t for t, _, d in nearer if abs(d) <= 1]
    exceptions = [t for t, n, _ in nearer if n == "leaders"]
    return rows, count, close, exceptions


def _excellent():
    """The share of the two best answers on each touchpoint, by audience."""
    rows = []
    for i, topic in enumerate(plan.TOUCHPOINTS, start=1):
        shares = [truth.true_top_box(audience, f"EXP_{i}") for audience in ORDER]
        rows.append((topic, *map(figure, shares), signed(shares[0] - shares[2])))
    return table(("touchpoint", *ORDER, "leaders - customers"), rows)


def perception():
    """The gaps, the predictions and what is believed to matter."""
    rows, count, close, exceptions = _gaps()
    header = ("touchpoint", *ORDER, "L - C", "S - C", "L - S", "Cliff's delta L, C", "nearer to customers",
              "truly within 3 points")
    text = f"""## Perception gaps (2025)

"{files.EXPERIENCE}" was asked of all three in the same words, 0 to 10. True means on 0-100 (customers: both
channels in their
true proportion) and gaps in points:

{table(header, rows)}
Staff stand nearer to customers than leaders do on {count} of 12 touchpoints; leaders are nearer on
{", ".join(exceptions)}.
Too close to call in a sample of this size (the distances differ by a point at most): {", ".join(close)}.
True for the whole study: three large gaps of leaders (billing and fees, complaint handling, waiting time), two
more that can be
shown (mobile app, advice), smaller ones of 4 to 11 points that sixty leaders can settle
only in part after adjustment, and two
touchpoints on which all three audiences truly agree.

"""
    rows = []
    for i, topic in enumerate(plan.TOUCHPOINTS, start=1):
        predicted, actual = truth.true_mean("Leadership", f"PRED_{i}"), truth.true_mean("Customers", f"EXP_{i}")
        rows.append((topic, figure(predicted), figure(actual), signed(predicted - actual),
figure(truth.true_within(f"PRED_{i}"))))
    text += f"""## Who calls it excellent

The share of answers 9 and 10, percent:

{_excellent()}
## What leaders predict

Leaders predicted what customers would answer. "Within 10" is the percentage of leaders whose guess lies within
ten points of
customers' true mean.

{table(("touchpoint", "predicted", "customers", "difference", "within 10, %"), rows)}
"""
    rows = [(t, *(f"{figure(truth.true_mean(a, f'IMP_{i}'))} ({derived.ranks(a)[i - 1]})" for a in ORDER))
            for i, t in enumerate(plan.TOUCHPOINTS, start=1)]
    pairs = (("Leadership", "Customers"), ("Staff", "Customers"), ("Leadership", "Staff"))
    text += f"""## What is believed to matter

True mean importance on 0-100 and its rank. Leaders believe that wrong things matter.

{table(("touchpoint", *ORDER), rows)}
Spearman over the twelve: """
    return text + "; ".join(f"{a}-{b} {figure(derived.rank_correlation(a, b), 3)}" for a, b in pairs) + ".\n\n"


def loyalty():
    """NPS by wave and channel, satisfaction, effort and leaving, penalty and reward, competitors."""
    rows = []
    for wave in plan.WAVES:
        for channel in (*plan.CHANNELS, None):
            p = truth.pmf("Customers", "NPS", wave, channel)
            rows.append((wave, channel or "all (weighted)", figure(p[9:].sum() * 100), figure(p[7:9].sum() * 100),
                         figure(p[:7].sum() * 100), figure(truth.true_nps(wave=wave, channel=channel)),
                         figure(truth.true_top_box("Customers", "CSAT", wave, channel)),
                         figure(truth.true_top_box("Customers", "STAFF", wave, channel))))
    asked = {c: plan.CUSTOMERS_ASKED["2025", c] for c in plan.CHANNELS}
    unweighted = sum(n * truth.true_nps(channel=c) for c, n in asked.items()) / sum(asked.values())
    header = ("wave", "channel", "promoters %", "passives %", "detractors %", "NPS", "satisfied %",
              "satisfied with staff %")
    text = f"""## Loyalty

{table(header, rows)}
NPS rose by {signed(truth.true_nps() - truth.true_nps(wave="2024"))} points from 2024 to 2025.
{sum(people.PANEL.values()):,} customers
answered in both waves; their latent scores correlate {people.PANEL_CORRELATION} between waves. Customers of
the branch channel
were sampled two to one although they are {plan.CHANNEL_SHARE["Branch"]:.0%} of customers: weights
{plan.CHANNEL_WEIGHT["Branch"]} (branch) and
{plan.CHANNEL_WEIGHT["Digital"]} (digital) undo this, and figures without weights are off (the NPS of 2025 would be
{figure(unweighted)}).
Staff's own NPS (Harbour Bank as a place to work): {figure(truth.true_nps("Staff", "2024"))} in 2024,
{figure(truth.true_nps("Staff"))} in 2025.

Experience by touchpoint, customers, 0-100:

"""
    rows = []
    for i, topic in enumerate(plan.TOUCHPOINTS, start=1):
        q = f"EXP_{i}"
        by = [truth.true_mean("Customers", q, "2025", c) for c in plan.CHANNELS]
        rows.append((topic, figure(truth.true_mean("Customers", q, "2024")), figure(truth.true_mean("Customers", q)),
                     *(figure(v) for v in by), signed(by[0] - by[1])))
    text += table(("touchpoint", "2024", "2025", "2025 branch", "2025 digital", "branch - digital"), rows) + "\n"
    rows = [(name, n, nps) for name, nps, n in plan.COMPETITORS]
    text += f"""**Competitors** (invented trade survey, 2025). Ours is negative and yet above all of them:

{table(("bank", "n", "NPS"), rows)}
**Effort and leaving.** Hard is 1-3 of 7 ("Very difficult" to "Somewhat difficult"). Of customers who found it
hard exactly
{plan.LEFT_IF_HARD:.0%} closed an account within 12 months, of all others exactly {plan.LEFT_IF_OTHER:.0%}
(each answer from 4 to 7 alike): a difference of
{100 * (plan.LEFT_IF_HARD - plan.LEFT_IF_OTHER):.0f} points.
{figure(truth.pmf("Customers", "EFFORT")[:3].sum() * 100)}% found it hard;
{figure(truth.true_top_box("Customers", "CLOSED"))}% closed an account. Where the
effort was, `HandledBy` (the department that owns the last matter):

"""
    share = derived.handled_share()
    rows = [(d, figure(share[d] * 100), figure(plan.EASE_BY_DEPARTMENT[d]), figure(truth.effort_pmf(d)[:3].sum() * 100),
             figure(truth.left_if_hard(d) * 100)) for d in plan.DEPARTMENTS]
    header = ("department", "share of matters %", "ease 0-100", "found it hard %", "left, of those who found it hard %")
    means, shares = links.loyalty_by_staff_answer()
    penalty, reward = links.penalty_and_reward()
    rec = ", ".join(f"{k}s {v:.0%}" for k, v in plan.RECOMMENDED_IF.items())
    text += f"""{table(header, rows)}
Share of the variance of ease between departments, ICC(1): {figure(derived.effort_silo(), 4)}. Recommended to
someone: {rec}.

**Bad staff hurts more than good staff helps.** Mean of the NPS item (0-100, population) by satisfaction with staff: 1-2
{figure(means[0], 2)} ({figure(shares[0] * 100)}%), 3 {figure(means[1], 2)} ({figure(shares[1] * 100)}%),
4-5 {figure(means[2], 2)}
({figure(shares[2] * 100)}%). Penalty {figure(penalty, 2)}, reward {figure(reward, 2)}, penalty minus
reward {figure(penalty - reward, 2)} points.

**Best in life.** The company that makes life easiest is rated
{figure(truth.true_mean("Customers", "BESTINLIFE"), 2)}, Harbour Bank in the same way
{figure(truth.true_mean("Customers", "OWNEASE"), 2)}: """
    text += "; ".join(f"{k} {s}% of customers, {m}" for k, (s, m) in plan.BEST_IN_LIFE.items()) + ".\n\n"
    lmg, r2 = derived.driver_shares()
    percent = [share / r2 * 100 for share in lmg]
    order = largest_first(percent, plan.TOUCHPOINTS)
    text += f"""**Drivers.** Unique paths to loyalty were planted for four touchpoints only; the rest goes with
loyalty through a general
liking. LMG shares of the latent correlations (R2 {figure(r2, 4)}, before the bend above; rounded answers give a
little less): """
    return text + "; ".join(f"{plan.TOUCHPOINTS[k]} {figure(percent[k])}%" for k in order) + ".\n\n"


def promise():
    """Expectation, promise and delivery."""
    rows = []
    for i, topic in enumerate(plan.TOUCHPOINTS, start=1):
        hope, kept, got = (truth.true_mean("Customers", f"{s}_{i}") for s in ("XPC", "PRM", "EXP"))
        staff = truth.true_mean("Staff", f"PRM_{i}")
        rows.append((topic, figure(hope), figure(kept), figure(got), figure(staff), signed(got - hope),
signed(kept - hope),
                     signed(staff - kept)))
    header = ("touchpoint", "expected", "promise kept (customers)", "experienced", "promise kept (staff)",
              "experienced - expected", "kept - expected", "staff - customers on the promise")
    keep = truth.true_mean("Staff", "ADKEEP")
    return f"""## Expectation, promise, delivery (customers 2025)

Expectation and promise were asked of a random {plan.SUBSAMPLE:.0%} of customers: most of these cells are empty
on purpose, by chance alone.

{table(header, rows)}
Staff on "{plan.STATEMENTS["ADKEEP"][0]}": {figure(keep)} on 0-100.

"""


def actions():
    """What the actions that are listed beside the files did, which is nothing that the touchpoints do not tell."""
    told = [f"{topic} {signed(plan.EXPERIENCE[topic][4])}" for topic in ("Mobile app", "Complaint handling")]
    return f"""## Actions (`actions.csv`, written by hand)

True changes of what all branches acted on: {"; ".join(told)}. The second desk at noon (twelve branches drawn by lot)
has no effect. The five branches with evening hours were chosen for their low scores, and five are too few to tell.

"""


def write_truth(path, labels, seed):
    """Write TRUTH.md."""
    head = f"""# The truth about Harbour Bank

Harbour Bank does not exist. Its towns, people, competitors and programmes are invented, and so is every
number. This page is written by
`make_harbour_bank.py` from the probabilities that the sample was drawn from (`harbour_bank_plan.py`): the
figures are the population's, exact
to the digits shown. The files in `harbour-bank/` are one sample (seed {seed}), so what they show differs by
chance. Of some sixty
samples that were tried, this one was kept since its headline figures lie near the truth; `draw_counts(seed)` in
`harbour_bank_truth.py` draws others, which is what a check of intervals should use.

Who answered: {plan.LEADERS_ASKED} of {plan.INVITED["Leadership", "2025"]} leaders; staff
{plan.STAFF_ASKED["2024"]} in 2024 and {plan.STAFF_ASKED["2025"]} in 2025; customers 3,000 in 2024 and 4,500 in
2025, 6,000 persons in
all. Scales are turned into 0-100 by their ends. Weighted means are the population's; see Loyalty for the weights.

"""
    body = (perception(), loyalty(), actions(), promise(), beside.understood(), beside.what_goes_with_themes(),
            beside.who_moved(), beside.delight_and_value(), beside.public_reviews(), inside.staff_and_branches(),
            inside.silos(), inside.instruments(), inside.verbatims(labels), inside.flaws())
    path.write_text(_wrapped(head + "".join(body)), encoding="utf-8", newline="\n")
