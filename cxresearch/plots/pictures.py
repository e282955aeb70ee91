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

# What draws a type of Result: its room, and the function in it.
_DRAWN_BY = {
    "Result": "plain.plot_plain", "PerceptionGap": "perception.gaps.plot_gaps",
    "PredictionGap": "perception.prediction.plot_predictions",
    "ImportanceGap": "perception.importance.plot_importance",
    "RankStability": "perception.rank_stability.plot_stability", "ChoicePrediction": "perception.choices.plot_choices",
    "NetPromoter": "loyalty.net_promoter.plot_net_promoter", "TopBoxShare": "loyalty.scores.plot_scores",
    "MeanScore": "loyalty.scores.plot_scores", "GroupComparison": "loyalty.comparisons.plot_comparison",
    "PublishedClaims": "loyalty.claims.plot_claims", "ClaimComparison": "loyalty.claims.plot_claim_comparison",
    "Trend": "loyalty.trends.plot_trend", "EffortAndLeaving": "loyalty.effort_leaving.plot_effort_and_leaving",
    "BestInLife": "loyalty.best_in_life.plot_best_in_life",
    "AgainstCompetitors": "loyalty.competitors.plot_competitors",
    "AttitudeLoyalty": "linkage.units.plot_units",
    "Silos": "linkage.silos.plot_silos", "WithinBetween": "linkage.models.plot_within_between",
    "OrdinalModel": "linkage.models.plot_odds", "LaggedLink": "linkage.models.plot_lagged",
    "Reliability": "linkage.models.plot_reliability", "UnitAgreement": "linkage.models.plot_agreement",
    "Handoffs": "linkage.handoffs.plot_handoffs", "EffortAndResult": "linkage.effort_result.plot_effort_and_result",
    "UnitTable": "linkage.unit_table.plot_unit_table", "LoyaltyDrivers": "drivers.shares.plot_drivers",
    "Priorities": "drivers.priorities.plot_priorities", "Asymmetry": "drivers.asymmetry.plot_asymmetry",
    "Quality": "quality.checks.plot_quality", "Crosstab": "tables.crosstabs.plot_crosstab",
    "Ranking": "tables.rankings.plot_ranking", "StudyPlan": "planning.bases_needed.plot_plan",
    "UnitSpread": "people.moves.plot_spread", "IntentToLeave": "people.moves.plot_intent",
    "Actions": "acting.actions.plot_actions", "Understanding": "enthusiasm.understood.plot_understanding",
    "LoyaltyTransitions": "enthusiasm.transitions.plot_transitions", "KeptConsistently": "enthusiasm.kept.plot_kept",
    "LoyaltyAndValue": "enthusiasm.value.plot_value", "PublicReviews": "enthusiasm.reviews.plot_reviews",
    "VerbatimSentiment": "text.sentiment.plot_sentiment",
    "Themes": "text.themes.plot_themes", "WordContrast": "text.word_contrast.plot_word_contrast",
    "AnswerComparison": "text.answers.plot_answers", "CodingAgreement": "text.coding.plot_coding",
    "Quotes": "text.quote_cards.plot_quotes", "ToneAndRating": "text.tone_and_rating.plot_tone_and_rating",
    "Starts": "text.starts.plot_starts", "ThemeEffects": "text.theme_links.plot_theme_effects",
    "ThemePairs": "text.theme_links.plot_theme_pairs", "ThemeTable": "text.theme_links.plot_theme_table",
    "ThemeTrend": "text.theme_links.plot_theme_trend", "PromiseAndDelivery": "audits.promises.plot_promises",
    "Ownership": "audits.ownership.plot_ownership", "Scorecard": "audits.scorecards.plot_scorecard",
    "MaturityLevel": "audits.maturity.plot_ladder", "ProgrammeMap": "audits.programmes.plot_programmes",
}  # fmt: skip


def _picture_of(result) -> Callable:
    """What draws a Result: the room of its type, or of the nearest type that it comes from, is opened now."""
    for kind in type(result).__mro__:
        room, _, name = _DRAWN_BY.get(kind.__name__, "").rpartition(".")
        if room and kind.__module__.startswith("cxresearch."):
            return getattr(import_module(f"cxresearch.plots.{room}"), name)
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
