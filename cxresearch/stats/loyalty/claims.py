"""The percentages that circulate: what each says, where it comes from, and how far that could be followed.

A benchmark is a figure with a question, a population and a source. Most of the figures that sell culture programmes
have lost all three. They stand here as they are quoted, so that a client who brings one gets an answer, and none of
them becomes a target line by mistake.
"""

from dataclasses import dataclass

import numpy as np

from cxresearch.errors import OptionError
from cxresearch.wording import say, told

__all__ = ["CLAIMS", "MEASURES", "TRACED", "UNITS", "Claim", "in_our_words"]

MEASURES = ("nps", "top box", "share", "mean", "correlation")
UNITS = ("customers", "staff", "leaders", "companies", "units")
_RANGE = {"nps": (-100, 100), "top box": (0, 100), "share": (0, 100), "correlation": (-1, 1)}
TRACED = (told("primary source"), told("secondary source"), told("no source found"))


@dataclass(frozen=True)
class Claim:
    """One published figure.

    Parameters
    ----------
    id : str
        Short name. `pair` : the figures that are quoted together, such as "80/8".
    claim : str
        What it says.
    estimate : float
        Percent for shares, points for NPS and means, -1..1 for correlations.
    measure : str
        "nps", "top box", "share", "mean" or "correlation".
    unit : str
        What one case is: "customers", "staff", "leaders", "companies" or "units".
    year, n : int, optional
        When it was measured and on how many cases; None where unknown.
    source, traced, trace : str
        Who published it; "primary source", "secondary source" or "no source found"; and how far the trail goes.
    population : str
        Who was asked. `question` : the question as it was asked; "" where unknown.

    Examples
    --------
    >>> blue = Claim(id="BlueTide", claim="NPS of BlueTide Bank", estimate=-19, measure="nps", unit="customers", n=1140)
    >>> blue.traced
    'no source found'
    """

    id: str
    claim: str
    estimate: float
    measure: str
    unit: str
    pair: str = ""
    year: int | None = None
    n: int | None = None
    source: str = ""
    traced: str = "no source found"
    trace: str = ""
    population: str = ""
    question: str = ""

    def __post_init__(self):
        for option, value, allowed in (
            ("measure", self.measure, MEASURES),
            ("unit", self.unit, UNITS),
            ("traced", self.traced, TRACED),
        ):
            if value not in allowed:
                raise OptionError(say(
                    "{option}= of a claim must be one of {allowed}; got {value}.",
                    option=option, allowed=', '.join(map(repr, allowed)), value=repr(value),
                ))  # fmt: skip
        low, high = _RANGE.get(self.measure, (-np.inf, np.inf))
        if not np.isfinite(self.estimate):
            raise OptionError(say(
                "The claim {id} has no figure: estimate={estimate}.",
                id=repr(self.id), estimate=repr(self.estimate),
            ))  # fmt: skip
        if not low <= self.estimate <= high:
            raise OptionError(say(
                "A {measure} runs from {low} to {high}; the claim {id} has {estimate}.",
                measure=self.measure, low=low, high=high, id=repr(self.id), estimate=f"{self.estimate:g}",
            ))  # fmt: skip


_BAIN = {
    "pair": "80/8", "measure": "share", "unit": "companies", "year": 2005, "n": 362, "traced": "primary source",
    "source": told("Allen, Reichheld, Hamilton & Markey, Closing the delivery gap, Bain & Company 2005"),
    "trace": told(
        "The brochure is public and names 362 firms; sample, questionnaire and the customers' ratings are not."
    ),
    "population": told("firms in Bain's survey"),
}  # fmt: skip
_ATTITUDE = {
    "pair": "41/68", "measure": "share", "unit": "customers", "traced": "no source found",
    "population": told("not stated"),
    "source": told(
        "circulates as 'MCA Brand Ambassador Benchmark' and as 'Parkington and Buxton, study of the US banking "
        "sector'"
    ),
    "trace": told(
        "No report with question, sample or year was found. The study that the names recall (Schneider, Parkington & "
        "Buxton 1980, Administrative Science Quarterly 25) correlates bank branches. An older figure, 68% who quit "
        "because of an attitude of indifference, is handed on by LeBoeuf (1987) without its data."
    ),
}  # fmt: skip
_MONEY = {
    "pair": "89/12", "measure": "share", "traced": "secondary source", "year": 2005,
    "source": told(
        "Branham, The 7 Hidden Reasons Employees Leave, 2005, citing unpublished surveys of the Saratoga Institute"
    ),
    "trace": told(
        "The book reports them; the surveys behind them were not published, and the two figures come from different "
        "surveys."
    ),
}  # fmt: skip
_RECOGNITION = {
    "pair": "39/77", "measure": "share", "unit": "staff", "traced": "no source found",
    "population": told("not stated"),
    "source": told("circulates in lists of engagement statistics"),
    "trace": told("Quoted without survey, sample or year; the wording varies."),
}  # fmt: skip

CLAIMS = (
    Claim(
        id="bain-believe", claim=told("80% of companies believe that they deliver a superior experience"), estimate=80,
        question=told("whether the firm delivers a superior experience, asked of its management"), **_BAIN,
    ),
    Claim(
        id="bain-agree", claim=told("for 8% of companies customers agree"), estimate=8,
        question=told("how customers rate the firm; the share is of companies, not of customers"), **_BAIN,
    ),
    Claim(
        id="attitude-loyal", claim=told("41% of customers are loyal because of a good employee attitude"), estimate=41,
        **_ATTITUDE,
    ),
    Claim(
        id="attitude-leave", claim=told("68% of customers leave because of a bad employee attitude"), estimate=68,
        **_ATTITUDE,
    ),
    Claim(
        id="money-managers", claim=told("89% of managers believe that employees leave for more money"), estimate=89,
        unit="leaders", population=told("managers, not further described"), **_MONEY,
    ),
    Claim(
        id="money-employees", claim=told("12% of employees leave for more money"), estimate=12, unit="staff", n=19_500,
        population=told("former employees of 18 organisations, 1996 to 2003, as it is quoted"), **_MONEY,
    ),
    Claim(id="recognition-missing", claim=told("39% of employees feel underappreciated"), estimate=39, **_RECOGNITION),
    Claim(
        id="recognition-effort", claim=told(
            "77% of employees would work harder if they were better recognised"
        ), estimate=77,
        **_RECOGNITION,
    ),
    Claim(
        id="representatives-key", claim=told("68% say that the service representative is key to a good experience"),
        estimate=68, pair="68", measure="share", unit="customers", traced="secondary source",
        source=told("credited to American Express, Customer Service Barometer"),
        population=told("consumers; country and year vary with the quotation"),
        trace=told("The survey series exists; the figure was not found in those of its releases that could be read."),
    ),
    Claim(
        id="experience-ground", claim=told(
            "81% expect to compete mostly or completely on customer experience in two years"
        ),
        estimate=81, pair="81", measure="share", unit="companies", year=2017, traced="primary source",
        source=told("Gartner, Customer Experience in Marketing Survey 2017"),
        population=told("marketing leaders responsible for customer experience"),
        question=told("on what basis the company competes now and will compete in two years"),
        trace=told("Gartner's own summary (2018) gives the figure; sample and questionnaire are for its clients."),
    ),
)  # fmt: skip

_TOLD = {
    text for each in CLAIMS for text in (each.claim, each.question, each.source, each.trace, each.population) if text
}


def in_our_words(text: str) -> str:
    """A text of a published figure in the language of now; what a client wrote stays as it is.

    >>> in_our_words("NPS of {BlueTide}")
    'NPS of {BlueTide}'
    """
    return say(text) if text in _TOLD else text
