"""The made-up client that comes along, read through the loaders that real clients' files go through, and then kept."""

from pathlib import Path

import cxresearch
from cxresearch.errors import OptionError, SurveyFileError
from cxresearch.loaders.kept import read_or_kept
from cxresearch.survey.parts.doubting import doubts_told_later
from cxresearch.survey.survey import Survey
from cxresearch.wording import did_you_mean, named, say

__all__ = ["load_sample", "sample_folder"]

_RATE = "How would you rate Harbour Bank today on each of the following?"
_EXPECT = "What did you expect of Harbour Bank on each of the following?"
_PROMISE = "How well does Harbour Bank keep its promise on each of the following?"
_PREDICT = "What do you predict customers will answer on each of the following?"
_HAND_OFFS = [
    f"How well do hand-offs from {department} to yours work?"
    for department in ("Branch network", "Contact centre", "Lending", "Digital", "Operations", "Marketing")
]
_UNDERSTAND = "How well do you understand each of the following?"
_THEY_UNDERSTAND = "How well do customers understand each of the following?"
_ELEVEN_POINTS = {
    "customers.csv": [_RATE, _EXPECT, _PROMISE, _UNDERSTAND, "NPS", "BESTINLIFE", "OWNEASE"],
    "staff.xlsx": [_RATE, _PROMISE, _THEY_UNDERSTAND, *_HAND_OFFS,
                   "How likely are you to recommend Harbour Bank as a place to work?"],
    "leaders.xlsx": [_RATE, _PREDICT, _THEY_UNDERSTAND],
}  # fmt: skip
# Nobody who is content agrees with these; they are shown as they were asked, and not turned.
_AS_ASKED = [
    f"And how far do you agree with these? - {item}"
    for item in ("People here are afraid to say what goes wrong",
                 "I am thinking of leaving Harbour Bank within the next 12 months")
]  # fmt: skip
# Customers were asked whether they understand, the others whether customers do: one question, seen from two sides.
_UNDERSTOOD = {
    "UND_1": "Opening an account", "UND_5": "Mobile app", "UND_7": "Billing and fees", "UND_8": "Letters and e-mails",
    "UND_10": "Cards and payments", "UND_11": "Loan application",
}  # fmt: skip


def sample_folder() -> Path:
    """The folder of samples: inside an installed package, beside it in a checkout.

    Raises
    ------
    SurveyFileError
        If neither is there.

    Examples
    --------
    >>> (sample_folder() / "harbour-bank" / "customers.csv").exists()
    True
    """
    package = Path(cxresearch.__file__).parent
    for folder in (package / "data" / "samples", package.parent / "data" / "samples"):
        if folder.is_dir():
            return folder
    raise SurveyFileError(say("The samples are missing beside {package}. Install cxresearch again.", package=package))


def load_sample(name: str = "harbour-bank") -> Survey:
    """A made-up client's survey, three audiences side by side.

    Parameters
    ----------
    name : str
        ``"harbour-bank"``: 60 of 72 leaders, 1,200 staff, 6,000 customers of a bank with 24 branches,
        two waves. ``"harbour-bank-audits"`` and ``"harbour-bank-programmes"``: 60 leaders, 150 staff and 200 (300)
        customers on three audits and on nine customer programmes. The folder's ``TRUTH.md`` says what was planted.

    Raises
    ------
    OptionError
        If no sample is called so.

    Examples
    --------
    >>> load_sample().audiences
    ['Leadership', 'Staff', 'Customers']
    """
    if name not in _SAMPLES:
        raise OptionError(
            say("No sample {name}.{hint} Found: {names}.",
                name=repr(name), hint=did_you_mean(name, _SAMPLES), names=named(_SAMPLES))
        )  # fmt: skip
    read, files = _SAMPLES[name]
    folder = sample_folder() / _CLIENT
    return read_or_kept(name, [folder / file for file in files], lambda: read(folder))


def _harbour_bank(folder: Path) -> Survey:
    """Numbers do not tell their scale, so each is declared; labels speak for themselves."""
    from cxresearch.combining.combine import combine_audiences
    from cxresearch.loaders.reading import read_survey

    scales = {file: dict.fromkeys(questions, (0, 10)) for file, questions in _ELEVEN_POINTS.items()}
    scales["staff.xlsx"] |= dict.fromkeys(_AS_ASKED, (1, 5))
    files = {
        "customers.csv": {
            "audience": "Customers",
            "roles": {"respondent": "CustomerID", "group": "HandledBy", "segment": "Channel"},
        },
        "staff.xlsx": {"audience": "Staff"},
        "leaders.xlsx": {"audience": "Leadership", "roles": {"group": "Function"}},
    }
    with doubts_told_later():
        read = [read_survey(folder / file, scales=scales[file], **options) for file, options in files.items()]
    survey = combine_audiences(
        *read,
        match={question: f"{_THEY_UNDERSTAND} - {topic}" for question, topic in _UNDERSTOOD.items()},
        name="Harbour Bank",
    )
    book = survey.codebook
    book["topic"] = [_TOPICS.get(question, topic) for question, topic in zip(book.id, book.topic, strict=True)]
    book.loc[book.topic.isin(_NEGATIVE), "reversed"] = True
    return survey.with_codebook(book)._told_of_doubts()


# A topic is what a picture or a sentence calls a question that was asked in many words.
_TOPICS = {
    "NPS": "Recommending the bank",
    "CSAT": "Overall satisfaction",
    "STAFF": "Staff dealt with",
    "EFFORT": "Ease of the last matter",
    "BESTINLIFE": "Company that makes life easiest",
    "OWNEASE": "Harbour Bank, in the same way",
}
# Agreeing with these speaks of a bad attitude: they are read the other way round.
_NEGATIVE = ("Most days I count the hours until closing time", "Customers are mostly a nuisance")


def _audits(folder: Path) -> Survey:
    from cxresearch.loaders.audit_files import read_audits

    return read_audits(folder / "audits.csv", name="Harbour Bank audits")


def _programmes(folder: Path) -> Survey:
    from cxresearch.loaders.audit_files import read_programmes

    return read_programmes(folder / "programmes.csv", name="Harbour Bank programmes")


_CLIENT = "harbour-bank"
_SAMPLES = {
    _CLIENT: (_harbour_bank, ("customers.csv", "staff.xlsx", "leaders.xlsx")),
    f"{_CLIENT}-audits": (_audits, ("audits.csv",)),
    f"{_CLIENT}-programmes": (_programmes, ("programmes.csv",)),
}
