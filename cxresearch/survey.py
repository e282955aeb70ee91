"""A Survey is what was answered and what was asked, kept together: responses and codebook.

It is frozen. Every method gives a new Survey and leaves the old one as it was. The answers stay as
the client's file holds them; how they are read (scale, reversed, kind) stands in the codebook, so a
corrected codebook changes every number and loses none.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from cxresearch import audiences
from cxresearch.answers import Encoded, encode, read_answers
from cxresearch.codebook import ASPECTS, COLUMNS, KINDS, ROLES, SCALED, draft_codebook, guess_role, unique_ids
from cxresearch.errors import OptionError, QuestionError, ScaleError, SurveyFileError, SurveyWarning, listing
from cxresearch.labels import normalise
from cxresearch.scales import KEPT, MISSING, Scale
from cxresearch.wording import did_you_mean, warn

__all__ = ["Survey", "open_survey"]

_PROFILE_ROWS = 2000
_CLOSED_ANSWERS = 60


@dataclass(frozen=True, eq=False, repr=False)
class Survey:
    """Responses and codebook of one or several audiences.

    Usually made by :func:`cxresearch.read_survey`, :meth:`Survey.from_frame` or
    :func:`cxresearch.combine_audiences`, rarely by hand.

    Attributes
    ----------
    responses : native frame
        One row a respondent (one row a unit and audience where only scores are known), in the frame
        library that the data came in. Never changed in place.
    codebook : pandas.DataFrame
        One row a question: ``id, text, kind, scale, topic, aspect, reversed, source, scale_from``.
    roles : mapping
        Role to column: ``respondent, audience, unit, group, segment, wave, weight, n``.
    notes : tuple of str
        What was excluded, mapped, guessed or not understood, with counts.
    platform : str
        Where the file came from, as recognised by its content.
    intake : mapping of str to int
        ``rows in``, ``kept``, and a count for every reason of exclusion; they add up.

    Examples
    --------
    >>> import pandas as pd
    >>> survey = Survey.from_frame(
    ...     pd.DataFrame({"who": ["Staff", "Customers"], "nps": [9, 3]}), roles={"audience": "who"})
    >>> survey.n_rows, survey.audiences
    (2, ['Staff', 'Customers'])
    """

    responses: Any
    codebook: pd.DataFrame
    roles: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    platform: str = "frame"
    name: str = "survey"
    intake: Mapping[str, int] = field(default_factory=dict)
    filters: Mapping[str, tuple] = field(default_factory=dict)
    root: "Survey | None" = None
    _cache: dict = field(default_factory=dict)

    def __post_init__(self):
        responses = self.responses
        if isinstance(responses, pd.DataFrame):
            responses = responses.copy(deep=False).reset_index(drop=True)
        object.__setattr__(self, "responses", responses)
        object.__setattr__(self, "codebook", _checked(self.codebook, self.columns, self.name))
        object.__setattr__(self, "roles", MappingProxyType(_checked_roles(self.roles, self.columns, self.name)))
        object.__setattr__(self, "notes", tuple(self.notes))
        object.__setattr__(self, "intake", MappingProxyType(dict(self.intake)))
        object.__setattr__(self, "filters", MappingProxyType(dict(self.filters)))

    @classmethod
    def from_frame(
        cls,
        frame,
        *,
        roles: Mapping[str, str] | None = None,
        scales: Mapping[str, object] | None = None,
        codebook: pd.DataFrame | None = None,
        audience: str | None = None,
        name: str | None = None,
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
            Question to ``(low, high)`` or to its labels from low to high. Scales that are not given are
            guessed, with a :class:`SurveyWarning` where only numbers speak for them.
        codebook : DataFrame, optional
            Takes the place of every guess; needs ``id`` and ``kind``, the other columns are optional.
        audience : str, optional
            Who answered, where the frame has no column for it.
        name : str, optional
            What to call the data in messages.

        Raises
        ------
        QuestionError, ScaleError
            If a role, a question or a scale does not fit the frame.

        Examples
        --------
        >>> import pandas as pd
        >>> survey = Survey.from_frame(pd.DataFrame({"billing": [4, 5, 2]}), scales={"billing": (1, 5)}, audience="Staff")
        >>> survey.codebook.loc[0, ["id", "kind", "scale"]].tolist()
        ['billing', 'rating', '1-5']
        """
        name = name or "survey"
        try:
            seen = nw.from_native(frame)
        except TypeError:
            raise OptionError(
                f"Not a frame: {type(frame).__name__}. Pass a pandas, polars, pyarrow, DuckDB, Spark or Dask frame."
            ) from None
        names = list(seen.columns) if not isinstance(frame, pd.DataFrame) else [str(column) for column in frame.columns]
        notes: list[str] = []
        if isinstance(frame, pd.DataFrame):
            tidy = unique_ids(names)
            doubled = [new for new, old in zip(tidy, names, strict=True) if new != old.strip()]
            if doubled:
                notes.append(f"columns without a name of their own were renamed: {listing(doubled)}")
                warn(f"{name}: {notes[-1]}.")
            frame = frame.set_axis(tidy, axis=1)
            seen = nw.from_native(frame)
        found = dict(roles) if roles is not None else {}
        if roles is None:
            for column in seen.columns:
                role = guess_role(column)
                if role and role not in found and not (role == "audience" and audience):
                    found[role] = column
            if found:
                notes.append("roles by column name: " + ", ".join(f"{role} = {column}" for role, column in found.items()))
        if audience is not None and "audience" not in found:
            column = "audience" if "audience" not in seen.columns else "audience_"
            seen = seen.with_columns(nw.lit(str(audience)).alias(column))
            found["audience"] = column
        draft = cls(nw.to_native(seen), pd.DataFrame(columns=COLUMNS), roles=found, name=name)
        draft = draft._with_audience_names()
        asked = [column for column in draft.columns if column not in draft.roles.values()]
        if codebook is None:
            book = draft_codebook({column: column for column in asked}, draft.answer_counts, scales=scales)
        else:
            book = codebook.assign(**{"scale": _declared(codebook, scales)}) if scales else codebook
        survey = replace(draft, codebook=book, notes=(*notes, *draft.notes), intake={"rows in": -1} if draft.is_lazy else {})
        if not survey.is_lazy:
            survey = replace(survey, intake={"rows in": survey.n_rows, "kept": survey.n_rows})
        survey._warn_about_guesses()
        return survey

    # -- what it holds -------------------------------------------------------------------------

    @property
    def frame(self):
        """The responses as a narwhals frame."""
        return nw.from_native(self.responses)

    @property
    def is_lazy(self) -> bool:
        """Whether the rows stay on their engine (DuckDB, Spark, Dask, lazy polars) until they are counted."""
        return isinstance(self.frame, nw.LazyFrame)

    @property
    def columns(self) -> list[str]:
        """The names of the columns of ``responses``."""
        if "columns" not in self._cache:
            frame = self.frame
            self._cache["columns"] = frame.collect_schema().names()
        return self._cache["columns"]

    @property
    def n_rows(self) -> int:
        """How many rows ``responses`` has, on any engine."""
        if "n_rows" not in self._cache:
            frame = self.frame
            rows = len(frame) if not self.is_lazy else frame.select(nw.len()).collect("pyarrow").item()
            self._cache["n_rows"] = int(rows)
        return self._cache["n_rows"]

    def to_pandas(self) -> pd.DataFrame:
        """All rows as a pandas frame of its own; collects them from their engine."""
        if isinstance(self.responses, pd.DataFrame):
            return self.responses.copy()
        frame = self.frame
        return (frame.collect("pyarrow") if self.is_lazy else frame).to_pandas()

    @property
    def audiences(self) -> list[str]:
        """The audiences that answered: Leadership, Staff, Customers first, then as they appear."""
        if "audience" not in self.roles:
            return []
        return audiences.ordered(str(value) for value in self.answer_counts(self.roles["audience"]))

    @property
    def is_aggregated(self) -> bool:
        """Whether rows are units with a score and an n, not respondents."""
        return "n" in self.roles

    def scale_of(self, question: str) -> Scale | None:
        """The scale of a question, by id; None where it has none."""
        text = self.codebook.set_index("id").scale.get(question, "")
        return Scale.parse(text) if text else None

    def find(self, name: str, *, among: Iterable[str] | None = None) -> str:
        """The column that a question id, a question text, a role or a column name stands for.

        Raises
        ------
        QuestionError
            If there is none, or a text belongs to several questions.
        """
        book = self.codebook
        if name in self.roles and name not in set(book.id):
            return self.roles[name]
        if name in self.columns:
            return name
        for key in (str, normalise):
            wanted = key(str(name))
            hits = [qid for qid, text in zip(book.id, book.text, strict=True) if key(text) == wanted]
            if len(hits) == 1:
                return hits[0]
            if hits:
                raise QuestionError(f"{len(hits)} questions of {self.name} read {name!r}: {listing(hits)}. Pass one of these ids.")
        known = list(among) if among is not None else [*book.id, *self.roles]
        raise QuestionError(
            f"No question, role or column {name!r} in {self.name}.{did_you_mean(name, [*known, *book.text])} Found: {listing(known)}."
        )

    def questions(self, *, kinds: Iterable[str] = ("rating",), aspect: str | None = None) -> list[str]:
        """The ids of the questions of some kinds, and of one aspect where it is given."""
        book = self.codebook
        chosen = book.kind.isin(list(kinds))
        if aspect is not None:
            chosen &= book.aspect == aspect
        return book.id[chosen].tolist()

    def encoded(self, column: str) -> Encoded:
        """One column as codes into its distinct answers; kept, since columns never change."""
        key = ("encoded", column)
        if key not in self._cache:
            frame = self.frame.select(column)
            eager = frame.collect("pyarrow") if self.is_lazy else frame
            self._cache[key] = encode(eager[column])
        return self._cache[key]

    def answer_counts(self, column: str) -> dict[Any, int]:
        """The distinct answers of a column with their counts, blanks left out, in the order of appearance."""
        if not self.is_lazy:
            return self.encoded(column).counts()
        key = ("counts", column)
        if key not in self._cache:
            frame = self.frame.select(column)
            sample = frame.head(_PROFILE_ROWS).collect("pyarrow")[column].drop_nulls()
            if sample.n_unique() <= _CLOSED_ANSWERS:
                counted = frame.group_by(column).agg(n=nw.len()).collect("pyarrow").sort(column)
                answers, counts = counted[column].to_list(), counted["n"].to_list()
            else:
                counted = sample.value_counts()
                answers, counts = (counted[name].to_list() for name in counted.columns)
            self._cache[key] = {
                answer: count
                for answer, count in zip(answers, counts, strict=True)
                if answer is not None and answer == answer
            }
        return self._cache[key]

    def numbers(self, questions: Iterable[str] | None = None, *, points: bool = False) -> pd.DataFrame:
        """Answers as numbers, a row a respondent, a column a question; what was not kept is NaN.

        Parameters
        ----------
        questions : list of ids, optional
            All rating, NPS and effort questions by default.
        points : bool
            On 0-100 instead of the native scale.
        """
        chosen = self.questions(kinds=SCALED) if questions is None else [self.find(name) for name in questions]
        return pd.DataFrame({qid: self._numbers_of(qid, points) for qid in chosen})

    def _numbers_of(self, qid: str, points: bool) -> np.ndarray:
        scale, encoded = self.scale_of(qid), self.encoded(qid)
        values, _ = read_answers(encoded.answers, scale, turned=self.is_reversed(qid))
        if points and scale:
            values = scale.to_points(values)
        return np.append(values, np.nan)[encoded.codes]

    def is_reversed(self, question: str) -> bool:
        """Whether a high answer to the question means little of what it is about."""
        return bool(self.codebook.set_index("id")["reversed"].get(question, False))

    def account(self, questions: Iterable[str] | None = None) -> pd.DataFrame:
        """Where every answer went: a row a question, ``kept + excluded + missing = rows``.

        ``excluded`` is everything that was written and not used: declined, outside the scale, not readable.
        """
        chosen = self.questions(kinds=SCALED) if questions is None else [self.find(name) for name in questions]
        rows = []
        for qid in chosen:
            counts = self.answer_counts(qid)
            _, statuses = read_answers(list(counts), self.scale_of(qid))
            by: dict[str, int] = {}
            for status, count in zip(statuses, counts.values(), strict=True):
                by[status] = by.get(status, 0) + count
            kept, written = by.pop(KEPT, 0), sum(counts.values())
            blank = self.n_rows - written + by.pop(MISSING, 0)
            rows.append({"question": qid, "rows": self.n_rows, "kept": kept, "excluded": sum(by.values()), "missing": blank})
        return pd.DataFrame(rows, columns=["question", "rows", "kept", "excluded", "missing"])

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
            values = list(wanted) if isinstance(wanted, (list, tuple, set, frozenset)) else [wanted]
            matched = _matching(self.answer_counts(column), values, column, self.name)
            frame = frame.filter(nw.col(column).is_in(matched))
            before = filters.get(column)
            filters[column] = tuple(value for value in matched if before is None or value in before)
            told.append(f"{name} is {listing(values)}")
        part = replace(
            self, responses=nw.to_native(frame), filters=filters, root=self.root or self, _cache={},
        )
        if not part.is_lazy:
            told = [f"kept {part.n_rows:,} of {self.n_rows:,} rows: {' and '.join(told)}"]
        return replace(part, notes=(*self.notes, *told), _cache={})

    def relabel(self, **renames: Mapping[Any, str]) -> "Survey":
        """New names for the values of a column or role: ``survey.relabel(unit={"north0": "North 0"})``.

        Raises
        ------
        QuestionError
            If an old name occurs nowhere in the column.
        """
        frame, notes = self.frame, list(self.notes)
        for name, mapping in renames.items():
            column = self.find(name)
            counts = self.answer_counts(column)
            for old, new in mapping.items():
                matched = _matching(counts, [old], column, self.name)
                frame = frame.with_columns(
                    nw.when(nw.col(column).is_in(matched)).then(nw.lit(new)).otherwise(nw.col(column)).alias(column)
                )
                notes.append(f"{name}: {old!r} relabelled {new!r} ({sum(counts[value] for value in matched):,} rows)")
        return replace(self, responses=nw.to_native(frame), notes=tuple(notes), root=None, filters={}, _cache={})

    def with_roles(self, **roles: str | None) -> "Survey":
        """Roles given to columns, or taken away with None: ``survey.with_roles(unit="Branch", weight=None)``.

        Raises
        ------
        QuestionError
            If the role or the column is unknown.
        """
        changed = {**self.roles, **{role: column for role, column in roles.items() if column is not None}}
        for role, column in roles.items():
            if column is None:
                changed.pop(role, None)
            else:
                changed[role] = column if column in self.columns else self.find(column)
        book = self.codebook[~self.codebook.id.isin(set(changed.values()))]
        back = [column for column in self.roles.values() if column not in changed.values()]
        if back:
            book = pd.concat([book, draft_codebook({column: column for column in back}, self.answer_counts)])
        return replace(self, codebook=book, roles=changed, root=None, filters={}, _cache={})._with_audience_names()

    def with_codebook(self, codebook: pd.DataFrame) -> "Survey":
        """The same answers, read by another codebook (an edited copy of ``survey.codebook``)."""
        return replace(self, codebook=codebook, _cache=self._cache)

    def with_notes(self, *notes: str) -> "Survey":
        """The same Survey with more notes."""
        return replace(self, notes=(*self.notes, *notes), _cache=self._cache)

    def save(self, folder: str | Path) -> Path:
        """Write ``responses.parquet``, ``codebook.csv`` (for people to edit) and ``survey.json`` into a folder.

        Raises
        ------
        SurveyFileError
            If the folder cannot be written.
        """
        folder = Path(folder)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            rows = self.to_pandas()
            mixed = [column for column in rows if rows[column].dtype == object]
            rows[mixed] = rows[mixed].map(lambda answer: answer if answer is None or answer != answer else str(answer))
            rows.to_parquet(folder / "responses.parquet", index=False)
            self.codebook.map(_defused).to_csv(folder / "codebook.csv", index=False, encoding="utf-8-sig")
            about = {"name": self.name, "platform": self.platform, "roles": dict(self.roles), "notes": list(self.notes)}
            text = json.dumps({**about, "intake": dict(self.intake)}, ensure_ascii=False, indent=1)
            (folder / "survey.json").write_text(text, encoding="utf-8")
        except OSError as problem:
            raise SurveyFileError(f"{folder}: cannot be written ({problem.strerror or problem}). Choose another folder.") from None
        return folder

    # -- how it looks --------------------------------------------------------------------------

    def __repr__(self) -> str:
        rows = "rows not counted yet" if self.is_lazy and "n_rows" not in self._cache else f"{self.n_rows:,} rows"
        head = f"Survey {self.name!r}: {rows}, {len(self.codebook)} questions, from {self.platform}"
        if "audience" not in self.roles or (self.is_lazy and ("counts", self.roles["audience"]) not in self._cache):
            return head
        counts = self.answer_counts(self.roles["audience"])
        parts = ", ".join(f"{audience} {counts[audience]:,}" for audience in self.audiences)
        return f"{head}\n  audiences: {parts}\n  roles: {', '.join(f'{role} = {name}' for role, name in self.roles.items())}"

    def _warn_about_guesses(self) -> None:
        guessed = self.codebook[self.codebook.scale_from.str.startswith("guessed")]
        if len(guessed):
            found = ", ".join(f"{row.id} as {row.scale}" for row in guessed.head(8).itertuples())
            more = f" and {len(guessed) - 8} more" if len(guessed) > 8 else ""
            warn(f"{self.name}: scale guessed from the answers for {found}{more}. Pass scales={{question: (low, high)}} to be sure.")

    def _with_audience_names(self) -> "Survey":
        if "audience" not in self.roles:
            return self
        column = self.roles["audience"]
        renamed = audiences.rename_map(value for value in self.answer_counts(column))
        if not renamed:
            return self
        named = nw.col(column)
        for old, new in renamed.items():
            named = nw.when(nw.col(column) == old).then(nw.lit(new)).otherwise(named)
        frame = self.frame.with_columns(named.alias(column))
        return replace(self, responses=nw.to_native(frame), notes=(*self.notes, audiences.note_on(renamed)), _cache={})


def open_survey(folder: str | Path) -> Survey:
    """Open what :meth:`Survey.save` wrote, with the codebook as a person may have edited it.

    Raises
    ------
    SurveyFileError
        If the folder holds no saved survey, or its codebook cannot be used; names the line.
    """
    folder = Path(folder)
    try:
        responses = pd.read_parquet(folder / "responses.parquet")
        book = pd.read_csv(folder / "codebook.csv", dtype=str, keep_default_na=False, encoding="utf-8-sig")
        about = json.loads((folder / "survey.json").read_text(encoding="utf-8"))
    except FileNotFoundError as problem:
        raise SurveyFileError(f"{folder}: {Path(problem.filename).name} is missing; not a folder that survey.save() wrote.") from None
    except (ValueError, OSError) as problem:
        raise SurveyFileError(f"{folder}: cannot be read ({problem}).") from None
    book = book.map(lambda cell: cell[1:] if cell[:1] == "'" and cell[1:2] in "=+-@" else cell)
    try:
        return Survey(
            responses, book, roles=about["roles"], notes=tuple(about["notes"]), platform=about["platform"],
            name=about["name"], intake=about["intake"],
        )  # fmt: skip
    except (ScaleError, QuestionError, OptionError) as problem:
        raise SurveyFileError(f"{folder / 'codebook.csv'}: {problem}") from None


def _defused(cell):
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in tuple("=+-@\t") else cell


def _declared(book: pd.DataFrame, scales: Mapping[str, object]) -> list[str]:
    given = {name: str(Scale.parse(scale)) for name, scale in scales.items()}
    old = book["scale"] if "scale" in book else [""] * len(book)
    return [given.get(qid, scale) for qid, scale in zip(book["id"], old, strict=True)]


def _matching(counts: Mapping[Any, int], values: list, column: str, name: str) -> list:
    """The stored values that the wanted ones stand for: 2025 finds "2025", "staff" finds "Staff"."""
    matched = []
    for value in values:
        hits = [stored for stored in counts if stored == value and isinstance(stored, type(value))]
        hits = hits or [stored for stored in counts if _plain_text(stored) == _plain_text(value)]
        hits = hits or [stored for stored in counts if normalise(str(stored)) == normalise(str(value)) != ""]
        hits = hits or [stored for stored in counts if audiences.shared_name(stored) == audiences.shared_name(value)]
        if not hits:
            raise QuestionError(
                f"No {column} {value!r} in {name}.{did_you_mean(str(value), map(str, counts))} Found: {listing(counts)}. Pass one of these."
            )
        matched += [hit for hit in hits if hit not in matched]
    return matched


def _plain_text(value) -> str:
    return f"{value:g}" if isinstance(value, (int, float)) and not isinstance(value, bool) else str(value).strip()


def _checked_roles(roles: Mapping[str, str], columns: list[str], name: str) -> dict[str, str]:
    for role, column in roles.items():
        if role not in ROLES:
            raise QuestionError(f"No role {role!r}. Roles are {listing(ROLES)}.")
        if column not in columns:
            raise QuestionError(f"No column {column!r} in {name} for the role {role!r}.{did_you_mean(column, columns)} Found: {listing(columns)}.")
    return {role: roles[role] for role in ROLES if role in roles}


def _checked(book: pd.DataFrame, columns: list[str], name: str) -> pd.DataFrame:
    missing = [column for column in ("id", "kind") if column not in book]
    if missing:
        raise QuestionError(f"The codebook of {name} lacks the column {listing(missing)}.")
    book = book.copy().reset_index(drop=True)
    for column in COLUMNS:
        if column not in book:
            book[column] = book["id"] if column in ("text", "topic", "source") else False if column == "reversed" else ""
    strings = [column for column in COLUMNS if column != "reversed"]
    book[strings] = book[strings].astype(object).where(book[strings].notna(), "").astype(str)
    book["reversed"] = book["reversed"].map(lambda cell: str(cell).strip().lower() in ("true", "1", "yes", "1.0")).astype(bool)
    book.loc[(book.aspect == "") & book.kind.isin(SCALED), "aspect"] = "experience"
    for line, row in enumerate(book.itertuples(), 2):
        if row.kind not in KINDS:
            raise QuestionError(f"Line {line} of the codebook, question {row.id!r}: no kind {row.kind!r}. Kinds are {listing(KINDS)}.")
        if row.aspect and row.aspect not in ASPECTS:
            raise QuestionError(f"Line {line} of the codebook, question {row.id!r}: no aspect {row.aspect!r}. Aspects are {listing(ASPECTS)}.")
        if row.scale:
            try:
                book.at[line - 2, "scale"] = str(Scale.parse(row.scale))
            except ScaleError as problem:
                raise ScaleError(f"Line {line} of the codebook, question {row.id!r}: {problem}") from None
        elif row.kind in SCALED:
            raise ScaleError(f"Line {line} of the codebook, question {row.id!r}: a {row.kind} question needs a scale, such as 0-10.")
    if book.id.duplicated().any():
        raise QuestionError(f"The codebook of {name} has questions twice: {listing(book.id[book.id.duplicated()])}.")
    unknown = [qid for qid in book.id if qid not in set(columns)]
    if unknown:
        raise QuestionError(f"The codebook of {name} has questions without a column: {listing(unknown)}. Found: {listing(columns)}.")
    return book[[*COLUMNS, *[column for column in book if column not in COLUMNS]]]
