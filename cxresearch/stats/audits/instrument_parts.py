"""What an instrument is: items on a scale, sub-scores, who is asked, and the rungs of its ladder.

An instrument is data, not code. This is what stays in memory of a file once it has been found to describe one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from cxresearch.errors import SurveyFileError
from cxresearch.speaking import language_now, remembered
from cxresearch.stats.bases.naming import audience_name
from cxresearch.survey.scales import Scale
from cxresearch.wording import named, plural, say, told

__all__ = ["WHOLE", "Instrument", "Item", "Level", "in_line"]

WHOLE = told("Whole")


@dataclass(frozen=True)
class Item:
    """One statement or question; ``weight`` is its part of the whole, ``anchors`` say what a number looks like."""

    id: str
    text: str
    sub_score: str = ""
    weight: float = 1.0
    reversed: bool = False
    audiences: tuple[str, ...] = ()
    evidence: bool | None = None
    anchors: Mapping[float, str] = field(default_factory=dict)
    line: int | None = None


class Level(NamedTuple):
    """A rung of the ladder: from which score on (0-100), and what it looks like to somebody who walks in."""

    name: str
    start: float
    looks_like: str = ""


@dataclass(frozen=True, eq=False, repr=False)
class Instrument:
    """A questionnaire with everything that scoring it needs; usually read from a file.

    Attributes
    ----------
    id, title, asks, source, kind, read : str
        What it is called, what it asks, after whom, which function scores it, how its result is read.
    scale : Scale or None
    audiences : tuple of str
        Who is asked; empty: whoever answered.
    items : tuple of Item
    sub_scores : mapping of id to title
    levels : tuple of Level
    least_answered : float
        The part of a person's items of a sub-score that must be answered for the person to count.
    options : mapping
        What its kind needs beside.
    words : mapping of language to a mapping of text to its translation
    name : str
        The file, or what stands in its place in messages.
    lines : mapping of key to line
    """

    id: str
    title: str
    kind: str = "scorecard"
    asks: str = ""
    source: str = ""
    read: str = ""
    scale: Scale | None = None
    audiences: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()
    sub_scores: Mapping[str, str] = field(default_factory=dict)
    levels: tuple[Level, ...] = ()
    least_answered: float = 2 / 3
    options: Mapping[str, object] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    name: str = "instrument"
    path: Path | None = None
    lines: Mapping[str, int | None] = field(default_factory=dict)

    def __repr__(self) -> str:
        spoken = self.spoken()
        items = plural(len(self.items), "item") if self.items else self.kind
        what = say("{items} in {parts}", items=items, parts=plural(len(self.sub_scores), "sub-score")) if (
            self.items and self.sub_scores
        ) else items  # fmt: skip
        return say(
            "Instrument {id} ({title}): {what}, asked of {audiences}" if self.audiences
            else "Instrument {id} ({title}): {what}",
            id=repr(self.id), title=spoken.title, what=what, audiences=named(map(audience_name, self.audiences)),
        )  # fmt: skip

    def place(self, line: int | None) -> str:
        """Where in the file, in words."""
        return in_line(self.name, line)

    def asked_of(self, item: Item) -> tuple[str, ...]:
        """Who is asked an item; empty: whoever answered."""
        return item.audiences or self.audiences

    def spoken(self) -> "Instrument":
        """The instrument in the language of now, as far as its file has words for it; ids stay."""

        def of(text: str) -> str:
            own = {code: words[text] for code, words in self.words.items() if text in words}
            return _by_language(text, own) if own else text

        items = tuple(
            replace(item, text=of(item.text), anchors={at: of(text) for at, text in item.anchors.items()})
            for item in self.items
        )
        levels = tuple(rung._replace(name=of(rung.name), looks_like=of(rung.looks_like)) for rung in self.levels)
        return replace(
            self, title=of(self.title), asks=of(self.asks), source=of(self.source), read=of(self.read), items=items,
            levels=levels, sub_scores={key: of(title) for key, title in self.sub_scores.items()},
            options={key: _spoken(said, of) for key, said in self.options.items()},
        )  # fmt: skip

    def texts(self) -> list[str]:
        """All that is shown to people, each once."""
        items = [text for item in self.items for text in (item.text, *item.anchors.values())]
        levels = [text for rung in self.levels for text in (rung.name, rung.looks_like)]
        whole = [self.title, self.asks, self.source, self.read, *self.sub_scores.values()]
        asked = [text for said in self.options.values() for text in _asked(said).values()]
        return list(dict.fromkeys(text for text in (*whole, *items, *levels, *asked) if text))

    def texts_of(self, key: str, role: str) -> list[str]:
        """What is asked for a role of ``options[key]``, as the file has it and in all its languages."""
        text = _asked(self.options.get(key)).get(role)
        return [text, *(words[text] for words in self.words.values() if text in words)] if text else []

    def copy_to(self, path: str | Path) -> Path:
        """Write the file that it was read from under another name, to be changed there.

        Raises
        ------
        SurveyFileError
            If it was not read from a file, or the place is taken or cannot be written.
        """
        place = Path(path)
        if self.path is None:
            raise SurveyFileError(say("{title} was not read from a file, so there is none to copy.", title=self.title))
        try:
            with place.open("xb") as copy:
                copy.write(self.path.read_bytes())
        except OSError as problem:
            raise SurveyFileError(say(
                "{place}: cannot be written ({what}).",
                place=place, what=problem.strerror or problem,
            )) from None  # fmt: skip
        return place


@remembered
def _by_language(text: str, words: Mapping[str, str]) -> str:
    """A text of a file that has it in other languages too, in the language of now."""
    return words.get(language_now(), text)


def _asked(said: object) -> dict[str, str]:
    """Roles and the text that is asked for each: ``{effort: {text: How easy was it?, words: [easy]}}``."""
    roles = said.items() if isinstance(said, Mapping) else ()
    return {
        role: " ".join(each["text"].split())
        for role, each in roles
        if isinstance(each, Mapping) and isinstance(each.get("text"), str)
    }


def _spoken(said: object, of: Callable[[str], str]) -> object:
    asked = _asked(said)
    if not asked:
        return said
    return {role: each | {"text": of(asked[role])} if role in asked else each for role, each in said.items()}


def in_line(name: str, line: int | None) -> str:
    """A line of a file, in words; the file alone where it has none.

    >>> in_line("doors.yaml", 3), in_line("doors.yaml", None)
    ('doors.yaml, line 3', 'doors.yaml')
    """
    return name if line is None else say("{name}, line {line}", name=name, line=line)
