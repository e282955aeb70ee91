"""Comments whose tone contradicts the rating beside them: the furious promoter, the delighted detractor.

A rating and a comment of the same person usually say the same. Where they do not, the comment is worth reading:
somebody is loyal in spite of something, or unhappy although something was good, or ticked the wrong end of the scale,
or the scorer has misread irony. The table puts the plainest contradictions first; the shares say how many there are.

What is asked matters as much as who is asked. "What could be improved?" draws complaints from promoters too, so each
share stands beside that of the other end, and where most write in that tone the caveat says how little it contradicts.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
import pandas as pd

from cxresearch.errors import QuestionError
from cxresearch.inference.precision import kish_n
from cxresearch.inference.shares import wilson
from cxresearch.inference.significance import check_confidence, normal_quantile
from cxresearch.result import Result
from cxresearch.survey.survey import Survey
from cxresearch.text.rating_groups import (
    GROUPS,
    NPS_GROUPS,
    is_nps,
    nothing_beside,
    quotable_ratings,
    rating_question,
    ratings,
)
from cxresearch.text.reading.clauses import statements_of
from cxresearch.text.scoring.misread import corrected_shares
from cxresearch.text.scoring.score import LABELS, score_texts
from cxresearch.text.scoring.study_codes import StudyCodes
from cxresearch.text.scoring.track_record import track_record
from cxresearch.text.sentiment import sentiment, weights_of
from cxresearch.text.sentiment_words import coded_by_people, unread_comments
from cxresearch.wording import count, interval, noun, number, percent_sure, plural, say, steady, told

__all__ = ["ToneAndRating", "rank_correlation", "tone_against_rating"]

# The tone that contradicts the first and the last group; the middle one contradicts nothing.
_AGAINST = ("negative", None, "positive")
_LONGEST_QUOTE = 110
_QUOTED = 2


@dataclass(frozen=True, eq=False, repr=False)
class ToneAndRating(Result):
    """Comments that contradict their rating, the plainest first.

    ``table``: a row a comment that may be shown: ``row`` of the survey, ``rating_group``, ``rating`` (on its own scale;
    blank for leaders and staff), ``tone`` ("negative" or "positive"), ``text`` (redacted), ``compound`` (-1..1),
    ``strength`` (0..100: how far tone and rating lie apart), ``mixed`` (whether a statement in it fits the rating).

    Attributes
    ----------
    shares : DataFrame
        A row a group of ratings, high to low: ``rating_group, against`` (the tone that contradicts it, "" in the
        middle), ``estimate`` with ``ci_low, ci_high`` (percent of its scored comments in that tone), ``n,
        n_effective``, ``contradicting`` and ``mixed`` (comments), ``positive, neutral, negative`` (percent), each with
        ``..._ci_low`` and ``..._ci_high``.
    rank_correlation, rank_ci_low, rank_ci_high : float
        Spearman's rho of rating and tone, -1..1; NaN where it cannot be computed.
    n : int
        Scored comments with a rating.
    question, rating : str
        Ids of the two questions.
    codes : StudyCodes or None
        What people's codes tell about the scorer, where they were given.
    """

    shares: pd.DataFrame = field(default_factory=pd.DataFrame)
    rank_correlation: float = np.nan
    rank_ci_low: float = np.nan
    rank_ci_high: float = np.nan
    n: int = 0
    question: str = ""
    rating: str = ""
    codes: StudyCodes | None = None

    heading: ClassVar[str] = told("Tone against rating")
    shown: ClassVar[tuple[str, ...]] = ("rating_group", "rating", "tone", "text", "mixed")
    decimals: ClassVar[dict[str, int]] = {"rating": 0, "strength": 0, "compound": 2}

    def sentences(self) -> list[str]:
        """How many contradict in each group, how far tone and rating go together, and the plainest ones."""
        known = self.shares[(self.shares.against != "") & self.shares.estimate.notna()]
        ends = list(self.shares[self.shares.against != ""].itertuples())
        said = [
            _share_sentence(row, other, self.confidence)
            for row, other in zip(ends, ends[::-1], strict=True)
            if np.isfinite(row.estimate)
        ]
        if np.isfinite([self.rank_correlation, self.rank_ci_low, self.rank_ci_high]).all():
            bounds = interval(self.rank_ci_low, self.rank_ci_high, digits=2)
            said.append(
                say(
                    "Tone and rating go together: rank correlation {rho} ({sure} CI {bounds}; {comments})."
                    if self.rank_ci_low > 0
                    else "That tone and rating go together is not shown: rank correlation {rho} ({sure} CI {bounds}; "
                    "{comments}).",
                    rho=number(self.rank_correlation, digits=2), sure=percent_sure(self.confidence), bounds=bounds,
                    comments=plural(self.n, "comment"),
                )
            )  # fmt: skip
        for group in known.rating_group:
            first = self.table[self.table.rating_group == group].drop_duplicates("text").head(_QUOTED)
            said += [say('{who} wrote: "{text}"', who=_who(row), text=_short(row.text)) for row in first.itertuples()]
        record = [] if self.codes is None else [self.codes.record()]
        return [*said, *record] or [say("No comment with a rating could be scored.")]


def tone_against_rating(
    survey: Survey,
    question: str | None = None,
    rating: str | None = None,
    *,
    rules: str | Callable = "cx",
    privacy: bool = True,
    coded: pd.DataFrame | Result | None = None,
    confidence: float = 0.95,
    names: Iterable[str] = (),
    progress: bool | None = None,
) -> ToneAndRating:
    """Comments whose tone contradicts the rating of the same person, how many there are, and how far the two agree.

    Parameters
    ----------
    survey : Survey
        Respondents; shares are weighted where a column has the role ``weight``.
    question : str, optional
        Answered in words; the only question of kind ``verbatim`` by default.
    rating : str, optional
        A closed question of the same people; by default the only question of kind ``nps`` that they answered. An NPS
        has promoters (9-10) and detractors (0-6); of other scales the highest and the lowest third of the way from end
        to end contradict (4-5 and 1-2 of 5, 5-7 and 1-3 of 7).
    rules : {"cx", "nltk", "neural"} or callable
        As in `score_texts`.
    privacy : bool
        Whether comments of groups of fewer than ten leaders or staff are left out; groups of ratings count as well.
    coded : CodingAgreement or DataFrame, optional
        As in `sentiment`: shares are then corrected by the scorer's errors and their intervals widened. Which comments
        are listed stays the scorer's choice.
    confidence : float
    names : list of str, optional
        People to take out of the texts that are shown.
    progress : bool, optional
        As in `score_texts`.

    Returns
    -------
    ToneAndRating

    Raises
    ------
    QuestionError
        If there is no such question, several could be meant, nobody answered both, or none of what was written beside
        a rating could be scored or may be shown.
    ScaleError
        If the scale of the rating is not known.

    References
    ----------
    Wilson (1927), JASA 22; Spearman (1904) with the interval of Bonett & Wright (2000), Psychometrika 65; Rogan &
    Gladen (1978), American Journal of Epidemiology 107.

    Examples
    --------
    >>> answers = pd.DataFrame({"nps": [10, 10, 9, 2, 1], "why": ["Friendly staff", "Horrible, nobody helped me",
    ...                         "So helpful, thank you", "The queue is far too long", "Rude and slow"]})
    >>> found = tone_against_rating(Survey.from_frame(answers, audience="Customers"), "why", "nps")
    >>> found.table[["rating", "tone", "text"]].values.tolist()
    [[10.0, 'negative', 'Horrible, nobody helped me']]
    """
    level = check_confidence(confidence)
    tone = sentiment(
        survey,
        question,
        rules=rules,
        privacy=privacy,
        coded=coded,
        confidence=confidence,
        names=names,
        # One prior for all ratings would draw their shares towards one another.
        own_prior=False,
        progress=progress,
    )
    asked = tone.table.question.iloc[0]
    rows = tone.scores[tone.scores.label.isin(LABELS)].reset_index(drop=True)
    # Who wrote, whether or not it could be scored: what cannot be read must not pass for what nobody rated.
    column = rating_question(survey, rating, (rows if len(rows) else tone.scores).row.to_numpy(int))
    group, value, points = ratings(survey, column)
    rows = rows.assign(rating=value[rows.row], points=points[rows.row], rating_group=group[rows.row])
    unrated = int((rows.rating_group == "").sum())
    rows = rows[rows.rating_group != ""].reset_index(drop=True)
    if not len(rows):
        beside = tone.scores[(group[tone.scores.row.to_numpy(int)] != "")]
        unread = unread_comments(beside, tone.rules, tone.codes is not None)
        raise QuestionError(nothing_beside(survey, asked, column, beside, unread, tone.caveats))
    rows, hidden_told = quotable_ratings(survey, rows, privacy)
    order = NPS_GROUPS if is_nps(survey, column) else GROUPS
    rows = _contradicting(rows, order, rules, progress)
    weight = weights_of(survey)[rows.row.to_numpy(int)]
    shares = pd.DataFrame(
        [
            _share_row(rows, weight, name, against, level, tone.confused)
            for name, against in zip(order, _AGAINST, strict=True)
        ]
    )
    rho, low, high = rank_correlation(rows.points.to_numpy(float), rows.compound.to_numpy(float), level)
    caveats = [
        *_caveats(rows, shares, tone.rules, unrated),
        *hidden_told,
        *tone.caveats,
    ]
    columns = ["row", "rating_group", "rating", "tone", "text", "compound", "strength", "mixed"]
    worth = rows[rows.against].assign(strength=lambda kept: steady(kept.strength.to_numpy(float)))
    worth = worth.sort_values(["mixed", "strength", "row"], ascending=[True, False, True], kind="stable")
    return ToneAndRating(
        worth.rename(columns={"label": "tone"})[columns],
        say(
            "{record} {shares}; Spearman's rank correlation of rating and tone with the interval of Bonett & Wright "
            "(2000), unweighted.",
            record=track_record(tone.rules), shares=_method(tone.codes),
        ),
        caveats, level,
        shares=shares, rank_correlation=rho, rank_ci_low=low, rank_ci_high=high, n=len(rows), question=asked,
        rating=column, codes=tone.codes,
    )  # fmt: skip


# -- contradictions ------------------------------------------------------------------------------


def _contradicting(rows: pd.DataFrame, order, rules, progress: bool | None) -> pd.DataFrame:
    wanted = dict(zip(order, _AGAINST, strict=True))
    against = rows.label == rows.rating_group.map(wanted)
    strength = 50 * np.abs(rows.compound - (rows.points / 50 - 1))
    parts = statements_of(rows.text[against].tolist())
    flat = [part for some in parts for part in some] or [""]
    label = dict(zip(flat, score_texts(flat, rules=rules, own_prior=False, progress=progress).label, strict=True))
    fits = {"negative": "positive", "positive": "negative"}
    mixed = np.zeros(len(rows), dtype=bool)
    mixed[against.to_numpy(bool)] = [
        any(label[part] == fits[tone] for part in some) for some, tone in zip(parts, rows.label[against], strict=True)
    ]
    return rows.assign(against=against, strength=strength, mixed=mixed)


def _share_row(
    rows: pd.DataFrame, weight: np.ndarray, name: str, against: str | None, level: float, confused: pd.DataFrame | None
) -> dict:
    here = (rows.rating_group == name).to_numpy()
    part, mine = rows[here], weight[here]
    total, n = float(mine.sum()), len(part)
    worth = float(kish_n(total, float((mine**2).sum()))) if total > 0 else 0.0
    line = {"rating_group": name, "against": against or ""}
    tones = {}
    for tone in LABELS:
        tones[tone] = _wilson(float(mine[(part.label == tone).to_numpy()].sum()), total, worth, level)
    if confused is not None and total > 0:
        called = np.array([tones[tone][0] for tone in LABELS]) / 100 * worth
        found = corrected_shares(called, confused.to_numpy(), n_effective=worth, confidence=level)
        tones = {tone: tuple(100 * float(side[at]) for side in found) for at, tone in enumerate(LABELS)}
    line |= dict(zip(("estimate", "ci_low", "ci_high"), tones.get(against, (np.nan,) * 3), strict=True))
    line |= {"n": n, "n_effective": worth, "contradicting": int(part.against.sum()), "mixed": int(part.mixed.sum())}
    for tone, (estimate, low, high) in tones.items():
        line |= {tone: estimate, f"{tone}_ci_low": low, f"{tone}_ci_high": high}
    return line


def _wilson(hits: float, total: float, worth: float, level: float) -> tuple[float, float, float]:
    if total <= 0:
        return np.nan, np.nan, np.nan
    found = wilson(hits, total, n_effective=worth, confidence=level)
    return 100 * float(found.estimate), 100 * float(found.low), 100 * float(found.high)


def rank_correlation(rating: np.ndarray, tone: np.ndarray, level: float) -> tuple[float, float, float]:
    if len(rating) < 4 or np.ptp(rating) == 0 or np.ptp(tone) == 0:
        return np.nan, np.nan, np.nan
    from scipy.stats import spearmanr

    rho = float(spearmanr(rating, tone).statistic)
    half = float(normal_quantile(level)) * np.sqrt((1 + rho**2 / 2) / (len(rating) - 3))
    z = np.arctanh(np.clip(rho, -1 + 1e-12, 1 - 1e-12))
    return rho, float(np.tanh(z - half)), float(np.tanh(z + half))


# -- words ---------------------------------------------------------------------------------------


def _method(codes: StudyCodes | None) -> str:
    if codes is None:
        return say("Shares with Wilson's interval (1927)")
    return say(
        "Shares corrected by the confusion matrix of {coded} (Rogan & Gladen 1978)", coded=coded_by_people(codes)
    )


def _share_sentence(row, other, level: float) -> str:
    about = {
        "share": number(row.estimate), "n": count(row.n), "whose": _whose(row.rating_group),
        "sure": percent_sure(level), "bounds": interval(row.ci_low, row.ci_high),
    }  # fmt: skip
    beside = getattr(other, row.against)
    negative = row.against == "negative"
    if not np.isfinite(beside):
        return say(
            "{share}% of {n} {whose} are negative ({sure} CI {bounds}%), against what they ticked."
            if negative
            else "{share}% of {n} {whose} are positive ({sure} CI {bounds}%), against what they ticked.",
            **about,
        )
    return say(
        "{share}% of {n} {whose} are negative ({sure} CI {bounds}%), against what they ticked; of {others} {beside}% "
        "are."
        if negative
        else "{share}% of {n} {whose} are positive ({sure} CI {bounds}%), against what they ticked; of {others} "
        "{beside}% are.",
        **about, others=_whose(other.rating_group, again=True), beside=number(beside),
    )  # fmt: skip


def _whose(group: str, *, again: bool = False) -> str:
    """Whose comments, by the group of their ratings; ``again`` where comments were named before."""
    if group == "promoters":
        return noun("promoters' comments")
    if group == "detractors":
        return noun("detractors' comments")
    if group == "high ratings":
        return noun("those beside high ratings") if again else noun("comments beside high ratings")
    return noun("those beside low ratings") if again else noun("comments beside low ratings")


def _who(row) -> str:
    who = {
        "promoters": say("A promoter"), "detractors": say("A detractor"),
        "high ratings": say("Somebody with a high rating"), "low ratings": say("Somebody with a low rating"),
    }[row.rating_group]  # fmt: skip
    return f"{who} ({row.rating:g})" if np.isfinite(row.rating) else who


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _LONGEST_QUOTE else plain[:_LONGEST_QUOTE].rsplit(" ", 1)[0].rstrip(",;:.") + " …"


def _caveats(rows: pd.DataFrame, shares: pd.DataFrame, rules: str, unrated: int) -> list[str]:
    said = [
        say(
            "A contradiction can be the scorer's mistake: irony, mixed feelings, an unknown word. Read before you "
            "count."
        )
    ]
    found = rows[rows.against]
    if len(found) and rules in ("cx", "neural"):
        sure = np.where(found.label == "negative", found.neg, found.pos).sum()
        said.append(
            say(
                "By the scorer's own probabilities about {sure} of the {comments} listed carry the tone that they are "
                "listed for.",
                sure=number(float(sure)), comments=plural(len(found), "comment"),
            )
        )  # fmt: skip
    said += _drawn(shares)
    mixed = int(found.mixed.sum())
    if mixed:
        said.append(
            say(
                "{comments} listed also hold a statement that fits the rating; they stand last.",
                comments=plural(mixed, "comment"),
            )
        )
    if unrated:
        said.append(say("{comments} without a rating beside them are left out.", comments=plural(unrated, "comment")))
    if len(rows) and rows.rating.isna().any():
        said.append(say("Of leaders and staff the group of ratings is shown, not the rating."))
    return said


def _drawn(shares: pd.DataFrame) -> list[str]:
    """What the question draws from everybody, so that it is not taken for a contradiction."""
    high, low = shares.iloc[0], shares.iloc[-1]
    for tone, row in (("negative", high), ("positive", low)):
        if row.estimate > 50 and high.n and low.n:
            return [
                say(
                    "The question itself draws criticism: {high}% of the comments of {group} and {low}% of those of "
                    "{other} are negative, so one of them contradicts little."
                    if tone == "negative"
                    else "The question itself draws praise: {high}% of the comments of {group} and {low}% of those of "
                    "{other} are positive, so one of them contradicts little.",
                    high=number(high[tone]), low=number(low[tone]),
                    group=_of_ratings(high.rating_group), other=_of_ratings(low.rating_group),
                )
            ]  # fmt: skip
    return []


def _of_ratings(group: str) -> str:
    """A group of ratings within a sentence."""
    return {
        "promoters": noun("promoters"), "detractors": noun("detractors"), "high ratings": noun("high ratings"),
        "low ratings": noun("low ratings"),
    }[group]  # fmt: skip
