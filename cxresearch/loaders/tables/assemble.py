"""From rows and a layout to a Draft, and from a Draft to a Survey: the way that all files go.

What is no respondent is counted out under its reason, so that ``rows in`` is always ``kept`` plus
the counts of what was excluded. Nothing else removes a row.
"""

from collections.abc import Mapping
from dataclasses import replace

import narwhals as nw
import pandas as pd

from cxresearch.errors import OptionError, QuestionError, ScaleError, SurveyFileError, listing
from cxresearch.loaders.tables.checks import answer_faults, id_faults, open_sample, unordered
from cxresearch.loaders.tables.draft import Draft, Layout
from cxresearch.loaders.tables.engines import to_engine
from cxresearch.loaders.tables.grid import Grid, text_of
from cxresearch.loaders.tables.multi_select import ticked
from cxresearch.survey.codebook import COLUMNS, ROLES, draft_codebook, guess_role, split_text, unique_ids
from cxresearch.survey.labels import normalise
from cxresearch.survey.survey import Survey
from cxresearch.wording import did_you_mean, plural, warn

__all__ = ["finish", "lay_out"]

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
    )
    if frame.empty:
        raise SurveyFileError(
            f"{grid.name}: 0 responses. The file names {len(ids)} columns and holds no answers below them."
        )
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
        raise SurveyFileError(f"{grid.name}: 0 responses. All {draft.counts['rows in']:,} rows were {_reasons(draft)}.")
    whole = len(frame) == draft.counts["rows in"]
    draft.notes += layout.remark(frame) if layout.remark else []
    keep = [at for at in frame if ids[at].strip() or texts[at].strip() or not frame[at].isna().all()]
    names = unique_ids([ids[at] if at in keep else f"\0{at}" for at in range(len(ids))])
    _name_faults(draft, [ids[at] for at in keep], [names[at] for at in keep], layout.repeats)
    draft.aside = {names[at] for at in keep if at in layout.aside}
    draft.kinds = {names[at]: kind for at, kind in layout.kinds.items() if at in keep}
    draft.texts = {names[at]: texts[at].strip() or names[at] for at in keep}
    if layout.respondent is not None and layout.respondent in keep:
        draft.roles["respondent"] = names[layout.respondent]
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
    ticked(draft, joined=layout.joined)
    return draft


def _excluded(reason: str, frame: pd.DataFrame, mask: pd.Series, grid: Grid) -> str:
    where = listing((grid.place(at) for at in frame.index[mask]), most=4)
    return f"{int(mask.sum()):,} of {len(frame):,} rows excluded as no respondents ({reason}: {where})"


def _reasons(draft: Draft) -> str:
    found = [
        f"{key.removeprefix('excluded: ')} ({count:,})"
        for key, count in draft.counts.items()
        if key.startswith("excluded")
    ]
    return listing(found)


def _name_faults(draft: Draft, given: list[str], names: list[str], repeats: bool) -> None:
    blank = [name for name, old in zip(names, given, strict=True) if not old.strip()]
    doubled = [name for name, old in zip(names, given, strict=True) if old.strip() and name != " ".join(old.split())]
    if blank:
        draft.faults.append(f"{plural(len(blank), 'column')} without a name, called {listing(blank, most=6)}")
    if doubled:
        told = (
            f"{plural(len(doubled), 'column')} with the name of another, called {listing(map(repr, doubled), most=6)}"
        )
        (draft.notes if repeats else draft.faults).append(told)


def finish(
    draft: Draft,
    *,
    audience: str | None = None,
    roles: Mapping[str, str] | None = None,
    scales: Mapping[str, object] | None = None,
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
    survey = Survey(frame, pd.DataFrame(columns=COLUMNS), **about, _cache=dict(seeds))
    named = survey._with_audience_names()
    if named is not survey:
        notes.append(named.notes[-1])
        seeds.pop(("encoded", found["audience"]), None)
        survey = Survey(named.__dict__["responses"], pd.DataFrame(columns=COLUMNS), **about, _cache=dict(seeds))
    asked = {
        column: draft.texts.get(column, column)
        for column in columns
        if column not in draft.aside and column not in found.values()
    }
    book = _codebook(draft, survey, asked, scales)
    kept = survey.n_rows
    intake = {"rows in": draft.counts.get("rows in", kept), "kept": kept}
    intake |= {key: count for key, count in draft.counts.items() if key.startswith("excluded")}
    survey = replace(survey, codebook=book, _cache=dict(survey._cache))
    draft.faults += id_faults(survey)
    told, faults = answer_faults(survey)
    for fault in [*draft.faults, *faults]:
        warn(f"{draft.name}: {fault}.")
    rows, cache = survey.__dict__["responses"], dict(survey._cache)
    if isinstance(rows, pd.DataFrame) and engine != "pandas":
        rows, cache = to_engine(rows, engine), {}
    notes = [*notes, *draft.faults, *faults, *told, *unordered(survey)]
    survey = replace(survey, responses=rows, notes=notes, name=title or draft.name, intake=intake, _cache=cache)
    survey._warn_about_guesses()
    return survey


def _roles(draft: Draft, given: Mapping[str, str] | None, audience: str | None) -> dict[str, str]:
    columns = list(draft.frame.columns)
    found = dict(draft.roles)
    guessed = {}
    for column in columns:
        role = guess_role(column) or guess_role(draft.texts.get(column, ""))
        if role and role not in guessed and role not in found and not (role == "audience" and audience is not None):
            guessed[role] = column
    if guessed:
        draft.notes.append(
            "roles by column name: " + ", ".join(f"{role} = {column}" for role, column in guessed.items())
        )
    found |= guessed
    for role, wanted in (given or {}).items():
        if role not in ROLES:
            raise QuestionError(f"No role {role!r}. Roles are {listing(ROLES)}.")
        column = _column(draft, wanted)
        found = {other: name for other, name in found.items() if name != column or other in (given or {})}
        found[role] = column
    if audience is not None and "audience" in found and "audience" in (given or {}):
        raise OptionError(
            f"{draft.name}: audience={audience!r} and roles={{'audience': ...}} exclude each other. Pass one of them."
        )
    return found


def _column(draft: Draft, wanted: str) -> str:
    known = list(draft.frame.columns)
    if wanted in known:
        return wanted
    key = normalise(str(wanted))
    hits = [column for column in known if normalise(column) == key or normalise(draft.texts.get(column, "")) == key]
    if len(hits) == 1:
        return hits[0]
    raise QuestionError(f"No column {wanted!r} in {draft.name}.{did_you_mean(wanted, known)} Found: {listing(known)}.")


def _codebook(draft: Draft, survey: Survey, asked: dict[str, str], scales: Mapping[str, object] | None) -> pd.DataFrame:
    wanted = {column: scale for column, scale in draft.scales.items() if column in asked}
    for name, scale in (scales or {}).items():
        hits = [name] if name in asked else [column for column, text in asked.items() if text == name]
        key = normalise(str(name))
        hits = hits or [column for column, text in asked.items() if key in (normalise(column), normalise(text))]
        hits = hits or [column for column, text in asked.items() if key == normalise(split_text(text)[0])]
        if not hits:
            raise ScaleError(
                f"scales= names a question that {draft.name} does not have: {name!r}.{did_you_mean(name, asked)} "
                f"Found: {listing(asked)}."
            )
        wanted |= dict.fromkeys(hits, scale)
    kinds = {column: kind for column, kind in draft.kinds.items() if column in asked}

    def counts_of(column: str) -> dict:
        if column not in draft.known and (sample := open_sample(survey, column)) is not None:
            return sample
        counts = survey._glimpse(column) if survey.is_lazy else survey.answer_counts(column)
        return counts if len(counts) <= _MOST_DISTINCT else dict(list(counts.items())[:_MOST_DISTINCT])

    book = draft_codebook(asked, counts_of, scales=wanted, kinds=kinds)
    book.loc[book.id.isin(draft.turned), "reversed"] = True
    declared_by_file = book.id.isin(draft.scales) & (book.scale_from == "declared")
    for name in scales or {}:
        declared_by_file &= (book.id != name) & (book.text != name)
    book.loc[declared_by_file, "scale_from"] = draft.scale_from
    return book
