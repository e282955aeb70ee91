"""How far the answers can be trusted, before a number is shown: who answered carelessly, what and who is missing.

Every check counts and flags; none excludes. Whoever ticks one column in good faith looks like whoever does not read, so
leaving flagged rows out is a decision that a person takes, one flag at a time, and that the notes of the Survey record.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import ClassVar

import narwhals as nw
import numpy as np
import pandas as pd

from cxresearch.errors import OptionError, QuestionError
from cxresearch.privacy.hiding import FEWEST_PEOPLE, HIDDEN, blank, hide_small_groups
from cxresearch.result import Result
from cxresearch.stats.quality.person_checks import FLAGS, Grid, grids_of, looked_at
from cxresearch.stats.quality.quality_sentences import quality_sentences
from cxresearch.stats.quality.question_checks import Groups, groups_of, question_checks, small_bases
from cxresearch.stats.quality.response_rates import response_rates
from cxresearch.stats.quality.times import times_taken
from cxresearch.survey.audiences import is_employees
from cxresearch.survey.passing.leaving_out import without_rows
from cxresearch.survey.survey import Survey
from cxresearch.wording import count, did_you_mean, in_a_row, kept, marked, named, number, plural, say, told

__all__ = ["Quality", "check_quality"]


@dataclass(frozen=True, eq=False, repr=False)
class Quality(Result):
    """What the data are worth, and which rows look odd.

    ``table``: a row a finding: ``check, audience, question, group, n`` (rows or people concerned), ``base`` (of how
    many), ``estimate`` (percent of the base). Checks: ``response_rate``; of respondents ``unfinished, speeders,
    straight_lining, low_variability, duplicates, same_respondent``; of questions ``missing, declined, outside the
    scale, not readable, floor, ceiling``; of groups ``small_base``.

    Attributes
    ----------
    flags : DataFrame
        A row a respondent-row and flag: ``row`` (place in the Survey, from 0), ``respondent``, ``audience``, ``flag``,
        ``value`` (seconds, length of the run, variability, or the row that is repeated). Where rows stay on an engine
        and more than 100,000 flags are found, none is listed.
    people : DataFrame
        A row a respondent-row: ``seconds, speed`` (share of the median of those like them), ``longest_run``,
        ``variability`` (points of 100), ``answered`` (closed questions). Empty where rows stay on an engine.
    sizes : mapping
        Audience to its rows.
    carried : mapping
        Flag to the rows that carry it, however many are listed. ``flagged``: rows that carry any.
    times : DataFrame
        A row an audience: ``n, p10, q1, median, q3, p90`` of the seconds taken, ``ci_low, ci_high`` of the median; as
        in `times_taken`.
    questions : DataFrame
        A row a question, audience and wave: ``rows, kept, missing, declined, outside, unreadable`` and the shares.
    grids : tuple of Grid
        The blocks of questions in which straight lines were looked for.
    survey : Survey
        What was checked.
    topics : mapping
        Id of a question to what it is about.
    ends, smallest_base, speed : float, int, float
        As in `check_quality`.
    """

    flags: pd.DataFrame = field(default_factory=pd.DataFrame)
    people: pd.DataFrame = field(default_factory=pd.DataFrame)
    sizes: Mapping[str, int] = field(default_factory=dict)
    carried: Mapping[str, int] = field(default_factory=dict)
    flagged: int = 0
    times: pd.DataFrame = field(default_factory=pd.DataFrame)
    questions: pd.DataFrame = field(default_factory=pd.DataFrame)
    grids: tuple[Grid, ...] = ()
    survey: Survey | None = None
    ends: float = 50.0
    smallest_base: int = 30
    speed: float = 1 / 3

    heading: ClassVar[str] = told("Data quality")
    shown: ClassVar[tuple[str, ...]] = ("check", "audience", "question", "group", "n", "base", "estimate")
    decimals: ClassVar[dict[str, int]] = {"n": 0, "base": 0, "estimate": 1}

    def sentences(self) -> list[str]:
        """Who answered, what looks odd, what is missing, and that nothing was excluded."""
        return quality_sentences(self)

    @property
    def topics(self) -> Mapping[str, str]:
        """What each question is about, by its id."""
        if self.survey is None:
            return {}
        return dict(zip(self.survey.codebook.id, self.survey.codebook.topic, strict=True))

    def without(self, *flags: str) -> Survey:
        """The Survey without the rows that carry one of these flags.

        Parameters
        ----------
        *flags : str
            "speeders", "straight_lining", "low_variability", "duplicates", "same_respondent", "unfinished".

        Returns
        -------
        Survey
            Its notes and its intake say how many rows each flag took.

        Raises
        ------
        OptionError
            If no flag is named, or one that does not exist; where rows stay on an engine, also if the flagged ones are
            too many to be listed, or the engine keeps no order.

        Examples
        --------
        >>> grid = {f"Rate us - {topic}": [4, 5, 2, 3, 3] for topic in ("a", "b", "c", "d")}
        >>> grid["Rate us - e"] = [4, 1, 3, 3, 2]
        >>> survey = Survey.from_frame(pd.DataFrame(grid), scales=dict.fromkeys(grid, (1, 5)), audience="Customers")
        >>> kept = check_quality(survey).without("straight_lining")
        >>> kept.n_rows, kept.notes[-1]
        (3, 'excluded on purpose: 2 of 5 rows (straight_lining 2)')
        """
        if not flags:
            raise OptionError(say("Name the flags to leave out: {flags}.", flags=named(FLAGS)))
        for flag in flags:
            if flag not in FLAGS:
                raise OptionError(say(
                    "No flag {flag}.{hint} Flags are {flags}.",
                    flag=repr(flag), hint=did_you_mean(flag, FLAGS), flags=named(FLAGS),
                ))  # fmt: skip
        survey = self.survey
        if sum(self.carried.values()) > len(self.flags):
            raise OptionError(say(
                "{rows} carry a flag, too many to be left out one by one where rows stay on their engine. Check a "
                "part: survey.only(...).",
                rows=plural(self.flagged, "row"),
            ))  # fmt: skip
        gone, took, intake = np.zeros(survey.n_rows, dtype=bool), [], dict(survey.intake)
        for flag in dict.fromkeys(flags):
            rows = self.flags.loc[self.flags.flag == flag, "row"].to_numpy(int)
            fresh = rows[~gone[rows]]
            gone[rows] = True
            twice = len(rows) - len(fresh)
            took.append(kept("{flag} {n}, {twice} of them counted already" if twice else "{flag} {n}", flag=flag,
                             n=count(len(rows)), twice=count(twice)))  # fmt: skip
            if "kept" in intake and len(fresh):
                intake["kept"] -= len(fresh)
                intake[f"excluded: {flag}"] = len(fresh)
        note = kept("excluded on purpose: {n} of {rows} rows ({flags})", n=count(gone.sum()), rows=count(len(gone)),
                    flags=in_a_row(*took, by=", "))  # fmt: skip
        rest = nw.to_native(without_rows(survey.frame, gone))
        return replace(
            survey, responses=rest, notes=(*survey.notes, note), intake=intake,
            # Groups that were small before stay hidden, so that no subtraction tells who was left out.
            root=survey.root or survey, _cache={},
        )  # fmt: skip


def check_quality(
    survey: Survey,
    *,
    invited: Mapping | None = None,
    speed: float = 1 / 3,
    duration: str | None = None,
    fewest: int = 5,
    ends: float = 50.0,
    smallest_base: int = 30,
    privacy: bool = True,
) -> Quality:
    """Look for careless answers, gaps, one-sided questions, small groups and people who did not answer.

    Parameters
    ----------
    survey : Survey
        Respondents, on any engine: rows that stay there pass by in pieces, three times and more.
    invited : mapping, optional
        How many were asked, by audience (``{"Leadership": 72}``) or by audience and wave
        (``{("Staff", 2025): 940}``): gives response rates.
    speed : float
        Who took less than this share of the median time of those like them (same audience and wave, to the end) is a
        speeder; 0..1.
    duration : str, optional
        The column of seconds; found by the platforms' own names by default.
    fewest : int
        How many answered questions a grid needs before one answer to all of them is called a straight line.
    ends : float
        Percent of answers at the lowest or highest point from which floor and ceiling are said; 50..100.
    smallest_base : int
        Groups of fewer people are listed.
    privacy : bool
        Whether figures of fewer than five leaders or staff are hidden.

    Returns
    -------
    Quality
        ``.without("speeders", ...)`` gives the Survey without flagged rows; nothing is left out by itself.

    Raises
    ------
    OptionError, QuestionError
        If an option is out of range, more people answered than were invited, or only scores by unit are known.

    References
    ----------
    Straight lines and long-string Johnson (2005), Journal of Research in Personality 39, and Curran (2016), Journal of
    Experimental Social Psychology 66; variability Dunn et al. (2018), Journal of Business and Psychology 33, with the
    fence of Tukey (1977); speeders Greszki, Meyer & Schoen (2015), Public Opinion Quarterly 79; doubled rows Kuriakose
    & Robbins (2016), Statistical Journal of the IAOS 32; response rate AAPOR (2023), Standard Definitions (RR2).

    Examples
    --------
    >>> grid = {f"Rate us - {topic}": [4, 5, 2, 3, 3] for topic in ("a", "b", "c", "d")}
    >>> grid["Rate us - e"] = [4, 1, 3, 3, 2]
    >>> survey = Survey.from_frame(pd.DataFrame(grid), scales=dict.fromkeys(grid, (1, 5)), audience="Customers")
    >>> check_quality(survey, invited={"Customers": 20}).sentences()[:2]
    ['5 of 20 customers who were invited answered (25%).', '2 of 5 customers gave one answer to all of a grid (40%).']
    """
    _check_options(speed, fewest, ends, smallest_base)
    if survey.is_aggregated:
        raise QuestionError(say(
            "{survey} has scores by unit, and careless answers can only be seen in rows of respondents. Load the file "
            "with a row a respondent.",
            survey=survey.name,
        ))  # fmt: skip
    groups = groups_of(survey)
    grids = grids_of(survey)
    found = looked_at(survey, groups, grids, speed=speed, duration=duration, fewest=fewest)
    cells = question_checks(survey, groups, found.counted)
    rates, rate_caveats = response_rates(survey, groups, invited)
    table = pd.concat(
        [
            rates,
            found.table,
            cells.table,
            small_bases(survey, groups, found.counted, smallest_base=smallest_base),
        ],
        ignore_index=True,
    ).astype({"n": np.int64, "base": np.int64, "estimate": float})
    employees, all_of, hidden = _protected(survey, groups, privacy)
    table, n_hidden = _withheld(table, employees, all_of)
    questions, _ = _withheld(cells.questions, employees, all_of, size="rows")
    if n_hidden:
        hidden.insert(
            0,
            marked(
                say(
                    "Hidden: {hidden} of {rows}, with fewer than {fewest} leaders or staff.",
                    hidden=count(n_hidden),
                    rows=plural(len(table), "row"),
                    fewest=FEWEST_PEOPLE,
                ),
                HIDDEN,
            ),
        )
    caveats = [
        say("A flag is a reason to look, no proof: whoever means it may tick one column. Nothing was excluded."),
        *hidden,
        *found.caveats,
        *cells.caveats,
        *rate_caveats,
    ]
    return Quality(
        table, _method(speed, fewest, ends), caveats, flags=found.flags, people=found.people, questions=questions,
        times=times_taken(found.times, employees=employees, hidden=all_of), grids=grids, survey=survey, ends=ends,
        smallest_base=smallest_base, speed=speed, sizes={name: groups.people(name) for name in groups.audiences},
        carried=found.carried, flagged=found.flagged,
    )  # fmt: skip


def _check_options(speed: float, fewest: int, ends: float, smallest_base: int) -> None:
    if not 0 < speed < 1:
        raise OptionError(say(
            "speed is a share of the median time, above 0 and below 1; got {speed}.",
            speed=repr(speed),
        ))  # fmt: skip
    if not (isinstance(fewest, int) and fewest >= 3):
        raise OptionError(say("fewest is a number of questions, 3 or more; got {fewest}.", fewest=repr(fewest)))
    if not 50 <= ends <= 100:
        raise OptionError(say("ends is percent of the answers, 50 to 100; got {ends}.", ends=repr(ends)))
    if not (isinstance(smallest_base, int) and smallest_base >= 1):
        raise OptionError(say(
            "smallest_base is a number of people, 1 or more; got {smallest_base}.",
            smallest_base=repr(smallest_base),
        ))  # fmt: skip


def _protected(survey: Survey, groups: Groups, privacy: bool) -> tuple[set[str], set[str], list[str]]:
    """Audiences whose small bases are hidden, those of them that are hidden altogether, and what to say about it."""
    shown = pd.DataFrame({"audience": [name for name in groups.audiences if name]})
    n = np.array([groups.people(name) for name in shown.audience])
    if not len(shown):
        return set(), set(), []
    hidden, hints = hide_small_groups(survey, shown, n, by=["audience"], privacy=privacy)
    employees = {name for name in shown.audience if is_employees(name)} if privacy else set()
    # How many are hidden is told once, for the whole table.
    return employees, set(shown.audience[hidden]), hints[1:] if hidden.any() else hints


def _withheld(
    table: pd.DataFrame, employees: set[str], all_of: set[str], *, size: str = "base"
) -> tuple[pd.DataFrame, int]:
    """The findings on fewer than five leaders or staff, taken out; how many were asked stays, as do response rates."""
    few = (table[size].astype(float) > 0) & (table[size].astype(float) < FEWEST_PEOPLE)
    hidden = ((table.audience.isin(employees) & few) | table.audience.isin(all_of)).to_numpy(bool)
    if "check" in table:
        asked = (table.check == "response_rate") | ((table.check == "small_base") & (table.group == say("all")))
        hidden = hidden & ~asked.to_numpy()
    else:
        # Where one wave is hidden, its figures would follow from the others and their sum.
        told_by = table.question + "\0" + table.audience
        hidden = told_by.isin(set(told_by[hidden])).to_numpy(bool)
    return blank(table, hidden, keep=("check", "audience", "question", "topic", "group", "wave")), int(hidden.sum())


def _method(speed: float, fewest: int, ends: float) -> str:
    return say(
        "Straight lines: one answer to all questions of a grid, {fewest} answered or more (long-string, Johnson 2005); "
        "variability: standard deviation of a respondent's own answers on 0-100, below Tukey's (1977) fence of the "
        "audience (Dunn et al. 2018); speeders: less than {speed}% of the median time of those like them (Greszki, "
        "Meyer & Schoen 2015); doubled: all closed answers as in an earlier row; floor and ceiling: share of the "
        "lowest and highest answer, said from {ends}% on; response rate: rows by people invited (AAPOR 2023, RR2).",
        fewest=fewest, speed=number(100 * speed), ends=number(ends, digits=len(f"{ends:g}".partition(".")[2])),
    )  # fmt: skip
