"""Sentiment of the comments to one question: how many are positive, neutral, negative, and how sure that is.

Every chart of sentiment has two errors. One is sampling, and the interval shows it. The other is the scorer's own: it
takes some blame for praise, and most of what is neutral for something else. How often is known only for comments that
people have coded too; with such codes the shares are put right and the intervals widened, and without them the caveat
says "sampling error only". Comments that say nothing and comments in languages that the rules do not know are counted
apart.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
import pandas as pd

from cxresearch.errors import OptionError, QuestionError
from cxresearch.inference.association import chi_squared
from cxresearch.inference.precision import kish_n
from cxresearch.inference.shares import wilson
from cxresearch.inference.significance import check_confidence
from cxresearch.privacy.quotable import quotable_comments
from cxresearch.privacy.redaction import redact_texts
from cxresearch.result import Result
from cxresearch.survey.group_order import takes_order
from cxresearch.survey.survey import Survey
from cxresearch.text.reading.comments import group_called
from cxresearch.text.reading.question_kind import IMPROVE, check_kind, question_kind
from cxresearch.text.scoring.misread import Corrected, corrected_shares, double_sampled
from cxresearch.text.scoring.priors import FEWEST, shares_by_own_prior
from cxresearch.text.scoring.score import (
    LABELS,
    NO_ANSWER,
    NOTHING_TO_IMPROVE,
    Scored,
    check_rules,
    explain,
    score_column,
)
from cxresearch.text.scoring.study_codes import COMMENTS, StudyCodes, codes_of_comments
from cxresearch.text.scoring.track_record import kept_aside_errors
from cxresearch.text.sentiment_words import (
    OWN_CODES,
    caveats_of,
    in_shares,
    main_language,
    method_of,
    mixed_audiences,
)
from cxresearch.wording import capital, count, interval, named, number, percent_sure, plural, say, told

__all__ = ["VerbatimSentiment", "sentiment", "weights_of"]


@dataclass(frozen=True, eq=False, repr=False)
class VerbatimSentiment(Result):
    """Shares of positive, neutral and negative comments, three rows a group.

    ``table``: the grouping columns, ``question``, ``label``, ``estimate`` with ``ci_low, ci_high`` in percent of the
    scored comments, ``n`` scored comments, ``n_effective``, ``comments`` with that label, ``no_answer``, ``not_scored``
    and ``nothing_to_improve`` comments of the group beside them; ``as_scored``, the share before correction, where
    people's codes were given. Hidden groups keep their rows without numbers.

    Attributes
    ----------
    scores : DataFrame
        A row a comment that may be shown: ``row`` of the survey, the grouping columns, ``text`` (redacted), ``neg, neu,
        pos, compound, label, language, scored_by``.
    rules : str
        By which rules.
    confused : DataFrame or None
        People's labels (rows) against the scorer's (columns), in comments, where codes were given.
    codes : StudyCodes or None
        The same with what people judged, and how far they agreed.
    by : tuple of str
    asked : str
        The question as it was worded.
    kind : str
        What it asked for: "praise", "improve", "why" or "open".
    """

    scores: pd.DataFrame = field(default_factory=pd.DataFrame)
    rules: str = "cx"
    confused: pd.DataFrame | None = None
    codes: StudyCodes | None = None
    by: tuple[str, ...] = ()
    asked: str = ""
    kind: str = "open"

    heading: ClassVar[str] = told("Sentiment of comments")
    decimals: ClassVar[dict[str, int]] = {
        "n_effective": 0,
        "comments": 0,
        "no_answer": 0,
        "not_scored": 0,
        "nothing_to_improve": 0,
    }

    def explain(self, row: int) -> pd.DataFrame:
        """What each word added to the score of one comment; ``row`` is its place in ``scores``.

        Raises
        ------
        OptionError
            If there is no such row, or the comment was not scored by "cx".
        """
        if isinstance(row, bool) or not isinstance(row, (int, np.integer)) or not 0 <= row < len(self.scores):
            raise OptionError(
                say("row must be 0 to {last}, a place in .scores; got {row}.", last=len(self.scores) - 1, row=repr(row))
            )
        line = self.scores.iloc[int(row)]
        if line.scored_by != "cx":
            if line.scored_by:
                raise OptionError(say(
                    "Row {row} was scored by {rules}; word by word only 'cx' can be explained.",
                    row=row, rules=repr(line.scored_by),
                ))  # fmt: skip
            raise OptionError(say(
                "Row {row} was not scored ({label}); word by word only 'cx' can be explained.",
                row=row, label=line.label,
            ))  # fmt: skip
        return explain(line.text)

    def sentences(self) -> list[str]:
        """A sentence a group; where people coded some comments, how well the scorer did on them."""
        if not len(self.table):
            return [say("No comment was scored.")]
        said, hidden = [], []
        keys = [*self.by, "question"]
        for _, rows in self.table.groupby(keys, sort=False, dropna=False):
            own = rows.iloc[0]
            name = ", ".join(
                group_called(str(own[column])) if pd.notna(own[column]) else say("without {column}", column=column)
                for column in self.by
            )
            if rows.n.isna().all():
                hidden.append(f"({name})" if len(self.by) > 1 else name)
                continue
            said.append(self._say(name, rows.set_index("label")))
        if hidden:
            said.append(
                say(
                    "Hidden, so that small groups of leaders or staff stay anonymous: {groups}.",
                    groups=named(hidden) if any(hidden) else say("all"),
                )
            )
        return said if self.codes is None else [*said, self.codes.record()]

    def _say(self, name: str, rows: pd.DataFrame) -> str:
        n = rows.n.iloc[0]
        if n == 0:
            if not name:
                return say("No comment could be scored.")
            return capital(say("{group}: no comment could be scored.", group=name))
        about = {label: number(rows.estimate[label]) for label in LABELS} | {
            "comments": plural(n, "comment"), "sure": percent_sure(self.confidence),
            "bounds": interval(rows.ci_low["negative"], rows.ci_high["negative"]), "group": name,
        }  # fmt: skip
        if self.confused is not None:
            found = say(
                "{group}: of {comments} {positive}% are positive, {neutral}% are neutral, {negative}% are negative "
                "(negative: {sure} CI {bounds}%, corrected for the scorer's errors)."
                if name
                else "Of {comments} {positive}% are positive, {neutral}% are neutral, {negative}% are negative "
                "(negative: {sure} CI {bounds}%, corrected for the scorer's errors).",
                **about,
            )
        else:
            found = say(
                "{group}: of {comments} {positive}% are positive, {neutral}% are neutral, {negative}% are negative "
                "(negative: {sure} CI {bounds}%, sampling error only)."
                if name
                else "Of {comments} {positive}% are positive, {neutral}% are neutral, {negative}% are negative "
                "(negative: {sure} CI {bounds}%, sampling error only).",
                **about,
            )
        if self.kind != IMPROVE:
            return found
        return f"{found} {say('The question asks for wishes and criticism, so much of it is negative.')}"


@takes_order
def sentiment(
    survey: Survey,
    question: str | None = None,
    *,
    by: str | Iterable[str] | None = None,
    rules: str | Callable = "cx",
    privacy: bool = True,
    coded: pd.DataFrame | Result | None = None,
    kind: str | None = None,
    non_answers: str | Iterable[str] | None = None,
    confidence: float = 0.95,
    names: Iterable[str] = (),
    own_prior: bool = True,
    progress: bool | None = None,
) -> VerbatimSentiment:
    """Sentiment of the comments to a question, by group, with the scorer's error said beside it.

    Parameters
    ----------
    survey : Survey
        Respondents; weighted where a column has the role ``weight``.
    question : str, optional
        Answered in words; the only question of kind ``verbatim`` by default.
    by : str or list of str, optional
        Roles or columns that make the groups.
    rules : {"cx", "nltk", "neural", "cx+neural"} or callable
        As in `score_texts`.
    privacy : bool
        Whether comments of groups of fewer than ten leaders or staff are left out.
    coded : CodingAgreement or DataFrame, optional
        What `coding_agreement` returned for a sample of this study, best of whole comments; it must have been drawn
        with the same ``rules``. Or comments that people have coded: ``label`` (positive, neutral, negative) and
        ``text`` as written, or ``row`` of the survey. They should be a random part of these comments: groups with 20
        codes of their own or more then take their shares from them (Tenenbein 1970), smaller ones are corrected by the
        errors of all together (Rogan & Gladen 1978), which is much wider.
    kind : {"praise", "improve", "why", "open"}, optional
        What the question asked for; by default it is read from its words (`question_kind.question_kind`).
    non_answers : list of str, optional
        As in `score_texts`.
    confidence : float
    names : list of str, optional
        People to take out of the texts that are shown.
    own_prior, progress
        As in `score_texts`; with people's codes each comment is scored by itself.

    Returns
    -------
    VerbatimSentiment

    Raises
    ------
    QuestionError
        If there is no such question, or it holds no words.
    OptionError
        For unknown rules, or codes that cannot be matched.

    References
    ----------
    Wilson (1927), JASA 22; Tenenbein (1970), JASA 65; Rogan & Gladen (1978), American Journal of Epidemiology 107;
    Hutto & Gilbert (2014), ICWSM-14; Saerens, Latinne & Decaestecker (2002), Neural Computation 14.

    Examples
    --------
    >>> answers = pd.DataFrame({"why": ["Friendly staff!", "The queue is too long", "n/a", "So helpful, thank you"]})
    >>> found = sentiment(Survey.from_frame(answers, audience="Customers"), "why")
    >>> found.scores.label.tolist()
    ['positive', 'negative', 'no answer', 'positive']
    """
    check_rules(rules)
    check_kind(kind)
    level = check_confidence(confidence)
    column = _commented(survey, question)
    split = [by] if isinstance(by, str) else list(by or [])
    for name in split:
        survey.find(name)
    shown, caveats = quotable_comments(survey, column, by=split, privacy=privacy)
    encoded = survey.encoded(column)
    texts = np.array([*(_as_text(answer) for answer in encoded.answers), ""], dtype=object)[encoded.codes]
    written = np.array([bool(text.strip()) for text in texts], dtype=bool)
    rows = np.flatnonzero(written & shown)

    book = survey.codebook
    asked = next((str(text) for name, text in zip(book.id, book.text, strict=True) if name == column), "")
    kind = kind or question_kind(asked or column)
    groups = pd.DataFrame({name: _values(survey, name) for name in split}, index=range(survey.n_rows))
    apart = [*map(str, groups.iloc[rows].itertuples(index=False, name=None))] if split else None
    found = score_column(
        [texts[at] for at in rows], rules=rules, kind=kind, non_answers=non_answers, groups=apart,
        own_prior=own_prior and coded is None, progress=progress,
    )  # fmt: skip
    scored = found.table
    clean = redact_texts([texts[at] for at in rows], names).texts
    scores = pd.concat(
        [pd.DataFrame({"row": rows}), groups.iloc[rows].reset_index(drop=True), pd.DataFrame({"text": clean}), scored],
        axis=1,
    )
    called = rules if isinstance(rules, str) else getattr(rules, "__name__", "callable")
    codes = None if coded is None else codes_of_comments(coded, scores, texts, rules=called)
    confused = None if codes is None else codes.confusion
    weight = weights_of(survey)
    of_groups = groups[written].drop_duplicates().reset_index(drop=True) if split else pd.DataFrame(index=[0])
    lines, ways = [], set()
    for _, group in of_groups.iterrows():
        member = np.ones(len(scores), dtype=bool)
        for name in split:
            member &= ((scores[name] == group[name]) | (scores[name].isna() & pd.isna(group[name]))).to_numpy()
        mine = Scored(scores[member], found.likely[member], found.old)
        wrong, drawn = kept_aside_errors(called, kind), False
        if codes is not None:
            wrong, drawn = _errors_of(codes, scores[member], alone=len(of_groups) == 1)
            ways.add(drawn)
        line = _shares(
            mine, weight[scores.row[member]], wrong, level, {**group, "question": column}, coded=confused is not None,
            drawn=drawn,
        )  # fmt: skip
        lines += line
    table = pd.DataFrame(lines)
    caveats += caveats_of(scores, called, codes, kind, ways)
    return VerbatimSentiment(
        table, method_of(called, codes, kind, main_language(scores), ways),
        [*caveats, *mixed_audiences(survey, split, rows)], level,
        scores=scores, rules=called, confused=confused, codes=codes, by=tuple(split),
        asked=asked, kind=kind,
    )  # fmt: skip


def _commented(survey: Survey, question: str | None) -> str:
    if survey.is_aggregated:
        raise QuestionError(
            say("{survey} holds scores by unit and no comments. Read the file with the answers.", survey=survey.name)
        )
    if question is not None:
        column = survey.find(question)
    else:
        found = survey.questions(kinds=("verbatim",))
        if len(found) != 1:
            raise QuestionError(
                say(
                    "{survey} has {n} questions answered in words: {found}. Pass question= with the one that is meant.",
                    survey=survey.name, n=count(len(found)), found=named(found),
                )
            )  # fmt: skip
        column = found[0]
    answers = survey.encoded(column).answers
    if len(answers) and not any(isinstance(answer, str) for answer in answers):
        raise QuestionError(
            say(
                "{column} of {survey} holds no words; pass a question that was answered in words.",
                column=repr(column), survey=survey.name,
            )
        )  # fmt: skip
    return column


def _as_text(answer: object) -> str:
    return answer if isinstance(answer, str) else "" if pd.isna(answer) else str(answer)


def _values(survey: Survey, name: str) -> np.ndarray:
    encoded = survey.encoded(survey.find(name))
    return np.array([*encoded.answers, np.nan], dtype=object)[encoded.codes]


def weights_of(survey: Survey) -> np.ndarray:
    """The weight of each row; 1 where there are none, 0 where one is missing."""
    if "weight" not in survey.roles:
        return np.ones(survey.n_rows)
    weight = pd.to_numeric(survey.to_pandas()[survey.roles["weight"]], errors="coerce").to_numpy(float)
    return np.where(np.isfinite(weight) & (weight >= 0), weight, 0.0)


_OTHERS = 0.01


def _errors_of(codes: StudyCodes, scores: pd.DataFrame, *, alone: bool) -> tuple[np.ndarray, bool]:
    """The confusion that puts one group's shares right, and whether it is of a random part of these very comments."""
    pooled = codes.confusion.to_numpy()
    if codes.unit != COMMENTS:
        return pooled, False
    own = codes.among(scores.row.to_numpy()) if codes.of_rows is not None else pooled if alone else np.zeros((3, 3))
    if own.sum() < OWN_CODES:
        return pooled, False
    if codes.of_rows is None:
        # Codes of a workbook do not say of which comments they are: where the scorer called them quite otherwise, they
        # are of others.
        calls = np.array([own.sum(axis=0), [(scores.label == name).sum() for name in LABELS]])
        if chi_squared(calls[:, calls.sum(axis=0) > 0]).p_value < _OTHERS:
            return pooled, False
    return own, True


def _shares(
    found: Scored, weight: np.ndarray, wrong, level: float, key: dict, *, coded: bool, drawn: bool = False
) -> list[dict]:
    scores = found.table
    label = scores["label"].to_numpy()
    counts = {name: int((label == name).sum()) for name in (*LABELS, NO_ANSWER, NOTHING_TO_IMPROVE)}
    known = in_shares(scores, coded)
    n, total = int(known.sum()), float(weight[known].sum())
    none = {"estimate": np.nan, "ci_low": np.nan, "ci_high": np.nan}
    beside = {"no_answer": counts[NO_ANSWER]}
    beside["not_scored"] = len(scores) - n - counts[NO_ANSWER] - counts[NOTHING_TO_IMPROVE]
    beside["nothing_to_improve"] = counts[NOTHING_TO_IMPROVE]
    if not len(scores):
        blank = dict.fromkeys(("n", "n_effective", "comments", *beside), np.nan)
        return [{**key, "label": name, **none, **blank} for name in LABELS]
    if total <= 0:
        empty = {"n": n, "n_effective": 0.0}
        return [{**key, "label": name, **none, **empty, "comments": counts[name], **beside} for name in LABELS]
    worth = float(kish_n(total, float((weight[known] ** 2).sum())))
    share = np.array([weight[known & (label == name)].sum() / total for name in LABELS])
    probable = known & np.isfinite(found.likely[:, 0])
    if coded:
        correct = double_sampled if drawn else corrected_shares
        bounds = correct(share * n, wrong, n_effective=worth, confidence=level)
    elif probable.sum() >= FEWEST:
        bounds = _by_own_prior(found, weight, known, probable, worth, level)
    elif wrong is not None:
        bounds = corrected_shares(share * n, wrong, n_effective=worth, confidence=level)
    else:
        bounds = wilson(share * n, n, n_effective=worth, confidence=level)
    lines = []
    for at, name in enumerate(LABELS):
        ends = (100 * float(part[at]) for part in (bounds.estimate, bounds.low, bounds.high))
        line = {**key, "label": name, **dict(zip(none, ends, strict=True))}
        line |= {"n": n, "n_effective": worth, "comments": counts[name], **beside}
        lines.append(line | ({"as_scored": 100 * share[at]} if coded else {}))
    return lines


def _by_own_prior(found: Scored, weight: np.ndarray, known, probable, worth: float, level: float) -> Corrected:
    """Shares of a group of a hundred comments, as `LABELS`; phrases whose tone is settled count as such."""
    likely = found.likely[probable] * found.old
    likely /= likely.sum(axis=1, keepdims=True)
    part = float(weight[probable].sum() / weight[known].sum())
    bounds = shares_by_own_prior(
        likely, found.old, weight=weight[probable], n_effective=max(1.0, worth * part), confidence=level
    )
    settled = known & ~probable
    fixed = np.zeros(3)
    if settled.any():
        shares = found.table.loc[settled, ["neg", "neu", "pos"]].to_numpy(float)
        fixed = (1 - part) * np.average(shares, axis=0, weights=weight[settled] + 1e-12)
    return Corrected(*((part * np.asarray(each) + fixed)[::-1] for each in bounds))
