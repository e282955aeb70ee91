"""A table of units: a row a branch, school or store, a column an audience and question, and how many answered.

Nobody answered in such a table; it becomes one row a unit and audience, with the number of answers
as the base. Which columns belong together is declared, or guessed from names that differ only in the
audience; question numbers that agree between forms do not prove the same question and are not used.
"""

import re
from collections.abc import Mapping

import pandas as pd

from cxresearch.errors import OptionError, QuestionError, SurveyFileError
from cxresearch.loaders.tables.draft import Draft
from cxresearch.survey import audiences
from cxresearch.survey.codebook import unique_ids
from cxresearch.survey.doubts import Doubt
from cxresearch.survey.guessing.number_scales import SCALE_GUESSED
from cxresearch.survey.guessing.role_names import guess_role
from cxresearch.survey.labels import normalise
from cxresearch.survey.origins import Origin, found_by
from cxresearch.wording import did_you_mean, figure, kept, named, number, say

__all__ = ["guess_aggregates", "spread"]

_COUNT = frozenset("n count counts responses respondents answers base anzahl nombre".split())
_RATE = frozenset("nr rr rate eligible invited pct percent share quote taux population".split())
_TOTAL = frozenset("tot total all overall gesamt".split())
_CODES = (
    {"p": "Parents", "t": "Teachers", "s": "Students"},
    {"l": "Leadership", "s": "Staff", "c": "Customers"},
    {"m": "Management", "e": "Employees", "c": "Customers"},
    {"mgmt": "Management", "emp": "Employees", "cust": "Customers"},
    {"lead": "Leadership", "stf": "Staff", "cus": "Customers"},
)
_NUMBERED = re.compile(r"(q|qn|item|question|frage|v|var)?\d+[a-z]?\d*")


def spread(draft: Draft, given: Mapping[str, object] | None, declared: Mapping[str, object] | None = None) -> Draft:
    """One row a unit and audience, if the draft is a table of units; else the draft as it came.

    Raises
    ------
    OptionError, QuestionError
        If ``aggregates`` is not of the form that :func:`cxresearch.read_survey` describes, or names missing columns.
    """
    if not isinstance(draft.frame, pd.DataFrame):
        return draft
    plan = given if given is not None else guess_aggregates(draft.frame)
    if plan is None:
        return _long_already(draft)
    plan = _checked(plan, draft)
    frame, unit = draft.frame, plan["unit"]
    used = {unit, *plan["n"].values(), *(column for columns in plan["scores"].values() for column in columns.values())}
    beside = [column for column in plan.get("keep", []) if column not in used]
    names = unique_ids([unit, *beside, "audience", "n", *plan["scores"]])
    audience_column, n_column = names[len(beside) + 1 : len(beside) + 3]
    questions = names[len(beside) + 3 :]
    parts = []
    for audience in _audiences(plan):
        part = frame[[unit, *beside]].copy()
        part[audience_column] = audience
        part[n_column] = _numbers(frame, plan["n"].get(audience))
        for question, columns in zip(questions, plan["scores"].values(), strict=True):
            part[question] = _numbers(frame, columns.get(audience))
        parts.append(part)
    draft.notes += [plan["note"]] if "note" in plan else []
    long = pd.concat(parts, ignore_index=True)
    texts = dict(zip(questions, plan["scores"], strict=True))
    empty = int(long[questions].isna().all(axis=1).sum())
    draft.notes.append(
        kept(
            "a table of {n} units ({unit}) became {n2} rows, one a unit and audience: {names}",
            n=number(len(frame)),
            unit=unit,
            n2=number(len(long)),
            names=named(_audiences(plan)),
        )
    )
    if empty:
        draft.notes.append(
            kept(
                "{empty} of these rows have no score, since the unit has none for that audience",
                empty=number(empty),
            )
        )
    rows = {key: count * len(parts) for key, count in draft.counts.items()}
    return Draft(
        draft.name, f"{draft.platform}, aggregated", long, texts, aside={column for column in beside}, roles={
            "unit": unit, "audience": audience_column, "n": n_column
        }, kinds=dict.fromkeys(questions, "rating"), scales=_scales(long, questions, draft, declared or {}),
        scale_from=found_by(Origin.GUESSED, kept("from the scores of all questions")), counts=rows,
        notes=draft.notes, faults=draft.faults, doubts=draft.doubts,
    )  # fmt: skip


def _audiences(plan: Mapping) -> list[str]:
    return audiences.ordered([*plan["n"], *(audience for columns in plan["scores"].values() for audience in columns)])


def _numbers(frame: pd.DataFrame, column: str | None) -> pd.Series:
    if column is None:
        return pd.Series(float("nan"), index=frame.index)
    return pd.to_numeric(
        frame[column].map(lambda cell: str(cell).replace(",", ".").rstrip("%") if isinstance(cell, str) else cell),
        errors="coerce",
    )


def _scales(long: pd.DataFrame, questions: list[str], draft: Draft, declared: Mapping[str, object]) -> dict[str, str]:
    """One scale for the whole table, since all its scores are on the same one; none where all are declared."""
    values = long[questions].stack()
    if values.empty:
        raise SurveyFileError(say("{file}: the columns of scores hold no number.", file=draft.name))
    left = [question for question in questions if question not in declared]
    low, high = float(values.min()), float(values.max())
    span = next(
        (span for span in ((1, 5), (1, 7), (0, 10), (0, 100), (-100, 100)) if span[0] <= low and high <= span[1]), None
    )
    if not left:
        return {}
    if span is None:
        raise SurveyFileError(
            say("{file}: scores run from {low} to {high}, which fits no usual scale. Pass scales={{question: (low, "
                "high)}}.",
                file=draft.name, low=f"{low:g}", high=f"{high:g}")
        )  # fmt: skip
    draft.notes.append(
        kept(
            "scores run from {low} to {high}, so {span} to {span2} was guessed; means seldom reach the ends of a scale",
            low=f"{low:g}",
            high=f"{high:g}",
            span=span[0],
            span2=span[1],
        )
    )
    draft.doubts += [
        Doubt(
            question, kept(SCALE_GUESSED[2], low=str(span[0]), high=str(span[1])),
            kept("scores run from {low} to {high}", low=figure(low), high=figure(high)),
            int(long[question].notna().sum()),
            f"scales={{{question!r}: ({span[0]}, {span[1]})}}",
        )
        for question in left
    ]  # fmt: skip
    return dict.fromkeys(left, f"{span[0]} to {span[1]}")


def _checked(plan: Mapping, draft: Draft) -> dict:
    form = '{"unit": column, "n": {audience: column}, "scores": {question: {audience: column}}}'
    if (
        not isinstance(plan, Mapping)
        or set(plan) - {"unit", "n", "scores", "keep", "note"}
        or not {"unit", "scores"} <= set(plan)
    ):
        raise OptionError(say("aggregates= must be {form}.", form=form))
    n, scores = plan.get("n", {}), plan["scores"]
    if (
        not isinstance(n, Mapping)
        or not isinstance(scores, Mapping)
        or not scores
        or not all(isinstance(columns, Mapping) for columns in scores.values())
    ):
        raise OptionError(say("aggregates= must be {form}.", form=form))
    columns = list(draft.frame.columns)
    for column in (plan["unit"], *n.values(), *(column for part in scores.values() for column in part.values())):
        if column not in columns:
            raise QuestionError(
                say("aggregates= names no column of {file}: {column}.{hint} Found: {names}.",
                    file=draft.name, column=repr(column), hint=did_you_mean(column, columns), names=named(columns))
            )  # fmt: skip
    unit = draft.frame[plan["unit"]]
    if unit.duplicated().any():
        doubled = named(unit[unit.duplicated()].unique(), most=4)
        raise OptionError(
            say("{file}: the column {unit} names units twice ({doubled}), so it is not one row a unit.",
                file=draft.name, unit=repr(plan['unit']), doubled=doubled)
        )  # fmt: skip
    lacking = [audience for audience in {a: 0 for part in scores.values() for a in part} if audience not in n]
    if lacking:
        draft.faults.append(
            kept(
                "no number of answers for {names}: their scores have no base, and no interval can be given",
                names=named(lacking),
            )
        )
    return {
        "unit": plan["unit"],
        "n": dict(n),
        "scores": {question: dict(part) for question, part in scores.items()},
        "keep": list(plan.get("keep", [])),
        **({"note": plan["note"]} if "note" in plan else {}),
    }


def guess_aggregates(frame: pd.DataFrame) -> dict | None:
    """What ``aggregates=`` would be, read from the names of the columns; None if it is no table of units.

    >>> table = pd.DataFrame({"branch": ["A", "B"], "n_staff": [9, 8], "n_customers": [90, 80],
    ...                       "billing_staff": [3.1, 4.2], "billing_customers": [2.2, 3.3]})
    >>> guess_aggregates(table)["scores"]
    {'billing': {'Staff': 'billing_staff', 'Customers': 'billing_customers'}}
    """
    tokens = {column: tuple(re.findall(r"[^\W_]+", str(column).lower())) for column in frame}
    numeric = [column for column in frame if _is_numeric(frame[column])]
    bases: dict[str, str] = {}
    for column in numeric:
        words = tokens[column]
        rest = [word for word in words if word not in _COUNT]
        if len(words) == len(rest) + 1 and len(rest) == 1 and rest[0] not in _TOTAL and _is_count(frame[column]):
            bases.setdefault(rest[0], column)
    unit = _unit(frame) if len(bases) >= 2 else None
    if unit is None:
        return None
    named = _audience_names(list(bases), frame)
    scores: dict[tuple, dict[str, str]] = {}
    for column in numeric:
        words = tokens[column]
        hits = [at for at, word in enumerate(words) if word in bases]
        if len(hits) != 1 or column in bases.values() or set(words) & (_RATE | _COUNT | _TOTAL):
            continue
        rest = (*words[: hits[0]], "*", *words[hits[0] + 1 :])
        if not any(re.search(r"[^\W\d_]{2,}", word) for word in rest) or any(
            _NUMBERED.fullmatch(word) and not word.isdigit() for word in rest
        ):
            continue
        scores.setdefault(rest, {})[named[words[hits[0]]]] = column
    scores = {rest: columns for rest, columns in scores.items() if len(columns) >= 2}
    if not scores:
        return None
    shared = set.intersection(*(set(rest) for rest in scores)) if len(scores) > 1 else {"*"}
    titles = unique_ids(
        ["_".join(word for word in rest if word not in shared and word != "*") or "score" for rest in scores]
    )
    plan = {
        "unit": unit,
        "n": {named[code]: column for code, column in bases.items()},
        "scores": dict(zip(titles, scores.values(), strict=True)),
    }
    used = {*bases.values(), *(column for columns in scores.values() for column in columns.values())}
    told = ", ".join(f"{code} = {audience}" for code, audience in named.items())
    note = kept(
        "read as a table of units: {told}; {n} of {n2} columns of numbers belong to an audience and a question",
        told=told,
        n=number(len(used)),
        n2=number(len(numeric)),
    )
    beside = [column for column in frame if column != unit and not _is_numeric(frame[column])]
    return {
        **plan,
        "keep": beside,
        "note": kept(
            "{note}. Pass aggregates= where this is wrong",
            note=note,
        ),
    }


def _is_numeric(column: pd.Series) -> bool:
    return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)


def _is_count(column: pd.Series) -> bool:
    values = column.dropna()
    return len(values) > 0 and bool((values >= 0).all()) and bool((values % 1 == 0).all())


def _unit(frame: pd.DataFrame) -> str | None:
    texts = [
        column
        for column in frame
        if not _is_numeric(frame[column]) and frame[column].notna().all() and frame[column].is_unique
    ]
    by_role = [
        column
        for column in frame
        if guess_role(column) == "unit" and frame[column].is_unique and frame[column].notna().all()
    ]
    return next(iter([*by_role, *texts]), None)


def _audience_names(codes: list[str], frame: pd.DataFrame) -> dict[str, str]:
    """What short codes stand for: a usual set of letters, else the code itself with a capital."""
    for known in _CODES:
        if len(codes) >= 2 and set(codes) <= set(known):
            return {code: known[code] for code in codes}
    return {
        code: audiences.shared_name(code) if audiences.shared_name(code) != code else code.capitalize()
        for code in codes
    }


def _long_already(draft: Draft) -> Draft:
    """A table that already has one row a unit and audience, with a column for the number of answers."""
    frame = draft.frame
    bases = [
        column
        for column in frame
        if normalise(column) in ("n", "base", "responses", "respondents", "n responses", "number of responses")
        and _is_numeric(frame[column])
        and _is_count(frame[column])
    ]
    by_role = {role: column for column in frame if (role := guess_role(column)) in ("unit", "audience", "wave")}
    if (
        len(bases) != 1
        or "unit" not in by_role
        or "respondent" in draft.roles
        or any(guess_role(column) == "respondent" for column in frame)
    ):
        return draft
    keys = list(by_role.values())
    fractions = [
        column
        for column in frame
        if column not in bases and _is_numeric(frame[column]) and bool((frame[column].dropna() % 1 != 0).any())
    ]
    if frame.duplicated(keys).any() or not fractions:
        return draft
    draft.roles["n"] = bases[0]
    draft.platform += ", aggregated"
    draft.notes.append(
        kept(
            "one row a unit with scores, and {bases} is how many answered: there are no single respondents",
            bases=repr(bases[0]),
        )
    )
    return draft
