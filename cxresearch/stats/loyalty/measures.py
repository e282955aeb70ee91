"""Loyalty in four figures: Net Promoter Score, satisfied customers, easy business, and the mean that hides least.

Each is a share or a mean with an interval that holds what it promises, and each says on which scale it was asked.
The figures live in `net_promoter`, `top_box` and `means`; this is where they are met together.
"""

from cxresearch.stats.loyalty.means import MeanScore, mean_score
from cxresearch.stats.loyalty.net_promoter import NetPromoter, nps
from cxresearch.stats.loyalty.top_box import EffortShare, SatisfactionShare, TopBoxShare, ces, csat

__all__ = [
    "EffortShare",
    "MeanScore",
    "NetPromoter",
    "SatisfactionShare",
    "TopBoxShare",
    "ces",
    "csat",
    "mean_score",
    "nps",
]
