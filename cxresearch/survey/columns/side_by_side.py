"""Boxes side by side: where one question of several answers ends and the next begins, and when yes and no are ticks.

Boxes under one wording are one question. Boxes that no wording holds together are parted where the answers do it: all
who answered ticked something on either side though many would have ticked on one side only, or "none of these" keeps
company with the boxes behind it and never with those before. A block of yes and no is one question where its columns
read as options; questions of their own stay such. What the evidence leaves open is a doubt.
"""

import math
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from cxresearch.survey.codebook import split_text
from cxresearch.survey.columns.boxes import Boxes, unnamed
from cxresearch.survey.doubts import LEFT_OUT, Doubt
from cxresearch.survey.labels import normalise, says_yes
from cxresearch.wording import kept, named, number

__all__ = ["YesNoBlock", "doubt_of_block", "parted", "yes_no_blocks"]

# So seldom would chance leave nobody with ticks on one side only: for a question to be parted, and for a doubt.
_SURELY, _PERHAPS = 1e-5, 0.01
_OPPOSED = -0.3
_FEWEST_TICKS = 3
_NONE = re.compile(
    r"none( of .*)?|nothing|neither|no one|keine?[rs]?( davon| der .*)?|nichts( davon)?|aucune?( de .*| des .*)?|rien|"
    r"ningun[oa]( de .*)?|ningún .*|nada|nessun[oa]?( di .*| dei .*| delle .*)?|niente|geen( van .*)?|niets|"
    r"nenhuma?( d.*)?|żad(en|na|ne|nego)( z .*)?|nic|ing(a|en|et)( av .*| af .*)?|hiçbiri.*|yok|なし|特になし|どれも.*|"
    r"いずれも.*|該当なし"
)
_ASKS_WHICH = re.compile(
    r"\bwhich\b|\bselect\b|\bthat apply\b|\btick\b|\bcheck all\b|\bmark all\b|\bchoose\b|\bwelche[rsnm]?\b|mehrfach|"
    r"\bankreuzen\b|\bquel(?:le)?s?\b|\bcoche[zr]\b|\bplusieurs\b|\bcuál(?:es)?\b|\bseleccion\w+|\bmarque\b|\bvarias\b|"
    r"\bqual[ei]?\b|\bselezion\w+|\bpiù risposte\b|\bwelke?\b|\bmeerdere\b|\bquais\b|\bassinale\b|\bselecione\b|"
    r"\bktór\w+|\bzaznacz\b|\bwybierz\b|\bvilk(?:a|en|et)\b|\bmarkera\b|\bflera\b|\bhvilk(?:e|en|et)\b|\bflere\b|\bmarkér\b|"
    r"\bhangi\w*|\bişaretle\w*|\bbirden fazla\b|どれ|どの|選択|選んで|当てはまる|あてはまる|すべて",
    re.IGNORECASE,
)
_SAYS_I = re.compile(
    r"\b(?:i|you|your|we|our|my|did|was|were|ich|sie|ihr|ihnen|wir|je|vous|votre|nous|avez|usted|su|nosotros|"
    r"lei|noi|u|uw|wij|ik|você|nós|czy|jag|du|vi|jeg|dere|siz|ben|mi|mı|mu|mü)\b|か$|です|ます",
    re.IGNORECASE,
)
_CODE = re.compile(r"(.+?)[\[_.](SQ\d{1,4}|[A-Za-z]{0,3}\d{1,3}|other)\]?", re.IGNORECASE | re.DOTALL)
_LONGEST_OPTION = 6


# -- one question or two --------------------------------------------------------------------------


def parted(boxes: Boxes, ticks: np.ndarray, declared: Collection[str] = ()) -> tuple[list[Boxes], Doubt | None]:
    """The questions that boxes without a wording are, and a doubt where they may be two.

    Parameters
    ----------
    boxes : Boxes
    ticks : ndarray of bool, a row a respondent and a column a box
    declared : collection of str
        Columns of which a person says that they hold several answers: some of them alone are a question of their own.
    """
    columns = list(boxes.options)
    own = [column in declared for column in columns]
    if any(own):
        cuts = [at for at, (left, right) in enumerate(pairwise(own), 1) if left != right]
        return _parts(boxes, cuts), None
    cuts, perhaps = _cuts(columns, boxes.options, ticks)
    found = _parts(boxes, cuts)
    if perhaps is None:
        return found, None
    second = columns[perhaps:]
    doubt = Doubt(
        columns[0], kept("counted as one question of several answers; they may be two, since nothing but their place "
                         "holds them together"),
        kept("all {n} who ticked anything ticked something before {column} and something from there on",
             n=number(int(ticks.any(axis=1).sum())), column=repr(boxes.options[second[0]])),
        int(ticks.any(axis=1).sum()),
        kept("{line} if a second question begins there, {other} if all are one", line=_kinds(second, "multi"),
             other=_kinds(columns, "multi")),
        LEFT_OUT,
    )  # fmt: skip
    return found, doubt


def _kinds(columns: Iterable[str], kind: str) -> str:
    return f"kinds={dict.fromkeys(columns, kind)!r}"


def _parts(boxes: Boxes, cuts: Sequence[int]) -> list[Boxes]:
    if not cuts:
        return [boxes]
    columns = list(boxes.options)
    found = []
    for start, end in pairwise([0, *cuts, len(columns)]):
        options = {column: boxes.options[column] for column in columns[start:end]}
        on = {column: boxes.on[column] for column in options}
        found.append(replace(boxes, stem=unnamed(options.values()), options=options, on=on))
    return found


def _cuts(columns: list[str], options: Mapping[str, str], ticks: np.ndarray) -> tuple[list[int], int | None]:
    """Where questions surely begin anew, and where one perhaps does."""
    spoken = [normalise(options[column]) for column in columns]
    best, at = min(((_chance(ticks, k), k) for k in range(2, len(columns) - 1)), default=(1.0, 0))
    ends = next((k for k in range(1, len(columns)) if _ends_with_none(spoken, ticks, k)), None)
    again = next((k for k in range(2, len(columns)) if spoken[k] in spoken[:k]), None)
    if ends is None and best > _SURELY:
        if again is None:
            return [], (at if best <= _PERHAPS else None)
        at = spoken.index(spoken[again]) + 1  # "Other" stands last in a list, and the second list has its own
    elif ends is not None:
        at = ends
    left, _ = _cuts(columns[:at], options, ticks[:, :at])
    right, _ = _cuts(columns[at:], options, ticks[:, at:])
    return [*left, at, *(at + k for k in right)], None


def _chance(ticks: np.ndarray, k: int) -> float:
    """How seldom so few would tick on one side only, were the options of one question ticked by themselves."""
    seen = ticks[ticks.any(axis=1)]
    n = len(seen)
    if n < 10:
        return 1.0
    left, right = seen[:, :k].sum(axis=1), seen[:, k:].sum(axis=1)
    if left.std() and right.std() and np.corrcoef(left, right)[0, 1] < _OPPOSED:
        return 1.0  # who ticks more here ticks less there: so many were to be ticked of one list
    share = seen.mean(axis=0)
    alone = np.prod(1 - share[:k]) + np.prod(1 - share[k:])
    few = float(((left == 0) | (right == 0)).mean())
    if alone >= 1 or few >= alone:
        return 1.0
    # Chernoff's bound of the binomial tail; exact where nobody did.
    apart = (few * math.log(few / alone) if few else 0.0) + (1 - few) * math.log((1 - few) / (1 - alone))
    return math.exp(-n * apart)


def _ends_with_none(spoken: list[str], ticks: np.ndarray, k: int) -> bool:
    """Whether the box before ``k`` says none of those before it, and keeps company with those behind it."""
    if k < 2 or len(spoken) - k < 2 or not _NONE.fullmatch(spoken[k - 1]):
        return False
    rows = ticks[ticks[:, k - 1]]
    return (
        len(rows) >= _FEWEST_TICKS and not rows[:, : k - 1].any()
        and rows[:, k:].any(axis=1).mean() >= 0.8
    )  # fmt: skip


# -- yes and no -----------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class YesNoBlock:
    """Columns of yes and no under one wording as boxes, whether they are one question, and whether that is sure."""

    boxes: Boxes
    is_one: bool
    is_sure: bool


def yes_no_blocks(
    columns: Iterable[str],
    texts: Mapping[str, str],
    distinct: Callable[[str], list | None],
    declared: Collection[str] = (),
) -> list[YesNoBlock]:
    """The blocks of neighbouring columns under one wording that hold nothing but yes and no, in any language.

    Parameters are those of :func:`cxresearch.survey.columns.boxes.boxes_among`; ``declared`` columns are boxes.

    >>> texts = {"a": "Which papers do you read? [Times]", "b": "Which papers do you read? [Post]"}
    >>> [block.boxes.options for block in yes_no_blocks(texts, texts, lambda column: ["Yes", "No"])]
    [{'a': 'Times', 'b': 'Post'}]
    """
    found, run, stem = [], [], ""
    for column in [*columns, ""]:
        cells = distinct(column) if column else None
        sides = [says_yes(str(cell)) for cell in cells or []]
        here, option = _of_block(texts[column]) if sides and None not in sides else ("", "")
        if run and here != stem:
            found += _block(stem, run, texts, declared)
            run = []
        if here:
            stem = here
            run.append((column, option, cells))
    return found


def _of_block(text: str) -> tuple[str, str]:
    """Wording and option of a column; empty where it stands alone."""
    stem, row = split_text(text)
    if row:
        return stem, row
    code = _CODE.fullmatch(" ".join(text.split()))
    return (code[1], code[2]) if code else ("", "")


def _block(stem: str, run: list, texts: Mapping[str, str], declared: Collection[str]) -> list[YesNoBlock]:
    options = {column: option for column, option, _ in run}
    both = any(len(cells) == 2 for _, _, cells in run)
    if len(run) < 2 or not both or len({normalise(option) for option in options.values()}) < len(run):
        return []
    on = {column: tuple(cell for cell in cells if says_yes(str(cell))) for column, _, cells in run}
    boxes = Boxes(stem, options, on)
    if set(options) <= set(declared):
        return [YesNoBlock(boxes, True, True)]
    coded = all(_CODE.fullmatch(f"x_{option}") for option in options.values())
    if coded:
        subquestions = all(option.upper().startswith("SQ") or option.lower() == "other" for option in options.values())
        return [YesNoBlock(boxes, subquestions, False)]
    sentences = sum(_is_sentence(option) for option in options.values())
    asks_which = bool(_ASKS_WHICH.search(stem))
    if sentences:
        return [YesNoBlock(boxes, False, not asks_which or 2 * sentences > len(run))]
    return [YesNoBlock(boxes, asks_which, asks_which)]


def _is_sentence(option: str) -> bool:
    """Whether an option is a question or a statement of its own."""
    return (
        option.endswith(("?", "？", ".", "!")) or len(option.split()) > _LONGEST_OPTION or bool(_SAYS_I.search(option))
    )


def doubt_of_block(block: YesNoBlock, answers: int) -> Doubt | None:
    """What is open about a block, with the line that settles it."""
    if block.is_sure:
        return None
    columns = list(block.boxes.options)
    taken = (
        kept("yes and no in each column, counted as ticks of one question; each may be a question of its own")
        if block.is_one
        else kept("yes and no in each column, counted as questions of their own; they may be the ticks of one")
    )
    evidence = kept("{n} columns under {stem}: {options}", n=number(len(columns)), stem=repr(block.boxes.stem[:60]),
                    options=named(block.boxes.options.values(), most=4))  # fmt: skip
    return Doubt(columns[0], taken, evidence, answers, _kinds(columns, "choice" if block.is_one else "multi"), LEFT_OUT)
