"""Comments lose what identifies a person: addresses, numbers, links and handles, and names that can be told as such.

People write their numbers into comment boxes. What is taken out is proved first where it can be proved: card numbers by
Luhn's check digit, IBANs by their remainder of 97, telephones by a country's numbering plan. Amounts, dates, times and
scores stay, because they are what a comment is about. Nobody can find every personal trait in free text ("the tall man
in the red shop"), so redacted comments still go to people who may read them, the notes count what was taken out, and
"nothing found" is never said without that.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import narwhals as nw
import numpy as np

from cxresearch.errors import OptionError, QuestionError
from cxresearch.privacy.addresses import address_spans
from cxresearch.privacy.identity_numbers import birth_spans, plate_spans, reference_spans
from cxresearch.privacy.name_list import name_spans
from cxresearch.privacy.named_people import person_spans
from cxresearch.privacy.online_traces import handle_spans, link_spans, spoken_email_spans
from cxresearch.privacy.personal_data import account_spans, card_spans, email_spans, phone_spans
from cxresearch.privacy.signs import signs_of
from cxresearch.survey.survey import Survey
from cxresearch.wording import count, named, plural, say

__all__ = ["KINDS", "Redacted", "redact", "redact_texts"]

# How a number of each is called.
KINDS = {
    "link": lambda n: plural(n, "link or computer address", "links or computer addresses"),
    "e-mail": lambda n: plural(n, "e-mail address", "e-mail addresses"),
    "account": lambda n: plural(n, "account number", "account numbers"),
    "card": lambda n: plural(n, "card number", "card numbers"),
    "birth date": lambda n: plural(n, "date of birth", "dates of birth"),
    "number": lambda n: plural(n, "customer, policy or identity number", "customer, policy or identity numbers"),
    "plate": lambda n: plural(n, "number plate", "number plates"),
    "address": lambda n: plural(n, "postal address", "postal addresses"),
    "phone": lambda n: plural(n, "phone number", "phone numbers"),
    "handle": lambda n: plural(n, "handle", "handles"),
    "name": lambda n: plural(n, "name", "names"),
}
# Columns that platforms add about a person; comments are cleaned, these are only pointed at.
_ABOUT_PEOPLE = re.compile(
    r"(recipient)?[\s_-]*(e-?mail([\s_-]*address)?|first[\s_-]*name|last[\s_-]*name|surname|full[\s_-]*name|name|"
    r"ip[\s_-]*address|ipaddr|phone([\s_-]*number)?|mobile|token|location(latitude|longitude))",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Redacted:
    """Texts without personal data.

    Attributes
    ----------
    texts : list of str or None
        In the order given; what was no text stays as it was.
    counts : mapping of str to int
        How often each of `KINDS` was taken out.
    """

    texts: list
    counts: Mapping[str, int] = field(default_factory=dict)


def redact(survey: Survey, names: Iterable[str] = (), *, columns: str | Iterable[str] | None = None) -> Survey:
    """A Survey whose comments carry no e-mail, postal and computer addresses, personal numbers, handles and told names.

    Parameters
    ----------
    survey : Survey
        Rows that stay on an engine (DuckDB, Spark) are brought into memory.
    names : list of str, optional
        People to take out, as whole words in any case and with or without accents: "Anna Schmidt", "Okafor". A name
        that is also a plain word (Will, Rose, Mark) goes only where it is written with a capital letter.
    columns : str or list of str, optional
        Questions or columns of text; all comments (kind ``verbatim``) by default.

    Returns
    -------
    Survey
        Same rows, codebook and roles; each find is replaced by its kind in brackets, such as ``[e-mail]``. The notes
        say how many of each kind were taken out, and which other columns look as if they hold personal data.

    Raises
    ------
    QuestionError, OptionError
        If a column is unknown or holds no text, or ``names`` is no list of names.

    References
    ----------
    Luhn (1960), US patent 2,950,048 (ISO/IEC 7812-1); ISO 13616 and ISO/IEC 7064 (IBAN); ITU-T E.164 (telephone).

    Examples
    --------
    >>> import pandas as pd
    >>> survey = Survey.from_frame(pd.DataFrame({"comment": [
    ...     "Call me: +44 20 7946 0958", "Paid 1,200.50 on 01.02.2025, 9/10", "Anna was rude, mail bo@example.org"]}))
    >>> redact(survey, names=["Anna"]).to_pandas()["comment"].tolist()
    ['Call me: [phone]', 'Paid 1,200.50 on 01.02.2025, 9/10', '[name] was rude, mail [e-mail]']
    """
    wanted = _text_columns(survey, columns)
    listed = _checked_names(names)
    notes = []
    if survey.is_lazy:
        survey = replace(survey, responses=survey.to_pandas(), _cache={})
        notes.append(say("the rows were brought into memory to read the comments"))
    frame, total, touched = survey.frame, dict.fromkeys(KINDS, 0), 0
    for column in wanted:
        answers = frame[column].to_list()
        strange = next(
            (answer for answer in answers if answer is not None and answer == answer and not isinstance(answer, str)),
            None,
        )
        if strange is not None:
            raise QuestionError(say(
                "{column} in {survey} holds no text but {name}. Leave it out of columns=.",
                column=repr(column), survey=survey.name, name=type(strange).__name__,
            ))  # fmt: skip
        found = redact_texts(answers, listed)
        if any(found.counts.values()):
            touched += 1
            values = nw.new_series(column, found.texts, frame[column].dtype, backend=frame.implementation)
            frame = frame.with_columns(values)
        for kind, n in found.counts.items():
            total[kind] += n
    notes.append(_summary(total, len(wanted), touched, len(listed)))
    notes += _other_columns(survey, wanted)
    # The rows are the same, so which groups are small is, too; the codes of changed columns are not.
    return replace(survey, responses=nw.to_native(frame), notes=(*survey.notes, *notes), _cache={})


def redact_texts(texts: Iterable, names: Iterable[str] = ()) -> Redacted:
    """The same for any sequence of texts.

    Parameters
    ----------
    texts : iterable of str
        None and NaN pass through.
    names : list of str, optional
        As in `redact`.

    Returns
    -------
    Redacted

    Raises
    ------
    OptionError
        If ``texts`` is a single string.

    Examples
    --------
    >>> redact_texts(["My card 4111 1111 1111 1111, not 4111 1111 1111 1112"]).texts
    ['My card [card], not 4111 1111 1111 1112']
    """
    if isinstance(texts, str):
        raise OptionError(say("texts is a sequence of texts; got one string. Pass [text]."))
    listed = _checked_names(names)
    given = list(texts)
    distinct = list(dict.fromkeys(text for text in given if isinstance(text, str)))
    found = _cleaned(distinct, listed)
    total = dict.fromkeys(KINDS, 0)
    if not found:
        return Redacted(given, total)
    cleaned = []
    for text in given:
        clean, counts = found.get(text, (text, {})) if isinstance(text, str) else (text, {})
        cleaned.append(clean)
        for kind, n in counts.items():
            total[kind] += n
    return Redacted(cleaned, total)


# -- finding ---------------------------------------------------------------------------------------


def _cleaned(texts: list[str], names: tuple[str, ...]) -> dict[str, tuple[str, dict[str, int]]]:
    """What is left of each text in which something was found, and how often what; the others are not named.

    Only texts with a sign of a kind are read for it; most have none.
    """
    plain = [text if text.isascii() else text.translate(_PLAIN) for text in texts]
    there = signs_of(plain)
    shown = np.column_stack([there[sign] for _, sign, _, _ in _FINDERS])
    looked = np.arange(len(texts)) if names else np.flatnonzero(shown.any(axis=1))
    found = {}
    for at, signs in zip(looked.tolist(), shown[looked].tolist(), strict=True):
        clean, counts = _clean(texts[at], plain[at], signs, names)
        if counts:
            found[texts[at]] = clean, counts
    return found


def _clean(text: str, plain: str, signs: list[bool], names: tuple[str, ...]) -> tuple[str, dict[str, int]]:
    """Each kind in turn; what one has taken the next cannot see."""
    counts: dict[str, int] = {}
    for (kind, _, digits, find), shown in zip(_FINDERS, signs, strict=True):
        # Where something was taken out, the signs are no longer those of the text.
        if not (shown or counts and (not digits or _DIGIT.search(plain))):
            continue
        spans = list(find(plain))
        if spans:
            text, n = _taken_out(text, spans, kind)
            plain = text if text.isascii() else text.translate(_PLAIN)
            counts[kind] = counts.get(kind, 0) + n
    spans = list(name_spans(text, names))
    if spans:
        text, n = _taken_out(text, spans, "name")
        counts["name"] = counts.get("name", 0) + n
    return text, counts


# Spaces and dashes that look like plain ones; each keeps its place.
_PLAIN = str.maketrans(
    dict.fromkeys("\u00a0\u2007\u2009\u202f\t", " ") | dict.fromkeys("\u2010\u2011\u2012\u2013\u2212", "-")
)
_DIGIT = re.compile(r"\d")
# What is taken out, the sign without which there is none (`signs`), whether it takes a digit, and how it is found.
_FINDERS = (
    ("link", "link", False, link_spans),
    ("e-mail", "spoken", False, spoken_email_spans),
    ("e-mail", "e-mail", False, email_spans),
    ("account", "account", True, account_spans),
    ("card", "card", True, card_spans),
    ("birth date", "birth", True, birth_spans),
    ("number", "number", True, reference_spans),
    ("plate", "plate", True, plate_spans),
    ("address", "address", True, address_spans),
    ("phone", "phone", True, phone_spans),
    ("handle", "handle", False, handle_spans),
    ("name", "name", False, person_spans),
)


def _taken_out(text: str, spans: Iterable[tuple[int, int]], kind: str) -> tuple[str, int]:
    parts, at, n = [], 0, 0
    for start, end in sorted(spans):
        if start < at:
            continue
        parts += [text[at:start], f"[{kind}]"]
        at, n = end, n + 1
    return "".join([*parts, text[at:]]), n


# -- a survey --------------------------------------------------------------------------------------


def _text_columns(survey: Survey, columns: str | Iterable[str] | None) -> list[str]:
    if columns is None:
        return survey.questions(kinds=("verbatim",))
    named = [columns] if isinstance(columns, str) else list(columns)
    if not named:
        raise OptionError(say("columns= is empty. Name at least one column of text, or leave it out for all comments."))
    return list(dict.fromkeys(survey.find(name) for name in named))


def _checked_names(names: Iterable[str]) -> tuple[str, ...]:
    if isinstance(names, str):
        raise OptionError(say("names is a list of names; got the one text {names}. Pass [{names}].", names=repr(names)))
    listed = tuple(names)
    for name in listed:
        if not isinstance(name, str) or len(name.strip()) < 2:
            raise OptionError(say("names holds {name}; a name is a text of at least two letters.", name=repr(name)))
    return listed


def _summary(total: Mapping[str, int], columns: int, touched: int, names: int) -> str:
    found = [KINDS[kind](n) for kind, n in total.items() if n]
    fields = {
        "columns": plural(columns, "column of comments", "columns of comments"), "touched": count(touched),
        "list": say("a list of {names} was given", names=plural(names, "name"))
        if names
        else say("no list of names was given"),
        # No count of finds says what was not found.
        "unseen": say(
            "that does not make the comments safe: names without a title, nicknames and descriptions are not seen, so "
            "have somebody read them before they are passed on"
        ),
    }  # fmt: skip
    if not found:
        return say("redacted: nothing found in {columns} ({list}); {unseen}", **fields)
    return say("redacted in {touched} of {columns}: {found} ({list}); {unseen}", found=", ".join(found), **fields)


def _other_columns(survey: Survey, wanted: list[str]) -> list[str]:
    """Columns that may identify people and were not asked for."""
    # "Email" may also be a box to tick.
    closed = {*wanted, *survey.questions(kinds=("rating", "nps", "effort", "multi"))}
    aside = [name for name in survey.columns if name not in closed and _ABOUT_PEOPLE.fullmatch(name.strip())]
    filled = {name: sum(survey.answer_counts(name).values()) for name in aside}
    aside = [say("{name} ({n} filled)", name=name, n=count(n)) for name, n in filled.items() if n]
    if not aside:
        return []
    return [
        say(
            "columns that may hold personal data and were left as they are: {columns}; leave them out of what you hand "
            "over",
            columns=named(aside),
        )
    ]
