"""How far the answers can be trusted, before a number is shown."""
