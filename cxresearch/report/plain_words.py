"""What a board reads under a chart: how it was found in a sentence without names, who answered, which chapter it is.

The textbook names of the methods stand in the notes, the workbook and the page.
"""

import numpy as np
import pandas as pd

from cxresearch.plots.drawing.captions import base_line
from cxresearch.result import Result
from cxresearch.stats.bases.naming import people
from cxresearch.survey.audiences import ordered
from cxresearch.wording import capital, count, percent_sure, plural, points, say, told

__all__ = ["CHAPTERS", "base_of_result", "chapter_of", "method_for_a_board", "verdicts_in_words"]

_GAP = told("Averages of each side are compared; the interval says how far chance alone may have moved the difference.")
_SHARE = told("A share of those who answered, with the interval that chance alone leaves it.")
_MEAN = told("An average of those who answered, with the interval that chance alone leaves it.")
_LINK = told("How closely two averages go together from unit to unit; that does not say which brings about which.")
_MODEL = told("What goes with the outcome while the other drivers are held still; that is no proof of cause.")
_WORDS = told("Comments were sorted by machine; single comments can be sorted wrongly, shares less so.")
_TREND = told("Each wave is set against the one before; a change counts only where chance is an unlikely reason.")
_COUNT = told("Counted from the answers as they came in.")
_SIDE_BY_SIDE = told("Averages of units and waves stand side by side; chance alone already parts them a little.")
_TOGETHER = told("How closely answers to several questions go together, in each group as in all.")
_METHODS = {
    "PerceptionGap": _GAP, "PredictionGap": _GAP, "ImportanceGap": _GAP, "GroupComparison": _GAP, "BestInLife": _GAP,
    "PromiseAndDelivery": _GAP, "ClaimComparison": _GAP, "AgainstCompetitors": _GAP, "ReportComparison": _GAP,
    "NetPromoter": told("Promoters (9-10 of 10) minus detractors (0-6), with the interval that chance alone leaves."),
    "CalledExcellent": _SHARE,
    "SatisfactionShare": _SHARE, "EffortShare": _SHARE, "EffortAndLeaving": _SHARE, "Ownership": _SHARE,
    "Crosstab": told("Letters name the columns that a share lies above beyond chance."),
    "MeanScore": _MEAN, "Scorecard": _MEAN, "MaturityLevel": _MEAN, "Handoffs": _MEAN, "ProgrammeMap": _MEAN,
    "UnitTable": told("Averages of small units are drawn towards the rest, so that none stands out by luck."),
    "Silos": told("Averages of small units are drawn towards the rest, so that none stands out by luck."),
    "UnitSpread": told("Which part of the differences between people lies between their units, beyond chance."),
    "Trend": _TREND, "Actions": _TREND, "ThemeTrend": _TREND, "RankStability": _TREND, "LaggedLink": _LINK,
    "AttitudeLoyalty": _LINK, "EffortAndResult": _LINK, "WithinBetween": _LINK, "UnitAgreement": _MEAN,
    "LoyaltyDrivers": _MODEL,
    "IntentToLeave": _MODEL, "Priorities": _MODEL, "Asymmetry": _MODEL, "OrdinalModel": _MODEL, "ThemeEffects": _MODEL,
    "VerbatimSentiment": _WORDS, "Themes": _WORDS, "WordContrast": _WORDS, "AnswerComparison": _WORDS,
    "ToneAndRating": _WORDS, "Quotes": _WORDS, "ThemeTable": _WORDS, "ThemePairs": _WORDS,
    "CodeframeProposal": _WORDS,
    "DelightOrEase": _GAP, "PublicReviews": _GAP, "LoyaltyAndValue": _GAP, "KeptConsistently": _SIDE_BY_SIDE,
    "Understanding": told("An average is held against the middle of its scale; what lies near it is on neither side."),
    "LoyaltyTransitions": told("Moves between two waves stand beside those that chance makes where nobody changes."),
    "ChoicePrediction": told("Shares that were guessed stand beside those of the answers, with their intervals."),
    "Ranking": told("Average place and share of first places, with the interval that chance alone leaves them."),
    "Starts": told("Votes, gaps and effort are taken together; what cannot be told apart shares a place."),
    "Reliability": _TOGETHER, "EqualMeaning": _TOGETHER, "Quality": _COUNT,
    "NonResponse": told("Those who answered stand beside all who were asked."),
    "StudyPlan": told("Worked out before any answer, from how many will be asked."),
    "PublishedClaims": told("Figures that others published, with how far they could be traced."),
    "Instruments": told("Questions that can be asked, with what each is for."),
    "Doubts": told("What was guessed as the files were read, and what settles it."),
    "CodingAgreement": told("How often two readings of the same comments agree."),
}  # fmt: skip

CHAPTERS = {
    "perception": told("Who sees what"), "loyalty": told("Loyalty and effort"),
    "drivers": told("What goes with loyalty"), "enthusiasm": told("More than content"),
    "linkage": told("Staff, units and loyalty"), "people": told("What moves our people"),
    "text": told("In their own words"), "audits": told("Promises, programmes and maturity"),
    "tables": told("All answers by group"), "planning": told("Plan"),
    "quality": told("How far the answers carry"), "acting": told("What was done, and what moved"),
    "report": told("What changed"), "": told("Results"),
}  # fmt: skip

# Told where its question is asked: who calls it excellent is a view of each side.
_ELSEWHERE = {"CalledExcellent": "perception"}


def chapter_of(result: Result) -> str:
    """The chapter of a Result: the wing of the house that it comes from; a key of `CHAPTERS`."""
    if type(result).__name__ in _ELSEWHERE:
        return _ELSEWHERE[type(result).__name__]
    parts = type(result).__module__.split(".")
    wing = parts[2] if len(parts) > 2 and parts[1] == "stats" else parts[1] if len(parts) > 1 else ""
    return wing if wing in CHAPTERS else ""


def method_for_a_board(result: Result) -> str:
    """How it was found, in one sentence; of a type that is not listed here what its method says."""
    listed = (_METHODS[kind.__name__] for kind in type(result).__mro__ if kind.__name__ in _METHODS)
    words = next(listed, None)
    return say(words) if words else str(result.method)


def base_of_result(result: Result) -> str:
    """Who answered, in one line; "" where the table does not tell."""
    table = result.table
    bases: dict[str | None, list[float]] = {}
    if told := _told_elsewhere(result):
        return told
    if {"audience_a", "audience_b", "n_a", "n_b"} <= set(table):
        for side in "ab":
            for name, n in zip(table[f"audience_{side}"], table[f"n_{side}"], strict=True):
                bases.setdefault(str(name), []).append(n)
    elif {"n_predictors", "n_actual"} <= set(table):
        bases = {result.predictor: list(table.n_predictors), result.actual: list(table.n_actual)}
    elif "n" in table and "audience" in table:
        for name, n in zip(table.audience, table.n, strict=True):
            bases.setdefault(str(name), []).append(n)
    elif {"n_a", "n_b"} <= set(table):
        bases = {None: [*table.n_a, *table.n_b]}
    elif "n" in table and str(table.n.dtype) not in ("object", "str"):
        audience = getattr(result, "audience", None)
        known = getattr(result, "audiences", None)
        if isinstance(known, dict) and len(set(known.values())) == 1:
            audience = next(iter(known.values()))
        bases = {audience if isinstance(audience, str) and audience else None: list(table.n)}
    if not bases:
        return ""
    bases = {name: [float(n) for n in numbers] for name, numbers in bases.items()}
    if not any(np.isfinite(n) for numbers in bases.values() for n in numbers):
        return say("Base: hidden.")
    order = ordered([name for name in bases if name is not None]) + ([None] if None in bases else [])
    return base_line({name: bases[name] for name in order})


def _told_elsewhere(result: Result) -> str:
    """The base of a Result whose rows do not hold it: units and both sides, all who were checked, sheets of a room."""
    table = result.table
    if {"n_staff", "n_customers", "units"} <= set(table):
        return base_line({result.staff: table.n_staff, result.customers: table.n_customers}, units=table.units)
    if {"check", "base"} <= set(table):
        return base_line(_by_audience(table, "base"))
    if both := getattr(result, "both", None):
        return base_line({result.audience: [float(both)]})
    if {"gap", "n_a", "n_b", "paired"} <= set(table):
        own = table.gap == "delivery"
        bases = {result.customers: [*table.n_a[~own], *table.n_b[own]], result.staff: list(table.n_a[own])}
        return base_line({name: numbers for name, numbers in bases.items() if numbers})
    sheets = getattr(result, "disparity", None)
    if isinstance(sheets, pd.DataFrame) and len(sheets):
        sides = [sheets[[side, f"n_{side}"]].set_axis(["audience", "n"], axis=1) for side in "ab"]
        found = _by_audience(pd.concat(sides), "n")
        return base_line({name: found[name] for name in ordered(list(found))})
    if {"n", "n_a", "n_actual"} & set(table):
        return ""
    shares = getattr(result, "shares", None)
    if isinstance(shares, pd.DataFrame) and "n" in shares:
        return base_line({None: [float(shares.n.sum())]})
    if "units" in table and table.units.notna().any():
        low, high = table.units.min(), table.units.max()
        of = plural(high, "unit")
        return say("Base: {base}.", base=of if low == high else say("{low} to {high}", low=count(low), high=of))
    n = getattr(result, "n", None)
    return base_line({None: [float(n)]}) if isinstance(n, int | float) and n > 0 else ""


def _by_audience(table: pd.DataFrame, column: str) -> dict[str | None, list[float]]:
    found: dict[str | None, list[float]] = {}
    names = table.audience if "audience" in table else [""] * len(table)
    for name, n in zip(names, table[column], strict=True):
        found.setdefault(str(name) or None, []).append(float(n))
    return found


def verdicts_in_words(result: Result) -> str:
    """What its verdicts mean, where it has some."""
    if "verdict" not in result.table or not hasattr(result, "margin"):
        return ""
    tests = int(result.table.verdict.notna().sum())
    return say(
        "Gap: shown at {sure} after {tests} comparisons. Aligned: shown to lie within {margin}. Not enough data: "
        "neither "
        "could be shown.", sure=percent_sure(result.confidence), tests=count(tests), margin=points(result.margin),
    )  # fmt: skip


def who(audience: str) -> str:
    """An audience at the beginning of a line."""
    return capital(people(audience))
