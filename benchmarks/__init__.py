"""Speed beside what a person would use instead. Ratios, never a test."""
