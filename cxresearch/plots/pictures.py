"""A Result becomes matplotlib Axes. Recomputes nothing: every number in a picture is in a table first.

``plot`` looks at the type of the Result and calls the picture made for it; a Result without one of its own gets its
estimates with their intervals. A room with pictures is opened when one of them is first drawn.
"""

import inspect
from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

from cxresearch.errors import OptionError
from cxresearch.plots.drawing.layout import Heading, only_the_heading
from cxresearch.plots.drawing.style import drawing, off_screen, presenting
from cxresearch.wording import named, say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cxresearch.result import Result

__all__ = ["heading_of", "picture", "plot", "presenting"]

# Each room with the types of Result that it draws: as PICTURES in it, type by type.
_ROOMS = {
    "plain": "Result",
    "perception.gaps": "PerceptionGap", "perception.prediction": "PredictionGap",
    "perception.importance": "ImportanceGap", "perception.rank_stability": "RankStability",
    "perception.choices": "ChoicePrediction",
    "loyalty.net_promoter": "NetPromoter", "loyalty.scores": "TopBoxShare MeanScore",
    "loyalty.comparisons": "GroupComparison", "loyalty.claims": "PublishedClaims ClaimComparison",
    "loyalty.trends": "Trend", "loyalty.effort_leaving": "EffortAndLeaving", "loyalty.best_in_life": "BestInLife",
    "loyalty.competitors": "AgainstCompetitors", "loyalty.excellent": "CalledExcellent",
    "linkage.units": "AttitudeLoyalty", "linkage.silos": "Silos",
    "linkage.models": "WithinBetween OrdinalModel LaggedLink Reliability UnitAgreement",
    "linkage.handoffs": "Handoffs", "linkage.effort_result": "EffortAndResult", "linkage.unit_table": "UnitTable",
    "drivers.shares": "LoyaltyDrivers", "drivers.priorities": "Priorities", "drivers.asymmetry": "Asymmetry",
    "quality.checks": "Quality",
    "tables.crosstabs": "Crosstab", "tables.rankings": "Ranking",
    "planning.bases_needed": "StudyPlan",
    "people.moves": "UnitSpread IntentToLeave",
    "acting.actions": "Actions",
    "enthusiasm.understood": "Understanding", "enthusiasm.transitions": "LoyaltyTransitions",
    "enthusiasm.kept": "KeptConsistently", "enthusiasm.delight": "DelightOrEase", "enthusiasm.value": "LoyaltyAndValue",
    "enthusiasm.reviews": "PublicReviews",
    "text.sentiment": "VerbatimSentiment", "text.themes": "Themes", "text.word_contrast": "WordContrast",
    "text.answers": "AnswerComparison", "text.coding": "CodingAgreement", "text.quote_cards": "Quotes",
    "text.tone_and_rating": "ToneAndRating", "text.starts": "Starts",
    "text.theme_links": "ThemeEffects ThemePairs ThemeTable ThemeTrend",
    "audits.promises": "PromiseAndDelivery", "audits.ownership": "Ownership", "audits.scorecards": "Scorecard",
    "audits.maturity": "MaturityLevel", "audits.programmes": "ProgrammeMap",
}  # fmt: skip
_ROOM_OF = {kind: room for room, kinds in _ROOMS.items() for kind in kinds.split()}


def _picture_of(result) -> Callable:
    """What draws a Result: the room of its type, or of the nearest type that it comes from, is opened now."""
    for kind in type(result).__mro__:
        room = _ROOM_OF.get(kind.__name__)
        draw = import_module(f"cxresearch.plots.{room}").PICTURES.get(kind) if room else None
        if draw is not None:
            return draw
    raise OptionError(say(
        "plot draws what an analysis returns, such as nps(survey); got {name}. Pass a Result.",
        name=type(result).__name__,
    ))  # fmt: skip


def plot(result: "Result", *, ax: "Axes | None" = None, **options) -> "Axes":
    """Draw a Result.

    Parameters
    ----------
    result : Result
        What an analysis returned. Anything else is refused: a picture shows what stands in a table.
    ax : matplotlib Axes, optional
        Where to draw; a new figure by default, as high as its rows need (16:9 under :func:`presenting`). In Axes that
        share their figure with others everything stays within the place that they have.
    **options
        Of the picture: ``title`` in place of the finding, ``rows`` for how many at most, and what else its kind knows.

    Returns
    -------
    matplotlib Axes
        Close its figure when many are drawn outside a notebook (``matplotlib.pyplot.close(ax.figure)``), or use
        :func:`picture`, which leaves none open.

    Raises
    ------
    OptionError
        If ``result`` is no Result, ``ax`` no Axes, or an option is unknown to this picture.

    References
    ----------
    Okabe & Ito (2008), Color Universal Design, for the colours.

    Examples
    --------
    >>> import pandas as pd
    >>> from cxresearch.stats.loyalty.measures import nps
    >>> from cxresearch.survey.survey import Survey
    >>> answers = pd.DataFrame({"nps": [10] * 60 + [7] * 25 + [0] * 15})
    >>> with off_screen():
    ...     ax = plot(nps(Survey.from_frame(answers, audience="Customers")))
    >>> ax.get_title()
    'NPS is 45 (29 to 58)'
    """
    draw = _picture_of(result)
    known = [name for name in inspect.signature(draw).parameters if name not in ("result", "ax")]
    strange = [name for name in options if name not in known]
    if strange:
        raise OptionError(say(
            "The picture of a {name} knows no option {strange}. It takes {known}.",
            name=type(result).__name__, strange=named(strange), known=named(known),
        ))  # fmt: skip
    with drawing():
        return draw(result, ax=ax, **options)


def heading_of(result: "Result", **options) -> str:
    """What a picture of a Result is headed with, without drawing it.

    Parameters
    ----------
    result : Result
    **options
        As in :func:`plot`.

    Raises
    ------
    OptionError
        As :func:`plot`.

    Examples
    --------
    >>> import pandas as pd
    >>> from cxresearch.stats.loyalty.measures import nps
    >>> from cxresearch.survey.survey import Survey
    >>> heading_of(nps(Survey.from_frame(pd.DataFrame({"nps": [10] * 60 + [0] * 40}), audience="Customers")))
    'NPS is 20 (1 to 38)'
    """
    from matplotlib.figure import Figure

    try:
        with off_screen(), only_the_heading():
            said = plot(result, ax=Figure(figsize=(10.5, 5)).add_subplot(), **options).get_title()
    except Heading as found:
        said = str(found)
    return " ".join(said.split())


def picture(result, *, format: str = "png", dpi: float = 100, **options) -> bytes:
    """A Result drawn into the bytes of a file; the same Result gives the same bytes, and no figure stays open.

    Parameters
    ----------
    result : Result
    format : "png", "svg" or "pdf"
    dpi : float
        Dots an inch of a PNG.
    **options
        As in :func:`plot`.

    Returns
    -------
    bytes

    Raises
    ------
    OptionError
        As :func:`plot`, and for an unknown format.

    Examples
    --------
    >>> import pandas as pd
    >>> from cxresearch.stats.loyalty.measures import nps
    >>> from cxresearch.survey.survey import Survey
    >>> picture(nps(Survey.from_frame(pd.DataFrame({"nps": [10, 9, 0]}), audience="Customers")))[1:4]
    b'PNG'
    """
    if format not in ("png", "svg", "pdf"):
        raise OptionError(say("format is 'png', 'svg' or 'pdf'; got {format}.", format=repr(format)))
    from io import BytesIO

    import matplotlib

    file = BytesIO()
    # A clock or a random name in the file would make equal pictures differ.
    undated = {"png": {"Software": None}, "svg": {"Date": None}, "pdf": {"CreationDate": None, "Producer": None}}
    with off_screen(), drawing():
        ax = plot(result, **options)
        matplotlib.rcParams["svg.hashsalt"] = "cxresearch"
        # Text that can be searched, and that a screen reader finds.
        matplotlib.rcParams["svg.fonttype"] = "none"
        ax.get_figure(root=True).savefig(file, format=format, dpi=dpi, metadata=undated[format])
    return file.getvalue()
