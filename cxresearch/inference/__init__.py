"""Closed forms on counts and moments: intervals, tests, effect sizes; no Survey in sight."""
