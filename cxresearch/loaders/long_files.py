"""A long file, a row an answer, becomes a Survey with a row a respondent.

Audits and workshops are often kept that way: who, which item, which score, which evidence. Each column of answers
becomes a column for every item; what is the same in all rows of a person (audience, branch, wave) stays one column.
"""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from cxresearch.errors import OptionError, SurveyFileError, listing
from cxresearch.survey.codebook import guess_role
from cxresearch.survey.side_tables import bad_rows, side_table
from cxresearch.survey.survey import Survey
from cxresearch.wording import did_you_mean, plural

__all__ = ["read_long"]


def read_long(
    source: str | Path | pd.DataFrame,
    *,
    respondent: str = "respondent",
    question: str = "question",
    answers: str | Mapping[str, str] = "answer",
    scales: Mapping[str, object] | None = None,
    texts: Mapping[str, str] | None = None,
    roles: Mapping[str, str] | None = None,
    audience: str | None = None,
    name: str | None = None,
) -> Survey:
    """Read a file that has a row an answer.

    Parameters
    ----------
    source : path or DataFrame
        A CSV (comma, semicolon, tab) with a heading line, or its rows.
    respondent, question : str
        The columns that say who answered and what was asked.
    answers : str, or mapping of column to name
        The column of answers; or several, each with the name of what it becomes, such as
        ``{"score": "{question}", "evidence": "{question}_evidence"}``.
    scales : mapping, optional
        Column of answers to ``(low, high)`` or to labels from low to high.
    texts : mapping, optional
        Question to its wording, where the file holds ids only.
    roles : mapping, optional
        Role to column, added to what is found by name.
    audience : str, optional
        Who answered, where the file has no column for it.
    name : str, optional

    Returns
    -------
    Survey
        A row a respondent (of an audience and wave, where there are such columns).

    Raises
    ------
    SurveyFileError
        If the file cannot be read, a column is missing, or somebody answers a question twice; names the lines.
    OptionError
        If ``scales`` names no column of answers.

    Examples
    --------
    >>> rows = pd.DataFrame({"who": ["a", "a", "b"], "item": ["open", "kind", "open"], "score": [4, 5, 2]})
    >>> survey = read_long(rows, respondent="who", question="item", answers="score", scales={"score": (1, 5)},
    ...                    audience="Staff")
    >>> survey.n_rows, survey.codebook.id.tolist()
    (2, ['open', 'kind'])
    """
    patterns = {answers: "{question}"} if isinstance(answers, str) else {c: str(p) for c, p in answers.items()}
    wild = [pattern for pattern in patterns.values() if "{question}" not in pattern]
    if not patterns or wild or len(set(patterns.values())) < len(patterns):
        raise OptionError(
            "answers= names the column of answers, or maps several to names of their own that hold {question}, such as "
            f"{{'evidence': '{{question}}_evidence'}}; got {answers!r}."
        )
    stray = [column for column in scales or {} if column not in patterns]
    if stray:
        raise OptionError(
            f"scales= names {listing(stray)}, no column of answers.{did_you_mean(stray[0], patterns)} Found: "
            f"{listing(patterns)}."
        )
    table, found = side_table(source, needs=[respondent, question, *patterns], what="answers")
    lines = table.pop("line")
    bare = {column: _is_blank(table[column]) for column in (respondent, question)}
    bad_rows(found, [(lines[at], f"no {column}") for column, blank in bare.items() for at in table.index[blank]])
    given = dict(roles or {})
    called = {**{guess_role(column): column for column in table}, **given}
    key = [
        respondent,
        *dict.fromkeys(called[r] for r in ("audience", "wave") if called.get(r, respondent) != respondent),
    ]
    missing = [column for column in key if column not in table]
    if missing:
        raise SurveyFileError(f"{found} lacks the column {listing(missing)}. Found: {listing(table.columns)}.")
    table[question] = table[question].astype(str).str.strip()
    again = table.duplicated([*key, question], keep=False)
    bad_rows(
        found,
        [
            (lines[at], f"{table[respondent][at]} answers {table[question][at]!r} more than once")
            for at in again[again].index
        ],
    )
    wide = _wide(table, key, question, patterns)
    about = [column for column in table if column not in (*key, question, *patterns)]
    people = table.groupby(key, sort=False, dropna=False)
    steady = [column for column in about if (people[column].nunique(dropna=False) == 1).all()]
    frame = people[steady].first().reset_index() if steady else people.size().reset_index()[key]
    frame = frame.merge(wide, on=key, how="left")
    roles = {"respondent": respondent, **{role: column for role, column in called.items() if role and column in frame}}
    names = {
        pattern.replace("{question}", asked): (asked, column)
        for column, pattern in patterns.items()
        for asked in dict.fromkeys(table[question])
    }
    own = {named: scales[column] for named, (_, column) in names.items() if column in (scales or {})}
    survey = Survey.from_frame(frame, roles=roles, scales=own, audience=audience, name=name or Path(found).stem)
    worded = {named: (texts or {}).get(asked) for named, (asked, _) in names.items() if named == asked}
    notes = [f"a long file: {plural(len(table), 'row')} became {plural(len(frame), 'respondent')}"]
    left = [column for column in about if column not in steady]
    if left:
        notes.append(f"left out, because they differ between the rows of a respondent: {listing(left)}")
    return survey.with_codebook(_worded(survey.codebook, worded)).with_notes(*notes)


def _worded(book: pd.DataFrame, texts: Mapping[str, str | None]) -> pd.DataFrame:
    """The codebook with the wording of the questions that had ids only."""
    for column in ("text", "topic"):
        book[column] = [texts.get(asked) or said for asked, said in zip(book.id, book[column], strict=True)]
    return book


def _is_blank(column: pd.Series) -> pd.Series:
    return column.isna() | (column.astype(str).str.strip() == "")


def _wide(table: pd.DataFrame, key: list[str], question: str, patterns: Mapping[str, str]) -> pd.DataFrame:
    parts = []
    for column, pattern in patterns.items():
        part = table.pivot(index=key, columns=question, values=column)
        part = part[list(dict.fromkeys(table[question]))]
        part.columns = [pattern.replace("{question}", asked) for asked in part.columns]
        parts.append(part)
    wide = pd.concat(parts, axis=1)
    twice = wide.columns[wide.columns.duplicated()]
    if len(twice):
        raise OptionError(f"answers= gives two columns the name {listing(twice)}. Choose other names.")
    return wide.reset_index()
