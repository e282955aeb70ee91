"""Small groups stay hidden, personal data stay out, and only comments that may be quoted are quoted."""
