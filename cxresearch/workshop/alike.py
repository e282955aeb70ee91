"""Answers that say the same, across tables: the machine proposes which, and a person puts them together or does not."""

from collections.abc import Iterable
from dataclasses import dataclass

from cxresearch.survey.labels import normalise
from cxresearch.workshop.keeping.standing import standing_of
from cxresearch.workshop.keeping.store import Store, answer_id, answer_number
from cxresearch.workshop.keeping.words import from_file, shown

__all__ = ["Alike", "Proposal"]

# Of a hundred; below it wordings share a word and mean another thing.
_ALIKE = 82


@dataclass(frozen=True)
class Proposal:
    """Answers to one question that may be one: ``keep`` came first, ``others`` would stand behind it."""

    question: int
    keep: str
    others: tuple[str, ...]
    texts: tuple[str, ...]


class Alike(Store):
    """Proposals to merge."""

    def proposals(self) -> list[Proposal]:
        """Which answers on the board say the same in nearly the same words, the largest group first.

        Nothing is merged by it. A proposal that was turned down is not made again.

        Examples
        --------
        >>> from tempfile import mkdtemp
        >>> from cxresearch.workshop.board import Workshop
        >>> with Workshop(mkdtemp()) as workshop:
        ...     for said in ("Shorter queues at noon", "shorter queues at noon!", "Lower fees"):
        ...         answer = workshop.add("Staff", "1", 2, said)
        ...     [(one.keep, one.others) for one in workshop.proposals()]
        [('a1', ('a2',))]
        """
        from rapidfuzz import fuzz, process

        refused = set(self._setting("not alike", []))
        with self._db.snapshot() as file:
            behind = standing_of(file)
            rows = file.execute(
                "SELECT number, question, text FROM answers WHERE NOT withdrawn AND hidden = '' ORDER BY number"
            ).fetchall()
        found = []
        for question in sorted({row[1] for row in rows}):
            mine = [(number, shown(from_file(text))) for number, at, text in rows if at == question]
            mine = [(number, text) for number, text in mine if number not in behind]
            plain = [normalise(text) or text for _, text in mine]
            taken: set[int] = set()
            for at, words in enumerate(plain):
                if at in taken:
                    continue
                near = process.extract(words, plain, scorer=fuzz.token_sort_ratio, score_cutoff=_ALIKE, limit=None)
                group = [other for _, _, other in near if other > at and other not in taken]
                group = [other for other in sorted(group) if _pair(mine[at][0], mine[other][0]) not in refused]
                if group:
                    taken |= {at, *group}
                    ids = [answer_id(mine[place][0]) for place in (at, *group)]
                    texts = tuple(mine[place][1] for place in (at, *group))
                    found.append(Proposal(question, ids[0], tuple(ids[1:]), texts))
        return sorted(found, key=lambda one: (-len(one.others), answer_number(one.keep)))

    def keep_apart(self, keep: str, others: Iterable[str]) -> None:
        """Turn a proposal down: these say different things."""
        pairs = [_pair(answer_number(keep), answer_number(other)) for other in others]
        with self._db.write() as file:
            self._set(file, "not alike", sorted({*self._setting("not alike", []), *pairs}))
            self._record(file, "kept apart", after={"answers": len(pairs) + 1})


def _pair(one: int, other: int) -> str:
    return f"{min(one, other)} {max(one, other)}"
