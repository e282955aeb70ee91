"""In which language the library speaks, and where its words in other languages stand.

English stands in the code as the message's own name, as with gettext; every other language is a folder
``languages/<code>/`` with the same messages in it, a file a wing. A message is a whole sentence or a whole label, with
fields in braces; a language puts the fields in its own order and asks for a noun's form by name: ``{who:dat}``.

What was said remembers how (which message, with which fields), so that it can be said again in another language: a
Result that was computed in English is read in German.
"""

import functools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from string import Formatter

from cxresearch.errors import OptionError

__all__ = [
    "Forms",
    "again",
    "as_asked",
    "facts_of",
    "fields_of",
    "from_record",
    "goes_on_small",
    "joined",
    "kept",
    "language",
    "language_now",
    "languages",
    "locale",
    "marked",
    "message_of",
    "noun",
    "parts_about",
    "record_of",
    "remembered",
    "say",
    "signs",
    "speaking",
    "texts_about",
    "told",
    "untranslated",
    "was_said",
]

_FOLDER = Path(__file__).parent / "languages"
_AS_IN_ENGLISH = {"thousands": ",", "decimal": ".", "percent": "%"}
_ENGLISH = "en"
_ASKS = ("?", "!", "？", "！", "؟")
_standing = _ENGLISH
_here: ContextVar[str | None] = ContextVar("language", default=None)
_missing: dict[tuple[str, str], None] = {}
# What says texts, by its name: what was said is stored as the name of who said it, and what that was given.
_voices: dict[str, Callable] = {}


class Forms(str):
    """A text that was said: a word that a sentence may ask for in another form, and how to say it again.

    >>> leaders = Forms("Führungskräfte", dat="Führungskräften")
    >>> say("{who} and {who:dat}", who=leaders)
    'Führungskräfte and Führungskräften'
    """

    forms: dict[str, str]
    # The function that said it, what it was given, and the language that was spoken.
    said: tuple | None = None

    def __new__(cls, text: str, **forms: str):
        made = super().__new__(cls, text)
        made.forms = forms
        return made

    def __format__(self, spec: str) -> str:
        return self.forms.get(spec, str(self)) if spec.isidentifier() else super().__format__(spec)

    def __add__(self, more: str) -> "Forms":
        return joined(self, more)

    def __radd__(self, before: str) -> "Forms":
        return joined(before, self)

    def each(self, change) -> "Forms":
        """The same word with every form changed by a function of one text."""
        return Forms(change(str(self)), **{name: change(form) for name, form in self.forms.items()})


class _Filling(Formatter):
    """Fields of a message; a form of what has none (a name out of the data) is the thing itself."""

    def format_field(self, value, spec: str) -> str:
        return str(value) if spec.isidentifier() and not isinstance(value, Forms) else format(value, spec)


_filling = _Filling()


def remembered(function: Callable) -> Callable:
    """What the function says, a text, remembers what it was given, so that :func:`again` can say it once more."""

    @functools.wraps(function)
    def speaks(*given, **fields):
        given = tuple(_as_it_is(value) for value in given)
        fields = {name: _as_it_is(value) for name, value in fields.items()}
        text = function(*given, **fields)
        made = Forms(text, **getattr(text, "forms", {}))
        made.said = speaks, given, fields, language_now()
        return made

    _voices[function.__name__] = speaks
    return speaks


def _as_it_is(value):
    """In the language of now; what is read but once is kept as a tuple."""
    if isinstance(value, str):
        return again(value)
    return again(tuple(value)) if isinstance(value, Iterator) else again(value)


def again(value):
    """What was said, in the language of now; texts within lists, tuples and dicts too, and all else as it is.

    >>> line = say("{low} to {high}", low=noun("leaders"), high=3)
    >>> with speaking("de"):
    ...     again(line), again(["5", line])
    ('Führungskräfte bis 3', ['5', 'Führungskräfte bis 3'])
    """
    if isinstance(value, Forms):
        if value.said is None or value.said[-1] == language_now():
            return value
        speaks, given, fields, _ = value.said
        return speaks(*given, **fields)
    if isinstance(value, list | tuple | dict) and was_said(value):
        if isinstance(value, dict):
            return {name: again(part) for name, part in value.items()}
        parts = map(again, value)
        return value._make(parts) if hasattr(value, "_make") else type(value)(parts)
    return value


def was_said(value) -> bool:
    """Whether a text, or one within a list, tuple or dict, remembers how it was said."""
    if isinstance(value, str):
        return getattr(value, "said", None) is not None
    if isinstance(value, dict):
        value = value.values()
    elif not isinstance(value, list | tuple):
        return False
    return any(map(was_said, value))


@remembered
def joined(*texts: str) -> str:
    """Texts put together as they are; what is said within them is said again.

    >>> line = say("{low} to {high}", low=1, high=3) + "; " + noun("leaders")
    >>> with speaking("de"):
    ...     again(line)
    '1 bis 3; Führungskräfte'
    """
    return "".join(texts)


def message_of(text: str) -> str | None:
    """The message that a text was said by: what it is about, whatever language it is in. None where it was not said.

    >>> message_of(say("{low} to {high}", low=1, high=3)), message_of("1 to 3")
    ('{low} to {high}', None)
    """
    said = getattr(text, "said", None)
    return said[1][0] if said is not None and said[0] is say else None


def fields_of(text: str) -> dict:
    """The fields that a message was said with; empty where the text was not said.

    >>> fields_of(say("{low} to {high}", low=1, high=3)), fields_of("1 to 3")
    ({'low': 1, 'high': 3}, {})
    """
    return dict(text.said[2]) if message_of(text) else {}


def record_of(value):
    """What was said, as JSON keeps it: who said it, and with what; None where it was not said.

    >>> from_record(record_of(say("{low} to {high}", low=1, high=3)), "1 to 3")
    '1 to 3'
    """
    return _told_of(value) if was_said(value) else None


def _told_of(value):
    if isinstance(value, list | tuple):
        return [_told_of(part) for part in value]
    if isinstance(value, dict):
        return {"pairs": [[_told_of(name), _told_of(part)] for name, part in value.items()]}
    if not was_said(value):
        return value.item() if hasattr(value, "item") else value  # JSON knows no numbers of numpy
    speaks, given, fields, _ = value.said
    fields = {name: _told_of(part) for name, part in fields.items()}
    return {"by": speaks.__name__, "given": _told_of(given), "fields": fields}


def from_record(record, text: str) -> str:
    """A text that was kept in English, with how it was said, where that still gives the same text; else as it is."""
    try:
        with speaking(_ENGLISH):
            found = _said_by(record)
    except (KeyError, TypeError, ValueError, AttributeError):  # said by what is no more
        return text
    return found if found == text else text


def _said_by(record):
    if isinstance(record, list):
        return [_said_by(part) for part in record]
    if not isinstance(record, dict):
        return record
    if "pairs" in record:
        return {_said_by(name): _said_by(part) for name, part in record["pairs"]}
    fields = {name: _said_by(part) for name, part in record["fields"].items()}
    return _voices[record["by"]](*_said_by(record["given"]), **fields)


@remembered
def marked(text: str, about: str, /, **facts) -> str:
    """A text that carries what it is about, and facts of it, so that nobody has to find it by its words.

    >>> line = marked(say("{low} to {high}", low=1, high=3), "an interval", low=1)
    >>> line, texts_about([line, "1 to 3"], "an interval"), facts_of(line)
    ('1 to 3', ['1 to 3'], {'low': 1})
    """
    return text


def texts_about(texts: Iterable[str], *about: str) -> list[str]:
    """Those of the texts that are marked as about one of these."""
    return [text for text in texts if _mark(text) in about]


def parts_about(text: str, *about: str) -> list[str]:
    """The parts that a text was put together from and that are marked as about one of these."""
    if _mark(text) in about:
        return [text]
    if isinstance(text, tuple | list):
        inner = text
    else:
        inner = [*text.said[1], *text.said[2].values()] if was_said(text) else []
    return [part for one in inner for part in parts_about(one, *about)]


def facts_of(text: str) -> dict:
    """The facts that a text was marked with."""
    return dict(text.said[2]) if _mark(text) else {}


def _mark(text) -> str | None:
    said = getattr(text, "said", None)
    return said[1][1] if said is not None and said[0] is marked else None


class _Chosen:
    """The language just set; in a ``with`` block it ends with the block."""

    def __init__(self, code: str, before: str):
        self._code, self._before = code, before

    def __enter__(self):
        return self

    def __exit__(self, *_):
        global _standing
        _standing = self._before

    def __repr__(self) -> str:
        return say("language: {name} ({code})", name=languages()[self._code], code=self._code)


def languages() -> dict[str, str]:
    """Codes and names of the languages that there are, English first.

    >>> languages()["de"]
    'Deutsch'
    """
    return {_ENGLISH: "English"} | {code: _read(code)["name"] for code in _codes(_FOLDER, _FOLDER.stat().st_mtime_ns)}


@functools.cache
def _codes(folder: Path, changed: int) -> list[str]:
    """The languages beside English that a folder holds; looked for anew once something was added to it."""
    return sorted(inner.name for inner in folder.iterdir() if (inner / "language.toml").is_file())


def language(code: str) -> _Chosen:
    """Set the language of sentences, captions, reports and pages.

    Parameters
    ----------
    code : {"en", "de"}
        Columns and verdicts of tables stay English: programs read them.

    Returns
    -------
    object
        To be used in a ``with`` block where the language is to end with it.

    Raises
    ------
    OptionError
        For a language that has no folder; it names those that there are.

    Examples
    --------
    >>> from cxresearch.wording import points
    >>> with language("de"):
    ...     print(points(12))
    12 Punkte
    """
    global _standing
    chosen, before = _known(code), _standing
    _standing = chosen
    return _Chosen(chosen, before)


def _known(code: str) -> str:
    found = str(code).strip().casefold()
    if found in (_ENGLISH, language_now()):
        return found
    if found not in languages():
        there = ", ".join(f"{key!r} ({name})" for key, name in languages().items())
        raise OptionError(say("There is no language {code}. There are {known}.", code=repr(code), known=there))
    return found


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Speak another language within a block, in this thread or task alone.

    >>> with speaking("de"):
    ...     language_now()
    'de'
    """
    set_before = _here.set(_known(code))
    try:
        yield
    finally:
        _here.reset(set_before)


def language_now() -> str:
    """The code of the language that is spoken here.

    >>> language_now()
    'en'
    """
    return _here.get() or _standing


@remembered
def say(message: str, /, **fields) -> str:
    """A message in the language of now, with its fields filled in; English where it has none yet.

    >>> say("On {topic}, no {who} answered.", topic="billing", who="leaders")
    'On billing, no leaders answered.'
    >>> say("On {topic}, no {who} answered.", topic="How was it?", who="leaders")
    'On "How was it?", no leaders answered.'
    """
    code = language_now()
    if code != _ENGLISH:
        message = _found(code, "said", message)
    asked = {name: as_asked(text) for name, text in fields.items() if _goes_on(message, name, text)}
    return _filling.vformat(message, (), {**fields, **asked} if asked else fields)


def _goes_on(message: str, name: str, text) -> bool:
    """Whether a question stands in the message and the sentence goes on behind it; a text that was said is none."""
    return (
        isinstance(text, str)
        and text.endswith(_ASKS)
        and message_of(text) is None
        and re.search(rf"\{{{name}(:\w+)?\}}([.,:;]| [a-zà-ÿ])", message) is not None
    )


def as_asked(text: str) -> str:
    """A name within a sentence: a question stands in quotes, so that its mark does not end the sentence.

    >>> as_asked("Billing and fees"), as_asked("How was it?")
    ('Billing and fees', '"How was it?"')
    """
    if not text.endswith(_ASKS):
        return text
    code, quoted = language_now(), '"{words}"'
    return (quoted if code == _ENGLISH else _found(code, "said", quoted)).replace("{words}", text)


def told(message: str, /) -> str:
    """Mark a message that is kept now and said later; it comes back as it is.

    >>> told("not enough data")
    'not enough data'
    """
    return message


def kept(message: str, /, **fields) -> str:
    """A message in English whatever language is spoken: what is kept and compared may not hang on who looks at it.

    :func:`again` says it in the language of now.

    >>> with speaking("de"):
    ...     kept("{low} to {high}", low=1, high=3)
    '1 to 3'
    """
    with speaking(_ENGLISH):
        return say(message, **fields)


@remembered
def noun(word: str, /) -> str:
    """A noun in the language of now, with its forms.

    >>> noun("leaders")
    'leaders'
    """
    code = language_now()
    if code == _ENGLISH:
        return word
    found = _found(code, "nouns", word)
    if isinstance(found, str):
        return Forms(found)
    return Forms(found["nom"], **{form: text for form, text in found.items() if form != "nom"})


def signs() -> Mapping:
    """How numbers are written in the language of now: ``thousands, decimal, percent``, and ``words`` for 0 to 12."""
    code = language_now()
    return {} if code == _ENGLISH else _AS_IN_ENGLISH | _read(code).get("numbers", {})


def goes_on_small() -> bool:
    """Whether a title loses its capital within a sentence: in English it does, elsewhere where the language says so.

    >>> goes_on_small()
    True
    """
    code = language_now()
    return code == _ENGLISH or bool(_read(code).get("writing", {}).get("small_within"))


def locale() -> str:
    """The language of now as office programs name it, for their spelling: ``en-US``.

    >>> locale()
    'en-US'
    """
    code = language_now()
    return "en-US" if code == _ENGLISH else _read(code).get("locale", code)


def untranslated() -> list[tuple[str, str]]:
    """Language and message of everything that was said in English since the start for want of another."""
    return list(_missing)


def _found(code: str, kind: str, message: str):
    try:
        return _read(code)[kind][message]
    except KeyError:
        _missing[code, message] = None
        return message


@functools.cache
def _read(code: str) -> dict:
    """All files of a language as one; ``language.toml`` has its name and how it writes numbers."""
    import tomllib

    found = tomllib.loads((_FOLDER / code / "language.toml").read_text(encoding="utf-8"))
    found |= {"said": {}, "nouns": {}}
    for file in sorted((_FOLDER / code).glob("*.toml")):
        if file.name != "language.toml":
            part = tomllib.loads(file.read_text(encoding="utf-8"))
            found["said"] |= part.get("said", {})
            found["nouns"] |= part.get("nouns", {})
    return found
