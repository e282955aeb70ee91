"""Labels that a person maps once: what "schlecht" counts on a scale, what "Mitarbeiter" is called.

No family of labels knows every language, and a label that none knows is never guessed. It is listed with its count,
a person gives it its number, and the list serves every question and the next survey: ``labels.csv`` holds
``list, label, value``, where ``list`` names a scale in any words, or a role whose values get a new name.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from cxresearch.errors import OptionError, ScaleError
from cxresearch.survey.answers import as_text, read_answers
from cxresearch.survey.codebook import ROLES
from cxresearch.survey.labels import DECLINED, normalise
from cxresearch.survey.saved import read_table
from cxresearch.survey.scales import KEPT, UNREADABLE, Scale, number_in
from cxresearch.survey.survey import Survey
from cxresearch.wording import did_you_mean, say

__all__ = ["LabelLists", "read_labels", "unmapped_labels", "words_of"]

COLUMNS = ["list", "label", "value"]


@dataclass(frozen=True, eq=False)
class LabelLists:
    """``scales`` by name, and ``names``: role to the new names of its values."""

    scales: Mapping[str, Scale] = field(default_factory=dict)
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def scale_for(self, answers: Mapping[object, int]) -> tuple[str, Scale] | None:
        """The first list that knows every word among the answers, and its scale.

        >>> lists = read_labels(pd.DataFrame({"list": "Note", "label": ["schlecht", "gut"], "value": [1, 2]}))
        >>> lists.scale_for({"Gut": 4, "weiß nicht": 1})
        ('Note', Scale('1-2: 1=schlecht | 2=gut'))
        """
        words = words_of(answers)
        for name, scale in self.scales.items():
            if words and all(scale.read(word).status == KEPT for word in words):
                return name, scale
        return None

    def table(self) -> pd.DataFrame:
        """As it is written to ``labels.csv``."""
        rows = [(name, label, as_text(number)) for name, scale in self.scales.items() for label, number in scale.labels]
        rows += [(role, old, new) for role, names in self.names.items() for old, new in names.items()]
        return pd.DataFrame(rows, columns=COLUMNS, dtype=object)

    def joined(self, other: "LabelLists") -> "LabelLists":
        """Both; where they differ, the other's word counts."""
        roles = dict.fromkeys([*self.names, *other.names])
        names = {role: {**self.names.get(role, {}), **other.names.get(role, {})} for role in roles}
        return LabelLists({**self.scales, **other.scales}, names)


def read_labels(source: "pd.DataFrame | str | Path | LabelLists", *, name: str = "labels.csv") -> LabelLists:
    """Label lists from a table or a CSV.

    Parameters
    ----------
    source : DataFrame or path
        Columns ``label, value`` and, where there is more than one list, ``list``.

    Raises
    ------
    OptionError, ScaleError
        Naming the line that does not fit.
    ValueError, OSError
        If the file cannot be read.
    """
    if isinstance(source, LabelLists):
        return source
    table = source if isinstance(source, pd.DataFrame) else read_table(Path(source))
    missing = [column for column in ("label", "value") if column not in table]
    if missing:
        raise OptionError(say(
            "{name} lacks the column {missing}. It needs label and value, and list for several.",
            name=name, missing=repr(missing[0]),
        ))  # fmt: skip
    scales: dict[str, dict[str, float]] = {}
    names: dict[str, dict[str, str]] = {}
    lists = table["list"] if "list" in table else ["labels"] * len(table)
    for line, (called, label, value) in enumerate(zip(lists, table["label"], table["value"], strict=True), 2):
        called, label = ("" if pd.isna(cell) else str(cell).strip() for cell in (called, label))
        if not label:
            continue
        if called.lower() in ROLES:
            new = "" if pd.isna(value) else str(value).strip()
            if not new:
                raise OptionError(say(
                    "Line {line} of {name}: no new name for {label}. Write one, or delete the line.",
                    line=line, name=name, label=repr(label),
                ))  # fmt: skip
            names.setdefault(called.lower(), {})[label] = new
            continue
        number = number_in(value)
        if number is None:
            hint = did_you_mean(called, ROLES)
            raise OptionError(say(
                "Line {line} of {name}: {value} is no number for {label}. Write what it counts on the scale "
                "{called}.{hint}",
                line=line, name=name, value=repr(value), label=repr(label), called=repr(called), hint=hint,
            ))  # fmt: skip
        scales.setdefault(called or "labels", {})[label] = number
    found = {}
    for called, numbers in scales.items():
        try:
            found[called] = Scale.parse(numbers)
        except ScaleError as problem:
            raise ScaleError(say(
                "The list {called} of {name}: {problem}",
                called=repr(called), name=name, problem=problem,
            )) from None  # fmt: skip
    return LabelLists(found, names)


def words_of(answers: Mapping[object, int]) -> list[str]:
    """The answers that are words, without those that decline.

    >>> words_of({"gut": 3, "4": 1, "N/A": 2})
    ['gut']
    """
    return [
        answer
        for answer in answers
        if isinstance(answer, str)
        and normalise(answer)
        and number_in(answer) is None
        and normalise(answer) not in DECLINED
    ]


def unmapped_labels(survey: Survey) -> pd.DataFrame:
    """Answers to rating, NPS and effort questions that stand for no point of the scale, with their counts.

    Returns
    -------
    DataFrame
        ``question, label, n``, in the order of the questions, the most frequent first.

    Examples
    --------
    >>> frame = pd.DataFrame({"Service": ["gut", "gut", "schlecht", "mittel"]})
    >>> survey = Survey.from_frame(frame, scales={"Service": "1=schlecht | 2=gut"})
    >>> unmapped_labels(survey).values.tolist()
    [['Service', 'mittel', 1]]
    """
    rows = []
    for question in survey.questions(kinds=("rating", "nps", "effort")):
        counts = survey.answer_counts(question)
        _, statuses = read_answers(list(counts), survey.scale_of(question))
        strange = [(as_text(a), n) for (a, n), status in zip(counts.items(), statuses, strict=True)
                   if status == UNREADABLE]  # fmt: skip
        rows += [(question, label, n) for label, n in sorted(strange, key=lambda pair: (-pair[1], pair[0]))]
    return pd.DataFrame(rows, columns=["question", "label", "n"])
