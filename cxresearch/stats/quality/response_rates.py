"""How many of those who were asked answered, where it is known how many were asked."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from cxresearch.errors import OptionError
from cxresearch.stats.quality.question_checks import Groups
from cxresearch.survey.audiences import shared_name
from cxresearch.survey.survey import Survey
from cxresearch.wording import named, say

__all__ = ["response_rates"]

_COLUMNS = ["check", "audience", "question", "group", "n", "base", "estimate"]


def response_rates(survey: Survey, groups: Groups, invited: Mapping | None) -> tuple[pd.DataFrame, list[str]]:
    """A row an audience (and wave) that was told about, and what the rate cannot say.

    Parameters
    ----------
    invited : mapping, optional
        Audience, or (audience, wave), to the number of people asked.

    Raises
    ------
    OptionError
        If a group is not there, a number is none, or more answered than were asked.
    """
    if invited is None:
        return pd.DataFrame(columns=_COLUMNS), []
    if not isinstance(invited, Mapping):
        raise OptionError(say(
            "invited= is a mapping such as {{'Leadership': 72}}; got {invited}.",
            invited=repr(invited),
        ))  # fmt: skip
    rows, several = [], False
    for key, told in invited.items():
        name, wave = key if isinstance(key, tuple) and len(key) == 2 else (key, None)
        own = groups.labels.audience.map(str).isin((str(name), shared_name(name))).to_numpy()
        waves = groups.labels.wave[own].unique()
        if wave is not None:
            own = (
                own
                & (groups.labels.wave.map(str) == (f"{wave:g}" if isinstance(wave, float) else str(wave))).to_numpy()
            )
        if not own.any():
            found = [*dict.fromkeys(groups.audiences), *zip(groups.labels.audience, groups.labels.wave, strict=True)]
            raise OptionError(say(
                "invited= names {key}, which {survey} does not have. Found: {found}.",
                key=repr(key), survey=survey.name, found=named(found),
            ))  # fmt: skip
        people, answered = _people(told, key), int(groups.sizes[own].sum())
        if answered > people:
            by_wave = " " + say(
                "Tell it by wave, such as {example}.", example="{('Staff', 2025): 940}"
            ) if wave is None and len(waves) > 1 else ""  # fmt: skip
            raise OptionError(say(
                "invited= says {people} for {key}, but {answered} answered.{by_wave} Correct the number.",
                people=f"{people:,}", key=repr(key), answered=f"{answered:,}", by_wave=by_wave,
            ))  # fmt: skip
        several |= wave is None and len(waves) > 1
        audience, label = groups.labels.audience[own].iloc[0], "" if wave is None else say("wave {wave}", wave=wave)
        rows.append(("response_rate", audience, "", label, answered, people, 100 * answered / people))
    caveats = [say("A response rate says nothing about how those who did not answer differ.")]
    if several:
        caveats.append(say("A response rate over several waves counts everybody once a wave."))
    return pd.DataFrame(rows, columns=_COLUMNS), caveats


def _people(told: object, key: object) -> int:
    try:
        people = float(told)
    except (TypeError, ValueError):
        people = np.nan
    if not (np.isfinite(people) and people >= 1):
        raise OptionError(say(
            "invited= must tell a number of people, 1 or more; got {told} for {key}.",
            told=repr(told), key=repr(key),
        ))  # fmt: skip
    return int(round(people))
