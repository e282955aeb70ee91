"""Several answers to one question: boxes of which each has a column, and options that stand side by side in a cell.

A box that was ticked holds 1, x, TRUE or its own text, and nothing where it was left empty. Neighbouring columns of
that
kind under one wording are one question; who left a mark in any of them saw the block. A cell holds several options only
where its parts recombine freely: "Yes, fully" beside "Yes, partly" and "No" is one choice with a comma in it.
"""

import os
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

import narwhals as nw

from cxresearch.survey.answers import as_text
from cxresearch.survey.codebook import split_text
from cxresearch.survey.labels import normalise

__all__ = ["Boxes", "are_ticks", "boxes_among", "cut_answers", "is_order_of_all", "marked", "options_in", "unnamed"]

_ON = frozenset(
    normalise(word)
    for word in (
        "1/1.0/x/checked/selected/ticked/true/y/yes/quoted/mentioned/ja/oui/sí/si/sim/wahr/vrai/verdadero/vero/"
        "angekreuzt/ausgewählt/gewählt/genannt/coché/cochée/sélectionné/marcado/seleccionado/selezionato/geselecteerd/"
        "aangevinkt/vald/valgt/wybrano/zaznaczone/evet/işaretli"
    ).split("/")
)
_SIGNS = frozenset("✓✔☑✗✘×•●")
_OFF = frozenset(
    normalise(word)
    for word in (
        "0/0.0/unchecked/not selected/not checked/not ticked/false/n/not quoted/not mentioned/falsch/faux/falso/"
        "nicht angekreuzt/nicht ausgewählt/nicht gewählt/nicht genannt/non coché/non sélectionné/no marcado/"
        "no seleccionado/non selezionato/niet geselecteerd/-"
    ).split("/")
)
_MOST_OPTIONS = 60
_REPEATED = re.compile(r"(?:_|\.| )\d{1,2}$")
_BOUNDARY = re.compile(r"[\s:?_\-–—/.\[(|]+")


@dataclass(frozen=True, eq=False)
class Boxes:
    """One question with a column a box: its wording, the option of each column, and the cells that mark a tick."""

    stem: str
    options: Mapping[str, str]
    on: Mapping[str, tuple]


def boxes_among(
    columns: Iterable[str],
    texts: Mapping[str, str],
    distinct: Callable[[str], list | None],
    blank: Callable[[str], bool],
) -> list[Boxes]:
    """The questions whose boxes stand in neighbouring columns.

    Parameters
    ----------
    columns : iterable of str
        In their order; columns that can be none are left out, which ends a run.
    texts : mapping
        Column to its wording.
    distinct : callable
        The distinct cells of a column, or None where there are more than two.
    blank : callable
        Whether a column has empty cells.
    """
    found, run = [], []
    for column in [*columns, ""]:
        cells = distinct(column) if column else None
        if cells is not None and _may_be_box(texts[column], cells):
            run.append((column, cells))
            continue
        found += _questions(run, texts, blank)
        run = []
    return found


def _may_be_box(text: str, cells: list) -> bool:
    words = {_word(cell) for cell in cells}
    if len(words) == 2:
        return bool(words & _OFF) and words <= _ON | _OFF
    return len(words) <= 1


def are_ticks(cells: Collection) -> bool:
    """Whether the distinct cells of a column are one mark that is made in a box, and a word for an empty box at most.

    >>> are_ticks(["x"]), are_ticks([True, False]), are_ticks(["North"]), are_ticks([0])
    (True, True, False, False)
    """
    words = {_word(cell) for cell in cells}
    return len(words & _ON) == 1 and len(words) <= 2 and words <= _ON | _OFF


def _word(cell) -> str:
    text = as_text(cell).strip()
    return "x" if text in _SIGNS else normalise(text)


def _questions(run: list, texts: Mapping[str, str], blank: Callable[[str], bool]) -> list[Boxes]:
    found, at = [], 0
    while at < len(run):
        end, stem = _longest(run, at, texts, blank)
        group = run[at:end]
        made = _boxes(stem, group, texts, blank) if end - at >= _least(stem, group, texts) else None
        if made is not None:
            found.append(made)
        at = end
    return found


def _least(stem: str, group: list, texts: Mapping[str, str]) -> int:
    """How many columns make one question: two, but three where sentences in names begin alike or no box was ticked.

    R writes sentences with points for blanks: "How.often.late" and "How.much.work" may well be two questions.
    """
    sentences = all(" " not in texts[column] and texts[column].count(".") >= 2 for column, _ in group)
    ticked = any(_word(cell) not in _OFF for _, cells in group for cell in cells)
    return 3 if sentences or not ticked else 2


def _longest(run: list, at: int, texts: Mapping[str, str], blank: Callable[[str], bool]) -> tuple[int, str]:
    """How far the columns go on with one wording, and that wording."""
    first = " ".join(texts[run[at][0]].split())
    stem, row = split_text(first)
    if row:
        end = at + 1
        while (
            end < len(run)
            and split_text(texts[run[end][0]]) == (stem, split_text(texts[run[end][0]])[1])
            and (split_text(texts[run[end][0]])[1])
        ):
            end += 1
        if end - at >= 2:
            return end, stem
    end, shared = at + 1, first
    while end < len(run):
        common = _cut(os.path.commonprefix([shared, " ".join(texts[run[end][0]].split())]), first)
        if not common or (end > at + 1 and len(common) < 0.6 * len(shared)):
            break
        shared, end = common, end + 1
    if end - at >= 2:
        return end, shared.rstrip(" :_-–—/.[(|")
    own = at
    while own < len(run) and _is_own(run[own], texts):
        own += 1
    return (own, "") if own - at >= 2 else (_marks(run, at, texts, blank), "")


def _marks(run: list, at: int, texts: Mapping[str, str], blank: Callable[[str], bool]) -> int:
    """How far columns go on that hold one and the same mark or nothing, whatever they are called.

    A cross is made in a box and nowhere else; a 1 or a TRUE may be a lone flag, so that three of them are wanted.
    """
    mark = _word(run[at][1][0]) if len(run[at][1]) == 1 else ""
    end = last = at
    while mark in _ON and end < len(run):
        column, cells = run[end]
        if {_word(cell) for cell in cells} - {mark} or "?" in texts[column] or not blank(column):
            break
        end += 1
        last = end if cells else last
    return last if last - at >= (2 if mark == "x" else 3) else at + 1


def _cut(common: str, whole: str) -> str:
    """A shared beginning up to the last sign that ends a word; none where it says nothing."""
    ends = [found.end() for found in _BOUNDARY.finditer(common)]
    kept = common[: ends[-1]] if ends else ""
    return kept if len(re.findall(r"[^\W_]", kept)) >= 2 and len(kept) < len(whole) else ""


def _is_own(pair: tuple, texts: Mapping[str, str]) -> bool:
    column, cells = pair
    return len(cells) == 1 and _word(cells[0]) in (
        normalise(texts[column]),
        normalise(_REPEATED.sub("", texts[column])),
    )


def _boxes(stem: str, group: list, texts: Mapping[str, str], blank: Callable[[str], bool]) -> Boxes | None:
    filled = [(column, cells) for column, cells in group if cells]
    if not filled:
        return None
    two = any(len(cells) == 2 or _word(cells[0]) in _OFF for _, cells in filled)
    if not two and not any(blank(column) for column, _ in group):
        return None  # every cell is filled with one answer: nobody left a box empty
    options, on = {}, {}
    for column, cells in group:
        ticks = tuple(cell for cell in cells if _word(cell) not in _OFF)
        rest = _rest(texts[column], stem)
        spoken = as_text(ticks[0]).strip() if ticks and _word(ticks[0]) not in _ON else ""
        number = bool(re.fullmatch(r"[+-]?\d+([.,]\d+)?", spoken))
        if spoken and normalise(spoken) != normalise(rest) and (number or len(spoken) > 120):
            return None
        options[column], on[column] = (spoken if spoken and not number else rest) or rest or column, ticks
    if len({normalise(option) for option in options.values()}) < len(options):
        if stem == "":  # a label that comes back ("Other") is the option of a second question
            return (
                Boxes(unnamed(options.values()), options, on) if all(_is_own(pair, texts) for pair in group) else None
            )
        options = {column: _rest(texts[column], stem) or column for column, _ in group}
        spoken_of = {_word(cells[0]) for _, cells in filled if len(cells) == 1}
        if not two and len(spoken_of) == 1 and not spoken_of <= _ON:
            return None  # one answer everywhere is an answer, no option
    return Boxes(stem or unnamed(options.values()), options, on)


def unnamed(options: Iterable[str]) -> str:
    """What a question is called whose wording is not in the file."""
    return "Choice among " + ", ".join(list(options)[:6])


def _rest(text: str, stem: str) -> str:
    plain = " ".join(text.split())
    split_stem, row = split_text(plain)
    if row and split_stem == stem:
        return row
    return plain[len(stem) :].strip(" :_-–—/.[]()|?") if stem and plain.startswith(stem) else plain


def marked(frame, boxes: Boxes, write_in: Collection[str] = ()):
    """The frame with 1 for a tick, 0 for a box left empty, and nothing where nobody saw the block.

    Parameters
    ----------
    frame : narwhals frame
    boxes : Boxes
    write_in : collection of str
        Text fields of the same question: who wrote there saw it too.
    """
    schema = frame.collect_schema()
    empty = {}
    for column in [*boxes.options, *write_in]:
        here = nw.col(column)
        blank = here.is_null()
        if schema[column] == nw.String:
            blank = blank | (here.str.strip_chars() == nw.lit(""))
        empty[column] = blank
    unseen = nw.all_horizontal(*empty.values(), ignore_nulls=False)
    made = []
    for column in boxes.options:
        ticks = list(boxes.on[column])
        hit = ~empty[column] & nw.col(column).is_in(ticks) if ticks else nw.lit(False)
        made.append(nw.when(unseen).then(nw.lit(None)).otherwise(hit.cast(nw.Float64)).cast(nw.Float64).alias(column))
    return frame.with_columns(*made)


def options_in(answers: Mapping[str, int], separator: str, *, freely: bool = False) -> list[str] | None:
    """The options of a question whose cells hold several of them, or None if it is not such a question.

    Options may hold the separator themselves: pieces that only ever stand side by side are one option. A separator
    behind the last option, as Microsoft Forms writes it, is proof by itself. What stands in brackets is never cut.
    ``freely``: nothing but the cells speaks for several options, so that each must be seen alone or in other company
    and hardly any cell may be one of a kind.

    >>> options_in({"Phone, Visit, in person": 4, "Phone": 3, "Visit, in person": 2}, ", ")
    ['Phone', 'Visit, in person']
    >>> options_in({"Yes, fully": 50, "Yes, partly": 200, "No": 20, "Not sure": 10}, ", ")
    """
    marked = all(answer.rstrip().endswith(separator.strip()) for answer in answers)
    cut = {answer: _pieces(answer, separator) for answer in answers}
    total = sum(answers.values())
    several = sum(count for answer, count in answers.items() if len(cut[answer]) > 1)
    if (several < max(2, 0.1 * total) and not marked) or not all(cut.values()):
        return None
    distinct = {piece for pieces in cut.values() for piece in pieces}
    if len(distinct) > max(3 * _MOST_OPTIONS, 0.2 * sum(map(len, cut.values()))):
        return None
    cut = _merge(cut, answers, separator)
    counts: dict[str, int] = {}
    for answer, pieces in cut.items():
        for piece in pieces:
            counts[piece] = counts.get(piece, 0) + answers[answer]
    options = [piece for piece, count in counts.items() if count > 1]
    write_ins = sum(count for count in counts.values() if count == 1)
    plausible = 2 <= len(options) <= _MOST_OPTIONS and write_ins <= 0.2 * sum(counts.values())
    repeated = sum(count for count in counts.values() if count > 1) >= 2.5 * len(options)
    short = all(len(piece) <= 100 for piece in options)
    once = all(len(set(pieces)) == len(pieces) for pieces in cut.values())
    if marked and separator.strip() == ";" and short and once:
        return list(counts)
    tight = separator.strip() == ";" and not any(re.search(r";\s", answer) for answer in answers)
    free = tight or _recombine(cut, answers)
    if not (plausible and repeated and short and once and free) or not any(len(pieces) > 1 for pieces in cut.values()):
        return None
    if freely and not _are_ticked(cut, counts, answers, options):
        return None
    return list(counts)


def _are_ticked(
    cut: Mapping[str, list[str]], counts: Mapping[str, int], answers: Mapping[str, int], options: list[str]
) -> bool:
    """Whether few short options, each chosen by several, make up nearly all cells in ever new company."""
    short = all(len(piece) <= 80 and len(piece.split()) <= 12 for piece in options)
    written = sum(answers[answer] for answer, pieces in cut.items() if not set(pieces) <= set(options))
    company = {piece: {other for pieces in cut.values() if piece in pieces for other in pieces} for piece in options}
    loose = sum(counts[piece] for piece in options if len(company[piece]) >= 3 or [piece] in cut.values())
    total, ticks = sum(answers.values()), sum(counts[piece] for piece in options)
    return (
        short and len(options) >= 3 and written <= 0.05 * total and loose >= 0.9 * ticks
        and all(counts[piece] >= max(2, 0.01 * total) for piece in options)
        and sum(map(_is_list_word, options)) < len(options)
    )  # fmt: skip


def _is_list_word(piece: str) -> bool:
    """Whether a piece may be part of a number or a code of its own."""
    return bool(re.fullmatch(r"[\d.,'\s%€$£-]+", piece))


def cut_answers(answers: Mapping[str, int], separator: str) -> dict[str, list[str]]:
    """The options of every cell, pieces that belong together joined."""
    return _merge({answer: _pieces(answer, separator) for answer in answers}, answers, separator)


def is_order_of_all(answers: Mapping[str, int], separator: str) -> list[str] | None:
    """The options, where every cell puts all of them in an order of its own: a ranking.

    >>> is_order_of_all({"Price;Speed;Place;": 3, "Place;Price;Speed;": 2}, ";")
    ['Place', 'Price', 'Speed']
    """
    cut = [_pieces(answer, separator) for answer in answers]
    if len(cut) < 2 or not 3 <= len(cut[0]) <= _MOST_OPTIONS:
        return None
    same = sorted(cut[0])
    return same if len(set(same)) == len(same) and all(sorted(pieces) == same for pieces in cut) else None


def _recombine(cut: Mapping[str, list[str]], answers: Mapping[str, int]) -> bool:
    """Whether pieces stand alone and in changing company, as options that were ticked do."""
    holding: dict[str, set[int]] = {}
    places: dict[str, set[bool]] = {}
    alone = set()
    for at, pieces in enumerate(cut.values()):
        for place, piece in enumerate(pieces):
            holding.setdefault(piece, set()).add(at)
            places.setdefault(piece, set()).add(place == 0)
        if len(pieces) == 1:
            alone.add(pieces[0])

    def free(one: str, other: str) -> bool:
        apart = bool(holding[one] - holding[other]) and bool(holding[other] - holding[one])
        moving = len(places[one]) > 1 or len(places[other]) > 1
        return apart and (one in alone or other in alone or moving)

    several = {answer: pieces for answer, pieces in cut.items() if len(pieces) > 1}
    weight = sum(answers[answer] for answer in several)
    loose = sum(
        answers[answer]
        for answer, pieces in several.items()
        if any(free(one, other) for at, one in enumerate(pieces) for other in pieces[at + 1 :])
    )
    return loose >= 0.5 * weight > 0


def _pieces(answer: str, separator: str) -> list[str]:
    bare = separator.strip()
    pattern = rf"\s*{re.escape(bare)}\s*" if bare in (";", "|") else re.escape(separator)
    if "(" in answer and answer.count("(") == answer.count(")"):
        pattern += r"(?![^()]*\))"  # what stands in brackets is part of an option
    return [piece.strip() for piece in re.split(pattern, answer) if piece.strip()]


def _merge(cut: dict[str, list[str]], answers: Mapping[str, int], separator: str) -> dict[str, list[str]]:
    """Join pieces that never stand apart: the comma between them belongs to the option."""
    while True:
        single: dict[str, int] = {}
        pairs: dict[tuple[str, str], int] = {}
        for answer, pieces in cut.items():
            for at, piece in enumerate(pieces):
                single[piece] = single.get(piece, 0) + answers[answer]
                if at:
                    pairs[pieces[at - 1], piece] = pairs.get((pieces[at - 1], piece), 0) + answers[answer]
        joint = next((pair for pair, count in pairs.items() if _is_one(pair, count, single, len(cut))), None)
        if joint is None:
            return cut
        cut = {answer: _joined(pieces, joint, separator) for answer, pieces in cut.items()}


def _is_one(pair: tuple[str, str], count: int, single: Mapping[str, int], answers: int) -> bool:
    first, second = pair
    if single[second] != count:
        return False  # the second piece stands behind others too
    lower = second[:1].islower()
    if single[first] == count:
        return lower or (count >= 3 and answers >= 4)
    return lower and count >= 2


def _joined(pieces: list[str], pair: tuple[str, str], separator: str) -> list[str]:
    out: list[str] = []
    for piece in pieces:
        if out and (out[-1], piece) == pair:
            out[-1] = f"{out[-1]}{separator}{piece}"
        else:
            out.append(piece)
    return out
