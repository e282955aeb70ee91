"""What was guessed when the answers were read, as a Result: the first thing to look at before any other number."""

from dataclasses import dataclass
from typing import ClassVar

from cxresearch.errors import OptionError
from cxresearch.result import Result
from cxresearch.survey.survey import Survey
from cxresearch.wording import plural, say, told

__all__ = ["Doubts", "doubts"]


@dataclass(frozen=True, eq=False, repr=False)
class Doubts(Result):
    """Every guess that could change a number, the worst first.

    ``table``: ``question`` (a name, several, or "" for the whole file), ``doubt``, ``evidence``, ``answers`` (how many
    hang on it), ``settle`` (the option that settles it, ready to copy).
    """

    heading: ClassVar[str] = told("Doubts about how the answers were read")
    decimals: ClassVar[dict[str, int]] = {"answers": 0}

    def sentences(self) -> list[str]:
        """Each doubt with the line that settles it; or that there is none."""
        if not len(self.table):
            return [say("Nothing had to be guessed that could change a number.")]
        guesses = plural(len(self.table), "guess", "guesses")
        head = say("{guesses} could change a number; the worst first.", guesses=guesses)
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
        raise OptionError(say("doubts takes a Survey; got {name}.", name=type(survey).__name__))
    method = say(
        "Reading goes by what is declared, then labels and wording, then the block of questions, then numbers."
    )
    return Doubts(survey.doubts, method)


def _said(row) -> str:
    about = f"{row.question}: " if row.question else ""
    reasons = f" ({row.evidence})" if row.evidence else ""
    hang = ""
    if row.answers:
        hang = say(
            " {answers} hangs on it." if row.answers == 1 else " {answers} hang on it.",
            answers=plural(row.answers, "answer"),
        )
    settle = say("To settle it: {line}", line=row.settle)
    return f"{about}{row.doubt}{reasons}.{hang} {settle}"
