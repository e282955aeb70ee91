"""What of a Survey was guessed, and would change a number if the guess is wrong."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Self

import numpy as np
import pandas as pd

from cxresearch.speaking import again
from cxresearch.survey.answers import as_text, read_answers
from cxresearch.survey.codebook import ROLES
from cxresearch.survey.doubts import MAY_MOVE, Doubt, joined, standing, table_of
from cxresearch.survey.guessing.against import against_the_others
from cxresearch.survey.holding import Holding
from cxresearch.wording import kept, named, told, warn

__all__ = ["IN_DOUBT", "Doubting", "doubts_told_later"]

IN_DOUBT = told("in doubt: {doubt}")
_MOST_WARNINGS = 8
_LOOKED_AT = 5000
_later: ContextVar[bool] = ContextVar("doubts told later", default=False)


@contextmanager
def doubts_told_later() -> Iterator[None]:
    """Within it no reader tells of doubts: a codebook follows and may settle some; the caller tells the rest."""
    before = _later.set(True)
    try:
        yield
    finally:
        _later.reset(before)


class Doubting(Holding):
    """The part of :class:`cxresearch.Survey` that says what is in doubt."""

    def with_doubts(self, *doubts: Doubt) -> Self:
        """The same Survey with more doubts about how it was read."""
        return self._with(same_rows=True, doubted=(*self.doubted, *doubts)) if doubts else self

    def _with_items_against_others(self) -> Self:
        """The same Survey with a doubt for each rating that is answered against those beside it."""

        def values_of(question: str) -> np.ndarray:
            encoded = self.encoded(question)
            values, _ = read_answers(encoded.answers, self.scale_of(question), turned=self.is_reversed(question))
            return np.append(values, np.nan)[encoded.codes[:_LOOKED_AT]]

        if self.is_lazy or self.is_aggregated:
            return self
        return self.with_doubts(*against_the_others(self.__dict__["codebook"], values_of))

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
        from cxresearch.survey.columns.wave_order import order_of_waves

        waves = list(self._glimpse(column))
        order = order_of_waves(waves, self.order_of(column))
        if order.known:
            return self._standing()
        line = f"{list(map(as_text, order.waves))!r}"
        line = f"{column}={line}" if column.isidentifier() else f"**{{{column!r}: {line}}}"
        doubt = Doubt(
            column, kept("waves whose names tell no order: nothing is said to rise or fall"),
            named(map(str, order.waves), most=6), self.n_rows,
            kept("survey.with_order({line}), with the first wave first", line=line), MAY_MOVE,
        )  # fmt: skip
        return [*self._standing(), doubt]

    def _told_of_doubts(self) -> Self:
        """A warning and a note for every doubt, the worst first; nothing within `doubts_told_later`."""
        if _later.get():
            return self
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

    def _warned_about_names(self, roles: Iterable[str] = ROLES) -> Self:
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
