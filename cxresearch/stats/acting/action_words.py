"""Actions in words: what it takes to be seen, and what became of it."""

import numpy as np

from cxresearch.wording import count, interval, number, percent_sure, say, signed_points, steady

__all__ = ["action_sentences"]


def action_sentences(result) -> list[str]:
    """One an action, in the order of the list."""
    if not len(result.table):
        return [say("No action was listed.")]
    return [_sentence(row, percent_sure(result.confidence)) for row in result.table.itertuples()]


def _sentence(row, sure: str) -> str:
    who = ", ".join(part for part in (row.owner, row.start_date) if part)
    fields = {"finding": row.finding + (f" ({who})" if who else ""), "topic": row.topic}
    if row.verdict == "ahead":
        need = number(np.ceil(round(row.seen_from, 6)))
        if row.compared == "units":
            return say(
                "{finding}: next wave can show it only if \"{topic}\" moves {need} points more in the {acting} units "
                "that act than in the {others} others.",
                need=need, acting=count(row.acting), others=count(row.others), **fields,
            )  # fmt: skip
        return say(
            "{finding}: this can be seen next wave only if \"{topic}\" moves {need} points ({n} answers as now, four "
            "times of five).",
            need=need, n=count(row.n), **fields,
        )  # fmt: skip
    if row.verdict == "cannot tell":
        return say('{finding}: cannot tell whether it moved "{topic}": {why}.', why=row.why, **fields)
    fields |= {"change": signed_points(row.estimate), "bounds": interval(row.ci_low, row.ci_high), "sure": sure}
    fields["margin"] = number(row.margin, digits=0 if steady(float(row.margin)).is_integer() else 1)
    if row.compared == "units":
        fields |= {"acting": count(row.acting), "others": count(row.others), "chosen": row.chosen}
        if row.verdict == "moved":
            return say(
                '{finding}: at the same earlier score, "{topic}" stands at {change} in the {acting} units that acted '
                "against the {others} others ({sure} CI {bounds}; chosen: {chosen}): moved.",
                **fields,
            )
        if row.verdict == "held":
            return say(
                "{finding}: at the same earlier score, the {acting} units that acted stand within {margin} points of "
                'the {others} others on "{topic}" ({change}; {sure} CI {bounds}; chosen: {chosen}): held.',
                **fields,
            )
        return say(
            '{finding}: not enough data: at the same earlier score, "{topic}" stands at {change} in the {acting} '
            "units that acted against the {others} others ({sure} CI {bounds}; chosen: {chosen}).",
            **fields,
        )
    fields |= {"then": number(row.then), "now": number(row.now), "wave_a": row.wave_then, "wave_b": row.wave_now}
    if row.verdict == "moved":
        return say(
            '{finding}: "{topic}" moved from {then} ({wave_a}) to {now} ({wave_b}): {change} ({sure} CI {bounds}).',
            **fields,
        )
    if row.verdict == "held":
        return say(
            '{finding}: "{topic}" held within {margin} points: {then} ({wave_a}), {now} ({wave_b}), {change} ({sure} '
            "CI {bounds}).",
            **fields,
        )
    return say(
        "{finding}: not enough data on \"{topic}\": {then} ({wave_a}), {now} ({wave_b}), {change} ({sure} CI "
        "{bounds}); a move of {need} points could be seen.",
        need=number(np.ceil(round(row.seen_from, 6))), **fields,
    )  # fmt: skip
