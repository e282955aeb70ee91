"""A file becomes a Survey. What it is, is known by its content and never by its name."""
