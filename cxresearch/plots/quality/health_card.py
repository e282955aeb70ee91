"""One page on the health of the data: who answered, which rows look odd, what is blank, what to know before quoting.

It is meant for the first meeting about a file: everything on it is a count, nothing on it is a finding about a client.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from cxresearch.errors import OptionError
from cxresearch.plots.drawing.letters import LINE, legible, wrapped
from cxresearch.plots.drawing.style import BAND, BLUE, INK, QUIET, drawing, off_screen, on_paper, paint
from cxresearch.plots.quality.missing_map import missing_map
from cxresearch.plots.quality.times import times_chart, times_notes
from cxresearch.stats.bases.naming import people
from cxresearch.stats.quality.health import Quality, check_quality
from cxresearch.stats.quality.quality_sentences import size_in_words
from cxresearch.survey.columns.wave_order import in_time
from cxresearch.survey.survey import Survey
from cxresearch.wording import capital, count, named, noun, number, plural, say, told

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["health_card"]

_WIDTH, _HEIGHT, _EDGE = 12.8, 7.2, 0.3
_TILE_TOP, _TILE_HEIGHT = 1.12, 2.05
_MAP_ROWS = 8
_MOST_DOUBTS = 3
_MOST_AUDIENCES = 4
_FLAGS = {
    "speeders": told("very fast"),
    "straight_lining": told("one answer to a whole grid"),
    "low_variability": told("hardly varied"),
    "duplicates": told("repeat an earlier row"),
    "same_respondent": told("same person twice"),
    "unfinished": told("broke off"),
}
_UNUSED = {
    "declined": told("declined"), "outside the scale": told("outside the scale"), "not readable": told("not readable"),
}  # fmt: skip


def health_card(
    survey: Survey | Quality, *, invited: Mapping | None = None, title: str | None = None, **options
) -> "Figure":
    """Draw the data health card, one page of 16:9.

    Parameters
    ----------
    survey : Survey or Quality
        What is checked, or what ``check_quality`` returned for it.
    invited : mapping, optional
        How many were asked, as in ``check_quality``.
    title : str, optional
        In place of the summary.
    **options
        Of ``check_quality``.

    Returns
    -------
    matplotlib Figure
        Save it with ``.savefig("health.pdf")``.

    Raises
    ------
    OptionError
        If it is neither, or options are given for a check that was made already.

    Examples
    --------
    >>> import pandas as pd
    >>> card = health_card(Survey.from_frame(pd.DataFrame({"billing": [5, None, 3, 4]}), scales={"billing": (1, 5)}))
    >>> card.texts[0].get_text()
    'Data health of survey: 4 rows, none carries a flag'
    """
    result = _checked(survey, invited, options)
    from matplotlib.figure import Figure

    with drawing(), off_screen():
        figure = Figure(figsize=(_WIDTH, _HEIGHT), dpi=100)
        on_paper(figure, (0.0, 0.0, _WIDTH, _HEIGHT))
        summary = title or _summary(result)
        heading = wrapped(summary, _WIDTH - 2 * _EDGE, size=19, bold=True)[:2]
        _write(figure, _EDGE, _HEIGHT - 0.28, heading, 19, INK, bold=True)
        _write(figure, _EDGE, _HEIGHT - 0.72, [_source(result)], 11, QUIET)
        tiles = [_who(result), _odd(result), _blank(result), _unused(result)]
        width = (_WIDTH - 2 * _EDGE - 3 * 0.2) / 4
        for at, (head, figure_text, lines) in enumerate(tiles):
            _tile(figure, _EDGE + at * (width + 0.2), width, head, figure_text, lines)
        bottom = _HEIGHT - _TILE_TOP - _TILE_HEIGHT - 0.3
        map_width = 8.1
        blank = int((result.questions.groupby("question").missing.sum() > 0).sum()) if len(result.questions) else 0
        if blank:
            ax = figure.add_axes((_EDGE / _WIDTH, 0.02, map_width / _WIDTH, (bottom - 0.1) / _HEIGHT))
            # A second, empty Axes makes the map keep to its own place.
            figure.add_axes((0.999, 0.0, 0.001, 0.001)).set_axis_off()
            missing_map(result, ax=ax, rows=min(blank, _MAP_ROWS), title=say("Left blank, percent of rows"))
        else:
            _write(figure, _EDGE, bottom - 0.08, [say("No closed question has a blank answer")], 12, INK, bold=True)
        right = _EDGE + map_width + 0.25
        _notes(figure, right, bottom, result, floor=_times(figure, right, result))
    return figure


def _checked(survey: Survey | Quality, invited: Mapping | None, options: dict) -> Quality:
    if isinstance(survey, Quality):
        if invited is not None or options:
            raise OptionError(say("The check was made already: pass the Survey itself with these options."))
        return survey
    if not isinstance(survey, Survey):
        raise OptionError(say(
            "health_card takes a Survey or what check_quality returned; got {name}.",
            name=type(survey).__name__,
        ))  # fmt: skip
    return check_quality(survey, invited=invited, **options)


# -- the tiles -------------------------------------------------------------------------------------


def _summary(result: Quality) -> str:
    odd = result.flagged
    carry = say("{n} carries a flag" if odd == 1 else "{n} carry a flag", n=count(odd))
    return say(
        "Data health of {name}: {rows}, {flags}", name=result.survey.name,
        rows=plural(sum(result.sizes.values()), "row"), flags=carry if odd else say("none carries a flag"),
    )  # fmt: skip


def _source(result: Quality) -> str:
    survey = result.survey
    waves = in_time([wave for wave in dict.fromkeys(result.questions.wave) if wave]) if len(result.questions) else []
    when = say("; waves {waves}", waves=named(waves)) if len(waves) > 1 else ""
    return say(
        "{questions}, from {platform}{when}. Counts only; nothing was excluded.",
        questions=plural(len(survey.codebook), "question"),
        platform=survey.platform,
        when=when,
    )


def _who(result: Quality) -> tuple[str, str, list[str]]:
    table = result.table[result.table.check == "response_rate"]
    sizes = result.sizes
    lines = []
    for audience in [name for name in result.survey.audiences if name in sizes] or list(sizes):
        rates = table[(table.audience == audience) & table.estimate.notna()]
        rate = named(
            number(row.estimate) + say("%") + (f" ({row.group.removeprefix('wave ')})" if row.group else "")
            for row in rates.itertuples()
        )
        name = people(audience) if audience else noun("rows")
        lines.append(f"{count(sizes[audience])} {name}" + (say(": {rate} of invited", rate=rate) if len(rates) else ""))
    if not len(table):
        lines.append(say("how many were invited is not told"))
    return say("Answered"), count(sum(sizes.values())), lines


def _odd(result: Quality) -> tuple[str, str, list[str]]:
    n, counts = result.flagged, result.carried
    lines = [f"{count(counts[flag])} {say(words)}" for flag, words in _FLAGS.items() if flag in counts]
    looked = [flag for flag in _FLAGS if (result.table.check == flag).any()]
    if not n:
        lines = [say("by the checks that could be made" if looked else "no check could be made")]
    return say("Rows that look odd"), count(n), lines


def _blank(result: Quality) -> tuple[str, str, list[str]]:
    rows = result.table[(result.table.check == "missing") & result.table.estimate.notna()]
    asked = rows[rows.estimate <= 50]
    if not len(asked):
        return say("Left blank"), "–", [say("no question to judge by")]
    share = 100 * asked.n.sum() / asked.base.sum()
    lines = [say("of {sum} answers to closed questions", sum=count(asked.base.sum()))]
    part = rows.question[rows.estimate > 50].nunique()
    if part:
        lines.append(say("besides {questions} more than half blank", questions=plural(part, "question")))
    return say("Left blank"), number(share, digits=int(0 < share < 10)) + say("%"), lines


def _unused(result: Quality) -> tuple[str, str, list[str]]:
    table = result.table
    found = {words: table.n[table.check == check].sum() for check, words in _UNUSED.items()}
    total = sum(found.values())
    lines = [f"{count(n)} {say(words)}" for words, n in found.items() if n]
    return say("Written but not counted"), count(total), lines or [say("every answer lies on its scale")]


def _tile(figure, left: float, width: float, head: str, main: str, lines: Sequence[str]) -> None:
    from matplotlib.patches import Rectangle

    top = _HEIGHT - _TILE_TOP
    patch = Rectangle(
        (left / _WIDTH, (top - _TILE_HEIGHT) / _HEIGHT), width / _WIDTH, _TILE_HEIGHT / _HEIGHT,
        transform=figure.transFigure, facecolor=BAND, edgecolor="none",
    )  # fmt: skip
    figure.add_artist(patch)
    inside = width - 0.3
    _write(figure, left + 0.15, top - 0.13, [head], 11.5, QUIET, bold=True)
    _write(figure, left + 0.15, top - 0.75, [main], 26, paint(BLUE), bold=True, base="baseline")
    size = 10.5
    room = _TILE_HEIGHT - 0.95
    while True:
        told = [line for text in lines for line in wrapped(text, inside, size=size)]
        if len(told) * size * LINE / 72 <= room or size <= 7:
            break
        size -= 0.5
    most = int(room / (size * LINE / 72))
    if len(told) > most:
        told = [*told[: most - 1], say("and more in the table")]
    _write(figure, left + 0.15, top - 0.88, told, size, INK)


def _times(figure, left: float, result: Quality) -> float:
    """How long people took, at the foot of the card; the height that it takes."""
    table = result.times.head(_MOST_AUDIENCES)
    if not len(table) or table["median"].isna().all():
        return 0.25
    width, size = _WIDTH - left - _EDGE, 8.5
    notes = [line for text in times_notes(table) for line in wrapped(text, width, size=size)]
    foot = 0.14 + len(notes) * size * LINE / 72
    high = 0.31 * len(table)
    labels = 0.36 * width
    ax = figure.add_axes(((left + labels) / _WIDTH, (foot + 0.26) / _HEIGHT, (width - labels) / _WIDTH, high / _HEIGHT))
    times_chart(table, ax, room=labels - 0.06, size=size + 0.5)
    _write(figure, left, foot, notes, size, QUIET)
    top = foot + 0.26 + high + 0.3
    _write(figure, left, top, [say("Time taken")], 12, INK, bold=True)
    return top + 0.1


def _notes(figure, left: float, top: float, result: Quality, *, floor: float) -> None:
    """What a reader must know, as far as the page has room for it."""
    inside, size = _WIDTH - left - _EDGE, 10
    _write(figure, left, top - 0.08, [say("Before a number is quoted")], 12, INK, bold=True)
    small = result.table[result.table.check == "small_base"]
    doubts = _doubts(result.survey)
    told = list(result.caveats)
    if len(small):
        names = (f"{people(row.audience)} {row.group} ({size_in_words(row.n)})".strip() for row in small.itertuples())
        told.insert(1, say(
            "{groups} with fewer than {smallest_base} people: {groups_2}.", groups=plural(len(small), "group"),
            smallest_base=result.smallest_base, groups_2=named(names, most=4),
        ))  # fmt: skip
    at = top - 0.4
    for text in [*doubts, *told]:
        lines = wrapped(f"• {capital(text)}", inside, size=size)
        height = len(lines) * size * LINE / 72
        if at - height < floor:
            break
        _write(figure, left, at, lines, size, INK)
        at -= height + 0.07


def _doubts(survey: Survey) -> list[str]:
    """What was guessed and could change a number comes first, the worst of it with the line that settles it."""
    table = survey.doubts
    lines = [
        say("in doubt: {doubt}. To settle it: {settle}", settle=row.settle,
            doubt=f"{row.question}: {row.doubt}" if row.question else row.doubt)
        for row in table.head(_MOST_DOUBTS).itertuples()
    ]  # fmt: skip
    more = len(table) - _MOST_DOUBTS
    if more > 0:
        lines.append(say("{guesses} in survey.doubts", guesses=plural(more, "more guess", "more guesses")))
    return lines


def _write(
    figure, left: float, top: float, lines: Sequence[str], size: float, colour: str, *, bold=False, base="top"
) -> None:
    figure.text(
        left / _WIDTH, top / _HEIGHT, "\n".join(legible(line) for line in lines), ha="left", va=base, fontsize=size,
        fontweight="bold" if bold else "normal", color=colour, linespacing=LINE,
    )  # fmt: skip
