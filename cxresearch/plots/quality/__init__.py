"""Pictures of how far the answers can be trusted."""
