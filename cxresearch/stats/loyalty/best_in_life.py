"""Best in life: customers do not compare you with your competitors, but with whoever makes it easiest for them.

Everybody names the company that makes life easiest and rates it, then rates you in the same way. A person's own
severity stands in both ratings and falls out of their difference, so each customer is held against himself, whichever
company was named. The named companies were chosen because they are loved: the gap says how far the best is, not that
those companies are better with everybody.
"""

import re
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from cxresearch.errors import OptionError, QuestionError
from cxresearch.inference.intervals import check_confidence, kish_n
from cxresearch.privacy.hiding import FEWEST_PEOPLE, blank
from cxresearch.result import Result
from cxresearch.stats.bases.asked import need_single_answers, some_questions
from cxresearch.stats.bases.naming import base_of
from cxresearch.stats.bases.persons import persons_among, persons_caveat
from cxresearch.stats.bases.row_gaps import paired_gap, row_side
from cxresearch.stats.bases.row_shares import hidden_groups, usable, weighing
from cxresearch.stats.bases.rows import (
    audience_rows,
    check_number,
    group_of,
    meant_audience,
    row_weights,
    those_asked,
    wave_caveats,
)
from cxresearch.stats.bases.verdicts import judged_rows
from cxresearch.survey.answers import as_text
from cxresearch.survey.audiences import is_employees
from cxresearch.survey.labels import normalise
from cxresearch.survey.survey import Survey
from cxresearch.wording import (
    adding_up,
    capital,
    count,
    in_a_row,
    interval,
    largest_first,
    not_shown,
    number,
    percent_sure,
    plural,
    points,
    say,
    signed_points,
    sized,
    told,
)

__all__ = ["BestInLife", "best_in_life", "company_in_words"]

_METHOD = told(
    "Means on 0-100; the difference within respondents, each rating both, with a one-sample t interval (Student 1908); "
    "verdict by its t test, else by two one-sided tests inside the margin (Schuirmann 1987), each adjusted over all "
    "rows; fewer than 100 answers beside the commonest take about one pseudo-answer (after Agresti & Coull 1998)."
)
_YOU = told("you")
_ALL, _OTHERS = told("All named companies"), told("Companies named by fewer than {fewest} ({companies})")
_RARE = re.compile(r"Companies named by fewer than (\d+) \((\d+)\)")


@dataclass(frozen=True, eq=False, repr=False)
class BestInLife(Result):
    """Our rating against that of the company that makes life easiest; the first row is everybody, then by company.

    ``company, own, best`` (means on 0-100) with ``_ci_low, _ci_high``; ``estimate`` = own minus best in points, within
    respondents, with ``std_error, ci_low, ci_high, p_value, p_adjusted, p_equivalence_adjusted, smallest_margin``;
    ``share`` of respondents that named it (0-100), ``n`` answers (``persons`` where some answered more than once),
    ``n_effective``, ``verdict`` ("gap", "aligned", "not enough
    data", "hidden").
    """

    audience: str | None = None
    name: str = "You"
    margin: float = 10.0

    heading: ClassVar[str] = told("Best in life")
    shown: ClassVar[tuple[str, ...]] = (
        "company", "share", "best", "own", "estimate", "ci_low", "ci_high", "p_adjusted", "n", "verdict",
    )  # fmt: skip
    decimals: ClassVar[dict[str, int]] = {"n_effective": 0}

    def sentences(self) -> list[str]:
        who, table = those_asked(self.audience), self.table
        if not np.isfinite(table.estimate.iloc[0]):
            return [say("Best in life is hidden or cannot be computed: too few {who} rated both.", who=who)]
        said = [self._whole(table.iloc[0], who)]
        named = table.iloc[1:]
        known = named[np.isfinite(named.estimate.astype(float))]
        known = known.iloc[largest_first(-known.estimate.astype(float), known.company)]
        said += [self._company(row) for row in known.itertuples()]
        if len(known) < len(named):
            rest = plural(len(named) - len(known), "other company", "other companies")
            said.append(say("Too few {who} named {companies}.", who=who, companies=rest))
        return said

    def _whole(self, row, who: str) -> str:
        own, best, apart = adding_up(row.own, row.best)
        fields = {"who": capital(who), "name": say(_YOU) if self.name == _YOU else self.name, "own": own,
                  "best": best, "base": self._base(row), "sure": percent_sure(self.confidence)}  # fmt: skip
        if not np.isfinite(row.ci_low):
            return say(
                "{name} stands at {own} of 100, whoever makes life easiest at {best} ({base}): too few, or all alike, "
                "for an interval.",
                **fields,
            )
        if row.verdict == "gap":
            low, high = sorted((abs(row.ci_low), abs(row.ci_high)))
            return say(
                "{who} rate {name} {own} of 100 and whoever makes life easiest for them {best}: {size} behind ({sure} "
                "CI {bounds}; {base})."
                if row.estimate < 0
                else "{who} rate {name} {own} of 100 and whoever makes life easiest for them {best}: {size} ahead "
                "({sure} CI {bounds}; {base}).",
                size=sized(apart, "points"), bounds=interval(low, high), **fields,
            )  # fmt: skip
        fields |= {"gap": signed_points(row.estimate), "bounds": interval(row.ci_low, row.ci_high)}
        if row.verdict == "aligned":
            return say(
                "{who} rate {name} {own} of 100 and whoever makes life easiest for them {best}: aligned within "
                "{margin}, own minus best is {gap} ({sure} CI {bounds}; {base}).",
                margin=points(self.margin), **fields,
            )  # fmt: skip
        if row.ci_low > 0 or row.ci_high < 0:
            return say(
                "{who} rate {name} {own} of 100 and whoever makes life easiest for them {best}: own minus best is "
                "{gap} ({sure} CI taken alone {bounds}; {base}); {not_shown}.",
                not_shown=not_shown(int(self.table.p_value.notna().sum())), **fields,
            )  # fmt: skip
        return say(
            "{who} rate {name} {own} of 100 and whoever makes life easiest for them {best}; these answers cannot "
            "settle whether the two differ: own minus best is {gap} ({sure} CI {bounds}; {base}).",
            **fields,
        )

    def _base(self, row) -> str:
        who = group_of(None, row.n) if self.audience is None else base_of(self.audience, row.n, row.get("persons"))
        return say("{people}, each rating both", people=who)

    def _company(self, row) -> str:
        fields = {"company": company_in_words(row.company), "share": number(row.share), "best": number(row.best),
                  "own": number(row.own)}  # fmt: skip
        if not np.isfinite(row.ci_low):
            return say(
                "{company} (named by {share}%): {best} against {own}, {answers}: too few for an interval.",
                answers=plural(row.n, "answer"), **fields,
            )  # fmt: skip
        alone = row.verdict == "not enough data" and (row.ci_low > 0 or row.ci_high < 0)
        verdict = not_shown(int(self.table.p_value.notna().sum())) if alone else say(row.verdict)
        return say(
            "{company} (named by {share}%): {best} against {own}, {gap} ({bounds}; n = {n}){verdict}.",
            gap=signed_points(row.estimate), bounds=interval(row.ci_low, row.ci_high), n=number(row.n),
            verdict="" if row.verdict == "gap" else f", {verdict}", **fields,
        )  # fmt: skip


def company_in_words(company: str) -> str:
    """A company by its name; those named by few together have one of ours."""
    if company == _ALL:
        return say(_ALL)
    found = _RARE.fullmatch(company)
    return say(_OTHERS, fewest=found[1], companies=found[2]) if found else company


def best_in_life(
    survey: Survey,
    best: str,
    own: str,
    *,
    company: str | None = None,
    name: str | None = None,
    fewest: int = 10,
    audience: str | None = None,
    margin: float = 10.0,
    confidence: float = 0.95,
    adjust: str = "holm",
    privacy: bool = True,
) -> BestInLife:
    """How far you are from whoever makes life easiest for your customers.

    Parameters
    ----------
    survey : Survey
        Single answers; weighted where a column has the role ``weight``.
    best, own : ids or texts
        The rating of the company that makes life easiest, and yours in the same words, on scales.
    company : str, optional
        The column in which that company was named; spellings that differ in case, space or punctuation are one.
    name : str, optional
        What to call yourselves; the survey's name, or "you".
    fewest : int
        Companies named by fewer people are taken together.
    audience : str, optional
        Whose answers; customers by default.
    margin : float
        The largest gap that would not matter, in points.
    confidence, adjust, privacy
        As in :func:`cxresearch.perception_gap`.

    Returns
    -------
    BestInLife

    Raises
    ------
    QuestionError
        If a question is unknown, has no scale, or nobody rated both.
    OptionError
        If an option is out of range.

    References
    ----------
    Student (1908), Biometrika 6; Schuirmann (1987); Cohen et al. (1999) on the 0-100 scale.

    Examples
    --------
    >>> answers = pd.DataFrame({"best": [9, 8, 9, 7, 8, 9], "own": [5, 6, 6, 4, 5, 7]})
    >>> survey = Survey.from_frame(answers, scales={"best": (0, 10), "own": (0, 10)}, audience="Customers")
    >>> best_in_life(survey, "best", "own").sentences()[0][:76]
    'Customers rate you 55 of 100 and whoever makes life easiest for them 83; the'
    """
    check_confidence(confidence)
    check_number("fewest", fewest, low=1)
    if not margin > 0:
        raise OptionError(say(
            "margin is the largest gap that would not matter, above 0 points; got {margin}.",
            margin=repr(margin),
        ))  # fmt: skip
    need_single_answers(survey, "best_in_life")
    pair = [some_questions(survey, question)[0] for question in (own, best)]
    for question in pair:
        if survey.scale_of(question) is None:
            raise QuestionError(say(
                "{question} in {survey} has no scale, so it cannot be held against another rating. Declare one: "
                "scales={{{question}: (low, high)}}.",
                question=repr(question), survey=survey.name,
            ))  # fmt: skip
    who, whose = meant_audience(survey, audience, pair)
    rated = survey.numbers(pair, points=True).to_numpy(float).reshape(survey.n_rows, -1)
    if pair[0] == pair[1]:
        raise OptionError(say("best= and own= are the same question, {pair}. Name two.", pair=repr(pair[0])))
    asked, weight = audience_rows(survey, who), row_weights(survey)
    both = asked & ~np.isnan(rated).any(axis=1)
    kept, bare = usable(weight, both)
    if not kept.any():
        raise QuestionError(say(
            "Nobody in {survey} rated both {best} and {own}. Check the two questions.",
            survey=survey.name, best=repr(best), own=repr(own),
        ))  # fmt: skip
    names, code, unnamed = _companies(survey, company, kept, fewest)
    parts = [(_ALL, kept), *((label, code == at) for at, label in enumerate(names))]
    total = float(kept.sum() if weight is None else weight[kept].sum())
    person, scale = persons_among(survey, kept), [survey.scale_of(question).points for question in pair]
    rows = []
    for label, part in parts:
        given = [None if some is None else some[part] for some in (weight, person)]
        rows.append(_row(label, rated[part], *given, scale, total, confidence))
    table = pd.DataFrame(rows)
    persons = table.get("persons", table.n).to_numpy(float)
    hidden, hints = hidden_groups(
        survey, pd.DataFrame(index=range(len(table))), persons, by=[], audience=who, question=pair[0], privacy=privacy
    )
    if privacy and who is not None and is_employees(who):
        hidden = _closed(hidden | (persons < FEWEST_PEOPLE), persons)
    table = judged_rows(table, margin=margin, confidence=confidence, adjust=adjust, hidden=hidden)
    lost = int((asked & ~both).sum())
    caveats = [
        say("The named companies were chosen because they make life easy: the gap is to each person's best, not to "
            "those companies as all their customers see them."),
        *whose, *bare,
    ]  # fmt: skip
    if lost:
        caveats.append(
            say(
                "{lost} of {people} lacks one of the two ratings and is left out."
                if lost == 1
                else "{lost} of {people} lack one of the two ratings and are left out.",
                lost=count(lost), people=group_of(who, int(asked.sum())),
            )
        )  # fmt: skip
    if unnamed:
        caveats.append(
            say(
                "{people} rated both and named no company; they count in the first row only.",
                people=group_of(who, unnamed),
            )
        )
    table = table.drop(columns=["df", "tested"])
    caveats += [*hints, *wave_caveats(survey, kept), *persons_caveat(persons[0], float(table.n[0]))]
    return BestInLife(
        blank(table, hidden), in_a_row(say(_METHOD), weighing(survey)), caveats, confidence,
        audience=who, name=name or (survey.name if survey.name != "survey" else _YOU), margin=margin,
    )  # fmt: skip


def _closed(hidden: np.ndarray, n: np.ndarray) -> np.ndarray:
    """A single hidden company would follow from the first row, which is everybody: the next-smallest goes with it."""
    if hidden[1:].sum() != 1 or hidden.all():
        return hidden
    shown = np.flatnonzero(~hidden[1:]) + 1
    return hidden | (np.arange(len(n)) == (shown[n[shown].argmin()] if len(shown) else 0))


def _companies(survey: Survey, company: str | None, kept: np.ndarray, fewest: int) -> tuple[list[str], np.ndarray, int]:
    """Names by how often they were given, one code a row (-1: none), and how many rows name nobody."""
    none = np.full(survey.n_rows, -1)
    if company is None:
        return [], none, 0
    encoded = survey.encoded(survey.find(company))
    keys = [normalise(as_text(answer)) if answer is not None else "" for answer in encoded.answers]
    place = {key: at for at, key in enumerate(dict.fromkeys(key for key in keys if key))}
    lookup = np.array([*(place.get(key, -1) for key in keys), -1])
    of_row = np.where(kept, lookup[encoded.codes], -1)
    counts = np.bincount(of_row[of_row >= 0], minlength=len(place))
    wording: dict[int, str] = {}
    for answer, at in zip(encoded.answers, lookup, strict=False):
        if at >= 0:
            wording.setdefault(int(at), " ".join(as_text(answer).split()))
    order = sorted((at for at in wording if counts[at] >= fewest), key=lambda at: (-counts[at], wording[at]))
    rest = [at for at in wording if 0 < counts[at] < fewest]
    names = [wording[at] for at in order]
    rank = np.full(len(place) + 1, -1)
    rank[order] = np.arange(len(order))
    if rest:
        rank[rest] = len(order)
        names.append(_OTHERS.format(fewest=fewest, companies=len(rest)))
    return names, rank[of_row], int((kept & (of_row < 0)).sum())


def _row(label: str, rated: np.ndarray, weight, person, points, total: float, confidence: float) -> dict:
    gap = paired_gap(rated[:, 0], rated[:, 1], weight, person, confidence=confidence, points=max(points))
    by = np.ones(len(rated)) if weight is None else weight
    row: dict = {"company": label}
    for at, side in enumerate(("own", "best")):
        found = row_side(rated[:, at], weight, person, points=points[at])
        low, high = found.bounds(confidence=confidence)
        row |= {side: float(found.moments.mean), f"{side}_ci_low": low, f"{side}_ci_high": high}
    row |= {
        "estimate": gap.estimate, "tested": gap.tested, "std_error": gap.std_error, "df": gap.df, "ci_low": gap.low,
        "ci_high": gap.high, "p_value": gap.p_value, "share": 100 * float(by.sum()) / total, "n": gap.n_a,
        "n_effective": float(kish_n(by.sum(), (by**2).sum())),
    }  # fmt: skip
    return row if person is None else row | {"persons": gap.persons_a}
