"""What goes with the wish to leave: by how many points fewer think of leaving for a step more recognition, say.

A logit with controls, average marginal effects, branches as clusters. It says what goes together among these people;
what comes first it does not say. Who is likely to leave is never computed for a person, and nothing in the result
could tell it: only the average over all is kept.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from cxresearch.errors import OptionError, QuestionError
from cxresearch.inference.intervals import adjust_p, check_confidence, normal_quantile, t_quantile, wilson
from cxresearch.privacy.hiding import FEWEST_SENSITIVE
from cxresearch.result import Result
from cxresearch.stats.bases.asked import check_choice, need_single_answers, one_question, some_questions
from cxresearch.stats.bases.naming import people
from cxresearch.stats.bases.rows import (
    audience_rows,
    group_of,
    label_of,
    meant_audience,
    row_weights,
    sampled_units,
    wave_caveats,
)  # fmt: skip
from cxresearch.stats.bases.terms import Term, refuse_repeats, terms_of
from cxresearch.stats.loyalty.leaving_effects import fit_logit, marginal_effects
from cxresearch.stats.loyalty.top_box import boxes_in_words, need_scale
from cxresearch.survey.survey import Survey
from cxresearch.wording import capital, count, interval, listed, not_shown, number, percent_sure, plural, say, told

__all__ = ["IntentToLeave", "intent_to_leave"]

GOES, OPEN = told("goes with it"), told("not shown")
_FEW_CLUSTERS, _EVENTS = 20, 10
_METHOD = told(
    'Logit of the answers {boxes} on "{outcome}"; average marginal effects of one step of each scale, in points of the '
    "share, errors by the delta method, {errors}; p adjusted over the questions."
)
_ERRORS = {
    "units": told("cluster-robust over {n} units with Student's t on units minus one"),
    "weights": told("sandwich (HC1)"), "one": told("from the observed information"),
}  # fmt: skip


@dataclass(frozen=True, eq=False, repr=False)
class IntentToLeave(Result):
    """What goes with the wish to leave, a row a question.

    ``question, topic``; ``estimate`` with ``std_error, ci_low, ci_high``: points of the share that thinks of leaving,
    for one step more on this question's scale, the others and the controls held alike; ``alone``: the same with nothing
    else held; ``p_value, p_adjusted, n, verdict`` ("goes with it", "not shown").

    Attributes
    ----------
    share, share_low, share_high : float
        Percent who think of leaving, with Wilson's interval.
    controls : tuple of str
        What else was held alike, in words; no level of it is told.
    """

    share: float = np.nan
    share_low: float = np.nan
    share_high: float = np.nan
    n: int = 0
    outcome: str = ""
    boxes: str = ""
    controls: tuple[str, ...] = ()
    audience: str | None = None

    heading: ClassVar[str] = told("What goes with the wish to leave")
    shown: ClassVar[tuple[str, ...]] = ("topic", "estimate", "ci_low", "ci_high", "alone", "p_adjusted", "n", "verdict")

    def sentences(self) -> list[str]:
        """How many think of leaving, then one a question, the strongest first."""
        table = self.table.iloc[np.argsort(-self.table.estimate.abs().to_numpy(), kind="stable")]
        lead = say(
            "{share}% of {who} chose {boxes} on \"{outcome}\" ({sure} CI {bounds}; {base}).",
            share=number(self.share), who=people(self.audience) if self.audience else say("those who answered"),
            boxes=self.boxes, outcome=self.outcome, sure=percent_sure(self.confidence),
            bounds=interval(self.share_low, self.share_high), base=group_of(self.audience, self.n),
        )  # fmt: skip
        return [lead, *(self._sentence(row) for row in table.itertuples())]

    def _sentence(self, row) -> str:
        held = [str(topic) for topic in self.table.topic if topic != row.topic] + list(self.controls)
        fields = {"topic": row.topic, "points": number(abs(row.estimate), digits=1)}
        fields["held"] = say("; held alike: {others}", others=listed(held)) if held else ""
        if row.verdict == GOES:
            low, high = sorted((abs(row.ci_low), abs(row.ci_high)))
            return say(
                "One step more on \"{topic}\" goes with {points} points more who think of leaving ({bounds}{held})."
                if row.estimate > 0
                else "One step more on \"{topic}\" goes with {points} points fewer who think of leaving ({bounds}"
                "{held}).",
                bounds=interval(low, high, digits=1), **fields,
            )  # fmt: skip
        bounds = interval(row.ci_low, row.ci_high, digits=1)
        if row.ci_low > 0 or row.ci_high < 0:
            return say(
                "\"{topic}\": {bounds} points a step taken alone{held}; {not_shown}.",
                bounds=bounds, not_shown=not_shown(len(self.table)), topic=row.topic, held=fields["held"],
            )  # fmt: skip
        return say(
            "That \"{topic}\" goes with the wish to leave is not shown ({bounds} points a step{held}).",
            topic=row.topic, bounds=bounds, held=fields["held"],
        )  # fmt: skip


def intent_to_leave(
    survey: Survey,
    outcome: str,
    questions: Sequence[str] | str,
    *,
    controls: Iterable[str] | str = (),
    cluster: str | bool | None = None,
    audience: str | None = None,
    confidence: float = 0.95,
    adjust: str = "holm",
) -> IntentToLeave:
    """What goes with the wish to leave.

    Parameters
    ----------
    survey : Survey
        Single answers.
    outcome : id, text or topic
        The wish to leave on a scale; the top box counts (agree and strongly agree of five).
    questions : one or several
        Ratings, such as recognition and fear.
    controls : columns or questions, optional
        Held alike: numbers by the step, choices by level. No level of them is told.
    cluster : role or column, optional
        Whose people hang together: the "unit" where there is one, by default; False for nobody's.
    audience : str, optional
        Whose answers; whoever answered by default.
    confidence, adjust
        As in :func:`cxresearch.perception_gap`.

    Returns
    -------
    IntentToLeave
        Averages over all: no row, score or chance of a person is in it.

    Raises
    ------
    QuestionError
        If fewer than ten people answered everything, or a question is unknown.
    OptionError
        If the model has no fit: nobody or everybody thinks of leaving, or a control tells it without fail.

    References
    ----------
    Wooldridge (2010), Econometric Analysis of Cross Section and Panel Data, on average partial effects; Liang & Zeger
    (1986), Biometrika 73, on clusters.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> seen = rng.integers(1, 6, 400)
    >>> leave = np.where(rng.random(400) < 0.8 - 0.15 * seen, 5, 2)
    >>> survey = Survey.from_frame(pd.DataFrame({"seen": seen, "leave": leave}), audience="Staff",
    ...                            scales={"seen": (1, 5), "leave": (1, 5)})
    >>> intent_to_leave(survey, "leave", "seen").table.verdict.tolist()
    ['goes with it']
    """
    level = check_confidence(confidence)
    check_choice("adjust", adjust, ("holm", "bh", "none"))
    need_single_answers(survey, "intent_to_leave")
    wish = one_question(survey, outcome, kind="rating")
    scale = need_scale(survey, wish)
    asked = [question for question in some_questions(survey, questions, kind=["rating", "nps", "effort"])
             if question != wish]  # fmt: skip
    held = [controls] if isinstance(controls, str) else list(controls)
    held = [name for name in dict.fromkeys(map(survey.find, held)) if name not in (wish, *asked)]
    who, said = meant_audience(survey, audience, [wish, *asked])
    answers = survey.numbers([wish]).iloc[:, 0].to_numpy(float)
    gone = np.where(np.isnan(answers), np.nan, (answers >= scale.top_box_from).astype(float))
    here = audience_rows(survey, who) & ~np.isnan(gone)
    weight = row_weights(survey)
    if weight is not None:
        here &= ~np.isnan(weight)
        if here.any() and np.ptp(weight[here]) == 0:
            weight = None  # These people all count alike.
    terms, x = terms_of(survey, [*asked, *held], [], here)
    full = here & ~np.isnan(x).any(axis=1)
    fewest = max(FEWEST_SENSITIVE, survey.thresholds.get("sensitive", 0))
    if full.sum() < fewest:
        raise QuestionError(say(
            "{what} people answered all of it; what goes with the wish to leave is not told of fewer than "
            "{fewest_sensitive}.",
            what=count(full.sum()), fewest_sensitive=fewest,
        ))  # fmt: skip
    if len(np.unique(gone[full])) < 2:
        raise OptionError(say("Everybody thinks of leaving or nobody does, so nothing can go with it."))
    refuse_repeats(terms, x[full])
    cluster = survey.cluster_of(cluster)
    unit = ("unit" if "unit" in survey.roles else None) if cluster is None else (cluster or None)
    units, hints = sampled_units(survey, unit, full)
    by = None if weight is None else weight[full]
    table, events = _effects(terms, asked, x[full], gone[full], by, units, level), gone[full].sum()
    table.insert(1, "topic", [label_of(survey, question) for question in table.question])
    table["p_adjusted"] = adjust_p(table.p_value.to_numpy(float), method=adjust)
    table["n"] = float(full.sum())
    table["verdict"] = np.where(table.p_adjusted < 1 - level, GOES, OPEN).astype(object)
    weights = np.ones(int(full.sum())) if by is None else by
    share, worth = float(np.average(gone[full], weights=weights)), weights.sum() ** 2 / (weights**2).sum()
    bounds = wilson(share * worth, worth, confidence=level)
    errors = _errors(units, by)
    return IntentToLeave(
        table,
        say(_METHOD, boxes=boxes_in_words(scale, scale.top_box_from, scale.high), outcome=label_of(survey, wish),
            errors=errors),
        _caveats(survey, said, hints, here, full, units, min(events, full.sum() - events), len(terms)),
        level, share=100 * share, share_low=100 * float(bounds.low), share_high=100 * float(bounds.high),
        n=int(full.sum()), outcome=label_of(survey, wish),
        boxes=boxes_in_words(scale, scale.top_box_from, scale.high),
        controls=tuple(_called(survey, name) for name in held), audience=who,
    )  # fmt: skip


def _effects(terms: list[Term], asked: list[str], x, gone, weight, units, level: float) -> pd.DataFrame:
    """The average marginal effect of each question, the others held alike and alone."""
    df = np.inf if units is None else len(np.unique(units)) - 1.0
    reach = normal_quantile(level) if np.isinf(df) else t_quantile(level, df)
    beta, covariance = fit_logit(x, gone, weight, units)
    found = marginal_effects(terms, x, weight, beta, covariance)
    rows = []
    for question in asked:
        at = next(place for place, term in enumerate(terms) if term.driver == question)
        single = x[:, [at]]
        alone = marginal_effects([terms[at]], single, weight, *fit_logit(single, gone, weight, units))[0][0]
        effect, error = (100 * part for part in found[at])
        rows.append({
            "question": question, "estimate": effect, "std_error": error, "ci_low": effect - reach * error,
            "ci_high": effect + reach * error, "alone": 100 * alone, "p_value": _two_sided(effect / error, df),
        })  # fmt: skip
    return pd.DataFrame(rows)


_ROLES = {"group": told("department"), "unit": told("branch, store or team")}


def _called(survey: Survey, name: str) -> str:
    """A control as its reader calls it."""
    return say(_ROLES[name]) if name in _ROLES else label_of(survey, name)


def _two_sided(z: float, df: float) -> float:
    from scipy.special import ndtr, stdtr

    return float(2 * (stdtr(df, -abs(z)) if np.isfinite(df) else ndtr(-abs(z))))


def _errors(units, weight) -> str:
    if units is not None:
        return say(_ERRORS["units"], n=count(len(np.unique(units))))
    return say(_ERRORS["weights" if weight is not None else "one"])


def _caveats(survey: Survey, said, hints, here, full, units, events: float, terms: int) -> list[str]:
    caveats = [
        say(
            "Who feels unseen and wants to go may have come to feel so because he wants to go: what comes first is not "
            "told here, and no reason is."
        ),
        say("No chance of leaving is computed for a person; only averages over all are kept."),
        *said, *wave_caveats(survey, full), *hints,
    ]  # fmt: skip
    lost = int((here & ~full).sum())
    if lost:
        caveats.append(say("{rows} without an answer to everything left out.", rows=plural(lost, "row")))
    if events < _EVENTS * terms:
        caveats.append(
            say(
                "Fewer than {n} people on the rarer side for each of {terms} of the model: its effects are unsteady.",
                n=_EVENTS, terms=plural(terms, "term"),
            )
        )  # fmt: skip
    if units is not None and len(np.unique(units)) < _FEW_CLUSTERS:
        caveats.append(say("Errors over fewer than {n} units tend to be too small.", n=_FEW_CLUSTERS))
    return [capital(line) for line in caveats]
