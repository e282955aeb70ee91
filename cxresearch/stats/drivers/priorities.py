"""Where to act first: what goes with loyalty against how well it is done, with the doubt left in.

The classic map has four corners: important and done badly, important and done well, and the same two for what matters
little. Its weakness is that every driver is drawn as a point. Both coordinates and the cross itself are estimates, so
here each driver gets the share of bootstrap samples that put it in its corner, and a corner held by too few of them is
called open.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
import pandas as pd

from cxresearch.inference.intervals import check_confidence
from cxresearch.result import Result
from cxresearch.stats.bases.naming import topic_in_sentence
from cxresearch.stats.bases.rows import check_draws, group_of
from cxresearch.stats.drivers.driver_model import fit_drivers, stated_importance
from cxresearch.stats.drivers.drivers_asked import asked_drivers, drawn_from
from cxresearch.stats.drivers.loyalty_drivers import percentiles
from cxresearch.survey.survey import Survey
from cxresearch.wording import count, largest_first, number, say, steady, told

__all__ = ["QUADRANTS", "Priorities", "priorities"]

QUADRANTS = (told("keep up"), told("concentrate here"), told("possible overkill"), told("low priority"))
_VERDICTS = (told("settled"), told("leaning"), told("open"), told("not sampled"))
_LEADS = {
    "concentrate here": told("Important and done less well: {labels}."),
    "keep up": told("Important and done well: {labels}."),
}
_SETTLED, _LEANING = 90.0, 70.0
_CLOUD = 200
_METHOD = told(
    "Importance-performance analysis (Martilla & James 1977): importance is the driver's part of R squared "
    "({importance}), performance its mean on 0-100, the cross at the means of both; quadrant shares and intervals from "
    "{draws} bootstrap samples of {what} in which both coordinates and the cross are computed anew."
)


@dataclass(frozen=True, eq=False, repr=False)
class Priorities(Result):
    """Drivers in four quadrants; a row a driver, in the order they were passed.

    ``importance`` (part of R squared, 0..1) and ``performance`` (mean, 0-100) with ``_ci_low, _ci_high``,
    ``stated_importance`` (mean, 0-100), ``quadrant`` (one of `QUADRANTS`), ``quadrant_share`` (percent of draws in it)
    and a column a quadrant, ``verdict`` ("settled", "leaning", "open"; "not sampled" without samples), ``n``.
    ``cross`` is (importance, performance) where the quadrants meet; ``draws`` has a row a driver and draw, for clouds.
    """

    cross: tuple[float, float] = (np.nan, np.nan)
    draws: pd.DataFrame = field(default_factory=pd.DataFrame)
    outcome: str = ""
    audience: str | None = None

    heading: ClassVar[str] = told("Priorities")
    shown: ClassVar[tuple[str, ...]] = (
        "label", "importance", "stated_importance", "performance", "quadrant", "quadrant_share", "verdict", "n",
    )  # fmt: skip
    decimals: ClassVar[dict[str, int]] = {
        **dict.fromkeys(("importance", "importance_ci_low", "importance_ci_high"), 3),
        "quadrant_share": 0,
    }

    def sentences(self) -> list[str]:
        table = self.table
        said = []
        for quadrant, lead in _LEADS.items():
            inside = table[(table.quadrant == quadrant) & (table.verdict != "open")]
            inside = inside.iloc[largest_first(inside.importance, inside.label, digits=3)]
            if len(inside):
                sampled = np.isfinite(inside.quadrant_share)
                shares = [say("({share}% of samples)", share=number(share)) for share in inside.quadrant_share[sampled]]
                labels = map(" ".join, zip(inside.label, shares, strict=True)) if shares else inside.label
                said.append(say(lead, labels=", ".join(labels)))
        unsettled = table[table.verdict == "open"]
        if len(unsettled):
            said.append(
                say(
                    "For {n} of {all} drivers the data do not settle the quadrant, since fewer than {share}% of "
                    "samples lie in one: {labels}.",
                    n=count(len(unsettled)), all=count(len(table)), labels=", ".join(unsettled.label),
                    share=number(_LEANING),
                )
            )  # fmt: skip
        if (table.verdict == "not sampled").any():
            said.append(say("How sure the quadrants are is not known, since no samples were drawn (bootstrap=0)."))
        said.append(
            say(
                "Importance is what goes with {outcome} among {who}; the quadrants meet at the average driver, so some "
                "drivers are always below it.",
                outcome=topic_in_sentence(self.outcome), who=group_of(self.audience, table.n.iloc[0]),
            )
        )  # fmt: skip
        return said

    def _cell(self, column: str, value) -> str:
        return say(value) if column == "quadrant" and value in QUADRANTS else super()._cell(column, value)


def priorities(
    survey: Survey,
    outcome: str,
    drivers: str | Iterable[str] | None = None,
    *,
    method: str = "lmg",
    bootstrap: int = 1000,
    seed: int = 0,
    audience: str | None = None,
    cluster: str | None = None,
    confidence: float = 0.95,
) -> Priorities:
    """Which drivers matter and are done badly, with the share of bootstrap samples that say so.

    Parameters
    ----------
    survey, outcome, drivers, method, seed, audience, cluster, confidence
        As in :func:`cxresearch.loyalty_drivers`.
    bootstrap : int
        Samples of rows: 0 for none, else 100 or more.

    Returns
    -------
    Priorities

    Raises
    ------
    QuestionError, OptionError
        As :func:`cxresearch.loyalty_drivers`.

    References
    ----------
    Martilla & James (1977), Journal of Marketing 41, 77-79.

    Examples
    --------
    >>> import pandas as pd
    >>> answers = {"nps": [9, 8, 3, 6, 10, 2, 7, 5], "app": [8, 7, 2, 6, 9, 3, 9, 5], "fee": [5, 1, 4, 3, 2, 5, 4, 2]}
    >>> survey = Survey.from_frame(pd.DataFrame(answers), scales=dict.fromkeys(answers, (0, 10)))
    >>> priorities(survey, "nps", ["app", "fee"], bootstrap=200).table.quadrant.tolist()
    ['keep up', 'low priority']
    """
    check_confidence(confidence)
    check_draws("bootstrap", bootstrap)
    cluster = survey.cluster_of(cluster) or None
    asked = asked_drivers(survey, outcome, drivers, audience, cluster=cluster)
    names = [asked.outcome, *asked.labels]
    model = fit_drivers(asked.rows, labels=names, method=method, draws=bootstrap, seed=seed)
    usable = min(len(model.parts), len(model.means))
    parts, means = model.parts[:usable], model.means[:usable]
    own = _quadrants(model.part, model.mean)
    drawn = _quadrants(parts, means)
    shares = np.full((4, len(own)), np.nan)
    if bootstrap:
        shares = 100 * np.array([(drawn == place).mean(axis=0) for place in range(4)])
    importance_low, importance_high = percentiles(parts, confidence)
    performance_low, performance_high = percentiles(means, confidence)
    held = shares[own, np.arange(len(own))]
    table = pd.DataFrame(
        {
            "driver": asked.drivers, "label": asked.labels, "importance": model.part,
            "importance_ci_low": importance_low, "importance_ci_high": importance_high,
            "stated_importance": stated_importance(survey, asked.drivers, asked.audience),
            "performance": model.mean, "performance_ci_low": performance_low, "performance_ci_high": performance_high,
            "quadrant": [QUADRANTS[place] for place in own], "quadrant_share": held,
            **{name.replace(" ", "_"): share for name, share in zip(QUADRANTS, shares, strict=True)},
            "verdict": [_verdict(share) for share in held],
            "n": len(asked.rows),
        }
    )  # fmt: skip
    shown = min(_CLOUD, usable)
    cloud = pd.DataFrame(
        {
            "driver": np.tile(asked.drivers, shown),
            "draw": np.repeat(np.arange(shown), len(asked.drivers)),
            "importance": parts[:shown].ravel(),
            "performance": means[:shown].ravel(),
        }
    )
    caveats = [
        say(
            "Importance here is association with the outcome, not its cause; quadrants compare drivers with each "
            "other, not with a target."
        ),
        *(
            []
            if np.isfinite(table.stated_importance).any()
            else [say("Importance was not asked, so only the derived one is shown.")]
        ),
        *asked.caveats,
    ]
    used = say("LMG" if model.method == "lmg" else "Johnson's relative weights")
    return Priorities(
        table,
        say(_METHOD, importance=used, draws=count(bootstrap), what=drawn_from(cluster)),
        caveats,
        confidence,
        cross=(float(model.part.mean()), float(model.mean.mean())),
        draws=cloud,
        outcome=asked.outcome,
        audience=asked.audience,
    )


def _verdict(share: float) -> str:
    if not np.isfinite(share):
        return "not sampled"
    return "settled" if share >= _SETTLED else "leaning" if share >= _LEANING else "open"


def _quadrants(importance: np.ndarray, performance: np.ndarray) -> np.ndarray:
    """Places in `QUADRANTS` by the cross of each row's own means."""
    matters = importance > importance.mean(axis=-1, keepdims=True)
    well = steady(performance - performance.mean(axis=-1, keepdims=True)) >= 0
    return np.where(matters, np.where(well, 0, 1), np.where(well, 2, 3))
