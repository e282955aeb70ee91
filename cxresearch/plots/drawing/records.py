"""The rows of a table, quick to read one by one: a Series a row costs as much as drawing it."""

import pandas as pd

__all__ = ["Record", "records"]


class Record(dict):
    """A row: ``row["wave"]`` and ``row.wave``."""

    def __getattr__(self, name: str):
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None


def records(table: pd.DataFrame) -> list[Record]:
    """All rows of a table.

    >>> records(pd.DataFrame({"wave": [2024, 2025]}))[1].wave
    2025
    """
    columns = [table[name].tolist() for name in table]
    return [Record(zip(table.columns, row, strict=True)) for row in zip(*columns, strict=True)]
