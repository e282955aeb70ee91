"""Pictures of what became of decided actions."""
