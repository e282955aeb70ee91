"""Where the code frames that come along are kept, and how their files are read.

A trade is one file in YAML: ``trade``, ``signs`` (words by which its comments are known), and ``topics``, each with its
``parent`` and words by language, separated by commas. ``use`` takes words in that many trades share (`_shared.yaml`:
staff, waiting, prices ...), so that they stand once. ``alone: true`` marks what counts only where nothing else is
named. Words of another language are one more file a trade, ``airline.es.yaml``: ``signs`` and ``topics``, topic to
words; and themes are called in another language by one file for all trades, ``_names.de.yaml``.
"""

from collections.abc import Container
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from cxresearch.result import CALLED
from cxresearch.speaking import again, language_now, remembered, was_said
from cxresearch.wording import in_a_row

__all__ = ["FrameFile", "frame_names", "frame_table", "is_frame", "shared_words", "theme_found", "theme_word"]

_FOLDER = Path(__file__).parents[1] / "data"
_TRADES = _FOLDER / "codeframes"
# The first frame, a bank's, has a form of its own and stays the words that its findings were checked with.
_AS_TABLE = {"touchpoints": "Retail bank, its touchpoints"}


class FrameFile(NamedTuple):
    """What a file holds: ``table`` (theme, parent, language, term, unless), ``trade, alone, signs``."""

    table: pd.DataFrame
    trade: str
    alone: frozenset[str]
    signs: dict[str, list[str]]


@lru_cache(maxsize=1)
def frame_names() -> tuple[str, ...]:
    """Names of the frames, in the order of the alphabet."""
    trades = {path.stem for path in _TRADES.glob("*.yaml") if not path.stem.startswith("_") and "." not in path.stem}
    return tuple(sorted({*trades, *_AS_TABLE}))


def is_frame(name) -> bool:
    return isinstance(name, str) and name in frame_names()


def frame_table(name: str) -> FrameFile:
    """Read the file, or files, of a frame; its themes are called as the language of now calls them."""
    found, called = _read(name, _TRADES), _names(language_now())
    if not called:
        return found._replace(trade=theme_word(found.trade))
    table = found.table.copy()
    for column in {"theme", "parent"} & set(table):
        table[column] = [called.get(theme, theme) for theme in table[column]]
    alone = frozenset(called.get(theme, theme) for theme in found.alone)
    return FrameFile(table, theme_word(called.get(found.trade, found.trade)), alone, found.signs)


@remembered
def _called(theme: str) -> str:
    return _names(language_now()).get(theme, theme)


@lru_cache(maxsize=8)
def _keys(language: str = "*") -> dict[str, str]:
    """What our themes are called in English and in a language (in any: ``*``), to their names in the files."""
    every = [_names(path.suffixes[0][1:]) for path in sorted(_TRADES.glob("_names.*.yaml"))]
    said = every if language == "*" else [_names(language)]
    return {name: key for names in said for key, name in names.items()} | {key: key for names in every for key in names}


def theme_word(name: str) -> str:
    """A theme of ours as a word that can be said again in another language; one of a client's stays as it is.

    >>> from cxresearch.speaking import again, speaking
    >>> word = theme_word("Waiting time")
    >>> with speaking("de"):
    ...     again(word), theme_word("Fahrdienst")
    ('Wartezeit', 'Fahrdienst')
    """
    return _word(name, _keys(language_now()))


def theme_found(name: str, known: Container[str]) -> str:
    """The theme among the known ones that a name means: the one called so, else one of ours in any language.

    >>> theme_found("Wartezeit", ["Waiting time"]), theme_found("App", ["App", "Mobile app"]), theme_found("Fees", [])
    ('Waiting time', 'App', 'Fees')
    """
    ours = again(_word(name, _keys()))
    return ours if ours in known and (ours == name or name not in known) else name


def _word(name: str, keys: dict[str, str]) -> str:
    key = keys.get(name) if isinstance(name, str) else None
    return name if key is None else _called(key)


def _several(names: str) -> str:
    words = [theme_word(name) for name in names.split("; ")] if isinstance(names, str) else []
    return in_a_row(*words, by="; ") if any(map(was_said, words)) else names


CALLED |= {**dict.fromkeys(("theme", "parent", "theme_a", "theme_b"), theme_word), "themes": _several}


@lru_cache(maxsize=8)
def _names(language: str) -> dict[str, str]:
    path = _TRADES / f"_names.{language}.yaml"
    return _yaml(path) if path.is_file() else {}


@lru_cache(maxsize=32)
def _read(name: str, folder: Path) -> FrameFile:
    if name in _AS_TABLE:
        table = pd.read_csv(_FOLDER / f"{name}.csv", dtype=str, keep_default_na=False, encoding="utf-8-sig")
        return FrameFile(table, _AS_TABLE[name], frozenset(), {})
    told = _yaml(folder / f"{name}.yaml")
    shared = _shared()
    rows, signs = [], {language: _listed(words) for language, words in told.get("signs", {}).items()}
    for theme, topic in told["topics"].items():
        for block in topic.get("use", ()):
            for language, words in shared[block].items():
                rows += _rows(theme, topic, language, words)
        for language in sorted(set(topic) - {"parent", "use", "alone"}):
            rows += _rows(theme, topic, language, topic[language])
    for path in sorted(folder.glob(f"{name}.*.yaml")):
        language, more = path.suffixes[0][1:], _yaml(path)
        signs[language] = _listed(more.get("signs", ""))
        for theme, words in more["topics"].items():
            rows += _rows(theme, told["topics"][theme], language, words)
    alone = frozenset(theme for theme, topic in told["topics"].items() if topic.get("alone"))
    table = pd.DataFrame(rows, columns=["theme", "parent", "language", "term", "unless"]).drop_duplicates()
    return FrameFile(table.reset_index(drop=True), told["trade"], alone, signs)


@lru_cache(maxsize=1)
def _shared() -> dict[str, dict[str, str]]:
    """Blocks of words by name and language; ``_shared.es.yaml`` adds a language."""
    blocks = {name: dict(words) for name, words in _yaml(_TRADES / "_shared.yaml").items()}
    for path in sorted(_TRADES.glob("_shared.*.yaml")):
        for name, words in _yaml(path).items():
            blocks[name][path.suffixes[0][1:]] = words
    return blocks


def shared_words(block: str) -> dict[str, list[str]]:
    """A block's terms by language, such as "overall": praise and blame without a subject."""
    return {
        language: [word.partition("!")[0].strip() for word in _listed(words)]
        for language, words in _shared()[block].items()
    }


def _rows(theme: str, topic: dict, language: str, words: str) -> list[tuple[str, str, str, str, str]]:
    found = []
    for written in _listed(words):
        term, _, unless = written.partition("!")
        found.append((theme, topic.get("parent", ""), language, term.strip(), unless.strip()))
    return found


def _listed(words: str) -> list[str]:
    return [word.strip() for word in words.split(",") if word.strip()]


def _yaml(path: Path) -> dict:
    import yaml

    # The loader in C where there is one: the same, ten times as fast.
    return yaml.load(path.read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
