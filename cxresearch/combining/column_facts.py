"""What a person needs to see of a column to judge what it was taken for: its answers, their counts, what is unsure."""

import re
from collections import Counter

import pandas as pd

from cxresearch.combining.label_lists import words_of
from cxresearch.privacy.redaction import redact_texts
from cxresearch.survey.answers import as_text, read_answers
from cxresearch.survey.codebook import SCALED
from cxresearch.survey.guessing.role_names import guess_role
from cxresearch.survey.origins import CONFIRMED, Origin, origin_of
from cxresearch.survey.scales import KEPT, UNREADABLE, Scale
from cxresearch.survey.survey import Survey
from cxresearch.wording import again, count, figure, named, plural, say

__all__ = ["names_people", "sample_answers", "unsure_columns"]

_NAMES_PEOPLE = re.compile(
    r"(recipient|respondent|customer|kunden?)?[\s_-]*(e-?mail([\s_-]*ad+ress[e]?)?|(first|last|full|sur)?[\s_-]*name|"
    r"vorname|nachname|ip[\s_-]*address|phone([\s_-]*number)?|mobile|telefon(nummer)?)",
    re.IGNORECASE,
)
_FEW = 12
_LONGEST = 100


def names_people(column: str) -> bool:
    """Whether a column's name says that it holds names, addresses or numbers of persons.

    >>> names_people("Email Address"), names_people("First Name"), names_people("Branch name")
    (True, True, False)
    """
    return _NAMES_PEOPLE.fullmatch(column.strip()) is not None


def sample_answers(survey: Survey, column: str, *, most: int = 8) -> tuple[pd.DataFrame, str]:
    """Some answers of a column with their counts, and a sentence on all of them.

    Answers of a scale come from low to high, others the most frequent first, comments without addresses and numbers
    of persons; columns that name persons are counted and not shown.

    Parameters
    ----------
    survey : Survey
    column : str
    most : int
        So many different answers at most, and twice as many on a scale.

    Returns
    -------
    DataFrame, str
        ``answer, n, read_as``; ``read_as`` is "" where the column has no scale.

    Examples
    --------
    >>> survey = Survey.from_frame(pd.DataFrame({"Service": [5, 5, 1, 9]}), scales={"Service": (1, 5)})
    >>> sample_answers(survey, "Service")[0].values.tolist()
    [['1', 1, '1'], ['5', 2, '5'], ['9', 1, 'outside the scale']]
    """
    counts = {answer: n for answer, n in survey.answer_counts(column).items() if as_text(answer).strip()}
    filled, different = sum(counts.values()), len(counts)
    rows = plural(survey.n_rows, "row")
    said = say(
        "{answers} in {rows}, {n} of them different.", answers=plural(filled, "answer"), rows=rows, n=count(different)
    )
    empty = pd.DataFrame(columns=["answer", "n", "read_as"])
    if not filled:
        return empty, say("Nobody answered; all {rows} are blank.", rows=rows)
    if names_people(column):
        return empty, f"{said} " + say("They are not shown, since the name says that they tell who a person is.")
    scale = survey.scale_of(column)
    answers = list(counts)
    values, statuses = read_answers(answers, scale) if scale is not None else ([0.0] * different, [""] * different)
    lines = [
        (
            as_text(answer),
            counts[answer],
            as_text(float(value)) if status == KEPT else say(status) if status else status,
            value,
        )
        for answer, value, status in zip(answers, values, statuses, strict=True)
    ]
    if scale is not None:
        lines.sort(key=lambda line: (line[3] != line[3], line[3] if line[3] == line[3] else -line[1], line[0]))
        most = 2 * most
    else:
        lines.sort(key=lambda line: (-line[1], line[0]))
    shown = pd.DataFrame([line[:3] for line in lines[:most]], columns=["answer", "n", "read_as"])
    shown["answer"] = [_short(text) for text in redact_texts(shown["answer"]).texts]
    if different > most:
        said += " " + say("{n} are shown.", n=count(most))
    return shown, said


def unsure_columns(survey: Survey) -> dict[str, str]:
    """Columns whose guess a person should look at, and why.

    Examples
    --------
    >>> words = ["gut", "mies", "so lala"]
    >>> frame = pd.DataFrame({"Service": [4, 2, 5], "Waiting": words, "Staff": words[::-1]})
    >>> import warnings
    >>> with warnings.catch_warnings():
    ...     warnings.simplefilter("ignore")
    ...     survey = Survey.from_frame(frame)
    >>> for column, why in unsure_columns(survey).items():
    ...     print(f"{column}: {why}")
    Service: scale guessed from the answers, read as 1-5
    Waiting: a choice with the same words as Staff: perhaps a scale
    Staff: a choice with the same words as Waiting: perhaps a scale
    """
    book = survey.codebook
    reasons: dict[str, list[str]] = {}

    def note(column: str, why: str) -> None:
        reasons.setdefault(column, []).append(why)

    for one in survey._standing():
        if one.question in survey.columns:
            note(one.question, again(one.doubt))
    alike: dict[frozenset, list[str]] = {}
    for row in book[book.scale_from != CONFIRMED].itertuples():
        counts = survey.answer_counts(row.id)
        if not counts:
            note(row.id, say("nobody answered, so nothing tells what it is"))
            continue
        if origin_of(row.scale_from) is Origin.GUESSED and row.id not in reasons:
            scale = Scale.parse(row.scale)
            note(row.id, say("scale guessed, read as {low} to {high}", low=figure(scale.low), high=figure(scale.high)))
        if row.kind in SCALED:
            answers = list(counts)
            _, statuses = read_answers(answers, survey.scale_of(row.id))
            strange = Counter(
                {as_text(a): counts[a] for a, status in zip(answers, statuses, strict=True) if status == UNREADABLE}
            )
            if strange:
                often = sorted(strange.items(), key=lambda pair: (-pair[1], pair[0]))
                found = named((f"{_short(label, 30)} ({count(n)})" for label, n in often), most=3)
                note(row.id, say("answers that the scale does not know: {answers}", answers=found))
        elif row.kind == "choice":
            words = frozenset(words_of(counts))
            if 3 <= len(words) <= _FEW:
                alike.setdefault(words, []).append(row.id)
    for columns in alike.values():
        for column in columns[: len(columns) * (len(columns) > 1)]:
            others = [_short(other, 30) for other in columns if other != column]
            note(column, say("a choice with the same words as {others}: perhaps a scale", others=named(others, most=2)))
    for column in survey.columns:
        role = guess_role(column)
        if role and role not in survey.roles and column not in survey.roles.values():
            note(column, say("the name reads like the role {role}", role=role))
    return {column: "; ".join(reasons[column]) for column in survey.columns if column in reasons}


def _short(text: str, most: int = _LONGEST) -> str:
    plain = " ".join(str(text).split())
    return plain if len(plain) <= most else f"{plain[: most - 1].rstrip()}…"
