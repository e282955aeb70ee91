"""The part of TRUTH.md on what `harbour_bank_more.py` added."""

import harbour_bank_files as files
import harbour_bank_more as more
import harbour_bank_reasons as reasons
import harbour_bank_reviews as reviews
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


def delight_and_value():
    """What ease and hardship go with, what is kept alike, and revenue."""
    worth = more.true_revenue()
    return f"""## Delight or ease; kept each time; revenue

A hard matter (1-3 of 7) goes with {more.HARD} points less on recommending (0-100) than a middling one (4), an easy one
(5-7) with {more.EASY} points more: neither outweighs the other. Whether the promise is kept does not depend on the
branch nor on the wave on any of the twelve touchpoints, and their order is one in all branches.

Revenue of a year (`customer_values.csv`, {more.KNOWN:.0%} of the customers of 2025): detractors {figure(worth[0])},
passives {figure(worth[1])}, promoters {figure(worth[2])} euro. Within a channel a promoter is worth 45 more than a
detractor and a passive 25 more; branch customers are worth more, and more of them are promoters.

"""


def public_reviews():
    """How many stars those give who choose to write."""
    shares = ", ".join(f"{share:.0%} {stars}" for stars, share in reviews.STARS.items())
    return f"""## Public reviews (`reviews.csv`)

{reviews.REVIEWS} reviews with their writers' names; true shares of stars: {shares}. Who writes chose to:
{reviews.STARS[5] + reviews.STARS[1]:.0%} stand at the ends. {reviews.SIGNED:.0%} of the
texts end with the writer's name, which reading must take out.

"""
