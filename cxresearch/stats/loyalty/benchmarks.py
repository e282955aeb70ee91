"""Published figures beside the client's own, or the reason why they cannot stand there.

A comparison needs the same question, asked of the same kind of people, counted in the same unit, from a source that
can be read. Where one of these is missing the answer is "not comparable", with the reason; where all are there, the
client's interval and the benchmark's decide, never two bare numbers.
"""

from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
import pandas as pd

from cxresearch.errors import OptionError
from cxresearch.inference.intervals import check_confidence, fisher_z, normal_quantile, wilson
from cxresearch.result import Result, table_of_words
from cxresearch.stats.loyalty.claims import CLAIMS, UNITS, Claim, in_our_words
from cxresearch.wording import count, did_you_mean, interval, listed, noun, number, say, told

__all__ = ["Claim", "ClaimComparison", "PublishedClaims", "compare_with_claim", "published_claims"]

_MEASURE_OF = {
    "NetPromoter": "nps", "SatisfactionShare": "top box", "EffortShare": "top box", "TopBoxShare": "top box",
    "MeanScore": "mean", "AttitudeLoyalty": "correlation", "Crosstab": "share", "CrossTab": "share",
    "CalledExcellent": "share",
}  # fmt: skip
_PEOPLE = {"Customers": "customers", "Staff": "staff", "Leadership": "leaders"}
_NAMES = {
    "nps": told("a Net Promoter Score"),
    "top box": told("a top-box share"),
    "share": told("a share"),
    "mean": told("a mean"),
    "correlation": told("a correlation"),
}
_COMPARED = {
    "higher": told("{label}: yours is {own}, higher than the published {theirs} (difference {bounds})."),
    "lower": told("{label}: yours is {own}, lower than the published {theirs} (difference {bounds})."),
}
_ALIKE = told(
    "{label}: yours is {own}, the published figure {theirs}; they cannot be told apart (difference {bounds})."
)
_VERDICTS = (told("higher"), told("lower"), told("cannot be told apart"), told("not comparable"))

_QUOTED = ("claim", "population", "question", "source", "trace")


@dataclass(frozen=True, eq=False, repr=False)
class _Claims(Result):
    """What is said of published figures is ours, and is shown in the language of now."""

    def _cell(self, column: str, value) -> str:
        return in_our_words(value) if isinstance(value, str) and column in _QUOTED else super()._cell(column, value)


@dataclass(frozen=True, eq=False, repr=False)
class PublishedClaims(_Claims):
    """Claims that circulate; a row a figure.

    ``id, pair, claim, estimate`` (percent), ``ci_low, ci_high`` (Wilson, where n is known), ``year, n, unit,
    population, question, source, traced, trace``.
    """

    heading: ClassVar[str] = told("Published claims")
    shown: ClassVar[tuple[str, ...]] = ("id", "claim", "estimate", "year", "n", "unit", "traced")
    decimals: ClassVar[dict[str, int]] = {"year": 0, "estimate": 0}

    def sentences(self) -> list[str]:
        table = self.table
        traced = int((table.traced == "primary source").sum())
        said = [
            say(
                "{n} figures that circulate; {traced} of them could be traced to a primary source.",
                n=count(len(table)), traced=count(traced),
            )
        ]  # fmt: skip
        for pair, rows in table[table.traced == "no source found"].groupby("pair", sort=False):
            claims = "; ".join(map(in_our_words, rows.claim))
            said.append(
                say("{pair}: no source was found. Do not show it as a fact: {claims}.", pair=pair, claims=claims)
            )
        return said


def published_claims() -> PublishedClaims:
    """The figures that circulate about attitude, motivation and experience, with how far each could be traced.

    Returns
    -------
    PublishedClaims

    Examples
    --------
    >>> published_claims().table.query("pair == '80/8'")[["estimate", "unit", "n"]].values.tolist()
    [[80.0, 'companies', 362.0], [8.0, 'companies', 362.0]]
    """
    table = pd.DataFrame([vars(claim) for claim in CLAIMS])
    table["estimate"] = table["estimate"].astype(float)
    bounds = [_claim_bounds(claim, 0.95) for claim in CLAIMS]
    table["ci_low"], table["ci_high"] = [low for low, _ in bounds], [high for _, high in bounds]
    table[["year", "n"]] = table[["year", "n"]].astype(float)
    order = "id pair claim estimate ci_low ci_high year n unit population question source traced trace measure".split()
    return PublishedClaims(
        table[order],
        say(
            "Figures as they are quoted, with the earliest source that could be found; Wilson intervals where the "
            "number of cases is known."
        ),
        [
            say(
                "An interval says how exact a figure is for those who were asked, not that the question or the people "
                "fit yours."
            ),
            say(
                "80/8 is about companies: 8% of 362 companies were rated superior by their customers, not 8% of "
                "customers."
            ),
        ],
    )  # fmt: skip


@dataclass(frozen=True, eq=False, repr=False)
class ClaimComparison(_Claims):
    """The client's figure beside a claim; a row a pair of figures.

    ``claim, benchmark, benchmark_ci_low, benchmark_ci_high, label, own, own_ci_low, own_ci_high, estimate`` (own minus
    benchmark) with ``ci_low, ci_high``, ``verdict`` ("higher", "lower", "cannot be told apart", "not comparable").
    ``comparable`` and ``reasons`` why not.
    """

    comparable: bool = False
    reasons: list[str] = field(default_factory=list)

    heading: ClassVar[str] = told("Comparison with a published figure")
    shown: ClassVar[tuple[str, ...]] = (
        "claim",
        "benchmark",
        "label",
        "own",
        "estimate",
        "ci_low",
        "ci_high",
        "verdict",
    )

    def sentences(self) -> list[str]:
        if not self.comparable:
            claims = "; ".join(map(in_our_words, dict.fromkeys(self.table.claim)))
            return [say("Not comparable: {claims}.", claims=claims), *self.reasons]
        said = []
        for row in self.table.itertuples():
            digits = 2 if abs(row.own) <= 1 and abs(row.benchmark) <= 1 else 0
            fields = {"label": row.label, "own": number(row.own, digits=digits),
                      "theirs": number(row.benchmark, digits=digits)}  # fmt: skip
            if not np.isfinite(row.ci_low):
                said.append(
                    say(
                        "{label}: yours is {own}, the published figure {theirs}; without its base the difference "
                        "cannot be judged.",
                        **fields,
                    )
                )
                continue
            fields["bounds"] = interval(row.ci_low, row.ci_high, digits=digits)
            compared = _COMPARED.get(row.verdict, _ALIKE)
            said.append(say(compared, **fields))
        return said


def compare_with_claim(result: Result, claim: str | Claim, *, confidence: float | None = None) -> ClaimComparison:
    """Set a result beside a published figure, or say why that cannot be done.

    Parameters
    ----------
    result : Result
        With estimates and intervals, such as an NPS, a top-box share or a mean.
    claim : str or Claim
        An id or pair of `published_claims` ("80/8"), or a Claim of your own with its question and source.
    confidence : float, optional
        Level of the interval of the difference; the result's own by default.

    Returns
    -------
    ClaimComparison

    Raises
    ------
    OptionError
        If the claim is unknown or the result holds no estimates.

    References
    ----------
    Newcombe (1998), Statistics in Medicine 17 (intervals of shares).

    Examples
    --------
    >>> import pandas as pd
    >>> from cxresearch.stats.linkage.attitude_loyalty import attitude_loyalty
    >>> from cxresearch.survey.survey import Survey
    >>> mood, stay = [50, 60, 55, 70, 65, 80, 75, 85], [40, 52, 45, 58, 60, 66, 59, 72]
    >>> frame = pd.DataFrame({"unit": list("ABCDEFGH"), "mood": mood, "stay": stay})
    >>> survey = Survey.from_frame(frame, scales={"mood": (0, 100), "stay": (0, 100)})
    >>> compare_with_claim(attitude_loyalty(survey, attitude="mood", loyalty="stay"), "41/68").comparable
    False
    """
    if not isinstance(result, Result) or "estimate" not in result.table:
        raise OptionError(say(
            "compare_with_claim needs a Result with estimates, such as nps(survey); got something else."
        ))  # fmt: skip
    level = check_confidence(result.confidence if confidence is None else confidence)
    claims = _found(claim)
    reasons = list(dict.fromkeys(reason for each in claims for reason in _why_not(result, each)))
    rows = [_row(result, row, each, level, not reasons) for each in claims for _, row in result.table.iterrows()]
    if reasons:
        rows = [
            {**row, "estimate": np.nan, "ci_low": np.nan, "ci_high": np.nan, "verdict": "not comparable"}
            for row in rows
        ]
    caveats = [
        say(
            "Source of the figure: {source} ({traced}).",
            source=in_our_words(each.source) if each.source else say("not known"), traced=say(each.traced),
        )
        for each in claims
    ]  # fmt: skip
    caveats += [in_our_words(each.trace) for each in claims if each.trace]
    return ClaimComparison(
        table_of_words(rows),
        say(
            "Difference of two independent figures by their standard errors (normal); refused where question, "
            "population, unit or source do not fit."
        ),
        caveats, level, comparable=not reasons, reasons=reasons,
    )  # fmt: skip


def _found(claim: str | Claim) -> list[Claim]:
    if isinstance(claim, Claim):
        return [claim]
    name = claim.get("id") if isinstance(claim, (dict, pd.Series)) else claim
    hits = [each for each in CLAIMS if name in (each.id, each.pair)]
    if not hits:
        known = [*(each.id for each in CLAIMS), *dict.fromkeys(each.pair for each in CLAIMS)]
        raise OptionError(say(
            "No claim {name}.{hint} Found: {known}.",
            name=repr(name), hint=did_you_mean(str(name), known), known=', '.join(known),
        ))  # fmt: skip
    return hits


def _why_not(result: Result, claim: Claim) -> list[str]:
    """Every reason against the comparison, in words."""
    against = []
    mine, kind = _MEASURE_OF.get(type(result).__name__), say(type(result).heading)
    if mine != claim.measure:
        other = say(_NAMES[mine]) if mine in _NAMES else say("of another kind ({kind})", kind=kind)
        against.append(
            say(
                "The measure differs: the claim is {claimed}, your result is {own}.",
                claimed=say(_NAMES[claim.measure]), own=other,
            )
        )  # fmt: skip
    if claim.traced == "no source found":
        named = claim.pair or claim.id
        against.append(say("No source was found for {claim}: nobody can say what was asked of whom.", claim=named))
    elif claim.traced == "secondary source":
        source = in_our_words(claim.source)
        against.append(say("The claim is known second-hand only ({source}).", source=source))
    if not claim.question:
        against.append(say("The question behind the claim is not known."))
    if getattr(result, "on_ten", False):
        against.append(say("Your question was asked on 1-10, so it is no Net Promoter Score."))
    people = _asked(result)
    if claim.unit == "companies":
        against.append(
            say("The unit differs: the claim counts companies, your result counts people or units of one company.")
        )
    elif people and people != {claim.unit}:
        against.append(
            say(
                "The population differs: the claim is about {claimed}, your result about {own}.",
                claimed=noun(claim.unit), own=listed(noun(who) if who in UNITS else who for who in sorted(people)),
            )
        )  # fmt: skip
    if (
        claim.question
        and mine == claim.measure
        and mine not in ("nps", "correlation")
        and not _same_question(result, claim)
    ):
        asked = repr(in_our_words(claim.question))
        against.append(say("The question differs: the claim asked {question}.", question=asked))
    return against


def _asked(result: Result) -> set[str]:
    """The kinds of people that a result is about, where it says so."""
    if type(result).__name__ == "AttitudeLoyalty":
        return {"units"}
    column = getattr(result, "audience_by", None) or "audience"
    if column in result.table:
        names = result.table[column].dropna().unique()
    else:
        names = [
            *dict(getattr(result, "audiences", None) or {}).values(),
            *filter(None, [getattr(result, "audience", None)]),
        ]
    return {_PEOPLE.get(str(name), str(name)) for name in names}


def _same_question(result: Result, claim: Claim) -> bool:
    from cxresearch.survey.labels import normalise

    wanted = normalise(claim.question)
    asked = set(map(str, dict(getattr(result, "topics", None) or {}).values()))
    if "question" in result.table:
        asked |= set(map(str, result.table["question"]))
    return wanted in {normalise(text) for text in asked}


def _row(result: Result, row: pd.Series, claim: Claim, confidence: float, comparable: bool) -> dict:
    low, high = _claim_bounds(claim, confidence)
    own = float(row["estimate"])
    found = {
        "claim": claim.claim, "benchmark": float(claim.estimate), "benchmark_ci_low": low, "benchmark_ci_high": high,
        "label": _label(result, row), "own": own, "own_ci_low": float(row.get("ci_low", np.nan)),
        "own_ci_high": float(row.get("ci_high", np.nan)), "estimate": own - claim.estimate,
    }  # fmt: skip
    # Each side's distance to its own bound, combined as Newcombe combines score intervals.
    reach_low = np.hypot(own - found["own_ci_low"], high - claim.estimate)
    reach_high = np.hypot(found["own_ci_high"] - own, claim.estimate - low)
    found["ci_low"], found["ci_high"] = found["estimate"] - reach_low, found["estimate"] + reach_high
    known = comparable and np.isfinite(found["ci_low"])
    found["verdict"] = "cannot be told apart"
    if known and (found["ci_low"] > 0 or found["ci_high"] < 0):
        found["verdict"] = "higher" if found["ci_low"] > 0 else "lower"
    return found


def _label(result: Result, row: pd.Series) -> str:
    known = {"estimate", "std_error", "ci_low", "ci_high", "n", "n_effective", "p_value", "p_adjusted", "verdict"}
    words = [str(value) for name, value in row.items() if name not in known and isinstance(value, str)]
    return ", ".join(words) or say(type(result).heading)


def _claim_bounds(claim: Claim, confidence: float) -> tuple[float, float]:
    """Bounds of the published figure from its number of cases; the widest possible for an NPS."""
    if not claim.n:
        return np.nan, np.nan
    if claim.measure in ("share", "top box"):
        _, low, high = wilson(claim.estimate / 100 * claim.n, claim.n, confidence=confidence)
        return 100 * float(low), 100 * float(high)
    if claim.measure == "nps":
        # Promoters and detractors are not told apart in a bare NPS; nobody in between gives the widest interval.
        error = 100 * np.sqrt(max(1 - (claim.estimate / 100) ** 2, 0.0) / claim.n)
        half = normal_quantile(confidence) * error
        return claim.estimate - half, claim.estimate + half
    if claim.measure == "correlation":
        low, high = fisher_z(claim.estimate, claim.n, confidence=confidence)
        return float(low), float(high)
    return np.nan, np.nan
