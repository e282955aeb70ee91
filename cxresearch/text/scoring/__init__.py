"""A comment gets a tone: scorers, their calibration, and how often each misreads."""
