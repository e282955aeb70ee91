"""Forms as a Qualtrics survey file (QSF): JSON with blocks, a flow, options and a question an element.

Tables are matrices whose rows carry the questions' ids as export tags, answers are recoded to the scale's own numbers,
so that an export reads as it was asked. Several audiences share one survey: its link says who answers, and only what
some are not asked stands behind a branch.
"""

import hashlib
import html
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from cxresearch import __version__
from cxresearch.report.asking.questions import Group, Question, answers_of, groups_of
from cxresearch.report.files import MADE_BY, short_title, writable, written
from cxresearch.speaking import language_now
from cxresearch.wording import say

__all__ = ["FIELD", "qsf_of", "write_qsf"]

# The field of the link that says who answers; read back it is the audience.
FIELD = "audience"
_DONT_KNOW = "-98"
_OPEN_VALIDATION = {"Settings": {"ForceResponse": "OFF", "ForceResponseType": "ON", "Type": "None"}}


def write_qsf(forms: Mapping[str, list[Question]], place: Path, *, company: str) -> Path:
    """Write the survey file.

    Raises
    ------
    OptionError
        If it cannot be written.
    """
    made = qsf_of(forms, title=short_title(say("Questionnaire: {company}", company=company)))
    return written(place, json.dumps(made, ensure_ascii=False, indent=1).encode("utf-8"))


def qsf_of(forms: Mapping[str, list[Question]], *, title: str) -> dict:
    """The survey as Qualtrics' own structure: ``SurveyEntry`` and ``SurveyElements``.

    Parameters
    ----------
    forms : mapping
        Audience to its questions in the order asked.
    title : str
    """
    survey = f"SV_{_sign(title, *forms)}"
    asked = _merged({audience: groups_of(questions) for audience, questions in forms.items()})
    blocks, flow, questions = [], [], []
    if len(forms) > 1:
        flow.append(_link_field())
    for at, (group, audiences) in enumerate(asked):
        block = f"BL_{_sign(survey, at)}"
        own = _elements(group, start=len(questions) + 1)
        questions += own
        inside = [{"Type": "Question", "QuestionID": payload["QuestionID"]} for payload in own]
        kind = {"Type": "Default"} if at == 0 else {"Type": "Standard", "SubType": ""}
        blocks.append({**kind, "Description": _plain(group.stem)[:60], "ID": block, "BlockElements": inside})
        shown = {"Type": "Block" if at == 0 else "Standard", "ID": block, "Autofill": []}
        flow.append(shown if len(audiences) == len(forms) else _branch(audiences, shown))
    blocks.append({"Type": "Trash", "Description": "Trash / Unused Questions", "ID": f"BL_{_sign(survey, 'trash')}",
                   "BlockElements": []})  # fmt: skip
    return {
        "SurveyEntry": _entry(survey, title),
        "SurveyElements": [
            _element(survey, "BL", "Survey Blocks", payload=blocks),
            _element(survey, "FL", "Survey Flow", payload=_flow(flow)),
            _element(survey, "SO", "Survey Options", payload=_options(title)),
            _element(survey, "SCO", "Scoring", payload=_SCORING),
            _element(survey, "RS", _answers_of(survey), second="Default Response Set"),
            _element(
                survey, "PROJ", "CORE", third="1.1.0", payload={"ProjectCategory": "CORE", "SchemaVersion": "1.1.0"}
            ),  # fmt: skip
            _element(
                survey, "STAT", "Survey Statistics", payload={"MobileCompatible": True, "ID": "Survey Statistics"}
            ),  # fmt: skip
            _element(survey, "QC", "Survey Question Count", second=str(len(questions))),
            *(
                _element(survey, "SQ", payload["QuestionID"], second=payload["QuestionDescription"], payload=payload)
                for payload in questions
            ),
        ],
    }


def _merged(groups: Mapping[str, Sequence[Group]]) -> list[tuple[Group, list[str]]]:
    """Each group once with those who are asked it, in an order that keeps everybody's own."""
    order: list[Group] = []
    for own in groups.values():
        at = 0
        for group in own:
            if group in order:
                at = order.index(group) + 1
            else:
                order.insert(at, group)
                at += 1
    return [(group, [audience for audience, own in groups.items() if group in own]) for group in order]


# -- questions -------------------------------------------------------------------------------------


def _elements(group: Group, *, start: int) -> list[dict]:
    """The payloads of a group: what helps to answer it first, where there is such, then the question."""
    notes = [f"<b>{_html(one.row or one.stem)}</b><br>{_html(one.note)}" for one in group.questions if one.note]
    found = []
    if notes:
        tag = f"{group.tag}_note"
        found.append(_question(f"QID{start}", tag, "<br><br>".join(notes), kind="DB", selector="TB", ChoiceOrder=[],
                               Validation={"Settings": {"Type": "None"}}))  # fmt: skip
    number = f"QID{start + len(found)}"
    if group.is_table:
        found.append(_matrix(number, group))
    elif group.kind == "nps":
        found.append(_recommending(number, group))
    else:
        found.append(_question(number, group.tag, _html(group.stem), kind="TE", selector="ML",
                               SearchSource={"AllowFreeResponse": "false"}))  # fmt: skip
    return found


def _question(number: str, tag: str, text: str, *, kind: str, selector: str, **more) -> dict:
    own = {
        "QuestionText": text, "DefaultChoices": False, "DataExportTag": tag, "QuestionID": number,
        "QuestionType": kind, "Selector": selector, "DataVisibility": {"Private": False, "Hidden": False},
        "Configuration": {"QuestionDescriptionOption": "UseText"}, "QuestionDescription": _plain(text)[:99],
        "Validation": _OPEN_VALIDATION, "GradingData": [], "Language": [], "NextChoiceId": 1, "NextAnswerId": 1,
        "QuestionText_Unsafe": text,
    }  # fmt: skip
    return own | more


def _matrix(number: str, group: Group) -> dict:
    """A row a question, a column an answer, and a last column for those who do not know."""
    answers = answers_of(group)
    shown = [label for _, label in answers]
    shown.append(say("Don't know"))
    columns = [str(at) for at in range(1, len(shown) + 1)]
    rows = {str(at): one for at, one in enumerate(group.questions, start=1)}
    values = [f"{value:g}" for value, _ in answers] + [_DONT_KNOW]
    return _question(
        number, group.tag, _html(group.stem), kind="Matrix", selector="Likert", SubSelector="SingleAnswer",
        Configuration={"QuestionDescriptionOption": "UseText", "TextPosition": "inline", "ChoiceColumnWidth": 25,
                       "RepeatHeaders": "none", "WhiteSpace": "ON", "MobileFirst": True},
        Choices={at: {"Display": _html(one.row)} for at, one in rows.items()}, ChoiceOrder=list(rows),
        ChoiceDataExportTags={at: one.id for at, one in rows.items()},
        Answers={at: {"Display": _html(text)} for at, text in zip(columns, shown, strict=True)}, AnswerOrder=columns,
        RecodeValues=dict(zip(columns, values, strict=True)), AnalyzeChoices={columns[-1]: "No"},
        NextChoiceId=len(rows) + 1, NextAnswerId=len(columns) + 1,
    )  # fmt: skip


def _recommending(number: str, group: Group) -> dict:
    """Qualtrics' own question of 0 to 10; its choices are numbered from 0."""
    numbers = [f"{value:g}" for value, _ in answers_of(group)]
    return _question(
        number, group.tag, _html(group.stem), kind="MC", selector="NPS",
        Choices=[{"Display": text} for text in numbers], ChoiceOrder=numbers,
        ColumnLabels=[{"Display": _html(text), "IsLabelDefault": False} for text in group.ends],
        NextChoiceId=len(numbers), NextAnswerId=1,
    )  # fmt: skip


# -- the survey around them ------------------------------------------------------------------------


def _flow(flow: list[dict]) -> dict:
    """Each step with its own number, those behind a branch too."""
    numbered, at = [], 1
    for step in flow:
        at += 1
        made = {**step, "FlowID": f"FL_{at}"}
        if "Flow" in step:
            inside = []
            for one in step["Flow"]:
                at += 1
                inside.append({**one, "FlowID": f"FL_{at}"})
            made["Flow"] = inside
        numbered.append(made)
    return {
        "Type": "Root", "FlowID": "FL_1", "Flow": numbered,
        "Properties": {"Count": at, "RemovedFieldsets": []},
    }  # fmt: skip


def _link_field() -> dict:
    field = {
        "Description": FIELD, "Type": "Recipient", "Field": FIELD, "VariableType": "String", "DataVisibility": [],
        "AnalyzeText": False,
    }  # fmt: skip
    return {"Type": "EmbeddedData", "EmbeddedData": [field]}


def _branch(audiences: Iterable[str], block: dict) -> dict:
    logic: dict = {"Type": "If"}
    for at, audience in enumerate(audiences):
        word = "If" if at == 0 else "Or"
        expression = {
            "LogicType": "EmbeddedField", "LeftOperand": FIELD, "Operator": "EqualTo", "RightOperand": audience,
            "_HiddenExpression": False, "Type": "Expression",
            "Description": f'<span class="ConjDesc">{word}</span> <span class="LeftOpDesc">{FIELD}</span> '
                           f'<span class="OpDesc">Is Equal to</span> <span class="RightOpDesc"> {audience} </span>',
        }  # fmt: skip
        logic[str(at)] = expression if at == 0 else {**expression, "Conjuction": "Or"}
    return {
        "Type": "Branch", "Description": "New Branch", "BranchLogic": {"0": logic, "Type": "BooleanExpression"},
        "Flow": [block],
    }  # fmt: skip


_SCORING = {
    "ScoringCategories": [], "ScoringCategoryGroups": [], "ScoringSummaryCategory": None,
    "ScoringSummaryAfterQuestions": 0, "ScoringSummaryAfterSurvey": 0, "DefaultScoringCategory": None,
    "AutoScoringCategory": None,
}  # fmt: skip


def _options(title: str) -> dict:
    return {
        "BackButton": "false", "SaveAndContinue": "true", "SurveyProtection": "PublicSurvey",
        "BallotBoxStuffingPrevention": "false", "NoIndex": "Yes", "SecureResponseFiles": "true",
        "SurveyExpiration": "None", "SurveyTermination": "DefaultMessage", "Header": "", "Footer": "",
        "ProgressBarDisplay": "None", "PartialData": "+1 week", "ValidationMessage": None, "PreviousButton": " ← ",
        "NextButton": " → ", "SurveyTitle": title, "SurveyMetaDescription": "", "PasswordProtection": "No",
        # Small groups are protected only if nobody can be found behind an answer.
        "AnonymizeResponse": "Yes", "CollectGeoLocation": "false", "RefererCheck": "No", "RelevantID": "false",
        "InactiveSurvey": "DefaultMessage", "PartialDataCloseAfter": "LastActivity",
        "NewScoring": 1, "AvailableLanguages": {language_now().upper(): []},
    }  # fmt: skip


def _entry(survey: str, title: str) -> dict:
    return {
        "SurveyID": survey, "SurveyName": title, "SurveyDescription": f"{MADE_BY} {__version__}",
        "SurveyOwnerID": f"UR_{_sign('owner')}", "SurveyBrandID": "", "DivisionID": None,
        "SurveyLanguage": language_now().upper(), "SurveyActiveResponseSet": _answers_of(survey),
        "SurveyStatus": "Inactive", "SurveyStartDate": "0000-00-00 00:00:00",
        "SurveyExpirationDate": "0000-00-00 00:00:00", "SurveyCreationDate": "2000-01-01 00:00:00",
        "CreatorID": f"UR_{_sign('owner')}", "LastModified": "2000-01-01 00:00:00",
        "LastAccessed": "0000-00-00 00:00:00", "LastActivated": "0000-00-00 00:00:00", "Deleted": None,
    }  # fmt: skip


def _answers_of(survey: str) -> str:
    """The name of the set that takes the answers; it is an element of its own."""
    return f"RS_{_sign(survey, 'answers')}"


def _element(survey: str, element: str, first: str, *, second=None, third=None, payload=None) -> dict:
    return {
        "SurveyID": survey, "Element": element, "PrimaryAttribute": first, "SecondaryAttribute": second,
        "TertiaryAttribute": third, "Payload": payload,
    }  # fmt: skip


def _sign(*of: object) -> str:
    """Fifteen letters and digits as Qualtrics has them, the same for the same questions."""
    return hashlib.sha256(repr(of).encode("utf-8")).hexdigest()[:15]


def _html(text: str) -> str:
    """Words as Qualtrics holds them, in HTML; "${" would begin piped text."""
    return html.escape(" ".join(writable(text).split()), quote=False).replace("${", "&#36;{")


def _plain(text: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())
