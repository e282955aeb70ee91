"""Clear, but not understood: what is fine as seen from inside, and not understood by those it is made for.

Whoever wrote the letter understands it. So a topic is held against the middle of its scale twice, as it works and as
it is understood, by those who are served; and beside it stands what those inside believe. Where the interval takes the
middle in, the topic is in no quarter: that is said, and no side is taken.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from cxresearch.errors import OptionError, QuestionError
from cxresearch.inference.intervals import adjust_p
from cxresearch.result import Result
from cxresearch.stats.bases.asked import check_choice
from cxresearch.stats.bases.naming import base_of, people, topic_in_sentence
from cxresearch.stats.bases.topics import questions_by_topic, require_audience, shared_topics
from cxresearch.stats.loyalty.means import mean_score
from cxresearch.survey.audiences import CUSTOMERS
from cxresearch.survey.survey import Survey
from cxresearch.wording import capital, in_a_row, interval, listed, number, percent_sure, plural, say, told

__all__ = ["QUARTERS", "Understanding", "clear_but_not_understood"]

QUARTERS = (
    told("works and is understood"), told("works, not understood"), told("understood, does not work"),
    told("neither works nor is understood"), told("undecided"),
)  # fmt: skip
ABOVE, BELOW, OPEN, HIDDEN = told("above"), told("below"), told("undecided"), told("hidden")
FINE = told("fine inside, not understood outside")
_QUARTER = {(ABOVE, ABOVE): 0, (ABOVE, BELOW): 1, (BELOW, ABOVE): 2, (BELOW, BELOW): 3}
_METHOD = told(
    "Means on 0-100 held against {middle}, as they work and as they are understood; t tests of each mean, p {how} "
    "over all of them; a topic is in a quarter only where both are told."
)
_ADJUSTED = {"holm": told("adjusted (Holm 1979)"), "bh": told("adjusted (Benjamini & Hochberg 1995)"),
             "none": told("not adjusted")}  # fmt: skip


@dataclass(frozen=True, eq=False, repr=False)
class Understanding(Result):
    """What works and what is understood, a row a topic.

    ``topic``; ``works, works_ci_low, works_ci_high, works_p_adjusted, works_side, n_works``: the experience of those
    outside on 0-100; ``estimate, ci_low, ci_high, p_adjusted, side, n``: how far they understand it; ``quadrant`` (one
    of `QUARTERS`); ``inside`` (who rates it best inside), ``inside_mean, inside_ci_low, inside_ci_high, inside_side,
    n_inside, inside_of`` ("understood" where they were asked that, else "experience"); ``verdict`` ("fine inside, not
    understood outside", "not shown", "hidden").

    Attributes
    ----------
    middle : float
        What means are held against, on 0-100.
    outside : str
        Whose understanding counts.
    """

    middle: float = 50.0
    outside: str = CUSTOMERS

    heading: ClassVar[str] = told("Clear, but not understood")
    shown: ClassVar[tuple[str, ...]] = (
        "topic", "works", "estimate", "ci_low", "ci_high", "n", "quadrant", "inside", "inside_mean", "verdict",
    )  # fmt: skip

    def _cell(self, column: str, value) -> str:
        if column in ("quadrant", "side", "works_side", "inside_side") and isinstance(value, str) and value:
            return say(value)
        return super()._cell(column, value)

    def sentences(self) -> list[str]:
        """How many topics are fine inside and not understood outside, each of them, then who is in no quarter."""
        table = self.table.iloc[np.argsort(self.table.estimate.to_numpy(float), kind="stable")]
        blind = table[table.verdict == FINE]
        said = [
            say(
                "Of {topics}, {n} are rated fine inside and are not understood by {who}.",
                topics=plural(len(table), "topic"), n=len(blind), who=people(self.outside),
            )
        ]  # fmt: skip
        for row in blind.itertuples():
            fields = {
                "topic": capital(topic_in_sentence(row.topic)), "insiders": people(row.inside),
                "inside": number(row.inside_mean), "outsiders": people(self.outside), "mean": number(row.estimate),
                "sure": percent_sure(self.confidence), "bounds": interval(row.ci_low, row.ci_high),
                "base": base_of(self.outside, row.n),
            }  # fmt: skip
            said.append(
                say(
                    "{topic}: {insiders} put understanding at {inside} of 100, {outsiders} at {mean} ({sure} CI "
                    "{bounds}; {base}).",
                    **fields,
                )
                if row.inside_of == "understood"
                else say(
                    "{topic}: {insiders} rate it {inside} of 100, {outsiders} put their understanding at {mean} "
                    "({sure} CI {bounds}; {base}).",
                    **fields,
                )
            )
        for quarter, lead in _LEADS.items():
            mine = table[table.quadrant == quarter]
            if len(mine):
                said.append(say(lead, topics=_names(mine.topic)))
        return said


_LEADS = {
    QUARTERS[1]: told("It works and is not understood: {topics}."),
    QUARTERS[2]: told("It is understood and does not work: {topics}."),
    QUARTERS[3]: told("It neither works nor is understood: {topics}."),
    QUARTERS[0]: told("It works and is understood: {topics}."),
    QUARTERS[4]: told("Too near the middle of the scale to be put on a side: {topics}."),
}


def _names(topics: Iterable[str]) -> str:
    return listed([topic_in_sentence(str(topic)) for topic in topics])


def clear_but_not_understood(
    survey: Survey,
    topics: Sequence[str] | str | None = None,
    *,
    outside: str = CUSTOMERS,
    inside: Sequence[str] | str | None = None,
    middle: float = 50.0,
    confidence: float = 0.95,
    adjust: str = "holm",
    cluster: str | None = None,
    privacy: bool = True,
) -> Understanding:
    """Which topics work and are understood, and which those inside take for clear while those outside do not follow.

    Parameters
    ----------
    survey : Survey
        Single answers; questions of the aspects ``experience`` and ``understood`` on the same topics.
    topics : list of topics, ids or texts, optional
        All that ``outside`` was asked both ways by default.
    outside : str
        Whose understanding counts.
    inside : str or list of str, optional
        Whose view stands beside it; all others by default. What they were asked on understanding counts, else how they
        rate the topic.
    middle : float
        Of the scale, on 0-100: what lies above it works, or is understood.
    adjust : str
        "holm", "bh" or "none", over both tests of all topics and those of whoever is inside.
    confidence, cluster, privacy
        As in :func:`cxresearch.perception_gap`.

    Returns
    -------
    Understanding

    Raises
    ------
    QuestionError
        If no topic was asked both ways, or an audience is unknown.
    OptionError
        If ``middle`` lies outside of the scale.

    References
    ----------
    Martilla & James (1977), Journal of Marketing 41, for the quarters; Camerer, Loewenstein & Weber (1989), Journal of
    Political Economy 97, on how those who know overrate what others know.

    Examples
    --------
    >>> ask = {"Fees": "How would you rate us? - Fees", "Clear": "How well do you understand each? - Fees"}
    >>> frame = pd.DataFrame({"audience": ["Leadership"] * 20 + ["Customers"] * 80,
    ...                       ask["Fees"]: [9, 8] * 10 + [7, 6] * 40, ask["Clear"]: [None] * 20 + [2, 3] * 40})
    >>> survey = Survey.from_frame(frame, scales=dict.fromkeys(ask.values(), (0, 10)))
    >>> clear_but_not_understood(survey).table[["topic", "quadrant", "verdict"]].values.tolist()
    [['Fees', 'works, not understood', 'fine inside, not understood outside']]
    """
    check_choice("adjust", adjust, tuple(_ADJUSTED))
    if not 0 < middle < 100:
        raise OptionError(say("middle is a place between 0 and 100; got {middle}.", middle=repr(middle)))
    who = require_audience(survey, outside)
    works, clear = (questions_by_topic(survey, aspect, who) for aspect in ("experience", "understood"))
    both = shared_topics(survey, (works, clear), topics) if works and clear else {}
    if not both:
        raise QuestionError(say(
            '{survey} has no topic of which {who} said both how it is and whether they understand it. Ask "How well '
            'do you understand ...?", or give the question aspect = understood in the codebook.',
            survey=survey.name, who=who,
        ))  # fmt: skip
    others = [name for name in survey.audiences if name != who]
    insiders = others if inside is None else [inside] if isinstance(inside, str) else list(inside)
    options = {"scale": "0-100", "by": "audience", "confidence": confidence, "cluster": cluster, "privacy": privacy}
    asked = {name: {aspect: questions_by_topic(survey, aspect, require_audience(survey, name))
                    for aspect in ("understood", "experience")} for name in insiders}  # fmt: skip
    wanted = [*(works[key] for key in both), *(clear[key] for key in both)]
    wanted += [own[key] for sides in asked.values() for own in sides.values() for key in both if key in own]
    means = mean_score(survey, list(dict.fromkeys(wanted)), **options)
    place = means.table.set_index(["question", "audience"])
    rows = []
    for key, topic in both.items():
        lived, known = place.loc[(works[key], who)], place.loc[(clear[key], who)]
        rows.append({
            "topic": topic, "works": lived.estimate, "works_ci_low": lived.ci_low, "works_ci_high": lived.ci_high,
            "works_p_value": _p(lived, middle), "n_works": lived.n, "estimate": known.estimate,
            "std_error": known.std_error, "ci_low": known.ci_low, "ci_high": known.ci_high,
            "p_value": _p(known, middle), "n": known.n, **_inside(place, asked, key, middle),
        })  # fmt: skip
    table = pd.DataFrame(rows)
    tests = ["works_p_value", "p_value", "inside_p_value"]
    adjusted = adjust_p(table[tests].to_numpy(float).ravel(), method=adjust).reshape(-1, len(tests))
    for at, (test, mean) in enumerate(zip(tests, ("works", "estimate", "inside_mean"), strict=True)):
        name = test.removesuffix("p_value")
        table[f"{name}p_adjusted"] = adjusted[:, at]
        table[f"{name}side"] = _sides(table[mean].to_numpy(float), adjusted[:, at], middle, confidence)
    table["quadrant"] = [
        HIDDEN if HIDDEN in (lived, known) else QUARTERS[_QUARTER.get((lived, known), 4)]
        for lived, known in zip(table.works_side, table.side, strict=True)
    ]
    fine = (table.inside_side == ABOVE) & (table.side == BELOW)
    table["verdict"] = np.where(fine, FINE, np.where(table.side == HIDDEN, HIDDEN, told("not shown"))).astype(object)
    return Understanding(
        table[_COLUMNS], in_a_row(say(_METHOD, middle=number(middle), how=say(_ADJUSTED[adjust])), means.method),
        [
            say("The middle of a scale is a convention: a topic just above it is no success, one just below no "
                "failure."),
            say("What people say that they understand is no test of it; many who do not follow believe they do."),
            *([] if len(insiders) < 2 else [
                say("The view from inside is that of whoever rates a topic best there; others inside may see it as "
                    "those outside do.")
            ]),
            *means.caveats,
        ],
        means.confidence, middle=middle, outside=who,
    )  # fmt: skip


_COLUMNS = [
    "topic", "works", "works_ci_low", "works_ci_high", "works_p_adjusted", "works_side", "n_works", "estimate",
    "std_error", "ci_low", "ci_high", "p_value", "p_adjusted", "side", "n", "quadrant", "inside", "inside_mean",
    "inside_ci_low", "inside_ci_high", "inside_p_adjusted", "inside_side", "n_inside", "inside_of", "verdict",
]  # fmt: skip


def _p(row, middle: float) -> float:
    """Two-sided p of a mean against the middle; none where it is hidden or cannot be told."""
    from scipy.special import stdtr

    if not np.isfinite(row.estimate) or not np.isfinite(row.std_error):
        return np.nan
    if row.std_error == 0:
        return 1.0 if row.estimate == middle else 0.0 if row.n >= 2 else np.nan
    return float(2 * stdtr(max(row.n_effective - 1, 1), -abs(row.estimate - middle) / row.std_error))


def _inside(place: pd.DataFrame, asked: dict, key: str, middle: float) -> dict:
    """The view of whoever inside rates a topic best: on understanding where that was asked, else on the topic."""
    found = []
    for name, sides in asked.items():
        aspect = next((one for one in ("understood", "experience") if key in sides[one]), None)
        if aspect is not None:
            row = place.loc[(sides[aspect][key], name)]
            if np.isfinite(row.estimate):
                found.append((row.estimate, name, aspect, row))
    if not found:
        nothing = dict.fromkeys(
            ("inside_mean", "inside_ci_low", "inside_ci_high", "inside_p_value", "n_inside"), np.nan
        )
        return {"inside": "", "inside_of": "", **nothing}
    mean, name, aspect, row = max(found, key=lambda one: one[0])
    return {"inside": name, "inside_of": aspect, "inside_mean": mean, "inside_ci_low": row.ci_low,
            "inside_ci_high": row.ci_high, "inside_p_value": _p(row, middle), "n_inside": row.n}  # fmt: skip


def _sides(means: np.ndarray, p: np.ndarray, middle: float, confidence: float) -> np.ndarray:
    sure = p < 1 - confidence
    return np.select(
        [~np.isfinite(means), sure & (means > middle), sure & (means < middle)], [HIDDEN, ABOVE, BELOW], OPEN
    ).astype(object)
