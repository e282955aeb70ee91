"""A trend in words: what rose, what fell, and what these answers cannot settle."""

import numpy as np
import pandas as pd

from cxresearch.errors import listing
from cxresearch.stats.bases.grouped import p_in_words
from cxresearch.stats.bases.hidden import group_label, people
from cxresearch.wording import count, digits_of, interval, number, percent_sure, steady

__all__ = ["trend_sentences"]

_MOST_SAID = 24
_MOST_OUTSIDE = 6


def trend_sentences(result) -> list[str]:
    """All sentences of a :class:`Trend`, group by group in the order of time."""
    table, said = result.table, []
    if not len(table):
        return [f"No wave has answers on {result.topic}."]
    groups = [(None, table)] if not result.by else table.groupby(list(result.by), sort=False)
    for _, rows in groups:
        told = _of_group(result, rows)
        if result.by:
            name = group_label(rows.iloc[0], result.by)
            said += [f"{name}: {sentence}" for sentence in told]
        else:
            said += [sentence[:1].upper() + sentence[1:] for sentence in told]
    rest = len(said) - _MOST_SAID
    if rest > 1:
        said = [*said[:_MOST_SAID], f"{rest} more changes and waves stand in the table."]
    return [*said, *_courses(result), *_outside(result)]


def _of_group(result, rows: pd.DataFrame) -> list[str]:
    wave = result.wave
    changed = rows[rows.change.notna()]
    said = [_change(result, rows, row) for _, row in changed.iterrows()]
    told = {*changed[wave], *changed.compared_with}
    answered = rows[rows.n > 0]
    said += [_level(result, row) for _, row in answered.iterrows() if row[wave] not in told]
    if len(answered) == 1 and not len(changed):
        said.append(f"one wave alone shows no change of {result.figure}.")
    empty = rows.loc[rows.n == 0, wave]
    if len(empty):
        said.append(f"nobody answered {result.topic} in {listing(map(_name, empty))}.")
    hidden = rows.loc[rows.n.isna(), wave]
    if len(hidden):
        said.append(f"hidden, so that small groups of leaders or staff stay anonymous: {listing(map(_name, hidden))}.")
    return said


def _courses(result) -> list[str]:
    """What all waves say together: a straight rise or fall, or none that is shown."""
    said = []
    step = result.period or ("year" if _are_years(result.waves) else "wave")
    for row in result.courses.to_dict("records"):
        who = f"{group_label(row, result.by)}: " if result.by else ""
        unit = result.unit
        start = 0 if unit else digits_of(row["std_error"])
        digits = start + (abs(row["slope"]) < 10.0**-start * 5)
        size = _counted(number(abs(row["slope"]), digits=digits), unit)
        sure, over = percent_sure(result.confidence), f"over {count(row['waves'])} waves"
        if row["p_adjusted"] < 1 - result.confidence:
            low, high = row["ci_low"], row["ci_high"]
            way = "rose" if row["slope"] > 0 else "fell"
            low, high = (low, high) if row["slope"] > 0 else (-high, -low)
            bend = "; not evenly, since the waves leave the line" if row["p_bend"] < 1 - result.confidence else ""
            told = f"{over} {result.figure} {way} by {size} a {step} along a straight line ({sure} CI "
            told += f"{interval(low, high, digits=digits)}; {p_in_words(row['p_adjusted'])}){bend}."
        else:
            bounds = f"{number(row['slope'], digits=digits)} {unit} a {step}".replace("  ", " ")
            told = f"{over} no straight rise or fall of {result.figure} is shown ({bounds}, {sure} CI "
            told += f"{interval(row['ci_low'], row['ci_high'], digits=digits)})."
        said.append(f"{who}{told}" if who else told[:1].upper() + told[1:])
    return said


def _are_years(waves) -> bool:
    try:
        return all(1900 <= float(wave) <= 2100 for wave in waves)
    except (TypeError, ValueError):
        return False


def _outside(result) -> list[str]:
    """Waves beyond their band; of thirty, one is the lowest by luck and is not named."""
    table = result.table
    if "outside" not in table or not table.outside.any():
        return []
    rows = table[table.outside]
    digits = 0 if result.unit else 2
    named = [
        f"{group_label(row, [*result.by, result.wave])} ({number(row['estimate'], digits=digits)}; band "
        f"{interval(row['band_low'], row['band_high'], digits=digits)})"
        for row in rows.head(_MOST_OUTSIDE).to_dict("records")
    ]
    more = f" and {count(len(rows) - _MOST_OUTSIDE)} more" if len(rows) > _MOST_OUTSIDE else ""
    return [f"Outside the band in which a wave lies when nothing happens: {', '.join(named)}{more}."]


def _change(result, rows: pd.DataFrame, row: pd.Series) -> str:
    before = rows[rows[result.wave] == row.compared_with].iloc[0]
    digits = _digits(result, before, row)
    sign = "%" if result.metric in ("top_box", "effort") else ""
    old, new = (f"{number(value, digits=digits)}{sign}" for value in (before.estimate, row.estimate))
    then, now = _name(row.compared_with), _name(row[result.wave])
    bases = f"{count(before.n)} and {people(row.n, _audience(result, row))}"
    if row.n_both > 0:
        bases += f", {count(row.n_both)} of them in both"
    if not (np.isfinite(row.change_ci_low) and np.isfinite(row.p_adjusted)):
        why = "these answers give no error to judge the change by"
        return f"{result.figure} was {old} in {then} and {new} in {now} ({bases}); {why}."
    low, high = row.change_ci_low, row.change_ci_high
    if not result.order_known:
        return _difference(result, row, old, new, bases, digits)
    between = f"{percent_sure(result.confidence)} CI {interval(low, high, digits=digits)}; {bases}"
    if row.p_adjusted < 1 - result.confidence:
        p = p_in_words(row.p_adjusted)
        if result.adjust != "none" and result.table.p_adjusted.notna().sum() > 1:
            p = f"adjusted {p}"
        size = _counted(number(abs(row.change), digits=digits), result.unit)
        way = "rose" if row.change > 0 else "fell"
        return f"{result.figure} {way} by {size} from {old} in {then} to {new} in {now} ({between}; {p})."
    change = number(row.change, digits=digits)
    if float(change.replace(",", "")) > 0:
        change = f"+{change}"
    size = _counted(change, result.unit)
    was = f"{result.figure} was {old} in {then} and {new} in {now}"
    if low > 0 or high < 0:
        many = count(result.table.p_adjusted.notna().sum())
        alone = between.replace(";", " taken alone;", 1)
        return f"{was}: {size} ({alone}); after {many} comparisons a change is not shown."
    return f"{was}: whether it changed, these answers cannot settle ({size}, {between})."


def _difference(result, row: pd.Series, old: str, new: str, bases: str, digits: int) -> str:
    """Two waves of which nobody knows the first differ; they do not rise or fall."""
    low, high = row.change_ci_low, row.change_ci_high
    if row.change < 0:
        low, high = -high, -low
    size = _counted(number(abs(row.change), digits=digits), result.unit)
    between = f"{percent_sure(result.confidence)} CI {interval(low, high, digits=digits)}; {bases}"
    shown = "" if row.p_adjusted < 1 - result.confidence else "that they differ is not shown; "
    return (
        f"{result.figure} was {old} in {_name(row.compared_with)} and {new} in {_name(row[result.wave])}, a difference "
        f"of {size} ({shown}{between}); which of the two came first is not known."
    )


def _counted(size: str, unit: str) -> str:
    return f"{size} {unit.removesuffix('s') if size.lstrip('+-') == '1' else unit}".strip()


def _digits(result, before: pd.Series, row: pd.Series) -> int:
    """As few decimals as keep the sum right: 54 to 60 must not be called a change of 7."""
    start = 0 if result.unit else digits_of(row.change_std_error)
    for digits in (start, start + 1):
        old, new, change = (round(steady(value), digits) + 0.0 for value in (before.estimate, row.estimate, row.change))
        adds_up = abs(new - old - change) < 10.0 ** -(digits + 3)
        # An interval that holds 0 must not seem to end there.
        bounds = [bound for bound in (row.change_ci_low, row.change_ci_high) if np.isfinite(bound)]
        ends_at_zero = any(bound != 0 and round(steady(bound), digits) == 0 for bound in bounds)
        if adds_up and not ends_at_zero:
            return digits
    return start + 1


def _level(result, row: pd.Series) -> str:
    digits = 0 if result.unit else digits_of(row.std_error)
    sign = "%" if result.metric in ("top_box", "effort") else ""
    bounds = ""
    if np.isfinite(row.ci_low) and np.isfinite(row.ci_high):
        bounds = f"{percent_sure(result.confidence)} CI {interval(row.ci_low, row.ci_high, digits=digits)}; "
    who = people(row.n, _audience(result, row))
    level = f"{number(row.estimate, digits=digits)}{sign}"
    return f"{result.figure} was {level} in {_name(row[result.wave])} ({bounds}{who})."


def _audience(result, row: pd.Series) -> str | None:
    return row[result.audience_by] if result.audience_by else result.audience


def _name(wave) -> str:
    return group_label({"": wave})
