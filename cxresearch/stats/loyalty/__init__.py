"""Loyalty in figures: NPS, satisfaction, effort, means; by group, wave and competitor."""
