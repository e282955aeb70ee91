"""Doubts about ratings: questions that may be some, and marks of which nothing says which end is the best."""

import re

from cxresearch.combining.again import asked_again
from cxresearch.combining.candidates import are_codes, likely_ratings
from cxresearch.study.doubting.lines import as_toml, by_grid, line_of, paragraph, toml_value
from cxresearch.study.reading import aspects_of
from cxresearch.study.settings import Settings, StudyFile
from cxresearch.survey.codebook import SCALED
from cxresearch.survey.doubts import MAY_REVERSE, Doubt
from cxresearch.survey.guessing.marks import WHICH_IS_BEST, which_is_best
from cxresearch.survey.guessing.number_scales import numbers_between
from cxresearch.survey.origins import origin_of
from cxresearch.survey.scales import number_in
from cxresearch.survey.survey import Survey
from cxresearch.wording import count, kept, listed, message_of, named, plural, say

__all__ = ["like_ratings", "rated_again", "with_directions"]

_CZECH = re.compile("[ěřůĺŕ]", re.IGNORECASE)


def like_ratings(file: StudyFile, survey: Survey) -> list[Doubt]:
    """Three columns or more that share the same few answers, in words of no known order or codes: likely ratings."""
    texts = dict(zip(survey.codebook["id"], survey.codebook["text"], strict=True))
    found = []
    for questions, words in likely_ratings(survey).items():
        coded = are_codes(words)
        n = sum(sum(survey.answer_counts(question).values()) for question in questions)
        line = as_toml(by_grid(f"scales={dict.fromkeys(questions, tuple(words))!r}", texts))
        if "\n" in line:  # questions that share their answers and no wording
            line = as_toml(f"scales={ {'*': tuple(words)}!r}")
        found.append(
            Doubt(
                f"{named(questions, most=4)} ({file.path})",
                say(
                    "{questions} questions share the same {n} codes as answers, so they are counted as choices: are "
                    "they ratings?" if coded else
                    "{questions} questions share the same {n} answers in words of no known order, so they are counted "
                    "as choices: are they ratings?", questions=count(len(questions)), n=count(len(words)),
                ),
                say("nothing says what {codes} mean; an export with the answers' words would", codes=listed(words))
                if coded else say("no list of labels that is known holds these words"), int(n),
                say("{line} (all answers from low to high, also those that nobody chose)",
                    line=line_of(file, paragraph(line))), MAY_REVERSE,
            )
        )  # fmt: skip
    return found


def rated_again(file: StudyFile, survey: Survey) -> list[Doubt]:
    """Ratings that repeat, in a frame of words of their own, what is rated in the same file: which aspect is it?"""
    book = survey.codebook
    rated = book[book["kind"].isin(SCALED) & (book["aspect"] == "experience")]
    texts = dict(zip(rated["id"], rated["text"], strict=True))
    declared = aspects_of(survey, file) if file.aspects else {}
    found = []
    for frame, questions in asked_again(texts).items():
        if set(questions) <= set(declared):
            continue
        n = sum(sum(survey.answer_counts(question).values()) for question in questions)
        found.append(
            Doubt(
                f"{named([texts[question] for question in questions], most=4)} ({file.path})",
                say("ask again, in a frame of their own, about what is rated in the same file, and were taken as "
                    "ratings of it all the same: do they guess what others will answer, or ask how much it matters?"),
                say("{questions} read {frame}", questions=plural(len(questions), "question"), frame=repr(frame)),
                int(n),
                say('{line}, or "importance", "expectation", "promise", "understood"; "experience" where they are '
                    "touchpoints of their own", line=line_of(file, f'aspects.{toml_value(frame)} = "prediction"')),
                MAY_REVERSE,
            )
        )  # fmt: skip
    return found


def with_directions(settings: Settings, survey: Survey) -> list[Doubt]:
    """The doubts of a file; where its ratings in bare numbers may be school marks, which end of them is the best.

    Of marks from 1 to 6 one end is as likely the best as the other in any language; from 1 to 5 where schools mark so.
    """
    doubts, asked = survey._standing(), {}
    already = {one.question for one in doubts if message_of(one.doubt) == WHICH_IS_BEST}
    for row in survey.codebook.itertuples():
        if (
            origin_of(row.scale_from).is_bare
            and row.kind == "rating"
            and not row.reversed
            and row.scale in ("1-5", "1-6", "1-7")
        ):
            seen = [value for answer in survey.answer_counts(row.id) if (value := number_in(answer)) is not None]
            if seen and max(seen) <= 6 and row.id not in already:
                asked[row.id] = seen
    six = any(max(seen) > 5 for seen in asked.values())
    if not asked or not (six or _marks_are_usual(settings, survey)):
        return doubts
    answers = {}
    for question, seen in asked.items():
        n = sum(survey.answer_counts(question).values())
        answers[question] = kept("{numbers} in {answers}", numbers=numbers_between(min(seen), max(seen)),
                                 answers=plural(n, "answer")), n  # fmt: skip
    return which_is_best(doubts, answers, six=six)


def _marks_are_usual(settings: Settings, survey: Survey) -> bool:
    """Whether schools mark with 1 as the best where this was asked: by its language, German, Czech or Slovak."""
    from cxresearch.text.reading.language import languages

    texts = [str(text) for text in survey.codebook["text"]]
    found = languages(texts)
    return settings.language == "de" or found.count("de") > found.count("en") or bool(_CZECH.search(" ".join(texts)))
