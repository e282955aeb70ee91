"""One module a platform: how its export is recognised and read."""
