"""Customer-experience research: three audiences, one picture, honest uncertainty.

The front door. It holds the public names and loads what stands behind them when they are first
used (PEP 562), so that ``import cxresearch as cx`` costs next to nothing.

>>> import cxresearch as cx
>>> "perception_gap" in dir(cx)
True
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

__version__ = "0.1.0"

_ROOMS = {
    "cxresearch.errors": (
        "CXResearchError",
        "MissingExtraError",
        "OptionError",
        "QuestionError",
        "ScaleError",
        "SurveyFileError",
        "SurveyWarning",
    ),
    "cxresearch.scales": ("Scale",),
    "cxresearch.survey": ("Survey", "open_survey"),
    "cxresearch.combine": ("combine_audiences",),
    "cxresearch.mapping": ("apply_codebook", "codebook_sheet"),
    "cxresearch.label_lists": ("unmapped_labels",),
    "cxresearch.tally": ("Tally", "tally"),
    "cxresearch.result": ("Result",),
    "cxresearch.loaders": ("load_sample", "read_long", "read_survey", "sample_folder"),
    "cxresearch.redaction": ("redact", "redact_texts"),
    "cxresearch.stats.quality": ("check_quality",),
    "cxresearch.stats.crosstabs": ("crosstab",),
    "cxresearch.stats.trends": ("trend",),
    "cxresearch.stats.planning": ("plan_study",),
    "cxresearch.stats.loyalty": ("ces", "csat", "mean_score", "nps"),
    "cxresearch.stats.groups": ("compare_groups",),
    "cxresearch.stats.gaps": ("perception_gap",),
    "cxresearch.stats.prediction": ("prediction_gap",),
    "cxresearch.stats.importance": ("importance_gap",),
    "cxresearch.stats.agreement": ("unit_agreement",),
    "cxresearch.stats.linkage": ("attitude_loyalty",),
    "cxresearch.stats.lagged": ("attitude_loyalty_lagged",),
    "cxresearch.stats.multilevel": ("within_between",),
    "cxresearch.stats.drivers": ("loyalty_drivers",),
    "cxresearch.stats.asymmetry": ("asymmetry",),
    "cxresearch.stats.ordinal": ("ordinal_model",),
    "cxresearch.stats.priorities": ("priorities",),
    "cxresearch.stats.consistency": ("reliability",),
    "cxresearch.stats.silos": ("silos",),
    "cxresearch.stats.effort_leaving": ("effort_and_leaving",),
    "cxresearch.stats.best_in_life": ("best_in_life",),
    "cxresearch.stats.ownership": ("ownership",),
    "cxresearch.stats.effort_result": ("effort_and_result",),
    "cxresearch.stats.promises": ("promise_and_delivery",),
    "cxresearch.stats.competitors": ("against_competitors", "read_competitors"),
    "cxresearch.stats.handoffs": ("handoffs",),
    "cxresearch.stats.catalogue": ("instruments", "scorecard"),
    "cxresearch.stats.rank_stability": ("rank_stability",),
    "cxresearch.stats.benchmarks": ("Claim", "compare_with_claim", "published_claims"),
    "cxresearch.stats.raters": ("intraclass_correlations",),
    "cxresearch.text.codeframe": ("codeframes",),
    "cxresearch.text.contrast": ("contrast_words",),
    "cxresearch.text.themes": ("themes",),
    "cxresearch.text.score": ("score_texts",),
    "cxresearch.text.sentiment": ("sentiment",),
    "cxresearch.text.compare": ("compare_answers",),
    "cxresearch.text.quotes": ("quotes",),
    "cxresearch.text.tone_and_rating": ("tone_against_rating",),
    "cxresearch.text.coding": ("coding_agreement", "coding_sample"),
    "cxresearch.quotable": ("quotable_comments",),
    "cxresearch.deck": ("as_slides",),
    "cxresearch.workshop": ("Workshop", "workshop_sheets"),
    "cxresearch.plots": ("plot", "presenting"),
    "cxresearch.plots.health_card": ("health_card",),
    "cxresearch.plots.missing_map": ("missing_map",),
    "cxresearch.plots.quote_cards": ("quote_cards",),
    "cxresearch.report.reports": ("Report",),
    "cxresearch.report.worksheets": ("to_xlsx",),
    "cxresearch.report.slides": ("to_pptx",),
    "cxresearch.report.questionnaire": ("matched_questionnaire",),
    "cxresearch.revealing": ("guesses_against",),
    "cxresearch.widgets": (
        "capture_board",
        "explore",
        "explore_comments",
        "explore_link",
        "explore_scorecard",
        "facilitator_board",
        "map_columns",
        "reveal",
    ),
}
_HOME = {name: room for room, names in _ROOMS.items() for name in names}

__all__ = ["__version__", *sorted(_HOME)]  # noqa: PLE0604

if TYPE_CHECKING:
    from cxresearch.combine import combine_audiences as combine_audiences
    from cxresearch.survey import Survey as Survey


def __getattr__(name: str):
    room = _HOME.get(name)
    if room is None:
        from difflib import get_close_matches

        near = get_close_matches(name, _HOME, n=1)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        raise AttributeError(f"cxresearch has no {name!r}.{hint}")
    value = getattr(import_module(room), name)
    globals()[name] = value
    return value


class _FrontDoor(ModuleType):
    """Public names stay what they are, also where a room has the same name (``tally``, ``reliability``).

    Python sets a room as an attribute of the package once it is imported, whoever imported it.
    """

    def __setattr__(self, name: str, value: object) -> None:
        if isinstance(value, ModuleType) and name in _HOME:
            return
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _FrontDoor


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME})
