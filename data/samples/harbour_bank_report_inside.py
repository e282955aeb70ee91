"""The pages of TRUTH.md on the inside of Harbour Bank: staff, branches, departments, programmes, comments, faults."""

import harbour_bank_audits as audits
import harbour_bank_comments as comments
import harbour_bank_derived as derived
import harbour_bank_links as links
import harbour_bank_people as people
import harbour_bank_plan as plan
import harbour_bank_truth as truth
import numpy as np

ORDER = ("Leadership", "Staff", "Customers")


def table(header, rows):
    """A Markdown table."""
    lines = ["| " + " | ".join(map(str, row)) + " |" for row in (header, ["---"] * len(header), *rows)]
    return "\n".join(lines) + "\n"


def steady(value):
    """Without the last bits of a sum, in which two processors differ: no figure and no order may hang on them."""
    return round(float(value), 9)


def largest_first(numbers, names, digits=1):
    """Positions from the largest number to the smallest; what is shown alike stands by name."""
    return sorted(range(len(names)), key=lambda at: (-round(steady(numbers[at]), digits), names[at]))


def figure(value, digits=1):
    """A figure with fixed decimals and no minus before a zero."""
    text = f"{steady(value):.{digits}f}"
    return text[1:] if text.startswith("-") and not text.strip("-0.") else text


def signed(value, digits=1):
    """A difference with its sign."""
    text = figure(value, digits)
    return f"+{text}" if text.strip("0.") and not text.startswith("-") else text


def staff_and_branches():
    """Attitude, its branches, its link with loyalty, departments and hand-offs."""
    rows = [(q, text, figure(mean - change), figure(mean), "negative" if q in plan.NEGATIVE_WORDING else "")
            for q, (text, mean, change) in plan.STATEMENTS.items()]
    text = f"""## Staff

Agreement on 0-100:

{table(("id in the generator", "statement", "2024", "2025", "wording"), rows)}
The attitude score is the mean of ATT_1 to ATT_6 with ATT_5 and ATT_6 reversed. Latent correlations within a
branch: recognition
with leaving {figure(links.latent_correlation("Staff", "RECOGNITION", "LEAVE"), 3)}, fear with leaving
{figure(links.latent_correlation("Staff", "FEAR", "LEAVE"), 3)}, attitude statements with each other
{figure(links.latent_correlation("Staff", "ATT_1", "ATT_2"), 3)}.

"""
    rows = []
    for wave in plan.WAVES:
        a = derived.attitude_agreement(wave)
        rows.append((wave, figure(a["icc1"], 4), figure(a["icc2"], 4), figure(a["alpha"], 4),
figure(derived.loyalty_icc(wave), 4)))
    header = ("wave", "attitude ICC(1)", "attitude ICC(2)", "attitude alpha", "customers' NPS item ICC(1)")
    pairs = [(a, b, links.attitude_loyalty_correlation(a, b)) for a in plan.WAVES for b in plan.WAVES]
    nps_r = float(np.corrcoef(links.branch_attitude(), derived.branch_nps())[0, 1])
    text += f"""## Staff attitude and customer loyalty, by branch

Over the 24 branches the true mean of staff's attitude and the true mean of customers' NPS item correlate
**{figure(links.attitude_loyalty_correlation(), 4)}** in 2025 (with the NPS itself {figure(nps_r, 4)}).
An observed correlation is smaller, since both means are estimated:
expect about .45 to .6. Lagged: """
    text += "; ".join(f"attitude {a} with loyalty {b}: {figure(r, 3)}" for a, b, r in pairs) + f""".

{table(header, rows)}
ICC(1) is what one-way analysis of variance tends to; head office is left out. The staff file spells
{" and ".join(f'"{k}" as "{v}"' for k, v in links.STAFF_SPELLING.items())}; """
    few = [f"{b} ({n})" for b, n in zip(links.BRANCHES, links.STAFF_PER_BRANCH["2025"], strict=True) if n < 5]
    text += f"""fewer than five staff answered in 2025 in {" and ".join(few)}.

"""
    attitude, loyal, nps = links.branch_attitude(), links.branch_loyalty(), derived.branch_nps()
    inputs = audits.branch_inputs()
    late = inputs[inputs["wave"] == "2025"]
    rows = [(b, plan_n, figure(attitude[j], 2), figure(loyal[j], 2), figure(nps[j], 1), late["training_hours"].iloc[j],
             late["tickets_closed"].iloc[j])
            for j, (b, plan_n) in enumerate(zip(links.BRANCHES, links.STAFF_PER_BRANCH["2025"], strict=True))]
    header = ("branch, 2025", "staff answers", "true attitude", "true NPS item 0-100", "true NPS", "training hours",
              "tickets closed")
    text += table(header, rows)
    rows = []
    for wave in plan.WAVES:
        part, loyal = inputs[inputs["wave"] == wave], links.branch_loyalty(wave)
        rows.append((wave, *(figure(np.corrcoef(part[c], loyal)[0, 1], 3) for c in part.columns[2:6])))
    return text + f"""
**Effort and result** (`branch_inputs.csv`), true correlation with the branch's NPS item of the same wave.
Training goes with
loyalty; closed tickets are only an effort, and so is handling time:

{table(("wave", *inputs.columns[2:6]), rows)}
"""


def silos():
    """Departments' views and hand-offs."""
    rows = []
    for q in links.DEPARTMENT_SHIFT:
        means, icc = derived.staff_view(q)
        rows.append((truth.touchpoint_of(q), *(figure(v) for v in means.values()), figure(icc, 4)))
    text = f"""## Silos (2025)

Departments describe the same customer differently. Staff's true mean experience rating by department, and
ICC(1) between departments;
on the other eight touchpoints departments do not differ:

{table(("touchpoint", *plan.DEPARTMENTS, "ICC(1)"), rows)}
Hand-offs, 0-100: the row rates what it receives from the column.

"""
    rows = [(rater, *(plan.HANDOFF[rater].get(giver, "") for giver in plan.DEPARTMENTS)) for rater in plan.DEPARTMENTS]
    text += table(("rater", *plan.DEPARTMENTS), rows)
    pairs = sorted((plan.HANDOFF[a][b] - plan.HANDOFF[b][a], a, b) for a in plan.DEPARTMENTS for b in plan.DEPARTMENTS
                   if a != b)[:4]
    said = (f"what {a} hands over to {b} is rated {plan.HANDOFF[b][a]}, what it receives {plan.HANDOFF[a][b]}"
            for _, a, b in pairs)
    text += "\nLargest reciprocity gaps: " + "; ".join(said) + ".\n"
    rows = [(k, s, b) for k, (s, b) in plan.OWNS_CUSTOMER.items()]
    text += f"""
Who owns the customer when something goes wrong, percent:

{table(("answer", "staff", "leaders"), rows)}
Why people leave, percent: staff's own main reason and what leaders predict:

"""
    return text + table(("reason", "staff", "leaders' prediction"), [(k, *v) for k, v in plan.REASONS.items()]) + "\n"


def instruments():
    """Programmes and audits."""
    rows = []
    for name, by in audits.PROGRAMMES.items():
        rows.append((name, *(f"{g} / {t}" for g, t in by), "pretends" if name in audits.PRETENDERS else ""))
    ratio = [sum(v[k][0] for v in audits.PROGRAMMES.values()) / sum(sum(v[k]) for v in audits.PROGRAMMES.values())
             for k in range(3)]
    text = f"""## Giving or getting (`programmes.csv`)

True giving / getting on 0-100. A programme pretends where leaders see more giving than getting and customers
the reverse.

{table(("programme", *ORDER, ""), rows)}
Giving as a share of giving and getting over all nine:
{"; ".join(f"{a} {figure(r * 100)}%" for a, r in zip(ORDER, ratio, strict=True))}.

## Audits (`audits.csv`, wording in `audit_items.csv`)

True scores on 0-100 of the 1-5 answers; empty: not asked of that audience. Leaders score high and give
evidence for few answers.

"""
    rows = [(name, item, v[0], *("" if m is None else m for m in v[1:]))
            for name, items in (audits.AUDITS | {"limiting_beliefs": audits.BELIEFS}).items()
            for item, v in items.items()]
    return text + table(("instrument", "item", "wording", *ORDER), rows) + "\n"


def verbatims(labels):
    """What was planted in the comments, and what this sample holds."""
    clauses = comments.read_clauses()
    held = (clauses["split"] == "heldout").mean() * 100
    weights = np.array([comments.ANSWERS[q] for q in comments.OPEN])
    waiting = weights @ np.array(comments.NAMES_WAITING["Customers"]) / weights.sum() * 100
    real = labels[(labels["sentiment"] != "no answer") & (labels["wave"] == "2025")]
    named = real.drop_duplicates(["audience", "respondent", "question", "touchpoint"])
    base = real.drop_duplicates(["audience", "respondent", "question"]).groupby("audience").size()
    counts = named.groupby(["audience", "touchpoint"]).size()
    rows = [(t, *(figure(counts.get((a, t), 0) / base[a] * 100) for a in ORDER)) for t in comments.TOPICS]
    tone = real.groupby(["audience", "sentiment"]).size().unstack(fill_value=0)
    moods = [(s, *(figure(tone.loc[a, s] / tone.loc[a].sum() * 100) for a in ORDER))
             for s in ("positive", "neutral", "mixed", "negative")]
    silent = "; ".join(f"{a} {v:.0%}" for a, v in comments.NON_ANSWER_SHARE.items())
    return f"""## Comments

{len(clauses)} hand-written clauses (`clauses.csv`), {held:.0f}% of them held out;
{len(comments.read_whole_comments())} comments stand as written (other languages, made-up
personal data, tones that contradict the rating, oddities; `whole_comments.csv`). True labels of every clause
of every comment are in
`harbour-bank/comment_labels.csv`. Sentiment is the tone of the statement; in the question on competitors it is
the tone
towards the competitor. Non-answers ("nothing", "n/a"), as a share of what was typed: {silent}.

Waiting was planted in {figure(waiting)}% of customers' real comments over the four questions. In the recorded workshop
(`workshop.csv`, labels in `workshop_labels.csv`) no leadership sheet names it. Share of the real comments of
2025 in this sample that name
each touchpoint, percent:

{table(("touchpoint", *ORDER), rows)}
Tone of their clauses, percent:

{table(("tone", *ORDER), moods)}
"""


def flaws():
    """Faults that the files have on purpose."""
    return f"""## Faults on purpose

* 18 previews and 7 spam responses in the customers' file, which are no respondents; {people.PARTIALS} partial
  responses, which are (they broke off at a random block).
* {people.SPEEDERS} speeders, {people.STRAIGHT_LINES} straight lines over the twelve experiences,
  {people.DOUBLES} responses that double another person's answers (all 2025).
* "Don't know" (1%) and "N/A" (loans 6%, app 2.5%, others 0.3%) among ratings, blanks elsewhere, all by chance.
* Ends of the NPS scale carry words ("10 - Extremely likely"); two branches are spelled in another way in the
  staff file.
"""
