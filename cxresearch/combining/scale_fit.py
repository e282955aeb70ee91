"""Whether several audiences answered one question on one scale: what is firm, what was only guessed, what is turned."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace

from cxresearch.survey.labels import normalise
from cxresearch.survey.scales import Scale

__all__ = ["ScaleFit", "fit_of"]


@dataclass(frozen=True)
class ScaleFit:
    """The scales of one question by who answered; ``one`` says whether they are the same.

    ``firm`` leaves out scales that were only guessed (``loose``); ``turned`` are those whose answers have to be
    turned, so that high means the same for everybody; ``widest`` is the firm scale with the most points.
    """

    scales: Mapping[Hashable, Scale]
    firm: Mapping[Hashable, Scale]
    loose: frozenset
    turned: frozenset
    widest: Scale
    one: bool


def fit_of(rows: Mapping[Hashable, Mapping]) -> ScaleFit:
    """Compare the scales of rated questions.

    Parameters
    ----------
    rows : mapping
        Who answered to the question's line of the codebook: ``scale, scale_from, reversed``.

    Examples
    --------
    >>> line = lambda scale: {"scale": scale, "scale_from": "told", "reversed": False}
    >>> fit_of({"Staff": line("1-5"), "Customers": line("1-5")}).one
    True
    >>> fit_of({"Staff": line("1-5"), "Customers": line("1-6")}).one
    False
    """
    scales = {who: Scale.parse(row["scale"]) for who, row in rows.items()}
    loose = frozenset(
        who for who, row in rows.items() if "guessed from" in row["scale_from"] or "from numbers" in row["scale_from"]
    )
    firm = {who: scale for who, scale in scales.items() if who not in loose}
    widest = max((firm or scales).values(), key=lambda scale: scale.high - scale.low)
    turned = frozenset(who for who, row in rows.items() if row["reversed"])
    if len(turned) == len(rows):
        turned = frozenset()
    # Answers that are turned lose their words, which then stand for other numbers.
    scales |= {who: replace(scales[who], labels=()) for who in turned}
    firm = {who: scales[who] for who in firm}
    fits = all(widest.low <= scales[who].low and scales[who].high <= widest.high for who in loose)
    one = len({scale.span for scale in firm.values()}) <= 1 and fits and not _labels_clash(firm.values())
    return ScaleFit(scales, firm, loose, turned, widest, one)


def _labels_clash(scales) -> bool:
    seen: dict[str, float] = {}
    return any(seen.setdefault(normalise(label), value) != value for scale in scales for label, value in scale.labels)
