"""Themes over time, by segment, and together: three tables of shares of comments, each with what chance would do.

A theme that rises from one wave to the next, a segment that writes of it more than another, two themes that are named
in one breath: each is a difference of shares, with its interval, and tested as one of many.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from string import ascii_uppercase
from typing import ClassVar

import numpy as np
import pandas as pd

from cxresearch.errors import QuestionError
from cxresearch.inference.shares import newcombe, two_shares_p
from cxresearch.inference.significance import adjust_p, check_confidence, normal_quantile
from cxresearch.result import Result
from cxresearch.survey.audiences import is_employees
from cxresearch.survey.group_order import in_people_order
from cxresearch.survey.survey import Survey
from cxresearch.text.themes.coded import OTHER, Coded, code_comments
from cxresearch.text.themes.named import comments_of, rows_hidden, share_rows
from cxresearch.wording import count, interval, number, say, told

__all__ = ["ThemePairs", "ThemeTable", "ThemeTrend", "theme_pairs", "theme_table", "theme_trend"]

_FEWEST_TOGETHER = 5
_TOLD = 5


@dataclass(frozen=True, eq=False, repr=False)
class ThemeTrend(Result):
    """Themes by wave, a row a theme and wave.

    ``table``: ``theme``, the wave under the name given, ``estimate`` (percent of the wave's comments) with ``ci_low,
    ci_high``, ``count, n``, ``change`` to the wave before (points of 100) with ``change_ci_low, change_ci_high``,
    ``p_value, p_adjusted`` (Holm over all changes) and ``verdict`` ("rose", "fell", "not shown", "").

    Attributes
    ----------
    wave : str
    waves : tuple of str
        In the order of time.
    hidden : tuple of str
        Waves of which nothing may be used.
    questions : tuple of str
        Ids of the open questions.
    """

    wave: str = "wave"
    waves: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()

    heading: ClassVar[str] = told("Themes over time")
    decimals: ClassVar[dict[str, int]] = {"count": 0}

    def _columns(self) -> list[str]:
        return ["theme", self.wave, "estimate", "ci_low", "ci_high", "change", "p_adjusted", "verdict"]

    def sentences(self) -> list[str]:
        """What rose and fell, and how much the others could have moved unseen."""
        moved = self.table[self.table.verdict.isin(["rose", "fell"])]
        order = moved.change.abs().sort_values(ascending=False, kind="stable").index
        said = []
        for row in moved.loc[order].itertuples():
            bounds = interval(*sorted((abs(row.change_ci_low), abs(row.change_ci_high))))
            before = row.estimate - row.change
            said.append(
                say(
                    "{theme} rose from {before}% to {now}% of the comments in {wave}: {change} points ({bounds})."
                    if row.verdict == "rose"
                    else "{theme} fell from {before}% to {now}% of the comments in {wave}: {change} points ({bounds}).",
                    theme=row.theme, before=number(before), now=number(row.estimate),
                    wave=getattr(row, self.wave, self.table.loc[row.Index, self.wave]),
                    change=number(abs(row.change)), bounds=bounds,
                )
            )  # fmt: skip
        known = self.table[self.table.change.notna()]
        if len(known) and not said:
            reach = float((known.change_ci_high - known.change_ci_low).max() / 2)
            said.append(
                say(
                    "No theme's share is shown to have moved; changes up to {reach} points could hide.",
                    reach=number(reach),
                )
            )
        return said or [say("There is no second wave to compare with.")]


@dataclass(frozen=True, eq=False, repr=False)
class ThemeTable(Result):
    """Themes by segment with letters, a row a theme and segment.

    ``table``: ``theme``, the segment under the name given, ``letter`` (the segment's own), ``estimate`` (percent of its
    comments) with ``ci_low, ci_high``, ``count, n``, ``above`` (letters of the segments that it is shown to be above).
    ``questions``: ids of the open questions.
    """

    by: str = ""
    segments: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()

    heading: ClassVar[str] = told("Themes by segment")
    decimals: ClassVar[dict[str, int]] = {"count": 0}

    def _columns(self) -> list[str]:
        return ["theme", self.by, "letter", "estimate", "ci_low", "ci_high", "n", "above"]

    def sentences(self) -> list[str]:
        """Where segments are shown to differ, the widest first."""
        said = []
        for theme, rows in self.table.groupby("theme", sort=False):
            if not (rows.above != "").any() or theme == OTHER:
                continue
            high = rows.loc[rows[rows.above != ""].estimate.idxmax()]
            low = rows[rows.letter.isin(high.above.split())]
            low = low.loc[low.estimate.idxmin()]
            said.append(
                (
                    high.estimate - low.estimate,
                    say(
                        "{theme} fills {high}% of {comments} and {low}% of {others}.",
                        theme=theme, high=number(high.estimate), comments=comments_of(str(high[self.by])),
                        low=number(low.estimate), others=comments_of(str(low[self.by])),
                    ),
                )
            )  # fmt: skip
        said.sort(key=lambda pair: (-round(pair[0], 6), pair[1]))
        quiet = say("On no theme are two segments shown to differ; that does not make them alike.")
        return [line for _, line in said] or [quiet]


@dataclass(frozen=True, eq=False, repr=False)
class ThemePairs(Result):
    """Themes that stand in one comment, a row a pair.

    ``table``: ``theme_a, theme_b, count`` (comments that name both), ``expected`` (if they had nothing to do with each
    other), ``estimate`` (how many times that) with ``ci_low, ci_high``, ``share_of_a, share_of_b`` (percent of either
    that name the other too), ``n, p_value, p_adjusted`` (Holm), ``verdict`` ("together", "apart", "not shown").
    ``questions``: ids of the open questions.
    """

    questions: tuple[str, ...] = ()

    heading: ClassVar[str] = told("Themes in one comment")
    shown: ClassVar[tuple[str, ...]] = (
        "theme_a", "theme_b", "count", "expected", "estimate", "ci_low", "ci_high", "verdict",
    )  # fmt: skip
    decimals: ClassVar[dict[str, int]] = {"count": 0, "estimate": 1}

    def sentences(self) -> list[str]:
        """The pairs that are named together more, and less, than chance would."""
        shown = self.table[self.table.verdict != "not shown"]
        said = []
        for row in shown.head(_TOLD).rename(columns={"count": "both"}).itertuples():
            bounds = interval(row.ci_low, row.ci_high, digits=1)
            said.append(
                say(
                    "{a} and {b} stand in one comment {times} times as often as chance would have it ({bounds}): "
                    "{both} of {n} comments.",
                    a=row.theme_a, b=row.theme_b, times=number(row.estimate, digits=1), bounds=bounds,
                    both=count(row.both), n=count(row.n),
                )
            )  # fmt: skip
        return said or [say("No two themes are shown to stand together more or less than chance would have it.")]


def theme_trend(
    survey: Survey,
    question: str | Iterable[str],
    *,
    wave: str = "wave",
    codeframe: str | Path | int | None = None,
    order: Iterable | None = None,
    confidence: float = 0.95,
    moved: pd.DataFrame | str | None = None,
    privacy: bool = True,
) -> ThemeTrend:
    """How much of the comments each theme fills, wave by wave, with the change from one to the next.

    Parameters
    ----------
    survey : Survey
    question : str or list of str
    wave : str
        Role or column of the waves.
    codeframe, moved, privacy
        As in `themes`; one frame for all waves.
    order : list, optional
        The waves in the order of time.
    confidence : float

    Raises
    ------
    QuestionError
        If fewer than two waves have comments to use.

    References
    ----------
    Newcombe (1998), Statistics in Medicine 17, with the effective n by person; Holm (1979).

    Examples
    --------
    >>> wrote = ["the queue", "the app"] * 100 + ["the queue", "the queue", "the app"] * 80
    >>> answers = pd.DataFrame({"why": wrote, "wave": ["2024"] * 200 + ["2025"] * 240})
    >>> theme_trend(Survey.from_frame(answers), "why").sentences()[1]
    'Waiting time rose from 50% to 67% of the comments in 2025: 17 points (7 to 26).'
    """
    level = check_confidence(confidence)
    read = _read(survey, question, wave, codeframe, privacy, moved)
    if len(read.groups) < 2:
        raise QuestionError(say(
            "Comments to use are in {n} wave of {wave}; a change needs two.",
            n=len(read.groups), wave=repr(wave),
        ))  # fmt: skip
    declared = list(order) if order is not None else survey.order_of(survey.find(wave))
    waves = [str(one) for one in in_people_order(read.everyone, declared)]
    shares = share_rows(read, confidence=level)
    shares["group"] = pd.Categorical(shares.group, waves, ordered=True)
    rows = []
    for theme in read.themes:
        mine = shares[shares.theme == theme].sort_values("group")
        last = None
        for row in mine.itertuples(index=False):
            change = (np.nan, np.nan, np.nan, np.nan)
            if last is not None and np.isfinite(row.estimate):
                change = _apart(row, last, level)
            rows.append((theme, str(row.group), *row[2:7], *change))
            last = row if np.isfinite(row.estimate) else last
    columns = ["theme", wave, "estimate", "ci_low", "ci_high", "count", "n"]
    columns += ["change", "change_ci_low", "change_ci_high"]
    table = pd.DataFrame(rows, columns=[*columns, "p_value"])
    asked = table.theme != OTHER
    table["p_adjusted"] = np.nan
    table.loc[asked, "p_adjusted"] = adjust_p(table.p_value[asked])
    sure = table.p_adjusted < 1 - level
    found = [table.change.isna(), sure & (table.change > 0), sure]
    table["verdict"] = np.select(found, ["", "rose", "fell"], "not shown")
    caveats = [
        *read.caveats,
        say("People who wrote in several waves are taken as strangers, which tells changes with care."),
    ]
    method = say(
        "Share of comments with Wilson's interval (1927), changes with Newcombe's (1998), effective n by person; Holm "
        "over changes; {how}",
        how=read.how,
    )
    return ThemeTrend(
        table, method, caveats, level, wave=wave, waves=tuple(waves), hidden=tuple(read.hidden),
        questions=_ids(survey, question),
    )  # fmt: skip


def theme_table(
    survey: Survey,
    question: str | Iterable[str],
    *,
    by: str,
    codeframe: str | Path | int | None = None,
    confidence: float = 0.95,
    moved: pd.DataFrame | str | None = None,
    privacy: bool = True,
) -> ThemeTable:
    """Themes down, segments across, with letters where one is shown to be above another.

    Parameters
    ----------
    by : str
        Role or column of the segments.
    survey, question, codeframe, confidence, moved, privacy
        As in `themes`.

    Raises
    ------
    QuestionError
        If fewer than two segments have comments to use.

    References
    ----------
    Pooled score test of two shares on effective n; Holm (1979) over all pairs and themes.

    Examples
    --------
    >>> wrote = ["the queue"] * 60 + ["the app"] * 40 + ["the queue"] * 20 + ["the app"] * 80
    >>> answers = pd.DataFrame({"why": wrote, "segment": ["old"] * 100 + ["new"] * 100})
    >>> found = theme_table(Survey.from_frame(answers), "why", by="segment").table
    >>> found[found.above != ""][["theme", "segment", "above"]].values.tolist()
    [['Waiting time', 'old', 'B'], ['Mobile app', 'new', 'A']]
    """
    level = check_confidence(confidence)
    read = _read(survey, question, by, codeframe, privacy, moved)
    if len(read.groups) < 2:
        raise QuestionError(say(
            "Comments to use are in {n} group of {by}; a comparison needs two.",
            n=len(read.groups), by=repr(by),
        ))  # fmt: skip
    shares = share_rows(read, confidence=level)
    letters = {name: _letter(at) for at, name in enumerate(read.everyone)}
    pairs = []
    for theme in [name for name in read.themes if name != OTHER]:
        mine = {row.group: row for row in shares[shares.theme == theme].itertuples()}
        for a, b in combinations(read.groups, 2):
            pairs.append((theme, a, b, mine[a].estimate - mine[b].estimate, _p(mine[a], mine[b])))
    tested = pd.DataFrame(pairs, columns=["theme", "a", "b", "gap", "p"])
    tested["sure"] = adjust_p(tested.p) < 1 - level
    above: dict[tuple[str, str], list[str]] = {}
    for row in tested[tested.sure].itertuples():
        high, low = (row.a, row.b) if row.gap > 0 else (row.b, row.a)
        above.setdefault((row.theme, high), []).append(letters[low])
    shares["letter"] = shares.group.map(letters)
    told = zip(shares.theme, shares.group, strict=True)
    shares["above"] = [" ".join(sorted(above.get(pair, ()))) for pair in told]
    order = {theme: at for at, theme in enumerate(read.themes)}
    shares["_order"] = shares.theme.map(order)
    shares = shares.sort_values(["_order"], kind="stable").rename(columns={"group": by})
    table = shares[["theme", by, "letter", "estimate", "ci_low", "ci_high", "count", "n", "above"]]
    method = say(
        "Share of comments with Wilson's interval; letters by the pooled score test, Holm over {n} pairs; {how}",
        n=len(tested), how=read.how,
    )  # fmt: skip
    caveats = [*read.caveats, say("Letters: the share is above that of the segment with this letter.")]
    caveats += rows_hidden(read.hidden)
    return ThemeTable(
        table, method, caveats, level, by=by, segments=tuple(read.everyone), hidden=tuple(read.hidden),
        questions=_ids(survey, question),
    )  # fmt: skip


def theme_pairs(
    survey: Survey,
    question: str | Iterable[str],
    *,
    codeframe: str | Path | int | None = None,
    confidence: float = 0.95,
    moved: pd.DataFrame | str | None = None,
    privacy: bool = True,
) -> ThemePairs:
    """Which themes stand in one comment more, or less, often than chance would have it.

    Parameters
    ----------
    survey, question, codeframe, confidence, moved, privacy
        As in `themes`. Pairs in fewer than five comments are listed only where chance would give five.

    Raises
    ------
    QuestionError
        If there are no comments.

    References
    ----------
    Ratio of observed to expected with a log interval; chi-squared with one degree of freedom; Holm (1979).

    Examples
    --------
    >>> wrote = ["the queue and the fees", "the app", "the letter", "friendly staff"] * 30
    >>> found = theme_pairs(Survey.from_frame(pd.DataFrame({"why": wrote})), "why").table
    >>> found.loc[0, ["theme_a", "theme_b"]].tolist()
    ['Waiting time', 'Billing and fees']
    """
    from scipy.special import chdtrc

    level = check_confidence(confidence)
    asked = [question] if isinstance(question, str) else list(question)
    read = code_comments(survey, asked, codeframe=codeframe, privacy=privacy, moved=moved)
    n = len(read.comments)
    if not n:
        raise QuestionError(say("No comment to read on {asked}.", asked=", ".join(map(str, asked))))
    only = {OTHER, *(read.frame.alone if read.frame else ())}
    at = [place for place, theme in enumerate(read.themes) if theme not in only]
    named = read.of_comments[:, at].astype(float)
    size, both = named.sum(axis=0), named.T @ named
    z = float(normal_quantile(level))
    rows = []
    for i, j in combinations(range(len(at)), 2):
        together, expected = float(both[i, j]), float(size[i] * size[j] / n)
        if max(together, expected) < _FEWEST_TOGETHER or (together < _FEWEST_TOGETHER and _employees(survey, privacy)):
            continue
        cells = np.array([[together, size[i] - together], [size[j] - together, n - size[i] - size[j] + together]])
        fair = np.outer(cells.sum(axis=1), cells.sum(axis=0)) / n
        with np.errstate(divide="ignore", invalid="ignore"):
            chi = np.nansum(np.where(fair > 0, (cells - fair) ** 2 / fair, 0.0))
        ratio = together / expected
        error = np.sqrt(1 / (together + 0.5) + 1 / n)
        low, high = ratio * np.exp(-z * error), (together + 0.5) / expected * np.exp(z * error)
        shares = 100 * together / size[i], 100 * together / size[j]
        names = read.themes[at[i]], read.themes[at[j]]
        rows.append((*names, int(together), expected, ratio, low, high, *shares, n, float(chdtrc(1, chi))))
    columns = ["theme_a", "theme_b", "count", "expected", "estimate", "ci_low", "ci_high"]
    columns += ["share_of_a", "share_of_b", "n"]
    table = pd.DataFrame(rows, columns=[*columns, "p_value"])
    table["p_adjusted"] = adjust_p(table.p_value) if len(table) else []
    sure = table.p_adjusted < 1 - level
    table["verdict"] = np.select([sure & (table.estimate > 1), sure], ["together", "apart"], "not shown")
    strength = np.abs(np.log(np.maximum(table.estimate.to_numpy(float), 1e-3))).round(6)
    rank = table.verdict.map({"together": 0, "apart": 1, "not shown": 2})
    table = table.assign(_sure=rank, _strength=-strength)
    table = table.sort_values(["_sure", "_strength", "theme_a", "theme_b"], kind="stable").drop(
        columns=["_sure", "_strength"]
    )
    caveats = [
        *read.caveats,
        say("Comments are taken as strangers' and unweighted; long comments name more of everything."),
    ]
    method = say(
        "Comments that name both, against independence; chi-squared, Holm over {n} pairs; {how}",
        n=len(table), how=read.how,
    )  # fmt: skip
    return ThemePairs(table, method, caveats, level, questions=_ids(survey, question))


def _ids(survey: Survey, question: str | Iterable[str]) -> tuple[str, ...]:
    return tuple(map(survey.find, [question] if isinstance(question, str) else question))


def _read(survey: Survey, question, by: str, codeframe: str | Path | None, privacy: bool, moved) -> Coded:
    asked = [question] if isinstance(question, str) else list(question)
    read = code_comments(survey, asked, by=by, codeframe=codeframe, privacy=privacy, moved=moved)
    if not len(read.comments):
        raise QuestionError(say(
            "No comment to read on {asked}. {caveats}",
            asked=", ".join(map(str, asked)), caveats=" ".join(read.caveats),
        ))  # fmt: skip
    return read


def _counts(row) -> tuple[float, float]:
    """Hits and n as many people as they are worth."""
    return row.estimate / 100 * row.n_effective, row.n_effective


def _apart(row, last, level: float) -> tuple[float, float, float, float]:
    found = newcombe(*_counts(row), *_counts(last), confidence=level)
    return 100 * float(found.estimate), 100 * float(found.low), 100 * float(found.high), _p(row, last)


def _p(a, b) -> float:
    return float(two_shares_p(*_counts(a), *_counts(b)))


def _letter(at: int) -> str:
    return ascii_uppercase[at % 26] * (1 + at // 26)


def _employees(survey: Survey, privacy: bool) -> bool:
    return privacy and any(is_employees(name) for name in survey.audiences)
