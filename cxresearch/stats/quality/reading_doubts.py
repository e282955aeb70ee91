"""What was guessed when the answers were read, as a Result: the first thing to look at before any other number."""

from dataclasses import dataclass
from typing import ClassVar

from cxresearch.errors import OptionError
from cxresearch.result import Result
from cxresearch.survey.survey import Survey
from cxresearch.wording import plural

__all__ = ["Doubts", "doubts"]


@dataclass(frozen=True, eq=False, repr=False)
class Doubts(Result):
    """Every guess that could change a number, the worst first.

    ``table``: ``question`` (a name, several, or "" for the whole file), ``doubt``, ``evidence``, ``answers`` (how many
    hang on it), ``settle`` (the option that settles it, ready to copy).
    """

    heading: ClassVar[str] = "Doubts about how the answers were read"
    decimals: ClassVar[dict[str, int]] = {"answers": 0}

    def sentences(self) -> list[str]:
        """Each doubt with the line that settles it; or that there is none."""
        if not len(self.table):
            return ["Nothing had to be guessed that could change a number."]
        head = f"{plural(len(self.table), 'guess', 'guesses')} could change a number; the worst first."
        return [head, *(_said(row) for row in self.table.itertuples())]


def doubts(survey: Survey) -> Doubts:
    """What was guessed when the answers were read, the evidence, and the line that settles each guess.

    Parameters
    ----------
    survey : Survey

    Returns
    -------
    Doubts

    Raises
    ------
    OptionError
        If it is no Survey.

    Examples
    --------
    >>> import pandas as pd
    >>> survey = Survey.from_frame(pd.DataFrame({"billing": [4, 5]}), scales={"billing": (1, 5)}, audience="Staff")
    >>> doubts(survey).sentences()
    ['Nothing had to be guessed that could change a number.']
    """
    if not isinstance(survey, Survey):
        raise OptionError(f"doubts takes a Survey; got {type(survey).__name__}.")
    method = "Reading goes by what is declared, then labels and wording, then the block of questions, then numbers."
    return Doubts(survey.doubts, method)


def _said(row) -> str:
    about = f"{row.question}: " if row.question else ""
    reasons = f" ({row.evidence})" if row.evidence else ""
    hang = f" {plural(row.answers, 'answer')} on it." if row.answers else ""
    return f"{about}{row.doubt}{reasons}.{hang} To settle it: {row.settle}"
