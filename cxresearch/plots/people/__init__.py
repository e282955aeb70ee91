"""Pictures of what moves those who work here; no unit is named on any of them."""
