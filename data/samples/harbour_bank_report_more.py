"""The part of TRUTH.md on what `harbour_bank_more.py` added."""

import harbour_bank_files as files
import harbour_bank_more as more
import harbour_bank_reasons as reasons
from harbour_bank_report_inside import figure, table


def understood():
    """How well things are understood, outside and as believed inside."""
    rows = [(topic, *map(figure, means[::-1])) for topic, means in more.UNDERSTOOD.items()]
    return f"""## Clear, but not understood (2025)

"{files.UNDERSTOOD}" was asked of customers, "{files.UNDERSTOOD_INSIDE}" of staff and leaders, 0 to 10. True means on
0-100; customers' understanding of the mobile app lies on the middle of the scale:

{table(("touchpoint", "leaders believe", "staff believe", "customers"), rows)}
"""


def who_moved():
    """What the scale does by itself between the waves."""
    return f"""## Who moved (2024 to 2025)

Of the customers who answered in both waves nobody was planted to move: the two answers are the same person's with the
scale's own error, and all are a little higher in 2025. The answers of somebody who does not change correlate
{more.RELIABILITY}, and with the answers of 2024 error alone makes promoters of 23% of passives.

"""


def what_goes_with_themes():
    """What goes with the themes of two open questions."""
    parts = []
    for audience, scale in (("Customers", "0 to 10 of recommending"), ("Staff", "1 to 5 of thinking of leaving")):
        rows = [(theme, figure(effect, 2)) for theme, effect in reasons.effects(audience).items()]
        parts.append(table(("theme", f"{audience.lower()}: points of {scale}"), rows))
    return f"""## Drawn back, disengaged (2025)

"{files.DRAWS}" was answered by {reasons.WRITES["Customers"]:.0%} of customers, "{files.DISENGAGES}" by
{reasons.WRITES["Staff"]:.0%} of staff, one theme a comment, by planted shares of who answered what. True difference of
those who name a theme to those who name none:

{parts[0]}
{parts[1]}
"""
