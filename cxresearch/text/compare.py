"""The four open questions side by side: what every audience names, what only one does, and how far apart they stand.

A person, or a sheet that a table filled in together, is one observation, however many statements it holds. So shares
are shares of sheets, and it is sheets that are shuffled to see how far apart chance alone would put two audiences.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from itertools import combinations
from pathlib import Path
from typing import ClassVar

import numpy as np
import pandas as pd

from cxresearch.errors import OptionError, QuestionError
from cxresearch.inference.significance import adjust_p
from cxresearch.result import Result
from cxresearch.survey.audiences import LEADERSHIP, STAFF, is_employees
from cxresearch.survey.group_order import takes_order
from cxresearch.survey.survey import Survey
from cxresearch.text.reading.comments import group_called, group_names
from cxresearch.text.themes.coded import OTHER, Coded, code_comments
from cxresearch.text.themes.named import Themes, comments_of
from cxresearch.wording import interval, largest_first, marked, named, noun, number, say, steady, told

__all__ = ["OF_THE_SURVEY", "AnswerComparison", "compare_answers", "jensen_shannon", "share_column"]

# By what the caveat is found again, whatever language it is in.
OF_THE_SURVEY = "a theme of the survey"
FEWEST_SHEETS = 4
_BLOCK = 200
_MOST_THEMES = 3


@dataclass(frozen=True, eq=False, repr=False)
class AnswerComparison(Result):
    """Open questions by audience, a row a question and theme.

    ``table``: ``question, theme``, a column ``share_...`` an audience (percent of its sheets or persons that name the
    theme; NaN for a hidden audience, and where it did not answer), ``verdict`` ("shared": all name it; "one-sided": one
    alone does; "missing": some do, not all; "rare": fewer than ``least`` in each; "hidden": one is not told of),
    ``named_by`` and ``missing_in``.

    Attributes
    ----------
    disparity : DataFrame
        A row a question and pair of audiences: ``question, a, b, distance`` (Jensen-Shannon, 0..1), ``by_chance`` (its
        mean when sheets are shuffled), ``p_value, p_adjusted`` (Holm), ``n_a, n_b`` sheets.
    survey_themes : Themes or None
    unit : str
        What is counted: "sheet" or "person".
    audiences : tuple of str
        In the order of the columns ``share_...``.
    hidden : tuple of str
        Those whose answers must not be used.
    least : float
        From how many percent of its sheets on an audience counts as naming a theme.
    wording : mapping of question to str
        As it was asked.
    """

    disparity: pd.DataFrame = field(default_factory=pd.DataFrame)
    survey_themes: Themes | None = None
    unit: str = "person"
    audiences: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    least: float = 0.0
    wording: Mapping[str, str] = field(default_factory=dict)

    heading: ClassVar[str] = told("Open questions side by side")

    @property
    def beside_survey(self) -> list[str]:
        """What the survey's themes meet in the answers, a sentence a theme; none without a survey."""
        return self._beside_survey()

    def sentences(self) -> list[str]:
        """What the survey's themes meet in the answers, what is one-sided, and how far apart audiences stand."""
        said = self._beside_survey()
        for asked, rows in self.table.groupby("question", sort=False):
            question = self.words_of(asked)
            shared = rows[rows.verdict == "shared"]
            if len(shared):
                said.append(
                    say(
                        "On {question}, everybody names {themes}.",
                        question=question, themes=named(shared.theme, most=_MOST_THEMES),
                    )
                )  # fmt: skip
            for who, part in rows[rows.verdict == "one-sided"].groupby("named_by", sort=False):
                said.append(
                    say(
                        "On {question}, only {who} name {themes} (of the others fewer than {least}%)."
                        if self._others(part, who)
                        else "On {question}, only {who} name {themes}.",
                        question=question, who=group_called(who), themes=named(part.theme, most=_MOST_THEMES),
                        least=number(self.least, digits=int(self.least % 1 > 0)),
                    )
                )  # fmt: skip
        said += [self._apart(row) for row in self.disparity.itertuples()]
        return said or [say("No theme of the code frame was named.")]

    def _apart(self, row) -> str:
        about = {"question": self.words_of(row.question), "a": group_called(row.a), "b": group_called(row.b)}
        if not np.isfinite(row.distance):
            return say(
                "On {question}, {a} and {b} cannot be held against each other: one of them named no theme of the code "
                "frame.",
                **about,
            )
        about["distance"] = number(row.distance, digits=2)
        if not np.isfinite(row.p_value):
            return say(
                "On {question}, {a} and {b} stand {distance} apart (0 to 1); {n_a} and {n_b} answered, too few to tell "
                "from chance.",
                **about, n_a=int(row.n_a), n_b=int(row.n_b),
            )  # fmt: skip
        return say(
            "On {question}, {a} and {b} stand {distance} apart (0 to 1), more than chance explains (chance alone: "
            "{chance})."
            if row.p_adjusted < 0.05
            else "On {question}, {a} and {b} stand {distance} apart (0 to 1), which chance alone may explain (chance "
            "alone: {chance}).",
            **about, chance=number(row.by_chance, digits=2),
        )  # fmt: skip

    def words_of(self, question: str) -> str:
        """A question as it was asked, in quotation marks; its id where its wording is not known."""
        text = " ".join(str(self.wording.get(question) or "").split())
        return say("“{text}”", text=text) if text and text != question else question

    def _others(self, rows: pd.DataFrame, who: str) -> bool:
        """Whether others name it too, though fewer than count."""
        shares = rows[[share_column(other) for other in self.audiences if other != who]]
        return bool((shares > 0).any(axis=None))

    def _beside_survey(self) -> list[str]:
        themes = self.survey_themes
        if themes is None:
            return []
        table = themes.table.assign(_group=themes.table[themes.by] if themes.by else "everybody")
        # "No sheet named it" holds only where the share is nought, however little counts as naming.
        shares = {who: self.table.groupby("theme")[share_column(who)].max() for who in self.audiences}
        # What is hidden may have been named.
        untold = self.table[self.table.verdict == "hidden"]
        known = {
            who: set(share.index[share > 0]) | set(untold.theme[untold[share_column(who)].isna()])
            for who, share in shares.items()
            if share.notna().any()
        }
        said = []
        for group, rows in table.groupby("_group", sort=False):
            if is_employees(group):
                continue
            rows = rows[(rows.theme != OTHER) & rows.estimate.notna()]
            for row in rows.iloc[largest_first(rows.estimate, rows.theme)[:_MOST_THEMES]].itertuples():
                silent = [who for who, names in known.items() if who != group and row.theme not in names]
                said.append(
                    marked(say(
                        "{theme} fills {share}% ({bounds}) of {comments}; {nobody} named it."
                        if silent
                        else "{theme} fills {share}% ({bounds}) of {comments}.",
                        theme=row.theme, share=number(row.estimate), bounds=interval(row.ci_low, row.ci_high),
                        comments=comments_of(group), nobody=self._nobody(silent),
                    ), OF_THE_SURVEY, unnamed=bool(silent))
                )  # fmt: skip
        return said

    def _nobody(self, silent: list[str]) -> str:
        """No sheet, or person, of these audiences."""
        sheet = self.unit == "sheet"
        each = [
            {
                LEADERSHIP: say("no leadership sheet") if sheet else say("no leadership person"),
                STAFF: say("no staff sheet") if sheet else say("no staff person"),
            }.get(who)
            or say("no {who} sheet" if sheet else "no {who} person", who=group_called(who))
            for who in silent
        ]
        return reduce(lambda first, last: say("{first} and {last}", first=first, last=last), each) if each else ""


@takes_order
def compare_answers(
    survey: Survey,
    *,
    by: str = "audience",
    questions: Iterable[str] | None = None,
    survey_themes: Themes | None = None,
    sheet: str | None = None,
    codeframe: str | Path | int | None = None,
    moved: pd.DataFrame | str | None = None,
    least: float = 2.0,
    permutations: int = 999,
    seed: int = 0,
    privacy: bool = True,
) -> AnswerComparison:
    """Which themes the audiences share in the open questions, which are one audience's alone, how far apart they are.

    Parameters
    ----------
    survey : Survey
        A survey with open questions, or what a workshop wrote down.
    by : str
        Role or column of the groups; two or more.
    questions : list of str, optional
        All questions of kind ``verbatim`` by default; those that two groups or more answered are compared.
    survey_themes : Themes, optional
        Themes of a survey (see `themes`, ``by="audience"``), to be told beside what the sheets name.
    sheet : str, optional
        Role or column of the unit of capture, where a table wrote together; by default the respondent, else the row.
        Sheets are told apart within their group.
    codeframe, moved
        As in `themes`; ``moved`` holds what a facilitator put under another theme by hand.
    least : float
        From how many percent of its sheets or persons on an audience counts as naming a theme, 0 to 50. Among thousands
        of comments somebody names everything; at 0 one is enough.
    permutations : int
        99 to 99,999 shuffles of sheets.
    seed : int
        Of the shuffles.
    privacy : bool
        False also uses groups of fewer than ten leaders or staff (what was written for display in a room), and says so.

    Returns
    -------
    AnswerComparison

    Raises
    ------
    QuestionError
        If fewer than two groups answered, or there is no open question.
    OptionError
        If ``permutations`` or ``least`` is out of range, or ``moved`` does not fit.

    References
    ----------
    Lin (1991), IEEE Transactions on Information Theory 37; Endres & Schindelin (2003), ibid. 49; permutation p with
    one added (Phipson & Smyth 2010).

    Examples
    --------
    >>> answers = pd.DataFrame({"who": ["Leadership"] * 10 + ["Customers"] * 10,
    ...                         "why": ["our app", "the app"] * 5 + ["the fees", "app and fees"] * 5})
    >>> survey = Survey.from_frame(answers, roles={"audience": "who"},
    ...                            codebook=pd.DataFrame({"id": ["why"], "kind": ["verbatim"]}))
    >>> compare_answers(survey).table[["theme", "verdict"]].values.tolist()
    [['Mobile app', 'shared'], ['Billing and fees', 'one-sided']]
    """
    if isinstance(permutations, bool) or not 99 <= permutations <= 99_999:
        raise OptionError(say("permutations= is 99 to 99,999; got {n}.", n=repr(permutations)))
    if isinstance(least, bool) or not isinstance(least, (int, float, np.number)) or not 0 <= least <= 50:
        raise OptionError(say("least= is a percentage of sheets or persons, 0 to 50; got {least}.", least=repr(least)))
    asked = survey.questions(kinds=("verbatim",)) if questions is None else [survey.find(name) for name in questions]
    if not asked:
        raise QuestionError(
            say("{survey} has no open question. Pass questions=[...], or correct the codebook.", survey=survey.name)
        )
    coded = code_comments(survey, asked, by=by, codeframe=codeframe, privacy=privacy, moved=moved)
    if len(coded.groups) < 2:
        raise QuestionError(say(
            "Answers are compared between groups; {by} has comments to use in {groups}. {caveats}",
            by=repr(by), groups=named(coded.groups), caveats=" ".join(coded.caveats),
        ))  # fmt: skip
    units = _units(survey, coded, sheet)
    rng = np.random.default_rng(seed)
    rows, apart, skipped = [], [], []
    for question in asked:
        answered = _by_sheet(coded, units, question)
        there = [group for group in coded.groups if group in answered]
        if len(there) < 2:
            skipped.append(question)
            continue
        rows += _theme_rows(coded, answered, question, float(least))
        for a, b in combinations(there, 2):
            apart.append((question, a, b, *_distance(answered[a], answered[b], permutations, rng)))
    if not apart:
        raise QuestionError(say("None of {questions} was answered by two groups.", questions=named(asked)))
    disparity = pd.DataFrame(apart, columns=["question", "a", "b", "distance", "by_chance", "p_value", "n_a", "n_b"])
    disparity.insert(6, "p_adjusted", adjust_p(disparity.p_value))
    unit = "sheet" if sheet is not None else "person"
    units_called = noun("sheets") if sheet is not None else noun("persons")
    one = noun("sheet") if sheet is not None else noun("person")
    enough = (
        say("{least}% of its {units} name it", least=number(least, digits=int(least % 1 > 0)), units=units_called)
        if least
        else say("one {unit} names it", unit=one)
    )
    caveats = [
        *coded.caveats,
        say("A theme is named by an audience when {enough}; rare themes need a look.", enough=enough),
    ]
    if coded.hidden:
        caveats.append(
            say(
                "{groups} stay without numbers, so that a small group stays anonymous.",
                groups=named(map(group_called, coded.hidden)),
            )
        )
    if skipped:
        caveats.append(say("Not compared, since one group alone answered: {questions}.", questions=named(skipped)))
    if disparity.p_value.isna().any():
        caveats.append(
            say(
                "Fewer than {fewest} {units} in an audience, or no theme named: no p value.",
                fewest=FEWEST_SHEETS, units=units_called,
            )
        )  # fmt: skip
    if "weight" in survey.roles:
        caveats.append(say("Weights are not applied."))
    method = say(
        "Shares of {units}; a theme counts as named when {enough}; Jensen-Shannon distance of themes (Lin 1991, base "
        "2) with a permutation of {units}, {times} times, seed {seed}; Holm over all pairs; {how}",
        units=units_called, enough=enough, times=permutations, seed=seed, how=coded.how,
    )  # fmt: skip
    table = pd.DataFrame(
        rows, columns=["question", "theme", *map(share_column, coded.everyone), "verdict", "named_by", "missing_in"]
    )
    return AnswerComparison(
        table, method, caveats, disparity=disparity, survey_themes=survey_themes, unit=unit,
        audiences=tuple(coded.everyone), hidden=tuple(coded.hidden), least=float(least),
        wording=dict(zip(survey.codebook.id, survey.codebook.text, strict=True)),
    )  # fmt: skip


def jensen_shannon(p: np.ndarray, q: np.ndarray) -> np.ndarray:
    """Jensen-Shannon distance, 0..1, between counts along the last axis; NaN where one side has none.

    Examples
    --------
    >>> float(jensen_shannon(np.array([1, 0]), np.array([0, 3])))
    1.0
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        p = p / p.sum(axis=-1, keepdims=True)
        q = q / q.sum(axis=-1, keepdims=True)
        middle = (p + q) / 2
        parts = [np.where(side > 0, side * np.log2(side / middle), 0.0).sum(axis=-1) for side in (p, q)]
        none = np.isnan(middle).any(axis=-1)
        return np.where(none, np.nan, np.sqrt(np.clip((parts[0] + parts[1]) / 2, 0.0, 1.0)))[()]


def _units(survey: Survey, coded: Coded, sheet: str | None) -> np.ndarray:
    if sheet is None:
        return coded.comments.person.to_numpy()
    rows = coded.comments.row.to_numpy()
    names = group_names(survey, sheet, rows)
    # A row without a sheet stands for itself; a sheet is called 1 in every group.
    own = [name or f"row {row}" for name, row in zip(names, rows, strict=True)]
    keys = coded.comments.group.str.cat(pd.Series(own, index=coded.comments.index), sep="\x1f")
    return pd.factorize(keys)[0]


def _by_sheet(coded: Coded, units: np.ndarray, question: str) -> dict[str, np.ndarray]:
    """Group to a matrix sheets x themes: which themes each sheet names."""
    found = {}
    mine = (coded.comments.question == question).to_numpy()
    for group in coded.groups:
        here = np.flatnonzero(mine & (coded.comments.group == group).to_numpy())
        if len(here):
            _, sheet = np.unique(units[here], return_inverse=True)
            named = np.zeros((sheet.max() + 1, len(coded.themes) - 1), dtype=bool)
            np.logical_or.at(named, sheet, coded.of_comments[here, :-1])
            found[group] = named
    return found


def _theme_rows(coded: Coded, answered: dict[str, np.ndarray], question: str, least: float) -> list[tuple]:
    rows = []
    there = list(answered)
    for at, theme in enumerate(coded.themes[:-1]):
        share = {group: steady(100 * float(answered[group][:, at].mean())) for group in there}
        if not any(share.values()):
            continue
        names = [group for group in there if share[group] > 0 and share[group] >= least]
        missing = [group for group in there if group not in names]
        verdict = "rare" if not names else "shared" if not missing else "one-sided" if len(names) == 1 else "missing"
        shares = [share.get(group, np.nan) for group in coded.everyone]
        rows.append((question, theme, *shares, verdict, ", ".join(names), ", ".join(missing)))
    return rows


def _distance(a: np.ndarray, b: np.ndarray, permutations: int, rng: np.random.Generator) -> tuple:
    distance = float(jensen_shannon(a.sum(axis=0), b.sum(axis=0)))
    n_a, n_b = len(a), len(b)
    if min(n_a, n_b) < FEWEST_SHEETS or not np.isfinite(distance):
        return distance, np.nan, np.nan, n_a, n_b
    sheets = np.vstack([a, b]).astype(np.float32)
    total = sheets.sum(axis=0)
    chance = []
    for start in range(0, permutations, _BLOCK):
        draws = rng.random((min(_BLOCK, permutations - start), n_a + n_b), dtype=np.float32)
        chosen = np.zeros_like(draws)
        np.put_along_axis(chosen, np.argpartition(draws, n_a - 1, axis=1)[:, :n_a], 1.0, axis=1)
        side = chosen @ sheets
        chance.append(jensen_shannon(side.astype(float), (total - side).astype(float)))
    drawn = np.concatenate(chance)
    drawn = np.where(np.isnan(drawn), 1.0, drawn)
    p = (1 + int((drawn >= distance - 1e-9).sum())) / (1 + permutations)
    return distance, float(drawn.mean()), p, n_a, n_b


def share_column(group: str) -> str:
    """The column that holds an audience's shares.

    >>> share_column("Leadership")
    'share_leadership'
    """
    return "share_" + (re.sub(r"\W+", "_", group.lower()).strip("_") or "group")
