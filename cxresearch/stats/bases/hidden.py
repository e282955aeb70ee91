"""Who stands behind a figure: what every statistic of closed questions shares.

A figure is worth what its base is worth. `asked` checks what was asked for, `counts` gives the arrays, and here small
groups of employees are hidden and what a reader must know about the base becomes a sentence: answers left out and
why, waves pooled, audiences mixed. All of it can be imported from here.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cxresearch.privacy.hiding import FEWEST_PEOPLE, HIDDEN, hide_small_groups
from cxresearch.stats.bases.asked import (
    as_list,
    audience_column,
    check_choice,
    check_population,
    group_label,
    need_single_answers,
    one_question,
    population_of,
    some_questions,
)
from cxresearch.stats.bases.calibrated import raking_of
from cxresearch.stats.bases.counts import Counted, GroupMeans, answered_twice, counted, interval_n, keys_of
from cxresearch.stats.bases.naming import audience_name
from cxresearch.survey.audiences import CUSTOMERS, LEADERSHIP, STAFF, is_employees, is_self_selected, ordered
from cxresearch.survey.columns.wave_order import order_of_waves
from cxresearch.survey.survey import Survey
from cxresearch.survey.tally import tally
from cxresearch.wording import count, cut_at_word, in_a_row, interval, listed, marked, named, plural, say, told

__all__ = [
    "Counted",
    "GroupMeans",
    "answered_twice",
    "as_list",
    "audience_column",
    "base_caveats",
    "check_choice",
    "check_population",
    "counted",
    "design_method",
    "group_label",
    "hidden_rows",
    "interval_n",
    "need_single_answers",
    "one_question",
    "people",
    "population_of",
    "some_questions",
    "unlike_waves",
    "who_answered",
]

_NOUNS = {LEADERSHIP: ("leader", "leaders"), STAFF: ("member of staff", "staff"), CUSTOMERS: ("customer", "customers")}
_MOST_QUESTIONS = 3


def hidden_rows(
    found: Counted, rows: pd.DataFrame, n, *, privacy: bool = True, called: str = "row", option: str = "by"
) -> tuple[np.ndarray, list[str]]:
    """Which rows of a table stay hidden, and what to say about it.

    Parameters
    ----------
    found : Counted
    rows : DataFrame
        The columns of ``by``, and ``question`` where the table has several.
    n : array
        People behind each row.
    privacy : bool
        False shows everything and says so.
    called, option : str
        What a row is to its readers, and the option that tells groups apart.

    Returns
    -------
    hidden : array of bool
    caveats : list of str
    """
    if found.mixed:
        return _hidden_mixtures(found, rows, privacy, called, option)
    name = audience_column(found.survey, found.by)
    groups = rows if name in (None, "audience") else rows.rename(columns={name: "audience"})
    by = ["audience" if column == name else column for column in found.by]
    return hide_small_groups(found.survey, groups, n, by=by, privacy=privacy, called=called)


def _hidden_mixtures(
    found: Counted, rows: pd.DataFrame, privacy: bool, called: str, option: str
) -> tuple[np.ndarray, list[str]]:
    """A mixture of audiences is hidden where its leaders or staff would be: the others can be subtracted from it."""
    by = list(found.by)
    questions = list(dict.fromkeys(rows["question"])) if "question" in rows else found.tally.questions[:1]
    parts, sizes = [], []
    for question in questions:
        cells = found.parts(question).pooled([*by, "audience"])
        employees = cells.groups["audience"].map(is_employees).to_numpy(bool)
        parts.append(cells.groups[employees].assign(question=question))
        sizes.append((cells.sum_w if found.survey.is_aggregated else cells.n).sum(axis=1)[employees])
    groups, sizes = pd.concat(parts, ignore_index=True), np.concatenate(sizes)
    small, told = hide_small_groups(found.survey, groups, sizes, by=[*by, "audience"], privacy=privacy)
    kept_back = set(keys_of(groups[small], ["question", *by]))
    wanted = rows if "question" in rows else rows.assign(question=questions[0])
    hidden = np.array([key in kept_back for key in keys_of(wanted, ["question", *by])], dtype=bool)
    if hidden.any():
        told[0] = marked(say(
            "Hidden: {hidden} of {rows}, because fewer than {fewest} leaders or staff are among the people behind "
            "them, or a total would give them away. Pass {option}='audience' to see the others.",
            hidden=count(hidden.sum()), rows=plural(len(rows), called), fewest=FEWEST_PEOPLE, option=option,
        ), HIDDEN)  # fmt: skip
    return hidden, told


# -- what to say ---------------------------------------------------------------------------------


def people(n: float, audience: object = None, *, n_effective: float | None = None, persons: float | None = None) -> str:
    """A base in words, with the effective base where it is given, and answers apart from persons where they differ.

    >>> people(41, "Leadership"), people(1, "Staff"), people(1912, "Parents")
    ('41 leaders', '1 member of staff', '1,912 Parents')
    >>> people(1912, "Customers", n_effective=1540.2), people(3)
    ('1,912 customers, effective base 1,540', '3 answers')
    >>> people(400, "Customers", persons=300)
    '400 answers of 300 customers'
    """
    if persons is not None and persons < n:
        who = plural(persons, "person", "people") if audience is None else _counted(persons, audience)
        text = say("{answers} of {people}", answers=plural(n, "answer"), people=who)
    elif audience is None:
        text = plural(n, "answer")
    elif n == 1 and audience not in _NOUNS:
        text = say("1 answer from {audience}", audience=audience)
    else:
        text = _counted(n, audience)
    if n_effective is None:
        return text
    return say("{people}, effective base {n}", people=text, n=count(n_effective))


def _counted(n: float, audience: object) -> str:
    return plural(n, *_NOUNS[audience]) if audience in _NOUNS else f"{count(n)} {audience}"


def who_answered(found: Counted, question: str) -> list:
    """The audiences that gave answers to a question, in their order."""
    survey = found.survey
    column = "audience" if found.mixed else audience_column(survey, found.by)
    if column is None:
        return survey.audiences
    cells = found.parts(question)
    answered = cells.groups.loc[cells.n.sum(axis=1) > 0, column]
    return ordered(str(audience) for audience in answered.dropna())


def design_method(found: Counted) -> str:
    """One or two sentences on how the errors were taken: weights, sampled units or strata."""
    survey, told = found.survey, []
    if survey.is_aggregated:
        told.append(
            say("Rows are units, each counted by its number of answers; errors come from variation between units.")
        )
    elif found.weighted:
        told.append(
            say(
                "Weighted by {weight}: estimates and linearised errors (Binder 1983) use the weights, counts of people "
                "do not; n_effective is Kish's (1965).",
                weight=survey.roles["weight"],
            )
        )
        if raking_of(survey) is not None and not found.designed:
            told.append(
                say(
                    "Errors of the raked sample and its groups know its targets (residuals from the columns that it "
                    "was raked to, Deville & Sarndal 1992), those of differences what groups share by them."
                )
            )
    if found.cluster:
        told.append(
            say(
                "Units ({unit}) are taken as a sample of units, one design for everybody in them: cluster-robust "
                "errors "
                "by Taylor linearisation (Kish 1965; Binder 1983), degrees of freedom from units; people without a "
                "unit are a stratum of their own, each his own unit.",
                unit=found.cluster,
            )
        )
    elif found.by_person:
        told.append(say("Errors are taken by person, because some answered more than once (Binder 1983)."))
    return in_a_row(*told)


def base_caveats(
    found: Counted,
    questions: Sequence[str] | None = None,
    *,
    population: np.ndarray | None = None,
    option: str = "by",
    apart: frozenset[str] | set[str] = frozenset(),
) -> list[str]:
    """What a reader must know about the base: answers left out, waves pooled, audiences mixed, a population told.

    ``option`` is what tells groups apart, ``apart`` the roles that the reader sees told apart already.
    """
    survey, chosen = found.survey, list(questions or found.tally.questions)
    told = _left_out(found, chosen)
    if found.tally.unweighted_rows:
        n = found.tally.unweighted_rows
        told.append(
            say("{units} without a number of answers left out.", units=plural(n, "unit"))
            if survey.is_aggregated
            else say("{rows} without a usable weight left out.", rows=plural(n, "row"))
        )
    if found.tally.weightless:
        told.append(
            say(
                "Nobody in {groups} has a weight above 0: a row without an estimate.",
                groups=named(found.tally.weightless, most=6),
            )
        )
    for name, n in found.dropped.items():
        told.append(
            say(
                "{answers} without a stated {column} left out over all questions."
                if len(chosen) > 1
                else "{answers} without a stated {column} left out.",
                answers=plural(n, "answer"), column=name,
            )
        )  # fmt: skip
    told += _sampled_units(found, chosen)
    told += [] if "wave" in apart else _pooled_waves(found, option)
    mixed = [who_answered(found, question) for question in chosen] if found.mixed else []
    if any(len(audiences) > 1 for audiences in mixed):
        names = ordered(name for audiences in mixed for name in audiences)
        told.append(
            say("The total mixes audiences.")
            if "audience" in apart
            else say(
                "Audiences are mixed ({audiences}); pass {option}='audience' to tell them apart.",
                audiences=named(map(audience_name, names)),
                option=option,
            )
        )
    if any(map(is_self_selected, survey.audiences)):
        told.append(
            say("Public reviews choose themselves: whoever wrote one speaks for nobody else, and no interval tells how "
                "far off that is.")
        )  # fmt: skip
    if population is not None and np.isfinite(population).any():
        told.append(say("The finite-population correction corrects sampling, not non-response."))
    if survey.is_aggregated:
        told.append(say("Scores are known by unit only: nothing can be said about the spread among people."))
    return told


def _left_out(found: Counted, chosen: list[str]) -> list[str]:
    account = found.tally.account
    if not (account.excluded.to_numpy().any() or account.missing.to_numpy().any()):
        return []
    account = account[account.question.isin(chosen)]
    key = "audience" if found.mixed else audience_column(found.survey, found.by)
    if key is not None:
        # Nobody's answer is missing in an audience that was not asked.
        question, who = (pd.factorize(account[name], use_na_sentinel=False)[0] for name in ("question", key))
        both = question * (who.max(initial=0) + 1) + who
        asked = np.bincount(both, account.kept)[both] > 0 if len(account) else np.empty(0, dtype=bool)
        account = account[asked | (np.bincount(question, asked)[question] == 0 if len(account) else asked)]
    at, questions = pd.factorize(account.question)
    sums = {name: np.bincount(at, account[name]).astype(np.int64) for name in ("excluded", "missing", "rows")}
    lost = pd.DataFrame(sums, index=questions)
    lost = lost[lost.excluded + lost.missing > 0]
    if len(lost) > _MOST_QUESTIONS:
        return [_left_out_in_short(lost)]
    topics = found.survey.codebook.set_index("id").topic
    unread = found.tally.unread
    told = []
    for question, row in lost.iterrows():
        parts = []
        for reason, answers in unread[unread.question == question].groupby("reason", sort=False):
            said = named(map(repr, answers["answer"]), most=3)
            parts.append(in_a_row(count(answers["n"].sum()), say(reason), in_a_row("(", said, ")", by="")))
        if row["missing"]:
            parts.append(say("{n} missing", n=count(row["missing"])))
        topic = topics.get(question, question)
        name = topic if 0 < len(topic) <= 60 else cut_at_word(topic, 60) if topic else question
        told.append(
            say(
                "{topic}: not counted are {parts}, of {n} rows.",
                topic=name, parts=in_a_row(*parts, by=", "), n=count(row["rows"]),
            )
        )  # fmt: skip
    return told


def _left_out_in_short(lost: pd.DataFrame) -> str:
    parts = []
    for column, what in (("excluded", told("{n} declined or unreadable")), ("missing", told("{n} missing"))):
        if lost[column].max():
            parts.append(say(what, n=_from_to(lost[column])))
    return say(
        "Not counted in {n} questions: {parts} answers each, of {rows} rows; see survey.account().",
        n=len(lost), parts=listed(parts), rows=_from_to(lost["rows"]),
    )  # fmt: skip


def _from_to(numbers: pd.Series) -> str:
    low, high = numbers.min(), numbers.max()
    return count(high) if low == high else interval(low, high)


def _sampled_units(found: Counted, chosen: Sequence[str]) -> list[str]:
    """What to say of units: who has none where they were sampled, and that nobody said whether they were."""
    survey = found.survey
    if found.cluster:
        alone = found.without_unit(chosen)
        return [
            say(
                "{who} without a stated {unit}, or all in one, count as units of their own.",
                who=who,
                unit=found.cluster,
            )
            for who in alone
        ]
    column = survey.roles.get("unit")
    if column is None or survey.is_aggregated or found.design_told:
        return []
    if column in [survey.find(name) for name in found.by] or len(survey.answer_counts(column)) < 2:
        return []
    return [
        say(
            "Nobody said whether the units ({column}) are all that there are or a sample: they are taken as all. Pass "
            "cluster='unit' if they were sampled (intervals widen), cluster=False if all were surveyed.",
            column=column,
        )
    ]


def unlike_waves(survey: Survey, questions: Sequence[str], by: Sequence[str] = ()) -> list[str]:
    """A caveat for the top where audiences that are compared did not answer in the same waves."""
    wave, audience = survey.roles.get("wave"), survey.roles.get("audience")
    if wave is None or audience is None or wave in [survey.find(name) for name in by] or survey.is_aggregated:
        return []
    seen: dict[str, set] = {}
    account = tally(survey, questions, by=["audience", "wave"]).account
    answered = account.loc[account.kept > 0, ["audience", "wave"]].drop_duplicates()
    for who, when in answered.dropna().itertuples(index=False, name=None):
        seen.setdefault(str(who), set()).add(f"{when:g}" if isinstance(when, float) else str(when))
    if len(seen) < 2 or len({frozenset(waves) for waves in seen.values()}) < 2:
        return []
    told = (
        say("{audience} in {waves}", audience=audience_name(audience), waves=named(sorted(waves), most=4))
        for audience, waves in seen.items()
    )
    return [
        say(
            "Audiences did not answer in the same waves ({parts}): part of a gap may be a change over time. Compare "
            "within one wave: survey.only(wave=...).",
            parts=in_a_row(*told, by="; "),
        )
    ]


def _pooled_waves(found: Counted, option: str) -> list[str]:
    survey, wave = found.survey, found.survey.roles.get("wave")
    if wave is None or wave in [survey.find(name) for name in found.by]:
        return []
    waves = order_of_waves(list(survey.answer_counts(wave)), survey.order_of(wave)).waves
    if len(waves) < 2:
        return []
    pooled = say(
        "{n} waves are pooled ({waves}); pass {option}='wave' to keep them apart.",
        n=len(waves),
        waves=named(waves, most=4),
        option=option,
    )
    again = answered_twice(survey)
    if again:
        twice = say(
            "{people} answered more than once: persons are counted beside answers, and errors are by person."
            if found.by_person
            else "{people} answered more than once.",
            people=plural(again, "person", "people"),
        )
        pooled = in_a_row(pooled, twice)
    return [pooled]
