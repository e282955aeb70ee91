"""The same question to several audiences: gaps, predictions, importance, whose view is nearest."""
