"""What the comments are about, how much of them it fills, in which tone, and in whose words.

A share of comments is an estimate like any other: it has an interval, weights count, and who wrote to several questions
is still one person.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

import numpy as np
import pandas as pd

from cxresearch.errors import OptionError, QuestionError
from cxresearch.inference.shares import wilson
from cxresearch.inference.significance import check_confidence
from cxresearch.result import Result
from cxresearch.speaking import Forms
from cxresearch.survey.audiences import CUSTOMERS, LEADERSHIP, STAFF
from cxresearch.survey.group_order import takes_order
from cxresearch.survey.survey import Survey
from cxresearch.text.reading.comments import EVERYBODY, group_called
from cxresearch.text.scoring.misread import corrected_shares
from cxresearch.text.scoring.study_codes import STATEMENTS, StudyCodes, codes_of_statements
from cxresearch.text.themes.coded import OTHER, Coded, code_comments, with_tone
from cxresearch.text.themes.codeframe import Codeframe
from cxresearch.text.themes.typical import typical
from cxresearch.wording import count, interval, largest_first, marked, noun, number, plural, say, steady, told
from cxresearch.wording import named as named_in_list

__all__ = [
    "MACHINE_TONE",
    "ROWS_HIDDEN",
    "WEIGHTED",
    "Themes",
    "comments_of",
    "rows_hidden",
    "share_of",
    "share_rows",
    "themes",
]

# By what caveats are found again, whatever language they are in.
MACHINE_TONE = "a machine's tone"
ROWS_HIDDEN = "rows hidden"
WEIGHTED = "weighted"
_TOLD = 3
_FEW_STATEMENTS = 10
_TONES = ("positive", "neutral", "negative")


@dataclass(frozen=True, eq=False, repr=False)
class Themes(Result):
    """Themes of comments, a row a group and theme.

    ``table``: the group (under the name given as ``by``), ``theme``, ``estimate`` (percent of the group's comments that
    name it, weighted where there are weights) with ``ci_low, ci_high``, ``count`` and ``n`` (comments that name it, and
    all), ``n_effective``, ``statements``, and their tone: ``positive, neutral, negative`` in percent, each with
    ``..._ci_low`` and ``..._ci_high``, and ``tone``, positive minus negative. Hidden groups keep their rows without
    numbers.

    Attributes
    ----------
    codes : DataFrame
        A row a statement: ``question, row, group, part, text, themes, label, compound``; texts are redacted.
    quotes : DataFrame
        Typical statements: ``group, theme, quote``, at most three each, with ``label`` where the tone was scored.
    by : str or None
    hidden : tuple of str
        Groups whose comments must not be used.
    study : StudyCodes or None
        What people's codes tell about the scorer, where they were given; then the table has the tones ``..._as_scored``
        too.
    frame : Codeframe or None
        By which themes were found; None where topics were found anew.
    foreign : str
        The language of most comments, where the frame has no words in it; else "".
    question : tuple of str
        The ids of the questions that were read.
    """

    codes: pd.DataFrame = field(default_factory=pd.DataFrame)
    quotes: pd.DataFrame = field(default_factory=pd.DataFrame)
    by: str | None = None
    hidden: tuple[str, ...] = ()
    study: StudyCodes | None = None
    frame: Codeframe | None = None
    foreign: str = ""
    question: tuple[str, ...] = ()

    heading: ClassVar[str] = told("Themes of comments")
    decimals: ClassVar[dict[str, int]] = {"count": 0, "statements": 0, "n_effective": 0, "tone": 0}

    def _columns(self) -> list[str]:
        wanted = (self.by, "theme", "estimate", "ci_low", "ci_high", "count", "n", "positive", "negative")
        return [column for column in wanted if column in self.table]

    def sentences(self) -> list[str]:
        """The three largest themes of each group, with the tone where it was scored."""
        table = self.table.assign(_group=self.table[self.by] if self.by else EVERYBODY)
        said = []
        for group, rows in table.groupby("_group", sort=False):
            named = rows[(rows.theme != OTHER) & rows.estimate.notna() & (rows["count"] > 0)]
            if group in self.hidden:
                said.append(
                    say(
                        "What is in {comments} is hidden, so that a small group stays anonymous.",
                        comments=comments_of(group),
                    )
                )
                continue
            largest = named.iloc[largest_first(named.estimate, named.theme)[:_TOLD]]
            said += [self._fills(row, comments_of(group)) for row in largest.itertuples()]
            if not len(largest):
                said.append(self._none(comments_of(group), plural(int(rows.n.iloc[0]), "comment")))
        return said if self.study is None else [*said, self.study.record()]

    def _fills(self, row, comments: str) -> str:
        share = {
            "theme": row.theme, "share": number(row.estimate), "bounds": interval(row.ci_low, row.ci_high),
            "comments": comments,
        }  # fmt: skip
        if not np.isfinite(row.negative) or row.statements < _FEW_STATEMENTS:
            return say("{theme} fills {share}% ({bounds}) of {comments}.", **share)
        negative = steady(float(row.negative - row.positive)) >= 0
        return say(
            "{theme} fills {share}% ({bounds}) of {comments}; {tone}% of its {n} statements are negative."
            if negative
            else "{theme} fills {share}% ({bounds}) of {comments}; {tone}% of its {n} statements are positive.",
            **share, tone=number(max(row.negative, row.positive)), n=count(row.statements),
        )  # fmt: skip

    def _none(self, comments: str, base: str) -> str:
        """That nothing was found, or that nothing could be: without words of the language a frame is blind."""
        if self.foreign:
            return say(
                "The code frame has no words in the language of {comments} ({base}), so it can find nothing in them.",
                comments=comments, base=base,
            )  # fmt: skip
        return say("No theme of the code frame occurs in {comments} ({base}).", comments=comments, base=base)


@takes_order
def themes(
    survey: Survey,
    question: str | Iterable[str],
    *,
    by: str | None = None,
    codeframe: str | Path | int | None = None,
    rules: object = "cx",
    quotes: int = 3,
    confidence: float = 0.95,
    moved: pd.DataFrame | str | None = None,
    privacy: bool = True,
    topics: str = "words",
    coded: pd.DataFrame | Result | None = None,
) -> Themes:
    """Share, tone and typical quotes of each theme in the comments.

    Parameters
    ----------
    survey : Survey
    question : str or list of str
        Questions that were answered in words, by id or text; several are read together.
    by : str, optional
        A role or column whose groups are kept apart, such as "audience".
    codeframe : str, path or int
        A name of `codeframes` ("touchpoints", "airline"), a CSV or table of your own (see `codeframe`), or a number of
        topics to find, 2 to 40; by default the frame whose trade shows in the comments. A comment can name several
        themes of a code frame.
    rules
        Scorer of the tone, as in `score_texts`; None scores nothing.
    quotes : int
        How many typical statements to keep a theme and group, 0 to 20.
    confidence : float
        Level of the intervals.
    moved : DataFrame or str, optional
        Themes that a person gave to answers, which stand over the machine's: ``theme`` beside ``row`` or a column of
        the survey that the answers are known by, or the name of the survey's column that holds the themes.
    privacy : bool
        False also uses comments of groups of fewer than ten leaders or staff, and says so.
    topics : {"words", "embeddings"}
        How a number of topics is found: by words that occur together, or by meaning, in any language (needs the extra
        ``neural``).
    coded : CodingAgreement or DataFrame, optional
        What `coding_agreement` returned for a sample of statements of this study, or statements that people coded:
        ``label``, and ``text`` or ``row`` with ``part``. The shares of tones are then corrected by the scorer's errors
        and their intervals widened; codes of whole comments do not fit and are not used, which a caveat says.

    Returns
    -------
    Themes

    Raises
    ------
    QuestionError, OptionError, SurveyFileError
        If a question, an option or the code frame does not fit.

    References
    ----------
    Wilson (1927), JASA 22, with Kish's or the clustered effective n (Kish 1965).

    Examples
    --------
    >>> survey = Survey.from_frame(pd.DataFrame({"why": ["queue too long, fees too high", "the fees"] * 20}),
    ...                            audience="Customers")
    >>> themes(survey, "why", rules=None).sentences()[0]
    'Billing and fees fills 100% (91 to 100) of the comments.'
    """
    check_confidence(confidence)
    if isinstance(quotes, bool) or not isinstance(quotes, (int, np.integer)) or not 0 <= quotes <= 20:
        raise OptionError(say("quotes= is a whole number, 0 to 20; got {quotes}.", quotes=repr(quotes)))
    asked = [question] if isinstance(question, str) else list(question)
    if not asked:
        raise OptionError(say("question= is empty. Name at least one question that was answered in words."))
    read = code_comments(survey, asked, by=by, codeframe=codeframe, privacy=privacy, moved=moved, topics=topics)
    if not len(read.comments):
        raise QuestionError(
            say(
                "No comment to read on {questions}. {why}",
                questions=", ".join(map(str, asked)),
                why=" ".join(read.caveats) or say("All cells are empty."),
            )  # fmt: skip
        )
    caveats = list(read.caveats)
    if rules is None:
        said = read.statements.assign(label="", compound=np.nan)
    else:
        said, unscored = with_tone(read, rules)
        caveats += unscored
    study, uncorrected = _study_codes(coded, said, read, rules)
    caveats += uncorrected
    table = share_rows(read, confidence=confidence)
    table = pd.concat([table, _tones(read, said, confidence, study)], axis=1)
    if study is not None:
        caveats += study.supposed(STATEMENTS)
    elif said.label.isin(_TONES).any():
        caveats.append(
            marked(say("The tone is a machine's reading; its shares carry sampling error only."), MACHINE_TONE)
        )
    if "weight" in survey.roles:
        caveats.append(marked(say("Shares are weighted; counts are not."), WEIGHTED))
    caveats += rows_hidden(read.hidden)
    if by is None and len(survey.audiences) > 1:
        caveats.append(
            say("{n} audiences are read together; by='audience' keeps them apart.", n=count(len(survey.audiences)))
        )
    if by is None:
        table = table.drop(columns="group")
    method = say("Share of comments with Wilson's interval (1927), effective n by person; {how}", how=read.how)
    if study is not None:
        method = say(
            "{method}; tones corrected by the confusion matrix of {n} coded statements (Rogan & Gladen 1978)",
            method=method, n=count(study.n),
        )  # fmt: skip
    codes = _codes(read, said)
    typical = _typical(read, said, int(quotes))
    names = {"group": by} if by is not None else {}
    return Themes(
        table.rename(columns=names), method, caveats, confidence,
        codes=codes, quotes=typical, by=by, hidden=tuple(read.hidden), study=study, frame=read.frame,
        foreign=read.foreign, question=tuple(map(survey.find, asked)),
    )  # fmt: skip


def comments_of(group: str) -> str:
    """Whose comments, for a sentence.

    >>> comments_of("Customers"), comments_of("North"), comments_of("everybody")
    ("customers' comments", 'comments of North', 'the comments')
    """
    if group == EVERYBODY:
        return noun("the comments")
    if group == LEADERSHIP:
        return noun("leaders' comments")
    if group == STAFF:
        return noun("staff's comments")
    if group == CUSTOMERS:
        return noun("customers' comments")
    found = noun("comments of")
    return found.each(lambda form: f"{form} {group}") if isinstance(found, Forms) else f"{found} {group}"


def rows_hidden(hidden: Iterable[str]) -> list[str]:
    """A caveat on groups that keep their rows without numbers; none where there are none."""
    if not hidden:
        return []
    text = say(
        "Rows of {groups} stay without numbers, so that a small group stays anonymous.",
        groups=named_in_list(map(group_called, hidden)),
    )
    return [marked(text, ROWS_HIDDEN)]


def share_rows(coded: Coded, *, confidence: float = 0.95) -> pd.DataFrame:
    """``group, theme, estimate, ci_low, ci_high, count, n, n_effective``, in percent; a row a group and theme."""
    rows = []
    for group in coded.everyone:
        if group in coded.hidden:
            rows += [(group, theme, *[np.nan] * 6) for theme in coded.themes]
            continue
        here = (coded.comments.group == group).to_numpy()
        weight = coded.comments.weight.to_numpy()[here]
        _, person = np.unique(coded.comments.person.to_numpy()[here], return_inverse=True)
        for at, theme in enumerate(coded.themes):
            named = coded.of_comments[here, at]
            rows.append((group, theme, *share_of(named, weight, person, confidence)))
    columns = ["group", "theme", "estimate", "ci_low", "ci_high", "count", "n", "n_effective"]
    return pd.DataFrame(rows, columns=columns)


def share_of(named: np.ndarray, weight: np.ndarray, person: np.ndarray, confidence: float) -> tuple:
    """Percent of comments that name something: estimate, low, high, count, n, effective n; a person's are one."""
    total = float(weight.sum())
    if total <= 0:
        return np.nan, np.nan, np.nan, int(named.sum()), len(named), np.nan
    hits = float(weight @ named)
    of_person = np.bincount(person, weights=weight)
    n_effective = kish = total**2 / float(weight @ weight)
    plain = len(of_person) == len(named) and np.ptp(weight) == 0
    if not plain and 0 < hits < total and len(of_person) > 1:
        off = np.bincount(person, weights=weight * (named - hits / total))
        variance = float(off @ off) / total**2 * len(of_person) / (len(of_person) - 1)
        # Never more than Kish's n: that a person's comments differ by chance is no information.
        n_effective = min(hits / total * (1 - hits / total) / variance, kish) if variance > 0 else kish
    estimate, low, high = wilson(hits, total, confidence=confidence, n_effective=n_effective)
    return 100 * float(estimate), 100 * float(low), 100 * float(high), int(named.sum()), len(named), float(n_effective)


def _study_codes(coded, said: pd.DataFrame, read: Coded, rules: object) -> tuple[StudyCodes | None, list[str]]:
    if coded is None:
        return None, []
    if rules is None:
        raise OptionError(say("coded= corrects the tone, and rules=None scores none. Leave one of them out."))
    name = rules if isinstance(rules, str) else getattr(rules, "__name__", "")
    return codes_of_statements(coded, said, read.comments, rules=name)


def _tones(coded: Coded, said: pd.DataFrame, confidence: float, study: StudyCodes | None) -> pd.DataFrame:
    """The tone of the statements that name a theme, in the order of `share_rows`; statements of one person as one."""
    of = coded.comments.iloc[said.comment.to_numpy()]
    group, person, weight = of.group.to_numpy(), of.person.to_numpy(), of.weight.to_numpy()
    label = said.label.to_numpy()
    scored = np.isin(label, _TONES)
    rows = []
    for name in coded.everyone:
        for at in range(len(coded.themes)):
            mine = (group == name) & coded.of_statements[:, at]
            told = mine & scored
            _, who = np.unique(person[told], return_inverse=True)
            share = [share_of(label[told] == tone, weight[told], who, confidence) for tone in _TONES]
            as_scored = [some[0] for some in share]
            if study is not None and told.any():
                share = _corrected(share, study, confidence)
            n = np.nan if name in coded.hidden else int(mine.sum())
            values = (value for some in share for value in some[:3])
            rows.append((n, *values, share[0][0] - share[2][0], *(as_scored if study is not None else ())))
    bounds = [name for tone in _TONES for name in (tone, f"{tone}_ci_low", f"{tone}_ci_high")]
    plain = [f"{tone}_as_scored" for tone in _TONES] if study is not None else []
    return pd.DataFrame(rows, columns=["statements", *bounds, "tone", *plain])


def _corrected(share: list[tuple], study: StudyCodes, confidence: float) -> list[tuple]:
    """Shares put right by the confusion matrix; they are worth what the least certain of them is worth."""
    worth = min(some[5] for some in share)
    called = np.array([some[0] for some in share]) / 100 * worth
    found = corrected_shares(called, study.confusion.to_numpy(), n_effective=worth, confidence=confidence)
    return [tuple(100 * float(value) for value in bounds) for bounds in zip(*found, strict=True)]


def _codes(coded: Coded, said: pd.DataFrame) -> pd.DataFrame:
    of = coded.comments.iloc[said.comment.to_numpy()].reset_index(drop=True)
    names = np.array(coded.themes, dtype=object)
    told = ["; ".join(names[hits]) for hits in coded.of_statements]
    return pd.DataFrame(
        {
            "question": of.question,
            "row": of.row,
            "group": of.group,
            "part": said.part.to_numpy(),
            "text": said.text.to_numpy(),
            "themes": told,
            "label": said.label.to_numpy(),
            "compound": said.compound.to_numpy(),
        }
    )


def _typical(coded: Coded, said: pd.DataFrame, most: int) -> pd.DataFrame:
    """Statements that speak for their theme; never two alike."""
    rows = []
    group = coded.comments.group.to_numpy()[coded.statements.comment.to_numpy()]
    tone = dict(zip(said.text, said.label, strict=True))
    texts = coded.statements.text.to_numpy()
    for name in coded.groups:
        for at, theme in enumerate(coded.themes[:-1]):
            mine = texts[(group == name) & coded.of_statements[:, at]]
            rows += [(name, theme, text, tone[text]) for text in typical(mine.tolist(), most)]
    return pd.DataFrame(rows, columns=["group", "theme", "quote", "label"])
