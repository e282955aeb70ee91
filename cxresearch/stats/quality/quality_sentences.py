"""Data quality in words: who answered, what looks odd, what is missing, and that nothing was left out."""

import pandas as pd

from cxresearch.errors import listing
from cxresearch.stats.bases.grouped import topic_words
from cxresearch.stats.bases.hidden import people
from cxresearch.wording import count, number, plural

__all__ = ["quality_sentences"]

_ODD = {
    "speeders": "took less than {speed}% of the median time of those like them",
    "straight_lining": "gave one answer to all of a grid",
    "low_variability": "varied their answers unusually little",
    "duplicates": "repeat an earlier row's answers to every closed question",
    "same_respondent": "come from somebody who is in the same wave already",
    "unfinished": "broke off before the end",
}
_NOUNS = {"Leadership": "leaders", "Staff": "staff", "Customers": "customers"}
_MOST_BLANK = 5.0
_ASKED_OF_A_PART = 50.0
_FEWEST_FOR_ENDS = 10


def quality_sentences(result) -> list[str]:
    """All sentences of a :class:`Quality`."""
    table = result.table
    said = [_rate(row) for row in table[(table.check == "response_rate") & table.n.notna()].itertuples()]
    odd = [sentence for check in _ODD for sentence in _odd(table, check, result.speed)]
    said += odd
    looked = [check for check in _ODD if (table.check == check).any()]
    if looked and not odd:
        said.append(f"No row stands out by these rules: {listing(name.replace('_', ' ') for name in sorted(looked))}.")
    names = _names(result.questions)
    said += _missing(result, names) + _unread(result, names) + _ends(result, names)
    said += _small(table, result.smallest_base)
    said.append(_last(result))
    return said


def _names(questions: pd.DataFrame) -> dict[str, str]:
    """What to call each question: its topic, with its id where several are about one topic."""
    known = questions[["question", "topic"]].drop_duplicates("question")
    shared = set(known.topic[known.topic.duplicated(keep=False)])
    return {
        row.question: f"{topic_words(row.topic)} [{row.question}]" if row.topic in shared and len(row.question) <= 12
        else topic_words(row.topic or row.question)
        for row in known.itertuples()
    }  # fmt: skip


def _who(n: float, audience: str) -> str:
    return people(n, audience or None) if audience else plural(n, "row")


def _rate(row) -> str:
    when = f" in {row.group}" if row.group else ""
    return (
        f"{count(row.n)} of {_who(row.base, row.audience)} who were invited answered{when} ({number(row.estimate)}%)."
    )


def _percent(share: float) -> str:
    return f"{number(share)}%" if share >= 1 else f"{number(share, digits=1)}%" if share >= 0.1 else "under 0.1%"


def _odd(table: pd.DataFrame, check: str, speed: float) -> list[str]:
    rows = table[(table.check == check) & (table.n > 0)]
    words = _ODD[check].format(speed=number(100 * speed))
    return [
        f"{count(row.n)} of {_who(row.base, row.audience)} {words} ({_percent(row.estimate)})."
        for row in rows.itertuples()
    ]


def _missing(result, names: dict[str, str]) -> list[str]:
    table = result.table
    rows = table[(table.check == "missing") & table.estimate.notna()]
    of_all = rows[rows.estimate <= _ASKED_OF_A_PART]
    if not len(of_all):
        return []
    n, base = of_all.n.sum(), of_all.base.sum()
    aside = rows.question[rows.estimate > _ASKED_OF_A_PART].nunique()
    but = f", {plural(aside, 'question')} with more than half blank left aside" if aside else ""
    if not n:
        return [f"Of {count(base)} answers that could have been given to closed questions not one is blank{but}."]
    of = f"Of {count(base)} answers that could have been given to closed questions"
    said = f"{of} {_percent(100 * n / base)} are blank{but}"
    worst = of_all[of_all.estimate >= _MOST_BLANK]
    if not len(worst):
        return [
            f"{said}; none of the others has {_MOST_BLANK:g}% or more."
            if aside
            else f"{said}; no question has {_MOST_BLANK:g}%."
        ]
    return [f"{said}; most often {_listed(worst, names, 3)}."]


def _listed(rows: pd.DataFrame, names: dict[str, str], most: int) -> str:
    """Questions with their percentages, and whose answers they are."""
    told = [f"{names[row.question]} ({number(row.estimate)}%{_among(row.audience)})" for row in rows.itertuples()]
    return listing(told, most=most)


def _among(audience: str) -> str:
    return f" of {_NOUNS.get(audience, audience)}" if audience else ""


def _unread(result, names: dict[str, str]) -> list[str]:
    table, said = result.table, []
    for check, one, many in (
        ("outside the scale", "lies outside its scale", "lie outside their scale"),
        ("not readable", "cannot be read as an answer", "cannot be read as answers"),
    ):
        rows = table[(table.check == check) & (table.n > 0)]
        if len(rows):
            n = rows.n.sum()
            named = listing((f"{names[row.question]} {count(row.n)}" for row in rows.itertuples()), most=4)
            said.append(f"{plural(n, 'answer')} {one if n == 1 else many}: {named}.")
    return said


def _ends(result, names: dict[str, str]) -> list[str]:
    table, said = result.table, []
    for check, words in (
        ("ceiling", "highest answer, so that little can rise"),
        ("floor", "lowest answer, so that little can fall"),
    ):
        rows = table[(table.check == check) & (table.estimate >= result.ends) & (table.base >= _FEWEST_FOR_ENDS)]
        if len(rows):
            said.append(f"{number(result.ends)}% or more give the {words}: {_listed(rows, names, 4)}.")
    return said


def _small(table: pd.DataFrame, smallest: int) -> list[str]:
    rows = table[table.check == "small_base"]
    if not len(rows):
        return []
    told = (
        f"{_NOUNS.get(row.audience, row.audience)} {row.group} ({count(row.n)})".strip() for row in rows.itertuples()
    )
    verb = "group has" if len(rows) == 1 else "groups have"
    return [f"{count(len(rows))} {verb} fewer than {smallest} people: {listing(told, most=5)}."]


def _last(result) -> str:
    rows = "the one row is" if len(result.people) == 1 else f"all {count(len(result.people))} rows are"
    flagged = result.flags["row"].nunique() if len(result.flags) else 0
    if not flagged:
        return f"Nothing was excluded: {rows} kept."
    named = ", ".join(map(repr, dict.fromkeys(sorted(result.flags.flag))))
    carry = "the one that carries" if flagged == 1 else f"the {count(flagged)} that carry"
    return f"Nothing was excluded: {rows} kept, also {carry} a flag. To leave some out: .without({named})."
