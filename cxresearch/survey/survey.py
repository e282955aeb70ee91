"""A Survey is what was answered and what was asked, kept together: responses and codebook.

It is frozen. Every method gives a new Survey and leaves the old one as it was. The answers stay as
the client's file holds them; how they are read (scale, reversed, kind) stands in the codebook, so a
corrected codebook changes every number and loses none.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd

from cxresearch.errors import OptionError, QuestionError, ScaleError, SurveyFileError
from cxresearch.survey.answers import as_text
from cxresearch.survey.audiences import CUSTOMERS, LEADERSHIP, STAFF
from cxresearch.survey.codebook import ROLES, checked_codebook
from cxresearch.survey.doubts import Doubt, records_of, taken_over
from cxresearch.survey.frames import HandedOut
from cxresearch.survey.parts.changing import Changing
from cxresearch.wording import Notes, did_you_mean, kept, named, number, plural, say, told

__all__ = ["Survey", "open_survey", "platform_name"]

_TABLES = (told("plain table"), told("long table"), told("frame"))
_OF_THE_ROWS = ("columns", "counts", "encoded", "n_rows")


@dataclass(frozen=True, eq=False, repr=False)
class Survey(Changing):
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
    populations : mapping of str to float
        How many people there are in all, by audience, where somebody said so (see :meth:`with_populations`).
    margin : float or None
        The largest gap, in points of 100, that would not matter to the study that the survey belongs to; what a room
        is held against in :func:`cxresearch.reveal`.

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
    populations: Mapping[str, float] = field(default_factory=dict)
    margin: float | None = None
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
        self._seal(intake=self.intake, filters=self.filters, thresholds=self.thresholds, orders=orders,
                   populations=self.populations)  # fmt: skip

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
        self._seal(
            **{name: kept[name] for name in ("roles", "intake", "filters", "thresholds", "orders", "populations")}
        )

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
        from cxresearch.survey.parts.of_frames import survey_of_frame

        return survey_of_frame(
            cls, frame, roles=roles, scales=scales, codebook=codebook, audience=audience, name=name or "survey",
            decimal=decimal, thousands=thousands, missing=missing, kinds=kinds,
        )  # fmt: skip

    def save(self, folder: str | Path) -> Path:
        """Write ``responses.parquet``, ``codebook.csv`` (for people to edit) and ``survey.json`` into a folder.

        Raises
        ------
        SurveyFileError
            If the folder cannot be written.
        """
        from cxresearch.survey.saved import write_folder

        about = {"name": self.name, "platform": self.platform, "roles": dict(self.roles), "notes": list(self.notes)}
        if self.filters:
            filtered = named(list(self.filters))
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

    def __repr__(self) -> str:
        uncounted = self.is_lazy and "n_rows" not in self._cache
        rows = say("rows not counted yet") if uncounted else plural(self.n_rows, "row")
        head = say("Survey {name}: {rows}, {questions}, from {platform}", name=repr(self.name), rows=rows,
                   questions=plural(len(self._asked), "question"), platform=platform_name(self.platform))  # fmt: skip
        who = self.roles.get("audience")
        if who is None or (self.is_lazy and ("counts", who) not in self._cache):
            return head
        counts: dict[str, int] = {}
        for audience, count in self.answer_counts(who).items():
            counts[str(audience)] = counts.get(str(audience), 0) + count
        parts = ", ".join(
            f"{say(audience) if audience in (LEADERSHIP, STAFF, CUSTOMERS) else audience} {number(counts[audience])}"
            for audience in self.audiences
        )
        roles = ", ".join(role if role == name else f"{role} = {name}" for role, name in self.roles.items())
        told = say("audiences: {names}", names=parts), say("roles: {names}", names=roles)
        return "\n  ".join([head, *told])


def platform_name(platform: str) -> str:
    """What a file was recognised as; the names of tools are the same in all languages."""
    return ", ".join(say(part) if part in _TABLES else part for part in platform.split(", "))


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
    from cxresearch.survey.saved import read_folder

    responses, book, about = read_folder(folder)
    try:
        return Survey(responses, book, **about)
    except (ScaleError, QuestionError, OptionError) as problem:
        raise SurveyFileError(f"{Path(folder) / 'codebook.csv'}: {problem}") from None


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
