"""Customer-experience research: three audiences, one picture, honest uncertainty.

The front door. It holds the public names and loads what stands behind them when they are first
used (PEP 562), so that ``import cxresearch as cx`` costs next to nothing.

>>> import cxresearch as cx
>>> "perception_gap" in dir(cx)
True
"""

from importlib import import_module
from types import FunctionType

__version__ = "0.1.0"

_ROOMS = {
    "cxresearch.errors": (
        "CXResearchError",
        "EngineError",
        "MissingExtraError",
        "OptionError",
        "QuestionError",
        "ScaleError",
        "StudyError",
        "SurveyFileError",
        "SurveyWarning",
    ),
    "cxresearch.speaking": ("language", "languages"),
    "cxresearch.survey.scales": ("Scale",),
    "cxresearch.survey.raking": ("rake",),
    "cxresearch.survey.survey": ("Survey", "open_survey"),
    "cxresearch.combining.combine": ("combine_audiences",),
    "cxresearch.combining.mapping": ("apply_codebook", "codebook_sheet"),
    "cxresearch.combining.label_lists": ("unmapped_labels",),
    "cxresearch.survey.tally": ("Tally", "tally"),
    "cxresearch.result": ("Result",),
    "cxresearch.loaders.reading": ("read_survey",),
    "cxresearch.loaders.long_files": ("read_long",),
    "cxresearch.loaders.samples": ("load_sample", "sample_folder"),
    "cxresearch.privacy.redaction": ("redact", "redact_texts"),
    "cxresearch.stats.quality.nonresponse": ("nonresponse",),
    "cxresearch.stats.quality.health": ("check_quality",),
    "cxresearch.stats.quality.reading_doubts": ("doubts",),
    "cxresearch.stats.tables.crosstabs": ("crosstab",),
    "cxresearch.stats.tables.rankings": ("ranking",),
    "cxresearch.stats.loyalty.trends": ("trend",),
    "cxresearch.stats.planning.bases_needed": ("plan_study",),
    "cxresearch.stats.loyalty.measures": ("ces", "csat", "mean_score", "nps"),
    "cxresearch.stats.loyalty.groups": ("compare_groups",),
    "cxresearch.stats.perception.gaps": ("perception_gap",),
    "cxresearch.stats.perception.prediction": ("prediction_gap",),
    "cxresearch.stats.perception.importance": ("importance_gap",),
    "cxresearch.stats.linkage.agreement": ("unit_agreement",),
    "cxresearch.stats.linkage.attitude_loyalty": ("attitude_loyalty",),
    "cxresearch.stats.linkage.lagged": ("attitude_loyalty_lagged",),
    "cxresearch.stats.linkage.multilevel": ("within_between",),
    "cxresearch.stats.drivers.loyalty_drivers": ("loyalty_drivers",),
    "cxresearch.stats.drivers.asymmetry": ("asymmetry",),
    "cxresearch.stats.drivers.equal_meaning": ("equal_meaning",),
    "cxresearch.stats.drivers.ordinal": ("ordinal_model",),
    "cxresearch.stats.drivers.priorities": ("priorities",),
    "cxresearch.stats.quality.consistency": ("reliability",),
    "cxresearch.stats.linkage.silos": ("silos",),
    "cxresearch.stats.linkage.unit_table": ("unit_table",),
    "cxresearch.stats.loyalty.effort_leaving": ("effort_and_leaving",),
    "cxresearch.stats.loyalty.best_in_life": ("best_in_life",),
    "cxresearch.stats.audits.excellent": ("called_excellent", "excellence_gap"),
    "cxresearch.stats.audits.ownership": ("ownership",),
    "cxresearch.stats.linkage.effort_result": ("effort_and_result",),
    "cxresearch.stats.audits.promises": ("promise_and_delivery",),
    "cxresearch.stats.loyalty.competitors": ("against_competitors", "read_competitors"),
    "cxresearch.stats.linkage.handoffs": ("handoffs",),
    "cxresearch.stats.audits.catalogue": ("instruments", "scorecard"),
    "cxresearch.stats.acting.actions": ("follow_actions",),
    "cxresearch.loaders.review_files": ("read_reviews",),
    "cxresearch.stats.enthusiasm.reviews": ("public_reviews",),
    "cxresearch.stats.enthusiasm.delight": ("delight_or_ease",),
    "cxresearch.stats.enthusiasm.kept": ("kept_consistently",),
    "cxresearch.stats.enthusiasm.value": ("loyalty_and_value",),
    "cxresearch.stats.enthusiasm.transitions": ("loyalty_transitions",),
    "cxresearch.stats.enthusiasm.understood": ("clear_but_not_understood",),
    "cxresearch.stats.people.intent": ("intent_to_leave",),
    "cxresearch.stats.people.spread": ("unit_spread",),
    "cxresearch.stats.perception.rank_stability": ("rank_stability",),
    "cxresearch.stats.loyalty.benchmarks": ("Claim", "compare_with_claim", "published_claims"),
    "cxresearch.stats.linkage.raters": ("intraclass_correlations",),
    "cxresearch.text.themes.codeframe": ("codeframes",),
    "cxresearch.text.themes.contrast": ("contrast_words",),
    "cxresearch.text.themes.proposing": ("propose_codeframe",),
    "cxresearch.text.themes.theme_effects": ("theme_effects",),
    "cxresearch.text.themes.theme_tables": ("theme_pairs", "theme_table", "theme_trend"),
    "cxresearch.text.themes.named": ("themes",),
    "cxresearch.text.scoring.score": ("score_texts",),
    "cxresearch.text.sentiment": ("sentiment",),
    "cxresearch.text.starts": ("what_to_start",),
    "cxresearch.text.compare": ("compare_answers",),
    "cxresearch.text.quotes": ("quotes",),
    "cxresearch.text.tone_and_rating": ("tone_against_rating",),
    "cxresearch.text.coding.coders": ("coding_agreement", "coding_sample"),
    "cxresearch.privacy.quotable": ("quotable_comments",),
    "cxresearch.tour.deck": ("as_slides",),
    "cxresearch.workshop.board": ("Workshop",),
    "cxresearch.workshop.sheets.printed": ("workshop_sheets",),
    "cxresearch.plots.pictures": ("plot",),
    "cxresearch.plots.drawing.style": ("presenting",),
    "cxresearch.plots.quality.health_card": ("health_card",),
    "cxresearch.plots.quality.missing_map": ("missing_map",),
    "cxresearch.plots.text.quote_cards": ("quote_cards",),
    "cxresearch.study.study": ("Study", "open_study"),
    "cxresearch.study.verifying": ("verify_report",),
    "cxresearch.study.drafting": ("new_study",),
    "cxresearch.study.deciding": ("match_questions",),
    "cxresearch.report.reports": ("Report",),
    "cxresearch.report.comparing": ("compare_reports",),
    "cxresearch.report.workbooks.worksheets": ("to_xlsx",),
    "cxresearch.report.slides": ("to_pptx",),
    "cxresearch.report.asking.questionnaire": ("matched_questionnaire",),
    "cxresearch.revealing.guessing": ("guesses_against",),
    "cxresearch.widgets.room.capture_panel": ("capture_board",),
    "cxresearch.widgets.room.facilitator_panel": ("facilitator_board",),
    "cxresearch.widgets.room.reveal_panel": ("reveal",),
    "cxresearch.widgets.mapping.map_panel": ("map_columns",),
    "cxresearch.widgets.exploring.explorer": ("explore",),
    "cxresearch.widgets.exploring.comment_panel": ("explore_comments",),
    "cxresearch.widgets.exploring.frame_panel": ("edit_codeframe",),
    "cxresearch.widgets.exploring.link_panel": ("explore_link",),
    "cxresearch.widgets.exploring.scorecard_panel": ("explore_scorecard",),
}
_HOME = {name: room for room, names in _ROOMS.items() for name in names}

__all__ = ["__version__", *sorted(_HOME)]  # noqa: PLE0604


def __getattr__(name: str):
    room = _HOME.get(name)
    if room is None:
        from cxresearch.errors import UnknownNameError
        from cxresearch.wording import did_you_mean, say

        raise UnknownNameError(say("cxresearch has no {name}.{hint}", name=repr(name), hint=did_you_mean(name, _HOME)))
    value = getattr(import_module(room), name)
    if type(value) is FunctionType:
        from cxresearch.stats.bases.asking import checked

        value = checked(value)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
