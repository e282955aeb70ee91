"""Questions in the rows, groups in the columns: the banner table that every report is read with.

A share stands over its base, and a letter beside it says above which other columns it is, by a stated test. Nets add up
answers that belong together; means stand below. What a letter does not say is that columns without one are equal.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import ClassVar

import numpy as np
import pandas as pd

from cxresearch.errors import OptionError
from cxresearch.inference.intervals import check_confidence
from cxresearch.result import Result
from cxresearch.stats.bases.grouped import all_answers
from cxresearch.stats.bases.hidden import (
    Counted,
    answered_twice,
    base_caveats,
    check_choice,
    design_method,
    need_single_answers,
    who_answered,
)
from cxresearch.stats.bases.naming import audience_name
from cxresearch.stats.tables.crosstab_columns import Banner, banners_of, letters_of, row_figures
from cxresearch.stats.tables.crosstab_rows import (
    MEAN,
    MEAN_LABEL,
    SCORE,
    SCORE_LABEL,
    AskedRow,
    RowBlock,
    blocks_of,
    rows_of,
)
from cxresearch.stats.tables.crosstab_sentences import crosstab_sentences
from cxresearch.survey.group_order import takes_order
from cxresearch.survey.survey import Survey
from cxresearch.wording import count, in_a_row, named, number, percent_sure, plural, say, told

__all__ = ["Crosstab", "crosstab"]

_ADJUSTED = {"holm": told("adjusted by Holm (1979)"), "bh": told("adjusted by Benjamini & Hochberg (1995)")}
_NOT = told("not adjusted")
_BASES = {
    "asked": told("those who saw the boxes, as far as the data tells"),
    "ticked": told("those who ticked at least one"),
    "all": told("all people; who left no mark counts as not ticked"),
}


@dataclass(frozen=True, eq=False, repr=False)
class Crosstab(Result):
    """A banner table, tidy: a row a question, answer and column.

    ``table``: ``question, answer, kind`` (answer, net, mean, nps), ``banner, column, letter``; ``estimate`` in percent
    of the column (means in the scale's unit, NPS in points) with ``ci_low, ci_high``; ``count`` people in the cell and
    ``n`` in the column, both unweighted; ``n_effective``; ``letters`` of the columns that this one is above. Hidden
    columns keep their rows without numbers.

    Attributes
    ----------
    topics : mapping of question to str
    weighted : bool
        Whether shares are weighted; bases never are.
    smallest_base : int
        Columns of fewer people are shown and not tested.
    mixed : bool
        Whether the total mixes audiences, so that it stands in the table and not in the sentences.
    adjust : str
    answers : DataFrame
        All answers to the questions on a scale, also those that nobody chose: ``question, banner, column, answer,
        value, share, n, base, excluded``; nothing of a hidden column.
    """

    topics: Mapping[str, str] = field(default_factory=dict)
    mixed: bool = False
    weighted: bool = False
    smallest_base: int = 30
    adjust: str = "holm"
    answers: pd.DataFrame = field(default_factory=pd.DataFrame)

    heading: ClassVar[str] = told("Crosstab")
    decimals: ClassVar[dict[str, int]] = {"count": 0, "n_effective": 0}

    @property
    def columns(self) -> list[tuple[str, str, str]]:
        """Banner, name and letter of each column, the total first."""
        return list(dict.fromkeys(zip(self.table.banner, self.table.column, self.table.letter, strict=True)))

    @property
    def banner(self) -> pd.DataFrame:
        """The table as it is printed: a column a group under its letter, bases on top, shares with their letters."""
        columns = self.columns
        names = {place: self._header(place, columns) for place in columns}
        lines = []
        for question, block in self.table.groupby("question", sort=False):
            first = block.drop_duplicates(["banner", "column"]).set_index(["banner", "column"])
            lines.append({"": self.topics.get(question) or question})
            lines.append({"": say("Base"), **{names[at]: self._base(first.loc[at[:2], "n"]) for at in columns}})
            if self.weighted:
                worth = {names[at]: self._base(first.loc[at[:2], "n_effective"], False) for at in columns}
                lines.append({"": say("Effective base"), **worth})
            for _, row in block.groupby(["kind", "answer"], sort=False):
                cells = {names[(cell.banner, cell.column, cell.letter)]: self._share(cell) for cell in row.itertuples()}
                label = row.answer.iloc[0]
                lines.append({"": say(label) if label in (MEAN_LABEL, SCORE_LABEL) else label, **cells})
        return pd.DataFrame(lines, columns=["", *names.values()]).fillna("")

    def _header(self, place: tuple[str, str, str], columns: list) -> str:
        banner, column, letter = place
        doubled = sum(name == column for _, name, _ in columns) > 1
        shown = say("Total") if column == "Total" and not banner else audience_name(column)
        shown = f"{banner}: {shown}" if doubled and banner else shown
        return f"{shown} ({letter})" if letter else shown

    def _base(self, n: float, mark: bool = True) -> str:
        if not np.isfinite(n):
            return say("hidden")
        return f"{count(n)}{'*' if mark and 0 < n < self.smallest_base else ''}"

    def _share(self, cell) -> str:
        if not np.isfinite(cell.estimate):
            return "–"
        shown = {MEAN: f"{number(cell.estimate, digits=2)}", SCORE: number(cell.estimate)}
        text = shown.get(cell.kind, say("{share}%", share=number(cell.estimate))).replace("-", "\u2212")
        return f"{text} {cell.letters}".strip()

    def text_table(self) -> pd.DataFrame:
        """The banner, every cell as text."""
        return self.banner

    def sentences(self) -> list[str]:
        """For each question the columns that stand apart most clearly, on its first net, its mean or its answers."""
        return crosstab_sentences(self)


@takes_order
def crosstab(
    survey: Survey,
    rows: str | Iterable[str],
    columns: str | Iterable,
    *,
    weight: str | bool | None = None,
    base: str = "asked",
    nets: Mapping | bool | None = None,
    adjust: str = "holm",
    smallest_base: int = 30,
    confidence: float = 0.95,
    privacy: bool = True,
) -> Crosstab:
    """Cross questions with groups: column shares, bases, nets, means, and letters for what can be told apart.

    Parameters
    ----------
    survey : Survey
    rows : str or list of str
        Questions on a scale, with one choice or with several (by the wording that its choices share).
    columns : str or list
        Roles, columns or questions that make the banner, also such with several ticks; a tuple crosses them:
        ``["segment", ("audience", "wave")]``.
    weight : str or False, optional
        A column of weights; the role ``weight`` by default, False for none. Bases stay unweighted.
    base : str
        Who stands below the shares of a question with several ticks. "asked", the default: who saw the boxes, as far
        as the data tells. "ticked": who ticked at least one. "all": everybody; who left no mark ticked nothing. The
        default is "asked" because "ticked" leaves out whoever saw the boxes and ticked none, and so puts every share
        too high, while "all" counts people who were never asked, and so puts it too low.
    nets : mapping or False, optional
        Answers that are added up, ``{"Satisfied": [4, 5]}`` or by question ``{"CSAT": {"Satisfied": [4, 5]}}``, as
        numbers or words. By default top and bottom boxes of scales, and promoters, passives and detractors.
    adjust : str
        "holm", "bh" or "none", over all pairs of columns of one banner in one row.
    smallest_base : int
        Columns of fewer people carry an asterisk and are not tested.
    confidence : float
        Letters at 1 - confidence, and of the intervals.
    privacy : bool
        Whether small groups of leaders and staff are hidden.

    Returns
    -------
    Crosstab
        ``.banner`` is the table as it is printed, ``.table`` is tidy.

    Raises
    ------
    QuestionError, OptionError
        If a question or column is unknown or open-ended, or a net names an answer that is not there.

    References
    ----------
    Pairs of shares: z test on pooled shares; weighted Wald's t, Binder (1983), International Statistical Review 51;
    means Welch (1947), Biometrika 34; Holm (1979), Scandinavian Journal of Statistics 6; intervals Wilson (1927),
    JASA 22.

    Examples
    --------
    >>> answers = {"branch": ["N"] * 80 + ["S"] * 70, "billing": [5] * 48 + [2] * 32 + [4] * 56 + [1] * 14}
    >>> survey = Survey.from_frame(pd.DataFrame(answers), scales={"billing": (1, 5)}, audience="Customers")
    >>> crosstab(survey, "billing", "branch").banner.iloc[[1, 7]].values.tolist()
    [['Base', '150', '80', '70'], ['Top 2 (4-5)', '69%', '60%', '80% A']]
    """
    check_choice("adjust", adjust, ("holm", "bh", "none"))
    check_choice("base", base, ("asked", "ticked", "all"))
    level = check_confidence(confidence)
    if isinstance(smallest_base, bool) or not isinstance(smallest_base, int) or smallest_base < 2:
        raise OptionError(say(
            "smallest_base is a number of people, 2 or more; got {smallest_base}.",
            smallest_base=repr(smallest_base),
        ))  # fmt: skip
    need_single_answers(survey, "crosstab")
    survey = _weighted(survey, weight)
    survey, blocks = blocks_of(survey, rows, base)
    questions = [question for block in blocks for question in block.questions]
    banners = banners_of(survey, columns, questions)
    parts, answers, caveats, small = [], [], [], set()
    for block in blocks:
        asked = rows_of(block, nets)
        for banner in banners:
            hidden, hints = banner.hidden(block.questions[0], privacy=privacy)
            caveats += hints
            parts += [_part(block, row, banner, hidden, level, adjust, smallest_base) for row in asked]
            answers.append(_answers(block, banner, hidden))
            n = banner.found.people(block.questions[0])
            small |= {banner.labels[at] for at in np.flatnonzero((n < smallest_base) & ~hidden & (n > 0)) if banner.by}
    table = pd.concat(parts, ignore_index=True)
    table["_block"] = pd.factorize(table.question)[0]
    table["_row"] = table.groupby(["question", "kind", "answer"], sort=False).ngroup()
    table = table.sort_values(["_block", "_row"], kind="stable").drop(columns=["_block", "_row"])
    total = banners[0].found
    caveats += _caveats(survey, blocks, banners, small, smallest_base, adjust, base)
    caveats += _about_bases(survey, total, questions, banners)
    return Crosstab(
        table, _method(total, blocks, adjust, level), caveats, level,
        topics={block.name: block.topic for block in blocks}, weighted=total.weighted, smallest_base=smallest_base,
        mixed=any(len(who_answered(total, question)) > 1 for question in questions) if total.mixed else False,
        adjust=adjust, answers=pd.concat(answers, ignore_index=True),
    )  # fmt: skip


def _answers(block: RowBlock, banner: Banner, hidden: np.ndarray) -> pd.DataFrame:
    """All answers of a block by the columns of a banner, where they stand on a scale."""
    columns = ["question", "banner", "column", "answer", "value", "share", "n", "base", "excluded"]
    found = all_answers(banner.found, block.questions) if block.scale is not None else pd.DataFrame()
    if not len(found):
        return pd.DataFrame(columns=columns)
    each = len(found) // len(banner.labels)
    found = found.assign(question=block.name, banner=banner.name, column=np.repeat(banner.labels, each))
    found.loc[np.repeat(hidden, each), ["share", "n", "base", "excluded"]] = np.nan
    return found[columns]


def _weighted(survey: Survey, weight: str | bool | None) -> Survey:
    if weight is None or weight is True:
        return survey
    if weight is False:
        if "weight" not in survey.roles:
            return survey
        roles = {role: column for role, column in survey.roles.items() if role != "weight"}
        return replace(survey, roles=roles, _cache={})
    if not isinstance(weight, str):
        raise OptionError(say("weight= is the name of a column, or False for none; got {weight}.", weight=repr(weight)))
    column = survey.find(weight)
    book = survey.codebook
    return replace(survey, roles={**survey.roles, "weight": column}, codebook=book[book.id != column], _cache={})


def _part(
    block: RowBlock, row: AskedRow, banner: Banner, hidden: np.ndarray, level: float, adjust: str, fewest: int
) -> pd.DataFrame:
    """One row of the table over the columns of one banner."""
    figures = row_figures(banner, block, row, confidence=level, shown=~hidden, fewest=fewest)
    tested = banner.by and not banner.overlaps
    letters = letters_of(banner, figures, adjust=adjust, confidence=level) if tested else [""] * len(banner.labels)
    numbers = {
        "estimate": figures.estimate, "ci_low": figures.low, "ci_high": figures.high, "count": figures.count,
        "n": figures.n, "n_effective": figures.n_effective,
    }  # fmt: skip
    shown = {name: np.where(hidden, np.nan, values.astype(float)) for name, values in numbers.items()}
    return pd.DataFrame(
        {
            "question": block.name, "answer": row.label, "kind": row.kind, "banner": banner.name,
            "column": banner.labels, "letter": banner.letters, **shown, "letters": letters,
        }
    )  # fmt: skip


def _about_bases(survey: Survey, total: Counted, questions: list[str], banners: list[Banner]) -> list[str]:
    """What a reader must know about the bases, but for what the columns tell apart."""
    apart = {
        role
        for role, column in survey.roles.items()
        for banner in banners
        for name in banner.by
        if survey.find(name) == column
    }
    return base_caveats(total, questions, option="columns", apart=apart)


def _caveats(
    survey: Survey, blocks, banners: list[Banner], small: set[str], fewest: int, adjust: str, base: str
) -> list[str]:
    hints = [say("A column without a letter is not shown to be equal: these answers may not suffice to tell it apart.")]
    if adjust == "none":
        hints.append(
            say("Pairs are not adjusted: of a hundred pairs that do not differ, five carry a letter by chance.")
        )
    elif len(blocks) > 1 or len(banners) > 2:
        hints.append(say("Letters are adjusted within a row and banner; over many rows some stand there by chance."))
    if small:
        hints.append(
            say(
                "Fewer than {fewest} people (*), shown and not tested: {columns}.",
                fewest=fewest, columns=named(map(audience_name, sorted(small))),
            )
        )  # fmt: skip
    if any(block.several for block in blocks):
        hints.append(
            say(
                "Several answers could be ticked: shares add up to more than 100%, and are of {base}.",
                base=say(_BASES[base]),
            )
        )
    overlapping = [banner.name for banner in banners if banner.overlaps]
    if overlapping:
        hints.append(
            say(
                "One person can stand in several columns of {columns}: they are not tested against each other.",
                columns=named(map(repr, overlapping)),
            )
        )
    wave = survey.roles.get("wave")
    if wave is not None and any(survey.find(name) == wave for banner in banners for name in banner.by):
        again = answered_twice(survey)
        if again:
            hints.append(
                say(
                    "{people} answered in more than one wave; columns are tested as if different people stood in them. "
                    "Use trend() for the change.",
                    people=plural(again, "person", "people"),
                )
            )
    return hints


def _method(total, blocks, adjust: str, level: float) -> str:
    tests = [
        say(
            "pairs of shares by Wald's t on linearised errors (Binder 1983)"
            if total.weighted
            else "pairs of shares by the z test on pooled shares with unweighted bases"
        )
    ]
    if any(block.scale is not None for block in blocks):
        tests.append(say("means by Welch's t (Welch 1947)"))
    if any(block.kind == "nps" for block in blocks):
        tests.append(say("Net Promoter Scores by z (Rocks 2016)"))
    adjusted = _ADJUSTED.get(adjust, _NOT)
    method = say(
        "Column shares with Wilson score intervals (Wilson 1927). Letters: {tests}, {adjusted} within a row and "
        "banner, "
        "at {level}.",
        tests=in_a_row(*tests, by=", "), adjusted=say(adjusted), level=percent_sure(round(1 - level, 12)),
    )  # fmt: skip
    return in_a_row(method, design_method(total))
