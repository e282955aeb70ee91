"""Tables of a weighted, clustered survey beside svy, and plain crosstabs beside the package of that name.

Means by region with branches as clusters: svy gives the same estimates, linearised errors and limits. The package
crosstabs counts a list of records; ours has the rows in a frame, and gives intervals and which columns differ as well.
"""

import numpy as np
import pandas as pd

from benchmarks.side_by_side import Row
from cxresearch import Survey, crosstab, mean_score

BRANCHES = 400
ANSWERS = ["By phone", "In a branch", "In the app", "By letter"]


def answers(respondents: int, seed: int = 3) -> pd.DataFrame:
    draw = np.random.default_rng(seed)
    branch = draw.integers(0, BRANCHES, respondents)
    pull = 0.4 * draw.standard_normal(BRANCHES)[branch]
    return pd.DataFrame({
        "branch": np.char.add("Branch ", branch.astype(str)),
        "region": draw.choice(["North", "East", "South", "West"], respondents),
        "contact": draw.choice(ANSWERS, respondents),
        "service": np.clip(np.rint(3.3 + pull + draw.standard_normal(respondents)), 1, 5),
        "weight": draw.gamma(4, 0.25, respondents),
    })  # fmt: skip


def rows(*, respondents: int) -> list[Row]:
    frame = answers(respondents)
    unweighted = frame.drop(columns="weight")
    records = unweighted[["service", "contact"]].to_dict("records")
    declared = {"audience": "Customers", "scales": {"service": (1, 5)}}

    def means():
        survey = Survey.from_frame(frame, roles={"unit": "branch", "weight": "weight"}, **declared)
        return mean_score(survey, "service", by="region", cluster="branch").table.sort_values("region")

    def means_by_svy():
        import polars
        import svy

        sample = svy.Sample(data=polars.from_pandas(frame), design=svy.Design(psu="branch", wgt="weight"))
        return sample.estimation.mean(y="service", by="region").to_polars().sort("region")

    def agree(mine, theirs):
        np.testing.assert_allclose(
            mine[["estimate", "std_error", "ci_low", "ci_high"]].to_numpy(),
            theirs.select("est", "se", "lci", "uci").to_numpy(),
            rtol=1e-9,
        )

    def counts():
        found = crosstab(Survey.from_frame(unweighted, roles={"unit": "branch"}, **declared), "service", "contact")
        return found.table

    def counts_by_crosstabs():
        from crosstabs_mcp.server import crosstab_from_data

        return crosstab_from_data(records, "service", "contact")

    def agree_in_counts(mine, theirs):
        inner = mine[(mine.kind == "answer") & (mine.banner != "")]
        wide = inner.pivot_table(index="answer", columns="column", values="count", aggfunc="sum", sort=True)
        np.testing.assert_array_equal(wide[theirs["col_labels"]].to_numpy(), np.array(theirs["matrix"]))

    n = f"{respondents:,}"
    return [
        Row(f"means by region, weights and {BRANCHES} clusters, {n}", means, means_by_svy, "svy", agree=agree,
            repeats=5),
        Row(f"crosstab of two questions, {n}", counts, counts_by_crosstabs, "crosstabs, counts alone",
            agree=agree_in_counts, repeats=5),
    ]  # fmt: skip
