"""Several audiences side by side: one Survey in which the same question has the same name.

Questions meet by id where the wording agrees, then by wording; what almost met is listed for a
person. The same question on different scales stays two questions until somebody asks for points of
100, because a 4 of 5 is no 4 of 7.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from cxresearch.combining.matching import Asked
from cxresearch.combining.scale_fit import fit_of
from cxresearch.combining.shared_questions import Question, declared_pairs, in_no_match, matched, not_matched
from cxresearch.errors import OptionError, QuestionError
from cxresearch.survey.answers import as_text
from cxresearch.survey.codebook import COLUMNS, ROLES, SCALED, unique_ids
from cxresearch.survey.labels import normalise
from cxresearch.survey.origins import Origin, found_by
from cxresearch.survey.scales import Scale
from cxresearch.survey.survey import Survey
from cxresearch.wording import kept, named, plural, say, warn

__all__ = ["combine_audiences", "combine_groups"]


def combine_audiences(
    *surveys: Survey, match: Mapping[str, object] | None = None, rescale: bool = False, name: str | None = None
) -> Survey:
    """Put surveys of several audiences (or waves) into one.

    Parameters
    ----------
    *surveys : Survey
        Each with an audience: from its file, or given to :func:`cxresearch.read_survey` as ``audience=``.
    match : mapping, optional
        Questions that are the same though nothing shows it: id or text to the id or text (or a list of
        them) in the other surveys.
    rescale : bool
        Put a question that was asked on different scales on 0-100 for everybody. Without it such a
        question stays apart, with a warning.
    name : str, optional
        What to call the whole; the names of the parts by default.

    Returns
    -------
    Survey
        Columns of roles are called like their roles. ``notes`` list what was not matched.

    Raises
    ------
    QuestionError
        If a survey has no audience, or ``match`` names a question that nobody was asked.

    Examples
    --------
    >>> staff = Survey.from_frame(pd.DataFrame({"Billing": [4, 5]}), scales={"Billing": (1, 5)}, audience="Staff")
    >>> customers = Survey.from_frame(
    ...     pd.DataFrame({"billing": [2, 1]}), scales={"billing": (1, 5)}, audience="Customers")
    >>> both = combine_audiences(staff, customers)
    >>> both.audiences, both.codebook.id.tolist(), both.n_rows
    (['Staff', 'Customers'], ['Billing'], 4)
    """
    parts = list(surveys[0]) if len(surveys) == 1 and isinstance(surveys[0], (list, tuple)) else list(surveys)
    _check(parts)
    if len(parts) == 1:
        return parts[0]
    questions = matched(parts, declared_pairs(parts, match or {}))
    alone = in_no_match(parts, questions)
    whole = _combined(parts, questions, lambda question: rescale, lambda question: say("Pass rescale=True"), name)
    return whole.with_doubts(*alone)


def combine_groups(
    parts: list[Survey],
    groups: list[dict[int, str]],
    *,
    rescaled: Iterable[int] = (),
    remedies: Sequence[str] = (),
    name: str | None = None,
) -> Survey:
    """Put surveys into one where a person has said which questions are the same; nothing else meets.

    Parameters
    ----------
    parts : list of Survey
    groups : list of mapping
        Place of a survey in ``parts`` to the id of its question.
    rescaled : list of int
        Which groups may be put on 0-100 where their scales differ.
    remedies : list of str, optional
        For each group what a person does so that it may: "Write yes in ...".

    Raises
    ------
    QuestionError
        If a survey has no audience.
    """
    _check(parts)
    home = {member: at for at, group in enumerate(groups) for member in group.items()}
    points, found, grouped = set(rescaled), [], {}
    for at, part in enumerate(parts):
        for row in part.codebook.to_dict("records"):
            group = home.get((at, row["id"]))
            if group in grouped:
                grouped[group].members[at] = row["id"]
                continue
            question = Question(dict(row), Asked(row["id"], row["text"], row["aspect"]), {at: row["id"]})
            found.append(question)
            if group is not None:
                grouped[group] = question
    may = {id(question) for group, question in grouped.items() if group in points}
    told = {id(question): remedies[group] for group, question in grouped.items() if group < len(remedies)}
    return _combined(
        parts, found, lambda question: id(question) in may,
        lambda question: told.get(id(question), say("Put the group among rescaled")), name,
    )  # fmt: skip


def _combined(
    parts: list[Survey],
    questions: list[Question],
    rescale: Callable[[Question], bool],
    remedy: Callable[[Question], str],
    name: str | None,
) -> Survey:
    notes: list[str] = []
    questions = _one_scale_each(parts, questions, rescale, remedy, notes)
    _name(questions)
    columns = _columns(parts, questions, notes)
    frames = [_frame(part, at, columns[at], questions) for at, part in enumerate(parts)]
    _roles_alike(frames, parts, notes)
    frame = _stacked(frames)
    notes += not_matched(parts, questions)
    # A column of one's own (whose answers were guessed, say) may stand in one file's codebook alone.
    names = list(dict.fromkeys(name for question in questions for name in question.row)) or COLUMNS
    book = pd.DataFrame([question.row for question in questions], columns=names)
    own = [name for name in names if name not in COLUMNS]
    book[own] = book[own].astype(object).where(book[own].notna(), "")
    roles = {role: role for role in ROLES if any(role in part.roles for part in parts)}
    intake: dict[str, int] = {}
    for part in parts:
        for key, count in part.intake.items():
            intake[key] = intake.get(key, 0) + count
    told = [kept("{survey}: {note}", survey=part.name, note=note) for part in parts for note in part.notes]
    platforms = ", ".join(dict.fromkeys(part.platform for part in parts))
    name = name or " + ".join(dict.fromkeys(part.name for part in parts))
    doubts = [
        replace(one, question=columns[at].get(one.question, one.question), taken="")
        for at, part in enumerate(parts)
        for one in part._standing()
    ]
    units = {part.units for part in parts if "unit" in part.roles}
    return Survey(
        _like(frame, parts[0]), book, roles=roles, notes=(*told, *notes), platform=platforms, name=name, intake=intake,
        doubted=tuple(doubts), units=units.pop() if len(units) == 1 else None,
    )  # fmt: skip


def _check(parts: list[Survey]) -> None:
    if not parts:
        raise OptionError(say("combine_audiences() needs surveys: combine_audiences(leaders, staff, customers)."))
    for part in parts:
        if not isinstance(part, Survey):
            raise OptionError(say(
                "combine_audiences() takes Surveys, not {name}. Read files with read_survey first.",
                name=type(part).__name__,
            ))  # fmt: skip
        if "audience" not in part.roles:
            raise QuestionError(say(
                "{survey} does not say which audience answered. Pass audience='Staff' to read_survey, or use "
                "survey.with_roles(audience=column). Columns: {columns}.",
                survey=part.name, columns=named(part.columns),
            ))  # fmt: skip
    aggregated = [part.name for part in parts if part.is_aggregated]
    if aggregated and len(aggregated) < len(parts):
        raise OptionError(say(
            "{aggregated} hold scores of units, the others single answers; they have no common row. Compare them one "
            "by one, or aggregate the answers by unit first.",
            aggregated=named(aggregated),
        ))  # fmt: skip


def _one_scale_each(
    parts,
    questions: list[Question],
    rescale: Callable[[Question], bool],
    remedy: Callable[[Question], str],
    notes: list[str],
) -> list[Question]:
    out: list[Question] = []
    for question in questions:
        rows = {at: parts[at].codebook.set_index("id").loc[qid] for at, qid in question.members.items()}
        kinds = {row["kind"] for row in rows.values()}
        if len(kinds) > 1:
            question.row["kind"] = next(
                kind for kind in ("nps", "effort", "rating", "verbatim", "choice") if kind in kinds
            )
        if question.row["kind"] not in SCALED or len(rows) == 1:
            out.append(question)
            continue
        out += _reconciled(parts, question, rows, rescale(question), remedy(question), notes)
    return out


def _reconciled(parts, question: Question, rows: dict, rescale: bool, remedy: str, notes: list[str]) -> list[Question]:
    fit = fit_of(rows, lambda at: parts[at].answer_counts(question.members[at]))
    scales, firm, loose, widest = fit.scales, fit.firm, fit.loose, fit.widest
    if fit.turned:
        # One audience answered the other way round: its answers are turned, and the question is one.
        question.turned_in |= fit.turned
        question.row["reversed"] = False
        told = named([parts[at].name for at in sorted(fit.turned)])
    if fit.one:
        if question.turned_in:
            notes.append(
                kept(
                    "{question}: coded in opposite directions; the answers of {surveys} were turned, so that high "
                    "means the same for everybody",
                    question=question.row["id"], surveys=told,
                )
            )  # fmt: skip
        if len({scale.span for scale in scales.values()}) > 1:
            told = named([
                f"{parts[at].name} {scales[at].low:g}-{scales[at].high:g}"
                for at in sorted(loose)
                if scales[at].span != widest.span
            ])  # fmt: skip
            notes.append(
                kept(
                    "{question}: read on {scale} for everybody; the scale was only guessed in {surveys}",
                    question=question.row["id"], scale=f"{widest.low:g}-{widest.high:g}", surveys=told,
                )
            )  # fmt: skip
        labels = dict(label for scale in [widest, *firm.values()] for label in scale.labels)
        question.row["scale"] = str(
            Scale(widest.low, widest.high, tuple(sorted(labels.items(), key=lambda pair: pair[1])))
        )
        question.row["scale_from"] = next((rows[at]["scale_from"] for at in firm), rows[min(rows)]["scale_from"])
        return [question]
    told = named([f"{parts[at].name} {scales[at].low:g}-{scales[at].high:g}" for at in rows])
    if rescale:
        question.points = True
        question.row |= {
            "scale": "0-100",
            "kind": "rating",
            "reversed": False,
            "scale_from": found_by(Origin.TOLD, kept("rescaled to 0-100")),
        }
        notes.append(
            kept(
                "{question}: asked on different scales ({scales}) and put on 0-100 for everybody, as asked",
                question=question.row["id"], scales=told,
            )
        )  # fmt: skip
        return [question]
    question.turned_in.clear()
    fault = kept(
        "{question}: asked on different scales ({scales}), so it stays one question for each. {remedy} to put it on "
        "0-100",
        question=question.row["id"], scales=told, remedy=remedy,
    )  # fmt: skip
    notes.append(fault)
    warn(say("combine_audiences: {fault}.", fault=fault))
    return [
        Question({**rows[at].to_dict(), "id": question.members[at]}, question.asked, {at: question.members[at]})
        for at in rows
    ]  # fmt: skip


def _name(questions: list[Question]) -> None:
    taken = unique_ids([*ROLES, *[question.row["id"] for question in questions]])[len(ROLES) :]
    for question, name in zip(questions, taken, strict=True):
        question.row["id"] = name


def _columns(parts: list[Survey], questions: list[Question], notes: list[str]) -> list[dict[str, str]]:
    """For every survey: its columns' names in the combined one."""
    used = {*ROLES, *(question.row["id"] for question in questions)}
    others = list(dict.fromkeys(
        column for part in parts for column in part.columns if column not in {*part.roles.values(), *part.codebook.id}
    ))  # fmt: skip
    free = dict(zip(others, unique_ids([*used, *others])[len(used) :], strict=True))
    maps = []
    for at, part in enumerate(parts):
        mine = {question.members[at]: question.row["id"] for question in questions if at in question.members}
        by_role = {column: role for role, column in part.roles.items()}
        maps.append({column: by_role.get(column) or mine.get(column) or free[column] for column in part.columns})
    renamed = {f"{column} -> {role}" for part in parts for role, column in part.roles.items() if column != role}
    if renamed:
        notes.append(kept("columns of roles renamed: {columns}", columns=named(sorted(renamed))))
    return maps


def _frame(part: Survey, at: int, names: dict[str, str], questions: list[Question]) -> pd.DataFrame:
    frame = part.to_pandas().rename(columns=names)
    for question in questions:
        if question.points and at in question.members:
            frame[question.row["id"]] = part.numbers([question.members[at]], points=True).iloc[:, 0].to_numpy()
        elif at in question.turned_in:
            # What could not be read stays as it was written, to be counted as such.
            read = part.numbers([question.members[at]]).iloc[:, 0].to_numpy()
            written = frame[question.row["id"]].astype(object)
            frame[question.row["id"]] = written.where(np.isnan(read), [as_text(value) for value in read])
    return frame


def _roles_alike(frames: list[pd.DataFrame], parts: list[Survey], notes: list[str]) -> None:
    """Weights where others have some, and one spelling for units, groups, segments and waves."""
    if any("weight" in frame for frame in frames):
        for frame, part in zip(frames, parts, strict=True):
            if "weight" not in frame:
                frame["weight"] = 1.0
                notes.append(kept("{survey} has no weights; each of its rows counts once", survey=part.name))
    for role in ("unit", "group", "segment", "wave"):
        counts: dict[str, int] = {}
        for frame in frames:
            if role in frame:
                for value, count in frame[role].value_counts().items():
                    counts[_text(value)] = counts.get(_text(value), 0) + count
        spelled: dict[str, str] = {}
        for value in sorted(
            counts,
            key=lambda value: (
                value != value.strip(),
                value.islower() or value.isupper(),
                -counts[value],
                -len(value),
                value,
            ),  # fmt: skip
        ):
            spelled.setdefault(_spelling_key(value), value)
        changed = {value: spelled[_spelling_key(value)] for value in counts if spelled[_spelling_key(value)] != value}
        if changed:
            told = named(
                kept("{old} -> {new} ({rows})", old=repr(old), new=repr(new), rows=plural(counts[old], "row"))
                for old, new in changed.items()
            )
            notes.append(kept("{role}: spellings made one: {told}", role=role, told=told))
        kinds = {frame[role].dtype.kind for frame in frames if role in frame}
        if changed or len(kinds) > 1:
            for frame in frames:
                if role in frame:
                    texts = {value: changed.get(_text(value), _text(value)) for value in frame[role].dropna().unique()}
                    frame[role] = frame[role].map(texts)
    _lonely_units(frames, notes)


def _lonely_units(frames: list[pd.DataFrame], notes: list[str]) -> None:
    with_unit = [frame for frame in frames if "unit" in frame]
    if len(with_unit) < 2:
        return
    seen = [set(frame["unit"].dropna().unique()) for frame in with_unit]
    lonely = sorted(str(unit) for unit in set.union(*seen) if sum(unit in units for units in seen) == 1)
    if lonely and len(lonely) < len(set.union(*seen)):
        notes.append(kept("units that only one survey names: {units}", units=named(lonely)))


def _spelling_key(value: str) -> str:
    words = normalise(value).split()
    out = words[:1]
    for word in words[1:]:
        out.append(f" {word}" if out[-1][-1:].isdigit() and word[:1].isdigit() else word)
    return "".join(out) or value


def _text(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _stacked(frames: list[pd.DataFrame]) -> pd.DataFrame:
    names = list(dict.fromkeys(column for frame in frames for column in frame))
    for column in names:
        holding = [frame for frame in frames if column in frame]
        kinds = {frame[column].dtype.kind for frame in holding if frame[column].notna().any()}
        if len(kinds) > 1 and not kinds <= set("iuf"):
            for frame in holding:
                if frame[column].dtype.kind in "iufbM":
                    frame[column] = frame[column].map(_text, na_action="ignore").astype("str")
    order = [role for role in ROLES if role in names] + [column for column in names if column not in ROLES]
    whole = pd.concat([frame.dropna(axis=1, how="all") for frame in frames], ignore_index=True)
    return whole.reindex(columns=order)


def _like(frame: pd.DataFrame, first: Survey):
    """In the frame library of the first survey; rows that stayed on a lazy engine are pandas now."""
    if isinstance(first.responses, pd.DataFrame) or first.is_lazy:
        return frame
    import narwhals as nw

    return nw.from_dict(
        {column: frame[column].tolist() for column in frame}, backend=first.frame.implementation
    ).to_native()
