"""What was recognised in a file, in words that a person can act on: what ``cxresearch check FILE`` prints."""

import textwrap

from cxresearch.errors import listing
from cxresearch.survey.codebook import ROLES, SCALED
from cxresearch.survey.scales import Scale
from cxresearch.survey.survey import Survey
from cxresearch.wording import plural

__all__ = ["describe"]

_WIDTH = 100
_MOST_QUESTIONS = 80
_MOST_NOTES = 40
_MOST_DOUBTS = 12
_NEEDED = {
    "audience": 'pass audience="Customers", or roles={"audience": column}',
    "unit": 'for comparisons of branches pass roles={"unit": column}',
}
_HEADS = ("question", "kind", "scale", "answered", "not used", "text")


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
    staff: 3 responses, 1 question, recognised as frame
    Rows: 3 in the file = 3 kept
    Audiences: Staff 3
    Roles: audience = audience
    <BLANKLINE>
    In doubt: nothing had to be guessed that could change a number.
    <BLANKLINE>
    question  kind    scale  answered  not used  text
    billing   rating  1-5           2         1  billing
    <BLANKLINE>
    To do
    - billing: 1 answer cannot be used on 1-5 (9). Correct the scale, or let it stand: it is in no
      number.
    - No unit: for comparisons of branches pass roles={"unit": column}.
    """
    book = survey.codebook
    kind_of_row = "row" if survey.is_aggregated else "response"
    lines = [
        f"{survey.name}: {plural(survey.n_rows, kind_of_row)}, {plural(len(book), 'question')}, recognised as "
        f"{survey.platform}",
        _rows(survey),
        *_audiences(survey),
        f"Roles: {', '.join(f'{role} = {column}' for role, column in survey.roles.items()) or 'none found'}",
        *_in_doubt(survey),
        "",
        *_questions(survey),
    ]
    to_do = _to_do(survey)
    if to_do:
        lines += ["", "To do", *_list(to_do)]
    notes = [str(note) for note in survey.notes if not str(note).startswith("in doubt:")]
    if notes:
        shown = notes[:_MOST_NOTES]
        more = [f"{len(notes) - _MOST_NOTES:,} more in survey.notes"] if len(notes) > _MOST_NOTES else []
        lines += ["", "Notes", *_list([*shown, *more])]
    return "\n".join(line.rstrip() for line in lines)


def _in_doubt(survey: Survey) -> list[str]:
    """The doubts first: what may be wrong, the evidence, and the line that settles it."""
    table = survey.doubts
    if not len(table):
        return ["", "In doubt: nothing had to be guessed that could change a number."]
    lines = ["", f"In doubt ({plural(len(table), 'guess', 'guesses')} that could change a number, the worst first)"]
    for row in table.head(_MOST_DOUBTS).itertuples():
        about = f"{_cut(row.question, 60)}: " if row.question else ""
        hang = f" {plural(row.answers, 'answer')}." if row.answers else ""
        reasons = f" ({row.evidence})" if row.evidence else ""
        lines += _list([f"{about}{row.doubt}{reasons}.{hang}"])
        lines.append(f"  -> {row.settle}")
    if len(table) > _MOST_DOUBTS:
        lines.append(f"- {len(table) - _MOST_DOUBTS} more in survey.doubts")
    return lines


def _rows(survey: Survey) -> str:
    intake = dict(survey.intake)
    if not {"rows in", "kept"} <= set(intake) or intake["rows in"] < 0:
        return f"Rows: {survey.n_rows:,}"
    excluded = [
        f"{count:,} excluded ({key.removeprefix('excluded: ')})"
        for key, count in intake.items()
        if key.startswith("excluded")
    ]
    parts = " + ".join([f"{intake['kept']:,} kept", *excluded])
    return f"Rows: {intake['rows in']:,} in the file = {parts}"


def _audiences(survey: Survey) -> list[str]:
    if "audience" not in survey.roles:
        return []
    counts = survey.answer_counts(survey.roles["audience"])
    named = ", ".join(f"{audience} {counts.get(audience, 0):,}" for audience in survey.audiences)
    blank = survey.n_rows - sum(counts.values())
    return [f"Audiences: {named}" + (f", not stated {blank:,}" if blank else "")]


def _questions(survey: Survey) -> list[str]:
    book = survey.codebook
    account = survey.account().set_index("question") if book.kind.isin(SCALED).any() else None
    rows = []
    for row in book.head(_MOST_QUESTIONS).itertuples():
        if row.kind in SCALED:
            answered, unused = int(account.at[row.id, "kept"]), int(account.at[row.id, "excluded"])
        else:
            answered, unused = sum(survey.answer_counts(row.id).values()), 0
        scale = "" if not row.scale else "{0.low:g}-{0.high:g}".format(Scale.parse(row.scale))
        scale += "?" if row.scale_from.startswith("guessed") else ""
        rows.append(
            (_cut(row.id, 28), row.kind, scale, f"{answered:,}", f"{unused:,}" if unused else "", _cut(row.text, 60))
        )
    if not rows:
        return ["No questions were found."]
    widths = [max(len(cells[at]) for cells in [_HEADS, *rows]) for at in range(len(_HEADS))]
    made = [
        "  ".join(
            cell.rjust(width) if at in (3, 4) else cell.ljust(width)
            for at, (cell, width) in enumerate(zip(cells, widths, strict=True))
        )
        for cells in [_HEADS, *rows]
    ]
    if len(book) > _MOST_QUESTIONS:
        made.append(f"... and {len(book) - _MOST_QUESTIONS:,} more questions in survey.codebook")
    return made


def _to_do(survey: Survey) -> list[str]:
    book = survey.codebook
    found = []
    for row in book[book.kind.isin(SCALED)].itertuples():
        unused = _unused(survey, row.id)
        if unused:
            many = plural(sum(unused.values()), "answer")
            words = listing((_cut(str(answer), 30) for answer in unused), most=6)
            found.append(
                f"{_cut(row.id, 60)}: {many} cannot be used on {_span(row.scale, dash=True)} ({words}). "
                "Correct the scale, or let it stand: it is in no number."
            )
            if len(found) > 12:
                found.append("More questions have such answers; survey.account() lists them.")
                break
    found += [f"No {role}: {remedy}." for role, remedy in _NEEDED.items() if role not in survey.roles and role in ROLES]
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
