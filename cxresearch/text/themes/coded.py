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
from cxresearch.survey.survey import Survey
from cxresearch.text.reading.clauses import statements
from cxresearch.text.reading.comments import read_comments
from cxresearch.text.themes.codeframe import SHIPPED, read_codeframe
from cxresearch.text.themes.embedded_topics import embedded_topics
from cxresearch.text.themes.moved import move_by_hand
from cxresearch.text.themes.open_topics import find_topics

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


def code_comments(
    survey: Survey,
    questions: Sequence[str],
    *,
    by: str | None = None,
    codeframe: str | Path | int = SHIPPED,
    privacy: bool = True,
    moved: object = None,
    topics: str = "words",
) -> Coded:
    """Read, cut and code the comments of some questions; options as in `themes`."""
    read = [read_comments(survey, question, by=by, privacy=privacy) for question in questions]
    frames = [part.frame.assign(question=survey.find(question)) for question, part in zip(questions, read, strict=True)]
    comments = pd.concat(frames, ignore_index=True)
    cut: dict[str, list[str]] = {}
    for text in comments.text:
        if text not in cut:
            cut[text] = statements(text) or [text]
    parts = comments.text.map(cut)
    lengths = parts.map(len).to_numpy(int) if len(parts) else np.zeros(0, int)
    owner = np.repeat(np.arange(len(comments)), lengths)
    table = pd.DataFrame(
        {
            "comment": owner,
            "part": np.arange(len(owner)) - np.repeat(np.cumsum(lengths) - lengths, lengths) + 1,
            "text": [one for some in parts for one in some],
        }
    )
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
    elif isinstance(codeframe, (str, Path)):
        frame = read_codeframe(codeframe)
        themes, hits = list(frame.themes), frame.code(table.text.tolist())
        how = f"code frame {frame.name!r} ({len(frame.terms)} words, stems and phrases), several themes a comment"
    else:
        raise OptionError(f"codeframe= is 'touchpoints', the path of a CSV or a number of topics; got {codeframe!r}.")
    hits = np.column_stack([hits, ~hits.any(axis=1)])
    themes = [*themes, OTHER]
    caveats = [caveat for part in read for caveat in part.caveats]
    if moved is not None:
        themes, hits, told = move_by_hand(survey, moved, comments, table, themes, hits)
        caveats += [told] if told else []
    of_comments = np.zeros((len(comments), len(themes)), dtype=bool)
    np.logical_or.at(of_comments, owner, hits)
    # A comment is "other" where none of its statements names anything else.
    of_comments[:, -1] = ~of_comments[:, :-1].any(axis=1)
    groups = list(dict.fromkeys(name for part in read for name in part.groups))
    everyone = list(dict.fromkeys(name for part in read for name in [*part.groups, *part.hidden]))
    if by is not None and survey.find(by) == survey.roles.get("audience"):
        groups, everyone = ([name for name in survey.audiences if name in some] for some in (groups, everyone))
    hidden = [name for name in everyone if name not in groups]
    return Coded(comments, table, themes, hits, of_comments, groups, caveats, how, hidden, everyone)


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
