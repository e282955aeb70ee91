"""What each column is: a question with a kind, a scale, a topic and an aspect, or a role.

Everything here is a guess that a person can read, correct in a table or a CSV, and keep. Guesses
say how they were made (``scale_from``), so that a scale nobody declared is never mistaken for a fact.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping

import pandas as pd

from cxresearch.errors import ScaleError
from cxresearch.survey.codebook import COLUMNS, SCALED, split_text
from cxresearch.survey.doubts import Doubt
from cxresearch.survey.guessing.blocks import Drafted, doubts_of, share_scales
from cxresearch.survey.guessing.marks import with_marks
from cxresearch.survey.guessing.number_scales import Guess
from cxresearch.survey.guessing.question_words import asks_to_rate, predicts
from cxresearch.survey.guessing.questions import line_of, question_of, words_of
from cxresearch.survey.labels import normalise
from cxresearch.survey.origins import DECLARED
from cxresearch.survey.scales import Scale
from cxresearch.wording import kept, named, say

__all__ = ["draft_codebook", "guess_aspect"]

_UNREAD = ("verbatim", "multi", "date", "ranking", "duration")

_THEY = (
    r"(?:customers?|clients?|guests?|patients?|visitors?|members?|users?|people|they|staff|employees|kunden|gäste|patienten|"
    r"mitglieder|bürger|mitarbeiter\w*|clientes?|pacientes|huéspedes|clienti|pazienti|ospiti|klanten|gasten|patiënten)"
)
_WILL_SAY = (
    r"(?:say|answer|rate|give|tell|reply|antworten|sagen|bewerten|urteilen|répondr\w+|dire|diront|noter\w*|responder\w*|"
    r"dir[áã]\w*|decir|risponder\w*|diranno|antwoorden|zeggen|beoordelen)"
)
_FUTURE = "(?:répondront|diront|noteront|responderán|dirán|responderão|dirão|risponderanno|diranno)"
_ASPECT = (
    (
        "importance",
        re.compile(
            r"\bimportan\w*|\bhow much .{0,40}\bmatters?\b|\bwichtig\w*|\bbelangrijk\w*|\bważn\w+|\bviktig\w*|"
            r"\bvigtig\w*|\bönem(?:li|i|se)\w*|\bimporte\b|重要"
        ),
    ),
    (
        "prediction",
        re.compile(
            rf"\bpredict\w*|\bguess\w*|\bvorhersag\w*|\bprédi\w+|\bpredic\w+|\bprevede\w*|\bvoorspel\w*|"
            rf"\b{_THEY} (?:will|would|werden|würden|vont|van a|vão|zullen) {_WILL_SAY}\b|"
            rf"\b(?:will|would|werden|würden|vont|van a|vão|zullen) (?:\w+ )?{_THEY} (?:\w+ ){{0,3}}{_WILL_SAY}\b|"
            rf"\b{_THEY} {_FUTURE}\b|\b{_FUTURE} (?:\w+ ){{0,2}}{_THEY}\b|"
            rf"\b(?:vont|van a|vão) {_WILL_SAY} (?:\w+ ){{0,2}}{_THEY}\b|"
            # Whoever a trade calls its customers: "Was werden die Leser zu ... antworten?"; never "würden Sie".
            r"\b(?:werden|würden) (?:die|unsere|ihre|eure) (?:\w+ ){1,6}?(?:antworten|sagen|bewerten|urteilen)\b|"
            r"\b(?:will|would) (?:the|our|your) (?:\w+ ){1,6}?(?:answer|say|rate)\b"
        ),
    ),
    (
        "promise",
        re.compile(
            r"\bpromis\w*|\bpromess\w*|\bpromet\w*|\bversprech\w*|\bversproch\w*|\bbelofte\w*|\bbeloof\w*|\bobiec\w+|"
            r"\butlov\w*|\blöfte\w*|\bløfte\w*|\bvaat\w*|\bvaad\w*"
        ),
    ),
    # Only where understanding itself is asked: "my problem was understood" tells how somebody was served.
    (
        "understood",
        re.compile(
            rf"\bhow (?:well|clearly|easily) (?:do|does|did|can) (?:you|{_THEY}) (?:\w+ )?understand\b|"
            rf"\bwie (?:gut|leicht) (?:verstehen|verstanden|können) (?:sie|du|{_THEY})\b|"
            r"\b(?:dans quelle mesure|à quel point) comprenez-vous\b|"
            r"\b(?:en qué medida|hasta qué punto) (?:entiende|comprende)\w*\b|"
            rf"\bhoe goed (?:begrijpt|begrijpen) (?:u|{_THEY})\b"
        ),
    ),
    (
        "expectation",
        re.compile(
            r"\bexpect\w*|\berwart\w*|\battendiez\b|\bexpectativ\w*|\baspettat\w*|\bverwacht\w*|"
            r"\boczekuj\w*|\boczekiwaniom\b|\bförvänt\w*|\bforvent\w*|\bbeklenti\w*"
        ),
    ),
)
# A text that ends so asks or tells something, and is no name; the widths of Chinese and Japanese too, and Arabic.
_SCALE_TOLD = re.compile(r"[(（]\s*\d+\b[^)）]*\d\s*[)）]$")
_ENDS = ("?", ":", ".", "!", "？", "：", "。", "؟", "…")


def _rows_of(columns: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Stem and row of each column: what stands before a dash is a stem where another column shares it, or it asks,
    or where the same item stands behind another stem too.

    It asks where it ends as a question does, tells its scale, says what is asked of a topic ("I predict ..."), or is a
    sentence by its length; what is left is a name, such as "A&E - Front desk".
    """
    split = {column: split_text(text) for column, text in columns.items()}
    shared = Counter(normalise(stem) for stem, row in split.values() if row)
    items = Counter(normalise(row) for _, row in split.values() if row)

    def asks(stem: str) -> bool:
        ends = stem.endswith(_ENDS) or _SCALE_TOLD.search(stem) is not None
        return ends or guess_aspect(stem) != "experience" or len(stem.split()) >= 5

    return {
        column: (stem, row)
        if max(shared[normalise(stem)], items[normalise(row)]) > 1
        or asks(stem)
        or columns[column].rstrip().endswith("]")
        else (columns[column], "")
        for column, (stem, row) in split.items()
    }


def guess_aspect(text: str) -> str:
    """What is asked of a topic: its experience, unless the wording says otherwise.

    >>> guess_aspect("How important is billing?"), guess_aspect("Billing")
    ('importance', 'experience')
    """
    lowered = text.lower()
    found = next((aspect for aspect, pattern in _ASPECT if pattern.search(lowered)), "experience")
    return "prediction" if found == "experience" and predicts(lowered) else found


def draft_codebook(
    columns: Mapping[str, str],
    counts_of: Callable[[str], Mapping[object, int]],
    *,
    scales: Mapping[str, object] | None = None,
    sources: Mapping[str, str] | None = None,
    kinds: Mapping[str, str] | None = None,
    doubts: list[Doubt] | None = None,
    notes: list[str] | None = None,
) -> pd.DataFrame:
    """Guess what each question is.

    Parameters
    ----------
    columns : mapping of column to question text
    counts_of : callable
        Gives the distinct answers of a column with their counts.
    scales : mapping, optional
        Column or question text to a scale; these win over every guess.
    sources : mapping, optional
        Where each column came from, when that differs from its name.
    kinds : mapping, optional
        Kinds that the file itself declares.
    doubts : list, optional
        Takes what was guessed and could change a number.
    notes : list, optional
        Takes which questions are read as reversed, and why.

    Returns
    -------
    DataFrame with the columns of ``COLUMNS``, one row a question.

    Raises
    ------
    ScaleError
        If ``scales`` names a question that is not there, or is no scale.
    """
    scales = dict(scales or {})
    stray = [name for name in scales if name not in columns and name not in columns.values()]
    if stray:
        raise ScaleError(
            say("scales= names questions that are not there: {names}. Found: {names2}.",
                names=named(stray), names2=named(columns))
        )  # fmt: skip
    kinds = dict(kinds or {})
    drafted, rows = [], _rows_of(columns)
    for column, text in columns.items():
        given = scales.get(column, scales.get(text))
        declared = kinds.get(column)
        counts = {} if declared in _UNREAD and given is None else counts_of(column)
        line, guess = question_of(column, text, counts, given)
        if declared is not None and (given is None or declared in SCALED):
            line, guess = _of_kind(declared, line, guess)
        stem, row = rows[column]
        line |= {
            "id": column,
            "text": text,
            "topic": row or (text if text != column else column),
            "aspect": guess_aspect(stem if row else text) if line["kind"] in SCALED else "",
            "source": (sources or {}).get(column, column),
            "stem": normalise(stem) if row else column,
        }
        drafted.append(Drafted(line, guess, counts, asks_to_rate(words_of(column, text))))
    share_scales(drafted)
    if doubts is not None:
        doubts += with_marks(drafted, doubts_of(drafted))
    if notes is not None:
        notes += [
            kept("{question}: low numbers are the good ones ({why}), so the question is read as reversed",
                 question=one.line["id"], why=one.guess.why_turned)
            for one in drafted
            if one.line["reversed"] and one.guess.why_turned
        ]  # fmt: skip
    lines = [one.line | {"scale_from": str(one.line["scale_from"])} for one in drafted]
    return pd.DataFrame(lines, columns=COLUMNS).astype({"reversed": bool})


def _of_kind(kind: str, line: dict, guess: Guess) -> tuple[dict, Guess]:
    """What the file or a person says of the kind."""
    if kind not in SCALED:
        return line_of(kind), Guess()
    if not line["scale"] and kind == "nps":
        return line_of(kind, Scale(0.0, 10.0), DECLARED), Guess()
    return line | {"kind": kind}, guess
