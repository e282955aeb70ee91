"""A frame in memory becomes a Survey: what its columns are is declared, or found out from their answers."""

from collections.abc import Mapping
from typing import Any, TypeVar

import narwhals as nw
import pandas as pd

from cxresearch.errors import OptionError, QuestionError, ScaleError
from cxresearch.survey.codebook import COLUMNS, unique_ids
from cxresearch.survey.columns.declaring import (
    check_kinds_hold,
    checked_kinds,
    checked_missing,
    checked_style,
    codes_by_column,
    without_codes,
)
from cxresearch.survey.columns.drafting import draft_codebook
from cxresearch.survey.columns.reading import FrameReading, in_stored_order, read_columns, settle_kinds
from cxresearch.survey.frames import names_of, tidied
from cxresearch.survey.guessing.role_names import guess_role
from cxresearch.survey.origins import DECLARED
from cxresearch.survey.parts.changing import Changing
from cxresearch.survey.scales import Scale
from cxresearch.wording import did_you_mean, named, say

__all__ = ["survey_of_frame"]

_Made = TypeVar("_Made", bound=Changing)


def survey_of_frame(
    cls: type[_Made],
    frame: Any,
    *,
    roles: Mapping[str, str] | None,
    scales: Mapping[str, object] | None,
    codebook: pd.DataFrame | None,
    audience: str | None,
    name: str,
    decimal: str | None,
    thousands: str | None,
    missing: object,
    kinds: Mapping[str, str] | None,
) -> _Made:
    """As :meth:`cxresearch.Survey.from_frame` says, for the class that was asked."""
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
        read = read_columns(seen, roles=given, audience=audience is not None, fixed=fixed, several=several, style=style)
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
    return survey.with_doubts(*found_out)._with_items_against_others()._told_of_doubts()._warned_about_names()


def _with_scales(book: pd.DataFrame, scales: Mapping[str, object], name: str) -> pd.DataFrame:
    """The caller's codebook with the scales that the caller declared beside it."""
    book = book.copy()
    for question, scale in scales.items():
        rows = book["id"] == question
        if not rows.any() and "text" in book:
            rows = book["text"] == question
        if not rows.any():
            known = named(book["id"])
            raise ScaleError(
                say("scales= names a question that {name} does not have: {question}. Found: {known}.",
                    name=name, question=repr(question), known=known)
            )  # fmt: skip
        declared, falls = Scale.declared(scale)
        book.loc[rows, ["scale", "scale_from"]] = [str(declared), DECLARED]
        if falls:
            book.loc[rows, "reversed"] = True
    return book
