"""Six intraclass correlations: the published table, and pingouin's bounds."""

import numpy as np
import pandas as pd
import pingouin
import pytest

from cxresearch.errors import OptionError
from cxresearch.stats.linkage.raters import intraclass_correlations

# Shrout & Fleiss (1979), Psychological Bulletin 86, table 2 and table 4.
TABLE = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
PUBLISHED = {
    "ICC(1,1)": 0.1657, "ICC(2,1)": 0.2898, "ICC(3,1)": 0.7148,
    "ICC(1,k)": 0.4428, "ICC(2,k)": 0.6201, "ICC(3,k)": 0.9093,
}  # fmt: skip
PINGOUIN = {"ICC(2,1)": "ICC(A,1)", "ICC(3,1)": "ICC(C,1)", "ICC(2,k)": "ICC(A,k)", "ICC(3,k)": "ICC(C,k)"}


def test_the_published_six():
    found = intraclass_correlations(TABLE)
    assert dict(zip(found.form, found.estimate.round(4), strict=True)) == PUBLISHED


def test_bounds_and_tests_are_pingouins():
    ratings = np.random.default_rng(4).normal(size=(9, 1)) + np.random.default_rng(5).normal(size=(9, 5))
    long = pd.DataFrame(ratings).stack().rename("score").rename_axis(["target", "judge"]).reset_index()
    theirs = pingouin.intraclass_corr(long, targets="target", raters="judge", ratings="score").set_index("Type")
    for row in intraclass_correlations(ratings).itertuples():
        peer = theirs.loc[PINGOUIN.get(row.form, row.form)]
        assert row.estimate == pytest.approx(peer["ICC"], abs=1e-9)
        assert [row.f, row.df_1, row.df_2] == pytest.approx([peer["F"], peer["df1"], peer["df2"]], rel=1e-9)
        assert row.p_value == pytest.approx(peer["pval"], rel=1e-6)
        assert [row.ci_low, row.ci_high] == pytest.approx(list(peer["CI95"]), abs=0.0051)


@pytest.mark.parametrize("table", [[[1, 2]], [[1], [2]], [[1, np.nan], [2, 3]], [1, 2, 3]])
def test_a_table_with_gaps_is_refused(table):
    with pytest.raises(OptionError, match="without gaps"):
        intraclass_correlations(table)
