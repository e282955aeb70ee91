"""Doubts about what is the same question: candidates, different scales, an audience that stands beside nobody."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from cxresearch.combining.matches import FILE as MATCHES
from cxresearch.combining.matches import Match
from cxresearch.combining.scale_fit import fit_of
from cxresearch.stats.bases.naming import audience_name
from cxresearch.study.doubting.lines import lines_of
from cxresearch.study.reading import Parts
from cxresearch.study.settings import FILE
from cxresearch.survey.codebook import SCALED
from cxresearch.survey.doubts import MAY_MOVE, MAY_REVERSE, Doubt
from cxresearch.survey.scales import Scale
from cxresearch.wording import count, listed, plural, say

__all__ = ["apart", "beside", "in_no_match", "unconfirmed"]

_SHOWN = 6


def unconfirmed(parts: Parts, matches: Iterable[Match]) -> list[Doubt]:
    """Rows of several questions that nobody has confirmed yet."""
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
    touchpoints, place = plural(len(waiting), "touchpoint"), lines_of(*(match.line for match in waiting))
    asked = [(match, found) for match in waiting if (found := _scales_apart(parts, match))]
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
        settle = say("{place}: write yes in the column confirmed, or move the question (cx.match_questions shows them; "
                     "cxresearch study confirm DIR shows and confirms them)", place=place)  # fmt: skip
        if asked:
            evidence += "; " + say(
                "asked on different scales: {scales}", scales=_each_once(found for _, found in asked)
            )
            settle += ". " + say(
                "Write yes in the column rescale as well, in {place}, where the scales may be compared on 0-100",
                place=lines_of(*(match.line for match, _ in asked)),
            )
    return [Doubt(_topics(waiting), doubt, evidence, int(hang), settle, MAY_REVERSE)]


def apart(parts: Parts, matches: Iterable[Match]) -> list[Doubt]:
    """Confirmed, but asked on different scales and not yet allowed onto 0-100: one doubt for all of them."""
    asked = [(match, found) for match in matches
             if match.counts and not match.rescale and (found := _scales_apart(parts, match))]  # fmt: skip
    if not asked:
        return []
    alone = len(asked) == 1
    n = sum(
        sum(parts.by_audience[audience].answer_counts(match.questions[audience]).values())
        for match, found in asked for audience in found
    )  # fmt: skip
    return [
        Doubt(
            _topics([match for match, _ in asked]),
            say("was asked on different scales and stays apart, so there is no gap of it") if alone
            else say("{touchpoints} were asked on different scales and stay apart, so there is no gap of them",
                     touchpoints=plural(len(asked), "touchpoint")),
            _each_once(found for _, found in asked), int(n),
            say("write yes in the column rescale of {place}", place=lines_of(*(match.line for match, _ in asked))),
            MAY_MOVE,
        )
    ]  # fmt: skip


def beside(parts: Parts, matches: Iterable[Match]) -> list[Doubt]:
    """Questions that may belong to a touchpoint which is settled without them: one doubt for all of them."""
    waiting = [match for match in matches if match.perhaps]
    if not waiting:
        return []
    who = dict.fromkeys(audience for match in waiting for audience in match.perhaps)
    n = sum(sum(parts.by_audience[audience].answer_counts(question).values())
            for match in waiting for audience, question in match.perhaps.items())  # fmt: skip
    whole = [replace(match, questions={**match.questions, **match.perhaps}) for match in waiting]
    asked = [(match, found) for match in whole if not match.rescale and (found := _scales_apart(parts, match))]
    evidence = say("only the wording speaks for it")
    settle = say(
        "{place}: take the ? away where it is the same question, else empty that cell (cx.match_questions shows them; "
        "cxresearch study confirm DIR shows and confirms them)",
        place=lines_of(*(match.line for match in waiting)),
    )
    if asked:
        evidence += "; " + say("asked on different scales: {scales}", scales=_each_once(found for _, found in asked))
        settle += ". " + say(
            "Write yes in the column rescale as well, in {place}, where the scales may be compared on 0-100",
            place=lines_of(*(match.line for match, _ in asked)),
        )
    doubt = say("a question of {who} may be the same, and stays out until a person says so",
                who=listed(map(audience_name, who)))  # fmt: skip
    return [Doubt(_topics(waiting), doubt, evidence, int(n), settle, MAY_REVERSE)]


def in_no_match(parts: Parts, matches: Iterable[Match]) -> list[Doubt]:
    """An audience of whose questions none stands beside another's: no gap can be told with it."""
    matches = list(matches)
    several = [match for match in matches if len(match.questions) > 1]
    found = []
    for audience in parts.audiences if len(parts.audiences) > 1 else []:
        if any(audience in match.questions for match in several) or any(audience in one.perhaps for one in matches):
            continue
        survey = parts.by_audience[audience]
        rated = survey.questions(kinds=SCALED)
        n = sum(sum(survey.answer_counts(question).values()) for question in rated) or survey.n_rows
        found.append(
            Doubt(
                audience_name(audience),
                say("none of their questions stands beside another audience's, so no gap can be told with them"),
                say("{questions} of theirs were rated", questions=plural(len(rated), "question")), int(n),
                say("{file}, column {audience}: write each question of theirs into the line of the same touchpoint "
                    "(cx.match_questions shows the nearest)", file=MATCHES, audience=audience), MAY_REVERSE,
            )
        )  # fmt: skip
    return found


def _scales_apart(parts: Parts, match: Match) -> dict[str, str]:
    """Audience to the scale that it was asked on, where these are several; empty where they are one."""
    rows = {
        audience: parts.by_audience[audience].codebook.set_index("id").loc[question]
        for audience, question in match.questions.items()
    }
    rows = {audience: row for audience, row in rows.items() if row["kind"] in SCALED}
    answered = {audience: parts.by_audience[audience].answer_counts(match.questions[audience]) for audience in rows}
    if len(rows) < 2 or fit_of(rows, answered.__getitem__).one:
        return {}
    scales = {audience: Scale.parse(row["scale"]) for audience, row in rows.items()}
    spans = {audience: f"{scale.low:g}-{scale.high:g}" for audience, scale in scales.items()}
    if len(set(spans.values())) == 1:  # the same numbers with other words
        spans = {audience: row["scale"] for audience, row in rows.items()}
    return {
        audience: say("{scale} turned", scale=spans[audience]) if row["reversed"] else spans[audience]
        for audience, row in rows.items()
    }


def _each_once(scales: Iterable[Mapping[str, str]]) -> str:
    """Every audience with its scales: "Leadership 1-10; Staff 1-7"."""
    told: dict[str, list[str]] = {}
    for found in scales:
        for audience, scale in found.items():
            told.setdefault(audience, []).append(scale)
    return "; ".join(
        f"{audience_name(audience)} {listed(list(dict.fromkeys(scales)))}" for audience, scales in told.items()
    )


def _topics(matches: list[Match]) -> str:
    shown = ", ".join(match.topic for match in matches[:_SHOWN])
    if len(matches) > _SHOWN:
        shown = say("{names} and {more} more", names=shown, more=count(len(matches) - _SHOWN))
    return shown
