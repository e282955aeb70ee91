"""What each column is: a question with a kind, a scale, a topic and an aspect, or a role.

Everything here is a guess that a person can read, correct in a table or a CSV, and keep. Guesses
say how they were made (``scale_from``), so that a scale nobody declared is never mistaken for a fact.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from cxresearch.errors import OptionError, QuestionError, ScaleError, listing
from cxresearch.survey.answers import as_text
from cxresearch.survey.doubts import Doubt
from cxresearch.survey.guessing.blocks import Drafted, doubts_of, share_scales
from cxresearch.survey.guessing.marks import with_marks
from cxresearch.survey.guessing.number_scales import ENOUGH, MISSING_CODES, NO_PLACE, Guess, Unsure
from cxresearch.survey.guessing.question_words import (
    asks_effort,
    asks_for_a_count,
    asks_overall_satisfaction,
    asks_recommending,
    asks_to_rate,
    in_words,
    mentions_recommending,
    names_nps,
)
from cxresearch.survey.guessing.scale_guesses import in_order, judge
from cxresearch.survey.labels import known_label, matching_ladders, normalise
from cxresearch.survey.numerals import number_in
from cxresearch.survey.origins import DECLARED
from cxresearch.survey.scales import KEPT, OUTSIDE, UNREADABLE, Scale
from cxresearch.wording import count, did_you_mean, fields_of, figure, in_a_row, kept, named, told

__all__ = [
    "ASPECTS",
    "COLUMNS",
    "KINDS",
    "ROLES",
    "SCALED",
    "checked_codebook",
    "draft_codebook",
    "guess_aspect",
    "split_text",
    "unique_ids",
]

KINDS = ("rating", "nps", "effort", "choice", "multi", "ranking", "verbatim", "number", "duration", "date")
ASPECTS = ("experience", "importance", "expectation", "promise", "prediction", "understood")
ROLES = ("respondent", "audience", "unit", "group", "segment", "wave", "weight", "n")
COLUMNS = ["id", "text", "kind", "scale", "topic", "aspect", "reversed", "source", "scale_from"]
SCALED = ("rating", "nps", "effort")
_ON_TEN = told("a question of recommending is asked on 0-10")
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
            r"\bvigtig\w*|\bönemli\b|\bimporte\b"
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
        re.compile(r"\bpromis\w*|\bpromess\w*|\bpromet\w*|\bversprech\w*|\bversproch\w*|\bbelofte\w*|\bbeloof\w*"),
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
    ("expectation", re.compile(r"\bexpect\w*|\berwart\w*|\battendiez\b|\bexpectativ\w*|\baspettat\w*|\bverwacht\w*")),
)
_OPEN = re.compile(
    r"(any |your |other |further |additional |general |open |customer )*"
    r"(comments?|verbatims?|feedback|remarks?|kommentare?|anmerkung(en)?|commentaires?|comentarios?|comentários?|commenti?|"
    r"opmerking(en)?)( text| box)?"
)
_DATE = re.compile(
    r"\d{4}-\d{1,2}-\d{1,2}([ T].*)?|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}([ ,].*)?|\d{4}/\d{1,2}/\d{1,2}([ ,].*)?"
)
# From so many answers on, a declared scale that none of them has a place on is a mistake and no bad luck.
_FEW = 10
_YES = {"true", "1", "1.0", "yes", "y", "x", "wahr", "ja", "vrai", "oui"}
_NO = {"false", "0", "0.0", "no", "n", "", "falsch", "nein", "faux", "non"}


def split_text(text: str) -> tuple[str, str]:
    """Stem and row of a matrix question; a plain question has no row.

    >>> split_text("How would you rate us? - Billing"), split_text("Rate us [Billing]"), split_text("Why?")
    (('How would you rate us?', 'Billing'), ('Rate us', 'Billing'), ('Why?', ''))
    >>> split_text("How easy was it? (1 very hard - 7 very easy)")[1]
    ''
    """
    plain = " ".join(text.split())
    if found := re.fullmatch(r"(.+?)\s*\[([^\[\]]+)\]", plain):
        return found[1], found[2]
    # A dash within brackets belongs to what stands in them: "(1 very hard - 7 very easy)".
    outside = re.sub(r"[(（][^()（）]*[)）]", lambda found: "\x00" * len(found[0]), plain)
    at = outside.rfind(" - ")
    stem, row = plain[: max(at, 0)], plain[at + 3 :]
    if stem and row.strip("()（） ") and len(row) <= 120:
        return stem, row
    return plain, ""


def unique_ids(names: list[str]) -> list[str]:
    """Trimmed names; a repeated one gets ``_2``, a blank one ``column_7`` after its place.

    >>> unique_ids([" nps", "nps", ""])
    ['nps', 'nps_2', 'column_3']
    """
    taken: set[str] = set()
    found = []
    for place, name in enumerate(names, 1):
        base = " ".join(str(name).split()) if name is not None else ""
        base = base or f"column_{place}"
        unique, count = base, 1
        while unique in taken:
            count += 1
            unique = f"{base}_{count}"
        taken.add(unique)
        found.append(unique)
    return found


def guess_aspect(text: str) -> str:
    """What is asked of a topic: its experience, unless the wording says otherwise.

    >>> guess_aspect("How important is billing?"), guess_aspect("Billing")
    ('importance', 'experience')
    """
    lowered = text.lower()
    return next((aspect for aspect, pattern in _ASPECT if pattern.search(lowered)), "experience")


def _scores_among_oddities(usual: Scale, by_wording: str | None, guess: Guess, counts) -> tuple[str | None, Guess]:
    """Scores with typing errors among them, each written once, are scores; an answer that several gave is none."""
    strange = {answer: count for answer, count in counts.items()
               if usual.read(answer).status in (OUTSIDE, UNREADABLE)}  # fmt: skip
    good = sum(times for answer, times in counts.items() if usual.read(answer).status == KEPT)
    brief = sum(len(str(answer)) <= 30 for answer in strange)
    if by_wording is None or max(strange.values(), default=0) > 1 or not good or 2 * brief < len(strange):
        return None, guess
    shown = (repr(text if len(text) <= 40 else f"{text[:37]}...") for text in map(as_text, strange))
    evidence = kept("{answers}, each written once, beside {others} answers on 0-10", others=count(good),
                    answers=named(shown, most=5))  # fmt: skip
    left = Unsure(kept(NO_PLACE, scale="0-10"), evidence, len(strange), "(0, 10)")
    return "nps", Guess(usual, kept(_ON_TEN), seen=guess.seen, unsure=(left,))


def is_date(answer: object) -> bool:
    """Whether an answer is a date, or is written as one."""
    return hasattr(answer, "isoformat") or _DATE.fullmatch(str(answer)[:40].strip()) is not None


def _looks_like(counts: Mapping[object, int]) -> str:
    """The kind of a question that has no scale."""
    total = sum(counts.values()) or 1
    numbers = sum(count for answer, count in counts.items() if number_in(answer) is not None)
    if numbers >= 0.9 * total:
        return "number"
    dated = sum(count for answer, count in counts.items() if is_date(answer))
    if dated >= 0.9 * total:
        return "date"
    longest = max((len(str(answer)) for answer in counts), default=0)
    mean_length = sum(len(str(answer)[:500]) * count for answer, count in counts.items()) / total
    if len(counts) <= 30 and len(counts) <= 0.5 * total + 2 and longest <= 120:
        return "choice"
    if len(counts) <= 0.05 * total and mean_length <= 60:
        return "choice"
    return "verbatim" if mean_length > 8 or len(counts) > 30 else "choice"


def _words_of(column: str, text: str) -> str:
    """Name and wording in small letters, for the patterns that say what is asked."""
    return in_words(column) if text == column else f"{in_words(column)} {text.lower()}"


def _question(column: str, text: str, counts: Mapping[object, int], given: object) -> tuple[dict, Guess]:
    """The kind and scale of a question, and what they were guessed from."""
    words = _words_of(column, text)
    recommending = asks_recommending(words)
    by_wording = "nps" if recommending else "effort" if asks_effort(words) else None
    guess = judge(
        counts,
        text if text == column else f"{column} {text}",
        recommending=recommending or mentions_recommending(words),
    )
    if given is not None:
        return _declared(column, counts, given, guess, by_wording)
    scale, found = guess.scale, guess.found
    for_comments = any(_OPEN.fullmatch(normalise(name)) for name in (column, text))
    if for_comments and not guess.loose:
        return _entry("verbatim"), Guess()
    if recommending or mentions_recommending(words):
        by_wording, guess = _recommending(words, by_wording, guess, counts)
        scale, found = guess.scale, guess.found
    if guess.loose and by_wording != "nps":
        distinct = set(guess.seen)
        same = len(distinct) == 1 and sum(guess.seen.values()) >= ENOUGH and not asks_to_rate(words)
        if by_wording is None and (same or len(distinct) > 21 or distinct <= {0.0, 1.0} or asks_for_a_count(words)):
            return _entry("number"), Guess()
        if by_wording == "effort" or asks_overall_satisfaction(words):
            found = kept("customary for this question, {how}", how=fields_of(found)["how"])
    if scale is None:
        entry = _entry(_looks_like(counts) if counts else "verbatim")
        unsure = _number_doubts(guess) if entry["kind"] == "number" else guess.unsure
        return entry, Guess(seen=guess.seen, unsure=unsure if entry["kind"] in ("choice", "number") else ())
    return _entry(by_wording or "rating", scale, found, guess.turned), guess


def _entry(kind: str, scale: Scale | None = None, found: str = "", turned: bool = False) -> dict:
    return {"kind": kind, "scale": str(scale) if scale else "", "scale_from": found, "reversed": turned}


def _declared(column: str, counts, given: object, guess: Guess, by_wording: str | None) -> tuple[dict, Guess]:
    """What a person declares wins; where no answer has a place on it, it is refused."""
    try:
        declared, falls = Scale.declared(given)
        scale = _with_labels(declared, counts, guess)
    except ScaleError as problem:
        raise ScaleError(f"Question {column!r}: {problem}") from None
    statuses = {answer: scale.read(answer).status for answer in counts}
    strange = [answer for answer, status in statuses.items() if status == UNREADABLE]
    if sum(counts[answer] for answer in strange) >= _FEW and not {KEPT, OUTSIDE} & set(statuses.values()):
        raise ScaleError(
            f"Question {column!r}: none of its answers has a place on the scale that scales= declares ({scale}). "
            f"Found: {listing(map(repr, strange), most=6)}. Pass the labels as they are written, lowest first: "
            f"scales={{{column!r}: {in_order(map(as_text, strange))[0]}}}."
        )
    # A rising pair says nothing of the direction, so the words still do; a falling pair, labels and numbers say it.
    turned = falls or (guess.turned and not declared.labels)
    line = _entry(by_wording or "rating", scale, DECLARED, turned)
    why = kept("declared from the worst to the best") if falls else guess.why_turned
    return line, Guess(why_turned=why if turned else "")


def _number_doubts(guess: Guess) -> tuple[Unsure, ...]:
    if not guess.codes:
        return guess.unsure
    codes = in_a_row(*map(figure, guess.codes), by=", ")
    return (
        Unsure(
            kept("a number; {codes} is counted as an answer and may be a code for no answer", codes=codes),
            kept("all others run from {low} to {high}", low=figure(min(guess.seen)), high=figure(max(guess.seen))),
            sum(guess.seen.values()), MISSING_CODES.format(", ".join(f"{value:g}" for value in guess.codes)),
        ),
    )  # fmt: skip


def _recommending(words: str, by_wording: str | None, guess: Guess, counts) -> tuple[str | None, Guess]:
    """A question of recommending is asked on 0-10 unless the file says otherwise, if it was asked on a scale at all."""
    usual = Scale(0.0, 10.0)
    scale, seen = guess.scale, guess.seen
    if scale is not None and not guess.loose:
        on_ten = scale.span == (0.0, 10.0)
        return ("nps" if on_ten or (by_wording and not scale.labels) else None), guess
    if scale is None:
        return _scores_among_oddities(usual, by_wording, guess, counts)
    n, highest = sum(seen.values()), max(seen)
    if set(seen) <= {0.0, 1.0} and not names_nps(words):
        # "Did you recommend us to a friend?" is answered 0 or 1, and says so by having no other answer.
        return None, guess
    if by_wording is None and highest < 8:
        return None, guess
    if n >= ENOUGH and highest <= 7 and min(seen) >= 1 and len(seen) >= 3:
        doubt = kept("read as a rating on {scale} and not as 0-10, so no Net Promoter Score is made of it",
                     scale=f"{scale.low:g}-{scale.high:g}")  # fmt: skip
        evidence = kept("all {n} answers to a question of recommending run from {low} to {high}", n=count(n),
                        low=figure(min(seen)), high=figure(highest))  # fmt: skip
        return None, replace(guess, unsure=(*guess.unsure, Unsure(doubt, evidence, n, "(0, 10)")))
    return "nps", replace(guess, scale=usual, found=kept(_ON_TEN), loose=False)


def _with_labels(scale: Scale, counts: Mapping[object, int], guess: Guess) -> Scale:
    """A declared span without labels borrows them from the family that the answers belong to."""
    if scale.labels:
        return scale
    if guess.scale is not None and guess.scale.span == scale.span and guess.scale.labels:
        return replace(scale, labels=guess.scale.labels)
    words = [str(answer) for answer in counts if number_in(answer) is None and known_label(str(answer))]
    for ladder, seen in matching_ladders(words):
        if len(ladder.points) == scale.points:
            return replace(scale, labels=ladder.given(seen, scale.low))
    return scale


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
        raise ScaleError(f"scales= names questions that are not there: {listing(stray)}. Found: {listing(columns)}.")
    kinds = dict(kinds or {})
    drafted = []
    for column, text in columns.items():
        given = scales.get(column, scales.get(text))
        declared = kinds.get(column)
        counts = {} if declared in _UNREAD and given is None else counts_of(column)
        line, guess = _question(column, text, counts, given)
        if declared is not None and (given is None or declared in SCALED):
            line, guess = _of_kind(declared, line, guess)
        stem, row = split_text(text)
        line |= {
            "id": column,
            "text": text,
            "topic": row or (text if text != column else column),
            "aspect": guess_aspect(stem if row else text) if line["kind"] in SCALED else "",
            "source": (sources or {}).get(column, column),
            "stem": normalise(stem) if row else column,
        }
        drafted.append(Drafted(line, guess, counts, asks_to_rate(_words_of(column, text))))
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
        return _entry(kind), Guess()
    if not line["scale"] and kind == "nps":
        return _entry(kind, Scale(0.0, 10.0), DECLARED), Guess()
    return line | {"kind": kind}, guess


def checked_codebook(book: pd.DataFrame, columns: Iterable[str], name: str) -> pd.DataFrame:
    """A codebook with every column, its cells in one spelling; lines are counted as in ``codebook.csv``.

    Raises
    ------
    QuestionError, ScaleError, OptionError
        Naming the line and the question that do not fit.
    """
    missing = [column for column in ("id", "kind") if column not in book]
    if missing:
        raise QuestionError(f"The codebook of {name} lacks the column {listing(missing)}. It needs id and kind.")
    book = book.reset_index(drop=True)
    for column in COLUMNS:
        if column not in book:
            alike = column in ("text", "topic", "source")
            book[column] = book["id"] if alike else "False" if column == "reversed" else ""
    book[COLUMNS] = book[COLUMNS].astype(object).where(book[COLUMNS].notna(), "").astype(str)
    for column in ("kind", "aspect"):
        book[column] = book[column].str.strip().str.lower()
    known = set(columns)
    scales, turned = [], []
    for line, row in enumerate(book.itertuples(), 2):
        where = f"Line {line} of the codebook, question {row.id!r}"
        if row.id not in known:
            hint = did_you_mean(row.id, known)
            raise QuestionError(f"{where}: {name} has no such column.{hint} Found: {listing(columns)}.")
        if row.kind not in KINDS:
            raise OptionError(f"{where}: no kind {row.kind!r}. Kinds are {listing(KINDS)}.")
        if row.aspect and row.aspect not in ASPECTS:
            raise OptionError(f"{where}: no aspect {row.aspect!r}. Aspects are {listing(ASPECTS)}.")
        scale, falls = _checked_scale(row.scale, row.kind, where)
        turned.append(_turned(row.reversed, where) or falls)
        scales.append(scale)
    book["scale"], book["reversed"] = scales, np.array(turned, dtype=bool)
    book.loc[(book.aspect == "") & book.kind.isin(SCALED), "aspect"] = "experience"
    if book.id.duplicated().any():
        raise QuestionError(f"The codebook of {name} has questions twice: {listing(book.id[book.id.duplicated()])}.")
    return book[[*COLUMNS, *[column for column in book if column not in COLUMNS]]]


def _turned(cell: str, where: str) -> bool:
    word = cell.strip().lower()
    if word not in _YES | _NO:
        raise OptionError(f"{where}: reversed is {cell!r}. Write True or False.")
    return word in _YES


def _checked_scale(scale: str, kind: str, where: str) -> tuple[str, bool]:
    """The scale in one spelling, and whether it falls: "6-1" is 1-6, of which 1 is the best."""
    if not scale.strip():
        if kind in SCALED:
            raise ScaleError(f"{where}: a {kind} question needs a scale, such as 0-10.")
        return "", False
    try:
        declared, falls = Scale.declared(scale)
        return str(declared), falls
    except ScaleError as problem:
        raise ScaleError(f"{where}: {problem}") from None
