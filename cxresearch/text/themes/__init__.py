"""What comments are about: code frames, topics found, words that separate groups."""
