"""What a person moved stands where the person put it: themes given by hand are obeyed over the machine's.

A facilitator who takes a note from one pile to another has read it, and has heard who wrote it. So the machine's codes
of that answer give way, all of them, and how many did is told beside the shares.
"""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from cxresearch.errors import OptionError, QuestionError
from cxresearch.survey.answers import as_text
from cxresearch.survey.survey import Survey
from cxresearch.wording import count, did_you_mean, in_a_row, marked, named, plural, say

__all__ = ["BY_HAND", "move_by_hand"]

# By what the caveat is found again, whatever language it is in.
BY_HAND = "moved by hand"
_PLACES = ("row", "part", "question")


def move_by_hand(
    survey: Survey,
    moved: pd.DataFrame | str,
    comments: pd.DataFrame,
    statements: pd.DataFrame,
    themes: list[str],
    hits: np.ndarray,
) -> tuple[list[str], np.ndarray, str]:
    """Put statements under the themes that a person gave them.

    Parameters
    ----------
    survey : Survey
    moved : DataFrame or str
        A row an answer: its theme (several with semicolons between them) in the column ``theme``, and a column of the
        survey that identifies it (``statement``, or the role ``respondent``), or ``row``, its place in the survey. Also
        ``question`` and ``part``, where a row holds several answers. Or the name of a column of the survey that holds
        the themes. What has no theme there was not moved.
    comments, statements, themes, hits
        As in `Coded`; the last theme is what stands under none.

    Returns
    -------
    themes : list of str
        With those that the code frame does not have, before the last.
    hits : array of bool, statements x themes
    told : str
        How many were moved, for the caveats.

    Raises
    ------
    OptionError
        If ``moved`` has no theme or nothing to know an answer by, or none of its answers is here.
    """
    given, themes_of = _given(survey, moved)
    of_comments = comments.iloc[statements.comment.to_numpy()]
    keys = pd.DataFrame({"row": of_comments.row.to_numpy(), "question": of_comments.question.to_numpy()})
    keys["part"] = statements.part.to_numpy()
    for name in given:
        if name not in keys:
            encoded = survey.encoded(survey.find(name))
            texts = np.array([*map(_key, encoded.answers), ""], dtype=object)
            keys[name] = texts[encoded.codes][keys.row]
    names, at = list(themes[:-1]), {name.casefold(): place for place, name in enumerate(themes)}
    added: list[str] = []
    wanted: dict[tuple, list[str]] = {}
    for key, told in zip(given.itertuples(index=False, name=None), themes_of, strict=True):
        wanted.setdefault(key, []).extend(told)
    for told in wanted.values():
        for name in told:
            if name.casefold() not in at:
                at[name.casefold()] = -1
                added.append(name)
    names = [*names, *added]
    last = themes[-1].casefold()
    place = {name.casefold(): column for column, name in enumerate(names)} | {last: len(names)}
    new = np.column_stack([hits[:, :-1], np.zeros((len(hits), len(added)), dtype=bool), hits[:, -1]])
    found, changed = set(), set()
    for row, key in enumerate(keys[list(given)].itertuples(index=False, name=None)):
        if key not in wanted:
            continue
        line = np.zeros(len(names) + 1, dtype=bool)
        line[[place[name.casefold()] for name in wanted[key]]] = True
        found.add(key)
        if (line != new[row]).any():
            changed.add(key)
        new[row] = line
    if wanted and not found:
        example = named([str(key[0]) for key in wanted], most=3)
        raise OptionError(say(
            "None of the {answers} in moved= is among those read here (by {columns}: {example}). Pass the column of "
            "the survey that they are known by, with theme.",
            answers=plural(len(wanted), "answer"), columns=named(given.columns), example=example,
        ))  # fmt: skip
    return [*names, themes[-1]], new, _told(len(found), len(changed), len(wanted) - len(found), added)


def _given(survey: Survey, moved: pd.DataFrame | str) -> tuple[pd.DataFrame, list[list[str]]]:
    """What answers are known by, as text, and the themes of each."""
    if isinstance(moved, str):
        column = survey.find(moved)
        encoded = survey.encoded(column)
        texts = np.array([*encoded.answers, None], dtype=object)[encoded.codes]
        frame = pd.DataFrame({"row": np.arange(survey.n_rows), "theme": texts})
    elif isinstance(moved, pd.DataFrame):
        frame = moved
    else:
        raise OptionError(say(
            "moved= is a DataFrame of answers and their themes, or the name of a column; got {name}.",
            name=type(moved).__name__,
        ))  # fmt: skip
    names = [name for name in frame.columns if name in _PLACES or (name != "theme" and _is_in(survey, name))]
    theme = ["theme"] if "theme" in frame else [name for name in frame.columns if name not in names]
    if len(theme) != 1 or not {*names} - {"question", "part"}:
        hint = did_you_mean("theme", map(str, frame.columns)) if len(theme) != 1 else ""
        raise OptionError(say(
            "moved= has the columns {columns}. It takes theme, and row or a column of {survey} that tells the answers "
            "apart.{hint}",
            columns=named(frame.columns), survey=survey.name, hint=hint,
        ))  # fmt: skip
    told = [_themes(value) for value in frame[theme[0]]]
    kept = [bool(some) for some in told]
    keys = pd.DataFrame(index=range(sum(kept)))
    for name in names:
        values = frame.loc[kept, name].tolist()
        if name in ("row", "part"):
            keys[name] = _whole(values, name)
        else:
            keys[name] = [survey.find(str(value)) if name == "question" else _key(value) for value in values]
    return keys, [some for some in told if some]


def _is_in(survey: Survey, name: object) -> bool:
    try:
        survey.find(name)
    except (QuestionError, TypeError):
        return False
    return True


def _whole(values: Iterable, name: str) -> list[int]:
    try:
        return [int(value) for value in values]
    except (TypeError, ValueError):
        raise OptionError(say(
            "The column {name} of moved= holds whole numbers; got {values}.",
            name=name, values=named(map(repr, values)),
        )) from None  # fmt: skip


def _key(value: object) -> str:
    return "" if value is None or value != value else as_text(value).strip()


def _themes(value: object) -> list[str]:
    return [part for text in _key(value).split(";") if (part := " ".join(text.split()))]


def _told(moved: int, changed: int, unknown: int, added: list[str]) -> str:
    """What a caveat says; "" where nothing was moved."""
    if not moved and not unknown:
        return ""
    parts = [
        say(
            "Themes given by hand: {answers} stands where a person put it; the machine had put {changed} elsewhere."
            if moved == 1
            else "Themes given by hand: {answers} stand where a person put them; the machine had put {changed} "
            "elsewhere.",
            answers=plural(moved, "answer"), changed=count(changed) if changed else say("none"),
        )
    ]  # fmt: skip
    if added:
        parts.append(say("The code frame does not have {themes}.", themes=named(added)))
    if unknown:
        parts.append(
            say(
                "{answers} in moved= is not among those read here."
                if unknown == 1
                else "{answers} in moved= are not among those read here.",
                answers=plural(unknown, "answer"),
            )
        )
    return marked(in_a_row(*parts), BY_HAND)
