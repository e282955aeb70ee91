"""What was recognised in a file, in words that a person can act on: what ``cxresearch check FILE`` prints."""

import textwrap

import pandas as pd

from cxresearch.survey.codebook import SCALED, split_text
from cxresearch.survey.doubts import choice_of
from cxresearch.survey.origins import Origin, origin_of
from cxresearch.survey.parts.doubting import IN_DOUBT
from cxresearch.survey.scales import Scale
from cxresearch.survey.survey import Survey, platform_name
from cxresearch.wording import again, message_of, named, number, plural, say, told

__all__ = ["describe", "rows_of"]

_WIDTH = 100
_MOST_QUESTIONS = 80
_MOST_NOTES = 40
_MOST_DOUBTS = 12
_NEEDED = {
    "audience": told("No audience: pass {line}."),
    "unit": told("No unit: for comparisons of branches, sites or teams pass {line}."),
}
_LINES = {"audience": 'audience="Customers"', "unit": 'roles={"unit": column}'}
_ALWAYS = ("question", "kind", "scale", "answered")
_HEADS = (told("question"), told("kind"), told("scale"), told("answered"), told("not used"), told("text"))


def describe(survey: Survey) -> str:
    """Everything that was recognised, guessed, excluded and not understood, and what to do about it.

    Parameters
    ----------
    survey : Survey

    Returns
    -------
    str
        Plain text, a hundred columns wide, the same for the same file.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"billing": [4, 5, 9]})
    >>> print(describe(Survey.from_frame(frame, scales={"billing": (1, 5)}, audience="Staff", name="staff")))
    staff: nothing had to be guessed that could change a number.
    <BLANKLINE>
    Recognised as frame: 3 responses, 1 question
    Rows: 3 in the file = 3 kept
    Audiences: Staff 3
    Roles: audience = audience
    <BLANKLINE>
    To do
    - billing: 1 answer cannot be used on 1-5 (9). Correct the scale, or let it stand: it is in no
      number.
    - No unit: for comparisons of branches, sites or teams pass roles={"unit": column}.
    <BLANKLINE>
    question  kind    scale  answered  not used
    billing   rating  1-5           2         1
    """
    book = survey.codebook
    kind_of_row = "row" if survey.is_aggregated else "response"
    lines = [
        *_in_doubt(survey),
        "",
        say(
            "Recognised as {platform}: {rows}, {questions}",
            rows=plural(survey.n_rows, kind_of_row),
            questions=plural(len(_blocks(book)), "question"),
            platform=platform_name(survey.platform),
        ),
        rows_of(survey),
        *_audiences(survey),
        say(
            "Roles: {roles}",
            roles=", ".join(f"{say(role)} = {column}" for role, column in survey.roles.items()) or say("none found"),
        ),
    ]
    to_do = _to_do(survey)
    if to_do:
        lines += ["", say("To do"), *_list(to_do)]
    lines += ["", *_questions(survey)]
    notes = [again(note) for note in survey.notes if message_of(note) != IN_DOUBT]
    if notes:
        shown = notes[:_MOST_NOTES]
        more = [say("{n} more in survey.notes", n=number(len(notes) - _MOST_NOTES))] if len(notes) > _MOST_NOTES else []
        lines += ["", say("Notes"), *_list([*shown, *more])]
    return "\n".join(line.rstrip() for line in lines)


def _in_doubt(survey: Survey) -> list[str]:
    """The doubts first: what may be wrong, the evidence, and the line that settles it."""
    table = survey.doubts
    if not len(survey.codebook):
        return [say("{name}: no questions were found.", name=survey.name)]
    if not len(table):
        return [say("{name}: nothing had to be guessed that could change a number.", name=survey.name)]
    lines = [
        say("{name}: in doubt, the worst first ({n}; behind -> what settles it in read_survey)",
            name=survey.name, n=plural(len(table), "guess", "guesses"))
    ]  # fmt: skip
    for row in table.head(_MOST_DOUBTS).itertuples():
        about = f"{_cut(row.question, 60)}: " if row.question else ""
        hang = f" {plural(row.answers, 'answer')}." if row.answers else ""
        reasons = f" ({row.evidence})" if row.evidence else ""
        lines += _list([f"{about}{row.doubt}{reasons}.{hang}"])
        lines += [f"  -> {line}" for line in _settling(row.settle)]
    if len(table) > _MOST_DOUBTS:
        lines.append("- " + say("{n} more in survey.doubts", n=number(len(table) - _MOST_DOUBTS)))
    return lines


def _settling(settle: str) -> list[str]:
    """What settles a doubt, a line for each of two ends, each whole, so that it can be copied."""
    if not (choice := choice_of(settle)):
        return [settle]
    return [
        say("{line} if {end} is the good end", line=choice[line], end=choice[end])
        for line, end in (("straight", "high"), ("turned", "low"))
    ]


def rows_of(survey: Survey) -> str:
    """How many rows came in, how many were kept, and how many were set aside for what.

    >>> import pandas as pd
    >>> rows_of(Survey.from_frame(pd.DataFrame({"nps": [9, 3]})))
    'Rows: 2 in the file = 2 kept'
    """
    intake = dict(survey.intake)
    if not {"rows in", "kept"} <= set(intake) or intake["rows in"] < 0:
        return say("Rows: {n}", n=number(survey.n_rows))
    reasons = {
        key.removeprefix("excluded: ").replace("_", " "): n for key, n in intake.items() if key.startswith("excluded")
    }
    excluded = [say("{n} excluded ({why})", n=number(n), why=say(reason)) for reason, n in reasons.items()]
    parts = " + ".join([say("{n} kept", n=number(intake["kept"])), *excluded])
    return say("Rows: {n} in the file = {parts}", n=number(intake["rows in"]), parts=parts)


def _audiences(survey: Survey) -> list[str]:
    if "audience" not in survey.roles:
        return []
    counts = survey.answer_counts(survey.roles["audience"])
    named = ", ".join(f"{audience} {counts.get(audience, 0):,}" for audience in survey.audiences)
    blank = survey.n_rows - sum(counts.values())
    return [say("Audiences: {named}", named=named) + (say(", not stated {n}", n=number(blank)) if blank else "")]


def _questions(survey: Survey) -> list[str]:
    book = survey.codebook
    account = survey.account().set_index("question") if book.kind.isin(SCALED).any() else None
    blocks = _blocks(book)
    rows = []
    for block in blocks[:_MOST_QUESTIONS]:
        row = block[0]
        if row.kind in SCALED:
            answered, unused = int(account.at[row.id, "kept"]), int(account.at[row.id, "excluded"])
        else:
            answered, unused = max(sum(survey.answer_counts(one.id).values()) for one in block), 0
        scale = "" if not row.scale else "{0.low:g}-{0.high:g}".format(Scale.parse(row.scale))
        scale += "?" if origin_of(row.scale_from) is Origin.GUESSED else ""
        text = "" if row.text == row.id else _cut(row.text, 60)
        name = _cut(row.id, 28 if text else 60)
        if len(block) > 1:
            stem = split_text(row.text)[0]
            name = _cut(stem if row.text == row.id else f"{row.id} to {block[-1].id}", 60 if row.text == row.id else 28)
            scale, text = plural(len(block), "option"), "" if row.text == row.id else _cut(stem, 60)
        rows.append((name, say(row.kind), scale, f"{answered:,}", f"{unused:,}" if unused else "", text))
    if not rows:
        return [say("No questions were found.")]
    told = [at for at, head in enumerate(_HEADS) if head in _ALWAYS or any(cells[at] for cells in rows)]
    table = [[cells[at] for at in told] for cells in [tuple(map(say, _HEADS)), *rows]]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    counts = {"answered", "not used"}
    made = [
        "  ".join(
            cell.rjust(width) if _HEADS[at] in counts else cell.ljust(width)
            for at, cell, width in zip(told, cells, widths, strict=True)
        )
        for cells in table
    ]
    if len(blocks) > _MOST_QUESTIONS:
        made.append(say("... and {n} more questions in survey.codebook", n=number(len(blocks) - _MOST_QUESTIONS)))
    return made


def _blocks(book: pd.DataFrame) -> list[list]:
    """The lines of the codebook; the options of one question of several answers, or of one ranking, are one."""
    blocks: list[list] = []
    for row in book.itertuples():
        last = blocks[-1][-1] if blocks else None
        alike = last is not None and row.kind == last.kind and row.kind in ("multi", "ranking")
        stem, option = split_text(row.text)
        if alike and option and split_text(last.text)[0] == stem:
            blocks[-1].append(row)
        else:
            blocks.append([row])
    return blocks


def _to_do(survey: Survey) -> list[str]:
    book = survey.codebook
    found = []
    for row in book[book.kind.isin(SCALED)].itertuples():
        unused = _unused(survey, row.id)
        if unused:
            many = plural(sum(unused.values()), "answer")
            words = named((_cut(str(answer), 30) for answer in unused), most=6)
            found.append(
                say(
                    "{question}: {answers} cannot be used on {scale} ({words}). Correct the scale, or let it stand: "
                    "it is in no number.",
                    question=_cut(row.id, 60),
                    answers=many,
                    scale=_span(row.scale, dash=True),
                    words=words,
                )
            )
            if len(found) > 12:
                found.append(say("More questions have such answers; survey.account() lists them."))
                break
    found += [say(remedy, line=_LINES[role]) for role, remedy in _NEEDED.items() if role not in survey.roles]
    return found


def _unused(survey: Survey, question: str) -> dict:
    scale = survey.scale_of(question)
    return {
        answer: count
        for answer, count in survey.answer_counts(question).items()
        if scale.read(answer).status in ("outside the scale", "not readable as an answer")
    }


def _span(scale: str, *, dash: bool = False) -> str:
    parsed = Scale.parse(scale)
    return f"{parsed.low:g}-{parsed.high:g}" if dash else f"({parsed.low:g}, {parsed.high:g})"


def _cut(text: str, most: int) -> str:
    plain = " ".join(str(text).split())
    return plain if len(plain) <= most else f"{plain[: most - 3]}..."


def _list(items: list[str]) -> list[str]:
    return [
        line
        for item in items
        for line in textwrap.wrap(
            " ".join(item.split()), _WIDTH, initial_indent="- ", subsequent_indent="  ", break_long_words=False
        )
    ]
