"""Counting a wide survey: a million respondents, thirty questions, by audience and branch.

Peers count the same cells: polars question by question, and pandas by way of a long table.
"""

from functools import lru_cache

import pandas as pd

from benchmarks import made_up
from benchmarks.side_by_side import Row
from cxresearch import tally

KEYS = ["audience", "branch"]
CELL = [*KEYS, "question", "value"]


def by_polars(frame):
    import polars

    counted = [
        frame.group_by(*KEYS, polars.col(question).alias("value"))
        .len(name="n")
        .drop_nulls("value")
        .with_columns(question=polars.lit(question))
        for question in made_up.questions()
    ]
    return polars.concat(counted)


def by_melting(frame: pd.DataFrame) -> pd.DataFrame:
    long = frame.melt(id_vars=KEYS, var_name="question", value_name="value").dropna(subset="value")
    return long.groupby(CELL).size().rename("n").reset_index()


def agree(ours, peer) -> None:
    theirs = peer if isinstance(peer, pd.DataFrame) else peer.to_pandas()
    mine = ours.table.rename(columns={"unit": "branch"})
    pd.testing.assert_frame_equal(
        mine[[*CELL, "n"]].sort_values(CELL, ignore_index=True),
        theirs[[*CELL, "n"]].sort_values(CELL, ignore_index=True),
        check_dtype=False,
    )


def rows(*, respondents: int) -> list[Row]:
    frame = made_up.answers(respondents)
    standing = made_up.survey(frame)

    def from_rows():
        return tally(made_up.survey(frame), by=["audience", "unit"])

    def from_encoded_answers():
        made_up.forget_tallies(standing)
        return tally(standing, by=["audience", "unit"])

    @lru_cache(maxsize=1)
    def in_polars():
        import polars

        return polars.from_pandas(frame, nan_to_null=True)

    def polars_peer():
        return by_polars(in_polars())

    def pandas_peer():
        return by_melting(frame)

    encoded, rows_again = "tally 30 questions, from encoded answers", "tally 30 questions, from rows"
    return [
        Row(
            encoded,
            from_encoded_answers,
            polars_peer,
            "polars a question at a time",
            goal=2.5,
            agree=agree,
            processor=True,
        ),
        Row(rows_again, from_rows, polars_peer, "polars a question at a time", agree=agree, repeats=5),
        Row(rows_again, from_rows, pandas_peer, "pandas melt", agree=agree, repeats=3),
    ]
