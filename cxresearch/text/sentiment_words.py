"""What a result of sentiment says of its shares: by which method, with which caveats, which comments are in none."""

from collections.abc import Collection
from textwrap import shorten

import numpy as np
import pandas as pd
import pyarrow.compute as pc

from cxresearch.survey.survey import Survey
from cxresearch.text.reading.comments import group_called, say_nothing
from cxresearch.text.reading.language import UNKNOWN
from cxresearch.text.reading.language import called as named_language
from cxresearch.text.reading.question_kind import IMPROVE
from cxresearch.text.reading.tokens import stored
from cxresearch.text.scoring.priors import FEWEST
from cxresearch.text.scoring.score import LABELS, MEASURED, NO_ANSWER, NOTHING_TO_IMPROVE, PHRASE
from cxresearch.text.scoring.study_codes import COMMENTS, StudyCodes
from cxresearch.text.scoring.track_record import kept_aside_errors, track_record
from cxresearch.wording import count, in_a_row, marked, named, number, plural, say

__all__ = [
    "OTHER_TONGUES",
    "OWN_CODES",
    "SAMPLING_ERROR",
    "WISHES",
    "caveats_of",
    "coded_by_people",
    "in_shares",
    "main_language",
    "method_of",
    "mixed_audiences",
    "unread_comments",
]

# By what caveats are found again, whatever language they are in.
OTHER_TONGUES = "other languages"
SAMPLING_ERROR = "sampling error only"
WISHES = "wishes"
# So many codes of a group's own comments speak for it; fewer leave it to the errors of all groups together.
OWN_CODES = 20


def in_shares(scores: pd.DataFrame, coded: bool) -> np.ndarray:
    """Comments whose tone goes into shares: in languages that the neural scorer was measured in, or coded by people.

    "Nothing" has a tone in any language; where most of the others have none, it must not speak for them.
    """
    measured = coded | scores.language.isin([*MEASURED, ""]) | (scores.scored_by != "neural")
    known = (scores.label.isin(LABELS) & measured).to_numpy(bool)
    answers = ~scores.label.isin([NO_ANSWER, NOTHING_TO_IMPROVE]).to_numpy(bool)
    if not coded and (answers & ~known).sum() > known.sum():
        known = known & (scores.scored_by != PHRASE).to_numpy(bool)
    return known


def method_of(rules: str, codes: StudyCodes | None, kind: str, asked_in: str, ways: Collection[bool] = ()) -> str:
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
                fewest=OWN_CODES,
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


def caveats_of(
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


def main_language(scores: pd.DataFrame) -> str:
    """The language of most comments."""
    counted = scores.language[scores.language != ""].value_counts()
    return min(counted.index, key=lambda language: (-counted[language], language), default="en")


def unread_comments(scores: pd.DataFrame, called: str, coded: bool) -> list[str]:
    """Why comments are in no share, by language: rows of ``VerbatimSentiment.scores``, the rules, whether coded."""
    caveats = []
    out = scores[~scores.label.isin([NO_ANSWER, NOTHING_TO_IMPROVE]) & ~in_shares(scores, coded)]
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
    answers = stored(scores.text[scores.label.isin(LABELS)].tolist())
    plain = pc.utf8_trim(pc.replace_substring_regex(pc.utf8_lower(answers), r"[\s\p{Z}]+", " "), " .!")
    least = max(_FEWEST_TIMES, _ONE_TEXT * len(scores))
    found = pc.value_counts(plain)
    found = found.filter(pc.greater_equal(found.field("counts"), least)).to_pylist()
    counted = {one["values"]: one["counts"] for one in found}
    often = sorted(counted, key=lambda name: (-counted[name], name))
    return [
        say(
            "One text fills {share}% of the comments: {text} ({n}). If it is no answer, pass non_answers=[...]; if a "
            "form put it there, leave it out.",
            share=number(100 * counted[name] / len(scores)), text=repr(shorten(name, 60)), n=count(counted[name]),
        )
        for name in often
    ]  # fmt: skip


def mixed_audiences(survey: Survey, split: list[str], rows: np.ndarray) -> list[str]:
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
