"""Who calls the service excellent: leaders, staff and customers on one line a question."""

from cxresearch.plots.loyalty.scores import plot_scores
from cxresearch.stats.audits.excellent import CalledExcellent
from cxresearch.stats.bases.naming import people
from cxresearch.wording import number, say

__all__ = ["plot_excellent"]


def plot_excellent(result: CalledExcellent, *, ax=None, rows: int | None = None, title: str | None = None):
    """A row a question (or audience, where there is one question), with every share and its interval."""
    return plot_scores(result, ax=ax, rows=rows, title=title or _finding(result))


def _finding(result: CalledExcellent) -> str | None:
    pair = result.furthest
    if pair is None:
        return None
    return say(
        "{share_a}% of {a} call {topic} excellent, {share_b}% of {b} do",
        share_a=number(pair.share_a), a=people(pair.audience_a), topic=result.topic_of(pair.question),
        share_b=number(pair.share_b), b=people(pair.audience_b),
    )  # fmt: skip
