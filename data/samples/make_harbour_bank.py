"""Make the made-up client Harbour Bank anew: `python make_harbour_bank.py [--seed 2025] [--out DIR]`.

The same seed gives the same files to the byte. Needs numpy, pandas and openpyxl alone.
"""

import argparse
import string
import sys
from pathlib import Path

import numpy as np
import pandas as pd

HERE = Path(__file__).resolve().parent
if str(HERE) not in sys.path:
    sys.path.insert(0, str(HERE))

import harbour_bank_audits as audits  # noqa: E402
import harbour_bank_comments as comments  # noqa: E402
import harbour_bank_files as files  # noqa: E402
import harbour_bank_more as more  # noqa: E402
import harbour_bank_people as people  # noqa: E402
import harbour_bank_reasons as reasons  # noqa: E402
import harbour_bank_report as report  # noqa: E402
import harbour_bank_reviews as reviews  # noqa: E402

# One stream of random numbers a file, so that a change to one leaves the others as they were. The extra figures were
# chosen among sixty so that with seed 2025 the headline figures of the sample lie near the truth.
STREAMS = {"customers": (10,), "staff": (1, 6), "leaders": (2, 33), "comments": (3,), "export": (4,), "audits": (5,),
           "beliefs": (6,), "understood": (7,), "reasons": (8,), "disengaged": (9, 23),
           "revenue": (10,), "reviews": (11,)}


def response_ids(n, rng):
    """Qualtrics' ids of responses: R_ and fifteen letters and digits."""
    letters = np.array(list(string.ascii_letters + string.digits))
    return ["R_" + "".join(row) for row in letters[rng.integers(0, len(letters), (n, 15))]]


def previews(frame, rng):
    """Eighteen previews and seven spam responses: no customers, though they look like some."""
    rows = frame.iloc[rng.choice(len(frame), 25, replace=False)].copy()
    kind = np.repeat(["Survey Preview", "Spam"], (18, 7))
    rows["Status"], rows["DistributionChannel"] = kind, np.where(kind == "Spam", "anonymous", "preview")
    for column in (*files.OPEN, "DRAWS"):
        rows[column] = np.where(kind == "Spam", "buy followers cheap, ask me how", "test")
    rows[["CustomerID", "Weight"]] = ""
    return rows


def make(seed=2025, folder=HERE):
    """Write the sample into `folder / "harbour-bank"` and what is true of it into `folder / "TRUTH.md"`."""
    folder = Path(folder)
    out = folder / "harbour-bank"
    out.mkdir(parents=True, exist_ok=True)
    streams = {name: np.random.default_rng([seed, *extra]) for name, extra in STREAMS.items()}
    rng = streams["customers"]
    customers = people.sprinkle(people.customers(rng), rng, blank=("NPS", "STAFF", "EFFORT", "CSAT"))
    customers = people.flaws_of_customers(customers, rng)
    staff, leaders = people.staff(streams["staff"]), people.leaders(streams["leaders"])
    rng, labels = streams["comments"], {}
    customers, labels["Customers"] = comments.write_comments(customers, "Customers", "CustomerID", rng)
    staff, labels["Staff"] = comments.write_comments(staff, "Staff", "respondent", rng)
    leaders, labels["Leadership"] = comments.write_comments(leaders, "Leadership", "respondent", rng)
    labels = pd.concat(labels.values())
    labels.to_csv(out / "comment_labels.csv", index=False, lineterminator="\n")
    rng = streams["understood"]
    customers, staff, leaders = (more.understood(frame, audience, rng) for frame, audience in (
        (customers, "Customers"), (staff, "Staff"), (leaders, "Leadership")))
    customers = reasons.write(customers, "Customers", streams["reasons"])
    staff = reasons.write(staff, "Staff", streams["disengaged"])
    rng = streams["export"]
    customers = pd.concat([customers, previews(customers, rng)]).sort_values("StartDate", kind="stable")
    customers["ResponseId"] = response_ids(len(customers), rng)
    customers = customers.rename(columns={"Duration": "Duration (in seconds)"})
    files.write_customers(customers, out / "customers.csv")
    staff["collector"] = np.where(staff.Wave == "2024", 451200771, 463900182)
    files.write_staff(staff, out / "staff.xlsx")
    files.write_leaders(leaders, out / "leaders.xlsx")
    more.revenue(customers, streams["revenue"]).to_csv(out / "customer_values.csv", index=False, lineterminator="\n")
    reviews.write(out / "reviews.csv", streams["reviews"])
    late = customers[(customers["Wave"] == "2025") & (customers["CustomerID"] != "")]
    respondents = {"Leadership": list(leaders["respondent"]), "Customers": list(late["CustomerID"]),
                   "Staff": list(staff.loc[staff["Wave"] == "2025", "respondent"])}
    audits.write_all(out, respondents, streams["audits"], streams["beliefs"])
    report.write_truth(folder / "TRUTH.md", labels, seed)


def main(arguments=None):
    """Read the command line and make the sample."""
    parser = argparse.ArgumentParser(description="Make the made-up client Harbour Bank: files with known truths.")
    parser.add_argument("--seed", type=int, default=2025, help="which sample of the population to draw (default 2025)")
    parser.add_argument("--out", type=Path, default=HERE, help="folder for harbour-bank/ and TRUTH.md (default: here)")
    options = parser.parse_args(arguments)
    make(options.seed, options.out)
    print(f"Harbour Bank is in {options.out / 'harbour-bank'}, what is true of it in {options.out / 'TRUTH.md'}")


if __name__ == "__main__":
    main()
