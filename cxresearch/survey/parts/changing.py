"""A Survey changed is a new one: rows chosen, names, roles and orders given. The old one stays as it was."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Self

import narwhals as nw
import pandas as pd

from cxresearch.errors import OptionError, QuestionError
from cxresearch.survey import audiences
from cxresearch.survey.answers import as_text
from cxresearch.survey.codebook import ROLES
from cxresearch.survey.holding import UNITS
from cxresearch.survey.parts.doubting import Doubting
from cxresearch.survey.values import as_values, matching, renamed
from cxresearch.wording import did_you_mean, kept, named, number, say

__all__ = ["Changing"]

_MOST_SPELLED = 500
# Parts of a survey that it keeps, and the rows that one of these may have.
_MOST_PARTS, _MOST_KEPT = 16, 100_000


class Changing(Doubting):
    """The part of :class:`cxresearch.Survey` that makes new ones of it."""

    def only(self, **where) -> Self:
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
        >>> from cxresearch import Survey
        >>> survey = Survey.from_frame(pd.DataFrame({"unit": ["A", "B", "A"], "nps": [1, 2, 3]}))
        >>> survey.only(unit="A").n_rows
        2
        """
        chosen = []
        for name, wanted in where.items():
            column = self.find(name)
            values = as_values(wanted, name)
            chosen.append((name, column, values, self._matching(column, values)))
        # Analyses ask for the same part again and again; with it comes what was counted of it.
        parts, key = self._cache.setdefault("parts", {}), repr(chosen)
        if key not in parts:
            part = self._only(chosen)
            if part.is_lazy or part.n_rows > _MOST_KEPT:
                return part
            if len(parts) >= _MOST_PARTS:
                del parts[next(iter(parts))]
            parts[key] = part
        return parts[key]

    def _only(self, chosen: list[tuple[str, str, list, list]]) -> Self:
        frame, filters, told = self.frame, dict(self.filters), []
        for name, column, values, matched in chosen:
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

    def relabel(self, **renames: Mapping[Any, str]) -> Self:
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

    def _renamed(self, column: str, names: Mapping[Any, str], *notes: str) -> Self:
        frame = renamed(self.frame, column, names, self.answer_counts(column))
        filters = dict(self.filters)
        if column in filters:
            filters[column] = _new_names(filters[column], names)
        told = (*self.notes, *notes)
        return self._with(same_rows=True, but=column, responses=nw.to_native(frame), notes=told, filters=filters)

    def with_roles(self, **roles: str | None) -> Self:
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
            from cxresearch.survey.columns.drafting import draft_codebook

            book = pd.concat([book, draft_codebook({column: column for column in back}, self._glimpse)])
        root = self.root.with_roles(**roles) if self.root is not None else None
        survey = self._with(same_rows=True, codebook=book, roles=changed, root=root)._with_audience_names()
        if self.is_aggregated and not survey.is_aggregated:
            # Averages of a question of recommending stay averages when their n becomes a weight.
            kept = {question: asked for question, asked in self._asked.items() if question in survey._asked}
            survey._cache["asked"] = {**survey._asked, **kept}
        return survey._warned_about_names(roles)

    def with_order(self, **orders: Sequence) -> Self:
        """Groups in an order of one's own: ``survey.with_order(age=["Under 18", "18-64", "65 and over"])``.

        Values that a list does not name follow behind it; a list may name values that nobody has.

        Raises
        ------
        QuestionError, OptionError
            If a column is unknown, or its list names none of its values.

        Examples
        --------
        >>> import pandas as pd
        >>> from cxresearch import Survey
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

    def with_units(self, units: str | None) -> Self:
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
        >>> from cxresearch import Survey
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

    def with_populations(self, populations: Mapping[str, float] | None) -> Self:
        """Say once how many people there are in all; every analysis of whole audiences follows from it.

        Parameters
        ----------
        populations : mapping of audience to number, or None
            Intervals are narrower where most were asked, wherever ``population=`` is not said. It corrects sampling,
            not non-response. None: nobody knows.

        Raises
        ------
        OptionError
            If it names an audience that did not answer.

        Examples
        --------
        >>> import pandas as pd
        >>> from cxresearch import Survey
        >>> survey = Survey.from_frame(pd.DataFrame({"nps": [1, 2, 3]}), audience="Staff")
        >>> survey.with_populations({"Staff": 4}).population_told()
        {'Staff': 4}
        """
        told = dict(populations or {})
        if stray := [name for name in told if name not in self.audiences]:
            raise OptionError(
                say("populations: {stray} is no audience here.{hint} Audiences: {names}.", stray=repr(stray[0]),
                    hint=did_you_mean(str(stray[0]), self.audiences), names=named(self.audiences))
            )  # fmt: skip
        return self._with(same_rows=True, populations=told)

    def with_codebook(self, codebook: pd.DataFrame) -> Self:
        """The same answers, read by another codebook (an edited copy of ``survey.codebook``)."""
        survey = self._with(same_rows=True, codebook=codebook)
        root = self.root
        if root is not None and set(survey.codebook.id) <= set(root.columns):
            return survey._with(same_rows=True, root=root.with_codebook(codebook))
        return survey

    def with_notes(self, *notes: str) -> Self:
        """The same Survey with more notes."""
        return self._with(same_rows=True, notes=(*self.notes, *notes))

    def _with_one_spelling(self, roles: Iterable[str]) -> Self:
        """Groups whose names differ in blanks and capitals only are one; said in a note."""
        from cxresearch.survey.columns.reading import alike_spellings

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

    def _with_audience_names(self) -> Self:
        if "audience" not in self.roles:
            return self
        column = self.roles["audience"]
        names = audiences.rename_map(self.answer_counts(column))
        if not names:
            return self
        survey = self._renamed(column, names, audiences.note_on(names))
        return survey._with(root=survey.root._renamed(column, names)) if survey.root is not None else survey


def _new_names(values: Iterable, names: Mapping[Any, str]) -> tuple:
    return tuple(dict.fromkeys(names.get(value, value) for value in values))
