"""What every analysis returns: a table, a method, caveats, and sentences to say in the room.

A Result is frozen and its text is stable: fixed decimals and order, no addresses, no clock, so that
two runs of a notebook print the same. It draws nothing; ``cxresearch.plot`` does.
"""

import html
import math
import textwrap
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import wraps
from numbers import Integral, Number
from typing import ClassVar

import pandas as pd

from cxresearch.speaking import again, language_now, was_said
from cxresearch.survey.answers import as_text
from cxresearch.wording import Lines, cut_at_word, number, plural, say, steady, told

__all__ = ["Result", "SaidAgain", "cell_of", "header_of", "table_of_words"]

_WIDTH = 100
_ROWS = 20
_CELL = 43
_SENTENCES = 8
_COUNTS = (
    "n", "n_a", "n_b", "persons", "persons_a", "persons_b", "units",
    "promoters", "passives", "detractors", "rows", "kept", "excluded", "missing",
)  # fmt: skip
_GROUPS = ("audience", "unit", "group", "segment", "wave")
# Read as they are written: 2025 is no number of people.
_NAMES = (*_GROUPS, "year")
_AUDIENCES = (told("Leadership"), told("Staff"), told("Customers"))
# What columns are called where they are shown in another language; what is not here keeps its name.
_HEADERS = frozenset((
    told("answer"), told("audience"), told("audience a"), told("audience b"), told("base"), told("change"),
    told("check"), told("ci high"), told("ci low"), told("corrected r"), told("detectable r"), told("estimate"),
    told("excluded"), told("group"), told("group a"), told("group b"), told("icc1"), told("icc1 ci high"),
    told("icc1 ci low"), told("icc2"), told("kept"), told("label"), told("letters"), told("mean"), told("mean a"),
    told("mean b"), told("missing"), told("n"), told("n a"), told("n b"), told("n effective"), told("outcome"),
    told("own weight"), told("p adjusted"), told("p value"), told("persons"), told("question"), told("rank"),
    told("rank a"), told("rank b"), told("raw"), told("rows"), told("segment"), told("share"), told("size"),
    told("slope"), told("smallest margin"), told("std error"), told("topic"), told("topics"), told("unit"),
    told("units"), told("verdict"), told("wave"), told("wave a"), told("wave b"), told("weighted r"),
    told("answers"), told("beats random"), told("benchmark"), told("best"), told("change ci high"),
    told("change ci low"), told("claim"), told("company"), told("correlation"), told("detractors"),
    told("effect size"), told("evidence share"), told("gap"), told("getting"), told("giving"), told("hard"),
    told("importance"), told("items"), told("left hard"), told("left others"), told("level"), told("level high"),
    told("level low"), told("lost"), told("n both"), told("n hard"), told("n high"), told("n low"), told("n middle"),
    told("n others"), told("name"), told("named"), told("nps"), told("nps ci high"), told("nps ci low"),
    told("odds high"), told("odds low"), told("odds ratio"), told("own"), told("paired"), told("pairing"),
    told("passives"), told("penalty"), told("performance"), told("programme"), told("promoters"), told("quadrant"),
    told("quadrant share"), told("reward"), told("stated importance"), told("sub score"), told("term"),
    told("top box"), told("vif"), told("year"), told("traced"), told("title"), told("id"), told("kind"),
    told("audiences"), told("source"),
    told("predicted"), told("actual"), told("within 10"), told("n predictors"), told("n actual"), told("comments"),
    told("asked"),
    told("no answer"), told("not scored"), told("nothing to improve"), told("theme"), told("count"),
    told("positive"), told("negative"), told("neutral"), told("statement"), told("themes"), told("tone"),
    told("times"), told("link"), told("controlled r"), told("in both"), told("rwg median"), told("rwg mean"),
    told("rwg random"), told("driver"), told("doubt"), told("evidence"), told("settle"), told("points"),
    told("compared with"), told("rank gap"), told("call"), told("column"), told("within"), told("between"),
    told("rwg above random"), told("change std error"), told("penalty p adjusted"), told("penalty"),
    told("corrected"), told("boot"), told("partial"),
    told("partial p value"), told("floor"), told("ceiling"), told("promoter"),
    told("detractor"), told("passive"), told("group"), told("statements"), told("tau"), told("low"), told("high"),
    told("penalty p value"), told("reward p value"), told("reward p adjusted"), told("own weight"),
    told("about"), told("alone"), told("apart"), told("by error"), told("chance aligned"), told("detectable gap"),
    told("df"), told("effort"), told("expected"), told("finding"), told("from"), told("giver"), told("held gap"),
    told("held gap ci high"), told("held gap ci low"), told("input"), told("inside"), told("inside mean"),
    told("invite"), told("likely margin"), told("mean precision"), told("mean r"), told("measure"), told("median"),
    told("missing in"), told("mixed"), told("n from"), told("n other"), told("n survey"), told("named by"),
    told("now"), told("nps precision"), told("option"), told("owner"), told("parent"), told("place"),
    told("place high"), told("place low"), told("population"), told("questions"), told("rating"),
    told("rating group"), told("receiver"), told("said"), told("seen from"), told("share customers"),
    told("share leadership"), told("share precision"), told("share staff"), told("shrunken"), told("standardized"),
    told("stars"), told("start date"), told("survey ci high"), told("survey ci low"), told("survey share"),
    told("text"), told("theme a"), told("theme b"), told("then"), told("to"), told("votes"), told("what"),
    told("words"), told("works"), told("z"),
))  # fmt: skip
_TONES = (
    told("positive"), told("neutral"), told("negative"), told("no answer"), told("nothing to improve"),
    told("not scored"),
)  # fmt: skip
# Words of ours that stand in cells, by their column: the same word of a client in another column stays as it is.
_OURS = {
    "quadrant": (told("keep up"), told("concentrate here"), told("possible overkill"), told("low priority")),
    "tone": _TONES, "label": _TONES, "kind": (told("word"), told("phrase")),
    "theme": (told("other"),), "rating": (told("promoters"), told("passives"), told("detractors")),
    "pairing": (told("independent"), told("paired")),
    "check": (
        told("floor"), told("ceiling"), told("duplicates"), told("straight lining"), told("low variability"),
        told("same respondent"), told("speeders"), told("unfinished"), told("missing"), told("declined"),
        told("outside the scale"), told("small base"),
    ),
    "link": (
        told("attitude then loyalty"), told("loyalty then attitude"), told("attitude and loyalty, earlier"),
        told("attitude and loyalty, later"), told("attitude kept"), told("loyalty kept"),
    ),
    "nearest": (told("too close to call"), told("not shown after adjustment"), told("not known")),
    "company": (told("All named companies"),), "coefficient": (told("pearson, weighted by precision"),),
    "traced": (told("primary source"), told("secondary source"), told("no source found")),
    "group": (told("everybody"),), "between": (told("people"), told("machine")),
}  # fmt: skip


# What a wing calls by names of its own, by column: a function gives a name as a word that can be said again, and what
# is a client's as it is.
CALLED: dict[str, Callable[[str], str]] = {}


@dataclass(frozen=True, eq=False, repr=False)
class Result:
    """The answer to one question.

    Attributes
    ----------
    table : pandas.DataFrame
        Tidy, RangeIndex, columns such as ``estimate, ci_low, ci_high, n, p_adjusted``.
    method : str
        The method by its textbook name, with its source.
    caveats : list of str
        What must not be concluded; what was excluded or hidden, and why.
    confidence : float
        The level of the intervals in ``table``.
    """

    table: pd.DataFrame
    method: str
    caveats: list[str] = field(default_factory=list)
    confidence: float = 0.95

    heading: ClassVar[str] = told("Result")
    # What ``estimate`` is, in words, over its column in a picture and under its axis.
    measure: ClassVar[str] = told("Estimate")
    shown: ClassVar[tuple[str, ...]] = ()
    decimals: ClassVar[dict[str, int]] = {}

    def __post_init__(self):
        object.__setattr__(self, "table", self.table.reset_index(drop=True))
        for name, value in self.__dict__.items():
            if isinstance(value, pd.DataFrame) and not CALLED.keys().isdisjoint(value):
                object.__setattr__(self, name, _with_names(value))
        object.__setattr__(self, "caveats", Lines(dict.fromkeys(self.caveats)))
        _follow_the_language(self)

    def __setstate__(self, state: dict):
        self.__dict__.update(state)
        _follow_the_language(self)

    def __init_subclass__(cls, **options):
        super().__init_subclass__(**options)
        # A subclass that is a dataclass too would get a repr of its own, with addresses and all rows in it.
        cls.__repr__ = cls.__repr__
        if "sentences" in cls.__dict__:
            cls.sentences = _shown_as_lines(cls.__dict__["sentences"])

    def sentences(self) -> list[str]:
        """What to say in the room, with the numbers in it. Never empty, never a number that does not exist."""
        return [say("{heading}: {rows}.", heading=say(self.heading), rows=plural(len(self.table), "row"))]

    def _said(self) -> list[str]:
        said = self.sentences()
        more = len(said) - _SENTENCES
        if more < 2:
            return said
        return [*said[:_SENTENCES], say("... and {more} more in .sentences()", more=number(more))]

    def _columns(self) -> list[str]:
        return [column for column in self.shown if column in self.table] or list(self.table.columns)

    def _cell(self, column: str, value) -> str:
        if pd.api.types.is_scalar(value) and (pd.isna(value) or value in (math.inf, -math.inf)):
            return "–"
        if isinstance(value, str) and value and (column.endswith("verdict") or value in _AUDIENCES):
            return say(value)
        if isinstance(value, str) and column in _OURS:
            return cell_of(column, value)
        if isinstance(value, bool):
            return say("True" if value else "False")
        if not isinstance(value, Number):
            return str(value)
        if column in _NAMES or (isinstance(value, Integral) and column not in {*_COUNTS, *self.decimals}):
            return as_text(value)
        digits = self.decimals.get(column, _decimals(column))
        if column.startswith("p_") and 0 <= steady(float(value)) < 10**-digits:
            return f"<{number(10**-digits, digits=digits)}"
        return number(float(value), digits=digits)

    def text_table(self, *columns: str, of: str = "table") -> pd.DataFrame:
        """Every cell as text with fixed decimals; for a panel, a page, a slide.

        Parameters
        ----------
        *columns : str
            Those that are worth showing by default.
        of : str
            Which of the Result's tables.
        """
        table = getattr(self, of)
        columns = columns or (self._columns() if of == "table" else list(table.columns))
        return pd.DataFrame(
            {column: [self._cell(column, value) for value in table[column]] for column in columns}, dtype=object
        )

    def __repr__(self) -> str:
        parts = [say(self.heading), ""]
        parts += [textwrap.fill(sentence, _WIDTH) for sentence in self._said()]
        table = self.text_table()
        more = len(table) - _ROWS
        if len(table):
            if language_now() != "en":
                table = table.rename(columns=header_of)
            shown = table.head(_ROWS).map(lambda cell: cut_at_word(cell, _CELL))
            parts += ["", shown.to_string(index=False, line_width=_WIDTH, max_colwidth=None)]
        if more > 0:
            parts.append(say("... and {more} more rows in .table", more=number(more)))
        parts += ["", textwrap.fill(say("Method: {method}", method=self.method), _WIDTH)]
        parts += [
            textwrap.fill(say("Caveat: {caveat}", caveat=caveat), _WIDTH, subsequent_indent="  ")
            for caveat in self.caveats
        ]
        return "\n".join(parts)

    def _repr_html_(self) -> str:
        said = "".join(f"<li>{html.escape(sentence)}</li>" for sentence in self._said())
        table = self.text_table()
        head = "".join(f'<th style="text-align:left">{html.escape(header_of(column))}</th>' for column in table)
        # A text table with columns of its own has names in the first and figures in the others.
        numeric = {
            column: pd.api.types.is_numeric_dtype(self.table[column]) if column in self.table else at > 0
            for at, column in enumerate(table)
        }
        body = "".join(
            "<tr>" + "".join(_html_cell(row[column], numeric[column]) for column in table) + "</tr>"
            for _, row in table.head(_ROWS).iterrows()
        )
        more = say("... and {more} more rows in .table", more=number(len(table) - _ROWS)) if len(table) > _ROWS else ""
        more = f"<p>{more.replace('.table', '<code>.table</code>')}</p>" if more else ""
        caveats = "".join(f"<li>{html.escape(caveat)}</li>" for caveat in self.caveats)
        method, caveats_said = say("Method."), say("Caveats.")
        return (
            f'<div class="cx-result"><p><strong>{html.escape(say(self.heading))}</strong></p><ul>{said}</ul>'
            f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"
            f"<p><small><em>{method}</em> {html.escape(self.method)}</small></p>"
            + (f"<small><em>{caveats_said}</em><ul>{caveats}</ul></small>" if caveats else "")
            + "</div>"
        )


def _with_names(table: pd.DataFrame) -> pd.DataFrame:
    said = {}
    for name in CALLED.keys() & set(table):
        words = {text: CALLED[name](text) for text in table[name].unique()}
        if any(map(was_said, words.values())):
            said[name] = pd.Series([words[text] for text in table[name]], table.index, dtype=object)
    return table.assign(**said) if said else table


class SaidAgain:
    """A field that holds what was said: it is read in the language of now, whatever was spoken when it was computed."""

    def __init__(self, name: str):
        self._name = name

    def __get__(self, result, kind=None):
        if result is None:
            return kind.__dataclass_fields__[self._name].default
        value = result.__dict__[self._name]
        return _table_again(value) if isinstance(value, pd.DataFrame) else again(value)

    def __set__(self, result, value):
        result.__dict__[self._name] = value


def _follow_the_language(result: Result) -> None:
    kind = type(result)
    for name, value in result.__dict__.items():
        said = _said_columns(value) if isinstance(value, pd.DataFrame) else was_said(value)
        if said and not isinstance(kind.__dict__.get(name), SaidAgain):
            setattr(kind, name, SaidAgain(name))


def _said_columns(table: pd.DataFrame) -> list[str]:
    """The columns with cells that remember how they were said: those that hold objects, and texts of ours in them."""
    objects = [name for name, kind in table.dtypes.items() if pd.api.types.is_object_dtype(kind)]
    return [name for name in objects if any(map(was_said, table[name]))]


def table_of_words(rows: Iterable, columns: Iterable[str] | None = None) -> pd.DataFrame:
    """A table in which texts of ours remember how they were said, so that a Result says them in the language of now.

    Parameters
    ----------
    rows : list of dict, or of tuples with ``columns``

    >>> line = say("{low} to {high}", low=1, high=3)
    >>> table = table_of_words([{"label": line, "n": 5}])
    >>> table.label.iloc[0] is line, table.n.dtype.name
    (True, 'int64')
    """
    table = pd.DataFrame(rows, columns=columns, dtype=object)
    plain = table.columns.difference(_said_columns(table), sort=False)
    return table.assign(**{name: table[name].infer_objects() for name in plain})


def _table_again(table: pd.DataFrame) -> pd.DataFrame:
    """The table with such cells in the language of now; the same table where they are."""
    said = {name: pd.Series(list(map(again, table[name])), table.index, dtype=object) for name in _said_columns(table)}
    same = all(new is old for name in said for new, old in zip(said[name], table[name], strict=True))
    return table if same else table.assign(**said)


def cell_of(column: str, text: str) -> str:
    """What stands in a cell in the language of now, where the words are ours; what is a client's stays as it is.

    >>> cell_of("check", "straight_lining"), cell_of("theme", "Billing and fees")
    ('straight_lining', 'Billing and fees')
    """
    plain = text.replace("_", " ")
    if plain not in _OURS.get(column, ()):
        return text
    said = say(plain)
    return text if said == plain else said


def header_of(column: str) -> str:
    """What a column is called where it is shown."""
    plain = str(column).replace("_", " ")
    return say(plain) if plain in _HEADERS else plain


def _shown_as_lines(sentences):
    @wraps(sentences)
    def shown(self) -> Lines:
        return Lines(sentences(self))

    return shown


def _html_cell(text: str, numeric: bool) -> str:
    side = "right" if numeric else "left"
    return f'<td style="text-align:{side};white-space:{"nowrap" if numeric else "normal"}">{html.escape(text)}</td>'


def _decimals(column: str) -> int:
    if column.startswith("p_"):
        return 4
    if column in _COUNTS:
        return 0
    if column in ("cliffs_delta", "effect_size") or column.endswith(("_r", "_icc")):
        return 2
    return 1
