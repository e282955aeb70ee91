"""Panels on a study: each gives the panel, or None and the sentence that says what is missing."""

from cxresearch.study.making import frame_of
from cxresearch.study.material import Material
from cxresearch.study.needs import no_audit, no_comments, no_link
from cxresearch.survey.audiences import CUSTOMERS, STAFF

__all__ = ["PANELS"]


def _answers(material: Material):
    from cxresearch.widgets.exploring.explorer import explore

    first = material.settings.hypotheses[0] if material.settings.hypotheses else None
    start = {} if first is None or not first.question else {"topic": first.question}
    if start and len(first.between) == 2:
        start["between"] = first.between
    return explore(material.survey, **start), ""


def _comments(material: Material):
    from cxresearch.widgets.exploring.comment_panel import explore_comments

    if why := no_comments(material):
        return None, why
    return explore_comments(material.survey, material.comments[0], codeframe=frame_of(material)), ""


def _link(material: Material):
    from cxresearch.widgets.exploring.link_panel import explore_link

    if why := no_link(material):
        return None, why
    return explore_link(
        material.survey, attitude=material.list_of("attitude"), loyalty=material.named("nps"),
        staff=material.called(STAFF), customers=material.called(CUSTOMERS),
    ), ""  # fmt: skip


def _scorecard(material: Material):
    from cxresearch.widgets.exploring.scorecard_panel import explore_scorecard

    if why := no_audit(material):
        return None, why
    return explore_scorecard(material.audits, "five_decisions"), ""


PANELS = {"answers": _answers, "comments": _comments, "link": _link, "scorecard": _scorecard}
