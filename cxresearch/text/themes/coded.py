"""Comments cut into statements, and each statement with the themes that it names.

What is counted is people's comments; what is coded is statements. So there are two tables, and a matrix of themes for
each: a comment names a theme when one of its statements does.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from cxresearch.errors import OptionError
from cxresearch.result import Result
from cxresearch.survey.survey import Survey
from cxresearch.text.reading.clauses import statements_of
from cxresearch.text.reading.comments import read_comments
from cxresearch.text.reading.language import UNKNOWN
from cxresearch.text.reading.language import called as named_language
from cxresearch.text.themes.codeframe import Codeframe, read_codeframe
from cxresearch.text.themes.embedded_topics import embedded_topics
from cxresearch.text.themes.frame_fit import FEWEST_COVERED, choose_frame, frame_for, languages_of_column
from cxresearch.text.themes.moved import move_by_hand
from cxresearch.text.themes.open_topics import find_topics
from cxresearch.wording import count, listed, number, say

__all__ = ["OTHER", "Coded", "code_comments", "no_words_in", "with_tone", "themes_in"]

OTHER = "other"


@dataclass(frozen=True, eq=False)
class Coded:
    """Comments and statements with their themes.

    Attributes
    ----------
    comments : DataFrame
        As in `Comments.frame`, with ``question``.
    statements : DataFrame
        A row a statement: ``comment`` (row of ``comments``), ``part`` (1, 2, ...), ``text``.
    themes : list of str
        The last one is `OTHER`: nothing of the code frame.
    of_statements, of_comments : arrays of bool, rows x themes
    groups, caveats, hidden : as in `Comments`
    everyone : list of str
        The groups and the hidden ones, in their order.
    how : str
        How the themes were found.
    frame : Codeframe or None
        By which; None where topics were found anew.
    foreign : str
        The language of most comments, where the frame has no words in it; else "".
    """

    comments: pd.DataFrame
    statements: pd.DataFrame
    themes: list[str]
    of_statements: np.ndarray
    of_comments: np.ndarray
    groups: list[str]
    caveats: list[str]
    how: str
    hidden: list[str] = field(default_factory=list)
    everyone: list[str] = field(default_factory=list)
    frame: Codeframe | None = None
    foreign: str = ""


def code_comments(
    survey: Survey,
    questions: Sequence[str],
    *,
    by: str | None = None,
    codeframe: str | Path | int | Codeframe | pd.DataFrame | None = None,
    privacy: bool = True,
    moved: object = None,
    topics: str = "words",
) -> Coded:
    """Read, cut and code the comments of some questions; options as in `themes`."""
    read = [read_comments(survey, question, by=by, privacy=privacy) for question in questions]
    frames = [part.frame.assign(question=survey.find(question)) for question, part in zip(questions, read, strict=True)]
    comments = pd.concat(frames, ignore_index=True)
    texts = comments.text.tolist()
    distinct = list(dict.fromkeys(texts))
    cut = {text: parts or [text] for text, parts in zip(distinct, statements_of(distinct), strict=True)}
    parts = [cut[text] for text in texts]
    lengths = np.array([len(some) for some in parts], dtype=int)
    owner = np.repeat(np.arange(len(comments)), lengths)
    table = pd.DataFrame(
        {
            "comment": owner,
            "part": np.arange(len(owner)) - np.repeat(np.cumsum(lengths) - lengths, lengths) + 1,
            "text": [one for some in parts for one in some],
        }
    )
    frame: Codeframe | None = None
    foreign = ""
    counted = isinstance(codeframe, (int, np.integer)) and not isinstance(codeframe, bool)
    if topics not in ("words", "embeddings") or (topics != "words" and not counted):
        raise OptionError(say(
            "topics= is 'words' or 'embeddings', and goes with a number of topics: codeframe=8; got {topics} with "
            "codeframe={codeframe}.",
            topics=repr(topics), codeframe=repr(codeframe),
        ))  # fmt: skip
    if counted and topics == "embeddings":
        themes, hits = embedded_topics(table.text.tolist(), int(codeframe))
        how = say(
            "{n} topics by k-means (Lloyd 1982) of multilingual-e5-small's vectors (Wang et al. 2024) without their "
            "direction of tone, seed 0",
            n=count(len(themes)),
        )
    elif counted:
        themes, hits = find_topics(table.text.tolist(), int(codeframe))
        how = say(
            "{n} topics by non-negative matrix factorisation of TF-IDF (Lee & Seung 1999), seed 0", n=count(len(themes))
        )
    elif codeframe is None or isinstance(codeframe, (str, Path, Codeframe, pd.DataFrame, Result)):
        frame, why = _frame(survey, codeframe, texts)
        spoken = languages_of_column(texts)
        themes, hits = list(frame.themes), frame.code(table.text.tolist(), [spoken[at] for at in owner])
        about = {"frame": repr(frame.name), "terms": len(frame.terms)}
        how = (
            say(
                "code frame {frame} ({terms} words, stems and phrases) for {trade}, chosen by fit: {why}, several "
                "themes a comment",
                **about, trade=frame.trade, why=why,
            )
            if why
            else say("code frame {frame} ({terms} words, stems and phrases), several themes a comment", **about)
        )  # fmt: skip
    else:
        raise OptionError(say(
            "codeframe= is a name of codeframes(), the path of a CSV, a table, a number of topics, or nothing (the "
            "frame that fits); got {codeframe}.",
            codeframe=repr(codeframe),
        ))  # fmt: skip
    hits = np.column_stack([hits, ~hits.any(axis=1)])
    themes = [*themes, OTHER]
    caveats = [caveat for part in read for caveat in part.caveats]
    if moved is not None:
        themes, hits, told = move_by_hand(survey, moved, comments, table, themes, hits)
        caveats += [told] if told else []
    of_comments = np.zeros((len(comments), len(themes)), dtype=bool)
    np.logical_or.at(of_comments, owner, hits)
    if frame is not None:
        only = np.array([theme in frame.alone for theme in themes], dtype=bool)
        if only.any():
            only[-1] = True
            of_comments[:, only] &= ~of_comments[:, ~only].any(axis=1)[:, None]
        foreign = _unworded(frame, spoken)
        caveats += _uncovered(frame, texts, spoken, of_comments, foreign, given=codeframe is not None)
    # A comment is "other" where none of its statements names anything else.
    of_comments[:, -1] = ~of_comments[:, :-1].any(axis=1)
    groups = list(dict.fromkeys(name for part in read for name in part.groups))
    everyone = list(dict.fromkeys(name for part in read for name in [*part.groups, *part.hidden]))
    if by is not None and survey.find(by) == survey.roles.get("audience"):
        groups, everyone = ([name for name in survey.audiences if name in some] for some in (groups, everyone))
    hidden = [name for name in everyone if name not in groups]
    return Coded(comments, table, themes, hits, of_comments, groups, caveats, how, hidden, everyone, frame, foreign)


def themes_in(texts: Sequence[str], frame: Codeframe) -> list[list[str]]:
    """The themes that each of a few texts names, as `code_comments` finds them, without a survey around them.

    Examples
    --------
    >>> from cxresearch.text.themes.codeframe import read_codeframe
    >>> themes_in(["The queue at noon. And the fees!", "Hm"], read_codeframe())
    [['Waiting time', 'Billing and fees'], []]
    """
    texts = list(texts)
    if not texts:
        return []
    spoken = languages_of_column(texts)
    parts = [some or [text] for text, some in zip(texts, statements_of(texts), strict=True)]
    owner = np.repeat(np.arange(len(texts)), [len(some) for some in parts])
    hits = frame.code([one for some in parts for one in some], [spoken[at] for at in owner])
    found = np.zeros((len(texts), len(frame.themes)), dtype=bool)
    np.logical_or.at(found, owner, hits)
    only = np.array([theme in frame.alone for theme in frame.themes], dtype=bool)
    if only.any():
        found[:, only] &= ~found[:, ~only].any(axis=1)[:, None]
    return [[frame.themes[at] for at in np.flatnonzero(row)] for row in found]


def _frame(survey: Survey, codeframe, texts: list[str]) -> tuple[Codeframe, str]:
    """The frame, and why it was chosen; "" where a person named it."""
    if codeframe is not None:
        return read_codeframe(codeframe), ""
    choice = frame_for(survey, texts)
    return choice.frame, choice.why


def _unworded(frame: Codeframe, spoken: list[str]) -> str:
    """The language of most comments, where a frame has no words in it."""
    known = {"", *frame.languages}
    strange = [code for code in spoken if code not in known] if len(known) > 1 else []
    return max(sorted(set(strange)), key=strange.count) if len(strange) * 2 > len(spoken) else ""


def no_words_in(frame: Codeframe, language: str) -> str:
    """That a frame has no words in the language of the comments, and what to do."""
    known = listed([named_language(code) for code in frame.languages])
    if language == UNKNOWN:
        return say(
            "Most comments are written in a language that could not be told, and the code frame {frame} has words in "
            "{known} only: propose_codeframe(survey, question) finds themes in any language, and codeframe= takes a "
            "frame of your own.",
            frame=repr(frame.name), known=known,
        )  # fmt: skip
    return say(
        "Most comments are written in {language}, and the code frame {frame} has words in {known} only: "
        "propose_codeframe(survey, question) finds themes in any language, and codeframe= takes a frame of your own.",
        language=named_language(language), frame=repr(frame.name), known=known,
    )  # fmt: skip


def _uncovered(
    frame: Codeframe, texts: list[str], spoken: list[str], of_comments: np.ndarray, foreign: str, *, given: bool
) -> list[str]:
    """What to do where a frame finds something in too few of the comments."""
    if not len(texts):
        return []
    found = 100 * float(of_comments[:, :-1].any(axis=1).mean())
    if foreign:
        return [no_words_in(frame, foreign)]
    if found >= FEWEST_COVERED:
        return []
    about = {"frame": repr(frame.name), "share": number(100 - found)}
    better = choose_frame(texts).frame if given else frame
    if better.name != frame.name:
        covers = 100 * float(better.code(texts, spoken).any(axis=1).mean())
        if covers > found:
            return [
                say(
                    "The code frame {frame} finds nothing in {share}% of the comments; {better} finds something in "
                    "{covers}%: codeframe={better}; or propose one from the comments: propose_codeframe(survey, "
                    "question).",
                    **about, better=repr(better.name), covers=number(covers),
                )
            ]  # fmt: skip
    return [
        say(
            "The code frame {frame} finds nothing in {share}% of the comments; propose one from the comments: "
            "propose_codeframe(survey, question).",
            **about,
        )
    ]


def with_tone(coded: Coded, rules: object) -> tuple[pd.DataFrame, list[str]]:
    """The statements with ``label`` and ``compound``; blank, with a caveat, where no scorer is there."""
    table = coded.statements.copy()
    try:
        from cxresearch.text.scoring.score import score_texts
    except ImportError:
        table["label"], table["compound"] = "", np.nan
        return table, [say("Statements are not scored for tone: no scorer is installed.")]
    scores = score_texts(table.text.tolist(), rules=rules, own_prior=False)
    table["label"], table["compound"] = scores["label"].to_numpy(), scores["compound"].to_numpy()
    return table, []
