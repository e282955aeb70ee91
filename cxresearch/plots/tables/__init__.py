"""Pictures of banner tables."""
