"""Pictures of units, links, silos and hand-offs."""
