"""NPS by segment: from Parquet by DuckDB, beside DuckDB's own SQL; from a frame, beside pandas and ezrsurvey.

The peers give shares and their difference; ours gives intervals, bases and hidden groups as well.
"""

import tempfile
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks import made_up
from benchmarks.side_by_side import Row
from cxresearch import Survey, nps

_folder = tempfile.TemporaryDirectory(prefix="cxresearch-benchmark-")
_SQL = """
    SELECT branch, 100.0 * (count(*) FILTER (recommend >= 9) - count(*) FILTER (recommend <= 6)) / count(recommend)
    FROM '{path}' GROUP BY branch ORDER BY branch
"""


@lru_cache(maxsize=1)
def answers(respondents: int) -> pd.DataFrame:
    frame = made_up.answers(respondents).copy()
    frame["recommend"] = np.random.default_rng(4).integers(0, 11, len(frame))
    return frame[["branch", "recommend"]].astype({"recommend": "int64"})


def rows(*, respondents: int) -> list[Row]:
    import duckdb

    frame = answers(respondents)
    path = Path(_folder.name) / "answers.parquet"
    frame.to_parquet(path)
    declared = {"roles": {"unit": "branch"}, "audience": "Customers", "kinds": {"recommend": "nps"}}
    open_connection = duckdb.connect()

    def scores(survey) -> np.ndarray:
        table = nps(survey, "recommend", by="unit").table
        return table.sort_values("unit").estimate.to_numpy()

    def on_parquet():
        # A new connection each time, as a user's call would have it.
        relation = duckdb.connect().sql(f"SELECT * FROM '{path}'")
        return scores(Survey.from_frame(relation, **declared))

    standing = Survey.from_frame(open_connection.sql(f"SELECT * FROM '{path}'"), **declared)

    def once_known():
        made_up.forget_tallies(standing)
        return scores(standing)

    def by_sql():
        return np.array([score for _, score in duckdb.connect().sql(_SQL.format(path=path)).fetchall()])

    def from_frame():
        return scores(Survey.from_frame(frame, **declared))

    def by_pandas():
        grouped = frame.groupby("branch").recommend
        return 100 * (
            grouped.apply(lambda rated: (rated >= 9).mean()) - grouped.apply(lambda rated: (rated <= 6).mean())
        )

    def by_ezrsurvey():
        import ezrsurvey

        return ezrsurvey.calc_nps(frame, "recommend", by="branch").sort_values("branch").nps

    def agree(mine, theirs):
        np.testing.assert_allclose(np.sort(mine), np.sort(np.asarray(theirs, dtype=float)), rtol=1e-9)

    def agree_rounded(mine, theirs):
        # ezrsurvey gives whole numbers.
        np.testing.assert_allclose(np.sort(mine), np.sort(np.asarray(theirs, dtype=float)), atol=0.51)

    n = f"{respondents:,}"
    return [
        Row(f"NPS by branch, {n} rows of Parquet", on_parquet, by_sql, "DuckDB's SQL", agree=agree,
            why="the survey is opened, its kinds and scales are looked for, and ids and weights are checked."),
        Row(f"NPS by branch, {n} rows of Parquet, survey open", once_known, by_sql, "DuckDB's SQL", goal=0.83,
            agree=agree, repeats=15, why="DuckDB counts once, as in the peer's query; some twenty milliseconds beside "
            "it go into small frames for intervals, order and hidden groups, however many the rows."),
        Row(f"NPS by branch, frame of {n}", from_frame, by_pandas, "pandas groupby", agree=agree),
        Row(f"NPS by branch, frame of {n}", from_frame, by_ezrsurvey, "ezrsurvey (whole numbers)", agree=agree_rounded,
            repeats=3),
    ]  # fmt: skip
