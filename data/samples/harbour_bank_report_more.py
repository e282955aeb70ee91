"""The part of TRUTH.md on what `harbour_bank_more.py` added."""

import harbour_bank_files as files
import harbour_bank_more as more
from harbour_bank_report_inside import figure, table


def understood():
    """How well things are understood, outside and as believed inside."""
    rows = [(topic, *map(figure, means[::-1])) for topic, means in more.UNDERSTOOD.items()]
    return f"""## Clear, but not understood (2025)

"{files.UNDERSTOOD}" was asked of customers, "{files.UNDERSTOOD_INSIDE}" of staff and leaders, 0 to 10. True means on
0-100; customers' understanding of the mobile app lies on the middle of the scale:

{table(("touchpoint", "leaders believe", "staff believe", "customers"), rows)}
"""
