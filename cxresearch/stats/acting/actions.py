"""An action that is tested: at once what it would take to be seen, in the next wave whether it moved, held, or neither.

A list of actions is soon written and seldom looked at again. Here each says what it is measured by, and is told before
anybody starts how far that has to move to be seen at all. After the next wave the same row is tested; units that acted
are held against the others only where that can say something, and the sentence is "cannot tell" where it cannot.
"""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np
import pandas as pd

from cxresearch.errors import OptionError, SurveyFileError
from cxresearch.inference.intervals import check_confidence, check_margin, normal_quantile
from cxresearch.privacy.hiding import hide_small_groups
from cxresearch.result import Result, table_of_words
from cxresearch.stats.acting.action_words import action_sentences
from cxresearch.stats.acting.units_compared import FEWEST_A_SIDE, ancova
from cxresearch.stats.bases.asked import check_choice, need_single_answers
from cxresearch.stats.bases.rows import audience_rows, label_of, meant_audience, row_weights, units_of
from cxresearch.stats.bases.verdicts import ALIGNED, GAP, judged
from cxresearch.stats.loyalty.trends import trend
from cxresearch.survey.answers import as_text
from cxresearch.survey.columns.wave_order import order_of_waves
from cxresearch.survey.side_tables import side_table
from cxresearch.survey.survey import Survey
from cxresearch.wording import did_you_mean, named, number, say, told

__all__ = ["Actions", "follow_actions"]

AHEAD, MOVED, HELD, CANNOT = told("ahead"), told("moved"), told("held"), told("cannot tell")
_VERDICTS = {GAP: MOVED, ALIGNED: HELD}
_ALL = frozenset(("", "all", "all units", "alle", "everybody", "*"))
_POWER = 0.8
_DATE = "%Y-%m-%d"
_METHOD = told(
    "Change of the measure from the wave before to the wave after, people who answered in both linked; moved by its "
    "test, held by two one-sided tests inside the margin (Schuirmann 1987), adjusted over all actions. Units that "
    "acted against the others: analysis of covariance on the earlier score with HC3 errors (Senn 2006), from {fewest} "
    "units a side. To be seen: the change that is called moved in {power}% of such waves, with as many answers as now."
)


@dataclass(frozen=True, eq=False, repr=False)
class Actions(Result):
    """What became of each action, a row an action.

    ``finding, measure, owner, start_date, units`` as they were written, ``topic``; ``wave_then, then, wave_now, now``:
    the measure (points of 0-100, or the NPS); ``estimate`` with ``std_error, ci_low, ci_high``: the change, or with
    units by how much those that acted stand above the others, alike in the earlier score; ``compared`` ("waves",
    "units"); ``seen_from``: points that it has to move to be called moved in four of five waves like this one;
    ``p_value, p_adjusted, margin, acting, others`` (units), ``chosen``, ``why`` (where it cannot be told), ``n``;
    ``verdict``: "ahead", "moved", "held", "not enough data" or "cannot tell".
    """

    heading: ClassVar[str] = told("Actions, and what became of them")
    shown: ClassVar[tuple[str, ...]] = (
        "finding", "topic", "owner", "start_date", "then", "now", "estimate", "ci_low", "ci_high", "seen_from",
        "verdict",
    )  # fmt: skip
    decimals: ClassVar[dict[str, int]] = {"acting": 0, "others": 0, "n": 0}

    def sentences(self) -> list[str]:
        """One an action, in the order of the list."""
        return action_sentences(self)


def follow_actions(
    survey: Survey,
    actions: str | Path | pd.DataFrame | Iterable[dict],
    *,
    wave: str = "wave",
    unit: str = "unit",
    audience: str | None = None,
    margin: float = 10.0,
    confidence: float = 0.95,
    adjust: str = "holm",
    cluster: str | bool | None = None,
    population: Mapping | None = None,
    privacy: bool = True,
) -> Actions:
    """Tell of each decided action what it takes to be seen, or what became of it.

    Parameters
    ----------
    survey : Survey
        All waves so far, of one audience or several.
    actions : path of a CSV, DataFrame or list of dicts
        ``finding, measure`` (a question's id, text or topic), ``owner, start_date`` (2025-03-01), ``units`` ("all", or
        their names with semicolons between). Also ``chosen`` (how the units were chosen: without it they are not
        compared) and ``margin`` (points that would not matter, where it is not the one of the call).
    wave, unit : str
        Roles or columns.
    audience : str, optional
        Whose answers; customers where several audiences answered.
    margin : float
        The largest change, in points, that would not matter.
    confidence, adjust, cluster, privacy
        As in :func:`cxresearch.perception_gap`; adjusted over all actions.
    population : mapping, optional
        How many people there are in all, by wave, or by audience and wave where measures are of several; where most
        were asked, a smaller move is seen. Of what all units act on; units that act are compared as they are.

    Returns
    -------
    Actions
        An action that began before the latest wave is tested; any other is ahead.

    Raises
    ------
    SurveyFileError
        Naming the line: a column is missing, a date cannot be read, a measure or a unit is unknown.

    References
    ----------
    Schuirmann (1987), two one-sided tests; Senn (2006), Statistics in Medicine 25, 4334-4344.

    Examples
    --------
    >>> frame = pd.DataFrame({"wave": [2024] * 200 + [2025] * 200, "app": [5, 4] * 100 + [8, 7] * 100})
    >>> survey = Survey.from_frame(frame, audience="Customers", roles={"wave": "wave"}, scales={"app": (0, 10)})
    >>> plan = [{"finding": "The app is slow", "measure": "app", "owner": "Mia", "start_date": "2024-09-01",
    ...          "units": "all"}]
    >>> follow_actions(survey, plan, margin=5).table[["estimate", "verdict"]].values.tolist()
    [[30.0, 'moved']]
    """
    level, margin = check_confidence(confidence), check_margin(margin)
    check_choice("adjust", adjust, ("holm", "bh", "none"))
    need_single_answers(survey, "follow_actions")
    plan, name = side_table(actions, needs=["finding", "measure", "owner", "start_date", "units"], what="actions")
    if wave == "wave" and "wave" not in survey.roles:
        waves = []
    else:
        held = order_of_waves([value for value in survey.answer_counts(survey.find(wave)) if str(value).strip()])
        waves = held.waves
    rows, caveats = [], []
    for line in plan.to_dict("records"):
        row, hints = _row(
            survey, line, name, waves, wave, unit, audience, margin, level, len(plan), cluster, population, privacy
        )
        rows.append(row)
        caveats += hints
    table = table_of_words(rows)
    ready = table.verdict.isna() & table.estimate.notna()
    # One family of tests: a row with a margin of its own is brought to the common one, which leaves its tests alike.
    by = margin / table.margin
    found = judged(
        table.estimate * by, table.std_error * by, table.df.to_numpy(float), table.p_value.to_numpy(float),
        margin=margin, confidence=level, adjust=adjust, hidden=~ready.to_numpy(),
    )  # fmt: skip
    verdict = [_VERDICTS.get(one, one) for one in found["verdict"]]
    table["p_adjusted"] = found["p_adjusted"]
    table["verdict"] = np.where(ready, verdict, table.verdict).astype(object)
    caveats.append(
        say(
            "That a measure moved does not say that the action moved it: other things happened between two waves, and "
            "where all units acted nobody stands beside them."
        )
    )
    if (table.compared == "units").any():
        caveats.append(
            say(
                "Units that acted are compared at the same earlier score. What else made them act (a keen head, a bad "
                "year) is held alike only as far as that score tells it."
            )
        )
    order = ["finding", "measure", "owner", "start_date", "units", "topic", "wave_then", "then", "wave_now", "now",
             "compared", "estimate", "std_error", "ci_low", "ci_high", "seen_from", "p_value", "p_adjusted", "margin",
             "acting", "others", "chosen", "why", "n", "verdict"]  # fmt: skip
    method = say(_METHOD, fewest=FEWEST_A_SIDE, power=number(100 * _POWER))
    return Actions(table[order], method, caveats, level)


def _row(survey, line, file, waves, wave, unit, audience, margin, level, tests, cluster, population, privacy):
    """One action: ahead, or with its change or comparison, not yet judged."""
    place = say("Line {line} of {file}", line=line["line"], file=file)
    text = {name: "" if pd.isna(cell) else as_text(cell).strip() for name, cell in line.items() if name != "line"}
    try:
        question = survey.find(text["measure"])
    except Exception as problem:
        raise SurveyFileError(say(
            "{place}, measure {text}: {split}",
            place=place, text=repr(text['measure']), split=' '.join(str(problem).split()),
        )) from None  # fmt: skip
    scale = survey.scale_of(question)
    if scale is None:
        raise SurveyFileError(say(
            "{place}: {question} has no scale, so it cannot move. Name a rated question.",
            place=place, question=repr(question),
        ))  # fmt: skip
    who, hints = meant_audience(survey, audience, [question])
    people = survey.only(audience=who) if who is not None and len(survey.audiences) > 1 else survey
    start, own = _start(text["start_date"], place), _margin(text.get("margin", ""), margin, place)
    acting = _acting(people, text["units"], unit, place)
    asked = [value for value in waves if _answered(people, question, wave, value)]
    population = _there(population, who, people, asked)
    nps = survey.codebook.set_index("id").kind[question] == "nps"
    row = {
        **{name: text[name] for name in ("finding", "measure", "owner", "start_date", "units")},
        "topic": label_of(survey, question), "wave_then": "", "then": np.nan, "wave_now": "", "now": np.nan,
        "compared": "waves" if acting is None else "units", "estimate": np.nan, "std_error": np.nan, "ci_low": np.nan,
        "ci_high": np.nan, "seen_from": np.nan, "p_value": np.nan, "df": np.inf, "margin": own, "acting": np.nan,
        "others": np.nan, "chosen": text.get("chosen", ""), "why": "", "n": np.nan, "verdict": None,
    }  # fmt: skip
    before, after, dated = _between(asked, start)
    if not dated and len(asked) > 1:
        hints = [
            *hints,
            say("The names of the waves tell no date: the last two are compared, whenever an action began."),
        ]
    found = None
    if len(asked) > 1:
        found = trend(
            people, question, metric="nps" if nps else "mean", scale="native" if nps else "0-100", wave=wave,
            cluster=cluster, population=population, confidence=level, privacy=privacy,
        )  # fmt: skip
    last = asked[-1] if asked else None
    spread, n = _error_of(people, question, wave, last, nps, level, cluster, population, found)
    row["n"], row["wave_now"] = n, "" if last is None else as_text(last)
    if acting is not None:
        when = (before, after, last)
        return _units_row(row, people, question, wave, unit, acting, when, level, tests, nps, privacy), hints
    row["seen_from"] = _seen_from(np.sqrt(2) * spread, own, level, tests)
    if after is None:
        return row | {"now": _level_of(people, question, wave, last, nps, found), "verdict": AHEAD}, hints
    table = found.table.set_index(found.table[wave].map(as_text))
    then, now = table.loc[as_text(before)], table.loc[as_text(after)]
    error = float(now.change_std_error) if as_text(now.compared_with) == as_text(before) else np.nan
    row |= {"wave_then": as_text(before), "then": then.estimate, "wave_now": as_text(after), "now": now.estimate,
            "n": float(now.n)}  # fmt: skip
    if not np.isfinite(error) or error <= 0:
        return row | {"verdict": CANNOT, "why": say("too few answers in one of the two waves")}, hints
    row["seen_from"] = _seen_from(error, own, level, tests)
    return row | {"estimate": now.change, "std_error": error, "ci_low": now.change_ci_low,
                  "ci_high": now.change_ci_high, "p_value": now.p_value}, hints  # fmt: skip


def _units_row(row, people, question, wave, unit, acting, when, level, tests, nps, privacy):
    """Units that acted against the others: what it takes, or the difference at the same earlier score."""
    before, after, last = when
    units = units_of(people, unit)
    acted = np.isin(np.arange(len(units.names)), acting)
    mean, size = _unit_means(people, question, wave, after if after is not None else last, units, nps)
    earlier = None if after is None else _unit_means(people, question, wave, before, units, nps)[0]
    known = np.isfinite(mean) if earlier is None else np.isfinite(mean) & np.isfinite(earlier)
    row |= {"acting": float((known & acted).sum()), "others": float((known & ~acted).sum())}
    if min(row["acting"], row["others"]) < FEWEST_A_SIDE:
        why = say("units that act are compared with others from {n} units a side", n=FEWEST_A_SIDE)
        return row | {"verdict": CANNOT, "why": why}
    if not row["chosen"]:
        why = say("how the units were chosen is not recorded (column chosen)")
        return row | {"verdict": CANNOT, "why": why}
    if privacy and hide_small_groups(
        people, pd.DataFrame({"question": [question, question], "side": ["a", "b"]}),
        np.array([size[known & acted].sum(), size[known & ~acted].sum()]), by=[],
    )[0].any():  # fmt: skip
        return row | {"verdict": CANNOT, "why": say("too few people stand behind one of the sides")}
    if earlier is None:
        error = mean[known].std(ddof=1) * np.sqrt(1 / row["acting"] + 1 / row["others"])
        return row | {"seen_from": _seen_from(error, row["margin"], level, tests), "verdict": AHEAD}
    found = ancova(earlier[known], mean[known], acted[known], confidence=level)
    weight = size * acted * known
    return row | {
        "wave_then": as_text(before), "wave_now": as_text(after), "then": float(np.average(earlier[known & acted])),
        "now": float(np.average(mean[known & acted])), "estimate": found.estimate, "std_error": found.std_error,
        "ci_low": found.low, "ci_high": found.high, "p_value": found.p_value, "df": found.df,
        "seen_from": _seen_from(found.std_error, row["margin"], level, tests), "n": float(weight.sum()),
    }  # fmt: skip


def _there(population, who: str | None, people: Survey, asked: list) -> dict | None:
    """How many there are in each wave that answered, of the audience whose answers they are."""
    found = dict(population or {})
    if any(isinstance(part, Mapping) for part in found.values()):
        found = found.get(who or (people.audiences[0] if len(people.audiences) == 1 else None), {})
    told = {as_text(wave): n for wave, n in found.items()}
    return {wave: told[as_text(wave)] for wave in asked if as_text(wave) in told} or None


def _seen_from(error: float, margin: float, level: float, tests: int) -> float:
    """The true change that is called moved in four of five waves: beyond its test, and beyond being called held."""
    alpha = (1 - level) / max(tests, 1)
    beyond = max(normal_quantile(1 - alpha) * error, margin - normal_quantile(1 - 2 * alpha) * error)
    return float(beyond + normal_quantile(2 * _POWER - 1) * error)


def _answered(people: Survey, question: str, wave: str, value) -> bool:
    part = people.only(**{people.find(wave): value})
    return bool(np.isfinite(part.numbers([question]).iloc[:, 0].to_numpy(float)).any())


def _error_of(people, question, wave, last, nps, level, cluster, population, found) -> tuple[float, float]:
    """The error of the latest wave's figure, and its base."""
    from cxresearch.stats.loyalty.measures import mean_score
    from cxresearch.stats.loyalty.measures import nps as score

    if found is not None:
        row = found.table.iloc[-1]
        return float(row.std_error), float(row.n)
    part = people if last is None else people.only(**{people.find(wave): last})
    all_there = next((n for key, n in (population or {}).items() if as_text(key) == as_text(last)), None)
    options = {"cluster": cluster, "confidence": level, "population": all_there}
    made = score(part, question, **options) if nps else mean_score(
        part, [question], scale="0-100", **options
    )  # fmt: skip
    row = made.table.iloc[0]
    return float(row.std_error), float(row.n)


def _level_of(people, question, wave, last, nps, found) -> float:
    if found is not None:
        return float(found.table.estimate.iloc[-1])
    values = people.numbers([question], points=not nps).iloc[:, 0].to_numpy(float)
    if nps:
        return float(100 * ((values >= 9).sum() - (values <= 6).sum()) / max(np.isfinite(values).sum(), 1))
    return float(np.nanmean(values)) if np.isfinite(values).any() else np.nan


def _unit_means(people, question, wave, value, units, nps) -> tuple[np.ndarray, np.ndarray]:
    """Mean score by unit in one wave, and how many answered."""
    values = people.numbers([question], points=not nps).iloc[:, 0].to_numpy(float)
    if nps:
        values = np.where(np.isnan(values), np.nan, 100.0 * ((values >= 9).astype(float) - (values <= 6)))
    here = np.ones(len(values), dtype=bool) if value is None else _rows_of(people, wave, value)
    weight = row_weights(people)
    known = here & np.isfinite(values) & (units.code >= 0) & audience_rows(people, None)
    by = np.ones(len(values)) if weight is None else np.nan_to_num(weight)
    total = np.bincount(units.code[known], weights=by[known], minlength=len(units.names))
    size = np.bincount(units.code[known], minlength=len(units.names)).astype(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.bincount(units.code[known], weights=(by * values)[known], minlength=len(units.names)) / total
    return np.where(total > 0, mean, np.nan), size


def _rows_of(people: Survey, wave: str, value) -> np.ndarray:
    encoded = people.encoded(people.find(wave))
    wanted = np.array([*(as_text(answer) == as_text(value) for answer in encoded.answers), False])
    return wanted[encoded.codes]


def _start(text: str, place: str) -> dt.date | None:
    if not text:
        return None
    try:
        return dt.datetime.strptime(text[:10], _DATE).date()
    except ValueError:
        raise SurveyFileError(say(
            "{place}: start_date {text} is no date. Write it as 2025-03-01.",
            place=place, text=repr(text),
        )) from None  # fmt: skip


def _margin(text: str, margin: float, place: str) -> float:
    if not text:
        return margin
    try:
        return check_margin(float(text.replace(",", ".")))
    except (ValueError, OptionError):
        raise SurveyFileError(say(
            "{place}: margin {text} is no number of points above 0, below 100.",
            place=place, text=repr(text),
        )) from None  # fmt: skip


def _acting(people: Survey, text: str, unit: str, place: str) -> np.ndarray | None:
    """Places of the units that act; None where all do."""
    if text.casefold() in _ALL:
        return None
    known = units_of(people, unit).names
    places = {name.casefold(): at for at, name in enumerate(known)}
    found = []
    for name in (part.strip() for part in text.split(";")):
        if name and name.casefold() not in places:
            raise SurveyFileError(say(
                "{place}: no unit {name}.{hint} Found: {known}.",
                place=place, name=repr(name), hint=did_you_mean(name, known), known=named(known),
            ))  # fmt: skip
        if name:
            found.append(places[name.casefold()])
    return None if len(found) == len(known) else np.array(sorted(set(found)), dtype=int)


_YEAR = re.compile(r"(?<!\d)(20\d\d|19\d\d)(?!\d)")
_MONTH = re.compile(r"(?<!\d)(?:20\d\d|19\d\d)[-/. ]?(?:(q|Q)([1-4])|(0[1-9]|1[0-2])(?!\d))")


def _begin(wave) -> dt.date | None:
    """When a wave's period begins, as its name tells it: a year, a quarter, a month."""
    text = as_text(wave)
    year = _YEAR.search(text)
    if year is None:
        return None
    part = _MONTH.search(text)
    month = 1 if part is None else 3 * int(part[2]) - 2 if part[1] else int(part[3])
    return dt.date(int(year[1]), month, 1)


def _between(waves: list, start: dt.date | None) -> tuple[object, object, bool]:
    """The waves before and after an action began; no wave after where it is still ahead."""
    if len(waves) < 2:
        return None, None, True
    begins = [_begin(one) for one in waves]
    if start is None or None in begins or begins != sorted(begins):
        return waves[-2], waves[-1], False
    later = [at for at, begin in enumerate(begins) if begin > start]
    if not later or later[0] == 0:
        return None, None, True
    return waves[later[0] - 1], waves[later[0]], True
