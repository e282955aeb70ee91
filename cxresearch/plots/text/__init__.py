"""Pictures of comments: tone, themes, words, quotes."""
