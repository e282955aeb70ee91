"""What a room wrote, under themes: the machine suggests them, and what a person moved stays where the person put it."""

import contextlib
from collections.abc import Collection
from pathlib import Path

import pandas as pd

from cxresearch.errors import OptionError, QuestionError
from cxresearch.text.themes.coded import OTHER, code_comments, themes_in
from cxresearch.text.themes.codeframe import Codeframe, read_codeframe
from cxresearch.wording import say
from cxresearch.workshop.board import Workshop
from cxresearch.workshop.keeping.words import shown
from cxresearch.workshop.phones.cards import ASIDE

__all__ = ["ASIDE", "group_answers", "grouped_answers"]

_LONGEST_THEME = 100
_COLUMNS = ["question", "theme", "answer", "audience", "group", "text", "good_or_bad", "votes", "by"]


def group_answers(
    workshop: Workshop, *, codeframe: str | Path | int | None = None, answers: Collection[str] | None = None
) -> int:
    """Let the machine suggest a theme for every answer; what a hand moved stays. Gives how many suggestions changed.

    Parameters
    ----------
    workshop : Workshop
    codeframe
        As in :func:`cxresearch.themes`. An answer that names several themes gets them with semicolons between.
    answers : list of str, optional
        Only these, such as those that came since; all of them where themes are drawn from the answers themselves.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> workshop = Workshop(mkdtemp())
    >>> answer = workshop.add("Staff", "1", 2, "The queue at noon")
    >>> group_answers(workshop), workshop.themes().theme.tolist()
    (1, ['Waiting time'])
    """
    if not isinstance(workshop, Workshop):
        raise OptionError(say(
            "workshop is a Workshop; got {name}. Pass cx.Workshop('our-workshop').",
            name=type(workshop).__name__,
        ))  # fmt: skip
    if codeframe is None and answers is not None:
        # New answers are read by the frame that was chosen for all of them; one answer shows no trade.
        codeframe = getattr(workshop, "_frame", None)
        answers = answers if codeframe is not None else None
    if answers is not None and not isinstance(codeframe, int):
        return workshop.suggest_themes(_of_a_few(workshop, answers, read_codeframe(codeframe)))
    try:
        survey = workshop.as_heard()
    except QuestionError:
        return 0
    asked = [name for name in survey.questions(kinds=("verbatim",)) if survey.answer_counts(name)]
    coded = code_comments(survey, asked, codeframe=codeframe, privacy=False)
    workshop._frame = coded.frame
    ids = survey.to_pandas().statement.to_numpy()
    suggested = {}
    for row, hits in zip(coded.comments.row, coded.of_comments, strict=True):
        named = [theme for theme, hit in zip(coded.themes, hits, strict=True) if hit and theme != OTHER]
        label = _label(named)
        suggested[str(ids[row])] = label
    return workshop.suggest_themes(suggested)


def _of_a_few(workshop: Workshop, answers: Collection[str], frame: Codeframe) -> dict[str, str]:
    """The label of each of a few answers, such as one that came just now."""
    texts = {}
    for answer in dict.fromkeys(answers):
        # One that was erased meanwhile is no answer any more.
        with contextlib.suppress(QuestionError):
            texts[answer] = shown(workshop.text_of(answer))
    return dict(zip(texts, map(_label, themes_in(list(texts.values()), frame)), strict=True))


def _label(named: list[str]) -> str:
    named = list(named)
    while len(label := "; ".join(named)) > _LONGEST_THEME:
        named.pop()
    return label


def grouped_answers(workshop: Workshop | None) -> pd.DataFrame:
    """The answers on the board by theme, the theme most often named first within a question.

    Parameters
    ----------
    workshop : Workshop or None
        None gives the columns without rows.

    Returns
    -------
    DataFrame
        A row an answer and theme: ``question, theme, answer, audience, group, text, good_or_bad, votes``, and ``by``
        ("hand", "machine" or empty).

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> workshop = Workshop(mkdtemp())
    >>> answer = workshop.add("Staff", "1", 2, "The queue at noon")
    >>> grouped_answers(workshop).theme.tolist(), group_answers(workshop), grouped_answers(workshop).theme.tolist()
    (['No theme yet'], 1, ['Waiting time'])
    """
    if workshop is None:
        return pd.DataFrame(columns=_COLUMNS)
    answers = workshop.answers().drop(columns="theme")
    table = answers.merge(workshop.themes()[["answer", "theme", "by"]], on="answer", how="left")
    # An answer that names two themes stands under both, as it counts for both.
    named = [[part.strip() for part in theme.split(";") if part.strip()] for theme in table.theme.fillna("")]
    table["theme"] = [themes or [ASIDE] for themes in named]
    table = table.explode("theme", ignore_index=True)
    theme = table.groupby(["question", "theme"])
    table = table.assign(
        size=theme.answer.transform("size").where(table.theme != ASIDE, -1), first=theme.added.transform("min")
    )
    order = ["question", "size", "first", "votes", "added"]
    table = table.sort_values(order, ascending=[True, False, True, False, True], kind="stable")
    return table[_COLUMNS].reset_index(drop=True)
