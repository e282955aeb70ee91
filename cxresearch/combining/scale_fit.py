"""Whether several audiences answered one question on one scale: what is firm, what was only guessed, what is turned."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, replace

from cxresearch.survey.labels import label_key, normalise
from cxresearch.survey.origins import origin_of
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


def fit_of(rows: Mapping[Hashable, Mapping], chosen: Callable[[Hashable], Iterable] = lambda who: ()) -> ScaleFit:
    """Compare the scales of rated questions.

    Parameters
    ----------
    rows : mapping
        Who answered to the question's line of the codebook: ``scale, scale_from, reversed``.
    chosen : callable
        Who answered to the answers that were chosen, where labels may have been read as another list of points.

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
        who for who, row in rows.items() if not scales[who].labels and origin_of(row["scale_from"]).is_bare
    )
    _labels_alike(rows, scales, chosen)
    turned = frozenset(who for who, row in rows.items() if row["reversed"])
    if len(turned) == len(rows):
        turned = frozenset()
    # Answers that are turned lose their words, which then stand for other numbers.
    scales |= {who: replace(scales[who], labels=()) for who in turned}
    firm = {who: scale for who, scale in scales.items() if who not in loose}
    widest = max((firm or scales).values(), key=lambda scale: scale.high - scale.low)
    fits = all(widest.low <= scales[who].low and scales[who].high <= widest.high for who in loose)
    one = len({scale.span for scale in firm.values()}) <= 1 and fits and not _labels_clash(firm.values())
    return ScaleFit(scales, firm, loose, turned, widest, one)


def _labels_alike(rows: Mapping[Hashable, Mapping], scales: dict[Hashable, Scale], chosen: Callable) -> None:
    """Labels that were read as another list of points where few of them were chosen: the same for all."""
    for who, row in rows.items():
        if not scales[who].labels or not origin_of(row["scale_from"]).is_bare:
            continue
        own = {label_key(label) for label, _ in scales[who].labels}
        seen = own & {label_key(str(answer)) for answer in chosen(who)}
        for other in scales.values():
            known = {label_key(label) for label, _ in other.labels}
            if seen and seen <= known and len(known) > len(seen) and other.points > scales[who].points:
                scales[who] = other


def _labels_clash(scales) -> bool:
    seen: dict[str, float] = {}
    return any(seen.setdefault(normalise(label), value) != value for scale in scales for label, value in scale.labels)
