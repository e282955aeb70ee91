"""A long file, a row an answer, becomes a Survey with a row a respondent.

Audits and workshops are often kept that way: who, which item, which score, which evidence. Each column of answers
becomes a column for every item; what is the same in all rows of a person (audience, branch, wave) stays one column.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from cxresearch.errors import OptionError, SurveyFileError
from cxresearch.survey.guessing.role_names import guess_role
from cxresearch.survey.labels import normalise
from cxresearch.survey.side_tables import bad_rows, side_table
from cxresearch.survey.survey import Survey
from cxresearch.wording import did_you_mean, kept, named, plural, say

__all__ = ["LongForm", "crossed", "long_form", "read_long", "wordings"]

_QUESTION = frozenset(
    normalise(word)
    for word in (
        "question/questions/item/items/statement/question text/question id/question code/survey question/question name/"
        "frage/fragen/frage nr/fragetext/aussage/item "
        "text/énoncé/affirmation/pregunta/preguntas/afirmación/ítem/domanda/"
        "domande/affermazione/pergunta/perguntas/afirmação/item name/vraag/stelling/fråga/påstående/spørgsmål/pytanie/"
        "soru/質問/設問/variable/attribute/attribut/measure/indicator"
    ).split("/")
)
_ANSWER = frozenset(
    normalise(word)
    for word in (
        "answer/answers/response/responses/value/values/score/rating/response value/answer value/result/response text/"
        "answer text/antwort/antworten/wert/bewertung/note/réponse/valeur/respuesta/valor/puntuación/risposta/valore/"
        "punteggio/resposta/pontuação/antwoord/waarde/svar/värde/betyg/odpowiedź/cevap/yanıt/puan/回答/値/likert"
    ).split("/")
)
_KEY = re.compile(
    r"respond|person|participant|customer|client|employee|user|kunde|teilnehm|befragte|mitarbeit|id$|^id|_id|key|case"
)
_ANSWERED = re.compile(
    r"(answer|response|antwort|réponse|respuesta|risposta|resposta|antwoord|svar|odpowiedź|cevap|yanıt)"
    r"(?! (id|date|time|datetime|timestamp|type|count|n|status|order|duration)\b)( \w+)?"
)
_MAY_BE_A_THING = frozenset(
    "item/items/ítem/item name/item text/variable/attribute/attribut/measure/indicator".split("/")
)
_MOST_ITEMS = 300
_LEAST_CROSSED, _MOST_CROSSED = 15, 10_000


@dataclass(frozen=True)
class LongForm:
    """A table with a row an answer: the columns that say who, what was asked, and what was answered.

    ``respondent`` is None where no column tells who answered several rows.
    """

    question: str
    answers: str
    respondent: str | None
    items: int

    def call(self, name: str) -> str:
        """The call that reads it."""
        who = repr(self.respondent) if self.respondent is not None else "<the column that says who answered>"
        return f"read_long({name!r}, respondent={who}, question={self.question!r}, answers={self.answers!r})"


def long_form(frame: pd.DataFrame) -> LongForm | None:
    """How a table holds a row an answer, or None where it has a row a respondent.

    >>> rows = [(who, item, 3) for who in "abcd" for item in ("Open", "Kind", "Fast")]
    >>> long_form(pd.DataFrame(rows, columns=["person", "question", "score"])).respondent
    'person'
    """
    if len(frame) < 6 or frame.shape[1] < 2 or frame.shape[1] > 40:
        return None
    names = {column: normalise(column.replace("_", " ")) for column in frame}
    for question in [column for column in frame if names[column] in _QUESTION]:
        items = frame[question].dropna()
        counts = items.value_counts()
        if not 2 <= len(counts) <= _MOST_ITEMS or len(items) < 0.95 * len(frame) or counts.median() < 2:
            continue
        others = [column for column in frame if column != question]
        answers = [column for column in others if names[column] in _ANSWER or _ANSWERED.fullmatch(names[column])]
        numeric = [column for column in answers if frame[column].dtype.kind in "iuf"]
        if not answers:
            continue
        chosen = (numeric or answers)[0]
        rest = [column for column in others if column not in answers]
        key = next((column for column in sorted(rest, key=lambda c: not _KEY.search(c.lower())) if
                    _answers_several(frame, column, question)), None)  # fmt: skip
        # "item" may be a product that somebody reviewed; a question is a question.
        if key is None and (not _even(counts) or names[question] in _MAY_BE_A_THING):
            continue
        return LongForm(question, chosen, key, len(counts))
    return None


def crossed(frame: pd.DataFrame) -> tuple[str, str, int] | None:
    """Two columns that meet once in every combination, whatever they are called: who, and what, and how many of these.

    So stands a table with a row an answer, or a row a unit and measure. Waves and years meet people in the same way and
    are none of these.

    >>> rows = [(who, item, 3) for who in ("H1", "H2", "H3", "H4", "H5") for item in ("Clean", "Quiet", "Kind")]
    >>> crossed(pd.DataFrame(rows, columns=["place", "what", "percent"]))
    ('place', 'what', 3)
    """
    if not _LEAST_CROSSED <= len(frame) <= _MOST_CROSSED or frame.shape[1] > 60:
        return None
    even: dict[int, list[str]] = {}
    for column in frame:
        counts = frame[column].value_counts() if frame[column].dtype.kind not in "fM" else ()
        if len(counts) > 2 and counts.min() == counts.max() > 1 and counts.sum() == len(frame):
            even.setdefault(len(counts), []).append(column)
    for many in sorted(even, reverse=True):
        items = len(frame) // many
        for what in even.get(items, ()) if 3 <= items < many else ():
            texts = frame[what].astype(str)
            timed = guess_role(what) in ("wave", "audience", "unit") or texts.str.contains(r"\b(?:19|20)\d\d\b").any()
            for who in even[many]:
                if not timed and not texts.str.fullmatch(r"\d{1,2}").all() and not frame.duplicated([who, what]).any():
                    return who, what, items
    return None


def wordings(frame: pd.DataFrame, question: str) -> dict[str, str]:
    """What the codes of questions stand for, where another column that is called like questions says it in words."""
    for column in frame:
        name = normalise(column.replace("_", " "))
        if column == question or not re.match(
            r"(question|frage|pregunta|pergunta|domanda|vraag|fråga|spørgsmål)", name
        ):
            continue
        pairs = frame[[question, column]].dropna().astype(str)
        pairs = pairs[pairs[column].str.contains(r"[^\W\d_]", regex=True)].drop_duplicates()
        if len(pairs) and not pairs[question].duplicated().any() and not pairs[column].duplicated().any():
            return dict(zip(pairs[question].str.strip(), pairs[column].str.strip(), strict=True))
    return {}


def _answers_several(frame: pd.DataFrame, key: str, question: str) -> bool:
    """Whether each value of a column answers most questions, and each once."""
    pairs = frame[[key, question]].dropna()
    people = pairs[key].nunique()
    items = pairs[question].nunique()
    if people < 2 or len(pairs) < 0.95 * len(frame):
        return False
    return not pairs.duplicated().any() and len(pairs) / people >= max(1.5, 0.4 * items)


def _even(counts: pd.Series) -> bool:
    """Whether every question was answered about as often as the others."""
    return bool(counts.min() >= 0.5 * counts.max()) and len(counts) >= 3


def read_long(
    source: str | Path | pd.DataFrame,
    *,
    respondent: str = "respondent",
    question: str = "question",
    answers: str | Mapping[str, str] = "answer",
    scales: Mapping[str, object] | None = None,
    texts: Mapping[str, str] | None = None,
    roles: Mapping[str, str] | None = None,
    audience: str | None = None,
    name: str | None = None,
) -> Survey:
    """Read a file that has a row an answer.

    Parameters
    ----------
    source : path or DataFrame
        A CSV (comma, semicolon, tab) with a heading line, or its rows.
    respondent, question : str
        The columns that say who answered and what was asked.
    answers : str, or mapping of column to name
        The column of answers; or several, each with the name of what it becomes, such as
        ``{"score": "{question}", "evidence": "{question}_evidence"}``.
    scales : mapping, optional
        Column of answers to ``(low, high)`` or to labels from low to high.
    texts : mapping, optional
        Question to its wording, where the file holds ids only.
    roles : mapping, optional
        Role to column, added to what is found by name.
    audience : str, optional
        Who answered, where the file has no column for it.
    name : str, optional

    Returns
    -------
    Survey
        A row a respondent (of an audience and wave, where there are such columns).

    Raises
    ------
    SurveyFileError
        If the file cannot be read, a column is missing, or somebody answers a question twice; names the lines.
    OptionError
        If ``scales`` names no column of answers.

    Examples
    --------
    >>> rows = pd.DataFrame({"who": ["a", "a", "b"], "item": ["open", "kind", "open"], "score": [4, 5, 2]})
    >>> survey = read_long(rows, respondent="who", question="item", answers="score", scales={"score": (1, 5)},
    ...                    audience="Staff")
    >>> survey.n_rows, survey.codebook.id.tolist()
    (2, ['open', 'kind'])
    """
    patterns = {answers: "{question}"} if isinstance(answers, str) else {c: str(p) for c, p in answers.items()}
    wild = [pattern for pattern in patterns.values() if "{question}" not in pattern]
    if not patterns or wild or len(set(patterns.values())) < len(patterns):
        raise OptionError(
            say("answers= names the column of answers, or maps several to names of their own that hold {{question}}, "
                "such as {{'evidence': '{{question}}_evidence'}}; got {answers}.",
                answers=repr(answers))
        )  # fmt: skip
    stray = [column for column in scales or {} if column not in patterns]
    if stray:
        raise OptionError(
            say("scales= names {names}, no column of answers.{hint} Found: {names2}.",
                names=named(stray), hint=did_you_mean(stray[0], patterns), names2=named(patterns))
        )  # fmt: skip
    table, found = side_table(source, needs=[respondent, question, *patterns], what="answers")
    lines = table.pop("line")
    bare = {column: _is_blank(table[column]) for column in (respondent, question)}
    bad_rows(found, [(lines[at], f"no {column}") for column, blank in bare.items() for at in table.index[blank]])
    given = dict(roles or {})
    called = {**{guess_role(column): column for column in table}, **given}
    key = [
        respondent,
        *dict.fromkeys(called[r] for r in ("audience", "wave") if called.get(r, respondent) != respondent),
    ]
    missing = [column for column in key if column not in table]
    if missing:
        raise SurveyFileError(
            say("{found} lacks the column {names}. Found: {names2}.",
                found=found, names=named(missing), names2=named(table.columns))
        )  # fmt: skip
    table[question] = table[question].astype(str).str.strip()
    again = table.duplicated([*key, question], keep=False)
    bad_rows(
        found,
        [
            (
                lines[at],
                kept(
                    "{table} answers {table2} more than once",
                    table=table[respondent][at],
                    table2=repr(table[question][at]),
                ),
            )
            for at in again[again].index
        ],
    )
    wide = _wide(table, key, question, patterns)
    about = [column for column in table if column not in (*key, question, *patterns)]
    people = table.groupby(key, sort=False, dropna=False)
    steady = [column for column in about if (people[column].nunique(dropna=False) == 1).all()]
    frame = people[steady].first().reset_index() if steady else people.size().reset_index()[key]
    frame = frame.merge(wide, on=key, how="left")
    roles = {"respondent": respondent, **{role: column for role, column in called.items() if role and column in frame}}
    names = {
        pattern.replace("{question}", asked): (asked, column)
        for column, pattern in patterns.items()
        for asked in dict.fromkeys(table[question])
    }
    own = {named: scales[column] for named, (_, column) in names.items() if column in (scales or {})}
    survey = Survey.from_frame(frame, roles=roles, scales=own, audience=audience, name=name or Path(found).stem)
    worded = {named: (texts or {}).get(asked) for named, (asked, _) in names.items() if named == asked}
    rows, people = plural(len(table), "row"), plural(len(frame), "respondent")
    notes = [kept("a long file: {rows} became {people}", rows=rows, people=people)]
    left = [column for column in about if column not in steady]
    if left:
        notes.append(
            kept("left out, because they differ between the rows of a respondent: {columns}", columns=named(left))
        )
    return survey.with_codebook(_worded(survey.codebook, worded)).with_notes(*notes)


def _worded(book: pd.DataFrame, texts: Mapping[str, str | None]) -> pd.DataFrame:
    """The codebook with the wording of the questions that had ids only."""
    for column in ("text", "topic"):
        book[column] = [texts.get(asked) or said for asked, said in zip(book.id, book[column], strict=True)]
    return book


def _is_blank(column: pd.Series) -> pd.Series:
    return column.isna() | (column.astype(str).str.strip() == "")


def _wide(table: pd.DataFrame, key: list[str], question: str, patterns: Mapping[str, str]) -> pd.DataFrame:
    parts = []
    for column, pattern in patterns.items():
        part = table.pivot(index=key, columns=question, values=column)
        part = part[list(dict.fromkeys(table[question]))]
        part.columns = [pattern.replace("{question}", asked) for asked in part.columns]
        parts.append(part)
    wide = pd.concat(parts, axis=1)
    twice = wide.columns[wide.columns.duplicated()]
    if len(twice):
        raise OptionError(say("answers= gives two columns the name {names}. Choose other names.", names=named(twice)))
    return wide.reset_index()
