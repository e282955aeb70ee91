"""What was taken back for good: a number and a time without a word, which healing, rescue and copies obey."""

import time

__all__ = ["TABLE", "forget", "gone_under", "obey"]

TABLE = "CREATE TABLE IF NOT EXISTS gone (answer INTEGER PRIMARY KEY, clock REAL NOT NULL)"


def forget(file, answer: int) -> None:
    """Take an answer and every wording that it ever had out of the file, within a transaction of the caller.

    Parameters
    ----------
    file : sqlite3.Connection
        Of a workshop.
    answer : int
        Its number. What stays is that there was an answer of this number.
    """
    wanted = "SELECT clock, key FROM answers WHERE number = ?"
    clock, key = file.execute(wanted, (answer,)).fetchone() or (0.0, None)
    if key is not None:
        # A form that is sent again, or a sheet that is read again, must not bring it back.
        file.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (f"gone {key}", str(answer)))
    file.execute("INSERT OR IGNORE INTO gone VALUES (?, ?)", (answer, clock))
    file.execute("INSERT INTO changes (what, answer, clock) VALUES ('erased', ?, ?)", (answer, time.time()))
    obey(file)


def obey(file) -> None:
    """Take out whatever stands in the file of answers that are gone."""
    gone = "IN (SELECT answer FROM gone)"
    file.execute(f"UPDATE answers SET merged = NULL WHERE merged {gone}")
    file.execute(f"DELETE FROM votes WHERE answer {gone}")
    file.execute(f"DELETE FROM answers WHERE number {gone}")
    file.execute(
        "UPDATE changes SET before = NULL, after = NULL, audience = '', place = '', person = '' "
        f"WHERE answer {gone} AND (before IS NOT NULL OR after IS NOT NULL OR person != '' OR audience != '')"
    )


def gone_under(file, key: str) -> int | None:
    """The number of the answer that was taken back for good and had this key; None where there is none."""
    found = file.execute("SELECT value FROM settings WHERE name = ?", (f"gone {key}",)).fetchone()
    return None if found is None else int(found[0])
