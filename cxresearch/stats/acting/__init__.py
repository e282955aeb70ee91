"""What was decided, and whether it can be seen: before the next wave what it would take, after it what became of it."""
