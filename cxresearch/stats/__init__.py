"""A Survey becomes a Result. No files, no figures; nothing here is drawn, and nothing is read from disk."""
