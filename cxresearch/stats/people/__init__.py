"""What moves those who work here: how units differ, and what goes with the wish to leave. Of no single person."""
