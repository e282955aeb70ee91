"""Delight or ease: the arrows of penalty and reward, headed with the answer."""

from cxresearch.plots.drivers.asymmetry import plot_asymmetry
from cxresearch.stats.enthusiasm.delight import DelightOrEase

__all__ = ["plot_delight"]


def plot_delight(result: DelightOrEase, *, ax=None, title: str | None = None):
    """An arrow to what a hard matter costs, one to what an easy one earns."""
    return plot_asymmetry(result, ax=ax, title=title or result.finding())
