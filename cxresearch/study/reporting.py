"""What a study hands over: its report, findings first, and a page of what was made so far."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pandas as pd

from cxresearch.errors import CXResearchError, StudyError
from cxresearch.result import Result
from cxresearch.study.answering.untold import in_plain_words
from cxresearch.study.defending import call_of
from cxresearch.study.keeping import fingerprints_of
from cxresearch.study.settings import FILE
from cxresearch.survey.survey import Survey
from cxresearch.wording import plural, say

if TYPE_CHECKING:
    from cxresearch.report.reports import Report

__all__ = ["page_of", "report_of"]


def report_of(study, results: Iterable[Result]) -> "Report":
    """A report of a study's Results, with what says how they came about.

    Raises
    ------
    StudyError
        If there is nothing to report.
    """
    from cxresearch.report.reports import Report
    from cxresearch.stats.quality.health import Quality

    # How far the answers can be trusted is asked first and told last: a board begins with what was found.
    results = sorted(results, key=lambda result: isinstance(result, Quality))
    if not results:
        raise StudyError(say(
            "There is nothing to report yet. {values}",
            values=' '.join(dict.fromkeys(study.left_out.values())),
        ))  # fmt: skip
    calls = {id(result): call_of(*key) for key, made in study._made.kept.items() for result in made}
    template = study.settings.place(study.settings.template) if study.settings.template else None
    report = Report(study.settings.title, template=template)
    for result in results:
        report.add(result, call=calls[id(result)])
    return report.of_study(
        files=fingerprints_of(study.settings), wave=_wave_of(study.now), who=study.say("{audiences}"),
        left_out=in_plain_words(study.left_out), doubts=study.doubts,
        notes=tuple(study.survey.notes), account=_account_of(study.now), language=study.settings.language,
        wordings=dict(zip(study.survey.codebook.id.astype(str), study.survey.codebook.text.astype(str), strict=True)),
    )  # fmt: skip


def page_of(study, name: str) -> str:
    """Write what was made so far as a page into the study's folder of reports; gives the sentence on it.

    Raises
    ------
    StudyError
        If the folder cannot be made.
    """
    results = [result for found in study._made.kept.values() for result in found]
    if not results:
        return say("Nothing was computed yet, so there is no page to write.")
    held = plural(len(results), "result")
    if study.is_sample:
        return say("{page} would hold {held}; of a sample no page is written.", page=f"{name}.html", held=held)
    from cxresearch.report.reports import Report

    try:
        study.out.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise StudyError(say(
            "{out}: cannot be made ({strerror}). Take away what is called so.",
            out=study.out, strerror=problem.strerror,
        )) from None  # fmt: skip
    page = Report(study.settings.title, results).to_html(study.out / f"{name}.html")
    return say(
        "{page} holds {held}. It lies in {folder} beside {file}.",
        page=page.name, held=held, folder=study.out.name, file=FILE,
    )  # fmt: skip


def _wave_of(survey: Survey) -> str:
    """The wave that all rows are of, "" where there is none."""
    if "wave" not in survey.roles:
        return ""
    waves = [str(wave) for wave in survey.answer_counts(survey.roles["wave"]) if str(wave).strip()]
    return waves[0] if len(waves) == 1 else ""


def _account_of(survey: Survey) -> pd.DataFrame:
    """Rows in, kept, excluded and missing by audience, all closed questions together."""
    from cxresearch.survey.tally import tally

    try:
        account = tally(survey, by=["audience"] if "audience" in survey.roles else []).account
    except CXResearchError:
        return pd.DataFrame()
    return account
