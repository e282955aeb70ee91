"""Sentiment of the comments to one question: how many are positive, neutral, negative, and how sure that is.

Every chart of sentiment has two errors. One is sampling, and the interval shows it. The other is the scorer's own: it
takes some blame for praise, and most of what is neutral for something else. How often is known only for comments that
people have coded too; with such codes the shares are put right and the intervals widened, and without them the caveat
says "sampling error only". Comments that say nothing and comments in languages that the rules do not know are counted
apart.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from textwrap import shorten
from typing import ClassVar

import numpy as np
import pandas as pd

from cxresearch.errors import OptionError, QuestionError, listing
from cxresearch.inference.association import chi_squared
from cxresearch.inference.precision import kish_n
from cxresearch.inference.shares import wilson
from cxresearch.inference.significance import check_confidence
from cxresearch.privacy.quotable import quotable_comments
from cxresearch.privacy.redaction import redact_texts
from cxresearch.result import Result
from cxresearch.survey.group_order import takes_order
from cxresearch.survey.survey import Survey
from cxresearch.text.reading.comments import group_called, say_nothing
from cxresearch.text.reading.language import UNKNOWN
from cxresearch.text.reading.language import called as named_language
from cxresearch.text.reading.question_kind import IMPROVE, check_kind, question_kind
from cxresearch.text.scoring.misread import Corrected, corrected_shares, double_sampled
from cxresearch.text.scoring.priors import FEWEST, shares_by_own_prior
from cxresearch.text.scoring.score import (
    LABELS,
    MEASURED,
    NO_ANSWER,
    NOTHING_TO_IMPROVE,
    PHRASE,
    Scored,
    check_rules,
    explain,
    score_column,
)
from cxresearch.text.scoring.study_codes import COMMENTS, StudyCodes, codes_of_comments
from cxresearch.text.scoring.track_record import kept_aside_errors, track_record
from cxresearch.wording import (
    capital,
    count,
    in_a_row,
    interval,
    marked,
    named,
    number,
    percent_sure,
    plural,
    say,
    told,
)

__all__ = [
    "OTHER_TONGUES",
    "SAMPLING_ERROR",
    "VerbatimSentiment",
    "WISHES",
    "coded_by_people",
    "sentiment",
    "unread_comments",
    "weights_of",
]

# By what caveats are found again, whatever language they are in.
OTHER_TONGUES = "other languages"
SAMPLING_ERROR = "sampling error only"
WISHES = "wishes"


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
            raise OptionError(f"row must be 0 to {len(self.scores) - 1}, a place in .scores; got {row!r}.")
        line = self.scores.iloc[int(row)]
        if line.scored_by != "cx":
            by = f"scored by {line.scored_by!r}" if line.scored_by else f"not scored ({line.label})"
            raise OptionError(f"Row {row} was {by}; word by word only 'cx' can be explained.")
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
    caveats += _told(scores, called, codes, kind, ways)
    return VerbatimSentiment(
        table, _method(called, codes, kind, _tongue(scores), ways), [*caveats, *_mixed(survey, split, rows)], level,
        scores=scores, rules=called, confused=confused, codes=codes, by=tuple(split),
        asked=asked, kind=kind,
    )  # fmt: skip


def _commented(survey: Survey, question: str | None) -> str:
    if survey.is_aggregated:
        raise QuestionError(f"{survey.name} holds scores by unit and no comments. Read the file with the answers.")
    if question is not None:
        column = survey.find(question)
    else:
        found = survey.questions(kinds=("verbatim",))
        if len(found) != 1:
            raise QuestionError(
                f"{survey.name} has {count(len(found))} questions answered in words: {listing(found)}. Pass question= "
                "with the one that is meant."
            )
        column = found[0]
    answers = survey.encoded(column).answers
    if len(answers) and not any(isinstance(answer, str) for answer in answers):
        raise QuestionError(f"{column!r} of {survey.name} holds no words; pass a question that was answered in words.")
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


# So many codes of a group's own comments speak for it; fewer leave it to the errors of all groups together.
_OWN_CODES = 20
_OTHERS = 0.01


def _errors_of(codes: StudyCodes, scores: pd.DataFrame, *, alone: bool) -> tuple[np.ndarray, bool]:
    """The confusion that puts one group's shares right, and whether it is of a random part of these very comments."""
    pooled = codes.confusion.to_numpy()
    if codes.unit != COMMENTS:
        return pooled, False
    own = codes.among(scores.row.to_numpy()) if codes.of_rows is not None else pooled if alone else np.zeros((3, 3))
    if own.sum() < _OWN_CODES:
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
    known = _counted(scores, coded)
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


def _counted(scores: pd.DataFrame, coded: bool) -> np.ndarray:
    """Comments whose tone goes into shares: in languages that the neural scorer was measured in, or coded by people.

    "Nothing" has a tone in any language; where most of the others have none, it must not speak for them.
    """
    measured = coded | scores.language.isin([*MEASURED, ""]) | (scores.scored_by != "neural")
    known = (scores.label.isin(LABELS) & measured).to_numpy(bool)
    answers = ~scores.label.isin([NO_ANSWER, NOTHING_TO_IMPROVE]).to_numpy(bool)
    if not coded and (answers & ~known).sum() > known.sum():
        known = known & (scores.scored_by != PHRASE).to_numpy(bool)
    return known


def _method(rules: str, codes: StudyCodes | None, kind: str, asked_in: str, ways: Collection[bool] = ()) -> str:
    record = track_record(rules, kind=kind, language=asked_in)
    if codes is not None and True in ways:
        drawn = say(
            "{record} Shares by what people call the comments of each call of the scorer, {coded} drawn at random from "
            "these (double sampling: Tenenbein 1970), with Wilson's interval on the comments that they are worth.",
            record=record, coded=coded_by_people(codes),
        )  # fmt: skip
        if False not in ways:
            return drawn
        return in_a_row(
            drawn,
            say(
                "Groups with fewer than {fewest} codes of their own are corrected by the confusion matrix of all "
                "(Rogan & Gladen 1978).",
                fewest=_OWN_CODES,
            ),
        )
    if codes is not None:
        return say(
            "{record} Shares corrected by the confusion matrix of {coded} (Rogan & Gladen 1978); intervals from "
            "{draws} draws of the comments and of the scorer's errors.",
            record=record, coded=coded_by_people(codes), draws=count(2_000),
        )  # fmt: skip
    if kept_aside_errors(rules, kind) is None:
        return say("{record} Shares of scored comments, Wilson score interval (Wilson 1927).", record=record)
    if rules == "cx+neural":
        return say(
            "{record} Shares corrected by the neural scorer's errors on comments kept aside (Rogan & Gladen 1978).",
            record=record,
        )
    return say(
        "{record} Shares of each group of {fewest} comments or more with its own prior (Saerens, Latinne & "
        "Decaestecker 2002), intervals from 400 draws of the comments; smaller groups corrected by the scorer's errors "
        "on comments kept aside (Rogan & Gladen 1978).",
        record=record, fewest=FEWEST,
    )  # fmt: skip


def coded_by_people(codes: StudyCodes) -> str:
    """How many of what people coded, for a method: "120 coded statements"."""
    return (
        plural(codes.n, "coded comments", "coded comments")
        if codes.unit == COMMENTS
        else plural(codes.n, "coded statements", "coded statements")
    )


# A text that fills this part of a column is a phrase of the form, or of one hand: it is named.
_ONE_TEXT, _FEWEST_TIMES = 0.05, 5


def _told(
    scores: pd.DataFrame, called: str, codes: StudyCodes | None, kind: str, ways: Collection[bool] = ()
) -> list[str]:
    caveats = []
    if codes is None:
        short = say("Sampling error only: how often the scorer misreads these comments is not known.")
        more = say("Code a sample of them (coding_sample) and pass coded= to correct the shares.")
        caveats.append(marked(in_a_row(short, more), SAMPLING_ERROR, short=short))
    else:
        caveats += codes.supposed(COMMENTS, ways)
    empty = int((scores.label == NO_ANSWER).sum())
    if empty:
        caveats.append(say_nothing(empty))
    needless = int((scores.label == NOTHING_TO_IMPROVE).sum())
    if needless:
        caveats.append(
            say(
                "{comments} that say that there is nothing to improve are counted apart.",
                comments=plural(needless, "comment"),
            )
        )
    if kind == IMPROVE:
        text = say(
            "The question asks what to improve, so what it draws is wishes and criticism: the negative share says "
            "how many wish for something, not how many are unhappy."
        )
        caveats.append(marked(text, WISHES))
    return [*caveats, *unread_comments(scores, called, codes is not None), *_repeated(scores)]


def _tongue(scores: pd.DataFrame) -> str:
    """The language of most comments."""
    counted = scores.language[scores.language != ""].value_counts()
    return min(counted.index, key=lambda language: (-counted[language], language), default="en")


def unread_comments(scores: pd.DataFrame, called: str, coded: bool) -> list[str]:
    """Why comments are in no share, by language: rows of ``VerbatimSentiment.scores``, the rules, whether coded."""
    caveats = []
    out = scores[~scores.label.isin([NO_ANSWER, NOTHING_TO_IMPROVE]) & ~_counted(scores, coded)]
    unmeasured = out[~out.language.isin([*MEASURED, UNKNOWN])]
    missing, unknown = out[out.language.isin(MEASURED)], out[out.language == UNKNOWN]
    if len(missing):
        caveats.append(
            say(
                "{comments} not scored by rules={rules}: {languages}; rules='neural' reads them: pip install "
                "'cxresearch[neural]'",
                comments=plural(len(missing), "comment"), rules=repr(called), languages=_listed(missing),
            )
        )  # fmt: skip
    if len(unmeasured) and called in ("cx", "neural"):
        text = say(
            "{comments} not in the shares: {languages}: not measured in three classes. rules='neural' tells the "
            "side of each (pip install 'cxresearch[neural]'); codes of a sample (coded=) make shares of them.",
            comments=plural(len(unmeasured), "comment"), languages=_listed(unmeasured),
        )  # fmt: skip
        caveats.append(marked(text, OTHER_TONGUES))
    elif len(unmeasured):
        caveats.append(
            say(
                "{comments} not scored by rules={rules}: {languages}.",
                comments=plural(len(unmeasured), "comment"), rules=repr(called), languages=_listed(unmeasured),
            )
        )  # fmt: skip
    if len(unknown):
        caveats.append(
            say(
                "{comments} in no language that could be told is not scored: too few of its words are English."
                if len(unknown) == 1
                else "{comments} in no language that could be told are not scored: too few of their words are English.",
                comments=plural(len(unknown), "comment"),
            )
        )
    neural = int(((scores.scored_by == "neural") & scores.label.isin(LABELS)).sum()) if called == "cx" else 0
    if neural:
        text = say(
            "{comments} in other languages than English are scored by the neural scorer.",
            comments=plural(neural, "comment"),
        )
        caveats.append(marked(text, OTHER_TONGUES))
    return caveats


def _listed(scores: pd.DataFrame) -> str:
    counted = scores.language.value_counts()
    order = sorted(counted.index, key=lambda language: (-counted[language], language))
    return named(in_a_row(named_language(language), f"({count(counted[language])})") for language in order)


def _repeated(scores: pd.DataFrame) -> list[str]:
    """A note on each text that fills a part of the column by itself and was read as an answer."""
    answers = scores.text[scores.label.isin(LABELS)].tolist()
    counted = Counter(" ".join(text.lower().split()).strip(" .!") for text in answers)
    least = max(_FEWEST_TIMES, _ONE_TEXT * len(scores))
    often = sorted((name for name, n in counted.items() if n >= least), key=lambda name: (-counted[name], name))
    return [
        say(
            "One text fills {share}% of the comments: {text} ({n}). If it is no answer, pass non_answers=[...]; if a "
            "form put it there, leave it out.",
            share=number(100 * counted[name] / len(scores)), text=repr(shorten(name, 60)), n=count(counted[name]),
        )
        for name in often
    ]  # fmt: skip


def _mixed(survey: Survey, split: list[str], rows: np.ndarray) -> list[str]:
    column = survey.roles.get("audience")
    if column is None or column in [survey.find(name) for name in split]:
        return []
    there = survey.encoded(column)
    mixed = sorted({str(there.answers[code]) for code in set(there.codes[rows].tolist()) if code >= 0})
    if len(mixed) < 2:
        return []
    return [
        say(
            "Audiences are mixed ({audiences}); pass {option}='audience' to tell them apart.",
            audiences=named(map(group_called, mixed)), option="by",
        )
    ]  # fmt: skip
