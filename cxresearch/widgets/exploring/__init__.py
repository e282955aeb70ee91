"""Panels that explore a survey: gaps, links, comments, scorecards."""
