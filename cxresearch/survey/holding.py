"""What a Survey can tell about its answers: columns, questions, counts, numbers. Nothing here changes anything.

What was found out about a column is kept, because columns never change.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

import narwhals as nw
import numpy as np
import pandas as pd

from cxresearch.errors import QuestionError
from cxresearch.survey import audiences
from cxresearch.survey.answers import Encoded, Encoding, encode, encode_pandas, encoded, read_answers
from cxresearch.survey.codebook import SCALED
from cxresearch.survey.frames import count_answers, glimpse, names_of, plain_numbers, stored_order
from cxresearch.survey.labels import normalise
from cxresearch.survey.passing.batches import batches
from cxresearch.survey.scales import KEPT, MISSING, Scale
from cxresearch.wording import cut_at_word, did_you_mean, named, say

__all__ = ["UNITS", "Holding"]

UNITS = ("all", "sample")
_CLOSED_ANSWERS = 60
_PIECE = 1 << 17


class _Asked(NamedTuple):
    kind: str
    scale: Scale | None
    turned: bool


class Holding:
    """The reading half of :class:`cxresearch.Survey`."""

    @property
    def frame(self):
        """The responses as a narwhals frame."""
        if "frame" not in self._cache:
            self._cache["frame"] = nw.from_native(self.__dict__["responses"])
        return self._cache["frame"]

    @property
    def is_lazy(self) -> bool:
        """Whether the rows stay on their engine (DuckDB, Spark, Dask, lazy polars) until they are counted."""
        if "is_lazy" not in self._cache:
            self._cache["is_lazy"] = isinstance(self.frame, nw.LazyFrame)
        return self._cache["is_lazy"]

    @property
    def columns(self) -> list[str]:
        """The names of the columns of ``responses``."""
        if "columns" not in self._cache:
            rows = self.__dict__["responses"]
            self._cache["columns"] = list(rows.columns if isinstance(rows, pd.DataFrame) else names_of(self.frame))
        return list(self._cache["columns"])

    @property
    def n_rows(self) -> int:
        """How many rows ``responses`` has, on any engine."""
        if "n_rows" not in self._cache:
            frame = self.frame
            counted = frame.select(_rows=nw.len()).collect("pyarrow")["_rows"][0] if self.is_lazy else len(frame)
            self._cache["n_rows"] = int(counted)
        return self._cache["n_rows"]

    def to_pandas(self) -> pd.DataFrame:
        """All rows as a pandas frame of its own; collects them from their engine."""
        if isinstance(self.__dict__["responses"], pd.DataFrame):
            return self.responses
        frame = self.frame
        return (frame.collect("pyarrow") if self.is_lazy else frame).to_pandas()

    @property
    def audiences(self) -> list[str]:
        """The audiences that answered: Leadership, Staff, Customers first, then as they appear."""
        if "audience" not in self.roles:
            return []
        named = map(str, self.answer_counts(self.roles["audience"]))
        return audiences.ordered(name for name in named if name.strip())

    @property
    def is_aggregated(self) -> bool:
        """Whether rows are units with a score and an n, not respondents."""
        return "n" in self.roles

    def cluster_of(self, told: str | bool | None = None, by: Iterable[str] = ()) -> str | bool | None:
        """Over what errors are taken: what is ``told`` of it, else as the survey's ``units`` say.

        Parameters
        ----------
        told : str, False or None
            As an analysis was given ``cluster=``.
        by : columns
            Of the groups that are compared; groups that are units are no sample of units.

        Returns
        -------
        str, False or None
            The column of the units that were sampled; False where all were surveyed; None where nobody said which.
        """
        if told is not None or self.units is None or self.is_aggregated or "unit" not in self.roles:
            return told
        sampled = self.units == "sample" and self.roles["unit"] not in {self.find(name) for name in by}
        return "unit" if sampled else False

    def population_told(
        self, told: float | Mapping | None = None, by: Iterable[str] = ()
    ) -> float | Mapping[str, float] | None:
        """How many people there are in all: what is ``told`` of it, else what the survey's ``populations`` say.

        Parameters
        ----------
        told : float, mapping or None
            As an analysis was given ``population=``.
        by : columns
            Of the groups that are compared: whole audiences were counted, and no parts of them.

        Returns
        -------
        float, mapping or None
        """
        if told is not None or not self.populations or self.is_aggregated:
            return told
        whose, wave = self.roles.get("audience"), self.roles.get("wave")
        grouped = {self.find(name) for name in by}
        if grouped - {whose} or set(self.filters) - {whose, wave} or (not grouped and len(self.audiences) > 1):
            return None
        return {name: n for name, n in self.populations.items() if name in self.audiences} or None

    @property
    def _asked(self) -> dict[str, _Asked]:
        if "asked" not in self._cache:
            book, asked = self.__dict__["codebook"], {}
            for qid, kind, text, turned in zip(book.id, book.kind, book["scale"], book["reversed"], strict=True):
                scale = Scale.parse(text) if text else None
                if kind == "nps" and scale is not None and not self.is_aggregated:
                    scale = replace(scale, whole=True)  # nobody ticks 7.5
                asked[qid] = _Asked(kind, scale, bool(turned))
            self._cache["asked"] = asked
        return self._cache["asked"]

    def _row(self, question: str) -> dict[str, Any]:
        """What the codebook says of a question, by id; nothing of what is none."""
        if "book rows" not in self._cache:
            book = self.__dict__["codebook"]
            self._cache["book rows"] = dict(zip(book.id, book.to_dict("records"), strict=True))
        return self._cache["book rows"].get(question, {})

    def scale_of(self, question: str) -> Scale | None:
        """The scale of a question, by id; None where it has none."""
        asked = self._asked.get(question)
        return asked.scale if asked else None

    def is_reversed(self, question: str) -> bool:
        """Whether a high answer to the question means little of what it is about."""
        asked = self._asked.get(question)
        return asked.turned if asked else False

    def find(self, name: str, *, among: Iterable[str] | None = None, aspect: str | None = None) -> str:
        """The column that an id, a question's text, a role, a column name or a topic stands for, in this order.

        A topic may have been asked as lived, as important, as promised: ``aspect`` tells which one is meant, the
        experience by default. ``among`` are the questions that may be meant.

        Raises
        ------
        QuestionError
            If there is none, or a text or topic belongs to several questions; names the nearest.
        """
        name = str(name)
        if name in self._asked:
            return name
        by_text = self._by_text
        if len(by_text.get(name, ())) == 1:
            return by_text[name][0]
        if name in self.roles:
            return self.roles[name]
        if name in self.columns:
            return name
        wanted = normalise(name)
        hits = [qid for text, qids in by_text.items() if normalise(text) == wanted != "" for qid in qids]
        if len(hits) == 1:
            return hits[0]
        if hits:
            raise QuestionError(
                say("{n} questions of {survey} read {text}: {ids}. Pass one of these ids.",
                    n=len(hits), survey=self.name, text=repr(name), ids=named(hits))
            )  # fmt: skip
        book = self.__dict__["codebook"]
        hits = self._about(wanted, book, among, aspect)
        if len(hits) == 1:
            return hits[0]
        if hits:
            raise QuestionError(
                say("{n} questions of {survey} are about {topic}: {ids}. Pass one of these ids.",
                    n=len(hits), survey=self.name, topic=repr(name), ids=named(hits))
            )  # fmt: skip
        known = list(among) if among is not None else [*book.id, *self.roles]
        hint = did_you_mean(name, [*known, *book.topic, *book.text])
        if hint:  # who is told the nearest needs no long list
            known = [cut_at_word(str(one), 40) for one in known]
        raise QuestionError(
            say("No question, role or column {name} in {survey}.{hint} Found: {names}.",
                name=repr(name), survey=self.name, hint=hint, names=named(known, most=5 if hint else 12))
        )  # fmt: skip

    @property
    def _by_text(self) -> dict[str, list[str]]:
        """The questions of each wording."""
        if "by text" not in self._cache:
            book, by_text = self.__dict__["codebook"], {}
            for qid, text in zip(book.id.tolist(), book.text.tolist(), strict=True):
                by_text.setdefault(text, []).append(qid)
            self._cache["by text"] = by_text
        return self._cache["by text"]

    def _about(self, topic: str, book: pd.DataFrame, among: Iterable[str] | None, aspect: str | None) -> list[str]:
        """The questions of a topic: of those that may be meant, of the aspect that is, as long as any are left."""
        here = [
            (qid, own, str(asked))
            for qid, own, asked in zip(book.id, book.topic, book.aspect, strict=True)
            if topic and normalise(str(own)) == topic
        ]
        wanted = [aspect] if aspect is not None else ["experience", ""]
        kept = set(among) if among is not None else None
        for fits in (lambda hit: kept is None or hit[0] in kept, lambda hit: hit[2] in wanted):
            here = [hit for hit in here if fits(hit)] or here
        return [qid for qid, *_ in here]

    def questions(self, *, kinds: Iterable[str] = ("rating",), aspect: str | None = None) -> list[str]:
        """The ids of the questions of some kinds, and of one aspect where it is given."""
        wanted = (kinds,) if isinstance(kinds, str) else tuple(kinds)
        key = ("questions", wanted, aspect)
        if key not in self._cache:
            book = self.__dict__["codebook"]
            chosen = book.kind.isin(wanted)
            if aspect is not None:
                chosen &= book.aspect == aspect
            self._cache[key] = book.id[chosen].tolist()
        return list(self._cache[key])

    def order_of(self, column: str) -> list | None:
        """The order of a column's values, as declared or as the frame keeps it (an ordered Categorical), or None."""
        if column in self.orders:
            return list(self.orders[column])
        rows = self.__dict__["responses"]
        # Of a pandas frame only this column: its wrapped form would look at all of them.
        return stored_order(rows[[column]] if isinstance(rows, pd.DataFrame) else self.frame, column)

    def encoded(self, column: str) -> Encoded:
        """One column as codes into its distinct answers; kept, since columns never change."""
        key = ("encoded", column)
        if key not in self._cache and isinstance(self.__dict__["responses"], pd.DataFrame):
            # Wrapping a whole frame looks at every column's name, which thousands of columns make slow.
            self._cache[key] = encode_pandas(self.__dict__["responses"][column])
        elif key not in self._cache:
            frame = self.frame.select(column)
            self._cache[key] = _passing_by(frame, column) if self.is_lazy else encode(frame[column])
        return self._cache[key]

    def answer_counts(self, column: str) -> dict[Any, int]:
        """The distinct answers of a column with their counts, blanks left out, in the order of appearance.

        Engines that keep no order: those among the first rows as they come, then the others by name.
        """
        key = ("counts", column)
        if key not in self._cache:
            self._cache[key] = count_answers(self.frame, column) if self.is_lazy else self.encoded(column).counts()
        return dict(self._cache[key])

    def _glimpse(self, column: str) -> dict[Any, int]:
        """Enough of a column to tell what it is: all its answers where they are few, else those of some rows."""
        known = self._cache.get(("encoded", column))
        if known is not None and len(known.answers) <= _CLOSED_ANSWERS:
            return self.answer_counts(column)
        rows = self.__dict__["responses"]
        seen = glimpse(rows if isinstance(rows, pd.DataFrame) else self.frame, column)
        return self.answer_counts(column) if seen is None or len(seen) <= _CLOSED_ANSWERS else seen

    def numbers(self, questions: Iterable[str] | None = None, *, points: bool = False) -> pd.DataFrame:
        """Answers as numbers, a row a respondent, a column a question; what was not kept is NaN.

        Parameters
        ----------
        questions : list of ids, optional
            All rating, NPS and effort questions by default.
        points : bool
            On 0-100 instead of the native scale.
        """
        chosen = self.questions(kinds=SCALED) if questions is None else [self.find(name) for name in questions]
        return pd.DataFrame({qid: self._numbers_of(qid, points) for qid in chosen})

    def _numbers_of(self, qid: str, points: bool) -> np.ndarray:
        scale, rows = self.scale_of(qid), self.__dict__["responses"]
        if scale is None and isinstance(rows, pd.DataFrame) and _is_plain(rows[qid].dtype):
            values = rows[qid].to_numpy(dtype=float)
            return np.where(np.isfinite(values), values, np.nan)
        if scale is None and self.frame.collect_schema()[qid].is_numeric():
            return plain_numbers(self.frame, qid)
        encoded = self.encoded(qid)
        values, _ = read_answers(encoded.answers, scale, turned=self.is_reversed(qid))
        if points and scale:
            values = scale.to_points(values)
        return np.append(values, np.nan)[encoded.codes]

    def account(self, questions: Iterable[str] | None = None) -> pd.DataFrame:
        """Where every answer went: a row a question, ``kept + excluded + missing = rows``.

        ``excluded`` is everything that was written and not used: declined, outside the scale, not readable.
        """
        chosen = self.questions(kinds=SCALED) if questions is None else [self.find(name) for name in questions]
        rows = []
        for qid in chosen:
            counts = self.answer_counts(qid)
            _, statuses = read_answers(list(counts), self.scale_of(qid))
            by: dict[str, int] = {}
            for status, count in zip(statuses, counts.values(), strict=True):
                by[status] = by.get(status, 0) + count
            kept, written = by.pop(KEPT, 0), sum(counts.values())
            blank = self.n_rows - written + by.pop(MISSING, 0)
            rows.append(
                {"question": qid, "rows": self.n_rows, "kept": kept, "excluded": sum(by.values()), "missing": blank}
            )
        return pd.DataFrame(rows, columns=["question", "rows", "kept", "excluded", "missing"])


def _is_plain(kind) -> bool:
    """Whether a pandas column is an array of plain numbers."""
    return isinstance(kind, np.dtype) and kind.kind in "iuf"


def _passing_by(frame, column: str) -> Encoded:
    """A column of an engine as codes: its answers pass by in pieces, and a small integer a row stays."""
    encoding, parts = Encoding(), []
    for part in batches(frame, _PIECE):
        parts.append(encoded(encoding.add(encode(nw.from_native(part)[column])), range(len(encoding))).codes)
    codes, order = np.concatenate(parts) if parts else np.empty(0, np.int8), encoding.order
    if order != sorted(order):
        place = np.empty(len(order) + 1, dtype=np.int64)
        place[order], place[-1] = np.arange(len(order)), -1
        codes = place[codes]
    return encoded(codes, encoding.answers)
