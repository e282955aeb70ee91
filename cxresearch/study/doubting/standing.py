"""What a study has not decided yet: the doubts of its files, and its own, each with the line to edit."""

from collections.abc import Iterable

import pandas as pd

from cxresearch.combining.matches import Match
from cxresearch.combining.scale_fit import fit_of
from cxresearch.errors import listing
from cxresearch.stats.bases.naming import audience_name
from cxresearch.study.doubting.lines import as_toml, line_of, lines_of, paragraph, toml_value
from cxresearch.study.doubting.ratings import like_ratings, with_directions
from cxresearch.study.doubting.roles import doubts_of_waves, untold_roles
from cxresearch.study.reading import Parts, codebook_name
from cxresearch.study.settings import FILE, Settings
from cxresearch.survey.codebook import SCALED
from cxresearch.survey.doubt_words import doubt_in_words
from cxresearch.survey.doubts import LEFT_OUT, MAY_MOVE, MAY_REVERSE, Doubt, joined, table_of
from cxresearch.survey.survey import Survey
from cxresearch.wording import count, plural, say

__all__ = ["doubts_of"]

_A_BOARD = 30


def doubts_of(settings: Settings, parts: Parts, survey: Survey, matches: Iterable[Match]) -> pd.DataFrame:
    """The doubts of a study, worst first, settled in its own files.

    Returns
    -------
    DataFrame
        ``question, doubt, evidence, answers, settle``; ``settle`` names the file and what to write there.
    """
    found = []
    for file, read in parts.by_file:
        for row in table_of(with_directions(settings, read)).to_dict("records"):
            about = f"{row['question']} ({file.path})" if row["question"] else file.path
            settle = line_of(file, paragraph(as_toml(row["settle"])))
            if row["settle"].startswith("scales={"):
                settle = say("{line} (or the column scale of {codebook})", line=settle,
                             codebook=codebook_name(file.path))  # fmt: skip
            doubt, evidence = doubt_in_words(row["doubt"]), doubt_in_words(row["evidence"])
            found.append(Doubt(about, doubt, evidence, int(row["answers"]), settle, MAY_REVERSE))
        found += like_ratings(file, read)
    found += _unconfirmed(parts, list(matches))
    found += _apart(parts, list(matches))
    found += _undecided(settings, survey)
    found += doubts_of_waves(settings, parts, survey)
    found += untold_roles(parts)
    found += _few_people(settings, survey)
    return (
        table_of(joined(found))
        if found
        else pd.DataFrame(columns=["question", "doubt", "evidence", "answers", "settle"])
    )


def _unconfirmed(parts: Parts, matches: list[Match]) -> list[Doubt]:
    several = [match for match in matches if len(match.questions) > 1 and not match.confirmed]
    return [
        *_waiting(parts, [match for match in several if not match.guessed]),
        *_waiting(parts, [match for match in several if match.guessed]),
    ]


def _waiting(parts: Parts, waiting: list[Match]) -> list[Doubt]:
    if not waiting:
        return []
    # What is no rating yet has a doubt of its own, and no number hangs on this one.
    hang = sum(
        sum(parts.by_audience[audience].answer_counts(question).values())
        for match in waiting for audience, question in match.questions.items()
        if question in parts.by_audience[audience].questions(kinds=(*SCALED, "verbatim"))
    )  # fmt: skip
    shown = ", ".join(match.topic for match in waiting[:6])
    if len(waiting) > 6:
        shown = say("{names} and {more} more", names=shown, more=count(len(waiting) - 6))
    touchpoints, place = plural(len(waiting), "touchpoint"), lines_of(*(match.line for match in waiting))
    if waiting[0].guessed:
        doubt = say(
            "{touchpoints} in the same words on a scale that was guessed; none enters a gap before the scale "
            "is settled",
            touchpoints=touchpoints,
        )
        evidence = say("the words are the same, and nothing but the answers speaks for the scale")
        settle = say(
            "{file}: the scales, as the doubts about them say; or yes in the column confirmed of {place}",
            file=FILE,
            place=place,
        )
    else:
        doubt = say(
            "{touchpoints} may be the same question; none enters a gap before a person says so", touchpoints=touchpoints
        )
        evidence = say("only the wording speaks for it")
        settle = say("{place}: write yes in the column confirmed, or move the question (cx.match_questions shows them)",
                     place=place)  # fmt: skip
    return [Doubt(shown, doubt, evidence, int(hang), settle, MAY_REVERSE)]


def _apart(parts: Parts, matches: list[Match]) -> list[Doubt]:
    """Confirmed, but asked on different scales and not yet allowed onto 0-100."""
    found = []
    for match in matches:
        if not match.counts or match.rescale:
            continue
        rows = {
            audience: parts.by_audience[audience].codebook.set_index("id").loc[question]
            for audience, question in match.questions.items()
        }
        rows = {audience: row for audience, row in rows.items() if row["kind"] in SCALED}
        answered = {audience: parts.by_audience[audience].answer_counts(match.questions[audience]) for audience in rows}
        if not rows or fit_of(rows, answered.__getitem__).one:
            continue
        asked = {
            audience: say("{scale} turned", scale=row["scale"]) if row["reversed"] else row["scale"]
            for audience, row in rows.items()
        }
        scales = "; ".join(f"{audience_name(audience)} {scale}" for audience, scale in asked.items())
        n = sum(sum(counts.values()) for counts in answered.values())
        found.append(
            Doubt(
                match.topic, say("was asked on different scales and stays apart, so there is no gap of it"),
                scales, n, say("write yes in the column rescale of {place}", place=lines_of(match.line)), MAY_MOVE,
            )
        )  # fmt: skip
    return found


def _undecided(settings: Settings, survey: Survey) -> list[Doubt]:
    found = []
    if "unit" in survey.roles and settings.units is None:
        column = survey.roles["unit"]
        units = len(survey.answer_counts(column))
        found.append(
            Doubt(
                column, say("{units}: are they all there are, or a sample of more?", units=plural(units, "unit")),
                say("a sample of units makes every interval wider"), survey.n_rows,
                say("{file}: units = \"all\", or units = \"sample\"", file=FILE), MAY_MOVE,
            )
        )  # fmt: skip
    return found


def _few_people(settings: Settings, survey: Survey) -> list[Doubt]:
    """Few answered, and nobody says of how many: a board that answered whole is read like a sample."""
    if settings.populations_told or "audience" not in survey.roles:
        return []
    counts = survey.answer_counts(survey.roles["audience"])
    few = {name: n for name in survey.audiences if (n := counts[name]) < _A_BOARD}
    if not few:
        return []
    lines = "; ".join(
        f"{name if name.isidentifier() and name.isascii() else toml_value(name)} = {n}" for name, n in few.items()
    )
    return [
        Doubt(
            listing(map(audience_name, few)),
            say("few answered: are they all there are? Then their answers are no sample, and gaps to them can be told"),
            listing([f"{audience_name(name)} {n}" for name, n in few.items()]), sum(few.values()),
            say("{file}: [populations] {lines} (how many there are in all; the heading alone where nobody knows)",
                file=FILE, lines=lines), LEFT_OUT,
        )
    ]  # fmt: skip
