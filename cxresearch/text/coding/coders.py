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
from cxresearch.wording import interval, number, percent_sure, plural

__all__ = ["CodingAgreement", "coding_agreement", "coding_sample"]


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

    heading: ClassVar[str] = "Agreement on codes"
    decimals: ClassVar[dict[str, int]] = {"estimate": 2, "ci_low": 2, "ci_high": 2}

    def _of(self, measure: str, between: str, label: str = "") -> pd.Series | None:
        table = self.table
        found = table[(table.about == "tone") & (table.between == between) & (table.measure == measure)]
        found = found[(found.label == label) & found.estimate.notna()]
        return found.iloc[0] if len(found) else None

    def sentences(self) -> list[str]:
        """How far people agree, how often the machine says what they say, and how far its negatives can be trusted."""
        said = []
        one = "comment" if self.unit == COMMENTS else "statement"
        alpha, kappa = self._of("alpha", "people"), self._of("kappa", "people")
        if alpha is not None:
            also = f" and a kappa of {number(kappa.estimate, digits=2)}" if kappa is not None else ""
            whole = "whole " if self.unit == COMMENTS else ""
            base = plural(int(alpha.n), f"{whole}{one}")
            said.append(
                f"Two people agree on the tone with an alpha of {number(alpha.estimate, digits=2)}{also} ({base}); "
                "1 is in full."
            )
        for label, words in (("three classes", "three tones"), ("two classes", "positive against negative alone")):
            row = self._of("accuracy", "machine", label)
            if row is not None:
                said.append(
                    f"On {words} the machine is right on {self._share(row)}; {plural(int(row.n), one)} on which people "
                    "agree)."
                )
        for tone in ("negative", "positive"):
            precision, recall = self._of("precision", "machine", tone), self._of("recall", "machine", tone)
            parts = []
            if precision is not None:
                parts.append(f"of what the machine calls {tone}, people call {self._share(precision)}; precision) so")
            if recall is not None:
                parts.append(f"of what people call {tone}, it finds {self._share(recall)}; recall)")
            if parts:
                told = "; ".join(parts)
                said.append(f"{told[:1].upper()}{told[1:]}.")
        return said or [f"Too few {one}s were coded by two people to tell how far they agree."]

    def _share(self, row: pd.Series) -> str:
        """A share with its interval; the bracket stays open."""
        bounds = interval(100 * row.ci_low, 100 * row.ci_high)
        return f"{number(100 * row.estimate)}% ({percent_sure(self.confidence)} CI {bounds}"


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
    one = "comment" if unit == COMMENTS else "statement"
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
    caveats = [f"People disagree on the tone of {plural(int((both & ~agreed).sum()), one)}; those measure nobody."]
    scored = agreed & machine.tone.isin(TONES)
    if int((agreed & ~scored).sum()):
        caveats.append(f"{plural(int((agreed & ~scored).sum()), one)} without a tone by the machine are left out.")
    truth, told = first.tone[scored], machine.tone[scored]
    rows += _machine_on_tone(truth, told, confidence)
    for theme in known:
        rows += _on_theme(theme, first.themes, second.themes, machine.themes, confidence)
    crossed = pd.crosstab(truth, told).reindex(index=TONES, columns=TONES, fill_value=0)
    confusion = [(people, said, int(crossed.loc[people, said])) for people in TONES for said in TONES]
    columns = ["about", "between", "measure", "label", "estimate", "ci_low", "ci_high", "n"]
    method = (
        "Krippendorff's alpha (2011) and Cohen's kappa (1960) between people; the machine's precision and recall "
        "against "
        "codes on which people agree, with Wilson's interval (1927)"
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
