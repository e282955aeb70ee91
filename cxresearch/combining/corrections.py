"""What every column was taken for, as one table, and what becomes of it where a person corrects a line.

A codebook lists questions. A person who corrects guesses also needs the columns that are no question: those with a
role, and those that were left out. So the sheet has a line for each column, and a column may be moved from one to
the other. A corrected sheet need not be complete: what it does not say stays as it was.
"""

import pandas as pd

from cxresearch.errors import OptionError, QuestionError, ScaleError
from cxresearch.speaking import was_said
from cxresearch.survey.codebook import ASPECTS, KINDS, ROLES, SCALED
from cxresearch.survey.columns.drafting import draft_codebook, guess_aspect
from cxresearch.survey.origins import CONFIRMED, DECLARED, ON_TEN, Origin, found_by, origin_of
from cxresearch.survey.saved import LEFT_OUT
from cxresearch.survey.scales import Scale
from cxresearch.survey.survey import Survey
from cxresearch.wording import capital, did_you_mean, named, noun, say

__all__ = ["LEFT_OUT", "SHEET", "codebook_sheet", "corrected"]


SHEET = ["id", "role", "kind", "scale", "topic", "aspect", "reversed", "text", "source", "scale_from"]
_MEANS_LEFT_OUT = (LEFT_OUT, "left_out", "leave out", "ignore")
_TURNED = {"true": True, "1": True, "yes": True, "x": True, "ja": True, "wahr": True} | dict.fromkeys(
    ("false", "0", "no", "", "nein", "falsch"), False
)


def codebook_sheet(survey: Survey) -> pd.DataFrame:
    """A line for each column of a survey: its role, or its kind, scale, topic and aspect.

    Parameters
    ----------
    survey : Survey

    Returns
    -------
    DataFrame
        ``id, role, kind, scale, topic, aspect, reversed, text, source, scale_from``, all of it text but ``reversed``.
        A column that is neither question nor role has the kind ``"left out"``. For :func:`apply_codebook`.

    Examples
    --------
    >>> survey = Survey.from_frame(pd.DataFrame({"branch": ["A", "B"], "NPS": [9, 3]}))
    >>> codebook_sheet(survey)[["id", "role", "kind", "scale"]].values.tolist()
    [['branch', 'unit', '', ''], ['NPS', '', 'nps', '0-10']]
    """
    book = survey.codebook.set_index("id")
    asked = {qid: row for qid, row in zip(book.index, book.to_dict("records"), strict=True)}
    roles: dict[str, list[str]] = {}
    for role, column in survey.roles.items():
        roles.setdefault(column, []).append(role)
    rows = []
    for column in survey.columns:
        row = dict.fromkeys(SHEET, "") | {"id": column, "reversed": False, "text": column, "source": column}
        if column in roles:
            row["role"] = ", ".join(roles[column])
        elif column in asked:
            row |= asked[column]
        else:
            row["kind"] = LEFT_OUT
        rows.append(row)
    return pd.DataFrame(rows, columns=[*SHEET, *[name for name in book if name not in SHEET]])


def corrected(
    survey: Survey, before: pd.DataFrame, table: pd.DataFrame | None, where: str | None = None
) -> tuple[pd.DataFrame, set[str]]:
    """The sheet with the corrections in it, and the columns whose kind was stated.

    Parameters
    ----------
    before : DataFrame
        As :func:`codebook_sheet` gives it.
    table : DataFrame or None
        The corrections.
    where : str, optional
        What to call them in messages.

    Raises
    ------
    QuestionError, ScaleError, OptionError
        Naming the line and the column that do not fit.
    """
    after = {row["id"]: row for row in before.to_dict("records")}
    if table is None:
        return before, set()
    where = noun("the codebook") if where is None else where
    _check_head(table, where)
    extra = [name for name in table if name not in SHEET]
    stated, lines, taken = set(), {}, {}
    for line, given in enumerate(table.to_dict("records"), 2):
        cells = {name: "" if _blank(cell) else str(cell).strip() for name, cell in given.items()}
        column = cells["id"]
        if not any(cells.values()):
            continue
        place = say("Line {line} of {where}, column {column}", line=line, where=where, column=repr(column))
        if column not in after:
            hint = did_you_mean(column, after)
            raise QuestionError(say(
                "{place}: {survey} has no such column.{hint} Found: {after}.",
                place=place, survey=survey.name, hint=hint, after=named(after),
            ))  # fmt: skip
        if column in lines:
            raise QuestionError(say(
                "{place}: line {lines} is about the same column. Keep one of them.",
                place=place, lines=lines[column],
            ))  # fmt: skip
        lines[column] = line
        row = _row(survey, after[column], cells, place)
        for role in filter(None, row["role"].split(", ")):
            if role in taken:
                raise OptionError(say(
                    "{place}: the role {role} is {taken} already. Give it to one column.",
                    place=place, role=role, taken=repr(taken[role]),
                ))  # fmt: skip
            taken[role] = column
        if cells.get("kind") and not row["role"]:
            stated.add(column)
        after[column] = row | {name: given[name] for name in extra}
    for column, row in after.items():
        # A role that a line gives to another column leaves the one that had it.
        kept = [role for role in row["role"].split(", ") if role and taken.get(role, column) == column]
        if row["role"] and not kept:
            row["kind"] = row["kind"] or _drafted(survey, column, column)["kind"]
        row["role"] = ", ".join(kept)
    return pd.DataFrame(list(after.values())), stated


def _check_head(table: pd.DataFrame, where: str) -> None:
    if "id" not in table:
        raise QuestionError(say(
            "{what} lacks the column 'id', the name of each column.",
            what=capital(where) if was_said(where) else where,
        ))  # fmt: skip
    for name in table:
        meant = did_you_mean(str(name), [known for known in SHEET if known not in table])
        if name not in SHEET and meant:
            raise OptionError(say(
                "{what} has a column {name}.{meant}",
                what=capital(where) if was_said(where) else where, name=repr(name), meant=meant,
            ))  # fmt: skip


def _row(survey: Survey, old: dict, cells: dict[str, str], place: str) -> dict:
    """One line of the sheet, corrected and checked."""
    new = dict(old)
    roles = [role.strip().lower() for role in cells.get("role", "").split(",") if role.strip()]
    for role in roles:
        if role not in ROLES:
            raise OptionError(say(
                "{place}: no role {role}.{hint} Roles are {roles}.",
                place=place, role=repr(role), hint=did_you_mean(role, ROLES), roles=named(ROLES),
            ))  # fmt: skip
    kind = cells.get("kind", "").lower()
    kind = LEFT_OUT if kind in _MEANS_LEFT_OUT else kind
    if kind and kind != LEFT_OUT and kind not in KINDS:
        raise OptionError(say(
            "{place}: no kind {kind}.{hint} Kinds are {kinds}.",
            place=place, kind=repr(kind), hint=did_you_mean(kind, KINDS), kinds=named(KINDS),
        ))  # fmt: skip
    if roles:
        return new | {"role": ", ".join(roles), "kind": "", "scale": "", "scale_from": "", "reversed": False}
    new["role"] = "" if "role" in cells or kind else old["role"]
    if new["role"]:
        return new
    new |= {name: cells[name] for name in ("text", "topic", "source") if cells.get(name)}
    new["kind"] = kind or old["kind"]
    if new["kind"] == LEFT_OUT:
        return new | {"scale": "", "scale_from": "", "reversed": False, "aspect": ""}
    if old["kind"] in ("", LEFT_OUT):
        draft = _drafted(survey, old["id"], new["text"])
        new |= {name: draft[name] for name in ("scale", "scale_from")}
        new["kind"] = kind or draft["kind"]
        new["topic"] = new["topic"] or draft["topic"]
    return _with_scale(survey, old, new, cells, place)


def _with_scale(survey: Survey, old: dict, new: dict, cells: dict[str, str], place: str) -> dict:
    kind, given = new["kind"], cells.get("scale", "")
    turned = cells.get("reversed", str(old["reversed"])).lower()
    if turned not in _TURNED:
        raise OptionError(say(
            "{place}: reversed is {cells}. Write True or False.",
            place=place, cells=repr(cells['reversed']),
        ))  # fmt: skip
    new["reversed"] = _TURNED[turned]
    aspect = cells.get("aspect", "").lower()
    if aspect and aspect not in ASPECTS:
        raise OptionError(say(
            "{place}: no aspect {aspect}.{hint} Aspects are {aspects}.",
            place=place, aspect=repr(aspect), hint=did_you_mean(aspect, ASPECTS), aspects=named(ASPECTS),
        ))  # fmt: skip
    if kind not in SCALED:
        was = old["kind"] in SCALED and (not given or _same(given, old["scale"]))
        kept = "" if was or not given else str(_scale(given, place)[0])
        found = DECLARED if kept else CONFIRMED if CONFIRMED in (cells.get("scale_from"), old["scale_from"]) else ""
        return new | {"scale": kept, "scale_from": found, "aspect": aspect, "reversed": False}
    new["aspect"] = aspect or old["aspect"] or guess_aspect(new["text"])
    if given and not _same(given, new["scale"]):
        wanted, falls = _scale(given, place)
        new["reversed"] = new["reversed"] or falls
        draft = draft_codebook({new["id"]: new["text"]}, survey.answer_counts, scales={new["id"]: wanted})
        new |= {"scale": draft.at[0, "scale"], "scale_from": cells.get("scale_from") or DECLARED}
        if origin_of(new["scale_from"]) is Origin.GUESSED:
            new["scale_from"] = DECLARED
    elif given and cells.get("scale_from"):
        new["scale_from"] = cells["scale_from"]
    if not new["scale"]:
        draft = _drafted(survey, new["id"], new["text"])
        usual = ("0-10", str(found_by(Origin.RECOMMENDING, kept(ON_TEN)))) if kind == "nps" else ("", "")
        new["scale"], new["scale_from"] = (draft["scale"], draft["scale_from"]) if draft["scale"] else usual
    if not new["scale"]:
        raise ScaleError(say(
            "{place}: a question of kind {kind} needs a scale. Write 1-5, or the labels from low to high: poor | fair "
            "| good.",
            place=place, kind=kind,
        ))  # fmt: skip
    return new


def _drafted(survey: Survey, column: str, text: str) -> dict:
    return draft_codebook({column: text or column}, survey.answer_counts).iloc[0].to_dict()


def _scale(given: str, place: str) -> tuple[Scale, bool]:
    try:
        return Scale.declared(given)
    except ScaleError as problem:
        raise ScaleError(f"{place}: {problem}") from None


def _same(given: str, scale: str) -> bool:
    """Whether two texts are the same scale; what is no scale is none of ours to judge here."""
    try:
        return bool(scale) and str(Scale.parse(given)) == scale
    except ScaleError:
        return False


def _blank(cell) -> bool:
    return cell is None or (pd.api.types.is_scalar(cell) and pd.isna(cell))
