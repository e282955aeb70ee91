"""The instruments that come along, and the one call that scores any of them, or one of your own.

An instrument is a file: look it up by name, copy it, change its words, or write one in ten lines. Its kind says which
function scores it.
"""

import inspect
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import ClassVar

from cxresearch.errors import OptionError, SurveyFileError
from cxresearch.result import Result, table_of_words
from cxresearch.stats.audits.instrument_files import read_instrument
from cxresearch.stats.audits.instrument_kinds import function_of
from cxresearch.stats.audits.instrument_parts import Instrument
from cxresearch.stats.bases.naming import audience_name
from cxresearch.survey.labels import normalise
from cxresearch.survey.survey import Survey
from cxresearch.wording import did_you_mean, named, plural, say, told

__all__ = ["Instruments", "find_instrument", "instruments", "scorecard"]

_FOLDER = Path(__file__).parent / "instruments"
_FILES = (".yaml", ".yml", ".csv", ".tsv")


@dataclass(frozen=True, eq=False, repr=False)
class Instruments(Result):
    """The instruments that there are; a row an instrument.

    ``name, title, asks, items, audiences, kind, levels, source``. Each is an attribute too, and a key:
    ``instruments().five_decisions``, ``instruments()["five_decisions"]``.
    """

    found: Mapping[str, Instrument] = field(default_factory=dict)

    heading: ClassVar[str] = told("Instruments")
    shown: ClassVar[tuple[str, ...]] = ("name", "items", "audiences", "kind")
    decimals: ClassVar[dict[str, int]] = {"items": 0, "levels": 0}

    def sentences(self) -> list[str]:
        spoken = {name: instrument.spoken() for name, instrument in self.found.items()}
        return [f"{instrument.title} ({name}): {instrument.asks}" for name, instrument in spoken.items()]

    def __getitem__(self, name: str) -> Instrument:
        if name not in self.found:
            raise OptionError(say(
                "No instrument {name}.{hint} Found: {found}.",
                name=repr(name), hint=did_you_mean(name, self.found), found=named(self.found),
            ))  # fmt: skip
        return self.found[name]

    def __getattr__(self, name: str) -> Instrument:
        if not name.startswith("_") and name in self.__dict__.get("found", {}):
            return self.__dict__["found"][name]
        hint = did_you_mean(name, self.__dict__.get("found", {}))
        raise AttributeError(say("No instrument or attribute {name}.{hint}", name=repr(name), hint=hint))

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *self.found})

    def _ipython_key_completions_(self) -> list[str]:
        return list(self.found)


@lru_cache(maxsize=1)
def _shipped() -> dict[str, Instrument]:
    # Where the package lies differs between computers; what a result says must not.
    read = [replace(read_instrument(path), name=path.name) for path in sorted(_FOLDER.glob("*.yaml"))]
    return _by_id(read)


def _by_id(read: Iterable[Instrument]) -> dict[str, Instrument]:
    """Instruments by their ids; two with one id would hide one another."""
    found: dict[str, Instrument] = {}
    for one in read:
        if one.id in found:
            raise SurveyFileError(say(
                "{path}: the id {id} is that of {name} too. Give it another.",
                path=one.name, id=repr(one.id), name=found[one.id].name,
            ))  # fmt: skip
        found[one.id] = one
    return found


def instruments(folder: str | Path | None = None) -> Instruments:
    """The instruments that can be scored: those that come along, or the files of a folder.

    Parameters
    ----------
    folder : path, optional
        A folder with instrument files (YAML or CSV) of your own, in place of those that come along.

    Returns
    -------
    Instruments

    Raises
    ------
    SurveyFileError
        If the folder is not there, or a file in it has a fault; names the file and the line.

    References
    ----------
    Each instrument names its own source in ``.table.source``.

    Examples
    --------
    >>> instruments().five_decisions
    Instrument 'five_decisions' (Five decisions): 10 items in 5 sub-scores, asked of Leadership, Staff, Customers
    """
    if folder is None:
        found = dict(_shipped())
    else:
        place = Path(folder)
        if not place.is_dir():
            raise SurveyFileError(say(
                "{place} is no folder. Pass the folder that holds the instrument files.",
                place=place,
            ))  # fmt: skip
        found = _by_id(read_instrument(path) for path in sorted(place.iterdir()) if path.suffix.lower() in _FILES)
    rows = [
        (
            name, each.title, each.asks, len(each.items), named(list(map(audience_name, each.audiences)))
            if each.audiences else say("whoever answers"), each.kind, len(each.levels), each.source,
        )
        for name, each in zip(found, (one.spoken() for one in found.values()), strict=True)
    ]  # fmt: skip
    columns = ["name", "title", "asks", "items", "audiences", "kind", "levels", "source"]
    method = say("{files}; score one with scorecard(survey, name).", files=plural(len(rows), "file"))
    return Instruments(table_of_words(rows, columns), method, found=found)


def find_instrument(given) -> Instrument:
    """The instrument that a name, a path, a dict or an Instrument stands for.

    Raises
    ------
    OptionError
        If no instrument is called so.
    SurveyFileError
        If the file has a fault.

    >>> find_instrument("Five decisions").id
    'five_decisions'
    """
    if isinstance(given, Instrument):
        return given
    if isinstance(given, Mapping):
        return read_instrument(given)
    if not isinstance(given, (str, Path)):
        raise OptionError(say(
            "An instrument is a name, a path, a dict or an Instrument; got {name}.",
            name=type(given).__name__,
        ))  # fmt: skip
    shipped = _shipped()
    if isinstance(given, Path) or Path(given).suffix.lower() in _FILES or "/" in given or "\\" in given:
        path = Path(given)
        if not path.is_file():
            known = [other.name for other in path.parent.glob("*") if other.suffix.lower() in _FILES] if (
                path.parent.is_dir()
            ) else []  # fmt: skip
            raise SurveyFileError(say(
                "No file {path}.{hint} An instrument is a YAML or CSV file.",
                path=path, hint=did_you_mean(path.name, known),
            ))  # fmt: skip
        return read_instrument(path)
    wanted = normalise(given.replace("_", " "))
    for name, instrument in shipped.items():
        if wanted in (normalise(name.replace("_", " ")), normalise(instrument.title)):
            return instrument
    raise OptionError(say(
        "No instrument {given}.{hint} Found: {shipped}. Or pass the path of a file.",
        given=repr(given), hint=did_you_mean(given, shipped), shipped=named(shipped),
    ))  # fmt: skip


def scorecard(survey: Survey, instrument: "str | Path | Mapping | Instrument", **options) -> Result:
    """Score an instrument: what leaders, staff and customers say of the same company, and what they can show.

    Parameters
    ----------
    survey : Survey
        A row a respondent, with an ``audience`` role; a column an item, called by the item's id or text, and beside
        it, where examples were asked for, ``<item>_evidence``.
    instrument : str, path, dict or Instrument
        A name from :func:`instruments`, a YAML or CSV file (a row an item), or the same as a dict.
    audiences : str or list of str, optional
        Those to score, where not all that the instrument asks are there.
    margin : float
        The largest gap, in points of 100, that would not matter. 10 by default.
    confidence, adjust, population, privacy
        As in :func:`perception_gap`.
    **options
        What else the instrument's kind knows.

    Returns
    -------
    Result
        A :class:`Scorecard` (``.table, .items, .gaps, .alpha, .level``); a :class:`ProgrammeMap` for programmes; what
        the kind of the instrument gives else.

    Raises
    ------
    SurveyFileError
        If the instrument file has a fault: unknown keys, doubled items, weights that do not add up; names the line.
    QuestionError
        If an item or audience of the file is not in the survey, or nobody answered an item; names the line.
    OptionError, ScaleError
        If an option is unknown, or the survey holds an item on another scale.

    References
    ----------
    Cronbach (1951); Feldt, Woodruff & Salih (1987); Welch (1947); Wilson (1927); Schuirmann (1987). Each instrument
    names its own source.

    Examples
    --------
    >>> import pandas as pd
    >>> doors = {"title": "Open doors", "scale": "1-5", "items": [{"id": "open", "text": "The door is open."}]}
    >>> who = ["Leadership"] * 8 + ["Customers"] * 20
    >>> answers = pd.DataFrame({"audience": who, "open": [5, 4] * 4 + [2, 1] * 10})
    >>> card = scorecard(Survey.from_frame(answers, scales={"open": (1, 5)}), doors)
    >>> card.table[["audience", "estimate"]].values.tolist()
    [['Leadership', 87.5], ['Customers', 12.5]]
    """
    if not isinstance(survey, Survey):
        raise OptionError(say(
            "scorecard takes a Survey first; got {name}. Make one with read_survey(path).",
            name=type(survey).__name__,
        ))  # fmt: skip
    chosen = find_instrument(instrument)
    function = function_of(chosen.kind)
    known = [name for name, one in inspect.signature(function).parameters.items() if one.kind is one.KEYWORD_ONLY]
    for name in options:
        if name not in known:
            raise OptionError(say(
                "{title} ({kind}) knows no option {name}.{hint} It takes {known}.",
                title=chosen.title, kind=chosen.kind, name=repr(name), hint=did_you_mean(name, known),
                known=named(known),
            ))  # fmt: skip
    return function(survey, chosen, **options)
