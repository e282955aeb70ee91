"""Giving or getting: what a customer programme gives customers, and what it gets for the company.

Getting is no fault: a company may ask for leads. But a programme that leaders call a gift and customers call a sale
pretends, and customers know. A programme pretends only where both halves of that are shown, and does not where one of
them is shown to be otherwise; in between there are not enough data.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import ClassVar

import numpy as np
import pandas as pd

from cxresearch.errors import OptionError, QuestionError
from cxresearch.inference.intervals import adjust_p, check_confidence, interval_from_error, welch_from_errors
from cxresearch.inference.precision import fpc, kish_n, pseudo_answer
from cxresearch.privacy.hiding import blank, hide_small_groups
from cxresearch.result import Result
from cxresearch.stats.audits.instrument_parts import Instrument
from cxresearch.stats.audits.programme_columns import Sides, programme_columns, read_sides
from cxresearch.stats.audits.programme_words import DOES_NOT, PRETENDS, UNDECIDED, programme_sentences
from cxresearch.stats.audits.scorecard_people import asked_audiences, side_of
from cxresearch.stats.bases.asked import check_choice, need_single_answers
from cxresearch.stats.bases.row_gaps import paired_gap
from cxresearch.stats.bases.rows import audience_rows, row_weights, those_asked, wave_caveats
from cxresearch.survey.audiences import CUSTOMERS, LEADERSHIP
from cxresearch.survey.survey import Survey
from cxresearch.wording import did_you_mean, in_a_row, named, plural, say, told

__all__ = ["ProgrammeMap", "giving_share", "programme_map"]

_METHOD = told(
    "Giving and getting on 0-100, means with Student's t intervals; their balance within each person (paired t). Share "
    "of giving: the sum of the programmes' mean giving over giving and getting, its error linearised with people "
    "as units (delta method: Cochran 1977), compared between audiences by Welch's test (1947). A programme pretends "
    "where leaders' balance is above and customers' below zero, both shown (intersection-union test: Berger 1982), and "
    "does not where one of them is shown to be otherwise; p adjusted over programmes. Few answers take in about one "
    "pseudo-answer spread over the scale for interval and test (Agresti & Coull 1998)."
)


@dataclass(frozen=True, eq=False, repr=False)
class ProgrammeMap(Result):
    """What programmes give and get, by audience.

    Attributes
    ----------
    table : DataFrame
        A row a programme and audience: ``giving, giving_ci_low, giving_ci_high, getting, getting_ci_low,
        getting_ci_high`` (0-100), ``estimate`` (giving minus getting, points) with ``std_error, ci_low, ci_high,
        p_value``, ``n`` (people who rated both sides).
    ratio : DataFrame
        A row an audience: ``estimate`` (giving as percent of giving and getting over all programmes), ``std_error,
        ci_low, ci_high, n, programmes``.
    ratio_gaps : DataFrame
        A row a pair: ``audience_a, audience_b, estimate`` (points, a minus b), ``ci_low, ci_high, p_value,
        p_adjusted``.
    pretends : DataFrame
        A row a programme: ``insiders, outsiders`` (their balances), ``p_value`` (pretends), ``p_adjusted,
        p_otherwise, p_otherwise_adjusted``, ``verdict`` ("pretends", "does not", "not enough data").
    insiders, outsiders : str
        Whose word is held against whose.
    """

    ratio: pd.DataFrame = field(default_factory=pd.DataFrame)
    ratio_gaps: pd.DataFrame = field(default_factory=pd.DataFrame)
    pretends: pd.DataFrame = field(default_factory=pd.DataFrame)
    insiders: str = LEADERSHIP
    outsiders: str = CUSTOMERS

    heading: ClassVar[str] = told("Giving or getting")
    shown: ClassVar[tuple[str, ...]] = (
        "programme", "audience", "giving", "getting", "estimate", "ci_low", "ci_high", "n",
    )  # fmt: skip
    decimals: ClassVar[dict[str, int]] = {"programmes": 0}

    def sentences(self) -> list[str]:
        """The share of giving by audience, the programmes that pretend, and the others."""
        return programme_sentences(self)


def programme_map(
    survey: Survey,
    instrument: Instrument,
    *,
    audiences: str | Sequence[str] | None = None,
    insiders: str = LEADERSHIP,
    outsiders: str = CUSTOMERS,
    confidence: float = 0.95,
    adjust: str = "holm",
    population: Mapping[str, float] | None = None,
    privacy: bool = True,
) -> ProgrammeMap:
    """Score an instrument of kind ``programmes``; called by :func:`cxresearch.scorecard`.

    Parameters
    ----------
    insiders, outsiders : str
        Whose word on giving is held against whose: leaders and customers by default.
    """
    confidence = check_confidence(confidence)
    check_choice("adjust", adjust, ("holm", "bh", "none"))
    need_single_answers(survey, "scorecard")
    who = asked_audiences(survey, instrument, audiences)
    there = dict(population or {})
    stray = [name for name in there if name not in who]
    if stray:
        raise OptionError(say(
            "population= names {stray}, no audience here.{hint}",
            stray=named(stray), hint=did_you_mean(stray[0], who),
        ))  # fmt: skip
    columns = programme_columns(survey, instrument)
    found = read_sides(survey, instrument, columns)
    instrument = instrument.spoken()
    weight = row_weights(survey)
    rows, shares = [], []
    for name in who:
        mine = audience_rows(survey, name)
        if not found.both[mine].any():
            raise QuestionError(say(
                "{place}: no {those_asked} rated a programme from both sides. Take the audience out of the file, or "
                "pass audiences= the others.",
                place=instrument.place(instrument.lines.get(f'audience {name}')), those_asked=those_asked(name),
            ))  # fmt: skip
        own, people = (None if weight is None else weight[mine]), float(there.get(name, np.nan))
        person = None if found.person is None else found.person[mine]
        rows += [_row(found, mine, own, at, name, people, confidence) for at in range(len(found.programmes))]
        shares.append({"audience": name, **giving_share(found.giving[mine], found.getting[mine], own, people, person)})
    table, ratio = pd.DataFrame(rows), pd.DataFrame(shares)
    bounds = interval_from_error(ratio.tested, ratio.careful_error, ratio.df, confidence=confidence)
    ratio = ratio.assign(ci_low=np.maximum(bounds.low, 0), ci_high=np.minimum(bounds.high, 100))
    groups = table[["audience"]].assign(question=table.programme)
    hidden, caveats = hide_small_groups(survey, groups, table.n.to_numpy(float), by=["audience"], privacy=privacy)
    few, _ = hide_small_groups(survey, ratio[["audience"]], ratio.n.to_numpy(float), by=["audience"], privacy=privacy)
    table, ratio = blank(table, hidden), blank(ratio, few)
    pretends = _pretends(table, insiders, outsiders, confidence, adjust) if {insiders, outsiders} <= set(who) else None
    if pretends is None:
        caveats.append(
            say(
                "Whether a programme pretends needs {inside} and {outside}; not both were scored.",
                inside=those_asked(insiders), outside=those_asked(outsiders),
            )
        )  # fmt: skip
    caveats += [*found.caveats, *_caveats(table, found), *wave_caveats(survey, found.both.any(axis=1))]
    return ProgrammeMap(
        _by_programme(table, found),
        in_a_row(say(_METHOD), instrument.source),
        [*filter(None, [instrument.read]), *caveats],
        confidence,
        ratio=ratio[["audience", "estimate", "std_error", "ci_low", "ci_high", "n", "programmes"]],
        ratio_gaps=_ratio_gaps(ratio, confidence, adjust),
        pretends=pd.DataFrame() if pretends is None else pretends,
        insiders=insiders,
        outsiders=outsiders,
    )  # fmt: skip


def _by_programme(table: pd.DataFrame, found: Sides) -> pd.DataFrame:
    place = {name: at for at, name in enumerate(found.programmes)}
    return table.sort_values("programme", key=lambda names: names.map(place), kind="stable")


def _row(found: Sides, mine: np.ndarray, weight, at: int, name: str, people: float, confidence: float) -> dict:
    both = found.both[mine, at]
    sides = {
        "giving": np.where(both, found.giving[mine, at], np.nan),
        "getting": np.where(both, found.getting[mine, at], np.nan),
    }
    person = None if found.person is None else found.person[mine]
    row: dict[str, object] = {"programme": found.programmes[at], "audience": name}
    for side, values in sides.items():
        mean = side_of(values, weight, person, people, found.points)
        low, high = mean.bounds(confidence=confidence)
        row |= {side: float(mean.moments.mean), f"{side}_ci_low": low, f"{side}_ci_high": high}
    kept = both if weight is None else both & ~np.isnan(weight)
    own = None if weight is None else weight[kept]
    gap = paired_gap(
        *(side[kept] for side in sides.values()), own, None if person is None else person[kept], confidence=confidence,
        points=found.points, population=people,
    )  # fmt: skip
    return row | {"estimate": gap.estimate, "std_error": gap.std_error, "ci_low": gap.low, "ci_high": gap.high,
                  "p_value": gap.p_value, "n": gap.n_a}  # fmt: skip


def giving_share(
    giving: np.ndarray, getting: np.ndarray, weight=None, population: float = np.nan, person=None
) -> dict[str, float]:
    """Giving as percent of giving and getting, every programme counting once; its error with people as the units.

    Parameters
    ----------
    giving, getting : arrays, people x programmes, 0-100, NaN where not rated
    weight : array of people, optional
    population : people there are, where told
    person : codes of who gave each row, where some gave several

    Returns
    -------
    dict of ``estimate, std_error`` (percent, as answered), ``tested, careful_error`` (with the pseudo-answer to one
    programme that few people take), ``n`` (people), ``df, programmes``

    References
    ----------
    Cochran (1977), Sampling Techniques, ch. 6, for the ratio estimator.

    >>> found = giving_share(np.array([[60.0, 80.0], [40.0, 60.0]]), np.array([[40.0, 20.0], [60.0, 40.0]]))
    >>> found["estimate"], found["n"]
    (60.0, 2)
    """
    rated = ~(np.isnan(giving) | np.isnan(getting))
    if weight is not None:
        rated &= ~np.isnan(weight)[:, None]
    use = rated.any(axis=0)
    rated, given, got = rated[:, use], np.nan_to_num(giving[:, use]), np.nan_to_num(getting[:, use])
    by = rated * (1.0 if weight is None else np.nan_to_num(weight)[:, None])
    n = int(rated.any(axis=1).sum())
    figures = dict.fromkeys(("estimate", "std_error", "tested", "careful_error"), np.nan)
    empty = figures | {"n": n, "df": max(n - 1, 0), "programmes": int(use.sum())}
    total = by.sum(axis=0)
    means = [(by * side).sum(axis=0) / np.where(total > 0, total, np.nan) for side in (given, got)]
    whole = sum(side.sum() for side in means)
    if not n or not whole > 0:
        return empty
    share = means[0].sum() / whole
    # How far each person moves each programme's mean, and so the share.
    moved = [by / total * (side - mean) for side, mean in zip((given, got), means, strict=True)]
    pulled = ((1 - share) * moved[0] - share * moved[1]).sum(axis=1) / whole
    mine = rated.any(axis=1)
    heft = by.sum(axis=1)
    if person is not None:
        back = np.unique(person[mine], return_inverse=True)[1]
        pulled, heft = np.bincount(back, pulled[mine]), np.bincount(back, heft[mine])
        mine = np.ones(len(heft), dtype=bool)
        n = len(heft)
    unseen = float(fpc(n, population)) if np.isfinite(population) else 1.0
    error = 100 * np.sqrt(n / (n - 1) * (pulled[mine] ** 2).sum()) * unseen if n > 1 else np.nan
    estimate = 100 * float(share)
    found = {"estimate": estimate, "std_error": float(error), "tested": estimate, "careful_error": float(error)}
    if n > 1:
        heft = heft[mine] / heft[mine].sum()
        worth = float(kish_n(1.0, (heft**2).sum()))
        # A person's own share, whose mean and error are those of all; a person rates all programmes at once, so that a
        # whole pseudo-answer to each would be too much.
        alone = 100 * pulled[mine] / heft
        commonest = np.bincount(np.unique(alone.round(6), return_inverse=True)[1], heft).max()
        careful = pseudo_answer(
            estimate, float(heft @ alone**2), error, worth, commonest, unseen=unseen, share=1 / int(use.sum())
        )
        found |= {"tested": float(careful.mean), "careful_error": float(careful.std_error)}
    return empty | found | {"n": n, "df": max(n - 1, 0)}


def _ratio_gaps(ratio: pd.DataFrame, confidence: float, adjust: str) -> pd.DataFrame:
    rows = []
    for a, b in combinations(ratio[ratio.estimate.notna()].itertuples(), 2):
        test = welch_from_errors(
            a.tested, a.careful_error, a.df, b.tested, b.careful_error, b.df, confidence=confidence
        )
        parts = (a.estimate - b.estimate, test.low, test.high, test.p_value)
        rows.append((a.audience, b.audience, *map(float, parts)))
    found = pd.DataFrame(rows, columns=["audience_a", "audience_b", "estimate", "ci_low", "ci_high", "p_value"])
    return found.assign(p_adjusted=adjust_p(found.p_value.to_numpy(float), method=adjust))


def _pretends(table: pd.DataFrame, insiders: str, outsiders: str, confidence: float, adjust: str) -> pd.DataFrame:
    sides = {who: table[table.audience == who].set_index("programme") for who in (insiders, outsiders)}
    rows = []
    for programme in sides[insiders].index:
        inside, outside = (side.loc[programme] for side in sides.values())
        # Two-sided p, so that a verdict and the intervals beside it say the same.
        halves = [_shown(inside, above=True), _shown(outside, above=False)]
        others = [_shown(inside, above=False), _shown(outside, above=True)]
        known = np.isfinite([*halves, *others]).all()
        rows.append(
            {
                "programme": programme, "insiders": inside.estimate, "outsiders": outside.estimate,
                "p_value": max(halves) if known else np.nan,
                "p_otherwise": min(1.0, 2 * min(others)) if known else np.nan,
            }
        )  # fmt: skip
    found = pd.DataFrame(rows)
    for name, source in (("p_adjusted", "p_value"), ("p_otherwise_adjusted", "p_otherwise")):
        found[name] = adjust_p(found[source].to_numpy(float), method=adjust)
    alpha = 1 - confidence
    found["verdict"] = np.select(
        [found.insiders.isna() | found.outsiders.isna(), found.p_adjusted < alpha, found.p_otherwise_adjusted < alpha],
        ["hidden", PRETENDS, DOES_NOT],
        UNDECIDED,
    )
    order = ["programme", "insiders", "outsiders", "p_value", "p_adjusted", "p_otherwise", "p_otherwise_adjusted"]
    return found[[*order, "verdict"]]


def _shown(row, *, above: bool) -> float:
    """p that a balance lies on one side of zero, 1 where it points the other way."""
    if not np.isfinite(row.p_value):
        return np.nan
    return float(row.p_value) if (row.estimate > 0) == above and row.estimate != 0 else 1.0


def _caveats(table: pd.DataFrame, found: Sides) -> list[str]:
    caveats = [
        say(
            "Getting is no fault, and a programme that gives is no success: nothing here says what it does for loyalty."
        )
    ]
    short = int((~found.both).any(axis=1)[found.both.any(axis=1)].sum())
    if short:
        caveats.append(
            say(
                "{people} did not rate all programmes from both sides; each programme rests on those who did, and "
                "counts once in the share.",
                people=plural(short, "person", "people"),
            )
        )
    if table.p_value.isna().any() and table.estimate.notna().all():
        caveats.append(say("Where everybody gave the same answer there is no variation to judge a balance by."))
    return caveats
