"""What a study has not decided yet: the doubts of its files, and its own, each with the line to edit."""

import ast
import re
from collections.abc import Iterable

import pandas as pd

from cxresearch.combining.matches import FILE as MATCHES
from cxresearch.combining.matches import Match
from cxresearch.combining.scale_fit import fit_of
from cxresearch.errors import listing
from cxresearch.stats.bases.naming import audience_name
from cxresearch.stats.bases.wave_order import are_phases, order_of_waves
from cxresearch.study.assembling import Parts, codebook_name, waves_by_audience
from cxresearch.study.settings import FILE, Settings, StudyFile
from cxresearch.survey.codebook import SCALED
from cxresearch.survey.doubt_words import doubt_in_words
from cxresearch.survey.doubts import CHOICE, LEFT_OUT, MAY_MOVE, MAY_REVERSE, Doubt, joined, table_of
from cxresearch.survey.group_order import known_order
from cxresearch.survey.labels import declines, known_label, normalise
from cxresearch.survey.scales import number_in
from cxresearch.survey.survey import Survey
from cxresearch.wording import count, plural, say

__all__ = ["as_toml", "doubts_of"]

_CZECH = re.compile("[ěřůĺŕ]", re.IGNORECASE)
_MOST_UNITS = 60
# Of the values of either column, how many the other must hold.
_ALIKE = 0.6
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
        for row in table_of(_with_directions(settings, read)).to_dict("records"):
            about = f"{row['question']} ({file.path})" if row["question"] else file.path
            settle = _line(file, _paragraph(as_toml(row["settle"])))
            if row["settle"].startswith("scales={"):
                settle = say("{line} (or the column scale of {codebook})", line=settle,
                             codebook=codebook_name(file.path))  # fmt: skip
            doubt, evidence = doubt_in_words(row["doubt"]), doubt_in_words(row["evidence"])
            found.append(Doubt(about, doubt, evidence, int(row["answers"]), settle, MAY_REVERSE))
        found += _like_ratings(file, read)
    found += _unconfirmed(parts, list(matches))
    found += _apart(parts, list(matches))
    found += _undecided(settings, survey)
    found += _of_waves(settings, parts, survey)
    found += _untold_roles(parts)
    found += _few_people(settings, survey)
    return (
        table_of(joined(found))
        if found
        else pd.DataFrame(columns=["question", "doubt", "evidence", "answers", "settle"])
    )


def _like_ratings(file: StudyFile, survey: Survey) -> list[Doubt]:
    """Three columns or more that share the same few answers, in words of no known order: most likely ratings."""
    alike: dict[frozenset, list[str]] = {}
    book = survey.codebook
    for question in book.id[book.kind == "choice"]:
        answers = survey.answer_counts(question)
        words = frozenset(str(answer) for answer in answers if not declines(answer))
        if 3 <= len(words) <= 11 and known_order(list(words)) is None:
            alike.setdefault(words, []).append(question)
    found = []
    for words, questions in alike.items():
        if len(questions) < 3:
            continue
        n = sum(sum(survey.answer_counts(question).values()) for question in questions)
        listed = ", ".join(f'"{word}"' for word in sorted(words))
        found.append(
            Doubt(
                f"{listing(questions, most=4)} ({file.path})",
                say(
                    "{questions} questions share the same {n} answers in words of no known order, so they are counted "
                    "as choices: are they ratings?", questions=count(len(questions)), n=count(len(words)),
                ),
                say("no list of labels that is known holds these words"), int(n),
                say("{line}, each question with its answers from low to high",
                    line=_line(file, f'scales."{questions[0]}" = [{listed}]')), MAY_REVERSE,
            )
        )  # fmt: skip
    return found


def _with_directions(settings: Settings, survey: Survey) -> list[Doubt]:
    """The doubts of a file; where its ratings in bare numbers may be school marks, which end of them is the best.

    Of marks from 1 to 6 one end is as likely the best as the other in any language; from 1 to 5 where schools mark so.
    """
    doubts, asked = survey._standing(), {}
    for row in survey.codebook.itertuples():
        bare = row.scale_from.startswith(("guessed from", "numbers ", "customary"))
        if bare and row.kind == "rating" and not row.reversed and row.scale in ("1-5", "1-6", "1-7"):
            seen = [value for answer in survey.answer_counts(row.id) if (value := number_in(answer)) is not None]
            if seen and max(seen) <= 6:
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
                question, say("read with high numbers as the good ones; nothing says which end is the best, and of "
                              "school marks it is 1"),
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


def _paragraph(lines: str) -> str:
    """Several lines stand under what introduces them."""
    return f"\n{lines}\n" if "\n" in lines else lines


def _line(file: StudyFile, line: str) -> str:
    """A line of study.toml with its place."""
    return say('{file}, under [[files]] path = "{path}": {line}', file=FILE, path=file.path, line=line)


def _lines(*lines: int) -> str:
    """Lines of matches.csv; 0 where there is no such file yet."""
    there = [line for line in lines if line]
    if len(there) < 2:
        return say("{file}, line {line}", file=MATCHES, line=there[0]) if there else MATCHES
    return say("{file}, lines {first} to {last}", file=MATCHES, first=min(there), last=max(there))


def as_toml(settle: str) -> str:
    """A line for a Python call as a line of study.toml.

    >>> as_toml("scales={'Q1': (1, 5)}")
    'scales."Q1" = [1, 5]'
    """
    if choice := CHOICE.fullmatch(settle):
        straight, high, turned, low = choice.groups()
        return f"{_words(high)}\n{as_toml(straight)}\n{_words(low)}\n{as_toml(turned)}"
    name, equals, value = settle.partition("=")
    try:
        told = ast.literal_eval(value) if equals and name.isidentifier() else None
    except (ValueError, SyntaxError):
        told = None
    if isinstance(told, dict):  # so that the lines of several doubts can stand below one another
        return "\n".join(f"{name}.{_value(str(key))} = {_value(part)}" for key, part in told.items())
    return settle if told is None else f"{name} = {_value(told)}"


def _words(condition: str) -> str:
    """ "if 6 is the good end" as a comment of TOML above the lines that it is about."""
    return say("# if {end} is the best:", end=condition.split()[1])


def _value(told: object) -> str:
    if isinstance(told, dict):
        return "{ " + ", ".join(f"{_value(str(key))} = {_value(part)}" for key, part in told.items()) + " }"
    if isinstance(told, list | tuple):
        return "[" + ", ".join(map(_value, told)) + "]"
    if isinstance(told, bool):
        return str(told).lower()
    if isinstance(told, int | float):
        return str(told)
    return '"' + str(told).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


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
    touchpoints, place = plural(len(waiting), "touchpoint"), _lines(*(match.line for match in waiting))
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
                scales, n, say("write yes in the column rescale of {place}", place=_lines(match.line)), MAY_MOVE,
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


def _of_waves(settings: Settings, parts: Parts, survey: Survey) -> list[Doubt]:
    """Several waves in no known order, and audiences that tell no wave beside others that tell several."""
    waves = waves_by_audience(survey)
    found = list(dict.fromkeys(value for told in waves.values() for value in told))
    if len(found) < 2:
        return []
    column = survey.roles["wave"]
    in_order = order_of_waves(found, survey.order_of(column))
    if settings.wave is None and not in_order.known:
        told = [f"{read.roles['wave']} ({file.path})" for file, read in parts.by_file if "wave" in read.roles]
        return [
            Doubt(
                listing(told, most=4),
                say("{n} waves whose names tell no order, so all answers count together: which one is the study about?",
                    n=count(len(found))),
                listing(map(str, found), most=6), survey.n_rows,
                say("{file}: wave = {wave}", file=FILE, wave=_value(str(found[-1]))), MAY_REVERSE,
            )
        ]  # fmt: skip
    wave = settings.wave or str(in_order.waves[-1])
    doubts = []
    for file, read in parts.by_file:
        whole = [name for name in read.audiences if not waves.get(name)]
        if not whole:
            continue
        doubts.append(
            Doubt(
                file.path,
                say("{audiences}: no column tells the wave, so all of these answers count beside those of {wave}",
                    audiences=listing(map(audience_name, whole)), wave=wave),
                say("other files hold the waves {waves}", waves=listing(map(str, in_order.waves), most=6)),
                read.n_rows, _line(file, f"wave = {_value(wave)}"), MAY_MOVE,
            )
        )  # fmt: skip
    return doubts


def _untold_roles(parts: Parts) -> list[Doubt]:
    """Columns that tell wave or unit by their values, and that nobody has called so: with the line for each file."""
    told = {"wave": _untold_waves(parts), "unit": _untold_units(parts)}
    found = []
    for at, (file, survey) in enumerate(parts.by_file):
        ours = {role: columns[at][0] for role, columns in told.items() if at in columns}
        here = {"audience": file.audience, "wave": file.wave}
        # The whole line, as a second line of that name would be refused, and what is declared replaces what is guessed.
        roles = {role: column for role, column in survey.roles.items() if not here.get(role)} | ours
        cells = ", ".join(f"{role} = {_value(column)}" for role, column in roles.items())
        line = _line(file, f"roles = {{ {cells} }}")
        for role, column in ours.items():
            n = len(told[role][at][1])
            doubt, evidence, gravity = (
                (say("may tell the wave; as long as nothing says so, all answers count together"),
                 listing(told[role][at][1]), MAY_REVERSE)
                if role == "wave" else
                (say("may tell the unit (branch, site, team), so that staff and customers can be linked by it"),
                 say("{n} values that another file shares", n=count(n)), MAY_MOVE)
            )  # fmt: skip
            found.append(Doubt(f"{column} ({file.path})", doubt, evidence, survey.n_rows, line, gravity))
    return found


def _groups_of(survey: Survey) -> dict[str, list[str]]:
    """Columns without a role, with their values: few words that come again and again."""
    book, found = survey.codebook, {}
    for column in book.id[book.kind.isin(["choice", "verbatim"])]:
        if column not in survey.roles.values():
            counts = _values_of(survey, column)
            if 2 <= len(counts) <= _MOST_UNITS and sum(counts.values()) >= 3 * len(counts):
                found[column] = list(counts)
    return found


def _values_of(survey: Survey, column: str) -> dict[str, int]:
    answers = survey.answer_counts(column).items()
    return {str(value): n for value, n in answers if str(value).strip() and not declines(str(value))}


def _untold_waves(parts: Parts) -> dict[int, tuple[str, list[str]]]:
    """Place of a file to its column in words of before and after."""
    found = {}
    for at, (_, survey) in enumerate(parts.by_file):
        if "wave" not in survey.roles:
            told = [(column, values) for column, values in _groups_of(survey).items() if are_phases(values)]
            found |= {at: told[0]} if told else {}
    return found


def _untold_units(parts: Parts) -> dict[int, tuple[str, list[str]]]:
    """Place of a file to its column whose values another file shares; a file with units takes part with these alone."""
    columns = []
    for at, (_, survey) in enumerate(parts.by_file):
        unit = survey.roles.get("unit")
        groups = {unit: list(_values_of(survey, unit))} if unit else _groups_of(survey)
        columns += [
            (at, column, values, {normalise(value) for value in values}) for column, values in groups.items()
            if 3 <= len(values) <= _MOST_UNITS and known_order(values) is None
            and sum(map(known_label, values)) < 0.5 * len(values)
        ]  # fmt: skip
    # The same sentence in two files is a question that both were asked.
    headings = [normalise(column) for _, column, _, _ in columns]
    columns = [one for one, words in zip(columns, headings, strict=True)
               if headings.count(words) == 1 or len(words.split()) < 4]  # fmt: skip
    best: dict[int, tuple[str, list[str]]] = {}
    most = 0
    for _, _, _, ours in columns:
        alike = {}
        for at, column, values, theirs in columns:
            if len(ours & theirs) >= _ALIKE * max(len(ours), len(theirs)):
                alike.setdefault(at, (column, values))
        if len(alike) > 1 and len(ours) > most:
            best, most = alike, len(ours)
    return {at: told for at, told in best.items() if "unit" not in parts.by_file[at][1].roles}


def _few_people(settings: Settings, survey: Survey) -> list[Doubt]:
    """Few answered, and nobody says of how many: a board that answered whole is read like a sample."""
    if settings.populations_told or "audience" not in survey.roles:
        return []
    counts = survey.answer_counts(survey.roles["audience"])
    few = {name: n for name in survey.audiences if (n := counts[name]) < _A_BOARD}
    if not few:
        return []
    lines = "; ".join(
        f"{name if name.isidentifier() and name.isascii() else _value(name)} = {n}" for name, n in few.items()
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
