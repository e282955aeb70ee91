"""Pictures of what makes customers more than content, of who moves, what goes with it, and what they say in public."""
