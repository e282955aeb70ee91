"""A Survey is what was answered and what was asked, kept together: responses and codebook.

It is frozen. Every method gives a new Survey and leaves the old one as it was. The answers stay as
the client's file holds them; how they are read (scale, reversed, kind) stands in the codebook, so a
corrected codebook changes every number and loses none.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

import narwhals as nw
import pandas as pd

from cxresearch.errors import OptionError, QuestionError, ScaleError, SurveyFileError, listing
from cxresearch.speaking import again
from cxresearch.survey import audiences
from cxresearch.survey.answers import as_text
from cxresearch.survey.codebook import COLUMNS, ROLES, checked_codebook, draft_codebook, unique_ids
from cxresearch.survey.columns.declaring import (
    check_kinds_hold,
    checked_kinds,
    checked_missing,
    checked_style,
    codes_by_column,
    without_codes,
)
from cxresearch.survey.columns.reading import (
    FrameReading,
    alike_spellings,
    in_stored_order,
    read_columns,
    settle_kinds,
)
from cxresearch.survey.columns.wave_order import order_of_waves
from cxresearch.survey.doubts import MAY_MOVE, Doubt, joined, records_of, standing, table_of, taken_over
from cxresearch.survey.frames import HandedOut, names_of, tidied
from cxresearch.survey.guessing.role_names import guess_role
from cxresearch.survey.holding import UNITS, Holding
from cxresearch.survey.origins import DECLARED
from cxresearch.survey.saved import read_folder, write_folder
from cxresearch.survey.scales import Scale
from cxresearch.survey.values import as_values, matching, renamed
from cxresearch.wording import Notes, did_you_mean, kept, named, number, say, told, warn

__all__ = ["Survey", "open_survey"]

IN_DOUBT = told("in doubt: {doubt}")
_MOST_WARNINGS = 8
_MOST_SPELLED = 500
_OF_THE_ROWS = ("columns", "counts", "encoded", "n_rows")


@dataclass(frozen=True, eq=False, repr=False)
class Survey(Holding):
    """Responses and codebook of one or several audiences.

    Usually made by :func:`cxresearch.read_survey`, :meth:`Survey.from_frame` or
    :func:`cxresearch.combine_audiences`, rarely by hand.

    Attributes
    ----------
    responses : native frame
        One row a respondent (one row a unit and audience where only scores are known), in the frame
        library that the data came in. What you get is a copy: changing it does not change the Survey.
    codebook : pandas.DataFrame
        One row a question: ``id, text, kind, scale, topic, aspect, reversed, source, scale_from``. A copy
        too: edit it and pass it to :meth:`with_codebook`.
    roles : mapping
        Role to column: ``respondent, audience, unit, group, segment, wave, weight, n``.
    notes : tuple of str
        What was excluded, mapped, guessed or not understood, with counts.
    platform : str
        Where the file came from, as recognised by its content.
    intake : mapping of str to int
        ``rows in``, ``kept``, and a count for every reason of exclusion; they add up.
    orders : mapping of str to tuple
        Column to the order of its values, where somebody declared it (see :meth:`with_order`).
    units : {"all", "sample"} or None
        Whether the units are all that there are, or a sample of them (see :meth:`with_units`).

    Examples
    --------
    >>> import pandas as pd
    >>> survey = Survey.from_frame(
    ...     pd.DataFrame({"who": ["Staff", "Customers"], "nps": [9, 3]}), roles={"audience": "who"})
    >>> survey.n_rows, survey.audiences
    (2, ['Staff', 'Customers'])
    """

    responses: Any = HandedOut()
    codebook: pd.DataFrame = HandedOut()
    roles: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    platform: str = "frame"
    name: str = "survey"
    intake: Mapping[str, int] = field(default_factory=dict)
    filters: Mapping[str, tuple] = field(default_factory=dict)
    root: "Survey | None" = None
    doubted: tuple[Doubt, ...] = ()
    orders: Mapping[str, tuple] = field(default_factory=dict)
    thresholds: Mapping[str, int] = field(default_factory=dict)
    units: str | None = None
    raking: Any = None
    _cache: dict = field(default_factory=dict)

    def __post_init__(self):
        # `dataclasses.replace` passes the other Survey's own dict; what is known of other rows is not known of these.
        given = {} if self._cache.get("of") == id(self._cache) else self._cache
        kept = {key: found for key, found in given.items() if (key if isinstance(key, str) else key[0]) in _OF_THE_ROWS}
        kept["of"] = id(kept)
        object.__setattr__(self, "_cache", kept)
        if isinstance(self.responses, pd.DataFrame):
            object.__setattr__(self, "responses", self.responses.reset_index(drop=True))
        self._seal(roles=_checked_roles(self.roles, self.columns, self.name))
        if not given.get("codebook is checked"):
            object.__setattr__(self, "codebook", checked_codebook(self.codebook, self.columns, self.name))
        object.__setattr__(self, "notes", Notes(self.notes))
        object.__setattr__(self, "doubted", taken_over(self.doubted, self.__dict__["codebook"], self.roles))
        orders = {name: tuple(told) for name, told in self.orders.items()}
        self._seal(intake=self.intake, filters=self.filters, thresholds=self.thresholds, orders=orders)

    def _seal(self, **mappings: Mapping) -> None:
        for name, mapping in mappings.items():
            object.__setattr__(self, name, MappingProxyType(dict(mapping)))

    def __getstate__(self) -> dict:
        """What is pickled: sealed mappings as dicts, and nothing that was only remembered."""
        kept = {name: told for name, told in self.__dict__.items() if name != "_cache"}
        return {name: dict(told) if isinstance(told, MappingProxyType) else told for name, told in kept.items()}

    def __setstate__(self, kept: dict) -> None:
        self.__dict__.update(kept, _cache={})
        self._cache["of"] = id(self._cache)
        self._seal(**{name: kept[name] for name in ("roles", "intake", "filters", "thresholds", "orders")})

    def _with(self, *, same_rows: bool = False, but: str | None = None, **changes) -> "Survey":
        """A changed copy; with ``same_rows`` it keeps what is known of the columns, ``but`` for one that changed."""
        found = self._cache.items() if same_rows else ()
        known = {key: told for key, told in found if isinstance(key, str) or key[1] != but}
        known["codebook is checked"] = "codebook" not in changes
        # `dataclasses.replace` would take every field as it is handed out: a copy of thousands of columns.
        kept = {name: self.__dict__[name] for name in self.__dataclass_fields__ if name != "_cache"}
        return type(self)(**{**kept, **changes}, _cache=known)

    @classmethod
    def from_frame(
        cls,
        frame: Any,
        *,
        roles: Mapping[str, str] | None = None,
        scales: Mapping[str, object] | None = None,
        codebook: pd.DataFrame | None = None,
        audience: str | None = None,
        name: str | None = None,
        decimal: str | None = None,
        thousands: str | None = None,
        missing: object = None,
        kinds: Mapping[str, str] | None = None,
    ) -> "Survey":
        """Make a Survey of any frame that narwhals understands.

        Parameters
        ----------
        frame
            pandas, polars, pyarrow, DuckDB, Spark or Dask; one row a respondent.
        roles : mapping, optional
            Role to column. Without it, columns with the usual names ("branch", "weight") get their role,
            and the notes say which.
        scales : mapping, optional
            Question to ``(low, high)`` or to its labels from low to high; ``(6, 1)``, from the worst to the best, is
            1-6 of which 1 is the best (reversed). Scales that are not given are
            guessed, with a :class:`SurveyWarning` where only numbers speak for them.
        codebook : DataFrame, optional
            Takes the place of every guess; needs ``id`` and ``kind``, the other columns are optional.
        audience : str, optional
            Who answered, where the frame has no column for it.
        name : str, optional
            What to call the data in messages.
        decimal, thousands, missing, kinds : optional
            What is declared of columns, with the meaning that they have in :func:`cxresearch.read_survey`.

        Raises
        ------
        QuestionError, ScaleError
            If a role, a question or a scale does not fit the frame.

        Examples
        --------
        >>> import pandas as pd
        >>> survey = Survey.from_frame(
        ...     pd.DataFrame({"billing": [4, 5, 2]}), scales={"billing": (1, 5)}, audience="Staff")
        >>> survey.codebook.loc[0, ["id", "kind", "scale"]].tolist()
        ['billing', 'rating', '1-5']
        """
        name = name or "survey"
        if audience is not None and "audience" in (roles or {}):
            raise OptionError(
                say("{name}: audience={audience} and roles={{'audience': ...}} exclude each other. Pass one of them.",
                    name=name, audience=repr(audience))
            )  # fmt: skip
        style, codes, kinds = checked_style(decimal, thousands), checked_missing(missing), checked_kinds(kinds)
        frame, called, notes = tidied(frame, name)
        seen = nw.from_native(frame)
        tidy = names_of(seen)
        given = None if roles is None else {role: called.get(column, column) for role, column in roles.items()}
        wanted = {called.get(question, question): scale for question, scale in (scales or {}).items()}
        own = {called.get(question, question): kind for question, kind in kinds.items()}
        if codebook is None:
            stray = [question for question in own if question not in tidy]
            if stray:
                hint = did_you_mean(str(stray[0]), tidy)
                raise QuestionError(
                    say("kinds= names a question that {name} does not have: {question}.{hint} Found: {names}.",
                        name=name, question=repr(stray[0]), hint=hint, names=named(tidy))
                )  # fmt: skip
            several = [question for question, kind in own.items() if kind == "multi"]
            fixed = {*wanted, *own} - set(several)
            read = read_columns(
                seen, roles=given, audience=audience is not None, fixed=fixed, several=several, style=style
            )
        else:
            if own or style.declared:
                raise OptionError(
                    say("codebook= takes the place of kinds=, decimal= and thousands=. Pass one of them.")
                )  # fmt: skip
            found = given if given is not None else {
                role: column for column in reversed(tidy) if (role := guess_role(column)) is not None
                and not (role == "audience" and audience)
            }  # fmt: skip
            read = FrameReading(seen, {column: column for column in tidy}, dict(found), {}, set())
        notes += read.notes
        found, seen = dict(read.roles), read.frame
        if audience is not None:
            column = unique_ids([*names_of(seen), "audience"])[-1]
            seen = seen.with_columns(nw.lit(str(audience)).alias(column))
            found["audience"] = column
        known = {("encoded", column): codes for column, codes in read.known.items()}
        draft = cls(nw.to_native(seen), pd.DataFrame(columns=COLUMNS), roles=found, name=name, _cache=known)
        draft = draft._with_audience_names()
        draft = draft._with_one_spelling(role for role in ("unit", "group", "segment", "wave") if role in found)
        asked = {
            column: read.texts.get(column, column)
            for column in draft.columns
            if column not in draft.roles.values() and column not in read.aside
        }
        if codes:
            called_texts = {column: read.texts.get(column, column) for column in draft.columns}
            by_column = codes_by_column(codes, called_texts, asked, where=name)
            rows, told = without_codes(draft.frame, by_column, draft.answer_counts)
            draft = draft._with(responses=nw.to_native(rows), notes=(*draft.notes, *told))
        found_out = list(read.doubts)
        if codebook is None:
            known = settle_kinds(asked, {**read.kinds, **own}, wanted, draft._glimpse)
            known = {column: kind for column, kind in known.items() if column in asked}
            book = draft_codebook(asked, draft._glimpse, scales=wanted, kinds=known, doubts=found_out, notes=notes)
            book = in_stored_order(book, draft.frame)
            check_kinds_hold(book, own, draft._glimpse)
        else:
            book = _with_scales(codebook, scales or {}, name)
        survey = draft._with(same_rows=True, codebook=book, notes=(*notes, *draft.notes))
        if not survey.is_lazy:
            survey = survey._with(same_rows=True, intake={"rows in": survey.n_rows, "kept": survey.n_rows})
        return survey.with_doubts(*found_out)._told_of_doubts()._warned_about_names()

    def _with_one_spelling(self, roles: Iterable[str]) -> "Survey":
        """Groups whose names differ in blanks and capitals only are one; said in a note."""
        survey = self
        for role in roles:
            column = survey.roles[role]
            if survey.is_lazy and len(survey._glimpse(column)) > _MOST_SPELLED:
                continue
            names = alike_spellings(survey.answer_counts(column))
            if names:
                alike = named((f"{str(old)!r} -> {new!r}" for old, new in names.items()), most=8)
                note = kept("{role}: spellings of one name made alike: {names}", role=role, names=alike)
                survey = survey._renamed(column, names, note)
        return survey

    # -- a new Survey --------------------------------------------------------------------------

    def only(self, **where) -> "Survey":
        """The rows in which columns (or roles, or questions) have one of the given values.

        Parameters
        ----------
        **where
            ``audience="Staff"``, ``wave=2025``, ``unit=["North", "Harbour"]``.

        Raises
        ------
        QuestionError
            If a column is unknown, or a value occurs nowhere in it.

        Examples
        --------
        >>> import pandas as pd
        >>> survey = Survey.from_frame(pd.DataFrame({"unit": ["A", "B", "A"], "nps": [1, 2, 3]}))
        >>> survey.only(unit="A").n_rows
        2
        """
        frame, filters, told = self.frame, dict(self.filters), []
        for name, wanted in where.items():
            column = self.find(name)
            values = as_values(wanted, name)
            matched = self._matching(column, values)
            frame = frame.filter(nw.col(column).is_in(matched))
            filters[column] = tuple(value for value in matched if value in filters.get(column, matched))
            told.append(kept("{name} is {values}", name=name, values=named(values)))
        part = self._with(responses=nw.to_native(frame), filters=filters, root=self.root or self)
        if part.is_lazy or not told:
            return part
        left = kept(
            "kept {n_rows} of {n_rows2} rows: {told}",
            n_rows=number(part.n_rows),
            n_rows2=number(self.n_rows),
            told=" and ".join(told),
        )
        return part._with(same_rows=True, notes=(*self.notes, left))

    def _matching(self, column: str, values: Iterable) -> list:
        known = self.answer_counts(column)
        return matching(known, values, column=column, name=self.name, audience=column == self.roles.get("audience"))

    def relabel(self, **renames: Mapping[Any, str]) -> "Survey":
        """New names for the values of a column or role: ``survey.relabel(unit={"north0": "North 0"})``.

        All names of a column change at once, so two can be swapped.

        Raises
        ------
        QuestionError
            If an old name occurs nowhere in the column.
        """
        frame, notes, filters, root = self.frame, list(self.notes), dict(self.filters), self.root
        orders = dict(self.orders)
        for name, mapping in renames.items():
            column = self.find(name)
            counts = self.answer_counts(column)
            names = {}
            for old, new in mapping.items():
                matched = self._matching(column, [old])
                names |= dict.fromkeys(matched, str(new))
                rows = sum(counts[value] for value in matched)
                notes.append(
                    kept("{name}: {old} relabelled {new} ({rows} rows)", name=name, old=repr(old), new=repr(str(new)),
                         rows=number(rows))
                )  # fmt: skip
            frame = renamed(frame, column, names, counts)
            if root is not None:
                root = root._renamed(column, names)
            if column in filters:
                filters[column] = _new_names(filters[column], names)
            if self.order_of(column):
                # A Categorical becomes text when its values are renamed; its order must outlive that.
                orders[column] = _new_names(self.order_of(column), names)
        return self._with(responses=nw.to_native(frame), notes=tuple(notes), filters=filters, root=root, orders=orders)

    def _renamed(self, column: str, names: Mapping[Any, str], *notes: str) -> "Survey":
        frame = renamed(self.frame, column, names, self.answer_counts(column))
        filters = dict(self.filters)
        if column in filters:
            filters[column] = _new_names(filters[column], names)
        told = (*self.notes, *notes)
        return self._with(same_rows=True, but=column, responses=nw.to_native(frame), notes=told, filters=filters)

    def with_roles(self, **roles: str | None) -> "Survey":
        """Roles given to columns, or taken away with None: ``survey.with_roles(unit="Branch", weight=None)``.

        Raises
        ------
        QuestionError
            If the role or the column is unknown.
        """
        changed = dict(self.roles)
        for role, column in roles.items():
            if role not in ROLES:
                raise QuestionError(say("No role {role}. Roles are {names}.", role=repr(role), names=named(ROLES)))
            changed.pop(role, None)
            if column is not None:
                changed[role] = column if column in self.columns else self.find(column)
        book = self.__dict__["codebook"]
        book = book[~book.id.isin(set(changed.values()))]
        back = [column for column in dict.fromkeys(self.roles.values()) if column not in changed.values()]
        if back:
            book = pd.concat([book, draft_codebook({column: column for column in back}, self._glimpse)])
        root = self.root.with_roles(**roles) if self.root is not None else None
        survey = self._with(same_rows=True, codebook=book, roles=changed, root=root)._with_audience_names()
        if self.is_aggregated and not survey.is_aggregated:
            # Averages of a question of recommending stay averages when their n becomes a weight.
            kept = {question: asked for question, asked in self._asked.items() if question in survey._asked}
            survey._cache["asked"] = {**survey._asked, **kept}
        return survey._warned_about_names(roles)

    def with_order(self, **orders: Sequence) -> "Survey":
        """Groups in an order of one's own: ``survey.with_order(age=["Under 18", "18-64", "65 and over"])``.

        Values that a list does not name follow behind it; a list may name values that nobody has.

        Raises
        ------
        QuestionError, OptionError
            If a column is unknown, or its list names none of its values.

        Examples
        --------
        >>> import pandas as pd
        >>> survey = Survey.from_frame(pd.DataFrame({"size": ["many", "few"], "nps": [1, 2]}))
        >>> survey.with_order(size=["few", "many"]).order_of("size")
        ['few', 'many']
        """
        found = dict(self.orders)
        for name, values in orders.items():
            column = self.find(name)
            if isinstance(values, (str, bytes)) or not isinstance(values, Iterable):
                raise OptionError(
                    say("The order of {name} is a list of its values, first to last; got {values}.",
                        name=repr(name), values=repr(values))
                )  # fmt: skip
            values = tuple(values)
            known = list(self.answer_counts(column))
            if not {as_text(value) for value in values} & {as_text(value) for value in known}:
                hint = did_you_mean(str(values[0]), list(map(str, known))) if values else ""
                raise OptionError(
                    say("The order of {name} names none of its values.{hint} Found: {names}.",
                        name=repr(name), hint=hint, names=named(known, most=8))
                )  # fmt: skip
            found[column] = values
        return self._with(same_rows=True, orders=found)

    def with_units(self, units: str | None) -> "Survey":
        """Say once whether the units are all that there are or a sample; every analysis follows from it.

        Parameters
        ----------
        units : "all", "sample" or None
            ``"sample"``: errors are taken over units wherever ``cluster=`` is not said. ``"all"``: they are not, and no
            caveat asks for it. None: nobody knows.

        Raises
        ------
        OptionError
            If it is none of these, or no column has the role ``unit``.

        Examples
        --------
        >>> import pandas as pd
        >>> survey = Survey.from_frame(pd.DataFrame({"unit": ["A", "B", "A"], "nps": [1, 2, 3]}))
        >>> survey.with_units("sample").cluster_of()
        'unit'
        """
        if units not in (*UNITS, None):
            raise OptionError(say("units={units}: choose one of {choices}.", units=repr(units),
                                  choices=named(map(repr, (*UNITS, None)))))  # fmt: skip
        if units is not None and "unit" not in self.roles:
            raise OptionError(
                say("units={units}: no column has the role unit. Give it to one: {code}.", units=repr(units),
                    code="survey.with_roles(unit=...)")
            )  # fmt: skip
        return self._with(same_rows=True, units=units)

    def with_codebook(self, codebook: pd.DataFrame) -> "Survey":
        """The same answers, read by another codebook (an edited copy of ``survey.codebook``)."""
        survey = self._with(same_rows=True, codebook=codebook)
        root = self.root
        if root is not None and set(survey.codebook.id) <= set(root.columns):
            return survey._with(same_rows=True, root=root.with_codebook(codebook))
        return survey

    def with_notes(self, *notes: str) -> "Survey":
        """The same Survey with more notes."""
        return self._with(same_rows=True, notes=(*self.notes, *notes))

    def with_doubts(self, *doubts: Doubt) -> "Survey":
        """The same Survey with more doubts about how it was read."""
        return self._with(same_rows=True, doubted=(*self.doubted, *doubts)) if doubts else self

    @property
    def doubts(self) -> pd.DataFrame:
        """Every guess that could change a number, the worst first; empty where nothing had to be guessed.

        Columns ``question, doubt, evidence, answers`` (how many hang on it) and ``settle``, the option that settles it.
        A doubt goes away once the codebook says otherwise, or a scale is declared or confirmed.
        """
        return table_of(self._in_doubt())

    def _doubted_columns(self) -> list[str]:
        """The columns in doubt, the worst first."""
        worst = sorted(self._standing(), key=lambda one: (-one.gravity, -one.answers, one.question))
        return list(dict.fromkeys(one.question for one in worst if one.question))

    def _standing(self) -> list[Doubt]:
        return standing(self.doubted, self.__dict__["codebook"], self.roles)

    def _in_doubt(self) -> list[Doubt]:
        """What stands, and the order of the waves where nothing tells it: that goes by itself once it is given."""
        column = self.roles.get("wave")
        if column is None:
            return self._standing()
        waves = list(self._glimpse(column))
        order = order_of_waves(waves, self.order_of(column))
        if order.known:
            return self._standing()
        line = f"{list(map(as_text, order.waves))!r}"
        line = f"{column}={line}" if column.isidentifier() else f"**{{{column!r}: {line}}}"
        doubt = Doubt(
            column, kept("waves whose names tell no order: nothing is said to rise or fall"),
            listing(map(str, order.waves), most=6), self.n_rows,
            kept("survey.with_order({line}), with the first wave first", line=line), MAY_MOVE,
        )  # fmt: skip
        return [*self._standing(), doubt]

    def save(self, folder: str | Path) -> Path:
        """Write ``responses.parquet``, ``codebook.csv`` (for people to edit) and ``survey.json`` into a folder.

        Raises
        ------
        SurveyFileError
            If the folder cannot be written.
        """
        about = {"name": self.name, "platform": self.platform, "roles": dict(self.roles), "notes": list(self.notes)}
        if self.filters:
            filtered = listing(self.filters)
            about["notes"].append(
                kept(
                    "saved as a part ({filtered} filtered): small groups are judged by these rows alone",
                    filtered=filtered,
                )
            )
        about["notes_said"] = records_of(about["notes"])
        about["notes"] = list(map(str, about["notes"]))
        if self.orders:
            about["orders"] = {column: [as_text(value) for value in told] for column, told in self.orders.items()}
        if self.units is not None:
            about["units"] = self.units
        about["intake"] = {reason: int(count) for reason, count in self.intake.items()}
        about["doubts"] = [one.as_record() for one in self._standing()]
        return write_folder(folder, self.__dict__["responses"], self.__dict__["codebook"], about)

    # -- how it looks --------------------------------------------------------------------------

    def __repr__(self) -> str:
        rows = "rows not counted yet" if self.is_lazy and "n_rows" not in self._cache else f"{self.n_rows:,} rows"
        head = f"Survey {self.name!r}: {rows}, {len(self._asked)} questions, from {self.platform}"
        who = self.roles.get("audience")
        if who is None or (self.is_lazy and ("counts", who) not in self._cache):
            return head
        counts: dict[str, int] = {}
        for audience, count in self.answer_counts(who).items():
            counts[str(audience)] = counts.get(str(audience), 0) + count
        parts = ", ".join(f"{audience} {counts[audience]:,}" for audience in self.audiences)
        roles = ", ".join(role if role == name else f"{role} = {name}" for role, name in self.roles.items())
        return f"{head}\n  audiences: {parts}\n  roles: {roles}"

    def _told_of_doubts(self) -> "Survey":
        """A warning and a note for every doubt, the worst first."""
        found = joined(self._in_doubt())
        for one in found[:_MOST_WARNINGS]:
            warn(f"{self.name}: {again(one.sentence())}.")
        if len(found) > _MOST_WARNINGS:
            warn(
                kept(
                    "{survey}: {value} more doubts in survey.doubts.",
                    survey=self.name,
                    value=len(found) - _MOST_WARNINGS,
                )
            )
        return self.with_notes(*(kept(IN_DOUBT, doubt=one.sentence()) for one in found)) if found else self

    def _warned_about_names(self, roles: Iterable[str] = ROLES) -> "Survey":
        """A column called like a role that another column plays: say which of the two its name stands for."""
        twice = [role for role in roles if role in self.columns and self.roles.get(role, role) != role]
        told = [
            kept(
                "{role} is a column of its own; for the role {role2} pass {roles}",
                role=repr(role),
                role2=role,
                roles=repr(self.roles[role]),
            )
            for role in twice
        ]
        for text in told:
            warn(f"{self.name}: {again(text)}.")
        return self.with_notes(*told) if told else self

    def _with_audience_names(self) -> "Survey":
        if "audience" not in self.roles:
            return self
        column = self.roles["audience"]
        names = audiences.rename_map(self.answer_counts(column))
        if not names:
            return self
        survey = self._renamed(column, names, audiences.note_on(names))
        return survey._with(root=survey.root._renamed(column, names)) if survey.root is not None else survey


def open_survey(folder: str | Path) -> Survey:
    """Open what :meth:`Survey.save` wrote, with the codebook as a person may have edited it.

    Raises
    ------
    SurveyFileError
        If the folder holds no saved survey, or its codebook cannot be used; names the line.

    Examples
    --------
    >>> import tempfile
    >>> survey = Survey.from_frame(pd.DataFrame({"billing": [4, 5]}), scales={"billing": (1, 5)}, audience="Staff")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     opened = open_survey(survey.save(folder))
    >>> opened.n_rows, opened.codebook.scale.tolist()
    (2, ['1-5'])
    """
    responses, book, about = read_folder(folder)
    try:
        return Survey(responses, book, **about)
    except (ScaleError, QuestionError, OptionError) as problem:
        raise SurveyFileError(f"{Path(folder) / 'codebook.csv'}: {problem}") from None


def _new_names(values: Iterable, names: Mapping[Any, str]) -> tuple:
    return tuple(dict.fromkeys(names.get(value, value) for value in values))


def _with_scales(book: pd.DataFrame, scales: Mapping[str, object], name: str) -> pd.DataFrame:
    """The caller's codebook with the scales that the caller declared beside it."""
    book = book.copy()
    for question, scale in scales.items():
        rows = book["id"] == question
        if not rows.any() and "text" in book:
            rows = book["text"] == question
        if not rows.any():
            known = listing(book["id"])
            raise ScaleError(
                say("scales= names a question that {name} does not have: {question}. Found: {known}.",
                    name=name, question=repr(question), known=known)
            )  # fmt: skip
        declared, falls = Scale.declared(scale)
        book.loc[rows, ["scale", "scale_from"]] = [str(declared), DECLARED]
        if falls:
            book.loc[rows, "reversed"] = True
    return book


def _checked_roles(roles: Mapping[str, str], columns: list[str], name: str) -> dict[str, str]:
    for role, column in roles.items():
        if role not in ROLES:
            raise QuestionError(say("No role {role}. Roles are {names}.", role=repr(role), names=named(ROLES)))
        if column not in columns:
            raise QuestionError(
                say("No column {column} in {name} for the role {role}.{hint} Found: {names}.", column=repr(column),
                    name=name, role=repr(role), hint=did_you_mean(column, columns), names=named(columns))
            )  # fmt: skip
    return {role: roles[role] for role in ROLES if role in roles}
