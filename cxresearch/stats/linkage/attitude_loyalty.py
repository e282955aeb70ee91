"""Does the way staff feel show in whether customers stay? The client's own answer, between units.

Folklore puts the answer in two percentages without a source. The client's data can say more: units where staff feel
better, do they have more loyal customers? The answer is a correlation between units, so its base is the number of
units, however many people answered. It says nothing about single persons (Robinson's ecological fallacy) and nothing
about which of the two comes first.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
import pandas as pd

from cxresearch.errors import OptionError, QuestionError
from cxresearch.inference.intervals import attenuation, check_confidence, detectable_r
from cxresearch.privacy.hiding import HIDDEN
from cxresearch.result import Result
from cxresearch.stats.bases.asked import check_choice
from cxresearch.stats.bases.rows import (
    Places,
    Units,
    check_draws,
    hidden_units,
    places_of,
    pooled_waves,
    sole_question,
    those_asked,
)  # fmt: skip
from cxresearch.stats.bases.topics import require_audience
from cxresearch.stats.linkage.components import one_way
from cxresearch.stats.linkage.link_words import FEWEST_UNITS, link_caveats, link_sentences
from cxresearch.stats.linkage.unit_correlation import (
    METHODS,
    MOST_UNITS,
    bootstrap_r,
    correlate,
    leave_one_out,
    line_band,
    partial,
    slope,
    weighted_r,
)  # fmt: skip
from cxresearch.stats.linkage.unit_join import Side, join_sides, lost_units, side_of, unit_scores
from cxresearch.survey.survey import Survey
from cxresearch.wording import count, largest_first, marked, plural, say, told

__all__ = ["AttitudeLoyalty", "attitude_loyalty"]

LINKED, NOT_SHOWN = told("linked"), told("not shown")
FEW, NONE = told("too few units"), told("cannot be computed")
_PLACES = 41
_METHOD = {
    "pearson": told("Pearson's r between unit averages, Fisher's z interval (Fisher 1921), t test on units - 2"),
    "spearman": told("Spearman's rho between unit averages, Bonett & Wright's interval (2000), t test on units - 2"),
    "kendall": told("Kendall's tau-b between unit averages, Fieller's interval (1957), tie-corrected normal test"),
}
_MORE = told(
    "{test}; weighted r by 1 / (1/n staff + 1/n customers); studentised bootstrap of units on Fisher's z (Hall 1988); "
    "leave-one-unit-out; corrected for the unreliability of both averages by ICC(2) (Spearman 1904; Bliese 2000), its "
    "interval from the bounds of r (Hunter & Schmidt 2004); smallest detectable r at power .80, two-sided .05 (Cohen "
    "1988)."
)


@dataclass(frozen=True, eq=False, repr=False)
class AttitudeLoyalty(Result):
    """The link between units, one row.

    ``estimate, ci_low, ci_high`` (correlation between units, -1..1), ``p_value``, ``units``, ``slope`` with bounds
    (points of loyalty per ten points of attitude), ``corrected_r`` with ``corrected_ci_low, corrected_ci_high`` (for
    unreliable averages; unusable above 1), ``detectable_r``, ``weighted_r``, ``boot_ci_low, boot_ci_high``,
    ``without_low, without_high`` (the correlation without any single unit), ``partial_r`` with bounds where there are
    controls, ``icc1_*, icc2_*`` of both sides, ``n_staff, n_customers``, ``verdict`` ("linked", "not shown", "too few
    units", "cannot be computed").

    ``units`` has a row a unit: ``attitude, loyalty`` with their ``_ci_low, _ci_high`` (Student's t; NaN where only
    scores are known), ``n_staff, n_customers``; units of fewer than five employees without name and numbers.
    ``lost_units`` are those that found no partner, ``influence`` the correlation without each unit, ``others`` the
    other coefficients. ``line`` is the line of the slope over the units' range of attitude: ``attitude, loyalty`` with
    ``ci_low, ci_high``, place by place; empty where a unit is hidden, whose numbers would follow from it.
    """

    units: pd.DataFrame = field(default_factory=pd.DataFrame)
    lost_units: pd.DataFrame = field(default_factory=pd.DataFrame)
    influence: pd.DataFrame = field(default_factory=pd.DataFrame)
    others: pd.DataFrame = field(default_factory=pd.DataFrame)
    line: pd.DataFrame = field(default_factory=pd.DataFrame)
    attitude: str = ""
    loyalty: str = ""
    staff: str | None = None
    customers: str | None = None

    heading: ClassVar[str] = told("Attitude of staff and loyalty of customers")
    shown: ClassVar[tuple[str, ...]] = (
        "estimate", "ci_low", "ci_high", "p_value", "units", "slope", "weighted_r", "corrected_r", "detectable_r",
        "verdict",
    )  # fmt: skip
    decimals: ClassVar[dict[str, int]] = {
        **dict.fromkeys(("estimate", "ci_low", "ci_high", "weighted_r", "boot_ci_low", "boot_ci_high"), 2),
        **dict.fromkeys(("without_low", "without_high", "partial_r", "partial_ci_low", "partial_ci_high"), 2),
        **dict.fromkeys(("icc1_attitude", "icc1_loyalty", "icc2_attitude", "icc2_loyalty"), 2),
        **dict.fromkeys(("n_staff", "n_customers"), 0),
    }

    def sentences(self) -> list[str]:
        return link_sentences(self)


def attitude_loyalty(
    survey: Survey,
    *,
    attitude: str | list[str],
    loyalty: str | list[str],
    unit: str = "unit",
    staff: str = "Staff",
    customers: str = "Customers",
    method: str = "pearson",
    controls: Iterable[str] = (),
    controls_from: str | None = None,
    confidence: float = 0.95,
    bootstrap: int = 2000,
    seed: int = 0,
    privacy: bool = True,
) -> AttitudeLoyalty:
    """Whether units where staff feel better have more loyal customers.

    Parameters
    ----------
    survey : Survey
        Staff and customers in one Survey (see :func:`cxresearch.combine_audiences`), or a table of units that already
        has both scores.
    attitude, loyalty : id, text, or list of them
        Closed questions, number columns, or a yes/no choice (taken as 100 and 0). Several are averaged by respondent on
        0-100.
    unit : str
        Role or column where the two meet.
    staff, customers : str
        The two audiences. Without an audience role all rows count on both sides.
    method : str
        "pearson", "spearman" or "kendall".
    controls : list of columns, optional
        Held constant in ``partial_r``: numbers, averaged by unit.
    controls_from : str, optional
        The one audience whose answers the controls are; staff by default, since over both audiences a control would
        take out part of what is to be explained. Customers where staff have none of it, which a caveat says.
    confidence : float
        Level of the intervals.
    bootstrap, seed : int
        Samples of units (0 for none, else 100 or more), and their seed.
    privacy : bool
        False shows units of fewer than five employees by name.

    Returns
    -------
    AttitudeLoyalty

    Raises
    ------
    QuestionError
        If a question, audience or unit is unknown, or no unit has both sides; names the nearest spelling.
    OptionError
        If an option is out of range.

    References
    ----------
    Schneider, Parkington & Buxton (1980), Administrative Science Quarterly 25; Robinson (1950), American Sociological
    Review 15; Bliese (2000).

    Examples
    --------
    >>> import pandas as pd
    >>> proud, stay = [50, 60, 55, 70, 65, 80, 75, 85], [40, 52, 45, 58, 60, 66, 59, 72]
    >>> frame = pd.DataFrame({"unit": list("ABCDEFGH"), "proud": proud, "stay": stay})
    >>> survey = Survey.from_frame(frame, scales={"proud": (0, 100), "stay": (0, 100)})
    >>> attitude_loyalty(survey, attitude="proud", loyalty="stay").table[["estimate", "units"]].round(2).values.tolist()
    [[0.96, 8.0]]
    """
    check_confidence(confidence)
    check_choice("method", method, METHODS)
    check_draws("bootstrap", bootstrap)
    ids = sole_question(survey, attitude, "attitude"), sole_question(survey, loyalty, "loyalty")
    who = audiences_of(survey, staff, customers)
    places = places_of(survey, unit)
    mine = side_of(survey, ids[0], audience=who[0], units=places, name=told("attitude"))
    theirs = side_of(survey, ids[1], audience=who[1], units=places, name=told("loyalty"))
    both = join_sides(mine, theirs, places, survey=survey.name)
    if len(both) > MOST_UNITS.get(method, len(both)):
        raise OptionError(say(
            "method={method} would take hours for {units} (at most {most}); take method='pearson'.",
            method=repr(method), units=plural(len(both), "unit"), most=count(MOST_UNITS[method]),
        ))  # fmt: skip
    scores_only = survey.is_aggregated or (
        who == (None, None) and max(survey.answer_counts(places.column).values()) == 1
    )
    if scores_only:
        mine, theirs = mine.of_units(survey.is_aggregated), theirs.of_units(survey.is_aggregated)
    lost = lost_units(mine, theirs, places)
    x, y = mine.mean[both], theirs.mean[both]
    found = correlate(x, y, method=method, confidence=confidence)
    precision = 1 / (1 / mine.n[both] + 1 / theirs.n[both])
    weighted = weighted_r(x, y, precision, confidence=confidence)
    drawn = bootstrap_r(x, y, draws=bootstrap, rng=np.random.default_rng(seed), confidence=confidence, method=method)
    without = leave_one_out(x, y, method=method)
    held, hints = _controls(survey, controls, places, who if controls_from is None else (controls_from,), both)
    apart = {"partial_r": np.nan, "partial_ci_low": np.nan, "partial_ci_high": np.nan, "partial_p_value": np.nan}
    if held is not None:
        known = np.isfinite(held[both]).all(axis=1)
        apart = dict(zip(apart, partial(x[known], y[known], held[both][known], confidence=confidence), strict=True))
    b, b_low, b_high = slope(x, y, confidence=confidence)
    reliability = _reliability(mine, theirs, both)
    noise = reliability["icc2_attitude"], reliability["icc2_loyalty"]
    corrected = [
        float(attenuation(r, *noise)) if method == "pearson" else np.nan
        for r in (found.estimate, found.low, found.high)
    ]
    row = {
        "estimate": found.estimate, "ci_low": found.low, "ci_high": found.high, "p_value": found.p_value,
        "units": len(both), "slope": 10 * b, "slope_ci_low": 10 * b_low, "slope_ci_high": 10 * b_high,
        "corrected_r": corrected[0], "corrected_ci_low": corrected[1], "corrected_ci_high": corrected[2],
        "detectable_r": float(detectable_r(len(both))),
        "weighted_r": weighted.estimate, "boot_ci_low": drawn[0], "boot_ci_high": drawn[1],
        "without_low": _edge(without, np.min), "without_high": _edge(without, np.max), **apart, **reliability,
        "n_staff": float(mine.n[both].sum()), "n_customers": float(theirs.n[both].sum()),
        "verdict": _verdict(found, len(both), confidence),
    }  # fmt: skip
    shown = Units(np.arange(len(both)), [places.names[p] for p in both], [places.stored[p] for p in both])
    hidden, caveats = hidden_units(survey, shown, mine.n[both], unit=unit, audience=who[0], privacy=privacy)
    if hidden.any():
        caveats.append(
            marked(say("Hidden units count in every coefficient; their names and numbers are not shown."), HIDDEN)
        )
    # Objects, so that the words for a hidden one can be said again.
    names = pd.Series(shown.names, dtype=object)
    names[hidden] = [say("hidden unit {n}", n=at + 1) for at in range(int(hidden.sum()))]
    table = pd.DataFrame([row])
    same_people = who[0] == who[1] and not scores_only
    caveats = [
        *link_caveats(table.iloc[0], lost, x, y, same_people, caveats, scores_only),
        *mine.caveats,
        *theirs.caveats,
        *hints,
    ]
    caveats += pooled_waves(survey, mine.waves | theirs.waves)
    return AttitudeLoyalty(
        table, say(_MORE, test=say(_METHOD[method])), caveats, confidence,
        units=_unit_table(names, hidden, mine, theirs, both, precision, confidence),
        lost_units=lost, influence=_influence(names, hidden, found.estimate, without),
        others=_others(x, y, precision, drawn, confidence, apart if held is not None else None),
        line=_line(x, y, confidence) if not hidden.any() else pd.DataFrame(),
        attitude=mine.label, loyalty=theirs.label, staff=who[0], customers=who[1],
    )  # fmt: skip


def audiences_of(survey: Survey, staff: str, customers: str) -> tuple[str | None, str | None]:
    """The two audiences, checked; None for both where the survey has no audiences."""
    if "audience" not in survey.roles:
        return None, None
    return require_audience(survey, staff), require_audience(survey, customers)


def _controls(survey: Survey, controls: Iterable[str], units: Places, who: tuple, both: np.ndarray):
    """Control columns averaged by unit over the rows of one audience, and what to say of them.

    ``who`` are the audiences that may have answered a control, the first that did is taken.
    """
    names = [controls] if isinstance(controls, str) else list(controls)
    if not names:
        return None, []
    who = [require_audience(survey, name) if name is not None else None for name in dict.fromkeys(who)]
    columns, hints = [], []
    for name in names:
        if not isinstance(name, str):
            raise OptionError(say("controls= takes names of columns; got {name}.", name=repr(name)))
        column = [survey.find(name)]
        found = ((audience, unit_scores(survey, column, units, audience=audience).sums) for audience in who)
        source, sums = next(((audience, sums) for audience, sums in found if sums.people.any()), (None, None))
        if sums is None:
            of = f" for {who[0]}" if who != [None] else ""
            raise QuestionError(say(
                "Control {name} of {survey} holds no numbers{of}. Pass a column of numbers, or controls_from= the "
                "audience that has them.",
                name=repr(name), survey=survey.name, of=of,
            ))  # fmt: skip
        if source != who[0]:
            hints.append(
                say(
                    "Control {column} is taken from {source}: {people} have no such number.",
                    column=name, source=those_asked(source), people=those_asked(who[0]),
                )
            )  # fmt: skip
        here = sums.mean[both]
        lost = int(np.isnan(here).sum())
        if lost:
            hints.append(
                say(
                    "{units} without {column} left out where controls are held.",
                    units=plural(lost, "unit"), column=name,
                )
            )  # fmt: skip
        if len(np.unique(here[~np.isnan(here)])) < 2:
            hints.append(say("Control {column} is the same in every unit, so it holds nothing.", column=name))
        columns.append(sums.mean)
    return np.column_stack(columns), hints


def _reliability(mine: Side, theirs: Side, both: np.ndarray) -> dict[str, float]:
    found_of = {}
    for name, side in (("attitude", mine), ("loyalty", theirs)):
        found = one_way(*(part[both] for part in side.moments)) if side.moments is not None else None
        found_of[f"icc1_{name}"] = float(found.icc1) if found else np.nan
        found_of[f"icc2_{name}"] = float(found.icc2) if found else np.nan
    return found_of


def _edge(values: np.ndarray, pick) -> float:
    known = values[np.isfinite(values)]
    return float(pick(known)) if len(known) else np.nan


def _verdict(found, units: int, confidence: float) -> str:
    if not np.isfinite(found.estimate):
        return NONE
    if units < FEWEST_UNITS:
        return FEW
    return LINKED if found.p_value < 1 - confidence else NOT_SHOWN


def _unit_table(names, hidden, mine: Side, theirs: Side, both, precision, confidence: float) -> pd.DataFrame:
    columns: dict[str, np.ndarray] = {"unit": names}
    for name, side in (("attitude", mine), ("loyalty", theirs)):
        low, high = side.bounds(confidence=confidence)
        columns |= {name: side.mean[both], f"{name}_ci_low": low[both], f"{name}_ci_high": high[both]}
    frame = pd.DataFrame({**columns, "n_staff": mine.n[both], "n_customers": theirs.n[both], "weight": precision})
    frame.loc[hidden, frame.columns[1:]] = np.nan
    return frame.assign(hidden=hidden)


def _line(x: np.ndarray, y: np.ndarray, confidence: float) -> pd.DataFrame:
    places = np.linspace(x.min(), x.max(), _PLACES)
    columns = dict(zip(("loyalty", "ci_low", "ci_high"), line_band(x, y, places, confidence=confidence), strict=True))
    return pd.DataFrame({"attitude": places, **columns}).dropna(ignore_index=True)


def _influence(names, hidden, estimate: float, without: np.ndarray) -> pd.DataFrame:
    frame = pd.DataFrame({"unit": names, "estimate_without": without, "change": without - estimate})
    frame.loc[hidden, ["estimate_without", "change"]] = np.nan
    return frame.iloc[largest_first(frame.change.abs(), frame.unit, digits=2)].reset_index(drop=True)


def _others(x, y, precision, drawn, confidence: float, apart: dict | None) -> pd.DataFrame:
    rows = [(method, *correlate(x, y, method=method, confidence=confidence), float(len(x))) for method in METHODS]
    rows.append(("pearson, weighted by precision", *weighted_r(x, y, precision, confidence=confidence), float(len(x))))
    if apart is not None:
        rows.append(("pearson, controls held", *apart.values(), float(len(x))))
    return pd.DataFrame(rows, columns=["coefficient", "estimate", "ci_low", "ci_high", "p_value", "units"])
