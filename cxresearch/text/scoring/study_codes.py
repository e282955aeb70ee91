"""What people's codes tell about the scorer in this study: how often it is right, on what, and by how much it errs.

A correction is as good as what it was measured on. A scorer that reads short statements well may stumble over whole
comments, where praise and blame stand side by side; so codes carry whether people judged statements or whole comments,
and what was measured on the one is never applied to the other without a word.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from cxresearch.errors import OptionError
from cxresearch.inference.shares import wilson
from cxresearch.result import Result
from cxresearch.text.scoring.misread import confusion
from cxresearch.text.scoring.score import LABELS, NO_ANSWER, NOTHING_TO_IMPROVE
from cxresearch.wording import interval, marked, named, noun, number, plural, say, told

__all__ = ["COMMENTS", "STATEMENTS", "SUPPOSED", "StudyCodes", "codes_of_comments", "codes_of_statements"]

# By what the caveat is found again, whatever language it is in.
SUPPOSED = "what a correction supposes"
COMMENTS, STATEMENTS = "comments", "statements"
_WANTED = told("coded= is a DataFrame with the columns label, and row or text, or what coding_agreement returned.")


@dataclass(frozen=True, eq=False)
class StudyCodes:
    """People's tones against the scorer's.

    Attributes
    ----------
    confusion : DataFrame
        People's label (rows) by the scorer's (columns), in `score.LABELS`' order; how many of each.
    unit : str
        What people judged: "statements" or "comments" (whole ones).
    alpha, kappa : float
        Between the people, as `coding_agreement` found; NaN where one set of codes was given.
    of_rows : DataFrame or None
        ``row`` of the survey, ``people, machine`` of each code, where it is known which comment it is of.
    """

    confusion: pd.DataFrame
    unit: str = COMMENTS
    alpha: float = np.nan
    kappa: float = np.nan
    of_rows: pd.DataFrame | None = None

    @property
    def n(self) -> int:
        """How many were judged by both."""
        return int(self.confusion.to_numpy().sum())

    def right(self, *, classes: int = 3) -> tuple[int, int]:
        """How many the scorer called as people did, of how many; with two classes those that both give a side."""
        table = self.confusion
        if classes == 2:
            table = table.loc[["positive", "negative"], ["positive", "negative"]]
        return int(np.trace(table.to_numpy())), int(table.to_numpy().sum())

    def precision(self, tone: str) -> tuple[int, int]:
        """Of those that the scorer calls so, how many people call so."""
        return int(self.confusion.loc[tone, tone]), int(self.confusion[tone].sum())

    def recall(self, tone: str) -> tuple[int, int]:
        """Of those that people call so, how many the scorer finds."""
        return int(self.confusion.loc[tone, tone]), int(self.confusion.loc[tone].sum())

    def record(self) -> str:
        """The scorer's record in this study, in a sentence."""
        if not self.n:
            return say("Nothing that people coded alike has a tone by the scorer.")
        between = [
            f"{name} {number(value, digits=2)}"
            for name, value in (("alpha", self.alpha), ("kappa", self.kappa))
            if np.isfinite(value)
        ]
        base = plural(self.n, self.unit, self.unit)
        coded = (
            say("{base} that two people coded alike ({between} between them)", base=base, between=", ".join(between))
            if between
            else say("{base} that people coded", base=base)
        )
        sided = self.right(classes=2)
        parts = [
            say(
                "Checked on {coded}: the scorer is right on {three} in three classes and on {two} where both it and "
                "people take a side"
                if sided[1]
                else "Checked on {coded}: the scorer is right on {three} in three classes",
                coded=coded, three=_percent(*self.right()), two=_percent(*sided) if sided[1] else "",
            )
        ]  # fmt: skip
        precision, recall = self.precision("negative"), self.recall("negative")
        if precision[1]:
            parts.append(
                say("of what it calls negative people call {share} so (precision)", share=_percent(*precision))
            )
        if recall[1]:
            parts.append(say("of what they call negative it finds {share} (recall)", share=_percent(*recall)))
        return f"{'; '.join(parts)}."

    def among(self, rows: np.ndarray) -> np.ndarray:
        """The confusion of the codes of some rows of the survey; all zeros where no code is known to be theirs."""
        if self.of_rows is None:
            return np.zeros(self.confusion.shape)
        mine = self.of_rows[self.of_rows.row.isin(rows)]
        return confusion(mine.people, mine.machine, LABELS)

    def supposed(self, of: str, ways: Collection[bool] = (False,)) -> list[str]:
        """What a correction of shares of ``of`` ("comments" or "statements") supposes, as caveats.

        ``ways``: True where shares rest on codes of a random part of the very comments, False where on pooled errors.
        """
        supposed = []
        if True in ways:
            text = say("The correction supposes that the coded comments are a random part of these.")
            supposed.append(marked(text, SUPPOSED))
        if False in ways:
            text = say("The correction supposes that the scorer errs alike in all groups.")
            supposed.append(marked(text, SUPPOSED))
        if self.unit != of:
            supposed.append(
                say(
                    "People coded {coded}, and the shares are of {shares}: the correction supposes that the scorer "
                    "errs alike on both. coding_sample(..., unit={unit}) measures it on {shares}.",
                    coded=_called(self.unit), shares=_called(of), unit=repr(of),
                )
            )  # fmt: skip
        else:
            supposed.append(say("People coded {coded}, which is what the shares are of.", coded=_called(self.unit)))
        return supposed


def codes_of_comments(
    coded: pd.DataFrame | Result, scores: pd.DataFrame, texts: np.ndarray, *, rules: str = ""
) -> StudyCodes:
    """Codes for the comments of `sentiment`.

    Parameters
    ----------
    coded
        As `sentiment` takes it.
    scores : DataFrame
        ``row, label`` of the scored comments.
    texts : array
        As written, a row of the survey each.
    rules : str
        By which the comments were scored; codes that measured other rules are refused.

    Raises
    ------
    OptionError
        If they cannot be matched or hold strange labels.
    """
    if _is_agreement(coded):
        return _from_agreement(coded, rules)
    named = _labels(coded)
    if "row" in coded:
        of = pd.Series(scores.label.to_numpy(), index=scores.row.to_numpy())
        keys = rows = coded["row"]
    else:
        written = [texts[at].strip() for at in scores.row]
        of = _first(pd.Series(scores.label.to_numpy(), index=written))
        keys = coded["text"].astype(str).str.strip()
        rows = keys.map(_first(pd.Series(scores.row.to_numpy(), index=written)))
    found = _matched(named, keys.map(of), COMMENTS)
    known = pd.DataFrame({"row": rows, "people": named, "machine": keys.map(of)}).dropna()
    return replace(found, of_rows=known)


def codes_of_statements(
    coded: pd.DataFrame | Result, said: pd.DataFrame, comments: pd.DataFrame, *, rules: str = ""
) -> tuple[StudyCodes | None, list[str]]:
    """Codes for the statements of `themes`; None, and a caveat, where people coded whole comments.

    Parameters
    ----------
    coded
        As `themes` takes it; in a DataFrame, ``text`` is that of a statement, or ``row`` and ``part`` name it.
    said : DataFrame
        ``comment, part, text, label`` of the statements.
    comments : DataFrame
        ``row, text`` of the comments.
    rules : str
        As in `codes_of_comments`.
    """
    if _is_agreement(coded):
        codes = _from_agreement(coded, rules)
        return (codes, []) if codes.unit == STATEMENTS else (None, [say(_NOT_FOR_STATEMENTS)])
    named = _labels(coded)
    if "text" in coded:
        keys = coded["text"].astype(str).str.strip()
        whole = set(comments.text.str.strip())
        of = _first(pd.Series(said.label.to_numpy(), index=said.text.str.strip()))
        if keys.isin(whole).sum() > keys.isin(of.index).sum():
            return None, [say(_NOT_FOR_STATEMENTS)]
        return _matched(named, keys.map(of), STATEMENTS), []
    if "part" not in coded:
        return None, [say(_NOT_FOR_STATEMENTS)]
    rows = comments.row.to_numpy()[said.comment.to_numpy()]
    of = pd.Series(said.label.to_numpy(), index=list(zip(rows, said.part, strict=True)))
    keys = pd.Series(list(zip(coded["row"], coded["part"], strict=True)), index=coded.index)
    return _matched(named, keys.map(of), STATEMENTS), []


_NOT_FOR_STATEMENTS = told(
    "People coded whole comments, and the tone here is of statements: it is not corrected by their codes and carries "
    "sampling error only. coding_sample(..., unit='statements') measures the scorer on statements."
)


def _is_agreement(coded) -> bool:
    if isinstance(coded, Result) and hasattr(coded, "confusion"):
        return True
    if not isinstance(coded, pd.DataFrame) or "label" not in coded or not {"row", "text"} & set(coded.columns):
        raise OptionError(say(_WANTED))
    return False


def _from_agreement(found: Result, rules: str) -> StudyCodes:
    measured = getattr(found, "rules", "")
    if measured and rules and measured != rules:
        raise OptionError(say(
            "coded= measured the errors of rules={measured}, and the comments are scored by {rules}. Draw the coding "
            "sample with the same rules, or leave coded= out.",
            measured=repr(measured), rules=repr(rules),
        ))  # fmt: skip
    counted = found.confusion.pivot_table(index="people", columns="machine", values="n", aggfunc="sum", fill_value=0)
    table = counted.reindex(index=list(LABELS), columns=list(LABELS), fill_value=0).astype(float)
    between = {}
    if {"about", "between", "measure", "estimate"} <= set(found.table.columns):
        tone = found.table[(found.table.about == "tone") & (found.table.between == "people")]
        between = dict(zip(tone.measure, tone.estimate, strict=True))
    return StudyCodes(
        table, getattr(found, "unit", STATEMENTS), between.get("alpha", np.nan), between.get("kappa", np.nan)
    )


def _labels(coded: pd.DataFrame) -> pd.Series:
    given = coded["label"].astype(str).str.strip().str.lower()
    strange = sorted(set(given) - {*LABELS, NO_ANSWER, NOTHING_TO_IMPROVE, "nan", ""})
    if strange:
        raise OptionError(say(
            "coded= has labels {strange}; they are {labels}.",
            strange=named(map(repr, strange)), labels=named(LABELS),
        ))  # fmt: skip
    return given


def _first(labels: pd.Series) -> pd.Series:
    return labels[~labels.index.duplicated()]


def _matched(named: pd.Series, called: pd.Series, unit: str) -> StudyCodes:
    if not called.isin(LABELS).any():
        raise OptionError(say(
            "None of the coded {unit} is among the scored ones. Pass the texts as they were written.",
            unit=say(unit),
        ))  # fmt: skip
    return StudyCodes(pd.DataFrame(confusion(named, called, LABELS), index=LABELS, columns=LABELS), unit)


def _called(unit: str) -> str:
    return noun("whole comments") if unit == COMMENTS else noun("statements")


def _percent(hits: int, n: int) -> str:
    _, low, high = (100 * float(part) for part in wilson(hits, n))
    return say("{share}% ({bounds})", share=number(100 * hits / n), bounds=interval(low, high))
