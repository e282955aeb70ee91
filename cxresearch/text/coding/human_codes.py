"""How well people who coded the same comments agree, beyond what chance gives.

Percent agreement flatters: two coders who call everything negative agree always. Krippendorff's alpha and Cohen's kappa
set the agreement against what the same labels would give if they were dealt out by chance. nltk reckons both; what is
ours is which codes count, and the ranks of ordinal ones, for which nltk has no distance.
"""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from cxresearch.errors import OptionError
from cxresearch.wording import needed, say, told

__all__ = ["cohen_kappa", "krippendorff_alpha"]

LEVELS = ("nominal", "ordinal", "interval")


def krippendorff_alpha(codes: Sequence[Sequence], *, level: str = "nominal") -> float:
    """Krippendorff's alpha: 1 is full agreement, 0 what chance gives; any number of coders, gaps allowed.

    Parameters
    ----------
    codes : coders x units
        Numbers, or labels where ``level`` is nominal; None and NaN are gaps. Units with one code do not count.
    level : "nominal", "ordinal" or "interval"

    Returns
    -------
    float
        NaN where nothing can be compared: no unit with two codes, or one label throughout.

    Raises
    ------
    OptionError
        For another level, or codes that are no table.

    References
    ----------
    Krippendorff (2011), Computing Krippendorff's Alpha-Reliability.

    Examples
    --------
    >>> krippendorff_alpha([[1, 2, 3, None], [1, 2, 3, 4]])
    1.0
    """
    if level not in LEVELS:
        raise OptionError(say(
            "level must be one of {levels}; got {level}.",
            levels=", ".join(LEVELS), level=repr(level),
        ))  # fmt: skip
    coders = [list(row) for row in codes]
    if not coders or len({len(row) for row in coders}) != 1:
        raise OptionError(say("codes is a table: a row a coder, a column a unit, None where a coder gave no code."))
    units = [[code for code in unit if code is not None and code == code] for unit in zip(*coders, strict=True)]
    units = [unit for unit in units if len(unit) > 1]
    counts = Counter(code for unit in units for code in unit)
    if len(counts) < 2:
        return float("nan")
    if level == "ordinal":
        # The distance of two ranks is the number of codes between their middles, so their middles stand for them.
        values = sorted(counts)
        n = np.array([counts[value] for value in values])
        middle = dict(zip(values, (np.cumsum(n) - n / 2).tolist(), strict=True))
        units = [[middle[code] for code in unit] for unit in units]
    return float(_task(units, metric="binary" if level == "nominal" else "interval").alpha())


def _task(units: Sequence[Sequence], metric: str = "binary"):
    """nltk's table of who gave which unit which code; ``units`` hold a code a coder, without gaps."""
    agreement = needed("nltk.metrics.agreement", told("Agreement between people who coded the same comments"))
    distance = getattr(needed("nltk.metrics.distance", told("Agreement between codes")), f"{metric}_distance")
    given = [(coder, at, code) for at, unit in enumerate(units) for coder, code in enumerate(unit)]
    return agreement.AnnotationTask(given, distance=distance)


def cohen_kappa(a: Sequence, b: Sequence) -> float:
    """Cohen's kappa of two coders over the same units; units that one left blank do not count.

    Returns
    -------
    float
        NaN without common units, or where both used one and the same label throughout.

    References
    ----------
    Cohen (1960), Educational and Psychological Measurement 20, 37-46.

    Examples
    --------
    >>> round(cohen_kappa(["yes"] * 25 + ["no"] * 25, ["yes"] * 20 + ["no"] * 5 + ["yes"] * 10 + ["no"] * 15), 4)
    0.4
    """
    pairs = [(x, y) for x, y in zip(a, b, strict=True) if x is not None and y is not None and x == x and y == y]
    if not pairs:
        return float("nan")
    if len({label for pair in pairs for label in pair}) < 2:
        return float("nan")
    return float(_task(pairs).kappa())
