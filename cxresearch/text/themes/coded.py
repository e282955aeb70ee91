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
from cxresearch.text.themes.codeframe import Codeframe, read_codeframe
from cxresearch.text.themes.embedded_topics import embedded_topics
from cxresearch.text.themes.frame_fit import FEWEST_COVERED, choose_frame, frame_for, languages_of_column
from cxresearch.text.themes.moved import move_by_hand
from cxresearch.text.themes.open_topics import find_topics
from cxresearch.wording import number

__all__ = ["OTHER", "Coded", "code_comments", "with_tone"]

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
    counted = isinstance(codeframe, (int, np.integer)) and not isinstance(codeframe, bool)
    if topics not in ("words", "embeddings") or (topics != "words" and not counted):
        raise OptionError(
            f"topics= is 'words' or 'embeddings', and goes with a number of topics: codeframe=8; got {topics!r} with "
            f"codeframe={codeframe!r}."
        )
    if counted and topics == "embeddings":
        themes, hits = embedded_topics(table.text.tolist(), int(codeframe))
        how = (
            f"{len(themes)} topics by k-means (Lloyd 1982) of multilingual-e5-small's vectors (Wang et al. 2024) "
            "without their direction of tone, seed 0"
        )
    elif counted:
        themes, hits = find_topics(table.text.tolist(), int(codeframe))
        how = f"{len(themes)} topics by non-negative matrix factorisation of TF-IDF (Lee & Seung 1999), seed 0"
    elif codeframe is None or isinstance(codeframe, (str, Path, Codeframe, pd.DataFrame, Result)):
        frame, chosen = _frame(survey, codeframe, comments.text)
        spoken = languages_of_column(texts)
        themes, hits = list(frame.themes), frame.code(table.text.tolist(), [spoken[at] for at in owner])
        size = f"{len(frame.terms)} words, stems and phrases"
        how = f"code frame {frame.name!r} ({size}){chosen}, several themes a comment"
    else:
        raise OptionError(
            "codeframe= is a name of codeframes(), the path of a CSV, a table, a number of topics, or nothing (the "
            f"frame that fits); got {codeframe!r}."
        )
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
        caveats += _uncovered(frame, texts, spoken, of_comments, given=codeframe is not None)
    # A comment is "other" where none of its statements names anything else.
    of_comments[:, -1] = ~of_comments[:, :-1].any(axis=1)
    groups = list(dict.fromkeys(name for part in read for name in part.groups))
    everyone = list(dict.fromkeys(name for part in read for name in [*part.groups, *part.hidden]))
    if by is not None and survey.find(by) == survey.roles.get("audience"):
        groups, everyone = ([name for name in survey.audiences if name in some] for some in (groups, everyone))
    hidden = [name for name in everyone if name not in groups]
    return Coded(comments, table, themes, hits, of_comments, groups, caveats, how, hidden, everyone, frame)


def _frame(survey: Survey, codeframe, texts: pd.Series) -> tuple[Codeframe, str]:
    if codeframe is not None:
        return read_codeframe(codeframe), ""
    choice = frame_for(survey, texts.tolist())
    return choice.frame, f" for {choice.frame.trade}, chosen by fit: {choice.why}"


def _uncovered(
    frame: Codeframe, texts: list[str], spoken: list[str], of_comments: np.ndarray, *, given: bool
) -> list[str]:
    """What to do where a frame finds something in too few of the comments."""
    if not len(texts):
        return []
    found = 100 * float(of_comments[:, :-1].any(axis=1).mean())
    said = []
    known = frame.languages
    strange = sum(bool(code) and code not in known for code in spoken) if known else 0
    if strange * 2 > len(spoken):
        most = max(sorted({code for code in spoken if code and code not in known}), key=spoken.count)
        said.append(
            f"Most comments are written in {LANGUAGE_NAMES.get(most, most)}, and the code frame {frame.name!r} has "
            f"words in {' and '.join(LANGUAGE_NAMES.get(code, code) for code in known)} only: "
            "propose_codeframe(survey, question) finds themes in any language."
        )
    elif found < FEWEST_COVERED:
        better = choose_frame(texts).frame if given else frame
        hint = "propose one from the comments: propose_codeframe(survey, question)"
        if better.name != frame.name:
            covers = 100 * float(better.code(texts, spoken).any(axis=1).mean())
            if covers > found:
                hint = f"{better.name!r} finds something in {number(covers)}%: codeframe={better.name!r}; or {hint}"
        said.append(f"The code frame {frame.name!r} finds nothing in {number(100 - found)}% of the comments; {hint}.")
    return said


LANGUAGE_NAMES = {
    "en": "English", "de": "German", "fr": "French", "es": "Spanish", "pt": "Portuguese", "it": "Italian",
    "nl": "Dutch", "sv": "Swedish", "da": "Danish", "pl": "Polish", "ja": "Japanese", "ko": "Korean", "zh": "Chinese",
    "ru": "Russian", "el": "Greek", "he": "Hebrew", "ar": "Arabic", "hi": "Hindi", "th": "Thai",
}  # fmt: skip


def with_tone(coded: Coded, rules: object) -> tuple[pd.DataFrame, list[str]]:
    """The statements with ``label`` and ``compound``; blank, with a caveat, where no scorer is there."""
    table = coded.statements.copy()
    try:
        from cxresearch.text.scoring.score import score_texts
    except ImportError:
        table["label"], table["compound"] = "", np.nan
        return table, ["Statements are not scored for tone: no scorer is installed."]
    scores = score_texts(table.text.tolist(), rules=rules, own_prior=False)
    table["label"], table["compound"] = scores["label"].to_numpy(), scores["compound"].to_numpy()
    return table, []
