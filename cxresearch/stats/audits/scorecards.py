"""A scorecard: what each audience says of the same company, item by item, and how often it can name an example.

Leaders answer kindly, and a kind answer is no deed. So beside every score stands the share of answers with evidence,
beside every audience the others, and between two of them the gap on the items that both were asked, with a verdict
that must be shown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import ClassVar

import numpy as np
import pandas as pd

from cxresearch.errors import OptionError
from cxresearch.inference.intervals import check_confidence
from cxresearch.privacy.hiding import blank, hide_small_groups
from cxresearch.result import Result, table_of_words
from cxresearch.stats.audits.instrument_parts import WHOLE, Instrument
from cxresearch.stats.audits.maturity import MaturityLevel, maturity
from cxresearch.stats.audits.scorecard_people import Answers, asked_audiences, read_answers, share_shown
from cxresearch.stats.audits.scorecard_words import scorecard_sentences
from cxresearch.stats.bases.asked import population_of
from cxresearch.stats.bases.persons import persons_caveat
from cxresearch.stats.bases.row_gaps import RowSide, unpaired_gap
from cxresearch.stats.bases.rows import those_asked, wave_caveats
from cxresearch.stats.bases.verdicts import judged_rows
from cxresearch.stats.quality.consistency import reliability
from cxresearch.survey.audiences import is_employees
from cxresearch.survey.survey import Survey
from cxresearch.wording import in_a_row, interval, named, number, plural, say, told

__all__ = ["Scorecard", "score_items"]

_LOW_ALPHA = 0.7
_METHOD = told(
    "Mean of people's scores on 0-100 (percent of maximum possible; Cohen, Cohen, Aiken & West 1999), each the "
    "weighted mean of the items answered, with Student's t interval; gaps on the items that both audiences were asked "
    "by Welch's test (1947), with about one pseudo-answer spread over the scale where fewer than 100 scores stand "
    "beside the commonest (after Agresti & Coull 1998), verdict by two one-sided tests inside the margin (Schuirmann "
    "1987), each adjusted over all rows; evidence: share of answers with an example, Wilson's interval (1927) on the "
    "effective number of answers; Cronbach's alpha (1951) with Feldt's interval."
)


@dataclass(frozen=True, eq=False, repr=False)
class Scorecard(Result):
    """An instrument, scored.

    Attributes
    ----------
    table : DataFrame
        A row a sub-score (``"Whole"`` first) and audience: ``estimate, std_error, ci_low, ci_high`` (0-100), ``n``
        (people), ``items``, ``lost`` (people who answered too few of them), ``evidence_share, evidence_ci_low,
        evidence_ci_high`` (percent of answers with an example), ``answers``.
    items : DataFrame
        The same a row an item and audience; ``claimed_and_shown``: percent of those who answered that chose the upper
        two fifths of the scale and named an example.
    gaps : DataFrame
        A row a sub-score and pair: ``audience_a, audience_b, mean_a, mean_b, estimate`` (points, a minus b, on the
        items that both were asked), ``std_error, ci_low, ci_high, p_value, p_adjusted, p_equivalence,
        p_equivalence_adjusted, smallest_margin, items, n_a, n_b, verdict``.
    alpha : DataFrame
        A row an audience and sub-score of two items or more: ``estimate, ci_low, ci_high, items, n, verdict``.
    level : MaturityLevel
        The rung of the ladder; a Result of its own, without rows where the instrument has no levels.
    instrument : Instrument
    """

    items: pd.DataFrame = field(default_factory=pd.DataFrame)
    gaps: pd.DataFrame = field(default_factory=pd.DataFrame)
    alpha: pd.DataFrame = field(default_factory=pd.DataFrame)
    level: MaturityLevel | None = None
    instrument: Instrument | None = None
    margin: float = 10.0

    heading: ClassVar[str] = told("Scorecard")
    shown: ClassVar[tuple[str, ...]] = (
        "sub_score", "audience", "estimate", "ci_low", "ci_high", "n", "items", "lost", "evidence_share", "answers",
    )  # fmt: skip
    decimals: ClassVar[dict[str, int]] = {"items": 0, "lost": 0, "answers": 0}

    def _cell(self, column: str, value) -> str:
        return say(WHOLE) if column == "sub_score" and value == WHOLE else super()._cell(column, value)

    def sentences(self) -> list[str]:
        """The whole, the widest gap with the evidence, the ladder, the other gaps."""
        return scorecard_sentences(self)


def score_items(
    survey: Survey,
    instrument: Instrument,
    *,
    audiences: str | Sequence[str] | None = None,
    margin: float = 10.0,
    confidence: float = 0.95,
    adjust: str = "holm",
    population: Mapping[str, float] | None = None,
    privacy: bool = True,
) -> Scorecard:
    """Score an instrument of kind ``scorecard``; called by :func:`cxresearch.scorecard`."""
    confidence = check_confidence(confidence)
    if not margin > 0:
        raise OptionError(say(
            "margin is the largest gap that would not matter, above 0 points; got {margin}.",
            margin=repr(margin),
        ))  # fmt: skip
    who = asked_audiences(survey, instrument, audiences)
    found = read_answers(survey, instrument, who)
    instrument = instrument.spoken()
    found = replace(found, items=instrument.items)
    parts = _parts(instrument)
    groups = pd.DataFrame({"audience": who})
    told = population_of(population, groups, survey=survey, by=["audience"])
    people = dict(zip(who, np.full(len(who), np.nan) if told is None else told, strict=True))
    table = _table(found, instrument, parts, people, confidence)
    items = _items(found, people, confidence)
    hidden, caveats = _hidden(found.survey, table, privacy)
    items_hidden, _ = _hidden(found.survey, items, privacy)
    gaps = _gaps(found, instrument, parts, people, set(_keys(table[hidden])), privacy, margin, confidence, adjust)
    alpha = _alpha(found, parts, confidence, privacy)
    shown, everybody = blank(table, hidden), np.any(list(found.rows.values()), axis=0)
    again = [] if found.person is None else persons_caveat(len(np.unique(found.person[everybody])), everybody.sum())
    level = maturity(shown, instrument.levels, instrument.title, confidence)
    return Scorecard(
        shown,
        in_a_row(say(_METHOD), instrument.source),
        [*caveats, *_caveats(found, instrument, parts, alpha, gaps), *found.caveats, *again],
        confidence,
        items=blank(items, items_hidden).reset_index(drop=True),
        gaps=gaps,
        alpha=alpha,
        level=level,
        instrument=instrument,
        margin=margin,
    )


def _parts(instrument: Instrument) -> dict[str, np.ndarray]:
    """The whole and each sub-score, by title: which items belong to it."""
    own = [item.sub_score for item in instrument.items]
    parts = {WHOLE: np.ones(len(own), dtype=bool)}
    named = {key: np.array([name == key for name in own]) for key in instrument.sub_scores}
    # A single sub-score is the whole.
    return parts | {instrument.sub_scores[key]: mask for key, mask in named.items() if not mask.all()}


def _table(found: Answers, instrument, parts, people, confidence: float) -> pd.DataFrame:
    rows = []
    for title, mask in parts.items():
        for name in found.audiences:
            chosen = mask & found.asked[name]
            if not chosen.any():
                continue
            score, lost = found.scores(name, chosen, instrument.least_answered)
            about = {"sub_score": title, "audience": name}
            about |= _figures(found.side(name, score, int(chosen.sum()), people[name]), confidence)
            shown = share_shown(found.shown[found.rows[name]][:, chosen], found.persons_of(name), confidence=confidence)
            rows.append({**about, "items": int(chosen.sum()), "lost": lost, **_evidence(shown)})
    return table_of_words(rows)


def _items(found: Answers, people, confidence: float) -> pd.DataFrame:
    rows = []
    texts = found.survey.codebook.set_index("id").text
    for at, (item, column) in enumerate(zip(found.items, found.columns, strict=True)):
        for name in found.audiences:
            if not found.asked[name][at]:
                continue
            points, shown = (side[found.rows[name]][:, at] for side in (found.points, found.shown))
            both = np.where(np.isnan(shown), np.nan, (points >= 75) & (shown == 1))
            # The survey's own wording is what was asked.
            text = str(texts.get(column, "")) if str(texts.get(column, column)) != column else item.text
            rows.append(
                {
                    "item": item.id,
                    "text": text,
                    "sub_score": item.sub_score,
                    "audience": name,
                    **_figures(found.side(name, points, 1, people[name]), confidence),
                    **_evidence(share_shown(shown[:, None], found.persons_of(name), confidence=confidence)),
                    "claimed_and_shown": share_shown(both[:, None], confidence=confidence)[0],
                }
            )
    return table_of_words(rows)


def _figures(side: RowSide, confidence: float) -> dict[str, float]:
    low, high = side.bounds(confidence=confidence)
    told = {"estimate": float(side.moments.mean), "std_error": float(side.careful.std_error), "ci_low": low,
            "ci_high": high, "n": float(side.moments.n)}  # fmt: skip
    return told if side.pulls is None else told | {"persons": side.persons}


def _evidence(found: tuple[float, float, float, int]) -> dict[str, float]:
    return dict(zip(("evidence_share", "evidence_ci_low", "evidence_ci_high", "answers"), found, strict=True))


def _keys(rows: pd.DataFrame) -> list[tuple[str, str]]:
    return list(zip(rows.sub_score, rows.audience, strict=True))


def _hidden(survey: Survey, table: pd.DataFrame, privacy: bool) -> tuple[np.ndarray, list[str]]:
    """Rows with fewer than five leaders or staff behind them, each part a table of its own."""
    what = "item" if "item" in table else "sub_score"
    groups = table[["audience"]].assign(question=table[what])
    n = table.get("persons", table.n).to_numpy(float)
    return hide_small_groups(survey, groups, n, by=["audience"], privacy=privacy)


def _gaps(found: Answers, instrument, parts, people, hidden, privacy, margin, confidence, adjust) -> pd.DataFrame:
    rows, kept_back = [], []
    for title, mask in parts.items():
        for a, b in combinations(found.audiences, 2):
            chosen = mask & found.asked[a] & found.asked[b]
            if not chosen.any():
                continue
            items = int(chosen.sum())
            sides = [
                found.side(name, found.scores(name, chosen, instrument.least_answered)[0], items, people[name])
                for name in (a, b)
            ]
            gap = unpaired_gap(*sides, confidence=confidence)
            few = privacy and any(
                is_employees(name) and 0 < side.persons < 5 for name, side in zip((a, b), sides, strict=True)
            )
            kept_back.append(few or bool({(title, a), (title, b)} & hidden))
            row = gap._asdict()
            row |= {"ci_low": row.pop("low"), "ci_high": row.pop("high"), "items": items}
            rows.append({"sub_score": title, "audience_a": a, "audience_b": b} | row)
    table = table_of_words(rows)
    if not len(table):
        return table
    out = np.array(kept_back)
    table = judged_rows(table, margin=margin, confidence=confidence, adjust=adjust, hidden=out)
    persons = ["persons_a", "persons_b"] * (found.person is not None)
    first = ["sub_score", "audience_a", "audience_b", "mean_a", "mean_b", "estimate", "std_error", "ci_low", "ci_high",
             "p_value", "p_adjusted", "p_equivalence", "p_equivalence_adjusted", "smallest_margin", "items", "n_a",
             "n_b"]  # fmt: skip
    return blank(table[[*first, *persons, "verdict"]], out)


def _alpha(found: Answers, parts, confidence: float, privacy: bool) -> pd.DataFrame:
    rows = []
    own = {name: found.survey.only(audience=name) for name in found.audiences}
    for title, mask in parts.items():
        for name in found.audiences:
            chosen = [column for column, on in zip(found.columns, mask & found.asked[name], strict=True) if on]
            if len(chosen) < 2:
                continue
            row = reliability(own[name], chosen, confidence=confidence, privacy=privacy).table.iloc[0]
            figures = {key: row[key] for key in ("estimate", "ci_low", "ci_high")}
            rows.append(
                {
                    "audience": name,
                    "sub_score": title,
                    **figures,
                    "items": len(chosen),
                    "n": row.n,
                    "verdict": row.verdict,
                }
            )
    columns = ["audience", "sub_score", "estimate", "ci_low", "ci_high", "items", "n", "verdict"]
    return table_of_words(rows, columns)


def _caveats(found: Answers, instrument: Instrument, parts, alpha: pd.DataFrame, gaps: pd.DataFrame) -> list[str]:
    caveats = [say("A score is what people say of the company, not what an auditor saw.")]
    caveats += [instrument.read] if instrument.read else []
    full = {name: int(asked.sum()) for name, asked in found.asked.items()}
    fewer = [
        say("{who} were asked {n} of {all}", who=those_asked(name), n=n, all=len(found.items))
        for name, n in full.items() if n < max(full.values())
    ]  # fmt: skip
    if fewer and len(found.audiences) > 1:
        caveats.append(
            say(
                "Not everybody was asked the same items ({fewer}): rows of the table rest on different items, gaps on "
                "those that both sides were asked.",
                fewer="; ".join(fewer),
            )
        )
        pairs = {(row.sub_score, row.audience_a, row.audience_b) for row in gaps.itertuples()} if len(gaps) else set()
        alone = [
            title for title in parts
            if not any((title, a, b) in pairs for a, b in combinations(found.audiences, 2))
        ]  # fmt: skip
        if alone:
            titles = named(say("Whole") if title == WHOLE else title for title in alone)
            caveats.append(say("No two audiences were asked the same items of {parts}.", parts=titles))
    weak = alpha[(alpha.estimate < _LOW_ALPHA) & (alpha.sub_score != WHOLE)]
    known = alpha[alpha.estimate.notna() & (alpha.sub_score != WHOLE)]
    if len(weak):
        caveats.append(
            say(
                "Alpha is below {limit} in {n} of {pairs} of audience and sub-score: few items measure a person "
                "roughly. Read means of groups, do not rank people.",
                limit=number(_LOW_ALPHA, digits=2), n=len(weak), pairs=plural(len(known), "pair"),
            )
        )  # fmt: skip
    caveats += [
        say(
            "The items hang together weakly among {who} (alpha {alpha}): read them one by one.",
            who=those_asked(row.audience),
            alpha=number(row.estimate, digits=2),
        )
        for row in alpha[(alpha.sub_score == WHOLE) & (alpha.estimate < _LOW_ALPHA)].itertuples()
    ]
    # An alpha that may as well lie below the limit is no proof that it lies above.
    open_alpha = (alpha.sub_score == WHOLE) & (alpha.estimate >= _LOW_ALPHA) & (alpha.ci_low < _LOW_ALPHA)
    caveats += [
        say(
            "That the items hang together among {who} is not shown (alpha {alpha}, {bounds}): read them one by one "
            "too.",
            who=those_asked(row.audience), alpha=number(row.estimate, digits=2),
            bounds=interval(row.ci_low, row.ci_high, digits=2),
        )
        for row in alpha[open_alpha].itertuples()
    ]  # fmt: skip
    undecided = int((gaps.verdict == "not enough data").sum()) if len(gaps) else 0
    if undecided:
        caveats.append(say("'Not enough data' is no sign of agreement: neither a gap nor alignment could be shown."))
    if found.weight is not None:
        caveats.append(say("Scores and gaps use the survey's weights; alpha and the shares with evidence do not."))
    return caveats + wave_caveats(found.survey, np.any(list(found.rows.values()), axis=0))
