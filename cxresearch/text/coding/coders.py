"""A sheet for people to code, and what their codes say about each other and about the machine.

Two people code the same comments without seeing each other's codes or the machine's. Where they agree, the machine is
measured against them; where they do not, nobody can be measured, and that is a finding too.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

import numpy as np
import pandas as pd

from cxresearch.inference.shares import wilson
from cxresearch.result import Result
from cxresearch.text.coding.coding_sheet import CODERS, MACHINE, TONES, coding_sample, read_sheets
from cxresearch.text.coding.human_codes import cohen_kappa, krippendorff_alpha
from cxresearch.text.scoring.study_codes import COMMENTS, STATEMENTS
from cxresearch.wording import capital, interval, marked, number, percent_sure, plural, say, told

__all__ = ["DISAGREED", "CodingAgreement", "coding_agreement", "coding_sample"]

# By what the caveat is found again, whatever language it is in.
DISAGREED = "disagreement of people"


@dataclass(frozen=True, eq=False, repr=False)
class CodingAgreement(Result):
    """Agreement between people, and between them and the machine.

    ``table``: ``about`` ("tone" or a theme), ``between`` ("people" or "machine"), ``measure`` (``alpha``, ``alpha
    ordinal``, ``kappa``, ``precision``, ``recall``, ``accuracy``), ``label``, ``estimate`` with ``ci_low, ci_high``
    where it is a share (0..1), ``n``.

    Attributes
    ----------
    confusion : DataFrame
        A row a pair of tones: ``people, machine, n``, for those on which people agree.
    unit : str
        What people judged: "statements" or "comments" (whole ones).
    rules : str
        By which the machine did; "" where that is not known.
    """

    confusion: pd.DataFrame = field(default_factory=pd.DataFrame)
    unit: str = STATEMENTS
    rules: str = ""

    heading: ClassVar[str] = told("Agreement on codes")
    decimals: ClassVar[dict[str, int]] = {"estimate": 2, "ci_low": 2, "ci_high": 2}

    def _of(self, measure: str, between: str, label: str = "") -> pd.Series | None:
        table = self.table
        found = table[(table.about == "tone") & (table.between == between) & (table.measure == measure)]
        found = found[(found.label == label) & found.estimate.notna()]
        return found.iloc[0] if len(found) else None

    def sentences(self) -> list[str]:
        """How far people agree, how often the machine says what they say, and how far its negatives can be trusted."""
        said = []
        alpha, kappa = self._of("alpha", "people"), self._of("kappa", "people")
        if alpha is not None:
            base = plural(int(alpha.n), "whole comment") if self.unit == COMMENTS else plural(int(alpha.n), "statement")
            said.append(
                say(
                    "Two people agree on the tone with an alpha of {alpha} ({base}); 1 is in full."
                    if kappa is None
                    else "Two people agree on the tone with an alpha of {alpha} and a kappa of {kappa} ({base}); 1 is "
                    "in full.",
                    alpha=number(alpha.estimate, digits=2), base=base,
                    kappa="" if kappa is None else number(kappa.estimate, digits=2),
                )
            )  # fmt: skip
        for label in ("three classes", "two classes"):
            row = self._of("accuracy", "machine", label)
            if row is not None:
                said.append(
                    say(
                        "On three tones the machine is right on {share}% ({sure} CI {bounds}; {base} on which people "
                        "agree)."
                        if label == "three classes"
                        else "On positive against negative alone the machine is right on {share}% ({sure} CI {bounds}; "
                        "{base} on which people agree).",
                        **self._share(row), base=self._base(row),
                    )
                )  # fmt: skip
        for tone in ("negative", "positive"):
            precision, recall = self._of("precision", "machine", tone), self._of("recall", "machine", tone)
            parts = []
            if precision is not None:
                parts.append(
                    say(
                        "of what the machine calls negative, people call {share}% ({sure} CI {bounds}; precision) so"
                        if tone == "negative"
                        else "of what the machine calls positive, people call {share}% ({sure} CI {bounds}; precision) "
                        "so",
                        **self._share(precision),
                    )
                )
            if recall is not None:
                parts.append(
                    say(
                        "of what people call negative, it finds {share}% ({sure} CI {bounds}; recall)"
                        if tone == "negative"
                        else "of what people call positive, it finds {share}% ({sure} CI {bounds}; recall)",
                        **self._share(recall),
                    )
                )
            if parts:
                said.append(capital(f"{'; '.join(parts)}."))
        if said:
            return said
        return [
            say("Too few comments were coded by two people to tell how far they agree.")
            if self.unit == COMMENTS
            else say("Too few statements were coded by two people to tell how far they agree.")
        ]

    def _base(self, row: pd.Series) -> str:
        return plural(int(row.n), "comment") if self.unit == COMMENTS else plural(int(row.n), "statement")

    def _share(self, row: pd.Series) -> dict[str, str]:
        """A share with its interval, for a sentence."""
        bounds = interval(100 * row.ci_low, 100 * row.ci_high)
        return {"share": number(100 * row.estimate), "sure": percent_sure(self.confidence), "bounds": bounds}


def coding_agreement(coded: str | Path, *, confidence: float = 0.95) -> CodingAgreement:
    """Read a coded workbook back: how far people agree, and how good the machine is where they do.

    Parameters
    ----------
    coded : str or path
        A workbook of `coding_sample` that two people filled in.
    confidence : float
        Level of the intervals of shares.

    Returns
    -------
    CodingAgreement

    Raises
    ------
    SurveyFileError
        If the file is no such workbook, or holds a tone or theme that is none; the message names sheet and row.

    References
    ----------
    Krippendorff (2011), Computing Krippendorff's Alpha-Reliability; Cohen (1960), Educational and Psychological
    Measurement 20; Wilson (1927), JASA 22.

    Examples
    --------
    A workbook that nobody has filled in yet measures nobody:

    >>> import tempfile
    >>> import pandas as pd
    >>> from cxresearch.survey.survey import Survey
    >>> comments = pd.DataFrame({"comment": ["The queue was far too long", "Friendly staff at the counter"] * 5})
    >>> survey = Survey.from_frame(comments, audience="Customers")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     sheet = coding_sample(survey, "comment", path=f"{folder}/to_code.xlsx", rules="nltk")
    ...     agreement = coding_agreement(sheet)
    >>> int(agreement.table.n.max())
    0
    """
    sheets, known, unit, rules = read_sheets(Path(coded))
    one, many = ("comment", "comments") if unit == COMMENTS else ("statement", "statements")
    first, second, machine = (sheets[name] for name in (*CODERS, MACHINE))
    first, second = first.reindex(machine.index), second.reindex(machine.index)
    rows: list[tuple] = []
    both = first.tone.notna() & second.tone.notna()
    rank = {tone: place for place, tone in enumerate(TONES)}
    pair = [first.tone[both].tolist(), second.tone[both].tolist()]
    ranked = [[rank[tone] for tone in side] for side in pair]
    count = int(both.sum())
    rows.append(_row("tone", "people", "alpha", "", krippendorff_alpha(pair), count))
    rows.append(_row("tone", "people", "alpha ordinal", "", krippendorff_alpha(ranked, level="ordinal"), count))
    rows.append(_row("tone", "people", "kappa", "", cohen_kappa(*pair), count))
    agreed = both & (first.tone == second.tone)
    apart = plural(int((both & ~agreed).sum()), one, many)
    text = say("People disagree on the tone of {texts}; those measure nobody.", texts=apart)
    caveats = [marked(text, DISAGREED)]
    scored = agreed & machine.tone.isin(TONES)
    if int((agreed & ~scored).sum()):
        left = plural(int((agreed & ~scored).sum()), one, many)
        caveats.append(say("{texts} without a tone by the machine are left out.", texts=left))
    truth, told = first.tone[scored], machine.tone[scored]
    rows += _machine_on_tone(truth, told, confidence)
    for theme in known:
        rows += _on_theme(theme, first.themes, second.themes, machine.themes, confidence)
    crossed = pd.crosstab(truth, told).reindex(index=TONES, columns=TONES, fill_value=0)
    confusion = [(people, said, int(crossed.loc[people, said])) for people in TONES for said in TONES]
    columns = ["about", "between", "measure", "label", "estimate", "ci_low", "ci_high", "n"]
    method = say(
        "Krippendorff's alpha (2011) and Cohen's kappa (1960) between people; the machine's precision and recall "
        "against codes on which people agree, with Wilson's interval (1927)"
    )
    return CodingAgreement(
        pd.DataFrame(rows, columns=columns),
        method,
        caveats,
        confidence,
        confusion=pd.DataFrame(confusion, columns=["people", "machine", "n"]),
        unit=unit,
        rules=rules,
    )


def _row(about: str, between: str, measure: str, label: str, value: float, n: int) -> tuple:
    return about, between, measure, label, value, np.nan, np.nan, n


def _share_row(about: str, measure: str, label: str, right: int, n: int, confidence: float) -> tuple:
    estimate, low, high = (float(x) for x in wilson(right, n, confidence=confidence))
    return about, "machine", measure, label, estimate, low, high, n


def _machine_on_tone(truth: pd.Series, told: pd.Series, confidence: float) -> list[tuple]:
    rows = [_share_row("tone", "accuracy", "three classes", int((truth == told).sum()), len(truth), confidence)]
    clear = truth.isin(("positive", "negative")) & told.isin(("positive", "negative"))
    rows.append(
        _share_row("tone", "accuracy", "two classes", int((truth == told)[clear].sum()), int(clear.sum()), confidence)
    )
    for tone in TONES:
        right = int(((truth == tone) & (told == tone)).sum())
        rows.append(_share_row("tone", "precision", tone, right, int((told == tone).sum()), confidence))
        rows.append(_share_row("tone", "recall", tone, right, int((truth == tone).sum()), confidence))
    return rows


def _on_theme(theme: str, first: pd.Series, second: pd.Series, machine: pd.Series, confidence: float) -> list[tuple]:
    both = first.notna() & second.notna()
    a, b, said = (side[both].map(lambda themes: theme in themes).astype(bool) for side in (first, second, machine))
    rows = [_row(theme, "people", "kappa", "", cohen_kappa(a.tolist(), b.tolist()), int(both.sum()))]
    agreed = a == b
    right = int((a & said & agreed).sum())
    rows.append(_share_row(theme, "precision", "", right, int((said & agreed).sum()), confidence))
    rows.append(_share_row(theme, "recall", "", right, int((a & agreed).sum()), confidence))
    return rows
