"""Doubts about ratings: questions that may be some, and marks of which nothing says which end is the best."""

import re

from cxresearch.combining.candidates import likely_ratings
from cxresearch.errors import listing
from cxresearch.study.doubting.lines import as_toml, by_grid, line_of, paragraph
from cxresearch.study.settings import Settings, StudyFile
from cxresearch.survey.doubt_words import doubt_in_words
from cxresearch.survey.doubts import MAY_REVERSE, Doubt
from cxresearch.survey.guessing.marks import WHICH_IS_BEST
from cxresearch.survey.scales import number_in
from cxresearch.survey.survey import Survey
from cxresearch.wording import count, say

__all__ = ["like_ratings", "with_directions"]

_CZECH = re.compile("[ěřůĺŕ]", re.IGNORECASE)


def like_ratings(file: StudyFile, survey: Survey) -> list[Doubt]:
    """Three columns or more that share the same few answers, in words of no known order: most likely ratings."""
    texts = dict(zip(survey.codebook["id"], survey.codebook["text"], strict=True))
    found = []
    for questions, words in likely_ratings(survey).items():
        n = sum(sum(survey.answer_counts(question).values()) for question in questions)
        line = as_toml(by_grid(f"scales={dict.fromkeys(questions, tuple(words))!r}", texts))
        found.append(
            Doubt(
                f"{listing(questions, most=4)} ({file.path})",
                say(
                    "{questions} questions share the same {n} answers in words of no known order, so they are counted "
                    "as choices: are they ratings?", questions=count(len(questions)), n=count(len(words)),
                ),
                say("no list of labels that is known holds these words"), int(n),
                say("{line}, with all answers from low to high, also those that nobody chose",
                    line=line_of(file, paragraph(line))), MAY_REVERSE,
            )
        )  # fmt: skip
    return found


def with_directions(settings: Settings, survey: Survey) -> list[Doubt]:
    """The doubts of a file; where its ratings in bare numbers may be school marks, which end of them is the best.

    Of marks from 1 to 6 one end is as likely the best as the other in any language; from 1 to 5 where schools mark so.
    """
    doubts, asked = survey._standing(), {}
    already = {one.question for one in doubts if one.doubt == WHICH_IS_BEST}
    for row in survey.codebook.itertuples():
        bare = row.scale_from.startswith(("guessed from", "numbers ", "customary"))
        if bare and row.kind == "rating" and not row.reversed and row.scale in ("1-5", "1-6", "1-7"):
            seen = [value for answer in survey.answer_counts(row.id) if (value := number_in(answer)) is not None]
            if seen and max(seen) <= 6 and row.id not in already:
                asked[row.id] = row, max(seen)
    six = any(highest > 5 for _, highest in asked.values())
    if not asked or not (six or _marks_are_usual(settings, survey)):
        return doubts
    known = {one.question: one for one in doubts if one.doubt.startswith("scale guessed")}
    found = [one for one in doubts if one.question not in asked or known.get(one.question) != one]
    for question, (row, _) in asked.items():
        high, worst = 6 if six else 5, 6 if six or question in known else 5
        told = known[question].evidence if question in known else row.scale_from
        found.append(
            Doubt(
                question, doubt_in_words(WHICH_IS_BEST),
                doubt_in_words(told), sum(survey.answer_counts(question).values()),
                f"scales={{{question!r}: (1, {high})}} if {high} is the good end, "
                f"scales={{{question!r}: ({worst}, 1)}} if 1 is", MAY_REVERSE,
            )
        )  # fmt: skip
    return found


def _marks_are_usual(settings: Settings, survey: Survey) -> bool:
    """Whether schools mark with 1 as the best where this was asked: by its language, German, Czech or Slovak."""
    from cxresearch.text.reading.language import languages

    texts = [str(text) for text in survey.codebook["text"]]
    found = languages(texts)
    return settings.language == "de" or found.count("de") > found.count("en") or bool(_CZECH.search(" ".join(texts)))
