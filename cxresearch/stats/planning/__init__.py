"""Before the data: what planned bases can show, and what they never can."""
