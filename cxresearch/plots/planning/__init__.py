"""Pictures of what planned bases can show."""
