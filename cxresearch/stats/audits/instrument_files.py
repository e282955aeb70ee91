"""Whether a file describes an instrument: every fault is named with its line, and says what to write instead.

Copy a file, change its words, and it scores. Nothing is guessed: the scale is declared, and a key that nobody reads is
a mistake and not a remark.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from cxresearch.errors import ScaleError, SurveyFileError
from cxresearch.stats.audits.instrument_kinds import KINDS
from cxresearch.stats.audits.instrument_parts import WHOLE, Instrument, Item, Level, in_line
from cxresearch.stats.audits.instrument_text import Said, read_mapping, read_text
from cxresearch.survey.audiences import shared_name
from cxresearch.survey.scales import Scale
from cxresearch.wording import did_you_mean, named, say

__all__ = ["read_instrument"]

_KEYS = (
    "id", "title", "asks", "source", "kind", "scale", "audiences", "least_answered", "evidence", "sub_scores", "items",
    "levels", "read", "words",
)  # fmt: skip
_ITEM_KEYS = ("id", "text", "sub_score", "weight", "reversed", "audiences", "evidence", "anchors")
_LEVEL_KEYS = ("name", "from", "looks_like")
_YES, _NO = ("yes", "true", "y"), ("no", "false", "n")
# Weights are written with few decimals: three thirds of 33.3 are 99.9.
_SLACK = 0.005


def read_instrument(given: str | Path | Mapping) -> Instrument:
    """An instrument from a YAML file, a CSV file (a row an item) or a dict.

    Raises
    ------
    SurveyFileError
        For every fault of the file, with its line: broken YAML, unknown or doubled keys, items without text, doubled
        items, weights that do not add up, a scale that is none, levels in the wrong order.

    Examples
    --------
    >>> read_instrument({"id": "doors", "title": "Open doors", "scale": "1-5", "items": [
    ...     {"id": "open", "text": "The door is open."}]})
    Instrument 'doors' (Open doors): 1 item
    """
    if isinstance(given, Mapping):
        called = given.get("id") or given.get("title")
        name = say("the instrument {name}", name=repr(str(called))) if called else say("the instrument")
        return _File(name, None).instrument(read_mapping(given))
    path = Path(given)
    return _File(str(path), path).instrument(read_text(path))


class _File:
    """One file while it is checked."""

    def __init__(self, name: str, path: Path | None):
        self.name, self.path = name, path

    def fault(self, line: int | None, problem: str) -> SurveyFileError:
        return SurveyFileError(f"{in_line(self.name, line)}: {problem}")

    def instrument(self, said: Said) -> Instrument:
        whole = self.mapping(said, say("An instrument"), None)
        kind = self.word(whole, "kind") or "scorecard"
        if kind not in KINDS:
            raise self.fault(
                whole["kind"].line,
                say(
                    "no kind {kind} of instrument.{hint} Kinds: {known}.",
                    kind=repr(kind),
                    hint=did_you_mean(kind, KINDS),
                    known=named(KINDS),
                ),
            )
        own = KINDS[kind]
        self.check_keys(whole, (*_KEYS, *own.keys), say("an instrument"))
        title = self.word(whole, "title") or self.word(whole, "id")
        if not title:
            raise self.fault(said.line, say("a title is missing. Add a line such as 'title: Five decisions'."))
        scale = self.scale(whole.get("scale"))
        if scale is None and own.scale:
            raise self.fault(said.line, say("the scale is missing. Add a line such as 'scale: {{low: 1, high: 5}}'."))
        audiences = self.audiences(whole.get("audiences"))
        evidence = self.yes_or_no(whole.get("evidence"), "evidence")
        sub_scores = self.sub_scores(whole.get("sub_scores"))
        items = self.items(whole, sub_scores, audiences, scale, evidence)
        if own.items and not items:
            raise self.fault(
                whole.get("items", said).line, say("there are no items. List at least one with id and text.")
            )
        bare = {item.sub_score: item.sub_score for item in items if item.sub_score}
        lines = {key: value.line for key, value in whole.items()}
        if isinstance(whole.get("audiences", Said("")).value, list):
            lines |= {f"audience {shared_name(a.value)}": a.line for a in whole["audiences"].value}
        found = Instrument(
            id=self.word(whole, "id") or (self.path.stem if self.path else re.sub(r"\W+", "_", title.lower())),
            title=title, kind=kind, asks=self.word(whole, "asks"), source=self.word(whole, "source"),
            read=self.word(whole, "read"), scale=scale, audiences=audiences, items=items,
            sub_scores=sub_scores or bare, levels=self.levels(whole.get("levels")),
            least_answered=self.part(whole.get("least_answered")),
            options={key: _bare(whole[key]) for key in own.keys if key in whole}, name=self.name, path=self.path,
            lines=lines,
        )  # fmt: skip
        return replace(found, words=self.words(whole.get("words"), found.texts()))

    # -- pieces --------------------------------------------------------------------------------

    def mapping(self, said: Said, what: str, line: int | None) -> dict[str, Said]:
        if not isinstance(said.value, dict):
            raise self.fault(
                said.line or line,
                say("{what} is written as 'key: value'; found {found}.", what=what, found=_shown(said)),
            )
        return said.value

    def check_keys(self, found: Mapping[str, Said], known: Iterable[str], what: str) -> None:
        for key, said in found.items():
            if key not in known:
                # In {a: one, two} the second word becomes a key.
                comma = said.value is None and " " in key
                raise self.fault(said.line, say(
                    "no key {key} in {what}.{hint} A text with a comma stands in quotation marks. Keys: {known}."
                    if comma else "no key {key} in {what}.{hint} Keys: {known}.",
                    key=repr(key), what=what, hint=did_you_mean(key, known), known=named(known, most=20),
                ))  # fmt: skip

    def word(self, found: Mapping[str, Said], key: str) -> str:
        said = found.get(key, Said(""))
        if isinstance(said.value, (list, dict)):
            raise self.fault(said.line, say("{key} is a text; found {found}.", key=key, found=_shown(said)))
        return " ".join((said.value or "").split())

    def number(self, said: Said, what: str) -> float:
        try:
            value = float(str(said.value).strip().removesuffix("%"))
        except ValueError:
            value = float("nan")
        if not abs(value) < 1e9:
            raise self.fault(said.line, say("{what} is a number; found {found}.", what=what, found=_shown(said)))
        return value

    def yes_or_no(self, said: Said | None, what: str) -> bool | None:
        if said is None or said.value is None:
            return None
        text = str(said.value).strip().lower()
        if text not in (*_YES, *_NO):
            raise self.fault(said.line, say("{what} is yes or no; found {found}.", what=what, found=_shown(said)))
        return text in _YES

    def part(self, said: Said | None) -> float:
        if said is None or said.value is None:
            return 2 / 3
        text = str(said.value).strip()
        try:
            value = float(Fraction(text.removesuffix("%"))) / (100 if text.endswith("%") else 1)
        except (ValueError, ZeroDivisionError):
            value = 0.0
        if not 0 < value <= 1:
            raise self.fault(said.line, say(
                "least_answered is a part such as 2/3, above 0 and up to 1; found {found}.", found=repr(text)
            ))  # fmt: skip
        return value

    def audiences(self, said: Said | None, known: tuple[str, ...] = ()) -> tuple[str, ...]:
        if said is None or not said.value:
            return ()
        listed = said.value if isinstance(said.value, list) else [
            Said(name, said.line) for name in re.split("[;,]", self.word({"audiences": said}, "audiences"))
        ]  # fmt: skip
        names = []
        for each in listed:
            name = shared_name(self.word({"audience": each}, "audience"))
            if known and name not in known:
                raise self.fault(each.line, say(
                    "the audience {name} is not among those of the instrument ({known}).{hint}", name=repr(name),
                    known=named(known), hint=did_you_mean(name, known),
                ))  # fmt: skip
            names.append(name)
        return tuple(dict.fromkeys(filter(None, names)))

    def scale(self, said: Said | None) -> Scale | None:
        if said is None or said.value is None:
            return None
        given = said.value
        try:
            if isinstance(given, dict):
                self.check_keys(given, ("low", "high", "labels"), say("a scale"))
                ends = [self.number(given.get(end, Said(None, said.line)), f"scale: {end}") for end in ("low", "high")]
                return Scale(*ends, self.labels(given.get("labels"), *ends))
            if isinstance(given, list):
                if len(given) != 2:
                    raise ScaleError(say("a list has two ends."))
                return Scale(*[self.number(each, say("an end of the scale")) for each in given])
            return Scale.parse(given)
        except ScaleError as problem:
            raise self.fault(said.line, say(
                "the scale cannot be read: {problem} Write {{low: 1, high: 5}}.", problem=problem
            )) from None  # fmt: skip

    def labels(self, said: Said | None, low: float, high: float) -> tuple[tuple[str, float], ...]:
        if said is None or not said.value:
            return ()
        if isinstance(said.value, dict):
            return tuple(
                (str(text.value), self.number(Said(at, text.line), "labels")) for at, text in said.value.items()
            )
        if not isinstance(said.value, list) or len(said.value) != high - low + 1:
            raise self.fault(said.line, say(
                "a scale from {low} to {high} has {n} labels, low to high.", low=f"{low:g}", high=f"{high:g}",
                n=f"{high - low + 1:g}",
            ))  # fmt: skip
        return tuple((str(each.value), low + at) for at, each in enumerate(said.value))

    def sub_scores(self, said: Said | None) -> dict[str, str]:
        if said is None or not said.value:
            return {}
        found = {}
        for key, title in self.mapping(said, "sub_scores", said.line).items():
            found[key] = self.word({key: title}, key) or key
        self.distinct_titles(found.values(), said.line)
        return found

    def distinct_titles(self, titles: Iterable[str], line: int | None) -> None:
        titles = list(titles)
        if len(set(titles)) < len(titles) or WHOLE in titles:
            raise self.fault(line, say(
                "sub-scores need names of their own, and none is called {whole}.", whole=repr(WHOLE)
            ))  # fmt: skip

    def items(self, whole, sub_scores, audiences, scale, evidence) -> tuple[Item, ...]:
        said = whole.get("items")
        if said is None or said.value is None:
            return ()
        if not isinstance(said.value, list):
            raise self.fault(said.line, say("items is a list: each begins with '- id:'."))
        items: list[Item] = []
        taken: dict[str, Item] = {}
        weights: list[Said | None] = []
        for each in said.value:
            row = self.mapping(each, say("An item"), said.line)
            self.check_keys(row, _ITEM_KEYS, say("an item"))
            item = self.item(row, each.line, sub_scores, audiences, scale, evidence)
            if item.id in taken:
                first = taken[item.id].line
                raise self.fault(item.line, say(
                    "the item {id} is there twice. Give each an id of its own." if first is None else
                    "the item {id} is there twice (first in line {line}). Give each an id of its own.",
                    id=repr(item.id), line=first,
                ))  # fmt: skip
            taken[item.id] = item
            items.append(item)
            weights.append(row.get("weight"))
        sorted_out = [item for item in items if item.sub_score]
        if sorted_out and len(sorted_out) < len(items):
            lost = next(item for item in items if not item.sub_score)
            raise self.fault(
                lost.line,
                say("the item {id} has no {key}, but others have. Add one.", id=repr(lost.id), key="sub_score"),
            )
        self.distinct_titles(dict.fromkeys(item.sub_score for item in items), said.line)
        unused = [key for key in sub_scores if key not in {item.sub_score for item in items}]
        if unused:
            raise self.fault(
                whole["sub_scores"].value[unused[0]].line,
                say("no item belongs to the sub-score {name}.", name=repr(unused[0])),
            )
        return self.weighed(items, weights)

    def item(self, row, line, sub_scores, audiences, scale, evidence) -> Item:
        name = self.word(row, "id")
        if not name:
            raise self.fault(line, say("an item has no id. Add 'id:', the name of its column in the data."))
        text = self.word(row, "text")
        if not text:
            raise self.fault(line, say("the item {id} has no text.", id=repr(name)))
        sub_score = self.word(row, "sub_score")
        if sub_score and sub_scores and sub_score not in sub_scores:
            raise self.fault(row["sub_score"].line, say(
                "no sub-score {name}.{hint} Found: {known}.", name=repr(sub_score),
                hint=did_you_mean(sub_score, sub_scores), known=named(sub_scores),
            ))  # fmt: skip
        anchors = {}
        said = row.get("anchors")
        if said is not None and said.value:
            for at, anchor in self.mapping(said, "anchors", line).items():
                number = self.number(Said(at, anchor.line), say("an anchor's place on the scale"))
                if scale is not None and not scale.low <= number <= scale.high:
                    raise self.fault(anchor.line, say(
                        "the anchor {at} of {id} lies outside the scale, {low} to {high}.", at=at, id=repr(name),
                        low=f"{scale.low:g}", high=f"{scale.high:g}",
                    ))  # fmt: skip
                anchors[number] = self.word({"anchor": anchor}, "anchor")
        own = self.yes_or_no(row.get("evidence"), "evidence")
        return Item(
            name, text, sub_score, 1.0, bool(self.yes_or_no(row.get("reversed"), "reversed")),
            self.audiences(row.get("audiences"), audiences), evidence if own is None else own, anchors,
            row["id"].line or line,
        )  # fmt: skip

    def weighed(self, items: list[Item], said: list[Said | None]) -> tuple[Item, ...]:
        """Items with their parts of the whole, which add up to 1."""
        if not any(said):
            return tuple(replace(item, weight=1 / len(items)) for item in items)
        for item, weight in zip(items, said, strict=True):
            if weight is None:
                raise self.fault(
                    item.line,
                    say("the item {id} has no {key}, but others have. Add one.", id=repr(item.id), key="weight"),
                )
        numbers = [self.number(weight, say("a weight")) for weight in said]
        for item, weight, number in zip(items, said, numbers, strict=True):
            if number <= 0:
                raise self.fault(weight.line, say(
                    "the weight of {id} is {n}; weights are above 0.", id=repr(item.id), n=f"{number:g}"
                ))  # fmt: skip
        total = sum(numbers)
        if not any(abs(total / of - 1) <= _SLACK for of in (1, 100)):
            lines = sorted({weight.line for weight in said if weight.line is not None})
            place = say(
                "{name}, lines {first} to {last}", name=self.name, first=lines[0], last=lines[-1]
            ) if len(lines) > 1 else in_line(self.name, lines[0] if lines else None)  # fmt: skip
            raise SurveyFileError(say(
                "{place}: the weights of the {n} items add up to {total}, not to 1 or 100. Correct them, or leave all "
                "of them out for equal weights.",
                place=place, n=len(items), total=f"{total:g}",
            ))  # fmt: skip
        return tuple(replace(item, weight=number / total) for item, number in zip(items, numbers, strict=True))

    def words(self, said: Said | None, texts: list[str]) -> dict[str, dict[str, str]]:
        """Texts of the file in other languages, by language."""
        if said is None or not said.value:
            return {}
        known: dict[str, dict[str, str]] = {}
        for code, block in self.mapping(said, "words", said.line).items():
            known[code] = {}
            for text, other in self.mapping(block, f"words: {code}", said.line).items():
                # Whoever changes a text of a copy leaves its old translation behind, which then says nothing.
                if text in texts:
                    known[code][text] = self.word({"words": other}, "words")
        return known

    def levels(self, said: Said | None) -> tuple[Level, ...]:
        if said is None or not said.value:
            return ()
        if not isinstance(said.value, list):
            raise self.fault(said.line, say("levels is a list: each begins with '- name:'."))
        levels: list[Level] = []
        for each in said.value:
            row = self.mapping(each, say("A level"), said.line)
            self.check_keys(row, _LEVEL_KEYS, say("a level"))
            name = self.word(row, "name")
            if not name or name in [level.name for level in levels]:
                raise self.fault(each.line, say("each level needs a name of its own."))
            start = self.number(row.get("from", Said(None, each.line)), f"{name}: from")
            least = levels[-1].start if levels else -1
            if not 0 <= start < 100 or start <= least or (not levels and start):
                raise self.fault(each.line, say(
                    "the level {name} begins at {start}. Levels begin at 0 and rise, each below 100.", name=repr(name),
                    start=f"{start:g}",
                ))  # fmt: skip
            levels.append(Level(name, start, self.word(row, "looks_like")))
        return tuple(levels)


def _bare(said: Said) -> object:
    """The value without its lines."""
    if isinstance(said.value, dict):
        return {key: _bare(value) for key, value in said.value.items()}
    return [_bare(value) for value in said.value] if isinstance(said.value, list) else said.value


def _shown(said: Said) -> str:
    if isinstance(said.value, dict):
        return say("a group of keys")
    if isinstance(said.value, list):
        return say("a list")
    return say("nothing") if said.value is None else repr(said.value)
