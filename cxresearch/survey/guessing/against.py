"""Items that run against the others of their block: "The staff were slow" among praise, on one scale of agreement.

Who is content agrees with the one and disagrees with the other, and nothing in the labels says so. The answers do: an
item whose correlation with the sum of the others is clearly below zero may have to be turned. Words that complain
speak for it too, and alone they decide nothing.
"""

import math
import re
from collections.abc import Callable, Iterable

import numpy as np
import pandas as pd

from cxresearch.survey.doubts import MAY_REVERSE, Doubt, either
from cxresearch.survey.origins import origin_of
from cxresearch.survey.scales import Scale
from cxresearch.wording import kept, plural

__all__ = ["against_the_others"]

# So large a part of a block, twice counted, is none that runs against the rest.
_MINORITY = 0.8
_FEWEST_ITEMS, _MOST_ITEMS, _FEWEST_ROWS = 3, 40, 12
# How far below zero a correlation must lie, and how many standard errors, without and with words that complain.
_FAR, _SURE = {False: 0.25, True: 0.2}, {False: 3.5, True: 3.0}
_NUMBERED = re.compile(r"(.*?)\d+", re.DOTALL)
_COMPLAINS = re.compile(
    r"\b(?:not|never|no|nobody|nothing|hardly|rarely|too|lack\w*|difficult\w*|hard|slow\w*|bad\w*|poor\w*|wors\w*|"
    r"problem\w*|trouble\w*|confus\w*|complicat\w*|frustrat\w*|annoy\w*|wast\w*|delay\w*|unable|unclear\w*|"
    r"unhelpful|unfriendly|unpleasant|unreliable|unnecessar\w*|dissatisf\w*|disappoint\w*|\w+n['\u2019]t|"
    r"nicht|nie|niemals|kein\w*|kaum|schwer|schwierig\w*|langsam\w*|schlecht\w*|kompliziert\w*|umständlich\w*|"
    r"pas|jamais|aucune?|trop|difficile\w*|lente?s?|mauvais\w*|problèmes?|compliquée?s?|"
    r"nunca|ningun\w*|ningún|demasiad\w*|difícil\w*|lent[oa]s?|mal[oa]s?|complicad\w*|"
    r"non|nessun\w*|troppo|difficil[ei]|niet|nooit|geen|moeilijk\w*|langzaam|traag|slecht\w*|ingewikkeld\w*|"
    r"não|nenhum\w*|demais|nigdy|żad\w*|zbyt|trudn\w*|powoln\w*|źle|skomplikowan\w*|"
    r"inte|aldrig|svår\w*|långsam\w*|dålig\w*|krånglig\w*|ikke|aldri|svær\w*|vanskelig\w*|langsom\w*|dårlig\w*|"
    r"hiç|asla|değil\w*|zor|yavaş\w*|kötü\w*|sorun\w*|karmaşık\w*)\b|ない|なかった|難し|遅|悪い|問題|不満",
    re.IGNORECASE,
)


def against_the_others(book: pd.DataFrame, values_of: Callable[[str], np.ndarray]) -> list[Doubt]:
    """A doubt for each rating that is answered against the others of its block.

    Parameters
    ----------
    book : DataFrame
        The codebook.
    values_of : callable
        The answers to a question as numbers, reversed ones turned, NaN where there is none; as many for every question.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> mood = rng.normal(size=80)
    >>> answers = {q: mood * sign + rng.normal(size=80) for q, sign in zip("abcd", (1, 1, -1, 1))}
    >>> line = {"kind": "rating", "scale": "1-5", "aspect": "", "reversed": False, "scale_from": "told: labels"}
    >>> book = pd.DataFrame([line | {"id": q, "text": q} for q in answers])
    >>> [doubt.question for doubt in against_the_others(book, answers.get)]
    ['c']
    """
    return [doubt for block in _blocks(book) for doubt in _doubts(block, values_of)]


def _blocks(book: pd.DataFrame) -> Iterable[list]:
    """Neighbouring ratings on one scale, of which the same is asked, and whose numbered names begin alike."""
    block, before = [], None
    for row in book.itertuples():
        name = _NUMBERED.fullmatch(row.id)
        key = (str(row.scale).partition(":")[0], row.aspect, name and name[1]) if row.kind == "rating" else None
        if key != before or len(block) == _MOST_ITEMS:
            yield block
            block = []
        if key is not None:
            block.append(row)
        before = key
    yield block


def _doubts(block: list, values_of: Callable[[str], np.ndarray]) -> list[Doubt]:
    if len(block) < _FEWEST_ITEMS:
        return []
    values = np.column_stack([values_of(row.id) for row in block])
    with np.errstate(invalid="ignore", divide="ignore"):
        stated = np.isfinite(values)
        n = stated.sum(axis=0)
        centred = np.where(stated, values - np.where(stated, values, 0).sum(axis=0) / n, 0.0)
        standard = centred / np.sqrt((centred**2).sum(axis=0) / n)
    varied = np.flatnonzero((n >= _FEWEST_ROWS) & np.isfinite(standard).all(axis=0))
    if len(varied) < _FEWEST_ITEMS:
        return []
    block, standard, stated = [block[at] for at in varied], standard[:, varied], stated[:, varied]
    signs = _signs(standard, stated.astype(float), np.array([_complaint(row.text) != "" for row in block]))
    found = []
    for at in np.flatnonzero(signs < 0):
        row, others = block[at], np.arange(len(block)) != at
        if row.reversed or origin_of(row.scale_from).is_settled:
            continue
        rest = (standard[:, others] * signs[others]).sum(axis=1) / np.maximum(stated[:, others].sum(axis=1), 1)
        seen = stated[:, at] & stated[:, others].any(axis=1)
        people = int(seen.sum())
        if people < _FEWEST_ROWS or not rest[seen].std():
            continue
        r = float(np.corrcoef(standard[seen, at], rest[seen])[0, 1])
        word = _complaint(row.text)
        surely = math.atanh(max(r, -0.999)) * math.sqrt(people - 3) <= -_SURE[bool(word)]
        if r <= -_FAR[bool(word)] and surely:
            found.append(_doubt(row, r, word, len(block) - 1, people))
    return found


def _signs(standard: np.ndarray, stated: np.ndarray, complains: np.ndarray) -> np.ndarray:
    """1 for the items that most run with, -1 for those against them, by the first principal component."""
    shared = np.maximum(stated.T @ stated, 1)
    _, vectors = np.linalg.eigh(standard.T @ standard / shared)
    signs = np.where(vectors[:, -1] < 0, -1.0, 1.0)
    against, along = (signs < 0).sum(), (signs > 0).sum()
    # About as many on either side: those whose words complain are against the others.
    if 2 * min(against, along) > _MINORITY * len(signs):
        against, along = complains[signs > 0].sum(), complains[signs < 0].sum()
        if against == along:
            return np.ones(len(signs))
    return -signs if against > along else signs


def _complaint(text: str) -> str:
    found = _COMPLAINS.search(text)
    return found[0] if found else ""


def _doubt(row, r: float, word: str, others: int, people: int) -> Doubt:
    scale = Scale.parse(row.scale)
    low, high = f"{scale.low:g}", f"{scale.high:g}"
    numbers = kept("a correlation of {r} with {others} beside it, in {people}", r=f"{r:.2f}",
                   others=plural(others, "question"), people=plural(people, "answer"))  # fmt: skip
    evidence = numbers if not word else kept("{numbers}; its words complain ({word})", numbers=numbers, word=repr(word))
    named = {value: repr(label) for label, value in scale.labels}
    settle = either(
        f"scales={{{row.id!r}: ({low}, {high})}}", f"scales={{{row.id!r}: ({high}, {low})}}",
        named.get(scale.low, low), named.get(scale.high, high),
    )  # fmt: skip
    doubt = kept("answered against the questions beside it: who is content with those chooses the other end here")
    return Doubt(row.id, doubt, evidence, people, settle, MAY_REVERSE)
