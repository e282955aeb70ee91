"""Data quality in words: who answered, what looks odd, what is missing, and that nothing was left out."""

import pandas as pd

from cxresearch.privacy.hiding import FEWEST_PEOPLE
from cxresearch.stats.bases.grouped import topic_words
from cxresearch.stats.bases.hidden import people
from cxresearch.stats.bases.naming import people as called
from cxresearch.wording import count, named, number, plural, say, told

__all__ = ["quality_sentences", "size_in_words"]

# What one row did, and what several did.
_ODD = {
    "speeders": (
        told("{n} of {people} took less than {speed}% of the median time of those like them ({share})."),
        told("{n} of {people} took less than {speed}% of the median time of those like them ({share})."),
    ),
    "straight_lining": (
        told("{n} of {people} gave one answer to all of a grid ({share})."),
        told("{n} of {people} gave one answer to all of a grid ({share})."),
    ),
    "low_variability": (
        told("{n} of {people} varied the answers unusually little ({share})."),
        told("{n} of {people} varied their answers unusually little ({share})."),
    ),
    "duplicates": (
        told("{n} of {people} repeats an earlier row's answers to every closed question ({share})."),
        told("{n} of {people} repeat an earlier row's answers to every closed question ({share})."),
    ),
    "same_respondent": (
        told("{n} of {people} comes from somebody who is in the same wave already ({share})."),
        told("{n} of {people} come from somebody who is in the same wave already ({share})."),
    ),
    "unfinished": (
        told("{n} of {people} broke off before the end ({share})."),
        told("{n} of {people} broke off before the end ({share})."),
    ),
}
_CALLED = {
    "speeders": told("speeders"), "straight_lining": told("straight lining"),
    "low_variability": told("low variability"), "duplicates": told("duplicates"),
    "same_respondent": told("same respondent"), "unfinished": told("unfinished"),
}  # fmt: skip
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
        rules = named(say(_CALLED[name]) for name in sorted(looked))
        said.append(say("No row stands out by these rules: {rules}.", rules=rules))
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
    about = {"n": count(row.n), "people": _who(row.base, row.audience), "share": number(row.estimate)}
    if row.group:
        return say("{n} of {people} who were invited answered in {wave} ({share}%).", wave=row.group, **about)
    return say("{n} of {people} who were invited answered ({share}%).", **about)


def _percent(share: float) -> str:
    if share < 0.1:
        return say("under {share}%", share=number(0.1, digits=1))
    return say("{share}%", share=number(share, digits=0 if share >= 1 else 1))


def _odd(table: pd.DataFrame, check: str, speed: float) -> list[str]:
    rows = table[(table.check == check) & (table.n > 0)]
    one, many = _ODD[check]
    more = {"speed": number(100 * speed)} if check == "speeders" else {}
    return [
        say(
            one if row.n == 1 else many,
            n=count(row.n), people=_who(row.base, row.audience), share=_percent(row.estimate), **more,
        )
        for row in rows.itertuples()
    ]  # fmt: skip


def _missing(result, names: dict[str, str]) -> list[str]:
    table = result.table
    rows = table[(table.check == "missing") & table.estimate.notna()]
    of_all = rows[rows.estimate <= _ASKED_OF_A_PART]
    if not len(of_all):
        return []
    n, base = of_all.n.sum(), of_all.base.sum()
    aside = rows.question[rows.estimate > _ASKED_OF_A_PART].nunique()
    but = ""
    if aside:
        but = say(", {questions} with more than half blank left aside", questions=plural(aside, "question"))
    if not n:
        return [
            say(
                "Of {base} answers that could have been given to closed questions not one is blank{but}.",
                base=count(base), but=but,
            )
        ]  # fmt: skip
    worst = of_all[of_all.estimate >= _MOST_BLANK]
    if len(worst):
        end = say("most often {questions}", questions=_listed(worst, names, 3))
    else:
        end = say(
            "none of the others has {limit}% or more" if aside else "no question has {limit}%",
            limit=number(_MOST_BLANK),
        )
    return [
        say(
            "Of {base} answers that could have been given to closed questions {share} are blank{but}; {end}.",
            base=count(base), share=_percent(100 * n / base), but=but, end=end,
        )
    ]  # fmt: skip


def _listed(rows: pd.DataFrame, names: dict[str, str], most: int) -> str:
    """Questions with their percentages, and whose answers they are."""
    return named(
        (
            say(
                "{topic} ({share}% of {people})", topic=names[row.question], share=number(row.estimate),
                people=called(row.audience),
            )
            if row.audience
            else say("{topic} ({share}%)", topic=names[row.question], share=number(row.estimate))
            for row in rows.itertuples()
        ),
        most=most,
    )  # fmt: skip


def _unread(result, names: dict[str, str]) -> list[str]:
    table, said = result.table, []
    for check, one, many in (
        (
            "outside the scale", told("{answers} lies outside its scale: {questions}."),
            told("{answers} lie outside their scale: {questions}."),
        ),
        (
            "not readable", told("{answers} cannot be read as an answer: {questions}."),
            told("{answers} cannot be read as answers: {questions}."),
        ),
    ):  # fmt: skip
        rows = table[(table.check == check) & (table.n > 0)]
        if len(rows):
            n = rows.n.sum()
            where = named((f"{names[row.question]} {count(row.n)}" for row in rows.itertuples()), most=4)
            said.append(say(one if n == 1 else many, answers=plural(n, "answer"), questions=where))
    return said


def _ends(result, names: dict[str, str]) -> list[str]:
    table, said = result.table, []
    for check, words in (
        ("ceiling", told("{share}% or more give the highest answer, so that little can rise: {questions}.")),
        ("floor", told("{share}% or more give the lowest answer, so that little can fall: {questions}.")),
    ):
        rows = table[(table.check == check) & (table.estimate >= result.ends) & (table.base >= _FEWEST_FOR_ENDS)]
        if len(rows):
            said.append(say(words, share=number(result.ends), questions=_listed(rows, names, 4)))
    return said


def size_in_words(n: float) -> str:
    """How many people a small group has; of leaders and staff below five no more than that.

    >>> size_in_words(12), size_in_words(float("nan"))
    ('12', 'fewer than 5')
    """
    return count(n) if n == n else say("fewer than {fewest}", fewest=FEWEST_PEOPLE)


def _small(table: pd.DataFrame, smallest: int) -> list[str]:
    rows = table[table.check == "small_base"]
    if not len(rows):
        return []
    groups = named(
        (f"{called(row.audience)} {row.group} ({size_in_words(row.n)})".strip() for row in rows.itertuples()), most=5
    )
    return [
        say(
            "{n} group has fewer than {smallest} people: {groups}."
            if len(rows) == 1
            else "{n} groups have fewer than {smallest} people: {groups}.",
            n=count(len(rows)), smallest=smallest, groups=groups,
        )
    ]  # fmt: skip


def _last(result) -> str:
    rows, flagged = sum(result.sizes.values()), result.flagged
    if not flagged:
        if rows == 1:
            return say("Nothing was excluded: the one row is kept.")
        return say("Nothing was excluded: all {rows} rows are kept.", rows=count(rows))
    flags = ", ".join(map(repr, sorted(result.carried)))
    if rows == 1:
        return say(
            "Nothing was excluded: the one row is kept, also the one that carries a flag. To leave some out: "
            ".without({flags}).",
            flags=flags,
        )
    if flagged == 1:
        return say(
            "Nothing was excluded: all {rows} rows are kept, also the one that carries a flag. To leave some out: "
            ".without({flags}).",
            rows=count(rows), flags=flags,
        )  # fmt: skip
    return say(
        "Nothing was excluded: all {rows} rows are kept, also the {n} that carry a flag. To leave some out: "
        ".without({flags}).",
        rows=count(rows), n=count(flagged), flags=flags,
    )  # fmt: skip
