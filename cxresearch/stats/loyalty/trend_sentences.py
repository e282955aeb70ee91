"""A trend in words: what rose, what fell, and what these answers cannot settle."""

import numpy as np
import pandas as pd

from cxresearch.stats.bases.grouped import p_in_words
from cxresearch.stats.bases.hidden import group_label, people
from cxresearch.wording import (
    capital,
    count,
    digits_of,
    interval,
    named,
    number,
    percent_sure,
    say,
    sized,
    steady,
    told,
)

__all__ = ["trend_sentences"]

_MOST_SAID = 24
_MOST_OUTSIDE = 6
_STEPS = {"day": told("a day"), "week": told("a week"), "month": told("a month"), "quarter": told("a quarter"),
          "year": told("a year"), "wave": told("a wave")}  # fmt: skip


def trend_sentences(result) -> list[str]:
    """All sentences of a :class:`Trend`, group by group in the order of time."""
    table, said = result.table, []
    if not len(table):
        return [say("No wave has answers on {topic}.", topic=result.topic)]
    groups = [(None, table)] if not result.by else table.groupby(list(result.by), sort=False)
    for _, rows in groups:
        those = _of_group(result, rows)
        if result.by:
            name = group_label(rows.iloc[0], result.by)
            said += [f"{name}: {sentence}" for sentence in those]
        else:
            said += [capital(sentence) for sentence in those]
    rest = len(said) - _MOST_SAID
    if rest > 1:
        said = [*said[:_MOST_SAID], say("{n} more changes and waves stand in the table.", n=rest)]
    return [*said, *_courses(result), *_outside(result)]


def _of_group(result, rows: pd.DataFrame) -> list[str]:
    wave = result.wave
    changed = rows[rows.change.notna()]
    said = [_change(result, rows, row) for _, row in changed.iterrows()]
    said_of = {*changed[wave], *changed.compared_with}
    answered = rows[rows.n > 0]
    said += [_level(result, row) for _, row in answered.iterrows() if row[wave] not in said_of]
    if len(answered) == 1 and not len(changed):
        said.append(say("one wave alone shows no change of {figure}.", figure=result.figure))
    empty = rows.loc[rows.n == 0, wave]
    if len(empty):
        said.append(say("nobody answered {topic} in {waves}.", topic=result.topic, waves=named(map(_name, empty))))
    hidden = rows.loc[rows.n.isna(), wave]
    if len(hidden):
        names = named(map(_name, hidden))
        said.append(say("hidden, so that small groups of leaders or staff stay anonymous: {waves}.", waves=names))
    return said


def _courses(result) -> list[str]:
    """What all waves say together: a straight rise or fall, or none that is shown."""
    said = []
    step = say(_STEPS[result.period or ("year" if _are_years(result.waves) else "wave")])
    for row in result.courses.to_dict("records"):
        who = f"{group_label(row, result.by)}: " if result.by else ""
        unit = result.unit
        start = 0 if unit else digits_of(row["std_error"])
        digits = start + (abs(row["slope"]) < 10.0**-start * 5)
        fields = {"waves": count(row["waves"]), "figure": result.figure, "step": step,
                  "sure": percent_sure(result.confidence)}  # fmt: skip
        if row["p_adjusted"] < 1 - result.confidence:
            low, high = row["ci_low"], row["ci_high"]
            low, high = (low, high) if row["slope"] > 0 else (-high, -low)
            bent = row["p_bend"] < 1 - result.confidence
            course = say(
                "over {waves} waves {figure} rose by {size} {step} along a straight line ({sure} CI {bounds}; "
                "{p}){bend}."
                if row["slope"] > 0
                else "over {waves} waves {figure} fell by {size} {step} along a straight line ({sure} CI {bounds}; "
                "{p}){bend}.",
                size=sized(number(abs(row["slope"]), digits=digits), unit), p=p_in_words(row["p_adjusted"]),
                bend=say("; not evenly, since the waves leave the line") if bent else "",
                bounds=interval(low, high, digits=digits), **fields,
            )  # fmt: skip
        else:
            course = say(
                "over {waves} waves no straight rise or fall of {figure} is shown ({size} {step}, {sure} CI {bounds}).",
                size=sized(number(row["slope"], digits=digits), unit),
                bounds=interval(row["ci_low"], row["ci_high"], digits=digits), **fields,
            )  # fmt: skip
        said.append(f"{who}{course}" if who else capital(course))
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
    those = [
        say(
            "{wave} ({value}; band {band})", wave=group_label(row, [*result.by, result.wave]),
            value=number(row["estimate"], digits=digits),
            band=interval(row["band_low"], row["band_high"], digits=digits),
        )
        for row in rows.to_dict("records")
    ]  # fmt: skip
    waves = named(those, most=_MOST_OUTSIDE)
    return [say("Outside the band in which a wave lies when nothing happens: {waves}.", waves=waves)]


def _change(result, rows: pd.DataFrame, row: pd.Series) -> str:
    before = rows[rows[result.wave] == row.compared_with].iloc[0]
    digits = _digits(result, before, row)
    sign = say("%") if result.metric in ("top_box", "effort") else ""
    old, new = (f"{number(value, digits=digits)}{sign}" for value in (before.estimate, row.estimate))
    then, now = _name(row.compared_with), _name(row[result.wave])
    bases = say(
        "{before} and {now}, {both} of them in both" if row.n_both > 0 else "{before} and {now}",
        before=count(before.n), now=people(row.n, _audience(result, row)),
        **({"both": count(row.n_both)} if row.n_both > 0 else {}),
    )  # fmt: skip
    fields = {"figure": result.figure, "old": old, "new": new, "then": then, "now": now, "bases": bases}
    if not (np.isfinite(row.change_ci_low) and np.isfinite(row.p_adjusted)):
        return say(
            "{figure} was {old} in {then} and {new} in {now} ({bases}); these answers give no error to judge the "
            "change by.",
            **fields,
        )
    low, high = row.change_ci_low, row.change_ci_high
    if not result.order_known:
        return _difference(result, row, fields, digits)
    fields |= {"sure": percent_sure(result.confidence), "bounds": interval(low, high, digits=digits)}
    if row.p_adjusted < 1 - result.confidence:
        p = p_in_words(row.p_adjusted)
        if result.adjust != "none" and result.table.p_adjusted.notna().sum() > 1:
            p = say("adjusted {p}", p=p)
        return say(
            "{figure} rose by {size} from {old} in {then} to {new} in {now} ({sure} CI {bounds}; {bases}; {p})."
            if row.change > 0
            else "{figure} fell by {size} from {old} in {then} to {new} in {now} ({sure} CI {bounds}; {bases}; {p}).",
            size=sized(number(abs(row.change), digits=digits), result.unit), p=p, **fields,
        )  # fmt: skip
    change = number(row.change, digits=digits)
    size = sized(f"+{change}" if round(steady(row.change), digits) > 0 else change, result.unit)
    if low > 0 or high < 0:
        return say(
            "{figure} was {old} in {then} and {new} in {now}: {size} ({sure} CI {bounds} taken alone; {bases}); after "
            "{tests} comparisons a change is not shown.",
            size=size, tests=count(result.table.p_adjusted.notna().sum()), **fields,
        )  # fmt: skip
    return say(
        "{figure} was {old} in {then} and {new} in {now}: whether it changed, these answers cannot settle ({size}, "
        "{sure} CI {bounds}; {bases}).",
        size=size, **fields,
    )  # fmt: skip


def _difference(result, row: pd.Series, fields: dict[str, str], digits: int) -> str:
    """Two waves of which nobody knows the first differ; they do not rise or fall."""
    low, high = row.change_ci_low, row.change_ci_high
    if row.change < 0:
        low, high = -high, -low
    return say(
        "{figure} was {old} in {then} and {new} in {now}, a difference of {size} ({sure} CI {bounds}; {bases}); which "
        "of the two came first is not known."
        if row.p_adjusted < 1 - result.confidence
        else "{figure} was {old} in {then} and {new} in {now}, a difference of {size} (that they differ is not shown; "
        "{sure} CI {bounds}; {bases}); which of the two came first is not known.",
        size=sized(number(abs(row.change), digits=digits), result.unit), sure=percent_sure(result.confidence),
        bounds=interval(low, high, digits=digits), **fields,
    )  # fmt: skip


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
    sign = say("%") if result.metric in ("top_box", "effort") else ""
    fields = {"figure": result.figure, "level": f"{number(row.estimate, digits=digits)}{sign}",
              "wave": _name(row[result.wave]), "who": people(row.n, _audience(result, row))}  # fmt: skip
    if not (np.isfinite(row.ci_low) and np.isfinite(row.ci_high)):
        return say("{figure} was {level} in {wave} ({who}).", **fields)
    return say(
        "{figure} was {level} in {wave} ({sure} CI {bounds}; {who}).", sure=percent_sure(result.confidence),
        bounds=interval(row.ci_low, row.ci_high, digits=digits), **fields,
    )  # fmt: skip


def _audience(result, row: pd.Series) -> str | None:
    return row[result.audience_by] if result.audience_by else result.audience


def _name(wave) -> str:
    return group_label({"": wave})
