"""What was guessed for each column, and what a person made of it: the panel's own memory, without any control.

Every change is made on the survey as it was read, by the whole corrected table, so that a change can be taken back
and what is saved is what is shown.
"""

from collections import Counter
from functools import cached_property
from math import isnan, nan
from pathlib import Path

import pandas as pd

from cxresearch.combining.column_facts import sample_answers, unsure_columns
from cxresearch.combining.corrections import LEFT_OUT
from cxresearch.combining.label_lists import LabelLists, unmapped_labels, words_of
from cxresearch.combining.mapping import applied, apply_codebook, codebook_sheet, read_mapping, save_mapping
from cxresearch.errors import CXResearchError, OptionError, QuestionError
from cxresearch.survey.answers import as_text
from cxresearch.survey.audiences import shared_name
from cxresearch.survey.codebook import SCALED
from cxresearch.survey.origins import CONFIRMED
from cxresearch.survey.scales import Scale, number_in, numbered_label
from cxresearch.survey.survey import Survey
from cxresearch.widgets.mapping.spoken import kind_in_words
from cxresearch.wording import count, did_you_mean, named, plural, say

__all__ = ["ColumnMap"]

_NAMED = ("audience", "unit", "group", "segment", "wave")
_CELLS = ("role", "kind", "scale", "topic", "aspect", "reversed", "text", "of_whom")
_MOST_LINES = 40
_MOST_LABELS = 15


class ColumnMap:
    """A survey as it was read, what was corrected in it, and the survey that follows.

    Parameters
    ----------
    survey : Survey
    folder : path, optional
        Where a ``codebook.csv`` was kept, or will be.
    """

    def __init__(self, survey: Survey, folder: str | Path | None = None):
        self.original = survey
        self.guess = codebook_sheet(survey).set_index("id", drop=False)
        self.folder = Path(folder).expanduser() if folder is not None else None
        self.lists = LabelLists()
        self._hold(survey)
        self.opening = self._read_again()

    def _hold(self, mapped: Survey) -> None:
        self.mapped = mapped
        self.sheet = codebook_sheet(mapped).set_index("id", drop=False)
        self.unsure = unsure_columns(mapped)
        self.saved = False
        self.__dict__.pop("survey", None)

    @cached_property
    def survey(self) -> Survey:
        """The survey, read as the panel says."""
        table = None if self.sheet.equals(self.guess) else self.sheet
        return apply_codebook(self.original, table, labels=LabelLists(names=self.lists.names))

    def _read_again(self) -> str:
        """Take over what was saved; what went wrong becomes the sentence that the panel opens with."""
        if self.folder is None or not any((self.folder / name).is_file() for name in ("codebook.csv", "labels.csv")):
            return say("Choose a column; what you change is applied at once.")
        try:
            table, lists, where = read_mapping(self.folder)
            strange = []
            if table is not None and "id" in table:
                known = table["id"].isin(self.original.columns) | (table["id"] == "")
                strange = table["id"][~known].tolist()
                # Blank lines are passed over, and the others keep their number.
                table = table.where(known, "")
            mapped = applied(self.original, table, LabelLists(lists.scales), where)
            self.lists = lists
            self._hold(mapped)
            self.saved = not strange
        except CXResearchError as problem:
            return say("What is saved in {folder} was not taken over: {problem}", folder=self.folder, problem=problem)
        done = say(
            "Read again from {folder}: {columns} corrected.", folder=self.folder,
            columns=plural(len(self.changed), "column"),
        )  # fmt: skip
        if strange:
            done += " " + say(
                "Columns that {file} lacks were passed over: {names}.", file=self.original.name,
                names=named(strange, most=4),
            )  # fmt: skip
        return done

    # -- what it is ----------------------------------------------------------------------------

    @property
    def changed(self) -> list[str]:
        """The columns that are not read as they were guessed."""
        now, guessed = (sheet.reindex(columns=_CELLS).astype(object).fillna("") for sheet in (self.sheet, self.guess))
        differs = (now != guessed).any(axis=1)
        renamed = {
            self.sheet.index[self.sheet.role == role][0] for role in self.names if (self.sheet.role == role).any()
        }
        return [column for column in self.sheet.index if differs[column] or column in renamed]

    @property
    def names(self) -> dict[str, dict[str, str]]:
        """The new names of values that the survey has, by role."""
        found = {}
        for role, names in self.lists.names.items():
            there = self._values(self.mapped.roles.get(role))
            kept = {old: new for old, new in names.items() if old in there and old != new}
            if kept:
                found[role] = kept
        return found

    def _values(self, column: str | None) -> dict[str, int]:
        if column is None:
            return {}
        values: Counter = Counter()
        for value, n in self.mapped.answer_counts(column).items():
            values[as_text(value).strip()] += n
        return dict(values)

    def headline(self) -> str:
        """How many columns are what."""
        kinds = Counter(self.sheet.kind[(self.sheet.role == "") & (self.sheet.kind != LEFT_OUT)])
        often = sorted(kinds.items(), key=lambda pair: (-pair[1], pair[0]))
        parts = ", ".join(f"{count(n)} {kind_in_words(kind)}" for kind, n in often)
        questions = f"{plural(kinds.total(), 'question')} ({parts})" if kinds else say("no questions")
        aside = int(((self.sheet.kind == LEFT_OUT) & (self.sheet.role == "")).sum())
        return say(
            "{columns}: {questions}, {roles}, {aside} left out. {changed} corrected, {unsure} still unsure.",
            columns=plural(len(self.sheet), "column"), questions=questions,
            roles=plural(int((self.sheet.role != "").sum()), "role"), aside=count(aside),
            changed=count(len(self.changed)), unsure=count(len(self.unsure)),
        )  # fmt: skip

    def table(self) -> pd.DataFrame:
        """A line a column, as text: what it is, scale, topic, what is asked of it, and what to look at."""
        changed = set(self.changed)
        return pd.DataFrame(
            [
                {
                    "column": row.id,
                    "is": f"role: {row.role}" if row.role else row.kind,
                    "scale": row.scale,
                    "topic": "" if row.role or row.kind == LEFT_OUT else row.topic,
                    "asked_as": row.aspect + (", reversed" if row.reversed else ""),
                    "note": "; ".join(
                        ["corrected"] * (row.id in changed)
                        + ([f"unsure: {self.unsure[row.id]}"] if row.id in self.unsure else [])
                    ),
                }
                for row in self.sheet.itertuples()
            ],
            dtype=object,
        )

    def unmapped(self) -> pd.DataFrame:
        """Labels that stand for no point of their question's scale, with counts."""
        return unmapped_labels(self.mapped)

    def samples(self, column: str) -> tuple[pd.DataFrame, str]:
        """Some answers, how often, and what they are read as; see :func:`sample_answers`."""
        return sample_answers(self.mapped, column)

    def lines(self, column: str) -> str | None:
        """The values of a role with their names, or the labels of a question with their numbers, a line each.

        None where a column has no such values, or too many to write them one by one.
        """
        row = self.sheet.loc[column]
        role = self._named_role(column)
        if role:
            values = self._values(column)
            new = self.lists.names.get(role, {})
            shown = sorted(value for value in values if value)
            return (
                "\n".join(f"{value} = {new.get(value, value)}" for value in shown)
                if len(shown) <= _MOST_LINES
                else None
            )
        if row.role or row.kind not in (*SCALED, "choice"):
            return None
        scale = self.mapped.scale_of(column)
        read = {word: scale.read(word).value if scale else nan for word in words_of(self.mapped.answer_counts(column))}
        # "10 - Extremely likely" says its number itself.
        words = [word for word, value in read.items() if isnan(value) or numbered_label(word) != value]
        if not 1 <= len(words) <= _MOST_LABELS:
            return None
        order = sorted(words, key=lambda word: (isnan(read[word]), 0 if isnan(read[word]) else read[word]))
        return "\n".join(f"{word} = {'' if isnan(read[word]) else as_text(read[word])}".rstrip() for word in order)

    def of_whom(self, column: str) -> str:
        """Whose answers the question asked to guess, as the codebook says; "" where it says nothing."""
        told = self.sheet["of_whom"][column] if "of_whom" in self.sheet else ""
        return "" if pd.isna(told) else str(told).strip()

    def _named_role(self, column: str) -> str:
        roles = self.sheet.role[column].split(", ")
        return next((role for role in roles if role in _NAMED), "")

    # -- changing it ---------------------------------------------------------------------------

    def change(self, column: str, **cells) -> None:
        """Correct cells of a column: ``role, kind, scale, topic, aspect, reversed, text, of_whom``.

        To say whose answers were guessed makes a question a guess (aspect ``prediction``).

        Raises
        ------
        QuestionError, OptionError, ScaleError
            Naming what does not fit; nothing is changed then.
        """
        column = self.known(column)
        strange = [name for name in cells if name not in _CELLS]
        if strange:
            raise OptionError(say(
                "A column has no {strange}. It has {cells}.", strange=repr(strange[0]), cells=", ".join(_CELLS),
            ))  # fmt: skip
        lines = self._lines()
        lines[column] |= {name: "" if value is None else value for name, value in cells.items()}
        if str(cells.get("of_whom") or "").strip():
            lines[column] |= {"of_whom": shared_name(cells["of_whom"]), "aspect": "prediction"}
        role = str(lines[column]["role"]).strip()
        if cells.get("kind") and not cells.get("role"):
            lines[column]["role"] = ""
        elif role:
            lines[column] |= {"kind": ""}
            for other, line in lines.items():
                if other != column and line["role"] == role:
                    line["role"] = ""
        if lines[column]["kind"] in SCALED and not str(lines[column]["scale"]).strip():
            lines[column]["scale_from"] = ""
        self._take(lines, column)
        scale = self.mapped.scale_of(column)
        if cells.get("scale") and scale is not None and scale.labels:
            self._keep(scale)

    def _lines(self) -> dict[str, dict]:
        return {row["id"]: row for row in self.sheet.to_dict("records")}

    def _take(self, lines: dict[str, dict], *columns: str) -> None:
        """Read the survey by these lines; a message speaks of the column, not of a line that nobody sees."""
        try:
            mapped = apply_codebook(self.original, pd.DataFrame(list(lines.values())))
        except CXResearchError as problem:
            said = str(problem)
            place = next((f", column {name!r}: " for name in columns if f", column {name!r}: " in said), None)
            raise type(problem)(f"{columns[0]}: {said.split(place, 1)[1]}" if place else said) from None
        self._hold(mapped)

    def _keep(self, scale: Scale) -> None:
        labels = sorted(scale.labels, key=lambda pair: pair[1])
        name = f"{labels[0][0]} to {labels[-1][0]}"
        self.lists = self.lists.joined(LabelLists({name: scale}))

    def write_lines(self, column: str, text: str) -> None:
        """Take over names or numbers from text as :meth:`lines` gives it.

        Raises
        ------
        OptionError, ScaleError
            Naming the line that does not fit.
        """
        column = self.known(column)
        pairs = {}
        for line in filter(str.strip, text.splitlines()):
            old, equals, new = line.rpartition("=")
            if not equals or not old.strip():
                raise OptionError(say(
                    "{column}: {strip} has no '='. Write what the file says = what it means.",
                    column=column, strip=repr(line.strip()),
                ))  # fmt: skip
            pairs[old.strip()] = new.strip()
        role = self._named_role(column)
        if role:
            self._rename(column, role, pairs)
            return
        numbers = {}
        for label, number in pairs.items():
            if number:
                numbers[label] = number_in(number)
                if numbers[label] is None:
                    raise OptionError(say(
                        "{column}: {number} is no number for {label}. Write its place on the scale.",
                        column=column, number=repr(number), label=repr(label),
                    ))  # fmt: skip
        kind, before = self.sheet.kind[column], self.mapped.scale_of(column)
        if len(numbers) < (2 if before is None else 1):
            example = next(iter(pairs), "good")
            raise OptionError(say(
                "{column}: give at least two labels their number, such as {example} = 3.",
                column=column, example=example,
            ))  # fmt: skip
        if before is None:
            scale = Scale.parse(numbers)
        else:
            # The ends of a scale need not have been ticked.
            ends = [*before.span, *numbers.values()]
            kept = (pair for pair in before.labels if pair[0] not in pairs)
            labels = sorted((*numbers.items(), *kept), key=lambda pair: pair[1])
            scale = Scale(min(ends), max(ends), tuple(labels))
        self.change(column, kind=kind if kind in SCALED else "rating", scale=str(scale))

    def _rename(self, column: str, role: str, pairs: dict[str, str]) -> None:
        there = self._values(column)
        for old, new in pairs.items():
            if old not in there:
                hint = did_you_mean(old, there)
                raise QuestionError(say(
                    "{column} holds no {old}.{hint} Change what stands behind the '=' only.",
                    column=column, old=repr(old), hint=hint,
                ))  # fmt: skip
            if not new:
                raise OptionError(say("{column}: {old} needs a name behind the '='.", column=column, old=repr(old)))
        kept = {old: new for old, new in self.lists.names.get(role, {}).items() if old not in there}
        kept |= {old: new for old, new in pairs.items() if old != new}
        self.lists = LabelLists(self.lists.scales, {**self.lists.names, role: kept})
        self.saved = False
        self.__dict__.pop("survey", None)

    def alike(self, column: str) -> list[str]:
        """Choices whose words are all labels of this question's scale."""
        scale = self.mapped.scale_of(column)
        if scale is None or not scale.labels:
            return []
        known = LabelLists({"": scale})
        choices = self.sheet.index[(self.sheet.kind == "choice") & (self.sheet.role == "")]
        return [other for other in choices if other != column and known.scale_for(self.mapped.answer_counts(other))]

    def use_for_alike(self, column: str) -> list[str]:
        """Give the scale of a question to all that are answered in the same words; tells which."""
        others = self.alike(column)
        if others:
            lines = self._lines()
            for other in others:
                lines[other] |= {"kind": self.sheet.kind[column], "scale": self.sheet["scale"][column]}
            self._take(lines, *others)
        return others

    def confirm(self, column: str) -> None:
        """A person looked at the guess and found it right."""
        column = self.known(column)
        lines = self._lines()
        lines[column]["scale_from"] = CONFIRMED
        self._take(lines, column)
        self.unsure.pop(column, None)

    def take_back(self, column: str) -> None:
        """Read a column as it was guessed."""
        column = self.known(column)
        lines = self._lines()
        lines[column] = self.guess.loc[column].to_dict()
        for role in filter(None, lines[column]["role"].split(", ")):
            for other, line in lines.items():
                if other != column and role in line["role"].split(", "):
                    line["role"] = ""
        self._take(lines, column)
        role = self._named_role(column)
        if role:
            self._rename(column, role, {})

    def known(self, column: str) -> str:
        """The column, if the survey has it.

        Raises
        ------
        QuestionError
            With the nearest name.
        """
        if column not in self.sheet.index:
            hint = did_you_mean(str(column), self.sheet.index)
            raise QuestionError(say(
                "No column {column} in {name}.{hint} Found: {index}.",
                column=repr(column), name=self.original.name, hint=hint, index=named(self.sheet.index),
            ))  # fmt: skip
        return column

    def save(self, folder: str | Path | None = None) -> Path:
        """Write ``codebook.csv`` and, where labels were mapped or values renamed, ``labels.csv``.

        Raises
        ------
        OptionError, SurveyFileError
            If there is no folder, or it cannot be written.
        """
        if folder is None or not str(folder).strip():
            folder = self.folder
        if folder is None:
            raise OptionError(say("Name the folder to save codebook.csv in."))
        self.folder = save_mapping(self.mapped, folder, labels=self.lists)
        self.saved = True
        return self.folder
