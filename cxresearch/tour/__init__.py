"""The notebooks, run without a person and shown as live slides."""
