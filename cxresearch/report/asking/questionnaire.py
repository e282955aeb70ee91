"""One list of touchpoints becomes three questionnaires in the same words, because only the same words can be compared.

The forms go out as a workbook, as a page to print, or as a file that Qualtrics imports; read back, their answers meet.
"""

from collections.abc import Iterable
from pathlib import Path

from cxresearch.errors import OptionError
from cxresearch.report.asking.form_page import write_page
from cxresearch.report.asking.form_workbook import write_workbook
from cxresearch.report.asking.qualtrics_file import write_qsf
from cxresearch.report.asking.questions import (
    AUDIENCES,
    OPEN,
    checked_instruments,
    checked_predictors,
    checked_topics,
    questions_for,
)
from cxresearch.report.files import target
from cxresearch.speaking import language_now, speaking
from cxresearch.stats.audits.instrument_parts import Instrument
from cxresearch.survey.audiences import LEADERSHIP, STAFF
from cxresearch.survey.scales import Scale
from cxresearch.wording import named, say

__all__ = ["FORMATS", "matched_questionnaire"]

FORMATS = {".xlsx": write_workbook, ".html": write_page, ".qsf": write_qsf}
_MOST_STEPS = 11


def matched_questionnaire(
    topics: Iterable[str],
    path: str | Path,
    *,
    company: str = "us",
    scale: tuple[float, float] = (0, 10),
    predictors: Iterable[str] = (LEADERSHIP, STAFF),
    open_questions: Iterable[str] = OPEN,
    instruments: str | Path | Instrument | Iterable[str | Path | Instrument] = (),
    audiences: Iterable[str] = AUDIENCES,
    language: str | None = None,
) -> Path:
    """Write the questionnaires of leaders, staff and customers for one list of topics.

    Parameters
    ----------
    topics : list of str
        Touchpoints or themes, in the words that all three audiences will read.
    path : str or Path
        Its ending says what is written: ``.xlsx`` a workbook; ``.html`` a page to print, a form an audience; ``.qsf`` a
        survey that Qualtrics imports. A file that is there already is replaced only if cxresearch made it.
    company : str
        The company's name in the questions.
    scale : (low, high)
        Of the ratings, such as (0, 10) or (1, 5), the same for everybody.
    predictors : list of str
        Who also predicts what customers will answer.
    open_questions : list of str
        Asked of everybody in the same words.
    instruments : list of str, Path or Instrument
        Of those of ``instruments()`` that have items, or files of your own; each is asked of its own audiences.
    audiences : list of str
        Whose forms to write. A Qualtrics file of several is one survey whose link says who answers
        (``?audience=Staff``): what all are asked is there once. Of one audience it has no branches.
    language : str, optional
        Of the questions; the language of now by default.

    Returns
    -------
    Path
        Of a workbook the sheets are: Read me, Leadership, Staff, Customers, Codebook.

    Raises
    ------
    OptionError
        If a topic is empty, too long or there twice, the scale is none, or the path cannot be written.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> place = Path(mkdtemp())
    >>> [matched_questionnaire(["Billing", "Waiting time"], place / f"forms.{name}").name for name in ("html", "qsf")]
    ['forms.html', 'forms.qsf']
    """
    with speaking(language or language_now()):
        listed, asked = checked_topics(topics), checked_instruments(instruments)
        span, who, whose = _checked_scale(scale), checked_predictors(predictors), _checked_audiences(audiences)
        name = " ".join(str(company).split()) or "us"
        name = say("us") if name == "us" else name
        wanted = [" ".join(str(question).split()) for question in open_questions]
        ending = Path(path).suffix.lower() if isinstance(path, (str, Path)) else ""
        if ending and ending not in FORMATS:
            raise OptionError(say(
                "{name} ends in {ending}; forms are written as {formats}. Name it so.",
                name=Path(path).name, ending=ending, formats=named(list(FORMATS)),
            ))  # fmt: skip
        place = target(path, ending or ".xlsx")
        forms = {
            audience: questions_for(
                audience, listed, company=name, scale=span, predicts=audience in who, open_questions=wanted,
                audits=asked,
            )
            for audience in whose
        }  # fmt: skip
        return FORMATS[place.suffix.lower()](forms, place, company=name)


def _checked_scale(scale) -> Scale:
    span = Scale.parse(scale)
    if not span.labels and (span.high - span.low) % 1 or span.high - span.low > _MOST_STEPS - 1 or span.low % 1:
        raise OptionError(say(
            "scale={scale} has no whole steps, or more than {most_steps}. Pass (0, 10) or (1, 5).",
            scale=repr(scale), most_steps=_MOST_STEPS,
        ))  # fmt: skip
    return span


def _checked_audiences(audiences: Iterable[str]) -> list[str]:
    given = [audiences] if isinstance(audiences, str) else list(audiences)
    for name in given:
        if name not in AUDIENCES:
            raise OptionError(say(
                "audiences= names {name}; there are forms for {audiences}.",
                name=repr(name), audiences=named(AUDIENCES),
            ))  # fmt: skip
    if not given:
        raise OptionError(say("audiences= is empty. Name some of {audiences}.", audiences=named(AUDIENCES)))
    return [name for name in AUDIENCES if name in given]
