"""From rows and a layout to a Draft, and from a Draft to a Survey: the way that all files go.

What is no respondent is counted out under its reason, so that ``rows in`` is always ``kept`` plus
the counts of what was excluded. Nothing else removes a row.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

import narwhals as nw
import pandas as pd

from cxresearch.errors import OptionError, QuestionError, ScaleError, SurveyFileError
from cxresearch.loaders.tables.checks import answer_faults, id_faults, open_sample, unordered
from cxresearch.loaders.tables.declared import Declared
from cxresearch.loaders.tables.draft import Draft, Layout
from cxresearch.loaders.tables.engines import to_engine
from cxresearch.loaders.tables.grid import Grid, text_of
from cxresearch.loaders.tables.multi_select import ticked
from cxresearch.speaking import again
from cxresearch.survey.answers import encode
from cxresearch.survey.codebook import COLUMNS, ROLES, unique_ids
from cxresearch.survey.columns.declaring import check_kinds_hold, codes_by_column, columns_named, without_codes
from cxresearch.survey.columns.drafting import draft_codebook
from cxresearch.survey.columns.kinds import duration_of
from cxresearch.survey.columns.markup import needs_care, readable_columns
from cxresearch.survey.columns.numbers import ColumnNumbers
from cxresearch.survey.columns.reading import markup_notes, number_doubt, roles_by_name, signs_note
from cxresearch.survey.columns.roles import is_identifying, roles_found
from cxresearch.survey.doubts import Doubt
from cxresearch.survey.frames import GLIMPSE_ROWS
from cxresearch.survey.guessing.number_scales import SCALE_GUESSED
from cxresearch.survey.labels import declines, normalise
from cxresearch.survey.origins import DECLARED, Origin, origin_of
from cxresearch.survey.scales import Scale
from cxresearch.survey.survey import Survey
from cxresearch.wording import count, did_you_mean, fields_of, figure, kept, named, number, say, warn

__all__ = ["declare", "finish", "lay_out"]

_MOST_DISTINCT = 1000


def lay_out(grid: Grid, layout: Layout) -> Draft:
    """Give the columns of a grid their names, and set apart the rows that are no respondents.

    Raises
    ------
    SurveyFileError
        If no response is left.
    """
    frame, faults = grid.columns(layout.first, len(layout.ids))
    extra = frame.shape[1] - len(layout.ids)
    ids, texts = [*layout.ids, *[""] * extra], [*layout.texts, *[""] * extra]
    draft = Draft(
        grid.name,
        layout.platform,
        frame,
        {},
        notes=[*grid.notes, *layout.notes],
        faults=[*grid.faults, *layout.faults, *faults],
        doubts=[*grid.doubts, *layout.doubts],
    )
    if frame.empty:
        raise SurveyFileError(
            say("{file}: 0 responses. The file names {n} columns and holds no answers below them.",
                file=grid.name, n=len(ids))
        )  # fmt: skip
    draft.counts["rows in"] = len(frame)
    for reason, mask in (layout.exclude(frame) if layout.exclude else {}).items():
        mask = mask.reindex(frame.index)
        if mask.any():
            draft.counts[f"excluded: {reason}"] = int(mask.sum())
            (draft.notes if reason in ("preview or test", "spam") else draft.faults).append(
                _excluded(reason, frame, mask, grid)
            )
            frame = frame[~mask]
    if frame.empty:
        raise SurveyFileError(
            say("{file}: 0 responses. All {counts} rows were {reasons}.",
                file=grid.name, counts=number(draft.counts['rows in']), reasons=_reasons(draft))
        )  # fmt: skip
    whole = len(frame) == draft.counts["rows in"]
    draft.notes += layout.remark(frame) if layout.remark else []
    keep = [at for at in frame if ids[at].strip() or texts[at].strip() or not frame[at].isna().all()]
    names = unique_ids([ids[at] if at in keep else f"\0{at}" for at in range(len(ids))])
    _name_faults(draft, [ids[at] for at in keep], [names[at] for at in keep], layout.repeats)
    draft.aside = {names[at] for at in keep if at in layout.aside}
    draft.kinds = {names[at]: kind for at, kind in layout.kinds.items() if at in keep}
    draft.texts = {names[at]: texts[at].strip() or names[at] for at in keep}
    if layout.respondent is not None and layout.respondent in keep:
        draft.roles["respondent"], draft.by_name = names[layout.respondent], layout.by_name
    draft.frame = frame[keep].set_axis([names[at] for at in keep], axis=1).reset_index(drop=True)
    if whole:
        draft.known = {
            names[at]: encoded for at, encoded in grid.known.items() if at in keep and at not in layout.recode
        }
    for at, codes in layout.recode.items():
        if at in keep:
            draft.frame[names[at]] = draft.frame[names[at]].map(
                lambda cell, codes=codes: codes.get(text_of(cell), cell), na_action="ignore"
            )
    _percent_scales(draft, [names[at] for at in sorted(grid.percent) if at in keep and at not in layout.aside])
    _number_faults(draft, {names[at]: numbers for at, numbers in grid.numbers.items() if at in keep})
    draft.joined = layout.joined
    return draft


def declare(draft: Draft, declared: Declared) -> None:
    """Find boxes and rankings, but for what a person declared.

    Raises
    ------
    QuestionError
        If a declared question is not there, or holds no several answers where they were declared.
    """
    _make_readable(draft)
    kinds = {
        column: kind
        for name, kind in declared.kinds.items()
        for column in columns_named(name, draft.texts, option="kinds", where=draft.name)
    }
    scaled = [name for name in declared.scales if name in draft.texts or name in draft.texts.values()]
    fixed = {
        column for name in scaled for column in columns_named(name, draft.texts, option="scales", where=draft.name)
    }
    several = {column for column, kind in kinds.items() if kind == "multi"}
    fixed |= set(kinds) - several
    ticked(draft, joined=draft.joined, fixed=fixed - several, several=several)
    draft.kinds |= {column: kind for column, kind in kinds.items() if kind != "multi"}
    draft.aside -= set(kinds) - several
    draft.declared_kinds = {column: kind for column, kind in kinds.items() if kind != "multi"}


def _make_readable(draft: Draft) -> None:
    """Take mark-up and unseen signs out of the cells, in place."""
    if not isinstance(draft.frame, pd.DataFrame):
        return
    # Where reading gave the distinct cells for nothing, they tell whether the column needs any care.
    words = [
        column
        for column, kind in draft.frame.dtypes.items()
        if kind.kind not in "iufbM" and (column not in draft.known or any(map(needs_care, draft.known[column].answers)))
    ]
    frame, changed, touched = readable_columns(nw.from_native(draft.frame), words)
    draft.frame = nw.to_native(frame)
    for column in touched:
        draft.known.pop(column, None)
    draft.notes += markup_notes(changed)


def _percent_scales(draft: Draft, columns: list[str]) -> None:
    """Cells that the sheet shows as percent are answers from 0 to 100, where none lies outside."""
    told = []
    for column in columns:
        values = pd.to_numeric(draft.frame[column], errors="coerce").dropna()
        if column in draft.roles.values() or values.empty:
            continue
        told.append(column)
        if values.between(0, 100).all() and column not in draft.kinds:
            draft.scales[column] = (0, 100)
    if told:
        columns = named(told, most=6)
        draft.notes.append(kept("formatted as percent, so that a stored 0.5 is 50: {columns}", columns=columns))


def _number_faults(draft: Draft, found: Mapping[str, ColumnNumbers]) -> None:
    """What was read as thousands, and what may be read in two ways."""
    draft.notes += signs_note(found)
    for column, numbers in found.items():
        if numbers.doubt:
            draft.doubts.append(number_doubt(column, numbers, int(draft.frame[column].notna().sum())))


def _excluded(reason: str, frame: pd.DataFrame, mask: pd.Series, grid: Grid) -> str:
    where = grid.places(frame.index[mask], most=4)
    return kept("{n} of {rows} rows excluded as no respondents ({why})", n=count(mask.sum()), rows=count(len(frame)),
                why=kept("{reason}: {where}", reason=kept(reason), where=where))  # fmt: skip


def _reasons(draft: Draft) -> str:
    reasons = {key.removeprefix("excluded: "): n for key, n in draft.counts.items() if key.startswith("excluded")}
    return named(say("{reason} ({n})", reason=say(reason), n=number(n)) for reason, n in reasons.items())


def _name_faults(draft: Draft, given: list[str], names: list[str], repeats: bool) -> None:
    blank = [name for name, old in zip(names, given, strict=True) if not old.strip()]
    doubled = [name for name, old in zip(names, given, strict=True) if old.strip() and name != " ".join(old.split())]
    if blank:
        called, n = named(blank, most=6), count(len(blank))
        draft.faults.append(
            kept("1 column without a name, called {names}", names=called) if len(blank) == 1
            else kept("{n} columns without a name, called {names}", n=n, names=called)
        )  # fmt: skip
    if doubled:
        called, n = named(map(repr, doubled), most=6), count(len(doubled))
        told = (
            kept("1 column with the name of another, called {names}", names=called) if len(doubled) == 1
            else kept("{n} columns with the name of another, called {names}", n=n, names=called)
        )  # fmt: skip
        (draft.notes if repeats else draft.faults).append(told)


def finish(
    draft: Draft,
    *,
    audience: str | None = None,
    roles: Mapping[str, str] | None = None,
    scales: Mapping[str, object] | None = None,
    declared: Declared | None = None,
    engine: str = "pandas",
    title: str | None = None,
) -> Survey:
    """Make the Survey: roles, codebook, checks of the answers, notes; warn about every fault.

    Raises
    ------
    QuestionError, ScaleError
        If ``roles`` or ``scales`` name what is not there.
    """
    frame, notes = draft.frame, draft.notes
    columns = list(frame.columns)
    found = _roles(draft, roles, audience)
    if audience is not None and "audience" not in found:
        column = unique_ids([*columns, "audience"])[-1]
        frame = nw.to_native(nw.from_native(frame).with_columns(nw.lit(str(audience)).alias(column)))
        columns.append(column)
        found["audience"] = column
    seeds = {("encoded", column): known for column, known in draft.known.items() if column in columns}
    about = {"roles": found, "platform": draft.platform, "name": draft.name}
    survey = Survey(frame, pd.DataFrame(columns=COLUMNS), **about, _cache=seeds)._with_audience_names()
    if not survey.is_lazy:
        survey = survey._with_one_spelling(role for role in ("unit", "group", "segment", "wave") if role in found)
    notes += list(survey.notes)
    asked = {
        column: draft.texts.get(column, column)
        for column in columns
        if column not in draft.aside and column not in found.values()
    }
    if declared is not None and declared.missing:
        survey = _without_codes(draft, survey, declared, asked)
    book = _codebook(draft, survey, asked, scales)
    n_rows = survey.n_rows
    intake = {"rows in": draft.counts.get("rows in", n_rows), "kept": n_rows}
    intake |= {key: count for key, count in draft.counts.items() if key.startswith("excluded")}
    survey = survey._with(same_rows=True, codebook=book)
    draft.faults += id_faults(survey)
    told, faults = answer_faults(survey)
    for fault in [*draft.faults, *faults]:
        warn(f"{draft.name}: {again(fault)}.")
    rows = survey.__dict__["responses"]
    moved = isinstance(rows, pd.DataFrame) and engine != "pandas"
    rows = to_engine(rows, engine) if moved else rows
    notes = [*notes, *draft.faults, *faults, *told, *unordered(survey, (one.question for one in draft.doubts))]
    about = {"responses": rows, "notes": notes, "name": title or draft.name, "intake": intake}
    survey = survey._with(same_rows=not moved, **about)
    return survey.with_doubts(*draft.doubts)._with_items_against_others()._told_of_doubts()


def _without_codes(draft: Draft, survey: Survey, declared: Declared, asked: dict[str, str]) -> Survey:
    """The survey without what was declared to be no answer."""
    everything = {column: draft.texts.get(column, column) for column in survey.columns}
    codes = codes_by_column(declared.missing, everything, asked, where=draft.name)
    rows, notes = without_codes(survey.frame, codes, survey.answer_counts)
    draft.notes += notes
    held = {key: known for key, known in survey._cache.items() if key[0] == "encoded" and key[1] not in codes}
    draft.known = {column: known for column, known in draft.known.items() if column not in codes}
    return replace(survey, responses=nw.to_native(rows), _cache=held)


def _roles(draft: Draft, given: Mapping[str, str] | None, audience: str | None) -> dict[str, str]:
    found = dict(draft.roles)
    counts_of, n_rows = _counter(draft)
    if draft.by_name:
        for role in [role for role, column in found.items() if role == "respondent"]:
            column = found[role]
            if not is_identifying(column, counts_of(column), n_rows):
                del found[role]
                if normalise(column).endswith("id") and draft.frame[column].dtype.kind in "iuf":
                    draft.kinds.setdefault(column, "number")
    asked = [
        column for column in draft.frame.columns
        if draft.kinds.get(column) not in ("multi", "ranking") and not (column in draft.aside and column in draft.kinds)
    ]  # fmt: skip
    settled = {*found, *(given or {}), *(["audience"] if audience is not None else [])}
    guessed, told, doubts = roles_found(asked, draft.texts, counts_of, n_rows, taken=settled)
    draft.notes += told
    draft.doubts += doubts
    if guessed:
        draft.notes.append(roles_by_name(guessed))
    found |= guessed
    for role, wanted in (given or {}).items():
        if role not in ROLES:
            raise QuestionError(say("No role {role}. Roles are {names}.", role=repr(role), names=named(ROLES)))
        if wanted is None:
            found.pop(role, None)
            continue
        column = _column(draft, wanted)
        found = {other: name for other, name in found.items() if name != column or other in (given or {})}
        found[role] = column
    if audience is not None and "audience" in found and "audience" in (given or {}):
        raise OptionError(
            say("{file}: audience={audience} and roles={{'audience': ...}} exclude each other. Pass one of them.",
                file=draft.name, audience=repr(audience))
        )  # fmt: skip
    return found


def _counter(draft: Draft):
    """Distinct answers of a column with their counts, and the number of the rows that were looked at."""
    if not isinstance(draft.frame, pd.DataFrame):
        survey = Survey(draft.frame, pd.DataFrame(columns=COLUMNS), name=draft.name)
        return survey._glimpse, min(survey.n_rows, GLIMPSE_ROWS)
    return lambda column: encode(nw.from_native(draft.frame[column], series_only=True)).counts(), len(draft.frame)


def _column(draft: Draft, wanted: str) -> str:
    known = list(draft.frame.columns)
    if wanted in known:
        return wanted
    key = normalise(str(wanted))
    hits = [column for column in known if normalise(column) == key or normalise(draft.texts.get(column, "")) == key]
    if len(hits) == 1:
        return hits[0]
    raise QuestionError(
        say("No column {wanted} in {file}.{hint} Found: {names}.",
            wanted=repr(wanted), file=draft.name, hint=did_you_mean(wanted, known), names=named(known))
    )  # fmt: skip


def _scale_doubt(row, found: str, rows: int) -> Doubt:
    scale = Scale.parse(row.scale)
    return Doubt(
        row.id, kept(SCALE_GUESSED[3], low=figure(scale.low), high=figure(scale.high)), fields_of(found)["how"], rows,
        f"scales={{{row.id!r}: ({scale.low:g}, {scale.high:g})}}",
    )  # fmt: skip


def _all_on(scale: object, columns: list[str], counts_of: Callable) -> list[str]:
    """Those of the columns whose answers all stand among labels: ``*`` alone means every question asked in them."""
    labels = {normalise(label) for label, _ in Scale.declared(scale)[0].labels}
    if not labels:
        return columns
    found = []
    for column in columns:
        stated = (str(answer) for answer in counts_of(column) if str(answer).strip() and not declines(answer))
        answers = set(map(normalise, stated))
        if len(answers) > 1 and answers <= labels:
            found.append(column)
    return found


def _codebook(draft: Draft, survey: Survey, asked: dict[str, str], scales: Mapping[str, object] | None) -> pd.DataFrame:
    def counts_of(column: str) -> dict:
        if column not in draft.known and (sample := open_sample(survey, column)) is not None:
            return sample
        counts = survey._glimpse(column) if survey.is_lazy else survey.answer_counts(column)
        return counts if len(counts) <= _MOST_DISTINCT else dict(list(counts.items())[:_MOST_DISTINCT])

    wanted = {column: scale for column, scale in draft.scales.items() if column in asked}
    # A pattern with a star gives way to a question that is named.
    for name, scale in sorted((scales or {}).items(), key=lambda told: "*" not in told[0]):
        try:
            hits = columns_named(name, asked, option="scales", where=draft.name)
        except QuestionError as problem:
            raise ScaleError(str(problem)) from None
        wanted |= dict.fromkeys(hits if name != "*" else _all_on(scale, hits, counts_of), scale)
    kinds = {column: kind for column, kind in draft.kinds.items() if column in asked}

    for column, text in asked.items():
        if (
            column not in kinds
            and column not in wanted
            and (kind := duration_of(column, text, lambda c=column: counts_of(c)))
        ):
            kinds[column] = kind
    book = draft_codebook(asked, counts_of, scales=wanted, kinds=kinds, doubts=draft.doubts, notes=draft.notes)
    check_kinds_hold(book, draft.declared_kinds, counts_of)
    book.loc[book.id.isin(draft.turned), "reversed"] = True
    declared_by_file = book.id.isin(draft.scales) & (book.scale_from == DECLARED)
    for name in scales or {}:
        declared_by_file &= (book.id != name) & (book.text != name)
    book.loc[declared_by_file, "scale_from"] = str(draft.scale_from)
    if origin_of(draft.scale_from) is Origin.GUESSED:
        rows = book[declared_by_file].itertuples()
        draft.doubts += [_scale_doubt(row, draft.scale_from, len(draft.frame)) for row in rows]
    return book
