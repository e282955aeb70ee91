"""The rating beside a comment, in three groups: high, middle and low; promoters, passives and detractors.

A comment with its rating tells more about who wrote it than the comment alone. So groups of ratings count as groups:
leaders' and staff's comments are shown where ten of them stand behind a group, and without the exact rating.
"""

import numpy as np
import pandas as pd

from cxresearch.errors import QuestionError, ScaleError
from cxresearch.privacy.hiding import FEWEST_COMMENTS, HIDDEN, hide_small_groups
from cxresearch.privacy.quotable import people_of
from cxresearch.survey.audiences import is_employees
from cxresearch.survey.codebook import SCALED
from cxresearch.survey.survey import Survey
from cxresearch.wording import in_a_row, marked, named, plural, say, texts_about

__all__ = ["GROUPS", "NPS_GROUPS", "is_nps", "nothing_beside", "quotable_ratings", "rating_question", "ratings"]

NPS_GROUPS = ("promoters", "passives", "detractors")
GROUPS = ("high ratings", "middle ratings", "low ratings")


def rating_question(survey: Survey, rating: str | None, wrote: np.ndarray) -> str:
    """The closed question that is meant; by default the only NPS question that the rows ``wrote`` answered.

    Raises
    ------
    QuestionError
        If there is none, several could be meant, or it is no closed question.
    """
    if rating is not None:
        column = survey.find(rating)
        if column not in survey.questions(kinds=SCALED):
            raise QuestionError(say(
                "{column} of {survey} is no rating, NPS or effort question. Pass one, or correct its kind in "
                "survey.codebook.",
                column=repr(column), survey=survey.name,
            ))  # fmt: skip
        return column
    found = survey.questions(kinds=("nps",))
    given = [name for name in found if np.isfinite(survey.numbers([name])[name].to_numpy(float)[wrote]).any()]
    if len(given) == 1:
        return given[0]
    if not given:
        raise QuestionError(say(
            "Those who wrote answered no NPS question of {survey}. Pass rating= with a closed question of theirs.",
            survey=survey.name,
        ))  # fmt: skip
    raise QuestionError(say(
        "Which rating is meant? Those who wrote answered {n} NPS questions of {survey}: {given}. Pass rating= with "
        "one of them, or take one audience: survey.only(audience=...).",
        n=len(given), survey=survey.name, given=named(given),
    ))  # fmt: skip


def is_nps(survey: Survey, column: str) -> bool:
    """Whether a question has promoters and detractors: asked on 0-10, as the Net Promoter Score is."""
    scale = survey.scale_of(column)
    return column in survey.questions(kinds=("nps",)) and scale is not None and (scale.low, scale.high) == (0, 10)


def ratings(survey: Survey, column: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The group of each row ("" without an answer), the answer on its own scale, and on 0-100 with good high."""
    if survey.scale_of(column) is None:
        raise ScaleError(say(
            "The scale of {column} is not known. Pass scales= when the file is read: {{{column}: (1, 5)}}.",
            column=repr(column),
        ))  # fmt: skip
    value = survey.numbers([column])[column].to_numpy(float)
    points = survey.numbers([column], points=True)[column].to_numpy(float)
    with np.errstate(invalid="ignore"):
        if is_nps(survey, column):
            names, high, low = NPS_GROUPS, value >= 9, value <= 6
        else:
            names, high, low = GROUPS, points >= 200 / 3 - 1e-9, points <= 100 / 3 + 1e-9
    group = np.select([~np.isfinite(value), high, low], ["", names[0], names[2]], names[1])
    return group.astype(object), value, points


def nothing_beside(
    survey: Survey, question: str, rating: str, beside: pd.DataFrame, unread: list[str], caveats: list[str]
) -> str:
    """Why no comment with a rating has a tone: none could be scored, none says anything, none may be shown, or none is.

    Parameters
    ----------
    beside : the comments with a rating that may be shown, none of them with a tone.
    unread : why some could not be scored. `caveats` : of the tones, which tell what is hidden.
    """
    texts = survey.codebook.set_index("id").text
    fields = {"question": texts.get(question, question), "rating": texts.get(rating, rating)}
    if unread:
        return in_a_row(
            say("What was written to '{question}' beside '{rating}' could not be scored.", **fields), *unread
        )
    if len(beside):
        return say(
            "What was written to '{question}' beside '{rating}' says nothing that has a tone ({comments}).",
            comments=plural(len(beside), "comment"), **fields,
        )  # fmt: skip
    encoded = survey.encoded(question)
    wrote = np.array([*(bool(str(text or "").strip()) for text in encoded.answers), False])[encoded.codes]
    if (wrote & (ratings(survey, rating)[0] != "")).any():
        return in_a_row(
            say("What was written to '{question}' beside '{rating}' may not be shown.", **fields),
            *texts_about(caveats, HIDDEN),
        )
    return say(
        "Nobody in {survey} wrote to '{question}' and answered '{rating}'; pass other questions.",
        survey=survey.name,
        **fields,
    )


def quotable_ratings(survey: Survey, rows: pd.DataFrame, privacy: bool) -> tuple[pd.DataFrame, list[str]]:
    """Rows whose group of ratings is large enough to be quoted; leaders' and staff's exact ratings are taken out."""
    role = survey.roles.get("audience")
    if role is None:
        return rows, []
    encoded = survey.encoded(role)
    audience = np.array([*encoded.answers, ""], dtype=object)[encoded.codes][rows.row.to_numpy(int)]
    keys = pd.DataFrame({"audience": audience, "rating_group": rows.rating_group})
    people = people_of(survey)[rows.row.to_numpy(int)]
    n = pd.Series(people).groupby([keys.audience, keys.rating_group], sort=False).nunique()
    groups = pd.DataFrame(n.index.tolist(), columns=list(keys))
    hidden, caveats = hide_small_groups(
        survey, groups, n.to_numpy(), by=list(keys), privacy=privacy, fewest=FEWEST_COMMENTS
    )
    small = set(map(tuple, groups[hidden].to_numpy()))
    kept = np.array([pair not in small for pair in zip(keys.audience, keys.rating_group, strict=True)], dtype=bool)
    ours = np.array([is_employees(str(name)) for name in audience], dtype=bool)
    rows = rows.assign(rating=np.where(ours, np.nan, rows.rating))[kept].reset_index(drop=True)
    if hidden.any():
        caveats = [
            marked(
                say(
                    "{comments} of leaders or staff left out: fewer than {fewest} of them stand behind a group of "
                    "ratings, or a total would give a smaller group away.",
                    comments=plural(int((~kept).sum()), "comment"),
                    fewest=FEWEST_COMMENTS,
                ),
                HIDDEN,
            ),
            *caveats[1:],
        ]
    return rows, caveats
